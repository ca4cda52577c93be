/* scrubjay/claim.h - a claim (837) as typed fields, each of which knows where it stood.
 *
 * A claim is valid only inside the callback that brings it: it lives in an arena that is reset for
 * the next one. What stands above it (set, billing provider, subscriber, patient) is shared between
 * claims in const frames. Field names follow the guides' terms. */
#ifndef SCRUBJAY_CLAIM_H
#define SCRUBJAY_CLAIM_H

#include <scrubjay/date.h>
#include <scrubjay/finding.h>
#include <scrubjay/guide.h>
#include <scrubjay/money.h>
#include <scrubjay/walker.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Where a field stood: the segment's place in its set (ST = 1). segment 0: the field is absent. An
 * amount, quantity or date that is not one is absent too: the walker has said so. */
typedef struct sj_at {
    uint32_t segment;
    uint8_t element, component, repeat;
} sj_at;

typedef struct sj_text   { sj_str v;      sj_at at; } sj_text;
typedef struct sj_amount { sj_money v;    sj_at at; } sj_amount;
typedef struct sj_number { sj_quantity v; sj_at at; } sj_number;
typedef struct sj_day    { sj_date v;     sj_at at; } sj_day;

#define SJ_HAS(field) ((field).at.segment != 0)

/* One segment of a frame, as it was read. */
typedef struct sj_seg_ref {
    uint64_t offset;   /* of its first byte in the input */
    const char *text;  /* without terminator, delimiters as in the file */
    const void *wraps; /* private: where line breaks were taken out */
    uint32_t len;
    uint16_t row;     /* in the guide's segments, or SJ_NO_ROW */
    uint16_t loop;    /* instance's row in the guide's loops */
} sj_seg_ref;

/* A stretch of consecutive segments: the part of the set above the claims, one 2000A, 2000B or 2000C
 * up to its first claim, or one claim. Segment `first + i` of the set is segs[i]. */
typedef struct sj_frame {
    uint32_t first; /* 0: the frame is empty */
    uint32_t n;
    const sj_seg_ref *segs;
} sj_frame;

/* REF: qualifier and value. */
typedef struct sj_ref { sj_str qualifier; sj_text value; } sj_ref;
/* DTP, DTM: qualifier and day, or first and last day. */
typedef struct sj_dates { sj_str qualifier; sj_date from, to; sj_at at; } sj_dates;
/* AMT. */
typedef struct sj_amt { sj_str qualifier; sj_amount value; } sj_amt;

#define SJ_LIST(type) struct { const type *v; uint16_t n; }
typedef SJ_LIST(sj_ref) sj_refs;
typedef SJ_LIST(sj_dates) sj_date_list;
typedef SJ_LIST(sj_amt) sj_amts;

typedef struct sj_address {
    sj_text line1, line2, city, state, zip, country;
} sj_address;

/* NM1 and what follows it in its loop. */
typedef struct sj_party {
    sj_text entity;  /* NM101 */
    sj_text type;    /* NM102: 1 person, 2 organisation */
    sj_text last;    /* NM103: last name or name of the organisation */
    sj_text first, middle, suffix;
    sj_text id_qualifier, id; /* NM108, NM109 */
    sj_text taxonomy;         /* PRV03 */
    sj_address address;
    sj_refs refs;
    sj_text phone;   /* the first TE of PER */
} sj_party;

/* A party without anything in it. What points to a party is never NULL: it points here when the file
 * has none. Claims and payments point to theirs, since most have few of the many they may have. */
extern const sj_party sj_no_party;

/* DMG. */
typedef struct sj_person { sj_day born; sj_text sex; } sj_person;

/* CAS, one reason (a segment holds up to six). */
typedef struct sj_adjustment {
    sj_str group;  /* CO, PR, OA, PI, CR */
    sj_str reason; /* CARC */
    sj_money amount;
    sj_quantity quantity; /* thousandths; 0 when not sent */
    sj_at at;      /* of the reason */
} sj_adjustment;
typedef SJ_LIST(sj_adjustment) sj_adjustments;

