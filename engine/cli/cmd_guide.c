/* engine/cli/cmd_guide.c - prints an implementation guide from its table.
 *
 *   scrubjay guide                    the guides there are
 *   scrubjay guide 837P               its loops and segments
 *   scrubjay guide 837P 2300          one loop, with the elements of its segments and its rules
 *   scrubjay guide 837P 2300 CLM      one segment (all rows of that id), with its codes and
 *                                     the rules that speak of it
 *   scrubjay guide TA1                that segment of the envelope, which is no transaction set
 *
 * With --overlay the guide is a partner's: what differs stands under each row, with its rule. */
#include "engine/cli/overlays.h"
#include "engine/cli/situations.h"

#include <string.h>
#include <strings.h>

#define ENVELOPE "ENVELOPE"
#define TA1      "TA1"

/* The guide at hand, and the overlay that lies on it; NULL: none. */
typedef struct printer {
    const sj_guide *g;
    const sj_overlay *o;
    unsigned indent; /* of the row at hand */
} printer;

static void print_mark(void *ctx, const char *text, const sj_finding_def *rule) {
    const printer *p = ctx;
    printf("%*s> %s", (int)p->indent, "", text);
    if (rule) printf("  (%s, %s)", rule->id, sj_severity_text(rule->severity));
    putchar('\n');
}

/* What the overlay says of a loop (`s` NULL), a segment, an element or a component. */
static void print_marks(printer *p, uint16_t loop, const sj_guide_segment *s, unsigned element,
                        unsigned component, unsigned indent) {
    if (!p->o) return;
    p->indent = indent;
    uint16_t row = s ? (uint16_t)(s - p->g->segments) : SJ_NO_ROW;
    sj_overlay_marks(p->o, loop, row, element, component, print_mark, p);
}

static const char *usage_word(uint8_t usage) {
    return usage == SJ_REQUIRED ? "required" : usage == SJ_SITUATIONAL ? "situational" : "not used";
}

static const char *times(uint32_t max, char buf[24]) {
    if (max == SJ_UNBOUNDED) return "any number";
    if (max == 1) return "once";
    snprintf(buf, 24, "up to %u", max);
    return buf;
}

static void print_codes(const sj_guide_element *e, const char *indent) {
    if (e->codes) printf("%s      codes: %s\n", indent, e->codes->text);
    if (e->external) printf("%s      codes: the outside list '%s'\n", indent, e->external);
    if (e->pattern) printf("%s      pattern: %s\n", indent, e->pattern);
}

/* "ID 1-3", "R 1-18", "N2 1-10". */
static void type_text(const sj_guide_element *e, char buf[24]) {
    static const struct {
        char type;
        const char *text;
    } names[] = {{'A', "AN"}, {'I', "ID"}, {'D', "DT"}, {'T', "TM"}, {'R', "R"}, {'B', "B"}};
    const char *name = "";
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (names[i].type == e->type) name = names[i].text;
    if (e->type == 'N')
        snprintf(buf, 24, "N%u %u-%u", e->decimals, e->min, e->max);
    else if (e->type == 'C')
        snprintf(buf, 24, "%s", e->de_text ? e->de_text : "composite");
    else
        snprintf(buf, 24, "%s %u-%u", name, e->min, e->max);
}

static void print_element(printer *p, const sj_guide_segment *s, const sj_guide_element *e,
                          bool codes) {
    const sj_guide *g = p->g;
    char type[24], place[16];
    if (e->usage == SJ_NOT_USED) return;
    snprintf(place, sizeof place, "%s%02u", s->id, e->at);
    type_text(e, type);
    printf("    %-9s %-11s %-12s %s", place, usage_word(e->usage), type, e->name ? e->name : "");
    if (e->repeat > 1) printf(" (repeats up to %u)", e->repeat);
    putchar('\n');
    if (codes) print_codes(e, "    ");
    print_marks(p, s->loop, s, e->at, 0, 10);
    for (uint16_t i = 0; i < e->n_components; i++) {
        const sj_guide_element *c = &g->elements[e->first_component + i];
        if (c->usage == SJ_NOT_USED) continue;
        snprintf(place, sizeof place, "%s%02u-%u", s->id, e->at, c->at);
        type_text(c, type);
        printf("    %-9s %-11s %-12s   %s\n", place, usage_word(c->usage), type,
               c->name ? c->name : "");
        if (codes) print_codes(c, "      ");
        print_marks(p, s->loop, s, e->at, c->at, 12);
    }
}

