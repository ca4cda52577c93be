/* A JSON patch laid over a claim. Each operation is a path taken apart to a place (a segment, an
 * element), and what is to stand there. */
#include "engine/followup/patch.h"

#include "engine/followup/patch_fields.h"

#include <scrubjay/form.h>

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

enum { PATH = 200, VALUE = 512, MAX_TOKENS = 6, MOST_CHANGES = 4096 };

typedef struct operation {
    sj_revision *d;
    sj_revision_changes *changes;
    char op;         /* 'a'dd, 'r'eplace, 'd'elete, 't'est */
    char path[PATH]; /* as given */
    char text[PATH]; /* its tokens, each ended by a NUL */
    const char *tokens[MAX_TOKENS];
    unsigned n;
    const sj_json *value;
    char given[VALUE]; /* the value as it is to be written */
    const char *wrong; /* the first complaint */
} operation;

static void refuse(operation *o, const char *msg) {
    if (!o->wrong) o->wrong = msg;
}

void sj_revision_note(sj_revision *d, sj_revision_changes *list, const char *path, sj_str before,
                      sj_str after, const char *box) {
    if (sj_str_eq(before, after) || d->status != SJ_OK || list->n == MOST_CHANGES) return;
    if (list->n == list->cap) {
        uint32_t cap = list->cap ? 2 * list->cap : 16;
        sj_revision_change *v = sj_arena_alloc(&d->arena, cap * sizeof *v);
        if (!v) {
            d->status = SJ_ENOMEM;
            return;
        }
        if (list->n) memcpy(v, list->v, list->n * sizeof *v);
        list->v = v;
        list->cap = cap;
    }
    sj_revision_change c = {.box = box};
    if (sj_arena_copy(&d->arena, sj_str_of(path), &c.path) &&
        sj_arena_copy(&d->arena, before, &c.before) && sj_arena_copy(&d->arena, after, &c.after))
        list->v[list->n++] = c;
    else
        d->status = SJ_ENOMEM;
}

static const char *box_of(const sj_revision *d, uint32_t i, unsigned element, unsigned component) {
    if (i >= d->n || d->v[i].row == SJ_NO_ROW) return NULL;
    const sj_guide_segment *row = &d->guide->segments[d->v[i].row];
    const sj_form_place place = {
        .type = sj_str_of(d->guide->id),
        .loop = sj_str_of(d->guide->loops[row->loop].id),
        .tag = sj_str_of(row->id),
        .qualifier = row->key_element
                         ? sj_revision_value(d, i, row->key_element, row->key_component)
                         : (sj_str){NULL, 0},
        .element = element,
        .component = component};
    return sj_form_box(&place);
}

/* ---- the operation's parts ---- */

static bool split_path(operation *o) {
    char *to = o->text;
    o->n = 0;
    for (const char *at = o->path; *at == '/' && o->n < MAX_TOKENS;) {
        o->tokens[o->n++] = to;
        for (at++; *at && *at != '/'; at++) {
            if (*at == '~' && (at[1] == '0' || at[1] == '1'))
                *to++ = *++at == '0' ? '~' : '/';
            else
                *to++ = *at;
        }
        *to++ = 0;
        if (!*at) return true;
    }
    return false;
}

/* A day or period as X12 has it; false when it is none. `range` gets its qualifier: D8, RD8. */
static bool day_text(const char *given, bool may_range, char out[VALUE], const char **format) {
    sj_date from, to;
    char a[SJ_DATE_SIZE], b[SJ_DATE_SIZE];
    const char *slash = strchr(given, '/');
    size_t n = slash ? (size_t)(slash - given) : strlen(given);
    if (!sj_date_parse_iso((sj_str){given, n}, &from) && !sj_date_parse((sj_str){given, n}, &from))
        return false;
    sj_date_print_x12(from, a);
    *format = "D8";
    snprintf(out, VALUE, "%s", a);
    if (!slash) return true;
    if (!may_range || (!sj_date_parse_iso(sj_str_of(slash + 1), &to) &&
                       !sj_date_parse(sj_str_of(slash + 1), &to)))
        return false;
    sj_date_print_x12(to, b);
    *format = "RD8";
    snprintf(out, VALUE, "%s-%s", a, b);
    return true;
}

