/* rules/externals/externals.c - segments in, findings about outside codes out.
 *
 * What is certain at once (most codes hold on any day) is settled when the segment comes. In a
 * claim the rest waits, as places, for the claim: only then are its days of service known, and
 * which frames it shares with others. */
#include <scrubjay/externals.h>

#include "parsers/base/alloc.h"
#include "parsers/base/apart.h"
#include "rules/codes/findings.h"
#include "rules/codes/spans.h"
#include "rules/externals/judge.h"
#include "rules/externals/known.h"

#include <stdio.h>

#define NEVER INT32_MAX /* no day that a set has */

enum {
    MAX_PLANS = 16,      /* guides there are, and some to come */
    MAX_WAITING = 16384, /* values of one claim and of what is above it */
    PHRASE = 96
};

/* A value that waits for its claim. */
typedef struct waiting {
    sj_at at;
    uint32_t spot; /* in the plan */
    bool in_claim, told;
} waiting;

struct sj_externals {
    const sj_tables *tables;
    sj_external_plan *plan;             /* of the set at hand; NULL: none asked */
    uint64_t set;                       /* offset of its ST, + 1; 0: none yet */
    uint64_t ready;                     /* the same, once there is a day, and `known` is for it */
    sj_date day;                        /* of the set; SJ_NO_DATE */
    sj_date known_day;                  /* for which `known` is; NEVER: for none */
    uint32_t known_changes;             /* and for these tables, */
    const sj_external_plan *known_plan; /* and for this guide */
    bool reversal;                      /* the claim payment at hand takes one back: CLP02 is 22 */
    bool full;                          /* more values than can wait */
    uint32_t n;
    unsigned n_plans;
    sj_external_plan plans[MAX_PLANS];
    sj_known_key known[SJ_KNOWN]; /* values in which nothing was wrong */
    waiting waiting[MAX_WAITING];
    char phrase[PHRASE];
};

sj_status sj_externals_new(sj_externals **out, const sj_tables *tables, sj_err *err) {
    sj_externals *x = sj_calloc(1, sizeof *x);
    *out = x;
    if (!x) return sj_err_set(err, SJ_ENOMEM, "out of memory");
    x->tables = tables;
    x->known_day = NEVER;
    return SJ_OK;
}

void sj_externals_free(sj_externals *x) {
    if (!x) return;
    for (unsigned i = 0; i < x->n_plans; i++) sj_external_plan_dispose(&x->plans[i]);
    sj_free(x);
}

static sj_external_plan *plan_of(sj_externals *x, const sj_guide *g) {
    for (unsigned i = 0; i < x->n_plans; i++)
        if (x->plans[i].guide == g) return &x->plans[i];
    return NULL;
}

sj_status sj_externals_rows(void *ctx, const sj_guide *g, const uint8_t **wanted) {
    sj_externals *x = ctx;
    sj_err err;
    x->plan = plan_of(x, g);
    x->set = x->ready = 0; /* sets of other files may begin where this one does */
    *wanted = NULL;
    if (!x->plan && x->n_plans < MAX_PLANS) {
        sj_status status = sj_external_plan_make(&x->plans[x->n_plans], g, &err);
        if (status != SJ_OK) return status;
        x->plan = &x->plans[x->n_plans++];
    }
    if (!x->plan) return SJ_OK;
    *wanted = x->plan->wanted;
    return SJ_OK;
}

/* ---- what is said ---- */

static sj_str phrase(sj_externals *x, const sj_ruling *r, sj_date on) {
    char day[SJ_DATE_SIZE], asked[SJ_DATE_SIZE];
    sj_date_print_people(r->day, day);
    sj_date_print_people(on, asked);
    int n = 0;
    switch (r->state) {
    case SJ_CODE_ENDED:
        n = snprintf(x->phrase, PHRASE, "was valid until %s only, not on %s", day, asked);
        break;
    case SJ_CODE_NOT_YET:
        n = snprintf(x->phrase, PHRASE, "is valid only from %s, not on %s", day, asked);
        break;
    default:
        n = snprintf(x->phrase, PHRASE, "%s", r->certain ? "does not exist" : "is not in our list");
        break;
    }
    return (sj_str){x->phrase, n > 0 ? (size_t)n : 0};
}

