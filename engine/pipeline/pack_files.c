/* engine/pipeline/pack_files.c - rule packs read from where a home has them. */
#include "engine/pipeline/pack_files.h"

#include "engine/files/folder.h"
#include "engine/files/read.h"
#include "parsers/base/alloc.h"
#include "parsers/base/xml.h"

enum { LARGEST = 32 << 20 };

typedef struct opening {
    sj_packs *packs;
    const sj_config *config; /* NULL: none */
    sj_pack_problem_fn problem;
    void *ctx;
} opening;

sj_status sj_pack_file_read(const char *path, char **out, size_t *len, sj_err *err) {
    return sj_file_whole(out, len, path, LARGEST, err);
}

/* What is wrong with a pack is told; only our own trouble ends it. */
static sj_status tell(const opening *o, sj_status status, const sj_err *why, sj_err *err) {
    if (status == SJ_OK) return SJ_OK;
    if (status == SJ_ENOMEM) {
        if (err) *err = *why;
        return status;
    }
    if (o->problem) o->problem(o->ctx, why);
    return SJ_OK;
}

/* Does the configuration say that this pack is not to be used? What cannot be read is not asked:
 * loading it tells why. */
static bool is_off(const opening *o, const char *bytes, size_t len, const char *name) {
    sj_xml *x = NULL;
    sj_err ignored;
    if (!o->config || sj_xml_parse(&x, bytes, len, name, &ignored) != SJ_OK) return false;
    const char *id = sj_xml_attr(sj_xml_root(x), "id");
    bool off = id && !sj_config_pack(o->config, id, true);
    sj_xml_free(x);
    return off;
}

static sj_status load_file(const opening *o, const char *path, const char *name, sj_err *err) {
    char *bytes;
    size_t len;
    sj_err why = {0};
    sj_status status = sj_pack_file_read(path, &bytes, &len, &why);
    if (status == SJ_OK && sj_xml_is(bytes, len, "pack") && !is_off(o, bytes, len, name))
        status = sj_packs_load(o->packs, bytes, len, name, &why);
    sj_free(bytes);
    return tell(o, status, &why, err);
}

static bool ends_in_xml(const char *name) {
    size_t n = strlen(name);
    return n > 4 && strcmp(name + n - 4, ".xml") == 0;
}

static sj_status load_folder(const opening *o, const char *home, sj_err *err) {
    char folder[SJ_PATH], path[SJ_PATH], name[64];
    char **names = NULL;
    size_t n = 0;
    sj_status status = sj_path_join(folder, home, "packs", err);
    if (status == SJ_OK) status = sj_folder_list(folder, &names, &n, err);
    for (size_t i = 0; i < n && status == SJ_OK; i++) {
        if (!ends_in_xml(names[i])) continue;
        status = sj_path_join(path, folder, names[i], err);
        snprintf(name, sizeof name, "packs/%.56s", names[i]);
        if (status == SJ_OK) status = load_file(o, path, name, err);
    }
    sj_folder_names_free(names, n);
    return status;
}

static bool is_loaded(const sj_packs *packs, const char *id) {
    sj_pack_info info;
    for (size_t i = 0; sj_packs_at(packs, i, &info); i++)
        if (strcmp(info.id, id) == 0) return true;
    return false;
}

static sj_status load_shipped(const opening *o, sj_err *err) {
    sj_shipped_pack s;
    sj_status status = SJ_OK;
    for (size_t i = 0; status == SJ_OK && sj_packs_shipped(i, &s); i++) {
        bool on = o->config ? sj_config_pack(o->config, s.id, s.on) : s.on;
        sj_err why = {0};
        if (on && !is_loaded(o->packs, s.id))
            status = tell(o, sj_packs_load(o->packs, s.bytes, s.len, s.name, &why), &why, err);
    }
    return status;
}

sj_status sj_pack_files_open(sj_packs **out, const char *home, const sj_config *config,
                             sj_pack_problem_fn problem, void *ctx, sj_err *err) {
    opening o = {NULL, config, problem, ctx};
    *out = NULL;
    sj_status status = sj_packs_new(&o.packs, err);
    if (status == SJ_OK && home) status = load_folder(&o, home, err);
    if (status == SJ_OK) status = load_shipped(&o, err);
    if (status == SJ_OK) status = sj_packs_seal(o.packs, err);
    if (status == SJ_OK)
        *out = o.packs;
    else
        sj_packs_free(o.packs);
    return status;
}

sj_str sj_pack_partner(void *config, sj_str payer) {
    const sj_partner *p = sj_config_route(config, payer);
    return p ? sj_str_of(p->name) : (sj_str){NULL, 0};
}
