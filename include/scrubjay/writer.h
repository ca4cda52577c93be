/* scrubjay/writer.h - builds interchanges: counts and control trailers come out right by themselves.
 *
 * Output goes through a callback, one call for each segment. Values are checked against the delimiters
 * in use: a value that holds one makes the writer fail with SJ_EARG (X12 has no escape). Trailing empty
 * elements and components are left out. */
#ifndef SCRUBJAY_WRITER_H
#define SCRUBJAY_WRITER_H

#include <scrubjay/date.h>
#include <scrubjay/money.h>
#include <scrubjay/reader.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Take `len` bytes; 0, or -1 on failure. */
typedef int (*sj_write_fn)(void *ctx, const void *bytes, size_t len);

typedef struct sj_writer sj_writer;

typedef struct sj_writer_opts {
    sj_delimiters delims;  /* all 0: * : ^ ~ */
    const char *newline;   /* after each segment: "" (NULL), "\n", "\r\n" */
} sj_writer_opts;

typedef struct sj_isa {
    sj_str sender_qualifier, sender, receiver_qualifier, receiver;
    sj_date date;
    int time;         /* HHMM as a number: 930 */
    uint32_t control; /* 1 to 999,999,999 */
    bool ack_requested;
    char usage;       /* 'P', 'T' */
} sj_isa;

typedef struct sj_gs {
    sj_str functional, sender, receiver, version;
    sj_date date;
    int time;
    uint32_t control;
} sj_gs;

/* Free with sj_writer_free. `opts` may be NULL. SJ_EARG when delimiters are alike; SJ_ENOMEM. The calls
 * below return nothing: see sj_writer_status. */
sj_status sj_writer_new(sj_writer **out, sj_write_fn write, void *ctx, const sj_writer_opts *opts,
                        sj_err *err) SJ_MUST_USE;
void sj_writer_free(sj_writer *w);

/* Envelopes. Ends write GE, IEA, SE with the counts of what was written. `version` may be empty (835).
 * The set's control is written with at least four digits. */
void sj_writer_isa(sj_writer *w, const sj_isa *isa);
void sj_writer_gs(sj_writer *w, const sj_gs *gs);
void sj_writer_st(sj_writer *w, sj_str transaction, uint32_t control, sj_str version);
void sj_writer_se(sj_writer *w);
void sj_writer_ge(sj_writer *w);
void sj_writer_iea(sj_writer *w);

/* One segment: begin with its id, add elements in order, end. An element's first component is its
 * value in sj_writer_el. */
void sj_writer_begin(sj_writer *w, const char *tag);
void sj_writer_el(sj_writer *w, sj_str value);        /* next element; empty is allowed */
void sj_writer_elz(sj_writer *w, const char *value);  /* the same, NUL-terminated */
void sj_writer_comp(sj_writer *w, sj_str value);      /* next component of the element last begun */
void sj_writer_compz(sj_writer *w, const char *value);
void sj_writer_skip(sj_writer *w, unsigned n);        /* n empty elements */
void sj_writer_money(sj_writer *w, sj_money m);
void sj_writer_quantity(sj_writer *w, sj_quantity q);
void sj_writer_number(sj_writer *w, uint64_t n);
void sj_writer_date(sj_writer *w, sj_date d);         /* CCYYMMDD */
void sj_writer_end(sj_writer *w);

/* A whole segment as it was read with the delimiters `from`, these changed to the writer's. Counted
 * like any other: copied ISA, GS and ST begin envelopes, so that SE, GE and IEA can be copied or
 * written. Copying all segments with the delimiters and line breaks they came with gives the same
 * bytes. */
void sj_writer_copy(sj_writer *w, sj_str text, const sj_delimiters *from);

/* The same for a stretch of segments inside a set, each ended by `from`'s terminator; BIN and BDS must
 * not be among them. With the writer's own delimiters and no line breaks it goes out in one piece. */
void sj_writer_copy_all(sj_writer *w, sj_str text, const sj_delimiters *from);

/* Segments written since ST, ST included; for HL numbering and positions. */
uint32_t sj_writer_segments(const sj_writer *w);

/* SJ_OK, or the first thing that went wrong (later calls then do nothing): SJ_EARG for a value with a
 * delimiter in it or calls in a wrong order, SJ_EIO when the callback failed, SJ_ENOMEM. */
sj_status sj_writer_status(const sj_writer *w, sj_err *err);

/* Choose delimiters none of whose characters occurs in `text` (which is read with `from`); false when
 * there are none. */
bool sj_delimiters_choose(sj_str text, const sj_delimiters *from, sj_delimiters *out);

#ifdef __cplusplus
}
#endif
#endif
