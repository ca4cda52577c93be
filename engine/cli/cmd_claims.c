/* engine/cli/cmd_claims.c - `scrubjay claims`: the claims of the practice, a line each. */
#include "engine/cli/home.h"
#include "engine/store/submissions.h"
#include "parsers/base/json.h"

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
    sj_money_print_people(s->charge, money);
    if (s->first_service != SJ_NO_DATE) sj_date_print_people(s->first_service, day);
    printf("%-20.*s %-12s %-10s %12s  %.*s (%.*s)\n", SJ_FMT(s->account), sj_state_text(s->state),
           day, money, SJ_FMT(s->payer_name), SJ_FMT(s->payer));
    l->claims++;
    l->charge += s->charge;
    return true;
}

static void json_day(sj_json_out *j, const char *key, sj_date d) {
    char day[SJ_DATE_SIZE];
    sj_json_key(j, key);
    if (d == SJ_NO_DATE)
        sj_json_null(j);
    else
        sj_json_str(j, (sj_str){day, sj_date_print_iso(d, day)});
}

static void json_text(sj_json_out *j, const char *key, sj_str s) {
    sj_json_key(j, key);
    if (s.len)
        sj_json_str(j, s);
    else
        sj_json_null(j);
}

static bool json_claim(void *ctx, const sj_submission *s) {
    sj_json_out *j = ((lister *)ctx)->json;
    sj_json_object(j);
    json_text(j, "account", s->account);
    json_text(j, "state", sj_str_of(sj_state_text(s->state)));
    json_text(j, "verdict", s->verdict);
    json_text(j, "type", s->type);
    json_text(j, "frequency", s->frequency);
    json_text(j, "payer", s->payer);
    json_text(j, "payer_name", s->payer_name);
    json_text(j, "payer_control", s->payer_control);
    json_text(j, "provider", s->provider);
    sj_json_key(j, "charge");
    sj_json_money(j, s->charge);
    json_day(j, "first_service", s->first_service);
    json_day(j, "last_service", s->last_service);
    sj_json_object_end(j);
    return j->status == SJ_OK;
}

static int write_stdout(void *ctx, const void *bytes, size_t len) {
    (void)ctx;
    return fwrite(bytes, 1, len, stdout) == len ? 0 : -1;
}

static sj_status list_json(sj_store *store, const sj_submission_filter *filter, sj_err *err) {
    sj_json_out j;
    lister l = {.json = &j};
    sj_json_init(&j, write_stdout, NULL);
    sj_json_object(&j);
    sj_json_key(&j, "schema");
    sj_json_int(&j, 1);
    sj_json_key(&j, "claims");
    sj_json_array(&j);
    sj_status status = sj_submissions_list(store, filter, json_claim, &l, err);
    sj_json_array_end(&j);
    sj_json_object_end(&j);
    sj_json_newline(&j);
    sj_status written = sj_json_flush(&j);
    sj_json_dispose(&j);
    return status == SJ_OK && written != SJ_OK
               ? sj_err_set(err, written, "the list could not be written")
               : status;
}

static sj_status list_text(sj_store *store, const sj_submission_filter *filter, sj_err *err) {
    lister l = {0};
    char money[SJ_MONEY_SIZE + 8];
    sj_status status = sj_submissions_list(store, filter, print_claim, &l, err);
    if (status != SJ_OK) return status;
    sj_money_print_people(l.charge, money);
    if (l.claims)
        fprintf(stderr, "%u claims, %s\n", l.claims, money);
    else
        fputs("no claims\n", stderr);
    return SJ_OK;
}

int sj_cmd_claims(const sj_command *self, int argc, char **argv) {
    const char *dir = NULL, *state = NULL;
    bool json = false;
    const sj_option options[] = {SJ_CLI_HOME_OPTION(&dir),
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
    sj_home *home;
    code = sj_cli_open_home(&home, dir);
    if (code != SJ_EXIT_OK) return code;
    sj_err err = {0};
    sj_status status =
        json ? list_json(home->store, &filter, &err) : list_text(home->store, &filter, &err);
    if (status != SJ_OK) code = sj_cli_fail(NULL, &err);
    sj_home_close(home);
    return code;
}
