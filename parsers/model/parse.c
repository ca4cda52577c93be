/* Reader, walker and model joined: bytes in, records and findings out. */
#include <scrubjay/parse.h>

#include "parsers/base/alloc.h"
#include "parsers/base/apart.h"
#include "parsers/guide/step.h"
#include "parsers/guide/walk_known.h"
#include "parsers/model/model.h"
#include "parsers/x12/plain.h"

enum { DEFAULT_UNIT = 1 << 20 };

typedef struct parser {
    const sj_parse_events *events;
    sj_parse_stats stats;
    const uint8_t *wanted; /* rows that at_row is called for; NULL: none */
    bool hears_segments;   /* the caller has an event for them */
    sj_status rows;        /* what the caller's `rows` came to */
    sj_model model;
} parser;

/* Hand an event on to the caller. */
#define PASS(p, event, ...)                                                                        \
    do {                                                                                           \
        if ((p)->events->event) (p)->events->event((p)->events->ctx, __VA_ARGS__);                 \
    } while (0)

static void interchange_begin(void *ctx, const sj_interchange *ic) {
    parser *p = ctx;
    p->stats.interchanges++;
    PASS(p, interchange_begin, ic);
}

static void interchange_end(void *ctx, const sj_interchange *ic) {
    parser *p = ctx;
    PASS(p, interchange_end, ic);
}

static void group_begin(void *ctx, const sj_group *g) {
    parser *p = ctx;
    p->stats.groups++;
    PASS(p, group_begin, g);
}

static void group_end(void *ctx, const sj_group *g) {
    parser *p = ctx;
    PASS(p, group_end, g);
}

static void set_begin(void *ctx, const sj_set *s) {
    parser *p = ctx;
    p->stats.sets++;
    PASS(p, set_begin, s);
    sj_model_set_begin(&p->model, s);
    p->wanted = NULL;
    if (p->events->rows && s->guide && p->rows == SJ_OK)
        p->rows = p->events->rows(p->events->at_row_ctx, s->guide, &p->wanted);
    if (p->rows != SJ_OK) p->model.fill.status = p->rows;
}

static void set_end(void *ctx, const sj_set *s) {
    parser *p = ctx;
    sj_model_set_end(&p->model, s);
    PASS(p, set_end, s);
}

/* Most loops are nothing to the model. */
static void loop_enter(void *ctx, const sj_set *s, uint16_t loop, const sj_segment *first) {
    (void)s, (void)first;
    sj_model *m = &((parser *)ctx)->model;
    if (!m->loops || m->loops[loop].is_told)
        sj_model_enter(m, loop);
    else
        m->loop = loop;
}

static void loop_leave(void *ctx, const sj_set *s, uint16_t loop) {
    (void)s;
    sj_model *m = &((parser *)ctx)->model;
    if (!m->loops || m->loops[loop].is_told)
        sj_model_leave(m, loop);
    else
        m->loop = m->loops[loop].parent;
}

/* Hand a segment that the model has taken to the caller. */
static inline void hand_on(parser *p, const sj_set *s, uint16_t row, const sj_segment *seg,
                           uint32_t number) {
    if (p->hears_segments) p->events->segment(p->events->ctx, s, row, seg, number);
    if (p->wanted && row != SJ_NO_ROW && p->wanted[row])
        p->events->at_row(p->events->at_row_ctx, s, row, seg, number, p->model.walker);
}

static void segment(void *ctx, const sj_set *s, uint16_t row, const sj_segment *seg,
                    uint32_t number) {
    parser *p = ctx;
    sj_segment own = *seg;
    sj_model_segment(&p->model, row, &own, number, seg->present);
    hand_on(p, s, row, &own, number);
}

/* The segment that the walker has just placed. Apart, so that the walker has the registers. */
static SJ_APART void take_placed(sj_model *m, const sj_walker *w, uint16_t row, sj_segment *seg) {
    sj_model_segment(m, row, seg, w->body.number, seg->present);
}

static void ta1(void *ctx, const sj_interchange *ic, const sj_segment *seg) {
    (void)ic;
    parser *p = ctx;
    sj_str code = sj_segment_el(seg, 4);
    sj_ta1 t = {.control = sj_segment_el(seg, 1),
                .date = sj_segment_el(seg, 2),
                .time = sj_segment_el(seg, 3),
                .code = code.len ? code.ptr[0] : 0,
                .note = sj_segment_el(seg, 5)};
    PASS(p, ta1, &t);
}

static void finding(void *ctx, const sj_finding *f) {
    parser *p = ctx;
    sj_model_count(&p->model, f);
    PASS(p, finding, f);
}

/* Does what is still open end here without its own end? */
static bool breaks_off(enum sj_read_result what, const sj_segment *seg) {
    return what == SJ_READ_END || what == SJ_READ_FAILED || what == SJ_READ_BAD_ISA ||
           (what == SJ_READ_SEGMENT && seg->tag == SJ_TAG('I', 'S', 'A'));
}

/* What the model could not do. */
static sj_status give_up(const parser *p, sj_err *err) {
    if (p->rows != SJ_OK) return sj_err_set(err, p->rows, "a guide's rows cannot be prepared");
    if (p->model.fill.status == SJ_ETOOBIG)
        return sj_err_set(err, SJ_ETOOBIG, "one claim is larger than Scrubjay takes");
    return sj_err_set(err, p->model.fill.status, "out of memory");
}

/* The next segment where it begins like one that has been where it goes: then nobody asks for its
 * id. Else NULL, and nothing has changed but *out. */
