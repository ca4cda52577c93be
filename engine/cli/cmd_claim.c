/* engine/cli/cmd_claim.c - `scrubjay claim ACCOUNT`: everything that happened to one claim. Reading
 * it is noted in the audit log. */
#include "engine/cli/claim_view.h"
#include "engine/cli/reading.h"
#include "engine/pipeline/catalog.h"
#include "engine/pipeline/profiles.h"

#include <inttypes.h>

enum { MOST = 256 }; /* submissions of one account number */

/* Their ids, oldest first: the views ask the store again, so the list must be at its end. */
typedef struct ids {
    sj_str account;
    int64_t v[MOST];
    size_t n;
} ids;

static bool take_id(void *ctx, const sj_submission *s) {
    ids *found = ctx;
    if (!sj_str_eq(s->account, found->account)) return true;
    size_t at = found->n++;
    for (; at > 0 && found->v[at - 1] > s->id; at--) found->v[at] = found->v[at - 1];
    found->v[at] = s->id;
    return found->n < MOST;
}

typedef struct view {
    sj_home *home;
    const sj_catalog *catalog;
    sj_json_out *json; /* NULL: for people */
    sj_status status;
    sj_err *err;
} view;

static bool show(void *ctx, const sj_submission *s) {
    view *v = ctx;
    v->status = v->json ? sj_claim_view_json(v->home, v->catalog, s, v->json, v->err)
                        : sj_claim_view_text(v->home, v->catalog, s, stdout, v->err);
    return false;
}

static sj_status show_all(view *v, const ids *found, sj_err *err) {
    sj_status status = SJ_OK;
    char subject[24];
    for (size_t i = 0; i < found->n && status == SJ_OK; i++) {
        if (i && !v->json) putchar('\n');
        snprintf(subject, sizeof subject, "%" PRId64, found->v[i]);
        status = sj_cli_note(v->home, "read claim", subject, err);
        if (status == SJ_OK)
            status = sj_submissions_by_id(v->home->store, &found->v[i], 1, show, v, err);
        if (status == SJ_OK) status = v->status;
    }
    return status;
}

static sj_status show_json(view *v, const ids *found, int *code, sj_err *err) {
    sj_json_out j;
    sj_cli_json(&j);
    v->json = &j;
    sj_json_object(&j);
    sj_json_key(&j, "schema");
    sj_json_int(&j, 1);
    sj_json_key(&j, "account");
    sj_json_str(&j, found->account);
    sj_json_key(&j, "submissions");
    sj_json_array(&j);
    sj_status status = show_all(v, found, err);
    sj_json_array_end(&j);
    sj_json_object_end(&j);
    *code = sj_cli_json_end(&j);
    return status;
}

static int show_account(sj_home *home, const char *account, bool json) {
    sj_err err = {0};
    int code = SJ_EXIT_OK;
    sj_catalog *catalog = NULL;
    sj_profiles *profiles = NULL;
    ids found = {.account = sj_str_of(account)};
    sj_status status =
        sj_submissions_by_account(home->store, &found.account, 1, take_id, &found, &err);
    if (status == SJ_OK && !found.n)
        status = sj_err_set(&err, SJ_ENOTFOUND, "there is no claim with this account number");
    if (status == SJ_OK) status = sj_profiles_open(&profiles, home->path, NULL, &err);
    if (status == SJ_OK) status = sj_catalog_all(&catalog, sj_profiles_overlays(profiles), &err);
    view v = {.home = home, .catalog = catalog, .err = &err};
    if (status == SJ_OK)
        status = json ? show_json(&v, &found, &code, &err) : show_all(&v, &found, &err);
    sj_catalog_free(catalog);
    sj_profiles_close(profiles);
    return status == SJ_OK ? code : sj_cli_fail(NULL, &err);
}

int sj_cmd_claim(const sj_command *self, int argc, char **argv) {
    const char *dir = NULL;
    bool json = false;
    const sj_option options[] = {SJ_CLI_HOME_OPTION(&dir),
                                 {"json", 0, SJ_OPTION_FLAG, &json, NULL, "one JSON object"},
                                 {NULL, 0, SJ_OPTION_FLAG, NULL, NULL, NULL}};
    int first;
    int code = sj_cli_parse(self, options, argc, argv, &first);
    if (code >= 0) return code;
    if (argc - first != 1) return sj_cli_usage(self, "one account number is wanted");
    sj_home *home;
    code = sj_cli_open_home(&home, dir);
    if (code != SJ_EXIT_OK) return code;
    code = show_account(home, argv[first], json);
    sj_home_close(home);
    return code;
}
