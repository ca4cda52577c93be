/* rules/edits/bill.c - LOB: what an institution's claim must have because of its type of bill. */
#include "rules/edits/edits.h"

/* ---- what a bill is ---- */

/* A stay with days that are counted: hospital, swing bed, skilled nursing, religious non-medical.
 */
static bool is_stay(const sj_scrub *s) {
    uint16_t b = bill_of(s);
    return b == MOD('1', '1') || b == MOD('1', '8') || b == MOD('2', '1') || b == MOD('4', '1');
}

static bool is_hospice(const sj_scrub *s) {
    uint16_t b = bill_of(s);
    return b == MOD('8', '1') || b == MOD('8', '2');
}

/* Admission to discharge, or a part of a stay: no notice, no void, no bill of nothing. */
static bool is_charged(const sj_scrub *s) {
    sj_str f = s->c->frequency.v;
    return f.len == 1 && memchr("123479", f.ptr[0], 6);
}

static char frequency(const sj_scrub *s) {
    return s->c->frequency.v.len == 1 ? s->c->frequency.v.ptr[0] : 0;
}

/* The first HI of a kind ("BE" value, "BG" condition, "BH" occurrence, "BI" span) with that code.
 */
static const sj_hi *find(const sj_scrub *s, const char *kind, const char *code) {
    const uint16_t kind_pair = MOD(kind[0], kind[1]), code_pair = MOD(code[0], code[1]);
    for (uint16_t i = 0; i < s->c->codes.n; i++) {
        const sj_hi *h = &s->c->codes.v[i];
        if (pair_of(h->qualifier) == kind_pair && pair_of(h->code.v) == code_pair) return h;
    }
    return NULL;
}

static bool has(const sj_scrub *s, const char *kind, const char *code) {
    return find(s, kind, code) != NULL;
}

static const line_facts *line_in(const sj_scrub *s, uint16_t from, uint16_t to) {
    for (uint16_t i = 0; i < s->n_lines; i++)
        if (s->lines[i].revenue >= from && s->lines[i].revenue <= to) return &s->lines[i];
    return NULL;
}

/* About the bill's type; {a}: a fact. */
static void tell(sj_scrub *s, enum sj_edits_row row, sj_str a) {
    sj_report(s, row, s->c->place.at, a, NO_FACT);
}

/* ---- status and source ---- */

static void interim_status(sj_scrub *s) {
    char f = frequency(s);
    const sj_text *status = &s->c->patient_status;
    if (is_stay(s) && (f == '2' || f == '3') && status->v.len &&
        pair_of(status->v) != MOD('3', '0'))
        sj_report(s, SJ_ED_INTERIM_STATUS, status->at, s->c->frequency.v, NO_FACT);
}

static bool is_death(uint16_t status) {
    return status == MOD('2', '0') || (status >= MOD('4', '0') && status <= MOD('4', '2'));
}

static void death_date(sj_scrub *s) {
    const sj_text *status = &s->c->patient_status;
    if (is_death(pair_of(status->v)) && !has(s, "BH", "55"))
        sj_report(s, SJ_ED_DEATH_DATE, status->at, NO_FACT, NO_FACT);
}

static void hospice_status(sj_scrub *s) {
    const sj_text *status = &s->c->patient_status;
    uint16_t code = pair_of(status->v);
    if (code != MOD('2', '0') && is_death(code) && !is_hospice(s))
        sj_report(s, SJ_ED_HOSPICE_STATUS, status->at, s->c->place.v, NO_FACT);
}

/* Of a newborn the source says whether it was born in this hospital. */
static void newborn(sj_scrub *s) {
    const sj_text *source = &s->c->admission_source;
    bool born = is_char(*source, '5') || is_char(*source, '6');
    if (is_char(s->c->admission_type, '4') && source->v.len && !born)
        sj_report(s, SJ_ED_NEWBORN_SOURCE, source->at, NO_FACT, NO_FACT);
}

/* ---- days ---- */

static sj_quantity room_days(const sj_scrub *s) {
    sj_quantity days = 0;
    for (uint16_t i = 0; i < s->n_lines; i++) {
        uint16_t r = s->lines[i].revenue;
        if ((r >= 100 && r <= 219) || (r >= 1000 && r <= 1006)) days += s->lines[i].line->units.v;
    }
    return days;
}

static bool has_rooms(const sj_scrub *s) {
    return line_in(s, 100, 219) || line_in(s, 1000, 1006);
}

static void room_missing(sj_scrub *s) {
    if (bill_of(s) == MOD('1', '1') && is_charged(s) && !has_rooms(s))
        tell(s, SJ_ED_ROOM_MISSING, NO_FACT);
}

/* Covered and non-covered days, as thousandths; their amounts are days in the place of dollars. */
static bool told_days(const sj_scrub *s, sj_quantity *out, const sj_hi **at) {
    const sj_hi *covered = find(s, "BE", "80"), *rest = find(s, "BE", "81");
    *at = covered ? covered : rest;
    *out = 10 * ((covered ? covered->amount.v : 0) + (rest ? rest->amount.v : 0));
    return *at != NULL;
}

