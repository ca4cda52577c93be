/* engine/store/sqlite.c - SQLite behind sql.h.
 *
 * WAL, so that readers never wait for a writer. synchronous=FULL: after a commit we move files
 * away, so a commit must outlast a power cut; there is one commit a file, which makes that cheap.
 * Pages of 16 KiB hold fifteen claims' texts instead of three: a quarter of the calls to the system
 * for the same bytes. (A store keeps the size it was made with.) */
#include "engine/files/fault.h"
#include "engine/store/sql.h"
#include "parsers/base/alloc.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { N_SLOTS = 256, MAX_COLUMNS = 64, BUSY_MS = 10000 };

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
    int why = d->handle ? sqlite3_system_errno(d->handle) : 0;
    if (code == SQLITE_FULL || why == ENOSPC || why == EDQUOT)
        return sj_err_set(err, SJ_ESTORE, "the disk of the store is full; make room and run again");
    /* SQLite opens what it may not write as well as it can. */
    if (code == SQLITE_READONLY || (d->handle && sqlite3_db_readonly(d->handle, "main") == 1))
        return sj_err_set(err, SJ_ESTORE,
                          "the store can only be read; its disk or its permissions forbid writing");
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

/* SQLite numbers parameters as it meets them, PostgreSQL by their names: both must come to the
 * same. */
static bool has_ordered_params(sqlite3_stmt *stmt) {
    int n = sqlite3_bind_parameter_count(stmt);
    bool good = true;
    for (int i = 1; i <= n && good; i++) {
        char name[16];
        const char *is = sqlite3_bind_parameter_name(stmt, i);
        snprintf(name, sizeof name, "$%d", i);
        good = is && strcmp(is, name) == 0;
    }
    return good;
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
        if (!has_ordered_params(s->stmt)) {
            sqlite3_finalize(s->stmt);
            s->stmt = NULL;
            return NULL;
        }
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

/* Page by page through SQLite's own means: a copy of the file would miss what stands in the WAL. */
static sj_status copy_pages(const db *from, db *to, sj_err *err) {
    sqlite3_backup *b = sqlite3_backup_init(to->handle, "main", from->handle, "main");
    if (!b) return fail(to, err, "the copy of the store could not be begun");
    sqlite3_backup_step(b, -1);
    return sqlite3_backup_finish(b) == SQLITE_OK ? SJ_OK
                                                 : fail(to, err, "the store could not be copied");
}

static sj_status copy(void *ctx, const char *path, sj_err *err) {
    db to = {NULL};
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) return sj_err_setf(err, SJ_EIO, "the copy could not be made", "%s", path);
    close(fd);
    sj_status status = SJ_OK;
    if (sqlite3_open_v2(path, &to.handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) !=
        SQLITE_OK)
        status = fail(&to, err, "the copy could not be opened");
    if (status == SJ_OK) status = copy_pages(ctx, &to, err);
    /* One file, without a journal beside it. */
    if (status == SJ_OK) status = run_script(&to, "PRAGMA journal_mode = DELETE", err);
    sqlite3_close(to.handle);
    return status;
}

typedef struct fault_reader {
    sj_store_fault_fn fn;
    void *ctx;
    bool stopped;
} fault_reader;

/* integrity_check says "ok" or one fault a row; its words name tables, pages and row numbers. */
static int take_damage(void *ctx, int n, char **values, char **names) {
    fault_reader *r = ctx;
    (void)n;
    (void)names;
    if (values[0] && strcmp(values[0], "ok") != 0 && !r->stopped)
        r->stopped = !r->fn(r->ctx, values[0]);
    return 0;
}

/* Columns: the table, the row, the table it points to, the number of the key. */
static int take_orphan(void *ctx, int n, char **values, char **names) {
    fault_reader *r = ctx;
    char text[256];
    (void)names;
    if (n < 3 || r->stopped) return 0;
    snprintf(text, sizeof text, "row %s of %s points to a row of %s that is not there",
             values[1] ? values[1] : "?", values[0], values[2]);
    r->stopped = !r->fn(r->ctx, text);
    return 0;
}

static sj_status check(void *ctx, sj_store_fault_fn fn, void *fn_ctx, sj_err *err) {
    db *d = ctx;
    fault_reader r = {fn, fn_ctx, false};
    int code = sqlite3_exec(d->handle, "PRAGMA integrity_check", take_damage, &r, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_exec(d->handle, "PRAGMA foreign_key_check", take_orphan, &r, NULL);
    if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB) {
        fn(fn_ctx, sqlite3_errmsg(d->handle));
        return SJ_OK;
    }
    return code == SQLITE_OK ? SJ_OK : fail(d, err, "the store could not be looked through");
}

const sj_store_ops sj_store_sqlite = {.name = "sqlite",
                                      .open = open_db,
                                      .close = close_db,
                                      .script = run_script,
                                      .run = run_statement,
                                      .begin = begin,
                                      .commit = commit,
                                      .rollback = rollback,
                                      .append_only = append_only,
                                      .copy = copy,
                                      .check = check};
