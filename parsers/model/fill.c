/* Each kind of field (fields.h): what it takes from a segment, and how it is stored. */
#include "parsers/model/fill.h"

#include <scrubjay/ack.h>
#include <scrubjay/claim.h>
#include <scrubjay/remit.h>

#include "parsers/model/lists.h"

enum { FIRST_ROOM = 4, CAS_REASONS = 6, PLB_REASONS = 6, HI_CODES = 12, MAX_COMPONENTS = 9 };

/* An element's components (of its first repetition), taken apart once for all fields of it. */
typedef struct components {
    unsigned element; /* 0: none yet */
    unsigned n;
    sj_str v[MAX_COMPONENTS];
} components;

/* One field of one segment. */
typedef struct source {
    sj_fill *fill;
    const sj_segment *seg;
    uint32_t number;
    const sj_binding *b;
    void *to; /* the member */
    components parts;
} source;

static sj_at place(const source *s, unsigned element, unsigned component) {
    return (sj_at){s->number, (uint8_t)element, (uint8_t)component, 1};
}

static void take_apart(components *p, const sj_segment *seg, unsigned element) {
    sj_str rest = sj_segment_el(seg, element);
    p->element = element;
    p->n = 0;
    uint32_t from = (uint32_t)(rest.ptr - seg->base), to = from + (uint32_t)rest.len, k = 0;
    while (k < seg->n_subs && seg->subs[k] < from) k++;
    for (; k < seg->n_subs && seg->subs[k] < to; k++) {
        uint32_t at = seg->subs[k];
        if (p->n == MAX_COMPONENTS) return;
        p->v[p->n++] = (sj_str){seg->base + from, at - from};
        if (seg->base[at] != seg->delims->component) return; /* the first repetition's end */
        from = at + 1;
    }
    if (p->n < MAX_COMPONENTS) p->v[p->n++] = (sj_str){seg->base + from, to - from};
}

/* The text of the field at hand; empty when it is not there. */
static inline sj_str element(source *s) {
    const sj_binding *b = s->b;
    if (!b->component) return sj_segment_el(s->seg, b->element);
    if (b->element > s->seg->n) return (sj_str){NULL, 0};
    if (s->parts.element != b->element) take_apart(&s->parts, s->seg, b->element);
    return b->component <= s->parts.n ? s->parts.v[b->component - 1] : (sj_str){NULL, 0};
}

static inline sj_at own_place(const source *s) {
    return place(s, s->b->element, s->b->component);
}

static void *grow(const source *s, size_t size) {
    return sj_fill_add(s->fill, s->b->subject, s->to, size, FIRST_ROOM);
}

static bool read_money(const source *s, sj_str text, sj_money *out) {
    if (sj_money_parse(text, out)) return true;
    s->fill->unreadable = true;
    return false;
}

static inline void fill_text(source *s) {
    sj_text *t = s->to;
    sj_str v = element(s);
    if (v.len == 0 || SJ_HAS(*t)) return;
    *t = (sj_text){v, own_place(s)};
}

static void fill_amount(source *s) {
    sj_amount *t = s->to;
    sj_str v = element(s);
    sj_money m;
    if (v.len == 0 || SJ_HAS(*t) || !read_money(s, v, &m)) return;
    *t = (sj_amount){m, own_place(s)};
}

static void fill_quantity(source *s) {
    sj_number *t = s->to;
    sj_str v = element(s);
    sj_quantity q;
    if (v.len == 0 || SJ_HAS(*t) || !sj_quantity_parse(v, &q)) return;
    *t = (sj_number){q, own_place(s)};
}

static void fill_day(source *s) {
    sj_day *t = s->to;
    sj_str v = element(s);
    sj_date d;
    if (v.len == 0 || SJ_HAS(*t) || !sj_date_parse(v, &d)) return;
    *t = (sj_day){d, own_place(s)};
}

static void fill_ref(source *s) {
    sj_str v = sj_segment_el(s->seg, 2);
    if (v.len == 0) return;
    sj_ref *r = grow(s, sizeof *r);
    if (r) *r = (sj_ref){sj_segment_el(s->seg, 1), {v, place(s, 2, 0)}};
}

