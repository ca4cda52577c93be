/* One mutant through the walker (or, for balances, the model too), held against its expectation. */
#include "tests/mutation/mutation.h"

#include <stdio.h>

enum { MISSES_SHOWN = 40, SMALL_UNIT = 1 << 16 };

typedef struct outcome {
    tester *t;
    const expectation *e; /* NULL: only count */
    unsigned findings, errors, balance_errors;
    bool is_found;
    char shown[512]; /* the findings, for the report */
} outcome;

static bool has_word(const char *list, const char *word) {
    if (!word) return false;
    size_t len = strlen(word);
    for (const char *p = list; *p; p += strcspn(p, " "), p += strspn(p, " "))
        if (strcspn(p, " ") == len && !memcmp(p, word, len)) return true;
    return false;
}

static bool has_code(const expectation *e, const sj_finding_def *d) {
    char snip[4] = {'T', (char)('0' + d->snip), 0};
    if (has_word(e->codes, snip)) return true;
    if (e->element && d->ik403) return has_word(e->codes, d->ik403);
    return has_word(e->codes, d->ik304) || has_word(e->codes, d->ik502) ||
           has_word(e->codes, d->ak905) || has_word(e->codes, d->ta105);
}

static bool is_expected(const expectation *e, const sj_finding *f, const sj_finding_def *d) {
    if (e->loop && (!f->loop || strcmp(e->loop, f->loop))) return false;
    if (e->tag[0] && strcmp(e->tag, f->tag)) return false;
    /* A key that no row has may be told of the segment instead of the element. */
    bool is_of_segment = !f->pos.element && d->ik304 && strcmp(d->ik304, "8");
    if (e->element && !is_of_segment && f->pos.element != e->element) return false;
    if (e->element && is_of_segment && !has_word(e->codes, d->ik304)) return false;
    if (e->component && !is_of_segment && f->pos.component != e->component) return false;
    if (e->offset && !is_of_segment && f->pos.offset != e->offset) return false;
    return is_of_segment ? has_word(e->codes, d->ik304) : has_code(e, d);
}

static void on_finding(void *ctx, const sj_finding *f) {
    outcome *o = ctx;
    const sj_finding_def *d = sj_catalog_get(o->t->catalog, f->id);
    o->findings++;
    o->errors += f->severity == SJ_ERROR && d->snip < 3;
    o->balance_errors += d->snip == 3 && f->severity == SJ_ERROR;
    if (o->e && is_expected(o->e, f, d)) o->is_found = true;
    size_t n = strlen(o->shown);
    snprintf(o->shown + n, sizeof o->shown - n, " %s@%u:%s/%s%02u-%u+%llu", d->id, f->pos.segment,
             f->loop ? f->loop : "", f->tag, f->pos.element, f->pos.component,
             (unsigned long long)f->pos.offset);
}

static void walk(tester *t, size_t len, outcome *o) {
    sj_err err = {0};
    sj_walk_events events = {.ctx = o, .finding = on_finding};
    sj_walker *w = NULL;
    sj_reader *r = NULL;
    sj_segment seg;
    /* Small windows where they do: this is done often. */
    const sj_reader_opts small = {.max_unit = len > SMALL_UNIT ? 0 : SMALL_UNIT};
    sj_status status = sj_walker_new(&w, t->guides, &events, NULL, &err);
    if (!status) status = sj_reader_open_memory(&r, t->mutant, len, &small, &err);
    enum sj_read_result what = SJ_READ_SEGMENT;
    while (!status && what != SJ_READ_END && what != SJ_READ_FAILED) {
        what = sj_reader_next(r, &seg);
        status = sj_walker_push(w, what, &seg, &err);
    }
    sj_reader_free(r);
    sj_walker_free(w);
}

static void parse(tester *t, size_t len, outcome *o) {
    sj_err err = {0};
    sj_parse_events events = {.ctx = o, .finding = on_finding};
    const sj_parse_opts small = {.max_unit = SMALL_UNIT};
    if (sj_parse_memory(t->guides, t->mutant, len, &events, &small, NULL, &err)) o->findings = 0;
}

static void on_claim(void *ctx, const sj_claim *c) {
    outcome *o = ctx;
    (void)sj_externals_claim(o->t->externals, c, on_finding, o);
}

static void look_up(tester *t, size_t len, outcome *o) {
    sj_err err = {0};
    sj_parse_events events = {.ctx = o,
                              .rows = sj_externals_rows,
                              .at_row = sj_externals_segment,
                              .at_row_ctx = t->externals,
                              .finding = on_finding,
                              .claim = on_claim};
    const sj_parse_opts small = {.max_unit = SMALL_UNIT};
    if (sj_parse_memory(t->guides, t->mutant, len, &events, &small, NULL, &err)) o->findings = 0;
}

void count_own(tester *t, size_t len) {
    outcome walked = {.t = t}, parsed = {.t = t}, looked_up = {.t = t};
    look_up(t, len, &looked_up);
    t->s->outside = looked_up.findings;
    walk(t, len, &walked);
    parse(t, len, &parsed);
    t->s->findings = walked.findings;
    t->s->errors = walked.errors;
    t->s->balance_errors = parsed.balance_errors;
}

bool is_chosen(tester *t) {
    t->ways += t->is_counting;
    return !t->is_counting && t->way++ % t->stride == 0;
}

static void tell(tester *t, const expectation *e, const outcome *o, const char *what) {
    if (!t->is_verbose && t->misses_shown++ >= MISSES_SHOWN) return;
    printf("%s: %s: %s, expected %s/%s%02u-%u [%s] +%llu, got%s\n", t->s->name, what, e->operator,
           e->loop ? e->loop : "", e->tag, e->element, e->component, e->codes,
           (unsigned long long)e->offset, o->shown[0] ? o->shown : " nothing");
}

static void count(tester *t, const expectation *e, const outcome *o, unsigned own) {
    if (e->may_be_right && o->findings <= own) return;
    t->made++;
    t->of_sample++;
    t->found += o->is_found;
    if (!o->is_found) tell(t, e, o, "not found");
    if (e->is_shared) return;
    bool is_alone = o->findings <= own + 1;
    t->single++;
    t->alone += is_alone;
    if (o->is_found && !is_alone && t->is_verbose) tell(t, e, o, "not alone");
}

void judge(tester *t, size_t len, const expectation *e) {
    outcome o = {.t = t, .e = e};
    walk(t, len, &o);
    count(t, e, &o, t->s->findings);
}

void judge_balance(tester *t, size_t len, const expectation *e) {
    outcome o = {.t = t, .e = e};
    parse(t, len, &o);
    count(t, e, &o, t->s->findings);
}

void judge_outside(tester *t, size_t len, const expectation *e) {
    outcome o = {.t = t, .e = e};
    look_up(t, len, &o);
    count(t, e, &o, t->s->outside);
}
