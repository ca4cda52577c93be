/* rules/codes/text.c - lines and cells of published files. */
#include "rules/codes/text.h"

void sj_lines_init(sj_lines *l, const void *bytes, size_t len) {
    const char *text = bytes;
    if (len >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) text += 3, len -= 3;
    *l = (sj_lines){.at = text, .end = text + len};
}

bool sj_lines_next(sj_lines *l, sj_str *line) {
    if (l->at == l->end) return false;
    const char *from = l->at, *lf = memchr(from, '\n', (size_t)(l->end - from));
    const char *to = lf ? lf : l->end;
    l->at = lf ? lf + 1 : l->end;
    l->terminated = lf != NULL;
    l->number++;
    if (to > from && to[-1] == '\r') to--;
    *line = (sj_str){from, (size_t)(to - from)};
    return true;
}

sj_str sj_columns(sj_str line, size_t from, size_t to) {
    if (from > line.len) return (sj_str){NULL, 0};
    if (to > line.len) to = line.len;
    return sj_str_trim((sj_str){line.ptr + from - 1, to - from + 1});
}

/* One cell; moves *at behind it, onto its separator or line end. */
static sj_str read_cell(sj_lines *l, const char **at, char separator) {
    const char *p = *at, *end = l->end;
    if (p < end && *p == '"') {
        const char *from = ++p;
        for (; p < end; p++) {
            if (*p == '\n') l->number++;
            if (*p != '"') continue;
            if (p + 1 < end && p[1] == '"')
                p++;
            else
                break;
        }
        sj_str cell = {from, (size_t)(p - from)};
        while (p < end && *p != separator && *p != '\n') p++;
        *at = p;
        return cell;
    }
    const char *from = p;
    while (p < end && *p != separator && *p != '\n') p++;
    *at = p;
    if (p > from && p[-1] == '\r' && (p == end || *p == '\n')) p--;
    return sj_str_trim((sj_str){from, (size_t)(p - from)});
}

bool sj_cells_next(sj_lines *l, char separator, sj_str *cells, size_t cap, size_t *n) {
    *n = 0;
    if (l->at == l->end) return false;
    l->number++;
    const char *p = l->at;
    for (;;) {
        sj_str cell = read_cell(l, &p, separator);
        if (*n < cap) cells[(*n)++] = cell;
        if (p == l->end || *p == '\n') break;
        p++;
    }
    l->terminated = p < l->end;
    l->at = l->terminated ? p + 1 : p;
    return true;
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* M/D/CCYY as spreadsheets write it. */
static bool american_date(sj_str text, sj_date *out) {
    int part[3] = {0}, at = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '/' && at < 2)
            at++;
        else if (is_digit(c) && part[at] < 1000)
            part[at] = 10 * part[at] + (c - '0');
        else
            return false;
    }
    *out = sj_date_of(part[2], part[0], part[1]);
    return at == 2 && *out != SJ_NO_DATE;
}

bool sj_table_date(sj_str text, sj_date *out) {
    return sj_date_parse(text, out) || sj_date_parse_iso(text, out) || american_date(text, out);
}

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

bool sj_text_is(sj_str text, const char *word) {
    if (text.len != strlen(word)) return false;
    for (size_t i = 0; i < text.len; i++)
        if (lower(text.ptr[i]) != lower(word[i])) return false;
    return true;
}

ptrdiff_t sj_text_find(sj_str text, const char *word) {
    size_t n = strlen(word);
    for (size_t i = 0; i + n <= text.len; i++) {
        size_t k = 0;
        while (k < n && lower(text.ptr[i + k]) == word[k]) k++;
        if (k == n) return (ptrdiff_t)i;
    }
    return -1;
}
