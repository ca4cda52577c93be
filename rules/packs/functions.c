/* rules/packs/functions.c - what rules may call. Where a table is not loaded, or does not cover the
 * day, the result is missing: such a test holds neither with `not` nor without. */
#include "rules/packs/functions.h"

#define TEXT   SJ_EXPR_TEXT
#define NUMBER SJ_EXPR_NUMBER
#define DATE   SJ_EXPR_DATE
#define BOOL   SJ_EXPR_BOOL

enum { CODE_VALID, CODE_ENDS, FEE, MUE, MCE, ADD_ON, ADD_ON_TO, ZIP_STATE, YEARS, LENGTH, ITEMS };

static bool find_kind(sj_str name, sj_code_kind *out) {
    for (int k = 0; k < SJ_CODES_KINDS; k++)
        if (sj_str_is(name, sj_code_kind_name((sj_code_kind)k)))
            return *out = (sj_code_kind)k, true;
    return false;
}

static const char *check_kind(unsigned i, sj_str text) {
    sj_code_kind kind;
    return i > 0 || find_kind(text, &kind)
               ? NULL
               : "the name of a code table was expected, like 'icd10cm', 'hcpcs' or 'pos'";
}

static const struct indicator {
    const char *name;
    size_t offset, length;
} indicators[] = {
    {"status", offsetof(sj_fee_info, status), 1},
    {"pctc", offsetof(sj_fee_info, pctc), 1},
    {"global", offsetof(sj_fee_info, global), 3},
    {"multiple", offsetof(sj_fee_info, multiple), 1},
    {"bilateral", offsetof(sj_fee_info, bilateral), 1},
    {"assistant", offsetof(sj_fee_info, assistant), 1},
    {"co_surgeons", offsetof(sj_fee_info, co_surgeons), 1},
    {"team", offsetof(sj_fee_info, team), 1},
    {"supervision", offsetof(sj_fee_info, supervision), 2},
};
enum { N_INDICATORS = sizeof indicators / sizeof *indicators };

static const struct indicator *find_indicator(sj_str name) {
    for (size_t i = 0; i < N_INDICATORS; i++)
        if (sj_str_is(name, indicators[i].name)) return &indicators[i];
    return NULL;
}

static const char *check_indicator(unsigned i, sj_str text) {
    return i > 0 || find_indicator(text)
               ? NULL
               : "'status', 'pctc', 'global', 'multiple', 'bilateral', 'assistant', 'co_surgeons', "
                 "'team' or 'supervision' was expected";
}

static const struct mce_list {
    const char *name;
    uint32_t bit;
} mce_lists[] = {{"newborn", SJ_MCE_NEWBORN},
                 {"pediatric", SJ_MCE_PEDIATRIC},
                 {"maternity", SJ_MCE_MATERNITY},
                 {"adult", SJ_MCE_ADULT},
                 {"female", SJ_MCE_FEMALE},
                 {"male", SJ_MCE_MALE},
                 {"manifestation", SJ_MCE_MANIFESTATION},
                 {"unacceptable", SJ_MCE_UNACCEPTABLE},
                 {"needs_second", SJ_MCE_NEEDS_SECOND},
                 {"questionable", SJ_MCE_QUESTIONABLE},
                 {"unspecified", SJ_MCE_UNSPECIFIED}};

static uint32_t find_mce(sj_str name) {
    for (size_t i = 0; i < sizeof mce_lists / sizeof *mce_lists; i++)
        if (sj_str_is(name, mce_lists[i].name)) return mce_lists[i].bit;
    return 0;
}

static const char *check_mce(unsigned i, sj_str text) {
    return i > 0 || find_mce(text)
               ? NULL
               : "a list was expected: 'newborn', 'pediatric', 'maternity', 'adult', 'female', "
                 "'male', 'manifestation', 'unacceptable', 'needs_second', 'questionable' or "
                 "'unspecified'";
}

static const struct {
    sj_expr_function f;
    const char *what;
} functions[] = {
    {{"code_valid", CODE_VALID, 3, {TEXT, TEXT, DATE}, BOOL, check_kind},
     "code_valid('icd10cm', code, day): the code is valid on that day"},
    {{"code_ends", CODE_ENDS, 3, {TEXT, TEXT, DATE}, DATE, check_kind},
     "code_ends('hcpcs', code, day): its last day; missing while it has none"},
    {{"fee", FEE, 3, {TEXT, TEXT, DATE}, TEXT, check_indicator},
     "fee('global', code, day): an indicator of the Medicare fee schedule, such as '090'"},
    {{"mue", MUE, 2, {TEXT, DATE}, NUMBER, NULL},
     "mue(code, day): the most units that are medically likely (practitioner table)"},
    {{"mce", MCE, 3, {TEXT, TEXT, DATE}, BOOL, check_mce},
     "mce('maternity', diagnosis, day): it stands on that list of the Medicare Code Editor"},
    {{"add_on", ADD_ON, 2, {TEXT, DATE}, BOOL, NULL}, "add_on(code, day): it is an add-on code"},
    {{"add_on_to", ADD_ON_TO, 3, {TEXT, TEXT, DATE}, BOOL, NULL},
     "add_on_to(code, primary, day): the add-on code may stand beside that procedure"},
    {{"zip_state", ZIP_STATE, 1, {TEXT}, TEXT, NULL}, "zip_state(zip): the state it lies in"},
    {{"years", YEARS, 2, {DATE, DATE}, NUMBER, NULL}, "years(from, to): whole years between days"},
    {{"items", ITEMS, 1, {SJ_EXPR_LIST}, NUMBER, NULL}, "items(list): how many members it has"},
    {{"length", LENGTH, 1, {TEXT}, NUMBER, NULL}, "length(text): how many characters it has"},
};
enum { N_FUNCTIONS = sizeof functions / sizeof *functions };

