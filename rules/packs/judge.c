/* rules/packs/judge.c - claims to findings, by the rules that the index brings up. */
#include "rules/packs/judge.h"

#include "parsers/base/alloc.h"
#include "parsers/base/apart.h"
#include "rules/packs/sieve.h"

enum { MAX_NOTES = 16384, NOTE = 96 };

struct sj_pack_judge {
    sj_pack_judge_opts opts;
    sj_sift *sifts[SJ_CLAIM_837D + 1]; /* by sj_claim_type; NULL: no rule is in the sieve */
    sj_view view;
    uint64_t claims;  /* judged so far */
    uint64_t *stamps; /* by rule: what was judged last, so that nothing is judged twice */
    /* By pack: the claim of which its condition was asked last, twice; and 1 more where it held. */
    uint64_t *applies;
    sj_finding_fn found;
    void *ctx;
    size_t used;
    char notes[MAX_NOTES];
};

static sj_status make_sifts(sj_pack_judge *j, sj_err *err) {
    sj_status s = SJ_OK;
    for (int type = SJ_CLAIM_837P; s == SJ_OK && type <= SJ_CLAIM_837D; type++) {
        const sj_sieve *x = j->opts.packs->sieve[type];
        if (x->n_columns) s = sj_sift_new(&j->sifts[type], x, j->opts.snip, err);
    }
    return s;
}

sj_status sj_pack_judge_new(sj_pack_judge **out, const sj_pack_judge_opts *opts, sj_err *err) {
    *out = NULL;
    if (!opts->packs->sealed) return sj_err_set(err, SJ_EARG, "the packs are not sealed");
    sj_pack_judge *j = sj_calloc(1, sizeof *j);
    if (j) {
        j->opts = *opts;
        j->stamps = sj_calloc(opts->packs->n_rules + 1u, sizeof *j->stamps);
        j->applies = sj_calloc(opts->packs->n_packs + 1u, sizeof *j->applies);
    }
    if (!j || !j->stamps || !j->applies) {
        sj_pack_judge_free(j);
        return sj_err_set(err, SJ_ENOMEM, "out of memory");
    }
    sj_status s = make_sifts(j, err);
    if (s == SJ_OK)
        *out = j;
    else
        sj_pack_judge_free(j);
    return s;
}

void sj_pack_judge_free(sj_pack_judge *j) {
    if (!j) return;
    for (int type = SJ_CLAIM_837P; type <= SJ_CLAIM_837D; type++) sj_sift_free(j->sifts[type]);
    sj_free(j->stamps);
    sj_free(j->applies);
    sj_free(j);
}

/* ---- does a rule apply at all? ---- */

static bool holds(const sj_expr *e, sj_view *v) {
    sj_expr_values values = sj_view_values;
    values.ctx = v;
    values.budget = &v->budget;
    return sj_expr_holds(e, &values);
}

/* The day that a rule's dates are held against: the line's, else the claim's first. */
static sj_date day_of(const sj_rule *r, const sj_claim *c, int member) {
    if (r->scope != SCOPE_LINE || member < 0) return c->first_service;
    const sj_dates *own = &c->lines.v[member].service;
    return own->at.segment && own->from != SJ_NO_DATE ? own->from : c->first_service;
}

static bool is_in_force(const sj_rule *r, sj_date day) {
    if (day == SJ_NO_DATE) return true;
    return (r->from == SJ_NO_DATE || day >= r->from) && (r->to == SJ_NO_DATE || day <= r->to);
}

static bool is_partners(const sj_rule *r, sj_str partner) {
    for (unsigned i = 0; i < r->n_partners; i++)
        if (sj_str_eq(r->partners[i], partner)) return true;
    return false;
}

/* Why a rule is not asked about this claim; NULL when it is. Dates and the pack's condition apart.
 */
static const char *why_not(const sj_rule *r, const sj_view *v) {
    const sj_claim *c = v->claim;
    if (!(r->types >> c->type & 1)) return "the rule is not for claims of this type";
    if (r->payers && !sj_expr_set_has(r->payers, c->subscriber->payer.id.v))
        return "the claim's payer is none of the rule's payers";
    if (r->n_partners && !is_partners(r, v->partner))
        return "the claim does not go to one of the rule's partners";
    return NULL;
}

