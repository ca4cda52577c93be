/* rules/packs/index.c - which rules may trip on a claim, without asking each of them.
 *
 * Most rules can only trip where a field has one of a few values: a procedure, a diagnosis that
 * begins so, a payer. Each rule is filed under its most selective such test, told by how many rules
 * share the values, and where a payer must match besides, under both together. A claim is then
 * asked only for the fields that are in use as keys, and each value for its rules: ten thousand
 * rules for other payers cost nothing. What shares a hash by chance is only judged in vain. */
#include "parsers/base/alloc.h"
#include "parsers/base/hash.h"
#include "rules/packs/pack.h"

enum { MOST_VALUES = 4096, MOST_PAIRS = 256, MAX_PROBES = 64, LONGEST_PREFIX = 16 };

/* A key that a rule may be filed under. */
typedef struct option {
    uint32_t slot;
    bool whole;   /* found anywhere in the claim: all members are judged */
    unsigned key; /* of its expression; PAYERS: the rule's own list */
    uint32_t n_values;
    bool with_payer;
} option;
enum { PAYERS = 1000, MAX_OPTIONS = 10 };

/* A field that is looked up in each claim. */
typedef struct probe {
    uint32_t slot;
    uint32_t prefixes; /* bit n: some rule's value is a prefix of n characters */
    bool exact, alone, with_payer;
} probe;

typedef struct bucket {
    uint64_t key; /* 0: free */
    uint32_t first, n;
} bucket;

struct sj_index {
    const sj_packs *packs;
    uint32_t payer_slot;
    probe probes[MAX_PROBES];
    unsigned n_probes;
    bucket *buckets;
    uint64_t mask;
    struct filed {
        uint32_t rule;
        bool whole;
    } * filed; /* by bucket */
    uint32_t *always;
    uint32_t n_always;
};

/* ---- keys ---- */

/* A value of a field: its hash, which length it is cut at (0: whole), and the payer's hash (0:
 * none). */
static uint64_t key_of(uint32_t slot, sj_str value, unsigned cut, uint64_t payer) {
    uint64_t h = sj_hash(value.ptr, value.len, ((uint64_t)SLOT_FIELD(slot) << 8 | cut) + 1);
    h ^= payer * 0x9e3779b97f4a7c15u;
    h ^= h >> 29;
    return h ? h : 1;
}

static uint64_t payer_hash(sj_str payer) {
    return sj_hash_str(payer) | 1;
}

static bucket *find(const sj_index *x, uint64_t key) {
    uint64_t i = key & x->mask;
    while (x->buckets[i].key && x->buckets[i].key != key) i = (i + 1) & x->mask;
    return &x->buckets[i];
}

/* Value j of an option. */
static sj_str value_at(const sj_rule *r, const option *o, uint32_t j, bool *prefix) {
    *prefix = false;
    if (o->key == PAYERS) return sj_expr_set_at(r->payers, j, prefix);
    return sj_expr_key_text(r->when, o->key, j, prefix);
}

/* The payers that a rule asks for: its own list, or a test of payer.id; NULL when it asks for none.
 */
static const option *payer_option(const sj_index *x, const option *options, unsigned n) {
    for (unsigned i = 0; i < n; i++)
        if (SLOT_FIELD(options[i].slot) == SLOT_FIELD(x->payer_slot)) return &options[i];
    return NULL;
}

static unsigned options_of(const sj_index *x, const sj_rule *r, option out[MAX_OPTIONS]) {
    unsigned n = 0;
    sj_expr_key key;
    if (r->payers)
        out[n++] = (option){x->payer_slot, true, PAYERS, sj_expr_set_count(r->payers), false};
    for (unsigned i = 0; sj_expr_key_at(r->when, i, &key) && n < MAX_OPTIONS; i++) {
        const sj_rule_field *f = &x->packs->fields->v[SLOT_FIELD(key.slot)];
        bool member = f->scope == r->scope && f->scope != SCOPE_CLAIM && SLOT_OUTER(key.slot);
        if (key.n_texts == 0 || key.n_texts > MOST_VALUES) continue;
        out[n++] = (option){key.slot, !member, i, key.n_texts, false};
    }
    const option *payers = payer_option(x, out, n);
    for (unsigned i = 0; payers && i < n; i++)
        out[i].with_payer =
            &out[i] != payers && (uint64_t)out[i].n_values * payers->n_values <= MOST_PAIRS;
    return n;
}

typedef void (*key_fn)(void *ctx, uint64_t key);

/* All keys of an option; false when one of its values cannot be one (a prefix too long). */
static bool each_key(const sj_index *x, const sj_rule *r, const option *options, unsigned n,
                     const option *o, key_fn fn, void *ctx) {
    const option *payers = o->with_payer ? payer_option(x, options, n) : NULL;
    for (uint32_t j = 0; j < o->n_values; j++) {
        bool prefix, ignored;
        sj_str value = value_at(r, o, j, &prefix);
        if (prefix && (value.len == 0 || value.len > LONGEST_PREFIX)) return false;
        unsigned cut = prefix ? (unsigned)value.len : 0;
        if (!payers) fn(ctx, key_of(o->slot, value, cut, 0));
        for (uint32_t k = 0; payers && k < payers->n_values; k++) {
            sj_str payer = value_at(r, payers, k, &ignored);
            if (ignored) return false; /* a family of payers */
            fn(ctx, key_of(o->slot, value, cut, payer_hash(payer)));
        }
    }
    return true;
}

