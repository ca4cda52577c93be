/* rules/packs/sieve_make.c - rules split into clauses that single values meet, and the fields these
 * ask for put in an order. */
#include "parsers/base/alloc.h"
#include "rules/packs/sieve.h"

enum { MANY = 8, MAX_CLAUSES = 16, ARENA_LIMIT = 1 << 28, NO_FIELD = SIEVE_FIELDS };

/* An atom of a rule, and of which field. Own: only the value of the member that the rule is asked
 * of counts, else that of any. */
typedef struct part {
    sj_expr_atom atom;
    uint8_t field;
    bool own;
} part;

/* Of the parts one must be met. */
typedef struct clause {
    unsigned n;
    uint64_t fields; /* by field: it is one of the parts' */
    bool is_rare;
    bool is_whole;  /* some part is about any member */
    bool is_member; /* some part is about a member */
    bool is_other;  /* all are about another line than the one at hand */
    part parts[SJ_EXPR_MAX_ATOMS];
} clause;

typedef struct column {
    const sj_rule *rule;
    unsigned n;
    const clause **clauses;
} column;

typedef struct maker {
    sj_sieve *x;
    const sj_packs *p;
    sj_claim_type type;
    sj_arena arena;
    unsigned n_columns, n_fields;
    column columns[SIEVE_COLUMNS];
    sj_sieve_field fields[SIEVE_FIELDS]; /* as they were found */
    unsigned worth[SIEVE_FIELDS];        /* rare clauses about it */
    uint64_t early;                      /* by field */
    uint8_t place[SIEVE_FIELDS];         /* by field: in the sieve's order */
} maker;

/* ---- fields ---- */

/* Do the claim and the member alone say what its value is? */
static bool may_ask(void *ctx, uint32_t slot) {
    const maker *m = ctx;
    const sj_rule_field *f = &m->p->fields->v[SLOT_FIELD(slot)];
    return !f->peer && f->get != sj_get_dx_pointed; /* what points to it may be the line at hand */
}

/* NO_FIELD: there is no room for more, or it cannot be asked for. */
static unsigned find_field(maker *m, const sj_expr_atom *a) {
    sj_sieve_field f;
    if (!sj_sieve_field_of(&f, m->p->fields, a)) return NO_FIELD;
    for (unsigned i = 0; i < m->n_fields; i++) {
        const sj_sieve_field *known = &m->fields[i];
        if (known->slot == f.slot && known->way == f.way && known->members == f.members) return i;
    }
    if (m->n_fields == SIEVE_FIELDS) return NO_FIELD;
    m->fields[m->n_fields] = f;
    return m->n_fields++;
}

/* ---- clauses ---- */

static bool is_own(const maker *m, const sj_rule *r, uint32_t slot) {
    sj_scope scope = m->p->fields->v[SLOT_FIELD(slot)].scope;
    return scope != SCOPE_CLAIM && scope == r->scope && SLOT_OUTER(slot);
}

static bool is_other_line(void *ctx, uint32_t slot) {
    const maker *m = ctx;
    const sj_rule_field *f = &m->p->fields->v[SLOT_FIELD(slot)];
    return f->get == sj_get_is_other || f->get == sj_get_is_earlier;
}

/* What all atoms of a field have in common. */
static void note_atom(sj_sieve_field *f, const sj_expr_atom *a) {
    f->by_presence &= a->kind == SJ_ATOM_PRESENCE;
    f->by_beginning &= sj_expr_atom_begins(a, f->first);
}

/* A clause of some atoms; n = 0 where a field has no room. What is about the member at hand or any
 * other counts as about any. */
static void make_clause(maker *m, const sj_rule *r, const sj_expr_atom *atoms, unsigned n,
                        clause *out) {
    *out = (clause){.n = n, .is_rare = true, .is_other = r->scope == SCOPE_LINE};
    for (unsigned i = 0; i < n; i++) {
        unsigned field = find_field(m, &atoms[i]);
        if (field == NO_FIELD) {
            out->n = 0;
            return;
        }
        bool of_line = m->fields[field].scope == SCOPE_LINE;
        bool own = m->fields[field].scope != SCOPE_CLAIM && is_own(m, r, atoms[i].slot);
        note_atom(&m->fields[field], &atoms[i]);
        out->is_other &= of_line && !own && sj_expr_atom_beside(&atoms[i], is_other_line, m);
        out->parts[i] = (part){atoms[i], (uint8_t)field, own};
        out->fields |= 1ull << field;
        out->is_rare &= atoms[i].is_rare;
        out->is_member |= m->fields[field].scope != SCOPE_CLAIM;
        out->is_whole |= !own && m->fields[field].scope != SCOPE_CLAIM;
    }
    for (unsigned i = 0; i < n && out->is_whole; i++) out->parts[i].own = false;
}

