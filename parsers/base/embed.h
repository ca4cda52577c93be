/* parsers/base/embed.h - data files that CMake's sj_embed put into the program. */
#ifndef SJ_BASE_EMBED_H
#define SJ_BASE_EMBED_H

#include <stddef.h>

typedef struct sj_embedded {
    const char *name;           /* the file's base name; NULL ends the table */
    const unsigned char *bytes; /* followed by a NUL that size does not count */
    size_t size;
} sj_embedded;

#endif
