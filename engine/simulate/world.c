/* engine/simulate/world.c - places, practices, payers and people. */
#include "engine/simulate/world.h"

#include <stdio.h>
#include <string.h>

#define COUNT(a) (unsigned)(sizeof(a) / sizeof *(a))

static const sj_sim_place places[] = {
    {"SPRINGFIELD", "IL", "627010001", "217"}, {"DAYTON", "OH", "454020012", "937"},
    {"SALEM", "OR", "973010123", "503"},       {"MADISON", "WI", "537030104", "608"},
    {"ALBANY", "NY", "122070015", "518"},      {"AUSTIN", "TX", "787010016", "512"},
    {"TUCSON", "AZ", "857010207", "520"},      {"BOISE", "ID", "837020118", "208"},
    {"MACON", "GA", "312010029", "478"},       {"OMAHA", "NE", "681020310", "402"},
    {"TOPEKA", "KS", "666030111", "785"},      {"CONCORD", "NH", "033010212", "603"},
};

static const sj_sim_practice practices[] = {
    {"SAMPLE FAMILY MEDICINE", NULL, "207Q00000X", "364417205", "100 SAMPLE STREET", 0, 4,
     SJ_SIM_FAMILY | SJ_SIM_CHILDREN, "14D0123456", 20},
    {"TESTCASE INTERNAL MEDICINE", NULL, "207R00000X", "311846027", "22 TESTCASE AVENUE", 1, 5,
     SJ_SIM_FAMILY, "36D0234567", 18},
    {"MERGANSER TEST PEDIATRICS", NULL, "208000000X", "930725148", "7 EXAMPLE ROAD", 2, 3,
     SJ_SIM_CHILDREN, "38D0345678", 10},
    {"HERON SAMPLE URGENT CARE", NULL, "261QU0200X", "391503862", "480 PLACEHOLDER LANE", 3, 4,
     SJ_SIM_URGENT, "52D0456789", 8},
    {"FINCH TEST BEHAVIORAL HEALTH", NULL, "261QM0801X", "141690753", "15 SAMPLE SQUARE", 4, 4,
     SJ_SIM_MIND, NULL, 6},
    {"OSPREY SAMPLE THERAPY", NULL, "261QP2000X", "742938416", "900 TESTCASE BOULEVARD", 5, 4,
     SJ_SIM_THERAPY, NULL, 9},
    {"KESTREL TEST RADIOLOGY", NULL, "2085R0202X", "860417392", "31 EXAMPLE COURT", 6, 3,
     SJ_SIM_RADIOLOGY, NULL, 5},
    {"PELICAN SAMPLE ANESTHESIA", NULL, "207L00000X", "820539174", "64 FICTION STREET", 7, 4,
     SJ_SIM_ANESTHESIA, NULL, 3},
    {"SANDPIPER TEST HOSPITALISTS", NULL, "208M00000X", "581274936", "210 PLACEHOLDER WAY", 8, 6,
     SJ_SIM_HOSPITAL, NULL, 9},
    {"PLOVER SAMPLE ORTHOPEDICS", NULL, "207X00000X", "470861523", "5 TESTCASE PLAZA", 9, 3,
     SJ_SIM_BONES, NULL, 6},
    {"WARBLER-TEST", "OLIVE", "207Q00000X", "481392607", "12 EXAMPLE STREET", 10, 0, SJ_SIM_FAMILY,
     "17D0567890", 4},
    {"BUNTING-SAMPLE", "RUSSET", "2084P0800X", "020748315", "3 FICTION AVENUE", 11, 0, SJ_SIM_MIND,
     NULL, 2},
};

static const sj_sim_plan plans[] = {
    {"EVERGREEN SAMPLE HEALTH", "90001", "CI", 30}, {"BLUEJAY MUTUAL TEST PLAN", "90002", "BL", 25},
    {"CARDINAL TEST HMO", "90003", "HM", 15},       {"MEDICARE PART B TEST", "90004", "MB", 0},
    {"PRAIRIE SAMPLE MEDICAID", "90005", "MC", 20}, {"HARBOR TEST TRICARE", "90006", "CH", 10},
};
enum { MEDICARE = 3 };

