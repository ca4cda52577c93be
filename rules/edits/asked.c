/* rules/edits/asked.c - asks the tables of codes, all at once. */
#include "rules/edits/ncci.h"

static bool ask_limit(procedure_answer *out, sj_day_span *days, const sj_tables *t,
                      sj_code_kind kind, sj_str code, sj_date on) {
    sj_mue_info limit;
    sj_tables_narrow(days, t, kind, code, on);
    if (sj_tables_mue(t, kind, code, on, &limit) != SJ_CODE_VALID) return false;
    out->units = limit.units;
    out->mai = limit.mai;
    out->is_limited = true;
    return true;
}

static void ask_limits(procedure_answer *out, sj_day_span *days, const sj_scrub *s, uint8_t shape,
                       sj_str code, sj_date on) {
    const sj_tables *t = s->opts.tables;
    if (s->c->type == SJ_CLAIM_837I)
        (void)ask_limit(out, days, t, SJ_CODES_MUE_HOSPITAL, code, on);
    else if (!ask_limit(out, days, t, SJ_CODES_MUE_PRACTITIONER, code, on) && shape == SHAPE_HCPCS)
        (void)ask_limit(out, days, t, SJ_CODES_MUE_DME, code, on);
}

static void ask_addon(procedure_answer *out, sj_day_span *days, const sj_tables *t, sj_str code,
                      sj_date on) {
    sj_addon_info addon;
    uint32_t number = sj_tables_pair_code(t, SJ_CODES_ADDON, code);
    sj_tables_narrow_pairs(days, t, SJ_CODES_ADDON, number, 0, on);
    if (sj_tables_addon(t, code, on, &addon) != SJ_CODE_VALID) return;
    out->is_addon = true;
    out->type = addon.type;
    out->contractor = addon.contractor;
}

static void ask_fee(procedure_answer *out, sj_day_span *days, const sj_tables *t, sj_str code,
                    sj_date on) {
    sj_fee_info fee = {.status = 0}; /* a row without values stays so */
    sj_tables_narrow(days, t, SJ_CODES_FEE, code, on);
    if (sj_tables_fee(t, code, NO_FACT, on, &fee) != SJ_CODE_VALID) return;
    sj_fee_describe(out, &fee);
}

procedure_answer sj_ask_procedure(const sj_scrub *s, uint8_t shape, sj_str code, sj_date on,
                                  sj_day_span *days) {
    const sj_tables *t = s->opts.tables;
    const sj_code_kind kind = table_of_shape(shape);
    procedure_answer out = {.state = SJ_CODE_VALID};
    if (kind != SJ_CODES_KINDS) {
        out.state = (uint8_t)sj_tables_lookup(t, kind, code, on, NULL);
        sj_tables_narrow(days, t, kind, code, on);
    }
    if (s->c->type == SJ_CLAIM_837D) return out;
    out.pair = sj_tables_pair_code(t, sj_ncci_pairs_of(s), code);
    ask_limits(&out, days, s, shape, code, on);
    ask_addon(&out, days, t, code, on);
    ask_fee(&out, days, t, code, on);
    return out;
}

void sj_ask_anew(sj_scrub *s) {
    uint32_t changes = sj_tables_changes(s->opts.tables);
    if (s->changes == changes) return;
    memset(s->known.codes, 0, sizeof s->known.codes);
    memset(s->known.dx, 0, sizeof s->known.dx);
    memset(s->known.modifiers, 0, sizeof s->known.modifiers);
    memset(s->pairs, 0, sizeof s->pairs);
    s->changes = changes;
}

static char indicator_of(const sj_tables *t, sj_code_kind kind, uint32_t column1, uint32_t column2,
                         sj_date on, sj_day_span *days) {
    sj_ptp_info info;
    sj_tables_narrow_pairs(days, t, kind, column1, column2, on);
    if (sj_tables_ptp_numbered(t, kind, column1, column2, on, &info) != SJ_CODE_VALID) return 0;
    return info.modifier;
}

const asked_pair *sj_ask_pair(sj_scrub *s, uint32_t first, uint32_t second, sj_date on) {
    const sj_code_kind kind = sj_ncci_pairs_of(s);
    const uint64_t key = (uint64_t)first | (uint64_t)second << 24 | (uint64_t)(kind + 1) << 48;
    asked_pair *at = &s->pairs[spread(key) >> (64 - PAIR_BITS)];
    if (at->key == key && sj_is_within(&at->days, on)) return at;
    *at = (asked_pair){.key = key, .days = SJ_ALL_DAYS};
    at->first = indicator_of(s->opts.tables, kind, first, second, on, &at->days);
    at->second = indicator_of(s->opts.tables, kind, second, first, on, &at->days);
    return at;
}
