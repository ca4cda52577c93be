/* The scrubber's own parts: forms of numbers, the memory for duplicates, its limits. */
#include "tests/unit/unit.h"

#include "rules/edits/edits.h"
#include "rules/edits/shapes.h"

#include <scrubjay/parse.h>

#include <stdio.h>
#include <stdlib.h>

typedef bool (*form)(sj_str);

static bool is_ein(sj_str s) {
    return sj_tax_id_valid(s, false);
}
static bool is_ssn(sj_str s) {
    return sj_tax_id_valid(s, true);
}

static const struct {
    form is;
    const char *text;
    bool valid;
} forms[] = {{sj_zip_valid, "62701", true},
             {sj_zip_valid, "627011234", true},
             {sj_zip_valid, "6270", false},
             {sj_zip_valid, "62701-1234", false},
             {sj_zip_valid, "00000", false},
             {sj_zip_valid, "000001234", false},
             {sj_zip_valid, "", false},
             {sj_zip4_valid, "627011234", true},
             {sj_zip4_valid, "62701", false},
             {sj_zip4_valid, "627010000", false},
             {sj_zip4_valid, "627019999", false},
             {is_ein, "371234567", true},
             {is_ein, "071234567", false},
             {is_ein, "123456789", false},
             {is_ein, "111111111", false},
             {is_ein, "37-1234567", false},
             {is_ssn, "078051120", true},
             {is_ssn, "666051120", false},
             {is_ssn, "978051120", false},
             {is_ssn, "078001120", false},
             {is_ssn, "078050000", false},
             {sj_mbi_valid, "1EG4TE5MK73", true},
             {sj_mbi_valid, "0EG4TE5MK73", false},
             {sj_mbi_valid, "1EG4TE5MK7", false},
             {sj_mbi_valid, "1BG4TE5MK73", false},
             {sj_mbi_valid, "123456789A", false},
             {sj_mbi_valid, "1EG4TE5MKA3", false},
             {sj_clia_valid, "14D1234567", true},
             {sj_clia_valid, "14E1234567", false},
             {sj_clia_valid, "14D123456", false},
             {sj_icd10_valid, "E119", true},
             {sj_icd10_valid, "C7A", true},
             {sj_icd10_valid, "S93401A", true},
             {sj_icd10_valid, "E1", false},
             {sj_icd10_valid, "E11.9", false},
             {sj_icd10_valid, "1119", false},
             {sj_icd10_valid, "S93401AA", false},
             {sj_phone_valid, "2175550100", true},
             {sj_phone_valid, "(217) 555-0100", true},
             {sj_phone_valid, "5550100", false},
             {sj_phone_valid, "12175550100", false},
             {sj_phone_valid, "217555010A", false},
             {sj_is_po_box, "PO BOX 12", true},
             {sj_is_po_box, "P.O. Box 12", true},
             {sj_is_po_box, "P O BOX 12", true},
             {sj_is_po_box, "POB 12", true},
             {sj_is_po_box, "POST OFFICE BOX 7", true},
             {sj_is_po_box, "LOCKBOX 1", true},
             {sj_is_po_box, "BOX 9", true},
             {sj_is_po_box, "Post Box", true},
             {sj_is_po_box, "1 OAK, P.O.BOX", true},
             {sj_is_po_box, "BOX", false},
             {sj_is_po_box, "PO BO 9", false},
             {sj_is_po_box, "SUITE 1, PO BOX 4", true},
             {sj_is_po_box, "12 BOXWOOD LN", false},
             {sj_is_po_box, "BOXER ST 5", false},
             {sj_is_po_box, "POBEDA AVE 3", false},
             {sj_is_po_box, "", false},
             {sj_is_placeholder, "UNKNOWN", true},
             {sj_is_placeholder, "n/a", true},
             {sj_is_placeholder, "000000000", true},
             {sj_is_placeholder, "999-99-9999", true},
             {sj_is_placeholder, "W123456789", false},
             {sj_is_placeholder, "NAOMI", false}};

START_TEST(test_forms) {
    ck_assert_msg(forms[_i].is(sj_str_of(forms[_i].text)) == forms[_i].valid, "%s", forms[_i].text);
}
END_TEST

/* A key that spreads over all bits, as the scrubber's do. */
static uint64_t key_of(uint64_t n) {
    n = (n + 1) * 0x9E3779B97F4A7C15u;
    return n ^ (n >> 29);
}

