/* rules/packs/fields.c - the catalogue joined from the model's members and the derived fields. */
#include "rules/packs/fields.h"

#include "parsers/base/alloc.h"

#include <stdio.h>
#include <stdlib.h>

/* How the model's kinds look to rules; lists, and what has a derived field instead, are left out.
 */
static bool type_of(sj_field_kind kind, sj_expr_type *out) {
    switch (kind) {
    case SJ_FIELD_TEXT:
    case SJ_FIELD_PHONE:
        return *out = SJ_EXPR_TEXT, true;
    case SJ_FIELD_AMOUNT:
        return *out = SJ_EXPR_MONEY, true;
    case SJ_FIELD_QUANTITY:
        return *out = SJ_EXPR_NUMBER, true;
    case SJ_FIELD_DAY:
    case SJ_FIELD_DTP_DAY:
        return *out = SJ_EXPR_DATE, true;
    case SJ_FIELD_FLAG:
        return *out = SJ_EXPR_BOOL, true;
    default:
        return false;
    }
}

static bool scope_of(sj_subject subject, sj_scope *out) {
    switch (subject) {
    case SJ_SUBJECT_LINE:
        return *out = SCOPE_LINE, true;
    case SJ_SUBJECT_OTHER:
        return *out = SCOPE_OTHER, true;
    case SJ_SUBJECT_HEADER:
    case SJ_SUBJECT_BILLING:
    case SJ_SUBJECT_SUBSCRIBER:
    case SJ_SUBJECT_PATIENT:
    case SJ_SUBJECT_CLAIM:
        return *out = SCOPE_CLAIM, true;
    default: /* decisions of other payers on lines: edits look at these */
        return false;
    }
}

enum {
    SCOPE_PEER = SCOPE_COUNT /* only in fields.def */
};

static const sj_rule_field derived[] = {
#define FIELD(name, subject, type, getter, places, what)                                           \
    {name,                                                                                         \
     SJ_EXPR_##type,                                                                               \
     (int)SCOPE_##subject == SCOPE_PEER ? SCOPE_LINE : (sj_scope)SCOPE_##subject,                  \
     (int)SCOPE_##subject == SCOPE_PEER,                                                           \
     {.offset = 0},                                                                                \
     NOT_PLAIN,                                                                                    \
     sj_get_##getter,                                                                              \
     places,                                                                                       \
     what},
#include "rules/packs/fields.def"
#undef FIELD
};
enum { N_DERIVED = sizeof derived / sizeof *derived };

static sj_plain plain_of(const sj_rule_field *f) {
    const sj_member *m = &f->member;
    if (f->get || f->type != SJ_EXPR_TEXT || m->party != SJ_IN_RECORD) return NOT_PLAIN;
    switch (m->subject) {
    case SJ_SUBJECT_CLAIM:
        return PLAIN_CLAIM;
    case SJ_SUBJECT_SUBSCRIBER:
        return PLAIN_SUBSCRIBER;
    case SJ_SUBJECT_LINE:
        return PLAIN_LINE;
    default:
        return NOT_PLAIN;
    }
}

static int by_name(const void *a, const void *b) {
    return strcmp(((const sj_rule_field *)a)->name, ((const sj_rule_field *)b)->name);
}

/* Room for so many; false when there is no memory. */
static bool make_room(sj_fields *f, size_t *capacity, size_t n) {
    if (n <= *capacity) return true;
    size_t more = *capacity ? 2 * *capacity : 512;
    sj_rule_field *grown = sj_realloc(f->v, more * sizeof *grown);
    if (!grown) return false;
    f->v = grown;
    *capacity = more;
    return true;
}

/* The members that are fields, and then the derived ones. False when there is no memory. */
static bool take_all(sj_fields *f) {
    sj_member m;
    size_t capacity = 0;
    for (size_t i = 0; sj_member_at(i, &m); i++) {
        sj_rule_field one = {.type = SJ_EXPR_TEXT};
        if (m.set != SJ_FIELDS_837 || !type_of(m.kind, &one.type) ||
            !scope_of(m.subject, &one.scope))
            continue;
        memcpy(one.name, m.name, sizeof one.name);
        one.member = m;
        one.plain = plain_of(&one);
        if (!make_room(f, &capacity, f->n + 1)) return false;
        f->v[f->n++] = one;
    }
    if (!make_room(f, &capacity, f->n + N_DERIVED)) return false;
    memcpy(f->v + f->n, derived, sizeof derived);
    f->n += N_DERIVED;
    return true;
}

