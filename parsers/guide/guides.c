/* The set of all guides: which there are, which of them judges a version, and each loaded once. */
#include <pthread.h>
#include <stdlib.h>

#include "parsers/base/alloc.h"
#include "parsers/base/xml.h"
#include "parsers/guide/dictionary.h"
#include "parsers/guide/guide_impl.h"

extern const sj_embedded sj_guide_files[];

enum { GUIDES = 64, VERSIONS = 16 };

/* What a guide's own head says, read without the rest of it. */
typedef struct guide_head {
    const char *file;
    char id[24], transaction[8];
    char versions[VERSIONS][16]; /* its own first, then those it accepts */
    char informs[VERSIONS][16];
    unsigned n_versions, n_informs;
    sj_guide_impl *loaded;
} guide_head;

struct sj_guides {
    const sj_embedded *files;
    pthread_mutex_t lock; /* over everything below */
    guide_head heads[GUIDES];
    unsigned n;
    sj_dictionary dictionary; /* read with the first guide */
};

/* --- heads --- */

static bool copy_text(char *out, size_t cap, sj_str text) {
    if (text.len >= cap) return false;
    memcpy(out, text.ptr, text.len);
    out[text.len] = 0;
    return true;
}

static bool add_versions(char (*out)[16], unsigned *n, const char *list) {
    for (const char *p = list ? list : ""; *(p += strspn(p, " "));) {
        size_t len = strcspn(p, " ");
        if (*n == VERSIONS || !copy_text(out[*n], sizeof *out, (sj_str){p, len})) return false;
        (*n)++;
        p += len;
    }
    return true;
}

static bool fill_head(guide_head *h, const sj_xml_node *x) {
    const char *id = sj_xml_attr(x, "id"), *transaction = sj_xml_attr(x, "transaction");
    return id && transaction && copy_text(h->id, sizeof h->id, sj_str_of(id)) &&
           copy_text(h->transaction, sizeof h->transaction, sj_str_of(transaction)) &&
           add_versions(h->versions, &h->n_versions, sj_xml_attr(x, "version")) &&
           add_versions(h->versions, &h->n_versions, sj_xml_attr(x, "accepts")) &&
           add_versions(h->informs, &h->n_informs, sj_xml_attr(x, "informs"));
}

/* A guide's start tag made a document of its own: all guides are looked at on the first match, and
 * only this much of each is needed. An attribute holds no '>'; where one does, the full load says
 * so. */
static sj_status read_head(guide_head *h, const sj_embedded *f, bool *is_guide, sj_err *err) {
    const char *bytes = (const char *)f->bytes, *end = bytes + f->size;
    const char *from = memmem(bytes, f->size, "<guide ", strlen("<guide "));
    const char *to = from ? memchr(from, '>', (size_t)(end - from)) : NULL;
    *is_guide = to != NULL;
    if (!to) return SJ_OK;
    size_t len = (size_t)(to - from);
    char *head = sj_malloc(len + 2);
    if (!head) return sj_err_set(err, SJ_ENOMEM, "out of memory loading a guide");
    memcpy(head, from, len);
    memcpy(head + len, "/>", 2);
    sj_xml *doc;
    sj_status status = sj_xml_parse(&doc, head, len + 2, f->name, err);
    sj_free(head);
    if (status) return status;
    if (!fill_head(h, sj_xml_root(doc)))
        status = sj_xml_fail(doc, sj_xml_root(doc), "a guide's head is incomplete", NULL, err);
    sj_xml_free(doc);
    h->file = f->name;
    return status;
}

static bool ends_in(const char *name, const char *end) {
    size_t n = strlen(name), m = strlen(end);
    return n >= m && !strcmp(name + n - m, end);
}

static sj_status read_heads(sj_guides *g, sj_err *err) {
    for (const sj_embedded *f = g->files; f->name; f++) {
        if (!ends_in(f->name, ".xml")) continue;
        if (g->n == GUIDES) return sj_err_set(err, SJ_EXML, "too many guides");
        bool is_guide;
        sj_status status = read_head(&g->heads[g->n], f, &is_guide, err);
        if (status) return status;
        if (is_guide) g->n++;
    }
    return SJ_OK;
}

/* --- public --- */

sj_status sj_guides_new_from(sj_guides **out, const sj_embedded *files, sj_err *err) {
    *out = NULL;
    sj_guides *g = sj_calloc(1, sizeof *g);
    if (!g) return sj_err_set(err, SJ_ENOMEM, "out of memory loading a guide");
    g->files = files;
    pthread_mutex_init(&g->lock, NULL);
    sj_status status = read_heads(g, err);
    if (status) {
        sj_guides_free(g);
        return status;
    }
    *out = g;
    return SJ_OK;
}

