/* rules/codes/spans.h - on which days the tables say the same of a code, so that an answer can be
 * kept for more than the day that was asked. */
#ifndef SJ_CODES_SPANS_H
#define SJ_CODES_SPANS_H

#include <scrubjay/codes.h>

/* Days, both included. */
typedef struct sj_day_span {
    sj_date from, to;
} sj_day_span;

/* Every day, but not SJ_NO_DATE. */
#define SJ_ALL_DAYS ((sj_day_span){INT32_MIN + 1, INT32_MAX})

static inline bool sj_is_within(const sj_day_span *span, sj_date on) {
    return on >= span->from && on <= span->to;
}

/* Narrow a span that holds `on` to days on which sj_tables_lookup (and what stands on it) says what
 * it says on that day. `on` is not SJ_NO_DATE. */
void sj_tables_narrow(sj_day_span *io, const sj_tables *t, sj_code_kind kind, sj_str code,
                      sj_date on);

/* The same for sj_tables_mce, and for a table of pairs: for the pair of two numbered codes, or
 * (`second` 0) for all pairs of the first. */
void sj_tables_narrow_mce(sj_day_span *io, const sj_tables *t, bool procedure, sj_str code,
                          sj_date on);
void sj_tables_narrow_pairs(sj_day_span *io, const sj_tables *t, sj_code_kind kind, uint32_t first,
                            uint32_t second, sj_date on);

/* How often tables were put in use: when it differs, nothing that was kept holds. */
uint32_t sj_tables_changes(const sj_tables *t);

#endif
