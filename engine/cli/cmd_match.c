/* engine/cli/cmd_match.c - `scrubjay match`: the queue of claim payments that found no claim, with
 * what was compared; a match made or undone by a person. */
#include "engine/cli/reading.h"
#include "engine/followup/match.h"
#include "engine/pipeline/by_hand.h"
#include "engine/pipeline/say.h"

#include <stdlib.h>
#include <string.h>

enum { WORDS = 512, LONGEST_REASON = 500 };

typedef struct queue {
    sj_detail detail;
    sj_json_out *json; /* NULL: text */
    struct {
        uint32_t n;
        sj_money paid;
    } unmatched, suspended;
} queue;

static void json_text(sj_json_out *j, const char *key, sj_str value) {
    sj_json_key(j, key);
    sj_json_str(j, value);
}

static void json_number(sj_json_out *j, const char *key, uint64_t n) {
    sj_json_key(j, key);
    sj_json_uint(j, n);
}

static void json_open(sj_json_out *j, const sj_ledger_open *o, const char *who) {
    char words[WORDS];
    sj_match_explain(o->evidence, words, sizeof words);
    sj_json_object(j);
    json_text(j, "trace", o->trace);
    json_number(j, "payment", o->ordinal);
    json_text(j, "state", o->state);
    json_text(j, "account", o->account);
    json_text(j, "payer", o->payer_name);
    json_text(j, "payer_control", o->payer_control);
    json_text(j, "patient", sj_str_of(who));
    sj_json_key(j, "charge");
    sj_json_money(j, o->charge);
    sj_json_key(j, "paid");
    sj_json_money(j, o->paid);
    sj_json_key(j, "residual");
    sj_json_money(j, o->residual);
    json_text(j, "file", o->file_name);
    json_number(j, "segment", o->segment);
    if (o->candidate.len) {
        json_text(j, "likeliest", o->candidate);
        json_number(j, "score", o->score);
        json_text(j, "evidence", sj_str_of(words));
    }
    if (o->runner_up.len) {
        json_text(j, "runner_up", o->runner_up);
        json_number(j, "runner_score", o->runner_score);
    }
    sj_json_object_end(j);
}

static void print_open(const sj_ledger_open *o, const char *who) {
    char paid[SJ_MONEY_SIZE + 8], charge[SJ_MONEY_SIZE + 8], off[SJ_MONEY_SIZE + 8];
    char day[SJ_DATE_SIZE], words[WORDS];
    sj_money residual = o->residual ? o->residual : o->charge_residual;
    sj_date_print_people(o->from, day);
    printf("%.*s #%u  %s of %s  account %.*s  %s  %s  %.*s\n", SJ_FMT(o->trace), o->ordinal,
           sj_say_money(o->paid, paid), sj_say_money(o->charge, charge), SJ_FMT(o->account), who,
           day, SJ_FMT(o->payer_name));
    if (sj_str_is(o->state, "suspended"))
        printf("    set aside: does not balance by %s\n", sj_say_money(residual, off));
    if (!o->candidate.len) {
        if (!sj_str_is(o->state, "suspended")) puts("    not ours: no claim is like it");
        return;
    }
    sj_match_explain(o->evidence, words, sizeof words);
    printf("    perhaps %.*s, %u points: %s\n", SJ_FMT(o->candidate), o->score, words);
    if (o->runner_up.len)
        printf("    next best %.*s, %u points\n", SJ_FMT(o->runner_up), o->runner_score);
}

static bool take_open(void *ctx, const sj_ledger_open *o) {
    queue *q = ctx;
    char who[WORDS];
    bool suspended = sj_str_is(o->state, "suspended");
    uint32_t *n = suspended ? &q->suspended.n : &q->unmatched.n;
    sj_money *paid = suspended ? &q->suspended.paid : &q->unmatched.paid;
    sj_patient_text(q->detail, o->last, o->first, who, sizeof who);
    ++*n;
    *paid = sj_money_add(*paid, o->paid);
    if (q->json)
        json_open(q->json, o, who);
    else
        print_open(o, who);
    return true;
}

static void json_sum(sj_json_out *j, const char *key, uint32_t n, sj_money paid) {
    sj_json_key(j, key);
    sj_json_object(j);
    json_number(j, "payments", n);
    sj_json_key(j, "paid");
    sj_json_money(j, paid);
    sj_json_object_end(j);
}

