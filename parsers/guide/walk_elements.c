/* What stands inside a segment: elements, components, repetitions, relational notes.
 *
 * Most segments are right and are known to be by walk_plain.c; this is the thorough look at the
 * rest, and the definition of what is right. */
#include "parsers/guide/walk.h"

typedef struct run {
    const sj_guide_impl *g;
    const sj_segment_rule *rule;
    const sj_segment *seg;
    sj_fault_fn fn;
    void *ctx;
    unsigned errors;
    uint64_t present;  /* elements that hold something, as bits */
    uint64_t told;     /* elements that something has been said about */
    bool has_trailing; /* separators with nothing behind them */
    bool odd;
} run;

static bool is_warning(uint16_t finding) {
    return sj_guide_findings()->rows[finding].severity == SJ_WARNING;
}

static void tell(run *r, sj_fault f) {
    const sj_check *c = f.row == SJ_NO_ROW ? NULL : &r->g->checks[f.row];
    f.is_doubtful = r->rule->doubt || (c && (c->flags & SJ_CHECK_DOUBT)) || is_warning(f.finding);
    if (!f.is_doubtful) {
        r->errors++;
        r->told |= UINT64_C(1) << (f.element & 63);
    }
    if (r->fn) r->fn(r->ctx, r->seg, &f);
}

/* --- facts for the messages --- */

static const char *date_form(const sj_check *c, sj_str format) {
    if (c->kind == SJ_CHECK_TM) return "HHMM";
    if (c->kind == SJ_CHECK_DT) return c->max == 6 ? "YYMMDD" : "CCYYMMDD";
    if (sj_str_is(format, "RD8")) return "CCYYMMDD-CCYYMMDD";
    if (sj_str_is(format, "DT")) return "CCYYMMDDHHMM";
    if (sj_str_is(format, "TM")) return "HHMM";
    return sj_str_is(format, "D6") ? "YYMMDD" : "CCYYMMDD";
}

/* Does the standard have the code that the guide does not allow here? */
static bool is_of_standard(const sj_guide_impl *g, uint16_t row, sj_str code) {
    const sj_code_list *standard = g->guide.elements[row].standard;
    return standard && sj_code_list_has(standard, code);
}

/* Tell of a wrong value, with the fact that its row's message asks for. */
static void tell_wrong(run *r, sj_fault f, sj_str format) {
    const sj_check *c = f.row == SJ_NO_ROW ? NULL : &r->g->checks[f.row];
    char buf[SJ_WALK_DIGITS];
    switch (f.finding) {
    case SJ_IG_TOO_SHORT:
        f.a = sj_walk_digits(buf, c->min);
        break;
    case SJ_IG_TOO_LONG:
        f.a = sj_walk_digits(buf, c->max);
        break;
    case SJ_IG_CODE:
        f.a = sj_str_of(r->g->lists[c->list - 1].list.text);
        if (is_of_standard(r->g, f.row, f.value)) f.finding = SJ_IG_CODE_NOT_USED;
        break;
    case SJ_IG_DATE:
    case SJ_IG_TIME:
        f.a = sj_str_of(date_form(c, format));
        break;
    case SJ_IG_TOO_MANY_REPEATS:
        f.a = sj_walk_digits(buf, c->repeat);
        f.b = (sj_str){&r->seg->delims->repetition, 1};
        break;
    case SJ_IG_TOO_MANY_COMPONENTS:
        f.a = sj_walk_digits(buf, c->n ? c->n : 1);
        f.b = (sj_str){&r->seg->delims->component, 1};
        break;
    case SJ_IG_TOO_MANY_ELEMENTS:
        f.a = sj_walk_digits(buf, r->rule->n_checks);
        break;
    default:
        break;
    }
    tell(r, f);
}

