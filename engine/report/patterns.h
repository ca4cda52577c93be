/* engine/report/patterns.h - what denials have in common: payer × procedure × modifiers × diagnosis
 * × reason, with how often, out of how many, and whether it grows. */
#ifndef SJ_REPORT_PATTERNS_H
#define SJ_REPORT_PATTERNS_H

#include "engine/followup/reasons.h"
#include "engine/store/queries.h"

#include <scrubjay/arena.h>
#include <scrubjay/money.h>
#include <stdio.h>

enum { SJ_PATTERN_KEY = 12, SJ_PATTERN_LEAST = 3 }; /* lines that make a pattern */

/* Texts live as long as the list. */
typedef struct sj_pattern {
    char key[SJ_PATTERN_KEY]; /* "P-3F9A21": of what it is, the same every day */
    sj_str payer, payer_name;
    sj_str type;      /* 837P … of its first line */
    sj_str procedure; /* as on the line: "HC:97110:GP" */
    sj_str diagnosis; /* the first that the line points to, without dot; empty: any */
    sj_str group, carc, rarc;
    uint32_t lines;   /* denied so */
    uint32_t decided; /* lines of this payer, procedure and modifiers that were decided at all */
    uint32_t recent;  /* denied lines of the last 28 days */
    sj_money amount;
} sj_pattern;

typedef struct sj_patterns {
    sj_pattern *v; /* by amount, the largest first */
    size_t n;
    int days; /* of the period */
    sj_arena arena;
} sj_patterns;

/* Gather those of the period (by payment date) with at least params->a lines (0:
 * SJ_PATTERN_LEAST). One with a
 * diagnosis stands beside the same without only when it is not all of it. Dispose in any case. */
sj_status sj_patterns_read(sj_patterns *out, sj_store *store, const sj_query_params *params,
                           sj_err *err) SJ_MUST_USE;
void sj_patterns_dispose(sj_patterns *p);

/* The first diagnosis that line `line` of a claim's text points to, without its dot; the principal
 * one where lines do not point. Empty when there is none. Borrows the text; `delimiters` as the
 * store has them: element, component, repetition, terminator. */
sj_str sj_pattern_diagnosis(sj_str text, sj_str delimiters, int64_t line);

/* Draft a rule pack from it for a person to approve: the rule warns of such lines, its examples are
 * made from what is no patient's. SJ_EARG when nothing of it can be a rule. */
sj_status sj_pattern_draft(const sj_pattern *p, const sj_reasons *reasons, sj_date since,
                           sj_date as_of, FILE *to, sj_err *err) SJ_MUST_USE;

#endif
