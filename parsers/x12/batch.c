/* Batches: filling, scanning, and the rare segments that need more than their marks. */
#include "parsers/x12/batch.h"

#include "parsers/base/alloc.h"

enum {
    FIRST_SIZE = 2 * 1024,
    FULL_SIZE =
        32 * 1024, /* text and marks of a batch stay in the first-level and second-level cache */
    ROOM = SJ_SEGMENT_MAX + 1 + SJ_SCAN_SLACK,
    MAX_LENGTH_DIGITS = 9
};

bool sj_batch_init(sj_batch *b, const sj_kernel *kernel) {
    uint32_t *words = sj_malloc((1 + 4 * (size_t)ROOM) * sizeof *words + ROOM / 8 + 1);
    sj_scan_end *ends = sj_malloc((1 + (size_t)ROOM) * sizeof *ends);
    *b = (sj_batch){.kernel = kernel, .memory = {words, ends}};
    if (!words || !ends) return false;
    b->scan.marks = words + 1;
    b->scan.subs = b->scan.marks + ROOM;
    b->scan.odd = b->scan.subs + ROOM;
    b->wrapped = b->scan.odd + ROOM;
    b->scan.filled = (uint8_t *)(b->wrapped + ROOM);
    b->scan.ends = ends + 1;
    sj_batch_clear(b, true);
    return true;
}

void sj_batch_dispose(sj_batch *b) {
    sj_free(b->memory[0]);
    sj_free(b->memory[1]);
    *b = (sj_batch){0};
}

static void set_start(sj_batch *b, uint32_t start) {
    b->scan.ends[-1] = (sj_scan_end){UINT32_MAX, 0};
    b->scan.marks[-1] = start - 1;
}

void sj_batch_clear(sj_batch *b, bool is_new) {
    b->numbered += b->next;
    b->next = b->odd = b->len = b->scan.n_ends = 0;
    set_start(b, 0);
    b->cut = UINT32_MAX;
    b->is_live = b->is_binary = b->is_blank = false;
    if (is_new) b->size = FIRST_SIZE;
}

static bool is_blank_byte(char c, const sj_delimiters *d) {
    return (unsigned char)c <= ' ' && c != d->terminator && c != d->element;
}

/* Pass over blanks at base, however many; false when the callback failed. */
static bool skip_blanks(sj_batch *b, sj_window *w, const sj_delimiters *d) {
    for (;;) {
        if (!sj_window_fill(w, b->size)) return false;
        char *p = w->base;
        for (; p < w->end && is_blank_byte(*p, d); p++) b->is_blank |= *p != '\r' && *p != '\n';
        if (p < w->end || w->eof) {
            sj_window_pass(w, (size_t)(p - w->base));
            return true;
        }
        sj_window_slide(w, w->base, p);
    }
}

/* The input ends here. What stands behind the last terminator, unless blank, is a segment too. */
static void add_cut_segment(sj_batch *b, const char *base, uint32_t len, const sj_delimiters *d) {
    sj_scan *s = &b->scan;
    uint32_t from = s->n_ends ? s->marks[s->ends[s->n_ends - 1].mark] + 1 : 0;
    while (from < len && is_blank_byte(base[from], d)) from++;
    if (from == len) return;
    b->cut = s->n_ends;
    s->ends[s->n_ends++] = (sj_scan_end){s->n_marks, s->n_subs};
    s->marks[s->n_marks++] = len;
}

static bool is_measured(const sj_window *w, const sj_delimiters *d) {
    return sj_window_have(w) > 4 && w->base[0] == 'B' && w->base[3] == d->element &&
           (memcmp(w->base, "BIN", 3) == 0 || memcmp(w->base, "BDS", 3) == 0);
}

enum sj_batch_result sj_batch_read(sj_batch *b, sj_window *w, const sj_delimiters *d,
                                   size_t max_unit) {
    size_t passed = sj_batch_start(b), have = sj_window_have(w);
    sj_window_pass(w, passed < have ? passed : have);
    sj_batch_clear(b, false);
    if (!skip_blanks(b, w, d)) return SJ_BATCH_FAILED;
    if (sj_window_have(w) == 0) return SJ_BATCH_END;

    for (size_t size = b->size;; size = SJ_SEGMENT_MAX + 1) {
        if (!sj_window_fill(w, size)) return SJ_BATCH_FAILED;
        have = sj_window_have(w);
        uint32_t len = (uint32_t)(have < size ? have : size);
        b->kernel->scan(&b->scan, w->base, len, d);
        b->odd_at = b->scan.odd[0];
        b->is_live = true;
        b->len = len;
        if (w->eof && len == have) add_cut_segment(b, w->base, len, d);
        if (b->scan.n_ends) break;
        if (is_measured(w, d) && sj_batch_measure(b, w, 0, d, max_unit)) break;
        if (len > SJ_SEGMENT_MAX) return SJ_BATCH_TOOBIG;
    }
    b->size = b->size * 2 < FULL_SIZE ? b->size * 2 : FULL_SIZE;
    return SJ_BATCH_READY;
}

