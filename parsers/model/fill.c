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
    sj_put_place(&t->at, sj_pack_place(number, b->place));
}

/* The bindings that take components of one element (of its first repetition), ascending. */
static void put_components(const sj_source_field *s) {
    const sj_segment *seg = s->seg;
    const sj_binding *b = s->b, *end = b + b->run;
    char *target = (char *)s->to - b->offset;
    const char *base = seg->base;
    const uint32_t *sub = seg->subs, *last = sub + seg->n_subs;
    uint32_t from = seg->marks[b->element - 1] + 1, to = seg->marks[b->element];
    while (sub < last && *sub < from) sub++;
    for (unsigned c = 1;; c++) {
        bool is_last = sub == last || *sub >= to;
        uint32_t stop = is_last ? to : *sub++;
        if (c == b->component) {
            put_text(b, target, base + from, stop - from, s->number);
            if (++b == end) return;
        }
        if (is_last || base[stop] != seg->delims->component) return;
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

static inline sj_str value_of(const sj_source_field *s) {
    return s->b->component ? sj_segment_comp(s->seg, s->b->element, s->b->component)
                           : sj_segment_el(s->seg, s->b->element);
}

static inline sj_at at_of(const sj_source_field *s) {
    sj_at at;
    sj_put_place(&at, sj_pack_place(s->number, s->b->place));
    return at;
}

/* Of texts, amounts, quantities and days that come twice the first is kept. */

static void put_late_text(const sj_source_field *s) {
    sj_text *t = s->to;
    sj_str v = value_of(s);
    if (v.len && !SJ_HAS(*t)) *t = (sj_text){v, at_of(s)};
}

static void put_amount(const sj_source_field *s) {
    sj_amount *t = s->to;
    sj_str v = value_of(s);
    if (v.len && !SJ_HAS(*t) && sj_read_money(s->fill, v, &t->v)) t->at = at_of(s);
}

static void put_quantity(const sj_source_field *s) {
    sj_number *t = s->to;
    sj_str v = value_of(s);
    if (v.len && !SJ_HAS(*t) && sj_read_quantity(v, &t->v)) t->at = at_of(s);
}

static void put_day(const sj_source_field *s) {
    sj_day *t = s->to;
    sj_date d;
    sj_str v = value_of(s);
    if (v.len && !SJ_HAS(*t) && sj_read_day(s->fill, v, &d)) *t = (sj_day){d, at_of(s)};
}

static void put_remark(const sj_source_field *s) {
    sj_str v = value_of(s);
    if (v.len == 0) return;
    sj_text *t = sj_fill_add(s->fill, s->b->subject, s->to, sizeof *t, FIRST_REMARKS);
    if (t) *t = (sj_text){v, at_of(s)};
}

static void put_string(const sj_source_field *s) {
    sj_str *t = s->to;
    sj_str v = value_of(s);
    if (v.len && t->len == 0) *t = v;
}

static void put_letter(const sj_source_field *s) {
    sj_str v = value_of(s);
    if (v.len) *(char *)s->to = v.ptr[0];
}

static void put_number(const sj_source_field *s) {
    sj_str v = value_of(s);
    uint32_t n = number(v);
    if (v.len) *(uint16_t *)s->to = n > UINT16_MAX ? 0 : (uint16_t)n;
}

static void put_count(const sj_source_field *s) {
    sj_str v = value_of(s);
    if (v.len) *(uint32_t *)s->to = number(v);
}

static void put_money(const sj_source_field *s) {
    sj_money m;
    sj_str v = value_of(s);
    if (v.len && sj_read_money(s->fill, v, &m)) *(sj_money *)s->to = m;
}

static void put_date(const sj_source_field *s) {
    sj_date d;
    sj_str v = value_of(s);
    if (v.len && sj_read_day(s->fill, v, &d)) *(sj_date *)s->to = d;
}

/* AMT: an amount that is none makes the record unreadable. */
static void ask_readable(const sj_source_field *s) {
    sj_money m;
    sj_str v = sj_segment_el(s->seg, 2);
    if (v.len) (void)sj_read_money(s->fill, v, &m);
}

static sj_fill_fn *fill_of_value(sj_field_kind kind) {
    switch (kind) {
    case SJ_FIELD_TEXT:
        return put_late_text;
    case SJ_FIELD_AMOUNT:
        return put_amount;
    case SJ_FIELD_QUANTITY:
        return put_quantity;
    case SJ_FIELD_DAY:
        return put_day;
    case SJ_FIELD_REMARK:
        return put_remark;
    case SJ_FIELD_STRING:
        return put_string;
    case SJ_FIELD_LETTER:
        return put_letter;
    case SJ_FIELD_NUMBER:
        return put_number;
    case SJ_FIELD_COUNT:
        return put_count;
    case SJ_FIELD_MONEY:
        return put_money;
    default:
        return put_date;
    }
}

sj_fill_fn *sj_fill_of(const sj_binding *b) {
    switch ((enum sj_binding_way)b->way) {
    case SJ_BIND_TEXT:
        return NULL;
    case SJ_BIND_COMPONENTS:
        return put_components;
    case SJ_BIND_READABLE:
        return ask_readable;
    case SJ_BIND_VALUE:
        return fill_of_value((sj_field_kind)b->kind);
    default:
        return sj_fill_of_whole((sj_field_kind)b->kind);
    }
}

/* --- the segment --- */

SJ_APART void sj_fill_others(sj_fill *f, const sj_plan_row *s, char *target, const sj_segment *seg,
                             uint32_t number_in_set, uint64_t present) {
    const sj_binding *b = s->others, *end = b + s->n_others;
    sj_source_field field = {.fill = f, .seg = seg, .number = number_in_set};
    present |= 1; /* what takes the whole segment has element 0 */
    for (; b < end; b += b->run) {
        if (!(present >> b->element & 1)) continue;
        field.b = b;
        field.to = target + b->offset;
        b->fill(&field);
    }
}

SJ_APART void sj_fill_more(sj_fill *f, const sj_plan *plan, uint16_t row, const sj_segment *seg,
                           uint32_t number_in_set, uint64_t present) {
    const sj_plan_row *s = plan->more + plan->first_more[row], *end = s + plan->rows[row].n_more;
    for (; s < end; s++) sj_fill_stretch(f, s, seg, number_in_set, present);
}
