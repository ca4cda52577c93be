/* From XML to a tree: reads the files that a guide is made of and puts templates in their places.
 *
 * `like` starts from the template and lays over it what is written at the place (README.md). Every
 * placement is built afresh, so that overriding one never touches another. */
#include "parsers/guide/tree.h"

#include "parsers/base/words.h"

enum {
    TREE_LIMIT = 64 << 20,
    LIKE_DEPTH = 64, /* of templates and loops inside each other: more is a circle */
    LAST_PLACE = 99  /* highest element number that the schema lets through */
};

/* The commonest first. */
static const struct attr_name {
    const char *name;
    sj_node_attr attr;
} attr_names[] = {
    {"at", SJ_ATTR_PLACE},
    {"use", SJ_ATTR_USE},
    {"name", SJ_ATTR_NAME},
    {"codes", SJ_ATTR_CODES},
    {"max", SJ_ATTR_MAX},
    {"tag", SJ_ATTR_TAG},
    {"pos", SJ_ATTR_POS},
    {"key", SJ_ATTR_KEY},
    {"list", SJ_ATTR_LIST},
    {"id", SJ_ATTR_ID},
    {"min", SJ_ATTR_MIN},
    {"external", SJ_ATTR_EXTERNAL},
    {"when", SJ_ATTR_WHEN},
    {"needs", SJ_ATTR_NEEDS},
    {"doubt", SJ_ATTR_DOUBT},
    {"pattern", SJ_ATTR_PATTERN},
    {"forbids", SJ_ATTR_FORBIDS},
    {"trigger", SJ_ATTR_TRIGGER},
    {"syntax", SJ_ATTR_SYNTAX},
    {"repeat", SJ_ATTR_REPEAT},
    {"type", SJ_ATTR_TYPE},
    {"unit", SJ_ATTR_UNIT},
    {"a", SJ_ATTR_A},
    {"b", SJ_ATTR_B},
};

extern const sj_embedded sj_guide_files[];

static const sj_embedded *find_file(const sj_embedded *files, sj_str name, sj_err *err) {
    for (; files->name; files++)
        if (sj_str_is(name, files->name)) return files;
    sj_err_setf(err, SJ_EXML, "no such guide file", "%.*s", SJ_FMT(name));
    return NULL;
}

static sj_status read_file(const sj_source *s, const sj_embedded *f, sj_xml **out, sj_err *err) {
    sj_status status = sj_xml_parse(out, f->bytes, f->size, f->name, err);
    if (status || !s->schema) return status;
    return sj_xml_validate(s->schema, f->bytes, f->size, f->name, err);
}

sj_status sj_source_file(const sj_source *s, const char *name, sj_xml **out, sj_err *err) {
    const sj_embedded *f = find_file(s->files, sj_str_of(name), err);
    return f ? read_file(s, f, out, err) : SJ_EXML;
}

/* Parse and check a file and add it to the documents. */
static sj_status add_file(sj_source *s, sj_str name, sj_err *err) {
    const sj_embedded *f = find_file(s->files, name, err);
    if (!f) return SJ_EXML;
    if (s->n_docs == SJ_SOURCE_FILES)
        return sj_err_setf(err, SJ_EXML, "too many guide files", "%s", f->name);
    s->names[s->n_docs] = f->name;
    return read_file(s, f, &s->docs[s->n_docs++], err);
}

static bool has_file(const sj_source *s, sj_str name) {
    for (unsigned i = 0; i < s->n_docs; i++)
        if (sj_str_is(name, s->names[i])) return true;
    return false;
}

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The next blank-separated word of a list; empty at the end. */
static sj_str next_word(const char **list) {
    const char *p = *list ? *list : "";
    while (is_blank(*p)) p++;
    size_t len = 0;
    while (p[len] && !is_blank(p[len])) len++;
    *list = p + len;
    return (sj_str){p, len};
}

/* The digits at *p; *p moves behind them. The schema lets at most nine through. */
static uint32_t next_number(const char **p) {
    uint32_t n = 0;
    while (**p >= '0' && **p <= '9') n = n * 10 + (uint32_t)(*(*p)++ - '0');
    return n;
}

