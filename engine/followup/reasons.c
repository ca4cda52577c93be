/* Loads the tables of reasons and finds codes in them: sorted arrays, binary search. */
#include "engine/followup/reasons.h"

#include "engine/followup/decisions.h"
#include "engine/followup/tsv.h"
#include "parsers/base/alloc.h"
#include "parsers/base/embed.h"

#include <stdlib.h>

extern const sj_embedded sj_followup_files[];

enum { MAX_CATEGORIES = 32, MAX_ACTIONS = 32, MAX_RULES = 128, MAX_ROWS = 8192 };

/* A row of the small tables: a code, its words, and for PLB reasons the kind and the account. */
typedef struct words {
    sj_str code, words, kind;
    sj_account account;
} words;

typedef struct word_table {
    words *v;
    size_t n;
} word_table;

struct sj_reasons {
    sj_category categories[MAX_CATEGORIES];
    size_t n_categories;
    sj_action actions[MAX_ACTIONS];
    size_t n_actions;
    sj_carc *carcs;
    size_t n_carcs;
    sj_rarc *rarcs;
    size_t n_rarcs;
    sj_rule rules[MAX_RULES];
    size_t n_rules;
    word_table groups, statuses, providers;
    sj_str guards[SJ_GUARDS];
    bool no_memory; /* while loading */
};

static const char *const kind_names[] = {NULL,      "denial", "contractual",
                                         "patient", "info",   "pended"};
static const char *const guard_names[SJ_GUARDS] = {
    "new-claim",   "replacement",     "void-new", "appeal-earlier", "no-appeal",
    "no-resubmit", "no-patient-bill", "wait",     "forwarded",      "no-modifier"};
static const char *const flag_names[] = {"remark", "line", "encounter", "forwarded", "fee"};

/* Every table opens with its code as an sj_str, so one comparison serves all. */
static int by_code(const void *a, const void *b) {
    const sj_str *x = a, *y = b;
    size_t n = x->len < y->len ? x->len : y->len;
    int c = n ? memcmp(x->ptr, y->ptr, n) : 0;
    return c ? c : (x->len > y->len) - (x->len < y->len);
}

static const void *find(const void *rows, size_t n, size_t size, sj_str code) {
    return n ? bsearch(&code, rows, n, size, by_code) : NULL;
}

static sj_status bad_row(const sj_reasons *r, const sj_tsv *t, const char *name, sj_err *err) {
    if (r->no_memory) return sj_err_set(err, SJ_ENOMEM, "no memory for the tables of reasons");
    sj_err_setf(err, SJ_ETABLE, "a table's row cannot be used", "%s", name);
    if (err) err->line = t->line;
    return SJ_ETABLE;
}

static bool number(sj_str s, uint16_t *out) {
    uint32_t n = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9' || n > 6000) return false;
        n = n * 10 + (uint32_t)(s.ptr[i] - '0');
    }
    *out = (uint16_t)n;
    return true;
}

static uint16_t bits(sj_str list, const char *const *names, size_t n) {
    uint16_t set = 0;
    for (size_t i = 0; i < n; i++)
        if (sj_tsv_lists(list, sj_str_of(names[i]))) set |= (uint16_t)(1u << i);
    return set;
}

/* One row of each table; false when it cannot be used. */
static bool category_row(sj_reasons *r, const sj_str *c) {
    if (r->n_categories == MAX_CATEGORIES) return false;
    sj_category *k = &r->categories[r->n_categories++];
    *k = (sj_category){.name = c[0], .action = c[3], .scenario = c[4], .words = c[5], .step = c[6]};
    for (int i = SJ_REASON_DENIAL; i <= SJ_REASON_PENDED; i++)
        if (sj_str_is(c[1], kind_names[i])) k->kind = (sj_reason_kind)i;
    return k->kind && number(c[2], &k->recover) && k->recover <= 1000 &&
           sj_reasons_action(r, k->action);
}

static bool action_row(sj_reasons *r, const sj_str *c) {
    if (r->n_actions == MAX_ACTIONS) return false;
    r->actions[r->n_actions++] = (sj_action){c[0], c[1], c[2]};
    return c[1].len && c[2].len;
}

static bool guard_row(sj_reasons *r, const sj_str *c) {
    for (size_t i = 0; i < SJ_GUARDS; i++)
        if (sj_str_is(c[0], guard_names[i])) {
            r->guards[i] = c[1];
            return true;
        }
    return false;
}

/* Room for one more row, by doubling. */
static bool grow(sj_reasons *r, void **rows, size_t n, size_t size) {
    if (n >= MAX_ROWS || (n & (n - 1))) return n < MAX_ROWS;
    void *more = sj_realloc(*rows, (n ? 2 * n : 1) * size);
    if (more) *rows = more;
    r->no_memory = !more;
    return more != NULL;
}

