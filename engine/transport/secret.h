/* engine/transport/secret.h - secrets stand in files that nobody else can read. */
#ifndef SJ_TRANSPORT_SECRET_H
#define SJ_TRANSPORT_SECRET_H

#include "engine/files/folder.h"
#include "engine/transport/transport.h"

enum { SJ_SECRET_MAX = 16 << 10 }; /* bytes of such a file */

/* Where a file of the configuration is: under the endpoint's base, or as it stands. */
sj_trouble sj_secret_path(char out[SJ_PATH], const sj_endpoint *e, const char *file,
                          sj_err *err) SJ_MUST_USE;

/* A private key at `path` must be there, and neither group nor others may read it. */
sj_trouble sj_secret_check(const char *path, sj_err *err) SJ_MUST_USE;

/* The first line of a secret file, to be freed with sj_secret_free. `file` NULL: *out is NULL. */
sj_trouble sj_secret_read(char **out, const sj_endpoint *e, const char *file,
                          sj_err *err) SJ_MUST_USE;

/* Overwritten, then freed; NULL is nothing. */
void sj_secret_free(char *secret);

#endif
