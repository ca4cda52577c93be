/* engine/simulate/fate.c - what becomes of each claim.
 *
 * The first claims take each fate of the mix once, in an order that the seed gives, so that a small
 * batch shows all of them; from then on chance decides by the mix's percentages. */
#include "engine/simulate/payer.h"

#include <stdlib.h>
#include <string.h>

static const char *const names[SJ_SIM_FATES] = {
    "paid",     "contractual", "deductible", "partly_denied", "denied", "hidden_denial",
    "rejected", "reversed",    "takeback",   "duplicate",     "silent", "underpaid"};

static const uint8_t usual_mix[SJ_SIM_FATES] = {8, 40, 8, 12, 8, 6, 5, 4, 3, 3, 3, 0};

enum {
    OF_CONTRACTUAL = 8
}; /* per cent that are paid below the contract, where there are contracts */

const char *sj_sim_fate_name(sj_sim_fate f) {
    return names[f];
}

static bool parse_word(const char *word, size_t n, uint8_t mix[SJ_SIM_FATES], unsigned *sum) {
    const char *sign = memchr(word, '=', n);
    if (!sign) return false;
    char *end;
    unsigned long percent = strtoul(sign + 1, &end, 10);
    if (end == sign + 1 || end != word + n || percent > 100) return false;
    for (unsigned f = 0; f < SJ_SIM_FATES; f++) {
        if (strlen(names[f]) != (size_t)(sign - word) ||
            memcmp(names[f], word, strlen(names[f])) != 0)
            continue;
        mix[f] = (uint8_t)percent;
        *sum += (unsigned)percent;
        return true;
    }
    return false;
}

bool sj_sim_mix_parse(const char *text, uint8_t mix[SJ_SIM_FATES]) {
    unsigned sum = 0;
    memset(mix, 0, SJ_SIM_FATES);
    for (;;) {
        size_t n = strcspn(text, ",");
        if (!parse_word(text, n, mix, &sum)) return false;
        if (!text[n]) return sum == 100;
        text += n + 1;
    }
}

static sj_money open_amount(const sj_sim_claim *c) {
    sj_money open = 0;
    for (unsigned i = 0; i < c->n; i++) open += c->lines[i].charge - c->lines[i].before;
    return open;
}

static bool fits(const sj_sim_claim *c, sj_sim_fate f) {
    switch (f) {
    case SJ_SIM_REJECTED:
    case SJ_SIM_SILENT:
        return true;
    case SJ_SIM_PARTLY_DENIED:
        return sj_sim_can_deny_part(c);
    case SJ_SIM_UNDERPAID:
        return sj_sim_can_pay_less(c);
    default:
        return c->n && open_amount(c) >= 200;
    }
}

static sj_sim_fate by_chance(sj_sim_rng *rng, const uint8_t *mix) {
    unsigned at = sj_sim_below(rng, 100), f = 0;
    while (at >= mix[f]) at -= mix[f++];
    return (sj_sim_fate)f;
}

/* One card for each fate of the mix, shuffled. */
static unsigned make_deck(uint64_t seed, const uint8_t *mix, sj_sim_fate deck[SJ_SIM_FATES]) {
    sj_sim_rng rng = sj_sim_rng_at(seed, SJ_SIM_STREAM_FATES, 0);
    unsigned n = 0;
    for (unsigned f = 0; f < SJ_SIM_FATES; f++)
        if (mix[f]) deck[n++] = (sj_sim_fate)f;
    for (unsigned i = n; i > 1; i--) {
        unsigned other = sj_sim_below(&rng, i);
        sj_sim_fate swap = deck[other];
        deck[other] = deck[i - 1];
        deck[i - 1] = swap;
    }
    return n;
}

/* The deck's first card that fits the claim; false when there is none. */
static bool draw(sj_sim_fate *deck, unsigned *n, const sj_sim_claim *c, sj_sim_fate *out) {
    for (unsigned i = 0; i < *n; i++) {
        if (!fits(c, deck[i])) continue;
        *out = deck[i];
        memmove(deck + i, deck + i + 1, (--*n - i) * sizeof *deck);
        return true;
    }
    return false;
}

void sj_sim_deal(sj_sim_payer *p) {
    uint8_t mix[SJ_SIM_FATES], any = 0;
    for (unsigned f = 0; f < SJ_SIM_FATES; f++) any |= mix[f] = p->opts.mix[f];
    if (!any) memcpy(mix, usual_mix, sizeof mix);
    if (!any && p->opts.contract) {
        mix[SJ_SIM_CONTRACTUAL] = (uint8_t)(mix[SJ_SIM_CONTRACTUAL] - OF_CONTRACTUAL);
        mix[SJ_SIM_UNDERPAID] = OF_CONTRACTUAL;
    }
    sj_sim_fate deck[SJ_SIM_FATES];
    unsigned n = make_deck(p->opts.seed, mix, deck);
    for (size_t i = 0; i < p->n_claims; i++) {
        sj_sim_claim *c = p->claims[i];
        sj_sim_rng rng = sj_sim_rng_at(p->opts.seed, SJ_SIM_STREAM_FATES, i + 1);
        if (!draw(deck, &n, c, &c->fate)) c->fate = by_chance(&rng, mix);
        if (!fits(c, c->fate))
            c->fate = fits(c, SJ_SIM_CONTRACTUAL) ? SJ_SIM_CONTRACTUAL : SJ_SIM_SILENT;
        c->by_payer = sj_sim_chance(&rng, 50);
        c->reject = sj_sim_below(&rng, 64);
        c->late = sj_sim_chance(&rng, 20);
    }
}
