/* engine/pipeline/pack_files.h - the rule packs of a home: those shipped, and the files in packs/.
 */
#ifndef SJ_PIPELINE_PACK_FILES_H
#define SJ_PIPELINE_PACK_FILES_H

#include "engine/pipeline/config.h"

#include <scrubjay/packs.h>

/* A pack that is not used, and why: the others are. */
typedef void (*sj_pack_problem_fn)(void *ctx, const sj_err *err);

/* Load the files of HOME/packs whose document is a <pack> (`home` NULL: none), then the shipped
 * packs whose id is not taken yet; each only if `config` (NULL: none) does not say otherwise. They
 * come out sealed. A pack with a mistake is told through `problem` (NULL: not told). SJ_ENOMEM,
 * SJ_EIO. */
sj_status sj_pack_files_open(sj_packs **out, const char *home, const sj_config *config,
                             sj_pack_problem_fn problem, void *ctx, sj_err *err) SJ_MUST_USE;

/* A whole pack file, to be freed with sj_free. SJ_ENOTFOUND, SJ_EIO, SJ_ENOMEM. */
sj_status sj_pack_file_read(const char *path, char **out, size_t *len, sj_err *err) SJ_MUST_USE;

/* For sj_scrub_opts.partner: the name of the partner that a payer's claims go to. `config` is a
 * sj_config. */
sj_str sj_pack_partner(void *config, sj_str payer);

#endif
