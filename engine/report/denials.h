/* engine/report/denials.h - open denials as rows of a report, and what every report says of codes.
 */
#ifndef SJ_REPORT_DENIALS_H
#define SJ_REPORT_DENIALS_H

#include "engine/report/section.h"

/* Which of the open denials a section has (its `a`). */
enum sj_denials_which {
    SJ_DENIALS_ALL = 0,
    SJ_DENIALS_WORK,  /* not snoozed */
    SJ_DENIALS_NEW,   /* found since the first day */
    SJ_DENIALS_DUE,   /* due within `b` days, or past */
    SJ_DENIALS_PARTLY /* partly denied, bundled, underpaid: something of the line was paid or
                         allowed */
};

extern const sj_column sj_denial_columns[];

/* A section's rows: the worklist by priority (money at stake × chance ÷ days left). */
sj_status sj_denial_rows(sj_filling *f, sj_sql_row_fn fn, void *ctx, sj_err *err);

/* "1004-3KQ9F": names a denial in a workbook; the last part tells a damaged one. */
enum { SJ_ROW_KEY = 32 };
void sj_row_key(int64_t denial, char out[SJ_ROW_KEY]);

/* 0 when it is none, or damaged. */
int64_t sj_row_key_read(sj_str text);

/* Words for codes as fill functions of other sections: group, CARC and RARC at the row's columns
 * 0, 1, 2; a category at 0. */
sj_sql_value sj_fill_codes(sj_filling *f, const sj_sql_value *row);
sj_sql_value sj_fill_reason(sj_filling *f, const sj_sql_value *row);
sj_sql_value sj_fill_category(sj_filling *f, const sj_sql_value *row);
sj_sql_value sj_fill_preventable(sj_filling *f, const sj_sql_value *row);

#endif
