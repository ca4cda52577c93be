/* engine/simulate/random.c - splitmix64: one addition and three multiplications a number, and any
 * 64-bit value is a good start, which is what makes a stream for each thing cheap. */
#include "engine/simulate/random.h"

static uint64_t mix(uint64_t z) {
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

sj_sim_rng sj_sim_rng_at(uint64_t seed, enum sj_sim_stream kind, uint64_t index) {
    uint64_t state = mix(seed + UINT64_C(0x9e3779b97f4a7c15));
    state = mix(state ^ ((uint64_t)kind << 56));
    return (sj_sim_rng){mix(state + index * UINT64_C(0xd1342543de82ef95))};
}

uint64_t sj_sim_rng_next(sj_sim_rng *rng) {
    rng->state += UINT64_C(0x9e3779b97f4a7c15);
    return mix(rng->state);
}

uint32_t sj_sim_below(sj_sim_rng *rng, uint32_t n) {
    return (uint32_t)(((sj_sim_rng_next(rng) >> 32) * n) >> 32);
}

int64_t sj_sim_between(sj_sim_rng *rng, int64_t low, int64_t high) {
    return low + sj_sim_below(rng, (uint32_t)(high - low) + 1);
}

bool sj_sim_chance(sj_sim_rng *rng, unsigned percent) {
    return sj_sim_below(rng, 100) < percent;
}

void sj_sim_stamp(uint64_t seed, int32_t day, char out[13]) {
    uint64_t n = mix(mix(seed) + (uint64_t)(uint32_t)day);
    for (int i = 0; i < 12; i++, n /= 36) out[i] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[n % 36];
    out[12] = 0;
}
