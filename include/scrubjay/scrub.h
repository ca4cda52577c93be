/* scrubjay/scrub.h - claims to findings: what a payer would reject or deny.
 *
 * A scrubber judges and changes nothing. It knows the day only from its options and reads tables as
 * const views. One scrubber is used by one thread at a time; it remembers, within one file, what looks
 * across claims (duplicates), on 8-byte keys. */
#ifndef SCRUBJAY_SCRUB_H
#define SCRUBJAY_SCRUB_H

#include <scrubjay/claim.h>
#include <scrubjay/codes.h>
#include <scrubjay/packs.h>
#include <scrubjay/overlay.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct sj_scrub sj_scrub;

typedef struct sj_scrub_opts {
    const sj_tables *tables; /* NULL: none loaded */
    const sj_packs *packs;   /* sealed; NULL: none. Their findings have rows in sj_packs_findings */
    sj_date as_of;           /* the day the claims would be sent */
    int snip;                /* highest SNIP type to judge; 0: all */
    /* Days from service to filing for a payer id; 0: unknown, judged by the default of 365. NULL: the
     * default for all. */
    int (*filing_days)(void *ctx, sj_str payer_id);
    /* The partner that a payer's claims go to, for rules that are for partners; empty when it is not
     * known. NULL: never known. */
    sj_str (*partner)(void *ctx, sj_str payer_id);
    void *ctx;
    const sj_profile *profile; /* the partner's severities; NULL: none */
    /* Asked at most once a file, when an add-on code stands without its main procedure: another
     * scrubber that has foreseen (sj_scrub_foresee) the claims of the file, or NULL: then only the
     * claims before are looked at. It must live as long as the file. NULL: there is none. */
    const sj_scrub *(*ahead)(void *ctx);
    void *ahead_ctx;
} sj_scrub_opts;

sj_status sj_scrub_new(sj_scrub **out, const sj_scrub_opts *opts, sj_err *err) SJ_MUST_USE;
void sj_scrub_free(sj_scrub *s);

/* Forget what was seen: a new file begins. */
void sj_scrub_begin_file(sj_scrub *s);

/* The same where files belong together: what the files before it held is kept, for what looks across
 * claims. `name` is what people call the file before; it is copied. */
void sj_scrub_next_file(sj_scrub *s, sj_str name);

/* Behind sj_scrub_begin_file, before the file's claims: a claim that was handed in earlier and is not
 * void, for what looks across claims. `words` say which, behind "claim ": "A100, received 05/04/2026". Both
 * are copied. False when there is no room for more; those kept stay. */
bool sj_scrub_remember(sj_scrub *s, const sj_claim *earlier, sj_str words);

/* Keep what was done on the days of a claim of the file, before it is judged by another scrubber. */
void sj_scrub_foresee(sj_scrub *s, const sj_claim *c);

/* How many findings of each severity hold for one claim, those about frames that it shares with
 * claims before it included. */
typedef struct sj_scrub_result {
    uint32_t errors, warnings;
} sj_scrub_result;

/* Judge one claim; findings come through `found` in the order of their places. What is wrong in a
 * frame shared by several claims (header, billing provider: claim = 0; subscriber, patient: the first
 * claim's ordinal) is reported once, with the first claim beneath it, and counts in the result of
 * every claim beneath it: a claim is held when result.errors is not 0, whether or not a finding came
 * with it. */
sj_scrub_result sj_scrub_claim(sj_scrub *s, const sj_claim *c, sj_finding_fn found, void *ctx);

/* One edit as a list for people: `rules list`. i = 0, 1, …; NULL at the end. */
const sj_finding_def *sj_scrub_edit(size_t i, sj_finding_id *id);

/* The finding rows of the edits (ED-). */
const sj_finding_table *sj_edits_findings(void);

/* True when `npi` is ten digits, begins with 1 or 2 and its check digit is right (Luhn over 80840). */
bool sj_npi_valid(sj_str npi);

#ifdef __cplusplus
}
#endif
#endif
