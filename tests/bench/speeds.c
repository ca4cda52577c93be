/* Going over a file's bytes in memory: the yardstick, the reader, the walker, the whole parse. The
 * ways take turns, so that a machine that slows down slows all of them. */
#include <scrubjay/parse.h>

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "parsers/x12/kernel.h"
#include "tests/bench/bench.h"

typedef struct input {
    char *bytes;
    size_t len;
    uint32_t *offsets; /* for the yardstick */
    sj_guides *guides;
    const char *kernel; /* for the reader; NULL: the best */
} input;

static double seconds_of(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

double now(void) {
    return seconds_of(CLOCK_PROCESS_CPUTIME_ID);
}

double clock_now(void) {
    return seconds_of(CLOCK_MONOTONIC);
}

static bool load(input *in, const char *path) {
    FILE *f = fopen(path, "rb");
    if (!f) return false;
    fseek(f, 0, SEEK_END);
    long len = ftell(f);
    rewind(f);
    in->bytes = malloc((size_t)len);
    in->offsets = malloc(((size_t)len + 64) * sizeof *in->offsets);
    bool is_ok = in->bytes && in->offsets && fread(in->bytes, 1, (size_t)len, f) == (size_t)len;
    in->len = (size_t)len;
    if (is_ok) memset(in->offsets, 0, in->len * sizeof *in->offsets); /* pages are there already */
    fclose(f);
    return is_ok;
}

static bool run_yardstick(input *in) {
    return yardstick(in->offsets, in->bytes, in->len, "*~:^") > 0;
}

static bool run_reader(input *in) {
    sj_reader *r;
    sj_segment s;
    sj_reader_opts opts = {.kernel = in->kernel};
    if (sj_reader_open_memory(&r, in->bytes, in->len, &opts, NULL) != SJ_OK) return false;
    enum sj_read_result result;
    uint64_t marks = 0;
    while ((result = sj_reader_next(r, &s)) == SJ_READ_SEGMENT) marks += s.n + s.n_subs;
    sj_reader_free(r);
    return result == SJ_READ_END && marks > 0;
}

static void count_finding(void *ctx, const sj_finding *f) {
    (void)f;
    ++*(uint64_t *)ctx;
}

static bool run_walker(input *in) {
    uint64_t findings = 0;
    sj_walk_events events = {.ctx = &findings, .finding = count_finding};
    const sj_walker_opts opts = {.snip = 2};
    sj_reader *r;
    sj_walker *w;
    if (sj_reader_open_memory(&r, in->bytes, in->len, NULL, NULL) != SJ_OK) return false;
    if (sj_walker_new(&w, in->guides, &events, &opts, NULL) != SJ_OK) return false;
    enum sj_read_result result;
    do {
        sj_segment s;
        result = sj_reader_next(r, &s);
        if (sj_walker_push(w, result, &s, NULL) != SJ_OK) return false;
    } while (result < SJ_READ_END);
    sj_walker_free(w);
    sj_reader_free(r);
    return result == SJ_READ_END;
}

static bool parse(input *in, int snip) {
    uint64_t findings = 0;
    const sj_parse_events events = {.ctx = &findings, .finding = count_finding};
    const sj_parse_opts opts = {.snip = snip};
    return sj_parse_memory(in->guides, in->bytes, in->len, &events, &opts, NULL, NULL) == SJ_OK;
}

static bool run_parse(input *in) {
    return parse(in, 3);
}

static void count_claim(void *ctx, const sj_claim *c) {
    *(uint64_t *)ctx += c->lines.n;
}

static void count_payment(void *ctx, const sj_payment *p) {
    *(uint64_t *)ctx += p->lines.n;
}

static void count_status(void *ctx, const sj_claim_status *s) {
    *(uint64_t *)ctx += s->statuses.n;
}

/* With the records, for somebody who is told of them. */
static bool run_records(input *in) {
    uint64_t lines = 0;
    const sj_parse_events events = {.ctx = &lines,
                                    .claim = count_claim,
                                    .payment = count_payment,
                                    .claim_status = count_status};
    const sj_parse_opts opts = {.snip = 3};
    return sj_parse_memory(in->guides, in->bytes, in->len, &events, &opts, NULL, NULL) == SJ_OK;
}

static bool run_situations(input *in) {
    return parse(in, 6);
}

/* One round of one way; the speed if it is the best so far. */
static bool take_turn(double *best, bool (*run)(input *), input *in) {
    double start = now();
    if (!run(in)) return false;
    double speed = (double)in->len / (now() - start);
    if (speed > *best) *best = speed;
    return true;
}

/* The reader with each kernel that this processor has. */
static bool take_kernel_turns(speeds *out, input *in) {
    const sj_kernel *k;
    size_t n = 0;
    for (size_t i = 0; (k = sj_kernel_at(i)) && n < SPEEDS_KERNELS; i++) {
        if (!k->is_supported()) continue;
        in->kernel = k->name;
        out->kernels[n].name = k->name;
        if (!take_turn(&out->kernels[n++].speed, run_reader, in)) return false;
    }
    in->kernel = NULL;
    return true;
}

bool measure_speeds(speeds *out, const char *path) {
    *out = (speeds){0};
    input in = {0};
    bool is_ok = load(&in, path) && sj_guides_new(&in.guides, NULL) == SJ_OK;
    for (int round = 0; is_ok && round < BEST_OF; round++)
        is_ok = take_turn(&out->yardstick, run_yardstick, &in) &&
                take_turn(&out->reader, run_reader, &in) && take_kernel_turns(out, &in) &&
                take_turn(&out->walker, run_walker, &in) &&
                take_turn(&out->parse, run_parse, &in) &&
                take_turn(&out->records, run_records, &in) &&
                take_turn(&out->situations, run_situations, &in);
    sj_guides_free(in.guides);
    free(in.bytes);
    free(in.offsets);
    return is_ok;
}
