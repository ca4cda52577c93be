/* What the scrubber remembers of codes, modifiers and payers: the same as when they were asked
 * anew, whatever else was asked in between and on whichever day. */
#include "tests/unit/unit.h"

#include "rules/edits/edits.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct world {
    sj_tables *tables;
    sj_scrub *scrub;
    void *blocks[4]; /* the diagnoses of 2025, of 2025 and 2026, procedures, their modifiers */
} world;

/* A published file of testdata, over what is known already. */
static size_t import(void **out, const char *name, const void *old, size_t old_len,
                     bool modifiers) {
    static char file[65536];
    char path[512];
    size_t len;
    snprintf(path, sizeof path, SJ_SOURCE "/testdata/codes/%s", name);
    FILE *f = fopen(path, "rb");
    ck_assert_ptr_nonnull(f);
    const size_t file_len = fread(file, 1, sizeof file, f);
    fclose(f);
    const sj_import_opts opts = {
        .name = name, .old = old, .old_len = old_len, .modifiers = modifiers};
    sj_import_report report;
    ck_assert_int_eq(sj_codes_import(file, file_len, &opts, out, &len, &report, NULL), SJ_OK);
    return len;
}

static int filing_days(void *ctx, sj_str payer) {
    ++*(int *)ctx;
    return (int)(unsigned char)payer.ptr[payer.len - 1];
}

static world open_world(int *asked) {
    world w;
    size_t len[4];
    len[0] = import(&w.blocks[0], "icd10cm_order_2025.txt", NULL, 0, false);
    len[1] = import(&w.blocks[1], "icd10cm_order_2026.txt", w.blocks[0], len[0], false);
    len[2] = import(&w.blocks[2], "HCPC2026_APR_ANWEB.txt", NULL, 0, false);
    len[3] = import(&w.blocks[3], "HCPC2026_APR_ANWEB.txt", NULL, 0, true);
    ck_assert_int_eq(sj_tables_new(&w.tables, NULL), SJ_OK);
    for (int i = 1; i < 4; i++)
        ck_assert_int_eq(sj_tables_add(w.tables, w.blocks[i], len[i], NULL), SJ_OK);
    const sj_scrub_opts opts = {.tables = w.tables,
                                .as_of = sj_date_of(2026, 5, 20),
                                .filing_days = filing_days,
                                .ctx = asked};
    ck_assert_int_eq(sj_scrub_new(&w.scrub, &opts, NULL), SJ_OK);
    return w;
}

static void close_world(world *w) {
    sj_scrub_free(w->scrub);
    sj_tables_free(w->tables);
    for (int i = 0; i < 4; i++) free(w->blocks[i]);
}

/* A text with the eight bytes behind it that every segment has: here the next text. */
enum { ROOM = 40 };
static sj_str padded(char room[ROOM], const char *text) {
    memset(room, 'z', ROOM);
    memcpy(room, text, strlen(text));
    return (sj_str){room, strlen(text)};
}

/* ---- procedures ---- */

static const struct {
    sj_claim_type type;
    const char *qualifier, *code;
    sj_shape shape;
    uint64_t has; /* apart from what a table says */
} procedures[] = {{SJ_CLAIM_837P, "HC", "99213", SHAPE_CPT, HAS_VISITS | HAS_OFFICE_VISIT},
                  {SJ_CLAIM_837I, "HC", "99213", SHAPE_CPT, HAS_VISITS | HAS_OFFICE_VISIT},
                  {SJ_CLAIM_837D, "AD", "99213", SHAPE_BAD, HAS_ODD_CODE},
                  {SJ_CLAIM_837P, "ER", "99213", SHAPE_NONE, 0},
                  {SJ_CLAIM_837P, "HC", "9921", SHAPE_BAD, HAS_ODD_CODE},
                  {SJ_CLAIM_837P, "HC", "992133", SHAPE_BAD, HAS_ODD_CODE},
                  {SJ_CLAIM_837P, "ER", "992133", SHAPE_NONE, 0},
                  {SJ_CLAIM_837P, "HC", "", SHAPE_NONE, 0},
                  {SJ_CLAIM_837P, "", "", SHAPE_NONE, 0},
                  {SJ_CLAIM_837P, "HC", "00100", SHAPE_CPT, HAS_ANESTHESIA},
                  {SJ_CLAIM_837P, "HC", "98941", SHAPE_CPT, HAS_CHIRO},
                  {SJ_CLAIM_837P, "HC", "99140", SHAPE_CPT, HAS_EXTRAS},
                  {SJ_CLAIM_837P, "HC", "A0425", SHAPE_HCPCS, HAS_AMBULANCE},
                  {SJ_CLAIM_837P, "HC", "E0431", SHAPE_HCPCS, HAS_EQUIPMENT},
                  {SJ_CLAIM_837P, "HC", "G0299", SHAPE_HCPCS, HAS_AGENCY_SERVICE},
                  {SJ_CLAIM_837I, "HC", "G0378", SHAPE_HCPCS, HAS_OBSERVATION},
                  {SJ_CLAIM_837D, "AD", "D5110", SHAPE_CDT, HAS_DENTURE},
                  {SJ_CLAIM_837D, "HC", "D5110", SHAPE_CDT, HAS_DENTURE},
                  {SJ_CLAIM_837D, "AD", "D2930", SHAPE_CDT, HAS_TOOTH_KIND}};
