/* engine/simulate/batch.c - an 837 of made-up claims: envelope, sets, practices, subscribers.
 *
 * A set holds up to 250 claims: one that is rejected takes that many with it and no more. */
#include "engine/simulate/faults.h"
#include "engine/simulate/made.h"
#include "engine/simulate/simulate.h"

#include <stdio.h>
#include <string.h>

enum {
    PLANTED = 10,        /* of so many claims one has a fault, if any have */
    SET_CLAIMS = 250,    /* claims of a set at the most */
    OLDEST_SERVICE = 75, /* days before the batch */
    NEWEST_SERVICE = 4,
    DECIDED_BEFORE = 21, /* a payer before needs that long, counted from the last service */
    SECOND_VISIT = 15    /* days at least between two visits of one patient */
};

struct batch {
    sj_writer *w;
    const sj_sim_make_opts *opts;
    char stamp[13];
    uint32_t made; /* claims written */
    uint32_t sets;
    uint32_t left; /* claims that the current set still takes */
    uint32_t hl;
    uint64_t people; /* subscribers so far: the index of their streams */
    sj_sim_faults *faults;
    uint32_t planted;
    sj_str unfit; /* a row of the faults that does not fit its claim; empty: none */
};

static sj_str version_of(sj_claim_type type) {
    return type == SJ_CLAIM_837I   ? SJ_STR("005010X223A2")
           : type == SJ_CLAIM_837D ? SJ_STR("005010X224A2")
                                   : SJ_STR("005010X222A1");
}

static void write_header(struct batch *b) {
    char number[32];
    snprintf(number, sizeof number, "SIM%.6s%06u", b->stamp, b->sets);
    sj_writer_begin(b->w, "BHT");
    sj_writer_elz(b->w, "0019");
    sj_writer_elz(b->w, "00");
    sj_writer_elz(b->w, number);
    sj_writer_date(b->w, b->opts->day);
    sj_writer_elz(b->w, "0930");
    sj_writer_elz(b->w, "CH");
    sj_writer_end(b->w);
    sj_sim_nm1(b->w, "41", "SCRUBJAY TEST BILLING", NULL, "46", "SCRUBTEST");
    sj_sim_seg(b->w, "PER", "IC", "TEST DESK", "TE", "2175550100", NULL);
    sj_sim_nm1(b->w, "40", "SAMPLE CLEARINGHOUSE", NULL, "46", "SAMPLECH");
}

static uint32_t write_hl(struct batch *b, uint32_t parent, const char *level, bool children) {
    sj_writer_begin(b->w, "HL");
    sj_writer_number(b->w, ++b->hl);
    if (parent)
        sj_writer_number(b->w, parent);
    else
        sj_writer_skip(b->w, 1);
    sj_writer_elz(b->w, level);
    sj_writer_elz(b->w, children ? "1" : "0");
    sj_writer_end(b->w);
    return b->hl;
}

static uint32_t write_practice(struct batch *b, const sj_sim_practice *p, unsigned serial) {
    const sj_sim_place *place = sj_sim_place_at(p->place);
    char npi[11], phone[16];
    sj_sim_npi(serial, npi);
    snprintf(phone, sizeof phone, "%s55501%02u", place->area, serial % 100);
    uint32_t hl = write_hl(b, 0, "20", true);
    sj_sim_seg(b->w, "PRV", "BI", "PXC", p->taxonomy, NULL);
    sj_sim_nm1(b->w, "85", p->name, p->first, "XX", npi);
    sj_sim_address(b->w, p->street, place);
    sj_sim_seg(b->w, "REF", "EI", p->tax_id, NULL);
    sj_sim_seg(b->w, "PER", "IC", "BILLING OFFICE", "TE", phone, NULL);
    return hl;
}

static void write_born(sj_writer *w, const sj_sim_person *p) {
    sj_writer_begin(w, "DMG");
    sj_writer_elz(w, "D8");
    sj_writer_date(w, p->born);
    sj_writer_elz(w, p->sex == 'F' ? "F" : "M");
    sj_writer_end(w);
}

