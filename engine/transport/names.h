/* engine/transport/names.h - file names as partners want them, and as they give them.
 *
 * A pattern holds tokens: {date} CCYYMMDD, {time} HHMMSS, {partner}, {type} (837P, 999 …), {isa13}
 * (nine digits; {isa13:N} its last N), {sender} (ISA06), {test} (the partner's mark for test files,
 * nothing in production). Patterns of names that come in may hold * and ?, too. */
#ifndef SJ_TRANSPORT_NAMES_H
#define SJ_TRANSPORT_NAMES_H

#include "engine/files/folder.h"

#include <scrubjay/error.h>

typedef struct sj_name_facts {
    const char *partner, *sender, *test;
    const char *type, *date, *time; /* of the file at hand; for patterns of what comes in: unused */
    uint32_t isa13;
} sj_name_facts;

/* Is it a pattern for names that we give? SJ_ECONFIG with the token that is none. */
sj_status sj_name_check(const char *pattern, sj_err *err) SJ_MUST_USE;

/* The name that a checked pattern makes; SJ_ETOOBIG when it is too long. */
sj_status sj_name_make(char out[SJ_NAME], const char *pattern, const sj_name_facts *facts,
                       sj_err *err) SJ_MUST_USE;

/* Patterns that were compiled; free with sj_names_free. `list` has a blank between two; NULL or "":
 * every name fits. SJ_ECONFIG. */
typedef struct sj_names sj_names;
sj_status sj_names_new(sj_names **out, const char *list, const sj_name_facts *facts,
                       sj_err *err) SJ_MUST_USE;
void sj_names_free(sj_names *n);
bool sj_names_fit(const sj_names *n, const char *name);

/* May a name that a partner gave be the name of a file here? Not with a slash, a control character,
 * broken UTF-8, over-long, "." or "..". */
bool sj_name_is_safe(const char *name);

#endif
