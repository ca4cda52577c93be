/* Control numbers, counts and versions of the envelope; and sums that no longer balance. */
#include <stdio.h>
#include <stdlib.h>

#include "tests/mutation/mutation.h"

/* Element `element` of the first segment `tag` becomes `value`. */
static void change(tester *t, uint32_t tag, unsigned element, const char *value,
                   const char *codes) {
    const sample *s = t->s;
    for (uint32_t i = 0; i < s->n; i++) {
        const piece *p = &s->pieces[i];
        static char with[4096];
        size_t at = 0;
        uint64_t offset;
        if (p->tag != tag || p->len > 2000) continue;
        if (!is_chosen(t)) return;
        expectation e = {.operator= "envelope", .element = element, .codes = codes};
        sj_tag_text(tag, e.tag);
        size_t n = piece_with(s, p, element, 0, sj_str_of(value), with, sizeof with, &at);
        size_t len = sample_write(s, i, (sj_str){with, n}, t->mutant, &offset);
        e.offset = offset + at;
        judge(t, len, &e);
        return;
    }
}

/* The first segment `tag` goes; what it closed or opened must be told with one of the codes. */
static void drop(tester *t, uint32_t tag, const char *codes) {
    const sample *s = t->s;
    for (uint32_t i = 0; i < s->n; i++) {
        uint64_t offset;
        if (s->pieces[i].tag != tag) continue;
        if (!is_chosen(t)) return;
        expectation e = {.operator= "envelope segment gone", .codes = codes};
        sample without = *s;
        without.pieces[i].last = i; /* SE01 stays as it is */
        judge(t, sample_write(&without, i, (sj_str){NULL, 0}, t->mutant, &offset), &e);
        return;
    }
}

void break_envelope(tester *t) {
    enum {
        ISA = SJ_TAG('I', 'S', 'A'),
        IEA = SJ_TAG('I', 'E', 'A'),
        GS = SJ_TAG('G', 'S', 0),
        GE = SJ_TAG('G', 'E', 0),
        ST = SJ_TAG('S', 'T', 0),
        SE = SJ_TAG('S', 'E', 0),
        TA1 = SJ_TAG('T', 'A', '1')
    };
    change(t, ISA, 1, "QQ", "010");
    change(t, ISA, 3, "QQ", "012");
    change(t, ISA, 5, "QQ", "005");
    change(t, ISA, 6, "               ", "006");
    change(t, ISA, 7, "QQ", "007");
    change(t, ISA, 8, "               ", "008");
    change(t, ISA, 9, "261332", "014");
    change(t, ISA, 10, "2561", "015");
    change(t, ISA, 12, "00999", "017");
    change(t, ISA, 14, "7", "019");
    change(t, ISA, 15, "Q", "020");
    change(t, GS, 1, "QQ", "1");
    change(t, GS, 4, "20261332", "024");
    change(t, GS, 5, "2561", "024");
    change(t, GS, 7, "Q", "024");
    change(t, GS, 8, "005010X999", "2");
    change(t, ST, 1, "999999", "6");
    change(t, ST, 1, "820", "1");
    change(t, SE, 1, "999999", "4");
    change(t, SE, 1, "A", "4");
    change(t, SE, 2, "QQQQ", "3");
    change(t, GE, 1, "999", "5");
    change(t, GE, 2, "999999", "4");
    change(t, IEA, 1, "999", "021");
    change(t, IEA, 2, "999999999", "001");
    change(t, TA1, 1, "12", "024");
    change(t, TA1, 1, "", "024");
    change(t, TA1, 2, "261332", "024");
    change(t, TA1, 3, "2561", "024");
    change(t, TA1, 4, "Q", "024");
    change(t, TA1, 4, "", "024");
    change(t, TA1, 5, "999", "024");
    change(t, TA1, 6, "1", "024 3");
    drop(t, SE, "2");
    drop(t, GE, "3");
    drop(t, IEA, "023");
    drop(t, ST, "024");
    drop(t, GS, "024");
}

/* An amount of the segments `tag` goes up by one dollar: some sum does not balance any more. */
static void shift_amount(tester *t, uint32_t tag, unsigned element) {
    const sample *s = t->s;
    for (uint32_t i = 0; i < s->n; i++) {
        const piece *p = &s->pieces[i];
        char with[2048], amount[SJ_MONEY_SIZE];
        size_t at = 0;
        uint64_t offset;
        sj_money m;
        if (p->tag != tag || p->row == SJ_NO_ROW || p->len > 1000) continue;
        if (!sj_money_parse(piece_element(s, p, element), &m) || !is_chosen(t)) continue;
        sj_money_print_x12(m + 100, amount);
        size_t n = piece_with(s, p, element, 0, sj_str_of(amount), with, sizeof with, &at);
        expectation e = {.operator= "balance", .codes = "T3", .is_shared = true};
        judge_balance(t, sample_write(s, i, (sj_str){with, n}, t->mutant, &offset), &e);
    }
}

void break_balances(tester *t) {
    if (t->s->balance_errors || !t->s->guide) return;
    if (!strcmp(t->s->guide->transaction, "837")) {
        shift_amount(t, SJ_TAG('C', 'L', 'M'), 2);
        shift_amount(t, SJ_TAG('S', 'V', '1'), 2);
        shift_amount(t, SJ_TAG('S', 'V', '2'), 3);
        shift_amount(t, SJ_TAG('S', 'V', '3'), 2);
        return;
    }
    if (strcmp(t->s->guide->transaction, "835") != 0) return;
    shift_amount(t, SJ_TAG('B', 'P', 'R'), 2);
    shift_amount(t, SJ_TAG('C', 'L', 'P'), 3);
    shift_amount(t, SJ_TAG('C', 'L', 'P'), 4);
    shift_amount(t, SJ_TAG('C', 'A', 'S'), 3);
    shift_amount(t, SJ_TAG('S', 'V', 'C'), 2);
    shift_amount(t, SJ_TAG('S', 'V', 'C'), 3);
    shift_amount(t, SJ_TAG('P', 'L', 'B'), 4);
}
