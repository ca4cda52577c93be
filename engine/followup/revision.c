/* A stored claim as segments that can be changed. */
#include "engine/followup/revision.h"

#include <scrubjay/parse.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { LIMIT = 64 << 20, HEAD = 512, HEADER_SEGMENTS = 5, TEXT = 4096 };

static void fail(sj_revision *d, sj_status status) {
    if (d->status == SJ_OK) d->status = status;
}

void sj_revision_dispose(sj_revision *d) {
    sj_arena_dispose(&d->arena);
    *d = (sj_revision){.guide = NULL};
}

static bool next_segment(sj_str *rest, char terminator, sj_str *out) {
    if (!rest->len) return false;
    const char *end = memchr(rest->ptr, terminator, rest->len);
    size_t n = end ? (size_t)(end - rest->ptr) : rest->len;
    *out = (sj_str){rest->ptr, n};
    n += end != NULL;
    *rest = (sj_str){rest->ptr + n, rest->len - n};
    return true;
}

static bool more(sj_revision *d, uint32_t n) {
    if (d->n + n <= d->cap) return true;
    uint32_t cap = (d->n + n) * 2;
    sj_revision_segment *v = sj_arena_alloc(&d->arena, cap * sizeof *v);
    if (!v) {
        fail(d, SJ_ENOMEM);
        return false;
    }
    if (d->n) memcpy(v, d->v, d->n * sizeof *v);
    d->v = v;
    d->cap = cap;
    return true;
}

/* ---- places ---- */

typedef struct placing {
    sj_revision *d;
    uint32_t line, other;
} placing;

static void take_segment(void *ctx, const sj_set *set, uint16_t row, const sj_segment *seg,
                         uint32_t number) {
    placing *p = ctx;
    sj_revision *d = p->d;
    (void)set;
    if (number <= HEADER_SEGMENTS || number - HEADER_SEGMENTS > d->n) return;
    sj_revision_segment *own = &d->v[number - HEADER_SEGMENTS - 1];
    own->row = row;
    own->loop = row == SJ_NO_ROW ? SJ_NO_ROW : d->guide->segments[row].loop;
    const char *loop = own->loop == SJ_NO_ROW ? "" : d->guide->loops[own->loop].id;
    if (seg->tag == SJ_TAG('L', 'X', 0)) p->line++;
    if (seg->tag == SJ_TAG('S', 'B', 'R') && strcmp(loop, "2320") == 0) p->other++;
    own->line = p->line;
    own->other = p->line                                                        ? 0
                 : strncmp(loop, "232", 3) == 0 || strncmp(loop, "233", 3) == 0 ? p->other
                                                                                : 0;
}

/* An interchange with the claim alone. What stands in the envelope does not matter: only the places
 * of the claim's segments are looked at. */
static size_t write_head(const sj_revision *d, char out[HEAD]) {
    char e = d->delims.element, t = d->delims.terminator;
    snprintf(out, HEAD,
             "ISA|00|          |00|          |ZZ|SCRUBJAY       |ZZ|SCRUBJAY       |260101|0000|%c|"
             "00501|000000001|0|T|%c!GS|HC|SJ|SJ|20260101|0000|1|X|%s!ST|837|0001|%s!"
             "BHT|0019|00|1|20260101|0000|CH!NM1|41|2|SJ|||||46|SJ!PER|IC|SJ|TE|5555550100!"
             "NM1|40|2|SJ|||||46|SJ!",
             d->delims.repetition ? d->delims.repetition : 'U', d->delims.component,
             d->guide->version, d->guide->version);
    for (char *p = out; *p; p++) {
        if (p - out == 82 || p - out == 104) continue; /* ISA11, ISA16 */
        if (*p == '|') *p = e;
        if (*p == '!') *p = t;
    }
    return strlen(out);
}