/* The given value in the form of its kind. */
static void shape(operation *o, sj_field_kind kind, const char **format) {
    char text[VALUE];
    sj_money m;
    snprintf(text, sizeof text, "%s", o->given);
    switch (kind) {
    case SJ_FIELD_AMOUNT:
    case SJ_FIELD_AMTS:
        if (!sj_money_parse(sj_str_of(text), &m))
            refuse(o, "this field takes an amount like \"120.00\"");
        else
            sj_money_print_x12(m, o->given);
        break;
    case SJ_FIELD_DAY:
        if (!day_text(text, false, o->given, format))
            refuse(o, "this field takes a day like \"2026-04-16\"");
        break;
    case SJ_FIELD_PERIOD:
    case SJ_FIELD_DATES:
    case SJ_FIELD_DTP_DAY:
        if (!day_text(text, true, o->given, format))
            refuse(o,
                   "this field takes a day like \"2026-04-16\", or two with a slash between them");
        break;
    default:
        break;
    }
}

static void take_value(operation *o) {
    if (o->op == 'd' || sj_json_kind_of(o->value) == SJ_JSON_OBJECT) return;
    sj_str s = sj_json_text(o->value);
    if (sj_json_kind_of(o->value) == SJ_JSON_NUMBER)
        snprintf(o->given, sizeof o->given, "%lld", (long long)sj_json_integer(o->value));
    else if (sj_json_kind_of(o->value) != SJ_JSON_STRING || s.len >= sizeof o->given)
        refuse(o, "the value must be a text of at most 500 bytes (amounts too: \"120.00\")");
    else if (!s.len && o->op != 't')
        refuse(o, "an empty value: to take something out, use \"remove\"");
    else
        snprintf(o->given, sizeof o->given, "%.*s", SJ_FMT(s));
}

/* ---- what is done at a place ---- */

static void set_value(operation *o, uint32_t i, unsigned element, unsigned component) {
    sj_revision *d = o->d;
    sj_str before = sj_revision_value(d, i, element, component);
    const char *box = box_of(d, i, element, component);
    if (o->op == 't') {
        if (!sj_str_is(before, o->given)) refuse(o, "the claim has another value here");
        return;
    }
    if (o->op != 'a' && !before.len) {
        refuse(o, "the claim has no value here; to put one in, use \"add\"");
        return;
    }
    sj_str after = o->op == 'd' ? (sj_str){NULL, 0} : sj_str_of(o->given);
    sj_revision_note(d, o->changes, o->path, before, after, box);
    sj_revision_set(d, i, element, component, after);
}

static void remove_segments(operation *o, uint32_t at, uint32_t n, sj_str before) {
    sj_revision_note(o->d, o->changes, o->path, before, (sj_str){NULL, 0}, box_of(o->d, at, 0, 0));
    sj_revision_remove(o->d, at, n);
}

/* The first segment of the loop that holds `loop`'s new segments: the claim's CLM, the line's LX …
 */
static uint32_t loop_begin(const sj_revision *d, const char *loop, uint32_t line) {
    for (uint32_t i = 0; i < d->n; i++)
        if (d->v[i].line == line && sj_revision_is(d, i, loop, NULL)) return i;
    return d->n;
}

/* A new segment in an existing loop. */
static void add_segment(operation *o, const char *loop, const char *tag, const char *key,
                        uint32_t line, sj_str text, sj_str after) {
    sj_revision *d = o->d;
    uint32_t first = loop_begin(d, loop, line);
    uint16_t row =
        first < d->n ? sj_guide_find_segment(d->guide, d->v[first].loop, tag, key) : SJ_NO_ROW;
    if (row == SJ_NO_ROW) {
        refuse(o, "the guide has no room for this in this claim");
        return;
    }
    uint32_t at = sj_revision_room(d, first, row);
    sj_revision_insert(d, at, text);
    sj_revision_note(d, o->changes, o->path, (sj_str){NULL, 0}, after, box_of(d, at, 0, 0));
}

