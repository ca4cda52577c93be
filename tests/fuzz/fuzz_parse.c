/* Any bytes through reader, walker and model: no crash, and events that are properly nested. */
#include <scrubjay/parse.h>

#include <stdlib.h>

#include "tests/fuzz/fuzz.h"

typedef struct nesting {
    unsigned interchanges, groups, sets, remits;
    uint64_t findings, claims, payments;
} nesting;

static void check(bool holds) {
    if (!holds) abort();
}

static void on_interchange(void *ctx, const sj_interchange *ic) {
    nesting *n = ctx;
    (void)ic;
    check(n->interchanges++ == 0);
}

static void on_interchange_end(void *ctx, const sj_interchange *ic) {
    nesting *n = ctx;
    check(--n->interchanges == 0 && n->groups == 0);
    check(ic->ta1 == 'A' || ic->ta1 == 'E' || ic->ta1 == 'R');
}

static void on_group(void *ctx, const sj_group *g) {
    nesting *n = ctx;
    (void)g;
    check(n->interchanges == 1 && n->groups++ == 0);
}

static void on_group_end(void *ctx, const sj_group *g) {
    nesting *n = ctx;
    check(--n->groups == 0 && n->sets == 0);
    check(g->ack == 'A' || g->ack == 'E' || g->ack == 'P' || g->ack == 'R');
}

static void on_set(void *ctx, const sj_set *s) {
    nesting *n = ctx;
    (void)s;
    check(n->groups == 1 && n->sets++ == 0);
}

static void on_set_end(void *ctx, const sj_set *s) {
    nesting *n = ctx;
    check(--n->sets == 0 && n->remits == 0);
    check(s->ack == 'A' || s->ack == 'E' || s->ack == 'R');
    check(s->errors == 0 || s->ack == 'R'); /* R without an error: the set was cut off */
}

static void on_finding(void *ctx, const sj_finding *f) {
    nesting *n = ctx;
    n->findings++;
    check(strnlen(f->tag, sizeof f->tag) < sizeof f->tag);
    char text[64];
    sj_finding_render("{value} {name} {at} {loop} {account} {a} {b}", f, text, sizeof text);
}

static void on_claim(void *ctx, const sj_claim *c) {
    nesting *n = ctx;
    (void)c;
    check(n->sets == 1);
    n->claims++;
}

static void on_remit(void *ctx, const sj_remit *r) {
    nesting *n = ctx;
    (void)r;
    check(n->sets == 1 && n->remits++ == 0);
}

static void on_payment(void *ctx, const sj_payment *p) {
    nesting *n = ctx;
    (void)p;
    check(n->remits == 1);
    n->payments++;
}

static void on_remit_end(void *ctx, const sj_remit *r) {
    nesting *n = ctx;
    (void)r;
    check(--n->remits == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len) {
    static sj_guides *guides; /* once for all inputs */
    if (!guides && sj_guides_new(&guides, NULL) != SJ_OK) abort();
    nesting n = {0};
    sj_parse_events events = {.ctx = &n,
                              .interchange_begin = on_interchange,
                              .interchange_end = on_interchange_end,
                              .group_begin = on_group,
                              .group_end = on_group_end,
                              .set_begin = on_set,
                              .set_end = on_set_end,
                              .finding = on_finding,
                              .claim = on_claim,
                              .remit_begin = on_remit,
                              .payment = on_payment,
                              .remit_end = on_remit_end};
    sj_parse_opts opts = {.max_unit = 64 * 1024, .max_findings_per_set = 500};
    sj_status status = sj_parse_memory(guides, bytes, len, &events, &opts, NULL, NULL);
    check(status == SJ_OK || status == SJ_ENOTX12 || status == SJ_ETOOBIG);
    if (status == SJ_OK) check(n.interchanges + n.groups + n.sets + n.remits == 0);
    return 0;
}
