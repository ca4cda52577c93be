/* engine/store/submissions.c - claims in the store. */
#include "engine/store/submissions.h"

#include "engine/store/events.h"

#include "engine/store/sql.h"

static const char add_row[] =
    "INSERT INTO submission (id, practice, file, ordinal, set_ordinal, segment, byte_offset, "
    "account, account_key, previous, verdict, type, purpose, usage, sequence, frequency, payer, "
    "payer_name, provider, charge, first_service, last_service, payer_control, fingerprint, "
    "state, member_key, patient_key, person_key, filing) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, "
    "$9, $10, "
    "$11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, "
    "$29)";
static const char add_raw[] =
    "INSERT INTO patient_claim (submission, practice, delimiters, provider_bytes, "
    "subscriber_bytes, patient_bytes, text) VALUES ($1, $2, $3, $4, $5, $6, $7)";
static const char add_ready[] =
    "INSERT INTO ready_claim (submission, practice, provider_loop, subscriber_loop, patient_loop, "
    "delimiters) VALUES ($1, $2, $3, $4, $5, $6)";

#define COLUMNS                                                                                    \
    "s.id, s.file, s.ordinal, s.set_ordinal, s.segment, s.byte_offset, s.account, s.previous, "    \
    "s.verdict, s.state_now, s.type, s.purpose, s.usage, s.sequence, s.frequency, s.payer, "       \
    "s.payer_name, s.provider, s.charge, s.first_service, s.last_service, s.payer_control, "       \
    "s.fingerprint, s.batch, s.batch_set, s.first_segment, s.last_segment"
#define FROM " FROM submission_now s WHERE s.practice = $1 "

/* The plus keeps SQLite from walking all of a practice's rows by another index instead. */
static const char by_id[] =
    "SELECT " COLUMNS " FROM submission_now s WHERE +s.practice = $1 AND s.id " SJ_SQL_IN;
static const char by_account[] = "SELECT " COLUMNS FROM "AND s.account_key " SJ_SQL_IN;
static const char by_payer_control[] = "SELECT " COLUMNS FROM "AND s.payer_control " SJ_SQL_IN;
/* The four bytes that a text's delimiters are kept as. */
typedef struct delimiter_bytes {
    char b[4];
} delimiter_bytes;

static delimiter_bytes delimiters_out(const sj_delimiters *d) {
    return (delimiter_bytes){{d->element, d->component, d->repetition, d->terminator}};
}

static sj_delimiters delimiters_in(const char *b) {
    return (sj_delimiters){b[0], b[1], b[2], b[3]};
}

static sj_status add_submission(sj_store *s, const sj_submission *r, const sj_match_keys *keys,
                                sj_err *err) {
    char key[SJ_ACCOUNT_KEY];
    return SJ_SQL(s, err, add_row, sj_sql_int(r->id), sj_sql_int(s->practice), sj_sql_int(r->file),
                  sj_sql_int(r->ordinal), sj_sql_int(r->set_ordinal), sj_sql_int(r->segment),
                  sj_sql_int((int64_t)r->offset), sj_sql_text(r->account),
                  sj_sql_text(sj_account_key(r->account, key)), sj_sql_id(r->previous),
                  sj_sql_text(r->verdict), sj_sql_text(r->type), sj_sql_text(r->purpose),
                  sj_sql_text(r->usage), sj_sql_text(r->sequence), sj_sql_text(r->frequency),
                  sj_sql_text(r->payer), sj_sql_text(r->payer_name), sj_sql_text(r->provider),
                  sj_sql_int(r->charge), sj_sql_date(r->first_service),
                  sj_sql_date(r->last_service), sj_sql_opt(r->payer_control),
                  sj_sql_blob(r->fingerprint, SJ_SHA256_SIZE),
                  sj_sql_textz(sj_state_text(r->state)), sj_sql_id(keys->member),
                  sj_sql_id(keys->patient), sj_sql_id(keys->person), sj_sql_text(r->filing));
}

static sj_status add_text(sj_store *s, int64_t id, const sj_claim_raw *raw, sj_err *err) {
    delimiter_bytes delimiters = delimiters_out(&raw->delims);
    size_t bytes = raw->provider.len + raw->subscriber.len + raw->patient.len + raw->claim.len;
    return SJ_SQL(s, err, add_raw, sj_sql_int(id), sj_sql_int(s->practice),
                  sj_sql_blob(delimiters.b, sizeof delimiters.b),
                  sj_sql_int((int64_t)raw->provider.len), sj_sql_int((int64_t)raw->subscriber.len),
                  sj_sql_int((int64_t)raw->patient.len), sj_sql_blob(raw->provider.ptr, bytes));
}

