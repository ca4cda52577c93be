/* engine/pipeline/raw.c - a claim's own text. */
#include "engine/pipeline/raw.h"

/* The separators in what is hashed: those that nearly all files have, so that their text can be
 * hashed as it stands. */
enum { ELEMENT = '*', COMPONENT = ':', REPETITION = '^', END_OF_SEGMENT = '~', ESCAPE = 0x10 };

static size_t frame_size(const sj_frame *f) {
    size_t n = 0;
    for (uint32_t i = 0; i < f->n; i++) n += f->segs[i].len + 1;
    return n;
}

static sj_str copy_frame(char **at, const sj_frame *f, char terminator) {
    char *begin = *at;
    for (uint32_t i = 0; i < f->n; i++) {
        if (f->segs[i].len) memcpy(*at, f->segs[i].text, f->segs[i].len);
        *at += f->segs[i].len;
        *(*at)++ = terminator;
    }
    return (sj_str){begin, (size_t)(*at - begin)};
}

bool sj_raw_take(sj_arena *a, const sj_claim *c, sj_claim_raw *out) {
    static const sj_frame none = {0};
    const sj_frame *patient = c->patient ? &c->patient->frame : &none;
    char *at =
        sj_arena_alloc(a, frame_size(&c->billing->frame) + frame_size(&c->subscriber->frame) +
                              frame_size(patient) + frame_size(&c->frame));
    if (!at) return false;
    char terminator = c->delims.terminator;
    out->delims = c->delims;
    out->provider = copy_frame(&at, &c->billing->frame, terminator);
    out->subscriber = copy_frame(&at, &c->subscriber->frame, terminator);
    out->patient = copy_frame(&at, patient, terminator);
    out->claim = copy_frame(&at, &c->frame, terminator);
    return true;
}

bool sj_raw_next(sj_str *rest, char terminator, sj_str *out) {
    if (!rest->len) return false;
    const char *end = memchr(rest->ptr, terminator, rest->len);
    size_t n = end ? (size_t)(end - rest->ptr) : rest->len;
    *out = (sj_str){rest->ptr, n};
    n += end != NULL;
    rest->ptr += n;
    rest->len -= n;
    return true;
}

/* The hash takes bytes in pieces of this size: a call for every byte would cost more than the
 * digest. */
typedef struct piece {
    sj_sha256 *h;
    size_t n;
    char bytes[1024];
} piece;

static void put(piece *p, char c) {
    if (p->n == sizeof p->bytes) {
        sj_sha256_add(p->h, p->bytes, p->n);
        p->n = 0;
    }
    p->bytes[p->n++] = c;
}

static void put_times(piece *p, char c, size_t n) {
    while (n--) put(p, c);
}

/* Separators are held back until a value follows them: so trailing ones leave no trace. */
static void put_segment(piece *p, sj_str s, const sj_delimiters *d) {
    size_t elements = 0, repetitions = 0, components = 0;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (c == d->element) {
            elements++;
            repetitions = components = 0;
        } else if (c == d->repetition && d->repetition) {
            repetitions++;
            components = 0;
        } else if (c == d->component) {
            components++;
        } else {
            put_times(p, ELEMENT, elements);
            put_times(p, REPETITION, repetitions);
            put_times(p, COMPONENT, components);
            elements = repetitions = components = 0;
            if (c == ELEMENT || c == COMPONENT || c == REPETITION || c == END_OF_SEGMENT)
                put(p, ESCAPE);
            put(p, c);
        }
    }
    put(p, END_OF_SEGMENT);
}

/* Is all of the text (with our separators) what put_segment would make of it: nowhere an empty
 * element, repetition or component at the end of what it is part of? One pass without a branch,
 * since of nearly every claim it is. */
static bool is_trimmed(sj_str s) {
    unsigned odd = s.len && s.ptr[s.len - 1] != END_OF_SEGMENT;
    for (size_t i = 1; i < s.len; i++) {
        char a = s.ptr[i - 1], b = s.ptr[i];
        unsigned component = a == COMPONENT, repetition = a == REPETITION, element = a == ELEMENT;
        odd |= (b == END_OF_SEGMENT) & (component | repetition | element);
        odd |= (b == ELEMENT) & (component | repetition);
        odd |= (b == REPETITION) & component;
    }
    return !odd;
}

static void flush(piece *p) {
    sj_sha256_add(p->h, p->bytes, p->n);
    p->n = 0;
}

static bool is_number_only(sj_str segment, char element) {
    return segment.len > 2 && segment.ptr[2] == element &&
           (memcmp(segment.ptr, "HL", 2) == 0 || memcmp(segment.ptr, "LX", 2) == 0);
}

static bool are_ours(const sj_delimiters *d) {
    return d->element == ELEMENT && d->component == COMPONENT && d->terminator == END_OF_SEGMENT &&
           (d->repetition == REPETITION || !d->repetition);
}

void sj_raw_fingerprint(sj_sha256 *h, const sj_claim_raw *raw, uint8_t out[SJ_SHA256_SIZE]) {
    piece p;
    p.h = h;
    p.n = 0;
    size_t n = raw->provider.len + raw->subscriber.len + raw->patient.len + raw->claim.len;
    sj_str rest = {raw->provider.ptr, n}, segment;
    bool as_it_stands = are_ours(&raw->delims) && is_trimmed(rest);
    const char *run = rest.ptr; /* segments from here on can be hashed as they stand */
    sj_sha256_begin(h);
    for (const char *at = run; sj_raw_next(&rest, raw->delims.terminator, &segment);
         at = rest.ptr) {
        bool skipped = is_number_only(segment, raw->delims.element);
        if (as_it_stands && !skipped) continue;
        if (at > run) {
            flush(&p);
            sj_sha256_add(h, run, (size_t)(at - run));
        }
        if (!skipped) put_segment(&p, segment, &raw->delims);
        run = rest.ptr;
    }
    flush(&p);
    if (rest.ptr > run) sj_sha256_add(h, run, (size_t)(rest.ptr - run));
    sj_sha256_end(h, out);
}