static void tell_missing(run *r, uint16_t row, unsigned element, unsigned component,
                         uint16_t repeat, const char *at) {
    bool is_mandatory = r->g->checks[row].flags & SJ_CHECK_MANDATORY;
    tell(r, (sj_fault){.finding = is_mandatory ? SJ_IG_MANDATORY : SJ_IG_REQUIRED,
                       .element = (uint8_t)element,
                       .component = (uint8_t)component,
                       .repeat = repeat,
                       .row = row,
                       .at = at});
}

/* --- composites and repetitions --- */

/* Where a value stands: element, repetition, component. */
typedef struct spot {
    uint8_t element, component;
    uint16_t repeat;
} spot;

/* The end of the piece that begins at `from`: the next `sep`, or `end`. */
static const char *piece_end(const char *from, const char *end, char sep) {
    const char *p = memchr(from, sep, (size_t)(end - from));
    return p ? p : end;
}

/* A simple value; `format` is what stands before it, for periods. */
static void check_value(run *r, uint16_t row, spot at, sj_str v, sj_str format) {
    const sj_check *c = &r->g->checks[row];
    unsigned wrong = sj_walk_value(r->g, c, v, r->odd);
    if (!wrong && c->kind == SJ_CHECK_PERIOD && format.len) wrong = sj_walk_period(format, v);
    if (c->kind == SJ_CHECK_UNUSED) wrong = SJ_IG_NOT_USED + 1;
    if (!wrong) return;
    tell_wrong(r,
               (sj_fault){(uint16_t)(wrong - 1),
                          at.element,
                          at.component,
                          at.repeat,
                          row,
                          false,
                          v,
                          v.ptr,
                          {0},
                          {0}},
               format);
}

/* One repetition of a composite. */
static void check_composite(run *r, uint16_t row, spot at, const char *from, const char *end) {
    const sj_check *c = &r->g->checks[row];
    char sep = r->seg->delims->component;
    const char *start = from;
    unsigned n = 0, errors = r->errors;
    sj_str before = {0};
    for (;; from++) {
        const char *stop = piece_end(from, end, sep);
        sj_str v = {from, (size_t)(stop - from)};
        if (++n > c->n) {
            at.component = (uint8_t)(n < UINT8_MAX ? n : UINT8_MAX);
            tell_wrong(r,
                       (sj_fault){SJ_IG_TOO_MANY_COMPONENTS,
                                  at.element,
                                  at.component,
                                  at.repeat,
                                  row,
                                  false,
                                  v,
                                  from,
                                  {0},
                                  {0}},
                       before);
            return;
        }
        uint16_t k = (uint16_t)(c->first + n - 1);
        at.component = (uint8_t)n;
        if (v.len) {
            check_value(r, k, at, v, before);
        } else if (r->g->checks[k].flags & SJ_CHECK_REQUIRED) {
            tell_missing(r, k, at.element, n, at.repeat, from);
        }
        before = v;
        from = stop;
        if (stop == end) break;
    }
    for (; c->required >> (n + 1); n++)
        if (c->required >> (n + 1) & 1)
            tell_missing(r, (uint16_t)(c->first + n), at.element, n + 1, at.repeat, end);
    if (end > start && end[-1] == sep && r->errors == errors) r->has_trailing = true;
}

/* One repetition of any element. */
static void check_repetition(run *r, uint16_t row, spot at, const char *from, const char *end,
                             sj_str format) {
    const sj_check *c = &r->g->checks[row];
    if (c->kind == SJ_CHECK_COMPOSITE) {
        check_composite(r, row, at, from, end);
        return;
    }
    const char *stop = piece_end(from, end, r->seg->delims->component);
    if (stop < end) {
        at.component = 2;
        sj_str v = {stop + 1, (size_t)(end - stop - 1)};
        tell_wrong(r,
                   (sj_fault){SJ_IG_TOO_MANY_COMPONENTS,
                              at.element,
                              at.component,
                              at.repeat,
                              row,
                              false,
                              v,
                              stop + 1,
                              {0},
                              {0}},
                   format);
        return;
    }
    check_value(r, row, at, (sj_str){from, (size_t)(end - from)}, format);
}

