/* Days on which the tables say the same: day by day over decades, no answer may differ from the
 * one of its span's first day; and spans are long where nothing changes. The codes and pairs are
 * made up. */
#include "tests/unit/code_files.h"

#include "rules/codes/spans.h"

static sj_day_span whole(void) {
    return SJ_ALL_DAYS;
}

/* ---- codes ---- */

/* Lists that are built in, with first and last days, and without. */
static const sj_code_kind kinds[] = {SJ_CODES_CARC,  SJ_CODES_RARC,    SJ_CODES_POS,
                                     SJ_CODES_STATE, SJ_CODES_COUNTRY, SJ_CODES_CPT_MODIFIER};

static void walk_code(const sj_tables *t, sj_code_kind kind, sj_str code, unsigned most) {
    sj_day_span span = {1, 0};
    sj_code_info first = {.effective = 0}, info;
    sj_code_state state = SJ_CODE_VALID;
    unsigned spans = 0;
    for (sj_date on = code_day("1990-01-01"); on <= code_day("2030-01-01"); on++) {
        if (!sj_is_within(&span, on)) {
            span = whole();
            sj_tables_narrow(&span, t, kind, code, on);
            ck_assert(sj_is_within(&span, on));
            state = sj_tables_lookup(t, kind, code, on, &first);
            spans++;
        }
        info = first;
        sj_code_state now = sj_tables_lookup(t, kind, code, on, &info);
        ck_assert_msg(now == state && info.effective == first.effective &&
                          info.terminated == first.terminated,
                      "%s %.*s", sj_code_kind_name(kind), SJ_FMT(code));
    }
    ck_assert_msg(spans <= most, "%s %.*s: %u", sj_code_kind_name(kind), SJ_FMT(code), spans);
}

START_TEST(test_codes) {
    const sj_code_kind kind = kinds[_i];
    sj_tables *t;
    ck_assert_int_eq(sj_tables_new(&t, NULL), SJ_OK);
    sj_str code;
    for (uint32_t i = 0; sj_tables_at(t, kind, i, &code, NULL, NULL); i += 9 + i)
        walk_code(t, kind, code, 7);
    walk_code(t, kind, SJ_STR("none"), 3);
    walk_code(t, kind, SJ_STR(""), 3);
    sj_tables_free(t);
}
END_TEST

/* No table: every day is alike. */
START_TEST(test_no_table) {
    sj_tables *t;
    ck_assert_int_eq(sj_tables_new(&t, NULL), SJ_OK);
    sj_day_span span = SJ_ALL_DAYS;
    const sj_date on = code_day("2026-01-01");
    sj_tables_narrow(&span, t, SJ_CODES_HCPCS, SJ_STR("A0425"), on);
    sj_tables_narrow(&span, NULL, SJ_CODES_HCPCS, SJ_STR("A0425"), on);
    sj_tables_narrow_mce(&span, t, false, SJ_STR("R059"), on);
    sj_tables_narrow_pairs(&span, t, SJ_CODES_ADDON, 1, 0, on);
    ck_assert_int_eq(span.from, whole().from);
    ck_assert_int_eq(span.to, whole().to);
    ck_assert(!sj_is_within(&span, SJ_NO_DATE));
    sj_tables_free(t);
}
END_TEST

/* ---- pairs ---- */

#define PTP_HEAD                                                                                   \
    "A notice.\t\t\t\t\t\t\nColumn1/Column2 Edits\t\t\t\t\t\t\n"                                   \
    "Column 1\tColumn 2\t*=in existence prior to 1996\tEffective Date\tDeletion Date\tModifier\t"  \
    "PTP Edit Rationale\n"
#define AOC_HEAD                                                                                   \
    "AOC_Edit_Type\tAdd-On_Code\tAOC_DelDT\tPrimary_Code\tPrimary_Code_DelDT\tAOC_Edit_EffDT\t"    \
    "AOC_Edit_DelDT\tSpecial_Instruction_Notes\n"

static const char ptp[] = PTP_HEAD "11111\t22222\t*\t19960101\t*\t0\tMore extensive procedure\n"
                                   "11111\t33333\t\t20100401\t20191231\t1\tMisuse of codes\n"
                                   "11111\t44444\t\t20200101\t20200101\t9\tMisuse of codes\n"
                                   "A1111\t22222\t\t20000101\t20041231\t0\tMisuse of codes\n"
                                   "A1111\t22222\t\t20150101\t*\t1\tMisuse of codes\n";
