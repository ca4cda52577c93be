/* metamorphic [-n N] [-k K] [-t] FILE…: each file in every other way of writing it, and read in two
 * pieces, cut at N places of each and at each kind of place K times (-t: kinds told apart by ST01),
 * must be told of in the same words. */
#include "tests/metamorphic/metamorphic.h"

#include "engine/files/read.h"
#include "parsers/base/alloc.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { LARGEST = 1 << 30 };

static const rewriting ways[] = {
    {.name = "other separators", .new_delimiters = true, .between = "\n"},
    {.name = "other separators, one line", .new_delimiters = true, .between = ""},
    {.name = "one line", .between = ""},
    {.name = "a line for each segment", .between = "\n"},
    {.name = "CRLF", .between = "\r\n"},
    {.name = "blank lines", .between = "\n\n\r\n"},
    {.name = "line feeds as terminators, blank lines", .between = "\n", .terminator = '\n'},
    {.name = "carriage returns as terminators, blank lines",
     .between = "\n\r\n",
     .terminator = '\r'},
    {.name = "wrapped at 80", .between = "", .wrap = 80},
    {.name = "wrapped at 61, other separators", .new_delimiters = true, .between = "", .wrap = 61},
    {.name = "byte order mark", .in_front = "\xef\xbb\xbf"},
    {.name = "line breaks in front", .in_front = "\r\n\n"},
    {.name = "behind another interchange", .in_company = true},
};

typedef struct tester {
    sj_guides *guides;
    sj_catalog *catalog;
    unsigned strides, per_place;
    bool by_transaction;
    cuts *cuts;
    unsigned files, checks, failed, findings, not_written[sizeof ways / sizeof *ways];
    observation base, other;
} tester;

/* The first line in which two observations differ. */
static void show(const char *path, const char *name, size_t at, const observation *a,
                 const observation *b) {
    const char *x = a->text, *y = b->text;
    while (*x && *y) {
        size_t n = strcspn(x, "\n"), m = strcspn(y, "\n");
        if (n != m || memcmp(x, y, n)) break;
        x += n + (x[n] == '\n');
        y += m + (y[m] == '\n');
    }
    printf("%s: %s (%zu):\n  was  %.*s\n  is   %.*s\n", path, name, at, (int)strcspn(x, "\n"), x,
           (int)strcspn(y, "\n"), y);
}

static void compare(tester *t, const char *path, const char *name, size_t at) {
    t->checks++;
    if (t->base.len == t->other.len && !memcmp(t->base.text, t->other.text, t->base.len)) return;
    if (t->failed++ < 40) show(path, name, at, &t->base, &t->other);
}

static void try_splits(tester *t, const char *path, sj_str from) {
    uint8_t *marks = malloc(from.len + 1);
    if (!marks) abort();
    cuts_choose(t->cuts, marks, from, t->strides);
    t->base.with_offsets = t->other.with_offsets = true;
    observe(&t->base, t->guides, from, 0, 0);
    for (size_t at = 1; at < from.len; at++) {
        if (!marks[at]) continue;
        observe(&t->other, t->guides, from, at, 0);
        compare(t, path, "cut", at);
    }
    for (size_t piece = 1; piece <= 64; piece = 3 * piece + 1) {
        observe(&t->other, t->guides, from, 0, piece);
        compare(t, path, "pieces", piece);
    }
    t->base.with_offsets = t->other.with_offsets = false;
    free(marks);
}

static bool try_file(tester *t, const char *path) {
    size_t len;
    char *bytes;
    sj_err err = {0};
    if (sj_file_whole(&bytes, &len, path, LARGEST, &err) != SJ_OK) {
        fprintf(stderr, "%s: %s\n", err.msg, err.detail);
        return false;
    }
    const sj_str from = {bytes, len};
    text out = {NULL, 0, 0};
    t->files++;
    observe(&t->base, t->guides, from, 0, 0);
    t->findings += t->base.findings;
    bool has_mark = len > 2 && !memcmp(bytes, "\xef\xbb\xbf", 3);
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        bool is_x12 = !strstr(t->base.text, "status ");
        if ((has_mark && (ways[i].in_front || ways[i].in_company)) ||
            (ways[i].in_company && !is_x12) || !rewrite(&out, from, &ways[i])) {
            t->not_written[i]++;
            continue;
        }
        t->other.skip = ways[i].in_company ? "987654321" : NULL;
        observe(&t->other, t->guides, (sj_str){out.bytes, out.len}, 0, 0);
        compare(t, path, ways[i].name, i);
    }
    t->other.skip = NULL;
    try_splits(t, path, from);
    text_free(&out);
    sj_free(bytes);
    return true;
}

static bool begin(tester *t) {
    sj_err err = {0};
    if (sj_guides_new(&t->guides, &err) || sj_catalog_new(&t->catalog, &err) ||
        sj_catalog_add(t->catalog, sj_envelope_findings(), &err) ||
        sj_catalog_add(t->catalog, sj_guide_findings(), &err) ||
        sj_catalog_add(t->catalog, sj_model_findings(), &err)) {
        fprintf(stderr, "cannot begin: %s %s\n", err.msg ? err.msg : "", err.detail);
        return false;
    }
    t->base.catalog = t->other.catalog = t->catalog;
    return true;
}

/* What the cuts were: every kind of place that the files have, every remainder. */
static void tell_cuts(const tester *t) {
    const cut_totals c = cuts_totals(t->cuts);
    printf("%zu cuts: %u kinds of places (segment, element, before, behind, inside), each %u times "
           "where it is so often; %u of 64 remainders\n",
           c.cuts, c.places, t->per_place, c.remainders);
}

int main(int argc, char **argv) {
    static tester t = {.strides = 12, .per_place = 1};
    bool all_read = true;
    if (!begin(&t)) return 2;
    for (int o; (o = getopt(argc, argv, "n:k:t")) != -1;) {
        if (o == 'n') t.strides = (unsigned)strtoul(optarg, NULL, 10);
        if (o == 'k') t.per_place = (unsigned)strtoul(optarg, NULL, 10);
        t.by_transaction |= o == 't';
    }
    int first = optind;
    t.cuts = cuts_new(t.per_place, t.by_transaction);
    if (!t.cuts) return 2;
    for (int i = first; i < argc; i++) all_read &= try_file(&t, argv[i]);
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        if (t.not_written[i]) printf("%s: not for %u files\n", ways[i].name, t.not_written[i]);
    printf("%u files with %u findings, %u comparisons, %u differ\n", t.files, t.findings, t.checks,
           t.failed);
    tell_cuts(&t);
    bool is_covered = cuts_totals(t.cuts).remainders == 64;
    cuts_free(t.cuts);
    sj_guides_free(t.guides);
    sj_catalog_free(t.catalog);
    return all_read && t.files && !t.failed && is_covered ? 0 : 1;
}
