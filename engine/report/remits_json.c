/* Remittances as JSON. */
#include "engine/report/remits.h"

#include "engine/followup/decide.h"
#include "engine/followup/lines.h"
#include "engine/followup/match.h"
#include "engine/report/json_put.h"
#include "engine/report/remit_lines.h"

typedef struct writer {
    sj_store *store;
    sj_remit_view *view;
    bool whole;
    sj_json_out *out;
    sj_err *err;
    sj_status status;
    sj_remit_lines lines;
} writer;

static void head(sj_json_out *o, const sj_ledger_remit *r) {
    put_text(o, "trace", r->row.trace);
    put_text(o, "originator", r->row.originator);
    put_text(o, "state", r->row.state);
    sj_json_key(o, "reason");
    if (r->row.reason.len)
        sj_json_str(o, r->row.reason);
    else
        sj_json_null(o);
    put_number(o, "reason_segment", r->row.reason_segment);
    put_bool(o, "differs", r->row.differs);
    put_text(o, "payer", r->row.payer);
    put_text(o, "payer_name", r->row.payer_name);
    put_text(o, "payee", r->row.payee);
    put_text(o, "payee_name", r->row.payee_name);
    put_text(o, "method", r->row.method);
    put_date(o, "paid_on", r->row.paid_on);
    put_money(o, "amount", r->row.amount);
    put_money(o, "paid", r->row.paid);
    put_money(o, "provider_adjustments", r->row.provider);
    put_money(o, "residual", r->row.residual);
    put_number(o, "claims", r->row.claims);
    put_number(o, "posted", r->posted);
    put_number(o, "not_ours", r->unmatched);
    put_number(o, "suspended", r->suspended);
    put_number(o, "repeated", r->repeated);
    put_number(o, "reversals", r->reversals);
    put_money(o, "denied", r->denied);
    put_text(o, "file", r->row.file_name);
    put_text(o, "transaction", r->row.control);
    put_number(o, "offset", r->row.offset);
}

static void words(sj_json_out *o, const char *key, sj_str list) {
    sj_json_key(o, key);
    sj_json_array(o);
    while (list.len) {
        const char *end = memchr(list.ptr, ' ', list.len);
        size_t n = end ? (size_t)(end - list.ptr) : list.len;
        sj_json_str(o, (sj_str){list.ptr, n});
        size_t taken = end ? n + 1 : n;
        list = (sj_str){list.ptr + taken, list.len - taken};
    }
    sj_json_array_end(o);
}

static void line(sj_json_out *o, const sj_payment_line_row *l) {
    sj_json_object(o);
    put_number(o, "ordinal", l->ordinal);
    put_number(o, "line", l->line);
    put_text(o, "by", sj_str_of(sj_line_key_text((sj_line_key)l->line_key)));
    put_number(o, "segment", l->segment);
    put_text(o, "procedure", l->procedure);
    put_text(o, "submitted", l->submitted);
    put_text(o, "revenue", l->revenue);
    put_money(o, "charge", l->charge);
    put_money(o, "paid", l->paid);
    words(o, "adjustments", l->adjustments);
    words(o, "remarks", l->remarks);
    put_text(o, "kind", l->kind);
    put_money(o, "patient_share", l->patient);
    put_money(o, "contractual", l->contractual);
    put_money(o, "denied", l->denied);
    sj_json_object_end(o);
}

static void note(sj_json_out *o, const sj_finding_def *def) {
    sj_json_object(o);
    put_text(o, "id", sj_str_of(def->id));
    put_text(o, "severity", sj_str_of(sj_severity_text(def->severity)));
    put_text(o, "message", sj_str_of(def->message));
    put_text(o, "fix", sj_str_of(def->fix));
    sj_json_object_end(o);
}

