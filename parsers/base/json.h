/* parsers/base/json.h - JSON: a streaming writer of our own for hot output, and documents by
 * jansson.
 *
 * The writer escapes what JSON wants escaped, turns bytes that are not UTF-8 into U+FFFD, and
 * writes through a callback or into a buffer that grows. It puts the commas; the caller keeps begin
 * and end in pairs (asserted). */
#ifndef SJ_BASE_JSON_H
#define SJ_BASE_JSON_H

#include <scrubjay/error.h>
#include <scrubjay/money.h>

/* Takes `len` bytes; 0, or -1 on failure. */
typedef int (*sj_json_write_fn)(void *ctx, const void *bytes, size_t len);

enum { SJ_JSON_DEPTH = 64 };

typedef struct sj_json_out {
    sj_json_write_fn write; /* NULL: everything stays in buf */
    void *ctx;
    char *buf;
    size_t len, cap;
    uint64_t has_item; /* bit d: something stands already at depth d */
    unsigned depth;
    bool after_key;
    sj_status status; /* SJ_OK, SJ_ENOMEM, SJ_EIO; once wrong, calls do nothing */
} sj_json_out;

/* Write through `write`, in pieces of some 64 KiB and at sj_json_flush; or, with NULL, gather in
 * out->buf and out->len. No memory is taken before the first value. */
void sj_json_init(sj_json_out *out, sj_json_write_fn write, void *ctx);

/* Give the buffer back, unwritten; safe to call twice. */
void sj_json_dispose(sj_json_out *out);

void sj_json_object(sj_json_out *out);               /* { */
void sj_json_object_end(sj_json_out *out);           /* } */
void sj_json_array(sj_json_out *out);                /* [ */
void sj_json_array_end(sj_json_out *out);            /* ] */
void sj_json_key(sj_json_out *out, const char *key); /* a constant that needs no escaping */
void sj_json_str(sj_json_out *out, sj_str s);
void sj_json_strz(sj_json_out *out, const char *z); /* null for NULL */
void sj_json_int(sj_json_out *out, int64_t n);
void sj_json_uint(sj_json_out *out, uint64_t n);
void sj_json_money(sj_json_out *out, sj_money m); /* "12.50", quoted */
void sj_json_bool(sj_json_out *out, bool b);
void sj_json_null(sj_json_out *out);
void sj_json_raw(sj_json_out *out, sj_str json); /* a whole value that is JSON already */

/* End a line of JSONL: all objects must be closed. */
void sj_json_newline(sj_json_out *out);

/* Hand what is buffered to the callback; the status so far. */
sj_status sj_json_flush(sj_json_out *out);

/* Documents. A value that was parsed or made is owned by its parent, the root by the caller. */
typedef struct sj_json sj_json;

/* Parse a whole document; SJ_EARG with err->line and err->column. Free with sj_json_free. */
sj_status sj_json_parse(sj_json **out, sj_str text, sj_err *err) SJ_MUST_USE;
void sj_json_free(sj_json *root);

/* Member of an object, item of an array: NULL when it is not there or `v` is NULL or of another
 * kind, so that look-ups chain. */
const sj_json *sj_json_get(const sj_json *v, const char *key);
const sj_json *sj_json_at(const sj_json *v, size_t i);

/* Items of an array or members of an object; 0 for anything else. */
size_t sj_json_count(const sj_json *v);

/* The text of a string (empty for anything else), the value of an integer (0), of a boolean
 * (false). */
sj_str sj_json_text(const sj_json *v);
int64_t sj_json_integer(const sj_json *v);
bool sj_json_is_true(const sj_json *v);

#endif
