/* engine/simulate/faults.c - changes a clean claim as a row of the table says, and writes it.
 *
 * A claim is kept as lines of text while it is changed: element by element, as somebody with an
 * editor would. faults/README.md has the words. */
#include "engine/simulate/faults.h"

#include "engine/simulate/simulate.h"

#include "parsers/base/alloc.h"
#include "parsers/base/embed.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

extern const sj_embedded sj_fault_files[], sj_sim_table_files[];

enum { SEGMENTS = 160, SEGMENT = 384, BASES = 24, PATH_PARTS = 4 };

/* The day of sending in the tables. */
#define TABLE_DAY sj_date_of(2026, 5, 20)

typedef struct document {
    unsigned n;
    char text[SEGMENTS][SEGMENT]; /* a segment each, without its terminator */
} document;

typedef struct section {
    sj_str name; /* of a clean claim; the findings of a fault */
    sj_str lines;
    size_t base; /* of a fault: which clean claim it changes */
} section;

struct sj_sim_faults {
    section bases[BASES];
    size_t n_bases;
    section *faults;
    size_t n_faults;
    document d;
};

/* ---- the table ---- */

static bool take_line(sj_str *text, sj_str *line) {
    if (text->len == 0) return false;
    const char *end = memchr(text->ptr, '\n', text->len);
    size_t n = end ? (size_t)(end - text->ptr) : text->len;
    *line = (sj_str){text->ptr, n};
    n += end != NULL;
    *text = (sj_str){text->ptr + n, text->len - n};
    return true;
}

static bool take_word(sj_str *line, const char *word) {
    size_t n = strlen(word);
    if (line->len < n || memcmp(line->ptr, word, n) != 0) return false;
    *line = (sj_str){line->ptr + n, line->len - n};
    return true;
}

/* The lines up to the next blank one. */
static sj_str take_lines(sj_str *text) {
    sj_str lines = {text->ptr, 0}, line;
    while (take_line(text, &line) && line.len)
        lines.len = (size_t)(line.ptr + line.len - lines.ptr);
    return lines;
}

static bool add_base(sj_sim_faults *f, sj_str name, sj_str lines) {
    if (f->n_bases == BASES) return false;
    f->bases[f->n_bases++] = (section){name, lines, 0};
    return true;
}

/* "ED-0413 ED-0414 on office"; without "on" it is the first claim of the table. */
static bool add_fault(sj_sim_faults *f, sj_str head, sj_str lines) {
    section s = {head, lines, 0};
    const char *on = memmem(head.ptr, head.len, " on ", 4);
    if (on) {
        sj_str base = {on + 4, (size_t)(head.ptr + head.len - on - 4)};
        s.name.len = (size_t)(on - head.ptr);
        while (s.base < f->n_bases && !sj_str_eq(f->bases[s.base].name, base)) s.base++;
    }
    if (s.base >= f->n_bases) return false;
    section *more = sj_realloc(f->faults, (f->n_faults + 1) * sizeof *more);
    if (!more) return false;
    f->faults = more;
    f->faults[f->n_faults++] = s;
    return true;
}

static sj_status read_table(sj_sim_faults *f, sj_str text, sj_err *err) {
    sj_str all = text, line;
    while (take_line(&text, &line)) {
        bool good = true;
        if (take_word(&line, "base "))
            good = add_base(f, line, take_lines(&text));
        else if (take_word(&line, "fault "))
            good = add_fault(f, line, take_lines(&text));
        else
            good = line.len == 0 || line.ptr[0] == '#';
        if (good) continue;
        return sj_err_setf(err, SJ_EINTERNAL, "a table of faults is wrong", "byte %zu",
                           (size_t)(line.ptr - all.ptr));
    }
    return SJ_OK;
}

/* One of the tables; a kind of claim may have none of that name. */
static sj_status read_named(sj_sim_faults *f, sj_claim_type type, const char *end, sj_err *err) {
    char name[32];
    const char kind = type == SJ_CLAIM_837I ? 'I' : type == SJ_CLAIM_837D ? 'D' : 'P';
    snprintf(name, sizeof name, "837%c%s.txt", kind, end);
    for (const sj_embedded *file = sj_fault_files; file->name; file++)
        if (strcmp(file->name, name) == 0)
            return read_table(f, (sj_str){(const char *)file->bytes, file->size}, err);
    return SJ_OK;
}

