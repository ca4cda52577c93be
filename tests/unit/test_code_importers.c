/* Importers of code tables, each on a file in its publisher's form: what is kept, what is refused.
 * Codes and words are made up where they are not public. */
#include "tests/unit/code_files.h"

#include "rules/codes/import.h"

/* Which release a name tells. */

static const struct name_case {
    const char *name;
    int year, month; /* 0: none */
} name_cases[] = {{"medicare-ncci-2026q3-practitioner-ptp-edits-ccipra-v322r0-f1.zip", 2026, 7},
                  {"ccioph-v302r0-f4.TXT", 2024, 7},
                  {"MCR_MUE_PractitionerServices_Eff_10-01-2026.csv", 2026, 10},
                  {"HCPC2026_JUL_ANWEB.txt", 2026, 7},
                  {"PPRRVU2026_Jan_nonQPP.csv", 2026, 1},
                  {"PPRRVU26_APR.csv", 2026, 4},
                  {"rvu26d.zip", 2026, 10},
                  {"ZIP5_JUL2026.txt", 2026, 7},
                  {"AOC_V2026Q1-MCR.txt", 2026, 1},
                  {"aoc_2026_q4.txt", 2026, 10},
                  {"icd10cm_order_2026.txt", 0, 0},
                  {"2026q5.txt", 0, 0},
                  {"majority.txt", 0, 0}, /* "jan" and the like only where a word begins */
                  {"", 0, 0}};

START_TEST(test_names) {
    const struct name_case *c = &name_cases[_i];
    int year, month;
    bool told = sj_quarter_in_name(sj_str_of(c->name), &year, &month);
    ck_assert_msg(told == (c->year != 0), "%s", c->name);
    if (told) ck_assert_int_eq(100 * year + month, 100 * c->year + c->month);
}
END_TEST

/* The kind is told by content, and by the name where nothing else does. */

#define ORDER_PCS                                                                                  \
    "00001 001     0 Central Nervous, Bypass                                      Central "        \
    "Nervous, "                                                                                    \
    "Bypass\n"                                                                                     \
    "00002 0016070 1 Bypass Cerebral Ventricle                                    Bypass "         \
    "Cerebral "                                                                                    \
    "Ventricle\n"
#define ORDER_CM                                                                                   \
    "00001 A00     0 Cholera                                                      Cholera\n"       \
    "00002 A000    1 Cholera due to Vibrio                                        Cholera due to " \
    "Vibrio\n"
#define MUE_OF(whom)                                                                               \
    "\"A notice,\nover two lines\",,,\n\"HCPCS/\nCPT Code\",\"" whom                               \
    " MUE Values\",\"MUE Adjudication\nIndicator\",\"MUE Rationale\"\n"
#define MCE_HEAD "MCE_Version\tMCE_Edit_Type\tICD_Code_Type\tICD_Code\n"
#define FEE_HEAD                                                                                   \
    ",,2026 National Physician Fee Schedule Relative Value File July Release,,,,,,,,,,,,,,,,\n"    \
    ",,,,,,NON-,,,,,,,,,,PHYSICIAN,,\n"                                                            \
    ",,,STATUS,WORK,,FACILITY,FACILITY,PCTC,GLOB,MULT,BILAT,ASST,CO-,TEAM,ENDO,SUPERVISION OF,,\n" \
    "HCPCS,MOD,DESCRIPTION,CODE,RVU,,TOTAL,TOTAL,IND,DAYS,PROC,SURG,SURG,SURG,SURG,BASE,"          \
    "DIAGNOSTIC,,\n"

