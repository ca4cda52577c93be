/* rules/packs/sheet.c - rows of a spreadsheet to rules: conditions, texts and examples made of the
 * cells. */
#include "rules/packs/sheet.h"

#include <scrubjay/str.h>
#include <stdarg.h>

enum { CELLS = 24, CELL = 256, TEXT = 1024, MAX_ROWS = 20000 };

enum column {
    PAYER,
    PROCEDURE,
    DIAGNOSIS,
    MODIFIER,
    PLACE,
    ACTION,
    WHAT,
    VALUE,
    SEVERITY,
    MESSAGE,
    FIX,
    SOURCE,
    FROM,
    TO,
    ID,
    COLUMNS
};
static const char *const titles[COLUMNS] = {
    "payer",    "procedure", "diagnosis", "modifier", "place", "rule", "what", "value",
    "severity", "message",   "fix",       "source",   "from",  "to",   "id"};

typedef struct sheet {
    const char *at, *end;
    unsigned row; /* of the file, from 1 */
    int column[CELLS];
    char cells[COLUMNS][CELL];
    FILE *to;
    sj_err *err;
} sheet;

static sj_status fail(sheet *s, enum column c, const char *expected, const char *found) {
    sj_err_setf(s->err, SJ_EARG, expected, "row %u, column %s: found '%.60s'", s->row, titles[c],
                found);
    if (s->err) s->err->line = s->row;
    return SJ_EARG;
}

/* ---- CSV ---- */

/* The next cell of the row; *last: it ends the row. Longer ones are cut. */
static void read_cell(sheet *s, char out[CELL], bool *last) {
    size_t n = 0;
    bool quoted = s->at < s->end && *s->at == '"';
    if (quoted) s->at++;
    while (s->at < s->end) {
        char c = *s->at;
        if (quoted && c == '"') {
            s->at++;
            if (s->at == s->end || *s->at != '"') {
                quoted = false;
                continue;
            }
        } else if (!quoted && (c == ',' || c == '\n')) {
            break;
        }
        if (n < CELL - 1 && c != '\r') out[n++] = c;
        s->at++;
    }
    while (n && out[n - 1] == ' ') n--;
    out[n] = 0;
    *last = s->at == s->end || *s->at == '\n';
    if (s->at < s->end) s->at++;
}

static bool same_word(const char *a, const char *b) {
    for (; *a && *b; a++, b++)
        if ((*a | 32) != (*b | 32)) return false;
    return !*a && !*b;
}

static sj_status read_heading(sheet *s) {
    char cell[CELL];
    bool last = false;
    if (s->end - s->at >= 3 && memcmp(s->at, "\xef\xbb\xbf", 3) == 0) s->at += 3;
    s->row = 1;
    for (int i = 0; i < CELLS; i++) s->column[i] = -1;
    for (int i = 0; !last; i++) {
        read_cell(s, cell, &last);
        int c = 0;
        while (c < COLUMNS && !same_word(cell, titles[c])) c++;
        if (c == COLUMNS || i >= CELLS) {
            sj_err_setf(
                s->err, SJ_EARG,
                "columns are payer, procedure, diagnosis, modifier, place, rule, what, value, "
                "severity, message, fix, source, from, to and id",
                "row 1: found '%.60s'", cell);
            if (s->err) s->err->line = 1;
            return SJ_EARG;
        }
        s->column[i] = c;
    }
    return SJ_OK;
}

/* False at the end of the sheet; blank rows are passed over. */
static bool read_row(sheet *s) {
    while (s->at < s->end) {
        bool last = false, any = false;
        memset(s->cells, 0, sizeof s->cells);
        s->row++;
        for (int i = 0; !last; i++) {
            char cell[CELL];
            read_cell(s, cell, &last);
            any |= *cell != 0;
            if (i < CELLS && s->column[i] >= 0) memcpy(s->cells[s->column[i]], cell, CELL);
        }
        if (any) return true;
    }
    return false;
}

/* ---- a row understood ---- */

typedef struct parts {
    char when[TEXT], words[TEXT], message[TEXT], fix[TEXT];
    char yes[TEXT], no[TEXT]; /* examples: that trips, that does not */
    char line[TEXT];          /* the line that both begin with */
    const char *at;
} parts;

