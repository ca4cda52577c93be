/* Claims for tests of rule packs, from the statements of examples (rules/packs/README.md). */
#ifndef SJ_TESTS_PACK_CLAIM_H
#define SJ_TESTS_PACK_CLAIM_H

#include "rules/packs/pack.h"
#include "tests/unit/unit.h"

/* A professional claim in the arena, for no payer's rule; the text must live as long. */
static inline const sj_claim *pack_claim(sj_arena *a, const sj_fields *fields, const char *text) {
    static const sj_pack nothing;
    const sj_rule r = {.pack = &nothing,
                       .types = 1 << SJ_CLAIM_837P,
                       .from = SJ_NO_DATE,
                       .to = SJ_NO_DATE,
                       .info = {.payers = ""}};
    const sj_claim *c;
    sj_err err;
    ck_assert_msg(sj_example_claim(&c, a, fields, &r, "", text, &err) == SJ_OK, "%s: %s", text,
                  err.msg);
    return c;
}

#endif
