/* engine/pipeline/intake.c - an 837 file into the store: checked, compared with what came before,
 * kept.
 *
 * Claims come one by one from the check; a share of them waits in memory until the store has been
 * asked, in one question, which of their accounts it knows. What only the end of a set shows (its
 * verdict) is corrected in the store by one statement: nothing of it is visible before the file's
 * commit.
 *
 * A claim is judged as the partner wants it that it is routed to. Where partners have profiles, the
 * file is read once for each way of judging, and from each pass only its own claims are taken. */
#include "engine/pipeline/intake.h"

#include "engine/files/read.h"
#include "engine/pipeline/order.h"
#include "engine/pipeline/raw.h"
#include "engine/store/audit.h"
#include "parsers/base/alloc.h"

#include <inttypes.h>

enum { ARENA_LIMIT = 256 << 20, ARENA_SOFT = 16 << 20 };

static const sj_finding_def rows[] = {
#define FINDING(name, ...) {__VA_ARGS__},
#include "engine/pipeline/findings.def"
#undef FINDING
};

const sj_finding_table *sj_intake_findings(void) {
    static const sj_finding_table table = {SJ_BOX_INTAKE, sizeof rows / sizeof *rows, rows};
    return &table;
}

static void fail_memory(sj_intake *in) {
    if (in->status == SJ_OK)
        in->status = sj_err_set(in->err, SJ_ENOMEM, "no memory to read claims");
}

static bool keep(sj_intake *in, sj_str *s) {
    return sj_arena_copy(&in->arena, *s, s);
}

sj_kept_finding *sj_intake_keep(sj_intake *in, const sj_finding *f, const sj_finding_def *def) {
    sj_kept_finding *k = sj_arena_zalloc(&in->arena, sizeof *k);
    if (!k) return NULL;
    k->f = *f;
    k->def = def;
    k->id = sj_store_new_id(in->run->store);
    k->scope = SJ_SCOPE_CLAIM;
    return keep(in, &k->f.value) && keep(in, &k->f.a) && keep(in, &k->f.b) &&
                   keep(in, &k->f.account)
               ? k
               : NULL;
}

/* ---- findings ---- */

/* 'A', 'B', 'C' for the loops above a claim; 0 for the claim's own and for the set's. */
static char level_of(const char *loop) {
    if (!loop || strncmp(loop, "20", 2) != 0 || strlen(loop) < 5) return 0;
    return loop[4] >= 'A' && loop[4] <= 'C' ? loop[4] : 0;
}

static uint32_t frame_at(const sj_claim *c, char level) {
    if (level == 'A') return c->billing->frame.first;
    if (level == 'B') return c->subscriber->frame.first;
    return c->patient ? c->patient->frame.first : 0;
}

static void keep_own(sj_intake *in, const sj_finding *f, const sj_finding_def *def,
                     const sj_claim *c) {
    sj_kept_finding *k = sj_intake_keep(in, f, def);
    if (!k) {
        fail_memory(in);
        return;
    }
    char level = level_of(f->loop);
    if (level && in->n_shared < SJ_SHARED_FINDINGS) {
        k->scope = SJ_SCOPE_SHARED;
        in->shared[in->n_shared++] = (sj_shared_finding){.id = k->id,
                                                         .def = def,
                                                         .is_error = f->severity == SJ_ERROR,
                                                         .level = level,
                                                         .frame = frame_at(c, level)};
    }
    *in->own_last = k;
    in->own_last = &k->next;
}

/* Claims of this file that were ready are held after all. */
static void hold(sj_intake *in, int64_t first, int64_t last) {
    sj_held_claims held = {0};
    if (in->status != SJ_OK || !first) return;
    in->status = sj_submissions_hold(in->run->store, in->taken->id, first, last, &held, in->err);
    sj_file_result *r = &in->taken->result;
    r->ready -= held.claims;
    r->held += held.claims;
    r->warned -= held.warned;
    r->ready_charge -= held.charge;
}

/* Of the set or the file, or of a claim that has been read already. */
static void take_late(sj_intake *in, const sj_check_place *at, const sj_finding *f,
                      const sj_finding_def *def) {
    sj_intake_write(in);
    in->set_wrong |= f->severity == SJ_ERROR && !f->claim && at->set && !level_of(f->loop);
    if (in->status != SJ_OK || (in->is_again && !f->claim)) return;
    sj_kept_finding *k = sj_intake_keep(in, f, def);
    if (!k) {
        fail_memory(in);
        return;
    }
    int64_t submission = 0;
    if (f->claim)
        in->status = sj_submissions_by_ordinal(in->run->store, in->taken->id, in->first_in_set,
                                               in->last_in_set, f->claim, &submission, in->err);
    if (!submission && in->is_again) return; /* a claim of another pass */
    if (!submission) k->scope = at->set ? SJ_SCOPE_SET : SJ_SCOPE_FILE;
    sj_intake_add_finding(in, k, submission);
    if (f->severity == SJ_ERROR && submission) hold(in, submission, submission);
    sj_intake_tell_finding(in->taken->body, f, def);
}

