/* engine/cli/cmd_batches.c - `scrubjay batches` and `scrubjay batch`: what was sent to partners;
 * the same bytes again. */
#include "engine/cli/reading.h"
#include "engine/pipeline/batch_again.h"
#include "engine/pipeline/say.h"

#include <stdlib.h>
#include <string.h>

/* ---- the list ---- */

static void json_text(sj_json_out *j, const char *key, sj_str value) {
    sj_json_key(j, key);
    sj_json_str(j, value);
}

static bool json_batch(void *ctx, const sj_batch *b) {
    sj_json_out *j = ctx;
    char hex[SJ_SHA256_HEX];
    sj_sha256_hex(b->sha256, hex);
    sj_json_object(j);
    json_text(j, "name", b->name);
    json_text(j, "partner", b->partner);
    json_text(j, "type", b->type);
    json_text(j, "usage", b->usage);
    sj_json_key(j, "interchange");
    sj_json_uint(j, b->interchange);
    sj_json_key(j, "claims");
    sj_json_uint(j, b->claims);
    sj_json_key(j, "charge");
    sj_json_money(j, b->charge);
    sj_json_key(j, "state");
    sj_json_strz(j, sj_state_text(b->state));
    sj_json_key(j, "bytes");
    sj_json_uint(j, b->bytes);
    sj_json_key(j, "sha256");
    sj_json_strz(j, hex);
    sj_json_object_end(j);
    return j->status == SJ_OK;
}

static bool print_batch(void *ctx, const sj_batch *b) {
    char when[32], money[SJ_MONEY_SIZE + 8];
    (void)ctx;
    sj_cli_clock_text(b->made_at, when);
    printf("%s  %-9s %9u  %.*s/%.*s: %u claim%s, %s\n", when, sj_state_text(b->state),
           b->interchange, SJ_FMT(b->partner), SJ_FMT(b->name), b->claims, sj_say_s(b->claims),
           sj_say_money(b->charge, money));
    return true;
}

static sj_status list_json(sj_store *store, sj_claim_state state, int *code, sj_err *err) {
    sj_json_out j;
    sj_cli_json(&j);
    sj_json_object(&j);
    sj_json_key(&j, "schema");
    sj_json_int(&j, 1);
    sj_json_key(&j, "batches");
    sj_json_array(&j);
    sj_status status = sj_batches_list(store, state, json_batch, &j, err);
    sj_json_array_end(&j);
    sj_json_object_end(&j);
    *code = sj_cli_json_end(&j);
    return status;
}

int sj_cmd_batches(const sj_command *self, int argc, char **argv) {
    const char *dir = NULL, *word = NULL;
    bool json = false;
    const sj_option options[] = {SJ_CLI_HOME_OPTION(&dir),
                                 {"state", 0, SJ_OPTION_TEXT, &word, "STATE",
                                  "only those sent, in_doubt, accepted, rejected …"},
                                 {"json", 0, SJ_OPTION_FLAG, &json, NULL, "one JSON object"},
                                 {NULL, 0, SJ_OPTION_FLAG, NULL, NULL, NULL}};
    int first, code = sj_cli_parse(self, options, argc, argv, &first);
    if (code >= 0) return code;
    if (first != argc) return sj_cli_usage(self, "'%s' is one word too many", argv[first]);
    sj_claim_state state = word ? sj_state_of(sj_str_of(word)) : SJ_STATE_NONE;
    if (word && !state) return sj_cli_usage(self, "there is no state '%s'", word);
    sj_home *home;
    code = sj_cli_open_home(&home, dir);
    if (code != SJ_EXIT_OK) return code;
    sj_err err = {0};
    sj_status status = json ? list_json(home->store, state, &code, &err)
                            : sj_batches_list(home->store, state, print_batch, NULL, &err);
    sj_home_close(home);
    return status == SJ_OK ? code : sj_cli_fail(NULL, &err);
}

/* ---- one ---- */

/* The batch that a person names: by its file, or by its interchange's number. */
typedef struct named {
    const char *name;
    unsigned long number; /* 0: it is none */
    uint32_t found;
    int64_t id;
} named;

static bool take_named(void *ctx, const sj_batch *b) {
    named *n = ctx;
    if (!sj_str_is(b->name, n->name) && (!n->number || b->interchange != n->number)) return true;
    n->found++;
    n->id = b->id;
    return true;
}

typedef struct writing {
    sj_store *store;
    const char *path; /* NULL: standard output */
    sj_status status;
    sj_err *err;
} writing;

static bool write_batch(void *ctx, const sj_batch *b) {
    writing *w = ctx;
    FILE *to = stdout;
    w->status = w->path ? sj_file_create(&to, w->path, w->err) : SJ_OK;
    if (w->status != SJ_OK) return false;
    w->status = sj_batch_again(w->store, b, to, w->err);
    if (!w->path) return false;
    sj_status written = sj_file_finish(to, w->path, w->status == SJ_OK ? w->err : NULL);
    if (w->status == SJ_OK) w->status = written;
    if (w->status != SJ_OK && remove(w->path) != 0)
        fprintf(stderr, "scrubjay: %s is no good\n", w->path);
    return false;
}

static sj_status write_named(sj_home *home, const char *name, const char *path, sj_err *err) {
    char *end;
    named n = {.name = name, .number = strtoul(name, &end, 10)};
    if (*end) n.number = 0;
    sj_status status = sj_batches_list(home->store, SJ_STATE_NONE, take_named, &n, err);
    if (status != SJ_OK) return status;
    if (!n.found)
        return sj_err_set(err, SJ_ENOTFOUND, "there is no such batch; see 'scrubjay batches'");
    if (n.found > 1)
        return sj_err_set(err, SJ_EARG,
                          "several partners have a batch of this number: name its file");
    status = sj_cli_note(home, "read batch", name, err);
    writing w = {home->store, path, SJ_OK, err};
    if (status == SJ_OK) status = sj_batches_by_id(home->store, n.id, write_batch, &w, err);
    return status == SJ_OK ? w.status : status;
}

int sj_cmd_batch(const sj_command *self, int argc, char **argv) {
    const char *dir = NULL, *path = NULL;
    const sj_option options[] = {
        SJ_CLI_HOME_OPTION(&dir),
        {"out", 0, SJ_OPTION_TEXT, &path, "FILE", "write there, not to standard output"},
        {NULL, 0, SJ_OPTION_FLAG, NULL, NULL, NULL}};
    int first, code = sj_cli_parse(self, options, argc, argv, &first);
    if (code >= 0) return code;
    if (argc - first != 1) return sj_cli_usage(self, "one batch is wanted, by its file or number");
    sj_home *home;
    code = sj_cli_open_home(&home, dir);
    if (code != SJ_EXIT_OK) return code;
    sj_err err = {0};
    sj_status status = write_named(home, argv[first], path, &err);
    sj_home_close(home);
    return status == SJ_OK ? SJ_EXIT_OK : sj_cli_fail(NULL, &err);
}
