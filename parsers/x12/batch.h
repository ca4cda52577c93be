/* parsers/x12/batch.h - some segments at a time: a piece of the window with its marks. */
#ifndef SJ_X12_BATCH_H
#define SJ_X12_BATCH_H

#include "parsers/x12/kernel.h"
#include "parsers/x12/window.h"
#include "parsers/x12/wraps.h"

/* A longer segment is no segment: its terminator is missing. (BIN and BDS are measured otherwise.)
 */
enum { SJ_SEGMENT_MAX = 64 * 1024 };

/* Segments [next, scan.n_ends) are still to be handed out. Positions count from the window's base,
 * which does not change while a batch is used. Where segment i begins, and with which mark and sub,
 * follows from the end of segment i - 1; there is one of each in front of the arrays for i = 0. So
 * one counter is all that goes from segment to segment. */
typedef struct sj_batch {
    const sj_kernel *kernel;
    sj_scan scan;
    uint32_t *wrapped; /* room for one segment's line breaks */
    uint32_t next;
    uint32_t
        numbered; /* segments of the interchange before the batch: segment i is numbered + i + 1 */
    uint32_t len; /* bytes scanned */
    uint32_t odd; /* the first odd byte that is not before segment `next` */
    uint32_t odd_at; /* where that is; UINT32_MAX: nowhere */
    uint32_t cut;    /* the segment that has no terminator; UINT32_MAX */
    uint32_t size;   /* bytes to scan at a time; grows */
    bool is_live;    /* the marks belong to what stands at base */
    bool is_binary;  /* one BIN or BDS segment, measured by its own length */
    bool is_blank;   /* blanks were passed over before it */
    sj_wraps wraps;  /* of the segment handed out last */
    void *memory[2];
} sj_batch;

/* The end of the segment before the next one. */
static inline sj_scan_end sj_batch_before(const sj_batch *b) {
    return b->scan.ends[(ptrdiff_t)b->next - 1];
}

/* Where the next segment may begin: behind the terminator before it. */
static inline uint32_t sj_batch_start(const sj_batch *b) {
    return b->scan.marks[(int32_t)sj_batch_before(b).mark] + 1;
}

/* The elements of a segment that hold something (sj_segment.present), by its marks. */
uint64_t sj_marks_present(const uint32_t *marks, uint32_t n);

/* The same for a segment of `n` elements whose marks, from `first` on, are as the kernel left them:
 * their bits stand together. */
static inline uint64_t sj_batch_present(const sj_batch *b, uint32_t first, uint32_t n) {
    enum { SURE = 56 }; /* elements behind any bit of a byte that eight bytes hold */
    if (n > SURE) return sj_marks_present(b->scan.marks + first, n);
    uint64_t bits;
    memcpy(&bits, b->scan.filled + first / 8, sizeof bits);
#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
    bits = __builtin_bswap64(bits);
#endif
    return bits >> first % 8 & ((UINT64_C(2) << n) - 2);
}

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

/* Is the next segment, which begins at `start` with BIN or BDS, followed by a terminator after as
 * many bytes as it says? Then the batch is made to hold just this segment. Fills the window as
 * needed. */
bool sj_batch_measure(sj_batch *b, sj_window *w, uint32_t start, const sj_delimiters *d,
                      size_t max_unit);

/* Look at the odd bytes of the next segment, which begins at `start`: line breaks are taken out in
 * place, its marks and subs corrected. Returns enum sj_segment_flags. */
uint32_t sj_batch_settle(sj_batch *b, char *base, uint32_t start, char terminator);

#endif
