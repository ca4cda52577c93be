/* engine/pipeline/history.c - asks the store for earlier claims of a file's patients. */
#include "engine/pipeline/history.h"

#include "engine/pipeline/stored_claims.h"
#include "engine/store/decided.h"
#include "engine/store/files.h"
#include "parsers/base/alloc.h"

#include <scrubjay/parse.h>
#include <stdio.h>
#include <stdlib.h>

enum { SHARE = 256, MOST = 200000, FILE_NAME = 80, DAY = 24 * 60 * 60 * 1000 };

/* An earlier claim that may matter. */
typedef struct earlier {
    int64_t id, file;
    char account[24];
    sj_claim_state state;
} earlier;

struct sj_history {
    sj_store *store;
    sj_keyed *keyed;
    sj_guides *guides;
    int64_t persons[SHARE]; /* of claims that the store was not asked about yet */
    size_t n_persons;
    sj_date first, last; /* days of service of these */
    earlier *found;
    size_t n, cap;
    sj_status status; /* what went wrong in a callback, */
    sj_err err;       /* and why */
    bool together;    /* files belong together: what was told of one is not told again */
    int64_t *told;    /* then: which submissions were */
    size_t n_told;
    /* Telling: */
    sj_scrub *scrub;
    int64_t file; /* named last */
    char file_name[FILE_NAME];
    sj_date received;
};

sj_status sj_history_new(sj_history **out, sj_store *store, sj_keyed *keyed, sj_err *err) {
    *out = NULL;
    sj_history *h = sj_calloc(1, sizeof *h);
    if (!h) return sj_err_set(err, SJ_ENOMEM, "out of memory");
    h->store = store;
    h->keyed = keyed;
    sj_status s = sj_guides_new(&h->guides, err);
    if (s == SJ_OK)
        *out = h;
    else
        sj_history_free(h);
    return s;
}

void sj_history_free(sj_history *h) {
    if (!h) return;
    sj_guides_free(h->guides);
    sj_free(h->found);
    sj_free(h->told);
    sj_free(h);
}

/* ---- looking ---- */

/* Of a claim that was paid in part the denied lines may; on_stored leaves them out. */
static bool may_be_sent_again(sj_claim_state s) {
    return s == SJ_STATE_HELD || s == SJ_STATE_REJECTED || s == SJ_STATE_DENIED ||
           s == SJ_STATE_REVERSED || s == SJ_STATE_CLOSED;
}

static bool take(void *ctx, const sj_submission *s) {
    sj_history *h = ctx;
    bool apart =
        s->first_service == SJ_NO_DATE || s->first_service > h->last || s->last_service < h->first;
    if (apart || may_be_sent_again(s->state) || sj_str_is(s->frequency, "8") || h->n == MOST)
        return true;
    if (h->n == h->cap) {
        size_t cap = h->cap ? 2 * h->cap : SHARE;
        earlier *more = sj_realloc(h->found, cap * sizeof *more);
        if (!more) {
            h->status = sj_err_set(&h->err, SJ_ENOMEM, "out of memory");
            return false;
        }
        h->found = more;
        h->cap = cap;
    }
    earlier *e = &h->found[h->n++];
    *e = (earlier){.id = s->id, .file = s->file, .state = s->state};
    snprintf(e->account, sizeof e->account, "%.*s", SJ_FMT(s->account));
    return true;
}

static void ask(sj_history *h) {
    if (h->status == SJ_OK && h->n_persons)
        h->status = sj_submissions_by_person(h->store, h->persons, h->n_persons, take, h, &h->err);
    h->n_persons = 0;
}

static void on_claim(void *ctx, const sj_claim *c) {
    sj_history *h = ctx;
    if (c->first_service == SJ_NO_DATE || h->status != SJ_OK) return;
    if (h->n_persons == 0 || c->first_service < h->first) h->first = c->first_service;
    if (h->n_persons == 0 || c->last_service > h->last) h->last = c->last_service;
    h->persons[h->n_persons++] = sj_claim_keys(h->keyed, c).person;
    if (h->n_persons == SHARE) ask(h);
}

