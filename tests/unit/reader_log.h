/* What the reader gives for an input, as text: one line per event, so that a test can say what it
 * expects and a difference can be read.
 *
 *   @412 #17 W NM1|85|2|A:B^C
 *
 * says: a segment at offset 412, the 17th since ISA, with flags (O odd bytes, W wrapped, U
 * unterminated, B blanks before; - none) and its elements, taken apart down to the components and
 * written with | : ^ whatever the delimiters were. "!" stands before a segment whose id is no id.
 * Other events: "@0 junk TEXT", "@0 bad ISA", "end", "failed STATUS @OFFSET". */
#ifndef SJ_TESTS_READER_LOG_H
#define SJ_TESTS_READER_LOG_H

#include <scrubjay/reader.h>

#include <stdio.h>
#include <stdlib.h>

/* Input in pieces of at most `cut` bytes (0: as many as asked for). */
typedef struct cut_input {
    const char *at;
    size_t left, cut;
} cut_input;

static ptrdiff_t read_cut(void *ctx, char *buf, size_t cap) {
    cut_input *in = ctx;
    size_t n = in->left < cap ? in->left : cap;
    if (in->cut && n > in->cut) n = in->cut;
    if (n) memcpy(buf, in->at, n);
    in->at += n;
    in->left -= n;
    return (ptrdiff_t)n;
}

static void put_text(FILE *log, sj_str s) {
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c >= ' ' && c < 0x7f)
            fputc(c, log);
        else
            fprintf(log, "<%02x>", c);
    }
}

static void put_element(FILE *log, const sj_segment *s, uint32_t i) {
    for (uint32_t r = 1; r <= sj_segment_repeats(s, i); r++) {
        if (r > 1) fputc('^', log);
        uint32_t comps = sj_segment_count_comps(s, sj_segment_rep(s, i, r));
        for (uint32_t c = 1; c <= comps; c++) {
            if (c > 1) fputc(':', log);
            put_text(log, sj_segment_rep_comp(s, i, r, c));
        }
    }
}

/* sj_segment.present says the same as the elements. */
static void check_present(const sj_segment *s) {
    for (uint32_t i = 0; i <= SJ_SEGMENT_PRESENT; i++)
        if ((s->present >> i & 1) != (i && sj_segment_el(s, i).len)) abort();
}

static void put_segment(FILE *log, const sj_segment *s) {
    check_present(s);
    fprintf(log, "@%llu #%u ", (unsigned long long)s->offset, s->number);
    if (s->flags == 0) fputc('-', log);
    if (s->flags & SJ_SEG_ODD_BYTES) fputc('O', log);
    if (s->flags & SJ_SEG_WRAPPED) fputc('W', log);
    if (s->flags & SJ_SEG_UNTERMINATED) fputc('U', log);
    if (s->flags & SJ_SEG_BLANK_BEFORE) fputc('B', log);
    fputc(' ', log);
    if (s->tag == 0) fputc('!', log);
    for (uint32_t i = 0; i <= s->n; i++) {
        if (i) fputc('|', log);
        if (i == 0 || s->n_subs == 0)
            put_text(log, sj_segment_el(s, i));
        else
            put_element(log, s, i);
    }
    fputc('\n', log);
}

/* The log of a reader until its end, NUL-terminated, to be freed. */
static char *reader_log(const void *bytes, size_t len, size_t cut, const sj_reader_opts *opts) {
    char *text = NULL;
    size_t size = 0;
    FILE *log = open_memstream(&text, &size);
    cut_input in = {bytes, len, cut};
    sj_reader *r;
    sj_err err;
    if (sj_reader_open(&r, read_cut, &in, opts, &err) != SJ_OK) abort();
    for (bool goes_on = true; goes_on;) {
        sj_segment s;
        switch (sj_reader_next(r, &s)) {
        case SJ_READ_SEGMENT:
            put_segment(log, &s);
            break;
        case SJ_READ_JUNK:
            fprintf(log, "@%llu junk ", (unsigned long long)s.offset);
            put_text(log, (sj_str){s.text, s.len});
            fputc('\n', log);
            break;
        case SJ_READ_BAD_ISA:
            fprintf(log, "@%llu bad ISA\n", (unsigned long long)s.offset);
            break;
        case SJ_READ_END:
            fputs("end\n", log);
            goes_on = false;
            break;
        case SJ_READ_FAILED:
            fprintf(log, "failed: %s @%llu\n", sj_status_text(sj_reader_error(r)->code),
                    (unsigned long long)sj_reader_error(r)->pos.offset);
            goes_on = false;
            break;
        }
    }
    sj_reader_free(r);
    fclose(log);
    return text;
}

#endif
