/* engine/simulate/decide.c - rulings on every line, so that each claim's fate comes true to the
 * cent.
 *
 * A ruling begins with the whole charge as paid; every adjustment takes its amount off. So a line
 * balances by construction. */
#include "engine/simulate/payer.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { WORTH_SPLITTING = 200 }; /* cents */

/* How the patient shares in a claim. */
enum share { NO_SHARE, COPAY, COINSURANCE };

struct work {
    sj_sim_payer *p;
    sj_sim_claim *c;
    sj_sim_rng rng;
};

static void adjust(sj_sim_ruling *r, const char *group, const char *reason, sj_money amount) {
    if (!amount) return;
    r->cas[r->n++] = (sj_sim_cas){group, reason, amount};
    r->paid -= amount;
}

/* What payers before have settled comes off first. */
static void begin_line(const sj_sim_line *line, sj_sim_ruling *r) {
    *r = (sj_sim_ruling){.paid = line->charge, .units = line->units};
    adjust(r, "OA", "23", line->before);
    r->allowed = r->paid;
}

static bool is_open(const sj_sim_line *line) {
    return line->charge - line->before >= WORTH_SPLITTING;
}

static void add_denial(struct work *w, unsigned line, sj_sim_cas cas) {
    w->c->denials[w->c->n_denials++] = (sj_sim_denial){line, cas};
}

