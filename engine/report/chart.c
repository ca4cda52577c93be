/* engine/report/chart.c - charts as inline SVG: drawn from the rows that stand in the table below,
 * readable without colour (every bar bears its value) and on paper. */
#include "engine/report/html.h"
#include "engine/report/page.h"

#include <inttypes.h>

enum {
    WIDTH = 760,
    LABEL = 215, /* room for the labels of bars */
    VALUE = 96,  /* room for the values behind them */
    BAR = 16,
    STEP = 26,
    LEGEND = 24,
    PLOT = 150, /* height of columns */
    LETTERS = 30,
    MAX_SERIES = 6
};

typedef struct drawing {
    FILE *to;
    const sj_shown *shown;
    const sj_page_rows *rows;
    const sj_chart *chart;
    const sj_column *label, *series[MAX_SERIES];
    size_t label_at, at[MAX_SERIES];
    size_t n, n_rows;
} drawing;

/* The chart names columns of the section; some of them may not be shown at this level of detail. */
static bool find_columns(drawing *d) {
    const sj_column *all = d->shown->section->columns;
    d->label = NULL;
    for (size_t i = 0; i < d->shown->n; i++) {
        size_t place = (size_t)(d->shown->columns[i] - all);
        if (place == d->chart->label) {
            d->label = d->shown->columns[i];
            d->label_at = i;
        }
        if (place >= d->chart->first && place < (size_t)d->chart->first + d->chart->n &&
            d->n < MAX_SERIES) {
            d->series[d->n] = d->shown->columns[i];
            d->at[d->n++] = i;
        }
    }
    return d->label && d->n;
}

static int64_t value(const drawing *d, size_t row, size_t series) {
    int64_t v = d->rows->v[row][d->at[series]].i;
    return v < 0 ? 0 : v;
}

static int scale(int64_t v, int64_t most, int room) {
    return most > 0 ? (int)((__int128)v * room / most) : 0;
}

/* The label, cut between characters. */
static void put_label(const drawing *d, size_t row) {
    sj_sql_value v = d->rows->v[row][d->label_at];
    if (d->label->kind == SJ_COL_DATE) { /* without the year: the table below has it */
        char day[SJ_DATE_SIZE];
        sj_date_print_people((sj_date)v.i, day);
        fprintf(d->to, "%.5s", day);
        return;
    }
    size_t bytes = 0, letters = 0;
    while (bytes < v.s.len && letters < LETTERS) {
        bytes++;
        while (bytes < v.s.len && ((unsigned char)v.s.ptr[bytes] & 0xc0) == 0x80) bytes++;
        letters++;
    }
    sj_html_text(d->to, (sj_str){v.s.ptr, bytes});
    if (bytes < v.s.len) fputs("…", d->to);
}

static void begin(const drawing *d, int height) {
    fprintf(d->to, "<figure class=\"chart\"><svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"",
            WIDTH, height);
    sj_html_textz(d->to, d->chart->title);
    fputs("; the table below has the figures\">\n", d->to);
}

static void end(const drawing *d) {
    fputs("</svg><figcaption>", d->to);
    sj_html_textz(d->to, d->chart->title);
    fputs("</figcaption></figure>\n", d->to);
}

/* A rate among the series is drawn as a line of its own scale. */
static bool is_line(const drawing *d, size_t k) {
    return d->n > 1 && k + 1 == d->n && d->series[k]->kind == SJ_COL_RATE;
}

static void legend(const drawing *d, int left) {
    int x = left;
    if (d->n < 2) return;
    for (size_t k = 0; k < d->n; k++) {
        char series[24];
        snprintf(series, sizeof series, "s%zu", k);
        fprintf(d->to, "<rect class=\"%s\" x=\"%d\" y=\"4\" width=\"12\" height=\"12\"/>",
                is_line(d, k) ? "line" : series, x);
        fprintf(d->to, "<text x=\"%d\" y=\"14\">", x + 17);
        sj_html_textz(d->to, d->series[k]->title);
        fputs("</text>\n", d->to);
        x += 17 + 7 * (int)strlen(d->series[k]->title) + 22;
    }
}

