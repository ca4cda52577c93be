/* engine/xlsx/formats.c - which styles show a number as a day, or with zeros in front. */
#include "engine/xlsx/parts.h"

#include "parsers/base/alloc.h"
#include "parsers/base/xml.h"

#include <stdlib.h>

/* Formats that a file names by number alone, days: ECMA-376 part 1, 18.8.30, those of Asian
 * calendars included. 18 to 21 and 45 to 47 are times of day. */
static bool is_built_in_day(unsigned long id) {
    return (id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 36) || (id >= 50 && id <= 58);
}

/* Behind what is shown as it is: "text", [Red], \x, _x, *x; p itself where nothing of it begins. */
static const char *behind_literal(const char *p) {
    if (*p == '"' || *p == '[') {
        const char *close = strchr(p + 1, *p == '[' ? ']' : '"');
        return close ? close + 1 : p + strlen(p);
    }
    if ((*p == '\\' || *p == '_' || *p == '*') && p[1]) return p + 2;
    return p;
}

static sj_xlsx_format format_of(const char *code) {
    bool day = false, month = false, hour = false;
    if (strcasecmp(code, "General") == 0) return (sj_xlsx_format){.is_date = false};
    size_t zeros = strspn(code, "0");
    if (code[zeros] == '\0') return (sj_xlsx_format){.zeros = zeros < 20 ? (uint8_t)zeros : 20};
    for (const char *p = code; *p && *p != ';';) {
        const char *next = behind_literal(p);
        if (next == p) {
            char c = *p | 32;
            day |= c == 'd' || c == 'y';
            month |= c == 'm';
            hour |= c == 'h' || c == 's';
            next = p + 1;
        }
        p = next;
    }
    return (sj_xlsx_format){.is_date = day || (month && !hour)};
}

static unsigned long number_of(const sj_xml_node *n, const char *attr) {
    const char *text = sj_xml_attr(n, attr);
    return text ? strtoul(text, NULL, 10) : 0;
}

/* The format of a number: one that the file defines, else a built-in one. */
static sj_xlsx_format find_format(const sj_xml_node *defined, unsigned long id) {
    const sj_xml_node *n = defined ? sj_xml_child(defined, "numFmt") : NULL;
    for (; n; n = sj_xml_next(n, "numFmt")) {
        const char *code = sj_xml_attr(n, "formatCode");
        if (code && number_of(n, "numFmtId") == id) return format_of(code);
    }
    return (sj_xlsx_format){.is_date = is_built_in_day(id)};
}

static sj_status read_styles(sj_xlsx *x, const sj_xml_node *root, sj_err *err) {
    enum { DEFINED = 2000 }; /* the search above is linear */
    const sj_xml_node *defined = sj_xml_child(root, "numFmts");
    const sj_xml_node *styles = sj_xml_child(root, "cellXfs");
    size_t n = 0, formats = 0;
    const sj_xml_node *at = styles ? sj_xml_child(styles, "xf") : NULL;
    for (const sj_xml_node *s = at; s; s = sj_xml_next(s, "xf")) n++;
    for (const sj_xml_node *f = defined ? sj_xml_child(defined, "numFmt") : NULL; f;
         f = sj_xml_next(f, "numFmt"))
        formats++;
    if (n > SJ_XLSX_FORMATS || formats > DEFINED)
        return sj_xlsx_fail(err, "the workbook has more formats than any program makes",
                            "styles.xml");
    x->formats = sj_calloc(n + 1, sizeof *x->formats);
    if (!x->formats) return sj_err_set(err, SJ_ENOMEM, "out of memory");
    for (; at; at = sj_xml_next(at, "xf"))
        x->formats[x->n_formats++] = find_format(defined, number_of(at, "numFmtId"));
    return SJ_OK;
}

sj_status sj_xlsx_read_formats(sj_xlsx *x, const sj_xlsx_part *part, sj_err *err) {
    sj_xml *doc;
    sj_status status = sj_xml_parse(&doc, part->bytes, part->len, part->name, err);
    if (status != SJ_OK) return status;
    status = read_styles(x, sj_xml_root(doc), err);
    sj_xml_free(doc);
    return status;
}
