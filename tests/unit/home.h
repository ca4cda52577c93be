/* A practice's home in a temporary folder, for tests of the whole pipeline: put files in, run, ask.
 */
#ifndef SJ_TESTS_UNIT_HOME_H
#define SJ_TESTS_UNIT_HOME_H

#include "engine/pipeline/home.h"
#include "engine/store/batches.h"
#include "engine/store/events.h"
#include "engine/store/findings.h"
#include "engine/store/submissions.h"
#include "tests/unit/unit.h"

#include <scrubjay/engine.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define OK(call)                                                                                   \
    do {                                                                                           \
        sj_err err = {0};                                                                          \
        sj_status got_ = (call);                                                                   \
        ck_assert_msg(got_ == SJ_OK, "%s: %s (%s), line %u", #call, err.msg ? err.msg : "",        \
                      err.detail, err.line);                                                       \
    } while (0)

static char home_dir[64];

/* No waiting, one partner "oa" for test claims, batches of three claims in sets of two. */
static const char home_config[] =
    "<scrubjay version='1'>\n"
    "<practice name='Test Practice'/>\n"
    "<submitter id='SUBMIT01' name='TEST PRACTICE' contact='DESK' phone='5555550100'/>\n"
    "<intake settle='0' give-up='0'/>\n"
    "<partner name='oa' usage='T'>\n"
    "<interchange sender-qualifier='ZZ' sender='SUBMIT01' receiver-qualifier='ZZ' "
    "receiver='RECEIV01'/>\n"
    "<group sender='SUBMIT01' receiver='RECEIV01'/>\n"
    "<receiver id='RECEIV01' name='TEST CLEARINGHOUSE'/>\n"
    "<batch claims-per-set='2' claims-per-file='3'/>\n"
    "</partner>\n"
    "</scrubjay>\n";

static inline void home_put(const char *folder, const char *name, const char *text) {
    char path[512];
    snprintf(path, sizeof path, "%s/%s%s%s", home_dir, folder, *folder ? "/" : "", name);
    FILE *f = fopen(path, "w");
    ck_assert_ptr_nonnull(f);
    ck_assert_int_ge(fputs(text, f), 0);
    ck_assert_int_eq(fclose(f), 0);
}

static inline void home_setup(void) {
    snprintf(home_dir, sizeof home_dir, "/tmp/scrubjay-home-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(home_dir));
    umask(077); /* a configuration that everybody may read is refused */
    home_put("", "scrubjay.xml", home_config);
    OK(sj_engine_init(home_dir, &err));
}

static inline void home_teardown(void) {
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", home_dir);
    ck_assert_int_eq(system(command), 0);
}

/* One pass on 2026-05-04. */
static inline sj_run_totals home_run(void) {
    sj_engine *e;
    sj_run_totals totals;
    const sj_engine_opts opts = {.as_of = sj_date_of(2026, 5, 4)};
    OK(sj_engine_open(&e, home_dir, &opts, &err));
    OK(sj_engine_run(e, NULL, &totals, &err));
    sj_engine_close(e);
    return totals;
}

/* The submissions of an account: how many, and the states of all of them as a word list, oldest
 * first. */
typedef struct home_found {
    sj_str account;
    size_t n;
    int64_t ids[16], previous[16], sets[16];
    sj_claim_state states[16];
    char payer_control[64];
} home_found;

static inline bool home_take(void *ctx, const sj_submission *s) {
    home_found *f = ctx;
    if (!sj_str_eq(s->account, f->account)) return true;
    size_t at = f->n++;
    for (; at > 0 && f->ids[at - 1] > s->id; at--) {
        f->ids[at] = f->ids[at - 1];
        f->previous[at] = f->previous[at - 1];
        f->states[at] = f->states[at - 1];
        f->sets[at] = f->sets[at - 1];
    }
    f->ids[at] = s->id;
    f->previous[at] = s->previous;
    f->states[at] = s->state;
    f->sets[at] = s->batch_set;
    snprintf(f->payer_control, sizeof f->payer_control, "%.*s", SJ_FMT(s->payer_control));
    return f->n < 16;
}

static inline home_found home_find(const char *account) {
    sj_home *home;
    home_found found = {.account = sj_str_of(account)};
    OK(sj_home_open(&home, home_dir, &err));
    OK(sj_submissions_by_account(home->store, &found.account, 1, home_take, &found, &err));
    sj_home_close(home);
    return found;
}

/* "rejected closed": the states of an account's submissions, oldest first. */
static inline const char *home_states(const char *account) {
    static char text[256];
    home_found f = home_find(account);
    text[0] = 0;
    for (size_t i = 0; i < f.n; i++) {
        if (i) strcat(text, " ");
        strcat(text, sj_state_text(f.states[i]));
    }
    return text;
}

static inline size_t home_count(const char *folder) {
    char path[512];
    char **names;
    size_t n;
    snprintf(path, sizeof path, "%s/%s", home_dir, folder);
    OK(sj_folder_list(path, &names, &n, &err));
    sj_folder_names_free(names, n);
    return n;
}

#endif
