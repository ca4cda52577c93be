/* Tables of code pairs: NCCI edits and add-on codes by day, history over releases, millions of rows
 * against a plain scan, damage. The codes and pairs are made up. */
#include "tests/unit/code_files.h"

#include "parsers/base/alloc.h"
#include "rules/codes/pair_draft.h"

#define HEAD                                                                                       \
    "A notice.\t\t\t\t\t\t\nColumn1/Column2 Edits\t\t\t\t\t\t\n"                                   \
    "Column 1\tColumn 2\t*=in existence prior to 1996\tEffective Date\tDeletion Date\tModifier\t"  \
    "PTP Edit Rationale\n"

static const sj_code_kind prac = SJ_CODES_PTP_PRACTITIONER;

/* A pair in force; one that ended; one deleted on the day it began; one that came back. */
static const char quarter_2[] = HEAD "11111\t22222\t*\t19960101\t*\t0\tMore extensive procedure\n"
                                     "11111\t33333\t\t20100401\t20191231\t1\tMisuse of codes\n"
                                     "11111\t44444\t\t20200101\t20200101\t9\tMisuse of codes\n"
                                     "A1111\t22222\t\t20000101\t20041231\t0\tMisuse of codes\n"
                                     "A1111\t22222\t\t20150101\t*\t1\tMisuse of codes\n";
static const char quarter_2_name[] = "ccipra-v321r0-f1.txt";

static const struct ptp_case {
    const char *first, *second, *day;
    sj_code_state state;
    char modifier;
} ptp_cases[] = {
    {"11111", "22222", "2026-05-01", SJ_CODE_VALID, '0'},
    {"11111", "22222", "1996-01-01", SJ_CODE_VALID, '0'},   /* the first day is in it */
    {"11111", "22222", "1995-12-31", SJ_CODE_NOT_YET, '0'}, /* cumulative: known before */
    {"22222", "11111", "2026-05-01", SJ_CODE_UNKNOWN, 0},   /* the order counts */
    {"11111", "33333", "2019-12-31", SJ_CODE_VALID, '1'},   /* the last day is in it */
    {"11111", "33333", "2020-01-01", SJ_CODE_ENDED, '1'},
    {"11111", "33333", "2010-03-31", SJ_CODE_NOT_YET, '1'},
    {"11111", "44444", "2020-01-01", SJ_CODE_VALID, '9'}, /* does not apply */
    {"A1111", "22222", "2003-06-01", SJ_CODE_VALID, '0'},
    {"A1111", "22222", "2010-06-01", SJ_CODE_ENDED, '0'}, /* between: the period before */
    {"A1111", "22222", "2015-01-01", SJ_CODE_VALID, '1'},
    {"99999", "22222", "2026-05-01", SJ_CODE_UNKNOWN, 0},
    {"11111", "99999", "2026-05-01", SJ_CODE_UNKNOWN, 0},
    {"", "", "2026-05-01", SJ_CODE_UNKNOWN, 0},
    {"11111", "22222", "2026-07-01", SJ_CODE_OUT_OF_RANGE, 0}, /* the next quarter may end it */
    {"11111", "33333", "2026-07-01", SJ_CODE_ENDED, '1'},      /* this one is over for good */
    {"11111", "99999", "2026-07-01", SJ_CODE_OUT_OF_RANGE, 0}};

START_TEST(test_ptp) {
    const struct ptp_case *c = &ptp_cases[_i];
    code_block b = code_import(quarter_2_name, quarter_2, prac, (code_block){0}, NULL);
    sj_tables *t = code_view(b);
    sj_ptp_info info = {.modifier = 0};
    sj_code_state state =
        sj_tables_ptp(t, prac, sj_str_of(c->first), sj_str_of(c->second), code_day(c->day), &info);
    ck_assert_int_eq(state, c->state);
    ck_assert_int_eq(info.modifier, c->modifier);
    uint32_t x = sj_tables_pair_code(t, prac, sj_str_of(c->first));
    uint32_t y = sj_tables_pair_code(t, prac, sj_str_of(c->second));
    ck_assert_int_eq(sj_tables_ptp_numbered(t, prac, x, y, code_day(c->day), NULL), c->state);
    ck_assert_int_eq(sj_tables_ptp(t, SJ_CODES_PTP_HOSPITAL, SJ_STR("11111"), SJ_STR("22222"),
                                   code_day(c->day), NULL),
                     SJ_CODE_NO_TABLE);
    sj_tables_free(t);
    free(b.bytes);
}
END_TEST

