/* engine/simulate/payments.c - an 835 of made-up claim payments that balances: for the benchmark
 * and for trying things out without a batch of claims.
 *
 * A set (one remittance) is made, summed up and written, and its memory used again for the next. */
#include "engine/simulate/made.h"
#include "engine/simulate/payer.h"

#include <stdio.h>
#include <string.h>

enum { SET_PAYMENTS = 500, CLAIMS_OF_ONE = 4 };

struct payments {
    sj_sim_payer p; /* lends its arena, seed and numbers to the decisions */
    const sj_sim_make_opts *opts;
    sj_writer *w;
    sj_sim_mailbox mailbox;
    char stamp[13];
    uint32_t made, sets;
};

static sj_sim_payee *make_payee(sj_sim_payer *p, unsigned index) {
    const sj_sim_practice *practice = sj_sim_practice_at(index);
    const sj_sim_place *place = sj_sim_place_at(practice->place);
    char *npi = sj_sim_room(p, 11);
    sj_sim_payee *e = sj_sim_room(p, sizeof *e);
    if (!npi || !e) return NULL;
    sj_sim_npi(10 * index, npi);
    *e = (sj_sim_payee){.name = practice->name,
                        .first = practice->first ? practice->first : "",
                        .npi = npi,
                        .tax_id = practice->tax_id,
                        .street = practice->street,
                        .city = place->city,
                        .state = place->state,
                        .zip = place->zip,
                        .index = index};
    return e;
}

static sj_sim_source *make_source(sj_sim_payer *p, unsigned index) {
    sj_sim_source *s = sj_sim_room(p, sizeof *s);
    if (!s) return NULL;
    *s = (sj_sim_source){
        .name = sj_sim_plan_at(index)->name, .id = sj_sim_plan_at(index)->id, .index = index};
    return s;
}

static void copy_lines(sj_sim_payer *p, const sj_sim_made *m, sj_sim_claim *c) {
    c->n = m->n;
    c->lines = sj_sim_room(p, m->n * sizeof *c->lines);
    for (unsigned i = 0; c->lines && i < m->n; i++) {
        const sj_sim_made_line *from = &m->lines[i];
        char control[32];
        int n = snprintf(control, sizeof control, "%s-%u", c->account, i + 1);
        c->lines[i] = (sj_sim_line){.qualifier = "HC",
                                    .procedure = from->service->code,
                                    .modifiers = {"", "", "", ""},
                                    .revenue = "",
                                    .charge = from->charge,
                                    .units = (sj_quantity)from->units * 1000,
                                    .from = from->day,
                                    .to = from->day,
                                    .control = sj_sim_keep(p, (sj_str){control, (size_t)n})};
        for (unsigned k = 0; k < 2 && from->service->modifiers[k]; k++)
            c->lines[i].modifiers[k] = from->service->modifiers[k];
    }
}

static sj_sim_fate pick_fate(sj_sim_rng *rng) {
    static const sj_sim_fate fates[] = {
        SJ_SIM_PAID,       SJ_SIM_CONTRACTUAL,   SJ_SIM_CONTRACTUAL, SJ_SIM_CONTRACTUAL,
        SJ_SIM_DEDUCTIBLE, SJ_SIM_PARTLY_DENIED, SJ_SIM_DENIED,      SJ_SIM_HIDDEN_DENIAL};
    return fates[sj_sim_below(rng, sizeof fates / sizeof *fates)];
}

typedef struct patient {
    const char *last, *first, *member;
} patient;

/* One of the payer's patients, who have CLAIMS_OF_ONE claims on average. Two surnames and two given
 * names: millions of them go by different ones. */
static patient pick_patient(struct payments *x, sj_sim_rng *rng, const sj_sim_plan *plan,
                            unsigned index) {
    uint32_t number = sj_sim_below(rng, x->opts->claims / (CLAIMS_OF_ONE * sj_sim_plans()) + 1);
    sj_sim_rng own = sj_sim_rng_at(x->opts->seed, SJ_SIM_STREAM_PATIENTS,
                                   (uint64_t)number * sj_sim_plans() + index);
    sj_sim_name one = sj_sim_name_of(sj_sim_below(&own, UINT16_MAX));
    sj_sim_name two = sj_sim_name_of(sj_sim_below(&own, UINT16_MAX));
    char last[64], first[64], member[12];
    int n_last = snprintf(last, sizeof last, "%s%s", one.last, strchr(two.last, '-'));
    int n_first = snprintf(first, sizeof first, "%s %s", one.first, two.first);
    sj_sim_member_id(&own, plan, member);
    return (patient){sj_sim_keep(&x->p, (sj_str){last, (size_t)n_last}),
                     sj_sim_keep(&x->p, (sj_str){first, (size_t)n_first}),
                     sj_sim_keep(&x->p, sj_str_of(member))};
}

