/* rules/packs/index_make.c - rules filed under the test that brings them up least often.
 *
 * How often a test brings up its rule is guessed by how long its values are: one character (a sex,
 * a chapter of diagnoses) is found in many claims, a procedure code in few; and by how many rules
 * share them. */
#include "parsers/base/alloc.h"
#include "rules/packs/index.h"

enum {
    MOST_VALUES = 4096,
    MOST_PAIRS = 256,
    MAX_OPTIONS = 10,
    NO_OPTION = MAX_OPTIONS,
    OPTIONS_LIMIT = 1 << 30
};

/* A test that a rule may be filed under, or one of several of which one must hold. */
typedef struct test {
    uint32_t slot;
    uint32_t n; /* values */
    bool whole; /* found anywhere in the claim: all members are judged */
    enum { OF_PAYERS, OF_KEY, OF_GATE } from;
    unsigned key;      /* OF_KEY: of its expression */
    sj_expr_gate gate; /* OF_GATE */
} test;

typedef struct option {
    unsigned n;
    bool with_payer;
    const test *tests;
} option;

typedef struct options {
    unsigned n;
    const test *payers; /* the test of the payer among them; NULL: none, or one of families */
    option v[MAX_OPTIONS];
} options;

typedef struct maker {
    sj_index *x;
    sj_arena arena;    /* of all options */
    options **options; /* by rule; NULL: it is not for the type of claim */
    uint8_t *chosen;   /* by rule: which of its options; NO_OPTION */
    uint32_t rule;     /* the one at hand */
    uint64_t keys;
} maker;

/* ---- what a rule may be filed under ---- */

/* Value j of a test, which may be put into `room`, and how it is cut. */
static sj_str value_at(const sj_rule *r, const test *t, uint32_t j, char room[SJ_EXPR_WORD],
                       unsigned *cut) {
    bool prefix = false;
    sj_str text = {NULL, 0};
    *cut = CUT_PRESENT;
    if (t->from == OF_GATE && t->gate.kind == SJ_GATE_PRESENT) return text;
    text = t->from == OF_GATE     ? sj_expr_gate_text(&t->gate, j, room, &prefix)
           : t->from == OF_PAYERS ? sj_expr_set_at(r->payers, j, room, &prefix)
                                  : sj_expr_key_text(r->when, t->key, j, room, &prefix);
    *cut = prefix ? (unsigned)text.len : CUT_WHOLE;
    return text;
}

static uint32_t count_values(const sj_rule *r, const test *t) {
    sj_expr_key key;
    char room[SJ_EXPR_WORD];
    bool prefix;
    uint32_t n = 0;
    if (t->from == OF_PAYERS) return sj_expr_set_count(r->payers);
    if (t->from == OF_KEY) return sj_expr_key_at(r->when, t->key, &key) ? key.n_texts : 0;
    if (t->gate.kind == SJ_GATE_PRESENT) return 1;
    while (n <= MOST_VALUES && sj_expr_gate_text(&t->gate, n, room, &prefix).ptr) n++;
    return n;
}

/* Can all its values be keys? Not where there are none, too many, or one begins too long. */
static bool is_usable(const sj_rule *r, const test *t) {
    char room[SJ_EXPR_WORD];
    unsigned cut;
    if (t->n == 0 || t->n > MOST_VALUES) return false;
    for (uint32_t j = 0; j < t->n; j++) {
        sj_str text = value_at(r, t, j, room, &cut);
        if (cut != CUT_PRESENT && (text.len == 0 || cut > LONGEST_PREFIX)) return false;
    }
    return true;
}

static bool has_families(const sj_rule *r, const test *t) {
    char room[SJ_EXPR_WORD];
    unsigned cut;
    for (uint32_t j = 0; j < t->n; j++) {
        value_at(r, t, j, room, &cut);
        if (cut != CUT_WHOLE) return true;
    }
    return false;
}

static bool is_whole(const sj_index *x, const sj_rule *r, uint32_t slot) {
    const sj_rule_field *f = &x->packs->fields->v[SLOT_FIELD(slot)];
    return f->scope == SCOPE_CLAIM || f->scope != r->scope || !SLOT_OUTER(slot);
}

/* False when there is no memory. An option that cannot be used is left out. */
static bool add_option(maker *m, const sj_rule *r, options *o, test *tests, unsigned n) {
    bool usable = n > 0 && o->n < MAX_OPTIONS;
    for (unsigned i = 0; usable && i < n; i++) {
        tests[i].n = count_values(r, &tests[i]);
        usable = is_usable(r, &tests[i]);
    }
    if (!usable) return true;
    test *kept = sj_arena_alloc(&m->arena, n * sizeof *kept);
    if (!kept) return false;
    memcpy(kept, tests, n * sizeof *kept);
    o->v[o->n++] = (option){n, false, kept};
    return true;
}

