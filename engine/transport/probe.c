/* engine/transport/probe.c - the beginning of an ssh connection, as far as it is not encrypted.
 *
 * Both sides send a line "SSH-2.0-…"; the server may send others before it. Then comes its first
 * packet (RFC 4253, 6 and 7.1):
 *   length 4 · padding length 1 · 20 (KEXINIT) · cookie 16 · key exchanges · host key algorithms ·
 * … with each list a length of four bytes and names with commas between. */
#include "engine/transport/probe.h"

#include "engine/transport/tcp.h"

#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum { LINE = 256, LINES = 64, PACKET = 35000, KEXINIT = 20, HEAD = 2 + 16 };

static bool read_exactly(int fd, void *to, size_t n) {
    for (size_t done = 0; done < n;) {
        ssize_t k = recv(fd, (char *)to + done, n - done, 0);
        if (k <= 0) return false;
        done += (size_t)k;
    }
    return true;
}

static bool read_banner(int fd) {
    char line[LINE];
    for (int i = 0; i < LINES; i++) {
        size_t n = 0;
        for (char c = 0; c != '\n'; n += n < LINE - 1) {
            if (!read_exactly(fd, &c, 1)) return false;
            line[n] = c;
        }
        if (n > 4 && memcmp(line, "SSH-", 4) == 0) return true;
    }
    return false;
}

static uint32_t number(const uint8_t *b) {
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static bool read_packet(int fd, char out[SJ_PROBE]) {
    uint8_t length[4], packet[PACKET];
    if (!read_exactly(fd, length, 4)) return false;
    uint32_t n = number(length), at = HEAD;
    if (n < HEAD + 8 || n > PACKET || !read_exactly(fd, packet, n) || packet[1] != KEXINIT)
        return false;
    uint32_t skip = number(packet + at); /* the key exchanges */
    if (skip > n - at - 8) return false;
    at += 4 + skip;
    uint32_t len = number(packet + at);
    if (len > n - at - 4 || len >= SJ_PROBE) return false;
    memcpy(out, packet + at + 4, len);
    out[len] = 0;
    return true;
}

sj_trouble sj_probe_hostkeys(char out[SJ_PROBE], const sj_endpoint *e, sj_err *err) {
    static const char ours[] = "SSH-2.0-scrubjay\r\n";
    const struct timeval limit = {.tv_sec = e->connect_timeout};
    int fd;
    sj_trouble trouble = sj_tcp_connect(&fd, e, 22, err);
    if (trouble != SJ_NET_OK) return trouble;
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    bool good = send(fd, ours, sizeof ours - 1, MSG_NOSIGNAL) == (ssize_t)sizeof ours - 1 &&
                read_banner(fd) && read_packet(fd, out);
    close(fd);
    if (good) return SJ_NET_OK;
    return sj_net_fail(err, SJ_NET_CUT, "the partner's host does not speak ssh", "%s", e->host);
}
