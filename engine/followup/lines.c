/* Payment lines to claim lines: by our control number, then by what was done, then by what is left.
 */
#include "engine/followup/lines.h"

/* One element, component or segment off the front of `rest`; false at the end. */
static bool cut(sj_str *out, sj_str *rest, char mark) {
    if (!rest->ptr) return false;
    const char *end = rest->len ? memchr(rest->ptr, mark, rest->len) : NULL;
    size_t n = end ? (size_t)(end - rest->ptr) : rest->len;
    *out = (sj_str){rest->ptr, n};
    *rest = end ? (sj_str){end + 1, rest->len - n - 1} : (sj_str){NULL, 0};
    return true;
}

enum { ELEMENTS = 8 };

typedef struct segment {
    sj_str id, el[ELEMENTS]; /* el[0] is element 1 */
} segment;

static bool next_segment(segment *s, sj_str *rest, const sj_delimiters *d) {
    sj_str text;
    do {
        if (!cut(&text, rest, d->terminator)) return false;
        while (text.len && (text.ptr[0] == '\r' || text.ptr[0] == '\n')) text.ptr++, text.len--;
    } while (!text.len);
    *s = (segment){0};
    cut(&s->id, &text, d->element);
    for (int i = 0; i < ELEMENTS && cut(&s->el[i], &text, d->element);) i++;
    return true;
}

/* QUALIFIER:CODE:MODIFIERS… */
static void read_procedure(sj_our_line *line, sj_str composite, const sj_delimiters *d) {
    sj_str skip;
    cut(&skip, &composite, d->component);
    cut(&line->procedure, &composite, d->component);
    for (int i = 0; i < 4 && cut(&line->modifiers[i], &composite, d->component);) i++;
}

static void read_service(sj_our_line *line, const segment *s, const sj_delimiters *d) {
    bool institutional = sj_str_is(s->id, "SV2"), dental = sj_str_is(s->id, "SV3");
    if (institutional) line->revenue = s->el[0];
    read_procedure(line, s->el[institutional ? 1 : 0], d);
    sj_money_parse(s->el[institutional ? 2 : 1], &line->charge);
    sj_str units = s->el[institutional ? 4 : dental ? 5 : 3];
    if (!sj_quantity_parse(units, &line->units)) line->units = 1000;
    bool professional = !institutional && !dental;
    line->minutes = professional && sj_str_is(s->el[2], "MJ");
    if (!professional) line->place = (sj_str){NULL, 0};
    if (professional && s->el[4].len) line->place = s->el[4];
}

static void read_date(sj_our_line *line, const segment *s) {
    sj_str from, range = s->el[2];
    if (!sj_str_is(s->el[0], "472") || !cut(&from, &range, '-')) return;
    if (!sj_date_parse(from, &line->from)) line->from = SJ_NO_DATE;
    line->to = line->from;
    if (range.ptr && !sj_date_parse(range, &line->to)) line->to = line->from;
}

static uint32_t read_number(sj_str s) {
    uint32_t n = 0;
    for (size_t i = 0; i < s.len && i < 9; i++)
        if (s.ptr[i] >= '0' && s.ptr[i] <= '9') n = n * 10 + (uint32_t)(s.ptr[i] - '0');
    return n;
}