/* False when there is no memory. */
static bool add_clauses(maker *m, column *c, const sj_expr *e, unsigned branch) {
    sj_expr_atom atoms[SJ_EXPR_MAX_ATOMS];
    unsigned n;
    for (unsigned i = 0; sj_expr_atoms_of(e, branch, i, may_ask, m, atoms, &n); i++) {
        clause one;
        make_clause(m, c->rule, atoms, n, &one);
        if (!one.n || c->n == MAX_CLAUSES) continue;
        clause *kept = sj_arena_alloc(&m->arena, sizeof *kept);
        if (!kept) return false;
        *kept = one;
        c->clauses[c->n++] = kept;
    }
    return true;
}

/* False when there is no memory. */
static bool add_column(maker *m, uint32_t rule, unsigned branch) {
    const sj_rule *r = m->p->rules[rule];
    const sj_expr *applies = r->pack->applies;
    column *c = &m->columns[m->n_columns];
    m->x->rules[m->n_columns] = rule;
    m->x->columns[r->scope].v[m->n_columns / 64] |= 1ull << m->n_columns % 64;
    m->n_columns++;
    *c = (column){r, 0, sj_arena_alloc(&m->arena, MAX_CLAUSES * sizeof *c->clauses)};
    return c->clauses && add_clauses(m, c, r->when, branch) &&
           (!applies || add_clauses(m, c, applies, SJ_EXPR_WHOLE));
}

/* ---- which fields come early ---- */

static void weigh_fields(maker *m) {
    for (unsigned i = 0; i < m->n_columns; i++)
        for (unsigned k = 0; k < m->columns[i].n; k++) {
            const clause *c = m->columns[i].clauses[k];
            for (unsigned a = 0; c->is_rare && a < c->n; a++) m->worth[c->parts[a].field]++;
        }
}

/* Is a rare clause of the column known of by these fields? One about a member, if it has any: the
 * claim's own are for many rules at once. */
static bool is_covered(const column *c, uint64_t fields) {
    bool covered = false, of_member = false;
    for (unsigned i = 0; i < c->n; i++) {
        const clause *one = c->clauses[i];
        if (!one->is_rare || one->is_member < of_member) continue;
        if (one->is_member > of_member) covered = false;
        of_member = one->is_member;
        covered |= !(one->fields & ~fields);
    }
    return covered;
}

/* How many more rules a rare clause is known of by looking at the field too. */
static unsigned gain_of(const maker *m, unsigned field) {
    unsigned n = 0;
    uint64_t with = m->early | 1ull << field;
    for (unsigned i = 0; i < m->n_columns; i++)
        n += !is_covered(&m->columns[i], m->early) && is_covered(&m->columns[i], with);
    return n;
}

static void add_early(maker *m, unsigned field) {
    unsigned n = 0;
    for (unsigned f = 0; f < m->n_fields; f++)
        n += (m->early >> f & 1) && m->fields[f].scope == m->fields[field].scope &&
             sj_sieve_usual(&m->fields[f]) == SIEVE_USUAL;
    if (n < SIEVE_EARLY - SIEVE_USUAL || sj_sieve_usual(&m->fields[field]) < SIEVE_USUAL)
        m->early |= 1ull << field;
}

/* The clause to look at early where no single field tells: the rare one, or one about any member,
 * of the fewest fields. */
static const clause *to_cover(const column *c) {
    const clause *best = NULL;
    for (unsigned i = 0; i < c->n; i++) {
        const clause *one = c->clauses[i];
        bool useful = one->is_rare || one->is_whole;
        if (useful && (!best || one->n < best->n)) best = one;
    }
    return best;
}

/* Fields that have few values, as far as these meet anything, cost next to nothing beside others.
 */
static bool is_cheap(const maker *m, unsigned field) {
    const sj_sieve_field *f = &m->fields[field];
    sj_str name = sj_str_of(m->p->fields->v[SLOT_FIELD(f->slot)].name);
    if (!m->worth[field]) return false;
    if (f->scope == SCOPE_CLAIM) return f->way == READ_TEXT && m->worth[field] >= MANY;
    return f->way == READ_PLACE || (f->by_beginning && f->way != READ_VIEW) ||
           sj_str_is(name, "line.revenue");
}

