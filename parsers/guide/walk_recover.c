/* Where a segment belongs that does not simply follow: the likeliest mistake.
 *
 * All rows of the guide that the segment could stand at, seen from the open loops, are weighed by
 * how many findings each reading would make: what would be missing, what is in the wrong place,
 * what its elements would lack there. The cheapest reading wins, so that one mistake in the file
 * makes one finding and what follows is read in the right loop again. */
#include "parsers/guide/walk.h"

/* In quarters of a finding: ties are broken by what happens more often in practice. */
enum {
    COST_FINDING = 4,
    COST_DOUBT = 1, /* a finding that is only a warning */
    /* A row of an open loop: */
    COST_TOO_MANY = 4,
    COST_ORDER = 5,   /* it comes late */
    COST_OUTSIDE = 1, /* and its loop is not the innermost */
    COST_AGAIN = 8,   /* late, and there already: rather a new loop without its first segment */
    COST_LOOP_ORDER = 8,
    /* A key that no row here has: */
    COST_KEY = 4,
    COST_KEY_WANTED = 3, /* the row is required and still missing */
    /* A loop without its first segment, beside what is missing: */
    COST_IMPLIED = 1,
    COST_IMPLIED_SIBLING = 3, /* one more of an open loop */
    COST_NO_PLACE = 9,
    COST_FAULT = 1, /* of the segment's elements at that row: breaks ties */
    FAULTS_AT_MOST = 3,
    IMPLIED_DEPTH = 3,
    CHOICES = 48,
    THOROUGH = 20000 /* slow and wrong segments of one set that are weighed with their elements */
};

typedef struct search {
    const sj_walk_body *b;
    const sj_guide_impl *g;
    const sj_tag_rule *t;
    const uint64_t *codes;
    const sj_segment *seg;
    bool key_is_known; /* some row of the guide has this tag and just this key */
    sj_choice choices[CHOICES];
    unsigned n;
} search;

static bool matches(const search *s, uint16_t row) {
    return sj_walk_matches(s->g, s->t, s->codes, row);
}

static bool is_tag(const search *s, uint16_t row) {
    return s->g->segments[row].tag == s->t->tag;
}

static bool key_is_known(const search *s) {
    for (uint16_t i = 0; i < s->g->guide.n_segments; i++)
        if (is_tag(s, i) && s->g->guide.segments[i].key_element && matches(s, i)) return true;
    return false;
}

static void add(search *s, sj_choice_kind kind, unsigned frame, uint16_t loop, uint16_t row,
                unsigned cost) {
    if (s->n == CHOICES) return;
    sj_choice *c = &s->choices[s->n++];
    *c = (sj_choice){.kind = kind, .frame = (uint8_t)frame, .row = row, .cost = cost};
    if (loop != SJ_NO_ROW) c->chain[c->n_chain++] = loop;
}

/* --- what would be missing --- */

static unsigned weight(const search *s, const sj_requirement *r) {
    bool is_doubtful = s->b->is_kindred || (!r->is_loop && s->g->segments[r->row].doubt);
    return is_doubtful ? COST_DOUBT : COST_FINDING;
}

/* Requirements of an open frame before `pos` that nothing has met. */
static unsigned missing_before(const search *s, const sj_walk_frame *f, unsigned pos) {
    unsigned cost = 0;
    for (const sj_requirement *r = f->next_required; r->pos < pos; r++)
        if (!sj_walk_is_met(s->b, f, r)) cost += weight(s, r);
    return cost;
}

/* The same in a loop that would be entered now. */
static unsigned missing_in_new(const search *s, const sj_loop_rule *l, unsigned pos) {
    unsigned cost = 0;
    for (const sj_requirement *r = &s->g->requirements[l->first_requirement]; r->pos < pos; r++) {
        bool is_start = !r->is_loop && r->row == l->first_segment;
        cost += is_start ? COST_FINDING : weight(s, r);
    }
    return cost;
}

/* Leaving all frames inside `frame`. */
static unsigned missing_inside(const search *s, unsigned frame) {
    unsigned cost = 0;
    for (unsigned i = s->b->depth; i > frame; i--)
        cost += missing_before(s, &s->b->frames[i], SJ_POS_END);
    return cost;
}

/* --- rows of one open frame --- */

/* In place, but with a key of no row here. A key that is right elsewhere in the guide means rather
 * that the segment is in the wrong place, unless it is wanted here. */
