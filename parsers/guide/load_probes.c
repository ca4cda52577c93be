/* Hooks to probes: what is looked at on one place of one row becomes one look, and the bits of one
 * word are set at once. */
#include <stdlib.h>

#include "parsers/guide/walk_look.h"
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

/* How much is remembered of a row: the more, the more codes there are. */
enum { STEADY_CODES = 2, FEW_CODES = 16, LOOK_BITS_FEW = 3, LOOK_BITS_MANY = 7, HASHED_CODES = 2 };

typedef struct filler {
    sj_planner *p;
    sj_watch *watches;
    const sj_watch **by_row;
    sj_probe *probes;
    uint16_t *words;
    sj_watch_value *values;
    sj_veto *vetoes;
    uint32_t n_watches, n_probes, n_words, n_values, n_vetoes, n_looks;
    sj_watch *w; /* the one at hand */
} filler;

/* The place of a word among those of the watch at hand. */
static uint16_t word_of(filler *f, uint16_t bit) {
    uint16_t word = bit / 64, *words = f->words + f->w->first_word, i = 0;
    while (i < f->w->n_words && words[i] != word) i++;
    if (i < f->w->n_words) return i;
    words[f->w->n_words++] = word;
    f->n_words++;
    return i;
}

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
        slots[at] = (sj_probe_slot){h[i].code, bits, word_of(f, h[i].bit)};
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
                            .word = word_of(f, h->bit)};
        if (h->kind == SJ_PROBE_KEY) return fill_slots(f, probe, from, to);
        next = gather(f, i, to, &probe->bits);
    }
    return SJ_OK;
}

static void fill_vetoes(filler *f, uint16_t row) {
    f->w->first_veto = (uint16_t)f->n_vetoes;
    for (uint32_t i = 0; i < f->p->n_vetoes; i++) {
        const sj_planned_veto *v = &f->p->vetoes[i];
        if (v->row != row) continue;
        f->vetoes[f->n_vetoes++] = (sj_veto){.arm = UINT64_C(1) << (v->situation % 64),
                                             .mask = UINT64_C(1) << (v->fact % 64),
                                             .arm_word = word_of(f, v->situation),
                                             .word = word_of(f, v->fact),
                                             .is_absent = v->is_absent};
    }
    f->w->n_vetoes = (uint16_t)(f->n_vetoes - f->w->first_veto);
}

static bool is_boundary(const sj_planner *p, uint16_t row) {
    return sj_role_of(p->l->segments[row].tag) == SJ_ROLE_BOUNDARY;
}

/* Does a loop begin with it? */
static bool is_first(const sj_planner *p, uint16_t row) {
    uint16_t loop = p->l->segments[row].loop;
    return loop != SJ_NO_ROW && p->l->loops[loop].first_segment == row;
}

/* Of the row's keys there are few; where they are not, nothing is remembered of it. */
static bool add_key(sj_watch *w, const sj_probe *p, uint32_t n_codes[SJ_WATCH_KEYS]) {
    if (p->kind != SJ_PROBE_KEY && !p->component) return true;
    unsigned i = 0;
    while (i < w->n_keys && w->keys[i].element != p->element) i++;
    if (i == SJ_WATCH_KEYS) return false;
    if (i == w->n_keys) w->keys[w->n_keys++].element = p->element;
    w->keys[i].is_wide |= p->component != 0;
    for (uint32_t slot = 0; p->slots && slot <= p->mask; slot++)
        n_codes[i] += p->slots[slot].code != 0;
    return true;
}

/* Those with many values stand first. */
static void sort_keys(sj_watch *w, const uint32_t n_codes[SJ_WATCH_KEYS]) {
    sj_watch_key keys[SJ_WATCH_KEYS];
    unsigned n = 0;
    for (int pass = 0; pass < 2; pass++) {
        for (unsigned i = 0; i < w->n_keys; i++) {
            bool is_first = w->keys[i].is_wide || n_codes[i] >= HASHED_CODES;
            if (is_first == (pass == 0)) keys[n++] = w->keys[i];
        }
        if (!pass) w->n_hashed = n ? (uint8_t)n : w->n_keys;
    }
    memcpy(w->keys, keys, n * sizeof *keys);
}

