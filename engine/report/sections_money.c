/* Sections about money and files: what is not posted, taken back, paid; what came and went. */
#include "engine/report/html.h"
#include "engine/report/sections.h"

enum { MOST_ROWS = 500, FOLDED_ABOVE = 12 };

static void payment_table(const char *caption, const sj_night_payment *v, size_t n, FILE *to) {
    static const sj_html_column columns[] = {{"Account on the remittance", ""},
                                             {"Payer", ""},
                                             {"Service", ""},
                                             {"Charge", "num"},
                                             {"Paid", "num"},
                                             {"What is known", "wide"},
                                             {"Trace", "code"},
                                             {NULL, NULL}};
    sj_html_table t;
    sj_html_table_begin(&t, to, caption, columns);
    for (size_t i = 0; i < n && i < MOST_ROWS; i++) {
        sj_html_row(&t, "");
        sj_html_cell(&t);
        sj_html_text(to, v[i].account);
        if (v[i].patient.len) {
            fputs("<span class=\"sub\">", to);
            sj_html_text(to, v[i].patient);
            fputs("</span>", to);
        }
        sj_html_cell_end(&t);
        sj_html_cell_text(&t, v[i].payer);
        sj_html_cell_date(&t, v[i].from);
        sj_html_cell_money(&t, v[i].charge);
        sj_html_cell_money(&t, v[i].paid);
        sj_html_cell_text(&t, v[i].why);
        sj_html_cell_text(&t, v[i].trace);
        sj_html_row_end(&t);
    }
    sj_html_table_end(&t);
}

static void refused_table(const sj_nightly *n, FILE *to) {
    static const sj_html_column columns[] = {
        {"Trace", "code"},     {"Payer", ""},   {"Paid on", ""},  {"Payment", "num"},
        {"Difference", "num"}, {"Why", "wide"}, {"File", "code"}, {NULL, NULL}};
    sj_html_table t;
    sj_html_table_begin(&t, to, "Refused remittances: nothing of them is posted", columns);
    for (size_t i = 0; i < n->remits.n; i++) {
        const sj_night_remit *r = &n->remits.v[i];
        if (!sj_str_is(r->state, "refused")) continue;
        sj_html_row(&t, "");
        sj_html_cell_text(&t, r->trace);
        sj_html_cell_text(&t, r->payer);
        sj_html_cell_date(&t, r->paid_on);
        sj_html_cell_money(&t, r->amount);
        sj_html_cell_money(&t, r->residual);
        sj_html_cell_text(&t, r->why);
        sj_html_cell_text(&t, r->file);
        sj_html_row_end(&t);
    }
    sj_html_table_end(&t);
}

static bool any_refused(const sj_nightly *n) {
    for (size_t i = 0; i < n->remits.n; i++)
        if (sj_str_is(n->remits.v[i].state, "refused")) return true;
    return false;
}

void sj_section_not_posted(const sj_nightly *n, FILE *to) {
    fputs("<section aria-labelledby=\"h-open\">\n<h2 id=\"h-open\">Not posted</h2>\n", to);
    bool refused = any_refused(n);
    if (!refused && !n->suspended.n && !n->unmatched.n) sj_html_none(to, "Payments not posted");
    if (refused) refused_table(n, to);
    if (n->suspended.n)
        payment_table("Set aside: claim payments that do not balance", n->suspended.v,
                      n->suspended.n, to);
    if (n->unmatched.n)
        payment_table("Not ours, or not certain enough to post", n->unmatched.v, n->unmatched.n,
                      to);
    fputs("</section>\n", to);
}

static void adjustment_table(const sj_nightly *n, FILE *to) {
    static const sj_html_column columns[] = {
        {"Payer", ""},         {"Trace", "code"}, {"Paid on", ""}, {"Adjustment", "wide"},
        {"Reference", "code"}, {"Amount", "num"}, {NULL, NULL}};
    sj_html_table t;
    sj_html_table_begin(
        &t, to, "Provider adjustments: what the payer took (−) or gave (+) beside the claims",
        columns);
    for (size_t i = 0; i < n->adjustments.n && i < MOST_ROWS; i++) {
        const sj_night_adjustment *a = &n->adjustments.v[i];
        sj_html_row(&t, "");
        sj_html_cell_text(&t, a->payer);
        sj_html_cell_text(&t, a->trace);
        sj_html_cell_date(&t, a->paid_on);
        sj_html_cell(&t);
        sj_html_text(to, a->words);
        fputs(" <span class=\"code\">", to);
        sj_html_text(to, a->code);
        fputs("</span>", to);
        if (a->takeback) fputs(" <span class=\"mark amber\">▼ takeback</span>", to);
        sj_html_cell_end(&t);
        sj_html_cell_text(&t, a->reference);
        sj_html_cell_money(&t, -a->amount);
        sj_html_row_end(&t);
    }
    sj_html_table_end(&t);
}

