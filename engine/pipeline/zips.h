/* engine/pipeline/zips.h - ZIPs that a partner or the practice's system puts among the files: their
 * members are taken in as if they had come by themselves. */
#ifndef SJ_PIPELINE_ZIPS_H
#define SJ_PIPELINE_ZIPS_H

#include "engine/pipeline/run.h"

/* Is the file a ZIP, by its first bytes? One that cannot be read is none. */
bool sj_zip_is(const char *path);

/* Move the members of the ZIP `path` into work/ as files of `partner` ("": the practice's own), and
 * the ZIP itself into the archive under `name`. *taken is false when it is damaged, encrypted or
 * larger than the limits (xlsx/unzip.h): then nothing was moved. A kill in between leaves members
 * twice, which are told by their bytes. */
sj_status sj_zip_take(sj_run *r, const char *path, const char *partner, const char *name,
                      bool *taken, sj_err *err) SJ_MUST_USE;

#endif