/* The row for what a payer sent, where the biller can mend nothing. */
static unsigned row_of(const sj_external_plan *p, const sj_ruling *r) {
    if (!p->received) return r->finding;
    return r->finding == SJ_CD_CARC   ? SJ_CD_REMIT_CARC
           : r->finding == SJ_CD_RARC ? SJ_CD_REMIT_RARC
                                      : r->finding;
}

static void fill(sj_externals *x, sj_finding *f, const sj_ruling *r, sj_str beside, sj_date on) {
    unsigned row = row_of(x->plan, r);
    f->id = SJ_FINDING_ID(SJ_BOX_CODES, row);
    f->severity = sj_codes_findings()->rows[row].severity;
    if (f->severity == SJ_ERROR && (!r->certain || x->plan->received)) f->severity = SJ_WARNING;
    f->a = r->finding == SJ_CD_ZIP_STATE ? beside : phrase(x, r, on);
}

/* ---- segments ---- */

/* An element that the segment has. */
static inline sj_str there(const sj_segment *seg, uint32_t element) {
    const char *from = seg->base + seg->marks[element - 1] + 1;
    return (sj_str){from, (size_t)(seg->base + seg->marks[element] - from)};
}

/* The first component of a whole element, or all of it where nothing is parted from it. */
static inline sj_str first_component(const sj_segment *seg, sj_str all) {
    const uint32_t from = (uint32_t)(all.ptr - seg->base);
    for (uint32_t k = 0; k < seg->n_subs; k++)
        if (seg->subs[k] >= from) {
            if (seg->subs[k] - from < all.len) all.len = seg->subs[k] - from;
            break;
        }
    return all;
}

/* The value itself, or (`sibling`) what stands there beside it. */
static sj_str at_place(const sj_segment *seg, const sj_spot *spot, uint32_t repeat,
                       uint8_t sibling) {
    unsigned i = sibling ? sibling : spot->component ? spot->component : spot->element;
    if (spot->component && i == 1 && repeat == 1)
        return first_component(seg, sj_segment_el(seg, spot->element));
    if (spot->component) return sj_segment_rep_comp(seg, spot->element, repeat, i);
    return spot->repeats && !sibling ? sj_segment_rep(seg, i, repeat) : sj_segment_el(seg, i);
}

static sj_external_value value_at(const sj_segment *seg, const sj_spot *spot, uint32_t repeat) {
    sj_external_value value = {.v = at_place(seg, spot, repeat, 0)};
    if (spot->beside == BESIDE_NOTHING) return value;
    if (spot->state) value.state = at_place(seg, spot, repeat, spot->state);
    if (spot->country) value.country = at_place(seg, spot, repeat, spot->country);
    return value;
}

static void report(sj_externals *x, uint16_t row, const sj_segment *seg, const waiting *w,
                   const sj_external_value *value, sj_walker *walker) {
    const sj_spot *spot = &x->plan->spots[w->spot];
    sj_ruling r;
    if (!sj_external_is_wrong(&r, x->tables, spot, value, x->day, x->day)) return;
    if (x->reversal && r.state == SJ_CODE_ENDED) return; /* takes back what was said in its time */
    const sj_guide *g = x->plan->guide;
    sj_finding f = {.pos = {sj_segment_offset(seg, value->v.ptr), w->at.segment, w->at.element,
                            w->at.repeat, w->at.component},
                    .loop = g->loops[g->segments[row].loop].id,
                    .de = spot->e->de,
                    .name = spot->e->name,
                    .value = value->v};
    sj_tag_text(seg->tag, f.tag);
    fill(x, &f, &r, value->state, x->day);
    sj_walker_report(walker, &f);
}

