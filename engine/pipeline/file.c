/* engine/pipeline/file.c - one file of work/, from its bytes to its place in the archive.
 *
 *   1. told by its digest whether it was read before
 *   2. read, in one transaction; its report is written under a hidden name before the commit; its
 * row says where both will be
 *   3. the report appears, the original is renamed into the archive
 *   4. its row says `filed`
 * After a kill between 2 and 4 the row says `read`, and its file is still in work/ or already at
 * its place: the next pass goes on with 3 or 4. Before 2 nothing has happened. */
#include "engine/pipeline/acknowledge.h"
#include "engine/pipeline/intake.h"
#include "engine/store/events.h"
#include "engine/store/files.h"

#include <fcntl.h>
#include <libgen.h>
#include <unistd.h>

#define REPORT_PREFIX    ".report~" /* of a file that is being read */
#define DUPLICATE_PREFIX ".same~"   /* of a file that was read before */

const char *sj_work_split(const char *work, char partner[32]) {
    const char *mark = strchr(work, '~');
    snprintf(partner, 32, "%.*s", mark ? (int)(mark - work) : 0, work);
    return mark ? mark + 1 : work;
}

sj_status sj_taken_open(const sj_taken *t, FILE **out, sj_err *err) {
    *out = fopen(t->path, "re");
    return *out ? SJ_OK : sj_err_setf(err, SJ_EIO, "a file in work/ cannot be read", "%s", t->work);
}

void sj_run_tell(sj_run *r, sj_taken *t, sj_file_outcome outcome, const char *reason) {
    sj_run_totals *sum = r->totals;
    sj_file_result *f = &t->result;
    f->name = t->name;
    f->partner = t->partner;
    f->type = t->type;
    f->id = outcome == SJ_FILE_WAITING ? 0 : t->id;
    f->bytes = t->bytes;
    f->outcome = outcome;
    f->reason = reason;
    f->report = t->report;
    sum->files++;
    sum->failed += outcome == SJ_FILE_FAILED;
    sum->duplicates += outcome == SJ_FILE_DUPLICATE;
    sum->waiting += outcome == SJ_FILE_WAITING;
    sum->claims += f->claims;
    sum->ready += f->ready;
    sum->held += f->held;
    sum->claim_duplicates += f->duplicates;
    sum->accepted += f->accepted;
    sum->rejected += f->rejected;
    sum->late += f->late;
    sum->denials += f->denials;
    if (r->events && r->events->file) r->events->file(r->events->ctx, f);
}

/* ---- places ---- */

/* Names for the original under `folder` and for its report, not taken yet. */
static sj_status choose_places(sj_run *r, sj_taken *t, const char *folder, sj_err *err) {
    char path[SJ_PATH], report[256];
    sj_status status = sj_home_path(r->home, path, folder, NULL, err);
    if (status == SJ_OK) status = sj_folder_make(path, err);
    if (status == SJ_OK) status = sj_folder_free_name(t->place, path, t->name, err);
    if (status != SJ_OK) return status;
    memmove(t->place, t->place + strlen(r->home->path) + 1,
            strlen(t->place) - strlen(r->home->path));
    snprintf(report, sizeof report, "%s.txt", t->name);
    status = sj_home_path(r->home, path, "reports", NULL, err);
    if (status == SJ_OK) status = sj_folder_free_name(t->report, path, report, err);
    if (status != SJ_OK) return status;
    memmove(t->report, t->report + strlen(r->home->path) + 1,
            strlen(t->report) - strlen(r->home->path));
    return SJ_OK;
}

static sj_status choose_archive(sj_run *r, sj_taken *t, sj_err *err) {
    int year, month, day;
    char folder[64];
    sj_date_split(r->as_of, &year, &month, &day);
    snprintf(folder, sizeof folder, "archive/%04d/%02d/%02d", year, month, day);
    return choose_places(r, t, folder, err);
}

static sj_status hidden_report(sj_run *r, const char *prefix, const char *report, char out[SJ_PATH],
                               sj_err *err) {
    char copy[SJ_PATH], name[SJ_PATH];
    snprintf(copy, sizeof copy, "%s", report);
    if (snprintf(name, sizeof name, "%s%s", prefix, basename(copy)) >= SJ_PATH)
        return sj_err_set(err, SJ_EIO, "a path is too long");
    return sj_home_path(r->home, out, "work", name, err);
}

