/* engine/pipeline/repair.c - segments copied, values tidied on their way. */
#include "engine/pipeline/repair.h"

#include "parsers/base/alloc.h"

#include <scrubjay/arena.h>

enum { ARENA_LIMIT = 512 << 20, VALUE = 1024 };

struct sj_repairs {
    sj_arena arena;
    sj_repair_change *v;
    size_t n, capacity;
    unsigned kinds;
    FILE *to;
    uint64_t in, out; /* bytes taken and written up to here */
    sj_status status;
};

static const struct word {
    const char *name;
    unsigned kind;
} words[] = {{"trim", SJ_REPAIR_TRIM},
             {"spaces", SJ_REPAIR_SPACES},
             {"upper", SJ_REPAIR_UPPER},
             {"ids", SJ_REPAIR_IDS},
             {"zip", SJ_REPAIR_ZIP},
             {"dots", SJ_REPAIR_DOTS},
             {"all", 63}};
enum { N_WORDS = sizeof words / sizeof *words };

sj_status sj_repairs_of(const char *list, unsigned *out, sj_err *err) {
    *out = 0;
    for (const char *p = list; *p;) {
        size_t n = strcspn(p, " ,\t\r\n"), i = 0;
        while (n && i < N_WORDS && !sj_str_is((sj_str){p, n}, words[i].name)) i++;
        if (n && i == N_WORDS)
            return sj_err_setf(err, SJ_EARG,
                               "repairs are trim, spaces, upper, ids, zip and dots, or all", "%.*s",
                               (int)n, p);
        if (n) *out |= words[i].kind;
        p += n ? n : 1;
    }
    return SJ_OK;
}

void sj_repairs_text(unsigned kinds, char buf[64]) {
    size_t n = 0;
    buf[0] = 0;
    for (int i = 0; i < N_WORDS - 1; i++)
        if (kinds & words[i].kind)
            n += (size_t)snprintf(buf + n, 64 - n, "%s%s", n ? " " : "", words[i].name);
}

/* ---- which repairs a value may have ---- */

/* A telephone or fax number: what stands before it says so. */
static bool is_number_of(const sj_segment *s, uint32_t element) {
    if (element < 4 || element % 2) return false;
    sj_str q = sj_segment_el(s, element - 1);
    return sj_str_is(q, "TE") || sj_str_is(q, "FX");
}

static unsigned of_name(const sj_segment *s, uint32_t element) {
    if (element >= 3 && element <= 7) return SJ_REPAIR_TRIM | SJ_REPAIR_SPACES | SJ_REPAIR_UPPER;
    if (element != 9) return SJ_REPAIR_TRIM;
    sj_str q = sj_segment_el(s, 8);
    bool is_number =
        sj_str_is(q, "XX") || sj_str_is(q, "MI") || sj_str_is(q, "24") || sj_str_is(q, "34");
    return SJ_REPAIR_TRIM | SJ_REPAIR_UPPER | (is_number ? SJ_REPAIR_IDS : 0u);
}

static unsigned of_reference(const sj_segment *s, uint32_t element) {
    static const char *const numbers[] = {"EI", "SY", "TJ"};
    static const char *const kept[] = {"6R", "D9", "F8", "9A", "9C"}; /* another's, to the letter */
    sj_str q = sj_segment_el(s, 1);
    for (int i = 0; i < 5; i++)
        if (sj_str_is(q, kept[i])) return 0;
    unsigned kinds = SJ_REPAIR_TRIM | (element == 2 ? SJ_REPAIR_UPPER : 0u);
    for (int i = 0; i < 3 && element == 2; i++)
        if (sj_str_is(q, numbers[i])) kinds |= SJ_REPAIR_IDS;
    return kinds;
}

static unsigned allowed(const sj_segment *s, uint32_t element) {
    switch (s->tag) {
    case SJ_TAG('I', 'S', 'A'):
    case SJ_TAG('I', 'E', 'A'):
    case SJ_TAG('G', 'S', 0):
    case SJ_TAG('G', 'E', 0):
    case SJ_TAG('S', 'T', 0):
    case SJ_TAG('S', 'E', 0):
    case SJ_TAG('N', 'T', 'E'):
    case SJ_TAG('K', '3', 0):
    case 0:
        return 0;
    case SJ_TAG('C', 'L', 'M'):
        return element == 1 ? 0 : SJ_REPAIR_TRIM;
    case SJ_TAG('N', 'M', '1'):
        return of_name(s, element);
    case SJ_TAG('N', '3', 0):
        return SJ_REPAIR_TRIM | SJ_REPAIR_SPACES | SJ_REPAIR_UPPER;
    case SJ_TAG('N', '4', 0):
        return SJ_REPAIR_TRIM | SJ_REPAIR_SPACES | SJ_REPAIR_UPPER |
               (element == 3 ? SJ_REPAIR_ZIP : 0u);
    case SJ_TAG('P', 'E', 'R'):
        return SJ_REPAIR_TRIM | (element == 2 ? SJ_REPAIR_SPACES : 0u) |
               (is_number_of(s, element) ? SJ_REPAIR_IDS : 0u);
    case SJ_TAG('R', 'E', 'F'):
        return of_reference(s, element);
    case SJ_TAG('P', 'R', 'V'):
    case SJ_TAG('S', 'B', 'R'):
        return SJ_REPAIR_TRIM | SJ_REPAIR_UPPER;
    case SJ_TAG('H', 'I', 0):
        return SJ_REPAIR_TRIM | SJ_REPAIR_DOTS;
    default:
        return SJ_REPAIR_TRIM;
    }
}

