/* The benchmark: bench [--json] SCRUBJAY HOME CLAIMS FULL NAME LARGE SMALL [NAME LARGE SMALL …]
 *
 * For each pair of files of one kind: speeds on the large one, as bytes per second of processor
 * time and as a ratio to the yardstick of the same run, and the peak memory of `check` on both.
 * FULL is a home with the published code tables and batches of claims of their days, NAME.x12 and
 * one.x12;
 * "" where there are no published tables. A table, or one JSON object of figures by name. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/bench/bench.h"

enum { MOST_FIGURES = 128, MOST_KINDS = 5, MOST_FULL = 3 };
#define FULL_DAY "2024-09-20"

typedef struct figure {
    char name[64];
    double value;
    const char *unit;
    double ratio; /* to the yardstick; 0: none */
} figure;

static figure figures[MOST_FIGURES];
static size_t n_figures;

static void add(const char *kind, const char *what, double value, const char *unit, double ratio) {
    if (n_figures == MOST_FIGURES) {
        fprintf(stderr, "bench: more than %d figures\n", MOST_FIGURES);
        exit(1);
    }
    figure *f = &figures[n_figures++];
    snprintf(f->name, sizeof f->name, "%s.%s", kind, what);
    f->value = value;
    f->unit = unit;
    f->ratio = ratio;
}

static void add_speed(const char *kind, const char *what, double speed, double yard) {
    add(kind, what, speed, "bytes/s", speed / yard);
}

/* The best times of some rounds, the highest peak. */
static run_result run_rounds(const char *const argv[]) {
    run_result best = run_program(argv);
    for (int round = 1; best.is_ok && round < BEST_OF; round++) {
        run_result r = run_program(argv);
        best.is_ok = r.is_ok;
        if (r.seconds < best.seconds) best.seconds = r.seconds;
        if (r.elapsed < best.elapsed) best.elapsed = r.elapsed;
        if (r.peak > best.peak) best.peak = r.peak;
    }
    return best;
}

/* `check --jsonl` on a file. */
static run_result check(const char *scrubjay, const char *path) {
    const char *argv[] = {scrubjay,  "check",      "--jsonl", "--no-hash",
                          "--as-of", "2026-04-16", path,      NULL};
    return run_rounds(argv);
}

/* With the tables and packs of the home FULL, on FULL/NAME.x12, whose services are of the days that
 * the tables speak of. */
typedef struct full_check {
    const char *kind;
    run_result result;
    double size, claims;
} full_check;

static void path_in(char out[512], const char *full, const char *name) {
    snprintf(out, 512, "%s/%s.x12", full, name);
}

static run_result check_in(const char *scrubjay, const char *full, const char *name) {
    char path[512];
    path_in(path, full, name);
    const char *argv[] = {scrubjay,    "check",   "-C",     full, "--jsonl",
                          "--no-hash", "--as-of", FULL_DAY, path, NULL};
    return run_rounds(argv);
}

/* CLM segments of a file whose segments end with a tilde; its size besides. */
static double count_claims(const char *path, double *size) {
    static char block[1 << 16];
    size_t n, claims = 0, kept = 0;
    FILE *f = fopen(path, "rb");
    *size = 0;
    while (f && (n = fread(block + kept, 1, sizeof block - kept, f)) > 0) {
        *size += (double)n;
        const char *at = block, *end = block + kept + n;
        while ((at = memmem(at, (size_t)(end - at), "CLM*", 4))) claims++, at += 4;
        kept = end - block < 3 ? (size_t)(end - block) : 3; /* a tag may go over the border */
        memmove(block, end - kept, kept);
    }
    if (f) fclose(f);
    return (double)claims;
}

static double size_of(const char *path) {
    struct stat about;
    return stat(path, &about) == 0 ? (double)about.st_size : 0;
}

/* What has a batch in FULL; how many. */
static size_t check_full(full_check out[MOST_FULL], const char *scrubjay, const char *full) {
    static const char *const kinds[MOST_FULL] = {"837P", "837I", "837D"};
    size_t n = 0;
    for (size_t i = 0; i < MOST_FULL && full[0]; i++) {
        char path[512];
        path_in(path, full, kinds[i]);
        full_check *f = &out[n];
        *f = (full_check){.kind = kinds[i]};
        f->claims = count_claims(path, &f->size);
        if (f->claims == 0) continue;
        f->result = check_in(scrubjay, full, kinds[i]);
        n += f->result.is_ok;
    }
    return n;
}

