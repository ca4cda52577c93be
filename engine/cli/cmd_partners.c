/* engine/cli/cmd_partners.c - `scrubjay partners`: who they are and how it goes with them; test,
 * settle, conventions. */
#include "engine/cli/home.h"
#include "engine/pipeline/expected.h"
#include "engine/pipeline/partners.h"
#include "engine/pipeline/say.h"
#include "engine/pipeline/schedule.h"
#include "engine/pipeline/transfer.h"
#include "parsers/base/json.h"

#include <time.h>

typedef struct partners_options {
    const char *home;
    bool sent, again, write, json;
} partners_options;

/* ---- the list ---- */

static void when_text(char out[32], sj_instant at) {
    time_t seconds = at / 1000;
    struct tm t;
    localtime_r(&seconds, &t);
    strftime(out, 32, at ? "%m/%d/%Y %H:%M" : "never", &t);
}

static const char *kind_text(sj_transport_kind kind) {
    static const char *const words[] = {"this home", "folder", "sftp", "https"};
    return words[kind];
}

static size_t waiting(const sj_home *home, const char *partner, const char *folder) {
    char under[128], path[SJ_PATH];
    char **names = NULL;
    size_t n = 0;
    snprintf(under, sizeof under, "partners/%s/%s", partner, folder);
    if (sj_home_path(home, path, under, NULL, NULL) != SJ_OK ||
        sj_folder_list(path, &names, &n, NULL) != SJ_OK)
        return 0;
    sj_folder_names_free(names, n);
    return n;
}

static void print_partner(const sj_home *home, const sj_partner *p, const sj_gate *g) {
    char when[32];
    const sj_endpoint *e = &p->link.endpoint;
    printf("%s: %s%s%s, %s", p->name, kind_text(e->kind), e->host ? " " : "",
           e->host ? e->host : "", p->usage == 'P' ? "production" : "test");
    if (p->link.convention) printf(", as %s", p->link.convention);
    putchar('\n');
    if (e->kind == SJ_TRANSPORT_NONE) return;
    when_text(when, g->well_at);
    printf("  last reached: %s\n", when);
    char hours[256];
    sj_schedule_text(p, hours, sizeof hours);
    if (hours[0]) printf("  called only %s\n", hours);
    if (g->failures) {
        when_text(when, g->down_at);
        printf("  %s since %s: %s\n", g->is_stopped ? "STOPPED" : "DOWN", when, g->reason);
    }
    size_t out = waiting(home, p->name, "outbox"), doubt = waiting(home, p->name, "in_doubt");
    if (out) printf("  %zu file%s to be sent\n", out, out == 1 ? " waits" : "s wait");
    if (doubt)
        printf("  %zu file%s in doubt: partners/%s/in_doubt\n", doubt, doubt == 1 ? "" : "s",
               p->name);
}

static void print_missing(void *ctx, const sj_missing *m) {
    ++*(unsigned *)ctx;
    printf("MISSING %s\n", m->text);
}

static void json_missing(void *ctx, const sj_missing *m) {
    sj_json_out *j = ctx;
    sj_json_object(j);
    sj_json_key(j, "partner");
    sj_json_strz(j, m->partner);
    sj_json_key(j, "type");
    sj_json_strz(j, m->type);
    sj_json_key(j, "batch");
    sj_json_strz(j, m->batch);
    sj_json_key(j, "text");
    sj_json_strz(j, m->text);
    sj_json_object_end(j);
}

static void json_partner(sj_json_out *j, const sj_home *home, const sj_partner *p,
                         const sj_gate *g) {
    const char *state = g->is_stopped ? "stopped" : g->failures ? "down" : "up";
    sj_json_object(j);
    sj_json_key(j, "name");
    sj_json_strz(j, p->name);
    sj_json_key(j, "transport");
    sj_json_strz(j, kind_text(p->link.endpoint.kind));
    sj_json_key(j, "usage");
    sj_json_str(j, (sj_str){&p->usage, 1});
    sj_json_key(j, "state");
    sj_json_strz(j, state);
    sj_json_key(j, "reason");
    sj_json_strz(j, g->reason[0] ? g->reason : NULL);
    char hours[256];
    sj_schedule_text(p, hours, sizeof hours);
    sj_json_key(j, "schedule");
    sj_json_strz(j, hours[0] ? hours : NULL);
    sj_json_key(j, "outbox");
    sj_json_uint(j, waiting(home, p->name, "outbox"));
    sj_json_key(j, "in_doubt");
    sj_json_uint(j, waiting(home, p->name, "in_doubt"));
    sj_json_object_end(j);
}

