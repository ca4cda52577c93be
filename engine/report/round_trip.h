/* engine/report/round_trip.h - what people typed into the yellow cells of a workbook (or into those
 * columns of the CSV file), read back into the worklist.
 *
 * A row bears its key, its version, and a mark of what stood in its yellow cells when it was
 * written: a row that nobody touched changes nothing, whatever happened to it since; one that was
 * touched here and changed there meanwhile is a conflict, told and left alone. A file with a broken
 * cell changes nothing at all. */
#ifndef SJ_REPORT_ROUND_TRIP_H
#define SJ_REPORT_ROUND_TRIP_H

#include "engine/followup/worklist.h"

/* "3-9F2A11C0": the version, and the mark of what is written into the yellow cells. */
enum { SJ_ROW_VERSION = 32 };
void sj_row_version(int64_t version, sj_str owner, sj_str status, sj_str action, sj_date follow_up,
                    char out[SJ_ROW_VERSION]);

typedef enum sj_import_kind {
    SJ_IMPORT_BROKEN = 0, /* a cell that cannot be: nothing is imported */
    SJ_IMPORT_CONFLICT,   /* changed by somebody else since: left alone */
    SJ_IMPORT_GONE,       /* not on the worklist any more: left alone */
    SJ_IMPORT_CHANGED
} sj_import_kind;

/* What happened to a row; texts are valid inside the callback only. */
typedef struct sj_import_note {
    sj_import_kind kind;
    const char *place; /* "Denials!AP14" */
    const char *what;  /* a sentence */
} sj_import_note;
typedef void (*sj_import_fn)(void *ctx, const sj_import_note *note);

typedef struct sj_import_totals {
    uint32_t rows;      /* with a key */
    uint32_t untouched; /* as they were written, or as they are in the store already */
    uint32_t changed, conflicts, gone, broken;
} sj_import_totals;

/* Read a workbook or CSV file back, in the caller's transaction, which the caller undoes when
 * totals->broken is not 0. SJ_ETABLE when the file cannot be read or holds no such table. */
sj_status sj_round_trip(sj_store *store, const sj_reasons *reasons, const void *bytes, size_t len,
                        sj_str actor, sj_import_fn fn, void *ctx, sj_import_totals *totals,
                        sj_err *err) SJ_MUST_USE;

#endif