/* The fields that rule out most, and as few as can be; then what is cheap. */
static void choose_early(maker *m) {
    for (;;) {
        unsigned best = NO_FIELD, most = 0;
        for (unsigned f = 0; f < m->n_fields; f++) {
            unsigned gain = m->early >> f & 1 ? 0 : 2 * gain_of(m, f);
            if (gain && m->fields[f].way != READ_VIEW) gain++;
            if (gain > most) most = gain, best = f;
        }
        uint64_t before = m->early;
        if (best != NO_FIELD) add_early(m, best);
        if (m->early == before) break;
    }
    for (unsigned i = 0; i < m->n_columns; i++) {
        const clause *one = to_cover(&m->columns[i]);
        if (!one || is_covered(&m->columns[i], m->early)) continue;
        for (unsigned a = 0; a < one->n; a++) add_early(m, one->parts[a].field);
    }
    for (unsigned f = 0; f < m->n_fields; f++)
        if (is_cheap(m, f)) add_early(m, f);
}

/* ---- the order of fields ---- */

/* Claim first, then member by member; of a scope the usual ones, then what is asked by most rare
 * clauses. */
static bool comes_before(const maker *m, unsigned a, unsigned b) {
    if ((m->early >> a & 1) != (m->early >> b & 1)) return m->early >> a & 1;
    if (m->fields[a].scope != m->fields[b].scope) return m->fields[a].scope < m->fields[b].scope;
    bool usual_a = sj_sieve_usual(&m->fields[a]) < SIEVE_USUAL,
         usual_b = sj_sieve_usual(&m->fields[b]) < SIEVE_USUAL;
    if ((m->early >> a & 1) && usual_a != usual_b) return usual_a;
    return m->worth[a] > m->worth[b];
}

static void order_fields(maker *m) {
    uint8_t order[SIEVE_FIELDS];
    sj_sieve *x = m->x;
    for (unsigned i = 0; i < m->n_fields; i++) {
        unsigned k = i;
        for (; k && comes_before(m, i, order[k - 1]); k--) order[k] = order[k - 1];
        order[k] = (uint8_t)i;
    }
    unsigned n = 0;
    for (int late = 0; late < 2; late++)
        for (int scope = 0; scope <= SCOPE_COUNT; scope++) {
            (late ? x->late : x->early)[scope] = n;
            while (n < m->n_fields && (m->early >> order[n] & 1) != (uint64_t)late &&
                   m->fields[order[n]].scope == scope)
                n++;
        }
    for (unsigned i = 0; i < m->n_fields; i++) {
        x->fields[i] = m->fields[order[i]];
        m->place[order[i]] = (uint8_t)i;
    }
    x->n_fields = m->n_fields;
    for (int scope = SCOPE_CLAIM; scope < SCOPE_COUNT; scope++) {
        unsigned i = x->early[scope], which;
        for (; i < x->early[scope + 1] && (which = sj_sieve_usual(&x->fields[i])) < SIEVE_USUAL;
             i++)
            x->usual[scope][which] = &x->fields[i];
        x->unusual[scope] = i;
    }
    for (int scope = SCOPE_LINE; scope < SCOPE_COUNT; scope++) {
        const sj_sieve_field *f = &x->fields[x->early[scope]];
        if (x->early[scope] == x->early[scope + 1]) continue;
        x->member_scopes[x->n_member_scopes++] = (uint8_t)scope;
        x->is_simple[scope] = x->early[scope + 1] == x->early[scope] + 1 && f->by_beginning &&
                              f->way == READ_TEXT && f->record == IN_MEMBER;
    }
}

/* ---- rows ---- */

/* Can it be known to be missed? Not where it is about any member of a field that is late. */
static bool can_close(const maker *m, const column *c, const clause *one) {
    for (unsigned i = 0; i < one->n; i++) {
        const part *p = &one->parts[i];
        bool late = !(m->early >> p->field & 1);
        if (late && !p->own && m->fields[p->field].scope != SCOPE_CLAIM) return false;
        if (late && p->own && m->fields[p->field].scope != c->rule->scope) return false;
    }
    return true;
}

/* What rules out most comes first: rare clauses of early fields, then other rare ones, then those
 * of which a value is asked and not only whether there is one. */
