/* Generated rule packs of a hundred and of ten thousand payer rules: how long a claim takes by
 * each. */
#include "tests/bench/bench.h"

#include "rules/packs/example.h"
#include "rules/packs/judge.h"

#include <stdio.h>
#include <stdlib.h>

enum { FEW = 100, MANY = 10000, CLAIMS = 50000, ROUNDS = 3, PAYERS = 200 };

/* Rules for two hundred payers and some five thousand procedures: a line needs a modifier there. */
static char *make_pack(unsigned rules, size_t *len) {
    char *xml = NULL;
    FILE *to = open_memstream(&xml, len);
    if (!to) return NULL;
    fputs("<pack id='GEN' title='G' version='1' source='g' claims='professional'>", to);
    for (unsigned i = 0; i < rules; i++)
        fprintf(to,
                "<rule id='r%u' title='R' severity='warn' scope='line' payers='%u'>"
                "<when>line.procedure = '%05u' and not line.modifiers has 'Z%u'</when>"
                "<message>{line.number}</message><effect>e</effect><fix>f</fix>"
                "<example trips='yes'>line %05u</example><example trips='no'>line "
                "A0000</example></rule>",
                i, 10000 + i % PAYERS, 20000 + i % 5000, i % 10, 20000 + i % 5000);
    fputs("</pack>", to);
    fclose(to);
    return xml;
}

static void count_finding(void *ctx, const sj_finding *f) {
    *(uint64_t *)ctx += f->claim;
}

/* Seconds that CLAIMS office claims take, of a payer with rules of its own and one line that they
 * are about, the best of some rounds; below 0: it failed. */
static double judge(const sj_packs *packs) {
    sj_pack_judge *j;
    sj_arena a;
    double best = -1;
    uint64_t found = 0;
    sj_arena_init(&a, 1 << 20);
    sj_made *m = sj_made_new(&a, packs->fields, SJ_CLAIM_837P);
    if (!m || sj_pack_judge_new(&j, &(sj_pack_judge_opts){.packs = packs}, NULL) != SJ_OK)
        return -1;
    static const char *const codes[] = {"99213", "36415", "20010"};
    for (int i = 0; i < 3; i++)
        sj_made_line(m)->procedure = (sj_text){sj_str_of(codes[i]), {.segment = 1}};
    m->subscriber.payer.id.v = SJ_STR("10010");
    sj_made_finish(m);
    for (int round = 0; round < ROUNDS; round++) {
        double start = now();
        for (int i = 0; i < CLAIMS; i++) sj_pack_judge_claim(j, &m->claim, count_finding, &found);
        double seconds = now() - start;
        if (best < 0 || seconds < best) best = seconds;
    }
    sj_pack_judge_free(j);
    sj_arena_dispose(&a);
    return found ? best : -1; /* the line trips a rule */
}

static double measure(unsigned rules) {
    sj_packs *packs;
    size_t len;
    char *xml = make_pack(rules, &len);
    double seconds = -1;
    if (xml && sj_packs_new(&packs, NULL) == SJ_OK) {
        sj_shipped_pack s;
        bool loaded = sj_packs_load(packs, xml, len, "generated", NULL) == SJ_OK;
        for (size_t i = 0; loaded && sj_packs_shipped(i, &s); i++)
            loaded = sj_packs_load(packs, s.bytes, s.len, s.name, NULL) == SJ_OK;
        if (loaded && sj_packs_seal(packs, NULL) == SJ_OK) seconds = judge(packs);
        sj_packs_free(packs);
    }
    free(xml);
    return seconds;
}

bool measure_rules(rule_figures *out) {
    double few = measure(FEW), many = measure(MANY);
    *out = (rule_figures){CLAIMS / few, CLAIMS / many, many / few};
    return few > 0 && many > 0;
}