static bool pack_applies(sj_pack_judge *j, const sj_pack *p) {
    if (!p->applies) return true;
    uint64_t *known = &j->applies[p->number];
    if (*known >> 1 != j->claims) *known = j->claims << 1 | holds(p->applies, &j->view);
    return *known & 1;
}

/* The packs that apply to the claim at hand, as far as they have a bit of their own. */
static uint64_t packs_in_use(sj_pack_judge *j) {
    const sj_packs *p = j->opts.packs;
    uint64_t use = 0;
    for (size_t i = 0; i < p->n_packs && i < 63; i++)
        if (pack_applies(j, p->packs[i])) use |= sj_pack_bit(p->packs[i]);
    return p->n_packs > 63 ? use | 1ull << 63 : use;
}

/* ---- findings ---- */

static sj_str note(sj_pack_judge *j, uint32_t slot) {
    sj_fact fact;
    char buf[NOTE];
    if (slot == NO_SLOT || MAX_NOTES - j->used < NOTE) return (sj_str){NULL, 0};
    sj_view_get(&j->view, slot, &fact);
    sj_str text = sj_value_print(&fact.value, j->view.fields->v[SLOT_FIELD(slot)].type, buf, NOTE);
    if (text.ptr != buf && text.len >= NOTE) text.len = NOTE - 1;
    char *to = j->notes + j->used;
    if (text.len) memcpy(to, text.ptr, text.len);
    j->used += text.len;
    return (sj_str){to, text.len};
}

/* Where the finding stands: at its field; else at the line, the diagnosis, the provider. */
static sj_at place_of(sj_pack_judge *j, const sj_rule *r, int member) {
    const sj_claim *c = j->view.claim;
    sj_fact fact = {.at = {.segment = 0}};
    if (r->at != NO_SLOT) sj_view_get(&j->view, r->at, &fact);
    if (fact.at.segment || member < 0) return fact.at;
    switch (r->scope) {
    case SCOPE_LINE: {
        const sj_line *l = &c->lines.v[member];
        return l->procedure.at.segment ? l->procedure.at
               : l->revenue.at.segment ? l->revenue.at
                                       : l->at;
    }
    case SCOPE_DIAGNOSIS:
        return c->diagnoses.v[member].code.at;
    case SCOPE_PROVIDER:
        return j->view.providers[member].party->last.at;
    default:
        return fact.at;
    }
}

static void report(sj_pack_judge *j, uint32_t rule, int member) {
    const sj_rule *r = j->opts.packs->rules[rule];
    const sj_claim *c = j->view.claim;
    sj_finding f = {.id = SJ_FINDING_ID(SJ_BOX_PACKS, rule),
                    .severity = r->def.severity,
                    .a = note(j, r->a),
                    .b = note(j, r->b)};
    sj_claim_place(c, place_of(j, r, member), &f);
    f.claim = c->ordinal;
    f.account = c->account.v;
    j->found(j->ctx, &f);
}

/* ---- judging ---- */

static void judge_member(sj_pack_judge *j, uint32_t rule, int member) {
    const sj_rule *r = j->opts.packs->rules[rule];
    sj_view *v = &j->view;
    if (!is_in_force(r, day_of(r, v->claim, member))) return;
    if (member >= 0) sj_view_visit(v, r->scope, (uint32_t)member);
    if (holds(r->when, v)) report(j, rule, member);
    if (member >= 0) sj_view_leave(v, r->scope);
}

static void candidate(void *ctx, uint32_t rule, int member) {
    sj_pack_judge *j = ctx;
    const sj_rule *r = j->opts.packs->rules[rule];
    if (!pack_applies(j, r->pack)) return;
    uint64_t stamp = (j->claims << 16) + (uint64_t)(member + 2);
    if (j->stamps[rule] == stamp || j->view.budget < 0) return;
    j->stamps[rule] = stamp;
    if (j->opts.snip && r->def.snip > j->opts.snip) return;
    if (why_not(r, &j->view)) return;
    if (r->scope == SCOPE_CLAIM || member >= 0) {
        judge_member(j, rule, member);
        return;
    }
    uint32_t n = sj_view_count(&j->view, r->scope);
    for (uint32_t i = 0; i < n; i++) judge_member(j, rule, (int)i);
}

