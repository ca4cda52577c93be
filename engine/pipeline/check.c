/* Joins parse, scrub and the catalogue; decides on each claim. */
#include "engine/pipeline/check.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/pipeline/catalog.h"
#include "engine/pipeline/finding_queue.h"
#include "engine/store/sha256.h"
#include "parsers/base/alloc.h"

#include <scrubjay/answer.h>
#include <scrubjay/externals.h>

enum { QUEUE_LIMIT = 32 << 20 };

struct sj_check {
    const sj_check_opts *opts;
    sj_guides *guides, *own; /* those in use; those to be freed */
    sj_catalog *catalog;
    sj_scrub *scrub;
    sj_scrub *ahead; /* has foreseen the file at hand; NULL: nobody asked yet */
    int again;       /* descriptor of the file at hand, to read it again; -1: none */
    char *name;      /* of the file before, where files belong together; NULL: there was none */
    sj_externals *externals;
    sj_sha256 *sha;
    sj_finding_queue queue; /* findings of claim `queued` */
    uint32_t queued;
    sj_claim_log log;
    sj_causes causes, all_causes; /* of this file, of all */
    sj_claim_kinds kinds;         /* of the claim at hand */
    sj_claim_kinds above;         /* told last of loops above claims: those below have them, too */
    bool is_telling_above;
    /* Of the file at hand: */
    const sj_check_events *events;
    sj_check_result *result;
    sj_read_fn read;
    void *read_ctx;
    sj_check_place at;
    sj_ack_tally tally;
    bool is_claims;   /* the set holds claims, not payments */
    bool set_held;    /* something that concerns the whole set is wrong, type 3 or higher */
    sj_status status; /* what went wrong in a callback, */
    sj_err err;       /* and why */
};

/* Hand an event on to the caller. */
#define PASS(c, event, ...)                                                                        \
    do {                                                                                           \
        if ((c)->events->event) (c)->events->event((c)->events->ctx, __VA_ARGS__);                 \
    } while (0)

/* The same for one that the caller asked sj_parse for. */
#define ALSO(c, event, ...)                                                                        \
    do {                                                                                           \
        const sj_parse_events *also = (c)->events->also;                                           \
        if (also && also->event) also->event(also->ctx, __VA_ARGS__);                              \
    } while (0)

/* ---- what stands further on ---- */

/* A descriptor read from its beginning, wherever others are in it. */
typedef struct sight {
    int fd;
    off_t at;
    sj_scrub *scrub;
} sight;

static ptrdiff_t read_ahead(void *ctx, char *buf, size_t cap) {
    sight *v = ctx;
    ssize_t n;
    do n = pread(v->fd, buf, cap, v->at);
    while (n < 0 && errno == EINTR);
    if (n > 0) v->at += n;
    return n;
}

static void foresee(void *ctx, const sj_claim *claim) {
    sj_scrub_foresee(((sight *)ctx)->scrub, claim);
}

/* Read the file once more, for the days of all its claims. */
static const sj_scrub *look_ahead(void *ctx) {
    sj_check *c = ctx;
    const sj_scrub_opts scrub = {.tables = c->opts->tables, .as_of = c->opts->as_of};
    sight v = {.fd = c->again};
    const sj_parse_events events = {.ctx = &v, .claim = foresee};
    const sj_parse_opts opts = {.snip = 1, .max_unit = c->opts->max_unit, .stop = c->opts->stop};
    if (c->again < 0) return NULL;
    if (!c->ahead && sj_scrub_new(&c->ahead, &scrub, NULL) != SJ_OK) return NULL;
    sj_scrub_begin_file(c->ahead);
    v.scrub = c->ahead;
    /* What cannot be read to its end is told by who reads it now. */
    return sj_parse(c->guides, read_ahead, &v, &events, &opts, NULL, NULL) == SJ_ENOMEM ? NULL
                                                                                        : c->ahead;
}