static void on_finding(void *ctx, const sj_check_place *at, const sj_finding *f,
                       const sj_finding_def *def, const sj_claim *claim) {
    sj_intake *in = ctx;
    if (in->status != SJ_OK) return;
    if (f->severity == SJ_INFO) {
        if (!f->claim && !in->is_again) sj_intake_tell_finding(in->taken->body, f, def);
        return;
    }
    if (claim)
        keep_own(in, f, def, claim);
    else
        take_late(in, at, f, def);
}

/* ---- sets and claims ---- */

static void on_set_begin(void *ctx, const sj_set *s) {
    sj_intake *in = ctx;
    (void)s;
    in->set_ordinal++;
    in->first_in_set = in->last_in_set = 0;
    in->n_shared = 0;
    in->set_wrong = false;
}

static void on_set_end(void *ctx, const sj_set *s) {
    sj_intake *in = ctx;
    sj_intake_write(in);
    /* Errors of claims and of the loops above them hold these claims alone: what is sent is a set
     * of our own. Refused without an error inside: the fault is the envelope's. */
    bool is_set = in->set_wrong || (s->ack == 'R' && !s->errors);
    if (in->status != SJ_OK || !in->first_in_set || !is_set) return;
    fprintf(in->taken->body,
            "  Transaction set %.*s is wrong as a whole: all of its claims are held, those without "
            "a fault too.\n\n",
            SJ_FMT(s->control));
    hold(in, in->first_in_set, in->last_in_set);
}

/* What our own configuration says against sending the claim to partner `p`; NULL: nobody takes it.
 */
static void check_route(sj_intake *in, const sj_claim *c, const sj_partner *p) {
    char usage = c->header->set->group->interchange->usage;
    sj_str payer = c->subscriber->payer.id.v;
    if (p && p->usage == usage) return;
    sj_finding f = {.id = SJ_FINDING_ID(SJ_BOX_INTAKE, p ? SJ_IN_USAGE_MISMATCH : SJ_IN_NO_PARTNER),
                    .severity = SJ_ERROR,
                    .value = p ? (sj_str){&usage, 1} : payer,
                    .claim = c->ordinal,
                    .account = c->account.v};
    if (p)
        f.a = sj_str_of(p->name), f.b = (sj_str){&p->usage, 1};
    else
        sj_claim_place(c, c->subscriber->payer.id.at, &f);
    keep_own(in, &f, &rows[SJ_FINDING_ROW(f.id)], c);
}

static void fill_row(sj_intake *in, sj_pending_claim *p, const sj_claim *c, sj_verdict verdict) {
    const sj_interchange *ic = c->header->set->group->interchange;
    p->sub.row = (sj_submission){
        .id = sj_store_new_id(in->run->store),
        .file = in->taken->id,
        .ordinal = c->ordinal,
        .set_ordinal = in->set_ordinal,
        .segment = c->frame.first,
        .offset = c->frame.n ? sj_repairs_original(in->repairs, c->frame.segs[0].offset) : 0,
        .account = sj_str_trim(c->account.v),
        .verdict = sj_str_of(sj_verdict_text(verdict)),
        .state = verdict == SJ_VERDICT_HELD ? SJ_STATE_HELD : SJ_STATE_READY,
        .type = sj_str_of(c->header->set->type),
        .purpose = c->header->transaction_use.v,
        .usage = {ic->usage == 'P' ? "P" : "T", 1},
        .sequence = c->subscriber->sequence.v,
        .frequency = c->frequency.v,
        .filing = c->subscriber->filing.v,
        .payer = c->subscriber->payer.id.v,
        .payer_name = c->subscriber->payer.last.v,
        .provider = c->billing->provider.id.v,
        .charge = c->charge.v,
        .first_service = c->first_service,
        .last_service = c->last_service,
        .fingerprint = p->fingerprint};
    sj_submission *r = &p->sub.row;
    sj_str *texts[] = {&r->account, &r->type,  &r->purpose,    &r->sequence, &r->frequency,
                       &r->filing,  &r->payer, &r->payer_name, &r->provider};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (!keep(in, texts[i])) fail_memory(in);
}

static void link_shared(sj_intake *in, sj_pending_claim *p, const sj_claim *c) {
    if (!in->n_shared) return;
    p->links = sj_arena_alloc(&in->arena, in->n_shared * sizeof *p->links);
    if (!p->links) {
        fail_memory(in);
        return;
    }
    for (size_t i = 0; i < in->n_shared; i++)
        if (in->shared[i].frame == frame_at(c, in->shared[i].level))
            p->links[p->n_links++] = in->shared[i].id;
}

