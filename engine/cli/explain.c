/* engine/cli/explain.c - prints a row of the catalogue of findings. */
#include "engine/cli/explain.h"

#include "engine/cli/overlays.h"
#include "engine/cli/packs.h"
#include "engine/cli/situations.h"
#include "engine/pipeline/answer_words.h"
#include "engine/pipeline/catalog.h"
#include "engine/pipeline/complaint.h"

#include <string.h>

static const char *snip_name(unsigned type) {
    static const char *const names[] = {
        "",          "syntax",         "guide",           "balancing",
        "situation", "external codes", "kind of service", "partner"};
    return type < sizeof names / sizeof *names ? names[type] : "";
}

static void print_field(const char *name, const char *text) {
    if (text && *text) printf("  %-14s %s\n", name, text);
}

/* A text with placeholders: these stand for what is found. */
static void print_template(const char *name, const char *text) {
    char words[2048];
    if (!text) return;
    sj_finding_render(text, NULL, words, sizeof words);
    print_field(name, words);
}

/* "025: its control number was used before" */
static void print_code(const char *name, const char *code, const char *words) {
    if (!code) return;
    printf("  %-14s %s%s%s\n", name, code, words ? ": " : "", words ? words : "");
}

/* Who is told, and how: the acknowledgments' own codes. */
static void print_answers(const sj_finding_def *d) {
    char text[64], code[16], words[256];
    print_code("TA1 note", d->ta105, d->ta105 ? sj_words_ta105(sj_str_of(d->ta105)) : NULL);
    print_code("999 group", d->ak905, d->ak905 ? sj_words_ak905(sj_str_of(d->ak905)) : NULL);
    print_code("999 set", d->ik502, d->ik502 ? sj_words_ik502(sj_str_of(d->ik502)) : NULL);
    if (d->ik304 || d->ik403) {
        snprintf(text, sizeof text, "IK304 %s%s%s", d->ik304 ? d->ik304 : "8",
                 d->ik403 ? ", IK403 " : "", d->ik403 ? d->ik403 : "");
        snprintf(code, sizeof code, "%s%s%s", d->ik304 ? d->ik304 : "8", d->ik403 ? "/" : "",
                 d->ik403 ? d->ik403 : "");
        print_code("999 error", text, sj_complaint_words(sj_str_of(code)));
    }
    if (!d->stc) return;
    sj_words_claim_status(sj_str_of(d->stc), words, sizeof words);
    print_field("277CA status", words);
}

/* Which acknowledgment tells of it. */
static const char *answer_of(const sj_finding_def *d) {
    if (d->severity == SJ_INFO || (d->snip > 2 && d->severity == SJ_WARNING))
        return "none: it is for you alone";
    if (d->ta105) return "the TA1 tells of it";
    if (d->snip <= 2) return "the 999 tells of it";
    if (d->ik304 || d->ik403)
        return "the 277CA tells of it; the 999 where no 277CA follows (a refused set, an 835 …)";
    return d->stc ? "the 277CA tells of it" : "the 277CA tells of it where a claim has it (A7:481)";
}

static void print_row(const sj_finding_def *d) {
    printf("%s  %s\n", d->id, d->title);
    printf("  %-14s %s\n", "severity", sj_severity_text(d->severity));
    printf("  %-14s %u (%s)\n", "SNIP type", d->snip, snip_name(d->snip));
    print_template("says", d->message);
    print_template("if sent", d->effect);
    print_template("fix", d->fix);
    print_field("answered by", answer_of(d));
    print_answers(d);
    print_field("silent where", d->yields);
    print_field("source", d->source);
}

/* A situation's condition, which stands in the guides. */
static int explain_when(const char *id) {
    sj_guides *guides;
    sj_err err = {0};
    if (sj_guides_new(&guides, &err) != SJ_OK) return sj_cli_fail(NULL, &err);
    sj_cli_explain_situation(guides, id);
    sj_guides_free(guides);
    return SJ_EXIT_OK;
}

static int explain(const char *id, const sj_overlays *overlays, const sj_packs *packs) {
    sj_catalog *catalog;
    sj_finding_id handle;
    sj_err err = {0};
    int code = SJ_EXIT_OK;
    if (sj_catalog_all(&catalog, overlays, packs, &err) != SJ_OK) return sj_cli_fail(NULL, &err);
    if (sj_catalog_find(catalog, sj_str_of(id), &handle)) {
        print_row(sj_catalog_get(catalog, handle));
        code = explain_when(id);
    } else {
        fprintf(stderr, "scrubjay: there is no finding '%s'\n", id);
        code = SJ_EXIT_USAGE;
    }
    sj_catalog_free(catalog);
    return code;
}

int sj_cli_explain(const char *id, const char *home, const char *overlay) {
    sj_cli_packs packs;
    sj_profiles *overlays = NULL;
    int code = sj_cli_open_packs(&packs, home);
    if (code == SJ_EXIT_OK) code = sj_cli_open_overlays(&overlays, home, overlay, packs.packs);
    if (code == SJ_EXIT_OK) code = explain(id, sj_profiles_overlays(overlays), packs.packs);
    sj_profiles_close(overlays);
    sj_cli_close_packs(&packs);
    return code;
}
