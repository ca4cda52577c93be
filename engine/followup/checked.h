/* engine/followup/checked.h - the first reading of an 835: what every set in it is, and whether it
 * may be posted.
 *
 * Nothing here touches the store. One entry is kept for each set of type 835, some 250 bytes. */
#ifndef SJ_FOLLOWUP_CHECKED_H
#define SJ_FOLLOWUP_CHECKED_H

#include "engine/followup/post.h"
#include "engine/store/remits.h"

#include <scrubjay/arena.h>

typedef struct sj_checked_set {
    sj_remit_row row; /* all but id, file and duplicate; row.reason empty: it may be posted */
    char usage;       /* ISA15 */
    uint8_t digest[SJ_SHA256_SIZE];
} sj_checked_set;

typedef struct sj_checked {
    sj_checked_set *sets; /* in the order of the file */
    uint32_t n, room;
    sj_arena arena;  /* of their texts */
    uint32_t errors; /* findings of severity error in these sets */
    sj_parse_stats stats;
} sj_checked;

/* Read all of the input. SJ_OK whatever its sets are like; else as sj_parse. Dispose in any case.
 */
sj_status sj_checked_read(sj_checked *out, sj_guides *guides, const sj_post_input *in,
                          sj_err *err) SJ_MUST_USE;
void sj_checked_dispose(sj_checked *c);

/* Add the segments of a stretch, so that the same content gives the same digest. */
void sj_checked_digest(sj_sha256 *h, const sj_frame *frame);

#endif
