/* engine/store/work.c - the worklist's columns, and their log. */
#include "engine/store/work.h"

#include "engine/store/sql.h"

typedef struct reader {
    union {
        sj_work_fn work;
        sj_work_entry_fn entry;
    } fn;
    void *ctx;
} reader;

static bool read_work(void *ctx, const sj_sql_value *v) {
    reader *r = ctx;
    const sj_work w = {.denial = v[0].i,
                       .version = v[1].i,
                       .submission = v[2].i,
                       .state = v[3].s,
                       .status = v[4].s,
                       .owner = v[5].s,
                       .plan = v[6].s,
                       .outcome = v[7].s,
                       .follow_up = sj_sql_to_date(v[8]),
                       .note = v[9].s,
                       .action = v[10].s,
                       .guards = (uint32_t)v[11].i};
    return r->fn.work(r->ctx, &w);
}

#define WORK                                                                                       \
    "SELECT d.id, d.version, d.submission, d.state, d.status, d.owner, d.plan, d.outcome, "        \
    "d.follow_up, n.text, d.action, d.guards FROM denial d "                                       \
    "LEFT JOIN patient_note n ON n.id = d.note WHERE d.practice = $1 AND "

sj_status sj_work_get(sj_store *s, const int64_t *ids, size_t n, sj_work_fn fn, void *ctx,
                      sj_err *err) {
    static const char sql[] = WORK "d.id " SJ_SQL_IN;
    reader r = {.fn.work = fn, .ctx = ctx};
    return sj_sql_find_many(s, sql, ids, n, sj_sql_at_int, read_work, &r, err);
}

sj_status sj_work_of_submission(sj_store *s, int64_t submission, sj_work_fn fn, void *ctx,
                                sj_err *err) {
    static const char sql[] = WORK "d.submission = $2 AND d.state = 'open' ORDER BY d.id";
    reader r = {.fn.work = fn, .ctx = ctx};
    return SJ_SQL_QUERY(s, err, sql, read_work, &r, sj_sql_int(s->practice),
                        sj_sql_int(submission));
}

static sj_status add_note(sj_store *s, int64_t denial, sj_str text, int64_t *id, sj_err *err) {
    static const char sql[] =
        "INSERT INTO patient_note (id, practice, denial, text) VALUES ($1, $2, $3, $4)";
    *id = sj_store_new_id(s);
    return SJ_SQL(s, err, sql, sj_sql_int(*id), sj_sql_int(s->practice), sj_sql_int(denial),
                  sj_sql_text(text));
}

sj_status sj_work_set(sj_store *s, const sj_work *w, sj_str note, int64_t *note_id, bool *changed,
                      sj_err *err) {
    static const char version[] = "SELECT version FROM denial WHERE id = $1 AND practice = $2";
    static const char set[] =
        "UPDATE denial SET version = version + 1, status = $1, owner = $2, plan = $3, outcome = "
        "$4, "
        "follow_up = $5, note = COALESCE($6, note), state = CASE WHEN $1 = 'done' AND state = "
        "'open' THEN 'resolved' WHEN $1 <> 'done' AND state = 'resolved' THEN 'open' ELSE state "
        "END WHERE id = $7 AND practice = $8";
    const sj_sql_value key[] = {sj_sql_int(w->denial), sj_sql_int(s->practice)};
    int64_t now;
    *note_id = 0;
    sj_status status = sj_sql_number(s, version, key, 2, 0, &now, err);
    *changed = status == SJ_OK && now == w->version;
    if (!*changed) return status;
    if (note.len) status = add_note(s, w->denial, note, note_id, err);
    if (status != SJ_OK) return status;
    return SJ_SQL(s, err, set, sj_sql_text(w->status), sj_sql_text(w->owner), sj_sql_text(w->plan),
                  sj_sql_text(w->outcome), sj_sql_date(w->follow_up), sj_sql_id(*note_id),
                  sj_sql_int(w->denial), sj_sql_int(s->practice));
}

sj_status sj_work_log_add(sj_store *s, const sj_work_entry *e, int64_t note_id, sj_err *err) {
    static const char sql[] = "INSERT INTO work_log (id, practice, denial, at, actor, field, "
                              "before, after, note) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    return SJ_SQL(s, err, sql, sj_sql_int(sj_store_new_id(s)), sj_sql_int(s->practice),
                  sj_sql_int(e->denial), sj_sql_int(sj_store_now(s)), sj_sql_text(e->actor),
                  sj_sql_text(e->field), sj_sql_text(e->before), sj_sql_text(e->after),
                  sj_sql_id(note_id));
}

static bool read_entry(void *ctx, const sj_sql_value *v) {
    reader *r = ctx;
    const sj_work_entry e = {.id = v[0].i,
                             .denial = v[1].i,
                             .at = v[2].i,
                             .actor = v[3].s,
                             .field = v[4].s,
                             .before = v[5].s,
                             .after = v[6].s,
                             .note = v[7].s};
    return r->fn.entry(r->ctx, &e);
}

sj_status sj_work_log(sj_store *s, int64_t denial, sj_work_entry_fn fn, void *ctx, sj_err *err) {
    static const char sql[] =
        "SELECT l.id, l.denial, l.at, l.actor, l.field, l.before, l.after, n.text FROM work_log l "
        "LEFT JOIN patient_note n ON n.id = l.note WHERE l.practice = $1 AND l.denial = $2 "
        "ORDER BY l.id";
    reader r = {.fn.entry = fn, .ctx = ctx};
    return SJ_SQL_QUERY(s, err, sql, read_entry, &r, sj_sql_int(s->practice), sj_sql_int(denial));
}