/* The libraries that document `i` names, each once. */
static sj_status add_libraries(sj_source *s, unsigned i, sj_err *err) {
    const char *list = sj_xml_attr(sj_xml_root(s->docs[i]), "library");
    for (sj_str name; (name = next_word(&list)).len;) {
        if (has_file(s, name)) continue;
        sj_status status = add_file(s, name, err);
        if (status) return status;
    }
    return SJ_OK;
}

static sj_status collect_templates(sj_source *s, const sj_xml *doc, const sj_xml_node *n,
                                   sj_err *err) {
    for (; n; n = sj_xml_next(n, NULL)) {
        const char *define = sj_xml_attr(n, "define");
        if (define) {
            for (unsigned i = 0; i < s->n_templates; i++)
                if (s->templates[i].doc == doc && sj_same_word(s->templates[i].define, define))
                    return sj_xml_fail(doc, n, "a template is defined twice", define, err);
            if (s->n_templates == SJ_SOURCE_TEMPLATES)
                return sj_xml_fail(doc, n, "too many templates", define, err);
            s->templates[s->n_templates].define = define;
            s->templates[s->n_templates].doc = doc;
            s->templates[s->n_templates++].node = n;
        }
        sj_status status = collect_templates(s, doc, sj_xml_child(n, NULL), err);
        if (status) return status;
    }
    return SJ_OK;
}

/* Our own files satisfy the schema: a test asks it of each of them, so that no start has to. */
static sj_status open_schema(sj_source *s, sj_err *err) {
    if (s->files == sj_guide_files) return SJ_OK;
    const sj_embedded *xsd = find_file(s->files, SJ_STR("guide.xsd"), err);
    if (!xsd) return SJ_EXML;
    return sj_xml_schema_new(&s->schema, xsd->bytes, xsd->size, xsd->name, err);
}

sj_status sj_source_open(sj_source *s, const sj_embedded *files, const char *file, sj_err *err) {
    memset(s, 0, sizeof *s);
    s->files = files;
    sj_arena_init(&s->arena, TREE_LIMIT);
    sj_status status = open_schema(s, err);
    if (!status) status = add_file(s, sj_str_of(file), err);
    for (unsigned i = 0; !status && i < s->n_docs; i++) {
        status = add_libraries(s, i, err);
        if (!status)
            status =
                collect_templates(s, s->docs[i], sj_xml_child(sj_xml_root(s->docs[i]), NULL), err);
    }
    return status;
}

void sj_source_close(sj_source *s) {
    for (unsigned i = 0; i < s->n_docs; i++) sj_xml_free(s->docs[i]);
    sj_xml_schema_free(s->schema);
    sj_arena_dispose(&s->arena);
    s->n_docs = 0;
    s->schema = NULL;
}

const char *sj_source_words(const sj_source *s, const char *kind, const char *id) {
    for (unsigned i = 0; i < s->n_docs; i++) {
        const sj_xml_node *n = sj_xml_child(sj_xml_root(s->docs[i]), kind);
        for (; n; n = sj_xml_next(n, kind))
            if (!strcmp(sj_xml_attr(n, "id"), id)) return sj_xml_text(n);
    }
    return NULL;
}

sj_status sj_node_fail(const sj_node *n, const char *msg, const char *detail, sj_err *err) {
    return sj_xml_fail(n->doc, n->xml, msg, detail, err);
}

uint32_t sj_node_number(const sj_node *n, sj_node_attr attr, uint32_t none) {
    const char *text = n->attr[attr];
    if (!text) return none;
    return strcmp(text, "unbounded") ? next_number(&text) : UINT32_MAX;
}

uint32_t sj_node_pos(const sj_node *n) {
    if (n->attr[SJ_ATTR_POS] || n->kind != SJ_NODE_LOOP) return sj_node_number(n, SJ_ATTR_POS, 0);
    for (const sj_node *c = n->child; c; c = c->next)
        if (c->kind == SJ_NODE_SEGMENT) return sj_node_pos(c);
    return 0;
}

/* --- building --- */

typedef struct builder {
    sj_source *source;
    sj_err *err;
} builder;

static sj_status build(builder *b, const sj_xml *doc, const sj_xml_node *x, unsigned depth,
                       sj_node **out);
static sj_status lay_over(builder *b, sj_node *n, const sj_xml *doc, const sj_xml_node *x,
                          unsigned depth);

