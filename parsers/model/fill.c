/* From a segment to the fields bound to its row (fields.h) that are no text of an element (those
 * are stored in fill.h): components, then single values of other kinds. fill_lists.c has the rest.
 */
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

SJ_APART char *sj_fill_make_party(sj_fill *f, sj_subject subject, const sj_party **p) {
    sj_arena *a = f->arena[subject];
    sj_party *made = sj_arena_zalloc(a, sizeof *made);
    if (made)
        *p = made;
    else
        f->status = sizeof *made > a->limit - a->used ? SJ_ETOOBIG : SJ_ENOMEM;
    return (char *)made;
}

SJ_APART bool sj_read_new_day(sj_fill *f, sj_str v, sj_date *out) {
    uint64_t text;
    if (!sj_date_parse(v, out)) {
        *out = SJ_NO_DATE;
        return false;
    }
    memcpy(&text, v.ptr, sizeof text);
    f->days[sj_day_slot(text)] = (sj_fill_day){text, *out};
    return true;
}

/* --- texts --- */

/* Of a text that comes twice the first is kept. */
static inline void put_text(const sj_binding *b, char *target, const char *from, uint32_t len,
                            uint32_t number) {
    sj_text *t = (sj_text *)(void *)(target + b->offset);
    if (len == 0 || SJ_HAS(*t)) return;
    t->v.ptr = from;
    t->v.len = len;
    sj_put_place(&t->at, number, b->place);
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
    sj_put_place(&t->at, number, b->place);
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
    case SJ_FIELD_TEXT:
        if (!SJ_HAS(*(sj_text *)to)) *(sj_text *)to = (sj_text){v, at};
        break;
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
    default: /* whole segments do not come here */
        break;
    }
}

/* --- the segment --- */

SJ_APART void sj_fill_others(sj_fill *f, const sj_stretch *s, char *target, const sj_segment *seg,
                             uint32_t number_in_set, uint64_t present) {
    const sj_binding *b = s->others, *end = b + s->n_others;
    sj_source_field whole = {.fill = f, .seg = seg, .number = number_in_set};
    present |= 1; /* what takes the whole segment has element 0 */
    for (; b < end; b++) {
        if (!(present >> b->element & 1)) continue;
        switch ((enum sj_binding_way)b->way) {
        case SJ_BIND_COMPONENTS:
            put_components(b, target, seg, number_in_set);
            b += b->components - 1;
            break;
        case SJ_BIND_AMOUNT:
            put_whole_amount(f, b, target, seg, number_in_set);
            break;
        case SJ_BIND_READABLE:
            ask_readable(f, seg);
            break;
        case SJ_BIND_VALUE:
            put_value(f, b, target + b->offset, seg, number_in_set);
            break;
        default:
            whole.b = b;
            whole.to = target + b->offset;
            sj_fill_whole[b->kind](&whole);
        }
    }
}