static void days_and_rooms(sj_scrub *s) {
    sj_quantity told, billed = room_days(s);
    const sj_hi *at;
    if (is_stay(s) && told_days(s, &told, &at) && billed && billed != told)
        sj_report(s, SJ_ED_DAYS_ROOMS, at->code.at, sj_note_quantity(s, told),
                  sj_note_quantity(s, billed));
}

/* The day of discharge is not counted; that of a patient who stays is. */
static void days_and_statement(sj_scrub *s) {
    const sj_dates *statement = sj_dates_find(&s->c->dates, "434");
    sj_quantity told;
    const sj_hi *at;
    if (!is_stay(s) || !statement || statement->from == SJ_NO_DATE || statement->to == SJ_NO_DATE ||
        !told_days(s, &told, &at))
        return;
    bool stays = pair_of(s->c->patient_status.v) == MOD('3', '0');
    sj_quantity days = statement->to - statement->from + stays;
    if (days == 0) days = 1; /* in and out on one day */
    if (told != days * 1000)
        sj_report(s, SJ_ED_DAYS_STATEMENT, at->code.at, sj_note_quantity(s, told),
                  sj_note_quantity(s, days * 1000));
}

static void leave_span(sj_scrub *s) {
    const line_facts *l = line_in(s, 180, 189);
    if (l && is_stay(s) && !has(s, "BI", "74"))
        sj_report(s, SJ_ED_LEAVE_SPAN, l->line->revenue.at, sj_note_line(l), NO_FACT);
}

/* Three days in a hospital before; condition 57 or 58 says why there were none. */
static void qualifying_stay(sj_scrub *s) {
    bool excused = has(s, "BG", "57") || has(s, "BG", "58");
    if (bill_of(s) == MOD('2', '1') && is_charged(s) && !excused && !has(s, "BI", "70"))
        tell(s, SJ_ED_QUALIFYING_STAY, NO_FACT);
}

/* ---- home health ---- */

static bool is_home_health(const sj_scrub *s) {
    return bill_of(s) == MOD('3', '2') && is_charged(s);
}

static void home_health_group(sj_scrub *s) {
    if (is_home_health(s) && !line_in(s, 23, 23)) tell(s, SJ_ED_HOME_HEALTH_GROUP, NO_FACT);
}

static void home_health_area(sj_scrub *s) {
    if (is_home_health(s) && !has(s, "BE", "61")) tell(s, SJ_ED_HOME_HEALTH_AREA, NO_FACT);
}

/* ---- hospice ---- */

/* Routine and continuous care at home; respite and general care in a facility. */
static void hospice_area(sj_scrub *s) {
    if (!is_hospice(s)) return;
    if (line_in(s, 651, 652) && !has(s, "BE", "61")) tell(s, SJ_ED_HOSPICE_AREA, SJ_STR("61"));
    if (line_in(s, 655, 656) && !has(s, "BE", "G8")) tell(s, SJ_ED_HOSPICE_AREA, SJ_STR("G8"));
}

static bool is_hospice_day(const line_facts *l) {
    return l->revenue == 651 || l->revenue == 652 || l->revenue == 655 || l->revenue == 656;
}

static void hospice_place(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_lines; i++) {
        const line_facts *l = &s->lines[i];
        if (is_hospice(s) && is_hospice_day(l) && !is_hcpcs(l, 'Q', 5001, 5010))
            sj_report(s, SJ_ED_HOSPICE_PLACE, l->line->revenue.at, sj_note_line(l), NO_FACT);
    }
}

static void hospice_bill(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_lines; i++)
        if (is_hospice_day(&s->lines[i]) && !is_hospice(s))
            sj_report(s, SJ_ED_HOSPICE_BILL, s->lines[i].line->revenue.at,
                      sj_note_line(&s->lines[i]), s->c->place.v);
}

/* ---- dialysis, clinics ---- */

static void dialysis_setting(sj_scrub *s) {
    static const char *const settings[] = {"71", "72", "73", "74", "76"};
    bool found = bill_of(s) != MOD('7', '2');
    for (int i = 0; i < 5; i++) found |= has(s, "BG", settings[i]);
    if (!found) tell(s, SJ_ED_DIALYSIS_SETTING, NO_FACT);
}

/* A visit to a clinic: medical, or mental health. */
static bool is_clinic_visit(const line_facts *l) {
    return (l->revenue >= 520 && l->revenue <= 529) || l->revenue == 900;
}

/* Since 1 October 2014 a health center's visits bear its own codes. */
static void health_center(sj_scrub *s) {
    const line_facts *visit = NULL;
    if (bill_of(s) != MOD('7', '7') || s->last == SJ_NO_DATE || s->last < sj_date_of(2014, 10, 1))
        return;
    for (uint16_t i = 0; i < s->n_lines; i++) {
        if (is_hcpcs(&s->lines[i], 'G', 466, 470)) return;
        if (!visit && is_clinic_visit(&s->lines[i])) visit = &s->lines[i];
    }
    if (visit)
        sj_report(s, SJ_ED_HEALTH_CENTER, visit->line->revenue.at, sj_note_line(visit), NO_FACT);
}

