/* engine/report/patterns.c - denied lines, grouped twice: with their diagnosis and without. */
#include "engine/report/patterns.h"

#include "parsers/base/alloc.h"

#include <stdlib.h>

enum { RECENT_DAYS = 28, MOST_LINES = 1 << 20, MOST_CODES = 24 };
static const size_t TEXT_LIMIT = (size_t)1 << 29;

typedef struct denied {
    sj_str payer, payer_name, type, procedure, diagnosis, group, carc, rarc;
    sj_money amount;
    bool recent;
} denied;

typedef struct decided {
    sj_str payer, procedure;
    uint32_t n;
} decided;

typedef struct gathering {
    sj_arena *arena;
    denied *lines;
    decided *totals;
    size_t n, cap, n_totals, cap_totals;
    sj_date recent_from;
    size_t least;
    bool failed;
} gathering;

/* A segment's element i (1 is the first behind the tag); its text is cut off `rest`'s segment. */
static sj_str element(sj_str segment, char separator, unsigned i) {
    if (!segment.len) return segment;
    const char *at = segment.ptr, *end = at + segment.len;
    for (; i; i--) {
        at = at < end ? memchr(at, separator, (size_t)(end - at)) : NULL;
        if (!at) return (sj_str){NULL, 0};
        at++;
    }
    const char *stop = at < end ? memchr(at, separator, (size_t)(end - at)) : NULL;
    return (sj_str){at, (size_t)((stop ? stop : end) - at)};
}

static bool is_segment(sj_str s, const char *tag, char separator) {
    size_t n = strlen(tag);
    return s.len > n && memcmp(s.ptr, tag, n) == 0 && s.ptr[n] == separator;
}

static bool is_diagnosis(sj_str qualifier) {
    return sj_str_is(qualifier, "ABK") || sj_str_is(qualifier, "ABF") ||
           sj_str_is(qualifier, "BK") || sj_str_is(qualifier, "BF");
}

static size_t take_codes(sj_str segment, char separator, char component, sj_str *codes, size_t n) {
    for (unsigned i = 1; i <= 12; i++) {
        sj_str composite = element(segment, separator, i);
        if (n < MOST_CODES && is_diagnosis(element(composite, component, 0)))
            codes[n++] = element(composite, component, 1);
    }
    return n;
}

/* Which element of the service segment points: none in an institutional claim. */
static unsigned pointer_at(sj_str segment, char separator) {
    return is_segment(segment, "SV1", separator)   ? 7
           : is_segment(segment, "SV3", separator) ? 11
                                                   : 0;
}

sj_str sj_pattern_diagnosis(sj_str text, sj_str delimiters, int64_t line) {
    sj_str codes[MOST_CODES], none = {NULL, 0};
    size_t n = 0, at = 0;
    bool here = false;
    if (delimiters.len < 4) return none;
    char separator = delimiters.ptr[0], component = delimiters.ptr[1], end = delimiters.ptr[3];
    while (at < text.len) {
        while (at < text.len && (text.ptr[at] == '\n' || text.ptr[at] == '\r')) at++;
        const char *stop = at < text.len ? memchr(text.ptr + at, end, text.len - at) : NULL;
        sj_str s = {text.ptr + at, stop ? (size_t)(stop - text.ptr) - at : text.len - at};
        at += s.len + 1;
        if (is_segment(s, "HI", separator)) n = take_codes(s, separator, component, codes, n);
        if (is_segment(s, "LX", separator)) {
            sj_str number = element(s, separator, 1);
            int64_t lx = 0;
            for (size_t i = 0; i < number.len && i < 9; i++) lx = lx * 10 + (number.ptr[i] - '0');
            here = lx == line;
        }
        unsigned pointer = here ? pointer_at(s, separator) : 0;
        if (!pointer) continue;
        sj_str first = element(element(s, separator, pointer), component, 0);
        unsigned place = first.len == 1 && first.ptr[0] >= '1' && first.ptr[0] <= '9'
                             ? (unsigned)(first.ptr[0] - '0')
                         : first.len == 2 && first.ptr[0] == '1'
                             ? 10u + (unsigned)(first.ptr[1] - '0')
                             : 0;
        return place && place <= n ? codes[place - 1] : none;
    }
    return n ? codes[0] : none;
}

