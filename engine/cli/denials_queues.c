/* engine/cli/denials_queues.c - the queues with their counts and dollars, and keeping one; the
 * history of a denial. */
#include "engine/cli/denials_verbs.h"
#include "engine/cli/reading.h"

#include <inttypes.h>
#include <string.h>

/* ---- queues ---- */

enum { MOST_QUEUES = 100 };

/* All of them, those that are always there first. */
typedef struct listing {
    struct {
        char name[48], filter[SJ_FILTER_TEXT];
        const char *words; /* NULL: somebody's own */
    } v[MOST_QUEUES];
    size_t n;
    sj_filter filters[MOST_QUEUES];
    sj_queue sums[MOST_QUEUES];
} listing;

static bool add_queue(listing *l, sj_str name, sj_str filter, const char *words) {
    if (l->n == MOST_QUEUES) return false;
    snprintf(l->v[l->n].name, sizeof l->v[l->n].name, "%.*s", SJ_FMT(name));
    snprintf(l->v[l->n].filter, sizeof l->v[l->n].filter, "%.*s", SJ_FMT(filter));
    l->v[l->n++].words = words;
    return true;
}

static bool take_queue(void *ctx, sj_str name, sj_str filter) {
    return add_queue(ctx, name, filter, NULL);
}

static void show_json(const listing *l, size_t i, sj_json_out *out) {
    const sj_queue *q = &l->sums[i];
    sj_json_object(out);
    sj_json_key(out, "name");
    sj_json_str(out, sj_str_of(l->v[i].name));
    sj_json_key(out, "filter");
    sj_json_str(out, sj_str_of(l->v[i].filter));
    sj_json_key(out, "lines");
    sj_json_uint(out, q->lines);
    sj_json_key(out, "amount");
    sj_json_money(out, q->amount);
    sj_json_key(out, "past_due");
    sj_json_uint(out, q->past);
    sj_json_key(out, "due_14_days");
    sj_json_uint(out, q->soon);
    sj_json_object_end(out);
}

static void show_text(const listing *l, size_t i) {
    const sj_queue *q = &l->sums[i];
    char money[SJ_MONEY_SIZE + 8];
    sj_money_print_people(q->amount, money);
    printf("%-16s %8" PRIu64 " %14s %8" PRIu64 " %8" PRIu64 "  %s\n", l->v[i].name, q->lines, money,
           q->past, q->soon, l->v[i].words ? l->v[i].words : "");
    if (!l->v[i].words) printf("%-16s   %s\n", "", l->v[i].filter);
}

/* `json` NULL: text. */
static sj_status show_all(sj_store *s, sj_date as_of, sj_json_out *json, sj_err *err) {
    static listing l; /* large, and asked once */
    const sj_named_filter *n;
    l.n = 0;
    for (size_t i = 0; (n = sj_filter_named_at(i)); i++)
        add_queue(&l, sj_str_of(n->name), sj_str_of(n->filter), n->words);
    sj_status status = sj_work_queues(s, take_queue, &l, err);
    for (size_t i = 0; i < l.n && status == SJ_OK; i++)
        status = sj_filter_read(&l.filters[i], sj_str_of(l.v[i].filter), err);
    if (status == SJ_OK) status = sj_queues_sum(l.sums, s, l.filters, l.n, as_of, err);
    for (size_t i = 0; i < l.n && status == SJ_OK; i++) {
        if (json)
            show_json(&l, i, json);
        else
            show_text(&l, i);
    }
    return status;
}

static sj_status show_queues(sj_home *h, sj_date as_of, bool json, int *code, sj_err *err) {
    sj_reasons *reasons;
    sj_chances chances;
    sj_json_out out;
    sj_status status = sj_reasons_new(&reasons, err);
    if (status != SJ_OK) return status;
    status = sj_chances_read(&chances, h->store, reasons, err);
    if (json) {
        sj_cli_json(&out);
        sj_json_object(&out);
        sj_json_key(&out, "schema");
        sj_json_int(&out, 1);
        sj_json_key(&out, "queues");
        sj_json_array(&out);
    } else {
        printf("%-16s %8s %14s %8s %8s\n", "Queue", "Lines", "At stake", "Past", "14 days");
    }
    if (status == SJ_OK) status = show_all(h->store, as_of, json ? &out : NULL, err);
    if (json) {
        sj_json_array_end(&out);
        sj_json_key(&out, "chances");
        sj_json_array(&out);
        for (size_t i = 0; i < chances.n; i++) {
            if (!chances.v[i].chance) continue;
            sj_json_object(&out);
            sj_json_key(&out, "category");
            sj_json_str(&out, chances.v[i].category);
            sj_json_key(&out, "per_mille");
            sj_json_uint(&out, chances.v[i].chance);
            sj_json_key(&out, "own");
            sj_json_bool(&out, chances.v[i].own);
            sj_json_key(&out, "decided");
            sj_json_uint(&out, chances.v[i].n);
            sj_json_key(&out, "won");
            sj_json_uint(&out, chances.v[i].won);
            sj_json_object_end(&out);
        }
        sj_json_array_end(&out);
        sj_json_object_end(&out);
        *code = sj_cli_json_end(&out);
    }
    sj_reasons_free(reasons);
    return status;
}

static bool is_name(const char *name) {
    size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-");
    return n && !name[n] && n < 40;
}

static sj_status keep_queue(sj_home *h, const char *name, const char *filter, sj_err *err) {
    sj_filter f;
    for (size_t i = 0; sj_filter_named_at(i); i++)
        if (strcmp(sj_filter_named_at(i)->name, name) == 0)
            return sj_err_set(err, SJ_EARG, "this name is taken by a queue that is always there");
    sj_status status = sj_filter_read(&f, sj_str_of(filter), err);
    if (status == SJ_OK) status = sj_store_begin(h->store, err);
    if (status == SJ_OK)
        status = sj_work_queue_keep(h->store, sj_str_of(name), sj_str_of(filter), err);
    if (status == SJ_OK) status = sj_store_commit(h->store, err);
    sj_store_rollback(h->store);
    return status;
}

