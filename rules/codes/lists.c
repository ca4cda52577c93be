/* rules/codes/lists.c - the lists that are built in (lists/NAME.tsv), made into tables.
 *
 *   # comment
 *   list <TAB> kind <TAB> release <TAB> complete | partial
 *   code <TAB> since <TAB> until <TAB> words [<TAB> mark]        the names of the columns
 *   11 <TAB> - <TAB> - <TAB> Office                              days as YYYY-MM-DD; - none */
#include "rules/codes/lists.h"

enum { COLUMNS = 5 };

typedef struct line {
    sj_str columns[COLUMNS];
    int n;
} line;

/* The next line that is no comment, split; false at the end. */
static bool next_line(sj_str *text, line *l) {
    while (text->len) {
        const char *end = memchr(text->ptr, '\n', text->len);
        size_t len = end ? (size_t)(end - text->ptr) : text->len;
        sj_str rest = {text->ptr, len};
        text->ptr += len + (end != NULL);
        text->len -= len + (end != NULL);
        if (len == 0 || rest.ptr[0] == '#') continue;
        for (l->n = 0; l->n < COLUMNS; l->n++) {
            const char *tab = memchr(rest.ptr, '\t', rest.len);
            size_t width = tab ? (size_t)(tab - rest.ptr) : rest.len;
            l->columns[l->n] = sj_str_is((sj_str){rest.ptr, width}, "-")
                                   ? (sj_str){rest.ptr, 0}
                                   : (sj_str){rest.ptr, width};
            if (!tab) break;
            rest = (sj_str){tab + 1, rest.len - width - 1};
        }
        l->n += l->n < COLUMNS;
        return true;
    }
    return false;
}

static bool read_head(sj_table_draft *d, const line *l) {
    if (l->n != 4 || !sj_str_is(l->columns[0], "list")) return false;
    int kind = 0;
    while (kind < SJ_CODES_KINDS && !sj_str_is(l->columns[1], sj_code_kind_name(kind))) kind++;
    d->kind = (sj_code_kind)kind;
    d->flags = SJ_TABLE_DATED;
    if (sj_str_is(l->columns[3], "partial")) d->flags |= SJ_TABLE_PARTIAL;
    d->n_releases = 1;
    /* Said to hold until the publisher says otherwise: a code that is not in it is looked at. */
    d->releases[0] =
        (sj_table_release){.from = sj_date_of(1900, 1, 1), .through = sj_date_of(9999, 12, 31)};
    sj_str name = l->columns[2];
    if (kind == SJ_CODES_KINDS || name.len == 0 || name.len >= sizeof d->releases[0].name)
        return false;
    memcpy(d->releases[0].name, name.ptr, name.len);
    return true;
}

static bool read_day(sj_date *out, sj_str text) {
    *out = SJ_NO_DATE;
    return text.len == 0 || sj_date_parse_iso(text, out);
}

static bool read_row(sj_table_entry *e, const line *l) {
    *e = (sj_table_entry){.code = sj_code_pack(l->columns[0])};
    if (l->n < 4 || !e->code) return false;
    e->text = l->columns[3];
    e->attributes = l->n == COLUMNS && l->columns[4].len ? 1 : 0;
    return read_day(&e->effective, l->columns[1]) && read_day(&e->terminated, l->columns[2]);
}

static sj_status fill(sj_table_draft *d, sj_str text, sj_err *err) {
    line l;
    bool right = next_line(&text, &l) && read_head(d, &l) && next_line(&text, &l);
    while (right && next_line(&text, &l)) {
        sj_table_entry e;
        right = read_row(&e, &l);
        if (right && !sj_draft_add(d, &e)) return sj_err_set(err, SJ_ENOMEM, "out of memory");
    }
    d->releases[0].rows = (uint32_t)d->n;
    return right ? SJ_OK : sj_err_set(err, SJ_ETABLE, "a built-in list is malformed");
}

sj_status sj_list_build(void **out, size_t *out_len, const sj_embedded *file, sj_err *err) {
    sj_table_draft d = {.n = 0};
    *out = NULL;
    sj_status status = fill(&d, (sj_str){(const char *)file->bytes, file->size}, err);
    if (status == SJ_OK) status = sj_draft_build(&d, out, out_len, err);
    sj_draft_dispose(&d);
    return status;
}
