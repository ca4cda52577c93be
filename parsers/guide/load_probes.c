/* Hooks to probes: what is looked at on one place of one row becomes one look, and the bits of one
 * word are set at once. */
#include <stdlib.h>

#include "parsers/guide/watch_plan.h"
#include "parsers/x12/ids.h"

static int order(uint64_t a, uint64_t b) {
    return a < b ? -1 : a > b;
}

/* Where it looks; whether it takes back belongs to it. */
static int by_place(const sj_hook *x, const sj_hook *y) {
    int o = order(x->row, y->row);
    if (!o) o = order(x->element, y->element);
    if (!o) o = order(x->kind, y->kind);
    if (!o) o = order(x->component, y->component);
    if (!o) o = order(x->until, y->until);
    if (!o) o = order(x->begins, y->begins);
    return o ? o : order(x->takes_back, y->takes_back);
}

static int by_probe(const void *a, const void *b) {
    const sj_hook *x = a, *y = b;
    int o = by_place(x, y);
    if (!o) o = order(x->code, y->code);
    return o ? o : order(x->bit, y->bit);
}

typedef struct filler {
    sj_planner *p;
    sj_watch *watches;
    uint16_t *watch_of;
    sj_probe *probes;
    sj_watch_word *more;
    uint32_t n_watches, n_probes, n_more;
} filler;

/* The bits from `from` on that are in one word and belong to one code; behind the last. */
static uint32_t gather(const filler *f, uint32_t from, uint32_t to, uint64_t *bits) {
    const sj_hook *h = f->p->hooks;
    uint32_t i = from;
    *bits = 0;
    for (; i < to && h[i].code == h[from].code && h[i].bit / 64 == h[from].bit / 64; i++)
        *bits |= UINT64_C(1) << (h[i].bit % 64);
    return i;
}

/* A packed code's first character. */
static unsigned first_of(uint64_t code) {
    while (code > UINT8_MAX) code >>= 8;
    return (unsigned)code;
}

static sj_status fill_slots(filler *f, sj_probe *probe, uint32_t from, uint32_t to) {
    const sj_hook *h = f->p->hooks;
    uint32_t size = 2;
    while (size < 2 * (to - from)) size *= 2;
    sj_probe_slot *slots = sj_loader_room(f->p->l, size, sizeof *slots);
    if (!slots) return SJ_ENOMEM;
    for (uint32_t i = from, next; i < to; i = next) {
        uint32_t at = sj_probe_slot_of(h[i].code, size - 1);
        while (slots[at].code) at = (at + 1) & (size - 1);
        uint64_t bits;
        next = gather(f, i, to, &bits);
        slots[at] = (sj_probe_slot){h[i].code, bits, h[i].bit / 64};
        probe->firsts |= UINT64_C(1) << (first_of(h[i].code) & 63);
    }
    probe->slots = slots;
    probe->mask = size - 1;
    return SJ_OK;
}

/* The hooks from `from` to `to` look at one place: one probe, or one for each word. */
static sj_status fill_probes(filler *f, uint32_t from, uint32_t to) {
    for (uint32_t i = from, next; i < to; i = next) {
        const sj_hook *h = &f->p->hooks[i];
        sj_probe *probe = &f->probes[f->n_probes++];
        *probe = (sj_probe){.kind = h->kind,
                            .element = h->element,
                            .component = h->component,
                            .until = h->until,
                            .begins = h->begins,
                            .takes_back = h->takes_back,
                            .word = h->bit / 64};
        if (h->kind == SJ_PROBE_KEY) return fill_slots(f, probe, from, to);
        next = gather(f, i, to, &probe->bits);
    }
    return SJ_OK;
}

static bool is_boundary(const sj_planner *p, uint16_t row) {
    return sj_role_of(p->l->segments[row].tag) == SJ_ROLE_BOUNDARY;
}

static void fill_words(filler *f, sj_watch *w, uint16_t row) {
    const sj_planner *p = f->p;
    w->first_more = (uint16_t)f->n_more;
    for (uint32_t i = 0; i < p->n_facts; i++) {
        const sj_fact *fact = &p->facts[i];
        if (fact->n_hooks || fact->row != row) continue;
        uint16_t *word = fact->is_last ? &w->last : &w->all;
        if (!*word)
            *word = fact->word;
        else
            f->more[f->n_more++] = (sj_watch_word){fact->word, fact->is_last};
    }
    w->n_more = (uint8_t)(f->n_more - w->first_more);
}

/* Rows in order, with the hooks sorted by row. */
static sj_status fill(filler *f) {
    sj_planner *p = f->p;
    uint32_t i = 0;
    sj_status status = SJ_OK;
    for (uint16_t row = 0; row < p->l->n_segments; row++) {
        sj_watch w = {.first_probe = (uint16_t)f->n_probes,
                      .is_recorded = p->recorded[row],
                      .is_boundary = is_boundary(p, row)};
        fill_words(f, &w, row);
        while (i < p->n_hooks && p->hooks[i].row == row && !status) {
            uint32_t to = i + 1;
            while (to < p->n_hooks && !by_place(&p->hooks[i], &p->hooks[to])) to++;
            status = fill_probes(f, i, to);
            i = to;
        }
        w.n_probes = (uint8_t)(f->n_probes - w.first_probe);
        bool is_asked = w.n_probes || w.all || w.last;
        if (!is_asked && !w.is_recorded && !w.is_boundary) continue;
        f->watches[++f->n_watches] = w;
        f->watch_of[row] = (uint16_t)f->n_watches;
    }
    return status;
}

sj_status sj_plan_probes(sj_planner *p) {
    sj_loader *l = p->l;
    qsort(p->hooks, p->n_hooks, sizeof *p->hooks, by_probe);
    filler f = {.p = p,
                .watches = sj_loader_room(l, l->n_segments + 1, sizeof *f.watches),
                .watch_of = sj_loader_room(l, l->n_segments + 1, sizeof *f.watch_of),
                .probes = sj_loader_room(l, p->n_hooks, sizeof *f.probes),
                .more = sj_loader_room(l, p->n_facts, sizeof *f.more)};
    if (!f.watches || !f.watch_of || !f.probes || !f.more) return SJ_ENOMEM;
    sj_status status = fill(&f);
    sj_situations *to = p->all;
    to->watch_of = f.watch_of;
    to->watches = f.watches;
    to->probes = f.probes;
    to->more = f.more;
    to->n_watches = (uint16_t)(f.n_watches + 1);
    to->n_probes = (uint16_t)f.n_probes;
    return status;
}
