/* engine/operate/doctor_files.c - what lies about: batches that nobody is sure of, files that
 * nobody took. */
#include "engine/operate/ward.h"

#include <inttypes.h>
#include <sys/stat.h>

enum { HOUR = 3600, DAY = 24 * HOUR };

/* ---- files ---- */

typedef struct folder_count {
    size_t n;       /* files that lie there longer than asked */
    int64_t oldest; /* seconds */
} folder_count;

static folder_count count_old(const sj_ward *w, const char *folder, int64_t longer) {
    char path[SJ_PATH], file[SJ_PATH];
    char **names = NULL;
    size_t n = 0;
    folder_count c = {0, 0};
    if (sj_home_path(w->home, path, folder, NULL, NULL) != SJ_OK ||
        sj_folder_list(path, &names, &n, NULL) != SJ_OK)
        return c;
    for (size_t i = 0; i < n; i++) {
        sj_file_facts facts;
        if (sj_path_join(file, path, names[i], NULL) != SJ_OK ||
            sj_file_look(file, &facts, NULL) != SJ_OK || facts.idle <= longer)
            continue;
        c.n++;
        if (facts.idle > c.oldest) c.oldest = facts.idle;
    }
    sj_folder_names_free(names, n);
    return c;
}

static bool look_at_waiting(sj_ward *w, const char *folder) {
    int64_t longer = w->config->give_up > HOUR ? w->config->give_up : HOUR;
    folder_count c = count_old(w, folder, longer);
    if (!c.n) return true;
    sj_ward_tell(w, SJ_HEALTH_WARN,
                 "is 'scrubjay run' started regularly? Its output says why it leaves a file",
                 "%zu file%s wait%s in %s, the oldest for %" PRId64 " hours", c.n,
                 c.n == 1 ? "" : "s", c.n == 1 ? "s" : "", folder, c.oldest / HOUR);
    return false;
}

static bool look_at_left(sj_ward *w) {
    folder_count work = count_old(w, "work", HOUR), failed = count_old(w, "error", -1);
    if (work.n)
        sj_ward_tell(w, SJ_HEALTH_WARN, "the next 'scrubjay run' goes on with what is in work/",
                     "%zu file%s in work/ for %" PRId64 " hours", work.n,
                     work.n == 1 ? " is" : "s are", work.oldest / HOUR);
    if (failed.n)
        sj_ward_tell(w, SJ_HEALTH_NOTE,
                     "read the text beside each; put a mended file into in/, take the others away",
                     "%zu file%s in error/", failed.n, failed.n == 1 ? " lies" : "s lie");
    return !work.n && !failed.n;
}

static bool look_at_pass(sj_ward *w) {
    char path[SJ_PATH];
    struct stat st;
    if (sj_home_path(w->home, path, SJ_HOME_PASS, NULL, NULL) != SJ_OK || stat(path, &st) != 0) {
        sj_ward_tell(w, SJ_HEALTH_NOTE, "start 'scrubjay run', by cron or with --watch",
                     "no pass was ever made over this home");
        return false;
    }
    int64_t ago = sj_store_now(w->home->store) / 1000 - st.st_mtime;
    if (ago <= DAY) return true;
    sj_ward_tell(w, SJ_HEALTH_WARN, "is 'scrubjay run' started regularly, and does it end well?",
                 "the last pass ended %" PRId64 " hours ago", ago / HOUR);
    return false;
}

void sj_check_files(sj_ward *w) {
    bool good = look_at_pass(w);
    good &= look_at_waiting(w, "in");
    for (size_t i = 0; i < w->config->n_partners; i++) {
        char folder[64];
        snprintf(folder, sizeof folder, "partners/%s/inbox", w->config->partners[i].name);
        good &= look_at_waiting(w, folder);
    }
    good &= look_at_left(w);
    if (good) sj_ward_tell(w, SJ_HEALTH_OK, "", "no file was left behind");
}
