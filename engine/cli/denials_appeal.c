/* engine/cli/denials_appeal.c - `scrubjay denials appeal WHICH --out FILE`: the packet, and the
 * denial waits for its answer. */
#include "engine/cli/denials_verbs.h"
#include "engine/cli/reading.h"
#include "engine/files/private_file.h"
#include "engine/followup/worklist.h"
#include "engine/pipeline/answer_words.h"
#include "engine/report/packet.h"
#include "engine/store/appeals.h"
#include "engine/store/audit.h"
#include "parsers/base/json.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { ANSWER_DAYS = 60 };

typedef struct wish {
    const char *dir, *out;
    sj_date as_of;
    long level;
    bool json;
} wish;

/* What went out, and that its answer is awaited. */
static sj_status note(sj_home *h, const wish *w, int64_t denial, const sj_reasons *reasons,
                      const sj_packet_facts *facts, const uint8_t *digest, sj_err *err) {
    const sj_str actor = sj_str_of(sj_cli_actor());
    const sj_appeal appeal = {denial, facts->level, facts->deadline, actor, digest, 0};
    const sj_work_change change = {.denial = denial,
                                   .fields = SJ_WORK_STATUS | SJ_WORK_FOLLOW_UP | SJ_WORK_ACTION,
                                   .status = SJ_STR("waiting"),
                                   .action = SJ_STR("appeal"),
                                   .follow_up = w->as_of + ANSWER_DAYS};
    sj_work_answer answer;
    char subject[24], detail[32];
    snprintf(subject, sizeof subject, "%" PRId64, denial);
    snprintf(detail, sizeof detail, "level %u", facts->level);
    sj_status status = sj_store_begin(h->store, err);
    if (status == SJ_OK) status = sj_appeals_add(h->store, &appeal, err);
    if (status == SJ_OK)
        status = sj_worklist_update(h->store, reasons, &change, actor, &answer, NULL, err);
    if (status == SJ_OK)
        status = sj_audit_add(h->store, actor, SJ_STR("appeal denial"), sj_str_of(subject),
                              sj_str_of(detail), err);
    if (status == SJ_OK) status = sj_store_commit(h->store, err);
    sj_store_rollback(h->store);
    return status;
}

static int tell(const wish *w, const sj_packet_facts *f, sj_str words) {
    char day[SJ_DATE_SIZE];
    sj_date_print_iso(f->deadline, day);
    if (w->json) {
        sj_json_out o;
        sj_cli_json(&o);
        sj_json_object(&o);
        sj_json_key(&o, "schema");
        sj_json_int(&o, 1);
        sj_json_key(&o, "refused");
        sj_json_str(&o, words);
        sj_json_key(&o, "level");
        sj_json_uint(&o, f->level);
        sj_json_key(&o, "deadline");
        sj_json_strz(&o, f->deadline == SJ_NO_DATE ? NULL : day);
        sj_json_key(&o, "letter");
        sj_json_strz(&o, f->letter);
        sj_json_key(&o, "file");
        sj_json_strz(&o, f->forbids ? NULL : w->out);
        sj_json_object_end(&o);
        sj_cli_json_end(&o);
    } else if (f->forbids) {
        fprintf(stderr, "scrubjay: refused: %.*s\n", SJ_FMT(words));
    } else {
        sj_date_print_people(f->deadline, day);
        printf("%s: level %u, letter %s%s%s. Print it from a browser (or to PDF there), and sign "
               "it.\n",
               w->out, f->level, f->letter, f->deadline == SJ_NO_DATE ? "" : ", to be sent by ",
               f->deadline == SJ_NO_DATE ? "" : day);
        if (f->deadline != SJ_NO_DATE && f->deadline < w->as_of)
            fputs("scrubjay: the limit for this appeal has passed\n", stderr);
        if (!f->has_level)
            fprintf(stderr, "scrubjay: nothing is known of a level %u with this payer\n", f->level);
    }
    return f->forbids ? SJ_EXIT_FINDINGS : SJ_EXIT_OK;
}

