/* scrubjay/reader.h - bytes to segments.
 *
 * Finds delimiters with SIMD kernels (AVX2, SSE2, NEON; a scalar kernel says what is right), hands
 * out segments without copying them, and survives what real files hold: any line breaks or none, a
 * byte order mark, text between interchanges, trailing NULs, several interchanges with delimiters of
 * their own, lines wrapped inside their data, a file cut anywhere. It knows no guide.
 *
 * Validity of text. Input comes through a callback into one of two windows. The text of a segment
 * stays valid until the second boundary segment after it has been read, boundary segments being ISA,
 * TA1, GS, ST, HL, CLM, CLP, PLB, AK2, SE, GE and IEA: so while a claim is being read all of it is
 * there, and it still is when the segment that ends it has been read. A window is left at a boundary
 * segment only, and what is handed out then stands at another distance from its offset: while the
 * boundary segments' `text` - `offset` stays the same, all text since the first of them is there. The
 * marks (sj_segment.marks, .subs, .wraps) are valid only until the next call.
 *
 * What is taken for what. An ISA is believed when its layout is the fixed one, or when its sixteen
 * separators (elements not padded, lines wrapped) lead to a component separator and a terminator with
 * the next segment behind them; the three must differ and be neither letters, digits nor blanks. An
 * ISA11 that is alphanumeric, blank or equal to another delimiter means that nothing repeats. A second
 * ISA where an IEA should be begins a new interchange. Line breaks directly after a terminator, and
 * blanks, NULs and control characters before an id, belong to no segment; empty lines in a file whose
 * terminator is a line break are no segments, "~~" is one. BIN and BDS are measured by their own
 * length where a terminator follows it. A segment of more than 64 KiB has lost its terminator and
 * fails the input with SJ_ETOOBIG, as a unit over the limit does. */
#ifndef SCRUBJAY_READER_H
#define SCRUBJAY_READER_H

#include <scrubjay/error.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Fill up to `cap` bytes of `buf`; the number filled, 0 at the end of input, -1 on failure. */
typedef ptrdiff_t (*sj_read_fn)(void *ctx, char *buf, size_t cap);

/* A segment id packed in one number, so that it can be a case label: SJ_TAG('C','L','M'). Two-letter
 * ids have 0 for the third: SJ_TAG('H','L',0). */
#define SJ_TAG(a, b, c) ((uint32_t)(((unsigned)(a) << 16) | ((unsigned)(b) << 8) | (unsigned)(c)))

typedef struct sj_delimiters {
    char element;
    char component;
    char repetition; /* 0: none (ISA11 was 'U' or alphanumeric, as in 4010) */
    char terminator;
} sj_delimiters;

enum sj_segment_flags {
    SJ_SEG_ODD_BYTES = 1, /* holds a byte outside the basic and extended sets: control, non-ASCII */
    SJ_SEG_WRAPPED = 2,   /* line breaks inside were taken out; offsets are corrected for them */
    SJ_SEG_UNTERMINATED = 4, /* the input ended inside it */
    SJ_SEG_BLANK_BEFORE = 8  /* junk other than line breaks stood between it and the one before */
};

/* So many bytes behind the text of a segment may be read; what they hold means nothing. */
#define SJ_SEGMENT_SLACK 64

/* So many elements have a bit in sj_segment.present; of those behind them it says nothing. */
#define SJ_SEGMENT_PRESENT 63

typedef struct sj_segment {
    uint32_t tag;      /* SJ_TAG, or 0 when the id is not 2 or 3 characters [A-Z][A-Z0-9]{1,2} */
    uint32_t flags;    /* enum sj_segment_flags */
    const char *text;  /* its first byte */
    uint32_t len;      /* bytes, without the terminator */
    uint32_t n;        /* elements after the id */
    uint64_t offset;   /* of `text` in the input */
    uint32_t number;   /* segments since ISA (= 1) */
    const char *base;        /* what marks and subs count from */
    const uint32_t *marks;   /* n + 1 ends: of the id, of element 1, … of element n */
    const uint32_t *subs;    /* component and repetition separators inside, ascending */
    uint32_t n_subs;         /* 0 for ISA: its separators are data */
    uint64_t present;        /* elements that hold something, as bits: element 1 is bit 1 */
    const sj_delimiters *delims;
    const void *wraps;       /* private: where line breaks were taken out */
} sj_segment;