START_TEST(test_ptp_tells) {
    sj_import_report report;
    code_block b = code_import(quarter_2_name, quarter_2, prac, (code_block){0}, &report);
    ck_assert_str_eq(report.table.release, "2026-04");
    ck_assert_uint_eq(report.table.rows, 5);
    ck_assert_uint_eq(report.added, 4); /* pairs; one has two periods */
    sj_tables *t = code_view(b);
    sj_ptp_info info;
    sj_tables_ptp(t, prac, SJ_STR("11111"), SJ_STR("22222"), code_day("2026-05-01"), &info);
    ck_assert(info.before_1996);
    ck_assert_int_eq(info.effective, code_day("1996-01-01"));
    ck_assert_int_eq(info.deleted, SJ_NO_DATE);
    ck_assert(sj_str_is(info.rationale, "More extensive procedure"));
    sj_str second;
    uint32_t n = 0;
    while (sj_tables_pair_at(t, prac, SJ_STR("11111"), n, &second, NULL)) n++;
    ck_assert_uint_eq(n, 3);
    ck_assert(sj_str_is(second, "44444"));
    sj_tables_free(t);
    free(b.bytes);
}
END_TEST

static sj_code_state ask(const sj_tables *t, const char *first, const char *second,
                         const char *day) {
    return sj_tables_ptp(t, prac, sj_str_of(first), sj_str_of(second), code_day(day), NULL);
}

/* The next quarter ends a pair, adds one, and lacks one without a word. */
static const char quarter_3[] =
    HEAD "11111\t22222\t*\t19960101\t20260630\t0\tMore extensive procedure\n"
         "11111\t33333\t\t20100401\t20191231\t1\tMisuse of codes\n"
         "11111\t55555\t\t20260701\t*\t1\tMisuse of codes\n"
         "11111\t44444\t\t20200101\t20200101\t9\tMisuse of codes\n";

static void check_both_quarters(code_block b) {
    sj_tables *t = code_view(b);
    ck_assert_int_eq(ask(t, "11111", "22222", "2026-06-30"), SJ_CODE_VALID);
    ck_assert_int_eq(ask(t, "11111", "22222", "2026-07-01"), SJ_CODE_ENDED);
    ck_assert_int_eq(ask(t, "11111", "55555", "2026-06-30"), SJ_CODE_NOT_YET);
    ck_assert_int_eq(ask(t, "11111", "55555", "2026-07-01"), SJ_CODE_VALID);
    ck_assert_int_eq(ask(t, "A1111", "22222", "2026-06-30"), SJ_CODE_VALID);
    ck_assert_int_eq(ask(t, "A1111", "22222", "2026-07-01"), SJ_CODE_ENDED); /* inferred */
    sj_table_info info;
    ck_assert(sj_tables_info(t, prac, &info));
    ck_assert_uint_eq(info.releases, 2);
    ck_assert_int_eq(info.through, code_day("2026-09-30"));
    sj_tables_free(t);
}

START_TEST(test_history) {
    sj_import_report report;
    code_block b = code_import(quarter_2_name, quarter_2, prac, (code_block){0}, NULL);
    b = code_import("ccipra-v322r0-f1.txt", quarter_3, prac, b, &report);
    ck_assert_uint_eq(report.added, 1);
    ck_assert_uint_eq(report.ended, 2);
    ck_assert_uint_eq(report.changed, 0);
    ck_assert_uint_eq(report.unchanged, 2);
    check_both_quarters(b);
    b = code_import("ccipra-v322r0-f1.txt", quarter_3, prac, b, &report);
    ck_assert(report.same);
    free(b.bytes);
}
END_TEST

/* The older quarter loaded later says nothing new but the pair that the newer lacks. */
START_TEST(test_history_in_any_order) {
    code_block b = code_import("ccipra-v322r0-f1.txt", quarter_3, prac, (code_block){0}, NULL);
    b = code_import(quarter_2_name, quarter_2, prac, b, NULL);
    check_both_quarters(b);
    free(b.bytes);
}
END_TEST