static const char addons[] = AOC_HEAD "1\t11101\t\t11100\t\t2013001\t\t\n"
                                      "1\t11101\t\t11110\t2019365\t2013001\t\t\n"
                                      "3\t33301\t\t33300\t\t2020092\t2025365\tnote\n"
                                      "3\t33301\t\tCCCCC\t\t2013001\t\t\n";

typedef struct pair_answer {
    sj_code_state state;
    int said;
} pair_answer;

static pair_answer ask_pair(const sj_tables *t, const uint32_t code[2], sj_date on) {
    sj_ptp_info info = {.modifier = 0};
    pair_answer out = {
        .state = sj_tables_ptp_numbered(t, SJ_CODES_PTP_PRACTITIONER, code[0], code[1], on, &info)};
    out.said = info.modifier;
    return out;
}

static const char *const pairs[][2] = {{"11111", "22222"}, {"11111", "33333"}, {"11111", "44444"},
                                       {"A1111", "22222"}, {"22222", "11111"}, {"11111", "99999"}};

START_TEST(test_pairs) {
    code_block b =
        code_import("ccipra-v321r0-f1.txt", ptp, SJ_CODES_PTP_PRACTITIONER, (code_block){0}, NULL);
    sj_tables *t = code_view(b);
    uint32_t code[2];
    for (int i = 0; i < 2; i++)
        code[i] = sj_tables_pair_code(t, SJ_CODES_PTP_PRACTITIONER, sj_str_of(pairs[_i][i]));
    sj_day_span span = {1, 0};
    pair_answer first = {0};
    unsigned spans = 0;
    for (sj_date on = code_day("1990-01-01"); on <= code_day("2030-01-01"); on++) {
        pair_answer now = ask_pair(t, code, on);
        if (!sj_is_within(&span, on)) {
            span = whole();
            sj_tables_narrow_pairs(&span, t, SJ_CODES_PTP_PRACTITIONER, code[0], code[1], on);
            first = now;
            spans++;
        }
        ck_assert(sj_is_within(&span, on));
        ck_assert_int_eq(now.state, first.state);
        ck_assert_int_eq(now.said, first.said);
    }
    ck_assert_uint_le(spans, 7);
    sj_tables_free(t);
    free(b.bytes);
}
END_TEST

static const char *const addon_codes[] = {"11101", "33301", "11100"};

START_TEST(test_addons) {
    code_block b =
        code_import("AOC_V2026Q3-MCR.txt", addons, SJ_CODES_ADDON, (code_block){0}, NULL);
    sj_tables *t = code_view(b);
    sj_str code = sj_str_of(addon_codes[_i]);
    uint32_t number = sj_tables_pair_code(t, SJ_CODES_ADDON, code);
    sj_day_span span = {1, 0};
    sj_addon_info first = {.type = 0};
    sj_code_state state = SJ_CODE_VALID;
    for (sj_date on = code_day("2010-01-01"); on <= code_day("2030-01-01"); on++) {
        sj_addon_info info = {.type = 0};
        sj_code_state now = sj_tables_addon(t, code, on, &info);
        if (!sj_is_within(&span, on)) {
            span = whole();
            sj_tables_narrow_pairs(&span, t, SJ_CODES_ADDON, number, 0, on);
            first = info;
            state = now;
        }
        ck_assert_int_eq(now, state);
        ck_assert_int_eq(info.type, first.type);
        ck_assert_int_eq(info.contractor, first.contractor);
    }
    sj_tables_free(t);
    free(b.bytes);
}
END_TEST

/* ---- tables put in use ---- */

START_TEST(test_changes) {
    code_block b =
        code_import("AOC_V2026Q3-MCR.txt", addons, SJ_CODES_ADDON, (code_block){0}, NULL);
    sj_tables *t;
    ck_assert_int_eq(sj_tables_new(&t, NULL), SJ_OK);
    uint32_t before = sj_tables_changes(t);
    ck_assert_int_eq(sj_tables_add(t, b.bytes, b.len, NULL), SJ_OK);
    ck_assert_uint_ne(sj_tables_changes(t), before);
    sj_tables_free(t);
    free(b.bytes);
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("spans");
    TCase *tc = tcase_create("spans");
    tcase_set_timeout(tc, 60);
    tcase_add_loop_test(tc, test_codes, 0, sizeof kinds / sizeof *kinds);
    tcase_add_test(tc, test_no_table);
    tcase_add_loop_test(tc, test_pairs, 0, sizeof pairs / sizeof *pairs);
    tcase_add_loop_test(tc, test_addons, 0, sizeof addon_codes / sizeof *addon_codes);
    tcase_add_test(tc, test_changes);
    suite_add_tcase(s, tc);
    return s;
}
