/* engine/cli/explain.c - prints a row of the catalogue of findings. */
#include "engine/cli/explain.h"

#include "engine/cli/overlays.h"
#include "engine/cli/packs.h"
#include "engine/pipeline/catalog.h"

static const char *snip_name(unsigned type) {
    static const char *const names[] = {
        "",          "syntax",         "guide",           "balancing",
        "situation", "external codes", "kind of service", "partner"};
    return type < sizeof names / sizeof *names ? names[type] : "";
}

static void print_field(const char *name, const char *text) {
    if (text && *text) printf("  %-14s %s\n", name, text);
}

/* Who is told, and how: the acknowledgments' own codes. */
static void print_answers(const sj_finding_def *d) {
    char text[64];
    print_field("TA1 note", d->ta105);
    print_field("999 group", d->ak905);
    print_field("999 set", d->ik502);
    if (d->ik304 || d->ik403) {
        snprintf(text, sizeof text, "IK304 %s%s%s", d->ik304 ? d->ik304 : "8",
                 d->ik403 ? ", IK403 " : "", d->ik403 ? d->ik403 : "");
        print_field("999 error", text);
    }
    print_field("277CA status", d->stc);
}

static void print_row(const sj_finding_def *d) {
    printf("%s  %s\n", d->id, d->title);
    printf("  %-14s %s\n", "severity", sj_severity_text(d->severity));
    printf("  %-14s %u (%s)\n", "SNIP type", d->snip, snip_name(d->snip));
    print_field("says", d->message);
    print_field("if sent", d->effect);
    print_field("fix", d->fix);
    print_answers(d);
    print_field("source", d->source);
}

static int explain(const char *id, const sj_overlays *overlays, const sj_packs *packs) {
    sj_catalog *catalog;
    sj_finding_id handle;
    sj_err err = {0};
    int code = SJ_EXIT_OK;
    if (sj_catalog_all(&catalog, overlays, packs, &err) != SJ_OK) return sj_cli_fail(NULL, &err);
    if (sj_catalog_find(catalog, sj_str_of(id), &handle)) {
        print_row(sj_catalog_get(catalog, handle));
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
