/* engine/store/ledger.c - remittances, their payments, lines and provider adjustments, as posted.
 */
#include "engine/store/ledger.h"

#include "engine/store/sql.h"

/* Where a callback belongs, with its own context. */
typedef struct reader {
    union {
        sj_ledger_remit_fn remit;
        sj_ledger_payment_fn payment;
        sj_ledger_line_fn line;
        sj_ledger_provider_fn provider;
        sj_ledger_taken_fn taken;
        sj_ledger_open_fn open;
    } fn;
    void *ctx;
} reader;

static bool read_remit(void *ctx, const sj_sql_value *v) {
    reader *r = ctx;
    sj_ledger_remit l = {.row = {.id = v[0].i,
                                 .file = v[1].i,
                                 .ordinal = (uint32_t)v[2].i,
                                 .control = v[3].s,
                                 .offset = (uint64_t)v[4].i,
                                 .state = v[5].s,
                                 .reason = v[6].s,
                                 .reason_segment = (uint32_t)v[7].i,
                                 .duplicate_of = v[8].i,
                                 .differs = v[9].i != 0,
                                 .trace = v[10].s,
                                 .originator = v[11].s,
                                 .method = v[12].s,
                                 .amount = v[13].i,
                                 .paid_on = sj_sql_to_date(v[14]),
                                 .produced = sj_sql_to_date(v[15]),
                                 .payer = v[16].s,
                                 .payer_name = v[17].s,
                                 .payee = v[18].s,
                                 .payee_name = v[19].s,
                                 .claims = (uint32_t)v[20].i,
                                 .lines = (uint32_t)v[21].i,
                                 .charge = v[22].i,
                                 .paid = v[23].i,
                                 .patient = v[24].i,
                                 .provider = v[25].i,
                                 .residual = v[26].i,
                                 .digest = (const uint8_t *)v[27].s.ptr,
                                 .posted_at = v[28].i,
                                 .file_name = v[29].s,
                                 .interchange = v[37].s,
                                 .group_control = v[38].s,
                                 .notes = (uint32_t)v[39].i},
                         .posted = (uint32_t)v[30].i,
                         .suspended = (uint32_t)v[31].i,
                         .unmatched = (uint32_t)v[32].i,
                         .repeated = (uint32_t)v[33].i,
                         .reversals = (uint32_t)v[34].i,
                         .unmatched_paid = v[35].i,
                         .denied = v[36].i};
    return r->fn.remit(r->ctx, &l);
}

sj_status sj_ledger_remits(sj_store *s, const sj_ledger_filter *filter, sj_ledger_remit_fn fn,
                           void *ctx, sj_err *err) {
#define REMITS(condition)                                                                          \
    "SELECT r.id, r.file, r.ordinal, r.control, r.byte_offset, r.state, r.reason, "                \
    "r.reason_segment, r.duplicate_of, r.differs, r.trace, r.originator, r.method, r.amount, "     \
    "r.paid_on, r.produced, r.payer, r.payer_name, r.payee, r.payee_name, r.claims, r.lines, "     \
    "r.charge, r.paid, r.patient, r.provider, r.residual, r.digest, r.posted_at, MAX(f.name), "    \
    "COALESCE(SUM(CASE WHEN p.state = 'posted' THEN 1 ELSE 0 END), 0), "                           \
    "COALESCE(SUM(CASE WHEN p.state = 'suspended' THEN 1 ELSE 0 END), 0), "                        \
    "COALESCE(SUM(CASE WHEN p.state = 'unmatched' THEN 1 ELSE 0 END), 0), "                        \
    "COALESCE(SUM(CASE WHEN p.state = 'repeated' THEN 1 ELSE 0 END), 0), "                         \
    "COALESCE(SUM(CASE WHEN p.kind = 'reversal' THEN 1 ELSE 0 END), 0), "                          \
    "COALESCE(SUM(CASE WHEN p.state = 'unmatched' THEN p.paid ELSE 0 END), 0), "                   \
    "COALESCE(SUM(CASE WHEN p.state = 'posted' THEN p.denied ELSE 0 END), 0), "                    \
    "r.interchange, r.group_control, r.notes FROM remit r JOIN file f ON f.id = r.file LEFT JOIN " \
    "payment p ON p.remit = r.id "                                                                 \
    "WHERE " condition " GROUP BY r.id ORDER BY r.id"
    static const char by_trace[] = REMITS("r.practice = $1 AND r.trace = $2");
    /* By no index, so that they come in the order of their ids and no payment has to be sorted. */
    static const char by_time[] =
        REMITS("+r.practice = $1 AND +r.posted_at >= $2 AND +r.posted_at < $3");
#undef REMITS
    reader r = {.fn.remit = fn, .ctx = ctx};
    if (filter->trace.len)
        return SJ_SQL_QUERY(s, err, by_trace, read_remit, &r, sj_sql_int(s->practice),
                            sj_sql_text(filter->trace));
    return SJ_SQL_QUERY(s, err, by_time, read_remit, &r, sj_sql_int(s->practice),
                        sj_sql_int(filter->from), sj_sql_int(filter->to ? filter->to : INT64_MAX));
}

