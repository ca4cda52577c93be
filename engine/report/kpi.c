/* engine/report/kpi.c - key figures: each prints what is divided by what, on what dates. Where
 * nothing is to be divided by there is no figure: it says "no data". */
#include "engine/report/kpi.h"

#include "engine/report/sections.h"

#include <inttypes.h>

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

enum { N_KPIS = sizeof kpis / sizeof *kpis, FIGURES = 16, TEXT = 64, WORDS = 256, BUCKETS = 4096 };

/* The answer of a question: the figures of its one row, or days and how many. */
typedef struct answer {
    const char *query;
    bool has;
    int64_t figures[FIGURES];
    struct {
        int64_t days, n;
    } buckets[BUCKETS];
    size_t n_buckets;
} answer;

static bool take_figures(void *ctx, const sj_sql_value *row) {
    answer *a = ctx;
    for (size_t i = 0; i < FIGURES; i++) a->figures[i] = row[i].i;
    a->has = true;
    return false;
}

static bool take_bucket(void *ctx, const sj_sql_value *row) {
    answer *a = ctx;
    if (a->n_buckets < BUCKETS) {
        a->buckets[a->n_buckets].days = row[0].i;
        a->buckets[a->n_buckets++].n = row[1].i;
    }
    return true;
}

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

/* The middle one, or the mean of the two in the middle, in tenths. */
static sj_kpi_value median(const answer *a, int64_t *n) {
    int64_t seen = 0, low = 0, high = 0;
    bool has_low = false, has_high = false;
    *n = 0;
    for (size_t i = 0; i < a->n_buckets; i++) *n += a->buckets[i].n;
    for (size_t i = 0; i < a->n_buckets; i++) {
        seen += a->buckets[i].n;
        if (!has_low && 2 * seen >= *n) {
            low = a->buckets[i].days;
            has_low = true;
        }
        if (!has_high && 2 * seen > *n) {
            high = a->buckets[i].days;
            has_high = true;
        }
    }
    return (sj_kpi_value){has_low, (low + high) * 5};
}

typedef struct figure {
    int64_t numerator, denominator;
    sj_kpi_value value;
} figure;

static figure compute(const kpi *k, const answer *a) {
    figure f = {0, 0, {false, 0}};
    if (k->kind == KPI_MEDIAN) {
        f.value = median(a, &f.denominator);
        f.numerator = f.value.value;
        return f;
    }
    f.numerator = a->figures[k->numerator];
    f.denominator = a->figures[k->denominator];
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
    K_VALUE,
    K_PEOPLE,
    K_UNIT,
    K_NUMERATOR,
    K_NUMERATOR_PEOPLE,
    K_NUMERATOR_WORDS,
    K_DENOMINATOR,
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

static bool hand_on(const kpi *k, const answer *a, sj_sql_row_fn fn, void *ctx) {
    char texts[6][TEXT], numerator[WORDS], denominator[WORDS];
    figure f = compute(k, a);
    value_text(k, &f, false, texts[0]);
    value_text(k, &f, true, texts[1]);
    for (int people = 0; people < 2; people++) {
        part_text(k, true, f.numerator, people, texts[2 + people]);
        part_text(k, false, f.denominator, people, texts[4 + people]);
    }
    part_words(texts[3], k->numerator_words, numerator);
    part_words(texts[5], k->denominator_words, denominator);
    const sj_sql_value row[K_COLUMNS] = {
        [K_TITLE] = sj_sql_textz(k->title),
        [K_VALUE] = sj_sql_textz(texts[0]),
        [K_PEOPLE] = sj_sql_textz(texts[1]),
        [K_UNIT] = sj_sql_textz(unit_of(k)),
        [K_NUMERATOR] = sj_sql_textz(texts[2]),
        [K_NUMERATOR_PEOPLE] = sj_sql_textz(numerator),
        [K_NUMERATOR_WORDS] = sj_sql_textz(k->numerator_words),
        [K_DENOMINATOR] = sj_sql_textz(texts[4]),
        [K_DENOMINATOR_PEOPLE] = sj_sql_textz(denominator),
        [K_DENOMINATOR_WORDS] = sj_sql_textz(k->denominator_words),
        [K_BASIS] = sj_sql_textz(k->basis),
        [K_TARGET] = sj_sql_textz(k->target_words),
        [K_MARK] = sj_sql_textz(mark(k, &f)),
    };
    return fn(ctx, row);
}

/* Each question is asked once: neighbours and others may share it. */
static sj_status rows(sj_filling *f, sj_sql_row_fn fn, void *ctx, sj_err *err) {
    enum { QUESTIONS = 12 };
    answer *answers = sj_arena_zalloc(&f->kept, QUESTIONS * sizeof *answers);
    if (!answers) return sj_err_set(err, SJ_ENOMEM, "no memory for a report");
    size_t n = 0;
    sj_status status = SJ_OK;
    bool more = true;
    for (size_t i = 0; i < N_KPIS && status == SJ_OK && more; i++) {
        const kpi *k = &kpis[i];
        size_t at = 0;
        while (at < n && strcmp(answers[at].query, k->query) != 0) at++;
        if (at == n) {
            if (n == QUESTIONS) return sj_err_set(err, SJ_EINTERNAL, "too many questions");
            answers[n++].query = k->query;
            status =
                sj_query(f->store, k->query, &f->params,
                         k->kind == KPI_MEDIAN ? take_bucket : take_figures, &answers[at], err);
        }
        if (status == SJ_OK) more = hand_on(k, &answers[at], fn, ctx);
    }
    return status;
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
