/* scrubjay/version.h - which Scrubjay this is. */
#ifndef SCRUBJAY_VERSION_H
#define SCRUBJAY_VERSION_H

#ifdef __cplusplus
extern "C" {
#endif

/* "0.1.0", constant. */
const char *sj_version(void);

#ifdef __cplusplus
}
#endif
#endif
