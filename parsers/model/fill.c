/* From a segment to the fields bound to its row (fields.h): texts first of all, which four of five
 * fields are, in a loop that does little else; then single values of other kinds. fill_lists.c has
 * the rest. */
#include "parsers/model/lists.h"
#include "parsers/model/source.h"

enum { FIRST_REMARKS = 4 };

SJ_APART void *sj_fill_grow(sj_fill *f, sj_subject subject, void *list, size_t size,
                            uint16_t first) {
    sj_arena *a = f->arena[subject];
    sj_any_list *l = list;
    void *item = sj_list_add(a, list, size, first);
    if (item) return item;
    if (l->n == UINT16_MAX)
        f->cut = true;
    else
        f->status = size * (l->n ? 2u * l->n : first) > a->limit - a->used ? SJ_ETOOBIG : SJ_ENOMEM;
    return NULL;
}

static SJ_APART bool make_party(sj_fill *f, sj_subject subject, const sj_party **party) {
    sj_arena *a = f->arena[subject];
    sj_party *made = sj_arena_zalloc(a, sizeof *made);
    if (made)
        *party = made;
    else
        f->status = sizeof *made > a->limit - a->used ? SJ_ETOOBIG : SJ_ENOMEM;
    return made;
}

/* The record, or the party in it, that the binding's field belongs to; NULL when there is none. A
 * party is made when its first segment comes. */
static inline char *target_of(sj_fill *f, const sj_binding *b) {
    char *record = f->record[b->subject];
    if (!record || b->party == SJ_IN_RECORD) return record;
    const sj_party **p = (const sj_party **)(void *)(record + b->party);
    if (*p == &sj_no_party && !make_party(f, b->subject, p)) return NULL;
    return (char *)(uintptr_t)*p;
}

/* --- texts --- */

static inline void put_place(sj_at *at, const sj_binding *b, uint32_t number) {
    at->segment = number;
    memcpy((char *)at + sizeof at->segment, &b->place, sizeof b->place);
}

/* Of a text that comes twice the first is kept. */
static inline void put_text(const sj_binding *b, char *target, const char *from, uint32_t len,
                            uint32_t number) {
    sj_text *t = (sj_text *)(void *)(target + b->offset);
    if (len == 0 || SJ_HAS(*t)) return;
    t->v.ptr = from;
    t->v.len = len;
    put_place(&t->at, b, number);
}

/* The texts that are elements; they ascend. */
static inline void put_texts(const sj_binding *b, const sj_binding *end, char *target,
                             const sj_segment *seg, uint32_t number) {
    const char *base = seg->base;
    const uint32_t *marks = seg->marks, n = seg->n;
    for (; b < end && b->element <= n; b++) {
        uint32_t from = marks[b->element - 1] + 1;
        put_text(b, target, base + from, marks[b->element] - from, number);
    }
}

/* The bindings that take components of one element (of its first repetition), ascending. */
static SJ_APART void put_components(const sj_binding *b, char *target, const sj_segment *seg,
                                    uint32_t number) {
    const sj_binding *end = b + b->components;
    uint32_t from = seg->marks[b->element - 1] + 1, to = seg->marks[b->element], sub = 0;
    while (sub < seg->n_subs && seg->subs[sub] < from) sub++;
    for (unsigned c = 1;; c++) {
        bool is_last = sub == seg->n_subs || seg->subs[sub] >= to;
        uint32_t stop = is_last ? to : seg->subs[sub++];
        if (c == b->component) {
            put_text(b, target, seg->base + from, stop - from, number);
            if (++b == end) return;
        }
        if (is_last || seg->base[stop] != seg->delims->component) return;
        from = stop + 1;
    }
}

/* --- single values --- */

/* Up to nine digits; 0 for anything else. */
static uint32_t number(sj_str v) {
    uint32_t n = 0;
    if (v.len > 9) return 0;
    for (size_t i = 0; i < v.len; i++) {
        if (v.ptr[i] < '0' || v.ptr[i] > '9') return 0;
        n = 10 * n + (uint32_t)(v.ptr[i] - '0');
    }
    return n;
}

static void put_amount(sj_fill *f, sj_amount *t, sj_str v, sj_at at) {
    sj_money m;
    if (!SJ_HAS(*t) && sj_read_money(f, v, &m)) *t = (sj_amount){m, at};
}

static void put_quantity(sj_number *t, sj_str v, sj_at at) {
    sj_quantity q;
    if (!SJ_HAS(*t) && sj_read_quantity(v, &q)) *t = (sj_number){q, at};
}

static void put_day(sj_fill *f, sj_day *t, sj_str v, sj_at at) {
    sj_date d;
    if (!SJ_HAS(*t) && sj_read_day(f, v, &d)) *t = (sj_day){d, at};
}

