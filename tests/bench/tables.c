/* Code tables of full size, made up: how long a start with all of them takes, how many questions a
 * second they answer, how much memory they take. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/pipeline/tables.h"
#include "rules/codes/draft.h"
#include "rules/codes/pair_draft.h"
#include "tests/bench/bench.h"

enum { STARTS = 9, QUESTIONS = 2000000, OFFICE = 200 /* procedures that an office bills */ };

/* As many as CMS publishes. */
static const struct size {
    sj_code_kind kind;
    uint32_t codes, pairs;
} sizes[] = {{SJ_CODES_ICD10CM, 98000, 0},
             {SJ_CODES_ICD10PCS, 80000, 0},
             {SJ_CODES_HCPCS, 9000, 0},
             {SJ_CODES_CPT, 11000, 0},
             {SJ_CODES_FEE, 19000, 0},
             {SJ_CODES_MUE_PRACTITIONER, 15000, 0},
             {SJ_CODES_MUE_HOSPITAL, 15000, 0},
             {SJ_CODES_PTP_PRACTITIONER, 13000, 2500000},
             {SJ_CODES_PTP_HOSPITAL, 12000, 1800000}};
enum { SIZES = sizeof sizes / sizeof *sizes };

static const sj_date from = 20000, on = 20100;
static uint32_t state = 1;

static uint32_t next_random(void) {
    state = state * 1664525u + 1013904223u;
    return state >> 8;
}

static const sj_table_release release = {.name = "made", .from = 20000, .through = 21000};

/* The i-th of so many codes: five digits, or a letter and more. */
static sj_str code_of(uint32_t i, char buf[8]) {
    int n = snprintf(buf, 8, i < 10000 ? "%05u" : "%c%05u", i < 10000 ? i * 7 : 'A' + i % 26, i);
    return (sj_str){buf, (size_t)n};
}

static sj_str procedure_of(uint32_t i, char buf[8]) {
    snprintf(buf, 8, i < 10000 ? "%05u" : "G%04u", i < 10000 ? i * 7 : i - 10000);
    return (sj_str){buf, 5};
}

static bool build_codes(const struct size *s, void **out, size_t *len) {
    sj_table_draft d = {.kind = s->kind, .n_releases = 1};
    d.releases[0] = release;
    bool is_ok = true;
    for (uint32_t i = 0; i < s->codes && is_ok; i++) {
        char buf[8];
        sj_table_entry e = {.code = sj_code_pack(code_of(i, buf)),
                            .effective = from,
                            .terminated = SJ_NO_DATE,
                            .text = SJ_STR("Some forty letters that describe a code ")};
        is_ok = sj_draft_add(&d, &e);
    }
    is_ok = is_ok && sj_draft_build(&d, out, len, NULL) == SJ_OK;
    sj_draft_dispose(&d);
    return is_ok;
}

static bool build_pairs(const struct size *s, void **out, size_t *len) {
    static sj_pair_draft d;
    d = (sj_pair_draft){.kind = s->kind, .flags = SJ_PAIRS_CUMULATIVE, .n_releases = 1};
    d.releases[0] = release;
    bool is_ok = true;
    for (uint32_t i = 0; i < s->pairs && is_ok; i++) {
        char first[8], second[8];
        sj_pair_entry e = {.key = sj_pair_key(procedure_of(next_random() % s->codes, first),
                                              procedure_of(next_random() % s->codes, second)),
                           .effective = 10000 + 90 * (sj_date)(next_random() % 110),
                           .deleted = next_random() % 3 ? SJ_NO_DATE : 20050,
                           .attributes = '0' + next_random() % 2};
        is_ok = sj_pair_draft_add(&d, &e);
    }
    is_ok = is_ok && sj_pair_draft_build(&d, out, len, NULL) == SJ_OK;
    sj_pair_draft_dispose(&d);
    return is_ok;
}

static bool write_table(const char *folder, sj_code_kind kind, const void *bytes, size_t len) {
    char path[SJ_PATH];
    FILE *f;
    if (sj_table_path(path, folder, kind, "", NULL) != SJ_OK ||
        sj_file_create(&f, path, NULL) != SJ_OK)
        return false;
    fwrite(bytes, 1, len, f);
    return sj_file_finish(f, path, NULL) == SJ_OK;
}

static bool make_tables(const char *folder, double *size) {
    bool is_ok = sj_folder_make(folder, NULL) == SJ_OK;
    for (size_t i = 0; i < SIZES && is_ok; i++) {
        void *bytes = NULL;
        size_t len = 0;
        is_ok = (sizes[i].pairs ? build_pairs : build_codes)(&sizes[i], &bytes, &len) &&
                write_table(folder, sizes[i].kind, bytes, len);
        *size += (double)len;
        free(bytes);
    }
    return is_ok;
}

/* Bytes of this process that are in memory. */
static double resident(void) {
    long pages = 0;
    FILE *f = fopen("/proc/self/statm", "r");
    if (!f || fscanf(f, "%*s %ld", &pages) != 1) pages = 0;
    if (f) fclose(f);
    return (double)pages * (double)sysconf(_SC_PAGESIZE);
}

/* Questions a second: pairs of any procedures, pairs of an office's, diagnoses. */
static double ask_pairs(const sj_tables *t, uint32_t codes) {
    const sj_code_kind kind = SJ_CODES_PTP_PRACTITIONER;
    uint64_t found = 0;
    double start = now();
    for (int i = 0; i < QUESTIONS; i++) {
        sj_ptp_info info;
        uint32_t a = 1 + next_random() % codes, b = 1 + next_random() % codes;
        found += sj_tables_ptp_numbered(t, kind, a, b, on, &info) == SJ_CODE_VALID;
    }
    double seconds = now() - start;
    return found ? QUESTIONS / seconds : 0;
}

static double ask_codes(const sj_tables *t) {
    uint64_t found = 0;
    double start = now();
    for (int i = 0; i < QUESTIONS / 8; i++) {
        char buf[8];
        sj_str code = code_of(next_random() % 98000, buf);
        for (int k = 0; k < 8; k++) /* the code's text costs more than the question */
            found += sj_tables_lookup(t, SJ_CODES_ICD10CM, code, on + k, NULL) == SJ_CODE_VALID;
    }
    double seconds = now() - start;
    return found ? QUESTIONS / seconds : 0;
}

bool measure_tables(table_figures *out, const char *folder) {
    *out = (table_figures){.start = 1e9};
    if (!make_tables(folder, &out->size)) return false;
    sj_table_files *files = NULL;
    double before = resident();
    for (int i = 0; i < STARTS; i++) {
        sj_table_files_close(files);
        double start = now();
        if (sj_table_files_open(&files, folder, NULL) != SJ_OK) return false;
        double seconds = now() - start;
        if (seconds < out->start) out->start = seconds;
    }
    const sj_tables *t = sj_table_files_view(files);
    out->memory_start = resident() - before;
    out->pairs_office = ask_pairs(t, OFFICE);
    out->pairs = ask_pairs(t, 13000);
    out->codes = ask_codes(t);
    out->memory = resident() - before;
    sj_table_files_close(files);
    return out->pairs > 0 && out->codes > 0;
}
