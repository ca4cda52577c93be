/* parsers/model/answer_999.c - a group's answer: AK1, for each set AK2, IK3, CTX, IK4, IK5, and AK9
 * (005010X231A1); the 997 where the 999's guide has no code for the group.
 *
 * One IK3 tells of one segment in one loop; its element errors follow as IK4. Findings come nearly
 * in the order of the file (what a loop lacks is found at its end), so they are sorted first.
 * Several findings of the same kind at one place are one IK3. What called for a situational value
 * follows as CTX: behind the IK3 where a segment is concerned, behind the IK4 where an element is.
 */
#include "parsers/model/answer_private.h"

#include <stdio.h>
#include <stdlib.h>

#define VERSION_999 "005010X231A1"
#define VERSION_997 "005010"

enum {
    MAX_IK3 = 1000,      /* then the rest is left out: IK5 has said R by then */
    MAX_VALUE = 99,      /* IK404 */
    MAX_CONTEXT = 35,    /* CTX01-2 */
    MAX_LOOP = 6,        /* IK303: four by the standard, six so that 2010AA is told whole */
    MAX_OF_SEGMENT = 9,  /* CTX*SITUATIONAL TRIGGER behind an IK3; one more names the claim */
    MAX_OF_ELEMENT = 10, /* and behind an IK4 */
    MAX_CODES = 5        /* IK502-06, AK905-09 */
};

static const sj_str none = {NULL, 0};

/* ---- order ---- */

static int compare(const void *x, const void *y) {
    const sj_kept_finding *a = *(const sj_kept_finding *const *)x;
    const sj_kept_finding *b = *(const sj_kept_finding *const *)y;
    if (a->segment != b->segment) return a->segment < b->segment ? -1 : 1;
    return a->order < b->order ? -1 : a->order > b->order;
}

/* All that the 999 tells of the set, by place; *n of them. */
static const sj_kept_finding **sorted(sj_answer *a, bool with_situational, size_t *n) {
    size_t most = a->syntax.n + (with_situational ? a->tally.situational : 0);
    const sj_kept_finding **list = sj_arena_alloc(&a->arena, (most + 1) * sizeof *list);
    *n = 0;
    if (!list) {
        sj_answer_fail(a, SJ_ENOMEM, "a transaction set has more findings than fit in memory");
        return NULL;
    }
    for (const sj_kept_finding *f = a->syntax.first; f; f = f->next) list[(*n)++] = f;
    for (const sj_kept_finding *f = with_situational ? a->situational : NULL; f;
         f = f->next_situational)
        list[(*n)++] = f;
    qsort(list, *n, sizeof *list, compare);
    return list;
}

static const char *segment_code(const sj_kept_finding *f) {
    return f->def->ik403 ? "8" : f->def->ik304;
}

static bool same_loop(const char *a, const char *b) {
    return a == b || (a && b && strcmp(a, b) == 0);
}

static bool same_ik3(const sj_kept_finding *a, const sj_kept_finding *b) {
    return a->segment == b->segment && strcmp(a->tag, b->tag) == 0 && same_loop(a->loop, b->loop) &&
           strcmp(segment_code(a), segment_code(b)) == 0;
}

static bool same_ik4(const sj_kept_finding *a, const sj_kept_finding *b) {
    return a->element == b->element && a->component == b->component && a->repeat == b->repeat &&
           strcmp(a->def->ik403, b->def->ik403) == 0 && sj_str_eq(a->value, b->value);
}

/* ---- segments ---- */

/* HEADER and FOOTER are our tables' own names for what is in no loop. */
static sj_str loop_id(const char *loop) {
    bool is_loop = loop && loop[0] >= '0' && loop[0] <= '9';
    return is_loop ? (sj_str){loop, strnlen(loop, MAX_LOOP)} : none;
}

static void component_number(sj_writer *w, unsigned n) {
    char text[12];
    snprintf(text, sizeof text, "%u", n);
    sj_writer_compz(w, n ? text : "");
}

static void write_de(sj_writer *w, uint16_t de) {
    if (de)
        sj_writer_number(w, de);
    else
        sj_writer_skip(w, 1);
}

/* CTX*SITUATIONAL TRIGGER*CLM*43*2300*5:3*1325 */
static void write_trigger(sj_writer *w, const sj_trigger *t) {
    sj_writer_begin(w, "CTX");
    sj_writer_elz(w, "SITUATIONAL TRIGGER");
    sj_writer_elz(w, t->tag);
    sj_writer_number(w, t->segment);
    sj_writer_el(w, loop_id(t->loop));
    if (t->element) {
        sj_writer_number(w, t->element);
        component_number(w, t->component);
        write_de(w, t->de);
    }
    sj_writer_end(w);
}

