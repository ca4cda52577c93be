/* X12 to CSV: the model's records, one row each. */
#include "engine/convert/columns.h"
#include "engine/convert/convert.h"

#include <scrubjay/parse.h>

typedef struct flattener {
    sj_table_fn open_table;
    void *table_ctx;
    const char *only; /* the one table that is wanted, or NULL */
    sj_columns *columns;
    sj_text_buffer list;
    bool is_open[SJ_TABLES];
    sj_csv csv[SJ_TABLES]; /* to NULL: not wanted */
    bool found;
    volatile int stop; /* tells the parser that it is of no use to go on */
    sj_err err;
} flattener;

const char *sj_convert_table(size_t i) {
    return i < SJ_TABLES ? sj_csv_table_name((sj_csv_table)i) : NULL;
}

/* --- rows out --- */

static void fail(flattener *f, sj_status code, const char *msg) {
    if (f->err.code == SJ_OK) sj_err_set(&f->err, code, msg);
    f->stop = 1;
}

static void row(flattener *f, sj_csv_table table, sj_csv_row *r) {
    sj_csv *csv = &f->csv[table];
    if (f->err.code != SJ_OK || !csv->to) return;
    r->list = &f->list;
    sj_columns_write_row(f->columns, table, r, csv);
    if (f->list.is_short) fail(f, SJ_ENOMEM, "out of memory");
    if (ferror(csv->to)) fail(f, SJ_EIO, "a table could not be written");
}

/* Open a table and write its first row. */
static void open_table(flattener *f, sj_csv_table table) {
    if (f->is_open[table] || f->err.code != SJ_OK) return;
    f->is_open[table] = true;
    sj_csv *csv = &f->csv[table];
    if (f->open_table(f->table_ctx, sj_csv_table_name(table), &csv->to, &f->err) != SJ_OK) {
        f->stop = 1;
        return;
    }
    f->found = true;
    if (csv->to) sj_columns_write_names(table, csv);
}

/* --- records in --- */

static sj_field_set set_of(const sj_set *s) {
    if (!s->guide) return SJ_FIELDS_NONE;
    if (strcmp(s->guide->transaction, "837") == 0) return SJ_FIELDS_837;
    return strcmp(s->guide->transaction, "835") == 0 ? SJ_FIELDS_835 : SJ_FIELDS_NONE;
}

static void set_begin(void *ctx, const sj_set *s) {
    flattener *f = ctx;
    sj_field_set set = set_of(s);
    for (sj_csv_table t = 0; t < SJ_TABLES; t++)
        if (sj_csv_table_set(t) == set && (!f->only || strcmp(f->only, sj_csv_table_name(t)) == 0))
            open_table(f, t);
}

static void adjustments(flattener *f, sj_csv_table table, sj_csv_row *r,
                        const sj_adjustments *list) {
    for (uint16_t i = 0; i < list->n; i++) {
        r->adjustment = &list->v[i];
        row(f, table, r);
    }
}

/* What other payers decided on the claim (2320), and on each of its lines (2430). */
static void others(flattener *f, sj_csv_row r, const sj_claim *c) {
    for (uint16_t i = 0; i < c->others.n; i++) {
        r.records[SJ_SUBJECT_OTHER] = &c->others.v[i];
        r.other = i + 1u;
        row(f, SJ_TABLE_other_payers, &r);
        adjustments(f, SJ_TABLE_other_adjustments, &r, &c->others.v[i].adjustments);
    }
    r.records[SJ_SUBJECT_OTHER] = NULL;
    for (uint16_t i = 0; i < c->lines.n; i++) {
        const sj_line *l = &c->lines.v[i];
        r.line = i + 1u;
        for (uint16_t k = 0; k < l->payments.n; k++) {
            r.records[SJ_SUBJECT_DECISION] = &l->payments.v[k];
            row(f, SJ_TABLE_other_lines, &r);
            adjustments(f, SJ_TABLE_other_adjustments, &r, &l->payments.v[k].adjustments);
        }
    }
}

static void on_claim(void *ctx, const sj_claim *c) {
    flattener *f = ctx;
    sj_csv_row r = {.set = c->header->set,
                    .records = {[SJ_SUBJECT_HEADER] = c->header,
                                [SJ_SUBJECT_BILLING] = c->billing,
                                [SJ_SUBJECT_SUBSCRIBER] = c->subscriber,
                                [SJ_SUBJECT_PATIENT] = c->patient,
                                [SJ_SUBJECT_CLAIM] = c}};
    row(f, SJ_TABLE_claims, &r);
    others(f, r, c);
    for (uint16_t i = 0; i < c->lines.n; i++) {
        r.records[SJ_SUBJECT_LINE] = &c->lines.v[i];
        r.line = i + 1u;
        row(f, SJ_TABLE_lines, &r);
    }
}

static void on_payment(void *ctx, const sj_payment *p) {
    flattener *f = ctx;
    sj_csv_row r = {.set = p->remit->set,
                    .records = {[SJ_SUBJECT_REMIT] = p->remit, [SJ_SUBJECT_PAYMENT] = p}};
    row(f, SJ_TABLE_remits, &r);
    adjustments(f, SJ_TABLE_adjustments, &r, &p->adjustments);
    for (uint16_t i = 0; i < p->lines.n; i++) {
        r.records[SJ_SUBJECT_PAYMENT_LINE] = &p->lines.v[i];
        r.line = i + 1u;
        row(f, SJ_TABLE_remit_lines, &r);
        adjustments(f, SJ_TABLE_adjustments, &r, &p->lines.v[i].adjustments);
    }
}

static void on_remit_end(void *ctx, const sj_remit *remit) {
    flattener *f = ctx;
    sj_csv_row r = {.set = remit->set, .records = {[SJ_SUBJECT_REMIT] = remit}};
    for (uint16_t i = 0; i < remit->adjustments.n; i++) {
        r.provider_adjustment = &remit->adjustments.v[i];
        row(f, SJ_TABLE_provider_adjustments, &r);
    }
}

static bool is_table(const char *name) {
    for (sj_csv_table t = 0; t < SJ_TABLES; t++)
        if (strcmp(name, sj_csv_table_name(t)) == 0) return true;
    return false;
}

sj_status sj_convert_to_csv(sj_guides *guides, sj_read_fn read, void *read_ctx, sj_table_fn open,
                            void *table_ctx, const char *table, bool *found, sj_err *err) {
    *found = false;
    if (table && !is_table(table)) return sj_err_setf(err, SJ_EARG, "no such table", "%s", table);
    flattener f = {.open_table = open, .table_ctx = table_ctx, .only = table};
    sj_status status = sj_columns_new(&f.columns, err);
    if (status != SJ_OK) return status;
    const sj_parse_events events = {.ctx = &f,
                                    .set_begin = set_begin,
                                    .claim = on_claim,
                                    .payment = on_payment,
                                    .remit_end = on_remit_end};
    const sj_parse_opts opts = {.snip = 1, .max_findings_per_set = 1, .stop = &f.stop};
    status = sj_parse(guides, read, read_ctx, &events, &opts, NULL, err);
    if (f.err.code != SJ_OK) {
        status = f.err.code;
        if (err) *err = f.err;
    }
    *found = f.found;
    sj_free(f.list.bytes);
    sj_columns_free(f.columns);
    return status;
}
