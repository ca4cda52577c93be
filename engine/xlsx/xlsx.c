/* engine/xlsx/xlsx.c - opens a workbook: its parts, its sheets.
 *
 * xl/workbook.xml names the sheets and gives each a relation; xl/_rels/workbook.xml.rels says which
 * part of the ZIP a relation is. The texts that cells share are a part, and so are the formats. */
#include "engine/xlsx/parts.h"

#include "engine/xlsx/unzip.h"
#include "parsers/base/alloc.h"
#include "parsers/base/xml.h"

#include <stdio.h>

enum { MAX_SHEETS = 256, NAME = 256 };
#define STRINGS_SIZE ((size_t)256 << 20)
#define WORKBOOK     "xl/workbook.xml"

sj_status sj_xlsx_fail(sj_err *err, const char *msg, const char *part) {
    return sj_err_setf(err, SJ_ETABLE, msg, "%s", part);
}

static uint32_t little_endian(const unsigned char *p) {
    return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* Every member's name stands in the directory at a ZIP's end. What lies before it may be another
 * workbook, packed as it is, so only the directory is looked at. */
bool sj_is_xlsx(const void *bytes, size_t len) {
    enum { RECORD = 22, COMMENT = 65535 };
    if (!sj_is_zip(bytes, len) || len < RECORD) return false;
    const unsigned char *start = bytes, *record = start + len - RECORD;
    while (memcmp(record, "PK\5\6", 4) != 0) {
        if (record == start || (size_t)(start + len - record) > RECORD + COMMENT) return false;
        record--;
    }
    size_t size = little_endian(record + 12), at = little_endian(record + 16);
    if (at > len || size > len - at) return false;
    return memmem(start + at, size, WORKBOOK, strlen(WORKBOOK)) != NULL;
}

static bool take_part(void *ctx, const char *name, void *bytes, size_t len) {
    sj_xlsx *x = ctx;
    size_t n = strlen(name);
    bool wanted = strncmp(name, "xl/", 3) == 0 && n > 4 &&
                  (strcmp(name + n - 4, ".xml") == 0 || strcmp(name + n - 5, ".rels") == 0);
    sj_xlsx_part *more = wanted ? sj_realloc(x->parts, (x->n_parts + 1) * sizeof *more) : NULL;
    if (more) x->parts = more;
    char *copy = more ? sj_strdup(sj_str_of(name)) : NULL;
    if (copy)
        x->parts[x->n_parts++] = (sj_xlsx_part){copy, bytes, len};
    else
        sj_free(bytes);
    return !wanted || copy;
}

static const sj_xlsx_part *find_part(const sj_xlsx *x, const char *name) {
    for (size_t i = 0; i < x->n_parts; i++)
        if (strcmp(x->parts[i].name, name) == 0) return &x->parts[i];
    return NULL;
}

/* The part that a relation names: from the root of the ZIP, or from xl/. */
static const sj_xlsx_part *part_of(const sj_xlsx *x, const sj_xml_node *relation) {
    char name[NAME];
    const char *target = relation ? sj_xml_attr(relation, "Target") : NULL;
    if (!target) return NULL;
    int n = target[0] == '/' ? snprintf(name, sizeof name, "%s", target + 1)
                             : snprintf(name, sizeof name, "xl/%s", target);
    return n > 0 && n < NAME ? find_part(x, name) : NULL;
}

/* By the end of its type: transitional and strict workbooks name them differently. */
static const sj_xml_node *relation_of_type(const sj_xml_node *relations, const char *end) {
    const sj_xml_node *r = sj_xml_child(relations, "Relationship");
    for (; r; r = sj_xml_next(r, "Relationship")) {
        const char *type = sj_xml_attr(r, "Type");
        size_t n = type ? strlen(type) : 0;
        if (n > strlen(end) && strcmp(type + n - strlen(end), end) == 0) return r;
    }
    return NULL;
}

static const sj_xml_node *relation_of_id(const sj_xml_node *relations, const char *id) {
    const sj_xml_node *r = sj_xml_child(relations, "Relationship");
    for (; r; r = sj_xml_next(r, "Relationship")) {
        const char *found = sj_xml_attr(r, "Id");
        if (found && id && strcmp(found, id) == 0) return r;
    }
    return NULL;
}

static bool is_worksheet(const sj_xml_node *relation) {
    const char *type = relation ? sj_xml_attr(relation, "Type") : NULL;
    const char *slash = type ? strrchr(type, '/') : NULL;
    return slash && strcmp(slash, "/worksheet") == 0;
}

static sj_status add_sheet(sj_xlsx *x, const sj_xml_node *sheet, const sj_xml_node *relations,
                           sj_err *err) {
    const char *name = sj_xml_attr(sheet, "name"), *state = sj_xml_attr(sheet, "state");
    const sj_xml_node *relation = relation_of_id(relations, sj_xml_attr(sheet, "id"));
    if (relation && !is_worksheet(relation)) return SJ_OK; /* a chart */
    if (x->n_sheets == MAX_SHEETS)
        return sj_xlsx_fail(err, "the workbook has too many sheets", WORKBOOK);
    sj_str copy;
    size_t len = name ? strlen(name) : 0;
    char *kept = sj_arena_alloc(&x->arena, len + 1);
    if (!kept) return sj_err_set(err, SJ_ENOMEM, "out of memory");
    copy = (sj_str){name, len};
    if (len) memcpy(kept, copy.ptr, len);
    kept[len] = '\0';
    sj_xlsx_sheet s = {.name = kept, .part = part_of(x, relation)};
    s.hidden = state && strcmp(state, "visible") != 0;
    if (!s.part) return sj_xlsx_fail(err, "the workbook lacks one of its sheets", kept);
    x->sheets[x->n_sheets++] = s;
    return SJ_OK;
}

static sj_status add_sheets(sj_xlsx *x, const sj_xml_node *book, const sj_xml_node *relations,
                            sj_err *err) {
    const sj_xml_node *about = sj_xml_child(book, "workbookPr");
    const char *since = about ? sj_xml_attr(about, "date1904") : NULL;
    x->is_1904 = since && (strcmp(since, "1") == 0 || strcmp(since, "true") == 0);
    x->sheets = sj_calloc(MAX_SHEETS, sizeof *x->sheets);
    if (!x->sheets) return sj_err_set(err, SJ_ENOMEM, "out of memory");
    const sj_xml_node *sheets = sj_xml_child(book, "sheets");
    sj_status status = SJ_OK;
    for (const sj_xml_node *s = sheets ? sj_xml_child(sheets, "sheet") : NULL; s && status == SJ_OK;
         s = sj_xml_next(s, "sheet"))
        status = add_sheet(x, s, relations, err);
    if (status == SJ_OK && x->n_sheets == 0)
        status = sj_xlsx_fail(err, "the workbook has no sheet", WORKBOOK);
    return status;
}

static sj_status read_book(sj_xlsx *x, const sj_xml_node *relations, sj_err *err) {
    const sj_xlsx_part *book = find_part(x, WORKBOOK);
    sj_xml *doc;
    if (!book) return sj_xlsx_fail(err, "the file is no workbook", WORKBOOK);
    sj_status status = sj_xml_parse(&doc, book->bytes, book->len, book->name, err);
    if (status != SJ_OK) return status;
    status = add_sheets(x, sj_xml_root(doc), relations, err);
    sj_xml_free(doc);
    const sj_xlsx_part *strings = part_of(x, relation_of_type(relations, "/sharedStrings"));
    const sj_xlsx_part *formats = part_of(x, relation_of_type(relations, "/styles"));
    if (status == SJ_OK && strings) status = sj_xlsx_read_strings(x, strings, err);
    if (status == SJ_OK && formats) status = sj_xlsx_read_formats(x, formats, err);
    return status;
}

static sj_status read_all(sj_xlsx *x, sj_err *err) {
    const sj_xlsx_part *part = find_part(x, "xl/_rels/workbook.xml.rels");
    sj_xml *doc;
    if (!part) return sj_xlsx_fail(err, "the file is no workbook", "workbook.xml.rels");
    sj_status status = sj_xml_parse(&doc, part->bytes, part->len, part->name, err);
    if (status != SJ_OK) return status;
    status = read_book(x, sj_xml_root(doc), err);
    sj_xml_free(doc);
    return status;
}

sj_status sj_xlsx_open(sj_xlsx **out, const void *bytes, size_t len, sj_err *err) {
    static const char old[] = "\xD0\xCF\x11\xE0"; /* .xls, and what a password has locked */
    *out = NULL;
    if (len >= 4 && memcmp(bytes, old, 4) == 0)
        return sj_xlsx_fail(err, "an old .xls, or locked by a password: save it as .xlsx", "");
    if (!sj_is_zip(bytes, len)) return sj_xlsx_fail(err, "the file is no workbook", "no ZIP");
    sj_xlsx *x = sj_calloc(1, sizeof *x);
    if (!x) return sj_err_set(err, SJ_ENOMEM, "out of memory");
    sj_arena_init(&x->arena, STRINGS_SIZE);
    sj_status status = sj_unzip(bytes, len, take_part, x, err);
    if (status == SJ_OK) status = read_all(x, err);
    if (status == SJ_EXML) {
        status = SJ_ETABLE;
        if (err) err->code = SJ_ETABLE;
    }
    if (status == SJ_OK)
        *out = x;
    else
        sj_xlsx_close(x);
    return status;
}

void sj_xlsx_close(sj_xlsx *x) {
    if (!x) return;
    for (size_t i = 0; i < x->n_parts; i++) {
        sj_free(x->parts[i].name);
        sj_free(x->parts[i].bytes);
    }
    sj_free(x->parts);
    sj_free(x->sheets);
    sj_free(x->strings);
    sj_free(x->formats);
    sj_arena_dispose(&x->arena);
    sj_free(x);
}

size_t sj_xlsx_sheets(const sj_xlsx *x) {
    return x->n_sheets;
}

const char *sj_xlsx_sheet_name(const sj_xlsx *x, size_t sheet) {
    return x->sheets[sheet].name;
}

bool sj_xlsx_sheet_hidden(const sj_xlsx *x, size_t sheet) {
    return x->sheets[sheet].hidden;
}
