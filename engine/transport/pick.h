/* engine/transport/pick.h - which implementation an endpoint needs. */
#ifndef SJ_TRANSPORT_PICK_H
#define SJ_TRANSPORT_PICK_H

#include "engine/transport/transport.h"

sj_trouble sj_transport_pick(const sj_transport_ops **out, const sj_endpoint *e,
                             sj_err *err) SJ_MUST_USE;

/* Can libcurl's libssh2 do with a server that offers these host keys, when we know keys of the
 * `known` families (0: digests, which do not say)? */
bool sj_pick_curl_suits(const char *offered, unsigned known);

#endif
