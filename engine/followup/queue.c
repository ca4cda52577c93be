/* Queues: a filter over the open denials, and their order. */
#include "engine/followup/queue.h"

#include "engine/followup/tsv.h"

#include <stdio.h>

/* ---- filters ---- */

static bool small_number(sj_str s, int32_t *out) {
    int32_t n = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9' || n > 99999) return false;
        n = n * 10 + (s.ptr[i] - '0');
    }
    *out = n;
    return s.len != 0;
}

static bool take_word(sj_filter *f, sj_str key, sj_str value) {
    const struct {
        const char *key;
        sj_str *to;
    } lists[] = {{"status", &f->status}, {"payer", &f->payer}, {"category", &f->category},
                 {"action", &f->action}, {"kind", &f->kind},   {"owner", &f->owner}};
    if (!value.len) return false;
    if (sj_str_is(key, "owner") && sj_str_is(value, "-")) return f->nobody = true;
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        if (sj_str_is(key, lists[i].key)) {
            *lists[i].to = value;
            return true;
        }
    if (sj_str_is(key, "due")) return small_number(value, &f->due);
    if (sj_str_is(key, "least")) return sj_money_parse(value, &f->least);
    if (!sj_str_is(key, "snoozed")) return false;
    f->snoozed = value.ptr[0];
    return sj_str_is(value, "yes") || sj_str_is(value, "no") || sj_str_is(value, "any");
}

sj_status sj_filter_read(sj_filter *out, sj_str text, sj_err *err) {
    *out = (sj_filter){.due = INT32_MAX, .snoozed = 'n'};
    if (text.len >= sizeof out->text) return sj_err_set(err, SJ_EARG, "the filter is too long");
    if (text.len) memcpy(out->text, text.ptr, text.len);
    sj_str rest = {out->text, text.len};
    while ((rest = sj_str_trim(rest)).len) {
        const char *end = memchr(rest.ptr, ' ', rest.len);
        sj_str word = {rest.ptr, end ? (size_t)(end - rest.ptr) : rest.len};
        const char *eq = memchr(word.ptr, '=', word.len);
        sj_str key = {word.ptr, eq ? (size_t)(eq - word.ptr) : word.len};
        sj_str value = {eq ? eq + 1 : NULL, eq ? word.len - key.len - 1 : 0};
        if (!take_word(out, key, value))
            return sj_err_setf(err, SJ_EARG,
                               "a filter's words are status=, owner=, payer=, category=, action=, "
                               "kind=, due=DAYS, "
                               "least=AMOUNT, snoozed=yes|no|any",
                               "%.*s", SJ_FMT(word));
        rest = (sj_str){rest.ptr + word.len, rest.len - word.len};
    }
    return SJ_OK;
}

static const sj_named_filter named[] = {
    {"all", "snoozed=any", "all open denials"},
    {"today", "", "all that are not snoozed"},
    {"new", "status=new", "nobody has looked at them"},
    {"unassigned", "owner=-", "nobody's"},
    {"due", "due=14", "due within 14 days, or past"},
    {"correct", "action=correct,rebill,void_rebill", "to be corrected or sent anew"},
    {"appeal", "action=appeal,send_records", "to be appealed, or records wanted"},
    {"other-payer", "action=bill_other", "another payer's"},
    {"patient", "action=bill_patient", "to be reviewed, then the patient's"},
    {"underpaid", "kind=underpaid", "paid less than the contract says"},
    {"waiting", "status=waiting snoozed=any", "an answer is awaited"},
    {"snoozed", "snoozed=yes", "their day lies ahead"},
    {NULL, NULL, NULL}};

const sj_named_filter *sj_filter_named_at(size_t i) {
    return i < sizeof named / sizeof *named - 1 ? &named[i] : NULL;
}

typedef struct finder {
    sj_str name;
    char filter[SJ_FILTER_TEXT];
    bool found;
} finder;

static bool take_queue(void *ctx, sj_str name, sj_str filter) {
    finder *f = ctx;
    if (!sj_str_eq(name, f->name)) return true;
    snprintf(f->filter, sizeof f->filter, "%.*s", SJ_FMT(filter));
    f->found = true;
    return false;
}

sj_status sj_filter_by_name(sj_filter *out, sj_store *s, sj_str name, sj_err *err) {
    for (const sj_named_filter *n = named; n->name; n++)
        if (sj_str_is(name, n->name)) return sj_filter_read(out, sj_str_of(n->filter), err);
    finder f = {.name = name};
    sj_status status = sj_work_queues(s, take_queue, &f, err);
    if (status != SJ_OK) return status;
    if (f.found) return sj_filter_read(out, sj_str_of(f.filter), err);
    return sj_err_setf(err, SJ_ENOTFOUND,
                       "there is no such queue: 'scrubjay denials queues' lists them", "%.*s",
                       SJ_FMT(name));
}

/* ---- chances and priority ---- */

static bool take_result(void *ctx, sj_str category, uint32_t n, uint32_t won) {
    sj_chances *c = ctx;
    for (size_t i = 0; i < c->n; i++) {
        if (!sj_str_eq(c->v[i].category, category)) continue;
        c->v[i].n = n;
        c->v[i].won = won;
        if (n < SJ_QUEUE_ENOUGH) continue;
        c->v[i].own = true;
        c->v[i].chance = (uint16_t)((uint64_t)won * 1000 / n);
    }
    return true;
}

sj_status sj_chances_read(sj_chances *out, sj_store *s, const sj_reasons *r, sj_err *err) {
    const sj_category *k;
    *out = (sj_chances){.n = 0};
    for (size_t i = 0; (k = sj_reasons_category_at(r, i)) && out->n < SJ_QUEUE_CATEGORIES; i++) {
        out->v[out->n].category = k->name;
        out->v[out->n++].chance = k->recover;
    }
    return sj_work_results(s, take_result, out, err);
}

uint16_t sj_chance_of(const sj_chances *c, sj_str category) {
    for (size_t i = 0; i < c->n; i++)
        if (sj_str_eq(c->v[i].category, category)) return c->v[i].chance ? c->v[i].chance : 10;
    return 100;
}

int64_t sj_priority(sj_money amount, uint16_t chance, sj_date due, sj_date as_of) {
    int64_t left = due == SJ_NO_DATE ? 365 : due - as_of, worth;
    if (__builtin_mul_overflow(amount, (int64_t)chance, &worth)) return INT64_MAX;
    return worth / (left > 1 ? left : 1);
}
