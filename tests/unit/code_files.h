/* Published files as texts in tests of code tables: imported, and the tables in use. */
#ifndef SJ_TESTS_CODE_FILES_H
#define SJ_TESTS_CODE_FILES_H

#include "tests/unit/unit.h"

#include <scrubjay/codes.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct code_block {
    void *bytes;
    size_t len;
} code_block;

static inline sj_date code_day(const char *iso) {
    sj_date d;
    ck_assert_msg(sj_date_parse_iso(sj_str_of(iso), &d), "%s", iso);
    return d;
}

/* Import one file's text over `old`; the status. */
static inline sj_status code_try(code_block *out, const char *name, const char *text, size_t len,
                                 sj_code_kind kind, code_block old, bool force,
                                 sj_import_report *report, sj_err *err) {
    sj_code_file_bytes file = {text, len, name};
    sj_import_opts opts = {.old = old.bytes, .old_len = old.len, .force = force};
    return sj_codes_import_files(&file, 1, kind, &opts, &out->bytes, &out->len, report, err);
}

/* The same, which must work; frees `old`. */
static inline code_block code_import(const char *name, const char *text, sj_code_kind kind,
                                     code_block old, sj_import_report *report) {
    code_block out;
    sj_import_report ignored;
    sj_err err = {0};
    sj_status status = code_try(&out, name, text, strlen(text), kind, old, false,
                                report ? report : &ignored, &err);
    ck_assert_msg(status == SJ_OK, "%s: %s (%s), line %u", name, err.msg, err.detail, err.line);
    free(old.bytes);
    return out;
}

/* A view of one block; free both. */
static inline sj_tables *code_view(code_block b) {
    sj_tables *t;
    sj_err err = {0};
    ck_assert_int_eq(sj_tables_new(&t, NULL), SJ_OK);
    ck_assert_msg(sj_tables_add(t, b.bytes, b.len, &err) == SJ_OK, "%s (%s)", err.msg, err.detail);
    return t;
}

#endif