static const struct kind_case {
    const char *name, *text;
    int kinds[2]; /* -1: none */
} kind_cases[] = {
    {"a.txt", ORDER_PCS, {SJ_CODES_ICD10PCS, -1}},
    {"a.txt", ORDER_CM, {SJ_CODES_ICD10CM, -1}},
    {"icd10pcs_codes_2026.txt", "0016070 Bypass\n", {SJ_CODES_ICD10PCS, -1}},
    {"icd10cm_codes_2026.txt", "A000    Cholera\n", {SJ_CODES_ICD10CM, -1}},
    {"codes.txt", "A000    Cholera\n", {-1, -1}},
    {"a.csv", MUE_OF("Practitioner Services") "11111,1,2 Day,x\n", {SJ_CODES_MUE_PRACTITIONER, -1}},
    {"a.csv",
     MUE_OF("Outpatient Hospital Services") "11111,1,2 Day,x\n",
     {SJ_CODES_MUE_HOSPITAL, -1}},
    {"a.csv", MUE_OF("DME Supplier Services") "11111,1,2 Day,x\n", {SJ_CODES_MUE_DME, -1}},
    {"a.csv", FEE_HEAD, {SJ_CODES_FEE, -1}},
    {"a.txt", MCE_HEAD "43\tAdult_Only\tD\tA000\n", {SJ_CODES_MCE, -1}},
    {"a.csv",
     "code,type,description,start date\n1,CARC,x,1995-01-01\n",
     {SJ_CODES_CARC, SJ_CODES_RARC}},
    {"a.csv", "Code,Classification,Notes\n207RH0003X,x,y\n", {SJ_CODES_TAXONOMY, -1}},
    {"a.csv", "zip,state\n60601,IL\n", {SJ_CODES_ZIP, -1}},
    {"a.csv", "CPT,Effective Date\n99999,2026-01-01\n", {SJ_CODES_CPT, -1}},
    {"a.csv", "code,description\n99999,x\n", {SJ_CODES_CPT, -1}},
    {"a.csv", "revenue_code,description\n0450,Emergency room\n", {SJ_CODES_REVENUE, -1}},
    {"a.csv",
     "claim_status_code,description,start_date\n812,New,2025-11-01\n",
     {SJ_CODES_STATUS, -1}},
    {"a.csv", "Type of Bill,Description\n0111,Inpatient\n", {SJ_CODES_BILL_TYPE, -1}},
    {"a.txt", "hello\n", {-1, -1}},
    {"a.txt", "", {-1, -1}}};

START_TEST(test_kinds) {
    const struct kind_case *c = &kind_cases[_i];
    sj_code_file_bytes file = {c->text, strlen(c->text), c->name};
    sj_code_kind kinds[SJ_KINDS_OF_A_FILE];
    size_t n = sj_codes_kinds_in(&file, kinds);
    size_t expected = (size_t)(c->kinds[0] >= 0) + (c->kinds[1] >= 0);
    ck_assert_uint_eq(n, expected);
    for (size_t i = 0; i < n; i++) ck_assert_int_eq(kinds[i], c->kinds[i]);
}
END_TEST

static sj_code_state state_of(const sj_tables *t, sj_code_kind kind, const char *code,
                              const char *day) {
    return sj_tables_lookup(t, kind, sj_str_of(code), code_day(day), NULL);
}

START_TEST(test_pcs) {
    code_block b =
        code_import("icd10pcs_order_2026.txt", ORDER_PCS, SJ_CODES_ICD10PCS, (code_block){0}, NULL);
    sj_tables *t = code_view(b);
    ck_assert_int_eq(state_of(t, SJ_CODES_ICD10PCS, "0016070", "2026-01-01"), SJ_CODE_VALID);
    ck_assert_int_eq(state_of(t, SJ_CODES_ICD10PCS, "001", "2026-01-01"), SJ_CODE_HEADER);
    ck_assert_int_eq(state_of(t, SJ_CODES_ICD10PCS, "0016071", "2026-01-01"), SJ_CODE_UNKNOWN);
    ck_assert_int_eq(state_of(t, SJ_CODES_ICD10PCS, "0016070", "2026-10-01"), SJ_CODE_OUT_OF_RANGE);
    sj_tables_free(t);
    free(b.bytes);
}
END_TEST

/* A file of codes names no headings: those of the year before stay, and so do words. */
START_TEST(test_codes_without_headings) {
    code_block b =
        code_import("icd10cm_order_2025.txt", ORDER_CM, SJ_CODES_ICD10CM, (code_block){0}, NULL);
    b = code_import("icd10cm_codes_2026.txt", "A000\nA001\n", SJ_CODES_ICD10CM, b, NULL);
    sj_tables *t = code_view(b);
    sj_code_info info;
    ck_assert_int_eq(state_of(t, SJ_CODES_ICD10CM, "A00", "2026-01-01"), SJ_CODE_HEADER);
    ck_assert_int_eq(
        sj_tables_lookup(t, SJ_CODES_ICD10CM, SJ_STR("A000"), code_day("2026-01-01"), &info),
        SJ_CODE_VALID);
    ck_assert(sj_str_is(info.text, "Cholera due to Vibrio"));
    ck_assert_int_eq(state_of(t, SJ_CODES_ICD10CM, "A001", "2025-01-01"), SJ_CODE_NOT_YET);
    sj_tables_free(t);
    free(b.bytes);
}
END_TEST

