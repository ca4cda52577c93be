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
    f->line_party |= subject == SJ_SUBJECT_LINE;
    if (made)
        *p = made;
    else
        f->status = sizeof *made > a->limit - a->used ? SJ_ETOOBIG : SJ_ENOMEM;
    return (char *)made;
}

/* --- texts --- */

/* The bindings that take components of one element (of its first repetition), from the first on.
 * Of a text that comes twice the first is kept. */
static void put_components(sj_fill *f, const sj_binding *b, void *member) {
    const sj_segment *seg = f->seg;
    const char *base = seg->base, component = seg->delims->component;
    char *record = (char *)member - b->offset;
    const uint32_t *sub = seg->subs, *last = sub + seg->n_subs;
    uint32_t from = seg->marks[b->element - 1] + 1, to = seg->marks[b->element];
    while (sub < last && *sub < from) sub++;
    for (unsigned left = b->run; left; left--, b++) {
        bool is_last = sub == last || *sub >= to;
        uint32_t stop = is_last ? to : *sub++;
        sj_text *t = (sj_text *)(void *)(record + b->offset);
        if (from < stop && !SJ_HAS(*t)) {
            t->v = (sj_str){base + from, stop - from};
            sj_put_at(&t->at, f, b);
        }
        if (is_last || base[stop] != component) return;
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

/* The value of a binding, whose element holds something. */
static inline sj_str value_of(const sj_fill *f, const sj_binding *b) {
    return b->component ? sj_segment_comp(f->seg, b->element, b->component)
                        : sj_element(f->seg, b->element);
}

/* Of texts, amounts, quantities and days that come twice the first is kept. All but texts are
 * elements (fields.c). */

static void put_late_text(sj_fill *f, const sj_binding *b, void *member) {
    sj_text *t = member;
    sj_str v = value_of(f, b);
    if (!v.len || SJ_HAS(*t)) return;
    t->v = v;
    sj_put_at(&t->at, f, b);
}

static SJ_APART void put_odd_amount(sj_fill *f, const sj_binding *b, void *member) {
    sj_amount *t = member;
    if (sj_read_odd_money(f, sj_element(f->seg, b->element), &t->v)) sj_put_at(&t->at, f, b);
}

static void put_amount(sj_fill *f, const sj_binding *b, void *member) {
    sj_amount *t = member;
    if (SJ_HAS(*t)) return;
    if (sj_read_usual_money(sj_element(f->seg, b->element), &t->v))
        sj_put_at(&t->at, f, b);
    else
        put_odd_amount(f, b, member);
}

static SJ_APART void put_odd_quantity(sj_fill *f, const sj_binding *b, void *member) {
    sj_number *t = member;
    if (sj_quantity_parse(sj_element(f->seg, b->element), &t->v)) sj_put_at(&t->at, f, b);
}

static void put_quantity(sj_fill *f, const sj_binding *b, void *member) {
    sj_number *t = member;
    if (SJ_HAS(*t)) return;
    if (sj_read_usual_quantity(sj_element(f->seg, b->element), &t->v))
        sj_put_at(&t->at, f, b);
    else
        put_odd_quantity(f, b, member);
}

static void put_day(sj_fill *f, const sj_binding *b, void *member) {
    sj_day *t = member;
    sj_date d;
    if (SJ_HAS(*t) || !sj_day_read(sj_element(f->seg, b->element), &d)) return;
    t->v = d;
    sj_put_at(&t->at, f, b);
}

static void put_remark(sj_fill *f, const sj_binding *b, void *member) {
    sj_str v = value_of(f, b);
    if (v.len == 0) return;
    sj_text *t = sj_fill_add(f, b->subject, member, sizeof *t, FIRST_REMARKS);
    if (!t) return;
    t->v = v;
    sj_put_at(&t->at, f, b);
}

static void put_string(sj_fill *f, const sj_binding *b, void *member) {
    sj_str *t = member;
    sj_str v = value_of(f, b);
    if (v.len && t->len == 0) *t = v;
}

static void put_letter(sj_fill *f, const sj_binding *b, void *member) {
    sj_str v = value_of(f, b);
    if (v.len) *(char *)member = v.ptr[0];
}

static void put_number(sj_fill *f, const sj_binding *b, void *member) {
    sj_str v = value_of(f, b);
    uint32_t n = number(v);
    if (v.len) *(uint16_t *)member = n > UINT16_MAX ? 0 : (uint16_t)n;
}

static void put_count(sj_fill *f, const sj_binding *b, void *member) {
    sj_str v = value_of(f, b);
    if (v.len) *(uint32_t *)member = number(v);
}

static void put_money(sj_fill *f, const sj_binding *b, void *member) {
    sj_money m;
    sj_str v = value_of(f, b);
    if (v.len && sj_read_money(f, v, &m)) *(sj_money *)member = m;
}

static void put_date(sj_fill *f, const sj_binding *b, void *member) {
    sj_date d;
    if (sj_day_read(value_of(f, b), &d)) *(sj_date *)member = d;
}

/* AMT: an amount that is none makes the record unreadable. */
static void ask_readable(sj_fill *f, const sj_binding *b, void *member) {
    (void)member;
    sj_money m;
    (void)sj_read_money(f, sj_element(f->seg, b->element), &m);
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
    if (b->way == SJ_BIND_TEXT) return NULL;
    if (b->way == SJ_BIND_COMPONENTS) return put_components;
    if (b->way == SJ_BIND_READABLE) return ask_readable;
    sj_fill_fn *whole = sj_fill_of_whole((sj_field_kind)b->kind);
    return whole ? whole : fill_of_value((sj_field_kind)b->kind);
}

/* --- the segment --- */

void sj_fill_any(sj_fill *f, const sj_plan *plan, uint16_t row, const sj_segment *seg,
                 uint32_t number_in_set, uint64_t present) {
    const sj_plan_row *r = &plan->rows[row];
    const sj_plan_row *s = plan->more + plan->first_more[row], *end = s + r->n_more;
    sj_fill_segment(f, r, seg, number_in_set, present);
    for (; s < end; s++) sj_fill_stretch(f, s, present | 1);
}
