/* The nightly report rendered from a struct written by hand: the page's text and the CSV files are
 * compared with tests/golden/nightly*; the page must be well formed and touch nothing outside
 * itself. SJ_UPDATE=1 writes the expected files anew. */
#include "engine/csv/csv.h"
#include "engine/report/html.h"
#include "engine/report/nightly.h"
#include "parsers/base/xml.h"
#include "tests/unit/unit.h"

#include <stdlib.h>

#define S(literal)                                                                                 \
    { literal, sizeof(literal) - 1 }

static sj_date day(int month, int d) {
    return sj_date_of(2026, month, d);
}

static sj_night_denial denials[14];
static sj_night_remit remits[4];
static sj_night_payment unmatched[1], suspended[1], reversals[1];
static sj_night_adjustment adjustments[2];
static sj_night_rejection rejections[1];
static sj_night_file files[3];

static void fill(sj_nightly *n) {
    *n = (sj_nightly){.practice = S("Elm Street Family Medicine & Sons"),
                      .made_at = S("04/16/2026 18:30"),
                      .zone = S("CDT"),
                      .version = S("0.1.0"),
                      .as_of = day(4, 16),
                      .since = day(4, 16),
                      .carcs = 407,
                      .rarcs = 367,
                      .waiting = {18, 412050}};
    sj_arena_init(&n->arena, 1 << 20);
    for (int i = 0; i < 14; i++)
        denials[i] =
            (sj_night_denial){.account = S("ACC-100"),
                              .payer = S("BRIGHT HEALTH"),
                              .patient = S("J.D."),
                              .procedure = S("99213-25"),
                              .codes = S("CO-97"),
                              .reason = S("It is included in the payment for another service"),
                              .next = S("Check the NCCI edit. Send a corrected claim."),
                              .action = S("correct"),
                              .trace = S("EFT1"),
                              .payer_control = S("ICN1"),
                              .from = day(3, 2),
                              .to = day(3, 2),
                              .paid_on = day(4, 10),
                              .due = day(5, 20 + i % 9),
                              .appeal_by = SJ_NO_DATE,
                              .amount = 1000 * (i + 1),
                              .charge = 20000,
                              .line = (uint32_t)i % 3 + 1,
                              .preventable = 'Y',
                              .priority = 10 * i};
    denials[3] =
        (sj_night_denial){.account = S("=ACC,\"7\""),
                          .payer = S("<b>PAYER</b>"),
                          .codes = S("CO-16 N290"),
                          .reason = S("The rendering provider's NPI is missing or invalid"),
                          .next = S("Check NPI & enrolment."),
                          .action = S("correct"),
                          .trace = S("EFT2"),
                          .from = day(3, 1),
                          .to = day(3, 4),
                          .paid_on = day(3, 10),
                          .due = day(4, 9),
                          .appeal_by = day(7, 8),
                          .amount = 120000,
                          .charge = 150000,
                          .line = 0,
                          .fresh = true,
                          .preventable = 'Y',
                          .priority = 99999};
    denials[4] = (sj_night_denial){.account = S("ACC-8"),
                                   .payer = S("BRIGHT HEALTH"),
                                   .patient = S("A.K."),
                                   .procedure = S("J1885"),
                                   .codes = S("CO-45"),
                                   .reason = S("The charge is above the allowed amount"),
                                   .next = S("Call the payer."),
                                   .action = S("call"),
                                   .from = day(3, 3),
                                   .to = day(3, 3),
                                   .paid_on = day(4, 1),
                                   .due = day(4, 20),
                                   .appeal_by = SJ_NO_DATE,
                                   .amount = 4500,
                                   .charge = 4500,
                                   .line = 2,
                                   .underpaid = true,
                                   .preventable = 'N',
                                   .priority = 50000};
    remits[0] = (sj_night_remit){.trace = S("EFT1"),
                                 .payer = S("BRIGHT HEALTH"),
                                 .method = S("ACH"),
                                 .state = S("posted"),
                                 .file = S("a.x12"),
                                 .paid_on = day(4, 10),
                                 .amount = 100000,
                                 .claims_paid = 106000,
                                 .provider = 6000,
                                 .claims = 12,
                                 .matched = 11,
                                 .unmatched = 1};
    remits[1] = (sj_night_remit){.trace = S("EFT2"),
                                 .payer = S("SUN MUTUAL"),
                                 .method = S("CHK"),
                                 .state = S("refused"),
                                 .why = S("The remittance does not balance (BL-0204, segment 2)"),
                                 .file = S("b.x12"),
                                 .paid_on = day(4, 11),
                                 .amount = 5000,
                                 .claims_paid = 4900,
                                 .residual = 100,
                                 .claims = 1};
    remits[2] = (sj_night_remit){.trace = S("EFT1"),
                                 .payer = S("BRIGHT HEALTH"),
                                 .method = S("ACH"),
                                 .state = S("duplicate"),
                                 .why = S("Posted before"),
                                 .file = S("c.x12"),
                                 .paid_on = day(4, 10),
                                 .amount = 100000,
                                 .claims_paid = 106000,
                                 .provider = 6000,
                                 .claims = 12};
    remits[3] = (sj_night_remit){.trace = S("EFT3"),
                                 .payer = S("SUN MUTUAL"),
                                 .method = S("NON"),
                                 .state = S("posted"),
                                 .file = S("d.x12"),
                                 .paid_on = SJ_NO_DATE,
                                 .claims = 1,
                                 .suspended = 1};
    unmatched[0] = (sj_night_payment){S("OTHER-9"),
                                      S("BRIGHT HEALTH"),
                                      S("N.N."),
                                      S("EFT1"),
                                      S("No claim of ours is like it"),
                                      day(3, 2),
                                      10000,
                                      5000};
    suspended[0] =
        (sj_night_payment){S("ACC-2"),
                           S("SUN MUTUAL"),
                           S("S.L."),
                           S("EFT3"),
                           S("Charge, adjustments and payment differ by $5.00 (segment 14)"),
                           day(3, 2),
                           7500,
                           0};
    reversals[0] = (sj_night_payment){S("ACC-3"),
                                      S("BRIGHT HEALTH"),
                                      S("A.K."),
                                      S("EFT1"),
                                      S("Takes back an earlier payment"),
                                      day(2, 2),
                                      -10000,
                                      -9000};
    adjustments[0] = (sj_night_adjustment){
        S("BRIGHT HEALTH"), S("EFT1"),  S("WO"), S("recovery of an overpayment"),
        S("ICN0700"),       day(4, 10), 6500,    true};
    adjustments[1] = (sj_night_adjustment){
        S("BRIGHT HEALTH"), S("EFT1"), S("L6"), S("interest"), S(""), day(4, 10), -500, false};
    rejections[0] = (sj_night_rejection){S("ACC-55"),
                                         S("SUN MUTUAL"),
                                         S("277CA"),
                                         S("A7:562:85"),
                                         S("National Provider Identifier (billing provider)"),
                                         S("e.x12"),
                                         day(4, 1),
                                         9900,
                                         S("Check the ten digits."),
                                         0};
    files[0] = (sj_night_file){
        false, S("a.x12"), S("835"), S("CLEARWAY"),        S("filed"), S("0123456789abcdef"),
        12345, 0,          0,        S("04/16/2026 18:01")};
    files[1] = (sj_night_file){true,      S("20260416_CLEARWAY_837P_7.x12"),
                               S("837P"), S("CLEARWAY"),
                               S("sent"), S("fedcba9876543210"),
                               999,       3,
                               45000,     S("04/16/2026 17:59")};
    files[2] = (sj_night_file){false, S("bad.txt"), S(""), S(""), S("failed"),
                               S(""), 17,           0,     0,     S("04/16/2026 18:02")};
#define LIST(name, count) n->name.v = name, n->name.n = count
    LIST(denials, 14);
    LIST(remits, 4);
    LIST(unmatched, 1);
    LIST(suspended, 1);
    LIST(reversals, 1);
    LIST(adjustments, 2);
    LIST(rejections, 1);
    LIST(files, 3);
#undef LIST
    ck_assert(sj_nightly_sum(n));
}

