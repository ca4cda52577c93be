/* parsers/model/answer_999.c - a set's findings as AK2, IK3, CTX, IK4, IK5 (005010X231A1).
 *
 * One IK3 tells of one segment in one loop; its element errors follow as IK4. Findings come nearly
 * in the order of the file (what a loop lacks is found at its end), so they are sorted first.
 * Several findings of the same kind at one place are one IK3. */
#include "parsers/model/answer_private.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    MAX_IK3 = 1000,   /* then the rest is left out: IK5 has said R by then */
    MAX_VALUE = 99,   /* IK404 */
    MAX_CONTEXT = 35, /* CTX01-2 */
    MAX_LOOP = 6      /* IK303: four by the standard, six so that 2010AA is told whole */
};

static int compare(const void *x, const void *y) {
    const sj_kept_finding *a = *(const sj_kept_finding *const *)x;
    const sj_kept_finding *b = *(const sj_kept_finding *const *)y;
    if (a->segment != b->segment) return a->segment < b->segment ? -1 : 1;
    return a->order < b->order ? -1 : a->order > b->order;
}

static const sj_kept_finding **sorted(sj_answer *a) {
    const sj_kept_finding **list =
        sj_arena_alloc(&a->arena, (a->syntax.n + 1) * sizeof(const sj_kept_finding *));
    size_t n = 0;
    if (!list) {
        sj_answer_fail(a, SJ_ENOMEM, "a transaction set has more findings than fit in memory");
        return NULL;
    }
    for (const sj_kept_finding *f = a->syntax.first; f; f = f->next) list[n++] = f;
    qsort(list, n, sizeof *list, compare);
    return list;
}

static const char *segment_code(const sj_kept_finding *f) {
    return f->def->ik403 ? "8" : f->def->ik304;
}

static bool same_ik3(const sj_kept_finding *a, const sj_kept_finding *b) {
    return a->segment == b->segment && strcmp(a->tag, b->tag) == 0 && a->loop == b->loop &&
           strcmp(segment_code(a), segment_code(b)) == 0;
}

static void write_ik3(sj_writer *w, const sj_kept_finding *f, bool is_claim) {
    sj_writer_begin(w, "IK3");
    sj_writer_elz(w, f->tag[0] ? f->tag : "ZZ");
    sj_writer_number(w, f->segment);
    bool is_loop =
        f->loop && f->loop[0] >= '0' && f->loop[0] <= '9'; /* HEADER is our table's own */
    sj_writer_el(w, is_loop ? (sj_str){f->loop, strnlen(f->loop, MAX_LOOP)} : (sj_str){NULL, 0});
    sj_writer_elz(w, segment_code(f));
    sj_writer_end(w);
    sj_str account = sj_answer_plain(f->account, MAX_CONTEXT);
    if (!is_claim || !account.len) return;
    sj_writer_begin(w, "CTX");
    sj_writer_elz(w, "CLM01");
    sj_writer_comp(w, account);
    sj_writer_end(w);
}

static void component_number(sj_writer *w, unsigned n) {
    char text[12];
    snprintf(text, sizeof text, "%u", n);
    sj_writer_compz(w, n ? text : "");
}

static void write_ik4(sj_writer *w, const sj_kept_finding *f) {
    sj_writer_begin(w, "IK4");
    sj_writer_number(w, f->element);
    component_number(w, f->component);
    component_number(w, f->repeat > 1 ? f->repeat : 0);
    if (f->de)
        sj_writer_number(w, f->de);
    else
        sj_writer_skip(w, 1);
    sj_writer_elz(w, f->def->ik403);
    sj_writer_el(w, sj_answer_plain(f->value, MAX_VALUE));
    sj_writer_end(w);
}

static void write_errors(sj_answer *a, sj_writer *w, bool is_claim) {
    const sj_kept_finding **list = sorted(a);
    for (size_t i = 0, written = 0; list && i < a->syntax.n && written < MAX_IK3; written++) {
        const sj_kept_finding *head = list[i];
        write_ik3(w, head, is_claim);
        for (; i < a->syntax.n && same_ik3(head, list[i]); i++)
            if (list[i]->def->ik403) write_ik4(w, list[i]);
    }
}

void sj_answer_group_begin(sj_answer *a, const sj_group *g) {
    sj_writer *w = sj_answer_open(a, SJ_ANSWER_999, g, "FA", "005010X231A1");
    if (!w) return;
    sj_writer_st(w, SJ_STR("999"), ++a->sets_written[SJ_ANSWER_999], SJ_STR("005010X231A1"));
    sj_writer_begin(w, "AK1");
    sj_writer_el(w, g->functional);
    sj_writer_el(w, g->control);
    sj_writer_el(w, g->version);
    sj_writer_end(w);
}

static void write_codes(sj_writer *w, const char *const codes[5]) {
    for (int i = 0; i < 5 && codes[i]; i++) sj_writer_elz(w, codes[i]);
}

void sj_answer_write_set_999(sj_answer *a, const sj_set *s) {
    sj_writer *w = a->writers[SJ_ANSWER_999];
    if (!w || a->status != SJ_OK) return;
    bool has_st03 = !sj_str_is(s->transaction, "835"); /* else `version` is GS08's */
    sj_writer_begin(w, "AK2");
    sj_writer_el(w, s->transaction);
    sj_writer_el(w, s->control);
    sj_writer_el(w, has_st03 ? s->version : (sj_str){NULL, 0});
    sj_writer_end(w);
    write_errors(a, w, sj_str_is(s->transaction, "837"));
    sj_writer_begin(w, "IK5");
    sj_writer_el(w, (sj_str){&s->ack, 1});
    write_codes(w, s->codes);
    sj_writer_end(w);
}

void sj_answer_group_end(sj_answer *a, const sj_group *g) {
    sj_writer *w = a->writers[SJ_ANSWER_999];
    if (!w || a->status != SJ_OK || !a->open[SJ_ANSWER_999]) return;
    sj_writer_begin(w, "AK9");
    sj_writer_el(w, (sj_str){&g->ack, 1});
    sj_writer_number(w, g->sets_claimed ? g->sets_claimed : g->sets);
    sj_writer_number(w, g->sets);
    sj_writer_number(w, g->sets_accepted);
    write_codes(w, g->codes);
    sj_writer_end(w);
    sj_writer_se(w);
}
