/* Posting a remittance file: check it whole, see what of it was posted before, then post. */
#include "engine/followup/posting.h"

#include "parsers/base/alloc.h"
#include "parsers/base/hash.h"

#include <stdio.h>

/* The payments gathered, and one step's questions about them: both far above what SJ_GATHER
 * ordinary claim payments take. */
static const size_t GATHER_LIMIT = (size_t)256 << 20;

void sj_posting_fail(sj_posting *p, sj_status status) {
    if (p->failed) return;
    p->status = status;
    p->failed = 1;
    if (status == SJ_ENOMEM) sj_err_set(p->err, SJ_ENOMEM, "no memory to post a remittance file");
    if (status == SJ_EBUSY) sj_err_set(p->err, SJ_EBUSY, "stopped while posting a remittance file");
}

void *sj_posting_room(sj_posting *p, size_t n) {
    void *room = sj_arena_alloc(&p->arena, n);
    if (!room) sj_posting_fail(p, SJ_ENOMEM);
    return room;
}

/* Payments and entries in one row each, so that the store takes many at a time. */
static sj_status write_gathered(sj_posting *p) {
    size_t n = 0, room = 0;
    for (uint32_t i = 0; i < p->n; i++) {
        sj_posting_book(&p->staged[i]);
        room += p->staged[i].n_entries;
    }
    sj_payment_row *rows = sj_posting_room(p, p->n * sizeof *rows);
    sj_entry *entries = sj_posting_room(p, (room + 1) * sizeof *entries);
    if (!rows || !entries) return p->status;
    for (uint32_t i = 0; i < p->n; i++) {
        const sj_staged *s = &p->staged[i];
        rows[i] = s->row;
        memcpy(entries + n, s->entries, s->n_entries * sizeof *entries);
        n += s->n_entries;
    }
    sj_status status = sj_payments_add(p->store, rows, p->n, p->err);
    return status == SJ_OK ? sj_entries_add(p->store, entries, n, p->err) : status;
}

sj_status sj_posting_flush(sj_posting *p) {
    if (!p->n || p->failed) return p->status;
    sj_status status = sj_posting_match(p);
    if (status == SJ_OK) status = sj_posting_match_lines(p);
    if (status == SJ_OK) status = sj_posting_before(p);
    if (status == SJ_OK) status = sj_posting_settle(p);
    if (status == SJ_OK) status = write_gathered(p);
    sj_arena_reset(&p->arena);
    p->n = p->n_lines = 0;
    if (status != SJ_OK) sj_posting_fail(p, status);
    return status;
}

/* Do these two announce the same payment? */
static bool same_payment(const sj_remit_row *a, const sj_remit_row *b) {
    return a->amount == b->amount && sj_str_eq(a->trace, b->trace) &&
           sj_str_eq(a->originator, b->originator) && sj_str_eq(a->payer, b->payer);
}

/* `set` announces what `before` did. A trace that stands over nothing proves nothing: zero payments
 * repeat theirs, so there the content decides, and its claim payments are compared one by one. */
static void compare(sj_checked_set *set, const sj_remit_row *before, const uint8_t *digest) {
    bool same_content = memcmp(set->digest, digest, SJ_SHA256_SIZE) == 0;
    if (set->row.amount == 0 && !same_content) return;
    set->row.duplicate_of = before->id;
    set->row.differs = !same_content;
    set->row.state = SJ_STR("duplicate");
}

typedef struct known {
    sj_posting *p;
    sj_index by_trace; /* the file's sets */
} known;

static bool is_new(const sj_checked_set *set) {
    return sj_str_is(set->row.state, "posted");
}

static bool compare_with_store(void *ctx, const sj_remit_row *before) {
    known *k = ctx;
    for (const sj_index_entry *e = sj_index_first(&k->by_trace, sj_hash_str(before->trace)); e;
         e = sj_index_next(&k->by_trace, e)) {
        sj_checked_set *set = &k->p->checked.sets[e->value];
        if (is_new(set) && same_payment(&set->row, before)) compare(set, before, before->digest);
    }
    return true;
}

