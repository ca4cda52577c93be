/* engine/store/hand.c - a person's matches: found, posted, undone. */
#include "engine/store/hand.h"

#include "engine/store/sql.h"

typedef struct reader {
    sj_hand_fn fn;
    void *ctx;
} reader;

static bool read_row(void *ctx, const sj_sql_value *v) {
    reader *r = ctx;
    sj_hand_payment p = {.id = v[0].i,
                         .remit = v[1].i,
                         .file = v[2].i,
                         .submission = v[3].i,
                         .set_ordinal = (uint32_t)v[4].i,
                         .ordinal = (uint32_t)v[5].i,
                         .segment = (uint32_t)v[6].i,
                         .rung = (uint32_t)v[7].i,
                         .state = v[8].s,
                         .kind = v[9].s,
                         .trace = v[10].s,
                         .place = v[11].s,
                         .account = v[12].s,
                         .our_account = v[13].s,
                         .paid = v[14].i,
                         .paid_on = sj_sql_to_date(v[15]),
                         .reverses = v[16].i,
                         .reversed_by = v[17].i};
    return r->fn(r->ctx, &p);
}

sj_status sj_hand_find(sj_store *s, sj_str trace, uint32_t ordinal, sj_hand_fn fn, void *ctx,
                       sj_err *err) {
    static const char sql[] =
        "SELECT p.id, p.remit, r.file, p.submission, r.ordinal, p.ordinal, p.segment, "
        "p.match_rung, p.state, p.kind, r.trace, f.place, p.account, o.account, p.paid, r.paid_on, "
        "p.reverses, (SELECT MIN(b.id) FROM payment b WHERE b.reverses = p.id) "
        "FROM remit r JOIN payment p ON p.remit = r.id "
        "JOIN file f ON f.id = r.file LEFT JOIN submission o ON o.id = p.submission "
        "WHERE r.practice = $1 AND r.trace = $2 AND p.ordinal = $3 ORDER BY p.id";
    reader r = {fn, ctx};
    return SJ_SQL_QUERY(s, err, sql, read_row, &r, sj_sql_int(s->practice), sj_sql_text(trace),
                        sj_sql_int(ordinal));
}

static sj_status post_line(sj_store *s, int64_t payment, const sj_payment_line_row *l,
                           sj_err *err) {
    static const char sql[] =
        "UPDATE payment_line SET line = $1, line_key = $2 WHERE payment = $3 AND ordinal = $4";
    return SJ_SQL(s, err, sql, sj_sql_int(l->line), sj_sql_int(l->line_key), sj_sql_int(payment),
                  sj_sql_int(l->ordinal));
}

sj_status sj_hand_post(sj_store *s, const sj_payment_row *p, sj_err *err) {
    static const char sql[] =
        "UPDATE payment SET state = $1, submission = $2, match_rung = $3, match_score = $4, "
        "evidence = $5, runner_up = $6, runner_score = $7, reverses = $8, repeats = $9, notes = "
        "$10 "
        "WHERE id = $11";
    sj_status status =
        SJ_SQL(s, err, sql, sj_sql_text(p->state), sj_sql_id(p->submission), sj_sql_int(p->rung),
               sj_sql_int(p->score), sj_sql_int(p->evidence), sj_sql_id(p->runner_up),
               sj_sql_int(p->runner_score), sj_sql_id(p->reverses), sj_sql_id(p->repeats),
               sj_sql_int(p->notes), sj_sql_int(p->id));
    for (size_t i = 0; i < p->n_lines && status == SJ_OK; i++)
        status = post_line(s, p->id, &p->lines[i], err);
    return status == SJ_OK ? sj_denials_add(s, p, 1, err) : status;
}

sj_status sj_hand_undo(sj_store *s, const sj_hand_payment *p, bool replaced, sj_err *err) {
    static const char release[] = "UPDATE payment SET state = 'unmatched', match_rung = 0, "
                                  "reverses = NULL, repeats = NULL WHERE id = $1";
    static const char close[] = "UPDATE denial SET state = 'undone' WHERE payment = $1 AND state = "
                                "'open'";
    static const char original[] =
        "UPDATE denial SET state = 'open' WHERE payment = $1 AND state = 'reversed'";
    static const char earlier[] =
        "UPDATE denial SET state = 'open' WHERE submission = $1 AND state = 'superseded' AND "
        "payment = (SELECT MAX(id) FROM payment WHERE submission = $1 AND state = 'posted' AND "
        "id <> $2)";
    static const char compared[] = "DELETE FROM payment_fee WHERE payment = $1";
    sj_status status = SJ_SQL(s, err, release, sj_sql_int(p->id));
    if (status == SJ_OK) status = SJ_SQL(s, err, compared, sj_sql_int(p->id));
    if (status == SJ_OK) status = SJ_SQL(s, err, close, sj_sql_int(p->id));
    if (status == SJ_OK && p->reverses) status = SJ_SQL(s, err, original, sj_sql_int(p->reverses));
    if (status == SJ_OK && replaced)
        status = SJ_SQL(s, err, earlier, sj_sql_int(p->submission), sj_sql_int(p->id));
    return status;
}
