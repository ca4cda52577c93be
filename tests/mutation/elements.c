/* Elements and components: empty, with a wrong code, too long, too short, of the wrong type, not
 * used, too many; relational notes broken. */
#include <stdio.h>

#include "tests/mutation/mutation.h"

enum { VALUE = 600, TEXT = 8192, UNUSED_AT_MOST = 3 };

/* Where something is broken: element `i` of the piece, component `c` (0: the whole). */
typedef struct spot {
    uint32_t piece;
    unsigned i, c;
    const sj_guide_element *e;
    sj_str value;
    bool is_key;
    bool is_all; /* nothing else stands in the segment: without it, it is told as empty */
} spot;

/* Put `value` there; the finding must come there, or at component `c` if that is not 0, `shift`
 * bytes behind the beginning of the value. */
static void try_at(tester *t, const spot *x, const char *operator, sj_str value, const char *codes,
                   unsigned c, size_t shift) {
    const sample *s = t->s;
    const piece *p = &s->pieces[x->piece];
    static char with[TEXT];
    size_t at = 0;
    uint64_t offset;
    if (p->len + value.len + 200 > sizeof with || !is_chosen(t)) return;
    size_t n = piece_with(s, p, x->i, x->c, value, with, sizeof with, &at);
    expectation e = {.operator= operator,
                     .loop = x->is_key ? NULL : loop_of(s, p), /* which loop was meant is a guess */
                     .element = x->is_all && !value.len ? 1 : x->i,
                     .component = x->is_all && !value.len ? 0
                                  : c                     ? c
                                                          : x->c,
                     .codes = codes};
    memcpy(e.tag, row_of(s, p)->id, sizeof e.tag);
    size_t len = sample_write(s, x->piece, (sj_str){with, n}, t->mutant, &offset);
    e.offset = value.len ? offset + at + shift : 0;
    judge(t, len, &e);
}

static void try_value(tester *t, const spot *x, const char *operator, sj_str value,
                      const char *codes) {
    try_at(t, x, operator, value, codes, 0, 0);
}

/* What a wrong key may be told as: of the element, or of a segment that has no place. */
static const char *keyed(const spot *x, const char *codes, const char *with_key) {
    return x->is_key ? with_key : codes;
}

/* --- what is there --- */

/* A code of the same length that is not in the list. */
static bool wrong_code(const spot *x, char *out) {
    for (const char *c = x->e->type == 'N' ? "9753" : "QZ97XK"; *c; c++) {
        memset(out, *c, x->value.len);
        if (!sj_code_list_has(x->e->codes, (sj_str){out, x->value.len})) return true;
    }
    return false;
}

static void break_length(tester *t, const spot *x) {
    char v[VALUE];
    const sj_guide_element *e = x->e;
    memset(v, strchr("NRDT", e->type) ? '1' : 'A', sizeof v);
    if (e->max + 1u < VALUE)
        try_value(t, x, "too long", (sj_str){v, e->max + 1u}, keyed(x, "5", "5 2"));
    if (e->min > 1) try_value(t, x, "too short", (sj_str){v, e->min - 1u}, keyed(x, "4", "4 2"));
}

static void break_type(tester *t, const spot *x, sj_str before) {
    char v[VALUE];
    if (x->is_key) return;
    memcpy(v, x->value.ptr, x->value.len);
    sj_str same = {v, x->value.len};
    bool is_number = x->e->type == 'N' || x->e->type == 'R';
    v[0] = is_number ? 'A' : 1;
    if (x->e->type == 'D')
        try_value(t, x, "no date", SJ_STR("20261332"), "8");
    else if (x->e->type == 'T')
        try_value(t, x, "no time", SJ_STR("2561"), "9");
    else
        try_value(t, x, is_number ? "no number" : "odd character", same, "6");
    if (!strcmp(x->e->de_text, "1251") && sj_str_is(before, "D8"))
        try_value(t, x, "no date", SJ_STR("20260230"), "8");
    if (!strcmp(x->e->de_text, "1251") && sj_str_is(before, "RD8"))
        try_value(t, x, "span backwards", SJ_STR("20260302-20260301"), "8");
}

/* The value twice with a separator between. */
static void break_separators(tester *t, const spot *x) {
    const sj_delimiters *d = &t->s->delims;
    char v[2 * VALUE];
    size_t n = x->value.len;
    memcpy(v, x->value.ptr, n);
    memcpy(v + n + 1, x->value.ptr, n);
    if (d->repetition && d->repetition != d->component && x->e->repeat == 1) {
        v[n] = d->repetition;
        try_at(t, x, "repetition", (sj_str){v, 2 * n + 1}, keyed(x, "12", "12 2"), 0, n + 1);
    }
    /* Without a repetition separator the other one does its work where the guide allows several. */
    if (x->e->type == 'C' || (!d->repetition && x->e->repeat > 1)) return;
    v[n] = d->component;
    if (!x->c) try_at(t, x, "components", (sj_str){v, 2 * n + 1}, keyed(x, "13", "13 2"), 2, n + 1);
}

