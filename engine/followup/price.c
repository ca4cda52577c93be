/* The price of a service by a schedule: which row, and what modifiers, units and percentages make
 * of it. */
#include "engine/followup/fees_rows.h"

#include <stdio.h>

enum { DEPTH = 3, PER_CENT = 100000, UNIT = 1000 };

/* a × b ÷ c, half up; amounts are not negative, and what is out of range stays at its end. */
static int64_t share(int64_t a, int64_t b, int64_t c) {
    __int128 x = ((__int128)a * b + c / 2) / c;
    return x > INT64_MAX ? INT64_MAX : (int64_t)x;
}

bool sj_fee_is_facility(sj_str place) {
    /* The places of service for which Medicare pays its facility rate. */
    static const char places[][3] = {"02", "19", "21", "22", "23", "24", "26", "31",
                                     "34", "41", "42", "51", "52", "53", "56", "61"};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (sj_str_is(place, places[i])) return true;
    return false;
}

/* How narrowly a row's place is the service's: 0 any, 1 facility or not, 2 the very place; -1:
 * another. */
static int place_fits(const sj_fee *row, sj_str place) {
    if (!row->place.len) return 0;
    if (!place.len) return -1;
    if (sj_str_is(row->place, "F")) return sj_fee_is_facility(place) ? 1 : -1;
    if (sj_str_is(row->place, "N")) return sj_fee_is_facility(place) ? -1 : 1;
    return sj_str_eq(row->place, place) ? 2 : -1;
}

static bool has(const sj_fee_ask *ask, sj_str modifier) {
    for (int i = 0; i < 4; i++)
        if (sj_str_eq(ask->modifiers[i], modifier)) return true;
    return false;
}

/* "26 50": how many there are; -1 when the line lacks one of them. */
static int modifiers_fit(const sj_fee *row, const sj_fee_ask *ask) {
    int n = 0;
    for (size_t at = 0; at + 2 <= row->modifiers.len; at += 3, n++)
        if (!has(ask, (sj_str){row->modifiers.ptr + at, 2})) return -1;
    return n;
}

static bool names(const sj_fee *row, sj_str modifier) {
    for (size_t at = 0; at + 2 <= row->modifiers.len; at += 3)
        if (sj_str_eq((sj_str){row->modifiers.ptr + at, 2}, modifier)) return true;
    return false;
}

static bool in_force(const sj_fee *row, sj_date on) {
    return (row->from == SJ_NO_DATE || on >= row->from) && (row->to == SJ_NO_DATE || on <= row->to);
}

typedef struct choice {
    const sj_fee *row;
    int fit;
    sj_fee_answer why; /* the best that can be said of rows that do not fit */
} choice;

static void consider(choice *c, const sj_fee *row, const sj_fee_ask *ask) {
    if (!in_force(row, ask->on)) {
        if (c->why == SJ_FEE_NO_ROW) c->why = SJ_FEE_NO_DAY;
        return;
    }
    int modifiers = modifiers_fit(row, ask), place = place_fits(row, ask->place);
    if (place < 0 && modifiers >= 0) c->why = SJ_FEE_NO_PLACE;
    if (modifiers < 0 || place < 0) return;
    int fit = 1 + modifiers * 4 + place;
    if (fit <= c->fit) return;
    c->row = row;
    c->fit = fit;
}

static bool in_range(const sj_fee *row, sj_str code) {
    return code.len == row->code.len && code.len == row->code_to.len &&
           memcmp(code.ptr, row->code.ptr, code.len) >= 0 &&
           memcmp(code.ptr, row->code_to.ptr, code.len) <= 0;
}

static choice choose(const sj_fees *f, uint32_t schedule, const sj_fee_ask *ask) {
    const sj_fee_schedule *s = &f->schedules[schedule];
    choice c = {.why = SJ_FEE_NO_ROW};
    size_t n;
    const sj_fee *rows = sj_fees_rows_of(f, schedule, ask->code, &n);
    for (size_t i = 0; i < n; i++) consider(&c, &rows[i], ask);
    /* A code that is named, but not for this day or place, is not "all others". */
    if (n) return c;
    for (uint32_t i = s->first_range; i < s->end_range; i++)
        if (in_range(&f->rows[f->ranges[i]], ask->code)) consider(&c, &f->rows[f->ranges[i]], ask);
    if (c.row || c.why != SJ_FEE_NO_ROW) return c;
    rows = sj_fees_rows_of(f, schedule, SJ_STR("*"), &n);
    for (size_t i = 0; i < n; i++) consider(&c, &rows[i], ask);
    return c;
}

/* What the modifiers that the row does not name make of the price of one unit. */
static bool apply_modifiers(sj_fee_price *out, const sj_fees *f, const sj_fee_ask *ask,
                            sj_money *price) {
    for (int i = 0; i < 4; i++) {
        sj_str name = ask->modifiers[i];
        if (!name.len || names(out->row, name)) continue;
        const sj_fee_modifier *m = sj_fees_modifier(f, name);
        if (!m || !m->permille) {
            out->answer = SJ_FEE_NO_MODIFIER;
            out->what = name;
            return false;
        }
        *price = share(*price, m->permille, 1000);
        if (m->permille > 1000 && ask->units != UNIT) {
            out->answer = SJ_FEE_NO_UNITS;
            return false;
        }
    }
    return true;
}

