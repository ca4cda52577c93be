/* Claims over many windows, and sets of a wrong structure: nothing crashes, nothing is mixed up. */
#include <stdarg.h>

#include "tests/unit/x12.h"

static const char head[] =
    "BHT*0019*00*B1*20260504*0915*CH~NM1*41*2*NORTHWIND*****46*NWB01~PER*IC*DESK*TE*5550100200~"
    "NM1*40*2*CLEARWAY*****46*CLRWAY~";
static const char billing[] = "NM1*85*2*QUILL STREET CLINIC*****XX*1234567893~N3*12 QUILL ST~"
                              "N4*LARKTON*OH*440010001~REF*EI*111223333~";
static const char subscriber[] = "NM1*IL*1*FERNWAY*OTTO****MI*MBR1~N3*1 ELM~N4*LARKTON*OH*44001~"
                                 "DMG*D8*19610203*M~NM1*PR*2*MARSH*****PI*MHP01~";

enum { SUBSCRIBERS = 40, CLAIMS = 5 };

typedef struct run {
    unsigned claims;
    uint32_t segment; /* of the last claim's CLM */
} run;

/* Claim n of the big batch: what it must be, and what stands above it. */
static void on_claim(void *ctx, const sj_claim *c) {
    run *r = ctx;
    unsigned n = r->claims++, s = n / CLAIMS;
    char account[16], member[16];
    snprintf(account, sizeof account, "A%u", n);
    snprintf(member, sizeof member, "MBR%u", s);
    ck_assert_uint_eq(c->ordinal, n + 1);
    ck_assert_sj_str(c->account.v, account);
    ck_assert_uint_gt(c->frame.first, r->segment);
    r->segment = c->frame.first;
    ck_assert_sj_str(c->header->batch.v, "B1");
    ck_assert_sj_str(c->billing->provider.id.v, "1234567893");
    ck_assert_sj_str(c->subscriber->name.id.v, member);
    ck_assert_sj_str(c->subscriber->payer.id.v, "MHP01");
    ck_assert_uint_eq(c->lines.n, n % 3 + 1);
    for (uint16_t i = 0; i < c->lines.n; i++) ck_assert_sj_str(c->lines.v[i].procedure.v, "99213");
    ck_assert_int_eq(c->charge.v, 1000 * (n % 3 + 1));
    ck_assert_uint_eq(c->errors, 0);
    /* Every place leads back to its text. */
    sj_finding f = {.claim = 0};
    ck_assert(sj_claim_place(c, c->subscriber->name.id.at, &f));
    ck_assert_sj_str(f.value, member);
    ck_assert(sj_claim_place(c, c->lines.v[c->lines.n - 1].charge.at, &f));
    ck_assert_sj_str(f.value, "10");
}

static void on_finding(void *ctx, const sj_finding *f) {
    (void)ctx;
    ck_assert_msg(f->severity != SJ_ERROR, "finding %x at segment %u element %u", f->id,
                  f->pos.segment, f->pos.element);
}

static char *big_batch(void) {
    char *text = malloc(X12_ROOM), *p = text;
    ck_assert_ptr_nonnull(text);
    p += sprintf(p, "%sHL*1**20*1~%s", head, billing);
    for (unsigned s = 0; s < SUBSCRIBERS; s++) {
        p += sprintf(p,
                     "HL*%u*1*22*0~SBR*P*18*******CI~NM1*IL*1*FERNWAY*OTTO****MI*MBR%u~N3*1 ELM~"
                     "N4*LARKTON*OH*44001~DMG*D8*19610203*M~NM1*PR*2*MARSH*****PI*MHP01~",
                     s + 2, s);
        for (unsigned k = 0; k < CLAIMS; k++) {
            unsigned n = s * CLAIMS + k;
            p += sprintf(p, "CLM*A%u*%u***11:B:1*Y*A*Y*Y~HI*ABK:J029~", n, 10 * (n % 3 + 1));
            for (unsigned l = 1; l <= n % 3 + 1; l++)
                p += sprintf(p, "LX*%u~SV1*HC:99213*10*UN*1***1~DTP*472*D8*20260421~", l);
        }
    }
    return text;
}

static const size_t units[] = {0, 1024, 1500, 4096, 65536};

