/* engine/store/work_find.c - queues of the worklist: what is in them, what they brought. */
#include "engine/store/keys.h"
#include "engine/store/sql.h"
#include "engine/store/work.h"

typedef struct reader {
    union {
        sj_work_brief_fn brief;
        sj_work_sum_fn sum;
        sj_work_result_fn result;
        sj_work_id_fn id;
        sj_work_queue_fn queue;
        sj_work_untried_fn untried;
    } fn;
    void *ctx;
} reader;

static bool read_brief(void *ctx, const sj_sql_value *v) {
    reader *r = ctx;
    const sj_work_brief w = {.denial = v[0].i,
                             .status = v[1].s,
                             .owner = v[2].s,
                             .payer = v[3].s,
                             .category = v[4].s,
                             .action = v[5].s,
                             .plan = v[6].s,
                             .follow_up = sj_sql_to_date(v[7]),
                             .due = sj_sql_to_date(v[8]),
                             .appeal_by = sj_sql_to_date(v[9]),
                             .amount = v[10].i,
                             .kind = v[11].s,
                             .guards = (uint32_t)v[12].i,
                             .found_at = v[13].i};
    return r->fn.brief(r->ctx, &w);
}

#define BRIEF_OF                                                                                   \
    "SELECT id, status, owner, payer, category, action, plan, follow_up, due, appeal_by, "         \
    "amount, kind, guards, found_at FROM denial WHERE "
#define BRIEF BRIEF_OF "practice = $1 AND state = 'open'"

sj_status sj_work_walk(sj_store *s, sj_work_brief_fn fn, void *ctx, sj_err *err) {
    static const char sql[] = BRIEF;
    reader r = {.fn.brief = fn, .ctx = ctx};
    return SJ_SQL_QUERY(s, err, sql, read_brief, &r, sj_sql_int(s->practice));
}

sj_status sj_work_walk_size(sj_store *s, sj_date due, sj_money size, sj_work_brief_fn fn, void *ctx,
                            sj_err *err) {
    static const char of_day[] = BRIEF " AND due = $2 AND size = $3";
    static const char undated[] = BRIEF " AND due IS NULL AND size = $2";
    reader r = {.fn.brief = fn, .ctx = ctx};
    if (due == SJ_NO_DATE)
        return SJ_SQL_QUERY(s, err, undated, read_brief, &r, sj_sql_int(s->practice),
                            sj_sql_int(size));
    return SJ_SQL_QUERY(s, err, of_day, read_brief, &r, sj_sql_int(s->practice), sj_sql_int(due),
                        sj_sql_int(size));
}

sj_status sj_work_walk_since(sj_store *s, sj_instant since, sj_work_brief_fn fn, void *ctx,
                             sj_err *err) {
    /* By their ids, which are in the order of time, and not by another index. */
    static const char sql[] = BRIEF_OF "+practice = $1 AND state = 'open' AND id >= $2 ORDER BY id";
    reader r = {.fn.brief = fn, .ctx = ctx};
    return SJ_SQL_QUERY(s, err, sql, read_brief, &r, sj_sql_int(s->practice),
                        sj_sql_int(sj_store_id_from(since)));
}

enum { NO_DUE = 99999999 }; /* the table's word for it; it sorts last */

static bool read_sum(void *ctx, const sj_sql_value *v) {
    reader *r = ctx;
    const sj_work_sum w = {.of = {.due = v[0].i == NO_DUE ? SJ_NO_DATE : (sj_date)v[0].i,
                                  .category = v[2].s,
                                  .action = v[3].s,
                                  .plan = v[4].s,
                                  .kind = v[5].s,
                                  .status = v[6].s,
                                  .owner = v[7].s,
                                  .payer = v[8].s,
                                  .follow_up = v[9].i ? (sj_date)v[9].i : SJ_NO_DATE,
                                  .appeal_by = SJ_NO_DATE,
                                  .amount = v[11].i},
                           .size = v[1].i,
                           .lines = (uint64_t)v[10].i};
    return r->fn.sum(r->ctx, &w);
}

sj_status sj_work_sums(sj_store *s, sj_work_sum_fn fn, void *ctx, sj_err *err) {
    static const char sql[] =
        "SELECT due, size, category, action, plan, kind, status, owner, payer, follow_up, lines, "
        "amount FROM denial_sum WHERE practice = $1 ORDER BY due, size";
    reader r = {.fn.sum = fn, .ctx = ctx};
    return SJ_SQL_QUERY(s, err, sql, read_sum, &r, sj_sql_int(s->practice));
}

sj_status sj_work_sums_check(sj_store *s, uint64_t *off, sj_err *err) {
    static const char sql[] =
        "SELECT COUNT(*) FROM (SELECT 1 FROM ("
        "SELECT practice, due, size, category, group_code, carc, rarc, action, plan, kind, "
        "status, owner, payer, follow_up, paid_on, lines, amount FROM denial_sum UNION ALL "
        "SELECT practice, COALESCE(due, 99999999), size, category, group_code, carc, rarc, action, "
        "plan, kind, status, owner, payer, COALESCE(follow_up, 0), COALESCE(paid_on, -1), -1, "
        "-amount FROM denial "
        "WHERE state = 'open') AS both GROUP BY practice, due, size, category, group_code, carc, "
        "rarc, action, plan, kind, status, owner, payer, follow_up, paid_on HAVING SUM(lines) <> 0 "
        "OR SUM(amount) <> 0) AS x";
    int64_t n;
    sj_status status = sj_sql_number(s, sql, NULL, 0, 0, &n, err);
    *off = (uint64_t)n;
    return status;
}

