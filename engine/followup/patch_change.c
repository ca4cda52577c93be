/* What an operation of a patch does at its place: values set, segments put in and taken out. */
#include "engine/followup/patch_parts.h"

#include <scrubjay/form.h>

#include <stdio.h>
#include <stdlib.h>

enum { MOST_CHANGES = 4096 };

void sj_patch_refuse(sj_patch_op *o, const char *msg) {
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

const char *sj_patch_box(const sj_revision *d, uint32_t i, unsigned element, unsigned component) {
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

/* A day or period as X12 has it; false when it is none. `range` gets its qualifier: D8, RD8. */
static bool day_text(const char *given, bool may_range, char out[SJ_PATCH_VALUE],
                     const char **format) {
    sj_date from, to;
    char a[SJ_DATE_SIZE], b[SJ_DATE_SIZE];
    const char *slash = strchr(given, '/');
    size_t n = slash ? (size_t)(slash - given) : strlen(given);
    if (!sj_date_parse_iso((sj_str){given, n}, &from) && !sj_date_parse((sj_str){given, n}, &from))
        return false;
    sj_date_print_x12(from, a);
    *format = "D8";
    snprintf(out, SJ_PATCH_VALUE, "%s", a);
    if (!slash) return true;
    if (!may_range || (!sj_date_parse_iso(sj_str_of(slash + 1), &to) &&
                       !sj_date_parse(sj_str_of(slash + 1), &to)))
        return false;
    sj_date_print_x12(to, b);
    *format = "RD8";
    snprintf(out, SJ_PATCH_VALUE, "%s-%s", a, b);
    return true;
}

/* The given value in the form of its kind. */
static void shape(sj_patch_op *o, sj_field_kind kind, const char **format) {
    char text[SJ_PATCH_VALUE];
    sj_money m;
    snprintf(text, sizeof text, "%s", o->given);
    switch (kind) {
    case SJ_FIELD_AMOUNT:
    case SJ_FIELD_AMTS:
        if (!sj_money_parse(sj_str_of(text), &m))
            sj_patch_refuse(o, "this field takes an amount like \"120.00\"");
        else
            sj_money_print_x12(m, o->given);
        break;
    case SJ_FIELD_DAY:
        if (!day_text(text, false, o->given, format))
            sj_patch_refuse(o, "this field takes a day like \"2026-04-16\"");
        break;
    case SJ_FIELD_PERIOD:
    case SJ_FIELD_DATES:
    case SJ_FIELD_DTP_DAY:
        if (!day_text(text, true, o->given, format))
            sj_patch_refuse(
                o, "this field takes a day like \"2026-04-16\", or two with a slash between them");
        break;
    default:
        break;
    }
}

/* ---- what is done at a place ---- */

static void set_value(sj_patch_op *o, uint32_t i, unsigned element, unsigned component) {
    sj_revision *d = o->d;
    sj_str before = sj_revision_value(d, i, element, component);
    const char *box = sj_patch_box(d, i, element, component);
    if (o->op == 't') {
        if (!sj_str_is(before, o->given)) sj_patch_refuse(o, "the claim has another value here");
        return;
    }
    if (o->op != 'a' && !before.len) {
        sj_patch_refuse(o, "the claim has no value here; to put one in, use \"add\"");
        return;
    }
    sj_str after = o->op == 'd' ? (sj_str){NULL, 0} : sj_str_of(o->given);
    sj_revision_note(d, o->changes, o->path, before, after, box);
    sj_revision_set(d, i, element, component, after);
}

static void remove_segments(sj_patch_op *o, uint32_t at, uint32_t n, sj_str before) {
    sj_revision_note(o->d, o->changes, o->path, before, (sj_str){NULL, 0},
                     sj_patch_box(o->d, at, 0, 0));
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
static void add_segment(sj_patch_op *o, const char *loop, const char *tag, const char *key,
                        uint32_t line, sj_str text, sj_str after) {
    sj_revision *d = o->d;
    uint32_t first = loop_begin(d, loop, line);
    uint16_t row =
        first < d->n ? sj_guide_find_segment(d->guide, d->v[first].loop, tag, key) : SJ_NO_ROW;
    if (row == SJ_NO_ROW) {
        sj_patch_refuse(o, "the guide has no room for this in this claim");
        return;
    }
    uint32_t at = sj_revision_room(d, first, row);
    sj_revision_insert(d, at, text);
    sj_revision_note(d, o->changes, o->path, (sj_str){NULL, 0}, after, sj_patch_box(d, at, 0, 0));
}

/* REF, DTP, AMT of a loop by qualifier. */
void sj_patch_listed(sj_patch_op *o, const sj_patch_field *f, const char *qualifier,
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
        sj_patch_refuse(o, "the claim has no such entry; to put one in, use \"add\"");
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
void sj_patch_diagnosis(sj_patch_op *o, const char *number) {
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
        sj_patch_refuse(
            o,
            "the claim has no such diagnosis; the next free number can be added, 12 at the most");
        return;
    }
    if (o->op == 'd' && (n == 1 || n < (long)have)) {
        sj_patch_refuse(
            o,
            "only the last diagnosis can be taken out, and not the first: the lines point to them");
        return;
    }
    if (n > (long)have) sj_revision_set(d, i, (unsigned)n, 1, SJ_STR("ABF"));
    set_value(o, i, (unsigned)n, 2);
    if (o->op == 'd') sj_revision_set(d, i, (unsigned)n, 0, (sj_str){NULL, 0});
}

/* A field of which a claim or line has one. */
void sj_patch_scalar(sj_patch_op *o, const char *name, uint32_t line) {
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
        sj_patch_refuse(o, "this field cannot be changed in this claim");
    } else if (possible->kind == SJ_FIELD_PERIOD || possible->kind == SJ_FIELD_DTP_DAY) {
        sj_patch_listed(o, possible, possible->key, line);
    } else if (o->op == 'a' && strcmp(possible->tag, "REF") == 0) {
        sj_patch_listed(o, possible, possible->key, line);
    } else if (o->op == 'a' && strcmp(possible->tag, "NTE") == 0) {
        sj_str given = sj_str_of(o->given);
        add_segment(o, possible->loop, "NTE", "ADD", line, sj_revision_text(d, "NTE*ADD*@", given),
                    given);
    } else {
        sj_patch_refuse(o, "the claim has no segment for this field");
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

void sj_patch_party_value(sj_patch_op *o, const sj_patch_party *p, const sj_patch_field *f,
                          uint32_t line) {
    sj_revision *d = o->d;
    uint32_t first = find_party(d, p, line);
    if (first == d->n) {
        sj_patch_refuse(o, "the claim does not have this party; add it as a whole: "
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
        sj_patch_refuse(o, "the claim has no value here; to put one in, use \"add\"");
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
                         sj_patch_box(d, at, 3, 0));
    else
        set_value(o, at, f->element, 0);
}

static sj_str member(const sj_patch_op *o, const char *key) {
    return sj_json_text(sj_json_get(o->value, key));
}

static void add_party(sj_patch_op *o, const sj_patch_party *p, uint32_t line) {
    static const char *const loops[] = {"2310A", "2310B", "2310C", "2310D", "2310E",
                                        "2310F", "2310G", "2420A", "2420B", "2420C",
                                        "2420D", "2420E", "2420F", "2420G"};
    sj_revision *d = o->d;
    uint32_t parent = loop_begin(d, p->loop, line);
    if (find_party(d, p, line) < d->n || !member(o, "last").len) {
        sj_patch_refuse(o,
                        "a party is added where there is none, with at least \"last\" and \"id\"");
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
                         sj_patch_box(d, at, 9, 0));
        return;
    }
    sj_patch_refuse(o, "the guide has no room for this party here");
}

void sj_patch_party_whole(sj_patch_op *o, const sj_patch_party *p, uint32_t line) {
    uint32_t i = find_party(o->d, p, line);
    if (o->op == 'a' && sj_json_kind_of(o->value) == SJ_JSON_OBJECT)
        add_party(o, p, line);
    else if (o->op == 'd' && i < o->d->n)
        remove_segments(o, i, sj_revision_end(o->d, i) - i, sj_revision_value(o->d, i, 9, 0));
    else
        sj_patch_refuse(
            o,
            "a party as a whole is added (with an object) or removed; name a field: …/id, …/last");
}

/* ---- lines ---- */

void sj_patch_line_out(sj_patch_op *o, uint32_t line) {
    sj_revision *d = o->d;
    uint32_t first = loop_begin(d, "2400", line);
    if (sj_revision_lines(d) < 2) {
        sj_patch_refuse(o, "the claim's only line cannot be taken out");
        return;
    }
    sj_str what = sj_revision_value(d, first + 1, 1, 0);
    remove_segments(o, first, sj_revision_end(d, first) - first, what);
    sj_revision_number_lines(d);
}
