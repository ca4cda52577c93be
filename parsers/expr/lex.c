/* parsers/expr/lex.c - text to tokens. Tokens point into the source. */
#include "parsers/expr/expr_private.h"

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '.' || is_digit(c);
}

static sj_token token(sj_token_kind kind, const char *from, const char *text, const char *end) {
    return (sj_token){kind, {text, (size_t)(end - text)}, from};
}

/* 'text' with '' for a quote: *at stands behind the opening quote. */
static sj_token quoted(const char **at, const char *end) {
    const char *from = *at - 1, *p = *at;
    while (p < end) {
        if (*p != '\'') {
            p++;
        } else if (p + 1 < end && p[1] == '\'') {
            p += 2;
        } else {
            *at = p + 1;
            return token(TOKEN_TEXT, from, from + 1, p);
        }
    }
    *at = end;
    return token(TOKEN_BAD, from, from, end);
}

static sj_token number(const char **at, const char *end) {
    const char *from = *at, *p = from;
    while (p < end && is_digit(*p)) p++;
    if (p + 1 < end && *p == '.' && is_digit(p[1]))
        for (p++; p < end && is_digit(*p);) p++;
    *at = p;
    return token(TOKEN_NUMBER, from, from, p);
}

static sj_token word(const char **at, const char *end, sj_token_kind kind, const char *from) {
    const char *text = *at, *p = text;
    while (p < end && (is_word(*p) || (kind == TOKEN_DATE && *p == '-'))) p++;
    *at = p;
    return token(p == text ? TOKEN_BAD : kind, from, text, p);
}

static sj_token braced(const char **at, const char *end) {
    const char *from = *at - 1, *close = memchr(*at, '}', (size_t)(end - *at));
    if (!close) {
        *at = end;
        return token(TOKEN_BAD, from, from, end);
    }
    *at = close + 1;
    return token(TOKEN_NAME, from, from + 1, close);
}

sj_token sj_expr_lex(const char **at, const char *end) {
    const char *p = *at;
    while (p < end && (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r')) p++;
    *at = p;
    if (p == end) return token(TOKEN_END, p, p, p);
    if (is_digit(*p)) return number(at, end);
    if (is_word(*p)) return word(at, end, TOKEN_NAME, p);
    *at = p + 1;
    switch (*p) {
    case '\'':
        return quoted(at, end);
    case '{':
        return braced(at, end);
    case '@':
        return word(at, end, TOKEN_SET, p);
    case '#':
        return word(at, end, TOKEN_DATE, p);
    case '<':
    case '>':
    case '!':
        if (*at < end && **at == '=')
            ++*at;
        else if (*p == '!')
            return token(TOKEN_BAD, p, p, p + 1);
        return token(TOKEN_SIGN, p, p, *at);
    case '(':
    case ')':
    case ',':
    case '=':
    case '+':
    case '-':
        return token(TOKEN_SIGN, p, p, *at);
    default:
        return token(TOKEN_BAD, p, p, p + 1);
    }
}