/* Find the sets that were posted before: from another file, or from earlier in this one. */
static sj_status find_duplicates(sj_posting *p) {
    sj_checked *c = &p->checked;
    known k = {.p = p};
    size_t n = 0;
    sj_str *traces = sj_arena_alloc(&c->arena, c->n * sizeof *traces);
    if (!traces || !sj_index_init(&k.by_trace, &c->arena, c->n)) {
        sj_posting_fail(p, SJ_ENOMEM);
        return SJ_ENOMEM;
    }
    for (uint32_t i = 0; i < c->n; i++) {
        if (!is_new(&c->sets[i])) continue;
        sj_index_add(&k.by_trace, sj_hash_str(c->sets[i].row.trace), i);
        traces[n++] = c->sets[i].row.trace;
    }
    sj_status status = sj_remits_by_trace(p->store, traces, n, compare_with_store, &k, p->err);
    for (uint32_t i = 0; i < c->n && status == SJ_OK; i++) {
        sj_checked_set *set = &c->sets[i];
        if (!is_new(set)) continue;
        const sj_index_entry *e = sj_index_first(&k.by_trace, sj_hash_str(set->row.trace));
        for (; e; e = sj_index_next(&k.by_trace, e)) {
            const sj_checked_set *before = &c->sets[e->value];
            if (e->value < i && is_new(set) && is_new(before) &&
                same_payment(&set->row, &before->row))
                compare(set, &before->row, before->digest);
        }
    }
    return status;
}

static void count_remit(sj_post_result *r, const sj_remit_row *row) {
    r->remits++;
    if (row->reason.len) {
        if (!r->refused++) {
            snprintf(r->reason, sizeof r->reason, "%.*s", SJ_FMT(row->reason));
            r->reason_segment = row->reason_segment;
            r->residual = row->residual;
        }
    } else if (row->duplicate_of) {
        r->duplicates++;
    } else {
        r->posted++;
        r->paid = sj_money_add(r->paid, row->paid);
        r->provider = sj_money_add(r->provider, row->provider);
    }
}

static void set_begin(void *ctx, const sj_set *s) {
    sj_posting *p = ctx;
    p->posting = false;
    if (p->failed || !sj_str_is(s->transaction, "835") || p->next == p->checked.n) return;
    p->at = p->next++;
    sj_checked_set *set = &p->checked.sets[p->at];
    set->row.digest = set->digest;
    sj_status status = sj_remits_add(p->store, &set->row, p->err);
    if (status != SJ_OK) sj_posting_fail(p, status);
    count_remit(p->result, &set->row);
    p->posting = is_new(set);
}

static void payment(void *ctx, const sj_payment *payment) {
    sj_posting *p = ctx;
    if (p->stop && *p->stop) sj_posting_fail(p, SJ_EBUSY);
    if (!p->posting || p->failed) return;
    sj_posting_stage(p, payment);
    if (p->n == SJ_GATHER || p->n_lines >= SJ_GATHER_LINES) sj_posting_flush(p);
}

/* The set's own entries: the payment itself, and what was taken or given beside the claims. */
static sj_status book_set(sj_posting *p, const sj_remit *remit) {
    const sj_checked_set *set = &p->checked.sets[p->at];
    size_t n = 0, room = remit->adjustments.n + 1;
    sj_entry *rows = sj_posting_room(p, room * sizeof *rows);
    if (!rows) return p->status;
    for (size_t i = 0; i < room; i++) {
        const sj_provider_adjustment *a = i ? &remit->adjustments.v[i - 1] : NULL;
        sj_money amount = a ? a->amount : set->row.amount;
        sj_account of = a ? sj_reasons_account(p->reasons, a->reason) : SJ_ACCOUNT_BANK;
        if (!amount) continue;
        rows[n++] = (sj_entry){.remit = set->row.id,
                               .ordinal = (uint32_t)i + 1,
                               .debit = amount > 0 ? of : SJ_ACCOUNT_REMITTANCE,
                               .credit = amount > 0 ? SJ_ACCOUNT_REMITTANCE : of,
                               .cents = amount > 0 ? amount : -amount,
                               .segment = a ? a->at.segment : remit->amount.at.segment,
                               .day = sj_posting_day(set),
                               .reason = a ? a->reason : (sj_str){NULL, 0},
                               .reference = a ? sj_str_trim(a->reference) : (sj_str){NULL, 0}};
    }
    return sj_entries_add(p->store, rows, n, p->err);
}

