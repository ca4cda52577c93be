/* rules/externals/judge.c - one value against its list. */
#include "rules/externals/judge.h"

#include "rules/codes/findings.h"

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_word(char c) {
    return is_digit(c) || (c >= 'A' && c <= 'Z');
}

static bool all(sj_str s, bool (*is)(char)) {
    for (size_t i = 0; i < s.len; i++)
        if (!is(s.ptr[i])) return false;
    return s.len > 0;
}

/* States and ZIP codes are those of the United States where no other country is named; Canada has
 * provinces. */
static bool is_american(sj_str country) {
    return country.len == 0 || sj_str_is(country, "US");
}

static bool is_zip(sj_str v) {
    return (v.len == 5 || v.len == 9) && all(v, is_digit) && memcmp(v.ptr, "00000", 5) != 0;
}

/* ---- tables ---- */

/* One to three digits, or a letter and up to two: what no list is needed for to know. */
static bool is_reason(sj_str v) {
    size_t from = v.len > 1 && v.ptr[0] >= 'A' && v.ptr[0] <= 'Z';
    return v.len <= 3 && all((sj_str){v.ptr + from, v.len - from}, is_digit);
}

static bool holds(sj_ruling *out, const sj_tables *t, sj_code_kind kind, sj_str code, sj_date from,
                  sj_date to) {
    sj_code_info info = {.effective = SJ_NO_DATE, .terminated = SJ_NO_DATE};
    out->state = sj_tables_lookup(t, kind, code, to, &info);
    if (out->state == SJ_CODE_ENDED && from != to)
        out->state = sj_tables_lookup(t, kind, code, from, &info);
    out->day = out->state == SJ_CODE_ENDED ? info.terminated : info.effective;
    sj_table_info table;
    out->certain = out->state != SJ_CODE_UNKNOWN || (kind == SJ_CODES_CARC && !is_reason(code)) ||
                   (sj_tables_info(t, kind, &table) && !table.partial);
    return out->state != SJ_CODE_UNKNOWN && out->state != SJ_CODE_ENDED &&
           out->state != SJ_CODE_NOT_YET;
}

/* ---- forms ---- */

static bool form(sj_ruling *out, bool right) {
    out->state = SJ_CODE_UNKNOWN;
    out->certain = true;
    return right;
}

/* Occurrences are 01 to 69 and A0 to L9, spans 70 to 99 and M0 to Z9: NUBC divides the codes so. */
static bool is_occurrence(sj_str v, bool span) {
    if (v.len != 2 || !is_word(v.ptr[0]) || !is_word(v.ptr[1])) return false;
    char c = v.ptr[0];
    bool late = is_digit(c) ? c >= '7' : c >= 'M';
    return late == span && !sj_str_is(v, "00");
}

/* Permanent teeth 1 to 32 and primary ones A to T; supernumerary beside them 51 to 82 and AS to TS.
 */
static bool is_tooth(sj_str v) {
    if (v.len && v.ptr[0] >= 'A' && v.ptr[0] <= 'T')
        return v.len == 1 || (v.len == 2 && v.ptr[1] == 'S');
    if (!all(v, is_digit) || v.len > 2) return false;
    int n = v.len == 1 ? v.ptr[0] - '0' : 10 * (v.ptr[0] - '0') + v.ptr[1] - '0';
    return (n >= 1 && n <= 32) || (n >= 51 && n <= 82);
}

enum { PCS = 7 }; /* an ICD-10-PCS code; ICD-9's, which may stand there too, are shorter */

static bool is_taxonomy(sj_str v) {
    return v.len == 10 && all(v, is_word) && v.ptr[9] == 'X';
}

static bool is_in(sj_str words, sj_str word) {
    for (size_t i = 0; i + word.len <= words.len; i += word.len + 1)
        if (memcmp(words.ptr + i, word.ptr, word.len) == 0) return true;
    return false;
}