/* REF, DTP, AMT of a loop by qualifier. */
static void change_listed(operation *o, const sj_patch_field *f, const char *qualifier,
                          uint32_t line) {
    sj_revision *d = o->d;
    const char *format = "D8";
    bool is_date =
        f->kind == SJ_FIELD_DATES || f->kind == SJ_FIELD_PERIOD || f->kind == SJ_FIELD_DTP_DAY;
    unsigned at_element = is_date ? 3 : 2;
    const sj_str given = sj_str_of(o->given), name = sj_str_of(qualifier);
    if (o->op != 'd') shape(o, f->kind, &format);
    if (o->wrong) return;
    uint32_t i = 0;
    sj_revision_place place = {f->loop, f->tag, NULL, line, 0};
    while ((i = sj_revision_find(d, &place, i)) < d->n &&
           !sj_str_is(sj_revision_value(d, i, 1, 0), qualifier))
        i++;
    if (i < d->n && o->op == 'd') {
        remove_segments(o, i, 1, sj_revision_value(d, i, at_element, 0));
    } else if (i < d->n) {
        set_value(o, i, at_element, 0);
        if (is_date && o->op != 't') sj_revision_set(d, i, 2, 0, sj_str_of(format));
    } else if (o->op != 'a') {
        refuse(o, "the claim has no such entry; to put one in, use \"add\"");
    } else {
        const char *pattern = is_date                      ? "DTP*@*@*@"
                              : strcmp(f->tag, "AMT") == 0 ? "AMT*@*@"
                                                           : "REF*@*@";
        sj_str text =
            is_date ? sj_revision_text(d, pattern, name, sj_str_of(format), sj_str_of(o->given))
                    : sj_revision_text(d, pattern, name, sj_str_of(o->given));
        add_segment(o, f->loop, f->tag, qualifier, line, text, given);
    }
}

/* The diagnoses of HI, by number: ABK first, then ABF. */
static void change_diagnosis(operation *o, const char *number) {
    sj_revision *d = o->d;
    sj_revision_place place = {"2300", "HI", NULL, 0, 0};
    long n = strtol(number, NULL, 10);
    uint32_t i = 0;
    char *dot;
    while ((i = sj_revision_find(d, &place, i)) < d->n &&
           !sj_str_is(sj_revision_value(d, i, 1, 1), "ABK") &&
           !sj_str_is(sj_revision_value(d, i, 1, 1), "BK"))
        i++;
    while ((dot = strchr(o->given, '.'))) memmove(dot, dot + 1, strlen(dot));
    unsigned have = 0;
    while (i < d->n && sj_revision_value(d, i, have + 1, 0).len) have++;
    if (i == d->n || n < 1 || n > 12 || n > (long)have + (o->op == 'a')) {
        refuse(
            o,
            "the claim has no such diagnosis; the next free number can be added, 12 at the most");
        return;
    }
    if (o->op == 'd' && (n == 1 || n < (long)have)) {
        refuse(
            o,
            "only the last diagnosis can be taken out, and not the first: the lines point to them");
        return;
    }
    if (n > (long)have) sj_revision_set(d, i, (unsigned)n, 1, SJ_STR("ABF"));
    set_value(o, i, (unsigned)n, 2);
    if (o->op == 'd') sj_revision_set(d, i, (unsigned)n, 0, (sj_str){NULL, 0});
}

