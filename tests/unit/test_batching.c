/* What makes a claim the same, and the order of claims in a batch. */
#include "engine/pipeline/order.h"
#include "engine/pipeline/raw.h"
#include "tests/unit/unit.h"

#include <string.h>

static sj_claim_raw raw_of(const char *provider, const char *subscriber, const char *patient,
                           const char *claim, const char *delims, char *buf) {
    sj_claim_raw r = {.delims = {delims[0], delims[1], delims[2], delims[3]}};
    strcpy(buf, provider);
    strcat(strcat(strcat(buf, subscriber), patient), claim);
    char *at = buf;
    r.provider = (sj_str){at, strlen(provider)};
    r.subscriber = (sj_str){at += strlen(provider), strlen(subscriber)};
    r.patient = (sj_str){at += strlen(subscriber), strlen(patient)};
    r.claim = (sj_str){at + strlen(patient), strlen(claim)};
    return r;
}

static void fingerprint(const char *claim, const char *delims, uint8_t out[SJ_SHA256_SIZE]) {
    char buf[512];
    sj_sha256 *h;
    ck_assert_int_eq(sj_sha256_new(&h, NULL), SJ_OK);
    sj_claim_raw r = raw_of("", "", "", claim, delims, buf);
    sj_raw_fingerprint(h, &r, out);
    sj_sha256_free(h);
}

#define BASE "HL*2*1*22*0~NM1*85*2*X~CLM*A*100***11:B:1*Y~LX*1~SV1*HC:99213::25*100~"

static const struct {
    const char *what, *claim, *delims;
    bool same;
} cases[] = {
    {"itself", BASE, "*:^~", true},
    {"other HL and LX numbers",
     "HL*7*3*22*1~NM1*85*2*X~CLM*A*100***11:B:1*Y~LX*4~SV1*HC:99213::25*100~", "*:^~", true},
    {"other separators", "HL|2|1|22|0'NM1|85|2|X'CLM|A|100|||11>B>1|Y'LX|1'SV1|HC>99213>>25|100'",
     "|>^'", true},
    {"trailing empty elements",
     "HL*2*1*22*0~NM1*85*2*X***~CLM*A*100***11:B:1*Y~LX*1~SV1*HC:99213::25*100**~", "*:^~", true},
    {"trailing empty components",
     "HL*2*1*22*0~NM1*85*2*X~CLM*A*100***11:B:1::*Y~LX*1~SV1*HC:99213::25::*100~", "*:^~", true},
    {"empty repetitions at the end",
     "HL*2*1*22*0~NM1*85*2*X^*~CLM*A*100***11:B:1*Y~LX*1~SV1*HC:99213::25*100~", "*:^~", true},
    {"no HL at all", "NM1*85*2*X~CLM*A*100***11:B:1*Y~SV1*HC:99213::25*100~", "*:^~", true},
    {"another value", "HL*2*1*22*0~NM1*85*2*Y~CLM*A*100***11:B:1*Y~LX*1~SV1*HC:99213::25*100~",
     "*:^~", false},
    {"a component further left",
     "HL*2*1*22*0~NM1*85*2*X~CLM*A*100***11:B:1*Y~LX*1~SV1*HC:99213:25*100~", "*:^~", false},
    {"an element further left",
     "HL*2*1*22*0~NM1*85*2*X~CLM*A*100**11:B:1*Y~LX*1~SV1*HC:99213::25*100~", "*:^~", false},
    {"two segments in one", "HL*2*1*22*0~NM1*85*2*X~CLM*A*100***11:B:1*Y~LX*1~SV1*HC:99213::25*10~",
     "*:^~", false},
    {"a separator of ours that is data",
     "HL|2|1|22|0'NM1|85|2|X'CLM|A|100|||11:B:1|Y'LX|1'SV1|HC>99213>>25|100'", "|>^'", false},
    {"the order of segments",
     "HL*2*1*22*0~CLM*A*100***11:B:1*Y~NM1*85*2*X~LX*1~SV1*HC:99213::25*100~", "*:^~", false},
};

