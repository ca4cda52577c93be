/* Posting: claims put into a home's store, then remittances about all of them posted and matched.
 *
 * The simulator makes the claim payments, with lines and adjustments and all that payers do to
 * account numbers. They are cut into files of FILE_SETS sets; from the same files the claims are
 * made that they are about, in another reading, as intake would have stored them. Only the posting
 * is measured. */
#include "tests/bench/bench.h"

#include "engine/followup/post.h"
#include "engine/pipeline/home.h"
#include "engine/simulate/simulate.h"
#include "engine/store/files.h"
#include "engine/store/submissions.h"

#include <scrubjay/arena.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FILE_SETS = 20, MOST_TEXT = 1 << 16, ADDED = 500 };

/* --- the files --- */

typedef struct cutter {
    const char *folder;
    char head[1024]; /* ISA and GS */
    size_t head_len;
    char line[4096];
    size_t len;
    FILE *to; /* NULL: none is open */
    unsigned files, sets;
    bool failed;
} cutter;

static void name_of(char out[600], const char *folder, unsigned file) {
    snprintf(out, 600, "%s/remit-%05u.835", folder, file);
}

/* GE and IEA with the control numbers of the head. */
static void end_file(cutter *c) {
    if (!c->to) return;
    char isa[16] = "", group[16] = "";
    const char *gs = strstr(c->head, "GS*");
    memcpy(isa, c->head + 90, 9);
    sscanf(gs, "GS*%*[^*]*%*[^*]*%*[^*]*%*[^*]*%*[^*]*%15[^*]", group);
    fprintf(c->to, "GE*%u*%s~\nIEA*1*%s~\n", c->sets, group, isa);
    c->failed |= fclose(c->to) != 0;
    c->to = NULL;
    c->sets = 0;
}

static void begin_file(cutter *c) {
    char name[600];
    name_of(name, c->folder, c->files++);
    c->to = fopen(name, "wb");
    c->failed |= !c->to || fwrite(c->head, 1, c->head_len, c->to) != c->head_len;
}

static void take_line(cutter *c) {
    bool trailer = memcmp(c->line, "GE*", 3) == 0 || memcmp(c->line, "IEA", 3) == 0;
    if (memcmp(c->line, "ST*", 3) == 0) {
        if (c->sets == FILE_SETS) end_file(c);
        if (!c->to) begin_file(c);
        c->sets++;
    }
    if (c->failed || trailer) return;
    if (c->to) {
        c->failed = fwrite(c->line, 1, c->len, c->to) != c->len;
    } else if (c->head_len + c->len < sizeof c->head) {
        memcpy(c->head + c->head_len, c->line, c->len);
        c->head_len += c->len;
    }
}

static int cut(void *ctx, const void *bytes, size_t n) {
    cutter *c = ctx;
    const char *at = bytes;
    for (size_t i = 0; i < n && !c->failed; i++) {
        if (c->len < sizeof c->line) c->line[c->len++] = at[i];
        if (at[i] != '\n') continue;
        take_line(c);
        c->len = 0;
    }
    return c->failed ? -1 : 0;
}

static unsigned make_files(const char *folder, uint32_t claims) {
    cutter c = {.folder = folder};
    const sj_sim_make_opts opts = {.seed = 7, .claims = claims, .day = sj_date_of(2026, 4, 16)};
    bool is_ok = sj_sim_make_payments(&opts, cut, &c, NULL) == SJ_OK;
    end_file(&c);
    return is_ok && !c.failed ? c.files : 0;
}

/* --- the claims that they are about --- */

typedef struct storing {
    sj_home *home;
    int64_t file;
    sj_arena arena;
    sj_new_submission rows[ADDED];
    size_t n;
    uint32_t ordinal;
    bool failed;
} storing;

static void flush(storing *s) {
    if (s->n && sj_submissions_add(s->home->store, s->rows, s->n, NULL) != SJ_OK) s->failed = true;
    s->n = 0;
    sj_arena_reset(&s->arena);
}

