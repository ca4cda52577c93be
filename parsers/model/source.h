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

typedef struct sj_source_field {
    sj_fill *fill;
    const sj_segment *seg;
    uint32_t number; /* of the segment in its set */
    const sj_binding *b;
    void *to; /* the member */
} sj_source_field;

static inline sj_at sj_place(const sj_source_field *s, unsigned element, unsigned component) {
    return (sj_at){s->number, (uint8_t)element, (uint8_t)component, 1};
}

/* An amount with at most two decimals and eight characters, as nearly all are; else sj_money_parse.
 */
static inline bool sj_read_money(sj_fill *f, sj_str v, sj_money *out) {
    if (v.len - 1 < 8) {
        static const uint8_t cents[9] = {100, 10, 1, 0, 0, 0, 0, 0, 100};
        unsigned behind;
        uint64_t d = sj_digits_without_point(sj_digits_read(v.ptr, v.len), v.len, &behind);
        if (cents[behind] && sj_digits_only(d) && v.len > (behind < 8)) {
            *out = (sj_money)sj_digits_value(d) * cents[behind];
            return true;
        }
    }
    if (sj_money_parse(v, out)) return true;
    f->unreadable = true;
    return false;
}

/* CCYYMMDD; dates repeat, so the last one is kept. */
static inline bool sj_read_day(sj_fill *f, sj_str v, sj_date *out) {
    uint64_t text = 0;
    if (v.len == 8) memcpy(&text, v.ptr, 8);
    if (!text || text != f->day_text) {
        if (!sj_date_parse(v, &f->day)) {
            f->day_text = 0;
            *out = SJ_NO_DATE;
            return false;
        }
        f->day_text = text;
    }
    *out = f->day;
    return true;
}

/* Fields that take a whole segment. */
void sj_fill_whole(const sj_source_field *s);

#endif
