/* Any bytes through the conversions: what becomes JSON becomes the same bytes again; as CSV or as a
 * document of somebody else's they do no harm. */
#include <stdlib.h>

#include "parsers/base/alloc.h"
#include "tests/fuzz/fuzz.h"
#include "tests/unit/convert.h"

static FILE *nowhere;

static sj_status to_nowhere(void *ctx, const char *table, FILE **to, sj_err *err) {
    (void)ctx, (void)table, (void)err;
    *to = nowhere;
    return SJ_OK;
}

static void there_and_back(sj_guides *guides, sj_str input) {
    static sj_text_buffer json, x12;
    sj_status status = convert_to_json(guides, input, 0, true, &json, NULL);
    if (status == SJ_OK) {
        if (convert_to_x12(convert_text(&json), false, &x12, NULL) != SJ_OK) abort();
        if (!sj_str_eq(convert_text(&x12), input)) abort();
    } else if (json.len && convert_to_x12(convert_text(&json), false, &x12, NULL) != SJ_EARG) {
        abort(); /* it says that it failed */
    }
    /* The document itself, damaged a little: its middle is taken out. */
    if (json.len < 64) return;
    size_t from = json.len / 3, to = from + 1 + json.len % 7;
    memmove(json.bytes + from, json.bytes + to, json.len - to);
    json.len -= to - from;
    status = convert_to_x12(convert_text(&json), true, &x12, NULL);
    if (status != SJ_OK && status != SJ_EARG) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len) {
    static sj_guides *guides;
    static sj_text_buffer x12;
    if (!guides && sj_guides_new(&guides, NULL) != SJ_OK) abort();
    if (!nowhere && !(nowhere = fopen("/dev/null", "wb"))) abort();
    sj_str input = {(const char *)bytes, len};
    there_and_back(guides, input);
    sj_status status = convert_to_x12(input, true, &x12, NULL);
    if (status != SJ_OK && status != SJ_EARG && status != SJ_ETOOBIG) abort();
    convert_input in = {input, 0};
    bool found;
    status = sj_convert_to_csv(guides, convert_read, &in, to_nowhere, NULL, NULL, &found, NULL);
    if (status != SJ_OK && status != SJ_ENOTX12 && status != SJ_ETOOBIG) abort();
    return 0;
}
