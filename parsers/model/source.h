/* parsers/model/source.h - values of the segment that is being filled (fill.c, fill_lists.c). */
#ifndef SJ_MODEL_SOURCE_H
#define SJ_MODEL_SOURCE_H

#include <scrubjay/ack.h>
#include <scrubjay/claim.h>
#include <scrubjay/remit.h>

#include "parsers/base/apart.h"
#include "parsers/base/day.h"
#include "parsers/base/number.h"
#include "parsers/model/fill.h"

static inline sj_at sj_place(const sj_fill *f, unsigned element, unsigned component) {
    return (sj_at){f->number, (uint8_t)element, (uint8_t)component, 1};
}

/* The place of a binding's value. */
static inline void sj_put_at(sj_at *at, const sj_fill *f, const sj_binding *b) {
    sj_put_place(at, sj_pack_place(f->number, b->place));
}

/* The member of the binding behind `b`, whose own member this is. */
static inline void *sj_beside(const sj_binding *b, void *member) {
    return (char *)member - b->offset + b[1].offset;
}

/* Element `i` (from 1) of a segment that has so many. */
static inline sj_str sj_element(const sj_segment *seg, unsigned i) {
    uint32_t from = seg->marks[i - 1] + 1;
    return (sj_str){seg->base + from, seg->marks[i] - from};
}

/* As nearly all are: short, not negative, with no more decimals than are kept. */
static inline bool sj_read_usual_money(sj_str v, sj_money *out) {
    static const uint16_t cents[8] = {100, 10, 1};
    return v.len - 1 < 8 && sj_number_read(v.ptr, v.len, cents, out);
}
static inline bool sj_read_usual_quantity(sj_str v, sj_quantity *out) {
    static const uint16_t thousandths[8] = {1000, 100, 10, 1};
    return v.len - 1 < 8 && sj_number_read(v.ptr, v.len, thousandths, out);
}

static inline bool sj_read_odd_money(sj_fill *f, sj_str v, sj_money *out) {
    if (sj_money_parse(v, out)) return true;
    f->unreadable = true;
    return false;
}

static inline bool sj_read_money(sj_fill *f, sj_str v, sj_money *out) {
    return sj_read_usual_money(v, out) || sj_read_odd_money(f, v, out);
}

static inline bool sj_read_quantity(sj_str v, sj_quantity *out) {
    return sj_read_usual_quantity(v, out) || sj_quantity_parse(v, out);
}

/* Fields that take a whole segment, by kind; NULL for those that do not. */
sj_fill_fn *sj_fill_of_whole(sj_field_kind kind);

#endif
