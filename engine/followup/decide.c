/* Where the money of a claim payment went, and which of it is a denial. */
#include "engine/followup/decide.h"

#include "engine/followup/route.h"
#include "engine/followup/tsv.h"

#include <stdio.h>

/* What all lines of one claim payment share while it is decided. */
typedef struct claim_facts {
    const sj_reasons *reasons;
    const sj_payment *p;
    sj_date paid_on;
    bool reversal, pricing;
} claim_facts;

static bool is(sj_str s, const char *z) {
    return sj_str_is(s, z);
}

static uint16_t notes_of(const claim_facts *c, const sj_carc *carc, const sj_adjustment *a,
                         bool line, bool has_remark) {
    uint16_t notes = is(a->group, "CR") ? SJ_NOTE_OLD_GROUP : 0;
    if (!carc) return notes | SJ_NOTE_UNKNOWN_REASON;
    if (carc->ended != SJ_NO_DATE && c->paid_on > carc->ended) notes |= SJ_NOTE_ENDED_REASON;
    if ((carc->flags & SJ_CARC_REMARK) && !has_remark) notes |= SJ_NOTE_REMARK_MISSING;
    if (!(notes & SJ_NOTE_OLD_GROUP) && carc->groups.len && !sj_tsv_lists(carc->groups, a->group))
        notes |= SJ_NOTE_GROUP;
    if ((carc->flags & SJ_CARC_ENCOUNTER) || (!line && (carc->flags & SJ_CARC_LINE)))
        notes |= SJ_NOTE_NOT_HERE;
    if (carc->category->kind == SJ_REASON_DENIAL && is(a->group, "PR"))
        notes |= SJ_NOTE_PATIENT_DENIAL;
    return notes;
}

/* Two submitted lines, adjudicated as one code: this line's money sits in a line that pays more
 * than its own charge, or carries the offset under 94. */
static bool is_bundled_into_paid_line(const sj_payment *p, const sj_payment_line *line) {
    if (!SJ_HAS(line->submitted)) return false;
    bool turned = is(p->status.v, "22"); /* a reversal mirrors what it takes back */
    for (size_t i = 0; i < p->lines.n; i++) {
        const sj_payment_line *other = &p->lines.v[i];
        sj_money paid = turned ? -other->paid.v : other->paid.v;
        sj_money charge = turned ? -other->charge.v : other->charge.v;
        if (other == line || paid <= 0) continue;
        if (!sj_str_eq(other->procedure.v, line->procedure.v)) continue;
        if (paid > charge) return true;
        for (size_t k = 0; k < other->adjustments.n; k++) {
            const sj_adjustment *a = &other->adjustments.v[k];
            if (is(a->reason, "94") && (turned ? a->amount > 0 : a->amount < 0)) return true;
        }
    }
    return false;
}

sj_reason_kind sj_decide_kind(const sj_reasons *r, const sj_payment *p, const sj_payment_line *line,
                              const sj_adjustment *a, const sj_carc **carc) {
    const sj_carc *row = sj_reasons_carc(r, a->reason);
    if (carc) *carc = row;
    sj_ruling what = {.about = SJ_RULES_MONEY,
                      .status = p->status.v,
                      .group = a->group,
                      .carc = a->reason,
                      .reason = row,
                      .category = row ? row->category : NULL,
                      .payment = p,
                      .line = line};
    bool denies = row && row->category->kind == SJ_REASON_DENIAL;
    if (denies && line && is_bundled_into_paid_line(p, line)) what.facts = SJ_RULED_IN_PAID_LINE;
    return (sj_reason_kind)sj_rules_decide(r, &what)->makes;
}

/* Take over as the leading reason when more money, or as much with a better chance, stands under
 * it. */
static void lead(sj_decision *d, const sj_carc *carc, const sj_adjustment *a) {
    unsigned chance = carc ? carc->category->recover : 0;
    unsigned so_far = d->reason ? d->reason->category->recover : 0;
    if (d->carc.len &&
        (a->amount < d->carc_amount || (a->amount == d->carc_amount && chance <= so_far)))
        return;
    d->group = a->group;
    d->carc = a->reason;
    d->carc_amount = a->amount;
    d->reason = carc;
}

