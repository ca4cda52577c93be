/* engine/cli/cmd_claims.c - `scrubjay claims`: the claims of the practice, a line each. */
#include "engine/cli/claim_view.h"
#include "engine/cli/claims_silent.h"
#include "engine/cli/reading.h"
#include "engine/pipeline/say.h"

typedef struct lister {
    sj_json_out *json; /* NULL: for people */
    uint32_t claims;
    sj_money charge;
} lister;

static bool print_claim(void *ctx, const sj_submission *s) {
    lister *l = ctx;
    char money[SJ_MONEY_SIZE + 8], day[SJ_DATE_SIZE] = "";
    if (l->claims == 0)
        printf("%-20s %-12s %-10s %12s  %s\n", "ACCOUNT", "STATE", "SERVICE", "CHARGE", "PAYER");
    if (s->first_service != SJ_NO_DATE) sj_date_print_people(s->first_service, day);
    sj_say_value(stdout, s->account);
    printf("%*s %-12s %-10s %12s  ", s->account.len < 20 ? 20 - (int)s->account.len : 0, "",
           sj_state_text(s->state), day, sj_say_money(s->charge, money));
    sj_say_value(stdout, s->payer_name);
    fputs(" (", stdout);
    sj_say_value(stdout, s->payer);
    fputs(")\n", stdout);
    l->claims++;
    l->charge += s->charge;
    return true;
}

static bool json_claim(void *ctx, const sj_submission *s) {
    sj_json_out *j = ((lister *)ctx)->json;
    sj_json_object(j);
    sj_claim_facts_json(s, j);
    sj_json_object_end(j);
    return j->status == SJ_OK;
}

static sj_status list_json(sj_store *store, const sj_submission_filter *filter, int *code,
                           sj_err *err) {
    sj_json_out j;
    lister l = {.json = &j};
    sj_cli_json(&j);
    sj_json_object(&j);
    sj_json_key(&j, "schema");
    sj_json_int(&j, 1);
    sj_json_key(&j, "claims");
    sj_json_array(&j);
    sj_status status = sj_submissions_list(store, filter, json_claim, &l, err);
    sj_json_array_end(&j);
    sj_json_object_end(&j);
    *code = sj_cli_json_end(&j);
    return status;
}

static sj_status list_text(sj_store *store, const sj_submission_filter *filter, sj_err *err) {
    lister l = {0};
    char money[SJ_MONEY_SIZE + 8];
    sj_status status = sj_submissions_list(store, filter, print_claim, &l, err);
    if (status != SJ_OK) return status;
    if (l.claims)
        fprintf(stderr, "%u claim%s, %s\n", l.claims, sj_say_s(l.claims),
                sj_say_money(l.charge, money));
    else
        fputs("no claims\n", stderr);
    return SJ_OK;
}

int sj_cmd_claims(const sj_command *self, int argc, char **argv) {
    const char *dir = NULL, *state = NULL;
    bool json = false, silent = false, exceptions = false;
    sj_date as_of = SJ_NO_DATE;
    const sj_option options[] = {
        SJ_CLI_HOME_OPTION(&dir),
        {"silent", 0, SJ_OPTION_FLAG, &silent, NULL,
         "only those whose 999, 277CA or remittance is overdue"},
        {"exceptions", 0, SJ_OPTION_FLAG, &exceptions, NULL,
         "only those refused after the payer had decided, not settled yet"},
        {"as-of", 0, SJ_OPTION_DATE, &as_of, "DATE",
         "with --silent: overdue on that day, not today"},
        {"state", 0, SJ_OPTION_TEXT, &state, "STATE",
         "only those held, ready, sent, accepted, rejected …"},
        {"json", 0, SJ_OPTION_FLAG, &json, NULL, "one JSON object"},
        {NULL, 0, SJ_OPTION_FLAG, NULL, NULL, NULL}};
    int first;
    int code = sj_cli_parse(self, options, argc, argv, &first);
    if (code >= 0) return code;
    if (first != argc) return sj_cli_usage(self, "'%s' is one word too many", argv[first]);
    sj_submission_filter filter = {.state = state ? sj_state_of(sj_str_of(state)) : SJ_STATE_NONE};
    if (state && !filter.state) return sj_cli_usage(self, "there is no state '%s'", state);
    filter.exceptions = exceptions;
    if (silent + exceptions + (state != NULL) > 1)
        return sj_cli_usage(self, "--silent, --exceptions or --state, not two of them");
    sj_home *home;
    code = sj_cli_open_home(&home, dir);
    if (code != SJ_EXIT_OK) return code;
    if (silent) {
        code = sj_cli_claims_silent(home, as_of == SJ_NO_DATE ? sj_cli_today() : as_of, json);
        sj_home_close(home);
        return code;
    }
    sj_err err = {0};
    sj_status status =
        json ? list_json(home->store, &filter, &code, &err) : list_text(home->store, &filter, &err);
    if (status != SJ_OK) code = sj_cli_fail(NULL, &err);
    sj_home_close(home);
    return code;
}
