/* engine/xlsx/parts.h - what a workbook is made of; for the files of this folder. */
#ifndef SJ_XLSX_PARTS_H
#define SJ_XLSX_PARTS_H

#include "engine/xlsx/xlsx.h"

#include <scrubjay/arena.h>

enum { SJ_XLSX_FORMATS = 65536 };

/* An unpacked member of the ZIP. */
typedef struct sj_xlsx_part {
    char *name;
    char *bytes;
    size_t len;
} sj_xlsx_part;

/* What a cell's format makes of a number. */
typedef struct sj_xlsx_format {
    bool is_date;
    uint8_t zeros; /* at least so many digits before the point */
} sj_xlsx_format;

typedef struct sj_xlsx_sheet {
    const char *name; /* in the workbook's arena */
    const sj_xlsx_part *part;
    bool hidden;
} sj_xlsx_sheet;

struct sj_xlsx {
    sj_xlsx_part *parts;
    size_t n_parts;
    sj_arena arena; /* names, shared strings */
    sj_xlsx_sheet *sheets;
    size_t n_sheets;
    sj_str *strings;
    size_t n_strings, strings_cap;
    sj_xlsx_format *formats; /* by a cell's style number */
    size_t n_formats;
    bool is_1904; /* days count from 1904 */
};

/* SJ_ETABLE for a part. */
sj_status sj_xlsx_fail(sj_err *err, const char *msg, const char *part);

/* Text that comes in pieces; owned. */
typedef struct sj_xlsx_text {
    char *bytes;
    size_t len, cap;
} sj_xlsx_text;

/* Append; SJ_ETABLE beyond SJ_XLSX_TEXT. */
sj_status sj_xlsx_text_add(sj_xlsx_text *t, const char *piece, sj_err *err) SJ_MUST_USE;

/* Turn _x000A_ and the like into the characters that they stand for, in place. */
void sj_xlsx_unescape(sj_xlsx_text *t);

/* Read the shared strings, the formats. */
sj_status sj_xlsx_read_strings(sj_xlsx *x, const sj_xlsx_part *part, sj_err *err) SJ_MUST_USE;
sj_status sj_xlsx_read_formats(sj_xlsx *x, const sj_xlsx_part *part, sj_err *err) SJ_MUST_USE;

/* A number as it is stored ("4.5352E4", "80.099999999999994") in plain decimals; at most
 * SJ_XLSX_DIGITS bytes. False when it is none. */
enum { SJ_XLSX_DIGITS = 400 };
bool sj_xlsx_plain(char out[SJ_XLSX_DIGITS], sj_str stored, unsigned zeros);

/* The day of a serial number in plain decimals; SJ_NO_DATE when it is none. */
sj_date sj_xlsx_day(const char *plain, bool is_1904);

#endif
