/* engine/cli/cmd_check.c - `scrubjay check`: judges files without a store. */
#include <time.h>

#include "engine/cli/cli.h"
#include "engine/cli/explain.h"
#include "engine/cli/overlays.h"
#include "engine/cli/packs.h"
#include "engine/cli/repaired.h"
#include "engine/files/read.h"
#include "engine/pipeline/check_ack.h"
#include "engine/pipeline/check_json.h"
#include "engine/pipeline/check_text.h"
#include "engine/pipeline/history.h"
#include "engine/pipeline/home.h"
#include "engine/pipeline/pack_files.h"
#include "engine/pipeline/tables.h"

typedef struct options {
    long ack_control; /* 0: from the file's own */
    const char *home, *ack, *explain, *overlay, *profile, *types, *repair;
    sj_repaired_opts repairs; /* .kinds 0: none are made */
    sj_history *history;      /* of the home; NULL: none is looked at */
    bool json, jsonl, quiet, no_color, no_hash;
    int snip; /* highest type to judge; 0: all */
    sj_date as_of;
} options;

static sj_date day_of(const options *o) {
    return o->as_of == SJ_NO_DATE ? sj_cli_today() : o->as_of;
}

static int write_stdout(void *ctx, const void *bytes, size_t len) {
    (void)ctx;
    return fwrite(bytes, 1, len, stdout) == len ? 0 : -1;
}

/* Now as HHMM, for the answers; midnight where the day is given, so that they come out the same. */
static int answer_time(const options *o) {
    if (o->as_of != SJ_NO_DATE) return 0;
    time_t now = time(NULL);
    struct tm clock;
    localtime_r(&now, &clock);
    return clock.tm_hour * 100 + clock.tm_min;
}

/* Standard input, kept so that it can be read twice. */
static FILE *spool(void) {
    char block[1 << 16];
    FILE *f = tmpfile();
    for (size_t n; f && (n = fread(block, 1, sizeof block, stdin)) > 0;)
        if (fwrite(block, 1, n, f) != n) break;
    if (f && (ferror(stdin) || ferror(f))) {
        fclose(f);
        f = NULL;
    }
    if (f) rewind(f);
    return f;
}

/* With what the home's store holds of the file's patients. */
static sj_status check_with_history(sj_check *c, const options *o, const char *path,
                                    const sj_check_events *events, sj_check_result *r) {
    bool standard = strcmp(path, "-") == 0;
    FILE *f = standard ? spool() : fopen(path, "re");
    if (!f && !standard) return sj_check_file(c, path, events, r); /* which says why not */
    if (!f) return sj_err_set(&r->err, SJ_EIO, "standard input cannot be kept");
    sj_status s = sj_history_look(o->history, sj_file_read, f, &r->err);
    if (s == SJ_OK) {
        rewind(f);
        sj_check_again(c, fileno(f));
        s = sj_check_read(c, path, sj_file_read, f, events, r);
    }
    fclose(f);
    return s;
}

/* A repaired copy of it is judged, beside the history of the file as it is. */
static sj_status check_repaired(sj_check *c, const options *o, const char *path,
                                const sj_check_events *events, sj_check_result *r) {
    bool standard = strcmp(path, "-") == 0;
    FILE *in = standard ? spool() : fopen(path, "re");
    if (!in) return sj_err_set(&r->err, SJ_EIO, "the file cannot be opened");
    sj_status s = o->history ? sj_history_look(o->history, sj_file_read, in, &r->err) : SJ_OK;
    rewind(in);
    if (s == SJ_OK) s = sj_check_repaired(c, &o->repairs, path, in, events, r);
    fclose(in);
    return s;
}

static sj_status check_one(sj_check *c, const options *o, const char *path,
                           const sj_check_events *events, sj_check_result *r) {
    *r = (sj_check_result){.path = path, .totals = {.files = 1, .failed = 1}};
    if (o->repairs.kinds) return check_repaired(c, o, path, events, r);
    if (o->history) return check_with_history(c, o, path, events, r);
    return sj_check_file(c, path, events, r);
}

/* Judge all files; what could not be read is told on stderr. */
static void check_files(sj_check *c, const options *o, const sj_check_events *events, int n,
                        char **paths, sj_check_totals *sum, int *worst) {
    for (int i = 0; i < n; i++) {
        sj_check_result r;
        sj_status s = check_one(c, o, paths[i], events, &r);
        if (s != SJ_OK) *worst = sj_cli_fail(paths[i], &r.err);
        sj_check_add_totals(sum, &r.totals);
    }
}

