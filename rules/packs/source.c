/* rules/packs/source.c - where in a pack's own text something stands, so that a complaint can name
 * line and column. The XML reader gives lines of elements only; this goes through the bytes once
 * more, with just enough of XML: tags, attributes, comments, CDATA, entities. Only used for
 * complaints. */
#include "rules/packs/pack.h"

static bool begins(const sj_source *s, size_t at, const char *with) {
    size_t n = strlen(with);
    return at + n <= s->len && memcmp(s->bytes + at, with, n) == 0;
}

/* Behind the next `end`, or the end of all. */
static size_t behind(const sj_source *s, size_t at, const char *end) {
    while (at < s->len && !begins(s, at, end)) at++;
    return at < s->len ? at + strlen(end) : s->len;
}

static size_t behind_tag(const sj_source *s, size_t at) {
    char quote = 0;
    for (; at < s->len; at++) {
        char c = s->bytes[at];
        if (quote) {
            if (c == quote) quote = 0;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '>') {
            return at + 1;
        }
    }
    return s->len;
}

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* The '<' of the n-th start tag with this name; s->len when there is none. */
static size_t find_tag(const sj_source *s, const char *name, size_t n) {
    size_t skip = strlen(name);
    for (size_t at = 0; at < s->len;) {
        if (begins(s, at, "<!--")) {
            at = behind(s, at + 4, "-->");
        } else if (begins(s, at, "<![CDATA[")) {
            at = behind(s, at, "]]>");
        } else if (begins(s, at, "<?")) {
            at = behind(s, at, "?>");
        } else if (s->bytes[at] == '<') {
            bool same =
                begins(s, at + 1, name) && at + 1 + skip < s->len &&
                (is_blank(s->bytes[at + 1 + skip]) || strchr("/>", s->bytes[at + 1 + skip]));
            if (same && n-- == 0) return at;
            at = behind_tag(s, at);
        } else {
            at++;
        }
    }
    return s->len;
}

static void place(const sj_source *s, size_t at, uint32_t *line, uint32_t *column) {
    *line = *column = 0;
    if (at >= s->len) return;
    *line = *column = 1;
    for (size_t i = 0; i < at; i++) {
        ++*column;
        if (s->bytes[i] == '\n') ++*line, *column = 1;
    }
}

void sj_source_text(const sj_source *s, const char *name, size_t n, size_t offset, uint32_t *line,
                    uint32_t *column) {
    size_t at = behind_tag(s, find_tag(s, name, n));
    while (at < s->len) {
        if (begins(s, at, "<!--")) {
            at = behind(s, at + 4, "-->");
        } else if (begins(s, at, "<![CDATA[")) {
            at += 9;
        } else if (begins(s, at, "]]>")) {
            at += 3;
        } else if (offset == 0 || s->bytes[at] == '<') {
            break;
        } else {
            at = s->bytes[at] == '&' ? behind(s, at, ";") : at + 1;
            offset--;
        }
    }
    place(s, at, line, column);
}

void sj_source_attr(const sj_source *s, const char *name, size_t n, const char *attr,
                    uint32_t *line, uint32_t *column) {
    size_t at = find_tag(s, name, n), end = behind_tag(s, at), skip = strlen(attr);
    for (; at < end; at++) {
        if (!is_blank(s->bytes[at]) || !begins(s, at + 1, attr)) continue;
        size_t to = at + 1 + skip;
        while (to < end && (is_blank(s->bytes[to]) || s->bytes[to] == '=')) to++;
        if (to < end && strchr("\"'", s->bytes[to])) {
            place(s, to + 1, line, column);
            return;
        }
    }
    place(s, find_tag(s, name, n), line, column);
}
