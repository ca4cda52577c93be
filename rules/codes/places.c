/* rules/codes/places.c - places of service, built in: the set is small, public and changes rarely.
 *
 * CMS Pub 100-04 chapter 26 §10.5 and the code set page. A first day is given where the code came
 * after the set was named a HIPAA standard (16 October 2003); older ones are taken as open.
 * Attribute 1: paid at the facility rate. */
#include "rules/codes/draft.h"

enum { OPEN = 0, FACILITY = 1 };

static const struct place {
    char code[3];
    int since; /* CCYYMMDD; 0: before 2004 */
    unsigned attributes;
    const char *name;
} places[] = {{"01", 0, OPEN, "Pharmacy"},
              {"02", 20170101, FACILITY, "Telehealth other than in the patient's home"},
              {"03", 0, OPEN, "School"},
              {"04", 0, OPEN, "Homeless shelter"},
              {"05", 0, OPEN, "Indian Health Service free-standing facility"},
              {"06", 0, OPEN, "Indian Health Service provider-based facility"},
              {"07", 0, OPEN, "Tribal 638 free-standing facility"},
              {"08", 0, OPEN, "Tribal 638 provider-based facility"},
              {"09", 20060701, OPEN, "Prison or correctional facility"},
              {"10", 20220101, OPEN, "Telehealth in the patient's home"},
              {"11", 0, OPEN, "Office"},
              {"12", 0, OPEN, "Home"},
              {"13", 0, OPEN, "Assisted living facility"},
              {"14", 0, OPEN, "Group home"},
              {"15", 0, OPEN, "Mobile unit"},
              {"16", 20080101, OPEN, "Temporary lodging"},
              {"17", 20100501, OPEN, "Walk-in retail health clinic"},
              {"18", 20130501, OPEN, "Place of employment"},
              {"19", 20160101, FACILITY, "Off-campus outpatient hospital"},
              {"20", 0, OPEN, "Urgent care facility"},
              {"21", 0, FACILITY, "Inpatient hospital"},
              {"22", 0, FACILITY, "On-campus outpatient hospital"},
              {"23", 0, FACILITY, "Emergency room, hospital"},
              {"24", 0, FACILITY, "Ambulatory surgical center"},
              {"25", 0, OPEN, "Birthing center"},
              {"26", 0, FACILITY, "Military treatment facility"},
              {"27", 20231001, OPEN, "Outreach site or street"},
              {"31", 0, FACILITY, "Skilled nursing facility"},
              {"32", 0, OPEN, "Nursing facility"},
              {"33", 0, OPEN, "Custodial care facility"},
              {"34", 0, FACILITY, "Hospice"},
              {"41", 0, FACILITY, "Ambulance, land"},
              {"42", 0, FACILITY, "Ambulance, air or water"},
              {"49", 0, OPEN, "Independent clinic"},
              {"50", 0, OPEN, "Federally qualified health center"},
              {"51", 0, FACILITY, "Inpatient psychiatric facility"},
              {"52", 0, FACILITY, "Psychiatric facility, partial hospitalization"},
              {"53", 0, FACILITY, "Community mental health center"},
              {"54", 0, OPEN, "Intermediate care facility, intellectual disabilities"},
              {"55", 0, OPEN, "Residential substance abuse treatment facility"},
              {"56", 0, FACILITY, "Psychiatric residential treatment center"},
              {"57", 0, OPEN, "Non-residential substance abuse treatment facility"},
              {"58", 20200101, OPEN, "Non-residential opioid treatment facility"},
              {"60", 0, OPEN, "Mass immunization center"},
              {"61", 0, FACILITY, "Comprehensive inpatient rehabilitation facility"},
              {"62", 0, OPEN, "Comprehensive outpatient rehabilitation facility"},
              {"65", 0, OPEN, "End-stage renal disease treatment facility"},
              {"66", 20240801, OPEN, "PACE center"},
              {"71", 0, OPEN, "State or local public health clinic"},
              {"72", 0, OPEN, "Rural health clinic"},
              {"81", 0, OPEN, "Independent laboratory"},
              {"99", 0, OPEN, "Other place of service"}};

sj_status sj_places_build(void **out, size_t *out_len, sj_err *err) {
    sj_table_draft d = {.kind = SJ_CODES_POS, .flags = SJ_TABLE_DATED, .n_releases = 1};
    /* Said to hold until CMS says otherwise: a new place of service would be refused, not passed.
     */
    d.releases[0] = (sj_table_release){.name = "built-in",
                                       .from = sj_date_of(2003, 10, 16),
                                       .through = sj_date_of(9999, 12, 31),
                                       .rows = sizeof places / sizeof *places};
    sj_status status = SJ_OK;
    for (size_t i = 0; i < sizeof places / sizeof *places && status == SJ_OK; i++) {
        const struct place *p = &places[i];
        sj_date since = p->since
                            ? sj_date_of(p->since / 10000, p->since / 100 % 100, p->since % 100)
                            : SJ_NO_DATE;
        sj_table_entry e = {.code = sj_code_pack(sj_str_of(p->code)),
                            .effective = since,
                            .terminated = SJ_NO_DATE,
                            .attributes = p->attributes,
                            .text = sj_str_of(p->name)};
        if (!sj_draft_add(&d, &e)) status = sj_err_set(err, SJ_ENOMEM, "out of memory");
    }
    if (status == SJ_OK) status = sj_draft_build(&d, out, out_len, err);
    sj_draft_dispose(&d);
    return status;
}
