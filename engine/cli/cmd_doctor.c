/* engine/cli/cmd_doctor.c - `scrubjay doctor`: what is wrong with a home, and what to do. */
#include "engine/cli/reading.h"
#include "engine/operate/doctor.h"

static void print_text(void *ctx, const sj_health *h) {
    (void)ctx;
    printf("%-5s %-14s %s\n", sj_health_text(h->level), h->check, h->message);
    if (h->fix[0]) printf("%20s Fix: %s\n", "", h->fix);
}

static void print_json(void *ctx, const sj_health *h) {
    sj_json_out *j = ctx;
    sj_json_object(j);
    sj_json_key(j, "check");
    sj_json_strz(j, h->check);
    sj_json_key(j, "level");
    sj_json_strz(j, h->level == SJ_HEALTH_FAIL ? "fail" : sj_health_text(h->level));
    sj_json_key(j, "message");
    sj_json_strz(j, h->message);
    sj_json_key(j, "fix");
    sj_json_strz(j, h->fix[0] ? h->fix : NULL);
    sj_json_object_end(j);
}

static int look(const char *dir, sj_date today, bool offline, bool json) {
    sj_health_level worst;
    if (json) {
        sj_json_out out;
        sj_cli_json(&out);
        sj_json_object(&out);
        sj_json_key(&out, "schema");
        sj_json_int(&out, 1);
        sj_json_key(&out, "checks");
        sj_json_array(&out);
        worst = sj_doctor(dir, today, offline, print_json, &out);
        sj_json_array_end(&out);
        sj_json_object_end(&out);
        int code = sj_cli_json_end(&out);
        if (code != SJ_EXIT_OK) return code;
    } else {
        worst = sj_doctor(dir, today, offline, print_text, NULL);
    }
    return worst == SJ_HEALTH_FAIL ? SJ_EXIT_FINDINGS : SJ_EXIT_OK;
}

int sj_cmd_doctor(const sj_command *self, int argc, char **argv) {
    const char *dir = NULL;
    sj_date today = SJ_NO_DATE;
    bool json = false, offline = false;
    const sj_option options[] = {
        SJ_CLI_HOME_OPTION(&dir),
        {"as-of", 0, SJ_OPTION_DATE, &today, "DATE",
         "as if it were that day: what will have ended then"},
        {"offline", 0, SJ_OPTION_FLAG, &offline, NULL, "do not call the partners"},
        {"json", 0, SJ_OPTION_FLAG, &json, NULL, "one JSON object"},
        {NULL, 0, SJ_OPTION_FLAG, NULL, NULL, NULL}};
    int first, code = sj_cli_parse(self, options, argc, argv, &first);
    if (code >= 0) return code;
    if (first != argc) return sj_cli_usage(self, "'%s' is one word too many", argv[first]);
    char path[SJ_PATH];
    sj_err err = {0};
    if (sj_home_find(dir, path, &err) != SJ_OK) return sj_cli_fail(NULL, &err);
    return look(path, today == SJ_NO_DATE ? sj_cli_today() : today, offline, json);
}
