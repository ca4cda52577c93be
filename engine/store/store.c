/* engine/store/store.c - opening, transactions, ids; the calls of sql.h go on to the database. */
#include "engine/store/sql.h"
#include "parsers/base/alloc.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/* Ids: milliseconds since 2020 in the upper bits, then 10 bits of worker and 12 that count. */
enum { ID_COUNT_BITS = 12, ID_WORKER_BITS = 10 };
static const sj_instant ID_EPOCH = 1577836800000;

static sj_instant system_clock(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (sj_instant)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

sj_instant sj_store_now(const sj_store *s) {
    return s->clock();
}

sj_instant sj_store_newest(const sj_store *s) {
    return s->last_id ? (s->last_id >> (ID_COUNT_BITS + ID_WORKER_BITS)) + ID_EPOCH : 0;
}

int64_t sj_store_new_id(sj_store *s) {
    int64_t id = (s->clock() - ID_EPOCH) << (ID_COUNT_BITS + ID_WORKER_BITS);
    id |= (int64_t)s->worker << ID_COUNT_BITS;
    if (id <= s->last_id) id = s->last_id + 1;
    return s->last_id = id;
}

int64_t sj_store_id_from(sj_instant at) {
    return at > ID_EPOCH ? (at - ID_EPOCH) << (ID_COUNT_BITS + ID_WORKER_BITS) : 0;
}

/* Nothing new may sort before what is there, even if the clock was set back. */
static sj_status read_last_id(sj_store *s, sj_err *err) {
    static const char sql[] =
        "SELECT MAX(top) FROM (SELECT MAX(id) AS top FROM event UNION ALL "
        "SELECT MAX(id) FROM file UNION ALL SELECT MAX(id) FROM submission "
        "UNION ALL SELECT MAX(id) FROM finding UNION ALL "
        "SELECT MAX(id) FROM audit UNION ALL SELECT MAX(id) FROM batch UNION ALL "
        "SELECT MAX(id) FROM remit UNION ALL SELECT MAX(id) FROM payment UNION ALL "
        "SELECT MAX(id) FROM denial UNION ALL SELECT MAX(id) FROM work_log UNION ALL "
        "SELECT MAX(id) FROM patient_note UNION ALL SELECT MAX(id) FROM ledger_act UNION ALL "
        "SELECT MAX(id) FROM batch_set UNION ALL SELECT MAX(id) FROM delivery UNION ALL "
        "SELECT MAX(id) FROM arrival UNION ALL SELECT MAX(id) FROM followup UNION ALL "
        "SELECT MAX(id) FROM appeal UNION ALL SELECT MAX(id) FROM bank_statement UNION ALL "
        "SELECT MAX(id) FROM bank_deposit UNION ALL SELECT MAX(id) FROM fee UNION ALL "
        "SELECT MAX(id) FROM fee_import) AS tops";
    return sj_sql_number(s, sql, NULL, 0, 0, &s->last_id, err);
}

sj_status sj_store_open(sj_store **out, const char *path, const sj_store_opts *opts, sj_err *err) {
    *out = NULL;
    if (!(opts && opts->create) && access(path, F_OK) != 0)
        return sj_err_setf(err, SJ_ENOTFOUND, "there is no store", "%s", path);
    sj_store *s = sj_calloc(1, sizeof *s);
    if (!s) return sj_err_set(err, SJ_ENOMEM, "no memory for the store");
    s->ops = &sj_store_sqlite;
    s->clock = opts && opts->clock ? opts->clock : system_clock;
    s->worker = (uint32_t)getpid() & ((1u << ID_WORKER_BITS) - 1);
    sj_status status = s->ops->open(&s->db, path, err);
    if (status == SJ_OK) status = sj_store_migrate(s, err);
    if (status == SJ_OK) status = read_last_id(s, err);
    if (status != SJ_OK) {
        sj_store_close(s);
        return status;
    }
    *out = s;
    return SJ_OK;
}

void sj_store_close(sj_store *s) {
    if (!s) return;
    sj_store_rollback(s);
    if (s->db) s->ops->close(s->db);
    for (size_t i = 0; i < SJ_SQL_MADE; i++) {
        free(s->made[i].one);
        free(s->made[i].many);
    }
    sj_free(s);
}

sj_status sj_store_use_practice(sj_store *s, sj_str code, sj_err *err) {
    static const char find[] = "SELECT id FROM practice WHERE code = $1";
    static const char newest[] = "SELECT MAX(id) FROM practice";
    static const char add[] = "INSERT INTO practice (id, code) VALUES ($1, $2)";
    const sj_sql_value by_code[] = {sj_sql_text(code)};
    sj_status status = sj_sql_number(s, find, by_code, 1, 0, &s->practice, err);
    if (status != SJ_OK || s->practice) return status;
    status = sj_store_begin(s, err);
    if (status != SJ_OK) return status;
    /* A small number: it stands in every row. */
    int64_t last, id = 0;
    status = sj_sql_number(s, newest, NULL, 0, 0, &last, err);
    if (status == SJ_OK) {
        id = last + 1;
        status = SJ_SQL(s, err, add, sj_sql_int(id), sj_sql_text(code));
    }
    if (status == SJ_OK) status = sj_store_commit(s, err);
    sj_store_rollback(s);
    if (status == SJ_OK) s->practice = id;
    return status;
}

sj_status sj_store_begin(sj_store *s, sj_err *err) {
    if (s->open) return sj_err_set(err, SJ_EINTERNAL, "a transaction is open already");
    sj_status status = s->ops->begin(s->db, err);
    s->open = status == SJ_OK;
    return status;
}

sj_status sj_store_commit(sj_store *s, sj_err *err) {
    sj_status status = s->ops->commit(s->db, err);
    if (status == SJ_OK) s->open = false;
    return status;
}

void sj_store_rollback(sj_store *s) {
    if (s->open) s->ops->rollback(s->db);
    s->open = false;
}

sj_status sj_store_copy(sj_store *s, const char *path, sj_err *err) {
    return s->ops->copy(s->db, path, err);
}

sj_status sj_store_check(sj_store *s, sj_store_fault_fn fn, void *ctx, sj_err *err) {
    return s->ops->check(s->db, fn, ctx, err);
}

sj_status sj_sql_run(sj_store *s, const char *sql, const sj_sql_value *params, unsigned n,
                     sj_sql_row_fn fn, void *ctx, sj_err *err) {
    return s->ops->run(s->db, sql, params, n, fn, ctx, err);
}

static bool take_number(void *ctx, const sj_sql_value *row) {
    if (row[0].type == SJ_SQL_INT) *(int64_t *)ctx = row[0].i;
    return false;
}

sj_status sj_sql_number(sj_store *s, const char *sql, const sj_sql_value *params, unsigned n,
                        int64_t otherwise, int64_t *out, sj_err *err) {
    *out = otherwise;
    return sj_sql_run(s, sql, params, n, take_number, out, err);
}

sj_sql_value sj_sql_at_int(const void *values, size_t i, char scratch[SJ_SQL_SCRATCH]) {
    (void)scratch;
    return sj_sql_int(((const int64_t *)values)[i]);
}

sj_sql_value sj_sql_at_text(const void *values, size_t i, char scratch[SJ_SQL_SCRATCH]) {
    (void)scratch;
    return sj_sql_text(((const sj_str *)values)[i]);
}

sj_status sj_sql_find_many(sj_store *s, const char *sql, const void *values, size_t n,
                           sj_sql_at_fn at, sj_sql_row_fn fn, void *ctx, sj_err *err) {
    sj_sql_value params[1 + SJ_SQL_MANY];
    char scratch[SJ_SQL_MANY][SJ_SQL_SCRATCH];
    params[0] = sj_sql_int(s->practice);
    sj_status status = SJ_OK;
    for (size_t first = 0; first < n && status == SJ_OK; first += SJ_SQL_MANY) {
        /* The list has a fixed length so that the statement can be kept: the last value fills it.
         */
        for (size_t i = 0; i < SJ_SQL_MANY; i++)
            params[1 + i] = at(values, first + i < n ? first + i : n - 1, scratch[i]);
        status = sj_sql_run(s, sql, params, 1 + SJ_SQL_MANY, fn, ctx, err);
    }
    return status;
}
