/* Every edit trips on its cases in testdata/edits, at the place they name, and not on the near
 * misses; the base claims are clean. testdata/edits/README.md says how the cases are written. */
#include "tests/unit/unit.h"
#include "tests/unit/variants.h"

#include <scrubjay/externals.h>
#include <scrubjay/parse.h>
#include <scrubjay/scrub.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

enum { MAX_FILES = 256, MAX_SEEN = 64 };

/* Loaded once, before the tests fork. */
static sj_guides *guides;

/* What was found, and what was expected. */
typedef struct place {
    char id[12], at[40]; /* "2300 CLM 5-3" */
    sj_severity severity;
} place;

typedef struct run {
    sj_scrub *scrub;
    sj_externals *externals;
    sj_catalog *catalog;
    unsigned n, claims, held;
    place seen[MAX_SEEN];
    uint32_t last_segment;
    char form; /* of the file: 'P', 'I', 'D' */
} run;

/* A fix names boxes of the claim's own form and of no other. */
static void check_boxes(char form, const char *id, const char *fix) {
    bool of_ada = strstr(fix, "ADA Box") != NULL, of_ub = strstr(fix, "FL ") != NULL;
    bool of_cms = false;
    for (const char *p = fix; (p = strstr(p, "Box ")); p++)
        of_cms |= p - fix < 4 || strncmp(p - 4, "ADA ", 4) != 0;
    ck_assert_msg((form == 'P' || !of_cms) && (form == 'I' || !of_ub) && (form == 'D' || !of_ada),
                  "%s on an 837%c: %s", id, form, fix);
}

static void on_finding(void *ctx, const sj_finding *found) {
    run *r = ctx;
    sj_finding filled = *found, *f = &filled;
    f->form = r->form;
    const sj_finding_def *def = sj_catalog_get(r->catalog, f->id);
    ck_assert_ptr_nonnull(def);
    ck_assert_uint_lt(r->n, MAX_SEEN);
    place *p = &r->seen[r->n++];
    snprintf(p->id, sizeof p->id, "%s", def->id);
    p->severity = f->severity;
    int n = snprintf(p->at, sizeof p->at, "%s %s %u", f->loop ? f->loop : "-", f->tag,
                     (unsigned)f->pos.element);
    if (f->pos.component) snprintf(p->at + n, sizeof p->at - (size_t)n, "-%u", f->pos.component);
    const char *texts[] = {def->message, def->effect, def->fix};
    char text[1024];
    for (int i = 0; i < 3; i++) { /* every placeholder has its fact */
        ck_assert_uint_lt(sj_finding_render(texts[i], f, text, sizeof text), sizeof text);
        ck_assert_msg(!strchr(text, '{') && !strstr(text, "  "), "%s: %s", def->id, text);
    }
    check_boxes(r->form, def->id, text);
}

static void on_claim(void *ctx, const sj_claim *c) {
    run *r = ctx;
    r->claims++;
    uint32_t errors = sj_scrub_claim(r->scrub, c, on_finding, r).errors;
    r->held += errors + sj_externals_claim(r->externals, c, on_finding, r).errors > 0;
}

/* Tables from the excerpts in testdata/codes. */
enum { BLOCKS = 13, PARTS = 2 };
typedef struct library {
    sj_tables *tables;
    void *blocks[BLOCKS];
} library;

static void *import(const char *name, void *old, size_t old_len, bool modifiers, size_t *len) {
    char path[TEXT];
    snprintf(path, sizeof path, DATA "codes/%s", name);
    size_t file_len;
    char *file = read_file(path, &file_len);
    void *out;
    sj_import_opts opts = {.name = name, .old = old, .old_len = old_len, .modifiers = modifiers};
    sj_import_report report;
    ck_assert_int_eq(sj_codes_import(file, file_len, &opts, &out, len, &report, NULL), SJ_OK);
    free(file);
    return out;
}