enum { PROCEDURES = sizeof procedures / sizeof *procedures };

static void check_procedure(world *w, int i, sj_date on) {
    char room[ROOM];
    sj_claim claim = {.type = procedures[i].type};
    w->scrub->c = &claim;
    const char *q = procedures[i].qualifier;
    const uint16_t qualifier = *q ? MOD(q[0], q[1]) : 0;
    const known_code *k = find_code(w->scrub, qualifier, padded(room, procedures[i].code), on);
    ck_assert_msg(k->shape == procedures[i].shape, "%s %s", q, procedures[i].code);
    ck_assert_msg(k->has == procedures[i].has, "%s %s: %llx", q, procedures[i].code,
                  (unsigned long long)k->has);
}

/* Whichever came before it, a code is what it is: by its text, its length, its qualifier. */
START_TEST(procedures_are_not_taken_for_each_other) {
    int asked = 0;
    world w = open_world(&asked);
    const sj_date on = sj_date_of(2026, 5, 1);
    for (int i = 0; i < PROCEDURES; i++)
        for (int k = 0; k < PROCEDURES; k++) {
            check_procedure(&w, i, on);
            check_procedure(&w, k, k % 2 ? on : SJ_NO_DATE);
        }
    close_world(&w);
}
END_TEST

/* ---- days ---- */

static const char *const dated[] = {"A4466", "A4467", "Q9999", "J1885", "A9999", "99213"};
static const char *const diagnoses[] = {"E1165", "E1169", "R051", "A009", "A00", "E11", "Z999"};

/* Days before, within and behind what the tables cover, forwards and in leaps. */
static sj_date day_at(unsigned i) {
    return sj_date_of(2014, 6, 1) + (sj_date)(i * 1237u % 4800u);
}

START_TEST(what_holds_on_a_day_is_told_of_that_day) {
    int asked = 0;
    world w = open_world(&asked);
    const sj_claim claim = {.type = SJ_CLAIM_837P};
    char room[ROOM];
    w.scrub->c = &claim;
    for (unsigned i = 0; i < 4800; i++) {
        const sj_date on = day_at(i);
        sj_str code = padded(room, dated[i % (sizeof dated / sizeof *dated)]);
        const known_code *k = find_code(w.scrub, MOD('H', 'C'), code, on);
        sj_code_kind kind = code.ptr[0] == '9' ? SJ_CODES_CPT : SJ_CODES_HCPCS;
        ck_assert_int_eq(k->asked.state, sj_tables_lookup(w.tables, kind, code, on, NULL));
        code = padded(room, diagnoses[i % (sizeof diagnoses / sizeof *diagnoses)]);
        const known_dx *d = find_dx(w.scrub, true, code, on);
        ck_assert_int_eq(d->state, sj_tables_lookup(w.tables, SJ_CODES_ICD10CM, code, on, NULL));
    }
    close_world(&w);
}
END_TEST

/* An ICD-9 code is not judged by ICD-10's table, even where it looks like one of its codes; without
 * a day nothing is asked. */
START_TEST(diagnoses_are_known_with_their_qualifier) {
    int asked = 0;
    world w = open_world(&asked);
    const sj_claim claim = {.type = SJ_CLAIM_837P};
    const sj_date on = sj_date_of(2026, 1, 5);
    char room[ROOM];
    w.scrub->c = &claim;
    for (int round = 0; round < 2; round++) {
        sj_str code = padded(room, "A009");
        ck_assert(find_dx(w.scrub, true, code, on)->state != SJ_CODE_VALID);
        ck_assert(find_dx(w.scrub, true, code, SJ_NO_DATE)->state == SJ_CODE_VALID);
        ck_assert(!find_dx(w.scrub, false, code, on)->shaped);
        ck_assert(find_dx(w.scrub, true, padded(room, "E1165"), on)->shaped);
        ck_assert(find_dx(w.scrub, true, padded(room, "O80"), on)->has & HAS_PREGNANCY);
        ck_assert(find_dx(w.scrub, true, padded(room, "W19"), on)->has & HAS_EXTERNAL_DX);
        ck_assert(find_dx(w.scrub, true, padded(room, "E1165000"), on)->has & HAS_ODD_DX);
    }
    close_world(&w);
}
END_TEST