static void print_json(void) {
    printf("{\"schema\":1");
    for (size_t i = 0; i < n_figures; i++) {
        const figure *f = &figures[i];
        printf(",\n \"%s\":{\"value\":%.0f,\"unit\":\"%s\"", f->name, f->value, f->unit);
        if (f->ratio > 0) printf(",\"ratio\":%.4f", f->ratio);
        printf("}");
    }
    printf("}\n");
}

static void print_table(void) {
    printf("%-26s %14s  %-8s %s\n", "", "", "", "of the yardstick");
    for (size_t i = 0; i < n_figures; i++) {
        const figure *f = &figures[i];
        bool is_bytes = strncmp(f->unit, "bytes", 5) == 0; /* else as it is */
        printf("%-26s %14.1f  %s%s", f->name, is_bytes ? f->value / 1e6 : f->value,
               is_bytes ? "M" : "", f->unit);
        if (f->ratio > 0) printf("  %.3f", f->ratio);
        printf("\n");
    }
}

/* `run` in a home: claims per second by the clock, and of processor time. */
static bool measure_run(const char *scrubjay, const char *home, double claims) {
    const char *argv[] = {scrubjay, "run", "-C", home, "--as-of", "2026-04-16", NULL};
    run_result r = run_program(argv);
    if (!r.is_ok) return false;
    add("run", "claims", claims / r.elapsed, "claims/s", 0);
    add("run", "claims_cpu", claims / r.seconds, "claims/s of processor time", 0);
    add("run", "memory", (double)r.peak, "bytes", 0);
    return true;
}

/* Claims and bytes a second, of the yardstick on a file of the same kind; the start: one claim. */
static void add_full(const full_check *checks, size_t n, run_result one) {
    for (size_t i = 0; i < n; i++) {
        const full_check *c = &checks[i];
        char yardstick[32];
        double yard = 0;
        snprintf(yardstick, sizeof yardstick, "%s.yardstick", c->kind);
        for (size_t k = 0; k < n_figures; k++)
            if (strcmp(figures[k].name, yardstick) == 0) yard = figures[k].value;
        if (yard > 0) add_speed("full", c->kind, c->size / c->result.seconds, yard);
        char what[32];
        snprintf(what, sizeof what, "%s_claims", c->kind);
        add("full", what, c->claims / c->result.seconds, "claims/s of processor time", 0);
        snprintf(what, sizeof what, "%s_memory", c->kind);
        add("full", what, (double)c->result.peak, "bytes", 0);
    }
    if (n == 0) return;
    add("full", "one_claim", one.elapsed * 1e6, "microseconds by the clock", 0);
    add("full", "one_claim_cpu", one.seconds * 1e6, "microseconds of processor time", 0);
}

static bool measure_kind(const char *kind, const char *path, run_result large, run_result small) {
    speeds s;
    if (!measure_speeds(&s, path)) return false;
    add_speed(kind, "yardstick", s.yardstick, s.yardstick);
    add_speed(kind, "reader", s.reader, s.yardstick);
    for (int k = 0; k < SPEEDS_KERNELS && s.kernels[k].name; k++) {
        char name[32];
        snprintf(name, sizeof name, "reader_%s", s.kernels[k].name);
        add_speed(kind, name, s.kernels[k].speed, s.yardstick);
    }
    add_speed(kind, "walker_snip_1_2", s.walker, s.yardstick);
    add_speed(kind, "walker_snip_1_3", s.parse, s.yardstick);
    add_speed(kind, "walker_records", s.records, s.yardstick);
    add_speed(kind, "walker_situations", s.situations, s.yardstick);
    add_speed(kind, "check", size_of(path) / large.seconds, s.yardstick);
    add(kind, "check_memory_large", (double)large.peak, "bytes", 0);
    add(kind, "check_memory_small", (double)small.peak, "bytes", 0);
    return true;
}

