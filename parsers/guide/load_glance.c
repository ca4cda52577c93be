/* What the walker's glance (walk_plain.c) and its look-ups of codes want made ready: an index for
 * each list, and for each place the little that a glance asks, in as few bytes as that takes. */
#include "parsers/guide/loader.h"

enum { TRIES = 64, SHORT_LIST = 64 };

/* The codes that are not in their own slot. */
static uint32_t put_codes(uint64_t *slots, const sj_list_rule *rule) {
    uint32_t displaced = 0;
    memset(slots, 0, (rule->mask + 1) * sizeof *slots);
    for (uint16_t i = 0; i < rule->list.count; i++) {
        uint64_t code = rule->list.packed[i];
        uint32_t at = sj_code_slot(rule, code);
        displaced += slots[at] != 0;
        while (slots[at]) at = (at + 1) & rule->mask;
        slots[at] = code;
    }
    return displaced;
}

/* A few multipliers are tried for one that gives each code a slot of its own; long lists have none.
 */
sj_status sj_loader_index(sj_loader *l, sj_list_rule *rule) {
    uint32_t size = 2;
    while (size < rule->list.count * 4u) size *= 2;
    uint64_t *slots = sj_loader_room(l, size, sizeof *slots);
    if (!slots) return SJ_ENOMEM;
    rule->slots = slots;
    rule->mask = size - 1;
    rule->shift = (uint8_t)(64 - __builtin_ctz(size));
    rule->multiplier = 0x9E3779B97F4A7C15u;
    int tries = rule->list.count <= SHORT_LIST ? TRIES : 1;
    while (!(rule->is_direct = !put_codes(slots, rule)) && --tries)
        rule->multiplier *= 0xD1342543DE82EF95u;
    return SJ_OK;
}

/* --- glances --- */

/* May the codes' lengths be passed over, because none has a wrong one? */
static bool have_right_lengths(const sj_check *c, const sj_code_list *list) {
    for (uint16_t i = 0; i < list->count; i++) {
        unsigned len = 8 - (unsigned)__builtin_clzll(list->packed[i]) / 8;
        if (len < c->min || len > c->max) return false;
    }
    return true;
}

static sj_plain_kind kind_of_list(const sj_check *c, const sj_list_rule *l) {
    if (c->kind > SJ_CHECK_N || !have_right_lengths(c, &l->list)) return SJ_PLAIN_NEVER;
    if (l->list.count <= 2) return SJ_PLAIN_PAIR;
    return l->is_direct ? SJ_PLAIN_CODE : SJ_PLAIN_LIST;
}

/* Patterns, repetitions and the rarer types are left to the closer look. */
static sj_plain_kind kind_of(const sj_check *c, const sj_list_rule *lists) {
    if (c->pattern || c->repeat != 1) return SJ_PLAIN_NEVER;
    if (c->list) return kind_of_list(c, &lists[c->list - 1]);
    switch ((sj_check_kind)c->kind) {
    case SJ_CHECK_AN:
    case SJ_CHECK_ID:
        return SJ_PLAIN_TEXT;
    case SJ_CHECK_N:
        return SJ_PLAIN_DIGITS;
    case SJ_CHECK_R:
        return SJ_PLAIN_NUMBER;
    case SJ_CHECK_DT:
        return c->min == 8 && c->max == 8 ? SJ_PLAIN_DAY : SJ_PLAIN_NEVER;
    case SJ_CHECK_PERIOD:
        return c->min <= 8 && c->max >= 8 ? SJ_PLAIN_PERIOD : SJ_PLAIN_NEVER;
    case SJ_CHECK_COMPOSITE:
        return SJ_PLAIN_COMPOSITE;
    default:
        return SJ_PLAIN_NEVER;
    }
}

static sj_glance glance_of(const sj_check *c, const sj_list_rule *lists) {
    sj_glance g = {.kind = (uint8_t)kind_of(c, lists),
                   .n = c->n,
                   .min = c->min,
                   .range = (uint16_t)(c->max - c->min),
                   .first = c->first};
    if (g.kind == SJ_PLAIN_COMPOSITE) g.required = c->required;
    if (g.kind == SJ_PLAIN_LIST) g.list = &lists[c->list - 1];
    if (g.kind == SJ_PLAIN_CODE) {
        const sj_list_rule *l = &lists[c->list - 1];
        g.n = l->shift;
        g.index.slots = l->slots;
        g.index.multiplier = l->multiplier;
    }
    if (g.kind == SJ_PLAIN_PAIR) {
        const sj_code_list *list = &lists[c->list - 1].list;
        g.codes[0] = list->packed[0];
        g.codes[1] = list->packed[list->count - 1];
    }
    return g;
}

sj_status sj_loader_glances(sj_loader *l) {
    sj_glance *glances = sj_loader_room(l, l->n_elements, sizeof *glances);
    if (!glances) return SJ_ENOMEM;
    for (uint32_t i = 0; i < l->n_elements; i++) glances[i] = glance_of(&l->checks[i], l->lists);
    l->g->glances = glances;
    return SJ_OK;
}
