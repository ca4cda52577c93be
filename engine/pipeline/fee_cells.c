/* Cells of fee schedules, as people type them and spreadsheets keep them. */
#include "engine/pipeline/fee_cells.h"

#include "engine/pipeline/fee_columns.h"
#include "engine/pipeline/fee_rows.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

enum { PLAIN = 64, FACTOR = 4000 };

static bool is_one_of(const char *text, const char *words) {
    size_t n = strlen(text);
    for (const char *at = words; *at;) {
        size_t len = strcspn(at, "|");
        if (len == n && memcmp(at, text, n) == 0) return true;
        at += len + (at[len] != 0);
    }
    return false;
}

/* A procedure code: five letters or digits, at least one a digit. */
static bool read_code(sj_str s, char out[SJ_FEE_CODE]) {
    bool digit = false;
    if (s.len != 5) return false;
    for (size_t i = 0; i < 5; i++) {
        if (!isalnum((unsigned char)s.ptr[i])) return false;
        digit |= isdigit((unsigned char)s.ptr[i]) != 0;
        out[i] = (char)toupper((unsigned char)s.ptr[i]);
    }
    out[5] = 0;
    return digit;
}

static const char *add_modifier(sj_str s, char mods[SJ_FEE_MODS]) {
    char m[3] = "";
    if (s.len != 2 || !isalnum((unsigned char)s.ptr[0]) || !isalnum((unsigned char)s.ptr[1]))
        return "a modifier has two letters or digits";
    for (int i = 0; i < 2; i++) m[i] = (char)toupper((unsigned char)s.ptr[i]);
    size_t n = strlen(mods), at = 0;
    while (at < n && memcmp(mods + at, m, 2) < 0) at += 3;
    if (at < n && memcmp(mods + at, m, 2) == 0) return NULL;
    if (n + 4 > SJ_FEE_MODS) return "more than four modifiers";
    if (at >= n) { /* at the end */
        snprintf(mods + n, SJ_FEE_MODS - n, "%s%s", n ? " " : "", m);
        return NULL;
    }
    memmove(mods + at + 3, mods + at, n - at + 1);
    memcpy(mods + at, m, 2);
    mods[at + 2] = ' ';
    return NULL;
}

/* The parts of a text between blanks, commas and dashes (long ones too). */
static sj_str next_part(sj_str *rest) {
    static const char marks[] = " ,;/:-\xe2\x80\x93\x94";
    size_t i = 0, n;
    while (i < rest->len && strchr(marks, rest->ptr[i])) i++;
    for (n = i; n < rest->len && !strchr(marks, rest->ptr[n]); n++) continue;
    sj_str part = {rest->ptr + i, n - i};
    *rest = (sj_str){rest->ptr + n, rest->len - n};
    return part;
}

const char *sj_fee_cell_code(const sj_xlsx_cell *cell, char code[SJ_FEE_CODE], char to[SJ_FEE_CODE],
                             char mods[SJ_FEE_MODS]) {
    char plain[PLAIN];
    sj_str rest = sj_str_trim(cell->text), part;
    code[0] = to[0] = 0;
    sj_fee_plain(rest, plain, sizeof plain);
    if (sj_str_is(rest, "*") ||
        is_one_of(plain, "all|any|other|others|all other|all others|default|all codes|"
                         "all other codes|other codes")) {
        strcpy(code, "*");
        return NULL;
    }
    if (cell->kind == SJ_XLSX_NUMBER && rest.len < 5)
        return "the spreadsheet took the zeros in front away: format the column as text";
    if (!read_code(next_part(&rest), code)) return "a procedure code has five letters or digits";
    while ((part = next_part(&rest)).len) {
        if (sj_str_is(part, "to") || sj_str_is(part, "through")) continue;
        if (part.len == 5 && !to[0] && !mods[0]) {
            if (!read_code(part, to) || strcmp(to, code) <= 0)
                return "a range goes from a code to a later one";
            continue;
        }
        const char *wrong = add_modifier(part, mods);
        if (wrong) return wrong;
    }
    return NULL;
}

const char *sj_fee_cell_modifiers(const sj_xlsx_cell *cell, char mods[SJ_FEE_MODS]) {
    char plain[PLAIN];
    sj_str rest = cell->text, part;
    sj_fee_plain(rest, plain, sizeof plain);
    if (is_one_of(plain, "none|n a|global")) return NULL;
    while ((part = next_part(&rest)).len) {
        const char *wrong = add_modifier(part, mods);
        if (wrong) return wrong;
    }
    return NULL;
}

const char *sj_fee_cell_place(const sj_xlsx_cell *cell, char place[4]) {
    char plain[PLAIN];
    sj_fee_plain(cell->text, plain, sizeof plain);
    place[0] = 0;
    if (!plain[0] || is_one_of(plain, "any|all|both")) return NULL;
    if (is_one_of(plain, "f|fac|facility|hospital|y|yes"))
        strcpy(place, "F");
    else if (is_one_of(plain, "n|nf|nonfac|non fac|nonfacility|non facility|office|no"))
        strcpy(place, "N");
    else if (isdigit((unsigned char)plain[0]) && !plain[1]) /* a number of a spreadsheet */
        snprintf(place, 4, "0%c", plain[0]);
    else if (isdigit((unsigned char)plain[0]) && isdigit((unsigned char)plain[1]) && !plain[2])
        memcpy(place, plain, 3);
    else
        return "a place of service has two digits, or it is facility or non-facility";
    return NULL;
}