sj_status sj_guides_new(sj_guides **out, sj_err *err) {
    return sj_guides_new_from(out, sj_guide_files, err);
}

void sj_guides_free(sj_guides *g) {
    if (!g) return;
    for (unsigned i = 0; i < g->n; i++) sj_guide_impl_free(g->heads[i].loaded);
    sj_dictionary_close(&g->dictionary);
    pthread_mutex_destroy(&g->lock);
    sj_free(g);
}

static sj_status load(sj_guides *g, guide_head *h, const sj_guide **out, sj_err *err) {
    pthread_mutex_lock(&g->lock);
    sj_status status =
        h->loaded ? SJ_OK : sj_guide_load(&h->loaded, &g->dictionary, g->files, h->file, NULL, err);
    *out = status ? NULL : &h->loaded->guide;
    pthread_mutex_unlock(&g->lock);
    return status;
}

sj_status sj_guides_get(sj_guides *g, const char *id, const sj_guide **out, sj_err *err) {
    *out = NULL;
    for (unsigned i = 0; i < g->n; i++)
        if (!strcmp(g->heads[i].id, id)) return load(g, &g->heads[i], out, err);
    return sj_err_setf(err, SJ_ENOTFOUND, "no such guide", "%s", id);
}

sj_status sj_guides_load_changed(sj_guides *g, const char *id,
                                 const struct sj_guide_changes *changes, sj_guide_impl **out,
                                 sj_err *err) {
    unsigned i = 0;
    while (i < g->n && strcmp(g->heads[i].id, id)) i++;
    if (i == g->n) return sj_err_setf(err, SJ_ENOTFOUND, "no such guide", "%s", id);
    pthread_mutex_lock(&g->lock);
    sj_status status = sj_guide_load(out, &g->dictionary, g->files, g->heads[i].file, changes, err);
    pthread_mutex_unlock(&g->lock);
    return status;
}

static bool has_version(const char (*versions)[16], unsigned n, sj_str version) {
    for (unsigned i = 0; i < n; i++)
        if (sj_str_is(version, versions[i])) return true;
    return false;
}

sj_status sj_guides_judge(sj_guides *g, sj_str transaction, sj_str version, sj_version_match *match,
                          const sj_guide **out, sj_err *err) {
    *out = NULL;
    *match = SJ_VERSION_UNKNOWN;
    for (unsigned i = 0; i < g->n; i++) {
        guide_head *h = &g->heads[i];
        if (!h->transaction[0] || !sj_str_is(transaction, h->transaction)) continue;
        bool is_exact = has_version(h->versions, h->n_versions, version);
        if (!is_exact && !has_version(h->informs, h->n_informs, version)) continue;
        sj_status status = load(g, h, out, err);
        if (!status) *match = is_exact ? SJ_VERSION_EXACT : SJ_VERSION_INFORMS;
        return status;
    }
    return SJ_OK;
}

sj_version_match sj_guides_match(sj_guides *g, sj_str transaction, sj_str version,
                                 const sj_guide **out) {
    sj_version_match match;
    return sj_guides_judge(g, transaction, version, &match, out, NULL) ? SJ_VERSION_UNKNOWN : match;
}

bool sj_guides_has_version(const sj_guides *g, sj_str version) {
    for (unsigned i = 0; i < g->n; i++) {
        const guide_head *h = &g->heads[i];
        if (!h->transaction[0]) continue;
        if (has_version(h->versions, h->n_versions, version) ||
            has_version(h->informs, h->n_informs, version))
            return true;
    }
    return false;
}

const char *sj_guides_id(const sj_guides *g, size_t i) {
    return i < g->n ? g->heads[i].id : NULL;
}

bool sj_code_list_has(const sj_code_list *list, sj_str code) {
    uint64_t packed = sj_code_pack(code.ptr, code.len);
    for (uint16_t i = 0; i < list->count; i++)
        if (list->packed[i] == packed) return true;
    return false;
}

uint16_t sj_guide_find_loop(const sj_guide *g, const char *id, unsigned nth) {
    for (uint16_t i = 0; i < g->n_loops; i++)
        if (!strcmp(g->loops[i].id, id) && nth-- == 0) return i;
    return SJ_NO_ROW;
}

uint16_t sj_guide_find_segment(const sj_guide *g, uint16_t loop, const char *tag, const char *key) {
    if (loop >= g->n_loops) return SJ_NO_ROW;
    const sj_guide_loop *l = &g->loops[loop];
    for (uint16_t i = l->first_segment; i < l->first_segment + l->n_segments; i++) {
        const sj_guide_segment *s = &g->segments[i];
        if (strcmp(s->id, tag)) continue;
        if (!key || (s->key_element && sj_code_list_has(s->key_codes, sj_str_of(key)))) return i;
    }
    return SJ_NO_ROW;
}
