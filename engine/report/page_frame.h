/* engine/report/page_frame.h - what stands above and below a page's sections. */
#ifndef SJ_REPORT_PAGE_FRAME_H
#define SJ_REPORT_PAGE_FRAME_H

#include "engine/report/sink.h"

void sj_page_head(FILE *to, const sj_head *head);
void sj_page_foot(FILE *to, const sj_head *head);

#endif