bool sj_our_lines_read(sj_our_line **out, size_t *n, sj_str claim, sj_delimiters delims,
                       sj_arena *arena) {
    segment s;
    size_t count = 0;
    for (sj_str rest = claim; next_segment(&s, &rest, &delims);) count += sj_str_is(s.id, "LX");
    *n = 0;
    *out = sj_arena_zalloc(arena, (count ? count : 1) * sizeof **out);
    if (!*out) return false;
    sj_our_line *line = NULL;
    sj_str place = {NULL, 0};
    for (sj_str rest = claim; next_segment(&s, &rest, &delims);) {
        if (sj_str_is(s.id, "CLM")) {
            sj_str facility = s.el[4];
            cut(&place, &facility, delims.component);
        } else if (sj_str_is(s.id, "LX")) {
            line = *out + (*n)++;
            line->place = place;
            line->number = read_number(s.el[0]);
            line->from = line->to = SJ_NO_DATE;
        } else if (line && s.id.len == 3 && memcmp(s.id.ptr, "SV", 2) == 0) {
            if (s.id.ptr[2] >= '1' && s.id.ptr[2] <= '3') read_service(line, &s, &delims);
        } else if (line && sj_str_is(s.id, "DTP")) {
            read_date(line, &s);
        } else if (line && sj_str_is(s.id, "REF") && sj_str_is(s.el[0], "6R")) {
            line->control = s.el[1];
        }
    }
    return true;
}

/* What the payment line says that we submitted. */
static sj_str submitted_procedure(const sj_payment_line *p) {
    return SJ_HAS(p->submitted) ? p->submitted.v : p->procedure.v;
}

static bool same_procedure(const sj_payment_line *p, const sj_our_line *o) {
    sj_str code = submitted_procedure(p);
    if (code.len && o->procedure.len) return sj_str_eq(code, o->procedure);
    return o->revenue.len && (sj_str_eq(p->revenue.v, o->revenue) || sj_str_eq(code, o->revenue));
}

/* Payers drop modifiers, so a missing one says nothing; another one does. */
static bool modifiers_fit(const sj_payment_line *p, const sj_our_line *o) {
    const sj_text *m = SJ_HAS(p->submitted) ? p->submitted_modifiers : p->modifiers;
    for (int i = 0; i < 4; i++) {
        if (!m[i].v.len) continue;
        bool found = false;
        for (int k = 0; k < 4; k++) found |= sj_str_eq(m[i].v, o->modifiers[k]);
        if (!found) return false;
    }
    return true;
}

static bool dates_fit(const sj_payment_line *p, const sj_our_line *o) {
    return p->from == SJ_NO_DATE || o->from == SJ_NO_DATE ||
           (p->from >= o->from && p->from <= o->to);
}

static sj_money amount(sj_money m) {
    return m < 0 ? -m : m; /* reversals have the sign turned */
}

static bool same_control(const sj_payment_line *p, const sj_our_line *o) {
    if (!p->control.v.len) return false;
    if (o->control.len) return sj_str_eq(sj_str_trim(p->control.v), sj_str_trim(o->control));
    sj_str v = sj_str_trim(p->control.v);
    for (size_t i = 0; i < v.len; i++)
        if (v.ptr[i] < '0' || v.ptr[i] > '9') return false;
    return read_number(v) == o->number;
}

static bool fits(sj_line_key key, const sj_payment_line *p, const sj_our_line *o) {
    switch (key) {
    case SJ_LINE_KEY_CONTROL:
        return same_control(p, o);
    case SJ_LINE_KEY_PROCEDURE:
        return same_procedure(p, o) && modifiers_fit(p, o) && dates_fit(p, o) &&
               amount(p->charge.v) == o->charge;
    case SJ_LINE_KEY_PARTS:
        return same_procedure(p, o) && modifiers_fit(p, o) && dates_fit(p, o) &&
               amount(p->charge.v) < o->charge;
    case SJ_LINE_KEY_CHARGE:
        return amount(p->charge.v) == o->charge && dates_fit(p, o) &&
               (!SJ_HAS(p->units) || amount(p->units.v) == o->units);
    case SJ_LINE_KEY_CODE:
        return same_procedure(p, o) && dates_fit(p, o);
    case SJ_LINE_KEY_NONE:
    case SJ_LINE_KEY_ORDER:
        break;
    }
    return false;
}

static void take(sj_line_match *out, sj_our_line *ours, size_t k, sj_line_key key) {
    *out = (sj_line_match){(int)k, key};
    ours[k].taken = true;
}

