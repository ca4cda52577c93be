/* engine/simulate/take.c - a batch as the payer takes it in: envelopes, verdicts of form, claims.
 */
#include "engine/simulate/payer.h"

#include <stdlib.h>
#include <string.h>

static const char *keep_text(sj_sim_payer *p, const sj_text *t) {
    return sj_sim_keep(p, t->v);
}

static bool same(const char *kept, sj_str s) {
    return sj_str_is(s, kept);
}

/* Mailboxes, payees and payers are few; each stands once, in the order of appearance. */

static sj_sim_mailbox *find_mailbox(sj_sim_payer *p, const sj_interchange *ic, const sj_group *g) {
    sj_sim_mailbox **at = &p->mailboxes;
    unsigned n = 0;
    for (sj_sim_mailbox *m; (m = *at); at = &m->next, n++)
        if (same(m->our_id, ic->receiver) && same(m->their_id, ic->sender) &&
            m->usage == ic->usage && same(m->our_code, g->receiver) &&
            same(m->their_code, g->sender))
            return m;
    sj_sim_mailbox *m = *at = sj_sim_room(p, sizeof *m);
    if (m)
        *m = (sj_sim_mailbox){.our_qualifier = sj_sim_keep(p, ic->receiver_qualifier),
                              .our_id = sj_sim_keep(p, ic->receiver),
                              .their_qualifier = sj_sim_keep(p, ic->sender_qualifier),
                              .their_id = sj_sim_keep(p, ic->sender),
                              .our_code = sj_sim_keep(p, g->receiver),
                              .their_code = sj_sim_keep(p, g->sender),
                              .usage = ic->usage,
                              .index = n};
    return m;
}

static sj_sim_payee *find_payee(sj_sim_payer *p, const sj_billing *b) {
    sj_sim_payee **at = &p->payees;
    unsigned n = 0;
    for (sj_sim_payee *e; (e = *at); at = &e->next, n++)
        if (same(e->npi, b->provider.id.v) && same(e->tax_id, b->tax_id.v)) return e;
    sj_sim_payee *e = *at = sj_sim_room(p, sizeof *e);
    const sj_address *a = &b->provider.address;
    if (e)
        *e = (sj_sim_payee){.name = keep_text(p, &b->provider.last),
                            .first = keep_text(p, &b->provider.first),
                            .npi = keep_text(p, &b->provider.id),
                            .tax_id = keep_text(p, &b->tax_id),
                            .street = keep_text(p, &a->line1),
                            .city = keep_text(p, &a->city),
                            .state = keep_text(p, &a->state),
                            .zip = keep_text(p, &a->zip),
                            .index = n};
    return e;
}

static sj_sim_source *find_source(sj_sim_payer *p, const sj_party *payer) {
    sj_sim_source **at = &p->sources;
    unsigned n = 0;
    for (sj_sim_source *s; (s = *at); at = &s->next, n++)
        if (same(s->id, payer->id.v)) return s;
    sj_sim_source *s = *at = sj_sim_room(p, sizeof *s);
    if (s)
        *s = (sj_sim_source){
            .name = keep_text(p, &payer->last), .id = keep_text(p, &payer->id), .index = n};
    return s;
}

static void on_interchange(void *ctx, const sj_interchange *ic) {
    sj_sim_payer *p = ctx;
    sj_sim_in_interchange *i = sj_sim_room(p, sizeof *i);
    if (!i) return;
    *i = (sj_sim_in_interchange){.control = sj_sim_keep(p, ic->control),
                                 .date = sj_sim_keep(p, ic->date),
                                 .time = sj_sim_keep(p, ic->time)};
    i->tail = &i->groups;
    *p->tail = i;
    p->tail = &i->next;
    p->interchange = i;
    static const sj_group nobody; /* for an interchange that holds no group */
    i->mailbox = find_mailbox(p, ic, &nobody);
    if (p->base) return;
    p->delims = ic->delims;
    p->base = 1 + (uint32_t)(strtoul(i->control, NULL, 10) % 899999);
    if (p->day == SJ_NO_DATE && !sj_date_parse_short(ic->date, &p->day)) p->day = 0;
}

static void on_interchange_end(void *ctx, const sj_interchange *ic) {
    sj_sim_payer *p = ctx;
    if (!p->interchange) return;
    p->interchange->ta1 = ic->ta1;
    p->interchange->note = ic->note;
    p->interchange = NULL;
}

