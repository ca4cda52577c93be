/* rules/edits/prepare_tables.c - one pass over the lines of a claim, with what the tables say of
 * their codes at hand: can the edits that compare lines find anything at all? Most claims pass them
 * by. */
#include "rules/edits/ncci.h"

/* What the lines come to. */
typedef struct tally {
    uint64_t codes;    /* bits that codes give */
    unsigned pairs;    /* lines with a code that stands in pairs */
    bool has_visit;    /* a line 99202 to 99499 */
    bool repeats;      /* two lines may have the same code */
    bool is_over;      /* a line's units are above its limit */
    bool is_limited;   /* a line's are limited */
    bool has_addon;    /* an add-on code */
    bool has_global;   /* a procedure with days that belong to it */
    bool is_unpaid;    /* a code that Medicare does not pay */
    bool is_bilateral; /* a code that is paid by sides */
    bool is_refused;   /* a modifier beside a code that does not take it */
} tally;

static void add(tally *t, const line_facts *l) {
    const procedure_answer *a = &l->asked;
    if (!l->line->procedure.v.len) return;
    const uint64_t bit = 1ull << (spread(l->code) >> 58);
    t->repeats |= (t->codes & bit) != 0;
    t->codes |= bit;
    t->pairs += a->pair != 0;
    t->has_visit |= is_visit(l);
    t->is_over |= a->is_limited & (l->line->units.v > (int64_t)a->units * 1000);
    t->is_limited |= a->is_limited;
    t->has_addon |= a->is_addon;
    t->has_global |= a->has_global;
    t->is_unpaid |= a->is_unpaid;
    t->is_bilateral |= a->is_bilateral;
    if (l->n_modifiers && a->refused) t->is_refused |= (a->refused & sj_fee_rules_of(l)) != 0;
}

/* Is there a pair among the codes of a day, whoever did them? */
static bool has_pair(sj_scrub *s) {
    for (uint16_t k = 1; k < s->n_lines; k++)
        for (uint16_t i = 0; i < k; i++) {
            const line_facts *a = &s->lines[i], *b = &s->lines[k];
            const uint32_t one = a->asked.pair, other = b->asked.pair;
            if (!one || !other || a->from != b->from) continue;
            const asked_pair *p = one < other ? sj_ask_pair(s, one, other, a->from)
                                              : sj_ask_pair(s, other, one, a->from);
            if (p->first || p->second) return true;
        }
    return false;
}

/* A line's share of a day is not above its units, and of codes that differ nothing is added up. */
static uint64_t of_ncci(sj_scrub *s, const tally *t) {
    bool units = t->is_over || (t->repeats && t->is_limited);
    return (units ? HAS_MUE : 0) | (t->has_addon ? HAS_ADDONS : 0) |
           (t->pairs > 1 && has_pair(s) ? HAS_PTP : 0);
}

static uint64_t of_fees(const tally *t) {
    bool some = t->is_refused || t->is_unpaid || (t->has_visit && t->has_global) ||
                (t->repeats && t->is_bilateral);
    return some ? HAS_FEES : 0;
}

uint64_t sj_scrub_prepare_tables(sj_scrub *s) {
    tally t = {.codes = 0};
    const uint64_t who = sj_across_who(s);
    for (line_facts *l = s->lines, *end = l + s->n_lines; l < end; l++) {
        l->day = sj_across_key(s, l, who);
        sj_days_prefetch(&s->days, l->day);
        add(&t, l);
    }
    return of_fees(&t) | (sj_ncci_is_judged(s) ? of_ncci(s, &t) : 0);
}
