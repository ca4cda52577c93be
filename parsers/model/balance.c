/* SNIP type 3: sums that must hold, exactly, in cents.
 *
 * One cause makes one finding where that can be told. So the other payer's claim equation (charge =
 * paid + adjustments of the claim) is judged only where the payer decided on no line: with decided
 * lines it follows from the line equations and the sum of the line payments. Likewise an 835's
 * "CLP04 = line payments − claim adjustments" follows from the line, charge and claim equations and
 * is not judged by itself. A record with an unreadable amount, or cut, is not judged. */
#include "parsers/model/model.h"

static const sj_finding_def rows[] = {
#define FINDING(name, ...) [SJ_BL_##name] = {__VA_ARGS__},
#include "parsers/model/findings.def"
#undef FINDING
};

const sj_finding_table *sj_model_findings(void) {
    static const sj_finding_table table = {SJ_BOX_MODEL, SJ_MODEL_FINDINGS, rows};
    return &table;
}

/* `f` has its place; `should` is what the value ought to be. */
static void report(sj_model *m, enum sj_model_finding row, sj_finding *f, sj_money should,
                   sj_money difference) {
    char a[SJ_MONEY_SIZE + 8], b[SJ_MONEY_SIZE + 8];
    f->id = SJ_FINDING_ID(SJ_BOX_MODEL, row);
    f->severity = rows[row].severity;
    f->a = (sj_str){a, sj_money_print_people(should, a)};
    f->b = (sj_str){b, sj_money_print_people(difference, b)};
    sj_walker_report(m->walker, f);
}

static void report_claim(sj_model *m, const sj_claim *c, enum sj_model_finding row,
                         const sj_amount *found, sj_money should) {
    sj_finding f = {.claim = c->ordinal, .account = c->account.v};
    sj_claim_place(c, found->at, &f);
    report(m, row, &f, should, sj_less(found->v, should));
}

static sj_money sum_of_group(const sj_adjustments *list, const char *group) {
    sj_money sum = 0;
    for (uint16_t i = 0; i < list->n; i++)
        if (sj_str_is(list->v[i].group, group)) sum = sj_sum(sum, list->v[i].amount);
    return sum;
}

static void balance_charge(sj_model *m, const sj_claim *c) {
    sj_money sum = 0;
    for (uint16_t i = 0; i < c->lines.n; i++) {
        if (!SJ_HAS(c->lines.v[i].charge)) return;
        sum = sj_sum(sum, c->lines.v[i].charge.v);
    }
    if (c->lines.n && SJ_HAS(c->charge) && sum != c->charge.v)
        report_claim(m, c, SJ_BL_CHARGE, &c->charge, sum);
}

/* How many of the claim's other payers have this id: only one that is alone can be told. */
static unsigned payers_with_id(const sj_claim *c, sj_str id) {
    unsigned n = 0;
    for (uint16_t i = 0; i < c->others.n; i++) n += sj_str_eq(c->others.v[i].payer->id.v, id);
    return n;
}

/* One payer's decision on one line: all its SVD there together. */
typedef struct decision {
    const sj_amount *first; /* NULL: it decided nothing here */
    sj_money paid, adjusted, patient;
    bool whole; /* every SVD has its amount */
} decision;

static decision decision_of(const sj_line *line, sj_str payer) {
    decision d = {.whole = true};
    for (uint16_t i = 0; i < line->payments.n; i++) {
        const sj_line_payment *p = &line->payments.v[i];
        if (!sj_str_eq(p->payer.v, payer)) continue;
        if (!d.first) d.first = &p->paid;
        d.whole &= SJ_HAS(p->paid);
        d.paid = sj_sum(d.paid, p->paid.v);
        d.adjusted = sj_sum(d.adjusted, sj_adjustments_sum(&p->adjustments));
        d.patient = sj_sum(d.patient, sum_of_group(&p->adjustments, "PR"));
    }
    return d;
}

/* A payer that decided on the whole claim: charge = paid + adjustments. */
static void balance_claim_decision(sj_model *m, const sj_claim *c, const sj_other_payer *o,
                                   const sj_amount *paid) {
    sj_money should = sj_less(c->charge.v, sj_adjustments_sum(&o->adjustments));
    if (!SJ_HAS(c->charge) || paid->v == should) return;
    report_claim(m, c, o->adjustments.n ? SJ_BL_OTHER_CLAIM : SJ_BL_OTHER_NO_REASONS, paid, should);
}

