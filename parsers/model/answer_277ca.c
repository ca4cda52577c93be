/* parsers/model/answer_277ca.c - which claims of a set went through, and why not (005010X214).
 *
 *   HL 20 who answers → HL 21 the submitter, totals → HL 19 each billing provider, totals
 *                     → HL PT each patient: the claim's status, then its lines'
 *
 * A finding rejects the claim it stands in; one in a subscriber's or patient's loop rejects the
 * claims below it; one in the billing provider's loop rejects that provider's claims as a whole and
 * is told there, once, without the claims; one above all providers rejects the whole set at HL 21.
 * A finding in a service line is told at the line, and the claim's own status then points there
 * (A3:247). Up to three statuses share one STC. */
#include "parsers/model/answer_private.h"

#include <stdio.h>

enum { PER_STC = 3, MAX_STATUSES = 30, STATUS_SIZE = 16 };
#define FALLBACK      "A7:481" /* claim format invalid: for a finding whose row names no status */
#define LOOK_AT_LINES "A3:247"
#define RECEIVED      "A1:19:PR"
#define ACCEPTED      "A2:20:PR"

static const sj_str none = {NULL, 0};

/* Distinct statuses ("A7:562:85"), in the order of their findings. */
typedef struct statuses {
    const sj_guide *guide;
    char v[MAX_STATUSES][STATUS_SIZE];
    unsigned n;
} statuses;

/* Counts and charges of accepted [0] and rejected [1] claims. */
typedef struct totals {
    uint32_t n[2];
    sj_money charge[2];
} totals;

/* Statuses about somebody's number, name or address: without the entity nobody knows whose. */
static bool is_about_somebody(const char *status) {
    static const char *const codes[] = {"26",  "33",  "88",  "97",  "125", "126", "128",
                                        "145", "153", "157", "158", "164", "496", "500",
                                        "501", "502", "503", "504", "505", "514", "562"};
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (strcmp(status, codes[i]) == 0) return true;
    return false;
}

/* Who stands in a loop: the code of its NM1, "" when it has none. */
static void entity_of(const sj_guide *g, const char *loop, char out[4]) {
    static const struct {
        const char *loop, *entity;
    } levels[] = {{"2000A", "85"}, {"2000B", "IL"}, {"2000C", "QC"}};
    out[0] = 0;
    for (size_t i = 0; loop && i < sizeof levels / sizeof *levels; i++)
        if (strcmp(loop, levels[i].loop) == 0) snprintf(out, 4, "%s", levels[i].entity);
    uint16_t row = g && loop && !out[0] ? sj_guide_find_loop(g, loop, 0) : SJ_NO_ROW;
    if (row == SJ_NO_ROW) return;
    const sj_guide_segment *first = &g->segments[g->loops[row].first_segment];
    if (strcmp(first->id, "NM1") != 0 || !first->key_codes) return;
    snprintf(out, 4, "%.*s", (int)strcspn(first->key_codes->text, " "), first->key_codes->text);
}

/* A finding's status; whose value it is follows from its loop where its row does not say. */
static void status_of(const sj_guide *g, const sj_kept_finding *f, char out[STATUS_SIZE]) {
    const char *code = f->def->stc ? f->def->stc : FALLBACK;
    const char *status = strchr(code, ':');
    char entity[4] = "";
    if (status && is_about_somebody(status + 1)) entity_of(g, f->loop, entity);
    snprintf(out, STATUS_SIZE, "%s%s%s", code, entity[0] ? ":" : "", entity);
}

static void add_status(statuses *s, const sj_kept_finding *f) {
    char code[STATUS_SIZE];
    status_of(s->guide, f, code);
    for (unsigned i = 0; i < s->n; i++)
        if (strcmp(s->v[i], code) == 0) return;
    if (s->n < MAX_STATUSES) memcpy(s->v[s->n++], code, sizeof code);
}

static void add_statuses(statuses *s, const sj_kept_list *list) {
    for (const sj_kept_finding *f = list ? list->first : NULL; f; f = f->next) add_status(s, f);
}

static const sj_kept_line *line_of(const sj_kept_claim *c, const sj_kept_finding *f) {
    const sj_kept_line *found = NULL;
    for (uint32_t i = 0; i < c->n_lines && c->lines[i].first <= f->segment; i++)
        found = &c->lines[i];
    return found;
}

