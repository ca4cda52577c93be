/* engine/report/sink_page.c - a report as one HTML page that needs nothing else: no network, no
 * script. Of each section the first rows are kept; the table is written when all are counted. */
#include "engine/report/html.h"
#include "engine/report/page.h"
#include "engine/report/page_frame.h"

#include "parsers/base/alloc.h"

#include <inttypes.h>

enum { PAGE_ROWS = 500 };
static const size_t KEPT_LIMIT = (size_t)1 << 28;

typedef struct page_sink {
    sj_sink sink;
    FILE *to;
    sj_arena kept;
    sj_page_rows rows;
} page_sink;

void sj_page_plain(FILE *to, const sj_column *c, sj_sql_value v) {
    char text[SJ_MONEY_SIZE + 8] = "";
    switch (c->kind) {
    case SJ_COL_TEXT:
    case SJ_COL_NUMBER:
    case SJ_COL_CODE:
    case SJ_COL_WIDE:
    case SJ_COL_TIME:
        fprintf(to, "%.*s", SJ_FMT(v.s));
        return;
    case SJ_COL_MONEY:
        sj_money_print_people(v.i, text);
        break;
    case SJ_COL_DATE:
        sj_date_print_people((sj_date)v.i, text);
        break;
    case SJ_COL_COUNT:
    case SJ_COL_LEFT:
        snprintf(text, sizeof text, "%" PRId64, v.i);
        break;
    case SJ_COL_RATE:
    case SJ_COL_TENTHS:
        sj_tenths_print(v.i, text);
        break;
    case SJ_COL_YES:
        strcpy(text, v.i ? "yes" : "no");
        break;
    }
    fprintf(to, "%s%s", text, c->kind == SJ_COL_RATE ? " %" : "");
}

void sj_page_value(FILE *to, const sj_column *c, sj_sql_value v) {
    if (v.s.len)
        sj_html_text(to, v.s);
    else
        sj_page_plain(to, c, v);
}

static sj_status begin(sj_sink *s, const sj_head *head, sj_err *err) {
    (void)err;
    page_sink *p = (page_sink *)s;
    sj_page_head(p->to, head);
    return SJ_OK;
}

static sj_status section(sj_sink *s, const sj_shown *shown, sj_err *err) {
    (void)shown, (void)err;
    page_sink *p = (page_sink *)s;
    sj_arena_reset(&p->kept);
    p->rows.n = 0;
    return SJ_OK;
}

static uint32_t most_rows(const sj_section *s) {
    return s->page_rows ? s->page_rows : PAGE_ROWS;
}

static sj_status row(sj_sink *s, const sj_shown *shown, const sj_sql_value *cells, sj_err *err) {
    page_sink *p = (page_sink *)s;
    if (p->rows.n == most_rows(shown->section)) return SJ_OK;
    if (p->rows.n == p->rows.cap) {
        size_t cap = p->rows.cap ? 2 * p->rows.cap : 64;
        void *v = sj_realloc(p->rows.v, cap * sizeof *p->rows.v);
        if (!v) return sj_err_set(err, SJ_ENOMEM, "no memory for a report");
        p->rows.v = v;
        p->rows.cap = cap;
    }
    sj_sql_value *kept = sj_arena_alloc(&p->kept, shown->n * sizeof *kept);
    if (!kept) return sj_err_set(err, SJ_ENOMEM, "no memory for a report");
    for (size_t i = 0; i < shown->n; i++) {
        kept[i] = cells[i];
        if (kept[i].type == SJ_SQL_TEXT && !sj_arena_copy(&p->kept, cells[i].s, &kept[i].s))
            return sj_err_set(err, SJ_ENOMEM, "no memory for a report");
        if (shown->columns[i]->kind == SJ_COL_TIME && kept[i].type == SJ_SQL_INT) {
            char text[32] = "";
            if (s->head->opts->clock_text) s->head->opts->clock_text(cells[i].i, text);
            if (!sj_arena_copy(&p->kept, sj_str_of(text), &kept[i].s))
                return sj_err_set(err, SJ_ENOMEM, "no memory for a report");
        }
    }
    p->rows.v[p->rows.n++] = kept;
    return SJ_OK;
}

