/* Fills the report from the store: every list in one question. */
#include "engine/report/nightly.h"

#include "engine/followup/decide.h"
#include "engine/followup/words.h"
#include "engine/report/remits.h"
#include "engine/store/ledger.h"
#include "parsers/base/alloc.h"

#include <scrubjay/version.h>

static const size_t TEXT_LIMIT = (size_t)1 << 30;
enum { WORDS = 1024 };

typedef struct gathering {
    sj_nightly *n;
    const sj_nightly_opts *opts;
    sj_reasons *reasons;
    bool failed; /* no memory */
} gathering;

static sj_str keep(gathering *g, sj_str text) {
    sj_str out = {NULL, 0};
    if (text.len && !sj_arena_copy(&g->n->arena, text, &out)) g->failed = true;
    return out;
}

static sj_str keepz(gathering *g, const char *z) {
    return keep(g, sj_str_of(z));
}

/* Room for one more row of a list; its length is a power of two when it is full. */
static void *more(gathering *g, void *list, size_t size) {
    SJ_NIGHT_LIST(void) *l = list;
    if ((l->n & (l->n - 1)) == 0) {
        void *v = sj_realloc(l->v, (l->n ? 2 * l->n : 1) * size);
        if (!v) {
            g->failed = true;
            return NULL;
        }
        l->v = v;
    }
    return (char *)l->v + size * l->n++;
}

static sj_str patient(gathering *g, sj_str last, sj_str first) {
    char text[WORDS];
    sj_patient_text(g->opts->detail, last, first, text, sizeof text);
    return keepz(g, text);
}

/* Money that work may bring, sooner before later: amount × chance ÷ days left. */
static int64_t priority(const gathering *g, const sj_ledger_denial *d) {
    const sj_category *category = sj_reasons_category(g->reasons, d->row.category);
    int64_t chance = category && category->recover ? category->recover : 100;
    int64_t left = d->row.due == SJ_NO_DATE ? 365 : d->row.due - g->opts->as_of;
    int64_t worth;
    if (__builtin_mul_overflow(d->row.amount, chance, &worth)) return INT64_MAX;
    return worth / (left > 1 ? left : 1);
}

/* The decision again, from what was kept of it. */
static sj_str why(gathering *g, const sj_ledger_denial *d) {
    sj_decision again = {.kind = sj_line_kind_of(d->row.kind),
                         .charge = d->charge,
                         .paid = d->paid,
                         .patient = d->patient,
                         .contractual = d->contractual,
                         .info = d->charge - d->paid - d->patient - d->contractual - d->row.amount,
                         .denied = d->row.amount,
                         .group = d->row.group,
                         .carc = d->row.carc,
                         .reason = sj_reasons_carc(g->reasons, d->row.carc)};
    char text[WORDS];
    sj_decision_why(&again, text, sizeof text);
    return keepz(g, text);
}

static bool add_denial(void *ctx, const sj_ledger_denial *d) {
    gathering *g = ctx;
    sj_night_denial *n = more(g, &g->n->denials, sizeof *n);
    if (!n) return false;
    const sj_denial_codes codes = {d->row.group,    d->row.carc,   d->row.rarc,
                                   d->row.category, d->row.action, d->row.guards};
    char text[WORDS];
    *n = (sj_night_denial){.account = keep(g, d->account),
                           .payer = keep(g, d->payer_name),
                           .patient = patient(g, d->last, d->first),
                           .trace = keep(g, d->trace),
                           .payer_control = keep(g, d->payer_control),
                           .action = sj_words_action(g->reasons, &codes),
                           .from = d->from,
                           .to = d->to,
                           .paid_on = d->paid_on,
                           .due = d->row.due,
                           .appeal_by = d->row.appeal_by,
                           .amount = d->row.amount,
                           .charge = d->charge,
                           .paid = d->paid,
                           .line = d->line,
                           .fresh = d->found_at >= g->opts->from,
                           .underpaid = sj_str_is(d->row.kind, "underpaid"),
                           .preventable = sj_words_preventable(g->reasons, &codes),
                           .priority = priority(g, d)};
    n->group = keep(g, d->row.group);
    n->carc = keep(g, d->row.carc);
    n->rarc = keep(g, d->row.rarc);
    n->category = keep(g, d->row.category);
    n->why = why(g, d);
    sj_words_procedure(d->procedure, text, sizeof text);
    n->procedure = keepz(g, text);
    sj_words_codes(&codes, text, sizeof text);
    n->codes = keepz(g, text);
    sj_words_reason(g->reasons, &codes, text, sizeof text);
    n->reason = keepz(g, text);
    sj_words_next(g->reasons, &codes, text, sizeof text);
    n->next = keepz(g, text);
    return !g->failed;
}

static sj_str why_not_posted(gathering *g, const sj_ledger_remit *r) {
    char text[WORDS];
    sj_remit_why(r, text, sizeof text);
    return keepz(g, text);
}

