/* engine/report/remits.h - remittances in the store, listed and shown whole, as text or JSON. */
#ifndef SJ_REPORT_REMITS_H
#define SJ_REPORT_REMITS_H

#include "engine/followup/reasons.h"
#include "engine/report/detail.h"
#include "engine/store/ledger.h"
#include "parsers/base/json.h"

#include <stdio.h>

/* Which, and how much of the patients. */
typedef struct sj_remit_view {
    sj_str trace; /* empty: all */
    sj_detail detail;
    uint32_t found; /* filled: how many there were */
} sj_remit_view;

/* One line each. */
sj_status sj_remits_list_text(sj_store *s, sj_remit_view *view, FILE *to, sj_err *err) SJ_MUST_USE;

/* Each with its claim payments, lines, provider adjustments, and its balance written out. */
sj_status sj_remits_show_text(sj_store *s, const sj_reasons *reasons, sj_remit_view *view, FILE *to,
                              sj_err *err) SJ_MUST_USE;

/* The same as members of an open JSON array: the heads, or everything. */
sj_status sj_remits_json(sj_store *s, sj_remit_view *view, bool whole, sj_json_out *out,
                         sj_err *err) SJ_MUST_USE;

/* "The remittance does not balance (BL-0204, segment 2)"; "" when it was posted. Returns the length
 * needed. */
size_t sj_remit_why(const sj_ledger_remit *r, char *buf, size_t cap);

/* "J.D.", "DOE, JANE", or "": by the level of detail. Returns the length needed. */
size_t sj_patient_text(sj_detail detail, sj_str last, sj_str first, char *buf, size_t cap);

#endif
