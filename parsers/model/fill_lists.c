/* Fields that take a whole segment: lists of references, dates, amounts, adjustments, codes. */
#include "parsers/model/source.h"

enum { FIRST_ROOM = 4, CAS_REASONS = 6, PLB_REASONS = 6, HI_CODES = 12 };

static void *grow(const sj_source_field *s, size_t size) {
    return sj_fill_add(s->fill, s->b->subject, s->to, size, FIRST_ROOM);
}

static void fill_ref(const sj_source_field *s) {
    sj_str v = sj_segment_el(s->seg, 2);
    if (v.len == 0) return;
    sj_ref *r = grow(s, sizeof *r);
    if (r) *r = (sj_ref){sj_segment_el(s->seg, 1), {v, sj_place(s, 2, 0)}};
}

static bool is_code(sj_str v, const char *code, size_t len) {
    return v.len == len && memcmp(v.ptr, code, len) == 0;
}
#define IS(v, code) is_code(v, code, sizeof code - 1)

/* DTP (format in element 2, value in 3) or DTM (value in 2): D8, RD8 and the day of DT. */
static SJ_APART bool read_dates(const sj_source_field *s, sj_dates *out) {
    bool formatted = s->seg->tag == SJ_TAG('D', 'T', 'P');
    unsigned at = formatted ? 3 : 2;
    sj_str v = sj_segment_el(s->seg, at), last = v;
    sj_str format = formatted ? sj_segment_el(s->seg, 2) : SJ_STR("D8");
    if (v.len == 0) return false;
    if (!IS(format, "D8")) {
        if (IS(format, "TM")) return false;
        if (IS(format, "RD8") && v.len == 17 && v.ptr[8] == '-') {
            last = (sj_str){v.ptr + 9, 8};
            v.len = 8;
        } else if (IS(format, "DT") && v.len > 8) {
            last.len = v.len = 8;
        }
    }
    out->qualifier = sj_segment_el(s->seg, 1);
    out->at = sj_place(s, at, 0);
    return sj_read_day(s->fill, v, &out->from) && sj_read_day(s->fill, last, &out->to);
}

/* As nearly all are: DTP with one day that is known. NULL: none of these. */
static inline const sj_fill_day *usual_day(const sj_source_field *s) {
    const sj_segment *seg = s->seg;
    const uint32_t *marks = seg->marks;
    if (seg->tag != SJ_TAG('D', 'T', 'P') || seg->n < 3) return NULL;
    if (marks[2] - marks[1] != 3 || marks[3] - marks[2] != 9) return NULL;
    if (memcmp(seg->base + marks[1] + 1, "D8", 2) != 0) return NULL;
    return sj_known_day(s->fill, seg->base + marks[2] + 1);
}

static SJ_APART void fill_odd_dates(const sj_source_field *s) {
    sj_dates dates;
    if (!read_dates(s, &dates)) return;
    sj_dates *item = grow(s, sizeof *item);
    if (item) *item = dates;
}

static void fill_dates(const sj_source_field *s) {
    const sj_fill_day *d = usual_day(s);
    if (!d) {
        fill_odd_dates(s);
        return;
    }
    sj_dates *item = grow(s, sizeof *item);
    if (item) *item = (sj_dates){sj_segment_el(s->seg, 1), d->day, d->day, sj_place(s, 3, 0)};
}

static SJ_APART void fill_odd_period(const sj_source_field *s) {
    sj_dates *t = s->to, dates;
    if (read_dates(s, &dates)) *t = dates;
}

static void fill_period(const sj_source_field *s) {
    sj_dates *t = s->to;
    if (SJ_HAS(*t)) return;
    const sj_fill_day *d = usual_day(s);
    if (d)
        *t = (sj_dates){sj_segment_el(s->seg, 1), d->day, d->day, sj_place(s, 3, 0)};
    else
        fill_odd_period(s);
}

static void fill_dtp_day(const sj_source_field *s) {
    sj_day *t = s->to;
    sj_dates dates;
    if (!SJ_HAS(*t) && read_dates(s, &dates)) *t = (sj_day){dates.from, dates.at};
}