sj_status sj_submissions_queue(sj_store *s, int64_t id, const sj_claim_loops *loops,
                               const sj_delimiters *delims, sj_err *err) {
    delimiter_bytes delimiters = delimiters_out(delims);
    return SJ_SQL(s, err, add_ready, sj_sql_int(id), sj_sql_int(s->practice),
                  sj_sql_int((int64_t)loops->provider), sj_sql_int((int64_t)loops->subscriber),
                  sj_sql_int((int64_t)loops->patient),
                  sj_sql_blob(delimiters.b, sizeof delimiters.b));
}

static sj_status add_one(sj_store *s, const sj_new_submission *c, sj_err *err) {
    sj_status status = add_submission(s, &c->row, &c->keys, err);
    if (status == SJ_OK) status = add_text(s, c->row.id, &c->raw, err);
    if (status == SJ_OK && c->row.state == SJ_STATE_READY)
        status = sj_submissions_queue(s, c->row.id, &c->loops, &c->raw.delims, err);
    return status;
}

sj_status sj_submissions_add(sj_store *s, const sj_new_submission *rows, size_t n, sj_err *err) {
    sj_status status = SJ_OK;
    for (size_t i = 0; i < n && status == SJ_OK; i++) status = add_one(s, &rows[i], err);
    return status;
}

/* Nothing of the file is in a batch yet: what is ready is still in the queue. */
#define READY_OF_FILE "file = $1 AND id >= $2 AND id <= $3 AND state = 'ready'"

static bool take_held(void *ctx, const sj_sql_value *v) {
    *(sj_held_claims *)ctx = (sj_held_claims){(uint32_t)v[0].i, (uint32_t)v[1].i, v[2].i};
    return false;
}

sj_status sj_submissions_hold(sj_store *s, int64_t file, int64_t first, int64_t last,
                              sj_held_claims *out, sj_err *err) {
    static const char count[] =
        "SELECT COUNT(*), SUM(CASE WHEN verdict = 'warned' THEN 1 ELSE 0 END), "
        "SUM(charge) FROM submission WHERE " READY_OF_FILE;
    static const char leave[] = "DELETE FROM ready_claim WHERE submission IN "
                                "(SELECT id FROM submission WHERE " READY_OF_FILE ")";
    static const char move[] =
        "UPDATE submission SET verdict = 'held', state = 'held' WHERE " READY_OF_FILE;
    const sj_sql_value params[] = {sj_sql_int(file), sj_sql_int(first), sj_sql_int(last)};
    *out = (sj_held_claims){0};
    sj_status status = sj_sql_run(s, count, params, 3, take_held, out, err);
    if (status == SJ_OK && out->claims) status = sj_sql_run(s, leave, params, 3, NULL, NULL, err);
    if (status == SJ_OK && out->claims) status = sj_sql_run(s, move, params, 3, NULL, NULL, err);
    return status;
}

sj_status sj_submissions_by_ordinal(sj_store *s, int64_t file, int64_t first, int64_t last,
                                    uint32_t ordinal, int64_t *out, sj_err *err) {
    static const char sql[] = "SELECT id FROM submission WHERE file = $1 AND id >= $2 "
                              "AND id <= $3 AND ordinal = $4";
    const sj_sql_value params[] = {sj_sql_int(file), sj_sql_int(first), sj_sql_int(last),
                                   sj_sql_int(ordinal)};
    return sj_sql_number(s, sql, params, 4, 0, out, err);
}

/* Rows to the caller's callback, and no further once it has had enough. */
typedef struct reader {
    sj_submission_fn fn;
    void *ctx;
} reader;

static void read_submission(const sj_sql_value *v, sj_submission *out) {
    *out = (sj_submission){.id = v[0].i,
                           .file = v[1].i,
                           .ordinal = (uint32_t)v[2].i,
                           .set_ordinal = (uint32_t)v[3].i,
                           .segment = (uint32_t)v[4].i,
                           .offset = (uint64_t)v[5].i,
                           .account = v[6].s,
                           .previous = v[7].i,
                           .verdict = v[8].s,
                           .state = sj_state_of(v[9].s),
                           .type = v[10].s,
                           .purpose = v[11].s,
                           .usage = v[12].s,
                           .sequence = v[13].s,
                           .frequency = v[14].s,
                           .payer = v[15].s,
                           .payer_name = v[16].s,
                           .provider = v[17].s,
                           .charge = v[18].i,
                           .first_service = sj_sql_to_date(v[19]),
                           .last_service = sj_sql_to_date(v[20]),
                           .payer_control = v[21].s,
                           .fingerprint = (const uint8_t *)v[22].s.ptr,
                           .batch = v[23].i,
                           .batch_set = v[24].i,
                           .first_segment = (uint32_t)v[25].i,
                           .last_segment = (uint32_t)v[26].i};
}

