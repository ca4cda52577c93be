/* Where a segment of the body belongs.
 *
 * A segment fits where its tag and key name a row of an open loop at the same or a later position,
 * or the first row of a loop that may begin there; looked for in the innermost loop, its children,
 * then one loop further out. Where its like went before, walk_known.c takes it there; otherwise
 * walk_recover.c chooses. */
#include "parsers/base/alloc.h"
#include "parsers/guide/walk_watch.h"

/* --- keys --- */

bool sj_walk_matches(const sj_guide_impl *g, const sj_tag_rule *t,
                     const uint64_t codes[SJ_GUIDE_MAX_KEYS], uint16_t row) {
    const sj_guide_segment *s = &g->guide.segments[row];
    if (!s->key_element) return true;
    unsigned i = 0;
    while (t->keys[i].element != s->key_element || t->keys[i].component != s->key_component) i++;
    return sj_code_list_has_packed(s->key_codes, codes[i]);
}

/* --- findings about places --- */

static sj_finding about_row(sj_walker *w, uint16_t finding, const sj_segment *seg, uint16_t row) {
    const sj_guide *g = &w->body.g->guide;
    const sj_guide_segment *s = &g->segments[row];
    sj_finding f = sj_walk_finding(w, SJ_IG(finding), seg, w->body.number);
    memcpy(f.tag, s->id, sizeof f.tag);
    f.loop = g->loops[s->loop].id;
    f.name = s->name;
    if (s->doubt) f.severity = SJ_WARNING;
    return f;
}

static void tell_out_of_order(sj_walker *w, const sj_segment *seg, uint16_t row) {
    sj_walk_watch_flaw(w, row, false);
    sj_finding f = about_row(w, SJ_IG_OUT_OF_ORDER, seg, row);
    sj_walk_emit(w, &f);
}

/* A limit is told once per instance, at the first that is too much. */
static void tell_segment_limit(sj_walker *w, const sj_segment *seg, unsigned frame, uint16_t row) {
    const sj_segment_rule *r = &w->body.g->segments[row];
    if (sj_walk_count(&w->body, &w->body.frames[frame], row) != r->max) return;
    sj_walk_watch_flaw(w, row, false);
    char buf[SJ_WALK_DIGITS];
    sj_finding f = about_row(w, SJ_IG_SEGMENT_LIMIT, seg, row);
    f.a = sj_walk_digits(buf, r->max);
    sj_walk_emit(w, &f);
}

static void tell_loop_limit(sj_walker *w, const sj_segment *seg, uint16_t loop) {
    const sj_walk_body *b = &w->body;
    const sj_guide_loop *l = &b->g->guide.loops[loop];
    if (sj_walk_count(b, &b->frames[b->depth], sj_walk_loop_at(b->g, loop)) != l->max) return;
    char buf[SJ_WALK_DIGITS];
    sj_finding f = about_row(w, SJ_IG_LOOP_LIMIT, seg, l->first_segment);
    f.name = l->name;
    f.a = sj_walk_digits(buf, l->max);
    sj_walk_emit(w, &f);
}

/* --- what is missing --- */

static void tell_missing(sj_walker *w, const sj_walk_missing *m) {
    const sj_guide *g = &w->body.g->guide;
    uint16_t row = m->is_loop ? g->loops[m->row].first_segment : m->row;
    const sj_guide_loop *l = &g->loops[g->segments[row].loop];
    /* HEADER and its like are parts of our table and no loops of the standard. */
    bool is_loop = m->is_loop && l->id[0] >= '0' && l->id[0] <= '9';
    uint16_t finding = is_loop                   ? SJ_IG_LOOP_MISSING
                       : row == l->first_segment ? SJ_IG_LOOP_START_MISSING
                                                 : SJ_IG_SEGMENT_MISSING;
    sj_finding f = about_row(w, finding, NULL, row);
    if (is_loop) f.name = l->name;
    sj_walk_watch_flaw(w, row, m->is_loop);
    f.pos.segment = m->number;
    f.pos.offset = m->offset;
    sj_walk_emit(w, &f);
}