static void fill_dtp_span(const sj_source_field *s) {
    sj_date *t = s->to;
    sj_dates dates;
    if (!read_dates(s, &dates)) return;
    t[0] = dates.from;
    t[1] = dates.to;
}

static void fill_dtm_span(const sj_source_field *s) {
    sj_date *t = s->to;
    sj_dates dates;
    if (!read_dates(s, &dates)) return;
    if (!IS(dates.qualifier, "151")) t[0] = dates.from;
    if (!IS(dates.qualifier, "150")) t[1] = dates.to;
}

static void fill_amt(const sj_source_field *s) {
    sj_money m;
    sj_str v = sj_segment_el(s->seg, 2);
    if (v.len == 0 || !sj_read_money(s->fill, v, &m)) return;
    sj_amt *a = grow(s, sizeof *a);
    if (a) *a = (sj_amt){sj_segment_el(s->seg, 1), {m, sj_place(s, 2, 0)}};
}

/* CAS: a group, then up to six of reason, amount, quantity. */
static void fill_adjustments(const sj_source_field *s) {
    sj_str group = sj_segment_el(s->seg, 1);
    for (unsigned at = 2; at <= 3 * CAS_REASONS && at <= s->seg->n; at += 3) {
        sj_str reason = sj_segment_el(s->seg, at), amount = sj_segment_el(s->seg, at + 1);
        sj_str quantity = sj_segment_el(s->seg, at + 2);
        if (reason.len == 0 && amount.len == 0) continue;
        sj_adjustment a = {.group = group, .reason = reason, .at = sj_place(s, at, 0)};
        if (!sj_read_money(s->fill, amount, &a.amount)) continue;
        if (quantity.len) (void)sj_read_quantity(quantity, &a.quantity);
        sj_adjustment *item = grow(s, sizeof *item);
        if (item) *item = a;
    }
}

