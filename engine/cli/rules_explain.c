/* engine/cli/rules_explain.c - `scrubjay rules explain ID [ACCOUNT…]`: why a rule trips on a claim,
 * or why not, test by test. The claims come from a file (--file), or from the home's store. */
#include "engine/cli/reading.h"
#include "engine/cli/rules_cli.h"
#include "engine/files/read.h"
#include "engine/pipeline/stored_claims.h"
#include "engine/pipeline/tables.h"
#include "rules/packs/judge.h"
#include "rules/packs/pack.h"

#include <inttypes.h>
#include <scrubjay/parse.h>
#include <string.h>

enum { MOST = 64 }; /* submissions that are looked at */

typedef struct explaining {
    sj_pack_judge *judge;
    size_t rule;
    int n;
    char **accounts; /* none: all */
    unsigned claims;
    unsigned depth; /* of the tests above: scopes are told once */
} explaining;

/* ---- printing ---- */

static void on_skipped(void *ctx, const char *why) {
    (void)ctx;
    printf("  not asked: %s\n", why);
}

static void on_begin(void *ctx, const char *scope, unsigned member) {
    (void)ctx;
    if (member)
        printf("  %s %u\n", scope, member);
    else
        printf("  %s\n", scope);
}

static void on_test(void *ctx, const sj_expr_test *t) {
    (void)ctx;
    char buf[96];
    printf("  %*s%-4s %.*s", (int)(2 + 2 * t->depth), "", t->held ? "yes" : "no",
           SJ_FMT(t->source));
    for (unsigned i = 0; i < t->n_facts; i++) {
        sj_str v = sj_value_print(&t->facts[i].value, t->facts[i].type, buf, sizeof buf);
        printf("%s%.*s is %.*s", i ? ", " : "   [", SJ_FMT(t->facts[i].source), SJ_FMT(v));
    }
    puts(t->n_facts ? "]" : "");
}

static void on_end(void *ctx, bool trips) {
    (void)ctx;
    puts(trips ? "    the rule trips" : "    the rule does not trip");
}

static bool is_wanted(const explaining *x, sj_str account) {
    bool any = x->n == 0;
    for (int i = 0; i < x->n; i++) any |= sj_str_is(account, x->accounts[i]);
    return any;
}

static void explain(explaining *x, const sj_claim *c) {
    static const sj_rule_explain events = {NULL, on_skipped, on_begin, on_test, on_end};
    x->claims++;
    printf("Acct %.*s\n", SJ_FMT(c->account.v));
    sj_pack_judge_explain(x->judge, x->rule, c, &events);
}

static void on_claim(void *ctx, const sj_claim *c) {
    explaining *x = ctx;
    if (is_wanted(x, c->account.v)) explain(x, c);
}

static void on_stored(void *ctx, int64_t submission, const sj_claim *c) {
    (void)submission;
    explain(ctx, c);
}

/* ---- where claims come from ---- */

static int from_file(explaining *x, const char *path) {
    sj_guides *guides;
    sj_err err = {0};
    FILE *f = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
    if (!f) {
        sj_err_set(&err, SJ_ENOTFOUND, "the file cannot be opened");
        sj_cli_fail(path, &err);
        return SJ_EXIT_UNREADABLE;
    }
    const sj_parse_events events = {.ctx = x, .claim = on_claim};
    sj_status s = sj_guides_new(&guides, &err);
    if (s == SJ_OK) s = sj_parse(guides, sj_file_read, f, &events, NULL, NULL, &err);
    sj_guides_free(guides);
    if (f != stdin) fclose(f);
    return s == SJ_OK ? SJ_EXIT_OK : sj_cli_fail(path, &err);
}

typedef struct ids {
    const explaining *x;
    int64_t v[MOST];
    size_t n;
} ids;

static bool take_id(void *ctx, const sj_submission *s) {
    ids *found = ctx;
    if (is_wanted(found->x, s->account)) found->v[found->n++] = s->id;
    return found->n < MOST;
}

