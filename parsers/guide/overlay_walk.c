/* A walk with an overlay: stands between the walker and its caller, hands every event on, and looks
 * at what the overlay asks beyond the guide. Where the guide itself has something to say about a
 * value, the overlay keeps silent: one mistake makes one finding. */
#include "parsers/base/alloc.h"
#include "parsers/guide/overlay.h"
#include "parsers/guide/walk.h"

/* Where an open loop began. */
typedef struct start {
    uint32_t number;
    uint64_t offset;
    bool is_judged; /* what it lacks has been told */
} start;

struct sj_overlay_walk {
    sj_walker *w;
    const sj_profile *profile;
    const sj_walk_events *to; /* the caller's */
    sj_walk_events between;
    const sj_overlay *o; /* on the open set; NULL: none */
    const sj_guide *g;
    uint32_t *counts; /* by limit, in the open instance of its owner */
    start starts[SJ_WALK_FRAMES];
    bool has_told_characters; /* since the last claim or level began */
};

#define PASS(x, event, ...)                                                                        \
    do {                                                                                           \
        if ((x)->to->event) (x)->to->event((x)->to->ctx, __VA_ARGS__);                             \
    } while (0)

static void tell(sj_overlay_walk *x, uint16_t rule, sj_finding *f) {
    f->id = SJ_FINDING_ID(SJ_BOX_OVERLAYS, x->o->first_rule + rule);
    f->severity = x->o->rules[rule].severity;
    sj_walk_emit(x->w, f);
}

/* --- values --- */

/* What a length counts: digits of numbers, characters of everything else. */
static size_t length_of(const sj_check *c, sj_str v) {
    bool is_number = c->kind == SJ_CHECK_N || c->kind == SJ_CHECK_R;
    size_t n = 0;
    for (size_t i = 0; i < v.len; i++)
        n += is_number ? (unsigned char)(v.ptr[i] - '0') < 10
                       : ((unsigned char)v.ptr[i] & 0xC0) != 0x80;
    return n;
}

/* Does the guide refuse the value by itself? */
static bool is_refused(const sj_guide_impl *g, const sj_check *c, sj_str v, bool odd) {
    if (c->kind == SJ_CHECK_UNUSED) return !(c->flags & SJ_CHECK_DOUBT);
    return sj_walk_value(g, c, v, odd) != 0;
}

static bool is_wanted(const sj_overlay *o, const sj_overlay_check *k, const sj_check *c, sj_str v) {
    size_t len = length_of(c, v);
    if (k->not_used || len < k->min || len > k->max) return false;
    if (k->codes && !sj_code_list_has(k->codes, v)) return false;
    return !k->pattern || sj_pattern_matches(o->patterns[k->pattern - 1], v);
}

/* A wrong or missing value; `v` where it stands, or an empty slice at its place. */
static void tell_value(sj_overlay_walk *x, const sj_overlay_check *k, const sj_segment *seg,
                       uint32_t number, uint16_t repeat, sj_str v) {
    const sj_guide_element *e = &x->g->elements[k->row];
    sj_finding f = {.pos = {.segment = number,
                            .element = k->element,
                            .component = k->component,
                            .repeat = repeat},
                    .loop = x->g->loops[x->g->segments[k->segment].loop].id,
                    .de = e->de,
                    .name = e->name,
                    .value = v};
    sj_tag_text(seg->tag, f.tag);
    f.pos.offset = sj_segment_offset(seg, v.ptr ? v.ptr : seg->base + seg->marks[seg->n]);
    if (k->codes) f.a = sj_str_of(k->codes->text);
    tell(x, k->rule, &f);
}

static void check_value(sj_overlay_walk *x, const sj_overlay_check *k, const sj_segment *seg,
                        uint32_t number) {
    const sj_guide_impl *g = sj_guide_impl_of(x->g);
    const sj_check *c = &g->checks[k->row];
    sj_str whole = sj_segment_el(seg, k->element);
    if (!whole.len) {
        if (k->required && !k->component) tell_value(x, k, seg, number, 1, whole);
        return;
    }
    uint32_t n = sj_segment_repeats(seg, k->element);
    uint16_t most =
        x->g->elements[x->g->segments[k->segment].first_element + k->element - 1].repeat;
    if (!k->component && n > k->repeat && n <= most) {
        sj_str first = sj_segment_rep(seg, k->element, k->repeat + 1u);
        tell_value(x, k, seg, number, (uint16_t)(k->repeat + 1), first);
        return;
    }
    for (uint32_t r = 1; r <= n && r <= most; r++) {
        sj_str v = k->component ? sj_segment_rep_comp(seg, k->element, r, k->component)
                                : sj_segment_rep(seg, k->element, r);
        bool is_wrong =
            v.len ? !is_refused(g, c, v, seg->flags & SJ_SEG_ODD_BYTES) && !is_wanted(x->o, k, c, v)
                  : k->required && k->component;
        if (!is_wrong) continue;
        tell_value(x, k, seg, number, (uint16_t)r, v);
        return;
    }
}

