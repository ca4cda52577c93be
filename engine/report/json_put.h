/* engine/report/json_put.h - members of a JSON object, key and value in one call. */
#ifndef SJ_REPORT_JSON_PUT_H
#define SJ_REPORT_JSON_PUT_H

#include "parsers/base/json.h"

#include <scrubjay/date.h>

static inline void put_text(sj_json_out *o, const char *key, sj_str s) {
    sj_json_key(o, key);
    sj_json_str(o, s);
}

static inline void put_money(sj_json_out *o, const char *key, sj_money m) {
    sj_json_key(o, key);
    sj_json_money(o, m);
}

static inline void put_number(sj_json_out *o, const char *key, uint64_t n) {
    sj_json_key(o, key);
    sj_json_uint(o, n);
}

static inline void put_bool(sj_json_out *o, const char *key, bool b) {
    sj_json_key(o, key);
    sj_json_bool(o, b);
}

/* null for no date */
static inline void put_date(sj_json_out *o, const char *key, sj_date d) {
    char iso[SJ_DATE_SIZE];
    sj_json_key(o, key);
    if (d == SJ_NO_DATE)
        sj_json_null(o);
    else
        sj_json_str(o, (sj_str){iso, sj_date_print_iso(d, iso)});
}

#endif
