/* scrubjay/ack.h - acknowledgments (TA1, 999, 277CA) as typed records.
 *
 * Each record is valid only inside the callback that brings it. */
#ifndef SCRUBJAY_ACK_H
#define SCRUBJAY_ACK_H

#include <scrubjay/claim.h>

#ifdef __cplusplus
extern "C" {
#endif

/* TA1: the interchange as a whole. */
typedef struct sj_ta1 {
    sj_str control;   /* TA101: ISA13 of what is acknowledged */
    sj_str date, time;
    char code;        /* A, E, R */
    sj_str note;      /* TA105 */
} sj_ta1;

/* CTX*SITUATIONAL TRIGGER: what called for a value that is missing, or forbids one that is there. */
typedef struct sj_ack_trigger {
    sj_str segment;   /* CTX02 */
    uint32_t number;  /* CTX03: place in the set, ST = 1; 0: not said */
    sj_str loop;      /* CTX04 */
    uint16_t element, component; /* CTX05; 0: the segment as a whole, the whole element */
} sj_ack_trigger;

/* IK3 with IK4 (or IK3 alone: element 0). */
typedef struct sj_ack_error {
    sj_str segment;   /* IK301 */
    uint32_t number;  /* IK302: place in the set, ST = 1 */
    sj_str loop;      /* IK303 */
    sj_str ik304;
    uint16_t element, component, repeat; /* IK401 */
    sj_str de, ik403, value;             /* IK402 to IK404 */
    sj_str account;   /* from CTX CLM01, else empty */
    SJ_LIST(sj_ack_trigger) triggers;
} sj_ack_error;

/* AK2 to IK5: one transaction set that we sent. */
typedef struct sj_ack_set {
    sj_str transaction, control, version; /* AK201-03 */
    char code;                            /* IK501: A, E, R, M, W, X */
    sj_str errors_set[5];                 /* IK502-06 */
    SJ_LIST(sj_ack_error) errors;
} sj_ack_set;

/* AK1 to AK9 of a 999 or of a 997 (set->type tells; a 997's AK3 and AK4 stand for IK3 and IK4, and it has no
 * contexts): one functional group. `code` is as the partner sent it; `effective` is 'P' where it says
 * R and yet counts accepted sets. */
typedef struct sj_ack_999 {
    const sj_set *set;
    sj_str functional, group, version;    /* AK101-03 */
    char code, effective;
    uint32_t included, received, accepted;/* AK902-04 */
    sj_str errors[5];                     /* AK905-09 */
    SJ_LIST(sj_ack_set) sets;
} sj_ack_999;

/* STC: one composite. */
typedef struct sj_status_code { sj_str category, status, entity; } sj_status_code;

typedef struct sj_claim_status_line {
    sj_str control;                       /* REF FJ */
    sj_str procedure;
    SJ_LIST(sj_status_code) statuses;
} sj_claim_status_line;

/* 277CA 2200D: one claim. */
typedef struct sj_claim_status {
    const sj_set *set;
    sj_str payer, payer_id;               /* 2100A */
    bool from_clearinghouse;              /* NM101 = AY */
    sj_str batch;                         /* 2200B TRN02: BHT03 of what we sent */
    sj_str account;                       /* TRN02 */
    sj_str payer_control;                 /* REF 1K */
    sj_str clearinghouse_control;         /* REF D9 */
    bool accepted;                        /* worst of the claim's statuses */
    sj_money charge;
    sj_date decided;                      /* STC02 */
    sj_date service_from, service_to;
    SJ_LIST(sj_status_code) statuses;
    SJ_LIST(sj_claim_status_line) lines;
    sj_at at;
} sj_claim_status;

/* 277CA 2200B or 2200C: the batch or a provider's claims as a whole. */
typedef struct sj_batch_status {
    const sj_set *set;
    int level;                            /* 'B' the submitter's batch, 'C' one provider */
    sj_str batch;                         /* 2200B TRN02 */
    sj_str provider_id;                   /* 'C': NM109 */
    bool accepted;
    SJ_LIST(sj_status_code) statuses;
} sj_batch_status;

#ifdef __cplusplus
}
#endif
#endif