/* Findings that came with claims of other passes: those of loops above them wait for a claim of
 * this pass under the same loop. */
static void leave_to_others(sj_intake *in) {
    sj_kept_finding *k = in->own;
    in->own = NULL;
    in->own_last = &in->own;
    for (; k; k = k->next) {
        if (k->scope != SJ_SCOPE_SHARED) continue;
        *in->own_last = k;
        in->own_last = &k->next;
    }
    *in->own_last = NULL;
    if (in->arena.used > ARENA_SOFT) sj_intake_write(in);
}

/* Does the finding, if it is one of a loop above claims, stand above this one? */
static bool is_above(const sj_intake *in, const sj_kept_finding *k, const sj_claim *c) {
    if (k->scope != SJ_SCOPE_SHARED) return true;
    for (size_t i = 0; i < in->n_shared; i++)
        if (in->shared[i].id == k->id)
            return in->shared[i].frame == frame_at(c, in->shared[i].level);
    return false;
}

/* What waited and stands above another claim was of none of this pass. */
static void drop_others(sj_intake *in, const sj_claim *c) {
    sj_kept_finding **at = &in->own;
    while (*at) {
        if (is_above(in, *at, c))
            at = &(*at)->next;
        else
            *at = (*at)->next;
    }
    in->own_last = at;
}

static bool is_in(const sj_frame *f, uint64_t offset) {
    return f->n && offset >= f->segs[0].offset && offset <= f->segs[f->n - 1].offset;
}

/* Does this segment of the repaired copy stand in the claim, or in a loop above it? */
static bool is_claims(const sj_claim *c, uint64_t offset) {
    return is_in(&c->frame, offset) || (c->patient && is_in(&c->patient->frame, offset)) ||
           is_in(&c->subscriber->frame, offset) || is_in(&c->billing->frame, offset) ||
           (c->header && is_in(&c->header->frame, offset));
}

/* What was repaired in the claim, and (for the first claim below it) in a loop above, is kept with
 * it. */
static void keep_repairs(sj_intake *in, sj_pending_claim *p, const sj_claim *c) {
    uint64_t end = c->frame.n ? c->frame.segs[c->frame.n - 1].offset : 0;
    for (size_t n = sj_repairs_count(in->repairs); in->next_repair < n; in->next_repair++) {
        sj_repair_change *change = sj_repairs_at(in->repairs, in->next_repair);
        char kinds[64];
        if (change->to > end) return;
        if (change->told || !is_claims(c, change->to)) continue;
        change->told = true;
        sj_repairs_text(change->kinds, kinds);
        sj_finding f = {.id = SJ_FINDING_ID(SJ_BOX_INTAKE, SJ_IN_REPAIRED),
                        .severity = SJ_INFO,
                        .pos = {.offset = change->from,
                                .element = change->element,
                                .component = change->component},
                        .value = change->before,
                        .a = change->after,
                        .b = sj_str_of(kinds),
                        .claim = c->ordinal,
                        .account = c->account.v};
        memcpy(f.tag, change->tag, sizeof f.tag);
        sj_kept_finding *k = sj_intake_keep(in, &f, &rows[SJ_IN_REPAIRED]);
        if (!k) fail_memory(in);
        if (!k) return;
        *p->last = k;
        p->last = &k->next;
        p->repairs++;
    }
}

static void on_claim(void *ctx, const sj_claim *c, sj_verdict so_far) {
    sj_intake *in = ctx;
    if (in->status != SJ_OK) return;
    const sj_partner *partner = sj_config_route(&in->run->home->config, c->subscriber->payer.id.v);
    if (sj_judges_of(in->run->judges, partner) != in->judge) {
        leave_to_others(in);
        return;
    }
    drop_others(in, c);
    check_route(in, c, partner);
    sj_pending_claim *p = &in->pending[in->n++];
    *p = (sj_pending_claim){.findings = in->own, .last = in->own ? in->own_last : NULL};
    if (!p->last) p->last = &p->findings;
    for (const sj_kept_finding *k = p->findings; k; k = k->next)
        if (k->f.severity == SJ_ERROR) so_far = SJ_VERDICT_HELD;
    in->own = NULL;
    in->own_last = &in->own;
    fill_row(in, p, c, so_far);
    link_shared(in, p, c);
    keep_repairs(in, p, c);
    if (!sj_raw_take(&in->arena, c, &p->sub.raw)) fail_memory(in);
    if (in->status != SJ_OK) return;
    sj_raw_fingerprint(in->run->sha, &p->sub.raw, p->fingerprint);
    p->sub.keys = sj_claim_keys(in->run->home->keyed, c);
    p->sub.loops = sj_loops_of(&p->sub.raw);
    if (!in->first_in_set) in->first_in_set = p->sub.row.id;
    in->last_in_set = p->sub.row.id;
    if (in->n == SJ_SHARE || in->arena.used > ARENA_SOFT) sj_intake_write(in);
}

