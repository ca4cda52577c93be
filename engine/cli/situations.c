/* engine/cli/situations.c - prints situational rules: for `guide`, and for `check --explain`. */
#include "engine/cli/situations.h"

#include "engine/cli/cli.h"
#include "engine/cli/plain_words.h"

#include <ctype.h>
#include <scrubjay/walker.h>
#include <string.h>
#include <strings.h>

enum { MAX_PLACES = 32, GUIDES = 64, WIDTH = 100 };

static const sj_finding_def *row_of(const char *id) {
    const sj_finding_table *t = sj_guide_findings();
    for (uint32_t i = 0; i < t->count; i++)
        if (!strcmp(t->rows[i].id, id)) return &t->rows[i];
    return NULL;
}

static bool uses_list(const char *when, const char *id) {
    size_t len = strlen(id);
    for (const char *p = when; (p = strchr(p, '@'));)
        if (!strncmp(++p, id, len) && !isalnum((unsigned char)p[len]) && p[len] != '_') return true;
    return false;
}

/* What a list that the rule calls by its name holds, in lines of WIDTH. */
static void print_list(const sj_guide_set *list, unsigned indent) {
    unsigned at = (unsigned)printf("%*sthe list %s:", (int)indent, "", list->id);
    for (const char *w = list->words + strspn(list->words, " \t\r\n,"); *w;) {
        unsigned len = (unsigned)strcspn(w, " \t\r\n,");
        if (at + 1 + len > WIDTH) at = (unsigned)printf("\n%*s", (int)indent + 1, "") - 1;
        at += (unsigned)printf(" %.*s", (int)len, w);
        w += len + strspn(w + len, " \t\r\n,");
    }
    putchar('\n');
}

static void print_lists(const sj_guide *g, const char *when, unsigned indent) {
    for (uint16_t i = 0; i < g->n_sets; i++)
        if (strlen(g->sets[i].words) > SJ_PLAIN_LIST && uses_list(when, g->sets[i].id))
            print_list(&g->sets[i], indent);
}

/* In plain words: when, and what must or must not be there then. */
static void print_rule(const sj_guide *g, const sj_guide_situation *s, unsigned indent) {
    char words[SJ_PLAIN_WORDS];
    const char *path = s->needs ? s->needs : s->forbids;
    if (s->when) {
        sj_cli_condition_words(g, s, s->when, words, sizeof words);
        printf("%*swhen %s\n", (int)indent, "", words);
        print_lists(g, s->when, indent + 2);
    }
    if (!path) return;
    sj_cli_path_words(g, s, path, words, sizeof words);
    printf("%*s%s%s must %sbe there\n", (int)indent, "", s->when ? "then " : "", words,
           s->needs ? "" : "not ");
}

/* As the guide's file has it, on one line. */
static void print_source(const char *name, const char *text, unsigned indent) {
    if (!text) return;
    printf("%*s%s=\"", (int)indent, "", name);
    for (const char *p = text + strspn(text, " \t\r\n"); *p;) {
        size_t word = strcspn(p, " \t\r\n"), blanks = strspn(p + word, " \t\r\n");
        printf("%.*s%s", (int)word, p, p[word + blanks] ? " " : "");
        p += word + blanks;
    }
    puts("\"");
}

/* Does a path ("REF[F8]", "2310B.NM109", "2310B") name the segment? */
static bool names(const char *path, const char *tag) {
    if (!path) return false;
    const char *dot = strchr(path, '.');
    if (dot) path = dot + 1;
    return !strncasecmp(path, tag, strlen(tag));
}

static bool speaks_of(const sj_guide *g, const sj_guide_situation *s, const char *tag) {
    if (s->segment != SJ_NO_ROW && !strcasecmp(g->segments[s->segment].id, tag)) return true;
    return names(s->needs, tag) || names(s->forbids, tag);
}

void sj_cli_print_situations(const sj_guide *g, uint16_t loop, const char *tag) {
    for (uint16_t i = 0; i < g->n_situations; i++) {
        const sj_guide_situation *s = &g->situations[i];
        if (s->loop != loop || (tag && !speaks_of(g, s, tag))) continue;
        const sj_finding_def *def = row_of(s->id);
        if (def)
            printf("  rule %s %s, type %u: %s\n", s->id, sj_severity_text(def->severity), def->snip,
                   def->title);
        else
            printf("  rule %s\n", s->id);
        print_rule(g, s, 7);
    }
}

/* A rule, and the guides that have it so in a loop of this id. */
typedef struct place {
    const sj_guide *guide;
    const sj_guide_situation *rule;
    char guides[GUIDES];
} place;

static bool is_same(const char *a, const char *b) {
    return a == b || (a && b && !strcmp(a, b));
}

static bool is_alike(const place *p, const sj_guide *g, const sj_guide_situation *s) {
    return is_same(p->rule->when, s->when) && is_same(p->rule->needs, s->needs) &&
           is_same(p->rule->forbids, s->forbids) &&
           !strcmp(p->guide->loops[p->rule->loop].id, g->loops[s->loop].id);
}

static void add_guide(place *p, const char *id) {
    size_t n = strlen(p->guides), len = strlen(id);
    if (n >= len && !strcmp(p->guides + n - len, id)) return; /* the loop is placed twice */
    snprintf(p->guides + n, sizeof p->guides - n, "%s%s", n ? ", " : "", id);
}

static unsigned add_place(place *places, unsigned n, const sj_guide *g,
                          const sj_guide_situation *s) {
    unsigned i = 0;
    while (i < n && !is_alike(&places[i], g, s)) i++;
    if (i == MAX_PLACES) return n;
    if (i == n) places[n++] = (place){.guide = g, .rule = s};
    add_guide(&places[i], g->id);
    return n;
}

void sj_cli_explain_situation(sj_guides *guides, const char *id) {
    static place places[MAX_PLACES];
    unsigned n = 0;
    for (size_t i = 0; sj_guides_id(guides, i); i++) {
        const sj_guide *g;
        if (sj_guides_get(guides, sj_guides_id(guides, i), &g, NULL) != SJ_OK) continue;
        for (uint16_t k = 0; k < g->n_situations; k++)
            if (!strcmp(g->situations[k].id, id)) n = add_place(places, n, g, &g->situations[k]);
    }
    for (unsigned i = 0; i < n; i++) {
        const sj_guide *g = places[i].guide;
        const sj_guide_situation *s = places[i].rule;
        printf("  %-14s %s, loop %s", i ? "" : "fires", places[i].guides, g->loops[s->loop].id);
        if (s->segment != SJ_NO_ROW) printf(", %s", g->segments[s->segment].id);
        putchar('\n');
        print_rule(g, s, 17);
        print_source("when", s->when, 19);
        print_source("needs", s->needs, 19);
        print_source("forbids", s->forbids, 19);
    }
}
