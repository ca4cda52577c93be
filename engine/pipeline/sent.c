/* engine/pipeline/sent.c - a claim's raw text walked once more, so that each segment has its place.
 */
#include "engine/pipeline/sent.h"

#include "engine/pipeline/raw.h"

#include <ctype.h>
#include <scrubjay/parse.h>
#include <stdio.h>
#include <stdlib.h>

enum { LIMIT = 16 << 20, HEAD = 512 };

void sj_sent_init(sj_sent *s) {
    *s = (sj_sent){.guide = NULL};
    sj_arena_init(&s->arena, LIMIT);
}

void sj_sent_dispose(sj_sent *s) {
    sj_arena_dispose(&s->arena);
}

/* ---- reading ---- */

typedef struct reading {
    sj_sent *sent;
    uint32_t line;
} reading;

static void take_segment(void *ctx, const sj_set *set, uint16_t row, const sj_segment *seg,
                         uint32_t number) {
    reading *r = ctx;
    sj_sent *s = r->sent;
    (void)set;
    if (number <= SJ_SENT_HEADER || number - SJ_SENT_HEADER > s->n) return;
    if (seg->tag == SJ_TAG('L', 'X', 0)) r->line++;
    sj_sent_segment *own = &s->v[number - SJ_SENT_HEADER - 1];
    own->row = row;
    own->line = r->line;
}

/* An interchange with the claim alone, in its own delimiters. What stands in the envelope does not
 * matter: only the places of the claim's segments are looked at. */
static size_t write_interchange(const sj_sent *s, sj_str segments, char *buf, size_t cap) {
    char e = s->delims.element, t = s->delims.terminator;
    char isa[HEAD];
    snprintf(isa, sizeof isa,
             "ISA|00|          |00|          |ZZ|SCRUBJAY       |ZZ|SCRUBJAY       |260101|0000|%c|"
             "00501|000000001|0|T|%c!GS|HC|SJ|SJ|20260101|0000|1|X|%s!ST|837|0001|%s!"
             "BHT|0019|00|1|20260101|0000|CH!NM1|41|2|SJ|||||46|SJ!PER|IC|SJ|TE|5555550100!"
             "NM1|40|2|SJ|||||46|SJ!",
             s->delims.repetition ? s->delims.repetition : 'U', s->delims.component,
             s->guide->version, s->guide->version);
    for (char *p = isa; *p; p++) {
        if (p - isa == 82 || p - isa == 104) continue; /* ISA11, ISA16 */
        if (*p == '|') *p = e;
        if (*p == '!') *p = t;
    }
    size_t n = strlen(isa);
    if (n + segments.len > cap) return 0;
    memcpy(buf, isa, n);
    memcpy(buf + n, segments.ptr, segments.len);
    return n + segments.len;
}

static bool split(sj_sent *s, sj_str all) {
    sj_str rest = all, segment;
    uint32_t n = 0;
    while (sj_raw_next(&rest, s->delims.terminator, &segment)) n++;
    s->v = sj_arena_zalloc(&s->arena, (n + 1) * sizeof *s->v);
    if (!s->v) return false;
    for (rest = all; sj_raw_next(&rest, s->delims.terminator, &segment);)
        s->v[s->n++] = (sj_sent_segment){segment, SJ_NO_ROW, 0};
    return true;
}

/* Index of the first segment that begins at or behind `at`. */
static uint32_t index_of(const sj_sent *s, const char *at) {
    uint32_t i = 0;
    while (i < s->n && s->v[i].text.ptr < at) i++;
    return i;
}

static sj_status no_memory(sj_err *err) {
    return sj_err_set(err, SJ_ENOMEM, "no memory to look at what was sent");
}

sj_status sj_sent_read(sj_sent *s, sj_guides *guides, sj_str type, const sj_claim_raw *raw,
                       sj_err *err) {
    char id[8];
    sj_str all = {raw->provider.ptr,
                  raw->provider.len + raw->subscriber.len + raw->patient.len + raw->claim.len};
    sj_str copy;
    snprintf(id, sizeof id, "%.*s", SJ_FMT(type));
    sj_arena_reset(&s->arena);
    s->n = 0;
    s->delims = raw->delims;
    sj_status status = sj_guides_get(guides, id, &s->guide, err);
    if (status != SJ_OK) return status;
    size_t cap = all.len + HEAD;
    char *x12 = sj_arena_alloc(&s->arena, cap);
    if (!x12 || !sj_arena_copy(&s->arena, all, &copy) || !split(s, copy)) return no_memory(err);
    s->subscriber = index_of(s, copy.ptr + raw->provider.len);
    s->patient = index_of(s, copy.ptr + raw->provider.len + raw->subscriber.len);
    s->claim = index_of(s, copy.ptr + raw->provider.len + raw->subscriber.len + raw->patient.len);
    reading r = {s, 0};
    const sj_parse_events events = {.ctx = &r, .segment = take_segment};
    const sj_parse_opts opts = {.snip = 1, .max_findings_per_set = 1};
    size_t n = write_interchange(s, copy, x12, cap);
    return sj_parse_memory(guides, x12, n, &events, &opts, NULL, err);
}

/* ---- looking ---- */

const sj_sent_segment *sj_sent_at(const sj_sent *s, int64_t behind) {
    int64_t at = (int64_t)s->claim + behind;
    return at >= 0 && at < s->n ? &s->v[at] : NULL;
}

