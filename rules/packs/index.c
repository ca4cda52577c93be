/* rules/packs/index.c - which rules may trip on a claim, without asking each of them. */
#include "rules/packs/index.h"

typedef struct search {
    const sj_index *x;
    sj_candidate_fn found;
    void *ctx;
    uint64_t payer;
    int member;
} search;

static void look(const search *s, const sj_probe *p, sj_str value, unsigned cut) {
    for (int with = !p->alone; with <= (p->with_payer && s->payer); with++) {
        uint64_t key = sj_index_key(p->slot, value, cut, with ? s->payer : 0);
        const sj_bucket *b = sj_index_bucket(s->x, key);
        for (uint32_t i = 0; i < b->n; i++) {
            const struct sj_filed *f = &s->x->filed[b->first + i];
            s->found(s->ctx, f->rule, f->whole ? -1 : s->member);
        }
    }
}

static void look_all(const search *s, const sj_probe *p, sj_str value) {
    for (uint32_t left = p->cuts[(unsigned char)value.ptr[0]]; left; left &= left - 1) {
        unsigned cut = (unsigned)__builtin_ctz(left);
        if (cut <= LONGEST_PREFIX && cut > value.len) break;
        look(s, p, cut == CUT_WHOLE ? value : (sj_str){value.ptr, cut}, cut);
    }
}

static void look_at(const search *s, const sj_probe *p, const sj_fact *fact) {
    const sj_expr_value *v = &fact->value;
    if (v->missing) return;
    if (p->present) look(s, p, (sj_str){NULL, 0}, CUT_PRESENT);
    if (p->list) {
        /* Judging a rule makes other lists: keep this one's members at hand. */
        sj_str items[SJ_EXPR_MAX_LIST];
        uint32_t n = v->n_items;
        if (n) memcpy(items, v->items, n * sizeof *items);
        for (uint32_t i = 0; i < n; i++) look_all(s, p, items[i]);
    } else if (v->text.len) {
        look_all(s, p, v->text);
    }
}

static void look_in_scope(search *s, sj_view *v, uint64_t packs, sj_scope scope) {
    const sj_probe *end = s->x->probes + s->x->first_probe[scope + 1];
    uint32_t n = scope == SCOPE_CLAIM ? 1 : sj_view_count(v, scope);
    for (uint32_t k = 0; k < n; k++) {
        s->member = scope == SCOPE_CLAIM ? -1 : (int)k;
        for (const sj_probe *p = s->x->probes + s->x->first_probe[scope]; p < end; p++) {
            if (!(p->packs & packs)) continue;
            sj_fact fact;
            if (scope != SCOPE_CLAIM) sj_view_visit(v, scope, k);
            sj_view_get(v, p->slot, &fact);
            if (scope != SCOPE_CLAIM) sj_view_leave(v, scope);
            look_at(s, p, &fact);
        }
    }
}

void sj_index_find(const sj_index *x, sj_view *v, uint64_t packs, sj_candidate_fn found,
                   void *ctx) {
    sj_str payer = v->claim->subscriber->payer.id.v;
    search s = {x, found, ctx, payer.len ? sj_index_payer(payer) : 0, -1};
    for (uint32_t i = 0; i < x->n_always; i++) found(ctx, x->always[i], -1);
    for (int scope = SCOPE_CLAIM; scope < SCOPE_COUNT; scope++)
        if (x->packs_of[scope] & packs) look_in_scope(&s, v, packs, (sj_scope)scope);
}