/* DTP (format in element 2, value in 3) or DTM (value in 2): D8, RD8 and the day of DT. */
static bool read_dates(const source *s, sj_dates *out) {
    bool formatted = s->seg->tag == SJ_TAG('D', 'T', 'P');
    unsigned at = formatted ? 3 : 2;
    sj_str v = sj_segment_el(s->seg, at), last = v;
    sj_str format = formatted ? sj_segment_el(s->seg, 2) : SJ_STR("D8");
    if (v.len == 0 || sj_str_is(format, "TM")) return false;
    if (sj_str_is(format, "RD8") && v.len == 17 && v.ptr[8] == '-') {
        last = (sj_str){v.ptr + 9, 8};
        v.len = 8;
    } else if (sj_str_is(format, "DT") && v.len > 8) {
        last.len = v.len = 8;
    }
    *out = (sj_dates){.qualifier = sj_segment_el(s->seg, 1), .at = place(s, at, 0)};
    return sj_date_parse(v, &out->from) && sj_date_parse(last, &out->to);
}

static void fill_dates(source *s) {
    sj_dates dates;
    if (!read_dates(s, &dates)) return;
    sj_dates *item = grow(s, sizeof *item);
    if (item) *item = dates;
}

static void fill_period(source *s) {
    sj_dates *t = s->to, dates;
    if (!SJ_HAS(*t) && read_dates(s, &dates)) *t = dates;
}

static void fill_dtp_day(source *s) {
    sj_day *t = s->to;
    sj_dates dates;
    if (!SJ_HAS(*t) && read_dates(s, &dates)) *t = (sj_day){dates.from, dates.at};
}

static void fill_dtp_span(source *s) {
    sj_date *t = s->to;
    sj_dates dates;
    if (!read_dates(s, &dates)) return;
    t[0] = dates.from;
    t[1] = dates.to;
}

static void fill_dtm_span(source *s) {
    sj_date *t = s->to;
    sj_dates dates;
    if (!read_dates(s, &dates)) return;
    if (!sj_str_is(dates.qualifier, "151")) t[0] = dates.from;
    if (!sj_str_is(dates.qualifier, "150")) t[1] = dates.to;
}

static void fill_amt(source *s) {
    sj_money m;
    sj_str v = sj_segment_el(s->seg, 2);
    if (v.len == 0 || !read_money(s, v, &m)) return;
    sj_amt *a = grow(s, sizeof *a);
    if (a) *a = (sj_amt){sj_segment_el(s->seg, 1), {m, place(s, 2, 0)}};
}

/* CAS: a group, then up to six of reason, amount, quantity. */
static void fill_adjustments(source *s) {
    sj_str group = sj_segment_el(s->seg, 1);
    for (unsigned i = 0; i < CAS_REASONS; i++) {
        unsigned at = 2 + 3 * i;
        sj_str reason = sj_segment_el(s->seg, at), amount = sj_segment_el(s->seg, at + 1);
        sj_str quantity = sj_segment_el(s->seg, at + 2);
        if (reason.len == 0 && amount.len == 0) continue;
        sj_adjustment a = {.group = group, .reason = reason, .at = place(s, at, 0)};
        if (!read_money(s, amount, &a.amount)) continue;
        sj_quantity_parse(quantity, &a.quantity);
        sj_adjustment *item = grow(s, sizeof *item);
        if (item) *item = a;
    }
}

/* PLB: provider, end of the period, then up to six of reason (with a reference) and amount. */
static void fill_provider_adjustments(source *s) {
    sj_date end = SJ_NO_DATE;
    sj_str day = sj_segment_el(s->seg, 2);
    if (day.len) sj_date_parse(day, &end);
    for (unsigned i = 0; i < PLB_REASONS; i++) {
        unsigned at = 3 + 2 * i;
        sj_str amount = sj_segment_el(s->seg, at + 1);
        if (amount.len == 0 && sj_segment_el(s->seg, at).len == 0) continue;
        sj_provider_adjustment a = {.provider = sj_segment_el(s->seg, 1),
                                    .period_end = end,
                                    .reason = sj_segment_comp(s->seg, at, 1),
                                    .reference = sj_segment_comp(s->seg, at, 2),
                                    .at = place(s, at, 0)};
        if (!read_money(s, amount, &a.amount)) continue;
        sj_provider_adjustment *item = grow(s, sizeof *item);
        if (item) *item = a;
    }
}

/* Qualifiers of HI that say diagnosis: principal, other, admitting, external cause, reason for the
 * visit; ICD-10 (A…) and ICD-9. */
