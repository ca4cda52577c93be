/* Columns that are no field of the model: ordinals, envelopes, sums, and the patient, who is either
 * the subscriber or somebody else. */
#include "engine/convert/columns.h"

#define MADE_COLUMN(table, name) void sj_made_##table##_##name(sj_csv *csv, const sj_csv_row *row)

static const sj_claim *claim_of(const sj_csv_row *row) {
    return row->records[SJ_SUBJECT_CLAIM];
}

static const sj_payment *payment_of(const sj_csv_row *row) {
    return row->records[SJ_SUBJECT_PAYMENT];
}

static const sj_payment_line *payment_line_of(const sj_csv_row *row) {
    return row->records[SJ_SUBJECT_PAYMENT_LINE];
}

static void yes_or_no(sj_csv *csv, bool value) {
    sj_csv_textz(csv, value ? "Y" : "N");
}

/* --- envelope --- */

MADE_COLUMN(claims, interchange) {
    sj_csv_text(csv, row->set->group->interchange->control);
}
MADE_COLUMN(claims, group) {
    sj_csv_text(csv, row->set->group->control);
}
MADE_COLUMN(claims, set) {
    sj_csv_text(csv, row->set->control);
}
MADE_COLUMN(claims, type) {
    sj_csv_text(csv, sj_str_of(row->set->type));
}
MADE_COLUMN(remits, interchange) {
    sj_made_claims_interchange(csv, row);
}
MADE_COLUMN(remits, group) {
    sj_made_claims_group(csv, row);
}
MADE_COLUMN(remits, set) {
    sj_made_claims_set(csv, row);
}
MADE_COLUMN(provider_adjustments, interchange) {
    sj_made_claims_interchange(csv, row);
}
MADE_COLUMN(provider_adjustments, group) {
    sj_made_claims_group(csv, row);
}
MADE_COLUMN(provider_adjustments, set) {
    sj_made_claims_set(csv, row);
}

/* --- claims --- */

MADE_COLUMN(claims, claim) {
    sj_csv_number(csv, claim_of(row)->ordinal);
}
MADE_COLUMN(claims, first_service) {
    sj_csv_date(csv, claim_of(row)->first_service);
}
MADE_COLUMN(claims, last_service) {
    sj_csv_date(csv, claim_of(row)->last_service);
}
MADE_COLUMN(claims, lines) {
    sj_csv_number(csv, claim_of(row)->lines.n);
}
MADE_COLUMN(claims, other_payers) {
    sj_csv_number(csv, claim_of(row)->others.n);
}
MADE_COLUMN(claims, cut) {
    yes_or_no(csv, claim_of(row)->cut);
}

MADE_COLUMN(claims, principal_diagnosis) {
    const sj_claim *c = claim_of(row);
    sj_str code = {NULL, 0};
    for (uint16_t i = c->diagnoses.n; i-- > 0;) {
        const sj_diagnosis *d = &c->diagnoses.v[i];
        if (sj_str_is(d->qualifier, "ABK") || sj_str_is(d->qualifier, "BK")) code = d->code.v;
    }
    sj_csv_text(csv, code);
}

/* Who was treated. */
static const sj_party *patient_of(const sj_csv_row *row) {
    return sj_claim_patient_name(claim_of(row));
}

MADE_COLUMN(claims, patient_last) {
    sj_csv_text(csv, patient_of(row)->last.v);
}
MADE_COLUMN(claims, patient_first) {
    sj_csv_text(csv, patient_of(row)->first.v);
}
MADE_COLUMN(claims, patient_middle) {
    sj_csv_text(csv, patient_of(row)->middle.v);
}
MADE_COLUMN(claims, patient_line1) {
    sj_csv_text(csv, patient_of(row)->address.line1.v);
}
MADE_COLUMN(claims, patient_city) {
    sj_csv_text(csv, patient_of(row)->address.city.v);
}
MADE_COLUMN(claims, patient_state) {
    sj_csv_text(csv, patient_of(row)->address.state.v);
}
MADE_COLUMN(claims, patient_zip) {
    sj_csv_text(csv, patient_of(row)->address.zip.v);
}
MADE_COLUMN(claims, patient_born) {
    const sj_person *p = sj_claim_patient_person(claim_of(row));
    sj_csv_date(csv, SJ_HAS(p->born) ? p->born.v : SJ_NO_DATE);
}
MADE_COLUMN(claims, patient_sex) {
    sj_csv_text(csv, sj_claim_patient_person(claim_of(row))->sex.v);
}

MADE_COLUMN(lines, claim) {
    sj_made_claims_claim(csv, row);
}
MADE_COLUMN(lines, line) {
    sj_csv_number(csv, row->line);
}

/* --- claim payments --- */

MADE_COLUMN(remits, payment) {
    sj_csv_number(csv, payment_of(row)->ordinal);
}
MADE_COLUMN(remits, lines) {
    sj_csv_number(csv, payment_of(row)->lines.n);
}
MADE_COLUMN(remits, cut) {
    yes_or_no(csv, payment_of(row)->cut);
}

