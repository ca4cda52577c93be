/* engine/store/queries.c - runs queries/NAME.sql with the parameters that its first line names. */
#include "engine/store/queries.h"

#include "engine/store/sql.h"
#include "parsers/base/embed.h"

extern const sj_embedded sj_query_files[];

enum { MAX_PARAMS = 12 };
_Static_assert(SJ_QUERY_IDS == SJ_SQL_MANY, "one list of ids a call");

static const sj_embedded *find(const char *name) {
    size_t len = strlen(name);
    for (const sj_embedded *e = sj_query_files; e->name; e++)
        if (strncmp(e->name, name, len) == 0 && strcmp(e->name + len, ".sql") == 0) return e;
    return NULL;
}

bool sj_query_is(const char *name) {
    return find(name) != NULL;
}

static bool value_of(const sj_store *s, const sj_query_params *p, sj_str name, sj_sql_value *out) {
    const struct {
        const char *name;
        int64_t value;
    } values[] = {{"practice", s->practice},
                  {"as_of", p->as_of},
                  {"since", p->since},
                  {"from", p->from},
                  {"to", p->to},
                  {"now", p->now},
                  {"limit", p->limit},
                  {"a", p->a},
                  {"b", p->b},
                  {"from_id", sj_store_id_from(p->from)}};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        if (sj_str_is(name, values[i].name)) {
            *out = sj_sql_int(values[i].value);
            return true;
        }
    return false;
}

sj_status sj_query(sj_store *s, const char *name, const sj_query_params *params, sj_sql_row_fn fn,
                   void *ctx, sj_err *err) {
    const sj_embedded *file = find(name);
    if (!file) return sj_err_setf(err, SJ_EINTERNAL, "there is no such question", "%s", name);
    const char *sql = (const char *)file->bytes, *at = sql + 2; /* behind "--" */
    sj_sql_value values[MAX_PARAMS];
    unsigned n = 0;
    for (;;) {
        at += strspn(at, " ");
        size_t len = strcspn(at, " \n");
        if (!len) break;
        if (n == MAX_PARAMS || !value_of(s, params, (sj_str){at, len}, &values[n]))
            return sj_err_setf(err, SJ_EINTERNAL, "a question names an unknown parameter", "%s",
                               name);
        n++;
        at += len;
    }
    return sj_sql_run(s, sql, values, n, fn, ctx, err);
}

sj_status sj_query_ids(sj_store *s, const char *name, const int64_t *ids, size_t n,
                       sj_sql_row_fn fn, void *ctx, sj_err *err) {
    const sj_embedded *file = find(name);
    if (!file) return sj_err_setf(err, SJ_EINTERNAL, "there is no such question", "%s", name);
    return sj_sql_find_many(s, (const char *)file->bytes, ids, n, sj_sql_at_int, fn, ctx, err);
}
