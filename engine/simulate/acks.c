/* engine/simulate/acks.c - TA1 and 999: how the clearinghouse took the batch, as X12. */
#include "engine/simulate/payer.h"
#include "engine/simulate/segments.h"

#include <string.h>

enum { ANSWERED_AT = 1000, ACKNOWLEDGED_AT = 1010 };

static sj_status write_ta1(sj_sim_payer *p, const sj_sim_in_interchange *i, const char *dir,
                           sj_err *err) {
    sj_sim_file f;
    sj_status s = sj_sim_file_open(p, dir, "TA1", p->day, ANSWERED_AT, i->mailbox, &f, err);
    if (s != SJ_OK) return s;
    char code[2] = {i->ta1 ? i->ta1 : 'A', 0};
    sj_sim_seg(f.w, "TA1", i->control, i->date, i->time, code, i->note ? i->note : "000", NULL);
    return sj_sim_file_close(p, &f, err);
}

static void write_fault(sj_writer *w, const sj_sim_fault *f) {
    sj_writer_begin(w, "IK3");
    sj_writer_elz(w, f->tag);
    sj_writer_number(w, f->segment);
    sj_writer_elz(w, strlen(f->loop) <= 4 ? f->loop : "");
    sj_writer_elz(w, f->ik304);
    sj_writer_end(w);
    if (f->account[0]) {
        sj_writer_begin(w, "CTX");
        sj_writer_elz(w, "CLM01");
        sj_writer_compz(w, f->account);
        sj_writer_end(w);
    }
    if (!f->element || !f->ik403[0]) return;
    sj_writer_begin(w, "IK4");
    sj_writer_number(w, f->element);
    char number[8];
    if (f->component) {
        snprintf(number, sizeof number, "%u", f->component);
        sj_writer_compz(w, number);
    }
    if (f->de)
        sj_writer_number(w, f->de);
    else
        sj_writer_skip(w, 1);
    sj_writer_elz(w, f->ik403);
    sj_writer_end(w);
}

static void write_codes(sj_writer *w, const char *const codes[5]) {
    for (unsigned i = 0; i < 5 && codes[i]; i++) sj_writer_elz(w, codes[i]);
}

static void write_set(sj_writer *w, const sj_sim_in_set *s) {
    sj_sim_seg(w, "AK2", s->transaction, s->control, s->version, NULL);
    if (s->ack == 'R')
        for (unsigned i = 0; i < s->n_faults; i++) write_fault(w, &s->faults[i]);
    char code[2] = {s->ack, 0};
    sj_writer_begin(w, "IK5");
    sj_writer_elz(w, code);
    write_codes(w, s->codes);
    sj_writer_end(w);
}

static void write_group(sj_writer *w, const sj_sim_in_group *g, uint32_t number) {
    sj_writer_st(w, SJ_STR("999"), number, SJ_STR("005010X231A1"));
    sj_sim_seg(w, "AK1", g->functional, g->control, g->version, NULL);
    for (const sj_sim_in_set *s = g->sets; s; s = s->next) write_set(w, s);
    char code[2] = {g->ack, 0};
    sj_writer_begin(w, "AK9");
    sj_writer_elz(w, code);
    sj_writer_number(w, g->claimed ? g->claimed : g->received);
    sj_writer_number(w, g->received);
    sj_writer_number(w, g->accepted);
    write_codes(w, g->codes);
    sj_writer_end(w);
    sj_writer_se(w);
}

/* The claims of a set that was refused are told of nowhere else. */
static void mark_refused(sj_sim_payer *p, const sj_sim_in_group *g, const sj_sim_file *f) {
    for (const sj_sim_in_set *s = g->sets; s; s = s->next)
        for (size_t i = 0; s->ack == 'R' && i < s->n_claims; i++)
            sj_sim_file_holds(f, p->claims[s->first_claim + i]);
}

static sj_status write_999(sj_sim_payer *p, const sj_sim_in_interchange *i, const char *dir,
                           sj_err *err) {
    sj_sim_file f;
    sj_status s = sj_sim_file_open(p, dir, "999", p->day, ACKNOWLEDGED_AT, i->mailbox, &f, err);
    if (s != SJ_OK) return s;
    sj_sim_file_group(&f, "FA", "005010X231A1");
    uint32_t number = 0;
    for (const sj_sim_in_group *g = i->groups; g; g = g->next) {
        write_group(f.w, g, ++number);
        mark_refused(p, g, &f);
    }
    sj_writer_ge(f.w);
    return sj_sim_file_close(p, &f, err);
}

sj_status sj_sim_write_acks(sj_sim_payer *p, const char *dir, sj_err *err) {
    for (const sj_sim_in_interchange *i = p->interchanges; i; i = i->next) {
        sj_status s = write_ta1(p, i, dir, err);
        if (s == SJ_OK && i->ta1 != 'R' && i->groups) s = write_999(p, i, dir, err);
        if (s != SJ_OK) return s;
    }
    return SJ_OK;
}