static void draw_bars(const drawing *d) {
    int top = d->n > 1 ? LEGEND : 2, room = WIDTH - LABEL - VALUE;
    int64_t most = 0;
    for (size_t i = 0; i < d->n_rows; i++) {
        int64_t sum = 0;
        for (size_t k = 0; k < d->n; k++) sum = sj_money_add(sum, value(d, i, k));
        if (sum > most) most = sum;
    }
    begin(d, top + STEP * (int)d->n_rows + 2);
    legend(d, LABEL);
    for (size_t i = 0; i < d->n_rows; i++) {
        int y = top + STEP * (int)i, x = LABEL;
        int64_t sum = 0;
        fprintf(d->to, "<text class=\"label\" x=\"%d\" y=\"%d\">", LABEL - 8, y + 13);
        put_label(d, i);
        fputs("</text>", d->to);
        for (size_t k = 0; k < d->n; k++) {
            int64_t before = sum;
            sum = sj_money_add(sum, value(d, i, k));
            int w = scale(sum, most, room) - scale(before, most, room);
            if (w)
                fprintf(d->to,
                        "<rect class=\"s%zu\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>", k, x,
                        y, w, BAR);
            x += w;
        }
        fprintf(d->to, "<text class=\"value\" x=\"%d\" y=\"%d\">", x + 6, y + 13);
        sj_page_value(d->to, d->series[0], sj_sql_int(sum));
        fputs("</text>\n", d->to);
    }
    end(d);
}

static void draw_line(const drawing *d, size_t k, int step, int top) {
    int64_t most = 0;
    for (size_t i = 0; i < d->n_rows; i++)
        if (value(d, i, k) > most) most = value(d, i, k);
    fputs("<polyline points=\"", d->to);
    for (size_t i = 0; i < d->n_rows; i++)
        if (d->rows->v[i][d->at[k]].type == SJ_SQL_INT)
            fprintf(d->to, "%d,%d ", (int)i * step + step / 2,
                    top + PLOT - scale(value(d, i, k), most, PLOT - 14));
    fputs("\"/>\n", d->to);
    for (size_t i = 0; i < d->n_rows; i++) {
        if (d->rows->v[i][d->at[k]].type != SJ_SQL_INT) continue;
        int x = (int)i * step + step / 2, y = top + PLOT - scale(value(d, i, k), most, PLOT - 14);
        fprintf(d->to, "<circle class=\"line\" cx=\"%d\" cy=\"%d\" r=\"3.5\"/>", x, y);
        /* In a row above the highest column: beside the dots they would stand on columns. */
        fprintf(d->to, "<text class=\"over\" x=\"%d\" y=\"%d\">", x, top + 5);
        sj_page_value(d->to, d->series[k], sj_sql_int(value(d, i, k)));
        fputs("</text>\n", d->to);
    }
}

static void draw_columns(const drawing *d) {
    int top = LEGEND + 10, step = WIDTH / (int)d->n_rows;
    size_t columns = 0;
    int64_t most = 0;
    for (size_t k = 0; k < d->n; k++) columns += !is_line(d, k);
    for (size_t i = 0; i < d->n_rows; i++)
        for (size_t k = 0; k < columns; k++)
            if (value(d, i, k) > most) most = value(d, i, k);
    int wide = (step * 7 / 10) / (int)columns;
    if (wide > 60) wide = 60;
    begin(d, top + PLOT + 24);
    legend(d, 0);
    fprintf(d->to, "<line class=\"axis\" x1=\"0\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>\n", top + PLOT,
            WIDTH, top + PLOT);
    for (size_t i = 0; i < d->n_rows; i++) {
        int middle = (int)i * step + step / 2, x = middle - wide * (int)columns / 2;
        for (size_t k = 0; k < columns; k++, x += wide) {
            int h = scale(value(d, i, k), most, PLOT - 14);
            fprintf(d->to, "<rect class=\"s%zu\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>", k,
                    x + 1, top + PLOT - h, wide - 2, h);
            if (!value(d, i, k) || columns < d->n) continue; /* the line bears the values */
            fprintf(d->to, "<text class=\"over\" x=\"%d\" y=\"%d\">", x + wide / 2,
                    top + PLOT - h - 4);
            sj_page_value(d->to, d->series[k], sj_sql_int(value(d, i, k)));
            fputs("</text>", d->to);
        }
        fprintf(d->to, "<text class=\"over\" x=\"%d\" y=\"%d\">", middle, top + PLOT + 16);
        put_label(d, i);
        fputs("</text>\n", d->to);
    }
    for (size_t k = columns; k < d->n; k++) draw_line(d, k, step, top);
    end(d);
}

static bool has_value(const drawing *d) {
    for (size_t i = 0; i < d->n_rows; i++)
        for (size_t k = 0; k < d->n; k++)
            if (value(d, i, k)) return true;
    return false;
}

void sj_page_chart(FILE *to, const sj_shown *shown, const sj_page_rows *rows) {
    drawing d = {.to = to, .shown = shown, .rows = rows, .chart = &shown->section->chart};
    if (d.chart->kind == SJ_CHART_NONE || rows->n < 2 || !find_columns(&d)) return;
    d.n_rows = rows->n < d.chart->rows ? rows->n : d.chart->rows;
    if (!has_value(&d)) return;
    if (d.chart->kind == SJ_CHART_BARS)
        draw_bars(&d);
    else
        draw_columns(&d);
}
