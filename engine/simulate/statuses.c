/* engine/simulate/statuses.c - a 277CA of made-up claims: what a clearinghouse says of batches that
 * nobody sent. A set answers one batch of one practice. */
#include "engine/simulate/segments.h"
#include "engine/simulate/simulate.h"

#include <stdio.h>

enum { SET_CLAIMS = 250, REFUSED_PERCENT = 6 };

struct statuses {
    sj_writer *w;
    const sj_sim_make_opts *opts;
    char stamp[13];
    uint32_t made, sets, hl;
};

/* What is said of one claim; what else is in it comes from its own random stream. */
struct status {
    sj_money charge;
    bool is_refused;
};

struct tally {
    uint32_t n[2]; /* accepted, refused */
    sj_money sum[2];
};

static uint32_t write_hl(struct statuses *x, uint32_t parent, const char *level, bool children) {
    sj_writer_begin(x->w, "HL");
    sj_writer_number(x->w, ++x->hl);
    if (parent)
        sj_writer_number(x->w, parent);
    else
        sj_writer_skip(x->w, 1);
    sj_writer_elz(x->w, level);
    if (children) sj_writer_elz(x->w, "1");
    sj_writer_end(x->w);
    return x->hl;
}

static void write_stc(struct statuses *x, bool is_refused, bool is_dated, sj_money sum) {
    sj_writer_begin(x->w, "STC");
    sj_writer_elz(x->w, is_refused ? "A7" : "A1");
    sj_writer_compz(x->w, is_refused ? "562" : "19");
    sj_writer_compz(x->w, is_refused ? "82" : "PR");
    if (is_dated)
        sj_writer_date(x->w, x->opts->day);
    else
        sj_writer_skip(x->w, 1);
    sj_writer_elz(x->w, is_refused ? "U" : "WQ");
    sj_writer_money(x->w, sum);
    sj_writer_end(x->w);
}

static void write_tally(sj_writer *w, const struct tally *t, const char *const counted[2]) {
    static const char *const amounts[2] = {"YU", "YY"};
    for (int i = 0; i < 2; i++) {
        if (!t->n[i]) continue;
        sj_writer_begin(w, "QTY");
        sj_writer_elz(w, counted[i]);
        sj_writer_number(w, t->n[i]);
        sj_writer_end(w);
    }
    for (int i = 0; i < 2; i++)
        if (t->n[i]) sj_sim_amt(w, amounts[i], t->sum[i]);
}

/* Loops 2000A and 2000B: who says it, to whom, of which batch. Gives the HL of the latter. */
static uint32_t write_heads(struct statuses *x, const struct tally *t) {
    static const char *const counted[2] = {"90", "AA"};
    char trace[24], batch[32];
    snprintf(trace, sizeof trace, "RCV%.6s%06u", x->stamp, x->sets);
    snprintf(batch, sizeof batch, "SIM%.6s%06u", x->stamp, x->sets);
    uint32_t hl = write_hl(x, 0, "20", true);
    sj_sim_nm1(x->w, "AY", "SAMPLE CLEARINGHOUSE", NULL, "46", "SAMPLECH");
    sj_sim_seg(x->w, "TRN", "1", trace, NULL);
    sj_sim_dtp(x->w, "050", x->opts->day);
    sj_sim_dtp(x->w, "009", x->opts->day);
    hl = write_hl(x, hl, "21", true);
    sj_sim_nm1(x->w, "41", "SCRUBJAY TEST BILLING", NULL, "46", "SCRUBTEST");
    sj_sim_seg(x->w, "TRN", "2", batch, NULL);
    write_stc(x, false, true, t->sum[0] + t->sum[1]);
    write_tally(x->w, t, counted);
    return hl;
}

static uint32_t write_practice(struct statuses *x, uint32_t parent, const struct tally *t,
                               unsigned i) {
    static const char *const counted[2] = {"QA", "QC"};
    const sj_sim_practice *p = sj_sim_practice_at(i);
    char npi[11];
    sj_sim_npi(10 * i, npi);
    uint32_t hl = write_hl(x, parent, "19", true);
    sj_sim_nm1(x->w, "85", p->name, p->first, "XX", npi);
    sj_sim_seg(x->w, "TRN", "1", "0", NULL);
    write_stc(x, false, false, t->sum[0] + t->sum[1]);
    write_tally(x->w, t, counted);
    return hl;
}

