/* mutation [-v] FILE…: breaks each file in every way and counts. -v shows each mutant that had more
 * than its one finding. */
#include <stdio.h>
#include <stdlib.h>

#include "tests/mutation/mutation.h"

enum { MUTANTS_PER_FILE = 60, ALONE_PER_CENT = 95 };

static bool begin(tester *t) {
    sj_err err = {0};
    t->mutant = malloc(MUTANT_SIZE);
    t->s = malloc(sizeof *t->s);
    if (!t->mutant || !t->s || sj_guides_new(&t->guides, &err) ||
        sj_catalog_new(&t->catalog, &err) ||
        sj_catalog_add(t->catalog, sj_envelope_findings(), &err) ||
        sj_catalog_add(t->catalog, sj_guide_findings(), &err) ||
        sj_catalog_add(t->catalog, sj_model_findings(), &err)) {
        fprintf(stderr, "cannot begin: %s %s\n", err.msg ? err.msg : "", err.detail);
        return false;
    }
    return true;
}

static void end(tester *t) {
    sj_guides_free(t->guides);
    sj_catalog_free(t->catalog);
    free(t->mutant);
    free(t->s);
}

/* False when the file is broken in too few ways. */
static bool break_file(tester *t, const char *path) {
    if (!sample_read(t, path)) {
        printf("%s: no guide reads it\n", path);
        sample_free(t->s);
        return false;
    }
    uint64_t offset;
    size_t len = sample_write(t->s, UINT32_MAX, (sj_str){NULL, 0}, t->mutant, &offset);
    t->s->findings = count_findings(t, len, false);
    t->s->balance_errors = count_findings(t, len, true);
    t->of_sample = 0;
    break_segments(t);
    break_elements(t);
    break_envelope(t);
    break_balances(t);
    if (t->of_sample < MUTANTS_PER_FILE) printf("%s: broken in %u ways only\n", path, t->of_sample);
    sample_free(t->s);
    return t->of_sample >= MUTANTS_PER_FILE;
}

int main(int argc, char **argv) {
    tester t = {0};
    int first = 1;
    bool is_enough = true;
    if (!begin(&t)) return 2;
    if (argc > 1 && !strcmp(argv[1], "-v")) t.is_verbose = true, first++;
    for (int i = first; i < argc; i++) is_enough &= break_file(&t, argv[i]);
    printf("%d files, %u mutants, %u found at their place, %u of %u with exactly one finding (%.1f "
           "%%)\n",
           argc - first, t.made, t.found, t.alone, t.single,
           t.single ? 100.0 * t.alone / t.single : 0.0);
    bool is_good = is_enough && t.made && t.found == t.made &&
                   (uint64_t)t.alone * 100 >= (uint64_t)t.single * ALONE_PER_CENT;
    end(&t);
    return is_good ? 0 : 1;
}
