/* engine/cli/cmd_codes.c - scrubjay codes: the tables of a home; its verbs stand in codes_*.c. */
#include "engine/cli/codes_cli.h"
#include "engine/pipeline/home.h"
#include "parsers/base/json.h"

#include <string.h>

static int write_stdout(void *ctx, const void *bytes, size_t len) {
    (void)ctx;
    return fwrite(bytes, 1, len, stdout) == len ? 0 : -1;
}

/* "HOME/tables"; false after a complaint. */
bool sj_codes_folder(char out[SJ_PATH], const sj_codes_options *o, int *code) {
    char home[SJ_PATH];
    sj_err err = {0};
    sj_status status = sj_home_find(o->home, home, &err);
    if (status == SJ_OK) status = sj_path_join(out, home, "tables", &err);
    if (status == SJ_OK) return true;
    *code = sj_cli_fail(NULL, &err);
    return false;
}

sj_table_files *sj_codes_open(const sj_codes_options *o, int *code) {
    char home[SJ_PATH], folder[SJ_PATH];
    sj_table_files *files;
    sj_err err = {0};
    bool at_home = o->home || sj_home_find(NULL, home, &err) == SJ_OK;
    if (at_home && !sj_codes_folder(folder, o, code)) return NULL;
    if (sj_table_files_open(&files, at_home ? folder : NULL, &err) != SJ_OK) {
        *code = sj_cli_fail(NULL, &err);
        return NULL;
    }
    for (int kind = 0; kind < SJ_CODES_KINDS; kind++) {
        const sj_err *problem = sj_table_files_problem(files, (sj_code_kind)kind);
        if (problem) *code = sj_cli_fail(NULL, problem);
    }
    return files;
}

sj_code_kind sj_codes_kind_named(const char *name) {
    int kind = 0;
    while (kind < SJ_CODES_KINDS && strcmp(sj_code_kind_name((sj_code_kind)kind), name) != 0)
        kind++;
    return (sj_code_kind)kind;
}

sj_str sj_codes_normal(const char *text, char *buf, size_t cap) {
    size_t n = 0;
    for (; *text && n < cap; text++)
        if (*text != '.') buf[n++] = *text >= 'a' && *text <= 'z' ? (char)(*text - 32) : *text;
    return (sj_str){buf, n};
}

static void list_json(const sj_tables *tables) {
    sj_json_out out;
    sj_json_init(&out, write_stdout, NULL);
    sj_json_object(&out);
    sj_json_key(&out, "schema");
    sj_json_int(&out, 1);
    sj_json_key(&out, "tables");
    sj_json_array(&out);
    for (int kind = 0; kind < SJ_CODES_KINDS; kind++) {
        sj_table_info info;
        if (!sj_tables_info(tables, (sj_code_kind)kind, &info)) continue;
        char from[SJ_DATE_SIZE], through[SJ_DATE_SIZE];
        sj_date_print_iso(info.effective, from);
        sj_date_print_iso(info.through, through);
        sj_json_object(&out);
        sj_json_key(&out, "kind");
        sj_json_strz(&out, sj_code_kind_name(info.kind));
        sj_json_key(&out, "release");
        sj_json_strz(&out, info.release);
        sj_json_key(&out, "rows");
        sj_json_uint(&out, info.rows);
        sj_json_key(&out, "headings");
        sj_json_uint(&out, info.headings);
        sj_json_key(&out, "releases");
        sj_json_uint(&out, info.releases);
        sj_json_key(&out, "effective");
        sj_json_strz(&out, from);
        sj_json_key(&out, "through");
        sj_json_strz(&out, through);
        sj_json_key(&out, "complete");
        sj_json_bool(&out, !info.partial);
        sj_json_key(&out, "source_sha256");
        sj_json_strz(&out, info.source_sha256[0] ? info.source_sha256 : NULL);
        sj_json_object_end(&out);
    }
    sj_json_array_end(&out);
    sj_json_object_end(&out);
    sj_json_newline(&out);
    (void)sj_json_flush(&out);
    sj_json_dispose(&out);
}

static void list_text(const sj_tables *tables) {
    printf("%-16s %-9s %8s %9s  %-10s  %-10s  %s\n", "table", "release", "codes", "headings",
           "from", "through", "holds");
    for (int kind = 0; kind < SJ_CODES_KINDS; kind++) {
        sj_table_info info;
        if (!sj_tables_info(tables, (sj_code_kind)kind, &info)) continue;
        char from[SJ_DATE_SIZE], through[SJ_DATE_SIZE];
        sj_date_print_people(info.effective, from);
        sj_date_print_people(info.through, through);
        bool open = info.through >= sj_date_of(9999, 12, 31);
        printf("%-16s %-9s %8u %9u  %-10s  %-10s  %s\n", sj_code_kind_name(info.kind), info.release,
               info.rows, info.headings, from, open ? "open" : through,
               info.partial ? "most codes" : "all codes");
    }
}

static int run_list(const sj_codes_options *o) {
    int code = SJ_EXIT_OK;
    sj_table_files *files = sj_codes_open(o, &code);
    if (!files) return code;
    if (o->json)
        list_json(sj_table_files_view(files));
    else
        list_text(sj_table_files_view(files));
    sj_table_files_close(files);
    return code;
}

int sj_cmd_codes(const sj_command *self, int argc, char **argv) {
    sj_codes_options o = {.on = SJ_NO_DATE, .days = 90};
    const sj_option options[] = {
        {"home", 'C', SJ_OPTION_TEXT, &o.home, "DIR", "the practice's home folder"},
        {"dry-run", 0, SJ_OPTION_FLAG, &o.dry_run, NULL, "import: only tell what would change"},
        {"force", 0, SJ_OPTION_FLAG, &o.force, NULL, "import: also where many codes would end"},
        {"kind", 0, SJ_OPTION_TEXT, &o.kind, "KIND",
         "import: what the file is, where it does not tell"},
        {"on", 0, SJ_OPTION_DATE, &o.on, "DATE", "show: on that day instead of today"},
        {"as-of", 0, SJ_OPTION_DATE, &o.on, "DATE", "forecast: from that day on instead of today"},
        {"days", 0, SJ_OPTION_NUMBER, &o.days, "N", "forecast: so many days ahead (90)"},
        {"json", 0, SJ_OPTION_FLAG, &o.json, NULL, "list, forecast: as JSON"},
        {NULL, 0, SJ_OPTION_FLAG, NULL, NULL, NULL}};
    int first, code = sj_cli_parse(self, options, argc, argv, &first);
    if (code >= 0) return code;
    const char *verb = first < argc ? argv[first] : "";
    int n = argc - first - 1;
    char **rest = argv + first + 1;
    if (strcmp(verb, "import") == 0) return sj_codes_import_verb(self, &o, n, rest);
    if (strcmp(verb, "list") == 0 && n == 0) return run_list(&o);
    if (strcmp(verb, "show") == 0) return sj_codes_show_verb(self, &o, n, rest);
    if (strcmp(verb, "diff") == 0) return sj_codes_diff_verb(self, n, rest);
    if (strcmp(verb, "forecast") == 0) return sj_codes_forecast_verb(self, &o, n, rest);
    return sj_cli_usage(self,
                        *verb ? "'%s': import, list, show, diff or forecast"
                              : "%simport, list, show, diff or forecast",
                        verb);
}
