/* Overlays and profiles read from where a home, or the command line, has them. */
#include "engine/pipeline/profiles.h"

#include "engine/files/folder.h"
#include "engine/files/read.h"
#include "engine/pipeline/catalog.h"
#include "parsers/base/alloc.h"
#include "parsers/base/xml.h"

enum { LARGEST = 4 << 20, PROFILES = 256 };

struct sj_profiles {
    char home[SJ_PATH]; /* "": none */
    sj_guides *guides;
    sj_overlays *overlays;
    const sj_packs *packs; /* NULL: none */
    sj_catalog *catalog;   /* of all findings, for the ids of profiles */
    const sj_overlay *asked;
    sj_profile *made[PROFILES];
    size_t n;
};

/* --- overlays --- */

static sj_status load_file(sj_profiles *p, const char *path, bool only_overlays,
                           const sj_overlay **out, sj_err *err) {
    char *bytes;
    size_t len;
    sj_status status = sj_file_whole(&bytes, &len, path, LARGEST, err);
    if (status != SJ_OK) return status;
    if (!only_overlays || sj_xml_is(bytes, len, "overlay"))
        status = sj_overlays_add(p->overlays, bytes, len, path, out, err);
    sj_free(bytes);
    return status;
}

static bool ends_in_xml(const char *name) {
    size_t n = strlen(name);
    return n > 4 && strcmp(name + n - 4, ".xml") == 0;
}

static sj_status load_packs(sj_profiles *p, sj_err *err) {
    char folder[SJ_PATH], path[SJ_PATH];
    char **names = NULL;
    size_t n = 0;
    const sj_overlay *loaded;
    sj_status status = sj_path_join(folder, p->home, "packs", err);
    if (status == SJ_OK) status = sj_folder_list(folder, &names, &n, err);
    for (size_t i = 0; i < n && status == SJ_OK; i++) {
        if (!ends_in_xml(names[i])) continue;
        status = sj_path_join(path, folder, names[i], err);
        if (status == SJ_OK) status = load_file(p, path, true, &loaded, err);
    }
    sj_folder_names_free(names, n);
    return status;
}

static sj_status load_built_in(sj_profiles *p, sj_err *err) {
    char id[SJ_OVERLAY_ID];
    const sj_overlay *loaded;
    sj_status status = SJ_OK;
    for (size_t i = 0; status == SJ_OK && sj_overlays_built_in(i, id); i++)
        status = sj_overlays_get(p->overlays, id, &loaded, err);
    return status;
}

static sj_status load_all(sj_profiles *p, const char *overlay, sj_err *err) {
    bool is_file = overlay && sj_path_exists(overlay);
    sj_status status = p->home[0] ? load_packs(p, err) : SJ_OK;
    if (status == SJ_OK && is_file) status = load_file(p, overlay, false, &p->asked, err);
    if (status == SJ_OK) status = load_built_in(p, err);
    if (status == SJ_OK && overlay && !is_file)
        status = sj_overlays_get(p->overlays, overlay, &p->asked, err);
    return status == SJ_OK ? sj_catalog_all(&p->catalog, p->overlays, p->packs, err) : status;
}

sj_status sj_profiles_open(sj_profiles **out, const char *home, const char *overlay,
                           const sj_packs *packs, sj_err *err) {
    *out = NULL;
    sj_profiles *p = sj_calloc(1, sizeof *p);
    if (!p) return sj_err_set(err, SJ_ENOMEM, "no memory for partners' profiles");
    p->packs = packs;
    if (home) snprintf(p->home, sizeof p->home, "%s", home);
    sj_status status = sj_guides_new(&p->guides, err);
    if (status == SJ_OK) status = sj_overlays_new(&p->overlays, p->guides, err);
    if (status == SJ_OK) status = load_all(p, overlay, err);
    if (status != SJ_OK)
        sj_profiles_close(p);
    else
        *out = p;
    return status;
}

void sj_profiles_close(sj_profiles *p) {
    if (!p) return;
    for (size_t i = 0; i < p->n; i++) sj_profile_free(p->made[i]);
    sj_catalog_free(p->catalog);
    sj_overlays_free(p->overlays);
    sj_guides_free(p->guides);
    sj_free(p);
}

const sj_overlays *sj_profiles_overlays(const sj_profiles *p) {
    return p->overlays;
}

sj_guides *sj_profiles_guides(const sj_profiles *p) {
    return p->guides;
}

const sj_overlay *sj_profiles_asked(const sj_profiles *p) {
    return p->asked;
}

/* --- profiles --- */

/* A complaint about an attribute of the profile, told at its line. */
static sj_status at_node(const sj_xml_node *n, sj_status status, sj_err *err) {
    if (status == SJ_ENOMEM || !err) return status;
    err->line = sj_xml_line(n);
    return err->code = SJ_ECONFIG;
}

