/* engine/store/value.h - a value of a row: what SQL takes and gives. */
#ifndef SJ_STORE_VALUE_H
#define SJ_STORE_VALUE_H

#include <scrubjay/date.h>

typedef enum sj_sql_type { SJ_SQL_NULL = 0, SJ_SQL_INT, SJ_SQL_TEXT, SJ_SQL_BLOB } sj_sql_type;

/* A parameter, or a column of a row (then valid only inside the row's callback). */
typedef struct sj_sql_value {
    sj_sql_type type;
    int64_t i; /* INT; else 0 */
    sj_str s;  /* TEXT, BLOB; else empty */
} sj_sql_value;

static inline sj_sql_value sj_sql_null(void) {
    return (sj_sql_value){SJ_SQL_NULL, 0, {NULL, 0}};
}
static inline sj_sql_value sj_sql_int(int64_t i) {
    return (sj_sql_value){SJ_SQL_INT, i, {NULL, 0}};
}
static inline sj_sql_value sj_sql_text(sj_str s) {
    return (sj_sql_value){SJ_SQL_TEXT, 0, s};
}
static inline sj_sql_value sj_sql_textz(const char *z) {
    return sj_sql_text(sj_str_of(z));
}
static inline sj_sql_value sj_sql_blob(const void *bytes, size_t len) {
    return (sj_sql_value){SJ_SQL_BLOB, 0, {bytes, len}};
}
/* NULL for 0, for an empty text, for no date. */
static inline sj_sql_value sj_sql_id(int64_t id) {
    return id ? sj_sql_int(id) : sj_sql_null();
}
static inline sj_sql_value sj_sql_opt(sj_str s) {
    return s.len ? sj_sql_text(s) : sj_sql_null();
}
static inline sj_sql_value sj_sql_date(sj_date d) {
    return d == SJ_NO_DATE ? sj_sql_null() : sj_sql_int(d);
}
/* A date column back. */
static inline sj_date sj_sql_to_date(sj_sql_value v) {
    return v.type == SJ_SQL_NULL ? SJ_NO_DATE : (sj_date)v.i;
}

/* One row of a result; false stops the query. It may run other statements, not the same one. */
typedef bool (*sj_sql_row_fn)(void *ctx, const sj_sql_value *row);

#endif