/* Since 1 October 2016 modifier CG marks the line that stands for the visit. */
static void rural_clinic(sj_scrub *s) {
    const line_facts *visit = NULL;
    if (bill_of(s) != MOD('7', '1') || s->last == SJ_NO_DATE || s->last < sj_date_of(2016, 10, 1))
        return;
    for (uint16_t i = 0; i < s->n_lines; i++) {
        if (has_modifier(&s->lines[i], MOD('C', 'G'))) return;
        if (!visit && is_clinic_visit(&s->lines[i])) visit = &s->lines[i];
    }
    if (visit)
        sj_report(s, SJ_ED_RURAL_CLINIC, visit->line->revenue.at, sj_note_line(visit), NO_FACT);
}

/* ---- what of all this a claim needs ---- */

static bool is_special(const sj_scrub *s) {
    static const uint16_t kinds[] = {MOD('2', '1'), MOD('3', '2'), MOD('7', '1'), MOD('7', '2'),
                                     MOD('7', '7'), MOD('8', '1'), MOD('8', '2')};
    bool found = false;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) found |= bill_of(s) == kinds[i];
    return found;
}

static uint64_t of_stay(const sj_scrub *s, unsigned revenues) {
    const bool inpatient = bill_of(s) == MOD('1', '1'), room = revenues & REVENUE_ROOM;
    const bool goes_on = is_char(s->c->frequency, '2') || is_char(s->c->frequency, '3');
    return HAS_STAY | (goes_on ? HAS_INTERIM : 0) | (inpatient && !room ? HAS_NO_ROOM : 0) |
           (inpatient && revenues & REVENUE_OPERATING_ROOM ? HAS_OPERATING_ROOM : 0);
}

/* Of an outpatient bill a room is odd, and a line that names no procedure may be. */
static uint64_t of_visit(unsigned revenues, unsigned uncoded) {
    const bool lacks = uncoded & (REVENUE_CODED | REVENUE_CODED_MEDICARE);
    return (revenues & REVENUE_ROOM ? HAS_ODD_REVENUE : 0) | (lacks ? HAS_UNCODED : 0);
}

uint64_t sj_bill_of_claim(const sj_scrub *s, unsigned revenues, unsigned uncoded) {
    const bool dead = is_death(pair_of(s->c->patient_status.v));
    return (is_stay(s) ? of_stay(s, revenues) : of_visit(revenues, uncoded)) |
           (is_special(s) ? HAS_SPECIAL_BILL : 0) | (dead ? HAS_DEATH : 0) |
           (is_char(s->c->admission_type, '4') ? HAS_NEWBORN : 0) |
           (revenues & REVENUE_ODD ? HAS_ODD_REVENUE : 0);
}

#define BILL(row, needs, judge)                                                                    \
    { row, SCOPE_CLAIM, TYPE_I, needs, judge, NULL }

const sj_edit sj_edits_bill[] = {
    BILL(SJ_ED_INTERIM_STATUS, HAS_INTERIM, interim_status),
    BILL(SJ_ED_DEATH_DATE, HAS_DEATH, death_date),
    BILL(SJ_ED_HOSPICE_STATUS, HAS_DEATH, hospice_status),
    BILL(SJ_ED_ROOM_MISSING, HAS_NO_ROOM, room_missing),
    BILL(SJ_ED_DAYS_ROOMS, HAS_STAY, days_and_rooms),
    BILL(SJ_ED_DAYS_STATEMENT, HAS_STAY, days_and_statement),
    BILL(SJ_ED_HOME_HEALTH_GROUP, HAS_MEDICARE | HAS_SPECIAL_BILL, home_health_group),
    BILL(SJ_ED_HOME_HEALTH_AREA, HAS_MEDICARE | HAS_SPECIAL_BILL, home_health_area),
    BILL(SJ_ED_HOSPICE_AREA, HAS_MEDICARE | HAS_SPECIAL_BILL, hospice_area),
    BILL(SJ_ED_HOSPICE_PLACE, HAS_MEDICARE | HAS_SPECIAL_BILL, hospice_place),
    BILL(SJ_ED_HOSPICE_BILL, HAS_ODD_REVENUE, hospice_bill),
    BILL(SJ_ED_DIALYSIS_SETTING, HAS_MEDICARE | HAS_SPECIAL_BILL, dialysis_setting),
    BILL(SJ_ED_LEAVE_SPAN, HAS_MEDICARE | HAS_ODD_REVENUE, leave_span),
    BILL(SJ_ED_NEWBORN_SOURCE, HAS_NEWBORN, newborn),
    BILL(SJ_ED_HEALTH_CENTER, HAS_MEDICARE | HAS_SPECIAL_BILL, health_center),
    BILL(SJ_ED_RURAL_CLINIC, HAS_MEDICARE | HAS_SPECIAL_BILL, rural_clinic),
    BILL(SJ_ED_QUALIFYING_STAY, HAS_MEDICARE | HAS_SPECIAL_BILL, qualifying_stay),
    {.types = 0}};
