/* engine/cli/situations.h - situational rules of the guides, in readable form. */
#ifndef SJ_CLI_SITUATIONS_H
#define SJ_CLI_SITUATIONS_H

#include <scrubjay/guide.h>

/* The rules of a loop; with `tag` only those that speak of that segment: they stand in it, need it
 * or forbid it. */
void sj_cli_print_situations(const sj_guide *g, uint16_t loop, const char *tag);

/* When the finding `id` fires, in every guide that has it; nothing where it is no situation's. */
void sj_cli_explain_situation(sj_guides *guides, const char *id);

#endif
