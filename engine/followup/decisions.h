/* engine/followup/decisions.h - the decision table (tables/decisions.tsv): from group, reason,
 * remarks and amounts to what money counts as and what a line is. */
#ifndef SJ_FOLLOWUP_DECISIONS_H
#define SJ_FOLLOWUP_DECISIONS_H

#include "engine/followup/reasons.h"

#include <scrubjay/remit.h>

/* What a row is about, as bits. */
enum sj_ruled { SJ_RULES_MONEY = 1, SJ_RULES_LINE = 2, SJ_RULES_CLAIM = 4 };

/* What is known of the money, as bits; decisions.tsv says what each means. */
enum sj_ruling_fact {
    SJ_RULED_DENIED = 1 << 0,
    SJ_RULED_PENDED = 1 << 1,
    SJ_RULED_PAID = 1 << 2,
    SJ_RULED_PATIENT = 1 << 3,
    SJ_RULED_CONTRACTUAL = 1 << 4,
    SJ_RULED_UNPAID = 1 << 5,
    SJ_RULED_NO_PATIENT = 1 << 6,
    SJ_RULED_REMARK = 1 << 7,
    SJ_RULED_IN_PAID_LINE = 1 << 8,
    SJ_RULED_WRITTEN_OFF = 1 << 9,
    SJ_RULED_SHORT = 1 << 10,
    SJ_RULED_FACTS = 11 /* how many there are */
};

/* One row. */
typedef struct sj_rule {
    uint16_t number;
    uint8_t about;  /* enum sj_ruled */
    uint8_t groups; /* bits; 0: any */
    uint8_t kinds;  /* bits by sj_reason_kind, bit 0 for a reason that is not known; 0: any */
    uint16_t facts;
    uint8_t makes;                             /* sj_reason_kind, or sj_line_kind (decide.h) */
    sj_str statuses, carcs, categories, rarcs; /* lists; empty: any */
    sj_str words;
} sj_rule;

/* What is to be decided. */
typedef struct sj_ruling {
    enum sj_ruled about;
    uint16_t facts;
    sj_str status, group, carc;
    const sj_carc *reason;       /* NULL: not known; without `carc`: there is none */
    const sj_category *category; /* NULL: none */
    const sj_payment *payment;   /* for its remarks, with `line`'s; either may be NULL */
    const sj_payment_line *line;
} sj_ruling;

/* The row that decides: there always is one. */
const sj_rule *sj_rules_decide(const sj_reasons *r, const sj_ruling *what);

/* The row by its number; NULL when there is none. And all of them: i = 0, 1, …; NULL at the end. */
const sj_rule *sj_rules_find(const sj_reasons *r, unsigned number);
const sj_rule *sj_rules_at(const sj_reasons *r, size_t i);

/* Private to reasons.c: a row of the table; false when it cannot be used. */
bool sj_rule_read(sj_rule *out, const sj_str *cells);

/* Remarks of a line, then those of its claim: i = 0, 1, …; NULL at the end. */
const sj_str *sj_remark_at(const sj_payment *p, const sj_payment_line *line, size_t i);

#endif
