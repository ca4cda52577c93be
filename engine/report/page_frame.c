/* engine/report/page_frame.c - the page's head (what is it, of when, the one sentence, the tiles)
 * and foot (definitions, the notice about patients, versions). */
#include "engine/report/page_frame.h"

#include "engine/report/html.h"
#include "parsers/base/embed.h"

#include <scrubjay/version.h>

#include <inttypes.h>

extern const sj_embedded sj_report_files[];

static void style(FILE *to) {
    for (const sj_embedded *e = sj_report_files; e->name; e++)
        if (strcmp(e->name, "report.css") == 0) fwrite(e->bytes, 1, e->size, to);
}

static const char *detail_words(sj_detail d) {
    return d == SJ_DETAIL_FULL   ? "patients by name"
           : d == SJ_DETAIL_NONE ? "nothing that tells of a patient"
                                 : "patients by their initials";
}

static void title(FILE *to, const sj_head *head) {
    char day[SJ_DATE_SIZE];
    sj_date_print_people(head->opts->as_of, day);
    fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
          "<meta name=\"robots\" content=\"noindex\"/>\n<title>",
          to);
    sj_html_textz(to, head->report->title);
    fprintf(to, " %s</title>\n<style>\n", day);
    style(to);
    fputs("</style>\n</head>\n<body>\n", to);
    fprintf(to, "<a class=\"skip\" href=\"#%s\">Skip to the tables</a>\n",
            head->report->sections[0]->name);
}

static void tile(FILE *to, const sj_tile_values *v) {
    const char *beside = v->tile->beside;
    bool alarm = beside && beside[0] == '!';
    bool colored = v->n || (alarm && v->beside);
    fprintf(to, "<li class=\"tile %s\"><span class=\"name\">%s</span> ",
            !colored             ? ""
            : alarm && v->beside ? "red"
                                 : v->tile->color,
            v->tile->name);
    if (v->n) {
        fprintf(to, "<span class=\"number\">%" PRId64 "</span> <span class=\"money\">", v->n);
        sj_html_money(to, v->amount);
        fputs("</span>", to);
    } else {
        fputs("<span class=\"number quiet\">none</span>", to);
    }
    if (beside && v->beside) {
        fprintf(to, " <span class=\"more\">%s%" PRId64 " %s, ", alarm ? "▲ " : "", v->beside,
                beside + alarm);
        sj_html_money(to, v->beside_amount);
        fputs("</span>", to);
    }
    if (v->has_mean) {
        char mean[32];
        sj_tenths_print(v->mean, mean);
        fprintf(to, " <span class=\"more\">%s a day in the 30 days before</span>", mean);
    }
    fputs("</li>\n", to);
}

void sj_page_head(FILE *to, const sj_head *head) {
    title(to, head);
    fputs("<header class=\"page\">\n<h1>", to);
    sj_html_textz(to, head->report->title);
    fputs(" · ", to);
    sj_html_text(to, head->opts->practice);
    fputs("</h1>\n<p class=\"meta\">As of <strong>", to);
    sj_html_date(to, head->opts->as_of);
    fprintf(to, "</strong>, %s <strong>", head->report->since);
    sj_html_date(to, head->opts->since);
    fputs("</strong> · made ", to);
    sj_html_text(to, head->opts->made_at);
    fputs(" ", to);
    sj_html_text(to, head->opts->zone);
    fprintf(to, " · %s</p>\n", detail_words(head->opts->detail));
    if (!head->n_tiles) {
        fputs("<p class=\"about\">", to);
        sj_html_textz(to, head->report->about);
        fputs("</p>\n</header>\n<main>\n", to);
        return;
    }
    fprintf(to, "<p class=\"say%s\">", head->quiet ? " quiet" : "");
    sj_html_textz(to, head->sentence);
    fputs("</p>\n</header>\n<main>\n", to);
    fputs("<ul class=\"tiles\" aria-label=\"At a glance\">\n", to);
    for (size_t i = 0; i < head->n_tiles; i++) tile(to, &head->tiles[i]);
    fputs("</ul>\n", to);
}

static void definitions(FILE *to) {
    static const char *const terms[][2] = {
        {"New", "Found since the first day given above."},
        {"Denied", "What is left of a line’s charge after payment, patient share and contractual "
                   "reductions, under reasons that deny. Told from the money and the reason codes "
                   "of each line, never from the claim’s status alone."},
        {"Underpaid", "Nothing allowed and nothing paid, or less than the contract says, though no "
                      "reason denies it; not counted as denied."},
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
    };
    fputs("<h2>Definitions</h2>\n<dl>\n", to);
    for (size_t i = 0; i < sizeof terms / sizeof *terms; i++)
        fprintf(to, "<dt>%s</dt><dd>%s</dd>\n", terms[i][0], terms[i][1]);
    fputs("</dl>\n", to);
}

void sj_page_foot(FILE *to, const sj_head *head) {
    sj_detail d = head->opts->detail;
    fputs("</main>\n<footer>\n", to);
    definitions(to);
    if (d == SJ_DETAIL_NONE)
        fputs("<p class=\"notice\"><strong>Without patients.</strong> Names, account and control "
              "numbers and dates of service are left out.</p>\n",
              to);
    else
        fprintf(to,
                "<p class=\"notice\"><strong>Confidential.</strong> Holds protected health "
                "information: account numbers, dates of service and %s. Keep it where only those "
                "who work on these claims can read it.</p>\n",
                d == SJ_DETAIL_FULL ? "patients’ names" : "patients’ initials");
    fprintf(to,
            "<p>Scrubjay %s · tables: %zu adjustment reasons, %zu remark codes</p>\n</footer>\n"
            "</body>\n</html>\n",
            sj_version(), head->carcs, head->rarcs);
}
