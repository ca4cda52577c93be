/* parsers/model/answer.c - keeps what a set's answer needs, writes the envelopes and the TA1. */
#include "parsers/base/alloc.h"
#include "parsers/model/answer_private.h"

#include <stdio.h>

enum { DEFAULT_MEMORY = 64 << 20 };

static int sink(void *ctx, const void *bytes, size_t len) {
    struct sj_answer_sink *s = ctx;
    s->answer->written[s->kind] += len;
    return s->answer->opts.write(s->answer->opts.ctx, s->kind, bytes, len);
}

sj_status sj_answer_new(sj_answer **out, const sj_answer_opts *opts, sj_err *err) {
    sj_answer *a = sj_calloc(1, sizeof *a);
    if (!a) return sj_err_set(err, SJ_ENOMEM, "out of memory");
    a->opts = *opts;
    a->next_control = opts->first_control ? opts->first_control : 1;
    sj_arena_init(&a->arena, opts->max_memory ? opts->max_memory : DEFAULT_MEMORY);
    for (int kind = 0; kind < SJ_ANSWER_KINDS; kind++) {
        if (!opts->wanted[kind]) continue;
        a->sinks[kind] = (struct sj_answer_sink){a, (sj_answer_kind)kind};
        sj_status status = sj_writer_new(&a->writers[kind], sink, &a->sinks[kind], NULL, err);
        if (status != SJ_OK) {
            sj_answer_free(a);
            return status;
        }
    }
    *out = a;
    return SJ_OK;
}

void sj_answer_free(sj_answer *a) {
    if (!a) return;
    for (int kind = 0; kind < SJ_ANSWER_KINDS; kind++) sj_writer_free(a->writers[kind]);
    sj_arena_dispose(&a->arena);
    sj_free(a);
}

void sj_answer_fail(sj_answer *a, sj_status status, const char *msg) {
    if (a->status == SJ_OK) a->status = sj_err_set(&a->err, status, msg);
}

uint32_t sj_answer_used(const sj_answer *a) {
    return a->n_controls;
}

sj_status sj_answer_status(const sj_answer *a, sj_err *err) {
    if (a->status != SJ_OK) {
        if (err) *err = a->err;
        return a->status;
    }
    for (int kind = 0; kind < SJ_ANSWER_KINDS; kind++) {
        if (!a->writers[kind]) continue;
        sj_status status = sj_writer_status(a->writers[kind], err);
        if (status != SJ_OK) return status;
    }
    return SJ_OK;
}

static bool is_plain(char ch) {
    unsigned char c = (unsigned char)ch;
    return c >= 0x20 && c <= 0x7e && !strchr("*:^~", c);
}

sj_str sj_answer_plain(sj_str value, size_t max) {
    bool has_ink = false;
    for (size_t i = 0; i < value.len; i++) {
        if (!is_plain(value.ptr[i])) return (sj_str){NULL, 0};
        has_ink |= value.ptr[i] != ' ';
    }
    if (!has_ink) return (sj_str){NULL, 0};
    return value.len > max ? (sj_str){value.ptr, max} : value;
}

sj_str sj_answer_id(char buf[SJ_ANSWER_ID], sj_str value, size_t max) {
    sj_str v = sj_str_trim(value);
    if (v.len > max) v = sj_str_trim((sj_str){v.ptr, max});
    for (size_t i = 0; i < v.len; i++) buf[i] = '?';
    for (size_t i = 0; i < v.len; i++)
        if (is_plain(v.ptr[i])) buf[i] = v.ptr[i];
    return (sj_str){buf, v.len};
}

sj_str sj_answer_digits(char buf[SJ_ANSWER_ID], sj_str value, size_t min, size_t max) {
    size_t n = 0, digits = 0;
    for (size_t i = 0; i < value.len; i++) digits += value.ptr[i] >= '0' && value.ptr[i] <= '9';
    while (n + digits < min) buf[n++] = '0';
    for (size_t i = 0; i < value.len && n < max; i++)
        if (value.ptr[i] >= '0' && value.ptr[i] <= '9') buf[n++] = value.ptr[i];
    return (sj_str){buf, n};
}

/* ---- envelopes ---- */

static uint32_t count_control(sj_answer *a) {
    uint32_t used = a->next_control;
    a->n_controls++;
    a->next_control = used >= 999999999 ? 1 : used + 1;
    return used;
}