/* A claim's own statuses (line NULL) or those of one of its lines. */
static statuses statuses_of(const sj_guide *g, const sj_kept_claim *c, const sj_kept_line *line) {
    statuses s = {.guide = g, .n = 0};
    if (!line) {
        add_statuses(&s, c->subscriber);
        add_statuses(&s, c->patient);
    }
    for (const sj_kept_finding *f = c->own.first; f; f = f->next)
        if (line_of(c, f) == line) add_status(&s, f);
    return s;
}

static bool is_rejected(const sj_kept_claim *c) {
    return c->own.n || (c->subscriber && c->subscriber->n) || (c->patient && c->patient->n);
}

static totals totals_of(const sj_answer *a, const sj_kept_provider *p) {
    totals t = {{0}, {0}};
    bool whole = p->own.n || a->header.n;
    for (const sj_kept_claim *c = p->claims; c; c = c->next) {
        bool rejected = whole || is_rejected(c);
        t.n[rejected]++;
        t.charge[rejected] += c->charge;
    }
    return t;
}

/* ---- segments ---- */

/* "A7:562:85" as a composite element. */
static void write_status(sj_writer *w, const char *code) {
    size_t n = strcspn(code, ":");
    sj_writer_el(w, (sj_str){code, n});
    while (code[n]) {
        code += n + 1;
        n = strcspn(code, ":");
        sj_writer_comp(w, (sj_str){code, n});
    }
}

/* STC: statuses in STC01, STC10 and STC11. `date` SJ_NO_DATE and `charge` NULL are left out. */
static void write_stc(sj_writer *w, const char (*codes)[STATUS_SIZE], unsigned n, sj_date date,
                      const char *action, const sj_money *charge) {
    sj_writer_begin(w, "STC");
    write_status(w, codes[0]);
    sj_writer_date(w, date);
    sj_writer_elz(w, action);
    if (charge)
        sj_writer_money(w, *charge);
    else
        sj_writer_skip(w, 1);
    if (n > 1) sj_writer_skip(w, 5);
    for (unsigned i = 1; i < n; i++) write_status(w, codes[i]);
    sj_writer_end(w);
}

static void write_rejects(sj_writer *w, const statuses *s, sj_date date, const sj_money *charge) {
    for (unsigned i = 0; i < s->n; i += PER_STC)
        write_stc(w, (const char(*)[STATUS_SIZE])s->v + i, s->n - i < PER_STC ? s->n - i : PER_STC,
                  date, "U", charge);
}

static void write_one(sj_writer *w, const char *code, sj_date date, const char *action,
                      sj_money charge) {
    char one[1][STATUS_SIZE];
    snprintf(one[0], STATUS_SIZE, "%s", code);
    write_stc(w, (const char(*)[STATUS_SIZE])one, 1, date, action, &charge);
}

static void write_pair(sj_writer *w, const char *tag, const char *qualifier, sj_str value) {
    sj_writer_begin(w, tag);
    sj_writer_elz(w, qualifier);
    sj_writer_el(w, value);
    sj_writer_end(w);
}

/* The same, left out where the value cannot be sent. */
static void write_reference(sj_writer *w, const char *qualifier, sj_str value) {
    sj_str plain = sj_answer_plain(value, 50);
    if (plain.len) write_pair(w, "REF", qualifier, plain);
}

static void write_trace(sj_writer *w, const char *type, sj_str value) {
    sj_str plain = sj_answer_plain(value, 50);
    write_pair(w, "TRN", type, plain.len ? plain : SJ_STR("0"));
}

static void write_totals(sj_writer *w, const totals *t, const char *accepted,
                         const char *rejected) {
    const char *quantity[2] = {accepted, rejected}, *amount[2] = {"YU", "YY"};
    for (int i = 0; i < 2; i++) {
        if (!t->n[i]) continue;
        sj_writer_begin(w, "QTY");
        sj_writer_elz(w, quantity[i]);
        sj_writer_number(w, t->n[i]);
        sj_writer_end(w);
    }
    for (int i = 0; i < 2; i++) {
        if (!t->n[i]) continue;
        sj_writer_begin(w, "AMT");
        sj_writer_elz(w, amount[i]);
        sj_writer_money(w, t->charge[i]);
        sj_writer_end(w);
    }
}

