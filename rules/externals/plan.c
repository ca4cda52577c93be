/* rules/externals/plan.c - a guide's rows to the places that are looked up. */
#include "rules/externals/plan.h"

#include "parsers/base/alloc.h"
#include "rules/codes/findings.h"

#include <scrubjay/externals.h>

static const sj_external externals[] = {
#define EXTERNAL(name, how, kind, finding) {name, how, kind, finding},
#include "rules/externals/externals.def"
#undef EXTERNAL
};

enum { EXTERNALS = sizeof externals / sizeof *externals };

_Static_assert((int)EXTERNALS < (int)SJ_EXTERNAL_NUMBERS, "a list's number has six bits");

const char *sj_external_name(size_t i, sj_code_kind *kind) {
    if (i >= EXTERNALS) return NULL;
    if (kind) *kind = (sj_code_kind)externals[i].kind;
    return externals[i].name;
}

static const sj_external *find(const char *name) {
    for (size_t i = 0; i < EXTERNALS; i++)
        if (strcmp(externals[i].name, name) == 0) return &externals[i];
    return NULL;
}

/* Spots while they are counted (`spots` NULL) or written. */
typedef struct maker {
    const sj_guide *guide;
    sj_spot *spots;
    uint16_t n;
    const char *unknown; /* a list that is not ours */
} maker;

/* Which of `n` elements at `first` has this list; 0: none. */
static uint8_t beside(const sj_guide *g, uint16_t first, uint16_t n, const char *list) {
    for (uint16_t i = 0; i < n; i++) {
        const sj_guide_element *e = &g->elements[first + i];
        if (e->external && strcmp(e->external, list) == 0) return e->at;
    }
    return 0;
}

static uint8_t beside_of(uint8_t how) {
    return how == JUDGE_ZIP ? BESIDE_ZIP : how == JUDGE_STATE ? BESIDE_STATE : BESIDE_NOTHING;
}

/* At an element or (`composite`) a component. */
static sj_spot spot_of(const sj_external *list, const sj_guide_element *e,
                       const sj_guide_element *composite) {
    return (sj_spot){.list = list,
                     .e = e,
                     .max = e->max,
                     .element = composite ? composite->at : e->at,
                     .component = composite ? e->at : 0,
                     .repeats = (composite ? composite : e)->repeat > 1,
                     .number = (uint8_t)(list - externals + 1),
                     .beside = beside_of(list->how)};
}

/* Which spots stand in one composite, so that they may be known as a whole. */
static void join(sj_spot *spots, uint16_t n) {
    uint16_t k;
    for (uint16_t i = 0; i < n; i = k) {
        for (k = i + 1; k < n && spots[k].element == spots[i].element;) k++;
        bool alone = k - i < 2 || k - i > UINT8_MAX || spots[i].repeats;
        for (uint16_t j = i; j < k; j++)
            alone |= !spots[j].component || spots[j].beside != BESIDE_NOTHING;
        if (!alone) spots[i].joined = (uint8_t)(k - i);
    }
}

/* The elements of a segment (`composite` NULL), or the components of one of them. */
static void take(maker *m, uint16_t first, uint16_t n, const sj_guide_element *composite) {
    const sj_guide *g = m->guide;
    for (uint16_t i = 0; i < n; i++) {
        const sj_guide_element *e = &g->elements[first + i];
        if (e->n_components && !composite) take(m, e->first_component, e->n_components, e);
        if (!e->external || e->usage == SJ_NOT_USED) continue;
        const sj_external *list = find(e->external);
        if (!list) m->unknown = e->external;
        if (m->spots) {
            sj_spot *spot = &m->spots[m->n];
            *spot = spot_of(list, e, composite);
            spot->state = beside(g, first, n, "states");
            spot->country = beside(g, first, n, "country");
        }
        m->n++;
    }
}

/* How a row's spots begin: with a state and the ZIP code behind it, with a value of its own, both
 * alone in their elements; 0. *n: how many spots that are. */
