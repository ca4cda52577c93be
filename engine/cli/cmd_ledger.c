/* engine/cli/cmd_ledger.c - `scrubjay ledger`: its verbs stand in ledger_*.c. */
#include "engine/cli/ledger_cli.h"

#include <string.h>

#define SAY_WHY "say why: --reason \"…\""

/* NULL, or what is wrong with the words behind "bank". */
static const char *bank_complaint(char *const *words, int n, const sj_ledger_options *o) {
    static const struct {
        const char *verb;
        int words;
    } verbs[] = {{"match", 3}, {"other", 2}, {"paid", 2}};
    if (n < 2) return NULL;
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (strcmp(words[0], verbs[i].verb) == 0 && n == verbs[i].words)
            return o->reason && o->reason[strspn(o->reason, " ")] ? NULL : SAY_WHY;
    return "bank takes a file, or match DEPOSIT TRACE, other DEPOSIT, paid TRACE";
}

/* NULL, or what is wrong with the words. */
static const char *complaint(const char *verb, int words, const sj_ledger_options *o) {
    bool export = strcmp(verb, "export") == 0, settle = strcmp(verb, "settle") == 0;
    if (!export && !settle && strcmp(verb, "balances") != 0 && strcmp(verb, "open") != 0)
        return "say balances, open, export, settle or bank";
    if (words != (settle ? 2 : 1))
        return settle ? "settle wants the item's reference (\"\" for one without)"
                      : "one word too many";
    if (export && !o->bank && !o->journal) return "export wants --bank FILE or --journal FILE";
    if (settle && !o->into) return "settle wants --into write_off, returned, claims or patient";
    if (settle && (!o->reason || !o->reason[strspn(o->reason, " ")])) return SAY_WHY;
    return NULL;
}

static int work(sj_home *home, const char *verb, const sj_ledger_options *o,
                const char *reference) {
    if (strcmp(verb, "open") == 0) return sj_ledger_open_cli(home, o);
    if (strcmp(verb, "export") == 0) return sj_ledger_export_cli(home, o);
    if (strcmp(verb, "settle") == 0) return sj_ledger_settle_cli(home, o, reference);
    return sj_ledger_balances_cli(home, o);
}

int sj_cmd_ledger(const sj_command *self, int argc, char **argv) {
    const char *dir = NULL;
    sj_ledger_options o = {.from = SJ_NO_DATE, .through = SJ_NO_DATE};
    const sj_option options[] = {
        SJ_CLI_HOME_OPTION(&dir),
        {"from", 0, SJ_OPTION_DATE, &o.from, "DATE",
         "payment days from this one (balances, export, bank)"},
        {"to", 0, SJ_OPTION_DATE, &o.through, "DATE", "and up to this one"},
        {"bank", 0, SJ_OPTION_TEXT, &o.bank, "FILE", "EFT and cheque totals as CSV (export)"},
        {"journal", 0, SJ_OPTION_TEXT, &o.journal, "FILE", "the entries as CSV (export)"},
        {"all", 0, SJ_OPTION_FLAG, &o.all, NULL, "items that came to nothing, too (open)"},
        {"into", 0, SJ_OPTION_TEXT, &o.into, "ACCOUNT",
         "where it goes: write_off, returned, claims, patient (settle)"},
        {"payer", 0, SJ_OPTION_TEXT, &o.payer, "ID", "whose item it is (settle)"},
        {"reason", 0, SJ_OPTION_TEXT, &o.reason, "TEXT",
         "why; kept with the entry, no names (settle, bank)"},
        {"json", 0, SJ_OPTION_FLAG, &o.json, NULL, "one JSON object (balances, open, bank)"},
        {NULL, 0, SJ_OPTION_FLAG, NULL, NULL, NULL}};
    int first, code = sj_cli_parse(self, options, argc, argv, &first);
    if (code >= 0) return code;
    const char *verb = first < argc ? argv[first] : "balances";
    int words = first < argc ? argc - first : 1;
    bool bank = strcmp(verb, "bank") == 0;
    const char *wrong =
        bank ? bank_complaint(argv + first + 1, words - 1, &o) : complaint(verb, words, &o);
    if (wrong) return sj_cli_usage(self, "%s", wrong);
    sj_home *home;
    code = sj_cli_open_home(&home, dir);
    if (code != SJ_EXIT_OK) return code;
    code = bank ? sj_ledger_bank_cli(home, &o, argv + first + 1, words - 1)
                : work(home, verb, &o, words > 1 ? argv[first + 1] : NULL);
    sj_home_close(home);
    return code;
}
