/* engine/cli/fees_import.c - `scrubjay fees import FILE`: a contract's prices into the home, told
 * row by row; a broken cell stops all of it. */
#include "engine/cli/fees_cli.h"

#include "engine/cli/reading.h"
#include "engine/followup/fees.h"
#include "engine/pipeline/code_file.h"
#include "engine/pipeline/fee_import.h"

#include <string.h>

enum { SHOWN = 200, WORDS = 512 };

typedef struct telling {
    bool json, dry_run;
    sj_json_out out;
    unsigned shown, hidden;
} telling;

static void tell(void *ctx, const sj_fee_note *note) {
    static const char *const words[] = {"broken", "column", "passed"};
    telling *t = ctx;
    if (t->json) {
        sj_json_object(&t->out);
        sj_json_key(&t->out, "kind");
        sj_json_strz(&t->out, words[note->kind]);
        sj_json_key(&t->out, "place");
        sj_json_strz(&t->out, note->place);
        sj_json_key(&t->out, "what");
        sj_json_strz(&t->out, note->what);
        sj_json_object_end(&t->out);
        return;
    }
    if (note->kind == SJ_FEE_COLUMN || t->shown++ < SHOWN)
        printf("%-7s %s: %s\n", words[note->kind], note->place, note->what);
    else
        t->hidden++;
}

static void print_change(const sj_fee_change *c) {
    char words[WORDS], before[WORDS];
    sj_fee_words(c->after ? c->after : c->before, words, sizeof words);
    if (c->before && c->after) {
        sj_fee_words(c->before, before, sizeof before);
        printf("  ~ %s\n    before: %s\n", words, before);
    } else {
        printf("  %c %s\n", c->after ? '+' : '-', words);
    }
}

static void print_plan(const sj_fee_plan *p, const telling *t) {
    printf("%.*s: ", SJ_FMT(p->schedule));
    if (!sj_fee_plan_changes(p)) {
        printf("%u %s, all there already: nothing changes\n", p->same,
               p->same == 1 ? "price" : "prices");
        return;
    }
    printf("%u added, %u changed, %u as before from another day, %u ended, %u as before%s\n",
           p->added, p->changed, p->renewed, p->ended, p->same,
           t->dry_run ? " (nothing written)" : "");
    for (size_t i = 0; i < p->n_changes && (t->dry_run || p->n_changes <= SHOWN); i++)
        print_change(&p->changes[i]);
}

static void json_plan(sj_json_out *o, const sj_fee_plan *p) {
    const struct {
        const char *key;
        uint64_t n;
    } counts[] = {{"rows", p->n},          {"added", p->added}, {"changed", p->changed},
                  {"renewed", p->renewed}, {"ended", p->ended}, {"same", p->same}};
    sj_json_object(o);
    sj_json_key(o, "schedule");
    sj_json_str(o, p->schedule);
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        sj_json_key(o, counts[i].key);
        sj_json_uint(o, counts[i].n);
    }
    sj_json_object_end(o);
}

static void json_end(telling *t, const sj_fee_plans *p, bool written) {
    sj_json_array_end(&t->out);
    sj_json_key(&t->out, "broken");
    sj_json_uint(&t->out, p->read.broken);
    sj_json_key(&t->out, "refused");
    sj_json_strz(&t->out, p->refused[0] ? p->refused : NULL);
    sj_json_key(&t->out, "written");
    sj_json_bool(&t->out, written);
    sj_json_key(&t->out, "schedules");
    sj_json_array(&t->out);
    for (size_t i = 0; i < p->n; i++) json_plan(&t->out, &p->v[i]);
    sj_json_array_end(&t->out);
    sj_json_object_end(&t->out);
}

