/* engine/cli/plain_words.c - rewrites a condition word by word: the language (parsers/expr, paths
 * of parsers/guide) has few words, and each stands for a few of ours. */
#include "engine/cli/plain_words.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { SCOPES = 8, NAME = 192 };

/* any({2400}, …) around what is read. */
typedef struct scope {
    int depth;              /* of its parenthesis */
    uint16_t loop, segment; /* what it goes through; SJ_NO_ROW */
} scope;

typedef struct text {
    const sj_guide *g;
    const sj_guide_situation *s;
    char *buf;
    size_t cap, n;
    int depth;
    scope scopes[SCOPES];
    unsigned n_scopes;
    bool is_date;  /* the value that was told last */
    bool is_fresh; /* no blank is wanted before the next word */
} text;

static void add(text *t, sj_str words) {
    bool spaced = t->n && !t->is_fresh && words.len;
    for (size_t i = 0; i < words.len + spaced && t->n + 1 < t->cap; i++)
        t->buf[t->n++] = spaced && i == 0 ? ' ' : words.ptr[i - spaced];
    t->buf[t->n] = 0;
    t->is_fresh = false;
}

static void addz(text *t, const char *words) {
    add(t, sj_str_of(words));
}

/* ---- paths ---- */

typedef struct parts {
    char loop[8], tag[4], codes[64];
    unsigned element, component, until;
    bool is_end;
} parts;

static unsigned take_number(const char **p) {
    unsigned n = 0;
    for (; isdigit((unsigned char)**p); (*p)++) n = n * 10 + (unsigned)(**p - '0');
    return n;
}

/* 05, 05-3, 01-3..6, 03:to */
static void read_place(const char *p, parts *out) {
    if (isdigit((unsigned char)*p)) out->element = take_number(&p);
    if (*p == '-') {
        p++;
        out->component = out->until = take_number(&p);
        if (strncmp(p, "..", 2) == 0) p += 2, out->until = take_number(&p);
    }
    out->is_end = strncmp(p, ":to", 3) == 0;
}

static void read_path(const char *p, parts *out) {
    char copy[64];
    *out = (parts){.element = 0};
    snprintf(copy, sizeof copy, "%s", p);
    copy[strcspn(copy, "?*")] = 0;
    p = copy;
    char *dot = strchr(copy, '.');
    if (dot && dot[1] != '.') {
        *dot = 0;
        snprintf(out->loop, sizeof out->loop, "%.7s", copy);
        p = dot + 1;
    }
    size_t digits = strspn(p, "0123456789");
    if (digits >= 4 && !out->loop[0]) { /* the loop itself */
        snprintf(out->loop, sizeof out->loop, "%.7s", p);
        return;
    }
    if (digits || *p == '-') {
        read_place(p, out);
        return;
    }
    size_t n = strcspn(p, "[-:");
    if (p[n] == '[') {
        snprintf(out->codes, sizeof out->codes, "%.*s", (int)strcspn(p + n + 1, "]"), p + n + 1);
        snprintf(out->tag, sizeof out->tag, "%.*s", (int)n, p);
        const char *end = strchr(p + n, ']');
        if (end) read_place(end + 1, out);
        return;
    }
    size_t tag = n >= 4 ? n - 2 : n;
    snprintf(out->tag, sizeof out->tag, "%.*s", (int)tag, p);
    read_place(p + tag, out);
}

/* ---- rows ---- */

static uint16_t segment_in(const sj_guide *g, uint16_t loop, const parts *p) {
    char code[16];
    snprintf(code, sizeof code, "%.*s", (int)strcspn(p->codes, ","), p->codes);
    return loop == SJ_NO_ROW ? loop : sj_guide_find_segment(g, loop, p->tag, code[0] ? code : NULL);
}

/* The loop of this id that stands below `top`, or anywhere. */
static uint16_t loop_named(const sj_guide *g, const char *id, uint16_t top) {
    uint16_t first = sj_guide_find_loop(g, id, 0), found;
    for (unsigned nth = 0; (found = sj_guide_find_loop(g, id, nth)) != SJ_NO_ROW; nth++)
        for (uint16_t l = found; l != SJ_NO_ROW; l = g->loops[l].parent)
            if (l == top) return found;
    return first;
}

