/* A segment as JSON: elements by position, the forms of a value told apart by their JSON kind.
 *
 *     A            "A"
 *     A:B          ["A","B"]
 *     A^B:C        {"repeat":["A",["B","C"]]}
 *
 * An element that is empty is left out, the last one excepted: its position tells how many there
 * are. */
#include "engine/convert/segment_json.h"

#include <stdio.h>

/* The separators inside one element: rows of seg->subs. */
typedef struct separators {
    uint32_t first, end;
} separators;

static bool is_repetition(const sj_segment *seg, uint32_t k) {
    return seg->delims->repetition && seg->base[seg->subs[k]] == seg->delims->repetition;
}

static void write_slice(sj_json_out *out, const sj_segment *seg, uint32_t from, uint32_t to) {
    sj_json_bytes(out, (sj_str){seg->base + from, to - from});
}

/* One repetition, from..to: a value, or its components. */
static void write_components(sj_json_out *out, const sj_segment *seg, uint32_t from, uint32_t to,
                             separators in) {
    if (in.first == in.end) {
        write_slice(out, seg, from, to);
        return;
    }
    sj_json_array(out);
    for (uint32_t k = in.first; k < in.end; k++) {
        write_slice(out, seg, from, seg->subs[k]);
        from = seg->subs[k] + 1;
    }
    write_slice(out, seg, from, to);
    sj_json_array_end(out);
}

static void write_element(sj_json_out *out, const sj_segment *seg, uint32_t from, uint32_t to,
                          separators in) {
    bool repeats = false;
    for (uint32_t k = in.first; k < in.end && !repeats; k++) repeats = is_repetition(seg, k);
    if (!repeats) {
        write_components(out, seg, from, to, in);
        return;
    }
    sj_json_object(out);
    sj_json_key(out, "repeat");
    sj_json_array(out);
    for (uint32_t k = in.first; k < in.end; k++) {
        if (!is_repetition(seg, k)) continue;
        write_components(out, seg, from, seg->subs[k], (separators){in.first, k});
        from = seg->subs[k] + 1;
        in.first = k + 1;
    }
    write_components(out, seg, from, to, in);
    sj_json_array_end(out);
    sj_json_object_end(out);
}

static void write_position(sj_json_out *out, uint32_t i) {
    char key[16];
    snprintf(key, sizeof key, "%02u", i);
    sj_json_key(out, key);
}

static void write_elements(sj_json_out *out, const sj_segment *seg) {
    sj_json_key(out, "elements");
    sj_json_object(out);
    separators in = {0, 0};
    for (uint32_t i = 1; i <= seg->n; i++) {
        uint32_t from = seg->marks[i - 1] + 1, to = seg->marks[i];
        in.first = in.end;
        while (in.end < seg->n_subs && seg->subs[in.end] < to) in.end++;
        while (in.first < in.end && seg->subs[in.first] < from) in.first++;
        if (from == to && i < seg->n) continue;
        write_position(out, i);
        write_element(out, seg, from, to, in);
    }
    sj_json_object_end(out);
}

/* The names of a composite's components, as many as there are. */
static void write_component_names(sj_json_out *out, const sj_segment *seg, uint32_t i,
                                  const sj_guide *guide, const sj_guide_element *e) {
    const sj_guide_element *components = &guide->elements[e->first_component];
    uint32_t n = sj_segment_count_comps(seg, sj_segment_rep(seg, i, 1));
    if (n == 1) {
        sj_json_strz(out, components->name);
        return;
    }
    sj_json_array(out);
    for (uint32_t c = 0; c < n && c < e->n_components; c++) sj_json_strz(out, components[c].name);
    sj_json_array_end(out);
}

/* The guide's names of the elements that are there. */
static void write_names(sj_json_out *out, const sj_segment *seg, const sj_guide *guide,
                        const sj_guide_segment *row) {
    sj_json_key(out, "names");
    sj_json_object(out);
    for (uint32_t i = 1; i <= seg->n && i <= row->n_elements; i++) {
        const sj_guide_element *e = &guide->elements[row->first_element + i - 1];
        if (sj_segment_el(seg, i).len == 0 || !e->name) continue;
        write_position(out, i);
        if (e->n_components)
            write_component_names(out, seg, i, guide, e);
        else
            sj_json_strz(out, e->name);
    }
    sj_json_object_end(out);
}

void sj_segment_json(sj_json_out *out, const sj_segment *seg, const sj_guide *guide, uint16_t row,
                     bool names) {
    const sj_guide_segment *known = row == SJ_NO_ROW ? NULL : &guide->segments[row];
    sj_json_object(out);
    sj_json_key(out, "segment");
    sj_json_bytes(out, sj_segment_el(seg, 0));
    if (known) {
        sj_json_key(out, "name");
        sj_json_strz(out, known->name);
    }
    write_elements(out, seg);
    if (known && names) write_names(out, seg, guide, known);
}
