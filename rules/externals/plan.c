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

/* The elements of a segment (`composite` NULL), or the components of one of them. */
static void take(maker *m, uint16_t first, uint16_t n, const sj_guide_element *composite) {
    const sj_guide *g = m->guide;
    for (uint16_t i = 0; i < n; i++) {
        const sj_guide_element *e = &g->elements[first + i];
        if (e->n_components && !composite) take(m, e->first_component, e->n_components, e);
        if (!e->external || e->usage == SJ_NOT_USED) continue;
        const sj_external *list = find(e->external);
        if (!list) m->unknown = e->external;
        if (m->spots)
            m->spots[m->n] = (sj_spot){.list = list,
                                       .e = e,
                                       .element = composite ? composite->at : e->at,
                                       .component = composite ? e->at : 0,
                                       .state = beside(g, first, n, "states"),
                                       .country = beside(g, first, n, "country"),
                                       .repeats = (composite ? composite : e)->repeat > 1};
        m->n++;
    }
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
        bool asked = m->n > before || (bits & (ROW_BHT | ROW_BPR | ROW_CLP));
        p->wanted[row] = asked ? bits | (m->n > before ? ROW_SPOTS : 0) : 0;
        p->first[row] = before;
        p->first[row + 1] = m->n;
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
    out->first = sj_calloc(g->n_segments + 1u, sizeof *out->first);
    out->spots = m.spots = sj_calloc(m.n + 1u, sizeof *out->spots);
    if (!out->wanted || !out->first || !out->spots) {
        sj_external_plan_dispose(out);
        return sj_err_set(err, SJ_ENOMEM, "out of memory");
    }
    walk(&m, out);
    return SJ_OK;
}

void sj_external_plan_dispose(sj_external_plan *p) {
    sj_free(p->wanted);
    sj_free(p->first);
    sj_free(p->spots);
    *p = (sj_external_plan){.guide = NULL};
}
