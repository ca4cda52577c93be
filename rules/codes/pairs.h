/* rules/codes/pairs.h - the bytes of a table of code pairs, and the view of one.
 *
 *   header | releases | terms | codes | groups | slots | sums | texts | rows      (README.md)
 *
 * Millions of pairs, a few thousand codes: a code is a number from 1 in the order of its text, a
 * row is the number of its second code and that of its terms (period, indicator, reason) in four
 * bytes, and the rows of one first code lie together, sorted. Everything but the rows is small and
 * checked when the table is opened. The rows are checked chunk by chunk when a look-up first needs
 * them, so that a start touches none of them; a damaged chunk is never used. */
#ifndef SJ_CODES_PAIRS_H
#define SJ_CODES_PAIRS_H

#include "rules/codes/table.h"

#include <stdatomic.h>

#define SJ_PAIRS_MAGIC "SJPAIRS\n"

enum {
    SJ_PAIRS_VERSION = 1,
    SJ_PAIRS_CODES = 65534,   /* and terms: numbers of sixteen bits */
    SJ_PAIRS_CHUNK = 1 << 14, /* rows that are checked together: 64 KiB */
    SJ_PAIRS_MAX_ROWS = 1 << 26,
    SJ_PAIRS_CODE_LENGTH = 5
};

/* The file tells all days up to its own: what it does not hold never was. */
#define SJ_PAIRS_CUMULATIVE 8u

typedef struct sj_pairs_header {
    char magic[8];
    uint32_t version;
    uint32_t kind;     /* sj_code_kind */
    uint64_t size;     /* of the whole block */
    uint64_t checksum; /* of the bytes from 32 on up to the rows */
    uint32_t flags;    /* SJ_PAIRS_CUMULATIVE */
    uint32_t releases, terms, codes, rows;
    uint32_t slots; /* a power of two, at least twice the codes */
    uint32_t texts; /* bytes, a multiple of 8 */
    uint32_t chunks;
} sj_pairs_header;

/* What several pairs have in common. Attributes: the lowest byte is the indicator (PTP: '0', '1',
 * '9'; add-on: type 1 to 3), then SJ_PAIR_OLD; SJ_ROW_INFERRED as in table.h. */
typedef struct sj_pair_terms {
    int32_t effective, deleted;
    uint32_t attributes;
    uint32_t text; /* offset in texts: length, text */
} sj_pair_terms;

#define SJ_PAIR_INDICATOR 0xffu
#define SJ_PAIR_OLD       0x100u /* in existence before 1996 */

typedef struct sj_pair_row {
    uint16_t second, terms; /* number of the second code; index of the terms */
} sj_pair_row;

typedef struct sj_pairs_view {
    const sj_pairs_header *header; /* NULL: no table */
    const sj_table_release *releases;
    const sj_pair_terms *terms;
    const uint64_t *codes;  /* sj_code_pack, by text */
    const uint32_t *groups; /* codes + 1: where each first code's rows begin */
    const uint16_t *slots;  /* 0 free, else a code's number */
    const uint64_t *sums;   /* checksum of each chunk of rows */
    const char *texts;
    const sj_pair_row *rows;
    atomic_uchar *checked; /* of each chunk: 0 not yet, 1 good, 2 damaged; owned by sj_tables */
    unsigned shift;
    sj_coverage coverage;
} sj_pairs_view;

/* Are these the bytes of a table of pairs, rather than of codes? */
bool sj_pairs_is(const void *bytes, size_t len);

/* Check all but the rows and take a view. `out->checked` is allocated: sj_pairs_close. */
sj_status sj_pairs_open(sj_pairs_view *out, const void *bytes, size_t len, sj_err *err) SJ_MUST_USE;
void sj_pairs_close(sj_pairs_view *v);

/* Check all rows: false when some are damaged. */
bool sj_pairs_verify(const sj_pairs_view *v);

/* Number of a code, 0 when the table has none. */
uint32_t sj_pairs_number(const sj_pairs_view *v, sj_str code);

/* The rows of a first code, sorted by second code; false when they are damaged. */
bool sj_pairs_group(const sj_pairs_view *v, uint32_t first, const sj_pair_row **rows, size_t *n);

sj_str sj_pairs_code(const sj_pairs_view *v, uint32_t number);
sj_str sj_pairs_text(const sj_pairs_view *v, const sj_pair_terms *terms);

void sj_pair_tell(sj_code_info *info, const sj_pairs_view *v, const sj_pair_terms *terms);

/* What [rows, rows + n), all of one pair or all of one first code, say of a day; *terms is the
 * period that speaks (NULL: out of range, unknown). */
sj_code_state sj_pairs_state(const sj_pairs_view *v, const sj_pair_row *rows, size_t n, sj_date on,
                             const sj_pair_terms **terms);

/* What a view says of itself. */
void sj_pairs_describe(sj_table_info *out, const sj_pairs_view *v);

/* The kinds that hold pairs follow one another. */
enum { SJ_PAIR_KINDS = SJ_CODES_ADDON - SJ_CODES_PTP_PRACTITIONER + 1 };

static inline bool sj_kind_has_pairs(sj_code_kind kind) {
    return kind >= SJ_CODES_PTP_PRACTITIONER && kind <= SJ_CODES_ADDON;
}

/* The tables in use. */
struct sj_tables {
    sj_table_view views[SJ_CODES_KINDS];
    sj_pairs_view pairs[SJ_PAIR_KINDS];
    void *built_in[SJ_CODES_KINDS]; /* the blocks behind the lists that are built in */
    uint32_t changes;               /* how often a table was put in use */
};

/* NULL when the kind has none, or none is loaded. */
const sj_table_view *sj_tables_view(const sj_tables *t, sj_code_kind kind);
const sj_pairs_view *sj_tables_pairs(const sj_tables *t, sj_code_kind kind);

#endif
