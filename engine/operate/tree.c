/* engine/operate/tree.c - the files under a folder. */
#include "engine/operate/tree.h"

#include "parsers/base/alloc.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <libgen.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE = 64 << 10 };

static sj_status fail(sj_err *err, const char *msg, const char *path) {
    return sj_err_setf(err, errno == ENOENT ? SJ_ENOTFOUND : SJ_EIO, msg, "%s: %s", path,
                       strerror(errno));
}

static int by_name(const FTSENT **a, const FTSENT **b) {
    return strcmp((*a)->fts_name, (*b)->fts_name);
}

static sj_status open_tree(FTS **out, const char *root, sj_err *err) {
    char copy[SJ_PATH];
    snprintf(copy, sizeof copy, "%s", root);
    *out = fts_open((char *const[]){copy, NULL}, FTS_PHYSICAL | FTS_NOCHDIR, by_name);
    return *out ? SJ_OK : fail(err, "a folder could not be read", root);
}

/* The next entry; *status says whether one could not be read. */
static FTSENT *next_entry(FTS *tree, sj_status *status, sj_err *err) {
    FTSENT *e = fts_read(tree);
    if (!e || (e->fts_info != FTS_ERR && e->fts_info != FTS_DNR && e->fts_info != FTS_NS)) return e;
    errno = e->fts_errno;
    *status = fail(err, "a file or folder could not be read", e->fts_path);
    return NULL;
}

sj_status sj_tree_walk(const char *root, sj_tree_fn fn, void *ctx, sj_err *err) {
    FTS *tree;
    sj_status status = open_tree(&tree, root, err);
    if (status != SJ_OK) return status;
    size_t skip = strlen(root) + 1;
    for (FTSENT *e; (e = next_entry(tree, &status, err));)
        if (e->fts_info == FTS_F && !fn(ctx, e->fts_path + skip, (uint64_t)e->fts_statp->st_size))
            break;
    fts_close(tree);
    return status;
}

sj_status sj_tree_make_way(const char *path, sj_err *err) {
    char copy[SJ_PATH];
    snprintf(copy, sizeof copy, "%s", path);
    return sj_folder_make(dirname(copy), err);
}

static sj_status copy_bytes(FILE *in, FILE *out, sj_sha256 *sha) {
    char *piece = sj_malloc(PIECE);
    if (!piece) return SJ_ENOMEM;
    bool good = true;
    for (size_t n; good && (n = fread(piece, 1, PIECE, in)) > 0;) {
        sj_sha256_add(sha, piece, n);
        good = !out || fwrite(piece, 1, n, out) == n;
    }
    good = good && !ferror(in);
    sj_free(piece);
    return good ? SJ_OK : SJ_EIO;
}

sj_status sj_tree_copy(const char *from, const char *to, sj_sha256 *sha, char hex[SJ_SHA256_HEX],
                       sj_err *err) {
    FILE *out = NULL, *in = fopen(from, "re");
    if (!in) return fail(err, "a file could not be read", from);
    sj_status status = to ? sj_tree_make_way(to, err) : SJ_OK;
    if (status == SJ_OK && to) status = sj_file_create(&out, to, err);
    if (status == SJ_OK) {
        sj_sha256_begin(sha);
        status = copy_bytes(in, out, sha);
        sj_sha256_end_hex(sha, hex);
        if (out && fclose(out) != 0) status = SJ_EIO;
        if (status != SJ_OK) status = fail(err, "a file could not be copied", to ? to : from);
    }
    fclose(in);
    return status;
}

sj_status sj_tree_remove(const char *root, sj_err *err) {
    FTS *tree;
    sj_status status = open_tree(&tree, root, err);
    if (status != SJ_OK) return status;
    for (FTSENT *e; status == SJ_OK && (e = next_entry(tree, &status, err));) {
        int code = e->fts_info == FTS_D    ? 0
                   : e->fts_info == FTS_DP ? rmdir(e->fts_accpath)
                                           : unlink(e->fts_accpath);
        if (code != 0) status = fail(err, "a file could not be taken away", e->fts_path);
    }
    fts_close(tree);
    return status;
}

void sj_tree_drop(const char *root) {
    sj_status status = *root && sj_path_exists(root) ? sj_tree_remove(root, NULL) : SJ_OK;
    (void)status;
}

sj_status sj_tree_flush(const char *path, sj_err *err) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    int code = fd < 0 ? -1 : syncfs(fd);
    sj_status status = code == 0 ? SJ_OK : fail(err, "what was written could not be flushed", path);
    if (fd >= 0) close(fd);
    return status;
}
