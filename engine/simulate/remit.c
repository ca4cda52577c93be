/* engine/simulate/remit.c - which claim payments travel together: one remittance for each payer,
 * payee and pay day, one file for each payer and pay day.
 *
 * The first pay day brings most payments; the later one the rest, the reversals with their
 * corrections, and what is taken back. Remittances that come twice are sets of their own, written
 * once more into another file, unchanged but for the envelope. */
#include "engine/simulate/payer.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_PAY_DAY = 12, LATER_PAY_DAY = 40, PAID_AT = 600, AGAIN_AT = 1545 };

/* One thing that a remittance tells: a claim payment, or money taken back (decision NULL). */
struct entry {
    sj_sim_claim *claim;
    sj_sim_decision *decision;
    bool later, twice;
    uint8_t order; /* a correction follows its reversal */
};

static int compare(const void *va, const void *vb) {
    const struct entry *a = va, *b = vb;
#define BY(x)                                                                                      \
    if (a->x != b->x) return a->x < b->x ? -1 : 1
    BY(later);
    BY(claim->mailbox->index);
    BY(claim->source->index);
    BY(twice);
    BY(claim->payee->index);
    BY(claim->serial);
    BY(order);
#undef BY
    return 0;
}

static bool same_file(const struct entry *a, const struct entry *b) {
    return a->later == b->later && a->claim->mailbox == b->claim->mailbox &&
           a->claim->source == b->claim->source;
}

static bool same_remit(const struct entry *a, const struct entry *b) {
    return same_file(a, b) && a->twice == b->twice && a->claim->payee == b->claim->payee;
}

static size_t gather(const sj_sim_payer *p, struct entry *out) {
    size_t n = 0;
    for (size_t i = 0; i < p->n_claims; i++) {
        sj_sim_claim *c = p->claims[i];
        if (!c->first_decision) continue;
        bool plain =
            c->fate != SJ_SIM_REVERSED && c->fate != SJ_SIM_TAKEBACK && c->fate != SJ_SIM_DUPLICATE;
        out[n++] =
            (struct entry){c, c->first_decision, plain && c->late, c->fate == SJ_SIM_DUPLICATE, 0};
        if (c->reversal) out[n++] = (struct entry){c, c->reversal, true, false, 1};
        if (c->correction) out[n++] = (struct entry){c, c->correction, true, false, 2};
        if (c->fate == SJ_SIM_TAKEBACK) out[n++] = (struct entry){c, NULL, true, false, 3};
    }
    qsort(out, n, sizeof *out, compare);
    return n;
}

static void fill(sj_sim_remit *r, const struct entry *entries, size_t n) {
    for (size_t i = 0; i < n; i++) {
        const struct entry *e = &entries[i];
        if (!e->decision) {
            sj_sim_plb *plb = &r->plb[r->n_plb++];
            *plb = (sj_sim_plb){"WO", e->claim->control, e->claim->first_decision->paid};
            continue;
        }
        r->decisions[r->n++] = e->decision;
        if (e->decision->interest)
            r->plb[r->n_plb++] = (sj_sim_plb){"L6", e->decision->control, -e->decision->interest};
    }
}

/* The remittance of `n` entries that belong together; `number` makes its trace. */
static sj_sim_remit *make_remit(sj_sim_payer *p, const struct entry *entries, size_t n,
                                unsigned number) {
    const sj_sim_claim *c = entries->claim;
    sj_sim_remit *r = sj_sim_room(p, sizeof *r);
    if (!r) return NULL;
    *r = (sj_sim_remit){.mailbox = c->mailbox,
                        .source = c->source,
                        .payee = c->payee,
                        .later = entries->later,
                        .twice = entries->twice,
                        .paid_on = p->day + (entries->later ? LATER_PAY_DAY : FIRST_PAY_DAY),
                        .decisions = sj_sim_room(p, n * sizeof *r->decisions),
                        .plb = sj_sim_room(p, (n + 1) * sizeof *r->plb)};
    if (!r->decisions || !r->plb) return NULL;
    snprintf(r->trace, sizeof r->trace, "EFT%06u%05u", p->base, number);
    fill(r, entries, n);
    sj_sim_remit_total(r);
    return r;
}

static sj_status write_file(sj_sim_payer *p, const char *dir, sj_sim_remit *const *remits, size_t n,
                            int time, sj_err *err) {
    sj_sim_file f;
    sj_status s =
        sj_sim_file_open(p, dir, "835", remits[0]->paid_on, time, remits[0]->mailbox, &f, err);
    if (s != SJ_OK) return s;
    sj_sim_file_group(&f, "HP", "005010X221A1");
    for (size_t i = 0; i < n; i++) sj_sim_remit_write(f.w, remits[i], (uint32_t)i + 1);
    sj_writer_ge(f.w);
    return sj_sim_file_close(p, &f, err);
}

/* The next file's index is known before it is opened: claims are told of it here. */
static void tell_claims(const sj_sim_payer *p, const struct entry *entries, size_t n) {
    const sj_sim_file next = {.index = (uint16_t)p->n_files};
    for (size_t i = 0; i < n; i++) sj_sim_file_holds(&next, entries[i].claim);
}

/* The file of the entries that belong to one, and once more those of its sets that come twice. */
static sj_status write_entries(sj_sim_payer *p, const char *dir, const struct entry *entries,
                               size_t n, sj_sim_remit **remits, unsigned *number, sj_err *err) {
    size_t count = 0, first_twice = 0, first_entry = n;
    for (size_t from = 0, to; from < n; from = to) {
        for (to = from + 1; to < n && same_remit(&entries[from], &entries[to]);) to++;
        remits[count] = make_remit(p, entries + from, to - from, ++*number);
        if (!remits[count]) return sj_err_set(err, SJ_ENOMEM, "the batch is too large to answer");
        if (entries[from].twice && first_entry == n) first_twice = count, first_entry = from;
        count++;
    }
    tell_claims(p, entries, n);
    sj_status s = write_file(p, dir, remits, count, PAID_AT, err);
    if (s != SJ_OK || first_entry == n) return s;
    tell_claims(p, entries + first_entry, n - first_entry);
    return write_file(p, dir, remits + first_twice, count - first_twice, AGAIN_AT, err);
}

sj_status sj_sim_write_remits(sj_sim_payer *p, const char *dir, sj_err *err) {
    struct entry *entries = malloc((3 * p->n_claims + 1) * sizeof *entries);
    sj_sim_remit **remits = malloc((3 * p->n_claims + 1) * sizeof *remits);
    sj_status s =
        entries && remits ? SJ_OK : sj_err_set(err, SJ_ENOMEM, "the batch is too large to answer");
    size_t n = s == SJ_OK ? gather(p, entries) : 0;
    unsigned number = 0;
    for (size_t from = 0, to; from < n && s == SJ_OK; from = to) {
        for (to = from + 1; to < n && same_file(&entries[from], &entries[to]);) to++;
        s = write_entries(p, dir, entries + from, to - from, remits, &number, err);
    }
    free(entries);
    free(remits);
    return s;
}
