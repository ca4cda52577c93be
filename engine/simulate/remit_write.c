/* engine/simulate/remit_write.c - one set of an 835 (005010X221A1). */
#include "engine/simulate/payer.h"
#include "engine/simulate/segments.h"

#include <string.h>

/* BPR02 cannot be negative: what is missing is carried forward to a later remittance (FB). */
void sj_sim_remit_total(sj_sim_remit *r) {
    sj_money sum = 0;
    for (size_t i = 0; i < r->n; i++)
        sum += r->decisions[i]->reversal ? -r->decisions[i]->paid : r->decisions[i]->paid;
    for (unsigned i = 0; i < r->n_plb; i++) sum -= r->plb[i].amount;
    if (sum < 0) {
        r->plb[r->n_plb++] = (sj_sim_plb){"FB", r->trace, sum};
        sum = 0;
    }
    r->amount = sum;
}

/* TRN03 and BPR10: 1 and nine digits that stand for the payer. */
static void originator(const sj_sim_source *s, char out[11]) {
    unsigned n = 0;
    for (const char *c = s->id; *c; c++) n = (n * 31 + (unsigned char)*c) % 90000000;
    snprintf(out, 11, "19%08u", n);
}

static void write_bpr(sj_writer *w, const sj_sim_remit *r, const char *payer_id) {
    bool check = r->source->index % 2;
    sj_writer_begin(w, "BPR");
    sj_writer_elz(w, r->amount ? "I" : "H");
    sj_writer_money(w, r->amount);
    sj_writer_elz(w, "C");
    sj_writer_elz(w, !r->amount ? "NON" : check ? "CHK" : "ACH");
    if (r->amount && !check) {
        static const char *const transfer[] = {"CCP", "01", "999900004", "DA", "1000001"};
        for (unsigned i = 0; i < 5; i++) sj_writer_elz(w, transfer[i]);
        sj_writer_elz(w, payer_id);
        sj_writer_skip(w, 1);
        static const char *const account[] = {"01", "999900004", "DA", "2000002"};
        for (unsigned i = 0; i < 4; i++) sj_writer_elz(w, account[i]);
    } else {
        sj_writer_skip(w, 11);
    }
    sj_writer_date(w, r->paid_on);
    sj_writer_end(w);
}

static void write_dtm(sj_writer *w, const char *qualifier, sj_date day) {
    if (day == SJ_NO_DATE) return; /* a claim without a date of service */
    sj_writer_begin(w, "DTM");
    sj_writer_elz(w, qualifier);
    sj_writer_date(w, day);
    sj_writer_end(w);
}

static void write_header(sj_writer *w, const sj_sim_remit *r) {
    char payer_id[11];
    originator(r->source, payer_id);
    write_bpr(w, r, payer_id);
    sj_sim_seg(w, "TRN", "1", r->trace, payer_id, NULL);
    sj_sim_seg(w, "REF", "EV", r->mailbox->their_id, NULL);
    write_dtm(w, "405", r->paid_on - 1);
    sj_sim_seg(w, "N1", "PR", r->source->name, NULL);
    sj_sim_seg(w, "N3", "1 FICTION PLAZA", NULL);
    sj_sim_seg(w, "N4", "SPRINGFIELD", "IL", "627010001", NULL);
    sj_sim_seg(w, "REF", "2U", r->source->id, NULL);
    sj_sim_seg(w, "PER", "CX", "CLAIMS TEST DESK", "TE", "2175550110", NULL);
    sj_sim_seg(w, "PER", "BL", "EDI TEST DESK", "TE", "2175550111", NULL);
    const sj_sim_payee *e = r->payee;
    sj_sim_seg(w, "N1", "PE", e->name, e->npi[0] ? "XX" : "FI", e->npi[0] ? e->npi : e->tax_id,
               NULL);
    if (e->street[0]) {
        sj_sim_seg(w, "N3", e->street, NULL);
        sj_sim_seg(w, "N4", e->city, e->state, e->zip, NULL);
    }
    if (e->npi[0] && e->tax_id[0]) sj_sim_seg(w, "REF", "TJ", e->tax_id, NULL);
}

