/* engine/pipeline/forecast.c - which codes of claims end soon. */
#include "engine/pipeline/forecast.h"

#include "engine/pipeline/raw.h"
#include "parsers/base/alloc.h"
#include "parsers/base/hash.h"

#include <scrubjay/arena.h>

#include <stdlib.h>

enum { MAX_MEMORY = 256 << 20, FIRST_SLOTS = 256, PARTS = 12 };

typedef struct ending {
    sj_ending_code code;
    uint32_t seen_in; /* number of the last claim that used it */
} ending;

struct sj_forecast {
    const sj_tables *tables;
    sj_date as_of, until;
    sj_arena arena;
    ending *found; /* at slots of a hash table: kind 0 text NULL is free */
    size_t n, slots;
    sj_ending_code *sorted;
    uint32_t claims;
    bool failed; /* memory ended */
};

sj_status sj_forecast_new(sj_forecast **out, const sj_tables *tables, sj_date as_of, int days,
                          sj_err *err) {
    sj_forecast *f = sj_calloc(1, sizeof *f);
    *out = f;
    if (!f) return sj_err_set(err, SJ_ENOMEM, "out of memory");
    f->tables = tables;
    f->as_of = as_of;
    f->until = as_of + days;
    f->slots = FIRST_SLOTS;
    sj_arena_init(&f->arena, MAX_MEMORY);
    f->found = sj_calloc(f->slots, sizeof *f->found);
    if (f->found) return SJ_OK;
    sj_forecast_free(f);
    *out = NULL;
    return sj_err_set(err, SJ_ENOMEM, "out of memory");
}

void sj_forecast_free(sj_forecast *f) {
    if (!f) return;
    sj_arena_dispose(&f->arena);
    sj_free(f->found);
    sj_free(f->sorted);
    sj_free(f);
}

static size_t place_of(const ending *found, size_t slots, sj_code_kind kind, sj_str code) {
    size_t i = sj_hash(code.ptr, code.len, (uint64_t)kind) & (slots - 1);
    while (found[i].code.code.ptr &&
           (found[i].code.kind != kind || !sj_str_eq(found[i].code.code, code)))
        i = (i + 1) & (slots - 1);
    return i;
}

static bool grow(sj_forecast *f) {
    if (2 * (f->n + 1) <= f->slots) return true;
    ending *more = sj_calloc(2 * f->slots, sizeof *more);
    if (!more) return false;
    for (size_t i = 0; i < f->slots; i++)
        if (f->found[i].code.code.ptr)
            more[place_of(more, 2 * f->slots, f->found[i].code.kind, f->found[i].code.code)] =
                f->found[i];
    sj_free(f->found);
    f->found = more;
    f->slots *= 2;
    return true;
}

/* The claim whose codes are being counted. */
typedef struct counting {
    sj_forecast *f;
    sj_str account;
    sj_date last_service;
} counting;

static bool count(counting *c, ending *e) {
    sj_forecast *f = c->f;
    if (e->seen_in == f->claims) return true;
    e->seen_in = f->claims;
    e->code.claims++;
    e->code.late += c->last_service != SJ_NO_DATE && c->last_service > e->code.info.terminated;
    if (e->code.n_accounts == SJ_FORECAST_ACCOUNTS) return true;
    return sj_arena_copy(&f->arena, c->account, &e->code.accounts[e->code.n_accounts++]);
}

/* Diagnoses go without their dot in claims as in tables. */
static void use(counting *c, sj_code_kind kind, sj_str code) {
    sj_forecast *f = c->f;
    sj_code_info info;
    if (code.len == 0 || f->failed) return;
    if (sj_tables_lookup(f->tables, kind, code, f->as_of, &info) != SJ_CODE_VALID) return;
    if (info.terminated == SJ_NO_DATE || info.terminated > f->until) return;
    f->failed = !grow(f);
    if (f->failed) return;
    ending *e = &f->found[place_of(f->found, f->slots, kind, code)];
    if (!e->code.code.ptr) {
        e->code = (sj_ending_code){.kind = kind, .info = info};
        f->failed = !sj_arena_copy(&f->arena, code, &e->code.code);
        if (f->failed) return;
        f->n++;
    }
    f->failed = !count(c, e);
}

