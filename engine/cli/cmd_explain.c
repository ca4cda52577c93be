/* engine/cli/cmd_explain.c - `scrubjay explain`: where a dollar comes from. Every entry of a trace,
 * of an account or of an amount, with the file, interchange, transaction set and segment that say
 * so. */
#include "engine/cli/denials_verbs.h"
#include "engine/cli/reading.h"
#include "engine/pipeline/say.h"
#include "engine/store/entries.h"

#include <string.h>

typedef struct telling {
    sj_json_out *json; /* NULL: text */
    int64_t remit, payment;
    uint32_t n;
} telling;

static void json_text(sj_json_out *j, const char *key, sj_str value) {
    sj_json_key(j, key);
    sj_json_str(j, value);
}

static void json_entry(sj_json_out *j, const sj_entry_source *e) {
    char day[SJ_DATE_SIZE];
    sj_date_print_iso(e->e.day, day);
    sj_json_object(j);
    sj_json_key(j, "amount");
    sj_json_money(j, e->e.cents);
    json_text(j, "debit", sj_str_of(sj_account_name(e->e.debit)));
    json_text(j, "credit", sj_str_of(sj_account_name(e->e.credit)));
    json_text(j, "day", sj_str_of(day));
    json_text(j, "reason", e->e.reason);
    json_text(j, "reference", e->e.reference);
    json_text(j, "trace", e->trace);
    json_text(j, "payer", e->payer);
    json_text(j, "payee", e->payee);
    json_text(j, "file", e->file_name);
    json_text(j, "interchange", e->interchange);
    json_text(j, "group", e->group_control);
    json_text(j, "transaction", e->set_control);
    sj_json_key(j, "segment");
    sj_json_uint(j, e->e.segment);
    if (e->e.payment) {
        sj_json_key(j, "payment");
        sj_json_uint(j, e->payment_ordinal);
        sj_json_key(j, "line");
        sj_json_uint(j, e->e.line);
        json_text(j, "account", e->account);
        json_text(j, "our_account", e->our_account);
    }
    if (e->e.act) {
        json_text(j, "by", e->actor);
        json_text(j, "note", e->act_note);
    }
    sj_json_object_end(j);
}

static void print_head(telling *t, const sj_entry_source *e) {
    if (t->remit != e->e.remit)
        printf("%sRemittance %.*s from %.*s: file %.*s, interchange %.*s, group %.*s, transaction "
               "%.*s\n",
               t->n ? "\n" : "", SJ_FMT(e->trace), SJ_FMT(e->payer_name), SJ_FMT(e->file_name),
               SJ_FMT(e->interchange), SJ_FMT(e->group_control), SJ_FMT(e->set_control));
    else if (t->payment == e->e.payment)
        return;
    if (e->e.payment)
        printf("  claim payment %u, account %.*s%s%.*s\n", e->payment_ordinal, SJ_FMT(e->account),
               e->our_account.len ? ", our " : ", no claim of ours", SJ_FMT(e->our_account));
    else
        puts("  the payment itself, and what stands beside the claims");
}

static bool take_entry(void *ctx, const sj_entry_source *e) {
    telling *t = ctx;
    char money[SJ_MONEY_SIZE + 8], day[SJ_DATE_SIZE], line[16] = "";
    if (t->json) {
        json_entry(t->json, e);
        t->n++;
        return true;
    }
    print_head(t, e);
    t->remit = e->e.remit;
    t->payment = e->e.payment;
    t->n++;
    sj_date_print_people(e->e.day, day);
    if (e->e.line) snprintf(line, sizeof line, "line %u", e->e.line);
    printf("    %12s  %-10s to %-10s  segment %-5u %s  %-8s %.*s%s%.*s",
           sj_say_money(e->e.cents, money), sj_account_name(e->e.credit),
           sj_account_name(e->e.debit), e->e.segment, day, line, SJ_FMT(e->e.reason),
           e->e.reference.len ? " " : "", SJ_FMT(e->e.reference));
    if (e->e.act) printf("  by %.*s: %.*s", SJ_FMT(e->actor), SJ_FMT(e->act_note));
    putchar('\n');
    return true;
}

/* "80.00", "$1,234.56": an amount has a point; "-" in front is left off, for entries have none. */
static bool is_amount(const char *word, sj_money *out) {
    char digits[SJ_MONEY_SIZE];
    size_t n = 0;
    if (!strchr(word, '.')) return false;
    for (; *word && n < sizeof digits; word++)
        if (*word != '$' && *word != ',' && *word != '-') digits[n++] = *word;
    return !*word && sj_money_parse((sj_str){digits, n}, out) && *out > 0;
}

static sj_status tell(sj_store *store, const char *word, telling *t, sj_err *err) {
    sj_money amount;
    if (is_amount(word, &amount)) return sj_entries_of_amount(store, amount, take_entry, t, err);
    sj_status status = sj_entries_of_trace(store, sj_str_of(word), take_entry, t, err);
    if (status == SJ_OK && !t->n)
        status = sj_entries_of_account(store, sj_str_of(word), take_entry, t, err);
    return status;
}

static sj_status tell_json(sj_home *home, const char *word, telling *t, int *code, sj_err *err) {
    sj_json_out j;
    sj_cli_json(&j);
    t->json = &j;
    sj_json_object(&j);
    sj_json_key(&j, "schema");
    sj_json_int(&j, 1);
    sj_json_key(&j, "entries");
    sj_json_array(&j);
    sj_status status = tell(home->store, word, t, err);
    sj_json_array_end(&j);
    sj_json_key(&j, "denials");
    sj_json_array(&j);
    if (status == SJ_OK && t->n) status = sj_cli_denials_why(home, word, &j, err);
    sj_json_array_end(&j);
    sj_json_object_end(&j);
    *code = sj_cli_json_end(&j);
    return status;
}

int sj_cmd_explain(const sj_command *self, int argc, char **argv) {
    const char *dir = NULL;
    bool json = false;
    const sj_option options[] = {SJ_CLI_HOME_OPTION(&dir),
                                 {"json", 0, SJ_OPTION_FLAG, &json, NULL, "one JSON object"},
                                 {NULL, 0, SJ_OPTION_FLAG, NULL, NULL, NULL}};
    int first, code = sj_cli_parse(self, options, argc, argv, &first);
    if (code >= 0) return code;
    if (argc - first != 1)
        return sj_cli_usage(self, "one trace, account number or amount (80.00) is wanted");
    sj_home *home;
    code = sj_cli_open_home(&home, dir);
    if (code != SJ_EXIT_OK) return code;
    sj_err err = {0};
    telling t = {.json = NULL};
    sj_status status = sj_cli_note(home, "explain money", argv[first], &err);
    if (status == SJ_OK)
        status = json ? tell_json(home, argv[first], &t, &code, &err)
                      : tell(home->store, argv[first], &t, &err);
    if (status == SJ_OK && t.n && !json) status = sj_cli_denials_why(home, argv[first], NULL, &err);
    if (status == SJ_OK && !t.n)
        status = sj_err_set(&err, SJ_ENOTFOUND, "no money was posted under this");
    if (status != SJ_OK) code = sj_cli_fail(NULL, &err);
    sj_home_close(home);
    return code;
}
