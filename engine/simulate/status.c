/* engine/simulate/status.c - 277CA: first the clearinghouse's, of all claims it took; the day after
 * the payers', of those that were passed on to them. A claim is refused by the one or by the other.
 */
#include "engine/simulate/payer.h"
#include "engine/simulate/segments.h"

#include <string.h>

enum { CLEARINGHOUSE_AT = 1130, PAYER_AT = 800 };

/* Why a claim is refused: category, status, entity; on a line: what its own STC says. */
struct refusal {
    const char *category, *status, *entity;
    const char *line_category, *line_status; /* NULL: the claim as a whole */
};

static const struct refusal refusals[] = {
    {"A7", "562", "82", NULL, NULL},  /* rendering provider's NPI */
    {"A7", "164", "IL", NULL, NULL},  /* member id */
    {"A6", "21", "IL", NULL, NULL},   /* information missing */
    {"A8", "128", "85", NULL, NULL},  /* tax id */
    {"A7", "254", NULL, NULL, NULL},  /* principal diagnosis */
    {"A3", "247", NULL, "A7", "507"}, /* see the line: procedure code */
    {"A3", "247", NULL, "A7", "453"}, /* see the line: modifier */
    {"A7", "480", NULL, NULL, NULL},  /* claim filing indicator */
};

static const struct refusal *refusal_of(const sj_sim_claim *c) {
    const struct refusal *r = &refusals[c->reject % (sizeof refusals / sizeof *refusals)];
    return r->line_category && !c->n ? &refusals[0] : r;
}

/* One sender of a 277CA about one set: the clearinghouse (source NULL) or a payer. */
struct view {
    sj_sim_payer *p;
    const sj_sim_in_set *set;
    const sj_sim_source *source;
    sj_sim_file *file;
    uint32_t hl;
};

static bool is_refused(const struct view *v, const sj_sim_claim *c) {
    return c->fate == SJ_SIM_REJECTED && c->by_payer == (v->source != NULL);
}

/* Does this sender say anything of the claim? */
static bool is_seen(const struct view *v, const sj_sim_claim *c) {
    if (c->fate == SJ_SIM_SILENT) return false;
    if (!v->source) return true;
    return c->source == v->source && (c->fate != SJ_SIM_REJECTED || c->by_payer);
}

struct tally {
    uint32_t accepted, refused;
    sj_money accepted_sum, refused_sum;
};

/* Over the set's claims of a payee, or of all payees (NULL). */
static struct tally count(const struct view *v, const sj_sim_payee *payee) {
    struct tally t = {0};
    for (size_t i = 0; i < v->set->n_claims; i++) {
        const sj_sim_claim *c = v->p->claims[v->set->first_claim + i];
        if (!is_seen(v, c) || (payee && c->payee != payee)) continue;
        if (is_refused(v, c))
            t.refused++, t.refused_sum += c->charge;
        else
            t.accepted++, t.accepted_sum += c->charge;
    }
    return t;
}

static void write_hl(struct view *v, uint32_t parent, const char *level, const char *children) {
    sj_writer_begin(v->file->w, "HL");
    sj_writer_number(v->file->w, ++v->hl);
    if (parent)
        sj_writer_number(v->file->w, parent);
    else
        sj_writer_skip(v->file->w, 1);
    sj_writer_elz(v->file->w, level);
    sj_writer_elz(v->file->w, children);
    sj_writer_end(v->file->w);
}

static void write_stc(sj_writer *w, const char *category, const char *status, const char *entity,
                      sj_date day, bool refused, const sj_money *amount) {
    sj_writer_begin(w, "STC");
    sj_writer_elz(w, category);
    sj_writer_compz(w, status);
    if (entity) sj_writer_compz(w, entity);
    if (day == SJ_NO_DATE)
        sj_writer_skip(w, 1);
    else
        sj_writer_date(w, day);
    sj_writer_elz(w, refused ? "U" : "WQ");
    if (amount) sj_writer_money(w, *amount);
    sj_writer_end(w);
}

