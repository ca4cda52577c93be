/* The worklist for the terminal. */
#include "engine/report/worklist.h"

static bool begins_character(char c) {
    return ((unsigned char)c & 0xc0) != 0x80;
}

/* At most `width` characters of a text, padded to it. */
static void cell(FILE *to, sj_str s, int width) {
    int n = 0;
    size_t end = 0;
    for (; end < s.len; end++)
        if (begins_character(s.ptr[end]) && n++ == width) break;
    if (n > width) n = width;
    fprintf(to, "%.*s", (int)end, end ? s.ptr : "");
    fprintf(to, "%*s  ", width - n, "");
}

/* Days until one, right-aligned; a limit that is over says so. */
static void left(FILE *to, sj_date day, sj_date as_of) {
    if (day == SJ_NO_DATE)
        fprintf(to, "%6s ", "-");
    else if (day < as_of)
        fprintf(to, "%6s ", "over");
    else
        fprintf(to, "%6d ", day - as_of);
}

static void row(const sj_worklist *n, const sj_worklist_line *d, FILE *to) {
    char due[SJ_DATE_SIZE], from[SJ_DATE_SIZE], money[SJ_MONEY_SIZE + 8], line[16] = "claim";
    sj_date_print_people(d->due, due);
    sj_date_print_people(d->from, from);
    sj_money_print_people(d->amount, money);
    if (d->line) snprintf(line, sizeof line, "%u", d->line);
    fprintf(to, "%-10s%s", d->due == SJ_NO_DATE ? "-" : due,
            d->due != SJ_NO_DATE && d->due < n->as_of ? "!" : " ");
    left(to, d->appeal_by, n->as_of);
    left(to, d->file_by, n->as_of);
    fprintf(to, "%12s  ", money);
    cell(to, d->account, 18);
    cell(to, d->payer, 20);
    fprintf(to, "%-10s  %-5s  ", from, line);
    cell(to, d->procedure, 14);
    cell(to, d->codes, 12);
    cell(to, d->action, 16);
    fprintf(to, "%.*s%s", SJ_FMT(d->reason), d->underpaid ? " (underpaid)" : "");
    if (d->owner.len || !sj_str_is(d->status, "new"))
        fprintf(to, " [%.*s%s%.*s]", SJ_FMT(d->owner), d->owner.len ? ", " : "", SJ_FMT(d->status));
    fputc('\n', to);
}

static void limit(FILE *to, const char *name, sj_date day, bool usual, sj_date as_of) {
    char text[SJ_DATE_SIZE];
    if (day == SJ_NO_DATE) return;
    sj_date_print_people(day, text);
    fprintf(to, " %s by %s%s (%d days%s)", name, text, day < as_of ? "!" : "", day - as_of,
            usual ? ", usual" : "");
}

static void caught_now(const sj_worklist_line *d, FILE *to) {
    if (d->caught.len > 1)
        fprintf(to, "    Our edits catch it now: %.*s\n", SJ_FMT(d->caught));
    else if (sj_str_is(d->caught, "-") && !d->underpaid)
        fputs("    Our edits would not have caught it.\n", to);
}

/* What people noted, and the last days. */
static void details(const sj_worklist *n, const sj_worklist_line *d, FILE *to) {
    char text[SJ_DATE_SIZE];
    if (d->appeal_by != SJ_NO_DATE || d->correct_by != SJ_NO_DATE || d->file_by != SJ_NO_DATE) {
        fputs("    Limits:", to);
        limit(to, "appeal", d->appeal_by, d->appeal_usual, n->as_of);
        limit(to, "correct", d->correct_by, d->correct_usual, n->as_of);
        limit(to, "file", d->file_by, d->file_usual, n->as_of);
        fputc('\n', to);
    }
    if (d->plan.len) fprintf(to, "    Planned: %.*s\n", SJ_FMT(d->plan));
    if (d->follow_up != SJ_NO_DATE) {
        sj_date_print_people(d->follow_up, text);
        fprintf(to, "    Look again: %s\n", text);
    }
    if (d->note.len) fprintf(to, "    Note: %.*s\n", SJ_FMT(d->note));
}

static void told(FILE *to, const char *name, sj_str text) {
    if (text.len) fprintf(to, "  %-13s %.*s\n", name, SJ_FMT(text));
}

static const char *caught(const sj_worklist_line *d) {
    return d->underpaid                ? "no edit can: it is a matter of the payment"
           : sj_str_is(d->caught, "-") ? "no"
           : sj_str_is(d->caught, "?") ? "not tried yet: the next run does"
                                       : "yes";
}

static void line_details(const sj_worklist *n, const sj_worklist_line *d, FILE *to) {
    char money[SJ_MONEY_SIZE + 8], day[SJ_DATE_SIZE], line[16] = "the claim";
    if (d->line) snprintf(line, sizeof line, "line %u", d->line);
    sj_money_print_people(d->amount, money);
    sj_date_print_people(d->from, day);
    fprintf(to, "%.*s, %s, %.*s of %s: %s at stake\n", SJ_FMT(d->account), line,
            SJ_FMT(d->procedure), day, money);
    told(to, "Payer", d->payer);
    told(to, "Codes", d->codes);
    told(to, "Reason", d->reason);
    told(to, "Why", d->why);
    told(to, "Category", d->category);
    told(to, "Next", d->next);
    fprintf(to, "  %-13s %s\n", "Preventable",
            d->preventable == 'Y'   ? "yes"
            : d->preventable == 'P' ? "partly"
                                    : "no");
    fprintf(to, "  %-13s %s%s%.*s\n", "Our edits", caught(d),
            d->caught.len > 1 && !d->underpaid ? ": " : "",
            d->caught.len > 1 && !d->underpaid ? (int)d->caught.len : 0, d->caught.ptr);
    sj_date_print_people(d->due, day);
    if (d->due != SJ_NO_DATE) fprintf(to, "  %-13s %s (%d days)\n", "By", day, d->due - n->as_of);
    details(n, d, to);
}

void sj_worklist_details(const sj_worklist *n, FILE *to) {
    for (size_t i = 0; i < n->n; i++) {
        if (i) fputc('\n', to);
        line_details(n, &n->lines[i], to);
    }
}

void sj_worklist_text(const sj_worklist *n, bool why, FILE *to) {
    char money[SJ_MONEY_SIZE + 8];
    if (!n->n) {
        fputs("No open denials.\n", to);
        return;
    }
    fprintf(to, "%-11s%6s %6s %12s  %-18s  %-20s  %-10s  %-5s  %-14s  %-12s  %-16s  %s\n", "Due",
            "Appeal", "File", "At stake", "Account", "Payer", "Service", "Line", "Procedure",
            "Codes", "Next", "Reason");
    for (size_t i = 0; i < n->n; i++) {
        const sj_worklist_line *d = &n->lines[i];
        row(n, d, to);
        if (why) fprintf(to, "    Why:  %.*s\n    Next: %.*s\n", SJ_FMT(d->why), SJ_FMT(d->next));
        if (why) caught_now(d, to);
        if (why) details(n, d, to);
    }
    sj_money_print_people(n->open.amount, money);
    fprintf(to, "%u denied %s, %s", n->open.n, n->open.n == 1 ? "line" : "lines", money);
    sj_money_print_people(n->underpaid.amount, money);
    if (n->underpaid.n) fprintf(to, "; %u underpaid, %s", n->underpaid.n, money);
    sj_money_print_people(n->past.amount, money);
    if (n->past.n) fprintf(to, "; ! %u past due, %s", n->past.n, money);
    fputs(".\nAppeal, File: days left to appeal, and to file a new claim.\n", to);
}