START_TEST(test_cpt) {
    code_block b =
        code_import("cpt_2026.csv",
                    "CPT,Description,Effective Date,Termination Date,Sex,Min Age,Max Age,Global\n"
                    "99901,Made up,2020-01-01,,F,12,55,090\n"
                    "99902,Made up,1/1/2015,12/31/2024,,,,\n"
                    "9990T,Made up,20260101,,Male,,17,zzz\n",
                    SJ_CODES_CPT, (code_block){0}, NULL);
    sj_tables *t = code_view(b);
    sj_code_info info;
    sj_date on = code_day("2026-05-01");
    ck_assert_int_eq(sj_tables_lookup(t, SJ_CODES_CPT, SJ_STR("99901"), on, &info), SJ_CODE_VALID);
    ck_assert_int_eq(info.sex, 'F');
    ck_assert_uint_eq(info.min_age, 12);
    ck_assert_uint_eq(info.max_age, 55);
    ck_assert_str_eq(info.global, "090");
    ck_assert_int_eq(sj_tables_lookup(t, SJ_CODES_CPT, SJ_STR("99902"), on, &info), SJ_CODE_ENDED);
    ck_assert_int_eq(info.sex, 0);
    ck_assert_uint_eq(info.max_age, 255);
    ck_assert_str_eq(info.global, "");
    ck_assert_int_eq(sj_tables_lookup(t, SJ_CODES_CPT, SJ_STR("9990T"), on, &info), SJ_CODE_VALID);
    ck_assert_int_eq(info.sex, 'M');
    ck_assert_str_eq(info.global, "ZZZ");
    ck_assert_int_eq(state_of(t, SJ_CODES_CPT, "9990T", "2025-12-31"), SJ_CODE_NOT_YET);
    ck_assert_int_eq(state_of(t, SJ_CODES_CPT, "99903", "2026-05-01"), SJ_CODE_UNKNOWN);
    sj_tables_free(t);
    free(b.bytes);
}
END_TEST

static sj_code_state mue(const sj_tables *t, const char *code, const char *day, sj_mue_info *info) {
    return sj_tables_mue(t, SJ_CODES_MUE_PRACTITIONER, sj_str_of(code), code_day(day), info);
}

/* A value that changes with the quarter counts in its quarter. */
START_TEST(test_mue) {
    code_block b =
        code_import("MCR_MUE_Eff_04-01-2026.csv",
                    MUE_OF("Practitioner Services") "11111,1,1 Line Edit,Anatomic\n22222,90000,3 "
                                                    "Date of Service Edit: "
                                                    "Clinical,\"Clinical: Data\"\n33333,4,2 Date "
                                                    "of Service Edit: Policy,x\n",
                    SJ_CODES_MUE_PRACTITIONER, (code_block){0}, NULL);
    sj_import_report report;
    b = code_import(
        "MCR_MUE_Eff_07-01-2026.csv",
        MUE_OF("Practitioner Services") "11111,2,1 Line Edit,Anatomic\n22222,90000,3 Date "
                                        "of Service Edit: Clinical,\"Clinical: Data\"\n",
        SJ_CODES_MUE_PRACTITIONER, b, &report);
    ck_assert_uint_eq(report.changed, 1);
    ck_assert_uint_eq(report.ended, 1);
    ck_assert_uint_eq(report.unchanged, 1);
    sj_tables *t = code_view(b);
    sj_mue_info info;
    ck_assert_int_eq(mue(t, "11111", "2026-06-30", &info), SJ_CODE_VALID);
    ck_assert_uint_eq(info.units, 1);
    ck_assert_uint_eq(info.mai, 1);
    ck_assert_int_eq(mue(t, "11111", "2026-07-01", &info), SJ_CODE_VALID);
    ck_assert_uint_eq(info.units, 2);
    ck_assert_int_eq(mue(t, "22222", "2026-07-01", &info), SJ_CODE_VALID);
    ck_assert_uint_eq(info.units, 90000);
    ck_assert_uint_eq(info.mai, 3);
    ck_assert(sj_str_is(info.rationale, "Clinical: Data"));
    ck_assert_int_eq(info.effective, code_day("2026-04-01"));
    ck_assert_int_eq(mue(t, "33333", "2026-06-30", &info), SJ_CODE_VALID);
    ck_assert_int_eq(mue(t, "33333", "2026-07-01", &info), SJ_CODE_UNKNOWN);
    ck_assert_int_eq(mue(t, "11111", "2026-10-01", &info), SJ_CODE_OUT_OF_RANGE);
    ck_assert_int_eq(
        sj_tables_mue(t, SJ_CODES_MUE_DME, SJ_STR("11111"), code_day("2026-06-30"), NULL),
        SJ_CODE_NO_TABLE);
    ck_assert_int_eq(
        sj_tables_mue(t, SJ_CODES_HCPCS, SJ_STR("11111"), code_day("2026-06-30"), NULL),
        SJ_CODE_NO_TABLE);
    sj_tables_free(t);
    free(b.bytes);
}
END_TEST

