/* Letters: the built-in ones, and filling a template. */
#include "engine/followup/letter.h"

#include "engine/followup/tsv.h"
#include "parsers/base/embed.h"

extern const sj_embedded sj_followup_files[];

sj_status sj_letter_default(sj_str category, sj_str *subject, sj_str *body, sj_err *err) {
    const sj_embedded *e = sj_followup_files;
    while (strcmp(e->name, "letters.tsv") != 0) e++;
    sj_tsv t;
    bool found = false;
    sj_status st = sj_tsv_open(&t, (sj_str){(const char *)e->bytes, e->size},
                               "category subject body", e->name, err);
    while (st == SJ_OK && !found && sj_tsv_next(&t)) {
        found = sj_str_eq(t.cell[0], category) || !t.cell[0].len;
        *subject = t.cell[1];
        *body = t.cell[2];
    }
    return st == SJ_OK && !found
               ? sj_err_setf(err, SJ_ETABLE, "a table has no last row", "%s", e->name)
               : st;
}

static const sj_letter_value *find(const sj_letter_value *values, sj_str name) {
    for (; values->name; values++)
        if (sj_str_is(name, values->name)) return values;
    return NULL;
}

sj_status sj_letter_fill(sj_str text, const sj_letter_value *values,
                         void (*put)(void *ctx, sj_str text), void *ctx, sj_err *err) {
    while (text.len) {
        const char *open = memchr(text.ptr, '{', text.len);
        size_t before = open ? (size_t)(open - text.ptr) : text.len;
        if (before) put(ctx, (sj_str){text.ptr, before});
        if (!open) return SJ_OK;
        const char *close = memchr(open, '}', text.len - before);
        sj_str name = {open + 1, close ? (size_t)(close - open - 1) : text.len - before - 1};
        const sj_letter_value *v = close ? find(values, name) : NULL;
        if (!v)
            return sj_err_setf(err, SJ_EARG,
                               "the letter's template has a placeholder that there is not",
                               "{%.*s}", name.len < 40 ? (int)name.len : 40, name.ptr);
        put(ctx, v->text);
        text = (sj_str){close + 1, text.len - before - name.len - 2};
    }
    return SJ_OK;
}
