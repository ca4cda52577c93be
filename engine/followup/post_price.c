/* Lines of a claim payment against the contract, and against NCCI: what only our own claim can
 * tell, while its text is at hand. No question to the store: schedules and tables are in memory. */
#include "engine/followup/posting.h"

#include "engine/followup/pairs.h"

enum { MOST_PAYERS = 4096, WORDS = 400 };

/* What is to be known of a claim's payer; NULL: there is no memory. Claims of a file are of few. */
static const sj_fee_payer *find_payer(sj_posting *p, sj_str id) {
    for (size_t i = p->n_payers; i-- > 0;)
        if (sj_str_eq(p->payers[i].id, id)) return &p->payers[i];
    sj_arena *a = &p->checked.arena;
    if (!p->payers) p->payers = sj_arena_alloc(a, MOST_PAYERS * sizeof *p->payers);
    if (!p->payers || p->n_payers == MOST_PAYERS) return NULL;
    sj_fee_payer *to = &p->payers[p->n_payers];
    char name[SJ_FEE_SCHEDULE_NAME];
    *to = (sj_fee_payer){.schedule = -1};
    if (!sj_arena_copy(a, id, &to->id)) return NULL;
    if (p->terms) to->terms = sj_terms_of(p->terms, id, (sj_str){NULL, 0});
    sj_fee_schedule_name(to->terms.fees.len ? to->terms.fees : id, name);
    to->schedule = sj_fees_find(p->fees, sj_str_of(name));
    p->n_payers++;
    return to;
}

static void no_later_than(sj_date *due, sj_date limit) {
    if (limit != SJ_NO_DATE && (*due == SJ_NO_DATE || limit < *due)) *due = limit;
}

/* What scrubjay.xml says of the payer; usual days are no deadline, they are told as usual. */
void sj_posting_deadline(sj_posting *p, const sj_staged *s, sj_denial_row *d) {
    const sj_fee_payer *payer = p->terms ? find_payer(p, s->row.claim_payer) : NULL;
    sj_date paid_on = sj_posting_day(s->set);
    if (!payer) return;
    const sj_terms *t = &payer->terms;
    bool appeals = sj_str_is(d->action, "appeal") || sj_str_is(d->category, "UNDERPAID");
    bool corrects = sj_str_is(d->action, "correct") || sj_str_is(d->action, "void_rebill");
    if (appeals && !(d->guards & SJ_GUARD_NO_APPEAL)) {
        no_later_than(&d->due, d->appeal_by);
        if (d->appeal_by == SJ_NO_DATE && !t->appeal_usual)
            no_later_than(&d->due, sj_terms_appeal_by(t, 1, paid_on));
    }
    if (corrects && !t->correction_usual && paid_on != SJ_NO_DATE)
        no_later_than(&d->due, paid_on + t->correction_days);
    if (sj_str_is(d->action, "rebill") && !t->filing_usual && s->row.from != SJ_NO_DATE)
        no_later_than(&d->due, s->row.from + t->filing_days);
}

/* The payment lines about one of ours, as one. */
typedef struct family {
    uint32_t first, n; /* of theirs */
    bool compares;
    sj_money allowed, charge;
} family;

static family gather(const sj_staged *s, const sj_line_match *m, int ours) {
    family f = {.compares = true};
    for (uint32_t i = 0; i < s->n_theirs; i++) {
        if (m[i].line != ours) continue;
        if (!f.n++) f.first = i;
        const sj_payment_line *line = &s->theirs[i];
        f.compares &=
            s->priced[i].compares && sj_str_eq(line->procedure.v, s->theirs[f.first].procedure.v);
        if (!f.compares) return f;
        f.allowed = sj_money_add(f.allowed, s->priced[i].allowed);
        f.charge = sj_money_add(f.charge, line->charge.v);
    }
    return f;
}

