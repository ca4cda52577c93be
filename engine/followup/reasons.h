/* engine/followup/reasons.h - what the codes of a remittance mean for the work that follows.
 *
 * The knowledge is data: the tables in tables/ (their columns are explained in each), embedded in
 * the program. Everything here is immutable after sj_reasons_new and may be shared between threads;
 * all texts live as long as the program. */
#ifndef SJ_FOLLOWUP_REASONS_H
#define SJ_FOLLOWUP_REASONS_H

#include "engine/store/entries.h"

#include <scrubjay/date.h>
#include <scrubjay/error.h>

/* How money under a reason counts. */
typedef enum sj_reason_kind {
    SJ_REASON_DENIAL = 1,
    SJ_REASON_CONTRACTUAL,
    SJ_REASON_PATIENT,
    SJ_REASON_INFO,
    SJ_REASON_PENDED
} sj_reason_kind;

/* categories.tsv */
typedef struct sj_category {
    sj_str name; /* "CODING" */
    sj_reason_kind kind;
    uint16_t recover; /* chance that work brings the money, in thousandths */
    sj_str action;    /* row of actions.tsv: when a remark leads here and has none of its own */
    sj_str scenario, words, step;
} sj_category;

/* actions.tsv */
typedef struct sj_action {
    sj_str name; /* "correct" */
    sj_str words, brief;
} sj_action;

/* What must not, or only, be done (guards.tsv), as bits. */
enum sj_guard {
    SJ_GUARD_NEW_CLAIM = 1 << 0,
    SJ_GUARD_REPLACEMENT = 1 << 1,
    SJ_GUARD_VOID_NEW = 1 << 2,
    SJ_GUARD_APPEAL_EARLIER = 1 << 3,
    SJ_GUARD_NO_APPEAL = 1 << 4,
    SJ_GUARD_NO_RESUBMIT = 1 << 5,
    SJ_GUARD_NO_PATIENT_BILL = 1 << 6,
    SJ_GUARD_WAIT = 1 << 7,
    SJ_GUARD_FORWARDED = 1 << 8,
    SJ_GUARD_NO_MODIFIER = 1 << 9, /* an NCCI pair that no modifier parts (indicator 0) */
    SJ_GUARDS = 10                 /* how many there are */
};

enum sj_carc_flag {
    SJ_CARC_REMARK = 1,    /* must come with a remark that is no alert */
    SJ_CARC_LINE = 2,      /* only at the service line */
    SJ_CARC_ENCOUNTER = 4, /* never in an 835 */
    SJ_CARC_FORWARDED = 8, /* the claim went on to another plan by itself */
    SJ_CARC_FEE = 16       /* what it takes is what the fee schedule takes: compared with ours */
};

/* carc.tsv */
typedef struct sj_carc {
    sj_str code;
    sj_str groups; /* the only group codes allowed with it, comma-separated; empty: any */
    const sj_category *category;
    const sj_action *action;
    char preventable; /* 'Y', 'P', 'N' */
    uint16_t days;    /* after the payment date; 0: nothing to follow up */
    sj_date ended;    /* its last day; SJ_NO_DATE: in force */
    uint16_t flags;   /* enum sj_carc_flag */
    sj_str words, step;
} sj_carc;

/* rarc.tsv */
typedef struct sj_rarc {
    sj_str code;
    const sj_category *category;
    const sj_action *action; /* NULL: as the adjustment code says */
    uint16_t guards;         /* enum sj_guard */
    uint16_t appeal_days;    /* 0: not told */
    bool alert;              /* for information only */
    sj_str words;            /* empty: changes nothing */
} sj_rarc;

typedef struct sj_reasons sj_reasons;

/* Read the embedded tables. SJ_ETABLE, with the table and the line, when one of them is wrong. Free
 * with sj_reasons_free. */
sj_status sj_reasons_new(sj_reasons **out, sj_err *err) SJ_MUST_USE;
void sj_reasons_free(sj_reasons *r);

/* NULL when the code is not in the table. */
const sj_carc *sj_reasons_carc(const sj_reasons *r, sj_str code);
const sj_rarc *sj_reasons_rarc(const sj_reasons *r, sj_str code);
const sj_category *sj_reasons_category(const sj_reasons *r, sj_str name);
const sj_action *sj_reasons_action(const sj_reasons *r, sj_str name);

/* Words for a code; empty when it is not in the table. */
sj_str sj_reasons_group(const sj_reasons *r, sj_str group);         /* CO, PR … */
sj_str sj_reasons_status(const sj_reasons *r, sj_str claim_status); /* CLP02 */
sj_str sj_reasons_provider(const sj_reasons *r, sj_str reason);     /* PLB03-1 */
sj_str sj_reasons_guard(const sj_reasons *r, enum sj_guard guard);

/* Does this provider adjustment take money back (an overpayment, a levy), rather than carry a
 * balance forward or settle costs? */
bool sj_reasons_takes_back(const sj_reasons *r, sj_str reason);

/* The account of the double entry that a provider adjustment moves; `adjustment` for a reason that
 * is not in the table. */
sj_account sj_reasons_account(const sj_reasons *r, sj_str reason);

/* All rows in the order of their codes: i = 0, 1, …; NULL at the end. */
const sj_carc *sj_reasons_carc_at(const sj_reasons *r, size_t i);
const sj_rarc *sj_reasons_rarc_at(const sj_reasons *r, size_t i);

/* The actions and categories in the order of their tables, likewise. */
const sj_action *sj_reasons_action_at(const sj_reasons *r, size_t i);
const sj_category *sj_reasons_category_at(const sj_reasons *r, size_t i);

#endif
