/* engine/xlsx/strings.c - the texts of cells: shared ones, and the escapes in any of them. */
#include "engine/xlsx/parts.h"

#include "parsers/base/alloc.h"
#include "parsers/base/xml_pull.h"

enum { MAX_STRINGS = 16 << 20, FIRST = 1024 };

sj_status sj_xlsx_text_add(sj_xlsx_text *t, const char *piece, sj_err *err) {
    size_t n = strlen(piece);
    if (n > SJ_XLSX_TEXT - t->len)
        return sj_err_set(err, SJ_ETABLE, "a cell holds more text than a cell can");
    if (t->len + n > t->cap) {
        size_t cap = 2 * (t->len + n) + 64;
        char *more = sj_realloc(t->bytes, cap);
        if (!more) return sj_err_set(err, SJ_ENOMEM, "out of memory");
        t->bytes = more;
        t->cap = cap;
    }
    if (n) memcpy(t->bytes + t->len, piece, n);
    t->len += n;
    return SJ_OK;
}

static int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    c |= 32;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The character of _xHHHH_ at p, of which 7 bytes may be read; -1 when it is none. */
static int escaped(const char *p) {
    if (p[0] != '_' || (p[1] | 32) != 'x' || p[6] != '_') return -1;
    int value = 0;
    for (int i = 2; i < 6; i++) {
        int digit = hex_digit(p[i]);
        if (digit < 0) return -1;
        value = 16 * value + digit;
    }
    return value;
}

/* In UTF-8, which is never longer than the escape; surrogates stay escaped. */
static size_t put_character(char *out, int c) {
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xC0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    out[0] = (char)(0xE0 | c >> 12);
    out[1] = (char)(0x80 | (c >> 6 & 0x3F));
    out[2] = (char)(0x80 | (c & 0x3F));
    return 3;
}

void sj_xlsx_unescape(sj_xlsx_text *t) {
    size_t to = 0;
    for (size_t i = 0; i < t->len;) {
        int c = t->len - i >= 7 ? escaped(t->bytes + i) : -1;
        bool is_character = c > 0 && (c < 0xD800 || c > 0xDFFF);
        if (is_character)
            to += put_character(t->bytes + to, c);
        else
            t->bytes[to++] = t->bytes[i];
        i += is_character ? 7 : 1;
    }
    t->len = to;
}

static sj_status keep(sj_xlsx *x, sj_xlsx_text *t, sj_err *err) {
    if (x->n_strings == MAX_STRINGS)
        return sj_err_set(err, SJ_ETABLE, "the workbook holds more texts than any table");
    if (x->n_strings == x->strings_cap) {
        size_t cap = x->strings_cap ? 2 * x->strings_cap : FIRST;
        sj_str *more = sj_realloc(x->strings, cap * sizeof *more);
        if (!more) return sj_err_set(err, SJ_ENOMEM, "out of memory");
        x->strings = more;
        x->strings_cap = cap;
    }
    sj_xlsx_unescape(t);
    if (!sj_arena_copy(&x->arena, (sj_str){t->bytes, t->len}, &x->strings[x->n_strings]))
        return sj_err_set(err, SJ_ENOMEM, "out of memory for the texts of a workbook");
    x->n_strings++;
    t->len = 0;
    return SJ_OK;
}

/* <si><t>…</t></si>, or <si><r><t>…</t></r>…</si>; how it is spoken (rPh) is not part of it. */
static sj_status read_all(sj_xlsx *x, sj_xml_pull *p, sj_xlsx_text *t, sj_err *err) {
    bool in_text = false, spoken = false;
    for (sj_status status = SJ_OK; status == SJ_OK;) {
        sj_xml_event event = sj_xml_pull_next(p);
        const char *name = sj_xml_pull_name(p);
        switch (event) {
        case SJ_XML_DONE:
            return SJ_OK;
        case SJ_XML_BROKEN:
            return sj_xml_pull_error(p, err);
        case SJ_XML_TEXT:
            if (in_text && !spoken) status = sj_xlsx_text_add(t, sj_xml_pull_text(p), err);
            break;
        case SJ_XML_BEGIN:
            if (strcmp(name, "t") == 0) in_text = true;
            if (strcmp(name, "rPh") == 0) spoken = true;
            break;
        case SJ_XML_CLOSE:
            if (strcmp(name, "t") == 0) in_text = false;
            if (strcmp(name, "rPh") == 0) spoken = false;
            if (strcmp(name, "si") == 0) status = keep(x, t, err);
            break;
        }
        if (status != SJ_OK) return status;
    }
    return SJ_OK;
}

sj_status sj_xlsx_read_strings(sj_xlsx *x, const sj_xlsx_part *part, sj_err *err) {
    sj_xml_pull *p;
    sj_xlsx_text text = {.bytes = NULL};
    sj_status status = sj_xml_pull_new(&p, part->bytes, part->len, part->name, err);
    if (status == SJ_OK) status = read_all(x, p, &text, err);
    sj_xml_pull_free(p);
    sj_free(text.bytes);
    return status;
}