sj_status sj_check_new(sj_check **out, const sj_check_opts *opts, sj_err *err) {
    *out = NULL;
    sj_check *c = sj_calloc(1, sizeof *c);
    if (!c) return sj_err_set(err, SJ_ENOMEM, "out of memory");
    c->opts = opts;
    sj_finding_queue_init(&c->queue, QUEUE_LIMIT);
    sj_claim_log_init(&c->log, 0);
    const sj_scrub_opts scrub = {.tables = opts->tables,
                                 .as_of = opts->as_of,
                                 .snip = opts->snip,
                                 .packs = opts->packs,
                                 .partner = opts->partner,
                                 .profile = opts->profile,
                                 .filing_days = opts->filing_days,
                                 .ctx = opts->filing_ctx,
                                 .ahead = look_ahead,
                                 .ahead_ctx = c};
    c->again = -1;
    sj_status s = opts->guides ? SJ_OK : sj_guides_new(&c->own, err);
    c->guides = opts->guides ? opts->guides : c->own;
    if (s == SJ_OK) s = sj_catalog_all(&c->catalog, opts->overlays, opts->packs, err);
    if (s == SJ_OK) s = sj_scrub_new(&c->scrub, &scrub, err);
    if (s == SJ_OK) s = sj_externals_new(&c->externals, opts->tables, err);
    if (s == SJ_OK && opts->hash) s = sj_sha256_new(&c->sha, err);
    if (s != SJ_OK) {
        sj_check_free(c);
        return s;
    }
    *out = c;
    return SJ_OK;
}

void sj_check_free(sj_check *c) {
    if (!c) return;
    sj_finding_queue_dispose(&c->queue);
    sj_claim_log_dispose(&c->log);
    sj_sha256_free(c->sha);
    sj_scrub_free(c->scrub);
    sj_scrub_free(c->ahead);
    sj_free(c->name);
    sj_externals_free(c->externals);
    sj_catalog_free(c->catalog);
    sj_guides_free(c->own);
    sj_free(c);
}

const sj_catalog *sj_check_catalog(const sj_check *c) {
    return c->catalog;
}

const sj_causes *sj_check_causes(const sj_check *c) {
    return &c->all_causes;
}

const sj_profile *sj_check_profile(const sj_check *c) {
    return c->opts->profile;
}

void sj_check_add_totals(sj_check_totals *sum, const sj_check_totals *one) {
    sum->files += one->files;
    sum->failed += one->failed;
    sum->transactions += one->transactions;
    sum->claims += one->claims;
    sum->clean += one->clean;
    sum->warned += one->warned;
    sum->held += one->held;
    sum->errors += one->errors;
    sum->warnings += one->warnings;
    sum->infos += one->infos;
    sum->clean_charge += one->clean_charge;
    sum->warned_charge += one->warned_charge;
    sum->held_charge += one->held_charge;
}

/* ---- findings ---- */

/* Is it about a billing provider, subscriber or patient, so that the claims below hear of it? */
static bool is_above_claims(const sj_finding *f) {
    return f->loop && strncmp(f->loop, "20", 2) == 0 && strlen(f->loop) >= 5;
}

/* For the counting of causes. */
static void keep_kind(sj_check *c, const sj_finding *f, const sj_finding_def *def) {
    bool is_above = is_above_claims(f);
    if (is_above) {
        if (!c->is_telling_above) c->above.n = 0;
        c->is_telling_above = true;
        sj_claim_kinds_add(&c->above, def, f->severity);
    }
    if (is_above || f->claim) sj_claim_kinds_add(&c->kinds, def, f->severity);
}

static void tell(sj_check *c, const sj_finding *f, const sj_claim *claim) {
    sj_check_totals *t = &c->result->totals;
    t->errors += f->severity == SJ_ERROR;
    t->warnings += f->severity == SJ_WARNING;
    t->infos += f->severity == SJ_INFO;
    const sj_finding_def *def = sj_catalog_get(c->catalog, f->id);
    if (c->at.set) sj_ack_finding(&c->tally, def, f->severity);
    keep_kind(c, f, def);
    sj_finding told = *f;
    if (c->is_claims && c->at.set) told.form = c->at.set->type[3];
    PASS(c, finding, &c->at, &told, def, claim);
}

static void tell_queue(sj_check *c, const sj_claim *claim) {
    if (c->queue.n == 0) return;
    sj_finding_queue_sort(&c->queue);
    for (size_t i = 0; i < c->queue.n; i++) tell(c, &c->queue.v[i], claim);
    sj_finding_queue_clear(&c->queue);
}