/* The header of a transaction set: BHT, 1000A, 1000B. */
typedef struct sj_header {
    const sj_set *set;
    sj_text purpose, batch, transaction_use; /* BHT02, BHT03, BHT06 */
    sj_day created;                          /* BHT04 */
    sj_party submitter, receiver;
    sj_frame frame;
} sj_header;

/* 2000A, 2010AA to 2010AC. */
typedef struct sj_billing {
    sj_party provider;  /* taxonomy from 2000A PRV; refs hold EI, SY, 0B, 1G */
    sj_text tax_id;     /* REF EI or SY */
    sj_text currency;
    sj_party pay_to, pay_to_plan;
    sj_frame frame;
} sj_billing;

/* 2000B, 2010BA, 2010BB. */
typedef struct sj_subscriber {
    sj_text hl, child_flag;             /* HL01, HL04 */
    sj_text sequence;                   /* SBR01: P, S, T … */
    sj_text relationship;               /* SBR02: 18 = the patient is the subscriber */
    sj_text group_number, group_name;   /* SBR03, SBR04 */
    sj_text insurance_type, filing;     /* SBR05, SBR09 */
    sj_day died;
    sj_party name;                      /* member id: name.id */
    sj_person person;
    sj_party payer;                     /* 2010BB; payer.refs hold G2, LU of the billing provider too */
    sj_frame frame;
} sj_subscriber;

/* 2000C, 2010CA. */
typedef struct sj_patient {
    sj_text relationship; /* PAT01 */
    sj_day died;
    sj_text pregnant;
    sj_party name;
    sj_person person;
    sj_frame frame;
} sj_patient;

/* HI: one code. */
typedef struct sj_diagnosis {
    sj_str qualifier; /* ABK, ABF, BK, BF, APR, ABN … */
    sj_text code;     /* without the dot, as sent */
    sj_text poa;      /* institutional: present on admission */
} sj_diagnosis;

/* HI: anything that is not a diagnosis (BG condition, BP/BO anesthesia, BBR procedures …). */
typedef struct sj_hi {
    sj_str qualifier;
    sj_text code;
    sj_date from, to;
    sj_amount amount;
} sj_hi;

/* 2430: what another payer decided on the line. */
typedef struct sj_line_payment {
    sj_text payer;      /* SVD01 */
    sj_amount paid;     /* SVD02 */
    sj_text qualifier, procedure; /* SVD03-1, -2 */
    sj_text modifiers[4];
    sj_number units;    /* SVD05 */
    sj_text bundled;    /* SVD06 */
    sj_adjustments adjustments;
    sj_day decided;     /* DTP 573 */
    sj_amts amounts;
} sj_line_payment;

/* 2400: a service line. */
typedef struct sj_line {
    sj_text number;               /* LX01 */
    sj_text qualifier, procedure; /* SV101-1, -2 (SV202, SV301) */
    sj_text modifiers[4];
    sj_text description;          /* SV101-7 */
    sj_text revenue;              /* SV201 */
    sj_amount charge;             /* SV102 (SV203, SV302) */
    sj_text unit;                 /* SV103: UN, MJ … */
    sj_number units;              /* SV104 */
    sj_text place;                /* SV105; absent: the claim's */
    sj_text pointers[4];          /* SV107: as sent */
    sj_text emergency, epsdt, family_planning;
    sj_dates service;             /* DTP 472; service.at.segment 0 when absent */
    sj_date_list dates;           /* all DTP, 472 included */
    sj_refs refs;
    sj_amts amounts;
    sj_text control;              /* REF 6R */
    sj_text note;
    sj_text drug_qualifier, drug; /* LIN02, LIN03 */
    sj_number drug_units;
    sj_text drug_unit;            /* CTP05-1 */
    sj_amount noncovered;         /* institutional: SV207 */
    sj_text areas[5];             /* dental: SV304, area of the mouth or quadrant */
    sj_text prosthesis;           /* dental: SV305, I initial, R replacement */
    bool has_equipment;           /* professional: SV5 */
    sj_number ambulance_miles;    /* professional: CR106 of the line */
    sj_text tooth, surfaces[5];   /* dental: the first TOO; TOO02, TOO03 */
    const sj_party *rendering, *ordering, *referring, *supervising, *facility, *purchased, *pick_up,
        *drop_off;
    SJ_LIST(sj_line_payment) payments;
    sj_at at;                     /* of the LX segment */
} sj_line;

