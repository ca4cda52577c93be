/* rules/codes/table.h - the bytes of a code table, and the view of one.
 *
 *   header | releases | rows | slots | texts            (README.md has it byte by byte)
 *
 * Rows are sorted by code, then by first day: a code has one row for each period in which it meant
 * the same. Slots are an open-addressing index from a code to its first row. Everything is
 * little-endian and aligned to 8, so that a mapped file is used as it lies. */
#ifndef SJ_CODES_TABLE_H
#define SJ_CODES_TABLE_H

#include "parsers/base/digits.h"

#include "rules/codes/spans.h"

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "tables are mapped as they lie: little-endian"
#endif

#define SJ_TABLE_MAGIC "SJTABLE\n"

enum {
    SJ_TABLE_VERSION = 2,
    SJ_TABLE_MAX_RELEASES = 64, /* sixteen years of quarters */
    SJ_TABLE_CODE_LENGTH = 8,   /* characters of a code at the most, or exactly ten */
    SJ_TABLE_LONG_CODE = 10,
    SJ_CODE_SIZE = 16,         /* room for the text of any code */
    SJ_TABLE_CHECKED_FROM = 32 /* the checksum covers the bytes from here on */
};

/* How validity is told: by the publisher's own dates in the file, or by which releases hold a code.
 */
#define SJ_TABLE_DATED 1u
/* The list may lack codes that are valid: nothing certain follows from a code's absence. */
#define SJ_TABLE_PARTIAL 2u
/* What a release says of a code beyond that it holds it (units, indicators) is its own: it counts
 * on that release's days only. */
#define SJ_TABLE_VALUED 4u

typedef struct sj_table_header {
    char magic[8];
    uint32_t version;
    uint32_t kind;                  /* sj_code_kind */
    uint64_t size;                  /* of the whole block */
    uint64_t checksum;              /* sj_table_checksum of the bytes from 32 on */
    uint32_t flags;                 /* SJ_TABLE_DATED */
    uint32_t releases, rows, codes; /* how many of each */
    uint32_t slots;                 /* a power of two, at least twice the codes */
    uint32_t texts;                 /* bytes */
} sj_table_header;

/* A published release: the days it speaks for. */
typedef struct sj_table_release {
    char name[24]; /* "FY2026", NUL-padded */
    int32_t from, through;
    uint32_t rows, headings; /* as published */
    uint8_t sha256[32];      /* of the file; all 0 when not told */
} sj_table_release;

/* Attributes: the upper two bits are the format's, the others mean what README.md says. */
#define SJ_ROW_HEADING 0x80000000u /* more characters are needed */
#define SJ_ROW_INFERRED                                                                            \
    0x40000000u /* `terminated` is the day before a release that lacks the code */
#define SJ_ROW_MEANING 0x3fffffffu

typedef struct sj_table_row {
    uint64_t code;      /* its characters as they stand, NUL-padded (sj_code_pack) */
    int32_t effective;  /* SJ_NO_DATE: since ever */
    int32_t terminated; /* last day; SJ_NO_DATE: open */
    uint32_t attributes;
    uint32_t text; /* offset in texts: length, successor's length, both texts */
} sj_table_row;

/* The days that releases speak for, joined where they touch. */
typedef struct sj_coverage {
    unsigned n;
    struct {
        sj_date from, through;
    } spans[SJ_TABLE_MAX_RELEASES];
} sj_coverage;

typedef struct sj_table_view {
    const sj_table_header *header; /* NULL: no table */
    const sj_table_release *releases;
    const sj_table_row *rows;
    const uint32_t *slots;
    const char *texts;
    unsigned shift; /* of the hash, to give a slot */
    sj_coverage coverage;
} sj_table_view;

/* A code of ten letters and digits: six bits each behind a set bit that no text of eight has. */
uint64_t sj_code_pack_long(sj_str code);

/* A code of 1 to 8 characters, or of ten letters and digits, as one number, equal when the texts
 * are; 0 for any other. */
static inline uint64_t sj_code_pack(sj_str code) {
    if (code.len > SJ_TABLE_CODE_LENGTH) return sj_code_pack_long(code);
    return sj_pack_8(code.ptr, code.len);
}

/* A number whose order is that of the texts (little-endian hosts). */
static inline uint64_t sj_code_order(uint64_t packed) {
    return __builtin_bswap64(packed);
}

static inline bool sj_code_is_long(uint64_t packed) {
    return packed & 0x80;
}

/* Back to text, in `buf`. */
sj_str sj_code_print(uint64_t packed, char buf[SJ_CODE_SIZE]);

/* The slot where the search for a code begins. */
static inline uint32_t sj_table_slot(uint64_t packed, unsigned shift) {
    return (uint32_t)((packed * 0x9E3779B97F4A7C15u) >> shift);
}

uint64_t sj_table_checksum(const void *bytes, size_t len);

/* Check a block whole (size, checksum, order, every offset) and take a view of it. */
sj_status sj_table_open(sj_table_view *out, const void *bytes, size_t len, sj_err *err) SJ_MUST_USE;

/* First row of a code; NULL when the table has none. The rows of one code are adjacent. */
const sj_table_row *sj_table_find(const sj_table_view *v, uint64_t packed);

static inline const sj_table_row *sj_table_end(const sj_table_view *v) {
    return v->rows ? v->rows + v->header->rows : NULL;
}

/* What is the same around `on` ends there: the answer may differ from `day` on; where a release
 * begins or ends; before the first and after the last of a row's days. */
void sj_span_part(sj_day_span *io, sj_date on, int64_t day);
void sj_span_part_by_coverage(sj_day_span *io, sj_date on, const sj_coverage *c);
void sj_span_part_by_days(sj_day_span *io, sj_date on, sj_date first, sj_date last);

/* NULL, or what is wrong with the releases of a table. */
const char *sj_releases_check(const sj_table_release *r, uint32_t n);

void sj_coverage_fill(sj_coverage *out, const sj_table_release *r, uint32_t n);

/* Does a release speak for this day? */
bool sj_covers(const sj_coverage *c, sj_date on);

/* Days that a calendar has: what is computed from them cannot overflow. */
static inline bool sj_is_day(int32_t d) {
    return d > -4000000 && d < 4000000;
}

/* The code's text, inside the view. */
sj_str sj_table_code(const sj_table_view *v, const sj_table_row *row);

sj_str sj_table_text(const sj_table_view *v, const sj_table_row *row, sj_str *successor);

/* What a row says, as it is told to others. */
void sj_table_tell(sj_code_info *info, const sj_table_view *v, const sj_table_row *row);

#endif