static bool carc_row(sj_reasons *r, const sj_str *c) {
    if (!grow(r, (void **)&r->carcs, r->n_carcs, sizeof *r->carcs)) return false;
    sj_carc *k = &r->carcs[r->n_carcs++];
    *k = (sj_carc){.code = c[0], .groups = c[1], .words = c[8], .step = c[9]};
    k->category = sj_reasons_category(r, c[2]);
    k->action = sj_reasons_action(r, c[3]);
    k->preventable = c[4].len == 1 ? c[4].ptr[0] : 0;
    k->ended = SJ_NO_DATE;
    if (c[6].len && !sj_date_parse_iso(c[6], &k->ended)) return false;
    k->flags = bits(c[7], flag_names, sizeof flag_names / sizeof *flag_names);
    return k->category && k->action && k->preventable && k->words.len && number(c[5], &k->days);
}

static bool rarc_row(sj_reasons *r, const sj_str *c) {
    if (!grow(r, (void **)&r->rarcs, r->n_rarcs, sizeof *r->rarcs)) return false;
    sj_rarc *k = &r->rarcs[r->n_rarcs++];
    *k = (sj_rarc){.code = c[0], .words = c[5]};
    k->category = sj_reasons_category(r, c[1]);
    k->action = c[2].len ? sj_reasons_action(r, c[2]) : NULL;
    k->guards = bits(c[3], guard_names, SJ_GUARDS);
    k->alert = sj_tsv_lists(c[3], SJ_STR("alert"));
    return k->category && (!c[2].len || k->action) && number(c[4], &k->appeal_days);
}

static bool word_row(sj_reasons *r, word_table *t, words row) {
    if (!grow(r, (void **)&t->v, t->n, sizeof *t->v)) return false;
    t->v[t->n++] = row;
    return row.words.len != 0;
}

static bool group_row(sj_reasons *r, const sj_str *c) {
    return word_row(r, &r->groups, (words){.code = c[0], .words = c[1]});
}

static bool status_row(sj_reasons *r, const sj_str *c) {
    return word_row(r, &r->statuses, (words){.code = c[0], .words = c[1]});
}

static bool provider_row(sj_reasons *r, const sj_str *c) {
    sj_account account = sj_account_of(c[2]);
    return word_row(r, &r->providers, (words){c[0], c[3], c[1], account}) && account;
}

/* Numbers name rows: each once. */
static bool rule_row(sj_reasons *r, const sj_str *c) {
    if (r->n_rules == MAX_RULES || !sj_rule_read(&r->rules[r->n_rules], c)) return false;
    unsigned number = r->rules[r->n_rules].number;
    if (sj_rules_find(r, number)) return false;
    r->n_rules++;
    return true;
}

/* In the order in which they refer to each other. */
static const struct {
    const char *name, *heading;
    bool (*row)(sj_reasons *r, const sj_str *cells);
} tables[] = {
    {"actions.tsv", "action words short", action_row},
    {"categories.tsv", "category kind recover action scenario words step", category_row},
    {"guards.tsv", "guard words", guard_row},
    {"groups.tsv", "group words", group_row},
    {"statuses.tsv", "status words", status_row},
    {"plb.tsv", "code kind account words", provider_row},
    {"carc.tsv", "code groups category action preventable days ended flags words step", carc_row},
    {"rarc.tsv", "code category action guards appeal_days words", rarc_row},
    {"decisions.tsv", "row about status group carc kind category rarc facts makes words", rule_row},
};

static sj_str embedded(const char *name) {
    for (const sj_embedded *e = sj_followup_files; e->name; e++)
        if (strcmp(e->name, name) == 0) return (sj_str){(const char *)e->bytes, e->size};
    return (sj_str){NULL, 0};
}

static sj_status load(sj_reasons *r, size_t table, sj_err *err) {
    const char *name = tables[table].name;
    sj_tsv t;
    sj_status st = sj_tsv_open(&t, embedded(name), tables[table].heading, name, err);
    if (st != SJ_OK) return st;
    while (sj_tsv_next(&t))
        if (!t.cell[0].len || !tables[table].row(r, t.cell)) return bad_row(r, &t, name, err);
    return t.rest.len ? bad_row(r, &t, name, err) : SJ_OK;
}

/* Sorted for the search; the same code twice would make the answer depend on chance. */
static bool sort_unique(void *rows, size_t n, size_t size) {
    if (n) qsort(rows, n, size, by_code);
    for (size_t i = 1; i < n; i++)
        if (by_code((char *)rows + (i - 1) * size, (char *)rows + i * size) == 0) return false;
    return true;
}

/* Whatever is asked has a row: each kind of money by itself, lines and claims without any fact. */
static bool decides_always(const sj_reasons *r) {
    uint8_t kinds = 0, about = 0;
    for (size_t i = 0; i < r->n_rules; i++) {
        const sj_rule *k = &r->rules[i];
        bool plain = !k->facts && !k->groups && !k->statuses.len && !k->carcs.len &&
                     !k->categories.len && !k->rarcs.len;
        if (!plain) continue;
        if (k->about == SJ_RULES_MONEY)
            kinds |= k->kinds;
        else if (!k->kinds)
            about |= k->about;
    }
    return kinds == (2u << SJ_REASON_PENDED) - 1 && about == (SJ_RULES_LINE | SJ_RULES_CLAIM);
}

