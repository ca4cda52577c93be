/* engine/report/sections.h - the sections of the nightly report's page, in its order. */
#ifndef SJ_REPORT_SECTIONS_H
#define SJ_REPORT_SECTIONS_H

#include "engine/report/nightly.h"

void sj_section_work(const sj_nightly *n, FILE *to);       /* the ten rows to begin with */
void sj_section_reasons(const sj_nightly *n, FILE *to);    /* top reasons by payer */
void sj_section_not_posted(const sj_nightly *n, FILE *to); /* refused, set aside, not ours */
void sj_section_rejected(const sj_nightly *n, FILE *to);
void sj_section_takebacks(const sj_nightly *n, FILE *to);
void sj_section_payments(const sj_nightly *n, FILE *to); /* remittances and their balance */
void sj_section_files(const sj_nightly *n, FILE *to);
void sj_section_all(const sj_nightly *n, FILE *to); /* all open denials */

#endif