/* The 835 knows fewer claim filing indicators than the 837. */
static const char *filing(const char *code) {
    static const char *const pairs[][2] = {{"CI", "15"}, {"BL", "12"}, {"FI", "OF"}, {"11", "ZZ"}};
    for (unsigned i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (strcmp(code, pairs[i][0]) == 0) return pairs[i][1];
    return code[0] ? code : "ZZ";
}

static sj_money sign(const sj_sim_decision *d, sj_money m) {
    return d->reversal ? -m : m;
}

static void write_clp(sj_writer *w, const sj_sim_decision *d) {
    const sj_sim_claim *c = d->claim;
    sj_writer_begin(w, "CLP");
    sj_writer_elz(w, c->told);
    sj_writer_elz(w, d->status);
    sj_writer_money(w, sign(d, d->charge));
    sj_writer_money(w, sign(d, d->paid));
    if (d->patient)
        sj_writer_money(w, sign(d, d->patient));
    else
        sj_writer_skip(w, 1);
    sj_writer_elz(w, filing(c->filing));
    sj_writer_elz(w, d->control);
    sj_writer_elz(w, c->place);
    sj_writer_elz(w, c->frequency);
    sj_writer_end(w);
}

/* Adjustments of one group stand in one segment: reason, amount and an empty quantity each. */
static void write_cas(sj_writer *w, const sj_sim_decision *d, const sj_sim_cas *cas, unsigned n) {
    bool done[SJ_SIM_CAS] = {false};
    for (unsigned i = 0; i < n; i++) {
        if (done[i]) continue;
        sj_writer_begin(w, "CAS");
        sj_writer_elz(w, cas[i].group);
        for (unsigned k = i; k < n; k++) {
            if (done[k] || strcmp(cas[k].group, cas[i].group) != 0) continue;
            if (k > i) sj_writer_skip(w, 1);
            sj_writer_elz(w, cas[k].reason);
            sj_writer_money(w, sign(d, cas[k].amount));
            done[k] = true;
        }
        sj_writer_end(w);
    }
}

static void write_names(sj_writer *w, const sj_sim_decision *d) {
    const sj_sim_claim *c = d->claim;
    const char *member = c->member[0] && !c->memberless ? c->member : NULL;
    if (member && c->told_member) member = c->told_member;
    sj_sim_nm1(w, "QC", c->told_last ? c->told_last : c->last,
               c->told_first ? c->told_first : c->first, "MI", member);
    if (c->insured_last[0] && member)
        sj_sim_nm1(w, "IL", c->insured_last, c->insured_first, "MI", member);
    if (c->corrected && member) {
        char other[32];
        snprintf(other, sizeof other, "%.24s01", member);
        sj_sim_seg(w, "NM1", "74", "1", "", "", "", "", "", "C", other, NULL);
    }
    if (c->render_npi[0])
        sj_sim_nm1(w, "82", c->render_last, c->render_first[0] ? c->render_first : NULL, "XX",
                   c->render_npi);
    if (strcmp(d->status, "19") == 0 && c->next_id[0])
        sj_sim_nm1(w, "TT", c->next_name, NULL, "PI", c->next_id);
}

static sj_money allowed_of(const sj_sim_decision *d) {
    sj_money sum = 0;
    for (unsigned i = 0; i < d->claim->n && !d->whole; i++) sum += d->rulings[i].allowed;
    return sum;
}

static void write_claim_facts(sj_writer *w, const sj_sim_decision *d, sj_date received) {
    const sj_sim_claim *c = d->claim;
    if (d->remark) sj_sim_seg(w, "MOA", "", "", d->remark, NULL);
    if (c->record[0]) sj_sim_seg(w, "REF", "EA", c->record, NULL);
    if (d->replaces) sj_sim_seg(w, "REF", "F8", d->replaces, NULL);
    write_dtm(w, "232", c->from);
    write_dtm(w, "233", c->to);
    if (d->expired && c->from != SJ_NO_DATE) write_dtm(w, "036", c->from - 30);
    write_dtm(w, "050", received);
    if (d->reversal) return;
    sj_money allowed = allowed_of(d);
    if (allowed) sj_sim_amt(w, "AU", allowed);
    if (d->interest) sj_sim_amt(w, "I", d->interest);
}

static void write_product(sj_writer *w, const sj_sim_line *line, const char *procedure) {
    sj_writer_elz(w, line->qualifier);
    sj_writer_compz(w, procedure);
    for (unsigned i = 0; i < 4 && line->modifiers[i][0]; i++)
        sj_writer_compz(w, line->modifiers[i]);
}

static void write_svc(sj_writer *w, const sj_sim_decision *d, const sj_sim_line *line,
                      const sj_sim_ruling *r) {
    sj_quantity units = d->reversal ? -r->units : r->units;
    bool other_units = r->units != line->units;
    sj_writer_begin(w, "SVC");
    write_product(w, line, r->procedure ? r->procedure : line->procedure);
    sj_writer_money(w, sign(d, line->charge));
    sj_writer_money(w, sign(d, r->paid));
    if (line->revenue[0] && strcmp(line->qualifier, "NU") != 0)
        sj_writer_elz(w, line->revenue);
    else
        sj_writer_skip(w, 1);
    sj_writer_quantity(w, units);
    if (r->procedure)
        write_product(w, line, line->procedure);
    else
        sj_writer_skip(w, 1);
    if (other_units) sj_writer_quantity(w, line->units);
    sj_writer_end(w);
}

static void write_service(sj_writer *w, const sj_sim_decision *d, const sj_sim_line *line,
                          const sj_sim_ruling *r) {
    write_svc(w, d, line, r);
    if (line->from == line->to) {
        write_dtm(w, "472", line->from);
    } else {
        write_dtm(w, "150", line->from);
        write_dtm(w, "151", line->to);
    }
    write_cas(w, d, r->cas, r->n);
    if (line->control[0]) sj_sim_seg(w, "REF", "6R", line->control, NULL);
    if (r->allowed && !d->reversal) sj_sim_amt(w, "B6", r->allowed);
    if (r->remark && !d->reversal) sj_sim_seg(w, "LQ", "HE", r->remark, NULL);
}

/* A line with its control number and modifiers as they are told. */
static sj_sim_line told_line(const sj_sim_line *from) {
    sj_sim_line line = *from;
    if (line.told_control) line.control = line.told_control;
    if (line.strange) {
        line.modifiers[0] = line.modifiers[0][0] ? "" : "GY";
        line.modifiers[1] = "";
    }
    return line;
}

/* One of two parts of a line: half of every amount, or what the other half leaves. */
static void write_part(sj_writer *w, const sj_sim_decision *d, unsigned i, bool rest) {
    sj_sim_line line = told_line(&d->claim->lines[i]);
    sj_sim_ruling r = d->rulings[i];
#define PART(m) (rest ? (m) - (m) / 2 : (m) / 2)
    sj_quantity units = line.units / 2000 * 1000;
    line.charge = r.paid = PART(line.charge);
    line.units = r.units = rest ? line.units - units : units;
    r.allowed = PART(r.allowed);
    for (unsigned k = 0; k < r.n; k++) {
        r.cas[k].amount = PART(r.cas[k].amount);
        r.paid -= r.cas[k].amount;
    }
#undef PART
    write_service(w, d, &line, &r);
}

/* A line, and those that are told with it. */
static void write_whole(sj_writer *w, const sj_sim_decision *d, unsigned i) {
    sj_sim_line line = told_line(&d->claim->lines[i]);
    sj_sim_ruling r = d->rulings[i];
    for (unsigned m = 0; m < d->claim->n; m++) {
        const sj_sim_line *other = &d->claim->lines[m];
        const sj_sim_ruling *more = &d->rulings[m];
        if (other->merged_into != i + 1) continue;
        line.charge += other->charge;
        line.units += other->units;
        r.paid += more->paid;
        r.allowed += more->allowed;
        r.units += more->units;
        for (unsigned k = 0; k < more->n; k++) r.cas[r.n++] = more->cas[k];
    }
    write_service(w, d, &line, &r);
}

static void write_line(sj_writer *w, const sj_sim_decision *d, unsigned i) {
    if (d->claim->lines[i].merged_into) return;
    if (!d->rulings[i].split) {
        write_whole(w, d, i);
        return;
    }
    write_part(w, d, i, false);
    write_part(w, d, i, true);
}

static void write_decision(sj_writer *w, const sj_sim_decision *d, sj_date received) {
    write_clp(w, d);
    if (d->whole) write_cas(w, d, &d->cas, 1);
    write_names(w, d);
    write_claim_facts(w, d, received);
    for (unsigned k = 0; k < d->claim->n && !d->whole; k++)
        write_line(w, d, d->claim->order ? d->claim->order[k] : k);
}

/* Six reasons a segment at the most. */
static void write_plb(sj_writer *w, const sj_sim_remit *r) {
    int year;
    sj_date_split(r->paid_on, &year, NULL, NULL);
    for (unsigned i = 0; i < r->n_plb; i++) {
        if (i % 6 == 0) {
            sj_writer_begin(w, "PLB");
            sj_writer_elz(w, r->payee->npi[0] ? r->payee->npi : r->payee->tax_id);
            sj_writer_date(w, sj_date_of(year, 12, 31));
        }
        sj_writer_elz(w, r->plb[i].reason);
        sj_writer_compz(w, r->plb[i].reference);
        sj_writer_money(w, r->plb[i].amount);
        if (i % 6 == 5 || i + 1 == r->n_plb) sj_writer_end(w);
    }
}

void sj_sim_remit_write(sj_writer *w, const sj_sim_remit *r, uint32_t set) {
    sj_writer_st(w, SJ_STR("835"), set, (sj_str){NULL, 0});
    write_header(w, r);
    if (r->n) sj_sim_seg(w, "LX", "1", NULL);
    for (size_t i = 0; i < r->n; i++)
        write_decision(w, r->decisions[i], r->paid_on - (r->later ? 38 : 10));
    write_plb(w, r);
    sj_writer_se(w);
}
