/* engine/transport/base64.h - base64 as known_hosts files and private keys have it. */
#ifndef SJ_TRANSPORT_BASE64_H
#define SJ_TRANSPORT_BASE64_H

#include <scrubjay/str.h>

/* Bytes to text without '=' at the end, NUL-terminated; false when `cap` is too small. */
bool sj_base64_write(char *out, size_t cap, const void *bytes, size_t len);

/* Text (blanks and line breaks are passed over, the end is '=' or the text's) to bytes; their
 * number, or -1 when it is none or too long for `cap`. */
ptrdiff_t sj_base64_read(uint8_t *out, size_t cap, sj_str text);

#endif
