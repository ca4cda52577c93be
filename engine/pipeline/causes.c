/* engine/pipeline/causes.c - why the claims of a file are held. */
#include "engine/pipeline/causes.h"

#include <string.h>

void sj_causes_add(sj_causes *c, const sj_finding_def *def, sj_money charge) {
    size_t i = 0;
    while (i < c->n && c->defs[i] != def) i++;
    if (i == SJ_CAUSES) return;
    if (i == c->n) {
        c->defs[c->n++] = def;
        c->v[i] = (sj_cause){.id = def->id, .title = def->title};
    }
    c->v[i].claims++;
    c->v[i].charge += charge;
}

static bool is_before(const sj_cause *a, const sj_cause *b) {
    if (a->claims != b->claims) return a->claims > b->claims;
    if (a->charge != b->charge) return a->charge > b->charge;
    return strcmp(a->id, b->id) < 0;
}

uint32_t sj_causes_top(const sj_causes *c, sj_cause out[SJ_TOP_CAUSES]) {
    uint32_t n = 0;
    for (size_t i = 0; i < c->n; i++) {
        uint32_t at = n;
        while (at > 0 && is_before(&c->v[i], &out[at - 1])) at--;
        if (at == SJ_TOP_CAUSES) continue;
        n += n < SJ_TOP_CAUSES;
        memmove(&out[at + 1], &out[at], (n - at - 1) * sizeof *out);
        out[at] = c->v[i];
    }
    return n;
}