/* Of the names that a guide's nodes may have. */
static sj_node_kind kind_of(const sj_xml_node *x) {
    const char *name = sj_xml_name(x);
    switch (*name) {
    case 'l':
        return SJ_NODE_LOOP;
    case 's':
        return name[1] == 'e' ? SJ_NODE_SEGMENT : SJ_NODE_SITUATION;
    default:
        return *name == 'e' ? SJ_NODE_EL : SJ_NODE_C;
    }
}

static sj_status new_node(builder *b, sj_node_kind kind, sj_node **out) {
    *out = sj_arena_zalloc(&b->source->arena, sizeof **out);
    if (!*out) return sj_err_set(b->err, SJ_ENOMEM, "out of memory loading a guide");
    (*out)->kind = kind;
    return SJ_OK;
}

static void append(sj_node *parent, sj_node *n) {
    sj_node **end = &parent->child;
    while (*end) end = &(*end)->next;
    *end = n;
}

static void take_away(sj_node *parent, const sj_node *n) {
    sj_node **at = &parent->child;
    while (*at && *at != n) at = &(*at)->next;
    if (*at) *at = n->next;
}

static bool is_not_used(const sj_xml_node *x) {
    const char *use = sj_xml_attr(x, "use");
    return use && *use == 'N';
}

static uint32_t place_of(const sj_node *n) {
    return n->kind == SJ_NODE_EL || n->kind == SJ_NODE_C ? n->at : sj_node_pos(n);
}

/* Stable, by `at` or by position: a template's children keep their order among equals. Nearly all
 * stand in order already. */
static void sort_children(sj_node *parent) {
    sj_node *sorted = NULL, **end = &sorted;
    uint32_t last = 0; /* of what stands at the end */
    for (sj_node *n = parent->child, *next; n; n = next) {
        next = n->next;
        uint32_t place = place_of(n);
        sj_node **at = end;
        if (place < last)
            for (at = &sorted; place_of(*at) <= place;) at = &(*at)->next;
        n->next = *at;
        *at = n;
        if (at != end) continue;
        end = &n->next;
        last = place;
    }
    parent->child = sorted;
}

/* Not used, but whether that is so is in doubt: then it is kept, to make a warning of its presence.
 */
static bool is_doubtful(const sj_xml_node *x) {
    const char *doubt = sj_xml_attr(x, "doubt");
    return doubt && *doubt == '1';
}

/* One element number of an <el> or <c>: lay it over what is there, or add it. */
static sj_status place_value(builder *b, sj_node *parent, const sj_xml *doc, const sj_xml_node *x,
                             unsigned at, unsigned depth) {
    sj_node *n = parent->child;
    while (n && n->at != at) n = n->next;
    if (is_not_used(x) && n) take_away(parent, n);
    if (is_not_used(x) && !is_doubtful(x)) return SJ_OK;
    if (!n || is_not_used(x)) {
        sj_status status = new_node(b, kind_of(x), &n);
        if (status) return status;
        n->at = at;
        append(parent, n);
    }
    return lay_over(b, n, doc, x, depth);
}

/* All element numbers that `at` names: 3, 2-12, 5 8 11. */
static sj_status place_values(builder *b, sj_node *parent, const sj_xml *doc, const sj_xml_node *x,
                              unsigned depth) {
    const char *list = sj_xml_attr(x, "at");
    for (sj_str word; (word = next_word(&list)).len;) {
        const char *p = word.ptr;
        unsigned from = next_number(&p), to = from;
        if (*p == '-') p++, to = next_number(&p);
        if (to < from || to > LAST_PLACE)
            return sj_xml_fail(doc, x, "element numbers in the wrong order", sj_xml_attr(x, "at"),
                               b->err);
        for (unsigned at = from; at <= to; at++) {
            sj_status status = place_value(b, parent, doc, x, at, depth);
            if (status) return status;
        }
    }
    return SJ_OK;
}

static sj_node *find_part(const sj_node *parent, sj_node_kind kind, const char *id) {
    sj_node *n = id ? parent->child : NULL;
    while (n && !(n->kind == kind && n->attr[SJ_ATTR_ID] && !strcmp(n->attr[SJ_ATTR_ID], id)))
        n = n->next;
    return n;
}

