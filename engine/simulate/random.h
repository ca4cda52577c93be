/* engine/simulate/random.h - numbers that look like chance and come out the same for the same seed.
 *
 * Every subscriber, claim or remittance draws from a stream of its own, named by seed, kind and
 * index: what one of them uses up never shifts another. */
#ifndef SJ_SIMULATE_RANDOM_H
#define SJ_SIMULATE_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

typedef struct sj_sim_rng {
    uint64_t state;
} sj_sim_rng;

/* Kinds of streams. */
enum sj_sim_stream {
    SJ_SIM_STREAM_PEOPLE = 1,
    SJ_SIM_STREAM_FATES,
    SJ_SIM_STREAM_DECISIONS,
    SJ_SIM_STREAM_PAYMENTS,
    SJ_SIM_STREAM_MANGLING,
    SJ_SIM_STREAM_PATIENTS
};

/* The stream of one thing. */
sj_sim_rng sj_sim_rng_at(uint64_t seed, enum sj_sim_stream kind, uint64_t index);

uint64_t sj_sim_rng_next(sj_sim_rng *rng);

/* 0 to n - 1; n > 0. */
uint32_t sj_sim_below(sj_sim_rng *rng, uint32_t n);

/* low to high, both included. */
int64_t sj_sim_between(sj_sim_rng *rng, int64_t low, int64_t high);

/* True `percent` times in a hundred. */
bool sj_sim_chance(sj_sim_rng *rng, unsigned percent);

/* Twelve characters 0-9 A-Z that stand for a seed and a day; for numbers that must differ between
 * batches. */
void sj_sim_stamp(uint64_t seed, int32_t day, char out[13]);

#endif
