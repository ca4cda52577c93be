/* The report's tables as CSV: one row per denied line, rejection, remittance. */
#include "engine/csv/csv.h"
#include "engine/report/nightly.h"

static const char *yes(bool b) {
    return b ? "yes" : "no";
}

static const char *preventable(char c) {
    return c == 'Y' ? "yes" : c == 'P' ? "partly" : "no";
}

void sj_nightly_csv_denials(const sj_nightly *n, FILE *to) {
    static const char *const heading[] = {
        "account",   "payer",     "payer_control", "patient", "line",      "procedure",
        "from",      "to",        "paid_on",       "charge",  "paid",      "at_stake",
        "denied",    "codes",     "reason",        "action",  "next_step", "due",
        "days_left", "appeal_by", "preventable",   "new",     "trace",     NULL};
    sj_csv c = {.to = to};
    sj_csv_heading(&c, heading);
    for (size_t i = 0; i < n->denials.n; i++) {
        const sj_night_denial *d = &n->denials.v[i];
        char left[16] = "";
        if (d->due != SJ_NO_DATE) snprintf(left, sizeof left, "%d", d->due - n->as_of);
        sj_csv_text(&c, d->account);
        sj_csv_text(&c, d->payer);
        sj_csv_text(&c, d->payer_control);
        sj_csv_text(&c, d->patient);
        sj_csv_number(&c, d->line);
        sj_csv_text(&c, d->procedure);
        sj_csv_date(&c, d->from);
        sj_csv_date(&c, d->to);
        sj_csv_date(&c, d->paid_on);
        sj_csv_money(&c, d->charge);
        sj_csv_money(&c, d->paid);
        sj_csv_money(&c, d->amount);
        sj_csv_textz(&c, yes(!d->underpaid));
        sj_csv_text(&c, d->codes);
        sj_csv_text(&c, d->reason);
        sj_csv_text(&c, d->action);
        sj_csv_text(&c, d->next);
        sj_csv_date(&c, d->due);
        fprintf(to, ",%s", left); /* a number, or nothing */
        sj_csv_date(&c, d->appeal_by);
        sj_csv_textz(&c, preventable(d->preventable));
        sj_csv_textz(&c, yes(d->fresh));
        sj_csv_text(&c, d->trace);
        sj_csv_end(&c);
    }
}

void sj_nightly_csv_rejections(const sj_nightly *n, FILE *to) {
    static const char *const heading[] = {"account", "payer",  "from", "charge",     "rejected_by",
                                          "codes",   "reason", "file", "what_to_do", NULL};
    sj_csv c = {.to = to};
    sj_csv_heading(&c, heading);
    for (size_t i = 0; i < n->rejections.n; i++) {
        const sj_night_rejection *r = &n->rejections.v[i];
        sj_csv_text(&c, r->account);
        sj_csv_text(&c, r->payer);
        sj_csv_date(&c, r->from);
        sj_csv_money(&c, r->charge);
        sj_csv_text(&c, r->by);
        sj_csv_text(&c, r->codes);
        sj_csv_text(&c, r->reason);
        sj_csv_text(&c, r->file);
        sj_csv_text(&c, r->todo);
        sj_csv_end(&c);
    }
}

void sj_nightly_csv_remits(const sj_nightly *n, FILE *to) {
    static const char *const heading[] = {"trace",
                                          "payer",
                                          "paid_on",
                                          "method",
                                          "state",
                                          "why",
                                          "claims",
                                          "matched",
                                          "not_ours",
                                          "suspended",
                                          "repeated",
                                          "claim_payments",
                                          "provider_adjustments",
                                          "payment",
                                          "difference",
                                          "denied",
                                          "file",
                                          NULL};
    sj_csv c = {.to = to};
    sj_csv_heading(&c, heading);
    for (size_t i = 0; i < n->remits.n; i++) {
        const sj_night_remit *r = &n->remits.v[i];
        sj_csv_text(&c, r->trace);
        sj_csv_text(&c, r->payer);
        sj_csv_date(&c, r->paid_on);
        sj_csv_text(&c, r->method);
        sj_csv_text(&c, r->state);
        sj_csv_text(&c, r->why);
        sj_csv_number(&c, r->claims);
        sj_csv_number(&c, r->matched);
        sj_csv_number(&c, r->unmatched);
        sj_csv_number(&c, r->suspended);
        sj_csv_number(&c, r->repeated);
        sj_csv_money(&c, r->claims_paid);
        sj_csv_money(&c, -r->provider); /* its effect on the payment */
        sj_csv_money(&c, r->amount);
        sj_csv_money(&c, r->residual);
        sj_csv_money(&c, r->denied);
        sj_csv_text(&c, r->file);
        sj_csv_end(&c);
    }
}
