/* Everything that a parse tells, as text that does not depend on separators. */
#include "tests/metamorphic/metamorphic.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

__attribute__((format(printf, 2, 3))) static void add(observation *o, const char *format, ...) {
    va_list args;
    va_start(args, format);
    int n = vsnprintf(o->text + o->len, sizeof o->text - o->len, format, args);
    va_end(args);
    if (n > 0)
        o->len += (size_t)n < sizeof o->text - o->len ? (size_t)n : sizeof o->text - o->len - 1;
}

/* A value with the usual separators. */
static void add_value(observation *o, const char *name, sj_str v) {
    add(o, " %s=", name);
    for (size_t i = 0; i < v.len; i++) {
        char c = v.ptr[i];
        const sj_delimiters *d = &o->delims;
        add(o, "%c",
            c == d->component                     ? ':'
            : c == d->element                     ? '*'
            : d->repetition && c == d->repetition ? '^'
                                                  : c);
    }
}

/* Is the separator itself what is told? */
static bool is_of_separators(const sj_finding *f) {
    return !strcmp(f->tag, "ISA") && (f->pos.element == 11 || f->pos.element == 16);
}

static void on_finding(void *ctx, const sj_finding *f) {
    observation *o = ctx;
    if (o->is_skipped) return;
    o->findings++;
    add(o, "%s %s @%u %s/%s%02u(%u)-%u", sj_catalog_get(o->catalog, f->id)->id,
        sj_severity_text(f->severity), f->pos.segment, f->loop ? f->loop : "", f->tag,
        f->pos.element, f->pos.repeat, f->pos.component);
    if (o->with_offsets) add(o, "+%llu", (unsigned long long)f->pos.offset);
    if (!is_of_separators(f)) add_value(o, "value", f->value);
    add_value(o, "a", f->a);
    add_value(o, "account", f->account);
    add(o, " claim=%u\n", f->claim);
}

static void on_interchange_begin(void *ctx, const sj_interchange *ic) {
    observation *o = ctx;
    o->delims = ic->delims;
    o->is_skipped = o->skip && sj_str_is(ic->control, o->skip);
}

static void on_interchange(void *ctx, const sj_interchange *ic) {
    observation *o = ctx;
    if (!o->is_skipped) add(o, "TA1 %c %s groups=%u\n", ic->ta1, ic->note, ic->groups);
    o->is_skipped = false;
}

static void on_group(void *ctx, const sj_group *g) {
    observation *o = ctx;
    if (o->is_skipped) return;
    add(o, "AK9 %c sets=%u accepted=%u", g->ack, g->sets, g->sets_accepted);
    for (unsigned i = 0; i < 5 && g->codes[i]; i++) add(o, " %s", g->codes[i]);
    add(o, "\n");
}

static void on_set(void *ctx, const sj_set *s) {
    observation *o = ctx;
    if (o->is_skipped) return;
    add(o, "IK5 %s %c segments=%u claims=%u", s->type, s->ack, s->segments, s->claims);
    for (unsigned i = 0; i < 5 && s->codes[i]; i++) add(o, " %s", s->codes[i]);
    add(o, "\n");
}

static void on_claim(void *ctx, const sj_claim *c) {
    observation *o = ctx;
    add(o, "claim %u %.*s charge=%lld lines=%u errors=%u warnings=%u\n", c->ordinal,
        SJ_FMT(c->account.v), (long long)c->charge.v, (unsigned)c->lines.n, c->errors, c->warnings);
}

static void on_payment(void *ctx, const sj_payment *p) {
    observation *o = ctx;
    add(o, "payment %u %.*s errors=%u warnings=%u\n", p->ordinal, SJ_FMT(p->account.v), p->errors,
        p->warnings);
}

typedef struct source {
    sj_str rest;
    size_t first, piece;
} source;

static ptrdiff_t read_piece(void *ctx, char *buf, size_t cap) {
    source *s = ctx;
    size_t n = s->first ? s->first : s->piece ? s->piece : cap;
    s->first = 0;
    if (n > cap) n = cap;
    if (n > s->rest.len) n = s->rest.len;
    if (n) memcpy(buf, s->rest.ptr, n);
    s->rest.ptr += n;
    s->rest.len -= n;
    return (ptrdiff_t)n;
}

void observe(observation *o, sj_guides *guides, sj_str bytes, size_t first, size_t piece) {
    const sj_parse_events events = {.ctx = o,
                                    .interchange_begin = on_interchange_begin,
                                    .interchange_end = on_interchange,
                                    .group_end = on_group,
                                    .set_end = on_set,
                                    .finding = on_finding,
                                    .claim = on_claim,
                                    .payment = on_payment};
    const sj_parse_opts small = {.max_unit = 1 << 17};
    source s = {bytes, first, piece};
    sj_err err = {0};
    o->len = 0;
    o->text[0] = 0;
    o->findings = 0;
    o->is_skipped = false;
    o->delims = (sj_delimiters){'*', ':', '^', '~'};
    sj_status status = sj_parse(guides, read_piece, &s, &events, &small, NULL, &err);
    if (status) add(o, "status %d\n", status);
}