/* The guide wants a day even where the claim had none. */
static void write_service_day(const struct view *v, sj_date day) {
    sj_sim_dtp(v->file->w, "472", day == SJ_NO_DATE ? v->p->day : day);
}

static void write_qty(sj_writer *w, const char *qualifier, uint32_t n) {
    sj_writer_begin(w, "QTY");
    sj_writer_elz(w, qualifier);
    sj_writer_number(w, n);
    sj_writer_end(w);
}

static void write_tally(sj_writer *w, const struct tally *t, const char *accepted,
                        const char *refused) {
    if (t->accepted) write_qty(w, accepted, t->accepted);
    if (t->refused) write_qty(w, refused, t->refused);
    if (t->accepted) sj_sim_amt(w, "YU", t->accepted_sum);
    if (t->refused) sj_sim_amt(w, "YY", t->refused_sum);
}

static void write_refused_line(struct view *v, const sj_sim_claim *c, const struct refusal *r) {
    const sj_sim_line *line = &c->lines[c->reject % c->n];
    sj_writer *w = v->file->w;
    sj_writer_begin(w, "SVC");
    sj_writer_elz(w, line->qualifier);
    sj_writer_compz(w, line->procedure);
    for (unsigned i = 0; i < 4 && line->modifiers[i][0]; i++)
        sj_writer_compz(w, line->modifiers[i]);
    sj_writer_money(w, line->charge);
    sj_writer_end(w);
    write_stc(w, r->line_category, r->line_status, NULL, v->file->day, true, NULL);
    if (line->control[0]) sj_sim_seg(w, "REF", "FJ", line->control, NULL);
    write_service_day(v, line->from);
}

static void write_claim(struct view *v, uint32_t parent, sj_sim_claim *c) {
    sj_writer *w = v->file->w;
    bool refused = is_refused(v, c);
    const struct refusal *r = refused ? refusal_of(c) : NULL;
    write_hl(v, parent, "PT", "");
    sj_sim_nm1(w, "QC", c->last, c->first, "MI", c->member[0] ? c->member : NULL);
    sj_sim_seg(w, "TRN", "2", c->account, NULL);
    if (r)
        write_stc(w, r->category, r->status, r->entity, v->file->day, true, &c->charge);
    else if (v->source)
        write_stc(w, "A2", "20", "PR", v->file->day, false, &c->charge);
    else
        write_stc(w, "A1", "19", "PR", v->file->day, false, &c->charge);
    if (v->source && !refused && !c->unnumbered) sj_sim_seg(w, "REF", "1K", c->control, NULL);
    if (!v->source) {
        char number[24];
        snprintf(number, sizeof number, "CH%06u%07zu", v->p->base, c->serial + 1);
        sj_sim_seg(w, "REF", "D9", number, NULL);
    }
    write_service_day(v, c->from);
    if (r && r->line_category) write_refused_line(v, c, r);
    sj_sim_file_holds(v->file, c);
}

/* One billing provider with its claims of the set. */
static void write_payee(struct view *v, uint32_t parent, const sj_sim_payee *payee) {
    struct tally t = count(v, payee);
    if (!t.accepted && !t.refused) return;
    sj_writer *w = v->file->w;
    sj_money sum = t.accepted_sum + t.refused_sum;
    write_hl(v, parent, "19", "1");
    uint32_t hl = v->hl;
    sj_sim_nm1(w, "85", payee->name, payee->first[0] ? payee->first : NULL,
               payee->npi[0] ? "XX" : "FI", payee->npi[0] ? payee->npi : payee->tax_id);
    sj_sim_seg(w, "TRN", "1", "0", NULL);
    write_stc(w, "A1", "19", "PR", SJ_NO_DATE, false, &sum);
    write_tally(w, &t, "QA", "QC");
    for (size_t i = 0; i < v->set->n_claims; i++) {
        sj_sim_claim *c = v->p->claims[v->set->first_claim + i];
        if (c->payee == payee && is_seen(v, c)) write_claim(v, hl, c);
    }
}