/* --- how often --- */

/* A segment or loop that is one too many, or missing in a loop that began at `at`. */
static void tell_row(sj_overlay_walk *x, const sj_overlay_limit *m, start at) {
    const sj_guide_loop *l = m->is_loop ? &x->g->loops[m->row] : NULL;
    const sj_guide_segment *s = &x->g->segments[l ? l->first_segment : m->row];
    char buf[SJ_WALK_DIGITS];
    sj_finding f = {.pos = {.segment = at.number, .offset = at.offset},
                    .loop = x->g->loops[s->loop].id,
                    .name = l ? l->name : s->name,
                    .a = sj_walk_digits(buf, m->max)};
    memcpy(f.tag, s->id, sizeof f.tag);
    tell(x, m->rule, &f);
}

/* One more of a row; told at the first beyond the limit. */
static void count(sj_overlay_walk *x, uint16_t first, start at) {
    for (uint16_t i = first; i != SJ_OVERLAY_NONE; i = x->o->limits[i].next)
        if (x->counts[i]++ == x->o->limits[i].max) tell_row(x, &x->o->limits[i], at);
}

static void begin_counts(sj_overlay_walk *x, uint16_t owner) {
    for (uint16_t i = x->o->owned[owner]; i != SJ_OVERLAY_NONE; i = x->o->limits[i].next_owned)
        x->counts[i] = 0;
}

/* What an instance of a loop lacks, told once. */
static void end_counts(sj_overlay_walk *x, uint16_t owner, start *at) {
    if (x->w->is_cut || at->is_judged) return; /* what is missing was cut off */
    at->is_judged = true;
    for (uint16_t i = x->o->owned[owner]; i != SJ_OVERLAY_NONE; i = x->o->limits[i].next_owned)
        if (x->o->limits[i].required && !x->counts[i]) tell_row(x, &x->o->limits[i], *at);
}

/* A claim begins: what the loops above it lack concerns it too, and is told before it, as theirs.
 */
static void end_counts_above(sj_overlay_walk *x) {
    uint32_t claim = x->w->claim;
    x->w->claim = 0;
    for (unsigned i = 1; i < x->w->body.depth; i++)
        end_counts(x, x->w->body.frames[i].loop, &x->starts[i]);
    x->w->claim = claim;
}

/* --- characters --- */

/* The element that holds a byte of the segment's text. */
static unsigned element_at(const sj_segment *seg, const char *at) {
    unsigned i = 0;
    while (i < seg->n && seg->base + seg->marks[i] < at) i++;
    return i;
}

static void check_characters(sj_overlay_walk *x, const sj_segment *seg, uint32_t number) {
    const sj_delimiters *d = seg->delims;
    for (uint32_t i = 0; i < seg->len; i++) {
        char c = seg->text[i];
        if (x->o->allowed[(unsigned char)c] || c == d->element || c == d->component ||
            c == d->repetition)
            continue;
        unsigned element = element_at(seg, seg->text + i);
        sj_finding f = {.pos = {.segment = number,
                                .element = (uint16_t)element,
                                .repeat = 1,
                                .offset = sj_segment_offset(seg, seg->text + i)},
                        .loop = x->g->loops[x->w->body.frames[x->w->body.depth].loop].id,
                        .value = sj_segment_el(seg, element),
                        .a = {seg->text + i, 1}};
        sj_tag_text(seg->tag, f.tag);
        x->has_told_characters = true;
        tell(x, x->o->characters_rule, &f);
        return;
    }
}

/* --- events --- */

static void on_interchange_begin(void *ctx, const sj_interchange *ic) {
    sj_overlay_walk *x = ctx;
    PASS(x, interchange_begin, ic);
}

static void on_interchange_end(void *ctx, const sj_interchange *ic) {
    sj_overlay_walk *x = ctx;
    PASS(x, interchange_end, ic);
}

