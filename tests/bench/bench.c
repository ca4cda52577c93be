/* The benchmark: bench [--json] SCRUBJAY NAME LARGE SMALL [NAME LARGE SMALL …]
 *
 * For each pair of files of one kind: speeds on the large one, as bytes per second of processor
 * time and as a ratio to the yardstick of the same run, and the peak memory of `check` on both. A
 * table, or one JSON object of figures by name. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/bench/bench.h"

enum { MOST_FIGURES = 80, MOST_KINDS = 5, CHECK_ROUNDS = 3 };

typedef struct figure {
    char name[64];
    double value;
    const char *unit;
    double ratio; /* to the yardstick; 0: none */
} figure;

static figure figures[MOST_FIGURES];
static size_t n_figures;

static void add(const char *kind, const char *what, double value, const char *unit, double ratio) {
    if (n_figures == MOST_FIGURES) return;
    figure *f = &figures[n_figures++];
    snprintf(f->name, sizeof f->name, "%s.%s", kind, what);
    f->value = value;
    f->unit = unit;
    f->ratio = ratio;
}

static void add_speed(const char *kind, const char *what, double speed, double yard) {
    add(kind, what, speed, "bytes/s", speed / yard);
}

/* `check --jsonl` on a file: the best time, the highest peak. */
static run_result check(const char *scrubjay, const char *path) {
    const char *argv[] = {scrubjay,  "check",      "--jsonl", "--no-hash",
                          "--as-of", "2026-04-16", path,      NULL};
    run_result best = run_program(argv);
    for (int round = 1; best.is_ok && round < CHECK_ROUNDS; round++) {
        run_result r = run_program(argv);
        best.is_ok = r.is_ok;
        if (r.seconds < best.seconds) best.seconds = r.seconds;
        if (r.peak > best.peak) best.peak = r.peak;
    }
    return best;
}

static double size_of(const char *path) {
    struct stat about;
    return stat(path, &about) == 0 ? (double)about.st_size : 0;
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

static int fail(const char *what) {
    fprintf(stderr, "bench: %s failed\n", what);
    return 1;
}

int main(int argc, char **argv) {
    bool is_json = argc > 1 && strcmp(argv[1], "--json") == 0;
    char **args = argv + 1 + is_json, **kind = args + 3;
    int left = argc - 1 - is_json - 3, kinds = left / 3;
    if (kinds < 1 || kinds > MOST_KINDS || left != 3 * kinds) {
        fprintf(
            stderr,
            "usage: bench [--json] SCRUBJAY HOME CLAIMS NAME LARGE SMALL [NAME LARGE SMALL …]\n");
        return 2;
    }
    /* The programs first: a child's peak memory counts from what its parent has. */
    run_result large[MOST_KINDS], small[MOST_KINDS];
    for (int i = 0; i < kinds; i++) {
        large[i] = check(args[0], kind[3 * i + 1]);
        small[i] = check(args[0], kind[3 * i + 2]);
        if (!large[i].is_ok || !small[i].is_ok) return fail("check");
    }
    if (!measure_run(args[0], args[1], strtod(args[2], NULL))) return fail("run");
    for (int i = 0; i < kinds; i++)
        if (!measure_kind(kind[3 * i], kind[3 * i + 1], large[i], small[i]))
            return fail(kind[3 * i + 1]);
    if (!measure_home_tables(args[1])) return fail("code tables");
    if (!measure_generated_rules()) return fail("generated rules");
    if (is_json)
        print_json();
    else
        print_table();
    return 0;
}