static void add_wrong_key(search *s, unsigned frame, uint16_t loop, uint16_t row, bool is_wanted,
                          unsigned cost) {
    if (s->key_is_known && !is_wanted) return;
    cost += is_wanted && !s->key_is_known ? COST_KEY_WANTED : COST_KEY;
    /* The key's own fault is only a warning there and is not weighed later. */
    if (s->g->segments[row].doubt) cost += 2 * COST_FAULT;
    add(s, SJ_WRONG_KEY, frame, loop, row, cost);
}

/* May something still come in a loop further out? Not where a claim or a level has begun since. */
static bool may_go_back(const search *s, unsigned frame) {
    for (unsigned i = s->b->depth; i > frame; i--) {
        const sj_loop_rule *l = &s->g->loops[s->b->frames[i].loop];
        if (l->unit || l->is_level) return false;
    }
    return true;
}

/* One of the frame's own rows. True when it fits. */
static bool weigh_row(search *s, unsigned frame, uint16_t row) {
    const sj_walk_frame *f = &s->b->frames[frame];
    const sj_segment_rule *r = &s->g->segments[row];
    uint32_t count = sj_walk_count(s->b, f, row);
    bool is_late = r->pos < f->pos, is_full = count >= r->max;
    bool is_first = row == s->g->loops[f->loop].first_segment;
    if (is_first && is_full) return false; /* rather one more instance of the loop */
    bool is_unused = s->g->guide.segments[row].usage == SJ_NOT_USED;
    if (is_unused && (is_late || is_full || !matches(s, row))) return false;
    unsigned inside = missing_inside(s, frame);
    bool is_outside = frame < s->b->depth;
    if (!matches(s, row)) {
        bool is_wanted = r->required && !count;
        if (!is_late && !is_full)
            add_wrong_key(s, frame, SJ_NO_ROW, row, is_wanted,
                          inside + missing_before(s, f, r->pos));
        return false;
    }
    if (!is_late && !is_full) {
        s->n = 0;
        add(s, SJ_FITS, frame, SJ_NO_ROW, row, 0);
        return true;
    }
    if (!may_go_back(s, frame)) return false;
    unsigned cost = is_late && count ? COST_AGAIN : is_full ? COST_TOO_MANY : COST_ORDER;
    add(s, is_full ? SJ_TOO_MANY : SJ_OUT_OF_ORDER, frame, SJ_NO_ROW, row,
        cost + (is_outside ? COST_OUTSIDE : 0));
    return false;
}

/* Of levels the parent's number says more than a wrong level code does not. */
static unsigned parent_cost(const search *s, unsigned frame, uint16_t loop) {
    const sj_walk_frame *f = &s->b->frames[frame];
    if (!s->g->loops[loop].is_level) return 0;
    sj_str up = sj_segment_el(s->seg, 2);
    return sj_str_eq(up, (sj_str){f->id, f->id_len}) ? 0 : COST_FINDING;
}

/* A loop that would begin with this segment. True when it fits. */
static bool weigh_loop(search *s, unsigned frame, uint16_t loop) {
    const sj_walk_frame *f = &s->b->frames[frame];
    const sj_loop_rule *l = &s->g->loops[loop];
    uint16_t row = l->first_segment;
    if (!is_tag(s, row)) return false;
    uint32_t count = sj_walk_count(s->b, f, sj_walk_loop_at(s->g, loop));
    bool is_late = l->pos < f->pos, is_full = count >= l->max;
    unsigned cost = missing_inside(s, frame) + missing_before(s, f, l->pos);
    if (!matches(s, row)) {
        bool is_wanted = s->g->guide.loops[loop].usage == SJ_REQUIRED && !count;
        cost += parent_cost(s, frame, loop);
        if (!is_late && !is_full) add_wrong_key(s, frame, loop, row, is_wanted, cost);
        return false;
    }
    if (!is_late && !is_full) {
        s->n = 0;
        add(s, SJ_FITS, frame, loop, row, 0);
        return true;
    }
    if (!is_late)
        add(s, SJ_LOOP_TOO_MANY, frame, loop, row, cost + COST_FINDING);
    else if (may_go_back(s, frame))
        add(s, SJ_LOOP_OUT_OF_ORDER, frame, loop, row, cost + COST_LOOP_ORDER);
    return false;
}

/* --- loops without their first segment --- */

static void weigh_implied(search *s, sj_choice c, uint16_t loop, unsigned depth);

static void weigh_children(search *s, sj_choice c, const sj_loop_rule *l, unsigned depth) {
    for (uint16_t i = 0; i < l->n_children; i++) {
        uint16_t child = s->g->children[l->first_child + i];
        const sj_loop_rule *k = &s->g->loops[child];
        sj_choice d = c;
        d.cost += missing_in_new(s, l, k->pos);
        if (is_tag(s, k->first_segment) && matches(s, k->first_segment) && s->n < CHOICES) {
            d.chain[d.n_chain++] = child;
            d.row = k->first_segment;
            s->choices[s->n++] = d;
        } else {
            weigh_implied(s, d, child, depth + 1);
        }
    }
}