/* A field of which a claim or line has one. */
static void change_scalar(operation *o, const char *name, uint32_t line) {
    sj_revision *d = o->d;
    const sj_patch_field *f, *possible = NULL;
    const char *format = "D8";
    for (size_t k = 0; (f = sj_patch_field_at(name, k)); k++) {
        sj_revision_place place = {f->loop, f->tag, f->key, line, 0};
        uint32_t i = sj_revision_find(d, &place, 0);
        if (i < d->n && f->kind != SJ_FIELD_PERIOD && f->element) {
            if (o->op != 'd') shape(o, f->kind, &format);
            if (!o->wrong) set_value(o, i, f->element, f->component);
            return;
        }
        uint32_t first = loop_begin(d, f->loop, line);
        if (first < d->n &&
            sj_guide_find_segment(d->guide, d->v[first].loop, f->tag, f->key) != SJ_NO_ROW)
            possible = f;
    }
    if (!possible || possible->kind == SJ_FIELD_FLAG) {
        refuse(o, "this field cannot be changed in this claim");
    } else if (possible->kind == SJ_FIELD_PERIOD || possible->kind == SJ_FIELD_DTP_DAY) {
        change_listed(o, possible, possible->key, line);
    } else if (o->op == 'a' && strcmp(possible->tag, "REF") == 0) {
        change_listed(o, possible, possible->key, line);
    } else if (o->op == 'a' && strcmp(possible->tag, "NTE") == 0) {
        sj_str given = sj_str_of(o->given);
        add_segment(o, possible->loop, "NTE", "ADD", line, sj_revision_text(d, "NTE*ADD*@", given),
                    given);
    } else {
        refuse(o, "the claim has no segment for this field");
    }
}

/* ---- parties ---- */

static uint32_t find_party(const sj_revision *d, const sj_patch_party *p, uint32_t line) {
    for (uint32_t i = 0; i < d->n; i++) {
        if (!sj_revision_is(d, i, NULL, "NM1") || d->v[i].line != line || d->v[i].other) continue;
        if (!sj_str_is(sj_revision_value(d, i, 1, 0), p->key) || d->v[i].loop == SJ_NO_ROW)
            continue;
        uint16_t above = d->guide->loops[d->v[i].loop].parent;
        if (above != SJ_NO_ROW && strcmp(d->guide->loops[above].id, p->loop) == 0) return i;
    }
    return d->n;
}

static void change_party_field(operation *o, const sj_patch_party *p, const sj_patch_field *f,
                               uint32_t line) {
    sj_revision *d = o->d;
    uint32_t first = find_party(d, p, line);
    if (first == d->n) {
        refuse(o, "the claim does not have this party; add it as a whole: "
                  "{\"last\":…,\"first\":…,\"id\":…}");
        return;
    }
    uint32_t end = sj_revision_end(d, first), i = first;
    while (i < end && !sj_revision_is(d, i, NULL, f->tag)) i++;
    if (i < end) {
        set_value(o, i, f->element, 0);
        return;
    }
    /* The segment is not there: PRV, N3 and N4 can be made. */
    uint16_t row = sj_guide_find_segment(d->guide, d->v[first].loop, f->tag, NULL);
    if (o->op != 'a' || row == SJ_NO_ROW || strcmp(f->tag, "NM1") == 0) {
        refuse(o, "the claim has no value here; to put one in, use \"add\"");
        return;
    }
    const char *kind = strcmp(p->key, "82") == 0   ? "PE"
                       : strcmp(p->key, "85") == 0 ? "BI"
                       : strcmp(p->key, "71") == 0 ? "AT"
                       : strcmp(p->key, "DN") == 0 ? "RF"
                                                   : "PE";
    sj_str text = strcmp(f->tag, "PRV") == 0
                      ? sj_revision_text(d, "PRV*@*PXC*@", sj_str_of(kind), sj_str_of(o->given))
                      : sj_revision_text(d, "@", sj_str_of(f->tag));
    uint32_t at = sj_revision_room(d, first, row);
    sj_revision_insert(d, at, text);
    if (strcmp(f->tag, "PRV") == 0)
        sj_revision_note(d, o->changes, o->path, (sj_str){NULL, 0}, sj_str_of(o->given),
                         box_of(d, at, 3, 0));
    else
        set_value(o, at, f->element, 0);
}

static sj_str member(const operation *o, const char *key) {
    return sj_json_text(sj_json_get(o->value, key));
}

