/* rules/packs/sieve_field.c - how the fields that a sieve asks for are read. */
#include "rules/packs/sieve.h"

static void read_texts(sj_sieve_field *f, sj_sieve_record record, size_t offset, unsigned n) {
    f->way = READ_TEXTS;
    f->record = (uint8_t)record;
    f->offset = (uint16_t)offset;
    f->n_texts = (uint8_t)n;
}

/* How the field is read fastest, to the same result as by the view. */
static void choose_way(sj_sieve_field *f, const sj_rule_field *field) {
    const sj_member *m = &field->member;
    bool of_line = m->subject == SJ_SUBJECT_LINE;
    f->way = READ_VIEW;
    if (field->plain) {
        f->way = READ_TEXT;
        f->record = (uint8_t)(field->plain == PLAIN_CLAIM        ? IN_CLAIM
                              : field->plain == PLAIN_SUBSCRIBER ? IN_SUBSCRIBER
                                                                 : IN_MEMBER);
        f->offset = m->offset;
    } else if (field->get == sj_get_line_place) {
        f->way = READ_PLACE;
    } else if (field->get == sj_get_principal) {
        f->way = READ_PRINCIPAL;
    } else if (field->get == sj_get_line_first_dx) {
        f->way = READ_POINTED;
    } else if (field->get == sj_get_dx_code) {
        f->way = READ_TEXT;
        f->record = IN_MEMBER;
        f->offset = offsetof(sj_diagnosis, code);
    } else if (field->get == sj_get_modifiers) {
        read_texts(f, IN_MEMBER, offsetof(sj_line, modifiers), 4);
    } else if (field->get == sj_get_areas) {
        read_texts(f, IN_MEMBER, offsetof(sj_line, areas), 5);
    } else if (field->get == sj_get_surfaces) {
        read_texts(f, IN_MEMBER, offsetof(sj_line, surfaces), 5);
    } else if (field->get == sj_get_related) {
        read_texts(f, IN_CLAIM, offsetof(sj_claim, related), 3);
    } else if (!field->get && (of_line || m->subject == SJ_SUBJECT_CLAIM) &&
               m->party == SJ_IN_RECORD &&
               (m->kind == SJ_FIELD_AMOUNT || m->kind == SJ_FIELD_QUANTITY)) {
        f->way = READ_NUMBER;
        f->record = of_line ? IN_MEMBER : IN_CLAIM;
        f->offset = m->offset;
    }
}

/* What the atom asks for. False: not a number that stands in each line. */
static bool make_total(const sj_fields *fields, const sj_expr_atom *a, sj_sieve_field *f) {
    f->members = (uint8_t)a->scope;
    f->scope = SCOPE_CLAIM;
    f->way = READ_COUNT;
    if (a->kind == SJ_ATOM_COUNT) return true;
    choose_way(f, &fields->v[SLOT_FIELD(a->slot)]);
    bool in_line = f->way == READ_NUMBER && f->record == IN_MEMBER && a->scope == SCOPE_LINE;
    f->way = READ_SUM;
    return in_line;
}

bool sj_sieve_field_of(sj_sieve_field *f, const sj_fields *fields, const sj_expr_atom *a) {
    const sj_rule_field *field = &fields->v[SLOT_FIELD(a->slot)];
    *f = (sj_sieve_field){.by_presence = true, .by_beginning = true};
    if (a->kind != SJ_ATOM_COUNT) f->slot = SLOT(SLOT_FIELD(a->slot), true);
    if (a->kind >= SJ_ATOM_COUNT) return make_total(fields, a, f);
    f->scope = (uint8_t)field->scope;
    choose_way(f, field);
    return true;
}

unsigned sj_sieve_usual(const sj_sieve_field *f) {
    bool in_line = f->scope == SCOPE_LINE && f->record == IN_MEMBER;
    switch ((sj_sieve_way)f->way) {
    case READ_TEXT:
        if (in_line && f->offset == offsetof(sj_line, procedure)) return USUAL_PROCEDURE;
        if (f->record == IN_SUBSCRIBER && f->offset == offsetof(sj_subscriber, filing))
            return USUAL_FILING;
        return SIEVE_USUAL;
    case READ_TEXTS:
        if (in_line && f->offset == offsetof(sj_line, modifiers)) return USUAL_MODIFIERS;
        return f->scope == SCOPE_CLAIM ? USUAL_RELATED : SIEVE_USUAL;
    case READ_PLACE:
        return USUAL_PLACE;
    case READ_PRINCIPAL:
        return USUAL_PRINCIPAL;
    case READ_POINTED:
        return USUAL_POINTED;
    default:
        return SIEVE_USUAL;
    }
}
