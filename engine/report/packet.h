/* engine/report/packet.h - the appeal and proof packet: one page to print, with the letter, the
 * claim as it was sent and the digest of its file, what was acknowledged (raw and readable), and
 * what the payer decided, line by line.
 *
 * It names the patient: it goes to the payer. Of files that hold other patients too, only what is
 * about this claim is shown. */
#ifndef SJ_REPORT_PACKET_H
#define SJ_REPORT_PACKET_H

#include "engine/followup/reasons.h"
#include "engine/followup/terms.h"
#include "engine/store/store.h"

#include <scrubjay/guide.h>

#include <stdio.h>

typedef struct sj_packet_opts {
    const char *home; /* templates/ and the archived files are read from there */
    sj_str practice;
    sj_date as_of;
    unsigned level; /* of the appeal; 0: the next */
    sj_guides *guides;
    const sj_reasons *reasons;
    const sj_terms_table *terms;
    void (*clock_text)(sj_instant at, char out[32]);
    /* What an event says, in words: of "999", "277CA payer" … and its codes. */
    void (*event_words)(sj_str what, sj_str codes, char *buf, size_t cap);
} sj_packet_opts;

typedef struct sj_packet_facts {
    enum sj_guard forbids; /* an appeal is not allowed: nothing was written */
    unsigned level;
    bool has_level; /* the payer has one of this number */
    sj_date deadline;
    char letter[256]; /* where the letter came from: a path under the home, or "built in" */
} sj_packet_facts;

/* Write the packet of a denial. SJ_ENOTFOUND, SJ_EARG when the office's template is wrong,
 * SJ_ESTORE. */
sj_status sj_packet_write(sj_store *store, int64_t denial, const sj_packet_opts *opts, FILE *to,
                          sj_packet_facts *facts, sj_err *err) SJ_MUST_USE;

#endif
