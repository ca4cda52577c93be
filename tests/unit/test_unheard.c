/* Who listens to findings alone is told the same as who is told of claims, payments and
 * acknowledgments too: then the records hold only what balances take. And who asks for types 1 to 3
 * is told what is of these types, though nothing of the others is even planned then. */
#include "tests/unit/unit.h"

#include <scrubjay/parse.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_TEXT = 1 << 20 };

typedef struct told {
    char text[MAX_TEXT];
    size_t len;
} told;

static sj_guides *guides;
static sj_catalog *catalog;
static told heard, unheard, all, some;
static int limit; /* findings of a higher type are left out; 0: none */

static void on_finding(void *ctx, const sj_finding *f) {
    told *t = ctx;
    if (limit && sj_catalog_get(catalog, f->id)->snip > limit) return;
    ck_assert_uint_lt(t->len, MAX_TEXT - 512);
    t->len +=
        (size_t)snprintf(t->text + t->len, 512, "%x %d %llu %u-%u-%u %u %.40s|%.40s|%.40s\n", f->id,
                         (int)f->severity, (unsigned long long)f->pos.offset, f->pos.segment,
                         f->pos.element, f->pos.component, f->claim, f->value.ptr ? "v" : "",
                         f->a.ptr ? "a" : "", f->loop ? f->loop : "");
}

static void on_claim(void *ctx, const sj_claim *c) {
    (void)ctx, (void)c;
}

static void on_payment(void *ctx, const sj_payment *p) {
    (void)ctx, (void)p;
}

static void on_status(void *ctx, const sj_claim_status *s) {
    (void)ctx, (void)s;
}

static void on_ack(void *ctx, const sj_ack_999 *a) {
    (void)ctx, (void)a;
}

static void compare_heard(const char *path, const char *bytes, size_t len) {
    heard.len = unheard.len = 0;
    const sj_parse_events with = {.ctx = &heard,
                                  .finding = on_finding,
                                  .claim = on_claim,
                                  .payment = on_payment,
                                  .claim_status = on_status,
                                  .ack999 = on_ack};
    const sj_parse_events without = {.ctx = &unheard, .finding = on_finding};
    sj_parse_stats a, b;
    sj_status s = sj_parse_memory(guides, bytes, len, &with, NULL, &a, NULL);
    ck_assert_int_eq(sj_parse_memory(guides, bytes, len, &without, NULL, &b, NULL), s);
    ck_assert_msg(heard.len == unheard.len && !memcmp(heard.text, unheard.text, heard.len), "%s",
                  path);
    ck_assert_uint_eq(a.claims, b.claims);
    ck_assert_uint_eq(a.payments, b.payments);
}

/* `with` is told of everything and leaves out what is above the limit. */
static void compare_types(const char *path, const char *bytes, size_t len) {
    all.len = some.len = 0;
    const sj_parse_events with = {.ctx = &all, .finding = on_finding};
    const sj_parse_events without = {.ctx = &some, .finding = on_finding};
    const sj_parse_opts opts = {.snip = 3};
    limit = opts.snip;
    sj_status s = sj_parse_memory(guides, bytes, len, &with, NULL, NULL, NULL);
    limit = 0;
    ck_assert_int_eq(sj_parse_memory(guides, bytes, len, &without, &opts, NULL, NULL), s);
    ck_assert_msg(all.len == some.len && !memcmp(all.text, some.text, all.len), "%s", path);
}

static void compare(const char *path) {
    static char bytes[MAX_TEXT];
    FILE *f = fopen(path, "rb");
    ck_assert_ptr_nonnull(f);
    size_t len = fread(bytes, 1, sizeof bytes, f);
    fclose(f);
    compare_heard(path, bytes, len);
    compare_types(path, bytes, len);
}

/* Every file of a folder and the folders in it; their number. */
static unsigned compare_all(const char *folder) {
    unsigned n = 0;
    DIR *d = opendir(folder);
    ck_assert_ptr_nonnull(d);
    for (struct dirent *e; (e = readdir(d));) {
        char path[1024];
        if (e->d_name[0] == '.') continue;
        snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
        if (e->d_type == DT_DIR)
            n += compare_all(path);
        else
            compare(path), n++;
    }
    closedir(d);
    return n;
}

START_TEST(findings_are_the_same) {
    ck_assert_int_eq(sj_guides_new(&guides, NULL), SJ_OK);
    ck_assert_int_eq(sj_catalog_new(&catalog, NULL), SJ_OK);
    ck_assert_int_eq(sj_catalog_add(catalog, sj_envelope_findings(), NULL), SJ_OK);
    ck_assert_int_eq(sj_catalog_add(catalog, sj_guide_findings(), NULL), SJ_OK);
    ck_assert_int_eq(sj_catalog_add(catalog, sj_model_findings(), NULL), SJ_OK);
    ck_assert_uint_gt(compare_all(SJ_SOURCE "/testdata"), 20);
    sj_catalog_free(catalog);
    sj_guides_free(guides);
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("unheard");
    TCase *t = tcase_create("testdata");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, findings_are_the_same);
    suite_add_tcase(s, t);
    return s;
}
