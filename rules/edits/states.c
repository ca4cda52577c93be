/* rules/edits/states.c - states of the United States and the ZIP codes that lie in them.
 *
 * A ZIP code's first three digits name a mail centre; the ranges below are those of USPS by state.
 * Where a centre serves places over a border, its prefix stands in both states. */
#include "rules/edits/shapes.h"

#include <stdint.h>

enum { RANGES = 4 };

typedef struct range {
    uint16_t from, to;
} range;

#define STATE(a, b) ((uint16_t)((a) << 8 | (b)))

static const struct state {
    uint16_t name;      /* both letters as a number: ascending */
    range zips[RANGES]; /* prefixes; 0,0 ends them; none: not known */
} states[] = {{STATE('A', 'A'), {{340, 340}}},
              {STATE('A', 'E'), {{90, 99}}},
              {STATE('A', 'K'), {{995, 999}}},
              {STATE('A', 'L'), {{350, 352}, {354, 369}}},
              {STATE('A', 'P'), {{962, 966}}},
              {STATE('A', 'R'), {{716, 729}}},
              {STATE('A', 'S'), {{967, 967}}},
              {STATE('A', 'Z'), {{850, 865}}},
              {STATE('C', 'A'), {{900, 961}}},
              {STATE('C', 'O'), {{800, 816}}},
              {STATE('C', 'T'), {{60, 69}}},
              {STATE('D', 'C'), {{200, 205}, {569, 569}}},
              {STATE('D', 'E'), {{197, 199}}},
              {STATE('F', 'L'), {{320, 349}}},
              {STATE('F', 'M'), {{969, 969}}},
              {STATE('G', 'A'), {{300, 319}, {398, 399}}},
              {STATE('G', 'U'), {{969, 969}}},
              {STATE('H', 'I'), {{967, 968}}},
              {STATE('I', 'A'), {{500, 528}}},
              {STATE('I', 'D'), {{832, 838}}},
              {STATE('I', 'L'), {{600, 629}}},
              {STATE('I', 'N'), {{460, 479}}},
              {STATE('K', 'S'), {{660, 679}}},
              {STATE('K', 'Y'), {{400, 427}}},
              {STATE('L', 'A'), {{700, 714}}},
              {STATE('M', 'A'), {{10, 27}, {55, 55}}},
              {STATE('M', 'D'), {{203, 203}, {205, 219}}},
              {STATE('M', 'E'), {{38, 49}}},
              {STATE('M', 'H'), {{969, 969}}},
              {STATE('M', 'I'), {{480, 499}}},
              {STATE('M', 'N'), {{550, 567}}},
              {STATE('M', 'O'), {{630, 658}}},
              {STATE('M', 'P'), {{969, 969}}},
              {STATE('M', 'S'), {{386, 397}}},
              {STATE('M', 'T'), {{590, 599}}},
              {STATE('N', 'C'), {{270, 289}}},
              {STATE('N', 'D'), {{580, 588}}},
              {STATE('N', 'E'), {{680, 693}}},
              {STATE('N', 'H'), {{30, 38}}},
              {STATE('N', 'J'), {{70, 89}}},
              {STATE('N', 'M'), {{865, 865}, {870, 884}}},
              {STATE('N', 'V'), {{889, 898}}},
              {STATE('N', 'Y'), {{5, 5}, {63, 63}, {100, 149}}},
              {STATE('O', 'H'), {{430, 459}}},
              {STATE('O', 'K'), {{730, 732}, {734, 749}}},
              {STATE('O', 'R'), {{970, 979}}},
              {STATE('P', 'A'), {{150, 196}}},
              {STATE('P', 'R'), {{6, 7}, {9, 9}}},
              {STATE('P', 'W'), {{969, 969}}},
              {STATE('R', 'I'), {{28, 29}}},
              {STATE('S', 'C'), {{290, 299}}},
              {STATE('S', 'D'), {{570, 577}}},
              {STATE('T', 'N'), {{370, 385}, {422, 422}}},
              {STATE('T', 'X'), {{733, 733}, {739, 739}, {750, 799}, {885, 885}}},
              {STATE('U', 'T'), {{840, 847}}},
              {STATE('V', 'A'), {{201, 201}, {203, 203}, {220, 246}}},
              {STATE('V', 'I'), {{8, 8}}},
              {STATE('V', 'T'), {{50, 54}, {56, 59}}},
              {STATE('W', 'A'), {{980, 994}}},
              {STATE('W', 'I'), {{530, 549}}},
              {STATE('W', 'V'), {{247, 268}}},
              {STATE('W', 'Y'), {{820, 831}, {834, 834}}}};

static const struct state *find(sj_str name) {
    if (name.len != 2) return NULL;
    uint16_t wanted = STATE((unsigned char)name.ptr[0], (unsigned char)name.ptr[1]);
    size_t low = 0, high = sizeof states / sizeof *states;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (states[mid].name == wanted) return &states[mid];
        if (states[mid].name > wanted)
            high = mid;
        else
            low = mid + 1;
    }
    return NULL;
}

bool sj_state_valid(sj_str state) {
    return find(state) != NULL;
}

bool sj_zip_in_state(sj_str zip, sj_str state) {
    const struct state *s = find(state);
    if (!s || zip.len < 3 || !sj_all_digits((sj_str){zip.ptr, 3})) return true;
    int prefix = 100 * (zip.ptr[0] - '0') + 10 * (zip.ptr[1] - '0') + (zip.ptr[2] - '0');
    for (int i = 0; i < RANGES && s->zips[i].to; i++)
        if (prefix >= s->zips[i].from && prefix <= s->zips[i].to) return true;
    return false;
}