static void balance_other(sj_model *m, const sj_claim *c, const sj_other_payer *o) {
    sj_money on_lines = 0, patient = sum_of_group(&o->adjustments, "PR");
    bool decided = false;
    for (uint16_t i = 0; i < c->lines.n; i++) {
        const sj_line *line = &c->lines.v[i];
        decision d = decision_of(line, o->payer->id.v);
        if (!d.first) continue;
        if (!d.whole || !SJ_HAS(line->charge)) return;
        decided = true;
        on_lines = sj_sum(on_lines, d.paid);
        patient = sj_sum(patient, d.patient);
        sj_money residual = sj_less(sj_less(line->charge.v, d.adjusted), d.paid);
        if (residual) report_claim(m, c, SJ_BL_OTHER_LINE, d.first, sj_sum(d.first->v, residual));
    }
    const sj_amount *paid = sj_amts_find(&o->amounts, "D");
    const sj_amount *liability = sj_amts_find(&o->amounts, "EAF");
    sj_money should = sj_less(on_lines, sj_adjustments_sum(&o->adjustments));
    if (paid && !decided) balance_claim_decision(m, c, o, paid);
    if (paid && decided && paid->v != should) report_claim(m, c, SJ_BL_OTHER_PAID, paid, should);
    if (liability && (decided || o->adjustments.n) && liability->v != patient)
        report_claim(m, c, SJ_BL_OTHER_LIABILITY, liability, patient);
}

void sj_balance_claim(sj_model *m, const sj_claim *c) {
    static const char *const patients[] = {"F5", "F3"}; /* paid (P, D), estimated (I) */
    if (c->cut || c->unreadable) return;
    balance_charge(m, c);
    for (size_t i = 0; i < sizeof patients / sizeof *patients; i++) {
        const sj_amount *paid = sj_amts_find(&c->amounts, patients[i]);
        if (paid && SJ_HAS(c->charge) && paid->v > c->charge.v)
            report_claim(m, c, SJ_BL_PATIENT_PAID, paid, c->charge.v);
    }
    for (uint16_t i = 0; i < c->others.n; i++) {
        const sj_other_payer *o = &c->others.v[i];
        if (o->payer->id.v.len && payers_with_id(c, o->payer->id.v) == 1) balance_other(m, c, o);
    }
}

static void report_payment(sj_model *m, const sj_payment *p, enum sj_model_finding row,
                           const sj_amount *found, sj_money should) {
    sj_finding f = {.claim = p->ordinal, .account = p->account.v};
    sj_payment_place(p, found->at, &f);
    report(m, row, &f, should, sj_less(found->v, should));
}

/* CLP05 against the adjustments of group PR. Reversals are left out: payers fill CLP05 there as
 * they like. */
static void balance_patient_share(sj_model *m, const sj_payment *p) {
    sj_money patient = sum_of_group(&p->adjustments, "PR");
    for (uint16_t i = 0; i < p->lines.n; i++)
        patient = sj_sum(patient, sum_of_group(&p->lines.v[i].adjustments, "PR"));
    if (SJ_HAS(p->patient_responsibility) && p->patient_responsibility.v != patient &&
        !sj_str_is(p->status.v, "22"))
        report_payment(m, p, SJ_BL_PATIENT_SHARE, &p->patient_responsibility, patient);
}

void sj_balance_payment(sj_model *m, const sj_payment *p) {
    if (p->cut || p->unreadable) return;
    if (p->charge_residual)
        report_payment(m, p, SJ_BL_CHARGE_SUM, &p->charge,
                       sj_less(p->charge.v, p->charge_residual));
    if (p->residual)
        report_payment(m, p, SJ_BL_CLAIM_PAID, &p->paid, sj_sum(p->paid.v, p->residual));
    balance_patient_share(m, p);
    for (uint16_t i = 0; i < p->lines.n; i++) {
        const sj_payment_line *line = &p->lines.v[i];
        if (line->residual)
            report_payment(m, p, SJ_BL_LINE_PAID, &line->paid,
                           sj_sum(line->paid.v, line->residual));
    }
}

void sj_balance_remit(sj_model *m, const sj_remit *r) {
    if (r->totals.unreadable || !r->totals.residual) return;
    sj_finding f = {.claim = 0};
    sj_remit_place(r, r->amount.at, &f);
    report(m, SJ_BL_TRANSACTION, &f, sj_less(r->amount.v, r->totals.residual), r->totals.residual);
}
