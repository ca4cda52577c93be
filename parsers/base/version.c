/* The library's version. */
#include <scrubjay/version.h>

#ifndef SJ_VERSION
#define SJ_VERSION "0.1.0"
#endif

const char *sj_version(void) {
    return SJ_VERSION;
}
