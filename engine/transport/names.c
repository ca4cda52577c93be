/* engine/transport/names.c - patterns of file names: made, and matched by way of PCRE2. */
#include "engine/transport/names.h"

#include "parsers/base/alloc.h"
#include "parsers/base/pattern.h"

#include <ctype.h>
#include <stdio.h>

enum { PATTERN = 1024, MOST = 32 };

typedef enum token { NONE, DATE, TIME, PARTNER, TYPE, ISA13, SENDER, TEST } token;
static const struct {
    const char *name;
    token token;
} tokens[] = {{"date", DATE},   {"time", TIME},     {"partner", PARTNER}, {"type", TYPE},
              {"isa13", ISA13}, {"sender", SENDER}, {"test", TEST}};

/* The token that begins at `at` ("{…"); *len is its length, *digits what stands behind a colon. */
static token token_at(const char *at, size_t *len, int *digits) {
    *digits = 0;
    *len = strcspn(at, "}") + 1;
    if (at[*len - 1] != '}') return NONE;
    size_t name = *len - 2;
    if (name > 2 && at[name - 1] == ':' && isdigit((unsigned char)at[name])) {
        *digits = at[name] - '0';
        name -= 2;
    }
    for (size_t i = 0; i < sizeof tokens / sizeof *tokens; i++)
        if (strlen(tokens[i].name) == name && memcmp(at + 1, tokens[i].name, name) == 0)
            return tokens[i].token;
    return NONE;
}

sj_status sj_name_check(const char *pattern, sj_err *err) {
    size_t len;
    int digits;
    for (const char *at = pattern; *at; at += len) {
        len = 1;
        if (*at == '{' && token_at(at, &len, &digits) == NONE)
            return sj_err_setf(err, SJ_ECONFIG, "a file name's pattern has an unknown token",
                               "%.60s", at);
    }
    return SJ_OK;
}

static void make_token(char *to, size_t cap, token t, int digits, const sj_name_facts *f) {
    char number[16];
    const char *text[] = {
        [NONE] = "",      [DATE] = f->date, [TIME] = f->time,     [PARTNER] = f->partner,
        [TYPE] = f->type, [ISA13] = number, [SENDER] = f->sender, [TEST] = f->test};
    snprintf(number, sizeof number, "%09u", f->isa13);
    const char *value = text[t] ? text[t] : "";
    if (t == ISA13 && digits) value += 9 - digits;
    snprintf(to, cap, "%s", value);
    for (char *c = to; *c; c++)
        if (*c == ' ' || *c == '/') *c = '_'; /* an ISA06 may hold them, a name had better not */
}

sj_status sj_name_make(char out[SJ_NAME], const char *pattern, const sj_name_facts *facts,
                       sj_err *err) {
    size_t n = 0, len;
    int digits;
    for (const char *at = pattern; *at; at += len) {
        char piece[64] = {*at, 0};
        len = 1;
        if (*at == '{') {
            token t = token_at(at, &len, &digits);
            make_token(piece, sizeof piece, t, digits, facts);
        }
        size_t more = strlen(piece);
        if (n + more >= SJ_NAME)
            return sj_err_setf(err, SJ_ETOOBIG, "a file's name would be too long", "%s", pattern);
        memcpy(out + n, piece, more);
        n += more;
    }
    out[n] = 0;
    return SJ_OK;
}

/* ---- names that come in ---- */

struct sj_names {
    sj_pattern *v[MOST];
    size_t n;
};

static size_t put_literal(char *to, size_t cap, const char *text) {
    size_t n = 0;
    for (; *text && n + 3 < cap; text++) {
        if (!isalnum((unsigned char)*text) && (unsigned char)*text < 0x80) to[n++] = '\\';
        to[n++] = *text;
    }
    to[n] = 0;
    return n;
}

