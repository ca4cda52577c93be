/* engine/cli/rules_list.c - `scrubjay rules list|show|test`: all that judges by a condition: edits,
 * situations of the guides, balances, packs, overlays. */
#include "engine/cli/overlays.h"
#include "engine/cli/reading.h"
#include "engine/cli/rules_cli.h"
#include "engine/cli/situations.h"
#include "engine/followup/findings.h"
#include "engine/pipeline/pack_files.h"
#include "parsers/base/alloc.h"

#include <scrubjay/codes.h>
#include <scrubjay/parse.h>
#include <scrubjay/scrub.h>
#include <string.h>

static const char built_in[] = "builtin"; /* the edits that are code */

/* What else judges by a condition: rows of the boxes' tables whose id begins so. */
static const struct judging {
    const sj_finding_table *(*table)(void);
    const char *ids, *tier, *pack;
} judging[] = {{sj_guide_findings, "IG-4", "SIT", "guides"},
               {sj_model_findings, "BL-", "BAL", "balances"},
               {sj_codes_findings, "CD-02", "COD", "code lists"},
               {sj_remit_findings, "RM-01", "RMT", "remittances"}};

/* One after the other: the edits, what the guides and balances say, the rules of packs, the rules
 * of each overlay. */
typedef struct rules {
    const sj_packs *packs;
    const sj_overlays *overlays;
    enum { EDITS, JUDGING, PACKS, OVERLAYS } stage;
    size_t table;
    const char *tier; /* of the row that came last, where the row has none */
    size_t overlay, i;
    const char *pack;  /* of the row that came last */
    sj_rule_info rule; /* likewise; def NULL where it is no pack's */
} rules;

static const sj_finding_def *next_judging(rules *r) {
    for (; r->table < sizeof judging / sizeof *judging; r->table++, r->i = 0) {
        const struct judging *j = &judging[r->table];
        const sj_finding_table *t = j->table();
        r->pack = j->pack;
        r->tier = j->tier;
        while (r->i < t->count) {
            const sj_finding_def *def = &t->rows[r->i++];
            if (strncmp(def->id, j->ids, strlen(j->ids)) == 0) return def;
        }
    }
    return NULL;
}

static const sj_finding_def *next_rule(rules *r) {
    const sj_finding_def *def;
    r->rule = (sj_rule_info){.def = NULL};
    r->tier = NULL;
    if (r->stage == EDITS) {
        r->pack = built_in;
        if ((def = sj_scrub_edit(r->i++, NULL))) return def;
        r->stage = JUDGING;
        r->i = 0;
    }
    if (r->stage == JUDGING) {
        if ((def = next_judging(r))) return def;
        r->stage = PACKS;
        r->tier = NULL;
        r->i = 0;
    }
    if (r->stage == PACKS) {
        if (sj_packs_rule_at(r->packs, r->i++, &r->rule)) {
            r->pack = r->rule.pack;
            return r->rule.def;
        }
        r->stage = OVERLAYS;
        r->i = 0;
    }
    for (const sj_overlay *o; (o = sj_overlays_at(r->overlays, r->overlay));
         r->overlay++, r->i = 0) {
        r->pack = sj_overlay_id(o);
        if ((def = sj_overlay_rule(o, r->i++))) return def;
    }
    return NULL;
}

static const char *tier_of(const rules *r, const sj_finding_def *def) {
    if (def->tier) return def->tier;
    return r->tier ? r->tier : "PAY"; /* a partner's limits */
}

static void json_text(sj_json_out *j, const char *key, const char *text) {
    sj_json_key(j, key);
    sj_json_strz(j, text);
}

