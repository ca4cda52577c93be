/* HTML pieces. */
#include "engine/report/html.h"

#include <inttypes.h>

/* Bytes of the UTF-8 character at p, 0 when there is none. */
static size_t utf8(const unsigned char *p, size_t n) {
    if (p[0] < 0x80) return 1;
    size_t len = p[0] >= 0xf0 && p[0] < 0xf5 ? 4 : p[0] >= 0xe0 ? 3 : p[0] >= 0xc2 ? 2 : 0;
    if (!len || p[0] >= 0xf5 || len > n) return 0;
    for (size_t i = 1; i < len; i++)
        if ((p[i] & 0xc0) != 0x80) return 0;
    if (p[0] == 0xe0 && p[1] < 0xa0) return 0; /* longer than needed */
    if (p[0] == 0xed && p[1] > 0x9f) return 0; /* surrogates */
    if (p[0] == 0xf0 && p[1] < 0x90) return 0;
    if (p[0] == 0xf4 && p[1] > 0x8f) return 0;
    return len;
}

void sj_html_text(FILE *to, sj_str s) {
    for (size_t i = 0; i < s.len;) {
        unsigned char c = (unsigned char)s.ptr[i];
        size_t n = utf8((const unsigned char *)s.ptr + i, s.len - i);
        if (c == '&')
            fputs("&amp;", to);
        else if (c == '<')
            fputs("&lt;", to);
        else if (c == '>')
            fputs("&gt;", to);
        else if (c == '"')
            fputs("&quot;", to);
        else if (c == '\'')
            fputs("&#39;", to);
        else if (!n || (c < 0x20 && c != '\t' && c != '\n') || c == 0x7f)
            fputs("\xef\xbf\xbd", to);
        else
            fwrite(s.ptr + i, 1, n, to);
        i += n ? n : 1;
    }
}

void sj_html_textz(FILE *to, const char *z) {
    sj_html_text(to, sj_str_of(z));
}

void sj_html_money(FILE *to, sj_money m) {
    char buf[SJ_MONEY_SIZE + 8];
    sj_money_print_people(m, buf);
    fputs(buf, to);
}

void sj_html_date(FILE *to, sj_date d) {
    char iso[SJ_DATE_SIZE], people[SJ_DATE_SIZE];
    if (d == SJ_NO_DATE) {
        fputs("<span class=\"dash\">–</span>", to);
        return;
    }
    sj_date_print_iso(d, iso);
    sj_date_print_people(d, people);
    fprintf(to, "<time datetime=\"%s\">%s</time>", iso, people);
}

void sj_html_table_begin(sj_html_table *t, FILE *to, const char *caption,
                         const sj_html_column *columns) {
    *t = (sj_html_table){to, columns, 0};
    fputs("<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"", to);
    sj_html_textz(to, caption);
    fputs("\"><table>\n<caption>", to);
    sj_html_textz(to, caption);
    fputs("</caption>\n<thead><tr>", to);
    for (const sj_html_column *c = columns; c->title; c++)
        fprintf(to, "<th scope=\"col\" class=\"%s\">%s</th>", c->class, c->title);
    fputs("</tr></thead>\n<tbody>\n", to);
}

void sj_html_row(sj_html_table *t, const char *class) {
    t->at = 0;
    if (*class)
        fprintf(t->to, "<tr class=\"%s\">", class);
    else
        fputs("<tr>", t->to);
}

void sj_html_row_end(sj_html_table *t) {
    fputs("</tr>\n", t->to);
}

void sj_html_table_end(sj_html_table *t) {
    fputs("</tbody></table></div>\n", t->to);
}

void sj_html_cell(sj_html_table *t) {
    const char *class = t->columns[t->at].class;
    fputs(t->at ? "<td" : "<th scope=\"row\"", t->to);
    if (*class) fprintf(t->to, " class=\"%s\"", class);
    putc('>', t->to);
}

void sj_html_cell_end(sj_html_table *t) {
    fputs(t->at++ ? "</td>" : "</th>", t->to);
}

void sj_html_cell_text(sj_html_table *t, sj_str s) {
    sj_html_cell(t);
    if (s.len)
        sj_html_text(t->to, s);
    else
        fputs("<span class=\"dash\">–</span>", t->to);
    sj_html_cell_end(t);
}

void sj_html_cell_money(sj_html_table *t, sj_money m) {
    sj_html_cell(t);
    sj_html_money(t->to, m);
    sj_html_cell_end(t);
}

void sj_html_cell_date(sj_html_table *t, sj_date d) {
    sj_html_cell(t);
    sj_html_date(t->to, d);
    sj_html_cell_end(t);
}

void sj_html_cell_number(sj_html_table *t, uint64_t n) {
    sj_html_cell(t);
    fprintf(t->to, "%" PRIu64, n);
    sj_html_cell_end(t);
}

void sj_html_none(FILE *to, const char *what) {
    fputs("<p class=\"none\">", to);
    sj_html_textz(to, what);
    fputs(": none.</p>\n", to);
}
