/* The catalogue: the boxes' tables side by side, and an index sorted by id. Also the filling of a
 * row's text with the facts of one finding. */
#include <scrubjay/finding.h>

#include <stdio.h>
#include <stdlib.h>

#include "parsers/base/alloc.h"
#include "parsers/base/utf8.h"

enum { BOXES = 16, MAX_ROWS = 1 << 20, SHOWN_BYTES = 80 };

typedef struct index_entry {
    const char *id;
    sj_finding_id handle;
} index_entry;

struct sj_catalog {
    const sj_finding_table *tables[BOXES];
    index_entry *index; /* by id */
    size_t count;
};

sj_status sj_catalog_new(sj_catalog **out, sj_err *err) {
    *out = sj_calloc(1, sizeof **out);
    return *out ? SJ_OK : sj_err_set(err, SJ_ENOMEM, "no memory for the catalogue of findings");
}

void sj_catalog_free(sj_catalog *cat) {
    if (!cat) return;
    sj_free(cat->index);
    sj_free(cat);
}

static int by_id(const void *a, const void *b) {
    return strcmp(((const index_entry *)a)->id, ((const index_entry *)b)->id);
}

static void sort(index_entry *v, size_t n) {
    size_t i = 1;
    while (i < n && by_id(&v[i - 1], &v[i]) <= 0) i++; /* most tables stand in order */
    if (i < n) qsort(v, n, sizeof *v, by_id);
}

/* `more`, at the end of `to`, comes among the others. */
static void merge(index_entry *to, const index_entry *v, size_t n, const index_entry *more,
                  size_t n_more) {
    for (; n && n_more; to++) {
        bool is_before = by_id(v, more) < 0;
        *to = is_before ? *v++ : *more++;
        n -= is_before;
        n_more -= !is_before;
    }
    if (n) memcpy(to, v, n * sizeof *v); /* the rest of the others stands where it belongs */
}

sj_status sj_catalog_add(sj_catalog *cat, const sj_finding_table *table, sj_err *err) {
    if (table->box >= BOXES || cat->tables[table->box] || table->count > MAX_ROWS)
        return sj_err_set(err, SJ_EARG, "this table of findings cannot be joined");
    size_t count = cat->count + table->count;
    index_entry *index = sj_malloc(count * sizeof *index);
    if (!index) return sj_err_set(err, SJ_ENOMEM, "no memory for the catalogue of findings");
    index_entry *more = index + cat->count;
    for (uint32_t row = 0; row < table->count; row++)
        more[row] = (index_entry){table->rows[row].id, SJ_FINDING_ID(table->box, row)};
    sort(more, table->count);
    merge(index, cat->index, cat->count, more, table->count);
    for (size_t i = 1; i < count; i++) {
        if (strcmp(index[i - 1].id, index[i].id) != 0) continue;
        const char *id = index[i].id;
        sj_free(index);
        return sj_err_setf(err, SJ_EARG, "two findings have the same id", "%s", id);
    }
    sj_free(cat->index);
    cat->index = index;
    cat->count = count;
    cat->tables[table->box] = table;
    return SJ_OK;
}

const sj_finding_def *sj_catalog_get(const sj_catalog *cat, sj_finding_id id) {
    const sj_finding_table *table = cat->tables[SJ_FINDING_BOX(id)];
    return table && SJ_FINDING_ROW(id) < table->count ? &table->rows[SJ_FINDING_ROW(id)] : NULL;
}