static void print_notes(const sj_guide *g, const sj_guide_segment *s) {
    static const struct {
        char kind;
        const char *text;
    } meanings[] = {{'P', "if one of these is sent, all are"},
                    {'R', "at least one of these is sent"},
                    {'E', "at most one of these is sent"},
                    {'C', "if the first is sent, the others are"},
                    {'L', "if the first is sent, at least one of the others is"}};
    for (uint16_t i = 0; i < s->n_notes; i++) {
        const sj_guide_note *n = &g->notes[s->first_note + i];
        for (size_t m = 0; m < sizeof meanings / sizeof *meanings; m++)
            if (meanings[m].kind == n->kind) printf("    note: %s:", meanings[m].text);
        for (uint8_t k = 0; k < n->n; k++) printf(" %s%02u", s->id, n->at[k]);
        putchar('\n');
    }
}

static void print_segment_line(const sj_guide_segment *s, unsigned indent) {
    char buf[24];
    printf("%*s%-3s %04u  %-11s %-10s %s", (int)indent, "", s->id, s->pos, usage_word(s->usage),
           times(s->max, buf), s->name ? s->name : "");
    if (s->key_codes) printf("  [%s]", s->key_codes->text);
    putchar('\n');
}

static void print_segment(printer *p, const sj_guide_segment *s, bool codes) {
    const sj_guide *g = p->g;
    print_segment_line(s, 2);
    print_marks(p, s->loop, s, 0, 0, 6);
    for (uint16_t i = 0; i < s->n_elements; i++)
        print_element(p, s, &g->elements[s->first_element + i], codes);
    print_notes(g, s);
}

static void print_loop_line(const sj_guide_loop *l) {
    char buf[24];
    printf("%*s%s  %s, %s  %s\n", 2 * l->depth, "", l->id, usage_word(l->usage), times(l->max, buf),
           l->name ? l->name : "");
}

static void print_tree(printer *p, uint16_t loop) {
    const sj_guide *g = p->g;
    const sj_guide_loop *l = &g->loops[loop];
    print_loop_line(l);
    print_marks(p, loop, NULL, 0, 0, 2u * l->depth + 4);
    for (uint16_t i = 0; i < l->n_segments; i++) {
        const sj_guide_segment *s = &g->segments[l->first_segment + i];
        print_segment_line(s, 2u * l->depth + 4);
        print_marks(p, loop, s, 0, 0, 2u * l->depth + 8);
    }
    for (uint16_t i = 0; i < l->n_children; i++) print_tree(p, g->children[l->first_child + i]);
}

static int print_guide(printer *p) {
    const sj_guide *g = p->g;
    printf("%s  %s\n", g->id, g->title);
    if (g->transaction[0]) printf("ST01 %s, GS01 %s, ", g->transaction, g->functional);
    printf("version %s\n", g->version);
    if (p->o)
        printf("> %s  %s\n> after: %s\n", sj_overlay_id(p->o), sj_overlay_title(p->o),
               sj_overlay_source(p->o));
    putchar('\n');
    for (uint16_t i = 0; i < g->n_loops; i++)
        if (g->loops[i].parent == SJ_NO_ROW) print_tree(p, i);
    return SJ_EXIT_OK;
}

static int print_loop(const sj_command *self, printer *p, const char *id, const char *tag) {
    const sj_guide *g = p->g;
    uint16_t row = sj_guide_find_loop(g, id, 0);
    if (row == SJ_NO_ROW)
        return sj_cli_usage(self, "guide %s has no loop '%s'; 'scrubjay guide %s' lists them",
                            g->id, id, g->id);
    const sj_guide_loop *l = &g->loops[row];
    print_loop_line(l);
    print_marks(p, row, NULL, 0, 0, 4);
    unsigned printed = 0;
    for (uint16_t i = 0; i < l->n_segments; i++) {
        const sj_guide_segment *s = &g->segments[l->first_segment + i];
        if (tag && strcasecmp(tag, s->id) != 0) continue;
        print_segment(p, s, tag != NULL);
        printed++;
    }
    if (tag && !printed) return sj_cli_usage(self, "loop %s has no segment '%s'", id, tag);
    sj_cli_print_situations(g, row, tag);
    return SJ_EXIT_OK;
}

