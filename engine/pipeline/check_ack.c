/* Feeds sj_answer with what the checker tells, and keeps its output in files. */
#include "engine/pipeline/check_ack.h"

#include <scrubjay/answer.h>

#include "engine/files/folder.h"
#include "parsers/base/alloc.h"

#include <unistd.h>

static const char *const suffixes[SJ_ANSWER_KINDS] = {[SJ_ANSWER_TA1] = "ta1",
                                                      [SJ_ANSWER_999] = "999",
                                                      [SJ_ANSWER_277CA] = "277ca",
                                                      [SJ_ANSWER_997] = "997"};

struct sj_check_ack {
    sj_check_ack_opts opts;
    sj_check_events events;
    const sj_check_events *next;
    sj_answer *answer;            /* to the file at hand */
    FILE *files[SJ_ANSWER_KINDS]; /* opened with their first bytes */
    char paths[SJ_ANSWER_KINDS][SJ_PATH];
    uint32_t used; /* control numbers */
    bool is_open;  /* an answer was begun to the file at hand */
    sj_status status;
    sj_err err;
};

static void fail(sj_check_ack *a, sj_status s, const sj_err *err) {
    if (s == SJ_OK || a->status != SJ_OK) return;
    a->status = s;
    a->err = *err;
}

/* Under a name that nobody takes for a whole file; renamed when it is one. */
static void temporary(char out[SJ_PATH + 8], const char *path) {
    snprintf(out, SJ_PATH + 8, "%s.tmp", path);
}

static int write_answer(void *ctx, sj_answer_kind kind, const void *bytes, size_t len) {
    sj_check_ack *a = ctx;
    char path[SJ_PATH + 8];
    sj_err err;
    temporary(path, a->paths[kind]);
    if (!a->files[kind]) fail(a, sj_file_create(&a->files[kind], path, &err), &err);
    if (!a->files[kind]) return -1;
    return fwrite(bytes, 1, len, a->files[kind]) == len ? 0 : -1;
}

static int take_back(void *ctx, sj_answer_kind kind, uint64_t len) {
    sj_check_ack *a = ctx;
    FILE *f = a->files[kind];
    if (!f) return 0;
    return fflush(f) || ftruncate(fileno(f), (off_t)len) || fseeko(f, (off_t)len, SEEK_SET) ? -1
                                                                                            : 0;
}

/* "FOLDER/claims.837.999" for "in/claims.837"; standard input is called so. */
static sj_status name_answers(sj_check_ack *a, const char *path, sj_err *err) {
    const char *slash = strrchr(path, '/');
    const char *base = strcmp(path, "-") == 0 ? "standard-input" : slash ? slash + 1 : path;
    for (int k = 0; k < SJ_ANSWER_KINDS; k++) {
        char name[SJ_PATH];
        int n = snprintf(name, sizeof name, "%s.%s", base, suffixes[k]);
        if (n < 0 || n >= SJ_PATH) return sj_err_set(err, SJ_EIO, "the name is too long");
        sj_status s = sj_path_join(a->paths[k], a->opts.folder, name, err);
        if (s != SJ_OK) return s;
    }
    return SJ_OK;
}

/* The last eight digits of the interchange's own number and one that counts: so answers to files
 * with different numbers have different ones, and the same file is answered the same. */
static uint32_t first_control(const sj_check_ack *a, const sj_interchange *ic) {
    uint32_t n = 0;
    if (a->opts.first_control) return a->opts.first_control;
    for (size_t i = 0; i < ic->control.len; i++) {
        unsigned digit = (unsigned char)ic->control.ptr[i] - '0';
        if (digit <= 9) n = (n * 10 + digit) % 100000000;
    }
    return n * 10 + 1;
}

static void open_answer(sj_check_ack *a, const sj_interchange *ic) {
    sj_err err;
    const sj_answer_opts opts = {.catalog = a->opts.catalog,
                                 .write = write_answer,
                                 .take_back = take_back,
                                 .ctx = a,
                                 .wanted = {true, true, true, true},
                                 .first_control = first_control(a, ic),
                                 .date = a->opts.date,
                                 .time = a->opts.time};
    a->is_open = true;
    fail(a, sj_answer_new(&a->answer, &opts, &err), &err);
}

/* Put the answers in place, or take away what was begun. */
static void close_answer(sj_check_ack *a, bool keep) {
    sj_err err;
    if (a->answer) fail(a, sj_answer_status(a->answer, &err), &err);
    if (a->answer) a->used = sj_answer_used(a->answer);
    sj_answer_free(a->answer);
    a->answer = NULL;
    for (int k = 0; k < SJ_ANSWER_KINDS; k++) {
        char path[SJ_PATH + 8];
        if (!a->files[k]) continue;
        temporary(path, a->paths[k]);
        bool has_content = ftello(a->files[k]) > 0; /* what was taken back leaves nothing */
        sj_status s = sj_file_finish(a->files[k], path, &err);
        a->files[k] = NULL;
        fail(a, s, &err);
        bool whole = keep && has_content && a->status == SJ_OK;
        s = whole ? sj_file_move(path, a->paths[k], &err) : sj_file_remove(path, &err);
        fail(a, s, &err);
    }
}

