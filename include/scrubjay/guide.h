/* scrubjay/guide.h - implementation guides as flat, constant tables.
 *
 * A guide is data (parsers/guide/README.md has its language). It is loaded from the XML embedded in
 * the library on first use, checked, and from then on immutable: any number of threads may read it. */
#ifndef SCRUBJAY_GUIDE_H
#define SCRUBJAY_GUIDE_H

#include <scrubjay/reader.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The set of all guides that are built in. Owns every sj_guide it hands out. */
typedef struct sj_guides sj_guides;

typedef enum sj_usage { SJ_NOT_USED = 0, SJ_SITUATIONAL, SJ_REQUIRED } sj_usage;

#define SJ_UNBOUNDED UINT32_MAX
#define SJ_NO_ROW    UINT16_MAX

/* A list of allowed codes of up to 8 characters each. */
typedef struct sj_code_list {
    const char *id;           /* "filing", or NULL for an unnamed list */
    uint16_t count;
    const uint64_t *packed;   /* the codes, packed big-endian, ascending */
    const char *text;         /* blank-separated, for people */
} sj_code_list;

/* An element, or a component of one. */
typedef struct sj_guide_element {
    const char *name;
    uint16_t de;              /* data element number (0 for ISA's I01…; see de_text) */
    const char *de_text;      /* "1028", "I05", "C023" */
    uint8_t at;               /* element number in the segment, or component number, from 1 */
    uint8_t usage;            /* sj_usage */
    char type;                /* 'A' AN, 'I' ID, 'N' Nn, 'R', 'D' DT, 'T' TM, 'B'; 'C' composite */
    uint8_t decimals;         /* of Nn */
    uint16_t min, max;        /* characters (digits for N and R) */
    uint16_t repeat;          /* repetitions at the most */
    bool doubt;               /* findings are warnings */
    const sj_code_list *codes;/* NULL: any */
    const sj_code_list *standard; /* the standard's codes of this data element, as far as known; NULL: none */
    const char *external;     /* name of an outside code list, or NULL */
    const char *pattern;      /* PCRE2, whole value; or NULL */
    uint16_t first_component; /* row in sj_guide.elements; composites only */
    uint16_t n_components;
} sj_guide_element;

/* A relational note: P0304. */
typedef struct sj_guide_note {
    char kind; /* P R E C L */
    uint8_t n;
    uint8_t at[8];
} sj_guide_note;

typedef struct sj_guide_segment {
    const char *name;
    char id[4];
    uint32_t tag;
    uint16_t loop;            /* row in sj_guide.loops */
    uint16_t pos;             /* the standard's position in the set: 0100, 1300 … */
    uint8_t usage;
    bool doubt;
    uint32_t max;
    uint8_t key_element, key_component; /* 0: the tag alone tells */
    const sj_code_list *key_codes;
    uint16_t first_element, n_elements; /* rows in sj_guide.elements, one for each position 1..n */
    uint16_t first_note, n_notes;
} sj_guide_segment;

typedef struct sj_guide_loop {
    const char *id;           /* "2010AA" */
    const char *name;
    uint16_t parent;          /* SJ_NO_ROW for the outermost */
    uint16_t pos;
    uint8_t usage;
    uint8_t depth;
    bool unit;                /* one claim, or one claim payment */
    uint8_t unit_element;     /* which element of its first segment bears the account */
    uint32_t max;
    uint16_t first_segment, n_segments; /* own segments, in the guide's order; the first begins it */
    uint16_t first_child, n_children;   /* rows in sj_guide.children */
} sj_guide_loop;

/* A situational rule: what must or must not stand in a loop when something else does. The texts are
 * those of the guide's file (parsers/guide/README.md has their language). */
typedef struct sj_guide_situation {
    const char *id;      /* of its finding: "IG-4012" */
    uint16_t loop;       /* row in sj_guide.loops */
    uint16_t segment;    /* row in sj_guide.segments where it speaks of one; SJ_NO_ROW */
    const char *when;    /* the condition; NULL: always */
    const char *needs;   /* the place that must be filled then, or NULL */
    const char *forbids; /* the place that must be empty then, or NULL */
} sj_guide_situation;

/* A named list that conditions use: @medicare. */
typedef struct sj_guide_set {
    const char *id;
    const char *words; /* as in the guide's file: words, ranges, beginnings of words */
} sj_guide_set;

typedef struct sj_guide {
    const char *id;           /* "837P" */
    const char *title;
    const char *transaction;  /* ST01 */
    const char *functional;   /* GS01 */
    const char *version;      /* GS08 that we write */
    const sj_guide_loop *loops;
    const sj_guide_segment *segments;
    const sj_guide_element *elements;
    const sj_guide_note *notes;
    const uint16_t *children;
    uint16_t n_loops, n_segments, n_elements, n_notes, n_children;
    const sj_guide_situation *situations; /* by loop, in the order of the guide */
    uint16_t n_situations;
    const sj_guide_set *sets; /* those that its conditions use */
    uint16_t n_sets;
} sj_guide;

/* All guides; only their heads are read yet. Free with sj_guides_free, after everything that uses them. */
sj_status sj_guides_new(sj_guides **out, sj_err *err) SJ_MUST_USE;
void sj_guides_free(sj_guides *g);

/* The guide by its id ("837P"), loaded on first use (safe from several threads). SJ_ENOTFOUND, or
 * SJ_EXML with line when a guide's file is wrong. */
sj_status sj_guides_get(sj_guides *g, const char *id, const sj_guide **out, sj_err *err) SJ_MUST_USE;

/* How a version is judged. */
typedef enum sj_version_match {
    SJ_VERSION_UNKNOWN = 0,
    SJ_VERSION_EXACT,  /* the guide's own or an accepted one */
    SJ_VERSION_INFORMS /* judged by a kindred guide; said so as information */
} sj_version_match;

/* The guide for a transaction set (ST01) and an implementation version (ST03, or GS08). *out is NULL
 * when the version is unknown. */
sj_version_match sj_guides_match(sj_guides *g, sj_str transaction, sj_str version,
                                 const sj_guide **out);

/* Ids of the guides built in: call with i = 0, 1, …; NULL at the end. */
const char *sj_guides_id(const sj_guides *g, size_t i);

/* Is `code` in the list? */
bool sj_code_list_has(const sj_code_list *list, sj_str code);

/* Rows by name, SJ_NO_ROW when there is none: the loop "2010AA"; in it the segment "NM1" whose key
 * codes include `key` (NULL: the first row of that tag). Where a loop is placed more than once (2300), `nth`
 * counts its placements from 0. */
uint16_t sj_guide_find_loop(const sj_guide *g, const char *id, unsigned nth);
uint16_t sj_guide_find_segment(const sj_guide *g, uint16_t loop, const char *tag, const char *key);

#ifdef __cplusplus
}
#endif
#endif
