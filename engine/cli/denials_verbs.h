/* engine/cli/denials_verbs.h - the verbs of `denials`; argv[0] is the verb. */
#ifndef SJ_CLI_DENIALS_VERBS_H
#define SJ_CLI_DENIALS_VERBS_H

#include "engine/cli/cli.h"
#include "engine/cli/home.h"
#include "engine/followup/queue.h"

/* assign, snooze, note, status, plan, resolve, reopen. */
bool sj_cli_is_work_verb(const char *word);
int sj_cli_denials_work(const sj_command *self, int argc, char **argv);

/* queues: what is in each; queue NAME FILTER: keeps one. */
int sj_cli_denials_queues(const sj_command *self, int argc, char **argv);

/* history ACCOUNT. */
int sj_cli_denials_history(const sj_command *self, int argc, char **argv);

/* appeal ACCOUNT --out FILE. */
int sj_cli_denials_appeal(const sj_command *self, int argc, char **argv);

/* show WHICH: all about it. */
int sj_cli_denials_show(const sj_command *self, int argc, char **argv);

/* Why the open lines of an account number count as denied: as text, or as objects of a JSON array.
 */
struct sj_json_out;
sj_status sj_cli_denials_why(sj_home *h, const char *account, struct sj_json_out *json,
                             sj_err *err) SJ_MUST_USE;

/* caught: would our edits have caught them? */
int sj_cli_denials_caught(const sj_command *self, int argc, char **argv);

/* Denials by what a person names them: an account number, one with a line (ACCOUNT/2), or #ID. */
typedef struct sj_cli_targets {
    int64_t *v;
    size_t n, cap;
} sj_cli_targets;

/* Add those that a word names: SJ_ENOTFOUND when it names none. */
sj_status sj_cli_targets_add(sj_cli_targets *t, sj_store *s, const char *word,
                             sj_err *err) SJ_MUST_USE;

/* Add those of a queue by name, or of a filter; either may be NULL. */
sj_status sj_cli_targets_queue(sj_cli_targets *t, sj_store *s, const char *queue,
                               const char *filter, sj_date as_of, sj_err *err) SJ_MUST_USE;
void sj_cli_targets_dispose(sj_cli_targets *t);

#endif