static sj_status make(sj_home *h, const wish *w, int64_t denial, const sj_reasons *reasons,
                      sj_guides *guides, sj_packet_facts *facts, sj_err *err) {
    const sj_packet_opts opts = {.home = h->path,
                                 .practice = sj_str_of(h->config.practice),
                                 .as_of = w->as_of,
                                 .level = (unsigned)w->level,
                                 .guides = guides,
                                 .reasons = reasons,
                                 .terms = h->config.terms,
                                 .clock_text = sj_cli_clock_text,
                                 .event_words = sj_words_event};
    char *text = NULL, subject[24];
    size_t len = 0;
    uint8_t digest[SJ_SHA256_SIZE];
    sj_sha256 *sha = NULL;
    sj_private_file file = {0};
    snprintf(subject, sizeof subject, "%" PRId64, denial);
    sj_status status = sj_cli_note(h, "read denial", subject, err);
    FILE *page = open_memstream(&text, &len);
    if (!page) return sj_err_set(err, SJ_ENOMEM, "no memory for a packet");
    if (status == SJ_OK) status = sj_packet_write(h->store, denial, &opts, page, facts, err);
    fclose(page);
    if (status == SJ_OK && !facts->forbids) status = sj_sha256_new(&sha, err);
    if (status == SJ_OK && !facts->forbids) status = sj_private_file_open(&file, w->out, err);
    if (status == SJ_OK && !facts->forbids) {
        sj_sha256_begin(sha);
        sj_sha256_add(sha, text, len);
        sj_sha256_end(sha, digest);
        fwrite(text, 1, len, file.to);
        status = sj_private_file_keep(&file, err);
        if (status == SJ_OK) status = note(h, w, denial, reasons, facts, digest, err);
    }
    sj_private_file_dispose(&file);
    sj_sha256_free(sha);
    free(text);
    return status;
}

static int work(sj_home *h, const wish *w, const char *which) {
    sj_err err = {0};
    sj_reasons *reasons = NULL;
    sj_guides *guides = NULL;
    sj_cli_targets t = {.v = NULL};
    sj_packet_facts facts = {.level = 0};
    int code = SJ_EXIT_OK;
    sj_status status = sj_cli_targets_add(&t, h->store, which, &err);
    if (status == SJ_OK && t.n > 1)
        status = sj_err_set(&err, SJ_EARG,
                            "the claim has several denied lines: name one, as in ACCOUNT/2");
    if (status == SJ_OK) status = sj_reasons_new(&reasons, &err);
    if (status == SJ_OK) status = sj_guides_new(&guides, &err);
    if (status == SJ_OK) status = make(h, w, t.v[0], reasons, guides, &facts, &err);
    code = status != SJ_OK
               ? sj_cli_fail(NULL, &err)
               : tell(w, &facts,
                      facts.forbids ? sj_reasons_guard(reasons, facts.forbids) : (sj_str){NULL, 0});
    sj_cli_targets_dispose(&t);
    sj_reasons_free(reasons);
    sj_guides_free(guides);
    return code;
}

int sj_cli_denials_appeal(const sj_command *self, int argc, char **argv) {
    wish w = {.as_of = SJ_NO_DATE};
    const sj_option options[] = {
        SJ_CLI_HOME_OPTION(&w.dir),
        {"out", 'o', SJ_OPTION_TEXT, &w.out, "FILE", "the packet, one HTML page"},
        {"level", 0, SJ_OPTION_NUMBER, &w.level, "N", "of the appeal; else the next"},
        {"as-of", 0, SJ_OPTION_DATE, &w.as_of, "DATE", "the letter's day, not today"},
        {"json", 0, SJ_OPTION_FLAG, &w.json, NULL, "one JSON object"},
        {NULL, 0, SJ_OPTION_FLAG, NULL, NULL, NULL}};
    int first, code = sj_cli_parse(self, options, argc, argv, &first);
    if (code >= 0) return code;
    if (argc - first != 1) return sj_cli_usage(self, "which denial? ACCOUNT, ACCOUNT/LINE or #ID");
    if (!w.out) return sj_cli_usage(self, "--out FILE says where the packet goes");
    if (w.level > 9) return sj_cli_usage(self, "--level is 1 to 9");
    if (w.as_of == SJ_NO_DATE) w.as_of = sj_cli_today();
    sj_home *h;
    code = sj_cli_open_home(&h, w.dir);
    if (code != SJ_EXIT_OK) return code;
    code = work(h, &w, argv[first]);
    sj_home_close(h);
    return code;
}
