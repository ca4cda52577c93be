/* rules/codes/diff.c - two tables side by side, code by code. */
#include "rules/codes/pair_draft.h"

/* The rows of one code, and its latest word. */
typedef struct stretch {
    const sj_table_view *view;
    const sj_table_row *row, *next, *end;
} stretch;

static stretch begin(const sj_tables *t, sj_code_kind kind) {
    const sj_table_view *v = sj_tables_view(t, kind);
    if (!v) return (stretch){.view = NULL};
    return (stretch){v, v->rows, v->rows, sj_table_end(v)};
}

static void advance(stretch *s) {
    s->row = s->next;
    while (s->next < s->end && s->next->code == s->row->code) s->next++;
}

static uint64_t order_of(const stretch *s) {
    return s->row < s->end ? sj_code_order(s->row->code) : UINT64_MAX;
}

static sj_code_info latest(const stretch *s) {
    const sj_table_row *row = s->next - 1;
    sj_code_info info;
    sj_table_tell(&info, s->view, row);
    return info;
}

static bool is_open(const stretch *s) {
    return s->next[-1].terminated == SJ_NO_DATE;
}

static bool same_row(const stretch *a, const sj_table_row *x, const stretch *b,
                     const sj_table_row *y) {
    sj_str successor_x, successor_y;
    return x->attributes == y->attributes &&
           sj_str_eq(sj_table_text(a->view, x, &successor_x),
                     sj_table_text(b->view, y, &successor_y)) &&
           sj_str_eq(successor_x, successor_y);
}

/* In a dated table each period counts; in a table of releases, whose days only tell which releases
 * were imported, the latest word does. */
static bool same_word(const stretch *a, const stretch *b) {
    if (!(b->view->header->flags & SJ_TABLE_DATED))
        return is_open(a) == is_open(b) && same_row(a, a->next - 1, b, b->next - 1);
    if (a->next - a->row != b->next - b->row) return false;
    for (ptrdiff_t i = 0; i < a->next - a->row; i++) {
        const sj_table_row *x = &a->row[i], *y = &b->row[i];
        if (x->effective != y->effective || x->terminated != y->terminated || !same_row(a, x, b, y))
            return false;
    }
    return true;
}

/* Both tables hold the code. */
static void compare(const stretch *a, const stretch *b, sj_str code, sj_code_diff_fn found,
                    void *ctx) {
    if (same_word(a, b)) return;
    sj_code_info before = latest(a), after = latest(b);
    sj_code_change change = SJ_CODE_CHANGED;
    if (is_open(a) && !is_open(b)) change = SJ_CODE_REMOVED;
    if (!is_open(a) && is_open(b)) change = SJ_CODE_ADDED;
    found(ctx, change, code, &before, &after);
}

/* The same for pairs: all periods of one, and its latest word. */
typedef struct pair_stretch {
    sj_pair_walk walk;
    sj_pair_entry next;
    bool has_next;
    uint64_t key; /* UINT64_MAX: at the end */
    sj_code_info info;
    uint64_t digest; /* of all periods */
} pair_stretch;

static uint64_t mix(uint64_t h, uint64_t word) {
    h = (h ^ word) * 0xff51afd7ed558ccdu;
    return h ^ (h >> 32);
}

static void advance_pair(pair_stretch *s) {
    s->key = s->has_next ? s->next.key : UINT64_MAX;
    s->digest = 0;
    bool any = false;
    while (s->has_next && s->next.key == s->key) {
        const sj_pair_entry *e = &s->next;
        s->digest = mix(s->digest, (uint64_t)(uint32_t)e->effective << 32 | (uint32_t)e->deleted);
        sj_str text = sj_pairs_text(s->walk.view, s->walk.terms);
        s->digest = mix(s->digest, e->attributes ^ sj_table_checksum(text.ptr, text.len));
        bool later = !any || s->info.terminated != SJ_NO_DATE;
        if (later) sj_pair_tell(&s->info, s->walk.view, s->walk.terms);
        any = true;
        s->has_next = sj_pair_walk_next(&s->walk, &s->next);
    }
}

static pair_stretch begin_pairs(const sj_tables *t, sj_code_kind kind) {
    pair_stretch s = {.key = 0};
    sj_pair_walk_init(&s.walk, sj_tables_pairs(t, kind));
    s.has_next = sj_pair_walk_next(&s.walk, &s.next);
    advance_pair(&s);
    return s;
}

static void compare_pairs(const pair_stretch *a, const pair_stretch *b, sj_str name,
                          sj_code_diff_fn found, void *ctx) {
    if (a->digest == b->digest) return;
    bool was_open = a->info.terminated == SJ_NO_DATE, is_still = b->info.terminated == SJ_NO_DATE;
    sj_code_change change = was_open && !is_still   ? SJ_CODE_REMOVED
                            : !was_open && is_still ? SJ_CODE_ADDED
                                                    : SJ_CODE_CHANGED;
    found(ctx, change, name, &a->info, &b->info);
}

static void diff_pairs(const sj_tables *older, const sj_tables *newer, sj_code_kind kind,
                       sj_code_diff_fn found, void *ctx) {
    pair_stretch a = begin_pairs(older, kind), b = begin_pairs(newer, kind);
    while (a.key != UINT64_MAX || b.key != UINT64_MAX) {
        char buf[SJ_PAIR_NAME];
        uint64_t key = a.key < b.key ? a.key : b.key;
        sj_str name = sj_pair_name(key, buf);
        bool in_a = a.key == key, in_b = b.key == key;
        if (in_a && in_b)
            compare_pairs(&a, &b, name, found, ctx);
        else if (in_b)
            found(ctx, SJ_CODE_ADDED, name, NULL, &b.info);
        else if (a.info.terminated == SJ_NO_DATE)
            found(ctx, SJ_CODE_REMOVED, name, &a.info, NULL);
        if (in_a) advance_pair(&a);
        if (in_b) advance_pair(&b);
    }
}

void sj_codes_diff(const sj_tables *older, const sj_tables *newer, sj_code_kind kind,
                   sj_code_diff_fn found, void *ctx) {
    if (sj_kind_has_pairs(kind)) {
        diff_pairs(older, newer, kind, found, ctx);
        return;
    }
    stretch a = begin(older, kind), b = begin(newer, kind);
    advance(&a);
    advance(&b);
    for (;;) {
        uint64_t x = order_of(&a), y = order_of(&b);
        if (x == UINT64_MAX && y == UINT64_MAX) return;
        if (x < y) {
            sj_code_info before = latest(&a);
            if (is_open(&a))
                found(ctx, SJ_CODE_REMOVED, sj_table_code(a.view, a.row), &before, NULL);
        } else if (y < x) {
            sj_code_info after = latest(&b);
            found(ctx, SJ_CODE_ADDED, sj_table_code(b.view, b.row), NULL, &after);
        } else {
            compare(&a, &b, sj_table_code(a.view, a.row), found, ctx);
        }
        if (x <= y) advance(&a);
        if (y <= x) advance(&b);
    }
}
