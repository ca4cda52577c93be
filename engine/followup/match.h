/* engine/followup/match.h - which of our claims a claim payment is about.
 *
 * Pure judgement over candidates that somebody else fetched. The ladder: account number as we sent
 * it; the payer's own number as we know it; the account number cut, padded or prefixed; member id,
 * day and charge; name, day and charge. The first rung that leaves one claim wins; what was found
 * for and against it is kept, and who came second. Among the submissions of one claim the evidence
 * decides, then the most recent. A claim that has the account number but another charge yields to
 * one of the same patient, day and very charge: the number was mistyped. Nothing that is not
 * certain is matched. */
#ifndef SJ_FOLLOWUP_MATCH_H
#define SJ_FOLLOWUP_MATCH_H

#include <scrubjay/date.h>
#include <scrubjay/money.h>

typedef enum sj_match_rung {
    SJ_MATCH_NONE = 0,
    SJ_MATCH_ACCOUNT,
    SJ_MATCH_CONTROL,
    SJ_MATCH_VARIANT,
    SJ_MATCH_MEMBER,
    SJ_MATCH_PERSON,
    SJ_MATCH_HAND /* a person said so */
} sj_match_rung;

/* What is compared, and how it came out: two bits for each fact. */
typedef enum sj_match_fact {
    SJ_FACT_ACCOUNT = 0,
    SJ_FACT_CONTROL,
    SJ_FACT_CHARGE,
    SJ_FACT_DATES,
    SJ_FACT_MEMBER,
    SJ_FACT_PERSON,
    SJ_FACT_SEQUENCE, /* primary, secondary, tertiary */
    SJ_FACT_FREQUENCY,
    SJ_FACTS
} sj_match_fact;

typedef enum sj_match_result {
    SJ_RESULT_UNKNOWN = 0, /* one side does not say */
    SJ_RESULT_SAME,
    SJ_RESULT_ALIKE,
    SJ_RESULT_OTHER
} sj_match_result;

typedef uint32_t sj_evidence;

static inline sj_match_result sj_evidence_of(sj_evidence e, sj_match_fact f) {
    return (sj_match_result)(e >> (2 * f) & 3);
}

/* What a claim payment says. */
typedef struct sj_match_probe {
    sj_str account;         /* CLP01 */
    sj_str control;         /* CLP07 */
    sj_str frequency;       /* CLP09 */
    char sequence;          /* 'P', 'S', 'T' as CLP02 tells; 0: does not */
    sj_money charge;        /* CLP03; a reversal's without its sign */
    sj_date from, to;       /* service; SJ_NO_DATE */
    int64_t member, person; /* keyed hashes; 0: none */
    sj_str replaces;        /* the payer's number of the payment that this one corrects (REF F8) */
} sj_match_probe;

/* One submission of ours. */
typedef struct sj_match_candidate {
    int64_t submission; /* greater = later */
    int64_t previous;   /* the submission that it follows; 0 */
    sj_str account, control, frequency;
    char sequence;
    bool out; /* it left the house and was not rejected */
    sj_money charge;
    sj_date from, to;
    sj_match_result member, person; /* did the probe's hash lead here? UNKNOWN: not asked */
} sj_match_candidate;

typedef struct sj_match {
    sj_match_rung rung; /* NONE: unmatched */
    int best;           /* index of the candidate; when unmatched the likeliest; -1: none */
    int second;         /* the next one that is another claim; -1 */
    uint8_t score, second_score; /* points, 0 to 152: more facts that agree, more points */
    sj_evidence evidence;        /* of best */
    bool ambiguous;              /* unmatched because two claims fit as well */
} sj_match;

/* Judge. The candidates of several probes may lie mixed: what does not fit is passed over. */
void sj_match_judge(sj_match *out, const sj_match_probe *probe,
                    const sj_match_candidate *candidates, size_t n);

/* How two account numbers relate: SAME but for blanks and case; ALIKE when one is the other padded
 * with zeros, cut off, or with a prefix; OTHER; UNKNOWN when the payer gave none ("", "0"). */
sj_match_result sj_match_accounts(sj_str theirs, sj_str ours);

/* "account", "payer control", "account variant", "member, date and charge", "name, date and
 * charge";
 * "" for none. */
const char *sj_match_rung_text(sj_match_rung rung);

/* The evidence in words: "account same; charge same; dates other". Returns the length needed. */
size_t sj_match_explain(sj_evidence e, char *buf, size_t cap);

#endif
