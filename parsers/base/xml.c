/* libxml2, locked down. See xml.h for what is refused. */
#include "parsers/base/xml.h"

#include <libxml/parser.h>
#include <libxml/xmlschemas.h>
#include <pthread.h>

#include "parsers/base/alloc.h"
#include "parsers/base/words.h"
#include "parsers/base/xml_lock.h"

struct sj_xml {
    xmlDoc *doc;
    char *name;
};

struct sj_xml_schema {
    xmlSchema *schema;
};

/* The entity loader is installed once and refuses only while this thread is inside one of our
 * calls. */
static _Thread_local bool is_locked;
static xmlExternalEntityLoader other_loader;
static pthread_once_t loader_once = PTHREAD_ONCE_INIT;

static xmlParserInput *load_entity(const char *url, const char *id, xmlParserCtxt *ctx) {
    return is_locked || !other_loader ? NULL : other_loader(url, id, ctx);
}

static void install_loader(void) {
    xmlInitParser();
    other_loader = xmlGetExternalEntityLoader();
    xmlSetExternalEntityLoader(load_entity);
}

void sj_xml_lock(void) {
    pthread_once(&loader_once, install_loader);
    is_locked = true;
}

void sj_xml_unlock(void) {
    is_locked = false;
}

/* What a structured error handler fills: the first error only, later ones follow from it. */
typedef struct report {
    const char *name; /* of the document */
    const char *msg;
    sj_err *err;
    bool is_set;
} report;

static void on_error(void *ctx, xmlErrorPtr e) {
    report *r = ctx;
    if (r->is_set || e->level < XML_ERR_ERROR) return;
    r->is_set = true;
    const char *words = e->message ? e->message : "";
    sj_err_setf(r->err, e->code == XML_ERR_NO_MEMORY ? SJ_ENOMEM : SJ_EXML, r->msg, "%s: %.*s",
                r->name, (int)strcspn(words, "\n"), words);
    if (r->err && e->line > 0) r->err->line = (uint32_t)e->line;
}

static sj_status report_status(report *r) {
    if (!r->is_set) return sj_err_setf(r->err, SJ_EXML, r->msg, "%s", r->name);
    return r->err ? r->err->code : SJ_EXML;
}

static void refuse_doctype(void *ctx, const xmlChar *name, const xmlChar *public_id,
                           const xmlChar *system_id) {
    (void)name, (void)public_id, (void)system_id;
    xmlParserCtxt *parser = ctx;
    report *r = parser->_private;
    if (!r->is_set) {
        r->is_set = true;
        sj_err_setf(r->err, SJ_EXML, "an XML document may not have a DOCTYPE", "%s", r->name);
        if (r->err) r->err->line = (uint32_t)xmlSAX2GetLineNumber(parser);
    }
    xmlStopParser(parser);
}

static void on_parser_error(void *ctx, xmlErrorPtr e) {
    (void)ctx;
    xmlParserCtxt *parser = e->ctxt;
    if (parser) on_error(parser->_private, e);
}

/* The tree of `bytes`, or NULL with the report filled. */
static xmlDoc *parse(const void *bytes, size_t len, report *r) {
    if (len > SJ_XML_MAX) {
        sj_err_setf(r->err, SJ_EXML, "an XML document is too large", "%s", r->name);
        r->is_set = true;
        return NULL;
    }
    xmlParserCtxt *parser = xmlNewParserCtxt();
    if (!parser) return NULL;
    parser->_private = r;
    parser->sax->serror = on_parser_error;
    parser->sax->internalSubset = refuse_doctype;
    parser->sax->comment = NULL;
    parser->sax->processingInstruction = NULL;
    sj_xml_lock();
    xmlDoc *doc = xmlCtxtReadMemory(parser, bytes, (int)len, NULL, NULL,
                                    XML_PARSE_NONET | XML_PARSE_NOCDATA | XML_PARSE_COMPACT);
    sj_xml_unlock();
    if (doc && r->is_set) {
        xmlFreeDoc(doc);
        doc = NULL;
    }
    xmlFreeParserCtxt(parser);
    return doc;
}

sj_status sj_xml_parse(sj_xml **out, const void *bytes, size_t len, const char *name, sj_err *err) {
    *out = NULL;
    report r = {name, "an XML document cannot be read", err, false};
    xmlDoc *doc = parse(bytes, len, &r);
    if (!doc) return report_status(&r);
    sj_xml *x = sj_calloc(1, sizeof *x);
    char *copy = sj_strdup(sj_str_of(name));
    if (!x || !copy) {
        sj_free(x);
        sj_free(copy);
        xmlFreeDoc(doc);
        return sj_err_set(err, SJ_ENOMEM, "no memory for an XML document");
    }
    *x = (sj_xml){doc, copy};
    *out = x;
    return SJ_OK;
}

