/* engine/cli/cmd_report.c - `scrubjay report NAME`: a report as a page, a workbook, CSV and JSON.
 */
#include "engine/cli/reading.h"
#include "engine/pipeline/complaints.h"
#include "engine/pipeline/expected.h"
#include "engine/report/report.h"

#include <string.h>

enum { FORM_PAGE = 1, FORM_BOOK = 2, FORM_CSV = 4, FORM_JSON = 8, MAX_FILES = 40, NAME = 48 };
#define FORM_ALL (FORM_PAGE | FORM_BOOK | FORM_CSV | FORM_JSON)

typedef struct request {
    const sj_report *report;
    sj_report_opts opts;
    const char *out;
    unsigned forms;
    bool to_stdout; /* JSON alone, nothing written */
} request;

/* The files of a report are made under temporary names and moved at the end: a reader finds all of
 * them whole, or those of before. */
typedef struct files {
    const char *folder;
    char stem[64];
    char names[MAX_FILES][NAME]; /* of the section, for a table; else the file's type */
    bool is_table[MAX_FILES];
    size_t n;
} files;

static sj_status path_of(const files *f, size_t i, bool temporary, char path[SJ_PATH],
                         sj_err *err) {
    char name[200];
    const char *before = temporary ? "." : "", *after = temporary ? ".part" : "";
    if (f->is_table[i])
        snprintf(name, sizeof name, "%s-csv/%s%s.csv%s", f->stem, before, f->names[i], after);
    else
        snprintf(name, sizeof name, "%s%s.%s%s", before, f->stem, f->names[i], after);
    return sj_path_join(path, f->folder, name, err);
}

static sj_status create(files *f, bool is_table, const char *name, FILE **out, sj_err *err) {
    char path[SJ_PATH];
    if (f->n == MAX_FILES) return sj_err_set(err, SJ_EINTERNAL, "a report has too many files");
    f->is_table[f->n] = is_table;
    snprintf(f->names[f->n], NAME, "%s", name);
    sj_status status = path_of(f, f->n, true, path, err);
    if (status == SJ_OK) status = sj_file_create(out, path, err);
    if (status == SJ_OK) f->n++;
    return status;
}

static sj_status finish(FILE *file, sj_err *err) {
    return sj_file_finish(file, "report", err);
}

static sj_status open_table(void *ctx, const char *section, FILE **out, sj_err *err) {
    return create(ctx, true, section, out, err);
}

static sj_status close_table(void *ctx, FILE *file, sj_err *err) {
    (void)ctx;
    return finish(file, err);
}

static sj_status move_all(const files *f, sj_err *err) {
    char from[SJ_PATH], to[SJ_PATH];
    sj_status status = SJ_OK;
    for (size_t i = 0; i < f->n && status == SJ_OK; i++) {
        status = path_of(f, i, true, from, err);
        if (status == SJ_OK) status = path_of(f, i, false, to, err);
        if (status == SJ_OK) status = sj_file_move(from, to, err);
        if (status == SJ_OK && !f->is_table[i]) puts(to);
    }
    size_t tables = 0;
    for (size_t i = 0; i < f->n; i++) tables += f->is_table[i];
    if (status == SJ_OK && tables) printf("%s/%s-csv/ (%zu tables)\n", f->folder, f->stem, tables);
    return status;
}

/* The folder of the tables. */
static sj_status make_folders(const files *f, bool with_tables, sj_err *err) {
    char name[96], path[SJ_PATH];
    sj_status status = sj_folder_make(f->folder, err);
    if (status != SJ_OK || !with_tables) return status;
    snprintf(name, sizeof name, "%s-csv", f->stem);
    status = sj_path_join(path, f->folder, name, err);
    return status == SJ_OK ? sj_folder_make(path, err) : status;
}

static void remove_all(const files *f) {
    char path[SJ_PATH];
    for (size_t i = 0; i < f->n; i++)
        if (path_of(f, i, true, path, NULL) == SJ_OK) remove(path);
}

static sj_status write_files(const request *w, sj_store *store, files *f, char *sentence,
                             size_t cap, sj_err *err) {
    char book[SJ_PATH];
    FILE *workbook = NULL;
    sj_report_out out = {.ctx = f};
    sj_status status = SJ_OK;
    if (w->forms & FORM_PAGE) status = create(f, false, "html", &out.page, err);
    if (status == SJ_OK && (w->forms & FORM_BOOK)) {
        /* Made empty here for its mode; the library writes it by name. */
        status = create(f, false, "xlsx", &workbook, err);
        if (status == SJ_OK) status = path_of(f, f->n - 1, true, book, err);
        if (workbook) fclose(workbook);
        out.book = book;
    }
    if (status == SJ_OK && (w->forms & FORM_JSON))
        status = create(f, false, "json", &out.json, err);
    if (w->forms & FORM_CSV) {
        out.table = open_table;
        out.table_end = close_table;
    }
    if (status == SJ_OK)
        status = sj_report_make(w->report, store, &w->opts, &out, sentence, cap, err);
    if (out.page) {
        sj_status closed = finish(out.page, status == SJ_OK ? err : NULL);
        if (status == SJ_OK) status = closed;
    }
    if (out.json) {
        sj_status closed = finish(out.json, status == SJ_OK ? err : NULL);
        if (status == SJ_OK) status = closed;
    }
    return status;
}

typedef struct missing {
    sj_report_missing_fn fn;
    void *ctx;
} missing;

