/* Every situational rule trips on its cases in testdata/situations, at the place they name, and not
 * on the near misses; the base claims are clean. testdata/situations/README.md says how the cases
 * are written. */
#include "tests/unit/variants.h"

#include <scrubjay/parse.h>

#include <dirent.h>

enum { MAX_FILES = 512, MAX_SEEN = 64, MAX_EXPECTED = 8, PLACE = 40 };

/* Loaded once, before the tests fork. */
static sj_guides *guides;
static unsigned n_files;
static char files[MAX_FILES][16]; /* "IG-4112" */

typedef struct seen {
    const sj_finding_def *def;
    sj_severity severity;
    char at[PLACE], trigger[PLACE];
} seen;

typedef struct run {
    sj_catalog *catalog;
    unsigned n;
    seen seen[MAX_SEEN];
} run;

static void place(char out[PLACE], const char *loop, const char *tag, unsigned element,
                  unsigned component) {
    int n = snprintf(out, PLACE, "%s %s", loop ? loop : "-", tag);
    if (element) n += snprintf(out + n, (size_t)(PLACE - n), " %u", element);
    if (component) snprintf(out + n, (size_t)(PLACE - n), "-%u", component);
}

static void on_finding(void *ctx, const sj_finding *f) {
    run *r = ctx;
    const sj_finding_def *def = sj_catalog_get(r->catalog, f->id);
    ck_assert_ptr_nonnull(def);
    ck_assert_uint_lt(r->n, MAX_SEEN);
    seen *s = &r->seen[r->n++];
    const sj_trigger *t = &f->trigger;
    *s = (seen){.def = def, .severity = f->severity};
    place(s->at, f->loop, f->tag, f->pos.element, f->pos.component);
    if (t->tag[0]) place(s->trigger, t->loop, t->tag, t->element, t->component);
    ck_assert(!t->tag[0] || t->segment > 1);
    const char *texts[] = {def->message, def->effect, def->fix};
    char text[1024];
    for (int i = 0; i < 3; i++) { /* every placeholder has its fact */
        ck_assert_uint_lt(sj_finding_render(texts[i], f, text, sizeof text), sizeof text);
        ck_assert_msg(!strchr(text, '{') && !strstr(text, "  ") && !strstr(text, " ,") &&
                          !strstr(text, "()"),
                      "%s: %s", def->id, text);
    }
}

static void judge(run *r, document *d, int snip) {
    static char bytes[65536];
    size_t len = print(d, bytes, sizeof bytes);
    memset(r, 0, sizeof *r);
    ck_assert_int_eq(sj_catalog_new(&r->catalog, NULL), SJ_OK);
    ck_assert_int_eq(sj_catalog_add(r->catalog, sj_envelope_findings(), NULL), SJ_OK);
    ck_assert_int_eq(sj_catalog_add(r->catalog, sj_guide_findings(), NULL), SJ_OK);
    ck_assert_int_eq(sj_catalog_add(r->catalog, sj_model_findings(), NULL), SJ_OK);
    const sj_parse_events events = {.ctx = r, .finding = on_finding};
    const sj_parse_opts opts = {.snip = snip};
    sj_err err = {0};
    ck_assert_msg(sj_parse_memory(guides, bytes, len, &events, &opts, NULL, &err) == SJ_OK, "%s",
                  err.msg);
    sj_catalog_free(r->catalog);
}

/* --- cases --- */

typedef struct rule_case {
    unsigned n_expected;
    char expected[MAX_EXPECTED][PLACE], trigger[PLACE];
    document d;
} rule_case;

/* Claims and remittances have bases of their own; the others are the examples of their guides. */
static void name_base(char path[TEXT], const char *name) {
    bool is_own = name[0] == '8';
    snprintf(path, TEXT, is_own ? "situations/base-%s.txt" : "transactions/%s.x12", name);
}

static void read_line(rule_case *c, char *line) {
    char *rest = strchr(line, ' '), path[TEXT];
    if (rest) *rest++ = 0;
    if (strcmp(line, "near") == 0) return;
    ck_assert_ptr_nonnull(rest);
    if (strcmp(line, "trips") == 0) {
        ck_assert_uint_lt(c->n_expected, MAX_EXPECTED);
        snprintf(c->expected[c->n_expected++], PLACE, "%s", rest);
    } else if (strcmp(line, "trigger") == 0) {
        snprintf(c->trigger, PLACE, "%s", rest);
    } else if (strcmp(line, "base") == 0) {
        name_base(path, rest);
        load_base(&c->d, path);
    } else {
        change(&c->d, line, rest);
    }
}

/* The finding at each place, nothing of the guide's own rules, no other situation. */
static void judge_case(rule_case *c, const char *id, unsigned number) {
    static run r;
    judge(&r, &c->d, 0);
    unsigned hits = 0;
    for (unsigned i = 0; i < r.n; i++) {
        const seen *s = &r.seen[i];
        ck_assert_msg(s->def->snip > 2 || s->severity < SJ_ERROR, "%s case %u: %s at %s", id,
                      number, s->def->id, s->at);
        if (strcmp(s->def->id, id) != 0) {
            ck_assert_msg(strncmp(s->def->id, "IG-4", 4) != 0, "%s case %u: %s at %s, too", id,
                          number, s->def->id, s->at);
            continue;
        }
        ck_assert_msg(hits < c->n_expected, "%s case %u: not expected at %s", id, number, s->at);
        ck_assert_msg(strcmp(s->at, c->expected[hits]) == 0, "%s case %u: at %s, not %s", id,
                      number, s->at, c->expected[hits]);
        if (c->trigger[0])
            ck_assert_msg(strcmp(s->trigger, c->trigger) == 0, "%s case %u: trigger %s", id, number,
                          s->trigger);
        hits++;
    }
    ck_assert_msg(hits == c->n_expected, "%s case %u: found %u times, not %u", id, number, hits,
                  c->n_expected);
}