static int list_guide(sj_guides *guides, const char *id) {
    const sj_guide *g;
    sj_err err = {0};
    if (sj_guides_get(guides, id, &g, &err) != SJ_OK) return sj_cli_fail(id, &err);
    printf("%-9s %-14s %s\n", g->id, g->version, g->title);
    return SJ_EXIT_OK;
}

/* The guides, and the overlays that may be laid over them. */
static int list_guides(sj_guides *guides, const sj_overlays *overlays) {
    int code = SJ_EXIT_OK;
    for (size_t i = 0; !code && sj_guides_id(guides, i); i++)
        code = list_guide(guides, sj_guides_id(guides, i));
    if (!code) code = list_guide(guides, ENVELOPE);
    if (code) return code;
    printf("%-9s %-14s %s\n", TA1, "", "Interchange acknowledgment, a segment of the envelope");
    const sj_overlay *o;
    puts("\noverlays, for --overlay:");
    for (size_t i = 0; (o = sj_overlays_at(overlays, i)); i++)
        printf("%-24s on %-6s %s\n", sj_overlay_id(o), sj_overlay_on(o), sj_overlay_title(o));
    return SJ_EXIT_OK;
}

static int run(const sj_command *self, sj_guides *guides, const sj_profiles *profiles, char **args,
               int n) {
    const sj_overlay *o = profiles ? sj_profiles_asked(profiles) : NULL;
    printer p = {.o = o};
    sj_err err = {0};
    if (n == 0) return list_guides(guides, sj_profiles_overlays(profiles));
    bool is_ta1 = n == 1 && !strcasecmp(args[0], TA1);
    sj_status status = sj_guides_get(guides, is_ta1 ? ENVELOPE : args[0], &p.g, &err);
    if (status == SJ_ENOTFOUND)
        return sj_cli_usage(self, "there is no guide '%s'; 'scrubjay guide' lists them", args[0]);
    if (status != SJ_OK) return sj_cli_fail(args[0], &err);
    if (o && strcmp(sj_overlay_on(o), p.g->id) != 0)
        return sj_cli_usage(self, "overlay %s lies on guide %s", sj_overlay_id(o),
                            sj_overlay_on(o));
    if (o) p.g = sj_overlay_guide(o);
    if (is_ta1) return print_loop(self, &p, "INTERCHANGE", TA1);
    return n == 1 ? print_guide(&p) : print_loop(self, &p, args[1], n > 2 ? args[2] : NULL);
}

int sj_cmd_guide(const sj_command *self, int argc, char **argv) {
    const char *home = NULL, *overlay = NULL;
    const sj_option options[] = {
        {"home", 'C', SJ_OPTION_TEXT, &home, "DIR", "the practice's home, for its overlays"},
        {"overlay", 0, SJ_OPTION_TEXT, &overlay, "NAME",
         "as a partner has it: an overlay's id, or its file"},
        {NULL, 0, SJ_OPTION_FLAG, NULL, NULL, NULL}};
    int first, code = sj_cli_parse(self, options, argc, argv, &first);
    if (code >= 0) return code;
    if (argc - first > 3) return sj_cli_usage(self, "at most a guide, a loop and a segment");
    sj_guides *guides = NULL;
    sj_profiles *profiles = NULL;
    sj_err err = {0};
    if (overlay || first == argc) code = sj_cli_open_overlays(&profiles, home, overlay, NULL);
    if (code > 0) return code;
    code = sj_guides_new(&guides, &err) != SJ_OK
               ? sj_cli_fail("guides", &err)
               : run(self, guides, profiles, argv + first, argc - first);
    sj_guides_free(guides);
    sj_profiles_close(profiles);
    return code;
}
