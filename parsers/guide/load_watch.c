/* What arms the situations, so that those which cannot hold are not even looked at.
 *
 * Every situation hangs on gates: tests of which one must come out true for it to hold
 * (sj_expr_gates), the rarer the better. A gate becomes a probe on the row of its segment. A
 * situation without gates inside its own loop is armed whenever the loop begins. */
#include "parsers/guide/watch_plan.h"

enum {
    /* How often a gate opens, roughly. */
    COST_RARE = 1,
    COST_KEY = 3,
    COST_OPTIONAL = 4,
    COST_ABSENT = 12,
    COST_USUAL = 20
};

bool sj_plan_is_usual(const sj_planner *p, const sj_input *in, uint16_t around) {
    const sj_guide *g = &p->l->g->guide;
    uint16_t loop = in->loop;
    for (; loop != SJ_NO_ROW && loop != around; loop = g->loops[loop].parent)
        if (g->loops[loop].usage != SJ_REQUIRED) return false;
    return in->kind == SJ_INPUT_LOOP || g->segments[in->row].usage == SJ_REQUIRED;
}

static bool is_required_element(const sj_planner *p, const sj_input *in) {
    const sj_guide *g = &p->l->g->guide;
    const sj_guide_element *e = &g->elements[g->segments[in->row].first_element + in->element - 1];
    if (e->usage != SJ_REQUIRED) return false;
    return !in->component ||
           g->elements[e->first_component + in->component - 1].usage == SJ_REQUIRED;
}

bool sj_plan_is_required(const sj_planner *p, const sj_input *in, uint16_t around) {
    return sj_plan_is_usual(p, in, around) &&
           (in->kind != SJ_INPUT_ELEMENT || is_required_element(p, in));
}

/* Is it seen while the situation's loop is open? */
static bool is_inside(const sj_planner *p, const sj_input *in) {
    return in->kind != SJ_INPUT_NOTHING &&
           sj_loop_is_around(&p->l->g->guide, p->s->loop, in->loop) &&
           !(in->kind == SJ_INPUT_LOOP && in->loop == p->s->loop);
}

static uint32_t cost_of(void *ctx, sj_expr_gate_kind kind, uint32_t slot) {
    const sj_planner *p = ctx;
    const sj_input *in = &p->inputs[slot];
    if (!is_inside(p, in)) return SJ_GATE_IMPOSSIBLE;
    if (kind >= SJ_GATE_NOT) return SJ_GATE_IMPOSSIBLE; /* it shows at the end */
    bool usual = sj_plan_is_usual(p, in, p->s->loop);
    if (kind == SJ_GATE_ABSENT) {
        /* Where the segment itself lacks there is nothing to look at. */
        bool is_seen = usual && in->kind == SJ_INPUT_ELEMENT && in->from <= SJ_FROM_OWN &&
                       in->loop == p->s->loop;
        return is_seen ? COST_ABSENT : SJ_GATE_IMPOSSIBLE;
    }
    if (!usual || kind == SJ_GATE_NEGATIVE) return COST_RARE;
    if (kind == SJ_GATE_KEY) return COST_KEY;
    return sj_plan_is_required(p, in, p->s->loop) ? COST_USUAL : COST_OPTIONAL;
}

/* --- gates to hooks --- */

static bool add_hook(sj_planner *p, const sj_hook *h) {
    if (p->n_hooks == SJ_PLAN_HOOKS) return false;
    p->hooks[p->n_hooks++] = *h;
    return true;
}

static sj_hook hook_of(const sj_planner *p, const sj_input *in, sj_probe_kind kind) {
    sj_hook h = {.row = in->row, .kind = (uint8_t)kind};
    if (in->kind == SJ_INPUT_LOOP) {
        h.row = p->l->g->guide.loops[in->row].first_segment;
        h.kind = SJ_PROBE_SEGMENT;
    } else if (in->kind == SJ_INPUT_SEGMENT || in->from == SJ_FROM_ELEMENT) {
        h.kind = SJ_PROBE_SEGMENT; /* the elements that any goes through: all of them */
    } else {
        h.element = in->element;
        h.component = in->component;
        h.until = in->until;
    }
    return h;
}

/* A segment with one of some codes. */
static bool add_coded(sj_planner *p, const sj_input *in, sj_hook h) {
    h.kind = SJ_PROBE_KEY;
    h.element = in->key_element;
    h.component = h.until = in->key_component;
    for (unsigned i = 0; i < in->n_codes; i++) {
        h.code = in->codes[i];
        if (!add_hook(p, &h)) return false;
    }
    return true;
}

