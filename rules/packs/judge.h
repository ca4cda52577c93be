/* rules/packs/judge.h - claims judged by the rules of sealed packs. One judge is used by one
 * thread. */
#ifndef SJ_PACKS_JUDGE_H
#define SJ_PACKS_JUDGE_H

#include "parsers/expr/expr.h"

#include <scrubjay/packs.h>

typedef struct sj_pack_judge sj_pack_judge;

typedef struct sj_pack_judge_opts {
    const sj_packs *packs;   /* sealed */
    const sj_tables *tables; /* NULL: none loaded */
    int snip;                /* highest SNIP type to judge; 0: all */
    /* The partner that a payer's claims go to; empty when it is not known. NULL: never known. */
    sj_str (*partner)(void *ctx, sj_str payer_id);
    void *ctx;
} sj_pack_judge_opts;

sj_status sj_pack_judge_new(sj_pack_judge **out, const sj_pack_judge_opts *opts,
                            sj_err *err) SJ_MUST_USE;
void sj_pack_judge_free(sj_pack_judge *j);

/* Judge one claim: findings in no particular order, valid until the next claim is judged. */
void sj_pack_judge_claim(sj_pack_judge *j, const sj_claim *c, sj_finding_fn found, void *ctx);

/* How one rule comes out on a claim, test by test. */
typedef struct sj_rule_explain {
    void *ctx;
    void (*skipped)(void *ctx, const char *why); /* it is not asked at all */
    /* A line, diagnosis or provider of the claim, or the claim (member 0), is judged; its tests
     * follow. */
    void (*begin)(void *ctx, const char *scope, unsigned member);
    void (*test)(void *ctx, const sj_expr_test *test);
    void (*end)(void *ctx, bool trips);
} sj_rule_explain;
void sj_pack_judge_explain(sj_pack_judge *j, size_t rule, const sj_claim *c,
                           const sj_rule_explain *events);

#endif
