/* engine/report/sink_json.c - a report as one JSON object; amounts are quoted "1234.56", dates ISO,
 * percentages and means numbers with one decimal. */
#include "engine/report/json_put.h"
#include "engine/report/sink.h"

#include "parsers/base/alloc.h"

typedef struct json_sink {
    sj_sink sink;
    FILE *to;
    sj_json_out out;
} json_sink;

static int write_file(void *ctx, const void *bytes, size_t len) {
    return fwrite(bytes, 1, len, ctx) == len ? 0 : -1;
}

static void put_tile(sj_json_out *o, const sj_tile_values *v) {
    sj_json_object(o);
    put_text(o, "name", sj_str_of(v->tile->name));
    sj_json_key(o, "count");
    sj_json_int(o, v->n);
    put_money(o, "amount", v->amount);
    if (v->tile->beside) {
        put_text(o, "beside", sj_str_of(v->tile->beside + (v->tile->beside[0] == '!')));
        sj_json_key(o, "beside_count");
        sj_json_int(o, v->beside);
        put_money(o, "beside_amount", v->beside_amount);
    }
    sj_json_object_end(o);
}

static const char *detail_word(sj_detail d) {
    return d == SJ_DETAIL_FULL ? "full" : d == SJ_DETAIL_NONE ? "none" : "limited";
}

static sj_status begin(sj_sink *s, const sj_head *head, sj_err *err) {
    (void)err;
    json_sink *j = (json_sink *)s;
    sj_json_out *o = &j->out;
    sj_json_init(o, write_file, j->to);
    sj_json_object(o);
    put_number(o, "schema", 1);
    put_text(o, "report", sj_str_of(head->report->name));
    put_text(o, "practice", head->opts->practice);
    put_date(o, "as_of", head->opts->as_of);
    put_date(o, "since", head->opts->since);
    put_text(o, "made_at", head->opts->made_at);
    put_text(o, "zone", head->opts->zone);
    put_text(o, "patients", sj_str_of(detail_word(head->opts->detail)));
    put_text(o, "sentence", sj_str_of(head->sentence));
    sj_json_key(o, "tiles");
    sj_json_array(o);
    for (size_t i = 0; i < head->n_tiles; i++) put_tile(o, &head->tiles[i]);
    sj_json_array_end(o);
    sj_json_key(o, "sections");
    sj_json_object(o);
    return o->status;
}

static sj_status section(sj_sink *s, const sj_shown *shown, sj_err *err) {
    (void)err;
    json_sink *j = (json_sink *)s;
    sj_json_key(&j->out, shown->section->name);
    sj_json_object(&j->out);
    sj_json_key(&j->out, "rows");
    sj_json_array(&j->out);
    return j->out.status;
}

static void put(const json_sink *j, sj_json_out *o, const sj_column *column, sj_sql_value v) {
    char text[32] = "";
    if (v.type == SJ_SQL_NULL) {
        sj_json_null(o);
        return;
    }
    switch (column->kind) {
    case SJ_COL_TEXT:
    case SJ_COL_NUMBER:
    case SJ_COL_CODE:
    case SJ_COL_WIDE:
        sj_json_str(o, v.s);
        return;
    case SJ_COL_MONEY:
        sj_json_money(o, v.i);
        return;
    case SJ_COL_DATE:
        sj_json_str(o, (sj_str){text, sj_date_print_iso((sj_date)v.i, text)});
        return;
    case SJ_COL_COUNT:
    case SJ_COL_LEFT:
        sj_json_int(o, v.i);
        return;
    case SJ_COL_RATE:
    case SJ_COL_TENTHS:
        sj_tenths_print(v.i, text);
        sj_json_raw(o, sj_str_of(text));
        return;
    case SJ_COL_YES:
        sj_json_bool(o, v.i != 0);
        return;
    case SJ_COL_TIME:
        if (j->sink.head->opts->clock_text) j->sink.head->opts->clock_text(v.i, text);
        sj_json_strz(o, text);
        return;
    }
}

static sj_status row(sj_sink *s, const sj_shown *shown, const sj_sql_value *cells, sj_err *err) {
    (void)err;
    json_sink *j = (json_sink *)s;
    sj_json_object(&j->out);
    for (size_t i = 0; i < shown->n; i++) {
        sj_json_key(&j->out, shown->columns[i]->key);
        put(j, &j->out, shown->columns[i], cells[i]);
    }
    sj_json_object_end(&j->out);
    return j->out.status;
}

static sj_status section_end(sj_sink *s, const sj_shown *shown, sj_err *err) {
    (void)err;
    json_sink *j = (json_sink *)s;
    sj_json_array_end(&j->out);
    sj_json_key(&j->out, "totals");
    sj_json_object(&j->out);
    put_number(&j->out, "rows", shown->rows);
    for (size_t i = 0; i < shown->n; i++)
        if (shown->columns[i]->flags & SJ_COL_TOTAL) {
            sj_json_key(&j->out, shown->columns[i]->key);
            put(j, &j->out, shown->columns[i], sj_sql_int(shown->totals[i]));
        }
    sj_json_object_end(&j->out);
    sj_json_object_end(&j->out);
    return j->out.status;
}

static sj_status end(sj_sink *s, sj_err *err) {
    json_sink *j = (json_sink *)s;
    sj_json_object_end(&j->out);
    sj_json_object_end(&j->out);
    sj_json_newline(&j->out);
    sj_status status = sj_json_flush(&j->out);
    return status == SJ_OK ? SJ_OK : sj_err_set(err, status, "the report could not be written");
}

static void free_sink(sj_sink *s) {
    sj_json_dispose(&((json_sink *)s)->out);
    sj_free(s);
}

static const sj_sink_ops ops = {SJ_OUT_JSON, begin, section, row, section_end, end, free_sink};

sj_sink *sj_sink_json(FILE *to) {
    json_sink *j = sj_calloc(1, sizeof *j);
    if (!j) return NULL;
    j->sink.ops = &ops;
    j->to = to;
    return &j->sink;
}
