/* engine/store/batches.c - the interchanges that we wrote. */
#include "engine/store/batches.h"

#include "engine/store/sql.h"

#define COLUMNS                                                                                    \
    "id, partner, type, usage, interchange, group_control, name, bytes, sha256, claims, charge, "  \
    "state, made_at, head"

sj_status sj_batches_add(sj_store *s, const sj_batch *b, sj_err *err) {
    static const char sql[] =
        "INSERT INTO batch (practice, " COLUMNS ") VALUES ($1, $2, $3, $4, $5, "
        "$6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    return SJ_SQL(s, err, sql, sj_sql_int(s->practice), sj_sql_int(b->id), sj_sql_text(b->partner),
                  sj_sql_text(b->type), sj_sql_text(b->usage), sj_sql_int(b->interchange),
                  sj_sql_int(b->group_control), sj_sql_text(b->name), sj_sql_int((int64_t)b->bytes),
                  sj_sql_blob(b->sha256, SJ_SHA256_SIZE), sj_sql_int(b->claims),
                  sj_sql_int(b->charge), sj_sql_textz(sj_state_text(b->state)),
                  sj_sql_int(b->made_at), sj_sql_blob(b->head.ptr, b->head.len));
}

sj_status sj_batch_sets_add(sj_store *s, const sj_batch_set *sets, size_t n, sj_err *err) {
    static const char sql[] =
        "INSERT INTO batch_set (practice, id, batch, control, reference, claims, "
        "charge, state, head) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    sj_status status = SJ_OK;
    for (size_t i = 0; i < n && status == SJ_OK; i++)
        status =
            SJ_SQL(s, err, sql, sj_sql_int(s->practice), sj_sql_int(sets[i].id),
                   sj_sql_int(sets[i].batch), sj_sql_text(sets[i].control),
                   sj_sql_text(sets[i].reference), sj_sql_int(sets[i].claims),
                   sj_sql_int(sets[i].charge), sj_sql_opt(sj_str_of(sj_state_text(sets[i].state))),
                   sj_sql_blob(sets[i].head.ptr, sets[i].head.len));
    return status;
}

sj_status sj_batch_claims_add(sj_store *s, const sj_batch_claim *claims, size_t n, sj_err *err) {
    static const char add[] = "INSERT INTO batch_claim (batch_set, first_segment, last_segment, "
                              "submission) VALUES ($1, $2, $3, $4)";
    static const char leave_queue[] = "DELETE FROM ready_claim WHERE submission IN "
                                      "(SELECT submission FROM batch_claim WHERE batch_set = $1)";
    sj_status status = SJ_OK;
    for (size_t i = 0; i < n && status == SJ_OK; i++) {
        status = SJ_SQL(s, err, add, sj_sql_int(claims[i].batch_set), sj_sql_int(claims[i].first),
                        sj_sql_int(claims[i].last), sj_sql_int(claims[i].submission));
        bool ends_set = i + 1 == n || claims[i + 1].batch_set != claims[i].batch_set;
        if (status == SJ_OK && ends_set)
            status = SJ_SQL(s, err, leave_queue, sj_sql_int(claims[i].batch_set));
    }
    return status;
}

typedef struct reader {
    sj_batch_fn batch;
    sj_batch_set_fn set;
    void *ctx;
} reader;

static bool read_batch(void *ctx, const sj_sql_value *v) {
    reader *r = ctx;
    sj_batch b = {.id = v[0].i,
                  .partner = v[1].s,
                  .type = v[2].s,
                  .usage = v[3].s,
                  .interchange = (uint32_t)v[4].i,
                  .group_control = (uint32_t)v[5].i,
                  .name = v[6].s,
                  .bytes = (uint64_t)v[7].i,
                  .sha256 = (const uint8_t *)v[8].s.ptr,
                  .claims = (uint32_t)v[9].i,
                  .charge = v[10].i,
                  .state = sj_state_of(v[11].s),
                  .made_at = v[12].i,
                  .head = v[13].s};
    return r->batch(r->ctx, &b);
}

sj_status sj_batches_unsent(sj_store *s, sj_batch_fn fn, void *ctx, sj_err *err) {
    static const char sql[] =
        "SELECT " COLUMNS " FROM batch WHERE practice = $1 AND state = 'batched' "
        "ORDER BY id";
    reader r = {.batch = fn, .ctx = ctx};
    return SJ_SQL_QUERY(s, err, sql, read_batch, &r, sj_sql_int(s->practice));
}