bool sj_plan_input(sj_planner *p, const sj_input *in, sj_hook made) {
    sj_hook h = hook_of(p, in, (sj_probe_kind)made.kind);
    h.takes_back = made.takes_back;
    h.is_fact = made.is_fact;
    h.bit = made.bit;
    bool is_coded = in->kind == SJ_INPUT_SEGMENT && in->n_codes && made.kind == SJ_PROBE_PRESENT;
    return is_coded ? add_coded(p, in, h) : add_hook(p, &h);
}

/* A key's codes; those that are too long to pack, or too many, make a probe of presence. */
static bool add_keys(sj_planner *p, const sj_expr_gate *gate, sj_hook h) {
    uint32_t first = p->n_hooks;
    h.kind = SJ_PROBE_KEY;
    for (uint32_t j = 0;; j++) {
        char room[SJ_EXPR_WORD];
        bool is_prefix;
        sj_str text = sj_expr_gate_text(gate, j, room, &is_prefix);
        if (!text.ptr) return true;
        h.begins = is_prefix ? (uint8_t)text.len : 0;
        h.code = sj_code_pack(text.ptr, text.len);
        if (h.code && h.code != SJ_CODE_LONG && j < SJ_PLAN_KEYS) {
            if (!add_hook(p, &h)) return false;
            continue;
        }
        p->n_hooks = first;
        h.kind = SJ_PROBE_PRESENT;
        h.code = h.begins = 0;
        return add_hook(p, &h);
    }
}

bool sj_plan_gate(sj_planner *p, const sj_expr_gate *gate, bool is_fact, uint16_t bit) {
    static const sj_probe_kind kinds[] = {
        [SJ_GATE_KEY] = SJ_PROBE_KEY,       [SJ_GATE_PRESENT] = SJ_PROBE_PRESENT,
        [SJ_GATE_ABSENT] = SJ_PROBE_ABSENT, [SJ_GATE_NEGATIVE] = SJ_PROBE_KEY,
        [SJ_GATE_NOT] = SJ_PROBE_KEY,       [SJ_GATE_NONE] = SJ_PROBE_KEY};
    const sj_input *in = &p->inputs[gate->slot];
    sj_hook h = hook_of(p, in, kinds[gate->kind]);
    h.is_fact = is_fact;
    h.bit = bit;
    if (gate->kind == SJ_GATE_NEGATIVE && h.kind == SJ_PROBE_KEY) {
        h.begins = 1;
        h.code = '-';
        return add_hook(p, &h);
    }
    if (h.kind == SJ_PROBE_KEY) return add_keys(p, gate, h);
    return sj_plan_input(
        p, in, (sj_hook){.kind = (uint8_t)kinds[gate->kind], .is_fact = is_fact, .bit = bit});
}

/* What arms one situation, and what else it wants. */
static bool plan(sj_planner *p, sj_situation *s, uint16_t arm) {
    sj_expr_gate gates[SJ_EXPR_MAX_GATES];
    uint32_t cost = SJ_GATE_IMPOSSIBLE;
    bool never;
    unsigned n = s->when ? sj_expr_gates(s->when, cost_of, p, gates, &cost) : 0;
    if (!sj_plan_signs(p, s, gates, n, &never)) return false;
    if (never) return true;
    uint32_t forbidden =
        s->forbids == SJ_NO_INPUT ? SJ_GATE_IMPOSSIBLE : cost_of(p, SJ_GATE_PRESENT, s->forbids);
    if (forbidden < cost)
        return sj_plan_input(p, &p->inputs[s->forbids],
                             (sj_hook){.kind = SJ_PROBE_PRESENT, .bit = arm});
    /* To look at what is always there costs more than to be armed in vain. */
    bool is_always = !n || cost >= COST_USUAL;
    bool is_optional =
        s->segment != SJ_NO_ROW && p->l->g->guide.segments[s->segment].usage != SJ_REQUIRED;
    if (is_always && is_optional)
        return add_hook(p, &(sj_hook){.row = s->segment, .kind = SJ_PROBE_SEGMENT, .bit = arm});
    if (is_always) p->outer[arm] = sj_plan_outer(p, s);
    if (is_always) p->always[arm] = p->outer[arm] == SJ_NO_ROW;
    for (unsigned i = 0; !is_always && i < n; i++)
        if (!sj_plan_gate(p, &gates[i], false, arm)) return false;
    return true;
}

/* --- what is recorded --- */

static void mark_row(sj_planner *p, const sj_input *in) {
    if (in->kind != SJ_INPUT_SEGMENT && in->kind != SJ_INPUT_ELEMENT) return;
    p->recorded[in->row] = true;
    p->noted[in->row] |= in->from == SJ_FROM_OPEN;
}

