/* rules/codes/table.h - the bytes of a code table, and the view of one.
 *
 *   header | releases | rows | slots | texts            (README.md has it byte by byte)
 *
 * Rows are sorted by code, then by first day: a code has one row for each period in which it meant
 * the same. Slots are an open-addressing index from a code to its first row. Everything is
 * little-endian and aligned to 8, so that a mapped file is used as it lies. */
#ifndef SJ_CODES_TABLE_H
#define SJ_CODES_TABLE_H

#include <scrubjay/codes.h>

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "tables are mapped as they lie: little-endian"
#endif

#define SJ_TABLE_MAGIC "SJTABLE\n"

enum {
    SJ_TABLE_VERSION = 1,
    SJ_TABLE_MAX_RELEASES = 64, /* sixteen years of quarters */
    SJ_TABLE_CODE_LENGTH = 8,   /* characters of a code at the most */
    SJ_TABLE_CHECKED_FROM = 32  /* the checksum covers the bytes from here on */
};

/* How validity is told: by the publisher's own dates in the file, or by which releases hold a code.
 */
#define SJ_TABLE_DATED 1u
/* The list may lack codes that are valid: nothing certain follows from a code's absence. */
#define SJ_TABLE_PARTIAL 2u

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

/* Attributes: the upper two bits are the format's, the lower sixteen mean what README.md says. */
#define SJ_ROW_HEADING 0x80000000u /* more characters are needed */
#define SJ_ROW_INFERRED                                                                            \
    0x40000000u /* `terminated` is the day before a release that lacks the code */
#define SJ_ROW_MEANING 0x0000ffffu

typedef struct sj_table_row {
    uint64_t code;      /* its characters as they stand, NUL-padded (sj_code_pack) */
    int32_t effective;  /* SJ_NO_DATE: since ever */
    int32_t terminated; /* last day; SJ_NO_DATE: open */
    uint32_t attributes;
    uint32_t text; /* offset in texts: length, successor's length, both texts */
} sj_table_row;

typedef struct sj_table_span {
    sj_date from, through;
} sj_table_span;

typedef struct sj_table_view {
    const sj_table_header *header; /* NULL: no table */
    const sj_table_release *releases;
    const sj_table_row *rows;
    const uint32_t *slots;
    const char *texts;
    unsigned shift; /* of the hash, to give a slot */
    unsigned n_spans;
    sj_table_span spans[SJ_TABLE_MAX_RELEASES]; /* days covered, joined where they touch */
} sj_table_view;

struct sj_tables {
    sj_table_view views[SJ_CODES_KINDS];
    void *built_in[SJ_CODES_KINDS]; /* the blocks behind the lists that are built in */
};

/* A code of 1 to 8 characters as one number, equal when the texts are; 0 for any other. */
static inline uint64_t sj_code_pack(sj_str code) {
    uint64_t packed = 0;
    if (code.len > 0 && code.len <= SJ_TABLE_CODE_LENGTH) memcpy(&packed, code.ptr, code.len);
    return packed;
}

/* A number whose order is that of the texts (little-endian hosts). */
static inline uint64_t sj_code_order(uint64_t packed) {
    return __builtin_bswap64(packed);
}

/* Back to text, which lies in *packed. */
static inline sj_str sj_code_text(const uint64_t *packed) {
    return (sj_str){(const char *)packed, strnlen((const char *)packed, SJ_TABLE_CODE_LENGTH)};
}

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

/* Does a release speak for this day? */
bool sj_table_covers(const sj_table_view *v, sj_date on);

sj_str sj_table_text(const sj_table_view *v, const sj_table_row *row, sj_str *successor);

#endif