/* What a gate costs, against others of its rule only: a value that is computed is nearly always
 * there. */
static uint32_t gate_cost(void *ctx, sj_expr_gate_kind kind, uint32_t slot) {
    const sj_index *x = ctx;
    const sj_rule_field *f = &x->packs->fields->v[SLOT_FIELD(slot)];
    if (f->peer || kind >= SJ_GATE_ABSENT) return SJ_GATE_IMPOSSIBLE;
    if (kind == SJ_GATE_KEY) return 1;
    return f->get && f->type == SJ_EXPR_NUMBER ? 64 : 16;
}

/* Alternatives: one of several tests must hold, or a field must be there at all. */
static bool add_gates(maker *m, const sj_rule *r, options *o) {
    sj_expr_gate gates[SJ_EXPR_MAX_GATES];
    test tests[SJ_EXPR_MAX_GATES];
    uint32_t cost;
    bool whole = false; /* one for all: nothing is found by a line and by the claim too */
    unsigned n = sj_expr_gates(r->when, gate_cost, m->x, gates, &cost);
    for (unsigned i = 0; i < n; i++) whole |= is_whole(m->x, r, gates[i].slot);
    for (unsigned i = 0; i < n; i++)
        tests[i] = (test){.slot = gates[i].slot, .whole = whole, .from = OF_GATE, .gate = gates[i]};
    return add_option(m, r, o, tests, n);
}

static void pair_with_payers(const sj_index *x, const sj_rule *r, options *o) {
    for (unsigned i = 0; i < o->n && !o->payers; i++) {
        const test *t = o->v[i].tests;
        if (o->v[i].n == 1 && SLOT_FIELD(t->slot) == SLOT_FIELD(x->payer_slot) &&
            !has_families(r, t))
            o->payers = t;
    }
    for (unsigned i = 0; o->payers && i < o->n; i++) {
        uint64_t values = 0;
        for (unsigned k = 0; k < o->v[i].n; k++) values += o->v[i].tests[k].n;
        o->v[i].with_payer = o->v[i].tests != o->payers && values * o->payers->n <= MOST_PAIRS;
    }
}

/* False when there is no memory. */
static bool find_options(maker *m, const sj_rule *r) {
    sj_expr_key key;
    options *o = sj_arena_zalloc(&m->arena, sizeof *o);
    bool room = o != NULL;
    if (room && r->payers) {
        test t = {.slot = m->x->payer_slot, .whole = true, .from = OF_PAYERS};
        room = add_option(m, r, o, &t, 1);
    }
    unsigned before = room ? o->n : 0;
    for (unsigned i = 0; room && sj_expr_key_at(r->when, i, &key); i++) {
        test t = {.slot = key.slot, .whole = is_whole(m->x, r, key.slot), .from = OF_KEY, .key = i};
        room = add_option(m, r, o, &t, 1);
    }
    if (room && o->n == before) room = add_gates(m, r, o);
    if (room) pair_with_payers(m->x, r, o);
    m->options[m->rule] = o;
    return room;
}

/* ---- keys ---- */

/* What to do with a key; `length`: of its texts together, as a guess at how rare they are. */
typedef void (*key_fn)(void *ctx, uint64_t key, const test *t, size_t length);

static void each_payer(const sj_rule *r, const options *o, const test *t, sj_str value,
                       unsigned cut, key_fn fn, void *ctx) {
    char room[SJ_EXPR_WORD];
    unsigned whole;
    for (uint32_t k = 0; k < o->payers->n; k++) {
        sj_str payer = value_at(r, o->payers, k, room, &whole);
        fn(ctx, sj_index_key(t->slot, value, cut, sj_index_payer(payer)), t, value.len + payer.len);
    }
}

static void each_key(const sj_rule *r, const options *o, const option *one, key_fn fn, void *ctx) {
    char room[SJ_EXPR_WORD];
    unsigned cut;
    for (unsigned i = 0; i < one->n; i++) {
        const test *t = &one->tests[i];
        for (uint32_t j = 0; j < t->n; j++) {
            sj_str value = value_at(r, t, j, room, &cut);
            if (one->with_payer)
                each_payer(r, o, t, value, cut, fn, ctx);
            else
                fn(ctx, sj_index_key(t->slot, value, cut, 0), t, value.len);
        }
    }
}

static uint64_t count_keys(const options *o, const option *one) {
    uint64_t n = 0;
    for (unsigned i = 0; i < one->n; i++) n += one->tests[i].n;
    return one->with_payer ? n * o->payers->n : n;
}

