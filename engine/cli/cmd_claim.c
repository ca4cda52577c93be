/* engine/cli/cmd_claim.c - `scrubjay claim ACCOUNT`: everything that happened to one claim, and the
 * release of one that is held. Both are noted in the audit log. */
#include "engine/cli/claim_view.h"
#include "engine/cli/reading.h"
#include "engine/pipeline/catalog.h"
#include "engine/pipeline/pack_files.h"
#include "engine/pipeline/profiles.h"
#include "engine/pipeline/release.h"
#include "engine/pipeline/settle_late.h"

#include <inttypes.h>
#include <string.h>

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

/* What the command line asks for. */
typedef struct wanted {
    const char *account;
    const char *reason; /* of a release or settlement; NULL: only show */
    bool settle, json;
} wanted;

typedef struct newest {
    int64_t id; /* of the newest submission that is held; else of the newest of all */
    bool held;
} newest;

static bool take_newest(void *ctx, const sj_submission *s) {
    newest *n = ctx;
    bool held = s->state == SJ_STATE_HELD;
    if (held < n->held || (held == n->held && s->id < n->id)) return true;
    *n = (newest){s->id, held};
    return true;
}

/* Why a claim was not released, and what to do. */
static void say_refusal(const sj_release *r, const sj_catalog *catalog) {
    sj_finding_id id;
    const sj_finding_def *def =
        sj_catalog_find(catalog, sj_str_of(r->finding), &id) ? sj_catalog_get(catalog, id) : NULL;
    switch (r->answer) {
    case SJ_RELEASED:
        break;
    case SJ_RELEASE_NOT_HELD:
        fputs("scrubjay: not released: the claim is not held\n", stderr);
        break;
    case SJ_RELEASE_UNFIT:
        fprintf(stderr,
                "scrubjay: not released: any receiver would refuse it (%s%s%s). Mend it in the "
                "practice system and export it again.\n",
                r->finding, def ? ": " : "", def ? def->title : "");
        break;
    case SJ_RELEASE_NO_PARTNER:
        fputs("scrubjay: not released: no partner in scrubjay.xml takes this payer's claims\n",
              stderr);
        break;
    case SJ_RELEASE_USAGE:
        fputs("scrubjay: not released: the claim's test mark (ISA15) is not its partner's\n",
              stderr);
        break;
    }
}

static sj_status release(sj_home *home, const sj_catalog *catalog, const ids *found,
                         const wanted *w, int *code, sj_err *err) {
    newest n = {0};
    sj_release answer;
    sj_status status = sj_submissions_by_id(home->store, found->v, found->n, take_newest, &n, err);
    if (status == SJ_OK)
        status = sj_release_claim(home, catalog, n.id, sj_str_of(sj_cli_actor()),
                                  sj_str_of(w->reason), &answer, err);
    if (status != SJ_OK) return status;
    say_refusal(&answer, catalog);
    *code = answer.answer == SJ_RELEASED ? SJ_EXIT_OK : SJ_EXIT_FINDINGS;
    if (*code == SJ_EXIT_OK) fputs("released: the next run sends it\n", stderr);
    return SJ_OK;
}

static sj_status settle(sj_home *home, const ids *found, const wanted *w, int *code, sj_err *err) {
    bool any = false, settled;
    sj_status status = SJ_OK;
    for (size_t i = 0; i < found->n && status == SJ_OK; i++) {
        status = sj_late_settle(home, found->v[i], sj_str_of(sj_cli_actor()), sj_str_of(w->reason),
                                &settled, err);
        any |= settled;
    }
    if (status != SJ_OK || any) return status;
    fputs("scrubjay: not settled: it was not refused after its payer had decided\n", stderr);
    *code = SJ_EXIT_FINDINGS;
    return SJ_OK;
}

static int work(sj_home *home, const wanted *w) {
    sj_err err = {0};
    int code = SJ_EXIT_OK;
    sj_catalog *catalog = NULL;
    sj_profiles *profiles = NULL;
    sj_packs *packs = NULL;
    ids found = {.account = sj_str_of(w->account)};
    sj_status status =
        sj_submissions_by_account(home->store, &found.account, 1, take_id, &found, &err);
    if (status == SJ_OK && !found.n)
        status = sj_err_set(&err, SJ_ENOTFOUND, "there is no claim with this account number");
    if (status == SJ_OK)
        status = sj_pack_files_open(&packs, home->path, &home->config, NULL, NULL, &err);
    if (status == SJ_OK) status = sj_profiles_open(&profiles, home->path, NULL, packs, &err);
    if (status == SJ_OK)
        status = sj_catalog_all(&catalog, sj_profiles_overlays(profiles), packs, &err);
    if (status == SJ_OK && w->settle)
        status = settle(home, &found, w, &code, &err);
    else if (status == SJ_OK && w->reason)
        status = release(home, catalog, &found, w, &code, &err);
    view v = {.home = home, .catalog = catalog, .err = &err};
    if (status == SJ_OK && code == SJ_EXIT_OK)
        status = w->json ? show_json(&v, &found, &code, &err) : show_all(&v, &found, &err);
    sj_catalog_free(catalog);
    sj_profiles_close(profiles);
    sj_packs_free(packs);
    return status == SJ_OK ? code : sj_cli_fail(NULL, &err);
}

/* NULL, or what is wrong with the words about a release or settlement. */
static const char *complaint(bool release, bool settle, const char *reason) {
    if (release && settle) return "--release or --settle, not both";
    if (!release && !settle)
        return reason ? "--reason says why a claim is released: add --release" : NULL;
    if (!reason || !reason[strspn(reason, " ")])
        return release ? "--release wants --reason \"…\"" : "--settle wants --reason \"…\"";
    if (strlen(reason) > SJ_RELEASE_REASON) return "the reason is longer than 500 bytes";
    for (; *reason; reason++)
        if ((unsigned char)*reason < 0x20) return "the reason holds a control character";
    return NULL;
}

int sj_cmd_claim(const sj_command *self, int argc, char **argv) {
    const char *dir = NULL;
    wanted w = {.json = false};
    bool release = false;
    const sj_option options[] = {
        SJ_CLI_HOME_OPTION(&dir),
        {"json", 0, SJ_OPTION_FLAG, &w.json, NULL, "one JSON object"},
        {"release", 0, SJ_OPTION_FLAG, &release, NULL, "send it although our check holds it"},
        {"settle", 0, SJ_OPTION_FLAG, &w.settle, NULL,
         "a refusal after the payer had decided was looked into"},
        {"reason", 0, SJ_OPTION_TEXT, &w.reason, "TEXT", "why; kept with the claim, no names"},
        {NULL, 0, SJ_OPTION_FLAG, NULL, NULL, NULL}};
    int first;
    int code = sj_cli_parse(self, options, argc, argv, &first);
    if (code >= 0) return code;
    if (argc - first != 1) return sj_cli_usage(self, "one account number is wanted");
    const char *wrong = complaint(release, w.settle, w.reason);
    if (wrong) return sj_cli_usage(self, "%s", wrong);
    w.account = argv[first];
    sj_home *home;
    code = sj_cli_open_home(&home, dir);
    if (code != SJ_EXIT_OK) return code;
    code = work(home, &w);
    sj_home_close(home);
    return code;
}
