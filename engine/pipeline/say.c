/* engine/pipeline/say.c - values from data in texts for people. */
#include "engine/pipeline/say.h"

enum { ROOM = 4096 }; /* of a rendered text; it is cut there */

void sj_say_value(FILE *to, sj_str s) {
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        fputc(c < 0x20 || c == 0x7f ? '?' : c, to);
    }
}

void sj_say_rendered(FILE *to, const char *text, const sj_finding *f) {
    char buf[ROOM];
    size_t n = sj_finding_render(text, f, buf, sizeof buf);
    sj_say_value(to, (sj_str){buf, n < sizeof buf ? n : sizeof buf - 1});
}

const char *sj_say_money(sj_money m, char buf[SJ_MONEY_SIZE + 8]) {
    sj_money_print_people(m, buf);
    return buf;
}
