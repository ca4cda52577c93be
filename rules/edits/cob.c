/* rules/edits/cob.c - COB: the other payers of a patient, and what they decided. */
#include "rules/edits/edits.h"
#include "rules/edits/shapes.h"

static void judge_adjustments(sj_scrub *s, const sj_adjustments *list) {
    for (uint16_t i = 0; i < list->n; i++) {
        const sj_adjustment *a = &list->v[i];
        if (a->reason.len && a->amount == 0)
            sj_report(s, SJ_ED_REASON_ZERO, a->at, NO_FACT, NO_FACT);
    }
}

static void reasons(sj_scrub *s) {
    for (uint16_t i = 0; i < s->c->others.n; i++)
        judge_adjustments(s, &s->c->others.v[i].adjustments);
    for (uint16_t i = 0; i < s->n_lines; i++)
        for (uint16_t k = 0; k < s->lines[i].line->payments.n; k++)
            judge_adjustments(s, &s->lines[i].line->payments.v[k].adjustments);
}

const sj_edit sj_edits_cob[] = {
    {SJ_ED_REASON_ZERO, SCOPE_CLAIM, TYPE_ALL, HAS_OTHERS, reasons, NULL}, {.types = 0}};