static void hand_missing(void *ctx, const sj_missing *from) {
    const missing *to = ctx;
    const sj_report_missing m = {from->partner, from->type, from->batch, from->due, from->text};
    to->fn(to->ctx, &m);
}

static sj_status find_missing(void *home, sj_instant now, sj_report_missing_fn fn, void *ctx,
                              sj_err *err) {
    missing to = {fn, ctx};
    return sj_expected_missing(home, now, hand_missing, &to, err);
}

static sj_status make(sj_home *h, request *w, sj_err *err) {
    char made_at[32], zone[16], folder[SJ_PATH], day[SJ_DATE_SIZE], sentence[1024];
    w->opts.practice = sj_str_of(h->config.practice);
    sj_cli_clock_text(sj_store_now(h->store), made_at);
    sj_cli_zone(zone);
    w->opts.made_at = sj_str_of(made_at);
    w->opts.zone = sj_str_of(zone);
    w->opts.clock_text = sj_cli_clock_text;
    w->opts.rejection_words = sj_complaints_sum;
    w->opts.terms = h->config.terms;
    w->opts.missing = find_missing;
    w->opts.missing_ctx = h;
    sj_status status = sj_cli_note(h, "report", sj_report_name(w->report), err);
    if (status != SJ_OK) return status;
    if (w->to_stdout) {
        const sj_report_out out = {.json = stdout};
        return sj_report_make(w->report, h->store, &w->opts, &out, NULL, 0, err);
    }
    status = sj_path_join(folder, h->path, "reports", err);
    files f = {.folder = w->out ? w->out : folder};
    sj_date_print_iso(w->opts.as_of, day);
    snprintf(f.stem, sizeof f.stem, "%s-%s", sj_report_name(w->report), day);
    if (status == SJ_OK) status = make_folders(&f, w->forms & FORM_CSV, err);
    if (status == SJ_OK) status = write_files(w, h->store, &f, sentence, sizeof sentence, err);
    if (status == SJ_OK) status = move_all(&f, err);
    if (status == SJ_OK && *sentence) puts(sentence);
    if (status != SJ_OK) remove_all(&f);
    return status;
}

/* "html,xlsx": false for a word that is none. */
static bool read_forms(const char *text, unsigned *out) {
    static const struct {
        const char *word;
        unsigned form;
    } words[] = {{"html", FORM_PAGE}, {"xlsx", FORM_BOOK}, {"csv", FORM_CSV}, {"json", FORM_JSON}};
    *out = text ? 0 : FORM_ALL;
    while (text && *text) {
        size_t n = strcspn(text, ","), i = 0;
        while (i < 4 && (strlen(words[i].word) != n || strncmp(words[i].word, text, n) != 0)) i++;
        if (i == 4) return false;
        *out |= words[i].form;
        text += n + (text[n] == ',');
    }
    return *out != 0;
}

static int choose(const sj_command *self, int argc, char **argv, int first, request *w) {
    char names[128] = "";
    for (size_t i = 0, at = 0; sj_report_at(i) && at < sizeof names; i++)
        at += (size_t)snprintf(names + at, sizeof names - at, "%s%s", i ? ", " : "",
                               sj_report_name(sj_report_at(i)));
    if (argc - first != 1) return sj_cli_usage(self, "which report? there are: %s", names);
    w->report = sj_report_find(argv[first]);
    if (!w->report) return sj_cli_usage(self, "there is no such report; there are: %s", names);
    return -1;
}

int sj_cmd_report(const sj_command *self, int argc, char **argv) {
    const char *dir = NULL, *patients = NULL, *forms = NULL;
    request w = {.opts = {.as_of = SJ_NO_DATE, .since = SJ_NO_DATE}};
    const sj_option options[] = {
        SJ_CLI_HOME_OPTION(&dir),
        {"as-of", 0, SJ_OPTION_DATE, &w.opts.as_of, "DATE", "the report's day, not today"},
        {"since", 0, SJ_OPTION_DATE, &w.opts.since, "DATE",
         "its first day; what came since is new"},
        {"out", 0, SJ_OPTION_TEXT, &w.out, "DIR", "where to write, not the home's reports/"},
        {"format", 0, SJ_OPTION_TEXT, &forms, "LIST", "of html,xlsx,csv,json; all when not given"},
        {"json", 0, SJ_OPTION_FLAG, &w.to_stdout, NULL, "write JSON to standard output, no files"},
        SJ_CLI_PATIENTS_OPTION(&patients),
        {NULL, 0, SJ_OPTION_FLAG, NULL, NULL, NULL}};
    int first, code = sj_cli_parse(self, options, argc, argv, &first);
    if (code >= 0) return code;
    code = choose(self, argc, argv, first, &w);
    if (code >= 0) return code;
    if (!read_forms(forms, &w.forms))
        return sj_cli_usage(self, "--format takes html,xlsx,csv,json");
    if (!sj_cli_detail(patients, &w.opts.detail))
        return sj_cli_usage(self, "--patients takes limited, full or none");
    if (!sj_cli_period(&w.opts, sj_report_days(w.report)))
        return sj_cli_usage(self, "--since is after --as-of");

    sj_home *h;
    code = sj_cli_open_home(&h, dir);
    if (code != SJ_EXIT_OK) return code;
    sj_err err = {0};
    if (make(h, &w, &err) != SJ_OK) code = sj_cli_fail("report", &err);
    sj_home_close(h);
    return code;
}