static char *render(const sj_nightly *n, void (*write)(const sj_nightly *n, FILE *to)) {
    char *text = NULL;
    size_t len = 0;
    FILE *to = open_memstream(&text, &len);
    ck_assert_ptr_nonnull(to);
    write(n, to);
    ck_assert_int_eq(fclose(to), 0);
    return text;
}

/* What a reader sees: tags become blanks, a cell's end a bar, other ends of blocks a line. */
static char *visible(const char *html) {
    char *out = malloc(2 * strlen(html) + 1), *o = out;
    const char *p = strstr(html, "<body>");
    ck_assert_ptr_nonnull(p);
    while (*p) {
        static const char *const breaks[] = {"</p>",  "</h1>",      "</h2>",
                                             "</tr>", "</caption>", "</li>",
                                             "</dd>", "</summary>", "</section>"};
        bool cell = strncmp(p, "</td>", 5) == 0 || strncmp(p, "</th>", 5) == 0;
        for (size_t i = 0; *p == '<' && i < sizeof breaks / sizeof *breaks; i++)
            if (strncmp(p, breaks[i], strlen(breaks[i])) == 0) *o++ = '\n';
        if (cell) *o++ = ' ', *o++ = '|';
        if (*p == '<') {
            if (strncmp(p, "<span class=\"sub", 16) == 0) *o++ = ' ', *o++ = '/';
            while (*p != '>') p++;
            if (o > out && o[-1] != '\n' && o[-1] != ' ') *o++ = ' ';
            p++;
        } else if (*p == '\n' || *p == ' ') {
            if (o > out && o[-1] != '\n' && o[-1] != ' ') *o++ = ' ';
            p++;
        } else {
            *o++ = *p++;
        }
    }
    *o = 0;
    return out;
}

