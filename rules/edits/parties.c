/* rules/edits/parties.c - who stands on a claim, and what must be right of each: names, addresses,
 * provider numbers. */
#include "parsers/base/apart.h"
#include "rules/edits/edits.h"
#include "rules/edits/shapes.h"

static uint8_t needs_of(const sj_party *p, enum role role) {
    unsigned has = p->address.country.v.len ? PARTY_COUNTRY : 0;
    if (is_char(p->type, '1')) has |= PARTY_PERSON;
    if (p->id.v.len && pair_of(p->id_qualifier.v) == MOD('X', 'X')) has |= PARTY_NPI;
    if (role == ROLE_SUBSCRIBER || role == ROLE_PATIENT) has |= PARTY_INSURED;
    return (uint8_t)has;
}

/* Most of those that a claim may have it has not. */
static inline void take(sj_scrub *s, const sj_party *party, enum role role) {
    if (party == &sj_no_party) return;
    bool there = SJ_HAS(party->entity) || SJ_HAS(party->address.line1);
    if (there && s->n_parties < MAX_PARTIES)
        s->parties[s->n_parties++] = (party_facts){party, (uint8_t)role, needs_of(party, role)};
}

static void gather_line(sj_scrub *s, const sj_line *l) {
    take(s, l->rendering, ROLE_RENDERING);
    take(s, l->purchased, ROLE_PURCHASED);
    take(s, l->facility, ROLE_FACILITY);
    take(s, l->supervising, ROLE_SUPERVISING);
    take(s, l->ordering, ROLE_ORDERING);
    take(s, l->referring, ROLE_REFERRING);
    take(s, l->pick_up, ROLE_PICK_UP);
    take(s, l->drop_off, ROLE_DROP_OFF);
}

static void gather_claim(sj_scrub *s) {
    take(s, s->c->referring, ROLE_REFERRING);
    take(s, s->c->rendering, ROLE_RENDERING);
    take(s, s->c->facility, ROLE_FACILITY);
    take(s, s->c->supervising, ROLE_SUPERVISING);
    take(s, s->c->pick_up, ROLE_PICK_UP);
    take(s, s->c->drop_off, ROLE_DROP_OFF);
    take(s, s->c->attending, ROLE_ATTENDING);
    take(s, s->c->operating, ROLE_OPERATING);
    take(s, s->c->other_operating, ROLE_OTHER_OPERATING);
    for (uint16_t i = 0; i < s->n_lines; i++) gather_line(s, s->lines[i].line);
}

void sj_scrub_gather(sj_scrub *s, enum scope scope) {
    s->n_parties = 0;
    switch (scope) {
    case SCOPE_BILLING:
        take(s, &s->c->billing->provider, ROLE_BILLING);
        take(s, &s->c->billing->pay_to, ROLE_PAY_TO);
        break;
    case SCOPE_SUBSCRIBER:
        take(s, &s->c->subscriber->name, ROLE_SUBSCRIBER);
        break;
    case SCOPE_PATIENT:
        take(s, &s->c->patient->name, ROLE_PATIENT);
        break;
    case SCOPE_CLAIM:
        gather_claim(s);
        break;
    case SCOPE_HEADER:
    case SCOPES:
        break;
    }
}

/* ---- is anything odd about them? ---- */

static bool is_nameless(const sj_party *p) {
    return p->last.v.len && !p->first.v.len && is_char(p->type, '1');
}

SJ_APART bool sj_party_is_odd(const sj_party *p) {
    bool npi = p->id.v.len && pair_of(p->id_qualifier.v) == MOD('X', 'X');
    return p->address.country.v.len || is_nameless(p) || (npi && !sj_npi_valid(p->id.v));
}

/* Most of those that a claim may have it has not. */
static bool is_odd(const sj_party *p) {
    return p != &sj_no_party && sj_party_is_odd(p);
}

static bool is_odd_line(const sj_line *l) {
    return is_odd(l->rendering) || is_odd(l->purchased) || is_odd(l->facility) ||
           is_odd(l->supervising) || is_odd(l->ordering) || is_odd(l->referring) ||
           is_odd(l->pick_up) || is_odd(l->drop_off);
}

static bool is_odd_claim(const sj_claim *c) {
    bool odd = is_odd(c->referring) || is_odd(c->rendering) || is_odd(c->facility) ||
               is_odd(c->supervising);
    if (c->type == SJ_CLAIM_837I)
        odd = odd || is_odd(c->attending) || is_odd(c->operating) || is_odd(c->other_operating);
    return odd || is_odd(c->pick_up) || is_odd(c->drop_off);
}

/* Do two provider numbers end alike? Those that are the same do. */
static bool is_same_end(sj_str a, sj_str b) {
    return a.len == 10 && b.len == 10 && load_8(a.ptr + 2) == load_8(b.ptr + 2);
}

void sj_scrub_meet(sj_scrub *s) {
    const sj_claim *c = s->c;
    const sj_str own = c->billing->provider.id.v;
    bool odd = is_odd_claim(c);
    bool found = is_same_end(c->rendering->id.v, own) | is_same_end(c->facility->id.v, own);
    for (uint16_t i = 0; c->has_line_parties && i < s->n_lines; i++) {
        const sj_line *l = s->lines[i].line;
        found |= is_same_end(l->rendering->id.v, own);
        odd |= is_odd_line(l);
    }
    s->odd_claim = odd;
    s->has |= found ? HAS_OWN_NPI : 0;
}