START_TEST(what_makes_a_claim_the_same) {
    uint8_t base[SJ_SHA256_SIZE], other[SJ_SHA256_SIZE];
    fingerprint(BASE, "*:^~", base);
    fingerprint(cases[_i].claim, cases[_i].delims, other);
    ck_assert_msg((memcmp(base, other, sizeof base) == 0) == cases[_i].same, "%s", cases[_i].what);
}
END_TEST

/* Longer than the pieces in which the digest takes it. */
START_TEST(long_segments_are_hashed_whole) {
    char one[4000], two[4000];
    uint8_t a[SJ_SHA256_SIZE], b[SJ_SHA256_SIZE];
    sj_sha256 *h;
    memset(one, 'x', sizeof one);
    memcpy(one, "NTE|", 4);
    memcpy(two, one, sizeof two);
    two[3999] = 'y';
    ck_assert_int_eq(sj_sha256_new(&h, NULL), SJ_OK);
    sj_claim_raw r = {
        .delims = {'|', '>', '^', '~'}, .provider = {one, 0}, .claim = {one, sizeof one}};
    sj_raw_fingerprint(h, &r, a);
    r.provider.ptr = two;
    sj_raw_fingerprint(h, &r, b);
    ck_assert_mem_ne(a, b, sizeof a);
    sj_sha256_free(h);
}
END_TEST

START_TEST(claims_are_ordered_under_their_loops) {
    /* Billing providers X, Y; X's subscriber S has a claim of his own and two dependants'. */
    static const struct {
        const char *provider, *subscriber, *patient;
    } came[] = {
        {"HL*1**20*1~X~", "HL*2*1*22*1~S~", "HL*3*2*23*0~P~"}, /* 1 */
        {"HL*9**20*1~Y~", "HL*2*1*22*0~T~", ""},               /* 2 */
        {"HL*1**20*1~X~", "HL*7*1*22*0~S~", ""},               /* 3: its HL counts differently */
        {"HL*1**20*1~X~", "HL*2*1*22*0~U~", ""},               /* 4 */
        {"HL*1**20*1~X~", "HL*2*1*22*1~S~", "HL*5*2*23*0~Q~"}, /* 5 */
        {"HL*1**20*1~X~", "HL*2*1*22*1~S~", "HL*5*2*23*0~P~"}, /* 6 */
        {"HL*9**20*1~Y~", "HL*2*1*22*0~S~", ""},               /* 7: another S, under Y */
    };
    static const int64_t wanted[] = {3, 1, 6, 5, 4, 2, 7};
    enum { N = sizeof came / sizeof *came };
    sj_item items[N] = {{0}};
    char buf[256];
    for (int i = 0; i < N; i++) {
        sj_claim_raw r =
            raw_of(came[i].provider, came[i].subscriber, came[i].patient, "CLM*A~", "*:^~", buf);
        items[i].id = i + 1;
        items[i].loops = sj_loops_of(&r);
    }
    ck_assert_int_eq(sj_items_order(items, N, NULL), SJ_OK);
    for (int i = 0; i < N; i++) ck_assert_int_eq(items[i].id, wanted[i]);
}
END_TEST

START_TEST(an_hl_is_taken_off) {
    const sj_delimiters d = {'*', ':', '^', '~'};
    static const struct {
        const char *loop, *rest;
    } loops[] = {{"HL*1**20*1~PRV*BI~", "PRV*BI~"},
                 {"PRV*BI~", "PRV*BI~"},
                 {"HL*1~", ""},
                 {"HLX*1~A~", "HLX*1~A~"},
                 {"", ""}};
    for (size_t i = 0; i < sizeof loops / sizeof *loops; i++)
        ck_assert(sj_str_is(sj_without_hl(sj_str_of(loops[i].loop), &d), loops[i].rest));
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("batching");
    TCase *t = tcase_create("batching");
    tcase_add_loop_test(t, what_makes_a_claim_the_same, 0, sizeof cases / sizeof *cases);
    tcase_add_test(t, long_segments_are_hashed_whole);
    tcase_add_test(t, claims_are_ordered_under_their_loops);
    tcase_add_test(t, an_hl_is_taken_off);
    suite_add_tcase(s, t);
    return s;
}
