/* The first reading. A set is judged when it ends, and once more when its group or interchange ends
 * badly: what was broken off may lack claim payments that nobody can see. */
#include "engine/followup/checked.h"

#include "engine/followup/decide.h"
#include "parsers/base/alloc.h"

enum { MOST_SETS = 1 << 20, STOPPED = 2 };
static const size_t TEXT_LIMIT = (size_t)512 << 20;

typedef struct reading {
    sj_checked *out;
    sj_sha256 *hash;
    sj_checked_set *open;                    /* the 835 set that is being read */
    uint32_t group_first, interchange_first; /* indexes of their first sets */
    uint32_t unreadable; /* segment of the open set's first claim payment without its amount */
    const sj_finding_def *outer; /* the first error since the interchange began, outside sets */
    const volatile int *stop;
    volatile int failed; /* memory ended, or somebody wants us to stop: stops the parser */
} reading;

static const sj_finding_def *def_of(sj_finding_id id) {
    const sj_finding_table *tables[] = {sj_envelope_findings(), sj_guide_findings(),
                                        sj_model_findings()};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        if (tables[i]->box == SJ_FINDING_BOX(id) && SJ_FINDING_ROW(id) < tables[i]->count)
            return &tables[i]->rows[SJ_FINDING_ROW(id)];
    return NULL;
}

static void keep(reading *r, sj_str *out, sj_str text) {
    if (!sj_arena_copy(&r->out->arena, text, out)) r->failed = 1;
}

static void refuse(sj_checked_set *set, const sj_finding_def *why, uint32_t segment) {
    if (set->row.reason.len) return;
    if (!why) why = &sj_remit_findings()->rows[SJ_RM_BROKEN_OFF];
    set->row.reason = sj_str_of(why->id);
    set->row.reason_segment = segment;
    set->row.state = SJ_STR("refused");
}

static bool make_room(reading *r) {
    sj_checked *c = r->out;
    if (c->n < c->room) return true;
    uint32_t room = c->room ? 2 * c->room : 8;
    sj_checked_set *more = room <= MOST_SETS ? sj_realloc(c->sets, room * sizeof *c->sets) : NULL;
    if (!more) return false;
    c->sets = more;
    c->room = room;
    return true;
}

static void interchange_begin(void *ctx, const sj_interchange *ic) {
    (void)ic;
    reading *r = ctx;
    r->interchange_first = r->group_first = r->out->n;
    r->outer = NULL;
}

static void group_begin(void *ctx, const sj_group *g) {
    (void)g;
    reading *r = ctx;
    r->group_first = r->out->n;
}

static void set_begin(void *ctx, const sj_set *s) {
    reading *r = ctx;
    r->open = NULL;
    r->unreadable = 0;
    if (!sj_str_is(s->transaction, "835")) return;
    if (!make_room(r)) {
        r->failed = 1;
        return;
    }
    r->open = &r->out->sets[r->out->n++];
    *r->open = (sj_checked_set){.usage = s->group->interchange->usage};
    sj_remit_row *row = &r->open->row;
    row->ordinal = r->out->n;
    row->offset = s->offset;
    row->paid_on = row->produced = SJ_NO_DATE;
    row->state = SJ_STR("posted");
    keep(r, &row->control, s->control);
    keep(r, &row->group_control, s->group->control);
    keep(r, &row->interchange, s->group->interchange->control);
    sj_sha256_begin(r->hash);
}

static void payment(void *ctx, const sj_payment *p) {
    reading *r = ctx;
    if (r->open) sj_checked_digest(r->hash, &p->frame);
    if (!SJ_HAS(p->paid) && !r->unreadable) r->unreadable = p->frame.first;
    if (r->stop && *r->stop) r->failed = STOPPED;
}

/* Who paid: the id in N104, else in REF 2U, else the originator of the trace. */
static sj_str payer_id(const sj_remit *remit) {
    if (remit->payer.id.v.len) return remit->payer.id.v;
    const sj_text *other = sj_refs_find(&remit->payer.refs, "2U");
    return other && other->v.len ? other->v : remit->originator.v;
}

/* What the findings of the guide do not refuse: sums that nobody can check, and a payment the wrong
 * way round (a debit is negative by its own sign). */
static void refuse_amounts(const reading *r, const sj_remit *remit) {
    const sj_finding_def *rows = sj_remit_findings()->rows;
    uint32_t at = remit->amount.at.segment;
    if (remit->totals.unreadable)
        refuse(r->open, &rows[SJ_RM_UNREADABLE], r->unreadable ? r->unreadable : at);
    else if (remit->amount.v < 0 && !sj_str_is(remit->credit_debit.v, "D"))
        refuse(r->open, &rows[SJ_RM_NEGATIVE], at);
}

/* Is it dated more than a month after the interchange? */
static bool is_far_ahead(const sj_remit *remit) {
    enum { FAR = 31 };
    sj_date made;
    return SJ_HAS(remit->paid_on) &&
           sj_date_parse_short(remit->set->group->interchange->date, &made) &&
           remit->paid_on.v > made + FAR;
}

