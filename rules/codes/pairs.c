/* rules/codes/pairs.c - checks a table of pairs, and finds a pair in it. */
#include "rules/codes/pairs.h"

#include "parsers/base/alloc.h"

_Static_assert(sizeof(sj_pairs_header) == 64, "the header's layout is a file format");
_Static_assert(sizeof(sj_pair_terms) == 16, "the terms' layout is a file format");
_Static_assert(sizeof(sj_pair_row) == 4, "the row's layout is a file format");

bool sj_pairs_is(const void *bytes, size_t len) {
    return len >= sizeof(sj_pairs_header) && memcmp(bytes, SJ_PAIRS_MAGIC, 8) == 0;
}

/* Lay the parts out behind the header; the sum of their sizes, or 0 when counts are absurd. */
static uint64_t lay_out(sj_pairs_view *v, const sj_pairs_header *h) {
    if (h->codes > SJ_PAIRS_CODES || h->terms > SJ_PAIRS_CODES || h->rows > SJ_PAIRS_MAX_ROWS ||
        h->releases == 0 || h->releases > SJ_TABLE_MAX_RELEASES || h->slots > 4 * SJ_PAIRS_CODES ||
        h->texts % 8 || h->chunks != (h->rows + SJ_PAIRS_CHUNK - 1) / SJ_PAIRS_CHUNK)
        return 0;
    const char *base = (const char *)h;
    uint64_t at = sizeof *h;
    v->releases = (const void *)(base + at);
    at += h->releases * sizeof(sj_table_release);
    v->terms = (const void *)(base + at);
    at += h->terms * sizeof(sj_pair_terms);
    v->codes = (const void *)(base + at);
    at += h->codes * sizeof(uint64_t);
    v->sums = (const void *)(base + at);
    at += h->chunks * sizeof(uint64_t);
    v->texts = base + at;
    at += h->texts;
    v->groups = (const void *)(base + at);
    at += (h->codes + (uint64_t)1) * sizeof(uint32_t);
    v->slots = (const void *)(base + at);
    at += h->slots * sizeof(uint16_t);
    at = (at + 7) & ~(uint64_t)7;
    v->rows = (const void *)(base + at);
    return at + (uint64_t)h->rows * sizeof(sj_pair_row);
}

static const char *check_header(sj_pairs_view *v, const sj_pairs_header *h, size_t len) {
    if (h->version != SJ_PAIRS_VERSION) return "a table of another version";
    if (h->size != len) return "cut short";
    if (!sj_kind_has_pairs((sj_code_kind)h->kind)) return "of an unknown kind";
    uint64_t size = lay_out(v, h);
    if (size != len) return "of a wrong size";
    size_t checked = (size_t)((const char *)v->rows - (const char *)h);
    if (h->checksum !=
        sj_table_checksum((const char *)h + SJ_TABLE_CHECKED_FROM, checked - SJ_TABLE_CHECKED_FROM))
        return "damaged";
    if (h->slots < 2 || (h->slots & (h->slots - 1)) || h->slots / 2 < h->codes)
        return "an index of a wrong size";
    return sj_releases_check(v->releases, h->releases);
}

static const char *check_terms(const sj_pairs_view *v) {
    for (uint32_t i = 0; i < v->header->terms; i++) {
        const sj_pair_terms *p = &v->terms[i];
        if ((p->effective != SJ_NO_DATE && !sj_is_day(p->effective)) ||
            (p->deleted != SJ_NO_DATE && !sj_is_day(p->deleted)))
            return "a day out of time";
        if (p->text >= v->header->texts) return "a text outside the texts";
        if ((unsigned char)v->texts[p->text] > v->header->texts - 1 - p->text)
            return "a text cut short";
    }
    return NULL;
}

static const char *check_codes(const sj_pairs_view *v) {
    const sj_pairs_header *h = v->header;
    for (uint32_t i = 0; i < h->codes; i++)
        if (!v->codes[i] || (i && sj_code_order(v->codes[i]) <= sj_code_order(v->codes[i - 1])))
            return "codes out of order";
    for (uint32_t i = 0; i < h->codes; i++)
        if (v->groups[i] > v->groups[i + 1]) return "groups out of order";
    if (v->groups[0] != 0 || v->groups[h->codes] != h->rows) return "groups that miss rows";
    uint32_t used = 0;
    for (uint32_t i = 0; i < h->slots; i++) {
        if (v->slots[i] > h->codes) return "an index that leads astray";
        used += v->slots[i] != 0;
    }
    return used == h->codes ? NULL : "an index that lacks codes";
}

sj_status sj_pairs_open(sj_pairs_view *out, const void *bytes, size_t len, sj_err *err) {
    const sj_pairs_header *h = bytes;
    sj_pairs_view v = {.header = h};
    const char *wrong = NULL;
    if (!bytes || ((uintptr_t)bytes & 7))
        wrong = "not aligned";
    else if (!sj_pairs_is(bytes, len))
        wrong = "not a table";
    else
        wrong = check_header(&v, h, len);
    if (!wrong) wrong = check_terms(&v);
    if (!wrong) wrong = check_codes(&v);
    if (wrong) return sj_err_setf(err, SJ_ETABLE, "the code table cannot be used", "%s", wrong);
    v.shift = 64 - (unsigned)__builtin_ctz(h->slots);
    v.checked = sj_calloc(h->chunks + 1, sizeof *v.checked);
    if (!v.checked) return sj_err_set(err, SJ_ENOMEM, "out of memory");
    sj_coverage_fill(&v.coverage, v.releases, h->releases);
    *out = v;
    return SJ_OK;
}

void sj_pairs_close(sj_pairs_view *v) {
    sj_free(v->checked);
    *v = (sj_pairs_view){.header = NULL};
}

