/* The ISA segment: 106 bytes of fixed layout that declare all delimiters.
 *
 *   ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER
 * *260416*0930*^*00501*000000001*0*P*:~ 3 82                    104 105
 *
 * Two departures from the layout are common and harmless, so they are read: lines wrapped inside
 * it, and elements that were not padded to their width. The second is only believed when the
 * sixteen separators lead to a component separator and a terminator that are followed by the next
 * segment. The elements' widths are then the guide's business. */
#include "parsers/x12/isa.h"

enum { ISA_LEN = 106, ISA_ELEMENTS = 16, PLAUSIBLE_SEPARATORS = 8 };

static bool is_newline(char c) {
    return c == '\r' || c == '\n';
}

static bool is_alnum(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* May this byte separate? Never one that stands in every text. */
static bool is_separator(char c) {
    return c != ' ' && c != 0 && !is_alnum(c);
}

static bool is_delimiters(const sj_delimiters *d) {
    return is_separator(d->element) && is_separator(d->component) && is_separator(d->terminator) &&
           d->element != d->component && d->element != d->terminator &&
           d->component != d->terminator && !is_newline(d->element) && !is_newline(d->component);
}

/* In ISA11 a repetition separator, or before 005010 the letter U. One that is another delimiter as
 * well cannot be told from it: then nothing repeats. */
static char repetition_of(char c, const sj_delimiters *d) {
    bool is_taken = c == d->element || c == d->component || c == d->terminator;
    return is_separator(c) && !is_newline(c) && !is_taken ? c : 0;
}

/* What the text says of itself must hold for it: up to the component separator sixteen element
 * separators and no terminator. */
static bool is_consistent(const char *isa, const char *component, const sj_delimiters *d) {
    size_t separators = 0;
    for (const char *p = isa; p < component; p++) {
        if (*p == d->terminator) return false;
        separators += *p == d->element;
    }
    return separators == ISA_ELEMENTS;
}

static bool has_fixed_layout(const char *isa, sj_delimiters *out) {
    static const unsigned char separators[] = {6,  17, 20, 31, 34, 50,  53, 69,
                                               76, 81, 83, 89, 99, 101, 103};
    for (size_t i = 0; i < sizeof separators; i++)
        if (isa[separators[i]] != isa[3]) return false;
    *out = (sj_delimiters){.element = isa[3], .component = isa[104], .terminator = isa[105]};
    out->repetition = repetition_of(isa[82], out);
    return is_delimiters(out) && is_consistent(isa, isa + 104, out);
}

/* Does one of the segments that can follow ISA stand here? */
static bool is_next_segment(const char *p, const char *end, char element) {
    while (p < end && (unsigned char)*p <= ' ' && *p != element) p++;
    size_t left = (size_t)(end - p);
    if (left == 0) return true; /* cut right behind the ISA */
    static const char *const tags[] = {"GS", "TA1", "IEA", "ISB", "ISE"};
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
        size_t n = strlen(tags[i]);
        if (left > n && memcmp(p, tags[i], n) == 0 && p[n] == element) return true;
    }
    return false;
}

static bool has_loose_layout(const char *isa, const char *end, sj_delimiters *out) {
    char element = isa[3];
    const char *elements[ISA_ELEMENTS + 1] = {0};
    int n = 0;
    const char *p = isa + 3;
    for (; p < end && n < ISA_ELEMENTS; p++)
        if (*p == element) elements[++n] = p + 1;
    if (n < ISA_ELEMENTS || end - elements[16] < 2) return false;
    *out = (sj_delimiters){
        .element = element, .component = elements[16][0], .terminator = elements[16][1]};
    if (elements[12] - elements[11] == 2) out->repetition = repetition_of(elements[11][0], out);
    return is_delimiters(out) && is_consistent(isa, elements[16], out) &&
           is_next_segment(elements[16] + 2, end, element);
}

enum sj_isa_verdict sj_isa_read(sj_delimiters *out, const char *text, size_t len) {
    if (len < 4 || !is_separator(text[3]) || is_newline(text[3])) return SJ_ISA_NONE;
    if (len > SJ_ISA_LOOK) len = SJ_ISA_LOOK;
    if (len >= ISA_LEN && has_fixed_layout(text, out)) return SJ_ISA_GOOD;
    if (has_loose_layout(text, text + len, out)) return SJ_ISA_GOOD;

    char flat[SJ_ISA_LOOK]; /* without its line breaks */
    size_t n = 0, separators = 0;
    for (size_t i = 0; i < len; i++) {
        if (is_newline(text[i])) continue;
        separators += text[i] == text[3];
        flat[n++] = text[i];
    }
    /* Where the terminator is a line break too, the segment cannot be put together. */
    bool is_flat_good =
        (n >= ISA_LEN && has_fixed_layout(flat, out)) || has_loose_layout(flat, flat + n, out);
    if (is_flat_good && !is_newline(out->terminator)) return SJ_ISA_GOOD;
    return separators >= PLAUSIBLE_SEPARATORS ? SJ_ISA_BAD : SJ_ISA_NONE;
}
