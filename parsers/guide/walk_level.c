/* Hierarchical levels: HL01 counts, HL02 names the level above, HL04 announces levels below.
 *
 * The loops' own nesting follows HL03; here the numbers are held against it. */
#include <stdlib.h>

#include "parsers/guide/walk.h"

static bool read_number(sj_str v, uint32_t *out) {
    uint32_t n = 0;
    if (!v.len || v.len > 9) return false;
    for (size_t i = 0; i < v.len; i++) {
        if (v.ptr[i] < '0' || v.ptr[i] > '9') return false;
        n = n * 10 + (uint32_t)(v.ptr[i] - '0');
    }
    *out = n;
    return true;
}

static void tell(sj_walker *w, uint16_t row, sj_severity severity, const sj_segment *seg,
                 unsigned element, sj_str expected) {
    const sj_walk_body *b = &w->body;
    const sj_guide *g = &b->g->guide;
    const sj_guide_loop *loop = &g->loops[b->frames[b->depth].loop];
    const sj_guide_element *e =
        &g->elements[g->segments[loop->first_segment].first_element + element - 1];
    sj_finding f = sj_walk_finding(w, SJ_IG(row), seg, b->number);
    f.severity = severity;
    f.value = sj_segment_el(seg, element);
    f.pos.offset = sj_segment_offset(seg, f.value.ptr);
    f.pos.element = (uint16_t)element;
    f.pos.repeat = 1;
    f.loop = loop->id;
    f.de = e->de;
    f.name = e->name;
    f.a = expected;
    sj_walk_emit(w, &f);
}

/* HL01: one more than the last, or the ordinal of this HL: after a single slip the count goes on. A
 * gap is against the guide, but does no harm; a number that may have been used already does. False
 * when it is wrong or missing. */
static bool check_number(sj_walker *w, const sj_segment *seg, bool is_clean) {
    sj_walk_body *b = &w->body;
    sj_str id = sj_segment_el(seg, 1);
    uint32_t n, expected = b->level_last + 1;
    b->level_count++;
    bool is_number = read_number(id, &n);
    bool is_right = is_number && (n == expected || n == b->level_count);
    if (is_clean && !is_right) {
        char buf[SJ_WALK_DIGITS];
        tell(w, SJ_IG_LEVEL_NUMBER, is_number && n > expected ? SJ_WARNING : SJ_ERROR, seg, 1,
             sj_walk_digits(buf, expected));
    }
    b->level_last = is_number ? n : expected;
    return is_number && (is_right || n > expected);
}

static sj_walk_frame *parent_level(sj_walk_body *b) {
    for (unsigned i = b->depth; i-- > 1;)
        if (b->g->loops[b->frames[i].loop].is_level) return &b->frames[i];
    return NULL;
}

static void tell_child_flag(sj_walker *w, const sj_walk_frame *f, uint16_t row) {
    const sj_guide *g = &w->body.g->guide;
    const sj_guide_loop *loop = &g->loops[f->loop];
    const sj_guide_element *e = &g->elements[g->segments[loop->first_segment].first_element + 3];
    sj_finding x = sj_walk_finding(w, SJ_IG(row), NULL, f->number);
    memcpy(x.tag, "HL", 3);
    x.pos.offset = f->child_offset;
    x.pos.element = 4;
    x.pos.repeat = 1;
    x.loop = loop->id;
    x.de = e->de;
    x.name = e->name;
    x.value = (sj_str){&f->child, 1};
    sj_walk_emit(w, &x);
}

/* A level has been opened below `f`. */
static void note_child(sj_walker *w, sj_walk_frame *f) {
    if (!f || f->has_child) return;
    f->has_child = true;
    if (f->child == '0') tell_child_flag(w, f, SJ_IG_LEVEL_CHILD);
}

SJ_APART void sj_walk_level_begin(sj_walker *w, const sj_segment *seg, bool is_clean) {
    sj_walk_body *b = &w->body;
    sj_walk_frame *self = &b->frames[b->depth], *parent = parent_level(b);
    sj_str id = sj_segment_el(seg, 1), up = sj_segment_el(seg, 2), child = sj_segment_el(seg, 4);
    self->number = b->number;
    self->child_offset = child.ptr ? sj_segment_offset(seg, child.ptr) : seg->offset;
    self->child = child.len == 1 ? child.ptr[0] : 0;
    /* A wrong number has been told: what points at it is not told again. */
    self->has_id = check_number(w, seg, is_clean) && id.len <= sizeof self->id;
    self->id_len = self->has_id ? (uint8_t)id.len : 0;
    if (self->has_id) memcpy(self->id, id.ptr, id.len);
    note_child(w, parent);
    sj_str expected = parent ? (sj_str){parent->id, parent->id_len} : (sj_str){0};
    if (is_clean && parent && parent->has_id && up.len && !sj_str_eq(up, expected))
        tell(w, SJ_IG_LEVEL_PARENT, SJ_ERROR, seg, 2, expected);
}

void sj_walk_level_implied(sj_walker *w) {
    sj_walk_body *b = &w->body;
    b->level_count++;
    b->level_last++;
    note_child(w, parent_level(b));
}

void sj_walk_level_end(sj_walker *w, unsigned frame) {
    const sj_walk_frame *f = &w->body.frames[frame];
    if (f->child == '1' && !f->has_child) tell_child_flag(w, f, SJ_IG_LEVEL_NO_CHILD);
}
