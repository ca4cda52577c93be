#!/usr/bin/env bash
# The kernels on arm64: NEON compiles without a warning, is the one that is chosen, and says what the scalar one says.
# Skipped where there is no cross compiler (Debian: gcc-aarch64-linux-gnu); run where there is qemu-user-static.
set -euo pipefail
command -v aarch64-linux-gnu-gcc > /dev/null || exit 77
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cat > "$work/compare.c" <<'C'
#include "parsers/x12/kernel.h"
#include <stdio.h>
#include <string.h>

enum { SIZE = 777, ROOM = SIZE + SJ_SCAN_SLACK, TIMES = 20000 };

typedef struct answer {
    sj_scan scan;
    uint32_t words[1 + 3 * ROOM];
    sj_scan_end ends[ROOM];
    uint8_t filled[ROOM / 8 + 1];
} answer;

static void run(answer *a, const sj_kernel *k, const char *p, uint32_t len, const sj_delimiters *d) {
    memset(a, 0, sizeof *a);
    uint32_t *words = a->words + 1;
    words[-1] = UINT32_MAX;
    a->scan = (sj_scan){.marks = words,
                        .subs = words + ROOM,
                        .odd = words + 2 * ROOM,
                        .ends = a->ends,
                        .filled = a->filled};
    k->scan(&a->scan, p, len, d);
}

/* Do the bits of all marks agree? */
static bool are_filled_alike(const sj_scan *a, const sj_scan *b) {
    for (uint32_t i = 0; i < a->n_marks; i++)
        if ((a->filled[i / 8] ^ b->filled[i / 8]) >> i % 8 & 1) return false;
    return true;
}

int main(void) {
    static const char bytes[] = "AB01 *:^~\n\r\xC3\xA9\t";
    static answer neon, scalar;
    const sj_delimiters d = {
        .element = '*', .component = ':', .repetition = '^', .terminator = '~'};
    const sj_kernel *best = sj_kernel_at(0);
    unsigned seed = 1;
    char text[SIZE];
    if (strcmp(best->name, "neon") != 0 || !best->is_supported()) return puts("NEON is not chosen"), 1;
    for (int n = 0; n < TIMES; n++) {
        for (int i = 0; i < SIZE; i++) {
            seed = seed * 1664525 + 1013904223;
            text[i] = bytes[(seed >> 16) % (sizeof bytes - 1)];
        }
        run(&neon, best, text, (uint32_t)(n % SIZE), &d);
        run(&scalar, &sj_kernel_scalar, text, (uint32_t)(n % SIZE), &d);
        const sj_scan *a = &neon.scan, *b = &scalar.scan;
        if (a->n_marks != b->n_marks || a->n_subs != b->n_subs || a->n_odd != b->n_odd ||
            a->n_ends != b->n_ends || memcmp(a->marks, b->marks, a->n_marks * sizeof *a->marks) ||
            memcmp(a->subs, b->subs, a->n_subs * sizeof *a->subs) ||
            memcmp(a->odd, b->odd, a->n_odd * sizeof *a->odd) ||
            memcmp(a->ends, b->ends, a->n_ends * sizeof *a->ends) || !are_filled_alike(a, b))
            return printf("input %d differs\n", n), 1;
    }
    return 0;
}
C
cd "$SOURCE"
aarch64-linux-gnu-gcc -std=gnu17 -O2 -Wall -Wextra -Werror -static -I. -Iinclude parsers/x12/kernel*.c \
    "$work/compare.c" -o "$work/compare"
command -v qemu-aarch64-static > /dev/null || exit 0
qemu-aarch64-static "$work/compare"