static int print_line(char *to, size_t cap, unsigned number, const sj_payment_line *l) {
    char charge[SJ_MONEY_SIZE];
    bool other = SJ_HAS(l->submitted);
    const sj_text *m = other ? l->submitted_modifiers : l->modifiers;
    int year, month, day;
    sj_money_print_x12(l->charge.v, charge);
    sj_date_split(l->from, &year, &month, &day);
    int n = snprintf(to, cap, "LX*%u~SV1*HC:%.*s", number,
                     SJ_FMT(other ? l->submitted.v : l->procedure.v));
    for (int i = 0; i < 4 && m[i].v.len; i++)
        n += snprintf(to + n, cap - (size_t)n, ":%.*s", SJ_FMT(m[i].v));
    n += snprintf(to + n, cap - (size_t)n, "*%s*UN*1***1~DTP*472*D8*%04d%02d%02d~REF*6R*%.*s~",
                  charge, year, month, day, SJ_FMT(l->control.v));
    return n;
}

/* The account number as it was sent: what the payer made of it stands in CLP01, but the lines' own
 * control numbers begin with it. */
static sj_str account_of(const sj_payment *p) {
    sj_str control = p->lines.n ? p->lines.v[0].control.v : (sj_str){NULL, 0};
    const char *dash = control.len ? memrchr(control.ptr, '-', control.len) : NULL;
    return dash ? (sj_str){control.ptr, (size_t)(dash - control.ptr)} : p->account.v;
}

static void store_claim(void *ctx, const sj_payment *p) {
    storing *s = ctx;
    if (s->failed) return;
    static const uint8_t print[SJ_SHA256_SIZE];
    char *raw = sj_arena_alloc(&s->arena, MOST_TEXT / 16);
    sj_new_submission *row = &s->rows[s->n++];
    sj_str account, name;
    if (!raw || !sj_arena_copy(&s->arena, account_of(p), &account) ||
        !sj_arena_copy(&s->arena, p->remit->payer.last.v, &name)) {
        s->failed = true;
        return;
    }
    int n = snprintf(raw, MOST_TEXT / 16, "CLM*%.*s*1~", SJ_FMT(account));
    sj_date from = SJ_NO_DATE;
    for (size_t i = 0; i < p->lines.n && n < MOST_TEXT / 32; i++) {
        n += print_line(raw + n, MOST_TEXT / 16 - (size_t)n, (unsigned)i + 1, &p->lines.v[i]);
        if (from == SJ_NO_DATE || p->lines.v[i].from < from) from = p->lines.v[i].from;
    }
    const sj_dates *told = sj_dates_find(&p->dates, "232");
    if (from == SJ_NO_DATE && told) from = told->from;
    *row = (sj_new_submission){
        .row = {.id = sj_store_new_id(s->home->store),
                .file = s->file,
                .ordinal = ++s->ordinal,
                .set_ordinal = 1,
                .account = account,
                .verdict = SJ_STR("clean"),
                .state = SJ_STATE_ACCEPTED,
                .type = SJ_STR("837P"),
                .purpose = SJ_STR("CH"),
                .usage = SJ_STR("T"),
                .sequence = SJ_STR("P"),
                .frequency = SJ_STR("1"),
                .payer = SJ_STR("60054"),
                .payer_name = name,
                .provider = SJ_STR("1234567893"),
                .charge = p->charge.v,
                .first_service = from,
                .last_service = from,
                .fingerprint = print},
        .raw = {.delims = {'*', ':', '^', '~'}, .claim = {raw, (size_t)n}},
        .keys = {.member = sj_key_member(s->home->keyed, p->patient->id.v),
                 .person = sj_key_person(s->home->keyed, p->patient->last.v, p->patient->first.v)}};
    row->raw.submission = row->row.id;
    row->raw.provider = row->raw.subscriber = row->raw.patient = (sj_str){raw, 0};
    if (s->n == ADDED) flush(s);
}

static ptrdiff_t read_file(void *ctx, char *buf, size_t cap) {
    return (ptrdiff_t)fread(buf, 1, cap, ctx);
}

static bool rewind_file(void *ctx) {
    return fseek(ctx, 0, SEEK_SET) == 0;
}

static int64_t add_file(sj_home *home, const char *type, unsigned number) {
    uint8_t digest[SJ_SHA256_SIZE] = {(uint8_t)type[2], (uint8_t)number, (uint8_t)(number >> 8)};
    const sj_file f = {.id = sj_store_new_id(home->store),
                       .name = sj_str_of(type),
                       .work = SJ_STR("w"),
                       .type = sj_str_of(type),
                       .bytes = 1,
                       .sha256 = digest,
                       .state = SJ_STR("filed"),
                       .place = SJ_STR("archive")};
    return sj_files_add(home->store, &f, NULL) == SJ_OK ? f.id : 0;
}

