/* Holds the parsers against the sorted corpus of public samples: corpus CORPUS DISPUTED PLACES.
 *
 * accept: no finding of severity error of SNIP type 1 or 2. reject: an error, and one at each place
 * that PLACES names for the file, or not X12 at all. survive: any verdict, but one: a finding, an
 * envelope or a clear failure. DISPUTED lists samples whose own label is wrong, with the guide's
 * rule; they are reported and not counted, and may be at most 5 per cent of what is accepted or
 * rejected in the transactions of this release (837P and 835). */
#include "engine/files/read.h"
#include "parsers/base/alloc.h"

#include <scrubjay/parse.h>

#include <stdio.h>
#include <stdlib.h>

enum { LARGEST = 1 << 30, LINE = 4096, DISPUTED_PER_CENT = 5 };

typedef struct verdict {
    unsigned errors; /* of type 1 and 2 */
    unsigned all_errors;
    unsigned envelopes;
    unsigned findings;
    char first[256];   /* the first error, for the report */
    char places[8192]; /* of all errors: " 2300/CLM05 " … */
    sj_catalog *catalog;
} verdict;

static void on_finding(void *ctx, const sj_finding *f) {
    verdict *v = ctx;
    const sj_finding_def *d = sj_catalog_get(v->catalog, f->id);
    char at[64];
    v->findings++;
    if (f->severity != SJ_ERROR) return;
    v->all_errors++;
    snprintf(at, sizeof at, " %s%s%s", f->loop ? f->loop : "", f->loop ? "/" : "", f->tag);
    if (f->pos.element) snprintf(at + strlen(at), sizeof at - strlen(at), "%02u", f->pos.element);
    if (strlen(v->places) + strlen(at) + 2 < sizeof v->places) strcat(strcat(v->places, at), " ");
    if (d->snip > 2) return;
    if (!v->errors++)
        snprintf(v->first, sizeof v->first, "%s%s segment %u \"%.*s\"", d->id, at, f->pos.segment,
                 f->value.len < 60 ? (int)f->value.len : 60, f->value.len ? f->value.ptr : "");
}

static void on_interchange(void *ctx, const sj_interchange *ic) {
    (void)ic;
    ((verdict *)ctx)->envelopes++;
}

/* The line of a list that begins with `path` and a tabulator; its second column, or NULL. */
static const char *find_row(char *out, const char *list, const char *path) {
    FILE *f = fopen(list, "r");
    const char *found = NULL;
    size_t len = strlen(path);
    while (f && !found && fgets(out, LINE, f)) {
        if (strncmp(out, path, len) || out[len] != '\t') continue;
        found = out + len + 1;
        out[strcspn(out, "\r\n")] = 0;
    }
    if (f) fclose(f);
    return found;
}

/* All places named for a rejected file were found? */
static bool has_places(const verdict *v, const char *places, const char *path) {
    char line[LINE], one[80];
    const char *p = find_row(line, places, path);
    for (; p && *p; p += strcspn(p, " "), p += strspn(p, " ")) {
        snprintf(one, sizeof one, " %.*s ", (int)strcspn(p, " "), p);
        if (strstr(v->places, one)) continue;
        printf("  no finding at%s: got%s\n", one, v->places);
        return false;
    }
    return true;
}

typedef struct totals {
    unsigned good[3], all[3], disputed, labelled;
} totals;

static bool is_as_expected(const verdict *v, sj_status status, const char *expect,
                           const char *places, const char *path) {
    if (!strcmp(expect, "accept")) return status == SJ_OK && !v->errors;
    if (!strcmp(expect, "reject"))
        return status != SJ_OK || (v->all_errors && has_places(v, places, path));
    return status != SJ_OK || v->envelopes || v->findings;
}

static sj_status judge(sj_guides *guides, verdict *v, const char *file) {
    sj_err err = {0};
    size_t len;
    char *bytes;
    if (sj_file_whole(&bytes, &len, file, LARGEST, &err) != SJ_OK) {
        fprintf(stderr, "%s: %s\n", err.msg, err.detail);
        exit(2);
    }
    sj_parse_events events = {.ctx = v, .interchange_begin = on_interchange, .finding = on_finding};
    sj_status status = sj_parse_memory(guides, bytes, len, &events, NULL, NULL, &err);
    sj_free(bytes);
    if (status) snprintf(v->first, sizeof v->first, "%s", err.msg);
    return status;
}

int main(int argc, char **argv) {
    if (argc != 4) return 2;
    char line[LINE], row[LINE], file[LINE];
    sj_guides *guides;
    verdict base = {0};
    totals t = {0};
    sj_err err = {0};
    snprintf(file, sizeof file, "%s/MANIFEST.tsv", argv[1]);
    FILE *manifest = fopen(file, "r");
    if (!manifest || sj_guides_new(&guides, &err) || sj_catalog_new(&base.catalog, &err) ||
        sj_catalog_add(base.catalog, sj_envelope_findings(), &err) ||
        sj_catalog_add(base.catalog, sj_guide_findings(), &err) ||
        sj_catalog_add(base.catalog, sj_model_findings(), &err)) {
        fprintf(stderr, "cannot begin: %s\n", manifest ? err.msg : file);
        return 2;
    }
    bool is_header = true;
    while (fgets(line, sizeof line, manifest)) {
        char *rest = line;
        const char *path = strsep(&rest, "\t"), *transaction = strsep(&rest, "\t");
        strsep(&rest, "\t");
        const char *expect = strsep(&rest, "\t");
        if (is_header || !expect) {
            is_header = false;
            continue;
        }
        unsigned kind = *expect == 'a' ? 0 : *expect == 'r' ? 1 : 2;
        bool is_main = !strcmp(transaction, "837P") || !strcmp(transaction, "835");
        t.labelled += is_main && kind < 2;
        const char *reason = find_row(row, argv[2], path);
        verdict v = base;
        snprintf(file, sizeof file, "%s/%s", argv[1], path);
        sj_status status = judge(guides, &v, file);
        bool is_good = is_as_expected(&v, status, expect, argv[3], path);
        t.all[kind]++;
        t.good[kind] += is_good || reason != NULL;
        if (reason && is_good) printf("disputed for nothing: %s\n", path), t.good[kind]--;
        if (reason && !is_good) t.disputed += is_main;
        if (!is_good && !reason) printf("%s %s: %s\n", expect, path, v.first);
    }
    fclose(manifest);
    sj_guides_free(guides);
    sj_catalog_free(base.catalog);
    printf("accept %u/%u, reject %u/%u, survive %u/%u; disputed in 837P and 835: %u of %u\n",
           t.good[0], t.all[0], t.good[1], t.all[1], t.good[2], t.all[2], t.disputed, t.labelled);
    bool is_all = t.good[0] == t.all[0] && t.good[1] == t.all[1] && t.good[2] == t.all[2];
    return is_all && t.all[0] && t.disputed * 100 <= t.labelled * DISPUTED_PER_CENT ? 0 : 1;
}