static void keep(sj_externals *x, const waiting *w) {
    if (x->n == MAX_WAITING)
        x->full = true;
    else
        x->waiting[x->n++] = *w;
}

static bool is_of_earlier_payer(const sj_spot *spot) {
    return spot->list->kind == SJ_CODES_CARC || spot->list->kind == SJ_CODES_RARC;
}

/* A value that is not known: false when something is wrong with it, or it waits. */
static SJ_APART bool take_value(sj_externals *x, const sj_spot *spot, uint16_t row,
                                const sj_segment *seg, uint32_t number, sj_walker *walker,
                                uint32_t repeat, const sj_external_value *value) {
    const bool claims = x->plan->claims;
    if (sj_external_is_timeless(x->tables, spot, value, x->day,
                                !claims || is_of_earlier_payer(spot)))
        return true;
    waiting w = {{number, spot->element, spot->component, (uint8_t)repeat},
                 (uint32_t)(spot - x->plan->spots),
                 x->plan->wanted[row] & ROW_CLAIM,
                 false};
    if (claims)
        keep(x, &w);
    else
        report(x, row, seg, &w, value, walker);
    return false;
}

static bool take_spot(sj_externals *x, const sj_spot *spot, uint16_t row, const sj_segment *seg,
                      uint32_t number, sj_walker *walker, uint32_t repeat) {
    const sj_external_value value = value_at(seg, spot, repeat);
    if (!value.v.len || value.v.len > spot->max) return true; /* too long: the walker has said so */
    const sj_known_key key = sj_known_key_of(spot, &value);
    if (sj_known_is(x->known, key)) return true;
    if (!take_value(x, spot, row, seg, number, walker, repeat, &value)) return false;
    sj_known_note(x->known, key);
    return true;
}

/* Those of one composite, known as a whole where all of it was good. */
static bool take_joined(sj_externals *x, const sj_spot *spot, uint16_t row, const sj_segment *seg,
                        uint32_t number, sj_walker *walker) {
    const sj_str whole = sj_segment_el(seg, spot->element);
    const sj_known_key key = sj_known_composite(seg, whole, (uint16_t)(spot - x->plan->spots));
    bool good = true;
    if (!whole.len || sj_known_is(x->known, key)) return true;
    for (const sj_spot *one = spot; one < spot + spot->joined; one++)
        good &= take_spot(x, one, row, seg, number, walker, 1);
    if (good) sj_known_note(x->known, key);
    return good;
}

/* All spots of a row. */
static SJ_APART bool take_spots(sj_externals *x, uint16_t row, const sj_segment *seg,
                                uint32_t number, sj_walker *walker) {
    const sj_external_row *r = &x->plan->rows[row];
    const sj_spot *spot = x->plan->spots + r->first, *end = x->plan->spots + r->end;
    bool good = true;
    while (spot < end && spot->element <= seg->n) {
        if (spot->joined) {
            good &= take_joined(x, spot, row, seg, number, walker);
            spot += spot->joined;
            continue;
        }
        uint32_t repeats = spot->repeats ? sj_segment_repeats(seg, spot->element) : 1;
        for (uint32_t repeat = 1; repeat <= repeats; repeat++)
            good &= take_spot(x, spot, row, seg, number, walker, repeat);
        spot++;
    }
    return good;
}

/* One value that nothing else counts for. */
static SJ_APART void take_single(sj_externals *x, const sj_external_row *r, uint16_t row,
                                 const sj_segment *seg, uint32_t number, sj_walker *walker) {
    sj_str v = there(seg, r->least);
    if (r->bits & ROW_FIRST) v = first_component(seg, v);
    if (v.len && !sj_known_is(x->known, sj_known_plain(r->number, v)))
        (void)take_spots(x, row, seg, number, walker);
}