/* Part `i` (from 0) of a text between separators; empty beyond the last. */
static sj_str part(sj_str text, char separator, unsigned i) {
    const char *end = text.ptr + text.len;
    for (; text.len || i; i--) {
        const char *stop = text.len && separator ? memchr(text.ptr, separator, text.len) : NULL;
        if (i == 0) return (sj_str){text.ptr, stop ? (size_t)(stop - text.ptr) : text.len};
        if (!stop) break;
        text = (sj_str){stop + 1, (size_t)(end - stop - 1)};
    }
    return (sj_str){NULL, 0};
}

sj_str sj_sent_value(const sj_sent *s, const sj_sent_segment *seg, unsigned element,
                     unsigned component, unsigned repeat) {
    sj_str value = part(seg->text, s->delims.element, element);
    value = part(value, s->delims.repetition, repeat ? repeat - 1 : 0);
    return component ? part(value, s->delims.component, component - 1) : value;
}

sj_str sj_sent_qualifier(const sj_sent *s, const sj_sent_segment *seg, unsigned element) {
    char tag[4];
    sj_sent_tag(s, seg, tag);
    if (strcmp(tag, "HI") == 0) return sj_sent_value(s, seg, element ? element : 1, 1, 1);
    if (seg->row == SJ_NO_ROW) return sj_sent_value(s, seg, 1, 0, 1);
    const sj_guide_segment *row = &s->guide->segments[seg->row];
    return row->key_element ? sj_sent_value(s, seg, row->key_element, row->key_component, 1)
                            : (sj_str){NULL, 0};
}

void sj_sent_tag(const sj_sent *s, const sj_sent_segment *seg, char out[4]) {
    sj_str tag = sj_sent_value(s, seg, 0, 0, 0);
    snprintf(out, 4, "%.*s", tag.len <= 3 ? (int)tag.len : 0, tag.ptr);
}

const char *sj_sent_loop(const sj_sent *s, const sj_sent_segment *seg) {
    if (seg->row == SJ_NO_ROW) return "";
    return s->guide->loops[s->guide->segments[seg->row].loop].id;
}

static bool lists(const char *words, sj_str word) {
    for (const char *at = words; *at; at += *at == ' ') {
        size_t n = strcspn(at, " ");
        if (n == word.len && memcmp(at, word.ptr, n) == 0) return true;
        at += n;
    }
    return false;
}

const sj_sent_segment *sj_sent_find(const sj_sent *s, const char *loop, const char *tag,
                                    const char *qualifiers, uint32_t line) {
    char own[4];
    for (const sj_sent_segment *seg = s->v; seg < s->v + s->n; seg++) {
        if ((line && seg->line != line) || strcmp(sj_sent_loop(s, seg), loop) != 0) continue;
        sj_sent_tag(s, seg, own);
        if (strcmp(own, tag) != 0) continue;
        if (!qualifiers || lists(qualifiers, sj_sent_qualifier(s, seg, 1))) return seg;
    }
    return NULL;
}

uint32_t sj_sent_line(const sj_sent *s, sj_str control) {
    for (const sj_sent_segment *seg = s->v; control.len && seg < s->v + s->n; seg++)
        if (seg->line && sj_str_is(sj_sent_value(s, seg, 0, 0, 0), "REF") &&
            sj_str_is(sj_sent_value(s, seg, 1, 0, 0), "6R") &&
            sj_str_eq(sj_sent_value(s, seg, 2, 0, 0), control))
            return seg->line;
    return 0;
}

/* ---- naming ---- */

static const sj_guide_element *element_of(const sj_guide *g, const sj_guide_segment *seg,
                                          unsigned element, unsigned component) {
    if (!element || element > seg->n_elements) return NULL;
    const sj_guide_element *e = &g->elements[seg->first_element + element - 1];
    if (component && component <= e->n_components)
        return &g->elements[e->first_component + component - 1];
    return e;
}

/* Is it the segment's name that says what a value is? REF02 is always a "Reference", DTP03 a date.
 */
static bool is_named_by_segment(const char *tag) {
    static const char *const tags[] = {"REF", "DTP", "AMT", "QTY", "HCP", "NTE", "CN1", "K3"};
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        if (strcmp(tag, tags[i]) == 0) return true;
    return false;
}

/* Loops about somebody: their elements have general names ("City"). */
static bool is_party(const char *loop) {
    return strncmp(loop, "2010", 4) == 0 || strncmp(loop, "2310", 4) == 0 ||
           strncmp(loop, "2330", 4) == 0 || strncmp(loop, "2420", 4) == 0;
}

void sj_sent_name(const sj_sent *s, uint16_t row, unsigned element, unsigned component, char *buf,
                  size_t cap) {
    buf[0] = 0;
    if (row == SJ_NO_ROW) return;
    const sj_guide_segment *seg = &s->guide->segments[row];
    const sj_guide_loop *loop = &s->guide->loops[seg->loop];
    const sj_guide_element *e = element_of(s->guide, seg, element, component);
    if (!e || (is_named_by_segment(seg->id) && element > 1)) {
        snprintf(buf, cap, "%s", seg->name);
    } else if (is_party(loop->id)) {
        int n = snprintf(buf, cap, "%s, %s", loop->name, e->name);
        size_t at = strlen(loop->name) + 2;
        if (n > 0 && at + 1 < cap && islower((unsigned char)buf[at + 1]))
            buf[at] = (char)tolower((unsigned char)buf[at]);
    } else {
        snprintf(buf, cap, "%s", e->name);
    }
}
