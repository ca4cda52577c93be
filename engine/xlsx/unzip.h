/* engine/xlsx/unzip.h - the files in a publisher's ZIP, in memory.
 *
 * libarchive behind one question; it is used nowhere else. Bombs are stopped by limits on the
 * number of members, on each one's size and on their sum. */
#ifndef SJ_XLSX_UNZIP_H
#define SJ_XLSX_UNZIP_H

#include <scrubjay/error.h>

enum {
    SJ_ZIP_MEMBERS = 200,          /* a publisher's ZIP holds a handful */
    SJ_ZIP_MEMBER_SIZE = 256 << 20 /* bytes */
};
#define SJ_ZIP_SIZE ((size_t)768 << 20) /* bytes of all members */

/* Takes a member: `bytes` is malloc'ed and the receiver's from then on. False stops the reading. */
typedef bool (*sj_unzip_fn)(void *ctx, const char *name, void *bytes, size_t len);

/* Do the bytes begin as a ZIP does? */
bool sj_is_zip(const void *bytes, size_t len);

/* May it be text? Not a PDF, a picture, a program. */
bool sj_unzip_is_text(const void *bytes, size_t len);

/* Hand out all members. SJ_ETABLE when the ZIP is damaged, encrypted or larger than the limits;
 * SJ_ENOMEM when memory ends or `take` returns false. */
sj_status sj_unzip(const void *bytes, size_t len, sj_unzip_fn take, void *ctx,
                   sj_err *err) SJ_MUST_USE;

#endif
