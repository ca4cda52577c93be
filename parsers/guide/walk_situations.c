/* Judges the situational rules of a loop that is being left.
 *
 * Only the armed ones are looked at; of these, those that need something ask first whether it is
 * there. Values are read from the recorded segments when a condition asks for them. */
#include "parsers/guide/walk_watch.h"

enum { NO_RECORD = 0xffffffff, FACT = 32, BUDGET = 1 << 20 };

/* Where any/count is. */
typedef struct visit {
    uint16_t scope;
    uint32_t at;      /* the member's record */
    uint8_t element;  /* of it, where each element is a member */
    uint32_t ordinal; /* of the member */
} visit;

typedef struct judge {
    sj_walker *w;
    sj_walk_watch *k;
    const sj_guide_impl *g;
    const sj_situation *s;
    uint32_t own; /* record of the situation's segment */
    visit visits[SJ_SCOPE_DEPTH];
    sj_str items[SJ_EXPR_MAX_LIST];
} judge;

/* --- parts of a recorded segment --- */

/* The nth (from 1) of the parts that `separator` divides; empty beyond the last. */
static sj_str part(sj_str s, char separator, unsigned n) {
    if (!s.len) return (sj_str){NULL, 0};
    const char *p = s.ptr, *end = s.ptr + s.len;
    while (--n) { /* parts are short: shorter than what it takes to begin a memchr */
        while (p < end && *p != separator) p++;
        if (p == end) return (sj_str){end, 0};
        p++;
    }
    const char *stop = memchr(p, separator, (size_t)(end - p));
    return (sj_str){p, (size_t)((stop ? stop : end) - p)};
}

static sj_str whole(const sj_walk_watch *k, const sj_record *r) {
    return (sj_str){sj_record_text(k, r), r->len};
}

static sj_str value_at(const judge *j, const sj_record *r, unsigned element, unsigned component) {
    const sj_delimiters *d = &j->w->interchange.delims;
    sj_str v = part(whole(j->k, r), d->element, element + 1);
    if (!component) return v;
    if (d->repetition) v = part(v, d->repetition, 1);
    return part(v, d->component, component);
}

static bool has_code(const judge *j, const sj_record *r, const sj_input *in) {
    if (!in->n_codes) return true;
    sj_str v = value_at(j, r, in->key_element, in->key_component);
    uint64_t code = sj_code_pack(v.ptr, v.len);
    for (unsigned i = 0; i < in->n_codes; i++)
        if (in->codes[i] == code) return true;
    return false;
}

/* --- finding records --- */

static bool is_record_of(const judge *j, const sj_record *r, const sj_input *in) {
    if (in->kind == SJ_INPUT_LOOP) return r->is_loop && r->loop == in->row;
    return r->row == in->row && has_code(j, r, in);
}

/* The next record of an input from `at` to `end`; loops on the way to it are gone into, others are
 * passed over. */
static uint32_t search(const judge *j, const sj_input *in, uint32_t at, uint32_t end) {
    const sj_guide *g = &j->g->guide;
    while (at < end) {
        const sj_record *r = &j->k->records[at];
        if (is_record_of(j, r, in)) return at;
        bool is_aside = r->is_loop && r->end && !sj_loop_is_around(g, r->loop, in->loop);
        at = is_aside ? r->end : at + 1;
    }
    return NO_RECORD;
}

static uint32_t end_of(const judge *j, uint32_t at) {
    uint32_t end = j->k->records[at].end;
    return end ? end : j->k->n;
}

/* In the open loops: the last loop of its kind has the rows' first records. */
static uint32_t find_open(const judge *j, const sj_input *in) {
    const sj_walk_watch *k = j->k;
    uint32_t start = in->base == SJ_NO_ROW ? 0 : k->loop_at[in->base];
    uint32_t at = in->kind == SJ_INPUT_LOOP ? k->loop_at[in->row] : k->row_at[in->row];
    if (at < start || at >= k->n) return NO_RECORD;
    const sj_record *r = &k->records[at];
    if (in->kind == SJ_INPUT_LOOP) return r->is_loop && r->loop == in->row ? at : NO_RECORD;
    if (r->row != in->row) return NO_RECORD;
    return has_code(j, r, in) ? at : search(j, in, at + 1, end_of(j, k->loop_at[in->loop]));
}