static void mark_loops_of(sj_planner *p, const sj_input *in, uint16_t loop) {
    const sj_guide *g = &p->l->g->guide;
    if (in->kind == SJ_INPUT_NOTHING) return;
    for (uint16_t l = in->loop; l != SJ_NO_ROW; l = g->loops[l].parent) {
        p->loops[l].is_recorded = true;
        if (!sj_loop_is_around(g, l, loop)) p->loops[l].is_kept = true;
    }
}

/* Is the input only what the situation needs, and a sign or the walker's count says exactly that it
 * is not there? Then nobody ever reads it. */
static bool is_told_by_sign(const sj_planner *p, const sj_situation *s, uint16_t input) {
    uint32_t slot;
    if (input != s->needs || input == s->at || input == s->trigger) return false;
    for (unsigned i = 0; i < SJ_SITUATION_FACTS; i++)
        if (input == s->facts[i]) return false;
    for (unsigned i = 0; s->when && sj_expr_slot(s->when, i, &slot); i++)
        if (input == slot) return false;
    return sj_plan_is_exact(p, &p->inputs[input]);
}

static void record_all(sj_planner *p) {
    for (uint16_t i = 0; i < p->all->n; i++) {
        const sj_situation *s = &p->situations[i];
        for (uint16_t k = 0; k < s->n_inputs; k++) {
            const sj_input *in = &p->inputs[s->first_input + k];
            mark_loops_of(p, in, s->loop);
            p->s = s;
            if (!is_told_by_sign(p, s, (uint16_t)(s->first_input + k))) mark_row(p, in);
        }
        if (s->segment != SJ_NO_ROW) p->recorded[s->segment] = true;
        for (uint16_t l = s->loop; l != SJ_NO_ROW; l = p->l->g->guide.loops[l].parent)
            p->loops[l].is_recorded = true;
        for (uint16_t k = 0; k < s->n_scopes; k++) {
            const sj_input *place = &p->scopes[s->first_scope + k].place;
            mark_loops_of(p, place, place->base);
            mark_row(p, place);
        }
    }
}

/* The situations of each loop, which stand together. */
static void count_situations(sj_planner *p) {
    for (uint16_t i = 0; i < p->all->n; i++) {
        sj_loop_watch *w = &p->loops[p->situations[i].loop];
        if (!w->n_situations++) w->first_situation = i;
    }
}

/* --- all of it --- */

static sj_status plan_all(sj_planner *p) {
    const sj_loader *l = p->l;
    bool has_room = true;
    for (uint16_t i = 0; has_room && i < p->all->n; i++) {
        p->s = &p->situations[i];
        p->outer[i] = SJ_NO_ROW;
        has_room = plan(p, &p->situations[i], i);
    }
    if (has_room && sj_plan_vetoes(p)) return SJ_OK;
    return sj_err_setf(l->err, SJ_EXML, "the guide's situations name too many codes", "%s",
                       l->source.names[0]);
}

static sj_status make_room(sj_planner *p) {
    sj_loader *l = p->l;
    sj_arena *a = &l->source.arena;
    p->loops = sj_loader_room(l, l->n_loops + 1, sizeof *p->loops);
    p->hooks = sj_arena_alloc(a, SJ_PLAN_HOOKS * sizeof *p->hooks);
    p->facts = sj_arena_alloc(a, SJ_PLAN_FACTS * sizeof *p->facts);
    p->signs = sj_arena_alloc(a, SJ_PLAN_SIGNS * sizeof *p->signs);
    p->kept = sj_arena_alloc(a, SJ_PLAN_KEPT * sizeof *p->kept);
    p->orders = sj_arena_alloc(a, SJ_PLAN_ORDERS * sizeof *p->orders);
    p->recorded = sj_arena_zalloc(a, l->n_segments * sizeof *p->recorded);
    p->noted = sj_arena_zalloc(a, l->n_segments * sizeof *p->noted);
    p->always = sj_arena_zalloc(a, p->all->n * sizeof *p->always);
    p->outer = sj_arena_alloc(a, p->all->n * sizeof *p->outer);
    p->vetoes = sj_arena_alloc(a, SJ_PLAN_VETOES * sizeof *p->vetoes);
    if (p->loops && p->hooks && p->facts && p->signs && p->kept && p->orders && p->recorded &&
        p->noted && p->always && p->outer && p->vetoes)
        return SJ_OK;
    return sj_err_set(l->err, SJ_ENOMEM, "out of memory loading a guide");
}