/* State and ZIP code at once, and no country behind them. */
static SJ_APART void take_address(sj_externals *x, const sj_external_row *r, uint16_t row,
                                  const sj_segment *seg, uint32_t number, sj_walker *walker) {
    const sj_known_key key =
        sj_known_address(there(seg, r->least), sj_segment_el(seg, r->least + 1u));
    if (sj_known_is(x->known, key)) return;
    if (take_spots(x, row, seg, number, walker)) sj_known_note(x->known, key);
}

/* The set's own day stands in BHT04 or BPR16; until it is read, the group's counts. */
static SJ_APART void begin_set(sj_externals *x, const sj_set *s) {
    x->set = s->offset + 1;
    x->n = 0;
    x->ready = 0;
    x->full = x->reversal = false;
    if (!sj_date_parse(s->group->date, &x->day)) x->day = SJ_NO_DATE;
}

static void read_day(sj_externals *x, sj_str text) {
    sj_date day;
    if (sj_date_parse(text, &day)) x->day = day;
    x->ready = 0;
}

/* What a segment says for those that follow. */
static SJ_APART void read_own(sj_externals *x, uint8_t bits, const sj_segment *seg) {
    if (bits & ROW_BHT) read_day(x, sj_segment_el(seg, 4));
    if (bits & ROW_BPR) read_day(x, sj_segment_el(seg, 16));
    if (bits & ROW_CLP) x->reversal = sj_str_is(sj_segment_el(seg, 2), "22");
}

/* What was right on another day, in another guide or by other tables is asked again. False when
 * there is no day to ask for. */
static SJ_APART bool make_ready(sj_externals *x) {
    if (x->day == SJ_NO_DATE) return false;
    uint32_t changes = sj_tables_changes(x->tables);
    if (x->day != x->known_day || x->plan != x->known_plan || changes != x->known_changes)
        memset(x->known, 0, sizeof x->known);
    x->known_day = x->day;
    x->known_plan = x->plan;
    x->known_changes = changes;
    x->ready = x->set;
    return true;
}

/* The beginning of a set, what it says for all of it, a new day; what few segments have. */
static SJ_APART void take_rare(sj_externals *x, const sj_set *s, uint16_t row,
                               const sj_segment *seg, uint32_t number, sj_walker *walker) {
    const sj_external_row *r = &x->plan->rows[row];
    if (x->set != s->offset + 1) begin_set(x, s);
    if (r->bits & ROW_OWN) read_own(x, r->bits, seg);
    if (x->ready || make_ready(x)) (void)take_spots(x, row, seg, number, walker);
}

void sj_externals_segment(void *ctx, const sj_set *s, uint16_t row, const sj_segment *seg,
                          uint32_t number, sj_walker *walker) {
    sj_externals *x = ctx;
    const sj_external_row *r = &x->plan->rows[row];
    if (seg->n < r->least) return;
    if (seg->n >= r->more || x->ready != s->offset + 1)
        take_rare(x, s, row, seg, number, walker);
    else if (r->bits & ROW_SINGLE)
        take_single(x, r, row, seg, number, walker);
    else
        take_address(x, r, row, seg, number, walker);
}

/* ---- claims ---- */

static bool is_in_frame(const sj_frame *f, uint32_t segment) {
    return segment >= f->first && segment - f->first < f->n;
}

/* The day on which a value of the claim must hold: that of its line; of an institution's claim as a
 * whole the last. */
static sj_date day_of(const sj_externals *x, const sj_claim *c, uint32_t segment) {
    const sj_line *line = NULL;
    uint16_t low = 0, high = c->lines.n; /* the last line that begins before it */
    while (low < high) {
        uint16_t middle = (uint16_t)((low + high) / 2);
        if (c->lines.v[middle].at.segment <= segment) {
            line = &c->lines.v[middle];
            low = (uint16_t)(middle + 1);
        } else {
            high = middle;
        }
    }
    sj_date day = c->type == SJ_CLAIM_837I ? c->last_service : c->first_service;
    if (line && SJ_HAS(line->service) && line->service.from != SJ_NO_DATE) day = line->service.from;
    return day == SJ_NO_DATE ? x->day : day;
}

