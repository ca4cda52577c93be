/* rules/edits/dem.c - DEM: the insured and the patient. */
#include "rules/edits/edits.h"
#include "rules/edits/shapes.h"

static void member_id(sj_scrub *s) {
    const sj_text *id = &s->c->subscriber->name.id;
    if (SJ_HAS(*id) && id->v.len && sj_is_placeholder(id->v))
        sj_report(s, SJ_ED_MEMBER_ID, id->at, NO_FACT, NO_FACT);
}

/* The health insurance claim number before it was accepted until the end of 2019. */
static void mbi(sj_scrub *s) {
    const sj_text *id = &s->c->subscriber->name.id;
    bool old = s->first != SJ_NO_DATE && s->first < s->mbi_alone;
    if (id->v.len && !old && !sj_is_placeholder(id->v) && !sj_mbi_valid(id->v))
        sj_report(s, SJ_ED_MBI, id->at, NO_FACT, NO_FACT);
}

static bool has_lower(sj_str s) {
    return sj_text_has(s, 'a', 'z');
}

static void member_lower_case(sj_scrub *s) {
    const sj_subscriber *sub = s->c->subscriber;
    const sj_text *ids[] = {&sub->name.id, &sub->group_number, &sub->payer.id};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        if (has_lower(ids[i]->v)) sj_report(s, SJ_ED_ID_LOWER_CASE, ids[i]->at, NO_FACT, NO_FACT);
}

static void refs_lower_case(sj_scrub *s) {
    static const uint16_t kinds[] = {MOD('F', '8'), MOD('G', '1'), MOD('9', 'F')};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const sj_text *id = last_ref(s->c, kinds[i]);
        if (id && has_lower(id->v)) sj_report(s, SJ_ED_ID_LOWER_CASE, id->at, NO_FACT, NO_FACT);
    }
}

const sj_edit sj_edits_dem[] = {
    {SJ_ED_MEMBER_ID, SCOPE_SUBSCRIBER, TYPE_ALL, HAS_ODD_MEMBER, member_id, NULL},
    {SJ_ED_MBI, SCOPE_SUBSCRIBER, TYPE_ALL, HAS_MEDICARE | HAS_ODD_MBI, mbi, NULL},
    {SJ_ED_ID_LOWER_CASE, SCOPE_SUBSCRIBER, TYPE_ALL, HAS_LOWER_MEMBER, member_lower_case, NULL},
    {SJ_ED_ID_LOWER_CASE, SCOPE_CLAIM, TYPE_ALL, HAS_LOWER_REF, refs_lower_case, NULL},
    {.types = 0}};
