/* Segments gone, too many, swapped, unknown, out of place. */
#include "tests/mutation/mutation.h"

#include <stdio.h>

static void set_tag(expectation *e, const sj_guide_segment *row) {
    memcpy(e->tag, row->id, sizeof e->tag);
}

static unsigned count_row(const sample *s, const piece *p) {
    unsigned n = 0;
    for (uint32_t i = 0; i < s->n; i++)
        n += s->pieces[i].row == p->row && s->pieces[i].loop == p->loop;
    return n;
}

static unsigned count_loop(const sample *s, const piece *p) {
    const loop_use *l = &s->loops[p->loop];
    unsigned n = 0;
    for (uint32_t i = 1; i < s->n_loops; i++)
        n += s->loops[i].row == l->row && s->loops[i].parent == l->parent;
    return n;
}

static bool is_first(const sample *s, const piece *p) {
    return s->guide->loops[row_of(s, p)->loop].first_segment == p->row;
}

/* Without the first segment of a loop that may repeat, what followed it reads as more of the one
 * before: too often where the same stood last there (or may stand there once), out of order where
 * it belongs further up. */
static void expect_merged(const sample *s, uint32_t i, expectation *e) {
    const piece *p = &s->pieces[i], *next = p + 1;
    if (i + 1 == s->n) return;
    bool is_same = i && s->pieces[i - 1].row == next->row;
    e->codes = next->loop != p->loop ? "3 4" : is_same ? "3 5" : "3 7";
    if (next->loop != p->loop) e->loop = NULL;
    e->tag[0] = 0;
}

/* A segment that must be there goes. */
static void take_away(tester *t, uint32_t i) {
    const sample *s = t->s;
    const piece *p = &s->pieces[i];
    const sj_guide_segment *row = row_of(s, p);
    const sj_guide_loop *loop = &s->guide->loops[row->loop];
    expectation e = {.operator= "segment gone", .loop = loop->id, .codes = "3"};
    uint64_t at;
    set_tag(&e, row);
    if (row->usage != SJ_REQUIRED || count_row(s, p) > 1) return;
    if (is_first(s, p)) {
        bool is_alone = s->loops[p->loop].pieces == 1;
        if (is_alone && (loop->usage != SJ_REQUIRED || count_loop(s, p) > 1)) return;
        if (is_alone) e.codes = "I7 3";
        /* What followed may stand in the loop before it just as well. */
        e.may_be_right = loop->usage != SJ_REQUIRED || count_loop(s, p) > 1;
        if (loop->usage != SJ_REQUIRED) e.loop = NULL; /* which one it was is a guess */
        if (loop->max > 1 && count_loop(s, p) > 1) expect_merged(s, i, &e);
    }
    if (!is_chosen(t)) return;
    size_t len = sample_write(s, i, (sj_str){NULL, 0}, t->mutant, &at);
    judge(t, len, &e);
}

enum { MANY = 1000, ROOM = MUTANT_SIZE / 2 };

/* Pieces `i` to `last`, `times` times behind each other; 0: there is no room. */
static size_t repeat(const sample *s, uint32_t i, uint32_t last, unsigned times, char *out) {
    size_t n = 0;
    for (; times; times--)
        for (uint32_t k = i; k <= last; k++) {
            const piece *p = &s->pieces[k];
            if (n + p->len + 2048 > ROOM) return 0; /* with what stands before it */
            if (n) out[n++] = s->delims.terminator;
            memcpy(out + n, p->text, p->len);
            n += p->len;
        }
    return n;
}

/* The last piece of the loop that `i` begins, with the loops inside. */
static uint32_t last_of_loop(const sample *s, uint32_t i) {
    return i + s->loops[s->pieces[i].loop].pieces - 1;
}

/* One more than may be: of a segment, or of a whole loop behind its last. */
static void overdo(tester *t, uint32_t i) {
    const sample *s = t->s;
    const piece *p = &s->pieces[i];
    const sj_guide_segment *row = row_of(s, p);
    const sj_guide_loop *loop = &s->guide->loops[row->loop];
    static char with[ROOM];
    bool is_loop = is_first(s, p) && row->max == 1;
    uint32_t last = is_loop ? last_of_loop(s, i) : i;
    uint32_t max = is_loop ? loop->max : row->max;
    unsigned have = is_loop ? count_loop(s, p) : count_row(s, p);
    if (max > MANY || have > max || (is_loop && s->pieces[last].row == SJ_NO_ROW)) return;
    expectation e = {.operator= is_loop ? "loop too often" : "segment too often",
                     .loop = loop->id,
                     .codes = is_loop ? "4" : "5"};
    set_tag(&e, row);
    uint64_t at;
    if (!is_chosen(t)) return;
    /* In place of the last piece: it, and what is too much. */
    size_t before = last > i ? repeat(s, last, last, 1, with) : 0;
    if (before) with[before++] = s->delims.terminator;
    size_t n = repeat(s, i, last, max - have + (last > i ? 1 : 2), with + before);
    if (n && before + n < ROOM)
        judge(t, sample_write(s, last, (sj_str){with, before + n}, t->mutant, &at), &e);
}

/* A segment behind this one that does not belong there. */
static void intrude(tester *t, uint32_t i, const char *tag, const char *codes) {
    const sample *s = t->s;
    const piece *p = &s->pieces[i];
    char with[2048];
    uint64_t at;
    if (p->len > 2000 || !is_chosen(t)) return;
    memcpy(with, p->text, p->len);
    int n = snprintf(with + p->len, sizeof with - p->len, "%c%s%c1", s->delims.terminator, tag,
                     s->delims.element);
    expectation e = {.operator= "segment that does not belong", .codes = codes};
    memcpy(e.tag, tag, strlen(tag) + 1);
    judge(t, sample_write(s, i, (sj_str){with, p->len + (size_t)n}, t->mutant, &at), &e);
}

/* This one behind the next of its loop. */
static void swap(tester *t, uint32_t i) {
    const sample *s = t->s;
    const piece *p = &s->pieces[i], *q = p + 1;
    if (i + 1 == s->n || q->loop != p->loop || q->row == SJ_NO_ROW || is_first(s, p)) return;
    if (row_of(s, q)->pos <= row_of(s, p)->pos) return;
    /* With another of its kind before it, it may just as well begin a loop whose first is missing.
     */
    if (count_row(s, p) > 1 || !is_chosen(t)) return;
    static sample swapped;
    uint64_t at;
    swapped = *s;
    swapped.pieces[i] = *q;
    swapped.pieces[i + 1] = *p;
    expectation e = {.operator= "segments swapped", .loop = loop_of(s, p), .codes = "7"};
    set_tag(&e, row_of(s, p));
    judge(t, sample_write(&swapped, i, (sj_str){q->text, q->len}, t->mutant, &at), &e);
}

void break_segments(tester *t) {
    if (!t->s->guide) return;
    bool is_claim = !strcmp(t->s->guide->transaction, "837");
    for (uint32_t i = 0; i < t->s->n; i++) {
        if (t->s->pieces[i].row == SJ_NO_ROW) continue;
        take_away(t, i);
        overdo(t, i);
        swap(t, i);
        intrude(t, i, "ZZZ", "1");
        intrude(t, i, is_claim ? "CLP" : "CLM", "6");
    }
}