static void write_sender(struct view *v) {
    sj_writer *w = v->file->w;
    char trace[24];
    write_hl(v, 0, "20", "1");
    if (v->source)
        sj_sim_nm1(w, "PR", v->source->name, NULL, "PI", v->source->id);
    else
        sj_sim_nm1(w, "AY", "SAMPLE CLEARINGHOUSE", NULL, "46", v->file->mailbox->our_id);
    snprintf(trace, sizeof trace, "RCV%09u", v->file->control);
    sj_sim_seg(w, "TRN", "1", trace, NULL);
    sj_sim_dtp(w, "050", v->p->day);
    sj_sim_dtp(w, "009", v->file->day);
}

static void write_set(struct view *v, uint32_t number) {
    sj_writer *w = v->file->w;
    struct tally t = count(v, NULL);
    sj_money sum = t.accepted_sum + t.refused_sum;
    char reference[24];
    snprintf(reference, sizeof reference, "S%09u%04u", v->file->control, number);
    sj_writer_st(w, SJ_STR("277"), number, SJ_STR("005010X214"));
    sj_writer_begin(w, "BHT");
    sj_writer_elz(w, "0085");
    sj_writer_elz(w, "08");
    sj_writer_elz(w, reference);
    sj_writer_date(w, v->file->day);
    sj_writer_elz(w, "0800");
    sj_writer_elz(w, "TH");
    sj_writer_end(w);
    v->hl = 0;
    write_sender(v);
    write_hl(v, v->hl, "21", "1");
    uint32_t hl = v->hl;
    sj_sim_nm1(w, "41", v->set->submitter,
               v->set->submitter_first[0] ? v->set->submitter_first : NULL, "46",
               v->set->submitter_id);
    sj_sim_seg(w, "TRN", "2", v->set->batch, NULL);
    write_stc(w, "A1", "19", "PR", v->file->day, false, &sum);
    write_tally(w, &t, "90", "AA");
    for (const sj_sim_payee *e = v->p->payees; e; e = e->next) write_payee(v, hl, e);
    sj_writer_se(w);
}

/* All sets of an interchange that this sender has something to say of. */
static sj_status write_file(sj_sim_payer *p, const sj_sim_in_interchange *in,
                            const sj_sim_source *source, const char *dir, sj_err *err) {
    sj_sim_file f;
    struct view v = {.p = p, .source = source, .file = &f};
    uint32_t number = 0;
    for (const sj_sim_in_group *g = in->groups; g; g = g->next) {
        for (v.set = g->sets; v.set; v.set = v.set->next) {
            struct tally t = count(&v, NULL);
            if (v.set->ack == 'R' || (!t.accepted && !t.refused)) continue;
            if (!number++) {
                sj_status s =
                    sj_sim_file_open(p, dir, "277CA", p->day + (source != NULL),
                                     source ? PAYER_AT : CLEARINGHOUSE_AT, in->mailbox, &f, err);
                if (s != SJ_OK) return s;
                sj_sim_file_group(&f, "HN", "005010X214");
            }
            write_set(&v, number);
        }
    }
    if (!number) return SJ_OK;
    sj_writer_ge(f.w);
    return sj_sim_file_close(p, &f, err);
}

sj_status sj_sim_write_statuses(sj_sim_payer *p, const char *dir, sj_err *err) {
    for (const sj_sim_in_interchange *in = p->interchanges; in; in = in->next) {
        sj_status s = in->ta1 == 'R' ? SJ_OK : write_file(p, in, NULL, dir, err);
        for (const sj_sim_source *e = p->sources; e && s == SJ_OK && in->ta1 != 'R'; e = e->next)
            s = write_file(p, in, e, dir, err);
        if (s != SJ_OK) return s;
    }
    return SJ_OK;
}
