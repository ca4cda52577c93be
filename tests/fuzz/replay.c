/* Runs a fuzz target without libFuzzer: on every file below the folders named, and on some damaged
 * forms of each, the same in every run.
 *
 *   fuzz_reader FOLDER|FILE…        prints how many inputs were tried */
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/fuzz/fuzz.h"

enum { MOST = 256 * 1024, DAMAGED = 6, SECONDS = 20 /* for one input */ };

static const char *current = "";
static unsigned long inputs;
static uint32_t state;

static uint32_t next_random(void) {
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state;
}

/* Says which file it was, then dies of the signal all the same. */
static void on_signal(int number) {
    static const char text[] = "\nthe input, or one made from it, was: ";
    ssize_t n = write(2, text, sizeof text - 1);
    n += write(2, current, strlen(current));
    signal(number, SIG_DFL);
    raise(n < 0 ? SIGABRT : number);
}

/* From memory of just its length, so that a byte too far is seen. */
static void try_input(const uint8_t *bytes, size_t len) {
    uint8_t *exact = malloc(len ? len : 1);
    if (!exact) abort();
    memcpy(exact, bytes, len);
    alarm(SECONDS);
    LLVMFuzzerTestOneInput(exact, len);
    alarm(0);
    free(exact);
    inputs++;
}

/* Some bytes changed, taken out or put in, or the end cut off. */
static size_t damage(uint8_t *to, const uint8_t *from, size_t len) {
    static const char odd[] = "*:^~\r\n\n |>\0\x1a\x80ISAIEASTSEGSGEHLCLMCLPBIN0123456789";
    size_t n = 0;
    uint32_t rarity = 1 + (uint32_t)len / (1 + next_random() % 16);
    for (size_t i = 0; i < len && n < MOST; i++) {
        uint32_t what = next_random() % (rarity * 4);
        uint8_t c = (uint8_t)odd[next_random() % (sizeof odd - 1)];
        if (what == 0) continue;
        if (what == 1) i += next_random() % 40;
        if (i >= len) break;
        if (what == 2) to[n++] = c;
        if (n < MOST) to[n++] = what == 3 ? c : from[i];
    }
    return next_random() % 4 == 0 ? next_random() % (n + 1) : n;
}

static int try_file(const char *path, const struct stat *about, int type, struct FTW *where) {
    (void)about, (void)where;
    if (type != FTW_F) return 0;
    static uint8_t bytes[MOST], damaged[MOST + 1];
    FILE *f = fopen(path, "rb");
    if (!f) return 0;
    size_t len = fread(bytes, 1, MOST, f);
    fclose(f);
    current = path;
    state = 2463534242u + (uint32_t)len;
    try_input(bytes, len);
    for (int i = 0; i < DAMAGED; i++) try_input(damaged, damage(damaged, bytes, len));
    return 0;
}

int main(int argc, char **argv) {
    signal(SIGALRM, on_signal); /* took too long */
    signal(SIGABRT, on_signal);
    try_input((const uint8_t *)"", 0);
    for (int i = 1; i < argc; i++) {
        if (nftw(argv[i], try_file, 16, FTW_PHYS) == 0) continue;
        perror(argv[i]);
        return 2;
    }
    printf("%lu inputs\n", inputs);
    return inputs > 1 ? 0 : 2;
}