/* The qualifiers of HIPAA; ZZ, mutually defined, stands for any other. */
static sj_str qualifier(sj_str q) {
    static const char *const known[] = {"01", "14", "20", "27", "28", "29", "30", "33"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (sj_str_is(q, known[i])) return q;
    return SJ_STR("ZZ");
}

static sj_str or_unknown(sj_str id) {
    return id.len > 1 ? id : SJ_STR("UNKNOWN");
}

static void write_isa(const sj_answer *a, sj_writer *w, const sj_interchange *ic,
                      uint32_t control) {
    char sender[SJ_ANSWER_ID], receiver[SJ_ANSWER_ID];
    sj_writer_isa(w, &(sj_isa){.sender_qualifier = qualifier(ic->receiver_qualifier),
                               .sender = or_unknown(sj_answer_id(sender, ic->receiver, 15)),
                               .receiver_qualifier = qualifier(ic->sender_qualifier),
                               .receiver = or_unknown(sj_answer_id(receiver, ic->sender, 15)),
                               .date = a->opts.date,
                               .time = a->opts.time,
                               .control = control,
                               .usage = ic->usage == 'T' ? 'T' : 'P'});
}

/* A group's application id; the interchange's where the group has none. */
static sj_str group_id(char buf[SJ_ANSWER_ID], sj_str own, sj_str of_interchange) {
    sj_str id = sj_answer_id(buf, own, 15);
    return id.len > 1 ? id : or_unknown(sj_answer_id(buf, of_interchange, 15));
}

sj_writer *sj_answer_open(sj_answer *a, sj_answer_kind kind, const sj_group *g,
                          const char *functional, const char *version) {
    sj_writer *w = a->writers[kind];
    char sender[SJ_ANSWER_ID], receiver[SJ_ANSWER_ID];
    if (!w || a->status != SJ_OK) return NULL;
    if (a->open[kind]) return w;
    uint32_t control = a->control[kind] = count_control(a);
    write_isa(a, w, g->interchange, control);
    sj_writer_gs(w, &(sj_gs){.functional = sj_str_of(functional),
                             .sender = group_id(sender, g->receiver, g->interchange->receiver),
                             .receiver = group_id(receiver, g->sender, g->interchange->sender),
                             .version = sj_str_of(version),
                             .date = a->opts.date,
                             .time = a->opts.time,
                             .control = control});
    a->open[kind] = true;
    a->sets_written[kind] = 0;
    return w;
}

static void close_kind(sj_answer *a, sj_answer_kind kind) {
    if (!a->open[kind]) return;
    sj_writer_ge(a->writers[kind]);
    sj_writer_iea(a->writers[kind]);
    a->open[kind] = false;
}

static void take_back(sj_answer *a, sj_answer_kind kind, uint64_t len) {
    if (!a->opts.take_back || a->written[kind] == len) return;
    if (a->opts.take_back(a->opts.ctx, kind, len))
        sj_answer_fail(a, SJ_EIO, "an answer could not be taken back");
    a->written[kind] = len;
}

static bool is_time(sj_str hhmm) {
    unsigned n = 0;
    for (size_t i = 0; i < hhmm.len; i++) {
        if (hhmm.ptr[i] < '0' || hhmm.ptr[i] > '9') return false;
        n = n * 10 + (unsigned)(hhmm.ptr[i] - '0');
    }
    return hhmm.len == 4 && n <= 2359 && n % 100 <= 59;
}

/* ISA09 and ISA10, or the answer's own where these are no date and no time. */
static void write_ta1_time(const sj_answer *a, sj_writer *w, const sj_interchange *ic) {
    char date[SJ_DATE_SIZE], time[8];
    sj_str day = ic->date, hour = ic->time;
    sj_date parsed;
    if (!sj_date_parse_short(day, &parsed)) {
        sj_date_print_x12(a->opts.date, date);
        day = (sj_str){date + 2, 6};
    }
    if (!is_time(hour)) {
        snprintf(time, sizeof time, "%04u", (unsigned)a->opts.time % 10000u);
        hour = (sj_str){time, 4};
    }
    sj_writer_el(w, day);
    sj_writer_el(w, hour);
}

static void write_ta1(sj_answer *a, const sj_interchange *ic) {
    sj_writer *w = a->writers[SJ_ANSWER_TA1];
    char control[SJ_ANSWER_ID];
    if (!w || a->status != SJ_OK || !(ic->ack_requested || ic->ta1 != 'A')) return;
    write_isa(a, w, ic, count_control(a));
    sj_writer_begin(w, "TA1");
    sj_writer_el(w, sj_answer_digits(control, ic->control, 9, 9));
    write_ta1_time(a, w, ic);
    sj_writer_el(w, (sj_str){&ic->ta1, 1});
    sj_writer_elz(w, ic->note);
    sj_writer_end(w);
    sj_writer_iea(w);
}

void sj_answer_interchange_end(sj_answer *a, const sj_interchange *ic) {
    write_ta1(a, ic);
    for (int kind = SJ_ANSWER_999; kind < SJ_ANSWER_KINDS; kind++) {
        close_kind(a, (sj_answer_kind)kind);
        if (ic->ta1 == 'R') take_back(a, (sj_answer_kind)kind, a->before_interchange[kind]);
        a->before_interchange[kind] = a->written[kind];
    }
}

void sj_answer_group_begin(sj_answer *a, const sj_group *g) {
    a->before_group = a->written[SJ_ANSWER_277CA];
    a->tally = (sj_ack_tally){0};
    sj_answer_begin_group(a, g);
}

void sj_answer_group_end(sj_answer *a, const sj_group *g) {
    sj_answer_end_group(a, g);
    close_kind(a, SJ_ANSWER_277CA);
    if (g->ack == 'R') take_back(a, SJ_ANSWER_277CA, a->before_group);
}

/* ---- what a set's answer needs ---- */

static const char *const too_much =
    "a transaction set has more findings or claims than fit in memory";

static void *keep_new(sj_answer *a, size_t n) {
    void *p = a->status == SJ_OK ? sj_arena_zalloc(&a->arena, n) : NULL;
    if (!p) sj_answer_fail(a, SJ_ENOMEM, too_much);
    return p;
}

static sj_str keep(sj_answer *a, sj_str text) {
    sj_str copy = {NULL, 0};
    if (text.len && !sj_arena_copy(&a->arena, text, &copy)) sj_answer_fail(a, SJ_ENOMEM, too_much);
    return copy;
}

static void list_init(sj_kept_list *l) {
    *l = (sj_kept_list){NULL, &l->first, 0};
}

static void list_add(sj_kept_list *l, sj_kept_finding *f) {
    f->next = NULL;
    *l->end = f;
    l->end = &f->next;
    l->n++;
}

void sj_answer_set_begin(sj_answer *a, const sj_set *s) {
    sj_arena_reset(&a->arena);
    a->in_set = true;
    a->guide = s->guide;
    a->n_findings = 0;
    sj_ack_set_begin(&a->tally);
    list_init(&a->syntax);
    a->situational = NULL;
    a->situational_end = &a->situational;
    list_init(&a->pending);
    list_init(&a->header);
    a->providers = a->provider = NULL;
    a->providers_end = &a->providers;
    a->last_claim = NULL;
    a->subscriber_frame = a->patient_frame = 0;
    a->subscriber = a->patient = NULL;
}

void sj_answer_finding(sj_answer *a, const sj_finding *f) {
    const sj_finding_def *def = sj_catalog_get(a->opts.catalog, f->id);
    bool is_syntax = def->snip <= 2, is_told_in_999 = def->ik304 || def->ik403;
    if (!a->in_set || f->severity == SJ_INFO) return;
    bool is_situational = sj_ack_finding(&a->tally, def, f->severity);
    if (is_syntax ? !is_told_in_999 : f->severity != SJ_ERROR) return;
    sj_kept_finding *kept = keep_new(a, sizeof *kept);
    if (!kept) return;
    *kept = (sj_kept_finding){.def = def,
                              .order = a->n_findings++,
                              .segment = f->pos.segment,
                              .element = f->pos.element,
                              .component = f->pos.component,
                              .repeat = f->pos.repeat,
                              .de = f->de,
                              .loop = f->loop,
                              .trigger = f->trigger};
    memcpy(kept->tag, f->tag, sizeof kept->tag);
    if (is_told_in_999) {
        kept->value = keep(a, f->value);
        kept->account = keep(a, f->account);
    }
    list_add(is_syntax ? &a->syntax : &a->pending, kept);
    if (!is_situational) return;
    *a->situational_end = kept;
    a->situational_end = &kept->next_situational;
}

static void keep_header(sj_answer *a, const sj_header *h) {
    a->batch = keep(a, h->batch.v);
    a->submitter_type = keep(a, h->submitter.type.v);
    a->submitter_last = keep(a, h->submitter.last.v);
    a->submitter_first = keep(a, h->submitter.first.v);
    a->submitter_id = keep(a, h->submitter.id.v);
    a->receiver_name = keep(a, h->receiver.last.v);
    a->receiver_id = keep(a, h->receiver.id.v);
}

/* The provider of a claim: the last one, or a new one when another 2000A has begun. */
static bool enter_provider(sj_answer *a, const sj_billing *b) {
    if (a->provider && a->provider->frame == b->frame.first) return true;
    sj_kept_provider *p = keep_new(a, sizeof *p);
    if (!p) return false;
    p->frame = b->frame.first;
    p->type = keep(a, b->provider.type.v);
    p->last_name = keep(a, b->provider.last.v);
    p->first_name = keep(a, b->provider.first.v);
    p->id = keep(a, b->provider.id.v);
    p->tax_id = keep(a, b->tax_id.v);
    p->claims_end = &p->claims;
    list_init(&p->own);
    *a->providers_end = a->provider = p;
    a->providers_end = &p->next;
    return true;
}

/* The list of a frame that claims share: kept while the frame stays, new when another begins. */
static bool enter_shared(sj_answer *a, uint32_t frame, uint32_t *known, sj_kept_list **list) {
    if (*known == frame) return true;
    *known = frame;
    *list = frame ? keep_new(a, sizeof **list) : NULL;
    if (*list) list_init(*list);
    return *list || !frame;
}

/* Give the findings that came since the last claim to what they stand in. */
static void distribute(sj_answer *a, sj_kept_claim *c) {
    sj_kept_finding *next;
    for (sj_kept_finding *f = a->pending.first; f; f = next) {
        next = f->next;
        sj_kept_list *to = &c->own;
        if (f->segment < c->first) {
            if (a->patient && f->segment >= a->patient_frame)
                to = a->patient;
            else if (a->subscriber && f->segment >= a->subscriber_frame)
                to = a->subscriber;
            else
                to = f->segment >= a->provider->frame ? &a->provider->own : &a->header;
        }
        list_add(to, f);
    }
    list_init(&a->pending);
}

static const sj_kept_line *keep_lines(sj_answer *a, const sj_claim *c) {
    sj_kept_line *lines = c->lines.n ? keep_new(a, c->lines.n * sizeof *lines) : NULL;
    for (uint32_t i = 0; lines && i < c->lines.n; i++) {
        const sj_line *l = &c->lines.v[i];
        bool dated = SJ_HAS(l->service);
        lines[i] = (sj_kept_line){.first = l->at.segment,
                                  .qualifier = keep(a, l->qualifier.v),
                                  .procedure = keep(a, l->procedure.v),
                                  .control = keep(a, l->control.v),
                                  .revenue = keep(a, l->revenue.v),
                                  .charge = l->charge.v,
                                  .units = l->units.v,
                                  .from = dated ? l->service.from : SJ_NO_DATE,
                                  .to = dated ? l->service.to : SJ_NO_DATE};
        for (int m = 0; m < 4; m++) lines[i].modifiers[m] = keep(a, l->modifiers[m].v);
    }
    return lines;
}

static void keep_claim(sj_answer *a, const sj_claim *c, sj_kept_claim *kept) {
    const sj_party *patient = sj_claim_patient_name(c);
    const sj_party *member = SJ_HAS(patient->id) ? patient : &c->subscriber->name;
    const sj_text *intermediary = sj_refs_find(&c->refs, "D9");
    kept->first = c->frame.first;
    kept->account = keep(a, c->account.v);
    if (intermediary) kept->clearinghouse_control = keep(a, intermediary->v);
    kept->last_name = keep(a, patient->last.v);
    kept->first_name = keep(a, patient->first.v);
    kept->middle_name = keep(a, patient->middle.v);
    kept->id_qualifier = keep(a, member->id_qualifier.v);
    kept->id = keep(a, member->id.v);
    kept->charge = c->charge.v;
    kept->from = c->first_service;
    kept->to = c->last_service;
    kept->subscriber = a->subscriber;
    kept->patient = a->patient;
    list_init(&kept->own);
    /* Lines are only told of when a finding stands in one. */
    bool is_hit = a->pending.first != NULL;
    kept->lines = is_hit ? keep_lines(a, c) : NULL;
    kept->n_lines = kept->lines ? c->lines.n : 0;
}

void sj_answer_claim(sj_answer *a, const sj_claim *c) {
    if (!a->in_set) return;
    sj_ack_claim(&a->tally);
    if (!a->writers[SJ_ANSWER_277CA]) return;
    if (!a->providers) keep_header(a, c->header);
    uint32_t patient = c->patient ? c->patient->frame.first : 0;
    if (!enter_provider(a, c->billing) ||
        !enter_shared(a, c->subscriber->frame.first, &a->subscriber_frame, &a->subscriber) ||
        !enter_shared(a, patient, &a->patient_frame, &a->patient))
        return;
    sj_kept_claim *kept = keep_new(a, sizeof *kept);
    if (!kept) return;
    keep_claim(a, c, kept);
    distribute(a, kept);
    *a->provider->claims_end = a->last_claim = kept;
    a->provider->claims_end = &kept->next;
}

void sj_answer_set_end(sj_answer *a, const sj_set *s) {
    a->in_set = false;
    if (a->last_claim) distribute(a, a->last_claim);
    bool goes_on = sj_ack_has_277ca(&a->tally, s);
    sj_answer_write_set(a, s, !goes_on);
    if (goes_on && a->providers) sj_answer_write_277ca(a, s);
}
