/* parsers/base/xml_pull.h - XML documents of any length, read event by event.
 *
 * libxml2's reader with the same locks as xml.h: nothing is ever opened, a DOCTYPE is refused,
 * nesting is capped. Memory does not grow with the document. Strings are UTF-8, NUL-terminated, and
 * valid until the next question. */
#ifndef SJ_BASE_XML_PULL_H
#define SJ_BASE_XML_PULL_H

#include <scrubjay/error.h>

#define SJ_XML_PULL_MAX ((size_t)512 << 20) /* bytes of a document */

typedef struct sj_xml_pull sj_xml_pull;

typedef enum sj_xml_event {
    SJ_XML_DONE,  /* the document has ended */
    SJ_XML_BEGIN, /* an element begins */
    SJ_XML_CLOSE, /* it ends; told of empty elements, too */
    SJ_XML_TEXT,  /* text inside one; may come in several pieces */
    SJ_XML_BROKEN /* not well-formed: sj_xml_pull_error */
} sj_xml_event;

/* Start on `bytes`, which must outlive the reader. `name` is what messages call the document; it is
 * not copied. SJ_EXML for a DOCTYPE or a document over SJ_XML_PULL_MAX. Free with sj_xml_pull_free.
 */
sj_status sj_xml_pull_new(sj_xml_pull **out, const void *bytes, size_t len, const char *name,
                          sj_err *err) SJ_MUST_USE;
void sj_xml_pull_free(sj_xml_pull *p);

/* The next event. Comments and processing instructions are passed over; blanks between elements are
 * text like any other. */
sj_xml_event sj_xml_pull_next(sj_xml_pull *p);

/* The name, without a namespace, of the element that has begun or ended. */
const char *sj_xml_pull_name(const sj_xml_pull *p);

/* An attribute, by its name with its prefix, of the element that has begun; NULL: not there. */
const char *sj_xml_pull_attr(sj_xml_pull *p, const char *name);

/* The text of SJ_XML_TEXT. */
const char *sj_xml_pull_text(const sj_xml_pull *p);

/* Why SJ_XML_BROKEN: fills `err` (SJ_EXML or SJ_ENOMEM, with the line). */
sj_status sj_xml_pull_error(const sj_xml_pull *p, sj_err *err);

#endif