static bool read_row(void *ctx, const sj_sql_value *v) {
    reader *r = ctx;
    sj_submission found;
    read_submission(v, &found);
    return r->fn(r->ctx, &found);
}

sj_status sj_submissions_by_id(sj_store *s, const int64_t *ids, size_t n, sj_submission_fn fn,
                               void *ctx, sj_err *err) {
    reader r = {.fn = fn, .ctx = ctx};
    return sj_sql_find_many(s, by_id, ids, n, sj_sql_at_int, read_row, &r, err);
}

sj_status sj_submissions_by_person(sj_store *s, const int64_t *keys, size_t n, sj_submission_fn fn,
                                   void *ctx, sj_err *err) {
    static const char sql[] =
        "SELECT " COLUMNS " FROM submission_now s WHERE +s.practice = $1 AND s.id IN "
        "(SELECT id FROM submission WHERE person_key " SJ_SQL_IN ")";
    reader r = {.fn = fn, .ctx = ctx};
    return sj_sql_find_many(s, sql, keys, n, sj_sql_at_int, read_row, &r, err);
}

static sj_sql_value account_key_at(const void *values, size_t i, char scratch[SJ_SQL_SCRATCH]) {
    return sj_sql_text(sj_account_key(((const sj_str *)values)[i], scratch));
}

sj_status sj_submissions_by_account(sj_store *s, const sj_str *accounts, size_t n,
                                    sj_submission_fn fn, void *ctx, sj_err *err) {
    reader r = {.fn = fn, .ctx = ctx};
    return sj_sql_find_many(s, by_account, accounts, n, account_key_at, read_row, &r, err);
}

sj_status sj_submissions_by_payer_control(sj_store *s, const sj_str *numbers, size_t n,
                                          sj_submission_fn fn, void *ctx, sj_err *err) {
    reader r = {.fn = fn, .ctx = ctx};
    return sj_sql_find_many(s, by_payer_control, numbers, n, sj_sql_at_text, read_row, &r, err);
}

sj_status sj_submissions_same_patient(sj_store *s, sj_str account, sj_submission_fn fn, void *ctx,
                                      sj_err *err) {
    static const char sql[] =
        "SELECT " COLUMNS " FROM submission_now s WHERE +s.practice = $1 AND s.id IN ("
        "SELECT id FROM submission WHERE practice = $1 AND account_key = $2 UNION "
        "SELECT o.id FROM submission m JOIN submission o ON o.person_key = m.person_key "
        "AND o.practice = m.practice AND COALESCE(o.patient_key, o.member_key) = "
        "COALESCE(m.patient_key, m.member_key) WHERE m.practice = $1 AND m.account_key = $2)";
    char key[SJ_ACCOUNT_KEY];
    reader r = {.fn = fn, .ctx = ctx};
    return SJ_SQL_QUERY(s, err, sql, read_row, &r, sj_sql_int(s->practice),
                        sj_sql_text(sj_account_key(account, key)));
}

typedef struct ready_reader {
    sj_ready_fn fn;
    void *ctx;
} ready_reader;

static bool read_ready(void *ctx, const sj_sql_value *v) {
    ready_reader *r = ctx;
    const sj_ready_claim c = {.id = v[0].i,
                              .type = v[1].s,
                              .purpose = v[2].s,
                              .usage = v[3].s,
                              .payer = v[4].s,
                              .charge = v[5].i,
                              .loops = {(uint64_t)v[6].i, (uint64_t)v[7].i, (uint64_t)v[8].i},
                              .delims = delimiters_in(v[9].s.ptr),
                              .was_held = sj_str_is(v[10].s, "held")};
    return r->fn(r->ctx, &c);
}

sj_status sj_submissions_ready(sj_store *s, int64_t after, sj_ready_fn fn, void *ctx, sj_err *err) {
    static const char sql[] =
        "SELECT s.id, s.type, s.purpose, s.usage, s.payer, s.charge, q.provider_loop, "
        "q.subscriber_loop, q.patient_loop, q.delimiters, s.verdict FROM ready_claim q JOIN "
        "submission s "
        "ON s.id = q.submission WHERE q.practice = $1 AND q.submission > $2 ORDER BY q.submission";
    ready_reader r = {fn, ctx};
    return SJ_SQL_QUERY(s, err, sql, read_ready, &r, sj_sql_int(s->practice), sj_sql_int(after));
}

