/* engine/pipeline/by_hand.c - a claim payment matched, or taken off its claim, by a person. */
#include "engine/pipeline/by_hand.h"

#include "engine/files/read.h"
#include "engine/pipeline/fee_cache.h"
#include "engine/pipeline/tables.h"
#include "engine/store/audit.h"

#include <stdio.h>

/* The payment that is meant; its texts are kept here. */
typedef struct chosen {
    bool undo, found;
    sj_hand_payment p;
    char place[SJ_PATH], trace[64], state[16];
} chosen;

static sj_str keep(char *buf, size_t cap, sj_str text) {
    int n = snprintf(buf, cap, "%.*s", SJ_FMT(text));
    return (sj_str){buf, (size_t)n < cap ? (size_t)n : cap - 1};
}

/* Zero payments repeat their trace: the one that can be changed is meant, else the last. */
static bool choose(void *ctx, const sj_hand_payment *p) {
    chosen *c = ctx;
    c->found = true;
    c->p = *p;
    c->p.place = keep(c->place, sizeof c->place, p->place);
    c->p.trace = keep(c->trace, sizeof c->trace, p->trace);
    c->p.state = keep(c->state, sizeof c->state, p->state);
    c->p.kind = c->p.account = c->p.our_account = (sj_str){NULL, 0};
    return !sj_str_is(p->state, c->undo ? "posted" : "unmatched");
}

static bool rewind_file(void *ctx) {
    return fseeko(ctx, 0, SEEK_SET) == 0;
}

static sj_status match(sj_home *home, const chosen *c, const sj_by_hand *what, sj_hand_act *act,
                       sj_err *err) {
    char path[SJ_PATH], folder[SJ_PATH];
    sj_guides *guides = NULL;
    sj_table_files *tables = NULL;
    sj_fee_cache cache = {.fees = NULL};
    const sj_fees *fees = NULL;
    sj_status status = sj_home_path(home, path, c->place, NULL, err);
    if (status == SJ_OK) status = sj_home_path(home, folder, "tables", NULL, err);
    if (status == SJ_OK) status = sj_guides_new(&guides, err);
    if (status == SJ_OK) status = sj_table_files_open(&tables, folder, err);
    if (status == SJ_OK) status = sj_fee_cache_get(&cache, home->store, &fees, err);
    FILE *f = status == SJ_OK ? fopen(path, "rb") : NULL;
    const sj_post_input in = {.file = c->p.file,
                              .read = sj_file_read,
                              .rewind = rewind_file,
                              .ctx = f,
                              .fees = fees,
                              .terms = home->config.terms,
                              .codes = tables ? sj_table_files_view(tables) : NULL};
    if (status == SJ_OK && !f)
        status =
            sj_err_setf(err, SJ_EIO, "the remittance's file is not in the archive", "%s", path);
    else if (status == SJ_OK)
        status =
            sj_hand_match(home->store, home->keyed, guides, &in, &c->p, what->account, act, err);
    if (f) fclose(f);
    sj_fee_cache_dispose(&cache);
    sj_table_files_close(tables);
    sj_guides_free(guides);
    return status;
}

static sj_status note(sj_home *home, const sj_by_hand *what, const sj_hand_act *act, sj_err *err) {
    char subject[96];
    int n = snprintf(subject, sizeof subject, "%.*s #%u", SJ_FMT(what->trace), what->ordinal);
    return sj_audit_add(
        home->store, act->actor, what->account.len ? SJ_STR("match payment") : SJ_STR("undo match"),
        (sj_str){subject, (size_t)n < sizeof subject ? (size_t)n : sizeof subject - 1}, act->note,
        err);
}

sj_status sj_by_hand_do(sj_home *home, const sj_by_hand *what, sj_hand_act *act, sj_err *err) {
    chosen c = {.undo = !what->account.len};
    sj_status status = sj_store_begin(home->store, err);
    if (status == SJ_OK)
        status = sj_hand_find(home->store, what->trace, what->ordinal, choose, &c, err);
    if (status == SJ_OK && !c.found)
        status = sj_err_set(err, SJ_ENOTFOUND, "there is no such claim payment");
    if (status == SJ_OK)
        status =
            c.undo ? sj_hand_unmatch(home->store, &c.p, act, err) : match(home, &c, what, act, err);
    if (status == SJ_OK && act->answer == SJ_HAND_DONE) {
        status = note(home, what, act, err);
        if (status == SJ_OK) status = sj_store_commit(home->store, err);
    }
    sj_store_rollback(home->store);
    return status;
}
