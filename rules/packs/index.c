/* rules/packs/index.c - which rules may trip on a claim, without asking each of them. */
#include "rules/packs/index.h"

enum { MAX_HITS = 256 };

/* Rules that were found, and the member they were found in. */
typedef struct hit {
    const sj_bucket *bucket;
    int member;
} hit;

typedef struct search {
    const sj_index *x;
    sj_candidate_fn found;
    void *ctx;
    uint64_t payer;
    int member;
    unsigned n_hits;
    hit hits[MAX_HITS];
    sj_sketch sketches[MAX_PROBES]; /* what was found in any member; all where nobody looked yet */
} search;

/* Do the values of the claim leave room for all that the rule needs? */
static bool may_trip(const search *s, uint32_t rule) {
    const sj_need *n = s->x->needs + s->x->first_need[rule];
    const sj_need *end = s->x->needs + s->x->first_need[rule + 1];
    for (bool any = false; n < end; n++) {
        any |= sj_sketch_meet(s->sketches[n->probe], n->values);
        if (!n->last) continue;
        if (!any) return false;
        any = false;
    }
    return true;
}

static void tell_hits(search *s) {
    for (unsigned k = 0; k < s->n_hits; k++) {
        const sj_bucket *b = s->hits[k].bucket;
        for (uint32_t i = 0; i < b->n; i++) {
            const struct sj_filed *f = &s->x->filed[b->first + i];
            if (may_trip(s, f->rule)) s->found(s->ctx, f->rule, f->whole ? -1 : s->hits[k].member);
        }
    }
    s->n_hits = 0;
}

static void look(search *s, const sj_probe *p, sj_str value, unsigned cut) {
    for (int with = !p->alone; with <= (p->with_payer && s->payer); with++) {
        uint64_t key = sj_index_key(p->slot, value, cut, with ? s->payer : 0);
        const sj_bucket *b = sj_index_bucket(s->x, key);
        if (b->n == 0) continue;
        if (s->n_hits == MAX_HITS) tell_hits(s);
        s->hits[s->n_hits++] = (hit){b, s->member};
    }
}

static void look_all(search *s, const sj_probe *p, sj_str value, sj_sketch *sketch) {
    sj_sketch_add(sketch, sj_sketch_of(value));
    for (uint32_t left = p->cuts[(unsigned char)value.ptr[0]]; left; left &= left - 1) {
        unsigned cut = (unsigned)__builtin_ctz(left);
        if (cut <= LONGEST_PREFIX && cut > value.len) break;
        look(s, p, cut == CUT_WHOLE ? value : (sj_str){value.ptr, cut}, cut);
    }
}

static void look_at(search *s, const sj_probe *p, const sj_expr_value *v, sj_sketch *sketch) {
    if (v->missing) return;
    if (p->present) look(s, p, (sj_str){NULL, 0}, CUT_PRESENT);
    if (p->list) {
        for (uint32_t i = 0; i < v->n_items; i++) look_all(s, p, v->items[i], sketch);
    } else if (v->text.len) {
        look_all(s, p, v->text, sketch);
    } else { /* a number, an amount, a day */
        *sketch = sj_sketch_all;
    }
}

/* The payer of a claim as keys have it; 0: none of them does. */
static uint64_t payer_of(const sj_index *x, const sj_claim *c) {
    sj_str id = c->subscriber->payer.id.v;
    if (!id.len) return 0;
    uint64_t payer = sj_index_payer(id);
    uint32_t bit = sj_index_payer_bit(payer);
    return x->payers[bit / 64] >> bit % 64 & 1 ? payer : 0;
}

/* May the field bring up a rule? */
static bool is_asked(const search *s, const sj_probe *p, uint64_t packs) {
    return (p->packs & packs) && (p->alone || s->payer);
}

static void look_in_scope(search *s, sj_view *v, uint64_t packs, sj_scope scope) {
    const sj_index *x = s->x;
    const unsigned first = x->first_probe[scope], end = x->first_probe[scope + 1];
    uint32_t n = scope == SCOPE_CLAIM ? 1 : sj_view_count(v, scope);
    sj_sketch found[MAX_PROBES];
    memset(found, 0, (end - first) * sizeof *found);
    for (uint32_t k = 0; k < n; k++) {
        s->member = scope == SCOPE_CLAIM ? -1 : (int)k;
        if (scope != SCOPE_CLAIM) sj_view_visit(v, scope, k);
        for (unsigned i = first; i < end; i++) {
            if (!is_asked(s, &x->probes[i], packs)) continue;
            sj_expr_value value = {.missing = false};
            sj_view_value(v, x->probes[i].slot, &value);
            look_at(s, &x->probes[i], &value, &found[i - first]);
        }
        if (scope != SCOPE_CLAIM) sj_view_leave(v, scope);
    }
    for (unsigned i = first; i < end; i++)
        if (is_asked(s, &x->probes[i], packs)) s->sketches[i] = found[i - first];
}

bool sj_index_may_find(const sj_index *x, const sj_claim *c) {
    return x->n_always || (x->n_probes && (!x->of_payers || payer_of(x, c)));
}

void sj_index_find(const sj_index *x, sj_view *v, uint64_t packs, sj_candidate_fn found,
                   void *ctx) {
    search s;
    s.x = x;
    s.found = found;
    s.ctx = ctx;
    s.payer = payer_of(x, v->claim);
    s.n_hits = 0;
    for (unsigned i = 0; i < x->n_probes; i++) s.sketches[i] = sj_sketch_all;
    for (int scope = SCOPE_CLAIM; scope < SCOPE_COUNT; scope++)
        if (x->packs_of[scope] & packs) look_in_scope(&s, v, packs, (sj_scope)scope);
    for (uint32_t i = 0; i < x->n_always; i++)
        if (may_trip(&s, x->always[i])) found(ctx, x->always[i], -1);
    tell_hits(&s);
}
