/* engine/pipeline/partners.h - looking after partners: is everything right with one, and what
 * became of a file that nobody knows of. */
#ifndef SJ_PIPELINE_PARTNERS_H
#define SJ_PIPELINE_PARTNERS_H

#include "engine/pipeline/home.h"

/* One thing that was tried. */
typedef void (*sj_partner_step_fn)(void *ctx, bool good, const char *what, const char *detail);

/* Connect to a partner, be let in, look into its folders; nothing is changed there, unless `write`:
 * then a small file is put into the folder for what we send, renamed and taken away. A partner that
 * was not tried any more is tried again after a success. *good: all of it worked. The home is
 * locked. */
sj_status sj_partner_test(sj_home *home, const sj_partner *p, bool write, sj_partner_step_fn fn,
                          void *ctx, bool *good, sj_err *err) SJ_MUST_USE;

/* A file in doubt, settled by a person: the partner has it (`sent`), or it is to be sent again.
 * `actor` stands in the audit log. SJ_ENOTFOUND when no file of that name is in doubt. The home is
 * locked. */
sj_status sj_partner_settle(sj_home *home, const char *name, bool sent, sj_str actor,
                            sj_err *err) SJ_MUST_USE;

#endif
