/* engine/pipeline/table_import.c - which files make which table, building and writing them. */
#include "engine/pipeline/table_import.h"

#include "engine/store/sha256.h"
#include "parsers/base/alloc.h"

#include <string.h>

static sj_code_file_bytes bytes_of(const sj_code_file *f) {
    return (sj_code_file_bytes){f->bytes, f->len, f->name};
}

static size_t kinds_of(const sj_code_file *f, const sj_import_wish *wish,
                       sj_code_kind out[SJ_KINDS_OF_A_FILE]) {
    sj_code_file_bytes bytes = bytes_of(f);
    if (!wish->told) return sj_codes_kinds_in(&bytes, out);
    out[0] = wish->kind;
    return 1;
}

/* Files to jobs. */
typedef struct plan {
    sj_table_job jobs[SJ_TABLES_AT_ONCE];
    size_t n;
} plan;

static sj_table_job *find_job(plan *p, sj_code_kind kind, uint32_t key) {
    for (size_t i = 0; i < p->n; i++)
        if (p->jobs[i].kind == kind && p->jobs[i].release_key == key) return &p->jobs[i];
    if (p->n == SJ_TABLES_AT_ONCE) return NULL;
    p->jobs[p->n] = (sj_table_job){.kind = kind, .release_key = key};
    return &p->jobs[p->n++];
}

/* Of two files of a kind that stand by themselves, the better source; text; the larger. */
static bool is_better(const sj_code_file *a, const sj_code_file *b, sj_code_kind kind) {
    sj_code_file_bytes x = bytes_of(a), y = bytes_of(b);
    unsigned rank_a = sj_codes_rank(&x, kind), rank_b = sj_codes_rank(&y, kind);
    if (rank_a != rank_b) return rank_a > rank_b;
    return a->sheet != b->sheet ? b->sheet : a->len > b->len;
}

static bool add_file(plan *p, const sj_code_files *files, size_t i, sj_code_kind kind) {
    sj_code_file_bytes bytes = bytes_of(&files->items[i]);
    sj_table_job *job = find_job(p, kind, sj_codes_release_key(&bytes, kind));
    if (!job) return false;
    if (job->release_key == 0 && job->n) {
        if (is_better(&files->items[i], &files->items[job->files[0]], kind)) job->files[0] = i;
        return true;
    }
    if (job->n == SJ_TABLE_PARTS) return false;
    size_t at = job->n++; /* by name, so that the order of the command line does not matter */
    for (; at > 0 && strcmp(files->items[job->files[at - 1]].name, files->items[i].name) > 0; at--)
        job->files[at] = job->files[at - 1];
    job->files[at] = i;
    return true;
}

/* In a ZIP what is no code table is passed over, and so are lists of mere changes. */
static sj_status make_plan(plan *p, const sj_code_files *files, const sj_import_wish *wish,
                           sj_err *err) {
    *p = (plan){.n = 0};
    for (size_t i = 0; i < files->n; i++) {
        const sj_code_file *f = &files->items[i];
        sj_code_kind kinds[SJ_KINDS_OF_A_FILE];
        if (files->n > 1 && strcasestr(f->name, "addenda")) continue;
        size_t n = kinds_of(f, wish, kinds);
        for (size_t k = 0; k < n; k++)
            if (!add_file(p, files, i, kinds[k]))
                return sj_err_set(err, SJ_ETABLE, "more files than one import takes");
    }
    if (p->n) return SJ_OK;
    return sj_err_set(err, SJ_ETABLE,
                      files->skipped ? "no file of codes that is known (PDF and .xls are not read)"
                                     : "not a published code file that is known");
}

bool sj_table_import_has_parts(const sj_code_files *files, const sj_import_wish *wish) {
    for (size_t i = 0; i < files->n; i++) {
        sj_code_kind kinds[SJ_KINDS_OF_A_FILE];
        sj_code_file_bytes bytes = bytes_of(&files->items[i]);
        size_t n = kinds_of(&files->items[i], wish, kinds);
        for (size_t k = 0; k < n; k++)
            if (sj_codes_release_key(&bytes, kinds[k])) return true;
    }
    return false;
}

