/* engine/cli/cmd_codes.c - scrubjay codes: import, list, show, diff. */
#include "engine/cli/cli.h"
#include "engine/pipeline/home.h"
#include "engine/pipeline/tables.h"
#include "parsers/base/json.h"

#include <string.h>

typedef struct codes_options {
    const char *home;
    bool json, dry_run, force;
    sj_date on;
} codes_options;

static int write_stdout(void *ctx, const void *bytes, size_t len) {
    (void)ctx;
    return fwrite(bytes, 1, len, stdout) == len ? 0 : -1;
}

/* "HOME/tables"; false after a complaint. */
static bool tables_folder(char out[SJ_PATH], const codes_options *o, int *code) {
    char home[SJ_PATH];
    sj_err err = {0};
    sj_status status = sj_home_find(o->home, home, &err);
    if (status == SJ_OK) status = sj_path_join(out, home, "tables", &err);
    if (status == SJ_OK) return true;
    *code = sj_cli_fail(NULL, &err);
    return false;
}

/* The tables of the home, or, where there is none and none was named, those that are built in;
 * kinds that cannot be used are told on stderr. NULL after a complaint. */
static sj_table_files *open_tables(const codes_options *o, int *code) {
    char home[SJ_PATH], folder[SJ_PATH];
    sj_table_files *files;
    sj_err err = {0};
    bool at_home = o->home || sj_home_find(NULL, home, &err) == SJ_OK;
    if (at_home && !tables_folder(folder, o, code)) return NULL;
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

static void print_change(void *ctx, sj_code_change change, sj_str code, const sj_code_info *before,
                         const sj_code_info *after) {
    static const char signs[] = {
        [SJ_CODE_ADDED] = '+', [SJ_CODE_REMOVED] = '-', [SJ_CODE_CHANGED] = '~'};
    const sj_code_info *info = after ? after : before;
    char until[SJ_DATE_SIZE];
    (void)ctx;
    printf("%c %-8.*s %.*s", signs[change], SJ_FMT(code), SJ_FMT(info->text));
    if (after && sj_date_print_iso(after->terminated, until)) printf(" (until %s)", until);
    if (info->successor.len) printf(" (see %.*s)", SJ_FMT(info->successor));
    putchar('\n');
}

static void print_import(const struct sj_new_table *t, bool dry_run) {
    const sj_import_report *r = &t->report;
    printf("%s %s: %u codes", sj_code_kind_name(r->table.kind), r->table.release, r->table.rows);
    if (r->table.headings) printf(", %u headings", r->table.headings);
    if (r->same) {
        puts("; already in use, nothing changes");
        return;
    }
    printf("; %u added, %u ended, %u changed, %u as before%s\n", r->added, r->ended, r->changed,
           r->unchanged, dry_run ? " (nothing written)" : "");
}

/* What an import would change, code by code. */
static void print_diff(const sj_tables *older, const struct sj_new_table *t) {
    sj_tables *newer;
    if (sj_tables_new(&newer, NULL) != SJ_OK) return;
    if (sj_tables_add(newer, t->bytes, t->len, NULL) == SJ_OK)
        sj_codes_diff(older, newer, t->report.table.kind, print_change, NULL);
    sj_tables_free(newer);
}

static int print_diffs(const sj_table_import *import, const char *folder) {
    sj_table_files *files;
    sj_err err = {0};
    if (sj_table_files_open(&files, folder, &err) != SJ_OK) return sj_cli_fail(NULL, &err);
    for (size_t i = 0; i < import->n; i++)
        print_diff(sj_table_files_view(files), &import->tables[i]);
    sj_table_files_close(files);
    return SJ_EXIT_OK;
}

static int import_file(const char *path, const char *folder, const codes_options *o) {
    sj_table_import import;
    sj_err err = {0};
    int code = SJ_EXIT_OK;
    sj_status status = sj_table_import_build(&import, folder, path, o->force, &err);
    if (status == SJ_OK && !o->dry_run) status = sj_table_import_write(&import, folder, &err);
    if (status != SJ_OK) {
        code = sj_cli_fail(path, &err);
        if (status == SJ_ETABLE) { /* the published file's fault, not the home's */
            fputs("scrubjay: the tables in use stay as they are\n", stderr);
            code = SJ_EXIT_UNREADABLE;
        }
    }
    for (size_t i = 0; i < import.n && status == SJ_OK; i++)
        print_import(&import.tables[i], o->dry_run);
    if (status == SJ_OK && o->dry_run) code = print_diffs(&import, folder);
    sj_table_import_dispose(&import);
    return code;
}

static int run_import(const sj_command *self, const codes_options *o, int n, char **files) {
    char folder[SJ_PATH];
    sj_err err = {0};
    int code = SJ_EXIT_OK, failed = 0, lock;
    if (n == 0) return sj_cli_usage(self, "import: which file?");
    if (!tables_folder(folder, o, &code)) return code;
    if (sj_tables_lock(&lock, folder, &err) != SJ_OK) return sj_cli_fail(NULL, &err);
    for (int i = 0; i < n; i++) {
        int one = import_file(files[i], folder, o);
        if (one == SJ_EXIT_OK) continue;
        failed++;
        code = one;
    }
    sj_tables_unlock(lock);
    return failed && failed < n ? SJ_EXIT_PARTLY : code;
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

static int run_list(const codes_options *o) {
    int code = SJ_EXIT_OK;
    sj_table_files *files = open_tables(o, &code);
    if (!files) return code;
    if (o->json)
        list_json(sj_table_files_view(files));
    else
        list_text(sj_table_files_view(files));
    sj_table_files_close(files);
    return code;
}

/* A code as people write it: capitals, without the dot of a diagnosis. */
static sj_str normal(const char *text, char *buf, size_t cap) {
    size_t n = 0;
    for (; *text && n < cap; text++)
        if (*text != '.') buf[n++] = *text >= 'a' && *text <= 'z' ? (char)(*text - 32) : *text;
    return (sj_str){buf, n};
}

static const char *state_text(sj_code_state state) {
    switch (state) {
    case SJ_CODE_VALID:
        return "valid";
    case SJ_CODE_HEADER:
        return "a heading, more characters are needed";
    case SJ_CODE_NOT_YET:
        return "not valid yet";
    case SJ_CODE_ENDED:
        return "not valid any more";
    case SJ_CODE_OUT_OF_RANGE:
        return "not known: the table does not cover that day";
    case SJ_CODE_UNKNOWN:
        return "not a code";
    case SJ_CODE_NO_TABLE:
        break;
    }
    return "table not loaded";
}

static void print_period(const sj_code_info *info, bool heading) {
    char from[SJ_DATE_SIZE], until[SJ_DATE_SIZE];
    sj_date_print_people(info->effective, from);
    sj_date_print_people(info->terminated, until);
    printf("  %-10s - %-10s  %.*s%s", from[0] ? from : "ever", until[0] ? until : "open",
           SJ_FMT(info->text), heading ? "  [heading]" : "");
    if (info->successor.len) printf("  [see %.*s]", SJ_FMT(info->successor));
    putchar('\n');
}

/* The periods of a code in one table, and its state on a day; false when it is not there. */
static bool show_in(const sj_tables *tables, sj_code_kind kind, sj_str code, sj_date on) {
    sj_str name;
    sj_code_info info;
    bool heading, found = false;
    for (uint32_t i = 0; sj_tables_at(tables, kind, i, &name, &info, &heading); i++) {
        if (!sj_str_eq(name, code)) {
            if (found) break; /* the periods of a code are adjacent */
            continue;
        }
        if (!found) {
            char day[SJ_DATE_SIZE];
            sj_date_print_people(on, day);
            printf("%s %.*s: on %s %s\n", sj_code_kind_name(kind), SJ_FMT(code), day,
                   state_text(sj_tables_lookup(tables, kind, code, on, NULL)));
        }
        found = true;
        print_period(&info, heading);
    }
    return found;
}

/* "carc": the kind of that name; SJ_CODES_KINDS when it is none. */
static int kind_named(const char *name) {
    int kind = 0;
    while (kind < SJ_CODES_KINDS && strcmp(sj_code_kind_name((sj_code_kind)kind), name) != 0)
        kind++;
    return kind;
}

/* show CODE: in every table; show KIND CODE: in that one. */
static int run_show(const sj_command *self, const codes_options *o, int n, char **args) {
    if (n != 1 && n != 2) return sj_cli_usage(self, "show: which code?");
    int only = n == 2 ? kind_named(args[0]) : -1;
    if (only == SJ_CODES_KINDS) return sj_cli_usage(self, "show: there is no table '%s'", args[0]);
    char buf[16];
    sj_str code = normal(args[n - 1], buf, sizeof buf);
    int exit_code = SJ_EXIT_OK;
    sj_table_files *files = open_tables(o, &exit_code);
    if (!files) return exit_code;
    sj_date on = o->on == SJ_NO_DATE ? sj_cli_today() : o->on;
    bool found = false;
    for (int kind = 0; kind < SJ_CODES_KINDS; kind++)
        if (only < 0 || kind == only)
            found |= show_in(sj_table_files_view(files), (sj_code_kind)kind, code, on);
    sj_table_files_close(files);
    if (found) return exit_code;
    fprintf(stderr, "scrubjay: %.*s stands in no table that is loaded\n", SJ_FMT(code));
    return SJ_EXIT_UNREADABLE;
}

/* A side of a diff: a table file, or a published file read as if nothing were there before. */
typedef struct side {
    sj_tables *tables;
    sj_code_file file;
    sj_table_import import;
} side;

static sj_status open_side(side *s, const char *path, sj_err *err) {
    *s = (side){.tables = NULL};
    sj_status status = sj_tables_new(&s->tables, err);
    if (status == SJ_OK) status = sj_code_file_read(&s->file, path, err);
    if (status != SJ_OK) return status;
    if (sj_tables_add(s->tables, s->file.bytes, s->file.len, NULL) == SJ_OK) return SJ_OK;
    status = sj_table_import_build(&s->import, NULL, path, true, err);
    for (size_t i = 0; i < s->import.n && status == SJ_OK; i++)
        status = sj_tables_add(s->tables, s->import.tables[i].bytes, s->import.tables[i].len, err);
    return status;
}

static void close_side(side *s) {
    sj_tables_free(s->tables);
    sj_code_file_dispose(&s->file);
    sj_table_import_dispose(&s->import);
}

static int run_diff(const sj_command *self, int n, char **paths) {
    if (n != 2) return sj_cli_usage(self, "diff: which two files?");
    side sides[2];
    int code = SJ_EXIT_OK;
    for (int i = 0; i < 2; i++) {
        sj_err err = {0};
        if (open_side(&sides[i], paths[i], &err) != SJ_OK) {
            sj_cli_fail(paths[i], &err);
            code = SJ_EXIT_UNREADABLE;
        }
    }
    for (int kind = 0; kind < SJ_CODES_KINDS && code == SJ_EXIT_OK; kind++)
        sj_codes_diff(sides[0].tables, sides[1].tables, (sj_code_kind)kind, print_change, NULL);
    for (int i = 0; i < 2; i++) close_side(&sides[i]);
    return code;
}

int sj_cmd_codes(const sj_command *self, int argc, char **argv) {
    codes_options o = {.on = SJ_NO_DATE};
    const sj_option options[] = {
        {"home", 'C', SJ_OPTION_TEXT, &o.home, "DIR", "the practice's home folder"},
        {"dry-run", 0, SJ_OPTION_FLAG, &o.dry_run, NULL, "import: only tell what would change"},
        {"force", 0, SJ_OPTION_FLAG, &o.force, NULL, "import: also where many codes would end"},
        {"on", 0, SJ_OPTION_DATE, &o.on, "DATE", "show: on that day instead of today"},
        {"json", 0, SJ_OPTION_FLAG, &o.json, NULL, "list: as JSON"},
        {NULL, 0, SJ_OPTION_FLAG, NULL, NULL, NULL}};
    int first, code = sj_cli_parse(self, options, argc, argv, &first);
    if (code >= 0) return code;
    const char *verb = first < argc ? argv[first] : "";
    int n = argc - first - 1;
    char **rest = argv + first + 1;
    if (strcmp(verb, "import") == 0) return run_import(self, &o, n, rest);
    if (strcmp(verb, "list") == 0 && n == 0) return run_list(&o);
    if (strcmp(verb, "show") == 0) return run_show(self, &o, n, rest);
    if (strcmp(verb, "diff") == 0) return run_diff(self, n, rest);
    return sj_cli_usage(
        self, *verb ? "'%s': import, list, show or diff" : "%simport, list, show or diff", verb);
}