static bool read_payment(void *ctx, const sj_sql_value *v) {
    reader *r = ctx;
    sj_payment_row p = {.id = v[0].i,
                        .remit = v[1].i,
                        .ordinal = (uint32_t)v[2].i,
                        .segment = (uint32_t)v[3].i,
                        .offset = (uint64_t)v[4].i,
                        .account = v[5].s,
                        .status = v[6].s,
                        .charge = v[7].i,
                        .paid = v[8].i,
                        .patient = v[9].i,
                        .contractual = v[10].i,
                        .denied = v[11].i,
                        .payer_control = v[12].s,
                        .filing = v[13].s,
                        .facility = v[14].s,
                        .frequency = v[15].s,
                        .from = sj_sql_to_date(v[16]),
                        .to = sj_sql_to_date(v[17]),
                        .remarks = v[18].s,
                        .state = v[19].s,
                        .kind = v[20].s,
                        .notes = (uint32_t)v[21].i,
                        .residual = v[22].i,
                        .charge_residual = v[23].i,
                        .submission = v[24].i,
                        .rung = (uint32_t)v[25].i,
                        .score = (uint32_t)v[26].i,
                        .evidence = (uint32_t)v[27].i,
                        .runner_up = v[28].i,
                        .runner_score = (uint32_t)v[29].i,
                        .reverses = v[30].i,
                        .last = v[31].s,
                        .first = v[32].s,
                        .member = v[33].s};
    return r->fn.payment(r->ctx, &p, v[34].s, v[35].s);
}

sj_status sj_ledger_payments(sj_store *s, int64_t remit, sj_ledger_payment_fn fn, void *ctx,
                             sj_err *err) {
    static const char sql[] =
        "SELECT p.id, p.remit, p.ordinal, p.segment, p.byte_offset, p.account, p.status, p.charge, "
        "p.paid, p.patient, p.contractual, p.denied, p.payer_control, p.filing, p.facility, "
        "p.frequency, p.first_service, p.last_service, p.remarks, p.state, p.kind, p.notes, "
        "p.residual, p.charge_residual, p.submission, p.match_rung, p.match_score, p.evidence, "
        "p.runner_up, p.runner_score, p.reverses, w.last, w.first, w.member, o.account, "
        "u.account FROM payment p LEFT JOIN patient_payment w ON w.payment = p.id "
        "LEFT JOIN submission o ON o.id = p.submission LEFT JOIN submission u ON u.id = "
        "p.runner_up "
        "WHERE p.practice = $1 AND p.remit = $2 ORDER BY p.ordinal";
    reader r = {.fn.payment = fn, .ctx = ctx};
    return SJ_SQL_QUERY(s, err, sql, read_payment, &r, sj_sql_int(s->practice), sj_sql_int(remit));
}

static bool read_line(void *ctx, const sj_sql_value *v) {
    reader *r = ctx;
    sj_payment_line_row l = {.ordinal = (uint32_t)v[1].i,
                             .segment = (uint32_t)v[2].i,
                             .line = (uint32_t)v[3].i,
                             .line_key = (uint32_t)v[4].i,
                             .procedure = v[5].s,
                             .submitted = v[6].s,
                             .revenue = v[7].s,
                             .charge = v[8].i,
                             .paid = v[9].i,
                             .units = v[10].i,
                             .from = sj_sql_to_date(v[11]),
                             .to = sj_sql_to_date(v[12]),
                             .control = v[13].s,
                             .adjustments = v[14].s,
                             .remarks = v[15].s,
                             .kind = v[16].s,
                             .patient = v[17].i,
                             .contractual = v[18].i,
                             .denied = v[19].i};
    return r->fn.line(r->ctx, v[0].i, &l);
}

sj_status sj_ledger_lines(sj_store *s, int64_t remit, sj_ledger_line_fn fn, void *ctx,
                          sj_err *err) {
    static const char sql[] =
        "SELECT l.payment, l.ordinal, l.segment, l.line, l.line_key, l.procedure, l.submitted, "
        "l.revenue, l.charge, l.paid, l.units, l.first_service, l.last_service, l.control, "
        "l.adjustments, l.remarks, l.kind, l.patient, l.contractual, l.denied FROM payment p "
        "JOIN payment_line l ON l.payment = p.id WHERE p.practice = $1 AND p.remit = $2 "
        "ORDER BY p.ordinal, l.ordinal";
    reader r = {.fn.line = fn, .ctx = ctx};
    return SJ_SQL_QUERY(s, err, sql, read_line, &r, sj_sql_int(s->practice), sj_sql_int(remit));
}

static void fill_provider(const sj_sql_value *v, sj_provider_row *row) {
    *row = (sj_provider_row){.ordinal = (uint32_t)v[0].i,
                             .provider = v[1].s,
                             .period_end = sj_sql_to_date(v[2]),
                             .reason = v[3].s,
                             .reference = v[4].s,
                             .amount = v[5].i,
                             .segment = (uint32_t)v[6].i};
}

