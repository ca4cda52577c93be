/* parsers/guide/walk_look.h - what a segment shows to situational rules.
 *
 * A segment's probes set and clear bits in a few words. Which ones depends on which elements hold
 * something and on the values of its keys: short, and the same again and again. So what these came
 * to is remembered by all of them, as they stand, and probes are gone through only for what is new.
 * An entry is: the elements, the lengths, the values; then for each word what it keeps and what is
 * set. */
#ifndef SJ_GUIDE_WALK_LOOK_H
#define SJ_GUIDE_WALK_LOOK_H

#include "parsers/guide/walk_watch.h"

enum { SJ_LOOK_NARROW = 8, SJ_LOOK_WIDE = 16, SJ_LOOK_LENGTH = 5 };

/* --- walk_look.c --- */

/* Keep the values of a segment that situations compare. */
void sj_look_values(sj_walk_watch *k, const sj_watch *s, const sj_segment *seg, uint64_t present);

/* Go through the probes: for each of the row's words what it keeps and what is set. */
void sj_look_closely(const sj_situations *all, const sj_watch *s, const sj_segment *seg,
                     uint64_t present, uint64_t *effects);

/* --- what it is like --- */

/* Up to eight bytes. */
static inline uint64_t sj_look_bytes(const char *p, uint32_t len) {
    return len ? sj_read_8(p) >> (64 - 8 * len) : 0;
}

/* What the row's keys are, in `way`, behind which elements hold something; NULL where a value is
 * too long, else behind the last. */
static inline uint64_t *sj_look_way(const sj_watch *s, const sj_segment *seg, uint64_t present,
                                    uint64_t *way) {
    uint64_t lengths = 0, *to = way + 2;
    way[0] = present;
    for (const sj_watch_key *key = s->keys, *end = key + s->n_keys; key < end; key++) {
        lengths <<= SJ_LOOK_LENGTH;
        to[0] = to[key->is_wide] = 0;
        if (present >> key->element & 1) {
            const uint32_t *mark = &seg->marks[key->element];
            const char *from = seg->base + mark[-1] + 1;
            uint32_t len = mark[0] - mark[-1] - 1;
            lengths |= len;
            if (len <= SJ_LOOK_NARROW) {
                to[0] = sj_look_bytes(from, len);
            } else {
                if (!key->is_wide || len > SJ_LOOK_WIDE) return NULL;
                to[0] = sj_read_8(from);
                to[1] = sj_look_bytes(from + SJ_LOOK_NARROW, len - SJ_LOOK_NARROW);
            }
        }
        to += 1 + key->is_wide;
    }
    way[1] = lengths;
    return to;
}

static inline uint32_t sj_look_slot(const sj_watch *s, const uint64_t *way, const uint64_t *end) {
    uint64_t h = 0;
    for (; way < end; way++) h = (h << 23 | h >> 41) + *way;
    return (uint32_t)(h * 0x9E3779B97F4A7C15u >> (64 - s->look_bits)) * s->look_size;
}

/* --- looking --- */

/* What the segment shows, as sj_look_closely says it. */
static inline const uint64_t *sj_look(sj_walk_watch *k, const sj_watch *s, const sj_segment *seg,
                                      uint64_t present) {
    uint64_t way[2 + 2 * SJ_WATCH_KEYS], *effects = k->effects;
    present = (present | 1) & s->asked;
    const uint64_t *end = s->look_size ? sj_look_way(s, seg, present, way) : NULL;
    if (end) {
        uint64_t *known = k->looks + s->first_look + sj_look_slot(s, way, end), *k1 = known;
        const uint64_t *w = way;
        for (; w < end && *w == *k1; w++) k1++;
        effects = known + (end - way);
        if (w == end) return effects;
        memcpy(known, way, (size_t)(end - way) * sizeof *way);
    }
    sj_look_closely(k->all, s, seg, present, effects);
    return effects;
}

#endif
