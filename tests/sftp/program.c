/* One call of a transport, for scripts: sftp_program [NAME=VALUE…] OPERATION [PATH…]
 *
 * Names: by (curl, libssh, folder, https; else picked), host, port, user, key, passphrase,
 * password, known, pin, ca, stall. Operations: name | list FOLDER | stat PATH | get PATH FILE | put
 * FILE PATH | append FILE PATH FROM | rename FROM TO | remove PATH | keykind FILE. Prints what it
 * found; exit 0, or 10 + the kind of trouble with its words on standard error. */
#include "engine/transport/transport.h"
#include "engine/transport/userkey.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *by = "";

static void take_setting(sj_endpoint *e, const char *name, size_t n, const char *value) {
    const struct {
        const char *name;
        const char **to;
    } texts[] = {{"by", &by},
                 {"host", &e->host},
                 {"user", &e->user},
                 {"key", &e->key_file},
                 {"passphrase", &e->passphrase_file},
                 {"password", &e->password_file},
                 {"known", &e->known_hosts},
                 {"pin", &e->host_key},
                 {"ca", &e->ca_file}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (strlen(texts[i].name) == n && memcmp(texts[i].name, name, n) == 0) *texts[i].to = value;
    if (n == 4 && memcmp(name, "port", 4) == 0) e->port = (uint16_t)atoi(value);
    if (n == 5 && memcmp(name, "stall", 5) == 0) e->stall = (uint32_t)atoi(value);
}

static sj_trouble open_as_asked(sj_transport **t, sj_endpoint *e, sj_err *err) {
    if (strcmp(by, "https") == 0) e->kind = SJ_TRANSPORT_HTTPS;
    if (strcmp(by, "folder") == 0) e->kind = SJ_TRANSPORT_FOLDER;
    if (strcmp(by, "curl") == 0) return sj_transport_open_by(t, &sj_sftp_curl, e, err);
    if (strcmp(by, "libssh") == 0) return sj_transport_open_by(t, &sj_sftp_libssh, e, err);
    return sj_transport_open(t, e, err);
}

static bool print_file(void *ctx, const sj_remote_file *f) {
    (void)ctx;
    printf("%" PRId64 " %s\n", f->bytes, f->name);
    return true;
}

static sj_trouble put(sj_transport *t, const char *file, const char *path, uint64_t from,
                      sj_err *err) {
    struct stat st;
    int fd = open(file, O_RDONLY);
    if (fd < 0 || fstat(fd, &st) != 0) return SJ_NET_OURS;
    sj_trouble trouble = sj_transport_put(t, path, fd, from, (uint64_t)st.st_size, err);
    close(fd);
    return trouble;
}

static sj_trouble get(sj_transport *t, const char *path, const char *file, sj_err *err) {
    int fd = open(file, O_RDWR | O_CREAT, 0600);
    off_t from = fd >= 0 ? lseek(fd, 0, SEEK_END) : -1;
    if (from < 0) return SJ_NET_OURS;
    sj_trouble trouble = sj_transport_get(t, path, fd, (uint64_t)from, err);
    close(fd);
    return trouble;
}

static sj_trouble run(sj_transport *t, char **a, int n, sj_err *err) {
    sj_remote_file f;
    if (strcmp(a[0], "name") == 0) {
        puts(sj_transport_name(t));
        return SJ_NET_OK;
    }
    if (n == 2 && strcmp(a[0], "list") == 0)
        return sj_transport_list(t, a[1], print_file, NULL, err);
    if (n == 2 && strcmp(a[0], "stat") == 0) {
        sj_trouble trouble = sj_transport_stat(t, a[1], &f, err);
        if (trouble == SJ_NET_OK) printf("%" PRId64 " %" PRId64 "\n", f.bytes, f.modified);
        return trouble;
    }
    if (n == 3 && strcmp(a[0], "get") == 0) return get(t, a[1], a[2], err);
    if (n == 3 && strcmp(a[0], "put") == 0) return put(t, a[1], a[2], 0, err);
    if (n == 4 && strcmp(a[0], "append") == 0)
        return put(t, a[1], a[2], strtoull(a[3], NULL, 10), err);
    if (n == 3 && strcmp(a[0], "rename") == 0) return sj_transport_rename(t, a[1], a[2], err);
    if (n == 2 && strcmp(a[0], "remove") == 0) return sj_transport_remove(t, a[1], err);
    fprintf(stderr, "no such operation: %s\n", a[0]);
    return SJ_NET_OURS;
}

int main(int argc, char **argv) {
    sj_endpoint e = {.kind = SJ_TRANSPORT_SFTP,
                     .partner = "test",
                     .base = ".",
                     .host = "127.0.0.1",
                     .connect_timeout = 10,
                     .stall = 10};
    int at = 1;
    for (char *mark; at < argc && (mark = strchr(argv[at], '=')); at++)
        take_setting(&e, argv[at], (size_t)(mark - argv[at]), mark + 1);
    if (at + 1 < argc && strcmp(argv[at], "keykind") == 0) {
        static const char *const words[] = {"unknown", "rsa", "ecdsa", "ed25519"};
        puts(words[sj_user_key_kind(argv[at + 1])]);
        return 0;
    }
    sj_err err = {0};
    sj_transport *t = NULL;
    if (at >= argc) return 2;
    sj_trouble trouble = open_as_asked(&t, &e, &err);
    if (trouble == SJ_NET_OK) trouble = run(t, argv + at, argc - at, &err);
    sj_transport_close(t);
    if (trouble == SJ_NET_OK) return 0;
    fprintf(stderr, "%s: %s (%s)\n", sj_trouble_text(trouble), err.msg ? err.msg : "", err.detail);
    return 10 + (int)trouble;
}