static void place(sj_revision *d) {
    char head[HEAD];
    size_t n = write_head(d, head), size = n;
    if (d->status != SJ_OK) return;
    for (uint32_t i = 0; i < d->n; i++) size += d->v[i].text.len + 1;
    char *text = sj_arena_alloc(&d->arena, size);
    if (!text) {
        fail(d, SJ_ENOMEM);
        return;
    }
    memcpy(text, head, n);
    for (uint32_t i = 0; i < d->n; i++) {
        sj_revision_segment *s = &d->v[i];
        if (s->text.len) memcpy(text + n, s->text.ptr, s->text.len);
        n += s->text.len;
        text[n++] = d->delims.terminator;
        s->row = s->loop = SJ_NO_ROW;
        s->line = s->other = 0;
    }
    placing p = {d, 0, 0};
    const sj_parse_events events = {.ctx = &p, .segment = take_segment};
    const sj_parse_opts opts = {.snip = 1, .max_findings_per_set = 1};
    sj_status status = sj_parse_memory(d->guides, text, size, &events, &opts, NULL, NULL);
    if (status != SJ_OK) fail(d, status);
}

/* The claim stands alone in its set now. */
static void number_levels(sj_revision *d) {
    uint32_t levels = 0;
    for (uint32_t i = 0; i < d->n; i++) levels += sj_revision_is(d, i, NULL, "HL");
    uint32_t level = 0;
    for (uint32_t i = 0; i < d->n; i++) {
        if (!sj_revision_is(d, i, NULL, "HL")) continue;
        level++;
        d->v[i].text = sj_revision_text(d, level == 1   ? "HL*1**20*1"
                                           : level == 3 ? "HL*3*2*23*0"
                                           : levels > 2 ? "HL*2*1*22*1"
                                                        : "HL*2*1*22*0");
    }
}

sj_status sj_revision_read(sj_revision *d, sj_guides *guides, sj_str type, const sj_claim_raw *raw,
                           sj_err *err) {
    char id[8];
    sj_str rest, segment;
    const sj_str all = {raw->provider.ptr, raw->provider.len + raw->subscriber.len +
                                               raw->patient.len + raw->claim.len};
    *d = (sj_revision){.guides = guides, .delims = raw->delims};
    sj_arena_init(&d->arena, LIMIT);
    snprintf(id, sizeof id, "%.*s", SJ_FMT(type));
    sj_status status = sj_guides_get(guides, id, &d->guide, err);
    if (status != SJ_OK) return status;
    if (!sj_arena_copy(&d->arena, all, &rest)) fail(d, SJ_ENOMEM);
    while (d->status == SJ_OK && next_segment(&rest, d->delims.terminator, &segment))
        if (more(d, 1)) d->v[d->n++] = (sj_revision_segment){.text = segment};
    number_levels(d);
    place(d);
    return d->status == SJ_OK ? SJ_OK : sj_err_set(err, d->status, "a stored claim cannot be read");
}

/* ---- values ---- */

/* Element `n` of the segment, from 1: what stands between its delimiters, and where it begins. */
static bool find_part(sj_str s, char delimiter, unsigned n, sj_str *out) {
    for (;; n--) {
        const char *end = s.len ? memchr(s.ptr, delimiter, s.len) : NULL;
        size_t len = end ? (size_t)(end - s.ptr) : s.len;
        if (!n) {
            *out = (sj_str){s.ptr, len};
            return true;
        }
        if (!end) return false;
        s = (sj_str){end + 1, s.len - len - 1};
    }
}

sj_str sj_revision_value(const sj_revision *d, uint32_t i, unsigned element, unsigned component) {
    sj_str out = {NULL, 0}, part;
    if (i >= d->n || !find_part(d->v[i].text, d->delims.element, element, &part)) return out;
    if (!component) return part;
    return find_part(part, d->delims.component, component - 1, &out) ? out : (sj_str){NULL, 0};
}

static bool has_delimiter(const sj_revision *d, sj_str value, bool component_too) {
    for (size_t k = 0; k < value.len; k++) {
        char c = value.ptr[k];
        if (c == d->delims.element || c == d->delims.terminator || (unsigned char)c < 0x20 ||
            (component_too && c == d->delims.component) ||
            (component_too && d->delims.repetition && c == d->delims.repetition))
            return true;
    }
    return false;
}

/* `whole` with part `n` (from 0) put in the place of what is there; parts that are missing are
 * made. */
