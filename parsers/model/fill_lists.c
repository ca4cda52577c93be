/* Fields that take a whole segment: lists of references, dates, amounts, adjustments, codes. */
#include "parsers/model/source.h"

enum { FIRST_ROOM = 4, CAS_REASONS = 6, PLB_REASONS = 6, HI_CODES = 12 };

static inline void *grow(sj_fill *f, const sj_binding *b, void *list, size_t size) {
    return sj_fill_add(f, b->subject, list, size, FIRST_ROOM);
}

static inline void put_ref(sj_ref *r, const sj_fill *f, const sj_binding *b) {
    r->qualifier = sj_element(f->seg, 1);
    r->value.v = sj_element(f->seg, b->element);
    sj_put_at(&r->value.at, f, b);
}

static SJ_APART void put_ref_behind(sj_fill *f, const sj_binding *b, void *member) {
    sj_ref *r = sj_fill_grow(f, b->subject, member, sizeof *r, FIRST_ROOM);
    if (r) put_ref(r, f, b);
}

static void fill_ref(sj_fill *f, const sj_binding *b, void *member) {
    sj_ref *r = sj_list_next(f->arena[b->subject], member, sizeof *r, FIRST_ROOM);
    if (r)
        put_ref(r, f, b);
    else
        put_ref_behind(f, b, member);
}

static bool is_code(sj_str v, const char *code, size_t len) {
    return v.len == len && memcmp(v.ptr, code, len) == 0;
}
#define IS(v, code) is_code(v, code, sizeof code - 1)

/* The first and the last day of a period. SJ_NO_DATE: there is none. */
typedef struct days {
    sj_date from, to;
} days;

/* RD8 and the day of DT. */
static SJ_APART days read_odd_days(sj_str format, sj_str v) {
    const days none = {SJ_NO_DATE, SJ_NO_DATE};
    days d;
    sj_str last = v;
    if (IS(format, "TM")) return none;
    if (IS(format, "RD8") && v.len == 17 && v.ptr[8] == '-') {
        last = (sj_str){v.ptr + 9, 8};
        v.len = 8;
    } else if (IS(format, "DT") && v.len > 8) {
        last.len = v.len = 8;
    }
    return sj_day_read(v, &d.from) && sj_day_read(last, &d.to) ? d : none;
}

/* DTP has its days behind their format, in element 3, DTM in element 2. Nearly all are one day. */
static inline days read_days(const sj_fill *f, const sj_binding *b) {
    sj_str v = sj_element(f->seg, b->element);
    sj_str format = b->element == 3 ? sj_element(f->seg, 2) : SJ_STR("D8");
    sj_date day;
    if (!IS(format, "D8")) return read_odd_days(format, v);
    sj_day_read(v, &day);
    return (days){day, day};
}

static inline void put_days(sj_dates *t, const sj_fill *f, const sj_binding *b, days d) {
    t->qualifier = sj_element(f->seg, 1);
    t->from = d.from;
    t->to = d.to;
    sj_put_at(&t->at, f, b);
}

static inline void add_days(sj_fill *f, const sj_binding *b, void *member, days d) {
    sj_dates *item = grow(f, b, member, sizeof *item);
    if (item) put_days(item, f, b, d);
}

static void fill_dates(sj_fill *f, const sj_binding *b, void *member) {
    days d = read_days(f, b);
    if (d.from != SJ_NO_DATE) add_days(f, b, member, d);
}

/* With the list that the period is in, too. */
static void fill_period(sj_fill *f, const sj_binding *b, void *member) {
    sj_dates *t = member;
    days d = read_days(f, b);
    if (d.from == SJ_NO_DATE) return;
    if (!SJ_HAS(*t)) put_days(t, f, b, d);
    if (b->run > 1) add_days(f, b + 1, sj_beside(b, member), d);
}

static void fill_dtp_day(sj_fill *f, const sj_binding *b, void *member) {
    sj_day *t = member;
    if (SJ_HAS(*t)) return;
    days d = read_days(f, b);
    if (d.from == SJ_NO_DATE) return;
    t->v = d.from;
    sj_put_at(&t->at, f, b);
}

static void fill_dtp_span(sj_fill *f, const sj_binding *b, void *member) {
    sj_date *t = member;
    days d = read_days(f, b);
    if (d.from == SJ_NO_DATE) return;
    t[0] = d.from;
    t[1] = d.to;
}

static void fill_dtm_span(sj_fill *f, const sj_binding *b, void *member) {
    sj_date *t = member;
    days d = read_days(f, b);
    if (d.from == SJ_NO_DATE) return;
    sj_str qualifier = sj_element(f->seg, 1);
    if (!IS(qualifier, "151")) t[0] = d.from;
    if (!IS(qualifier, "150")) t[1] = d.to;
}

static void fill_amt(sj_fill *f, const sj_binding *b, void *member) {
    sj_money m;
    if (!sj_read_money(f, sj_element(f->seg, b->element), &m)) return;
    sj_amt *a = grow(f, b, member, sizeof *a);
    if (!a) return;
    a->qualifier = sj_element(f->seg, 1);
    a->value.v = m;
    sj_put_at(&a->value.at, f, b);
}

