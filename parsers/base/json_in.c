/* JSON read piece by piece. The brackets, commas and colons on the way in are read here; values
 * that are wanted whole are read by jansson, which is given one byte at a time so that it takes
 * none that stands behind the value. Only behind a number or a literal it has to look at one byte
 * more, which is then put back. */
#include <jansson.h>

#include "parsers/base/alloc.h"
#include "parsers/base/json.h"

enum { PIECE = 64 * 1024, NONE = -1 };

struct sj_json_in {
    sj_json_read_fn read;
    void *ctx;
    size_t max_value;
    size_t left;    /* bytes that the value being read may still have */
    size_t at, len; /* in buf */
    bool is_at_end;
    uint32_t line, column; /* of the byte taken last */
    unsigned depth;
    uint64_t is_object; /* bit d: what is open at depth d is an object */
    uint64_t has_item;  /* bit d: an item has been read at depth d */
    json_t *key;        /* of the member last read */
    sj_err err;
    char buf[PIECE];
};

sj_status sj_json_in_new(sj_json_in **out, sj_json_read_fn read, void *ctx, size_t max_value,
                         sj_err *err) {
    sj_json_in *in = sj_malloc(sizeof *in);
    *out = in;
    if (!in) return sj_err_set(err, SJ_ENOMEM, "no memory for a JSON document");
    memset(in, 0, offsetof(sj_json_in, buf));
    in->read = read;
    in->ctx = ctx;
    in->max_value = max_value;
    in->line = 1;
    return SJ_OK;
}

void sj_json_in_free(sj_json_in *in) {
    if (in) json_decref(in->key);
    sj_free(in);
}

sj_status sj_json_in_status(const sj_json_in *in, sj_err *err) {
    if (in->err.code != SJ_OK && err) *err = in->err;
    return in->err.code;
}

void sj_json_in_refuse(sj_json_in *in, sj_status code, const char *msg) {
    if (in->err.code != SJ_OK) return;
    sj_err_set(&in->err, code, msg);
    in->err.line = in->line;
    in->err.column = in->column;
}

/* The next byte, not taken; NONE at the end. */
static int peek(sj_json_in *in) {
    if (in->at == in->len && !in->is_at_end && in->err.code == SJ_OK) {
        ptrdiff_t n = in->read(in->ctx, in->buf, sizeof in->buf);
        if (n < 0) sj_json_in_refuse(in, SJ_EINPUT, "the input could not be read");
        in->is_at_end = n <= 0;
        in->at = 0;
        in->len = n > 0 ? (size_t)n : 0;
    }
    return in->at < in->len ? (unsigned char)in->buf[in->at] : NONE;
}

static void take(sj_json_in *in) {
    if (in->buf[in->at++] == '\n') {
        in->line++;
        in->column = 0;
    } else {
        in->column++;
    }
}

/* The next byte that is not blank, not taken. */
static int peek_token(sj_json_in *in) {
    int c;
    while ((c = peek(in)) == ' ' || c == '\n' || c == '\r' || c == '\t') take(in);
    return c;
}

static bool expect(sj_json_in *in, int c, const char *otherwise) {
    if (in->err.code != SJ_OK) return false;
    if (peek_token(in) == c) {
        take(in);
        return true;
    }
    sj_json_in_refuse(in, SJ_EARG, peek(in) == NONE ? "the JSON ends too early" : otherwise);
    return false;
}

bool sj_json_in_enter(sj_json_in *in, char bracket) {
    if (!expect(in, bracket,
                bracket == '{' ? "an object is wanted here" : "an array is wanted here"))
        return false;
    if (in->depth + 1 == SJ_JSON_DEPTH) {
        sj_json_in_refuse(in, SJ_ETOOBIG, "the JSON is nested too deeply");
        return false;
    }
    uint64_t bit = (uint64_t)1 << ++in->depth;
    in->has_item &= ~bit;
    in->is_object = bracket == '{' ? in->is_object | bit : in->is_object & ~bit;
    return true;
}

bool sj_json_in_more(sj_json_in *in) {
    if (in->err.code != SJ_OK) return false;
    uint64_t bit = (uint64_t)1 << in->depth;
    bool is_object = in->is_object & bit;
    if (peek_token(in) == (is_object ? '}' : ']')) {
        take(in);
        in->depth--;
        return false;
    }
    if (!(in->has_item & bit)) {
        in->has_item |= bit;
        return true;
    }
    return expect(in, ',',
                  is_object ? "a comma or } is wanted here" : "a comma or ] is wanted here");
}

/* For jansson: one byte. */
static size_t give_byte(void *buf, size_t cap, void *ctx) {
    (void)cap;
    sj_json_in *in = ctx;
    int c = peek(in);
    if (c == NONE || in->err.code != SJ_OK) return in->err.code == SJ_OK ? 0 : (size_t)-1;
    if (in->left-- == 0) {
        sj_json_in_refuse(in, SJ_ETOOBIG, "a value of the JSON is larger than the limit");
        return (size_t)-1;
    }
    take(in);
    *(char *)buf = (char)c;
    return 1;
}

/* The byte taken last was only looked at. It is still in buf: a piece is filled when it is wanted.
 */
static void put_back(sj_json_in *in) {
    in->at--;
    if (in->buf[in->at] == '\n')
        in->line--;
    else
        in->column--;
}

static json_t *load(sj_json_in *in) {
    if (in->err.code != SJ_OK) return NULL;
    int first = peek_token(in);
    in->left = in->max_value;
    json_error_t where;
    json_t *v = json_load_callback(
        give_byte, in,
        JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL | JSON_DECODE_ANY | JSON_DISABLE_EOF_CHECK, &where);
    if (!v) {
        bool is_out = json_error_code(&where) == json_error_out_of_memory;
        sj_json_in_refuse(in, is_out ? SJ_ENOMEM : SJ_EARG,
                          is_out ? "no memory for a JSON document" : "wrong JSON");
        return NULL;
    }
    bool has_end = first == '{' || first == '[' || first == '"';
    if (!has_end && !in->is_at_end) put_back(in);
    return v;
}

bool sj_json_in_key(sj_json_in *in, sj_str *key) {
    *key = (sj_str){NULL, 0};
    if (in->err.code != SJ_OK) return false;
    if (peek_token(in) != '"') return expect(in, '"', "a member's name is wanted here");
    json_decref(in->key);
    in->key = load(in);
    if (!in->key || !expect(in, ':', "a colon is wanted here")) return false;
    *key = (sj_str){json_string_value(in->key), json_string_length(in->key)};
    return true;
}

sj_json *sj_json_in_value(sj_json_in *in) {
    return (sj_json *)load(in);
}

bool sj_json_in_end(sj_json_in *in) {
    if (in->err.code != SJ_OK) return false;
    if (peek_token(in) != NONE)
        sj_json_in_refuse(in, SJ_EARG, "something follows the JSON document");
    return in->err.code == SJ_OK;
}
