/* engine/transport/tcp.c - connecting with a time-out: each address of the host in turn. */
#include "engine/transport/tcp.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <unistd.h>

static bool is_connected(int fd, int timeout_ms) {
    struct pollfd p = {.fd = fd, .events = POLLOUT};
    int error = 0;
    socklen_t n = sizeof error;
    int ready;
    do ready = poll(&p, 1, timeout_ms);
    while (ready < 0 && errno == EINTR);
    if (ready == 0) errno = ETIMEDOUT;
    if (ready <= 0) return false;
    getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &n);
    errno = error;
    return error == 0;
}

static int try_address(const struct addrinfo *a, uint32_t seconds) {
    int fd = socket(a->ai_family, a->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, a->ai_protocol);
    if (fd < 0) return -1;
    if ((connect(fd, a->ai_addr, a->ai_addrlen) != 0 && errno != EINPROGRESS) ||
        !is_connected(fd, (int)seconds * 1000)) {
        int error = errno;
        close(fd);
        errno = error;
        return -1;
    }
    const int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK);
    return fd;
}

sj_trouble sj_tcp_connect(int *out, const sj_endpoint *e, uint16_t port, sj_err *err) {
    char service[8];
    struct addrinfo *list = NULL;
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
    if (e->port) port = e->port;
    snprintf(service, sizeof service, "%u", port);
    *out = -1;
    int code = getaddrinfo(e->host, service, &hints, &list);
    if (code != 0)
        return sj_net_fail(err, SJ_NET_CUT, "the partner's host has no address", "%s: %s", e->host,
                           gai_strerror(code));
    for (const struct addrinfo *a = list; a && *out < 0; a = a->ai_next)
        *out = try_address(a, e->connect_timeout);
    int error = errno;
    freeaddrinfo(list);
    if (*out >= 0) return SJ_NET_OK;
    return sj_net_fail(err, SJ_NET_CUT, "the partner's host does not answer", "%s port %u: %s",
                       e->host, port, strerror(error));
}