bool sj_catalog_find(const sj_catalog *cat, sj_str id, sj_finding_id *out) {
    size_t low = 0, high = cat->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const char *here = cat->index[middle].id;
        int order = strncmp(here, id.len ? id.ptr : "", id.len);
        if (order == 0) order = here[id.len] != 0;
        if (order == 0) {
            *out = cat->index[middle].handle;
            return true;
        }
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

const sj_finding_def *sj_catalog_at(const sj_catalog *cat, size_t i, sj_finding_id *id) {
    if (i >= cat->count) return NULL;
    if (id) *id = cat->index[i].handle;
    return sj_catalog_get(cat, cat->index[i].handle);
}

const char *sj_severity_text(sj_severity s) {
    return s == SJ_ERROR ? "error" : s == SJ_WARNING ? "warning" : "info";
}

/* A buffer that counts what would have been written. */
typedef struct sink {
    char *buf;
    size_t cap, len;
} sink;

static void put(sink *out, const char *p, size_t n) {
    if (out->len + 1 < out->cap) {
        size_t room = out->cap - 1 - out->len;
        memcpy(out->buf + out->len, p, n < room ? n : room);
    }
    out->len += n;
}

static void put_z(sink *out, const char *z) {
    put(out, z ? z : "", z ? strlen(z) : 0);
}

/* Text from the data as people may see it: control characters, which a terminal would obey, and
 * bytes that are not UTF-8 become U+FFFD. */
static void put_readable(sink *out, sj_str s) {
    const unsigned char *p = (const unsigned char *)s.ptr;
    for (size_t i = 0; i < s.len;) {
        size_t n = 0;
        while (i + n < s.len && p[i + n] >= ' ' && p[i + n] < 0x7f) n++;
        if (n == 0 && p[i] >= 0x80) n = sj_utf8_sequence(p + i, s.len - i);
        if (n)
            put(out, s.ptr + i, n);
        else
            put_z(out, "\xef\xbf\xbd");
        i += n ? n : 1;
    }
}

/* A value, cut where a message would no longer be readable (never inside a UTF-8 sequence). */
static void put_value(sink *out, sj_str s) {
    size_t n = s.len;
    if (n > SHOWN_BYTES) {
        n = SHOWN_BYTES;
        while (n > SHOWN_BYTES - 4 && ((unsigned char)s.ptr[n] & 0xc0) == 0x80) n--;
    }
    put_readable(out, (sj_str){s.ptr, n});
    if (n < s.len) put_z(out, "\xe2\x80\xa6");
}

/* "CLM05-3", "CLM05", "CLM"; a repetition after the first as "HI01(2)-3". */
static void put_place(sink *out, const sj_finding *f) {
    char text[32];
    put_z(out, f->tag);
    if (f->pos.element) {
        snprintf(text, sizeof text, "%02u", f->pos.element);
        put_z(out, text);
    }
    if (f->pos.repeat > 1) {
        snprintf(text, sizeof text, "(%u)", f->pos.repeat);
        put_z(out, text);
    }
    if (f->pos.component) {
        snprintf(text, sizeof text, "-%u", f->pos.component);
        put_z(out, text);
    }
}

static bool put_fact(sink *out, sj_str name, const sj_finding *f) {
    if (sj_str_is(name, "value"))
        put_value(out, f->value);
    else if (sj_str_is(name, "a"))
        put_value(out, f->a);
    else if (sj_str_is(name, "b"))
        put_value(out, f->b);
    else if (sj_str_is(name, "name"))
        put_z(out, f->name);
    else if (sj_str_is(name, "at"))
        put_place(out, f);
    else if (sj_str_is(name, "loop"))
        put_z(out, f->loop);
    else if (sj_str_is(name, "tag"))
        put_z(out, f->tag);
    else if (sj_str_is(name, "account"))
        put_value(out, f->account);
    else
        return false;
    return true;
}

/* Where no finding is at hand: what would stand there. */
static bool put_mark(sink *out, sj_str name) {
    static const struct {
        const char *name, *words;
    } marks[] = {{"value", "<value>"}, {"at", "<place>"},    {"name", "<name>"},
                 {"loop", "<loop>"},   {"tag", "<segment>"}, {"account", "<account>"},
                 {"a", "<...>"},       {"b", "<...>"}};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (!sj_str_is(name, marks[i].name)) continue;
        put_z(out, marks[i].words);
        return true;
    }
    return false;
}

/* ---- boxes of the forms ---- */

static const struct {
    char form;
    const char *name, *box; /* where several forms are named; where there is only one */
} forms[] = {
    {'P', "CMS-1500 Box ", "Box "}, {'I', "UB-04 FL ", "FL "}, {'D', "ADA Box ", "ADA Box "}};
enum { FORMS = sizeof forms / sizeof *forms };

/* "box 24F|47|31" for one form, or for all that have one. */
static bool put_box(sink *out, sj_str name, char form) {
    if (name.len < 4 || memcmp(name.ptr, "box ", 4) != 0) return false;
    const char *at = name.ptr + 4, *end = name.ptr + name.len;
    bool any = false;
    for (int i = 0; i < FORMS && at <= end; i++) {
        const char *bar = memchr(at, '|', (size_t)(end - at));
        size_t n = (size_t)((bar ? bar : end) - at);
        if (n && (!form || form == forms[i].form)) {
            put_z(out, any ? "; " : "(");
            put_z(out, form ? forms[i].box : forms[i].name);
            put(out, at, n);
            any = true;
        }
        at += n + 1;
    }
    if (any)
        put_z(out, ")");
    else
        out->len -= out->len > 0; /* the blank before it */
    return true;
}

static bool put_filled(sink *out, sj_str name, const sj_finding *f) {
    if (put_box(out, name, f ? f->form : 0)) return true;
    return f ? put_fact(out, name, f) : put_mark(out, name);
}

size_t sj_finding_render(const char *text, const sj_finding *f, char *buf, size_t cap) {
    sink out = {buf, cap, 0};
    for (const char *p = text ? text : ""; *p;) {
        const char *open = strchrnul(p, '{');
        put(&out, p, (size_t)(open - p));
        const char *close = strchr(open, '}');
        if (close && put_filled(&out, (sj_str){open + 1, (size_t)(close - open) - 1}, f)) {
            p = close + 1;
        } else if (*open) {
            put(&out, open, 1); /* a brace that is only a brace */
            p = open + 1;
        } else {
            p = open;
        }
    }
    if (cap) buf[out.len < cap ? out.len : cap - 1] = 0;
    return out.len;
}
