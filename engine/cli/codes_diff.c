/* engine/cli/codes_diff.c - scrubjay codes diff: two tables, or two published files, side by side.
 */
#include "engine/cli/codes_cli.h"

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

void sj_codes_print_diff(const sj_tables *older, const sj_tables *newer, sj_code_kind kind) {
    sj_codes_diff(older, newer, kind, print_change, NULL);
}

/* A side of a diff: a table file, or a published file read as if nothing were there before. */
typedef struct side {
    sj_tables *tables;
    sj_code_files files;
    sj_table_import import;
    bool given[SJ_CODES_KINDS]; /* the file gives this kind */
} side;

static sj_status add_table(side *s, const void *bytes, size_t len, sj_err *err) {
    return sj_tables_add(s->tables, bytes, len, err);
}

static sj_status open_side(side *s, const char *path, sj_err *err) {
    const sj_import_wish wish = {.force = true};
    sj_status status = sj_tables_new(&s->tables, err);
    if (status == SJ_OK) status = sj_code_files_read(&s->files, path, err);
    if (status != SJ_OK) return status;
    if (s->files.n == 1) {
        const sj_code_file *f = &s->files.items[0];
        sj_table_info info;
        if (sj_tables_add(s->tables, f->bytes, f->len, NULL) == SJ_OK) {
            for (int kind = 0; kind < SJ_CODES_KINDS; kind++)
                s->given[kind] = sj_tables_info(s->tables, (sj_code_kind)kind, &info);
            return SJ_OK;
        }
    }
    status = sj_table_import_build(&s->import, &s->files, &wish, err);
    for (size_t i = 0; i < s->import.n && status == SJ_OK; i++) {
        s->given[s->import.tables[i].report.table.kind] = true;
        status = add_table(s, s->import.tables[i].bytes, s->import.tables[i].len, err);
    }
    return status;
}

static void close_side(side *s) {
    sj_tables_free(s->tables);
    sj_code_files_dispose(&s->files);
    sj_table_import_dispose(&s->import);
}

int sj_codes_diff_verb(const sj_command *self, int n, char **paths) {
    if (n != 2) return sj_cli_usage(self, "diff: which two files?");
    static side sides[2];
    int code = SJ_EXIT_OK;
    for (int i = 0; i < 2; i++) {
        sj_err err = {0};
        if (open_side(&sides[i], paths[i], &err) != SJ_OK) {
            sj_cli_fail(paths[i], &err);
            code = SJ_EXIT_UNREADABLE;
        }
    }
    for (int kind = 0; kind < SJ_CODES_KINDS && code == SJ_EXIT_OK; kind++)
        if (sides[0].given[kind] || sides[1].given[kind])
            sj_codes_print_diff(sides[0].tables, sides[1].tables, (sj_code_kind)kind);
    for (int i = 0; i < 2; i++) close_side(&sides[i]);
    return code;
}
