/* parsers/guide/tree.h - a guide's file as a tree in which every template is put in its place.
 *
 * The tree is scratch: it lives while a guide is loaded. Its texts belong to the XML documents. */
#ifndef SJ_GUIDE_TREE_H
#define SJ_GUIDE_TREE_H

#include <scrubjay/arena.h>

#include "parsers/base/embed.h"
#include "parsers/base/xml.h"

typedef enum sj_node_kind {
    SJ_NODE_LOOP,
    SJ_NODE_SEGMENT,
    SJ_NODE_EL,
    SJ_NODE_C,
    SJ_NODE_SITUATION
} sj_node_kind;

/* Places of attributes in a node. No kind has them all: what stands below the line of one kind
 * shares its place with what stands there of the others. */
typedef enum sj_node_attr {
    SJ_ATTR_ID,
    SJ_ATTR_NAME,
    SJ_ATTR_USE,
    SJ_ATTR_MAX,
    SJ_ATTR_DOUBT,
    SJ_ATTR_PLACE,
    SJ_ATTR_OWN,

    /* el, c */
    SJ_ATTR_CODES = SJ_ATTR_OWN,
    SJ_ATTR_LIST,
    SJ_ATTR_EXTERNAL,
    SJ_ATTR_MIN,
    SJ_ATTR_TYPE,
    SJ_ATTR_PATTERN,
    SJ_ATTR_REPEAT,
    SJ_ATTRS,

    /* loop, segment */
    SJ_ATTR_POS = SJ_ATTR_OWN,
    SJ_ATTR_UNIT,
    SJ_ATTR_TAG,
    SJ_ATTR_KEY,
    SJ_ATTR_SYNTAX,

    /* situation */
    SJ_ATTR_WHEN = SJ_ATTR_OWN,
    SJ_ATTR_NEEDS,
    SJ_ATTR_FORBIDS,
    SJ_ATTR_TRIGGER,
    SJ_ATTR_A,
    SJ_ATTR_B
} sj_node_attr;

typedef struct sj_node sj_node;
struct sj_node {
    sj_node_kind kind;
    unsigned at;       /* el, c: which one */
    const sj_xml *doc; /* where it was written, for messages */
    const sj_xml_node *xml;
    const char *attr[SJ_ATTRS]; /* NULL: not given */
    sj_node *child, *next;
};

enum { SJ_SOURCE_FILES = 16, SJ_SOURCE_TEMPLATES = 1024 };

/* A guide's file with the libraries it names. */
typedef struct sj_source {
    const sj_embedded *files;
    sj_arena arena;
    sj_xml_schema *schema;         /* NULL: the files are known to satisfy it */
    sj_xml *docs[SJ_SOURCE_FILES]; /* the guide, then its libraries */
    const char *names[SJ_SOURCE_FILES];
    unsigned n_docs;
    struct {
        const char *define;
        const sj_xml *doc;
        const sj_xml_node *node;
    } templates[SJ_SOURCE_TEMPLATES];
    unsigned n_templates;
} sj_source;

/* Read and check a guide's file and its libraries. Close in any case. */
sj_status sj_source_open(sj_source *s, const sj_embedded *files, const char *file,
                         sj_err *err) SJ_MUST_USE;
void sj_source_close(sj_source *s);

/* Read and check one more of the files; free with sj_xml_free. */
sj_status sj_source_file(const sj_source *s, const char *name, sj_xml **out,
                         sj_err *err) SJ_MUST_USE;

/* The guide's outermost loops, in order. */
sj_status sj_source_tree(sj_source *s, sj_node **out, sj_err *err) SJ_MUST_USE;

/* The text of a named list of codes (`kind` "codes") or of a set ("set"): the guide's own, else a
 * library's; NULL when there is none. */
const char *sj_source_words(const sj_source *s, const char *kind, const char *id);

static inline const sj_xml *sj_source_guide(const sj_source *s) {
    return s->docs[0];
}

/* SJ_EXML at a node of the tree. */
sj_status sj_node_fail(const sj_node *n, const char *msg, const char *detail, sj_err *err);

/* An attribute as a number; `none` when it is not given, UINT32_MAX for "unbounded". */
uint32_t sj_node_number(const sj_node *n, sj_node_attr attr, uint32_t none);

/* Where a loop or segment stands among its siblings. */
uint32_t sj_node_pos(const sj_node *n);

#endif
