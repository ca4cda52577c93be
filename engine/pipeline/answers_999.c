/* engine/pipeline/answers_999.c - the 999 (and the older 997): which transaction sets went through,
 * and what is wrong in those that did not.
 *
 * A receiver refuses a set as a whole. The claims that its errors name are at fault; the others
 * only stood in the same set: they are told apart, since these need no mending. */
#include "engine/pipeline/answer_words.h"
#include "engine/pipeline/answers_place.h"
#include "engine/pipeline/say.h"

/* A claim of the set at hand. */
typedef struct member {
    int64_t submission;
    sj_str account;
    bool at_fault;
} member;

typedef struct taken_set {
    sj_answers *a;
    const sj_batch_set *row;
    sj_str source; /* 999, 997 */
    bool refused;
    member *members; /* of a refused set */
    size_t n, cap;
    sj_placed *placed; /* of the error at hand */
    int64_t told;      /* the claim that was told of last: its heading stands */
} taken_set;

static bool is_accepted(char code) {
    return code == 'A' || code == 'E';
}

static bool fail_memory(sj_answers *a) {
    if (a->status == SJ_OK) a->status = sj_err_set(a->err, SJ_ENOMEM, "no memory to read answers");
    return false;
}

/* ---- the claims of a set ---- */

static bool take_member(void *ctx, const sj_batched_claim *p) {
    taken_set *s = ctx;
    member *m = &s->members[s->n];
    if (s->n == s->cap) return false;
    if (s->refused && sj_answers_add_late(s->a, p->at.submission, p->state, p->account, 0))
        return true;
    m->submission = p->at.submission;
    if (!sj_arena_copy(&s->a->words, p->account, &m->account)) return fail_memory(s->a);
    s->n++;
    return true;
}

static void list_members(taken_set *s) {
    sj_answers *a = s->a;
    s->cap = s->row->claims;
    s->members = sj_arena_zalloc(&a->words, (s->cap + 1) * sizeof *s->members);
    if (!s->members) {
        fail_memory(a);
        return;
    }
    sj_status status = sj_batch_claims_from(a->run->store, s->row->id, 0, take_member, s, a->err);
    if (a->status == SJ_OK) a->status = status;
    a->kept = (uint32_t)a->n_late;
    sj_answers_tell_late(a, s->source, SJ_STR("refused with its set"));
}

static void blame(taken_set *s, const sj_told *told) {
    if (!s->refused) return;
    for (size_t i = 0; i < s->placed->n; i++)
        for (size_t k = 0; k < s->n; k++) {
            member *m = &s->members[k];
            if (m->submission != s->placed->claims[i] || m->at_fault) continue;
            m->at_fault = true;
            sj_answers_rejected(s->a, m->account, told);
        }
}

/* What the biller has to do: which claims to mend, which to send again as they are. */
static void tell_members(taken_set *s) {
    sj_answers *a = s->a;
    sj_str *accounts = sj_arena_alloc(&a->words, (s->n + 1) * sizeof *accounts);
    if (!accounts) {
        fail_memory(a);
        return;
    }
    for (int at_fault = 1; at_fault >= 0; at_fault--) {
        size_t n = 0;
        for (size_t i = 0; i < s->n; i++)
            if (s->members[i].at_fault == at_fault) accounts[n++] = s->members[i].account;
        sj_answers_list(a,
                        at_fault ? "Mend these claims and send only them again"
                                 : "Send these again unchanged: refused only with their set",
                        accounts, n);
        for (size_t i = 0; i < n && !at_fault; i++) sj_answers_rejected(a, accounts[i], NULL);
    }
}

/* ---- errors ---- */

