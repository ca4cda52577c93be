/* engine/simulate/contract.c - what each payer's contract pays: a price for every procedure with
 * its modifiers, made from the first charge that the payer sees for it.
 *
 * The office gets the contract as a table, as it gets one from a payer. */
#include "engine/simulate/payer.h"

#include <string.h>

enum { KEY = 96 };

/* "payer,code,modifiers", as the table has it. */
static unsigned key_of(const sj_sim_claim *c, const sj_sim_line *line, char out[KEY]) {
    int n = snprintf(out, KEY, "%s,%s,", c->source->id, line->procedure);
    for (int i = 0; i < 4 && line->modifiers[i][0] && n < KEY; i++)
        n += snprintf(out + n, KEY - (size_t)n, "%s%s", i ? " " : "", line->modifiers[i]);
    return n < KEY ? (unsigned)n : 0;
}

/* By the piece, from the first payer, and no anesthesia, which is paid by time. */
static bool has_price(const sj_sim_claim *c, const sj_sim_line *line) {
    bool procedure = strcmp(line->qualifier, "HC") == 0 || strcmp(line->qualifier, "AD") == 0;
    bool anesthesia = line->procedure[0] == '0' && line->procedure[1] <= '1';
    return procedure && !anesthesia && strlen(line->procedure) == 5 && !line->before &&
           (c->sequence[0] == 'P' || !c->sequence[0]) && line->units >= 1000 &&
           line->units % 1000 == 0 && line->charge > 0;
}

static uint64_t hash_of(const char *key, unsigned n) {
    uint64_t h = 14695981039346656037u;
    for (unsigned i = 0; i < n; i++) h = (h ^ (unsigned char)key[i]) * 1099511628211u;
    return h ^ h >> 29;
}

/* The price under a key: the one that is there, else `unit`, which is kept then; 0: no memory. */
static sj_money price_of(sj_sim_payer *p, const char *key, unsigned n, sj_money unit) {
    uint64_t at = hash_of(key, n);
    for (; p->prices[at & p->price_mask].key; at++)
        if (strcmp(p->prices[at & p->price_mask].key, key) == 0)
            return p->prices[at & p->price_mask].unit;
    if (!unit) return 0;
    const char *kept = sj_sim_keep(p, (sj_str){key, n});
    if (!kept) return 0;
    p->prices[at & p->price_mask] = (sj_sim_price){kept, unit};
    return unit;
}

sj_money sj_sim_contract_price(sj_sim_payer *p, const sj_sim_claim *c, const char *procedure) {
    char key[KEY];
    const sj_sim_line bare = {.procedure = procedure, .modifiers = {"", "", "", ""}};
    unsigned n = p->prices ? key_of(c, &bare, key) : 0;
    return n ? price_of(p, key, n, 0) : 0;
}

void sj_sim_contract_make(sj_sim_payer *p) {
    size_t lines = 0, size = 64;
    for (size_t i = 0; i < p->n_claims; i++) lines += p->claims[i]->n;
    while (size < 2 * lines) size *= 2;
    p->prices = sj_sim_room(p, size * sizeof *p->prices);
    p->price_mask = size - 1;
    if (!p->prices) return;
    for (size_t i = 0; i < p->n_claims; i++) {
        sj_sim_claim *c = p->claims[i];
        for (unsigned k = 0; k < c->n; k++) {
            sj_sim_line *line = &c->lines[k];
            char key[KEY];
            unsigned n = has_price(c, line) ? key_of(c, line, key) : 0;
            if (!n) continue;
            sj_sim_rng rng =
                sj_sim_rng_at(p->opts.seed, SJ_SIM_STREAM_DECISIONS, hash_of(key, n) | 1);
            sj_money unit = line->charge / (line->units / 1000);
            unit = price_of(p, key, n, unit * sj_sim_between(&rng, 55, 90) / 100);
            line->contract = unit * (line->units / 1000);
            if (line->contract > line->charge) line->contract = line->charge;
        }
    }
}

sj_status sj_sim_payer_contract(const sj_sim_payer *p, sj_write_fn write, void *ctx, sj_err *err) {
    static const char heading[] = "Payer ID,Procedure,Modifier,Contract rate\n";
    if (write(ctx, heading, sizeof heading - 1) != 0)
        return sj_err_set(err, SJ_EIO, "the contract could not be written");
    for (size_t i = 0; p->prices && i <= p->price_mask; i++) {
        char row[KEY + 40], money[SJ_MONEY_SIZE];
        if (!p->prices[i].key) continue;
        sj_money_print(p->prices[i].unit, money);
        int n = snprintf(row, sizeof row, "%s,%s\n", p->prices[i].key, money);
        if (write(ctx, row, (size_t)n) != 0)
            return sj_err_set(err, SJ_EIO, "the contract could not be written");
    }
    return SJ_OK;
}
