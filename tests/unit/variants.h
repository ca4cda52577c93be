/* Variants of an interchange: a file of testdata, changed as a case says
 * (testdata/edits/README.md).
 */
#ifndef SJ_TESTS_VARIANTS_H
#define SJ_TESTS_VARIANTS_H

#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#define DATA SJ_SOURCE "/testdata/"

enum { MAX_SEGMENTS = 256, TEXT = 512 };

static char *read_file(const char *path, size_t *len) {
    FILE *f = fopen(path, "rb");
    struct stat st;
    ck_assert_msg(f && fstat(fileno(f), &st) == 0, "%s", path);
    char *text = malloc((size_t)st.st_size + 1);
    *len = fread(text, 1, (size_t)st.st_size, f);
    text[*len] = 0;
    fclose(f);
    return text;
}

/* The interchange as segments, so that a case can change it. */
typedef struct document {
    unsigned n;
    char segments[MAX_SEGMENTS][TEXT]; /* without terminators */
} document;

static void insert(document *d, unsigned at, const char *segment) {
    ck_assert_uint_lt(d->n, MAX_SEGMENTS);
    memmove(d->segments + at + 1, d->segments + at, (d->n - at) * TEXT);
    snprintf(d->segments[at], TEXT, "%s", segment);
    d->n++;
}

/* `name`: a file of testdata. */
static void load_base(document *d, const char *name) {
    size_t len;
    char path[TEXT], *save;
    snprintf(path, sizeof path, DATA "%s", name);
    char *text = read_file(path, &len);
    d->n = 0;
    for (char *s = strtok_r(text, "~\r\n", &save); s; s = strtok_r(NULL, "~\r\n", &save))
        insert(d, d->n, s);
    free(text);
}

/* "LX*2 > DTP": the first DTP after the first LX*2. */
static unsigned find(const document *d, const char *path) {
    char copy[TEXT], *save;
    snprintf(copy, sizeof copy, "%s", path);
    unsigned at = 0;
    for (char *part = strtok_r(copy, ">", &save); part; part = strtok_r(NULL, ">", &save)) {
        while (*part == ' ') part++;
        size_t n = strlen(part);
        while (n && part[n - 1] == ' ') n--;
        if (part != copy) at++;
        while (at < d->n && strncmp(d->segments[at], part, n) != 0) at++;
        ck_assert_msg(at < d->n, "no segment %s", path);
    }
    return at;
}

/* Where element `n` begins; separators are added where it lies beyond the end. */
static char *element_at(char *text, char separator, int n) {
    char *p = text;
    for (; n > 0; n--) {
        char *next = strchr(p, separator);
        if (separator == ':') {
            char *end = strchr(p, '*');
            if (next && end && next > end) next = NULL;
            if (!next) {
                char *to = end ? end : p + strlen(p);
                memmove(to + 1, to, strlen(to) + 1);
                *to = ':';
                next = to;
            }
        } else if (!next) {
            next = p + strlen(p);
            strcpy(next, "*");
        }
        p = next + 1;
    }
    return p;
}

static void set_element(char *segment, const char *which, const char *value) {
    int element = atoi(which), component = strchr(which, '-') ? atoi(strchr(which, '-') + 1) : 0;
    char *from = element_at(segment, '*', element);
    if (component) from = element_at(from, ':', component - 1);
    size_t old = strcspn(from, component ? "*:" : "*");
    char rest[TEXT];
    snprintf(rest, sizeof rest, "%s", from + old);
    snprintf(from, (size_t)(segment + TEXT - from), "%s%s", value, rest);
    for (size_t n = strlen(segment); n && segment[n - 1] == '*'; n--) segment[n - 1] = 0;
}

static void put_segments(document *d, unsigned after, char *list) {
    char *save;
    for (char *s = strtok_r(list, "~", &save); s; s = strtok_r(NULL, "~", &save))
        insert(d, ++after, s);
}

static void cut_segments(document *d, char *range) {
    char *to = strstr(range, " .. ");
    if (to) *to = 0;
    unsigned from = find(d, range), until = to ? find(d, to + 4) : from + 1;
    memmove(d->segments + from, d->segments + until, (d->n - until) * TEXT);
    d->n -= until - from;
}

static void split(char *line, char *parts[3]) {
    parts[1] = parts[2] = NULL;
    parts[0] = line;
    for (int i = 1; i < 3; i++) {
        char *bar = strstr(parts[i - 1], " |");
        if (!bar) return;
        *bar = 0;
        parts[i] = bar + 2 + (bar[2] == ' ');
    }
}

/* The document as bytes, SE counted. */
static size_t print(document *d, char *out, size_t cap) {
    size_t n = 0;
    unsigned st = 0;
    for (unsigned i = 0; i < d->n; i++) {
        if (strncmp(d->segments[i], "ST*", 3) == 0) st = i;
        if (strncmp(d->segments[i], "SE*", 3) == 0) {
            char count[16];
            snprintf(count, sizeof count, "%u", i - st + 1);
            set_element(d->segments[i], "1", count);
        }
        n += (size_t)snprintf(out + n, cap - n, "%s~\n", d->segments[i]);
        ck_assert_uint_lt(n, cap);
    }
    return n;
}

/* One line of a case that changes the document: `word` set, put or cut, and what follows it. */
static void change(document *d, const char *word, char *rest) {
    char *parts[3];
    split(rest, parts);
    if (strcmp(word, "set") == 0)
        set_element(d->segments[find(d, parts[0])], parts[1], parts[2]);
    else if (strcmp(word, "put") == 0)
        put_segments(d, find(d, parts[0]), parts[1]);
    else if (strcmp(word, "cut") == 0)
        cut_segments(d, parts[0]);
    else
        ck_abort_msg("unknown word %s", word);
}

#endif
