/* engine/store/decided.c - what payers decided on one submission. */
#include "engine/store/decided.h"

#include "engine/store/sql.h"

typedef struct reader {
    union {
        sj_decided_fn decided;
        sj_decided_line_fn line;
    } fn;
    void *ctx;
} reader;

static bool read_decided(void *ctx, const sj_sql_value *v) {
    reader *r = ctx;
    const sj_decided d = {.payment = v[0].i,
                          .status = v[1].s,
                          .payer_control = v[2].s,
                          .remarks = v[3].s,
                          .kind = v[4].s,
                          .filing = v[5].s,
                          .charge = v[6].i,
                          .paid = v[7].i,
                          .patient = v[8].i,
                          .reversed = v[9].i != 0,
                          .paid_on = sj_sql_to_date(v[10]),
                          .payer = v[11].s,
                          .payer_name = v[12].s,
                          .trace = v[13].s};
    return r->fn.decided(r->ctx, &d);
}

sj_status sj_decided_of(sj_store *s, int64_t submission, sj_decided_fn fn, void *ctx, sj_err *err) {
    static const char sql[] =
        "SELECT p.id, p.status, p.payer_control, p.remarks, p.kind, p.filing, p.charge, p.paid, "
        "p.patient, CASE WHEN EXISTS (SELECT 1 FROM payment x WHERE x.reverses = p.id) THEN 1 ELSE "
        "0 END, COALESCE(r.paid_on, r.produced), r.payer, r.payer_name, r.trace FROM payment p "
        "JOIN remit r ON r.id = p.remit WHERE p.practice = $1 AND p.submission = $2 AND p.state = "
        "'posted' ORDER BY p.id DESC";
    reader r = {.fn.decided = fn, .ctx = ctx};
    return SJ_SQL_QUERY(s, err, sql, read_decided, &r, sj_sql_int(s->practice),
                        sj_sql_int(submission));
}

static bool read_line(void *ctx, const sj_sql_value *v) {
    reader *r = ctx;
    const sj_payment_line_row l = {.ordinal = (uint32_t)v[0].i,
                                   .line = (uint32_t)v[1].i,
                                   .procedure = v[2].s,
                                   .submitted = v[3].s,
                                   .revenue = v[4].s,
                                   .charge = v[5].i,
                                   .paid = v[6].i,
                                   .units = v[7].i,
                                   .from = sj_sql_to_date(v[8]),
                                   .to = sj_sql_to_date(v[9]),
                                   .control = v[10].s,
                                   .adjustments = v[11].s,
                                   .remarks = v[12].s,
                                   .kind = v[13].s,
                                   .patient = v[14].i,
                                   .contractual = v[15].i,
                                   .denied = v[16].i,
                                   .segment = (uint32_t)v[17].i};
    return r->fn.line(r->ctx, &l);
}

sj_status sj_decided_lines(sj_store *s, int64_t payment, sj_decided_line_fn fn, void *ctx,
                           sj_err *err) {
    static const char sql[] =
        "SELECT ordinal, line, procedure, submitted, revenue, charge, paid, units, first_service, "
        "last_service, control, adjustments, remarks, kind, patient, contractual, denied, segment "
        "FROM payment_line WHERE practice = $1 AND payment = $2 ORDER BY ordinal";
    reader r = {.fn.line = fn, .ctx = ctx};
    return SJ_SQL_QUERY(s, err, sql, read_line, &r, sj_sql_int(s->practice), sj_sql_int(payment));
}
