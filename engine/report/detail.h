/* engine/report/detail.h - how much of a patient is shown: the least that the work needs. */
#ifndef SJ_REPORT_DETAIL_H
#define SJ_REPORT_DETAIL_H

typedef enum sj_detail {
    SJ_DETAIL_LIMITED = 0, /* initials */
    SJ_DETAIL_FULL,        /* the name */
    SJ_DETAIL_NONE
} sj_detail;

#endif
