/* engine/followup/underpaid.h - was as much allowed as the office's contract says?
 *
 * Allowed is what the money says: paid, the patient's share, and what the payer took off under a
 * contract reason of its own (sequestration, a withhold, a prompt-pay discount …) that the fee
 * schedule does not know. What the payer calls its allowed amount (AMT B6) is its word, not money,
 * and enters no sum.
 *
 * Compared is only what a fee schedule can speak of: the first payer's decision (CLP02 1, 19) on a
 * line of ours that is paid, left to the patient or written off. Never a line with a denial or with
 * money that is pended or settled elsewhere (OA-23), nothing capitated (24), no bundled or
 * unbundled line, no reversal, no claim whose own adjustments say nobody knows of which line they
 * are. */
#ifndef SJ_FOLLOWUP_UNDERPAID_H
#define SJ_FOLLOWUP_UNDERPAID_H

#include "engine/followup/decide.h"
#include "engine/followup/fees.h"
#include "engine/followup/lines.h"

/* May line `i` (from 1) of a payment be compared? Then *allowed is what was allowed for it.
 * `lines` and `claim` are as sj_decide made them. */
bool sj_underpaid_compares(const sj_reasons *r, const sj_payment *p, const sj_decision *lines,
                           const sj_decision *claim, size_t i, sj_money *allowed);

/* The decision on such a line if less was allowed than expected: reason, category, action, guards,
 * dates; amounts are the caller's. False when it has no reason that could have taken the money. */
bool sj_underpaid_draft(sj_decision *out, const sj_reasons *r, const sj_payment *p,
                        const sj_decision *line, size_t i);

#endif