static uint32_t find(const judge *j, const sj_input *in) {
    uint32_t at;
    switch ((sj_input_from)in->from) {
    case SJ_FROM_OPEN:
        return in->kind == SJ_INPUT_NOTHING ? NO_RECORD : find_open(j, in);
    case SJ_FROM_OWN:
        return j->own;
    case SJ_FROM_SCOPE:
        at = j->visits[in->depth].at;
        return at == NO_RECORD ? at : search(j, in, at, end_of(j, at));
    default:
        return j->visits[in->depth].at;
    }
}

/* --- values --- */

/* Dates repeat from line to line: the last ones are kept, by their text. */
static bool read_day(sj_walk_watch *k, sj_str v, sj_date *out) {
    uint64_t text;
    if (v.len != 8) return false;
    memcpy(&text, v.ptr, sizeof text);
    uint64_t slot = (text * 0x9E3779B97F4A7C15u) >> (64 - SJ_WATCH_DAY_BITS);
    if (!text || k->days[slot].text != text) {
        if (!sj_date_parse(v, out)) return false;
        k->days[slot].text = text;
        k->days[slot].day = *out;
    }
    *out = k->days[slot].day;
    return true;
}

static sj_date day_of(sj_walk_watch *k, sj_str v, bool is_end) {
    sj_date day;
    if (v.len == 8) return read_day(k, v, &day) ? day : SJ_NO_DATE;
    const char *dash = v.len ? memchr(v.ptr, '-', v.len) : NULL;
    if (dash && is_end) v = (sj_str){dash + 1, v.len - (size_t)(dash + 1 - v.ptr)};
    if (v.len > 8) v.len = 8;
    return read_day(k, v, &day) ? day : SJ_NO_DATE;
}

static void convert(sj_walk_watch *k, sj_expr_type type, bool is_end, sj_str v,
                    sj_expr_value *out) {
    out->missing = v.len == 0;
    if (out->missing) return;
    switch (type) {
    case SJ_EXPR_TEXT:
        out->text = v;
        return;
    case SJ_EXPR_MONEY:
        out->missing = !sj_money_parse(v, &out->n);
        return;
    case SJ_EXPR_NUMBER:
        out->missing = !sj_quantity_parse(v, &out->n);
        return;
    case SJ_EXPR_DATE:
        out->n = day_of(k, v, is_end);
        out->missing = out->n == SJ_NO_DATE;
        return;
    default:
        out->yes = true;
    }
}

static void get_list(judge *j, const sj_record *r, const sj_input *in, sj_expr_value *out) {
    for (unsigned c = in->component; c <= in->until && out->n_items < SJ_EXPR_MAX_LIST; c++) {
        sj_str v = value_at(j, r, in->element, c);
        if (v.len) j->items[out->n_items++] = v;
    }
    out->items = j->items;
    out->missing = out->n_items == 0;
}

static unsigned element_of(const judge *j, const sj_input *in) {
    return in->from == SJ_FROM_ELEMENT ? j->visits[in->depth].element : in->element;
}

static void get(void *ctx, uint32_t slot, sj_expr_value *out) {
    judge *j = ctx;
    const sj_input *in = &j->g->situations.inputs[slot];
    uint32_t at = find(j, in);
    out->missing = at == NO_RECORD;
    if (out->missing) return;
    const sj_record *r = &j->k->records[at];
    if (in->kind != SJ_INPUT_ELEMENT)
        out->yes = true;
    else if (in->type == SJ_EXPR_LIST)
        get_list(j, r, in, out);
    else
        convert(j->k, (sj_expr_type)in->type, in->is_end,
                value_at(j, r, element_of(j, in), in->component), out);
}

/* --- scopes --- */

/* Where the scope's members are looked for. */
static void range_of(const judge *j, const sj_scope *s, uint32_t *from, uint32_t *end) {
    const sj_walk_watch *k = j->k;
    uint16_t base = s->place.base;
    uint32_t at = s->place.from == SJ_FROM_SCOPE ? j->visits[s->place.depth].at
                  : base == SJ_NO_ROW            ? NO_RECORD
                                                 : k->loop_at[base];
    *from = at == NO_RECORD ? 0 : at;
    *end = at == NO_RECORD ? k->n : end_of(j, at);
}

