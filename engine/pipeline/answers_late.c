/* engine/pipeline/answers_late.c - an acknowledgment that refuses what the payer has decided
 * already.
 *
 * It moves nothing, and the claim must not be sent again: that would be a second claim for what was
 * paid. It is told and stands in the claim's life until a person settles it (`claims
 * --exceptions`). */
#include "engine/pipeline/answers.h"
#include "parsers/base/alloc.h"

struct sj_late {
    int64_t submission;
    sj_claim_state state;
    uint32_t segment;
    char account[64];
};

bool sj_answers_add_late(sj_answers *a, int64_t submission, sj_claim_state state, sj_str account,
                         uint32_t segment) {
    if (!sj_state_is_decided(state) && state != SJ_STATE_CLOSED) return false;
    if (a->n_late == a->cap_late) {
        size_t cap = a->cap_late ? 2 * a->cap_late : 16;
        sj_late *more = sj_realloc(a->late, cap * sizeof *more);
        if (!more) {
            if (a->status == SJ_OK)
                a->status = sj_err_set(a->err, SJ_ENOMEM, "no memory to read answers");
            return true;
        }
        a->late = more;
        a->cap_late = cap;
    }
    sj_late *l = &a->late[a->n_late++];
    *l = (sj_late){.submission = submission, .state = state, .segment = segment};
    snprintf(l->account, sizeof l->account, "%.*s", SJ_FMT(account));
    return true;
}

void sj_answers_tell_late(sj_answers *a, sj_str source, sj_str codes) {
    char what[192];
    int n = snprintf(what, sizeof what, "%.*s %.*s", SJ_FMT(source), SJ_FMT(codes));
    const sj_str said = {what, (size_t)n < sizeof what ? (size_t)n : sizeof what - 1};
    for (size_t i = 0; i < a->n_late && a->status == SJ_OK; i++) {
        const sj_late *l = &a->late[i];
        const sj_event event = {.subject = SJ_SUBJECT_SUBMISSION,
                                .subject_id = l->submission,
                                .from = l->state,
                                .to = l->state,
                                .what = SJ_STR(SJ_LATE_REFUSAL),
                                .cause = a->taken->id,
                                .segment = l->segment,
                                .codes = said};
        a->status = sj_events_add(a->run->store, &event, 1, a->err);
        sj_answers_rejected_late(a, sj_str_of(l->account), l->state);
    }
    a->n_late = 0;
}