/* ---- building ---- */

static void nothing(void *ctx, uint64_t key) {
    (void)key;
    ++*(uint64_t *)ctx;
}

static void count(void *ctx, uint64_t key) {
    bucket *b = find(ctx, key);
    b->key = key;
    b->n++;
}

typedef struct worst {
    const sj_index *x;
    uint32_t n;
} worst;

static void take_worst(void *ctx, uint64_t key) {
    worst *w = ctx;
    const bucket *b = find(w->x, key);
    if (b->n > w->n) w->n = b->n;
}

/* The option whose values are shared by the fewest rules; NULL when there is none that can be used.
 */
static const option *choose(const sj_index *x, const sj_rule *r, const option *options,
                            unsigned n) {
    const option *best = NULL;
    uint32_t fewest = UINT32_MAX;
    for (unsigned i = 0; i < n; i++) {
        worst w = {x, 0};
        if (!each_key(x, r, options, n, &options[i], take_worst, &w)) continue;
        bool closer = best && w.n == fewest && best->whole && !options[i].whole;
        if (w.n < fewest || closer) {
            best = &options[i];
            fewest = w.n;
        }
    }
    return best;
}

static probe *probe_of(sj_index *x, uint32_t slot) {
    for (unsigned i = 0; i < x->n_probes; i++)
        if (SLOT_FIELD(x->probes[i].slot) == SLOT_FIELD(slot)) return &x->probes[i];
    if (x->n_probes == MAX_PROBES) return NULL;
    x->probes[x->n_probes] = (probe){.slot = slot};
    return &x->probes[x->n_probes++];
}

static bool note_probe(sj_index *x, const sj_rule *r, const option *o) {
    probe *p = probe_of(x, o->slot);
    if (!p) return false;
    *(o->with_payer ? &p->with_payer : &p->alone) = true;
    for (uint32_t j = 0; j < o->n_values; j++) {
        bool prefix;
        sj_str value = value_at(r, o, j, &prefix);
        if (prefix)
            p->prefixes |= 1u << value.len;
        else
            p->exact = true;
    }
    return true;
}

static sj_status make_buckets(sj_index *x, uint64_t keys, sj_err *err) {
    uint64_t size = 64;
    while (size < 2 * keys) size *= 2;
    sj_free(x->buckets);
    x->buckets = sj_calloc(size, sizeof *x->buckets);
    x->mask = size - 1;
    return x->buckets ? SJ_OK : sj_err_set(err, SJ_ENOMEM, "no memory for the index of rules");
}

typedef struct filing {
    sj_index *x;
    uint32_t rule;
    bool whole;
} filing;

static void file_rule(void *ctx, uint64_t key) {
    filing *f = ctx;
    bucket *b = find(f->x, key);
    f->x->filed[b->first + b->n++] = (struct filed){f->rule, f->whole};
}

/* What to do with a rule and its options. */
typedef void (*rule_fn)(sj_index *x, uint32_t i, const option *options, unsigned n, void *ctx);

static void each_rule(sj_index *x, rule_fn fn, void *ctx) {
    for (uint32_t i = 0; i < x->packs->n_rules; i++) {
        option options[MAX_OPTIONS];
        fn(x, i, options, options_of(x, x->packs->rules[i], options), ctx);
    }
}

static void size_up(sj_index *x, uint32_t i, const option *options, unsigned n, void *ctx) {
    for (unsigned k = 0; k < n; k++)
        each_key(x, x->packs->rules[i], options, n, &options[k], nothing, ctx);
}

static void count_all(sj_index *x, uint32_t i, const option *options, unsigned n, void *ctx) {
    (void)ctx;
    for (unsigned k = 0; k < n; k++)
        each_key(x, x->packs->rules[i], options, n, &options[k], count, x);
}

/* The option chosen for each rule: MAX_OPTIONS for none. */
static void choose_all(sj_index *x, uint32_t i, const option *options, unsigned n, void *ctx) {
    uint8_t *chosen = ctx;
    const option *o = choose(x, x->packs->rules[i], options, n);
    bool filed = o && note_probe(x, x->packs->rules[i], o);
    chosen[i] = filed ? (uint8_t)(o - options) : MAX_OPTIONS;
    if (!filed) x->always[x->n_always++] = i;
}

static void count_chosen(sj_index *x, uint32_t i, const option *options, unsigned n, void *ctx) {
    const uint8_t *chosen = ctx;
    if (chosen[i] < MAX_OPTIONS)
        each_key(x, x->packs->rules[i], options, n, &options[chosen[i]], count, x);
}

