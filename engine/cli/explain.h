/* engine/cli/explain.h - what a kind of finding means: `check --explain ID`. */
#ifndef SJ_CLI_EXPLAIN_H
#define SJ_CLI_EXPLAIN_H

/* Print the row `id` ("IG-0203") of the catalogue: what it means, when it fires, what it maps to in
 * the acknowledgments. Returns the exit code. */
int sj_cli_explain(const char *id, const char *home, const char *overlay);

#endif