static void heading(taken_set *s) {
    static const char *const names[] = {[SJ_BELOW_PROVIDER] = "billing provider",
                                        [SJ_BELOW_SUBSCRIBER] = "subscriber",
                                        [SJ_BELOW_PATIENT] = "patient"};
    enum { NAMED = 10 };
    FILE *to = s->a->taken->body;
    const sj_placed *p = s->placed;
    int64_t claim = p->level == SJ_BELOW_NONE && p->n ? p->claims[0] : 0;
    if (claim && claim != s->told) sj_answers_heading(s->a);
    s->told = claim;
    if (p->level == SJ_BELOW_NONE) {
        if (!p->n) fputs("    The set as a whole\n", to);
        return;
    }
    fprintf(to, "    The %s of", names[p->level]);
    size_t named = 0;
    for (size_t i = 0; i < s->n && named < NAMED; i++)
        for (size_t k = 0; k < p->n; k++)
            if (s->members[i].submission == p->claims[k])
                fprintf(to, "%s Acct %.*s", named++ ? "," : "", SJ_FMT(s->members[i].account));
    if (p->n > named) fprintf(to, " and %zu more", p->n - named);
    fputc('\n', to);
}

static void take_error(taken_set *s, const sj_ack_error *e) {
    sj_answers *a = s->a;
    char code[16];
    bool is_new;
    sj_told told = {.what = {.source = s->source, .tag = e->segment}};
    snprintf(code, sizeof code, "%.*s%s%.*s", SJ_FMT(e->ik304), e->ik403.len ? "/" : "",
             SJ_FMT(e->ik403));
    told.what.code = sj_str_of(code);
    told.row.batch_set = s->row->id;
    told.row.severity = s->refused ? SJ_STR("error") : SJ_STR("warning");
    sj_answers_place(a, s->row->id, e, &told, s->placed);
    if (a->status != SJ_OK) return;
    heading(s);
    bool shared = s->placed->level != SJ_BELOW_NONE;
    sj_answers_tell(a, &told, s->placed->claims, shared ? s->placed->n : 0, &is_new);
    blame(s, &told);
}

/* The set's own verdict, so that each of its claims can tell why it came back. */
static void keep_verdict(taken_set *s, const sj_ack_set *ack) {
    sj_answers *a = s->a;
    char code[32];
    size_t n = (size_t)snprintf(code, sizeof code, "%c", ack->code);
    bool is_new;
    for (size_t i = 0; i < 5 && ack->errors_set[i].len && n < sizeof code; i++)
        n += (size_t)snprintf(code + n, sizeof code - n, " %.*s", SJ_FMT(ack->errors_set[i]));
    const sj_finding_row row = {.id = sj_store_new_id(a->run->store),
                                .source = s->source,
                                .scope = SJ_SCOPE_SET,
                                .file = a->taken->id,
                                .batch_set = s->row->id,
                                .code = sj_str_of(code),
                                .severity = SJ_STR("error"),
                                .tag = SJ_STR("IK5")};
    if (a->status == SJ_OK) a->status = sj_findings_note(a->run->store, &row, &is_new, a->err);
}

/* ---- sets ---- */

static void tell_set(const taken_set *s, const sj_ack_set *ack) {
    FILE *to = s->a->taken->body;
    if (!s->refused && !ack->errors.n) return;
    fprintf(to, "  Transaction set %.*s, %u claim%s: %s\n", SJ_FMT(ack->control), s->row->claims,
            sj_say_s(s->row->claims), s->refused ? "REFUSED" : "accepted, with remarks");
    for (size_t i = 0; i < 5 && ack->errors_set[i].len && s->refused; i++) {
        const char *why = sj_words_ik502(ack->errors_set[i]);
        fprintf(to, "    %s (code %.*s)\n", why ? why : "error", SJ_FMT(ack->errors_set[i]));
    }
}

static void explain_set(taken_set *s, const sj_ack_set *ack) {
    sj_answers *a = s->a;
    sj_arena_reset(&a->words);
    s->placed = sj_arena_zalloc(&a->words, sizeof *s->placed);
    if (!s->placed) {
        fail_memory(a);
        return;
    }
    if (s->refused || ack->errors.n) list_members(s);
    if (s->refused) keep_verdict(s, ack);
    tell_set(s, ack);
    for (size_t i = 0; i < ack->errors.n && a->status == SJ_OK; i++)
        take_error(s, &ack->errors.v[i]);
    if (s->refused && a->status == SJ_OK) tell_members(s);
}

typedef struct found_set {
    sj_batch_set row;
    char control[16], reference[64];
    bool found;
} found_set;

