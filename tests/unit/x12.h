/* For tests: an interchange around the segments of one transaction set, and parsing it. */
#ifndef SJ_TESTS_X12_H
#define SJ_TESTS_X12_H

#include <scrubjay/parse.h>

#include <stdio.h>
#include <stdlib.h>

#include "tests/unit/unit.h"

enum { X12_ROOM = 1 << 20 };

typedef struct x12_kind {
    const char *functional, *version, *transaction, *st03;
} x12_kind;

static const x12_kind X12_837P
    __attribute__((unused)) = {"HC", "005010X222A1", "837", "*005010X222A1"};
static const x12_kind X12_835 __attribute__((unused)) = {"HP", "005010X221A1", "835", ""};
static const x12_kind X12_999
    __attribute__((unused)) = {"FA", "005010X231A1", "999", "*005010X231A1"};
static const x12_kind X12_277CA
    __attribute__((unused)) = {"HN", "005010X214", "277", "*005010X214"};

/* The interchange around a set's segments without ST and SE, each ended by '~'. Line breaks are for
 * the reader of the test. Freed by the caller. */
static inline char *x12_wrap(const x12_kind *k, const char *segments) {
    char *text = malloc(X12_ROOM);
    ck_assert_ptr_nonnull(text);
    unsigned n = 2;
    for (const char *p = segments; *p; p++) n += *p == '~';
    int len = snprintf(text, X12_ROOM,
                       "ISA*00*          *00*          *ZZ*NWB01          *ZZ*CLRWAY         "
                       "*260504*0915*^*00501*000000007*0*T*:~\n"
                       "GS*%s*NWB01*CLRWAY*20260504*0915*7*X*%s~\n"
                       "ST*%s*0001%s~\n%sSE*%u*0001~\nGE*1*7~\nIEA*1*000000007~\n",
                       k->functional, k->version, k->transaction, k->st03, segments, n);
    ck_assert_int_lt(len, X12_ROOM);
    return text;
}

/* Parse the wrapped segments; what comes out goes to `events`. */
static inline sj_status x12_parse(const x12_kind *k, const char *segments,
                                  const sj_parse_events *events, const sj_parse_opts *opts) {
    char *text = x12_wrap(k, segments);
    sj_guides *guides;
    ck_assert_int_eq(sj_guides_new(&guides, NULL), SJ_OK);
    sj_status s = sj_parse_memory(guides, text, strlen(text), events, opts, NULL, NULL);
    sj_guides_free(guides);
    free(text);
    return s;
}

#define ck_assert_sj_str(s, z)                                                                     \
    ck_assert_msg(sj_str_is((s), (z)), "'%.*s' is not '%s'", SJ_FMT(s), (z))

#endif