static void price(sj_fee_price *out, const sj_fees *f, uint32_t schedule, const sj_fee_ask *ask,
                  int depth) {
    choice c = choose(f, schedule, ask);
    *out = (sj_fee_price){.answer = c.why, .row = c.row};
    if (!c.row) return;
    out->answer = SJ_FEE_PRICED;
    if (c.row->basis == SJ_FEE_NONE) {
        out->answer = SJ_FEE_NO_PRICE;
    } else if (c.row->basis == SJ_FEE_CHARGE) {
        out->expected = share(ask->charge, c.row->value, PER_CENT);
    } else if (c.row->basis == SJ_FEE_SCHEDULE) {
        sj_fee_price base;
        int other = depth < DEPTH ? sj_fees_find(f, c.row->base) : -1;
        if (other < 0) {
            out->answer = SJ_FEE_NO_BASE;
            out->what = c.row->base;
            return;
        }
        price(&base, f, (uint32_t)other, ask, depth + 1);
        out->answer = base.answer;
        out->what = base.what;
        out->expected = share(base.expected, c.row->value, PER_CENT);
    } else {
        sj_money one = c.row->value;
        if (!apply_modifiers(out, f, ask, &one)) return;
        out->expected = c.row->units ? share(one, ask->units, (int64_t)UNIT * c.row->units) : one;
    }
}

void sj_fees_price(sj_fee_price *out, const sj_fees *f, int schedule, const sj_fee_ask *ask) {
    if (schedule < 0 || ask->on == SJ_NO_DATE || ask->units <= 0 || ask->charge <= 0) {
        *out = (sj_fee_price){.answer = ask->on == SJ_NO_DATE ? SJ_FEE_NO_DAY : SJ_FEE_NO_ROW};
        return;
    }
    price(out, f, (uint32_t)schedule, ask, 0);
    if (out->expected > ask->charge) out->expected = ask->charge;
}

const char *sj_fee_answer_text(sj_fee_answer a) {
    static const char *const texts[SJ_FEE_ANSWERS] = {
        "priced",
        "the schedule does not name the code",
        "the schedule has no price for that day of service",
        "the schedule has no price for that place of service",
        "the schedule lists it without a price",
        "the schedule has no row with this modifier, and no usual reduction is known",
        "the other schedule that the price is a percentage of was not imported",
        "both sides (modifier 50) with more than one unit: nobody can say what is meant"};
    return (size_t)a < SJ_FEE_ANSWERS ? texts[a] : "";
}

static const char *place_words(sj_str place) {
    return sj_str_is(place, "F")   ? ", facility"
           : sj_str_is(place, "N") ? ", not in a facility"
                                   : "";
}

static void value_words(const sj_fee *row, char *buf, size_t cap) {
    char money[SJ_MONEY_SIZE + 8], units[24] = "";
    if (row->basis == SJ_FEE_AMOUNT) {
        sj_money_print_people(row->value, money);
        if (row->units != 1)
            snprintf(units, sizeof units, row->units ? " for %u units" : " whatever the units",
                     row->units);
        snprintf(buf, cap, "%s%s", money, units);
        return;
    }
    if (row->basis == SJ_FEE_NONE) {
        snprintf(buf, cap, "without a price");
        return;
    }
    sj_quantity_print(row->value, money);
    snprintf(buf, cap, "%s %% of %s%.*s", money,
             row->basis == SJ_FEE_CHARGE ? "the charge" : "schedule ", SJ_FMT(row->base));
}

size_t sj_fee_words(const sj_fee *row, char *buf, size_t cap) {
    char day[SJ_DATE_SIZE], days[64] = "", value[96], modifiers[24] = "";
    size_t n = 0;
    for (size_t i = 0; i < row->modifiers.len && n + 2 < sizeof modifiers; i++)
        n += (size_t)snprintf(modifiers + n, sizeof modifiers - n, "%s%c", i ? "" : "-",
                              row->modifiers.ptr[i] == ' ' ? '-' : row->modifiers.ptr[i]);
    n = 0;
    if (row->from != SJ_NO_DATE) {
        sj_date_print_people(row->from, day);
        n = (size_t)snprintf(days, sizeof days, ", since %s", day);
    }
    if (row->to != SJ_NO_DATE) {
        sj_date_print_people(row->to, day);
        snprintf(days + n, sizeof days - n, ", until %s", day);
    }
    value_words(row, value, sizeof value);
    bool very = row->place.len > 1;
    int len =
        snprintf(buf, cap, "%.*s %s%.*s%s%.*s%s%s%s%.*s%s: %s%s%.*s%s", SJ_FMT(row->schedule),
                 sj_str_is(row->code, "*") ? "all other codes" : "",
                 sj_str_is(row->code, "*") ? 0 : (int)row->code.len, row->code.ptr,
                 row->code_to.len ? " to " : "", SJ_FMT(row->code_to), modifiers,
                 place_words(row->place), very ? ", place " : "", very ? (int)row->place.len : 0,
                 row->place.len ? row->place.ptr : "", days, value, row->source.len ? " (" : "",
                 SJ_FMT(row->source), row->source.len ? ")" : "");
    return len > 0 ? (size_t)len : 0;
}

const sj_fee *sj_fees_row_at(const sj_fees *f, int schedule, sj_str code, size_t i) {
    const sj_fee_schedule *s = &f->schedules[schedule];
    size_t n;
    const sj_fee *rows = sj_fees_rows_of(f, (uint32_t)schedule, code, &n);
    if (i < n) return &rows[i];
    i -= n;
    for (uint32_t k = s->first_range; k < s->end_range; k++)
        if (in_range(&f->rows[f->ranges[k]], code) && i-- == 0) return &f->rows[f->ranges[k]];
    rows = sj_fees_rows_of(f, (uint32_t)schedule, SJ_STR("*"), &n);
    return i < n && !sj_str_is(code, "*") ? &rows[i] : NULL;
}
