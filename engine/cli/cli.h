/* engine/cli/cli.h - what every subcommand shares: its row, its options, the exit codes.
 *
 * A subcommand is one file cmd_NAME.c with a function sj_cmd_NAME; its row stands in commands.def.
 * It declares its options as a table, and sj_cli_parse does the rest: parsing, --help, complaints.
 */
#ifndef SJ_CLI_H
#define SJ_CLI_H

#include <scrubjay/date.h>
#include <scrubjay/error.h>

#include <stdio.h>

/* The contract of DESIGN 6.2. */
enum sj_exit {
    SJ_EXIT_OK = 0,       /* done, nothing to fix */
    SJ_EXIT_FINDINGS = 1, /* done, with findings of severity error */
    SJ_EXIT_USAGE = 2,
    SJ_EXIT_UNREADABLE = 3, /* input unreadable or not X12 */
    SJ_EXIT_PARTLY = 4,     /* some files failed, others done */
    SJ_EXIT_TRANSPORT = 5,
    SJ_EXIT_STORE = 6,
    SJ_EXIT_CONFIG = 7,
    SJ_EXIT_INTERNAL = 70,
    SJ_EXIT_INTERRUPTED = 130
};

typedef struct sj_command {
    const char *name;                                                 /* "check" */
    int (*run)(const struct sj_command *self, int argc, char **argv); /* argv[0] is the name */
    const char *summary;  /* one line for the list of commands */
    const char *usage;    /* "check [options] FILE…" */
    const char *examples; /* two lines, without "scrubjay " in front */
} sj_command;

enum sj_option_kind {
    SJ_OPTION_FLAG,   /* bool *: true when given */
    SJ_OPTION_TEXT,   /* const char ** */
    SJ_OPTION_NUMBER, /* long *: a whole number from 0 */
    SJ_OPTION_DATE    /* sj_date *: CCYY-MM-DD */
};

typedef struct sj_option {
    const char *name; /* "as-of"; NULL ends the table */
    char letter;      /* 'C' for -C; 0: none */
    enum sj_option_kind kind;
    void *target;
    const char *argument; /* "DATE"; NULL for flags */
    const char *help;
} sj_option;

/* Parse options into their targets; they may stand anywhere. The arguments that are left are
 * argv[*first .. argc-1]. Returns -1 to go on, else the exit code (after --help or a complaint). */
int sj_cli_parse(const sj_command *self, const sj_option *options, int argc, char **argv,
                 int *first);

/* Complain about usage on stderr, with a hint at --help; returns SJ_EXIT_USAGE. */
int sj_cli_usage(const sj_command *self, const char *fmt, ...) SJ_PRINTF(2, 3);

/* Say on stderr why it could not go on: "scrubjay: WHAT: message (detail)"; returns the exit code
 * that fits the error. `what` is a file's name or the like; NULL. */
int sj_cli_fail(const char *what, const sj_err *err);

/* The exit code that fits a status. */
int sj_cli_exit_of(sj_status code);

/* Today in local time: the only clock of the program's front; everything below gets the day. */
sj_date sj_cli_today(void);

/* Milliseconds since 1970, UTC. */
int64_t sj_cli_now(void);

/* Colour on this stream? (a terminal, no NO_COLOR) */
bool sj_cli_color(FILE *stream);

/* What each subcommand's file defines: sj_cmd_NAME. */
#define COMMAND(name, summary, usage, examples)                                                    \
    int sj_cmd_##name(const sj_command *self, int argc, char **argv);
#include "engine/cli/commands.def"
#undef COMMAND

/* All commands; a NULL name ends the table. */
extern const sj_command sj_commands[];

#endif
