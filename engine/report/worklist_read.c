/* Fills the worklist from the store. */
#include "engine/report/worklist.h"

#include "engine/followup/decide.h"
#include "engine/followup/words.h"
#include "engine/report/remits.h"
#include "engine/store/ledger.h"
#include "parsers/base/alloc.h"

#include <stdlib.h>

static const size_t TEXT_LIMIT = (size_t)1 << 30;
enum { WORDS = 1024 };

typedef struct gathering {
    sj_worklist *n;
    const sj_worklist_opts *opts;
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

/* Room for one more; their number is a power of two when it is full. */
static sj_worklist_line *more(gathering *g) {
    sj_worklist *w = g->n;
    if ((w->n & (w->n - 1)) == 0) {
        sj_worklist_line *v = sj_realloc(w->lines, (w->n ? 2 * w->n : 1) * sizeof *v);
        if (!v) {
            g->failed = true;
            return NULL;
        }
        w->lines = v;
    }
    return &w->lines[w->n++];
}

static sj_str patient(gathering *g, sj_str last, sj_str first) {
    char text[WORDS];
    sj_patient_text(g->opts->detail, last, first, text, sizeof text);
    return keepz(g, text);
}

/* Money that work may bring, sooner before later. */
static int64_t priority(const gathering *g, const sj_ledger_denial *d) {
    const sj_category *category = sj_reasons_category(g->reasons, d->row.category);
    uint16_t chance = category && category->recover ? category->recover : 100;
    if (g->opts->chances) chance = sj_chance_of(g->opts->chances, d->row.category);
    return sj_priority(d->row.amount, chance, d->row.due, g->opts->as_of);
}

/* Last days by what the payer holds to. */
static void add_limits(const gathering *g, sj_worklist_line *n, const sj_ledger_denial *d) {
    n->correct_by = n->file_by = SJ_NO_DATE;
    if (!g->opts->terms) return;
    const sj_terms t = sj_terms_of(g->opts->terms, d->payer, d->filing);
    if (n->appeal_by == SJ_NO_DATE && !(d->row.guards & SJ_GUARD_NO_APPEAL)) {
        n->appeal_by = sj_terms_appeal_by(&t, 1, d->paid_on);
        n->appeal_usual = t.appeal_usual;
    }
    if (t.correction_days && d->paid_on != SJ_NO_DATE)
        n->correct_by = d->paid_on + t.correction_days;
    if (t.filing_days && d->from != SJ_NO_DATE) n->file_by = d->from + t.filing_days;
    n->correct_usual = t.correction_usual;
    n->file_usual = t.filing_usual;
}

static void add_work(gathering *g, sj_worklist_line *n, const sj_ledger_denial *d) {
    const sj_action *plan = sj_reasons_action(g->reasons, d->work.plan);
    n->id = d->row.id;
    n->version = d->work.version;
    n->status = keep(g, d->work.status);
    n->owner = keep(g, d->work.owner);
    n->note = keep(g, d->work.note);
    n->caught = keep(g, d->caught);
    n->plan = plan ? plan->brief : keep(g, d->work.plan);
    n->follow_up = d->work.follow_up;
    n->expected = d->expected;
    n->expected_by = keep(g, d->expected_by);
    n->rule = d->row.rule;
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
                         .rule = sj_rules_find(g->reasons, d->row.rule),
                         .expected = d->expected,
                         .expected_by = d->expected_by,
                         .group = d->row.group,
                         .carc = d->row.carc,
                         .rarc = d->row.rarc,
                         .reason = sj_reasons_carc(g->reasons, d->row.carc)};
    char text[WORDS];
    sj_decision_why(&again, text, sizeof text);
    return keepz(g, text);
}

/* A payer that takes no replacements gets a new claim, unless it asks for a replacement itself. */
static sj_str action_of(const gathering *g, const sj_ledger_denial *d) {
    if (!g->opts->terms || !sj_str_is(d->row.action, "correct") ||
        (d->row.guards & SJ_GUARD_REPLACEMENT) ||
        sj_terms_of(g->opts->terms, d->payer, d->filing).replacement != '1')
        return d->row.action;
    return SJ_STR("rebill");
}

static bool add_denial(void *ctx, const sj_ledger_denial *d) {
    gathering *g = ctx;
    sj_worklist_line *n = more(g);
    if (!n) return false;
    const sj_denial_codes codes = {d->row.group,    d->row.carc,     d->row.rarc,
                                   d->row.category, action_of(g, d), d->row.guards};
    char text[WORDS];
    *n = (sj_worklist_line){.account = keep(g, d->account),
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
    add_work(g, n, d);
    add_limits(g, n, d);
    return !g->failed;
}

static void count(sj_worklist_sum *s, sj_money amount) {
    s->n++;
    s->amount = sj_money_add(s->amount, amount);
}

static void sum(sj_worklist *w) {
    for (size_t i = 0; i < w->n; i++) {
        const sj_worklist_line *l = &w->lines[i];
        count(l->underpaid ? &w->underpaid : &w->open, l->amount);
        if (l->due == SJ_NO_DATE) continue;
        if (l->due < w->as_of)
            count(&w->past, l->amount);
        else if (l->due <= w->as_of + 14)
            count(&w->due, l->amount);
    }
}

static int compare_texts(sj_str a, sj_str b) {
    size_t n = a.len < b.len ? a.len : b.len;
    int c = n ? memcmp(a.ptr, b.ptr, n) : 0;
    return c ? c : (a.len > b.len) - (a.len < b.len);
}

/* The most promising money first; then what is due first, then by account and line. */
static int by_priority(const void *a, const void *b) {
    const sj_worklist_line *x = a, *y = b;
    if (x->priority != y->priority) return x->priority < y->priority ? 1 : -1;
    if (x->due != y->due) return x->due < y->due ? -1 : 1;
    int c = compare_texts(x->account, y->account);
    return c ? c : (x->line > y->line) - (x->line < y->line);
}

/* Those of a queue; the order is made again by the same priorities. */
static sj_status read_only(gathering *g, sj_store *store, sj_err *err) {
    enum { AT_ONCE = 256 };
    int64_t ids[AT_ONCE];
    sj_status status = SJ_OK;
    for (size_t at = 0; at < g->opts->n_only && status == SJ_OK; at += AT_ONCE) {
        size_t n = g->opts->n_only - at < AT_ONCE ? g->opts->n_only - at : AT_ONCE;
        for (size_t i = 0; i < n; i++) ids[i] = g->opts->only[at + i].denial;
        status = sj_ledger_denials_by_id(store, ids, n, add_denial, g, err);
    }
    return status;
}

sj_status sj_worklist_read(sj_worklist *out, sj_store *store, const sj_worklist_opts *opts,
                           sj_err *err) {
    *out = (sj_worklist){.as_of = opts->as_of};
    sj_arena_init(&out->arena, TEXT_LIMIT);
    gathering g = {.n = out, .opts = opts};
    sj_status status = sj_reasons_new(&g.reasons, err);
    if (status == SJ_OK)
        status =
            opts->only ? read_only(&g, store, err) : sj_ledger_denials(store, add_denial, &g, err);
    if (status == SJ_OK && g.failed) status = sj_err_set(err, SJ_ENOMEM, "no memory for a list");
    if (out->n) qsort(out->lines, out->n, sizeof *out->lines, by_priority);
    sum(out);
    sj_reasons_free(g.reasons);
    return status;
}

void sj_worklist_dispose(sj_worklist *w) {
    sj_free(w->lines);
    sj_arena_dispose(&w->arena);
    *w = (sj_worklist){.as_of = SJ_NO_DATE};
}