static unsigned rank_of(const maker *m, const clause *c) {
    if (c->is_rare) return c->fields & ~m->early ? 1 : 0;
    return c->parts[0].atom.kind == SJ_ATOM_PRESENCE ? 3 : 2;
}

static unsigned last_field(const maker *m, const clause *c) {
    unsigned last = 0;
    for (unsigned i = 0; i < c->n; i++)
        if (m->place[c->parts[i].field] > last) last = m->place[c->parts[i].field];
    return last;
}

/* The clauses of a column that become its rows, the best first, instead of all it had. */
static void choose_rows(const maker *m, column *c) {
    unsigned n = 0;
    for (unsigned rank = 0; rank < 4; rank++)
        for (unsigned i = n; i < c->n && n < SIEVE_ROWS; i++) {
            const clause *one = c->clauses[i];
            if (rank_of(m, one) != rank || !can_close(m, c, one)) continue;
            c->clauses[i] = c->clauses[n];
            c->clauses[n++] = one;
        }
    c->n = n;
}

static void put_part(maker *m, unsigned number, unsigned row, const part *p) {
    sj_sieve *x = m->x;
    const unsigned i = m->place[p->field];
    const uint64_t bit = 1ull << number % 64;
    sj_sieve_field *f = &x->fields[i];
    x->atoms[f->first_atom + f->n_atoms++] =
        (sj_sieve_atom){p->atom, (uint16_t)number, (uint8_t)row};
    x->asks[i].v[number / 64] |= bit;
    if (!(m->early >> p->field & 1)) x->asks_of[f->scope].v[number / 64] |= bit;
    if (!p->own) x->whole[f->scope].row[row].v[number / 64] |= bit;
}

static void put_clause(maker *m, unsigned number, unsigned row, const clause *c) {
    sj_sieve *x = m->x;
    const uint64_t bit = 1ull << number % 64;
    for (unsigned i = 0; i < c->n; i++) put_part(m, number, row, &c->parts[i]);
    if (c->is_whole) x->wholes.v[number / 64] |= bit;
    if (c->is_other) {
        x->others.row[row].v[number / 64] |= bit;
        x->whole[SCOPE_LINE].row[row].v[number / 64] &= ~bit;
    }
    for (unsigned i = last_field(m, c) + 1; i <= m->n_fields; i++)
        x->open[i].row[row].v[number / 64] &= ~bit;
}

/* The one scope that all fields of a clause are of, all of them early; SCOPE_CLAIM where they are
 * not. */
static int early_scope(const maker *m, const clause *c) {
    int scope = m->fields[c->parts[0].field].scope;
    for (unsigned i = 0; i < c->n; i++)
        if (m->fields[c->parts[i].field].scope != scope) return SCOPE_CLAIM;
    return c->fields & ~m->early ? SCOPE_CLAIM : scope;
}

static void ask_for(sj_rows *unasked, unsigned rows, unsigned number) {
    for (unsigned k = 0; k < SIEVE_ROWS; k++)
        if (rows >> k & 1) unasked->row[k].v[number / 64] &= ~(1ull << number % 64);
}

/* What makes a rule likely: all that is asked of the line at hand, and what is asked of any. */
static void find_likely(maker *m, unsigned number) {
    sj_sieve *x = m->x;
    const column *c = &m->columns[number];
    const unsigned group = number / 64;
    const uint64_t bit = 1ull << number % 64;
    int any_scope = SCOPE_CLAIM;
    unsigned own = 0, any = 0, is_other = 0;
    for (unsigned k = 0; k < c->n; k++) {
        int scope = early_scope(m, c->clauses[k]);
        if (scope == SCOPE_CLAIM) continue;
        if (!c->clauses[k]->is_whole) own |= 1u << k;
        if (!c->clauses[k]->is_whole || any) continue;
        any = 1u << k;
        any_scope = scope;
        is_other = c->clauses[k]->is_other;
    }
    if (any) {
        bool pair = own && any_scope == (int)c->rule->scope;
        x->likely[any_scope].v[group] |= bit;
        ask_for(&x->unasked[any_scope], any, number);
        if (pair) x->pairs[any_scope].v[group] |= bit;
        if (pair) ask_for(&x->unasked_own[any_scope], own, number);
        if (pair && is_other) x->twos[any_scope].v[group] |= bit;
    } else if (own) {
        x->likely[c->rule->scope].v[group] |= bit;
        x->by_itself[c->rule->scope].v[group] |= bit;
        ask_for(&x->unasked[c->rule->scope], own, number);
    } else {
        x->always.v[group] |= bit;
    }
}

