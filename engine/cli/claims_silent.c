/* engine/cli/claims_silent.c - claims whose answer is overdue: no 999, no 277CA, no remittance. */
#include "engine/cli/claims_silent.h"

#include "engine/cli/reading.h"
#include "engine/followup/silence.h"

typedef struct lister {
    sj_json_out *json; /* NULL: text */
    sj_date as_of;
    uint32_t n;
    sj_money charge;
} lister;

static const char *by_text(char by) {
    return by == 'p' ? "payer" : by == 'o' ? "own median" : "usual";
}

static void date(sj_json_out *o, const char *key, sj_date d) {
    char text[SJ_DATE_SIZE];
    sj_json_key(o, key);
    if (d == SJ_NO_DATE) {
        sj_json_null(o);
        return;
    }
    sj_date_print_iso(d, text);
    sj_json_strz(o, text);
}

static void put_json(const lister *l, const sj_silent *s) {
    sj_json_out *o = l->json;
    sj_json_object(o);
    sj_json_key(o, "account");
    sj_json_str(o, s->claim->account);
    sj_json_key(o, "payer");
    sj_json_str(o, s->claim->payer);
    sj_json_key(o, "charge");
    sj_json_money(o, s->claim->charge);
    sj_json_key(o, "state");
    sj_json_strz(o, sj_state_text(s->claim->state));
    sj_json_key(o, "awaited");
    sj_json_strz(o, sj_silent_step_text(s->awaited));
    date(o, "sent", s->sent);
    date(o, "expected", s->expected);
    sj_json_key(o, "by");
    sj_json_strz(o, by_text(s->by));
    sj_json_key(o, "days_late");
    sj_json_int(o, l->as_of - s->expected);
    date(o, "file_by", s->file_by);
    sj_json_key(o, "file_days_left");
    if (s->file_by == SJ_NO_DATE)
        sj_json_null(o);
    else
        sj_json_int(o, s->file_by - l->as_of);
    sj_json_object_end(o);
}

static void put_text(const lister *l, const sj_silent *s) {
    char money[SJ_MONEY_SIZE + 8], sent[SJ_DATE_SIZE], expected[SJ_DATE_SIZE], file[SJ_DATE_SIZE];
    char left[16] = "-";
    if (!l->n)
        printf("%-20s %12s  %-7s %-10s  %-10s  %5s  %-10s  %-10s  %5s  %s\n", "Account", "Charge",
               "No", "Sent", "Expected", "Late", "By", "File by", "Left", "Payer");
    sj_money_print_people(s->claim->charge, money);
    sj_date_print_people(s->sent, sent);
    sj_date_print_people(s->expected, expected);
    sj_date_print_people(s->file_by, file);
    if (s->file_by != SJ_NO_DATE) snprintf(left, sizeof left, "%d", s->file_by - l->as_of);
    printf("%-20.*s %12s  %-7s %-10s  %-10s  %5d  %-10s  %-10s%s %5s  %.*s\n",
           SJ_FMT(s->claim->account), money, sj_silent_step_text(s->awaited), sent, expected,
           l->as_of - s->expected, by_text(s->by), file,
           s->file_by != SJ_NO_DATE && s->file_by < l->as_of ? "!" : " ", left,
           SJ_FMT(s->claim->payer_name));
}

static bool take(void *ctx, const sj_silent *s) {
    lister *l = ctx;
    if (l->json)
        put_json(l, s);
    else
        put_text(l, s);
    l->n++;
    l->charge = sj_money_add(l->charge, s->claim->charge);
    return true;
}

int sj_cli_claims_silent(sj_home *h, sj_date as_of, bool json) {
    sj_err err = {0};
    sj_json_out out;
    lister l = {.json = json ? &out : NULL, .as_of = as_of};
    char money[SJ_MONEY_SIZE + 8];
    int code = SJ_EXIT_OK;
    if (json) {
        sj_cli_json(&out);
        sj_json_object(&out);
        sj_json_key(&out, "schema");
        sj_json_int(&out, 1);
        sj_json_key(&out, "silent");
        sj_json_array(&out);
    }
    sj_status status = sj_silence_walk(h->store, h->config.terms, as_of, take, &l, &err);
    if (json) {
        sj_json_array_end(&out);
        sj_json_object_end(&out);
        code = sj_cli_json_end(&out);
    }
    if (status != SJ_OK) return sj_cli_fail(NULL, &err);
    sj_money_print_people(l.charge, money);
    if (!json && l.n)
        fprintf(stderr, "%u claim%s without an answer that is due, %s\n", l.n, l.n == 1 ? "" : "s",
                money);
    else if (!json)
        fputs("no answer is overdue\n", stderr);
    return code;
}
