/* Binds the field catalogue to a guide's rows. */
#include "parsers/model/fields.h"

#include <scrubjay/ack.h>
#include <scrubjay/claim.h>
#include <scrubjay/remit.h>

#include <stddef.h>

#include "parsers/base/alloc.h"
#include "parsers/model/fill.h"
#include "parsers/model/frame.h"

/* The catalogue knows a subject by its id; offsetof needs the type. */
#define SUBJECT(id, type) typedef type subject_##id;
#include "parsers/model/fields.def"

/* The type that a kind stores: a field whose member is of another type does not compile. */
#define STORES_TEXT                 sj_text
#define STORES_AMOUNT               sj_amount
#define STORES_QUANTITY             sj_number
#define STORES_DAY                  sj_day
#define STORES_FLAG                 bool
#define STORES_REFS                 sj_refs
#define STORES_DATES                sj_date_list
#define STORES_PERIOD               sj_dates
#define STORES_DTP_DAY              sj_day
#define STORES_DTP_SPAN             sj_date
#define STORES_DTM_SPAN             sj_date
#define STORES_AMTS                 sj_amts
#define STORES_ADJUSTMENTS          sj_adjustments
#define STORES_PROVIDER_ADJUSTMENTS __typeof__(((sj_remit *)0)->adjustments)
#define STORES_DIAGNOSES            __typeof__(((sj_claim *)0)->diagnoses)
#define STORES_CODES                __typeof__(((sj_claim *)0)->codes)
#define STORES_REMARK               SJ_LIST(sj_text)
#define STORES_PHONE                sj_text
#define STORES_STRING               sj_str
#define STORES_LETTER               char
#define STORES_NUMBER               uint16_t
#define STORES_COUNT                uint32_t
#define STORES_MONEY                sj_money
#define STORES_DATE                 sj_date
#define STORES_ACCOUNT              sj_str
#define STORES_TRIGGERS             SJ_LIST(sj_ack_trigger)
#define STORES_STATUSES             SJ_LIST(sj_status_code)
#define IS_OF(type, subject, member)                                                               \
    __builtin_types_compatible_p(__typeof__(((subject_##subject *)0)->member), type)
/* Kinds that are not taken from a component (fill.c). */
#define IS_ELEMENT(kind)                                                                           \
    (SJ_FIELD_##kind == SJ_FIELD_AMOUNT || SJ_FIELD_##kind == SJ_FIELD_QUANTITY ||                 \
     SJ_FIELD_##kind == SJ_FIELD_DAY)
#define IS_PARTY(subject, member)        IS_OF(sj_party, subject, member)
#define POINTS_TO_PARTY(subject, member) IS_OF(const sj_party *, subject, member)
#define FIELD(set, name, loop, tag, key, element, component, kind, subject, member)                \
    _Static_assert(sizeof(((subject_##subject *)0)->member) == sizeof(STORES_##kind),              \
                   name " is not what " #kind " stores");                                          \
    _Static_assert(!(component) || !IS_ELEMENT(kind), name " is an element");
#define PARTY(set, name, loop, tag, key, subject, member)                                          \
    _Static_assert(IS_PARTY(subject, member) || POINTS_TO_PARTY(subject, member),                  \
                   name " is not a party");
#define PARTY_ROW PARTY
#define PARTY_FIELD(name, tag, element, kind, member)                                              \
    _Static_assert(sizeof(((sj_party *)0)->member) == sizeof(STORES_##kind),                       \
                   name " is not what " #kind " stores");
#include "parsers/model/fields.def"

static const sj_field fields[] = {
#define FIELD(set, name, loop, tag, key, element, component, kind, subject, member)                \
    {name,                                                                                         \
     SJ_FIELDS_##set,                                                                              \
     loop,                                                                                         \
     tag,                                                                                          \
     key,                                                                                          \
     element,                                                                                      \
     component,                                                                                    \
     SJ_FIELD_##kind,                                                                              \
     SJ_SUBJECT_##subject,                                                                         \
     offsetof(subject_##subject, member)},
#include "parsers/model/fields.def"
};

/* A party: the loops below `loop`, or (own_row) a row of it, that begin with tag and key. */
typedef struct party {
    const char *name;
    sj_field_set set;
    const char *loop, *tag, *key;
    bool own_row;
    sj_subject subject;
    bool is_pointer;
    uint16_t offset;
} party;

static const party parties[] = {
#define PARTY(set, name, loop, tag, key, subject, member)                                          \
    {name,                                                                                         \
     SJ_FIELDS_##set,                                                                              \
     loop,                                                                                         \
     tag,                                                                                          \
     key,                                                                                          \
     false,                                                                                        \
     SJ_SUBJECT_##subject,                                                                         \
     POINTS_TO_PARTY(subject, member),                                                             \
     offsetof(subject_##subject, member)},
#define PARTY_ROW(set, name, loop, tag, key, subject, member)                                      \
    {name,                                                                                         \
     SJ_FIELDS_##set,                                                                              \
     loop,                                                                                         \
     tag,                                                                                          \
     key,                                                                                          \
     true,                                                                                         \
     SJ_SUBJECT_##subject,                                                                         \
     POINTS_TO_PARTY(subject, member),                                                             \
     offsetof(subject_##subject, member)},
#include "parsers/model/fields.def"
};

static const struct party_field {
    const char *name;
    const char *tag;
    uint8_t element, kind;
    uint16_t offset;
} party_fields[] = {
#define PARTY_FIELD(name, tag, element, kind, member)                                              \
    {name, tag, element, SJ_FIELD_##kind, offsetof(sj_party, member)},
#include "parsers/model/fields.def"
};

static const struct beginning {
    sj_field_set set;
    const char *loop;
    sj_subject subject;
} beginnings[] = {
#define BEGINS(set, loop, subject) {SJ_FIELDS_##set, loop, SJ_SUBJECT_##subject},
#include "parsers/model/fields.def"
};

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

const sj_field *sj_field_at(size_t i) {
    return i < COUNT_OF(fields) ? &fields[i] : NULL;
}

/* Each row is held against the whole catalogue: most of it differs in the first character. */
static inline bool is_same(const char *a, const char *b) {
    return *a == *b && strcmp(a, b) == 0;
}

/* What takes a whole segment is asked for where this element holds something; 0: always. */
static uint8_t element_of(sj_field_kind kind, const char *tag) {
    switch (kind) {
    case SJ_FIELD_REFS:
    case SJ_FIELD_AMTS:
        return 2;
    case SJ_FIELD_DATES:
    case SJ_FIELD_PERIOD:
    case SJ_FIELD_DTP_DAY:
    case SJ_FIELD_DTP_SPAN:
    case SJ_FIELD_DTM_SPAN:
        return is_same(tag, "DTP") ? 3 : 2;
    default:
        return 0;
    }
}

static sj_binding binding_of_field(const sj_field *f) {
    return (sj_binding){.kind = (uint8_t)f->kind,
                        .subject = (uint8_t)f->subject,
                        .element = f->element ? f->element : element_of(f->kind, f->tag),
                        .component = f->component,
                        .party = SJ_IN_RECORD,
                        .offset = f->offset};
}

static sj_binding binding_of_party(const party *p, const struct party_field *f) {
    return (sj_binding){.kind = f->kind,
                        .subject = (uint8_t)p->subject,
                        .element = f->element ? f->element : element_of(f->kind, f->tag),
                        .party = p->is_pointer ? p->offset : SJ_IN_RECORD,
                        .offset = (uint16_t)(p->is_pointer ? f->offset : p->offset + f->offset)};
}

static char *put(char *to, const char *end, const char *text) {
    while (to < end && *text) *to++ = *text++;
    return to;
}

/* The name is all NULs before. */
static void name_member(sj_member *out, const char *name, const char *part) {
    const char *end = out->name + sizeof out->name - 1;
    char *to = put(out->name, end, name);
    if (part) put(put(to, end, "."), end, part);
}

bool sj_member_at(size_t i, sj_member *out) {
    if (i < COUNT_OF(fields)) {
        const sj_field *f = &fields[i];
        *out = (sj_member){.set = f->set,
                           .kind = f->kind,
                           .subject = f->subject,
                           .party = SJ_IN_RECORD,
                           .offset = f->offset};
        name_member(out, f->name, NULL);
        return true;
    }
    i -= COUNT_OF(fields);
    if (i >= COUNT_OF(parties) * COUNT_OF(party_fields)) return false;
    const party *p = &parties[i / COUNT_OF(party_fields)];
    const struct party_field *f = &party_fields[i % COUNT_OF(party_fields)];
    const sj_binding b = binding_of_party(p, f);
    *out = (sj_member){.set = p->set,
                       .kind = (sj_field_kind)f->kind,
                       .subject = p->subject,
                       .party = b.party,
                       .offset = b.offset};
    name_member(out, p->name, f->name);
    return true;
}

sj_field_set sj_field_set_of(const sj_guide *g) {
    sj_str transaction = sj_str_of(g->transaction);
    if (sj_str_is(transaction, "837")) return SJ_FIELDS_837;
    if (sj_str_is(transaction, "835")) return SJ_FIELDS_835;
    if (sj_str_is(transaction, "999") || sj_str_is(transaction, "997")) return SJ_FIELDS_999;
    return strcmp(g->id, "277CA") == 0 ? SJ_FIELDS_277 : SJ_FIELDS_NONE;
}

/* Can this row bear the key? Where the tag alone tells, the row's first element has the codes. */
static bool has_key(const sj_guide *g, const sj_guide_segment *row, const char *key) {
    if (!key) return true;
    const sj_code_list *codes = row->key_codes;
    if (!codes && row->n_elements) codes = g->elements[row->first_element].codes;
    return codes && sj_code_list_has(codes, sj_str_of(key));
}

/* Bindings in the making: a first pass counts, a second one stores. Each row is held against what
 * can be meant: the fields that are wanted, and the parties of its loop. */
typedef struct run {
    const sj_plan *plan;
    sj_binding *at; /* NULL while counting */
    uint32_t n;
    unsigned n_fields, n_parties;
    uint32_t tags[COUNT_OF(fields)]; /* of the fields */
    const sj_field *fields[COUNT_OF(fields)];
    const party *parties[COUNT_OF(parties)];
} run;

static void add(run *r, sj_binding b) {
    if (r->at) r->at[r->n] = b;
    r->n++;
}

/* Does the loop, or perhaps a row of it, fill this party? */
static bool has_party(const sj_guide *g, const sj_guide_loop *loop, const party *p) {
    if (p->own_row) return strcmp(loop->id, p->loop) == 0;
    if (loop->parent == SJ_NO_ROW || strcmp(g->loops[loop->parent].id, p->loop) != 0) return false;
    const sj_guide_segment *head = &g->segments[loop->first_segment];
    return strcmp(head->id, p->tag) == 0 && has_key(g, head, p->key);
}

static void find_parties(run *r, const sj_guide_loop *loop) {
    r->n_parties = 0;
    for (size_t i = 0; i < COUNT_OF(parties); i++)
        if (parties[i].set == r->plan->set && has_party(r->plan->guide, loop, &parties[i]))
            r->parties[r->n_parties++] = &parties[i];
}

/* Balances read all amounts (one that is none makes the record unreadable), and of texts these. */
static bool is_summed(const sj_field *f) {
    static const char *const texts[] = {"claim.account", "decision.payer", "payment.account",
                                        "payment.status", "remit.credit_debit"};
    for (size_t i = 0; f->kind == SJ_FIELD_TEXT && i < COUNT_OF(texts); i++)
        if (is_same(f->name, texts[i])) return true;
    return f->kind == SJ_FIELD_AMOUNT || f->kind == SJ_FIELD_MONEY || f->kind == SJ_FIELD_AMTS ||
           f->kind == SJ_FIELD_ADJUSTMENTS || f->kind == SJ_FIELD_PROVIDER_ADJUSTMENTS ||
           f->kind == SJ_FIELD_CODES;
}

static bool is_summed_party(const party *p, const struct party_field *f) {
    return is_same(p->name, "other.payer") && is_same(f->name, "id");
}

static void find_fields(run *r) {
    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        const sj_field *f = &fields[i];
        if (f->set != r->plan->set || (r->plan->use != SJ_PLAN_ALL && !is_summed(f))) continue;
        r->tags[r->n_fields] = SJ_TAG(f->tag[0], f->tag[1], f->tag[2]);
        r->fields[r->n_fields++] = f;
    }
}

static void bind_row(run *r, const sj_guide_segment *row) {
    const sj_guide *g = r->plan->guide;
    const sj_guide_loop *loop = &g->loops[row->loop];
    for (unsigned i = 0; i < r->n_fields; i++) {
        const sj_field *f = r->fields[i];
        if (r->tags[i] == row->tag && is_same(f->loop, loop->id) && has_key(g, row, f->key))
            add(r, binding_of_field(f));
    }
    if (row == &g->segments[loop->first_segment]) find_parties(r, loop);
    for (unsigned i = 0; i < r->n_parties; i++) {
        const party *p = r->parties[i];
        if (p->own_row && (strcmp(row->id, p->tag) != 0 || !has_key(g, row, p->key))) continue;
        for (size_t k = 0; k < COUNT_OF(party_fields); k++) {
            const struct party_field *f = &party_fields[k];
            bool is_wanted = r->plan->use == SJ_PLAN_ALL || is_summed_party(p, f);
            if (is_wanted && is_same(f->tag, row->id)) add(r, binding_of_party(p, f));
        }
    }
}

static bool goes_on(const sj_binding *b) {
    return b->subject == b[-1].subject && b->party == b[-1].party;
}

static bool is_component(const sj_binding *b) {
    return b->kind == SJ_FIELD_TEXT && b->component;
}

static uint32_t place_of(const sj_binding *b) {
    const sj_at at = {.element = b->element, .component = b->component, .repeat = 1};
    uint32_t place;
    memcpy(&place, (const char *)&at + sizeof at.segment, sizeof place);
    return place;
}

static enum sj_binding_way way_of(const sj_binding *b, bool is_readable_enough) {
    if (is_readable_enough && b->kind == SJ_FIELD_AMTS) return SJ_BIND_READABLE;
    if (is_component(b)) return SJ_BIND_COMPONENTS;
    return b->kind == SJ_FIELD_TEXT ? SJ_BIND_TEXT : SJ_BIND_OTHER;
}

/* Texts first; the rest stays as it is. */
static uint32_t order(sj_binding *b, uint32_t n) {
    uint32_t texts = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (b[i].way != SJ_BIND_TEXT) continue;
        sj_binding one = b[i];
        memmove(&b[texts + 1], &b[texts], (i - texts) * sizeof *b);
        b[texts++] = one;
    }
    return texts;
}

/* Where the texts of a stretch go. Of two from one element the second is a value like others. */
static void place_texts(sj_plan_row *s, sj_binding *b, uint32_t n) {
    for (uint32_t i = 0; i < n; i++) {
        if (b[i].way != SJ_BIND_TEXT) continue;
        if (b[i].element >= SJ_TEXT_ELEMENTS || s->texts >> b[i].element & 1) {
            b[i].way = SJ_BIND_OTHER;
            continue;
        }
        s->texts |= UINT64_C(1) << b[i].element;
        s->offsets[b[i].element] = b[i].offset;
    }
}

/* Is it filled together with the one before: the components of an element, what is in a list of
 * days too, diagnoses and what else stands among them? */
static bool runs_on(const sj_binding *b) {
    const sj_binding *before = b - 1;
    if (before->element != b->element) return false;
    if (b->way == SJ_BIND_COMPONENTS)
        return before->way == b->way && before->component + 1 == b->component;
    return (before->kind == SJ_FIELD_PERIOD && b->kind == SJ_FIELD_DATES) ||
           (before->kind == SJ_FIELD_DIAGNOSES && b->kind == SJ_FIELD_CODES);
}

/* Runs of components begin with the first; others are values as any. */
static void join_runs(sj_binding *b, uint32_t n) {
    for (uint32_t i = 0, first = 0; i < n; i++) {
        if (!i || !runs_on(&b[i])) {
            first = i;
            if (b[i].way == SJ_BIND_COMPONENTS && b[i].component != 1) b[i].way = SJ_BIND_OTHER;
        }
        b[first].run++;
    }
    for (uint32_t i = 0; i < n; i += b[i].run) b[i].step = i + b[i].run < n ? b[i].run : 0;
}

/* What the bindings of one record or party have in common, so that filling need not find out. */
static void join_stretch(sj_plan_row *s, sj_binding *b, uint32_t n, bool is_readable_enough) {
    for (uint32_t i = 0; i < n; i++) b[i].way = (uint8_t)way_of(&b[i], is_readable_enough);
    place_texts(s, b, n);
    uint32_t texts = order(b, n);
    s->party = b->party;
    s->subject = b->subject;
    s->others = texts < n ? b + texts : NULL;
    join_runs(b, n);
    for (uint32_t i = 0; i < n; i++) {
        b[i].place = place_of(&b[i]);
        b[i].fill = sj_fill_of(&b[i]);
    }
}

/* The stretches of a row; those behind the first go to *more. `is_readable_enough`: of AMT segments
 * only that is asked. */
static void join(sj_plan *p, uint16_t row, sj_plan_row **more, bool is_readable_enough) {
    sj_plan_row *r = &p->rows[row];
    sj_binding *b = p->bindings + p->first[row];
    uint32_t n = p->first[row + 1] - p->first[row];
    p->first_more[row] = (uint16_t)(*more - p->more);
    for (uint32_t i = 0, first = 0; i < n; i++) {
        bool is_last = i + 1 == n || !goes_on(&b[i + 1]) || i - first + 1 == UINT8_MAX;
        if (!is_last) continue;
        join_stretch(first == 0 ? r : (*more)++, &b[first], i + 1 - first, is_readable_enough);
        r->n_more += first != 0;
        first = i + 1;
    }
}

static void bind_loops(sj_plan *p) {
    for (uint16_t l = 0; l < p->guide->n_loops; l++) {
        const sj_guide_loop *loop = &p->guide->loops[l];
        p->loops[l] = (sj_plan_loop){.parent = loop->parent, .is_told = loop->unit};
        for (size_t i = 0; i < COUNT_OF(beginnings); i++)
            if (beginnings[i].set == p->set && strcmp(beginnings[i].loop, loop->id) == 0)
                p->loops[l].begins = (uint8_t)beginnings[i].subject;
        p->loops[l].is_told |= p->loops[l].begins != SJ_NO_SUBJECT;
    }
}

/* Room for all rows, and one stretch more for each binding but the first of its row. */
static bool make_rows(sj_plan *p, uint32_t bindings) {
    enum { LINE = sizeof *p->rows };
    size_t rows = p->guide->n_segments + 1u;
    p->memory = sj_calloc(rows + bindings + 1u, LINE);
    if (!p->memory) return false;
    uintptr_t at = (uintptr_t)p->memory;
    p->rows = (sj_plan_row *)(void *)((char *)p->memory + (LINE - at % LINE) % LINE);
    p->more = p->rows + rows;
    return true;
}

static enum sj_row_kind kind_of_row(const sj_plan *p, uint16_t row) {
    if (sj_is_boundary(p->guide->segments[row].tag)) return SJ_ROW_BOUNDARY;
    bool is_bound = p->first[row + 1] > p->first[row];
    if (p->use == SJ_PLAN_SUMS && !is_bound) return SJ_ROW_IDLE;
    return p->rows[row].n_more ? SJ_ROW_MANY : SJ_ROW_PLAIN;
}

sj_status sj_plan_new(sj_plan **out, const sj_guide *guide, sj_err *err) {
    return sj_plan_new_for(out, guide, SJ_PLAN_ALL, err);
}

sj_status sj_plan_new_for(sj_plan **out, const sj_guide *guide, sj_plan_use use, sj_err *err) {
    sj_plan *p = sj_calloc(1, sizeof *p);
    if (!p) goto nomem;
    p->guide = guide;
    p->use = use;
    p->set = sj_field_set_of(guide);
    p->first = sj_calloc(guide->n_segments + 1u, sizeof *p->first);
    p->loops = sj_calloc(guide->n_loops + 1u, sizeof *p->loops);
    p->first_more = sj_calloc(guide->n_segments + 1u, sizeof *p->first_more);
    if (!p->first || !p->loops || !p->first_more) goto nomem;
    run r = {.plan = p};
    find_fields(&r);
    for (uint16_t i = 0; i < guide->n_segments; i++) {
        bind_row(&r, &guide->segments[i]);
        p->first[i + 1] = r.n;
    }
    p->bindings = sj_calloc(r.n + 1u, sizeof *p->bindings);
    if (!p->bindings || !make_rows(p, r.n)) goto nomem;
    r.at = p->bindings;
    r.n = 0;
    /* No sum of an 835 takes an AMT. */
    bool is_readable_enough = use == SJ_PLAN_SUMS && p->set == SJ_FIELDS_835;
    sj_plan_row *more = p->more;
    for (uint16_t i = 0; i < guide->n_segments; i++) {
        bind_row(&r, &guide->segments[i]);
        p->rows[i].loop = guide->segments[i].loop;
        join(p, i, &more, is_readable_enough);
        p->rows[i].kind = (uint8_t)kind_of_row(p, i);
    }
    bind_loops(p);
    *out = p;
    return SJ_OK;
nomem:
    sj_plan_free(p);
    return sj_err_set(err, SJ_ENOMEM, "out of memory");
}

void sj_plan_free(sj_plan *p) {
    if (!p) return;
    sj_free(p->first);
    sj_free(p->bindings);
    sj_free(p->loops);
    sj_free(p->first_more);
    sj_free(p->memory);
    sj_free(p);
}
