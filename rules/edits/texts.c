/* rules/edits/texts.c - what is asked of many texts of a claim: no copy of it for each, since all
 * of them together would not find room in the processor's first cache. */
#include "rules/edits/texts.h"

#include "parsers/base/apart.h"

SJ_APART uint64_t sj_text_hash(sj_str s) {
    return s.len > 16 ? sj_hash_str(s) : hash_ends(ends_of(s), s.len);
}

/* Bit 7 of each of eight bytes that is from..to. */
static uint64_t bytes_between(uint64_t v, unsigned char from, unsigned char to) {
    uint64_t low = v & SJ_EACH_BYTE(0x7F);
    uint64_t not_below = low + SJ_EACH_BYTE(0x80u - from), above = low + SJ_EACH_BYTE(0x7Fu - to);
    return not_below & ~above & ~v & SJ_EACH_BYTE(0x80);
}

SJ_APART bool sj_text_has(sj_str s, unsigned char from, unsigned char to) {
    for (; s.len > 16; s.ptr += 8, s.len -= 8)
        if (bytes_between(load_8(s.ptr), from, to)) return true;
    const text_ends ends = ends_of(s);
    return (bytes_between(ends.first, from, to) | bytes_between(ends.last, from, to)) != 0;
}
