/* engine/store/appeals.c - the packets that went out with appeals. */
#include "engine/store/appeals.h"

#include "engine/store/sql.h"

sj_status sj_appeals_add(sj_store *s, const sj_appeal *a, sj_err *err) {
    static const char sql[] = "INSERT INTO appeal (id, practice, denial, level, deadline, made_at, "
                              "actor, sha256) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    return SJ_SQL(s, err, sql, sj_sql_int(sj_store_new_id(s)), sj_sql_int(s->practice),
                  sj_sql_int(a->denial), sj_sql_int(a->level), sj_sql_date(a->deadline),
                  sj_sql_int(sj_store_now(s)), sj_sql_text(a->actor),
                  sj_sql_blob(a->sha256, SJ_SHA256_SIZE));
}

sj_status sj_appeals_level(sj_store *s, int64_t denial, uint32_t *out, sj_err *err) {
    static const char sql[] = "SELECT MAX(level) FROM appeal WHERE denial = $1 AND practice = $2";
    const sj_sql_value params[] = {sj_sql_int(denial), sj_sql_int(s->practice)};
    int64_t level;
    sj_status status = sj_sql_number(s, sql, params, 2, 0, &level, err);
    *out = (uint32_t)level;
    return status;
}
