/* Changes to the worklist: each field is checked, compared with what is there, written and logged.
 */
#include "engine/followup/worklist.h"

#include "engine/store/audit.h"

#include <inttypes.h>
#include <stdio.h>

static const char *const statuses[] = {"new", "working", "waiting", "done", NULL};
static const char *const outcomes[] = {"won",     "lost",  "written_off", "patient",
                                       "mistake", "other", NULL};

const char *sj_work_status_at(size_t i) {
    return statuses[i];
}

const char *sj_work_outcome_at(size_t i) {
    return outcomes[i];
}

const char *sj_work_answer_text(sj_work_answer a) {
    static const char *const texts[SJ_WORK_ANSWERS] = {
        [SJ_WORK_CHANGED] = "changed",
        [SJ_WORK_SAME] = "it is so already",
        [SJ_WORK_UNKNOWN] = "there is no such denial",
        [SJ_WORK_CONFLICT] = "somebody else changed it in the meantime",
        [SJ_WORK_CLOSED] = "the payer has decided anew: it is not on the worklist any more",
        [SJ_WORK_BAD_OWNER] = "an owner is at most 40 bytes without control characters",
        [SJ_WORK_BAD_STATUS] = "the status is new, working, waiting or done",
        [SJ_WORK_BAD_ACTION] = "there is no such action",
        [SJ_WORK_BAD_OUTCOME] =
            "the outcome is won, lost, written_off, patient, mistake or other, and goes with done",
        [SJ_WORK_BAD_NOTE] = "a note is at most 2000 bytes without control characters",
        [SJ_WORK_FORBIDDEN] = "the remittance forbids this action",
    };
    return texts[a];
}

enum sj_guard sj_worklist_forbids(uint32_t guards, sj_str action) {
    static const struct {
        enum sj_guard guard;
        const char *action;
    } rows[] = {
        {SJ_GUARD_NO_APPEAL, "appeal"},     {SJ_GUARD_NEW_CLAIM, "correct"},
        {SJ_GUARD_REPLACEMENT, "rebill"},   {SJ_GUARD_NO_RESUBMIT, "correct"},
        {SJ_GUARD_NO_RESUBMIT, "rebill"},   {SJ_GUARD_NO_PATIENT_BILL, "bill_patient"},
        {SJ_GUARD_WAIT, "correct"},         {SJ_GUARD_WAIT, "void_rebill"},
        {SJ_GUARD_FORWARDED, "bill_other"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if ((guards & rows[i].guard) && sj_str_is(action, rows[i].action)) return rows[i].guard;
    return (enum sj_guard)0;
}

static bool is_one_of(sj_str word, const char *const *list) {
    for (; *list; list++)
        if (sj_str_is(word, *list)) return true;
    return false;
}

static bool is_plain(sj_str text, size_t most, bool lines) {
    if (text.len > most) return false;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c == 0x7f || (c < 0x20 && !(lines && (c == '\n' || c == '\t')))) return false;
    }
    return true;
}

/* An action by its name, or by the short words that lists show. */
static const sj_action *find_action(const sj_reasons *r, sj_str word) {
    const sj_action *a = sj_reasons_action(r, word);
    for (size_t i = 0; !a && sj_reasons_action_at(r, i); i++)
        if (sj_str_eq(sj_reasons_action_at(r, i)->brief, word)) a = sj_reasons_action_at(r, i);
    return a;
}

typedef struct updating {
    sj_store *store;
    const sj_reasons *reasons;
    const sj_work_change *change;
    sj_str actor;
    sj_work_answer answer;
    enum sj_guard guard;
    bool found;
    sj_status status;
    sj_err *err;
} updating;

/* What is wrong with the change by itself. */
static sj_work_answer judge(updating *u, const sj_work *now, sj_str *plan) {
    const sj_work_change *c = u->change;
    if ((c->fields & SJ_WORK_OWNER) && !is_plain(c->owner, SJ_WORK_OWNER_MAX, false))
        return SJ_WORK_BAD_OWNER;
    if ((c->fields & SJ_WORK_STATUS) && !is_one_of(c->status, statuses)) return SJ_WORK_BAD_STATUS;
    if ((c->fields & SJ_WORK_NOTE) && !is_plain(c->note, SJ_WORK_NOTE_MAX, true))
        return SJ_WORK_BAD_NOTE;
    bool done = (c->fields & SJ_WORK_STATUS) && sj_str_is(c->status, "done");
    if (c->outcome.len && (!done || !is_one_of(c->outcome, outcomes))) return SJ_WORK_BAD_OUTCOME;
    if (!(c->fields & SJ_WORK_ACTION)) return SJ_WORK_CHANGED;
    const sj_action *action = c->action.len ? find_action(u->reasons, c->action) : NULL;
    if (c->action.len && !action) return SJ_WORK_BAD_ACTION;
    /* What is advised needs no plan of its own; a guard never speaks against it. */
    *plan = action && !sj_str_eq(action->name, now->action) ? action->name : (sj_str){NULL, 0};
    u->guard = plan->len ? sj_worklist_forbids(now->guards, *plan) : (enum sj_guard)0;
    return u->guard ? SJ_WORK_FORBIDDEN : SJ_WORK_CHANGED;
}