/* `loop` entered without its first segment, and the segment at one of its other rows or below. */
static void weigh_implied(search *s, sj_choice c, uint16_t loop, unsigned depth) {
    const sj_loop_rule *l = &s->g->loops[loop];
    if (depth >= IMPLIED_DEPTH || s->n == CHOICES || c.cost > COST_NO_PLACE) return;
    if (!s->g->segments[l->first_segment].required) return;
    c.chain[c.n_chain++] = loop;
    for (uint16_t row = (uint16_t)(l->first_segment + 1); row < l->first_segment + l->n_segments;
         row++) {
        if (!is_tag(s, row) || !matches(s, row) || s->n == CHOICES) continue;
        if (s->g->guide.segments[row].usage == SJ_NOT_USED) continue;
        sj_choice d = c;
        unsigned missing = missing_in_new(s, l, s->g->segments[row].pos);
        d.cost += missing ? missing : COST_FINDING;
        d.row = row;
        s->choices[s->n++] = d;
    }
    weigh_children(s, c, l, depth);
}

static bool is_open(const search *s, uint16_t loop) {
    for (unsigned i = 1; i <= s->b->depth; i++)
        if (s->b->frames[i].loop == loop) return true;
    return false;
}

static void weigh_implied_in(search *s, unsigned frame) {
    const sj_walk_frame *f = &s->b->frames[frame];
    const sj_loop_rule *l = &s->g->loops[f->loop];
    for (uint16_t i = 0; i < l->n_children; i++) {
        uint16_t child = s->g->children[l->first_child + i];
        const sj_loop_rule *k = &s->g->loops[child];
        if (k->pos < f->pos || sj_walk_count(s->b, f, sj_walk_loop_at(s->g, child)) >= k->max)
            continue;
        sj_choice c = {.kind = SJ_IMPLIES, .frame = (uint8_t)frame};
        c.cost = missing_inside(s, frame) + missing_before(s, f, k->pos) +
                 (is_open(s, child) ? COST_IMPLIED_SIBLING : COST_IMPLIED);
        /* No level below was announced: rather one more beside it. */
        if (s->g->loops[child].is_level && f->child == '0') c.cost += COST_IMPLIED_SIBLING;
        weigh_implied(s, c, child, 0);
    }
}

/* --- the choice --- */

/* Everything seen from one open frame. True when something fits. */
static bool weigh_frame(search *s, unsigned frame) {
    const sj_loop_rule *l = &s->g->loops[s->b->frames[frame].loop];
    for (uint16_t i = 0; i < l->n_segments; i++) {
        uint16_t row = (uint16_t)(l->first_segment + i);
        if (is_tag(s, row) && weigh_row(s, frame, row)) return true;
    }
    for (uint16_t i = 0; i < l->n_children; i++)
        if (weigh_loop(s, frame, s->g->children[l->first_child + i])) return true;
    return false;
}

/* The cheapest, its elements' faults weighed in; among equals the first, which is the innermost. */
static sj_choice cheapest(search *s) {
    sj_choice best = {.kind = SJ_NO_PLACE, .cost = COST_NO_PLACE};
    bool is_thorough = s->b->recoveries < THOROUGH;
    for (unsigned i = 0; i < s->n; i++) {
        sj_choice *c = &s->choices[i];
        if (c->cost >= best.cost) continue;
        unsigned faults = is_thorough ? sj_walk_elements(s->g, c->row, s->seg, NULL, NULL) : 0;
        c->cost += (faults < FAULTS_AT_MOST ? faults : FAULTS_AT_MOST) * COST_FAULT;
        if (c->cost < best.cost) best = *c;
    }
    return best;
}

sj_choice sj_walk_recover(const sj_walk_body *b, const sj_tag_rule *t,
                          const uint64_t codes[SJ_GUIDE_MAX_KEYS], const sj_segment *seg) {
    search s = {.b = b, .g = b->g, .t = t, .codes = codes, .seg = seg};
    s.key_is_known = key_is_known(&s);
    for (unsigned frame = b->depth + 1; frame-- > 0;)
        if (weigh_frame(&s, frame)) return s.choices[0];
    for (unsigned frame = b->depth + 1; frame-- > 0;) weigh_implied_in(&s, frame);
    return cheapest(&s);
}