static void on_group(void *ctx, const sj_group *g) {
    sj_sim_payer *p = ctx;
    sj_sim_in_group *in = p->interchange ? sj_sim_room(p, sizeof *in) : NULL;
    if (!in) return;
    *in = (sj_sim_in_group){.functional = sj_sim_keep(p, g->functional),
                            .control = sj_sim_keep(p, g->control),
                            .version = sj_sim_keep(p, g->version)};
    in->tail = &in->sets;
    *p->interchange->tail = in;
    p->interchange->tail = &in->next;
    p->interchange->mailbox = find_mailbox(p, g->interchange, g);
    p->group = in;
}

static void on_group_end(void *ctx, const sj_group *g) {
    sj_sim_payer *p = ctx;
    if (!p->group) return;
    p->group->ack = g->ack;
    p->group->claimed = g->sets_claimed;
    p->group->received = g->sets;
    p->group->accepted = g->sets_accepted;
    memcpy(p->group->codes, g->codes, sizeof p->group->codes);
    p->group = NULL;
}

static void on_set(void *ctx, const sj_set *s) {
    sj_sim_payer *p = ctx;
    sj_sim_in_set *in = p->group ? sj_sim_room(p, sizeof *in) : NULL;
    if (!in) return;
    *in = (sj_sim_in_set){.control = sj_sim_keep(p, s->control),
                          .version = sj_sim_keep(p, s->version),
                          .transaction = sj_sim_keep(p, s->transaction),
                          .batch = "",
                          .submitter = "",
                          .submitter_first = "",
                          .submitter_id = "",
                          .first_claim = p->n_claims};
    *p->group->tail = in;
    p->group->tail = &in->next;
    p->set = in;
}

static void on_set_end(void *ctx, const sj_set *s) {
    sj_sim_payer *p = ctx;
    if (!p->set) return;
    p->set->ack = s->ack;
    memcpy(p->set->codes, s->codes, sizeof p->set->codes);
    p->set = NULL;
}

static void on_finding(void *ctx, const sj_finding *f) {
    sj_sim_payer *p = ctx;
    if (!p->set || p->set->n_faults == SJ_SIM_FAULTS || f->severity != SJ_ERROR) return;
    const sj_finding_def *d = sj_catalog_get(p->catalog, f->id);
    if (!d || (!d->ik304 && !d->ik403) || !f->tag[0] || !f->pos.segment) return;
    p->set->faults[p->set->n_faults++] = (sj_sim_fault){.tag = sj_sim_keep(p, sj_str_of(f->tag)),
                                                        .loop = sj_sim_keep(p, sj_str_of(f->loop)),
                                                        .ik304 = d->ik304 ? d->ik304 : "8",
                                                        .ik403 = d->ik403 ? d->ik403 : "",
                                                        .value = sj_sim_keep(p, f->value),
                                                        .account = sj_sim_keep(p, f->account),
                                                        .segment = f->pos.segment,
                                                        .element = f->pos.element,
                                                        .component = f->pos.component,
                                                        .repeat = f->pos.repeat,
                                                        .de = f->de};
}

/* What the payer before left open on a line is what it put on the patient; all else is settled. */
static sj_money settled_before(const sj_line *line) {
    if (!line->payments.n) return 0;
    const sj_line_payment *last = &line->payments.v[line->payments.n - 1];
    sj_money open = 0;
    for (unsigned i = 0; i < last->adjustments.n; i++)
        if (sj_str_is(last->adjustments.v[i].group, "PR")) open += last->adjustments.v[i].amount;
    return open < 0 || open > line->charge.v ? 0 : line->charge.v - open;
}

static void take_line(sj_sim_payer *p, const sj_line *from, sj_sim_line *to) {
    *to = (sj_sim_line){.qualifier = from->procedure.v.len ? keep_text(p, &from->qualifier) : "NU",
                        .procedure =
                            keep_text(p, from->procedure.v.len ? &from->procedure : &from->revenue),
                        .revenue = keep_text(p, &from->revenue),
                        .charge = from->charge.v,
                        .before = settled_before(from),
                        .units = from->units.v,
                        .from = SJ_HAS(from->service) ? from->service.from : SJ_NO_DATE,
                        .to = SJ_HAS(from->service) ? from->service.to : SJ_NO_DATE,
                        .control = keep_text(p, &from->control)};
    for (unsigned i = 0; i < 4; i++) to->modifiers[i] = keep_text(p, &from->modifiers[i]);
}