static sj_sim_claim *make_claim(struct payments *x, sj_sim_payee *payee, sj_sim_source *source) {
    sj_sim_payer *p = &x->p;
    sj_sim_rng rng = sj_sim_rng_at(x->opts->seed, SJ_SIM_STREAM_PAYMENTS, ++x->made);
    const sj_sim_practice *practice = sj_sim_practice_at(payee->index);
    sj_sim_made m = {.practice = practice, .visit = sj_sim_pick_visit(&rng, practice->fields)};
    sj_sim_invent(&rng, x->opts->day - 75, x->opts->day - 20, &m);
    patient who = pick_patient(x, &rng, sj_sim_plan_at(source->index), source->index);
    char text[32];
    int n = snprintf(text, sizeof text, "T%.4s%08u", x->stamp + 6, x->made);
    sj_sim_claim *c = sj_sim_room(p, sizeof *c);
    if (!c) return NULL;
    *c = (sj_sim_claim){.serial = x->made,
                        .payee = payee,
                        .source = source,
                        .account = sj_sim_keep(p, (sj_str){text, (size_t)n}),
                        .place = m.visit->pos,
                        .frequency = "1",
                        .filing = sj_sim_plan_at(source->index)->filing,
                        .sequence = "P",
                        .charge = m.total,
                        .last = who.last,
                        .first = who.first,
                        .member = who.member,
                        .insured_last = "",
                        .insured_first = "",
                        .render_last = "",
                        .render_first = "",
                        .render_npi = "",
                        .next_name = "",
                        .next_id = "",
                        .record = "",
                        .from = m.day,
                        .to = m.last_day};
    copy_lines(p, &m, c);
    c->fate = pick_fate(&rng);
    if (c->fate == SJ_SIM_PARTLY_DENIED && !sj_sim_can_deny_part(c)) c->fate = SJ_SIM_CONTRACTUAL;
    if (p->status == SJ_OK) sj_sim_decide(p, c);
    return c;
}

static void write_set(struct payments *x) {
    sj_sim_payer *p = &x->p;
    sj_arena_reset(&p->arena);
    uint32_t wanted = x->opts->claims - x->made;
    sj_sim_source *source = make_source(p, x->sets % sj_sim_plans());
    sj_sim_payee *payee = make_payee(p, x->sets / sj_sim_plans() % sj_sim_practices());
    sj_sim_remit r = {.mailbox = &x->mailbox,
                      .source = source,
                      .payee = payee,
                      .paid_on = x->opts->day,
                      .n = wanted < SET_PAYMENTS ? wanted : SET_PAYMENTS,
                      .decisions = sj_sim_room(p, SET_PAYMENTS * sizeof *r.decisions),
                      .plb = sj_sim_room(p, (SET_PAYMENTS + 1) * sizeof *r.plb)};
    for (size_t i = 0; i < r.n && p->status == SJ_OK; i++) {
        sj_sim_claim *c = make_claim(x, payee, source);
        if (p->status != SJ_OK) return;
        sj_sim_decision *d = r.decisions[i] = c->first_decision;
        if (d->interest) r.plb[r.n_plb++] = (sj_sim_plb){"L6", d->control, -d->interest};
    }
    if (p->status != SJ_OK) return;
    snprintf(r.trace, sizeof r.trace, "EFT%.6s%05u", x->stamp, ++x->sets);
    sj_sim_remit_total(&r);
    sj_sim_remit_write(x->w, &r, x->sets);
}

static sj_status write_all(struct payments *x, sj_err *err) {
    sj_isa isa = {SJ_STR("ZZ"), SJ_STR("SAMPLECH"),
                  SJ_STR("ZZ"), SJ_STR("SCRUBTEST"),
                  x->opts->day, 600,
                  x->p.base,    false,
                  'T'};
    sj_gs gs = {
        SJ_STR("HP"), SJ_STR("SAMPLECH"), SJ_STR("SCRUBTEST"), SJ_STR("005010X221A1"), x->opts->day,
        600,          x->p.base};
    sj_writer_isa(x->w, &isa);
    sj_writer_gs(x->w, &gs);
    while (x->made < x->opts->claims && x->p.status == SJ_OK &&
           sj_writer_status(x->w, NULL) == SJ_OK)
        write_set(x);
    sj_writer_ge(x->w);
    sj_writer_iea(x->w);
    if (x->p.status != SJ_OK) return sj_err_set(err, x->p.status, "no memory for a remittance");
    return sj_writer_status(x->w, err);
}

sj_status sj_sim_make_payments(const sj_sim_make_opts *opts, sj_write_fn write, void *ctx,
                               sj_err *err) {
    if (!opts->claims || opts->day == SJ_NO_DATE)
        return sj_err_set(err, SJ_EARG, "a remittance needs claims and a day");
    struct payments x = {.opts = opts, .mailbox = {.their_id = "SCRUBTEST"}};
    x.p.opts.seed = opts->seed;
    x.p.base = 1 + (uint32_t)(sj_sim_rng_at(opts->seed, SJ_SIM_STREAM_PAYMENTS, 0).state % 899999);
    sj_arena_init(&x.p.arena, 64u << 20);
    sj_sim_stamp(opts->seed, opts->day, x.stamp);
    sj_status s = sj_writer_new(&x.w, write, ctx, &(sj_writer_opts){.newline = "\n"}, err);
    if (s == SJ_OK) s = write_all(&x, err);
    if (x.w) sj_writer_free(x.w);
    sj_arena_dispose(&x.p.arena);
    return s;
}
