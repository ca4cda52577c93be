/* engine/store/remits.c - writes remittances, and answers what posting asks. */
#include "engine/store/remits.h"

#include "engine/store/sql.h"

sj_status sj_remits_add(sj_store *s, const sj_remit_row *r, sj_err *err) {
    static const char sql[] =
        "INSERT INTO remit (id, practice, file, ordinal, control, byte_offset, state, reason, "
        "reason_segment, duplicate_of, differs, trace, originator, method, amount, paid_on, "
        "produced, payer, payer_name, payee, payee_name, claims, lines, charge, paid, patient, "
        "provider, residual, digest, posted_at, interchange, group_control, notes) VALUES ($1, $2, "
        "$3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, "
        "$22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33)";
    return SJ_SQL(s, err, sql, sj_sql_int(r->id), sj_sql_int(s->practice), sj_sql_int(r->file),
                  sj_sql_int(r->ordinal), sj_sql_text(r->control), sj_sql_int((int64_t)r->offset),
                  sj_sql_text(r->state), sj_sql_opt(r->reason), sj_sql_id(r->reason_segment),
                  sj_sql_id(r->duplicate_of), sj_sql_int(r->differs), sj_sql_text(r->trace),
                  sj_sql_text(r->originator), sj_sql_text(r->method), sj_sql_int(r->amount),
                  sj_sql_date(r->paid_on), sj_sql_date(r->produced), sj_sql_text(r->payer),
                  sj_sql_text(r->payer_name), sj_sql_text(r->payee), sj_sql_text(r->payee_name),
                  sj_sql_int(r->claims), sj_sql_int(r->lines), sj_sql_int(r->charge),
                  sj_sql_int(r->paid), sj_sql_int(r->patient), sj_sql_int(r->provider),
                  sj_sql_int(r->residual), sj_sql_blob(r->digest, SJ_SHA256_SIZE),
                  sj_sql_int(sj_store_now(s)), sj_sql_text(r->interchange),
                  sj_sql_text(r->group_control), sj_sql_int(r->notes));
}

sj_status sj_remits_add_provider(sj_store *s, int64_t remit, const sj_provider_row *rows, size_t n,
                                 sj_err *err) {
    static const char sql[] =
        "INSERT INTO provider_adjustment (remit, ordinal, practice, provider, period_end, reason, "
        "reference, amount, segment) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    sj_status status = SJ_OK;
    for (size_t i = 0; i < n && status == SJ_OK; i++)
        status = SJ_SQL(s, err, sql, sj_sql_int(remit), sj_sql_int(rows[i].ordinal),
                        sj_sql_int(s->practice), sj_sql_text(rows[i].provider),
                        sj_sql_date(rows[i].period_end), sj_sql_text(rows[i].reason),
                        sj_sql_text(rows[i].reference), sj_sql_int(rows[i].amount),
                        sj_sql_int(rows[i].segment));
    return status;
}

static const char payment_head[] =
    "INSERT INTO payment (id, practice, remit, ordinal, segment, byte_offset, account, status, "
    "charge, paid, patient, contractual, denied, payer_control, filing, facility, frequency, "
    "first_service, last_service, remarks, state, kind, notes, residual, charge_residual, "
    "submission, match_rung, match_score, evidence, runner_up, runner_score, reverses, "
    "fingerprint, repeats, content)";
static const char patient_head[] =
    "INSERT INTO patient_payment (payment, practice, last, first, member)";
static const char line_head[] =
    "INSERT INTO payment_line (payment, ordinal, practice, segment, line, line_key, procedure, "
    "submitted, revenue, charge, paid, units, first_service, last_service, control, adjustments, "
    "remarks, kind, patient, contractual, denied)";
static const char denial_head[] =
    "INSERT INTO denial (id, practice, payment, ordinal, submission, state, kind, amount, "
    "group_code, carc, rarc, category, action, guards, due, appeal_by, found_at, expected, "
    "expected_by, rule, caught, payer, paid_on)";
static const char fee_head[] = "INSERT INTO payment_fee (payment, practice, expected, allowed)";
enum {
    PAYMENT_COLUMNS = 35,
    PATIENT_COLUMNS = 5,
    LINE_COLUMNS = 21,
    DENIAL_COLUMNS = 23,
    FEE_COLUMNS = 4
};

static sj_status add_line(sj_sql_rows *to, int64_t payment, const sj_payment_line_row *l,
                          sj_err *err) {
    return SJ_SQL_ROW(to, err, sj_sql_int(payment), sj_sql_int(l->ordinal),
                      sj_sql_int(to->store->practice), sj_sql_int(l->segment), sj_sql_int(l->line),
                      sj_sql_int(l->line_key), sj_sql_text(l->procedure), sj_sql_text(l->submitted),
                      sj_sql_text(l->revenue), sj_sql_int(l->charge), sj_sql_int(l->paid),
                      sj_sql_int(l->units), sj_sql_date(l->from), sj_sql_date(l->to),
                      sj_sql_text(l->control), sj_sql_text(l->adjustments), sj_sql_text(l->remarks),
                      sj_sql_text(l->kind), sj_sql_int(l->patient), sj_sql_int(l->contractual),
                      sj_sql_int(l->denied));
}

