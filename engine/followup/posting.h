/* engine/followup/posting.h - one posting at work; shared by the post_*.c files.
 *
 * Claim payments are gathered by the thousand, everything they need kept in an arena; then all of
 * them are matched with a handful of questions to the store, settled in the order of the file, and
 * written. Memory is that of one gathering, whatever the size of the file. */
#ifndef SJ_FOLLOWUP_POSTING_H
#define SJ_FOLLOWUP_POSTING_H

#include "engine/followup/checked.h"
#include "engine/followup/decide.h"
#include "engine/followup/fees.h"
#include "engine/followup/index.h"
#include "engine/followup/lines.h"
#include "engine/followup/match.h"
#include "engine/followup/post.h"
#include "engine/followup/terms.h"
#include "engine/store/candidates.h"
#include "engine/store/entries.h"

enum {
    SJ_GATHER = 1024,      /* claim payments at a time, */
    SJ_GATHER_LINES = 8192 /* or fewer when they have many lines */
};

/* A submission that a payment may be about. */
typedef struct sj_possible {
    sj_match_candidate c;
    sj_claim_state state;
    sj_str payer; /* its id */
} sj_possible;

/* A payer with a fee schedule, or without one (-1). */
typedef struct sj_fee_payer {
    sj_str id;
    int schedule;
    sj_terms terms;
} sj_fee_payer;

/* A payment line that a fee schedule may speak of: what was allowed, and its denial if that is less
 * than expected. */
typedef struct sj_priced {
    bool compares;
    sj_money allowed;
    sj_denial_row draft;
} sj_priced;

typedef struct sj_staged {
    sj_payment_row row;
    const sj_checked_set *set;
    sj_line_kind kind;
    sj_payment_line_row *lines; /* row.lines */
    sj_denial_row *denials;     /* row.denials */
    sj_payment_line *theirs;    /* what line matching reads */
    uint32_t n_theirs,
        first_line;    /* lines[first_line] is theirs[0]; 1 when there is a claim level */
    sj_priced *priced; /* one for each of theirs; NULL: there is no schedule */
    bool underpaid;    /* by a fee schedule */
    sj_match_probe probe;
    sj_possible *possible;
    uint32_t n_possible;
    sj_match match;
    sj_claim_state state; /* the matched submission's state as it was fetched */
    int64_t previous;     /* the submission that the matched one follows; 0 */
    bool reversed;        /* taken back later in this gathering */
    sj_entry *entries;    /* where its money goes */
    size_t n_entries;
} sj_staged;

typedef struct sj_posting {
    sj_store *store;
    sj_keyed *keyed;
    sj_reasons *reasons;
    int64_t file;
    sj_checked checked;
    sj_sha256 *hash;
    const sj_fees *fees;           /* NULL: nothing is compared */
    const sj_terms_table *terms;   /* NULL: payers' ids name their schedules */
    const struct sj_tables *codes; /* NULL: none */
    sj_fee_payer *payers;
    size_t n_payers;
    const volatile int *stop;
    sj_post_result *result;
    sj_arena arena;     /* of the payments gathered */
    sj_arena questions; /* of one matching or settling step */
    sj_staged *staged;  /* SJ_GATHER of them */
    uint32_t n, n_lines;
    uint32_t at, next; /* index of the set being read; how many were begun */
    bool posting;      /* its payments are wanted */
    bool by_hand;      /* a person matches */
    sj_status status;
    sj_err *err;
    volatile int failed;
} sj_posting;

/* Read and judge all of the input, make ready to post it; store, keyed and err are set. Close in
 * any case. */
sj_status sj_posting_open(sj_posting *p, sj_guides *guides, const sj_post_input *in,
                          sj_post_result *out) SJ_MUST_USE;
void sj_posting_close(sj_posting *p);

/* Note the first thing that went wrong and stop reading. */
void sj_posting_fail(sj_posting *p, sj_status status);

/* Memory for the payments gathered; NULL after noting that there is none. */
void *sj_posting_room(sj_posting *p, size_t n);

/* Keep what is needed of a claim payment. */
void sj_posting_stage(sj_posting *p, const sj_payment *payment);

/* Once the lines of a payment are known as ours: hold them against the payer's fee schedule; look
 * whether NCCI lets a modifier part what was bundled. */
void sj_posting_price(sj_posting *p, sj_staged *s, const sj_line_match *m, const sj_our_line *ours,
                      size_t n);
void sj_posting_pairs(sj_posting *p, sj_staged *s, const sj_line_match *m, const sj_our_line *ours,
                      size_t n);

/* Bring a denial's due day forward to the last day that the payer's own terms leave for its action.
 */
void sj_posting_deadline(sj_posting *p, const sj_staged *s, sj_denial_row *d);

/* Draft where its money goes, as if it were posted to a claim billed to its first payer. */
void sj_posting_draft(sj_posting *p, sj_staged *s, const sj_payment *payment, bool as_one);

/* The draft as it is posted, once it is known what became of the payment. */
void sj_posting_book(sj_staged *s);

/* The day of a set's entries. */
sj_date sj_posting_day(const sj_checked_set *set);

/* Match, settle and write what was gathered. */
sj_status sj_posting_flush(sj_posting *p);

/* The steps of a flush, over p->staged. */
sj_status sj_posting_match(sj_posting *p);
sj_status sj_posting_match_lines(sj_posting *p);

/* In place of matching: the only payment gathered is about a claim with this account number, as a
 * person says. *found is false when there is none. */
sj_status sj_posting_match_by_hand(sj_posting *p, sj_str account, bool *found);
sj_status sj_posting_before(sj_posting *p);
sj_status sj_posting_settle(sj_posting *p);

#endif