const sj_embedded *sj_sim_tables(void) {
    return sj_sim_table_files;
}

sj_status sj_sim_faults_new(sj_sim_faults **out, sj_claim_type type, bool tables, sj_err *err) {
    *out = NULL;
    sj_sim_faults *f = sj_calloc(1, sizeof *f);
    if (!f) return sj_err_set(err, SJ_ENOMEM, "out of memory");
    sj_status s = read_named(f, type, "", err);
    if (s == SJ_OK && tables) s = read_named(f, type, "-tables", err);
    if (s == SJ_OK)
        *out = f;
    else
        sj_sim_faults_free(f);
    return s;
}

void sj_sim_faults_free(sj_sim_faults *f) {
    if (!f) return;
    sj_free(f->faults);
    sj_free(f);
}

size_t sj_sim_faults_count(const sj_sim_faults *f) {
    return f->n_faults;
}

sj_str sj_sim_faults_findings(const sj_sim_faults *f, size_t i) {
    return f->faults[i].name;
}

unsigned sj_sim_faults_claims(const sj_sim_faults *f, size_t i) {
    const char second[] = "CLM*{account2}*";
    return 1 + (memmem(f->faults[i].lines.ptr, f->faults[i].lines.len, second, sizeof second - 1) !=
                NULL);
}

/* ---- changing a claim ---- */

static bool insert(document *d, unsigned at, sj_str text) {
    if (d->n == SEGMENTS || text.len >= SEGMENT || at > d->n) return false;
    memmove(d->text + at + 1, d->text + at, (d->n - at) * SEGMENT);
    memcpy(d->text[at], text.ptr, text.len);
    d->text[at][text.len] = '\0';
    d->n++;
    return true;
}

static bool load(document *d, sj_str lines) {
    sj_str line;
    d->n = 0;
    bool good = true;
    while (good && take_line(&lines, &line)) good = insert(d, d->n, line);
    return good;
}

/* The first part of `text` up to `separator`, without blanks around; *text is then what follows. */
static sj_str take_part(sj_str *text, const char *separator) {
    const char *at = text->len ? memmem(text->ptr, text->len, separator, strlen(separator)) : NULL;
    sj_str part = {text->ptr, at ? (size_t)(at - text->ptr) : text->len};
    size_t n = part.len + (at ? strlen(separator) : 0);
    *text = (sj_str){text->ptr + n, text->len - n};
    return sj_str_trim(part);
}

/* "LX*2 > DTP": the first DTP behind the first LX*2. Its index, or -1. */
static int find(const document *d, sj_str path) {
    int at = -1;
    for (int i = 0; i < PATH_PARTS && path.len; i++) {
        sj_str part = take_part(&path, ">");
        do at++;
        while ((unsigned)at < d->n && strncmp(d->text[at], part.ptr, part.len) != 0);
        if ((unsigned)at >= d->n) return -1;
    }
    return at;
}

/* Where part `n` (from 0) of the text between `from` and `end` begins, in units that `separator`
 * divides; missing separators are added at the end. */
static bool seek(char text[SEGMENT], char **from, char **end, char separator, int n) {
    for (; n > 0; n--) {
        char *next = memchr(*from, separator, (size_t)(*end - *from));
        if (!next) {
            if (strlen(text) + 2 > SEGMENT) return false;
            memmove(*end + 1, *end, strlen(*end) + 1);
            **end = separator;
            next = (*end)++;
        }
        *from = next + 1;
    }
    char *next = memchr(*from, separator, (size_t)(*end - *from));
    if (next) *end = next;
    return true;
}

/* "5-3": the third component of element 5; "5": the whole element. */
static bool set_element(char text[SEGMENT], sj_str which, sj_str value) {
    char number[16];
    snprintf(number, sizeof number, "%.*s", SJ_FMT(which));
    const char *dash = strchr(number, '-');
    char *from = text, *end = text + strlen(text), rest[SEGMENT];
    if (!seek(text, &from, &end, '*', atoi(number))) return false;
    if (dash && !seek(text, &from, &end, ':', atoi(dash + 1) - 1)) return false;
    size_t tail = strlen(end);
    if ((size_t)(from - text) + value.len + tail >= SEGMENT) return false;
    memcpy(rest, end, tail + 1);
    memcpy(from, value.ptr, value.len);
    memcpy(from + value.len, rest, tail + 1);
    for (size_t n = strlen(text); n && text[n - 1] == '*'; n--) text[n - 1] = '\0';
    return true;
}

