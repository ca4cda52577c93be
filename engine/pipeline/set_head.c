/* engine/pipeline/set_head.c - a set's head: ST, BHT, submitter and receiver. */
#include "engine/pipeline/set_head.h"

#include <stdio.h>

static void write_name(sj_writer *x, const char *entity, const char *name, const char *id) {
    sj_writer_begin(x, "NM1");
    sj_writer_elz(x, entity);
    sj_writer_elz(x, "2");
    sj_writer_elz(x, name);
    sj_writer_skip(x, 4);
    sj_writer_elz(x, "46");
    sj_writer_elz(x, id);
    sj_writer_end(x);
}

void sj_set_head_write(sj_writer *x, const sj_set_head *h) {
    char time[16];
    snprintf(time, sizeof time, "%04d", h->time);
    sj_writer_st(x, SJ_STR("837"), h->number, h->version);
    sj_writer_begin(x, "BHT");
    sj_writer_elz(x, "0019");
    sj_writer_elz(x, "00");
    sj_writer_elz(x, h->reference);
    sj_writer_date(x, h->day);
    sj_writer_elz(x, time);
    sj_writer_elz(x, h->purpose);
    sj_writer_end(x);
    write_name(x, "41", h->config->submitter_name, h->config->submitter_id);
    sj_writer_begin(x, "PER");
    sj_writer_elz(x, "IC");
    sj_writer_elz(x, h->config->contact);
    sj_writer_elz(x, "TE");
    sj_writer_elz(x, h->config->phone);
    sj_writer_end(x);
    write_name(x, "40", h->partner->receiver_name, h->partner->receiver_id);
}
