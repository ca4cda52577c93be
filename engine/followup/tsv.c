/* Reads the embedded tables. They are ours, but a site may bring its own: nothing is trusted. */
#include "engine/followup/tsv.h"

static bool next_line(sj_tsv *t, sj_str *line) {
    while (t->rest.len) {
        const char *end = memchr(t->rest.ptr, '\n', t->rest.len);
        size_t n = end ? (size_t)(end - t->rest.ptr) : t->rest.len;
        *line = (sj_str){t->rest.ptr, n};
        size_t taken = n + (end ? 1 : 0);
        t->rest = (sj_str){t->rest.ptr + taken, t->rest.len - taken};
        t->line++;
        if (n && line->ptr[n - 1] == '\r') line->len = n - 1;
        if (line->len && line->ptr[0] != '#') return true;
    }
    return false;
}

static unsigned split(sj_str line, char mark, sj_str *cells) {
    unsigned n = 0;
    for (;;) {
        const char *end = memchr(line.ptr, mark, line.len);
        size_t len = end ? (size_t)(end - line.ptr) : line.len;
        if (n < SJ_TSV_COLUMNS) cells[n] = (sj_str){line.ptr, len};
        n++;
        if (!end) return n;
        line = (sj_str){end + 1, line.len - len - 1};
    }
}

sj_status sj_tsv_open(sj_tsv *t, sj_str text, const char *heading, const char *name, sj_err *err) {
    *t = (sj_tsv){.rest = text};
    sj_str line = {NULL, 0}, wanted[SJ_TSV_COLUMNS];
    unsigned n = split(sj_str_of(heading), ' ', wanted);
    bool good = next_line(t, &line) && split(line, '\t', t->cell) == n;
    for (unsigned i = 0; good && i < n; i++) good = sj_str_eq(t->cell[i], wanted[i]);
    t->columns = n;
    return good ? SJ_OK : sj_err_setf(err, SJ_ETABLE, "a table has another heading", "%s", name);
}

bool sj_tsv_next(sj_tsv *t) {
    sj_str before = t->rest, line;
    if (!next_line(t, &line)) return false;
    if (split(line, '\t', t->cell) != t->columns) {
        t->rest = before;
        return false;
    }
    for (unsigned i = 0; i < t->columns; i++)
        if (sj_str_is(t->cell[i], "-")) t->cell[i].len = 0;
    return true;
}

bool sj_tsv_lists(sj_str list, sj_str word) {
    while (list.len) {
        const char *end = memchr(list.ptr, ',', list.len);
        size_t n = end ? (size_t)(end - list.ptr) : list.len;
        if (sj_str_eq((sj_str){list.ptr, n}, word)) return true;
        size_t taken = end ? n + 1 : n;
        list = (sj_str){list.ptr + taken, list.len - taken};
    }
    return false;
}
