/* The parts of the benchmark program. */
#ifndef SJ_TESTS_BENCH_H
#define SJ_TESTS_BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Store the offset of every byte that is one of the delimiters; how many there were. `out` must
 * have room for one per byte. */
size_t yardstick(uint32_t *out, const char *p, size_t len, const char delimiters[4]);

/* Seconds of processor time of this process. All speeds are per second of processor time, so that
 * what else the machine does spoils them less. */
double now(void);

/* Seconds by the clock. */
double clock_now(void);

/* Run a program with its output thrown away. */
typedef struct run_result {
    bool is_ok;     /* it ended by itself with one of the codes 0, 1 */
    double seconds; /* of processor time */
    double elapsed; /* seconds by the clock */
    uint64_t peak;  /* bytes of memory at the most */
} run_result;
run_result run_program(const char *const argv[]);

/* The yardstick and what is held against it are each the best of so many rounds. */
enum { BEST_OF = 7 };

/* Bytes per second of each way to go over a file's bytes; the best of some rounds. */
enum { SPEEDS_KERNELS = 8 };
typedef struct speeds {
    double yardstick;
    double reader;     /* with the best kernel */
    double walker;     /* reader and walker: SNIP types 1 and 2 */
    double parse;      /* reader, walker and model: 1 to 3 */
    double records;    /* the same, told of claims and payments */
    double situations; /* as parse, with the guides' situational rules: 4 and 6 */
    struct {
        const char *name; /* NULL beyond the last; the best first */
        double speed;     /* of the reader */
    } kernels[SPEEDS_KERNELS];
} speeds;
bool measure_speeds(speeds *out, const char *path);

/* Code tables of full size, made in `folder`. */
typedef struct table_figures {
    double size;                 /* bytes of the files */
    double start;                /* seconds of processor time to open them all; the best of some */
    double pairs, pairs_office;  /* PTP questions a second: of all procedures, of two hundred */
    double codes;                /* diagnoses looked up a second */
    double memory_start, memory; /* bytes in memory, files included: after the start, at the end */
} table_figures;
bool measure_tables(table_figures *out, const char *folder);

/* Claims a second by all shipped packs, and a hundred or ten thousand payer rules besides. */
typedef struct rule_figures {
    double few, many; /* claims a second */
    double ratio;     /* time with ten thousand against time with a hundred */
} rule_figures;
bool measure_rules(rule_figures *out);

/* Remittances, and as many claims in the home's store as there are claim payments in them. */
bool make_posting(const char *folder, unsigned claims);

/* The same remittances posted and matched; where the folder has none, they are made first. */
typedef struct posting_figures {
    double payments, matched;    /* claim payments */
    double seconds, cpu;         /* by the clock, of processor time */
    double memory_tenth, memory; /* bytes in memory after a tenth of the files, and at the end */
} posting_figures;
bool measure_posting(posting_figures *out, const char *folder, unsigned claims);

#endif
