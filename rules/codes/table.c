/* rules/codes/table.c - checks a table's bytes once, so that lookups need not. */
#include "rules/codes/table.h"

_Static_assert(sizeof(sj_table_header) == 56, "the header's layout is a file format");
_Static_assert(sizeof(sj_table_release) == 72, "the release's layout is a file format");
_Static_assert(sizeof(sj_table_row) == 24, "the row's layout is a file format");

/* Bytes that are fetched ahead: by itself the processor fetches to the end of a page only. */
enum { AHEAD = 4096 };

/* Multiply and fold, in four lanes of eight bytes so that a start does not wait for it: finds
 * damage, not malice (the checks below are for that). */
static inline uint64_t fold(uint64_t h, const unsigned char *p) {
    uint64_t word;
    memcpy(&word, p, 8);
    h = (h ^ word) * 0xff51afd7ed558ccdu;
    return h ^ (h >> 32);
}

uint64_t sj_table_checksum(const void *bytes, size_t len) {
    const unsigned char *p = bytes;
    uint64_t a = 0x9E3779B97F4A7C15u ^ len, b = a + 1, c = a + 2, d = a + 3;
    for (; len >= 32; p += 32, len -= 32) {
        __builtin_prefetch(p + AHEAD);
        a = fold(a, p);
        b = fold(b, p + 8);
        c = fold(c, p + 16);
        d = fold(d, p + 24);
    }
    uint64_t h = (a * 31 + b) * 31 + (c * 31 + d);
    for (; len >= 8; p += 8, len -= 8) h = fold(h, p);
    for (; len; p++, len--) h = (h ^ *p) * 0x100000001b3u;
    h *= 0xff51afd7ed558ccdu;
    return h ^ (h >> 29);
}

uint64_t sj_code_pack_long(sj_str code) {
    if (code.len != SJ_TABLE_LONG_CODE) return 0;
    uint64_t number = 0;
    for (size_t i = 0; i < code.len; i++) {
        char c = code.ptr[i];
        bool digit = c >= '0' && c <= '9', letter = c >= 'A' && c <= 'Z';
        if (!digit && !letter) return 0;
        number = number << 6 | (uint64_t)(digit ? c - '0' : c - 'A' + 10);
    }
    return sj_code_order(number | (uint64_t)1 << 63);
}

sj_str sj_code_print(uint64_t packed, char buf[SJ_CODE_SIZE]) {
    if (!sj_code_is_long(packed)) {
        memcpy(buf, &packed, SJ_TABLE_CODE_LENGTH);
        return (sj_str){buf, strnlen(buf, SJ_TABLE_CODE_LENGTH)};
    }
    uint64_t number = sj_code_order(packed);
    for (int i = SJ_TABLE_LONG_CODE; i-- > 0; number >>= 6) {
        unsigned c = number & 63;
        buf[i] = (char)(c < 10 ? '0' + c : 'A' + (c - 10) % 26);
    }
    return (sj_str){buf, SJ_TABLE_LONG_CODE};
}

const char *sj_releases_check(const sj_table_release *r, uint32_t n) {
    if (n == 0 || n > SJ_TABLE_MAX_RELEASES) return "no release";
    for (uint32_t i = 0; i < n; i++) {
        if (!memchr(r[i].name, 0, sizeof r[i].name)) return "a release without a name";
        if (!sj_is_day(r[i].from) || !sj_is_day(r[i].through)) return "a release out of time";
        if (r[i].from > r[i].through) return "a release that ends before it begins";
        if (i && r[i].from <= r[i - 1].from) return "releases out of order";
    }
    return NULL;
}

void sj_coverage_fill(sj_coverage *out, const sj_table_release *r, uint32_t n) {
    out->n = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (out->n && r[i].from <= out->spans[out->n - 1].through + 1) {
            if (r[i].through > out->spans[out->n - 1].through)
                out->spans[out->n - 1].through = r[i].through;
        } else {
            out->spans[out->n].from = r[i].from;
            out->spans[out->n++].through = r[i].through;
        }
    }
}

bool sj_covers(const sj_coverage *c, sj_date on) {
    for (unsigned i = c->n; i-- > 0;) /* the newest first: most claims are recent */
        if (on >= c->spans[i].from) return on <= c->spans[i].through;
    return false;
}

/* A long code stands in full in front of its text, so that it can be pointed at. */
static bool holds_long_code(const sj_table_row *row, const unsigned char *t) {
    return t[0] >= SJ_TABLE_LONG_CODE &&
           sj_code_pack_long((sj_str){(const char *)t + 2, SJ_TABLE_LONG_CODE}) == row->code;
}

