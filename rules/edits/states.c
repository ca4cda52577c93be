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

static const struct state {
    char name[3];
    range zips[RANGES]; /* prefixes; 0,0 ends them; none: not known */
} states[] = {{"AA", {{340, 340}}},
              {"AE", {{90, 99}}},
              {"AK", {{995, 999}}},
              {"AL", {{350, 352}, {354, 369}}},
              {"AP", {{962, 966}}},
              {"AR", {{716, 729}}},
              {"AS", {{967, 967}}},
              {"AZ", {{850, 865}}},
              {"CA", {{900, 961}}},
              {"CO", {{800, 816}}},
              {"CT", {{60, 69}}},
              {"DC", {{200, 205}, {569, 569}}},
              {"DE", {{197, 199}}},
              {"FL", {{320, 349}}},
              {"FM", {{969, 969}}},
              {"GA", {{300, 319}, {398, 399}}},
              {"GU", {{969, 969}}},
              {"HI", {{967, 968}}},
              {"IA", {{500, 528}}},
              {"ID", {{832, 838}}},
              {"IL", {{600, 629}}},
              {"IN", {{460, 479}}},
              {"KS", {{660, 679}}},
              {"KY", {{400, 427}}},
              {"LA", {{700, 714}}},
              {"MA", {{10, 27}, {55, 55}}},
              {"MD", {{203, 203}, {205, 219}}},
              {"ME", {{38, 49}}},
              {"MH", {{969, 969}}},
              {"MI", {{480, 499}}},
              {"MN", {{550, 567}}},
              {"MO", {{630, 658}}},
              {"MP", {{969, 969}}},
              {"MS", {{386, 397}}},
              {"MT", {{590, 599}}},
              {"NC", {{270, 289}}},
              {"ND", {{580, 588}}},
              {"NE", {{680, 693}}},
              {"NH", {{30, 38}}},
              {"NJ", {{70, 89}}},
              {"NM", {{865, 865}, {870, 884}}},
              {"NV", {{889, 898}}},
              {"NY", {{5, 5}, {63, 63}, {100, 149}}},
              {"OH", {{430, 459}}},
              {"OK", {{730, 732}, {734, 749}}},
              {"OR", {{970, 979}}},
              {"PA", {{150, 196}}},
              {"PR", {{6, 7}, {9, 9}}},
              {"PW", {{969, 969}}},
              {"RI", {{28, 29}}},
              {"SC", {{290, 299}}},
              {"SD", {{570, 577}}},
              {"TN", {{370, 385}, {422, 422}}},
              {"TX", {{733, 733}, {739, 739}, {750, 799}, {885, 885}}},
              {"UT", {{840, 847}}},
              {"VA", {{201, 201}, {203, 203}, {220, 246}}},
              {"VI", {{8, 8}}},
              {"VT", {{50, 54}, {56, 59}}},
              {"WA", {{980, 994}}},
              {"WI", {{530, 549}}},
              {"WV", {{247, 268}}},
              {"WY", {{820, 831}, {834, 834}}}};

static const struct state *find(sj_str name) {
    if (name.len != 2) return NULL;
    size_t low = 0, high = sizeof states / sizeof *states;
    while (low < high) {
        size_t mid = (low + high) / 2;
        int order = memcmp(name.ptr, states[mid].name, 2);
        if (order == 0) return &states[mid];
        if (order < 0)
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
    if (!s || !sj_zip_valid(zip)) return true;
    int prefix = 100 * (zip.ptr[0] - '0') + 10 * (zip.ptr[1] - '0') + (zip.ptr[2] - '0');
    for (int i = 0; i < RANGES && s->zips[i].to; i++)
        if (prefix >= s->zips[i].from && prefix <= s->zips[i].to) return true;
    return false;
}
