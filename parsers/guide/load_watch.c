/* What is looked at as segments pass, so that situations which cannot hold are never evaluated.
 *
 * Every situation hangs on gates: tests of which one must come out true for it to hold
 * (sj_expr_gates), the rarer the better. A gate becomes a probe on the row of its segment. A
 * situation without gates inside its own loop is armed whenever the loop begins. */
#include <stdlib.h>

#include "parsers/guide/loader.h"
#include "parsers/x12/ids.h"

enum {
    MAX_HOOKS = 60000,
    MAX_KEYS = 4096,
    /* How often a gate opens, roughly. */
    COST_RARE = 1,
    COST_KEY = 3,
    COST_OPTIONAL = 4,
    COST_ABSENT = 12,
    COST_USUAL = 20
};

/* One gate of one situation on the row of a segment. */
typedef struct hook {
    uint16_t row;
    uint8_t kind, element, component, until, begins;
    uint64_t code;
    uint16_t arm;
} hook;

typedef struct planner {
    sj_loader *l;
    const sj_input *inputs;
    const sj_scope *scopes;
    sj_situation *situations;
    sj_loop_watch *loops;
    uint64_t *always;
    hook *hooks;
    uint32_t n_hooks, n_words;
    bool *recorded; /* rows of segments */
    const sj_situation *s;
} planner;

static bool is_usual(const planner *p, const sj_input *in) {
    const sj_guide *g = &p->l->g->guide;
    uint16_t loop = in->loop;
    for (; loop != SJ_NO_ROW && loop != p->s->loop; loop = g->loops[loop].parent)
        if (g->loops[loop].usage != SJ_REQUIRED) return false;
    return in->kind == SJ_INPUT_LOOP || g->segments[in->row].usage == SJ_REQUIRED;
}

static const sj_guide_element *element_of(const planner *p, const sj_input *in) {
    const sj_guide *g = &p->l->g->guide;
    const sj_guide_element *e = &g->elements[g->segments[in->row].first_element + in->element - 1];
    return in->component ? &g->elements[e->first_component + in->component - 1] : e;
}

/* Is it seen while the situation's loop is open? */
static bool is_inside(const planner *p, const sj_input *in) {
    return in->kind != SJ_INPUT_NOTHING &&
           sj_loop_is_around(&p->l->g->guide, p->s->loop, in->loop) &&
           !(in->kind == SJ_INPUT_LOOP && in->loop == p->s->loop);
}

static uint32_t cost_of(void *ctx, sj_expr_gate_kind kind, uint32_t slot) {
    const planner *p = ctx;
    const sj_input *in = &p->inputs[slot];
    if (!is_inside(p, in)) return SJ_GATE_IMPOSSIBLE;
    bool usual = is_usual(p, in);
    if (kind == SJ_GATE_ABSENT) {
        /* Where the segment itself lacks there is nothing to look at. */
        bool is_seen = usual && in->kind == SJ_INPUT_ELEMENT && in->from <= SJ_FROM_OWN &&
                       in->loop == p->s->loop;
        return is_seen ? COST_ABSENT : SJ_GATE_IMPOSSIBLE;
    }
    if (!usual) return COST_RARE;
    if (kind == SJ_GATE_KEY) return COST_KEY;
    if (in->kind != SJ_INPUT_ELEMENT) return COST_USUAL;
    return element_of(p, in)->usage == SJ_REQUIRED ? COST_USUAL : COST_OPTIONAL;
}

/* --- gates to hooks --- */

static bool add_hook(planner *p, const hook *h) {
    if (p->n_hooks == MAX_HOOKS) return false;
    p->hooks[p->n_hooks++] = *h;
    return true;
}

