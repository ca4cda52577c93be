/* Signs: what else must have been seen, or not, for a situation to hold.
 *
 * A situation is armed by the rarest test that it needs. Mostly another one fails: the claim is no
 * replacement, the address that is asked for is there. So for each test that must come out true a
 * fact is kept, a bit that a probe sets as its segment passes, and looked at before the condition
 * is evaluated. Facts may say too often that something was seen; that something was not seen is a
 * sign only where the fact tells it exactly (sj_plan_is_exact). */
#include "parsers/guide/watch_plan.h"

enum { COST_NEVER, COST_KEY, COST_PRESENT, COST_ABSENT };

uint16_t sj_plan_base(const sj_planner *p, const sj_input *in) {
    const sj_guide *g = &p->l->g->guide;
    uint16_t base = in->kind == SJ_INPUT_LOOP ? g->loops[in->loop].parent : in->loop;
    while (!sj_loop_is_around(g, base, p->s->loop)) base = g->loops[base].parent;
    return base == SJ_NO_ROW ? g->n_loops : base;
}

/* The walker takes the first segment of a row, and what it cannot convert is missing. */
bool sj_plan_is_exact(const sj_planner *p, const sj_input *in) {
    const sj_guide *g = &p->l->g->guide;
    if (in->kind == SJ_INPUT_NOTHING || in->from > SJ_FROM_OWN) return false;
    bool is_open = sj_loop_is_around(g, in->loop, p->s->loop);
    if (in->kind == SJ_INPUT_LOOP) return !is_open;
    if (in->kind == SJ_INPUT_SEGMENT) return !in->n_codes || is_open;
    bool is_text = in->type == SJ_EXPR_TEXT || in->type == SJ_EXPR_LIST;
    return is_text && !in->n_codes && g->segments[in->row].max == 1;
}

uint16_t sj_plan_counted(const sj_planner *p, const sj_situation *s, uint16_t input) {
    const sj_guide *g = &p->l->g->guide;
    const sj_input *in = input == SJ_NO_INPUT ? NULL : &p->inputs[input];
    if (!in || in->from != SJ_FROM_OPEN) return SJ_NO_ROW;
    if (in->kind == SJ_INPUT_SEGMENT && !in->n_codes && in->loop == s->loop) return in->row;
    bool is_child = in->kind == SJ_INPUT_LOOP && g->loops[in->row].parent == s->loop;
    return is_child ? (uint16_t)(g->n_segments + in->row) : SJ_NO_ROW;
}

/* Does a fact say exactly whether some member of a loop that is gone through has one of some codes?
 * What stands in the member itself, once. */
static bool is_exact_of_all(const sj_planner *p, const sj_input *in) {
    if (in->from != SJ_FROM_SCOPE || in->depth || in->kind != SJ_INPUT_ELEMENT || in->n_codes ||
        p->l->g->guide.segments[in->row].max != 1)
        return false;
    for (uint16_t i = 0; i < p->s->n_scopes; i++) {
        const sj_input *place = &p->scopes[p->s->first_scope + i].place;
        if (place->from == SJ_FROM_OPEN && place->kind == SJ_INPUT_LOOP && place->row == in->loop)
            return true;
    }
    return false;
}

/* Does one say exactly whether the value is one of some codes? Where its loop comes once more than
 * it may, what is remembered of the codes would be of both. */
static bool is_exact_here(const sj_planner *p, const sj_input *in) {
    return in->kind == SJ_INPUT_ELEMENT && sj_plan_is_exact(p, in) &&
           sj_plan_base(p, in) == in->loop;
}

static uint32_t cost_of(void *ctx, sj_expr_gate_kind kind, uint32_t slot) {
    const sj_planner *p = ctx;
    const sj_input *in = &p->inputs[slot];
    if (kind == SJ_GATE_NONE) return is_exact_of_all(p, in) ? COST_ABSENT : SJ_GATE_IMPOSSIBLE;
    if (kind == SJ_GATE_NOT) return is_exact_here(p, in) ? COST_ABSENT : SJ_GATE_IMPOSSIBLE;
    if (kind == SJ_GATE_ABSENT) return sj_plan_is_exact(p, in) ? COST_ABSENT : SJ_GATE_IMPOSSIBLE;
    if (in->kind == SJ_INPUT_NOTHING) return COST_NEVER;
    if (kind == SJ_GATE_KEY || kind == SJ_GATE_NEGATIVE) return COST_KEY;
    /* A loop may begin without the segment that its probe hangs on. */
    if (in->kind == SJ_INPUT_LOOP) return SJ_GATE_IMPOSSIBLE;
    return sj_plan_is_required(p, in, p->s->loop) ? SJ_GATE_IMPOSSIBLE : COST_PRESENT;
}

/* --- facts --- */

static bool is_same_hook(const sj_hook *a, const sj_hook *b) {
    return a->row == b->row && a->kind == b->kind && a->element == b->element &&
           a->component == b->component && a->until == b->until && a->begins == b->begins &&
           a->code == b->code;
}

