/* 835: loops and segments to remittances and claim payments. */
#include "parsers/model/model.h"

/* No guide allows more than 999 service lines. */
enum { MAX_LINES = 16384, LINES_AT_FIRST = 8 };

static const sj_payment no_payment = {.patient = &sj_no_party,
                                      .insured = &sj_no_party,
                                      .corrected = &sj_no_party,
                                      .rendering = &sj_no_party,
                                      .crossover = &sj_no_party,
                                      .priority_payer = &sj_no_party,
                                      .other_subscriber = &sj_no_party};
static const sj_payment_line no_line = {.from = SJ_NO_DATE, .to = SJ_NO_DATE};

static void no_records(sj_model *m) {
    memset(m->fill.record, 0, sizeof m->fill.record);
}

static void set_begin(sj_model *m) {
    sj_remits *r = &m->remits;
    sj_frame_reset(&r->header);
    sj_frame_reset(&r->footer);
    sj_model_open(m, &r->header, true);
    r->begun = r->in_payment = false;
    r->in_set = 0;
    r->remit = (sj_remit){.set = m->set};
    no_records(m);
    sj_model_direct(m, SJ_SUBJECT_REMIT, &r->remit, &r->header.arena);
}

/* The header is complete: say that the remittance begins, once. */
static void begin_remit(sj_model *m) {
    sj_remits *r = &m->remits;
    if (r->begun) return;
    r->begun = true;
    r->remit.frame = r->header.frame;
    if (sj_str_is(r->remit.credit_debit.v, "D")) r->remit.amount.v = sj_less(0, r->remit.amount.v);
    r->remit.totals.unreadable = m->fill.unreadable || !SJ_HAS(r->remit.amount);
    if (m->events->remit_begin) m->events->remit_begin(m->events->ctx, &r->remit);
}

static void open_payment(sj_model *m) {
    sj_remits *r = &m->remits;
    begin_remit(m);
    sj_frame_reset(&r->own);
    sj_model_open(m, &r->own, false);
    r->in_payment = true;
    r->payment = no_payment;
    r->payment.remit = &r->remit;
    r->payment.ordinal = m->units;
    r->payment.ordinal_in_set = ++r->in_set;
    r->payment.delims = m->set->group->interchange->delims;
    no_records(m);
    m->fill.unreadable = m->fill.cut = false;
    sj_model_direct(m, SJ_SUBJECT_PAYMENT, &r->payment, &r->own.arena);
}

static void open_line(sj_model *m) {
    sj_payment *p = m->fill.record[SJ_SUBJECT_PAYMENT];
    m->fill.record[SJ_SUBJECT_PAYMENT_LINE] = NULL;
    if (!p) return;
    if (p->lines.n == MAX_LINES) {
        m->fill.cut = true;
        return;
    }
    sj_payment_line *line = sj_model_add(m, SJ_SUBJECT_PAYMENT, &p->lines, sizeof *line,
                                         SJ_SUBJECT_PAYMENT_LINE, LINES_AT_FIRST);
    if (!line) return;
    *line = no_line;
    line->at = sj_model_here(m);
}

static void enter(sj_model *m, const sj_guide_loop *loop, sj_subject begins) {
    (void)loop;
    if (begins == SJ_SUBJECT_PAYMENT)
        open_payment(m);
    else if (begins == SJ_SUBJECT_PAYMENT_LINE)
        open_line(m);
}

/* What the equations leave over (remit.h). */
static void settle(sj_payment *p) {
    sj_money reasons = sj_adjustments_sum(&p->adjustments), charge = 0;
    p->balanced = true;
    for (uint16_t i = 0; i < p->lines.n; i++) {
        sj_payment_line *line = (sj_payment_line *)&p->lines.v[i];
        sj_money own = sj_adjustments_sum(&line->adjustments);
        line->residual = sj_less(sj_less(line->charge.v, own), line->paid.v);
        if (line->residual) p->balanced = false;
        reasons = sj_sum(reasons, own);
        charge = sj_sum(charge, line->charge.v);
        p->unreadable |= !SJ_HAS(line->charge) || !SJ_HAS(line->paid);
    }
    p->residual = sj_less(sj_less(p->charge.v, reasons), p->paid.v);
    if (p->lines.n) p->charge_residual = sj_less(p->charge.v, charge);
    if (p->residual || p->charge_residual) p->balanced = false;
    p->unreadable |= !SJ_HAS(p->charge) || !SJ_HAS(p->paid);
}

