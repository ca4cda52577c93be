/* engine/pipeline/answers_number.c - where in the set a segment of a loop above a claim went out.
 *
 * The loops above a claim are written in front of the first claim that hangs from them
 * (batch_write.c), so what is written between two claims are the loops that the second one opens:
 * all three, subscriber and patient, the patient alone, or none. Going back from a claim, the first
 * one that opened the loop in question has it in front of it. */
#include "engine/pipeline/answers.h"
#include "engine/pipeline/raw.h"

enum { SHARE = 32, MIN_LOOP = 2 /* HL and what follows it */ };

/* Claims in front of one, the nearest first: those that may have opened the loop. */
typedef struct candidates {
    const sj_loop_base *known;
    uint32_t least; /* segments in front of a claim, for it to have opened the loop */
    sj_batched_claim v[SHARE];
    int64_t ids[SHARE];
    uint32_t opened[SHARE]; /* how many levels are left as they were: 0 all anew … 3 none */
    uint32_t n, reached;    /* reached: where the next share begins; 0: no more */
    bool met;               /* the claim that is known */
} candidates;

static uint32_t gap_before(const sj_batched_claim *p) {
    return p->at.first - 1 - (p->before ? p->before : SJ_SENT_HEADER);
}

static bool take_candidate(void *ctx, const sj_batched_claim *p) {
    candidates *c = ctx;
    c->reached = p->at.first - 1;
    if (p->at.first == c->known->claim && p->at.batch_set == c->known->batch_set) {
        c->met = true;
        return false;
    }
    if (gap_before(p) < c->least) return true;
    c->v[c->n] = *p;
    c->v[c->n].account = (sj_str){NULL, 0};
    c->ids[c->n] = p->at.submission;
    c->opened[c->n++] = 3;
    return c->n < SHARE;
}

static uint32_t count_segments(sj_str text, char terminator) {
    sj_str one;
    uint32_t n = 0;
    while (sj_raw_next(&text, terminator, &one)) n++;
    return n;
}

/* Which of its loops stand in front of a claim: those that fill the gap. */
static bool take_raw(void *ctx, const sj_claim_raw *raw) {
    candidates *c = ctx;
    const sj_str loops[] = {raw->provider, raw->subscriber, raw->patient};
    for (uint32_t i = 0; i < c->n; i++) {
        if (c->ids[i] != raw->submission) continue;
        uint32_t filled = 0;
        for (int level = 2; level >= 0; level--) {
            filled += count_segments(loops[level], raw->delims.terminator);
            if (filled == gap_before(&c->v[i]) && loops[level].len) c->opened[i] = (uint32_t)level;
        }
    }
    return true;
}

/* The place of the first segment of a->looked.sent, had all of it been written together with the
 * loop of this level: add a segment's index to have its own. 0 where it is not found. */
static uint32_t find_base(sj_answers *a, uint32_t level, uint32_t least) {
    const sj_sent *s = &a->looked.sent;
    const uint32_t begins[] = {0, s->subscriber, s->patient};
    sj_store *store = a->run->store;
    candidates c = {.known = &a->bases[level], .least = least};
    for (c.reached = a->looked.row.first_segment; c.reached && a->status == SJ_OK;) {
        uint32_t from = c.reached;
        c.n = c.reached = 0;
        a->status =
            sj_batch_claims_back(store, a->looked.row.batch_set, from, take_candidate, &c, a->err);
        if (c.n && a->status == SJ_OK)
            a->status = sj_submissions_raw(store, c.ids, c.n, take_raw, &c, a->err);
        for (uint32_t i = 0; i < c.n && a->status == SJ_OK; i++)
            if (c.opened[i] <= level)
                return c.v[i].at.first - gap_before(&c.v[i]) - begins[c.opened[i]];
        if (c.met) return c.known->base;
        if (c.n < SHARE) break;
    }
    return 0;
}

uint32_t sj_answers_number(sj_answers *a, const sj_sent_segment *seg) {
    const sj_sent *s = &a->looked.sent;
    const sj_submission *row = &a->looked.row;
    uint32_t at = (uint32_t)(seg - s->v);
    if (at >= s->claim) return row->first_segment + at - s->claim;
    uint32_t level = at < s->subscriber ? 0 : at < s->patient ? 1 : 2;
    uint32_t least = level == 0   ? s->subscriber + MIN_LOOP
                     : level == 1 ? s->patient - s->subscriber
                                  : s->claim - s->patient;
    uint32_t base = find_base(a, level, least);
    if (a->status != SJ_OK || !base) return 0;
    a->bases[level] = (sj_loop_base){row->batch_set, row->first_segment, base};
    return base + at;
}