static void file_chosen(sj_index *x, uint32_t i, const option *options, unsigned n, void *ctx) {
    const uint8_t *chosen = ctx;
    if (chosen[i] == MAX_OPTIONS) return;
    filing f = {x, i, options[chosen[i]].whole};
    each_key(x, x->packs->rules[i], options, n, &options[chosen[i]], file_rule, &f);
}

/* Give each bucket its stretch; its count starts again and grows as rules are filed. */
static uint32_t lay_out(sj_index *x) {
    uint32_t total = 0;
    for (uint64_t i = 0; i <= x->mask; i++) {
        x->buckets[i].first = total;
        total += x->buckets[i].n;
        x->buckets[i].n = 0;
    }
    return total;
}

static sj_status build(sj_index *x, uint8_t *chosen, sj_err *err) {
    uint64_t keys = 0;
    each_rule(x, size_up, &keys);
    sj_status s = make_buckets(x, keys, err);
    if (s != SJ_OK) return s;
    each_rule(x, count_all, NULL);
    each_rule(x, choose_all, chosen);
    s = make_buckets(x, keys, err);
    if (s != SJ_OK) return s;
    each_rule(x, count_chosen, chosen);
    x->filed = sj_calloc(lay_out(x) + 1u, sizeof *x->filed);
    if (!x->filed) return sj_err_set(err, SJ_ENOMEM, "no memory for the index of rules");
    each_rule(x, file_chosen, chosen);
    return SJ_OK;
}

sj_status sj_index_new(sj_index **out, const sj_packs *p, sj_err *err) {
    *out = NULL;
    sj_index *x = sj_calloc(1, sizeof *x);
    uint8_t *chosen = sj_calloc(p->n_rules + 1u, 1);
    if (x) {
        x->packs = p;
        x->payer_slot = SLOT(sj_fields_get(p->fields, SJ_STR("payer.id")) - p->fields->v, true);
        x->always = sj_calloc(p->n_rules + 1u, sizeof *x->always);
    }
    sj_status s = x && x->always && chosen
                      ? build(x, chosen, err)
                      : sj_err_set(err, SJ_ENOMEM, "no memory for the index of rules");
    sj_free(chosen);
    if (s == SJ_OK)
        *out = x;
    else
        sj_index_free(x);
    return s;
}

void sj_index_free(sj_index *x) {
    if (!x) return;
    sj_free(x->buckets);
    sj_free(x->filed);
    sj_free(x->always);
    sj_free(x);
}

/* ---- looking up ---- */

typedef struct search {
    const sj_index *x;
    sj_candidate_fn found;
    void *ctx;
    uint64_t payer;
    int member;
} search;

static void look(const search *s, const probe *p, sj_str value, unsigned cut) {
    for (int with = !p->alone; with <= (p->with_payer && s->payer); with++) {
        const bucket *b = find(s->x, key_of(p->slot, value, cut, with ? s->payer : 0));
        for (uint32_t i = 0; i < b->n; i++) {
            const struct filed *f = &s->x->filed[b->first + i];
            s->found(s->ctx, f->rule, f->whole ? -1 : s->member);
        }
    }
}

static void look_all(const search *s, const probe *p, sj_str value) {
    if (p->exact) look(s, p, value, 0);
    for (uint32_t left = p->prefixes; left; left &= left - 1) {
        unsigned n = (unsigned)__builtin_ctz(left);
        if (n > value.len) break;
        look(s, p, (sj_str){value.ptr, n}, n);
    }
}

static void look_at(const search *s, const probe *p, const sj_fact *fact, bool list) {
    if (fact->value.missing) return;
    if (!list) {
        look_all(s, p, fact->value.text);
        return;
    }
    /* Judging a rule makes other lists: keep this one's members at hand. */
    sj_str items[SJ_EXPR_MAX_LIST];
    uint32_t n = fact->value.n_items;
    if (n) memcpy(items, fact->value.items, n * sizeof *items);
    for (uint32_t i = 0; i < n; i++) look_all(s, p, items[i]);
}

void sj_index_find(const sj_index *x, sj_view *v, sj_candidate_fn found, void *ctx) {
    sj_str payer = v->claim->subscriber->payer.id.v;
    search s = {x, found, ctx, payer.len ? payer_hash(payer) : 0, -1};
    for (uint32_t i = 0; i < x->n_always; i++) found(ctx, x->always[i], -1);
    for (unsigned i = 0; i < x->n_probes; i++) {
        const probe *p = &x->probes[i];
        const sj_rule_field *f = &v->fields->v[SLOT_FIELD(p->slot)];
        sj_scope scope = f->scope;
        uint32_t n = scope == SCOPE_CLAIM ? 1 : sj_view_count(v, scope);
        for (uint32_t k = 0; k < n; k++) {
            sj_fact fact;
            s.member = scope == SCOPE_CLAIM ? -1 : (int)k;
            if (scope != SCOPE_CLAIM) sj_view_visit(v, scope, k);
            sj_view_get(v, p->slot, &fact);
            if (scope != SCOPE_CLAIM) sj_view_leave(v, scope);
            look_at(&s, p, &fact, f->type == SJ_EXPR_LIST);
        }
    }
}