static bool same_trigger(const sj_trigger *a, const sj_trigger *b) {
    return a->segment == b->segment && a->element == b->element && a->component == b->component;
}

/* The triggers of findings that share an IK3 or IK4, each once, as many as are allowed. */
static void write_triggers(sj_writer *w, const sj_kept_finding *const *list, size_t n,
                           unsigned most) {
    unsigned written = 0;
    for (size_t i = 0; i < n && written < most; i++) {
        const sj_trigger *t = &list[i]->trigger;
        bool known = !t->tag[0] || !t->segment;
        for (size_t k = 0; k < i && !known; k++) known = same_trigger(t, &list[k]->trigger);
        if (known) continue;
        write_trigger(w, t);
        written++;
    }
}

static void write_ik3(sj_writer *w, const sj_kept_finding *const *list, size_t n,
                      const char *unit) {
    const sj_kept_finding *f = list[0];
    sj_writer_begin(w, "IK3");
    sj_writer_elz(w, f->tag[0] ? f->tag : "ZZ");
    sj_writer_number(w, f->segment);
    sj_writer_el(w, loop_id(f->loop));
    sj_writer_elz(w, segment_code(f));
    sj_writer_end(w);
    if (!f->def->ik403) write_triggers(w, list, n, MAX_OF_SEGMENT);
    sj_str account = sj_answer_plain(f->account, MAX_CONTEXT);
    if (!unit || !account.len) return;
    sj_writer_begin(w, "CTX");
    sj_writer_elz(w, unit);
    sj_writer_comp(w, account);
    sj_writer_end(w);
}

static void write_ik4(sj_writer *w, const sj_kept_finding *const *list, size_t n) {
    const sj_kept_finding *f = list[0];
    sj_writer_begin(w, "IK4");
    sj_writer_number(w, f->element);
    component_number(w, f->component);
    component_number(w, f->repeat > 1 ? f->repeat : 0);
    write_de(w, f->de);
    sj_writer_elz(w, f->def->ik403);
    sj_writer_el(w, sj_answer_plain(f->value, MAX_VALUE));
    sj_writer_end(w);
    write_triggers(w, list, n, MAX_OF_ELEMENT);
}

/* One IK3 with what belongs to it: list[0] and those after it that share it. */
static void write_segment_errors(sj_writer *w, const sj_kept_finding *const *list, size_t n,
                                 const char *unit) {
    write_ik3(w, list, n, unit);
    for (size_t i = 0, same; i < n; i += same) {
        same = 1;
        if (!list[i]->def->ik403) continue;
        while (i + same < n && same_ik4(list[i], list[i + same])) same++;
        write_ik4(w, list + i, same);
    }
}

/* What names the business unit: the element that bears a unit loop's account, where the guide lists
 * it. A claim payment's CLP01 is not in its list. */
static const char *unit_of(const sj_guide *g, char buf[8]) {
    static const char *const listed[] = {"CLM01", "TRN02", "NM109", "ENT01"};
    for (uint16_t i = 0; g && i < g->n_loops; i++) {
        const sj_guide_loop *l = &g->loops[i];
        if (!l->unit) continue;
        snprintf(buf, 8, "%.3s%02u", g->segments[l->first_segment].id, l->unit_element);
        for (size_t k = 0; k < sizeof listed / sizeof *listed; k++)
            if (strcmp(buf, listed[k]) == 0) return buf;
    }
    return NULL;
}

/* Have errors been written that are the guide's alone? */
static bool write_errors(sj_answer *a, sj_writer *w, const sj_set *s, bool with_situational) {
    char buf[8];
    size_t n;
    const char *unit = unit_of(s->guide, buf);
    const sj_kept_finding **list = sorted(a, with_situational, &n);
    for (size_t i = 0, written = 0, same; list && i < n && written < MAX_IK3; i += same) {
        same = 1;
        while (i + same < n && same_ik3(list[i], list[i + same])) same++;
        write_segment_errors(w, list + i, same, unit);
        written++;
    }
    return with_situational && a->tally.situational;
}

/* A 997 knows no codes of guides: their nearest of the standard's. */
static const char *code_of(const char *code, bool is_999) {
    if (is_999 || code[0] != 'I') return code;
    return strcmp(code, "I6") == 0 ? "1" : "5";
}

/* Set and group errors, each once. */
static void write_codes(sj_writer *w, const char *const codes[MAX_CODES], const char *more,
                        bool is_999) {
    const char *written[MAX_CODES];
    int n = 0;
    for (int i = 0; i <= MAX_CODES; i++) {
        const char *code = i < MAX_CODES ? codes[i] : more;
        bool known = !code || n == MAX_CODES;
        if (code) code = code_of(code, is_999);
        for (int k = 0; k < n && !known; k++) known = strcmp(written[k], code) == 0;
        if (known) continue;
        sj_writer_elz(w, code);
        written[n++] = code;
    }
}