static uint32_t elements_in(const judge *j, const sj_record *r) {
    sj_str s = whole(j->k, r);
    uint32_t n = 0;
    for (size_t i = 0; i < s.len; i++) n += s.ptr[i] == j->w->interchange.delims.element;
    return n;
}

static uint32_t count_members(void *ctx, int scope) {
    judge *j = ctx;
    const sj_scope *s = &j->g->situations.scopes[scope];
    uint32_t at, end, n = 0;
    range_of(j, s, &at, &end);
    while ((at = search(j, &s->place, at, end)) != NO_RECORD) {
        n += s->each_element ? elements_in(j, &j->k->records[at]) : 1;
        at = s->place.kind == SJ_INPUT_LOOP ? end_of(j, at) : at + 1;
    }
    return n;
}

/* To member `i`; they are visited one after the other. */
static void enter_member(void *ctx, int scope, uint32_t i) {
    judge *j = ctx;
    const sj_scope *s = &j->g->situations.scopes[scope];
    visit *v = &j->visits[s->depth];
    uint32_t from, end;
    range_of(j, s, &from, &end);
    bool goes_on = i > 0 && v->scope == scope && v->ordinal + 1 == i;
    if (goes_on && s->each_element && v->element < elements_in(j, &j->k->records[v->at])) {
        v->element++;
        v->ordinal = i;
        return;
    }
    if (goes_on) from = s->place.kind == SJ_INPUT_LOOP ? end_of(j, v->at) : v->at + 1;
    for (uint32_t skip = goes_on ? 0 : i;; skip--) {
        uint32_t at = search(j, &s->place, from, end);
        if (at == NO_RECORD) return;
        *v = (visit){(uint16_t)scope, at, 1, i};
        if (!skip) return;
        from = s->place.kind == SJ_INPUT_LOOP ? end_of(j, at) : at + 1;
    }
}

/* What any has stopped at is pointed at later. */
static void leave_member(void *ctx, int scope) {
    (void)ctx, (void)scope;
}

/* --- telling --- */

static const sj_input *input(const judge *j, uint16_t row) {
    return row == SJ_NO_INPUT ? NULL : &j->g->situations.inputs[row];
}

static uint64_t offset_of(const judge *j, const sj_record *r, const char *at) {
    uint64_t in_text = (uint64_t)(at - sj_record_text(j->k, r));
    uint32_t record = (uint32_t)(r - j->k->records);
    const sj_record_wrap *end = j->k->wraps + j->k->n_wraps, *wrap = end;
    while (wrap > j->k->wraps && wrap[-1].record >= record) wrap--;
    for (; wrap < end && wrap->record == record && wrap->at <= in_text; wrap++) in_text++;
    return r->offset + in_text;
}

static const sj_guide_element *row_element(const judge *j, const sj_input *in) {
    const sj_guide *g = &j->g->guide;
    if (in->kind != SJ_INPUT_ELEMENT) return NULL;
    const sj_guide_element *e = &g->elements[g->segments[in->row].first_element + in->element - 1];
    return in->component ? &g->elements[e->first_component + in->component - 1] : e;
}

/* What the guide calls it and where it belongs. */
static void name_place(const judge *j, const sj_input *in, sj_finding *f) {
    const sj_guide *g = &j->g->guide;
    const sj_guide_loop *l = &g->loops[in->loop];
    const sj_guide_segment *s =
        &g->segments[in->kind == SJ_INPUT_LOOP ? l->first_segment : in->row];
    const sj_guide_element *e = row_element(j, in);
    memcpy(f->tag, s->id, sizeof f->tag);
    f->loop = l->id;
    f->name = in->kind == SJ_INPUT_LOOP ? l->name : e ? e->name : s->name;
    f->de = e ? e->de : 0;
}