/* Well formed; and of the state beside it, where the prefix is known. A state that is none, or has
 * no prefix in the table (Canada), says nothing. */
static bool zip_is_right(sj_ruling *out, const sj_tables *t, const sj_external_value *value,
                         sj_date on) {
    if (!is_american(value->country)) return true;
    if (!form(out, is_zip(value->v))) return false;
    sj_str states = sj_tables_zip_state(t, value->v);
    if (states.len == 0 || value->state.len != 2 ||
        sj_tables_lookup(t, SJ_CODES_STATE, value->state, on, NULL) != SJ_CODE_VALID)
        return true;
    out->finding = SJ_CD_ZIP_STATE;
    return is_in(states, value->state);
}

static bool bill_type_is_right(sj_ruling *out, const sj_tables *t, sj_str v, sj_date from,
                               sj_date to) {
    if (v.len == 4 && v.ptr[0] == '0') v = (sj_str){v.ptr + 1, 3}; /* as printed on the form */
    if (v.len != 3) return form(out, false);
    return holds(out, t, SJ_CODES_FACILITY, (sj_str){v.ptr, 2}, from, to) &&
           holds(out, t, SJ_CODES_FREQUENCY, (sj_str){v.ptr + 2, 1}, from, to);
}

bool sj_external_is_wrong(sj_ruling *out, const sj_tables *tables, const sj_spot *spot,
                          const sj_external_value *value, sj_date from, sj_date to) {
    const sj_external *list = spot->list;
    const sj_code_kind kind = (sj_code_kind)list->kind;
    sj_str v = value->v;
    *out = (sj_ruling){.finding = list->finding, .day = SJ_NO_DATE};
    switch ((enum sj_judge)list->how) {
    case JUDGE_TABLE:
        return !holds(out, tables, kind, v, from, to);
    case JUDGE_STATE:
        return (is_american(value->country) || sj_str_is(value->country, "CA")) &&
               !holds(out, tables, kind, v, from, to);
    case JUDGE_ZIP:
        return !zip_is_right(out, tables, value, to);
    case JUDGE_TAXONOMY:
        return !form(out, is_taxonomy(v)) ||
               (sj_tables_has(tables, kind) && !holds(out, tables, kind, v, from, to));
    case JUDGE_PLACE:
        return !holds(out, tables, SJ_CODES_FACILITY, v, from, to) &&
               !holds(out, tables, kind, v, from, to);
    case JUDGE_BILL_TYPE:
        return !bill_type_is_right(out, tables, v, from, to);
    case JUDGE_PAIR:
        return !form(out, v.len == 2 && all(v, is_word) && !sj_str_is(v, "00"));
    case JUDGE_OCCURRENCE:
        return !form(out, is_occurrence(v, false));
    case JUDGE_SPAN:
        return !form(out, is_occurrence(v, true));
    case JUDGE_TOOTH:
        return !form(out, is_tooth(v));
    case JUDGE_PROCEDURE:
        return v.len == PCS && !holds(out, tables, kind, v, from, to);
    }
    return false;
}

bool sj_external_is_timeless(const sj_tables *tables, const sj_spot *spot,
                             const sj_external_value *value, sj_date until, bool since) {
    sj_ruling ruling;
    if (sj_external_is_wrong(&ruling, tables, spot, value, until, until)) return false;
    /* Its releases tell of their own years only. */
    if (spot->list->how == JUDGE_PROCEDURE) return !sj_tables_has(tables, SJ_CODES_ICD10PCS);
    if (spot->list->how != JUDGE_TABLE && spot->list->how != JUDGE_STATE) return true;
    sj_code_info info;
    sj_code_state state =
        sj_tables_lookup(tables, (sj_code_kind)spot->list->kind, value->v, until, &info);
    if (state != SJ_CODE_VALID) return state == SJ_CODE_NO_TABLE;
    return info.terminated == SJ_NO_DATE && (since || info.effective == SJ_NO_DATE);
}