static void add_adjustments(sj_decision *d, const claim_facts *c, const sj_adjustments *list,
                            const sj_payment_line *line) {
    bool has_remark = sj_route_has_remark(c->reasons, c->p, line);
    for (size_t i = 0; i < list->n; i++) {
        const sj_adjustment *a = &list->v[i];
        const sj_carc *carc;
        sj_reason_kind kind = sj_decide_kind(c->reasons, c->p, line, a, &carc);
        d->notes |= notes_of(c, carc, a, line != NULL, has_remark);
        switch (kind) {
        case SJ_REASON_DENIAL:
            d->denied = sj_money_add(d->denied, a->amount);
            if (a->amount > 0) lead(d, carc, a);
            break;
        case SJ_REASON_CONTRACTUAL:
            d->contractual = sj_money_add(d->contractual, a->amount);
            if (is(a->reason, "45") && d->charge > 0 && a->amount == d->charge)
                d->notes |= SJ_NOTE_FULL_REDUCTION;
            break;
        case SJ_REASON_PATIENT:
            d->patient = sj_money_add(d->patient, a->amount);
            break;
        case SJ_REASON_INFO:
            d->info = sj_money_add(d->info, a->amount);
            break;
        case SJ_REASON_PENDED:
            d->pended = sj_money_add(d->pended, a->amount);
            break;
        }
    }
}

/* What of the money there is. `paid` and `patient` are of the whole that the denial is a part of:
 * the line, or the claim. */
static uint16_t facts_of(const sj_decision *d, sj_money paid, sj_money patient) {
    uint16_t facts = paid > 0 ? SJ_RULED_PAID : SJ_RULED_UNPAID;
    facts |= patient > 0 ? SJ_RULED_PATIENT : SJ_RULED_NO_PATIENT;
    if (d->denied > 0) facts |= SJ_RULED_DENIED;
    if (d->pended > 0) facts |= SJ_RULED_PENDED;
    if (d->contractual > 0) facts |= SJ_RULED_CONTRACTUAL;
    if (d->rarc.len) facts |= SJ_RULED_REMARK;
    return facts;
}

/* The decision table's word on a line, or on the claim. */
static void rule(sj_decision *d, const claim_facts *c, const sj_payment_line *line,
                 enum sj_ruled about, uint16_t facts) {
    const sj_ruling what = {.about = about,
                            .facts = facts,
                            .status = c->p->status.v,
                            .group = d->group,
                            .carc = d->carc,
                            .reason = d->reason,
                            .category = d->category,
                            .payment = c->p,
                            .line = line};
    d->rule = sj_rules_decide(c->reasons, &what);
    d->kind = (sj_line_kind)d->rule->makes;
}

/* The line that a reason of lines decided as one came from: its remarks route it. */
static const sj_payment_line *origin(const sj_payment *p, sj_str carc) {
    for (size_t i = 0; i < p->lines.n; i++)
        for (size_t k = 0; k < p->lines.v[i].adjustments.n; k++)
            if (carc.len && p->lines.v[i].adjustments.v[k].reason.ptr == carc.ptr)
                return &p->lines.v[i];
    return NULL;
}

static void settle(sj_decision *d, const claim_facts *c, const sj_payment_line *line, sj_money paid,
                   sj_money patient) {
    if (c->pricing) { /* nothing was decided yet */
        d->info = sj_money_add(d->info, d->denied);
        d->denied = 0;
    }
    if (d->denied > 0 && !c->reversal) sj_route(d, c->reasons, c->p, line);
    rule(d, c, line, SJ_RULES_LINE, facts_of(d, paid, patient));
    if (sj_decision_is_work(d)) return;
    d->group = d->carc = (sj_str){NULL, 0};
    d->reason = NULL;
    d->carc_amount = 0;
}

/* Nothing was paid, nothing is denied, nobody owes anything: the contract cannot mean that.
 * Capitated claims (24) do. The line with the largest reduction goes on the worklist for the claim.
 */