/* Looked for in the scopes, then in the situation's loop and outwards. */
static uint16_t find_segment(const text *t, const parts *p) {
    const sj_guide *g = t->g;
    if (p->loop[0]) return segment_in(g, loop_named(g, p->loop, t->s->loop), p);
    for (unsigned i = t->n_scopes; i--;) {
        uint16_t row = segment_in(g, t->scopes[i].loop, p);
        if (row != SJ_NO_ROW) return row;
    }
    for (uint16_t l = t->s->loop; l != SJ_NO_ROW; l = g->loops[l].parent) {
        uint16_t row = segment_in(g, l, p);
        if (row != SJ_NO_ROW) return row;
    }
    return SJ_NO_ROW;
}

/* What {05} is an element of. */
static uint16_t own_segment(const text *t) {
    for (unsigned i = t->n_scopes; i--;)
        if (t->scopes[i].segment != SJ_NO_ROW) return t->scopes[i].segment;
    return t->s->segment;
}

static const sj_guide_element *element_at(const sj_guide *g, const sj_guide_segment *s,
                                          const parts *p) {
    if (!p->element || p->element > s->n_elements) return NULL;
    const sj_guide_element *e = &g->elements[s->first_element + p->element - 1];
    if (p->component && p->component == p->until && p->component <= e->n_components)
        return &g->elements[e->first_component + p->component - 1];
    return e;
}

/* "CLM05-3", "REF F8" */
static void print_place(const parts *p, const sj_guide_segment *s, char *buf, size_t cap) {
    int n = snprintf(buf, cap, "%s", s->id);
    if (p->element) n += snprintf(buf + n, cap - (size_t)n, "%02u", p->element);
    if (p->component) n += snprintf(buf + n, cap - (size_t)n, "-%u", p->component);
    if (p->until > p->component) n += snprintf(buf + n, cap - (size_t)n, " to %u", p->until);
    if (p->codes[0]) snprintf(buf + n, cap - (size_t)n, " %s", p->codes);
}

/* A value's name is its segment's where all of that tag have the same elements. */
static bool is_named_by_segment(const sj_guide_segment *s, const parts *p) {
    return p->element > 1 && s->key_element && strcmp(s->id, "NM1") != 0;
}

/* One path without '|'. */
static void name_one(text *t, const char *one, char *buf, size_t cap) {
    const sj_guide *g = t->g;
    parts p;
    char place[64];
    read_path(one, &p);
    if (!p.tag[0] && p.loop[0]) {
        uint16_t l = loop_named(g, p.loop, t->s->loop);
        snprintf(buf, cap, "%s (loop %s)", l == SJ_NO_ROW ? "loop" : g->loops[l].name, p.loop);
        return;
    }
    uint16_t row = p.tag[0] ? find_segment(t, &p) : own_segment(t);
    if (row == SJ_NO_ROW || (!p.tag[0] && !p.element)) {
        if (p.component)
            snprintf(buf, cap, "its part %u", p.component);
        else
            snprintf(buf, cap, "%s", one);
        return;
    }
    const sj_guide_segment *s = &g->segments[row];
    const sj_guide_element *e = element_at(g, s, &p);
    t->is_date = e && (e->type == 'D' || e->de == 1251);
    print_place(&p, s, place, sizeof place);
    snprintf(buf, cap, "%s%s (%s%s%s)", p.is_end ? "last day of " : "",
             e && !is_named_by_segment(s, &p) ? e->name : s->name, p.loop, p.loop[0] ? " " : "",
             place);
}

static void name_path(text *t, sj_str inner, char *buf, size_t cap) {
    char one[64];
    size_t n = 0;
    buf[0] = 0;
    while (inner.len && n < cap) {
        const char *bar = memchr(inner.ptr, '|', inner.len);
        size_t len = bar ? (size_t)(bar - inner.ptr) : inner.len;
        snprintf(one, sizeof one, "%.*s", (int)len, inner.ptr);
        if (n) n += (size_t)snprintf(buf + n, cap - n, " or ");
        name_one(t, one, buf + n, cap - n);
        n += strlen(buf + n);
        inner.ptr += len + (bar != NULL);
        inner.len -= len + (bar != NULL);
    }
}