/* PLB: provider, end of the period, then up to six of reason (with a reference) and amount. */
static void fill_provider_adjustments(const sj_source_field *s) {
    sj_date end = SJ_NO_DATE;
    sj_str day = sj_segment_el(s->seg, 2);
    if (day.len) sj_read_day(s->fill, day, &end);
    for (unsigned i = 0; i < PLB_REASONS; i++) {
        unsigned at = 3 + 2 * i;
        sj_str amount = sj_segment_el(s->seg, at + 1);
        if (amount.len == 0 && sj_segment_el(s->seg, at).len == 0) continue;
        sj_provider_adjustment a = {.provider = sj_segment_el(s->seg, 1),
                                    .period_end = end,
                                    .reason = sj_segment_comp(s->seg, at, 1),
                                    .reference = sj_segment_comp(s->seg, at, 2),
                                    .at = sj_place(s, at, 0)};
        if (!sj_read_money(s->fill, amount, &a.amount)) continue;
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

enum { HI_PARTS = 9, HI_CODE = 2, HI_DAYS = 4, HI_AMOUNT = 5, HI_POA = 9 };

/* The components of one element of HI, of its first repetition; n of them, from 1. */
typedef struct hi_parts {
    unsigned n;
    sj_str v[HI_PARTS + 1];
} hi_parts;

/* Take an element apart; *sub is the first separator that has not been passed. */
static inline void take_apart(hi_parts *p, const sj_segment *seg, unsigned element,
                              const uint32_t **sub) {
    const uint32_t *s = *sub, *last = seg->subs + seg->n_subs;
    uint32_t from = seg->marks[element - 1] + 1, to = seg->marks[element];
    bool is_over = false;
    p->n = 0;
    for (; s < last && *s < to; s++) {
        if (!is_over && p->n < HI_PARTS) p->v[++p->n] = (sj_str){seg->base + from, *s - from};
        is_over |= seg->base[*s] != seg->delims->component;
        from = *s + 1;
    }
    if (!is_over && p->n < HI_PARTS) p->v[++p->n] = (sj_str){seg->base + from, to - from};
    *sub = s;
}

static inline sj_str part(const hi_parts *p, unsigned i) {
    return i <= p->n ? p->v[i] : (sj_str){NULL, 0};
}

static void fill_diagnoses(const sj_source_field *s) {
    const uint32_t *sub = s->seg->subs;
    hi_parts p;
    for (unsigned i = 1; i <= HI_CODES && i <= s->seg->n; i++) {
        take_apart(&p, s->seg, i, &sub);
        if (p.n < HI_CODE || !p.v[HI_CODE].len || !is_diagnosis(p.v[1])) continue;
        sj_diagnosis *d = grow(s, sizeof *d);
        if (!d) return;
        *d = (sj_diagnosis){.qualifier = p.v[1], .code = {p.v[HI_CODE], sj_place(s, i, HI_CODE)}};
        sj_str poa = part(&p, HI_POA);
        if (poa.len) d->poa = (sj_text){poa, sj_place(s, i, HI_POA)};
    }
}

static void fill_codes(const sj_source_field *s) {
    const uint32_t *sub = s->seg->subs;
    hi_parts p;
    for (unsigned i = 1; i <= HI_CODES && i <= s->seg->n; i++) {
        take_apart(&p, s->seg, i, &sub);
        if (p.n < HI_CODE || !p.v[HI_CODE].len || is_diagnosis(p.v[1])) continue;
        sj_hi h = {.qualifier = p.v[1],
                   .code = {p.v[HI_CODE], sj_place(s, i, HI_CODE)},
                   .from = SJ_NO_DATE,
                   .to = SJ_NO_DATE};
        sj_str day = part(&p, HI_DAYS), last = day;
        if (day.len == 17 && day.ptr[8] == '-') {
            last = (sj_str){day.ptr + 9, 8};
            day.len = 8;
        }
        if (day.len && sj_read_day(s->fill, day, &h.from)) sj_read_day(s->fill, last, &h.to);
        sj_str amount = part(&p, HI_AMOUNT);
        if (amount.len && sj_read_money(s->fill, amount, &h.amount.v))
            h.amount.at = sj_place(s, i, HI_AMOUNT);
        sj_hi *item = grow(s, sizeof *item);
        if (!item) return;
        *item = h;
    }
}

/* PER: three pairs of qualifier and number from element 3 on. */
static void fill_phone(const sj_source_field *s) {
    sj_text *t = s->to;
    for (unsigned i = 3; i <= 7 && !SJ_HAS(*t); i += 2) {
        sj_str v = sj_segment_el(s->seg, i + 1);
        if (v.len && sj_str_is(sj_segment_el(s->seg, i), "TE"))
            *t = (sj_text){v, sj_place(s, i + 1, 0)};
    }
}

/* CTX: "CLM01:account" may stand in any repetition of its first element. */
static void fill_account(const sj_source_field *s) {
    sj_str *t = s->to;
    for (uint32_t r = 1; r <= sj_segment_repeats(s->seg, 1); r++)
        if (sj_str_is(sj_segment_rep_comp(s->seg, 1, r, 1), "CLM01"))
            *t = sj_segment_rep_comp(s->seg, 1, r, 2);
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
static void fill_triggers(const sj_source_field *s) {
    bool is_trigger = false;
    for (uint32_t r = 1; r <= sj_segment_repeats(s->seg, 1); r++)
        is_trigger |= sj_str_is(sj_segment_rep_comp(s->seg, 1, r, 1), "SITUATIONAL TRIGGER");
    if (!is_trigger) return;
    sj_ack_trigger *t = grow(s, sizeof *t);
    if (!t) return;
    *t = (sj_ack_trigger){.segment = sj_segment_el(s->seg, 2),
                          .number = number_of(sj_segment_el(s->seg, 3)),
                          .loop = sj_segment_el(s->seg, 4),
                          .element = (uint16_t)number_of(sj_segment_comp(s->seg, 5, 1)),
                          .component = (uint16_t)number_of(sj_segment_comp(s->seg, 5, 2))};
}

/* STC: composites of category, status, entity in elements 1, 10 and 11. */
static void fill_statuses(const sj_source_field *s) {
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

static void fill_flag(const sj_source_field *s) {
    *(bool *)s->to = true;
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