const sj_expr_function *sj_function_at(size_t i, const char **what) {
    if (i >= N_FUNCTIONS) return NULL;
    if (what) *what = functions[i].what;
    return &functions[i].f;
}

const sj_expr_function *sj_function_find(sj_str name) {
    for (size_t i = 0; i < N_FUNCTIONS; i++)
        if (sj_str_is(name, functions[i].f.name)) return &functions[i].f;
    return NULL;
}

/* Is a state an answer at all, and is it yes? */
static void put_state(sj_expr_value *out, sj_code_state s) {
    out->missing = s == SJ_CODE_NO_TABLE || s == SJ_CODE_OUT_OF_RANGE;
    out->yes = s == SJ_CODE_VALID;
}

static void code_valid(const sj_tables *t, const sj_expr_value *a, sj_expr_value *out) {
    sj_code_kind kind;
    if (find_kind(a[0].text, &kind))
        put_state(out, sj_tables_lookup(t, kind, a[1].text, (sj_date)a[2].n, NULL));
    else
        out->missing = true;
}

static void code_ends(const sj_tables *t, const sj_expr_value *a, sj_expr_value *out) {
    sj_code_kind kind;
    sj_code_info info;
    bool known = find_kind(a[0].text, &kind) &&
                 sj_tables_lookup(t, kind, a[1].text, (sj_date)a[2].n, &info) == SJ_CODE_VALID;
    out->missing = !known || info.terminated == SJ_NO_DATE;
    if (!out->missing) out->n = info.terminated;
}

static void fee(const sj_tables *t, const sj_expr_value *a, char *text, sj_expr_value *out) {
    const struct indicator *i = find_indicator(a[0].text);
    sj_fee_info info;
    out->missing = !i || sj_tables_fee(t, a[1].text, (sj_str){NULL, 0}, (sj_date)a[2].n, &info) !=
                             SJ_CODE_VALID;
    if (out->missing) return;
    memcpy(text, (const char *)&info + i->offset, i->length);
    out->text = (sj_str){text, strnlen(text, i->length)};
}

static void mue(const sj_tables *t, const sj_expr_value *a, sj_expr_value *out) {
    sj_mue_info info;
    out->missing = sj_tables_mue(t, SJ_CODES_MUE_PRACTITIONER, a[0].text, (sj_date)a[1].n, &info) !=
                   SJ_CODE_VALID;
    if (!out->missing) out->n = 1000 * (int64_t)info.units;
}

static void mce(const sj_tables *t, const sj_expr_value *a, sj_expr_value *out) {
    uint32_t lists = 0;
    sj_code_state s = sj_tables_mce(t, false, a[1].text, (sj_date)a[2].n, &lists);
    out->missing = s != SJ_CODE_VALID;
    out->yes = (lists & find_mce(a[0].text)) != 0;
}

void sj_function_call(const sj_tables *t, unsigned id, const sj_expr_value *a, char *text,
                      sj_expr_value *out) {
    bool tables = id < YEARS;
    out->missing = tables && !t;
    if (out->missing) return;
    switch (id) {
    case CODE_VALID:
        code_valid(t, a, out);
        break;
    case CODE_ENDS:
        code_ends(t, a, out);
        break;
    case FEE:
        fee(t, a, text, out);
        break;
    case MUE:
        mue(t, a, out);
        break;
    case MCE:
        mce(t, a, out);
        break;
    case ADD_ON:
        put_state(out, sj_tables_addon(t, a[0].text, (sj_date)a[1].n, NULL));
        break;
    case ADD_ON_TO:
        put_state(out, sj_tables_addon_pair(t, a[0].text, a[1].text, (sj_date)a[2].n, NULL));
        break;
    case ZIP_STATE:
        out->text = sj_tables_zip_state(t, a[0].text);
        out->missing = out->text.len == 0;
        break;
    case YEARS: {
        int years = sj_date_years((sj_date)a[0].n, (sj_date)a[1].n);
        out->missing = years < 0;
        out->n = 1000 * (int64_t)years;
        break;
    }
    case ITEMS:
        out->n = 1000 * (int64_t)a[0].n_items;
        break;
    default:
        out->n = 1000 * (int64_t)a[0].text.len;
    }
}