static sj_str keep(gathering *g, sj_str s) {
    sj_str out = {NULL, 0};
    if (s.len && !sj_arena_copy(g->arena, s, &out)) g->failed = true;
    return out;
}

static bool room(void **v, size_t n, size_t *cap, size_t size) {
    if (n < *cap) return true;
    size_t more = *cap ? 2 * *cap : 256;
    void *grown = more <= MOST_LINES ? sj_realloc(*v, more * size) : NULL;
    if (!grown) return false;
    *v = grown;
    *cap = more;
    return true;
}

static bool take_line(void *ctx, const sj_sql_value *v) {
    gathering *g = ctx;
    void *lines = g->lines;
    g->failed = g->failed || !room(&lines, g->n, &g->cap, sizeof *g->lines);
    g->lines = lines;
    if (g->failed) return false;
    g->lines[g->n++] =
        (denied){.payer = keep(g, v[0].s),
                 .payer_name = keep(g, v[1].s),
                 .type = keep(g, v[9].s),
                 .procedure = keep(g, v[2].s),
                 .diagnosis = keep(g, sj_pattern_diagnosis(v[11].s, v[10].s, v[3].i)),
                 .group = keep(g, v[4].s),
                 .carc = keep(g, v[5].s),
                 .rarc = keep(g, v[6].s),
                 .amount = v[7].i,
                 .recent = v[8].i >= g->recent_from};
    return !g->failed;
}

static bool take_total(void *ctx, const sj_sql_value *v) {
    gathering *g = ctx;
    void *totals = g->totals;
    g->failed = g->failed || !room(&totals, g->n_totals, &g->cap_totals, sizeof *g->totals);
    g->totals = totals;
    if (g->failed) return false;
    g->totals[g->n_totals++] = (decided){keep(g, v[0].s), keep(g, v[1].s), (uint32_t)v[2].i};
    return !g->failed;
}

static int compare_texts(sj_str a, sj_str b) {
    size_t n = a.len < b.len ? a.len : b.len;
    int c = n ? memcmp(a.ptr, b.ptr, n) : 0;
    return c ? c : (a.len > b.len) - (a.len < b.len);
}

/* All but the diagnosis. */
static int by_kind(const denied *x, const denied *y) {
    int c = compare_texts(x->payer, y->payer);
    if (!c) c = compare_texts(x->procedure, y->procedure);
    if (!c) c = compare_texts(x->group, y->group);
    if (!c) c = compare_texts(x->carc, y->carc);
    return c ? c : compare_texts(x->rarc, y->rarc);
}

static int by_all(const void *a, const void *b) {
    const denied *x = a, *y = b;
    int c = by_kind(x, y);
    return c ? c : compare_texts(x->diagnosis, y->diagnosis);
}

static int by_procedure(const void *a, const void *b) {
    const decided *x = a, *y = b;
    int c = compare_texts(x->payer, y->payer);
    return c ? c : compare_texts(x->procedure, y->procedure);
}

static int by_amount(const void *a, const void *b) {
    const sj_pattern *x = a, *y = b;
    if (x->amount != y->amount) return x->amount < y->amount ? 1 : -1;
    if (x->lines != y->lines) return x->lines < y->lines ? 1 : -1;
    return strcmp(x->key, y->key);
}

/* FNV-1a over what the pattern is. */
static void make_key(sj_pattern *p) {
    const sj_str parts[] = {p->payer, p->procedure, p->diagnosis, p->group, p->carc, p->rarc};
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        for (size_t k = 0; k < parts[i].len; k++)
            hash = (hash ^ (unsigned char)parts[i].ptr[k]) * 16777619u;
        hash = (hash ^ 0x1f) * 16777619u;
    }
    snprintf(p->key, sizeof p->key, "P-%06X", (hash ^ hash >> 24) & 0xffffff);
}

