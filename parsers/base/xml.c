/* The tree: made from what the parser tells as it reads, one block of memory per element.
 *
 * libxml2 could make a tree of its own. It takes a dozen allocations where this takes one, and to
 * read the guides and packs is most of what a start of the program does. */
#include "parsers/base/xml.h"

#include <libxml/SAX2.h>
#include <scrubjay/arena.h>

#include "parsers/base/alloc.h"
#include "parsers/base/text_buffer.h"
#include "parsers/base/words.h"
#include "parsers/base/xml_parser.h"

enum { TREE_LIMIT = 1 << 30, SAX_ATTR = 5 /* pointers that tell an attribute */ };

typedef struct attribute {
    const char *name, *value;
} attribute;

struct sj_xml_node {
    const char *name, *text;
    sj_xml_node *parent, *child, *next;
    uint32_t line, n;
    attribute attributes[];
};

struct sj_xml {
    xmlDoc *doc; /* empty; the names of elements and attributes are its words */
    char *name;
    sj_arena arena;
    const sj_xml_node *root;
};

/* --- reading --- */

/* Where the tree grows. */
typedef struct builder {
    sj_xml_report report; /* the parser's _private */
    sj_arena *arena;
    sj_xml_node *open;   /* the element that has begun last and not ended; NULL */
    sj_xml_node **place; /* where the next one goes */
    sj_text_buffer text; /* in `open` so far, while that has no child */
} builder;

static builder *builder_of(void *ctx) {
    return ((xmlParserCtxt *)ctx)->_private;
}

static void end_without_memory(builder *b, xmlParserCtxt *parser) {
    b->report.status = sj_err_set(b->report.err, SJ_ENOMEM, "no memory for an XML document");
    xmlStopParser(parser);
}

static void begin_element(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                          int n_namespaces, const xmlChar **namespaces, int n, int n_defaulted,
                          const xmlChar **attributes) {
    (void)prefix, (void)uri, (void)n_namespaces, (void)namespaces, (void)n_defaulted;
    builder *b = builder_of(ctx);
    size_t values = 0;
    for (int i = 0; i < n; i++) {
        const xmlChar **a = attributes + SAX_ATTR * i;
        values += (size_t)(a[4] - a[3]) + 1;
    }
    size_t fixed = sizeof(sj_xml_node) + (size_t)n * sizeof(attribute);
    sj_xml_node *x = sj_arena_alloc(b->arena, fixed + values);
    if (!x) return end_without_memory(b, ctx);
    *x = (sj_xml_node){.name = (const char *)name,
                       .text = "",
                       .parent = b->open,
                       .line = (uint32_t)xmlSAX2GetLineNumber(ctx),
                       .n = (uint32_t)n};
    char *to = (char *)x + fixed;
    for (int i = 0; i < n; i++) {
        const xmlChar **a = attributes + SAX_ATTR * i;
        size_t len = (size_t)(a[4] - a[3]);
        x->attributes[i] = (attribute){(const char *)a[0], to};
        memcpy(to, a[3], len);
        to[len] = 0;
        to += len + 1;
    }
    *b->place = b->open = x;
    b->place = &x->child;
    b->text.len = 0;
}

static void on_text(void *ctx, const xmlChar *text, int len) {
    builder *b = builder_of(ctx);
    if (!b->open || b->open->child) return;
    sj_text_buffer_put(&b->text, (sj_str){(const char *)text, (size_t)len});
    if (b->text.is_short) end_without_memory(b, ctx);
}

static void end_element(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri) {
    (void)name, (void)prefix, (void)uri;
    builder *b = builder_of(ctx);
    sj_xml_node *x = b->open;
    if (!x->child && b->text.len) {
        char *text = sj_arena_alloc(b->arena, b->text.len + 1);
        if (!text) return end_without_memory(b, ctx);
        memcpy(text, b->text.bytes, b->text.len);
        text[b->text.len] = 0;
        x->text = text;
    }
    b->open = x->parent;
    b->place = &x->next;
    b->text.len = 0;
}

