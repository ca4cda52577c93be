/* engine/cli/follow_cli.c - a follow-up claim for a person: refused with the reason, or shown with
 * what is different, judged, and queued. */
#include "engine/cli/follow_cli.h"

#include "engine/cli/reading.h"
#include "engine/files/read.h"
#include "engine/pipeline/check_text.h"
#include "engine/pipeline/follow_up.h"
#include "parsers/base/alloc.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MAX = 1 << 20 };

typedef struct job {
    const sj_cli_follow *w;
    sj_engine *engine;
    sj_run run;
    sj_run_totals totals;
    sj_reasons *reasons;
    sj_json *patch, *coverage;
    sj_follow_wish wish;
    sj_follow made;
    sj_follow_file file;
    sj_claim_state state; /* of the queued claim; NONE: not queued */
    sj_err err;
} job;

/* ---- what was asked for ---- */

static sj_status read_json(sj_json **out, const char *path, sj_err *err) {
    char *text;
    size_t n;
    sj_status status = sj_file_whole(&text, &n, path, FILE_MAX, err);
    if (status == SJ_OK) status = sj_json_parse(out, (sj_str){text, n}, err);
    if (status == SJ_EARG && err) snprintf(err->detail, sizeof err->detail, "%.100s", path);
    sj_free(text);
    return status;
}

/* "2,3": ascending, each once. */
static bool read_lines(const char *text, sj_follow_wish *wish) {
    for (const char *at = text; *at;) {
        char *end;
        long n = strtol(at, &end, 10);
        bool later = !wish->n_lines || n > wish->lines[wish->n_lines - 1];
        if (end == at || n < 1 || n > 999 || !later || wish->n_lines == SJ_FOLLOW_LINES_MAX)
            return false;
        wish->lines[wish->n_lines++] = (uint32_t)n;
        if (*end && (*end != ',' || !end[1])) return false;
        at = end + (*end != 0);
    }
    return wish->n_lines > 0;
}

typedef struct newest {
    sj_str account;
    int64_t id;
} newest;

static bool take_newest(void *ctx, const sj_submission *s) {
    newest *n = ctx;
    if (sj_str_eq(s->account, n->account) && s->id > n->id) n->id = s->id;
    return true;
}

static sj_status prepare(job *j) {
    const sj_cli_follow *w = j->w;
    newest n = {.account = sj_str_of(w->account)};
    sj_status status = SJ_OK;
    if (w->patch) status = read_json(&j->patch, w->patch, &j->err);
    if (status == SJ_OK && w->payer) status = read_json(&j->coverage, w->payer, &j->err);
    if (status == SJ_OK) status = sj_reasons_new(&j->reasons, &j->err);
    if (status == SJ_OK)
        status = sj_submissions_by_account(j->run.store, &n.account, 1, take_newest, &n, &j->err);
    if (status == SJ_OK && !n.id)
        status = sj_err_set(&j->err, SJ_ENOTFOUND, "there is no claim with this account number");
    j->wish.submission = n.id;
    j->wish.patch = j->patch;
    j->wish.codes = j->run.tables;
    j->wish.coverage = j->coverage;
    j->wish.control = sj_str_of(w->control);
    return status;
}

/* ---- showing ---- */

static const char *or_nothing(sj_str s) {
    return s.len ? "" : "(nothing)";
}

static void show_changes(const sj_follow *f, FILE *to) {
    fprintf(to, "%s → %s, frequency %s", f->old_account, f->account, f->frequency);
    if (f->control[0]) fprintf(to, ", the payer's claim %s", f->control);
    fprintf(to, " (%s)\n\nDifferent from what was sent:\n", f->kind);
    for (uint32_t i = 0; i < f->changes.n; i++) {
        const sj_revision_change *c = &f->changes.v[i];
        fprintf(to, "  %.*s", SJ_FMT(c->path));
        if (c->box) fprintf(to, " (%s)", c->box);
        fprintf(to, ": %.*s%s → %.*s%s\n", SJ_FMT(c->before), or_nothing(c->before),
                SJ_FMT(c->after), or_nothing(c->after));
    }
    if (f->advice[0]) fprintf(to, "\nBear in mind: %s\n", f->advice);
}

