/* scrubjay/error.h - why something could not go on, and where.
 *
 * Two kinds of trouble are kept apart: sj_err says that we could not go on (no memory, unreadable
 * input, broken table); sj_finding (finding.h) says that the data is wrong. A file full of findings
 * was read well. Messages in sj_err are constant text without patient data, never freed. */
#ifndef SCRUBJAY_ERROR_H
#define SCRUBJAY_ERROR_H

#include <scrubjay/str.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum sj_status {
    SJ_OK = 0,
    SJ_ENOMEM,    /* out of memory, or over a stated limit of memory */
    SJ_EINPUT,    /* the read callback failed */
    SJ_ENOTX12,   /* the input is not X12: no usable ISA segment */
    SJ_ETOOBIG,   /* one claim or segment is larger than the stated limit */
    SJ_EXML,      /* an XML document does not satisfy its schema */
    SJ_ETABLE,    /* a code table is damaged or of another version */
    SJ_EARG,      /* a parameter is out of its range */
    SJ_EIO,       /* a file could not be read or written */
    SJ_ECONFIG,   /* the configuration is wrong */
    SJ_ESTORE,    /* the store failed */
    SJ_EBUSY,     /* the store or the home is in use by somebody else */
    SJ_ENOTFOUND, /* what was asked for is not there */
    SJ_ETRANSPORT,/* a partner could not be reached, or refused */
    SJ_EINTERNAL  /* a defect of Scrubjay */
} sj_status;

/* A place in the input. Numbers count from 1; 0 is "none". */
typedef struct sj_pos {
    uint64_t offset;    /* bytes from the start of the input, from 0 */
    uint32_t segment;   /* inside a transaction set: ST = 1 (the 999's IK302); else ISA = 1 */
    uint16_t element;
    uint16_t repeat;
    uint16_t component;
} sj_pos;

typedef struct sj_err {
    sj_status code;
    sj_pos pos;      /* where in the input, as far as known */
    uint32_t line;   /* of an XML or text file; 0 when it does not apply */
    uint32_t column; /* same */
    const char *msg; /* constant text */
    char detail[160];/* what of ours it was about: a file's name, a table's kind; never patient data */
} sj_err;

/* Fill `err` (which may be NULL) and return `code`. `msg` must be constant text. */
sj_status sj_err_set(sj_err *err, sj_status code, const char *msg);

/* The same with a detail, formatted as by printf and cut at its capacity. */
sj_status sj_err_setf(sj_err *err, sj_status code, const char *msg, const char *fmt, ...) SJ_PRINTF(4, 5);

/* A short constant word for a status: "not X12". */
const char *sj_status_text(sj_status code);

#ifdef __cplusplus
}
#endif
#endif
