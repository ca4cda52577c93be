/* engine/pipeline/answers.c - a file of acknowledgments: TA1 and 999, which are about what we sent
 * as a whole. (277CA: answers_status.c) */
#include "engine/pipeline/answers.h"

#include "engine/pipeline/answer_words.h"
#include "parsers/base/alloc.h"

#include <scrubjay/parse.h>
#include <stdlib.h>

enum { ARENA_LIMIT = 16 << 20 };

static int64_t number_of(sj_str text) {
    char digits[20];
    snprintf(digits, sizeof digits, "%.*s", SJ_FMT(sj_str_trim(text)));
    return strtoll(digits, NULL, 10);
}

typedef struct found_batch {
    sj_batch *row;
    char *name;
    bool found;
} found_batch;

static bool take_batch(void *ctx, const sj_batch *b) {
    found_batch *f = ctx;
    *f->row = *b;
    snprintf(f->name, 256, "%.*s", SJ_FMT(b->name));
    f->found = true;
    return true; /* numbers may begin anew after a billion: the last one counts */
}

bool sj_answers_find_batch(sj_answers *a, sj_control_kind kind, sj_str control, sj_batch *out,
                           char name[256]) {
    found_batch f = {out, name, false};
    a->status = sj_batches_by_control(a->run->store, kind, sj_str_of(a->taken->partner),
                                      number_of(control), take_batch, &f, a->err);
    if (a->status == SJ_OK && !f.found) {
        a->taken->result.unknown++;
        fprintf(a->taken->body,
                "  It answers number %.*s, which is not a batch of ours: nothing was changed.\n",
                SJ_FMT(control));
    }
    return a->status == SJ_OK && f.found;
}

void sj_answers_move(sj_answers *a, const sj_event *e, uint32_t claims) {
    if (a->status != SJ_OK) return;
    a->status = sj_events_add(a->run->store, e, 1, a->err);
    a->taken->result.answers++;
    if (e->to == SJ_STATE_REJECTED)
        a->taken->result.rejected += claims;
    else if (e->to == SJ_STATE_ACCEPTED)
        a->taken->result.accepted += claims;
}

static void add_finding(sj_answers *a, const sj_finding_row *f) {
    if (a->status == SJ_OK) a->status = sj_findings_note(a->run->store, f, a->err);
}

/* ---- TA1 ---- */

/* A TA1 only ever says that the envelope arrived, or why not: a 999 that has been read outranks it.
 */
static sj_claim_state state_after_ta1(sj_claim_state now, char code) {
    if (now == SJ_STATE_ACCEPTED || now == SJ_STATE_REJECTED) return now;
    return code == 'R' ? SJ_STATE_REJECTED : SJ_STATE_SENT;
}

typedef struct set_ids {
    int64_t *ids;
    size_t n, cap;
} set_ids;

static bool take_set_id(void *ctx, const sj_batch_set *t) {
    set_ids *s = ctx;
    if (s->n == s->cap) {
        size_t cap = s->cap ? 2 * s->cap : 64;
        int64_t *more = sj_realloc(s->ids, cap * sizeof *more);
        if (!more) return false;
        s->ids = more;
        s->cap = cap;
    }
    s->ids[s->n++] = t->id;
    return true;
}

static void refuse_all_sets(sj_answers *a, const sj_batch *b, sj_str code) {
    set_ids sets = {0};
    a->status = sj_batch_sets(a->run->store, b->id, take_set_id, &sets, a->err);
    for (size_t i = 0; i < sets.n; i++)
        add_finding(a, &(sj_finding_row){.id = sj_store_new_id(a->run->store),
                                         .source = SJ_STR("TA1"),
                                         .scope = SJ_SCOPE_SET,
                                         .file = a->taken->id,
                                         .batch_set = sets.ids[i],
                                         .code = code,
                                         .severity = SJ_STR("error"),
                                         .tag = SJ_STR("ISA")});
    sj_free(sets.ids);
}

