/* Claims whose answer is overdue. */
#include "engine/followup/silence.h"

#include <scrubjay/arena.h>

enum { SAMPLE = 10000 };

typedef struct pace {
    sj_str payer;
    uint32_t n;
    int32_t median;
} pace;

typedef struct paces {
    sj_arena arena;
    pace v[SJ_PACE_PAYERS];
    size_t n;
    int32_t days[SAMPLE]; /* of the payer at hand */
    uint32_t at;
    bool failed;
} paces;

static void close_payer(paces *p) {
    if (p->n) {
        p->v[p->n - 1].n = p->at;
        p->v[p->n - 1].median = p->at ? p->days[p->at / 2] : 0;
    }
    p->at = 0;
}

static bool take_pace(void *ctx, sj_str payer, int32_t days) {
    paces *p = ctx;
    if (!p->n || !sj_str_eq(p->v[p->n - 1].payer, payer)) {
        close_payer(p);
        if (p->n == SJ_PACE_PAYERS) return false;
        p->v[p->n] = (pace){.n = 0};
        if (!sj_arena_copy(&p->arena, payer, &p->v[p->n++].payer)) p->failed = true;
    }
    if (p->at < SAMPLE) p->days[p->at++] = days;
    return !p->failed;
}

typedef struct walking {
    const paces *paces;
    const sj_terms_table *terms;
    sj_date as_of;
    sj_silent_fn fn;
    void *ctx;
} walking;

static const pace *pace_of(const paces *p, sj_str payer) {
    for (size_t i = 0; i < p->n; i++)
        if (p->v[i].n >= SJ_PACE_ENOUGH && sj_str_eq(p->v[i].payer, payer)) return &p->v[i];
    return NULL;
}

static bool take_undecided(void *ctx, const sj_undecided *u) {
    walking *w = ctx;
    const sj_terms t = sj_terms_of(w->terms, u->payer, u->filing);
    const pace *own = pace_of(w->paces, u->payer);
    sj_silent s = {
        .claim = u, .sent = (sj_date)(u->sent_at / 86400000), .by = t.id.len ? 'p' : 'u'};
    int32_t days;
    if (u->state == SJ_STATE_SENT || u->state == SJ_STATE_IN_DOUBT) {
        s.awaited = SJ_AWAITED_999;
        days = t.ack_days;
    } else if (u->state == SJ_STATE_ACCEPTED && !u->has_status) {
        s.awaited = SJ_AWAITED_277CA;
        days = t.status_days;
    } else {
        s.awaited = SJ_AWAITED_835;
        s.by = !t.remit_usual ? 'p' : own ? 'o' : 'u';
        days = s.by == 'o' ? own->median + SJ_PACE_GRACE : t.remit_days;
    }
    s.expected = s.sent + days;
    if (s.expected >= w->as_of) return true;
    s.file_by = t.filing_days && u->service != SJ_NO_DATE ? u->service + t.filing_days : SJ_NO_DATE;
    s.file_usual = t.filing_usual;
    return w->fn(w->ctx, &s);
}

const char *sj_silent_step_text(sj_silent_step a) {
    static const char *const words[] = {"", "999", "277CA", "835"};
    return words[a];
}

sj_status sj_silence_walk(sj_store *s, const sj_terms_table *terms, sj_date as_of, sj_silent_fn fn,
                          void *ctx, sj_err *err) {
    sj_arena arena;
    sj_arena_init(&arena, 4 << 20);
    paces *p = sj_arena_zalloc(&arena, sizeof *p);
    if (!p) {
        sj_arena_dispose(&arena);
        return sj_err_set(err, SJ_ENOMEM, "no memory for how long payers take");
    }
    sj_arena_init(&p->arena, 1 << 20);
    walking w = {p, terms, as_of, fn, ctx};
    sj_status status = sj_pace_walk(s, take_pace, p, err);
    close_payer(p);
    if (status == SJ_OK && p->failed)
        status = sj_err_set(err, SJ_ENOMEM, "no memory for how long payers take");
    if (status == SJ_OK) status = sj_undecided_walk(s, take_undecided, &w, err);
    sj_arena_dispose(&p->arena);
    sj_arena_dispose(&arena);
    return status;
}
