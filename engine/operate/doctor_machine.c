/* engine/operate/doctor_machine.c - what the machine gives a home: its configuration as read,
 * permissions, room on the disk, the clock. */
#include "engine/operate/ward.h"

#include <errno.h>
#include <inttypes.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

static const uint64_t MEGABYTE = 1000000;

void sj_check_configuration(sj_ward *w) {
    char path[SJ_PATH];
    sj_config config;
    sj_err err = {0};
    if (w->config) {
        sj_ward_tell(w, SJ_HEALTH_OK, "", "scrubjay.xml is right: %s, %zu partner%s",
                     w->config->practice, w->config->n_partners,
                     w->config->n_partners == 1 ? "" : "s");
        return;
    }
    sj_status status = sj_path_join(path, w->dir, "scrubjay.xml", &err);
    if (status == SJ_OK) status = sj_config_read(&config, path, &err);
    if (status == SJ_OK) {
        sj_config_dispose(&config);
        sj_ward_tell(w, SJ_HEALTH_OK, "", "scrubjay.xml is right");
        return;
    }
    sj_ward_tell_err(w, SJ_HEALTH_FAIL,
                     "mend that line; 'scrubjay init DIR' makes a sample to compare with", &err);
}

/* What holds patients' data or secrets, and what follows when it cannot be used. */
static const struct guarded {
    const char *name;
    bool writes;
} guarded[] = {
    {"", true},      {"scrubjay.xml", false}, {"scrubjay.key", false}, {"scrubjay.db", true},
    {"in", true},    {"work", true},          {"archive", true},       {"reports", true},
    {"error", true}, {"partners", true}};

/* True when nothing is wrong. */
static bool look_at(sj_ward *w, const struct guarded *g) {
    char path[SJ_PATH];
    struct stat st;
    if (snprintf(path, sizeof path, "%s%s%s", w->dir, *g->name ? "/" : "", g->name) >= SJ_PATH)
        return true;
    if (stat(path, &st) != 0) {
        sj_ward_tell(w, SJ_HEALTH_FAIL,
                     "restore it from a backup, or run 'scrubjay init' on the home",
                     "%s is missing", path);
        return false;
    }
    if (access(path, g->writes ? R_OK | W_OK : R_OK) != 0) {
        sj_ward_tell(
            w, SJ_HEALTH_FAIL,
            "run scrubjay as the user that owns the home, or give the home to this user (chown -R)",
            "%s cannot be %s by this user", path, g->writes ? "written" : "read");
        return false;
    }
    if (!(st.st_mode & 077)) return true;
    sj_ward_tell(w, SJ_HEALTH_WARN, "take the others' rights away: chmod -R go= on the home",
                 "others on this machine may use %s (mode %04o)", path, st.st_mode & 07777);
    return false;
}

void sj_check_permissions(sj_ward *w) {
    bool good = true;
    for (size_t i = 0; i < sizeof guarded / sizeof *guarded; i++) good &= look_at(w, &guarded[i]);
    if (good) sj_ward_tell(w, SJ_HEALTH_OK, "", "only this user reads and writes the home");
}

/* A pass writes each file twice, and a backup as much as the home holds. */
void sj_check_disk(sj_ward *w) {
    struct statvfs fs;
    struct stat st;
    char path[SJ_PATH];
    if (statvfs(w->dir, &fs) != 0) {
        sj_ward_tell(w, SJ_HEALTH_FAIL, "", "the disk does not say how much room it has");
        return;
    }
    uint64_t room = (uint64_t)fs.f_bavail * fs.f_frsize, store = 0;
    if (sj_path_join(path, w->dir, "scrubjay.db", NULL) == SJ_OK && stat(path, &st) == 0)
        store = (uint64_t)st.st_size;
    sj_health_level level = room < 200 * MEGABYTE                        ? SJ_HEALTH_FAIL
                            : room < 2000 * MEGABYTE || room < 2 * store ? SJ_HEALTH_WARN
                                                                         : SJ_HEALTH_OK;
    sj_ward_tell(w, level, level ? "make room, or move the home to a larger disk" : "",
                 "%" PRIu64 " MB are free; the store has %" PRIu64 " MB", room / MEGABYTE,
                 store / MEGABYTE);
}

void sj_check_clock(sj_ward *w) {
    enum { TOLERANCE = 5 * 60 * 1000 };
    sj_instant ahead = sj_store_newest(w->home->store) - sj_store_now(w->home->store);
    if (ahead > TOLERANCE)
        sj_ward_tell(w, SJ_HEALTH_FAIL, "set the clock, and let the machine keep it by NTP",
                     "the clock was set back: the store has rows from %" PRId64
                     " minutes ahead of it",
                     ahead / 60000);
    else if (w->today < sj_date_of(2026, 1, 1))
        sj_ward_tell(w, SJ_HEALTH_FAIL, "set the clock, and let the machine keep it by NTP",
                     "the clock shows a day before this program was made");
    else
        sj_ward_tell(w, SJ_HEALTH_OK, "", "the clock agrees with the store");
}