START_TEST(test_fee) {
    code_block b = code_import("PPRRVU2026_Jul.csv",
                               FEE_HEAD "77777,,,A,1.30,,2.85,1.72,1,XXX,0,0,0,0,0,,09,,\n"
                                        "77777,26,,A,0.5,,.61,0.61,1,XXX,0,0,0,0,0,,09,,\n"
                                        "44444,,,A,12.00,,0,20.5,0,090,2,1,2,1,0,43235,09,,\n",
                               SJ_CODES_FEE, (code_block){0}, NULL);
    sj_tables *t = code_view(b);
    sj_fee_info fee;
    sj_date on = code_day("2026-08-01");
    const sj_str none = {NULL, 0};
    ck_assert_int_eq(sj_tables_fee(t, SJ_STR("77777"), none, on, &fee), SJ_CODE_VALID);
    ck_assert_int_eq(fee.work, 130);
    ck_assert_int_eq(fee.total_office, 285);
    ck_assert_int_eq(fee.total_facility, 172);
    ck_assert_int_eq(fee.pctc, '1');
    ck_assert_str_eq(fee.supervision, "09");
    ck_assert_str_eq(fee.endo_base, "");
    ck_assert_int_eq(sj_tables_fee(t, SJ_STR("77777"), SJ_STR("26"), on, &fee), SJ_CODE_VALID);
    ck_assert_int_eq(fee.work, 50);
    ck_assert_int_eq(fee.total_office, 61);
    ck_assert_int_eq(sj_tables_fee(t, SJ_STR("77777"), SJ_STR("TC"), on, &fee), SJ_CODE_UNKNOWN);
    ck_assert_int_eq(sj_tables_fee(t, SJ_STR("44444"), none, on, &fee), SJ_CODE_VALID);
    ck_assert_int_eq(fee.status, 'A');
    ck_assert_str_eq(fee.global, "090");
    ck_assert_int_eq(fee.multiple, '2');
    ck_assert_int_eq(fee.bilateral, '1');
    ck_assert_int_eq(fee.assistant, '2');
    ck_assert_int_eq(fee.co_surgeons, '1');
    ck_assert_int_eq(fee.team, '0');
    ck_assert_str_eq(fee.endo_base, "43235");
    ck_assert_int_eq(sj_tables_fee(t, SJ_STR("44444"), none, code_day("2026-10-01"), &fee),
                     SJ_CODE_OUT_OF_RANGE);
    ck_assert_int_eq(sj_tables_fee(t, SJ_STR("4444"), none, on, &fee), SJ_CODE_UNKNOWN);
    sj_tables_free(t);
    free(b.bytes);
}
END_TEST

