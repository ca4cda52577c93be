/* engine/transport/probe.h - which kinds of host keys an ssh server offers, asked without logging
 * in.
 */
#ifndef SJ_TRANSPORT_PROBE_H
#define SJ_TRANSPORT_PROBE_H

#include "engine/transport/transport.h"

/* "ssh-ed25519,rsa-sha2-512": from the server's first packet. SJ_NET_CUT. */
#define SJ_PROBE 1024
sj_trouble sj_probe_hostkeys(char out[SJ_PROBE], const sj_endpoint *e, sj_err *err) SJ_MUST_USE;

#endif