sj_status sj_batches_list(sj_store *s, sj_claim_state state, sj_batch_fn fn, void *ctx,
                          sj_err *err) {
    static const char all[] = "SELECT " COLUMNS " FROM batch WHERE practice = $1 ORDER BY id DESC";
    static const char some[] =
        "SELECT " COLUMNS " FROM batch WHERE practice = $1 AND state = $2 ORDER BY id";
    reader r = {.batch = fn, .ctx = ctx};
    if (state == SJ_STATE_NONE)
        return SJ_SQL_QUERY(s, err, all, read_batch, &r, sj_sql_int(s->practice));
    return SJ_SQL_QUERY(s, err, some, read_batch, &r, sj_sql_int(s->practice),
                        sj_sql_textz(sj_state_text(state)));
}

sj_status sj_batches_by_name(sj_store *s, sj_str partner, sj_str name, sj_batch_fn fn, void *ctx,
                             sj_err *err) {
    static const char sql[] = "SELECT " COLUMNS " FROM batch WHERE practice = $1 AND partner = $2 "
                              "AND name = $3 ORDER BY id DESC LIMIT 1";
    reader r = {.batch = fn, .ctx = ctx};
    return SJ_SQL_QUERY(s, err, sql, read_batch, &r, sj_sql_int(s->practice), sj_sql_text(partner),
                        sj_sql_text(name));
}

sj_status sj_batches_by_id(sj_store *s, int64_t id, sj_batch_fn fn, void *ctx, sj_err *err) {
    static const char sql[] = "SELECT " COLUMNS " FROM batch WHERE practice = $1 AND id = $2";
    reader r = {.batch = fn, .ctx = ctx};
    return SJ_SQL_QUERY(s, err, sql, read_batch, &r, sj_sql_int(s->practice), sj_sql_int(id));
}

sj_status sj_batches_by_control(sj_store *s, sj_control_kind kind, sj_str partner, int64_t control,
                                sj_batch_fn fn, void *ctx, sj_err *err) {
#define BY(column)                                                                                 \
    "SELECT " COLUMNS " FROM batch WHERE practice = $1 AND ($2 = '' OR partner = $2) AND " column  \
    " = $3 ORDER BY id"
    static const char by_interchange[] = BY("interchange"), by_group[] = BY("group_control");
#undef BY
    reader r = {.batch = fn, .ctx = ctx};
    return SJ_SQL_QUERY(s, err, kind == SJ_CONTROL_GROUP ? by_group : by_interchange, read_batch,
                        &r, sj_sql_int(s->practice), sj_sql_text(partner), sj_sql_int(control));
}

#define SET_COLUMNS "id, batch, control, reference, claims, charge, state, head"

static bool read_set(void *ctx, const sj_sql_value *v) {
    reader *r = ctx;
    sj_batch_set t = {.id = v[0].i,
                      .batch = v[1].i,
                      .control = v[2].s,
                      .reference = v[3].s,
                      .claims = (uint32_t)v[4].i,
                      .charge = v[5].i,
                      .state = sj_state_of(v[6].s),
                      .head = v[7].s};
    return r->set(r->ctx, &t);
}

sj_status sj_batch_sets(sj_store *s, int64_t batch, sj_batch_set_fn fn, void *ctx, sj_err *err) {
    static const char sql[] =
        "SELECT " SET_COLUMNS " FROM batch_set WHERE practice = $1 AND batch = $2 "
        "ORDER BY id";
    reader r = {.set = fn, .ctx = ctx};
    return SJ_SQL_QUERY(s, err, sql, read_set, &r, sj_sql_int(s->practice), sj_sql_int(batch));
}

sj_status sj_batch_sets_by_reference(sj_store *s, sj_str reference, sj_batch_set_fn fn, void *ctx,
                                     sj_err *err) {
    static const char sql[] = "SELECT " SET_COLUMNS " FROM batch_set WHERE practice = $1 "
                              "AND reference = $2 ORDER BY id";
    reader r = {.set = fn, .ctx = ctx};
    return SJ_SQL_QUERY(s, err, sql, read_set, &r, sj_sql_int(s->practice), sj_sql_text(reference));
}

sj_status sj_batch_set_by_control(sj_store *s, int64_t batch, sj_str control, sj_batch_set_fn fn,
                                  void *ctx, sj_err *err) {
    static const char sql[] = "SELECT " SET_COLUMNS " FROM batch_set WHERE practice = $1 "
                              "AND batch = $2 AND control = $3";
    reader r = {.set = fn, .ctx = ctx};
    return SJ_SQL_QUERY(s, err, sql, read_set, &r, sj_sql_int(s->practice), sj_sql_int(batch),
                        sj_sql_text(control));
}

