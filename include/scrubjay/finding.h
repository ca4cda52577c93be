/* scrubjay/finding.h - what is wrong with the data, and the one catalogue of all kinds of it.
 *
 * Every kind of finding is one row: code holds its handle (sj_finding_id), people see its id
 * ("IG-0203"). Each box keeps its rows in a findings.def; the engine joins the boxes' tables in one
 * catalogue. The JSON, the 999, the 277CA, the reports and the manual all come from the row. An id is
 * never used again for another meaning. */
#ifndef SCRUBJAY_FINDING_H
#define SCRUBJAY_FINDING_H

#include <scrubjay/error.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum sj_severity {
    SJ_INFO = 0, /* for information */
    SJ_WARNING,  /* may go out; somebody should look */
    SJ_ERROR     /* the receiver would refuse it */
} sj_severity;

/* A handle: the box in the upper eight bits, the row in its table below. */
typedef uint32_t sj_finding_id;

enum sj_finding_box {
    SJ_BOX_ENVELOPE = 0x0, /* EN- parsers/x12 and the envelope's state */
    SJ_BOX_GUIDE = 0x1,    /* IG- parsers/guide */
    SJ_BOX_MODEL = 0x2,    /* BL- parsers/model: balances */
    SJ_BOX_CODES = 0x3,    /* CD- rules/codes */
    SJ_BOX_EDITS = 0x4,    /* ED- rules/edits */
    SJ_BOX_REMIT = 0x5,    /* RM- engine: remittances */
    SJ_BOX_INTAKE = 0x6,   /* IN- engine: a claim next to those that came before */
    SJ_BOX_PACKS = 0x8,    /* PACK:rule, loaded at run time */
    SJ_BOX_OVERLAYS = 0x9  /* a trading partner's own limits, loaded at run time */
};
#define SJ_FINDING_ID(box, row) (((sj_finding_id)(box) << 24) | (sj_finding_id)(row))
#define SJ_FINDING_BOX(id)      ((id) >> 24)
#define SJ_FINDING_ROW(id)      ((id)&0xffffffu)

/* One row. Texts are constant, in plain words for a biller. `message`, `effect` and `fix` may hold
 * placeholders that sj_finding_render fills: {value} what was found, {a} and {b} further facts of the
 * finding, {name} the guide's name of the element or segment, {at} its place ("CLM05-3"), {loop},
 * {tag}, {account}; {box 24F|47|31}, the box of the claim's own form: CMS-1500, UB-04, ADA (one that
 * has none is empty, and goes with the blank before it). */
typedef struct sj_finding_def {
    const char *id;       /* "IG-0203" */
    sj_severity severity; /* unless a profile says otherwise */
    uint8_t snip;         /* SNIP type, 1 to 7 */
    const char *ta105;    /* TA1 note, or NULL */
    const char *ak905;    /* group error of the 999's AK9, or NULL */
    const char *ik502;    /* transaction set error of IK5, or NULL */
    const char *ik304;    /* segment error of IK3, or NULL */
    const char *ik403;    /* element error of IK4, or NULL */
    const char *stc;      /* 277CA status "A7:562:85", or NULL */
    const char *tier;     /* edits: FMT DEM PRV COD CLN POL PAY COB HIS UB DEN LOB; else NULL */
    const char *title;    /* a few words, no placeholder */
    const char *message;  /* what is wrong, with the value found */
    const char *effect;   /* what happens if it is sent */
    const char *fix;      /* how to mend it, with the form's box where there is one */
    const char *source;   /* the rule's source: guide and position, CMS document; or NULL */
    const char *yields;   /* ids with blanks between, or NULL: where one of them is told of the same
                           * segment of a claim, this one would tell the same fact, and is not told */
} sj_finding_def;

/* The element (or, with element 0, the segment) whose being there calls for what a situational
 * finding complains of: CTX*SITUATIONAL TRIGGER of a 999. */
typedef struct sj_trigger {
    char tag[4];      /* segment id, NUL-terminated; "" when there is no trigger */
    uint32_t segment; /* its place in the set (ST = 1) */
    const char *loop; /* "2300"; constant; NULL outside loops */
    uint8_t element, component; /* 0: the whole segment, the whole element */
    uint16_t de;      /* data element number, of the component where there is one; 0 when none */
    sj_str value;     /* what stands there */
} sj_trigger;

/* One occurrence. Slices are valid during the callback that brings it, unless said otherwise. */
typedef struct sj_finding {
    sj_finding_id id;
    sj_severity severity;
    sj_pos pos;
    const char *loop; /* "2300"; NULL outside loops; constant */
    char tag[4];      /* segment id, NUL-terminated; "" when none */
    uint16_t de;      /* data element number, for IK402; 0 when none */
    const char *name; /* the guide's name of what is wrong; NULL; lives as long as its guide */
    sj_str value;     /* what was found */
    sj_str a, b;      /* further facts for the message */
    uint32_t claim;   /* ordinal of the claim in its file, from 1; 0 when it concerns no single claim */
    sj_str account;   /* that claim's account (CLM01, CLP01) */
    sj_trigger trigger; /* situational findings (SNIP 4 and 6 of the guides); else empty */
    char form;          /* the paper form of its claim: 'P', 'I', 'D' as in 837P …; 0: not known */
} sj_finding;

/* Receives findings in the order of the file. */
typedef void (*sj_finding_fn)(void *ctx, const sj_finding *f);

/* A box's rows: constant and static, or (packs, overlays) made when they were loaded and unchanged from
 * then on, owned by what was loaded. */
typedef struct sj_finding_table {
    uint8_t box; /* enum sj_finding_box */
    uint32_t count;
    const sj_finding_def *rows;
} sj_finding_table;

typedef struct sj_catalog sj_catalog;

/* An empty catalogue; free with sj_catalog_free. */
sj_status sj_catalog_new(sj_catalog **out, sj_err *err) SJ_MUST_USE;
void sj_catalog_free(sj_catalog *cat);

/* Join a box's table, which must outlive the catalogue. SJ_EARG when the box is there already or an
 * id occurs twice. */
sj_status sj_catalog_add(sj_catalog *cat, const sj_finding_table *table, sj_err *err) SJ_MUST_USE;

/* The row of a handle; never NULL for handles of joined boxes. */
const sj_finding_def *sj_catalog_get(const sj_catalog *cat, sj_finding_id id);

/* The handle of "IG-0203"; false when there is none. */
bool sj_catalog_find(const sj_catalog *cat, sj_str id, sj_finding_id *out);

/* All rows in the order of their ids: call with i = 0, 1, …; NULL at the end. */
const sj_finding_def *sj_catalog_at(const sj_catalog *cat, size_t i, sj_finding_id *id);

/* Fill a row's text (its message, effect or fix) with the facts of `f`: values cut at 80 bytes, what in
 * them is a control character or not UTF-8 as U+FFFD. `f` NULL: the text as such, with "<value>" where a
 * fact would stand and the boxes of all forms. Writes at most cap - 1 bytes and a NUL; returns the
 * length that was needed. */
size_t sj_finding_render(const char *text, const sj_finding *f, char *buf, size_t cap);

/* "error", "warning", "info". */
const char *sj_severity_text(sj_severity s);

#ifdef __cplusplus
}
#endif
#endif