/* 2320, 2330A, 2330B: another payer of the patient. */
typedef struct sj_other_payer {
    sj_text sequence, relationship, group_number, insurance_type, filing;
    sj_adjustments adjustments;   /* claim level */
    sj_amts amounts;              /* D, A8, EAF */
    sj_text assignment, release;  /* OI03, OI06 */
    sj_text remarks[5];           /* MOA03-07 */
    const sj_party *subscriber, *payer; /* 2330A, 2330B */
    sj_day decided;               /* 2330B DTP 573 */
    sj_at at;                     /* of the SBR segment */
} sj_other_payer;

typedef enum sj_claim_type { SJ_CLAIM_837P = 1, SJ_CLAIM_837I, SJ_CLAIM_837D } sj_claim_type;

/* 2300. */
typedef struct sj_claim {
    sj_claim_type type;
    uint32_t ordinal;             /* in its file, from 1 */
    const sj_header *header;
    const sj_billing *billing;    /* never NULL; empty fields when the loop was missing */
    const sj_subscriber *subscriber;
    const sj_patient *patient;    /* NULL when the claim hangs from the subscriber */

    sj_text account;              /* CLM01 */
    sj_amount charge;             /* CLM02 */
    sj_text place;                /* CLM05-1: place of service, or the first two of the bill type */
    sj_text place_qualifier;      /* CLM05-2 */
    sj_text frequency;            /* CLM05-3 */
    sj_text signature, assignment, benefits, release; /* CLM06 to CLM09 */
    sj_text related[3];           /* CLM11-1 to -3 */
    sj_text accident_state;       /* CLM11-4 */
    sj_text special_program, delay_reason; /* CLM12, CLM20 */
    SJ_LIST(sj_diagnosis) diagnoses;
    SJ_LIST(sj_hi) codes;
    sj_date_list dates;
    sj_refs refs;
    sj_amts amounts;
    sj_text note;
    const sj_party *referring, *rendering, *facility, *supervising, *pick_up, *drop_off;
    const sj_party *attending, *operating, *other_operating; /* institutional */
    sj_text admission_type, admission_source, patient_status; /* institutional: CL1 */
    sj_number ortho_months, ortho_months_left; /* dental: DN101, DN102 */
    bool has_ortho;                 /* DN1 */
    bool has_ambulance, has_spinal; /* CR1, CR2 */
    sj_number ambulance_miles;      /* CR106 */
    SJ_LIST(sj_other_payer) others;
    SJ_LIST(sj_line) lines;
    bool has_line_parties;          /* a line has a provider, or a place, of its own */

    sj_date first_service, last_service; /* over all lines (statement dates where there are none) */
    sj_frame frame;
    sj_delimiters delims;
    uint32_t errors;              /* findings of severity error so far: in it and above it */
    uint32_t warnings;            /* of severity warning, the same */
    bool cut;                     /* part of it is not here: the input ended in it, a segment stood in it
                                     that cannot, or a list was over any sensible length */
    bool unreadable;              /* an amount in it is not one: sums say nothing */
} sj_claim;

/* The value of a REF, the days of a DTP, an AMT by qualifier; NULL when there is none. */
const sj_text *sj_refs_find(const sj_refs *refs, const char *qualifier);
const sj_dates *sj_dates_find(const sj_date_list *dates, const char *qualifier);
const sj_amount *sj_amts_find(const sj_amts *amounts, const char *qualifier);

/* Who was treated: the patient's own data, else the subscriber's. */
const sj_party *sj_claim_patient_name(const sj_claim *c);
const sj_person *sj_claim_patient_person(const sj_claim *c);

/* Fill a finding's place (pos, loop, tag, name, de, value) from a field of this claim or of a frame
 * above it. False when `at` is absent; the place is then the claim's CLM segment. The value lives as
 * long as the claim. */
bool sj_claim_place(const sj_claim *c, sj_at at, sj_finding *f);

#ifdef __cplusplus
}
#endif
#endif