static sj_status add_denial(sj_sql_rows *to, const sj_payment_row *p, const sj_denial_row *d,
                            sj_err *err) {
    sj_store *s = to->store;
    return SJ_SQL_ROW(to, err, sj_sql_int(d->id), sj_sql_int(s->practice), sj_sql_int(p->id),
                      sj_sql_int(d->ordinal), sj_sql_int(p->submission), sj_sql_text(d->state),
                      sj_sql_text(d->kind), sj_sql_int(d->amount), sj_sql_text(d->group),
                      sj_sql_text(d->carc), sj_sql_text(d->rarc), sj_sql_text(d->category),
                      sj_sql_text(d->action), sj_sql_int(d->guards), sj_sql_date(d->due),
                      sj_sql_date(d->appeal_by), sj_sql_int(sj_store_now(s)),
                      sj_sql_id(d->expected), sj_sql_text(d->expected_by), sj_sql_int(d->rule),
                      sj_sql_textz(sj_str_is(d->kind, "underpaid") ? "-" : "?"),
                      sj_sql_text(p->claim_payer), sj_sql_date(p->paid_on));
}

static sj_status add_payment(sj_sql_rows *to, const sj_payment_row *p, sj_err *err) {
    return SJ_SQL_ROW(
        to, err, sj_sql_int(p->id), sj_sql_int(to->store->practice), sj_sql_int(p->remit),
        sj_sql_int(p->ordinal), sj_sql_int(p->segment), sj_sql_int((int64_t)p->offset),
        sj_sql_text(p->account), sj_sql_text(p->status), sj_sql_int(p->charge), sj_sql_int(p->paid),
        sj_sql_int(p->patient), sj_sql_int(p->contractual), sj_sql_int(p->denied),
        sj_sql_text(p->payer_control), sj_sql_text(p->filing), sj_sql_text(p->facility),
        sj_sql_text(p->frequency), sj_sql_date(p->from), sj_sql_date(p->to),
        sj_sql_text(p->remarks), sj_sql_text(p->state), sj_sql_text(p->kind), sj_sql_int(p->notes),
        sj_sql_int(p->residual), sj_sql_int(p->charge_residual), sj_sql_id(p->submission),
        sj_sql_int(p->rung), sj_sql_int(p->score), sj_sql_int(p->evidence), sj_sql_id(p->runner_up),
        sj_sql_int(p->runner_score), sj_sql_id(p->reverses),
        sj_sql_blob(p->fingerprint, SJ_FINGERPRINT_SIZE), sj_sql_id(p->repeats),
        sj_sql_int(p->content));
}

static sj_status add_payments(sj_store *s, const sj_payment_row *rows, size_t n, sj_err *err) {
    sj_sql_rows to;
    sj_sql_rows_begin(&to, s, payment_head, PAYMENT_COLUMNS);
    sj_status status = SJ_OK;
    for (size_t i = 0; i < n && status == SJ_OK; i++) status = add_payment(&to, &rows[i], err);
    return status == SJ_OK ? sj_sql_rows_end(&to, err) : status;
}

static sj_status add_patients(sj_store *s, const sj_payment_row *rows, size_t n, sj_err *err) {
    sj_sql_rows to;
    sj_sql_rows_begin(&to, s, patient_head, PATIENT_COLUMNS);
    sj_status status = SJ_OK;
    for (size_t i = 0; i < n && status == SJ_OK; i++) {
        const sj_payment_row *p = &rows[i];
        if (!p->last.len && !p->first.len && !p->member.len) continue;
        status = SJ_SQL_ROW(&to, err, sj_sql_int(p->id), sj_sql_int(s->practice),
                            sj_sql_text(p->last), sj_sql_text(p->first), sj_sql_text(p->member));
    }
    return status == SJ_OK ? sj_sql_rows_end(&to, err) : status;
}

static sj_status add_lines(sj_store *s, const sj_payment_row *rows, size_t n, sj_err *err) {
    sj_sql_rows to;
    sj_sql_rows_begin(&to, s, line_head, LINE_COLUMNS);
    sj_status status = SJ_OK;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < rows[i].n_lines && status == SJ_OK; k++)
            status = add_line(&to, rows[i].id, &rows[i].lines[k], err);
    return status == SJ_OK ? sj_sql_rows_end(&to, err) : status;
}

