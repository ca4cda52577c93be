/* engine/simulate/payer.c - the payer's life: made, answers, tells the truth, freed. */
#include "engine/simulate/payer.h"

#include "parsers/base/json.h"

#include <stdlib.h>
#include <string.h>

enum { FILES_OF_A_BATCH = 1000 }; /* control numbers that a batch has for its answers */

sj_status sj_sim_payer_new(sj_sim_payer **out, const sj_sim_payer_opts *opts, sj_err *err) {
    *out = NULL;
    sj_sim_payer *p = calloc(1, sizeof *p);
    if (!p) return sj_err_set(err, SJ_ENOMEM, "no memory for the payer");
    p->opts = *opts;
    p->day = opts->day;
    p->tail = &p->interchanges;
    sj_arena_init(&p->arena, SIZE_MAX);
    sj_status s = sj_catalog_new(&p->catalog, err);
    if (s == SJ_OK) s = sj_catalog_add(p->catalog, sj_envelope_findings(), err);
    if (s == SJ_OK) s = sj_catalog_add(p->catalog, sj_guide_findings(), err);
    if (s == SJ_OK) s = sj_catalog_add(p->catalog, sj_model_findings(), err);
    if (s == SJ_OK)
        *out = p;
    else
        sj_sim_payer_free(p);
    return s;
}

void sj_sim_payer_free(sj_sim_payer *p) {
    if (!p) return;
    sj_catalog_free(p->catalog);
    sj_arena_dispose(&p->arena);
    free(p->claims);
    free(p);
}

/* The claims of a set or an interchange that was refused as a whole never reached a payer. */
static void refuse_sets(sj_sim_payer *p) {
    for (const sj_sim_in_interchange *i = p->interchanges; i; i = i->next)
        for (const sj_sim_in_group *g = i->groups; g; g = g->next)
            for (const sj_sim_in_set *s = g->sets; s; s = s->next)
                for (size_t k = 0; (i->ta1 == 'R' || s->ack == 'R') && k < s->n_claims; k++)
                    p->claims[s->first_claim + k]->fate = SJ_SIM_REJECTED;
}

sj_status sj_sim_payer_answer(sj_sim_payer *p, const char *dir,
                              void (*wrote)(void *ctx, const char *name), void *ctx, sj_err *err) {
    if (!p->n_claims) return sj_err_set(err, SJ_ENOTFOUND, "there is no claim to answer");
    p->n_files = 0;
    p->control = p->base * FILES_OF_A_BATCH + 1;
    if (p->opts.contract) sj_sim_contract_make(p);
    sj_sim_deal(p);
    refuse_sets(p);
    for (size_t i = 0; i < p->n_claims; i++) {
        sj_sim_decide(p, p->claims[i]);
        if (p->status == SJ_OK) sj_sim_mangle(p, p->claims[i]);
    }
    if (p->status == SJ_OK) p->status = sj_sim_decidable(p);
    if (p->status != SJ_OK) return sj_err_set(err, p->status, "the batch is too large to answer");
    sj_status s = sj_sim_write_acks(p, dir, err);
    if (s == SJ_OK) s = sj_sim_write_statuses(p, dir, err);
    if (s == SJ_OK) s = sj_sim_write_remits(p, dir, err);
    for (unsigned i = 0; s == SJ_OK && wrote && i < p->n_files; i++) wrote(ctx, p->files[i]);
    return s;
}

/* The lines behind each service of its first claim payment, in the order in which they are told. */
static void tell_services(const sj_sim_claim *c, sj_json_out *out) {
    const sj_sim_decision *d = c->first_decision;
    sj_json_key(out, "services");
    sj_json_array(out);
    for (unsigned k = 0; d && !d->whole && k < c->n; k++) {
        unsigned i = c->order[k];
        if (c->lines[i].merged_into) continue;
        for (int part = 0; part <= d->rulings[i].split; part++) {
            sj_json_array(out);
            sj_json_uint(out, i + 1);
            for (unsigned m = 0; m < c->n; m++)
                if (c->lines[m].merged_into == i + 1) sj_json_uint(out, m + 1);
            sj_json_array_end(out);
        }
    }
    sj_json_array_end(out);
}

static void tell_mangled(const sj_sim_claim *c, sj_json_out *out) {
    sj_json_key(out, "mangled");
    sj_json_bool(out, c->mangled);
    sj_json_key(out, "decidable");
    sj_json_bool(out, c->decidable);
    tell_services(c, out);
}

static void tell_underpaid(const sj_sim_claim *c, sj_json_out *out) {
    sj_json_key(out, "underpaid");
    sj_json_array(out);
    for (unsigned i = 0; i < c->n_short; i++) {
        sj_json_object(out);
        sj_json_key(out, "line");
        sj_json_uint(out, c->shorts[i].line);
        sj_json_key(out, "expected");
        sj_json_money(out, c->shorts[i].expected);
        sj_json_key(out, "allowed");
        sj_json_money(out, c->shorts[i].allowed);
        sj_json_object_end(out);
    }
    sj_json_array_end(out);
}

static void tell_claim(const sj_sim_payer *p, const sj_sim_claim *c, sj_json_out *out) {
    sj_json_object(out);
    sj_json_key(out, "account");
    sj_json_strz(out, c->account);
    sj_json_key(out, "fate");
    sj_json_strz(out, sj_sim_fate_name(c->fate));
    sj_json_key(out, "paid");
    sj_json_money(out, c->truth_paid);
    sj_json_key(out, "denied");
    sj_json_array(out);
    for (unsigned i = 0; i < c->n_denials; i++) {
        sj_json_object(out);
        sj_json_key(out, "line");
        sj_json_uint(out, c->denials[i].line);
        sj_json_key(out, "group");
        sj_json_strz(out, c->denials[i].cas.group);
        sj_json_key(out, "carc");
        sj_json_strz(out, c->denials[i].cas.reason);
        sj_json_key(out, "amount");
        sj_json_money(out, c->denials[i].cas.amount);
        sj_json_object_end(out);
    }
    sj_json_array_end(out);
    if (p->opts.contract) tell_underpaid(c, out);
    if (p->opts.mangle) tell_mangled(c, out);
    sj_json_key(out, "files");
    sj_json_array(out);
    for (unsigned i = 0; i < c->n_files; i++) sj_json_strz(out, p->files[c->files[i]]);
    sj_json_array_end(out);
    sj_json_object_end(out);
}

sj_status sj_sim_payer_truth(const sj_sim_payer *p, sj_write_fn write, void *ctx, sj_err *err) {
    sj_json_out out;
    sj_json_init(&out, write, ctx);
    sj_json_object(&out);
    sj_json_key(&out, "schema");
    sj_json_uint(&out, 1);
    sj_json_key(&out, "seed");
    sj_json_uint(&out, p->opts.seed);
    sj_json_key(&out, "claims");
    sj_json_array(&out);
    for (size_t i = 0; i < p->n_claims; i++) tell_claim(p, p->claims[i], &out);
    sj_json_array_end(&out);
    sj_json_object_end(&out);
    sj_json_newline(&out);
    sj_status s = sj_json_flush(&out);
    sj_json_dispose(&out);
    return s == SJ_OK ? SJ_OK : sj_err_set(err, s, "the truth could not be written");
}