void sj_answer_ta1(void *ctx, const sj_ta1 *t) {
    sj_answers *a = ctx;
    sj_batch b;
    char name[256], codes[16];
    if (a->status != SJ_OK ||
        !sj_answers_find_batch(a, SJ_CONTROL_INTERCHANGE, t->control, &b, name))
        return;
    snprintf(codes, sizeof codes, "%c %.*s", t->code, SJ_FMT(t->note));
    sj_claim_state to = state_after_ta1(b.state, t->code);
    if (to == SJ_STATE_REJECTED && b.state != to) refuse_all_sets(a, &b, t->note);
    sj_answers_move(a,
                    &(sj_event){.subject = SJ_SUBJECT_BATCH,
                                .subject_id = b.id,
                                .from = b.state,
                                .to = to,
                                .what = SJ_STR("TA1"),
                                .cause = a->taken->id,
                                .codes = sj_str_of(codes)},
                    b.state == to ? 0 : b.claims);
    const char *why = sj_words_ta105(t->note);
    if (t->code == 'R')
        fprintf(a->taken->body,
                "  %s: the envelope was REFUSED (%s%s%.*s). None of its %u claims was read.\n",
                name, why ? why : "", why ? ", note " : "note ", SJ_FMT(t->note), b.claims);
    else
        fprintf(a->taken->body, "  %s: the envelope arrived%s.\n", name,
                t->code == 'E' ? ", with remarks" : "");
}

/* ---- 999 ---- */

static bool is_accepted(char code) {
    return code == 'A' || code == 'E';
}

/* The receiver's words about one error, for the report. */
static void describe_error(sj_answers *a, const sj_ack_error *e) {
    const char *what = e->ik403.len ? sj_words_ik403(e->ik403) : sj_words_ik304(e->ik304);
    fprintf(a->taken->body, "      ");
    if (e->account.len) fprintf(a->taken->body, "Acct %.*s: ", SJ_FMT(e->account));
    fprintf(a->taken->body, "%s (%.*s", what ? what : "error", SJ_FMT(e->segment));
    if (e->element) fprintf(a->taken->body, "%02u", e->element);
    if (e->component) fprintf(a->taken->body, "-%u", e->component);
    if (e->loop.len) fprintf(a->taken->body, ", loop %.*s", SJ_FMT(e->loop));
    fprintf(a->taken->body, ", segment %u of the set", e->number);
    if (e->value.len) fprintf(a->taken->body, ", value '%.*s'", SJ_FMT(e->value));
    fprintf(a->taken->body, "; code %.*s%s%.*s)\n", SJ_FMT(e->ik304), e->ik403.len ? "/" : "",
            SJ_FMT(e->ik403));
}

static void take_error(sj_answers *a, const sj_batch_set *set, const sj_ack_error *e,
                       bool refused) {
    int64_t submission = 0;
    char code[16];
    snprintf(code, sizeof code, "%.*s%s%.*s", SJ_FMT(e->ik304), e->ik403.len ? "/" : "",
             SJ_FMT(e->ik403));
    a->status = sj_batch_claim_at(a->run->store, set->id, e->number, &submission, a->err);
    add_finding(a, &(sj_finding_row){.id = sj_store_new_id(a->run->store),
                                     .source = SJ_STR("999"),
                                     .scope = submission ? SJ_SCOPE_CLAIM : SJ_SCOPE_SET,
                                     .file = a->taken->id,
                                     .submission = submission,
                                     .batch_set = set->id,
                                     .code = sj_str_of(code),
                                     .severity = refused ? SJ_STR("error") : SJ_STR("warning"),
                                     .loop = e->loop,
                                     .tag = e->segment,
                                     .pos = {.segment = e->number,
                                             .element = e->element,
                                             .component = e->component,
                                             .repeat = e->repeat},
                                     .value = e->value});
    describe_error(a, e);
}

typedef struct found_set {
    sj_batch_set row;
    bool found;
} found_set;

static bool take_set(void *ctx, const sj_batch_set *t) {
    *(found_set *)ctx = (found_set){*t, true};
    return false;
}