static bool store_file(sj_home *home, sj_guides *guides, FILE *f, unsigned number) {
    storing *s = calloc(1, sizeof *s);
    if (!s) return false;
    s->home = home;
    sj_arena_init(&s->arena, (size_t)256 << 20);
    const sj_parse_events events = {.ctx = s, .payment = store_claim};
    bool is_ok = sj_store_begin(home->store, NULL) == SJ_OK;
    s->file = add_file(home, "837P", number);
    is_ok =
        is_ok && s->file &&
        sj_parse(guides, read_file, f, &events, &(sj_parse_opts){.snip = 1}, NULL, NULL) == SJ_OK;
    flush(s);
    is_ok = is_ok && !s->failed && sj_store_commit(home->store, NULL) == SJ_OK;
    sj_arena_dispose(&s->arena);
    free(s);
    return is_ok;
}

/* --- posting --- */

static double memory_now(void) {
    long pages = 0;
    FILE *f = fopen("/proc/self/statm", "r");
    if (f && fscanf(f, "%*d %ld", &pages) != 1) pages = 0;
    if (f) fclose(f);
    return (double)pages * (double)sysconf(_SC_PAGESIZE);
}

static bool post_file(sj_home *home, sj_guides *guides, FILE *f, unsigned number,
                      posting_figures *out) {
    sj_post_result r;
    bool is_ok = sj_store_begin(home->store, NULL) == SJ_OK;
    const sj_post_input in = {
        .file = add_file(home, "835", number), .read = read_file, .rewind = rewind_file, .ctx = f};
    is_ok = is_ok && sj_post_file(home->store, home->keyed, guides, &in, &r, NULL) == SJ_OK &&
            sj_store_commit(home->store, NULL) == SJ_OK;
    if (!is_ok) return false;
    out->payments += r.payments;
    out->matched += r.matched;
    return r.refused == 0;
}

static bool each_file(sj_home *home, sj_guides *guides, const char *folder, unsigned number,
                      posting_figures *out) {
    char name[600];
    name_of(name, folder, number);
    FILE *f = fopen(name, "rb");
    bool is_ok =
        f && (out ? post_file(home, guides, f, number, out) : store_file(home, guides, f, number));
    if (f) fclose(f);
    return is_ok;
}

/* The files that lie in the folder from an earlier making. */
static unsigned count_files(const char *folder) {
    char name[600];
    for (unsigned n = 0;; n++) {
        name_of(name, folder, n);
        if (access(name, R_OK) != 0) return n;
    }
}

static bool open_home(sj_home **home, sj_guides **guides, const char *folder) {
    return sj_home_open(home, folder, NULL) == SJ_OK && sj_guides_new(guides, NULL) == SJ_OK;
}

bool make_posting(const char *folder, unsigned claims) {
    sj_home *home = NULL;
    sj_guides *guides = NULL;
    unsigned files = make_files(folder, claims);
    bool is_ok = files && open_home(&home, &guides, folder);
    for (unsigned i = 0; i < files && is_ok; i++) is_ok = each_file(home, guides, folder, i, NULL);
    sj_guides_free(guides);
    sj_home_close(home);
    return is_ok;
}

bool measure_posting(posting_figures *out, const char *folder, unsigned claims) {
    *out = (posting_figures){0};
    sj_home *home = NULL;
    sj_guides *guides = NULL;
    if (!count_files(folder) && !make_posting(folder, claims)) return false;
    unsigned files = count_files(folder);
    bool is_ok = open_home(&home, &guides, folder);
    double start = clock_now(), cpu = now();
    for (unsigned i = 0; i < files && is_ok; i++) {
        is_ok = each_file(home, guides, folder, i, out);
        if (i == files / 10) out->memory_tenth = memory_now();
    }
    out->seconds = clock_now() - start;
    out->cpu = now() - cpu;
    out->memory = memory_now();
    sj_guides_free(guides);
    sj_home_close(home);
    return is_ok;
}
