/* The overlays that are loaded, and one table of findings for the rules of all of them. */
#include "parsers/base/alloc.h"
#include "parsers/base/embed.h"
#include "parsers/guide/overlay.h"

extern const sj_embedded sj_overlay_files[];

enum { OVERLAYS = 64 };

struct sj_overlays {
    sj_guides *guides;
    sj_overlay *loaded[OVERLAYS];
    unsigned n;
    sj_finding_def *rows;
    sj_finding_table table;
};

sj_status sj_overlays_new(sj_overlays **out, sj_guides *guides, sj_err *err) {
    *out = sj_calloc(1, sizeof **out);
    if (!*out) return sj_err_set(err, SJ_ENOMEM, "out of memory loading an overlay");
    (*out)->guides = guides;
    (*out)->table.box = SJ_BOX_OVERLAYS;
    return SJ_OK;
}

void sj_overlays_free(sj_overlays *o) {
    if (!o) return;
    for (unsigned i = 0; i < o->n; i++) sj_overlay_free(o->loaded[i]);
    sj_free(o->rows);
    sj_free(o);
}

static const sj_overlay *find(const sj_overlays *o, const char *id) {
    for (unsigned i = 0; i < o->n; i++)
        if (!strcmp(o->loaded[i]->id, id)) return o->loaded[i];
    return NULL;
}

static sj_status join(sj_overlays *o, sj_overlay *x, sj_err *err) {
    if (find(o, x->id))
        return sj_err_setf(err, SJ_EARG, "an overlay of this id is loaded already", "%s", x->id);
    if (o->n == OVERLAYS) return sj_err_set(err, SJ_EARG, "too many overlays");
    size_t n = o->table.count + x->n_rules;
    sj_finding_def *rows = sj_realloc(o->rows, (n ? n : 1) * sizeof *rows);
    if (!rows) return sj_err_set(err, SJ_ENOMEM, "out of memory loading an overlay");
    if (x->n_rules) memcpy(rows + o->table.count, x->rules, x->n_rules * sizeof *rows);
    o->rows = rows;
    o->table.rows = rows;
    o->table.count = (uint32_t)n;
    o->loaded[o->n++] = x;
    return SJ_OK;
}

sj_status sj_overlays_add(sj_overlays *o, const void *bytes, size_t len, const char *name,
                          const sj_overlay **out, sj_err *err) {
    sj_overlay *x;
    *out = NULL;
    sj_status status = sj_overlay_load(&x, o->guides, o->table.count, bytes, len, name, err);
    if (status) return status;
    status = join(o, x, err);
    if (status)
        sj_overlay_free(x);
    else
        *out = x;
    return status;
}

/* "MEDICARE-B.xml" is the overlay MEDICARE-B. */
static bool is_file_of(const char *file, const char *id) {
    size_t n = strlen(id);
    return !strncmp(file, id, n) && !strcmp(file + n, ".xml");
}

sj_status sj_overlays_get(sj_overlays *o, const char *id, const sj_overlay **out, sj_err *err) {
    *out = find(o, id);
    if (*out) return SJ_OK;
    for (const sj_embedded *f = sj_overlay_files; f->name; f++)
        if (is_file_of(f->name, id))
            return sj_overlays_add(o, f->bytes, f->size, f->name, out, err);
    return sj_err_setf(err, SJ_ENOTFOUND, "there is no such overlay", "%s", id);
}

bool sj_overlays_built_in(size_t i, char id[SJ_OVERLAY_ID]) {
    const sj_embedded *f = sj_overlay_files;
    while (f->name && i) f++, i--;
    if (!f->name) return false;
    size_t len = strcspn(f->name, ".");
    if (len >= SJ_OVERLAY_ID) len = SJ_OVERLAY_ID - 1;
    memcpy(id, f->name, len);
    id[len] = 0;
    return true;
}

const sj_overlay *sj_overlays_at(const sj_overlays *o, size_t i) {
    return i < o->n ? o->loaded[i] : NULL;
}

const sj_finding_table *sj_overlays_findings(const sj_overlays *o) {
    return &o->table;
}

const char *sj_overlay_id(const sj_overlay *o) {
    return o->id;
}
const char *sj_overlay_title(const sj_overlay *o) {
    return o->title;
}
const char *sj_overlay_source(const sj_overlay *o) {
    return o->source;
}
const char *sj_overlay_on(const sj_overlay *o) {
    return o->on;
}
const sj_guide *sj_overlay_guide(const sj_overlay *o) {
    return o->relaxed ? &o->relaxed->guide : &o->base->guide;
}
const sj_finding_def *sj_overlay_rule(const sj_overlay *o, size_t i) {
    return i < o->n_rules ? &o->rules[i] : NULL;
}
