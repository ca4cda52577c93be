/* engine/operate/doctor.c - the checks, one after the other. */
#include "engine/operate/doctor.h"

#include "engine/operate/ward.h"

#include <stdarg.h>

static const struct check {
    const char *name;
    void (*run)(sj_ward *w);
    bool needs_home; /* that could be opened */
} checks[] = {
    {"configuration", sj_check_configuration, false},
    {"permissions", sj_check_permissions, false},
    {"disk", sj_check_disk, false},
    {"clock", sj_check_clock, true},
    {"store", sj_check_store, true},
    {"books", sj_check_books, true},
    {"worklist", sj_check_worklist, true},
    {"audit", sj_check_audit, true},
    {"tables", sj_check_tables, false},
    {"packs", sj_check_packs, true},
    {"keys", sj_check_keys, true},
    {"partners", sj_check_partners, true},
    {"expected", sj_check_expected, true},
    {"files", sj_check_files, true},
};

const char *sj_health_text(sj_health_level level) {
    static const char *const words[] = {"ok", "note", "warn", "FAIL"};
    return words[level];
}

void sj_ward_tell(sj_ward *w, sj_health_level level, const char *fix, const char *fmt, ...) {
    char message[512];
    va_list args;
    va_start(args, fmt);
    vsnprintf(message, sizeof message, fmt, args);
    va_end(args);
    const sj_health h = {w->check, level, message, fix};
    if (level > w->worst) w->worst = level;
    w->fn(w->ctx, &h);
}

void sj_ward_tell_err(sj_ward *w, sj_health_level level, const char *fix, const sj_err *err) {
    char line[32] = "";
    if (err->line) snprintf(line, sizeof line, ", line %u", err->line);
    sj_ward_tell(w, level, fix, "%s%s%s%s%s", err->msg ? err->msg : sj_status_text(err->code),
                 err->detail[0] ? " (" : "", err->detail, err->detail[0] ? ")" : "", line);
}

sj_health_level sj_doctor(const char *dir, sj_date today, bool offline, sj_health_fn fn,
                          void *ctx) {
    sj_ward w = {.dir = dir, .today = today, .offline = offline, .fn = fn, .ctx = ctx};
    sj_err err = {0};
    sj_status status = sj_home_open(&w.home, dir, &err);
    if (status == SJ_OK) w.config = &w.home->config;
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
        w.check = checks[i].name;
        if (w.home || !checks[i].needs_home) checks[i].run(&w);
    }
    w.check = "home";
    if (status != SJ_OK && status != SJ_ECONFIG)
        sj_ward_tell_err(&w, SJ_HEALTH_FAIL,
                         "restore the home from a backup (scrubjay restore), or look at the other "
                         "lines first",
                         &err);
    sj_home_close(w.home);
    return w.worst;
}
