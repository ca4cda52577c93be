/* engine/report/packet_parts.h - the packet's sections; private to packet*.c. */
#ifndef SJ_REPORT_PACKET_PARTS_H
#define SJ_REPORT_PACKET_PARTS_H

#include "engine/followup/revision.h"
#include "engine/report/packet.h"
#include "engine/store/ledger.h"

/* Facts of the denial that outlive the store's callback. */
typedef struct sj_packet {
    const sj_packet_opts *opts;
    sj_store *store;
    FILE *to;
    sj_arena arena;
    bool found;
    sj_ledger_denial d; /* texts in the arena */
    sj_revision claim;  /* as it was sent */
    int64_t batch, batch_set;
    sj_str batch_name, batch_control; /* of its file; ST02 */
    char batch_sha256[2 * SJ_SHA256_SIZE + 1];
    sj_instant sent_at; /* 0: not known */
    sj_str sent_usage;
    sj_status status;
    sj_err *err;
} sj_packet;

/* Every event of the claim as a table, then each acknowledgment's own segments about it. */
void sj_packet_acks(sj_packet *p);

void sj_packet_hex(const uint8_t *digest, char out[2 * SJ_SHA256_SIZE + 1]);

#endif
