/* engine/cli/rules_import.c - `scrubjay rules import FILE.csv`: a spreadsheet's rows as a rule
 * pack. */
#include "engine/cli/rules_cli.h"
#include "engine/pipeline/home.h"
#include "engine/pipeline/pack_files.h"
#include "parsers/base/alloc.h"
#include "rules/packs/sheet.h"

#include <stdlib.h>
#include <string.h>

/* "acme-rules.csv" gives the pack ACMERULES. */
static void id_of(const char *path, char out[17]) {
    const char *slash = strrchr(path, '/'), *p = slash ? slash + 1 : path;
    size_t n = 0;
    for (; *p && *p != '.' && n < 16; p++) {
        char c = *p >= 'a' && *p <= 'z' ? (char)(*p - 32) : *p;
        if ((c >= 'A' && c <= 'Z') || (n && c >= '0' && c <= '9')) out[n++] = c;
    }
    out[n] = 0;
    if (n < 2) strcpy(out, "SHEET");
}

static void echo(void *ctx, unsigned row, const char *words) {
    (void)ctx;
    printf("row %u: %s\n", row, words);
}

/* The pack must load: conditions and examples are our own, but dates and texts are the sheet's. */
static sj_status try_pack(const char *xml, size_t len, const char *id, sj_err *err) {
    sj_packs *packs;
    sj_status s = sj_packs_new(&packs, err);
    if (s == SJ_OK) s = sj_packs_load(packs, xml, len, id, err);
    sj_packs_free(packs);
    return s;
}

static sj_status write_pack(const char *path, const char *xml, size_t len, sj_err *err) {
    char part[SJ_PATH];
    FILE *f;
    if (snprintf(part, sizeof part, "%s.part", path) >= SJ_PATH)
        return sj_err_set(err, SJ_EIO, "a path is too long");
    sj_status s = sj_file_create(&f, part, err);
    if (s != SJ_OK) return s;
    fwrite(xml, 1, len, f); /* what is lost, finish tells */
    s = sj_file_finish(f, part, err);
    return s == SJ_OK ? sj_file_move(part, path, err) : s;
}

static sj_status place_pack(const sj_rules_options *o, const char *id, char path[SJ_PATH],
                            sj_err *err) {
    char home[SJ_PATH];
    sj_status s = sj_home_find(o->home, home, err);
    if (s == SJ_OK && snprintf(path, SJ_PATH, "%s/packs/%s.xml", home, id) >= SJ_PATH)
        s = sj_err_set(err, SJ_EIO, "a path is too long");
    return s;
}

static sj_status import(const sj_rules_options *o, const char *csv, size_t len, const char *file,
                        const char *id, sj_err *err) {
    char *xml = NULL, path[SJ_PATH];
    size_t n = 0;
    FILE *to = open_memstream(&xml, &n);
    if (!to) return sj_err_set(err, SJ_ENOMEM, "no memory for a pack");
    sj_status s = sj_sheet_pack(csv, len, id, file, to, echo, NULL, err);
    if (fclose(to) != 0 && s == SJ_OK) s = sj_err_set(err, SJ_ENOMEM, "no memory for a pack");
    if (s == SJ_OK) s = try_pack(xml, n, id, err);
    if (s == SJ_OK && !o->dry_run) s = place_pack(o, id, path, err);
    if (s == SJ_OK && !o->dry_run) s = write_pack(path, xml, n, err);
    free(xml);
    if (s == SJ_OK)
        printf("pack %s%s%s\n", id, o->dry_run ? ": nothing written" : " written to ",
               o->dry_run ? "" : path);
    return s;
}

int sj_rules_import(const sj_command *self, const sj_rules_options *o, int n, char **args) {
    if (n != 1) return sj_cli_usage(self, "import: which CSV file?");
    char id[17], *csv = NULL;
    size_t len;
    sj_err err = {0};
    id_of(args[0], id);
    if (o->pack) snprintf(id, sizeof id, "%s", o->pack);
    sj_status s = sj_pack_file_read(args[0], &csv, &len, &err);
    if (s == SJ_OK) s = import(o, csv, len, args[0], id, &err);
    sj_free(csv);
    if (s == SJ_OK) return SJ_EXIT_OK;
    err.line = err.column = 0; /* the detail names the row and the column */
    sj_cli_fail(args[0], &err);
    return s == SJ_EARG || s == SJ_EXML ? SJ_EXIT_UNREADABLE : sj_cli_exit_of(s);
}
