/* engine/cli/rules_backtest.c - `scrubjay rules backtest PACK --since DATE`: what a pack would have
 * done to the claims that the store holds, against what their payers did. */
#include "engine/cli/reading.h"
#include "engine/cli/rules_cli.h"
#include "engine/pipeline/pack_files.h"
#include "engine/pipeline/stored_claims.h"
#include "engine/pipeline/tables.h"
#include "engine/store/ledger.h"
#include "parsers/base/alloc.h"
#include "parsers/base/hash.h"
#include "rules/packs/judge.h"
#include "rules/packs/pack.h"

#include <stdlib.h>
#include <string.h>

/* What became of a claim. */
typedef enum outcome { OPEN, PAID, LOST } outcome;

typedef struct past {
    int64_t id;
    uint64_t account; /* its hash */
    outcome outcome;
    sj_money charge, lost; /* lost: what was denied or rejected of it */
} past;

typedef struct tally {
    unsigned claims, caught, false_alarms, open; /* claims that the rule trips on, by outcome */
    sj_money saved, delayed; /* lost that it would have caught; charge of false alarms */
} tally;

typedef struct backtest {
    sj_date since;
    past *v;
    size_t n, capacity;
    bool no_memory;
    sj_packs *packs;
    sj_pack_judge *judge;
    tally *rules, all;
    tally lost;       /* every claim that was lost, tripped on or not */
    uint8_t *tripped; /* by rule, of the claim at hand */
} backtest;

static outcome outcome_of(sj_claim_state s) {
    switch (s) {
    case SJ_STATE_DENIED:
    case SJ_STATE_PARTLY_PAID:
    case SJ_STATE_REJECTED:
        return LOST;
    case SJ_STATE_PAID:
        return PAID;
    default:
        return OPEN;
    }
}

static bool take_past(void *ctx, const sj_submission *s) {
    backtest *b = ctx;
    if (s->first_service == SJ_NO_DATE || s->first_service < b->since) return true;
    if (b->n == b->capacity) {
        size_t capacity = b->capacity ? 2 * b->capacity : 256;
        past *grown = sj_realloc(b->v, capacity * sizeof *grown);
        b->no_memory = !grown;
        if (!grown) return false;
        b->v = grown;
        b->capacity = capacity;
    }
    outcome o = outcome_of(s->state);
    bool whole = s->state == SJ_STATE_DENIED || s->state == SJ_STATE_REJECTED;
    b->v[b->n++] = (past){s->id, sj_hash_str(s->account), o, s->charge, whole ? s->charge : 0};
    return true;
}

static int by_id(const void *a, const void *b) {
    int64_t x = ((const past *)a)->id, y = ((const past *)b)->id;
    return (x > y) - (x < y);
}

static past *find_past(backtest *b, int64_t id) {
    const past key = {.id = id};
    return b->n ? bsearch(&key, b->v, b->n, sizeof *b->v, by_id) : NULL;
}

/* What was denied of a claim that was paid in part. */
static bool take_denial(void *ctx, const sj_ledger_denial *d) {
    backtest *b = ctx;
    uint64_t account = sj_hash_str(d->account);
    for (size_t i = 0; i < b->n; i++) {
        past *p = &b->v[i];
        if (p->account != account || p->outcome != LOST || p->lost >= p->charge) continue;
        p->lost = sj_money_add(p->lost, d->row.amount);
        break;
    }
    return true;
}

static void on_finding(void *ctx, const sj_finding *f) {
    backtest *b = ctx;
    if (SJ_FINDING_ROW(f->id) < b->packs->n_rules) b->tripped[SJ_FINDING_ROW(f->id)] = 1;
}

static void count(tally *t, const past *p) {
    t->claims++;
    t->caught += p->outcome == LOST;
    t->false_alarms += p->outcome == PAID;
    t->open += p->outcome == OPEN;
    if (p->outcome == LOST) t->saved = sj_money_add(t->saved, p->lost);
    if (p->outcome == PAID) t->delayed = sj_money_add(t->delayed, p->charge);
}