static hook hook_of(const planner *p, const sj_input *in, sj_probe_kind kind, uint16_t arm) {
    hook h = {.row = in->row, .kind = (uint8_t)kind, .arm = arm};
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

/* A key's codes; those that are too long to pack, or too many, make a probe of presence. */
static bool add_keys(planner *p, const sj_expr_gate *gate, hook h) {
    uint32_t first = p->n_hooks;
    h.kind = SJ_PROBE_KEY;
    for (uint32_t j = 0;; j++) {
        bool is_prefix;
        sj_str text = sj_expr_gate_text(gate, j, &is_prefix);
        if (!text.ptr) return true;
        h.begins = is_prefix ? (uint8_t)text.len : 0;
        h.code = sj_code_pack(text.ptr, text.len);
        if (h.code && h.code != SJ_CODE_LONG && j < MAX_KEYS) {
            if (!add_hook(p, &h)) return false;
            continue;
        }
        p->n_hooks = first;
        h.kind = SJ_PROBE_PRESENT;
        h.code = h.begins = 0;
        return add_hook(p, &h);
    }
}

static bool add_gate(planner *p, const sj_expr_gate *gate, uint16_t arm) {
    static const sj_probe_kind kinds[] = {[SJ_GATE_KEY] = SJ_PROBE_KEY,
                                          [SJ_GATE_PRESENT] = SJ_PROBE_PRESENT,
                                          [SJ_GATE_ABSENT] = SJ_PROBE_ABSENT};
    hook h = hook_of(p, &p->inputs[gate->slot], kinds[gate->kind], arm);
    return h.kind == SJ_PROBE_KEY ? add_keys(p, gate, h) : add_hook(p, &h);
}

/* What arms one situation. */
static bool plan(planner *p, uint16_t arm) {
    sj_expr_gate gates[SJ_EXPR_MAX_GATES];
    const sj_situation *s = p->s;
    uint32_t cost = SJ_GATE_IMPOSSIBLE;
    unsigned n = s->when ? sj_expr_gates(s->when, cost_of, p, gates, &cost) : 0;
    uint32_t forbidden =
        s->forbids == SJ_NO_INPUT ? SJ_GATE_IMPOSSIBLE : cost_of(p, SJ_GATE_PRESENT, s->forbids);
    if (forbidden < cost) {
        hook h = hook_of(p, &p->inputs[s->forbids], SJ_PROBE_PRESENT, arm);
        return add_hook(p, &h);
    }
    if (!n) p->always[arm / 64] |= UINT64_C(1) << (arm % 64);
    for (unsigned i = 0; i < n; i++)
        if (!add_gate(p, &gates[i], arm)) return false;
    return true;
}

/* --- what is recorded --- */

static void record(planner *p, const sj_input *in, uint16_t loop) {
    const sj_guide *g = &p->l->g->guide;
    if (in->kind == SJ_INPUT_NOTHING) return;
    if (in->kind != SJ_INPUT_LOOP) p->recorded[in->row] = true;
    for (uint16_t l = in->loop; l != SJ_NO_ROW; l = g->loops[l].parent) {
        p->loops[l].is_recorded = true;
        if (!sj_loop_is_around(g, l, loop)) p->loops[l].is_kept = true;
    }
}

static void record_all(planner *p) {
    const sj_situations *all = &p->l->g->situations;
    for (uint16_t i = 0; i < all->n; i++) {
        const sj_situation *s = &p->situations[i];
        for (uint16_t k = 0; k < s->n_inputs; k++)
            record(p, &p->inputs[s->first_input + k], s->loop);
        if (s->segment != SJ_NO_ROW) p->recorded[s->segment] = true;
        for (uint16_t l = s->loop; l != SJ_NO_ROW; l = p->l->g->guide.loops[l].parent)
            p->loops[l].is_recorded = true;
    }
    for (uint16_t i = 0; i < all->n_scopes; i++)
        record(p, &p->scopes[i].place, p->scopes[i].place.base);
}

/* The words of each loop's situations, which stand together. */
static void number_bits(planner *p) {
    const sj_situations *all = &p->l->g->situations;
    for (uint16_t i = 0; i < all->n; i++) {
        sj_loop_watch *w = &p->loops[p->situations[i].loop];
        if (!w->n_situations++) w->first_situation = i;
    }
    for (uint32_t i = 0; i < p->l->n_loops; i++) {
        p->loops[i].first_word = (uint16_t)p->n_words;
        p->loops[i].n_words = (uint16_t)((p->loops[i].n_situations + 63) / 64);
        p->n_words += p->loops[i].n_words;
    }
}

/* --- hooks to probes --- */

static int by_probe(const void *a, const void *b) {
    const hook *x = a, *y = b;
    if (x->row != y->row) return x->row < y->row ? -1 : 1;
    if (x->kind != y->kind) return x->kind < y->kind ? -1 : 1;
    if (x->element != y->element) return x->element < y->element ? -1 : 1;
    if (x->component != y->component) return x->component < y->component ? -1 : 1;
    if (x->until != y->until) return x->until < y->until ? -1 : 1;
    if (x->begins != y->begins) return x->begins < y->begins ? -1 : 1;
    if (x->code != y->code) return x->code < y->code ? -1 : 1;
    return x->arm < y->arm ? -1 : x->arm > y->arm;
}

static bool is_same_probe(const hook *x, const hook *y) {
    return x->row == y->row && x->kind == y->kind && x->element == y->element &&
           x->component == y->component && x->until == y->until && x->begins == y->begins;
}

typedef struct filler {
    planner *p;
    sj_watch *watches;
    sj_probe *probes;
    uint16_t *arms;
    uint32_t n_watches, n_probes, n_arms;
} filler;

static sj_status fill_slots(filler *f, sj_probe *probe, uint32_t from, uint32_t to) {
    const hook *h = f->p->hooks;
    uint32_t size = 2;
    while (size < 2 * (to - from)) size *= 2;
    sj_probe_slot *slots = sj_loader_room(f->p->l, size, sizeof *slots);
    if (!slots) return SJ_ENOMEM;
    for (uint32_t i = from; i < to;) {
        uint32_t at = sj_probe_slot_of(h[i].code, size - 1), first = f->n_arms, k = i;
        while (slots[at].code) at = (at + 1) & (size - 1);
        for (; k < to && h[k].code == h[i].code; k++) f->arms[f->n_arms++] = h[k].arm;
        slots[at] = (sj_probe_slot){h[i].code, (uint16_t)first, (uint16_t)(k - i)};
        i = k;
    }
    probe->slots = slots;
    probe->mask = size - 1;
    return SJ_OK;
}

/* The hooks from `from` to `to` share one probe. */
static sj_status fill_probe(filler *f, uint32_t from, uint32_t to) {
    const hook *h = &f->p->hooks[from];
    sj_probe *probe = &f->probes[f->n_probes++];
    *probe = (sj_probe){.kind = h->kind,
                        .element = h->element,
                        .component = h->component,
                        .until = h->until,
                        .begins = h->begins,
                        .first_arm = (uint16_t)f->n_arms};
    if (h->kind == SJ_PROBE_KEY) return fill_slots(f, probe, from, to);
    for (uint32_t i = from; i < to; i++) f->arms[f->n_arms++] = f->p->hooks[i].arm;
    probe->n_arms = (uint16_t)(to - from);
    return SJ_OK;
}

static bool is_boundary(const planner *p, uint16_t row) {
    return sj_role_of(p->l->segments[row].tag) == SJ_ROLE_BOUNDARY;
}

/* Rows in order, with the hooks sorted by row. */
static sj_status fill(filler *f) {
    planner *p = f->p;
    uint32_t i = 0;
    sj_status status = SJ_OK;
    for (uint16_t row = 0; row < p->l->n_segments; row++) {
        bool is_hooked = i < p->n_hooks && p->hooks[i].row == row;
        if (!is_hooked && !p->recorded[row] && !is_boundary(p, row)) continue;
        sj_watch *w = &f->watches[++f->n_watches];
        w->is_recorded = p->recorded[row];
        w->is_boundary = is_boundary(p, row);
        w->first_probe = (uint16_t)f->n_probes;
        p->l->segment_rules[row].watch = (uint16_t)f->n_watches;
        while (i < p->n_hooks && p->hooks[i].row == row && !status) {
            uint32_t to = i + 1;
            while (to < p->n_hooks && is_same_probe(&p->hooks[i], &p->hooks[to])) to++;
            status = fill_probe(f, i, to);
            i = to;
        }
        w->n_probes = (uint8_t)(f->n_probes - w->first_probe);
    }
    return status;
}

static sj_status make_probes(planner *p) {
    sj_loader *l = p->l;
    qsort(p->hooks, p->n_hooks, sizeof *p->hooks, by_probe);
    filler f = {.p = p,
                .watches = sj_loader_room(l, l->n_segments + 1, sizeof *f.watches),
                .probes = sj_loader_room(l, p->n_hooks, sizeof *f.probes),
                .arms = sj_loader_room(l, p->n_hooks, sizeof *f.arms)};
    if (!f.watches || !f.probes || !f.arms) return SJ_ENOMEM;
    sj_status status = fill(&f);
    sj_situations *to = &l->g->situations;
    to->watches = f.watches;
    to->probes = f.probes;
    to->arms = f.arms;
    to->n_watches = (uint16_t)(f.n_watches + 1);
    to->n_probes = (uint16_t)f.n_probes;
    return status;
}

/* Whether a loop with claims inside is there shows only when all is read. */
static void mark_late(const planner *p, sj_situation *s) {
    for (uint16_t k = 0; k < s->n_inputs; k++) {
        const sj_input *in = &p->inputs[s->first_input + k];
        s->is_late |= in->kind == SJ_INPUT_LOOP && in->loop != s->loop &&
                      p->loops[in->loop].leads_to_unit &&
                      sj_loop_is_around(&p->l->g->guide, s->loop, in->loop);
    }
}

sj_status sj_loader_watches(sj_loader *l, sj_situation *situations, const sj_input *inputs,
                            const sj_scope *scopes) {
    planner p = {.l = l, .inputs = inputs, .scopes = scopes, .situations = situations};
    p.loops = sj_loader_room(l, l->n_loops + 1, sizeof *p.loops);
    p.hooks = sj_arena_alloc(&l->source.arena, MAX_HOOKS * sizeof *p.hooks);
    p.recorded = sj_arena_zalloc(&l->source.arena, l->n_segments * sizeof *p.recorded);
    if (!p.loops || !p.hooks || !p.recorded)
        return sj_err_set(l->err, SJ_ENOMEM, "out of memory loading a guide");
    record_all(&p);
    number_bits(&p);
    p.always = sj_loader_room(l, p.n_words, sizeof *p.always);
    if (!p.always) return SJ_ENOMEM;
    sj_situations *all = &l->g->situations;
    for (uint16_t i = 0; i < all->n; i++) {
        const sj_loop_watch *w = &p.loops[situations[i].loop];
        p.s = &situations[i];
        if (!plan(&p, (uint16_t)(w->first_word * 64 + i - w->first_situation)))
            return sj_err_setf(l->err, SJ_EXML, "the guide's situations name too many codes", "%s",
                               l->source.names[0]);
    }
    for (uint32_t i = 0; i < l->n_loops; i++) {
        l->loop_rules[i].is_watched = p.loops[i].is_recorded;
        for (uint16_t k = (uint16_t)i; l->loops[i].unit && k != SJ_NO_ROW; k = l->loops[k].parent)
            p.loops[k].leads_to_unit = true;
    }
    for (uint16_t i = 0; i < all->n; i++) mark_late(&p, &situations[i]);
    all->loops = p.loops;
    all->always = p.always;
    all->n_words = (uint16_t)p.n_words;
    return make_probes(&p);
}
