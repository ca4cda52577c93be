/* scrubjay/remit.h - a remittance (835) as typed fields.
 *
 * One transaction set is one payment (BPR, TRN) to one payee. Claim payments come one by one, each
 * valid only inside its callback; the remittance's own fields are valid until its end. Meaning and
 * balances: 005010X221A1, sections 1.10.2. */
#ifndef SCRUBJAY_REMIT_H
#define SCRUBJAY_REMIT_H

#include <scrubjay/claim.h>

#ifdef __cplusplus
extern "C" {
#endif

/* PLB, one reason (a segment holds up to six). */
typedef struct sj_provider_adjustment {
    sj_str provider;     /* PLB01 */
    sj_date period_end;  /* PLB02 */
    sj_str reason;       /* PLB03-1 */
    sj_str reference;    /* PLB03-2 */
    sj_money amount;     /* positive takes money back */
    sj_at at;
} sj_provider_adjustment;

/* Balances of a set, in cents. Residuals are 0 when the equation holds. */
typedef struct sj_remit_totals {
    uint32_t claims, lines;
    sj_money charge, paid;      /* sums of CLP03, CLP04 */
    sj_money patient;           /* sum of CLP05 */
    sj_money provider;          /* sum of PLB amounts */
    sj_money residual;          /* BPR02 − (paid − provider) */
    bool unreadable;            /* an amount is not one or is missing: the sums say nothing */
    uint32_t unbalanced;        /* claim payments whose own equations fail */
} sj_remit_totals;

typedef struct sj_remit {
    const sj_set *set;
    sj_text handling;           /* BPR01 */
    sj_amount amount;           /* BPR02; negative when BPR03 is D */
    sj_text credit_debit;       /* BPR03: C, D */
    sj_text method;             /* BPR04 */
    sj_day paid_on;             /* BPR16 */
    sj_text trace, originator;  /* TRN02, TRN03 */
    sj_day produced;            /* DTM 405 */
    sj_text receiver;           /* REF EV */
    sj_party payer, payee;      /* 1000A, 1000B: name in `last`, id in `id` */
    sj_frame frame;             /* ST or BPR to the last segment before the first claim payment */
    /* Filled at the end: */
    sj_frame footer;            /* PLB */
    SJ_LIST(sj_provider_adjustment) adjustments;
    sj_remit_totals totals;
} sj_remit;

/* 2110. */
typedef struct sj_payment_line {
    sj_text qualifier, procedure;      /* SVC01-1, -2 */
    sj_text modifiers[4];
    sj_amount charge, paid;            /* SVC02, SVC03 */
    sj_text revenue;                   /* SVC04 */
    sj_number units;                   /* SVC05; 1 when not sent, then absent */
    sj_text submitted_qualifier, submitted; /* SVC06-1, -2: only when different */
    sj_text submitted_modifiers[4];
    sj_number submitted_units;         /* SVC07 */
    sj_date from, to;                  /* DTM 472, 150/151; SJ_NO_DATE when not sent */
    sj_text control;                   /* REF 6R */
    sj_adjustments adjustments;
    sj_refs refs;
    sj_amts amounts;
    SJ_LIST(sj_text) remarks;          /* LQ HE and RX */
    sj_money residual;                 /* SVC02 − adjustments − SVC03 */
    sj_at at;
} sj_payment_line;

/* 2100: one claim payment. */
typedef struct sj_payment {
    const sj_remit *remit;
    uint32_t ordinal;                  /* in its file, from 1 */
    uint32_t ordinal_in_set;
    sj_text account;                   /* CLP01 */
    sj_text status;                    /* CLP02 */
    sj_amount charge, paid, patient_responsibility; /* CLP03 to CLP05 */
    sj_text filing;                    /* CLP06 */
    sj_text payer_control;             /* CLP07 */
    sj_text facility, frequency;       /* CLP08, CLP09 */
    sj_adjustments adjustments;        /* claim level */
    const sj_party *patient, *insured, *corrected, *rendering, *crossover, *priority_payer,
        *other_subscriber; /* never NULL: sj_no_party */
    SJ_LIST(sj_text) remarks;          /* MIA05, 20-23; MOA03-07 */
    sj_date_list dates;
    sj_refs refs;
    sj_amts amounts;
    SJ_LIST(sj_payment_line) lines;
    sj_money residual;                 /* CLP03 − all adjustments − CLP04 */
    sj_money charge_residual;          /* CLP03 − sum of SVC02; 0 without lines */
    bool balanced;                     /* both are 0, and every line's residual */
    uint32_t errors, warnings;         /* findings about it so far */
    bool cut, unreadable;              /* as in sj_claim; the residuals then say nothing */
    sj_frame frame;
    sj_delimiters delims;
} sj_payment;

/* Fill a finding's place from a field of the payment or of its remittance's header, as
 * sj_claim_place; false: the place is then the CLP segment. */
bool sj_payment_place(const sj_payment *p, sj_at at, sj_finding *f);

/* The same for a field of the remittance's header (BPR to 1000B); false: the place is then empty. */
bool sj_remit_place(const sj_remit *r, sj_at at, sj_finding *f);

#ifdef __cplusplus
}
#endif
#endif