/* Parts of a text between separators; how many. Those beyond PARTS are left out. */
static size_t split(sj_str text, char separator, sj_str parts[PARTS]) {
    size_t n = 0;
    for (;;) {
        const char *end = text.len ? memchr(text.ptr, separator, text.len) : NULL;
        size_t len = end ? (size_t)(end - text.ptr) : text.len;
        parts[n++] = (sj_str){text.ptr, len};
        if (!end || n == PARTS) return n;
        text = (sj_str){end + 1, text.len - len - 1};
    }
}

static bool is_one_of(sj_str s, const char *words) {
    for (; *words; words += strlen(words) + 1)
        if (sj_str_is(s, words)) return true;
    return false;
}

static void use_health_code(counting *c, sj_str composite, char component) {
    sj_str parts[PARTS];
    if (split(composite, component, parts) < 2) return;
    if (is_one_of(parts[0], "ABK\0ABF\0ABJ\0APR\0ABN\0")) use(c, SJ_CODES_ICD10CM, parts[1]);
    if (is_one_of(parts[0], "BBR\0BBQ\0")) use(c, SJ_CODES_ICD10PCS, parts[1]);
}

/* SV101 and its like: qualifier, code, modifiers. */
static void use_procedure(counting *c, sj_str composite, char component) {
    sj_str parts[PARTS];
    size_t n = split(composite, component, parts);
    if (n < 2 || !sj_str_is(parts[0], "HC")) return;
    bool letter = parts[1].len && parts[1].ptr[0] >= 'A';
    use(c, letter ? SJ_CODES_HCPCS : SJ_CODES_CPT, parts[1]);
    for (size_t i = 2; i < n && i < 6; i++) use(c, SJ_CODES_MODIFIER, parts[i]);
}

static void use_segment(counting *c, sj_str segment, const sj_delimiters *d) {
    sj_str e[PARTS];
    size_t n = split(segment, d->element, e);
    if (sj_str_is(e[0], "HI")) {
        for (size_t i = 1; i < n; i++) use_health_code(c, e[i], d->component);
    } else if (sj_str_is(e[0], "CLM") && n > 5) {
        sj_str parts[PARTS];
        if (split(e[5], d->component, parts) > 1 && sj_str_is(parts[1], "B"))
            use(c, SJ_CODES_POS, parts[0]);
    } else if (sj_str_is(e[0], "SV1") && n > 1) {
        use_procedure(c, e[1], d->component);
        if (n > 5) use(c, SJ_CODES_POS, e[5]);
    } else if (sj_str_is(e[0], "SV2") && n > 1) {
        use(c, SJ_CODES_REVENUE, e[1]);
        if (n > 2) use_procedure(c, e[2], d->component);
    }
}

bool sj_forecast_claim(sj_forecast *f, const sj_claim_raw *raw, sj_str account,
                       sj_date last_service) {
    f->claims++;
    counting c = {f, account, last_service};
    sj_str rest = raw->claim, segment;
    while (sj_raw_next(&rest, raw->delims.terminator, &segment))
        use_segment(&c, sj_str_trim(segment), &raw->delims);
    return !f->failed;
}

uint32_t sj_forecast_claims(const sj_forecast *f) {
    return f->claims;
}

static int by_day(const void *a, const void *b) {
    const sj_ending_code *x = a, *y = b;
    if (x->info.terminated != y->info.terminated)
        return x->info.terminated < y->info.terminated ? -1 : 1;
    if (x->claims != y->claims) return x->claims > y->claims ? -1 : 1;
    if (x->kind != y->kind) return x->kind < y->kind ? -1 : 1;
    size_t len = x->code.len < y->code.len ? x->code.len : y->code.len;
    int order = memcmp(x->code.ptr, y->code.ptr, len);
    return order ? order : (x->code.len > y->code.len) - (x->code.len < y->code.len);
}

const sj_ending_code *sj_forecast_codes(sj_forecast *f, size_t *n) {
    *n = 0;
    sj_free(f->sorted);
    f->sorted = sj_malloc((f->n + 1) * sizeof *f->sorted);
    if (!f->sorted) return NULL;
    for (size_t i = 0; i < f->slots; i++)
        if (f->found[i].code.code.ptr) f->sorted[(*n)++] = f->found[i].code;
    qsort(f->sorted, *n, sizeof *f->sorted, by_day);
    return f->sorted;
}