static void compare(const char *name, const char *text) {
    char path[512];
    snprintf(path, sizeof path, "%s/tests/golden/%s", SJ_SOURCE, name);
    if (getenv("SJ_UPDATE")) {
        FILE *f = fopen(path, "wb");
        ck_assert_ptr_nonnull(f);
        fputs(text, f);
        fclose(f);
    }
    FILE *f = fopen(path, "rb");
    ck_assert_msg(f != NULL, "%s is not there", path);
    char *want = calloc(1, 1 << 20);
    size_t n = fread(want, 1, (1 << 20) - 1, f);
    fclose(f);
    size_t line = 1, at = 0;
    for (; at < n && text[at] == want[at]; at++) line += want[at] == '\n';
    ck_assert_msg(strcmp(text, want) == 0, "%s differs in line %zu: '%.60s'", name, line,
                  text + at);
    free(want);
}

START_TEST(page_reads_as_it_should) {
    sj_nightly n;
    fill(&n);
    char *html = render(&n, sj_nightly_html), *text = visible(html);
    compare("nightly.txt", text);
    free(text);
    free(html);
    sj_arena_dispose(&n.arena);
}
END_TEST

static unsigned count_of(const char *text, const char *what) {
    unsigned n = 0;
    for (const char *p = text; (p = strstr(p, what)); p++) n++;
    return n;
}

/* Well formed, escaped, on its own; tables with captions and headings in order. */
START_TEST(page_is_sound) {
    sj_nightly n;
    fill(&n);
    char *html = render(&n, sj_nightly_html);
    const char *root = strstr(html, "<html");
    sj_xml *x = NULL;
    sj_err err;
    ck_assert_msg(sj_xml_parse(&x, root, strlen(root), "page", &err) == SJ_OK, "line %u: %s",
                  err.line, err.detail);
    ck_assert_str_eq(sj_xml_attr(sj_xml_root(x), "lang"), "en");
    sj_xml_free(x);
    ck_assert_ptr_null(strstr(html, "<b>PAYER"));
    ck_assert_ptr_null(strstr(html, "<script"));
    ck_assert_ptr_null(strstr(html, "http"));
    ck_assert_ptr_null(strstr(html, "url("));
    ck_assert_ptr_null(strstr(html, "<img"));
    ck_assert_uint_eq(count_of(html, "<table>"), count_of(html, "<caption>"));
    ck_assert_uint_eq(count_of(html, "<h1>"), 1);
    ck_assert_ptr_nonnull(strstr(html, "@media print"));
    free(html);
    sj_arena_dispose(&n.arena);
}
END_TEST