/* The same, answered in --ack's folder. False after a complaint. */
static bool check_and_answer(sj_check *c, const options *o, const sj_check_events *events, int n,
                             char **paths, sj_check_totals *sum, int *worst) {
    const sj_check_ack_opts opts = {.folder = o->ack,
                                    .catalog = sj_check_catalog(c),
                                    .first_control = (uint32_t)o->ack_control,
                                    .date = day_of(o),
                                    .time = answer_time(o)};
    sj_check_ack *answers = NULL;
    sj_err err;
    if (!o->ack) {
        check_files(c, o, events, n, paths, sum, worst);
        return true;
    }
    sj_status s = sj_check_ack_new(&answers, &opts, events, &err);
    if (s == SJ_OK) {
        check_files(c, o, sj_check_ack_events(answers), n, paths, sum, worst);
        s = sj_check_ack_status(answers, &err);
    }
    sj_check_ack_free(answers);
    if (s != SJ_OK) *worst = sj_cli_fail(o->ack, &err);
    return s == SJ_OK;
}

static int exit_code(const sj_check_totals *sum, int worst) {
    if (sum->failed) return sum->failed == sum->files ? worst : SJ_EXIT_PARTLY;
    return sum->errors ? SJ_EXIT_FINDINGS : SJ_EXIT_OK;
}

static int as_json(sj_check *c, options *o, int n, char **paths) {
    sj_check_json j;
    sj_check_totals sum = {0};
    int worst = SJ_EXIT_OK;
    sj_check_json_init(&j, o->jsonl, write_stdout, NULL);
    o->repairs.json = &j;
    bool answered = check_and_answer(c, o, &j.events, n, paths, &sum, &worst);
    sj_status s = sj_check_json_end(&j, &sum, sj_check_causes(c));
    sj_check_json_dispose(&j);
    if (s == SJ_OK) return answered ? exit_code(&sum, worst) : worst;
    sj_err err;
    sj_err_set(&err, s, s == SJ_EIO ? "standard output could not be written" : "out of memory");
    return sj_cli_fail(NULL, &err);
}

static int as_text(sj_check *c, const options *o, int n, char **paths) {
    sj_check_text t;
    sj_check_totals sum = {0};
    sj_err err;
    int worst = SJ_EXIT_OK;
    bool color = !o->no_color && sj_cli_color(stdout);
    if (sj_check_text_init(&t, stdout, sj_check_catalog(c), color, o->quiet, &err) != SJ_OK)
        return sj_cli_fail(NULL, &err);
    t.profile = sj_check_profile(c);
    bool answered = check_and_answer(c, o, &t.events, n, paths, &sum, &worst);
    if (n > 1) sj_check_text_end(&t, &sum, sj_check_causes(c));
    sj_check_text_dispose(&t);
    return answered ? exit_code(&sum, worst) : worst;
}

/* The code tables of the home, where there is one; those that cannot be used are told. NULL after a
 * complaint. */
static sj_table_files *open_tables(const options *o, int *code) {
    char home[SJ_PATH], folder[SJ_PATH];
    sj_table_files *files = NULL;
    sj_err err = {0};
    sj_status s = sj_home_find(o->home, home, &err);
    bool has_home = s == SJ_OK;
    if (!has_home && !o->home) s = SJ_OK;
    if (has_home) s = sj_path_join(folder, home, "tables", &err);
    if (s == SJ_OK) s = sj_table_files_open(&files, has_home ? folder : NULL, &err);
    if (s != SJ_OK) {
        *code = sj_cli_fail(NULL, &err);
        return NULL;
    }
    for (int kind = 0; kind < SJ_CODES_KINDS; kind++) {
        const sj_err *problem = sj_table_files_problem(files, (sj_code_kind)kind);
        if (problem) sj_cli_fail(NULL, problem);
    }
    return files;
}

/* The home's history. Without a store there is none; one that cannot be asked is told. */
static void open_history(options *o, sj_home **home, bool has_home) {
    char path[SJ_PATH], store[SJ_PATH];
    sj_err err = {0};
    *home = NULL;
    if (!has_home || sj_home_find(o->home, path, &err) != SJ_OK) return;
    if (sj_path_join(store, path, "scrubjay.db", &err) != SJ_OK || !sj_path_exists(store)) return;
    sj_status s = sj_home_open(home, path, &err);
    if (s == SJ_OK) s = sj_history_new(&o->history, (*home)->store, (*home)->keyed, &err);
    if (o->history) sj_history_together(o->history);
    if (s != SJ_OK) sj_cli_fail("earlier claims are not looked at", &err);
}

static int check_by(options *o, const sj_tables *tables, sj_cli_packs *packs,
                    const sj_profiles *profiles, const sj_profile *profile, int n, char **paths) {
    const sj_check_opts opts = {.guides = profiles ? sj_profiles_guides(profiles) : NULL,
                                .tables = tables,
                                .packs = packs->packs,
                                .partner = packs->has_home ? sj_pack_partner : NULL,
                                .filing_days = packs->has_home ? sj_config_filing_days : NULL,
                                .filing_ctx = &packs->config,
                                .as_of = day_of(o),
                                .snip = o->snip,
                                .overlays = profiles ? sj_profiles_overlays(profiles) : NULL,
                                .profile = profile,
                                .hash = (o->json || o->jsonl) && !o->no_hash,
                                .earlier = o->history ? sj_history_tell : NULL,
                                .earlier_ctx = o->history,
                                .together = true};
    sj_check *c;
    sj_err err;
    if (sj_check_new(&c, &opts, &err) != SJ_OK) return sj_cli_fail(NULL, &err);
    int code = o->json || o->jsonl ? as_json(c, o, n, paths) : as_text(c, o, n, paths);
    sj_check_free(c);
    return code;
}