static int list_json(sj_home *home, sj_err *err) {
    sj_json_out j;
    sj_status status = SJ_OK;
    sj_json_init(&j, NULL, NULL);
    sj_json_object(&j);
    sj_json_key(&j, "schema");
    sj_json_int(&j, 1);
    sj_json_key(&j, "partners");
    sj_json_array(&j);
    for (size_t i = 0; i < home->config.n_partners && status == SJ_OK; i++) {
        sj_gate g;
        status = sj_gate_read(&g, home->store, home->config.partners[i].name, err);
        if (status == SJ_OK) json_partner(&j, home, &home->config.partners[i], &g);
    }
    sj_json_array_end(&j);
    sj_json_key(&j, "missing");
    sj_json_array(&j);
    if (status == SJ_OK)
        status = sj_expected_missing(home, sj_store_now(home->store), json_missing, &j, err);
    sj_json_array_end(&j);
    sj_json_object_end(&j);
    if (status == SJ_OK) printf("%.*s\n", (int)j.len, j.buf);
    sj_json_dispose(&j);
    return status == SJ_OK ? SJ_EXIT_OK : sj_cli_fail(NULL, err);
}

static int list(sj_home *home, bool json) {
    sj_err err = {0};
    sj_status status = SJ_OK;
    unsigned missing = 0;
    if (json) return list_json(home, &err);
    for (size_t i = 0; i < home->config.n_partners && status == SJ_OK; i++) {
        sj_gate g;
        status = sj_gate_read(&g, home->store, home->config.partners[i].name, &err);
        if (status == SJ_OK) print_partner(home, &home->config.partners[i], &g);
    }
    if (status == SJ_OK)
        status =
            sj_expected_missing(home, sj_store_now(home->store), print_missing, &missing, &err);
    return status == SJ_OK ? SJ_EXIT_OK : sj_cli_fail(NULL, &err);
}

/* ---- test, settle, conventions ---- */

static void print_step(void *ctx, bool good, const char *what, const char *detail) {
    (void)ctx;
    printf("%s %s%s%s\n", good ? "ok  " : "FAIL", what, *detail ? ": " : "", detail);
}

static int test(sj_home *home, const char *name, bool write) {
    sj_err err = {0};
    bool good = false;
    const sj_partner *p = sj_config_partner(&home->config, sj_str_of(name));
    sj_status status =
        p ? SJ_OK
          : sj_err_setf(&err, SJ_ECONFIG, "scrubjay.xml has no partner of that name", "%s", name);
    if (status == SJ_OK) status = sj_home_lock(home, &err);
    if (status == SJ_OK) status = sj_partner_test(home, p, write, print_step, NULL, &good, &err);
    if (status != SJ_OK) return sj_cli_fail(NULL, &err);
    return good ? SJ_EXIT_OK : SJ_EXIT_TRANSPORT;
}

static int settle(sj_home *home, const char *name, bool sent) {
    sj_err err = {0};
    sj_status status = sj_home_lock(home, &err);
    if (status == SJ_OK)
        status = sj_partner_settle(home, name, sent, sj_str_of(sj_cli_actor()), &err);
    if (status != SJ_OK) return sj_cli_fail(NULL, &err);
    printf("%s: %s\n", name,
           sent ? "noted that the partner has it" : "lies in the outbox again, for the next pass");
    return SJ_EXIT_OK;
}

static bool print_convention(void *ctx, const char *name, const char *title, const char *note) {
    (void)ctx;
    printf("%-12s %s%s%s\n", name, title, *note ? ". " : "", note);
    return true;
}

static int conventions(void) {
    sj_err err = {0};
    sj_status status = sj_config_conventions(print_convention, NULL, &err);
    return status == SJ_OK ? SJ_EXIT_OK : sj_cli_fail(NULL, &err);
}

static int with_home(const partners_options *o, const char *verb, const char *name) {
    sj_home *home;
    int code = sj_cli_open_home(&home, o->home);
    if (code != SJ_EXIT_OK) return code;
    if (!verb)
        code = list(home, o->json);
    else if (strcmp(verb, "test") == 0)
        code = test(home, name, o->write);
    else
        code = settle(home, name, o->sent);
    sj_home_close(home);
    return code;
}

int sj_cmd_partners(const sj_command *self, int argc, char **argv) {
    partners_options o = {0};
    const sj_option options[] = {
        SJ_CLI_HOME_OPTION(&o.home),
        {"write", 0, SJ_OPTION_FLAG, &o.write, NULL,
         "test: write, rename and remove a small file, too"},
        {"sent", 0, SJ_OPTION_FLAG, &o.sent, NULL, "settle: the partner has the file"},
        {"again", 0, SJ_OPTION_FLAG, &o.again, NULL, "settle: it does not; send it again"},
        {"json", 0, SJ_OPTION_FLAG, &o.json, NULL, "the list as one JSON object"},
        {NULL, 0, SJ_OPTION_FLAG, NULL, NULL, NULL}};
    int first;
    int code = sj_cli_parse(self, options, argc, argv, &first);
    if (code >= 0) return code;
    const char *verb = first < argc ? argv[first] : NULL,
               *name = first + 1 < argc ? argv[first + 1] : NULL;
    if (!verb) return with_home(&o, NULL, NULL);
    if (strcmp(verb, "conventions") == 0 && !name) return conventions();
    if (argc - first != 2 || (strcmp(verb, "test") != 0 && strcmp(verb, "settle") != 0))
        return sj_cli_usage(self, "test PARTNER, settle FILE, or conventions is wanted");
    if (strcmp(verb, "settle") == 0 && o.sent == o.again)
        return sj_cli_usage(self, "settle wants --sent or --again");
    return with_home(&o, verb, name);
}