static bool take_set(void *ctx, const sj_batch_set *t) {
    found_set *f = ctx;
    f->row = *t;
    f->found = true;
    snprintf(f->control, sizeof f->control, "%.*s", SJ_FMT(t->control));
    snprintf(f->reference, sizeof f->reference, "%.*s", SJ_FMT(t->reference));
    f->row.control = sj_str_of(f->control);
    f->row.reference = sj_str_of(f->reference);
    return false;
}

/* One set of the batch: its errors, and (where sets went different ways) its own state. */
static void take_ack_set(sj_answers *a, const sj_batch *b, const sj_ack_set *ack, sj_str source,
                         bool alone) {
    found_set f = {0};
    a->status = sj_batch_set_by_control(a->run->store, b->id, ack->control, take_set, &f, a->err);
    if (a->status != SJ_OK) return;
    if (!f.found) {
        a->taken->result.unknown++;
        fprintf(a->taken->body,
                "  Transaction set %.*s is not in that batch: nothing was changed.\n",
                SJ_FMT(ack->control));
        return;
    }
    bool accepted = is_accepted(ack->code);
    taken_set s = {.a = a, .row = &f.row, .source = source, .refused = !accepted};
    explain_set(&s, ack);
    if (!alone || a->status != SJ_OK) return;
    char codes[8] = {ack->code, 0};
    sj_answers_move(a,
                    &(sj_event){.subject = SJ_SUBJECT_SET,
                                .subject_id = f.row.id,
                                .from = f.row.state ? f.row.state : b->state,
                                .to = accepted ? SJ_STATE_ACCEPTED : SJ_STATE_REJECTED,
                                .what = source,
                                .cause = a->taken->id,
                                .codes = sj_str_of(codes)},
                    f.row.claims);
}

/* ---- the group ---- */

/* Refused without a word on its sets: every claim goes back, none is named. */
static void tell_group(sj_answers *a, const sj_ack_999 *ack) {
    FILE *to = a->taken->body;
    for (size_t i = 0; i < 5 && ack->errors[i].len; i++) {
        const char *why = sj_words_ak905(ack->errors[i]);
        fprintf(to, "    %s (code %.*s)\n", why ? why : "error", SJ_FMT(ack->errors[i]));
    }
    if (!ack->sets.n)
        fputs("    None of its sets is named: mend what the code says, then send all of its "
              "claims again unchanged.\n",
              to);
}

void sj_answer_999(void *ctx, const sj_ack_999 *ack) {
    sj_answers *a = ctx;
    sj_batch b;
    char name[256];
    if (a->status != SJ_OK || !sj_answers_find_batch(a, SJ_CONTROL_GROUP, ack->group, &b, name))
        return;
    sj_str source = sj_str_of(strcmp(ack->set->type, "997") == 0 ? "997" : "999");
    bool accepted = is_accepted(ack->effective), mixed = false;
    for (size_t i = 0; i < ack->sets.n; i++) mixed |= is_accepted(ack->sets.v[i].code) != accepted;
    fprintf(a->taken->body, "  %s, %u claim%s: %s%s\n", name, b.claims, sj_say_s(b.claims),
            mixed      ? "accepted in part"
            : accepted ? "accepted"
                       : "REFUSED",
            b.state == SJ_STATE_REJECTED && !mixed && !accepted ? " (as was told before)" : "");
    if (!accepted && !mixed) tell_group(a, ack);
    for (size_t i = 0; i < ack->sets.n && a->status == SJ_OK; i++)
        take_ack_set(a, &b, &ack->sets.v[i], source, mixed);
    /* 'P' without its sets named says nothing about any one of them. */
    if (mixed || (ack->effective != 'R' && !accepted)) return;
    char codes[8] = {ack->effective, 0};
    sj_answers_move(a,
                    &(sj_event){.subject = SJ_SUBJECT_BATCH,
                                .subject_id = b.id,
                                .from = b.state,
                                .to = accepted ? SJ_STATE_ACCEPTED : SJ_STATE_REJECTED,
                                .what = source,
                                .cause = a->taken->id,
                                .codes = sj_str_of(codes)},
                    b.claims);
}
