/* HTML pieces. */
#include "engine/report/html.h"

#include "parsers/base/utf8.h"

void sj_html_text(FILE *to, sj_str s) {
    for (size_t i = 0; i < s.len;) {
        unsigned char c = (unsigned char)s.ptr[i];
        size_t n = c < 0x80 ? 1 : sj_utf8_sequence((const unsigned char *)s.ptr + i, s.len - i);
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

void sj_html_none(FILE *to, const char *what) {
    fputs("<p class=\"none\">", to);
    sj_html_textz(to, what);
    fputs(": none.</p>\n", to);
}
