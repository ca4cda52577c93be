/* A file through reader and walker, and what came out of it as one line of text, for tests.
 *
 * Findings are written ID@SEGMENT:LOOP/TAGee-c(r): "IG-0203@19:2300/CLM05-2"; parts that do not
 * apply are left out, a warning has a "w" and an information an "i" before it. */
#ifndef SJ_TESTS_WALK_LOG_H
#define SJ_TESTS_WALK_LOG_H

#include <scrubjay/walker.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct walk_log {
    char text[16384];
    size_t len;
    bool with_events;   /* envelopes and loops too */
    bool with_verdicts; /* what the envelopes were answered */
    unsigned findings;
    sj_catalog *catalog;
} walk_log;

__attribute__((format(printf, 2, 3))) static inline void walk_log_add(walk_log *l,
                                                                      const char *format, ...) {
    va_list args;
    va_start(args, format);
    if (l->len + 1 < sizeof l->text) {
        if (l->len) l->text[l->len++] = ' ';
        int n = vsnprintf(l->text + l->len, sizeof l->text - l->len, format, args);
        l->len += (size_t)n < sizeof l->text - l->len ? (size_t)n : sizeof l->text - l->len - 1;
    }
    va_end(args);
}

static inline void walk_log_finding(void *ctx, const sj_finding *f) {
    walk_log *l = ctx;
    char at[64];
    size_t n = 0;
    l->findings++;
    if (f->loop) n += (size_t)snprintf(at + n, sizeof at - n, "%s/", f->loop);
    n += (size_t)snprintf(at + n, sizeof at - n, "%s", f->tag);
    if (f->pos.element) n += (size_t)snprintf(at + n, sizeof at - n, "%02u", f->pos.element);
    if (f->pos.component) n += (size_t)snprintf(at + n, sizeof at - n, "-%u", f->pos.component);
    if (f->pos.repeat > 1) snprintf(at + n, sizeof at - n, "(%u)", f->pos.repeat);
    walk_log_add(l, "%s%s@%u:%s",
                 f->severity == SJ_ERROR     ? ""
                 : f->severity == SJ_WARNING ? "w"
                                             : "i",
                 sj_catalog_get(l->catalog, f->id)->id, f->pos.segment, at);
}

static inline void walk_log_interchange(void *ctx, const sj_interchange *ic) {
    walk_log *l = ctx;
    if (l->with_verdicts) walk_log_add(l, "TA1=%c/%s", ic->ta1, ic->note);
}

static inline void walk_log_codes(walk_log *l, const char *what, char ack,
                                  const char *const codes[5]) {
    char text[40] = "";
    for (unsigned i = 0; i < 5 && codes[i]; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "/%s", codes[i]);
    walk_log_add(l, "%s=%c%s", what, ack, text);
}

static inline void walk_log_group(void *ctx, const sj_group *g) {
    walk_log *l = ctx;
    if (l->with_verdicts) walk_log_codes(l, "AK9", g->ack, g->codes);
}

static inline void walk_log_set(void *ctx, const sj_set *s) {
    walk_log *l = ctx;
    if (l->with_verdicts) walk_log_codes(l, "IK5", s->ack, s->codes);
}

static inline void walk_log_enter(void *ctx, const sj_set *s, uint16_t loop,
                                  const sj_segment *first) {
    walk_log *l = ctx;
    (void)first;
    if (l->with_events) walk_log_add(l, "(%s", s->guide->loops[loop].id);
}

static inline void walk_log_leave(void *ctx, const sj_set *s, uint16_t loop) {
    walk_log *l = ctx;
    (void)s, (void)loop;
    if (l->with_events) walk_log_add(l, ")");
}

static inline void walk_log_segment(void *ctx, const sj_set *s, uint16_t row, const sj_segment *seg,
                                    uint32_t number) {
    walk_log *l = ctx;
    char tag[4];
    (void)number;
    sj_tag_text(seg->tag, tag);
    if (!l->with_events) return;
    if (row == SJ_NO_ROW)
        walk_log_add(l, "?%s", tag);
    else
        walk_log_add(l, "%s", s->guide->segments[row].id);
}

/* Walk `bytes` and fill the log; the status of the walker or reader. */
static inline sj_status walk_log_run(walk_log *l, sj_guides *guides, sj_str bytes,
                                     const sj_walker_opts *opts) {
    sj_walk_events events = {.ctx = l,
                             .interchange_end = walk_log_interchange,
                             .group_end = walk_log_group,
                             .set_end = walk_log_set,
                             .loop_enter = walk_log_enter,
                             .loop_leave = walk_log_leave,
                             .segment = walk_log_segment,
                             .finding = walk_log_finding};
    l->len = 0;
    l->text[0] = 0;
    l->findings = 0;
    sj_err err = {0};
    sj_status status = sj_catalog_new(&l->catalog, &err);
    if (!status) status = sj_catalog_add(l->catalog, sj_envelope_findings(), &err);
    if (!status) status = sj_catalog_add(l->catalog, sj_guide_findings(), &err);
    sj_walker *w = NULL;
    sj_reader *r = NULL;
    if (!status) status = sj_walker_new(&w, guides, &events, opts, &err);
    if (!status) status = sj_reader_open_memory(&r, bytes.ptr, bytes.len, NULL, &err);
    sj_segment seg;
    enum sj_read_result what = SJ_READ_SEGMENT;
    while (!status && what != SJ_READ_END && what != SJ_READ_FAILED) {
        what = sj_reader_next(r, &seg);
        status = sj_walker_push(w, what, &seg, &err);
    }
    if (!status && what == SJ_READ_FAILED) status = sj_reader_error(r)->code;
    sj_reader_free(r);
    sj_walker_free(w);
    sj_catalog_free(l->catalog);
    return status;
}

#endif
