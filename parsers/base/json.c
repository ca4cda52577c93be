/* JSON documents: jansson behind look-ups that chain. */
#include "parsers/base/json.h"

#include <jansson.h>

static const json_t *inside(const sj_json *v) {
    return (const json_t *)v;
}

sj_status sj_json_parse(sj_json **out, sj_str text, sj_err *err) {
    json_error_t where;
    json_t *root = json_loadb(text.len ? text.ptr : "", text.len,
                              JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &where);
    *out = (sj_json *)root;
    if (root) return SJ_OK;
    if (json_error_code(&where) == json_error_out_of_memory)
        return sj_err_set(err, SJ_ENOMEM, "no memory for a JSON document");
    sj_err_set(err, SJ_EARG, "wrong JSON");
    if (err) {
        err->line = where.line > 0 ? (uint32_t)where.line : 0;
        err->column = where.column > 0 ? (uint32_t)where.column : 0;
    }
    return SJ_EARG;
}

void sj_json_free(sj_json *root) {
    json_decref((json_t *)root);
}

const sj_json *sj_json_get(const sj_json *v, const char *key) {
    return (const sj_json *)json_object_get(inside(v), key);
}

const sj_json *sj_json_at(const sj_json *v, size_t i) {
    return (const sj_json *)json_array_get(inside(v), i);
}

size_t sj_json_count(const sj_json *v) {
    return json_is_array(inside(v)) ? json_array_size(inside(v)) : json_object_size(inside(v));
}

sj_json_kind sj_json_kind_of(const sj_json *v) {
    if (!v) return SJ_JSON_NONE;
    switch (json_typeof(inside(v))) {
    case JSON_OBJECT:
        return SJ_JSON_OBJECT;
    case JSON_ARRAY:
        return SJ_JSON_ARRAY;
    case JSON_STRING:
        return SJ_JSON_STRING;
    case JSON_INTEGER:
    case JSON_REAL:
        return SJ_JSON_NUMBER;
    case JSON_TRUE:
    case JSON_FALSE:
        return SJ_JSON_BOOLEAN;
    case JSON_NULL:
        break;
    }
    return SJ_JSON_NULL;
}

bool sj_json_each(const sj_json *v, void **at, sj_str *key, const sj_json **value) {
    json_t *object = (json_t *)v;
    *at = *at ? json_object_iter_next(object, *at) : json_object_iter(object);
    if (!*at) return false;
    *key = sj_str_of(json_object_iter_key(*at));
    *value = (const sj_json *)json_object_iter_value(*at);
    return true;
}

sj_str sj_json_text(const sj_json *v) {
    return (sj_str){json_string_value(inside(v)), json_string_length(inside(v))};
}

int64_t sj_json_integer(const sj_json *v) {
    return json_integer_value(inside(v));
}

bool sj_json_is_true(const sj_json *v) {
    return json_is_true(inside(v));
}

size_t sj_json_keep_bytes(sj_str text, char *out) {
    const unsigned char *p = (const unsigned char *)text.ptr;
    size_t n = 0;
    for (size_t i = 0; i < text.len;) {
        /* U+EF80 to U+EFFF are EE BE 80 to EE BF BF: the last bit of the second byte and six of the
         * third are the byte without its highest bit. */
        bool is_byte = text.len - i >= 3 && p[i] == 0xee && (p[i + 1] == 0xbe || p[i + 1] == 0xbf);
        if (!is_byte) {
            out[n++] = text.ptr[i++];
            continue;
        }
        out[n++] = (char)(0x80 | (p[i + 1] & 1) << 6 | (p[i + 2] & 0x3f));
        i += 3;
    }
    return n;
}