const char *sj_fee_cell_date(const sj_xlsx_cell *cell, sj_date *out) {
    static const char wrong[] = "this is no date; type it as 04/16/2026";
    sj_str s = sj_str_trim(cell->text);
    char text[16];
    int month = 0, day = 0, year = 0, used = 0;
    *out = SJ_NO_DATE;
    if (cell->kind == SJ_XLSX_DATE && cell->date != SJ_NO_DATE) *out = cell->date;
    if (*out != SJ_NO_DATE || !s.len) return NULL;
    if (sj_date_parse_iso(s, out) || sj_date_parse(s, out)) return NULL;
    if (s.len >= sizeof text) return wrong;
    memcpy(text, s.ptr, s.len);
    text[s.len] = 0;
    if (sscanf(text, "%2d/%2d/%4d%n", &month, &day, &year, &used) != 3 || text[used]) return wrong;
    if (year > 1999) *out = sj_date_of(year, month, day);
    return *out == SJ_NO_DATE ? wrong : NULL;
}

/* Digits and one point, without what people write around them; the text behind comes back in
 * *rest. */
static bool read_number(sj_str s, char *out, size_t cap, sj_str *rest) {
    size_t n = 0, i = 0;
    s = sj_str_trim(s);
    if (i < s.len && s.ptr[i] == '$') i++;
    while (i < s.len && s.ptr[i] == ' ') i++;
    for (; i < s.len && n + 1 < cap; i++) {
        if (isdigit((unsigned char)s.ptr[i]) || s.ptr[i] == '.')
            out[n++] = s.ptr[i];
        else if (s.ptr[i] != ',')
            break;
    }
    out[n] = 0;
    *rest = sj_str_trim((sj_str){s.ptr + i, s.len - i});
    return n > 0;
}

/* "of charge", "Medicare", "billed charges": what a percentage is of. */
static const char *read_base(sj_str of, sj_fee *out, char base[SJ_FEE_BASE]) {
    char plain[PLAIN], *at = plain;
    sj_fee_plain(of, plain, sizeof plain);
    static const char *const before[] = {"% ", "percent ", "percentage ", "pct ", "of "};
    for (size_t i = 0; i < sizeof before / sizeof *before; i++)
        if (strncmp(at, before[i], strlen(before[i])) == 0) at += strlen(before[i]);
    if (is_one_of(at, "charge|charges|billed|billed charge|billed charges|billed amount|gross "
                      "charges|total charges")) {
        out->basis = SJ_FEE_CHARGE;
        return NULL;
    }
    if (is_one_of(at, "|%|percent|pct|percentage|of"))
        return "of what is it? Name it: '120 % of Medicare', or a column 'base'";
    out->basis = SJ_FEE_SCHEDULE;
    sj_fee_schedule_name(sj_str_of(at), base);
    return NULL;
}

static const char *read_percent(const char *number, bool sign, sj_str of, sj_fee *out,
                                char base[SJ_FEE_BASE]) {
    sj_quantity q;
    if (!sj_quantity_parse(sj_str_of(number), &q) || q <= 0 || q > 1000000)
        return "this is no percentage";
    out->value = !sign && q <= FACTOR ? q * 100 : q;
    return read_base(of, out, base);
}

const char *sj_fee_cell_percent(const sj_xlsx_cell *cell, sj_str of, sj_fee *out,
                                char base[SJ_FEE_BASE]) {
    char number[PLAIN];
    sj_str rest;
    if (!read_number(cell->text, number, sizeof number, &rest)) return "this is no percentage";
    bool sign = rest.len && rest.ptr[0] == '%';
    if (sign) rest = sj_str_trim((sj_str){rest.ptr + 1, rest.len - 1});
    return read_percent(number, sign, rest.len ? rest : of, out, base);
}

const char *sj_fee_cell_price(const sj_xlsx_cell *cell, sj_fee *out, char base[SJ_FEE_BASE]) {
    char number[PLAIN], plain[PLAIN];
    sj_str rest;
    sj_fee_plain(cell->text, plain, sizeof plain);
    if (is_one_of(plain, "br|by report|ic|individual consideration|carrier priced|nc|"
                         "not covered|n a|na|per contract")) {
        out->basis = SJ_FEE_NONE;
        return NULL;
    }
    if (!read_number(cell->text, number, sizeof number, &rest))
        return "this is no amount; type it as 92.10";
    if (rest.len) {
        if (rest.ptr[0] != '%') return "this is no amount; type it as 92.10";
        return read_percent(number, true, (sj_str){rest.ptr + 1, rest.len - 1}, out, base);
    }
    out->basis = SJ_FEE_AMOUNT;
    if (!sj_money_parse(sj_str_of(number), &out->value) || out->value > 100000000)
        return "this is no amount of dollars and cents; type it as 92.10";
    return NULL;
}

const char *sj_fee_cell_units(const sj_xlsx_cell *cell, uint32_t *out) {
    char plain[PLAIN], *end;
    sj_fee_plain(cell->text, plain, sizeof plain);
    *out = 1;
    if (is_one_of(plain, "|unit|units|each|per unit|ea|un")) return NULL;
    if (is_one_of(plain, "flat|case|per case|day|per day|visit|per visit|per diem|claim|"
                         "session|per session|encounter")) {
        *out = 0;
        return NULL;
    }
    unsigned long n = strtoul(plain, &end, 10);
    if (*end || n < 1 || n > 10000)
        return "units are a number, or 'flat' for a price whatever their number";
    *out = (uint32_t)n;
    return NULL;
}
