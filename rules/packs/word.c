/* rules/packs/word.c - words of values that are not read in their place. */
#include "rules/packs/word.h"

static bool of_list(const sj_sieve_field *f, const sj_expr_value *value, uint64_t *out) {
    unsigned n = 0;
    *out = 0;
    for (uint32_t i = 0; i < value->n_items; i++)
        if (!sj_word_add(out, &n, value->items[i])) return false;
    if (f->by_presence) *out = SJ_WORD_PRESENT;
    return true;
}

int64_t sj_word_total(const sj_sieve_field *f, sj_view *v) {
    const sj_claim *c = v->claim;
    int64_t sum = 0;
    if (f->way == READ_COUNT) return 1000 * (int64_t)sj_view_count(v, (sj_scope)f->members);
    for (uint16_t i = 0; i < c->lines.n; i++) {
        const sj_number *n = (const sj_number *)((const char *)&c->lines.v[i] + f->offset);
        if (SJ_HAS(*n) && n->v > 0 && __builtin_add_overflow(sum, n->v, &sum)) return INT64_MAX;
    }
    return sum;
}

bool sj_word_of_view(const sj_sieve_field *f, sj_view *v, uint64_t *out) {
    sj_expr_value value = {.missing = false};
    if (f->way != READ_VIEW) return sj_word_of_number(f, sj_word_total(f, v), out);
    sj_view_value(v, f->slot, &value);
    if (value.missing) return sj_word_of_absent(f, out);
    switch (v->fields->v[SLOT_FIELD(f->slot)].type) {
    case SJ_EXPR_LIST:
        return of_list(f, &value, out);
    case SJ_EXPR_TEXT:
        return sj_word_of_any_text(f, value.text, out);
    case SJ_EXPR_BOOL:
        return sj_word_of_number(f, value.yes, out);
    default:
        return sj_word_of_number(f, value.n, out);
    }
}
