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
    bool on_line;     /* the next item begins on a line of its own */
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

/* Text of which every byte can be had back (sj_json_keep_bytes): a byte that is not UTF-8 becomes
 * the character U+EF00 + byte, so E9 stands as \uefe9; and so does each byte of a character that is
 * one of these itself. */
void sj_json_bytes(sj_json_out *out, sj_str s);
void sj_json_int(sj_json_out *out, int64_t n);
void sj_json_uint(sj_json_out *out, uint64_t n);
void sj_json_money(sj_json_out *out, sj_money m); /* "12.50", quoted */
void sj_json_bool(sj_json_out *out, bool b);
void sj_json_null(sj_json_out *out);
void sj_json_raw(sj_json_out *out, sj_str json); /* a whole value that is JSON already */

/* A value that the caller puts together himself, for records that are alike but for a few values:
 * room for `n` bytes, NULL when there is none (out->status). Where it ends must be said at once. */
char *sj_json_room(sj_json_out *out, size_t n);
void sj_json_wrote(sj_json_out *out, const char *end);

/* Values for it: where each ends. They take at most so many bytes. */
#define SJ_JSON_STR_ROOM(len) (6 * (len) + 2)
enum { SJ_JSON_UINT_ROOM = 20, SJ_JSON_MONEY_ROOM = 24 };
char *sj_json_write_str(char *to, sj_str s); /* as sj_json_str */
char *sj_json_write_uint(char *to, uint64_t n);
char *sj_json_write_money(char *to, sj_money m); /* as sj_json_money */

/* The next item begins on a line of its own, indented by half its depth: for documents that people
 * read, whose objects and arrays alternate. */
void sj_json_line(sj_json_out *out);

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

/* What a value is; SJ_JSON_NONE for NULL (not there). */
typedef enum sj_json_kind {
    SJ_JSON_NONE,
    SJ_JSON_NULL,
    SJ_JSON_BOOLEAN,
    SJ_JSON_NUMBER,
    SJ_JSON_STRING,
    SJ_JSON_ARRAY,
    SJ_JSON_OBJECT
} sj_json_kind;
sj_json_kind sj_json_kind_of(const sj_json *v);

/* The members of an object in their order: start with *at NULL; false after the last, or at once
 * when `v` is no object. `key` and `value` live as long as `v`. */
bool sj_json_each(const sj_json *v, void **at, sj_str *key, const sj_json **value);

/* The text of a string (empty for anything else), the value of an integer (0), of a boolean
 * (false). */
sj_str sj_json_text(const sj_json *v);
int64_t sj_json_integer(const sj_json *v);
bool sj_json_is_true(const sj_json *v);

/* The bytes that sj_json_bytes wrote as `text`: written to `out`, which has room for text.len bytes
 * and may be text's own; returns how many. */
size_t sj_json_keep_bytes(sj_str text, char *out);

/* Documents of any length, read piece by piece: objects and arrays are entered and left, and what
 * is of interest inside is taken as a whole value. Memory is that of the values taken. Whatever
 * goes wrong stays: every call then says "no more", and sj_json_in_status tells. Depth: at most
 * SJ_JSON_DEPTH. */
typedef struct sj_json_in sj_json_in;

/* Takes up to `cap` bytes into `buf`; the number, 0 at the end, -1 on failure. */
typedef ptrdiff_t (*sj_json_read_fn)(void *ctx, char *buf, size_t cap);

/* A value of more than `max_value` bytes of text is SJ_ETOOBIG. Free with sj_json_in_free. */
sj_status sj_json_in_new(sj_json_in **out, sj_json_read_fn read, void *ctx, size_t max_value,
                         sj_err *err) SJ_MUST_USE;
void sj_json_in_free(sj_json_in *in);

/* Enter the object ('{') or array ('[') that must come next. */
bool sj_json_in_enter(sj_json_in *in, char bracket) SJ_MUST_USE;

/* Is there another item in the object or array that is open? False also leaves it. */
bool sj_json_in_more(sj_json_in *in) SJ_MUST_USE;

/* In an object: the next member's key, valid until the next call; its value must be read next.
 * False when something is wrong. */
bool sj_json_in_key(sj_json_in *in, sj_str *key) SJ_MUST_USE;

/* The next value as a whole, for sj_json_free; NULL when something is wrong. */
sj_json *sj_json_in_value(sj_json_in *in) SJ_MUST_USE;

/* Nothing but blanks may follow. */
bool sj_json_in_end(sj_json_in *in) SJ_MUST_USE;

/* SJ_OK, or what went wrong first: SJ_EARG for what is no JSON or not what was asked for, with line
 * and column; SJ_ETOOBIG, SJ_EINPUT, SJ_ENOMEM. `err` may be NULL. */
sj_status sj_json_in_status(const sj_json_in *in, sj_err *err);

/* Say that what was read last is wrong: `msg` is constant text; the line is added. */
void sj_json_in_refuse(sj_json_in *in, sj_status code, const char *msg);

#endif