/* A code that comes twice in a claim is seen, also where it is not remembered, or where others took
 * its place meanwhile; one that the claim before had is not. */
START_TEST(diagnoses_that_come_twice_are_seen) {
    static const struct {
        const char *codes[3];
        bool twice;
    } claims[] = {{{"E1165", "I10", "A000"}, false},    {{"E1165", "I10", "A001"}, false},
                  {{"E1165", "I10", "E1165"}, true},    {{"I10", "I10", "A001"}, true},
                  {{"E1165000", "I10", "A001"}, false}, {{"E1165000", "I10", "E1165000"}, true},
                  {{"A001", "E1165", "I10"}, false}};
    int asked = 0;
    world w = open_world(&asked);
    for (size_t i = 0; i < 2 * (sizeof claims / sizeof *claims); i++) {
        char rooms[3][ROOM];
        sj_diagnosis dx[3] = {{.qualifier = {NULL, 0}}};
        for (int k = 0; k < 3; k++) {
            dx[k].qualifier = SJ_STR("ABF");
            dx[k].code.v = padded(rooms[k], claims[i / 2].codes[k]);
        }
        const sj_claim claim = {.type = SJ_CLAIM_837P, .diagnoses = {.v = dx, .n = 3}};
        w.scrub->c = &claim;
        w.scrub->has = 0;
        w.scrub->claims++;
        w.scrub->first = w.scrub->last = sj_date_of(2026, 1, 5);
        if (i % 2) memset(w.scrub->known.dx, 0, sizeof w.scrub->known.dx);
        sj_scrub_prepare_diagnoses(w.scrub);
        ck_assert_msg(!(w.scrub->has & HAS_SAME_DX) == !claims[i / 2].twice, "claim %zu", i);
    }
    close_world(&w);
}
END_TEST

/* ---- pointers ---- */

static const struct {
    const char *text; /* of single characters, one to four */
    unsigned pointed;
    bool is_known, twice;
} pointers[] = {
    {"1", 2, true, false},        {"1:2", 6, true, false},     {"1:2:3", 14, true, false},
    {"1:2:3:4", 30, true, false}, {"4:2:9", 532, true, false}, {"2:2", 4, true, true},
    {"1:0", 2, true, false},      {"0:0", 0, true, false},     {"A", 0, false, false},
    {"1:A:2", 0, false, false},   {"1::2", 0, false, false},   {"3:1:3:2", 14, true, true}};

/* Other texts between, and the same text with fewer of its pointers. */
START_TEST(pointers_are_what_their_text_says) {
    known_pointers place = {.key = 0};
    for (int round = 0; round < 2; round++)
        for (size_t i = 0; i < sizeof pointers / sizeof *pointers; i++) {
            char room[ROOM];
            const sj_str text = padded(room, pointers[i].text);
            const size_t n = (text.len + 1) / 2;
            const uint64_t key = key_of_pointers(text.ptr, n);
            ck_assert_msg(sj_learn_pointers(&place, key) == pointers[i].is_known, "%s", text.ptr);
            if (!pointers[i].is_known) {
                ck_assert(place.key != key);
                continue;
            }
            ck_assert_uint_eq(place.key, key);
            ck_assert_uint_eq(place.pointed, pointers[i].pointed);
            ck_assert(place.twice == pointers[i].twice);
            for (size_t k = 0; k < n; k++)
                ck_assert_uint_eq(place.numbers[k], (unsigned)(text.ptr[2 * k] - '0'));
            for (size_t fewer = 1; fewer < n; fewer++)
                ck_assert(key_of_pointers(text.ptr, fewer) != key);
        }
}
END_TEST

/* ---- modifiers ---- */