static const char *check_rows(const sj_table_header *h, const sj_table_row *rows,
                              const char *texts) {
    uint32_t codes = 0;
    for (uint32_t i = 0; i < h->rows; i++) {
        const sj_table_row *row = &rows[i], *last = i ? row - 1 : NULL;
        bool another = !last || row->code != last->code;
        if (row->code == 0 || (last && sj_code_order(row->code) < sj_code_order(last->code)))
            return "rows out of order";
        if ((row->effective != SJ_NO_DATE && !sj_is_day(row->effective)) ||
            (row->terminated != SJ_NO_DATE && !sj_is_day(row->terminated)))
            return "a day out of time";
        if (!another && row->effective <= last->effective) return "periods out of order";
        codes += another;
        if (h->texts < 2 || row->text > h->texts - 2) return "a text outside the texts";
        const unsigned char *t = (const unsigned char *)texts + row->text;
        if ((uint32_t)t[0] + t[1] > h->texts - 2 - row->text) return "a text cut short";
        if (sj_code_is_long(row->code) && !holds_long_code(row, t))
            return "a code without its text";
    }
    return codes == h->codes ? NULL : "a wrong count of codes";
}

/* Each used slot leads to a row; half of the slots are free, so a search ends. That it is the right
 * row the checksum tells: to look at each would be most of a start. */
static const char *check_slots(const sj_table_header *h, const uint32_t *slots) {
    uint32_t used = 0, most = 0;
    for (uint32_t i = 0; i < h->slots; i++) {
        used += slots[i] != 0;
        most = slots[i] > most ? slots[i] : most;
    }
    if (most > h->rows) return "an index that leads astray";
    return used == h->codes ? NULL : "an index that lacks codes";
}

static const char *check_header(const sj_table_header *h, const void *bytes, size_t len) {
    if (len < sizeof *h || memcmp(h->magic, SJ_TABLE_MAGIC, sizeof h->magic) != 0)
        return "not a table";
    if (h->version != SJ_TABLE_VERSION) return "a table of another version";
    if (h->size != len) return "cut short";
    if (h->checksum !=
        sj_table_checksum((const char *)bytes + SJ_TABLE_CHECKED_FROM, len - SJ_TABLE_CHECKED_FROM))
        return "damaged";
    if (h->kind >= SJ_CODES_KINDS) return "of an unknown kind";
    if (h->slots < 2 || (h->slots & (h->slots - 1)) || h->slots / 2 < h->codes)
        return "an index of a wrong size";
    uint64_t size = sizeof *h + (uint64_t)h->releases * sizeof(sj_table_release) +
                    (uint64_t)h->rows * sizeof(sj_table_row) + (uint64_t)h->slots * 4 + h->texts;
    return size == len ? NULL : "of a wrong size";
}

sj_status sj_table_open(sj_table_view *out, const void *bytes, size_t len, sj_err *err) {
    const sj_table_header *h = bytes;
    if (!bytes || ((uintptr_t)bytes & 7))
        return sj_err_setf(err, SJ_ETABLE, "the code table cannot be used", "not aligned");
    const char *wrong = check_header(h, bytes, len);
    sj_table_view v = {.header = h};
    if (!wrong) {
        v.releases = (const sj_table_release *)(h + 1);
        v.rows = (const sj_table_row *)(v.releases + h->releases);
        v.slots = (const uint32_t *)(v.rows + h->rows);
        v.texts = (const char *)(v.slots + h->slots);
        v.shift = 64 - (unsigned)__builtin_ctz(h->slots);
        wrong = sj_releases_check(v.releases, h->releases);
    }
    if (!wrong) wrong = check_rows(h, v.rows, v.texts);
    if (!wrong) wrong = check_slots(h, v.slots);
    if (wrong) return sj_err_setf(err, SJ_ETABLE, "the code table cannot be used", "%s", wrong);
    sj_coverage_fill(&v.coverage, v.releases, h->releases);
    *out = v;
    return SJ_OK;
}

const sj_table_row *sj_table_find(const sj_table_view *v, uint64_t packed) {
    if (!v->header || !packed) return NULL;
    uint32_t mask = v->header->slots - 1;
    for (uint32_t i = sj_table_slot(packed, v->shift); v->slots[i]; i = (i + 1) & mask) {
        const sj_table_row *row = &v->rows[v->slots[i] - 1];
        if (row->code == packed) return row;
    }
    return NULL;
}

/* The texts of a row: their lengths, the code if it is long, the text, the successor. */
sj_str sj_table_text(const sj_table_view *v, const sj_table_row *row, sj_str *successor) {
    const unsigned char *t = (const unsigned char *)v->texts + row->text;
    size_t before = sj_code_is_long(row->code) ? SJ_TABLE_LONG_CODE : 0;
    if (successor) *successor = (sj_str){(const char *)t + 2 + t[0], t[1]};
    return (sj_str){(const char *)t + 2 + before, t[0] - before};
}

sj_str sj_table_code(const sj_table_view *v, const sj_table_row *row) {
    if (sj_code_is_long(row->code)) return (sj_str){v->texts + row->text + 2, SJ_TABLE_LONG_CODE};
    const char *text = (const char *)&row->code;
    return (sj_str){text, strnlen(text, SJ_TABLE_CODE_LENGTH)};
}
