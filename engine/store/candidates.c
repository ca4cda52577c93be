/* engine/store/candidates.c - each question is a list of values joined with an index, SHARE of them
 * at a time. Where a share finds more than its claims can be, its values are asked for one by one,
 * and each is cut off: a number that thousands of claims share costs no more than any other. */
#include "engine/store/candidates.h"

#include "engine/store/sql.h"

enum { SHARE = 16, KEY_PARAMS = 4, PARAMS = SHARE * KEY_PARAMS + 1, MONTH = 31 };

/* Columns of a value: the key, the charge, the first and the last day that a claim may begin. */
#define VALUE(a, b, c, d) "(" a ", " b ", " c ", " d ")"
#define WANTED(type)                                                                                                                                                                                                                                                                                                                                                                                                                                                                                   \
    "FROM (VALUES (CAST($1 AS " type "), CAST($2 AS BIGINT), CAST($3 AS BIGINT), CAST($4 AS "                                                                                                                                                                                                                                                                                                                                                                                                          \
    "BIGINT)), " VALUE("$5", "$6", "$7",                                                                                                                                                                                                                                                                                                                                                                                                                                                               \
                       "$8") ", " VALUE("$9",                                                                                                                                                                                                                                                                                                                                                                                                                                                          \
                                        "$10", "$11", "$12") ", " VALUE("$13", "$14", "$15", "$16") ", " VALUE("$17", "$18", "$19", "$20") ", " VALUE("$21", "$22", "$23", "$24") ", " VALUE("$25", "$26", "$27", "$28") ", " VALUE("$29", "$30", "$31", "$32") ", " VALUE("$33",                                                                                                                                                                                                                      \
                                                                                                                                                                                                                                                                           "$34", "$35", "$36") ", " VALUE("$37", "$38", "$39", "$40") ", " VALUE("$41", "$42", "$43", "$44") ", " VALUE("$45",                                                                                                        \
                                                                                                                                                                                                                                                                                                                                                                                         "$46",                                                                                                        \
                                                                                                                                                                                                                                                                                                                                                                                         "$47", "$48") ", " VALUE("$49", "$50", "$51", "$52") ", " VALUE("$53", "$54", "$55", "$56") ", " VALUE("$57", \
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                "$58", "$59", "$60") ", " VALUE("$61", "$62", "$63", "$64") ") AS w JOIN submission s ON "

/* A claim that is ready by itself may share its batch's state: only then it is looked for. */
#define SELECT_CANDIDATES                                                                          \
    "SELECT s.id, s.previous, s.account, s.payer_control, s.frequency, s.payer, s.usage, "         \
    "s.sequence, s.charge, s.first_service, s.last_service, s.member_key, s.patient_key, "         \
    "s.person_key, CASE WHEN s.state = 'ready' THEN COALESCE((SELECT COALESCE(t.state, b.state) "  \
    "FROM batch_claim m JOIN batch_set t ON t.id = m.batch_set JOIN batch b ON b.id = t.batch "    \
    "WHERE m.submission = s.id), 'ready') ELSE s.state END "

static const char by_account[] =
    SELECT_CANDIDATES WANTED("TEXT") "s.practice = $65 AND s.account_key = w.column1";
static const char by_account_and_day[] =
    SELECT_CANDIDATES WANTED("TEXT") "s.practice = $65 AND s.account_key = w.column1 "
                                     "AND s.charge = w.column2 AND s.first_service = w.column4";
static const char by_control[] =
    SELECT_CANDIDATES WANTED("TEXT") "s.practice = $65 AND s.payer_control = w.column1";

/* The plus keeps the practice's own index out of it. */
#define OF_PATIENT(column)                                                                         \
    SELECT_CANDIDATES WANTED(                                                                      \
        "BIGINT") "s." column                                                                      \
                  " = w.column1 AND s.charge = w.column2 AND s.first_service >= w.column3 "        \
                  "AND s.first_service <= w.column4 AND +s.practice = $65"
static const char by_member[] = OF_PATIENT("member_key");
static const char by_patient[] = OF_PATIENT("patient_key");
static const char by_person[] = OF_PATIENT("person_key");

/* How a wanted thing's key is written. */
typedef sj_sql_value (*key_fn)(const sj_wanted *w, char scratch[SJ_SQL_SCRATCH]);

static sj_sql_value key_account(const sj_wanted *w, char scratch[SJ_SQL_SCRATCH]) {
    return sj_sql_text(sj_account_key(w->text, scratch));
}

