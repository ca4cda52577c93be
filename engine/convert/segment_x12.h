/* engine/convert/segment_x12.h - a segment from its JSON object. */
#ifndef SJ_CONVERT_SEGMENT_X12_H
#define SJ_CONVERT_SEGMENT_X12_H

#include <scrubjay/reader.h>

#include "parsers/base/text_buffer.h"
#include "parsers/base/json.h"

/* The bytes of a JSON string, added to the buffer; false when there is no memory. */
bool sj_text_buffer_add(sj_text_buffer *b, const sj_json *text) SJ_MUST_USE;

/* What a segment's object says; a member that is not there is NULL. */
typedef struct sj_segment_members {
    const sj_json *id, *elements;
    const char *count; /* instead of what element 1 says; NULL: as given */
} sj_segment_members;

/* The segment's text, without its terminator, into `out` (emptied first). NULL, or what is wrong
 * with it: constant text; *status then says of what kind (SJ_EARG, SJ_ENOMEM). */
const char *sj_segment_x12(sj_text_buffer *out, const sj_segment_members *m,
                           const sj_delimiters *delims, sj_status *status);

#endif
