/* rules/edits/dates.c - DEM: dates against each other and against the day of sending. */
#include "rules/edits/edits.h"

enum {
    YEAR = 365,      /* days from service to filing: Medicare's limit, and a usual one */
    NEAR_LIMIT = 15, /* days left */
    FEW_DAYS = 90    /* a claim within them needs no excuse */
};

static void birth_date(sj_scrub *s) {
    const sj_day *born = &sj_claim_patient_person(s->c)->born;
    if (is_odd_birth(born, s->first))
        sj_report(s, SJ_ED_BIRTH_DATE, born->at, sj_note_date(s, s->first),
                  sj_note_date(s, born->v));
}

static void future_service(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_lines; i++) {
        const line_facts *l = &s->lines[i];
        if (!SJ_HAS(l->line->service) || l->to == SJ_NO_DATE || l->to <= s->latest) continue;
        sj_str day = sj_note_date(s, l->to), line = sj_note_line(l);
        sj_report(s, SJ_ED_FUTURE_SERVICE, l->line->service.at,
                  sj_note(s, "%.*s (%.*s)", SJ_FMT(line), SJ_FMT(day)), sj_note_date(s, s->latest));
    }
}

/* The clock begins with the service, for an institution with its last day; where a payer has
 * decided before, with its decision. */
static sj_date clock_start(const sj_scrub *s) {
    sj_date start = s->c->type == SJ_CLAIM_837I ? s->last : s->first;
    for (uint16_t i = 0; i < s->c->others.n; i++) {
        const sj_day *decided = &s->c->others.v[i].decided;
        if (has_day(decided) && decided->v > start) start = decided->v;
    }
    for (uint16_t i = 0; s->c->others.n && i < s->n_lines; i++)
        for (uint16_t k = 0; k < s->lines[i].line->payments.n; k++) {
            const sj_day *decided = &s->lines[i].line->payments.v[k].decided;
            if (has_day(decided) && decided->v > start) start = decided->v;
        }
    return start;
}

/* What the caller says of a payer, asked once while its claims come. */
static int filing_days(sj_scrub *s, sj_str payer) {
    if (!s->opts.filing_days) return 0;
    const text_ends id = ends_of(payer);
    if (payer.len > 16 || !payer.len) return s->opts.filing_days(s->opts.ctx, payer);
    known_payer *k = &s->known.payers[spread(id.first + id.last) >> 60];
    if (k->len != payer.len || k->id.first != id.first || k->id.last != id.last)
        *k = (known_payer){id, (uint32_t)payer.len, s->opts.filing_days(s->opts.ctx, payer)};
    return k->days;
}

/* Not told without the day, and for a corrected claim, which has limits of its own. */
void sj_scrub_prepare_limit(sj_scrub *s) {
    s->filing_days = 0;
    if (s->opts.as_of == SJ_NO_DATE || s->first == SJ_NO_DATE || s->has & HAS_NOT_NEW) return;
    int days = filing_days(s, s->c->subscriber->payer.id.v);
    if (days <= 0 && s->has & HAS_MEDICARE) days = YEAR;
    s->limit_known = days > 0;
    s->filing_days = s->limit_known ? days : YEAR;
    s->days_left = clock_start(s) + s->filing_days - s->opts.as_of;
    if (s->days_left < NEAR_LIMIT) s->has |= HAS_NEAR_LIMIT;
}

/* Where the lateness is shown: the first line's date. */
static sj_at at_service(const sj_scrub *s) {
    return s->n_lines ? s->lines[0].line->service.at : s->c->account.at;
}

static void late(sj_scrub *s) {
    if (s->limit_known && s->days_left < 0 && s->c->delay_reason.v.len == 0)
        sj_report(s, SJ_ED_LATE, at_service(s), sj_note(s, "%d", s->filing_days),
                  sj_note(s, "%d", -s->days_left));
}

/* Nobody told the payer's limit: that is no reason to hold the claim, and one to look. */
static void old(sj_scrub *s) {
    if (!s->limit_known && s->days_left < 0 && s->c->delay_reason.v.len == 0)
        sj_report(s, SJ_ED_OLD, at_service(s), sj_note(s, "%d", YEAR - s->days_left), NO_FACT);
}

static void almost_late(sj_scrub *s) {
    if (s->limit_known && s->days_left >= 0)
        sj_report(s, SJ_ED_ALMOST_LATE, at_service(s), sj_note(s, "%d", s->filing_days),
                  sj_note(s, "%d", s->days_left));
}

static void delay_reason(sj_scrub *s) {
    if (s->c->delay_reason.v.len == 0 || s->opts.as_of == SJ_NO_DATE || s->first == SJ_NO_DATE)
        return;
    int days = s->opts.as_of - s->first;
    if (days >= 0 && days <= FEW_DAYS)
        sj_report(s, SJ_ED_DELAY_REASON, s->c->delay_reason.at, sj_note(s, "%d", days), NO_FACT);
}

const sj_edit sj_edits_dates[] = {
    {SJ_ED_BIRTH_DATE, SCOPE_CLAIM, TYPE_ALL, HAS_ODD_BIRTH, birth_date, NULL},
    {SJ_ED_FUTURE_SERVICE, SCOPE_CLAIM, TYPE_ALL, HAS_FUTURE, future_service, NULL},
    {SJ_ED_LATE, SCOPE_CLAIM, TYPE_ALL, HAS_NEAR_LIMIT, late, NULL},
    {SJ_ED_OLD, SCOPE_CLAIM, TYPE_ALL, HAS_NEAR_LIMIT, old, NULL},
    {SJ_ED_ALMOST_LATE, SCOPE_CLAIM, TYPE_ALL, HAS_NEAR_LIMIT, almost_late, NULL},
    {SJ_ED_DELAY_REASON, SCOPE_CLAIM, TYPE_ALL, HAS_DELAY_REASON, delay_reason, NULL},
    {.types = 0}};
