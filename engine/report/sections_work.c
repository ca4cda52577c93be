/* Sections about work: what to do first, why it was denied, everything open. */
#include "engine/report/html.h"
#include "engine/report/sections.h"

enum { FIRST_ROWS = 10, REASON_ROWS = 15, ALL_ROWS = 1000 };

/* State by word, symbol and colour. */
static void due_mark(const sj_nightly *n, sj_date due, FILE *to) {
    if (due == SJ_NO_DATE) {
        sj_html_date(to, due);
        return;
    }
    int left = due - n->as_of;
    sj_html_date(to, due);
    if (left < 0)
        fprintf(to, " <span class=\"mark red\">▲ %d %s past due</span>", -left,
                left == -1 ? "day" : "days");
    else if (left <= 14)
        fprintf(to, " <span class=\"mark amber\">● %d %s left</span>", left,
                left == 1 ? "day" : "days");
    else
        fprintf(to, " <span class=\"sub\">%d days left</span>", left);
}

static void service(const sj_night_denial *d, FILE *to) {
    sj_html_date(to, d->from);
    if (d->to != SJ_NO_DATE && d->to != d->from) {
        fputs("–", to);
        sj_html_date(to, d->to);
    }
}

static void denial_row(const sj_nightly *n, sj_html_table *t, const sj_night_denial *d) {
    FILE *to = t->to;
    sj_html_row(t, d->fresh ? "fresh" : "");
    sj_html_cell(t);
    sj_html_text(to, d->account);
    if (d->patient.len) {
        fputs("<span class=\"sub\">", to);
        sj_html_text(to, d->patient);
        fputs("</span>", to);
    }
    if (d->fresh) fputs(" <span class=\"mark blue\">★ new</span>", to);
    sj_html_cell_end(t);
    sj_html_cell_text(t, d->payer);
    sj_html_cell(t);
    service(d, to);
    fputs("<span class=\"sub keep\">", to);
    if (d->line)
        fprintf(to, "line %u", d->line);
    else
        fputs("claim", to);
    if (d->procedure.len) {
        fputs(" · ", to);
        sj_html_text(to, d->procedure);
    }
    fputs("</span>", to);
    sj_html_cell_end(t);
    sj_html_cell(t);
    sj_html_money(to, d->amount);
    fputs("<span class=\"sub\">of ", to);
    sj_html_money(to, d->charge);
    fputs("</span>", to);
    sj_html_cell_end(t);
    sj_html_cell(t);
    sj_html_text(to, d->reason);
    fputs("<span class=\"sub code\">", to);
    sj_html_text(to, d->codes);
    fputs(d->underpaid ? " · underpaid</span>" : "</span>", to);
    sj_html_cell_end(t);
    sj_html_cell_text(t, d->next);
    sj_html_cell(t);
    due_mark(n, d->due, to);
    sj_html_cell_end(t);
    sj_html_row_end(t);
}

static const sj_html_column denial_columns[] = {
    {"Account", ""}, {"Payer", ""},         {"Service", ""}, {"At stake", "num"},
    {"Why", "wide"}, {"Next step", "wide"}, {"By", ""},      {NULL, NULL}};

static void denial_table(const sj_nightly *n, const char *caption, size_t rows, FILE *to) {
    sj_html_table t;
    sj_html_table_begin(&t, to, caption, denial_columns);
    for (size_t i = 0; i < rows; i++) denial_row(n, &t, &n->denials.v[i]);
    sj_html_table_end(&t);
}

void sj_section_work(const sj_nightly *n, FILE *to) {
    fputs("<section id=\"work\" aria-labelledby=\"h-work\">\n<h2 id=\"h-work\">Work first</h2>\n",
          to);
    size_t rows = n->denials.n < FIRST_ROWS ? n->denials.n : FIRST_ROWS;
    if (!rows)
        sj_html_none(to, "Open denials");
    else
        denial_table(n,
                     rows < n->denials.n ? "The ten lines where work is worth most today"
                                         : "All open lines, those where work is worth most first",
                     rows, to);
    fputs("</section>\n", to);
}

static const char *could_catch(char c) {
    return c == 'Y'   ? "<span class=\"mark green\">✓ yes</span>"
           : c == 'P' ? "<span class=\"mark amber\">◐ partly</span>"
                      : "<span class=\"mark blue\">– no</span>";
}

