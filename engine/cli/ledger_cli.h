/* engine/cli/ledger_cli.h - what the parts of `scrubjay ledger` share. */
#ifndef SJ_CLI_LEDGER_H
#define SJ_CLI_LEDGER_H

#include "engine/cli/reading.h"

typedef struct sj_ledger_options {
    const char *bank, *journal; /* files to write; NULL */
    const char *into, *payer, *reason;
    sj_date from, through; /* payment days; SJ_NO_DATE: open */
    bool json, all;
} sj_ledger_options;

/* The verbs; each returns the exit code. */
int sj_ledger_balances_cli(sj_home *home, const sj_ledger_options *o);
int sj_ledger_open_cli(sj_home *home, const sj_ledger_options *o);
int sj_ledger_export_cli(sj_home *home, const sj_ledger_options *o);
int sj_ledger_settle_cli(sj_home *home, const sj_ledger_options *o, const char *reference);

/* `words` follow "bank": none, a file, or match DEPOSIT TRACE, other DEPOSIT, paid TRACE. */
int sj_ledger_bank_cli(sj_home *home, const sj_ledger_options *o, char *const *words, int n);
int sj_ledger_bank_hand_cli(sj_home *home, const sj_ledger_options *o, char *const *words, int n);

#endif