static bool is_same_fact(const sj_planner *p, const sj_fact *a, const sj_fact *b) {
    if (a->loop != b->loop || a->is_last != b->is_last || a->n_hooks != b->n_hooks) return false;
    for (uint32_t i = 0; i < a->n_hooks; i++)
        if (!is_same_hook(&p->hooks[a->first_hook + i], &p->hooks[b->first_hook + i])) return false;
    return true;
}

/* A fact whose hooks have just been added, or an equal one that was there. */
static uint16_t keep_fact(sj_planner *p, sj_fact *fact) {
    fact->n_hooks = p->n_hooks - fact->first_hook;
    for (uint32_t i = 0; i < p->n_facts; i++) {
        if (!is_same_fact(p, &p->facts[i], fact)) continue;
        p->n_hooks = fact->first_hook;
        return (uint16_t)i;
    }
    p->facts[p->n_facts] = *fact;
    return (uint16_t)p->n_facts++;
}

/* Until facts are numbered a sign's word is its fact. */
static bool add_sign(sj_planner *p, sj_sign sign) {
    if (p->n_signs == SJ_PLAN_SIGNS) return false;
    p->signs[p->n_signs++] = sign;
    return true;
}

/* That the input has a value, or none. */
static bool add_presence(sj_planner *p, const sj_input *in, bool is_absent, bool goes_on) {
    sj_fact fact = {.loop = sj_plan_base(p, in),
                    .is_last = is_absent && in->kind == SJ_INPUT_ELEMENT,
                    .first_hook = p->n_hooks};
    if (p->n_facts == SJ_PLAN_FACTS) return false;
    const sj_hook made = {.kind = SJ_PROBE_PRESENT,
                          .takes_back = fact.is_last,
                          .is_fact = true,
                          .bit = (uint16_t)p->n_facts};
    if (!sj_plan_input(p, in, made)) return false;
    return add_sign(
        p, (sj_sign){.word = keep_fact(p, &fact), .is_absent = is_absent, .goes_on = goes_on});
}

static bool is_of_none(const sj_expr_gate *gate) {
    return gate->kind == SJ_GATE_NOT || gate->kind == SJ_GATE_NONE;
}

static bool add_gate(sj_planner *p, const sj_expr_gate *gate, bool goes_on) {
    const sj_input *in = &p->inputs[gate->slot];
    if (gate->kind == SJ_GATE_PRESENT || gate->kind == SJ_GATE_ABSENT)
        return add_presence(p, in, gate->kind == SJ_GATE_ABSENT, goes_on);
    sj_fact fact = {.loop = sj_plan_base(p, in), .first_hook = p->n_hooks};
    if (p->n_facts == SJ_PLAN_FACTS) return false;
    if (!sj_plan_gate(p, gate, true, (uint16_t)p->n_facts)) return false;
    bool is_none = is_of_none(gate);
    if (is_none && p->hooks[fact.first_hook].kind != SJ_PROBE_KEY) { /* it says too often */
        p->n_hooks = fact.first_hook;
        return true;
    }
    return add_sign(
        p, (sj_sign){.word = keep_fact(p, &fact), .is_absent = is_none, .goes_on = goes_on});
}

/* --- one situation --- */

/* Those gates of a test that may open; false when they are the ones that arm. */
static bool is_new(const sj_expr_gate *gates, unsigned n, const sj_expr_gate *arming,
                   unsigned n_arming) {
    if (n != n_arming) return true;
    for (unsigned i = 0; i < n; i++)
        if (gates[i].test != arming[i].test || gates[i].slot != arming[i].slot) return true;
    return false;
}

/* That no code was seen is used only by itself. */
static bool is_usable(const sj_expr_gate *gates, unsigned n) {
    for (unsigned i = 0; n > 1 && i < n; i++)
        if (is_of_none(&gates[i])) return false;
    return n > 0;
}

static unsigned drop_never(const sj_planner *p, sj_expr_gate *gates, unsigned n) {
    unsigned kept = 0;
    for (unsigned i = 0; i < n; i++)
        if (p->inputs[gates[i].slot].kind != SJ_INPUT_NOTHING) gates[kept++] = gates[i];
    return kept;
}

/* Do all fields that are compared stand where mostly nothing is? */
static bool are_rare(const sj_planner *p, const sj_expr_order *orders, unsigned n) {
    for (unsigned i = 0; i < n; i++) {
        const sj_expr_order *o = &orders[i];
        if (sj_plan_is_usual(p, &p->inputs[o->a], p->s->loop) ||
            sj_plan_is_usual(p, &p->inputs[o->b], p->s->loop))
            return false;
    }
    return true;
}

/* Signs of the tests that compare fields (is_order), or of the others. Where nothing else is
 * wanted, so that these are what fails, or it costs little, the fields are kept. */