int sj_cli_denials_queues(const sj_command *self, int argc, char **argv) {
    const char *dir = NULL;
    bool json = false;
    sj_date as_of = SJ_NO_DATE;
    const sj_option options[] = {
        SJ_CLI_HOME_OPTION(&dir),
        {"json", 0, SJ_OPTION_FLAG, &json, NULL, "one JSON object"},
        {"as-of", 0, SJ_OPTION_DATE, &as_of, "DATE", "count the days left from that day"},
        {NULL, 0, SJ_OPTION_FLAG, NULL, NULL, NULL}};
    int first, code = sj_cli_parse(self, options, argc, argv, &first);
    if (code >= 0) return code;
    bool keep = strcmp(argv[0], "queue") == 0;
    int n = argc - first;
    if (keep && (n < 1 || n > 2 || !is_name(argv[first])))
        return sj_cli_usage(
            self,
            "denials queue NAME FILTER keeps a queue, NAME alone forgets it; a name has small "
            "letters, digits and dashes");
    if (!keep && n) return sj_cli_usage(self, "'%s' is not expected", argv[first]);
    sj_home *h;
    sj_err err = {0};
    code = sj_cli_open_home(&h, dir);
    if (code != SJ_EXIT_OK) return code;
    if (as_of == SJ_NO_DATE) as_of = sj_cli_today();
    sj_status status = keep ? keep_queue(h, argv[first], n == 2 ? argv[first + 1] : "", &err)
                            : show_queues(h, as_of, json, &code, &err);
    if (status != SJ_OK) code = sj_cli_fail(NULL, &err);
    sj_home_close(h);
    return code;
}

/* ---- history ---- */

typedef struct telling {
    sj_json_out *json; /* NULL: text */
} telling;

static bool tell_entry(void *ctx, const sj_work_entry *e) {
    telling *t = ctx;
    char at[32];
    sj_cli_clock_text(e->at, at);
    if (t->json) {
        sj_json_object(t->json);
        const struct {
            const char *key;
            sj_str text;
        } rows[] = {{"at", sj_str_of(at)}, {"actor", e->actor}, {"field", e->field},
                    {"before", e->before}, {"after", e->after}, {"note", e->note}};
        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
            sj_json_key(t->json, rows[i].key);
            sj_json_str(t->json, rows[i].text);
        }
        sj_json_object_end(t->json);
    } else if (e->note.len) {
        printf("  %s  %.*s noted: %.*s\n", at, SJ_FMT(e->actor), SJ_FMT(e->note));
    } else {
        printf("  %s  %.*s: %.*s: %.*s → %.*s\n", at, SJ_FMT(e->actor), SJ_FMT(e->field),
               e->before.len ? (int)e->before.len : 1, e->before.len ? e->before.ptr : "-",
               e->after.len ? (int)e->after.len : 1, e->after.len ? e->after.ptr : "-");
    }
    return true;
}

static sj_status tell_one(sj_home *h, int64_t denial, telling *t, sj_err *err) {
    char subject[24];
    snprintf(subject, sizeof subject, "%" PRId64, denial);
    sj_status status = sj_cli_note(h, "read denial", subject, err);
    if (status != SJ_OK) return status;
    if (t->json) {
        sj_json_object(t->json);
        sj_json_key(t->json, "id");
        sj_json_int(t->json, denial);
        sj_json_key(t->json, "history");
        sj_json_array(t->json);
    } else {
        printf("#%" PRId64 "\n", denial);
    }
    status = sj_work_log(h->store, denial, tell_entry, t, err);
    if (t->json) {
        sj_json_array_end(t->json);
        sj_json_object_end(t->json);
    }
    return status;
}

int sj_cli_denials_history(const sj_command *self, int argc, char **argv) {
    const char *dir = NULL;
    bool json = false;
    const sj_option options[] = {SJ_CLI_HOME_OPTION(&dir),
                                 {"json", 0, SJ_OPTION_FLAG, &json, NULL, "one JSON object"},
                                 {NULL, 0, SJ_OPTION_FLAG, NULL, NULL, NULL}};
    int first, code = sj_cli_parse(self, options, argc, argv, &first);
    if (code >= 0) return code;
    if (argc - first != 1) return sj_cli_usage(self, "which denial? ACCOUNT, ACCOUNT/LINE or #ID");
    sj_home *h;
    sj_err err = {0};
    code = sj_cli_open_home(&h, dir);
    if (code != SJ_EXIT_OK) return code;
    sj_cli_targets t = {.v = NULL};
    sj_json_out out;
    telling tell = {json ? &out : NULL};
    sj_status status = sj_cli_targets_add(&t, h->store, argv[first], &err);
    if (json && status == SJ_OK) {
        sj_cli_json(&out);
        sj_json_object(&out);
        sj_json_key(&out, "schema");
        sj_json_int(&out, 1);
        sj_json_key(&out, "denials");
        sj_json_array(&out);
    }
    bool begun = json && status == SJ_OK;
    for (size_t i = 0; i < t.n && status == SJ_OK; i++) status = tell_one(h, t.v[i], &tell, &err);
    if (begun) {
        sj_json_array_end(&out);
        sj_json_object_end(&out);
        code = sj_cli_json_end(&out);
    }
    if (status != SJ_OK) code = sj_cli_fail(NULL, &err);
    sj_cli_targets_dispose(&t);
    sj_home_close(h);
    return code;
}
