/* engine/simulate/claim_kinds.c - loop 2300 of the 837I and the 837D: the same visits and sums as a
 * professional claim, as a hospital's outpatient department or a dentist would bill them. */
#include "engine/simulate/made.h"

#include <stdio.h>

/* Clinic, laboratory, radiology, or anything else of an outpatient department. */
static const char *revenue_of(const char *code) {
    switch (code[0]) {
    case '7':
        return "0320";
    case '8':
        return "0300";
    case '9':
        return "0510";
    default:
        return "0761";
    }
}

static void write_clm(sj_writer *w, const sj_sim_made *m, const char *place, const char *qualifier,
                      const char *signature) {
    sj_writer_begin(w, "CLM");
    sj_writer_elz(w, m->account);
    sj_writer_money(w, m->total);
    sj_writer_skip(w, 2);
    sj_writer_elz(w, place);
    sj_writer_compz(w, qualifier);
    sj_writer_compz(w, "1");
    if (signature)
        sj_writer_elz(w, signature);
    else
        sj_writer_skip(w, 1);
    sj_writer_elz(w, "A");
    sj_writer_elz(w, "Y");
    sj_writer_elz(w, "Y");
    sj_writer_end(w);
}

static void write_doctor(sj_writer *w, const sj_sim_made *m, const char *entity) {
    unsigned serial = m->serial + (m->doctor ? m->doctor : 1);
    char npi[11];
    sj_sim_name who = sj_sim_name_of(serial);
    sj_sim_npi(serial, npi);
    sj_sim_nm1(w, entity, who.last, who.first, "XX", npi);
}

static void write_lx(sj_writer *w, unsigned number) {
    sj_writer_begin(w, "LX");
    sj_writer_number(w, number);
    sj_writer_end(w);
}

/* Day and control number of a line, the last of it. */
static void write_tail(sj_writer *w, const sj_sim_made *m, unsigned i) {
    char control[32];
    snprintf(control, sizeof control, "%s-%u", m->account, i + 1);
    sj_sim_dtp(w, "472", m->lines[i].day);
    sj_sim_seg(w, "REF", "6R", control, NULL);
}

/* --- 837I --- */

static void write_statement(sj_writer *w, const sj_sim_made *m) {
    sj_date last = m->last_day > m->day ? m->last_day : m->day;
    for (unsigned i = 0; i < m->n; i++)
        if (m->lines[i].day > last) last = m->lines[i].day;
    char days[2 * SJ_DATE_SIZE + 2], to[SJ_DATE_SIZE];
    sj_date_print_x12(m->day, days);
    sj_date_print_x12(last, to);
    snprintf(days + 8, sizeof days - 8, "-%s", to);
    sj_sim_seg(w, "DTP", "434", "RD8", days, NULL);
}

/* The principal diagnosis stands alone, the others together. */
static void write_hi(sj_writer *w, const sj_sim_visit *v) {
    for (unsigned i = 0; i < SJ_SIM_DIAGNOSES && v->diagnoses[i]; i++) {
        if (i < 2) sj_writer_begin(w, "HI");
        sj_writer_elz(w, i ? "ABF" : "ABK");
        sj_writer_compz(w, v->diagnoses[i]);
        if (!i) sj_writer_end(w);
    }
    if (v->diagnoses[1]) sj_writer_end(w);
}

void sj_sim_write_institutional(sj_writer *w, const sj_sim_made *m) {
    write_clm(w, m, "13", "A", NULL);
    write_statement(w, m);
    sj_sim_seg(w, "CL1", "3", "1", "01", NULL);
    sj_sim_seg(w, "REF", "D9", m->trace, NULL);
    sj_sim_seg(w, "REF", "EA", m->chart, NULL);
    write_hi(w, m->visit);
    write_doctor(w, m, "71");
    for (unsigned i = 0; i < m->n; i++) {
        const sj_sim_made_line *line = &m->lines[i];
        write_lx(w, i + 1);
        sj_writer_begin(w, "SV2");
        sj_writer_elz(w, revenue_of(line->service->code));
        sj_writer_elz(w, "HC");
        sj_writer_compz(w, line->service->code);
        for (unsigned k = 0; k < 2 && line->service->modifiers[k]; k++)
            sj_writer_compz(w, line->service->modifiers[k]);
        sj_writer_money(w, line->charge);
        sj_writer_elz(w, "UN");
        sj_writer_number(w, line->units);
        sj_writer_end(w);
        write_tail(w, m, i);
    }
}

/* --- 837D --- */

/* Examination, films, varnish, a filling of one surface, an extraction, one more film. */
static const struct treatment {
    const char *code;
    bool on_tooth;
    const char *surface;
} treatments[] = {{"D0120", false, NULL}, {"D0274", false, NULL}, {"D1206", false, NULL},
                  {"D2391", true, "O"},   {"D7140", true, NULL},  {"D0230", false, NULL}};

/* A filling goes to a molar, an extraction takes a wisdom tooth. */
static void write_tooth(sj_writer *w, const struct treatment *t, sj_money chance) {
    static const char *const molars[] = {"2", "3", "14", "15", "18", "19", "30", "31"};
    static const char *const wisdom[] = {"1", "16", "17", "32"};
    const char *tooth = t->surface ? molars[chance / 5 % 8] : wisdom[chance / 5 % 4];
    sj_sim_seg(w, "TOO", "JP", tooth, t->surface, NULL);
}

void sj_sim_write_dental(sj_writer *w, const sj_sim_made *m) {
    write_clm(w, m, "11", "B", "Y");
    sj_sim_seg(w, "REF", "D9", m->trace, NULL);
    write_doctor(w, m, "82");
    sj_sim_seg(w, "PRV", "PE", "PXC", "1223G0001X", NULL);
    for (unsigned i = 0; i < m->n; i++) {
        const struct treatment *t = &treatments[i % (sizeof treatments / sizeof *treatments)];
        write_lx(w, i + 1);
        sj_writer_begin(w, "SV3");
        sj_writer_elz(w, "AD");
        sj_writer_compz(w, t->code);
        sj_writer_money(w, m->lines[i].charge);
        sj_writer_skip(w, 3);
        sj_writer_number(w, 1);
        sj_writer_end(w);
        if (t->on_tooth) write_tooth(w, t, m->lines[i].charge);
        write_tail(w, m, i);
    }
}
