/* The elements of the envelope's segments, by envelope.xml like any other; what is wrong with one
 * is told by the row that bears its code in the TA1 or 999. */
#include "parsers/guide/walk.h"

enum { GENERIC = SJ_EN_ROWS }; /* no row of its own: told as of any segment */

typedef struct control {
    uint32_t tag;
    uint8_t n;
    uint16_t rows[17]; /* by element; [0]: beyond the last */
} control;

static const control controls[] = {
    {SJ_TAG('I', 'S', 'A'),
     16,
     {SJ_EN_BAD_ISA, SJ_EN_ISA01, SJ_EN_ISA02, SJ_EN_ISA03, SJ_EN_ISA04, SJ_EN_ISA05, SJ_EN_ISA06,
      SJ_EN_ISA07, SJ_EN_ISA08, SJ_EN_ISA09, SJ_EN_ISA10, SJ_EN_ISA11, SJ_EN_ISA12, SJ_EN_ISA13,
      SJ_EN_ISA14, SJ_EN_ISA15, SJ_EN_ISA16}},
    {SJ_TAG('T', 'A', '1'),
     5,
     {SJ_EN_TA1_CONTENT, SJ_EN_TA1_CONTENT, SJ_EN_TA1_CONTENT, SJ_EN_TA1_CONTENT, SJ_EN_TA1_CONTENT,
      SJ_EN_TA1_CONTENT}},
    {SJ_TAG('G', 'S', 0),
     8,
     {SJ_EN_GROUP_CONTENT, SJ_EN_GS01, SJ_EN_GROUP_CONTENT, SJ_EN_GROUP_CONTENT,
      SJ_EN_GROUP_CONTENT, SJ_EN_GROUP_CONTENT, SJ_EN_GS06, SJ_EN_GROUP_CONTENT, SJ_EN_VERSION}},
    {SJ_TAG('S', 'T', 0), 3, {GENERIC, SJ_EN_ST01, SJ_EN_ST02, SJ_EN_ST03}},
    {SJ_TAG('S', 'E', 0), 2, {GENERIC, SJ_EN_SE01, SJ_EN_SE02}},
    {SJ_TAG('G', 'E', 0), 2, {SJ_EN_GROUP_CONTENT, SJ_EN_GE01, SJ_EN_GE02}},
    {SJ_TAG('I', 'E', 'A'), 2, {SJ_EN_GROUP_CONTENT, SJ_EN_IEA01, SJ_EN_IEA02}},
};

typedef struct checking {
    sj_walker *w;
    const control *control;
    uint32_t wrong; /* elements, as bits */
} checking;

/* What a trailer's count or control number should have been, for its message. */
static sj_str expected(const sj_walker *w, uint16_t row, char buf[SJ_WALK_DIGITS]) {
    switch (row) {
    case SJ_EN_SE01:
        return sj_walk_digits(buf, w->body.number);
    case SJ_EN_SE02:
        return w->set.control;
    case SJ_EN_GE01:
        return sj_walk_digits(buf, w->group.sets);
    case SJ_EN_GE02:
        return w->group.control;
    case SJ_EN_IEA01:
        return sj_walk_digits(buf, w->interchange.groups);
    case SJ_EN_IEA02:
        return w->interchange.control;
    default:
        return (sj_str){0};
    }
}

static void on_fault(void *ctx, const sj_segment *seg, const sj_fault *x) {
    checking *k = ctx;
    sj_walker *w = k->w;
    bool is_isa = k->control->tag == SJ_TAG('I', 'S', 'A');
    /* ISA has fixed lengths: its values are filled up with blanks, some are nothing else. */
    if (is_isa && x->finding == SJ_IG_BLANK && (x->element == 2 || x->element == 4)) return;
    if (is_isa && x->finding == SJ_IG_LEADING_BLANK) return;
    if (k->wrong >> (x->element & 31) & 1) return; /* one finding for an element is enough */
    uint16_t row = k->control->rows[x->element <= k->control->n ? x->element : 0];
    bool is_generic = row == GENERIC || x->finding == SJ_IG_TRAILING;
    const sj_guide *g = &w->envelope->guide;
    sj_finding f = sj_walk_finding(w, is_generic ? SJ_IG(x->finding) : SJ_EN(row), seg,
                                   w->level == SJ_AT_SET ? w->body.number : w->number);
    if (x->is_doubtful) f.severity = SJ_WARNING;
    f.pos.offset = sj_segment_offset(seg, x->at);
    f.pos.element = x->element;
    f.pos.component = x->component;
    f.pos.repeat = x->repeat;
    if (x->row != SJ_NO_ROW) {
        f.de = g->elements[x->row].de;
        f.name = g->elements[x->row].name;
    }
    f.value = x->value;
    char digits[SJ_WALK_DIGITS];
    f.a = is_generic ? x->a : expected(w, row, digits);
    f.b = x->b;
    if (f.severity == SJ_ERROR) k->wrong |= 1u << (x->element & 31);
    sj_walk_emit(w, &f);
}

uint32_t sj_walk_control(sj_walker *w, const sj_segment *seg) {
    checking k = {w, controls, 0};
    while (k.control->tag != seg->tag) k.control++;
    const sj_guide *g = &w->envelope->guide;
    uint16_t row = 0;
    while (row < g->n_segments && g->segments[row].tag != seg->tag) row++;
    if (row == g->n_segments) return 0;
    sj_segment plain = *seg;
    if (seg->tag == SJ_TAG('I', 'S', 'A')) plain.n_subs = 0; /* its separators are values */
    sj_walk_elements(w->envelope, row, &plain, on_fault, &k);
    return k.wrong;
}