/* The place of a finding: the element (even when it is empty), else the segment. */
static void point_at(const judge *j, const sj_input *in, const sj_record *r, sj_finding *f) {
    f->pos.segment = r->number;
    f->pos.offset = r->offset;
    if (in->kind != SJ_INPUT_ELEMENT) return;
    unsigned element = element_of(j, in), component = in->until > in->component ? 0 : in->component;
    f->value = value_at(j, r, element, component);
    if (f->value.ptr) f->pos.offset = offset_of(j, r, f->value.ptr);
    f->pos.element = (uint16_t)element;
    f->pos.component = (uint16_t)component;
    f->pos.repeat = 1;
}

static void set_trigger(const judge *j, const sj_input *in, const sj_record *r, sj_finding *f) {
    sj_finding at = {.pos = {0}};
    name_place(j, in, &at);
    point_at(j, in, r, &at);
    memcpy(f->trigger.tag, at.tag, sizeof at.tag);
    f->trigger.segment = r->number;
    f->trigger.loop = at.loop;
    f->trigger.element = (uint8_t)at.pos.element;
    f->trigger.component = (uint8_t)at.pos.component;
    f->trigger.de = at.de;
    f->trigger.value = at.value;
}

/* A fact for the message: dates as people write them. */
static sj_str fact(const judge *j, const sj_input *in, char buf[FACT]) {
    uint32_t at = in && in->kind == SJ_INPUT_ELEMENT ? find(j, in) : NO_RECORD;
    if (at == NO_RECORD) return (sj_str){NULL, 0};
    sj_str v = value_at(j, &j->k->records[at], element_of(j, in), in->component);
    sj_date day = in->type == SJ_EXPR_DATE ? day_of(j->k, v, in->is_end) : SJ_NO_DATE;
    if (day == SJ_NO_DATE) return v;
    return (sj_str){buf, sj_date_print_people(day, buf)};
}

/* What the finding is about: what is forbidden, what is needed, the place given, the trigger. */
static const sj_input *subject(const judge *j) {
    const sj_situation *s = j->s;
    const uint16_t order[] = {s->at, s->forbids, s->needs, s->trigger};
    for (unsigned i = 0; i < sizeof order / sizeof *order; i++)
        if (order[i] != SJ_NO_INPUT) return input(j, order[i]);
    return NULL;
}

/* The record to point at where the subject itself is missing: the trigger's where it stands in the
 * loop that is judged, else the loop's. */
static const sj_record *stand_in(const judge *j, uint32_t trigger) {
    uint32_t start = j->k->loop_at[j->s->loop];
    return &j->k->records[trigger != NO_RECORD && trigger > start ? trigger : start];
}

static void tell(const judge *j) {
    char buf[SJ_SITUATION_FACTS][FACT];
    const sj_situation *s = j->s;
    const sj_input *in = subject(j), *trigger = input(j, s->trigger);
    uint32_t at = in ? find(j, in) : NO_RECORD;
    uint32_t called_by = trigger ? find(j, trigger) : NO_RECORD;
    sj_finding f = {.id = s->finding, .severity = s->def->severity};
    if (in) name_place(j, in, &f);
    if (at != NO_RECORD) {
        point_at(j, in, &j->k->records[at], &f);
    } else {
        const sj_record *other = stand_in(j, called_by);
        f.pos.segment = other->number;
        f.pos.offset = other->offset;
        if (in && in->kind == SJ_INPUT_ELEMENT) {
            f.de = 0;
            f.name = j->g->guide.segments[in->row].name;
        }
        if (!in) f.loop = j->g->guide.loops[s->loop].id;
    }
    if (called_by != NO_RECORD) set_trigger(j, trigger, &j->k->records[called_by], &f);
    f.a = fact(j, input(j, s->facts[0]), buf[0]);
    f.b = fact(j, input(j, s->facts[1]), buf[1]);
    sj_walk_emit(j->w, &f);
}

/* --- judging --- */

/* Is there a value at this input? */
static bool is_there(judge *j, uint16_t row) {
    sj_expr_value v = {0};
    get(j, row, &v);
    return !v.missing;
}

/* Does what is wrong with a row make doubtful what a situation reads? */
static bool concerns(const sj_guide *g, const sj_flaw *flaw, const sj_input *in) {
    const sj_guide_segment *wrong = &g->segments[flaw->row];
    uint16_t row = in->kind == SJ_INPUT_LOOP ? g->loops[in->row].first_segment : in->row;
    bool is_it = in->kind != SJ_INPUT_LOOP && row == flaw->row;
    if (is_it && flaw->element && in->element && in->element != flaw->element) return false;
    if (is_it || (flaw->is_key && g->segments[row].tag == wrong->tag)) return true;
    return flaw->whole_loop && in->loop == wrong->loop;
}

