/* Joins the boxes' tables of findings. */
#include "engine/pipeline/catalog.h"

#include "engine/followup/findings.h"
#include "engine/pipeline/intake.h"

#include <scrubjay/codes.h>
#include <scrubjay/parse.h>
#include <scrubjay/scrub.h>

sj_status sj_catalog_all(sj_catalog **out, const sj_overlays *overlays, const sj_packs *packs,
                         sj_err *err) {
    const sj_finding_table *tables[] = {
        sj_envelope_findings(), sj_guide_findings(),  sj_model_findings(), sj_codes_findings(),
        sj_edits_findings(),    sj_intake_findings(), sj_remit_findings()};
    sj_catalog *cat = NULL;
    sj_status s = sj_catalog_new(&cat, err);
    for (size_t i = 0; s == SJ_OK && i < sizeof tables / sizeof *tables; i++)
        s = sj_catalog_add(cat, tables[i], err);
    if (s == SJ_OK && overlays) s = sj_catalog_add(cat, sj_overlays_findings(overlays), err);
    if (s == SJ_OK && packs) s = sj_catalog_add(cat, sj_packs_findings(packs), err);
    if (s != SJ_OK) {
        sj_catalog_free(cat);
        return s;
    }
    *out = cat;
    return SJ_OK;
}