static void write_claim(struct statuses *x, uint32_t parent, const struct status *s) {
    sj_sim_rng rng = sj_sim_rng_at(x->opts->seed, SJ_SIM_STREAM_PEOPLE, ++x->made);
    char account[21], number[24], member[12];
    sj_sim_person who;
    sj_sim_make_person(&rng, x->opts->day, 1, 90, 0, &who);
    sj_sim_member_id(&rng, sj_sim_plan_at(0), member);
    snprintf(account, sizeof account, "T%.4s%08u", x->stamp + 6, x->made);
    snprintf(number, sizeof number, "CH%.6s%07u", x->stamp, x->made);
    write_hl(x, parent, "PT", false);
    sj_sim_nm1(x->w, "QC", who.last, who.first, "MI", member);
    sj_sim_seg(x->w, "TRN", "2", account, NULL);
    write_stc(x, s->is_refused, true, s->charge);
    sj_sim_seg(x->w, "REF", "D9", number, NULL);
    sj_sim_dtp(x->w, "472", x->opts->day - 4 - (sj_date)sj_sim_below(&rng, 60));
}

static void write_set(struct statuses *x) {
    struct status statuses[SET_CLAIMS];
    struct tally t = {{0, 0}, {0, 0}};
    uint32_t wanted = x->opts->claims - x->made, n = wanted < SET_CLAIMS ? wanted : SET_CLAIMS;
    sj_sim_rng rng = sj_sim_rng_at(x->opts->seed, SJ_SIM_STREAM_PAYMENTS, ++x->sets);
    for (uint32_t i = 0; i < n; i++) {
        statuses[i] = (struct status){500 + 25 * (sj_money)sj_sim_below(&rng, 2000),
                                      sj_sim_chance(&rng, REFUSED_PERCENT)};
        t.n[statuses[i].is_refused]++;
        t.sum[statuses[i].is_refused] += statuses[i].charge;
    }
    char reference[24];
    snprintf(reference, sizeof reference, "S%.6s%06u", x->stamp, x->sets);
    x->hl = 0;
    sj_writer_st(x->w, SJ_STR("277"), x->sets, SJ_STR("005010X214"));
    sj_writer_begin(x->w, "BHT");
    sj_writer_elz(x->w, "0085");
    sj_writer_elz(x->w, "08");
    sj_writer_elz(x->w, reference);
    sj_writer_date(x->w, x->opts->day);
    sj_writer_elz(x->w, "0800");
    sj_writer_elz(x->w, "TH");
    sj_writer_end(x->w);
    uint32_t hl = write_heads(x, &t);
    hl = write_practice(x, hl, &t, sj_sim_pick_practice(&rng));
    for (uint32_t i = 0; i < n; i++) write_claim(x, hl, &statuses[i]);
    sj_writer_se(x->w);
}

static void write_all(struct statuses *x) {
    uint32_t control =
        1 + (uint32_t)(sj_sim_rng_at(x->opts->seed, SJ_SIM_STREAM_PAYMENTS, 0).state % 899999);
    sj_isa isa = {SJ_STR("ZZ"), SJ_STR("SAMPLECH"),
                  SJ_STR("ZZ"), SJ_STR("SCRUBTEST"),
                  x->opts->day, 1130,
                  control,      false,
                  'T'};
    sj_gs gs = {SJ_STR("HN"),
                SJ_STR("SAMPLECH"),
                SJ_STR("SCRUBTEST"),
                SJ_STR("005010X214"),
                x->opts->day,
                1130,
                control};
    sj_writer_isa(x->w, &isa);
    sj_writer_gs(x->w, &gs);
    while (x->made < x->opts->claims && sj_writer_status(x->w, NULL) == SJ_OK) write_set(x);
    sj_writer_ge(x->w);
    sj_writer_iea(x->w);
}

sj_status sj_sim_make_statuses(const sj_sim_make_opts *opts, sj_write_fn write, void *ctx,
                               sj_err *err) {
    if (!opts->claims || opts->day == SJ_NO_DATE)
        return sj_err_set(err, SJ_EARG, "an acknowledgment needs claims and a day");
    struct statuses x = {.opts = opts};
    sj_sim_stamp(opts->seed, opts->day, x.stamp);
    sj_status s = sj_writer_new(&x.w, write, ctx, &(sj_writer_opts){.newline = "\n"}, err);
    if (s != SJ_OK) return s;
    write_all(&x);
    s = sj_writer_status(x.w, err);
    sj_writer_free(x.w);
    return s;
}
