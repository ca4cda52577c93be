/* engine/simulate/visits.c - the kinds of visits, as rows: who comes, why, what is done, what it
 * costs. */
#include "engine/simulate/world.h"

#define COUNT(a) (unsigned)(sizeof(a) / sizeof *(a))

/* clang-format off */
/* A table: one row a visit, and in it one a service. */

/* code, modifiers, dollars from and to, most units, per cent, pointers */
#define S(code, m1, m2, low, high, units, percent, p1, p2) \
    {code, {m1, m2}, low, high, units, percent, {p1, p2}, NULL, NULL}
#define DRUG(code, m1, low, high, units, percent, p1, ndc, unit) \
    {code, {m1, NULL}, low, high, units, percent, {p1, NULL}, ndc, unit}

static const sj_sim_visit visits[] = {
    /* the family doctor */
    {SJ_SIM_FAMILY, "11", 30, 84, 0, SJ_SIM_LAB | SJ_SIM_REFERRED, {"E119", "I10", "E785", "Z7984"},
     {S("99214", NULL, NULL, 160, 240, 1, 100, "1", "2"),
      S("36415", NULL, NULL, 8, 20, 1, 100, "1", NULL),
      S("80053", NULL, NULL, 25, 60, 1, 80, "1", "2"),
      S("80061", NULL, NULL, 30, 70, 1, 70, "3", NULL),
      S("83036", NULL, NULL, 20, 45, 1, 90, "1", NULL),
      S("82043", NULL, NULL, 15, 40, 1, 40, "1", NULL)}},
    {SJ_SIM_FAMILY, "11", 35, 84, 0, 0, {"I10", "E785", "Z87891", "R5383"},
     {S("99213", "25", NULL, 110, 170, 1, 100, "1", "2"),
      S("93000", NULL, NULL, 35, 80, 1, 90, "1", NULL),
      S("36415", NULL, NULL, 8, 20, 1, 60, "1", "2")}},
    {SJ_SIM_FAMILY, "11", 18, 80, 0, SJ_SIM_ONSET, {"M5450", "M542"},
     {S("99213", "25", NULL, 110, 170, 1, 100, "1", "2"),
      S("20552", NULL, NULL, 90, 160, 1, 70, "1", NULL)}},
    {SJ_SIM_FAMILY, "11", 40, 64, 0, SJ_SIM_LAB | SJ_SIM_REFERRED, {"Z0000", "Z13220"},
     {S("99396", NULL, NULL, 180, 260, 1, 100, "1", NULL),
      S("36415", NULL, NULL, 8, 20, 1, 100, "2", NULL),
      S("80061", NULL, NULL, 30, 70, 1, 100, "2", NULL),
      S("80053", NULL, NULL, 25, 60, 1, 60, "1", NULL)}},
    {SJ_SIM_FAMILY, "11", 50, 84, 0, 0, {"E538"},
     {S("96372", NULL, NULL, 30, 60, 1, 100, "1", NULL),
      DRUG("J3420", NULL, 5, 15, 1, 100, "1", "99999012301", "ML")}},
    {SJ_SIM_FAMILY, "11", 20, 62, 0, SJ_SIM_ONSET, {"M5450", "M542"},
     {S("99213", "25", NULL, 110, 170, 1, 100, "1", NULL),
      S("96372", NULL, NULL, 30, 60, 1, 100, "1", NULL),
      DRUG("J1885", NULL, 4, 12, 4, 100, "1", "99999045602", "ML")}},
    {SJ_SIM_FAMILY, "11", 30, 80, 0, SJ_SIM_LAB | SJ_SIM_REFERRED, {"R5383", "K219", "E039", "Z87891"},
     {S("99214", NULL, NULL, 160, 240, 1, 100, "1", "2"),
      S("36415", NULL, NULL, 8, 20, 1, 100, "1", NULL),
      S("85025", NULL, NULL, 15, 40, 1, 90, "1", NULL),
      S("84443", NULL, NULL, 30, 70, 1, 90, "3", NULL),
      S("82607", NULL, NULL, 25, 60, 1, 40, "1", NULL)}},
    /* children */
    {SJ_SIM_CHILDREN, "11", 5, 11, 0, 0, {"Z00129"},
     {S("99393", "25", NULL, 130, 210, 1, 100, "1", NULL),
      S("92551", NULL, NULL, 20, 45, 1, 70, "1", NULL),
      S("99173", NULL, NULL, 10, 25, 1, 60, "1", NULL)}},
    {SJ_SIM_CHILDREN, "11", 3, 17, 0, SJ_SIM_LAB | SJ_SIM_ONSET, {"J029", "R509"},
     {S("99213", "25", NULL, 110, 170, 1, 100, "1", "2"),
      S("87880", "QW", NULL, 20, 45, 1, 100, "1", NULL)}},
    {SJ_SIM_CHILDREN, "11", 1, 12, 0, SJ_SIM_ONSET, {"H6690", "R509"},
     {S("99213", "25", NULL, 110, 170, 1, 100, "1", NULL),
      S("92567", NULL, NULL, 25, 50, 1, 60, "1", NULL)}},
    /* urgent care */
    {SJ_SIM_URGENT, "20", 16, 70, 0, SJ_SIM_LAB | SJ_SIM_ONSET, {"J069", "R509"},
     {S("99203", "25", NULL, 150, 230, 1, 100, "1", "2"),
      S("87804", "QW", NULL, 20, 50, 1, 80, "1", "2"),
      S("87880", "QW", NULL, 20, 45, 1, 60, "1", NULL)}},
    {SJ_SIM_URGENT, "20", 12, 60, 0, SJ_SIM_ACCIDENT | SJ_SIM_REFERRED, {"S93401A"},
     {S("99203", "25", NULL, 150, 230, 1, 100, "1", NULL),
      S("73610", "RT", NULL, 60, 120, 1, 80, "1", NULL)}},
    /* psychiatry and psychology */
    {SJ_SIM_MIND, "11", 18, 75, 0, 0, {"F411"},
     {S("90834", NULL, NULL, 110, 170, 1, 100, "1", NULL)}},
    {SJ_SIM_MIND, "11", 18, 80, 0, 0, {"F331", "F411"},
     {S("99214", NULL, NULL, 160, 240, 1, 100, "1", "2"),
      S("90833", NULL, NULL, 80, 130, 1, 90, "1", NULL)}},
    {SJ_SIM_MIND, "10", 18, 60, 0, 0, {"F331", "F411"},
     {S("90837", "95", NULL, 150, 220, 1, 100, "1", "2")}},
    {SJ_SIM_MIND, "11", 14, 60, 0, 0, {"F4323"},
     {S("90791", NULL, NULL, 180, 280, 1, 100, "1", NULL)}},
    /* physical therapy */
    {SJ_SIM_THERAPY, "11", 25, 84, 0, SJ_SIM_REFERRED, {"M25511", "M542"},
     {S("97110", "GP", NULL, 35, 60, 3, 100, "1", NULL),
      S("97112", "GP", NULL, 35, 60, 2, 60, "1", NULL),
      S("97140", "GP", NULL, 35, 55, 2, 80, "1", "2"),
      S("97035", "GP", NULL, 15, 30, 1, 40, "2", NULL)}},
    {SJ_SIM_THERAPY, "11", 25, 84, 0, SJ_SIM_REFERRED, {"M5450"},
     {S("97161", "GP", NULL, 90, 150, 1, 100, "1", NULL),
      S("97110", "GP", NULL, 35, 60, 2, 100, "1", NULL),
      S("97112", "GP", NULL, 35, 60, 1, 50, "1", NULL)}},
    /* radiology, read in the hospital */
    {SJ_SIM_RADIOLOGY, "22", 18, 88, 0, SJ_SIM_REFERRED, {"R059"},
     {S("71046", "26", NULL, 20, 45, 1, 100, "1", NULL)}},
    {SJ_SIM_RADIOLOGY, "22", 18, 88, 0, SJ_SIM_REFERRED, {"M25511"},
     {S("73030", "26", "RT", 18, 40, 1, 100, "1", NULL)}},
    {SJ_SIM_RADIOLOGY, "22", 25, 88, 0, SJ_SIM_REFERRED, {"R519"},
     {S("70450", "26", NULL, 80, 160, 1, 100, "1", NULL)}},
    /* anesthesia for a colonoscopy */
    {SJ_SIM_ANESTHESIA, "22", 45, 80, 0, SJ_SIM_MINUTES, {"K635"},
     {S("00811", "AA", "P2", 12, 20, 90, 100, "1", NULL)}},
    /* the hospital: days on the ward, and the emergency room */
    {SJ_SIM_HOSPITAL, "21", 40, 90, 0, SJ_SIM_ADMITTED, {"J189", "N179", "I10", "E119"},
     {S("99223", NULL, NULL, 280, 420, 1, 100, "1", "2"),
      S("99232", NULL, NULL, 130, 190, 1, 100, "1", "2"),
      S("99232", NULL, NULL, 130, 190, 1, 80, "1", NULL),
      S("99232", NULL, NULL, 130, 190, 1, 60, "1", "3"),
      S("99231", NULL, NULL, 80, 130, 1, 50, "1", NULL),
      S("99238", NULL, NULL, 140, 200, 1, 100, "1", NULL)}},
    {SJ_SIM_HOSPITAL, "23", 18, 88, 0, 0, {"R0789", "I10"},
     {S("99284", "25", NULL, 280, 420, 1, 100, "1", NULL),
      S("93010", NULL, NULL, 20, 45, 1, 80, "1", NULL)}},
    {SJ_SIM_HOSPITAL, "23", 18, 70, 'F', 0, {"N390", "R109"},
     {S("99283", NULL, NULL, 200, 300, 1, 100, "1", "2")}},
    /* bones and joints */
    {SJ_SIM_BONES, "11", 45, 84, 0, 0, {"M1711"},
     {S("99213", "25", NULL, 110, 170, 1, 100, "1", NULL),
      S("20610", "RT", NULL, 140, 230, 1, 100, "1", NULL),
      DRUG("J3301", "JZ", 3, 8, 4, 100, "1", "99999078903", "ML")}},
    {SJ_SIM_BONES, "11", 45, 84, 0, SJ_SIM_REFERRED, {"M1712"},
     {S("99204", "25", NULL, 220, 330, 1, 100, "1", NULL),
      S("73562", "LT", NULL, 60, 110, 1, 90, "1", NULL)}},
};

/* clang-format on */

const sj_sim_visit *sj_sim_pick_visit(sj_sim_rng *rng, unsigned fields) {
    unsigned fitting = 0;
    for (unsigned i = 0; i < COUNT(visits); i++) fitting += (visits[i].field & fields) != 0;
    unsigned at = sj_sim_below(rng, fitting), i = 0;
    while (!(visits[i].field & fields) || at--) i++;
    return &visits[i];
}
