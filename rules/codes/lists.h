/* rules/codes/lists.h - the lists that are built in. */
#ifndef SJ_CODES_LISTS_H
#define SJ_CODES_LISTS_H

#include "parsers/base/embed.h"
#include "rules/codes/draft.h"

/* The files of lists/. */
extern const sj_embedded sj_list_files[];

/* One of them as a table's bytes, malloc'ed. SJ_ETABLE when it is malformed. */
sj_status sj_list_build(void **out, size_t *out_len, const sj_embedded *file,
                        sj_err *err) SJ_MUST_USE;

#endif