/* Give each field's atoms their stretch; returns how many there are. */
static uint32_t lay_out(maker *m) {
    uint32_t n = 0, counts[SIEVE_FIELDS] = {0};
    for (unsigned i = 0; i < m->n_columns; i++)
        for (unsigned k = 0; k < m->columns[i].n; k++) {
            const clause *c = m->columns[i].clauses[k];
            for (unsigned a = 0; a < c->n; a++) counts[m->place[c->parts[a].field]]++;
        }
    for (unsigned i = 0; i < m->n_fields; i++) {
        m->x->fields[i].first_atom = n;
        n += counts[i];
    }
    return n;
}

/* False when there is no memory. */
static bool put_all(maker *m) {
    sj_sieve *x = m->x;
    x->atoms = sj_calloc(lay_out(m) + 1u, sizeof *x->atoms);
    x->open = sj_calloc(m->n_fields + 1u, sizeof *x->open);
    x->asks = sj_calloc(m->n_fields + 1u, sizeof *x->asks);
    if (!x->atoms || !x->open || !x->asks) return false;
    memset(x->open, 0xff, (m->n_fields + 1u) * sizeof *x->open);
    memset(x->unasked, 0xff, sizeof x->unasked);
    memset(x->unasked_own, 0xff, sizeof x->unasked_own);
    for (unsigned i = 0; i < m->n_columns; i++) {
        for (unsigned k = 0; k < m->columns[i].n; k++)
            put_clause(m, i, k, m->columns[i].clauses[k]);
        find_likely(m, i);
    }
    /* Of the claim's own fields all count. */
    x->unasked[SCOPE_CLAIM] = x->open[x->early[SCOPE_CLAIM + 1]];
    return true;
}

/* ---- building ---- */

/* A rule for some payers is found by these faster; ten thousand such have no room here. */
static bool is_for(const maker *m, const sj_rule *r) {
    return (r->types >> m->type & 1) && !r->payers;
}

/* A column for each branch of the rule's condition, if there is room. False when there is no
 * memory. */
static bool add_rule(maker *m, uint32_t rule) {
    unsigned branches = sj_expr_branches(m->p->rules[rule]->when);
    if (m->n_columns + branches > SIEVE_COLUMNS) return true;
    m->x->has[rule / 64] |= 1ull << rule % 64;
    for (unsigned i = 0; i < branches; i++)
        if (!add_column(m, rule, i)) return false;
    return true;
}

/* False when there is no memory. */
static bool build(maker *m) {
    sj_sieve *x = m->x;
    for (uint32_t i = 0; i < m->p->n_rules; i++)
        if (is_for(m, m->p->rules[i]) && !add_rule(m, i)) return false;
    x->n_columns = m->n_columns;
    if (!m->n_columns) return true;
    weigh_fields(m);
    choose_early(m);
    order_fields(m);
    for (unsigned i = 0; i < m->n_columns; i++) choose_rows(m, &m->columns[i]);
    return put_all(m);
}

sj_status sj_sieve_new(sj_sieve **out, const sj_packs *p, sj_claim_type type, sj_err *err) {
    sj_sieve *x = sj_calloc(1, sizeof *x);
    maker *m = sj_calloc(1, sizeof *m);
    if (x) {
        x->packs = p;
        x->fields = sj_calloc(SIEVE_FIELDS, sizeof *x->fields);
        x->has = sj_calloc(p->n_rules / 64u + 1, sizeof *x->has);
    }
    bool made = x && m && x->fields && x->has;
    if (made) {
        m->x = x;
        m->p = p;
        m->type = type;
        sj_arena_init(&m->arena, ARENA_LIMIT);
        made = build(m);
        sj_arena_dispose(&m->arena);
    }
    sj_free(m);
    *out = made ? x : NULL;
    if (made) return SJ_OK;
    sj_sieve_free(x);
    return sj_err_set(err, SJ_ENOMEM, "no memory for the index of rules");
}

void sj_sieve_free(sj_sieve *x) {
    if (!x) return;
    sj_free(x->fields);
    sj_free(x->atoms);
    sj_free(x->open);
    sj_free(x->asks);
    sj_free(x->has);
    sj_free(x);
}

bool sj_sieve_has(const sj_sieve *x, uint32_t rule) {
    return x->has[rule / 64] >> rule % 64 & 1;
}