static int by_id(const void *a, const void *b) {
    int64_t x = ((const earlier *)a)->id, y = ((const earlier *)b)->id;
    return (x > y) - (x < y);
}

/* In the order of receipt, each once. */
static void put_in_order(sj_history *h) {
    if (h->n) qsort(h->found, h->n, sizeof *h->found, by_id);
    size_t kept = 0;
    for (size_t i = 0; i < h->n; i++)
        if (i == 0 || h->found[i].id != h->found[kept - 1].id) h->found[kept++] = h->found[i];
    h->n = kept;
}

void sj_history_drop(sj_history *h, int64_t submission) {
    size_t kept = 0;
    for (size_t i = 0; i < h->n; i++)
        if (h->found[i].id != submission) h->found[kept++] = h->found[i];
    h->n = kept;
}

void sj_history_forget(sj_history *h) {
    h->n = h->n_persons = 0;
}

static bool note_any(void *ctx, const sj_submission *s) {
    (void)s;
    *(bool *)ctx = true;
    return false;
}

sj_status sj_history_look(sj_history *h, sj_read_fn read, void *ctx, sj_err *err) {
    const sj_parse_events events = {.ctx = h, .claim = on_claim};
    const sj_parse_opts opts = {.snip = 1};
    sj_err unread;
    bool any = false;
    sj_history_forget(h);
    h->status = sj_submissions_list(h->store, &(sj_submission_filter){0}, note_any, &any, err);
    if (h->status != SJ_OK || !any) return h->status;
    sj_status s = sj_parse(h->guides, read, ctx, &events, &opts, NULL, &unread);
    ask(h);
    put_in_order(h);
    if (s == SJ_ENOMEM && h->status == SJ_OK) h->status = sj_err_set(&h->err, s, unread.msg);
    if (h->status != SJ_OK && err) *err = h->err;
    return h->status;
}

/* ---- telling ---- */

static bool take_file(void *ctx, const sj_file *f) {
    sj_history *h = ctx;
    snprintf(h->file_name, sizeof h->file_name, "%.*s", SJ_FMT(f->name));
    h->received = (sj_date)(f->taken_at / DAY);
    return false;
}

/* "A100, received 05/04/2026 in batch.837 (sent)". */
static size_t name_it(sj_history *h, const earlier *e, char out[192]) {
    char day[SJ_DATE_SIZE];
    if (h->file != e->file) {
        h->file_name[0] = '\0';
        h->received = SJ_NO_DATE;
        sj_err unknown;
        if (sj_files_by_id(h->store, e->file, take_file, h, &unknown) != SJ_OK) h->file_name[0] = 0;
        h->file = e->file;
    }
    sj_date_print_people(h->received, day);
    int n = snprintf(out, 192, "%s, received %s in %s (%s)", e->account, day, h->file_name,
                     sj_state_text(e->state));
    return n < 192 ? (size_t)n : 191;
}

/* ---- which lines of a claim were paid ---- */

typedef struct paid_lines {
    sj_store *store;
    bool is_paid[1000]; /* by LX01 */
    int64_t payments[8];
    size_t n;
} paid_lines;

static bool take_payment(void *ctx, const sj_decided *d) {
    paid_lines *p = ctx;
    if (!d->reversed && p->n < sizeof p->payments / sizeof *p->payments)
        p->payments[p->n++] = d->payment;
    return true;
}

/* Also what is left to the patient is no denial. */
static bool take_line(void *ctx, const sj_payment_line_row *l) {
    paid_lines *p = ctx;
    if (l->line < 1000 && (l->paid > 0 || l->patient > 0)) p->is_paid[l->line] = true;
    return true;
}

static sj_status find_paid(paid_lines *p, int64_t submission, sj_err *err) {
    sj_status s = sj_decided_of(p->store, submission, take_payment, p, err);
    for (size_t i = 0; s == SJ_OK && i < p->n; i++)
        s = sj_decided_lines(p->store, p->payments[i], take_line, p, err);
    return s;
}

