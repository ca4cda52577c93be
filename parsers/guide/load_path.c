/* Paths of situational rules: text to rows of the guide.
 *
 *     path   = choice { "|" choice } [ "?" ]    the first that this place of the guide has
 *     choice = [ loop "." ] segment | loop
 *     segment= tag [ "[" code { "," code } "]" ] [ place ]
 *     place  = ee [ "-" c [ ".." c ] ] [ ":to" ]
 *     own    = place                            of the situation's own segment, or the scope's
 *     member = "-" c                            of the element that any/count is at
 *
 * A name is looked for where the condition stands, then one loop further out, and so on; a loop
 * also among the loops below each of these, as long as it occurs there only once. */
#include "parsers/guide/loader.h"

typedef struct parsed {
    sj_str loop, tag;
    uint64_t codes[SJ_INPUT_CODES];
    uint8_t n_codes;
    uint8_t element, component, until;
    bool is_end, is_member, each;
} parsed;

typedef struct finder {
    const sj_path_place *from;
    const parsed *p;
    sj_input *out;
    const char *why;
    bool repeats; /* why is that the loop occurs more than once */
} finder;

/* --- text --- */

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool take(sj_str *s, const char *text) {
    size_t len = strlen(text);
    if (s->len < len || memcmp(s->ptr, text, len)) return false;
    s->ptr += len;
    s->len -= len;
    return true;
}

static bool take_number(sj_str *s, uint8_t *out) {
    unsigned n = 0, digits = 0;
    for (; s->len && is_digit(*s->ptr) && digits < 2; s->ptr++, s->len--, digits++)
        n = n * 10 + (unsigned)(*s->ptr - '0');
    *out = (uint8_t)n;
    return digits > 0 && n > 0;
}

/* 05, 05-3, 01-3..6, 03:to, * */
static bool read_place(sj_str s, parsed *p) {
    if (take(&s, "*")) {
        p->each = true;
        p->element = 1;
        return !s.len;
    }
    if (s.len < 2 || !is_digit(s.ptr[0]) || !is_digit(s.ptr[1]) || !take_number(&s, &p->element))
        return false;
    if (take(&s, "-")) {
        if (!take_number(&s, &p->component)) return false;
        p->until = p->component;
        if (take(&s, "..") && (!take_number(&s, &p->until) || p->until <= p->component))
            return false;
    }
    p->each = take(&s, "*");
    p->is_end = take(&s, ":to");
    return !s.len;
}

static bool read_codes(sj_str *s, parsed *p) {
    while (s->len) {
        size_t n = 0;
        while (n < s->len && s->ptr[n] != ',' && s->ptr[n] != ']') n++;
        if (!n || n > 8 || n == s->len || p->n_codes == SJ_INPUT_CODES) return false;
        p->codes[p->n_codes++] = sj_code_pack(s->ptr, n);
        char end = s->ptr[n];
        s->ptr += n + 1;
        s->len -= n + 1;
        if (end == ']') return true;
    }
    return false;
}

static bool is_tag(sj_str s) {
    if (s.len < 2 || s.len > 3 || *s.ptr < 'A' || *s.ptr > 'Z') return false;
    for (size_t i = 1; i < s.len; i++)
        if (!is_digit(s.ptr[i]) && (s.ptr[i] < 'A' || s.ptr[i] > 'Z')) return false;
    return true;
}

/* CLM, CLM05-3, N403, REF[F8]02: the last two digits before a sign are the element. */
static bool read_segment(sj_str s, parsed *p) {
    const char *bracket = memchr(s.ptr, '[', s.len);
    if (bracket) {
        p->tag = (sj_str){s.ptr, (size_t)(bracket - s.ptr)};
        sj_str rest = {bracket + 1, s.len - p->tag.len - 1};
        return is_tag(p->tag) && read_codes(&rest, p) && (!rest.len || read_place(rest, p));
    }
    size_t n = 0;
    while (n < s.len && s.ptr[n] != '-' && s.ptr[n] != ':' && s.ptr[n] != '*') n++;
    bool has_element = n >= 4 && is_digit(s.ptr[n - 1]) && is_digit(s.ptr[n - 2]);
    p->tag = (sj_str){s.ptr, has_element ? n - 2 : n};
    sj_str rest = {s.ptr + p->tag.len, s.len - p->tag.len};
    return is_tag(p->tag) && (!rest.len || read_place(rest, p));
}

