/* The definition: one byte at a time, a table of what each byte is. */
#include "parsers/x12/kernel.h"

enum byte_kind { PLAIN, ELEMENT, TERMINATOR, SUB, ODD, NEWLINE };

static void classify(unsigned char kind[256], const sj_delimiters *d) {
    memset(kind, PLAIN, 256);
    memset(kind, ODD, 0x20);
    memset(kind + 0x7f, ODD, 0x81);
    kind['\r'] = kind['\n'] = NEWLINE;
    if (d->repetition) kind[(unsigned char)d->repetition] = SUB;
    kind[(unsigned char)d->component] = SUB;
    kind[(unsigned char)d->element] = ELEMENT;
    kind[(unsigned char)d->terminator] = TERMINATOR;
}

static void scan(sj_scan *out, const char *bytes, uint32_t len, const sj_delimiters *d) {
    unsigned char kind[256];
    classify(kind, d);
    uint32_t marks = 0, subs = 0, odd = 0, ends = 0;
    bool after_terminator = true; /* only line breaks since the last one */
    for (uint32_t i = 0; i < len; i++) {
        unsigned char k = kind[(unsigned char)bytes[i]];
        if (k == NEWLINE && after_terminator) continue;
        after_terminator = k == TERMINATOR;
        switch (k) {
        case ELEMENT:
            out->marks[marks++] = i;
            break;
        case TERMINATOR:
            out->ends[ends++] = (sj_scan_end){marks, subs};
            out->marks[marks++] = i;
            break;
        case SUB:
            out->subs[subs++] = i;
            break;
        case ODD:
        case NEWLINE:
            out->odd[odd++] = i;
            break;
        default:
            break;
        }
    }
    out->odd[odd] = UINT32_MAX;
    memset(out->filled, 0, marks / 8 + 1);
    for (uint32_t i = 0; i < marks; i++)
        out->filled[i / 8] |= (uint8_t)((out->marks[i] - out->marks[(int32_t)i - 1] > 1) << i % 8);
    out->n_marks = marks;
    out->n_subs = subs;
    out->n_odd = odd;
    out->n_ends = ends;
}

static bool is_supported(void) {
    return true;
}

const sj_kernel sj_kernel_scalar = {"scalar", is_supported, scan};
