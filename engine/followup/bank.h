/* engine/followup/bank.h - which of the bank's deposits pays which remittance.
 *
 * The ladder, surest first: the trace number (TRN02) stands in the deposit's text, and the amount
 * is the same; it stands there with another amount (told as a difference); the payer is told by
 * its id or name, amount and day fit; a deposit of health claims or of cheques fits by amount and
 * day alone. The last two only where nothing else fits on either side: nothing is guessed. */
#ifndef SJ_FOLLOWUP_BANK_H
#define SJ_FOLLOWUP_BANK_H

#include "engine/store/bank.h"

/* Days between payment date and deposit: payers have three business days for the transfer (CORE
 * 370), a cheque takes its time. */
enum { SJ_BANK_DAYS = 5, SJ_BANK_CHEQUE_DAYS = 30 };

typedef struct sj_bank_matched {
    uint32_t trace, payer, amount; /* found by these */
    uint32_t differ;               /* of `trace`: the amounts are not the same */
    uint32_t open;                 /* of payers of health claims, without a remittance */
    uint32_t other;                /* deposits of nobody that we know as a payer */
} sj_bank_matched;

/* Match what is not matched yet, in the caller's transaction. Cheap when no deposit is open. */
sj_status sj_bank_match(sj_store *s, sj_bank_matched *out, sj_err *err) SJ_MUST_USE;

#endif
