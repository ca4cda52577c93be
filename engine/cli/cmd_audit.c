/* engine/cli/cmd_audit.c - `scrubjay audit`: is the log of what people did whole, and what does it
 * say.
 *
 * The rows name claims by the store's ids; here they get their account numbers back. */
#include "engine/cli/reading.h"
#include "engine/csv/csv.h"
#include "engine/store/audit.h"
#include "engine/store/ids.h"
#include "engine/store/submissions.h"

#include <string.h>

typedef struct audit_options {
    const char *home, *head;    /* of both verbs, of verify */
    const char *user, *account; /* of report: whose acts, about whose claims */
    sj_date from, to;
    bool json, csv;
} audit_options;

/* ---- verify ---- */

static bool read_digest(const char *hex, uint8_t out[SJ_SHA256_SIZE]) {
    if (strlen(hex) != 2 * SJ_SHA256_SIZE || strspn(hex, "0123456789abcdefABCDEF") != strlen(hex))
        return false;
    for (size_t i = 0; i < SJ_SHA256_SIZE; i++) {
        unsigned byte;
        sscanf(hex + 2 * i, "%2x", &byte);
        out[i] = (uint8_t)byte;
    }
    return true;
}

static void verify_json(const sj_audit_chain *c, const char *head, bool whole) {
    printf("{\"schema\":1,\"whole\":%s,\"rows\":%lld,\"head\":\"%s\"", whole ? "true" : "false",
           (long long)c->rows, head);
    if (c->broken) printf(",\"broken\":%lld", (long long)c->broken);
    if (c->noted) printf(",\"noted\":%s", c->has_noted ? "true" : "false");
    puts("}");
}

static void verify_text(const sj_audit_chain *c, const char *head) {
    char when[32];
    sj_cli_clock_text(c->head_at, when);
    if (c->rows)
        printf("%lld rows are whole, the last of %s\nhead %s\n", (long long)c->rows, when, head);
    else
        puts("no row is whole");
    if (c->broken)
        puts("BROKEN: the next row, or one before it, was changed, taken out or put in by other "
             "means than scrubjay.\nCompare with a backup, and find out who can write to the "
             "store.");
    if (c->noted && !c->has_noted)
        puts("BROKEN: no row has the noted head: rows were taken out at the end, or changed from "
             "the first on.");
}

static int verify(sj_home *home, const audit_options *o, sj_err *err, sj_status *status) {
    uint8_t noted[SJ_SHA256_SIZE];
    char head[SJ_SHA256_HEX];
    sj_audit_chain chain = {.noted = o->head && read_digest(o->head, noted) ? noted : NULL};
    *status = sj_audit_verify(home->store, &chain, err);
    if (*status != SJ_OK) return SJ_EXIT_STORE;
    bool whole = !chain.broken && (!chain.noted || chain.has_noted);
    sj_sha256_hex(chain.head, head);
    if (o->json)
        verify_json(&chain, head, whole);
    else
        verify_text(&chain, head);
    return whole ? SJ_EXIT_OK : SJ_EXIT_FINDINGS;
}

/* ---- report ---- */

static bool take_id(void *ctx, const sj_submission *s) {
    return sj_ids_add(ctx, s->id);
}

typedef struct report {
    sj_store *store;
    const sj_ids *patient; /* one patient's claims; NULL: everybody's */
    sj_json_out *json;     /* one of these, or neither: lines */
    sj_csv *csv;
    char account[64]; /* of the row at hand; "" when it is not about one claim */
    uint64_t rows, lists;
    sj_status status;
    sj_err *err;
} report;

/* A row about one claim bears its id, which is a long number. */
static int64_t claim_of(sj_str subject) {
    int64_t id = 0;
    if (subject.len < 15 || subject.len > 19) return 0;
    for (size_t i = 0; i < subject.len; i++) {
        if (subject.ptr[i] < '0' || subject.ptr[i] > '9') return 0;
        id = id * 10 + (subject.ptr[i] - '0');
    }
    return id;
}

static bool take_account(void *ctx, const sj_submission *s) {
    report *r = ctx;
    snprintf(r->account, sizeof r->account, "%.*s", SJ_FMT(s->account));
    return false;
}

static void json_row(const report *r, const sj_audit_row *row, const char *when) {
    sj_json_object(r->json);
    sj_json_key(r->json, "at");
    sj_json_strz(r->json, when);
    sj_json_key(r->json, "user");
    sj_json_str(r->json, row->actor);
    sj_json_key(r->json, "action");
    sj_json_str(r->json, row->action);
    sj_json_key(r->json, "account");
    sj_json_strz(r->json, r->account[0] ? r->account : NULL);
    sj_json_key(r->json, "subject");
    sj_json_str(r->json, row->subject);
    sj_json_key(r->json, "detail");
    sj_json_str(r->json, row->detail);
    sj_json_object_end(r->json);
}

static void csv_row(const report *r, const sj_audit_row *row, const char *when) {
    sj_csv_textz(r->csv, when);
    sj_csv_text(r->csv, row->actor);
    sj_csv_text(r->csv, row->action);
    sj_csv_textz(r->csv, r->account);
    sj_csv_text(r->csv, row->subject);
    sj_csv_text(r->csv, row->detail);
    sj_csv_end(r->csv);
}

static void print_row(const report *r, const sj_audit_row *row, const char *when) {
    printf("%s  %-12.*s  %.*s", when, SJ_FMT(row->actor), SJ_FMT(row->action));
    if (r->account[0])
        printf(" %s", r->account);
    else if (row->subject.len)
        printf(" %.*s", SJ_FMT(row->subject));
    if (row->detail.len) printf(": %.*s", SJ_FMT(row->detail));
    putchar('\n');
}