/* What lines were compared with: only where there is a fee schedule. */
static sj_status add_fees(sj_store *s, const sj_payment_row *rows, size_t n, sj_err *err) {
    sj_sql_rows to;
    sj_sql_rows_begin(&to, s, fee_head, FEE_COLUMNS);
    sj_status status = SJ_OK;
    for (size_t i = 0; i < n && status == SJ_OK; i++)
        if (rows[i].compared && sj_str_is(rows[i].state, "posted"))
            status = SJ_SQL_ROW(&to, err, sj_sql_int(rows[i].id), sj_sql_int(s->practice),
                                sj_sql_int(rows[i].expected), sj_sql_int(rows[i].allowed));
    return status == SJ_OK ? sj_sql_rows_end(&to, err) : status;
}

sj_status sj_denials_add(sj_store *s, const sj_payment_row *rows, size_t n, sj_err *err) {
    sj_sql_rows to;
    sj_sql_rows_begin(&to, s, denial_head, DENIAL_COLUMNS);
    sj_status status = SJ_OK;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < rows[i].n_denials && status == SJ_OK; k++)
            status = add_denial(&to, &rows[i], &rows[i].denials[k], err);
    if (status == SJ_OK) status = sj_sql_rows_end(&to, err);
    return status == SJ_OK ? add_fees(s, rows, n, err) : status;
}

sj_status sj_payments_add(sj_store *s, const sj_payment_row *rows, size_t n, sj_err *err) {
    sj_status status = add_payments(s, rows, n, err);
    if (status == SJ_OK) status = add_patients(s, rows, n, err);
    if (status == SJ_OK) status = add_lines(s, rows, n, err);
    return status == SJ_OK ? sj_denials_add(s, rows, n, err) : status;
}

typedef struct reader {
    sj_remit_fn remit;
    sj_posted_fn posted;
    void *ctx;
} reader;

static bool read_remit(void *ctx, const sj_sql_value *v) {
    reader *r = ctx;
    sj_remit_row row = {.id = v[0].i,
                        .trace = v[1].s,
                        .originator = v[2].s,
                        .amount = v[3].i,
                        .paid_on = sj_sql_to_date(v[4]),
                        .payer = v[5].s,
                        .digest = (const uint8_t *)v[6].s.ptr};
    return r->remit(r->ctx, &row);
}

sj_status sj_remits_by_trace(sj_store *s, const sj_str *traces, size_t n, sj_remit_fn fn, void *ctx,
                             sj_err *err) {
    static const char sql[] = "SELECT id, trace, originator, amount, paid_on, payer, digest "
                              "FROM remit WHERE practice = $1 AND state = 'posted' "
                              "AND trace " SJ_SQL_IN " ORDER BY id";
    reader r = {.remit = fn, .ctx = ctx};
    return sj_sql_find_many(s, sql, traces, n, sj_sql_at_text, read_remit, &r, err);
}

static bool read_posted(void *ctx, const sj_sql_value *v) {
    reader *r = ctx;
    sj_posted p = {.payment = v[0].i,
                   .submission = v[1].i,
                   .charge = v[2].i,
                   .paid = v[3].i,
                   .payer_control = v[4].s,
                   .status = v[5].s,
                   .reversed = v[6].i != 0,
                   .remit = v[7].i,
                   .content = v[8].i};
    return r->posted(r->ctx, &p);
}

sj_status sj_payments_of_submissions(sj_store *s, const int64_t *submissions, size_t n,
                                     sj_posted_fn fn, void *ctx, sj_err *err) {
    static const char sql[] =
        "SELECT p.id, p.submission, p.charge, p.paid, p.payer_control, p.status, "
        "CASE WHEN EXISTS (SELECT 1 FROM payment r WHERE r.reverses = p.id) THEN 1 ELSE 0 END, "
        "p.remit, p.content FROM payment p WHERE p.practice = $1 AND p.state = 'posted' "
        "AND p.submission " SJ_SQL_IN " ORDER BY p.id";
    reader r = {.posted = fn, .ctx = ctx};
    return sj_sql_find_many(s, sql, submissions, n, sj_sql_at_int, read_posted, &r, err);
}

sj_status sj_payments_of_content(sj_store *s, const int64_t *contents, size_t n, sj_posted_fn fn,
                                 void *ctx, sj_err *err) {
    static const char sql[] =
        "SELECT id, 0, charge, paid, payer_control, status, 0, remit, content FROM payment "
        "WHERE practice = $1 AND state IN ('unmatched', 'suspended') AND content " SJ_SQL_IN
        " ORDER BY id";
    reader r = {.posted = fn, .ctx = ctx};
    return sj_sql_find_many(s, sql, contents, n, sj_sql_at_int, read_posted, &r, err);
}

sj_status sj_denials_reverse(sj_store *s, int64_t payment, sj_err *err) {
    static const char sql[] =
        "UPDATE denial SET state = 'reversed' WHERE payment = $1 AND state = 'open'";
    return SJ_SQL(s, err, sql, sj_sql_int(payment));
}

sj_status sj_denials_supersede(sj_store *s, int64_t submission, sj_err *err) {
    static const char sql[] =
        "UPDATE denial SET state = 'superseded' WHERE submission = $1 AND state = 'open'";
    return SJ_SQL(s, err, sql, sj_sql_int(submission));
}