/* A situation: added, since several may have one id; or all of its id taken away. */
static sj_status place_situation(builder *b, sj_node *parent, const sj_xml *doc,
                                 const sj_xml_node *x, unsigned depth) {
    sj_node *n;
    if (!is_not_used(x)) {
        sj_status status = build(b, doc, x, depth, &n);
        if (!status) append(parent, n);
        return status;
    }
    while ((n = find_part(parent, SJ_NODE_SITUATION, sj_xml_attr(x, "id")))) take_away(parent, n);
    return SJ_OK;
}

/* A segment or loop: lay it over the one with its id, or add it. */
static sj_status place_part(builder *b, sj_node *parent, const sj_xml *doc, const sj_xml_node *x,
                            unsigned depth) {
    sj_node *n = find_part(parent, kind_of(x), sj_xml_attr(x, "id"));
    if (n && is_not_used(x)) {
        take_away(parent, n);
        return SJ_OK;
    }
    if (n) return lay_over(b, n, doc, x, depth);
    sj_status status = build(b, doc, x, depth, &n);
    if (!status) append(parent, n);
    return status;
}

/* One of those that say together which codes an element may have? */
static bool says_codes(const sj_node *n, sj_node_attr attr) {
    bool is_value = n->kind == SJ_NODE_EL || n->kind == SJ_NODE_C;
    return is_value && attr >= SJ_ATTR_CODES && attr <= SJ_ATTR_EXTERNAL;
}

/* A node and whether its codes have been laid over. */
typedef struct laying {
    sj_node *node;
    bool has_list;
} laying;

static void lay_attr(void *ctx, const char *name, const char *value) {
    laying *l = ctx;
    const struct attr_name *a = attr_names, *end = a + sizeof attr_names / sizeof *attr_names;
    while (a < end && !sj_same_word(a->name, name)) a++;
    if (a == end) return;
    const char **attr = l->node->attr;
    if (!l->has_list && says_codes(l->node, a->attr)) {
        attr[SJ_ATTR_CODES] = attr[SJ_ATTR_LIST] = attr[SJ_ATTR_EXTERNAL] = NULL;
        l->has_list = true;
    }
    attr[a->attr] = value;
}

static sj_status lay_over(builder *b, sj_node *n, const sj_xml *doc, const sj_xml_node *x,
                          unsigned depth) {
    n->doc = doc;
    n->xml = x;
    sj_xml_attrs(x, lay_attr, &(laying){.node = n});
    sj_status status = SJ_OK;
    const sj_xml_node *c = sj_xml_child(x, NULL);
    for (; c && !status; c = sj_xml_next(c, NULL)) {
        if (kind_of(c) == SJ_NODE_SITUATION)
            status = place_situation(b, n, doc, c, depth);
        else if (n->kind == SJ_NODE_LOOP)
            status = place_part(b, n, doc, c, depth);
        else
            status = place_values(b, n, doc, c, depth);
    }
    if (!status) sort_children(n);
    return status;
}

/* The node that `x` describes, its template first. */
static sj_status build(builder *b, const sj_xml *doc, const sj_xml_node *x, unsigned depth,
                       sj_node **out) {
    const char *like = sj_xml_attr(x, "like");
    if (depth > LIKE_DEPTH) return sj_xml_fail(doc, x, "templates go in a circle", like, b->err);
    sj_status status;
    if (!like) {
        status = new_node(b, kind_of(x), out);
    } else {
        unsigned i = 0;
        while (i < b->source->n_templates && !sj_same_word(b->source->templates[i].define, like))
            i++;
        if (i == b->source->n_templates)
            return sj_xml_fail(doc, x, "no such template", like, b->err);
        status =
            build(b, b->source->templates[i].doc, b->source->templates[i].node, depth + 1, out);
        if (!status && (*out)->kind != kind_of(x))
            return sj_xml_fail(doc, x, "the template is of another kind", like, b->err);
    }
    return status ? status : lay_over(b, *out, doc, x, depth + 1);
}

sj_status sj_source_tree(sj_source *s, sj_node **out, sj_err *err) {
    builder b = {s, err};
    sj_node root = {.kind = SJ_NODE_LOOP};
    const sj_xml_node *x = sj_xml_child(sj_xml_root(s->docs[0]), "loop");
    for (; x; x = sj_xml_next(x, "loop")) {
        sj_status status = place_part(&b, &root, s->docs[0], x, 0);
        if (status) return status;
    }
    *out = root.child;
    return SJ_OK;
}
