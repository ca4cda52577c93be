/* engine/store/audit.c - the chained log.
 *
 * digest = SHA-256 of the digest before (32 zero bytes for the first) and the row's columns as
 * text, each ended by a NUL. */
#include "engine/store/audit.h"

#include "engine/store/sha256.h"
#include "engine/store/sql.h"

#include <stdio.h>

typedef struct entry {
    int64_t id;
    sj_instant at;
    sj_str actor, action, subject, detail;
} entry;

static void digest_of(sj_sha256 *h, const uint8_t before[SJ_SHA256_SIZE], const entry *e,
                      uint8_t out[SJ_SHA256_SIZE]) {
    char numbers[64];
    int n = snprintf(numbers, sizeof numbers, "%lld %lld", (long long)e->id, (long long)e->at);
    const sj_str parts[] = {{numbers, (size_t)n}, e->actor, e->action, e->subject, e->detail};
    sj_sha256_begin(h);
    sj_sha256_add(h, before, SJ_SHA256_SIZE);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (parts[i].len) sj_sha256_add(h, parts[i].ptr, parts[i].len);
        sj_sha256_add(h, "", 1);
    }
    sj_sha256_end(h, out);
}

static bool take_digest(void *ctx, const sj_sql_value *v) {
    if (v[0].s.len == SJ_SHA256_SIZE) memcpy(ctx, v[0].s.ptr, SJ_SHA256_SIZE);
    return false;
}

sj_status sj_audit_head(sj_store *s, uint8_t out[SJ_SHA256_SIZE], sj_err *err) {
    static const char last[] =
        "SELECT digest FROM audit WHERE practice = $1 ORDER BY id DESC LIMIT 1";
    memset(out, 0, SJ_SHA256_SIZE);
    return SJ_SQL_QUERY(s, err, last, take_digest, out, sj_sql_int(s->practice));
}

sj_status sj_audit_add(sj_store *s, sj_str actor, sj_str action, sj_str subject, sj_str detail,
                       sj_err *err) {
    static const char add[] =
        "INSERT INTO audit (id, practice, at, actor, action, subject, detail, "
        "digest) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    sj_sha256 *h;
    uint8_t before[SJ_SHA256_SIZE], digest[SJ_SHA256_SIZE];
    sj_status status = sj_sha256_new(&h, err);
    if (status != SJ_OK) return status;
    entry e = {sj_store_new_id(s), sj_store_now(s), actor, action, subject, detail};
    status = sj_audit_head(s, before, err);
    if (status == SJ_OK) {
        digest_of(h, before, &e, digest);
        status = SJ_SQL(s, err, add, sj_sql_int(e.id), sj_sql_int(s->practice), sj_sql_int(e.at),
                        sj_sql_text(actor), sj_sql_text(action), sj_sql_text(subject),
                        sj_sql_text(detail), sj_sql_blob(digest, sizeof digest));
    }
    sj_sha256_free(h);
    return status;
}

typedef struct verifier {
    sj_sha256 *h;
    sj_audit_chain *chain;
} verifier;

static bool verify_row(void *ctx, const sj_sql_value *v) {
    sj_audit_chain *c = ((verifier *)ctx)->chain;
    entry e = {v[0].i, v[1].i, v[2].s, v[3].s, v[4].s, v[5].s};
    uint8_t digest[SJ_SHA256_SIZE];
    digest_of(((verifier *)ctx)->h, c->head, &e, digest);
    if (v[6].s.len != sizeof digest || memcmp(digest, v[6].s.ptr, sizeof digest) != 0) {
        c->broken = e.id;
        return false;
    }
    memcpy(c->head, digest, sizeof digest);
    c->head_at = e.at;
    c->has_noted |= c->noted && memcmp(c->noted, digest, sizeof digest) == 0;
    c->rows++;
    return true;
}

sj_status sj_audit_verify(sj_store *s, sj_audit_chain *chain, sj_err *err) {
    static const char sql[] = "SELECT id, at, actor, action, subject, detail, digest FROM audit "
                              "WHERE practice = $1 ORDER BY id";
    *chain = (sj_audit_chain){.noted = chain->noted};
    verifier k = {.chain = chain};
    sj_status status = sj_sha256_new(&k.h, err);
    if (status != SJ_OK) return status;
    status = SJ_SQL_QUERY(s, err, sql, verify_row, &k, sj_sql_int(s->practice));
    sj_sha256_free(k.h);
    return status;
}

typedef struct lister {
    sj_audit_fn fn;
    void *ctx;
} lister;

static bool read_row(void *ctx, const sj_sql_value *v) {
    const lister *l = ctx;
    const sj_audit_row row = {v[0].i, v[1].i, v[2].s, v[3].s, v[4].s, v[5].s};
    return l->fn(l->ctx, &row);
}

sj_status sj_audit_list(sj_store *s, const sj_audit_filter *filter, sj_audit_fn fn, void *ctx,
                        sj_err *err) {
    static const char sql[] = "SELECT id, at, actor, action, subject, detail FROM audit "
                              "WHERE practice = $1 AND ($2 = '' OR actor = $2) AND at >= $3 "
                              "AND ($4 = 0 OR at < $4) ORDER BY id";
    lister l = {fn, ctx};
    return SJ_SQL_QUERY(s, err, sql, read_row, &l, sj_sql_int(s->practice),
                        sj_sql_text(filter->actor), sj_sql_int(filter->from),
                        sj_sql_int(filter->to));
}