static bool is_diagnosis(sj_str q) {
    if (q.len != 2 && q.len != 3) return false;
    switch (SJ_TAG(q.ptr[0], q.ptr[1], q.len == 3 ? q.ptr[2] : 0)) {
    case SJ_TAG('A', 'B', 'K'):
    case SJ_TAG('A', 'B', 'F'):
    case SJ_TAG('A', 'B', 'J'):
    case SJ_TAG('A', 'B', 'N'):
    case SJ_TAG('A', 'P', 'R'):
    case SJ_TAG('B', 'K', 0):
    case SJ_TAG('B', 'F', 0):
    case SJ_TAG('B', 'J', 0):
    case SJ_TAG('B', 'N', 0):
    case SJ_TAG('P', 'R', 0):
        return true;
    default:
        return false;
    }
}

static void fill_diagnoses(source *s) {
    for (unsigned i = 1; i <= HI_CODES && i <= s->seg->n; i++) {
        sj_str qualifier = sj_segment_comp(s->seg, i, 1), code = sj_segment_comp(s->seg, i, 2);
        if (code.len == 0 || !is_diagnosis(qualifier)) continue;
        sj_diagnosis *d = grow(s, sizeof *d);
        if (!d) return;
        *d = (sj_diagnosis){.qualifier = qualifier, .code = {code, place(s, i, 2)}};
        sj_str poa = sj_segment_comp(s->seg, i, 9);
        if (poa.len) d->poa = (sj_text){poa, place(s, i, 9)};
    }
}

static void fill_codes(source *s) {
    for (unsigned i = 1; i <= HI_CODES && i <= s->seg->n; i++) {
        sj_str qualifier = sj_segment_comp(s->seg, i, 1), code = sj_segment_comp(s->seg, i, 2);
        if (code.len == 0 || is_diagnosis(qualifier)) continue;
        sj_hi h = {.qualifier = qualifier,
                   .code = {code, place(s, i, 2)},
                   .from = SJ_NO_DATE,
                   .to = SJ_NO_DATE};
        sj_str day = sj_segment_comp(s->seg, i, 4), last = day;
        if (day.len == 17 && day.ptr[8] == '-') {
            last = (sj_str){day.ptr + 9, 8};
            day.len = 8;
        }
        if (day.len && sj_date_parse(day, &h.from)) sj_date_parse(last, &h.to);
        sj_str amount = sj_segment_comp(s->seg, i, 5);
        if (amount.len && read_money(s, amount, &h.amount.v)) h.amount.at = place(s, i, 5);
        sj_hi *item = grow(s, sizeof *item);
        if (!item) return;
        *item = h;
    }
}

static void fill_remark(source *s) {
    sj_str v = element(s);
    if (v.len == 0) return;
    sj_text *t = grow(s, sizeof *t);
    if (t) *t = (sj_text){v, own_place(s)};
}

/* PER: three pairs of qualifier and number from element 3 on. */
static void fill_phone(source *s) {
    sj_text *t = s->to;
    for (unsigned i = 3; i <= 7 && !SJ_HAS(*t); i += 2) {
        sj_str v = sj_segment_el(s->seg, i + 1);
        if (v.len && sj_str_is(sj_segment_el(s->seg, i), "TE"))
            *t = (sj_text){v, place(s, i + 1, 0)};
    }
}

static void fill_string(source *s) {
    sj_str *t = s->to, v = element(s);
    if (t->len == 0) *t = v;
}

static void fill_letter(source *s) {
    sj_str v = element(s);
    if (v.len) *(char *)s->to = v.ptr[0];
}

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

static void fill_number(source *s) {
    uint32_t n = number(element(s));
    *(uint16_t *)s->to = n > UINT16_MAX ? 0 : (uint16_t)n;
}

static void fill_money(source *s) {
    sj_str v = element(s);
    sj_money m;
    if (v.len && read_money(s, v, &m)) *(sj_money *)s->to = m;
}

static void fill_date(source *s) {
    sj_str v = element(s);
    sj_date d;
    if (v.len && sj_date_parse(v, &d)) *(sj_date *)s->to = d;
}

/* CTX: "CLM01:account" may stand in any repetition of its first element. */
static void fill_account(source *s) {
    sj_str *t = s->to;
    for (uint32_t r = 1; r <= sj_segment_repeats(s->seg, 1); r++)
        if (sj_str_is(sj_segment_rep_comp(s->seg, 1, r, 1), "CLM01"))
            *t = sj_segment_rep_comp(s->seg, 1, r, 2);
}