static void add_party(operation *o, const sj_patch_party *p, uint32_t line) {
    static const char *const loops[] = {"2310A", "2310B", "2310C", "2310D", "2310E",
                                        "2310F", "2310G", "2420A", "2420B", "2420C",
                                        "2420D", "2420E", "2420F", "2420G"};
    sj_revision *d = o->d;
    uint32_t parent = loop_begin(d, p->loop, line);
    if (find_party(d, p, line) < d->n || !member(o, "last").len) {
        refuse(o, "a party is added where there is none, with at least \"last\" and \"id\"");
        return;
    }
    for (size_t k = 0; k < sizeof loops / sizeof *loops && parent < d->n; k++) {
        uint16_t loop;
        uint32_t at = sj_revision_loop_room(d, parent, loops[k], &loop);
        if (loop == SJ_NO_ROW || sj_guide_find_segment(d->guide, loop, "NM1", p->key) == SJ_NO_ROW)
            continue;
        sj_str type = member(o, "type"), id = member(o, "id");
        if (!type.len) type = strcmp(p->key, "77") == 0 ? SJ_STR("2") : SJ_STR("1");
        sj_revision_insert(d, at,
                           sj_revision_text(d, "NM1*@*@*@*@*@**@*@*@", sj_str_of(p->key), type,
                                            member(o, "last"), member(o, "first"),
                                            member(o, "middle"), member(o, "suffix"),
                                            id.len ? SJ_STR("XX") : id, id));
        sj_revision_note(d, o->changes, o->path, (sj_str){NULL, 0}, id.len ? id : member(o, "last"),
                         box_of(d, at, 9, 0));
        return;
    }
    refuse(o, "the guide has no room for this party here");
}

static void change_party(operation *o, const sj_patch_party *p, uint32_t line) {
    uint32_t i = find_party(o->d, p, line);
    if (o->op == 'a' && sj_json_kind_of(o->value) == SJ_JSON_OBJECT)
        add_party(o, p, line);
    else if (o->op == 'd' && i < o->d->n)
        remove_segments(o, i, sj_revision_end(o->d, i) - i, sj_revision_value(o->d, i, 9, 0));
    else
        refuse(
            o,
            "a party as a whole is added (with an object) or removed; name a field: …/id, …/last");
}

/* ---- lines ---- */

static void remove_line(operation *o, uint32_t line) {
    sj_revision *d = o->d;
    uint32_t first = loop_begin(d, "2400", line);
    if (sj_revision_lines(d) < 2) {
        refuse(o, "the claim's only line cannot be taken out");
        return;
    }
    sj_str what = sj_revision_value(d, first + 1, 1, 0);
    remove_segments(o, first, sj_revision_end(d, first) - first, what);
    sj_revision_number_lines(d);
}

/* ---- the path ---- */

/* "line.rendering.id" of the tokens from `from`, without the last `less`. */
static void join(const operation *o, const char *head, unsigned from, unsigned less,
                 char out[PATH]) {
    size_t n = (size_t)snprintf(out, PATH, "%s", head);
    for (unsigned i = from; i + less < o->n && n < PATH; i++)
        n += (size_t)snprintf(out + n, PATH - n, ".%s", o->tokens[i]);
}

static bool is_list(const sj_patch_field *f) {
    return f && (f->kind == SJ_FIELD_REFS || f->kind == SJ_FIELD_DATES ||
                 f->kind == SJ_FIELD_AMTS || f->kind == SJ_FIELD_DIAGNOSES);
}

static void change_place(operation *o, uint32_t line, unsigned from) {
    char name[PATH], above[PATH];
    join(o, o->tokens[0], from, 0, name);
    join(o, o->tokens[0], from, 1, above);
    const char *last = o->tokens[o->n - 1];
    const sj_patch_field *f = sj_patch_field_at(above, 0);
    if (is_list(f) && f->kind == SJ_FIELD_DIAGNOSES)
        change_diagnosis(o, last);
    else if (is_list(f))
        change_listed(o, f, last, line);
    else if (sj_patch_field_at(name, 0) && !is_list(sj_patch_field_at(name, 0)))
        change_scalar(o, name, line);
    else if (sj_patch_party_of(above) && sj_patch_party_field(last))
        change_party_field(o, sj_patch_party_of(above), sj_patch_party_field(last), line);
    else if (sj_patch_party_of(name))
        change_party(o, sj_patch_party_of(name), line);
    else
        refuse(o, "no field has this name ('scrubjay rules fields' lists them)");
}