static inline sj_walk_guess *take_guessed(sj_reader *r, const sj_walker *w, sj_segment *out) {
    if (!sj_reader_peek(r, out)) return NULL;
    sj_walk_guess *m = sj_walk_find_guess(&w->body, out->text);
    if (!m) return NULL;
    if (m->is_boundary) return sj_reader_take_boundary(r, out) ? m : NULL;
    sj_reader_take_as(r, out, m->tag);
    return m;
}

/* One result of the reader to the walker. A segment that goes where its like went, by `m` or what
 * else is remembered, goes to the model at once. */
static inline sj_status step(parser *p, sj_walker *walker, enum sj_read_result what,
                             sj_segment *seg, sj_walk_guess *m, bool is_direct, sj_err *err) {
    if (!m && what == SJ_READ_SEGMENT && is_direct) m = sj_walk_find_way(walker, seg);
    uint16_t row = m ? sj_walk_go(walker, seg, m) : SJ_NO_ROW;
    if (row != SJ_NO_ROW) {
        take_placed(&p->model, walker, row, seg);
        hand_on(p, p->model.set, row, seg, walker->body.number);
        return SJ_OK;
    }
    p->model.cut_off = breaks_off(what, seg);
    sj_status s =
        is_direct ? sj_walk_push(walker, what, seg, err) : sj_walker_push(walker, what, seg, err);
    p->model.cut_off = false;
    return s;
}

/* To the end of the input, or until told to stop, or until something cannot go on. */
static sj_status run(parser *p, sj_reader *reader, sj_walker *walker, const sj_parse_opts *opts,
                     sj_err *err) {
    const bool is_direct = sj_walk_is_direct(walker);
    enum sj_read_result what;
    do {
        sj_segment seg;
        sj_walk_guess *m = is_direct ? take_guessed(reader, walker, &seg) : NULL;
        what = m ? SJ_READ_SEGMENT : sj_reader_next(reader, &seg);
        p->stats.segments += what == SJ_READ_SEGMENT;
        sj_status s = step(p, walker, what, &seg, m, is_direct, err);
        if (s != SJ_OK) return s;
        if (!(p->model.fill.status | p->model.emitted)) continue;
        if (p->model.fill.status != SJ_OK) return give_up(p, err);
        p->model.emitted = false;
        if (opts->stop && *opts->stop) {
            p->stats.stopped = true;
            return SJ_OK;
        }
    } while (what != SJ_READ_END && what != SJ_READ_FAILED);
    if (what == SJ_READ_END) return SJ_OK;
    const sj_err *e = sj_reader_error(reader);
    if (err) *err = *e;
    return e->code;
}

static sj_status parse(sj_guides *guides, sj_reader *reader, const sj_parse_events *events,
                       const sj_parse_opts *opts, sj_parse_stats *stats, sj_err *err) {
    parser *p = sj_calloc(1, sizeof *p);
    if (!p) return sj_err_set(err, SJ_ENOMEM, "out of memory");
    p->events = events;
    p->hears_segments = events->segment;
    sj_model_init(&p->model, events, opts->snip == 0 || opts->snip >= 3,
                  opts->max_unit ? opts->max_unit : DEFAULT_UNIT);
    const sj_walk_events walk = {.ctx = p,
                                 .interchange_begin = interchange_begin,
                                 .interchange_end = interchange_end,
                                 .group_begin = group_begin,
                                 .group_end = group_end,
                                 .set_begin = set_begin,
                                 .set_end = set_end,
                                 .loop_enter = loop_enter,
                                 .loop_leave = loop_leave,
                                 .segment = segment,
                                 .ta1 = ta1,
                                 .finding = finding};
    const sj_walker_opts walk_opts = {.snip = opts->snip,
                                      .profile = opts->profile,
                                      .max_findings_per_set = opts->max_findings_per_set};
    sj_walker *walker = NULL;
    sj_status status = sj_walker_new(&walker, guides, &walk, &walk_opts, err);
    if (status == SJ_OK) {
        p->model.walker = walker;
        status = run(p, reader, walker, opts, err);
    }
    p->stats.bytes = sj_reader_bytes(reader);
    p->stats.claims = p->model.n_claims;
    p->stats.payments = p->model.n_payments;
    if (stats) *stats = p->stats;
    sj_walker_free(walker);
    sj_model_dispose(&p->model);
    sj_free(p);
    return status;
}

static const sj_parse_opts no_opts;

sj_status sj_parse(sj_guides *guides, sj_read_fn read, void *read_ctx,
                   const sj_parse_events *events, const sj_parse_opts *opts, sj_parse_stats *stats,
                   sj_err *err) {
    if (!opts) opts = &no_opts;
    sj_reader_opts reader_opts = {opts->max_unit, opts->kernel};
    sj_reader *reader = NULL;
    sj_status s = sj_reader_open(&reader, read, read_ctx, &reader_opts, err);
    if (s != SJ_OK) return s;
    s = parse(guides, reader, events, opts, stats, err);
    sj_reader_free(reader);
    return s;
}

sj_status sj_parse_memory(sj_guides *guides, const void *bytes, size_t len,
                          const sj_parse_events *events, const sj_parse_opts *opts,
                          sj_parse_stats *stats, sj_err *err) {
    if (!opts) opts = &no_opts;
    sj_reader_opts reader_opts = {opts->max_unit, opts->kernel};
    sj_reader *reader = NULL;
    sj_status s = sj_reader_open_memory(&reader, bytes, len, &reader_opts, err);
    if (s != SJ_OK) return s;
    s = parse(guides, reader, events, opts, stats, err);
    sj_reader_free(reader);
    return s;
}