static void put_remark(sj_fill *f, sj_subject subject, void *list, sj_str v, sj_at at) {
    sj_text *t = sj_fill_add(f, subject, list, sizeof *t, FIRST_REMARKS);
    if (t) *t = (sj_text){v, at};
}

static void put_number(uint16_t *t, sj_str v) {
    uint32_t n = number(v);
    *t = n > UINT16_MAX ? 0 : (uint16_t)n;
}

static void put_money(sj_fill *f, sj_money *t, sj_str v) {
    sj_money m;
    if (sj_read_money(f, v, &m)) *t = m;
}

static void put_date(sj_fill *f, sj_date *t, sj_str v) {
    sj_date d;
    if (sj_read_day(f, v, &d)) *t = d;
}

/* An amount that is an element; of one that comes twice the first is kept. */
static inline void put_whole_amount(sj_fill *f, const sj_binding *b, char *target,
                                    const sj_segment *seg, uint32_t number) {
    sj_amount *t = (sj_amount *)(void *)(target + b->offset);
    uint32_t from = seg->marks[b->element - 1] + 1, len = seg->marks[b->element] - from;
    if (len == 0 || SJ_HAS(*t)) return;
    if (!sj_read_money(f, (sj_str){seg->base + from, len}, &t->v)) return;
    put_place(&t->at, b, number);
}

/* AMT: an amount that is none makes the record unreadable. */
static inline void ask_readable(sj_fill *f, const sj_segment *seg) {
    sj_money m;
    sj_str v = sj_segment_el(seg, 2);
    if (v.len) (void)sj_read_money(f, v, &m);
}

/* A value that is no text. */
static SJ_APART void put_value(sj_fill *f, const sj_binding *b, void *to, const sj_segment *seg,
                               uint32_t number_in_set) {
    sj_str v = b->component ? sj_segment_comp(seg, b->element, b->component)
                            : sj_segment_el(seg, b->element);
    if (v.len == 0) return;
    sj_at at = {number_in_set, b->element, b->component, 1};
    switch ((sj_field_kind)b->kind) {
    case SJ_FIELD_AMOUNT:
        put_amount(f, to, v, at);
        break;
    case SJ_FIELD_QUANTITY:
        put_quantity(to, v, at);
        break;
    case SJ_FIELD_DAY:
        put_day(f, to, v, at);
        break;
    case SJ_FIELD_REMARK:
        put_remark(f, b->subject, to, v, at);
        break;
    case SJ_FIELD_STRING:
        if (((sj_str *)to)->len == 0) *(sj_str *)to = v;
        break;
    case SJ_FIELD_LETTER:
        *(char *)to = v.ptr[0];
        break;
    case SJ_FIELD_NUMBER:
        put_number(to, v);
        break;
    case SJ_FIELD_COUNT:
        *(uint32_t *)to = number(v);
        break;
    case SJ_FIELD_MONEY:
        put_money(f, to, v);
        break;
    case SJ_FIELD_DATE:
        put_date(f, to, v);
        break;
    default: /* texts have ways of their own, whole segments do not come here */
        break;
    }
}

/* --- the segment --- */

/* What is no plain text stands apart, so that the texts have the registers. */
static SJ_APART void put_others(sj_fill *f, const sj_binding *b, const sj_binding *end,
                                char *target, const sj_segment *seg, uint32_t number_in_set) {
    for (; b < end; b++) {
        if (b->element > seg->n) continue;
        if (b->way == SJ_BIND_COMPONENTS) {
            put_components(b, target, seg, number_in_set);
            b += b->components - 1;
        } else if (b->way == SJ_BIND_AMOUNT) {
            put_whole_amount(f, b, target, seg, number_in_set);
        } else if (b->way == SJ_BIND_READABLE) {
            ask_readable(f, seg);
        } else if (b->way == SJ_BIND_VALUE) {
            put_value(f, b, target + b->offset, seg, number_in_set);
        } else {
            sj_fill_whole(f, b, target + b->offset, seg, number_in_set);
        }
    }
}

void sj_fill_segment(sj_fill *f, const sj_plan *plan, uint16_t row, const sj_segment *seg,
                     uint32_t number_in_set) {
    const sj_binding *b = plan->bindings + plan->first[row];
    const sj_binding *end = plan->bindings + plan->first[row + 1];
    for (const sj_binding *next; b < end; b = next) {
        next = b + b->stretch;
        char *target = target_of(f, b);
        if (!target) continue;
        const sj_binding *others = b + b->texts;
        put_texts(b, others, target, seg, number_in_set);
        if (others < next) put_others(f, others, next, target, seg, number_in_set);
    }
}