static bool add_tests(sj_planner *p, sj_situation *s, const sj_expr_gate *arming, unsigned n_arming,
                      bool is_order, bool *never) {
    sj_expr_gate gates[SJ_EXPR_MAX_GATES];
    sj_expr_order orders[SJ_EXPR_MAX_GATES];
    unsigned n, n_orders;
    for (unsigned i = 0; sj_expr_orders_of(s->when, i, orders, &n_orders); i++) {
        if ((n_orders > 0) != is_order) continue;
        bool is_kept = false;
        bool can_keep = p->n_signs == s->first_sign || are_rare(p, orders, n_orders);
        if (can_keep && is_order && !sj_plan_orders(p, orders, n_orders, &is_kept)) return false;
        sj_expr_gates_of(s->when, i, cost_of, p, gates, &n);
        if (is_kept || !is_usable(gates, n) || !is_new(gates, n, arming, n_arming)) continue;
        n = drop_never(p, gates, n);
        if (!n) return *never = true, true;
        for (unsigned k = 0; k < n; k++)
            if (!add_gate(p, &gates[k], k + 1 < n)) return false;
    }
    return true;
}

bool sj_plan_signs(sj_planner *p, sj_situation *s, const sj_expr_gate *gates, unsigned n,
                   bool *never) {
    const sj_input *needs = s->needs == SJ_NO_INPUT ? NULL : &p->inputs[s->needs];
    const sj_input *forbids = s->forbids == SJ_NO_INPUT ? NULL : &p->inputs[s->forbids];
    s->first_sign = (uint16_t)p->n_signs;
    s->first_order = (uint16_t)p->n_orders;
    *never = forbids && forbids->kind == SJ_INPUT_NOTHING;
    bool is_counted = sj_plan_counted(p, s, s->needs) != SJ_NO_ROW;
    if (!*never && needs && !is_counted && sj_plan_is_exact(p, needs) &&
        !add_presence(p, needs, true, false))
        return false;
    if (!*never && forbids && forbids->kind != SJ_INPUT_LOOP &&
        !add_presence(p, forbids, false, false))
        return false;
    for (int pass = 0; s->when && pass < 2; pass++)
        if (!*never && !add_tests(p, s, gates, n, pass == 1, never)) return false;
    s->n_signs = (uint16_t)(p->n_signs - s->first_sign);
    s->n_orders = (uint16_t)(p->n_orders - s->first_order);
    return true;
}

/* --- numbers --- */

/* The situations of a loop first, then its facts, then what is kept. */
static void number_loop(sj_planner *p, uint32_t loop) {
    sj_loop_watch *l = &p->loops[loop];
    uint32_t bits = l->n_situations;
    l->first_word = (uint16_t)p->n_words;
    l->own = bits ? UINT64_MAX >> (bits < 64 ? 64 - bits : 0) : 0;
    for (uint32_t i = 0; i < p->n_facts; i++)
        if (p->facts[i].loop == loop) p->facts[i].bit = (uint16_t)(p->n_words * 64 + bits++);
    l->n_words = (uint16_t)((bits + 63) / 64);
    for (uint32_t i = 0; i < p->n_kept; i++) {
        if (p->kept[i].loop != loop) continue;
        p->kept[i].word = (uint16_t)(p->n_words + l->n_words);
        l->n_words += 2;
    }
    l->n_words = (uint16_t)((l->n_words + SJ_LOOP_WORDS - 1) / SJ_LOOP_WORDS * SJ_LOOP_WORDS);
    p->n_words += l->n_words;
}

static uint16_t word_of(const sj_planner *p, uint16_t kept) {
    return (uint16_t)(p->kept[kept / 2].word + kept % 2);
}

/* The bit that arms a situation. */
static uint16_t arm_of(const sj_planner *p, uint16_t situation) {
    const sj_loop_watch *l = &p->loops[p->situations[situation].loop];
    return (uint16_t)(l->first_word * 64 + situation - l->first_situation);
}

void sj_plan_number(sj_planner *p) {
    p->n_words = 0;
    for (uint32_t l = 0; l <= p->l->n_loops; l++) number_loop(p, l);
    for (uint32_t i = 0; i < p->n_hooks; i++) {
        sj_hook *h = &p->hooks[i];
        h->bit = h->is_fact ? p->facts[h->bit].bit : arm_of(p, h->bit);
    }
    for (uint32_t i = 0; i < p->n_signs; i++) {
        uint16_t bit = p->facts[p->signs[i].word].bit;
        p->signs[i].word = bit / 64;
        p->signs[i].mask = UINT64_C(1) << (bit % 64);
    }
    for (uint32_t i = 0; i < p->n_vetoes; i++) {
        sj_planned_veto *v = &p->vetoes[i];
        v->situation = arm_of(p, v->situation);
        v->fact = p->facts[v->fact].bit;
    }
    for (uint32_t i = 0; i < p->n_orders; i++) {
        p->orders[i].a = word_of(p, p->orders[i].a);
        p->orders[i].b = word_of(p, p->orders[i].b);
    }
}
