/* The segments of a file written down in another way. */
#include "tests/metamorphic/metamorphic.h"

#include <stdlib.h>

void text_add(text *t, const void *bytes, size_t len) {
    if (t->len + len > t->room) {
        t->room = 2 * (t->len + len) + 4096;
        t->bytes = realloc(t->bytes, t->room);
        if (!t->bytes) abort();
    }
    if (len) memcpy(t->bytes + t->len, bytes, len);
    t->len += len;
}

void text_free(text *t) {
    free(t->bytes);
    *t = (text){NULL, 0, 0};
}

/* Separators that occur nowhere in the file. */
static bool choose_delimiters(sj_str from, sj_delimiters *out) {
    static const char candidates[] = "|!;%<>+={}[]\\`_@?#$&\"\x1c\x1d\x1e\x1f*:^~";
    char chosen[4];
    unsigned n = 0;
    for (const char *c = candidates; *c && n < 4; c++)
        if (!memchr(from.ptr, *c, from.len)) chosen[n++] = *c;
    *out = (sj_delimiters){chosen[0], chosen[1], chosen[2], chosen[3]};
    return n == 4;
}

typedef struct writer {
    text *out;
    const rewriting *how;
    sj_delimiters to;
    unsigned column;
} writer;

static void put(writer *w, char c) {
    if (w->how->wrap && w->column == w->how->wrap) {
        text_add(w->out, "\n", 1);
        w->column = 0;
    }
    text_add(w->out, &c, 1);
    w->column++;
}

/* One byte of a segment in the new separators. */
static char renamed(const writer *w, const sj_segment *seg, uint32_t at, uint32_t *mark,
                    uint32_t *sub) {
    char c = seg->text[at];
    const sj_delimiters *d = seg->delims;
    uint32_t base = (uint32_t)(seg->text - seg->base);
    if (*mark < seg->n && seg->marks[*mark] == base + at) {
        ++*mark;
        return w->to.element;
    }
    if (*sub < seg->n_subs && seg->subs[*sub] == base + at) {
        ++*sub;
        return c == d->component ? w->to.component : w->to.repetition;
    }
    if (seg->tag != SJ_TAG('I', 'S', 'A')) return c;
    bool is_separator =
        (*mark == 16 && c == d->component) || (*mark == 11 && d->repetition && c == d->repetition);
    return !is_separator ? c : *mark == 16 ? w->to.component : w->to.repetition;
}

static void put_segment(writer *w, const sj_segment *seg) {
    uint32_t mark = 0, sub = 0;
    if (!w->how->new_delimiters) w->to = *seg->delims;
    if (w->how->terminator) w->to.terminator = w->how->terminator;
    for (uint32_t i = 0; i < seg->len; i++) put(w, renamed(w, seg, i, &mark, &sub));
    if (seg->flags & SJ_SEG_UNTERMINATED) return;
    put(w, w->to.terminator);
    const char *between = w->how->between;
    if (!between) return;
    text_add(w->out, between, strlen(between));
    if (*between) w->column = 0;
}

/* May the file be written anew from its segments? Not where something stands outside of them, or
 * where a line break is its terminator. */
static bool is_plain(sj_str from) {
    sj_reader *r;
    sj_segment seg;
    bool is_whole = true, any = false;
    enum sj_read_result what;
    if (sj_reader_open_memory(&r, from.ptr, from.len, NULL, NULL) != SJ_OK) return false;
    do {
        what = sj_reader_next(r, &seg);
        is_whole &= what != SJ_READ_JUNK && what != SJ_READ_BAD_ISA && what != SJ_READ_FAILED;
        if (what != SJ_READ_SEGMENT) continue;
        any = true;
        is_whole &= seg.delims->terminator != '\n' && seg.delims->terminator != '\r' &&
                    seg.len > 0 && !(seg.flags & (SJ_SEG_BLANK_BEFORE | SJ_SEG_WRAPPED)) &&
                    seg.tag != SJ_TAG('B', 'I', 'N');
    } while (what != SJ_READ_END && what != SJ_READ_FAILED);
    sj_reader_free(r);
    return any && is_whole;
}

static const char company[] = "ISA*00*          *00*          *ZZ*SOMEBODY       *ZZ*ELSE          "
                              " *260504*0940*^*00501*987654321*0*T*:~"
                              "GS*FA*SOMEBODY*ELSE*20260504*0940*9876*X*005010X231A1~ST*999*7777*"
                              "005010X231A1~AK1*HC*1*005010X222A1~"
                              "AK9*A*1*1*1~SE*4*7777~GE*1*9876~IEA*1*987654321~\n";

bool rewrite(text *out, sj_str from, const rewriting *how) {
    writer w = {.out = out, .how = how};
    out->len = 0;
    if (how->in_company) text_add(out, company, sizeof company - 1);
    if (how->in_front) text_add(out, how->in_front, strlen(how->in_front));
    if (!how->new_delimiters && !how->between && !how->wrap) {
        text_add(out, from.ptr, from.len);
        return true;
    }
    if (!is_plain(from) || (how->new_delimiters && !choose_delimiters(from, &w.to))) return false;
    sj_reader *r;
    sj_segment seg;
    if (sj_reader_open_memory(&r, from.ptr, from.len, NULL, NULL) != SJ_OK) return false;
    while (sj_reader_next(r, &seg) == SJ_READ_SEGMENT) put_segment(&w, &seg);
    sj_reader_free(r);
    return true;
}
