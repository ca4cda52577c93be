/* rules/packs/sift.c - the values of a claim against a sieve. */
#include "rules/packs/sieve.h"

#include "parsers/base/alloc.h"
#include "parsers/base/apart.h"
#include "rules/packs/word.h"

enum {
    TABLES = 192, /* different tables of bits that values have */
    WORTHS = 192, /* and that all early fields of a member have together */
    KNOWN_BITS = 9,
    SEEN_BITS = 10,
    KEPT = 48,        /* members whose worth is kept until all of the claim is known */
    NOTHING = 0,      /* place */
    COUNTS = 1 << 14, /* in a place: it makes some rule likely */
    NOT_KEPT = COUNTS | (COUNTS - 1),
    LINE = 64 /* of the cache */
};

/* A value that was met before, and its table. */
typedef struct known {
    uint64_t word;
    uint32_t field; /* 0: free; else one more */
    uint16_t table;
} known;

/* What early fields are worth together. */
typedef struct worth {
    sj_columns likely; /* of the claim's own fields: the columns that are left; of a member's: those
                          that it makes likely, … */
    sj_columns own;    /* … with another, of pairs */
    sj_rows met;
} worth;

/* Which of the worths that are kept, and whether it makes any rule likely; or NOT_KEPT. */
typedef uint16_t place;

/* The early values of a claim, or of a member, that were met before: one line of the cache. */
typedef struct seen {
    uint64_t words[SIEVE_EARLY];
    uint32_t scope; /* 0: free; else one more */
    place worth;
} seen;
_Static_assert(sizeof(seen) == LINE && sizeof(worth) % LINE == 0, "lines of the cache");

struct sj_sift {
    const sj_sieve *x;
    char *lines;   /* of the cache, at whose beginnings the next two lie */
    seen *seen;    /* each key has two places */
    worth *worths; /* the first nothing */
    unsigned n_worths, n_tables;
    known *known;       /* each value has two places */
    sj_rows *tables;    /* the first empty */
    sj_columns allowed; /* rules that are asked at all */
    /* Of the claim at hand: */
    sj_view *view;
    sj_candidate_fn found;
    void *ctx;
    bool is_idle[SCOPE_COUNT];     /* no member meets anything */
    place kept[SCOPE_COUNT][KEPT]; /* worths */
    sj_rows all;                   /* what its own fields meet, and those of any member */
    sj_rows once, twice;           /* what lines meet together, and what two of them do */
    worth room, own_room;          /* those that are not kept: of a member, of the claim */
};

sj_status sj_sift_new(sj_sift **out, const sj_sieve *x, int snip, sj_err *err) {
    sj_sift *s = *out = sj_calloc(1, sizeof *s);
    if (s) {
        s->x = x;
        s->known = sj_calloc(1u << KNOWN_BITS, sizeof *s->known);
        s->lines = sj_calloc(1, (sizeof *s->seen << SEEN_BITS) + WORTHS * sizeof *s->worths + LINE);
        s->tables = sj_calloc(TABLES, sizeof *s->tables);
        s->n_tables = s->n_worths = 1;
        memset(s->is_idle, true, sizeof s->is_idle); /* where there are no early fields, always */
    }
    if (!s || !s->known || !s->lines || !s->tables) {
        sj_sift_free(s);
        *out = NULL;
        return sj_err_set(err, SJ_ENOMEM, "out of memory");
    }
    s->seen = (seen *)(s->lines + (-(uintptr_t)s->lines & (LINE - 1)));
    s->worths = (worth *)(s->seen + (1u << SEEN_BITS));
    for (unsigned c = 0; c < x->n_columns; c++)
        if (!snip || x->packs->rules[x->rules[c]]->def.snip <= snip)
            s->allowed.v[c / 64] |= 1ull << c % 64;
    return SJ_OK;
}

void sj_sift_free(sj_sift *s) {
    if (!s) return;
    sj_free(s->known);
    sj_free(s->lines);
    sj_free(s->tables);
    sj_free(s);
}

/* ---- one value ---- */

/* Ask the conditions what the value at hand meets. */
static void ask(sj_sift *s, const sj_sieve_field *f, sj_rows *out) {
    const sj_sieve_atom *a = s->x->atoms + f->first_atom;
    sj_expr_value value = {.missing = false};
    if (f->way >= READ_COUNT)
        value.n = sj_word_total(f, s->view);
    else
        sj_view_value(s->view, f->slot, &value);
    *out = (sj_rows){0};
    for (uint32_t i = 0; i < f->n_atoms; i++, a++)
        if (sj_expr_atom_holds(&a->atom, &value))
            out->row[a->row].v[a->column / 64] |= 1ull << a->column % 64;
}