/* A file without first days says nothing of the days before its quarter. */
START_TEST(test_without_first_days) {
    code_block b = code_import("ncci_ptp_practitioner_2024q3.tsv",
                               "column1\tcolumn2\tdeletion_date\tmodifier_indicator\trationale\n"
                               "11111\t22222\t9999-12-31\t1\tMisuse\n"
                               "11111\t33333\t2019-12-31\t1\tMisuse\n",
                               prac, (code_block){0}, NULL);
    sj_tables *t = code_view(b);
    ck_assert_int_eq(ask(t, "11111", "22222", "2024-07-01"), SJ_CODE_VALID);
    ck_assert_int_eq(ask(t, "11111", "22222", "2024-06-30"), SJ_CODE_OUT_OF_RANGE);
    ck_assert_int_eq(ask(t, "11111", "33333", "2024-06-30"), SJ_CODE_ENDED);
    ck_assert_int_eq(ask(t, "11111", "33333", "2019-06-30"), SJ_CODE_OUT_OF_RANGE);
    sj_tables_free(t);
    free(b.bytes);
}
END_TEST

/* As a spreadsheet writes it, with headings over two rows; days may lack where a pair is old. */
START_TEST(test_saved_as_csv) {
    code_block b =
        code_import("ccipra-v322r0-f1.csv",
                    "\"A notice, with a comma\",,,,,,\n"
                    "Column 1,Column 2,*=in existence,Effective,Deletion,Modifier,PTP Edit "
                    "Rationale\n,,prior to 1996,Date,Date *=no data,0=not allowed,\n"
                    "11111,22222,*,,*,0,x\n11111,33333,,20200101,*,1,x\n",
                    prac, (code_block){0}, NULL);
    sj_tables *t = code_view(b);
    ck_assert_int_eq(ask(t, "11111", "22222", "1990-07-01"), SJ_CODE_VALID);
    ck_assert_int_eq(ask(t, "11111", "33333", "2019-12-31"), SJ_CODE_NOT_YET);
    sj_tables_free(t);
    free(b.bytes);
}
END_TEST

static const struct refusal {
    const char *name, *text, *says;
} refusals[] = {
    {"ccipra-v322r0-f1.txt", HEAD "11111\t22222\t\t20261001\t*\t1\tx\n", "another quarter"},
    {"ccipra-v322r0-f1.txt", HEAD "11111\t22222\t\t20260101\t*\t1\tx\n11111\t333", "cut short"},
    {"ccipra-v322r0-f1.txt", HEAD "11111\t22222\t\t20260101\t*\t1\tx\nnonsense\n", "no row"},
    {"ccipra-v322r0-f1.txt", HEAD "11111\t22222\t\t20260230\t*\t1\tx\n", "no row"},
    {"ccipra-v322r0-f1.txt", HEAD "11111\t22222\t\t20260101\t*\t5\tx\n", "no row"},
    {"ccipra-v322r0-f2.txt", HEAD "11111\t22222\t\t20260101\t*\t1\tx\n", "part of the quarter"},
    {"ccipra-v322r0-f1.txt", HEAD, "holds no pairs"},
    {"pairs.txt", HEAD "11111\t22222\t\t20260101\t*\t1\tx\n", "not a published"}};

START_TEST(test_refused) {
    const struct refusal *r = &refusals[_i];
    sj_err err = {0};
    sj_import_report report;
    code_block out;
    ck_assert_int_eq(code_try(&out, r->name, r->text, strlen(r->text), prac, (code_block){0}, false,
                              &report, &err),
                     SJ_ETABLE);
    ck_assert_ptr_null(out.bytes);
    ck_assert_msg(strstr(err.msg, r->says) != NULL, "'%s' lacks '%s'", err.msg, r->says);
}
END_TEST

/* Parts of a quarter make one table, in whatever order they come; a part twice or missing is
 * refused. */