/* A filter that does not apply is 0 or empty: one text serves all lists. A file's claims have
 * greater ids than the file. */
static const char list[] =
    "SELECT " COLUMNS FROM "AND ($2 = '' OR s.state_now = $2) "
    "AND s.id > $3 AND ($3 = 0 OR s.file = $3) AND ($4 = 0 OR s.batch = $4) ORDER BY s.id";
static const char list_exceptions[] =
    "SELECT " COLUMNS FROM "AND s.id IN (SELECT e.submission FROM event e WHERE e.what = $2 "
    "AND e.practice = $1 AND e.submission IS NOT NULL AND NOT EXISTS (SELECT 1 FROM event x "
    "WHERE x.submission = e.submission AND x.what = $3 AND x.id > e.id)) ORDER BY s.id";

sj_status sj_submissions_list(sj_store *s, const sj_submission_filter *filter, sj_submission_fn fn,
                              void *ctx, sj_err *err) {
    reader r = {.fn = fn, .ctx = ctx};
    if (filter->exceptions)
        return SJ_SQL_QUERY(s, err, list_exceptions, read_row, &r, sj_sql_int(s->practice),
                            sj_sql_text(SJ_STR(SJ_LATE_REFUSAL)),
                            sj_sql_text(SJ_STR(SJ_LATE_SETTLED)));
    return SJ_SQL_QUERY(s, err, list, read_row, &r, sj_sql_int(s->practice),
                        sj_sql_textz(sj_state_text(filter->state)), sj_sql_int(filter->file),
                        sj_sql_int(filter->batch));
}

typedef struct raw_reader {
    sj_claim_raw_fn fn;
    void *ctx;
} raw_reader;

static bool read_raw(void *ctx, const sj_sql_value *v) {
    raw_reader *r = ctx;
    const char *at = v[5].s.ptr;
    size_t provider = (size_t)v[2].i, subscriber = (size_t)v[3].i, patient = (size_t)v[4].i;
    size_t above = provider + subscriber + patient;
    sj_claim_raw raw = {.submission = v[0].i,
                        .delims = delimiters_in(v[1].s.ptr),
                        .provider = {at, provider},
                        .subscriber = {at + provider, subscriber},
                        .patient = {at + provider + subscriber, patient},
                        .claim = {at + above, v[5].s.len - above}};
    return r->fn(r->ctx, &raw);
}

sj_status sj_submissions_raw(sj_store *s, const int64_t *ids, size_t n, sj_claim_raw_fn fn,
                             void *ctx, sj_err *err) {
    static const char sql[] = "SELECT submission, delimiters, provider_bytes, subscriber_bytes, "
                              "patient_bytes, text FROM patient_claim WHERE practice = $1 "
                              "AND submission " SJ_SQL_IN;
    raw_reader r = {fn, ctx};
    return sj_sql_find_many(s, sql, ids, n, sj_sql_at_int, read_raw, &r, err);
}

sj_status sj_submissions_set_payer_control(sj_store *s, const sj_payer_control *rows, size_t n,
                                           sj_err *err) {
    static const char sql[] =
        "UPDATE submission SET payer_control = $1 WHERE practice = $2 AND id = $3";
    sj_status status = SJ_OK;
    for (size_t i = 0; i < n && status == SJ_OK; i++)
        status = SJ_SQL(s, err, sql, sj_sql_text(rows[i].number), sj_sql_int(s->practice),
                        sj_sql_int(rows[i].submission));
    return status;
}

static bool read_sum(void *ctx, const sj_sql_value *v) {
    sj_state_sum *sums = ctx;
    sums[sj_state_of(v[0].s)] = (sj_state_sum){(uint64_t)v[1].i, v[2].i};
    return true;
}

sj_status sj_submissions_by_state(sj_store *s, sj_state_sum out[SJ_STATES], sj_err *err) {
    static const char sql[] = "SELECT state_now, COUNT(*), SUM(charge) FROM submission_now "
                              "WHERE practice = $1 GROUP BY state_now";
    memset(out, 0, SJ_STATES * sizeof *out);
    return SJ_SQL_QUERY(s, err, sql, read_sum, out, sj_sql_int(s->practice));
}