static void queue(sj_check *c, const sj_finding *f) {
    if (c->status == SJ_OK && !sj_finding_queue_add(&c->queue, f))
        c->status = sj_err_set(&c->err, SJ_ENOMEM, "out of memory");
}

/* From parse: those of a claim wait for its end. What only a partner or a situation forbids in a
 * loop above claims waits for the first of them; where the guide is broken there, the set is
 * refused. */
static void on_finding(void *ctx, const sj_finding *f) {
    sj_check *c = ctx;
    bool is_above = is_above_claims(f);
    bool waits = f->claim || (c->at.set && is_above && sj_catalog_get(c->catalog, f->id)->snip > 2);
    if (f->claim != c->queued && (c->queued || !waits)) tell_queue(c, NULL);
    c->queued = f->claim;
    if (waits) {
        queue(c, f);
        return;
    }
    if (f->severity == SJ_ERROR && c->at.set && !is_above) c->set_held = true;
    tell(c, f, NULL);
}

static void on_scrub_finding(void *ctx, const sj_finding *f) {
    queue(ctx, f);
}

/* Why a claim is not clean: its own findings; where it has none, what was told of a loop above it.
 */
static void count_causes(sj_check *c, sj_verdict verdict, sj_amount charge) {
    sj_money m = SJ_HAS(charge) ? charge.v : 0;
    if (verdict != SJ_VERDICT_CLEAN)
        sj_causes_add_kinds(&c->causes, c->kinds.n ? &c->kinds : &c->above, m);
    c->kinds.n = 0;
    c->is_telling_above = false;
}

/* ---- envelopes ---- */

static void on_interchange_begin(void *ctx, const sj_interchange *ic) {
    sj_check *c = ctx;
    c->at.interchange = ic;
    PASS(c, interchange_begin, ic);
}

static void on_interchange_end(void *ctx, const sj_interchange *ic) {
    sj_check *c = ctx;
    tell_queue(c, NULL);
    PASS(c, interchange_end, ic);
    c->at.interchange = NULL;
}

static void on_group_begin(void *ctx, const sj_group *g) {
    sj_check *c = ctx;
    c->at.group = g;
    c->tally = (sj_ack_tally){0};
    PASS(c, group_begin, g);
}

static void on_group_end(void *ctx, const sj_group *g) {
    sj_check *c = ctx;
    tell_queue(c, NULL);
    sj_group told = *g;
    told.ack = sj_ack_of_group(&c->tally, g);
    PASS(c, group_end, &told);
    c->at.group = NULL;
}

static void on_set_begin(void *ctx, const sj_set *s) {
    sj_check *c = ctx;
    c->at.set = s;
    c->set_held = false;
    c->is_claims = strncmp(s->type, "837", 3) == 0;
    c->kinds.n = c->above.n = 0;
    sj_ack_set_begin(&c->tally);
    c->result->totals.transactions++;
    PASS(c, set_begin, s);
}

static void on_row(void *ctx, sj_claim_row *row) {
    sj_check *c = ctx;
    if (c->set_held || c->at.set->ack == 'R') row->verdict = SJ_VERDICT_HELD;
    sj_check_totals *t = &c->result->totals;
    t->claims++;
    t->clean += row->verdict == SJ_VERDICT_CLEAN;
    t->warned += row->verdict == SJ_VERDICT_WARNED;
    t->held += row->verdict == SJ_VERDICT_HELD;
    sj_money *sums[] = {&t->clean_charge, &t->warned_charge, &t->held_charge};
    if (row->has_charge && c->is_claims) *sums[row->verdict] += row->charge;
    PASS(c, verdict, c->at.set, row);
}

static void on_set_end(void *ctx, const sj_set *s) {
    sj_check *c = ctx;
    tell_queue(c, NULL);
    if (c->status == SJ_OK) c->status = sj_claim_log_drain(&c->log, on_row, c, &c->err);
    sj_set told = *s;
    told.ack = sj_ack_of_set(&c->tally, s);
    PASS(c, set_end, &told);
    c->at.set = NULL;
}

