/* engine/cli/codes_forecast.c - scrubjay codes forecast: which codes of open claims end soon. */
#include "engine/cli/codes_cli.h"
#include "engine/cli/home.h"
#include "engine/cli/reading.h"
#include "engine/pipeline/forecast.h"
#include "engine/pipeline/say.h"

static void print_accounts(const sj_ending_code *e) {
    for (uint32_t i = 0; i < e->n_accounts; i++) {
        fputs(i ? ", " : "  ", stdout);
        sj_say_value(stdout, e->accounts[i]);
    }
    if (e->claims > e->n_accounts) printf(" and %u more", e->claims - e->n_accounts);
    putchar('\n');
}

static void print_text(sj_forecast *f, sj_date as_of, long days) {
    size_t n;
    const sj_ending_code *codes = sj_forecast_codes(f, &n);
    char day[SJ_DATE_SIZE];
    sj_date_print_people(as_of, day);
    printf("%u claims; %zu of their codes end within %ld days of %s\n", sj_forecast_claims(f), n,
           days, day);
    for (size_t i = 0; i < n; i++) {
        const sj_ending_code *e = &codes[i];
        sj_date_print_people(e->info.terminated, day);
        printf("\n%s %.*s ends %s: %.*s", sj_code_kind_name(e->kind), SJ_FMT(e->code), day,
               SJ_FMT(e->info.text));
        if (e->info.successor.len) printf(" [see %.*s]", SJ_FMT(e->info.successor));
        printf("\n  %u claim%s", e->claims, e->claims == 1 ? "" : "s");
        if (e->late) printf(", %u with a service after that day", e->late);
        putchar('\n');
        print_accounts(e);
    }
}

static void json_code(sj_json_out *j, const sj_ending_code *e) {
    char day[SJ_DATE_SIZE];
    sj_date_print_iso(e->info.terminated, day);
    sj_json_object(j);
    sj_json_key(j, "kind");
    sj_json_strz(j, sj_code_kind_name(e->kind));
    sj_json_key(j, "code");
    sj_json_str(j, e->code);
    sj_json_key(j, "ends");
    sj_json_strz(j, day);
    sj_json_key(j, "text");
    sj_json_str(j, e->info.text);
    sj_json_key(j, "successor");
    sj_json_str(j, e->info.successor);
    sj_json_key(j, "claims");
    sj_json_uint(j, e->claims);
    sj_json_key(j, "late");
    sj_json_uint(j, e->late);
    sj_json_key(j, "accounts");
    sj_json_array(j);
    for (uint32_t i = 0; i < e->n_accounts; i++) sj_json_str(j, e->accounts[i]);
    sj_json_array_end(j);
    sj_json_object_end(j);
}

static int print_json(sj_forecast *f) {
    sj_json_out j;
    size_t n;
    const sj_ending_code *codes = sj_forecast_codes(f, &n);
    sj_cli_json(&j);
    sj_json_object(&j);
    sj_json_key(&j, "schema");
    sj_json_int(&j, 1);
    sj_json_key(&j, "claims");
    sj_json_uint(&j, sj_forecast_claims(f));
    sj_json_key(&j, "codes");
    sj_json_array(&j);
    for (size_t i = 0; i < n; i++) json_code(&j, &codes[i]);
    sj_json_array_end(&j);
    sj_json_object_end(&j);
    return sj_cli_json_end(&j);
}

static int read_files(sj_forecast *f, int n, char **paths) {
    sj_guides *guides = NULL;
    sj_err err = {0};
    if (sj_guides_new(&guides, &err) != SJ_OK) return sj_cli_fail(NULL, &err);
    int code = SJ_EXIT_OK;
    for (int i = 0; i < n && code == SJ_EXIT_OK; i++)
        if (sj_forecast_file(f, guides, paths[i], &err) != SJ_OK)
            code = sj_cli_fail(paths[i], &err);
    sj_guides_free(guides);
    return code;
}

static int read_store(sj_forecast *f, const char *dir) {
    sj_home *home;
    sj_err err = {0};
    int code = sj_cli_open_home(&home, dir);
    if (code != SJ_EXIT_OK) return code;
    if (sj_forecast_store(f, home->store, &err) != SJ_OK) code = sj_cli_fail(NULL, &err);
    sj_home_close(home);
    return code;
}

int sj_codes_forecast_verb(const sj_command *self, const sj_codes_options *o, int n, char **paths) {
    enum { MOST_DAYS = 3660 };
    if (o->days > MOST_DAYS) return sj_cli_usage(self, "forecast: %ld days are too many", o->days);
    int code = SJ_EXIT_OK;
    sj_err err = {0};
    sj_table_files *files = sj_codes_open(o, &code);
    if (!files) return code;
    sj_date as_of = o->on == SJ_NO_DATE ? sj_cli_today() : o->on;
    sj_forecast *f = NULL;
    if (sj_forecast_new(&f, sj_table_files_view(files), as_of, (int)o->days, &err) != SJ_OK)
        code = sj_cli_fail(NULL, &err);
    else
        code = n ? read_files(f, n, paths) : read_store(f, o->home);
    if (code == SJ_EXIT_OK && o->json) code = print_json(f);
    if (code == SJ_EXIT_OK && !o->json) print_text(f, as_of, o->days);
    sj_forecast_free(f);
    sj_table_files_close(files);
    return code;
}
