/* engine/cli/rules_fields.c - `scrubjay rules fields`: what rules may name and call. */
#include "engine/cli/rules_cli.h"
#include "rules/packs/functions.h"
#include "rules/packs/manual.h"

#include <scrubjay/guide.h>
#include <string.h>

typedef struct wanted {
    int n;
    char **words;
} wanted;

static bool is_wanted(const wanted *w, const char *name) {
    bool any = w->n == 0;
    for (int i = 0; i < w->n; i++) any |= strstr(name, w->words[i]) != NULL;
    return any;
}

static void print_field(void *ctx, const sj_rule_field *f, const char *places) {
    bool is_sent = *places || f->what; /* some members of parties stand in no guide */
    if (!is_sent || !is_wanted(ctx, f->name)) return;
    printf("%-34s %-7s %s%s%s\n", f->name, sj_field_type_name(f->type), places,
           *places && f->what ? " - " : "", f->what ? f->what : "");
}

static void print_functions(const wanted *w) {
    const char *what;
    const sj_expr_function *f;
    for (size_t i = 0; (f = sj_function_at(i, &what)) != NULL; i++)
        if (is_wanted(w, f->name))
            printf("%-34s %-7s %s\n", f->name, sj_field_type_name(f->result), what);
}

int sj_rules_fields(const sj_command *self, const sj_rules_options *o, int n, char **args) {
    (void)self, (void)o;
    wanted w = {n, args};
    sj_guides *guides = NULL;
    sj_fields *fields = NULL;
    sj_err err = {0};
    sj_status s = sj_guides_new(&guides, &err);
    if (s == SJ_OK) s = sj_fields_new(&fields, &err);
    if (s == SJ_OK) s = sj_field_places(guides, fields, print_field, &w, &err);
    if (s == SJ_OK) print_functions(&w);
    sj_fields_free(fields);
    sj_guides_free(guides);
    return s == SJ_OK ? SJ_EXIT_OK : sj_cli_fail(NULL, &err);
}
