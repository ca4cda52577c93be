/* engine/store/sqlite.c - SQLite behind sql.h.
 *
 * WAL, so that readers never wait for a writer. synchronous=FULL: after a commit we move files
 * away, so a commit must outlast a power cut; there is one commit a file, which makes that cheap.
 * Pages of 16 KiB hold fifteen claims' texts instead of three: a quarter of the calls to the system
 * for the same bytes. (A store keeps the size it was made with.) */
#include "engine/store/fault.h"
#include "engine/store/sql.h"
#include "parsers/base/alloc.h"

#include <sqlite3.h>
#include <stdio.h>
#include <sys/stat.h>

enum { N_SLOTS = 256, MAX_COLUMNS = 48, BUSY_MS = 10000 };

/* Prepared statements by the address of their text: open addressing, never full (slots are reused).
 */
typedef struct slot {
    const char *sql;
    sqlite3_stmt *stmt;
} slot;

typedef struct db {
    sqlite3 *handle;
    slot slots[N_SLOTS];
} db;

static sj_status fail(const db *d, sj_err *err, const char *msg) {
    int code = d->handle ? sqlite3_errcode(d->handle) : SQLITE_NOMEM;
    if (code == SQLITE_BUSY || code == SQLITE_LOCKED)
        return sj_err_set(err, SJ_EBUSY, "the store is in use by somebody else");
    if (code == SQLITE_NOMEM) return sj_err_set(err, SJ_ENOMEM, "no memory for the store");
    /* SQLite's own text names tables and columns, never a value. */
    return sj_err_setf(err, SJ_ESTORE, msg, "%s", d->handle ? sqlite3_errmsg(d->handle) : "");
}

static sj_status run_script(void *ctx, const char *sql, sj_err *err) {
    db *d = ctx;
    if (sqlite3_exec(d->handle, sql, NULL, NULL, NULL) != SQLITE_OK)
        return fail(d, err, "the store refused a command");
    return SJ_OK;
}

static void close_db(void *ctx) {
    db *d = ctx;
    for (size_t i = 0; i < N_SLOTS; i++) sqlite3_finalize(d->slots[i].stmt);
    sqlite3_close(d->handle);
    sj_free(d);
}

static sj_status open_db(void **out, const char *where, sj_err *err) {
    static const char settings[] = "PRAGMA page_size = 16384; PRAGMA journal_mode = WAL;"
                                   "PRAGMA synchronous = FULL;"
                                   "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;"
                                   "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16384;"
                                   "PRAGMA secure_delete = FAST;";
    db *d = sj_calloc(1, sizeof *d);
    if (!d) return sj_err_set(err, SJ_ENOMEM, "no memory for the store");
    sj_status status = SJ_OK;
    if (sqlite3_open_v2(where, &d->handle,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                        NULL) != SQLITE_OK)
        status = fail(d, err, "the store could not be opened");
    if (status == SJ_OK) {
        sqlite3_busy_timeout(d->handle, BUSY_MS);
        chmod(where, 0600); /* the side files take their mode from it */
        status = run_script(d, settings, err);
    }
    if (status != SJ_OK)
        close_db(d);
    else
        *out = d;
    return status;
}

static sqlite3_stmt *find_statement(db *d, const char *sql) {
    size_t at = ((uintptr_t)sql >> 3) * 31 % N_SLOTS;
    for (size_t i = 0; i < N_SLOTS; i++, at = (at + 1) % N_SLOTS) {
        slot *s = &d->slots[at];
        if (s->sql == sql) return s->stmt;
        if (s->sql) continue;
        if (sqlite3_prepare_v3(d->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &s->stmt, NULL) !=
            SQLITE_OK)
            return NULL;
        s->sql = sql;
        return s->stmt;
    }
    return NULL;
}

static int bind(sqlite3_stmt *stmt, int at, const sj_sql_value *v) {
    const char *bytes = v->s.ptr ? v->s.ptr : "";
    switch (v->type) {
    case SJ_SQL_NULL:
        break;
    case SJ_SQL_INT:
        return sqlite3_bind_int64(stmt, at, v->i);
    case SJ_SQL_TEXT:
        return sqlite3_bind_text64(stmt, at, bytes, v->s.len, SQLITE_STATIC, SQLITE_UTF8);
    case SJ_SQL_BLOB:
        return sqlite3_bind_blob64(stmt, at, bytes, v->s.len, SQLITE_STATIC);
    }
    return sqlite3_bind_null(stmt, at);
}

static sj_sql_value column(sqlite3_stmt *stmt, int at) {
    switch (sqlite3_column_type(stmt, at)) {
    case SQLITE_INTEGER:
        return sj_sql_int(sqlite3_column_int64(stmt, at));
    case SQLITE_TEXT: {
        const char *text = (const char *)sqlite3_column_text(stmt, at);
        return sj_sql_text((sj_str){text, (size_t)sqlite3_column_bytes(stmt, at)});
    }
    case SQLITE_BLOB: {
        const void *bytes = sqlite3_column_blob(stmt, at);
        return sj_sql_blob(bytes, (size_t)sqlite3_column_bytes(stmt, at));
    }
    default:
        return sj_sql_null();
    }
}

static sj_status run_statement(void *ctx, const char *sql, const sj_sql_value *params, unsigned n,
                               sj_sql_row_fn fn, void *fn_ctx, sj_err *err) {
    db *d = ctx;
    sqlite3_stmt *stmt = find_statement(d, sql);
    if (!stmt) return fail(d, err, "the store does not know a statement");
    for (unsigned i = 0; i < n; i++)
        if (bind(stmt, (int)i + 1, &params[i]) != SQLITE_OK)
            return fail(d, err, "the store does not take a value");
    sj_sql_value row[MAX_COLUMNS];
    int columns = sqlite3_column_count(stmt), code;
    while ((code = sqlite3_step(stmt)) == SQLITE_ROW && fn) {
        for (int i = 0; i < columns && i < MAX_COLUMNS; i++) row[i] = column(stmt, i);
        if (!fn(fn_ctx, row)) break;
    }
    sj_status status = SJ_OK;
    if (code != SQLITE_DONE && code != SQLITE_ROW)
        status = fail(d, err, "the store refused a change");
    sqlite3_reset(stmt);
    return status;
}

static sj_status begin(void *ctx, sj_err *err) {
    return run_script(ctx, "BEGIN IMMEDIATE", err);
}

static sj_status commit(void *ctx, sj_err *err) {
    sj_fault_point();
    sj_status status = run_script(ctx, "COMMIT", err);
    sj_fault_point();
    return status;
}

static void rollback(void *ctx) {
    db *d = ctx;
    sqlite3_exec(d->handle, "ROLLBACK", NULL, NULL, NULL);
}

static sj_status append_only(void *ctx, const char *table, sj_err *err) {
    static const char text[] = "CREATE TRIGGER IF NOT EXISTS %1$s_update BEFORE UPDATE ON %1$s "
                               "BEGIN SELECT RAISE(ABORT, '%1$s is append-only'); END;"
                               "CREATE TRIGGER IF NOT EXISTS %1$s_delete BEFORE DELETE ON %1$s "
                               "BEGIN SELECT RAISE(ABORT, '%1$s is append-only'); END;";
    char sql[512];
    snprintf(sql, sizeof sql, text, table);
    return run_script(ctx, sql, err);
}

const sj_store_ops sj_store_sqlite = {.name = "sqlite",
                                      .open = open_db,
                                      .close = close_db,
                                      .script = run_script,
                                      .run = run_statement,
                                      .begin = begin,
                                      .commit = commit,
                                      .rollback = rollback,
                                      .append_only = append_only};
