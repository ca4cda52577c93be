/* engine/store/fees.c - fee schedules: read whole, replaced whole. */
#include "engine/store/fees.h"

#include "engine/store/sql.h"

static const char *const bases[] = {"", "amount", "charge", "schedule", "none"};

const char *sj_fee_basis_text(sj_fee_basis b) {
    return (size_t)b < sizeof bases / sizeof *bases ? bases[b] : "";
}

sj_fee_basis sj_fee_basis_of(sj_str word) {
    for (int b = SJ_FEE_AMOUNT; b <= SJ_FEE_NONE; b++)
        if (sj_str_is(word, bases[b])) return (sj_fee_basis)b;
    return (sj_fee_basis)0;
}

typedef struct reader {
    union {
        sj_fee_fn fee;
        sj_fee_import_fn import;
    } fn;
    void *ctx;
} reader;

static bool read_fee(void *ctx, const sj_sql_value *v) {
    reader *r = ctx;
    const sj_fee f = {.schedule = v[0].s,
                      .code = v[1].s,
                      .code_to = v[2].s,
                      .modifiers = v[3].s,
                      .place = v[4].s,
                      .from = sj_sql_to_date(v[5]),
                      .to = sj_sql_to_date(v[6]),
                      .basis = sj_fee_basis_of(v[7].s),
                      .value = v[8].i,
                      .units = (uint32_t)v[9].i,
                      .base = v[10].s,
                      .source = v[11].s};
    return r->fn.fee(r->ctx, &f);
}

#define FEE                                                                                        \
    "SELECT schedule, code, code_to, modifiers, place, first_day, last_day, basis, value, units, " \
    "base, source FROM fee WHERE practice = $1 "

sj_status sj_fees_walk(sj_store *s, sj_str schedule, sj_fee_fn fn, void *ctx, sj_err *err) {
    static const char all[] = FEE "ORDER BY schedule, code, first_day, id";
    static const char one[] = FEE "AND schedule = $2 ORDER BY code, first_day, id";
    reader r = {.fn.fee = fn, .ctx = ctx};
    if (!schedule.len) return SJ_SQL_QUERY(s, err, all, read_fee, &r, sj_sql_int(s->practice));
    return SJ_SQL_QUERY(s, err, one, read_fee, &r, sj_sql_int(s->practice), sj_sql_text(schedule));
}

sj_status sj_fees_replace(sj_store *s, sj_str schedule, const sj_fee *rows, size_t n, sj_err *err) {
    static const char take[] = "DELETE FROM fee WHERE practice = $1 AND schedule = $2";
    static const char head[] =
        "INSERT INTO fee (id, practice, schedule, code, code_to, modifiers, place, first_day, "
        "last_day, basis, value, units, base, source)";
    sj_sql_rows to;
    sj_sql_rows_begin(&to, s, head, 14);
    sj_status status = SJ_SQL(s, err, take, sj_sql_int(s->practice), sj_sql_text(schedule));
    for (size_t i = 0; i < n && status == SJ_OK; i++) {
        const sj_fee *f = &rows[i];
        status = SJ_SQL_ROW(&to, err, sj_sql_int(sj_store_new_id(s)), sj_sql_int(s->practice),
                            sj_sql_text(schedule), sj_sql_text(f->code), sj_sql_text(f->code_to),
                            sj_sql_text(f->modifiers), sj_sql_text(f->place), sj_sql_date(f->from),
                            sj_sql_date(f->to), sj_sql_textz(sj_fee_basis_text(f->basis)),
                            sj_sql_int(f->value), sj_sql_int(f->units), sj_sql_text(f->base),
                            sj_sql_text(f->source));
    }
    return status == SJ_OK ? sj_sql_rows_end(&to, err) : status;
}

sj_status sj_fee_imports_add(sj_store *s, const sj_fee_import *i, sj_err *err) {
    static const char sql[] =
        "INSERT INTO fee_import (id, practice, schedule, at, actor, file, sha256, added, changed, "
        "ended) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    return SJ_SQL(s, err, sql, sj_sql_int(sj_store_new_id(s)), sj_sql_int(s->practice),
                  sj_sql_text(i->schedule), sj_sql_int(sj_store_now(s)), sj_sql_text(i->actor),
                  sj_sql_text(i->file), sj_sql_text(i->sha256), sj_sql_int(i->added),
                  sj_sql_int(i->changed), sj_sql_int(i->ended));
}

static bool read_import(void *ctx, const sj_sql_value *v) {
    reader *r = ctx;
    const sj_fee_import i = {.schedule = v[0].s,
                             .at = v[1].i,
                             .actor = v[2].s,
                             .file = v[3].s,
                             .sha256 = v[4].s,
                             .added = (uint32_t)v[5].i,
                             .changed = (uint32_t)v[6].i,
                             .ended = (uint32_t)v[7].i};
    return r->fn.import(r->ctx, &i);
}

sj_status sj_fee_imports_last(sj_store *s, sj_fee_import_fn fn, void *ctx, sj_err *err) {
    static const char sql[] =
        "SELECT schedule, at, actor, file, sha256, added, changed, ended FROM fee_import WHERE id "
        "IN (SELECT MAX(id) FROM fee_import WHERE practice = $1 GROUP BY schedule) ORDER BY "
        "schedule";
    reader r = {.fn.import = fn, .ctx = ctx};
    return SJ_SQL_QUERY(s, err, sql, read_import, &r, sj_sql_int(s->practice));
}

sj_status sj_fees_mark(sj_store *s, int64_t *out, sj_err *err) {
    static const char sql[] = "SELECT MAX(id) FROM fee_import WHERE practice = $1";
    const sj_sql_value practice = sj_sql_int(s->practice);
    return sj_sql_number(s, sql, &practice, 1, 0, out, err);
}