static int list(sj_home *home, sj_detail detail, bool json) {
    sj_err err = {0};
    sj_json_out j;
    queue q = {.detail = detail, .json = json ? &j : NULL};
    char a[SJ_MONEY_SIZE + 8], b[SJ_MONEY_SIZE + 8];
    int code = SJ_EXIT_OK;
    sj_status status = sj_cli_note(home, "read unmatched payments", "", &err);
    if (json) {
        sj_cli_json(&j);
        sj_json_object(&j);
        json_number(&j, "schema", 1);
        sj_json_key(&j, "payments");
        sj_json_array(&j);
    }
    if (status == SJ_OK) status = sj_ledger_open_payments(home->store, take_open, &q, &err);
    if (json) {
        sj_json_array_end(&j);
        json_sum(&j, "unmatched", q.unmatched.n, q.unmatched.paid);
        json_sum(&j, "suspended", q.suspended.n, q.suspended.paid);
        sj_json_object_end(&j);
        code = sj_cli_json_end(&j);
    } else if (status == SJ_OK) {
        printf("%u not ours or not certain: %s; %u set aside: %s\n", q.unmatched.n,
               sj_say_money(q.unmatched.paid, a), q.suspended.n, sj_say_money(q.suspended.paid, b));
    }
    return status == SJ_OK ? code : sj_cli_fail(NULL, &err);
}

/* What was in the way; NULL: nothing. */
static const char *refusal(sj_hand_answer answer) {
    switch (answer) {
    case SJ_HAND_DONE:
        break;
    case SJ_HAND_NOT_OPEN:
        return "the payment does not stand unmatched: undo its match first";
    case SJ_HAND_NOT_POSTED:
        return "the payment is not posted to a claim";
    case SJ_HAND_NO_CLAIM:
        return "there is no claim with this account number";
    case SJ_HAND_REPEATED:
        return "the claim has this very payment from another remittance";
    case SJ_HAND_REVERSED:
        return "a later payment takes it back: undo that one first";
    }
    return NULL;
}

static int change(sj_home *home, const sj_by_hand *what, const char *reason) {
    sj_err err = {0};
    sj_hand_act act = {.actor = sj_str_of(sj_cli_actor()), .note = sj_str_of(reason)};
    if (sj_by_hand_do(home, what, &act, &err) != SJ_OK) return sj_cli_fail(NULL, &err);
    const char *why = refusal(act.answer);
    if (why) {
        fprintf(stderr, "scrubjay: nothing was changed: %s\n", why);
        return SJ_EXIT_FINDINGS;
    }
    fputs(what->account.len ? "matched and posted\n" : "undone: the payment stands unmatched\n",
          stderr);
    return SJ_EXIT_OK;
}

/* NULL, or what is wrong with the words. */
static const char *complaint(const char *verb, int words, bool set, const char *reason) {
    bool undo = strcmp(verb, "undo") == 0;
    if (!set && !undo && strcmp(verb, "list") != 0) return "say list, set or undo";
    if (!set && !undo) return words == 1 ? NULL : "list takes nothing more";
    if (words != (set ? 4 : 3))
        return set ? "set wants a trace, the payment's number in it, and an account number"
                   : "undo wants a trace and the payment's number in it";
    if (!reason || !reason[strspn(reason, " ")]) return "say why: --reason \"…\"";
    return strlen(reason) <= LONGEST_REASON ? NULL : "the reason is longer than 500 bytes";
}

int sj_cmd_match(const sj_command *self, int argc, char **argv) {
    const char *dir = NULL, *patients = NULL, *reason = NULL;
    bool json = false;
    const sj_option options[] = {
        SJ_CLI_HOME_OPTION(&dir),
        {"json", 0, SJ_OPTION_FLAG, &json, NULL, "one JSON object (list)"},
        {"reason", 0, SJ_OPTION_TEXT, &reason, "TEXT", "why; kept with the payment, no names"},
        SJ_CLI_PATIENTS_OPTION(&patients),
        {NULL, 0, SJ_OPTION_FLAG, NULL, NULL, NULL}};
    int first, code = sj_cli_parse(self, options, argc, argv, &first);
    sj_detail detail;
    if (code >= 0) return code;
    if (!sj_cli_detail(patients, &detail))
        return sj_cli_usage(self, "--patients takes limited, full or none");
    const char *verb = first < argc ? argv[first] : "list";
    int words = first < argc ? argc - first : 1;
    bool set = strcmp(verb, "set") == 0;
    const char *wrong = complaint(verb, words, set, reason);
    if (wrong) return sj_cli_usage(self, "%s", wrong);
    char *end = NULL;
    unsigned long ordinal = words > 2 ? strtoul(argv[first + 2], &end, 10) : 1;
    if (!ordinal || ordinal > UINT32_MAX || (end && *end))
        return sj_cli_usage(self, "'%s' is no payment's number", argv[first + 2]);
    sj_home *home;
    code = sj_cli_open_home(&home, dir);
    if (code != SJ_EXIT_OK) return code;
    if (words == 1)
        code = list(home, detail, json);
    else
        code = change(home,
                      &(sj_by_hand){.trace = sj_str_of(argv[first + 1]),
                                    .ordinal = (uint32_t)ordinal,
                                    .account = sj_str_of(set ? argv[first + 3] : "")},
                      reason);
    sj_home_close(home);
    return code;
}
