/* engine/simulate/claim.c - loop 2300 of the 837P and what hangs below it; claim_kinds.c has the
 * others. */
#include "engine/simulate/made.h"

#include <stdio.h>
#include <string.h>

enum { REFERRER_SERIAL = 6000 };

static void write_clm(sj_writer *w, const sj_sim_made *m) {
    sj_writer_begin(w, "CLM");
    sj_writer_elz(w, m->account);
    sj_writer_money(w, m->total);
    sj_writer_skip(w, 2);
    sj_writer_elz(w, m->visit->pos);
    sj_writer_compz(w, "B");
    sj_writer_compz(w, m->replaces[0] ? "7" : "1");
    sj_writer_elz(w, "Y");
    sj_writer_elz(w, "A");
    sj_writer_elz(w, "Y");
    sj_writer_elz(w, "Y");
    if (m->visit->flags & SJ_SIM_ACCIDENT) {
        sj_writer_skip(w, 1);
        sj_writer_elz(w, "OA");
    }
    sj_writer_end(w);
}

static void write_hi(sj_writer *w, const sj_sim_visit *v) {
    sj_writer_begin(w, "HI");
    for (unsigned i = 0; i < SJ_SIM_DIAGNOSES && v->diagnoses[i]; i++) {
        sj_writer_elz(w, i ? "ABF" : "ABK");
        sj_writer_compz(w, v->diagnoses[i]);
    }
    sj_writer_end(w);
}

/* Dates, amounts, references, note and diagnoses, in the guide's order. */
static void write_facts(sj_writer *w, const sj_sim_made *m) {
    unsigned flags = m->visit->flags;
    if (flags & SJ_SIM_ONSET) sj_sim_dtp(w, "431", m->day - 3);
    if (flags & SJ_SIM_ACCIDENT) sj_sim_dtp(w, "439", m->day - 1);
    if (flags & SJ_SIM_ADMITTED) {
        sj_sim_dtp(w, "435", m->day);
        sj_sim_dtp(w, "096", m->last_day);
    }
    if (m->copay) sj_sim_amt(w, "F5", m->copay);
    if (flags & SJ_SIM_REFERRED) {
        char number[24];
        snprintf(number, sizeof number, "REFERRAL%.10s", m->account + 5);
        sj_sim_seg(w, "REF", "9F", number, NULL);
    }
    if (m->authorized) {
        char number[24];
        snprintf(number, sizeof number, "AUTH%.16s", m->account + 4);
        sj_sim_seg(w, "REF", "G1", number, NULL);
    }
    if (m->replaces[0]) sj_sim_seg(w, "REF", "F8", m->replaces, NULL);
    sj_sim_seg(w, "REF", "D9", m->trace, NULL);
    sj_sim_seg(w, "REF", "EA", m->chart, NULL);
    if (flags & SJ_SIM_LAB && m->practice->clia)
        sj_sim_seg(w, "REF", "X4", m->practice->clia, NULL);
    if (m->noted) sj_sim_seg(w, "NTE", "ADD", "MADE UP FOR TESTING", NULL);
    write_hi(w, m->visit);
}

static void write_doctor(sj_writer *w, const sj_sim_made *m, const char *entity, unsigned doctor) {
    char npi[11];
    sj_sim_name who = sj_sim_name_of(m->serial + doctor);
    sj_sim_npi(m->serial + doctor, npi);
    sj_sim_nm1(w, entity, who.last, who.first, "XX", npi);
}

static void write_rendering(sj_writer *w, const sj_sim_made *m, unsigned doctor) {
    write_doctor(w, m, "82", doctor);
    sj_sim_seg(w, "PRV", "PE", "PXC", m->practice->taxonomy, NULL);
}

/* Who referred, who rendered, and where. */
static void write_providers(sj_writer *w, const sj_sim_made *m) {
    char npi[11];
    if (m->visit->flags & SJ_SIM_REFERRED) {
        unsigned serial = REFERRER_SERIAL + m->referrer;
        sj_sim_name who = sj_sim_name_of(serial);
        sj_sim_npi(serial, npi);
        sj_sim_nm1(w, "DN", who.last, who.first, "XX", npi);
    }
    if (m->doctor) write_rendering(w, m, m->doctor);
    unsigned serial;
    const sj_sim_facility *facility = sj_sim_facility_at(m->visit->pos, &serial);
    if (facility) {
        sj_sim_npi(serial, npi);
        sj_sim_nm1(w, "77", facility->name, NULL, "XX", npi);
        sj_sim_address(w, facility->street, sj_sim_place_at(facility->place));
    }
    if (m->supervised) write_doctor(w, m, "DQ", m->doctor % m->practice->doctors + 1);
}