static void write_hl(sj_writer *w, uint32_t id, uint32_t parent, const char *level,
                     const char *child) {
    sj_writer_begin(w, "HL");
    sj_writer_number(w, id);
    if (parent)
        sj_writer_number(w, parent);
    else
        sj_writer_skip(w, 1);
    sj_writer_elz(w, level);
    sj_writer_elz(w, child);
    sj_writer_end(w);
}

static void write_dtp(sj_writer *w, const char *qualifier, sj_date from, sj_date to) {
    char text[2 * SJ_DATE_SIZE];
    size_t n = sj_date_print_x12(from, text);
    if (from != to) {
        text[n++] = '-';
        n += sj_date_print_x12(to, text + n);
    }
    sj_writer_begin(w, "DTP");
    sj_writer_elz(w, qualifier);
    sj_writer_elz(w, from == to ? "D8" : "RD8");
    sj_writer_el(w, (sj_str){text, n});
    sj_writer_end(w);
}

typedef struct name {
    sj_str type, last, first, middle, qualifier, id;
} name;

static void write_nm1(sj_writer *w, const char *entity, const name *n) {
    sj_str last = sj_answer_plain(n->last, 60), id = sj_answer_plain(n->id, 80);
    bool is_person = sj_str_is(n->type, "1");
    sj_writer_begin(w, "NM1");
    sj_writer_elz(w, entity);
    sj_writer_elz(w, is_person ? "1" : "2");
    sj_writer_el(w, last.len ? last : SJ_STR("NOT GIVEN"));
    sj_writer_el(w, is_person ? sj_answer_plain(n->first, 35) : none);
    sj_writer_el(w, is_person ? sj_answer_plain(n->middle, 25) : none);
    sj_writer_skip(w, 2);
    sj_writer_el(w, n->qualifier);
    sj_writer_el(w, id.len > 1 ? id : SJ_STR("00"));
    sj_writer_end(w);
}

/* ---- levels ---- */

static void write_line(sj_writer *w, const sj_kept_line *l, const statuses *s, sj_date today) {
    bool has_procedure = l->procedure.len > 0;
    sj_writer_begin(w, "SVC");
    sj_writer_el(w, has_procedure ? sj_answer_plain(l->qualifier, 2) : SJ_STR("NU"));
    sj_writer_comp(w, sj_answer_plain(has_procedure ? l->procedure : l->revenue, 48));
    for (int i = 0; has_procedure && i < 4; i++)
        sj_writer_comp(w, sj_answer_plain(l->modifiers[i], 2));
    sj_writer_money(w, l->charge);
    sj_writer_skip(w, 1);
    sj_writer_el(w, has_procedure ? sj_answer_plain(l->revenue, 48) : none);
    sj_writer_skip(w, 2);
    if (l->units) sj_writer_quantity(w, l->units);
    sj_writer_end(w);
    write_rejects(w, s, today, NULL);
    write_reference(w, "FJ", l->control);
    if (l->from != SJ_NO_DATE) write_dtp(w, "472", l->from, l->to);
}

static void write_claim(const sj_answer *a, sj_writer *w, const sj_kept_claim *c) {
    sj_date today = a->opts.date;
    statuses s = statuses_of(a->guide, c, NULL);
    bool rejected = is_rejected(c);
    bool is_ii = sj_str_is(c->id_qualifier, "II");
    write_nm1(w, "QC",
              &(name){SJ_STR("1"), c->last_name, c->first_name, c->middle_name,
                      is_ii ? SJ_STR("II") : SJ_STR("MI"), c->id});
    write_trace(w, "2", c->account);
    if (s.n)
        write_rejects(w, &s, today, &c->charge);
    else if (rejected)
        write_one(w, LOOK_AT_LINES, today, "U", c->charge);
    else
        write_one(w, ACCEPTED, today, "WQ", c->charge);
    write_reference(w, "D9", c->clearinghouse_control);
    sj_date from = c->from == SJ_NO_DATE ? today : c->from;
    write_dtp(w, "472", from, c->to == SJ_NO_DATE ? from : c->to);
    for (uint32_t i = 0; i < c->n_lines; i++) {
        s = statuses_of(a->guide, c, &c->lines[i]);
        if (s.n) write_line(w, &c->lines[i], &s, today);
    }
}