static sj_status use_overlays(sj_profiles *p, sj_profile *to, const sj_xml_node *n, sj_err *err) {
    const char *list = sj_xml_attr(n, "overlay");
    char id[SJ_OVERLAY_ID];
    for (const char *at = list ? list : ""; *at; at += strspn(at, " ")) {
        size_t len = strcspn(at, " ");
        snprintf(id, sizeof id, "%.*s", (int)len, at);
        const sj_overlay *o;
        sj_status status = sj_overlays_get(p->overlays, id, &o, err);
        if (status == SJ_OK) status = sj_profile_use(to, o, err);
        if (status != SJ_OK) return at_node(n, status, err);
        at += len;
    }
    return SJ_OK;
}

static sj_status set_findings(sj_profiles *p, sj_profile *to, const sj_xml_node *n, sj_err *err) {
    const sj_xml_node *f = sj_xml_child(n, "finding");
    for (; f; f = sj_xml_next(f, "finding")) {
        sj_status status = sj_profile_set(to, p->catalog, sj_str_of(sj_xml_attr(f, "id")),
                                          sj_str_of(sj_xml_attr(f, "as")), err);
        if (status != SJ_OK) return at_node(f, status, err);
    }
    return SJ_OK;
}

/* A new profile that belongs to `p`, with the overlay that was asked for. */
static sj_status make(sj_profiles *p, sj_profile **out, sj_err *err) {
    if (p->n == PROFILES) return sj_err_set(err, SJ_ECONFIG, "too many partners with profiles");
    sj_status status = sj_profile_new(out, err);
    if (status != SJ_OK) return status;
    p->made[p->n++] = *out;
    return p->asked ? sj_profile_use(*out, p->asked, err) : SJ_OK;
}

static sj_status make_of(sj_profiles *p, const sj_xml_node *n, const sj_profile **out,
                         sj_err *err) {
    sj_profile *made;
    sj_status status = make(p, &made, err);
    if (status == SJ_OK) status = use_overlays(p, made, n, err);
    if (status == SJ_OK) status = set_findings(p, made, n, err);
    *out = status == SJ_OK ? made : NULL;
    return status;
}

static sj_status make_of_file(sj_profiles *p, const char *path, const sj_profile **out,
                              sj_err *err) {
    char *bytes;
    size_t len;
    sj_xml *doc = NULL;
    sj_status status = sj_file_whole(&bytes, &len, path, LARGEST, err);
    if (status != SJ_OK) return status;
    status = sj_config_profile(&doc, bytes, len, path, err);
    sj_free(bytes);
    if (status == SJ_OK) status = make_of(p, sj_xml_root(doc), out, err);
    sj_xml_free(doc);
    if (status == SJ_EXML && err) err->code = status = SJ_ECONFIG;
    return status;
}

static sj_status file_of(char path[SJ_PATH], const char *home, const sj_partner *partner,
                         sj_err *err) {
    if (snprintf(path, SJ_PATH, "%s/partners/%s.xml", home, partner->name) >= SJ_PATH)
        return sj_err_set(err, SJ_EIO, "a path is too long");
    return SJ_OK;
}

sj_status sj_profiles_has(const char *home, const sj_partner *partner, bool *out, sj_err *err) {
    char path[SJ_PATH];
    sj_status status = file_of(path, home, partner, err);
    *out = status == SJ_OK && (partner->profile || sj_path_exists(path));
    return status;
}

sj_status sj_profiles_of(sj_profiles *p, const sj_partner *partner, const sj_profile **out,
                         sj_err *err) {
    char path[SJ_PATH];
    *out = NULL;
    if (partner->profile) {
        sj_status status = make_of(p, partner->profile, out, err);
        if (status == SJ_ECONFIG && err && !err->detail[0])
            snprintf(err->detail, sizeof err->detail, "scrubjay.xml");
        return status;
    }
    sj_status status = file_of(path, p->home, partner, err);
    if (status != SJ_OK) return status;
    return sj_path_exists(path) ? make_of_file(p, path, out, err) : SJ_OK;
}

sj_status sj_profiles_named(sj_profiles *p, const sj_config *config, const char *name,
                            const sj_profile **out, sj_err *err) {
    *out = NULL;
    if (!name) {
        sj_profile *made;
        sj_status status = make(p, &made, err);
        if (status == SJ_OK) *out = made;
        return status;
    }
    const sj_partner *partner = config ? sj_config_partner(config, sj_str_of(name)) : NULL;
    if (!partner) return make_of_file(p, name, out, err);
    sj_status status = sj_profiles_of(p, partner, out, err);
    if (status == SJ_OK && !*out)
        return sj_err_setf(err, SJ_ENOTFOUND, "this partner has no profile", "%s", name);
    return status;
}
