/* engine/pipeline/acknowledge.c - an 837 file judged once more, by the guides and edits alone, for
 * what is answered to its sender. */
#include "engine/pipeline/acknowledge.h"

#include "engine/files/read.h"
#include "engine/pipeline/check_ack.h"
#include "engine/store/batches.h"

#include <scrubjay/answer.h>
#include <time.h>

#define HIDDEN ".answer~"

/* The report's name is unique in the home and known to every step: the answers are named after it.
 */
static void base_name(const sj_taken *t, char out[SJ_PATH]) {
    const char *slash = strrchr(t->report, '/');
    snprintf(out, SJ_PATH, "%s", slash ? slash + 1 : t->report);
    size_t n = strlen(out);
    if (n > 4 && strcmp(out + n - 4, ".txt") == 0) out[n - 4] = 0;
}

static int clock_time(sj_instant at) {
    time_t seconds = at / 1000;
    struct tm day;
    localtime_r(&seconds, &day);
    return day.tm_hour * 100 + day.tm_min;
}

static sj_status judge(sj_run *r, const sj_taken *t, const char *name, sj_check_ack *ack,
                       sj_err *err) {
    FILE *f;
    sj_check_result result;
    sj_status status = sj_taken_open(t, &f, err);
    if (status != SJ_OK) return status;
    status = sj_check_read(r->judges->v[0]->check, name, sj_file_read, f, sj_check_ack_events(ack),
                           &result);
    if (status != SJ_OK && err) *err = result.err;
    fclose(f);
    return status == SJ_OK ? sj_check_ack_status(ack, err) : status;
}

/* ISA13 of what goes to a partner counts on from our batches to it. */
static sj_status write_all(sj_run *r, sj_taken *t, const char *folder, const char *name,
                           sj_err *err) {
    static const sj_check_events nobody = {.ctx = NULL};
    sj_str partner = sj_str_of(t->partner), sequence = SJ_STR("interchange");
    int64_t first;
    sj_check_ack *ack;
    sj_status status = sj_sequence_take(r->store, partner, sequence, 0, &first, err);
    if (status != SJ_OK) return status;
    const sj_check_ack_opts opts = {.folder = folder,
                                    .catalog = sj_check_catalog(r->judges->v[0]->check),
                                    .first_control = (uint32_t)first,
                                    .date = r->as_of,
                                    .time = clock_time(sj_store_now(r->store))};
    status = sj_check_ack_new(&ack, &opts, &nobody, err);
    if (status != SJ_OK) return status;
    status = judge(r, t, name, ack, err);
    uint32_t used = sj_check_ack_used(ack);
    sj_check_ack_free(ack);
    if (status == SJ_OK && used)
        status = sj_sequence_take(r->store, partner, sequence, used, &first, err);
    return status;
}

/* Where the answer of one kind is hidden, and where it belongs. */
static sj_status places(const sj_run *r, const sj_taken *t, const char *suffix, char from[SJ_PATH],
                        char to[SJ_PATH], sj_err *err) {
    char base[SJ_PATH], name[SJ_PATH + 32], folder[64] = "reports";
    base_name(t, base);
    snprintf(name, sizeof name, "%s%s.%s", HIDDEN, base, suffix);
    sj_status status = sj_home_path(r->home, from, "work", name, err);
    snprintf(name, sizeof name, "%s.%s", base, suffix);
    if (t->partner[0]) snprintf(folder, sizeof folder, "partners/%s/outbox", t->partner);
    return status == SJ_OK ? sj_home_path(r->home, to, folder, name, err) : status;
}

sj_status sj_acknowledge_write(sj_run *r, sj_taken *t, sj_err *err) {
    char folder[SJ_PATH], base[SJ_PATH], name[SJ_PATH + 16], from[SJ_PATH], to[SJ_PATH];
    if (!r->home->config.acknowledge || !(t->content & SJ_HAS_CLAIMS)) return SJ_OK;
    base_name(t, base);
    snprintf(name, sizeof name, "%s%s", HIDDEN, base);
    sj_status status = sj_home_path(r->home, folder, "work", NULL, err);
    if (status == SJ_OK) status = write_all(r, t, folder, name, err);
    for (int k = 0; k < SJ_ANSWER_KINDS && status == SJ_OK; k++) {
        status = places(r, t, sj_check_ack_suffix(k), from, to, err);
        if (status == SJ_OK && sj_path_exists(from))
            fprintf(t->body, "  Answered with %s\n", to + strlen(r->home->path) + 1);
    }
    return status;
}

sj_status sj_acknowledge_send(const sj_run *r, const sj_taken *t, sj_err *err) {
    char from[SJ_PATH], to[SJ_PATH];
    sj_status status = SJ_OK;
    for (int k = 0; k < SJ_ANSWER_KINDS && status == SJ_OK; k++) {
        status = places(r, t, sj_check_ack_suffix(k), from, to, err);
        if (status == SJ_OK && sj_path_exists(from)) status = sj_file_move(from, to, err);
    }
    return status;
}