static const sj_sim_facility facilities[] = {
    {"CORMORANT TEST HOSPITAL", "1 FICTION DRIVE", 8, "21"},
    {"CORMORANT TEST OUTPATIENT", "2 FICTION DRIVE", 8, "22"},
    {"CORMORANT TEST EMERGENCY", "3 FICTION DRIVE", 8, "23"},
    {"HERON SAMPLE WALK-IN", "482 PLACEHOLDER LANE", 3, "20"},
};
enum { FACILITY_SERIAL = 5000 };

static const char *const last_names[] = {
    "TESTCASE-WREN",    "SAMPLE-FINCH",    "TESTCASE-HERON",   "SAMPLE-LARK",     "TESTCASE-ROBIN",
    "SAMPLE-SWIFT",     "TESTCASE-CRANE",  "SAMPLE-MARTIN",    "TESTCASE-DOVE",   "SAMPLE-FALCON",
    "TESTCASE-PIPIT",   "SAMPLE-OWL",      "TESTCASE-GULL",    "SAMPLE-TERN",     "TESTCASE-QUAIL",
    "SAMPLE-IBIS",      "TESTCASE-EGRET",  "SAMPLE-RAVEN",     "TESTCASE-THRUSH", "SAMPLE-VIREO",
    "TESTCASE-GREBE",   "SAMPLE-COOT",     "TESTCASE-SNIPE",   "SAMPLE-STORK",    "TESTCASE-LOON",
    "SAMPLE-TOWHEE",    "TESTCASE-JUNCO",  "SAMPLE-SISKIN",    "TESTCASE-KITE",   "SAMPLE-PETREL",
    "TESTCASE-PUFFIN",  "SAMPLE-AVOCET",   "TESTCASE-BITTERN", "SAMPLE-CURLEW",   "TESTCASE-DUNLIN",
    "SAMPLE-EIDER",     "TESTCASE-FULMAR", "SAMPLE-GANNET",    "TESTCASE-HOOPOE", "SAMPLE-JACANA",
    "TESTCASE-KNOT",    "SAMPLE-LINNET",   "TESTCASE-MERLIN",  "SAMPLE-NUTHATCH", "TESTCASE-ORIOLE",
    "SAMPLE-PLOVER",    "TESTCASE-RAIL",   "SAMPLE-SHRIKE",    "TESTCASE-TEAL",   "SAMPLE-WIGEON",
    "TESTCASE-WHIMBREL"};
static const char *const first_names[] = {
    "AMBER",   "AZURE",   "CORAL",   "CRIMSON", "CYAN",     "EBONY",  "EMERALD", "GARNET",
    "HAZEL",   "INDIGO",  "IVORY",   "JADE",    "LAVENDER", "LILAC",  "MAGENTA", "MAROON",
    "OCHRE",   "OLIVE",   "PEARL",   "ROSE",    "RUBY",     "RUSSET", "SAFFRON", "SAGE",
    "SCARLET", "SIENNA",  "SILVER",  "TAWNY",   "TEAL",     "UMBER",  "VIOLET",  "ALABASTER",
    "AUBURN",  "BRONZE",  "CARMINE", "CERISE",  "CINNABAR", "COBALT", "COPPER",  "CREAM",
    "FAWN",    "FUCHSIA", "GINGER",  "GOLDEN",  "HENNA",    "MAUVE",  "MINT",    "MOSS",
    "PEACH",   "PLUM",    "ROWAN",   "SEPIA"};
static const char *const streets[] = {
    "SAMPLE STREET", "TESTCASE AVENUE", "EXAMPLE ROAD", "PLACEHOLDER LANE", "FICTION DRIVE",
};

unsigned sj_sim_practices(void) {
    return COUNT(practices);
}
const sj_sim_practice *sj_sim_practice_at(unsigned i) {
    return &practices[i % COUNT(practices)];
}

unsigned sj_sim_pick_practice(sj_sim_rng *rng) {
    unsigned total = 0, i = 0;
    for (unsigned k = 0; k < COUNT(practices); k++) total += practices[k].weight;
    unsigned at = sj_sim_below(rng, total);
    while (at >= practices[i].weight) at -= practices[i++].weight;
    return i;
}

