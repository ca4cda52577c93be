/* engine/store/keys.h - the forms under which a submission is found again. Intake writes them and
 * matching asks by them: both come here, so that they agree.
 *
 * Texts are folded: letters and digits only, upper case. */
#ifndef SJ_STORE_KEYS_H
#define SJ_STORE_KEYS_H

#include "engine/store/keyed.h"

#include <scrubjay/claim.h>

/* Receivers promise to give back 20 characters of an account number, no more. */
#define SJ_ACCOUNT_KEY 20

/* An account number folded, without leading zeros, cut to SJ_ACCOUNT_KEY characters; when nothing
 * is left it is the number itself, cut. Returns the slice of `buf` that was filled. */
sj_str sj_account_key(sj_str account, char buf[SJ_ACCOUNT_KEY]);

typedef enum sj_key_kind {
    SJ_KEY_MEMBER = 'M', /* member id */
    SJ_KEY_PERSON = 'N'  /* last name and first name of who was treated */
} sj_key_kind;

/* Hashes of one thing; 0 when there is nothing to hash. */
int64_t sj_key_member(sj_keyed *k, sj_str member_id);
int64_t sj_key_person(sj_keyed *k, sj_str last, sj_str first);

/* All keys of a claim; 0: none. */
typedef struct sj_match_keys {
    int64_t member;  /* the subscriber's member id */
    int64_t patient; /* the patient's own, where that is another */
    int64_t person;  /* the patient's name */
} sj_match_keys;
sj_match_keys sj_claim_keys(sj_keyed *k, const sj_claim *c);

#endif
