/* Control numbers, counts and versions of the envelope; and sums that no longer balance. */
#include <stdio.h>
#include <stdlib.h>

#include "tests/mutation/mutation.h"

/* Element `element` of a segment becomes `value`; found there, or (`!is_there`) anywhere. */
static void change_one(tester *t, uint32_t i, unsigned element, const char *value,
                       const char *codes, bool is_there) {
    const sample *s = t->s;
    const piece *p = &s->pieces[i];
    static char with[4096];
    size_t at = 0;
    uint64_t offset;
    if (p->len > 2000 || sj_str_is(piece_element(s, p, element), value) || !is_chosen(t)) return;
    expectation e = {.operator= "envelope", .codes = codes};
    size_t n = piece_with(s, p, element, 0, sj_str_of(value), with, sizeof with, &at);
    size_t len = sample_write(s, i, (sj_str){with, n}, t->mutant, &offset);
    if (is_there) {
        e.element = element;
        e.offset = offset + at;
        sj_tag_text(p->tag, e.tag);
    }
    judge(t, len, &e);
}

static void change(tester *t, uint32_t tag, unsigned element, const char *value,
                   const char *codes) {
    for (uint32_t i = 0; i < t->s->n; i++)
        if (t->s->pieces[i].tag == tag) change_one(t, i, element, value, codes, true);
}

/* A control number that its trailer repeats, told at either. */
static void differ(tester *t, uint32_t tag, unsigned element, const char *value,
                   const char *codes) {
    for (uint32_t i = 0; i < t->s->n; i++)
        if (t->s->pieces[i].tag == tag) change_one(t, i, element, value, codes, false);
}

static bool has_child(const sample *s, uint32_t level) {
    sj_str number = piece_element(s, &s->pieces[level], 1);
    uint32_t i = level + 1;
    while (i < s->n && s->pieces[i].tag != SJ_TAG('H', 'L', 0)) i++;
    return i < s->n && sj_str_eq(piece_element(s, &s->pieces[i], 2), number);
}

/* Levels: whose child, and whether there are children. */
static void break_levels(tester *t) {
    const sample *s = t->s;
    for (uint32_t i = 0; i < s->n; i++) {
        const piece *p = &s->pieces[i];
        if (p->tag != SJ_TAG('H', 'L', 0)) continue;
        if (piece_element(s, p, 2).len) change_one(t, i, 2, "99999", "7", true);
        if (has_child(s, i)) change_one(t, i, 4, "0", "7", true);
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
    for (uint32_t i = 0; i < t->s->n; i++)
        if (t->s->pieces[i].tag == ST && piece_element(t->s, &t->s->pieces[i], 3).len)
            change_one(t, i, 3, "005010X999", "I6", true);
    differ(t, ISA, 13, "999999999", "001");
    differ(t, GS, 6, "999999", "4");
    differ(t, ST, 2, "QQQQ", "3");
    break_levels(t);
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

/* An amount of the segments `tag` (whose first element is `key`; NULL: any) goes up by one dollar:
 * some sum does not balance any more. `may_be_right`: where no sum has it. */
static void shift(tester *t, uint32_t tag, const char *key, unsigned element, bool may_be_right) {
    const sample *s = t->s;
    for (uint32_t i = 0; i < s->n; i++) {
        const piece *p = &s->pieces[i];
        char with[2048], amount[SJ_MONEY_SIZE];
        size_t at = 0;
        uint64_t offset;
        sj_money m;
        if (p->tag != tag || p->row == SJ_NO_ROW || p->len > 1000) continue;
        if (key && !sj_str_is(piece_element(s, p, 1), key)) continue;
        if (!sj_money_parse(piece_element(s, p, element), &m) || !is_chosen(t)) continue;
        sj_money_print_x12(m + 100, amount);
        size_t n = piece_with(s, p, element, 0, sj_str_of(amount), with, sizeof with, &at);
        expectation e = {
            .operator= "balance", .codes = "T3", .may_be_right = may_be_right, .is_shared = true};
        judge_balance(t, sample_write(s, i, (sj_str){with, n}, t->mutant, &offset), &e);
    }
}

static void shift_amount(tester *t, uint32_t tag, unsigned element) {
    shift(t, tag, NULL, element, false);
}

void break_balances(tester *t) {
    if (t->s->balance_errors || !t->s->guide) return;
    if (!strcmp(t->s->guide->id, "277CA")) { /* a provider's totals have no sum of their own */
        shift(t, SJ_TAG('A', 'M', 'T'), "YU", 2, true);
        shift(t, SJ_TAG('A', 'M', 'T'), "YY", 2, true);
    }
    if (!strcmp(t->s->guide->transaction, "837")) {
        shift_amount(t, SJ_TAG('S', 'V', 'D'), 2);
        shift_amount(t, SJ_TAG('C', 'A', 'S'), 3);
        shift(t, SJ_TAG('A', 'M', 'T'), "D", 2, false);
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