static void write_provider(const sj_answer *a, sj_writer *w, const sj_kept_provider *p,
                           uint32_t *hl) {
    totals t = totals_of(a, p);
    statuses s = {.guide = a->guide, .n = 0};
    add_statuses(&s, &p->own);
    uint32_t own = ++*hl;
    sj_money charge = t.charge[0] + t.charge[1];
    bool has_npi = p->id.len > 1;
    write_hl(w, own, 2, "19", s.n ? "0" : "1");
    write_nm1(w, "85",
              &(name){p->type, p->last_name, p->first_name, none,
                      has_npi ? SJ_STR("XX") : SJ_STR("FI"), has_npi ? p->id : p->tax_id});
    write_trace(w, "1", none);
    if (s.n)
        write_rejects(w, &s, SJ_NO_DATE, &charge);
    else
        write_one(w, RECEIVED, SJ_NO_DATE, "WQ", charge);
    if (has_npi) write_reference(w, "TJ", p->tax_id);
    write_totals(w, &t, "QA", "QC");
    for (const sj_kept_claim *c = s.n ? NULL : p->claims; c; c = c->next) {
        write_hl(w, ++*hl, own, "PT", NULL);
        write_claim(a, w, c);
    }
}

static void write_source(sj_answer *a, sj_writer *w) {
    char reference[32], time[8];
    size_t n = (size_t)snprintf(reference, sizeof reference, "SJ%09u%05u",
                                a->control[SJ_ANSWER_277CA] % 1000000000u, ++a->batches % 100000u);
    snprintf(time, sizeof time, "%04u", (unsigned)a->opts.time % 10000u);
    sj_writer_begin(w, "BHT");
    sj_writer_elz(w, "0085");
    sj_writer_elz(w, "08");
    sj_writer_el(w, (sj_str){reference, n});
    sj_writer_date(w, a->opts.date);
    sj_writer_elz(w, time);
    sj_writer_elz(w, "TH");
    sj_writer_end(w);
    write_hl(w, 1, 0, "20", "1");
    write_nm1(w, a->opts.source_entity ? a->opts.source_entity : "AY",
              &(name){SJ_STR("2"), a->receiver_name, none, none, SJ_STR("46"), a->receiver_id});
    write_trace(w, "1", (sj_str){reference, n});
    write_dtp(w, "050", a->opts.date, a->opts.date);
    write_dtp(w, "009", a->opts.date, a->opts.date);
}

static void write_submitter(const sj_answer *a, sj_writer *w) {
    totals all = {{0}, {0}};
    statuses s = {.guide = a->guide, .n = 0};
    add_statuses(&s, &a->header);
    for (const sj_kept_provider *p = a->providers; p; p = p->next) {
        totals t = totals_of(a, p);
        for (int i = 0; i < 2; i++) all.n[i] += t.n[i], all.charge[i] += t.charge[i];
    }
    sj_money charge = all.charge[0] + all.charge[1];
    write_hl(w, 2, 1, "21", s.n ? "0" : "1");
    write_nm1(w, "41",
              &(name){a->submitter_type, a->submitter_last, a->submitter_first, none, SJ_STR("46"),
                      a->submitter_id});
    write_trace(w, "2", a->batch);
    if (s.n)
        write_rejects(w, &s, a->opts.date, &charge);
    else
        write_one(w, RECEIVED, a->opts.date, "WQ", charge);
    write_totals(w, &all, "90", "AA");
}

void sj_answer_write_277ca(sj_answer *a, const sj_set *s) {
    sj_writer *w = sj_answer_open(a, SJ_ANSWER_277CA, s->group, "HN", "005010X214");
    if (!w) return;
    uint32_t hl = 2;
    sj_writer_st(w, SJ_STR("277"), ++a->sets_written[SJ_ANSWER_277CA], SJ_STR("005010X214"));
    write_source(a, w);
    write_submitter(a, w);
    for (const sj_kept_provider *p = a->header.n ? NULL : a->providers; p; p = p->next)
        write_provider(a, w, p, &hl);
    sj_writer_se(w);
}