sj_status sj_batch_claim_at(sj_store *s, int64_t batch_set, uint32_t segment, int64_t *out,
                            sj_err *err) {
    static const char sql[] = "SELECT submission FROM batch_claim WHERE batch_set = $1 "
                              "AND first_segment <= $2 AND last_segment >= $2";
    const sj_sql_value params[] = {sj_sql_int(batch_set), sj_sql_int(segment)};
    return sj_sql_number(s, sql, params, 2, 0, out, err);
}

typedef struct place_reader {
    sj_batched_claim_fn fn;
    void *ctx;
    int64_t batch_set;
    uint32_t before;
} place_reader;

static bool read_place(void *ctx, const sj_sql_value *v) {
    place_reader *r = ctx;
    const sj_batched_claim p = {.at = {v[0].i, r->batch_set, (uint32_t)v[1].i, (uint32_t)v[2].i},
                                .before = r->before,
                                .account = v[3].s,
                                .charge = v[4].i,
                                .state = sj_state_of(v[5].s)};
    r->before = p.at.last;
    return r->fn(r->ctx, &p);
}

sj_status sj_batch_claims_from(sj_store *s, int64_t batch_set, uint32_t segment,
                               sj_batched_claim_fn fn, void *ctx, sj_err *err) {
    static const char last_before[] =
        "SELECT MAX(last_segment) FROM batch_claim WHERE batch_set = $1 AND last_segment < $2";
    static const char sql[] =
        "SELECT m.submission, m.first_segment, m.last_segment, s.account, s.charge, s.state "
        "FROM batch_claim m JOIN submission s ON s.id = m.submission "
        "WHERE m.batch_set = $1 AND m.last_segment >= $2 ORDER BY m.first_segment";
    const sj_sql_value params[] = {sj_sql_int(batch_set), sj_sql_int(segment)};
    int64_t before;
    sj_status status = sj_sql_number(s, last_before, params, 2, 0, &before, err);
    if (status != SJ_OK) return status;
    place_reader r = {fn, ctx, batch_set, (uint32_t)before};
    return SJ_SQL_QUERY(s, err, sql, read_place, &r, sj_sql_int(batch_set), sj_sql_int(segment));
}

static bool read_place_back(void *ctx, const sj_sql_value *v) {
    const place_reader *r = ctx;
    const sj_batched_claim p = {.at = {v[0].i, r->batch_set, (uint32_t)v[1].i, (uint32_t)v[2].i},
                                .before = (uint32_t)v[3].i};
    return r->fn(r->ctx, &p);
}

sj_status sj_batch_claims_back(sj_store *s, int64_t batch_set, uint32_t segment,
                               sj_batched_claim_fn fn, void *ctx, sj_err *err) {
    static const char sql[] =
        "SELECT m.submission, m.first_segment, m.last_segment, COALESCE((SELECT b.last_segment "
        "FROM batch_claim b WHERE b.batch_set = m.batch_set AND b.first_segment < m.first_segment "
        "ORDER BY b.first_segment DESC LIMIT 1), 0) FROM batch_claim m "
        "WHERE m.batch_set = $1 AND m.first_segment <= $2 ORDER BY m.first_segment DESC";
    place_reader r = {fn, ctx, batch_set, 0};
    return SJ_SQL_QUERY(s, err, sql, read_place_back, &r, sj_sql_int(batch_set),
                        sj_sql_int(segment));
}

sj_status sj_sequence_take(sj_store *s, sj_str partner, sj_str name, uint32_t n, int64_t *out,
                           sj_err *err) {
    static const char sql[] = "INSERT INTO sequence (practice, partner, name, next) "
                              "VALUES ($1, $2, $3, 1 + $4) ON CONFLICT (practice, partner, name) "
                              "DO UPDATE SET next = sequence.next + $4 RETURNING next";
    int64_t next;
    const sj_sql_value params[] = {sj_sql_int(s->practice), sj_sql_text(partner), sj_sql_text(name),
                                   sj_sql_int(n)};
    sj_status status = sj_sql_number(s, sql, params, 4, 0, &next, err);
    *out = next - n;
    return status;
}

sj_status sj_sequences_skip(sj_store *s, uint32_t n, sj_err *err) {
    static const char sql[] = "UPDATE sequence SET next = next + $1 WHERE practice = $2";
    return SJ_SQL(s, err, sql, sj_sql_int(n), sj_sql_int(s->practice));
}
