/* engine/followup/lines.h - which line of our claim a payment line is about. */
#ifndef SJ_FOLLOWUP_LINES_H
#define SJ_FOLLOWUP_LINES_H

#include <scrubjay/arena.h>
#include <scrubjay/remit.h>

/* A service line as we sent it. */
typedef struct sj_our_line {
    uint32_t number; /* LX01 */
    sj_str control;  /* REF 6R; empty when none was sent */
    sj_str procedure, modifiers[4];
    sj_str revenue;
    sj_money charge;
    sj_quantity units;
    bool minutes;     /* the units are: anesthesia */
    sj_str place;     /* of service: SV105, else CLM05-1 of a professional claim; empty: not told */
    sj_date from, to; /* SJ_NO_DATE */
    bool taken;       /* while matching */
} sj_our_line;

typedef enum sj_line_key {
    SJ_LINE_KEY_NONE = 0,
    SJ_LINE_KEY_CONTROL,   /* REF 6R: ours, or the line number where we sent none */
    SJ_LINE_KEY_PROCEDURE, /* procedure, modifiers, date, charge */
    SJ_LINE_KEY_PARTS,     /* procedure: one of several parts of a line */
    SJ_LINE_KEY_CHARGE,    /* charge and units */
    SJ_LINE_KEY_ORDER,
    SJ_LINE_KEY_CODE /* the procedure alone, which no other line that is left has */
} sj_line_key;

typedef struct sj_line_match {
    int line; /* index of our line; -1: none */
    sj_line_key key;
} sj_line_match;

/* Read the lines out of a claim's raw text (CLM to its end); the slices point into it. *out lives
 * in the arena. False when memory ends. */
bool sj_our_lines_read(sj_our_line **out, size_t *n, sj_str claim, sj_delimiters delims,
                       sj_arena *arena) SJ_MUST_USE;

/* Match the payment lines of `p` to our `n` lines; `out` has room for p->lines.n. Several payment
 * lines may be about one of ours (a line that the payer split or unbundled). */
void sj_match_lines(sj_line_match *out, const sj_payment_line *theirs, size_t n_theirs,
                    sj_our_line *ours, size_t n);

/* "control", "procedure" …; "" for none. */
const char *sj_line_key_text(sj_line_key key);

#endif
