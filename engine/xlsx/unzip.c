/* engine/xlsx/unzip.c - reads ZIP files by libarchive. */
#include "engine/xlsx/unzip.h"

#include "parsers/base/alloc.h"

#include <archive.h>
#include <archive_entry.h>
#include <string.h>

enum { FIRST_SIZE = 1 << 20, LOOKED_AT = 4096 };

bool sj_is_zip(const void *bytes, size_t len) {
    return len >= 4 && memcmp(bytes, "PK\3\4", 4) == 0;
}

static sj_status fail(sj_err *err, const char *msg, const char *detail) {
    return sj_err_setf(err, SJ_ETABLE, msg, "%s", detail ? detail : "");
}

/* Text has no NUL near its beginning. */
bool sj_unzip_is_text(const void *bytes, size_t len) {
    return !memchr(bytes, 0, len < LOOKED_AT ? len : LOOKED_AT);
}

/* One member's bytes, whatever its entry claims as its size. */
static sj_status read_member(struct archive *a, char **out, size_t *out_len, size_t limit,
                             sj_err *err) {
    size_t cap = FIRST_SIZE, len = 0;
    char *bytes = sj_malloc(cap);
    if (!bytes) return sj_err_set(err, SJ_ENOMEM, "out of memory");
    sj_status status = SJ_OK;
    for (la_ssize_t n;
         status == SJ_OK && (n = archive_read_data(a, bytes + len, cap - len)) != 0;) {
        if (n < 0) {
            status = fail(err, "the ZIP file is damaged or encrypted", archive_error_string(a));
            break;
        }
        len += (size_t)n;
        if (len > limit) status = fail(err, "the ZIP file holds more than any code table", NULL);
        if (len < cap) continue;
        char *more = sj_realloc(bytes, 2 * cap);
        if (!more) {
            status = sj_err_set(err, SJ_ENOMEM, "out of memory");
            break;
        }
        bytes = more;
        cap *= 2;
    }
    if (status != SJ_OK) {
        sj_free(bytes);
        return status;
    }
    *out = bytes;
    *out_len = len;
    return SJ_OK;
}

static sj_status read_members(struct archive *a, sj_unzip_fn take, void *ctx, sj_err *err) {
    size_t all = 0;
    for (unsigned n = 0;; n++) {
        struct archive_entry *entry;
        int got = archive_read_next_header(a, &entry);
        if (got == ARCHIVE_EOF) return SJ_OK;
        if (got < ARCHIVE_WARN)
            return fail(err, "the ZIP file is damaged", archive_error_string(a));
        if (n == SJ_ZIP_MEMBERS) return fail(err, "the ZIP file holds too many files", NULL);
        const char *name = archive_entry_pathname(entry);
        if (!name) name = archive_entry_pathname_utf8(entry);
        if (!name || archive_entry_filetype(entry) != AE_IFREG) continue;
        size_t left = SJ_ZIP_SIZE - all, len;
        char *bytes;
        sj_status status = read_member(a, &bytes, &len,
                                       left < SJ_ZIP_MEMBER_SIZE ? left : SJ_ZIP_MEMBER_SIZE, err);
        if (status != SJ_OK) return status;
        all += len;
        if (!take(ctx, name, bytes, len)) return sj_err_set(err, SJ_ENOMEM, "out of memory");
    }
}

sj_status sj_unzip(const void *bytes, size_t len, sj_unzip_fn take, void *ctx, sj_err *err) {
    struct archive *a = archive_read_new();
    if (!a) return sj_err_set(err, SJ_ENOMEM, "out of memory");
    sj_status status = SJ_OK;
    if (archive_read_support_format_zip_seekable(a) != ARCHIVE_OK ||
        archive_read_open_memory(a, bytes, len) != ARCHIVE_OK)
        status = fail(err, "the ZIP file is damaged", archive_error_string(a));
    if (status == SJ_OK) status = read_members(a, take, ctx, err);
    archive_read_free(a);
    return status;
}