static size_t put_part(char *out, size_t cap, sj_str whole, char delimiter, unsigned n,
                       sj_str value) {
    size_t at = 0;
    sj_str part;
    unsigned count = 1;
    for (size_t k = 0; k < whole.len; k++) count += whole.ptr[k] == delimiter;
    for (unsigned i = 0; i < (n + 1 > count ? n + 1 : count); i++) {
        if (!find_part(whole, delimiter, i, &part)) part.len = 0;
        if (i == n) part = value;
        if (at + part.len + 1 >= cap) return cap;
        if (i) out[at++] = delimiter;
        if (part.len) memcpy(out + at, part.ptr, part.len);
        at += part.len;
    }
    while (at && out[at - 1] == delimiter) at--;
    return at;
}

void sj_revision_set(sj_revision *d, uint32_t i, unsigned element, unsigned component,
                     sj_str value) {
    char inner[TEXT], text[2 * TEXT];
    if (d->status != SJ_OK || i >= d->n) return;
    if (has_delimiter(d, value, component != 0)) {
        fail(d, SJ_EARG);
        return;
    }
    if (component) {
        size_t n = put_part(inner, sizeof inner, sj_revision_value(d, i, element, 0),
                            d->delims.component, component - 1, value);
        if (n == sizeof inner) fail(d, SJ_ETOOBIG);
        value = (sj_str){inner, n < sizeof inner ? n : 0};
    }
    size_t n = put_part(text, sizeof text, d->v[i].text, d->delims.element, element, value);
    if (n == sizeof text)
        fail(d, SJ_ETOOBIG);
    else if (!sj_arena_copy(&d->arena, (sj_str){text, n}, &d->v[i].text))
        fail(d, SJ_ENOMEM);
}

/* A text that is put together. */
typedef struct builder {
    sj_revision *d;
    size_t n;
    char text[2 * TEXT];
} builder;

static void put(builder *b, char c) {
    if (b->n < sizeof b->text)
        b->text[b->n++] = c;
    else
        fail(b->d, SJ_ETOOBIG);
}

/* Without what is empty at the end of a segment or an element. */
static void end_with(builder *b, char c) {
    const sj_delimiters *m = &b->d->delims;
    while (b->n && (b->text[b->n - 1] == m->component ||
                    (c != m->element && b->text[b->n - 1] == m->element)))
        b->n--;
    put(b, c);
}

static void put_value(builder *b, sj_str value, bool composite) {
    for (size_t i = 0; i < value.len; i++) {
        char c = value.ptr[i];
        if (composite && c == ':') {
            put(b, b->d->delims.component);
            continue;
        }
        if (has_delimiter(b->d, (sj_str){&c, 1}, true)) fail(b->d, SJ_EARG);
        put(b, c);
    }
}

sj_str sj_revision_text(sj_revision *d, const char *fmt, ...) {
    builder b = {.d = d};
    sj_str out = {NULL, 0};
    va_list args;
    va_start(args, fmt);
    for (; *fmt; fmt++) {
        if (*fmt == '*')
            end_with(&b, d->delims.element);
        else if (*fmt == '~')
            end_with(&b, d->delims.terminator);
        else if (*fmt == ':')
            put(&b, d->delims.component);
        else if (*fmt == '@' || *fmt == '&')
            put_value(&b, va_arg(args, sj_str), *fmt == '&');
        else
            put(&b, *fmt);
    }
    va_end(args);
    end_with(&b, d->delims.terminator);
    if (d->status == SJ_OK && !sj_arena_copy(&d->arena, (sj_str){b.text, b.n - 1}, &out))
        fail(d, SJ_ENOMEM);
    return out;
}

/* ---- finding, putting in, taking out ---- */

bool sj_revision_is(const sj_revision *d, uint32_t i, const char *loop, const char *tag) {
    if (i >= d->n) return false;
    sj_str id;
    find_part(d->v[i].text, d->delims.element, 0, &id);
    if (tag && !sj_str_is(id, tag)) return false;
    return !loop ||
           (d->v[i].loop != SJ_NO_ROW && strcmp(d->guide->loops[d->v[i].loop].id, loop) == 0);
}

static bool has_key(const sj_revision *d, uint32_t i, const char *key) {
    if (!key) return true;
    if (d->v[i].row == SJ_NO_ROW) return false;
    const sj_guide_segment *row = &d->guide->segments[d->v[i].row];
    return row->key_element &&
           sj_str_is(sj_revision_value(d, i, row->key_element, row->key_component), key);
}