START_TEST(test_mce) {
    code_block b =
        code_import("mce.txt",
                    MCE_HEAD "43\tFemale_Only\tD\tO80\n43\tMaternity_Only\tD\tO80\n"
                             "43\tPrincipal_Manifestation\tD\tF02.80\n43\tMale_Only\tP\t0VT00ZZ\n"
                             "43\tNoncovered_Over60\tP\t0VT00ZZ\n",
                    SJ_CODES_MCE, (code_block){0}, NULL);
    sj_tables *t = code_view(b);
    uint32_t lists;
    sj_date on = code_day("2026-01-01"); /* version 43 is of fiscal year 2026 */
    ck_assert_int_eq(sj_tables_mce(t, false, SJ_STR("O80"), on, &lists), SJ_CODE_VALID);
    ck_assert_uint_eq(lists, SJ_MCE_FEMALE | SJ_MCE_MATERNITY);
    ck_assert_int_eq(sj_tables_mce(t, false, SJ_STR("F0280"), on, &lists), SJ_CODE_VALID);
    ck_assert_uint_eq(lists, SJ_MCE_MANIFESTATION);
    sj_tables_mce(t, true, SJ_STR("0VT00ZZ"), on, &lists);
    ck_assert_uint_eq(lists, SJ_MCE_MALE | SJ_MCE_OVER_60);
    ck_assert_int_eq(sj_tables_mce(t, false, SJ_STR("0VT00ZZ"), on, &lists), SJ_CODE_VALID);
    ck_assert_uint_eq(lists, 0); /* a diagnosis of that name is on no list */
    ck_assert_int_eq(sj_tables_mce(t, false, SJ_STR("I10"), on, &lists), SJ_CODE_VALID);
    ck_assert_uint_eq(lists, 0);
    ck_assert_int_eq(sj_tables_mce(t, false, SJ_STR("O80"), code_day("2026-10-01"), &lists),
                     SJ_CODE_OUT_OF_RANGE);
    ck_assert_uint_eq(lists, 0);
    sj_tables_free(t);
    free(b.bytes);
}
END_TEST

START_TEST(test_reasons) {
    static const char text[] =
        "code,type,description,start date,end date,last modified\n"
        "CO,Group,Contractual,,,\n1,CARC,Deductible,1995-01-01,,\n"
        "99,CARC,Old,1/1/1995,10/16/2003,\nN1,RARC,Remark,2000-01-01,,2016-03-01\n";
    code_block b = code_import("reasons.csv", text, SJ_CODES_CARC, (code_block){0}, NULL);
    code_block b2 = code_import("reasons.csv", text, SJ_CODES_RARC, (code_block){0}, NULL);
    sj_tables *t = code_view(b);
    ck_assert_int_eq(sj_tables_add(t, b2.bytes, b2.len, NULL), SJ_OK);
    ck_assert_int_eq(state_of(t, SJ_CODES_CARC, "1", "2026-01-01"), SJ_CODE_VALID);
    ck_assert_int_eq(state_of(t, SJ_CODES_CARC, "99", "2003-10-16"), SJ_CODE_VALID);
    ck_assert_int_eq(state_of(t, SJ_CODES_CARC, "99", "2003-10-17"), SJ_CODE_ENDED);
    ck_assert_int_eq(state_of(t, SJ_CODES_CARC, "N1", "2026-01-01"), SJ_CODE_UNKNOWN);
    ck_assert_int_eq(state_of(t, SJ_CODES_RARC, "N1", "2026-01-01"), SJ_CODE_VALID);
    sj_table_info info;
    ck_assert(sj_tables_info(t, SJ_CODES_RARC, &info) && info.partial);
    ck_assert_str_eq(info.release, "2016-03-01");
    sj_tables_free(t);
    free(b.bytes);
    free(b2.bytes);
}
END_TEST

START_TEST(test_taxonomy) {
    code_block b =
        code_import("nucc_taxonomy_251.csv",
                    "Code,Grouping,Classification,Notes,Display Name\n"
                    "207RH0003X,x,Internal Medicine,\"Source: y [7/1/2006: new]\",Hematology\n"
                    "246YC3301X,x,Technician,[1/1/2023: marked inactive]<br/>Deactivation "
                    "Date: 3/31/2023,Old one\n"
                    "1744G0900X,x,Specialist,1/1/2025: marked inactive,Older one\n"
                    "208D00000X,x,General Practice,[7/1/2010: newly worded],General\n",
                    SJ_CODES_TAXONOMY, (code_block){0}, NULL);
    sj_tables *t = code_view(b);
    const sj_code_kind k = SJ_CODES_TAXONOMY;
    sj_code_info info;
    ck_assert_int_eq(sj_tables_lookup(t, k, SJ_STR("207RH0003X"), code_day("2025-08-01"), &info),
                     SJ_CODE_VALID);
    ck_assert(sj_str_is(info.text, "Hematology"));
    ck_assert_int_eq(state_of(t, k, "207RH0003X", "2006-06-30"), SJ_CODE_NOT_YET);
    ck_assert_int_eq(state_of(t, k, "246YC3301X", "2023-03-31"), SJ_CODE_VALID);
    ck_assert_int_eq(state_of(t, k, "246YC3301X", "2023-04-01"), SJ_CODE_ENDED);
    ck_assert_int_eq(state_of(t, k, "1744G0900X", "2025-03-31"), SJ_CODE_VALID);
    ck_assert_int_eq(state_of(t, k, "1744G0900X", "2025-08-01"), SJ_CODE_ENDED);
    ck_assert_int_eq(state_of(t, k, "208D00000X", "2005-01-01"), SJ_CODE_VALID);
    ck_assert_int_eq(state_of(t, k, "207RH0003Y", "2025-08-01"), SJ_CODE_UNKNOWN);
    ck_assert_int_eq(state_of(t, k, "207RH000", "2025-08-01"), SJ_CODE_UNKNOWN);
    sj_str code;
    ck_assert(sj_tables_at(t, k, 0, &code, NULL, NULL));
    ck_assert(sj_str_is(code, "1744G0900X")); /* in the order of the texts */
    sj_tables_free(t);
    free(b.bytes);
}
END_TEST

