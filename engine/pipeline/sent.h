/* engine/pipeline/sent.h - a claim as it went out, segment by segment, each at its place in the
 * guide.
 *
 * What answers to a batch are joined to. A set is written as header, then for each claim those
 * loops above it that are not open yet, then the claim (batch_write.c): so the segments before a
 * claim's CLM are its patient's, subscriber's and billing provider's loops, counted backwards. */
#ifndef SJ_PIPELINE_SENT_H
#define SJ_PIPELINE_SENT_H

#include "engine/store/submissions.h"

#include <scrubjay/arena.h>
#include <scrubjay/guide.h>

/* Segments of our own at the beginning of each set: ST, BHT, NM1*41, PER, NM1*40. */
enum { SJ_SENT_HEADER = 5 };

typedef struct sj_sent_segment {
    sj_str text;   /* without terminator */
    uint16_t row;  /* of the guide's segments; SJ_NO_ROW: it has no place */
    uint32_t line; /* the service line it stands in, from 1; 0: none */
} sj_sent_segment;

typedef struct sj_sent {
    const sj_guide *guide;
    sj_delimiters delims;
    sj_sent_segment *v; /* the loops above the claim, then the claim */
    uint32_t n;
    uint32_t subscriber, patient, claim; /* where they begin in v; patient = claim: there is none */
    sj_arena arena;
} sj_sent;

void sj_sent_init(sj_sent *s);
void sj_sent_dispose(sj_sent *s);

/* Read a claim's raw text; what was read before is given up. `type` is its guide's id. SJ_ENOMEM,
 * or SJ_ENOTFOUND when there is no such guide. */
sj_status sj_sent_read(sj_sent *s, sj_guides *guides, sj_str type, const sj_claim_raw *raw,
                       sj_err *err) SJ_MUST_USE;

/* The segment so many places behind the claim's first (CLM), negative: before it; NULL beyond the
 * claim's own and the loops above it. */
const sj_sent_segment *sj_sent_at(const sj_sent *s, int64_t behind);

/* The first segment of a loop with this tag and one of these qualifiers (blank-separated; NULL:
 * any), in this line (0: anywhere). NULL when it was not sent. */
const sj_sent_segment *sj_sent_find(const sj_sent *s, const char *loop, const char *tag,
                                    const char *qualifiers, uint32_t line);

/* The line whose control number (REF 6R) is `control`; 0 when there is none. */
uint32_t sj_sent_line(const sj_sent *s, sj_str control);

/* Element 0: the id. Component and repetition 0: all of the element, its first repetition. */
sj_str sj_sent_value(const sj_sent *s, const sj_sent_segment *seg, unsigned element,
                     unsigned component, unsigned repeat);

/* What tells the segment from others of its tag: REF01, of HI the first component of the element.
 */
sj_str sj_sent_qualifier(const sj_sent *s, const sj_sent_segment *seg, unsigned element);

/* The segment's tag; "" when it is longer than a tag is. */
void sj_sent_tag(const sj_sent *s, const sj_sent_segment *seg, char out[4]);

/* "2400", or "" when the segment has no place. */
const char *sj_sent_loop(const sj_sent *s, const sj_sent_segment *seg);

/* What people call the value: "Rendering provider, identifier". Writes at most cap - 1 bytes and a
 * NUL. */
void sj_sent_name(const sj_sent *s, uint16_t row, unsigned element, unsigned component, char *buf,
                  size_t cap);

#endif