/* Two of one name: SV1, SV2 and SV3 fill the same member, and a derived field takes its place. */
static void merge(sj_rule_field *to, const sj_rule_field *more) {
    const sj_member *member = to->member.name[0] ? &to->member : &more->member;
    sj_rule_field one = more->get ? *more : *to;
    one.member = *member;
    *to = one;
}

sj_status sj_fields_new(sj_fields **out, sj_err *err) {
    *out = NULL;
    sj_fields *f = sj_calloc(1, sizeof *f);
    if (!f || !take_all(f)) {
        sj_fields_free(f);
        return sj_err_set(err, SJ_ENOMEM, "out of memory");
    }
    qsort(f->v, f->n, sizeof *f->v, by_name);
    size_t n = 0;
    for (size_t i = 0; i < f->n; i++) {
        if (n && strcmp(f->v[n - 1].name, f->v[i].name) == 0)
            merge(&f->v[n - 1], &f->v[i]);
        else
            f->v[n++] = f->v[i];
    }
    f->n = n;
    *out = f;
    return SJ_OK;
}

void sj_fields_free(sj_fields *f) {
    if (!f) return;
    sj_free(f->v);
    sj_free(f);
}

const sj_rule_field *sj_fields_get(const sj_fields *f, sj_str name) {
    sj_rule_field key;
    if (name.len >= sizeof key.name) return NULL;
    if (name.len) memcpy(key.name, name.ptr, name.len);
    key.name[name.len] = 0;
    return bsearch(&key, f->v, f->n, sizeof key, by_name);
}

static const char *const scopes[SCOPE_COUNT] = {[SCOPE_LINE] = "line",
                                                [SCOPE_DIAGNOSIS] = "diagnosis",
                                                [SCOPE_PROVIDER] = "provider",
                                                [SCOPE_CODE] = "code",
                                                [SCOPE_OTHER] = "other"};

const char *sj_scope_name(sj_scope scope) {
    return scope < SCOPE_COUNT ? scopes[scope] : NULL;
}

bool sj_scope_find(sj_str name, sj_scope *out) {
    for (int i = SCOPE_LINE; i < SCOPE_COUNT; i++)
        if (sj_str_is(name, scopes[i])) return *out = (sj_scope)i, true;
    return false;
}

void sj_fact_text(sj_fact *out, const sj_text *t) {
    out->value.missing = !SJ_HAS(*t) || t->v.len == 0;
    out->value.text = t->v;
    out->at = t->at;
}

void sj_member_get(const void *record, const sj_member *m, sj_fact *out) {
    const char *at = record;
    if (m->party != SJ_IN_RECORD) at = *(const char *const *)(at + m->party);
    at += m->offset;
    switch (m->kind) {
    case SJ_FIELD_AMOUNT: {
        const sj_amount *a = (const sj_amount *)at;
        *out = (sj_fact){{.missing = !SJ_HAS(*a), .n = a->v}, a->at};
        break;
    }
    case SJ_FIELD_QUANTITY: {
        const sj_number *q = (const sj_number *)at;
        *out = (sj_fact){{.missing = !SJ_HAS(*q), .n = q->v}, q->at};
        break;
    }
    case SJ_FIELD_DAY:
    case SJ_FIELD_DTP_DAY: {
        const sj_day *d = (const sj_day *)at;
        *out = (sj_fact){{.missing = !SJ_HAS(*d) || d->v == SJ_NO_DATE, .n = d->v}, d->at};
        break;
    }
    case SJ_FIELD_FLAG:
        out->value.yes = *(const bool *)at;
        break;
    default:
        sj_fact_text(out, (const sj_text *)at);
    }
}
