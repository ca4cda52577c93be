/* Codes of outside lists (SNIP 5): each value becomes one that no list has and no form allows. */
#include "tests/mutation/mutation.h"

enum { TEXT = 8192, CODE = 64 };

static void try_code(tester *t, uint32_t i, const sj_guide_element *e, unsigned at, unsigned c,
                     sj_str value) {
    const sample *s = t->s;
    const piece *p = &s->pieces[i];
    static char with[TEXT];
    char code[CODE];
    size_t where = 0, len = value.len < e->max ? value.len : e->max;
    uint64_t offset;
    /* The built-in lists have no procedures of ICD-10-PCS. */
    if (!e->external || !strcmp(e->external, "procedure") || e->usage == SJ_NOT_USED) return;
    if (!len || len > sizeof code || p->len + 200 > sizeof with || !is_chosen(t)) return;
    memset(code, 'q', len);
    size_t n = piece_with(s, p, at, c, (sj_str){code, len}, with, sizeof with, &where);
    expectation x = {.operator= "outside code",
                     .loop = loop_of(s, p),
                     .element = at,
                     .component = c,
                     .codes = "T5"};
    memcpy(x.tag, row_of(s, p)->id, sizeof x.tag);
    size_t size = sample_write(s, i, (sj_str){with, n}, t->mutant, &offset);
    x.offset = offset + where;
    judge_outside(t, size, &x);
}

static void try_components(tester *t, uint32_t i, const sj_guide_element *e, sj_str value) {
    const sample *s = t->s;
    const char *from = value.ptr, *end = value.ptr + value.len;
    for (unsigned c = 1; c <= e->n_components && from < end; c++) {
        const char *sep = memchr(from, s->delims.component, (size_t)(end - from));
        sj_str v = {from, (size_t)((sep ? sep : end) - from)};
        try_code(t, i, &s->guide->elements[e->first_component + c - 1], e->at, c, v);
        from = sep ? sep + 1 : end;
    }
}

void break_outside(tester *t) {
    const sample *s = t->s;
    for (uint32_t i = 0; s->guide && i < s->n; i++) {
        const sj_guide_segment *row = row_of(s, &s->pieces[i]);
        for (unsigned k = 0; row && k < row->n_elements; k++) {
            const sj_guide_element *e = &s->guide->elements[row->first_element + k];
            sj_str value = piece_element(s, &s->pieces[i], e->at);
            if (e->type == 'C')
                try_components(t, i, e, value);
            else
                try_code(t, i, e, e->at, 0, value);
        }
    }
}