/* A list shows many patients, and nobody noted which: it is counted where one patient is asked for.
 */
static bool take_row(void *ctx, const sj_audit_row *row) {
    report *r = ctx;
    char when[32];
    int64_t id = claim_of(row->subject);
    if (r->patient && !sj_ids_has(r->patient, id)) {
        r->lists += id == 0;
        return true;
    }
    r->account[0] = 0;
    if (id) r->status = sj_submissions_by_id(r->store, &id, 1, take_account, r, r->err);
    if (r->status != SJ_OK) return false;
    sj_cli_clock_text(row->at, when);
    r->rows++;
    if (r->json)
        json_row(r, row, when);
    else if (r->csv)
        csv_row(r, row, when);
    else
        print_row(r, row, when);
    return true;
}

static int list_json(report *r, const sj_audit_filter *filter, sj_status *status) {
    sj_json_out out;
    sj_cli_json(&out);
    r->json = &out;
    sj_json_object(&out);
    sj_json_key(&out, "schema");
    sj_json_int(&out, 1);
    sj_json_key(&out, "rows");
    sj_json_array(&out);
    *status = sj_audit_list(r->store, filter, take_row, r, r->err);
    sj_json_array_end(&out);
    if (r->patient) {
        sj_json_key(&out, "lists");
        sj_json_uint(&out, r->lists);
    }
    sj_json_object_end(&out);
    return sj_cli_json_end(&out);
}

static int list_all(report *r, const audit_options *o, const sj_audit_filter *filter,
                    sj_status *status) {
    static const char *const heading[] = {"at",      "user",   "action", "account",
                                          "subject", "detail", NULL};
    sj_csv csv = {.to = stdout};
    if (o->json) return list_json(r, filter, status);
    if (o->csv) {
        r->csv = &csv;
        sj_csv_heading(&csv, heading);
    }
    *status = sj_audit_list(r->store, filter, take_row, r, r->err);
    fprintf(stderr, "%llu row%s\n", (unsigned long long)r->rows, r->rows == 1 ? "" : "s");
    if (r->lists)
        fprintf(stderr,
                "In this time lists, remittances or reports were read %llu times; each may "
                "have shown this patient too.\n",
                (unsigned long long)r->lists);
    return SJ_EXIT_OK;
}

static int report_rows(sj_home *home, const audit_options *o, sj_err *err, sj_status *status) {
    sj_ids ids = {NULL, 0, false};
    report r = {.store = home->store, .patient = o->account ? &ids : NULL, .err = err};
    const sj_audit_filter filter = {.actor = sj_str_of(o->user ? o->user : ""),
                                    .from = o->from == SJ_NO_DATE ? 0 : sj_cli_day_start(o->from),
                                    .to = o->to == SJ_NO_DATE ? 0 : sj_cli_day_start(o->to + 1)};
    int code = SJ_EXIT_OK;
    *status = SJ_OK;
    if (o->account) {
        *status =
            sj_submissions_same_patient(home->store, sj_str_of(o->account), take_id, &ids, err);
        if (*status == SJ_OK && ids.no_memory) *status = sj_err_set(err, SJ_ENOMEM, "no memory");
        if (*status == SJ_OK && !ids.n)
            *status = sj_err_set(err, SJ_ENOTFOUND, "there is no claim with this account number");
    }
    if (*status == SJ_OK) *status = sj_cli_note(home, "read audit log", "", err);
    if (*status == SJ_OK) code = list_all(&r, o, &filter, status);
    if (*status == SJ_OK) *status = r.status;
    sj_ids_dispose(&ids);
    return code;
}

int sj_cmd_audit(const sj_command *self, int argc, char **argv) {
    audit_options o = {.from = SJ_NO_DATE, .to = SJ_NO_DATE};
    const sj_option options[] = {
        SJ_CLI_HOME_OPTION(&o.home),
        {"head", 0, SJ_OPTION_TEXT, &o.head, "DIGEST",
         "verify: the head that was noted at an earlier time must be in the log"},
        {"patient", 0, SJ_OPTION_TEXT, &o.account, "ACCOUNT",
         "report: only what was done with claims of this account's patient"},
        {"user", 0, SJ_OPTION_TEXT, &o.user, "NAME", "report: only what this person did"},
        {"from", 0, SJ_OPTION_DATE, &o.from, "DATE", "report: from that day on"},
        {"to", 0, SJ_OPTION_DATE, &o.to, "DATE", "report: through that day"},
        {"csv", 0, SJ_OPTION_FLAG, &o.csv, NULL, "report: as CSV"},
        {"json", 0, SJ_OPTION_FLAG, &o.json, NULL, "one JSON object"},
        {NULL, 0, SJ_OPTION_FLAG, NULL, NULL, NULL}};
    uint8_t digest[SJ_SHA256_SIZE];
    int first, code = sj_cli_parse(self, options, argc, argv, &first);
    if (code >= 0) return code;
    const char *verb = first < argc ? argv[first] : "";
    bool verifies = strcmp(verb, "verify") == 0;
    if (argc - first != 1 || (!verifies && strcmp(verb, "report") != 0))
        return sj_cli_usage(self, "verify or report");
    if (o.head && !read_digest(o.head, digest))
        return sj_cli_usage(self, "a head has 64 hexadecimal digits, as verify prints it");
    sj_home *home;
    code = sj_cli_open_home(&home, o.home);
    if (code != SJ_EXIT_OK) return code;
    sj_err err = {0};
    sj_status status;
    code = verifies ? verify(home, &o, &err, &status) : report_rows(home, &o, &err, &status);
    sj_home_close(home);
    return status == SJ_OK ? code : sj_cli_fail(NULL, &err);
}