/* What the walker asks of loops. What is planned for some situations keeps the loops that it
 * records no shorter than what is planned for all: flaws are forgotten with them. */
static void mark_loops(sj_planner *p) {
    sj_loader *l = p->l;
    const sj_situations *all = &l->g->situations;
    for (uint32_t i = 0; i < l->n_loops; i++) {
        if (p->all != all) p->loops[i].is_kept |= p->loops[i].is_recorded && all->loops[i].is_kept;
        for (uint16_t k = (uint16_t)i; l->loops[i].unit && k != SJ_NO_ROW; k = l->loops[k].parent)
            p->loops[k].leads_to_unit = true;
    }
}

/* Whether a loop with claims inside is there shows only when all is read. */
static bool is_late(const sj_planner *p, const sj_situation *s) {
    for (uint16_t k = 0; k < s->n_inputs; k++) {
        const sj_input *in = &p->inputs[s->first_input + k];
        if (in->kind == SJ_INPUT_LOOP && in->loop != s->loop && p->loops[in->loop].leads_to_unit &&
            sj_loop_is_around(&p->l->g->guide, s->loop, in->loop))
            return true;
    }
    return false;
}

static void set_bit(const sj_planner *p, uint64_t *words, uint16_t situation) {
    const sj_loop_watch *w = &p->loops[p->situations[situation].loop];
    uint32_t bit = w->first_word * 64u + situation - w->first_situation;
    words[bit / 64] |= UINT64_C(1) << (bit % 64);
}

/* The words as they are when loops begin, and which situations are late. */
static sj_status fill_words(const sj_planner *p) {
    uint64_t *at_first = sj_loader_room(p->l, p->n_words, sizeof *at_first);
    uint64_t *late = sj_loader_room(p->l, p->n_words, sizeof *late);
    if (!at_first || !late) return SJ_ENOMEM;
    for (uint16_t i = 0; i < p->all->n; i++) {
        if (p->always[i]) set_bit(p, at_first, i);
        if (is_late(p, &p->situations[i])) set_bit(p, late, i);
    }
    for (uint32_t i = 0; i < p->l->n_loops; i++) {
        sj_loop_watch *w = &p->loops[i];
        if (w->n_words) w->always = at_first[w->first_word];
    }
    p->all->at_first = at_first;
    p->all->late = late;
    return SJ_OK;
}

/* Of each situation what it needs, and its first signs that stand for themselves. */
static sj_status fill_hurdles(const sj_planner *p) {
    sj_hurdle *hurdles = sj_loader_room(p->l, p->all->n, sizeof *hurdles);
    if (!hurdles) return SJ_ENOMEM;
    for (uint16_t i = 0; i < p->all->n; i++) {
        const sj_situation *s = &p->situations[i];
        sj_hurdle *h = &hurdles[i];
        unsigned n = 0;
        h->is_seen[0] = h->is_seen[1] = true;
        h->needs = sj_plan_counted(p, s, s->needs);
        for (uint16_t k = 0; k < s->n_signs && n < 2; k++) {
            const sj_sign *sign = &p->signs[s->first_sign + k];
            if (sign->goes_on || (k && sign[-1].goes_on)) continue;
            if (s->first_sign + k == p->outer[i]) continue; /* it has been asked */
            h->mask[n] = sign->mask;
            h->word[n] = sign->word;
            h->is_seen[n++] = sign->is_absent;
        }
    }
    p->all->hurdles = hurdles;
    return SJ_OK;
}

sj_status sj_loader_watches(sj_loader *l, sj_situations *all, sj_situation *situations) {
    sj_planner p = {
        .l = l, .inputs = all->inputs, .scopes = all->scopes, .all = all, .situations = situations};
    sj_status status = make_room(&p);
    if (status) return status;
    record_all(&p);
    count_situations(&p);
    status = plan_all(&p);
    if (status) return status;
    sj_plan_number(&p);
    mark_loops(&p);
    sj_sign *signs = sj_loader_room(l, p.n_signs, sizeof *signs);
    sj_order *orders = sj_loader_room(l, p.n_orders, sizeof *orders);
    if (!signs || !orders) return SJ_ENOMEM;
    status = fill_words(&p);
    if (!status) status = fill_hurdles(&p);
    if (!status) status = sj_plan_outers(&p);
    if (status) return status;
    if (p.n_orders) memcpy(orders, p.orders, p.n_orders * sizeof *orders);
    if (p.n_signs) memcpy(signs, p.signs, p.n_signs * sizeof *signs);
    all->loops = p.loops;
    all->signs = signs;
    all->orders = orders;
    all->n_words = (uint16_t)p.n_words;
    return sj_plan_probes(&p);
}
