/* engine/store/followups.c - claims that follow another. */
#include "engine/store/followups.h"

#include "engine/store/sql.h"

typedef struct reader {
    sj_followup_fn fn;
    void *ctx;
} reader;

sj_status sj_followups_plan(sj_store *s, const sj_followup *f, sj_err *err) {
    static const char give_up[] =
        "DELETE FROM followup WHERE practice = $1 AND sha256 = $2 AND submission IS NULL";
    static const char add[] = "INSERT INTO followup (id, practice, sha256, parent, root, kind, "
                              "lines, settled, follow_up, "
                              "actor, at) VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8, $9, $10)";
    const sj_sql_value digest = sj_sql_blob(f->sha256, SJ_SHA256_SIZE);
    sj_status status = SJ_SQL(s, err, give_up, sj_sql_int(s->practice), digest);
    if (status != SJ_OK) return status;
    return SJ_SQL(s, err, add, sj_sql_int(sj_store_new_id(s)), sj_sql_int(s->practice), digest,
                  sj_sql_int(f->parent), sj_sql_int(f->root), sj_sql_text(f->kind),
                  sj_sql_text(f->lines), sj_sql_date(f->follow_up), sj_sql_text(f->actor),
                  sj_sql_int(sj_store_now(s)));
}

static bool read_followup(void *ctx, const sj_sql_value *v) {
    reader *r = ctx;
    const sj_followup f = {.id = v[0].i,
                           .sha256 = (const uint8_t *)v[1].s.ptr,
                           .submission = v[2].i,
                           .parent = v[3].i,
                           .root = v[4].i,
                           .kind = v[5].s,
                           .lines = v[6].s,
                           .follow_up = sj_sql_to_date(v[7]),
                           .actor = v[8].s,
                           .account = v[9].s,
                           .frequency = v[10].s,
                           .sequence = v[11].s,
                           .state = sj_state_of(v[12].s)};
    return r->fn(r->ctx, &f);
}

#define FOLLOWUP                                                                                   \
    "SELECT f.id, f.sha256, f.submission, f.parent, f.root, f.kind, f.lines, f.follow_up, "        \
    "f.actor, o.account, o.frequency, o.sequence, o.state_now FROM followup f "                    \
    "LEFT JOIN submission_now o ON o.id = f.submission WHERE f.practice = $1 AND "

sj_status sj_followups_by_sha256(sj_store *s, const uint8_t sha256[SJ_SHA256_SIZE],
                                 sj_followup_fn fn, void *ctx, sj_err *err) {
    static const char sql[] = FOLLOWUP "f.sha256 = $2";
    reader r = {.fn = fn, .ctx = ctx};
    return SJ_SQL_QUERY(s, err, sql, read_followup, &r, sj_sql_int(s->practice),
                        sj_sql_blob(sha256, SJ_SHA256_SIZE));
}

sj_status sj_followups_taken(sj_store *s, int64_t id, int64_t submission, sj_err *err) {
    static const char sql[] = "UPDATE followup SET submission = $1 WHERE id = $2 AND practice = $3";
    return SJ_SQL(s, err, sql, sj_sql_int(submission), sj_sql_int(id), sj_sql_int(s->practice));
}

sj_status sj_followups_of_submission(sj_store *s, int64_t submission, sj_followup_fn fn, void *ctx,
                                     sj_err *err) {
    static const char sql[] = FOLLOWUP "f.submission = $2";
    reader r = {.fn = fn, .ctx = ctx};
    return SJ_SQL_QUERY(s, err, sql, read_followup, &r, sj_sql_int(s->practice),
                        sj_sql_int(submission));
}

sj_status sj_followups_of_root(sj_store *s, int64_t root, sj_followup_fn fn, void *ctx,
                               sj_err *err) {
    static const char sql[] = FOLLOWUP "f.root = $2 AND f.submission IS NOT NULL ORDER BY f.id";
    reader r = {.fn = fn, .ctx = ctx};
    return SJ_SQL_QUERY(s, err, sql, read_followup, &r, sj_sql_int(s->practice), sj_sql_int(root));
}

#define DECIDED_LINES                                                                              \
    "SELECT f.id FROM followup f JOIN submission o ON o.id = f.submission WHERE f.practice = $1 "  \
    "AND f.kind = 'lines' AND f.settled = 0 AND o.state IN ('paid', 'partly_paid', 'denied')"

sj_status sj_followups_settle_lines(sj_store *s, sj_err *err) {
    static const char close[] =
        "UPDATE denial SET state = 'superseded' WHERE state = 'open' AND EXISTS (SELECT 1 FROM "
        "followup g JOIN payment_line l ON l.payment = denial.payment AND l.ordinal = "
        "denial.ordinal WHERE g.parent = denial.submission AND g.lines LIKE '%,' || l.line || ',%' "
        "AND g.id IN (" DECIDED_LINES ")) AND submission IN (SELECT h.parent FROM followup h WHERE "
        "h.practice = $1 AND h.kind = 'lines' AND h.settled = 0)";
    static const char settle[] = "UPDATE followup SET settled = 1 WHERE id IN (" DECIDED_LINES ")";
    sj_status status = SJ_SQL(s, err, close, sj_sql_int(s->practice));
    return status == SJ_OK ? SJ_SQL(s, err, settle, sj_sql_int(s->practice)) : status;
}