/* STC: composites of category, status, entity in elements 1, 10 and 11. */
static void fill_statuses(source *s) {
    static const uint8_t composites[] = {1, 10, 11};
    for (size_t i = 0; i < sizeof composites; i++) {
        unsigned at = composites[i];
        sj_status_code c = {sj_segment_comp(s->seg, at, 1), sj_segment_comp(s->seg, at, 2),
                            sj_segment_comp(s->seg, at, 3)};
        if (c.category.len == 0) continue;
        sj_status_code *item = grow(s, sizeof *item);
        if (item) *item = c;
    }
}

static void fill_field(source *s) {
    switch ((sj_field_kind)s->b->kind) {
    case SJ_FIELD_TEXT:
        fill_text(s);
        break;
    case SJ_FIELD_AMOUNT:
        fill_amount(s);
        break;
    case SJ_FIELD_QUANTITY:
        fill_quantity(s);
        break;
    case SJ_FIELD_DAY:
        fill_day(s);
        break;
    case SJ_FIELD_FLAG:
        *(bool *)s->to = true;
        break;
    case SJ_FIELD_REFS:
        fill_ref(s);
        break;
    case SJ_FIELD_DATES:
        fill_dates(s);
        break;
    case SJ_FIELD_PERIOD:
        fill_period(s);
        break;
    case SJ_FIELD_DTP_DAY:
        fill_dtp_day(s);
        break;
    case SJ_FIELD_DTP_SPAN:
        fill_dtp_span(s);
        break;
    case SJ_FIELD_DTM_SPAN:
        fill_dtm_span(s);
        break;
    case SJ_FIELD_AMTS:
        fill_amt(s);
        break;
    case SJ_FIELD_ADJUSTMENTS:
        fill_adjustments(s);
        break;
    case SJ_FIELD_PROVIDER_ADJUSTMENTS:
        fill_provider_adjustments(s);
        break;
    case SJ_FIELD_DIAGNOSES:
        fill_diagnoses(s);
        break;
    case SJ_FIELD_CODES:
        fill_codes(s);
        break;
    case SJ_FIELD_REMARK:
        fill_remark(s);
        break;
    case SJ_FIELD_PHONE:
        fill_phone(s);
        break;
    case SJ_FIELD_STRING:
        fill_string(s);
        break;
    case SJ_FIELD_LETTER:
        fill_letter(s);
        break;
    case SJ_FIELD_NUMBER:
        fill_number(s);
        break;
    case SJ_FIELD_COUNT:
        *(uint32_t *)s->to = number(element(s));
        break;
    case SJ_FIELD_MONEY:
        fill_money(s);
        break;
    case SJ_FIELD_DATE:
        fill_date(s);
        break;
    case SJ_FIELD_ACCOUNT:
        fill_account(s);
        break;
    case SJ_FIELD_STATUSES:
        fill_statuses(s);
        break;
    }
}

void *sj_fill_add(sj_fill *f, sj_subject subject, void *list, size_t size, uint16_t first) {
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

/* The party that a binding's field belongs to: made when its first segment comes. */
static void *party_of(sj_fill *f, const sj_binding *b, char *record) {
    const sj_party **p = (const sj_party **)(void *)(record + b->party);
    if (*p == &sj_no_party) {
        sj_arena *a = f->arena[b->subject];
        sj_party *made = sj_arena_zalloc(a, sizeof *made);
        if (!made) {
            f->status = sizeof *made > a->limit - a->used ? SJ_ETOOBIG : SJ_ENOMEM;
            return NULL;
        }
        *p = made;
    }
    return (char *)*p + b->offset;
}

void sj_fill_segment(sj_fill *f, const sj_plan *plan, uint16_t row, const sj_segment *seg,
                     uint32_t number_in_set) {
    source s; /* its parts are not worth clearing for each segment */
    s.fill = f;
    s.seg = seg;
    s.number = number_in_set;
    s.parts.element = 0;
    const sj_binding *end = plan->bindings + plan->first[row + 1];
    for (const sj_binding *b = plan->bindings + plan->first[row]; b < end; b++) {
        char *record = f->record[b->subject];
        if (!record || b->element > seg->n) continue;
        s.b = b;
        s.to = b->party == SJ_IN_RECORD ? record + b->offset : party_of(f, b, record);
        if (!s.to) return;
        if (b->kind == SJ_FIELD_TEXT)
            fill_text(&s); /* four of five */
        else
            fill_field(&s);
    }
}