static sj_status move_if_there(const char *from, const char *to, sj_err *err) {
    return sj_path_exists(from) ? sj_file_move(from, to, err) : SJ_OK;
}

/* Step 3. */
static sj_status move_away(sj_run *r, const sj_taken *t, const char *prefix, sj_err *err) {
    char hidden[SJ_PATH], report[SJ_PATH], place[SJ_PATH];
    sj_status status = hidden_report(r, prefix, t->report, hidden, err);
    if (status == SJ_OK) status = sj_home_path(r->home, report, t->report, NULL, err);
    if (status == SJ_OK) status = sj_home_path(r->home, place, t->place, NULL, err);
    if (status == SJ_OK) status = move_if_there(t->path, place, err);
    return status == SJ_OK ? move_if_there(hidden, report, err) : status;
}

/* Step 4. */
static sj_status set_filed(sj_run *r, int64_t id, sj_err *err) {
    sj_status status = sj_store_begin(r->store, err);
    if (status != SJ_OK) return status;
    status = sj_files_set_state(r->store, id, SJ_STR("filed"), err);
    if (status == SJ_OK) status = sj_store_commit(r->store, err);
    sj_store_rollback(r->store);
    return status;
}

static sj_status file_away(sj_run *r, const sj_taken *t, sj_err *err) {
    sj_status status = sj_acknowledge_send(r, t, err);
    if (status == SJ_OK) status = move_away(r, t, REPORT_PREFIX, err);
    return status == SJ_OK ? set_filed(r, t->id, err) : status;
}

/* ---- step 2 ---- */

/* A file without a name: nobody else can see the report grow, and it is gone with the process. */
static sj_status open_body(sj_run *r, sj_taken *t, sj_err *err) {
    char path[SJ_PATH];
    sj_status status = sj_home_path(r->home, path, "work", ".body", err);
    if (status != SJ_OK) return status;
    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd >= 0) unlink(path);
    t->body = fd >= 0 ? fdopen(fd, "w+") : NULL;
    return t->body ? SJ_OK : sj_err_setf(err, SJ_EIO, "a report could not be begun", "%s", path);
}

static sj_status add_row(sj_run *r, sj_taken *t, sj_str state, sj_err *err) {
    t->id = sj_store_new_id(r->store);
    const sj_file row = {.id = t->id,
                         .partner = sj_str_of(t->partner),
                         .name = sj_str_of(t->name),
                         .work = sj_str_of(t->work),
                         .type = sj_str_of(t->type),
                         .bytes = t->bytes,
                         .sha256 = t->sha256,
                         .state = state,
                         .taken_at = sj_store_now(r->store),
                         .place = sj_str_of(t->place),
                         .report = sj_str_of(t->report)};
    return sj_files_add(r->store, &row, err);
}

static sj_status read_content(sj_run *r, sj_taken *t, sj_err *err) {
    const sj_event received = {.subject = SJ_SUBJECT_FILE,
                               .subject_id = t->id,
                               .to = SJ_STATE_RECEIVED,
                               .what = SJ_STR("intake"),
                               .cause = t->id};
    sj_status status = SJ_OK;
    if (t->content & SJ_HAS_CLAIMS) {
        status = sj_events_add(r->store, &received, 1, err);
        if (status == SJ_OK) status = sj_intake_claims(r, t, err);
        if (status == SJ_OK) status = sj_acknowledge_write(r, t, err);
    }
    if (status == SJ_OK && (t->content & SJ_HAS_ANSWERS)) status = sj_intake_answers(r, t, err);
    if (status == SJ_OK && (t->content & SJ_HAS_REMITS)) status = sj_intake_remits(r, t, err);
    return status;
}

static sj_status read_file(sj_run *r, sj_taken *t, sj_err *err) {
    char hidden[SJ_PATH];
    sj_status status = choose_archive(r, t, err);
    if (status == SJ_OK) status = open_body(r, t, err);
    if (status == SJ_OK) status = sj_store_begin(r->store, err);
    if (status != SJ_OK) return status;
    status = add_row(r, t, SJ_STR("read"), err);
    if (status == SJ_OK) status = read_content(r, t, err);
    if (status == SJ_OK) status = hidden_report(r, REPORT_PREFIX, t->report, hidden, err);
    if (status == SJ_OK) status = sj_report_write(r, t, hidden, err);
    if (status == SJ_OK) status = sj_store_commit(r->store, err);
    sj_store_rollback(r->store);
    return status;
}

