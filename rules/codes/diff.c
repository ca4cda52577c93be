/* rules/codes/diff.c - two tables side by side, code by code. */
#include "rules/codes/pairs.h"

/* The rows of one code, and its latest word. */
typedef struct stretch {
    const sj_table_view *view;
    const sj_table_row *row, *next, *end;
} stretch;

static stretch begin(const sj_tables *t, sj_code_kind kind) {
    const sj_table_view *v = t && (unsigned)kind < SJ_CODES_KINDS ? &t->views[kind] : NULL;
    if (!v || !v->header) return (stretch){.view = NULL};
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

void sj_codes_diff(const sj_tables *older, const sj_tables *newer, sj_code_kind kind,
                   sj_code_diff_fn found, void *ctx) {
    stretch a = begin(older, kind), b = begin(newer, kind);
    advance(&a);
    advance(&b);
    for (;;) {
        uint64_t x = order_of(&a), y = order_of(&b);
        if (x == UINT64_MAX && y == UINT64_MAX) return;
        if (x < y) {
            sj_code_info before = latest(&a);
            if (is_open(&a)) found(ctx, SJ_CODE_REMOVED, sj_table_code(a.view, a.row), &before, NULL);
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
