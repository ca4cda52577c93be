/* Columns: a field of the model becomes a cell by its kind. */
#include "engine/convert/columns.h"

#include <assert.h>

enum part { WHOLE, FIRST, LAST };

typedef struct column {
    sj_csv_table table;
    const char *name;
    const char *field; /* of the catalogue; NULL: made */
    const char *qualifier;
    enum part part;
    void (*made)(sj_csv *csv, const sj_csv_row *row);
} column;

static const column columns[] = {
#define COLUMN(table, name, field) {SJ_TABLE_##table, #name, field, NULL, WHOLE, NULL},
#define PICKED(table, name, field, qualifier)                                                      \
    {SJ_TABLE_##table, #name, field, qualifier, WHOLE, NULL},
#define FIRST_DAY(table, name, field, qualifier)                                                   \
    {SJ_TABLE_##table, #name, field, qualifier, FIRST, NULL},
#define LAST_DAY(table, name, field, qualifier)                                                    \
    {SJ_TABLE_##table, #name, field, qualifier, LAST, NULL},
#define MADE(table, name) {SJ_TABLE_##table, #name, NULL, NULL, WHOLE, sj_made_##table##_##name},
#include "engine/convert/columns.def"
};

enum { COLUMNS = sizeof columns / sizeof *columns };

static const struct {
    const char *name;
    sj_field_set set;
} tables[SJ_TABLES] = {
#define TABLE(id, set) {#id, SJ_FIELDS_##set},
#include "engine/convert/columns.def"
};

struct sj_columns {
    sj_catalogue_field fields[COLUMNS];
};

const char *sj_csv_table_name(sj_csv_table table) {
    return tables[table].name;
}

sj_field_set sj_csv_table_set(sj_csv_table table) {
    return tables[table].set;
}

sj_status sj_columns_new(sj_columns **out, sj_err *err) {
    *out = NULL;
    sj_columns *found = sj_calloc(1, sizeof *found);
    if (!found) return sj_err_set(err, SJ_ENOMEM, "out of memory");
    for (size_t i = 0; i < COLUMNS; i++) {
        const column *c = &columns[i];
        if (!c->field || sj_catalogue_find(tables[c->table].set, c->field, &found->fields[i]))
            continue;
        sj_columns_free(found);
        return sj_err_setf(err, SJ_EINTERNAL, "a column names no field", "%s", c->field);
    }
    *out = found;
    return SJ_OK;
}

void sj_columns_free(sj_columns *c) {
    sj_free(c);
}

/* --- cells --- */

static void days(sj_csv *csv, const sj_dates *d, enum part part) {
    if (!d || !SJ_HAS(*d))
        sj_csv_none(csv);
    else
        sj_csv_date(csv, part == LAST ? d->to : d->from);
}

/* Lists of codes in one cell: "QUALIFIER:CODE QUALIFIER:CODE", or the codes alone. */
static void join(sj_text_buffer *list, sj_str qualifier, sj_str code) {
    if (list->len) sj_text_buffer_put(list, SJ_STR(" "));
    sj_text_buffer_put(list, qualifier);
    if (qualifier.len) sj_text_buffer_put(list, SJ_STR(":"));
    sj_text_buffer_put(list, code);
}

static void write_list(sj_csv *csv, sj_text_buffer *list) {
    sj_csv_text(csv, (sj_str){list->bytes, list->len});
    list->len = 0;
}

static void diagnoses(sj_csv *csv, const void *at, sj_text_buffer *list) {
    const __typeof__(((sj_claim *)0)->diagnoses) *d = at;
    for (uint16_t i = 0; i < d->n; i++) join(list, d->v[i].qualifier, d->v[i].code.v);
    write_list(csv, list);
}

static void codes(sj_csv *csv, const void *at, sj_text_buffer *list) {
    const __typeof__(((sj_claim *)0)->codes) *c = at;
    for (uint16_t i = 0; i < c->n; i++) join(list, c->v[i].qualifier, c->v[i].code.v);
    write_list(csv, list);
}

static void remarks(sj_csv *csv, const void *at, sj_text_buffer *list) {
    const __typeof__(((sj_payment *)0)->remarks) *r = at;
    for (uint16_t i = 0; i < r->n; i++) join(list, (sj_str){NULL, 0}, r->v[i].v);
    write_list(csv, list);
}

static void text(sj_csv *csv, const sj_text *t) {
    if (t)
        sj_csv_text(csv, t->v);
    else
        sj_csv_none(csv);
}

static void amount(sj_csv *csv, const sj_amount *a) {
    if (a && SJ_HAS(*a))
        sj_csv_money(csv, a->v);
    else
        sj_csv_none(csv);
}

static void number(sj_csv *csv, const sj_number *n) {
    if (SJ_HAS(*n))
        sj_csv_quantity(csv, n->v);
    else
        sj_csv_none(csv);
}

static void day(sj_csv *csv, const sj_day *d) {
    sj_csv_date(csv, SJ_HAS(*d) ? d->v : SJ_NO_DATE);
}

/* The field at `at` as a cell. Other kinds stand in no column. */
static void write_field(sj_csv *csv, const column *c, sj_field_kind kind, const void *at,
                        sj_text_buffer *list) {
    switch (kind) {
    case SJ_FIELD_AMOUNT:
        amount(csv, at);
        return;
    case SJ_FIELD_QUANTITY:
        number(csv, at);
        return;
    case SJ_FIELD_DAY:
    case SJ_FIELD_DTP_DAY:
        day(csv, at);
        return;
    case SJ_FIELD_REFS:
        text(csv, sj_refs_find(at, c->qualifier));
        return;
    case SJ_FIELD_AMTS:
        amount(csv, sj_amts_find(at, c->qualifier));
        return;
    case SJ_FIELD_DATES:
        days(csv, sj_dates_find(at, c->qualifier), c->part);
        return;
    case SJ_FIELD_PERIOD:
        days(csv, at, c->part);
        return;
    case SJ_FIELD_DTM_SPAN:
        sj_csv_date(csv, ((const sj_date *)at)[c->part == LAST]);
        return;
    case SJ_FIELD_DIAGNOSES:
        diagnoses(csv, at, list);
        return;
    case SJ_FIELD_CODES:
        codes(csv, at, list);
        return;
    case SJ_FIELD_REMARK:
        remarks(csv, at, list);
        return;
    default:
        assert(kind == SJ_FIELD_TEXT);
        text(csv, at);
    }
}

/* --- rows --- */

void sj_columns_write_names(sj_csv_table table, sj_csv *csv) {
    for (size_t i = 0; i < COLUMNS; i++)
        if (columns[i].table == table) sj_csv_textz(csv, columns[i].name);
    sj_csv_end(csv);
}

void sj_columns_write_row(const sj_columns *c, sj_csv_table table, const sj_csv_row *row,
                          sj_csv *csv) {
    for (size_t i = 0; i < COLUMNS; i++) {
        const column *k = &columns[i];
        const sj_catalogue_field *f = &c->fields[i];
        if (k->table != table) continue;
        const char *record = k->field ? row->records[f->subject] : NULL;
        if (k->made)
            k->made(csv, row);
        else if (record)
            write_field(csv, k, f->kind, sj_catalogue_member(f, record), row->list);
        else
            sj_csv_none(csv);
    }
    sj_csv_end(csv);
}