static bool is_diagnosis(sj_str q) {
    static const char *const all[] = {"ABK", "ABF", "ABJ", "ABN", "APR",
                                      "BK",  "BF",  "BJ",  "BN",  "PR"};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (sj_str_is(q, all[i])) return true;
    return false;
}

/* ---- the repairs ---- */

static size_t without(const char *from, size_t n, const char *marks, char *to) {
    size_t m = 0;
    for (size_t i = 0; i < n; i++)
        if (!strchr(marks, from[i]) || !from[i]) to[m++] = from[i];
    return m;
}

static bool all_digits(const char *p, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (p[i] < '0' || p[i] > '9') return false;
    return true;
}

static size_t single_spaces(const char *from, size_t n, char *to) {
    size_t m = 0;
    for (size_t i = 0; i < n; i++)
        if (from[i] != ' ' || m == 0 || to[m - 1] != ' ') to[m++] = from[i];
    return m;
}

/* `value` with the repairs of `kinds`, into buf; *done gets those that changed it. */
static sj_str tidy(sj_str value, unsigned kinds, char buf[VALUE], unsigned *done) {
    char other[VALUE];
    *done = 0;
    if (value.len == 0 || value.len > VALUE) return value;
    sj_str trimmed = kinds & SJ_REPAIR_TRIM ? sj_str_trim(value) : value;
    if (trimmed.len == 0) return value; /* nothing but blanks: that is for a person */
    if (trimmed.len != value.len) *done |= SJ_REPAIR_TRIM;
    size_t n = trimmed.len, m;
    memcpy(buf, trimmed.ptr, n);
    if (kinds & SJ_REPAIR_SPACES && (m = single_spaces(buf, n, other)) != n) {
        memcpy(buf, other, n = m);
        *done |= SJ_REPAIR_SPACES;
    }
    for (size_t i = 0; kinds & SJ_REPAIR_UPPER && i < n; i++)
        if (buf[i] >= 'a' && buf[i] <= 'z') {
            buf[i] = (char)(buf[i] - 32);
            *done |= SJ_REPAIR_UPPER;
        }
    static const struct {
        unsigned kind;
        const char *marks;
    } cuts[] = {{SJ_REPAIR_IDS, "-. ()"}, {SJ_REPAIR_ZIP, "- "}, {SJ_REPAIR_DOTS, "."}};
    for (int i = 0; i < 3; i++) {
        if (!(kinds & cuts[i].kind)) continue;
        m = without(buf, n, cuts[i].marks, other);
        bool zip = m == 9 && all_digits(other, m); /* an address abroad keeps its code */
        if (m == n || m == 0 || (cuts[i].kind == SJ_REPAIR_ZIP && !zip)) continue;
        memcpy(buf, other, n = m);
        *done |= cuts[i].kind;
    }
    return (sj_str){buf, n};
}

/* ---- copying ---- */

static void put(sj_repairs *r, const char *p, size_t n) {
    if (n && fwrite(p, 1, n, r->to) != n && r->status == SJ_OK) r->status = SJ_EIO;
    r->out += n;
}

static void note(sj_repairs *r, const sj_segment *s, uint64_t to, uint32_t element,
                 uint32_t component, unsigned kinds, sj_str before, sj_str after) {
    if (r->n == r->capacity) {
        size_t capacity = r->capacity ? 2 * r->capacity : 64;
        sj_repair_change *grown = sj_realloc(r->v, capacity * sizeof *grown);
        if (!grown) {
            r->status = SJ_ENOMEM;
            return;
        }
        r->v = grown;
        r->capacity = capacity;
    }
    sj_repair_change *c = &r->v[r->n];
    *c = (sj_repair_change){.from = s->offset,
                            .to = to,
                            .element = (uint8_t)element,
                            .component = (uint8_t)component,
                            .kinds = kinds};
    sj_tag_text(s->tag, c->tag);
    if (sj_arena_copy(&r->arena, before, &c->before) && sj_arena_copy(&r->arena, after, &c->after))
        r->n++;
    else
        r->status = SJ_ENOMEM;
}

/* One value: an element that has no parts, or one component of one repetition. */
static void copy_value(sj_repairs *r, const sj_segment *s, uint64_t to, uint32_t element,
                       uint32_t component, sj_str value, unsigned kinds) {
    char buf[VALUE];
    unsigned done = 0;
    sj_str after = kinds ? tidy(value, kinds, buf, &done) : value;
    put(r, after.ptr, after.len);
    if (done) note(r, s, to, element, component, done, value, after);
}

