/* parsers/base/xml_pull.c - libxml2's xmlTextReader behind few questions. */
#include "parsers/base/xml_pull.h"

#include "parsers/base/alloc.h"
#include "parsers/base/xml_parser.h"

#include <libxml/xmlreader.h>

enum { MAX_DEPTH = 256 };

struct sj_xml_pull {
    xmlTextReader *reader;
    const char *name;
    bool must_close; /* the element told last was empty: its end comes next */
    sj_err broken;   /* the first error; code 0: none yet */
};

static void on_error(void *ctx, xmlErrorPtr e) {
    sj_xml_pull *p = ctx;
    if (p->broken.code != SJ_OK || e->level < XML_ERR_ERROR) return;
    sj_err_setf(&p->broken, e->code == XML_ERR_NO_MEMORY ? SJ_ENOMEM : SJ_EXML,
                "an XML document cannot be read", "%s: %.*s", p->name,
                (int)strcspn(e->message ? e->message : "", "\n"), e->message ? e->message : "");
    if (e->line > 0) p->broken.line = (uint32_t)e->line;
}

sj_status sj_xml_pull_new(sj_xml_pull **out, const void *bytes, size_t len, const char *name,
                          sj_err *err) {
    *out = NULL;
    if (len > SJ_XML_PULL_MAX)
        return sj_err_setf(err, SJ_EXML, "an XML document is too large", "%s", name);
    if (memmem(bytes, len, "<!DOCTYPE", 9)) /* looked for ahead: the reader would parse it first */
        return sj_err_setf(err, SJ_EXML, "an XML document may not have a DOCTYPE", "%s", name);
    sj_xml_pull *p = sj_calloc(1, sizeof *p);
    if (!p) return sj_err_set(err, SJ_ENOMEM, "no memory for an XML document");
    p->name = name;
    sj_xml_lock();
    p->reader = xmlReaderForMemory(bytes, (int)len, NULL, NULL,
                                   XML_PARSE_NONET | XML_PARSE_NOCDATA | XML_PARSE_COMPACT);
    sj_xml_unlock();
    if (!p->reader) {
        sj_free(p);
        return sj_err_set(err, SJ_ENOMEM, "no memory for an XML document");
    }
    xmlTextReaderSetStructuredErrorHandler(p->reader, on_error, p);
    *out = p;
    return SJ_OK;
}

void sj_xml_pull_free(sj_xml_pull *p) {
    if (!p) return;
    xmlFreeTextReader(p->reader);
    sj_free(p);
}

static sj_xml_event broken(sj_xml_pull *p, const char *msg) {
    if (p->broken.code == SJ_OK) sj_err_setf(&p->broken, SJ_EXML, msg, "%s", p->name);
    return SJ_XML_BROKEN;
}

static sj_xml_event begin(sj_xml_pull *p) {
    if (xmlTextReaderDepth(p->reader) >= MAX_DEPTH)
        return broken(p, "an XML document is nested too deeply");
    p->must_close = xmlTextReaderIsEmptyElement(p->reader) == 1;
    return SJ_XML_BEGIN;
}

sj_xml_event sj_xml_pull_next(sj_xml_pull *p) {
    if (p->broken.code != SJ_OK) return SJ_XML_BROKEN;
    if (p->must_close) {
        p->must_close = false;
        return SJ_XML_CLOSE;
    }
    for (;;) {
        sj_xml_lock();
        int more = xmlTextReaderRead(p->reader);
        sj_xml_unlock();
        if (more < 0 || p->broken.code != SJ_OK) return broken(p, "an XML document cannot be read");
        if (more == 0) return SJ_XML_DONE;
        switch (xmlTextReaderNodeType(p->reader)) {
        case XML_READER_TYPE_ELEMENT:
            return begin(p);
        case XML_READER_TYPE_END_ELEMENT:
            return SJ_XML_CLOSE;
        case XML_READER_TYPE_TEXT:
        case XML_READER_TYPE_CDATA:
        case XML_READER_TYPE_SIGNIFICANT_WHITESPACE:
            return SJ_XML_TEXT;
        case XML_READER_TYPE_ENTITY_REFERENCE:
            return broken(p, "an XML document names an entity that it cannot have");
        default:
            break;
        }
    }
}

const char *sj_xml_pull_name(const sj_xml_pull *p) {
    const xmlChar *name = xmlTextReaderConstLocalName(p->reader);
    return name ? (const char *)name : "";
}

/* An attribute without references is one text node: read where it stands, not copied. */
const char *sj_xml_pull_attr(sj_xml_pull *p, const char *name) {
    if (xmlTextReaderMoveToAttribute(p->reader, (const xmlChar *)name) != 1) return NULL;
    const xmlChar *value = xmlTextReaderConstValue(p->reader);
    xmlTextReaderMoveToElement(p->reader);
    return (const char *)value;
}

const char *sj_xml_pull_text(const sj_xml_pull *p) {
    const xmlChar *text = xmlTextReaderConstValue(p->reader);
    return text ? (const char *)text : "";
}

sj_status sj_xml_pull_error(const sj_xml_pull *p, sj_err *err) {
    if (err) *err = p->broken;
    return p->broken.code;
}