static sj_status keep_provider(sj_posting *p, const sj_remit *remit) {
    size_t n = remit->adjustments.n;
    sj_provider_row *rows = n ? sj_posting_room(p, n * sizeof *rows) : NULL;
    if (!rows) return p->status;
    for (size_t i = 0; i < n; i++) {
        const sj_provider_adjustment *a = &remit->adjustments.v[i];
        rows[i] = (sj_provider_row){.ordinal = (uint32_t)i + 1,
                                    .provider = a->provider,
                                    .period_end = a->period_end,
                                    .reason = a->reason,
                                    .reference = a->reference,
                                    .amount = a->amount,
                                    .segment = a->at.segment};
    }
    return sj_remits_add_provider(p->store, p->checked.sets[p->at].row.id, rows, n, p->err);
}

static void remit_end(void *ctx, const sj_remit *remit) {
    sj_posting *p = ctx;
    if (!p->posting || p->failed) return;
    sj_status status = keep_provider(p, remit);
    if (status == SJ_OK) status = book_set(p, remit);
    if (status != SJ_OK) sj_posting_fail(p, status);
}

static sj_status post(sj_posting *p, sj_guides *guides, const sj_post_input *in) {
    const sj_parse_events events = {
        .ctx = p, .set_begin = set_begin, .payment = payment, .remit_end = remit_end};
    /* Everything was judged in the first reading. */
    const sj_parse_opts opts = {.snip = 1, .stop = &p->failed};
    for (uint32_t i = 0; i < p->checked.n; i++) {
        p->checked.sets[i].row.id = sj_store_new_id(p->store);
        p->checked.sets[i].row.file = p->file;
    }
    sj_status status = find_duplicates(p);
    if (status == SJ_OK && !in->rewind(in->ctx))
        status = sj_err_set(p->err, SJ_EINPUT, "a remittance file cannot be read twice");
    if (status == SJ_OK) status = sj_parse(guides, in->read, in->ctx, &events, &opts, NULL, p->err);
    if (p->failed) return p->status;
    return status == SJ_OK ? sj_posting_flush(p) : status;
}

sj_status sj_posting_open(sj_posting *p, sj_guides *guides, const sj_post_input *in,
                          sj_post_result *out) {
    *out = (sj_post_result){0};
    p->file = in->file;
    p->fees = in->fees;
    p->terms = in->terms;
    p->codes = in->codes;
    p->stop = in->stop;
    p->result = out;
    sj_arena_init(&p->arena, GATHER_LIMIT);
    sj_arena_init(&p->questions, GATHER_LIMIT);
    sj_status status = sj_checked_read(&p->checked, guides, in, p->err);
    out->findings = p->checked.errors;
    if (status != SJ_OK || !p->checked.n) return status;
    p->staged = sj_malloc(SJ_GATHER * sizeof *p->staged);
    if (!p->staged) return sj_err_set(p->err, SJ_ENOMEM, "no memory to post a remittance file");
    status = sj_sha256_new(&p->hash, p->err);
    return status == SJ_OK ? sj_reasons_new(&p->reasons, p->err) : status;
}

void sj_posting_close(sj_posting *p) {
    sj_reasons_free(p->reasons);
    sj_sha256_free(p->hash);
    sj_free(p->staged);
    sj_arena_dispose(&p->questions);
    sj_arena_dispose(&p->arena);
    sj_checked_dispose(&p->checked);
}

sj_status sj_post_file(sj_store *store, sj_keyed *keyed, sj_guides *guides, const sj_post_input *in,
                       sj_post_result *out, sj_err *err) {
    sj_posting p = {.store = store, .keyed = keyed, .err = err};
    sj_status status = sj_posting_open(&p, guides, in, out);
    if (status == SJ_OK && p.checked.n) status = post(&p, guides, in);
    sj_posting_close(&p);
    return status;
}
