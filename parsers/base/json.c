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

sj_str sj_json_text(const sj_json *v) {
    return (sj_str){json_string_value(inside(v)), json_string_length(inside(v))};
}

int64_t sj_json_integer(const sj_json *v) {
    return json_integer_value(inside(v));
}

bool sj_json_is_true(const sj_json *v) {
    return json_is_true(inside(v));
}