static int check_all(options *o, const sj_tables *tables, int n, char **paths) {
    sj_cli_packs packs;
    sj_profiles *profiles = NULL;
    const sj_profile *profile;
    int code = sj_cli_open_packs(&packs, o->home);
    if (code == SJ_EXIT_OK)
        code = sj_cli_open_profile(&profiles, &profile, o->home, o->overlay, o->profile, &packs);
    sj_home *home = NULL;
    if (code == SJ_EXIT_OK) open_history(o, &home, packs.has_home);
    if (code == SJ_EXIT_OK) code = check_by(o, tables, &packs, profiles, profile, n, paths);
    sj_history_free(o->history);
    sj_home_close(home);
    sj_profiles_close(profiles);
    sj_cli_close_packs(&packs);
    return code;
}

/* "4" or "1-4"; false for anything else. */
static bool read_types(const char *text, int *highest) {
    if (!text) return true;
    if (strncmp(text, "1-", 2) == 0) text += 2;
    if (text[0] < '1' || text[0] > '7' || text[1]) return false;
    *highest = text[0] - '0';
    return true;
}

int sj_cmd_check(const sj_command *self, int argc, char **argv) {
    options o = {.as_of = SJ_NO_DATE};
    const sj_option table[] = {
        {"home", 'C', SJ_OPTION_TEXT, &o.home, "DIR",
         "the practice's home: its code tables, rule packs, overlays, profiles, earlier claims"},
        {"json", 0, SJ_OPTION_FLAG, &o.json, NULL, "one JSON object"},
        {"jsonl", 0, SJ_OPTION_FLAG, &o.jsonl, NULL, "JSON records, one a line, as they come"},
        {"explain", 0, SJ_OPTION_TEXT, &o.explain, "ID", "what a kind of finding means; no file"},
        {"snip", 0, SJ_OPTION_TEXT, &o.types, "N", "judge SNIP types 1 to N only; also as 1-N"},
        {"overlay", 0, SJ_OPTION_TEXT, &o.overlay, "NAME",
         "judge by a partner's limits too: an overlay's id, or its file"},
        {"profile", 0, SJ_OPTION_TEXT, &o.profile, "NAME",
         "judge as for a partner of the home, or by a profile's file"},
        {"as-of", 0, SJ_OPTION_DATE, &o.as_of, "DATE", "judge as on that day, not today"},
        {"ack", 0, SJ_OPTION_TEXT, &o.ack, "DIR",
         "write what a receiver would answer: TA1, 999, 277CA"},
        {"ack-control", 0, SJ_OPTION_NUMBER, &o.ack_control, "N",
         "their first control number; else from the file's own (ISA13)"},
        {"repair", 0, SJ_OPTION_TEXT, &o.repair, "LIST",
         "judge a repaired copy: trim, spaces, upper, ids, zip, dots, or all"},
        {"out", 0, SJ_OPTION_TEXT, &o.repairs.out, "FILE", "with --repair: keep the repaired copy"},
        {"no-hash", 0, SJ_OPTION_FLAG, &o.no_hash, NULL, "leave the files' SHA-256 out"},
        {"quiet", 'q', SJ_OPTION_FLAG, &o.quiet, NULL, "one line a file"},
        {"no-color", 0, SJ_OPTION_FLAG, &o.no_color, NULL, "no colours"},
        {NULL, 0, SJ_OPTION_FLAG, NULL, NULL, NULL}};
    int first;
    int code = sj_cli_parse(self, table, argc, argv, &first);
    if (code >= 0) return code;
    if (o.explain) return sj_cli_explain(o.explain, o.home, o.overlay);
    if (first == argc) return sj_cli_usage(self, "which files?");
    if (o.ack_control && (!o.ack || o.ack_control > 999999999))
        return sj_cli_usage(self, "--ack-control goes with --ack and has nine digits at the most");
    sj_err err = {0};
    if (o.repair && sj_repairs_of(o.repair, &o.repairs.kinds, &err) != SJ_OK)
        return sj_cli_usage(self, "'%s': %s", err.detail, err.msg);
    if (o.repairs.out && (!o.repairs.kinds || argc - first > 1))
        return sj_cli_usage(self, "--out is for --repair with one file");
    if (o.json && o.jsonl) return sj_cli_usage(self, "--json or --jsonl, not both");
    if (!read_types(o.types, &o.snip))
        return sj_cli_usage(self, "SNIP types are 1 to 7: --snip 4, or --snip 1-4");

    sj_table_files *tables = open_tables(&o, &code);
    if (!tables) return code;
    code = check_all(&o, sj_table_files_view(tables), argc - first, argv + first);
    sj_table_files_close(tables);
    return code;
}
