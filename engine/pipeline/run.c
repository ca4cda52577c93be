/* engine/pipeline/run.c - one pass: fetch from partners, finish what was left, take in what lies
 * there, send what is ready.
 *
 * Answers are read before new claims: a claim that was rejected makes way for its successor in the
 * same pass. */
#include "engine/pipeline/run.h"

#include "engine/pipeline/caught.h"

#include "engine/pipeline/transfer.h"
#include "engine/pipeline/zips.h"

static bool is_stopped(const sj_run *r) {
    return r->stop && *r->stop;
}

/* Every file of work/, in the order of their names. */
static sj_status read_work(sj_run *r, sj_err *err) {
    char folder[SJ_PATH];
    char **names = NULL;
    size_t n = 0;
    sj_status status = sj_home_path(r->home, folder, "work", NULL, err);
    if (status == SJ_OK) status = sj_folder_list(folder, &names, &n, err);
    for (size_t i = 0; i < n && status == SJ_OK && !is_stopped(r); i++)
        status = sj_run_file(r, names[i], err);
    sj_folder_names_free(names, n);
    return status;
}

/* Why a file is left where it lies: not whole, or written a moment ago, or not ours to read. NULL
 * when it is to be taken: whole and left alone long enough, or so old that it will never be whole.
 */
static const char *why_wait(sj_run *r, const char *path) {
    const sj_config *c = &r->home->config;
    sj_file_facts facts;
    bool whole;
    if (sj_file_look(path, &facts, NULL) != SJ_OK || sj_file_is_whole(path, &whole, NULL) != SJ_OK)
        return "it cannot be opened; its permissions may be wrong";
    if (whole && facts.idle < c->settle)
        return "it was written a moment ago; it is taken when it has settled";
    if (!whole && facts.idle < c->give_up)
        return "it has no end yet (IEA); it is taken when it is complete";
    return NULL;
}

static bool has_settled(sj_run *r, const char *path) {
    sj_file_facts facts;
    return sj_file_look(path, &facts, NULL) == SJ_OK && facts.idle >= r->home->config.settle;
}

static sj_status take_file(sj_run *r, const char *folder, const char *partner, const char *name,
                           sj_err *err) {
    char from[SJ_PATH], to[SJ_PATH], work[256];
    sj_status status = sj_path_join(from, folder, name, err);
    if (status != SJ_OK) return status;
    if (sj_zip_is(from) && has_settled(r, from)) {
        bool taken;
        status = sj_zip_take(r, from, partner, name, &taken, err);
        if (status != SJ_OK || taken) return status;
    }
    const char *wait = why_wait(r, from);
    if (wait) {
        sj_taken t = {.name = name};
        snprintf(t.partner, sizeof t.partner, "%s", partner);
        sj_run_tell(r, &t, SJ_FILE_WAITING, wait);
        return SJ_OK;
    }
    snprintf(work, sizeof work, "%s~%s", partner, name);
    status = sj_home_path(r->home, to, "work", work, err);
    if (status == SJ_OK) status = sj_file_move(from, to, err);
    return status == SJ_OK ? sj_run_file(r, work, err) : status;
}

static sj_status take_folder(sj_run *r, const char *folder, const char *partner, sj_err *err) {
    char path[SJ_PATH];
    char **names = NULL;
    size_t n = 0;
    sj_status status = sj_home_path(r->home, path, folder, NULL, err);
    if (status == SJ_OK) status = sj_folder_list(path, &names, &n, err);
    for (size_t i = 0; i < n && status == SJ_OK && !is_stopped(r); i++)
        status = take_file(r, path, partner, names[i], err);
    sj_folder_names_free(names, n);
    return status;
}

static sj_status take_all(sj_run *r, sj_err *err) {
    const sj_config *c = &r->home->config;
    sj_status status = SJ_OK;
    for (size_t i = 0; i < c->n_partners && status == SJ_OK; i++) {
        char folder[64];
        snprintf(folder, sizeof folder, "partners/%s/inbox", c->partners[i].name);
        status = take_folder(r, folder, c->partners[i].name, err);
    }
    return status == SJ_OK ? take_folder(r, "in", "", err) : status;
}

/* To partners, or from them. */
static sj_status transfer(sj_run *r, bool fetch, sj_err *err) {
    sj_transfer t = {.home = r->home,
                     .fetch = fetch,
                     .submit = !fetch,
                     .resident = r->resident,
                     .stop = r->stop,
                     .events = r->events,
                     .totals = r->totals};
    return sj_transfer_run(&t, err);
}

/* Would our edits have caught what was denied? So many in a pass that it takes seconds; what is
 * left waits for the next. */
static sj_status try_denials(sj_run *r, sj_err *err) {
    enum { IN_A_PASS = 500 };
    sj_caught_totals totals;
    return sj_caught_try(r, IN_A_PASS, false, &totals, err);
}

sj_status sj_run_pass(sj_run *r, sj_err *err) {
    sj_status status = transfer(r, true, err);
    if (status == SJ_OK) status = sj_batch_resume(r, err);
    if (status == SJ_OK) status = read_work(r, err);
    if (status == SJ_OK && !is_stopped(r)) status = sj_run_tidy(r, err);
    if (status == SJ_OK && !is_stopped(r)) status = take_all(r, err);
    if (status == SJ_OK && !is_stopped(r)) status = read_work(r, err); /* what came in ZIPs */
    if (status == SJ_OK && !is_stopped(r)) status = sj_batch_all(r, err);
    if (status == SJ_OK && !is_stopped(r)) status = transfer(r, false, err);
    if (status == SJ_OK && !is_stopped(r)) status = try_denials(r, err);
    r->totals->stopped = is_stopped(r);
    return status;
}
