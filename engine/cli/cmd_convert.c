/* scrubjay convert: one file in another form. The work is done in engine/convert. */
#include <scrubjay/guide.h>

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "engine/cli/cli.h"
#include "engine/convert/convert.h"
#include "engine/files/private_file.h"
#include "engine/files/read.h"

enum { MAX_TABLES = 16 };

typedef struct request {
    const char *to, *out, *table;
    bool names, recount;
    const char *path; /* of the input; "-": standard input */
    FILE *in;
} request;

static int fail(const request *r, const sj_err *err) {
    bool is_wrong_json = err->code == SJ_EARG;
    int code = sj_cli_fail(r->path, err);
    return is_wrong_json ? SJ_EXIT_UNREADABLE : code;
}

/* --- JSON and X12: one stream out --- */

static sj_status convert_stream(const request *r, sj_guides *guides, FILE *to, sj_err *err) {
    if (strcmp(r->to, "json") == 0)
        return sj_convert_to_json(guides, sj_file_read, r->in, sj_private_file_write, to, r->names,
                                  err);
    return sj_convert_to_x12(sj_file_read, r->in, sj_private_file_write, to, r->recount, err);
}

static int run_stream(const request *r, sj_guides *guides) {
    sj_err err = {0};
    sj_private_file file = {0};
    if (r->out && sj_private_file_open(&file, r->out, &err) != SJ_OK)
        return sj_cli_fail(NULL, &err);
    sj_status status = convert_stream(r, guides, r->out ? file.to : stdout, &err);
    int code = status == SJ_OK ? SJ_EXIT_OK : fail(r, &err);
    if (r->out && status == SJ_OK && sj_private_file_keep(&file, &err) != SJ_OK)
        code = sj_cli_fail(NULL, &err);
    sj_private_file_dispose(&file);
    return code;
}

/* --- CSV: one table to standard output, or all of them to a folder --- */

typedef struct tables {
    const request *request;
    const char *shown; /* the table that went to standard output */
    sj_private_file files[MAX_TABLES];
    size_t n;
} tables;

static sj_status open_file(tables *t, const char *table, FILE **to, sj_err *err) {
    char path[4096];
    int n = snprintf(path, sizeof path, "%s/%s.csv", t->request->out, table);
    if (n < 0 || (size_t)n >= sizeof path || t->n == MAX_TABLES)
        return sj_err_set(err, SJ_EIO, "the folder's name is too long");
    sj_status status = sj_private_file_open(&t->files[t->n], path, err);
    if (status == SJ_OK) *to = t->files[t->n++].to;
    return status;
}

/* Without --table the claims of an 837 go to standard output, or the claim payments of an 835. */
static sj_status open_table(void *ctx, const char *table, FILE **to, sj_err *err) {
    tables *t = ctx;
    *to = NULL;
    if (t->request->out) return open_file(t, table, to, err);
    bool is_wanted =
        t->request->table || strcmp(table, "claims") == 0 || strcmp(table, "remits") == 0;
    if (!is_wanted) return SJ_OK;
    if (t->shown) {
        fprintf(stderr, "scrubjay: %s: %s are there too: --table %s, or --out DIR\n",
                t->request->path, table, table);
        return SJ_OK;
    }
    t->shown = table;
    *to = stdout;
    return SJ_OK;
}

static int run_csv(const request *r, sj_guides *guides) {
    sj_err err = {0};
    tables t = {.request = r};
    if (r->out && mkdir(r->out, 0700) != 0 && errno != EEXIST) {
        sj_err_setf(&err, SJ_EIO, "the folder cannot be made", "%s", strerror(errno));
        return sj_cli_fail(r->out, &err);
    }
    bool found;
    int code = SJ_EXIT_OK;
    if (sj_convert_to_csv(guides, sj_file_read, r->in, open_table, &t, r->table, &found, &err)) {
        code = fail(r, &err);
    } else if (!found) {
        fprintf(stderr, "scrubjay: %s: nothing in it belongs in %s\n", r->path,
                r->table ? "this table" : "a table: no 837 and no 835");
        code = SJ_EXIT_UNREADABLE;
    }
    for (size_t i = 0; i < t.n && code == SJ_EXIT_OK; i++)
        if (sj_private_file_keep(&t.files[i], &err) != SJ_OK) code = sj_cli_fail(NULL, &err);
    for (size_t i = 0; i < t.n; i++) sj_private_file_dispose(&t.files[i]);
    return code;
}