static bool read_path(sj_str s, parsed *p) {
    memset(p, 0, sizeof *p);
    if (take(&s, "-")) {
        p->is_member = true;
        return take_number(&s, &p->component) && (p->until = p->component) && !s.len;
    }
    if (s.len && is_digit(*s.ptr) && read_place(s, p)) return true;
    memset(p, 0, sizeof *p);
    const char *dot = memchr(s.ptr, '.', s.len);
    if (dot && dot + 1 < s.ptr + s.len && dot[1] != '.') {
        p->loop = (sj_str){s.ptr, (size_t)(dot - s.ptr)};
        return p->loop.len && read_segment((sj_str){dot + 1, s.len - p->loop.len - 1}, p);
    }
    if (s.len && is_digit(*s.ptr)) {
        p->loop = s;
        return true;
    }
    return read_segment(s, p);
}

/* --- rows --- */

static bool has_codes(const sj_code_list *list, const parsed *p) {
    for (unsigned i = 0; i < p->n_codes; i++)
        if (!list || !sj_code_list_has_packed(list, p->codes[i])) return false;
    return true;
}

/* The segment's row in a loop; SJ_NO_ROW when there is none, with `why` when it is not the only. */
static uint16_t find_row(finder *f, uint16_t loop) {
    const sj_guide *g = &f->from->g->guide;
    const sj_guide_loop *l = &g->loops[loop];
    uint16_t found = SJ_NO_ROW;
    char id[sizeof g->segments->id] = {0};
    if (f->p->tag.len >= sizeof id) return SJ_NO_ROW;
    memcpy(id, f->p->tag.ptr, f->p->tag.len);
    const uint32_t tag = sj_loader_tag(id);
    for (uint16_t i = l->first_segment; i < l->first_segment + l->n_segments; i++) {
        const sj_guide_segment *s = &g->segments[i];
        if (s->tag != tag || !has_codes(s->key_codes, f->p)) continue;
        if (found != SJ_NO_ROW) {
            f->why = "the path fits several segments: say which by its code, as in REF[F8]";
            return SJ_NO_ROW;
        }
        found = i;
    }
    return found;
}

/* A loop below `loop`; the way there must not repeat, unless only its being there is asked for. */
static uint16_t find_below(finder *f, uint16_t loop, bool is_presence) {
    const sj_guide *g = &f->from->g->guide;
    uint16_t first = loop == SJ_NO_ROW ? f->from->g->loops[sj_guide_root(f->from->g)].first_child
                                       : g->loops[loop].first_child;
    uint16_t n = loop == SJ_NO_ROW ? f->from->g->loops[sj_guide_root(f->from->g)].n_children
                                   : g->loops[loop].n_children;
    for (uint16_t i = first; i < first + n; i++) {
        uint16_t child = g->children[i];
        const sj_guide_loop *l = &g->loops[child];
        bool is_it = sj_str_is(f->p->loop, l->id);
        uint16_t found = is_it ? child : find_below(f, child, is_presence);
        if (found == SJ_NO_ROW) continue;
        if (l->max > 1 && !is_presence) {
            f->why = "this loop repeats: go through it with any or count";
            f->repeats = true;
            return SJ_NO_ROW;
        }
        return found;
    }
    return SJ_NO_ROW;
}

static sj_expr_type type_of(const sj_guide_element *e) {
    if (e->type == 'D' || e->de == 1251) return SJ_EXPR_DATE;
    if (e->type == 'N' || e->type == 'R') return e->de == 782 ? SJ_EXPR_MONEY : SJ_EXPR_NUMBER;
    return SJ_EXPR_TEXT;
}