/* A release whose kind is told by its files; `second` is NULL where it is one file. */
static void *import_release(sj_code_kind kind, const char *first, const char *second, size_t *len) {
    const char *names[PARTS] = {first, second};
    sj_code_file_bytes files[PARTS];
    size_t n = second ? PARTS : 1;
    char path[TEXT];
    for (size_t i = 0; i < n; i++) {
        snprintf(path, sizeof path, DATA "codes/%s", names[i]);
        files[i].name = names[i];
        files[i].bytes = read_file(path, &files[i].len);
    }
    void *out;
    sj_import_opts opts = {0};
    sj_import_report report;
    sj_err err = {0};
    sj_status status = sj_codes_import_files(files, n, kind, &opts, &out, len, &report, &err);
    ck_assert_msg(status == SJ_OK, "%s: %s %s", first, err.msg, err.detail);
    for (size_t i = 0; i < n; i++) free((void *)(uintptr_t)files[i].bytes);
    return out;
}

static const struct {
    sj_code_kind kind;
    const char *first, *second;
} releases[] = {
    {SJ_CODES_PTP_PRACTITIONER, "ccipra-v321r0-f1.txt", "ccipra-v321r0-f2.txt"},
    {SJ_CODES_PTP_HOSPITAL, "ccioph-v321r0-f1.txt", NULL},
    {SJ_CODES_MUE_PRACTITIONER, "MCR_MUE_PractitionerServices_Eff_04-01-2026.csv", NULL},
    {SJ_CODES_MUE_HOSPITAL, "MCR_MUE_OutpatientHospitalServices_Eff_04-01-2026.csv", NULL},
    {SJ_CODES_MUE_DME, "MCR_MUE_DMESupplierServices_Eff_04-01-2026.csv", NULL},
    {SJ_CODES_ADDON, "AOC_V2026Q2-MCR.txt", NULL},
    {SJ_CODES_FEE, "PPRRVU2026_Apr.csv", NULL},
    {SJ_CODES_MCE, "MCE_v43.txt", NULL}};
enum { RELEASES = sizeof releases / sizeof *releases };

static library open_library(void) {
    library l;
    size_t len[BLOCKS];
    l.blocks[0] = import("icd10cm_order_2025.txt", NULL, 0, false, &len[0]);
    l.blocks[1] = import("icd10cm_order_2026.txt", l.blocks[0], len[0], false, &len[1]);
    l.blocks[2] = import("icd10cm-order-April-2026.txt", l.blocks[1], len[1], false, &len[2]);
    l.blocks[3] = import("HCPC2026_APR_ANWEB.txt", NULL, 0, false, &len[3]);
    l.blocks[4] = import("HCPC2026_APR_ANWEB.txt", NULL, 0, true, &len[4]);
    for (int i = 0; i < RELEASES; i++)
        l.blocks[BLOCKS - RELEASES + i] = import_release(
            releases[i].kind, releases[i].first, releases[i].second, &len[BLOCKS - RELEASES + i]);
    ck_assert_int_eq(sj_tables_new(&l.tables, NULL), SJ_OK);
    for (int i = 2; i < BLOCKS; i++)
        ck_assert_int_eq(sj_tables_add(l.tables, l.blocks[i], len[i], NULL), SJ_OK);
    return l;
}

static void close_library(library *l) {
    sj_tables_free(l->tables);
    for (int i = 0; i < BLOCKS; i++) free(l->blocks[i]);
}

static void join_catalog(run *r) {
    ck_assert_int_eq(sj_catalog_new(&r->catalog, NULL), SJ_OK);
    ck_assert_int_eq(sj_catalog_add(r->catalog, sj_edits_findings(), NULL), SJ_OK);
    ck_assert_int_eq(sj_catalog_add(r->catalog, sj_codes_findings(), NULL), SJ_OK);
}

static void remember(void *ctx, const sj_claim *c) {
    ck_assert(sj_scrub_remember(((run *)ctx)->scrub, c, SJ_STR("A100, received 05/04/2026")));
}