static void copy_element(sj_repairs *r, const sj_segment *s, uint64_t to, uint32_t i) {
    unsigned kinds = allowed(s, i) & r->kinds;
    sj_str whole = sj_segment_el(s, i);
    const sj_delimiters *d = s->delims;
    uint32_t repeats = kinds ? sj_segment_repeats(s, i) : 1;
    bool plain =
        !kinds || (repeats == 1 && !memchr(whole.len ? whole.ptr : "", d->component, whole.len));
    if (plain) {
        copy_value(r, s, to, i, 0, whole, kinds & ~(unsigned)SJ_REPAIR_DOTS);
        return;
    }
    for (uint32_t k = 1; k <= repeats; k++) {
        sj_str repetition = sj_segment_rep(s, i, k);
        uint32_t n = sj_segment_count_comps(s, repetition);
        bool dx = is_diagnosis(sj_segment_rep_comp(s, i, k, 1));
        if (k > 1) put(r, &d->repetition, 1);
        for (uint32_t c = 1; c <= n; c++) {
            unsigned these = kinds;
            if (c != 2 || !dx) these &= ~(unsigned)SJ_REPAIR_DOTS;
            if (c > 1) put(r, &d->component, 1);
            copy_value(r, s, to, i, c, sj_segment_rep_comp(s, i, k, c), these);
        }
    }
}

static void copy_segment(sj_repairs *r, const sj_segment *s) {
    if (s->offset > r->in) put(r, "\n", 1); /* the line break that stood between */
    uint64_t to = r->out;
    if (s->tag == SJ_TAG('I', 'S', 'A') || !s->tag) {
        put(r, s->text, s->len);
    } else {
        sj_str id = sj_segment_el(s, 0);
        put(r, id.ptr, id.len);
        for (uint32_t i = 1; i <= s->n; i++) {
            put(r, &s->delims->element, 1);
            copy_element(r, s, to, i);
        }
    }
    if (!(s->flags & SJ_SEG_UNTERMINATED)) put(r, &s->delims->terminator, 1);
    r->in = sj_segment_offset(s, s->text + s->len) + 1;
}

static sj_status copy_all(sj_repairs *r, sj_reader *reader, sj_err *err) {
    sj_segment s;
    for (;;) {
        switch (sj_reader_next(reader, &s)) {
        case SJ_READ_SEGMENT:
            copy_segment(r, &s);
            break;
        case SJ_READ_JUNK:
        case SJ_READ_BAD_ISA:
            put(r, "\n", 1); /* what is no segment stays out; the original has it */
            put(r, s.text, s.len);
            r->in = s.offset + s.len;
            break;
        case SJ_READ_END:
            if (sj_reader_bytes(reader) > r->in) put(r, "\n", 1);
            return SJ_OK;
        case SJ_READ_FAILED:
            if (err) *err = *sj_reader_error(reader);
            return sj_reader_error(reader)->code;
        }
        if (r->status != SJ_OK)
            return sj_err_set(err, r->status,
                              r->status == SJ_EIO ? "the repaired copy could not be written"
                                                  : "no memory to repair a file");
    }
}

sj_status sj_repairs_make(sj_repairs **out, unsigned kinds, sj_read_fn read, void *ctx, FILE *to,
                          sj_err *err) {
    *out = NULL;
    sj_reader *reader = NULL;
    sj_repairs *r = sj_calloc(1, sizeof *r);
    if (!r) return sj_err_set(err, SJ_ENOMEM, "no memory to repair a file");
    r->kinds = kinds;
    r->to = to;
    sj_arena_init(&r->arena, ARENA_LIMIT);
    sj_status s = sj_reader_open(&reader, read, ctx, NULL, err);
    if (s == SJ_OK) s = copy_all(r, reader, err);
    sj_reader_free(reader);
    if (s == SJ_OK && fflush(to) != 0)
        s = sj_err_set(err, SJ_EIO, "the repaired copy could not be written");
    if (s == SJ_OK)
        *out = r;
    else
        sj_repairs_free(r);
    return s;
}

void sj_repairs_free(sj_repairs *r) {
    if (!r) return;
    sj_arena_dispose(&r->arena);
    sj_free(r->v);
    sj_free(r);
}

size_t sj_repairs_count(const sj_repairs *r) {
    return r ? r->n : 0;
}

sj_repair_change *sj_repairs_at(sj_repairs *r, size_t i) {
    return &r->v[i];
}

uint64_t sj_repairs_original(const sj_repairs *r, uint64_t offset) {
    size_t low = 0, high = sj_repairs_count(r);
    while (low < high) { /* the last change whose segment begins at or before the byte */
        size_t middle = (low + high) / 2;
        if (r->v[middle].to <= offset)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0) return offset;
    const sj_repair_change *c = &r->v[low - 1];
    if (c->to == offset) return c->from;
    uint64_t delta = 0;
    for (size_t i = low; i > 0 && r->v[i - 1].to == c->to; i--)
        delta += r->v[i - 1].before.len - r->v[i - 1].after.len;
    return offset + (c->from - c->to) + delta;
}