START_TEST(windows) {
    run r = {0, 0};
    sj_parse_events events = {.ctx = &r, .claim = on_claim, .finding = on_finding};
    char *text = big_batch();
    sj_parse_opts opts = {.max_unit = units[_i]};
    ck_assert_int_eq(x12_parse(&X12_837P, text, &events, &opts), SJ_OK);
    ck_assert_uint_eq(r.claims, SUBSCRIBERS * CLAIMS);
    free(text);
}
END_TEST

/* --- wrong structure --- */

typedef struct seen {
    unsigned claims, cut, lines, errors;
    char account[16];
    uint32_t counted; /* errors that the last claim says */
    bool has_subscriber, has_patient;
} seen;

static void note_claim(void *ctx, const sj_claim *c) {
    seen *s = ctx;
    s->claims++;
    s->cut += c->cut;
    s->lines += c->lines.n;
    s->counted = c->errors;
    snprintf(s->account, sizeof s->account, "%.*s", SJ_FMT(c->account.v));
    s->has_subscriber = SJ_HAS(c->subscriber->name.last);
    s->has_patient = c->patient != NULL;
    ck_assert_ptr_nonnull(c->billing);
    ck_assert_ptr_nonnull(c->header);
    sj_finding f = {.claim = 0};
    sj_claim_place(c, c->account.at, &f);
    sj_claim_place(c, (sj_at){.segment = 1000000, .element = 3}, &f);
    sj_claim_place(
        c, (sj_at){.segment = c->frame.first, .element = 90, .component = 7, .repeat = 3}, &f);
}

static void note_finding(void *ctx, const sj_finding *f) {
    ((seen *)ctx)->errors += f->severity == SJ_ERROR;
}

static seen parse_wrong(const char *format, ...) SJ_PRINTF(1, 2);
static seen parse_wrong(const char *format, ...) {
    char *text = malloc(X12_ROOM);
    ck_assert_ptr_nonnull(text);
    va_list args;
    va_start(args, format);
    vsnprintf(text, X12_ROOM, format, args);
    va_end(args);
    seen s = {0};
    sj_parse_events events = {.ctx = &s, .claim = note_claim, .finding = note_finding};
    ck_assert_int_eq(x12_parse(&X12_837P, text, &events, NULL), SJ_OK);
    free(text);
    return s;
}

#define CLAIM "CLM*A9*10***11:B:1*Y*A*Y*Y~HI*ABK:J029~"
#define LINE  "LX*1~SV1*HC:99213*10*UN*1***1~DTP*472*D8*20260421~"

START_TEST(claim_without_levels) {
    seen s = parse_wrong("%s" CLAIM LINE, head);
    ck_assert_uint_ge(s.errors, 1);
    ck_assert_uint_le(s.claims, 1);
}
END_TEST

START_TEST(claim_without_subscriber) {
    seen s = parse_wrong("%sHL*1**20*1~%s" CLAIM LINE, head, billing);
    ck_assert_uint_ge(s.errors, 1);
    ck_assert(!s.has_subscriber && !s.has_patient);
}
END_TEST

START_TEST(line_without_lx) {
    seen s = parse_wrong("%sHL*1**20*1~%sHL*2*1*22*0~SBR*P*18*******CI~%s" CLAIM
                         "SV1*HC:99213*10*UN*1***1~DTP*472*D8*20260421~",
                         head, billing, subscriber);
    ck_assert_uint_ge(s.errors, 1);
    ck_assert_uint_eq(s.claims, 1);
    ck_assert_str_eq(s.account, "A9");
    ck_assert_uint_ge(s.counted, 1);
}
END_TEST

START_TEST(unknown_segments) {
    seen s = parse_wrong("%sHL*1**20*1~%sZZZ*1~HL*2*1*22*0~SBR*P*18*******CI~%sQQ*9~" CLAIM
                         "XXX*A*B~" LINE "Y1~",
                         head, billing, subscriber);
    ck_assert_uint_ge(s.errors, 4);
    ck_assert_uint_eq(s.claims, 1);
    ck_assert_uint_eq(s.lines, 1);
    ck_assert_uint_ge(s.counted, 4); /* in it and above it */
}
END_TEST