/* Element and component of row `row`. */
static bool set_element(finder *f, uint16_t row) {
    const sj_guide *g = &f->from->g->guide;
    const sj_guide_segment *s = &g->segments[row];
    const parsed *p = f->p;
    sj_input *in = f->out;
    in->kind = SJ_INPUT_SEGMENT;
    in->type = SJ_EXPR_BOOL;
    in->row = row;
    in->loop = s->loop;
    in->key_element = s->key_element;
    in->key_component = s->key_component;
    if (s->key_codes && p->n_codes < s->key_codes->count) {
        in->n_codes = p->n_codes;
        memcpy(in->codes, p->codes, sizeof in->codes);
    }
    if (!p->element) return true;
    if (p->element > s->n_elements) return f->why = "the segment has no such element", false;
    const sj_guide_element *e = &g->elements[s->first_element + p->element - 1];
    if (p->until > e->n_components) return f->why = "the element has no such component", false;
    in->kind = SJ_INPUT_ELEMENT;
    in->element = p->element;
    in->component = p->component;
    in->until = p->until;
    in->is_end = p->is_end;
    if (p->component) e = &g->elements[e->first_component + p->component - 1];
    in->type = p->until > p->component ? SJ_EXPR_LIST : type_of(e);
    if (p->is_end && in->type != SJ_EXPR_DATE) return f->why = ":to is for dates", false;
    return true;
}

/* In loop row `loop`, found at `in->from`. */
static bool set_found(finder *f, uint16_t loop) {
    const sj_guide *g = &f->from->g->guide;
    sj_input *in = f->out;
    if (!f->p->tag.len) {
        in->kind = SJ_INPUT_LOOP;
        in->type = SJ_EXPR_BOOL;
        in->row = in->loop = loop;
        in->base = g->loops[loop].parent;
    } else {
        uint16_t row = find_row(f, loop);
        if (row == SJ_NO_ROW || !set_element(f, row)) return false;
        in->base = loop;
    }
    while (!sj_loop_is_around(g, in->base, f->from->loop)) in->base = g->loops[in->base].parent;
    return true;
}

/* From the loop `at` outwards; only from itself where it is a scope's. */
static bool find_from(finder *f, uint16_t at, bool goes_out) {
    const sj_guide *g = &f->from->g->guide;
    bool is_presence = !f->p->tag.len;
    for (uint16_t l = at;; l = g->loops[l].parent) {
        bool is_it = l != SJ_NO_ROW && (!f->p->loop.len || sj_str_is(f->p->loop, g->loops[l].id));
        uint16_t loop = is_it ? l : f->p->loop.len ? find_below(f, l, is_presence) : SJ_NO_ROW;
        if (loop != SJ_NO_ROW && set_found(f, loop)) return true;
        if (f->why || l == SJ_NO_ROW || !goes_out) return false;
    }
}

/* What stands inside a scope's segment or element. */
static bool find_member(finder *f) {
    const sj_path_place *from = f->from;
    bool in_segment = from->inside >= 0 && from->scopes[from->inside].place.kind != SJ_INPUT_LOOP;
    const sj_scope *s = in_segment ? &from->scopes[from->inside] : NULL;
    if (f->p->is_member && !(s && s->each_element))
        return f->why = "-2 stands for a component of what any goes through: {HI[BG]*}", false;
    uint16_t row = s ? s->place.row : from->segment;
    if (row == SJ_NO_ROW) return f->why = "an element without its segment", false;
    parsed p = *f->p;
    if (p.is_member) p.element = s->place.element;
    finder own = {.from = from, .p = &p, .out = f->out};
    if (!set_element(&own, row)) return f->why = own.why, false;
    f->out->base = from->loop;
    f->out->from = f->p->is_member ? SJ_FROM_ELEMENT : s ? SJ_FROM_MEMBER : SJ_FROM_OWN;
    f->out->depth = s ? s->depth : 0;
    return true;
}