void sj_section_takebacks(const sj_nightly *n, FILE *to) {
    fputs("<section aria-labelledby=\"h-back\">\n<h2 id=\"h-back\">Takebacks and provider "
          "adjustments</h2>\n",
          to);
    if (n->reversals.n)
        payment_table("Reversals: claim payments taken back", n->reversals.v, n->reversals.n, to);
    else
        sj_html_none(to, "Reversals");
    if (n->adjustments.n)
        adjustment_table(n, to);
    else
        sj_html_none(to, "Provider adjustments");
    fputs("</section>\n", to);
}

static const char *remit_mark(const sj_night_remit *r) {
    if (sj_str_is(r->state, "posted")) return "<span class=\"mark green\">✓ posted</span>";
    if (sj_str_is(r->state, "refused")) return "<span class=\"mark red\">▲ refused</span>";
    return "<span class=\"mark blue\">= duplicate</span>";
}

void sj_section_payments(const sj_nightly *n, FILE *to) {
    static const sj_html_column columns[] = {{"Trace", "code"},
                                             {"Payer", ""},
                                             {"Paid on", ""},
                                             {"Claims", "num"},
                                             {"Claim payments", "num"},
                                             {"Provider adjustments", "num"},
                                             {"Payment", "num"},
                                             {"Difference", "num"},
                                             {"State", ""},
                                             {NULL, NULL}};
    fputs(
        "<section aria-labelledby=\"h-pay\">\n<h2 id=\"h-pay\">Deposits against remittances</h2>\n"
        "<p>Compare the payment column with the bank: no bank statement is loaded.</p>\n",
        to);
    if (!n->remits.n) {
        sj_html_none(to, "Remittances");
    } else {
        sj_html_table t;
        sj_html_table_begin(&t, to, "Remittances read since the report’s first day", columns);
        for (size_t i = 0; i < n->remits.n && i < MOST_ROWS; i++) {
            const sj_night_remit *r = &n->remits.v[i];
            sj_html_row(&t, "");
            sj_html_cell_text(&t, r->trace);
            sj_html_cell_text(&t, r->payer);
            sj_html_cell_date(&t, r->paid_on);
            sj_html_cell_number(&t, r->claims);
            sj_html_cell_money(&t, r->claims_paid);
            sj_html_cell_money(&t, -r->provider);
            sj_html_cell(&t);
            sj_html_money(to, r->amount);
            fputs("<span class=\"sub\">", to);
            sj_html_text(to, r->method);
            fputs("</span>", to);
            sj_html_cell_end(&t);
            sj_html_cell_money(&t, r->residual);
            sj_html_cell(&t);
            fputs(remit_mark(r), to);
            if (r->why.len) {
                fputs("<span class=\"sub\">", to);
                sj_html_text(to, r->why);
                fputs("</span>", to);
            }
            sj_html_cell_end(&t);
            sj_html_row_end(&t);
        }
        sj_html_table_end(&t);
    }
    fputs("</section>\n", to);
}

static void file_row(sj_html_table *t, const sj_night_file *f) {
    sj_html_row(t, "");
    sj_html_cell_text(t, f->name);
    sj_html_cell_text(t, f->partner.len ? f->partner : SJ_STR("practice"));
    sj_html_cell_text(t, f->type);
    if (f->out) {
        sj_html_cell_number(t, f->claims);
        sj_html_cell_money(t, f->charge);
    } else {
        sj_html_cell_number(t, f->bytes);
    }
    sj_html_cell_text(t, f->at);
    sj_html_cell_text(t, f->state);
    sj_html_cell_text(t, f->sha256);
    sj_html_row_end(t);
}

/* Many files are folded away: their number is what matters first. */
static void file_table(const sj_nightly *n, bool out, const char *caption, FILE *to) {
    static const sj_html_column in_columns[] = {
        {"File", "code"}, {"From", ""},  {"Type", ""},        {"Bytes", "num"},
        {"Taken in", ""}, {"State", ""}, {"SHA-256", "code"}, {NULL, NULL}};
    static const sj_html_column out_columns[] = {
        {"File", "code"}, {"To", ""},    {"Type", ""},        {"Claims", "num"}, {"Charge", "num"},
        {"Written", ""},  {"State", ""}, {"SHA-256", "code"}, {NULL, NULL}};
    size_t rows = 0, shown = 0;
    for (size_t i = 0; i < n->files.n; i++) rows += n->files.v[i].out == out;
    if (!rows) {
        sj_html_none(to, caption);
        return;
    }
    bool folded = rows > FOLDED_ABOVE;
    if (folded) fprintf(to, "<details><summary>%s: %zu</summary>\n", caption, rows);
    sj_html_table t;
    sj_html_table_begin(&t, to, caption, out ? out_columns : in_columns);
    for (size_t i = 0; i < n->files.n && shown < MOST_ROWS; i++)
        if (n->files.v[i].out == out) {
            file_row(&t, &n->files.v[i]);
            shown++;
        }
    sj_html_table_end(&t);
    if (folded) fputs("</details>\n", to);
}

void sj_section_files(const sj_nightly *n, FILE *to) {
    fputs("<section aria-labelledby=\"h-files\">\n<h2 id=\"h-files\">Files in and out</h2>\n", to);
    file_table(n, true, "Sent: batches written", to);
    file_table(n, false, "Received: files taken in", to);
    fputs("</section>\n", to);
}
