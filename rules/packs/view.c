/* rules/packs/view.c - visits, and the values of fields. */
#include "rules/packs/view.h"

#include "rules/packs/fields.h"
#include "rules/packs/functions.h"

/* Visits of one claim by all rules together: more than any honest set of rules makes of a claim of
 * a thousand lines, and some tenth of a second. */
enum { BUDGET = 4000000 };

void sj_view_begin(sj_view *v, const sj_fields *fields, const sj_claim *c,
                   const sj_tables *tables) {
    v->claim = c;
    v->fields = fields;
    v->tables = tables;
    v->partner = (sj_str){NULL, 0};
    v->budget = BUDGET;
    memset(v->depth, 0, sizeof v->depth);
    v->has_providers = false;
}

static void add_provider(sj_view *v, const char *role, const sj_party *p) {
    if (v->n_providers < MAX_PROVIDERS && (SJ_HAS(p->last) || SJ_HAS(p->id)))
        v->providers[v->n_providers++] = (sj_provider){role, p};
}

static void gather_providers(sj_view *v) {
    const sj_claim *c = v->claim;
    v->n_providers = 0;
    v->has_providers = true;
    add_provider(v, "billing", &c->billing->provider);
    add_provider(v, "referring", c->referring);
    add_provider(v, "rendering", c->rendering);
    add_provider(v, "facility", c->facility);
    add_provider(v, "supervising", c->supervising);
    add_provider(v, "attending", c->attending);
    add_provider(v, "operating", c->operating);
    add_provider(v, "other operating", c->other_operating);
    for (uint16_t i = 0; i < c->lines.n; i++) {
        const sj_line *l = &c->lines.v[i];
        add_provider(v, "rendering", l->rendering);
        add_provider(v, "ordering", l->ordering);
        add_provider(v, "referring", l->referring);
        add_provider(v, "supervising", l->supervising);
        add_provider(v, "facility", l->facility);
        add_provider(v, "purchased", l->purchased);
    }
}

uint32_t sj_view_count(sj_view *v, sj_scope scope) {
    const sj_claim *c = v->claim;
    switch (scope) {
    case SCOPE_LINE:
        return c->lines.n;
    case SCOPE_DIAGNOSIS:
        return c->diagnoses.n;
    case SCOPE_CODE:
        return c->codes.n;
    case SCOPE_OTHER:
        return c->others.n;
    case SCOPE_PROVIDER:
        if (!v->has_providers) gather_providers(v);
        return v->n_providers;
    case SCOPE_CLAIM:
    case SCOPE_COUNT:
        break;
    }
    return 0;
}

void sj_view_visit(sj_view *v, sj_scope scope, uint32_t i) {
    v->visits[scope][v->depth[scope]++] = (uint16_t)i;
}

void sj_view_leave(sj_view *v, sj_scope scope) {
    v->depth[scope]--;
}

/* Where the patient is the subscriber, what is asked of the patient stands with the subscriber. */
static void get_patient(const sj_claim *c, const sj_member *m, sj_fact *out) {
    if (c->patient) {
        sj_member_get(c->patient, m, out);
        return;
    }
    sj_member same = *m;
    if (m->offset == offsetof(sj_patient, died)) {
        same.offset = offsetof(sj_subscriber, died);
    } else if (m->offset >= offsetof(sj_patient, name) &&
               m->offset < offsetof(sj_patient, name) + sizeof(sj_party)) {
        same.offset =
            (uint16_t)(m->offset - offsetof(sj_patient, name) + offsetof(sj_subscriber, name));
    } else if (m->offset >= offsetof(sj_patient, person) &&
               m->offset < offsetof(sj_patient, person) + sizeof(sj_person)) {
        same.offset =
            (uint16_t)(m->offset - offsetof(sj_patient, person) + offsetof(sj_subscriber, person));
    } else {
        out->value.missing = true;
        return;
    }
    sj_member_get(c->subscriber, &same, out);
}

