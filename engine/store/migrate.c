/* engine/store/migrate.c - brings a store's schema up to this program's version.
 *
 * The schema's files are embedded; each is run once, in the order of their names, in a transaction
 * that also notes its number. */
#include "engine/store/sql.h"
#include "parsers/base/embed.h"

#include <stdlib.h>

extern const sj_embedded sj_schema_files[];

static const char make_table[] =
    "CREATE TABLE IF NOT EXISTS migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL, "
    "at INTEGER NOT NULL) STRICT";
static const char last_number[] = "SELECT MAX(number) FROM migration";
static const char note[] = "INSERT INTO migration (number, name, at) VALUES ($1, $2, $3)";

static sj_status apply(sj_store *s, int64_t number, const sj_embedded *file, sj_err *err) {
    sj_status status = sj_store_begin(s, err);
    if (status != SJ_OK) return status;
    /* Another process may have been faster: look again, now that nobody else can write. */
    int64_t done;
    status = sj_sql_number(s, last_number, NULL, 0, 0, &done, err);
    if (status == SJ_OK && done < number) {
        status = s->ops->script(s->db, (const char *)file->bytes, err);
        if (status == SJ_OK)
            status = SJ_SQL(s, err, note, sj_sql_int(number), sj_sql_textz(file->name),
                            sj_sql_int(sj_store_now(s)));
    }
    if (status == SJ_OK) status = sj_store_commit(s, err);
    sj_store_rollback(s);
    return status;
}

sj_status sj_store_migrate(sj_store *s, sj_err *err) {
    sj_status status = s->ops->script(s->db, make_table, err);
    int64_t done = 0, newest = 0;
    if (status == SJ_OK) status = sj_sql_number(s, last_number, NULL, 0, 0, &done, err);
    for (const sj_embedded *f = sj_schema_files; f->name && status == SJ_OK; f++) {
        newest = strtol(f->name, NULL, 10);
        if (newest > done) status = apply(s, newest, f, err);
    }
    if (status == SJ_OK && done > newest)
        return sj_err_setf(err, SJ_ESTORE, "the store was made by a newer Scrubjay", "version %d",
                           (int)done);
    if (status == SJ_OK) status = s->ops->append_only(s->db, "event", err);
    if (status == SJ_OK) status = s->ops->append_only(s->db, "audit", err);
    if (status == SJ_OK) status = s->ops->append_only(s->db, "work_log", err);
    if (status == SJ_OK) status = s->ops->append_only(s->db, "ledger_entry", err);
    if (status == SJ_OK) status = s->ops->append_only(s->db, "ledger_act", err);
    return status;
}