static uint8_t begins_with(const sj_spot *spots, uint16_t *n) {
    const sj_spot *first = spots, *second = spots + 1;
    const bool is_plain = *n && !first->repeats && first->component <= 1;
    const uint16_t all = *n;
    *n = 1;
    if (is_plain && first->beside == BESIDE_NOTHING) {
        if (all > 1 && second->element == first->element) return 0;
        return first->component ? ROW_SINGLE | ROW_FIRST : ROW_SINGLE;
    }
    *n = 2;
    if (!is_plain || all < 2 || first->component || first->beside != BESIDE_STATE ||
        second->component || second->repeats || second->beside != BESIDE_ZIP)
        return 0;
    return second->element == first->element + 1 ? ROW_ADDRESS : 0;
}

/* What is known of a row before it is asked: `n` spots. */
static sj_external_row row_of(const sj_spot *spots, uint16_t n, uint8_t bits) {
    sj_external_row row = {.bits = bits};
    if (!n || bits & ROW_OWN) return row;
    uint16_t begun = n;
    uint8_t begin = begins_with(spots, &begun);
    row.bits |= begin;
    row.least = spots[0].element;
    row.number = spots[0].number;
    if (begin) row.more = n > begun ? spots[begun].element : UINT8_MAX;
    return row;
}

static uint8_t row_bits(const sj_guide *g, const sj_guide_segment *s) {
    uint8_t bits = s->tag == SJ_TAG('B', 'H', 'T')   ? ROW_BHT
                   : s->tag == SJ_TAG('B', 'P', 'R') ? ROW_BPR
                   : s->tag == SJ_TAG('C', 'L', 'P') ? ROW_CLP
                                                     : 0;
    for (uint16_t loop = s->loop; loop != SJ_NO_ROW; loop = g->loops[loop].parent)
        if (g->loops[loop].unit) return bits | ROW_CLAIM;
    return bits;
}

static void walk(maker *m, sj_external_plan *p) {
    const sj_guide *g = m->guide;
    m->n = 0;
    for (uint16_t row = 0; row < g->n_segments; row++) {
        const sj_guide_segment *s = &g->segments[row];
        uint16_t before = m->n;
        take(m, s->first_element, s->n_elements, NULL);
        if (!p->wanted) continue;
        uint8_t bits = row_bits(g, s);
        if (m->n > before) bits |= ROW_SPOTS;
        join(m->spots + before, m->n - before);
        p->wanted[row] = bits & (ROW_SPOTS | ROW_OWN) ? bits : 0;
        p->rows[row] = row_of(m->spots + before, m->n - before, p->wanted[row]);
        p->rows[row].first = before;
        p->rows[row].end = m->n;
    }
}

static bool is_one_of(const char *id, const char *const *ids) {
    while (*ids && strcmp(*ids, id) != 0) ids++;
    return *ids != NULL;
}

sj_status sj_external_plan_make(sj_external_plan *out, const sj_guide *g, sj_err *err) {
    static const char *const received[] = {"835", "277", "277CA", "271", "999", "TA1", NULL};
    *out = (sj_external_plan){.guide = g,
                              .claims = strcmp(g->transaction, "837") == 0,
                              .received = is_one_of(g->id, received)};
    maker m = {.guide = g};
    walk(&m, out);
    if (m.unknown)
        return sj_err_setf(err, SJ_EXML, "the guide names an unknown outside list", "%s",
                           m.unknown);
    out->wanted = sj_calloc(g->n_segments + 1u, sizeof *out->wanted);
    out->rows = sj_calloc(g->n_segments + 1u, sizeof *out->rows);
    out->n_spots = m.n;
    out->spots = m.spots = sj_calloc(m.n + 1u, sizeof *out->spots);
    if (!out->wanted || !out->rows || !out->spots) {
        sj_external_plan_dispose(out);
        return sj_err_set(err, SJ_ENOMEM, "out of memory");
    }
    walk(&m, out);
    return SJ_OK;
}

void sj_external_plan_dispose(sj_external_plan *p) {
    sj_free(p->wanted);
    sj_free(p->rows);
    sj_free(p->spots);
    *p = (sj_external_plan){.guide = NULL};
}
