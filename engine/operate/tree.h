/* engine/operate/tree.h - the files under a folder, and copies of them that are hashed on the way.
 */
#ifndef SJ_OPERATE_TREE_H
#define SJ_OPERATE_TREE_H

#include "engine/files/folder.h"
#include "engine/store/sha256.h"

/* A regular file: `path` under the root, its size. False stops. */
typedef bool (*sj_tree_fn)(void *ctx, const char *path, uint64_t bytes);

/* Every regular file under `root`, in the order of their names, folder by folder. Links, sockets
 * and the like are passed over. SJ_EIO. */
sj_status sj_tree_walk(const char *root, sj_tree_fn fn, void *ctx, sj_err *err) SJ_MUST_USE;

/* Copy the bytes of `from` to the new file `to` (mode 0600; the folders that lead to it are made)
 * and tell their digest; `to` NULL: only the digest. Nothing is flushed to the disk. SJ_EIO,
 * SJ_ENOTFOUND. */
sj_status sj_tree_copy(const char *from, const char *to, sj_sha256 *sha, char hex[SJ_SHA256_HEX],
                       sj_err *err) SJ_MUST_USE;

/* Make the folders that lead to the file `path`. */
sj_status sj_tree_make_way(const char *path, sj_err *err) SJ_MUST_USE;

/* Take away a folder and all that is in it. */
sj_status sj_tree_remove(const char *root, sj_err *err) SJ_MUST_USE;

/* The same for what failed half-way: what cannot be taken away stays. */
void sj_tree_drop(const char *root);

/* Flush all that was written on the file system of `path`. SJ_EIO. */
sj_status sj_tree_flush(const char *path, sj_err *err) SJ_MUST_USE;

#endif
