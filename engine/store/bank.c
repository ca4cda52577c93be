/* engine/store/bank.c - statements and deposits. */
#include "engine/store/bank.h"

#include "engine/store/sql.h"

enum { SHA256 = 32 };

sj_status sj_bank_statement_add(sj_store *s, const sj_bank_statement *b, bool *known, sj_err *err) {
    static const char find[] = "SELECT id FROM bank_statement WHERE practice = $1 AND sha256 = $2";
    static const char add[] =
        "INSERT INTO bank_statement (id, practice, name, sha256, first_day, last_day, actor, at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    const sj_sql_value same[] = {sj_sql_int(s->practice), sj_sql_blob(b->sha256, SHA256)};
    int64_t id;
    sj_status status = sj_sql_number(s, find, same, 2, 0, &id, err);
    *known = status == SJ_OK && id;
    if (status != SJ_OK || *known) return status;
    return SJ_SQL(s, err, add, sj_sql_int(b->id), sj_sql_int(s->practice), sj_sql_text(b->name),
                  sj_sql_blob(b->sha256, SHA256), sj_sql_int(b->first), sj_sql_int(b->last),
                  sj_sql_text(b->actor), sj_sql_int(sj_store_now(s)));
}

sj_status sj_bank_deposit_add(sj_store *s, const sj_bank_deposit *d, bool *known, sj_err *err) {
    static const char find[] = "SELECT id FROM bank_deposit WHERE practice = $1 AND day = $2 AND "
                               "amount = $3 AND key = $4 AND nth = $5";
    static const char add[] =
        "INSERT INTO bank_deposit (id, practice, statement, row, day, amount, key, nth, payer, "
        "found_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '')";
    static const char add_text[] =
        "INSERT INTO patient_deposit (deposit, practice, text) VALUES ($1, $2, $3)";
    const sj_sql_value same[] = {sj_sql_int(s->practice), sj_sql_int(d->day), sj_sql_int(d->amount),
                                 sj_sql_int(d->key), sj_sql_int(d->nth)};
    int64_t id;
    sj_status status = sj_sql_number(s, find, same, 5, 0, &id, err);
    *known = status == SJ_OK && id;
    if (status != SJ_OK || *known) return status;
    status =
        SJ_SQL(s, err, add, sj_sql_int(d->id), sj_sql_int(s->practice), sj_sql_id(d->statement),
               sj_sql_int(d->row), sj_sql_int(d->day), sj_sql_int(d->amount), sj_sql_int(d->key),
               sj_sql_int(d->nth), sj_sql_text(d->payer));
    if (status != SJ_OK) return status;
    return SJ_SQL(s, err, add_text, sj_sql_int(d->id), sj_sql_int(s->practice),
                  sj_sql_text(d->text));
}

typedef struct reader {
    union {
        sj_bank_deposit_fn deposit;
        sj_bank_remit_fn remit;
        sj_bank_payer_fn payer;
    } fn;
    void *ctx;
} reader;

static bool read_deposit(void *ctx, const sj_sql_value *v) {
    reader *r = ctx;
    const sj_bank_deposit d = {.id = v[0].i,
                               .statement = v[1].i,
                               .row = (uint32_t)v[2].i,
                               .day = (sj_date)v[3].i,
                               .amount = v[4].i,
                               .payer = v[5].s,
                               .text = v[6].s};
    return r->fn.deposit(r->ctx, &d);
}

sj_status sj_bank_open_since(sj_store *s, int32_t days, sj_date *out, sj_err *err) {
    static const char sql[] =
        "SELECT CASE WHEN MIN(day) < MAX(day) - $1 THEN MAX(day) - $1 ELSE MIN(day) END FROM "
        "bank_deposit WHERE practice = $2 AND remit IS NULL";
    const sj_sql_value params[] = {sj_sql_int(days), sj_sql_int(s->practice)};
    int64_t day;
    sj_status status = sj_sql_number(s, sql, params, 2, SJ_NO_DATE, &day, err);
    *out = (sj_date)day;
    return status;
}

sj_status sj_bank_deposits_open(sj_store *s, sj_date from, sj_bank_deposit_fn fn, void *ctx,
                                sj_err *err) {
    static const char sql[] =
        "SELECT d.id, d.statement, d.row, d.day, d.amount, d.payer, t.text FROM bank_deposit d "
        "JOIN patient_deposit t ON t.deposit = d.id WHERE d.practice = $1 AND d.remit IS NULL "
        "AND d.day >= $2 ORDER BY d.day, d.id";
    reader r = {.fn.deposit = fn, .ctx = ctx};
    return SJ_SQL_QUERY(s, err, sql, read_deposit, &r, sj_sql_int(s->practice), sj_sql_int(from));
}

static bool read_remit(void *ctx, const sj_sql_value *v) {
    reader *r = ctx;
    const sj_bank_remit b = {.id = v[0].i,
                             .trace = v[1].s,
                             .originator = v[2].s,
                             .method = v[3].s,
                             .payer = v[4].s,
                             .payer_name = v[5].s,
                             .amount = v[6].i,
                             .paid_on = sj_sql_to_date(v[7]),
                             .found = v[8].i != 0};
    return r->fn.remit(r->ctx, &b);
}

sj_status sj_bank_remits(sj_store *s, sj_date from, sj_bank_remit_fn fn, void *ctx, sj_err *err) {
    static const char sql[] =
        "SELECT r.id, r.trace, r.originator, r.method, r.payer, r.payer_name, r.amount, r.paid_on, "
        "CASE WHEN EXISTS (SELECT 1 FROM bank_deposit d WHERE d.remit = r.id) THEN 1 ELSE 0 END "
        "FROM remit r WHERE r.practice = $1 AND r.paid_on >= $2 AND r.amount > 0 AND r.state IN "
        "('posted', 'refused') ORDER BY r.paid_on, r.id";
    reader r = {.fn.remit = fn, .ctx = ctx};
    return SJ_SQL_QUERY(s, err, sql, read_remit, &r, sj_sql_int(s->practice), sj_sql_int(from));
}

static bool read_payer(void *ctx, const sj_sql_value *v) {
    reader *r = ctx;
    return r->fn.payer(r->ctx, v[0].s, v[1].s, v[2].s);
}

sj_status sj_bank_payers(sj_store *s, sj_bank_payer_fn fn, void *ctx, sj_err *err) {
    static const char sql[] = "SELECT DISTINCT payer, payer_name, originator FROM remit WHERE "
                              "practice = $1 ORDER BY payer, payer_name, originator";
    reader r = {.fn.payer = fn, .ctx = ctx};
    return SJ_SQL_QUERY(s, err, sql, read_payer, &r, sj_sql_int(s->practice));
}

sj_status sj_bank_deposit_set(sj_store *s, int64_t deposit, sj_str payer, int64_t remit,
                              const char *found_by, sj_err *err) {
    static const char sql[] =
        "UPDATE bank_deposit SET payer = $1, remit = $2, found_by = $3 WHERE id = $4";
    return SJ_SQL(s, err, sql, sj_sql_text(payer), sj_sql_id(remit), sj_sql_textz(found_by),
                  sj_sql_int(deposit));
}
