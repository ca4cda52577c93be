/* rules/edits/mce.c - UB, CLN: diagnoses of inpatient bills against the Medicare Code Editor. */
#include "rules/edits/edits.h"

static bool is_inpatient(const sj_claim *c) {
    uint16_t bill = pair_of(c->place.v);
    return bill == MOD('1', '1') || bill == MOD('1', '2') || bill == MOD('4', '1');
}

static bool is_qualifier(const dx_facts *f, const char *q) {
    return sj_str_is(f->dx->qualifier, q);
}

/* Diagnoses beside the principal one: not why the patient came, nor what hurt him. */
static bool has_second(const sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_dx; i++)
        if (is_qualifier(&s->dx[i], "ABF")) return true;
    return false;
}

static void judge_principal(sj_scrub *s, const dx_facts *f, uint32_t lists) {
    sj_at at = f->dx->code.at;
    if (lists & SJ_MCE_MANIFESTATION) sj_report(s, SJ_ED_DX_MANIFESTATION, at, NO_FACT, NO_FACT);
    if (lists & SJ_MCE_UNACCEPTABLE) sj_report(s, SJ_ED_DX_UNACCEPTABLE, at, NO_FACT, NO_FACT);
    if (lists & SJ_MCE_NEEDS_SECOND && !has_second(s))
        sj_report(s, SJ_ED_DX_NEEDS_SECOND, at, NO_FACT, NO_FACT);
}

static void principal(sj_scrub *s) {
    if (!is_inpatient(s->c)) return;
    for (uint16_t i = 0; i < s->n_dx; i++)
        if (is_qualifier(&s->dx[i], "ABK")) judge_principal(s, &s->dx[i], s->dx[i].lists);
}

/* Ages in whole years at admission. */
static const struct {
    uint32_t list;
    int least, most;
    const char *who;
} ages[] = {{SJ_MCE_NEWBORN, 0, 0, "a newborn"},
            {SJ_MCE_PEDIATRIC, 0, 17, "a child up to 17"},
            {SJ_MCE_MATERNITY, 9, 64, "a mother from 9 to 64"},
            {SJ_MCE_ADULT, 15, 124, "an adult from 15"}};

static void judge_age(sj_scrub *s, const dx_facts *f, uint32_t lists, int age) {
    for (size_t i = 0; i < sizeof ages / sizeof *ages; i++)
        if (lists & ages[i].list && (age < ages[i].least || age > ages[i].most))
            sj_report(s, SJ_ED_DX_AGE, f->dx->code.at, sj_str_of(ages[i].who),
                      sj_note(s, "%d", age));
}

static void judge_sex(sj_scrub *s, const dx_facts *f, uint32_t lists, sj_text sex) {
    if (lists & SJ_MCE_FEMALE && is_char(sex, 'M'))
        sj_report(s, SJ_ED_DX_SEX, f->dx->code.at, SJ_STR("women"), SJ_STR("male"));
    if (lists & SJ_MCE_MALE && is_char(sex, 'F'))
        sj_report(s, SJ_ED_DX_SEX, f->dx->code.at, SJ_STR("men"), SJ_STR("female"));
}

static sj_date admitted(const sj_scrub *s) {
    const sj_dates *admission = sj_dates_find(&s->c->dates, "435");
    return admission && SJ_HAS(*admission) ? admission->from : s->first;
}

static void patient(sj_scrub *s) {
    if (!is_inpatient(s->c)) return;
    const sj_person *person = sj_claim_patient_person(s->c);
    int age = SJ_HAS(person->born) ? sj_date_years(person->born.v, admitted(s)) : -1;
    for (uint16_t i = 0; i < s->n_dx; i++) {
        uint32_t lists = s->dx[i].lists;
        if (!lists) continue;
        if (age >= 0) judge_age(s, &s->dx[i], lists, age);
        judge_sex(s, &s->dx[i], lists, person->sex);
    }
}

const sj_edit sj_edits_mce[] = {
    {SJ_ED_DX_MANIFESTATION, SCOPE_CLAIM, TYPE_I, HAS_MCE, principal, NULL},
    {SJ_ED_DX_AGE, SCOPE_CLAIM, TYPE_I, HAS_MCE, patient, NULL},
    {.types = 0}};