/* Loop 2000B. */
static uint32_t write_subscriber(struct batch *b, uint32_t parent, const sj_sim_made *m,
                                 bool is_patient) {
    char group[16];
    snprintf(group, sizeof group, "GRP%.5s", m->plan->id);
    uint32_t hl = write_hl(b, parent, "22", !is_patient);
    sj_sim_seg(b->w, "SBR", m->secondary ? "S" : "P", is_patient ? "18" : "",
               sj_sim_plan_is_medicare(m->plan) ? "" : group, "", "", "", "", "", m->plan->filing,
               NULL);
    sj_sim_nm1(b->w, "IL", m->insured->last, m->insured->first, "MI", m->member);
    sj_sim_address(b->w, m->insured->street, sj_sim_place_at(m->insured->place));
    write_born(b->w, m->insured);
    sj_sim_nm1(b->w, "PR", m->plan->name, NULL, "PI", m->plan->id);
    sj_sim_seg(b->w, "N3", "PO BOX 555", NULL);
    sj_sim_seg(b->w, "N4", "SPRINGFIELD", "IL", "627010555", NULL);
    return hl;
}

static void write_dependent(struct batch *b, uint32_t parent, const sj_sim_person *p, bool child) {
    write_hl(b, parent, "23", false);
    sj_sim_seg(b->w, "PAT", child ? "19" : "01", NULL);
    sj_sim_nm1(b->w, "QC", p->last, p->first, NULL, NULL);
    sj_sim_address(b->w, p->street, sj_sim_place_at(p->place));
    write_born(b->w, p);
}

static void write_claim(struct batch *b, sj_sim_rng *rng, sj_sim_made *m, sj_date from,
                        sj_date to) {
    sj_sim_invent(rng, from, to, m);
    snprintf(m->account, sizeof m->account, "T%.4s%08u", b->stamp + 6, b->made + 1);
    if (m->secondary) m->decided = m->last_day + DECIDED_BEFORE - 4;
    sj_sim_write_claim(b->w, m);
    b->made++;
    b->left--;
}

/* Another claim of the same patient, for another visit on the day of the last one. */
static void write_same_day(struct batch *b, sj_sim_rng *rng, sj_sim_made *m) {
    enum { TRIES = 20 };
    const sj_sim_visit *before = m->visit;
    if (!b->left || b->made >= b->opts->claims) return;
    for (int i = 0; i < TRIES && m->visit == before; i++) {
        const sj_sim_visit *v = sj_sim_pick_visit(rng, m->practice->fields);
        if (v->from_age <= before->from_age && v->to_age >= before->to_age &&
            (!v->sex || v->sex == before->sex))
            m->visit = v;
    }
    if (m->visit != before) write_claim(b, rng, m, m->day, m->day);
}

/* One or, now and then, two visits of a patient, far enough apart to be no duplicates. */
static void write_claims(struct batch *b, sj_sim_rng *rng, sj_sim_made *m) {
    sj_date from = b->opts->day - OLDEST_SERVICE;
    sj_date to = b->opts->day - NEWEST_SERVICE - (m->secondary ? DECIDED_BEFORE : 0);
    bool twice = b->left > 1 && b->made + 1 < b->opts->claims && sj_sim_chance(rng, 15);
    sj_date middle = from + (to - from) / 2;
    write_claim(b, rng, m, from, twice ? middle - SECOND_VISIT / 2 : to);
    if (twice) write_claim(b, rng, m, middle + SECOND_VISIT / 2, to);
    if (sj_sim_chance(rng, b->opts->same_day)) write_same_day(b, rng, m);
}

/* Give a patient of 65 with Medicare, or of any age with two plans, a second payer. */
static void choose_other(sj_sim_rng *rng, sj_sim_made *m) {
    m->other = NULL;
    m->secondary = false;
    if (m->type == SJ_CLAIM_837I || m->type == SJ_CLAIM_837D) return;
    bool medicare = sj_sim_plan_is_medicare(m->plan);
    if (!sj_sim_chance(rng, medicare ? 50 : 9)) return;
    const sj_sim_plan *second = sj_sim_plan_at(sj_sim_below(rng, 2)); /* a commercial one */
    if (second == m->plan) return;
    m->other = second;
    if (!sj_sim_chance(rng, 70)) return;
    m->other = m->plan;
    m->plan = second;
    m->secondary = true;
}