SJ_APART void sj_walk_flush_missing(sj_walker *w) {
    for (unsigned i = 0; i < w->body.n_missing; i++) tell_missing(w, &w->body.missing[i]);
    w->body.n_missing = 0;
}

/* The segment that seemed missing has come one place too late: true, and not missing any more. */
static bool take_back_missing(sj_walk_body *b, uint16_t row) {
    for (unsigned i = 0; i < b->n_missing; i++) {
        if (b->missing[i].is_loop || b->missing[i].row != row) continue;
        b->missing[i] = b->missing[--b->n_missing];
        return true;
    }
    return false;
}

static sj_walk_missing missing_here(const sj_walker *w, const sj_requirement *r) {
    return (sj_walk_missing){r->row, r->is_loop, w->body.number, w->offset};
}

SJ_APART void sj_walk_note_missing(sj_walker *w, const sj_requirement *r) {
    sj_walk_body *b = &w->body;
    if (b->n_missing == SJ_WALK_PENDING) sj_walk_flush_missing(w);
    b->missing[b->n_missing++] = missing_here(w, r);
}

/* --- loops --- */

static void begin_unit(sj_walker *w, const sj_loop_rule *l, const sj_segment *seg) {
    sj_str account = {0};
    if (seg->tag == w->body.g->segments[l->first_segment].tag)
        account = sj_segment_el(seg, l->unit_element);
    w->set.claims++;
    w->claim = ++w->claims;
    w->account_len = account.len < sizeof w->account ? account.len : sizeof w->account;
    if (w->account_len) memcpy(w->account, account.ptr, w->account_len);
}

static void begin_frame(sj_walk_body *b, uint16_t loop, const sj_loop_rule *l) {
    sj_walk_frame *f = &b->frames[b->depth];
    if (l->is_level) *f = (sj_walk_frame){0};
    f->child = 0;
    f->id_len = 0;
    f->loop = loop;
    f->pos = 0;
    f->next_required = &b->g->requirements[l->first_requirement];
    f->stamp = b->stamp += SJ_WALK_STAMP;
}

SJ_APART void sj_walk_open(sj_walker *w, uint16_t loop, const sj_segment *seg, uint16_t first) {
    sj_walk_body *b = &w->body;
    const sj_loop_rule *l = &b->g->loops[loop];
    b->depth++;
    begin_frame(b, loop, l);
    const sj_loop_watch *watch = sj_walk_watch_of(b, loop);
    if (watch) sj_walk_watch_enter(w, watch, loop, seg, first);
    if (l->unit) begin_unit(w, l, seg);
    if (l->unit || !w->claim) w->may_tell_more = true;
    if (w->events->loop_enter) w->events->loop_enter(w->events->ctx, &w->set, loop, seg);
}

/* What the innermost loop lacks that is left. */
static SJ_APART void tell_lacking(sj_walker *w) {
    const sj_walk_body *b = &w->body;
    const sj_walk_frame *f = &b->frames[b->depth];
    for (const sj_requirement *r = f->next_required; r->pos < SJ_POS_END; r++) {
        if (sj_walk_is_met(b, f, r)) continue;
        sj_walk_missing m = missing_here(w, r);
        tell_missing(w, &m);
    }
    if (b->g->loops[f->loop].is_level) sj_walk_level_end(w, b->depth);
}

/* Leave the innermost loop: what it lacks is told now, unless the input was cut off inside it. */
static void leave(sj_walker *w) {
    sj_walk_body *b = &w->body;
    const sj_walk_frame *f = &b->frames[b->depth];
    const sj_loop_rule *l = &b->g->loops[f->loop];
    bool may_lack = f->next_required->pos < SJ_POS_END || l->is_level;
    if (may_lack && !w->is_cut) tell_lacking(w);
    const sj_loop_watch *watch = sj_walk_watch_of(b, f->loop);
    if (watch) sj_walk_watch_leave(w, watch);
    if (b->depth && w->events->loop_leave) w->events->loop_leave(w->events->ctx, &w->set, f->loop);
    if (l->unit) w->claim = 0, w->account_len = 0;
    if (b->depth) b->depth--;
}