static sj_status read(sj_xml *x, const void *bytes, size_t len, sj_err *err) {
    sj_xml_node *root = NULL;
    builder b = {.report = {x->name, "an XML document cannot be read", err, SJ_OK},
                 .arena = &x->arena,
                 .place = &root};
    xmlParserCtxt *parser = sj_xml_parser_new(&b.report);
    if (parser) {
        parser->sax->startElementNs = begin_element;
        parser->sax->endElementNs = end_element;
        parser->sax->characters = parser->sax->ignorableWhitespace = on_text;
    }
    x->doc = sj_xml_parser_read(parser, bytes, len, &b.report);
    x->root = root;
    sj_free(b.text.bytes);
    return x->doc ? SJ_OK : sj_xml_report_status(&b.report);
}

sj_status sj_xml_parse(sj_xml **out, const void *bytes, size_t len, const char *name, sj_err *err) {
    *out = NULL;
    sj_xml *x = sj_calloc(1, sizeof *x);
    if (!x) return sj_err_set(err, SJ_ENOMEM, "no memory for an XML document");
    sj_arena_init(&x->arena, TREE_LIMIT);
    x->name = sj_strdup(sj_str_of(name));
    sj_status status = x->name ? read(x, bytes, len, err)
                               : sj_err_set(err, SJ_ENOMEM, "no memory for an XML document");
    if (status == SJ_OK)
        *out = x;
    else
        sj_xml_free(x);
    return status;
}

void sj_xml_free(sj_xml *x) {
    if (!x) return;
    sj_arena_dispose(&x->arena);
    xmlFreeDoc(x->doc);
    sj_free(x->name);
    sj_free(x);
}

/* Behind a comment or processing instruction at p; p itself where there is none. */
static const char *behind_misc(const char *p, const char *end) {
    size_t left = (size_t)(end - p);
    const char *close = NULL;
    size_t skip = 0;
    if (left > 4 && memcmp(p, "<!--", 4) == 0) {
        close = memmem(p + 4, left - 4, "-->", 3);
        skip = 3;
    } else if (left > 2 && memcmp(p, "<?", 2) == 0) {
        close = memmem(p + 2, left - 2, "?>", 2);
        skip = 2;
    } else {
        return p;
    }
    return close ? close + skip : end;
}

bool sj_xml_is(const void *bytes, size_t len, const char *root) {
    const char *p = bytes, *end = p + len;
    size_t n = strlen(root);
    while (p < end) {
        const char *next = memchr(p, '<', (size_t)(end - p));
        if (!next) return false;
        p = behind_misc(next, end);
        if (p != next) continue;
        bool same = (size_t)(end - p) > n + 1 && memcmp(p + 1, root, n) == 0;
        return same && strchr(" \t\r\n/>", p[n + 1]) != NULL;
    }
    return false;
}

/* --- questions --- */

static const sj_xml_node *first_named(const sj_xml_node *n, const char *name) {
    while (n && name && !sj_same_word(n->name, name)) n = n->next;
    return n;
}

const sj_xml_node *sj_xml_root(const sj_xml *x) {
    return x->root;
}

const sj_xml_node *sj_xml_child(const sj_xml_node *n, const char *name) {
    return first_named(n->child, name);
}

const sj_xml_node *sj_xml_next(const sj_xml_node *n, const char *name) {
    return first_named(n->next, name);
}

const char *sj_xml_name(const sj_xml_node *n) {
    return n->name;
}

const char *sj_xml_attr(const sj_xml_node *n, const char *name) {
    for (uint32_t i = 0; i < n->n; i++)
        if (sj_same_word(n->attributes[i].name, name)) return n->attributes[i].value;
    return NULL;
}

void sj_xml_attrs(const sj_xml_node *n, sj_xml_attr_fn fn, void *ctx) {
    for (uint32_t i = 0; i < n->n; i++) fn(ctx, n->attributes[i].name, n->attributes[i].value);
}

const char *sj_xml_text(const sj_xml_node *n) {
    return n->text;
}

uint32_t sj_xml_line(const sj_xml_node *n) {
    return n->line;
}

sj_status sj_xml_fail(const sj_xml *x, const sj_xml_node *n, const char *msg, const char *detail,
                      sj_err *err) {
    sj_err_setf(err, SJ_EXML, msg, "%s: %s", x->name, detail);
    if (err) err->line = n ? sj_xml_line(n) : 0;
    return SJ_EXML;
}
