/* engine/store/findings.c - findings as rows; the values found stand apart, with the patients'
 * data. */
#include "engine/store/findings.h"

#include "engine/store/sql.h"

static const char *const scopes[] = {[SJ_SCOPE_CLAIM] = "claim",
                                     [SJ_SCOPE_SHARED] = "shared",
                                     [SJ_SCOPE_SET] = "set",
                                     [SJ_SCOPE_FILE] = "file"};

static sj_status add_one(sj_store *s, const sj_finding_row *f, sj_err *err) {
    static const char add[] =
        "INSERT INTO finding (id, practice, source, scope, file, set_ordinal, submission, "
        "batch_set, "
        "code, severity, loop, tag, name, segment, element, component, repeat, byte_offset) VALUES "
        "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)";
    static const char add_value[] = "INSERT INTO patient_finding (finding, practice, value, a, b) "
                                    "VALUES ($1, $2, $3, $4, $5)";
    sj_status status = SJ_SQL(
        s, err, add, sj_sql_int(f->id), sj_sql_int(s->practice), sj_sql_text(f->source),
        sj_sql_textz(scopes[f->scope]), sj_sql_int(f->file), sj_sql_int(f->set_ordinal),
        sj_sql_id(f->submission), sj_sql_id(f->batch_set), sj_sql_text(f->code),
        sj_sql_text(f->severity), sj_sql_opt(f->loop), sj_sql_opt(f->tag), sj_sql_opt(f->name),
        sj_sql_int(f->pos.segment), sj_sql_int(f->pos.element), sj_sql_int(f->pos.component),
        sj_sql_int(f->pos.repeat), sj_sql_int((int64_t)f->pos.offset));
    if (status != SJ_OK || f->value.len + f->a.len + f->b.len == 0) return status;
    return SJ_SQL(s, err, add_value, sj_sql_int(f->id), sj_sql_int(s->practice),
                  sj_sql_blob(f->value.ptr, f->value.len), sj_sql_blob(f->a.ptr, f->a.len),
                  sj_sql_blob(f->b.ptr, f->b.len));
}

sj_status sj_findings_add(sj_store *s, const sj_finding_row *rows, size_t n, sj_err *err) {
    sj_status status = SJ_OK;
    for (size_t i = 0; i < n && status == SJ_OK; i++) status = add_one(s, &rows[i], err);
    return status;
}

sj_status sj_findings_note(sj_store *s, const sj_finding_row *f, bool *added, sj_err *err) {
    *added = false;
#define NOTED(whose)                                                                               \
    "SELECT 1 FROM finding WHERE " whose " AND source = $2 AND code = $3 AND segment = $4 AND "    \
    "element = $5 AND component = $6 AND repeat = $7"
    static const char of_claim[] = NOTED("submission = $1");
    static const char of_set[] = NOTED("batch_set = $1 AND submission IS NULL");
#undef NOTED
    const sj_sql_value key[] = {sj_sql_int(f->submission ? f->submission : f->batch_set),
                                sj_sql_text(f->source),
                                sj_sql_text(f->code),
                                sj_sql_int(f->pos.segment),
                                sj_sql_int(f->pos.element),
                                sj_sql_int(f->pos.component),
                                sj_sql_int(f->pos.repeat)};
    int64_t noted;
    sj_status status = sj_sql_number(s, f->submission ? of_claim : of_set, key, 7, 0, &noted, err);
    if (status != SJ_OK || noted) return status;
    status = add_one(s, f, err);
    *added = status == SJ_OK;
    return status;
}

sj_status sj_findings_link(sj_store *s, int64_t finding, int64_t submission, sj_err *err) {
    static const char sql[] = "INSERT INTO finding_claim (submission, finding, practice) "
                              "VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    return SJ_SQL(s, err, sql, sj_sql_int(submission), sj_sql_int(finding),
                  sj_sql_int(s->practice));
}

typedef struct reader {
    sj_finding_row_fn fn;
    void *ctx;
} reader;

static bool read_row(void *ctx, const sj_sql_value *v) {
    reader *r = ctx;
    sj_finding_row f = {.id = v[0].i,
                        .source = v[1].s,
                        .file = v[3].i,
                        .set_ordinal = (uint32_t)v[4].i,
                        .submission = v[5].i,
                        .batch_set = v[6].i,
                        .code = v[7].s,
                        .severity = v[8].s,
                        .loop = v[9].s,
                        .tag = v[10].s,
                        .name = v[11].s,
                        .pos = {.segment = (uint32_t)v[12].i,
                                .element = (uint16_t)v[13].i,
                                .component = (uint16_t)v[14].i,
                                .repeat = (uint16_t)v[15].i,
                                .offset = (uint64_t)v[16].i},
                        .value = v[17].s,
                        .a = v[18].s,
                        .b = v[19].s};
    for (int i = SJ_SCOPE_CLAIM; i <= SJ_SCOPE_FILE; i++)
        if (sj_str_is(v[2].s, scopes[i])) f.scope = (sj_finding_scope)i;
    return r->fn(r->ctx, &f);
}

/* The five ways in which a finding can be about a submission. */
#define SELECT_FINDINGS                                                                            \
    "SELECT f.id, f.source, f.scope, f.file, f.set_ordinal, f.submission, f.batch_set, f.code, "   \
    "f.severity, f.loop, f.tag, f.name, f.segment, f.element, f.component, f.repeat, "             \
    "f.byte_offset, p.value, p.a, p.b FROM submission s "
#define WITH_VALUES                                                                                \
    " LEFT JOIN patient_finding p ON p.finding = f.id WHERE s.practice = $1 AND s.id = $2 "
#define OWN    "JOIN finding f ON f.submission = s.id"
#define SHARED "JOIN finding_claim c ON c.submission = s.id JOIN finding f ON f.id = c.finding"
#define OF_SET                                                                                     \
    "JOIN finding f ON f.file = s.file AND f.scope = 'set' AND f.set_ordinal = s.set_ordinal"
#define OF_FILE "JOIN finding f ON f.file = s.file AND f.scope = 'file'"
#define OF_BATCH                                                                                   \
    "JOIN batch_claim b ON b.submission = s.id JOIN finding f ON f.batch_set = b.batch_set AND "   \
    "f.scope = 'set'"

sj_status sj_findings_of_submission(sj_store *s, int64_t submission, sj_finding_row_fn fn,
                                    void *ctx, sj_err *err) {
    static const char sql[] = SELECT_FINDINGS OWN WITH_VALUES
        "UNION ALL " SELECT_FINDINGS SHARED WITH_VALUES
        "UNION ALL " SELECT_FINDINGS OF_SET WITH_VALUES
        "UNION ALL " SELECT_FINDINGS OF_FILE WITH_VALUES
        "UNION ALL " SELECT_FINDINGS OF_BATCH WITH_VALUES "ORDER BY 1";
    reader r = {fn, ctx};
    return SJ_SQL_QUERY(s, err, sql, read_row, &r, sj_sql_int(s->practice), sj_sql_int(submission));
}