static void share_key(void *ctx, uint64_t key, const test *t, size_t length) {
    (void)t, (void)length;
    sj_bucket *b = sj_index_bucket(ctx, key);
    b->key = key;
    b->n++;
}

/* The rules that a claim would bring up by the worst of a test's keys, in 256ths: together for
 * tests of which one must hold. */
typedef struct worst {
    const sj_index *x;
    const test *test;
    uint64_t n, before;
} worst;

static void take_worst(void *ctx, uint64_t key, const test *t, size_t length) {
    worst *w = ctx;
    uint64_t n = (uint64_t)sj_index_bucket(w->x, key)->n << (length < 4 ? 2 * (4 - length) : 0);
    if (t != w->test) {
        w->before += w->n;
        w->n = 0;
        w->test = t;
    }
    if (n > w->n) w->n = n;
}

/* ---- building ---- */

/* Go through the rules for the type of claim. */
static void each_rule(maker *m, void (*fn)(maker *m, const sj_rule *r, const options *o)) {
    const sj_packs *p = m->x->packs;
    for (m->rule = 0; m->rule < p->n_rules; m->rule++)
        if (m->options[m->rule]) fn(m, p->rules[m->rule], m->options[m->rule]);
}

static bool find_all(maker *m) {
    const sj_packs *p = m->x->packs;
    for (m->rule = 0; m->rule < p->n_rules; m->rule++) {
        const sj_rule *r = p->rules[m->rule];
        bool sieved = sj_sieve_has(p->sieve[m->x->type], m->rule);
        if ((r->types >> m->x->type & 1) && !sieved && !find_options(m, r)) return false;
    }
    return true;
}

static void count_all(maker *m, const sj_rule *r, const options *o) {
    (void)r;
    for (unsigned i = 0; i < o->n; i++) m->keys += count_keys(o, &o->v[i]);
}

static void share_all(maker *m, const sj_rule *r, const options *o) {
    for (unsigned i = 0; i < o->n; i++) each_key(r, o, &o->v[i], share_key, m->x);
}

static sj_probe *find_probe(sj_index *x, uint32_t slot) {
    for (unsigned i = 0; i < x->n_probes; i++)
        if (SLOT_FIELD(x->probes[i].slot) == SLOT_FIELD(slot)) return &x->probes[i];
    if (x->n_probes == MAX_PROBES) return NULL;
    bool list = x->packs->fields->v[SLOT_FIELD(slot)].type == SJ_EXPR_LIST;
    x->probes[x->n_probes] = (sj_probe){.slot = slot, .list = list};
    return &x->probes[x->n_probes++];
}

static void note_probe(sj_probe *p, const sj_rule *r, const option *o, const test *t) {
    char room[SJ_EXPR_WORD];
    unsigned cut;
    *(o->with_payer ? &p->with_payer : &p->alone) = true;
    p->packs |= sj_pack_bit(r->pack);
    for (uint32_t j = 0; j < t->n; j++) {
        sj_str value = value_at(r, t, j, room, &cut);
        if (cut == CUT_PRESENT)
            p->present = true;
        else
            p->cuts[(unsigned char)value.ptr[0]] |= 1u << cut;
    }
}

/* The option whose keys bring up the fewest rules; NO_OPTION when there is none. */
static unsigned choose(const maker *m, const sj_rule *r, const options *o) {
    unsigned best = NO_OPTION;
    uint64_t fewest = UINT64_MAX;
    for (unsigned i = 0; i < o->n; i++) {
        worst w = {m->x, NULL, 0, 0};
        each_key(r, o, &o->v[i], take_worst, &w);
        uint64_t n = w.n + w.before;
        bool closer =
            best != NO_OPTION && n == fewest && o->v[best].tests->whole && !o->v[i].tests->whole;
        if (n < fewest || closer) {
            best = i;
            fewest = n;
        }
    }
    return best;
}

static void choose_all(maker *m, const sj_rule *r, const options *o) {
    unsigned best = choose(m, r, o);
    sj_probe *probes[SJ_EXPR_MAX_GATES];
    const option *one = best == NO_OPTION ? NULL : &o->v[best];
    for (unsigned i = 0; one && i < one->n; i++) {
        probes[i] = find_probe(m->x, one->tests[i].slot);
        if (!probes[i]) best = NO_OPTION; /* there is no room for more */
    }
    m->chosen[m->rule] = (uint8_t)best;
    if (best == NO_OPTION) {
        m->x->always[m->x->n_always++] = m->rule;
        return;
    }
    for (unsigned i = 0; i < one->n; i++) note_probe(probes[i], r, one, &one->tests[i]);
    m->keys += count_keys(o, one);
}

static void share_chosen(maker *m, const sj_rule *r, const options *o) {
    unsigned i = m->chosen[m->rule];
    if (i != NO_OPTION) each_key(r, o, &o->v[i], share_key, m->x);
}