static const char *class_of(const sj_column *c) {
    switch (c->kind) {
    case SJ_COL_MONEY:
    case SJ_COL_COUNT:
    case SJ_COL_RATE:
    case SJ_COL_TENTHS:
    case SJ_COL_NUMBER:
        return "num";
    case SJ_COL_CODE:
        return "code";
    case SJ_COL_WIDE:
        return "wide";
    default:
        return "";
    }
}

static bool on_page(const sj_column *c) {
    return !(c->flags & (SJ_COL_OFF_PAGE | SJ_COL_HIDDEN));
}

/* State by word, symbol and colour. */
static void left_mark(FILE *to, int64_t left) {
    long long n = left < 0 ? -left : left;
    const char *days = n == 1 ? "day" : "days";
    if (left < 0)
        fprintf(to, "<span class=\"mark red\">▲ %lld %s past due</span>", n, days);
    else if (left == 0)
        fputs("<span class=\"mark amber\">● today</span>", to);
    else if (left <= 14)
        fprintf(to, "<span class=\"mark amber\">● %lld %s left</span>", n, days);
    else
        fprintf(to, "%lld %s left", n, days);
}

static void put_value(FILE *to, const sj_column *c, sj_sql_value v) {
    bool empty = v.type == SJ_SQL_NULL || (v.type == SJ_SQL_TEXT && !v.s.len);
    if (empty && *c->title)
        fputs("<span class=\"dash\">–</span>", to);
    else if (!empty && c->kind == SJ_COL_LEFT)
        left_mark(to, v.i);
    else if (c->kind == SJ_COL_MONEY && !v.i)
        fputs("<span class=\"dash\">$0.00</span>", to);
    else if (!empty && c->kind == SJ_COL_DATE)
        sj_html_date(to, (sj_date)v.i);
    else if (!empty)
        sj_page_value(to, c, v);
}

/* A word that says a state, "✓ posted", begins with a mark: it is coloured by that. */
static const char *mark_of(sj_str s) {
    static const char *const marks[][2] = {{"✓", "green"}, {"▲", "red"},  {"●", "amber"},
                                           {"★", "blue"},  {"=", "blue"}, {"◐", "amber"}};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        size_t n = strlen(marks[i][0]);
        if (s.len > n && memcmp(s.ptr, marks[i][0], n) == 0 && s.ptr[n] == ' ') return marks[i][1];
    }
    return NULL;
}

static void put_marked(FILE *to, const sj_column *c, sj_sql_value v) {
    const char *color = v.type == SJ_SQL_TEXT && c->kind == SJ_COL_TEXT ? mark_of(v.s) : NULL;
    if (color) fprintf(to, "<span class=\"mark %s\">", color);
    put_value(to, c, v);
    if (color) fputs("</span>", to);
}

static void sub_value(FILE *to, const sj_column *c, sj_sql_value v) {
    if (v.type == SJ_SQL_NULL || (v.type == SJ_SQL_TEXT && !v.s.len)) return;
    fprintf(to, "<span class=\"sub%s%s\">", *class_of(c) ? " " : "", class_of(c));
    if (c->kind == SJ_COL_MONEY) fputs("of ", to);
    put_marked(to, c, v);
    fputs("</span>", to);
}

static void put_row(FILE *to, const sj_shown *shown, const sj_sql_value *cells) {
    const char *close = NULL;
    fputs("<tr>", to);
    for (size_t i = 0; i < shown->n; i++) {
        const sj_column *c = shown->columns[i];
        if (!on_page(c)) continue;
        if (close && (c->flags & SJ_COL_SUB)) {
            sub_value(to, c, cells[i]);
            continue;
        }
        if (close) fputs(close, to);
        fputs(close ? "<td" : "<th scope=\"row\"", to);
        const char *class = *class_of(c) || close ? class_of(c) : "short";
        if (*class) fprintf(to, " class=\"%s\"", class);
        putc('>', to);
        close = close ? "</td>" : "</th>";
        put_marked(to, c, cells[i]);
    }
    if (close) fputs(close, to);
    fputs("</tr>\n", to);
}

static void put_heading(FILE *to, const sj_shown *shown) {
    bool first = true;
    fputs("<thead><tr>", to);
    for (size_t i = 0; i < shown->n; i++) {
        const sj_column *c = shown->columns[i];
        if (!on_page(c) || (!first && (c->flags & SJ_COL_SUB))) continue;
        fprintf(to, "<th scope=\"col\" class=\"%s\">", class_of(c));
        sj_html_textz(to, c->title);
        fputs("</th>", to);
        first = false;
    }
    fputs("</tr></thead>\n", to);
}

