/* engine/pipeline/history.h - claims that the store holds of the patients of a file: for what looks
 * across claims (duplicates, the NCCI's rules of a day).
 *
 * A file is looked through once before it is judged; the store is asked for many patients at a
 * time. Of their claims those count that went out, or wait to, and are not void: held, rejected,
 * denied (in part, too), reversed and closed ones may be sent again. */
#ifndef SJ_PIPELINE_HISTORY_H
#define SJ_PIPELINE_HISTORY_H

#include "engine/store/keyed.h"
#include "engine/store/store.h"

#include <scrubjay/scrub.h>

typedef struct sj_history sj_history;

/* `store` and `keyed` must outlive it. Free with sj_history_free. */
sj_status sj_history_new(sj_history **out, sj_store *store, sj_keyed *keyed,
                         sj_err *err) SJ_MUST_USE;
void sj_history_free(sj_history *h);

/* Look through a file; what was known of the one before is forgotten. A store without claims is not
 * asked, nor is the file read. A file that cannot be read has no history: who judges it says so.
 * SJ_ESTORE, SJ_ENOMEM. */
sj_status sj_history_look(sj_history *h, sj_read_fn read, void *ctx, sj_err *err) SJ_MUST_USE;

/* Forget one of them: a claim that follows another does not bill it twice. */
void sj_history_drop(sj_history *h, int64_t submission);

/* Forget what was found. */
void sj_history_forget(sj_history *h);

/* The files to come belong together (sj_check_opts.together): what was told with one of them is not
 * told again with the next. */
void sj_history_together(sj_history *h);

/* Hand what was found to a scrubber; as sj_check_opts.earlier. */
sj_status sj_history_tell(void *history, sj_scrub *scrub, sj_err *err) SJ_MUST_USE;

#endif