static void on_claim(void *ctx, int64_t submission, const sj_claim *c) {
    backtest *b = ctx;
    const past *p = find_past(b, submission);
    if (!p) return;
    memset(b->tripped, 0, b->packs->n_rules);
    sj_pack_judge_claim(b->judge, c, on_finding, b);
    bool any = false;
    for (uint32_t i = 0; i < b->packs->n_rules; i++) {
        if (b->tripped[i]) count(&b->rules[i], p);
        any |= b->tripped[i];
    }
    if (any) count(&b->all, p);
    if (p->outcome == LOST) count(&b->lost, p);
}

static sj_status judge_all(backtest *b, sj_home *home, sj_err *err) {
    sj_guides *guides = NULL;
    int64_t *ids = sj_calloc(b->n + 1, sizeof *ids);
    if (!ids) return sj_err_set(err, SJ_ENOMEM, "no memory for a backtest");
    for (size_t i = 0; i < b->n; i++) ids[i] = b->v[i].id;
    sj_status s = sj_guides_new(&guides, err);
    if (s == SJ_OK) s = sj_stored_claims(home->store, guides, ids, b->n, on_claim, b, err);
    sj_guides_free(guides);
    sj_free(ids);
    return s;
}

static sj_status note_reading(sj_home *home, const char *pack, sj_err *err) {
    return sj_cli_note(home, "backtest rules", pack, err);
}

/* ---- what is told ---- */

static void print_tally(const char *name, const tally *t) {
    char saved[SJ_MONEY_SIZE + 8], delayed[SJ_MONEY_SIZE + 8];
    sj_money_print_people(t->saved, saved);
    sj_money_print_people(t->delayed, delayed);
    printf("%-40s %7u %7u %12s %7u %12s %7u\n", name, t->claims, t->caught, saved, t->false_alarms,
           delayed, t->open);
}

static void print_text(const backtest *b) {
    char lost[SJ_MONEY_SIZE + 8];
    printf("%-40s %7s %7s %12s %7s %12s %7s\n", "rule", "claims", "caught", "of dollars", "false",
           "of dollars", "open");
    for (uint32_t i = 0; i < b->packs->n_rules; i++)
        if (b->rules[i].claims) print_tally(b->packs->rules[i]->def.id, &b->rules[i]);
    print_tally("all of them", &b->all);
    sj_money_print_people(b->lost.saved, lost);
    printf(
        "%zu claims looked at; %u were denied, paid in part or rejected (%s).\n"
        "caught: lost claims that a rule would have stopped; false: paid claims that it would have "
        "stopped;\nopen: not decided yet, or never sent.\n",
        b->n, b->lost.claims, lost);
}

static void json_tally(sj_json_out *j, const char *rule, const tally *t) {
    sj_json_object(j);
    sj_json_key(j, "rule");
    sj_json_strz(j, rule);
    sj_json_key(j, "claims");
    sj_json_uint(j, t->claims);
    sj_json_key(j, "caught");
    sj_json_uint(j, t->caught);
    sj_json_key(j, "caught_dollars");
    sj_json_money(j, t->saved);
    sj_json_key(j, "false_alarms");
    sj_json_uint(j, t->false_alarms);
    sj_json_key(j, "false_dollars");
    sj_json_money(j, t->delayed);
    sj_json_key(j, "open");
    sj_json_uint(j, t->open);
    sj_json_object_end(j);
}

static int print_json(const backtest *b) {
    sj_json_out j;
    sj_cli_json(&j);
    sj_json_object(&j);
    sj_json_key(&j, "schema");
    sj_json_int(&j, 1);
    sj_json_key(&j, "claims");
    sj_json_uint(&j, b->n);
    sj_json_key(&j, "lost");
    sj_json_uint(&j, b->lost.claims);
    sj_json_key(&j, "lost_dollars");
    sj_json_money(&j, b->lost.saved);
    sj_json_key(&j, "rules");
    sj_json_array(&j);
    for (uint32_t i = 0; i < b->packs->n_rules; i++)
        if (b->rules[i].claims) json_tally(&j, b->packs->rules[i]->def.id, &b->rules[i]);
    sj_json_array_end(&j);
    sj_json_key(&j, "all");
    json_tally(&j, NULL, &b->all);
    sj_json_object_end(&j);
    sj_json_newline(&j);
    return sj_cli_json_end(&j);
}