/* ---- files that are put aside ---- */

static sj_status write_error_text(sj_run *r, const sj_taken *t, const char *reason, sj_err *err) {
    char hidden[SJ_PATH], path[SJ_PATH];
    FILE *f;
    sj_status status = sj_home_path(r->home, hidden, "work", ".error", err);
    if (status == SJ_OK) status = sj_home_path(r->home, path, t->place, NULL, err);
    if (status == SJ_OK) status = sj_file_create(&f, hidden, err);
    if (status != SJ_OK) return status;
    fprintf(f,
            "%s could not be read, and nothing of it was taken in.\n\nWhy: %s.\n\nWhat to do: have "
            "it made or sent "
            "again, and put the new file where this one lay.\nThis one is kept beside this text, "
            "unchanged.\n",
            t->name, reason);
    status = sj_file_finish(f, hidden, err);
    if (status != SJ_OK) return status;
    if (strlen(path) + sizeof ".error.txt" > sizeof path)
        return sj_err_set(err, SJ_EIO, "a path is too long");
    strcat(path, ".error.txt");
    return sj_file_move(hidden, path, err);
}

/* The place that a cut-off pass chose for this very file, as long as it is not there. */
static bool take_failed_place(void *ctx, const sj_file *f) {
    sj_taken *t = ctx;
    snprintf(t->place, sizeof t->place, "%.*s", SJ_FMT(f->place));
    return false;
}

static sj_status fail_file(sj_run *r, sj_taken *t, const char *reason, sj_err *err) {
    char path[SJ_PATH];
    t->place[0] = t->report[0] = 0;
    sj_status status =
        sj_files_failed(r->store, t->sha256, sj_str_of(t->work), take_failed_place, t, err);
    if (status == SJ_OK) status = sj_home_path(r->home, path, t->place, NULL, err);
    if (status != SJ_OK) return status;
    if (!t->place[0] || sj_path_exists(path)) {
        status = choose_places(r, t, "error", err);
        t->report[0] = 0;
        if (status == SJ_OK) status = sj_store_begin(r->store, err);
        if (status == SJ_OK) status = add_row(r, t, SJ_STR("failed"), err);
        if (status == SJ_OK) status = sj_store_commit(r->store, err);
        sj_store_rollback(r->store);
    }
    if (status == SJ_OK) status = write_error_text(r, t, reason, err);
    if (status == SJ_OK) status = sj_home_path(r->home, path, t->place, NULL, err);
    if (status == SJ_OK) status = sj_file_move(t->path, path, err);
    if (status == SJ_OK) sj_run_tell(r, t, SJ_FILE_FAILED, reason);
    return status;
}

typedef struct known {
    bool found, resume;
    int64_t id;
    char work[256], name[256], state[16];
    char place[SJ_PATH], report[SJ_PATH];
} known;

static bool take_known(void *ctx, const sj_file *f) {
    known *k = ctx;
    k->found = true;
    k->id = f->id;
    snprintf(k->work, sizeof k->work, "%.*s", SJ_FMT(f->work));
    snprintf(k->name, sizeof k->name, "%.*s", SJ_FMT(f->name));
    snprintf(k->state, sizeof k->state, "%.*s", SJ_FMT(f->state));
    snprintf(k->place, sizeof k->place, "%.*s", SJ_FMT(f->place));
    snprintf(k->report, sizeof k->report, "%.*s", SJ_FMT(f->report));
    return false;
}

static sj_status put_duplicate_aside(sj_run *r, sj_taken *t, const known *k, sj_err *err) {
    char reason[640], hidden[SJ_PATH];
    snprintf(
        reason, sizeof reason,
        "The same bytes were read before, as %s (now %.256s): nothing was done with this file.",
        k->name, k->place);
    t->result.outcome = SJ_FILE_DUPLICATE;
    t->result.reason = reason;
    sj_status status = choose_archive(r, t, err);
    if (status == SJ_OK) status = hidden_report(r, DUPLICATE_PREFIX, t->report, hidden, err);
    if (status == SJ_OK) status = sj_report_write(r, t, hidden, err);
    if (status == SJ_OK) status = move_away(r, t, DUPLICATE_PREFIX, err);
    if (status == SJ_OK) sj_run_tell(r, t, SJ_FILE_DUPLICATE, reason);
    return status;
}