/* `is_only`: a component that is all there is of its element. */
static void break_value(tester *t, const spot *x, sj_str before, bool is_only) {
    char v[VALUE];
    if (!x->value.len || x->value.len >= VALUE || x->e->usage == SJ_NOT_USED) return;
    if (x->e->usage == SJ_REQUIRED && !is_only)
        try_value(t, x, "required value gone", (sj_str){NULL, 0}, keyed(x, "1", "1 2"));
    if (!x->c) break_separators(t, x);
    if (x->e->type == 'C') return;
    if (x->e->codes && wrong_code(x, v))
        try_value(t, x, "wrong code", (sj_str){v, x->value.len}, keyed(x, "7 I6", "7 I6 2"));
    break_length(t, x);
    break_type(t, x, before);
}

/* --- what must not be there --- */

static void fill_unused(tester *t, const spot *x) {
    char v[VALUE];
    if (x->e->type != 'C' && x->e->min >= VALUE) return;
    size_t n = x->e->type == 'C' ? 1 : x->e->min;
    memset(v, '1', n);
    try_value(t, x, "not used", (sj_str){v, n}, "I10");
}

static void add_element(tester *t, uint32_t i) {
    const sample *s = t->s;
    const sj_guide_segment *row = row_of(s, &s->pieces[i]);
    spot x = {.piece = i, .i = row->n_elements + 1u};
    try_value(t, &x, "too many elements", SJ_STR("1"), "3");
}

static void add_component(tester *t, const spot *x) {
    spot y = *x;
    y.c = x->e->n_components + 1u;
    try_value(t, &y, "too many components", SJ_STR("1"), "13");
}

/* --- relational notes --- */

static bool is_there(const sample *s, const piece *p, unsigned i) {
    return piece_element(s, p, i).len != 0;
}

/* Take away element `i`, which a note wants because of others. */
static void break_note(tester *t, uint32_t i, unsigned at) {
    const sample *s = t->s;
    const sj_guide_segment *row = row_of(s, &s->pieces[i]);
    const sj_guide_element *e = &s->guide->elements[row->first_element + at - 1];
    if (e->usage == SJ_REQUIRED || at == row->key_element) return;
    spot x = {.piece = i, .i = at, .e = e};
    try_value(t, &x, "relational note", (sj_str){NULL, 0}, "2");
}

static void break_notes(tester *t, uint32_t i) {
    const sample *s = t->s;
    const piece *p = &s->pieces[i];
    const sj_guide_segment *row = row_of(s, p);
    for (unsigned k = 0; k < row->n_notes; k++) {
        const sj_guide_note *n = &s->guide->notes[row->first_note + k];
        bool is_all = true;
        for (unsigned m = 0; m < n->n; m++) is_all &= is_there(s, p, n->at[m]);
        if (!is_all) continue;
        if (n->kind == 'P' && n->n == 2) {
            break_note(t, i, n->at[0]);
            break_note(t, i, n->at[1]);
        }
        if (n->kind == 'C' && n->n == 2) break_note(t, i, n->at[1]);
    }
}

/* --- all of a sample --- */

static bool is_alone(const sample *s, const piece *p, unsigned i) {
    unsigned others = 0;
    for (unsigned k = piece_elements(s, p); k; k--) others += k != i && is_there(s, p, k);
    return !others;
}

static void break_components(tester *t, const spot *x) {
    const sample *s = t->s;
    const sj_guide_segment *row = row_of(s, &s->pieces[x->piece]);
    const char *from = x->value.ptr, *end = from + x->value.len;
    unsigned unused = 0;
    sj_str before = {0};
    for (unsigned c = 1; c <= x->e->n_components; c++) {
        const char *sep =
            from < end ? memchr(from, s->delims.component, (size_t)(end - from)) : NULL;
        sj_str v = {from, (size_t)((sep ? sep : end) - from)};
        spot y = {x->piece,
                  x->i,
                  c,
                  &s->guide->elements[x->e->first_component + c - 1],
                  v,
                  row->key_element == x->i && row->key_component == c,
                  x->is_all && v.len == x->value.len};
        if (v.len)
            break_value(t, &y, before, v.len == x->value.len);
        else if (y.e->usage == SJ_NOT_USED && unused++ < UNUSED_AT_MOST)
            fill_unused(t, &y);
        before = v;
        from = sep ? sep + 1 : end;
    }
    add_component(t, x);
}

void break_elements(tester *t) {
    const sample *s = t->s;
    for (uint32_t i = 0; s->guide && i < s->n; i++) {
        const piece *p = &s->pieces[i];
        const sj_guide_segment *row = row_of(s, p);
        if (!row) continue;
        unsigned unused = 0;
        for (unsigned k = 1; k <= row->n_elements; k++) {
            spot x = {i,
                      k,
                      0,
                      &s->guide->elements[row->first_element + k - 1],
                      piece_element(s, p, k),
                      row->key_element == k && !row->key_component,
                      is_alone(s, p, k)};
            if (x.value.len) {
                break_value(t, &x, piece_element(s, p, k - 1), false);
                if (x.e->type == 'C') break_components(t, &x);
            } else if (x.e->usage == SJ_NOT_USED && unused++ < UNUSED_AT_MOST) {
                fill_unused(t, &x);
            }
        }
        add_element(t, i);
        break_notes(t, i);
    }
}
