/* engine/convert/segment_json.h - one segment as a JSON object. */
#ifndef SJ_CONVERT_SEGMENT_JSON_H
#define SJ_CONVERT_SEGMENT_JSON_H

#include <scrubjay/guide.h>

#include "parsers/base/json.h"

/* Begin the object: "segment", "name", "elements" and, with `names`, "names". `row` is a row of the
 * guide's segments, or SJ_NO_ROW (then `guide` may be NULL). The caller ends the object. */
void sj_segment_json(sj_json_out *out, const sj_segment *seg, const sj_guide *guide, uint16_t row,
                     bool names);

#endif
