/* engine/report/kpi.c - key figures: each prints what is divided by what, on what dates. Where
 * nothing is to be divided by there is no figure: it says "no data". */
#include "engine/report/kpi.h"

#include "engine/report/sections.h"
#include "parsers/base/alloc.h"

#include <inttypes.h>
#include <stdlib.h>

enum kpi_kind {
    KPI_RATE,       /* a share of counts */
    KPI_RATE_MONEY, /* a share of dollars */
    KPI_PER,        /* a mean, in tenths */
    KPI_MONEY,      /* dollars, and in how many */
    KPI_DAYS,       /* dollars ÷ (dollars of 90 days ÷ 90) */
    KPI_MEDIAN      /* of days */
};

typedef struct kpi {
    const char *title;
    enum kpi_kind kind;
    const char *query;
    unsigned numerator, denominator;
    const char *numerator_words, *denominator_words, *basis, *target_words;
    int64_t target;
    bool up;
} kpi;

static const kpi kpis[] = {
#define KPI(title, kind, query, n, d, n_words, d_words, basis, target_words, target, up)           \
    {title, KPI_##kind, query, n, d, n_words, d_words, basis, target_words, target, up},
#include "engine/report/kpi.def"
#undef KPI
};

enum { N_KPIS = sizeof kpis / sizeof *kpis, TEXT = 64, WORDS = 256 };

sj_kpi_value sj_kpi_rate(int64_t numerator, int64_t denominator) {
    __int128 scaled = (__int128)numerator * 1000;
    if (denominator <= 0) return (sj_kpi_value){false, 0};
    return (sj_kpi_value){
        true, (int64_t)((scaled + (numerator < 0 ? -1 : 1) * denominator / 2) / denominator)};
}

sj_kpi_value sj_kpi_days(sj_money owed, sj_money charges, int days) {
    if (charges <= 0) return (sj_kpi_value){false, 0};
    return (sj_kpi_value){true, (int64_t)((__int128)owed * days * 10 / charges)};
}

typedef struct figure {
    int64_t numerator, denominator;
    sj_kpi_value value;
} figure;

static figure compute(const kpi *k, const sj_kpi_answer *a, sj_kpi_axis axis, size_t who) {
    figure f = {0, 0, {false, 0}};
    int64_t sums[SJ_KPI_FIGURES];
    if (k->kind == KPI_MEDIAN) {
        f.value.has = sj_kpi_median(a, axis, who, &f.value.value, &f.denominator);
        f.numerator = f.value.value;
        return f;
    }
    sj_kpi_sum(a, axis, who, sums);
    f.numerator = sums[k->numerator];
    f.denominator = sums[k->denominator];
    switch (k->kind) {
    case KPI_RATE:
    case KPI_RATE_MONEY:
        f.value = sj_kpi_rate(f.numerator, f.denominator);
        break;
    case KPI_PER:
        f.value = sj_kpi_days(f.numerator, f.denominator, 1);
        break;
    case KPI_DAYS:
        f.value = sj_kpi_days(f.numerator, f.denominator, 90);
        break;
    case KPI_MONEY:
        f.value = (sj_kpi_value){f.denominator > 0, f.numerator};
        break;
    case KPI_MEDIAN:
        break;
    }
    return f;
}

static const char *unit_of(const kpi *k) {
    switch (k->kind) {
    case KPI_RATE:
    case KPI_RATE_MONEY:
        return "%";
    case KPI_MONEY:
        return "dollars";
    case KPI_DAYS:
    case KPI_MEDIAN:
        return "days";
    case KPI_PER:
        return "";
    }
    return "";
}

static void value_text(const kpi *k, const figure *f, bool people, char out[TEXT]) {
    char tenths[32], money[SJ_MONEY_SIZE + 8];
    const char *unit = unit_of(k);
    if (!f->value.has) {
        snprintf(out, TEXT, "%s", people ? "no data" : "");
    } else if (k->kind == KPI_MONEY) {
        if (people)
            sj_money_print_people(f->value.value, money);
        else
            sj_money_print(f->value.value, money);
        snprintf(out, TEXT, "%s", money);
    } else {
        sj_tenths_print(f->value.value, tenths);
        snprintf(out, TEXT, "%s%s%s", tenths, people && *unit ? " " : "", people ? unit : "");
    }
}

/* Which of the two is dollars, and which a count. */
static void part_text(const kpi *k, bool numerator, int64_t n, bool people, char out[TEXT]) {
    bool money =
        k->kind == KPI_RATE_MONEY || k->kind == KPI_DAYS || (k->kind == KPI_MONEY && numerator);
    char text[SJ_MONEY_SIZE + 8];
    if (k->kind == KPI_MEDIAN && numerator) {
        sj_tenths_print(n, text);
        snprintf(out, TEXT, "%s", text);
    } else if (money) {
        if (people)
            sj_money_print_people(n, text);
        else
            sj_money_print(n, text);
        snprintf(out, TEXT, "%s", text);
    } else {
        snprintf(out, TEXT, "%" PRId64, n);
    }
}

static const char *mark(const kpi *k, const figure *f) {
    if (!k->target || !f->value.has) return "";
    bool good = k->up ? f->value.value >= k->target : f->value.value <= k->target;
    return good ? "✓ reached" : "▲ not reached";
}

/* The columns of a row, in the order that kpi_columns names. */
enum {
    K_TITLE,
    K_WHO,
    K_WHO_ID,
    K_VALUE,
    K_PEOPLE,
    K_UNIT,
    K_NUMERATOR,
    K_NUMERATOR_SHORT,
    K_NUMERATOR_PEOPLE,
    K_NUMERATOR_WORDS,
    K_DENOMINATOR,
    K_DENOMINATOR_SHORT,
    K_DENOMINATOR_PEOPLE,
    K_DENOMINATOR_WORDS,
    K_BASIS,
    K_TARGET,
    K_MARK,
    K_COLUMNS
};

/* "217 · originals paid or left to the patient by the first decision" */
static void part_words(const char *n, const char *words, char out[WORDS]) {
    snprintf(out, WORDS, "%s · %s", n, words);
}

static bool hand_on(const kpi *k, const figure *f, const sj_kpi_who *who, sj_sql_row_fn fn,
                    void *ctx) {
    char texts[6][TEXT], numerator[WORDS], denominator[WORDS];
    value_text(k, f, false, texts[0]);
    value_text(k, f, true, texts[1]);
    for (int people = 0; people < 2; people++) {
        part_text(k, true, f->numerator, people, texts[2 + people]);
        part_text(k, false, f->denominator, people, texts[4 + people]);
    }
    part_words(texts[3], k->numerator_words, numerator);
    part_words(texts[5], k->denominator_words, denominator);
    const sj_sql_value row[K_COLUMNS] = {
        [K_TITLE] = sj_sql_textz(k->title),
        [K_WHO] = who ? sj_sql_text(who->name) : sj_sql_null(),
        [K_WHO_ID] = who ? sj_sql_text(who->id) : sj_sql_null(),
        [K_VALUE] = sj_sql_textz(texts[0]),
        [K_PEOPLE] = sj_sql_textz(texts[1]),
        [K_UNIT] = sj_sql_textz(unit_of(k)),
        [K_NUMERATOR] = sj_sql_textz(texts[2]),
        [K_NUMERATOR_SHORT] = sj_sql_textz(texts[3]),
        [K_NUMERATOR_PEOPLE] = sj_sql_textz(numerator),
        [K_NUMERATOR_WORDS] = sj_sql_textz(k->numerator_words),
        [K_DENOMINATOR] = sj_sql_textz(texts[4]),
        [K_DENOMINATOR_SHORT] = sj_sql_textz(texts[5]),
        [K_DENOMINATOR_PEOPLE] = sj_sql_textz(denominator),
        [K_DENOMINATOR_WORDS] = sj_sql_textz(k->denominator_words),
        [K_BASIS] = sj_sql_textz(k->basis),
        [K_TARGET] = sj_sql_textz(k->target_words),
        [K_MARK] = sj_sql_textz(mark(k, f)),
    };
    return fn(ctx, row);
}

/* How many of a question's figures are wanted. */
static unsigned figures_of(const char *query) {
    unsigned n = 2;
    for (size_t i = 0; i < N_KPIS; i++) {
        if (strcmp(kpis[i].query, query) != 0) continue;
        if (kpis[i].numerator >= n) n = kpis[i].numerator + 1;
        if (kpis[i].denominator >= n) n = kpis[i].denominator + 1;
    }
    return n;
}

static int by_name(const void *a, const void *b, void *ctx) {
    const sj_kpi_who *all = ctx, *x = &all[*(const uint32_t *)a], *y = &all[*(const uint32_t *)b];
    size_t n = x->name.len < y->name.len ? x->name.len : y->name.len;
    int order = n ? memcmp(x->name.ptr, y->name.ptr, n) : 0;
    if (!order) order = (x->name.len > y->name.len) - (x->name.len < y->name.len);
    return order ? order : (x->id.len > y->id.len) - (x->id.len < y->id.len);
}

/* A figure of each of an axis, by name; those without data are left out. */
static bool hand_on_each(sj_filling *f, const kpi *k, const sj_kpi_answer *a, sj_kpi_axis axis,
                         sj_sql_row_fn fn, void *ctx) {
    size_t n = f->answers.n_who[axis];
    uint32_t *order = n ? sj_malloc(n * sizeof *order) : NULL;
    bool more = true;
    f->failed = f->failed || (n && !order);
    for (uint32_t i = 0; order && i < n; i++) order[i] = i;
    if (order) qsort_r(order, n, sizeof *order, by_name, f->answers.who[axis]);
    for (size_t i = 0; order && i < n && more; i++) {
        figure value = compute(k, a, axis, order[i]);
        if (value.value.has) more = hand_on(k, &value, &f->answers.who[axis][order[i]], fn, ctx);
    }
    sj_free(order);
    return more;
}

static sj_status rows(sj_filling *f, sj_sql_row_fn fn, void *ctx, sj_err *err) {
    const sj_kpi_axis axis = (sj_kpi_axis)f->section->a;
    bool more = true;
    for (size_t i = 0; i < N_KPIS && more; i++) {
        const kpi *k = &kpis[i];
        const sj_kpi_answer *a;
        sj_status status =
            sj_kpi_ask(&a, &f->answers, f->store, &f->params, k->query, figures_of(k->query), err);
        if (status != SJ_OK) return status;
        if (axis == SJ_KPI_ALL) {
            figure value = compute(k, a, axis, 0);
            more = hand_on(k, &value, NULL, fn, ctx);
        } else {
            more = hand_on_each(f, k, a, axis, fn, ctx);
        }
    }
    return SJ_OK;
}

const char *sj_kpi_query(size_t i) {
    return i < N_KPIS ? kpis[i].query : NULL;
}

#define PAGE SJ_COL_PAGE_ONLY
static const sj_column kpi_columns[] = {
    {"figure", "Figure", SJ_COL_TEXT, 30, 0, K_TITLE, NULL, NULL},
    {"basis", "Dates", SJ_COL_TEXT, 24, SJ_COL_SUB, K_BASIS, NULL, NULL},
    {"value", "Value", SJ_COL_CODE, 12, SJ_COL_OFF_PAGE, K_VALUE, NULL, NULL},
    {"unit", "Unit", SJ_COL_TEXT, 8, SJ_COL_OFF_PAGE, K_UNIT, NULL, NULL},
    {"value_people", "Value", SJ_COL_NUMBER, 0, PAGE, K_PEOPLE, NULL, NULL},
    {"mark", "", SJ_COL_TEXT, 0, PAGE, K_MARK, NULL, NULL},
    {"target", "Usual target", SJ_COL_TEXT, 14, SJ_COL_SUB, K_TARGET, NULL, NULL},
    {"numerator", "Numerator", SJ_COL_CODE, 14, SJ_COL_OFF_PAGE, K_NUMERATOR, NULL, NULL},
    {"numerator_is", "Numerator is", SJ_COL_WIDE, 44, SJ_COL_OFF_PAGE, K_NUMERATOR_WORDS, NULL,
     NULL},
    {"numerator_people", "Numerator", SJ_COL_WIDE, 0, PAGE, K_NUMERATOR_PEOPLE, NULL, NULL},
    {"denominator", "Denominator", SJ_COL_CODE, 14, SJ_COL_OFF_PAGE, K_DENOMINATOR, NULL, NULL},
    {"denominator_is", "Denominator is", SJ_COL_WIDE, 44, SJ_COL_OFF_PAGE, K_DENOMINATOR_WORDS,
     NULL, NULL},
    {"denominator_people", "÷ Denominator", SJ_COL_WIDE, 0, PAGE, K_DENOMINATOR_PEOPLE, NULL, NULL},
    {"against_target", "Against target", SJ_COL_TEXT, 16, SJ_COL_OFF_PAGE, K_MARK, NULL, NULL},
    SJ_COLUMNS_END};

const sj_section sj_section_kpi = {
    .name = "figures",
    .title = "Key figures",
    .about = "Each is the numerator divided by the denominator, over the report’s period by the "
             "dates named. Amounts without a division show in how many they stand. Where there is "
             "nothing to divide by there is no data.",
    .rows = rows,
    .columns = kpi_columns,
    .none = "Key figures",
    .outputs = SJ_OUT_ALL,
};

/* The same of each payer, of each provider: what the parts are stands with the key figures. */
#define FIGURE_COLUMNS                                                                               \
    {"value", "Value", SJ_COL_CODE, 12, SJ_COL_OFF_PAGE, K_VALUE, NULL, NULL},                       \
        {"unit", "Unit", SJ_COL_TEXT, 8, SJ_COL_OFF_PAGE, K_UNIT, NULL, NULL},                       \
        {"value_people", "Value", SJ_COL_NUMBER, 0, PAGE, K_PEOPLE, NULL, NULL},                     \
        {"mark", "", SJ_COL_TEXT, 0, PAGE | SJ_COL_SUB, K_MARK, NULL, NULL},                         \
        {"numerator", "Numerator", SJ_COL_CODE, 14, SJ_COL_OFF_PAGE, K_NUMERATOR, NULL, NULL},       \
        {"numerator_people", "Numerator", SJ_COL_NUMBER, 0, PAGE, K_NUMERATOR_SHORT, NULL, NULL},    \
        {"numerator_is",  "Numerator is",    SJ_COL_WIDE, 44,                                        \
         SJ_COL_OFF_PAGE, K_NUMERATOR_WORDS, NULL,        NULL},                                     \
        {"denominator", "Denominator", SJ_COL_CODE, 14, SJ_COL_OFF_PAGE, K_DENOMINATOR, NULL, NULL}, \
        {"denominator_people",                                                                       \
         "÷ Denominator",                                                                            \
         SJ_COL_NUMBER,                                                                              \
         0,                                                                                          \
         PAGE,                                                                                       \
         K_DENOMINATOR_SHORT,                                                                        \
         NULL,                                                                                       \
         NULL},                                                                                      \
        {"denominator_is", "Denominator is",    SJ_COL_WIDE, 44,                                     \
         SJ_COL_OFF_PAGE,  K_DENOMINATOR_WORDS, NULL,        NULL},                                  \
        {"basis", "Dates", SJ_COL_TEXT, 24, SJ_COL_OFF_PAGE, K_BASIS, NULL, NULL}, {                 \
        "against_target", "Against target", SJ_COL_TEXT, 16, SJ_COL_OFF_PAGE, K_MARK, NULL, NULL     \
    }

static const sj_column payer_columns[] = {
    {"figure", "Figure", SJ_COL_TEXT, 30, 0, K_TITLE, NULL, NULL},
    {"payer", "Payer", SJ_COL_TEXT, 30, 0, K_WHO, NULL, NULL},
    {"payer_id", "Payer id", SJ_COL_CODE, 10, SJ_COL_OFF_PAGE, K_WHO_ID, NULL, NULL},
    FIGURE_COLUMNS,
    SJ_COLUMNS_END};

static const sj_column provider_columns[] = {
    {"figure", "Figure", SJ_COL_TEXT, 30, 0, K_TITLE, NULL, NULL},
    {"provider", "Billing NPI", SJ_COL_CODE, 16, 0, K_WHO, NULL, NULL},
    FIGURE_COLUMNS,
    SJ_COLUMNS_END};

const sj_section sj_section_kpi_payers = {
    .name = "figures-by-payer",
    .title = "Key figures by payer",
    .about = "Payers as our claims name them. What numerator and denominator are stands with the "
             "key figures above, and in the files; figures without data are left out.",
    .rows = rows,
    .columns = payer_columns,
    .none = "Key figures with data",
    .outputs = SJ_OUT_ALL,
    .sheet = "By payer",
    .page_rows = 300,
    .fold_above = 30,
    .a = SJ_KPI_PAYER,
};

const sj_section sj_section_kpi_providers = {
    .name = "figures-by-provider",
    .title = "Key figures by billing provider",
    .about = "By the billing provider’s NPI; of claim payments that are not ours by the payee’s.",
    .rows = rows,
    .columns = provider_columns,
    .none = "Key figures with data",
    .outputs = SJ_OUT_ALL,
    .sheet = "By provider",
    .page_rows = 300,
    .fold_above = 30,
    .a = SJ_KPI_PROVIDER,
};