static const struct {
    const char *code, *modifiers; /* two characters each, blanks between */
    int year;
    uint64_t has;
} modified[] = {{"99213", "25", 2026, 0},
                {"99213", "RT", 2026, 0},
                {"99213", "50", 2026, HAS_BILATERAL},
                {"99213", "P3", 2026, HAS_PHYSICAL_STATUS | HAS_ODD_MODIFIER},
                {"99213", "RT RT", 2026, HAS_MODIFIER_PAIR},
                {"99213", "LT RT", 2026, HAS_MODIFIER_PAIR},
                {"99213", "26 25", 2026, 0},
                {"99213", "ZZ", 2015, 0},
                {"99213", "ZZ", 2026, HAS_ODD_MODIFIER}, /* ended in 2019 */
                {"99213", "00", 2026, HAS_ODD_MODIFIER},
                {"99213", "2-", 2026, HAS_ODD_MODIFIER},
                {"99213", "RH", 2026, HAS_ODD_MODIFIER},
                {"A0428", "RH", 2026, 0}, /* from a residence to a hospital */
                {"A0428", "ZZ", 2026, HAS_ODD_MODIFIER}};
enum { MODIFIED = sizeof modified / sizeof *modified };

static uint64_t of_modifiers(world *w, int i) {
    char room[ROOM];
    sj_str all = padded(room, modified[i].modifiers);
    sj_line line = {.number = {.at = {.segment = 1}}};
    const bool ambulance = modified[i].code[0] == 'A';
    line_facts f = {.line = &line,
                    .letter = ambulance ? 'A' : 0,
                    .number = ambulance ? 428 : 99213,
                    .shape = ambulance ? SHAPE_HCPCS : SHAPE_CPT,
                    .from = sj_date_of(modified[i].year, 3, 1)};
    for (size_t at = 0; at < all.len; at += 3) {
        line.modifiers[f.n_modifiers].v = (sj_str){all.ptr + at, 2};
        f.modifiers[f.n_modifiers++] = pair_of((sj_str){all.ptr + at, 2});
    }
    return sj_modifiers_of_line(w->scrub, &f);
}

START_TEST(modifiers_are_what_they_are_on_their_line) {
    int asked = 0;
    world w = open_world(&asked);
    for (int i = 0; i < MODIFIED; i++)
        for (int k = 0; k < MODIFIED; k++) {
            ck_assert_msg(of_modifiers(&w, i) == modified[i].has, "%s %s in %d: %llx",
                          modified[i].code, modified[i].modifiers, modified[i].year,
                          (unsigned long long)of_modifiers(&w, i));
            ck_assert(of_modifiers(&w, k) == modified[k].has);
        }
    close_world(&w);
}
END_TEST

/* ---- payers ---- */

static int limit_of(world *w, const char *payer) {
    char room[ROOM];
    const sj_subscriber subscriber = {.payer = {.id = {.v = padded(room, payer)}}};
    const sj_claim claim = {.type = SJ_CLAIM_837P, .subscriber = &subscriber};
    w->scrub->c = &claim;
    w->scrub->has = 0;
    w->scrub->first = w->scrub->last = sj_date_of(2026, 5, 1);
    sj_scrub_prepare_limit(w->scrub);
    return w->scrub->filing_days;
}

/* Each is asked once a file; names that differ in a character between, or in length, are others. */
START_TEST(payers_are_asked_once_a_file) {
    int asked = 0;
    world w = open_world(&asked);
    for (int file = 1; file <= 2; file++) {
        sj_scrub_begin_file(w.scrub);
        asked = 0;
        for (int round = 0; round < 3; round++) {
            ck_assert_int_eq(limit_of(&w, "60054"), '4');
            ck_assert_int_eq(limit_of(&w, "60054"), '4');
        }
        ck_assert_int_eq(asked, 1);
        for (int round = 0; round < 3; round++) {
            ck_assert_int_eq(limit_of(&w, "60055"), '5');
            ck_assert_int_eq(limit_of(&w, "600540"), '0');
            ck_assert_int_eq(limit_of(&w, "PAYER-NUMBER-ONE"), 'E');
            ck_assert_int_eq(limit_of(&w, "PAYER-NUMBER-TWO"), 'O');
            ck_assert_int_eq(limit_of(&w, "A-PAYER-WITH-A-LONG-NUMBER-A"), 'A');
            ck_assert_int_eq(limit_of(&w, "A-PAYER-WITH-A-LONG-NUMBER-B"), 'B');
        }
    }
    close_world(&w);
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("known");
    TCase *tc = tcase_create("known");
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, procedures_are_not_taken_for_each_other);
    tcase_add_test(tc, what_holds_on_a_day_is_told_of_that_day);
    tcase_add_test(tc, diagnoses_are_known_with_their_qualifier);
    tcase_add_test(tc, diagnoses_that_come_twice_are_seen);
    tcase_add_test(tc, pointers_are_what_their_text_says);
    tcase_add_test(tc, modifiers_are_what_they_are_on_their_line);
    tcase_add_test(tc, payers_are_asked_once_a_file);
    suite_add_tcase(s, tc);
    return s;
}
