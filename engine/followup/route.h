/* engine/followup/route.h - from a denied line to the next step: category, action, guards, due
 * date. */
#ifndef SJ_FOLLOWUP_ROUTE_H
#define SJ_FOLLOWUP_ROUTE_H

#include "engine/followup/decide.h"

/* Does a remark that is no alert stand at the line, or at its claim? `line` may be NULL. */
bool sj_route_has_remark(const sj_reasons *r, const sj_payment *p, const sj_payment_line *line);

/* Fill category, action, rarc, guards, due and appeal_by of a decision whose leading reason is
 * known. */
void sj_route(sj_decision *d, const sj_reasons *r, const sj_payment *p,
              const sj_payment_line *line);

/* The same for a line that was written off whole: somebody calls the payer. */
void sj_route_underpaid(sj_decision *d, const sj_reasons *r, const sj_payment *p,
                        const sj_payment_line *line);

#endif
