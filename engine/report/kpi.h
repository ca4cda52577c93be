/* engine/report/kpi.h - how key figures are reckoned. */
#ifndef SJ_REPORT_KPI_H
#define SJ_REPORT_KPI_H

#include "engine/report/section.h"

/* A figure, or none: nothing to divide by. */
typedef struct sj_kpi_value {
    bool has;
    int64_t value; /* thousandths of a rate, tenths of days, cents */
} sj_kpi_value;

/* numerator ÷ denominator in thousandths, rounded half away from zero. */
sj_kpi_value sj_kpi_rate(int64_t numerator, int64_t denominator);

/* owed ÷ (charges ÷ days) in tenths of a day, cut off. */
sj_kpi_value sj_kpi_days(sj_money owed, sj_money charges, int days);

/* The question of figure i = 0, 1, …; NULL at the end. */
const char *sj_kpi_query(size_t i);

#endif