/* --- placing --- */

typedef struct checking {
    sj_walker *w;
    uint16_t row;
} checking;

static void on_fault(void *ctx, const sj_segment *seg, const sj_fault *x) {
    const checking *k = ctx;
    sj_walker *w = k->w;
    const sj_guide *g = &w->body.g->guide;
    sj_finding f = sj_walk_finding(w, SJ_IG(x->finding), seg, w->body.number);
    if (f.severity == SJ_ERROR) sj_walk_watch_value(w, k->row, x->element, x->is_doubtful);
    if (x->is_doubtful) f.severity = SJ_WARNING;
    f.pos.offset = sj_segment_offset(seg, x->at);
    f.pos.element = x->element;
    f.pos.component = x->component;
    f.pos.repeat = x->repeat;
    f.loop = g->loops[g->segments[k->row].loop].id;
    if (x->row != SJ_NO_ROW) {
        f.de = g->elements[x->row].de;
        f.name = g->elements[x->row].name;
    }
    f.value = x->value;
    f.a = x->a;
    f.b = x->b;
    sj_walk_emit(w, &f);
}

/* Element checks, except where the input ended inside the segment: what is missing there was cut.
 * The number of errors. */
SJ_APART unsigned sj_walk_check(sj_walker *w, const sj_segment *seg, uint16_t row) {
    if (seg->flags & SJ_SEG_UNTERMINATED) return 0;
    checking k = {w, row};
    return sj_walk_closely(w->body.g, row, seg, on_fault, &k);
}

static void tell_segment(sj_walker *w, const sj_segment *seg, uint16_t row) {
    if (w->events->segment) w->events->segment(w->events->ctx, &w->set, row, seg, w->body.number);
}

void sj_walk_leave_to(sj_walker *w, unsigned frame) {
    while (w->body.depth > frame) leave(w);
}

/* Go where the choice leads: leave, enter, stand. */
static void follow(sj_walker *w, const sj_choice *c, const sj_segment *seg) {
    sj_walk_body *b = &w->body;
    sj_walk_leave_to(w, c->frame);
    for (unsigned i = 0; i < c->n_chain; i++) {
        sj_walk_advance(w, &b->frames[b->depth], b->g->loops[c->chain[i]].pos);
        sj_walk_count_up(b, &b->frames[b->depth], sj_walk_loop_at(b->g, c->chain[i]));
        const sj_loop_rule *l = &b->g->loops[c->chain[i]];
        sj_walk_open(w, c->chain[i], seg, l->first_segment == c->row ? c->row : SJ_NO_ROW);
        if (l->is_level && b->g->segments[c->row].tag != SJ_TAG('H', 'L', 0))
            sj_walk_level_implied(w);
    }
    if (b->watch && sj_walk_is_late_first(b, c)) sj_walk_watch_late(w, seg, c->row);
    sj_walk_stand(w, seg, c->row);
}

/* --- the slow path --- */

static bool is_known(const sj_guide_impl *g, uint32_t tag) {
    uint16_t low = 0, high = g->n_known_tags;
    while (low < high) {
        uint16_t mid = (uint16_t)((low + high) / 2);
        if (g->known_tags[mid] < tag)
            low = (uint16_t)(mid + 1);
        else
            high = mid;
    }
    return low < g->n_known_tags && g->known_tags[low] == tag;
}

/* The rest of a loop whose first segment has no place has none either: that has been told. */
static bool is_follower(const sj_walk_body *b, const sj_tag_rule *t, const sj_choice *c) {
    return b->is_lost && !t->begins_loop && c->kind != SJ_FITS;
}

