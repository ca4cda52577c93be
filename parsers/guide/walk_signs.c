/* May a situation hold, by what has been seen and kept while segments passed? Where not, its
 * condition is not evaluated. */
#include "parsers/guide/walk_look.h"

static bool has_signs(const sj_walk_watch *k, const sj_situation *s) {
    const sj_sign *sign = &k->all->signs[s->first_sign], *end = sign + s->n_signs;
    for (bool met = false; sign < end; sign++) {
        met |= ((k->seen[sign->word] & sign->mask) != 0) != sign->is_absent;
        if (sign->goes_on) continue;
        if (!met) return false;
        met = false;
    }
    return true;
}

/* Is there a member whose value, between least and greatest, surely compares so with `b`? */
static bool is_any(sj_expr_sign sign, uint64_t least, uint64_t greatest, uint64_t b) {
    switch (sign) {
    case SJ_EXPR_EQ:
        return least == b || greatest == b;
    case SJ_EXPR_NE:
        return least != b || greatest != b;
    case SJ_EXPR_LT:
        return least < b;
    case SJ_EXPR_LE:
        return least <= b;
    case SJ_EXPR_GT:
        return greatest > b;
    case SJ_EXPR_GE:
        return greatest >= b;
    }
    return false;
}

/* Are all members' values on the left and on the right one and the same? */
static bool are_all_equal(const uint64_t a[2], const uint64_t b[2]) {
    return *a && *a != SJ_VALUE_UNSURE && a[1] == *a && b[0] == *a && b[1] == *a;
}

/* A missing value compares with nothing, an unsure one may with anything. */
static bool may_compare(const uint64_t *seen, const sj_order *o) {
    const uint64_t *a = &seen[o->a];
    uint64_t b = seen[o->b];
    if (o->is_each) return !are_all_equal(a, &seen[o->b]);
    if (!*a || !b) return o->is_none;
    if (*a == SJ_VALUE_UNSURE || b == SJ_VALUE_UNSURE) return true;
    if (!o->is_text && !(sj_look_is_day(*a) && sj_look_is_day(b))) return true;
    bool holds = is_any((sj_expr_sign)o->sign, *a, a[o->is_none], b);
    return holds != o->is_none;
}

/* May all comparisons be fulfilled? */
static bool may_order(const sj_walk_watch *k, const sj_situation *s) {
    const sj_order *o = &k->all->orders[s->first_order], *end = o + s->n_orders;
    for (bool met = false; o < end; o++) {
        met = met || may_compare(k->seen, o);
        if (o->goes_on) continue;
        if (!met) return false;
        met = false;
    }
    return true;
}

bool sj_walk_may_hold(const sj_walk_watch *k, const sj_situation *s) {
    return has_signs(k, s) && may_order(k, s);
}
