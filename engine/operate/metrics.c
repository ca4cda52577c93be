/* engine/operate/metrics.c - figures for monitoring. */
#include "engine/operate/metrics.h"

#include "engine/store/submissions.h"

#include <inttypes.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

typedef struct sheet {
    FILE *to;
    const char *practice;
} sheet;

static void head(const sheet *s, const char *name, const char *help) {
    fprintf(s->to, "# HELP scrubjay_%s %s\n# TYPE scrubjay_%s gauge\n", name, help, name);
}

static void value(const sheet *s, const char *name, const char *label, const char *of, int64_t v) {
    fprintf(s->to, "scrubjay_%s{practice=\"%s\"", name, s->practice);
    if (label) fprintf(s->to, ",%s=\"%s\"", label, of);
    fprintf(s->to, "} %" PRId64 "\n", v);
}

static void one(const sheet *s, const char *name, const char *help, int64_t v) {
    head(s, name, help);
    value(s, name, NULL, NULL, v);
}

/* Cents as dollars. */
static void dollars(const sheet *s, const char *name, const char *label, const char *of,
                    sj_money m) {
    fprintf(s->to, "scrubjay_%s{practice=\"%s\",%s=\"%s\"} %" PRId64 ".%02d\n", name, s->practice,
            label, of, m / 100, (int)(m % 100));
}

static void write_states(const sheet *s, const sj_state_sum sums[SJ_STATES]) {
    head(s, "claims", "Claims by the state they are in.");
    for (int i = SJ_STATE_RECEIVED; i < SJ_STATES; i++)
        value(s, "claims", "state", sj_state_text((sj_claim_state)i), (int64_t)sums[i].claims);
    head(s, "claims_charge_dollars", "Total charges of these claims.");
    for (int i = SJ_STATE_RECEIVED; i < SJ_STATES; i++)
        dollars(s, "claims_charge_dollars", "state", sj_state_text((sj_claim_state)i),
                sums[i].charge);
}

static void write_pass(const sheet *s, const sj_pass_facts *p) {
    const sj_run_totals *t = p->totals;
    const struct {
        const char *outcome;
        uint32_t n;
    } files[] = {{"read", t->files - t->failed - t->duplicates - t->waiting},
                 {"duplicate", t->duplicates},
                 {"failed", t->failed},
                 {"waiting", t->waiting}};
    one(s, "pass_end_timestamp_seconds", "When the last pass ended.", p->ended / 1000);
    one(s, "pass_duration_milliseconds", "How long it took.", p->ended - p->began);
    one(s, "pass_exit_code", "What it ended with: 0 and 1 are well.", p->exit_code);
    head(s, "pass_files", "Files of the last pass by what became of them.");
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        value(s, "pass_files", "outcome", files[i].outcome, files[i].n);
    one(s, "pass_claims_received", "Claims that the last pass took in.", t->claims);
    one(s, "pass_claims_sent", "Claims that the last pass sent.", t->sent);
    one(s, "unroutable_claims", "Ready claims that no partner takes.", t->unroutable);
}

static void write_disk(const sheet *s, const sj_home *h) {
    struct stat st;
    struct statvfs fs;
    char path[SJ_PATH];
    if (sj_home_path(h, path, "scrubjay.db", NULL, NULL) == SJ_OK && stat(path, &st) == 0)
        one(s, "store_bytes", "Size of the store.", st.st_size);
    if (statvfs(h->path, &fs) == 0)
        one(s, "disk_free_bytes", "Room on the home's disk.",
            (int64_t)((uint64_t)fs.f_bavail * fs.f_frsize));
}

sj_status sj_metrics_write(sj_home *h, const char *path, const sj_pass_facts *pass, sj_err *err) {
    sj_state_sum sums[SJ_STATES];
    char part[SJ_PATH];
    sheet s = {NULL, h->config.practice_code};
    sj_status status = sj_submissions_by_state(h->store, sums, err);
    if (status == SJ_OK && snprintf(part, sizeof part, "%s.part", path) >= SJ_PATH)
        status = sj_err_set(err, SJ_EIO, "a path is too long");
    if (status == SJ_OK) status = sj_file_create(&s.to, part, err);
    if (status != SJ_OK) return status;
    write_states(&s, sums);
    write_pass(&s, pass);
    write_disk(&s, h);
    fchmod(fileno(s.to), 0644); /* read by the collector, which is another user */
    status = sj_file_finish(s.to, part, err);
    return status == SJ_OK ? sj_file_move(part, path, err) : status;
}
