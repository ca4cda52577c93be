/* engine/transport/tcp.h - a connection to a host within a time. */
#ifndef SJ_TRANSPORT_TCP_H
#define SJ_TRANSPORT_TCP_H

#include "engine/transport/transport.h"

/* Connect to the endpoint's host and port (0: `port`); *out is a socket that blocks, closed by the
 * caller. SJ_NET_CUT. */
sj_trouble sj_tcp_connect(int *out, const sj_endpoint *e, uint16_t port, sj_err *err) SJ_MUST_USE;

#endif