static bool add_remit(void *ctx, const sj_ledger_remit *r) {
    gathering *g = ctx;
    sj_night_remit *n = more(g, &g->n->remits, sizeof *n);
    if (!n) return false;
    *n = (sj_night_remit){.trace = keep(g, r->row.trace),
                          .payer = keep(g, r->row.payer_name),
                          .method = keep(g, r->row.method),
                          .state = keep(g, r->row.state),
                          .why = why_not_posted(g, r),
                          .file = keep(g, r->row.file_name),
                          .paid_on = r->row.paid_on,
                          .amount = r->row.amount,
                          .claims_paid = r->row.paid,
                          .provider = r->row.provider,
                          .residual = r->row.residual,
                          .denied = r->denied,
                          .claims = r->row.claims,
                          .matched = r->posted,
                          .unmatched = r->unmatched,
                          .suspended = r->suspended,
                          .repeated = r->repeated};
    return !g->failed;
}

static void fill_payment(gathering *g, sj_night_payment *n, const sj_ledger_open *o,
                         const char *why) {
    *n = (sj_night_payment){.account = keep(g, o->account),
                            .payer = keep(g, o->payer_name),
                            .patient = patient(g, o->last, o->first),
                            .trace = keep(g, o->trace),
                            .why = keepz(g, why),
                            .from = o->from,
                            .charge = o->charge,
                            .paid = o->paid};
}

static bool add_open(void *ctx, const sj_ledger_open *o) {
    gathering *g = ctx;
    bool suspended = sj_str_is(o->state, "suspended");
    char why[WORDS], money[SJ_MONEY_SIZE + 8];
    sj_night_payment *n =
        suspended ? more(g, &g->n->suspended, sizeof *n) : more(g, &g->n->unmatched, sizeof *n);
    if (!n) return false;
    if (suspended) {
        sj_money off = o->residual ? o->residual : o->charge_residual;
        sj_money_print_people(off, money);
        snprintf(why, sizeof why, "%s by %s (segment %u)",
                 o->residual ? "Charge, adjustments and payment differ"
                             : "The lines' charges do not make the claim's",
                 money, o->segment);
    } else if (o->candidate.len) {
        snprintf(why, sizeof why, "Perhaps %.*s (%u points)", SJ_FMT(o->candidate), o->score);
    } else {
        snprintf(why, sizeof why, "No claim of ours is like it");
    }
    fill_payment(g, n, o, why);
    return !g->failed;
}

static bool add_reversal(void *ctx, const sj_ledger_open *o) {
    gathering *g = ctx;
    sj_night_payment *n = more(g, &g->n->reversals, sizeof *n);
    if (!n) return false;
    bool alone = o->notes & SJ_NOTE_NO_ORIGINAL;
    fill_payment(g, n, o,
                 alone ? "The payment that it takes back was never posted here"
                       : "Takes back an earlier payment");
    return !g->failed;
}

static bool add_adjustment(void *ctx, const sj_provider_row *row, sj_str payer_name, sj_str trace,
                           sj_date paid_on) {
    gathering *g = ctx;
    sj_night_adjustment *n = more(g, &g->n->adjustments, sizeof *n);
    if (!n) return false;
    sj_str words = sj_reasons_provider(g->reasons, row->reason);
    *n = (sj_night_adjustment){.payer = keep(g, payer_name),
                               .trace = keep(g, trace),
                               .code = keep(g, row->reason),
                               .words = words.len ? words : SJ_STR("code without a text"),
                               .reference = keep(g, row->reference),
                               .paid_on = paid_on,
                               .amount = row->amount,
                               .takeback = row->amount > 0 &&
                                           sj_reasons_takes_back(g->reasons, row->reason)};
    return !g->failed;
}

static bool add_rejection(void *ctx, const sj_ledger_rejection *r) {
    gathering *g = ctx;
    sj_night_rejection *n = more(g, &g->n->rejections, sizeof *n);
    if (!n) return false;
    *n = (sj_night_rejection){.account = keep(g, r->account),
                              .payer = keep(g, r->payer_name),
                              .by = keep(g, r->what),
                              .codes = keep(g, r->codes),
                              .file = keep(g, r->file_name),
                              .from = r->from,
                              .charge = r->charge,
                              .submission = r->submission};
    return !g->failed;
}

/* The store can only be asked about each when their list is at its end. */
static sj_status add_reasons(gathering *g, sj_store *s, sj_err *err) {
    sj_status status = SJ_OK;
    char reason[WORDS], todo[WORDS];
    if (!g->opts->rejection_words) return SJ_OK;
    for (size_t i = 0; i < g->n->rejections.n && status == SJ_OK && !g->failed; i++) {
        sj_night_rejection *r = &g->n->rejections.v[i];
        reason[0] = todo[0] = 0;
        status = g->opts->rejection_words(s, r->submission, reason, sizeof reason, todo,
                                          sizeof todo, err);
        r->reason = keepz(g, reason);
        r->todo = keepz(g, todo);
    }
    return status;
}