static bool read_provider(void *ctx, const sj_sql_value *v) {
    reader *r = ctx;
    sj_provider_row row;
    fill_provider(v, &row);
    return r->fn.provider(r->ctx, &row);
}

sj_status sj_ledger_provider(sj_store *s, int64_t remit, sj_ledger_provider_fn fn, void *ctx,
                             sj_err *err) {
    static const char sql[] =
        "SELECT ordinal, provider, period_end, reason, reference, amount, segment "
        "FROM provider_adjustment WHERE practice = $1 AND remit = $2 ORDER BY ordinal";
    reader r = {.fn.provider = fn, .ctx = ctx};
    return SJ_SQL_QUERY(s, err, sql, read_provider, &r, sj_sql_int(s->practice), sj_sql_int(remit));
}

static bool read_taken(void *ctx, const sj_sql_value *v) {
    reader *r = ctx;
    sj_provider_row row;
    fill_provider(v, &row);
    return r->fn.taken(r->ctx, &row, v[7].s, v[8].s, sj_sql_to_date(v[9]));
}

sj_status sj_ledger_taken(sj_store *s, sj_instant from, sj_instant to, sj_ledger_taken_fn fn,
                          void *ctx, sj_err *err) {
    static const char sql[] =
        "SELECT a.ordinal, a.provider, a.period_end, a.reason, a.reference, a.amount, a.segment, "
        "r.payer_name, r.trace, r.paid_on FROM remit r JOIN provider_adjustment a "
        "ON a.remit = r.id WHERE r.practice = $1 AND r.posted_at >= $2 AND r.posted_at < $3 "
        "ORDER BY r.id, a.ordinal";
    reader r = {.fn.taken = fn, .ctx = ctx};
    return SJ_SQL_QUERY(s, err, sql, read_taken, &r, sj_sql_int(s->practice), sj_sql_int(from),
                        sj_sql_int(to));
}

static bool read_open(void *ctx, const sj_sql_value *v) {
    reader *r = ctx;
    sj_ledger_open o = {.payment = v[0].i,
                        .state = v[1].s,
                        .kind = v[2].s,
                        .account = v[3].s,
                        .payer_control = v[4].s,
                        .status = v[5].s,
                        .candidate = v[6].s,
                        .charge = v[7].i,
                        .paid = v[8].i,
                        .residual = v[9].i,
                        .charge_residual = v[10].i,
                        .from = sj_sql_to_date(v[11]),
                        .paid_on = sj_sql_to_date(v[12]),
                        .notes = (uint32_t)v[13].i,
                        .score = (uint32_t)v[14].i,
                        .evidence = (uint32_t)v[15].i,
                        .segment = (uint32_t)v[16].i,
                        .trace = v[17].s,
                        .payer_name = v[18].s,
                        .file_name = v[19].s,
                        .posted_at = v[20].i,
                        .last = v[21].s,
                        .first = v[22].s,
                        .ordinal = (uint32_t)v[23].i,
                        .runner_up = v[24].s,
                        .runner_score = (uint32_t)v[25].i};
    return r->fn.open(r->ctx, &o);
}

#define OPEN_PAYMENTS                                                                              \
    "SELECT p.id, p.state, p.kind, p.account, p.payer_control, p.status, o.account, p.charge, "    \
    "p.paid, p.residual, p.charge_residual, p.first_service, r.paid_on, p.notes, p.match_score, "  \
    "p.evidence, p.segment, r.trace, r.payer_name, f.name, r.posted_at, w.last, w.first, "         \
    "p.ordinal, u.account, p.runner_score FROM payment p JOIN remit r ON r.id = p.remit JOIN "     \
    "file f ON f.id = r.file "                                                                     \
    "LEFT JOIN submission o ON o.id = p.submission "                                               \
    "LEFT JOIN submission u ON u.id = p.runner_up "                                                \
    "LEFT JOIN patient_payment w ON w.payment = p.id WHERE p.practice = $1 "

sj_status sj_ledger_open_payments(sj_store *s, sj_ledger_open_fn fn, void *ctx, sj_err *err) {
    static const char sql[] =
        OPEN_PAYMENTS "AND p.state IN ('unmatched', 'suspended') ORDER BY p.state, p.id";
    reader r = {.fn.open = fn, .ctx = ctx};
    return SJ_SQL_QUERY(s, err, sql, read_open, &r, sj_sql_int(s->practice));
}

sj_status sj_ledger_reversals(sj_store *s, sj_instant from, sj_instant to, sj_ledger_open_fn fn,
                              void *ctx, sj_err *err) {
    static const char sql[] =
        OPEN_PAYMENTS "AND p.state = 'posted' AND p.kind = 'reversal' AND r.posted_at >= $2 "
                      "AND r.posted_at < $3 ORDER BY p.id";
    reader r = {.fn.open = fn, .ctx = ctx};
    return SJ_SQL_QUERY(s, err, sql, read_open, &r, sj_sql_int(s->practice), sj_sql_int(from),
                        sj_sql_int(to));
}