static void get_member(const sj_view *v, const sj_rule_field *f, bool outer, sj_fact *out) {
    const sj_claim *c = v->claim;
    const void *record = NULL;
    int i = f->scope == SCOPE_CLAIM ? 0 : sj_view_at(v, f->scope, outer);
    switch (f->member.subject) {
    case SJ_SUBJECT_HEADER:
        record = c->header;
        break;
    case SJ_SUBJECT_BILLING:
        record = c->billing;
        break;
    case SJ_SUBJECT_SUBSCRIBER:
        record = c->subscriber;
        break;
    case SJ_SUBJECT_PATIENT:
        get_patient(c, &f->member, out);
        return;
    case SJ_SUBJECT_CLAIM:
        record = c;
        break;
    case SJ_SUBJECT_LINE:
        if (i >= 0) record = &c->lines.v[i];
        break;
    case SJ_SUBJECT_OTHER:
        if (i >= 0) record = &c->others.v[i];
        break;
    default:
        break;
    }
    if (record)
        sj_member_get(record, &f->member, out);
    else
        out->value.missing = true;
}

/* The record that a plain text lies in; NULL: no line is at hand. */
static const char *plain_record(const sj_view *v, sj_plain plain, bool outer) {
    const sj_claim *c = v->claim;
    if (plain == PLAIN_CLAIM) return (const char *)c;
    if (plain == PLAIN_SUBSCRIBER) return (const char *)c->subscriber;
    int i = sj_view_at(v, SCOPE_LINE, outer);
    return i >= 0 ? (const char *)&c->lines.v[i] : NULL;
}

/* What is no plain text. */
static void get_other(sj_view *v, const sj_rule_field *f, bool outer, sj_fact *out) {
    *out = (sj_fact){.at = {.segment = 0}};
    if (!f->get)
        get_member(v, f, outer, out);
    else if (f->scope == SCOPE_CLAIM || sj_view_at(v, f->scope, outer) >= 0)
        f->get(v, outer, out);
    else
        out->value.missing = true;
    if (f->type == SJ_EXPR_LIST && out->value.n_items == 0) out->value.missing = true;
}

void sj_view_get(sj_view *v, uint32_t slot, sj_fact *out) {
    const sj_rule_field *f = &v->fields->v[SLOT_FIELD(slot)];
    bool outer = SLOT_OUTER(slot);
    const char *record = f->plain ? plain_record(v, f->plain, outer) : NULL;
    if (!record) {
        get_other(v, f, outer, out);
        return;
    }
    *out = (sj_fact){.at = {.segment = 0}};
    sj_fact_text(out, (const sj_text *)(record + f->member.offset));
}

/* Kept apart, so that plain texts need no room for it. */
static __attribute__((noinline)) void other_value(sj_view *v, const sj_rule_field *f, bool outer,
                                                  sj_expr_value *out) {
    sj_fact fact;
    get_other(v, f, outer, &fact);
    *out = fact.value;
}

void sj_view_value(sj_view *v, uint32_t slot, sj_expr_value *out) {
    const sj_rule_field *f = &v->fields->v[SLOT_FIELD(slot)];
    const char *record = f->plain ? plain_record(v, f->plain, SLOT_OUTER(slot)) : NULL;
    if (!record) {
        other_value(v, f, SLOT_OUTER(slot), out);
        return;
    }
    const sj_text *t = (const sj_text *)(record + f->member.offset);
    out->missing = !SJ_HAS(*t) || t->v.len == 0;
    out->text = t->v;
}

void sj_view_list(sj_view *v, sj_fact *out) {
    v->list = (v->list + 1) % LIST_BUFFERS;
    out->value.items = v->lists[v->list];
    out->value.n_items = 0;
}

void sj_view_add(sj_view *v, sj_fact *out, sj_str text) {
    if (text.len && out->value.n_items < SJ_EXPR_MAX_LIST)
        v->lists[v->list][out->value.n_items++] = text;
}

char *sj_view_text(sj_view *v) {
    v->n_text = (v->n_text + 1) % (sizeof v->text / sizeof *v->text);
    return v->text[v->n_text];
}

static void get(void *ctx, uint32_t slot, sj_expr_value *out) {
    sj_view_value(ctx, slot, out);
}

static uint32_t count(void *ctx, int scope) {
    return sj_view_count(ctx, (sj_scope)scope);
}

static void visit(void *ctx, int scope, uint32_t i) {
    sj_view_visit(ctx, (sj_scope)scope, i);
}

static void leave(void *ctx, int scope) {
    sj_view_leave(ctx, (sj_scope)scope);
}

static void call(void *ctx, unsigned id, const sj_expr_value *args, sj_expr_value *out) {
    sj_view *v = ctx;
    sj_function_call(v->tables, id, args, sj_view_text(v), out);
}

const sj_expr_values sj_view_values = {
    .get = get, .count = count, .visit = visit, .leave = leave, .call = call};
