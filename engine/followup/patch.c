/* A JSON patch laid over a claim. Each operation is a path taken apart to a place (a segment, an
 * element), and what is to stand there (patch_change.c). */
#include "engine/followup/patch_parts.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- the operation's parts ---- */

static bool split_path(sj_patch_op *o) {
    char *to = o->text;
    o->n = 0;
    for (const char *at = o->path; *at == '/' && o->n < SJ_PATCH_TOKENS;) {
        o->tokens[o->n++] = to;
        for (at++; *at && *at != '/'; at++) {
            if (*at == '~' && (at[1] == '0' || at[1] == '1'))
                *to++ = *++at == '0' ? '~' : '/';
            else
                *to++ = *at;
        }
        *to++ = 0;
        if (!*at) return true;
    }
    return false;
}

static void take_value(sj_patch_op *o) {
    if (o->op == 'd' || sj_json_kind_of(o->value) == SJ_JSON_OBJECT) return;
    sj_str s = sj_json_text(o->value);
    if (sj_json_kind_of(o->value) == SJ_JSON_NUMBER)
        snprintf(o->given, sizeof o->given, "%lld", (long long)sj_json_integer(o->value));
    else if (sj_json_kind_of(o->value) != SJ_JSON_STRING || s.len >= sizeof o->given)
        sj_patch_refuse(o,
                        "the value must be a text of at most 500 bytes (amounts too: \"120.00\")");
    else if (!s.len && o->op != 't')
        sj_patch_refuse(o, "an empty value: to take something out, use \"remove\"");
    else
        snprintf(o->given, sizeof o->given, "%.*s", SJ_FMT(s));
}

/* ---- the path ---- */

/* "line.rendering.id" of the tokens from `from`, without the last `less`. */
static void join(const sj_patch_op *o, const char *head, unsigned from, unsigned less,
                 char out[SJ_PATCH_PATH]) {
    size_t n = (size_t)snprintf(out, SJ_PATCH_PATH, "%s", head);
    for (unsigned i = from; i + less < o->n && n < SJ_PATCH_PATH; i++)
        n += (size_t)snprintf(out + n, SJ_PATCH_PATH - n, ".%s", o->tokens[i]);
}

static bool is_list(const sj_patch_field *f) {
    return f && (f->kind == SJ_FIELD_REFS || f->kind == SJ_FIELD_DATES ||
                 f->kind == SJ_FIELD_AMTS || f->kind == SJ_FIELD_DIAGNOSES);
}

static void change_place(sj_patch_op *o, uint32_t line, unsigned from) {
    char name[SJ_PATCH_PATH], above[SJ_PATCH_PATH];
    join(o, o->tokens[0], from, 0, name);
    join(o, o->tokens[0], from, 1, above);
    const char *last = o->tokens[o->n - 1];
    const sj_patch_field *f = sj_patch_field_at(above, 0);
    if (is_list(f) && f->kind == SJ_FIELD_DIAGNOSES)
        sj_patch_diagnosis(o, last);
    else if (is_list(f))
        sj_patch_listed(o, f, last, line);
    else if (sj_patch_field_at(name, 0) && !is_list(sj_patch_field_at(name, 0)))
        sj_patch_scalar(o, name, line);
    else if (sj_patch_party_of(above) && sj_patch_party_field(last))
        sj_patch_party_value(o, sj_patch_party_of(above), sj_patch_party_field(last), line);
    else if (sj_patch_party_of(name))
        sj_patch_party_whole(o, sj_patch_party_of(name), line);
    else
        sj_patch_refuse(o, "no field has this name ('scrubjay rules fields' lists them)");
}

/* What the program itself decides about. */
static bool is_ours(const char *path) {
    static const char *const ours[] = {"/claim/account", "/claim/frequency",       "/claim/refs/F8",
                                       "/subscriber/hl", "/subscriber/child_flag", "/line/number"};
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
        if (strcmp(path, ours[i]) == 0) return true;
    return false;
}

static void apply_one(sj_patch_op *o) {
    if (!split_path(o)) {
        sj_patch_refuse(o, "a path begins with '/' and has at most six parts");
        return;
    }
    if (is_ours(o->path)) {
        sj_patch_refuse(
            o, "account number, frequency and the payer's number are set by the command itself");
        return;
    }
    take_value(o);
    bool of_line = strcmp(o->tokens[0], "line") == 0;
    long line = of_line && o->n > 1 ? strtol(o->tokens[1], NULL, 10) : 0;
    if (of_line && (line < 1 || (uint32_t)line > sj_revision_lines(o->d)))
        sj_patch_refuse(o, "the claim has no such line");
    else if (!o->wrong && of_line && o->n == 2 && o->op == 'd')
        sj_patch_line_out(o, (uint32_t)line);
    else if (!o->wrong && o->n >= (of_line ? 3u : 2u))
        change_place(o, (uint32_t)line, of_line ? 2 : 1);
    else
        sj_patch_refuse(o, "the path names no field");
}

static const char *read_operation(sj_patch_op *o, const sj_json *op) {
    static const char *const ops[] = {"add", "replace", "remove", "test"};
    static const char letters[] = "ardt";
    sj_str word = sj_json_text(sj_json_get(op, "op")), path = sj_json_text(sj_json_get(op, "path"));
    for (int i = 0; i < 4; i++)
        if (sj_str_is(word, ops[i])) o->op = letters[i];
    o->value = sj_json_get(op, "value");
    if (path.len >= sizeof o->path) return "the path is too long";
    snprintf(o->path, sizeof o->path, "%.*s", SJ_FMT(path));
    if (sj_json_kind_of(op) != SJ_JSON_OBJECT || !path.len)
        return "an operation is an object with \"op\", \"path\" and \"value\"";
    if (!o->op) return "operations are add, replace, remove and test";
    return o->op != 'd' && !o->value ? "the operation has no \"value\"" : NULL;
}

sj_status sj_patch_apply(sj_revision *d, const sj_json *patch, sj_revision_changes *changes,
                         sj_err *err) {
    if (sj_json_kind_of(patch) != SJ_JSON_ARRAY)
        return sj_err_set(err, SJ_EARG, "a patch is an array of operations (RFC 6902)");
    sj_money before = sj_revision_charges(d);
    bool total_given = false;
    for (size_t i = 0; i < sj_json_count(patch); i++) {
        sj_patch_op o = {.d = d, .changes = changes};
        o.wrong = read_operation(&o, sj_json_at(patch, i));
        if (!o.wrong) apply_one(&o);
        if (!o.wrong && d->status == SJ_EARG) o.wrong = "the value holds a delimiter of the claim";
        total_given |= strcmp(o.path, "/claim/charge") == 0;
        if (o.wrong) {
            sj_err_setf(err, SJ_EARG, o.wrong, "operation %zu: %s", i + 1, o.path);
            if (err) err->line = (uint32_t)i + 1;
            return SJ_EARG;
        }
    }
    sj_money after = sj_revision_charges(d);
    if (after != before && !total_given) { /* the claim's charge is the sum of its lines' */
        char text[SJ_MONEY_SIZE];
        sj_revision_place clm = {"2300", "CLM", NULL, 0, 0};
        uint32_t i = sj_revision_find(d, &clm, 0);
        sj_money_print_x12(after, text);
        sj_revision_note(d, changes, "/claim/charge", sj_revision_value(d, i, 2, 0),
                         sj_str_of(text), sj_patch_box(d, i, 2, 0));
        sj_revision_set(d, i, 2, 0, sj_str_of(text));
    }
    return d->status == SJ_OK ? SJ_OK : sj_err_set(err, d->status, "the claim cannot be changed");
}
