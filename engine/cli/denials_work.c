/* engine/cli/denials_work.c - what a person changes on the worklist: one denial, several, or a
 * whole queue. All of it in one transaction, each change in the denial's log and the audit log. */
#include "engine/cli/denials_verbs.h"
#include "engine/followup/worklist.h"

#include <string.h>

typedef struct verb {
    const char *name;
    const char *argument; /* what comes first; NULL: nothing */
    unsigned field;
} verb;

static const verb verbs[] = {
    {"assign", "OWNER", SJ_WORK_OWNER}, {"snooze", "DATE", SJ_WORK_FOLLOW_UP},
    {"note", "TEXT", SJ_WORK_NOTE},     {"status", "new|working|waiting", SJ_WORK_STATUS},
    {"plan", "ACTION", SJ_WORK_ACTION}, {"resolve", "OUTCOME", SJ_WORK_STATUS},
    {"reopen", NULL, SJ_WORK_STATUS}};

static const verb *verb_of(const char *word) {
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (strcmp(verbs[i].name, word) == 0) return &verbs[i];
    return NULL;
}

bool sj_cli_is_work_verb(const char *word) {
    return verb_of(word) != NULL;
}

/* A note that must not stand in the list of processes comes from standard input. */
static const char *note_text(const char *argument, char *buf, size_t cap) {
    if (strcmp(argument, "-") != 0) return argument;
    size_t n = fread(buf, 1, cap - 1, stdin);
    while (n && (buf[n - 1] == '\n' || buf[n - 1] == '\r')) n--;
    buf[n] = 0;
    return buf;
}

/* NULL, or what is wrong with the argument. */
static const char *fill(sj_work_change *c, const verb *v, const char *argument) {
    c->fields = v->field;
    const sj_str text = sj_str_of(argument);
    bool none = strcmp(argument, "-") == 0;
    switch (v->field) {
    case SJ_WORK_OWNER:
        c->owner = none ? (sj_str){NULL, 0} : text;
        return NULL;
    case SJ_WORK_FOLLOW_UP:
        c->follow_up = SJ_NO_DATE;
        return none || sj_date_parse_iso(text, &c->follow_up)
                   ? NULL
                   : "a day like 2026-07-01 is wanted, or -";
    case SJ_WORK_NOTE:
        c->note = text;
        return text.len ? NULL : "the note is empty";
    case SJ_WORK_ACTION:
        c->action = none ? (sj_str){NULL, 0} : text;
        return NULL;
    default:
        break;
    }
    bool resolve = strcmp(v->name, "resolve") == 0;
    c->status = resolve                          ? SJ_STR("done")
                : strcmp(v->name, "reopen") == 0 ? SJ_STR("working")
                                                 : text;
    if (resolve) c->outcome = text;
    return !resolve && strcmp(argument, "done") == 0
               ? "'denials resolve OUTCOME' takes one off the list"
               : NULL;
}

typedef struct counts {
    uint32_t changed, same, refused;
} counts;

static void tell_refusal(const sj_reasons *r, int64_t denial, sj_work_answer answer,
                         enum sj_guard guard) {
    fprintf(stderr, "scrubjay: #%lld: %s", (long long)denial, sj_work_answer_text(answer));
    if (guard) {
        sj_str words = sj_reasons_guard(r, guard);
        fprintf(stderr, ": %.*s", SJ_FMT(words));
    }
    fputc('\n', stderr);
}

static sj_status change_all(sj_store *s, const sj_cli_targets *t, sj_work_change *c, counts *n,
                            sj_err *err) {
    sj_reasons *reasons;
    sj_status status = sj_reasons_new(&reasons, err);
    if (status != SJ_OK) return status;
    for (size_t i = 0; i < t->n && status == SJ_OK; i++) {
        sj_work_answer answer;
        enum sj_guard guard;
        c->denial = t->v[i];
        status = sj_worklist_update(s, reasons, c, sj_str_of(sj_cli_actor()), &answer, &guard, err);
        if (status != SJ_OK) break;
        n->changed += answer == SJ_WORK_CHANGED;
        n->same += answer == SJ_WORK_SAME;
        if (answer == SJ_WORK_CHANGED || answer == SJ_WORK_SAME) continue;
        if (n->refused++ == 0) tell_refusal(reasons, t->v[i], answer, guard);
    }
    sj_reasons_free(reasons);
    return status;
}