static bool put(document *d, int after, sj_str list) {
    for (; list.len; after++) {
        sj_str segment = take_part(&list, "~");
        if (!insert(d, (unsigned)after + 1, segment)) return false;
    }
    return true;
}

/* One segment, or "FROM .. UNTIL" without the second; "FROM .." is all that follows. */
static bool cut(document *d, sj_str range) {
    bool several = range.len && memmem(range.ptr, range.len, "..", 2);
    int from = find(d, take_part(&range, ".."));
    if (from < 0) return false;
    range = sj_str_trim(range);
    int until = !several ? from + 1 : range.len ? find(d, range) : (int)d->n;
    if (until <= from) return false;
    memmove(d->text + from, d->text + until, (d->n - (unsigned)until) * SEGMENT);
    d->n -= (unsigned)(until - from);
    return true;
}

static bool change(document *d, sj_str line) {
    if (take_word(&line, "cut ")) return cut(d, line);
    bool sets = take_word(&line, "set ");
    if (!sets && !take_word(&line, "put ")) return false;
    int at = find(d, take_part(&line, "|"));
    if (at < 0) return false;
    if (!sets) return put(d, at, sj_str_trim(line));
    sj_str which = take_part(&line, "|");
    if (line.len && line.ptr[0] == ' ') line = (sj_str){line.ptr + 1, line.len - 1};
    return set_element(d->text[at], which, line);
}

/* ---- writing it ---- */

/* What stands in braces: a day of the table, or the name of a value. */
static bool fill(char out[24 + SEGMENT], sj_str name, const sj_sim_fault_values *v) {
    const struct {
        const char *name, *value;
    } texts[] = {{"account", v->account}, {"account2", v->account2}, {"last", v->last},
                 {"first", v->first},     {"street", v->street},     {"member", v->member},
                 {"mbi", v->mbi}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (sj_str_is(name, texts[i].name)) {
            snprintf(out, SEGMENT, "%s", texts[i].value);
            return true;
        }
    if (name.len == 3 && memcmp(name.ptr, "hl", 2) == 0) {
        snprintf(out, SEGMENT, "%u", v->hl + (unsigned)(name.ptr[2] - '1'));
        return true;
    }
    sj_date day;
    if (!sj_date_parse(name, &day)) return false;
    sj_date_print_x12(day - TABLE_DAY + v->as_of, out);
    return true;
}

static bool write_segment(sj_writer *w, const char *text, const sj_sim_fault_values *v) {
    static const sj_delimiters delims = {'*', ':', '^', '~'};
    char out[4 * SEGMENT], value[24 + SEGMENT];
    size_t n = 0;
    for (const char *p = text; *p;) {
        const char *close = *p == '{' ? strchr(p, '}') : NULL;
        if (n + SEGMENT >= sizeof out) return false;
        if (!close) {
            out[n++] = *p++;
            continue;
        }
        if (!fill(value, (sj_str){p + 1, (size_t)(close - p - 1)}, v)) return false;
        n += (size_t)snprintf(out + n, sizeof out - n, "%s", value);
        p = close + 1;
    }
    out[n++] = '~';
    sj_writer_copy_all(w, (sj_str){out, n}, &delims);
    return true;
}

bool sj_sim_faults_write(sj_sim_faults *f, size_t i, const sj_sim_fault_values *v, sj_writer *w,
                         uint32_t *levels) {
    const section *fault = &f->faults[i];
    sj_str lines = fault->lines, line;
    bool good = load(&f->d, f->bases[fault->base].lines);
    while (good && take_line(&lines, &line)) good = change(&f->d, line);
    *levels = 0;
    for (unsigned k = 0; good && k < f->d.n; k++) {
        *levels += strncmp(f->d.text[k], "HL*", 3) == 0;
        good = write_segment(w, f->d.text[k], v);
    }
    return good;
}