static void date_text(sj_date d, char out[SJ_DATE_SIZE]) {
    if (d == SJ_NO_DATE)
        out[0] = 0;
    else
        sj_date_print_iso(d, out);
}

static void log_change(updating *u, const char *field, sj_str before, sj_str after, int64_t note) {
    const sj_work_entry e = {.denial = u->change->denial,
                             .actor = u->actor,
                             .field = sj_str_of(field),
                             .before = before,
                             .after = after};
    if (u->status == SJ_OK && (note || !sj_str_eq(before, after)))
        u->status = sj_work_log_add(u->store, &e, note, u->err);
}

static void log_all(updating *u, const sj_work *now, const sj_work *to, int64_t note) {
    char before[SJ_DATE_SIZE], after[SJ_DATE_SIZE], subject[24];
    date_text(now->follow_up, before);
    date_text(to->follow_up, after);
    log_change(u, "owner", now->owner, to->owner, 0);
    log_change(u, "status", now->status, to->status, 0);
    log_change(u, "action", now->plan, to->plan, 0);
    log_change(u, "follow-up", sj_str_of(before), sj_str_of(after), 0);
    log_change(u, "outcome", now->outcome, to->outcome, 0);
    if (note) log_change(u, "note", (sj_str){NULL, 0}, (sj_str){NULL, 0}, note);
    snprintf(subject, sizeof subject, "%" PRId64, now->denial);
    if (u->status == SJ_OK)
        u->status = sj_audit_add(u->store, u->actor, SJ_STR("work denial"), sj_str_of(subject),
                                 SJ_STR(""), u->err);
}

static bool is_same(const sj_work *a, const sj_work *b) {
    return sj_str_eq(a->owner, b->owner) && sj_str_eq(a->status, b->status) &&
           sj_str_eq(a->plan, b->plan) && sj_str_eq(a->outcome, b->outcome) &&
           a->follow_up == b->follow_up;
}

static void change_it(updating *u, const sj_work *now) {
    const sj_work_change *c = u->change;
    sj_work to = *now;
    u->answer = judge(u, now, &to.plan);
    if (u->answer != SJ_WORK_CHANGED) return;
    if (c->fields & SJ_WORK_OWNER) to.owner = c->owner;
    if (c->fields & SJ_WORK_FOLLOW_UP) to.follow_up = c->follow_up;
    if (c->fields & SJ_WORK_STATUS) {
        bool done = sj_str_is(c->status, "done");
        to.status = c->status;
        if (!done) to.outcome = (sj_str){NULL, 0};
        if (done && (c->outcome.len || !now->outcome.len))
            to.outcome = c->outcome.len ? c->outcome : SJ_STR("other");
    }
    sj_str note = c->fields & SJ_WORK_NOTE ? c->note : (sj_str){NULL, 0};
    if (sj_str_eq(note, now->note)) note.len = 0; /* a workbook gives it back as it was */
    if (is_same(now, &to) && !note.len) {
        u->answer = SJ_WORK_SAME;
        return;
    }
    bool open = sj_str_is(now->state, "open") || sj_str_is(now->state, "resolved");
    if (!open || (c->version && c->version != now->version)) {
        u->answer = open ? SJ_WORK_CONFLICT : SJ_WORK_CLOSED;
        return;
    }
    int64_t note_id;
    bool changed;
    u->status = sj_work_set(u->store, &to, note, &note_id, &changed, u->err);
    if (u->status == SJ_OK && changed) log_all(u, now, &to, note_id);
    if (!changed) u->answer = SJ_WORK_CONFLICT;
}

static bool take(void *ctx, const sj_work *now) {
    updating *u = ctx;
    u->found = true;
    change_it(u, now);
    return false;
}

sj_status sj_worklist_update(sj_store *s, const sj_reasons *r, const sj_work_change *change,
                             sj_str actor, sj_work_answer *answer, enum sj_guard *guard,
                             sj_err *err) {
    updating u = {.store = s, .reasons = r, .change = change, .actor = actor, .err = err};
    sj_status status = sj_work_get(s, &change->denial, 1, take, &u, err);
    *answer = u.found ? u.answer : SJ_WORK_UNKNOWN;
    if (guard) *guard = u.guard;
    return status == SJ_OK ? u.status : status;
}
