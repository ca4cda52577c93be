/* engine/store/sql_rows.c - many rows into one table.
 *
 * The statements, for one row and for SJ_SQL_ROWS, are made from their head on first use and kept
 * with the store. */
#include "engine/store/sql.h"
#include "parsers/base/alloc.h"

#include <stdio.h>
#include <stdlib.h>

static char *make_text(const char *head, unsigned columns, unsigned rows) {
    char *text = NULL;
    size_t len;
    FILE *to = open_memstream(&text, &len);
    if (!to) return NULL;
    fputs(head, to);
    for (unsigned i = 0; i < rows * columns; i++)
        fprintf(to, "%s$%u%s",
                i == 0             ? " VALUES ("
                : i % columns == 0 ? ", ("
                                   : ", ",
                i + 1, i % columns == columns - 1 ? ")" : "");
    if (fclose(to) == 0) return text;
    free(text);
    return NULL;
}

/* The statement of a head; NULL when memory ends. */
static const char *statement(sj_sql_rows *r, bool many) {
    for (size_t i = 0; i < SJ_SQL_MADE; i++) {
        if (r->store->made[i].head && r->store->made[i].head != r->head) continue;
        r->store->made[i].head = r->head;
        char **text = many ? &r->store->made[i].many : &r->store->made[i].one;
        if (!*text) *text = make_text(r->head, r->columns, many ? SJ_SQL_ROWS : 1);
        return *text;
    }
    return NULL;
}

static sj_status write_rows(sj_sql_rows *r, size_t first, bool many, sj_err *err) {
    const char *sql = statement(r, many);
    if (!sql) return sj_err_set(err, SJ_ENOMEM, "no memory for a statement");
    return sj_sql_run(r->store, sql, r->values + first * r->columns,
                      (many ? SJ_SQL_ROWS : 1) * r->columns, NULL, NULL, err);
}

void sj_sql_rows_begin(sj_sql_rows *r, sj_store *s, const char *head, unsigned columns) {
    r->store = s;
    r->head = head;
    r->columns = columns;
    r->n = 0;
}

sj_status sj_sql_rows_add(sj_sql_rows *r, const sj_sql_value *values, sj_err *err) {
    memcpy(r->values + r->n * r->columns, values, r->columns * sizeof *values);
    if (++r->n < SJ_SQL_ROWS) return SJ_OK;
    r->n = 0;
    return write_rows(r, 0, true, err);
}

sj_status sj_sql_rows_end(sj_sql_rows *r, sj_err *err) {
    sj_status status = SJ_OK;
    for (size_t i = 0; i < r->n && status == SJ_OK; i++) status = write_rows(r, i, false, err);
    r->n = 0;
    return status;
}