static int list_json(rules r) {
    sj_json_out j;
    const sj_finding_def *def;
    sj_cli_json(&j);
    sj_json_object(&j);
    sj_json_key(&j, "schema");
    sj_json_int(&j, 1);
    sj_json_key(&j, "edits");
    sj_json_array(&j);
    while ((def = next_rule(&r))) {
        sj_json_object(&j);
        json_text(&j, "id", def->id);
        json_text(&j, "tier", tier_of(&r, def));
        json_text(&j, "severity", sj_severity_text(def->severity));
        json_text(&j, "title", def->title);
        sj_json_key(&j, "snip");
        sj_json_uint(&j, def->snip);
        json_text(&j, "stc", def->stc);
        json_text(&j, "source", def->source);
        json_text(&j, "pack", r.pack);
        sj_json_object_end(&j);
    }
    sj_json_array_end(&j);
    sj_json_object_end(&j);
    sj_json_newline(&j);
    return sj_cli_json_end(&j);
}

static void list_text(rules r) {
    printf("%-34s %-4s %-8s %-4s  %s\n", "edit", "tier", "severity", "SNIP", "finds");
    const sj_finding_def *def;
    while ((def = next_rule(&r)))
        printf("%-34s %-4s %-8s %4u  %s\n", def->id, tier_of(&r, def),
               sj_severity_text(def->severity), def->snip, def->title);
}

static void print_field(const char *name, const char *text) {
    if (text && *text) printf("  %-9s %s\n", name, text);
}

/* A text with placeholders: those of edits stand for what is found, those of rules name a field. */
static void print_template(const char *name, const char *text) {
    char words[2048];
    if (!text) return;
    sj_finding_render(text, NULL, words, sizeof words);
    print_field(name, words);
}

/* A condition over several lines of XML as one. */
static void print_condition(const char *name, const char *text) {
    if (!*text) return;
    printf("  %-9s", name);
    for (const char *p = text; *p;) {
        size_t blanks = strspn(p, " \t\r\n"), word = strcspn(p + blanks, " \t\r\n");
        if (word) printf(" %.*s", (int)word, p + blanks);
        p += blanks + word;
    }
    putchar('\n');
}

static void print_dates(const sj_rule_info *r) {
    char from[SJ_DATE_SIZE], to[SJ_DATE_SIZE];
    sj_date_print_people(r->from, from);
    sj_date_print_people(r->to, to);
    if (*from) printf("  %-9s %s\n", "from", from);
    if (*to) printf("  %-9s %s\n", "to", to);
}

static void print_rule(const sj_finding_def *def, const rules *r) {
    const sj_rule_info *i = r->rule.def ? &r->rule : NULL;
    printf("%s  %s (%s, %s, SNIP %u)\n", def->id, def->title, tier_of(r, def),
           sj_severity_text(def->severity), def->snip);
    print_template("says", i ? i->message : def->message);
    print_template("if sent", i ? i->effect : def->effect);
    print_template("fix", i ? i->fix : def->fix);
    if (i) {
        printf("  %-9s each %s, %s claims\n", "judges", i->scope, i->claims);
        print_condition("when", i->when);
        print_condition("pack when", i->applies);
        print_field("payers", i->payers);
        print_field("partners", i->partners);
        print_dates(i);
    }
    if (def->yields) printf("  %-9s where the line has %s\n", "silent", def->yields);
    print_field("277CA", def->stc);
    print_field("source", def->source);
}

/* A situation's conditions stand in the guides. */
static int print_situation(const char *id) {
    sj_guides *guides;
    sj_err err = {0};
    if (sj_guides_new(&guides, &err) != SJ_OK) return sj_cli_fail(NULL, &err);
    sj_cli_explain_situation(guides, id);
    sj_guides_free(guides);
    return SJ_EXIT_OK;
}

static int show_all(const rules *all, int n, char **ids) {
    int code = SJ_EXIT_OK;
    for (int k = 0; k < n; k++) {
        const sj_finding_def *def;
        rules r = *all;
        while ((def = next_rule(&r)) && strcmp(def->id, ids[k]) != 0) continue;
        if (def) {
            print_rule(def, &r);
            if (r.tier && print_situation(def->id) != SJ_EXIT_OK) code = SJ_EXIT_INTERNAL;
            continue;
        }
        fprintf(stderr, "scrubjay: there is no edit %s; 'scrubjay rules list' has them\n", ids[k]);
        code = SJ_EXIT_UNREADABLE;
    }
    return code;
}