/* Threads may check the same chunk at once: they come to the same answer. */
static bool check_chunk(const sj_pairs_view *v, uint32_t chunk) {
    uint32_t from = chunk * SJ_PAIRS_CHUNK, n = v->header->rows - from;
    if (n > SJ_PAIRS_CHUNK) n = SJ_PAIRS_CHUNK;
    bool good = sj_table_checksum(&v->rows[from], n * sizeof(sj_pair_row)) == v->sums[chunk];
    for (uint32_t i = from; i < from + n && good; i++)
        good = v->rows[i].second > 0 && v->rows[i].second <= v->header->codes &&
               v->rows[i].terms < v->header->terms;
    atomic_store_explicit(&v->checked[chunk], good ? 1 : 2, memory_order_relaxed);
    return good;
}

static bool is_good(const sj_pairs_view *v, uint32_t from, uint32_t to) {
    for (uint32_t c = from / SJ_PAIRS_CHUNK; from < to && c <= (to - 1) / SJ_PAIRS_CHUNK; c++) {
        unsigned char known = atomic_load_explicit(&v->checked[c], memory_order_relaxed);
        if (known == 2 || (known == 0 && !check_chunk(v, c))) return false;
    }
    return true;
}

bool sj_pairs_verify(const sj_pairs_view *v) {
    return is_good(v, 0, v->header->rows);
}

uint32_t sj_pairs_number(const sj_pairs_view *v, sj_str code) {
    uint64_t packed = code.len <= SJ_TABLE_CODE_LENGTH ? sj_code_pack(code) : 0;
    if (!packed) return 0;
    uint32_t mask = v->header->slots - 1;
    for (uint32_t i = sj_table_slot(packed, v->shift); v->slots[i]; i = (i + 1) & mask)
        if (v->codes[v->slots[i] - 1] == packed) return v->slots[i];
    return 0;
}

bool sj_pairs_group(const sj_pairs_view *v, uint32_t first, const sj_pair_row **rows, size_t *n) {
    *rows = NULL;
    *n = 0;
    if (first == 0 || first > v->header->codes) return true;
    uint32_t from = v->groups[first - 1], to = v->groups[first];
    if (!is_good(v, from, to)) return false;
    *rows = v->rows + from;
    *n = to - from;
    return true;
}

sj_str sj_pairs_code(const sj_pairs_view *v, uint32_t number) {
    const char *text = (const char *)&v->codes[number - 1];
    return (sj_str){text, strnlen(text, SJ_TABLE_CODE_LENGTH)};
}

sj_str sj_pairs_text(const sj_pairs_view *v, const sj_pair_terms *terms) {
    const char *text = v->texts + terms->text;
    return (sj_str){text + 1, (unsigned char)text[0]};
}

static bool begins_by(const sj_pair_terms *p, sj_date on) {
    return p->effective <= on; /* SJ_NO_DATE is the least of all */
}
static bool ends_before(const sj_pair_terms *p, sj_date on) {
    return p->deleted != SJ_NO_DATE && p->deleted < on;
}

/* Does `a` speak for the day rather than `b`? One in force before others, and of two the one that
 * ends first; else the one that ended last; else the one that begins first. */
static bool is_nearer(const sj_pair_terms *a, const sj_pair_terms *b, sj_date on) {
    bool in_a = begins_by(a, on) && !ends_before(a, on);
    bool in_b = begins_by(b, on) && !ends_before(b, on);
    if (in_a != in_b) return in_a;
    if (in_a)
        return b->deleted == SJ_NO_DATE || (a->deleted != SJ_NO_DATE && a->deleted < b->deleted);
    bool past_a = begins_by(a, on), past_b = begins_by(b, on);
    if (past_a != past_b) return past_a;
    return past_a ? a->deleted > b->deleted : a->effective < b->effective;
}

/* Is what the terms say of the day known? After the last day covered an open pair may have ended;
 * an inferred end may lie anywhere between two releases; before the first day covered only a
 * cumulative table speaks. */
static bool is_known(const sj_pairs_view *v, const sj_pair_terms *p, sj_date on) {
    if (sj_covers(&v->coverage, on)) return true;
    if (!(v->header->flags & SJ_PAIRS_CUMULATIVE)) return ends_before(p, on);
    if (p->attributes & SJ_ROW_INFERRED) return on < p->effective || on < v->coverage.spans[0].from;
    return on <= v->coverage.spans[v->coverage.n - 1].through || ends_before(p, on);
}

static bool is_known_unknown(const sj_pairs_view *v, sj_date on) {
    if (sj_covers(&v->coverage, on)) return true;
    return v->header->flags & SJ_PAIRS_CUMULATIVE &&
           on <= v->coverage.spans[v->coverage.n - 1].through;
}

sj_code_state sj_pairs_state(const sj_pairs_view *v, const sj_pair_row *rows, size_t n, sj_date on,
                             const sj_pair_terms **terms) {
    *terms = NULL;
    if (n == 0) return is_known_unknown(v, on) ? SJ_CODE_UNKNOWN : SJ_CODE_OUT_OF_RANGE;
    const sj_pair_terms *best = &v->terms[rows[0].terms];
    for (size_t i = 1; i < n; i++) {
        const sj_pair_terms *p = &v->terms[rows[i].terms];
        if (is_nearer(p, best, on)) best = p;
    }
    if (!is_known(v, best, on)) return SJ_CODE_OUT_OF_RANGE;
    *terms = best;
    if (!begins_by(best, on)) return SJ_CODE_NOT_YET;
    return ends_before(best, on) ? SJ_CODE_ENDED : SJ_CODE_VALID;
}
