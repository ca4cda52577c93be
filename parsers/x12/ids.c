/* Segment ids. */
#include "parsers/x12/ids.h"

enum sj_role sj_role_of(uint32_t tag) {
    switch (tag) {
    case SJ_TAG('I', 'S', 'A'):
        return SJ_ROLE_ISA;
    case SJ_TAG('I', 'E', 'A'):
        return SJ_ROLE_IEA;
    case SJ_TAG('B', 'I', 'N'):
    case SJ_TAG('B', 'D', 'S'):
        return SJ_ROLE_BINARY;
    case SJ_TAG('G', 'S', 0):
    case SJ_TAG('G', 'E', 0):
    case SJ_TAG('S', 'T', 0):
    case SJ_TAG('S', 'E', 0):
    case SJ_TAG('T', 'A', '1'):
    case SJ_TAG('H', 'L', 0):
    case SJ_TAG('C', 'L', 'M'):
    case SJ_TAG('C', 'L', 'P'):
    case SJ_TAG('P', 'L', 'B'):
    case SJ_TAG('A', 'K', '2'):
        return SJ_ROLE_BOUNDARY;
    default:
        return SJ_ROLE_ORDINARY;
    }
}

uint32_t sj_tag_of(const char *text, uint32_t len) {
    for (uint32_t i = 0; i < len && i < 3; i++) {
        bool is_letter = text[i] >= 'A' && text[i] <= 'Z';
        bool is_digit = text[i] >= '0' && text[i] <= '9';
        if (!is_letter && (i == 0 || !is_digit)) return 0;
    }
    return sj_pack_id(text, len);
}

void sj_tag_text(uint32_t tag, char out[4]) {
    out[0] = (char)(tag >> 16);
    out[1] = (char)(tag >> 8);
    out[2] = (char)tag;
    out[3] = 0;
}
