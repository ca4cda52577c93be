/* engine/pipeline/complaints.c - the complaints about one claim in one sentence. */
#include "engine/pipeline/complaints.h"

#include "engine/pipeline/complaint.h"

#include <stdio.h>

typedef struct sum {
    char reason[SJ_COMPLAINT_TEXT], todo[SJ_COMPLAINT_TEXT]; /* of the claim's first */
    char of_set[SJ_COMPLAINT_TEXT], of_set_todo[SJ_COMPLAINT_TEXT];
    unsigned n;
} sum;

static bool take(void *ctx, const sj_finding_row *row) {
    sum *s = ctx;
    if (sj_str_is(row->source, "check")) return true;
    const sj_complaint c = sj_complaint_of(row);
    bool is_set = row->scope == SJ_SCOPE_SET;
    char *reason = is_set ? s->of_set : s->reason, *todo = is_set ? s->of_set_todo : s->todo;
    if (!is_set) s->n++;
    if (reason[0]) return true;
    sj_complaint_problem(&c, reason, SJ_COMPLAINT_TEXT);
    sj_complaint_fix(&c, todo, SJ_COMPLAINT_TEXT);
    return true;
}

sj_status sj_complaints_sum(sj_store *store, int64_t submission, char *reason, size_t reason_cap,
                            char *todo, size_t todo_cap, sj_err *err) {
    sum s = {.n = 0};
    sj_status status = sj_findings_of_submission(store, submission, take, &s, err);
    if (s.n) {
        char more[32] = "";
        if (s.n > 1) snprintf(more, sizeof more, " (and %u more)", s.n - 1);
        snprintf(reason, reason_cap, "%s%s", s.reason, more);
        snprintf(todo, todo_cap, "%s", s.todo);
    } else {
        snprintf(reason, reason_cap, "%s", s.of_set);
        snprintf(todo, todo_cap, "%s%s%s", s.of_set_todo, s.of_set_todo[0] ? " " : "",
                 s.of_set[0] ? "Send it again unchanged." : "");
    }
    return status;
}