static void put_totals(FILE *to, const sj_shown *shown) {
    bool first = true, any = false;
    for (size_t i = 0; i < shown->n; i++)
        any = any || ((shown->columns[i]->flags & SJ_COL_TOTAL) && on_page(shown->columns[i]));
    if (!any || shown->rows < 2 || shown->rows > shown->summed) return;
    fputs("<tfoot><tr>", to);
    for (size_t i = 0; i < shown->n; i++) {
        const sj_column *c = shown->columns[i];
        if (!on_page(c) || (!first && (c->flags & SJ_COL_SUB))) continue;
        if (first) {
            fprintf(to, "<th scope=\"row\">Total of %" PRIu64 "</th>", shown->rows);
        } else {
            fprintf(to, "<td class=\"%s\">", class_of(c));
            if (c->flags & SJ_COL_TOTAL) sj_page_value(to, c, sj_sql_int(shown->totals[i]));
            fputs("</td>", to);
        }
        first = false;
    }
    fputs("</tr></tfoot>\n", to);
}

static void put_caption(FILE *to, const sj_shown *shown, size_t kept) {
    if (shown->rows > kept) {
        fprintf(to, "<caption>The first %zu of %" PRIu64 "; the files beside this page have more",
                kept, shown->rows);
    } else {
        fputs("<caption class=\"unseen\">", to);
        sj_html_textz(to, shown->section->title);
    }
    fputs("</caption>\n", to);
}

static void put_table(page_sink *p, const sj_shown *shown) {
    const sj_section *s = shown->section;
    bool folded = s->fold_above && shown->rows > s->fold_above;
    if (folded)
        fprintf(p->to, "<details><summary>Show %s%zu</summary>\n",
                shown->rows > p->rows.n ? "the first " : "all ", p->rows.n);
    fputs("<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"", p->to);
    sj_html_textz(p->to, s->title);
    fputs("\"><table>\n", p->to);
    put_caption(p->to, shown, p->rows.n);
    put_heading(p->to, shown);
    fputs("<tbody>\n", p->to);
    for (size_t i = 0; i < p->rows.n; i++) put_row(p->to, shown, p->rows.v[i]);
    fputs("</tbody>\n", p->to);
    put_totals(p->to, shown);
    fputs("</table></div>\n", p->to);
    if (folded) fputs("</details>\n", p->to);
}

static sj_status section_end(sj_sink *s, const sj_shown *shown, sj_err *err) {
    (void)err;
    page_sink *p = (page_sink *)s;
    const sj_section *about = shown->section;
    fprintf(p->to, "<section id=\"%s\" aria-labelledby=\"h-%s\">\n<h2 id=\"h-%s\">", about->name,
            about->name, about->name);
    sj_html_textz(p->to, about->title);
    if (shown->rows && about->count)
        fprintf(p->to, " <span class=\"count\">· %" PRIu64 "</span>", shown->rows);
    fputs("</h2>\n", p->to);
    if (about->about) {
        fputs("<p>", p->to);
        sj_html_textz(p->to, about->about);
        fputs("</p>\n", p->to);
    }
    if (!shown->rows) {
        sj_html_none(p->to, about->none);
    } else {
        sj_page_chart(p->to, shown, &p->rows);
        put_table(p, shown);
    }
    fputs("</section>\n", p->to);
    return SJ_OK;
}

static sj_status end(sj_sink *s, sj_err *err) {
    (void)err;
    page_sink *p = (page_sink *)s;
    sj_page_foot(p->to, s->head);
    return SJ_OK;
}

static void free_sink(sj_sink *s) {
    page_sink *p = (page_sink *)s;
    sj_arena_dispose(&p->kept);
    sj_free(p->rows.v);
    sj_free(p);
}

static const sj_sink_ops ops = {SJ_OUT_PAGE, begin, section, row, section_end, end, free_sink};

sj_sink *sj_sink_page(FILE *to) {
    page_sink *p = sj_calloc(1, sizeof *p);
    if (!p) return NULL;
    p->sink.ops = &ops;
    p->to = to;
    sj_arena_init(&p->kept, KEPT_LIMIT);
    return &p->sink;
}