/* Of a single file its own digest; of several that of their digests. */
static sj_status job_digest(char out[SJ_SHA256_HEX], const sj_table_job *job,
                            const sj_code_files *files, sj_err *err) {
    memcpy(out, files->items[job->files[0]].sha256, SJ_SHA256_HEX);
    if (job->n == 1) return SJ_OK;
    sj_sha256 *h;
    sj_status status = sj_sha256_new(&h, err);
    if (status != SJ_OK) return status;
    sj_sha256_begin(h);
    for (size_t i = 0; i < job->n; i++)
        sj_sha256_add(h, files->items[job->files[i]].sha256, SJ_SHA256_HEX);
    sj_sha256_end_hex(h, out);
    sj_sha256_free(h);
    return SJ_OK;
}

static sj_status build_one(struct sj_new_table *out, const sj_table_job *job,
                           const sj_code_files *files, const sj_table_files *old,
                           const sj_import_wish *wish, sj_err *err) {
    const sj_err *problem = sj_table_files_problem(old, job->kind);
    if (problem && !wish->force) /* its history would be lost without a word */
        return sj_err_setf(err, SJ_ECONFIG, problem->msg, "%s", problem->detail);
    sj_code_file_bytes parts[SJ_TABLE_PARTS];
    for (size_t i = 0; i < job->n; i++) parts[i] = bytes_of(&files->items[job->files[i]]);
    char sha256[SJ_SHA256_HEX];
    sj_status status = job_digest(sha256, job, files, err);
    if (status != SJ_OK) return status;
    sj_import_opts opts = {.sha256 = sha256, .force = wish->force, .told = wish->told};
    opts.old = sj_table_files_bytes(old, job->kind, &opts.old_len);
    return sj_codes_import_files(parts, job->n, job->kind, &opts, &out->bytes, &out->len,
                                 &out->report, err);
}

sj_status sj_table_import_build(sj_table_import *out, const sj_code_files *files,
                                const sj_import_wish *wish, sj_err *err) {
    out->n = 0;
    plan p;
    sj_table_files *old = NULL;
    sj_status status = make_plan(&p, files, wish, err);
    if (status == SJ_OK) status = sj_table_files_open(&old, wish->folder, err);
    for (size_t i = 0; i < p.n && status == SJ_OK; i++) {
        status = build_one(&out->tables[out->n], &p.jobs[i], files, old, wish, err);
        if (status == SJ_OK) out->n++;
    }
    sj_table_files_close(old);
    return status;
}

static sj_status write_one(const struct sj_new_table *t, const char *folder, sj_err *err) {
    char path[SJ_PATH], part[SJ_PATH];
    FILE *f;
    sj_status status = sj_table_path(path, folder, t->report.table.kind, "", err);
    if (status == SJ_OK) status = sj_table_path(part, folder, t->report.table.kind, ".part", err);
    if (status == SJ_OK) status = sj_file_create(&f, part, err);
    if (status != SJ_OK) return status;
    fwrite(t->bytes, 1, t->len, f); /* what is lost, finish tells */
    status = sj_file_finish(f, part, err);
    return status == SJ_OK ? sj_file_move(part, path, err) : status;
}

sj_status sj_table_import_write(const sj_table_import *t, const char *folder, sj_err *err) {
    sj_status status = SJ_OK;
    for (size_t i = 0; i < t->n && status == SJ_OK; i++)
        if (!t->tables[i].report.same) status = write_one(&t->tables[i], folder, err);
    return status;
}

void sj_table_import_dispose(sj_table_import *t) {
    for (size_t i = 0; i < t->n; i++) sj_free(t->tables[i].bytes);
    t->n = 0;
}
