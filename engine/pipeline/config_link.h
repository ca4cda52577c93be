/* engine/pipeline/config_link.h - what config.c and config_link.c share. */
#ifndef SJ_PIPELINE_CONFIG_LINK_H
#define SJ_PIPELINE_CONFIG_LINK_H

#include "engine/pipeline/config.h"
#include "parsers/base/xml.h"

/* A file that is built in: config.xsd, sample.xml, conventions.xml. */
sj_str sj_config_file(const char *name);

/* Read a document and check it by the schema. SJ_EXML. Free with sj_xml_free. */
sj_status sj_config_document(sj_xml **out, const void *bytes, size_t len, const char *name,
                             sj_err *err) SJ_MUST_USE;

/* How files go to and from the partner `p`, whose element is `n`: p->link, expects, awaited,
 * failover. */
sj_status sj_config_link(sj_config *c, sj_partner *p, const sj_xml_node *n,
                         sj_err *err) SJ_MUST_USE;

#endif