/* No place. `t` is NULL for a tag that the guide does not have. */
static void tell_no_place(sj_walker *w, const sj_segment *seg, const sj_tag_rule *t) {
    sj_walk_body *b = &w->body;
    bool goes_on = b->no_place_at && b->no_place_at + 1 == b->number;
    if (t && t->begins_loop) b->is_lost = true;
    if (t) b->no_place_at = b->number;
    if (t && goes_on) { /* a stretch without a place is one mistake */
        tell_segment(w, seg, SJ_NO_ROW);
        return;
    }
    uint16_t finding = t                                      ? SJ_IG_UNEXPECTED
                       : seg->tag && is_known(b->g, seg->tag) ? SJ_IG_NOT_IN_SET
                                                              : SJ_IG_UNKNOWN_TAG;
    sj_finding f = sj_walk_finding(w, SJ_IG(finding), seg, b->number);
    if (b->depth) f.loop = b->g->guide.loops[b->frames[b->depth].loop].id;
    f.value = sj_segment_el(seg, t ? (t->n_keys ? t->keys[0].element : 1) : 0);
    sj_walk_emit(w, &f);
    tell_segment(w, seg, SJ_NO_ROW);
}

static void tell_not_used(sj_walker *w, const sj_segment *seg, uint16_t row) {
    sj_finding f = about_row(w, SJ_IG_SEGMENT_NOT_USED, seg, row);
    sj_walk_emit(w, &f);
    tell_segment(w, seg, SJ_NO_ROW);
}

/* Told as wrong, counted as there, and the open loops stay as they are. */
static void stand_aside(sj_walker *w, const sj_choice *c, const sj_segment *seg) {
    sj_walk_body *b = &w->body;
    if (c->kind == SJ_TOO_MANY)
        tell_segment_limit(w, seg, c->frame, c->row);
    else
        tell_out_of_order(w, seg, c->row);
    sj_walk_count_up(b, &b->frames[c->frame], c->row);
    sj_walk_check(w, seg, c->row);
    tell_segment(w, seg, c->frame == b->depth ? c->row : SJ_NO_ROW);
}

static void recover(sj_walker *w, const sj_segment *seg, const sj_tag_rule *t,
                    const uint64_t codes[SJ_GUIDE_MAX_KEYS]) {
    sj_walk_body *b = &w->body;
    sj_choice c = sj_walk_recover(b, t, codes, seg);
    if (c.kind == SJ_OUT_OF_ORDER) take_back_missing(b, c.row);
    sj_walk_flush_missing(w);
    if (c.kind != SJ_FITS) b->recoveries++;
    if (b->watch) sj_walk_watch_boundary(w, seg);
    if (is_follower(b, t, &c)) {
        tell_segment(w, seg, SJ_NO_ROW);
        return;
    }
    switch (c.kind) {
    case SJ_FITS:
        if (b->g->guide.segments[c.row].usage == SJ_NOT_USED) {
            tell_not_used(w, seg, c.row);
            return;
        }
        sj_walk_remember(b, &c, seg->tag, codes);
        follow(w, &c, seg);
        return;
    case SJ_LOOP_TOO_MANY:
        sj_walk_leave_to(w, c.frame);
        tell_loop_limit(w, seg, c.chain[0]);
        follow(w, &c, seg);
        return;
    case SJ_LOOP_OUT_OF_ORDER:
        sj_walk_leave_to(w, c.frame);
        tell_out_of_order(w, seg, c.row);
        follow(w, &c, seg);
        return;
    case SJ_WRONG_KEY:
        follow(w, &c, seg);
        /* Which loop was meant is a guess, unless there is one that must come here. */
        b->is_lost = c.n_chain && b->g->guide.loops[c.chain[0]].usage != SJ_REQUIRED;
        return;
    case SJ_IMPLIES:
        follow(w, &c, seg);
        return;
    case SJ_OUT_OF_ORDER:
    case SJ_TOO_MANY:
        stand_aside(w, &c, seg);
        return;
    case SJ_NO_PLACE:
        tell_no_place(w, seg, t);
        return;
    }
}