static uint32_t line_number(const sj_line *l) {
    uint32_t number = 0;
    for (size_t i = 0; i < l->number.v.len && i < 4; i++)
        number = 10 * number + (uint32_t)(l->number.v.ptr[i] - '0') % 10;
    return number;
}

/* The claim with its paid lines alone: those that a payer would not pay again. */
static void remember_paid(sj_history *h, int64_t submission, const sj_claim *claim, sj_str words) {
    paid_lines paid = {.store = h->store};
    sj_line *kept = sj_malloc((claim->lines.n + 1u) * sizeof *kept);
    sj_claim rest = *claim;
    h->status = kept ? find_paid(&paid, submission, &h->err)
                     : sj_err_set(&h->err, SJ_ENOMEM, "out of memory for earlier claims");
    rest.lines.n = 0;
    for (uint16_t i = 0; h->status == SJ_OK && i < claim->lines.n; i++) {
        uint32_t number = line_number(&claim->lines.v[i]);
        if (number < 1000 && paid.is_paid[number]) kept[rest.lines.n++] = claim->lines.v[i];
    }
    rest.lines.v = kept;
    if (rest.lines.n && !sj_scrub_remember(h->scrub, &rest, words))
        h->status = sj_err_set(&h->err, SJ_ENOMEM, "out of memory for earlier claims");
    sj_free(kept);
}

static void on_stored(void *ctx, int64_t submission, const sj_claim *claim) {
    sj_history *h = ctx;
    const earlier key = {.id = submission};
    const earlier *e = bsearch(&key, h->found, h->n, sizeof key, by_id);
    char words[192];
    if (!e || h->status != SJ_OK) return;
    size_t n = name_it(h, e, words);
    if (e->state == SJ_STATE_PARTLY_PAID && claim->type != SJ_CLAIM_837I)
        remember_paid(h, submission, claim, (sj_str){words, n});
    else if (!sj_scrub_remember(h->scrub, claim, (sj_str){words, n}))
        h->status = sj_err_set(&h->err, SJ_ENOMEM, "out of memory for earlier claims");
}

void sj_history_together(sj_history *h) {
    h->together = true;
}

static int by_number(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static bool was_told(const sj_history *h, int64_t id) {
    return h->n_told && bsearch(&id, h->told, h->n_told, sizeof id, by_number);
}

/* Of files that belong together: leave out what was told with one before. */
static sj_status leave_out_told(sj_history *h, sj_err *err) {
    size_t kept = 0;
    for (size_t i = 0; i < h->n; i++)
        if (!was_told(h, h->found[i].id)) h->found[kept++] = h->found[i];
    h->n = kept;
    int64_t *more = kept ? sj_realloc(h->told, (h->n_told + kept) * sizeof *more) : NULL;
    if (kept && !more) return sj_err_set(err, SJ_ENOMEM, "out of memory");
    if (more) h->told = more;
    for (size_t i = 0; i < kept; i++) h->told[h->n_told++] = h->found[i].id;
    if (h->n_told) qsort(h->told, h->n_told, sizeof *h->told, by_number);
    return SJ_OK;
}

sj_status sj_history_tell(void *history, sj_scrub *scrub, sj_err *err) {
    sj_history *h = history;
    if (h->together && leave_out_told(h, err) != SJ_OK) return SJ_ENOMEM;
    int64_t *ids = h->n ? sj_malloc(h->n * sizeof *ids) : NULL;
    if (h->n == 0) return SJ_OK;
    if (!ids) return sj_err_set(err, SJ_ENOMEM, "out of memory");
    for (size_t i = 0; i < h->n; i++) ids[i] = h->found[i].id;
    h->scrub = scrub;
    h->status = SJ_OK;
    sj_status s = sj_stored_claims(h->store, h->guides, ids, h->n, on_stored, h, err);
    sj_free(ids);
    if (s == SJ_OK && h->status != SJ_OK && err) *err = h->err;
    return s == SJ_OK ? h->status : s;
}