static void match_by(sj_line_key key, sj_line_match *out, const sj_payment_line *theirs,
                     size_t n_theirs, sj_our_line *ours, size_t n) {
    bool shared = key == SJ_LINE_KEY_CONTROL || key == SJ_LINE_KEY_PARTS;
    for (size_t i = 0; i < n_theirs; i++)
        for (size_t k = 0; k < n && out[i].line < 0; k++)
            if (fits(key, &theirs[i], &ours[k]) && (shared || !ours[k].taken))
                take(&out[i], ours, k, key);
}

/* A procedure that one line on each side has, and no other that is left: its charge and modifiers
 * were told otherwise. */
static void match_alone(sj_line_match *out, const sj_payment_line *theirs, size_t n_theirs,
                        sj_our_line *ours, size_t n) {
    for (size_t i = 0; i < n_theirs; i++) {
        size_t found = 0, at = 0, others = 0;
        for (size_t k = 0; k < n && out[i].line < 0; k++)
            if (!ours[k].taken && fits(SJ_LINE_KEY_CODE, &theirs[i], &ours[k])) found++, at = k;
        for (size_t j = 0; j < n_theirs && found == 1; j++)
            others += j != i && out[j].line < 0 && fits(SJ_LINE_KEY_CODE, &theirs[j], &ours[at]);
        if (found == 1 && !others) take(&out[i], ours, at, SJ_LINE_KEY_CODE);
    }
}

/* Would a payment line come to one of ours with another procedure, while another of ours that is
 * left has its own? Then the payer told them in another order, and order says nothing. */
static bool order_contradicts(const sj_line_match *out, const sj_payment_line *theirs,
                              size_t n_theirs, const sj_our_line *ours, size_t n) {
    size_t k = 0;
    for (size_t i = 0; i < n_theirs; i++) {
        if (out[i].line >= 0) continue;
        while (ours[k].taken) k++;
        for (size_t other = 0; other < n && !same_procedure(&theirs[i], &ours[k]); other++)
            if (!ours[other].taken && same_procedure(&theirs[i], &ours[other])) return true;
        k++;
    }
    return false;
}

/* What is left on both sides goes together in order, when there is as much on each. */
static void match_rest(sj_line_match *out, const sj_payment_line *theirs, size_t n_theirs,
                       sj_our_line *ours, size_t n) {
    size_t open = 0, unused = 0;
    for (size_t i = 0; i < n_theirs; i++) open += out[i].line < 0;
    for (size_t k = 0; k < n; k++) unused += !ours[k].taken;
    if (open != unused) return;
    match_alone(out, theirs, n_theirs, ours, n);
    if (order_contradicts(out, theirs, n_theirs, ours, n)) return;
    size_t k = 0;
    for (size_t i = 0; i < n_theirs; i++) {
        if (out[i].line >= 0) continue;
        while (ours[k].taken) k++;
        take(&out[i], ours, k, SJ_LINE_KEY_ORDER);
    }
}

void sj_match_lines(sj_line_match *out, const sj_payment_line *theirs, size_t n_theirs,
                    sj_our_line *ours, size_t n) {
    for (size_t k = 0; k < n; k++) ours[k].taken = false;
    for (size_t i = 0; i < n_theirs; i++) out[i] = (sj_line_match){-1, SJ_LINE_KEY_NONE};
    for (int key = SJ_LINE_KEY_CONTROL; key <= SJ_LINE_KEY_CHARGE; key++)
        match_by((sj_line_key)key, out, theirs, n_theirs, ours, n);
    match_rest(out, theirs, n_theirs, ours, n);
}

const char *sj_line_key_text(sj_line_key key) {
    static const char *const names[] = {
        "", "line control", "procedure", "part of a line", "charge", "order", "procedure alone"};
    return (size_t)key < sizeof names / sizeof *names ? names[key] : "";
}
