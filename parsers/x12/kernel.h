/* parsers/x12/kernel.h - finding delimiters: what every kernel answers, and which kernels there
 * are.
 *
 * A kernel looks at each byte of a batch once and writes down all that the reader will ever want to
 * know about it. The scalar kernel is the definition; the others must give the same answer on every
 * input (tests/unit/test_kernels.c). */
#ifndef SJ_X12_KERNEL_H
#define SJ_X12_KERNEL_H

#include <scrubjay/reader.h>

/* The end of a segment: which mark its terminator is, and how many subs come before it. */
typedef struct sj_scan_end {
    uint32_t mark, sub;
} sj_scan_end;

/* Positions count from the batch's first byte, ascending; the caller sets marks[-1], the position
 * before that byte. */
typedef struct sj_scan {
    uint32_t *marks; /* element separators and terminators */
    uint32_t *subs;  /* component and repetition separators */
    uint32_t *odd;   /* control characters, DEL, bytes from 0x80, unless they are delimiters or line
                        breaks directly after a terminator; ended by UINT32_MAX */
    sj_scan_end *ends; /* one for each terminator */
    uint8_t *filled;   /* a bit for each mark, lowest first: does anything stand between the mark
                          before it and this one? */
    uint32_t n_marks, n_subs, n_odd, n_ends;
} sj_scan;

/* Each array of a sj_scan has room for this many entries more than the batch has bytes (`filled`:
 * for as many bits): kernels store several at a time. */
enum { SJ_SCAN_SLACK = 64 };

/* Scan `len` bytes; reads none beyond them. The batch starts where a segment starts, so line breaks
 * at its beginning count as directly after a terminator. */
typedef void (*sj_scan_fn)(sj_scan *out, const char *bytes, uint32_t len, const sj_delimiters *d);

typedef struct sj_kernel {
    const char *name;
    bool (*is_supported)(void); /* by this processor */
    sj_scan_fn scan;
} sj_kernel;

/* Each is compiled in on its own kind of processor only. */
extern const sj_kernel sj_kernel_avx512, sj_kernel_avx2, sj_kernel_sse2, sj_kernel_neon;
extern const sj_kernel sj_kernel_scalar;

/* The kernels compiled in, best first; NULL beyond the last. */
const sj_kernel *sj_kernel_at(size_t i);

/* The supported kernel of this name; the best for NULL; NULL when there is none. */
const sj_kernel *sj_kernel_find(const char *name);

#endif