/* CAS: a group, then up to six of reason, amount, quantity. */
static void fill_adjustments(sj_fill *f, const sj_binding *b, void *member) {
    sj_str group = sj_segment_el(f->seg, 1);
    for (unsigned at = 2; at <= 3 * CAS_REASONS && at <= f->seg->n; at += 3) {
        sj_str reason = sj_segment_el(f->seg, at), amount = sj_segment_el(f->seg, at + 1);
        sj_str quantity = sj_segment_el(f->seg, at + 2);
        if (reason.len == 0 && amount.len == 0) continue;
        sj_adjustment a = {.group = group, .reason = reason, .at = sj_place(f, at, 0)};
        if (!sj_read_money(f, amount, &a.amount)) continue;
        if (quantity.len) (void)sj_read_quantity(quantity, &a.quantity);
        sj_adjustment *item = grow(f, b, member, sizeof *item);
        if (item) *item = a;
    }
}

/* PLB: provider, end of the period, then up to six of reason (with a reference) and amount. */
static void fill_provider_adjustments(sj_fill *f, const sj_binding *b, void *member) {
    sj_date end = SJ_NO_DATE;
    sj_str day = sj_segment_el(f->seg, 2);
    if (day.len) sj_day_read(day, &end);
    for (unsigned i = 0; i < PLB_REASONS; i++) {
        unsigned at = 3 + 2 * i;
        sj_str amount = sj_segment_el(f->seg, at + 1);
        if (amount.len == 0 && sj_segment_el(f->seg, at).len == 0) continue;
        sj_provider_adjustment a = {.provider = sj_segment_el(f->seg, 1),
                                    .period_end = end,
                                    .reason = sj_segment_comp(f->seg, at, 1),
                                    .reference = sj_segment_comp(f->seg, at, 2),
                                    .at = sj_place(f, at, 0)};
        if (!sj_read_money(f, amount, &a.amount)) continue;
        sj_provider_adjustment *item = grow(f, b, member, sizeof *item);
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

enum { HI_CODE = 2, HI_DAYS = 4, HI_AMOUNT = 5, HI_POA = 9 };

/* The first repetition of an element of HI. */
typedef struct hi_element {
    sj_str qualifier, code;
    size_t n_subs; /* separators in all of the element */
} hi_element;

/* Take element `i` apart; *sub is the first separator that has not been passed. False where it has
 * no code. */
static inline bool take_apart(hi_element *e, const sj_segment *seg, unsigned i,
                              const uint32_t **sub) {
    const uint32_t *first = *sub, *s = first, *last = seg->subs + seg->n_subs;
    uint32_t from = seg->marks[i - 1] + 1, to = seg->marks[i];
    while (s < last && *s < to) s++;
    *sub = s;
    if (s == first || seg->base[*first] != seg->delims->component) return false;
    e->n_subs = (size_t)(s - first);
    e->qualifier = (sj_str){seg->base + from, *first - from};
    from = *first + 1;
    e->code = (sj_str){seg->base + from, (e->n_subs > 1 ? first[1] : to) - from};
    return e->code.len;
}

static inline sj_str part(const sj_fill *f, const hi_element *e, unsigned i, unsigned component) {
    return e->n_subs < component - 1 ? (sj_str){NULL, 0} : sj_segment_comp(f->seg, i, component);
}

static void add_diagnosis(sj_fill *f, const sj_binding *b, void *member, const hi_element *e,
                          unsigned i) {
    sj_diagnosis *d = grow(f, b, member, sizeof *d);
    if (!d) return;
    *d = (sj_diagnosis){.qualifier = e->qualifier, .code = {e->code, sj_place(f, i, HI_CODE)}};
    sj_str poa = part(f, e, i, HI_POA);
    if (poa.len) d->poa = (sj_text){poa, sj_place(f, i, HI_POA)};
}

static SJ_APART void add_code(sj_fill *f, const sj_binding *b, void *member, const hi_element *e,
                              unsigned i) {
    sj_hi h = {.qualifier = e->qualifier,
               .code = {e->code, sj_place(f, i, HI_CODE)},
               .from = SJ_NO_DATE,
               .to = SJ_NO_DATE};
    sj_str day = part(f, e, i, HI_DAYS), last = day;
    if (day.len == 17 && day.ptr[8] == '-') {
        last = (sj_str){day.ptr + 9, 8};
        day.len = 8;
    }
    if (sj_day_read(day, &h.from)) sj_day_read(last, &h.to);
    sj_str amount = part(f, e, i, HI_AMOUNT);
    if (amount.len && sj_read_money(f, amount, &h.amount.v))
        h.amount.at = sj_place(f, i, HI_AMOUNT);
    sj_hi *item = grow(f, b, member, sizeof *item);
    if (item) *item = h;
}

static void fill_codes(sj_fill *f, const sj_binding *b, void *member) {
    const uint32_t *sub = f->seg->subs;
    hi_element e;
    for (unsigned i = 1; i <= HI_CODES && i <= f->seg->n; i++)
        if (take_apart(&e, f->seg, i, &sub) && !is_diagnosis(e.qualifier))
            add_code(f, b, member, &e, i);
}

/* With the list of what is no diagnosis. */
static void fill_diagnoses(sj_fill *f, const sj_binding *b, void *member) {
    const uint32_t *sub = f->seg->subs;
    hi_element e;
    for (unsigned i = 1; i <= HI_CODES && i <= f->seg->n; i++) {
        if (!take_apart(&e, f->seg, i, &sub)) continue;
        if (is_diagnosis(e.qualifier))
            add_diagnosis(f, b, member, &e, i);
        else if (b->run > 1)
            add_code(f, b + 1, sj_beside(b, member), &e, i);
    }
}

/* PER: three pairs of qualifier and number from element 3 on. */
static void fill_phone(sj_fill *f, const sj_binding *b, void *member) {
    (void)b;
    sj_text *t = member;
    for (unsigned i = 3; i <= 7 && !SJ_HAS(*t); i += 2) {
        sj_str v = sj_segment_el(f->seg, i + 1);
        if (v.len && sj_str_is(sj_segment_el(f->seg, i), "TE"))
            *t = (sj_text){v, sj_place(f, i + 1, 0)};
    }
}

/* CTX: "CLM01:account" may stand in any repetition of its first element. */
static void fill_account(sj_fill *f, const sj_binding *b, void *member) {
    (void)b;
    sj_str *t = member;
    for (uint32_t r = 1; r <= sj_segment_repeats(f->seg, 1); r++)
        if (sj_str_is(sj_segment_rep_comp(f->seg, 1, r, 1), "CLM01"))
            *t = sj_segment_rep_comp(f->seg, 1, r, 2);
}

static uint32_t number_of(sj_str digits) {
    uint64_t n = 0;
    for (size_t i = 0; i < digits.len && n <= UINT32_MAX; i++) {
        if (digits.ptr[i] < '0' || digits.ptr[i] > '9') return 0;
        n = n * 10 + (uint64_t)(digits.ptr[i] - '0');
    }
    return n <= UINT32_MAX ? (uint32_t)n : 0;
}

/* CTX*SITUATIONAL TRIGGER*CLM*43*2300*5:3 */
static void fill_triggers(sj_fill *f, const sj_binding *b, void *member) {
    bool is_trigger = false;
    for (uint32_t r = 1; r <= sj_segment_repeats(f->seg, 1); r++)
        is_trigger |= sj_str_is(sj_segment_rep_comp(f->seg, 1, r, 1), "SITUATIONAL TRIGGER");
    if (!is_trigger) return;
    sj_ack_trigger *t = grow(f, b, member, sizeof *t);
    if (!t) return;
    *t = (sj_ack_trigger){.segment = sj_segment_el(f->seg, 2),
                          .number = number_of(sj_segment_el(f->seg, 3)),
                          .loop = sj_segment_el(f->seg, 4),
                          .element = (uint16_t)number_of(sj_segment_comp(f->seg, 5, 1)),
                          .component = (uint16_t)number_of(sj_segment_comp(f->seg, 5, 2))};
}

/* STC: composites of category, status, entity in elements 1, 10 and 11. */
static void fill_statuses(sj_fill *f, const sj_binding *b, void *member) {
    static const uint8_t composites[] = {1, 10, 11};
    for (size_t i = 0; i < sizeof composites; i++) {
        unsigned at = composites[i];
        sj_status_code c = {sj_segment_comp(f->seg, at, 1), sj_segment_comp(f->seg, at, 2),
                            sj_segment_comp(f->seg, at, 3)};
        if (c.category.len == 0) continue;
        sj_status_code *item = grow(f, b, member, sizeof *item);
        if (item) *item = c;
    }
}

static void fill_flag(sj_fill *f, const sj_binding *b, void *member) {
    (void)f, (void)b;
    *(bool *)member = true;
}

sj_fill_fn *sj_fill_of_whole(sj_field_kind kind) {
    static sj_fill_fn *const fns[] = {
        [SJ_FIELD_FLAG] = fill_flag,
        [SJ_FIELD_REFS] = fill_ref,
        [SJ_FIELD_DATES] = fill_dates,
        [SJ_FIELD_PERIOD] = fill_period,
        [SJ_FIELD_DTP_DAY] = fill_dtp_day,
        [SJ_FIELD_DTP_SPAN] = fill_dtp_span,
        [SJ_FIELD_DTM_SPAN] = fill_dtm_span,
        [SJ_FIELD_AMTS] = fill_amt,
        [SJ_FIELD_ADJUSTMENTS] = fill_adjustments,
        [SJ_FIELD_PROVIDER_ADJUSTMENTS] = fill_provider_adjustments,
        [SJ_FIELD_DIAGNOSES] = fill_diagnoses,
        [SJ_FIELD_CODES] = fill_codes,
        [SJ_FIELD_PHONE] = fill_phone,
        [SJ_FIELD_ACCOUNT] = fill_account,
        [SJ_FIELD_TRIGGERS] = fill_triggers,
        [SJ_FIELD_STATUSES] = fill_statuses,
    };
    return kind < sizeof fns / sizeof *fns ? fns[kind] : NULL;
}
