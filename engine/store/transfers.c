/* engine/store/transfers.c - files to and from partners, and their servers. */
#include "engine/store/transfers.h"

#include "engine/store/sql.h"

static const char *const delivery_words[] = {"",         "uploading", "uploaded",
                                             "renaming", "sent",      "in_doubt"};
static const char *const arrival_words[] = {"", "half", "arrived", "kept", "removed"};

static int word_of(const char *const *words, int n, sj_str text) {
    for (int i = 1; i < n; i++)
        if (sj_str_is(text, words[i])) return i;
    return 0;
}

#define N(table) (int)(sizeof table / sizeof *table)

typedef struct reader {
    sj_delivery_fn delivery;
    sj_arrival_fn arrival;
    sj_partner_link_fn link;
    sj_unanswered_fn unanswered;
    void *ctx;
} reader;

/* ---- files to partners ---- */

#define DELIVERY "id, partner, name, batch, temporary, target, bytes, state, begun_at, changed_at"

sj_status sj_deliveries_put(sj_store *s, const sj_delivery *d, sj_err *err) {
    static const char sql[] = "INSERT INTO delivery (practice, " DELIVERY ") VALUES ($1, $2, $3, "
                              "$4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (id) DO UPDATE SET "
                              "state = $9, changed_at = $11";
    sj_instant now = sj_store_now(s);
    return SJ_SQL(s, err, sql, sj_sql_int(s->practice), sj_sql_int(d->id), sj_sql_text(d->partner),
                  sj_sql_text(d->name), sj_sql_id(d->batch), sj_sql_text(d->temporary),
                  sj_sql_text(d->target), sj_sql_int((int64_t)d->bytes),
                  sj_sql_textz(delivery_words[d->state]), sj_sql_int(now), sj_sql_int(now));
}

static bool read_delivery(void *ctx, const sj_sql_value *v) {
    reader *r = ctx;
    const sj_delivery d = {
        .id = v[0].i,
        .partner = v[1].s,
        .name = v[2].s,
        .batch = v[3].i,
        .temporary = v[4].s,
        .target = v[5].s,
        .bytes = (uint64_t)v[6].i,
        .state = (sj_delivery_state)word_of(delivery_words, N(delivery_words), v[7].s),
        .begun_at = v[8].i,
        .changed_at = v[9].i};
    return r->delivery(r->ctx, &d);
}

sj_status sj_deliveries_find(sj_store *s, sj_str partner, sj_str name, int64_t batch,
                             sj_delivery_fn fn, void *ctx, sj_err *err) {
    static const char sql[] = "SELECT " DELIVERY " FROM delivery WHERE practice = $1 "
                              "AND partner = $2 AND name = $3 AND COALESCE(batch, 0) = $4 "
                              "ORDER BY id DESC LIMIT 1";
    reader r = {.delivery = fn, .ctx = ctx};
    return SJ_SQL_QUERY(s, err, sql, read_delivery, &r, sj_sql_int(s->practice),
                        sj_sql_text(partner), sj_sql_text(name), sj_sql_int(batch));
}

sj_status sj_deliveries_in_doubt(sj_store *s, sj_delivery_fn fn, void *ctx, sj_err *err) {
    static const char sql[] = "SELECT " DELIVERY " FROM delivery WHERE practice = $1 "
                              "AND state = 'in_doubt' ORDER BY id";
    reader r = {.delivery = fn, .ctx = ctx};
    return SJ_SQL_QUERY(s, err, sql, read_delivery, &r, sj_sql_int(s->practice));
}

sj_status sj_deliveries_forget(sj_store *s, int64_t id, sj_err *err) {
    static const char sql[] = "DELETE FROM delivery WHERE practice = $1 AND id = $2";
    return SJ_SQL(s, err, sql, sj_sql_int(s->practice), sj_sql_int(id));
}

/* ---- files from partners ---- */

#define ARRIVAL "id, partner, folder, name, bytes, modified, local, state, begun_at, changed_at"

sj_status sj_arrivals_put(sj_store *s, const sj_arrival *a, sj_err *err) {
    static const char sql[] = "INSERT INTO arrival (practice, " ARRIVAL ") VALUES ($1, $2, $3, "
                              "$4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (id) DO UPDATE SET "
                              "local = $8, state = $9, changed_at = $11, begun_at = CASE "
                              "WHEN arrival.begun_at > $11 THEN $11 ELSE arrival.begun_at END";
    sj_instant now = sj_store_now(s);
    return SJ_SQL(s, err, sql, sj_sql_int(s->practice), sj_sql_int(a->id), sj_sql_text(a->partner),
                  sj_sql_text(a->folder), sj_sql_text(a->name), sj_sql_int(a->bytes),
                  sj_sql_int(a->modified), sj_sql_text(a->local),
                  sj_sql_textz(arrival_words[a->state]), sj_sql_int(now), sj_sql_int(now));
}