START_TEST(test_duplicates) {
    sj_duplicates *d;
    bool full;
    ck_assert(sj_duplicates_new(&d));
    uint32_t found = 0, right = 0;
    for (uint32_t n = 1; n <= 10000; n++) found += sj_duplicates_put(d, key_of(n), n, &full);
    for (uint32_t n = 1; n <= 10000; n++) right += sj_duplicates_put(d, key_of(n), 77, &full) == n;
    ck_assert_uint_eq(found, 0);
    ck_assert_uint_eq(right, 10000);
    for (int file = 0; file < 2; file++) { /* a large file, then a small one, are forgotten */
        sj_duplicates_clear(d);
        for (uint32_t n = 1; n <= 10; n++)
            ck_assert_uint_eq(sj_duplicates_put(d, key_of(n), n, &full), 0);
    }
    sj_duplicates_free(d);
}
END_TEST

/* Lines of one patient and day lie side by side; of more than have room there each is found, too.
 */
START_TEST(test_duplicates_of_a_day) {
    sj_duplicates *d;
    bool full;
    ck_assert(sj_duplicates_new(&d));
    for (int round = 0; round < 2; round++)
        for (uint64_t n = 1; n <= 10000; n++) {
            const uint64_t key = key_of(n) << DUPLICATES_BLOCK_BITS | (n % 3 ? 7 : 8);
            ck_assert_uint_eq(sj_duplicates_put(d, key, (uint32_t)n, &full), round ? n : 0);
        }
    sj_duplicates_free(d);
}
END_TEST

START_TEST(test_duplicates_full) {
    sj_duplicates *d;
    bool full = false;
    ck_assert(sj_duplicates_new(&d));
    uint32_t n = 0, found = 0;
    while (!full && n < 1u << 22) {
        n++;
        found += sj_duplicates_put(d, key_of(n), n, &full);
    }
    ck_assert_uint_eq(found, 0);
    ck_assert_uint_eq(n, (1u << 21) / 4 * 3 + 1);
    ck_assert_uint_eq(sj_duplicates_put(d, key_of(n), n, &full),
                      0); /* the last one was not taken */
    ck_assert_uint_eq(sj_duplicates_put(d, key_of(5), n, &full),
                      5); /* those before still are there */
    sj_duplicates_free(d);
}
END_TEST

/* A claim of `lines` lines, each with zero units and a pointer to nowhere. */
static size_t make_claim(char *out, size_t cap, int lines) {
    size_t n = (size_t)snprintf(
        out, cap,
        "ISA*00*          *00*          *ZZ*CLINIC         *ZZ*CLEARING       *260520*0930*^*00501*"
        "000000001*0*T*:~GS*HC*CLINIC*CLEARING*20260520*0930*1*X*005010X222A1~"
        "ST*837*0001*005010X222A1~BHT*0019*00*B*20260520*0930*CH~NM1*41*2*A*****46*C~"
        "PER*IC*D*TE*2175550100~NM1*40*2*B*****46*C~HL*1**20*1~NM1*85*2*C*****XX*1234567893~"
        "N3*1 MAIN ST~N4*SPRINGFIELD*IL*627011234~REF*EI*371234567~HL*2*1*22*0~SBR*P*18*******CI~"
        "NM1*IL*1*DOE*JANE****MI*W1~N3*1 ELM~N4*SPRINGFIELD*IL*62701~DMG*D8*19700412*F~"
        "NM1*PR*2*D*****PI*9~CLM*A1*%d***11:B:1*Y*A*Y*Y~HI*ABK:E119~",
        lines);
    for (int i = 1; i <= lines; i++)
        n += (size_t)snprintf(out + n, cap - n,
                              "LX*%d~SV1*HC:J1885*1*UN*0***2~DTP*472*D8*20260514~REF*6R*%d~", i, i);
    n += (size_t)snprintf(out + n, cap - n, "SE*%d*0001~GE*1*1~IEA*1*000000001~", 19 + 4 * lines);
    ck_assert_uint_lt(n, cap);
    return n;
}

typedef struct seen {
    sj_scrub *scrub;
    unsigned n, more;
    uint64_t last;
    sj_scrub_result result;
} seen;

static void on_finding(void *ctx, const sj_finding *f) {
    seen *s = ctx;
    s->n++;
    s->more += f->id == SJ_FINDING_ID(SJ_BOX_EDITS, SJ_ED_MORE);
    ck_assert_uint_ge(f->pos.offset, s->last); /* in the order of the file */
    s->last = f->pos.offset;
}

static void on_claim(void *ctx, const sj_claim *c) {
    seen *s = ctx;
    s->result = sj_scrub_claim(s->scrub, c, on_finding, s);
}