static bool find(finder *f) {
    const sj_path_place *from = f->from;
    if (!f->p->tag.len && !f->p->loop.len) return find_member(f);
    for (int i = from->inside; i >= 0; i = from->scopes[i].outer) {
        if (from->scopes[i].place.kind != SJ_INPUT_LOOP) continue;
        f->out->from = SJ_FROM_SCOPE;
        f->out->depth = from->scopes[i].depth;
        if (find_from(f, from->scopes[i].place.row, false)) return true;
        if (f->why) return false;
    }
    f->out->from = SJ_FROM_OPEN;
    f->out->depth = 0;
    return find_from(f, from->loop, true);
}

static bool next_choice(sj_str *path, sj_str *out) {
    if (!path->len) return false;
    const char *bar = memchr(path->ptr, '|', path->len);
    size_t n = bar ? (size_t)(bar - path->ptr) : path->len;
    *out = (sj_str){path->ptr, n};
    path->ptr += n + (bar != NULL);
    path->len -= n + (bar != NULL);
    return true;
}

bool sj_path_resolve(const sj_path_place *from, sj_str path, sj_input *out, const char **why) {
    bool may_lack = path.len && path.ptr[path.len - 1] == '?';
    path.len -= may_lack;
    sj_str choice;
    parsed p;
    while (next_choice(&path, &choice)) {
        memset(out, 0, sizeof *out);
        finder f = {.from = from, .p = &p, .out = out};
        if (!read_path(choice, &p) || p.each) return *why = "this is no path of the guide", false;
        if (find(&f)) return true;
        if (f.why && !(may_lack && f.repeats)) return *why = f.why, false;
    }
    *why = "the guide has no such place here";
    if (!may_lack) return false;
    *out = (sj_input){.kind = SJ_INPUT_NOTHING, .row = SJ_NO_ROW, .loop = SJ_NO_ROW};
    out->base = SJ_NO_ROW;
    out->type = !p.tag.len || !p.element ? SJ_EXPR_BOOL : SJ_EXPR_TEXT;
    return true;
}

/* A loop below the outer scopes' loops, or below this one or one around it, whichever way repeats.
 */
static bool scope_loop(finder *f) {
    const sj_path_place *from = f->from;
    uint16_t loop = SJ_NO_ROW;
    for (int i = from->inside; i >= 0 && loop == SJ_NO_ROW; i = from->scopes[i].outer) {
        if (from->scopes[i].place.kind != SJ_INPUT_LOOP) continue;
        loop = find_below(f, from->scopes[i].place.row, true);
        f->out->from = SJ_FROM_SCOPE;
        f->out->depth = from->scopes[i].depth;
    }
    if (loop == SJ_NO_ROW) f->out->from = SJ_FROM_OPEN, f->out->depth = 0;
    for (uint16_t at = from->loop; loop == SJ_NO_ROW; at = from->g->guide.loops[at].parent) {
        loop = find_below(f, at, true);
        if (at == SJ_NO_ROW) break;
    }
    if (loop == SJ_NO_ROW) return f->why = "there is no such loop to go through", false;
    return set_found(f, loop);
}

bool sj_path_scope(const sj_path_place *from, sj_str path, sj_scope *out, const char **why) {
    parsed p;
    memset(out, 0, sizeof *out);
    finder f = {.from = from, .p = &p, .out = &out->place};
    out->outer = from->inside;
    out->depth = from->inside >= 0 ? (uint8_t)(from->scopes[from->inside].depth + 1) : 0;
    if (out->depth >= SJ_SCOPE_DEPTH) return *why = "any inside any inside any", false;
    if (!read_path(path, &p) || p.is_member || (p.element && !p.each) ||
        (!p.tag.len && !p.loop.len))
        return *why = "any and count go through a loop {2400}, segments {REF[G1]} or {HI[BG]*}",
               false;
    out->each_element = p.each;
    bool is_found = p.tag.len ? find(&f) : scope_loop(&f);
    *why = f.why ? f.why : "the guide has no such place here";
    return is_found;
}
