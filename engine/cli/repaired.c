/* engine/cli/repaired.c - judges a repaired copy of a file, and keeps it where it is asked for. */
#include "engine/cli/repaired.h"

#include <inttypes.h>
#include <unistd.h>

#include "engine/cli/cli.h"
#include "engine/files/folder.h"
#include "engine/files/read.h"
#include "engine/pipeline/home.h"

enum { LISTED = 20 };

/* The values may be patient data. */
static void tell(const char *path, sj_repairs *repairs) {
    size_t n = sj_repairs_count(repairs);
    unsigned kinds = 0;
    char words[64];
    for (size_t i = 0; i < n; i++) kinds |= sj_repairs_at(repairs, i)->kinds;
    sj_repairs_text(kinds, words);
    fprintf(stderr, "scrubjay: %s: %zu values repaired%s%s\n", path, n, n ? ": " : "", words);
    for (size_t i = 0; i < n && i < LISTED; i++) {
        const sj_repair_change *c = sj_repairs_at(repairs, i);
        sj_repairs_text(c->kinds, words);
        fprintf(stderr, "  %s%02u", c->tag, c->element);
        if (c->component) fprintf(stderr, "-%u", c->component);
        fprintf(stderr, " of the segment at byte %" PRIu64 ": %s\n", c->from, words);
    }
    if (n > LISTED) fprintf(stderr, "  and %zu more\n", n - LISTED);
}

/* Write the copy whole, then open it for reading; `part` is its name until it is judged. */
static sj_status make_copy(FILE **copy, sj_repairs **repairs, const sj_repaired_opts *o,
                           const char *part, FILE *in, sj_err *err) {
    *copy = NULL;
    if (!o->out) {
        *copy = tmpfile();
        if (!*copy) return sj_err_set(err, SJ_EIO, "the repaired copy cannot be written");
        sj_status s = sj_repairs_make(repairs, o->kinds, sj_file_read, in, *copy, err);
        rewind(*copy);
        return s;
    }
    FILE *to;
    sj_status s = sj_file_create(&to, part, err);
    if (s != SJ_OK) return s;
    s = sj_repairs_make(repairs, o->kinds, sj_file_read, in, to, err);
    sj_status finished = sj_file_finish(to, part, s == SJ_OK ? err : NULL);
    if (s == SJ_OK) s = finished;
    if (s == SJ_OK) *copy = fopen(part, "re");
    if (s == SJ_OK && !*copy) s = sj_err_set(err, SJ_EIO, "the repaired copy cannot be read");
    return s;
}

sj_status sj_check_repaired(sj_check *c, const sj_repaired_opts *o, const char *path, FILE *in,
                            const sj_check_events *events, sj_check_result *r) {
    *r = (sj_check_result){.path = path, .totals = {.files = 1, .failed = 1}};
    sj_repairs *repairs = NULL;
    FILE *copy = NULL;
    char part[SJ_PATH] = "";
    if (o->out && snprintf(part, sizeof part, "%s.part", o->out) >= SJ_PATH)
        return sj_err_set(&r->err, SJ_EARG, "the name of the repaired copy is too long");
    sj_status s = make_copy(&copy, &repairs, o, part, in, &r->err);
    if (s == SJ_OK) {
        tell(path, repairs);
        if (o->json) sj_check_json_repairs(o->json, path, repairs);
        sj_check_again(c, fileno(copy));
        s = sj_check_read(c, path, sj_file_read, copy, events, r);
    }
    if (copy) fclose(copy);
    if (copy && o->out) {
        sj_status moved = sj_file_move(part, o->out, &r->err);
        if (s == SJ_OK) s = moved;
    } else if (o->out) {
        unlink(part);
    }
    sj_repairs_free(repairs);
    return s;
}