/* Loop 2320: the patient's other payer, with what it decided where it came first. */
static void write_other_payer(sj_writer *w, const sj_sim_made *m) {
    sj_sim_seg(w, "SBR", m->secondary ? "P" : "S", "18", "", "", "", "", "", "", m->other->filing,
               NULL);
    if (m->secondary) {
        sj_money paid = 0, patient = 0;
        for (unsigned i = 0; i < m->n; i++) {
            paid += m->lines[i].paid;
            patient += m->lines[i].patient;
        }
        sj_sim_amt(w, "D", paid);
        if (patient) sj_sim_amt(w, "EAF", patient);
    }
    sj_sim_seg(w, "OI", "", "", "Y", "", "", "Y", NULL);
    sj_sim_nm1(w, "IL", m->insured->last, m->insured->first, "MI", m->other_member);
    sj_sim_address(w, m->insured->street, sj_sim_place_at(m->insured->place));
    sj_sim_nm1(w, "PR", m->other->name, NULL, "PI", m->other->id);
}

static void write_sv1(sj_writer *w, const sj_sim_made *m, const sj_sim_made_line *line) {
    const sj_sim_service *s = line->service;
    sj_writer_begin(w, "SV1");
    sj_writer_elz(w, "HC");
    sj_writer_compz(w, s->code);
    for (unsigned i = 0; i < 2 && s->modifiers[i]; i++) sj_writer_compz(w, s->modifiers[i]);
    sj_writer_money(w, line->charge);
    sj_writer_elz(w, m->visit->flags & SJ_SIM_MINUTES ? "MJ" : "UN");
    sj_writer_number(w, line->units);
    sj_writer_skip(w, 2);
    if (line == m->lines) { /* the visit itself: for all that was found */
        static const char *const every[SJ_SIM_DIAGNOSES] = {"1", "2", "3", "4"};
        sj_writer_elz(w, every[0]);
        for (unsigned i = 1; i < SJ_SIM_DIAGNOSES && m->visit->diagnoses[i]; i++)
            sj_writer_compz(w, every[i]);
    } else {
        sj_writer_elz(w, s->pointers[0]);
        if (s->pointers[1]) sj_writer_compz(w, s->pointers[1]);
    }
    sj_writer_end(w);
}

static void write_drug(sj_writer *w, const sj_sim_made_line *line) {
    sj_sim_seg(w, "LIN", "", "N4", line->service->ndc, NULL);
    sj_writer_begin(w, "CTP");
    sj_writer_skip(w, 3);
    sj_writer_number(w, line->units);
    sj_writer_elz(w, line->service->ndc_unit);
    sj_writer_end(w);
}

/* Loop 2430: the line as the payer before decided it. */
static void write_decision(sj_writer *w, const sj_sim_made *m, const sj_sim_made_line *line) {
    const sj_sim_service *s = line->service;
    sj_writer_begin(w, "SVD");
    sj_writer_elz(w, m->other->id);
    sj_writer_money(w, line->paid);
    sj_writer_elz(w, "HC");
    sj_writer_compz(w, s->code);
    for (unsigned i = 0; i < 2 && s->modifiers[i]; i++) sj_writer_compz(w, s->modifiers[i]);
    sj_writer_skip(w, 1);
    sj_writer_number(w, line->units);
    sj_writer_end(w);
    sj_writer_begin(w, "CAS");
    sj_writer_elz(w, "CO");
    sj_writer_elz(w, "45");
    sj_writer_money(w, line->contract);
    if (line->sequester) {
        sj_writer_skip(w, 1);
        sj_writer_elz(w, "253");
        sj_writer_money(w, line->sequester);
    }
    sj_writer_end(w);
    if (line->patient) {
        sj_writer_begin(w, "CAS");
        sj_writer_elz(w, "PR");
        sj_writer_elz(w, "2");
        sj_writer_money(w, line->patient);
        sj_writer_end(w);
    }
    sj_sim_dtp(w, "573", m->decided);
}

static void write_line(sj_writer *w, const sj_sim_made *m, unsigned i) {
    const sj_sim_made_line *line = &m->lines[i];
    char control[32];
    snprintf(control, sizeof control, "%s-%u", m->account, i + 1);
    sj_writer_begin(w, "LX");
    sj_writer_number(w, i + 1);
    sj_writer_end(w);
    write_sv1(w, m, line);
    sj_sim_dtp(w, "472", line->day);
    sj_sim_seg(w, "REF", "6R", control, NULL);
    if (line->service->ndc) write_drug(w, line);
    if (line->doctor) write_rendering(w, m, line->doctor);
    if (m->secondary) write_decision(w, m, line);
}

void sj_sim_write_claim(sj_writer *w, const sj_sim_made *m) {
    if (m->type == SJ_CLAIM_837I) {
        sj_sim_write_institutional(w, m);
        return;
    }
    if (m->type == SJ_CLAIM_837D) {
        sj_sim_write_dental(w, m);
        return;
    }
    write_clm(w, m);
    write_facts(w, m);
    write_providers(w, m);
    if (m->other) write_other_payer(w, m);
    for (unsigned i = 0; i < m->n; i++) write_line(w, m, i);
}