uint32_t sj_revision_find(const sj_revision *d, const sj_revision_place *p, uint32_t from) {
    for (uint32_t i = from; i < d->n; i++)
        if (sj_revision_is(d, i, p->loop, p->tag) && has_key(d, i, p->key) &&
            d->v[i].line == p->line && (!p->other || d->v[i].other == p->other))
            return i;
    return d->n;
}

void sj_revision_insert(sj_revision *d, uint32_t at, sj_str text) {
    sj_str rest = text, segment;
    uint32_t n = 0;
    while (next_segment(&rest, d->delims.terminator, &segment)) n++;
    if (d->status != SJ_OK || !n || at > d->n || !more(d, n)) return;
    memmove(d->v + at + n, d->v + at, (d->n - at) * sizeof *d->v);
    d->n += n;
    for (rest = text; next_segment(&rest, d->delims.terminator, &segment);)
        d->v[at++] = (sj_revision_segment){.text = segment};
    place(d);
}

void sj_revision_remove(sj_revision *d, uint32_t at, uint32_t n) {
    if (d->status != SJ_OK || at + n > d->n) return;
    memmove(d->v + at, d->v + at + n, (d->n - at - n) * sizeof *d->v);
    d->n -= n;
    place(d);
}

static bool is_below(const sj_guide *g, uint16_t loop, uint16_t above) {
    while (loop != SJ_NO_ROW && loop != above) loop = g->loops[loop].parent;
    return loop == above;
}

static bool begins_loop(const sj_revision *d, uint32_t i) {
    uint16_t loop = d->v[i].loop;
    return loop != SJ_NO_ROW && d->v[i].row == d->guide->loops[loop].first_segment;
}

uint32_t sj_revision_end(const sj_revision *d, uint32_t first) {
    uint16_t loop = d->v[first].loop;
    uint32_t i = first + 1;
    while (i < d->n &&
           (d->v[i].loop == SJ_NO_ROW || (is_below(d->guide, d->v[i].loop, loop) &&
                                          !(d->v[i].loop == loop && begins_loop(d, i)))))
        i++;
    return i;
}

uint32_t sj_revision_room(const sj_revision *d, uint32_t first, uint16_t row) {
    uint32_t at = first + 1, end = sj_revision_end(d, first);
    for (uint32_t i = first + 1; i < end && d->v[i].loop == d->v[first].loop; i++)
        if (d->v[i].row <= row) at = i + 1;
    return at;
}

/* Loops stand in the guide's rows in its order: the new one goes behind all that come before it. */
uint32_t sj_revision_loop_room(const sj_revision *d, uint32_t first, const char *id,
                               uint16_t *loop) {
    const sj_guide *g = d->guide;
    *loop = SJ_NO_ROW;
    for (uint16_t i = 0; i < g->n_loops; i++)
        if (g->loops[i].parent == d->v[first].loop && strcmp(g->loops[i].id, id) == 0) *loop = i;
    if (*loop == SJ_NO_ROW) return d->n;
    uint32_t at = first + 1, end = sj_revision_end(d, first);
    for (uint32_t i = first + 1; i < end; i++)
        if (d->v[i].loop != SJ_NO_ROW &&
            (d->v[i].loop <= *loop || is_below(g, d->v[i].loop, *loop)))
            at = i + 1;
    return at;
}

/* ---- lines ---- */

uint32_t sj_revision_lines(const sj_revision *d) {
    return d->n ? d->v[d->n - 1].line : 0;
}

void sj_revision_number_lines(sj_revision *d) {
    char number[16];
    for (uint32_t i = 0; i < d->n; i++) {
        if (!sj_revision_is(d, i, NULL, "LX")) continue;
        snprintf(number, sizeof number, "%u", d->v[i].line);
        sj_revision_set(d, i, 1, 0, sj_str_of(number));
    }
}

sj_money sj_revision_charges(const sj_revision *d) {
    sj_money sum = 0, charge;
    for (uint32_t i = 0; i < d->n; i++) {
        unsigned at = sj_revision_is(d, i, NULL, "SV2") ? 3 : 2;
        bool service =
            at == 3 || sj_revision_is(d, i, NULL, "SV1") || sj_revision_is(d, i, NULL, "SV3");
        if (service && sj_money_parse(sj_revision_value(d, i, at, 0), &charge))
            sum = sj_money_add(sum, charge);
    }
    return sum;
}
