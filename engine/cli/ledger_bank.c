/* engine/cli/ledger_bank.c - `scrubjay ledger bank`: a bank's export is imported and its deposits
 * are matched to remittances; without a file it lists what does not agree. */
#include "engine/cli/ledger_cli.h"
#include "engine/pipeline/code_file.h"
#include "engine/report/bank_import.h"
#include "engine/report/report.h"
#include "engine/store/audit.h"

#include <string.h>

enum { SHOWN = 100 };

typedef struct telling {
    bool json;
    sj_json_out out;
    unsigned broken, passed;
} telling;

static void tell(void *ctx, bool is_broken, const char *place, const char *what) {
    telling *t = ctx;
    unsigned *n = is_broken ? &t->broken : &t->passed;
    if (t->json) {
        sj_json_object(&t->out);
        sj_json_key(&t->out, "kind");
        sj_json_strz(&t->out, is_broken ? "broken" : "passed");
        sj_json_key(&t->out, "place");
        sj_json_strz(&t->out, place);
        sj_json_key(&t->out, "what");
        sj_json_strz(&t->out, what);
        sj_json_object_end(&t->out);
    } else if (++*n <= SHOWN) {
        printf("%-7s %s: %s\n", is_broken ? "broken" : "passed", place, what);
    }
}

static const char *s(uint32_t n) {
    return n == 1 ? "" : "s";
}

static void text_totals(const sj_bank_totals *t) {
    char money[SJ_MONEY_SIZE + 8], first[SJ_DATE_SIZE], last[SJ_DATE_SIZE];
    const sj_bank_matched *m = &t->matched;
    if (t->broken) {
        printf("%u broken cell%s: nothing was imported. Mend them and import the file again.\n",
               t->broken, s(t->broken));
        return;
    }
    if (t->same_file) {
        puts("This file was imported before: nothing was done.");
        return;
    }
    sj_money_print_people(t->deposits, money);
    sj_date_print_people(t->first, first);
    sj_date_print_people(t->last, last);
    printf("%u row%s of %s to %s: %u new, deposits of %s; %u known from an earlier file; %u "
           "payment%s out.\n",
           t->rows, s(t->rows), first, last, t->kept, money, t->known, t->out, s(t->out));
    printf("Matched to remittances: %u by trace (%u of another amount), %u by payer, amount and "
           "day, %u by amount and day.\n",
           m->trace, m->differ, m->payer, m->amount);
    printf("Without a remittance: %u of payers; %u of others, which need none.\n", m->open,
           m->other);
}

static void json_totals(telling *t, const sj_bank_totals *n) {
    const struct {
        const char *key;
        uint32_t n;
    } rows[] = {{"rows", n->rows},
                {"new", n->kept},
                {"known", n->known},
                {"out", n->out},
                {"broken", n->broken},
                {"passed", n->passed},
                {"by_trace", n->matched.trace},
                {"by_payer", n->matched.payer},
                {"by_amount", n->matched.amount},
                {"differ", n->matched.differ},
                {"without_remittance", n->matched.open},
                {"others", n->matched.other}};
    sj_json_array_end(&t->out);
    sj_json_key(&t->out, "same_file");
    sj_json_bool(&t->out, n->same_file);
    sj_json_key(&t->out, "totals");
    sj_json_object(&t->out);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        sj_json_key(&t->out, rows[i].key);
        sj_json_uint(&t->out, rows[i].n);
    }
    sj_json_key(&t->out, "deposits");
    sj_json_money(&t->out, n->deposits);
    sj_json_object_end(&t->out);
    sj_json_object_end(&t->out);
}

static sj_status import(sj_home *home, const char *path, const sj_code_file *f, telling *t,
                        sj_bank_totals *totals, sj_err *err) {
    const char *slash = strrchr(path, '/');
    const sj_bank_file file = {.name = sj_str_of(slash ? slash + 1 : path),
                               .actor = sj_str_of(sj_cli_actor()),
                               .bytes = f->bytes,
                               .len = f->len,
                               .today = sj_cli_today()};
    sj_status status = sj_store_begin(home->store, err);
    if (status == SJ_OK) status = sj_bank_import(home->store, &file, tell, t, totals, err);
    if (status == SJ_OK && !totals->broken && !totals->same_file)
        status = sj_audit_add(home->store, file.actor, SJ_STR("bank"), file.name, SJ_STR(""), err);
    if (status == SJ_OK && !totals->broken) status = sj_store_commit(home->store, err);
    sj_store_rollback(home->store);
    return status;
}

static int import_cli(sj_home *home, const char *path, bool json) {
    sj_code_file file;
    sj_err err = {0};
    sj_bank_totals totals;
    telling t = {.json = json};
    if (sj_code_file_read(&file, path, &err) != SJ_OK) return sj_cli_fail(path, &err);
    if (json) {
        sj_cli_json(&t.out);
        sj_json_object(&t.out);
        sj_json_key(&t.out, "schema");
        sj_json_int(&t.out, 1);
        sj_json_key(&t.out, "notes");
        sj_json_array(&t.out);
    }
    sj_status status = import(home, path, &file, &t, &totals, &err);
    sj_code_file_dispose(&file);
    if (status != SJ_OK) {
        if (json) sj_json_dispose(&t.out);
        int code = sj_cli_fail(path, &err);
        return status == SJ_ETABLE ? SJ_EXIT_UNREADABLE : code;
    }
    int code = totals.broken ? SJ_EXIT_FINDINGS : SJ_EXIT_OK;
    if (json) {
        json_totals(&t, &totals);
        int written = sj_cli_json_end(&t.out);
        return written == SJ_EXIT_OK ? code : written;
    }
    text_totals(&totals);
    return code;
}

static int list_cli(sj_home *home, const sj_ledger_options *o) {
    const sj_report *report = sj_report_find("bank");
    sj_report_opts opts = {
        .as_of = o->through, .since = o->from, .practice = sj_str_of(home->config.practice)};
    const sj_report_out out = {.json = o->json ? stdout : NULL, .text = o->json ? NULL : stdout};
    sj_err err = {0};
    sj_cli_period(&opts, sj_report_days(report));
    sj_status status = sj_report_make(report, home->store, &opts, &out, NULL, 0, &err);
    return status == SJ_OK ? SJ_EXIT_OK : sj_cli_fail(NULL, &err);
}

int sj_ledger_bank_cli(sj_home *home, const sj_ledger_options *o, char *const *words, int n) {
    if (n == 0) return list_cli(home, o);
    return n == 1 ? import_cli(home, words[0], o->json)
                  : sj_ledger_bank_hand_cli(home, o, words, n);
}