/* A lower level of service is paid in place of the one submitted. */
static const char *lower_code(const char *code) {
    static const char *const pairs[][2] = {
        {"99214", "99213"}, {"99204", "99203"}, {"99284", "99283"}, {"90837", "90834"}};
    for (unsigned i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (strcmp(code, pairs[i][0]) == 0) return pairs[i][1];
    return NULL;
}

static void take_share(struct work *w, unsigned line, enum share share, sj_sim_ruling *r) {
    sj_money allowed = r->paid;
    if (share == COPAY && line == 0) {
        sj_money copay = 500 * sj_sim_between(&w->rng, 2, 8);
        adjust(r, "PR", "3", copay < allowed / 2 ? copay : allowed / 2);
    }
    if (share == COINSURANCE) adjust(r, "PR", "2", allowed / 5);
    if (strcmp(w->c->filing, "MB") == 0) adjust(r, "CO", "253", r->paid / 50);
}

static bool can_be_short(const sj_sim_line *line) {
    return line->contract >= WORTH_SPLITTING && !line->before;
}

bool sj_sim_can_pay_less(const sj_sim_claim *c) {
    for (unsigned i = 0; i < c->n; i++)
        if (can_be_short(&c->lines[i])) return true;
    return false;
}

/* What the contract says of what is left of the line; a part of the charge where it says nothing.
 */
static sj_money contract_price(struct work *w, unsigned i, sj_sim_ruling *r) {
    const sj_sim_line *line = &w->c->lines[i];
    sj_money allowed = r->paid * sj_sim_between(&w->rng, 55, 90) / 100;
    r->procedure = sj_sim_chance(&w->rng, 5) ? lower_code(line->procedure) : NULL;
    if (!line->contract) {
        if (w->p->prices) r->procedure = NULL;
        return allowed;
    }
    sj_money unit = line->contract / (line->units / 1000);
    if (r->procedure && !line->modifiers[0][0])
        unit = sj_sim_contract_price(w->p, w->c, r->procedure);
    if (r->procedure && (line->modifiers[0][0] || !unit)) { /* the lower code has no price */
        r->procedure = NULL;
        unit = line->contract / (line->units / 1000);
    }
    allowed = r->procedure ? unit * (r->units / 1000) : line->contract * r->units / line->units;
    return allowed < r->paid ? allowed : r->paid;
}

/* Less than the contract says, under the very reason that a right payment has. */
static void pay_less(struct work *w, unsigned i, enum share share, sj_sim_ruling *r) {
    const sj_sim_line *line = &w->c->lines[i];
    sj_money missing = sj_sim_between(&w->rng, 2, line->contract * 2 / 5);
    sj_money allowed = line->contract - missing;
    adjust(r, "CO", "45", r->paid - allowed);
    r->allowed = r->paid;
    take_share(w, i, share, r);
    w->c->shorts[w->c->n_short++] = (sj_sim_short){i + 1, line->contract, allowed};
}

/* The contract's price: a part of the charge, now and then half of it for a second procedure. A
 * payer that comes second takes what is left as it is. */
static void price(struct work *w, unsigned i, enum share share, sj_sim_ruling *r) {
    const sj_sim_line *line = &w->c->lines[i];
    if (!line->before) {
        sj_money allowed = contract_price(w, i, r);
        const char *reduction = sj_sim_chance(&w->rng, 92)   ? "45"
                                : sj_sim_chance(&w->rng, 50) ? "131"
                                                             : "44"; /* negotiated; prompt pay */
        adjust(r, "CO", reduction, r->paid - allowed);
        if (i && sj_sim_chance(&w->rng, 8)) adjust(r, "CO", "59", r->paid / 2);
    }
    r->allowed = r->paid;
    take_share(w, i, share, r);
}

static void deny(struct work *w, unsigned i, const sj_sim_reason *why, sj_sim_ruling *r) {
    if (r->paid <= 0) return; /* payers before settled all of it: nothing to deny */
    if (r->paid >= WORTH_SPLITTING && !w->c->lines[i].before && why->group[0] == 'C' &&
        sj_sim_chance(&w->rng, 30))
        adjust(r, "CO", "45", r->paid / 4);
    adjust(r, why->group, why->reason, r->paid);
    add_denial(w, i + 1, r->cas[r->n - 1]);
    r->remark = why->remark;
    r->allowed = 0;
    r->units = 0;
}

/* Some of the units are too many; the others are paid at the contract's price. */
static void deny_units(struct work *w, unsigned i, sj_sim_ruling *r) {
    sj_quantity units = w->c->lines[i].units / 1000;
    sj_quantity denied = sj_sim_between(&w->rng, 1, units - 1);
    adjust(r, "CO", "151", r->paid * denied / units);
    add_denial(w, i + 1, r->cas[r->n - 1]);
    r->remark = "N362";
    r->units -= denied * 1000;
    price(w, i, NO_SHARE, r);
}

static enum share pick_share(struct work *w) {
    unsigned at = sj_sim_below(&w->rng, 100);
    return at < 40 ? COPAY : at < 75 ? COINSURANCE : NO_SHARE;
}

/* Line `i` is paid as part of line `i - 1`: its price is added there (a negative 94 makes room
 * beyond that line's own charge), and nothing of it is denied. */
static void bundle(struct work *w, unsigned i, sj_sim_ruling *rulings) {
    sj_sim_ruling *into = &rulings[i - 1], *r = &rulings[i];
    sj_money part = r->paid / 2;
    begin_line(&w->c->lines[i], r);
    r->procedure = into->procedure ? into->procedure : w->c->lines[i - 1].procedure;
    r->allowed = 0;
    adjust(r, "CO", "97", r->paid);
    adjust(into, "CO", "94", -part);
    into->allowed += part;
}

/* Ways of payers that are no denial: a service paid as part of another, one service told as two. */
static void complicate(struct work *w, sj_sim_decision *d) {
    for (unsigned i = 0; i < w->c->n; i++) {
        const sj_sim_line *line = &w->c->lines[i];
        sj_sim_ruling *r = &d->rulings[i];
        if (line->before || r->paid <= 0 || !is_open(line)) continue;
        if (i && d->rulings[i - 1].paid > 0 && !d->rulings[i - 1].split &&
            sj_sim_chance(&w->rng, 3)) {
            bundle(w, i, d->rulings);
            return;
        }
        if (line->units >= 2000 && line->units % 1000 == 0 && sj_sim_chance(&w->rng, 10)) {
            r->split = true;
            r->remark = "N123";
        }
    }
}

static void price_all(struct work *w, sj_sim_decision *d) {
    enum share share = pick_share(w);
    for (unsigned i = 0; i < w->c->n; i++) price(w, i, share, &d->rulings[i]);
    complicate(w, d);
}

static void underpay(struct work *w, sj_sim_decision *d) {
    enum share share = pick_share(w);
    bool any = false;
    for (unsigned i = 0; i < w->c->n; i++) {
        bool here = can_be_short(&w->c->lines[i]) && (!any || sj_sim_chance(&w->rng, 40));
        any |= here;
        if (here)
            pay_less(w, i, share, &d->rulings[i]);
        else
            price(w, i, share, &d->rulings[i]);
    }
}

static void charge_deductible(struct work *w, sj_sim_decision *d) {
    for (unsigned i = 0; i < w->c->n; i++) {
        sj_sim_ruling *r = &d->rulings[i];
        price(w, i, NO_SHARE, r);
        sj_sim_cas *last = r->n ? &r->cas[r->n - 1] : NULL;
        if (last && strcmp(last->reason, "253") == 0) { /* nothing is withheld of nothing */
            r->paid += last->amount;
            r->n--;
        }
        adjust(r, "PR", "1", r->paid);
    }
}

static void deny_all(struct work *w, sj_sim_decision *d, bool co_only) {
    bool whole = sj_sim_chance(&w->rng, 40), mixed = sj_sim_chance(&w->rng, 30), before = false;
    const sj_sim_reason *why = sj_sim_pick_reason(&w->rng, whole, co_only);
    for (unsigned i = 0; i < w->c->n; i++) before |= w->c->lines[i].before != 0;
    d->remark = why->moa;
    d->expired = strcmp(why->reason, "27") == 0;
    if (whole && !before && sj_sim_chance(&w->rng, 50)) {
        d->whole = true;
        d->cas = (sj_sim_cas){why->group, why->reason, w->c->charge};
        add_denial(w, 0, d->cas);
        return;
    }
    for (unsigned i = 0; i < w->c->n; i++) {
        deny(w, i, why, &d->rulings[i]);
        if (mixed && !whole) why = sj_sim_pick_reason(&w->rng, false, co_only);
    }
}

/* A part can be denied where another part remains to be paid. */
bool sj_sim_can_deny_part(const sj_sim_claim *c) {
    unsigned open = 0;
    for (unsigned i = 0; i < c->n; i++) {
        const sj_sim_line *line = &c->lines[i];
        if (!is_open(line)) continue;
        if (line->units >= 2000 && line->units % 1000 == 0) return true;
        open++;
    }
    return open >= 2;
}

/* One line in its units, or one to all but one of the lines. */
static void deny_part(struct work *w, sj_sim_decision *d) {
    unsigned open = 0, split = w->c->n;
    for (unsigned i = 0; i < w->c->n; i++) {
        const sj_sim_line *line = &w->c->lines[i];
        if (!is_open(line)) continue;
        open++;
        if (line->units >= 2000 && line->units % 1000 == 0) split = i;
    }
    if (split < w->c->n && open > 1 && sj_sim_chance(&w->rng, 60)) split = w->c->n;
    unsigned refuse = split < w->c->n ? 0 : 1 + sj_sim_below(&w->rng, open - 1);
    for (unsigned i = w->c->n; i-- > 0;) {
        if (i == split)
            deny_units(w, i, &d->rulings[i]);
        else if (refuse && is_open(&w->c->lines[i])) {
            refuse--;
            deny(w, i, sj_sim_pick_reason(&w->rng, false, false), &d->rulings[i]);
        } else
            price(w, i, NO_SHARE, &d->rulings[i]);
    }
}

static const char *status_of(const sj_sim_claim *c) {
    if (c->sequence[0] == 'S') return "2";
    if (c->sequence[0] == 'T') return "3";
    return c->next_id[0] ? "19" : "1";
}

static sj_sim_decision *begin(struct work *w, const char *control) {
    sj_sim_decision *d = sj_sim_room(w->p, sizeof *d);
    if (!d) return NULL;
    *d = (sj_sim_decision){.claim = w->c,
                           .status = status_of(w->c),
                           .control = control,
                           .charge = w->c->charge,
                           .rulings = sj_sim_room(w->p, w->c->n * sizeof *d->rulings)};
    if (!d->rulings) return NULL;
    for (unsigned i = 0; i < w->c->n; i++) begin_line(&w->c->lines[i], &d->rulings[i]);
    if (strcmp(d->status, "19") == 0) d->remark = "MA18";
    return d;
}

static void sum_up(sj_sim_decision *d) {
    d->paid = d->patient = 0;
    if (d->whole) {
        d->patient = strcmp(d->cas.group, "PR") == 0 ? d->cas.amount : 0;
        return;
    }
    for (unsigned i = 0; i < d->claim->n; i++) {
        const sj_sim_ruling *r = &d->rulings[i];
        d->paid += r->paid;
        for (unsigned k = 0; k < r->n; k++)
            if (strcmp(r->cas[k].group, "PR") == 0) d->patient += r->cas[k].amount;
    }
}

static const char *make_control(struct work *w, const char *suffix) {
    char text[32];
    int n = snprintf(text, sizeof text, "SIM%06u%07zu%s", w->p->base, w->c->serial + 1, suffix);
    return sj_sim_keep(w->p, (sj_str){text, (size_t)n});
}

/* The payment is taken back as it was given, and given anew: at another price, or with a line
 * denied. */
static void reverse(struct work *w) {
    sj_sim_decision *back = sj_sim_room(w->p, sizeof *back), *anew = begin(w, make_control(w, "A"));
    if (!back || !anew) return;
    *back = *w->c->first_decision;
    back->status = "22";
    back->reversal = true;
    back->interest = 0;
    back->remark = NULL;
    anew->replaces = back->control;
    if (sj_sim_can_deny_part(w->c) && sj_sim_chance(&w->rng, 40))
        deny_part(w, anew);
    else
        price_all(w, anew);
    sum_up(anew);
    w->c->reversal = back;
    w->c->correction = anew;
    w->c->truth_paid = anew->paid;
}

/* Most payers give the account back as they got it. Some write it in small letters or with zeros or
 * a prefix in front; some lose it, so that only their own number, or the patient, the day and the
 * charge tell which claim it is. */
static void tell_account(struct work *w) {
    const char *account = w->c->account;
    char text[64];
    unsigned at = sj_sim_below(&w->rng, 200);
    int n;
    w->c->told = account;
    w->c->corrected = at >= 20 && at < 24;
    if (at < 4)
        n = snprintf(text, sizeof text, "000%.50s", account);
    else if (at < 8)
        n = snprintf(text, sizeof text, "P%.50s", account);
    else if (at < 12)
        n = snprintf(text, sizeof text, "%.50s", account);
    else if (at < 20)
        n = snprintf(text, sizeof text, "0");
    else
        return;
    for (int i = 0; i < n && at >= 8; i++) text[i] = (char)tolower(text[i]);
    w->c->unnumbered = at >= 16 && at < 20;
    w->c->memberless = at == 19;
    w->c->told = sj_sim_keep(w->p, (sj_str){text, (size_t)n});
}

void sj_sim_decide(sj_sim_payer *p, sj_sim_claim *c) {
    struct work w = {p, c, sj_sim_rng_at(p->opts.seed, SJ_SIM_STREAM_DECISIONS, c->serial)};
    c->control = make_control(&w, "");
    tell_account(&w);
    c->denials = sj_sim_room(p, (c->n + 1) * sizeof *c->denials);
    c->shorts = sj_sim_room(p, (c->n + 1) * sizeof *c->shorts);
    if (c->fate == SJ_SIM_REJECTED || c->fate == SJ_SIM_SILENT || !c->denials || !c->shorts) return;
    sj_sim_decision *d = begin(&w, c->control);
    if (!d) return;
    switch (c->fate) {
    case SJ_SIM_PAID:
        break;
    case SJ_SIM_DEDUCTIBLE:
        charge_deductible(&w, d);
        break;
    case SJ_SIM_PARTLY_DENIED:
        deny_part(&w, d);
        break;
    case SJ_SIM_DENIED:
        deny_all(&w, d, false);
        d->status = "4";
        break;
    case SJ_SIM_HIDDEN_DENIAL:
        deny_all(&w, d, true);
        break;
    case SJ_SIM_UNDERPAID:
        underpay(&w, d);
        break;
    default:
        price_all(&w, d);
        break;
    }
    sum_up(d);
    if (d->paid > WORTH_SPLITTING && sj_sim_chance(&w.rng, 5)) d->interest = 1 + d->paid / 100;
    c->first_decision = d;
    c->truth_paid = d->paid;
    if (c->fate == SJ_SIM_REVERSED) reverse(&w);
}