static void write_own(struct batch *b, sj_sim_rng *rng, uint32_t parent, sj_sim_made *m,
                      const sj_sim_person *patient, int age) {
    m->insured = patient;
    m->plan = sj_sim_pick_plan(rng, age);
    choose_other(rng, m);
    sj_sim_member_id(rng, m->plan, m->member);
    if (m->other) sj_sim_member_id(rng, m->other, m->other_member);
    write_subscriber(b, parent, m, true);
    write_claims(b, rng, m);
}

/* A child or a spouse, insured with somebody old enough. */
static void write_family(struct batch *b, sj_sim_rng *rng, uint32_t parent, sj_sim_made *m,
                         sj_sim_person *patient, int age) {
    bool child = age < 26;
    sj_sim_person insured;
    int low = child ? age + 22 : age > 22 ? age - 4 : 18;
    sj_sim_make_person(rng, b->opts->day, low, child ? age + 40 : low + 8, 0, &insured);
    insured.last = patient->last;
    memcpy(insured.street, patient->street, sizeof insured.street);
    insured.place = patient->place;
    m->insured = &insured;
    m->plan = sj_sim_plan_at(sj_sim_below(rng, 3));
    m->other = NULL;
    m->secondary = false;
    sj_sim_member_id(rng, m->plan, m->member);
    uint32_t hl = write_subscriber(b, parent, m, false);
    write_dependent(b, hl, patient, child);
    write_claims(b, rng, m);
}

static void write_patient(struct batch *b, uint32_t parent, const sj_sim_practice *p,
                          unsigned serial) {
    sj_sim_rng rng = sj_sim_rng_at(b->opts->seed, SJ_SIM_STREAM_PEOPLE, ++b->people);
    sj_sim_made m = {.type = b->opts->type,
                     .practice = p,
                     .serial = serial,
                     .visit = sj_sim_pick_visit(&rng, p->fields)};
    sj_sim_person patient;
    sj_sim_make_person(&rng, b->opts->day, m.visit->from_age, m.visit->to_age, m.visit->sex,
                       &patient);
    int age = sj_date_years(patient.born, b->opts->day);
    if (age < 60 && sj_sim_chance(&rng, age < 18 ? 80 : 20))
        write_family(b, &rng, parent, &m, &patient, age);
    else
        write_own(b, &rng, parent, &m, &patient, age);
}

/* A person alone is no institution. */
static unsigned pick_practice(const struct batch *b, sj_sim_rng *rng) {
    unsigned i;
    do i = sj_sim_pick_practice(rng);
    while (b->opts->type == SJ_CLAIM_837I && sj_sim_practice_at(i)->first);
    return i;
}

/* A name that no other planted claim has: some have no other mark of their own. */
static void name_alone(char out[48], const char *last, uint32_t number) {
    char mark[8];
    size_t n = 0;
    do mark[n++] = (char)('A' + number % 26);
    while ((number /= 26) && n < sizeof mark);
    snprintf(out, 48, "%.32s-%.*s", last, (int)n, mark);
}

/* The next fault of the table, with a provider and a patient of its own. */
static void plant(struct batch *b) {
    const unsigned claims =
        sj_sim_faults_claims(b->faults, b->planted % sj_sim_faults_count(b->faults));
    if (claims > b->left) { /* no room for both: another one's turn */
        b->planted++;
        return;
    }
    sj_sim_rng rng = sj_sim_rng_at(b->opts->seed, SJ_SIM_STREAM_PEOPLE, ++b->people);
    uint32_t number = b->planted++;
    size_t i = number % sj_sim_faults_count(b->faults);
    sj_sim_person who;
    char account[21], account2[21], member[12], mbi[12], last[48];
    uint32_t levels;
    sj_sim_make_person(&rng, b->opts->day, 30, 60, 0, &who);
    sj_sim_member_id(&rng, sj_sim_plan_at(0), member);
    sj_sim_member_id(&rng, sj_sim_medicare(), mbi);
    snprintf(account, sizeof account, "T%.4s%08u", b->stamp + 6, b->made + 1);
    snprintf(account2, sizeof account2, "T%.4s%08u", b->stamp + 6, b->made + 2);
    name_alone(last, who.last, number);
    const sj_sim_fault_values values = {.account = account,
                                        .account2 = account2,
                                        .last = last,
                                        .first = who.first,
                                        .street = who.street,
                                        .member = member,
                                        .mbi = mbi,
                                        .hl = b->hl + 1,
                                        .as_of = b->opts->day};
    if (!sj_sim_faults_write(b->faults, i, &values, b->w, &levels))
        b->unfit = sj_sim_faults_findings(b->faults, i);
    b->hl += levels;
    b->made += claims;
    b->left -= claims;
    if (b->opts->planted)
        b->opts->planted(b->opts->planted_ctx, claims > 1 ? account2 : account,
                         sj_sim_faults_findings(b->faults, i));
}