/* A percentage of a schedule that is not there prices nothing until it comes. */
static void warn_of_bases(const sj_fee_plans *p, sj_store *store) {
    sj_fees *fees;
    if (sj_fees_load(&fees, store, NULL) != SJ_OK) return;
    sj_str told = {NULL, 0};
    for (size_t i = 0; i < p->n; i++)
        for (size_t k = 0; k < p->v[i].n; k++) {
            sj_str base = p->v[i].rows[k].base;
            bool here = sj_fees_find(fees, base) >= 0;
            for (size_t s = 0; s < p->n && !here; s++) here = sj_str_eq(p->v[s].schedule, base);
            if (!base.len || here || sj_str_eq(base, told)) continue;
            fprintf(stderr,
                    "scrubjay: %.*s has percentages of schedule %.*s, which was not imported: they "
                    "price nothing until it is\n",
                    SJ_FMT(p->v[i].schedule), SJ_FMT(base));
            told = base;
        }
    sj_fees_free(fees);
}

static int finish(telling *t, const sj_fee_plans *p, sj_store *store, const sj_fee_wish *wish,
                  const char *sha256) {
    sj_err err = {0};
    bool good = !p->read.broken && !p->refused[0];
    sj_status status = SJ_OK;
    if (good && !t->dry_run)
        status = sj_fee_plans_write(p, store, wish, sha256, sj_str_of(sj_cli_actor()), &err);
    if (status != SJ_OK) return sj_cli_fail(wish->file, &err);
    int code = good ? SJ_EXIT_OK : SJ_EXIT_FINDINGS;
    if (t->json) {
        json_end(t, p, good && !t->dry_run);
        return code;
    }
    if (t->hidden) printf("… and %u more\n", t->hidden);
    if (p->read.broken)
        printf("%u broken %s: nothing was changed. Mend them and import the file again.\n",
               p->read.broken, p->read.broken == 1 ? "cell" : "cells");
    for (size_t i = 0; i < p->n && !p->read.broken && !p->refused[0]; i++) print_plan(&p->v[i], t);
    if (good) warn_of_bases(p, store);
    if (p->refused[0]) fprintf(stderr, "scrubjay: %s: refused: %s\n", wish->file, p->refused);
    return code;
}

static int import(sj_home *h, const sj_fees_options *o, const char *path) {
    telling t = {.json = o->json, .dry_run = o->dry_run};
    const char *name = strrchr(path, '/');
    const sj_fee_wish wish = {.config = &h->config,
                              .payer = sj_str_of(o->payer),
                              .effective = o->effective,
                              .force = o->force,
                              .amend = o->amend,
                              .file = name ? name + 1 : path,
                              .note = tell,
                              .ctx = &t};
    sj_code_file file;
    sj_fee_plans plans;
    sj_err err = {0};
    if (sj_code_file_read(&file, path, &err) != SJ_OK) return sj_cli_fail(path, &err);
    if (t.json) {
        sj_cli_json(&t.out);
        sj_json_object(&t.out);
        sj_json_key(&t.out, "schema");
        sj_json_int(&t.out, 1);
        sj_json_key(&t.out, "notes");
        sj_json_array(&t.out);
    }
    sj_status status = sj_fee_plans_make(&plans, h->store, file.bytes, file.len, &wish, &err);
    int code;
    if (status == SJ_OK) {
        code = finish(&t, &plans, h->store, &wish, file.sha256);
        if (t.json) {
            int written = sj_cli_json_end(&t.out);
            if (written != SJ_EXIT_OK) code = written;
        }
    } else {
        if (t.json) sj_json_dispose(&t.out);
        code = sj_cli_fail(path, &err);
        if (status == SJ_ETABLE) code = SJ_EXIT_UNREADABLE;
    }
    sj_fee_plans_dispose(&plans);
    sj_code_file_dispose(&file);
    return code;
}

int sj_fees_import_verb(const sj_command *self, const sj_fees_options *o, int n, char **args) {
    sj_home *h;
    if (n != 1) return sj_cli_usage(self, "import: which file? one CSV file or workbook");
    int code = sj_cli_open_home(&h, o->home);
    if (code != SJ_EXIT_OK) return code;
    code = import(h, o, args[0]);
    sj_home_close(h);
    return code;
}