/* ---- records ---- */

static sj_verdict verdict_of(uint64_t errors, uint64_t warnings) {
    if (errors) return SJ_VERDICT_HELD;
    return warnings ? SJ_VERDICT_WARNED : SJ_VERDICT_CLEAN;
}

static void log_row(sj_check *c, uint32_t ordinal, sj_text account, sj_amount charge,
                    sj_verdict verdict) {
    const sj_claim_row row = {ordinal, SJ_HAS(charge), charge.v, verdict, account.v};
    if (c->status == SJ_OK) c->status = sj_claim_log_add(&c->log, &row, &c->err);
}

static void on_claim(void *ctx, const sj_claim *claim) {
    sj_check *c = ctx;
    if (c->queued && c->queued != claim->ordinal) tell_queue(c, NULL);
    c->queued = claim->ordinal;
    sj_scrub_result scrubbed = sj_scrub_claim(c->scrub, claim, on_scrub_finding, c);
    sj_scrub_result coded = sj_externals_claim(c->externals, claim, on_scrub_finding, c);
    sj_scrub_result again = sj_finding_queue_withdraw(&c->queue, c->catalog);
    tell_queue(c, claim);
    sj_ack_claim(&c->tally);
    sj_verdict v =
        verdict_of((uint64_t)claim->errors + scrubbed.errors + coded.errors - again.errors,
                   (uint64_t)claim->warnings + scrubbed.warnings + coded.warnings - again.warnings);
    PASS(c, claim, claim, v);
    count_causes(c, v, claim->charge);
    log_row(c, claim->ordinal, claim->account, claim->charge, v);
}

static void on_payment(void *ctx, const sj_payment *p) {
    sj_check *c = ctx;
    tell_queue(c, NULL);
    sj_verdict v = verdict_of(p->errors, p->warnings);
    PASS(c, payment, p, v);
    log_row(c, p->ordinal, p->account, p->charge, v);
}

static void on_ta1(void *ctx, const sj_ta1 *t) {
    sj_check *c = ctx;
    PASS(c, ta1, c->at.interchange, t);
    ALSO(c, ta1, t);
}

static void on_segment(void *ctx, const sj_set *s, uint16_t row, const sj_segment *seg,
                       uint32_t number) {
    sj_check *c = ctx;
    ALSO(c, segment, s, row, seg, number);
}

static void on_remit_begin(void *ctx, const sj_remit *r) {
    sj_check *c = ctx;
    ALSO(c, remit_begin, r);
}

static void on_remit_end(void *ctx, const sj_remit *r) {
    sj_check *c = ctx;
    ALSO(c, remit_end, r);
}

static void on_ack999(void *ctx, const sj_ack_999 *a) {
    sj_check *c = ctx;
    ALSO(c, ack999, a);
}

static void on_batch_status(void *ctx, const sj_batch_status *b) {
    sj_check *c = ctx;
    ALSO(c, batch_status, b);
}

static void on_claim_status(void *ctx, const sj_claim_status *s) {
    sj_check *c = ctx;
    ALSO(c, claim_status, s);
}

/* ---- files ---- */

/* The caller's bytes, hashed on their way. */
static ptrdiff_t read_through(void *ctx, char *buf, size_t cap) {
    sj_check *c = ctx;
    if (c->status != SJ_OK) return -1;
    ptrdiff_t n = c->read(c->read_ctx, buf, cap);
    if (n > 0 && c->sha) sj_sha256_add(c->sha, buf, (size_t)n);
    return n;
}

/* Files that belong together: what the ones before held is looked at beside the history. */
static void begin_scrub(sj_check *c, const char *path) {
    if (c->name)
        sj_scrub_next_file(c->scrub, sj_str_of(c->name));
    else
        sj_scrub_begin_file(c->scrub);
    sj_free(c->name);
    c->name = c->opts->together ? sj_strdup(sj_str_of(path)) : NULL;
    if (c->opts->earlier) c->status = c->opts->earlier(c->opts->earlier_ctx, c->scrub, &c->err);
}

