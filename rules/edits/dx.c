/* rules/edits/dx.c - COD: diagnoses, and the lines' pointers to them. */
#include "rules/edits/edits.h"

static sj_code_info info_of(const sj_scrub *s, const dx_facts *f) {
    sj_code_info info = {.effective = SJ_NO_DATE, .terminated = SJ_NO_DATE};
    sj_tables_lookup(s->opts.tables, SJ_CODES_ICD10CM, f->dx->code.v, f->on, &info);
    return info;
}

static void dx_unknown(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_dx; i++) {
        const dx_facts *f = &s->dx[i];
        if (f->state == SJ_CODE_UNKNOWN)
            sj_report(s, SJ_ED_DX_UNKNOWN, f->dx->code.at, sj_note_date(s, f->on), NO_FACT);
        else if (f->state == SJ_CODE_NO_TABLE || f->state == SJ_CODE_OUT_OF_RANGE)
            sj_report_table(s, SJ_CODES_ICD10CM, f->state, f->dx->code.at);
    }
}

static void dx_dates(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_dx; i++) {
        const dx_facts *f = &s->dx[i];
        if (f->state != SJ_CODE_ENDED && f->state != SJ_CODE_NOT_YET) continue;
        sj_code_info info = info_of(s, f);
        bool ended = f->state == SJ_CODE_ENDED;
        sj_str day = sj_note_date(s, ended ? info.terminated : info.effective);
        sj_report(s, SJ_ED_DX_DATES, f->dx->code.at, sj_note_date(s, f->on),
                  sj_note(s, "%s %.*s", ended ? "until" : "only from", SJ_FMT(day)));
    }
}

static void dx_heading(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_dx; i++)
        if (s->dx[i].state == SJ_CODE_HEADER)
            sj_report(s, SJ_ED_DX_HEADING, s->dx[i].dx->code.at, NO_FACT,
                      info_of(s, &s->dx[i]).text);
}

static void dx_shape(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_dx; i++)
        if (s->dx[i].icd10 && !s->dx[i].shaped && s->dx[i].dx->code.v.len)
            sj_report(s, SJ_ED_DX_SHAPE, s->dx[i].dx->code.at, NO_FACT, NO_FACT);
}

static void dx_twice(sj_scrub *s) {
    for (uint16_t i = 1; i < s->n_dx; i++)
        for (uint16_t k = 0; k < i; k++) {
            sj_str code = s->dx[i].dx->code.v;
            if (code.len == 0 || !sj_str_eq(code, s->dx[k].dx->code.v)) continue;
            sj_report(s, SJ_ED_DX_TWICE, s->dx[i].dx->code.at, NO_FACT, NO_FACT);
            break;
        }
}

static void dx_external(sj_scrub *s) {
    if (!s->n_dx || !s->dx[0].shaped) return;
    char chapter = s->dx[0].dx->code.v.ptr[0];
    if (chapter >= 'V' && chapter <= 'Y')
        sj_report(s, SJ_ED_DX_EXTERNAL, s->dx[0].dx->code.at, NO_FACT, NO_FACT);
}

static void pointer(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_lines; i++) {
        const line_facts *l = &s->lines[i];
        for (uint8_t p = 0; p < l->n_pointers; p++)
            if (l->pointers[p] > s->c->diagnoses.n && s->c->diagnoses.n)
                sj_report(s, SJ_ED_POINTER, l->line->pointers[p].at, sj_note_line(l),
                          sj_note(s, "%u", (unsigned)s->c->diagnoses.n));
    }
}

static void pointer_twice(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_lines; i++) {
        const line_facts *l = &s->lines[i];
        unsigned seen = 0;
        for (uint8_t p = 0; p < l->n_pointers; p++) {
            unsigned bit = l->pointers[p] < 32 ? 1u << l->pointers[p] & ~1u : 0;
            if (seen & bit)
                sj_report(s, SJ_ED_POINTER_TWICE, l->line->pointers[p].at, sj_note_line(l),
                          NO_FACT);
            seen |= bit;
        }
    }
}

static void dx_unused(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_dx; i++)
        if (!(s->pointed >> (i + 1) & 1))
            sj_report(s, SJ_ED_DX_UNUSED, s->dx[i].dx->code.at, NO_FACT, NO_FACT);
}

static void icd9(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_dx; i++) {
        const dx_facts *f = &s->dx[i];
        if (f->on == SJ_NO_DATE || f->icd10 == (f->on >= s->icd10_began)) continue;
        sj_report(s, SJ_ED_ICD9, f->dx->code.at,
                  f->icd10 ? SJ_STR("ICD-10-CM") : SJ_STR("ICD-9-CM"), sj_note_date(s, f->on));
    }
}

/* Chapter 15, O00 to O9A: women from 9 to 64, as the Medicare code editor has it. */
static void pregnancy(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_dx; i++) {
        if (!s->dx[i].shaped || s->dx[i].dx->code.v.ptr[0] != 'O') continue;
        const sj_person *person = sj_claim_patient_person(s->c);
        int age = SJ_HAS(person->born) ? sj_date_years(person->born.v, s->first) : -1;
        bool man = is_char(person->sex, 'M'), wrong_age = age >= 0 && (age < 9 || age > 64);
        if (man || wrong_age)
            sj_report(s, SJ_ED_PREGNANCY, s->dx[i].dx->code.at,
                      man ? SJ_STR("a man") : sj_note(s, "%d years old", age), NO_FACT);
    }
}

const sj_edit sj_edits_dx[] = {
    {SJ_ED_DX_UNKNOWN, SCOPE_CLAIM, TYPE_ALL, HAS_ODD_DX, dx_unknown, NULL},
    {SJ_ED_DX_DATES, SCOPE_CLAIM, TYPE_ALL, HAS_ODD_DX, dx_dates, NULL},
    {SJ_ED_DX_HEADING, SCOPE_CLAIM, TYPE_ALL, HAS_ODD_DX, dx_heading, NULL},
    {SJ_ED_DX_SHAPE, SCOPE_CLAIM, TYPE_ALL, HAS_ODD_DX, dx_shape, NULL},
    {SJ_ED_DX_TWICE, SCOPE_CLAIM, TYPE_PD, HAS_SAME_DX, dx_twice, NULL},
    {SJ_ED_DX_EXTERNAL, SCOPE_CLAIM, TYPE_PD, HAS_EXTERNAL_DX, dx_external, NULL},
    {SJ_ED_POINTER, SCOPE_CLAIM, TYPE_PD, HAS_ODD_POINTER, pointer, NULL},
    {SJ_ED_POINTER_TWICE, SCOPE_CLAIM, TYPE_PD, HAS_ODD_POINTER, pointer_twice, NULL},
    {SJ_ED_DX_UNUSED, SCOPE_CLAIM, TYPE_P, HAS_UNUSED_DX, dx_unused, NULL},
    {SJ_ED_ICD9, SCOPE_CLAIM, TYPE_ALL, HAS_ODD_DX, icd9, NULL},
    {SJ_ED_PREGNANCY, SCOPE_CLAIM, TYPE_P, HAS_PREGNANCY, pregnancy, NULL},
    {.types = 0}};