/* ---- the command ---- */

/* The pack alone, sealed: a file's, else a shipped one by its id. */
static sj_status load_pack(backtest *b, const char *what, sj_err *err) {
    sj_shipped_pack shipped;
    char *owned = NULL;
    size_t len = 0;
    bool found = false;
    sj_status s = sj_packs_new(&b->packs, err);
    for (size_t i = 0; s == SJ_OK && !found && sj_packs_shipped(i, &shipped); i++)
        found = strcmp(shipped.id, what) == 0;
    if (s == SJ_OK && !found) s = sj_pack_file_read(what, &owned, &len, err);
    if (s == SJ_OK)
        s = found ? sj_packs_load(b->packs, shipped.bytes, shipped.len, shipped.name, err)
                  : sj_packs_load(b->packs, owned, len, what, err);
    sj_free(owned);
    if (s == SJ_OK) s = sj_packs_seal(b->packs, err);
    if (s != SJ_OK) return s;
    b->rules = sj_calloc(b->packs->n_rules + 1u, sizeof *b->rules);
    b->tripped = sj_calloc(b->packs->n_rules + 1u, 1);
    return b->rules && b->tripped ? SJ_OK : sj_err_set(err, SJ_ENOMEM, "no memory for a backtest");
}

static sj_status run(backtest *b, sj_home *home, const char *pack, sj_err *err) {
    char folder[SJ_PATH];
    sj_table_files *tables = NULL;
    sj_status s = load_pack(b, pack, err);
    if (s == SJ_OK) s = sj_home_path(home, folder, "tables", NULL, err);
    if (s == SJ_OK) s = sj_table_files_open(&tables, folder, err);
    if (s == SJ_OK) {
        const sj_pack_judge_opts opts = {.packs = b->packs,
                                         .tables = sj_table_files_view(tables),
                                         .partner = sj_pack_partner,
                                         .ctx = &home->config};
        s = sj_pack_judge_new(&b->judge, &opts, err);
    }
    if (s == SJ_OK) s = note_reading(home, b->packs->packs[0]->info.id, err);
    if (s == SJ_OK)
        s = sj_submissions_list(home->store, &(sj_submission_filter){0}, take_past, b, err);
    if (s == SJ_OK && b->no_memory) s = sj_err_set(err, SJ_ENOMEM, "no memory for a backtest");
    if (b->n) qsort(b->v, b->n, sizeof *b->v, by_id);
    if (s == SJ_OK) s = sj_ledger_denials(home->store, take_denial, b, err);
    if (s == SJ_OK) s = judge_all(b, home, err);
    sj_pack_judge_free(b->judge);
    sj_table_files_close(tables);
    return s;
}

int sj_rules_backtest(const sj_command *self, const sj_rules_options *o, int n, char **args) {
    if (n != 1) return sj_cli_usage(self, "backtest: which pack? A file, or BASE, MCRB …");
    sj_home *home;
    sj_err err = {0};
    backtest b = {.since = o->since};
    int code = sj_cli_open_home(&home, o->home);
    if (code != SJ_EXIT_OK) return code;
    sj_status s = run(&b, home, args[0], &err);
    if (s != SJ_OK)
        code = sj_cli_fail(NULL, &err);
    else if (o->json)
        code = print_json(&b);
    else
        print_text(&b);
    sj_packs_free(b.packs);
    sj_free(b.rules);
    sj_free(b.tripped);
    sj_free(b.v);
    sj_home_close(home);
    return code;
}