static void begin(sj_check *c, const char *path, const sj_check_events *events,
                  sj_check_result *result) {
    *result = (sj_check_result){.path = path, .totals = {.files = 1}};
    c->events = events;
    c->result = result;
    c->at = (sj_check_place){NULL, NULL, NULL};
    c->queued = 0;
    c->causes.n = 0;
    c->status = SJ_OK;
    if (c->sha) sj_sha256_begin(c->sha);
    begin_scrub(c, path);
    PASS(c, file_begin, path);
}

static sj_status end(sj_check *c, sj_status s) {
    sj_check_result *r = c->result;
    if (c->status != SJ_OK) { /* our own trouble; reading only stopped because of it */
        s = c->status;
        r->err = c->err;
    }
    r->failed = s != SJ_OK;
    r->totals.failed = r->failed;
    if (c->sha && !r->failed) sj_sha256_end_hex(c->sha, r->sha256);
    c->again = -1;
    sj_finding_queue_clear(&c->queue);
    sj_claim_log_dispose(&c->log);
    r->causes = &c->causes;
    sj_causes_add_all(&c->all_causes, &c->causes);
    PASS(c, file_end, r);
    return s;
}

sj_status sj_check_read(sj_check *c, const char *path, sj_read_fn read, void *read_ctx,
                        const sj_check_events *events, sj_check_result *result) {
    static const sj_parse_events nobody;
    const sj_parse_events *also = events->also ? events->also : &nobody;
    const bool codes = c->opts->snip == 0 || c->opts->snip >= 5;
    const sj_parse_events parse = {.ctx = c,
                                   .interchange_begin = on_interchange_begin,
                                   .interchange_end = on_interchange_end,
                                   .group_begin = on_group_begin,
                                   .group_end = on_group_end,
                                   .set_begin = on_set_begin,
                                   .set_end = on_set_end,
                                   .segment = also->segment ? on_segment : NULL,
                                   .rows = codes ? sj_externals_rows : NULL,
                                   .at_row = sj_externals_segment,
                                   .at_row_ctx = c->externals,
                                   .finding = on_finding,
                                   .claim = on_claim,
                                   .remit_begin = also->remit_begin ? on_remit_begin : NULL,
                                   .payment = on_payment,
                                   .remit_end = also->remit_end ? on_remit_end : NULL,
                                   .ta1 = on_ta1,
                                   .ack999 = also->ack999 ? on_ack999 : NULL,
                                   .batch_status = also->batch_status ? on_batch_status : NULL,
                                   .claim_status = also->claim_status ? on_claim_status : NULL,
                                   .payments_in_brief = !events->payment && !also->payment};
    const sj_parse_opts opts = {.snip = c->opts->snip,
                                .profile = c->opts->profile,
                                .max_unit = c->opts->max_unit,
                                .kernel = c->opts->kernel,
                                .max_findings_per_set = c->opts->max_findings_per_set,
                                .stop = c->opts->stop};
    begin(c, path, events, result);
    c->read = read;
    c->read_ctx = read_ctx;
    sj_parse_stats stats = {.bytes = 0};
    sj_status s = sj_parse(c->guides, read_through, c, &parse, &opts, &stats, &result->err);
    tell_queue(c, NULL);
    result->bytes = stats.bytes;
    return end(c, s);
}

void sj_check_again(sj_check *c, int fd) {
    struct stat st;
    c->again = fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) ? fd : -1;
}

static ptrdiff_t read_fd(void *ctx, char *buf, size_t cap) {
    ssize_t n;
    do n = read(*(const int *)ctx, buf, cap);
    while (n < 0 && errno == EINTR);
    return n;
}

sj_status sj_check_file(sj_check *c, const char *path, const sj_check_events *events,
                        sj_check_result *result) {
    if (strcmp(path, "-") == 0)
        return sj_check_read(c, path, read_fd, &(int){STDIN_FILENO}, events, result);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        bool absent = errno == ENOENT;
        begin(c, path, events, result);
        return end(c, sj_err_set(&result->err, absent ? SJ_ENOTFOUND : SJ_EIO,
                                 absent ? "there is no such file" : "the file cannot be opened"));
    }
    sj_check_again(c, fd);
    sj_status s = sj_check_read(c, path, read_fd, &fd, events, result);
    close(fd);
    return s;
}
