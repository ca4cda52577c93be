/* Which lines of a remittance may be held against a fee schedule, and what was allowed for them.
 * Every exception here is a false alarm that it keeps away. */
#include "engine/followup/underpaid.h"

#include "engine/followup/route.h"

static bool is_first_payer(const sj_payment *p) {
    return sj_str_is(p->status.v, "1") || sj_str_is(p->status.v, "19");
}

static bool is_capitation(const sj_adjustments *list) {
    for (size_t i = 0; i < list->n; i++)
        if (sj_str_is(list->v[i].reason, "24")) return true;
    return false;
}

/* Adjustments of the claim itself: a patient's share or a reduction by a name of its own takes
 * nothing from what a line was allowed; anything else may. */
static bool claim_level_is_clear(const sj_reasons *r, const sj_payment *p) {
    for (size_t i = 0; i < p->adjustments.n; i++) {
        const sj_carc *carc;
        sj_reason_kind kind = sj_decide_kind(r, p, NULL, &p->adjustments.v[i], &carc);
        if (kind == SJ_REASON_PATIENT) continue;
        if (kind != SJ_REASON_CONTRACTUAL || (carc->flags & SJ_CARC_FEE)) return false;
    }
    return true;
}

static bool claim_compares(const sj_reasons *r, const sj_payment *p, const sj_decision *lines,
                           const sj_decision *claim) {
    if (!is_first_payer(p) || (lines[0].notes & SJ_NOTE_CLAIM_LEVEL)) return false;
    if (claim->info || claim->pended || claim->charge <= 0) return false;
    if (is_capitation(&p->adjustments)) return false;
    for (size_t i = 0; i < p->lines.n; i++)
        if (is_capitation(&p->lines.v[i].adjustments)) return false;
    return claim_level_is_clear(r, p);
}

/* Lines that the payer put together or took apart: 94 moves money between them, several bear one
 * code or one submitted code. */
static bool is_of_a_bundle(const sj_reasons *r, const sj_payment *p, const sj_payment_line *line) {
    for (size_t k = 0; k < line->adjustments.n; k++) {
        const sj_adjustment *a = &line->adjustments.v[k];
        const sj_carc *carc = sj_reasons_carc(r, a->reason);
        if (sj_str_is(a->reason, "94")) return true;
        if (carc && sj_str_is(carc->category->name, "BUNDLING")) return true;
    }
    for (size_t i = 0; i < p->lines.n; i++) {
        const sj_payment_line *other = &p->lines.v[i];
        bool changed = SJ_HAS(line->submitted) || SJ_HAS(other->submitted);
        if (other == line || !changed) continue;
        if (sj_str_eq(other->procedure.v, line->procedure.v)) return true;
        if (SJ_HAS(line->submitted) && sj_str_eq(other->submitted.v, line->submitted.v))
            return true;
    }
    return false;
}

/* What the payer took by a reason that the fee schedule does not know is added again. */
static sj_money named_reductions(const sj_reasons *r, const sj_payment *p,
                                 const sj_payment_line *line) {
    sj_money sum = 0;
    for (size_t k = 0; k < line->adjustments.n; k++) {
        const sj_adjustment *a = &line->adjustments.v[k];
        const sj_carc *carc;
        if (sj_decide_kind(r, p, line, a, &carc) != SJ_REASON_CONTRACTUAL) continue;
        if (!(carc->flags & SJ_CARC_FEE)) sum = sj_money_add(sum, a->amount);
    }
    return sum;
}

bool sj_underpaid_compares(const sj_reasons *r, const sj_payment *p, const sj_decision *lines,
                           const sj_decision *claim, size_t i, sj_money *allowed) {
    const sj_payment_line *line = &p->lines.v[i - 1];
    const sj_decision *d = &lines[i];
    if (d->kind != SJ_LINE_PAID && d->kind != SJ_LINE_PATIENT && d->kind != SJ_LINE_CONTRACTUAL)
        return false;
    if (d->charge <= 0 || d->denied || d->paid < 0 || !SJ_HAS(line->procedure)) return false;
    if (!claim_compares(r, p, lines, claim) || is_of_a_bundle(r, p, line)) return false;
    *allowed = sj_money_add(sj_money_add(d->paid, d->patient), named_reductions(r, p, line));
    return true;
}

bool sj_underpaid_draft(sj_decision *out, const sj_reasons *r, const sj_payment *p,
                        const sj_decision *line, size_t i) {
    const sj_payment_line *pl = &p->lines.v[i - 1];
    sj_money most = 0;
    *out = *line;
    out->kind = SJ_LINE_UNDERPAID;
    for (size_t k = 0; k < pl->adjustments.n; k++) {
        const sj_adjustment *a = &pl->adjustments.v[k];
        const sj_carc *carc;
        if (sj_decide_kind(r, p, pl, a, &carc) != SJ_REASON_CONTRACTUAL || a->amount <= most)
            continue;
        if (!(carc->flags & SJ_CARC_FEE)) continue;
        most = a->amount;
        out->group = a->group;
        out->carc = a->reason;
        out->carc_amount = a->amount;
        out->reason = carc;
    }
    if (!most) return false;
    const sj_ruling what = {.about = SJ_RULES_LINE,
                            .facts = SJ_RULED_SHORT,
                            .status = p->status.v,
                            .group = out->group,
                            .carc = out->carc,
                            .reason = out->reason,
                            .payment = p,
                            .line = pl};
    out->rule = sj_rules_decide(r, &what);
    sj_route_underpaid(out, r, p, pl);
    return true;
}
