/* The decision table, read and asked. A ruling is asked for each adjustment of a remittance: what
 * most rows ask for is compared as bits, lists only behind that. */
#include "engine/followup/decisions.h"

#include "engine/followup/decide.h"
#include "engine/followup/tsv.h"

static const char *const fact_names[SJ_RULED_FACTS] = {
    "denied",     "pended", "paid",         "patient",     "contractual", "unpaid",
    "no-patient", "remark", "in-paid-line", "written-off", "short"};
static const char *const group_names[] = {"CO", "PR", "OA", "PI", "CR"};
static const char *const kind_names[] = {"unknown", "denial", "contractual",
                                         "patient", "info",   "pended"};

enum { GROUPS = sizeof group_names / sizeof *group_names, KINDS = SJ_REASON_PENDED + 1 };

/* A list of words as bits; false when one is not among the names. */
static bool read_bits(sj_str list, const char *const *names, size_t n, uint16_t *out) {
    *out = 0;
    while (list.len) {
        const char *end = memchr(list.ptr, ',', list.len);
        sj_str word = {list.ptr, end ? (size_t)(end - list.ptr) : list.len};
        size_t i = 0, taken = word.len + (end != NULL);
        while (i < n && !sj_str_is(word, names[i])) i++;
        if (i == n) return false;
        *out |= (uint16_t)(1u << i);
        list = (sj_str){list.ptr + taken, list.len - taken};
    }
    return true;
}

static uint8_t read_about(sj_str s) {
    return sj_str_is(s, "money")   ? SJ_RULES_MONEY
           : sj_str_is(s, "line")  ? SJ_RULES_LINE
           : sj_str_is(s, "claim") ? SJ_RULES_CLAIM
           : sj_str_is(s, "both")  ? SJ_RULES_LINE | SJ_RULES_CLAIM
                                   : 0;
}

static uint8_t read_makes(sj_str s, uint8_t about) {
    if (about != SJ_RULES_MONEY) return (uint8_t)sj_line_kind_of(s);
    for (int k = SJ_REASON_DENIAL; k < KINDS; k++)
        if (sj_str_is(s, kind_names[k])) return (uint8_t)k;
    return 0;
}

bool sj_rule_read(sj_rule *out, const sj_str *c) {
    uint16_t groups, kinds;
    *out = (sj_rule){
        .statuses = c[2], .carcs = c[4], .categories = c[6], .rarcs = c[7], .words = c[10]};
    for (size_t i = 0; i < c[0].len && out->number < 1000; i++)
        if (c[0].ptr[i] >= '0' && c[0].ptr[i] <= '9')
            out->number = (uint16_t)(out->number * 10 + (c[0].ptr[i] - '0'));
    out->about = read_about(c[1]);
    out->makes = read_makes(c[9], out->about);
    bool good = read_bits(c[3], group_names, GROUPS, &groups) &&
                read_bits(c[5], kind_names, KINDS, &kinds) &&
                read_bits(c[8], fact_names, SJ_RULED_FACTS, &out->facts);
    out->groups = (uint8_t)groups;
    out->kinds = (uint8_t)kinds;
    return good && out->number && out->about && out->makes && out->words.len;
}

const sj_str *sj_remark_at(const sj_payment *p, const sj_payment_line *line, size_t i) {
    size_t own = line ? line->remarks.n : 0;
    if (i < own) return &line->remarks.v[i].v;
    return p && i - own < p->remarks.n ? &p->remarks.v[i - own].v : NULL;
}

static bool has_remark_of(const sj_ruling *what, sj_str list) {
    const sj_str *code;
    for (size_t i = 0; (code = sj_remark_at(what->payment, what->line, i)); i++)
        if (sj_tsv_lists(list, *code)) return true;
    return false;
}

static uint8_t group_bit(sj_str group) {
    for (int i = 0; i < GROUPS; i++)
        if (sj_str_is(group, group_names[i])) return (uint8_t)(1u << i);
    return 0;
}

static bool fits(const sj_rule *rule, const sj_ruling *what, uint8_t group, uint8_t kind) {
    if (!(rule->about & what->about) || (rule->facts & what->facts) != rule->facts) return false;
    if ((rule->groups && !(rule->groups & group)) || (rule->kinds && !(rule->kinds & kind)))
        return false;
    if (rule->statuses.len && !sj_tsv_lists(rule->statuses, what->status)) return false;
    if (rule->carcs.len && !sj_tsv_lists(rule->carcs, what->carc)) return false;
    if (rule->categories.len &&
        !(what->category && sj_tsv_lists(rule->categories, what->category->name)))
        return false;
    return !rule->rarcs.len || has_remark_of(what, rule->rarcs);
}

const sj_rule *sj_rules_decide(const sj_reasons *r, const sj_ruling *what) {
    uint8_t group = group_bit(what->group);
    uint8_t kind = what->reason     ? (uint8_t)(1u << what->reason->category->kind)
                   : what->carc.len ? 1
                                    : 0;
    const sj_rule *rule, *last = NULL;
    for (size_t i = 0; (rule = sj_rules_at(r, i)); i++) {
        if (fits(rule, what, group, kind)) return rule;
        if (rule->about & what->about) last = rule;
    }
    return last; /* the table's last rows ask for nothing: sj_reasons_new sees to that */
}

const sj_rule *sj_rules_find(const sj_reasons *r, unsigned number) {
    const sj_rule *rule;
    for (size_t i = 0; (rule = sj_rules_at(r, i)); i++)
        if (rule->number == number) return rule;
    return NULL;
}