static void write_set(struct batch *b) {
    sj_sim_rng rng = sj_sim_rng_at(b->opts->seed, SJ_SIM_STREAM_PEOPLE, UINT64_MAX - b->sets);
    uint32_t wanted = b->opts->claims - b->made;
    b->left = wanted < SET_CLAIMS ? wanted : SET_CLAIMS;
    b->hl = 0;
    sj_writer_st(b->w, SJ_STR("837"), ++b->sets, version_of(b->opts->type));
    write_header(b);
    while (b->left && sj_writer_status(b->w, NULL) == SJ_OK && b->unfit.len == 0) {
        if (b->faults && b->planted < (b->made + PLANTED) / PLANTED) {
            plant(b);
            continue;
        }
        unsigned i = pick_practice(b, &rng);
        const sj_sim_practice *p = sj_sim_practice_at(i);
        uint32_t hl = write_practice(b, p, 10 * i);
        for (unsigned patients = 5 + sj_sim_below(&rng, 25); b->left && patients; patients--)
            write_patient(b, hl, p, 10 * i);
    }
    sj_writer_se(b->w);
}

static void write_batch(struct batch *b) {
    sj_isa isa = {SJ_STR("ZZ"),
                  SJ_STR("SCRUBTEST"),
                  SJ_STR("ZZ"),
                  SJ_STR("SAMPLECH"),
                  b->opts->day,
                  930,
                  1,
                  false,
                  'T'};
    sj_gs gs = {SJ_STR("HC"),
                SJ_STR("SCRUBTEST"),
                SJ_STR("SAMPLECH"),
                version_of(b->opts->type),
                b->opts->day,
                930,
                1};
    isa.control = gs.control =
        1 + (uint32_t)(sj_sim_rng_at(b->opts->seed, SJ_SIM_STREAM_PEOPLE, 0).state % 999999);
    sj_writer_isa(b->w, &isa);
    sj_writer_gs(b->w, &gs);
    while (b->made < b->opts->claims && sj_writer_status(b->w, NULL) == SJ_OK && b->unfit.len == 0)
        write_set(b);
    sj_writer_ge(b->w);
    sj_writer_iea(b->w);
}

sj_status sj_sim_make_claims(const sj_sim_make_opts *opts, sj_write_fn write, void *ctx,
                             sj_err *err) {
    if (!opts->claims || opts->day == SJ_NO_DATE)
        return sj_err_set(err, SJ_EARG, "a batch needs claims and a day");
    struct batch b = {.opts = opts};
    sj_sim_stamp(opts->seed, opts->day, b.stamp);
    sj_status s =
        opts->faults ? sj_sim_faults_new(&b.faults, opts->type, opts->tables, err) : SJ_OK;
    if (s == SJ_OK) s = sj_writer_new(&b.w, write, ctx, &(sj_writer_opts){.newline = "\n"}, err);
    if (s == SJ_OK) {
        write_batch(&b);
        s = sj_writer_status(b.w, err);
        if (s == SJ_OK && b.unfit.len)
            s = sj_err_setf(err, SJ_EINTERNAL, "a fault does not fit its claim", "%.*s",
                            SJ_FMT(b.unfit));
        sj_writer_free(b.w);
    }
    sj_sim_faults_free(b.faults);
    return s;
}