static void on_group_begin(void *ctx, const sj_group *g) {
    sj_overlay_walk *x = ctx;
    PASS(x, group_begin, g);
}

static void on_group_end(void *ctx, const sj_group *g) {
    sj_overlay_walk *x = ctx;
    PASS(x, group_end, g);
}

static void on_ta1(void *ctx, const sj_interchange *ic, const sj_segment *seg) {
    sj_overlay_walk *x = ctx;
    PASS(x, ta1, ic, seg);
}

static void on_finding(void *ctx, const sj_finding *f) {
    sj_overlay_walk *x = ctx;
    PASS(x, finding, f);
}

static void on_set_begin(void *ctx, const sj_set *s) {
    sj_overlay_walk *x = ctx;
    x->o = s->guide ? sj_profile_overlay(x->profile, s->guide) : NULL;
    x->g = s->guide;
    x->has_told_characters = false;
    if (x->o) begin_counts(x, sj_guide_root(x->o->base));
    PASS(x, set_begin, s);
}

static void on_set_end(void *ctx, const sj_set *s) {
    sj_overlay_walk *x = ctx;
    start st = {1, s->offset, false};
    if (x->o) end_counts(x, sj_guide_root(x->o->base), &st);
    if (x->o && x->o->max_claims && s->claims > x->o->max_claims) {
        char buf[2][SJ_WALK_DIGITS];
        sj_finding f = {.pos = {.segment = st.number, .offset = st.offset},
                        .tag = "ST",
                        .value = sj_walk_digits(buf[0], s->claims),
                        .a = sj_walk_digits(buf[1], x->o->max_claims)};
        tell(x, x->o->claims_rule, &f);
    }
    x->o = NULL;
    PASS(x, set_end, s);
}

static void on_loop_enter(void *ctx, const sj_set *s, uint16_t loop, const sj_segment *first) {
    sj_overlay_walk *x = ctx;
    const sj_loop_rule *l = x->o ? &sj_guide_impl_of(x->g)->loops[loop] : NULL;
    if (l && l->unit) end_counts_above(x);
    PASS(x, loop_enter, s, loop, first);
    if (!l) return;
    const start at = {x->w->body.number, first->offset, false};
    x->starts[x->w->body.depth] = at;
    if (l->unit || l->is_level) x->has_told_characters = false;
    count(x, x->o->loop_limits[loop], at);
    begin_counts(x, loop);
}

static void on_loop_leave(void *ctx, const sj_set *s, uint16_t loop) {
    sj_overlay_walk *x = ctx;
    if (x->o) end_counts(x, loop, &x->starts[x->w->body.depth]);
    PASS(x, loop_leave, s, loop);
}

static void on_segment(void *ctx, const sj_set *s, uint16_t row, const sj_segment *seg,
                       uint32_t number) {
    sj_overlay_walk *x = ctx;
    if (x->o && row != SJ_NO_ROW && !(seg->flags & SJ_SEG_UNTERMINATED)) {
        count(x, x->o->segment_limits[row], (start){number, seg->offset, false});
        for (uint16_t i = x->o->checks_at[row]; i != SJ_OVERLAY_NONE; i = x->o->checks[i].next)
            check_value(x, &x->o->checks[i], seg, number);
        if (x->o->allowed && !x->has_told_characters) check_characters(x, seg, number);
    }
    PASS(x, segment, s, row, seg, number);
}

/* --- begin and end --- */

sj_status sj_overlay_walk_new(sj_overlay_walk **out, sj_walker *w, const sj_profile *profile,
                              const sj_walk_events *events, const sj_walk_events **between,
                              sj_err *err) {
    sj_overlay_walk *x = sj_calloc(1, sizeof *x);
    *out = x;
    if (x) x->counts = sj_calloc(SJ_OVERLAY_LIMITS, sizeof *x->counts);
    if (!x || !x->counts) return sj_err_set(err, SJ_ENOMEM, "out of memory walking a guide");
    x->w = w;
    x->profile = profile;
    x->to = events;
    x->between = (sj_walk_events){x,
                                  on_interchange_begin,
                                  on_interchange_end,
                                  on_group_begin,
                                  on_group_end,
                                  on_set_begin,
                                  on_set_end,
                                  on_loop_enter,
                                  on_loop_leave,
                                  on_segment,
                                  on_ta1,
                                  on_finding};
    *between = &x->between;
    return SJ_OK;
}

void sj_overlay_walk_free(sj_overlay_walk *x) {
    if (!x) return;
    sj_free(x->counts);
    sj_free(x);
}