static void begin(sj_pack_judge *j, const sj_claim *c) {
    sj_view_begin(&j->view, j->opts.packs->fields, c, j->opts.tables);
    if (j->opts.partner) j->view.partner = j->opts.partner(j->opts.ctx, c->subscriber->payer.id.v);
    j->used = 0;
    j->claims++;
}

/* All that rules may do for one claim is used up. */
static SJ_APART void tell_limit(const sj_pack_judge *j, const sj_claim *c) {
    sj_finding f = {.id = SJ_FINDING_ID(SJ_BOX_PACKS, j->opts.packs->n_rules),
                    .severity = SJ_WARNING,
                    .claim = c->ordinal,
                    .account = c->account.v};
    sj_claim_place(c, c->account.at, &f);
    j->found(j->ctx, &f);
}

void sj_pack_judge_claim(sj_pack_judge *j, const sj_claim *c, sj_finding_fn found, void *ctx) {
    begin(j, c);
    j->found = found;
    j->ctx = ctx;
    const sj_index *index = j->opts.packs->index[c->type];
    if (j->sifts[c->type]) sj_sift_claim(j->sifts[c->type], &j->view, candidate, j);
    if (sj_index_may_find(index, c)) sj_index_find(index, &j->view, packs_in_use(j), candidate, j);
    if (j->view.budget < 0) tell_limit(j, c);
}

/* ---- one rule by itself ---- */

bool sj_rule_trips(const sj_rule *r, sj_view *v, const sj_fields *fields, const sj_claim *c,
                   const sj_tables *tables) {
    sj_view_begin(v, fields, c, tables);
    if (r->n_partners) v->partner = r->partners[0];
    if (why_not(r, v) || (r->pack->applies && !holds(r->pack->applies, v))) return false;
    if (r->scope == SCOPE_CLAIM) return is_in_force(r, day_of(r, c, -1)) && holds(r->when, v);
    uint32_t n = sj_view_count(v, r->scope);
    bool trips = false;
    for (uint32_t i = 0; i < n && !trips; i++) {
        sj_view_visit(v, r->scope, i);
        trips = is_in_force(r, day_of(r, c, (int)i)) && holds(r->when, v);
        sj_view_leave(v, r->scope);
    }
    return trips;
}

static void explain_member(sj_pack_judge *j, const sj_rule *r, int member,
                           const sj_rule_explain *e) {
    if (!is_in_force(r, day_of(r, j->view.claim, member))) {
        e->skipped(e->ctx, "the rule was not in force on the day of service");
        return;
    }
    sj_expr_values values = sj_view_values;
    values.ctx = &j->view;
    values.budget = &j->view.budget;
    if (member >= 0) sj_view_visit(&j->view, r->scope, (uint32_t)member);
    e->begin(e->ctx, r->info.scope, (unsigned)(member + 1));
    e->end(e->ctx, sj_expr_trace(r->when, &values, e->test, e->ctx));
    if (member >= 0) sj_view_leave(&j->view, r->scope);
}

void sj_pack_judge_explain(sj_pack_judge *j, size_t rule, const sj_claim *c,
                           const sj_rule_explain *e) {
    const sj_rule *r = j->opts.packs->rules[rule];
    begin(j, c);
    const char *why = why_not(r, &j->view);
    if (!why && !pack_applies(j, r->pack)) why = "the pack does not apply to this claim";
    if (why) {
        e->skipped(e->ctx, why);
    } else if (r->scope == SCOPE_CLAIM) {
        explain_member(j, r, -1, e);
    } else {
        uint32_t n = sj_view_count(&j->view, r->scope);
        for (uint32_t i = 0; i < n; i++) explain_member(j, r, (int)i, e);
    }
}
