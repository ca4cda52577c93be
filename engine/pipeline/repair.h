/* engine/pipeline/repair.h - safe repairs: changes to how a value is written, never to what it
 * says.
 *
 * Each kind is named by a word, and none is made unless it is asked for:
 *   trim    blanks before and behind values
 *   spaces  several blanks in a row, in names and addresses
 *   upper   small letters in names, addresses and numbers of people and organizations
 *   ids     hyphens, points and blanks in NPIs, member and tax numbers, telephone numbers
 *   zip     the hyphen in ZIP codes of nine digits
 *   dots    the point in diagnoses
 * Account numbers (CLM01), line control numbers, procedures, amounts, dates and notes stay as they
 * are. */
#ifndef SJ_PIPELINE_REPAIR_H
#define SJ_PIPELINE_REPAIR_H

#include <scrubjay/reader.h>
#include <stdio.h>

enum sj_repair_kind {
    SJ_REPAIR_TRIM = 1,
    SJ_REPAIR_SPACES = 2,
    SJ_REPAIR_UPPER = 4,
    SJ_REPAIR_IDS = 8,
    SJ_REPAIR_ZIP = 16,
    SJ_REPAIR_DOTS = 32
};

/* "trim zip", "trim,zip" or "all" as bits. SJ_EARG names a word that is none. */
sj_status sj_repairs_of(const char *list, unsigned *out, sj_err *err) SJ_MUST_USE;

/* The words of bits, blank-separated, into buf. */
void sj_repairs_text(unsigned kinds, char buf[64]);

/* One value that was changed. Its texts are patient data. */
typedef struct sj_repair_change {
    uint64_t from, to; /* offsets of its segment before and after */
    char tag[4];
    uint8_t element, component; /* component 0: the whole element */
    unsigned kinds;             /* what was done to it */
    sj_str before, after;
    bool told; /* for who goes through them */
} sj_repair_change;

/* The changes of one file, in its order. */
typedef struct sj_repairs sj_repairs;

/* Copy an input to `out` with the repairs of `kinds` made; everything else stays byte for byte, but
 * line breaks inside segments. SJ_ENOTX12, SJ_ETOOBIG, SJ_EINPUT, SJ_EIO, SJ_ENOMEM. */
sj_status sj_repairs_make(sj_repairs **out, unsigned kinds, sj_read_fn read, void *ctx, FILE *to,
                          sj_err *err) SJ_MUST_USE;
void sj_repairs_free(sj_repairs *r);

size_t sj_repairs_count(const sj_repairs *r);
sj_repair_change *sj_repairs_at(sj_repairs *r, size_t i);

/* Where in the original the byte at `offset` of the copy stood, as exactly as its segment's
 * beginning. */
uint64_t sj_repairs_original(const sj_repairs *r, uint64_t offset);

#endif
