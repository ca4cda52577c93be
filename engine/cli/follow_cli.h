/* engine/cli/follow_cli.h - what `correct`, `void` and `secondary` share: from an account to a
 * claim that is made, shown, and queued. */
#ifndef SJ_CLI_FOLLOW_CLI_H
#define SJ_CLI_FOLLOW_CLI_H

#include "engine/cli/cli.h"
#include "engine/followup/follow.h"

typedef struct sj_cli_follow {
    sj_follow_kind kind;
    const char *home, *account;
    const char *patch, *payer, *control, *lines; /* files, and texts of options; NULL: not given */
    bool dry_run, json;
    sj_date as_of;
} sj_cli_follow;

/* The rows of an option table that all of them have. */
#define SJ_CLI_FOLLOW_OPTIONS(w)                                                                   \
    SJ_CLI_HOME_OPTION(&(w).home),                                                                 \
        {"dry-run",    'n',  SJ_OPTION_FLAG,                                                       \
         &(w).dry_run, NULL, "show the claim and what is different; queue nothing"},               \
        {"json", 0, SJ_OPTION_FLAG, &(w).json, NULL, "one JSON object"}, {                         \
        "as-of", 0, SJ_OPTION_DATE, &(w).as_of, "DATE", "judge as on that day, not today"          \
    }

/* All of it: 0 queued (or shown), 1 refused or held by our check, else what went wrong. */
int sj_cli_follow_up(const sj_command *self, const sj_cli_follow *w);

#endif
