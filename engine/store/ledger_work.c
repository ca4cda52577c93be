/* engine/store/ledger_work.c - the worklist, rejections, states and files: what reports count. */
#include "engine/store/ledger.h"

#include "engine/store/sql.h"

typedef struct reader {
    union {
        sj_ledger_denial_fn denial;
        sj_ledger_state_fn state;
        sj_ledger_rejection_fn rejection;
        sj_ledger_file_fn file;
    } fn;
    void *ctx;
} reader;

static bool read_denial(void *ctx, const sj_sql_value *v) {
    reader *r = ctx;
    sj_ledger_denial d = {.row = {.id = v[0].i,
                                  .ordinal = (uint32_t)v[1].i,
                                  .state = v[2].s,
                                  .kind = v[3].s,
                                  .amount = v[4].i,
                                  .group = v[5].s,
                                  .carc = v[6].s,
                                  .rarc = v[7].s,
                                  .category = v[8].s,
                                  .action = v[9].s,
                                  .guards = (uint32_t)v[10].i,
                                  .due = sj_sql_to_date(v[11]),
                                  .appeal_by = sj_sql_to_date(v[12]),
                                  .rule = (uint32_t)v[53].i},
                          .found_at = v[13].i,
                          .account = v[14].s,
                          .payer = v[15].s,
                          .payer_name = v[16].s.len ? v[16].s : v[17].s,
                          .provider = v[18].s,
                          .payer_control = v[19].s,
                          .claim_status = v[20].s,
                          .line = (uint32_t)v[21].i,
                          .procedure = v[22].s.len ? v[22].s : v[23].s,
                          .from = sj_sql_to_date(v[24]),
                          .to = sj_sql_to_date(v[25]),
                          .paid_on = sj_sql_to_date(v[26]),
                          .charge = v[27].i,
                          .paid = v[28].i,
                          .patient = v[29].i,
                          .contractual = v[30].i,
                          .adjustments = v[31].s,
                          .remarks = v[32].s,
                          .claim_remarks = v[33].s,
                          .trace = v[34].s,
                          .file_name = v[35].s,
                          .segment = (uint32_t)v[36].i,
                          .last = v[37].s,
                          .first = v[38].s,
                          .member = v[39].s,
                          .work = {.denial = v[0].i,
                                   .version = v[40].i,
                                   .submission = v[41].i,
                                   .state = v[2].s,
                                   .status = v[42].s,
                                   .owner = v[43].s,
                                   .plan = v[44].s,
                                   .outcome = v[45].s,
                                   .follow_up = sj_sql_to_date(v[46]),
                                   .note = v[47].s,
                                   .action = v[9].s,
                                   .guards = (uint32_t)v[10].i},
                          .payment = v[50].i,
                          .filing = v[51].s,
                          .expected = v[48].i,
                          .expected_by = v[52].s,
                          .caught = v[49].s};
    return r->fn.denial(r->ctx, &d);
}

#define DENIAL                                                                                     \
    "SELECT d.id, d.ordinal, d.state, d.kind, d.amount, d.group_code, d.carc, d.rarc, "            \
    "d.category, d.action, d.guards, d.due, d.appeal_by, d.found_at, o.account, o.payer, "         \
    "o.payer_name, r.payer_name, o.provider, p.payer_control, p.status, l.line, l.submitted, "     \
    "l.procedure, COALESCE(l.first_service, p.first_service), "                                    \
    "COALESCE(l.last_service, p.last_service), r.paid_on, l.charge, l.paid, l.patient, "           \
    "l.contractual, l.adjustments, l.remarks, p.remarks, r.trace, f.name, l.segment, w.last, "     \
    "w.first, w.member, d.version, d.submission, d.status, d.owner, d.plan, d.outcome, "           \
    "d.follow_up, n.text, d.expected, d.caught, d.payment, CASE WHEN o.filing = '' THEN p.filing " \
    "ELSE o.filing END, d.expected_by, d.rule FROM denial d JOIN payment p "                       \
    "ON p.id = d.payment "                                                                         \
    "JOIN payment_line l ON l.payment = d.payment AND l.ordinal = d.ordinal "                      \
    "JOIN submission o ON o.id = d.submission JOIN remit r ON r.id = p.remit "                     \
    "JOIN file f ON f.id = r.file LEFT JOIN patient_payment w ON w.payment = p.id "                \
    "LEFT JOIN patient_note n ON n.id = d.note WHERE d.practice = $1 AND "

sj_status sj_ledger_denials(sj_store *s, sj_ledger_denial_fn fn, void *ctx, sj_err *err) {
    static const char sql[] = DENIAL "d.state = 'open' ORDER BY d.id";
    reader r = {.fn.denial = fn, .ctx = ctx};
    return SJ_SQL_QUERY(s, err, sql, read_denial, &r, sj_sql_int(s->practice));
}

