/* libxml2, locked down. See xml.h for what is refused. */
#include "parsers/base/xml_parser.h"

#include <libxml/SAX2.h>
#include <pthread.h>

#include "parsers/base/xml.h"

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

void sj_xml_on_error(void *report, xmlErrorPtr e) {
    sj_xml_report *r = report;
    if (r->status != SJ_OK || e->level < XML_ERR_ERROR) return;
    const char *words = e->message ? e->message : "";
    r->status = sj_err_setf(r->err, e->code == XML_ERR_NO_MEMORY ? SJ_ENOMEM : SJ_EXML, r->msg,
                            "%s: %.*s", r->name, (int)strcspn(words, "\n"), words);
    if (r->err && e->line > 0) r->err->line = (uint32_t)e->line;
}

sj_status sj_xml_report_status(sj_xml_report *r) {
    if (r->status == SJ_OK) r->status = sj_err_setf(r->err, SJ_EXML, r->msg, "%s", r->name);
    return r->status;
}

static void refuse_doctype(void *ctx, const xmlChar *name, const xmlChar *public_id,
                           const xmlChar *system_id) {
    (void)name, (void)public_id, (void)system_id;
    xmlParserCtxt *parser = ctx;
    sj_xml_report *r = parser->_private;
    if (r->status == SJ_OK) {
        r->status =
            sj_err_setf(r->err, SJ_EXML, "an XML document may not have a DOCTYPE", "%s", r->name);
        if (r->err) r->err->line = (uint32_t)xmlSAX2GetLineNumber(parser);
    }
    xmlStopParser(parser);
}

static void on_parser_error(void *ctx, xmlErrorPtr e) {
    (void)ctx;
    xmlParserCtxt *parser = e->ctxt;
    if (parser) sj_xml_on_error(parser->_private, e);
}

xmlParserCtxt *sj_xml_parser_new(sj_xml_report *r) {
    xmlParserCtxt *parser = xmlNewParserCtxt();
    if (!parser) return NULL;
    parser->_private = r;
    parser->sax->serror = on_parser_error;
    parser->sax->internalSubset = refuse_doctype;
    parser->sax->comment = NULL;
    parser->sax->processingInstruction = NULL;
    return parser;
}

static xmlDoc *read(xmlParserCtxt *parser, const void *bytes, size_t len, sj_xml_report *r) {
    if (len > SJ_XML_MAX) {
        r->status = sj_err_setf(r->err, SJ_EXML, "an XML document is too large", "%s", r->name);
        return NULL;
    }
    /* Without a DOCTYPE there are no entities but the five of XML itself: these become text. */
    const int options = XML_PARSE_NONET | XML_PARSE_NOCDATA | XML_PARSE_COMPACT | XML_PARSE_NOENT;
    sj_xml_lock();
    xmlDoc *doc = xmlCtxtReadMemory(parser, bytes, (int)len, NULL, NULL, options);
    sj_xml_unlock();
    if (!doc || r->status == SJ_OK) return doc;
    xmlFreeDoc(doc);
    return NULL;
}

xmlDoc *sj_xml_parser_read(xmlParserCtxt *parser, const void *bytes, size_t len, sj_xml_report *r) {
    if (!parser) return NULL;
    xmlDoc *doc = read(parser, bytes, len, r);
    xmlFreeParserCtxt(parser);
    return doc;
}
