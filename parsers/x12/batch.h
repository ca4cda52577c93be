/* parsers/x12/batch.h - some segments at a time: a piece of the window with its marks. */
#ifndef SJ_X12_BATCH_H
#define SJ_X12_BATCH_H

#include "parsers/x12/kernel.h"
#include "parsers/x12/window.h"
#include "parsers/x12/wraps.h"

/* A longer segment is no segment: its terminator is missing. (BIN and BDS are measured otherwise.)
 */
enum { SJ_SEGMENT_MAX = 64 * 1024 };

/* Segments [next, scan.n_ends) are still to be handed out; the indexes below are of the first of
 * them. All positions count from the window's base, which does not change while a batch is used. */
typedef struct sj_batch {
    const sj_kernel *kernel;
    sj_scan scan;
    uint32_t *wrapped; /* room for one segment's line breaks */
    uint32_t start;    /* where the next segment may begin */
    uint32_t next, mark, sub, odd;
    uint32_t cut;   /* the segment that has no terminator; UINT32_MAX */
    uint32_t size;  /* bytes to scan at a time; grows */
    bool is_live;   /* the marks belong to what stands at base */
    bool is_binary; /* one BIN or BDS segment, measured by its own length */
    bool is_blank;  /* blanks were passed over before it */
    sj_wraps wraps; /* of the segment handed out last */
} sj_batch;

/* False when there is no memory; dispose in any case. */
bool sj_batch_init(sj_batch *b, const sj_kernel *kernel) SJ_MUST_USE;
void sj_batch_dispose(sj_batch *b);

/* Forget the marks; the next segment begins at base. `is_new`: in another interchange, so that a
 * first batch is small and files of many small interchanges are not scanned over and over. */
void sj_batch_clear(sj_batch *b, bool is_new);

enum sj_batch_result {
    SJ_BATCH_READY,  /* at least one segment */
    SJ_BATCH_END,    /* the input is at its end */
    SJ_BATCH_TOOBIG, /* no terminator in SJ_SEGMENT_MAX bytes */
    SJ_BATCH_FAILED  /* the callback failed, or a segment does not fit into the window */
};

/* Pass over what was handed out and scan on. */
enum sj_batch_result sj_batch_read(sj_batch *b, sj_window *w, const sj_delimiters *d,
                                   size_t max_unit);

/* Is the next segment, which begins at b->start with BIN or BDS, followed by a terminator after as
 * many bytes as it says? Then the batch is made to hold just this segment. Fills the window as
 * needed. */
bool sj_batch_measure(sj_batch *b, sj_window *w, const sj_delimiters *d, size_t max_unit);

/* Look at the odd bytes of the next segment, which begins at `start` and ends with `end`: line
 * breaks are taken out in place, its marks and subs corrected. Returns enum sj_segment_flags. */
uint32_t sj_batch_settle(sj_batch *b, char *base, uint32_t start, sj_scan_end end, char terminator);

#endif