/* The number that stands between p and the element separator behind it; -1 for none. */
static int64_t read_length(const char *p, const char *end, char element, const char **behind) {
    int64_t n = 0;
    const char *start = p;
    for (; p < end && *p >= '0' && *p <= '9' && p - start < MAX_LENGTH_DIGITS; p++)
        n = n * 10 + (*p - '0');
    if (p == start || p >= end || *p != element) return -1;
    *behind = p + 1;
    return n;
}

bool sj_batch_measure(sj_batch *b, sj_window *w, uint32_t start, const sj_delimiters *d,
                      size_t max_unit) {
    const char *text = w->base + start, *p = text + 4;
    uint32_t marks[4], n = 0;
    marks[n++] = start + 3;
    if (text[1] == 'D') { /* BDS: a filter comes first */
        p = memchr(p, d->element, (size_t)(w->end - p));
        if (!p) return false;
        marks[n++] = (uint32_t)(p++ - w->base);
    }
    int64_t length = read_length(p, w->end, d->element, &p);
    if (length < 0 || (size_t)length > max_unit) return false;
    marks[n++] = (uint32_t)(p - 1 - w->base);
    size_t stop = (size_t)(p - w->base) + (size_t)length;
    if (!sj_window_fill(w, stop + 1) || sj_window_have(w) <= stop) return false;
    if (w->base[stop] != d->terminator) return false;
    marks[n++] = (uint32_t)stop;

    bool blank = b->is_blank;
    sj_batch_clear(b, false);
    memcpy(b->scan.marks, marks, n * sizeof *marks);
    b->scan.ends[0] = (sj_scan_end){n - 1, 0};
    b->scan.odd[0] = b->odd_at = UINT32_MAX;
    b->scan.n_ends = 1;
    set_start(b, start);
    b->is_live = b->is_binary = true;
    b->is_blank = blank;
    return true;
}

uint64_t sj_marks_present(const uint32_t *marks, uint32_t n) {
    uint64_t present = 0;
    if (n > SJ_SEGMENT_PRESENT) n = SJ_SEGMENT_PRESENT;
    for (uint32_t i = 1; i <= n; i++)
        if (marks[i] - marks[i - 1] > 1) present |= UINT64_C(1) << i;
    return present;
}

/* Move positions in [from, to) back by the line breaks that were taken out before each. */
static void shift(uint32_t *from, uint32_t *to, uint32_t start, const sj_wraps *w) {
    uint32_t gone = 0;
    for (; from < to; from++) {
        while (gone < w->n && w->at[gone] < *from - start) gone++;
        *from -= gone;
    }
}

static void unwrap(sj_batch *b, char *base, uint32_t start, char terminator) {
    const sj_wraps *w = &b->wraps;
    sj_scan_end before = sj_batch_before(b), end = b->scan.ends[b->next];
    uint32_t stop = b->scan.marks[end.mark], kept = start;
    for (uint32_t i = 0; i <= w->n; i++) {
        uint32_t from = i ? start + w->at[i - 1] + 1 : start;
        uint32_t to = i < w->n ? start + w->at[i] : stop;
        memmove(base + kept, base + from, to - from);
        kept += to - from;
    }
    /* The next segment is looked for behind the terminator; it finds line breaks to skip. */
    base[kept] = terminator;
    memset(base + kept + 1, '\n', stop - kept - (b->next == b->cut));
    shift(b->scan.marks + (uint32_t)(before.mark + 1), b->scan.marks + end.mark + 1, start, w);
    shift(b->scan.subs + before.sub, b->scan.subs + end.sub, start, w);
}

uint32_t sj_batch_settle(sj_batch *b, char *base, uint32_t start, char terminator) {
    uint32_t flags = 0, n = 0, stop = b->scan.marks[b->scan.ends[b->next].mark];
    for (; b->odd_at < stop; b->odd_at = b->scan.odd[++b->odd]) {
        uint32_t at = b->odd_at;
        if (at < start) continue;
        if (base[at] == '\r' || base[at] == '\n')
            b->wrapped[n++] = at - start;
        else
            flags |= SJ_SEG_ODD_BYTES;
    }
    b->wraps = (sj_wraps){b->wrapped, n};
    if (n == 0) return flags;
    unwrap(b, base, start, terminator);
    return flags | SJ_SEG_WRAPPED;
}
