/* Looking into a segment: repetitions, components, places. */
#include <scrubjay/reader.h>

#include "parsers/x12/wraps.h"

/* Elements have few separators inside, most have none, so a walk over them is all that is needed.
 */

/* Where element `i` begins and ends, counted from s->base; false beyond the last. */
static bool element_span(const sj_segment *s, uint32_t i, uint32_t *from, uint32_t *to) {
    if (i > s->n) return false;
    *from = i ? s->marks[i - 1] + 1 : (uint32_t)(s->text - s->base);
    *to = s->marks[i];
    return true;
}

/* The first of the segment's subs that is not before `from`. */
static uint32_t first_sub(const sj_segment *s, uint32_t from) {
    uint32_t k = 0;
    while (k < s->n_subs && s->subs[k] < from) k++;
    return k;
}

static bool is_repetition(const sj_segment *s, uint32_t k) {
    return s->delims->repetition && s->base[s->subs[k]] == s->delims->repetition;
}

static sj_str slice(const sj_segment *s, uint32_t from, uint32_t to) {
    return (sj_str){s->base + from, to - from};
}

uint32_t sj_segment_repeats(const sj_segment *s, uint32_t i) {
    uint32_t from, to, count = 1;
    if (s->n_subs == 0 || !element_span(s, i, &from, &to)) return 1;
    for (uint32_t k = first_sub(s, from); k < s->n_subs && s->subs[k] < to; k++)
        count += is_repetition(s, k);
    return count;
}

/* Narrow from..to, an element, to its repetition `r`; false beyond the last. */
static bool repetition_span(const sj_segment *s, uint32_t r, uint32_t *from, uint32_t *to) {
    for (uint32_t k = first_sub(s, *from); k < s->n_subs && s->subs[k] < *to; k++) {
        if (!is_repetition(s, k)) continue;
        if (r-- == 1) {
            *to = s->subs[k];
            return true;
        }
        *from = s->subs[k] + 1;
    }
    return r == 1;
}

sj_str sj_segment_rep(const sj_segment *s, uint32_t i, uint32_t r) {
    uint32_t from, to;
    if (!element_span(s, i, &from, &to) || !repetition_span(s, r, &from, &to))
        return (sj_str){NULL, 0};
    return slice(s, from, to);
}

sj_str sj_segment_rep_comp(const sj_segment *s, uint32_t i, uint32_t r, uint32_t c) {
    uint32_t from, to;
    if (!element_span(s, i, &from, &to) || !repetition_span(s, r, &from, &to))
        return (sj_str){NULL, 0};
    for (uint32_t k = first_sub(s, from); k < s->n_subs && s->subs[k] < to; k++) {
        if (c-- == 1) return slice(s, from, s->subs[k]);
        from = s->subs[k] + 1;
    }
    return c == 1 ? slice(s, from, to) : (sj_str){NULL, 0};
}

sj_str sj_segment_comp(const sj_segment *s, uint32_t i, uint32_t c) {
    if (s->n_subs == 0) return c == 1 ? sj_segment_el(s, i) : (sj_str){NULL, 0};
    return sj_segment_rep_comp(s, i, 1, c);
}

uint32_t sj_segment_count_comps(const sj_segment *s, sj_str repetition) {
    uint32_t count = 1;
    for (size_t i = 0; i < repetition.len; i++) count += repetition.ptr[i] == s->delims->component;
    return count;
}

uint64_t sj_segment_offset(const sj_segment *s, const char *at) {
    uint64_t in_text = (uint64_t)(at - s->text);
    const sj_wraps *w = s->wraps;
    for (uint32_t i = 0; w && i < w->n && w->at[i] <= in_text; i++) in_text++;
    return s->offset + in_text;
}
