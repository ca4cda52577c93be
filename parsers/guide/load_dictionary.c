/* dictionary.xml as arrays. The schema has seen to its shape and that nothing is there twice. */
#include "parsers/guide/dictionary.h"

#include <stdlib.h>

#include "parsers/base/words.h"

enum { DICTIONARY_LIMIT = 16 << 20 };

typedef struct reader {
    sj_dictionary *d;
    sj_err *err;
} reader;

char sj_dictionary_type(const char *text, uint8_t *decimals) {
    *decimals = 0;
    if (!strcmp(text, "DT")) return 'D';
    if (text[0] == 'N') *decimals = (uint8_t)(text[1] - '0');
    return text[0]; /* AN, ID, N, R, TM, B */
}

static unsigned count(const sj_xml_node *parent, const char *name) {
    unsigned n = 0;
    for (const sj_xml_node *x = sj_xml_child(parent, name); x; x = sj_xml_next(x, name)) n++;
    return n;
}

static uint16_t number(const sj_xml_node *x, const char *name, uint16_t none) {
    const char *text = sj_xml_attr(x, name);
    return text ? (uint16_t)strtoul(text, NULL, 10) : none;
}

static void *array(reader *r, size_t n, size_t size) {
    void *p = sj_arena_zalloc(&r->d->arena, n * size);
    if (!p) sj_err_set(r->err, SJ_ENOMEM, "out of memory loading a guide");
    return p;
}

static uint32_t packed_of(const char *id) {
    uint32_t packed = 0;
    while (*id) packed = packed << 8 | (unsigned char)*id++;
    return packed;
}

static int by_packed(const void *a, const void *b) {
    uint32_t x = ((const sj_dict_de *)a)->packed, y = ((const sj_dict_de *)b)->packed;
    return x < y ? -1 : x > y;
}

static const sj_dict_de *find_de(const sj_dictionary *d, const char *id) {
    sj_dict_de key = {.packed = packed_of(id)};
    return bsearch(&key, d->des, d->n_des, sizeof key, by_packed);
}

static const sj_dict_composite *find_composite(const sj_dictionary *d, const char *id) {
    for (unsigned i = 0; i < d->n_composites; i++)
        if (sj_same_word(d->composites[i].id, id)) return &d->composites[i];
    return NULL;
}

static sj_status read_des(reader *r, const sj_xml_node *root) {
    unsigned n = count(root, "de");
    r->d->des = array(r, n, sizeof *r->d->des);
    if (!r->d->des) return SJ_ENOMEM;
    for (const sj_xml_node *x = sj_xml_child(root, "de"); x; x = sj_xml_next(x, "de")) {
        sj_dict_de *de = &r->d->des[r->d->n_des++];
        de->id = sj_xml_attr(x, "id");
        de->number = (uint16_t)strtoul(de->id, NULL, 10);
        de->packed = packed_of(de->id);
        de->name = sj_xml_attr(x, "name");
        de->external = sj_xml_attr(x, "external");
        de->codes = sj_xml_attr(x, "codes");
        de->type = sj_dictionary_type(sj_xml_attr(x, "type"), &de->decimals);
        de->min = number(x, "min", 1);
        de->max = number(x, "max", 1);
        if (de->min > de->max)
            return sj_xml_fail(r->d->doc, x, "the least length is above the greatest", de->id,
                               r->err);
    }
    qsort(r->d->des, n, sizeof *r->d->des, by_packed);
    return SJ_OK;
}

/* The places of a segment (<e>) or composite (<c>). */
static sj_status read_places(reader *r, const sj_xml_node *parent, const char *name,
                             const sj_dict_place **out, unsigned *n_out) {
    unsigned n = count(parent, name);
    sj_dict_place *places = array(r, n, sizeof *places);
    if (!places) return SJ_ENOMEM;
    *out = places;
    *n_out = n;
    for (const sj_xml_node *x = sj_xml_child(parent, name); x; x = sj_xml_next(x, name), places++) {
        const char *de = sj_xml_attr(x, "de"), *composite = sj_xml_attr(x, "composite");
        if (!de == !composite)
            return sj_xml_fail(r->d->doc, x, "a place needs de or composite", name, r->err);
        if (de && !(places->de = find_de(r->d, de)))
            return sj_xml_fail(r->d->doc, x, "no such data element", de, r->err);
        if (composite && !(places->composite = find_composite(r->d, composite)))
            return sj_xml_fail(r->d->doc, x, "no such composite", composite, r->err);
        places->repeat = number(x, "repeat", 1);
        places->mandatory = number(x, "mandatory", 0) != 0;
    }
    return SJ_OK;
}

static sj_status read_composites(reader *r, const sj_xml_node *root) {
    r->d->composites = array(r, count(root, "composite"), sizeof *r->d->composites);
    if (!r->d->composites) return SJ_ENOMEM;
    const sj_xml_node *x = sj_xml_child(root, "composite");
    for (; x; x = sj_xml_next(x, "composite")) {
        sj_dict_composite *c = &r->d->composites[r->d->n_composites++];
        c->id = sj_xml_attr(x, "id");
        c->name = sj_xml_attr(x, "name");
        sj_status status = read_places(r, x, "c", &c->places, &c->n);
        if (status) return status;
    }
    return SJ_OK;
}

static sj_status read_segments(reader *r, const sj_xml_node *root) {
    r->d->segments = array(r, count(root, "segment"), sizeof *r->d->segments);
    if (!r->d->segments) return SJ_ENOMEM;
    for (const sj_xml_node *x = sj_xml_child(root, "segment"); x; x = sj_xml_next(x, "segment")) {
        sj_dict_segment *g = &r->d->segments[r->d->n_segments++];
        g->tag = sj_xml_attr(x, "tag");
        g->name = sj_xml_attr(x, "name");
        g->syntax = sj_xml_attr(x, "syntax");
        if (!g->syntax) g->syntax = "";
        sj_status status = read_places(r, x, "e", &g->places, &g->n);
        if (status) return status;
    }
    return SJ_OK;
}

static sj_status read(reader *r) {
    sj_dictionary *d = r->d;
    const sj_xml_node *root = sj_xml_root(d->doc);
    if (strcmp(sj_xml_name(root), "dictionary"))
        return sj_xml_fail(d->doc, root, "not a dictionary", sj_xml_name(root), r->err);
    const sj_xml_node *others = sj_xml_child(root, "others");
    d->others = others ? sj_xml_text(others) : "";
    sj_status status = read_des(r, root);
    if (!status) status = read_composites(r, root);
    if (!status) status = read_segments(r, root);
    return status;
}

sj_status sj_dictionary_open(sj_dictionary *out, const sj_source *from, sj_err *err) {
    memset(out, 0, sizeof *out);
    sj_arena_init(&out->arena, DICTIONARY_LIMIT);
    reader r = {.d = out, .err = err};
    sj_status status = sj_source_file(from, "dictionary.xml", &out->doc, err);
    if (!status) status = read(&r);
    if (status) sj_dictionary_close(out);
    return status;
}

void sj_dictionary_close(sj_dictionary *d) {
    sj_xml_free(d->doc);
    sj_arena_dispose(&d->arena);
    d->doc = NULL;
}

const sj_dict_segment *sj_dictionary_segment(const sj_dictionary *d, const char *tag) {
    for (unsigned i = 0; i < d->n_segments; i++)
        if (sj_same_word(d->segments[i].tag, tag)) return &d->segments[i];
    return NULL;
}