/* ---- words ---- */

static bool take(const char **p, const char *word) {
    size_t n = strlen(word);
    bool is_word = isalpha((unsigned char)word[0]);
    if (strncmp(*p, word, n) != 0 || (is_word && isalnum((unsigned char)(*p)[n]))) return false;
    *p += n;
    return true;
}

static void skip_blanks(const char **p) {
    *p += strspn(*p, " \t\r\n");
}

/* {…}: what stands between the braces. */
static sj_str take_path(const char **p) {
    skip_blanks(p);
    size_t n = **p == '{' ? strcspn(*p, "}") : 0;
    sj_str inner = {*p + 1, n ? n - 1 : 0};
    *p += n ? n + 1 : 0;
    return inner;
}

static void take_named_set(text *t, const char **p) {
    size_t n = 1 + strspn(*p + 1, "abcdefghijklmnopqrstuvwxyz_0123456789");
    char id[48];
    const char *words = NULL;
    snprintf(id, sizeof id, "%.*s", (int)n - 1, *p + 1);
    *p += n;
    for (uint16_t i = 0; i < t->g->n_sets; i++)
        if (strcmp(t->g->sets[i].id, id) == 0) words = t->g->sets[i].words;
    if (!words || strlen(words) > SJ_PLAIN_LIST) {
        addz(t, "one of the list");
        addz(t, id);
        return;
    }
    addz(t, "one of");
    for (words += strspn(words, " \t\r\n,"); *words;) {
        size_t len = strcspn(words, " \t\r\n,"), gap = strspn(words + len, " \t\r\n,");
        add(t, (sj_str){words, len});
        words += len + gap;
        t->is_fresh = *words;
        if (*words) addz(t, ",");
    }
}

/* ('7','8') as "7 or 8"; @name as "one of" its members, or by its name where these are many. */
static void take_set(text *t, const char **p, const char *verb) {
    skip_blanks(p);
    addz(t, verb);
    if (**p == '@') {
        take_named_set(t, p);
        return;
    }
    if (**p == '(') (*p)++;
    for (unsigned i = 0; **p && **p != ')'; i++) {
        skip_blanks(p);
        size_t n = **p == '\'' ? strcspn(*p + 1, "'") : 0;
        if (!n) break;
        if (i) addz(t, "or");
        add(t, (sj_str){*p + 1, n});
        *p += n + 2;
        skip_blanks(p);
        if (**p == ',') (*p)++;
    }
    if (**p == ')') (*p)++;
}

/* exists({X}) and missing({X}). */
static void tell_presence(text *t, const char **p, const char *words) {
    char name[NAME];
    skip_blanks(p);
    if (**p == '(') (*p)++;
    name_path(t, take_path(p), name, sizeof name);
    skip_blanks(p);
    if (**p == ')') (*p)++;
    addz(t, name);
    addz(t, words);
}

/* matches({X}, 'pattern') and starts({X}, 'text'). */
static void tell_form(text *t, const char **p, const char *words) {
    char name[NAME];
    skip_blanks(p);
    if (**p == '(') (*p)++;
    name_path(t, take_path(p), name, sizeof name);
    *p += strspn(*p, ", \t\r\n");
    size_t n = **p == '\'' ? strcspn(*p + 1, "'") : 0;
    addz(t, name);
    addz(t, words);
    add(t, (sj_str){*p + (n > 0), n});
    if (n) *p += n + 2;
    skip_blanks(p);
    if (**p == ')') (*p)++;
}

static void enter_scope(text *t, sj_str inner) {
    char one[64];
    parts p;
    snprintf(one, sizeof one, "%.*s", (int)inner.len, inner.ptr);
    read_path(one, &p);
    if (t->n_scopes == SCOPES) return;
    scope *s = &t->scopes[t->n_scopes];
    uint16_t row = p.tag[0] ? find_segment(t, &p) : SJ_NO_ROW;
    *s = (scope){t->depth, p.tag[0] ? SJ_NO_ROW : loop_named(t->g, p.loop, t->s->loop), row};
    t->n_scopes++;
}