/* By what it was matched, what spoke for it, and who came second. */
static void match(sj_json_out *o, const sj_payment_row *r, sj_str our, sj_str runner) {
    char evidence[256];
    sj_json_key(o, "match");
    sj_json_object(o);
    put_text(o, "by", sj_str_of(sj_match_rung_text((sj_match_rung)r->rung)));
    put_text(o, r->rung ? "account" : "candidate", our);
    sj_match_explain(r->evidence, evidence, sizeof evidence);
    put_text(o, "evidence", sj_str_of(evidence));
    put_number(o, "points", r->score);
    put_text(o, "runner_up", runner);
    put_number(o, "runner_up_points", r->runner_score);
    sj_json_object_end(o);
}

static bool claim(void *ctx, const sj_payment_row *r, sj_str our, sj_str runner) {
    writer *w = ctx;
    sj_json_out *o = w->out;
    char who[512];
    sj_json_object(o);
    put_number(o, "ordinal", r->ordinal);
    put_number(o, "segment", r->segment);
    put_text(o, "account", r->account);
    sj_patient_text(w->view->detail, r->last, r->first, who, sizeof who);
    put_text(o, "patient", sj_str_of(who));
    put_text(o, "status", r->status);
    put_text(o, "state", r->state);
    put_text(o, "kind", r->kind);
    put_date(o, "from", r->from);
    put_date(o, "to", r->to);
    put_money(o, "charge", r->charge);
    put_money(o, "paid", r->paid);
    put_money(o, "patient_share", r->patient);
    put_money(o, "contractual", r->contractual);
    put_money(o, "denied", r->denied);
    put_money(o, "residual", r->residual);
    put_money(o, "charge_residual", r->charge_residual);
    put_text(o, "payer_control", r->payer_control);
    words(o, "remarks", r->remarks);
    match(o, r, our, runner);
    sj_json_key(o, "notes");
    sj_json_array(o);
    for (int i = 0; i < SJ_NOTES; i++)
        if (r->notes & 1u << i) note(o, &sj_remit_findings()->rows[i]);
    sj_json_array_end(o);
    sj_json_key(o, "lines");
    sj_json_array(o);
    const sj_payment_line_row *l;
    while ((l = sj_remit_lines_next(&w->lines, r->id))) line(o, l);
    sj_json_array_end(o);
    sj_json_object_end(o);
    return true;
}

static bool adjustment(void *ctx, const sj_provider_row *a) {
    writer *w = ctx;
    sj_json_out *o = w->out;
    sj_json_object(o);
    put_text(o, "reason", a->reason);
    put_text(o, "reference", a->reference);
    put_money(o, "amount", a->amount);
    put_text(o, "provider", a->provider);
    put_date(o, "period_end", a->period_end);
    put_number(o, "segment", a->segment);
    sj_json_object_end(o);
    return true;
}

static sj_status parts(writer *w, int64_t remit) {
    sj_status status = sj_remit_lines_read(&w->lines, w->store, remit, w->err);
    sj_json_key(w->out, "payments");
    sj_json_array(w->out);
    if (status == SJ_OK) status = sj_ledger_payments(w->store, remit, claim, w, w->err);
    sj_json_array_end(w->out);
    sj_json_key(w->out, "adjustments");
    sj_json_array(w->out);
    if (status == SJ_OK) status = sj_ledger_provider(w->store, remit, adjustment, w, w->err);
    sj_json_array_end(w->out);
    return status;
}

static bool remit(void *ctx, const sj_ledger_remit *r) {
    writer *w = ctx;
    w->view->found++;
    sj_json_object(w->out);
    head(w->out, r);
    if (w->whole) w->status = parts(w, r->row.id);
    sj_json_object_end(w->out);
    return w->status == SJ_OK;
}

sj_status sj_remits_json(sj_store *s, sj_remit_view *view, bool whole, sj_json_out *out,
                         sj_err *err) {
    writer w = {.store = s, .view = view, .whole = whole, .out = out, .err = err};
    sj_remit_lines_init(&w.lines);
    sj_status status =
        sj_ledger_remits(s, &(sj_ledger_filter){.trace = view->trace}, remit, &w, err);
    sj_remit_lines_dispose(&w.lines);
    return status == SJ_OK ? w.status : status;
}