/* An element that holds separators, or is a composite. */
static void check_complex(run *r, uint16_t row, unsigned element, const char *from, const char *end,
                          sj_str format) {
    const sj_check *c = &r->g->checks[row];
    char sep = r->seg->delims->repetition;
    /* Files whose repetition separator is their component separator: only the guide tells which. */
    if (!sep && c->repeat > 1 && c->kind != SJ_CHECK_COMPOSITE) sep = r->seg->delims->component;
    spot at = {(uint8_t)element, 0, 1};
    if (c->kind == SJ_CHECK_UNUSED) {
        check_value(r, row, at, (sj_str){from, (size_t)(end - from)}, format);
        return;
    }
    for (;; from++, at.repeat++) {
        const char *stop = sep ? piece_end(from, end, sep) : end;
        if (at.repeat > c->repeat) {
            tell_wrong(r,
                       (sj_fault){SJ_IG_TOO_MANY_REPEATS,
                                  at.element,
                                  0,
                                  at.repeat,
                                  row,
                                  false,
                                  {from, (size_t)(stop - from)},
                                  from,
                                  {0},
                                  {0}},
                       format);
            return;
        }
        if (stop > from) check_repetition(r, row, at, from, stop, format);
        from = stop;
        if (stop == end) break;
    }
}

/* --- relational notes --- */

/* "NM108" or "NM108, NM109", for messages. */
static sj_str names_of(const run *r, uint64_t elements, char buf[64]) {
    size_t n = 0;
    char id[4];
    sj_tag_text(r->seg->tag, id);
    for (unsigned i = 1; i < 64 && n + 8 < 64; i++) {
        if (!(elements >> i & 1)) continue;
        if (n) buf[n++] = ',', buf[n++] = ' ';
        size_t len = strlen(id);
        memcpy(buf + n, id, len);
        n += len;
        buf[n++] = (char)('0' + i / 10);
        buf[n++] = (char)('0' + i % 10);
    }
    return (sj_str){buf, n};
}

static unsigned lowest(uint64_t elements) {
    return (unsigned)__builtin_ctzll(elements);
}
static unsigned highest(uint64_t elements) {
    return 63 - (unsigned)__builtin_clzll(elements);
}

/* Tell of a broken note at element `at`; `others` are named beside it. */
static void tell_note(run *r, enum sj_guide_row finding, unsigned at, uint64_t others) {
    char buf[64];
    sj_str v = sj_segment_el(r->seg, at);
    const char *end = r->seg->base + r->seg->marks[r->seg->n];
    tell(r, (sj_fault){.finding = (uint16_t)finding,
                       .element = (uint8_t)at,
                       .repeat = 1,
                       .row = (uint16_t)(r->rule->first_check + at - 1),
                       .value = v,
                       .at = v.ptr ? v.ptr : end,
                       .a = names_of(r, others, buf)});
}

static void check_note(run *r, const sj_note_rule *note) {
    if (r->told & note->all) return; /* one of them is known to be wrong: no second finding */
    uint64_t here = r->present & note->all, gone = note->all & ~here;
    uint64_t first = UINT64_C(1) << note->first;
    switch (note->kind) {
    case 'P':
        if (here && gone) tell_note(r, SJ_IG_PAIR, lowest(gone), here);
        break;
    case 'R':
        if (!here) tell_note(r, SJ_IG_ONE_OF, lowest(gone), gone);
        break;
    case 'E':
        if (here & (here - 1)) tell_note(r, SJ_IG_EXCLUSION, highest(here), note->all);
        break;
    case 'C':
        if ((here & first) && gone) tell_note(r, SJ_IG_CONDITION, lowest(gone), first);
        break;
    case 'L':
        if (here == first) tell_note(r, SJ_IG_CONDITION, lowest(gone), first);
        break;
    default:
        break;
    }
}

/* --- the segment --- */

/* Nothing but separators? */
static bool is_empty(const sj_segment *seg) {
    return seg->marks[seg->n] - seg->marks[0] == seg->n;
}