static void show_claim(const sj_follow *f, FILE *to) {
    fputs("\nThe claim:\n", to);
    for (uint32_t i = 0; i < f->draft.n; i++)
        fprintf(to, "  %.*s%c\n", SJ_FMT(f->draft.v[i].text), f->draft.delims.terminator);
    fputc('\n', to);
}

static void show_json(const job *j) {
    const sj_follow *f = &j->made;
    sj_json_out o;
    sj_cli_json(&o);
    sj_json_object(&o);
    sj_json_key(&o, "schema");
    sj_json_int(&o, 1);
    sj_json_key(&o, "account");
    sj_json_strz(&o, f->old_account);
    sj_json_key(&o, "refused");
    sj_json_strz(&o, f->refusal ? sj_refusal_text(f->refusal) : NULL);
    sj_json_key(&o, "why");
    sj_json_strz(&o, f->refusal ? f->why : NULL);
    if (!f->refusal) {
        sj_json_key(&o, "kind");
        sj_json_strz(&o, f->kind);
        sj_json_key(&o, "new_account");
        sj_json_strz(&o, f->account);
        sj_json_key(&o, "frequency");
        sj_json_strz(&o, f->frequency);
        sj_json_key(&o, "payer_control");
        sj_json_strz(&o, f->control[0] ? f->control : NULL);
        sj_json_key(&o, "partner");
        sj_json_strz(&o, j->file.partner[0] ? j->file.partner : NULL);
        sj_json_key(&o, "advice");
        sj_json_strz(&o, f->advice[0] ? f->advice : NULL);
        sj_json_key(&o, "verdict");
        sj_json_strz(&o, sj_verdict_text(j->file.verdict));
        sj_json_key(&o, "queued");
        sj_json_bool(&o, j->state == SJ_STATE_READY);
        sj_json_key(&o, "changes");
        sj_json_array(&o);
        for (uint32_t i = 0; i < f->changes.n; i++) {
            const sj_revision_change *c = &f->changes.v[i];
            sj_json_object(&o);
            sj_json_key(&o, "path");
            sj_json_str(&o, c->path);
            sj_json_key(&o, "before");
            sj_json_str(&o, c->before);
            sj_json_key(&o, "after");
            sj_json_str(&o, c->after);
            sj_json_key(&o, "box");
            sj_json_strz(&o, c->box);
            sj_json_object_end(&o);
        }
        sj_json_array_end(&o);
        sj_json_key(&o, "x12");
        sj_json_str(&o, (sj_str){j->file.bytes, j->file.len});
    }
    sj_json_object_end(&o);
    sj_cli_json_end(&o);
}

/* ---- doing ---- */

/* What is only information (no table of codes is loaded …) says nothing of this claim: it is left
 * out. */
typedef struct filter {
    sj_check_events events;
    const sj_check_events *to;
} filter;

static void on_finding(void *ctx, const sj_check_place *at, const sj_finding *f,
                       const sj_finding_def *def, const sj_claim *claim) {
    const filter *o = ctx;
    if (f->severity != SJ_INFO) o->to->finding(o->to->ctx, at, f, def, claim);
}

static void on_file_begin(void *ctx, const char *path) {
    const filter *o = ctx;
    o->to->file_begin(o->to->ctx, path);
}

static void on_set_begin(void *ctx, const sj_set *s) {
    const filter *o = ctx;
    o->to->set_begin(o->to->ctx, s);
}

static void on_verdict(void *ctx, const sj_set *s, const sj_claim_row *row) {
    const filter *o = ctx;
    o->to->verdict(o->to->ctx, s, row);
}

static void on_set_end(void *ctx, const sj_set *s) {
    const filter *o = ctx;
    if (o->to->set_end) o->to->set_end(o->to->ctx, s);
}

static void on_claim(void *ctx, const sj_claim *c, sj_verdict so_far) {
    const filter *o = ctx;
    if (o->to->claim) o->to->claim(o->to->ctx, c, so_far);
}

static void on_file_end(void *ctx, const sj_check_result *r) {
    const filter *o = ctx;
    o->to->file_end(o->to->ctx, r);
}

