/* engine/operate/log.c - JSON lines about passes. */
#include "engine/operate/log.h"

#include "parsers/base/alloc.h"
#include "parsers/base/json.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct sj_log {
    int fd;
    bool lost;      /* a line could not be written */
    uint32_t lines; /* written */
    sj_json_out line;
};

sj_status sj_log_open(sj_log **out, const char *path, sj_err *err) {
    sj_log *l = sj_calloc(1, sizeof *l);
    *out = NULL;
    if (!l) return sj_err_set(err, SJ_ENOMEM, "no memory for the log");
    l->fd = strcmp(path, "-") == 0 ? STDERR_FILENO
                                   : open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (l->fd < 0) {
        sj_free(l);
        return sj_err_setf(err, SJ_EIO, "the log cannot be written", "%s", path);
    }
    *out = l;
    return SJ_OK;
}

static void begin_line(sj_log *l, const char *level, const char *event) {
    char at[40], fraction[8];
    struct timespec now;
    struct tm tm;
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &tm);
    strftime(at, 32, "%Y-%m-%dT%H:%M:%S", &tm);
    snprintf(fraction, sizeof fraction, ".%03uZ", (unsigned)(now.tv_nsec / 1000000) % 1000);
    strcat(at, fraction);
    sj_json_init(&l->line, NULL, NULL);
    sj_json_object(&l->line);
    sj_json_key(&l->line, "at");
    sj_json_strz(&l->line, at);
    sj_json_key(&l->line, "level");
    sj_json_strz(&l->line, level);
    sj_json_key(&l->line, "event");
    sj_json_strz(&l->line, event);
}

/* One call, so that the lines of two processes do not mix. */
static void end_line(sj_log *l) {
    sj_json_object_end(&l->line);
    sj_json_newline(&l->line);
    if (l->line.status != SJ_OK || write(l->fd, l->line.buf, l->line.len) != (ssize_t)l->line.len)
        l->lost = true;
    sj_json_dispose(&l->line);
    l->lines++;
}

static void text(sj_log *l, const char *key, const char *value) {
    if (!value || !*value) return;
    sj_json_key(&l->line, key);
    sj_json_strz(&l->line, value);
}

typedef struct count {
    const char *key;
    uint64_t n;
} count;

/* What is 0 is left out. */
static void counts(sj_log *l, const count *c, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (!c[i].n) continue;
        sj_json_key(&l->line, c[i].key);
        sj_json_uint(&l->line, c[i].n);
    }
}

#define COUNTS(log, ...)                                                                           \
    counts(log, (const count[]){__VA_ARGS__}, sizeof((const count[]){__VA_ARGS__}) / sizeof(count))

void sj_log_file(sj_log *l, const sj_file_result *f) {
    static const char *const outcomes[] = {"read", "duplicate", "failed", "waiting"};
    static const char *const levels[] = {"info", "info", "error", "info"};
    begin_line(l, levels[f->outcome], "file");
    text(l, "outcome", outcomes[f->outcome]);
    text(l, "partner", f->partner);
    text(l, "type", f->type);
    COUNTS(l, {"id", (uint64_t)f->id}, {"bytes", f->bytes}, {"claims", f->claims},
           {"ready", f->ready}, {"held", f->held}, {"duplicates", f->duplicates},
           {"answers", f->answers}, {"accepted", f->accepted}, {"rejected", f->rejected},
           {"late", f->late}, {"unknown", f->unknown}, {"remits", f->remits},
           {"payments", f->payments}, {"matched", f->matched}, {"unmatched", f->unmatched},
           {"suspended", f->suspended}, {"refused", f->refused}, {"denials", f->denials});
    end_line(l);
}

void sj_log_batch(sj_log *l, const sj_batch_result *b) {
    begin_line(l, "info", "batch");
    text(l, "partner", b->partner);
    text(l, "type", b->type);
    COUNTS(l, {"interchange", b->interchange}, {"claims", b->claims});
    end_line(l);
}

void sj_log_end(sj_log *l, const sj_log_pass *pass, bool news) {
    const sj_run_totals *t = pass->totals;
    if (news && !l->lines && pass->status == SJ_OK) return;
    begin_line(l, pass->status != SJ_OK ? "error" : t->failed ? "warn" : "info", "pass");
    if (pass->status != SJ_OK) {
        text(l, "error", sj_status_text(pass->status));
        text(l, "message", pass->why->msg);
    }
    if (t->stopped) text(l, "stopped", "by a signal");
    COUNTS(l, {"milliseconds", (uint64_t)pass->milliseconds}, {"files", t->files},
           {"failed", t->failed}, {"duplicates", t->duplicates}, {"waiting", t->waiting},
           {"claims", t->claims}, {"ready", t->ready}, {"held", t->held}, {"accepted", t->accepted},
           {"rejected", t->rejected}, {"late", t->late}, {"denials", t->denials},
           {"batches", t->batches}, {"sent", t->sent}, {"delivered", t->delivered},
           {"fetched", t->fetched}, {"delayed", t->delayed}, {"in_doubt", t->in_doubt},
           {"troubled", t->troubled}, {"unroutable", t->unroutable});
    text(l, "audit", pass->head);
    end_line(l);
}

sj_status sj_log_close(sj_log *l, sj_err *err) {
    if (!l) return SJ_OK;
    bool lost = l->lost;
    if (l->fd != STDERR_FILENO && close(l->fd) != 0) lost = true;
    sj_free(l);
    return lost ? sj_err_set(err, SJ_EIO, "lines of the log were lost: is the disk full?") : SJ_OK;
}