/* All rules of the home, or those shipped; `ids` NULL: listed. */
static int with_rules(const sj_rules_options *o, int n, char **ids) {
    sj_cli_packs packs;
    sj_profiles *profiles = NULL;
    int code = sj_cli_open_packs(&packs, o->home);
    if (code == SJ_EXIT_OK) code = sj_cli_open_overlays(&profiles, o->home, NULL, packs.packs);
    if (code == SJ_EXIT_OK) {
        const rules all = {.packs = packs.packs, .overlays = sj_profiles_overlays(profiles)};
        if (ids)
            code = show_all(&all, n, ids);
        else if (o->json)
            code = list_json(all);
        else
            list_text(all);
    }
    sj_profiles_close(profiles);
    sj_cli_close_packs(&packs);
    return code;
}

int sj_rules_list(const sj_command *self, const sj_rules_options *o, int n, char **args) {
    (void)args;
    if (n > 0) return sj_cli_usage(self, "list takes no edit; show does");
    return with_rules(o, 0, NULL);
}

int sj_rules_show(const sj_command *self, const sj_rules_options *o, int n, char **args) {
    if (n == 0) return sj_cli_usage(self, "show: which edit?");
    return with_rules(o, n, args);
}

/* ---- test ---- */

/* The text of a pack: a file's, else a shipped one's by its id or name. */
static sj_status read_pack(const char *what, char **owned, sj_shipped_pack *out, sj_err *err) {
    *owned = NULL;
    for (size_t i = 0; sj_packs_shipped(i, out); i++)
        if (strcmp(out->id, what) == 0 || strcmp(out->name, what) == 0) return SJ_OK;
    size_t len;
    sj_status s = sj_pack_file_read(what, owned, &len, err);
    *out = (sj_shipped_pack){.id = what, .name = what, .bytes = *owned, .len = len};
    return s;
}

static void print_examples(const sj_packs *packs) {
    sj_rule_info r;
    sj_example_info e;
    unsigned n = 0;
    size_t i = 0;
    for (; sj_packs_rule_at(packs, i, &r); i++) {
        printf("%s  %s\n", r.def->id, r.def->title);
        for (size_t k = 0; sj_packs_example_at(packs, i, k, &e); k++, n++)
            print_condition(e.trips ? "ok trips" : "ok not", e.text);
    }
    printf("%zu rules, %u examples: all come out as they say\n", i, n);
}

static int test_pack(const char *what) {
    sj_packs *packs;
    sj_shipped_pack pack;
    char *owned = NULL;
    sj_err err = {0};
    sj_status s = sj_packs_new(&packs, &err);
    if (s == SJ_OK) s = read_pack(what, &owned, &pack, &err);
    if (s == SJ_OK) s = sj_packs_load(packs, pack.bytes, pack.len, pack.name, &err);
    if (s == SJ_OK) print_examples(packs);
    sj_free(owned);
    sj_packs_free(packs);
    if (s == SJ_OK) return SJ_EXIT_OK;
    sj_cli_fail("the pack would not load", &err);
    return s == SJ_EXML || s == SJ_EARG ? SJ_EXIT_FINDINGS : sj_cli_exit_of(s);
}

int sj_rules_test(const sj_command *self, const sj_rules_options *o, int n, char **args) {
    (void)o;
    if (n == 0) return sj_cli_usage(self, "test: which pack? A file, or BASE, MCRB …");
    int code = SJ_EXIT_OK;
    for (int i = 0; i < n; i++) {
        int one = test_pack(args[i]);
        if (one != SJ_EXIT_OK) code = one;
    }
    return code;
}
