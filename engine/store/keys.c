/* engine/store/keys.c - folding and hashing of what a submission is found by. */
#include "engine/store/keys.h"

enum { LONGEST = 80 }; /* NM109, the longest of the values hashed here */

static size_t fold(sj_str s, char *buf, size_t cap) {
    size_t n = 0;
    for (size_t i = 0; i < s.len && n < cap; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c >= 'a' && c <= 'z') c = (unsigned char)(c - 'a' + 'A');
        if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c >= 0x80) buf[n++] = (char)c;
    }
    return n;
}

sj_str sj_account_key(sj_str account, char buf[SJ_ACCOUNT_KEY]) {
    char folded[LONGEST];
    size_t n = fold(account, folded, sizeof folded), zeros = 0;
    while (zeros < n && folded[zeros] == '0') zeros++;
    sj_str key = {folded + zeros, n - zeros};
    if (!key.len) key = account;
    if (key.len > SJ_ACCOUNT_KEY) key.len = SJ_ACCOUNT_KEY;
    if (key.len) memcpy(buf, key.ptr, key.len);
    return (sj_str){buf, key.len};
}

int64_t sj_key_member(sj_keyed *k, sj_str member_id) {
    char folded[LONGEST];
    sj_str part = {folded, fold(member_id, folded, sizeof folded)};
    return part.len ? sj_keyed_hash(k, SJ_KEY_MEMBER, &part, 1) : 0;
}

int64_t sj_key_person(sj_keyed *k, sj_str last, sj_str first) {
    char folded[2][LONGEST];
    sj_str parts[2] = {{folded[0], fold(last, folded[0], LONGEST)},
                       {folded[1], fold(first, folded[1], LONGEST)}};
    return parts[0].len ? sj_keyed_hash(k, SJ_KEY_PERSON, parts, 2) : 0;
}

sj_match_keys sj_claim_keys(sj_keyed *k, const sj_claim *c) {
    const sj_party *who = sj_claim_patient_name(c);
    sj_match_keys keys = {.member = sj_key_member(k, c->subscriber->name.id.v),
                          .patient = c->patient ? sj_key_member(k, c->patient->name.id.v) : 0,
                          .person = sj_key_person(k, who->last.v, who->first.v)};
    if (keys.patient == keys.member) keys.patient = 0;
    return keys;
}
