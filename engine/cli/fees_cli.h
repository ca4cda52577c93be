/* engine/cli/fees_cli.h - what the parts of `scrubjay fees` share. */
#ifndef SJ_CLI_FEES_H
#define SJ_CLI_FEES_H

#include "engine/cli/home.h"

typedef struct sj_fees_options {
    const char *home, *payer, *place, *units, *charge; /* as given; NULL */
    sj_date effective, on;
    bool force, amend, dry_run, json;
} sj_fees_options;

/* The verbs. */
int sj_fees_import_verb(const sj_command *self, const sj_fees_options *o, int n, char **args);
int sj_fees_list_verb(const sj_command *self, const sj_fees_options *o, int n, char **args);
int sj_fees_show_verb(const sj_command *self, const sj_fees_options *o, int n, char **args);

#endif
