/* rules/codes/release.c - which release a file is, told by its name.
 *
 * Publishers rarely say inside a file which quarter it is for; their names do:
 *   medicare-ncci-2026q3-practitioner-ptp-edits-ccipra-v322r0-f1.zip    2026q3, or version 32.2
 *   MCR_MUE_PractitionerServices_Eff_07-01-2026.csv                     Eff_MM-DD-YYYY
 *   HCPC2026_JUL_ANWEB.txt, PPRRVU2026_Jul_nonQPP.csv                   year and month
 *   rvu26c.zip                                                          A January … D October */
#include "rules/codes/import.h"

#include <stdio.h>

enum { NCCI_YEAR = 1994 /* version 1 was of 1995 */, QUARTER = 3 };

static bool digit_at(sj_str s, size_t i) {
    return i < s.len && s.ptr[i] >= '0' && s.ptr[i] <= '9';
}

/* `n` digits as a number; -1 when there are fewer. */
static int number_at(sj_str s, size_t at, size_t n) {
    int value = 0;
    for (size_t i = at; i < at + n; i++) {
        if (!digit_at(s, i)) return -1;
        value = 10 * value + (s.ptr[i] - '0');
    }
    return value;
}

int sj_year_in_name(sj_str name) {
    for (size_t i = 0; i + 4 <= name.len; i++) {
        int year = number_at(name, i, 4);
        if (year >= 2000 && year <= 2099) return year;
    }
    return 0;
}

/* 2026q3, 2026_Q3. */
static bool find_quarter(sj_str name, int *year, int *month) {
    for (size_t i = 0; i + 6 <= name.len; i++) {
        size_t at = i + 4;
        *year = number_at(name, i, 4);
        if (*year < 2000 || *year > 2099) continue;
        if (name.ptr[at] == '_' || name.ptr[at] == '-') at++;
        if (at + 1 >= name.len || (name.ptr[at] | 32) != 'q') continue;
        int quarter = number_at(name, at + 1, 1);
        if (quarter < 1 || quarter > 4 || digit_at(name, at + 2)) continue;
        *month = QUARTER * (quarter - 1) + 1;
        return true;
    }
    return false;
}

/* Eff_07-01-2026. */
static bool find_day(sj_str name, int *year, int *month) {
    ptrdiff_t at = sj_text_find(name, "eff_");
    if (at < 0) return false;
    *month = number_at(name, (size_t)at + 4, 2);
    *year = number_at(name, (size_t)at + 10, 4);
    if (*month < 1 || *month > 12 || *year < 2000 || *year > 2099) return false;
    *month -= (*month - 1) % QUARTER;
    return true;
}

/* The first month of a quarter, named; 0 when none is. */
static int find_month(sj_str name) {
    static const char *const words[] = {"jan", "apr", "jul", "oct"};
    for (int i = 0; i < 4; i++) {
        sj_str rest = name;
        for (ptrdiff_t at; (at = sj_text_find(rest, words[i])) >= 0;) {
            char before = at ? rest.ptr[at - 1] : ' ';
            bool begins = !((before | 32) >= 'a' && (before | 32) <= 'z');
            if (begins) return QUARTER * i + 1;
            rest = (sj_str){rest.ptr + at + 1, rest.len - (size_t)at - 1};
        }
    }
    return 0;
}

/* rvu26c; PPRRVU26_JUL has the month besides. */
static bool find_rvu(sj_str name, int *year, int *month) {
    ptrdiff_t at = sj_text_find(name, "rvu");
    if (at < 0) return false;
    int two = number_at(name, (size_t)at + 3, 2);
    if (two < 0 || digit_at(name, (size_t)at + 5)) return false;
    *year = 2000 + two;
    *month = find_month(name);
    if (*month) return true;
    size_t letter = (size_t)at + 5;
    int quarter = letter < name.len ? (name.ptr[letter] | 32) - 'a' : -1;
    if (quarter < 0 || quarter > 3) return false;
    *month = QUARTER * quarter + 1;
    return true;
}

/* v322r0: version 32.2, the third quarter of 1994 + 32. */
static bool find_version(sj_str name, int *year, int *month) {
    for (size_t i = 0; i + 6 <= name.len; i++) {
        if ((name.ptr[i] | 32) != 'v' || (name.ptr[i + 4] | 32) != 'r') continue;
        int version = number_at(name, i + 1, 3);
        if (version < 0 || version % 10 > 3 || !digit_at(name, i + 5)) continue;
        *year = NCCI_YEAR + version / 10;
        *month = QUARTER * (version % 10) + 1;
        return true;
    }
    return false;
}

bool sj_quarter_in_name(sj_str name, int *year, int *month) {
    if (find_quarter(name, year, month) || find_day(name, year, month) ||
        find_version(name, year, month))
        return true;
    *year = sj_year_in_name(name);
    *month = find_month(name);
    return (*year && *month) || find_rvu(name, year, month);
}

void sj_release_quarter(sj_table_release *out, int year, int month) {
    *out = (sj_table_release){.from = sj_date_of(year, month, 1)};
    out->through =
        (month > 12 - QUARTER ? sj_date_of(year + 1, 1, 1) : sj_date_of(year, month + QUARTER, 1)) -
        1;
    snprintf(out->name, sizeof out->name, "%04d-%02d", year, month);
}

sj_status sj_release_from_name(sj_table_release *out, sj_str name, sj_err *err) {
    int year, month;
    if (!sj_quarter_in_name(name, &year, &month))
        return sj_err_set(err, SJ_ETABLE,
                          "the file's name must tell its year and quarter, as 2026q3 does");
    sj_release_quarter(out, year, month);
    return SJ_OK;
}
