/* engine/pipeline/gate.c - whether a partner may be tried: a circuit breaker.
 *
 * One that cannot be reached is left alone longer and longer, from the third failed pass on. One
 * that refuses our key or password, or that is another than we know, is not tried again before its
 * settings are others: a locked account would be the next. */
#include "engine/pipeline/transfer.h"

#include "engine/transport/secret.h"

#include <fcntl.h>
#include <time.h>
#include <unistd.h>

enum { PATIENCE = 3, LONGEST = 1800, STEPS = 10 };

static bool take(void *ctx, const sj_partner_link *l) {
    sj_gate *g = ctx;
    g->failures = l->failures;
    g->down_at = l->down_at;
    g->retry_at = l->retry_at;
    g->well_at = l->well_at;
    g->is_stopped = l->stopped.len == SJ_SHA256_SIZE;
    if (g->is_stopped) memcpy(g->stopped, l->stopped.ptr, SJ_SHA256_SIZE);
    snprintf(g->reason, sizeof g->reason, "%.*s", SJ_FMT(l->reason));
    return false;
}

sj_status sj_gate_read(sj_gate *out, sj_store *s, const char *partner, sj_err *err) {
    *out = (sj_gate){0};
    return sj_links_get(s, sj_str_of(partner), take, out, err);
}

/* ---- the settings, as a digest ---- */

static void add_text(sj_sha256 *sha, const char *text) {
    sj_sha256_add(sha, text ? text : "", text ? strlen(text) + 1 : 1);
}

static void add_file(sj_sha256 *sha, const sj_endpoint *e, const char *file) {
    char path[SJ_PATH], bytes[4096];
    add_text(sha, file);
    if (!file || sj_secret_path(path, e, file, NULL) != SJ_NET_OK) return;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return;
    for (ssize_t n; (n = read(fd, bytes, sizeof bytes)) > 0;) sj_sha256_add(sha, bytes, (size_t)n);
    explicit_bzero(bytes, sizeof bytes);
    close(fd);
}

/* All by which we are known and know: other than before, it is worth another try. */
static bool settings(const sj_endpoint *e, uint8_t out[SJ_SHA256_SIZE]) {
    sj_sha256 *sha;
    if (sj_sha256_new(&sha, NULL) != SJ_OK) return false;
    const char *const texts[] = {e->host, e->user, e->host_key};
    const char *const files[] = {e->key_file,      e->certificate_file, e->passphrase_file,
                                 e->password_file, e->known_hosts,      e->ca_file};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) add_text(sha, texts[i]);
    sj_sha256_add(sha, &e->port, sizeof e->port);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) add_file(sha, e, files[i]);
    sj_sha256_end(sha, out);
    sj_sha256_free(sha);
    return true;
}

/* ---- may it be tried ---- */

static void clock_text(char out[32], sj_instant at) {
    time_t seconds = at / 1000;
    struct tm day;
    localtime_r(&seconds, &day);
    strftime(out, 32, "%Y-%m-%d %H:%M:%S", &day);
}

bool sj_gate_is_open(const sj_gate *g, const sj_partner *p, sj_instant now, char reason[512]) {
    uint8_t digest[SJ_SHA256_SIZE];
    char when[32];
    if (g->is_stopped && settings(&p->link.endpoint, digest) &&
        memcmp(digest, g->stopped, sizeof digest) == 0) {
        snprintf(reason, 512,
                 "%s; it is not tried again before its settings change or 'scrubjay partners test "
                 "%s' succeeds",
                 g->reason, p->name);
        return false;
    }
    /* A rest is never that long: the clock was set back. */
    bool is_far = g->retry_at - now > (sj_instant)LONGEST * 1000;
    if (g->is_stopped || now >= g->retry_at || is_far) return true;
    clock_text(when, g->retry_at);
    snprintf(reason, 512, "%s; %u passes failed, the next try is at %s", g->reason, g->failures,
             when);
    return false;
}

/* ---- how it went ---- */

/* Between half and all of the rest that is due. */
static sj_instant next_try(const sj_gate *g, const sj_partner *p, sj_instant now) {
    uint32_t chance = 0;
    if (g->failures < PATIENCE || !p->link.rest) return 0;
    uint32_t step = g->failures - PATIENCE < STEPS ? g->failures - PATIENCE : STEPS;
    uint64_t ms = (uint64_t)p->link.rest * 1000 << step;
    if (ms > LONGEST * 1000) ms = LONGEST * 1000;
    if (sj_random(&chance, sizeof chance, NULL) == SJ_OK) ms = ms / 2 + chance % (ms / 2 + 1);
    return now + (sj_instant)ms;
}

static void put_reason(sj_gate *g, const sj_err *why) {
    snprintf(g->reason, sizeof g->reason, "%s%s%s%s", why->msg ? why->msg : "",
             why->detail[0] ? " (" : "", why->detail, why->detail[0] ? ")" : "");
}

sj_status sj_gate_note(sj_store *s, const sj_partner *p, sj_trouble trouble, const sj_err *why,
                       sj_err *err) {
    sj_gate g;
    sj_instant now = sj_store_now(s);
    sj_status status = sj_gate_read(&g, s, p->name, err);
    if (status != SJ_OK) return status;
    g.is_stopped = sj_trouble_is_final(trouble) && settings(&p->link.endpoint, g.stopped);
    if (trouble == SJ_NET_CUT || sj_trouble_is_final(trouble)) {
        g.failures++;
        if (!g.down_at || g.down_at > now) g.down_at = now;
        g.retry_at = next_try(&g, p, now);
        put_reason(&g, why);
    } else {
        g.failures = 0;
        g.down_at = g.retry_at = 0;
        g.well_at = now;
        g.reason[0] = 0;
    }
    const sj_partner_link row = {
        .partner = sj_str_of(p->name),
        .failures = g.failures,
        .down_at = g.down_at,
        .retry_at = g.retry_at,
        .well_at = g.well_at,
        .stopped = {(const char *)g.stopped, g.is_stopped ? SJ_SHA256_SIZE : 0},
        .reason = sj_str_of(g.reason)};
    status = sj_store_begin(s, err);
    if (status == SJ_OK) status = sj_links_put(s, &row, err);
    if (status == SJ_OK) status = sj_store_commit(s, err);
    sj_store_rollback(s);
    return status;
}