static bool add_pattern(sj_patterns *out, const gathering *g, size_t first, size_t last,
                        bool with_diagnosis) {
    if ((out->n & (out->n - 1)) == 0) {
        sj_pattern *v = sj_realloc(out->v, (out->n ? 2 * out->n : 1) * sizeof *v);
        if (!v) return false;
        out->v = v;
    }
    const denied *d = &g->lines[first];
    sj_pattern *p = &out->v[out->n++];
    *p = (sj_pattern){.payer = d->payer,
                      .payer_name = d->payer_name,
                      .type = d->type,
                      .procedure = d->procedure,
                      .group = d->group,
                      .carc = d->carc,
                      .rarc = d->rarc,
                      .lines = (uint32_t)(last - first)};
    if (with_diagnosis) p->diagnosis = d->diagnosis;
    for (size_t i = first; i < last; i++) {
        p->amount = sj_money_add(p->amount, g->lines[i].amount);
        p->recent += g->lines[i].recent;
    }
    const decided wanted = {d->payer, d->procedure, 0};
    const decided *total =
        g->n_totals ? bsearch(&wanted, g->totals, g->n_totals, sizeof wanted, by_procedure) : NULL;
    p->decided = total && total->n > p->lines ? total->n : p->lines;
    make_key(p);
    return true;
}

/* Lines [first, last) are alike but for the diagnosis. */
static bool add_group(sj_patterns *out, const gathering *g, size_t first, size_t last) {
    bool whole = false;
    if (last - first < g->least) return true;
    for (size_t i = first; i < last;) {
        size_t k = i + 1;
        while (k < last && by_all(&g->lines[i], &g->lines[k]) == 0) k++;
        bool worth = g->lines[i].diagnosis.len && k - i >= g->least;
        if (worth && !add_pattern(out, g, i, k, true)) return false;
        whole = whole || (worth && k - i == last - first);
        i = k;
    }
    return whole || add_pattern(out, g, first, last, false);
}

static bool group(sj_patterns *out, gathering *g) {
    if (!g->n) return true;
    qsort(g->lines, g->n, sizeof *g->lines, by_all);
    if (g->n_totals) qsort(g->totals, g->n_totals, sizeof *g->totals, by_procedure);
    for (size_t i = 0; i < g->n;) {
        size_t k = i + 1;
        while (k < g->n && by_kind(&g->lines[i], &g->lines[k]) == 0) k++;
        if (!add_group(out, g, i, k)) return false;
        i = k;
    }
    if (out->n) qsort(out->v, out->n, sizeof *out->v, by_amount);
    return true;
}

sj_status sj_patterns_read(sj_patterns *out, sj_store *store, const sj_query_params *params,
                           sj_err *err) {
    *out = (sj_patterns){.days = params->as_of - params->since + 1};
    sj_arena_init(&out->arena, TEXT_LIMIT);
    gathering g = {.arena = &out->arena,
                   .recent_from = params->as_of - RECENT_DAYS + 1,
                   .least = params->a > 0 ? (size_t)params->a : SJ_PATTERN_LEAST};
    sj_status status = sj_query(store, "pattern_lines", params, take_line, &g, err);
    if (status == SJ_OK && !g.failed)
        status = sj_query(store, "pattern_decided", params, take_total, &g, err);
    if (status == SJ_OK && (g.failed || !group(out, &g)))
        status = sj_err_set(err, SJ_ENOMEM, "no memory for patterns of so many lines");
    sj_free(g.lines);
    sj_free(g.totals);
    return status;
}

void sj_patterns_dispose(sj_patterns *p) {
    sj_free(p->v);
    sj_arena_dispose(&p->arena);
    *p = (sj_patterns){.v = NULL};
}