/* The table that is the same, or a new one; all others are forgotten when there is no room. */
static uint16_t keep_table(sj_sift *s, const sj_rows *table) {
    unsigned i = 0;
    while (i < s->n_tables && memcmp(&s->tables[i], table, sizeof *table) != 0) i++;
    if (i == TABLES) {
        memset(s->known, 0, sizeof *s->known << KNOWN_BITS);
        i = s->n_tables = 1;
    }
    if (i == s->n_tables) s->tables[s->n_tables++] = *table;
    return (uint16_t)i;
}

/* Join what a field's value meets, which is a word. */
static void join_word(sj_sift *s, const sj_sieve_field *f, uint64_t word, sj_rows *to) {
    const uint32_t field = (uint32_t)(f - s->x->fields) + 1;
    uint64_t i = sj_word_hash(word + field) >> (64 - KNOWN_BITS);
    known *k = &s->known[i], *other = &s->known[i ^ 1];
    if (k->word != word || k->field != field) {
        known found = *other;
        *other = *k;
        if (found.word != word || found.field != field) {
            sj_rows table;
            ask(s, f, &table);
            found = (known){word, field, keep_table(s, &table)};
        }
        *k = found;
    }
    if (k->table) sj_rows_join(to, &s->tables[k->table]);
}

static void join_value(sj_sift *s, const sj_sieve_field *f, const sj_places *places, sj_rows *to) {
    uint64_t word;
    sj_rows table;
    if (sj_word_of(f, s->view, places, &word)) {
        if (word) join_word(s, f, word, to);
    } else {
        ask(s, f, &table);
        sj_rows_join(to, &table);
    }
}

/* ---- the early fields of a claim or a member ---- */

/* The records that fields of a scope's member are read in. */
static inline sj_places places_of(const sj_claim *c, int scope, uint32_t member) {
    const char *record = NULL;
    if (scope == SCOPE_LINE) record = (const char *)&c->lines.v[member];
    if (scope == SCOPE_DIAGNOSIS) record = (const char *)&c->diagnoses.v[member];
    return sj_places_of(c, record);
}

static void visit(sj_sift *s, int scope, uint32_t member) {
    if (scope != SCOPE_CLAIM) sj_view_visit(s->view, (sj_scope)scope, member);
}

static void leave(sj_sift *s, int scope) {
    if (scope != SCOPE_CLAIM) sj_view_leave(s->view, (sj_scope)scope);
}

/* Of the columns in `left`, those of which no clause is missed by what was met so far, as `open`
 * says. False: none is left. */
static bool narrow(sj_columns *left, const sj_rows *open, const sj_rows *all,
                   const sj_rows *those) {
    uint64_t any = 0;
    for (unsigned g = 0; g < SIEVE_GROUPS; g++) {
        if (!left->v[g]) continue;
        for (unsigned r = 0; r < SIEVE_ROWS; r++)
            left->v[g] &= open->row[r].v[g] | all->row[r].v[g] | those->row[r].v[g];
        any |= left->v[g];
    }
    return any != 0;
}

static void find_worth(sj_sift *s, int scope, uint32_t member, worth *out) {
    const sj_sieve *x = s->x;
    static const sj_rows none;
    const sj_places places = places_of(s->view->claim, scope, member);
    out->met = none;
    visit(s, scope, member);
    for (unsigned i = x->early[scope]; i < x->early[scope + 1]; i++)
        join_value(s, &x->fields[i], &places, &out->met);
    leave(s, scope);
    out->likely = scope == SCOPE_CLAIM ? s->allowed : x->likely[scope];
    out->own = x->pairs[scope];
    narrow(&out->likely, &x->unasked[scope], &none, &out->met);
    narrow(&out->own, &x->unasked_own[scope], &none, &out->met);
}

static void forget(sj_sift *s) {
    memset(s->seen, 0, sizeof *s->seen << SEEN_BITS);
    s->n_worths = 1;
}

/* The place of what early fields are worth; NOT_KEPT: there is no room until the next claim. */
static place keep_worth(sj_sift *s, const worth *w) {
    unsigned i = 0;
    while (i < s->n_worths && memcmp(&s->worths[i], w, sizeof *w) != 0) i++;
    if (i == WORTHS) return NOT_KEPT;
    if (i == s->n_worths) s->worths[s->n_worths++] = *w;
    bool counts = sj_columns_any(&w->likely) || sj_columns_any(&w->own);
    return (place)(i | (counts ? COUNTS : 0));
}

