/* Shared by the commands that show claims. */
#include "engine/cli/reading.h"

#include "engine/store/audit.h"

#include <string.h>
#include <time.h>

bool sj_cli_detail(const char *word, sj_detail *out) {
    static const char *const words[] = {"limited", "full", "none"};
    *out = SJ_DETAIL_LIMITED;
    if (!word) return true;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(word, words[i]) == 0) {
            *out = (sj_detail)i;
            return true;
        }
    return false;
}

sj_status sj_cli_note(sj_home *h, const char *action, const char *subject, sj_err *err) {
    sj_status status = sj_store_begin(h->store, err);
    if (status != SJ_OK) return status;
    status = sj_audit_add(h->store, sj_str_of(sj_cli_actor()), sj_str_of(action),
                          sj_str_of(subject), SJ_STR(""), err);
    if (status == SJ_OK) status = sj_store_commit(h->store, err);
    sj_store_rollback(h->store);
    return status;
}

sj_instant sj_cli_day_start(sj_date d) {
    int year, month, day;
    sj_date_split(d, &year, &month, &day);
    struct tm tm = {.tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = day, .tm_isdst = -1};
    return (sj_instant)mktime(&tm) * 1000;
}

bool sj_cli_period(sj_report_opts *opts, int days) {
    sj_date today = sj_cli_today();
    if (opts->as_of == SJ_NO_DATE) opts->as_of = today;
    if (opts->since == SJ_NO_DATE) opts->since = (opts->as_of < today ? opts->as_of : today) - days;
    opts->from = sj_cli_day_start(opts->since);
    opts->to = sj_cli_day_start((days || opts->as_of > today ? opts->as_of : today) + 1);
    opts->now = sj_cli_day_start(opts->as_of + 1);
    sj_instant clock = (sj_instant)time(NULL) * 1000;
    if (clock < opts->now) opts->now = clock;
    return opts->since <= opts->as_of;
}

void sj_cli_clock_text(sj_instant at, char out[32]) {
    time_t seconds = (time_t)(at / 1000);
    struct tm tm;
    localtime_r(&seconds, &tm);
    strftime(out, 32, "%m/%d/%Y %H:%M", &tm);
}

void sj_cli_zone(char out[16]) {
    time_t now = time(NULL);
    struct tm tm;
    localtime_r(&now, &tm);
    strftime(out, 16, "%Z", &tm);
}

static int write_stdout(void *ctx, const void *bytes, size_t len) {
    (void)ctx;
    return fwrite(bytes, 1, len, stdout) == len ? 0 : -1;
}

void sj_cli_json(sj_json_out *out) {
    sj_json_init(out, write_stdout, NULL);
}

int sj_cli_json_end(sj_json_out *out) {
    sj_json_newline(out);
    sj_status status = sj_json_flush(out);
    sj_json_dispose(out);
    if (status == SJ_OK) return SJ_EXIT_OK;
    sj_err err;
    sj_err_set(&err, status,
               status == SJ_EIO ? "standard output could not be written" : "out of memory");
    return sj_cli_fail(NULL, &err);
}

sj_status sj_cli_remits_json(sj_home *h, sj_remit_view *view, bool whole, int *code, sj_err *err) {
    sj_json_out out;
    sj_cli_json(&out);
    sj_json_object(&out);
    sj_json_key(&out, "schema");
    sj_json_int(&out, 1);
    sj_json_key(&out, "remits");
    sj_json_array(&out);
    sj_status status = sj_remits_json(h->store, view, whole, &out, err);
    sj_json_array_end(&out);
    sj_json_object_end(&out);
    *code = sj_cli_json_end(&out);
    return status;
}