static bool is_flawed(const judge *j) {
    const sj_guide *g = &j->g->guide;
    if (j->k->more_flaws) return true;
    for (uint32_t i = 0; i < j->k->n_flaws; i++) {
        const sj_flaw *flaw = &j->k->flaws[i];
        for (uint16_t n = 0; n < j->s->n_inputs; n++) {
            const sj_input *in = &j->g->situations.inputs[j->s->first_input + n];
            if (in->kind != SJ_INPUT_NOTHING && concerns(g, flaw, in)) return true;
        }
    }
    return false;
}

static void judge_once(judge *j) {
    const sj_situation *s = j->s;
    const sj_expr_values values = {.ctx = j,
                                   .get = get,
                                   .count = count_members,
                                   .visit = enter_member,
                                   .leave = leave_member,
                                   .budget = &j->k->budget};
    if (s->needs != SJ_NO_INPUT && is_there(j, s->needs)) return;
    if (s->forbids != SJ_NO_INPUT && !is_there(j, s->forbids)) return;
    if (s->when && !sj_expr_holds(s->when, &values)) return;
    if (!j->k->n_flaws || !is_flawed(j)) tell(j);
}

/* For each of the segments that it stands in, or once. */
static void judge_all(judge *j) {
    if (j->s->segment == SJ_NO_ROW) {
        judge_once(j);
        return;
    }
    uint32_t start = j->k->loop_at[j->s->loop], end = end_of(j, start);
    const sj_input own = {.kind = SJ_INPUT_SEGMENT, .row = j->s->segment, .loop = j->s->loop};
    for (uint32_t at = start; (at = search(j, &own, at, end)) != NO_RECORD; at++) {
        j->own = at;
        judge_once(j);
        if (j->g->segments[own.row].max == 1) return;
    }
}

static SJ_APART void judge_armed(sj_walker *w, const sj_situation *s) {
    if (!sj_walk_may_hold(w->body.watch, s)) return;
    judge j; /* not cleared: its list is long, and written before it is read */
    j.w = w;
    j.k = w->body.watch;
    j.g = j.k->g;
    j.s = s;
    j.own = NO_RECORD;
    for (unsigned v = 0; v < SJ_SCOPE_DEPTH; v++) j.visits[v].at = NO_RECORD;
    if (!w->opts.snip || s->def->snip <= w->opts.snip) judge_all(&j);
}

/* Is it ruled out at a glance? */
static inline bool is_out(const sj_walk_body *b, const sj_hurdle *h, uint64_t stamp) {
    const uint64_t *seen = b->watch->seen;
    return (h->needs != SJ_NO_ROW && b->counts[h->needs] > stamp) ||
           ((seen[h->word[0]] & h->mask[0]) != 0) == h->is_seen[0] ||
           ((seen[h->word[1]] & h->mask[1]) != 0) == h->is_seen[1];
}

void sj_walk_situations(sj_walker *w, uint16_t loop, bool is_left) {
    const sj_walk_body *b = &w->body;
    uint64_t stamp = b->frames[is_left ? b->depth : b->depth - 1].stamp;
    sj_walk_watch *k = b->watch;
    const sj_situations *all = k->all;
    const sj_loop_watch *l = &all->loops[loop];
    uint32_t word = l->first_word, first = l->first_situation, left = l->n_situations;
    k->budget = BUDGET;
    for (; left; left -= left < 64 ? left : 64, word++, first += 64) {
        uint64_t own = UINT64_MAX >> (left < 64 ? 64 - left : 0);
        uint64_t late = is_left ? 0 : k->seen[word] & all->late[word];
        for (uint64_t bits = k->seen[word] & own & ~late; bits; bits &= bits - 1) {
            uint32_t i = first + (uint32_t)__builtin_ctzll(bits);
            if (!is_out(b, &all->hurdles[i], stamp)) judge_armed(w, &all->situations[i]);
        }
        k->seen[word] = (k->seen[word] & ~own) | late;
    }
}