static void file_key(void *ctx, uint64_t key, const test *t, size_t length) {
    (void)length;
    const maker *m = ctx;
    sj_bucket *b = sj_index_bucket(m->x, key);
    m->x->filed[b->first + b->n++] = (struct sj_filed){m->rule, t->whole};
}

static void note_payers(sj_index *x, const sj_rule *r, const test *payers) {
    char room[SJ_EXPR_WORD];
    unsigned whole;
    for (uint32_t k = 0; k < payers->n; k++) {
        uint32_t bit = sj_index_payer_bit(sj_index_payer(value_at(r, payers, k, room, &whole)));
        x->payers[bit / 64] |= 1ull << bit % 64;
    }
}

static void file_chosen(maker *m, const sj_rule *r, const options *o) {
    unsigned i = m->chosen[m->rule];
    if (i == NO_OPTION) return;
    each_key(r, o, &o->v[i], file_key, m);
    m->x->of_payers &= o->payers != NULL;
    if (o->payers) note_payers(m->x, r, o->payers);
}

static sj_status no_memory(sj_err *err) {
    return sj_err_set(err, SJ_ENOMEM, "no memory for the index of rules");
}

static sj_status make_buckets(sj_index *x, uint64_t keys, sj_err *err) {
    uint64_t size = 64;
    while (size < 2 * keys) size *= 2;
    sj_free(x->buckets);
    x->buckets = sj_calloc(size, sizeof *x->buckets);
    x->mask = size - 1;
    return x->buckets ? SJ_OK : no_memory(err);
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

/* Probes by their scopes, so that a claim's members are gone through once. */
static void order_probes(sj_index *x) {
    unsigned n = 0;
    for (int scope = 0; scope < SCOPE_COUNT; scope++) {
        x->first_probe[scope] = n;
        for (unsigned i = n; i < x->n_probes; i++) {
            if ((int)x->packs->fields->v[SLOT_FIELD(x->probes[i].slot)].scope != scope) continue;
            sj_probe found = x->probes[i];
            x->probes[i] = x->probes[n];
            x->probes[n++] = found;
            x->packs_of[scope] |= found.packs;
        }
    }
    x->first_probe[SCOPE_COUNT] = n;
}

static sj_status build(maker *m, sj_err *err) {
    sj_index *x = m->x;
    if (!find_all(m)) return no_memory(err);
    each_rule(m, count_all);
    sj_status s = make_buckets(x, m->keys, err);
    if (s != SJ_OK) return s;
    each_rule(m, share_all);
    m->keys = 0;
    each_rule(m, choose_all);
    order_probes(x);
    if (!sj_index_find_needs(x)) return no_memory(err);
    s = make_buckets(x, m->keys, err);
    if (s != SJ_OK) return s;
    each_rule(m, share_chosen);
    x->of_payers = true;
    x->filed = sj_calloc(lay_out(x) + 1u, sizeof *x->filed);
    if (!x->filed) return no_memory(err);
    each_rule(m, file_chosen);
    return SJ_OK;
}

sj_status sj_index_new(sj_index **out, const sj_packs *p, sj_claim_type type, sj_err *err) {
    *out = NULL;
    sj_index *x = sj_calloc(1, sizeof *x);
    maker *m = sj_calloc(1, sizeof *m);
    if (x) {
        x->packs = p;
        x->type = (uint8_t)type;
        x->payer_slot = SLOT(sj_fields_get(p->fields, SJ_STR("payer.id")) - p->fields->v, true);
        x->always = sj_calloc(p->n_rules + 1u, sizeof *x->always);
        x->probes = sj_calloc(MAX_PROBES, sizeof *x->probes);
    }
    if (m) {
        m->x = x;
        sj_arena_init(&m->arena, OPTIONS_LIMIT);
        m->chosen = sj_calloc(p->n_rules + 1u, sizeof *m->chosen);
        m->options = sj_calloc(p->n_rules + 1u, sizeof(options *));
    }
    bool room = x && x->always && x->probes && m && m->chosen && m->options;
    sj_status s = room ? build(m, err) : no_memory(err);
    if (m) {
        sj_free(m->chosen);
        sj_free(m->options);
        sj_arena_dispose(&m->arena);
    }
    sj_free(m);
    if (s == SJ_OK)
        *out = x;
    else
        sj_index_free(x);
    return s;
}

void sj_index_free(sj_index *x) {
    if (!x) return;
    sj_free(x->probes);
    sj_free(x->buckets);
    sj_free(x->filed);
    sj_free(x->always);
    sj_free(x->needs);
    sj_free(x->first_need);
    sj_free(x);
}
