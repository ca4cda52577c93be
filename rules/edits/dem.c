/* rules/edits/dem.c - DEM: the insured and the patient. */
#include "rules/edits/edits.h"
#include "rules/edits/shapes.h"

/* Injuries have a claim number of the insurer's, not always a member number. */
static bool is_casualty(const sj_scrub *s) {
    uint16_t filing = pair_of(s->c->subscriber->filing.v);
    return filing == MOD('W', 'C') || filing == MOD('A', 'M') || filing == MOD('L', 'M');
}

static void member_id(sj_scrub *s) {
    const sj_text *id = &s->c->subscriber->name.id;
    if (SJ_HAS(*id) && id->v.len && sj_is_placeholder(id->v))
        sj_report(s, SJ_ED_MEMBER_ID, id->at, NO_FACT, NO_FACT);
}

static void member_id_missing(sj_scrub *s) {
    const sj_party *name = &s->c->subscriber->name;
    if (SJ_HAS(name->entity) && name->id.v.len == 0 && !is_casualty(s))
        sj_report(s, SJ_ED_MEMBER_ID_MISSING, name->entity.at, NO_FACT, NO_FACT);
}

/* The health insurance claim number before it was accepted until the end of 2019. */
static void mbi(sj_scrub *s) {
    const sj_text *id = &s->c->subscriber->name.id;
    bool old = s->first != SJ_NO_DATE && s->first < s->mbi_alone;
    if (id->v.len && !old && !sj_is_placeholder(id->v) && !sj_mbi_valid(id->v))
        sj_report(s, SJ_ED_MBI, id->at, NO_FACT, NO_FACT);
}

static bool is_self(const sj_scrub *s) {
    return pair_of(s->c->subscriber->relationship.v) == MOD('1', '8');
}

static void self_with_patient(sj_scrub *s) {
    if (is_self(s))
        sj_report(s, SJ_ED_SELF_WITH_PATIENT, s->c->subscriber->relationship.at, NO_FACT, NO_FACT);
}

static void patient_missing(sj_scrub *s) {
    if (!is_self(s) && !s->c->patient && SJ_HAS(s->c->subscriber->sequence))
        sj_report(s, SJ_ED_PATIENT_MISSING, s->c->subscriber->sequence.at, NO_FACT, NO_FACT);
}

static bool has_day(const sj_day *d) {
    return SJ_HAS(*d) && d->v != SJ_NO_DATE;
}

static void child_older(sj_scrub *s) {
    const sj_day *child = &s->c->patient->person.born, *insured = &s->c->subscriber->person.born;
    if (pair_of(s->c->patient->relationship.v) != MOD('1', '9')) return;
    if (has_day(child) && has_day(insured) && child->v < insured->v)
        sj_report(s, SJ_ED_CHILD_OLDER, child->at, sj_note_date(s, child->v),
                  sj_note_date(s, insured->v));
}

static void self_address(sj_scrub *s) {
    const sj_party *name = &s->c->subscriber->name;
    bool whole = SJ_HAS(name->address.line1) && SJ_HAS(name->address.city);
    if (is_self(s) && SJ_HAS(name->entity) && !whole)
        sj_report(s, SJ_ED_SELF_ADDRESS, name->entity.at, NO_FACT, NO_FACT);
}

static void self_birth(sj_scrub *s) {
    const sj_subscriber *sub = s->c->subscriber;
    if (is_self(s) && SJ_HAS(sub->name.entity) && !SJ_HAS(sub->person.born))
        sj_report(s, SJ_ED_SELF_BIRTH, sub->name.entity.at, NO_FACT, NO_FACT);
}

static void casualty_number(sj_scrub *s) {
    const sj_subscriber *sub = s->c->subscriber;
    const sj_text *number = sj_refs_find(&sub->name.refs, "Y4");
    if (!number && s->c->patient) number = sj_refs_find(&s->c->patient->name.refs, "Y4");
    if (!number) sj_report(s, SJ_ED_CASUALTY_NUMBER, sub->filing.at, NO_FACT, NO_FACT);
}

static bool has_lower(sj_str s) {
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] >= 'a' && s.ptr[i] <= 'z') return true;
    return false;
}

static void member_lower_case(sj_scrub *s) {
    const sj_subscriber *sub = s->c->subscriber;
    const sj_text *ids[] = {&sub->name.id, &sub->group_number, &sub->payer.id};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        if (has_lower(ids[i]->v)) sj_report(s, SJ_ED_ID_LOWER_CASE, ids[i]->at, NO_FACT, NO_FACT);
}

static void refs_lower_case(sj_scrub *s) {
    static const enum ref kinds[] = {REF_F8, REF_G1, REF_9F};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const sj_text *id = s->refs[kinds[i]];
        if (id && has_lower(id->v)) sj_report(s, SJ_ED_ID_LOWER_CASE, id->at, NO_FACT, NO_FACT);
    }
}

const sj_edit sj_edits_dem[] = {
    {SJ_ED_MEMBER_ID, SCOPE_SUBSCRIBER, TYPE_ALL, 0, member_id, NULL},
    {SJ_ED_MEMBER_ID_MISSING, SCOPE_SUBSCRIBER, TYPE_ALL, 0, member_id_missing, NULL},
    {SJ_ED_MBI, SCOPE_SUBSCRIBER, TYPE_ALL, HAS_MEDICARE, mbi, NULL},
    {SJ_ED_SELF_WITH_PATIENT, SCOPE_PATIENT, TYPE_ALL, 0, self_with_patient, NULL},
    {SJ_ED_PATIENT_MISSING, SCOPE_CLAIM, TYPE_ALL, 0, patient_missing, NULL},
    {SJ_ED_CHILD_OLDER, SCOPE_PATIENT, TYPE_ALL, 0, child_older, NULL},
    {SJ_ED_SELF_ADDRESS, SCOPE_SUBSCRIBER, TYPE_ALL, 0, self_address, NULL},
    {SJ_ED_SELF_BIRTH, SCOPE_SUBSCRIBER, TYPE_ALL, 0, self_birth, NULL},
    {SJ_ED_CASUALTY_NUMBER, SCOPE_CLAIM, TYPE_ALL, HAS_CASUALTY, casualty_number, NULL},
    {SJ_ED_ID_LOWER_CASE, SCOPE_SUBSCRIBER, TYPE_ALL, 0, member_lower_case, NULL},
    {SJ_ED_ID_LOWER_CASE, SCOPE_CLAIM, TYPE_ALL, HAS_REFS, refs_lower_case, NULL},
    {.types = 0}};