/* Early fields of a scope that are not usual. */
static inline unsigned count_unusual(const sj_sieve *x, int scope) {
    return x->early[scope + 1] - x->unusual[scope];
}

/* Word by word, as `b` was just written: what is read in larger pieces must wait for its words. */
static inline bool differs(const seen *a, const seen *b, unsigned unusual) {
    if (a->scope != b->scope) return true;
    for (unsigned i = 0; i < SIEVE_USUAL; i++)
        if (a->words[i] != b->words[i]) return true;
    for (unsigned i = SIEVE_USUAL; i < SIEVE_USUAL + unusual; i++)
        if (a->words[i] != b->words[i]) return true;
    return false;
}

/* The values that `key` are do not lie in place i: in the other one, or nowhere yet. */
static SJ_APART place meet(sj_sift *s, int scope, uint32_t member, seen *key, uint64_t i) {
    const seen other = s->seen[i ^ 1];
    s->seen[i ^ 1] = s->seen[i];
    key->worth = other.worth;
    if (differs(&other, key, count_unusual(s->x, scope))) {
        find_worth(s, scope, member, &s->room);
        key->worth = keep_worth(s, &s->room);
        if (key->worth == NOT_KEPT) return NOT_KEPT;
    }
    s->seen[i] = *key;
    return key->worth;
}

/* The words of early fields that are not usual; false where one has none. */
static SJ_APART bool unusual_words(sj_sift *s, int scope, uint32_t member, uint64_t *out) {
    const sj_sieve *x = s->x;
    const sj_places places = places_of(s->view->claim, scope, member);
    bool all = true;
    visit(s, scope, member);
    for (unsigned i = x->unusual[scope]; all && i < x->early[scope + 1]; i++, out++)
        all = sj_word_of(&x->fields[i], s->view, &places, out);
    leave(s, scope);
    return all;
}

/* What the early fields of the claim, or of a member, are worth together: where it lies, or
 * NOT_KEPT and it is in s->room. */
static SJ_APART place worth_of(sj_sift *s, int scope, uint32_t member) {
    const sj_sieve *x = s->x;
    const sj_claim *c = s->view->claim;
    const unsigned unusual = count_unusual(x, scope);
    seen key = {.scope = (uint32_t)scope + 1};
    uint64_t mix = key.scope;
    if ((scope == SCOPE_LINE &&
         !sj_words_of_line(x->usual[scope], c, &c->lines.v[member], key.words)) ||
        (scope == SCOPE_CLAIM && !sj_words_of_claim(x->usual[scope], c, key.words)) ||
        (unusual && !unusual_words(s, scope, member, key.words + SIEVE_USUAL))) {
        find_worth(s, scope, member, &s->room);
        return NOT_KEPT;
    }
    for (unsigned i = 0; i < SIEVE_USUAL; i++) mix = sj_word_mix(mix, key.words[i]);
    for (unsigned i = SIEVE_USUAL; i < SIEVE_USUAL + unusual; i++)
        mix = sj_word_mix(mix, key.words[i]);
    uint64_t i = sj_word_hash(mix) >> (64 - SEEN_BITS);
    return differs(&s->seen[i], &key, unusual) ? meet(s, scope, member, &key, i) : s->seen[i].worth;
}

static inline const worth *worth_at(const sj_sift *s, place i) {
    return i == NOT_KEPT ? &s->room : &s->worths[i & ~COUNTS];
}

/* The worth of a member by its number. */
static const worth *worth_of_member(sj_sift *s, int scope, uint32_t member) {
    if (s->is_idle[scope]) return &s->worths[NOTHING];
    if (member < KEPT && s->kept[scope][member] != NOT_KEPT)
        return worth_at(s, s->kept[scope][member]);
    return worth_at(s, worth_of(s, scope, member));
}

/* Can no value of any member meet anything? As cheap a test as there can be. */
static inline bool is_idle(const sj_sift *s, int scope, uint32_t n) {
    const sj_sieve_field *f = &s->x->fields[s->x->early[scope]];
    if (n == 0 || !s->x->is_simple[scope]) return n == 0;
    const char *at = places_of(s->view->claim, scope, 0).v[IN_MEMBER] + f->offset;
    const size_t size = scope == SCOPE_LINE ? sizeof(sj_line) : sizeof(sj_diagnosis);
    for (uint32_t k = 0; k < n; k++) {
        const sj_text *t = (const sj_text *)(at + k * size);
        if (t->v.len && sj_word_begins(f, t->v)) return false;
    }
    return true;
}

