/* rules/codes/pair_lookup.c - what is asked of tables of pairs: NCCI edits, add-on codes. */
#include "rules/codes/pairs.h"

/* The rows of a pair within those of its first code: they are sorted by second code. */
static const sj_pair_row *find_second(const sj_pair_row *rows, size_t *n, uint32_t second) {
    const sj_pair_row *at = rows, *end = rows + *n;
    size_t left = *n;
    while (left > 1) {
        size_t half = left / 2;
        at += at[half - 1].second < second ? half : 0;
        left -= half;
    }
    if (left && at->second < second) at++;
    const sj_pair_row *last = at;
    while (last < end && last->second == second) last++;
    *n = (size_t)(last - at);
    return at;
}

void sj_pair_tell(sj_code_info *info, const sj_pairs_view *v, const sj_pair_terms *terms) {
    *info = (sj_code_info){.effective = terms->effective,
                           .terminated = terms->deleted,
                           .attributes = terms->attributes & SJ_ROW_MEANING,
                           .inferred = terms->attributes & SJ_ROW_INFERRED,
                           .text = sj_pairs_text(v, terms),
                           .max_age = UINT8_MAX};
}

/* State of a pair; *terms as in sj_pairs_state. */
static sj_code_state ask(const sj_pairs_view *v, uint32_t first, uint32_t second, sj_date on,
                         const sj_pair_terms **terms) {
    const sj_pair_row *rows;
    size_t n;
    *terms = NULL;
    if (!sj_pairs_group(v, first, &rows, &n)) return SJ_CODE_NO_TABLE;
    if (second == 0) n = 0;
    if (n) rows = find_second(rows, &n, second);
    return sj_pairs_state(v, rows, n, on, terms);
}

uint32_t sj_tables_pair_code(const sj_tables *t, sj_code_kind kind, sj_str code) {
    const sj_pairs_view *v = sj_tables_pairs(t, kind);
    return v ? sj_pairs_number(v, code) : 0;
}

sj_code_state sj_tables_ptp_numbered(const sj_tables *t, sj_code_kind kind, uint32_t column1,
                                     uint32_t column2, sj_date on, sj_ptp_info *info) {
    const sj_pairs_view *v = sj_tables_pairs(t, kind);
    if (!v || kind == SJ_CODES_ADDON) return SJ_CODE_NO_TABLE;
    const sj_pair_terms *terms;
    sj_code_state state = ask(v, column1, column2, on, &terms);
    if (terms && info)
        *info = (sj_ptp_info){.effective = terms->effective,
                              .deleted = terms->deleted,
                              .modifier = (char)(terms->attributes & SJ_PAIR_INDICATOR),
                              .before_1996 = terms->attributes & SJ_PAIR_OLD,
                              .rationale = sj_pairs_text(v, terms)};
    return state;
}

sj_code_state sj_tables_ptp(const sj_tables *t, sj_code_kind kind, sj_str column1, sj_str column2,
                            sj_date on, sj_ptp_info *info) {
    return sj_tables_ptp_numbered(t, kind, sj_tables_pair_code(t, kind, column1),
                                  sj_tables_pair_code(t, kind, column2), on, info);
}

void sj_tables_narrow_pairs(sj_day_span *io, const sj_tables *t, sj_code_kind kind, uint32_t first,
                            uint32_t second, sj_date on) {
    const sj_pairs_view *v = sj_tables_pairs(t, kind);
    const sj_pair_row *rows;
    size_t n;
    if (!v) return;
    sj_span_part_by_coverage(io, on, &v->coverage);
    if (!sj_pairs_group(v, first, &rows, &n)) return;
    if (n && second) rows = find_second(rows, &n, second);
    for (size_t i = 0; i < n; i++) {
        const sj_pair_terms *terms = &v->terms[rows[i].terms];
        sj_span_part_by_days(io, on, terms->effective, terms->deleted);
    }
}

/* A primary that stands for the contractor's own list. */
static const char any_primary[] = "CCCCC";

static void fill_addon(sj_addon_info *info, const sj_pair_terms *terms, bool contractor) {
    if (terms && info)
        *info = (sj_addon_info){.effective = terms->effective,
                                .deleted = terms->deleted,
                                .type = (uint8_t)(terms->attributes & SJ_PAIR_INDICATOR),
                                .contractor = contractor};
}

sj_code_state sj_tables_addon(const sj_tables *t, sj_str addon, sj_date on, sj_addon_info *info) {
    const sj_pairs_view *v = sj_tables_pairs(t, SJ_CODES_ADDON);
    if (!v) return SJ_CODE_NO_TABLE;
    const sj_pair_row *rows;
    size_t n;
    uint32_t number = sj_pairs_number(v, addon);
    if (!sj_pairs_group(v, number, &rows, &n)) return SJ_CODE_NO_TABLE;
    const sj_pair_terms *terms, *any;
    sj_code_state state = sj_pairs_state(v, rows, n, on, &terms);
    uint32_t contractor = sj_pairs_number(v, sj_str_of(any_primary));
    fill_addon(info, terms, ask(v, number, contractor, on, &any) == SJ_CODE_VALID);
    return state;
}

sj_code_state sj_tables_addon_pair(const sj_tables *t, sj_str addon, sj_str primary, sj_date on,
                                   sj_addon_info *info) {
    const sj_pairs_view *v = sj_tables_pairs(t, SJ_CODES_ADDON);
    if (!v) return SJ_CODE_NO_TABLE;
    const sj_pair_terms *terms;
    sj_code_state state =
        ask(v, sj_pairs_number(v, addon), sj_pairs_number(v, primary), on, &terms);
    fill_addon(info, terms, sj_str_eq(primary, sj_str_of(any_primary)));
    return state;
}

bool sj_tables_pair_at(const sj_tables *t, sj_code_kind kind, sj_str first, uint32_t i,
                       sj_str *second, sj_code_info *info) {
    const sj_pairs_view *v = sj_tables_pairs(t, kind);
    const sj_pair_row *rows;
    size_t n;
    if (!v || !sj_pairs_group(v, sj_pairs_number(v, first), &rows, &n) || i >= n) return false;
    if (second) *second = sj_pairs_code(v, rows[i].second);
    if (info) sj_pair_tell(info, v, &v->terms[rows[i].terms]);
    return true;
}

bool sj_tables_addon_at(const sj_tables *t, sj_str addon, uint32_t i, sj_str *primary,
                        sj_addon_info *info) {
    sj_code_info row;
    sj_str code;
    if (!sj_tables_pair_at(t, SJ_CODES_ADDON, addon, i, &code, &row)) return false;
    if (primary) *primary = code;
    if (info)
        *info = (sj_addon_info){.effective = row.effective,
                                .deleted = row.terminated,
                                .type = (uint8_t)(row.attributes & SJ_PAIR_INDICATOR),
                                .contractor = sj_str_is(code, any_primary)};
    return true;
}