static void check_beyond(run *r) {
    const sj_segment *seg = r->seg;
    for (uint32_t i = r->rule->n_checks + 1u; i <= seg->n; i++) {
        sj_str v = sj_segment_el(seg, i);
        if (!v.len) continue;
        tell_wrong(r,
                   (sj_fault){SJ_IG_TOO_MANY_ELEMENTS,
                              (uint8_t)(i < UINT8_MAX ? i : UINT8_MAX),
                              0,
                              1,
                              SJ_NO_ROW,
                              false,
                              v,
                              v.ptr,
                              {0},
                              {0}},
                   v);
        return;
    }
}

static void check_absent(run *r, uint32_t from) {
    const char *end = r->seg->base + r->seg->marks[r->seg->n];
    for (uint32_t i = from; i <= r->rule->n_checks; i++)
        if (r->rule->required_elements >> i & 1)
            tell_missing(r, (uint16_t)(r->rule->first_check + i - 1), i, 0, 1, end);
}

static void check_present(run *r, uint32_t n) {
    const sj_segment *seg = r->seg;
    const sj_check *c = &r->g->checks[r->rule->first_check];
    const char *from = seg->base + seg->marks[0] + 1;
    uint32_t sub = 0;
    sj_str before = {0};
    for (uint32_t i = 1; i <= n; i++, c++) {
        const char *end = seg->base + seg->marks[i];
        size_t len = (size_t)(end - from);
        if (!len) {
            if (c->flags & SJ_CHECK_REQUIRED)
                tell_missing(r, (uint16_t)(r->rule->first_check + i - 1), i, 0, 1, from);
        } else {
            uint16_t row = (uint16_t)(r->rule->first_check + i - 1);
            r->present |= UINT64_C(1) << i;
            while (sub < seg->n_subs && seg->base + seg->subs[sub] < from) sub++;
            bool has_sub = sub < seg->n_subs && seg->base + seg->subs[sub] < end;
            if (has_sub || c->kind == SJ_CHECK_COMPOSITE)
                check_complex(r, row, i, from, end, before);
            else
                check_value(r, row, (spot){(uint8_t)i, 0, 1}, (sj_str){from, len}, before);
        }
        before = (sj_str){from, len};
        from = end + 1;
    }
}

unsigned sj_walk_elements(const sj_guide_impl *g, uint16_t row, const sj_segment *seg,
                          sj_fault_fn fn, void *ctx) {
    return sj_walk_is_plain(g, row, seg) ? 0 : sj_walk_closely(g, row, seg, fn, ctx);
}

unsigned sj_walk_closely(const sj_guide_impl *g, uint16_t row, const sj_segment *seg,
                         sj_fault_fn fn, void *ctx) {
    const sj_segment_rule *rule = &g->segments[row];
    run r = {.g = g,
             .rule = rule,
             .seg = seg,
             .fn = fn,
             .ctx = ctx,
             .odd = seg->flags & SJ_SEG_ODD_BYTES};
    if (is_empty(seg)) {
        const char *end = seg->base + seg->marks[seg->n];
        tell(&r, (sj_fault){.finding = SJ_IG_EMPTY_SEGMENT,
                            .element = 1,
                            .repeat = 1,
                            .row = rule->first_check,
                            .at = end});
        return r.errors;
    }
    uint32_t n = seg->n < rule->n_checks ? seg->n : rule->n_checks;
    check_present(&r, n);
    if (seg->n > rule->n_checks) check_beyond(&r);
    check_absent(&r, n + 1);
    for (unsigned i = 0; i < rule->n_notes; i++) check_note(&r, &g->notes[rule->first_note + i]);
    const char *end = seg->base + seg->marks[seg->n];
    if (end[-1] == seg->delims->element || r.has_trailing)
        tell(&r, (sj_fault){.finding = SJ_IG_TRAILING, .element = 0, .row = SJ_NO_ROW, .at = end});
    return r.errors;
}