static void add(char *to, const char *fmt, ...) SJ_PRINTF(2, 3);
static void add(char *to, const char *fmt, ...) {
    size_t n = strlen(to);
    va_list args;
    va_start(args, fmt);
    vsnprintf(to + n, TEXT - n, fmt, args);
    va_end(args);
}

static bool is_code(const char *text, const char *also) {
    for (const char *p = text; *p; p++) {
        bool letter = (*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9');
        if (!letter && !strchr(also, *p)) return false;
    }
    return *text != 0;
}

/* The first code of a list, without what stands for a range or a family: an example of it. */
static void first_code(const char *list, char out[32]) {
    size_t n = strcspn(list, " ,-*");
    snprintf(out, 32, "%.*s", (int)(n < 31 ? n : 31), list);
    size_t m = 0;
    for (size_t i = 0; out[i]; i++)
        if (out[i] != '.') out[m++] = out[i];
    out[m] = 0;
}

static sj_status match(sheet *s, parts *p, enum column c, const char *fmt, const char *words,
                       const char *example, const char *also) {
    const char *cell = s->cells[c];
    char set[32], first[32];
    if (!*cell) return SJ_OK;
    if (!is_code(cell, also))
        return fail(s, c,
                    "codes were expected: capitals and digits, blanks between, 97110-97140 for a "
                    "range, E11* for a family",
                    cell);
    first_code(cell, first);
    snprintf(set, sizeof set, "@r%u_%s", s->row, titles[c]);
    if (*p->when) add(p->when, " and ");
    add(p->when, fmt, set);
    add(p->words, words, cell);
    add(p->line, example, first);
    return SJ_OK;
}

static sj_status understand_match(sheet *s, parts *p) {
    char first[32];
    if (*s->cells[PAYER] && !is_code(s->cells[PAYER], " ,*"))
        return fail(s, PAYER, "payer ids were expected: capitals and digits", s->cells[PAYER]);
    add(p->words, *s->cells[PAYER] ? "for payer %s: " : "for every payer: ", s->cells[PAYER]);
    add(p->words, "a line");
    add(p->line, "line ");
    if (!*s->cells[PROCEDURE] && !*s->cells[DIAGNOSIS] && !*s->cells[MODIFIER] && !*s->cells[PLACE])
        return fail(s, PROCEDURE, "a procedure, diagnosis, modifier or place was expected", "");
    first_code(*s->cells[PROCEDURE] ? s->cells[PROCEDURE] : "99213", first);
    add(p->line, "%s", first);
    sj_status st =
        match(s, p, PROCEDURE, "line.procedure in %s", " with procedure %s", "%.0s", " ,-*");
    if (st == SJ_OK)
        st = match(s, p, MODIFIER, "line.modifiers has %s", " with modifier %s", " %s", " ,");
    if (st == SJ_OK) st = match(s, p, PLACE, "line.place in %s", " at place %s", " pos %s", " ,-");
    if (st == SJ_OK)
        st =
            match(s, p, DIAGNOSIS, "line.diagnoses has %s", " for diagnosis %s", " dx %s", " ,-*.");
    return st;
}

/* What may be required or forbidden: how it is tested, said, and given in an example. */
static const struct thing {
    const char *what;
    bool valued;     /* the value column says which */
    const char *has; /* the line has it; %s: its set */
    const char *words, *example, *at, *box;
} things[] = {
    {"modifier", true, "line.modifiers has %s", "modifier %s", " %s", "line.procedure", "Box 24D"},
    {"diagnosis", true, "line.diagnoses has %s", "diagnosis %s", " dx %s", "line.procedure",
     "Box 24E"},
    {"place", true, "line.place in %s", "place of service %s", " pos %s", "line.place", "Box 24B"},
    {"authorization", false, "exists(line.authorization)", "a prior authorization", " ref G1 A100",
     "line.procedure", "Box 23"},
    {"referral", false, "exists(line.referral)", "a referral number", " ref 9F R100",
     "line.procedure", "Box 23"},
    {"referring", false, "exists(line.referring_npi)", "a referring provider",
     " referring.id 1234567893", "line.procedure", "Box 17b"},
    {"ndc", false, "exists(line.drug)", "the drug's NDC", " drug 00409118230", "line.procedure",
     "Box 24, shaded"},
    {"note", false, "exists(line.note)", "a note", " note 'AS ASKED'", "line.procedure", "Box 19"},
};
enum { N_THINGS = sizeof things / sizeof *things };

/* An example's line: modifiers come behind the procedure, everything else behind that. */
static void with_thing(char *to, const parts *p, const struct thing *t, const char *first) {
    char part[64];
    snprintf(part, sizeof part, t->example, first);
    if (strcmp(t->what, "modifier") == 0) {
        size_t head = 5 + strcspn(p->line + 5, " ");
        add(to, "%.*s%s%s", (int)head, p->line, part, p->line + head);
    } else {
        const char *dx = strstr(p->line, " dx ");
        bool joins = dx && strncmp(part, " dx ", 4) == 0;
        add(to, "%s%s", p->line, joins ? part + 3 : part);
    }
}

static sj_status understand_limit(sheet *s, parts *p) {
    const char *value = s->cells[VALUE];
    if (!same_word(s->cells[WHAT], "units"))
        return fail(s, WHAT, "units can be limited", s->cells[WHAT]);
    size_t digits = strspn(value, "0123456789");
    if (!digits || value[digits] || digits > 6)
        return fail(s, VALUE, "a whole number was expected", value);
    add(p->when, " and line.units > %s", value);
    const bool one = strcmp(value, "1") == 0;
    add(p->words, " may have %s unit%s at the most", value, one ? "" : "s");
    add(p->message, "Line {line.number}: {line.procedure} has {line.units} units; %s %s allowed.",
        value, one ? "is" : "are");
    add(p->fix, "Correct the units (Box 24G).");
    add(p->yes, "%s units %s1", p->line, value);
    add(p->no, "%s units %s", p->line, value);
    p->at = "line.procedure";
    return SJ_OK;
}

static sj_status understand_action(sheet *s, parts *p) {
    bool require = same_word(s->cells[ACTION], "require"),
         forbid = same_word(s->cells[ACTION], "forbid");
    const char *value = s->cells[VALUE];
    if (same_word(s->cells[ACTION], "limit")) return understand_limit(s, p);
    if (!require && !forbid)
        return fail(s, ACTION, "require, forbid or limit was expected", s->cells[ACTION]);
    const struct thing *t = things;
    while (t < things + N_THINGS && !same_word(t->what, s->cells[WHAT])) t++;
    if (t == things + N_THINGS)
        return fail(s, WHAT,
                    "modifier, diagnosis, place, authorization, referral, referring, ndc or note "
                    "was expected",
                    s->cells[WHAT]);
    if (t->valued && !is_code(value, " ,-*."))
        return fail(s, VALUE, "codes were expected: capitals and digits, blanks between", value);
    if (!t->valued && *value)
        return fail(s, VALUE, "nothing was expected: there is one only", value);
    char set[32], first[32] = "", words[TEXT] = "";
    snprintf(set, sizeof set, "@r%u_value", s->row);
    first_code(value, first);
    add(words, t->words, value);
    add(p->when, require ? " and not (" : " and ");
    add(p->when, t->has, set);
    add(p->when, require ? ")" : "");
    add(p->words, require ? " needs %s" : " may not have %s", words);
    add(p->message,
        require ? "Line {line.number}: {line.procedure} needs %s."
                : "Line {line.number}: {line.procedure} may not have %s.",
        words);
    add(p->fix, require ? "Add %s (%s)." : "Take %s off (%s).", words, t->box);
    with_thing(require ? p->no : p->yes, p, t, first);
    add(require ? p->yes : p->no, "%s", p->line);
    p->at = "line.procedure";
    return SJ_OK;
}

/* ---- writing ---- */

static void put_escaped(FILE *to, const char *text) {
    for (const char *p = text; *p; p++) {
        switch (*p) {
        case '&':
            fputs("&amp;", to);
            break;
        case '<':
            fputs("&lt;", to);
            break;
        case '>':
            fputs("&gt;", to);
            break;
        case '"':
            fputs("&quot;", to);
            break;
        default:
            if ((unsigned char)*p >= ' ') putc(*p, to);
        }
    }
}

static void put_attr(FILE *to, const char *name, const char *text) {
    if (!*text) return;
    fprintf(to, " %s=\"", name);
    put_escaped(to, text);
    putc('"', to);
}

static void put_element(FILE *to, const char *head, const char *tail, const char *text) {
    fprintf(to, "    <%s>", head);
    put_escaped(to, text);
    fprintf(to, "</%s>\n", tail);
}

/* Diagnoses are compared without their dots. */
static void put_set(sheet *s, enum column c) {
    if (!*s->cells[c]) return;
    fprintf(s->to, "  <set id=\"r%u_%s\">", s->row, titles[c]);
    for (const char *p = s->cells[c]; *p; p++)
        if (*p != '.') putc(*p, s->to);
    fputs("</set>\n", s->to);
}

static sj_status rule_id(sheet *s, char out[48]) {
    const char *id = s->cells[ID];
    if (!*id) {
        snprintf(out, 48, "row-%u", s->row);
        return SJ_OK;
    }
    for (const char *p = id; *p; p++)
        if (!((*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9') || (*p == '-' && p != id)) ||
            p - id >= 40)
            return fail(s, ID, "small letters, digits and hyphens were expected", id);
    snprintf(out, 48, "%.47s", id);
    return SJ_OK;
}

static sj_status write_rule(sheet *s, const parts *p) {
    const char *severity = *s->cells[SEVERITY] ? s->cells[SEVERITY] : "hold";
    char id[48], title[121];
    sj_status st = rule_id(s, id);
    if (st != SJ_OK) return st;
    if (strcmp(severity, "hold") != 0 && strcmp(severity, "warn") != 0 &&
        strcmp(severity, "info") != 0)
        return fail(s, SEVERITY, "hold, warn or info was expected", severity);
    snprintf(title, sizeof title, "Line %.110s", strstr(p->words, "a line") + 7);
    fprintf(s->to, "\n  <rule");
    put_attr(s->to, "id", id);
    put_attr(s->to, "title", title);
    fprintf(s->to, " severity=\"%s\" scope=\"line\"\n        at=\"%s\"", severity, p->at);
    put_attr(s->to, "payers", s->cells[PAYER]);
    put_attr(s->to, "from", s->cells[FROM]);
    put_attr(s->to, "to", s->cells[TO]);
    put_attr(s->to, "source", s->cells[SOURCE]);
    fputs(">\n", s->to);
    put_element(s->to, "when", "when", p->when);
    put_element(s->to, "message", "message", *s->cells[MESSAGE] ? s->cells[MESSAGE] : p->message);
    put_element(s->to, "effect", "effect", "The payer rejects or denies the line.");
    put_element(s->to, "fix", "fix", *s->cells[FIX] ? s->cells[FIX] : p->fix);
    put_element(s->to, "example trips=\"yes\"", "example", p->yes);
    put_element(s->to, "example trips=\"no\"", "example", p->no);
    fputs("  </rule>\n", s->to);
    return SJ_OK;
}

/* A sheet is gone through twice: a pack's sets stand before its rules. */
static sj_status go_through(sheet *s, const char *csv, size_t len, bool sets, sj_sheet_row_fn row,
                            void *ctx, unsigned *rules) {
    s->at = csv;
    s->end = csv + len;
    sj_status st = read_heading(s);
    while (st == SJ_OK && read_row(s)) {
        parts p = {.at = ""};
        if (++*rules > MAX_ROWS) return fail(s, ID, "20,000 rows at the most", "more");
        st = understand_match(s, &p);
        if (st == SJ_OK) st = understand_action(s, &p);
        if (st != SJ_OK) break;
        if (sets) {
            static const enum column listed[] = {PROCEDURE, DIAGNOSIS, MODIFIER, PLACE};
            for (int i = 0; i < 4; i++) put_set(s, listed[i]);
            if (!same_word(s->cells[ACTION], "limit")) put_set(s, VALUE);
        } else {
            if (row) row(ctx, s->row, p.words);
            st = write_rule(s, &p);
        }
    }
    return st;
}

sj_status sj_sheet_pack(const char *csv, size_t len, const char *id, const char *name, FILE *to,
                        sj_sheet_row_fn row, void *ctx, sj_err *err) {
    sheet s = {.to = to, .err = err};
    unsigned rules = 0;
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<pack", to);
    put_attr(to, "id", id);
    fputs(" title=\"Rules of a spreadsheet\" version=\"1\" claims=\"professional\"", to);
    put_attr(to, "source", name);
    fputs(">\n", to);
    sj_status st = go_through(&s, csv, len, true, NULL, NULL, &rules);
    if (st == SJ_OK && !rules) return fail(&s, ACTION, "a row with a rule was expected", "none");
    rules = 0;
    if (st == SJ_OK) st = go_through(&s, csv, len, false, row, ctx, &rules);
    fputs("</pack>\n", to);
    return st;
}