static sj_sql_value key_text(const sj_wanted *w, char scratch[SJ_SQL_SCRATCH]) {
    (void)scratch;
    return sj_sql_text(w->text);
}

static sj_sql_value key_hash(const sj_wanted *w, char scratch[SJ_SQL_SCRATCH]) {
    (void)scratch;
    return sj_sql_int(w->key);
}

typedef struct question {
    sj_store *store;
    const char *sql, *cut; /* cut: of a value that too many claims have */
    key_fn key;
    sj_candidate_fn fn;
    void *ctx;
    sj_err *err;
    size_t rows, most;
    bool enough; /* the caller wants no more */
} question;

static char letter(sj_str s) {
    return s.len ? s.ptr[0] : 0;
}

static bool read_candidate(void *ctx, const sj_sql_value *v) {
    question *q = ctx;
    const sj_candidate c = {.id = v[0].i,
                            .previous = v[1].i,
                            .account = v[2].s,
                            .payer_control = v[3].s,
                            .frequency = v[4].s,
                            .payer = v[5].s,
                            .usage = letter(v[6].s),
                            .sequence = letter(v[7].s),
                            .charge = v[8].i,
                            .first_service = sj_sql_to_date(v[9]),
                            .last_service = sj_sql_to_date(v[10]),
                            .member = v[11].i,
                            .patient = v[12].i,
                            .person = v[13].i,
                            .state = sj_state_of(v[14].s)};
    q->enough = !q->fn(q->ctx, &c);
    return ++q->rows < q->most && !q->enough;
}

/* What is not filled is NULL, which no claim has. */
static sj_status run(question *q, const char *sql, const sj_wanted *wanted, size_t n) {
    sj_sql_value params[PARAMS];
    char scratch[SHARE][SJ_SQL_SCRATCH];
    for (size_t i = 0; i < SHARE; i++) {
        const sj_wanted *w = &wanted[i];
        sj_sql_value *p = &params[i * KEY_PARAMS];
        p[0] = p[1] = p[2] = p[3] = sj_sql_null();
        if (i >= n) continue;
        p[0] = q->key(w, scratch[i]);
        p[1] = sj_sql_int(w->charge);
        p[2] = w->from == SJ_NO_DATE ? sj_sql_null() : sj_sql_int(w->from - MONTH);
        p[3] = sj_sql_date(w->from);
    }
    params[PARAMS - 1] = sj_sql_int(q->store->practice);
    q->rows = 0;
    q->most = n * SJ_CANDIDATES_EACH;
    return sj_sql_run(q->store, sql, params, PARAMS, read_candidate, q, q->err);
}

static sj_status ask(question *q, const sj_wanted *wanted, size_t n) {
    sj_status status = SJ_OK;
    for (size_t first = 0; first < n && status == SJ_OK && !q->enough; first += SHARE) {
        size_t share = n - first < SHARE ? n - first : SHARE;
        status = run(q, q->sql, wanted + first, share);
        bool is_cut = q->rows == q->most;
        for (size_t i = 0; is_cut && i < share && status == SJ_OK && !q->enough; i++) {
            status = run(q, q->sql, wanted + first + i, 1);
            if (status == SJ_OK && q->rows == q->most && q->cut)
                status = run(q, q->cut, wanted + first + i, 1);
        }
    }
    return status;
}

sj_status sj_candidates_by_account(sj_store *s, const sj_wanted *wanted, size_t n,
                                   sj_candidate_fn fn, void *ctx, sj_err *err) {
    question q = {s, by_account, by_account_and_day, key_account, fn, ctx, err, 0, 0, false};
    return ask(&q, wanted, n);
}

sj_status sj_candidates_by_control(sj_store *s, const sj_wanted *wanted, size_t n,
                                   sj_candidate_fn fn, void *ctx, sj_err *err) {
    question q = {s, by_control, NULL, key_text, fn, ctx, err, 0, 0, false};
    return ask(&q, wanted, n);
}

sj_status sj_candidates_by_patient(sj_store *s, sj_key_kind kind, const sj_wanted *wanted, size_t n,
                                   sj_candidate_fn fn, void *ctx, sj_err *err) {
    question q = {s, by_person, NULL, key_hash, fn, ctx, err, 0, 0, false};
    if (kind == SJ_KEY_PERSON) return ask(&q, wanted, n);
    q.sql = by_member;
    sj_status status = ask(&q, wanted, n);
    q.sql = by_patient;
    return status == SJ_OK && !q.enough ? ask(&q, wanted, n) : status;
}