sj_status sj_reasons_new(sj_reasons **out, sj_err *err) {
    *out = NULL;
    sj_reasons *r = sj_calloc(1, sizeof *r);
    if (!r) return sj_err_set(err, SJ_ENOMEM, "no memory for the tables of reasons");
    sj_status st = SJ_OK;
    for (size_t i = 0; st == SJ_OK && i < sizeof tables / sizeof *tables; i++) st = load(r, i, err);
    if (st == SJ_OK && !decides_always(r))
        st = sj_err_set(err, SJ_ETABLE, "the decision table leaves something undecided");
    if (st == SJ_OK && !(sort_unique(r->carcs, r->n_carcs, sizeof *r->carcs) &&
                         sort_unique(r->rarcs, r->n_rarcs, sizeof *r->rarcs) &&
                         sort_unique(r->groups.v, r->groups.n, sizeof(words)) &&
                         sort_unique(r->statuses.v, r->statuses.n, sizeof(words)) &&
                         sort_unique(r->providers.v, r->providers.n, sizeof(words))))
        st = sj_err_set(err, SJ_ETABLE, "a code stands twice in a table of reasons");
    if (st != SJ_OK) {
        sj_reasons_free(r);
        return st;
    }
    *out = r;
    return SJ_OK;
}

void sj_reasons_free(sj_reasons *r) {
    if (!r) return;
    sj_free(r->carcs);
    sj_free(r->rarcs);
    sj_free(r->groups.v);
    sj_free(r->statuses.v);
    sj_free(r->providers.v);
    sj_free(r);
}

const sj_carc *sj_reasons_carc(const sj_reasons *r, sj_str code) {
    return find(r->carcs, r->n_carcs, sizeof *r->carcs, code);
}

const sj_rarc *sj_reasons_rarc(const sj_reasons *r, sj_str code) {
    return find(r->rarcs, r->n_rarcs, sizeof *r->rarcs, code);
}

const sj_category *sj_reasons_category(const sj_reasons *r, sj_str name) {
    for (size_t i = 0; i < r->n_categories; i++)
        if (sj_str_eq(r->categories[i].name, name)) return &r->categories[i];
    return NULL;
}

const sj_action *sj_reasons_action(const sj_reasons *r, sj_str name) {
    for (size_t i = 0; i < r->n_actions; i++)
        if (sj_str_eq(r->actions[i].name, name)) return &r->actions[i];
    return NULL;
}

static const words *find_words(const word_table *t, sj_str code) {
    return find(t->v, t->n, sizeof *t->v, code);
}

static sj_str words_of(const word_table *t, sj_str code) {
    const words *w = find_words(t, code);
    return w ? w->words : (sj_str){NULL, 0};
}

sj_str sj_reasons_group(const sj_reasons *r, sj_str group) {
    return words_of(&r->groups, group);
}

sj_str sj_reasons_status(const sj_reasons *r, sj_str claim_status) {
    return words_of(&r->statuses, claim_status);
}

sj_str sj_reasons_provider(const sj_reasons *r, sj_str reason) {
    return words_of(&r->providers, reason);
}

sj_str sj_reasons_guard(const sj_reasons *r, enum sj_guard guard) {
    for (size_t i = 0; i < SJ_GUARDS; i++)
        if (guard == (enum sj_guard)(1 << i)) return r->guards[i];
    return (sj_str){NULL, 0};
}

bool sj_reasons_takes_back(const sj_reasons *r, sj_str reason) {
    const words *w = find_words(&r->providers, reason);
    return w && sj_str_is(w->kind, "recovery");
}

sj_account sj_reasons_account(const sj_reasons *r, sj_str reason) {
    const words *w = find_words(&r->providers, reason);
    return w ? w->account : SJ_ACCOUNT_ADJUSTMENT;
}

const sj_carc *sj_reasons_carc_at(const sj_reasons *r, size_t i) {
    return i < r->n_carcs ? &r->carcs[i] : NULL;
}

const sj_rarc *sj_reasons_rarc_at(const sj_reasons *r, size_t i) {
    return i < r->n_rarcs ? &r->rarcs[i] : NULL;
}

const sj_action *sj_reasons_action_at(const sj_reasons *r, size_t i) {
    return i < r->n_actions ? &r->actions[i] : NULL;
}

const sj_category *sj_reasons_category_at(const sj_reasons *r, size_t i) {
    return i < r->n_categories ? &r->categories[i] : NULL;
}

const sj_rule *sj_rules_at(const sj_reasons *r, size_t i) {
    return i < r->n_rules ? &r->rules[i] : NULL;
}