/* Element `i` (from 1) as it stands, composites and repetitions whole; empty beyond the last. The id
 * for i = 0. */
static inline sj_str sj_segment_el(const sj_segment *s, uint32_t i) {
    if (i > s->n) return (sj_str){NULL, 0};
    const char *from = i ? s->base + s->marks[i - 1] + 1 : s->text;
    return (sj_str){from, (size_t)(s->base + s->marks[i] - from)};
}

/* Number of repetitions in element `i`: at least 1. */
uint32_t sj_segment_repeats(const sj_segment *s, uint32_t i);

/* Component `c` (from 1) of the first repetition of element `i`; the whole element for c = 1 where
 * there is no separator; empty beyond the last. */
sj_str sj_segment_comp(const sj_segment *s, uint32_t i, uint32_t c);

/* The same in repetition `r` (from 1). */
sj_str sj_segment_rep_comp(const sj_segment *s, uint32_t i, uint32_t r, uint32_t c);

/* Repetition `r` (from 1) of element `i`, its components whole. */
sj_str sj_segment_rep(const sj_segment *s, uint32_t i, uint32_t r);

/* Number of components in a slice that was taken from a segment: at least 1. */
uint32_t sj_segment_count_comps(const sj_segment *s, sj_str repetition);

/* Offset in the input of a byte of the segment's text. */
uint64_t sj_segment_offset(const sj_segment *s, const char *at);

/* The id as a NUL-terminated string ("" when tag is 0). */
void sj_tag_text(uint32_t tag, char out[4]);

typedef struct sj_reader sj_reader;

typedef struct sj_reader_opts {
    size_t max_unit;    /* bytes at the most between two boundary segments; 0: 1 MiB */
    const char *kernel; /* "scalar", "sse2", "avx2", "neon"; NULL: SJ_KERNEL, else the best there is */
} sj_reader_opts;

enum sj_read_result {
    SJ_READ_SEGMENT = 1, /* *out is the next segment */
    SJ_READ_JUNK,        /* bytes outside interchanges were passed over: *out (tag 0) has the offset of
                            the first that is not blank, and the text's beginning, up to 64 bytes */
    SJ_READ_BAD_ISA,     /* an ISA that cannot be used: *out has its offset and beginning, up to 64
                            bytes; goes on with the next ISA, without a JUNK for what lies between */
    SJ_READ_END,         /* the input is at its end */
    SJ_READ_FAILED       /* see sj_reader_error; nothing more will come */
};

/* Read from a callback. `opts` may be NULL. Free with sj_reader_free. SJ_ENOMEM; SJ_EARG for a max_unit
 * over 1 GiB or a kernel that is not there or not for this processor. */
sj_status sj_reader_open(sj_reader **out, sj_read_fn read, void *ctx, const sj_reader_opts *opts,
                         sj_err *err) SJ_MUST_USE;

/* Read from memory, which must stay as long as the reader; it is copied into the windows. */
sj_status sj_reader_open_memory(sj_reader **out, const void *bytes, size_t len,
                                const sj_reader_opts *opts, sj_err *err) SJ_MUST_USE;
void sj_reader_free(sj_reader *r);

/* The next segment. */
enum sj_read_result sj_reader_next(sj_reader *r, sj_segment *out);

/* What failed: SJ_EINPUT, SJ_ETOOBIG, SJ_ENOMEM, or SJ_ENOTX12 when no interchange was found. */
const sj_err *sj_reader_error(const sj_reader *r);

/* Bytes taken from the callback so far. */
uint64_t sj_reader_bytes(const sj_reader *r);

/* The delimiters in force: those of the last interchange found. */
const sj_delimiters *sj_reader_delimiters(const sj_reader *r);

/* The kernel in use: "avx2". */
const char *sj_reader_kernel(const sj_reader *r);

#ifdef __cplusplus
}
#endif
#endif
