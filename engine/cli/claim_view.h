/* engine/cli/claim_view.h - one claim's life for people and as JSON: what `scrubjay claim` shows.
 */
#ifndef SJ_CLI_CLAIM_VIEW_H
#define SJ_CLI_CLAIM_VIEW_H

#include "engine/pipeline/home.h"
#include "engine/store/submissions.h"
#include "parsers/base/json.h"

#include <stdio.h>

/* The members of a JSON object that say what a submission is and in which state. */
void sj_claim_facts_json(const sj_submission *s, sj_json_out *j);

/* One submission of the claim: its facts, every event with the file and place behind it, what is
 * wrong with it. */
sj_status sj_claim_view_text(const sj_home *h, const sj_catalog *catalog, const sj_submission *s,
                             FILE *to, sj_err *err) SJ_MUST_USE;
sj_status sj_claim_view_json(const sj_home *h, const sj_catalog *catalog, const sj_submission *s,
                             sj_json_out *j, sj_err *err) SJ_MUST_USE;

#endif