START_TEST(test_cases) {
    static rule_case c;
    char path[TEXT];
    size_t len;
    snprintf(path, sizeof path, DATA "situations/%s.txt", files[_i]);
    char *text = read_file(path, &len), *save, *block = strstr(text, "\n\n");
    unsigned number = 0, trips = 0, near = 0;
    while (block) {
        block += 2;
        char *next = strstr(block, "\n\n");
        if (next) *next = 0;
        c.n_expected = 0;
        c.trigger[0] = 0;
        load_base(&c.d, "situations/base-837P.txt");
        for (char *line = strtok_r(block, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
            read_line(&c, line);
        judge_case(&c, files[_i], ++number);
        *(c.n_expected ? &trips : &near) += 1;
        block = next;
    }
    ck_assert_uint_gt(trips, 0);
    ck_assert_uint_gt(near, 0);
    free(text);
}
END_TEST

/* --- the rules as a whole --- */

static const char *const bases[] = {"837P",  "837I", "837D", "835", "999", "997",
                                    "277CA", "276",  "277",  "270", "271"};

START_TEST(test_base_is_clean) {
    static run r;
    static document d;
    char path[TEXT];
    name_base(path, bases[_i]);
    load_base(&d, path);
    judge(&r, &d, 0);
    ck_assert_msg(r.n == 0, "%s: %s at %s", bases[_i], r.seen[0].def->id, r.seen[0].at);
}
END_TEST

static bool is_situational(const sj_finding_def *def) {
    return strncmp(def->id, "IG-4", 4) == 0;
}

/* Every row of the catalogue is used by some guide and has its cases; every situation a row. */
START_TEST(test_every_rule_has_cases) {
    const sj_finding_table *t = sj_guide_findings();
    const char *id;
    for (uint32_t i = 0; i < t->count; i++) {
        if (!is_situational(&t->rows[i])) continue;
        bool is_used = false, has_cases = false;
        for (size_t k = 0; (id = sj_guides_id(guides, k)); k++) {
            const sj_guide *g;
            ck_assert_int_eq(sj_guides_get(guides, id, &g, NULL), SJ_OK);
            for (uint16_t n = 0; n < g->n_situations; n++)
                is_used |= strcmp(g->situations[n].id, t->rows[i].id) == 0;
        }
        for (unsigned k = 0; k < n_files; k++) has_cases |= strcmp(files[k], t->rows[i].id) == 0;
        ck_assert_msg(is_used, "%s: no guide has such a situation", t->rows[i].id);
        ck_assert_msg(has_cases, "%s: no cases in testdata/situations", t->rows[i].id);
    }
}
END_TEST

/* Rows say what a 999 and a biller need: which code, and where to mend it. */
START_TEST(test_rows_are_complete) {
    const sj_finding_table *t = sj_guide_findings();
    for (uint32_t i = 0; i < t->count; i++) {
        const sj_finding_def *def = &t->rows[i];
        if (!is_situational(def)) continue;
        ck_assert_msg(def->snip == 3 || def->snip == 4 || def->snip == 6, "%s", def->id);
        ck_assert_msg(def->ik304 || def->ik403, "%s", def->id);
        ck_assert_msg(def->title && def->message && def->effect && def->fix && def->source, "%s",
                      def->id);
        for (uint32_t k = 0; k < i; k++)
            ck_assert_msg(strcmp(def->id, t->rows[k].id) != 0, "%s twice", def->id);
    }
}
END_TEST

/* --snip 3 leaves situations out. */
START_TEST(test_snip_limit) {
    static run r;
    static document d;
    load_base(&d, "situations/base-837P.txt");
    set_element(d.segments[find(&d, "CLM*ACCT0001")], "5-3", "7");
    judge(&r, &d, 3);
    ck_assert_uint_eq(r.n, 0);
    judge(&r, &d, 4);
    ck_assert_uint_eq(r.n, 1);
}
END_TEST

static int is_case(const struct dirent *e) {
    return strncmp(e->d_name, "IG-", 3) == 0;
}

static void list_files(void) {
    struct dirent **list;
    int n = scandir(DATA "situations", &list, is_case, alphasort);
    for (int i = 0; i < n; i++) {
        if (n_files < MAX_FILES) snprintf(files[n_files++], 16, "%.7s", list[i]->d_name);
        free(list[i]);
    }
    free(list);
}

Suite *suite(void) {
    sj_err err = {0};
    if (sj_guides_new(&guides, &err) != SJ_OK) abort();
    const sj_guide *loaded;
    for (size_t i = 0; sj_guides_id(guides, i); i++)
        if (sj_guides_get(guides, sj_guides_id(guides, i), &loaded, &err) != SJ_OK) {
            fprintf(stderr, "line %u: %s: %s\n", err.line, err.msg, err.detail);
            abort();
        }
    list_files();
    Suite *s = suite_create("situations");
    TCase *t = tcase_create("situations");
    tcase_add_loop_test(t, test_cases, 0, (int)n_files);
    tcase_add_loop_test(t, test_base_is_clean, 0, (int)(sizeof bases / sizeof *bases));
    tcase_add_test(t, test_every_rule_has_cases);
    tcase_add_test(t, test_rows_are_complete);
    tcase_add_test(t, test_snip_limit);
    suite_add_tcase(s, t);
    return s;
}