/* What the program itself decides about. */
static bool is_ours(const char *path) {
    static const char *const ours[] = {"/claim/account", "/claim/frequency",       "/claim/refs/F8",
                                       "/subscriber/hl", "/subscriber/child_flag", "/line/number"};
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
        if (strcmp(path, ours[i]) == 0) return true;
    return false;
}

static void apply_one(operation *o) {
    if (!split_path(o)) {
        refuse(o, "a path begins with '/' and has at most six parts");
        return;
    }
    if (is_ours(o->path)) {
        refuse(o, "account number, frequency and the payer's number are set by the command itself");
        return;
    }
    take_value(o);
    bool of_line = strcmp(o->tokens[0], "line") == 0;
    long line = of_line && o->n > 1 ? strtol(o->tokens[1], NULL, 10) : 0;
    if (of_line && (line < 1 || (uint32_t)line > sj_revision_lines(o->d)))
        refuse(o, "the claim has no such line");
    else if (!o->wrong && of_line && o->n == 2 && o->op == 'd')
        remove_line(o, (uint32_t)line);
    else if (!o->wrong && o->n >= (of_line ? 3u : 2u))
        change_place(o, (uint32_t)line, of_line ? 2 : 1);
    else
        refuse(o, "the path names no field");
}

static const char *read_operation(operation *o, const sj_json *op) {
    static const char *const ops[] = {"add", "replace", "remove", "test"};
    static const char letters[] = "ardt";
    sj_str word = sj_json_text(sj_json_get(op, "op")), path = sj_json_text(sj_json_get(op, "path"));
    for (int i = 0; i < 4; i++)
        if (sj_str_is(word, ops[i])) o->op = letters[i];
    o->value = sj_json_get(op, "value");
    if (path.len >= sizeof o->path) return "the path is too long";
    snprintf(o->path, sizeof o->path, "%.*s", SJ_FMT(path));
    if (sj_json_kind_of(op) != SJ_JSON_OBJECT || !path.len)
        return "an operation is an object with \"op\", \"path\" and \"value\"";
    if (!o->op) return "operations are add, replace, remove and test";
    return o->op != 'd' && !o->value ? "the operation has no \"value\"" : NULL;
}

sj_status sj_patch_apply(sj_revision *d, const sj_json *patch, sj_revision_changes *changes,
                         sj_err *err) {
    if (sj_json_kind_of(patch) != SJ_JSON_ARRAY)
        return sj_err_set(err, SJ_EARG, "a patch is an array of operations (RFC 6902)");
    sj_money before = sj_revision_charges(d);
    bool total_given = false;
    for (size_t i = 0; i < sj_json_count(patch); i++) {
        operation o = {.d = d, .changes = changes};
        o.wrong = read_operation(&o, sj_json_at(patch, i));
        if (!o.wrong) apply_one(&o);
        if (!o.wrong && d->status == SJ_EARG) o.wrong = "the value holds a delimiter of the claim";
        total_given |= strcmp(o.path, "/claim/charge") == 0;
        if (o.wrong) {
            sj_err_setf(err, SJ_EARG, o.wrong, "operation %zu: %s", i + 1, o.path);
            if (err) err->line = (uint32_t)i + 1;
            return SJ_EARG;
        }
    }
    sj_money after = sj_revision_charges(d);
    if (after != before && !total_given) { /* the claim's charge is the sum of its lines' */
        char text[SJ_MONEY_SIZE];
        sj_revision_place clm = {"2300", "CLM", NULL, 0, 0};
        uint32_t i = sj_revision_find(d, &clm, 0);
        sj_money_print_x12(after, text);
        sj_revision_note(d, changes, "/claim/charge", sj_revision_value(d, i, 2, 0),
                         sj_str_of(text), box_of(d, i, 2, 0));
        sj_revision_set(d, i, 2, 0, sj_str_of(text));
    }
    return d->status == SJ_OK ? SJ_OK : sj_err_set(err, d->status, "the claim cannot be changed");
}
