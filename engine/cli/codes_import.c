/* engine/cli/codes_import.c - scrubjay codes import: published files into the tables of a home.
 *
 * Each file, or ZIP, is an import of its own: built whole, then written. The parts of a quarter may
 * be given one by one; they wait until all files are read and are imported together. */
#include "engine/cli/codes_cli.h"

static void print_import(const struct sj_new_table *t, bool dry_run) {
    const sj_import_report *r = &t->report;
    bool pairs = r->table.kind >= SJ_CODES_PTP_PRACTITIONER && r->table.kind <= SJ_CODES_ADDON;
    printf("%s %s: %u %s", sj_code_kind_name(r->table.kind), r->table.release, r->table.rows,
           pairs ? "rows of pairs" : "codes");
    if (r->table.headings) printf(", %u headings", r->table.headings);
    if (r->same) {
        puts("; already in use, nothing changes");
        return;
    }
    printf("; %u added, %u ended, %u changed, %u as before%s\n", r->added, r->ended, r->changed,
           r->unchanged, dry_run ? " (nothing written)" : "");
}

/* What an import would change, code by code; of a large table that is new only how much. */
static void print_diff(const sj_tables *older, const struct sj_new_table *t) {
    enum { LISTED = 10000 };
    sj_tables *newer;
    if (!sj_tables_has(older, t->report.table.kind) && t->report.added > LISTED) return;
    if (sj_tables_new(&newer, NULL) != SJ_OK) return;
    if (sj_tables_add(newer, t->bytes, t->len, NULL) == SJ_OK)
        sj_codes_print_diff(older, newer, t->report.table.kind);
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

static int refuse(const char *what, const sj_err *err) {
    int code = sj_cli_fail(what, err);
    if (err->code != SJ_ETABLE) return code;
    /* the published file's fault, not the home's */
    fputs("scrubjay: the tables in use stay as they are\n", stderr);
    return SJ_EXIT_UNREADABLE;
}

/* Build, write, tell. */
static int import_files(const char *what, const sj_code_files *files, const sj_import_wish *wish,
                        bool dry_run) {
    sj_table_import import;
    sj_err err = {0};
    int code = SJ_EXIT_OK;
    sj_status status = sj_table_import_build(&import, files, wish, &err);
    if (status == SJ_OK && !dry_run) status = sj_table_import_write(&import, wish->folder, &err);
    if (status != SJ_OK) code = refuse(what, &err);
    for (size_t i = 0; i < import.n && status == SJ_OK; i++)
        print_import(&import.tables[i], dry_run);
    if (status == SJ_OK && dry_run) code = print_diffs(&import, wish->folder);
    sj_table_import_dispose(&import);
    return code;
}

/* One file of the command line; parts of a release are put aside. */
static int import_path(const char *path, const sj_import_wish *wish, bool dry_run,
                       sj_code_files *aside) {
    sj_code_files files = {.items = NULL};
    sj_err err = {0};
    sj_status status = sj_code_files_read(&files, path, &err);
    int code = SJ_EXIT_OK;
    if (status == SJ_OK && sj_table_import_has_parts(&files, wish))
        status = sj_code_files_move(aside, &files, &err);
    else if (status == SJ_OK)
        code = import_files(path, &files, wish, dry_run);
    if (status != SJ_OK) code = refuse(path, &err);
    sj_code_files_dispose(&files);
    return code;
}

static int import_all(const sj_import_wish *wish, bool dry_run, int n, char **paths) {
    sj_code_files aside = {.items = NULL};
    int code = SJ_EXIT_OK, failed = 0, parts = 0;
    for (int i = 0; i < n; i++) {
        size_t before = aside.n;
        int one = import_path(paths[i], wish, dry_run, &aside);
        parts += aside.n > before;
        if (one == SJ_EXIT_OK) continue;
        failed++;
        code = one;
    }
    if (parts) {
        int one = import_files("the parts of the release", &aside, wish, dry_run);
        if (one != SJ_EXIT_OK) failed += parts, code = one;
    }
    sj_code_files_dispose(&aside);
    return failed && failed < n ? SJ_EXIT_PARTLY : code;
}

int sj_codes_import_verb(const sj_command *self, const sj_codes_options *o, int n, char **paths) {
    char folder[SJ_PATH];
    sj_err err = {0};
    int code = SJ_EXIT_OK, lock;
    sj_import_wish wish = {.folder = folder, .force = o->force, .told = o->kind != NULL};
    if (n == 0) return sj_cli_usage(self, "import: which file?");
    if (wish.told) wish.kind = sj_codes_kind_named(o->kind);
    if (wish.told && wish.kind == SJ_CODES_KINDS)
        return sj_cli_usage(self, "import: there is no table '%s'", o->kind);
    if (!sj_codes_folder(folder, o, &code)) return code;
    if (sj_tables_lock(&lock, folder, &err) != SJ_OK) return sj_cli_fail(NULL, &err);
    code = import_all(&wish, o->dry_run, n, paths);
    sj_tables_unlock(lock);
    return code;
}
