/* Segment ids: which texts are one, packing and unpacking, slots without collisions. */
#include "parsers/x12/ids.h"
#include "tests/unit/unit.h"

static const struct {
    const char *text; /* four bytes at least, the id in front */
    uint32_t len;
    uint32_t tag;
} ids[] = {
    {"CLM*", 3, SJ_TAG('C', 'L', 'M')},
    {"HL*1", 2, SJ_TAG('H', 'L', 0)},
    {"N1*X", 2, SJ_TAG('N', '1', 0)},
    {"TA1*", 3, SJ_TAG('T', 'A', '1')},
    {"A00*", 3, SJ_TAG('A', '0', '0')},
    {"clm*", 3, 0},
    {"1ST*", 3, 0},
    {"A-B*", 3, 0},
    {"CL *", 3, 0},
    {"C*L*", 1, 0},
    {"*CLM", 0, 0},
    {"CLMX*", 4, 0},
    {"\xc3\x89*A", 2, 0},
};

START_TEST(packs_ids) {
    ck_assert_uint_eq(sj_tag_of(ids[_i].text, ids[_i].len), ids[_i].tag);
    if (!ids[_i].tag) return;
    char text[4];
    sj_tag_text(ids[_i].tag, text);
    ck_assert_uint_eq(strlen(text), ids[_i].len);
    ck_assert_mem_eq(text, ids[_i].text, ids[_i].len);
    ck_assert_uint_eq(sj_pack_id(ids[_i].text, ids[_i].len), ids[_i].tag);
}
END_TEST

static const char used[][4] = {"AAA", "AK1", "AK2", "AK9", "AMT", "BHT", "BPR", "CAS", "CLM", "CLP",
                               "CN1", "CR1", "CR2", "CR3", "CRC", "CTP", "CTX", "CUR", "DMG", "DN1",
                               "DN2", "DTM", "DTP", "EB",  "EQ",  "FRM", "GE",  "GS",  "HCP", "HI",
                               "HL",  "HSD", "IEA", "III", "IK3", "IK4", "IK5", "INS", "ISA", "K3",
                               "LE",  "LIN", "LQ",  "LS",  "LX",  "MEA", "MIA", "MOA", "MSG", "N1",
                               "N2",  "N3",  "N4",  "NM1", "NTE", "OI",  "PAT", "PER", "PLB", "PRV",
                               "PS1", "PWK", "QTY", "RDM", "REF", "SBR", "SE",  "ST",  "STC", "SV1",
                               "SV2", "SV3", "SV5", "SVC", "SVD", "TOO", "TRN", "TS2", "TS3"};

START_TEST(ids_in_use_do_not_share_a_slot) {
    const char *in_slot[SJ_ID_SLOTS] = {0};
    for (size_t i = 0; i < sizeof used / sizeof *used; i++) {
        uint32_t tag = sj_tag_of(used[i], (uint32_t)strlen(used[i]));
        ck_assert_uint_ne(tag, 0);
        const char **slot = &in_slot[SJ_ID_SLOT(tag)];
        ck_assert_msg(!*slot, "%s and %s", *slot, used[i]);
        *slot = used[i];
    }
    ck_assert_uint_eq(SJ_ID_SLOT(0u), 0);
}
END_TEST

START_TEST(roles_are_those_of_the_header) {
    ck_assert_int_eq(sj_role_of(SJ_TAG('I', 'S', 'A')), SJ_ROLE_ISA);
    ck_assert_int_eq(sj_role_of(SJ_TAG('I', 'E', 'A')), SJ_ROLE_IEA);
    static const char boundaries[][4] = {"TA1", "GS",  "ST",  "HL", "CLM",
                                         "CLP", "PLB", "AK2", "SE", "GE"};
    size_t found = 0;
    for (size_t i = 0; i < sizeof boundaries / sizeof *boundaries; i++) {
        uint32_t tag = sj_tag_of(boundaries[i], (uint32_t)strlen(boundaries[i]));
        ck_assert_int_eq(sj_role_of(tag), SJ_ROLE_BOUNDARY);
    }
    for (size_t i = 0; i < sizeof used / sizeof *used; i++)
        found += sj_role_of(sj_tag_of(used[i], (uint32_t)strlen(used[i]))) == SJ_ROLE_BOUNDARY;
    ck_assert_uint_eq(found, 9); /* all of them but TA1 */
    ck_assert_int_eq(sj_role_of(SJ_TAG('B', 'I', 'N')), SJ_ROLE_BINARY);
    ck_assert_int_eq(sj_role_of(SJ_TAG('B', 'D', 'S')), SJ_ROLE_BINARY);
    ck_assert_int_eq(sj_role_of(0), SJ_ROLE_ORDINARY);
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("ids");
    TCase *t = tcase_create("ids");
    tcase_add_loop_test(t, packs_ids, 0, sizeof ids / sizeof *ids);
    tcase_add_test(t, ids_in_use_do_not_share_a_slot);
    tcase_add_test(t, roles_are_those_of_the_header);
    suite_add_tcase(s, t);
    return s;
}
