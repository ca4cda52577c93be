/* The reason code says what went wrong, the remark code says it better, and some remarks forbid
 * what the reason would advise: in that order. */
#include "engine/followup/route.h"

enum { UNDERPAID_DAYS = 30 };

/* A remark that the tables do not know is no alert as far as anybody can tell. */
static bool is_alert(const sj_rarc *rarc) {
    return rarc && rarc->alert;
}

bool sj_route_has_remark(const sj_reasons *r, const sj_payment *p, const sj_payment_line *line) {
    const sj_str *code;
    for (size_t i = 0; (code = sj_remark_at(p, line, i)); i++)
        if (!is_alert(sj_reasons_rarc(r, *code))) return true;
    return false;
}

static bool reason_is_vague(const sj_carc *carc) {
    return !carc || (carc->flags & SJ_CARC_REMARK) || sj_str_is(carc->category->name, "OTHER");
}

/* Category and action by the reason, then by the first remark that routes. */
static void advise(sj_decision *d, const sj_reasons *r, const sj_payment *p,
                   const sj_payment_line *line) {
    d->category = d->reason ? d->reason->category : sj_reasons_category(r, SJ_STR("OTHER"));
    d->action = d->reason ? d->reason->action : sj_reasons_action(r, SJ_STR("call"));
    bool vague = reason_is_vague(d->reason), routed = false;
    const sj_str *code;
    for (size_t i = 0; (code = sj_remark_at(p, line, i)); i++) {
        const sj_rarc *rarc = sj_reasons_rarc(r, *code);
        if (is_alert(rarc)) continue;
        if (!d->rarc.len) d->rarc = *code;
        if (!rarc || !vague || routed) continue;
        if (rarc->category->kind == SJ_REASON_DENIAL) {
            if (d->category != rarc->category)
                d->action = sj_reasons_action(r, rarc->category->action);
            d->category = rarc->category;
            d->rarc = *code;
            routed = true;
        }
        if (rarc->action) d->action = rarc->action;
    }
}

/* The action that a guard asks for, or takes the place of one that it forbids; `own` is the
 * remark's. */
static const sj_action *guarded(const sj_decision *d, const sj_reasons *r, const sj_action *own) {
    static const struct {
        uint16_t guard;
        sj_str action;
    } orders[] = {
        {SJ_GUARD_WAIT, {"wait", 4}},
        {SJ_GUARD_VOID_NEW, {"void_rebill", 11}},
        {SJ_GUARD_NEW_CLAIM, {"rebill", 6}},
        {SJ_GUARD_REPLACEMENT, {"correct", 7}},
        {SJ_GUARD_APPEAL_EARLIER, {"appeal", 6}},
    };
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++)
        if (d->guards & orders[i].guard) return sj_reasons_action(r, orders[i].action);
    sj_str now = d->action->name;
    if ((d->guards & SJ_GUARD_NO_APPEAL) && sj_str_is(now, "appeal"))
        return own ? own : sj_reasons_action(r, SJ_STR("write_off"));
    if ((d->guards & SJ_GUARD_NO_RESUBMIT) &&
        (sj_str_is(now, "correct") || sj_str_is(now, "rebill")))
        return sj_reasons_action(r, SJ_STR("call"));
    if ((d->guards & SJ_GUARD_FORWARDED) && sj_str_is(now, "bill_other"))
        return sj_reasons_action(r, SJ_STR("wait"));
    return d->action;
}

/* Who may be asked for the money: a contract (CO, PI) keeps the patient out of it. */
static const sj_action *by_group(const sj_decision *d, const sj_reasons *r) {
    if (!sj_str_is(d->action->name, "bill_patient")) return d->action;
    if (sj_str_is(d->group, "CO") || sj_str_is(d->group, "PI") ||
        (d->guards & SJ_GUARD_NO_PATIENT_BILL))
        return sj_reasons_action(r, SJ_STR("write_off"));
    return sj_str_is(d->group, "PR") ? d->action : sj_reasons_action(r, SJ_STR("call"));
}

static sj_date after(sj_date from, unsigned days) {
    return from == SJ_NO_DATE || !days ? SJ_NO_DATE : from + (sj_date)days;
}

static sj_date payment_date(const sj_payment *p) {
    if (!p->remit) return SJ_NO_DATE;
    return SJ_HAS(p->remit->paid_on)    ? p->remit->paid_on.v
           : SJ_HAS(p->remit->produced) ? p->remit->produced.v
                                        : SJ_NO_DATE;
}

static bool was_forwarded(const sj_payment *p, const sj_carc *reason) {
    static const char *const statuses[] = {"19", "20", "21", "23"};
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++)
        if (sj_str_is(p->status.v, statuses[i])) return true;
    return reason && (reason->flags & SJ_CARC_FORWARDED);
}

/* Guards and the appeal limit of all remarks; returns the action that an appeal-forbidding remark
 * offers in its place, if any. */
static const sj_action *read_guards(sj_decision *d, const sj_reasons *r, const sj_payment *p,
                                    const sj_payment_line *line, sj_date paid_on) {
    const sj_action *own = NULL;
    const sj_str *code;
    if (was_forwarded(p, d->reason)) d->guards |= SJ_GUARD_FORWARDED;
    for (size_t i = 0; (code = sj_remark_at(p, line, i)); i++) {
        const sj_rarc *rarc = sj_reasons_rarc(r, *code);
        if (!rarc) continue;
        d->guards |= rarc->guards;
        if ((rarc->guards & SJ_GUARD_NO_APPEAL) && rarc->action) own = rarc->action;
        sj_date limit = after(paid_on, rarc->appeal_days);
        if (limit != SJ_NO_DATE && (d->appeal_by == SJ_NO_DATE || limit < d->appeal_by))
            d->appeal_by = limit;
    }
    if (d->guards & SJ_GUARD_NO_APPEAL) d->appeal_by = SJ_NO_DATE;
    return own;
}

void sj_route(sj_decision *d, const sj_reasons *r, const sj_payment *p,
              const sj_payment_line *line) {
    sj_date paid_on = payment_date(p);
    advise(d, r, p, line);
    const sj_action *own = read_guards(d, r, p, line, paid_on);
    d->action = guarded(d, r, own);
    d->action = by_group(d, r);
    d->due = after(paid_on, d->reason ? d->reason->days : UNDERPAID_DAYS);
    if (sj_str_is(d->action->name, "appeal") && d->appeal_by != SJ_NO_DATE &&
        (d->due == SJ_NO_DATE || d->appeal_by < d->due))
        d->due = d->appeal_by;
}

void sj_route_underpaid(sj_decision *d, const sj_reasons *r, const sj_payment *p,
                        const sj_payment_line *line) {
    sj_date paid_on = payment_date(p);
    d->category = sj_reasons_category(r, SJ_STR("UNDERPAID"));
    d->action = sj_reasons_action(r, d->category->action);
    read_guards(d, r, p, line, paid_on);
    d->due = after(paid_on, d->reason && d->reason->days ? d->reason->days : UNDERPAID_DAYS);
}