typedef struct wish {
    const char *dir, *queue, *filter;
    sj_date as_of;
    bool dry_run, json;
} wish;

static int work(sj_home *h, const wish *w, sj_work_change *c, int argc, char **argv) {
    sj_err err = {0};
    sj_cli_targets t = {.v = NULL};
    counts n = {0};
    const char *which = NULL;
    sj_status status = sj_store_begin(h->store, &err);
    for (int i = 0; i < argc && status == SJ_OK; i++)
        status = sj_cli_targets_add(&t, h->store, which = argv[i], &err);
    if (status == SJ_OK && (w->queue || w->filter))
        status = sj_cli_targets_queue(&t, h->store, w->queue, w->filter, w->as_of, &err);
    if (status == SJ_OK) which = NULL;
    if (status == SJ_OK) status = change_all(h->store, &t, c, &n, &err);
    if (status == SJ_OK && !w->dry_run) status = sj_store_commit(h->store, &err);
    sj_store_rollback(h->store);
    sj_cli_targets_dispose(&t);
    if (status != SJ_OK) return sj_cli_fail(which, &err);
    if (w->json)
        printf("{\"schema\":1,\"changed\":%u,\"same\":%u,\"refused\":%u,\"dry_run\":%s}\n",
               n.changed, n.same, n.refused, w->dry_run ? "true" : "false");
    else
        printf("%u changed, %u were so already, %u refused%s.\n", n.changed, n.same, n.refused,
               w->dry_run ? " (nothing was written: --dry-run)" : "");
    return n.refused ? SJ_EXIT_FINDINGS : SJ_EXIT_OK;
}

int sj_cli_denials_work(const sj_command *self, int argc, char **argv) {
    const verb *v = verb_of(argv[0]);
    wish w = {.as_of = SJ_NO_DATE};
    const sj_option options[] = {
        SJ_CLI_HOME_OPTION(&w.dir),
        {"queue", 'q', SJ_OPTION_TEXT, &w.queue, "NAME",
         "all of a queue ('denials queues' lists them)"},
        {"filter", 0, SJ_OPTION_TEXT, &w.filter, "FILTER",
         "all that fit: 'payer=60054 category=CODING'"},
        {"as-of", 0, SJ_OPTION_DATE, &w.as_of, "DATE", "count the days left from that day"},
        {"dry-run", 'n', SJ_OPTION_FLAG, &w.dry_run, NULL,
         "say how many would change; write nothing"},
        {"json", 0, SJ_OPTION_FLAG, &w.json, NULL, "one JSON object"},
        {NULL, 0, SJ_OPTION_FLAG, NULL, NULL, NULL}};
    int first, code = sj_cli_parse(self, options, argc, argv, &first);
    if (code >= 0) return code;
    if (v->argument && first == argc)
        return sj_cli_usage(self, "denials %s wants %s first", v->name, v->argument);
    char buf[SJ_WORK_NOTE_MAX + 2];
    const char *argument = v->argument ? argv[first++] : "";
    if (v->field == SJ_WORK_NOTE) argument = note_text(argument, buf, sizeof buf);
    sj_work_change c = {.denial = 0};
    const char *wrong = fill(&c, v, argument);
    if (wrong) return sj_cli_usage(self, "%s", wrong);
    if (first == argc && !w.queue && !w.filter)
        return sj_cli_usage(self, "which denials? ACCOUNT, ACCOUNT/LINE, #ID, --queue or --filter");
    if (w.queue && w.filter) return sj_cli_usage(self, "--queue or --filter, not both");
    if (w.as_of == SJ_NO_DATE) w.as_of = sj_cli_today();
    sj_home *h;
    code = sj_cli_open_home(&h, w.dir);
    if (code != SJ_EXIT_OK) return code;
    code = work(h, &w, &c, argc - first, argv + first);
    sj_home_close(h);
    return code;
}