static void place(sj_walker *w, const sj_segment *seg) {
    const sj_tag_rule *t = sj_guide_tag(w->body.g, seg->tag);
    if (!t) {
        sj_walk_flush_missing(w);
        if (w->body.watch) sj_walk_watch_boundary(w, seg);
        tell_no_place(w, seg, NULL);
        return;
    }
    uint64_t codes[SJ_GUIDE_MAX_KEYS];
    sj_walk_read_codes(t, seg, codes);
    recover(w, seg, t, codes);
}

void sj_walk_body_segment(sj_walker *w, const sj_segment *seg) {
    w->body.number++;
    if (w->body.g)
        place(w, seg);
    else
        tell_segment(w, seg, SJ_NO_ROW);
}

/* --- begin and end --- */

static sj_status count_for(sj_walk_body *b, const sj_guide_impl *g, sj_err *err) {
    if (b->counts_for == g) return SJ_OK;
    sj_walk_body_dispose(b);
    b->counts = sj_calloc(g->guide.n_segments + g->guide.n_loops + 1u, sizeof *b->counts);
    b->guesses = sj_calloc(g->guide.n_segments + 1u, sizeof *b->guesses);
    if (!b->counts || !b->guesses) {
        sj_walk_body_dispose(b);
        return sj_err_set(err, SJ_ENOMEM, "out of memory walking a guide");
    }
    memset(b->memos, 0, sizeof b->memos);
    b->delims = (sj_delimiters){0}; /* no guesses yet: begin_guesses() */
    b->counts_for = g;
    return SJ_OK;
}

/* What was guessed with other delimiters is void. */
static void begin_guesses(sj_walk_body *b, const sj_delimiters *d) {
    uint16_t n = b->g->guide.n_segments;
    b->next = b->guesses[n];
    if (!memcmp(&b->delims, d, sizeof *d)) return;
    b->delims = *d;
    for (uint32_t i = 0; i <= n; i++)
        for (unsigned k = 0; k < SJ_WALK_GUESSES; k++)
            b->guesses[i][k] = (sj_walk_guess){.begins = SJ_WALK_NO_GUESS};
}

sj_status sj_walk_body_begin(sj_walker *w, const sj_guide *guide, sj_err *err) {
    sj_walk_body *b = &w->body;
    b->g = guide ? sj_guide_impl_of(guide) : NULL;
    b->is_kindred = w->set_match == SJ_VERSION_INFORMS;
    b->depth = 0;
    b->n_missing = 0;
    b->number = 1;
    b->level_count = b->level_last = 0;
    b->is_lost = false;
    b->no_place_at = 0;
    b->recoveries = 0;
    b->next = b->no_guesses;
    if (!guide) return SJ_OK;
    sj_status status = count_for(b, b->g, err);
    if (status) {
        b->g = NULL;
        return status;
    }
    status = sj_walk_watch_begin(w, err);
    if (status) {
        b->g = NULL;
        return status;
    }
    begin_guesses(b, &w->interchange.delims);
    begin_frame(b, sj_guide_root(b->g), &b->g->loops[sj_guide_root(b->g)]);
    return SJ_OK;
}

void sj_walk_body_end(sj_walker *w) {
    w->body.next = w->body.no_guesses;
    if (!w->body.g) return;
    sj_walk_flush_missing(w);
    sj_walk_leave_to(w, 0);
    leave(w); /* the set itself: its outermost loops */
}

void sj_walk_body_dispose(sj_walk_body *b) {
    sj_free(b->counts);
    sj_free(b->guesses);
    b->counts = NULL;
    b->guesses = NULL;
    b->counts_for = NULL;
}
