/* engine/pipeline/stored_claims.h - claims that the store holds as text, as typed claims again: for
 * what asks a question of claims that came earlier. */
#ifndef SJ_PIPELINE_STORED_CLAIMS_H
#define SJ_PIPELINE_STORED_CLAIMS_H

#include "engine/store/submissions.h"

#include <scrubjay/claim.h>
#include <scrubjay/guide.h>

/* Read each submission's text again; `claim` is valid inside the callback. In no particular order.
 * A text that is no claim any more is passed over. SJ_ESTORE, SJ_ENOMEM. */
typedef void (*sj_stored_claim_fn)(void *ctx, int64_t submission, const sj_claim *claim);
sj_status sj_stored_claims(sj_store *store, sj_guides *guides, const int64_t *ids, size_t n,
                           sj_stored_claim_fn fn, void *ctx, sj_err *err) SJ_MUST_USE;

#endif