/* Written and judged; what is found goes to standard error. */
static sj_status judge(job *j) {
    sj_check_text text;
    const sj_judges *all = j->run.judges;
    const sj_partner *p = sj_config_route(&j->run.home->config, sj_str_of(j->made.payer));
    sj_check *check = all->v[sj_judges_of(all, p)]->check;
    sj_status status =
        sj_check_text_init(&text, stderr, sj_check_catalog(check), false, false, &j->err);
    if (status != SJ_OK) return status;
    text.profile = sj_check_profile(check);
    filter only = {.to = &text.events};
    only.events = (sj_check_events){.ctx = &only,
                                    .file_begin = on_file_begin,
                                    .set_begin = on_set_begin,
                                    .set_end = on_set_end,
                                    .finding = on_finding,
                                    .claim = on_claim,
                                    .verdict = on_verdict,
                                    .file_end = on_file_end};
    status = sj_follow_file_make(&j->file, &j->run, &j->made, &only.events, &j->err);
    sj_check_text_dispose(&text);
    return status;
}

static sj_status finish(job *j, int *code) {
    const sj_cli_follow *w = j->w;
    sj_status status = judge(j);
    if (status != SJ_OK) return status;
    bool held = j->file.verdict == SJ_VERDICT_HELD;
    if (!w->json) show_changes(&j->made, stdout);
    if (!w->json && w->dry_run) show_claim(&j->made, stdout);
    if (!w->dry_run && !held && j->file.partner[0])
        status = sj_follow_file_queue(&j->run, &j->made, &j->file, sj_str_of(sj_cli_actor()),
                                      &j->state, &j->err);
    if (status != SJ_OK) return status;
    *code = held || !j->file.partner[0] ? SJ_EXIT_FINDINGS : SJ_EXIT_OK;
    if (w->json) return SJ_OK;
    if (!j->file.partner[0])
        fputs("Not queued: no partner in scrubjay.xml takes this payer's claims.\n", stderr);
    else if (held)
        fputs("Not queued: our check would hold it (above). Mend it and try again.\n", stderr);
    else if (w->dry_run)
        fputs("Nothing was queued (--dry-run).\n", stderr);
    else if (j->state == SJ_STATE_READY)
        fprintf(stderr, "Queued as %s: the next run sends it to %s.\n", j->made.account,
                j->file.partner);
    else
        fprintf(stderr, "%s was taken in and is held: 'scrubjay claim %s' says why.\n",
                j->made.account, j->made.account);
    if (j->state != SJ_STATE_READY && j->state != SJ_STATE_NONE) *code = SJ_EXIT_FINDINGS;
    return SJ_OK;
}

static int work(job *j) {
    int code = SJ_EXIT_OK;
    char subject[24];
    sj_status status = prepare(j);
    snprintf(subject, sizeof subject, "%" PRId64, j->wish.submission);
    if (status == SJ_OK) status = sj_cli_note(j->run.home, "read claim", subject, &j->err);
    if (status == SJ_OK)
        status = sj_follow_make(&j->made, j->run.store, j->run.guides, j->reasons,
                                j->run.home->config.terms, &j->wish, &j->err);
    if (status == SJ_OK && !j->made.refusal) status = finish(j, &code);
    if (status != SJ_OK) return sj_cli_fail(NULL, &j->err);
    if (j->w->json) show_json(j);
    if (!j->made.refusal) return code;
    if (!j->w->json) fprintf(stderr, "scrubjay: refused: %s.\n", j->made.why);
    return SJ_EXIT_FINDINGS;
}

int sj_cli_follow_up(const sj_command *self, const sj_cli_follow *w) {
    job j = {.w = w, .wish = {.kind = w->kind}};
    char home[SJ_PATH];
    if (w->lines && !read_lines(w->lines, &j.wish))
        return sj_cli_usage(self, "--line takes numbers like 2 or 2,3 in ascending order, not '%s'",
                            w->lines);
    const sj_engine_opts opts = {.as_of = w->as_of};
    sj_status status = sj_home_find(w->home, home, &j.err);
    if (status == SJ_OK) status = sj_engine_open(&j.engine, home, &opts, &j.err);
    if (status != SJ_OK) return sj_cli_fail(NULL, &j.err);
    sj_engine_prepare(j.engine, NULL, &j.totals, &j.run);
    int code = work(&j);
    sj_follow_file_dispose(&j.file);
    sj_follow_dispose(&j.made);
    sj_json_free(j.patch);
    sj_json_free(j.coverage);
    sj_reasons_free(j.reasons);
    sj_engine_close(j.engine);
    return code;
}
