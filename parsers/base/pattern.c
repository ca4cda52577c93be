/* PCRE2 behind one question: does it match the whole value? */
#include "parsers/base/pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <pthread.h>

#include "parsers/base/alloc.h"

/* A pattern such as (a+)+$ explores exponentially many ways; this many steps take about a
 * millisecond and are far beyond what any honest pattern on an element's value needs. */
enum { MATCH_LIMIT = 100000, DEPTH_LIMIT = 1000 };

struct sj_pattern {
    pcre2_code *code;
    pcre2_match_context *limits;
};

/* Matching needs a scratch block. One per thread keeps patterns immutable without allocating per
 * value; the key's destructor gives it back when the thread ends. */
static _Thread_local pcre2_match_data *scratch;
static pthread_key_t scratch_key;
static pthread_once_t scratch_once = PTHREAD_ONCE_INIT;

static void free_scratch(void *p) {
    pcre2_match_data_free(p);
}
static void make_scratch_key(void) {
    pthread_key_create(&scratch_key, free_scratch);
}

static pcre2_match_data *get_scratch(void) {
    if (scratch) return scratch;
    pthread_once(&scratch_once, make_scratch_key);
    scratch = pcre2_match_data_create(1, NULL);
    pthread_setspecific(scratch_key, scratch);
    return scratch;
}

static void *pcre2_take(PCRE2_SIZE n, void *ctx) {
    (void)ctx;
    return sj_malloc(n);
}

static void pcre2_give(void *p, void *ctx) {
    (void)ctx;
    sj_free(p);
}

/* The code and the limits, through our allocator. */
static sj_status compile(sj_pattern *p, sj_str text, sj_err *err) {
    sj_status status = SJ_ENOMEM;
    pcre2_compile_context *options = NULL;
    pcre2_general_context *memory = pcre2_general_context_create(pcre2_take, pcre2_give, NULL);
    if (memory) {
        options = pcre2_compile_context_create(memory);
        p->limits = pcre2_match_context_create(memory);
    }
    if (options && p->limits) {
        int code = 0;
        PCRE2_SIZE at = 0;
        p->code = pcre2_compile((PCRE2_SPTR)(text.len ? text.ptr : ""), text.len,
                                PCRE2_ANCHORED | PCRE2_ENDANCHORED | PCRE2_DOLLAR_ENDONLY |
                                    PCRE2_NEVER_UTF,
                                &code, &at, options);
        if (p->code) {
            pcre2_set_match_limit(p->limits, MATCH_LIMIT);
            pcre2_set_depth_limit(p->limits, DEPTH_LIMIT);
            pcre2_jit_compile(p->code, PCRE2_JIT_COMPLETE); /* else it is interpreted */
            status = SJ_OK;
        } else if (code != PCRE2_ERROR_NOMEMORY &&
                   code != 121 /* out of memory while compiling */) {
            PCRE2_UCHAR words[120];
            pcre2_get_error_message(code, words, sizeof words);
            status = sj_err_setf(err, SJ_EARG, "wrong pattern", "%s", (const char *)words);
            if (err) err->column = (uint32_t)at + 1;
        }
    }
    if (status == SJ_ENOMEM) sj_err_set(err, SJ_ENOMEM, "no memory for a pattern");
    pcre2_compile_context_free(options);
    pcre2_general_context_free(memory);
    return status;
}

sj_status sj_pattern_new(sj_pattern **out, sj_str text, sj_err *err) {
    *out = NULL;
    sj_pattern *p = sj_calloc(1, sizeof *p);
    if (!p) return sj_err_set(err, SJ_ENOMEM, "no memory for a pattern");
    sj_status status = compile(p, text, err);
    if (status == SJ_OK)
        *out = p;
    else
        sj_pattern_free(p);
    return status;
}

void sj_pattern_free(sj_pattern *p) {
    if (!p) return;
    pcre2_code_free(p->code);
    pcre2_match_context_free(p->limits);
    sj_free(p);
}

bool sj_pattern_try(const sj_pattern *p, sj_str value, bool *exhausted) {
    pcre2_match_data *block = get_scratch();
    *exhausted = false;
    if (!block) return false;
    int result = pcre2_match(p->code, (PCRE2_SPTR)(value.len ? value.ptr : ""), value.len, 0, 0,
                             block, p->limits);
    *exhausted = result < 0 && result != PCRE2_ERROR_NOMATCH;
    return result >= 0;
}

bool sj_pattern_matches(const sj_pattern *p, sj_str value) {
    bool exhausted;
    return sj_pattern_try(p, value, &exhausted);
}