static sj_status note_all(sj_home *home, const ids *found, sj_err *err) {
    sj_status s = SJ_OK;
    char subject[24];
    for (size_t i = 0; i < found->n && s == SJ_OK; i++) {
        snprintf(subject, sizeof subject, "%" PRId64, found->v[i]);
        s = sj_cli_note(home, "read claim", subject, err);
    }
    return s;
}

static int from_store(explaining *x, const char *dir) {
    sj_home *home;
    sj_guides *guides = NULL;
    sj_err err = {0};
    ids found = {.x = x};
    sj_str accounts[MOST];
    int code = sj_cli_open_home(&home, dir);
    if (code != SJ_EXIT_OK) return code;
    for (int i = 0; i < x->n && i < MOST; i++) accounts[i] = sj_str_of(x->accounts[i]);
    sj_status s = sj_submissions_by_account(
        home->store, accounts, (size_t)(x->n < MOST ? x->n : MOST), take_id, &found, &err);
    if (s == SJ_OK) s = note_all(home, &found, &err);
    if (s == SJ_OK) s = sj_guides_new(&guides, &err);
    if (s == SJ_OK) s = sj_stored_claims(home->store, guides, found.v, found.n, on_stored, x, &err);
    sj_guides_free(guides);
    sj_home_close(home);
    return s == SJ_OK ? SJ_EXIT_OK : sj_cli_fail(NULL, &err);
}

static sj_str partner_of(void *ctx, sj_str payer) {
    const sj_partner *p = sj_config_route(ctx, payer);
    return p ? sj_str_of(p->name) : (sj_str){NULL, 0};
}

/* The home's code tables; only those that are built in where there is no home. */
static sj_status open_tables(sj_table_files **out, const char *dir, sj_err *err) {
    char home[SJ_PATH], folder[SJ_PATH];
    sj_err ignored;
    if (sj_home_find(dir, home, &ignored) != SJ_OK) return sj_table_files_open(out, NULL, err);
    sj_status s = sj_path_join(folder, home, "tables", err);
    return s == SJ_OK ? sj_table_files_open(out, folder, err) : s;
}

static int explain_rule(const sj_rules_options *o, sj_cli_packs *packs, explaining *x) {
    sj_table_files *tables = NULL;
    sj_err err = {0};
    sj_status s = open_tables(&tables, o->home, &err);
    if (s == SJ_OK) {
        const sj_pack_judge_opts opts = {.packs = packs->packs,
                                         .tables = sj_table_files_view(tables),
                                         .partner = packs->has_home ? partner_of : NULL,
                                         .ctx = &packs->config};
        s = sj_pack_judge_new(&x->judge, &opts, &err);
    }
    int code = s != SJ_OK ? sj_cli_fail(NULL, &err)
               : o->file  ? from_file(x, o->file)
                          : from_store(x, o->home);
    sj_pack_judge_free(x->judge);
    sj_table_files_close(tables);
    return code;
}

int sj_rules_explain(const sj_command *self, const sj_rules_options *o, int n, char **args) {
    if (n == 0) return sj_cli_usage(self, "explain: which rule? PACK:rule, then account numbers");
    if (n == 1 && !o->file) return sj_rules_show(self, o, n, args);
    sj_cli_packs packs;
    explaining x = {.n = n - 1, .accounts = args + 1};
    int code = sj_cli_open_packs(&packs, o->home);
    if (code == SJ_EXIT_OK && !sj_packs_find_rule(packs.packs, sj_str_of(args[0]), &x.rule)) {
        fprintf(stderr, "scrubjay: there is no rule %s in a pack; 'scrubjay rules list' has them\n",
                args[0]);
        code = SJ_EXIT_UNREADABLE;
    } else if (code == SJ_EXIT_OK) {
        code = explain_rule(o, &packs, &x);
        if (code == SJ_EXIT_OK && !x.claims) {
            fputs("scrubjay: no claim with that account number\n", stderr);
            code = SJ_EXIT_UNREADABLE;
        }
    }
    sj_cli_close_packs(&packs);
    return code;
}
