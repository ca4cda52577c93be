/* engine/report/row_key.c - what names a denial in a workbook. */
#include "engine/report/denials.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* Row keys. The tail depends on every digit: one lost or changed by a spreadsheet shows. It stands
 * in files and must not change. */
static uint32_t key_tail(int64_t denial) {
    return (uint32_t)(((uint64_t)denial * 0x9e3779b97f4a7c15u) >> 44);
}

void sj_row_key(int64_t denial, char out[SJ_ROW_KEY]) {
    snprintf(out, SJ_ROW_KEY, "D%" PRId64 "-%05X", denial, (unsigned)key_tail(denial));
}

int64_t sj_row_key_read(sj_str text) {
    char buf[SJ_ROW_KEY], again[SJ_ROW_KEY];
    if (text.len >= sizeof buf || text.len < 3 || text.ptr[0] != 'D') return 0;
    memcpy(buf, text.ptr, text.len);
    buf[text.len] = 0;
    int64_t id = strtoll(buf + 1, NULL, 10);
    if (id <= 0) return 0;
    sj_row_key(id, again);
    return strcmp(buf, again) == 0 ? id : 0;
}
