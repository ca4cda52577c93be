/* engine/cli/cmd_rules.c - scrubjay rules: list and show the edits, and the rules of overlays. */
#include "engine/cli/overlays.h"
#include "parsers/base/json.h"

#include <scrubjay/scrub.h>

#include <string.h>

static const char built_in[] = "built-in"; /* the edits that are code */

/* One after the other: the edits, then the rules of each overlay. */
typedef struct rules {
    const sj_overlays *overlays;
    size_t overlay, i; /* overlay 0: the edits */
    const char *pack;  /* of the row that came last */
} rules;

static const sj_finding_def *next_rule(rules *r) {
    for (;; r->overlay++, r->i = 0) {
        const sj_overlay *o = r->overlay ? sj_overlays_at(r->overlays, r->overlay - 1) : NULL;
        if (r->overlay && !o) return NULL;
        const sj_finding_def *def = o ? sj_overlay_rule(o, r->i) : sj_scrub_edit(r->i, NULL);
        r->pack = o ? sj_overlay_id(o) : built_in;
        r->i++;
        if (def) return def;
    }
}

static int write_stdout(void *ctx, const void *bytes, size_t len) {
    (void)ctx;
    return fwrite(bytes, 1, len, stdout) == len ? 0 : -1;
}

static void list_json(rules r) {
    sj_json_out out;
    sj_json_init(&out, write_stdout, NULL);
    sj_json_object(&out);
    sj_json_key(&out, "schema");
    sj_json_int(&out, 1);
    sj_json_key(&out, "edits");
    sj_json_array(&out);
    const sj_finding_def *def;
    while ((def = next_rule(&r))) {
        sj_json_object(&out);
        sj_json_key(&out, "id");
        sj_json_strz(&out, def->id);
        sj_json_key(&out, "tier");
        sj_json_strz(&out, def->tier);
        sj_json_key(&out, "severity");
        sj_json_strz(&out, sj_severity_text(def->severity));
        sj_json_key(&out, "title");
        sj_json_strz(&out, def->title);
        sj_json_key(&out, "snip");
        sj_json_uint(&out, def->snip);
        sj_json_key(&out, "stc");
        sj_json_strz(&out, def->stc);
        sj_json_key(&out, "source");
        sj_json_strz(&out, def->source);
        sj_json_key(&out, "pack");
        sj_json_strz(&out, r.pack);
        sj_json_object_end(&out);
    }
    sj_json_array_end(&out);
    sj_json_object_end(&out);
    sj_json_newline(&out);
    (void)sj_json_flush(&out);
    sj_json_dispose(&out);
}

static void list_text(rules r) {
    printf("%-8s %-4s %-8s %-4s  %s\n", "edit", "tier", "severity", "SNIP", "finds");
    const sj_finding_def *def;
    while ((def = next_rule(&r)))
        printf("%-*s %-4s %-8s %4u  %s\n", r.overlay ? 28 : 8, def->id, def->tier ? def->tier : "",
               sj_severity_text(def->severity), def->snip, def->title);
}

static void print_field(const char *name, const char *text) {
    if (text) printf("  %-9s %s\n", name, text);
}

static int show(const sj_command *self, const sj_overlays *overlays, int n, char **ids) {
    if (n == 0) return sj_cli_usage(self, "show: which edit?");
    int code = SJ_EXIT_OK;
    for (int k = 0; k < n; k++) {
        const sj_finding_def *def;
        rules r = {.overlays = overlays};
        while ((def = next_rule(&r)) && strcmp(def->id, ids[k]) != 0) continue;
        if (!def) {
            fprintf(stderr, "scrubjay: there is no edit %s; 'scrubjay rules list' has them\n",
                    ids[k]);
            code = SJ_EXIT_UNREADABLE;
            continue;
        }
        printf("%s  %s (%s, %s, SNIP %u)\n", def->id, def->title, def->tier ? def->tier : r.pack,
               sj_severity_text(def->severity), def->snip);
        print_field("says", def->message);
        print_field("if sent", def->effect);
        print_field("fix", def->fix);
        print_field("277CA", def->stc);
        print_field("source", def->source);
    }
    return code;
}

int sj_cmd_rules(const sj_command *self, int argc, char **argv) {
    bool json = false;
    const char *home = NULL;
    const sj_option options[] = {
        {"home", 'C', SJ_OPTION_TEXT, &home, "DIR", "the practice's home, for its overlays"},
        {"json", 0, SJ_OPTION_FLAG, &json, NULL, "list: as JSON"},
        {NULL, 0, SJ_OPTION_FLAG, NULL, NULL, NULL}};
    int first, code = sj_cli_parse(self, options, argc, argv, &first);
    if (code >= 0) return code;
    const char *verb = first < argc ? argv[first] : "";
    int n = argc - first - 1;
    bool is_show = strcmp(verb, "show") == 0;
    if (!is_show && (strcmp(verb, "list") != 0 || n > 0))
        return sj_cli_usage(self, "list, or show and an edit");
    sj_profiles *profiles;
    code = sj_cli_open_overlays(&profiles, home, NULL);
    if (code != SJ_EXIT_OK) return code;
    const rules all = {.overlays = sj_profiles_overlays(profiles)};
    if (is_show)
        code = show(self, all.overlays, n, argv + first + 1);
    else if (json)
        list_json(all);
    else
        list_text(all);
    sj_profiles_close(profiles);
    return code;
}