/* Add the columns of those in `left` that n members make likely together. */
static inline void add_likely(const sj_sift *s, int scope, const worth *const *members, unsigned n,
                              const sj_columns *left, sj_columns *out) {
    for (unsigned g = 0; g < SIEVE_GROUPS; g++) {
        if (!left->v[g]) continue;
        uint64_t pairs = s->x->pairs[scope].v[g], twos = s->x->twos[scope].v[g];
        uint64_t any = 0, own = 0, two = 0;
        for (unsigned k = 0; k < n; k++) {
            const uint64_t likely = members[k]->likely.v[g], its_own = members[k]->own.v[g];
            two |= (any & its_own) | (own & likely);
            any |= likely;
            own |= its_own;
        }
        out->v[g] |= any & (own | ~pairs) & (two | ~twos);
    }
}

/* Of those in `left`, the columns that members of a scope make likely. */
static void find_likely(sj_sift *s, int scope, uint32_t n, const sj_columns *left,
                        sj_columns *out) {
    const worth *counting[KEPT];
    unsigned n_counting = 0;
    for (uint32_t k = 0; k < n; k++) {
        place i = worth_of(s, scope, k);
        const worth *w = worth_at(s, i);
        if (k < KEPT) s->kept[scope][k] = i;
        if (k < KEPT && i != NOT_KEPT) {
            counting[n_counting] = w; /* does it? Nobody can foresee, so no branch asks */
            n_counting += (i & COUNTS) != 0;
        } else { /* with whatever the others are */
            sj_columns_join(out, &w->likely);
            sj_columns_join(out, &w->own);
        }
    }
    add_likely(s, scope, counting, n_counting, left, out);
}

/* Of those in `left`, the columns that are likely. */
static inline sj_columns find_all_likely(sj_sift *s, const sj_columns *left) {
    const sj_sieve *x = s->x;
    sj_columns likely = x->always;
    for (unsigned i = 0; i < x->n_member_scopes; i++) {
        const int scope = x->member_scopes[i];
        const uint32_t n = sj_view_count(s->view, (sj_scope)scope);
        s->is_idle[scope] = is_idle(s, scope, n);
        if (!s->is_idle[scope]) find_likely(s, scope, n, left, &likely);
    }
    return sj_columns_both(&likely, left);
}

/* ---- what is left ---- */

/* What members of a scope meet together, and two of them do. */
static void meet_together(sj_sift *s, int scope, sj_rows *once, sj_rows *twice) {
    uint32_t n = sj_view_count(s->view, (sj_scope)scope);
    *once = *twice = (sj_rows){0};
    for (uint32_t k = 0; k < n; k++) {
        const worth *w = worth_of_member(s, scope, k);
        for (unsigned r = 0; r < SIEVE_ROWS; r++) {
            sj_columns both = sj_columns_both(&once->row[r], &w->met.row[r]);
            sj_columns_join(&twice->row[r], &both);
        }
        sj_rows_join(once, &w->met);
    }
}

/* Join what members meet to s->all, as far as it counts of any, and to `any`. */
static void meet_all(sj_sift *s, sj_rows *any) {
    for (int scope = SCOPE_LINE; scope < SCOPE_COUNT; scope++) {
        sj_rows once, twice;
        if (s->x->early[scope] == s->x->early[scope + 1]) continue;
        meet_together(s, scope, &once, &twice);
        sj_rows_join(any, &once);
        for (unsigned r = 0; r < SIEVE_ROWS; r++) {
            sj_columns whole = sj_columns_both(&once.row[r], &s->x->whole[scope].row[r]);
            sj_columns_join(&s->all.row[r], &whole);
        }
        if (scope != SCOPE_LINE) continue;
        s->once = once;
        s->twice = twice;
    }
}

/* Go through late fields of a scope that columns in `left` ask for, and join what they meet to
 * `to`, which is s->all or `met`; false: none is left. */
static bool look_late(sj_sift *s, int scope, const sj_places *places, sj_rows *to,
                      const sj_rows *met, sj_columns *left) {
    const sj_sieve *x = s->x;
    sj_columns ask = sj_columns_both(&x->asks_of[scope], left);
    if (!sj_columns_any(&ask)) return true;
    for (unsigned i = x->late[scope]; i < x->late[scope + 1]; i++) {
        sj_columns asks = sj_columns_both(&x->asks[i], left);
        if (!sj_columns_any(&asks)) continue;
        join_value(s, &x->fields[i], places, to);
        if (!narrow(left, &x->open[i + 1], &s->all, met)) return false;
    }
    return true;
}