/* Sums wrap instead of overflowing: hostile amounts do no harm. */
static sj_money sum(const sj_adjustments *list, sj_money start) {
    uint64_t total = (uint64_t)start;
    for (uint16_t i = 0; i < list->n; i++) total += (uint64_t)list->v[i].amount;
    return (sj_money)total;
}

MADE_COLUMN(remits, adjusted) {
    const sj_payment *p = payment_of(row);
    sj_money total = sum(&p->adjustments, 0);
    for (uint16_t i = 0; i < p->lines.n; i++) total = sum(&p->lines.v[i].adjustments, total);
    sj_csv_money(csv, total);
}

/* A residual says nothing where an amount could not be read or a part is missing. */
static void residual(sj_csv *csv, const sj_payment *p, sj_money value) {
    if (p->unreadable || p->cut)
        sj_csv_none(csv);
    else
        sj_csv_money(csv, value);
}

MADE_COLUMN(remits, residual) {
    residual(csv, payment_of(row), payment_of(row)->residual);
}
MADE_COLUMN(remits, balanced) {
    yes_or_no(csv, payment_of(row)->balanced);
}

MADE_COLUMN(remit_lines, payment) {
    sj_made_remits_payment(csv, row);
}
MADE_COLUMN(remit_lines, line) {
    sj_csv_number(csv, row->line);
}
MADE_COLUMN(remit_lines, adjusted) {
    sj_csv_money(csv, sum(&payment_line_of(row)->adjustments, 0));
}
MADE_COLUMN(remit_lines, residual) {
    residual(csv, payment_of(row), payment_line_of(row)->residual);
}

/* --- adjustments --- */

MADE_COLUMN(adjustments, payment) {
    sj_made_remits_payment(csv, row);
}
MADE_COLUMN(adjustments, line) {
    if (row->line)
        sj_csv_number(csv, row->line);
    else
        sj_csv_none(csv);
}
MADE_COLUMN(adjustments, group) {
    sj_csv_text(csv, row->adjustment->group);
}
MADE_COLUMN(adjustments, reason) {
    sj_csv_text(csv, row->adjustment->reason);
}
MADE_COLUMN(adjustments, amount) {
    sj_csv_money(csv, row->adjustment->amount);
}
MADE_COLUMN(adjustments, quantity) {
    if (row->adjustment->quantity)
        sj_csv_quantity(csv, row->adjustment->quantity);
    else
        sj_csv_none(csv);
}

MADE_COLUMN(provider_adjustments, provider) {
    sj_csv_text(csv, row->provider_adjustment->provider);
}
MADE_COLUMN(provider_adjustments, period_end) {
    sj_csv_date(csv, row->provider_adjustment->period_end);
}
MADE_COLUMN(provider_adjustments, reason) {
    sj_csv_text(csv, row->provider_adjustment->reason);
}
MADE_COLUMN(provider_adjustments, reference) {
    sj_csv_text(csv, row->provider_adjustment->reference);
}
MADE_COLUMN(provider_adjustments, amount) {
    sj_csv_money(csv, row->provider_adjustment->amount);
}

/* --- what other payers decided --- */

static const sj_other_payer *other_of(const sj_csv_row *row) {
    return row->records[SJ_SUBJECT_OTHER];
}
static const sj_line_payment *decision_of(const sj_csv_row *row) {
    return row->records[SJ_SUBJECT_DECISION];
}

MADE_COLUMN(other_payers, claim) {
    sj_made_claims_claim(csv, row);
}
MADE_COLUMN(other_payers, other) {
    sj_csv_number(csv, row->other);
}
MADE_COLUMN(other_payers, adjusted) {
    sj_csv_money(csv, sum(&other_of(row)->adjustments, 0));
}

MADE_COLUMN(other_lines, claim) {
    sj_made_claims_claim(csv, row);
}
MADE_COLUMN(other_lines, line) {
    sj_csv_number(csv, row->line);
}
MADE_COLUMN(other_lines, adjusted) {
    sj_csv_money(csv, sum(&decision_of(row)->adjustments, 0));
}

MADE_COLUMN(other_adjustments, claim) {
    sj_made_claims_claim(csv, row);
}
MADE_COLUMN(other_adjustments, line) {
    sj_made_adjustments_line(csv, row);
}
MADE_COLUMN(other_adjustments, payer_id) {
    sj_csv_text(csv, decision_of(row) ? decision_of(row)->payer.v : other_of(row)->payer->id.v);
}
MADE_COLUMN(other_adjustments, group) {
    sj_made_adjustments_group(csv, row);
}
MADE_COLUMN(other_adjustments, reason) {
    sj_made_adjustments_reason(csv, row);
}
MADE_COLUMN(other_adjustments, amount) {
    sj_made_adjustments_amount(csv, row);
}
MADE_COLUMN(other_adjustments, quantity) {
    sj_made_adjustments_quantity(csv, row);
}