static bool add_file(void *ctx, const sj_ledger_file *f) {
    gathering *g = ctx;
    sj_night_file *n = more(g, &g->n->files, sizeof *n);
    if (!n) return false;
    char hex[SJ_SHA256_HEX] = "", at[32] = "";
    if (f->sha256) sj_sha256_hex(f->sha256, hex);
    if (g->opts->clock_text) g->opts->clock_text(f->at, at);
    *n = (sj_night_file){.out = f->out,
                         .name = keep(g, f->name),
                         .type = keep(g, f->type),
                         .partner = keep(g, f->partner),
                         .state = keep(g, f->state),
                         .sha256 = keep(g, (sj_str){hex, f->sha256 ? 16 : 0}),
                         .bytes = f->bytes,
                         .claims = f->claims,
                         .charge = f->charge,
                         .at = keepz(g, at)};
    return !g->failed;
}

/* Claims that are out and have no answer about themselves yet. */
static bool add_state(void *ctx, sj_claim_state state, uint32_t claims, sj_money charge) {
    gathering *g = ctx;
    if (state != SJ_STATE_SENT && state != SJ_STATE_IN_DOUBT && state != SJ_STATE_ACCEPTED &&
        state != SJ_STATE_PENDED)
        return true;
    g->n->waiting.n += claims;
    g->n->waiting.amount = sj_money_add(g->n->waiting.amount, charge);
    return true;
}

static sj_status gather(gathering *g, sj_store *s, sj_err *err) {
    sj_instant from = g->opts->from, to = INT64_MAX;
    sj_status status = sj_ledger_denials(s, add_denial, g, err);
    if (status == SJ_OK)
        status = sj_ledger_remits(s, &(sj_ledger_filter){.from = from}, add_remit, g, err);
    if (status == SJ_OK) status = sj_ledger_open_payments(s, add_open, g, err);
    if (status == SJ_OK) status = sj_ledger_reversals(s, from, to, add_reversal, g, err);
    if (status == SJ_OK) status = sj_ledger_taken(s, from, to, add_adjustment, g, err);
    if (status == SJ_OK) status = sj_ledger_rejections(s, add_rejection, g, err);
    if (status == SJ_OK) status = add_reasons(g, s, err);
    if (status == SJ_OK) status = sj_ledger_files(s, from, to, add_file, g, err);
    if (status == SJ_OK) status = sj_ledger_states(s, add_state, g, err);
    return status;
}

static void count_tables(sj_nightly *n, const sj_reasons *r) {
    while (sj_reasons_carc_at(r, n->carcs)) n->carcs++;
    while (sj_reasons_rarc_at(r, n->rarcs)) n->rarcs++;
}

static sj_status read_all(sj_nightly *out, sj_store *store, const sj_nightly_opts *opts,
                          sj_status (*what)(gathering *g, sj_store *s, sj_err *err), sj_err *err) {
    *out = (sj_nightly){.as_of = opts->as_of, .since = opts->since, .detail = opts->detail};
    sj_arena_init(&out->arena, TEXT_LIMIT);
    gathering g = {.n = out, .opts = opts};
    sj_status status = sj_reasons_new(&g.reasons, err);
    if (status != SJ_OK) return status;
    out->practice = keep(&g, opts->practice);
    out->made_at = keep(&g, opts->made_at);
    out->zone = keep(&g, opts->zone);
    out->version = keepz(&g, sj_version());
    count_tables(out, g.reasons);
    status = what(&g, store, err);
    if (status == SJ_OK && (g.failed || !sj_nightly_sum(out)))
        status = sj_err_set(err, SJ_ENOMEM, "no memory for a report");
    sj_reasons_free(g.reasons);
    return status;
}

static sj_status gather_denials(gathering *g, sj_store *s, sj_err *err) {
    return sj_ledger_denials(s, add_denial, g, err);
}

sj_status sj_worklist_read(sj_nightly *out, sj_store *store, const sj_nightly_opts *opts,
                           sj_err *err) {
    return read_all(out, store, opts, gather_denials, err);
}

sj_status sj_nightly_read(sj_nightly *out, sj_store *store, const sj_nightly_opts *opts,
                          sj_err *err) {
    return read_all(out, store, opts, gather, err);
}

void sj_nightly_dispose(sj_nightly *n) {
    sj_free(n->denials.v);
    sj_free(n->remits.v);
    sj_free(n->unmatched.v);
    sj_free(n->suspended.v);
    sj_free(n->reversals.v);
    sj_free(n->adjustments.v);
    sj_free(n->rejections.v);
    sj_free(n->files.v);
    sj_arena_dispose(&n->arena);
    *n = (sj_nightly){.as_of = SJ_NO_DATE};
}
