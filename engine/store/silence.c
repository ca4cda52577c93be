/* engine/store/silence.c - claims that went out and are not decided, and how long payers take. */
#include "engine/store/silence.h"

#include "engine/store/sql.h"

typedef struct reader {
    union {
        sj_undecided_fn undecided;
        sj_pace_fn pace;
    } fn;
    void *ctx;
} reader;

static bool read_undecided(void *ctx, const sj_sql_value *v) {
    reader *r = ctx;
    const sj_undecided u = {.submission = v[0].i,
                            .account = v[1].s,
                            .payer = v[2].s,
                            .payer_name = v[3].s,
                            .filing = v[4].s,
                            .charge = v[5].i,
                            .service = sj_sql_to_date(v[6]),
                            .sent_at = v[7].i,
                            .state = sj_state_of(v[8].s),
                            .has_status = v[9].i != 0};
    bool out = u.state == SJ_STATE_SENT || u.state == SJ_STATE_IN_DOUBT ||
               u.state == SJ_STATE_ACCEPTED || u.state == SJ_STATE_PENDED;
    return !out || r->fn.undecided(r->ctx, &u);
}

/* In the words of the index. */
#define UNDECIDED                                                                                  \
    "(s.state = 'received' OR s.state = 'held' OR s.state = 'ready' OR s.state = 'batched' OR "    \
    "s.state = 'sent' OR s.state = 'in_doubt' OR s.state = 'accepted' OR s.state = 'rejected' "    \
    "OR s.state = 'pended')"

sj_status sj_undecided_walk(sj_store *s, sj_undecided_fn fn, void *ctx, sj_err *err) {
    static const char sql[] =
        "SELECT s.id, s.account, s.payer, s.payer_name, s.filing, s.charge, s.first_service, "
        "b.made_at, CASE WHEN s.state = 'ready' THEN COALESCE(t.state, b.state) ELSE s.state END, "
        "CASE WHEN EXISTS (SELECT 1 FROM event e WHERE e.submission = s.id AND e.what LIKE "
        "'277CA%') THEN 1 ELSE 0 END FROM submission s JOIN batch_claim m ON m.submission = s.id "
        "JOIN batch_set t ON t.id = m.batch_set JOIN batch b ON b.id = t.batch WHERE s.practice = "
        "$1 AND " UNDECIDED " AND s.state IN ('ready', 'sent', 'in_doubt', 'accepted', 'pended')";
    reader r = {.fn.undecided = fn, .ctx = ctx};
    return SJ_SQL_QUERY(s, err, sql, read_undecided, &r, sj_sql_int(s->practice));
}

static bool read_pace(void *ctx, const sj_sql_value *v) {
    reader *r = ctx;
    return r->fn.pace(r->ctx, v[0].s, (int32_t)v[1].i);
}

sj_status sj_pace_walk(sj_store *s, sj_pace_fn fn, void *ctx, sj_err *err) {
    static const char sql[] =
        "SELECT s.payer AS payer, (r.posted_at - b.made_at) / 86400000 AS days FROM (SELECT id, "
        "remit, submission FROM payment WHERE +practice = $1 AND state = 'posted' ORDER BY id DESC "
        "LIMIT 10000) p JOIN remit r ON r.id = p.remit JOIN submission s ON s.id = p.submission "
        "JOIN batch_claim m ON m.submission = s.id JOIN batch_set t ON t.id = m.batch_set JOIN "
        "batch b ON b.id = t.batch WHERE r.posted_at >= b.made_at ORDER BY payer, days";
    reader r = {.fn.pace = fn, .ctx = ctx};
    return SJ_SQL_QUERY(s, err, sql, read_pace, &r, sj_sql_int(s->practice));
}
