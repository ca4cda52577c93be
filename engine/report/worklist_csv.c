/* The worklist as CSV: one row per line. */
#include "engine/csv/csv.h"
#include "engine/report/worklist.h"

static const char *yes(bool b) {
    return b ? "yes" : "no";
}

static const char *preventable(char c) {
    return c == 'Y' ? "yes" : c == 'P' ? "partly" : "no";
}

void sj_worklist_csv(const sj_worklist *n, FILE *to) {
    static const char *const heading[] = {
        "account",   "payer",     "payer_control", "patient", "line",      "procedure",
        "from",      "to",        "paid_on",       "charge",  "paid",      "at_stake",
        "denied",    "codes",     "reason",        "action",  "next_step", "due",
        "days_left", "appeal_by", "preventable",   "new",     "trace",     NULL};
    sj_csv c = {.to = to};
    sj_csv_heading(&c, heading);
    for (size_t i = 0; i < n->n; i++) {
        const sj_worklist_line *d = &n->lines[i];
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
