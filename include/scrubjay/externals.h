/* scrubjay/externals.h - SNIP type 5: the values that code lists outside the guides govern.
 *
 * Guides name the list of an element (parsers/guide/README.md, "Outside lists"); here its value is looked
 * up, for every transaction set, as of the right day: a claim's own content on its day of service, what an
 * earlier payer said of it on any day from then until the claim was made, all else on the day of the set
 * (BHT04, BPR16). Nothing is asked of segments that have no such element. One handle is used by one thread
 * at a time. Findings are rows CD-02… of the code tables. */
#ifndef SCRUBJAY_EXTERNALS_H
#define SCRUBJAY_EXTERNALS_H

#include <scrubjay/codes.h>
#include <scrubjay/parse.h>
#include <scrubjay/scrub.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct sj_externals sj_externals;

/* `tables` (which must outlive it) may lack any kind: nothing is then said of its codes. */
sj_status sj_externals_new(sj_externals **out, const sj_tables *tables, sj_err *err) SJ_MUST_USE;
void sj_externals_free(sj_externals *x);

/* The two events of sj_parse_events, with the handle as their context: which rows of a guide are asked
 * for; one segment at such a row. What is wrong outside of claims is reported to the walker at once. */
sj_status sj_externals_rows(void *x, const sj_guide *g, const uint8_t **wanted) SJ_MUST_USE;
void sj_externals_segment(void *x, const sj_set *s, uint16_t row, const sj_segment *seg,
                          uint32_t number, sj_walker *w);

/* A claim (837) has come: what is wrong in it and in the frames above it. As sj_scrub_claim: a frame that
 * several claims share is reported once, with the first of them, and counts in the result of each. */
sj_scrub_result sj_externals_claim(sj_externals *x, const sj_claim *c, sj_finding_fn found, void *ctx);

/* The names that guides may use: i = 0, 1, …; NULL at the end. `kind` (may be NULL) is the table behind
 * it, SJ_CODES_KINDS where only the form of the code is judged. */
const char *sj_external_name(size_t i, sj_code_kind *kind);

#ifdef __cplusplus
}
#endif
#endif