static const struct {
    int lines;
    unsigned errors;
    bool more;
} claims[] = {{2, 5, false}, /* two each, and the second line repeats the first */
              {200, 401, false},
              {600, 1201, true},   /* the list is full, the count goes on */
              {1500, 2001, true}}; /* lines beyond 1,000 are not judged one by one */

START_TEST(test_many_findings) {
    static char bytes[200000];
    size_t len = make_claim(bytes, sizeof bytes, claims[_i].lines);
    seen s = {.n = 0};
    sj_scrub_opts opts = {.as_of = sj_date_of(2026, 5, 20)};
    sj_guides *guides;
    ck_assert_int_eq(sj_scrub_new(&s.scrub, &opts, NULL), SJ_OK);
    ck_assert_int_eq(sj_guides_new(&guides, NULL), SJ_OK);
    sj_parse_events events = {.ctx = &s, .claim = on_claim};
    ck_assert_int_eq(sj_parse_memory(guides, bytes, len, &events, NULL, NULL, NULL), SJ_OK);
    ck_assert_uint_eq(s.result.errors, claims[_i].errors);
    ck_assert_uint_eq(s.more, claims[_i].more);
    if (claims[_i].more) ck_assert_uint_eq(s.n, MAX_FOUND);
    sj_scrub_free(s.scrub);
    sj_guides_free(guides);
}
END_TEST

START_TEST(test_bad_options) {
    sj_scrub *s;
    sj_scrub_opts opts = {.snip = 8};
    ck_assert_int_eq(sj_scrub_new(&s, &opts, NULL), SJ_EARG);
    ck_assert_ptr_null(s);
    sj_scrub_free(NULL);
}
END_TEST

static uint32_t visits_of(const sj_days *d, uint64_t key) {
    uint32_t n = 0;
    for (const sj_day_visit *v = sj_days_find(d, key); v; v = sj_days_older(d, v)) n++;
    return n;
}

/* The newest comes first, each with its own lines; nothing is left after a clearing. */
START_TEST(test_days) {
    sj_days d = {.visits = NULL};
    ck_assert_ptr_null(sj_days_find(&d, 7));
    for (uint32_t claim = 1; claim <= 3; claim++) {
        sj_days_begin(&d, 7, claim);
        for (uint32_t i = 0; i < claim; i++)
            sj_days_put(&d, &(sj_day_line){.code = claim, .units = (int32_t)i});
        sj_days_begin(&d, 1000 + claim, claim);
    }
    ck_assert_uint_eq(visits_of(&d, 7), 3);
    ck_assert_uint_eq(visits_of(&d, 1002), 1);
    ck_assert_uint_eq(visits_of(&d, 8), 0);
    const sj_day_visit *v = sj_days_find(&d, 7);
    ck_assert_uint_eq(v->claim, 3);
    ck_assert_uint_eq(v->n_lines, 3);
    ck_assert_int_eq(d.lines[v->line + 2].units, 2);
    ck_assert_uint_eq(sj_days_older(&d, v)->n_lines, 2);
    sj_days_clear(&d);
    ck_assert_ptr_null(sj_days_find(&d, 7));
    sj_days_dispose(&d);
}
END_TEST

/* At a million visits no more are taken, and those that are there stay. */
START_TEST(test_days_full) {
    sj_days d = {.visits = NULL};
    for (uint32_t i = 0; i < (1u << 20) + 5; i++) {
        sj_days_begin(&d, i, i);
        sj_days_put(&d, &(sj_day_line){.code = i});
    }
    ck_assert(d.full);
    ck_assert_uint_eq(d.n_visits, 1u << 20);
    ck_assert_uint_eq(sj_days_find(&d, 12345)->claim, 12345);
    ck_assert_ptr_null(sj_days_find(&d, 1u << 20));
    sj_days_clear(&d);
    ck_assert(!d.full);
    sj_days_dispose(&d);
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("scrub");
    TCase *tc = tcase_create("scrub");
    tcase_set_timeout(tc, 60);
    tcase_add_loop_test(tc, test_forms, 0, sizeof forms / sizeof *forms);
    tcase_add_test(tc, test_duplicates);
    tcase_add_test(tc, test_duplicates_of_a_day);
    tcase_add_test(tc, test_duplicates_full);
    tcase_add_test(tc, test_days);
    tcase_add_test(tc, test_days_full);
    tcase_add_loop_test(tc, test_many_findings, 0, sizeof claims / sizeof *claims);
    tcase_add_test(tc, test_bad_options);
    suite_add_tcase(s, tc);
    return s;
}