/* any({2400}, …): "in some service line (loop 2400): (…)". */
static void open_scope(text *t, const char **p, const char *words) {
    char name[NAME];
    skip_blanks(p);
    if (**p == '(') (*p)++;
    sj_str inner = take_path(p);
    name_path(t, inner, name, sizeof name);
    addz(t, words);
    addz(t, name);
    skip_blanks(p);
    if (**p != ',') {
        if (**p == ')') (*p)++;
        return;
    }
    (*p)++;
    t->depth++;
    enter_scope(t, inner);
    addz(t, "(");
    t->is_fresh = true;
}

static void close_bracket(text *t) {
    if (t->n_scopes && t->scopes[t->n_scopes - 1].depth == t->depth) t->n_scopes--;
    t->depth--;
    t->is_fresh = true;
    addz(t, ")");
}

/* Words and signs with nothing behind them that belongs to them. */
static bool take_sign(text *t, const char **p) {
    static const struct {
        const char *sign, *words, *of_dates;
    } signs[] = {{"!=", "is not", "is not"},
                 {"<=", "is at most", "is not after"},
                 {">=", "is at least", "is not before"},
                 {"=", "is", "is"},
                 {"<", "is less than", "is before"},
                 {">", "is more than", "is after"},
                 {"+", "plus", "plus"},
                 {"and", "and", "and"},
                 {"or", "or", "or"},
                 {"not", "not", "not"}};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        if (!take(p, signs[i].sign)) continue;
        addz(t, t->is_date ? signs[i].of_dates : signs[i].words);
        return true;
    }
    return false;
}

static bool take_words(text *t, const char **p) {
    if (take(p, "not in")) {
        take_set(t, p, "is not");
    } else if (take(p, "in")) {
        take_set(t, p, "is");
    } else if (take(p, "not has")) {
        take_set(t, p, "has not");
    } else if (take(p, "has")) {
        take_set(t, p, "has");
    } else if (take(p, "exists")) {
        tell_presence(t, p, "is there");
    } else if (take(p, "missing")) {
        tell_presence(t, p, "is missing");
    } else if (take(p, "matches")) {
        tell_form(t, p, "has the form");
    } else if (take(p, "starts")) {
        tell_form(t, p, "begins with");
    } else if (take(p, "any")) {
        open_scope(t, p, "for some");
    } else if (take(p, "none")) {
        open_scope(t, p, "for no");
    } else if (take(p, "all")) {
        open_scope(t, p, "for every");
    } else if (take(p, "count")) {
        open_scope(t, p, "the number of");
    } else {
        return take_sign(t, p);
    }
    return true;
}

static void take_word(text *t, const char **p) {
    char name[NAME];
    if (**p == '{') {
        name_path(t, take_path(p), name, sizeof name);
        addz(t, name);
    } else if (**p == '(') {
        (*p)++;
        t->depth++;
        addz(t, "(");
        t->is_fresh = true;
    } else if (**p == ')') {
        (*p)++;
        close_bracket(t);
    } else if (**p == '\'') {
        size_t n = strcspn(*p + 1, "'");
        add(t, (sj_str){*p + 1, n});
        *p += n + ((*p)[n + 1] ? 2 : 1);
    } else if (!take_words(t, p)) {
        size_t n = 1 + strcspn(*p + 1, " \t\r\n(){}'");
        add(t, (sj_str){*p, n});
        *p += n;
    }
}

void sj_cli_condition_words(const sj_guide *g, const sj_guide_situation *s, const char *condition,
                            char *buf, size_t cap) {
    text t = {.g = g, .s = s, .buf = buf, .cap = cap};
    buf[0] = 0;
    for (const char *p = condition; skip_blanks(&p), *p;) take_word(&t, &p);
}

void sj_cli_path_words(const sj_guide *g, const sj_guide_situation *s, const char *path, char *buf,
                       size_t cap) {
    text t = {.g = g, .s = s, .buf = buf, .cap = cap};
    name_path(&t, sj_str_of(path), buf, cap);
}