/* A segment that cannot stand in a claim ends its record: its text would not stay. */
START_TEST(stray_boundary) {
    seen s = parse_wrong("%sHL*1**20*1~%sHL*2*1*22*0~SBR*P*18*******CI~%s" CLAIM
                         "PLB*1*20261231*WO*5~" LINE "GE*1*7~AK2*837*0001~",
                         head, billing, subscriber);
    ck_assert_uint_ge(s.errors, 1);
    ck_assert_uint_le(s.claims, 1);
}
END_TEST

/* As many lines as the reader's unit holds: kept up to a limit, the claim says that it is cut. */
START_TEST(very_many_lines) {
    char *text = malloc(X12_ROOM), *p = text;
    ck_assert_ptr_nonnull(text);
    p += sprintf(p, "%sHL*1**20*1~%sHL*2*1*22*0~SBR*P*18*******CI~%s" CLAIM, head, billing,
                 subscriber);
    while (p - text < X12_ROOM - 4096)
        p += sprintf(p, "LX*1~SV1*HC:1*1*UN*1***1~DTP*472*D8*20260421~");
    seen s = {0};
    sj_parse_events events = {.ctx = &s, .claim = note_claim, .finding = note_finding};
    sj_status status = x12_parse(&X12_837P, text, &events, NULL);
    ck_assert_int_eq(status, SJ_OK);
    ck_assert_uint_eq(s.claims, 1);
    ck_assert_uint_eq(s.lines, 4096);
    ck_assert_uint_eq(s.cut, 1);
    free(text);
}
END_TEST

/* A list that is fuller than it may be. */
START_TEST(very_many_codes) {
    char *text = malloc(X12_ROOM), *p = text;
    ck_assert_ptr_nonnull(text);
    p += sprintf(p, "%sHL*1**20*1~%sHL*2*1*22*0~SBR*P*18*******CI~%s" CLAIM, head, billing,
                 subscriber);
    while (p - text < X12_ROOM - 4096) p += sprintf(p, "REF*G1*A~");
    seen s = {0};
    sj_parse_events events = {.ctx = &s, .claim = note_claim, .finding = note_finding};
    ck_assert_int_eq(x12_parse(&X12_837P, text, &events, NULL), SJ_OK);
    ck_assert_uint_eq(s.claims, 1);
    ck_assert_uint_eq(s.cut, 1);
    free(text);
}
END_TEST

/* A claim larger than the reader takes. */
START_TEST(too_big) {
    seen s = {0};
    sj_parse_events events = {.ctx = &s, .claim = note_claim, .finding = note_finding};
    char *text = big_batch();
    sj_parse_opts opts = {.max_unit = 256};
    sj_status status = x12_parse(&X12_837P, text, &events, &opts);
    ck_assert(status == SJ_ETOOBIG || status == SJ_OK);
    free(text);
}
END_TEST

typedef struct stopper {
    int stop;
    unsigned claims;
} stopper;

static void stop_at_three(void *ctx, const sj_claim *c) {
    (void)c;
    stopper *s = ctx;
    if (++s->claims == 3) s->stop = 1;
}

START_TEST(stops) {
    stopper s = {0, 0};
    sj_parse_events events = {.ctx = &s, .claim = stop_at_three, .finding = on_finding};
    char *set = big_batch(), *text = x12_wrap(&X12_837P, set);
    sj_guides *guides;
    sj_parse_stats stats;
    ck_assert_int_eq(sj_guides_new(&guides, NULL), SJ_OK);
    ck_assert_int_eq(sj_parse_memory(guides, text, strlen(text), &events,
                                     &(sj_parse_opts){.stop = &s.stop}, &stats, NULL),
                     SJ_OK);
    ck_assert(stats.stopped);
    ck_assert_uint_eq(s.claims, 3);
    ck_assert_uint_eq(stats.claims, 3);
    sj_guides_free(guides);
    free(text);
    free(set);
}
END_TEST

/* An interchange of one claim of one line. */
static char *one_claim(void) {
    char *set = malloc(X12_ROOM);
    ck_assert_ptr_nonnull(set);
    sprintf(set, "%sHL*1**20*1~%sHL*2*1*22*0~SBR*P*18*******CI~%s" CLAIM LINE, head, billing,
            subscriber);
    char *text = x12_wrap(&X12_837P, set);
    free(set);
    return text;
}

