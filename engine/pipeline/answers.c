/* engine/pipeline/answers.c - a file of acknowledgments, and the TA1: whether what we sent arrived.
 * (999: answers_999.c, 277CA: answers_status.c) */
#include "engine/pipeline/answers.h"
#include "engine/files/read.h"
#include "engine/pipeline/say.h"

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
    if (e->to == SJ_STATE_REJECTED) {
        uint32_t kept = claims < a->kept ? claims : a->kept;
        a->kept -= kept;
        a->taken->result.rejected += e->from == e->to ? 0 : claims - kept; /* again: nothing new */
    } else if (e->to == SJ_STATE_ACCEPTED) {
        a->taken->result.accepted += claims;
    }
}

/* ---- TA1 ---- */

/* A TA1 only ever says that the envelope arrived, or why not: a 999 that has been read outranks it.
 */
static sj_claim_state state_after_ta1(sj_claim_state now, char code) {
    if (now == SJ_STATE_ACCEPTED || now == SJ_STATE_REJECTED) return now;
    return code == 'R' ? SJ_STATE_REJECTED : SJ_STATE_SENT;
}

typedef struct refused_batch {
    sj_answers *a;
    int64_t sets[SJ_SETS_OF_REFUSED];
    sj_str *accounts;
    size_t n_sets, n, cap;
} refused_batch;

static bool take_set_id(void *ctx, const sj_batch_set *t) {
    refused_batch *r = ctx;
    r->sets[r->n_sets++] = t->id;
    return r->n_sets < SJ_SETS_OF_REFUSED;
}

static bool take_account(void *ctx, const sj_batched_claim *p) {
    refused_batch *r = ctx;
    if (sj_answers_add_late(r->a, p->at.submission, p->state, p->account, 0)) return true;
    if (r->n == r->cap || !sj_arena_copy(&r->a->words, p->account, &r->accounts[r->n]))
        return false;
    r->n++;
    return true;
}

/* Nobody has read a claim of it: each of them learns why, and is to be sent again as it is. */
static void refuse_all_sets(sj_answers *a, const sj_batch *b, sj_str note) {
    sj_store *store = a->run->store;
    sj_arena_reset(&a->words);
    refused_batch *r = sj_arena_zalloc(&a->words, sizeof *r);
    if (r) r->accounts = sj_arena_alloc(&a->words, (b->claims + 1) * sizeof *r->accounts);
    if (!r || !r->accounts) {
        a->status = sj_err_set(a->err, SJ_ENOMEM, "no memory to read answers");
        return;
    }
    r->a = a;
    r->cap = b->claims;
    a->status = sj_batch_sets(store, b->id, take_set_id, r, a->err);
    for (size_t i = 0; i < r->n_sets && a->status == SJ_OK; i++) {
        bool is_new;
        const sj_finding_row row = {.id = sj_store_new_id(store),
                                    .source = SJ_STR("TA1"),
                                    .scope = SJ_SCOPE_SET,
                                    .file = a->taken->id,
                                    .batch_set = r->sets[i],
                                    .code = note,
                                    .severity = SJ_STR("error"),
                                    .tag = SJ_STR("ISA")};
        a->status = sj_findings_note(store, &row, &is_new, a->err);
        if (a->status == SJ_OK)
            a->status = sj_batch_claims_from(store, r->sets[i], 0, take_account, r, a->err);
    }
    a->kept = (uint32_t)a->n_late;
    sj_answers_tell_late(a, SJ_STR("TA1"), note);
    if (a->status != SJ_OK) return;
    sj_answers_list(a, "When that is mended, send these again unchanged", r->accounts, r->n);
    for (size_t i = 0; i < r->n; i++) sj_answers_rejected(a, r->accounts[i], NULL);
}

static void tell_ta1(const sj_answers *a, const sj_ta1 *t, const char *name, const sj_batch *b) {
    char text[SJ_COMPLAINT_TEXT];
    FILE *to = a->taken->body;
    if (t->code != 'R') {
        fprintf(to, "  %s: the envelope arrived%s.\n", name,
                t->code == 'E' ? ", with remarks" : "");
        return;
    }
    const char *why = sj_words_ta105(t->note);
    const sj_complaint c = {.source = SJ_STR("TA1"), .code = t->note};
    fprintf(to, "  %s: the envelope was REFUSED (%s%s%.*s). Nothing in it was read (%u claim%s).\n",
            name, why ? why : "", why ? ", note " : "note ", SJ_FMT(t->note), b->claims,
            sj_say_s(b->claims));
    sj_complaint_fix(&c, text, sizeof text);
    fprintf(to, "    Fix: %s\n", text);
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
    tell_ta1(a, t, name, &b);
    if (t->code == 'R' && b.state == SJ_STATE_ACCEPTED)
        fputs("    A 999 accepted it before: nothing was changed. Ask the partner which is true.\n",
              a->taken->body);
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
        sj_arena_init(&a->words, ARENA_LIMIT);
        sj_sent_init(&a->looked.sent);
        const sj_parse_events events = {.ctx = a,
                                        .ta1 = sj_answer_ta1,
                                        .ack999 = sj_answer_999,
                                        .batch_status = sj_answer_batch_status,
                                        .claim_status = sj_answer_claim_status};
        status = sj_parse(r->guides, sj_file_read, f, &events, NULL, NULL, err);
        if (status == SJ_OK && a->status == SJ_OK) sj_answers_end(a);
        if (status == SJ_OK) status = a->status;
        sj_sent_dispose(&a->looked.sent);
        sj_arena_dispose(&a->words);
        sj_free(a->late);
        sj_arena_dispose(&a->arena);
        sj_free(a);
    } else {
        status = sj_err_set(err, SJ_ENOMEM, "no memory to read answers");
    }
    fclose(f);
    return status;
}