#define NEXT(a, event, ...)                                                                        \
    do {                                                                                           \
        if ((a)->next->event) (a)->next->event((a)->next->ctx, __VA_ARGS__);                       \
    } while (0)

static void file_begin(void *ctx, const char *path) {
    sj_check_ack *a = ctx;
    sj_err err;
    a->used = 0;
    a->is_open = false;
    fail(a, name_answers(a, path, &err), &err);
    NEXT(a, file_begin, path);
}

static void interchange_begin(void *ctx, const sj_interchange *ic) {
    sj_check_ack *a = ctx;
    if (!a->is_open && a->status == SJ_OK) open_answer(a, ic);
    NEXT(a, interchange_begin, ic);
}

static void interchange_end(void *ctx, const sj_interchange *ic) {
    sj_check_ack *a = ctx;
    if (a->answer) sj_answer_interchange_end(a->answer, ic);
    NEXT(a, interchange_end, ic);
}

static void group_begin(void *ctx, const sj_group *g) {
    sj_check_ack *a = ctx;
    if (a->answer) sj_answer_group_begin(a->answer, g);
    NEXT(a, group_begin, g);
}

static void group_end(void *ctx, const sj_group *g) {
    sj_check_ack *a = ctx;
    if (a->answer) sj_answer_group_end(a->answer, g);
    NEXT(a, group_end, g);
}

static void set_begin(void *ctx, const sj_set *s) {
    sj_check_ack *a = ctx;
    if (a->answer) sj_answer_set_begin(a->answer, s);
    NEXT(a, set_begin, s);
}

static void set_end(void *ctx, const sj_set *s) {
    sj_check_ack *a = ctx;
    if (a->answer) sj_answer_set_end(a->answer, s);
    NEXT(a, set_end, s);
}

static void finding(void *ctx, const sj_check_place *at, const sj_finding *f,
                    const sj_finding_def *def, const sj_claim *claim) {
    sj_check_ack *a = ctx;
    if (a->answer) sj_answer_finding(a->answer, f);
    NEXT(a, finding, at, f, def, claim);
}

static void claim(void *ctx, const sj_claim *c, sj_verdict so_far) {
    sj_check_ack *a = ctx;
    if (a->answer) sj_answer_claim(a->answer, c);
    NEXT(a, claim, c, so_far);
}

static void payment(void *ctx, const sj_payment *p, sj_verdict so_far) {
    sj_check_ack *a = ctx;
    NEXT(a, payment, p, so_far);
}

static void verdict(void *ctx, const sj_set *s, const sj_claim_row *row) {
    sj_check_ack *a = ctx;
    NEXT(a, verdict, s, row);
}

static void ta1(void *ctx, const sj_interchange *ic, const sj_ta1 *t) {
    sj_check_ack *a = ctx;
    NEXT(a, ta1, ic, t);
}

static void file_end(void *ctx, const sj_check_result *r) {
    sj_check_ack *a = ctx;
    close_answer(a, !r->failed);
    NEXT(a, file_end, r);
}

sj_status sj_check_ack_new(sj_check_ack **out, const sj_check_ack_opts *opts,
                           const sj_check_events *next, sj_err *err) {
    *out = NULL;
    sj_status s = sj_folder_make(opts->folder, err);
    if (s != SJ_OK) return s;
    sj_check_ack *a = sj_calloc(1, sizeof *a);
    if (!a) return sj_err_set(err, SJ_ENOMEM, "out of memory");
    a->opts = *opts;
    a->next = next;
    a->events = (sj_check_events){.ctx = a,
                                  .file_begin = file_begin,
                                  .interchange_begin = interchange_begin,
                                  .interchange_end = interchange_end,
                                  .group_begin = group_begin,
                                  .group_end = group_end,
                                  .set_begin = set_begin,
                                  .set_end = set_end,
                                  .finding = finding,
                                  .claim = claim,
                                  .payment = payment,
                                  .verdict = verdict,
                                  .ta1 = ta1,
                                  .also = next->also,
                                  .file_end = file_end};
    *out = a;
    return SJ_OK;
}

void sj_check_ack_free(sj_check_ack *a) {
    if (!a) return;
    close_answer(a, false);
    sj_free(a);
}

uint32_t sj_check_ack_used(const sj_check_ack *a) {
    return a->used;
}

const char *sj_check_ack_suffix(int kind) {
    return suffixes[kind];
}

const sj_check_events *sj_check_ack_events(const sj_check_ack *a) {
    return &a->events;
}

sj_status sj_check_ack_status(const sj_check_ack *a, sj_err *err) {
    if (err && a->status != SJ_OK) *err = a->err;
    return a->status;
}
