/* mutation [-v] [-n N] FILE…: breaks each file in every way, or in N, and counts. -v shows each
 * mutant that had more than its one finding. A file that is not right by itself is passed over. */
#include <stdio.h>
#include <stdlib.h>

#include "tests/mutation/mutation.h"

enum { MUTANTS_PER_FILE = 60, MUTANTS_OF_TA1 = 20, ALONE_PER_CENT = 95 };

static bool begin(tester *t) {
    sj_err err = {0};
    t->mutant = malloc(MUTANT_SIZE);
    t->s = malloc(sizeof *t->s);
    if (!t->mutant || !t->s || sj_guides_new(&t->guides, &err) ||
        sj_catalog_new(&t->catalog, &err) ||
        sj_catalog_add(t->catalog, sj_envelope_findings(), &err) ||
        sj_catalog_add(t->catalog, sj_guide_findings(), &err) ||
        sj_catalog_add(t->catalog, sj_model_findings(), &err) ||
        sj_catalog_add(t->catalog, sj_codes_findings(), &err) || sj_tables_new(&t->tables, &err) ||
        sj_externals_new(&t->externals, t->tables, &err)) {
        fprintf(stderr, "cannot begin: %s %s\n", err.msg ? err.msg : "", err.detail);
        return false;
    }
    return true;
}

static void end(tester *t) {
    sj_externals_free(t->externals);
    sj_tables_free(t->tables);
    sj_guides_free(t->guides);
    sj_catalog_free(t->catalog);
    free(t->mutant);
    free(t->s);
}

static void break_all(tester *t) {
    break_segments(t);
    break_elements(t);
    break_outside(t);
    break_envelope(t);
    break_balances(t);
}

/* False when the file is broken in too few ways. */
static bool break_file(tester *t, const char *path) {
    if (!sample_read(t, path)) {
        printf("%s: no guide reads it\n", path);
        sample_free(t->s);
        return false;
    }
    uint64_t offset;
    count_own(t, sample_write(t->s, UINT32_MAX, (sj_str){NULL, 0}, t->mutant, &offset));
    if (t->s->errors) {
        t->passed_over++;
        sample_free(t->s);
        return true;
    }
    t->of_sample = t->ways = t->way = 0;
    t->is_counting = true;
    break_all(t);
    t->is_counting = false;
    t->stride = t->at_most && t->ways > t->at_most ? (t->ways + t->at_most - 1) / t->at_most : 1;
    break_all(t);
    unsigned least = t->s->guide ? MUTANTS_PER_FILE : MUTANTS_OF_TA1;
    if (t->of_sample < least) printf("%s: broken in %u ways only\n", path, t->of_sample);
    sample_free(t->s);
    return t->of_sample >= least;
}

int main(int argc, char **argv) {
    tester t = {0};
    int first = 1;
    bool is_enough = true;
    if (!begin(&t)) return 2;
    if (first < argc && !strcmp(argv[first], "-v")) t.is_verbose = true, first++;
    if (first + 1 < argc && !strcmp(argv[first], "-n")) {
        t.at_most = (unsigned)strtoul(argv[first + 1], NULL, 10);
        first += 2;
    }
    for (int i = first; i < argc; i++) is_enough &= break_file(&t, argv[i]);
    if (t.passed_over) printf("%u files are not right by themselves\n", t.passed_over);
    printf("%d files, %u mutants, %u found at their place, %u of %u with exactly one finding (%.1f "
           "%%)\n",
           argc - first - (int)t.passed_over, t.made, t.found, t.alone, t.single,
           t.single ? 100.0 * t.alone / t.single : 0.0);
    bool is_good = is_enough && t.made && t.found == t.made &&
                   (uint64_t)t.alone * 100 >= (uint64_t)t.single * ALONE_PER_CENT;
    end(&t);
    return is_good ? 0 : 1;
}