void sj_xml_free(sj_xml *x) {
    if (!x) return;
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

sj_status sj_xml_schema_new(sj_xml_schema **out, const void *bytes, size_t len, const char *name,
                            sj_err *err) {
    *out = NULL;
    report r = {name, "a schema cannot be read", err, false};
    xmlDoc *doc = parse(bytes, len, &r);
    if (!doc) return report_status(&r);
    sj_status status = SJ_OK;
    xmlSchema *schema = NULL;
    xmlSchemaParserCtxt *parser = xmlSchemaNewDocParserCtxt(doc);
    if (parser) {
        xmlSchemaSetParserStructuredErrors(parser, on_error, &r);
        sj_xml_lock();
        schema = xmlSchemaParse(parser);
        sj_xml_unlock();
        xmlSchemaFreeParserCtxt(parser);
    }
    sj_xml_schema *s = schema ? sj_calloc(1, sizeof *s) : NULL;
    if (!schema) {
        status = report_status(&r);
    } else if (!s) {
        xmlSchemaFree(schema);
        status = sj_err_set(err, SJ_ENOMEM, "no memory for a schema");
    } else {
        s->schema = schema;
        *out = s;
    }
    xmlFreeDoc(doc); /* the schema works on a copy of its own */
    return status;
}

void sj_xml_schema_free(sj_xml_schema *s) {
    if (!s) return;
    xmlSchemaFree(s->schema);
    sj_free(s);
}

sj_status sj_xml_validate(const sj_xml_schema *s, const sj_xml *x, sj_err *err) {
    report r = {x->name, "an XML document does not satisfy its schema", err, false};
    xmlSchemaValidCtxt *valid = xmlSchemaNewValidCtxt(s->schema);
    if (!valid) return sj_err_set(err, SJ_ENOMEM, "no memory for the check of an XML document");
    xmlSchemaSetValidStructuredErrors(valid, on_error, &r);
    sj_xml_lock();
    int code = xmlSchemaValidateDoc(valid, x->doc);
    sj_xml_unlock();
    xmlSchemaFreeValidCtxt(valid);
    return code == 0 ? SJ_OK : report_status(&r);
}

/* A sj_xml_node is an xmlNode of type element; nobody outside can see inside either. */
static const xmlNode *inside(const sj_xml_node *n) {
    return (const xmlNode *)n;
}

static const sj_xml_node *first_element(const xmlNode *n, const char *name) {
    for (; n; n = n->next)
        if (n->type == XML_ELEMENT_NODE && (!name || sj_same_word((const char *)n->name, name)))
            return (const sj_xml_node *)n;
    return NULL;
}

const sj_xml_node *sj_xml_root(const sj_xml *x) {
    return (const sj_xml_node *)xmlDocGetRootElement(x->doc);
}

const sj_xml_node *sj_xml_child(const sj_xml_node *n, const char *name) {
    return first_element(inside(n)->children, name);
}

const sj_xml_node *sj_xml_next(const sj_xml_node *n, const char *name) {
    return first_element(inside(n)->next, name);
}

const char *sj_xml_name(const sj_xml_node *n) {
    return (const char *)inside(n)->name;
}

/* Without entities the text of an attribute or a leaf element is one node. */
static const char *leaf_text(const xmlNode *child) {
    return child && child->content ? (const char *)child->content : "";
}

const char *sj_xml_attr(const sj_xml_node *n, const char *name) {
    for (const xmlAttr *a = inside(n)->properties; a; a = a->next)
        if (sj_same_word((const char *)a->name, name)) return leaf_text(a->children);
    return NULL;
}

void sj_xml_attrs(const sj_xml_node *n, sj_xml_attr_fn fn, void *ctx) {
    for (const xmlAttr *a = inside(n)->properties; a; a = a->next)
        fn(ctx, (const char *)a->name, leaf_text(a->children));
}

const char *sj_xml_text(const sj_xml_node *n) {
    const xmlNode *child = inside(n)->children;
    return child && child->type == XML_TEXT_NODE ? leaf_text(child) : "";
}

uint32_t sj_xml_line(const sj_xml_node *n) {
    long line = xmlGetLineNo(inside(n));
    return line > 0 ? (uint32_t)line : 0;
}

sj_status sj_xml_fail(const sj_xml *x, const sj_xml_node *n, const char *msg, const char *detail,
                      sj_err *err) {
    sj_err_setf(err, SJ_EXML, msg, "%s: %s", x->name, detail);
    if (err) err->line = n ? sj_xml_line(n) : 0;
    return SJ_EXML;
}
