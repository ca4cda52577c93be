/* engine/store/files.c - the files that were taken in. */
#include "engine/store/files.h"

#include "engine/store/sql.h"

#define COLUMNS "id, partner, name, work, type, bytes, sha256, state, taken_at, place, report"

static const char add[] = "INSERT INTO file (practice, " COLUMNS
                          ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
static const char set_state[] = "UPDATE file SET state = $1 WHERE id = $2";
static const char by_sha256[] = "SELECT " COLUMNS " FROM file WHERE practice = $1 AND sha256 = $2 "
                                "AND state <> 'failed'";
static const char failed[] = "SELECT " COLUMNS " FROM file WHERE practice = $1 AND sha256 = $2 "
                             "AND work = $3 AND state = 'failed' ORDER BY id DESC LIMIT 1";
static const char unfiled[] = "SELECT " COLUMNS " FROM file WHERE practice = $1 AND state = 'read' "
                              "ORDER BY id";
static const char by_id[] = "SELECT " COLUMNS " FROM file WHERE practice = $1 AND id = $2";

sj_status sj_files_add(sj_store *s, const sj_file *f, sj_err *err) {
    return SJ_SQL(s, err, add, sj_sql_int(s->practice), sj_sql_int(f->id), sj_sql_opt(f->partner),
                  sj_sql_text(f->name), sj_sql_text(f->work), sj_sql_opt(f->type),
                  sj_sql_int((int64_t)f->bytes), sj_sql_blob(f->sha256, SJ_SHA256_SIZE),
                  sj_sql_text(f->state), sj_sql_int(f->taken_at), sj_sql_text(f->place),
                  sj_sql_text(f->report));
}

sj_status sj_files_set_state(sj_store *s, int64_t id, sj_str state, sj_err *err) {
    return SJ_SQL(s, err, set_state, sj_sql_text(state), sj_sql_int(id));
}

typedef struct reader {
    sj_file_fn fn;
    void *ctx;
} reader;

static bool read_row(void *ctx, const sj_sql_value *v) {
    reader *r = ctx;
    sj_file f = {.id = v[0].i,
                 .partner = v[1].s,
                 .name = v[2].s,
                 .work = v[3].s,
                 .type = v[4].s,
                 .bytes = (uint64_t)v[5].i,
                 .sha256 = (const uint8_t *)v[6].s.ptr,
                 .state = v[7].s,
                 .taken_at = v[8].i,
                 .place = v[9].s,
                 .report = v[10].s};
    return r->fn(r->ctx, &f);
}

sj_status sj_files_by_sha256(sj_store *s, const uint8_t sha256[SJ_SHA256_SIZE], sj_file_fn fn,
                             void *ctx, sj_err *err) {
    reader r = {fn, ctx};
    return SJ_SQL_QUERY(s, err, by_sha256, read_row, &r, sj_sql_int(s->practice),
                        sj_sql_blob(sha256, SJ_SHA256_SIZE));
}

sj_status sj_files_failed(sj_store *s, const uint8_t sha256[SJ_SHA256_SIZE], sj_str work,
                          sj_file_fn fn, void *ctx, sj_err *err) {
    reader r = {fn, ctx};
    return SJ_SQL_QUERY(s, err, failed, read_row, &r, sj_sql_int(s->practice),
                        sj_sql_blob(sha256, SJ_SHA256_SIZE), sj_sql_text(work));
}

sj_status sj_files_unfiled(sj_store *s, sj_file_fn fn, void *ctx, sj_err *err) {
    reader r = {fn, ctx};
    return SJ_SQL_QUERY(s, err, unfiled, read_row, &r, sj_sql_int(s->practice));
}

sj_status sj_files_by_id(sj_store *s, int64_t id, sj_file_fn fn, void *ctx, sj_err *err) {
    reader r = {fn, ctx};
    return SJ_SQL_QUERY(s, err, by_id, read_row, &r, sj_sql_int(s->practice), sj_sql_int(id));
}
