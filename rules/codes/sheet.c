/* rules/codes/sheet.c - finds the header of a sheet, and reads cells by it. */
#include "rules/codes/sheet.h"

enum { MAX_HEADING = 120 };

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\v' || (unsigned char)c == 0xA0;
}

/* Lower case, without blanks; its length. */
static size_t squeeze(char out[MAX_HEADING], sj_str cell) {
    size_t n = 0;
    for (size_t i = 0; i < cell.len && n < MAX_HEADING; i++) {
        char c = cell.ptr[i];
        if (!is_blank(c) && c != '"') out[n++] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
    }
    return n;
}

static bool matches_one(const char *text, size_t n, const char *name, size_t len) {
    bool any_start = len && name[0] == '*', any_end = len > 1 && name[len - 1] == '*';
    name += any_start;
    len -= (size_t)any_start + any_end;
    if (n < len || len == 0) return false;
    if (any_start && any_end) return memmem(text, n, name, len) != NULL;
    if (any_start) return memcmp(text + n - len, name, len) == 0;
    return (any_end || n == len) && memcmp(text, name, len) == 0;
}

bool sj_heading_matches(sj_str cell, const char *names) {
    char text[MAX_HEADING];
    size_t n = squeeze(text, cell);
    while (*names) {
        size_t len = strcspn(names, "|");
        if (n && matches_one(text, n, names, len)) return true;
        names += len + (names[len] == '|');
    }
    return false;
}

static int find_column(const sj_sheet *s, const char *names) {
    char text[SJ_SHEET_CELLS][MAX_HEADING];
    size_t sizes[SJ_SHEET_CELLS];
    for (size_t i = 0; i < s->n_cells; i++) sizes[i] = squeeze(text[i], s->cells[i]);
    while (*names) {
        size_t len = strcspn(names, "|");
        for (size_t i = 0; i < s->n_cells; i++)
            if (sizes[i] && matches_one(text[i], sizes[i], names, len)) return (int)i;
        names += len + (names[len] == '|');
    }
    return -1;
}

static bool is_header(sj_sheet *s, const sj_heading *headings, size_t n) {
    for (size_t c = 0; c < n; c++) {
        s->at[c] = find_column(s, headings[c].names);
        if (s->at[c] < 0 && headings[c].required) return false;
    }
    return true;
}

bool sj_sheet_open(sj_sheet *out, const void *bytes, size_t len, const sj_heading *headings,
                   size_t n) {
    for (const char *separator = ",\t;|"; *separator; separator++) {
        *out = (sj_sheet){.separator = *separator};
        sj_lines_init(&out->lines, bytes, len);
        for (int i = 0; i < SJ_SHEET_TOP && sj_cells_next(&out->lines, *separator, out->cells,
                                                          SJ_SHEET_CELLS, &out->n_cells);
             i++)
            if (is_header(out, headings, n)) return true;
    }
    return false;
}

bool sj_sheet_next(sj_sheet *s) {
    while (sj_cells_next(&s->lines, s->separator, s->cells, SJ_SHEET_CELLS, &s->n_cells))
        for (size_t i = 0; i < s->n_cells; i++)
            if (sj_str_trim(s->cells[i]).len) return true;
    return false;
}

bool sj_sheet_has(const sj_sheet *s, size_t column) {
    return s->at[column] >= 0;
}

sj_str sj_sheet_cell(const sj_sheet *s, size_t column) {
    int at = s->at[column];
    if (at < 0 || (size_t)at >= s->n_cells) return (sj_str){NULL, 0};
    return sj_str_trim(s->cells[at]);
}
