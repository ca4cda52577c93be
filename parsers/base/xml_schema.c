/* Schemas, by libxml2's own trees: what is checked is read once more for it. */
#include "parsers/base/xml.h"

#include <libxml/xmlschemas.h>

#include "parsers/base/alloc.h"
#include "parsers/base/xml_parser.h"

struct sj_xml_schema {
    xmlSchema *schema;
};

sj_status sj_xml_schema_new(sj_xml_schema **out, const void *bytes, size_t len, const char *name,
                            sj_err *err) {
    *out = NULL;
    sj_xml_report r = {name, "a schema cannot be read", err, SJ_OK};
    xmlDoc *doc = sj_xml_parser_read(sj_xml_parser_new(&r), bytes, len, &r);
    if (!doc) return sj_xml_report_status(&r);
    sj_status status = SJ_OK;
    xmlSchema *schema = NULL;
    xmlSchemaParserCtxt *parser = xmlSchemaNewDocParserCtxt(doc);
    if (parser) {
        xmlSchemaSetParserStructuredErrors(parser, sj_xml_on_error, &r);
        sj_xml_lock();
        schema = xmlSchemaParse(parser);
        sj_xml_unlock();
        xmlSchemaFreeParserCtxt(parser);
    }
    sj_xml_schema *s = schema ? sj_calloc(1, sizeof *s) : NULL;
    if (!schema) {
        status = sj_xml_report_status(&r);
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

sj_status sj_xml_validate(const sj_xml_schema *s, const void *bytes, size_t len, const char *name,
                          sj_err *err) {
    sj_xml_report r = {name, "an XML document cannot be read", err, SJ_OK};
    xmlDoc *doc = sj_xml_parser_read(sj_xml_parser_new(&r), bytes, len, &r);
    if (!doc) return sj_xml_report_status(&r);
    r.msg = "an XML document does not satisfy its schema";
    xmlSchemaValidCtxt *valid = xmlSchemaNewValidCtxt(s->schema);
    int code = 0;
    if (valid) {
        xmlSchemaSetValidStructuredErrors(valid, sj_xml_on_error, &r);
        sj_xml_lock();
        code = xmlSchemaValidateDoc(valid, doc);
        sj_xml_unlock();
        xmlSchemaFreeValidCtxt(valid);
    }
    xmlFreeDoc(doc);
    if (!valid) return sj_err_set(err, SJ_ENOMEM, "no memory for the check of an XML document");
    return code == 0 ? SJ_OK : sj_xml_report_status(&r);
}
