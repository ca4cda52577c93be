/* A ZIP made in memory, its members stored as they are; and a workbook of one sheet. */
#ifndef SJ_TESTS_MADE_ZIP_H
#define SJ_TESTS_MADE_ZIP_H

#include "tests/unit/unit.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct made_zip {
    unsigned char bytes[1 << 18], directory[1 << 14];
    size_t len, directory_len;
    unsigned n;
} made_zip;

static inline uint32_t made_zip_crc(const unsigned char *p, size_t len) {
    uint32_t crc = UINT32_MAX;
    for (size_t i = 0; i < len; i++) {
        crc ^= p[i];
        for (int bit = 0; bit < 8; bit++) crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320u : 0);
    }
    return ~crc;
}

/* `width` bytes, the lowest first. */
static inline void made_zip_put(unsigned char *out, size_t *len, uint32_t value, int width) {
    for (int i = 0; i < width; i++) out[(*len)++] = (unsigned char)(value >> 8 * i);
}

static inline void made_zip_add(made_zip *z, const char *name, const void *bytes, size_t n) {
    size_t at = z->len, name_len = strlen(name);
    uint32_t crc = made_zip_crc(bytes, n);
    ck_assert_uint_lt(z->len + n + name_len + 64, sizeof z->bytes);
    ck_assert_uint_lt(z->directory_len + name_len + 64, sizeof z->directory);
    made_zip_put(z->bytes, &z->len, 0x04034B50, 4);
    made_zip_put(z->bytes, &z->len, 20, 2); /* version; no flags, stored, no time */
    for (int i = 0; i < 4; i++) made_zip_put(z->bytes, &z->len, 0, 2);
    made_zip_put(z->bytes, &z->len, crc, 4);
    made_zip_put(z->bytes, &z->len, (uint32_t)n, 4);
    made_zip_put(z->bytes, &z->len, (uint32_t)n, 4);
    made_zip_put(z->bytes, &z->len, (uint32_t)name_len, 2);
    made_zip_put(z->bytes, &z->len, 0, 2);
    memcpy(z->bytes + z->len, name, name_len);
    z->len += name_len;
    memcpy(z->bytes + z->len, bytes, n);
    z->len += n;
    unsigned char *d = z->directory;
    made_zip_put(d, &z->directory_len, 0x02014B50, 4);
    made_zip_put(d, &z->directory_len, 20, 2);
    made_zip_put(d, &z->directory_len, 20, 2);
    for (int i = 0; i < 4; i++) made_zip_put(d, &z->directory_len, 0, 2);
    made_zip_put(d, &z->directory_len, crc, 4);
    made_zip_put(d, &z->directory_len, (uint32_t)n, 4);
    made_zip_put(d, &z->directory_len, (uint32_t)n, 4);
    made_zip_put(d, &z->directory_len, (uint32_t)name_len, 2);
    for (int i = 0; i < 4; i++) made_zip_put(d, &z->directory_len, 0, 2);
    made_zip_put(d, &z->directory_len, 0, 4);
    made_zip_put(d, &z->directory_len, (uint32_t)at, 4);
    memcpy(d + z->directory_len, name, name_len);
    z->directory_len += name_len;
    z->n++;
}

/* The directory and its end; nothing may be added behind it. */
static inline void made_zip_end(made_zip *z) {
    uint32_t at = (uint32_t)z->len;
    memcpy(z->bytes + z->len, z->directory, z->directory_len);
    z->len += z->directory_len;
    made_zip_put(z->bytes, &z->len, 0x06054B50, 4);
    made_zip_put(z->bytes, &z->len, 0, 4);
    made_zip_put(z->bytes, &z->len, z->n, 2);
    made_zip_put(z->bytes, &z->len, z->n, 2);
    made_zip_put(z->bytes, &z->len, (uint32_t)z->directory_len, 4);
    made_zip_put(z->bytes, &z->len, at, 4);
    made_zip_put(z->bytes, &z->len, 0, 2);
}

static inline void made_zip_text(made_zip *z, const char *name, const char *text) {
    made_zip_add(z, name, text, strlen(text));
}

/* A workbook of one sheet named Codes: `rows` stands inside sheetData, `strings` inside sst,
 * `styles` inside styleSheet. Free with free(). */
static inline made_zip *made_workbook(const char *rows, const char *strings, const char *styles,
                                      const char *about) {
    static char text[1 << 17];
    made_zip *z = calloc(1, sizeof *z);
    ck_assert_ptr_nonnull(z);
    snprintf(text, sizeof text,
             "<workbook xmlns:r=\"urn:r\">%s<sheets><sheet name=\"Codes\" sheetId=\"1\" "
             "r:id=\"rId1\"/></sheets></workbook>",
             about);
    made_zip_text(z, "xl/workbook.xml", text);
    made_zip_text(z, "xl/_rels/workbook.xml.rels",
                  "<Relationships>"
                  "<Relationship Id=\"rId1\" Type=\"urn:x/worksheet\" Target=\"worksheets/a.xml\"/>"
                  "<Relationship Id=\"rId2\" Type=\"urn:x/sharedStrings\" Target=\"s.xml\"/>"
                  "<Relationship Id=\"rId3\" Type=\"urn:x/styles\" Target=\"/xl/styles.xml\"/>"
                  "</Relationships>");
    snprintf(text, sizeof text, "<sst>%s</sst>", strings);
    made_zip_text(z, "xl/s.xml", text);
    snprintf(text, sizeof text, "<styleSheet>%s</styleSheet>", styles);
    made_zip_text(z, "xl/styles.xml", text);
    snprintf(text, sizeof text, "<worksheet><sheetData>%s</sheetData></worksheet>", rows);
    made_zip_text(z, "xl/worksheets/a.xml", text);
    made_zip_end(z);
    return z;
}

#endif