/* The service as we billed it, under the code that the payer decided on. */
static sj_fee_ask ask_of(const sj_staged *s, const sj_payment_line *theirs,
                         const sj_our_line *ours) {
    sj_fee_ask ask = {.code = theirs->procedure.v,
                      .place = ours->place,
                      .on = theirs->from != SJ_NO_DATE ? theirs->from
                            : ours->from != SJ_NO_DATE ? ours->from
                                                       : s->row.from,
                      .units = ours->minutes ? 0 : ours->units,
                      .charge = ours->charge};
    bool same = sj_str_eq(theirs->procedure.v, ours->procedure);
    for (int i = 0; i < 4; i++)
        ask.modifiers[i] = same ? ours->modifiers[i] : theirs->modifiers[i].v;
    return ask;
}

/* Less than the contract says: work for somebody. */
static void add_short(sj_posting *p, sj_staged *s, const family *f, const sj_fee_price *price) {
    char words[WORDS];
    const sj_denial_row *draft = &s->priced[f->first].draft;
    if (!draft->ordinal) return;
    size_t n = sj_fee_words(price->row, words, sizeof words);
    sj_denial_row *to = &s->denials[s->row.n_denials++];
    *to = *draft;
    to->amount = price->expected - f->allowed;
    to->expected = price->expected;
    if (!sj_arena_copy(&p->arena, (sj_str){words, n < sizeof words ? n : sizeof words - 1},
                       &to->expected_by))
        sj_posting_fail(p, SJ_ENOMEM);
    s->underpaid = true;
}

void sj_posting_price(sj_posting *p, sj_staged *s, const sj_line_match *m, const sj_our_line *ours,
                      size_t n) {
    const sj_possible *claim = &s->possible[s->match.best];
    const sj_fee_payer *payer = s->priced ? find_payer(p, claim->payer) : NULL;
    if (!payer || payer->schedule < 0) return;
    if (claim->c.sequence && claim->c.sequence != 'P') return;
    if (sj_evidence_of(s->match.evidence, SJ_FACT_SEQUENCE) == SJ_RESULT_OTHER) return;
    for (size_t k = 0; k < n; k++) {
        family f = gather(s, m, (int)k);
        if (!f.n || !f.compares || f.charge != ours[k].charge) continue;
        const sj_fee_ask ask = ask_of(s, &s->theirs[f.first], &ours[k]);
        sj_fee_price price;
        sj_fees_price(&price, p->fees, payer->schedule, &ask);
        if (price.answer != SJ_FEE_PRICED) continue;
        s->row.compared = true;
        s->row.expected = sj_money_add(s->row.expected, price.expected);
        s->row.allowed = sj_money_add(s->row.allowed, f.allowed);
        if (price.expected - f.allowed > sj_terms_fee_tolerance(&payer->terms, price.expected))
            add_short(p, s, &f, &price);
    }
}

/* --- NCCI --- */

/* A line that was bundled, and another of the claim on that day that NCCI never lets be paid beside
 * it: no modifier helps. */
void sj_posting_pairs(sj_posting *p, sj_staged *s, const sj_line_match *m, const sj_our_line *ours,
                      size_t n) {
    bool institutional = n && ours[0].revenue.len;
    if (!p->codes) return;
    for (size_t i = 0; i < s->row.n_denials; i++) {
        sj_denial_row *d = &s->denials[i];
        if (!d->ordinal || !sj_str_is(d->category, "BUNDLING")) continue;
        int line = m[d->ordinal - 1].line;
        for (size_t k = 0; line >= 0 && k < n; k++) {
            if ((int)k == line || ours[k].from != ours[line].from) continue;
            sj_date on = ours[k].from != SJ_NO_DATE ? ours[k].from : s->row.from;
            if (!sj_never_parted(p->codes, institutional, ours[k].procedure, ours[line].procedure,
                                 on))
                continue;
            d->guards |= SJ_GUARD_NO_MODIFIER;
            if (sj_str_is(d->action, "correct")) d->action = SJ_STR("write_off");
        }
    }
}
