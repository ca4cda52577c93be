/* engine/store/events.c - the append-only log, and the states that follow from it. */
#include "engine/store/events.h"

#include "engine/store/sql.h"

/* What the four kinds of subject differ in. The state column of a file is about the file itself, so
 * an event about its claims moves nothing. */
typedef struct subject {
    const char *seen, *add, *move;
} subject;

#define SUBJECT(column, move_sql)                                                                  \
    {                                                                                              \
        "SELECT 1 FROM event WHERE " column                                                        \
        " = $1 AND what = $2 AND codes = $3 AND to_state = $4",                                    \
            "INSERT INTO event (id, practice, at, what, " column ", from_state, to_state, cause, " \
            "segment, codes) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",                    \
            move_sql                                                                               \
    }

static const subject subjects[] = {
    [SJ_SUBJECT_SUBMISSION] =
        SUBJECT("submission", "UPDATE submission SET state = $1 WHERE id = $2"),
    [SJ_SUBJECT_SET] = SUBJECT("batch_set", "UPDATE batch_set SET state = $1 WHERE id = $2"),
    [SJ_SUBJECT_BATCH] = SUBJECT("batch", "UPDATE batch SET state = $1 WHERE id = $2"),
    [SJ_SUBJECT_FILE] = SUBJECT("file", NULL),
};

static const char move_and_name[] =
    "UPDATE submission SET state = $1, payer_control = $2 WHERE id = $3";

static const char leave_queue[] = "DELETE FROM ready_claim WHERE submission = $1";

/* The same rows, many at a time: of submissions, by events that were not there before. */
static const char head[] = "INSERT INTO event (id, practice, at, what, submission, from_state, "
                           "to_state, cause, segment, codes)";
enum { COLUMNS = 10 };

static sj_status write_row(sj_sql_rows *to, const sj_event *e, sj_err *err) {
    sj_store *s = to->store;
    const sj_sql_value row[COLUMNS] = {sj_sql_int(sj_store_new_id(s)),
                                       sj_sql_int(s->practice),
                                       sj_sql_int(sj_store_now(s)),
                                       sj_sql_text(e->what),
                                       sj_sql_int(e->subject_id),
                                       sj_sql_textz(sj_state_text(e->from)),
                                       sj_sql_textz(sj_state_text(e->to)),
                                       sj_sql_id(e->cause),
                                       sj_sql_id(e->segment),
                                       sj_sql_text(e->codes)};
    if (e->again && e->subject == SJ_SUBJECT_SUBMISSION) return sj_sql_rows_add(to, row, err);
    return sj_sql_run(s, subjects[e->subject].add, row, COLUMNS, NULL, NULL, err);
}

static sj_status is_seen(sj_store *s, const sj_event *e, int64_t *out, sj_err *err) {
    const sj_sql_value key[] = {sj_sql_int(e->subject_id), sj_sql_text(e->what),
                                sj_sql_text(e->codes), sj_sql_textz(sj_state_text(e->to))};
    return sj_sql_number(s, subjects[e->subject].seen, key, 4, 0, out, err);
}

/* What follows from it. */
static sj_status move(sj_store *s, const sj_event *e, sj_err *err) {
    const char *sql = subjects[e->subject].move, *to = sj_state_text(e->to);
    bool moves = e->from != e->to || e->alone || e->number.len;
    if (!moves || !sql) return SJ_OK;
    sj_status status = SJ_OK;
    if (e->subject == SJ_SUBJECT_SUBMISSION && e->from == SJ_STATE_READY)
        status = SJ_SQL(s, err, leave_queue, sj_sql_int(e->subject_id));
    if (status != SJ_OK) return status;
    if (e->number.len)
        return SJ_SQL(s, err, move_and_name, sj_sql_textz(to), sj_sql_text(e->number),
                      sj_sql_int(e->subject_id));
    return SJ_SQL(s, err, sql, sj_sql_textz(to), sj_sql_int(e->subject_id));
}

static sj_status add_one(sj_sql_rows *to, const sj_event *e, sj_err *err) {
    if (!e->undoes && !sj_state_may_follow(e->from, e->to))
        return sj_err_setf(err, SJ_EINTERNAL, "a claim cannot go from one state to the other",
                           "%s, %s", sj_state_text(e->from), sj_state_text(e->to));
    int64_t seen = 0;
    sj_status status = e->again ? SJ_OK : is_seen(to->store, e, &seen, err);
    if (status != SJ_OK || seen) return status;
    status = write_row(to, e, err);
    return status == SJ_OK ? move(to->store, e, err) : status;
}

sj_status sj_events_add(sj_store *s, const sj_event *events, size_t n, sj_err *err) {
    sj_sql_rows to;
    sj_sql_rows_begin(&to, s, head, COLUMNS);
    sj_status status = SJ_OK;
    for (size_t i = 0; i < n && status == SJ_OK; i++) status = add_one(&to, &events[i], err);
    return status == SJ_OK ? sj_sql_rows_end(&to, err) : status;
}

sj_status sj_events_has(sj_store *s, int64_t submission, sj_str what, bool *out, sj_err *err) {
    static const char sql[] = "SELECT 1 FROM event WHERE submission = $1 AND what = $2";
    const sj_sql_value params[] = {sj_sql_int(submission), sj_sql_text(what)};
    int64_t found;
    sj_status status = sj_sql_number(s, sql, params, 2, 0, &found, err);
    *out = found != 0;
    return status;
}

typedef struct reader {
    sj_event_fn fn;
    void *ctx;
} reader;

static bool read_row(void *ctx, const sj_sql_value *v) {
    reader *r = ctx;
    sj_event e = {.id = v[0].i, .at = v[1].i, .what = v[2].s};
    for (int kind = SJ_SUBJECT_SUBMISSION; kind <= SJ_SUBJECT_FILE; kind++)
        if (v[2 + kind].type != SJ_SQL_NULL) {
            e.subject = (sj_subject)kind;
            e.subject_id = v[2 + kind].i;
        }
    e.from = sj_state_of(v[7].s);
    e.to = sj_state_of(v[8].s);
    e.cause = v[9].i;
    e.segment = (uint32_t)v[10].i;
    e.codes = v[11].s;
    e.cause_name = v[12].s;
    return r->fn(r->ctx, &e);
}

#define SELECT_EVENTS                                                                              \
    "SELECT e.id, e.at, e.what, e.submission, e.batch_set, e.batch, e.file, e.from_state, "        \
    "e.to_state, e.cause, e.segment, e.codes, f.name FROM submission_now s JOIN event e ON "
#define WITH_CAUSE " LEFT JOIN file f ON f.id = e.cause WHERE s.practice = $1 AND s.id = $2 "

sj_status sj_events_of_submission(sj_store *s, int64_t submission, sj_event_fn fn, void *ctx,
                                  sj_err *err) {
    static const char sql[] = SELECT_EVENTS
        "e.submission = s.id" WITH_CAUSE "UNION ALL " SELECT_EVENTS "e.file = s.file" WITH_CAUSE
        "UNION ALL " SELECT_EVENTS "e.batch_set = s.batch_set" WITH_CAUSE "UNION ALL " SELECT_EVENTS
        "e.batch = s.batch" WITH_CAUSE "ORDER BY 1";
    reader r = {fn, ctx};
    return SJ_SQL_QUERY(s, err, sql, read_row, &r, sj_sql_int(s->practice), sj_sql_int(submission));
}
