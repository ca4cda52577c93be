/* engine/simulate/segments.c - see segments.h. */
#include "engine/simulate/segments.h"

#include <stdarg.h>

void sj_sim_seg(sj_writer *w, const char *tag, ...) {
    va_list values;
    va_start(values, tag);
    sj_writer_begin(w, tag);
    for (const char *v; (v = va_arg(values, const char *));) sj_writer_elz(w, v);
    sj_writer_end(w);
    va_end(values);
}

void sj_sim_nm1(sj_writer *w, const char *entity, const char *last, const char *first,
                const char *id_qualifier, const char *id) {
    sj_writer_begin(w, "NM1");
    sj_writer_elz(w, entity);
    sj_writer_elz(w, first ? "1" : "2");
    sj_writer_elz(w, last);
    sj_writer_elz(w, first ? first : "");
    sj_writer_skip(w, 3);
    sj_writer_elz(w, id ? id_qualifier : "");
    sj_writer_elz(w, id ? id : "");
    sj_writer_end(w);
}

void sj_sim_address(sj_writer *w, const char *street, const sj_sim_place *place) {
    sj_sim_seg(w, "N3", street, NULL);
    sj_sim_seg(w, "N4", place->city, place->state, place->zip, NULL);
}

void sj_sim_dtp(sj_writer *w, const char *qualifier, sj_date day) {
    sj_writer_begin(w, "DTP");
    sj_writer_elz(w, qualifier);
    sj_writer_elz(w, "D8");
    sj_writer_date(w, day);
    sj_writer_end(w);
}

void sj_sim_amt(sj_writer *w, const char *qualifier, sj_money amount) {
    sj_writer_begin(w, "AMT");
    sj_writer_elz(w, qualifier);
    sj_writer_money(w, amount);
    sj_writer_end(w);
}