/* State and country beside a place of the claim. */
static sj_external_value value_of(const sj_claim *c, const sj_spot *spot, sj_at at, sj_str v) {
    sj_external_value value = {.v = v};
    uint8_t *which = spot->component ? &at.component : &at.element;
    sj_finding beside = {.value = {NULL, 0}};
    *which = spot->state;
    if (spot->state && sj_claim_place(c, at, &beside)) value.state = beside.value;
    *which = spot->country;
    beside.value = (sj_str){NULL, 0};
    if (spot->country && sj_claim_place(c, at, &beside)) value.country = beside.value;
    return value;
}

typedef struct telling {
    sj_finding_fn found;
    void *ctx;
    sj_scrub_result result;
} telling;

static void tell(telling *t, const sj_finding *f, bool told) {
    t->result.errors += f->severity == SJ_ERROR;
    t->result.warnings += f->severity == SJ_WARNING;
    if (!told && t->found) t->found(t->ctx, f);
}

static void judge_waiting(sj_externals *x, const sj_claim *c, waiting *w, telling *t) {
    const sj_spot *spot = &x->plan->spots[w->spot];
    sj_finding f = {.claim = c->ordinal, .account = c->account.v};
    if (!sj_claim_place(c, w->at, &f)) return;
    sj_external_value value = value_of(c, spot, w->at, f.value);
    sj_date on = w->in_claim ? day_of(x, c, w->at.segment) : x->day, to = on;
    if (is_of_earlier_payer(spot) && x->day > on) to = x->day;
    sj_ruling r;
    if (!sj_external_is_wrong(&r, x->tables, spot, &value, on, to)) return;
    fill(x, &f, &r, value.state, r.state == SJ_CODE_NOT_YET ? to : on);
    bool shared = (c->header && is_in_frame(&c->header->frame, w->at.segment)) ||
                  is_in_frame(&c->billing->frame, w->at.segment);
    if (shared) {
        f.claim = 0;
        f.account = (sj_str){NULL, 0};
    }
    tell(t, &f, w->told);
    w->told = true;
}

static void tell_more(const sj_claim *c, telling *t) {
    const sj_finding_def *def = &sj_codes_findings()->rows[SJ_CD_MORE];
    sj_finding f = {.id = SJ_FINDING_ID(SJ_BOX_CODES, SJ_CD_MORE),
                    .severity = def->severity,
                    .claim = c->ordinal,
                    .account = c->account.v};
    sj_claim_place(c, c->account.at, &f);
    tell(t, &f, false);
}

/* Frames that end with the claim, or with the one before it, are asked no more. */
static bool is_above(const sj_claim *c, uint32_t segment) {
    return (c->header && is_in_frame(&c->header->frame, segment)) ||
           is_in_frame(&c->billing->frame, segment) ||
           is_in_frame(&c->subscriber->frame, segment) ||
           (c->patient && is_in_frame(&c->patient->frame, segment));
}

static SJ_APART sj_scrub_result take_claim(sj_externals *x, const sj_claim *c, sj_finding_fn found,
                                           void *ctx) {
    telling t = {found, ctx, {0, 0}};
    if (!x->plan || !c->header || !c->header->set || c->header->set->offset + 1 != x->set)
        return t.result;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < x->n; i++) {
        waiting *w = &x->waiting[i];
        bool above = !w->in_claim && is_above(c, w->at.segment);
        if (above || w->in_claim) judge_waiting(x, c, w, &t);
        if (above) x->waiting[kept++] = *w;
    }
    x->n = kept;
    if (x->full) tell_more(c, &t);
    x->full = false;
    return t.result;
}

sj_scrub_result sj_externals_claim(sj_externals *x, const sj_claim *c, sj_finding_fn found,
                                   void *ctx) {
    if (!x->n && !x->full) return (sj_scrub_result){0, 0};
    return take_claim(x, c, found, ctx);
}
