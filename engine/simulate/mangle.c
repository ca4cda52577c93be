/* engine/simulate/mangle.c - payers that write down what identifies a claim as they like.
 *
 * Of the claims that are mangled, one or two of these are lost or spoilt: the account number, the
 * payer's own number (never told before the remittance), the member id, the name; and of their
 * lines: the order, the control number, the modifiers; two lines are told as one. What is left may
 * still tell the claim: that is for `sj_sim_decidable` to say, from what was told alone. */
#include "engine/simulate/payer.h"

#include <stdlib.h>
#include <string.h>

typedef struct spoiling {
    sj_sim_payer *p;
    sj_sim_claim *c;
    sj_sim_rng rng;
} spoiling;

static char *copy(spoiling *s, const char *text) {
    return (char *)sj_sim_keep(s->p, sj_str_of(text));
}

/* Two digits change places, one is another, the end is missing, or something of the payer's own
 * stands there. */
static void spoil_account(spoiling *s) {
    char *told = copy(s, s->c->account);
    size_t n = told ? strlen(told) : 0, at = n > 3 ? n - 1 - sj_sim_below(&s->rng, 3) : 0;
    if (!at) return;
    switch (sj_sim_below(&s->rng, 4)) {
    case 0:
        if (told[at] == told[at - 1]) told[at] = told[at] == '9' ? '0' : (char)(told[at] + 1);
        char swap = told[at];
        told[at] = told[at - 1];
        told[at - 1] = swap;
        break;
    case 1:
        told[at] = told[at] == '9' ? '0' : (char)(told[at] + 1);
        break;
    case 2:
        told[n - 4] = '\0';
        break;
    default:
        told = copy(s, "UNKNOWN");
    }
    s->c->told = told;
    s->c->lost = true;
}

/* The member id without its last character, or another; the name short, or its parts exchanged:
 * never both. */
static void spoil_person(spoiling *s) {
    sj_sim_claim *c = s->c;
    if (sj_sim_chance(&s->rng, 50) && c->member[0]) {
        char *member = copy(s, c->member);
        if (member) member[strlen(member) - 1] = '\0';
        c->told_member = member;
    } else if (sj_sim_chance(&s->rng, 50)) {
        c->told_last = c->first;
        c->told_first = c->last;
    } else {
        char *last = copy(s, c->last);
        if (last && strlen(last) > 3) last[3] = '\0';
        c->told_last = last;
    }
}

static void shuffle(spoiling *s) {
    sj_sim_claim *c = s->c;
    for (unsigned i = c->n; i > 1; i--) {
        unsigned other = sj_sim_below(&s->rng, i), swap = c->order[other];
        c->order[other] = c->order[i - 1];
        c->order[i - 1] = swap;
    }
}

static void spoil_line(spoiling *s, sj_sim_line *line) {
    unsigned at = sj_sim_below(&s->rng, 10);
    if (at < 4) line->told_control = "";
    if (at == 4) line->told_control = "000";
    line->strange =
        sj_sim_chance(&s->rng, 30); /* modifiers: dropped where there are any, else one added */
}

/* Two lines that are paid, told as one under the first one's procedure. */
static void merge(spoiling *s) {
    sj_sim_claim *c = s->c;
    const sj_sim_decision *d = c->first_decision;
    for (unsigned i = 1; i < c->n && !d->whole && !c->reversal; i++) {
        const sj_sim_ruling *a = &d->rulings[i - 1], *b = &d->rulings[i];
        bool plain = a->paid > 0 && b->paid > 0 && !a->split && !b->split && !a->procedure &&
                     !b->procedure && a->n + b->n <= SJ_SIM_CAS;
        for (unsigned k = 0; k < c->n_denials; k++)
            plain = plain && c->denials[k].line != i && c->denials[k].line != i + 1;
        if (!plain || c->lines[i - 1].from != c->lines[i].from) continue;
        c->lines[i].merged_into = i; /* counted from 1: the line before */
        return;
    }
}

void sj_sim_mangle(sj_sim_payer *p, sj_sim_claim *c) {
    spoiling s = {p, c, sj_sim_rng_at(p->opts.seed, SJ_SIM_STREAM_MANGLING, c->serial)};
    c->order = sj_sim_room(p, (c->n + 1) * sizeof *c->order);
    if (!c->order) return;
    for (unsigned i = 0; i < c->n; i++) c->order[i] = i;
    if (!c->first_decision || !sj_sim_chance(&s.rng, p->opts.mangle)) return;
    c->mangled = true;
    if (sj_sim_chance(&s.rng, 60)) spoil_account(&s);
    c->unnumbered = c->unnumbered || sj_sim_chance(&s.rng, 60);
    if (sj_sim_chance(&s.rng, 40)) spoil_person(&s);
    if (sj_sim_chance(&s.rng, 50)) shuffle(&s);
    for (unsigned i = 0; i < c->n; i++)
        if (sj_sim_chance(&s.rng, 50)) spoil_line(&s, &c->lines[i]);
    if (sj_sim_chance(&s.rng, 20)) merge(&s);
}

/* --- what is left --- */

static bool tells_account(const sj_sim_claim *c) {
    return !c->lost && strcmp(c->told, "0") != 0;
}

static bool tells_member(const sj_sim_claim *c) {
    return c->member[0] && !c->memberless && !c->told_member;
}

static int by_bill(const void *va, const void *vb) {
    const sj_sim_claim *a = *(sj_sim_claim *const *)va, *b = *(sj_sim_claim *const *)vb;
    if (a->charge != b->charge) return a->charge < b->charge ? -1 : 1;
    return (a->from > b->from) - (a->from < b->from);
}

/* The days of two bills meet: a payer may tell only some of them. */
static bool same_bill(const sj_sim_claim *a, const sj_sim_claim *b) {
    return a->charge == b->charge && a->from <= b->to && b->from <= a->to;
}

static bool is_alone(const sj_sim_payer *p, sj_sim_claim *const *sorted, size_t at) {
    const sj_sim_claim *c = sorted[at];
    bool member = tells_member(c), name = !c->told_last;
    /* A wrong account and another name (or member id) contradict what is left. */
    if ((!member && !name) || (c->lost && (c->told_last || c->told_member))) return false;
    size_t first = at;
    while (first && sorted[first - 1]->charge == c->charge) first--;
    for (size_t i = first; i < p->n_claims && sorted[i]->charge == c->charge; i++) {
        const sj_sim_claim *o = sorted[i];
        if (i == at || !same_bill(c, o)) continue;
        bool same_member = member && strcmp(o->member, c->member) == 0;
        bool same_name = name && strcmp(o->last, c->last) == 0 && strcmp(o->first, c->first) == 0;
        if (same_member || same_name) return false;
    }
    return true;
}

sj_status sj_sim_decidable(sj_sim_payer *p) {
    sj_sim_claim **sorted = malloc(p->n_claims * sizeof *sorted);
    if (!sorted) return SJ_ENOMEM;
    memcpy(sorted, p->claims, p->n_claims * sizeof *sorted);
    qsort(sorted, p->n_claims, sizeof *sorted, by_bill);
    for (size_t i = 0; i < p->n_claims; i++)
        sorted[i]->decidable =
            tells_account(sorted[i]) || !sorted[i]->unnumbered || is_alone(p, sorted, i);
    free(sorted);
    return SJ_OK;
}