/* Code tables, made in the home's folder of them. */
static bool measure_home_tables(const char *home) {
    char folder[512];
    table_figures f;
    snprintf(folder, sizeof folder, "%s/tables", home);
    if (!measure_tables(&f, folder)) return false;
    add("tables", "size", f.size, "bytes", 0);
    add("tables", "start", f.start * 1e6, "microseconds of processor time", 0);
    add("tables", "pairs", f.pairs, "questions/s", 0);
    add("tables", "pairs_office", f.pairs_office, "questions/s", 0);
    add("tables", "codes", f.codes, "questions/s", 0);
    add("tables", "memory_start", f.memory_start, "bytes", 0);
    add("tables", "memory", f.memory, "bytes", 0);
    return true;
}

static bool measure_generated_rules(void) {
    rule_figures f;
    if (!measure_rules(&f)) return false;
    add("rules", "hundred", f.few, "claims/s", 0);
    add("rules", "ten_thousand", f.many, "claims/s", 0);
    add("rules", "time_against_hundred", f.ratio, "times", 0);
    return true;
}

/* `bench posting HOME CLAIMS`: this alone; `bench claims HOME CLAIMS` makes what it posts. */
static bool measure_home_posting(const char *home, const char *claims) {
    posting_figures f;
    if (!measure_posting(&f, home, (unsigned)strtoul(claims, NULL, 10))) return false;
    add("posting", "payments", f.payments / f.seconds, "payments/s", 0);
    add("posting", "payments_cpu", f.payments / f.cpu, "payments/s of processor time", 0);
    add("posting", "matched", f.matched / f.payments * 1000, "of 1000", 0);
    add("posting", "memory_tenth", f.memory_tenth, "bytes", 0);
    add("posting", "memory", f.memory, "bytes", 0);
    return true;
}

static int fail(const char *what) {
    fprintf(stderr, "bench: %s failed\n", what);
    return 1;
}

static void print(bool is_json) {
    if (is_json)
        print_json();
    else
        print_table();
}

int main(int argc, char **argv) {
    bool is_json = argc > 1 && strcmp(argv[1], "--json") == 0;
    char **args = argv + 1 + is_json, **kind = args + 4;
    int left = argc - 1 - is_json - 4, kinds = left / 3;
    if (argc - is_json == 4 && strcmp(args[0], "claims") == 0)
        return make_posting(args[1], (unsigned)strtoul(args[2], NULL, 10)) ? 0 : fail("claims");
    if (argc - is_json == 4 && strcmp(args[0], "posting") == 0) {
        if (!measure_home_posting(args[1], args[2])) return fail("posting");
        print(is_json);
        return 0;
    }
    if (kinds < 1 || kinds > MOST_KINDS || left != 3 * kinds) {
        fprintf(stderr, "usage: bench [--json] SCRUBJAY HOME CLAIMS FULL NAME LARGE SMALL "
                        "[NAME LARGE SMALL …]\n");
        return 2;
    }
    /* The programs first: a child's peak memory counts from what its parent has. */
    run_result large[MOST_KINDS], small[MOST_KINDS];
    for (int i = 0; i < kinds; i++) {
        large[i] = check(args[0], kind[3 * i + 1]);
        small[i] = check(args[0], kind[3 * i + 2]);
        if (!large[i].is_ok || !small[i].is_ok) return fail("check");
    }
    full_check full[MOST_FULL];
    run_result one = {0};
    size_t n_full = check_full(full, args[0], args[3]);
    if (n_full) one = check_in(args[0], args[3], "one");
    if (!measure_run(args[0], args[1], strtod(args[2], NULL))) return fail("run");
    for (int i = 0; i < kinds; i++)
        if (!measure_kind(kind[3 * i], kind[3 * i + 1], large[i], small[i]))
            return fail(kind[3 * i + 1]);
    add_full(full, n_full, one);
    if (!measure_home_tables(args[1])) return fail("code tables");
    if (!measure_generated_rules()) return fail("generated rules");
    const char *payments = getenv("SJ_BENCH_PAYMENTS");
    char posting[512];
    snprintf(posting, sizeof posting, "%s-posting", args[1]);
    if (!measure_home_posting(posting, payments ? payments : "20000")) return fail("posting");
    print(is_json);
    return 0;
}
