/* The index of segment ids, and the proof that rows of the same id can be told apart. */
#include <stdlib.h>

#include "parsers/guide/loader.h"

/* --- what can follow each other in one loop --- */

/* May both rows be meant by the same segment? They are told apart by codes in the same place. */
static bool is_ambiguous(const sj_guide_segment *a, const sj_guide_segment *b) {
    if (a->tag != b->tag) return false;
    if (!a->key_element || a->key_element != b->key_element || a->key_component != b->key_component)
        return true;
    for (uint16_t i = 0; i < a->key_codes->count; i++)
        for (uint16_t k = 0; k < b->key_codes->count; k++)
            if (a->key_codes->packed[i] == b->key_codes->packed[k]) return true;
    return false;
}

/* Rows of segments that compete inside a loop: its own, and its children's first. */
static uint16_t rival(const sj_loader *l, const sj_loop_rule *r, uint16_t i) {
    if (i < r->n_segments) return (uint16_t)(r->first_segment + i);
    return l->loops[l->children[r->first_child + i - r->n_segments]].first_segment;
}

sj_status sj_loader_siblings(sj_loader *l, const sj_loop_rule *r, const sj_node *where) {
    uint16_t n = (uint16_t)(r->n_segments + r->n_children);
    for (uint16_t i = 0; i < n; i++) {
        for (uint16_t k = 0; k < i; k++) {
            const sj_guide_segment *a = &l->segments[rival(l, r, i)];
            if (is_ambiguous(a, &l->segments[rival(l, r, k)]))
                return sj_node_fail(where, "two rows claim the same segment", a->name, l->err);
        }
    }
    return SJ_OK;
}

/* --- the index --- */

static sj_tag_rule *tag_slot(sj_guide_impl *g, uint32_t tag) {
    uint32_t i = sj_tag_slot(tag);
    while (g->tags[i].tag && g->tags[i].tag != tag) i = (i + 1) & (SJ_TAG_SLOTS - 1);
    return &g->tags[i];
}

static sj_status add_tag(sj_loader *l, const sj_guide_segment *s) {
    sj_tag_rule *t = tag_slot(l->g, s->tag);
    t->tag = s->tag;
    if (!s->key_element) return SJ_OK;
    for (unsigned i = 0; i < t->n_keys; i++)
        if (t->keys[i].element == s->key_element && t->keys[i].component == s->key_component)
            return SJ_OK;
    if (t->n_keys == SJ_GUIDE_MAX_KEYS)
        return sj_err_setf(l->err, SJ_EXML, "too many places for a key", "%s: %s",
                           l->source.names[0], s->id);
    t->keys[t->n_keys].element = s->key_element;
    t->keys[t->n_keys++].component = s->key_component;
    return SJ_OK;
}

static int by_tag(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static uint32_t tag_of(const char *p, size_t len) {
    char id[4] = {0};
    memcpy(id, p, len < 3 ? len : 3);
    return sj_loader_tag(id);
}

/* All segment ids that the dictionary names: an id outside of these is unknown to the standard. */
static sj_status fill_known(sj_loader *l) {
    const sj_dictionary *d = l->dictionary;
    uint32_t *tags = sj_loader_room(l, d->n_segments + strlen(d->others) / 2 + 1, sizeof *tags);
    if (!tags) return SJ_ENOMEM;
    uint16_t n = 0;
    for (unsigned i = 0; i < d->n_segments; i++)
        tags[n++] = tag_of(d->segments[i].tag, strlen(d->segments[i].tag));
    for (const char *p = d->others + strspn(d->others, " \t\r\n"); *p;) {
        size_t len = strcspn(p, " \t\r\n");
        tags[n++] = tag_of(p, len);
        p += len;
        p += strspn(p, " \t\r\n");
    }
    qsort(tags, n, sizeof *tags, by_tag);
    l->g->known_tags = tags;
    l->g->n_known_tags = n;
    return SJ_OK;
}

sj_status sj_loader_tags(sj_loader *l) {
    unsigned distinct = 0;
    for (uint32_t i = 0; i < l->n_segments; i++) {
        if (!tag_slot(l->g, l->segments[i].tag)->tag && ++distinct > SJ_TAG_SLOTS / 2)
            return sj_err_setf(l->err, SJ_EXML, "too many segment ids", "%s", l->source.names[0]);
        sj_status status = add_tag(l, &l->segments[i]);
        if (status) return status;
    }
    for (uint32_t i = 0; i < l->n_loops; i++)
        tag_slot(l->g, l->segments[l->loops[i].first_segment].tag)->begins_loop = true;
    return fill_known(l);
}
