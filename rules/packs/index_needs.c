/* rules/packs/index_needs.c - what each rule needs of the fields that are looked up in each claim,
 * beside the test that it is filed under. */
#include "parsers/base/alloc.h"
#include "rules/packs/index.h"

/* The needs of all rules, while they are counted (x->needs NULL) or written. */
typedef struct maker {
    sj_index *x;
    uint32_t n;
} maker;

/* The probe of a field; n_probes: it is not looked up. */
static unsigned probe_of(const sj_index *x, uint32_t slot) {
    unsigned i = 0;
    while (i < x->n_probes && SLOT_FIELD(x->probes[i].slot) != SLOT_FIELD(slot)) i++;
    return i;
}

/* What a gate costs against others of its test: only fields that are looked up can be told. */
static uint32_t gate_cost(void *ctx, sj_expr_gate_kind kind, uint32_t slot) {
    const sj_index *x = ctx;
    bool peer = x->packs->fields->v[SLOT_FIELD(slot)].peer;
    if (peer || kind >= SJ_GATE_ABSENT || probe_of(x, slot) == x->n_probes)
        return SJ_GATE_IMPOSSIBLE;
    return kind == SJ_GATE_KEY ? 1 : 16;
}

static sj_sketch values_of(const sj_expr_gate *g) {
    sj_sketch all = {0, 0};
    char room[SJ_EXPR_WORD];
    sj_str text;
    bool prefix;
    if (g->kind == SJ_GATE_PRESENT) return sj_sketch_all;
    for (uint32_t j = 0; (text = sj_expr_gate_text(g, j, room, &prefix)).ptr; j++) {
        if (text.len == 0) return sj_sketch_all;
        sj_sketch_add(&all, prefix ? sj_sketch_of_family(text) : sj_sketch_of(text));
    }
    return all;
}

static void add_test(maker *m, const sj_expr_gate *gates, unsigned n) {
    for (unsigned i = 0; m->x->needs && i < n; i++)
        m->x->needs[m->n + i] = (sj_need){.values = values_of(&gates[i]),
                                          .probe = (uint16_t)probe_of(m->x, gates[i].slot),
                                          .last = i + 1 == n};
    m->n += n;
}

static void add_rule(maker *m, const sj_rule *r) {
    sj_expr_gate gates[SJ_EXPR_MAX_GATES];
    unsigned n;
    for (unsigned i = 0; sj_expr_gates_of(r->when, i, gate_cost, m->x, gates, &n); i++)
        add_test(m, gates, n);
}

static void add_all(maker *m) {
    const sj_packs *p = m->x->packs;
    m->n = 0;
    for (uint32_t i = 0; i < p->n_rules; i++) {
        m->x->first_need[i] = m->n;
        bool sieved = sj_sieve_has(p->sieve[m->x->type], i);
        if ((p->rules[i]->types >> m->x->type & 1) && !sieved) add_rule(m, p->rules[i]);
    }
    m->x->first_need[p->n_rules] = m->n;
}

bool sj_index_find_needs(sj_index *x) {
    maker m = {.x = x};
    x->first_need = sj_calloc(x->packs->n_rules + 1u, sizeof *x->first_need);
    if (!x->first_need) return false;
    add_all(&m);
    x->needs = sj_calloc(m.n + 1u, sizeof *x->needs);
    if (x->needs) add_all(&m);
    return x->needs != NULL;
}