static void find_underpaid(sj_decision *lines, const claim_facts *c, sj_decision *claim) {
    const sj_payment *p = c->p;
    if (claim->kind != SJ_LINE_CONTRACTUAL || claim->charge <= 0 || claim->paid != 0 ||
        claim->info != 0 || claim->contractual != claim->charge)
        return;
    for (size_t i = 0; i <= p->lines.n; i++) {
        bool claim_level = i == 0 || (lines[0].notes & SJ_NOTE_CLAIM_LEVEL);
        const sj_adjustments *list = claim_level ? &p->adjustments : &p->lines.v[i - 1].adjustments;
        for (size_t k = 0; k < list->n; k++) {
            const sj_carc *carc = sj_reasons_carc(c->reasons, list->v[k].reason);
            bool suspect = carc && (is(carc->code, "45") || carc->days);
            if (suspect && lines[i].charge > 0 && list->v[k].amount > 0)
                lead(&lines[i], carc, &list->v[k]);
        }
        if (!lines[i].carc.len) continue;
        rule(&lines[i], c, NULL, SJ_RULES_LINE, SJ_RULED_WRITTEN_OFF);
        claim->kind = lines[i].kind;
        claim->rule = lines[i].rule;
        sj_route_underpaid(&lines[i], c->reasons, p, i && !claim_level ? &p->lines.v[i - 1] : NULL);
    }
}

static void add_to(sj_decision *sum, const sj_decision *d) {
    sum->patient = sj_money_add(sum->patient, d->patient);
    sum->contractual = sj_money_add(sum->contractual, d->contractual);
    sum->info = sj_money_add(sum->info, d->info);
    sum->pended = sj_money_add(sum->pended, d->pended);
    sum->denied = sj_money_add(sum->denied, d->denied > 0 ? d->denied : 0);
    sum->notes |= d->notes;
    if (d->denied > 0 && d->carc.len && d->carc_amount > sum->carc_amount) {
        sum->group = d->group;
        sum->carc = d->carc;
        sum->carc_amount = d->carc_amount;
        sum->reason = d->reason;
        sum->rarc = d->rarc;
        sum->category = d->category;
        sum->action = d->action;
    }
    sum->guards |= d->guards;
}

/* Lines that do not balance, in a claim that does: nobody can say which line the money belongs to.
 */
static bool lines_disagree(const sj_payment *p) {
    if (p->residual || p->charge_residual) return false;
    for (size_t i = 0; i < p->lines.n; i++)
        if (p->lines.v[i].residual != 0) return true;
    return false;
}

/* The claim's own adjustments stand for as much of the charge as they take away. */
static sj_money explained(const sj_decision *d) {
    const sj_money parts[] = {d->patient, d->contractual, d->info, d->pended, d->denied};
    sj_money sum = 0;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) sum = sj_money_add(sum, parts[i]);
    return sum;
}

void sj_decide(const sj_reasons *r, const sj_payment *p, sj_decision *lines, sj_decision *claim) {
    sj_date paid_on = p->remit && SJ_HAS(p->remit->paid_on) ? p->remit->paid_on.v : SJ_NO_DATE;
    const claim_facts c = {r, p, paid_on, is(p->status.v, "22"), is(p->status.v, "25")};
    const sj_decision none = {.due = SJ_NO_DATE, .appeal_by = SJ_NO_DATE};
    bool as_one = p->lines.n == 0 || lines_disagree(p);
    for (size_t i = 0; i <= p->lines.n; i++) lines[i] = none;
    *claim = none;
    claim->charge = p->charge.v;
    claim->paid = p->paid.v;

    if (as_one) {
        lines[0].charge = p->charge.v;
        lines[0].paid = p->paid.v;
        if (p->lines.n) lines[0].notes |= SJ_NOTE_CLAIM_LEVEL;
    }
    add_adjustments(&lines[0], &c, &p->adjustments, NULL);
    for (size_t i = 1; i <= p->lines.n; i++) {
        const sj_payment_line *line = &p->lines.v[i - 1];
        if (!as_one) {
            lines[i].charge = line->charge.v;
            lines[i].paid = line->paid.v;
        }
        add_adjustments(&lines[as_one ? 0 : i], &c, &line->adjustments, line);
    }
    for (size_t i = 1; i <= p->lines.n; i++) {
        settle(&lines[i], &c, &p->lines.v[i - 1], lines[i].paid, lines[i].patient);
        add_to(claim, &lines[i]);
    }
    if (!as_one) lines[0].charge = explained(&lines[0]);
    settle(&lines[0], &c, as_one ? origin(p, lines[0].carc) : NULL, p->paid.v,
           sj_money_add(claim->patient, lines[0].patient));
    add_to(claim, &lines[0]);
    rule(claim, &c, NULL, SJ_RULES_CLAIM, facts_of(claim, claim->paid, claim->patient));
    find_underpaid(lines, &c, claim);
}