const sj_sim_place *sj_sim_place_at(unsigned i) {
    return &places[i % COUNT(places)];
}
unsigned sj_sim_plans(void) {
    return COUNT(plans);
}
const sj_sim_plan *sj_sim_plan_at(unsigned i) {
    return &plans[i % COUNT(plans)];
}
bool sj_sim_plan_is_medicare(const sj_sim_plan *p) {
    return p == &plans[MEDICARE];
}
const sj_sim_plan *sj_sim_medicare(void) {
    return &plans[MEDICARE];
}

const sj_sim_facility *sj_sim_facility_at(const char *pos, unsigned *serial) {
    for (unsigned i = 0; i < COUNT(facilities); i++) {
        if (strcmp(facilities[i].pos, pos) != 0) continue;
        *serial = FACILITY_SERIAL + i;
        return &facilities[i];
    }
    return NULL;
}

const sj_sim_plan *sj_sim_pick_plan(sj_sim_rng *rng, int age) {
    if (age >= 65 && sj_sim_chance(rng, 75)) return &plans[MEDICARE];
    unsigned total = 0;
    for (unsigned i = 0; i < COUNT(plans); i++) total += plans[i].weight;
    unsigned at = sj_sim_below(rng, total), i = 0;
    while (at >= plans[i].weight) at -= plans[i++].weight;
    return &plans[i];
}

void sj_sim_make_person(sj_sim_rng *rng, sj_date day, int from_age, int to_age, char sex,
                        sj_sim_person *out) {
    int year, month, date;
    sj_date_split(day, &year, &month, &date);
    /* A year inside the young end: the age must fit on days of service before `day` as well. */
    sj_date youngest = sj_date_of(year - from_age - 1, month, 1);
    sj_date oldest = sj_date_of(year - to_age, month, 28);
    if (oldest > youngest) oldest = youngest;
    out->last = last_names[sj_sim_below(rng, COUNT(last_names))];
    out->first = first_names[sj_sim_below(rng, COUNT(first_names))];
    out->sex = sex ? sex : sj_sim_chance(rng, 50) ? 'F' : 'M';
    out->born = (sj_date)sj_sim_between(rng, oldest, youngest);
    snprintf(out->street, sizeof out->street, "%u %s", 100 + sj_sim_below(rng, 9000),
             streets[sj_sim_below(rng, COUNT(streets))]);
    out->place = (uint8_t)sj_sim_below(rng, COUNT(places));
}

sj_sim_name sj_sim_name_of(unsigned serial) {
    return (sj_sim_name){last_names[serial * 7 % COUNT(last_names)],
                         first_names[serial * 11 % COUNT(first_names)]};
}

/* Nine digits and the digit that makes the Luhn sum with the card issuer's prefix 80840 (worth 24)
 * a multiple of ten. */
void sj_sim_npi(unsigned serial, char out[11]) {
    snprintf(out, 11, "19999%04u", serial % 10000);
    unsigned sum = 24;
    for (int i = 0; i < 9; i++) {
        unsigned digit = (unsigned)(out[i] - '0') * (i % 2 ? 1 : 2);
        sum += digit > 9 ? digit - 9 : digit;
    }
    out[9] = (char)('0' + (10 - sum % 10) % 10);
    out[10] = 0;
}

void sj_sim_member_id(sj_sim_rng *rng, const sj_sim_plan *p, char out[12]) {
    static const char letters[] = "ACDEFGHJKMNPQRTUVWXY"; /* as Medicare uses them */
    if (!sj_sim_plan_is_medicare(p)) {
        snprintf(out, 12, "%c%09u", letters[sj_sim_below(rng, sizeof letters - 1)],
                 100000000 + sj_sim_below(rng, 899999999));
        return;
    }
    static const char shape[] = "CANNANNAANN"; /* C: 1-9, A: a letter, N: a digit */
    for (int i = 0; i < 11; i++) {
        if (shape[i] == 'A')
            out[i] = letters[sj_sim_below(rng, sizeof letters - 1)];
        else if (shape[i] == 'C')
            out[i] = (char)('1' + sj_sim_below(rng, 9));
        else
            out[i] = (char)('0' + sj_sim_below(rng, 10));
    }
    out[11] = 0;
}
