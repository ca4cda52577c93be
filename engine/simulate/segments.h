/* engine/simulate/segments.h - whole segments in one call, on top of sj_writer. */
#ifndef SJ_SIMULATE_SEGMENTS_H
#define SJ_SIMULATE_SEGMENTS_H

#include "engine/simulate/world.h"

#include <scrubjay/writer.h>

/* A segment of plain elements; NULL ends the list, "" is an empty element. */
void sj_sim_seg(sj_writer *w, const char *tag, ...) __attribute__((sentinel));

/* NM1: `first` NULL for an organisation; `id` NULL for none. */
void sj_sim_nm1(sj_writer *w, const char *entity, const char *last, const char *first,
                const char *id_qualifier, const char *id);

/* N3 and N4 of a place. */
void sj_sim_address(sj_writer *w, const char *street, const sj_sim_place *place);

/* DTP with one day. */
void sj_sim_dtp(sj_writer *w, const char *qualifier, sj_date day);

/* AMT. */
void sj_sim_amt(sj_writer *w, const char *qualifier, sj_money amount);

#endif