/* How the row's segments are remembered (walk_look.h). */
static void plan_look(filler *f, uint32_t n_hooks) {
    sj_watch *w = f->w;
    const sj_probe *p = f->probes + w->first_probe;
    uint32_t n_codes[SJ_WATCH_KEYS] = {0}, n_all = 0;
    bool is_kept = w->n_probes > 0;
    w->asked = 1;
    for (uint32_t i = 0; i < w->n_probes; i++) {
        w->asked |= UINT64_C(1) << p[i].element;
        is_kept = is_kept && add_key(w, &p[i], n_codes);
    }
    if (w->n_words <= SJ_WATCH_WORDS)
        memcpy(w->words, f->words + w->first_word, w->n_words * sizeof *w->words);
    for (unsigned i = 0; i < w->n_keys; i++) n_all += n_codes[i];
    bool is_open = w->n_keys && !n_all; /* it is only asked whether components are there */
    if (!is_kept || is_open || w->asked >> SJ_LOOK_LENGTHS) {
        w->n_keys = 0;
        return;
    }
    sort_keys(w, n_codes);
    w->n_way = 1;
    for (unsigned i = 0; i < w->n_keys; i++) w->n_way += 1 + w->keys[i].is_wide;
    bool is_steady = !w->n_keys || (w->n_keys == 1 && n_codes[0] <= STEADY_CODES);
    w->look_bits = is_steady ? 0 : n_hooks < FEW_CODES ? LOOK_BITS_FEW : LOOK_BITS_MANY;
}

/* What rows of one entry remember stands together: a claim mostly asks for these. */
static void place_looks(filler *f) {
    f->n_looks = 1; /* 0 is like nothing */
    for (int pass = 0; pass < 2; pass++) {
        for (uint32_t i = 0; i < f->n_watches; i++) {
            sj_watch *w = &f->watches[i];
            if (!w->n_way || (w->look_bits != 0) != (pass == 1)) continue;
            w->first_look = f->n_looks;
            f->n_looks += sj_look_size(w) << w->look_bits;
        }
    }
}

/* Rows in order, with the hooks sorted by row. */
static sj_status fill(filler *f) {
    sj_planner *p = f->p;
    uint32_t i = 0;
    sj_status status = SJ_OK;
    for (uint16_t row = 0; row < p->l->n_segments; row++) {
        f->w = &f->watches[f->n_watches];
        *f->w = (sj_watch){.first_probe = (uint16_t)f->n_probes,
                           .first_word = (uint16_t)f->n_words,
                           .row = row,
                           .loop = p->l->segments[row].loop,
                           .is_recorded = p->recorded[row] && !is_first(p, row),
                           .is_noted = p->noted[row],
                           .is_boundary = is_boundary(p, row)};
        if (f->w->is_boundary && is_first(p, row)) {
            sj_loop_watch *l = &p->loops[f->w->loop];
            l->is_boundary = l->is_recorded;
            f->w->is_boundary = !l->is_recorded;
        }
        uint32_t first = i;
        while (i < p->n_hooks && p->hooks[i].row == row && !status) {
            uint32_t to = i + 1;
            while (to < p->n_hooks && !by_place(&p->hooks[i], &p->hooks[to])) to++;
            status = fill_probes(f, i, to);
            i = to;
        }
        f->w->n_probes = (uint16_t)(f->n_probes - f->w->first_probe);
        fill_vetoes(f, row);
        plan_look(f, i - first);
        f->w->first_value = (uint16_t)f->n_values;
        f->w->n_values = (uint16_t)sj_plan_values(p, row, f->values + f->n_values);
        f->n_values += f->w->n_values;
        if (!f->w->n_probes && !f->w->n_values && !f->w->is_recorded && !f->w->is_boundary)
            continue;
        f->by_row[row] = f->w;
        f->n_watches++;
    }
    return status;
}

sj_status sj_plan_probes(sj_planner *p) {
    sj_loader *l = p->l;
    qsort(p->hooks, p->n_hooks, sizeof *p->hooks, by_probe);
    filler f = {.p = p,
                .watches = sj_loader_room(l, l->n_segments + 2, sizeof *f.watches),
                .by_row = sj_loader_room(l, l->n_segments + 1, sizeof *f.by_row),
                .probes = sj_loader_room(l, p->n_hooks, sizeof *f.probes),
                .words = sj_loader_room(l, p->n_hooks, sizeof *f.words),
                .values = sj_loader_room(l, p->n_kept, sizeof *f.values),
                .vetoes = sj_loader_room(l, p->n_vetoes, sizeof *f.vetoes)};
    if (!f.watches || !f.by_row || !f.probes || !f.words || !f.values || !f.vetoes)
        return SJ_ENOMEM;
    f.watches =
        (sj_watch *)(((uintptr_t)f.watches + SJ_CACHE_LINE - 1) & -(uintptr_t)SJ_CACHE_LINE);
    sj_status status = fill(&f);
    place_looks(&f);
    sj_situations *to = p->all;
    to->watches = f.by_row;
    to->probes = f.probes;
    to->words = f.words;
    to->values = f.values;
    to->vetoes = f.vetoes;
    to->n_looks = f.n_looks;
    return status;
}
