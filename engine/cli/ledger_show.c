/* engine/cli/ledger_show.c - `scrubjay ledger balances` and `open`: what is in each account, for
 * each payer and payee; what stands open between payer and payee. */
#include "engine/cli/ledger_cli.h"
#include "engine/pipeline/say.h"
#include "engine/store/entries.h"

#include <string.h>

typedef struct showing {
    sj_json_out *json; /* NULL: text */
    char payer[128], payee[96];
    sj_money sums[SJ_ACCOUNTS];
    uint32_t n;
} showing;

static void json_text(sj_json_out *j, const char *key, sj_str value) {
    sj_json_key(j, key);
    sj_json_str(j, value);
}

static void json_money(sj_json_out *j, const char *key, sj_money m) {
    sj_json_key(j, key);
    sj_json_money(j, m);
}

/* A line for the payer and payee that begin here. */
static void print_parties(showing *w, sj_str payer, sj_str name, sj_str payee) {
    if (w->n && sj_str_is(payer, w->payer) && sj_str_is(payee, w->payee)) return;
    snprintf(w->payer, sizeof w->payer, "%.*s", SJ_FMT(payer));
    snprintf(w->payee, sizeof w->payee, "%.*s", SJ_FMT(payee));
    printf("%s%.*s (%.*s) to %.*s\n", w->n ? "\n" : "", SJ_FMT(name), SJ_FMT(payer), SJ_FMT(payee));
}

static void print_sum(const char *name, const char *words, sj_money m) {
    char money[SJ_MONEY_SIZE + 8];
    printf("  %-11s %16s  %s\n", name, sj_say_money(m, money), words);
}

static bool take_balance(void *ctx, const sj_balance *b) {
    showing *w = ctx;
    sj_money left = sj_money_add(b->debit, -b->credit);
    w->sums[b->account] = sj_money_add(w->sums[b->account], left);
    if (w->json) {
        sj_json_object(w->json);
        json_text(w->json, "payer", b->payer);
        json_text(w->json, "payer_name", b->payer_name);
        json_text(w->json, "payee", b->payee);
        json_text(w->json, "account", sj_str_of(sj_account_name(b->account)));
        json_text(w->json, "kind", sj_str_of(sj_account_kind(b->account)));
        json_money(w->json, "debit", b->debit);
        json_money(w->json, "credit", b->credit);
        json_money(w->json, "balance", left);
        sj_json_object_end(w->json);
    } else {
        print_parties(w, b->payer, b->payer_name, b->payee);
        print_sum(sj_account_name(b->account), sj_account_words(b->account), left);
    }
    w->n++;
    return true;
}

static void print_books(const showing *w) {
    sj_money sum = 0;
    printf("%sAll together\n", w->n ? "\n" : "");
    for (int a = 1; a < SJ_ACCOUNTS; a++) {
        sum = sj_money_add(sum, w->sums[a]);
        if (w->sums[a])
            print_sum(sj_account_name((sj_account)a), sj_account_words((sj_account)a), w->sums[a]);
    }
    print_sum("", sum ? "THE BOOKS DO NOT BALANCE" : "the books balance", sum);
}

static void begin_json(showing *w, sj_json_out *j, const char *list) {
    sj_cli_json(j);
    w->json = j;
    sj_json_object(j);
    sj_json_key(j, "schema");
    sj_json_int(j, 1);
    sj_json_key(j, list);
    sj_json_array(j);
}

static int end_json(sj_json_out *j) {
    sj_json_array_end(j);
    sj_json_object_end(j);
    return sj_cli_json_end(j);
}

int sj_ledger_balances_cli(sj_home *home, const sj_ledger_options *o) {
    showing w = {.n = 0};
    sj_json_out j;
    sj_err err = {0};
    int code = SJ_EXIT_OK;
    if (o->json) begin_json(&w, &j, "balances");
    sj_status status = sj_ledger_balances(home->store, o->from, o->through, take_balance, &w, &err);
    if (o->json)
        code = end_json(&j);
    else if (status == SJ_OK)
        print_books(&w);
    return status == SJ_OK ? code : sj_cli_fail(NULL, &err);
}

static bool take_item(void *ctx, const sj_ledger_item *i) {
    showing *w = ctx;
    char taken[SJ_MONEY_SIZE + 8], given[SJ_MONEY_SIZE + 8], left[SJ_MONEY_SIZE + 8];
    char first[SJ_DATE_SIZE], last[SJ_DATE_SIZE];
    if (w->json) {
        sj_date_print_iso(i->first, first);
        sj_date_print_iso(i->last, last);
        sj_json_object(w->json);
        json_text(w->json, "payer", i->payer);
        json_text(w->json, "payer_name", i->payer_name);
        json_text(w->json, "payee", i->payee);
        json_text(w->json, "account", sj_str_of(sj_account_name(i->account)));
        json_text(w->json, "reference", i->reference);
        json_money(w->json, "taken", i->taken);
        json_money(w->json, "given", i->given);
        json_money(w->json, "left", i->left);
        json_money(w->json, "balance", i->balance);
        json_text(w->json, "first", sj_str_of(first));
        json_text(w->json, "last", sj_str_of(last));
        sj_json_object_end(w->json);
        w->n++;
        return true;
    }
    sj_date_print_people(i->first, first);
    sj_date_print_people(i->last, last);
    print_parties(w, i->payer, i->payer_name, i->payee);
    printf("  %-10s %-24.*s taken %12s  given %12s  left %12s  %s to %s\n",
           sj_account_name(i->account), SJ_FMT(i->reference), sj_say_money(i->taken, taken),
           sj_say_money(i->given, given), sj_say_money(i->left, left), first, last);
    w->n++;
    return true;
}

int sj_ledger_open_cli(sj_home *home, const sj_ledger_options *o) {
    showing w = {.n = 0};
    sj_json_out j;
    sj_err err = {0};
    int code = SJ_EXIT_OK;
    if (o->json) begin_json(&w, &j, "items");
    sj_status status = sj_ledger_items(home->store, o->all, take_item, &w, &err);
    if (o->json)
        code = end_json(&j);
    else if (status == SJ_OK && !w.n)
        puts("Nothing stands open: no takeback, no forwarded balance.");
    return status == SJ_OK ? code : sj_cli_fail(NULL, &err);
}
