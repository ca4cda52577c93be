/* engine/store/sql.h - SQL with values, whatever database is behind it. For engine/store alone.
 *
 * Statements are constant texts that SQLite and PostgreSQL both speak, parameters written $1, $2 …
 * in the order of their first use. A backend prepares a text on its first use and keeps it, found
 * again by its address: pass the same constant each time. */
#ifndef SJ_STORE_SQL_H
#define SJ_STORE_SQL_H

#include "engine/store/store.h"
#include "engine/store/value.h"

/* Run a statement; rows, if any, go to `fn` (NULL: nobody). SJ_EBUSY when somebody else holds the
 * database too long, SJ_ESTORE otherwise. */
sj_status sj_sql_run(sj_store *s, const char *sql, const sj_sql_value *params, unsigned n,
                     sj_sql_row_fn fn, void *ctx, sj_err *err) SJ_MUST_USE;

/* The same with the parameters written out: SJ_SQL(s, err, TEXT, sj_sql_int(1), …). */
#define SJ_SQL(store, err, sql, ...) SJ_SQL_QUERY(store, err, sql, NULL, NULL, __VA_ARGS__)
#define SJ_SQL_QUERY(store, err, sql, fn, ctx, ...)                                                \
    sj_sql_run(store, sql, (const sj_sql_value[]){__VA_ARGS__},                                    \
               sizeof((const sj_sql_value[]){__VA_ARGS__}) / sizeof(sj_sql_value), fn, ctx, err)

/* One row or none: its first column as a number; `otherwise` when there is no row or it is NULL. */
sj_status sj_sql_number(sj_store *s, const char *sql, const sj_sql_value *params, unsigned n,
                        int64_t otherwise, int64_t *out, sj_err *err) SJ_MUST_USE;

/* Look up many values at once: `sql` holds SJ_SQL_IN, an IN list from $2 on ($1 is the practice),
 * and runs once for every SJ_SQL_MANY values. `at` gives value `i` of `values`, with room of its
 * own where it must make one. A stopped query stops only its own share of the values. */
#define SJ_SQL_MANY    32
#define SJ_SQL_SCRATCH 32
#define SJ_SQL_IN                                                                                  \
    "IN ($2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,$19,$20,$21,$22,$23,$24,"     \
    "$25,$26,$27,$28,$29,$30,$31,$32,$33)"
typedef sj_sql_value (*sj_sql_at_fn)(const void *values, size_t i, char scratch[SJ_SQL_SCRATCH]);
sj_status sj_sql_find_many(sj_store *s, const char *sql, const void *values, size_t n,
                           sj_sql_at_fn at, sj_sql_row_fn fn, void *ctx, sj_err *err) SJ_MUST_USE;

/* Getters for an array of int64_t, and of sj_str (as TEXT). */
sj_sql_value sj_sql_at_int(const void *values, size_t i, char scratch[SJ_SQL_SCRATCH]);
sj_sql_value sj_sql_at_text(const void *values, size_t i, char scratch[SJ_SQL_SCRATCH]);

/* Many rows into one table, some at a time: a row by itself costs two or three times as much. */
#define SJ_SQL_ROWS    16
#define SJ_SQL_COLUMNS 36
typedef struct sj_sql_rows {
    sj_store *store;
    const char *head; /* "INSERT INTO t (a, b)"; a constant, found again by its address */
    unsigned columns;
    size_t n; /* gathered and not written yet */
    sj_sql_value values[SJ_SQL_ROWS * SJ_SQL_COLUMNS];
} sj_sql_rows;

void sj_sql_rows_begin(sj_sql_rows *r, sj_store *s, const char *head, unsigned columns);

/* One more row: `columns` values, whose texts last until the end. */
sj_status sj_sql_rows_add(sj_sql_rows *r, const sj_sql_value *values, sj_err *err) SJ_MUST_USE;

/* The same with the values written out. */
#define SJ_SQL_ROW(r, err, ...) sj_sql_rows_add(r, (const sj_sql_value[]){__VA_ARGS__}, err)

/* Write what is left. */
sj_status sj_sql_rows_end(sj_sql_rows *r, sj_err *err) SJ_MUST_USE;

/* What a database must offer. `where` is what the configuration names: a file, later a URL. */
typedef struct sj_store_ops {
    const char *name;
    sj_status (*open)(void **db, const char *where, sj_err *err);
    void (*close)(void *db);
    /* Several statements without parameters and results: a schema's text. */
    sj_status (*script)(void *db, const char *sql, sj_err *err);
    sj_status (*run)(void *db, const char *sql, const sj_sql_value *params, unsigned n,
                     sj_sql_row_fn fn, void *ctx, sj_err *err);
    sj_status (*begin)(void *db, sj_err *err); /* for writing, at once */
    sj_status (*commit)(void *db, sj_err *err);
    void (*rollback)(void *db);
    /* From now on the table's rows can be neither changed nor taken out. */
    sj_status (*append_only)(void *db, const char *table, sj_err *err);
    sj_status (*copy)(void *db, const char *path, sj_err *err);
    sj_status (*check)(void *db, sj_store_fault_fn fn, void *ctx, sj_err *err);
} sj_store_ops;

extern const sj_store_ops sj_store_sqlite;

/* Bring the schema up to this program's version (schema/NNNN_*.sql, in the order of their names).
 * SJ_ESTORE when the store is newer than the program. */
sj_status sj_store_migrate(sj_store *s, sj_err *err) SJ_MUST_USE;

/* Statements made for so many heads of sj_sql_rows. */
enum { SJ_SQL_MADE = 16 };

struct sj_store {
    const sj_store_ops *ops;
    void *db;
    int64_t practice;
    int64_t last_id;
    uint32_t worker; /* sets the ids of handles opened in the same millisecond apart */
    bool open;       /* a transaction is */
    struct {
        const char *head;
        char *one, *many;
    } made[SJ_SQL_MADE];
    sj_store_clock_fn clock;
};

#endif
