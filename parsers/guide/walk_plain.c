/* Segments that are right at a glance: nine of ten and more. One pass over the element ends and a
 * few comparisons for each value (walk_glance.h); nothing is told, nothing is written. */
#include "parsers/guide/walk_glance.h"

/* 150.25, -12.5: digits count, and one at least. */
SJ_APART bool sj_glance_long_number(const sj_glance *c, const char *p, uint32_t len) {
    uint32_t digits = 0, points = 0;
    for (uint32_t i = *p == '-'; i < len; i++) {
        if ((unsigned char)(p[i] - '0') <= 9)
            digits++;
        else if (p[i] != '.' || points++)
            return false;
    }
    return digits && sj_glance_is_within(c, digits);
}

SJ_APART uint32_t sj_glance_composite(const sj_glance *c, const sj_glance *k, const sj_segment *seg,
                                      uint32_t at, uint32_t end, uint32_t sub) {
    uint32_t present = 0;
    const sj_glance *last = k + c->n;
    for (uint32_t bit = 2; k < last; k++, bit <<= 1) {
        uint32_t stop = sub < seg->n_subs && seg->subs[sub] < end ? seg->subs[sub] : end;
        if (stop < at) break; /* a separator in an element before this one */
        if (stop > at) {
            const char *p = seg->base + at;
            bool is_text = k->kind == SJ_PLAIN_TEXT;
            if (!(is_text ? sj_glance_is_text(k, p, stop - at)
                          : sj_glance_is_value(k, p, stop - at)))
                break;
            present |= bit;
        }
        if (stop == end)
            return stop > at && (present & c->required) == c->required ? sub : UINT32_MAX;
        if (seg->base[stop] != seg->delims->component) break;
        sub++;
        at = stop + 1;
    }
    return UINT32_MAX; /* not plain, or too many components */
}

/* Relational notes on the elements that are there. */
static bool meets_notes(const sj_guide_impl *g, const sj_segment_rule *r, uint64_t present) {
    for (unsigned i = 0; i < r->n_notes; i++) {
        const sj_note_rule *n = &g->notes[r->first_note + i];
        uint64_t here = present & n->all, first = UINT64_C(1) << n->first;
        switch (n->kind) {
        case 'P':
            if (here && here != n->all) return false;
            break;
        case 'R':
            if (!here) return false;
            break;
        case 'E':
            if (here & (here - 1)) return false;
            break;
        case 'C':
            if ((here & first) && here != n->all) return false;
            break;
        default: /* L */
            if (here == first) return false;
        }
    }
    return true;
}

SJ_APART bool sj_walk_is_complete(const sj_guide_impl *g, uint16_t row, const sj_segment *seg) {
    const sj_segment_rule *r = &g->segments[row];
    uint64_t present = seg->present;
    return !(seg->flags & SJ_SEG_ODD_BYTES) && seg->n - 1 < r->n_checks && present >> seg->n &&
           (present & r->required_elements) == r->required_elements && meets_notes(g, r, present);
}

bool sj_walk_is_plain(const sj_guide_impl *g, uint16_t row, const sj_segment *seg) {
    const sj_segment_rule *r = &g->segments[row];
    return sj_walk_is_complete(g, row, seg) &&
           sj_walk_glance(g, &g->glances[r->first_check], seg, seg->present);
}