sj_status sj_ledger_denials_by_id(sj_store *s, const int64_t *ids, size_t n, sj_ledger_denial_fn fn,
                                  void *ctx, sj_err *err) {
    static const char sql[] = DENIAL "d.id " SJ_SQL_IN;
    reader r = {.fn.denial = fn, .ctx = ctx};
    return sj_sql_find_many(s, sql, ids, n, sj_sql_at_int, read_denial, &r, err);
}

static bool read_state(void *ctx, const sj_sql_value *v) {
    reader *r = ctx;
    return r->fn.state(r->ctx, sj_state_of(v[0].s), (uint32_t)v[1].i, v[2].i);
}

sj_status sj_ledger_states(sj_store *s, sj_ledger_state_fn fn, void *ctx, sj_err *err) {
    static const char sql[] = "SELECT state_now, COUNT(*), SUM(charge) FROM submission_now "
                              "WHERE practice = $1 GROUP BY state_now ORDER BY state_now";
    reader r = {.fn.state = fn, .ctx = ctx};
    return SJ_SQL_QUERY(s, err, sql, read_state, &r, sj_sql_int(s->practice));
}

static bool read_rejection(void *ctx, const sj_sql_value *v) {
    reader *r = ctx;
    sj_ledger_rejection l = {.account = v[0].s,
                             .payer_name = v[1].s,
                             .sequence = v[2].s,
                             .from = sj_sql_to_date(v[3]),
                             .charge = v[4].i,
                             .what = v[5].s,
                             .codes = v[6].s,
                             .segment = (uint32_t)v[7].i,
                             .at = v[8].i,
                             .file_name = v[9].s,
                             .submission = v[10].i};
    return r->fn.rejection(r->ctx, &l);
}

sj_status sj_ledger_rejections(sj_store *s, sj_ledger_rejection_fn fn, void *ctx, sj_err *err) {
    /* The answer may be about the claim, its set or its batch: the latest that says rejected. */
    static const char sql[] =
        "SELECT s.account, s.payer_name, s.sequence, s.first_service, s.charge, e.what, e.codes, "
        "e.segment, e.at, f.name, s.id FROM submission_now s LEFT JOIN event e ON e.id = "
        "COALESCE((SELECT MAX(x.id) FROM event x WHERE x.submission = s.id "
        "AND x.to_state = 'rejected'), (SELECT MAX(x.id) FROM event x "
        "WHERE x.batch_set = s.batch_set AND x.to_state = 'rejected'), (SELECT MAX(x.id) "
        "FROM event x WHERE x.batch = s.batch AND x.to_state = 'rejected')) "
        "LEFT JOIN file f ON f.id = e.cause "
        "WHERE s.practice = $1 AND s.state_now = 'rejected' ORDER BY s.id";
    reader r = {.fn.rejection = fn, .ctx = ctx};
    return SJ_SQL_QUERY(s, err, sql, read_rejection, &r, sj_sql_int(s->practice));
}

static bool read_file(void *ctx, const sj_sql_value *v) {
    reader *r = ctx;
    sj_ledger_file f = {.out = v[0].i != 0,
                        .name = v[1].s,
                        .type = v[2].s,
                        .partner = v[3].s,
                        .state = v[4].s,
                        .bytes = (uint64_t)v[5].i,
                        .claims = (uint32_t)v[6].i,
                        .charge = v[7].i,
                        .sha256 = v[8].s.len == SJ_SHA256_SIZE ? (const uint8_t *)v[8].s.ptr : NULL,
                        .at = v[9].i};
    return r->fn.file(r->ctx, &f);
}

sj_status sj_ledger_files(sj_store *s, sj_instant from, sj_instant to, sj_ledger_file_fn fn,
                          void *ctx, sj_err *err) {
    static const char sql[] =
        "SELECT 0 AS way, name, type, partner, state, bytes, 0, 0, sha256, taken_at AS moment, id "
        "FROM file WHERE practice = $1 AND taken_at >= $2 AND taken_at < $3 UNION ALL "
        "SELECT 1, name, type, partner, state, bytes, claims, charge, sha256, made_at, id "
        "FROM batch WHERE practice = $1 AND made_at >= $2 AND made_at < $3 ORDER BY way, 11";
    reader r = {.fn.file = fn, .ctx = ctx};
    return SJ_SQL_QUERY(s, err, sql, read_file, &r, sj_sql_int(s->practice), sj_sql_int(from),
                        sj_sql_int(to));
}