START_TEST(test_zip) {
    static const char line[] =
        "IL60601061020200 0000                                                      20263\n"
        "WI53511063020000 0000                                                      20263\n"
        "IL53599063020000 0000                                                      20263\n";
    code_block b = code_import("ZIP5_JUL2026.txt", line, SJ_CODES_ZIP, (code_block){0}, NULL);
    sj_tables *t = code_view(b);
    ck_assert(sj_str_is(sj_tables_zip_state(t, SJ_STR("60601")), "IL"));
    ck_assert(sj_str_is(sj_tables_zip_state(t, SJ_STR("606011234")), "IL"));
    ck_assert(sj_str_is(sj_tables_zip_state(t, SJ_STR("60699")), "IL")); /* by its first three */
    ck_assert(sj_str_is(sj_tables_zip_state(t, SJ_STR("53500")), "WI IL"));
    ck_assert(sj_str_is(sj_tables_zip_state(t, SJ_STR("53599")), "IL"));
    ck_assert_uint_eq(sj_tables_zip_state(t, SJ_STR("99999")).len, 0);
    ck_assert_uint_eq(sj_tables_zip_state(t, SJ_STR("606")).len, 0);
    sj_tables_free(t);
    free(b.bytes);
    ck_assert_int_eq(sj_tables_new(&t, NULL), SJ_OK); /* what is built in answers too */
    ck_assert(sj_str_is(sj_tables_zip_state(t, SJ_STR("60601")), "IL"));
    sj_tables_free(t);
}
END_TEST

START_TEST(test_user_list) {
    code_block b =
        code_import("tob_2026.csv",
                    "Type of Bill,Description,Effective,Until\n0111,Inpatient,,\n"
                    "131,Outpatient,,\n89x,Unassigned,,\n14A,Old,2000-01-01,2010-12-31\n",
                    SJ_CODES_BILL_TYPE, (code_block){0}, NULL);
    sj_tables *t = code_view(b);
    ck_assert_int_eq(state_of(t, SJ_CODES_BILL_TYPE, "111", "2026-01-01"), SJ_CODE_VALID);
    ck_assert_int_eq(state_of(t, SJ_CODES_BILL_TYPE, "131", "1990-01-01"), SJ_CODE_VALID);
    ck_assert_int_eq(state_of(t, SJ_CODES_BILL_TYPE, "14A", "2011-01-01"), SJ_CODE_ENDED);
    ck_assert_int_eq(state_of(t, SJ_CODES_BILL_TYPE, "999", "2030-01-01"), SJ_CODE_UNKNOWN);
    sj_table_info info;
    ck_assert(sj_tables_info(t, SJ_CODES_BILL_TYPE, &info) && info.partial);
    sj_tables_free(t);
    free(b.bytes);
}
END_TEST

/* Files that are refused, and what is said. */

