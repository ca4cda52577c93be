/* engine/simulate/world.h - who and what claims are made of: places, practices, payers, people,
 * visits.
 *
 * Everything is plainly made up: names are colours with birds, addresses lie in Sample Street,
 * phone numbers are 555-01xx, NPIs stand in one small range (19999…) and have a right check digit.
 * Codes are real ones that have been billable for years. */
#ifndef SJ_SIMULATE_WORLD_H
#define SJ_SIMULATE_WORLD_H

#include "engine/simulate/random.h"

#include <scrubjay/date.h>

typedef struct sj_sim_place {
    const char *city, *state, *zip; /* nine digits */
    const char *area;               /* of its phone numbers */
} sj_sim_place;

/* What a practice does; a visit belongs to one of these. */
enum sj_sim_field {
    SJ_SIM_FAMILY = 1,
    SJ_SIM_CHILDREN = 2,
    SJ_SIM_URGENT = 4,
    SJ_SIM_MIND = 8,
    SJ_SIM_THERAPY = 16,
    SJ_SIM_RADIOLOGY = 32,
    SJ_SIM_ANESTHESIA = 64,
    SJ_SIM_HOSPITAL = 128,
    SJ_SIM_BONES = 256
};

/* A billing provider. Its NPI has serial 10 times its index, its doctors' follow. */
typedef struct sj_sim_practice {
    const char *name;  /* of the organisation, or the doctor's last name */
    const char *first; /* the doctor's first name where one doctor bills alone; NULL */
    const char *taxonomy, *tax_id, *street;
    uint8_t place;    /* index for sj_sim_place_at */
    uint8_t doctors;  /* who render services; 0 where one doctor bills alone */
    uint16_t fields;  /* enum sj_sim_field */
    const char *clia; /* laboratory certificate; NULL */
    uint8_t weight;   /* how often a claim is its */
} sj_sim_practice;

/* A payer as the practices know it. */
typedef struct sj_sim_plan {
    const char *name, *id;
    const char *filing; /* SBR09 */
    uint8_t weight;     /* how often it is somebody's payer */
} sj_sim_plan;

/* Where services are rendered outside the practice. */
typedef struct sj_sim_facility {
    const char *name, *street;
    uint8_t place;
    const char *pos; /* place of service that is rendered there */
} sj_sim_facility;

/* One service of a visit. */
typedef struct sj_sim_service {
    const char *code;
    const char *modifiers[2];
    uint16_t low, high; /* charge in dollars, per unit */
    uint8_t units;      /* most units; 1 for nearly all */
    uint8_t percent;    /* how often it is part of the visit */
    const char *pointers[2];
    const char *ndc;      /* drug: eleven digits; NULL */
    const char *ndc_unit; /* ML, UN … */
} sj_sim_service;

enum sj_sim_visit_flags {
    SJ_SIM_REFERRED = 1, /* somebody sent the patient */
    SJ_SIM_LAB = 2,      /* holds a laboratory test: certificate number */
    SJ_SIM_ADMITTED = 4, /* inpatient: admission date, one line a day */
    SJ_SIM_ACCIDENT = 8,
    SJ_SIM_MINUTES = 16, /* anesthesia: minutes instead of units */
    SJ_SIM_ONSET = 32    /* the illness began some days before */
};

#define SJ_SIM_SERVICES  6
#define SJ_SIM_DIAGNOSES 4

/* A kind of visit: who comes, why, and what is done. */
typedef struct sj_sim_visit {
    uint16_t field; /* enum sj_sim_field, several allowed */
    const char *pos;
    uint8_t from_age, to_age;
    char sex; /* F, M, or 0: any */
    uint8_t flags;
    const char *diagnoses[SJ_SIM_DIAGNOSES];
    sj_sim_service services[SJ_SIM_SERVICES];
} sj_sim_visit;

typedef struct sj_sim_person {
    const char *last, *first;
    char sex; /* F, M */
    sj_date born;
    char street[40];
    uint8_t place;
} sj_sim_person;

typedef struct sj_sim_name {
    const char *last, *first;
} sj_sim_name;

unsigned sj_sim_practices(void);
const sj_sim_practice *sj_sim_practice_at(unsigned i);
unsigned sj_sim_pick_practice(sj_sim_rng *rng);
const sj_sim_place *sj_sim_place_at(unsigned i);
unsigned sj_sim_plans(void);
const sj_sim_plan *sj_sim_plan_at(unsigned i);

/* The facility for a place of service; NULL for the practice's own rooms and the patient's home. */
const sj_sim_facility *sj_sim_facility_at(const char *pos, unsigned *serial);

/* A visit of one of the fields. */
const sj_sim_visit *sj_sim_pick_visit(sj_sim_rng *rng, unsigned fields);

/* A payer for somebody of an age: Medicare mostly from 65 on, never before. */
const sj_sim_plan *sj_sim_pick_plan(sj_sim_rng *rng, int age);
bool sj_sim_plan_is_medicare(const sj_sim_plan *p);
const sj_sim_plan *sj_sim_medicare(void);

/* Somebody whose age on `day` lies in the range. */
void sj_sim_make_person(sj_sim_rng *rng, sj_date day, int from_age, int to_age, char sex,
                        sj_sim_person *out);

/* The name that goes with a number: doctors, referring providers. */
sj_sim_name sj_sim_name_of(unsigned serial);

/* The NPI with a serial of 0 to 9999. */
void sj_sim_npi(unsigned serial, char out[11]);

/* A member id as the plan's look: a Medicare beneficiary identifier, or a letter and nine digits.
 */
void sj_sim_member_id(sj_sim_rng *rng, const sj_sim_plan *p, char out[12]);

#endif
