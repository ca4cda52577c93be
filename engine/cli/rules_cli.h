/* engine/cli/rules_cli.h - the verbs of `scrubjay rules`: one function each, in files of their own.
 */
#ifndef SJ_CLI_RULES_H
#define SJ_CLI_RULES_H

#include "engine/cli/packs.h"

typedef struct sj_rules_options {
    const char *home, *file, *pack;
    bool json, dry_run;
    sj_date since, as_of; /* SJ_NO_DATE: not given */
} sj_rules_options;

/* argv is what stands behind the verb. They return the exit code. */
int sj_rules_list(const sj_command *self, const sj_rules_options *o, int n, char **args);
int sj_rules_show(const sj_command *self, const sj_rules_options *o, int n, char **args);
int sj_rules_test(const sj_command *self, const sj_rules_options *o, int n, char **args);
int sj_rules_explain(const sj_command *self, const sj_rules_options *o, int n, char **args);
int sj_rules_fields(const sj_command *self, const sj_rules_options *o, int n, char **args);
int sj_rules_import(const sj_command *self, const sj_rules_options *o, int n, char **args);
int sj_rules_backtest(const sj_command *self, const sj_rules_options *o, int n, char **args);
int sj_rules_suggest(const sj_command *self, const sj_rules_options *o, int n, char **args);

#endif