START_TEST(test_parts) {
    static const char one[] = HEAD "11111\t22222\t\t20260101\t*\t1\tx\n";
    static const char two[] = HEAD "A1111\t22222\t\t20260101\t*\t1\tx\n";
    const sj_code_file_bytes files[] = {{two, sizeof two - 1, "ccipra-v322r0-f2.TXT a.zip"},
                                        {one, sizeof one - 1, "ccipra-v322r0-f1.TXT b.zip"},
                                        {one, sizeof one - 1, "ccipra-v322r0-f1.TXT"}};
    ck_assert_uint_eq(sj_codes_release_key(&files[0], prac), 202607);
    sj_import_opts opts = {.name = NULL};
    sj_import_report report;
    code_block b;
    ck_assert_int_eq(sj_codes_import_files(files, 2, prac, &opts, &b.bytes, &b.len, &report, NULL),
                     SJ_OK);
    ck_assert_uint_eq(report.table.rows, 2);
    sj_tables *t = code_view(b);
    ck_assert_int_eq(ask(t, "11111", "22222", "2026-07-01"), SJ_CODE_VALID);
    ck_assert_int_eq(ask(t, "A1111", "22222", "2026-07-01"), SJ_CODE_VALID);
    sj_tables_free(t);
    free(b.bytes);
    sj_err err = {0};
    ck_assert_int_eq(sj_codes_import_files(files, 3, prac, &opts, &b.bytes, &b.len, &report, &err),
                     SJ_ETABLE);
    ck_assert_ptr_nonnull(strstr(err.msg, "twice"));
    ck_assert_int_eq(sj_codes_import_files(files, 1, prac, &opts, &b.bytes, &b.len, &report, &err),
                     SJ_ETABLE);
}
END_TEST

#define AOC_HEAD                                                                                   \
    "AOC_Edit_Type\tAdd-On_Code\tAOC_DelDT\tPrimary_Code\tPrimary_Code_DelDT\tAOC_Edit_EffDT\t"    \
    "AOC_Edit_DelDT\tSpecial_Instruction_Notes\n"

static const char addons[] = AOC_HEAD "1\t11101\t\t11100\t\t2013001\t\t\n"
                                      "1\t11101\t\t11110\t2019365\t2013001\t\t\n"
                                      "2\t22201\t\tCCCCC\t\t2013001\t\t\n"
                                      "3\t33301\t\t33300\t\t2020092\t2025365\tnote\n"
                                      "3\t33301\t\tCCCCC\t\t2013001\t\t\n";

static const struct addon_case {
    const char *addon, *primary, *day; /* primary NULL: the add-on by itself */
    sj_code_state state;
    uint8_t type;
    bool contractor;
} addon_cases[] = {
    {"11101", NULL, "2026-08-01", SJ_CODE_VALID, 1, false},
    {"11101", "11100", "2026-08-01", SJ_CODE_VALID, 1, false},
    {"11101", "11110", "2026-08-01", SJ_CODE_ENDED, 1, false},
    {"11101", "11110", "2019-12-31", SJ_CODE_VALID, 1, false}, /* day 365 */
    {"11101", "33300", "2026-08-01", SJ_CODE_UNKNOWN, 0, false},
    {"11100", NULL, "2026-08-01", SJ_CODE_UNKNOWN, 0, false},
    {"22201", NULL, "2026-08-01", SJ_CODE_VALID, 2, true},
    {"33301", NULL, "2026-08-01", SJ_CODE_VALID, 3, true},
    {"33301", "33300", "2026-08-01", SJ_CODE_ENDED, 3, false},
    {"33301", "33300", "2020-04-01", SJ_CODE_VALID, 3, false}, /* day 92, leap year */
    {"33301", "33300", "2020-03-31", SJ_CODE_NOT_YET, 3, false},
    {"11101", NULL, "2012-12-31", SJ_CODE_NOT_YET, 1, false}};

START_TEST(test_addon) {
    const struct addon_case *c = &addon_cases[_i];
    code_block b =
        code_import("AOC_V2026Q3-MCR.txt", addons, SJ_CODES_ADDON, (code_block){0}, NULL);
    sj_tables *t = code_view(b);
    sj_addon_info info = {.type = 0};
    sj_date on = code_day(c->day);
    sj_str addon = sj_str_of(c->addon);
    sj_code_state state = c->primary
                              ? sj_tables_addon_pair(t, addon, sj_str_of(c->primary), on, &info)
                              : sj_tables_addon(t, addon, on, &info);
    ck_assert_int_eq(state, c->state);
    ck_assert_uint_eq(info.type, c->type);
    ck_assert_int_eq(info.contractor, c->contractor);
    sj_str primary;
    ck_assert(sj_tables_addon_at(t, SJ_STR("33301"), 1, &primary, &info));
    ck_assert(sj_str_is(primary, "CCCCC") && info.contractor);
    ck_assert(!sj_tables_addon_at(t, SJ_STR("33301"), 2, &primary, &info));
    sj_tables_free(t);
    free(b.bytes);
}
END_TEST

