/* parsers/base/xml.h - the one reader of XML: small trees, checked by a schema, read safely.
 *
 * libxml2 behind a few questions. Documents come as bytes; nothing else is ever opened: no network,
 * no files, no external entities, no xsi:schemaLocation. A DOCTYPE is refused, so no entity can be
 * declared; nesting is capped at 256 and a document at SJ_XML_MAX bytes. Comments and processing
 * instructions are left out of the tree. Strings are UTF-8, NUL-terminated, and live as long as
 * their document. A schema may be used by several threads, a document by one at a time. */
#ifndef SJ_BASE_XML_H
#define SJ_BASE_XML_H

#include <scrubjay/error.h>

#define SJ_XML_MAX ((size_t)64 << 20)

typedef struct sj_xml sj_xml;
typedef struct sj_xml_node sj_xml_node; /* an element of a document */
typedef struct sj_xml_schema sj_xml_schema;

/* Parse a document. `name` is what messages call it (a file's name). SJ_EXML with err->line, the
 * parser's words in err->detail. Free with sj_xml_free. */
sj_status sj_xml_parse(sj_xml **out, const void *bytes, size_t len, const char *name,
                       sj_err *err) SJ_MUST_USE;
void sj_xml_free(sj_xml *x);

/* Is `root` the name of the document's element, as far as can be told without reading it all? True
 * also of documents that are not well-formed further on. */
bool sj_xml_is(const void *bytes, size_t len, const char *root);

/* A schema (XSD) from bytes; it cannot include or import others. Free with sj_xml_schema_free. */
sj_status sj_xml_schema_new(sj_xml_schema **out, const void *bytes, size_t len, const char *name,
                            sj_err *err) SJ_MUST_USE;
void sj_xml_schema_free(sj_xml_schema *s);

/* Does a document, named as for sj_xml_parse, satisfy the schema? Else SJ_EXML: the first
 * violation's line and words. */
sj_status sj_xml_validate(const sj_xml_schema *s, const void *bytes, size_t len, const char *name,
                          sj_err *err) SJ_MUST_USE;

/* The document's element. */
const sj_xml_node *sj_xml_root(const sj_xml *x);

/* First child element with this name (NULL: any); NULL when there is none. */
const sj_xml_node *sj_xml_child(const sj_xml_node *n, const char *name);

/* Next sibling element with this name (NULL: any); NULL when there is none. */
const sj_xml_node *sj_xml_next(const sj_xml_node *n, const char *name);

/* The element's name, without a namespace. */
const char *sj_xml_name(const sj_xml_node *n);

/* An attribute's value; NULL when it is not there. */
const char *sj_xml_attr(const sj_xml_node *n, const char *name);

/* Go through the attributes of an element. */
typedef void (*sj_xml_attr_fn)(void *ctx, const char *name, const char *value);
void sj_xml_attrs(const sj_xml_node *n, sj_xml_attr_fn fn, void *ctx);

/* The text directly in an element that has no child elements; "" when there is none. */
const char *sj_xml_text(const sj_xml_node *n);

/* Line in the document, from 1. */
uint32_t sj_xml_line(const sj_xml_node *n);

/* For what a schema cannot say: fill `err` with SJ_EXML, the node's line and a detail "NAME:
 * DETAIL"; returns SJ_EXML. `msg` must be constant text. */
sj_status sj_xml_fail(const sj_xml *x, const sj_xml_node *n, const char *msg, const char *detail,
                      sj_err *err);

#endif