static sj_status resume_filing(sj_run *r, sj_taken *t, const known *k, sj_err *err) {
    t->id = k->id;
    memcpy(t->place, k->place, sizeof t->place);
    memcpy(t->report, k->report, sizeof t->report);
    sj_status status = file_away(r, t, err);
    if (status == SJ_OK)
        sj_run_tell(r, t, SJ_FILE_READ, "an earlier run had read it and was cut off");
    return status;
}

/* ---- one file ---- */

static bool is_the_files_fault(sj_status s) {
    return s == SJ_ENOTX12 || s == SJ_ETOOBIG;
}

static const char *reason_of(const sj_err *err) {
    if (err->code == SJ_ENOTX12)
        return "it is not an X12 file: there is no usable ISA segment in it";
    return err->msg ? err->msg : sj_status_text(err->code);
}

static sj_status process(sj_run *r, sj_taken *t, sj_err *err) {
    bool whole;
    known k = {0};
    sj_err trouble = {0};
    sj_status status = sj_sniff(r, t, &trouble);
    if (is_the_files_fault(status)) return fail_file(r, t, reason_of(&trouble), err);
    if (status == SJ_OK) status = sj_files_by_sha256(r->store, t->sha256, take_known, &k, &trouble);
    if (status == SJ_OK && k.found) {
        if (strcmp(k.state, "read") == 0 && strcmp(k.work, t->work) == 0)
            return resume_filing(r, t, &k, err);
        return put_duplicate_aside(r, t, &k, err);
    }
    if (status == SJ_OK) status = sj_file_is_whole(t->path, &whole, &trouble);
    if (status == SJ_OK && !whole)
        return fail_file(r, t, "it is not complete: there is no IEA segment at its end", err);
    if (status == SJ_OK) status = read_file(r, t, &trouble);
    if (is_the_files_fault(status)) return fail_file(r, t, reason_of(&trouble), err);
    if (status == SJ_OK) status = file_away(r, t, &trouble);
    if (status == SJ_OK)
        sj_run_tell(r, t, SJ_FILE_READ, "");
    else if (err)
        *err = trouble;
    return status;
}

sj_status sj_run_file(sj_run *r, const char *work, sj_err *err) {
    sj_taken t = {.work = work};
    t.name = sj_work_split(work, t.partner);
    sj_status status = sj_home_path(r->home, t.path, "work", work, err);
    if (status == SJ_OK) status = process(r, &t, err);
    if (t.body) fclose(t.body);
    sj_arena_dispose(&t.told);
    return status;
}

/* ---- what a cut-off pass left ---- */

/* Rows that say `read` while no file of theirs is in work/ any more: step 4 was missing. */
static sj_status finish_rows(sj_run *r, sj_err *err) {
    for (;;) {
        known k = {0};
        sj_status status = sj_files_unfiled(r->store, take_known, &k, err);
        if (status != SJ_OK || !k.found) return status;
        sj_taken t = {.work = k.work, .name = k.name, .id = k.id};
        sj_work_split(k.work, t.partner);
        memcpy(t.place, k.place, sizeof t.place);
        memcpy(t.report, k.report, sizeof t.report);
        status = sj_home_path(r->home, t.path, "work", k.work, err);
        if (status == SJ_OK) status = file_away(r, &t, err);
        if (status != SJ_OK) return status;
    }
}

sj_status sj_run_tidy(sj_run *r, sj_err *err) {
    char folder[SJ_PATH], from[SJ_PATH], to[SJ_PATH];
    sj_status status = finish_rows(r, err);
    if (status == SJ_OK) status = sj_home_path(r->home, folder, "work", NULL, err);
    char **names = NULL;
    size_t n = 0;
    if (status == SJ_OK) status = sj_folder_hidden(folder, &names, &n, err);
    for (size_t i = 0; i < n && status == SJ_OK; i++) {
        status = sj_path_join(from, folder, names[i], err);
        if (status != SJ_OK) break;
        size_t prefix = sizeof DUPLICATE_PREFIX - 1;
        if (strncmp(names[i], DUPLICATE_PREFIX, prefix) != 0) {
            status = sj_file_remove(from, err);
            continue;
        }
        status = sj_home_path(r->home, to, "reports", names[i] + prefix, err);
        if (status == SJ_OK) status = sj_file_move(from, to, err);
    }
    sj_folder_names_free(names, n);
    return status;
}
