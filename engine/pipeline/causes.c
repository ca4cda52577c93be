/* engine/pipeline/causes.c - why the claims of a file are held or warned. */
#include "engine/pipeline/causes.h"

#include <string.h>

static sj_cause *find(sj_causes *c, const sj_finding_def *def, sj_severity severity) {
    size_t i = 0;
    while (i < c->n && c->defs[i] != def) i++;
    if (i == SJ_CAUSES) return NULL;
    if (i == c->n) {
        c->defs[c->n++] = def;
        c->v[i] = (sj_cause){.id = def->id, .title = def->title, .severity = severity};
    }
    if (c->v[i].severity < severity) c->v[i].severity = severity;
    return &c->v[i];
}

void sj_causes_add(sj_causes *c, const sj_finding_def *def, sj_severity severity, sj_money charge) {
    sj_cause *cause = find(c, def, severity);
    if (!cause) return;
    cause->claims++;
    cause->charge += charge;
}

void sj_causes_add_all(sj_causes *sum, const sj_causes *one) {
    for (size_t i = 0; i < one->n; i++) {
        sj_cause *cause = find(sum, one->defs[i], one->v[i].severity);
        if (!cause) continue;
        cause->claims += one->v[i].claims;
        cause->charge += one->v[i].charge;
    }
}

void sj_claim_kinds_add(sj_claim_kinds *k, const sj_finding_def *def, sj_severity severity) {
    if (severity == SJ_INFO) return;
    size_t i = 0;
    while (i < k->n && k->defs[i] != def) i++;
    if (i == SJ_CLAIM_KINDS) return;
    if (i == k->n) {
        k->defs[k->n++] = def;
        k->severities[i] = severity;
    }
    if (k->severities[i] < severity) k->severities[i] = severity;
}

void sj_causes_add_kinds(sj_causes *c, const sj_claim_kinds *k, sj_money charge) {
    for (size_t i = 0; i < k->n; i++) sj_causes_add(c, k->defs[i], k->severities[i], charge);
}

static bool is_before(const sj_cause *a, const sj_cause *b) {
    if (a->severity != b->severity) return a->severity > b->severity;
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