void sj_section_reasons(const sj_nightly *n, FILE *to) {
    static const sj_html_column columns[] = {{"Reason", "wide"},  {"Codes", "code"},
                                             {"Payer", ""},       {"Lines", "num"},
                                             {"At stake", "num"}, {"An edit could catch it", ""},
                                             {NULL, NULL}};
    fputs(
        "<section aria-labelledby=\"h-reasons\">\n<h2 id=\"h-reasons\">Top reasons by payer</h2>\n",
        to);
    size_t rows = n->reasons.n < REASON_ROWS ? n->reasons.n : REASON_ROWS;
    if (!rows) {
        sj_html_none(to, "Open denials");
    } else {
        char caption[80];
        sj_html_table t;
        if (rows < n->reasons.n)
            snprintf(caption, sizeof caption, "The %zu largest of %zu, over all open lines", rows,
                     n->reasons.n);
        else
            snprintf(caption, sizeof caption, "Over all open lines");
        sj_html_table_begin(&t, to, caption, columns);
        for (size_t i = 0; i < rows; i++) {
            const sj_night_reason *r = &n->reasons.v[i];
            sj_html_row(&t, "");
            sj_html_cell_text(&t, r->reason);
            sj_html_cell_text(&t, r->codes);
            sj_html_cell_text(&t, r->payer);
            sj_html_cell_number(&t, r->lines);
            sj_html_cell_money(&t, r->amount);
            sj_html_cell(&t);
            fputs(could_catch(r->preventable), to);
            sj_html_cell_end(&t);
            sj_html_row_end(&t);
        }
        sj_html_table_end(&t);
    }
    fputs("</section>\n", to);
}

static void rejection_row(sj_html_table *t, const sj_night_rejection *r) {
    sj_html_row(t, "");
    sj_html_cell_text(t, r->account);
    sj_html_cell_text(t, r->payer);
    sj_html_cell_date(t, r->from);
    sj_html_cell_money(t, r->charge);
    sj_html_cell(t);
    sj_html_text(t->to, r->reason.len ? r->reason : r->codes);
    sj_html_cell_end(t);
    sj_html_cell(t);
    sj_html_text(t->to, r->todo);
    sj_html_cell_end(t);
    sj_html_cell(t);
    sj_html_text(t->to, r->by);
    fputs("<span class=\"sub code\">", t->to);
    sj_html_text(t->to, r->file);
    fputs("</span>", t->to);
    sj_html_cell_end(t);
    sj_html_row_end(t);
}

void sj_section_rejected(const sj_nightly *n, FILE *to) {
    static const sj_html_column columns[] = {
        {"Account", ""}, {"Payer", ""},          {"Service", ""}, {"Charge", "num"},
        {"Why", "wide"}, {"What to do", "wide"}, {"By", ""},      {NULL, NULL}};
    fputs("<section aria-labelledby=\"h-rejected\">\n<h2 id=\"h-rejected\">Rejected</h2>\n"
          "<p>Refused before the payer decided. These are no denials: mend and send again as an "
          "original; what was refused only with others, as it is.</p>\n",
          to);
    if (!n->rejections.n) {
        sj_html_none(to, "Rejected claims");
    } else {
        sj_html_table t;
        sj_html_table_begin(&t, to, "Rejected claims that were not sent again", columns);
        for (size_t i = 0; i < n->rejections.n && i < ALL_ROWS; i++)
            rejection_row(&t, &n->rejections.v[i]);
        sj_html_table_end(&t);
    }
    fputs("</section>\n", to);
}

void sj_section_all(const sj_nightly *n, FILE *to) {
    if (n->denials.n <= FIRST_ROWS) return; /* all of them stand under Work first */
    size_t rows = n->denials.n < ALL_ROWS ? n->denials.n : ALL_ROWS;
    char caption[120];
    if (rows < n->denials.n)
        snprintf(caption, sizeof caption, "The first %zu of %zu; the CSV file has all", rows,
                 n->denials.n);
    else
        snprintf(caption, sizeof caption, "All open lines, those where work is worth most first");
    fprintf(to,
            "<section aria-labelledby=\"h-all\">\n<h2 id=\"h-all\">All open denials</h2>\n"
            "<details><summary>Show %zu lines</summary>\n",
            rows);
    denial_table(n, caption, rows, to);
    fputs("</details>\n</section>\n", to);
}