static void remit_end(void *ctx, const sj_remit *remit) {
    reading *r = ctx;
    if (!r->open) return;
    sj_remit_row *row = &r->open->row;
    const sj_remit_totals *t = &remit->totals;
    sj_checked_digest(r->hash, &remit->footer);
    keep(r, &row->trace, sj_str_trim(remit->trace.v));
    keep(r, &row->originator, sj_str_trim(remit->originator.v));
    keep(r, &row->method, remit->method.v);
    keep(r, &row->payer, sj_str_trim(payer_id(remit)));
    keep(r, &row->payer_name, remit->payer.last.v);
    keep(r, &row->payee, remit->payee.id.v);
    keep(r, &row->payee_name, remit->payee.last.v);
    row->amount = remit->amount.v;
    if (SJ_HAS(remit->paid_on)) row->paid_on = remit->paid_on.v;
    if (SJ_HAS(remit->produced)) row->produced = remit->produced.v;
    row->claims = t->claims;
    row->lines = t->lines;
    row->charge = t->charge;
    row->paid = t->paid;
    row->patient = t->patient;
    row->provider = t->provider;
    row->residual = t->unreadable ? 0 : t->residual;
    if (is_far_ahead(remit)) row->notes |= SJ_NOTE_FUTURE_PAYMENT;
    refuse_amounts(r, remit);
}

static void finding(void *ctx, const sj_finding *f) {
    reading *r = ctx;
    const sj_finding_def *def = def_of(f->id);
    if (f->severity != SJ_ERROR || !def) return;
    if (!r->open) {
        if (!r->outer) r->outer = def;
        return;
    }
    r->out->errors++;
    bool sum = strcmp(def->id, "BL-0204") == 0; /* the set's own equation */
    if (def->snip <= 2 || sum) refuse(r->open, def, f->pos.segment);
}

static void set_end(void *ctx, const sj_set *s) {
    reading *r = ctx;
    if (!r->open) return;
    if (s->errors || !s->guide || s->ack == 'R') refuse(r->open, r->outer, 0);
    sj_sha256_end(r->hash, r->open->digest);
    r->open = NULL;
}

static void refuse_from(reading *r, uint32_t first) {
    for (uint32_t i = first; i < r->out->n; i++) refuse(&r->out->sets[i], r->outer, 0);
}

/* A group is refused for its sets' sake too; here only for its own (count, control number). */
static void group_end(void *ctx, const sj_group *g) {
    reading *r = ctx;
    if (g->ack == 'R' && g->codes[0]) refuse_from(r, r->group_first);
}

static void interchange_end(void *ctx, const sj_interchange *ic) {
    reading *r = ctx;
    if (ic->ta1 == 'R') refuse_from(r, r->interchange_first);
}

/* Gathered first: a call for each segment would cost more than the digest. */
void sj_checked_digest(sj_sha256 *h, const sj_frame *frame) {
    char buf[4096];
    size_t n = 0;
    for (uint32_t i = 0; i < frame->n; i++) {
        size_t len = frame->segs[i].len;
        if (n + len >= sizeof buf) {
            sj_sha256_add(h, buf, n);
            n = 0;
        }
        if (len >= sizeof buf) {
            sj_sha256_add(h, frame->segs[i].text, len);
        } else if (len) {
            memcpy(buf + n, frame->segs[i].text, len);
            n += len;
        }
        buf[n++] = '\n';
    }
    sj_sha256_add(h, buf, n);
}

sj_status sj_checked_read(sj_checked *out, sj_guides *guides, const sj_post_input *in,
                          sj_err *err) {
    *out = (sj_checked){0};
    sj_arena_init(&out->arena, TEXT_LIMIT);
    reading r = {.out = out, .stop = in->stop};
    const sj_parse_events events = {.ctx = &r,
                                    .interchange_begin = interchange_begin,
                                    .interchange_end = interchange_end,
                                    .group_begin = group_begin,
                                    .group_end = group_end,
                                    .set_begin = set_begin,
                                    .set_end = set_end,
                                    .finding = finding,
                                    .payment = payment,
                                    .remit_end = remit_end};
    /* Types 1 and 2 decide, and the balances: what else is odd is no reason to refuse money. */
    const sj_parse_opts opts = {.snip = 3, .stop = &r.failed};
    sj_status status = sj_sha256_new(&r.hash, err);
    if (status == SJ_OK)
        status = sj_parse(guides, in->read, in->ctx, &events, &opts, &out->stats, err);
    sj_sha256_free(r.hash);
    if (status == SJ_OK && r.failed == STOPPED)
        status = sj_err_set(err, SJ_EBUSY, "stopped while checking a remittance file");
    else if (status == SJ_OK && r.failed)
        status = sj_err_set(err, SJ_ENOMEM, "no memory to check a remittance file");
    return status;
}

void sj_checked_dispose(sj_checked *c) {
    sj_free(c->sets);
    c->sets = NULL;
    c->n = c->room = 0;
    sj_arena_dispose(&c->arena);
}
