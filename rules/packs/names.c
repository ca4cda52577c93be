/* rules/packs/names.c - names in conditions: fields, scopes, sets, functions; and guesses at those
 * that are misspelled. */
#include "rules/packs/functions.h"
#include "rules/packs/pack.h"

#include <stdio.h>

void sj_names_init(sj_names *n, const sj_fields *fields, const sj_pack *pack, sj_scope scope) {
    *n = (sj_names){.fields = fields, .pack = pack, .scope = scope};
}

/* The scope whose name may be left out. */
static const char *prefix_of(const sj_names *n, int inside) {
    const char *name = sj_scope_name(inside >= 0 ? (sj_scope)inside : n->scope);
    return name ? name : "claim";
}

static const sj_rule_field *with_prefix(const sj_names *n, sj_str name, int inside) {
    char full[64];
    int len = snprintf(full, sizeof full, "%s.%.*s", prefix_of(n, inside), SJ_FMT(name));
    return len < (int)sizeof full ? sj_fields_get(n->fields, (sj_str){full, (size_t)len}) : NULL;
}

static bool is_at_hand(const sj_names *n, const sj_rule_field *f, int inside) {
    if (f->peer)
        return inside == SCOPE_LINE && (n->scope == SCOPE_LINE || n->nested[SCOPE_LINE] > 1);
    return f->scope == SCOPE_CLAIM || f->scope == n->scope || n->nested[f->scope];
}

bool sj_names_field(const sj_names *n, sj_str name, int inside, uint32_t *slot) {
    const sj_rule_field *f = sj_fields_get(n->fields, name);
    bool outer = f != NULL;
    if (!f) f = with_prefix(n, name, inside);
    if (!f || !is_at_hand(n, f, inside)) return false;
    *slot = SLOT(f - n->fields->v, outer || inside < 0);
    return true;
}

static bool field(void *ctx, sj_str name, int inside, uint32_t *slot, sj_expr_type *type) {
    const sj_names *n = ctx;
    if (!sj_names_field(n, name, inside, slot)) return false;
    *type = n->fields->v[SLOT_FIELD(*slot)].type;
    return true;
}

static bool scope(void *ctx, sj_str name, int inside, int *out) {
    (void)ctx, (void)inside;
    sj_scope found;
    if (!sj_scope_find(name, &found)) return false;
    *out = (int)found;
    return true;
}

static const sj_expr_set *set(void *ctx, sj_str name) {
    const sj_names *n = ctx;
    for (size_t i = 0; i < n->pack->n_sets; i++)
        if (sj_str_eq(name, n->pack->sets[i].name)) return n->pack->sets[i].set;
    return NULL;
}

static const sj_expr_function *function(void *ctx, sj_str name) {
    (void)ctx;
    return sj_function_find(name);
}

static void nest(void *ctx, int inside, int by) {
    sj_names *n = ctx;
    n->nested[inside] = (uint8_t)(n->nested[inside] + by);
}

/* ---- what may have been meant ---- */

enum { LONGEST = 48 };

static unsigned smaller(unsigned a, unsigned b) {
    return a < b ? a : b;
}

/* Letters to add, drop or change to make `b` of `a`. */
static unsigned distance(sj_str a, const char *b) {
    unsigned row[LONGEST + 1];
    size_t n = strlen(b);
    if (a.len > LONGEST || n > LONGEST) return LONGEST;
    for (size_t j = 0; j <= n; j++) row[j] = (unsigned)j;
    for (size_t i = 1; i <= a.len; i++) {
        unsigned diagonal = row[0];
        row[0] = (unsigned)i;
        for (size_t j = 1; j <= n; j++) {
            unsigned change = diagonal + (a.ptr[i - 1] != b[j - 1]);
            diagonal = row[j];
            row[j] = smaller(change, smaller(row[j], row[j - 1]) + 1);
        }
    }
    return row[n];
}

typedef struct guess {
    const char *name;
    unsigned distance;
} guess;

static void consider(guess *best, sj_str name, const char *candidate) {
    unsigned d = distance(name, candidate);
    if (d < best->distance) *best = (guess){candidate, d};
}

static void suggest(void *ctx, sj_str name, int inside, char *buf, size_t cap) {
    sj_names_suggest(ctx, name, inside, buf, cap);
}

void sj_names_suggest(const sj_names *n, sj_str name, int inside, char *buf, size_t cap) {
    const sj_rule_field *f = sj_fields_get(n->fields, name);
    if (!f) f = with_prefix(n, name, inside);
    if (f && f->peer) {
        snprintf(buf, cap, "it compares two lines: it stands inside any(line, ...)");
        return;
    }
    if (f) {
        snprintf(buf, cap, "it is a %s's: say any(%s, ...)%s", sj_scope_name(f->scope),
                 sj_scope_name(f->scope),
                 f->scope < SCOPE_CODE ? ", or give the rule that scope" : "");
        return;
    }
    const char *prefix = prefix_of(n, inside);
    size_t skip = strlen(prefix);
    guess best = {NULL, 4};
    for (size_t i = 0; i < n->fields->n; i++) {
        const char *full = n->fields->v[i].name;
        consider(&best, name, full);
        if (strncmp(full, prefix, skip) == 0 && full[skip] == '.')
            consider(&best, name, full + skip + 1);
    }
    const sj_expr_function *fn;
    for (size_t i = 0; (fn = sj_function_at(i, NULL)) != NULL; i++) consider(&best, name, fn->name);
    char sets[LONGEST + 1];
    for (size_t i = 0; i < n->pack->n_sets; i++) {
        snprintf(sets, sizeof sets, "%.*s", SJ_FMT(n->pack->sets[i].name));
        if (distance(name, sets) < best.distance)
            best = (guess){n->pack->sets[i].name.ptr, distance(name, sets)};
    }
    if (best.name && best.distance < name.len)
        snprintf(buf, cap, "did you mean %.47s?", best.name);
    else
        snprintf(buf, cap, "'scrubjay rules fields' lists what there is");
}

sj_status sj_names_compile(sj_names *n, sj_arena *arena, sj_str text, sj_expr **out, sj_err *err) {
    const sj_expr_names names = {.ctx = n,
                                 .arena = arena,
                                 .field = field,
                                 .scope = scope,
                                 .set = set,
                                 .function = function,
                                 .nest = nest,
                                 .suggest = suggest};
    return sj_expr_compile(out, text, &names, err);
}
