/* The worklist as CSV: one row per line. */
#include "engine/csv/csv.h"
#include "engine/report/worklist.h"

static const char *yes(bool b) {
    return b ? "yes" : "no";
}

static const char *preventable(char c) {
    return c == 'Y' ? "yes" : c == 'P' ? "partly" : "no";
}

/* Days until one: a number, or nothing. */
static void left(sj_csv *c, sj_date day, sj_date as_of) {
    char text[16] = "";
    if (day != SJ_NO_DATE) snprintf(text, sizeof text, "%d", day - as_of);
    sj_csv_typed(c, text);
}

void sj_worklist_csv(const sj_worklist *n, FILE *to) {
    static const char *const heading[] = {"account",
                                          "payer",
                                          "payer_control",
                                          "patient",
                                          "line",
                                          "procedure",
                                          "from",
                                          "to",
                                          "paid_on",
                                          "charge",
                                          "paid",
                                          "at_stake",
                                          "denied",
                                          "codes",
                                          "reason",
                                          "action",
                                          "next_step",
                                          "due",
                                          "days_left",
                                          "appeal_by",
                                          "preventable",
                                          "new",
                                          "trace",
                                          "appeal_days_left",
                                          "correct_by",
                                          "correct_days_left",
                                          "file_by",
                                          "file_days_left",
                                          NULL};
    sj_csv c = {.to = to};
    sj_csv_heading(&c, heading);
    for (size_t i = 0; i < n->n; i++) {
        const sj_worklist_line *d = &n->lines[i];
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
        left(&c, d->due, n->as_of);
        sj_csv_date(&c, d->appeal_by);
        sj_csv_textz(&c, preventable(d->preventable));
        sj_csv_textz(&c, yes(d->fresh));
        sj_csv_text(&c, d->trace);
        left(&c, d->appeal_by, n->as_of);
        sj_csv_date(&c, d->correct_by);
        left(&c, d->correct_by, n->as_of);
        sj_csv_date(&c, d->file_by);
        left(&c, d->file_by, n->as_of);
        sj_csv_end(&c);
    }
}