static bool read_arrival(void *ctx, const sj_sql_value *v) {
    reader *r = ctx;
    const sj_arrival a = {.id = v[0].i,
                          .partner = v[1].s,
                          .folder = v[2].s,
                          .name = v[3].s,
                          .bytes = v[4].i,
                          .modified = v[5].i,
                          .local = v[6].s,
                          .state =
                              (sj_arrival_state)word_of(arrival_words, N(arrival_words), v[7].s),
                          .begun_at = v[8].i,
                          .changed_at = v[9].i};
    return r->arrival(r->ctx, &a);
}

sj_status sj_arrivals_of(sj_store *s, sj_str partner, sj_str folder, sj_arrival_fn fn, void *ctx,
                         sj_err *err) {
    static const char sql[] = "SELECT " ARRIVAL " FROM arrival WHERE practice = $1 "
                              "AND partner = $2 AND folder = $3 AND state <> 'removed' "
                              "ORDER BY name, id DESC";
    reader r = {.arrival = fn, .ctx = ctx};
    return SJ_SQL_QUERY(s, err, sql, read_arrival, &r, sj_sql_int(s->practice),
                        sj_sql_text(partner), sj_sql_text(folder));
}

/* ---- the servers ---- */

#define LINK "partner, failures, down_at, retry_at, well_at, stopped, reason"

sj_status sj_links_put(sj_store *s, const sj_partner_link *l, sj_err *err) {
    static const char sql[] =
        "INSERT INTO partner_link (practice, " LINK ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8) "
        "ON CONFLICT (practice, partner) DO UPDATE SET failures = $3, down_at = $4, "
        "retry_at = $5, well_at = $6, stopped = $7, reason = $8";
    return SJ_SQL(s, err, sql, sj_sql_int(s->practice), sj_sql_text(l->partner),
                  sj_sql_int(l->failures), sj_sql_id(l->down_at), sj_sql_id(l->retry_at),
                  sj_sql_id(l->well_at),
                  l->stopped.len ? sj_sql_blob(l->stopped.ptr, l->stopped.len) : sj_sql_null(),
                  sj_sql_text(l->reason));
}

static bool read_link(void *ctx, const sj_sql_value *v) {
    reader *r = ctx;
    const sj_partner_link l = {v[0].s, (uint32_t)v[1].i, v[2].i, v[3].i, v[4].i, v[5].s, v[6].s};
    return r->link(r->ctx, &l);
}

sj_status sj_links_get(sj_store *s, sj_str partner, sj_partner_link_fn fn, void *ctx, sj_err *err) {
    static const char sql[] = "SELECT " LINK " FROM partner_link WHERE practice = $1 "
                              "AND ($2 = '' OR partner = $2) ORDER BY partner";
    reader r = {.link = fn, .ctx = ctx};
    return SJ_SQL_QUERY(s, err, sql, read_link, &r, sj_sql_int(s->practice), sj_sql_text(partner));
}

/* ---- what is missing ---- */

sj_status sj_files_came(sj_store *s, sj_str partner, sj_str type, sj_instant since, bool *out,
                        sj_err *err) {
    static const char sql[] = "SELECT 1 FROM file WHERE practice = $1 AND partner = $2 "
                              "AND type = $3 AND taken_at >= $4 AND state <> 'failed' LIMIT 1";
    const sj_sql_value params[] = {sj_sql_int(s->practice), sj_sql_text(partner), sj_sql_text(type),
                                   sj_sql_int(since)};
    int64_t found;
    sj_status status = sj_sql_number(s, sql, params, 4, 0, &found, err);
    *out = found != 0;
    return status;
}

static bool read_unanswered(void *ctx, const sj_sql_value *v) {
    reader *r = ctx;
    return r->unanswered(r->ctx, v[0].i, v[1].s, v[2].i);
}

sj_status sj_batches_unanswered(sj_store *s, sj_str partner, sj_str what, sj_instant since,
                                sj_instant before, sj_unanswered_fn fn, void *ctx, sj_err *err) {
    static const char sql[] =
        "SELECT b.id, b.name, e.at FROM batch b JOIN event e ON e.batch = b.id "
        "WHERE b.practice = $1 AND b.partner = $2 AND e.to_state = 'sent' AND e.at >= $3 "
        "AND e.at < $4 "
        "AND NOT EXISTS (SELECT 1 FROM event x WHERE x.batch = b.id AND x.what = $5) "
        "AND NOT EXISTS (SELECT 1 FROM batch_set t JOIN event x ON x.batch_set = t.id "
        "WHERE t.batch = b.id AND x.what = $5) "
        "AND NOT EXISTS (SELECT 1 FROM batch_set t JOIN batch_claim m ON m.batch_set = t.id "
        "JOIN event x ON x.submission = m.submission WHERE t.batch = b.id AND x.what = $5) "
        "ORDER BY e.at, b.id";
    reader r = {.unanswered = fn, .ctx = ctx};
    return SJ_SQL_QUERY(s, err, sql, read_unanswered, &r, sj_sql_int(s->practice),
                        sj_sql_text(partner), sj_sql_int(since), sj_sql_int(before),
                        sj_sql_text(what));
}
