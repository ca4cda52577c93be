/* engine/pipeline/sniff.c - what a file is: told by its content, never by its name.
 *
 * One reading gives the digest of its bytes and the kinds of transaction sets in it. */
#include "engine/pipeline/run.h"

#include "engine/files/read.h"

#include <scrubjay/reader.h>

typedef struct source {
    FILE *file;
    sj_sha256 *sha;
    uint64_t bytes;
} source;

static ptrdiff_t read_hashed(void *ctx, char *buf, size_t cap) {
    source *s = ctx;
    ptrdiff_t n = sj_file_read(s->file, buf, cap);
    if (n > 0) {
        sj_sha256_add(s->sha, buf, (size_t)n);
        s->bytes += (uint64_t)n;
    }
    return n;
}

typedef struct sniffer {
    sj_run *run;
    sj_taken *taken;
    char version[40]; /* GS08 */
} sniffer;

static void keep_version(sniffer *s, sj_str version) {
    snprintf(s->version, sizeof s->version, "%.*s", SJ_FMT(version));
}

static void take_set(sniffer *s, const sj_segment *st) {
    static const struct {
        const char *transaction;
        unsigned content;
    } kinds[] = {{"837", SJ_HAS_CLAIMS},
                 {"835", SJ_HAS_REMITS},
                 {"999", SJ_HAS_ANSWERS},
                 {"997", SJ_HAS_ANSWERS},
                 {"277", SJ_HAS_ANSWERS}};
    sj_str transaction = sj_segment_el(st, 1), version = sj_segment_el(st, 3);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (sj_str_is(transaction, kinds[i].transaction)) s->taken->content |= kinds[i].content;
    if (s->taken->type[0]) return;
    const sj_guide *guide = NULL;
    sj_guides_match(s->run->guides, transaction, version.len ? version : sj_str_of(s->version),
                    &guide);
    if (guide)
        snprintf(s->taken->type, sizeof s->taken->type, "%s", guide->id);
    else
        snprintf(s->taken->type, sizeof s->taken->type, "%.*s", SJ_FMT(transaction));
}

static void take_segment(sniffer *s, const sj_segment *seg) {
    switch (seg->tag) {
    case SJ_TAG('G', 'S', 0):
        keep_version(s, sj_segment_el(seg, 8));
        break;
    case SJ_TAG('S', 'T', 0):
        take_set(s, seg);
        break;
    case SJ_TAG('T', 'A', '1'):
        s->taken->content |= SJ_HAS_ANSWERS;
        if (!s->taken->type[0]) memcpy(s->taken->type, "TA1", 4);
        break;
    default:
        break;
    }
}

static sj_status read_segments(sniffer *s, source *in, sj_err *err) {
    sj_reader *reader;
    sj_segment seg;
    enum sj_read_result what;
    sj_status status = sj_reader_open(&reader, read_hashed, in, NULL, err);
    if (status != SJ_OK) return status;
    while ((what = sj_reader_next(reader, &seg)) != SJ_READ_END && what != SJ_READ_FAILED)
        if (what == SJ_READ_SEGMENT) take_segment(s, &seg);
    const sj_err *failed = sj_reader_error(reader);
    if (what == SJ_READ_FAILED || (failed && failed->code != SJ_OK)) {
        status = failed->code;
        if (err) *err = *failed;
    }
    sj_reader_free(reader);
    return status;
}

sj_status sj_sniff(sj_run *r, sj_taken *t, sj_err *err) {
    source in = {.sha = r->sha};
    sniffer s = {.run = r, .taken = t};
    char rest[4096];
    t->type[0] = 0;
    t->content = 0;
    sj_status status = sj_taken_open(t, &in.file, err);
    if (status != SJ_OK) return status;
    sj_sha256_begin(r->sha);
    status = read_segments(&s, &in, err);
    while (read_hashed(&in, rest, sizeof rest) > 0) {
    } /* the digest is of all bytes */
    sj_sha256_end(r->sha, t->sha256);
    t->bytes = in.bytes;
    fclose(in.file);
    return status;
}