static void tell(sj_sift *s, const sj_columns *left, int member) {
    for (unsigned g = 0; g < SIEVE_GROUPS; g++)
        for (uint64_t bits = left->v[g]; bits; bits &= bits - 1)
            s->found(s->ctx, s->x->rules[g * 64 + (unsigned)__builtin_ctzll(bits)], member);
}

/* What other lines than this one meet counts where only these do. */
static void meet_others(const sj_sift *s, const sj_rows *own, sj_rows *to) {
    for (unsigned r = 0; r < SIEVE_ROWS; r++)
        for (unsigned g = 0; g < SIEVE_GROUPS; g++) {
            uint64_t others = s->x->others.row[r].v[g], mine = own->row[r].v[g];
            uint64_t met = s->twice.row[r].v[g] | (s->once.row[r].v[g] & ~mine);
            to->row[r].v[g] = (mine & ~others) | (met & others);
        }
}

/* The member is visited; `any`: other members count too. */
static void sift_member(sj_sift *s, int scope, uint32_t member, bool any, sj_columns *left) {
    const sj_sieve *x = s->x;
    const worth *w = worth_of_member(s, scope, member);
    const sj_rows *open = &x->open[x->late[SCOPE_CLAIM + 1]];
    uint64_t some = 0;
    for (unsigned g = 0; g < SIEVE_GROUPS; g++) {
        if (!left->v[g]) continue;
        uint64_t alone = x->by_itself[scope].v[g], pairs = x->pairs[scope].v[g];
        left->v[g] &= (~alone | w->likely.v[g]) & (~pairs | w->own.v[g]);
        some |= left->v[g];
    }
    if (!some) return;
    sj_rows met = w->met;
    sj_places places = places_of(s->view->claim, scope, member);
    if (any && scope == SCOPE_LINE) meet_others(s, &w->met, &met);
    if (narrow(left, open, &s->all, &met) && look_late(s, scope, &places, &met, &met, left))
        tell(s, left, (int)member);
}

static void sift_members(sj_sift *s, int scope, bool any, const sj_columns *left) {
    sj_columns own = sj_columns_both(left, &s->x->columns[scope]);
    if (!sj_columns_any(&own)) return;
    uint32_t n = sj_view_count(s->view, (sj_scope)scope);
    for (uint32_t k = 0; k < n; k++) {
        sj_columns of_member = own;
        sj_view_visit(s->view, (sj_scope)scope, k);
        sift_member(s, scope, k, any, &of_member);
        sj_view_leave(s->view, (sj_scope)scope);
    }
}

/* Some rules are likely: look more closely at them. */
static SJ_APART void sift_likely(sj_sift *s, sj_columns *left) {
    const sj_sieve *x = s->x;
    sj_rows any;
    sj_columns whole = sj_columns_both(left, &x->wholes);
    bool has_whole = sj_columns_any(&whole);
    sj_places places = sj_places_of(s->view->claim, NULL);
    if (has_whole) {
        any = (sj_rows){0};
        meet_all(s, &any);
        if (!narrow(left, &x->open[x->late[SCOPE_CLAIM]], &s->all, &any)) return;
    } else { /* each member will tell for itself */
        memset(&any, 0xff, sizeof any);
    }
    if (!look_late(s, SCOPE_CLAIM, &places, &s->all, &any, left)) return;
    sj_columns own = sj_columns_both(left, &x->columns[SCOPE_CLAIM]);
    tell(s, &own, -1);
    for (int scope = SCOPE_LINE; scope < SCOPE_COUNT; scope++)
        sift_members(s, scope, has_whole, left);
}

/* What the claim's own fields are worth. */
static inline const worth *worth_of_claim(sj_sift *s) {
    const place i = worth_of(s, SCOPE_CLAIM, 0);
    if (i != NOT_KEPT) return worth_at(s, i);
    s->own_room = s->room;
    return &s->own_room;
}

void sj_sift_claim(sj_sift *s, sj_view *v, sj_candidate_fn found, void *ctx) {
    s->view = v;
    s->found = found;
    s->ctx = ctx;
    if (s->n_worths == WORTHS) forget(s);
    const worth *own = worth_of_claim(s);
    if (!sj_columns_any(&own->likely)) return;
    sj_columns likely = find_all_likely(s, &own->likely);
    if (!sj_columns_any(&likely)) return;
    s->all = own->met;
    sift_likely(s, &likely);
}
