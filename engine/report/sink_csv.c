/* engine/report/sink_csv.c - a report as CSV files, one for each section. */
#include "engine/report/sink.h"

#include "engine/csv/csv.h"
#include "parsers/base/alloc.h"

#include <inttypes.h>

typedef struct csv_sink {
    sj_sink sink;
    const sj_report_out *out;
    sj_csv csv;
} csv_sink;

static sj_status begin(sj_sink *s, const sj_head *head, sj_err *err) {
    (void)s, (void)head, (void)err;
    return SJ_OK;
}

static sj_status section(sj_sink *s, const sj_shown *shown, sj_err *err) {
    csv_sink *c = (csv_sink *)s;
    c->csv = (sj_csv){.to = NULL};
    sj_status status = c->out->table(c->out->ctx, shown->section->name, &c->csv.to, err);
    if (status != SJ_OK) return status;
    for (size_t i = 0; i < shown->n; i++) sj_csv_textz(&c->csv, shown->columns[i]->key);
    sj_csv_end(&c->csv);
    return SJ_OK;
}

static void put(const csv_sink *c, sj_csv *csv, const sj_column *column, sj_sql_value v) {
    char text[32];
    if (v.type == SJ_SQL_NULL) {
        sj_csv_none(csv);
        return;
    }
    switch (column->kind) {
    case SJ_COL_TEXT:
    case SJ_COL_NUMBER:
    case SJ_COL_CODE:
    case SJ_COL_WIDE:
        sj_csv_text(csv, v.s);
        return;
    case SJ_COL_MONEY:
        sj_csv_money(csv, v.i);
        return;
    case SJ_COL_DATE:
        sj_csv_date(csv, (sj_date)v.i);
        return;
    case SJ_COL_COUNT:
    case SJ_COL_LEFT:
        snprintf(text, sizeof text, "%" PRId64, v.i);
        sj_csv_typed(csv, text);
        return;
    case SJ_COL_RATE:
    case SJ_COL_TENTHS:
        sj_tenths_print(v.i, text);
        sj_csv_typed(csv, text);
        return;
    case SJ_COL_YES:
        sj_csv_textz(csv, v.i ? "yes" : "no");
        return;
    case SJ_COL_TIME:
        text[0] = 0;
        if (c->sink.head->opts->clock_text) c->sink.head->opts->clock_text(v.i, text);
        sj_csv_textz(csv, text);
        return;
    }
}

static sj_status row(sj_sink *s, const sj_shown *shown, const sj_sql_value *cells, sj_err *err) {
    (void)err;
    csv_sink *c = (csv_sink *)s;
    for (size_t i = 0; i < shown->n; i++) put(c, &c->csv, shown->columns[i], cells[i]);
    sj_csv_end(&c->csv);
    return SJ_OK;
}

static sj_status section_end(sj_sink *s, const sj_shown *shown, sj_err *err) {
    (void)shown;
    csv_sink *c = (csv_sink *)s;
    FILE *to = c->csv.to;
    c->csv.to = NULL;
    return c->out->table_end(c->out->ctx, to, err);
}

static sj_status end(sj_sink *s, sj_err *err) {
    (void)s, (void)err;
    return SJ_OK;
}

static void free_sink(sj_sink *s) {
    sj_free(s);
}

static const sj_sink_ops ops = {SJ_OUT_CSV, begin, section, row, section_end, end, free_sink};

sj_sink *sj_sink_csv(const sj_report_out *out) {
    csv_sink *c = sj_calloc(1, sizeof *c);
    if (!c) return NULL;
    c->sink.ops = &ops;
    c->out = out;
    return &c->sink;
}
