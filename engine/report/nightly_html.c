/* The report as one HTML page: what to know, what to do first, then everything behind it. */
#include "engine/report/html.h"
#include "engine/report/nightly.h"
#include "engine/report/sections.h"
#include "parsers/base/embed.h"

extern const sj_embedded sj_report_files[];

static void style(FILE *to) {
    for (const sj_embedded *e = sj_report_files; e->name; e++)
        if (strcmp(e->name, "nightly.css") == 0) fwrite(e->bytes, 1, e->size, to);
}

static const char *detail_words(sj_detail d) {
    return d == SJ_DETAIL_FULL   ? "patient names are shown"
           : d == SJ_DETAIL_NONE ? "no patient names"
                                 : "patients by their initials";
}

static void head(const sj_nightly *n, FILE *to) {
    char sentence[512], day[SJ_DATE_SIZE];
    sj_date_print_people(n->as_of, day);
    sj_nightly_sentence(n, sentence, sizeof sentence);
    fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
          "<meta name=\"robots\" content=\"noindex\"/>\n<title>Denial report ",
          to);
    fprintf(to, "%s", day);
    fputs("</title>\n<style>\n", to);
    style(to);
    fputs("</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#work\">Skip to the work</a>\n"
          "<header class=\"page\">\n<h1>Denial report · ",
          to);
    sj_html_text(to, n->practice);
    fputs("</h1>\n<p class=\"meta\">As of <strong>", to);
    sj_html_date(to, n->as_of);
    fputs("</strong>, new since <strong>", to);
    sj_html_date(to, n->since);
    fputs("</strong> · made ", to);
    sj_html_text(to, n->made_at);
    fputs(" ", to);
    sj_html_text(to, n->zone);
    fprintf(to, " · %zu %s in and out · %s</p>\n", n->files.n, n->files.n == 1 ? "file" : "files",
            detail_words(n->detail));
    bool quiet = !n->fresh.n && !n->past.n && !n->due.n && !n->rejected.n && !n->not_posted.n;
    fprintf(to, "<p class=\"say%s\">", quiet ? " quiet" : "");
    sj_html_textz(to, sentence);
    fputs("</p>\n</header>\n", to);
}

static void tile(FILE *to, const char *color, const char *name, const sj_night_sum *s,
                 const char *more) {
    fprintf(to, "<li class=\"tile %s\"><span class=\"name\">%s</span> ", s->n || *more ? color : "",
            name);
    if (s->n) {
        fprintf(to, "<span class=\"number\">%u</span> <span class=\"money\">", s->n);
        sj_html_money(to, s->amount);
        fputs("</span>", to);
    } else {
        fputs("<span class=\"number quiet\">none</span>", to);
    }
    if (*more) fprintf(to, " <span class=\"more\">%s</span>", more);
    fputs("</li>\n", to);
}

/* "3 refused, 1 set aside, 2 not ours": what there is of it. */
static void not_posted_words(const sj_nightly *n, char *buf, size_t cap) {
    size_t refused = n->not_posted.n - n->suspended.n - n->unmatched.n, at = 0;
    const struct {
        size_t n;
        const char *words;
    } parts[] = {{refused, "refused"}, {n->suspended.n, "set aside"}, {n->unmatched.n, "not ours"}};
    buf[0] = 0;
    for (size_t i = 0; i < sizeof parts / sizeof *parts && at < cap; i++)
        if (parts[i].n)
            at += (size_t)snprintf(buf + at, cap - at, "%s%zu %s", at ? ", " : "", parts[i].n,
                                   parts[i].words);
}

static void tiles(const sj_nightly *n, FILE *to) {
    char open[64] = "", past[64] = "", posted[96], money[SJ_MONEY_SIZE + 8];
    sj_money_print_people(n->open.amount, money);
    if (n->open.n) snprintf(open, sizeof open, "%u open, %s", n->open.n, money);
    sj_money_print_people(n->past.amount, money);
    if (n->past.n) snprintf(past, sizeof past, "▲ %u past due, %s", n->past.n, money);
    not_posted_words(n, posted, sizeof posted);
    fputs("<ul class=\"tiles\" aria-label=\"At a glance\">\n", to);
    tile(to, "red", "New denials", &n->fresh, open);
    tile(to, n->past.n ? "red" : "amber", "Due within 14 days", &n->due, past);
    tile(to, "amber", "Rejected", &n->rejected, n->rejected.n ? "never reached a decision" : "");
    tile(to, "blue", "No remittance yet", &n->waiting, n->waiting.n ? "sent or accepted" : "");
    tile(to, "red", "Not posted", &n->not_posted, posted);
    tile(to, "amber", "Takebacks", &n->takebacks, "");
    fputs("</ul>\n", to);
}

static void definitions(const sj_nightly *n, FILE *to) {
    static const char *const terms[][2] = {
        {"New", "Posted since the day given above."},
        {"Denied", "What is left of a line’s charge after payment, patient share and contractual "
                   "reductions, under reasons that deny. Told from the money and the reason codes "
                   "of each line, never from the claim’s status alone."},
        {"Underpaid",
         "Nothing allowed and nothing paid, though no reason denies it; not counted as "
         "denied."},
        {"Rejected", "Refused by the clearinghouse or the payer before adjudication: to be mended "
                     "and sent as an original."},
        {"Due", "The work queue’s target after the payment date, or the appeal limit where that "
                "comes first."},
        {"Work first", "Ordered by the money at stake times the chance to be paid, divided by the "
                       "days left."},
        {"Refused", "A remittance that does not balance or breaks the guide’s rules is not posted "
                    "at all."},
        {"Set aside", "A claim payment that does not balance, in a remittance that does."},
        {"Takeback", "A reversal (claim status 22), or a provider adjustment that recovers money."},
        {"Difference", "Payment less claim payments plus provider adjustments; 0.00 when the "
                       "remittance balances."},
    };
    fputs("<footer>\n<h2>Definitions</h2>\n<dl>\n", to);
    for (size_t i = 0; i < sizeof terms / sizeof *terms; i++)
        fprintf(to, "<dt>%s</dt><dd>%s</dd>\n", terms[i][0], terms[i][1]);
    fputs("</dl>\n<p class=\"notice\"><strong>Confidential.</strong> Holds protected health "
          "information: account numbers, dates and ",
          to);
    fputs(n->detail == SJ_DETAIL_FULL   ? "patient names"
          : n->detail == SJ_DETAIL_NONE ? "amounts"
                                        : "patients’ initials",
          to);
    fputs(". Keep it where only those who work on these claims can read it.</p>\n<p>Scrubjay ", to);
    sj_html_text(to, n->version);
    fprintf(to, " · tables: %zu adjustment reasons, %zu remark codes</p>\n</footer>\n", n->carcs,
            n->rarcs);
}

void sj_nightly_html(const sj_nightly *n, FILE *to) {
    head(n, to);
    fputs("<main>\n", to);
    tiles(n, to);
    sj_section_work(n, to);
    sj_section_reasons(n, to);
    sj_section_not_posted(n, to);
    sj_section_rejected(n, to);
    sj_section_takebacks(n, to);
    sj_section_files(n, to);
    sj_section_payments(n, to);
    sj_section_all(n, to);
    fputs("</main>\n", to);
    definitions(n, to);
    fputs("</body>\n</html>\n", to);
}