const char *sj_line_kind_text(sj_line_kind kind) {
    static const char *const names[] = {"",        "paid",          "contractual", "patient",
                                        "denied",  "partly_denied", "underpaid",   "pended",
                                        "bundled", "informational", "reversal"};
    return (size_t)kind < sizeof names / sizeof *names ? names[kind] : "";
}

sj_line_kind sj_line_kind_of(sj_str word) {
    for (int k = SJ_LINE_PAID; k <= SJ_LINE_REVERSAL; k++)
        if (is(word, sj_line_kind_text((sj_line_kind)k))) return (sj_line_kind)k;
    return (sj_line_kind)0;
}

/* "CO-16 N290" */
static void codes_of(const sj_decision *d, char *buf, size_t cap) {
    snprintf(buf, cap, "%.*s-%.*s%s%.*s", SJ_FMT(d->group), SJ_FMT(d->carc), d->rarc.len ? " " : "",
             SJ_FMT(d->rarc));
}

/* ": row 30, nothing was paid …"; nothing for what was decided before rows had numbers. */
static void row_of(const sj_decision *d, char *buf, size_t cap) {
    buf[0] = 0;
    if (d->rule) snprintf(buf, cap, ": row %u, %.*s", d->rule->number, SJ_FMT(d->rule->words));
}

/* "$20.00 is the patient's share, $30.00 contractual: ": what of the charge is not denied. */
static void parts_of(const sj_decision *d, char *buf, size_t cap) {
    const struct {
        sj_money amount;
        const char *words;
    } parts[] = {{d->patient, "the patient's share"},
                 {d->contractual, "contractual"},
                 {sj_money_add(d->info, d->pended), "settled before or not decided"}};
    size_t n = 0;
    buf[0] = 0;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        char money[SJ_MONEY_SIZE + 8];
        if (!parts[i].amount || n >= cap) continue;
        sj_money_print_people(parts[i].amount, money);
        n += (size_t)snprintf(buf + n, cap - n, "%s%s %s%s", n ? ", " : "", money, n ? "" : "is ",
                              parts[i].words);
    }
    if (n && n < cap) snprintf(buf + n, cap - n, ": ");
}

size_t sj_decision_why(const sj_decision *d, char *buf, size_t cap) {
    enum { CHARGE, PAID, DENIED, EXPECTED, ALLOWED, AMOUNTS };
    const sj_money amounts[AMOUNTS] = {d->charge, d->paid, d->denied, d->expected,
                                       d->expected - d->denied};
    char text[AMOUNTS][SJ_MONEY_SIZE + 8], parts[200], codes[64], row[400];
    for (int i = 0; i < AMOUNTS; i++) sj_money_print_people(amounts[i], text[i]);
    codes_of(d, codes, sizeof codes);
    row_of(d, row, sizeof row);
    parts_of(d, parts, sizeof parts);
    int n = 0;
    if (d->expected)
        n = snprintf(buf, cap,
                     "Because %s was allowed of %s charged, and the contract says %s%s. %s is "
                     "missing; the schedule's row: %.*s.",
                     text[ALLOWED], text[CHARGE], text[EXPECTED], row, text[DENIED],
                     SJ_FMT(d->expected_by));
    else if (d->kind == SJ_LINE_UNDERPAID)
        n = snprintf(buf, cap, "Because %s with %s paid of %s%s.", codes, text[PAID], text[CHARGE],
                     row);
    else if (sj_decision_is_work(d))
        n = snprintf(buf, cap, "Because %s with %s paid of %s%s. %s%s is denied.", codes,
                     text[PAID], text[CHARGE], row, parts, text[DENIED]);
    else if (cap)
        buf[0] = 0;
    return n > 0 ? (size_t)n : 0;
}