/* Scrub a document with the tables given, on the day given; `earlier`: what is in the history, or
 * NULL. */
static void scrub_after(run *r, document *earlier, document *d, const sj_tables *tables,
                        sj_date as_of, int snip) {
    static char bytes[65536];
    sj_scrub_opts opts = {.tables = tables, .as_of = as_of, .snip = snip};
    memset(r, 0, sizeof *r);
    join_catalog(r);
    ck_assert_int_eq(sj_scrub_new(&r->scrub, &opts, NULL), SJ_OK);
    ck_assert_int_eq(sj_externals_new(&r->externals, tables, NULL), SJ_OK);
    sj_parse_events events = {.ctx = r,
                              .rows = snip == 0 || snip >= 5 ? sj_externals_rows : NULL,
                              .at_row = sj_externals_segment,
                              .at_row_ctx = r->externals,
                              .claim = on_claim};
    sj_err err = {0};
    if (earlier) {
        const sj_parse_events past = {.ctx = r, .claim = remember};
        size_t n = print(earlier, bytes, sizeof bytes);
        ck_assert_int_eq(sj_parse_memory(guides, bytes, n, &past, NULL, NULL, &err), SJ_OK);
    }
    size_t len = print(d, bytes, sizeof bytes);
    r->form = strstr(bytes, "X223A2") ? 'I' : strstr(bytes, "X224A2") ? 'D' : 'P';
    sj_status status = sj_parse_memory(guides, bytes, len, &events, NULL, NULL, &err);
    ck_assert_msg(status == SJ_OK, "%s", err.msg);
    sj_scrub_free(r->scrub);
    sj_externals_free(r->externals);
    sj_catalog_free(r->catalog);
}

static void scrub_document(run *r, document *d, const sj_tables *tables, sj_date as_of, int snip) {
    scrub_after(r, NULL, d, tables, as_of, snip);
}

/* One case: expectations, day and changed document. */
typedef struct edit_case {
    unsigned n_expected;
    char expected[8][40];
    sj_date as_of;
    bool has_earlier;
    document d, earlier;
} edit_case;

static void read_line(edit_case *c, char *line) {
    char *rest = strchr(line, ' ');
    if (rest) *rest++ = 0;
    if (strcmp(line, "near") == 0) return;
    if (strcmp(line, "earlier") == 0) {
        c->earlier = c->d;
        c->has_earlier = true;
        return;
    }
    ck_assert_ptr_nonnull(rest);
    if (strcmp(line, "trips") == 0) {
        snprintf(c->expected[c->n_expected++], 40, "%s", rest);
        return;
    }
    if (strcmp(line, "as-of") == 0) {
        ck_assert(sj_date_parse_iso(sj_str_of(rest), &c->as_of));
        return;
    }
    if (strcmp(line, "base") == 0) {
        char name[64];
        snprintf(name, sizeof name, "edits/base-%s.837", rest);
        load_base(&c->d, name);
        return;
    }
    change(&c->d, line, rest);
}

static void judge_case(edit_case *c, const char *id, unsigned number, const sj_tables *tables) {
    static run r;
    scrub_after(&r, c->has_earlier ? &c->earlier : NULL, &c->d, tables, c->as_of, 0);
    unsigned hits = 0;
    for (unsigned i = 0; i < r.n; i++) {
        if (strcmp(r.seen[i].id, id) != 0) continue;
        ck_assert_msg(hits < c->n_expected, "%s case %u: not expected at %s", id, number,
                      r.seen[i].at);
        ck_assert_msg(strcmp(r.seen[i].at, c->expected[hits]) == 0, "%s case %u: at %s, not %s", id,
                      number, r.seen[i].at, c->expected[hits]);
        hits++;
    }
    ck_assert_msg(hits == c->n_expected, "%s case %u: found %u times, not %u", id, number, hits,
                  c->n_expected);
}

static unsigned n_files;
static char files[MAX_FILES][16]; /* "ED-0101" */