/* ---- what is wrong with them ---- */

static void country_us(sj_scrub *s, const party_facts *p) {
    const sj_text *country = &p->party->address.country;
    if (pair_of(country->v) == MOD('U', 'S'))
        sj_report(s, SJ_ED_COUNTRY_US, country->at, NO_FACT, NO_FACT);
}

static void person_name(sj_scrub *s, const party_facts *p) {
    if (p->party->last.v.len && p->party->first.v.len == 0)
        sj_report(s, SJ_ED_PERSON_NAME, p->party->last.at, NO_FACT, NO_FACT);
}

static void name_digits(sj_scrub *s, const party_facts *p) {
    const sj_text *names[] = {&p->party->last, &p->party->first};
    for (int i = 0; i < 2; i++)
        if (sj_text_has(names[i]->v, '0', '9'))
            sj_report(s, SJ_ED_NAME_DIGITS, names[i]->at, NO_FACT, NO_FACT);
}

/* Who, and where a biller finds the number: boxes of the CMS-1500, UB-04 and ADA form, "" where a
 * form has none. */
static const struct {
    const char *who, *box[3];
} roles[] = {[ROLE_BILLING] = {"The billing provider", {"33a", "56", "49"}},
             [ROLE_PAY_TO] = {"The pay-to provider", {"", "", ""}},
             [ROLE_SUBSCRIBER] = {"The insured", {"", "", ""}},
             [ROLE_PATIENT] = {"The patient", {"", "", ""}},
             [ROLE_REFERRING] = {"The referring provider", {"17b", "78-79", ""}},
             [ROLE_RENDERING] = {"The rendering provider", {"24J", "78-79", "54"}},
             [ROLE_FACILITY] = {"The service facility", {"32a", "", ""}},
             [ROLE_SUPERVISING] = {"The supervising provider", {"17b", "", ""}},
             [ROLE_ORDERING] = {"The ordering provider", {"17b", "", ""}},
             [ROLE_PURCHASED] = {"The provider of the purchased service", {"32a", "", ""}},
             [ROLE_PICK_UP] = {"The place of pick-up", {"", "", ""}},
             [ROLE_DROP_OFF] = {"The place of drop-off", {"", "", ""}},
             [ROLE_ATTENDING] = {"The attending provider", {"", "76", ""}},
             [ROLE_OPERATING] = {"The operating physician", {"", "77", ""}},
             [ROLE_OTHER_OPERATING] = {"The other operating physician", {"", "78-79", ""}}};

static sj_str name_box(sj_scrub *s, uint8_t role) {
    static const char *const forms[] = {"Box", "FL", "ADA Box"};
    unsigned form = s->c->type - SJ_CLAIM_837P;
    const char *box = roles[role].box[form];
    return *box ? sj_note(s, "the number (%s %s)", forms[form], box) : SJ_STR("the number");
}

static void npi(sj_scrub *s, const party_facts *p) {
    const sj_party *party = p->party;
    if (!sj_npi_valid(party->id.v))
        sj_report(s, SJ_ED_NPI, party->id.at, sj_str_of(roles[p->role].who), name_box(s, p->role));
}

static void phone(sj_scrub *s, const sj_text *number) {
    if (number->v.len && !sj_phone_valid(number->v))
        sj_report(s, SJ_ED_PHONE, number->at, NO_FACT, NO_FACT);
}

static void submitter_phone(sj_scrub *s) {
    if (s->c->header) phone(s, &s->c->header->submitter.phone);
}

static void billing_phone(sj_scrub *s) {
    phone(s, &s->c->billing->provider.phone);
}

static void po_box(sj_scrub *s) {
    const sj_address *a = &s->c->billing->provider.address;
    const sj_text *box = sj_is_po_box(a->line1.v) ? &a->line1 : &a->line2;
    if (sj_is_po_box(box->v)) sj_report(s, SJ_ED_PO_BOX, box->at, NO_FACT, NO_FACT);
}

const sj_edit sj_edits_parties[] = {
    {SJ_ED_COUNTRY_US, SCOPE_PARTIES, TYPE_ALL, PARTY_COUNTRY, NULL, country_us},
    {SJ_ED_PERSON_NAME, SCOPE_PARTIES, TYPE_ALL, PARTY_PERSON, NULL, person_name},
    {SJ_ED_NAME_DIGITS, SCOPE_PARTIES, TYPE_ALL, PARTY_PERSON | PARTY_INSURED, NULL, name_digits},
    {SJ_ED_NPI, SCOPE_PARTIES, TYPE_ALL, PARTY_NPI, NULL, npi},
    {SJ_ED_PHONE, SCOPE_HEADER, TYPE_ALL, 0, submitter_phone, NULL},
    {SJ_ED_PHONE, SCOPE_BILLING, TYPE_ALL, 0, billing_phone, NULL},
    {SJ_ED_PO_BOX, SCOPE_BILLING, TYPE_ALL, 0, po_box, NULL},
    {.types = 0}};