START_TEST(nothing_to_say) {
    sj_nightly n = {.practice = S("Elm Street"), .as_of = day(4, 16), .since = day(4, 16)};
    sj_arena_init(&n.arena, 1 << 20);
    ck_assert(sj_nightly_sum(&n));
    char sentence[200];
    sj_nightly_sentence(&n, sentence, sizeof sentence);
    ck_assert_str_eq(sentence, "No new denials.");
    char *html = render(&n, sj_nightly_html), *text = visible(html);
    compare("nightly-empty.txt", text);
    free(text);
    free(html);
    sj_arena_dispose(&n.arena);
}
END_TEST

static void check_csv(const sj_nightly *n, void (*write)(const sj_nightly *n, FILE *to),
                      const char *name) {
    char *csv = render(n, write), *o = csv;
    ck_assert_uint_eq(count_of(csv, "\n"), count_of(csv, "\r\n"));
    for (const char *p = csv; *p; p++)
        if (*p != '\r') *o++ = *p;
    *o = 0;
    compare(name, csv);
    free(csv);
}

START_TEST(csv_files) {
    sj_nightly n;
    fill(&n);
    check_csv(&n, sj_nightly_csv_denials, "nightly-denials.csv");
    check_csv(&n, sj_nightly_csv_rejections, "nightly-rejections.csv");
    check_csv(&n, sj_nightly_csv_remits, "nightly-remits.csv");
    sj_arena_dispose(&n.arena);
}
END_TEST

START_TEST(csv_cells) {
    static const struct {
        const char *text, *cell;
    } cells[] = {{"plain", "plain"},
                 {"=1+1", "'=1+1"},
                 {"+1", "'+1"},
                 {"-x", "'-x"},
                 {"@sum", "'@sum"},
                 {"a,b", "\"a,b\""},
                 {"say \"a\"", "\"say \"\"a\"\"\""},
                 {"=a,b", "\"'=a,b\""},
                 {"\tx", "'\tx"},
                 {" x", "\" x\""},
                 {"0450", "0450"},
                 {"", ""},
                 {"two\nlines", "\"two\nlines\""}};
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        char *text = NULL;
        size_t len = 0;
        sj_csv c = {.to = open_memstream(&text, &len)};
        sj_csv_textz(&c, cells[i].text);
        fclose(c.to);
        ck_assert_str_eq(text, cells[i].cell);
        free(text);
    }
}
END_TEST

START_TEST(html_escapes) {
    static const struct {
        const char *text, *html;
    } pieces[] = {{"a<b>&\"'", "a&lt;b&gt;&amp;&quot;&#39;"},
                  {"caf\xc3\xa9", "caf\xc3\xa9"},
                  {"caf\xe9", "caf\xef\xbf\xbd"},
                  {"\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
                  {"a\x01z", "a\xef\xbf\xbdz"},
                  {"\xf0\x9f\x99", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"}};
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        char *text = NULL;
        size_t len = 0;
        FILE *to = open_memstream(&text, &len);
        sj_html_textz(to, pieces[i].text);
        fclose(to);
        ck_assert_str_eq(text, pieces[i].html);
        free(text);
    }
}
END_TEST

/* For looking at: SJ_PAGE=FILE writes the page there. */
START_TEST(show) {
    sj_nightly n;
    const char *path = getenv("SJ_PAGE");
    if (!path) return;
    fill(&n);
    FILE *to = fopen(path, "wb");
    ck_assert_ptr_nonnull(to);
    sj_nightly_html(&n, to);
    fclose(to);
    sj_arena_dispose(&n.arena);
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("nightly");
    TCase *t = tcase_create("nightly");
    tcase_add_test(t, page_reads_as_it_should);
    tcase_add_test(t, page_is_sound);
    tcase_add_test(t, nothing_to_say);
    tcase_add_test(t, csv_files);
    tcase_add_test(t, csv_cells);
    tcase_add_test(t, html_escapes);
    tcase_add_test(t, show);
    suite_add_tcase(s, t);
    return s;
}
