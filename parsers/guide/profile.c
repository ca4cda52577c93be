/* A partner's profile: its overlays, and the severity of each kind of finding where it differs. */
#include "parsers/base/alloc.h"
#include "parsers/guide/overlay.h"

enum { BOXES = 16, OVERLAYS = 16, AS_IS = 0, IGNORED = 4 }; /* else the severity + 1 */

struct sj_profile {
    const sj_overlay *overlays[OVERLAYS];
    unsigned n_overlays;
    struct {
        uint8_t *as; /* by row */
        uint32_t n;
    } boxes[BOXES];
};

sj_status sj_profile_new(sj_profile **out, sj_err *err) {
    *out = sj_calloc(1, sizeof **out);
    return *out ? SJ_OK : sj_err_set(err, SJ_ENOMEM, "no memory for a profile");
}

void sj_profile_free(sj_profile *p) {
    if (!p) return;
    for (unsigned i = 0; i < BOXES; i++) sj_free(p->boxes[i].as);
    sj_free(p);
}

sj_status sj_profile_use(sj_profile *p, const sj_overlay *o, sj_err *err) {
    for (unsigned i = 0; i < p->n_overlays; i++)
        if (p->overlays[i] == o)
            return SJ_OK;
        else if (!strcmp(p->overlays[i]->on, o->on))
            return sj_err_setf(err, SJ_EARG, "a profile has two overlays on the same guide",
                               "%s and %s on %s", p->overlays[i]->id, o->id, o->on);
    if (p->n_overlays == OVERLAYS)
        return sj_err_set(err, SJ_EARG, "a profile has too many overlays");
    p->overlays[p->n_overlays++] = o;
    return SJ_OK;
}

/* The words of design and of the published edit lists. */
static bool read_word(sj_str word, uint8_t *as) {
    static const struct {
        const char *word;
        uint8_t as;
    } words[] = {{"F", SJ_ERROR + 1},      {"R", SJ_ERROR + 1},         {"reject", SJ_ERROR + 1},
                 {"hold", SJ_ERROR + 1},   {"error", SJ_ERROR + 1},     {"W", SJ_WARNING + 1},
                 {"warn", SJ_WARNING + 1}, {"warning", SJ_WARNING + 1}, {"I", SJ_INFO + 1},
                 {"info", SJ_INFO + 1},    {"ignore", IGNORED}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (!sj_str_is(word, words[i].word)) continue;
        *as = words[i].as;
        return true;
    }
    return false;
}

static sj_status put(sj_profile *p, sj_finding_id id, uint8_t as, sj_err *err) {
    uint32_t box = SJ_FINDING_BOX(id), row = SJ_FINDING_ROW(id);
    if (box >= BOXES) return sj_err_set(err, SJ_EARG, "a finding of an unknown box");
    if (row >= p->boxes[box].n) {
        uint8_t *grown = sj_realloc(p->boxes[box].as, row + 1);
        if (!grown) return sj_err_set(err, SJ_ENOMEM, "no memory for a profile");
        memset(grown + p->boxes[box].n, AS_IS, row + 1 - p->boxes[box].n);
        p->boxes[box].as = grown;
        p->boxes[box].n = row + 1;
    }
    p->boxes[box].as[row] = as;
    return SJ_OK;
}

sj_status sj_profile_set(sj_profile *p, const sj_catalog *catalog, sj_str id, sj_str word,
                         sj_err *err) {
    sj_finding_id handle;
    uint8_t as;
    if (!sj_catalog_find(catalog, id, &handle))
        return sj_err_setf(err, SJ_EARG, "there is no finding of this id", "%.*s", SJ_FMT(id));
    if (!read_word(word, &as))
        return sj_err_setf(
            err, SJ_EARG,
            "no severity: reject (F, R, hold), warn (W), info (I) or ignore is expected", "%.*s",
            SJ_FMT(word));
    if (SJ_FINDING_BOX(handle) == SJ_BOX_INTAKE)
        return sj_err_setf(
            err, SJ_EARG,
            "where claims go and whether they went before is not a partner's to judge", "%.*s",
            SJ_FMT(id));
    bool is_less = sj_catalog_get(catalog, handle)->severity == SJ_ERROR && as != SJ_ERROR + 1;
    if (is_less && SJ_FINDING_BOX(handle) == SJ_BOX_ENVELOPE)
        return sj_err_setf(
            err, SJ_EARG,
            "an error of the envelope stays an error: the receiver would refuse the file", "%.*s",
            SJ_FMT(id));
    return put(p, handle, as, err);
}

const sj_overlay *sj_profile_overlay(const sj_profile *p, const sj_guide *guide) {
    for (unsigned i = 0; p && i < p->n_overlays; i++)
        if (!strcmp(p->overlays[i]->on, guide->id)) return p->overlays[i];
    return NULL;
}

bool sj_profile_severity(const sj_profile *p, sj_finding_id id, sj_severity *severity) {
    uint32_t box = SJ_FINDING_BOX(id), row = SJ_FINDING_ROW(id);
    if (!p || box >= BOXES || row >= p->boxes[box].n) return true;
    uint8_t as = p->boxes[box].as[row];
    if (as != AS_IS && as != IGNORED) *severity = (sj_severity)(as - 1);
    return as != IGNORED;
}

bool sj_profile_judge(const sj_profile *p, sj_finding *f) {
    return sj_profile_severity(p, f->id, &f->severity);
}
