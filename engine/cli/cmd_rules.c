/* engine/cli/cmd_rules.c - scrubjay rules: list and show the edits. */
#include "engine/cli/cli.h"
#include "parsers/base/json.h"

#include <scrubjay/scrub.h>

#include <string.h>

static const char pack[] = "built-in"; /* the edits that are code */

static int write_stdout(void *ctx, const void *bytes, size_t len) {
    (void)ctx;
    return fwrite(bytes, 1, len, stdout) == len ? 0 : -1;
}

static void list_json(void) {
    sj_json_out out;
    sj_json_init(&out, write_stdout, NULL);
    sj_json_object(&out);
    sj_json_key(&out, "schema");
    sj_json_int(&out, 1);
    sj_json_key(&out, "edits");
    sj_json_array(&out);
    const sj_finding_def *def;
    for (size_t i = 0; (def = sj_scrub_edit(i, NULL)); i++) {
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
        sj_json_strz(&out, pack);
        sj_json_object_end(&out);
    }
    sj_json_array_end(&out);
    sj_json_object_end(&out);
    sj_json_newline(&out);
    (void)sj_json_flush(&out);
    sj_json_dispose(&out);
}

static void list_text(void) {
    printf("%-8s %-4s %-8s %-4s  %s\n", "edit", "tier", "severity", "SNIP", "finds");
    const sj_finding_def *def;
    for (size_t i = 0; (def = sj_scrub_edit(i, NULL)); i++)
        printf("%-8s %-4s %-8s %4u  %s\n", def->id, def->tier, sj_severity_text(def->severity),
               def->snip, def->title);
}

static void print_field(const char *name, const char *text) {
    if (text) printf("  %-9s %s\n", name, text);
}

static int show(const sj_command *self, int n, char **ids) {
    if (n == 0) return sj_cli_usage(self, "show: which edit?");
    int code = SJ_EXIT_OK;
    for (int k = 0; k < n; k++) {
        const sj_finding_def *def;
        size_t i = 0;
        while ((def = sj_scrub_edit(i, NULL)) && strcmp(def->id, ids[k]) != 0) i++;
        if (!def) {
            fprintf(stderr, "scrubjay: there is no edit %s; 'scrubjay rules list' has them\n",
                    ids[k]);
            code = SJ_EXIT_UNREADABLE;
            continue;
        }
        printf("%s  %s (%s, %s, SNIP %u)\n", def->id, def->title, def->tier,
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
    const sj_option options[] = {{"json", 0, SJ_OPTION_FLAG, &json, NULL, "list: as JSON"},
                                 {NULL, 0, SJ_OPTION_FLAG, NULL, NULL, NULL}};
    int first, code = sj_cli_parse(self, options, argc, argv, &first);
    if (code >= 0) return code;
    const char *verb = first < argc ? argv[first] : "";
    int n = argc - first - 1;
    if (strcmp(verb, "show") == 0) return show(self, n, argv + first + 1);
    if (strcmp(verb, "list") != 0 || n > 0) return sj_cli_usage(self, "list, or show and an edit");
    if (json)
        list_json();
    else
        list_text();
    return SJ_EXIT_OK;
}