/* --- the command --- */

static int run(const request *r, sj_guides *guides) {
    int first = getc(r->in);
    if (first != EOF) ungetc(first, r->in);
    bool to_x12 = strcmp(r->to, "x12") == 0;
    if (to_x12 ? first == 'I' : first == '{') {
        fprintf(stderr, "scrubjay: %s: this is %s\n", r->path,
                to_x12 ? "X12 already" : "JSON: first turn it back with --to x12");
        return SJ_EXIT_UNREADABLE;
    }
    return strcmp(r->to, "csv") == 0 ? run_csv(r, guides) : run_stream(r, guides);
}

/* NULL, or what is wrong with the request. */
static const char *judge(const request *r) {
    if (!r->to) return "--to is missing: json, csv or x12";
    bool is_json = strcmp(r->to, "json") == 0, is_csv = strcmp(r->to, "csv") == 0;
    bool is_x12 = strcmp(r->to, "x12") == 0;
    if (!is_json && !is_csv && !is_x12) return "--to takes json, csv or x12";
    if (r->names && !is_json) return "--names goes with --to json";
    if (r->recount && !is_x12) return "--recount goes with --to x12";
    if (!r->table) return NULL;
    if (!is_csv || r->out) return "--table goes with --to csv, without --out";
    for (size_t i = 0; sj_convert_table(i); i++)
        if (strcmp(r->table, sj_convert_table(i)) == 0) return NULL;
    return "there is no such table: claims, lines, other_payers, other_lines, "
           "other_adjustments, remits, remit_lines, adjustments or "
           "provider_adjustments";
}

int sj_cmd_convert(const sj_command *self, int argc, char **argv) {
    request r = {0};
    const sj_option options[] = {
        {"to", 't', SJ_OPTION_TEXT, &r.to, "FORM", "json, csv, or x12 (from that JSON)"},
        {"out", 'o', SJ_OPTION_TEXT, &r.out, "PATH",
         "where to: a file; for csv a folder that gets all tables"},
        {"table", 0, SJ_OPTION_TEXT, &r.table, "NAME",
         "csv: this table to standard output; else claims or remits"},
        {"names", 0, SJ_OPTION_FLAG, &r.names, NULL, "json: the guide's name of each element too"},
        {"recount", 0, SJ_OPTION_FLAG, &r.recount, NULL,
         "x12: set the counts in SE, GE and IEA anew"},
        {0}};
    int first, code = sj_cli_parse(self, options, argc, argv, &first);
    if (code >= 0) return code;
    if (argc - first != 1) return sj_cli_usage(self, "one file is wanted");
    const char *wrong = judge(&r);
    if (wrong) return sj_cli_usage(self, "%s", wrong);

    r.path = argv[first];
    bool is_stdin = strcmp(r.path, "-") == 0;
    sj_err err = {0};
    r.in = is_stdin ? stdin : fopen(r.path, "rbe");
    if (!r.in) {
        sj_err_setf(&err, SJ_EIO, "the file cannot be opened", "%s", strerror(errno));
        return sj_cli_fail(r.path, &err);
    }
    sj_guides *guides = NULL;
    code = sj_guides_new(&guides, &err) == SJ_OK ? run(&r, guides) : sj_cli_fail(NULL, &err);
    sj_guides_free(guides);
    if (!is_stdin) fclose(r.in);
    return code;
}