static const struct refusal {
    sj_code_kind kind;
    const char *name, *text, *says;
} refusals[] = {
    {SJ_CODES_MUE_PRACTITIONER, "mue.csv", MUE_OF("Practitioner Services") "11111,1,2 x,y\n",
     "year and quarter"},
    {SJ_CODES_MUE_PRACTITIONER, "mue_2026q3.csv", MUE_OF("Practitioner Services") "11111,1",
     "cut short"},
    {SJ_CODES_MUE_PRACTITIONER, "mue_2026q3.csv", MUE_OF("Practitioner Services") "11111,1,7 x,y\n",
     "no row"},
    {SJ_CODES_MUE_PRACTITIONER, "mue_2026q3.csv",
     MUE_OF("Practitioner Services") "11111,1,1 x,y\n11111,2,1 x,y\n", "stands twice"},
    {SJ_CODES_FEE, "PPRRVU2026_Jan.csv", FEE_HEAD "77777,,,A,1,,2,1,1,XXX,0,0,0,0,0,,09,,\n",
     "another release"},
    {SJ_CODES_FEE, "PPRRVU2026_Jul.csv", FEE_HEAD "77777,,,A,1,,2,1,1,XX", "cut short"},
    {SJ_CODES_FEE, "PPRRVU2026_Jul.csv", FEE_HEAD "77777,,,A,-1,,2,1,1,XXX,0,0,0,0,0,,09,,\n",
     "no row"},
    {SJ_CODES_MCE, "lists.txt", "icd_code,icd_conflict_rule\nA33,Newborn\n", "version"},
    {SJ_CODES_MCE, "mce_v41.txt", MCE_HEAD "43\tAdult_Only\tD\tA000\n43\tOddities\tD\tA000\n",
     "known"},
    {SJ_CODES_CPT, "codes.csv", "CPT,Description\n99999,x\n", "its year"},
    {SJ_CODES_CPT, "cpt_2026.csv", "CPT,Description,Effective\n99999,x,2027-01-01\n",
     "after the year"},
    {SJ_CODES_CPT, "cpt_2026.csv", "CPT,Description,Effective\n99999,x,soon\n", "a day"},
    {SJ_CODES_CPT, "cpt_2026.csv", "CPT,Description,Min Age\n99999,x,old\n", "an age"},
    {SJ_CODES_TAXONOMY, "taxonomy.csv", "Code,Classification,Notes\n207RH0003X,x,y\n", "version"},
    {SJ_CODES_TAXONOMY, "nucc_taxonomy_201.csv",
     "Code,Classification,Notes\n207RH0003X,x,[1/1/2024: new]\n", "newer than the version"},
    {SJ_CODES_ADDON, "AOC_V2026Q3.txt",
     "AOC_Edit_Type\tAdd-On_Code\tPrimary_Code\n4\t11101\t11100\n", "no row"},
    {SJ_CODES_ADDON, "AOC_V2026Q3.txt", "AOC_Edit_Type\tAdd-On_Code\tPrimary_Code\n1\t11101\t11",
     "cut short"},
    {SJ_CODES_ICD10PCS, "icd10pcs_order_2026.txt",
     ORDER_PCS "00003 00160I0 1 A letter that is none"
               "                         x\n",
     "no line"},
    {SJ_CODES_ICD10PCS, "icd10pcs.txt", ORDER_PCS, "fiscal year"}};

START_TEST(test_refused) {
    const struct refusal *r = &refusals[_i];
    sj_err err = {0};
    sj_import_report report;
    code_block out;
    sj_status status = code_try(&out, r->name, r->text, strlen(r->text), r->kind, (code_block){0},
                                false, &report, &err);
    ck_assert_int_eq(status, SJ_ETABLE);
    ck_assert_ptr_null(out.bytes);
    ck_assert_msg(strstr(err.msg, r->says) != NULL, "'%s' lacks '%s'", err.msg, r->says);
}
END_TEST

/* Any file cut anywhere, with any byte changed: taken or refused, never a crash. */
START_TEST(test_hostile) {
    const struct kind_case *c = &kind_cases[_i];
    size_t len = strlen(c->text);
    if (c->kinds[0] < 0) return;
    for (size_t i = 0; i < 4 * len; i++) {
        size_t cut = i % 2 ? i / 4 : len;
        char *exact = malloc(cut + 1);
        memcpy(exact, c->text, cut);
        if (cut > i / 4) exact[i / 4] = (char)(i * 37);
        char *tight = malloc(cut ? cut : 1); /* so that a byte too many is noticed */
        memcpy(tight, exact, cut);
        code_block out;
        sj_import_report report;
        sj_status status =
            code_try(&out, "icd_2026q3_v41.csv", tight, cut, (sj_code_kind)c->kinds[0],
                     (code_block){0}, false, &report, NULL);
        ck_assert((status == SJ_OK) == (out.bytes != NULL));
        free(out.bytes);
        free(tight);
        free(exact);
    }
}
END_TEST

