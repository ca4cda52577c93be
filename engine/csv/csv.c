/* CSV rows. */
#include "engine/csv/csv.h"

#include <inttypes.h>

#include "parsers/base/utf8.h"

static void separate(sj_csv *c) {
    if (c->inside) putc(',', c->to);
    c->inside = true;
}

static bool is_formula(sj_str s) {
    return s.len && memchr("=+-@\t\r", s.ptr[0], 6) != NULL;
}

static bool wants_quotes(sj_str s) {
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] == '"' || s.ptr[i] == ',' || s.ptr[i] == '\n' || s.ptr[i] == '\r') return true;
    return s.len && (s.ptr[0] == ' ' || s.ptr[s.len - 1] == ' ');
}

/* One character; returns how many bytes of the text it took. */
static size_t put_character(sj_csv *c, const char *p, size_t n) {
    size_t len = (unsigned char)*p < 0x80 ? 1 : sj_utf8_sequence((const unsigned char *)p, n);
    if (*p == '"') putc('"', c->to);
    if (len == 0) fputs("\xef\xbf\xbd", c->to);
    if (*p) fwrite(p, 1, len, c->to);
    return len ? len : 1;
}

void sj_csv_text(sj_csv *c, sj_str s) {
    separate(c);
    bool quoted = wants_quotes(s);
    if (quoted) putc('"', c->to);
    if (is_formula(s)) putc('\'', c->to);
    for (size_t i = 0; i < s.len;) i += put_character(c, s.ptr + i, s.len - i);
    if (quoted) putc('"', c->to);
}

void sj_csv_textz(sj_csv *c, const char *z) {
    sj_csv_text(c, sj_str_of(z));
}

void sj_csv_money(sj_csv *c, sj_money m) {
    char buf[SJ_MONEY_SIZE];
    separate(c);
    sj_money_print(m, buf);
    fputs(buf, c->to);
}

void sj_csv_quantity(sj_csv *c, sj_quantity q) {
    char buf[SJ_MONEY_SIZE];
    separate(c);
    sj_quantity_print(q, buf);
    fputs(buf, c->to);
}

void sj_csv_none(sj_csv *c) {
    separate(c);
}

void sj_csv_date(sj_csv *c, sj_date d) {
    char buf[SJ_DATE_SIZE];
    separate(c);
    sj_date_print_iso(d, buf);
    fputs(buf, c->to);
}

void sj_csv_number(sj_csv *c, uint64_t n) {
    separate(c);
    fprintf(c->to, "%" PRIu64, n);
}

void sj_csv_typed(sj_csv *c, const char *number) {
    separate(c);
    fputs(number, c->to);
}

void sj_csv_end(sj_csv *c) {
    fputs("\r\n", c->to);
    c->inside = false;
}

void sj_csv_heading(sj_csv *c, const char *const *titles) {
    for (; *titles; titles++) sj_csv_textz(c, *titles);
    sj_csv_end(c);
}
