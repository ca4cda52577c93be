/* parsers/base/xml_parser.h - libxml2's parser as xml.h wants it: what is refused, what is told.
 *
 * For the files here that read whole documents. libxml2 opens files in one place, the entity
 * loader, which is process-wide; an embedding program's own use of libxml2, in other threads or
 * outside the lock, is left alone. */
#ifndef SJ_BASE_XML_PARSER_H
#define SJ_BASE_XML_PARSER_H

#include <scrubjay/error.h>

#include <libxml/parser.h>

/* While a thread holds the lock, libxml2 opens nothing for it. */
void sj_xml_lock(void);
void sj_xml_unlock(void);

/* The first error of a document; later ones follow from it. */
typedef struct sj_xml_report {
    const char *name; /* of the document */
    const char *msg;
    sj_err *err;
    sj_status status; /* SJ_OK: none yet */
} sj_xml_report;

/* libxml2's structured error handler, of a report. */
void sj_xml_on_error(void *report, xmlErrorPtr e);

/* Its status; where libxml2 failed without a word, that is told as SJ_EXML. */
sj_status sj_xml_report_status(sj_xml_report *r) SJ_MUST_USE;

/* A parser that refuses what xml.h says; NULL without memory. Its _private is the report. */
xmlParserCtxt *sj_xml_parser_new(sj_xml_report *r);

/* Read a document and free the parser (which may be NULL). NULL with the report filled, unless the
 * document is well-formed. */
xmlDoc *sj_xml_parser_read(xmlParserCtxt *parser, const void *bytes, size_t len, sj_xml_report *r);

#endif
