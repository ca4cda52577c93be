/* engine/csv/csv_in.c - CSV, read row by row. */
#include "engine/csv/csv_in.h"

static const size_t ROW_LIMIT = (size_t)1 << 24;

/* The first of the separators that stands outside quotes in the first line. */
static char find_separator(const char *p, const char *end) {
    bool quoted = false;
    for (; p < end && (quoted || (*p != '\n' && *p != '\r')); p++) {
        if (*p == '"') quoted = !quoted;
        if (!quoted && (*p == ',' || *p == ';' || *p == '\t')) return *p;
    }
    return ',';
}

void sj_csv_in_init(sj_csv_in *in, const void *bytes, size_t len) {
    *in = (sj_csv_in){.at = bytes, .end = (const char *)bytes + len, .next_line = 1};
    if (len >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) in->at += 3;
    in->separator = find_separator(in->at, in->end);
    sj_arena_init(&in->arena, ROW_LIMIT);
}

void sj_csv_in_dispose(sj_csv_in *in) {
    sj_arena_dispose(&in->arena);
    *in = (sj_csv_in){.at = NULL};
}

static sj_status fail(const sj_csv_in *in, sj_err *err, const char *msg) {
    sj_err_setf(err, SJ_ETABLE, msg, "line %u", in->line);
    if (err) err->line = in->line;
    return SJ_ETABLE;
}

/* Past a line's end; CR LF counts once. */
static void end_line(sj_csv_in *in) {
    if (in->at < in->end && *in->at == '\r') in->at++;
    if (in->at < in->end && *in->at == '\n') in->at++;
    in->next_line++;
}

/* What stands in quotes, the doubled ones made single. */
static sj_status quoted_cell(sj_csv_in *in, sj_str *out, sj_err *err) {
    const char *start = ++in->at, *p = start;
    size_t doubled = 0;
    for (; p < in->end; p++) {
        if (*p == '\n') in->next_line++;
        if (*p != '"') continue;
        if (p + 1 == in->end || p[1] != '"') break;
        doubled++;
        p++;
    }
    if (p >= in->end) return fail(in, err, "a quoted cell has no end");
    *out = (sj_str){start, (size_t)(p - start)};
    in->at = p + 1;
    if (!doubled) return SJ_OK;
    char *copy = sj_arena_alloc(&in->arena, out->len - doubled);
    if (!copy) return sj_err_set(err, SJ_ENOMEM, "a row of the table is too large");
    size_t n = 0;
    for (size_t i = 0; i < out->len; i++) {
        copy[n++] = start[i];
        if (start[i] == '"') i++;
    }
    *out = (sj_str){copy, n};
    return SJ_OK;
}

static sj_status cell(sj_csv_in *in, sj_str *out, sj_err *err) {
    if (in->at < in->end && *in->at == '"') {
        sj_status status = quoted_cell(in, out, err);
        if (status != SJ_OK) return status;
        /* Blanks between the quote and the separator are nobody's. */
        while (in->at < in->end && *in->at == ' ') in->at++;
        bool ends =
            in->at == in->end || *in->at == in->separator || *in->at == '\n' || *in->at == '\r';
        return ends ? SJ_OK : fail(in, err, "text stands behind a quoted cell");
    }
    const char *start = in->at;
    while (in->at < in->end && *in->at != in->separator && *in->at != '\n' && *in->at != '\r')
        in->at++;
    *out = (sj_str){start, (size_t)(in->at - start)};
    return SJ_OK;
}

static sj_status row(sj_csv_in *in, sj_err *err) {
    in->n = 0;
    in->line = in->next_line;
    sj_arena_reset(&in->arena);
    in->cells = sj_arena_alloc(&in->arena, SJ_CSV_COLUMNS * sizeof *in->cells);
    if (!in->cells) return sj_err_set(err, SJ_ENOMEM, "no memory for a table");
    for (;;) {
        if (in->n == SJ_CSV_COLUMNS) return fail(in, err, "a row has too many columns");
        sj_status status = cell(in, &in->cells[in->n], err);
        if (status != SJ_OK) return status;
        sj_str text = in->cells[in->n++];
        if (text.len && memchr(text.ptr, 0, text.len)) return fail(in, err, "this is no text");
        if (in->at == in->end || *in->at != in->separator) break;
        in->at++;
    }
    end_line(in);
    return SJ_OK;
}

sj_status sj_csv_in_next(sj_csv_in *in, sj_err *err) {
    while (in->at < in->end) {
        sj_status status = row(in, err);
        if (status != SJ_OK) return status;
        for (size_t i = 0; i < in->n; i++)
            if (in->cells[i].len) return SJ_OK;
    }
    in->n = 0;
    return SJ_OK;
}