static bool read_result(void *ctx, const sj_sql_value *v) {
    reader *r = ctx;
    return r->fn.result(r->ctx, v[0].s, (uint32_t)v[1].i, (uint32_t)v[2].i);
}

sj_status sj_work_results(sj_store *s, sj_work_result_fn fn, void *ctx, sj_err *err) {
    /* Won: a person says so, or the payer decided anew, on this claim or one that follows, and
     * pays. */
    static const char sql[] =
        "SELECT category, COUNT(*), SUM(won) FROM (SELECT d.category, CASE WHEN d.outcome = 'won' "
        "THEN 1 WHEN d.state = 'superseded' AND EXISTS (SELECT 1 FROM payment p WHERE p.id > "
        "d.payment AND p.state = 'posted' AND p.paid > 0 AND p.denied = 0 AND p.submission IN "
        "(SELECT d.submission UNION ALL SELECT f.submission FROM followup f WHERE f.parent = "
        "d.submission AND f.submission IS NOT NULL)) THEN 1 ELSE 0 END AS won FROM denial d WHERE "
        "d.practice = $1 AND d.state IN ('superseded', 'resolved') AND d.outcome <> 'mistake' "
        "ORDER BY d.id DESC LIMIT 4000) AS decided GROUP BY category";
    reader r = {.fn.result = fn, .ctx = ctx};
    return SJ_SQL_QUERY(s, err, sql, read_result, &r, sj_sql_int(s->practice));
}

static bool read_id(void *ctx, const sj_sql_value *v) {
    reader *r = ctx;
    return r->fn.id(r->ctx, v[0].i);
}

sj_status sj_work_of_account(sj_store *s, sj_str account, uint32_t line, sj_work_id_fn fn,
                             void *ctx, sj_err *err) {
    static const char sql[] =
        "SELECT d.id FROM submission o JOIN denial d ON d.submission = o.id AND d.state = 'open' "
        "LEFT JOIN payment_line l ON l.payment = d.payment AND l.ordinal = d.ordinal "
        "WHERE o.practice = $1 AND o.account_key = $2 AND o.account = $3 AND ($4 = 0 OR l.line = "
        "$4) ORDER BY d.id";
    char key[SJ_ACCOUNT_KEY];
    reader r = {.fn.id = fn, .ctx = ctx};
    return SJ_SQL_QUERY(s, err, sql, read_id, &r, sj_sql_int(s->practice),
                        sj_sql_text(sj_account_key(account, key)), sj_sql_text(account),
                        sj_sql_int(line));
}

static bool read_queue(void *ctx, const sj_sql_value *v) {
    reader *r = ctx;
    return r->fn.queue(r->ctx, v[0].s, v[1].s);
}

sj_status sj_work_queues(sj_store *s, sj_work_queue_fn fn, void *ctx, sj_err *err) {
    static const char sql[] =
        "SELECT name, filter FROM work_queue WHERE practice = $1 ORDER BY name";
    reader r = {.fn.queue = fn, .ctx = ctx};
    return SJ_SQL_QUERY(s, err, sql, read_queue, &r, sj_sql_int(s->practice));
}

sj_status sj_work_queue_keep(sj_store *s, sj_str name, sj_str filter, sj_err *err) {
    static const char take[] = "DELETE FROM work_queue WHERE practice = $1 AND name = $2";
    static const char add[] = "INSERT INTO work_queue (practice, name, filter) VALUES ($1, $2, $3)";
    sj_status status = SJ_SQL(s, err, take, sj_sql_int(s->practice), sj_sql_text(name));
    if (status != SJ_OK || !filter.len) return status;
    return SJ_SQL(s, err, add, sj_sql_int(s->practice), sj_sql_text(name), sj_sql_text(filter));
}

static bool read_untried(void *ctx, const sj_sql_value *v) {
    reader *r = ctx;
    return r->fn.untried(r->ctx, v[0].i, v[1].i, v[2].i);
}

#define UNTRIED                                                                                    \
    "SELECT id, submission, amount FROM (SELECT id, submission, amount FROM denial WHERE "         \
    "practice = $1 AND state = 'open'"

sj_status sj_work_untried(sj_store *s, bool again, uint32_t limit, sj_work_untried_fn fn, void *ctx,
                          sj_err *err) {
    static const char fresh[] =
        UNTRIED " AND caught = '?' ORDER BY id LIMIT $2) AS d ORDER BY submission, id";
    static const char all[] = UNTRIED " ORDER BY id LIMIT $2) AS d ORDER BY submission, id";
    reader r = {.fn.untried = fn, .ctx = ctx};
    return SJ_SQL_QUERY(s, err, again ? all : fresh, read_untried, &r, sj_sql_int(s->practice),
                        sj_sql_int(limit));
}

sj_status sj_work_caught_keep(sj_store *s, int64_t denial, sj_str found, sj_err *err) {
    static const char sql[] = "UPDATE denial SET caught = $1 WHERE id = $2 AND practice = $3";
    return SJ_SQL(s, err, sql, sj_sql_text(found), sj_sql_int(denial), sj_sql_int(s->practice));
}
