/* parsers/model/source.h - one field of one segment, while it is being filled (fill.c,
 * fill_lists.c). */
#ifndef SJ_MODEL_SOURCE_H
#define SJ_MODEL_SOURCE_H

#include <scrubjay/ack.h>
#include <scrubjay/claim.h>
#include <scrubjay/remit.h>

#include "parsers/base/apart.h"
#include "parsers/base/digits.h"
#include "parsers/model/fill.h"

struct sj_source_field {
    sj_fill *fill;
    const sj_segment *seg;
    uint32_t number; /* of the segment in its set */
    const sj_binding *b;
    void *to; /* the member */
};

static inline sj_at sj_place(const sj_source_field *s, unsigned element, unsigned component) {
    return (sj_at){s->number, (uint8_t)element, (uint8_t)component, 1};
}

/* A number of at most eight characters as nearly all are: not negative, with no more decimals than
 * are kept. `scale` is by how much it counts with that many decimals, at 8 with no point; 0: not
 * here. */
static inline bool sj_read_short(sj_str v, const uint16_t scale[9], int64_t *out) {
    if (v.len - 1 > 7) return false;
    unsigned behind;
    uint64_t d = sj_digits_without_point(sj_digits_read(v.ptr, v.len), v.len, &behind);
    if (!scale[behind] || !sj_digits_only(d) || v.len == (behind < 8)) return false;
    *out = (int64_t)sj_digits_value(d) * scale[behind];
    return true;
}

static inline bool sj_read_money(sj_fill *f, sj_str v, sj_money *out) {
    static const uint16_t cents[9] = {100, 10, 1, 0, 0, 0, 0, 0, 100};
    if (sj_read_short(v, cents, out) || sj_money_parse(v, out)) return true;
    f->unreadable = true;
    return false;
}

static inline bool sj_read_quantity(sj_str v, sj_quantity *out) {
    static const uint16_t thousandths[9] = {1000, 100, 10, 1, 0, 0, 0, 0, 1000};
    return sj_read_short(v, thousandths, out) || sj_quantity_parse(v, out);
}

/* Where a day that was read is kept. */
static inline unsigned sj_day_slot(uint64_t text) {
    return (unsigned)(text * UINT64_C(0x9E3779B97F4A7C15) >> 32) % SJ_FILL_DAYS;
}

/* The eight characters as a day, if they were read before; else NULL. */
static inline const sj_fill_day *sj_known_day(const sj_fill *f, const char *p) {
    uint64_t text;
    memcpy(&text, p, sizeof text);
    const sj_fill_day *known = &f->days[sj_day_slot(text)];
    return text == known->text && text ? known : NULL;
}

/* CCYYMMDD. */
bool sj_read_new_day(sj_fill *f, sj_str v, sj_date *out);
static inline bool sj_read_day(sj_fill *f, sj_str v, sj_date *out) {
    const sj_fill_day *known = v.len == 8 ? sj_known_day(f, v.ptr) : NULL;
    if (!known) return sj_read_new_day(f, v, out);
    *out = known->day;
    return true;
}

/* Fields that take a whole segment, by kind; NULL for those that do not. */
sj_fill_fn *sj_fill_of_whole(sj_field_kind kind);

#endif