static int is_case(const struct dirent *e) {
    return strncmp(e->d_name, "ED-", 3) == 0 || strncmp(e->d_name, "CD-", 3) == 0;
}

static void list_files(void) {
    struct dirent **list;
    int n = scandir(DATA "edits", &list, is_case, alphasort);
    for (int i = 0; i < n; i++) {
        if (n_files < MAX_FILES) snprintf(files[n_files++], 16, "%.7s", list[i]->d_name);
        free(list[i]);
    }
    free(list);
}

START_TEST(test_cases) {
    static edit_case c;
    library l = open_library();
    char path[TEXT];
    size_t len;
    snprintf(path, sizeof path, DATA "edits/%s.txt", files[_i]);
    char *text = read_file(path, &len), *save, *block = strstr(text, "\n\n");
    unsigned number = 0, trips = 0, near = 0;
    while (block) {
        block += 2;
        char *next = strstr(block, "\n\n");
        if (next) *next = 0;
        c.n_expected = 0;
        c.has_earlier = false;
        c.as_of = sj_date_of(2026, 5, 20);
        load_base(&c.d, "edits/base.837");
        for (char *line = strtok_r(block, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
            read_line(&c, line);
        judge_case(&c, files[_i], ++number, l.tables);
        *(c.n_expected ? &trips : &near) += 1;
        block = next;
    }
    ck_assert_uint_gt(trips, 0);
    ck_assert_uint_gt(near, 0);
    free(text);
    close_library(&l);
}
END_TEST

START_TEST(test_base_is_clean) {
    static run r;
    static document d;
    library l = open_library();
    load_base(&d, "edits/base.837");
    scrub_document(&r, &d, l.tables, sj_date_of(2026, 5, 20), 0);
    ck_assert_uint_eq(r.claims, 2);
    ck_assert_uint_eq(r.held, 0);
    ck_assert_uint_eq(r.n, 1); /* CPT is never shipped */
    ck_assert_str_eq(r.seen[0].id, "CD-0103");
    ck_assert_str_eq(r.seen[0].at, "2400 SV1 1-2");
    close_library(&l);
}
END_TEST

/* So are those of the other kinds of claims; their tables of codes are not shipped. */
static const char *const bases[] = {"edits/base-837I.837", "edits/base-837D.837"};

START_TEST(test_other_bases_are_clean) {
    static run r;
    static document d;
    library l = open_library();
    load_base(&d, bases[_i]);
    scrub_document(&r, &d, l.tables, sj_date_of(2026, 5, 20), 0);
    ck_assert_uint_gt(r.claims, 0);
    ck_assert_uint_eq(r.held, 0);
    for (unsigned i = 0; i < r.n; i++)
        ck_assert_msg(r.seen[i].severity == SJ_INFO, "%s at %s", r.seen[i].id, r.seen[i].at);
    close_library(&l);
}
END_TEST

/* Without tables nothing is called wrong; each missing table is told once. */
START_TEST(test_no_tables) {
    static run r;
    static document d;
    load_base(&d, "edits/base.837");
    set_element(d.segments[find(&d, "LX*2 > SV1")], "1", "HC:J9990:RT");
    scrub_document(&r, &d, NULL, sj_date_of(2026, 5, 20), 0);
    ck_assert_uint_eq(r.n, 4); /* ICD-10-CM, CPT, HCPCS, modifiers */
    for (unsigned i = 0; i < r.n; i++) {
        ck_assert(strcmp(r.seen[i].id, "CD-0101") == 0 || strcmp(r.seen[i].id, "CD-0103") == 0);
        ck_assert_int_eq(r.seen[i].severity, SJ_INFO);
    }
}
END_TEST

/* A day that the releases do not cover. */
START_TEST(test_out_of_range) {
    static run r;
    static document d;
    library l = open_library();
    load_base(&d, "edits/base.837");
    set_element(d.segments[find(&d, "LX*1 > DTP")], "3", "20261001");
    set_element(d.segments[find(&d, "LX*2 > DTP")], "3", "20261001");
    scrub_document(&r, &d, l.tables, sj_date_of(2026, 11, 1), 5);
    unsigned told = 0;
    for (unsigned i = 0; i < r.n; i++) told += strcmp(r.seen[i].id, "CD-0102") == 0;
    ck_assert_uint_eq(told, 2); /* ICD-10-CM and HCPCS */
    close_library(&l);
}
END_TEST

/* A provider's fault is told once and holds both claims beneath. */
START_TEST(test_shared_frame_holds_every_claim) {
    static run r;
    static document d;
    library l = open_library();
    load_base(&d, "edits/base.837");
    set_element(d.segments[find(&d, "NM1*85")], "9", "1234567890");
    scrub_document(&r, &d, l.tables, sj_date_of(2026, 5, 20), 0);
    unsigned told = 0;
    for (unsigned i = 0; i < r.n; i++) told += strcmp(r.seen[i].id, "ED-0301") == 0;
    ck_assert_uint_eq(told, 1);
    ck_assert_uint_eq(r.held, 2);
    close_library(&l);
}
END_TEST

/* --snip 4 leaves out code sets and what comes after them. */
START_TEST(test_snip_limit) {
    static run r;
    static document d;
    load_base(&d, "edits/base.837");
    set_element(d.segments[find(&d, "NM1*85")], "9", "1234567890");
    set_element(d.segments[find(&d, "CLM*ACCT0001")], "1", "ACCOUNT-OF-22-LETTERS1");
    scrub_document(&r, &d, NULL, sj_date_of(2026, 5, 20), 4);
    ck_assert_uint_eq(r.n, 1);
    ck_assert_str_eq(r.seen[0].id, "ED-0101");
}
END_TEST

/* Every edit has its cases, but the two that are about limits of ours. */
START_TEST(test_every_edit_has_cases) {
    const sj_finding_def *def;
    const char *last = "";
    for (size_t i = 0; (def = sj_scrub_edit(i, NULL)); i++) {
        ck_assert_msg(strcmp(last, def->id) < 0, "%s is out of order", def->id);
        last = def->id;
        bool limit = strcmp(def->id, "ED-0199") == 0 || strcmp(def->id, "ED-1190") == 0;
        bool has = false;
        for (unsigned f = 0; f < n_files; f++) has |= strcmp(files[f], def->id) == 0;
        ck_assert_msg(has || limit, "%s has no case", def->id);
        ck_assert(def->title && def->message && def->effect && def->fix && def->tier);
        ck_assert_uint_ge(def->snip, 3);
    }
}
END_TEST

static const struct {
    const char *npi;
    bool valid;
} npis[] = {
    {"1234567893", true},  {"1245319599", true},   {"1234567890", false}, {"123456789", false},
    {"3234567893", false}, {"12345678931", false}, {"123456789X", false}, {"", false}};

START_TEST(test_npi) {
    ck_assert(sj_npi_valid(sj_str_of(npis[_i].npi)) == npis[_i].valid);
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("edits");
    TCase *tc = tcase_create("edits");
    tcase_set_timeout(tc, 60);
    list_files();
    const sj_guide *loaded;
    if (sj_guides_new(&guides, NULL) != SJ_OK ||
        sj_guides_get(guides, "837P", &loaded, NULL) != SJ_OK)
        abort();
    tcase_add_loop_test(tc, test_cases, 0, (int)n_files);
    tcase_add_test(tc, test_base_is_clean);
    tcase_add_loop_test(tc, test_other_bases_are_clean, 0, sizeof bases / sizeof *bases);
    tcase_add_test(tc, test_no_tables);
    tcase_add_test(tc, test_out_of_range);
    tcase_add_test(tc, test_shared_frame_holds_every_claim);
    tcase_add_test(tc, test_snip_limit);
    tcase_add_test(tc, test_every_edit_has_cases);
    tcase_add_loop_test(tc, test_npi, 0, sizeof npis / sizeof *npis);
    suite_add_tcase(s, tc);
    return s;
}