/* A payer before that decided the claim as a whole: spread what it paid over the lines in order. */
static void spread_before(sj_sim_claim *c, const sj_claim *from) {
    sj_money open = 0;
    for (unsigned i = 0; i < from->others.n; i++) {
        const sj_amount *paid = sj_amts_find(&from->others.v[i].amounts, "D");
        if (paid) open += paid->v;
    }
    for (unsigned i = 0; i < c->n; i++) {
        if (c->lines[i].before) return; /* decided line by line */
    }
    for (unsigned i = 0; i < c->n && open > 0; i++) {
        c->lines[i].before = open < c->lines[i].charge ? open : c->lines[i].charge;
        open -= c->lines[i].before;
    }
}

static void take_people(sj_sim_payer *p, const sj_claim *from, sj_sim_claim *c) {
    const sj_party *patient = sj_claim_patient_name(from), *insured = &from->subscriber->name;
    c->last = keep_text(p, &patient->last);
    c->first = keep_text(p, &patient->first);
    c->member = keep_text(p, &insured->id);
    c->insured_last = from->patient ? keep_text(p, &insured->last) : "";
    c->insured_first = from->patient ? keep_text(p, &insured->first) : "";
    c->render_last = keep_text(p, &from->rendering->last);
    c->render_first = keep_text(p, &from->rendering->first);
    c->render_npi = keep_text(p, &from->rendering->id);
    c->next_name = c->next_id = "";
    for (unsigned i = 0; i < from->others.n; i++) {
        const sj_other_payer *other = &from->others.v[i];
        if (!sj_str_is(other->sequence.v, "S") || !sj_str_is(from->subscriber->sequence.v, "P"))
            continue;
        c->next_name = keep_text(p, &other->payer->last);
        c->next_id = keep_text(p, &other->payer->id);
    }
}

static bool append_claim(sj_sim_payer *p, sj_sim_claim *c) {
    if (p->n_claims == p->cap_claims) {
        size_t cap = p->cap_claims ? 2 * p->cap_claims : 256;
        sj_sim_claim **more = realloc(p->claims, cap * sizeof *more);
        if (!more) return false;
        p->claims = more;
        p->cap_claims = cap;
    }
    c->serial = p->n_claims;
    p->claims[p->n_claims++] = c;
    return true;
}

static void take_set_header(sj_sim_payer *p, const sj_header *h) {
    p->set->batch = keep_text(p, &h->batch);
    p->set->submitter = keep_text(p, &h->submitter.last);
    p->set->submitter_first = keep_text(p, &h->submitter.first);
    p->set->submitter_id = keep_text(p, &h->submitter.id);
}

static void on_claim(void *ctx, const sj_claim *from) {
    sj_sim_payer *p = ctx;
    if (!p->set) return;
    if (!p->set->n_claims) take_set_header(p, from->header);
    sj_sim_claim *c = sj_sim_room(p, sizeof *c);
    if (!c) return;
    const sj_text *record = sj_refs_find(&from->refs, "EA");
    *c = (sj_sim_claim){.mailbox = p->interchange->mailbox,
                        .payee = find_payee(p, from->billing),
                        .source = find_source(p, &from->subscriber->payer),
                        .account = keep_text(p, &from->account),
                        .place = keep_text(p, &from->place),
                        .frequency = keep_text(p, &from->frequency),
                        .filing = keep_text(p, &from->subscriber->filing),
                        .sequence = keep_text(p, &from->subscriber->sequence),
                        .charge = from->charge.v,
                        .record = record ? keep_text(p, record) : "",
                        .from = from->first_service,
                        .to = from->last_service,
                        .n = from->lines.n};
    take_people(p, from, c);
    c->lines = sj_sim_room(p, from->lines.n * sizeof *c->lines);
    if (!c->lines) return;
    for (unsigned i = 0; i < c->n; i++) take_line(p, &from->lines.v[i], &c->lines[i]);
    spread_before(c, from);
    if (p->status != SJ_OK || !append_claim(p, c))
        p->status = SJ_ENOMEM;
    else
        p->set->n_claims++;
}

sj_status sj_sim_payer_take(sj_sim_payer *p, sj_guides *guides, sj_read_fn read, void *ctx,
                            sj_err *err) {
    const sj_parse_events events = {.ctx = p,
                                    .interchange_begin = on_interchange,
                                    .interchange_end = on_interchange_end,
                                    .group_begin = on_group,
                                    .group_end = on_group_end,
                                    .set_begin = on_set,
                                    .set_end = on_set_end,
                                    .finding = on_finding,
                                    .claim = on_claim};
    p->interchange = NULL;
    p->group = NULL;
    p->set = NULL;
    sj_status s = sj_parse(guides, read, ctx, &events, NULL, NULL, err);
    if (s != SJ_OK) return s;
    return p->status == SJ_OK ? SJ_OK
                              : sj_err_set(err, p->status, "the batch is too large to answer");
}