/* Whatever pairs there are, the table answers as a scan of its entries would. */

enum { ROWS = 40000, CODES = 300, QUESTIONS = 4000 };

static uint32_t next_random(uint32_t *state) {
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

static sj_str made_code(uint32_t i, char buf[6]) {
    snprintf(buf, 6, i % 3 ? "%05u" : "G%04u", (i * 37) % (i % 3 ? 100000 : 10000));
    return (sj_str){buf, 5};
}

static sj_pair_entry made_entry(sj_pair_draft *d, uint32_t *seed) {
    char first[6], second[6];
    sj_pair_entry e = {.key = sj_pair_key(made_code(next_random(seed) % CODES, first),
                                          made_code(next_random(seed) % CODES, second))};
    e.effective = (sj_date)(9000 + 90 * (next_random(seed) % 120));
    e.deleted =
        next_random(seed) % 2 ? SJ_NO_DATE : e.effective + 90 * (sj_date)(next_random(seed) % 30);
    e.attributes = '0' + next_random(seed) % 2;
    e.text =
        sj_pair_draft_text(d, next_random(seed) % 2 ? SJ_STR("one reason") : SJ_STR("another"));
    return e;
}

/* Is a pair in force, and with which indicators (bit 0, bit 1)? */
static unsigned scan(const sj_pair_entry *e, size_t n, uint64_t key, sj_date on) {
    unsigned indicators = 0;
    for (size_t i = 0; i < n; i++)
        if (e[i].key == key && e[i].effective <= on &&
            (e[i].deleted == SJ_NO_DATE || on <= e[i].deleted))
            indicators |= 1u << ((e[i].attributes & 0xff) - '0');
    return indicators;
}

START_TEST(test_equals_a_scan) {
    uint32_t seed = 77;
    sj_pair_draft *d = calloc(1, sizeof *d);
    *d = (sj_pair_draft){.kind = prac, .flags = SJ_PAIRS_CUMULATIVE, .n_releases = 1};
    d->releases[0] = (sj_table_release){.name = "made", .from = 20000, .through = 21000};
    for (int i = 0; i < ROWS; i++) {
        sj_pair_entry e = made_entry(d, &seed);
        ck_assert(sj_pair_draft_add(d, &e));
    }
    code_block b;
    ck_assert_int_eq(sj_pair_draft_build(d, &b.bytes, &b.len, NULL), SJ_OK);
    sj_tables *t = code_view(b);
    for (int i = 0; i < QUESTIONS; i++) {
        char x[6], y[6];
        sj_str first = made_code(next_random(&seed) % (CODES + 5), x);
        sj_str second = made_code(next_random(&seed) % (CODES + 5), y);
        sj_date on = (sj_date)(8900 + next_random(&seed) % 12000);
        sj_ptp_info info;
        unsigned expected = scan(d->entries, d->n, sj_pair_key(first, second), on);
        sj_code_state state = sj_tables_ptp(t, prac, first, second, on, &info);
        ck_assert_int_eq(state == SJ_CODE_VALID, expected != 0);
        if (expected) ck_assert(expected & 1u << (info.modifier - '0'));
    }
    sj_pair_walk walk; /* and what comes out is what went in */
    sj_pair_entry e;
    size_t n = 0;
    sj_pair_walk_init(&walk, sj_tables_pairs(t, prac));
    for (; sj_pair_walk_next(&walk, &e); n++) {
        ck_assert_uint_eq(e.key, d->entries[n].key);
        ck_assert_int_eq(e.effective, d->entries[n].effective);
        ck_assert_int_eq(e.deleted, d->entries[n].deleted);
    }
    ck_assert_uint_eq(n, ROWS);
    sj_tables_free(t);
    free(b.bytes);
    sj_pair_draft_dispose(d);
    free(d);
}
END_TEST

/* A cut, or a changed byte ahead of the rows, is noticed at once; one in the rows when they are
 * asked for: then nothing is known. */
START_TEST(test_damage) {
    code_block b = code_import(quarter_2_name, quarter_2, prac, (code_block){0}, NULL);
    const sj_pairs_header *h = b.bytes;
    size_t rows = b.len - h->rows * sizeof(sj_pair_row);
    char *copy = malloc(b.len);
    sj_tables *t;
    ck_assert_int_eq(sj_tables_new(&t, NULL), SJ_OK);
    for (size_t i = 0; i < b.len; i++) {
        memcpy(copy, b.bytes, b.len);
        ck_assert_int_eq(sj_tables_add(t, copy, i, NULL), SJ_ETABLE);
        copy[i] ^= 0x10;
        bool taken = sj_tables_add(t, copy, b.len, NULL) == SJ_OK;
        ck_assert_int_eq(taken, i >= rows);
        if (taken) ck_assert_int_eq(ask(t, "11111", "22222", "2026-05-01"), SJ_CODE_NO_TABLE);
    }
    sj_tables_free(t);
    free(copy);
    free(b.bytes);
}
END_TEST

/* Made to deceive, with right checksums: refused, or used without harm. */
START_TEST(test_deceit) {
    code_block b = code_import(quarter_2_name, quarter_2, prac, (code_block){0}, NULL);
    char *copy = malloc(b.len);
    sj_tables *t;
    ck_assert_int_eq(sj_tables_new(&t, NULL), SJ_OK);
    for (size_t i = SJ_TABLE_CHECKED_FROM; i < b.len; i++) {
        memcpy(copy, b.bytes, b.len);
        copy[i] ^= (char)(i % 3 ? 0xff : 0x01);
        sj_pairs_header *h = (sj_pairs_header *)copy;
        const sj_pairs_header *was = b.bytes;
        size_t small = b.len - was->rows * sizeof(sj_pair_row);
        uint64_t *sum = (uint64_t *)(copy + sizeof *h + was->releases * sizeof(sj_table_release) +
                                     was->terms * sizeof(sj_pair_terms) + was->codes * 8);
        *sum = sj_table_checksum(copy + small, b.len - small);
        h->checksum =
            sj_table_checksum(copy + SJ_TABLE_CHECKED_FROM, small - SJ_TABLE_CHECKED_FROM);
        if (sj_tables_add(t, copy, b.len, NULL) == SJ_OK)
            for (size_t c = 0; c < sizeof ptp_cases / sizeof *ptp_cases; c++)
                ask(t, ptp_cases[c].first, ptp_cases[c].second, ptp_cases[c].day);
    }
    sj_tables_free(t);
    free(copy);
    free(b.bytes);
}
END_TEST

/* An import may run out of memory at any allocation: it says so and leaks nothing. */
START_TEST(test_out_of_memory) {
    code_block old = code_import(quarter_2_name, quarter_2, prac, (code_block){0}, NULL), out;
    sj_import_report report;
    sj_err err = {0};
    unsigned n = 1;
    for (;; n++) {
        sj_alloc_fail_at(n);
        sj_status status = code_try(&out, "ccipra-v322r0-f1.txt", quarter_3, strlen(quarter_3),
                                    prac, old, false, &report, &err);
        bool failed = sj_alloc_failed();
        sj_alloc_fail_at(0);
        if (!failed) {
            ck_assert_int_eq(status, SJ_OK);
            break;
        }
        ck_assert_int_eq(status, SJ_ENOMEM);
        ck_assert_ptr_null(out.bytes);
    }
    ck_assert_uint_gt(n, 10);
    free(out.bytes);
    free(old.bytes);
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("code_pairs");
    TCase *tc = tcase_create("pairs");
    tcase_set_timeout(tc, 60);
    tcase_add_loop_test(tc, test_ptp, 0, sizeof ptp_cases / sizeof *ptp_cases);
    tcase_add_test(tc, test_ptp_tells);
    tcase_add_test(tc, test_history);
    tcase_add_test(tc, test_history_in_any_order);
    tcase_add_test(tc, test_without_first_days);
    tcase_add_test(tc, test_saved_as_csv);
    tcase_add_loop_test(tc, test_refused, 0, sizeof refusals / sizeof *refusals);
    tcase_add_test(tc, test_parts);
    tcase_add_loop_test(tc, test_addon, 0, sizeof addon_cases / sizeof *addon_cases);
    tcase_add_test(tc, test_equals_a_scan);
    tcase_add_test(tc, test_damage);
    tcase_add_test(tc, test_deceit);
    tcase_add_test(tc, test_out_of_memory);
    suite_add_tcase(s, tc);
    return s;
}
