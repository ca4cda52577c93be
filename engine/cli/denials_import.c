/* engine/cli/denials_import.c - `scrubjay denials import FILE`: what people typed into the workbook
 * or CSV file of a report goes into the worklist; conflicts are told, broken cells stop all of it.
 */
#include "engine/cli/denials_import.h"

#include "engine/cli/reading.h"
#include "engine/pipeline/code_file.h"
#include "engine/report/round_trip.h"

enum { SHOWN = 200 };

typedef struct telling {
    bool json;
    sj_json_out out;
    unsigned shown, hidden;
} telling;

static const char *word(sj_import_kind kind) {
    static const char *const words[] = {"broken", "conflict", "gone", "changed"};
    return words[kind];
}

static void tell(void *ctx, const sj_import_note *note) {
    telling *t = ctx;
    if (t->json) {
        sj_json_object(&t->out);
        sj_json_key(&t->out, "kind");
        sj_json_strz(&t->out, word(note->kind));
        sj_json_key(&t->out, "place");
        sj_json_strz(&t->out, note->place);
        sj_json_key(&t->out, "what");
        sj_json_strz(&t->out, note->what);
        sj_json_object_end(&t->out);
        return;
    }
    if (note->kind == SJ_IMPORT_CHANGED) return; /* counted */
    if (t->shown++ < SHOWN)
        printf("%-9s %s: %s\n", word(note->kind), note->place, note->what);
    else
        t->hidden++;
}

static void json_totals(telling *t, const sj_import_totals *n, bool kept) {
    const struct {
        const char *key;
        uint32_t n;
    } rows[] = {{"rows", n->rows},           {"changed", kept ? n->changed : 0},
                {"untouched", n->untouched}, {"conflicts", n->conflicts},
                {"gone", n->gone},           {"broken", n->broken}};
    sj_json_array_end(&t->out);
    sj_json_key(&t->out, "totals");
    sj_json_object(&t->out);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        sj_json_key(&t->out, rows[i].key);
        sj_json_uint(&t->out, rows[i].n);
    }
    sj_json_object_end(&t->out);
    sj_json_object_end(&t->out);
}

static void text_totals(const telling *t, const sj_import_totals *n, bool dry_run) {
    if (t->hidden) printf("… and %u more\n", t->hidden);
    if (n->broken)
        printf("%u broken %s: nothing was changed. Mend them and import the file again.\n",
               n->broken, n->broken == 1 ? "cell" : "cells");
    else
        printf(
            "%u of %u rows %s; %u as they were; %u %s, %u no longer on the worklist: left alone.\n",
            n->changed, n->rows, dry_run ? "would change" : "changed", n->untouched, n->conflicts,
            n->conflicts == 1 ? "conflict" : "conflicts", n->gone);
}

static sj_status import(sj_home *h, const char *bytes, size_t len, bool dry_run, telling *t,
                        sj_import_totals *totals, sj_err *err) {
    sj_reasons *reasons = NULL;
    sj_status status = sj_reasons_new(&reasons, err);
    if (status == SJ_OK) status = sj_store_begin(h->store, err);
    if (status == SJ_OK)
        status = sj_round_trip(h->store, reasons, bytes, len, sj_str_of(sj_cli_actor()), tell, t,
                               totals, err);
    if (status == SJ_OK && !totals->broken && !dry_run) status = sj_store_commit(h->store, err);
    sj_store_rollback(h->store);
    sj_reasons_free(reasons);
    return status;
}

static int read_and_import(sj_home *h, const char *path, bool dry_run, telling *t) {
    sj_code_file file;
    sj_err err = {0};
    sj_import_totals totals = {0};
    if (sj_code_file_read(&file, path, &err) != SJ_OK) return sj_cli_fail(path, &err);
    if (t->json) {
        sj_cli_json(&t->out);
        sj_json_object(&t->out);
        sj_json_key(&t->out, "schema");
        sj_json_int(&t->out, 1);
        sj_json_key(&t->out, "dry_run");
        sj_json_bool(&t->out, dry_run);
        sj_json_key(&t->out, "rows");
        sj_json_array(&t->out);
    }
    sj_status status = import(h, file.bytes, file.len, dry_run, t, &totals, &err);
    sj_code_file_dispose(&file);
    int code = totals.broken || totals.conflicts || totals.gone ? SJ_EXIT_FINDINGS : SJ_EXIT_OK;
    if (status != SJ_OK) {
        if (t->json) sj_json_dispose(&t->out);
        code = sj_cli_fail(path, &err);
        return status == SJ_ETABLE ? SJ_EXIT_UNREADABLE : code;
    }
    if (t->json) {
        json_totals(t, &totals, !totals.broken && !dry_run);
        int written = sj_cli_json_end(&t->out);
        return written == SJ_EXIT_OK ? code : written;
    }
    text_totals(t, &totals, dry_run);
    return code;
}

int sj_cli_denials_import(const sj_command *self, int argc, char **argv) {
    static const sj_command about = {
        "denials import", NULL,
        "reads what was typed into a report's workbook (or CSV file of denials) back into the "
        "worklist",
        "denials import FILE [options]",
        "denials import nightly-2026-04-16.xlsx\ndenials import denials.csv --dry-run"};
    const char *dir = NULL;
    bool dry_run = false;
    telling t = {.json = false};
    const sj_option options[] = {
        SJ_CLI_HOME_OPTION(&dir),
        {"dry-run", 0, SJ_OPTION_FLAG, &dry_run, NULL, "tell what would change, change nothing"},
        {"json", 0, SJ_OPTION_FLAG, &t.json, NULL, "one JSON object"},
        {NULL, 0, SJ_OPTION_FLAG, NULL, NULL, NULL}};
    (void)self;
    int first, code = sj_cli_parse(&about, options, argc, argv, &first);
    if (code >= 0) return code;
    if (argc - first != 1) return sj_cli_usage(&about, "which file? one workbook or CSV file");
    sj_home *h;
    code = sj_cli_open_home(&h, dir);
    if (code != SJ_EXIT_OK) return code;
    code = read_and_import(h, argv[first], dry_run, &t);
    sj_home_close(h);
    return code;
}
