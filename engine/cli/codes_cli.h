/* engine/cli/codes_cli.h - what the parts of `scrubjay codes` share. */
#ifndef SJ_CLI_CODES_H
#define SJ_CLI_CODES_H

#include "engine/cli/cli.h"
#include "engine/pipeline/table_import.h"

typedef struct sj_codes_options {
    const char *home, *kind; /* as given; NULL */
    bool json, dry_run, force;
    long days;
    sj_date on; /* SJ_NO_DATE: today */
} sj_codes_options;

/* "HOME/tables"; false after a complaint. */
bool sj_codes_folder(char out[SJ_PATH], const sj_codes_options *o, int *code);

/* The tables of the home, or, where there is none and none was named, those that are built in;
 * kinds that cannot be used are told on stderr. NULL after a complaint. */
sj_table_files *sj_codes_open(const sj_codes_options *o, int *code);

/* "carc": the kind of that name; SJ_CODES_KINDS when it is none. */
sj_code_kind sj_codes_kind_named(const char *name);

/* A code as people write it: capitals, without the dot of a diagnosis. */
sj_str sj_codes_normal(const char *text, char *buf, size_t cap);

/* What stands in `newer` against `older`, on stdout. */
void sj_codes_print_diff(const sj_tables *older, const sj_tables *newer, sj_code_kind kind);

/* The verbs. */
int sj_codes_import_verb(const sj_command *self, const sj_codes_options *o, int n, char **paths);
int sj_codes_show_verb(const sj_command *self, const sj_codes_options *o, int n, char **args);
int sj_codes_diff_verb(const sj_command *self, int n, char **paths);
int sj_codes_forecast_verb(const sj_command *self, const sj_codes_options *o, int n, char **paths);

#endif
