/* What was acknowledged: the claim's events, and the very segments of each TA1, 999 and 277CA that
 * are about it. */
#include "engine/report/packet_parts.h"

#include "engine/files/read.h"
#include "engine/report/html.h"
#include "engine/store/events.h"
#include "engine/store/files.h"
#include "parsers/base/alloc.h"

#include <inttypes.h>

enum { FILES = 16, LARGEST = 8 << 20, WORDS = 512 };

typedef struct causes {
    sj_packet *p;
    int64_t v[FILES];
    size_t n;
} causes;

static bool tell_event(void *ctx, const sj_event *e) {
    causes *c = ctx;
    FILE *to = c->p->to;
    char at[32], words[WORDS];
    c->p->opts->clock_text(e->at, at);
    c->p->opts->event_words(e->what, e->codes, words, sizeof words);
    fprintf(to, "<tr><td class=\"short\">%s<td>", at);
    sj_html_text(to, e->what);
    fputs("<td class=\"short\">", to);
    sj_html_textz(to, sj_state_text(e->to));
    fputs("<td>", to);
    sj_html_textz(to, words);
    if (!words[0]) sj_html_text(to, e->codes);
    if (words[0] && !memmem(words, strlen(words), e->codes.ptr, e->codes.len)) {
        fputs(" (", to);
        sj_html_text(to, e->codes);
        fputs(")", to);
    }
    fputs("<td>", to);
    sj_html_text(to, e->cause_name);
    if (e->segment) fprintf(to, ", segment %u", e->segment);
    fputs("\n", to);
    bool ack = false;
    static const char *const kinds[] = {"TA1", "999", "997", "277CA"};
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
        ack |= e->what.len >= strlen(kinds[k]) &&
               memcmp(e->what.ptr, kinds[k], strlen(kinds[k])) == 0; /* "277CA payer" too */
    size_t i = 0;
    while (i < c->n && c->v[i] != e->cause) i++;
    if (ack && e->cause && i == c->n && c->n < FILES) c->v[c->n++] = e->cause;
    return true;
}

static bool next_segment(sj_str *rest, char terminator, sj_str *out) {
    while (rest->len && (rest->ptr[0] == '\n' || rest->ptr[0] == '\r')) rest->ptr++, rest->len--;
    if (!rest->len) return false;
    const char *end = memchr(rest->ptr, terminator, rest->len);
    size_t n = end ? (size_t)(end - rest->ptr) : rest->len;
    *out = (sj_str){rest->ptr, n};
    n += end != NULL;
    *rest = (sj_str){rest->ptr + n, rest->len - n};
    return true;
}

static bool begins(sj_str s, const char *tag, char element) {
    size_t n = strlen(tag);
    return s.len > n && memcmp(s.ptr, tag, n) == 0 && s.ptr[n] == element;
}

/* Is one of its elements (from 1) this text? */
static bool has_element(sj_str s, char element, unsigned n, sj_str wanted) {
    const char *at = s.ptr, *end = s.ptr + s.len;
    for (; n && at; n--) {
        at = memchr(at, element, (size_t)(end - at));
        at = at ? at + 1 : NULL;
    }
    if (!at) return false;
    const char *stop = memchr(at, element, (size_t)(end - at));
    return sj_str_eq((sj_str){at, (size_t)((stop ? stop : end) - at)}, wanted);
}

static void put(FILE *to, sj_str segment, char terminator) {
    sj_html_text(to, segment);
    fputc(terminator, to);
    fputc('\n', to);
}

/* A 277CA: of all the patients in it, the level in which this claim's number stands. */
static bool concerns(sj_str level, char element, char terminator, sj_str account) {
    sj_str segment;
    while (next_segment(&level, terminator, &segment))
        if (begins(segment, "TRN", element) && has_element(segment, element, 2, account))
            return true;
    return false;
}

/* Levels above patients (20, 21, 19) and what stands before and behind them is told; of patients
 * (PT, 22 …) only this one. A 999: its set (AK2 … IK5) only. */
static void tell_own(sj_packet *p, sj_str text) {
    char element = text.ptr[3], terminator = text.ptr[105];
    sj_str rest = text, segment;
    bool silent = false;
    fputs("<pre>", p->to);
    while (next_segment(&rest, terminator, &segment)) {
        if (begins(segment, "HL", element)) {
            const char *end = rest.ptr;
            sj_str level = rest, next;
            while (next_segment(&level, terminator, &next) && !begins(next, "HL", element) &&
                   !begins(next, "SE", element))
                end = next.ptr + next.len + 1 <= rest.ptr + rest.len ? next.ptr + next.len + 1
                                                                     : rest.ptr + rest.len;
            bool patient = has_element(segment, element, 3, SJ_STR("PT")) ||
                           has_element(segment, element, 3, SJ_STR("22"));
            silent = patient && !concerns((sj_str){rest.ptr, (size_t)(end - rest.ptr)}, element,
                                          terminator, p->d.account);
        } else if (begins(segment, "AK2", element)) {
            silent = !has_element(segment, element, 2, p->batch_control);
        } else if (begins(segment, "SE", element) || begins(segment, "AK9", element)) {
            silent = false;
        }
        if (!silent) put(p->to, segment, terminator);
    }
    fputs("</pre>\n", p->to);
}

static bool tell_file(void *ctx, const sj_file *f) {
    sj_packet *p = ctx;
    char path[1024], hex[2 * SJ_SHA256_SIZE + 1];
    sj_packet_hex(f->sha256, hex);
    fputs("<h3>", p->to);
    sj_html_text(p->to, f->name);
    fprintf(p->to, "</h3>\n<p class=\"small\">%" PRIu64 " bytes, SHA-256 %s. ", f->bytes, hex);
    fputs("Segments about other patients are left out.</p>\n", p->to);
    snprintf(path, sizeof path, "%s/%.*s", p->opts->home, SJ_FMT(f->place));
    char *text;
    size_t n;
    if (sj_file_whole(&text, &n, path, LARGEST, NULL) == SJ_OK && n > 106)
        tell_own(p, (sj_str){text, n});
    else
        fputs("<p>The file is not in the archive any more.</p>\n", p->to);
    sj_free(text);
    return false;
}

void sj_packet_acks(sj_packet *p) {
    causes c = {.p = p};
    fputs("<table><caption>What became of the claim</caption><thead><tr><th scope=\"col\">When<th "
          "scope=\"col\">By"
          "<th scope=\"col\">State<th scope=\"col\">What it says<th scope=\"col\">File<tbody>\n",
          p->to);
    p->status = sj_events_of_submission(p->store, p->d.work.submission, tell_event, &c, p->err);
    fputs("</table>\n", p->to);
    if (!c.n) fputs("<p>No acknowledgment came.</p>\n", p->to);
    for (size_t i = 0; i < c.n && p->status == SJ_OK; i++)
        p->status = sj_files_by_id(p->store, c.v[i], tell_file, p, p->err);
}
