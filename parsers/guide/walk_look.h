/* parsers/guide/walk_look.h - what a segment shows to situational rules.
 *
 * A segment's probes set and clear bits in a few words. Which ones depends on which elements hold
 * something and on the values of its keys: short, and the same again and again. So what these came
 * to is remembered by all of them, as they stand, and probes are gone through only for what is new.
 *
 * An entry: n_way words that tell it from others (the elements and the keys' lengths in one, then
 * their values, a wide one's in two), then for each of the row's words what it keeps and what is
 * set. Rows with few codes have one entry, that of the last segment, others one for each hash of
 * what differs most. */
#ifndef SJ_GUIDE_WALK_LOOK_H
#define SJ_GUIDE_WALK_LOOK_H

#include "parsers/guide/walk_glance.h"
#include "parsers/guide/walk_watch.h"

enum {
    SJ_LOOK_NARROW = 8, /* bytes of a value at the most */
    SJ_LOOK_WIDE = 16,
    SJ_LOOK_LENGTH = 5,  /* bits of a length */
    SJ_LOOK_LENGTHS = 24 /* these stand from here on, the elements before */
};

static inline uint32_t sj_look_size(const sj_watch *s) {
    return s->n_way + 2u * s->n_words;
}

/* --- walk_look.c --- */

/* What the segment shows: for each of the row's words what it keeps and what is set. `present` are
 * those of the elements asked for that hold something. It is remembered at `known`. */
const uint64_t *sj_look_afresh(sj_walk_watch *k, const sj_watch *s, const sj_segment *seg,
                               uint64_t present, uint64_t *known);

/* Keep the values of a segment that situations compare. */
void sj_look_values(sj_walk_watch *k, const sj_watch *s, const sj_segment *seg, uint64_t present);

/* --- looking --- */

/* Up to eight bytes, not none. */
static inline uint64_t sj_look_bytes(const char *p, uint32_t len) {
    return sj_read_8(p) >> (64 - 8 * len);
}

/* Is a value that was kept surely a day? */
static inline bool sj_look_is_day(uint64_t value) {
    return sj_glance_are_day(value ^ SJ_EACH_BYTE('0'));
}

/* Is the segment like `known`? */
static inline bool sj_look_is_like(const sj_watch *s, const sj_segment *seg, uint64_t present,
                                   const uint64_t *known) {
    uint64_t lengths = 0;
    const uint64_t *value = known + 1;
    for (const sj_watch_key *key = s->keys, *end = key + s->n_keys; key < end; key++) {
        lengths <<= SJ_LOOK_LENGTH;
        if (present >> key->element & 1) {
            const uint32_t *mark = &seg->marks[key->element];
            const char *from = seg->base + mark[-1] + 1;
            uint32_t len = mark[0] - mark[-1] - 1;
            lengths |= len;
            if (len > SJ_LOOK_NARROW) {
                if (!key->is_wide || len > SJ_LOOK_WIDE || value[0] != sj_read_8(from) ||
                    value[1] != sj_look_bytes(from + SJ_LOOK_NARROW, len - SJ_LOOK_NARROW))
                    return false;
            } else if (value[0] != sj_look_bytes(from, len)) {
                return false;
            }
        }
        value += 1 + key->is_wide;
    }
    return known[0] == (present | lengths << SJ_LOOK_LENGTHS);
}

/* Where what is like the segment would be remembered, from the row's first entry on. */
static inline uint32_t sj_look_slot(const sj_watch *s, const sj_segment *seg, uint64_t present) {
    uint64_t h = present;
    for (const sj_watch_key *key = s->keys, *end = key + s->n_hashed; key < end; key++) {
        if (!(present >> key->element & 1)) continue;
        const uint32_t *mark = &seg->marks[key->element];
        const char *from = seg->base + mark[-1] + 1;
        uint32_t len = mark[0] - mark[-1] - 1, first = len < SJ_LOOK_NARROW ? len : SJ_LOOK_NARROW;
        h = (h << 23 | h >> 41) + sj_look_bytes(from, first);
        if (len > SJ_LOOK_NARROW) h += sj_read_8(from + len - SJ_LOOK_NARROW) * 3;
    }
    return (uint32_t)(h * 0x9E3779B97F4A7C15u >> (64 - s->look_bits)) * sj_look_size(s);
}

/* What the segment shows, as sj_look_afresh says it. */
static inline const uint64_t *sj_look(sj_walk_watch *k, const sj_watch *s, const sj_segment *seg,
                                      uint64_t present) {
    uint64_t *known = k->looks + s->first_look;
    present = (present | 1) & s->asked;
    if (s->look_bits) known += sj_look_slot(s, seg, present);
    if (!sj_look_is_like(s, seg, present, known)) return sj_look_afresh(k, s, seg, present, known);
    return known + s->n_way;
}

#endif