/* One set of the batch: its errors, and (where sets went different ways) its own state. */
static void take_ack_set(sj_answers *a, const sj_batch *b, const sj_ack_set *s, bool alone) {
    found_set f = {0};
    a->status = sj_batch_set_by_control(a->run->store, b->id, s->control, take_set, &f, a->err);
    if (a->status != SJ_OK) return;
    if (!f.found) {
        a->taken->result.unknown++;
        return;
    }
    bool accepted = is_accepted(s->code);
    if (!accepted || s->errors.n)
        fprintf(a->taken->body, "    Transaction set %.*s, %u claims: %s%s\n", SJ_FMT(s->control),
                f.row.claims, accepted ? "accepted, with remarks" : "REFUSED",
                s->errors.n ? ":" : "");
    for (size_t i = 0; i < 5 && s->errors_set[i].len && !accepted; i++) {
        const char *why = sj_words_ik502(s->errors_set[i]);
        fprintf(a->taken->body, "      %s (code %.*s)\n", why ? why : "error",
                SJ_FMT(s->errors_set[i]));
    }
    for (size_t i = 0; i < s->errors.n && a->status == SJ_OK; i++)
        take_error(a, &f.row, &s->errors.v[i], !accepted);
    if (!alone) return;
    char codes[8] = {s->code, 0};
    sj_claim_state now = f.row.state ? f.row.state : b->state;
    sj_answers_move(a,
                    &(sj_event){.subject = SJ_SUBJECT_SET,
                                .subject_id = f.row.id,
                                .from = now,
                                .to = accepted ? SJ_STATE_ACCEPTED : SJ_STATE_REJECTED,
                                .what = SJ_STR("999"),
                                .cause = a->taken->id,
                                .codes = sj_str_of(codes)},
                    f.row.claims);
}

void sj_answer_999(void *ctx, const sj_ack_999 *ack) {
    sj_answers *a = ctx;
    sj_batch b;
    char name[256];
    if (a->status != SJ_OK || !sj_answers_find_batch(a, SJ_CONTROL_GROUP, ack->group, &b, name))
        return;
    bool accepted = is_accepted(ack->effective), mixed = false;
    for (size_t i = 0; i < ack->sets.n; i++) mixed |= is_accepted(ack->sets.v[i].code) != accepted;
    fprintf(a->taken->body, "  %s, %u claims: %s\n", name, b.claims,
            mixed      ? "accepted in part"
            : accepted ? "accepted"
                       : "REFUSED");
    for (size_t i = 0; i < ack->sets.n && a->status == SJ_OK; i++)
        take_ack_set(a, &b, &ack->sets.v[i], mixed);
    /* 'P' without its sets named says nothing about any one of them. */
    if (mixed || (ack->effective != 'R' && !accepted)) return;
    char codes[8] = {ack->effective, 0};
    sj_answers_move(a,
                    &(sj_event){.subject = SJ_SUBJECT_BATCH,
                                .subject_id = b.id,
                                .from = b.state,
                                .to = accepted ? SJ_STATE_ACCEPTED : SJ_STATE_REJECTED,
                                .what = SJ_STR("999"),
                                .cause = a->taken->id,
                                .codes = sj_str_of(codes)},
                    b.claims);
}

/* ---- the file ---- */

sj_status sj_intake_answers(sj_run *r, sj_taken *t, sj_err *err) {
    FILE *f;
    sj_status status = sj_taken_open(t, &f, err);
    if (status != SJ_OK) return status;
    sj_answers *a = sj_calloc(1, sizeof *a);
    if (a) {
        a->run = r;
        a->taken = t;
        a->err = err;
        sj_arena_init(&a->arena, ARENA_LIMIT);
        const sj_parse_events events = {.ctx = a,
                                        .ta1 = sj_answer_ta1,
                                        .ack999 = sj_answer_999,
                                        .batch_status = sj_answer_batch_status,
                                        .claim_status = sj_answer_claim_status};
        status = sj_parse(r->guides, sj_file_read, f, &events, NULL, NULL, err);
        if (status == SJ_OK && a->status == SJ_OK) sj_answers_flush(a);
        if (status == SJ_OK) status = a->status;
        sj_arena_dispose(&a->arena);
        sj_free(a);
    } else {
        status = sj_err_set(err, SJ_ENOMEM, "no memory to read answers");
    }
    fclose(f);
    return status;
}
