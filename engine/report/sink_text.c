/* engine/report/sink_text.c - a report for the terminal: the columns of the page, one row a line,
 * as wide as the workbook's. */
#include "engine/report/page.h"

#include "parsers/base/alloc.h"

#include <inttypes.h>
#include <stdlib.h>

typedef struct text_sink {
    sj_sink sink;
    FILE *to;
} text_sink;

static bool is_number(const sj_column *c) {
    return c->kind == SJ_COL_MONEY || c->kind == SJ_COL_COUNT || c->kind == SJ_COL_RATE ||
           c->kind == SJ_COL_TENTHS || c->kind == SJ_COL_NUMBER;
}

static bool is_seen(const sj_column *c) {
    return !(c->flags & (SJ_COL_PAGE_ONLY | SJ_COL_OFF_PAGE | SJ_COL_HIDDEN));
}

/* At most `width` characters, padded; a cut text ends in …. */
static void cell(FILE *to, const char *text, int width, bool right) {
    int letters = 0, cut = -1, at = 0;
    for (; text[at]; at++) {
        if (((unsigned char)text[at] & 0xc0) == 0x80) continue;
        if (letters == width - 1) cut = at;
        letters++;
    }
    if (letters > width)
        fprintf(to, "%.*s…", cut, text);
    else
        fprintf(to, "%*s%s%*s", right ? width - letters : 0, "", text, right ? 0 : width - letters,
                "");
    fputs("  ", to);
}

static sj_status begin(sj_sink *s, const sj_head *head, sj_err *err) {
    (void)s, (void)head, (void)err;
    return SJ_OK;
}

static sj_status section(sj_sink *s, const sj_shown *shown, sj_err *err) {
    (void)err;
    FILE *to = ((text_sink *)s)->to;
    const sj_section *const *all = s->head->report->sections;
    if (all[1]) fprintf(to, "%s%s\n", *all == shown->section ? "" : "\n", shown->section->title);
    for (size_t i = 0; i < shown->n; i++)
        if (is_seen(shown->columns[i]))
            cell(to, shown->columns[i]->title, shown->columns[i]->width,
                 is_number(shown->columns[i]));
    putc('\n', to);
    return SJ_OK;
}

static sj_status row(sj_sink *s, const sj_shown *shown, const sj_sql_value *cells, sj_err *err) {
    FILE *to = ((text_sink *)s)->to;
    for (size_t i = 0; i < shown->n; i++) {
        const sj_column *c = shown->columns[i];
        char *text = NULL;
        size_t len = 0;
        if (!is_seen(c)) continue;
        FILE *memory = open_memstream(&text, &len);
        if (!memory) return sj_err_set(err, SJ_ENOMEM, "no memory for a report");
        if (cells[i].type != SJ_SQL_NULL) sj_page_plain(memory, c, cells[i]);
        if (fclose(memory) == 0) cell(to, text, c->width, is_number(c));
        free(text);
    }
    putc('\n', to);
    return SJ_OK;
}

static sj_status section_end(sj_sink *s, const sj_shown *shown, sj_err *err) {
    (void)err;
    FILE *to = ((text_sink *)s)->to;
    if (shown->rows)
        fprintf(to, "%" PRIu64 " %s.\n", shown->rows, shown->rows == 1 ? "row" : "rows");
    else
        fprintf(to, "%s: none.\n", shown->section->none);
    return SJ_OK;
}

static sj_status end(sj_sink *s, sj_err *err) {
    (void)s, (void)err;
    return SJ_OK;
}

static void free_sink(sj_sink *s) {
    sj_free(s);
}

static const sj_sink_ops ops = {SJ_OUT_TEXT, begin, section, row, section_end, end, free_sink};

sj_sink *sj_sink_text(FILE *to) {
    text_sink *t = sj_calloc(1, sizeof *t);
    if (!t) return NULL;
    t->sink.ops = &ops;
    t->to = to;
    return &t->sink;
}