/* ---- the file ---- */

/* One pass: the claims of one judge. */
static sj_status read_claims(sj_intake *in, FILE *f, sj_err *err) {
    const sj_check_events events = {.ctx = in,
                                    .set_begin = on_set_begin,
                                    .set_end = on_set_end,
                                    .finding = on_finding,
                                    .claim = on_claim};
    sj_check_result result;
    sj_check *check = in->run->judges->v[in->judge]->check;
    sj_check_again(check, fileno(f));
    sj_status status = sj_check_read(check, in->taken->name, sj_file_read, f, &events, &result);
    if (status != SJ_OK && err) *err = result.err;
    if (status == SJ_OK) sj_intake_write(in);
    return status == SJ_OK ? in->status : status;
}

static sj_status read_passes(sj_intake *in, FILE *f, sj_err *err) {
    rewind(f);
    sj_status status = sj_history_look(in->run->history, sj_file_read, f, err);
    if (in->plan.id) {
        sj_history_drop(in->run->history, in->plan.parent);
        sj_history_drop(in->run->history, in->plan.root);
    }
    for (size_t i = 0; i < in->run->judges->n && status == SJ_OK; i++) {
        if (!sj_judges_has_claims(in->run->judges, i)) continue;
        in->judge = i;
        in->set_ordinal = 0;
        in->next_repair = 0;
        rewind(f);
        status = read_claims(in, f, err);
        in->is_again = true;
    }
    sj_history_forget(in->run->history);
    return status;
}

/* Let *f be a repaired copy without a name; the file that was taken stays as it is. */
static sj_status repair(sj_intake *in, unsigned kinds, FILE **f, sj_err *err) {
    FILE *copy = tmpfile();
    if (!copy) return sj_err_set(err, SJ_EIO, "the repaired copy could not be made");
    sj_status status = sj_repairs_make(&in->repairs, kinds, sj_file_read, *f, copy, err);
    if (status != SJ_OK) {
        fclose(copy);
        return status;
    }
    fclose(*f);
    *f = copy;
    return SJ_OK;
}

/* The sum of a file's repairs, for people: in its report and in the audit log. */
static sj_status tell_repairs(sj_intake *in, sj_err *err) {
    size_t n = sj_repairs_count(in->repairs);
    unsigned kinds = 0;
    char words[64], detail[128], subject[24];
    for (size_t i = 0; i < n; i++) kinds |= sj_repairs_at(in->repairs, i)->kinds;
    if (!n) return SJ_OK;
    sj_repairs_text(kinds, words);
    snprintf(detail, sizeof detail, "%zu values (%s)", n, words);
    snprintf(subject, sizeof subject, "%" PRId64, in->taken->id);
    fprintf(in->taken->body,
            "  Repaired before judging: %s. The file as it came is kept unchanged.\n\n", detail);
    return sj_audit_add(in->run->store, SJ_STR("scrubjay"), SJ_STR("repair file"),
                        sj_str_of(subject), sj_str_of(detail), err);
}

static sj_status repair_and_read(sj_intake *in, FILE **f, sj_err *err) {
    unsigned kinds;
    sj_status status = sj_repairs_of(in->run->home->config.repairs, &kinds, err);
    if (status == SJ_OK && kinds) status = repair(in, kinds, f, err);
    if (status == SJ_OK) status = read_passes(in, *f, err);
    return status == SJ_OK ? tell_repairs(in, err) : status;
}

sj_status sj_intake_claims(sj_run *r, sj_taken *t, sj_err *err) {
    FILE *f;
    sj_status status = sj_taken_open(t, &f, err);
    if (status != SJ_OK) return status;
    sj_intake *in = sj_calloc(1, sizeof *in);
    if (in) {
        in->run = r;
        in->taken = t;
        in->err = err;
        in->own_last = &in->own;
        sj_arena_init(&in->arena, ARENA_LIMIT);
        sj_arena_init(&in->plan_arena, ARENA_LIMIT);
        status = sj_follow_plan_of(r->store, t->sha256, &in->plan_arena, &in->plan, err);
        if (status == SJ_OK) status = repair_and_read(in, &f, err);
        t->result.causes = t->causes;
        t->result.n_causes = sj_causes_top(&in->causes, t->causes);
        sj_repairs_free(in->repairs);
        sj_arena_dispose(&in->arena);
        sj_arena_dispose(&in->plan_arena);
        sj_free(in);
    } else {
        status = sj_err_set(err, SJ_ENOMEM, "no memory to read claims");
    }
    fclose(f);
    return status;
}