/* Cut anywhere, a file is read to its end. */
START_TEST(cut_anywhere) {
    char *text = one_claim();
    sj_guides *guides;
    ck_assert_int_eq(sj_guides_new(&guides, NULL), SJ_OK);
    for (size_t n = 106; n < strlen(text); n += 7) {
        seen s = {0};
        sj_parse_events events = {.ctx = &s, .claim = note_claim, .finding = note_finding};
        sj_status status = sj_parse_memory(guides, text, n, &events, NULL, NULL, NULL);
        ck_assert_int_eq(status, SJ_OK);
        ck_assert_uint_le(s.claims, 1);
    }
    sj_guides_free(guides);
    free(text);
}
END_TEST

/* The interchange once with its delimiters and once with others, `stray` being written into the
 * second behind its first N4. */
static seen parse_twice(const char *interchange, const char *stray) {
    char *text = malloc(X12_ROOM), *p = stpcpy(text, interchange);
    const char *rest = strstr(strstr(interchange, "~N4*") + 1, "~") + 1;
    for (const char *q = interchange; *q; q++) {
        if (q == rest) p = stpcpy(p, stray);
        *p++ = *q == '*' ? '|' : *q == ':' ? '>' : *q == '~' ? '\'' : *q;
    }
    seen s = {0};
    sj_parse_events events = {.ctx = &s, .claim = note_claim, .finding = note_finding};
    sj_guides *guides;
    ck_assert_int_eq(sj_guides_new(&guides, NULL), SJ_OK);
    ck_assert_int_eq(sj_parse_memory(guides, text, (size_t)(p - text), &events, NULL, NULL, NULL),
                     SJ_OK);
    sj_guides_free(guides);
    free(text);
    return s;
}

/* How a segment begins is remembered with its delimiters: what begins alike where these are data
 * is another one. */
START_TEST(other_delimiters) {
    char *text = one_claim();
    seen alike = parse_twice(text, ""), strayed = parse_twice(text, "REF*EI*111223333'");
    ck_assert_uint_eq(alike.claims, 2);
    ck_assert_uint_eq(alike.lines, 2);
    ck_assert_uint_eq(alike.counted, 0);
    ck_assert_uint_eq(strayed.claims, 2);
    /* There is no such segment, and SE01 counts without it. */
    ck_assert_uint_eq(strayed.errors, alike.errors + 2);
    free(text);
}
END_TEST

/* Blank lines count for nothing, where the end of a line ends a segment too. */
static const char *const ends[] = {"~\n\n", "\n\n", "\r\n\r\n", "\r\r", "\n\n\n\n"};

START_TEST(blank_lines) {
    char *set = big_batch(), *text = x12_wrap(&X12_837P, set), *spread = malloc(4 * X12_ROOM);
    char *to = spread;
    ck_assert_ptr_nonnull(spread);
    for (const char *p = text; *p; p++)
        if (*p == '~')
            to = stpcpy(to, ends[_i]);
        else
            *to++ = *p;
    run r = {0};
    sj_parse_events events = {.ctx = &r, .claim = on_claim, .finding = on_finding};
    sj_guides *guides;
    ck_assert_int_eq(sj_guides_new(&guides, NULL), SJ_OK);
    ck_assert_int_eq(
        sj_parse_memory(guides, spread, (size_t)(to - spread), &events, NULL, NULL, NULL), SJ_OK);
    ck_assert_uint_eq(r.claims, SUBSCRIBERS * CLAIMS);
    sj_guides_free(guides);
    free(spread);
    free(text);
    free(set);
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("frames");
    TCase *t = tcase_create("frames");
    tcase_set_timeout(t, 120);
    tcase_add_loop_test(t, windows, 0, sizeof units / sizeof *units);
    tcase_add_test(t, claim_without_levels);
    tcase_add_test(t, claim_without_subscriber);
    tcase_add_test(t, line_without_lx);
    tcase_add_test(t, unknown_segments);
    tcase_add_test(t, stray_boundary);
    tcase_add_test(t, very_many_lines);
    tcase_add_test(t, very_many_codes);
    tcase_add_test(t, too_big);
    tcase_add_test(t, stops);
    tcase_add_test(t, cut_anywhere);
    tcase_add_test(t, other_delimiters);
    tcase_add_loop_test(t, blank_lines, 0, sizeof ends / sizeof *ends);
    suite_add_tcase(s, t);
    return s;
}
