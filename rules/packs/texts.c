/* rules/packs/texts.c - the texts of a rule, and values in them. */
#include "rules/packs/pack.h"

#include <stdio.h>

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Which of the finding's three facts a field is; a new one takes the next that is free. */
static const char *fact_of(sj_rule *r, const sj_fields *fields, uint32_t slot) {
    if (slot == r->at && fields->v[SLOT_FIELD(slot)].type == SJ_EXPR_TEXT) return "{value}";
    if (r->a == slot || r->a == NO_SLOT) return r->a = slot, "{a}";
    if (r->b == slot || r->b == NO_SLOT) return r->b = slot, "{b}";
    return NULL;
}

static sj_status complain(sj_err *err, size_t offset, const char *msg, sj_str found,
                          const char *hint) {
    sj_err_setf(err, SJ_EARG, msg, "found {%.*s}%s%s", SJ_FMT(found), *hint ? "; " : "", hint);
    if (err) err->column = (uint32_t)offset + 1;
    return SJ_EARG;
}

sj_status sj_texts_make(sj_rule *rule, const sj_names *names, sj_arena *arena, const char *text,
                        const char **out, const char **plain, sj_err *err) {
    size_t len = strlen(text), n = 0, m = 0;
    char *to = sj_arena_alloc(arena, 4 * len + 1), *as_is = sj_arena_alloc(arena, len + 1);
    if (!to || !as_is) return sj_err_set(err, SJ_ENOMEM, "out of memory");
    for (size_t i = 0; i < len; i++) {
        if (is_blank(text[i])) {
            if (n && to[n - 1] != ' ') to[n++] = as_is[m++] = ' ';
            continue;
        }
        const char *close = text[i] == '{' ? strchr(text + i, '}') : NULL;
        if (!close) {
            to[n++] = as_is[m++] = text[i];
            continue;
        }
        sj_str name = {text + i + 1, (size_t)(close - text) - i - 1};
        uint32_t slot;
        char hint[96] = "";
        if (!sj_names_field(names, name, -1, &slot)) {
            sj_names_suggest(names, name, -1, hint, sizeof hint);
            return complain(err, i, "there is no field of this name here", name, hint);
        }
        const char *fact = fact_of(rule, names->fields, slot);
        if (!fact)
            return complain(err, i,
                            "the texts of a rule show three fields at the most: that at its place, "
                            "and two more",
                            name, hint);
        memcpy(to + n, fact, strlen(fact));
        n += strlen(fact);
        memcpy(as_is + m, text + i, name.len + 2);
        m += name.len + 2;
        i += name.len + 1;
    }
    while (n && to[n - 1] == ' ') n--, m--;
    to[n] = as_is[m] = 0;
    *out = to;
    *plain = as_is;
    return SJ_OK;
}

static sj_str print_list(const sj_expr_value *v, char *buf, size_t cap) {
    size_t n = 0;
    for (uint32_t i = 0; i < v->n_items; i++) {
        int len = snprintf(buf + n, cap - n, "%s%.*s", i ? " " : "", SJ_FMT(v->items[i]));
        if (len < 0 || (size_t)len >= cap - n) break;
        n += (size_t)len;
    }
    return (sj_str){buf, n};
}

sj_str sj_value_print(const sj_expr_value *v, sj_expr_type type, char *buf, size_t cap) {
    if (cap < SJ_MONEY_SIZE + 8) return (sj_str){NULL, 0};
    if (v->missing) return SJ_STR("none");
    switch (type) {
    case SJ_EXPR_BOOL:
        return v->yes ? SJ_STR("yes") : SJ_STR("no");
    case SJ_EXPR_TEXT:
        return v->text;
    case SJ_EXPR_NUMBER:
        return (sj_str){buf, sj_quantity_print(v->n, buf)};
    case SJ_EXPR_MONEY:
        return (sj_str){buf, sj_money_print_people(v->n, buf)};
    case SJ_EXPR_DATE:
        return (sj_str){buf, sj_date_print_people((sj_date)v->n, buf)};
    case SJ_EXPR_LIST:
        return v->n_items ? print_list(v, buf, cap) : SJ_STR("none");
    }
    return (sj_str){NULL, 0};
}