/* A table answers as a look through its file's rows would: codes with days, made at random. */
START_TEST(test_equals_a_look_through) {
    enum { CODES = 3000, QUESTIONS = 20000 };
    static struct made { int code, from, until; /* days; until -1: open */ } made[CODES];
    uint32_t seed = 7;
    char *text = malloc(CODES * 40 + 64), *at = text;
    at += sprintf(at, "CPT,Effective,Termination\n");
    for (int i = 0; i < CODES; i++) {
        char from[SJ_DATE_SIZE], until[SJ_DATE_SIZE];
        seed = seed * 1664525u + 1013904223u;
        made[i] = (struct made){(i * 7919) % 100000, 15000 + (int)(seed >> 8) % 5000, -1};
        if (seed >> 30 != 0) made[i].until = made[i].from + (int)(seed >> 20) % 1000;
        sj_date_print_iso(made[i].from, from);
        sj_date_print_iso(made[i].until < 0 ? SJ_NO_DATE : made[i].until, until);
        at += sprintf(at, "%05d,%s,%s\n", made[i].code, from, until);
    }
    code_block b = code_import("cpt_2026.csv", text, SJ_CODES_CPT, (code_block){0}, NULL);
    sj_tables *t = code_view(b);
    for (int i = 0; i < QUESTIONS; i++) {
        seed = seed * 1664525u + 1013904223u;
        char code[8];
        const struct made *m = &made[(seed >> 8) % CODES];
        sj_date on = 14900 + (sj_date)(seed >> 4) % 5600; /* within 2026 at the latest */
        sj_code_state expected = on < m->from                     ? SJ_CODE_NOT_YET
                                 : m->until >= 0 && on > m->until ? SJ_CODE_ENDED
                                                                  : SJ_CODE_VALID;
        snprintf(code, sizeof code, "%05d", m->code);
        ck_assert_int_eq(sj_tables_lookup(t, SJ_CODES_CPT, sj_str_of(code), on, NULL), expected);
    }
    sj_tables_free(t);
    free(b.bytes);
    free(text);
}
END_TEST

/* More than a twentieth of the codes gone without a word: refused, unless forced. */
START_TEST(test_losses) {
    char *text = malloc(64 * 2000), *at = text;
    at += sprintf(at, "%s", MUE_OF("Practitioner Services"));
    for (int i = 0; i < 1500; i++) at += sprintf(at, "K%04d,1,1 x,y\n", i);
    code_block b =
        code_import("mue_2026q2.csv", text, SJ_CODES_MUE_PRACTITIONER, (code_block){0}, NULL);
    sj_err err = {0};
    sj_import_report report;
    code_block out;
    size_t cut = strlen(text) - 300 * strlen("K0000,1,1 x,y\n");
    ck_assert_int_eq(code_try(&out, "mue_2026q3.csv", text, cut, SJ_CODES_MUE_PRACTITIONER, b,
                              false, &report, &err),
                     SJ_ETABLE);
    ck_assert_ptr_nonnull(strstr(err.msg, "--force"));
    ck_assert_str_eq(err.detail, "300 of 1500");
    ck_assert_int_eq(code_try(&out, "mue_2026q3.csv", text, cut, SJ_CODES_MUE_PRACTITIONER, b, true,
                              &report, &err),
                     SJ_OK);
    ck_assert_uint_eq(report.ended, 300);
    free(out.bytes);
    free(b.bytes);
    free(text);
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("code_importers");
    TCase *tc = tcase_create("importers");
    tcase_set_timeout(tc, 60);
    tcase_add_loop_test(tc, test_names, 0, sizeof name_cases / sizeof *name_cases);
    tcase_add_loop_test(tc, test_kinds, 0, sizeof kind_cases / sizeof *kind_cases);
    tcase_add_test(tc, test_pcs);
    tcase_add_test(tc, test_codes_without_headings);
    tcase_add_test(tc, test_cpt);
    tcase_add_test(tc, test_mue);
    tcase_add_test(tc, test_fee);
    tcase_add_test(tc, test_mce);
    tcase_add_test(tc, test_reasons);
    tcase_add_test(tc, test_taxonomy);
    tcase_add_test(tc, test_zip);
    tcase_add_test(tc, test_user_list);
    tcase_add_loop_test(tc, test_refused, 0, sizeof refusals / sizeof *refusals);
    tcase_add_loop_test(tc, test_hostile, 0, sizeof kind_cases / sizeof *kind_cases);
    tcase_add_test(tc, test_equals_a_look_through);
    tcase_add_test(tc, test_losses);
    suite_add_tcase(s, tc);
    return s;
}