/* ---- the group ---- */

sj_answer_kind sj_answer_kind_for(const sj_group *g) {
    static const char *const listed[] = {"BE", "HB", "HC", "HI", "HN", "HP", "HR", "HS", "RA"};
    bool is_listed = false;
    for (size_t i = 0; i < sizeof listed / sizeof *listed; i++)
        is_listed |= sj_str_is(g->functional, listed[i]);
    if (is_listed && sj_str_trim(g->version).len) return SJ_ANSWER_999;
    if (sj_str_is(g->functional, "FA")) return SJ_ANSWER_KINDS;
    bool has_name = g->functional.len == 2 && sj_answer_plain(g->functional, 2).len;
    return has_name ? SJ_ANSWER_997 : SJ_ANSWER_KINDS;
}

/* The sets that the 999's guide lists; another in such a group is told of in AK9 alone. */
static bool is_listed_set(sj_str transaction) {
    static const char *const listed[] = {"270", "271", "276", "277", "278",
                                         "820", "834", "835", "837"};
    for (size_t i = 0; i < sizeof listed / sizeof *listed; i++)
        if (sj_str_is(transaction, listed[i])) return true;
    return false;
}

static sj_writer *group_writer(const sj_answer *a) {
    if (a->answers_group == SJ_ANSWER_KINDS || a->status != SJ_OK) return NULL;
    return a->open[a->answers_group] ? a->writers[a->answers_group] : NULL;
}

void sj_answer_begin_group(sj_answer *a, const sj_group *g) {
    char id[SJ_ANSWER_ID];
    sj_answer_kind kind = a->answers_group = sj_answer_kind_for(g);
    if (kind == SJ_ANSWER_KINDS) return; /* the interchange's TA1 says that it is none */
    bool is_999 = kind == SJ_ANSWER_999;
    sj_writer *w = sj_answer_open(a, kind, g, "FA", is_999 ? VERSION_999 : VERSION_997);
    if (!w) return;
    sj_writer_st(w, is_999 ? SJ_STR("999") : SJ_STR("997"), ++a->sets_written[kind],
                 is_999 ? SJ_STR(VERSION_999) : none);
    sj_writer_begin(w, "AK1");
    sj_writer_el(w, g->functional);
    sj_writer_el(w, sj_answer_digits(id, g->control, 1, 9));
    sj_writer_el(w, sj_answer_id(id, g->version, 12));
    sj_writer_end(w);
}

void sj_answer_write_set(sj_answer *a, const sj_set *s, bool with_situational) {
    const char ack = sj_ack_of_set(&a->tally, s);
    sj_writer *w = group_writer(a);
    char control[SJ_ANSWER_ID], version[SJ_ANSWER_ID];
    bool is_999 = a->answers_group == SJ_ANSWER_999;
    if (!w || (is_999 && !is_listed_set(s->transaction))) return;
    bool has_st03 = is_999 && !sj_str_is(s->transaction, "835"); /* else `version` is GS08's */
    sj_str own = sj_answer_id(control, s->control, 9);
    if (own.len < 4) own = sj_answer_digits(control, s->control, 4, 9);
    sj_writer_begin(w, "AK2");
    sj_writer_el(w, sj_answer_plain(s->transaction, 3));
    sj_writer_el(w, own);
    sj_writer_el(w, has_st03 ? sj_answer_id(version, s->version, 35) : none);
    sj_writer_end(w);
    bool noted = is_999 && write_errors(a, w, s, with_situational);
    sj_writer_begin(w, is_999 ? "IK5" : "AK5");
    sj_writer_el(w, (sj_str){&ack, 1});
    write_codes(w, s->codes, noted ? "I5" : NULL, is_999);
    sj_writer_end(w);
}

void sj_answer_end_group(sj_answer *a, const sj_group *g) {
    sj_writer *w = group_writer(a);
    if (!w) return;
    bool is_refused = g->ack == 'R';
    const char ack = sj_ack_of_group(&a->tally, g);
    sj_writer_begin(w, "AK9");
    sj_writer_el(w, (sj_str){&ack, 1});
    sj_writer_number(w, g->sets_claimed ? g->sets_claimed : g->sets);
    sj_writer_number(w, g->sets);
    sj_writer_number(w, is_refused ? 0 : g->sets_accepted);
    write_codes(w, g->codes, NULL, true);
    sj_writer_end(w);
    sj_writer_se(w);
}
