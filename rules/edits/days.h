/* rules/edits/days.h - what was billed for a patient on a day by a provider: the lines of claims
 * that came before, in the file or in the history.
 *
 * The published rules of the NCCI look at the day, not at the claim. Kept are 24 bytes a claim and
 * day and 16 a line, found by an 8-byte key; at a limit it takes no more. */
#ifndef SJ_EDITS_DAYS_H
#define SJ_EDITS_DAYS_H

#include <scrubjay/str.h>

typedef struct sj_day_line {
    uint64_t code; /* eight characters, as they stand in memory */
    int32_t units; /* whole; 0: not counted */
    bool separate; /* a modifier sets it apart */
} sj_day_line;

typedef struct sj_day_visit {
    uint64_t key;
    uint32_t older; /* 1 + the number of the visit before, of the same key; 0: none */
    uint32_t claim; /* whatever sj_days_add was told */
    uint32_t line, n_lines;
} sj_day_visit;

typedef struct sj_days {
    sj_day_visit *visits;
    sj_day_line *lines;
    uint32_t *slots; /* 1 + the number of a key's newest visit, above it bits of the key; 0: free */
    uint32_t n_visits, n_lines, visits_cap, lines_cap, slots_cap;
    bool full; /* something was not kept */
} sj_days;

void sj_days_dispose(sj_days *d);

/* Forget everything. */
void sj_days_clear(sj_days *d);

/* The newest visit of a key, then those before it; NULL when there is none. */
const sj_day_visit *sj_days_find(const sj_days *d, uint64_t key);
const sj_day_visit *sj_days_older(const sj_days *d, const sj_day_visit *v);

/* A key will be asked for soon. */
void sj_days_prefetch(const sj_days *d, uint64_t key);

/* Begin a visit; then put its lines. */
void sj_days_begin(sj_days *d, uint64_t key, uint32_t claim);
void sj_days_put(sj_days *d, const sj_day_line *line);

#endif