static void add_to_totals(sj_remit_totals *t, const sj_payment *p) {
    t->claims++;
    t->lines += p->lines.n;
    t->charge = sj_sum(t->charge, p->charge.v);
    t->paid = sj_sum(t->paid, p->paid.v);
    t->patient = sj_sum(t->patient, p->patient_responsibility.v);
    t->unbalanced += !p->balanced;
    t->unreadable |= !SJ_HAS(p->paid);
}

static void finish_payment(sj_model *m, bool cut) {
    sj_remits *r = &m->remits;
    sj_payment *p = &r->payment;
    if (!r->in_payment) return;
    r->in_payment = false;
    sj_model_open(m, NULL, false);
    no_records(m);
    p->frame = r->own.frame;
    p->cut = cut || m->cut_off || m->fill.cut;
    p->unreadable = m->fill.unreadable;
    settle(p);
    add_to_totals(&r->remit.totals, p);
    if (m->balances) sj_balance_payment(m, p);
    sj_counts counts = sj_model_counts(m, p->ordinal);
    p->errors = counts.errors;
    p->warnings = counts.warnings;
    m->emitted = true;
    m->n_payments++;
    if (m->events->payment) m->events->payment(m->events->ctx, p);
}

static void leave(sj_model *m, const sj_guide_loop *loop, sj_subject begun) {
    (void)loop;
    if (begun == SJ_SUBJECT_PAYMENT)
        finish_payment(m, false);
    else if (begun == SJ_SUBJECT_PAYMENT_LINE)
        m->fill.record[begun] = NULL;
}

/* PLB: each is a unit of the reader's of its own; all are kept to the set's end. */
static void open_footer(sj_model *m) {
    sj_remits *r = &m->remits;
    begin_remit(m);
    no_records(m);
    m->fill.unreadable = false;
    sj_model_direct(m, SJ_SUBJECT_REMIT, &r->remit, &r->footer.arena);
    sj_model_open(m, &r->footer, true);
}

static void segment(sj_model *m, uint16_t row, sj_segment *seg, uint32_t number, uint64_t present) {
    sj_remits *r = &m->remits;
    if (m->open && m->open->frame.n && sj_is_boundary(seg->tag)) {
        finish_payment(m, true);
        sj_model_open(m, NULL, false);
    }
    if (seg->tag == SJ_TAG('P', 'L', 'B') && row != SJ_NO_ROW) open_footer(m);
    sj_model_take(m, row, seg, number, present);
    if (m->open == &r->footer) r->remit.totals.unreadable |= m->fill.unreadable;
}

static void set_end(sj_model *m) {
    sj_remits *r = &m->remits;
    finish_payment(m, true);
    begin_remit(m);
    sj_remit *remit = &r->remit;
    remit->footer = r->footer.frame;
    for (uint16_t i = 0; i < remit->adjustments.n; i++)
        remit->totals.provider = sj_sum(remit->totals.provider, remit->adjustments.v[i].amount);
    remit->totals.residual =
        sj_less(remit->amount.v, sj_less(remit->totals.paid, remit->totals.provider));
    if (m->balances && !m->cut_off) sj_balance_remit(m, remit);
    if (m->events->remit_end) m->events->remit_end(m->events->ctx, remit);
    sj_model_open(m, NULL, false);
}

const sj_model_ops sj_remits_ops = {set_begin, set_end, enter, leave, segment};

bool sj_remit_place(const sj_remit *r, sj_at at, sj_finding *f) {
    const sj_delimiters *d = &r->set->group->interchange->delims;
    return at.segment && (sj_frame_place(&r->frame, r->set->guide, d, at, f) ||
                          sj_frame_place(&r->footer, r->set->guide, d, at, f));
}

bool sj_payment_place(const sj_payment *p, sj_at at, sj_finding *f) {
    const sj_guide *guide = p->remit->set->guide;
    if (at.segment && sj_frame_place(&p->frame, guide, &p->delims, at, f)) return true;
    if (sj_remit_place(p->remit, at, f)) return true;
    (void)sj_frame_place(&p->frame, guide, &p->delims, (sj_at){.segment = p->frame.first}, f);
    return false;
}