static size_t put_token(char *to, size_t cap, token t, int digits, const sj_name_facts *f) {
    switch (t) {
    case DATE:
        return (size_t)snprintf(to, cap, "\\d{8}");
    case TIME:
        return (size_t)snprintf(to, cap, "\\d{4,6}");
    case TYPE:
        return (size_t)snprintf(to, cap, "(837[PID]?|835|999|997|TA1|277(CA)?|27[01]|276)");
    case ISA13:
        return digits ? (size_t)snprintf(to, cap, "\\d{%d}", digits)
                      : (size_t)snprintf(to, cap, "\\d{1,9}");
    case PARTNER:
        return put_literal(to, cap, f->partner);
    case SENDER:
        return put_literal(to, cap, f->sender);
    case TEST:
        return put_literal(to, cap, f->test ? f->test : "");
    case NONE:
        break;
    }
    return 0;
}

static sj_status compile(sj_names *names, sj_str pattern, const sj_name_facts *f, sj_err *err) {
    char text[256], expression[PATTERN] = "(?is)";
    size_t n = strlen(expression), len;
    int digits;
    if (pattern.len >= sizeof text || names->n == MOST)
        return sj_err_set(err, SJ_ECONFIG, "too many or too long patterns of file names");
    snprintf(text, sizeof text, "%.*s", SJ_FMT(pattern));
    sj_status status = sj_name_check(text, err);
    for (const char *at = text; status == SJ_OK && *at; at += len) {
        size_t cap = sizeof expression - n;
        if (cap < 80) return sj_err_set(err, SJ_ECONFIG, "a pattern of file names is too long");
        len = 1;
        if (*at == '*')
            n += (size_t)snprintf(expression + n, cap, ".*");
        else if (*at == '?')
            n += (size_t)snprintf(expression + n, cap, ".");
        else if (*at == '{') {
            token t = token_at(at, &len, &digits);
            n += put_token(expression + n, cap, t, digits, f);
        } else
            n += put_literal(expression + n, cap, (char[]){*at, 0});
    }
    if (status != SJ_OK) return status;
    status = sj_pattern_new(&names->v[names->n], (sj_str){expression, n}, err);
    names->n += status == SJ_OK;
    return status;
}

sj_status sj_names_new(sj_names **out, const char *list, const sj_name_facts *facts, sj_err *err) {
    *out = NULL;
    sj_names *names = sj_calloc(1, sizeof *names);
    if (!names) return sj_err_set(err, SJ_ENOMEM, "no memory for patterns of file names");
    sj_status status = SJ_OK;
    for (const char *at = list ? list : ""; *at && status == SJ_OK; at += strspn(at, " ")) {
        size_t n = strcspn(at, " ");
        status = compile(names, (sj_str){at, n}, facts, err);
        at += n;
    }
    if (status == SJ_OK)
        *out = names;
    else
        sj_names_free(names);
    return status;
}

void sj_names_free(sj_names *n) {
    if (!n) return;
    for (size_t i = 0; i < n->n; i++) sj_pattern_free(n->v[i]);
    sj_free(n);
}

bool sj_names_fit(const sj_names *n, const char *name) {
    for (size_t i = 0; i < n->n; i++)
        if (sj_pattern_matches(n->v[i], sj_str_of(name))) return true;
    return n->n == 0;
}

/* The length of the UTF-8 character at `s`; 0: broken. */
static size_t character(const unsigned char *s) {
    size_t n = s[0] < 0x80                   ? 1
               : s[0] >= 0xc2 && s[0] < 0xe0 ? 2
               : (s[0] & 0xf0) == 0xe0       ? 3
               : s[0] >= 0xf0 && s[0] < 0xf5 ? 4
                                             : 0;
    for (size_t i = 1; i < n; i++)
        if ((s[i] & 0xc0) != 0x80) return 0;
    return n;
}

bool sj_name_is_safe(const char *name) {
    size_t n = strlen(name);
    if (n == 0 || n >= SJ_NAME || strcmp(name, ".") == 0 || strcmp(name, "..") == 0) return false;
    for (const unsigned char *s = (const unsigned char *)name; *s;) {
        size_t len = character(s);
        if (!len || *s < 0x20 || *s == 0x7f || *s == '/' || *s == '\\') return false;
        s += len;
    }
    return true;
}
