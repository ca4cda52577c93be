/* engine/report/bank_file.c - tables as banks export them. */
#include "engine/report/bank_file.h"

#include "engine/xlsx/grid.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

enum { HEAD_ROWS = 40, COLUMNS = 64, HEADING = 64, TEXT = 2048, FUTURE_DAYS = 7, NONE = -1 };

/* What a column holds. */
typedef enum role {
    ROLE_TEXT = 0,
    ROLE_DAY,
    ROLE_AMOUNT,
    ROLE_CREDIT,
    ROLE_DEBIT,
    ROLE_SIDE,
    ROLE_NOTHING
} role;

/* Headings as banks write them, letters and digits alone; of several days the first in this list.
 */
static const struct {
    const char *heading;
    role role;
} headings[] = {
    {"postingdate", ROLE_DAY},
    {"posteddate", ROLE_DAY},
    {"postdate", ROLE_DAY},
    {"posted", ROLE_DAY},
    {"dateposted", ROLE_DAY},
    {"bookingdate", ROLE_DAY},
    {"date", ROLE_DAY},
    {"depositdate", ROLE_DAY},
    {"transactiondate", ROLE_DAY},
    {"transdate", ROLE_DAY},
    {"asofdate", ROLE_DAY},
    {"settlementdate", ROLE_DAY},
    {"effectivedate", ROLE_DAY},
    {"valuedate", ROLE_DAY},
    {"amount", ROLE_AMOUNT},
    {"transactionamount", ROLE_AMOUNT},
    {"amt", ROLE_AMOUNT},
    {"netamount", ROLE_AMOUNT},
    {"amountusd", ROLE_AMOUNT},
    {"credit", ROLE_CREDIT},
    {"credits", ROLE_CREDIT},
    {"creditamount", ROLE_CREDIT},
    {"amountcredit", ROLE_CREDIT},
    {"deposit", ROLE_CREDIT},
    {"deposits", ROLE_CREDIT},
    {"depositamount", ROLE_CREDIT},
    {"paidin", ROLE_CREDIT},
    {"moneyin", ROLE_CREDIT},
    {"debit", ROLE_DEBIT},
    {"debits", ROLE_DEBIT},
    {"debitamount", ROLE_DEBIT},
    {"amountdebit", ROLE_DEBIT},
    {"withdrawal", ROLE_DEBIT},
    {"withdrawals", ROLE_DEBIT},
    {"withdrawalamount", ROLE_DEBIT},
    {"paidout", ROLE_DEBIT},
    {"moneyout", ROLE_DEBIT},
    {"type", ROLE_SIDE},
    {"creditdebit", ROLE_SIDE},
    {"debitcredit", ROLE_SIDE},
    {"drcr", ROLE_SIDE},
    {"crdr", ROLE_SIDE},
    {"transactiontype", ROLE_SIDE},
    {"creditdebitindicator", ROLE_SIDE},
    {"balance", ROLE_NOTHING},
    {"runningbalance", ROLE_NOTHING},
    {"runningbal", ROLE_NOTHING},
    {"availablebalance", ROLE_NOTHING},
    {"account", ROLE_NOTHING},
    {"accountnumber", ROLE_NOTHING},
    {"accountname", ROLE_NOTHING},
    {"currency", ROLE_NOTHING},
    {"status", ROLE_NOTHING},
};
enum { N_HEADINGS = sizeof headings / sizeof *headings };

typedef struct table {
    const sj_bank_reading *to;
    role roles[COLUMNS];
    int day, amount, credit, debit, side; /* columns; NONE */
    uint32_t looked;                      /* rows before the headings, of this sheet */
    bool found;                           /* the headings, in this sheet; */
    bool any;                             /* in any */
} table;

static sj_str text_of(const sj_grid_row *row, int column) {
    if (column < 0 || (size_t)column >= row->n) return (sj_str){NULL, 0};
    return sj_str_trim(row->cells[column].text);
}

/* Its letters and digits, letters small. */
static void fold_heading(sj_str s, char out[HEADING]) {
    size_t n = 0;
    for (size_t i = 0; i < s.len && n + 1 < HEADING; i++)
        if (isalnum((unsigned char)s.ptr[i])) out[n++] = (char)tolower((unsigned char)s.ptr[i]);
    out[n] = 0;
}

static int heading_of(sj_str s) {
    char folded[HEADING];
    fold_heading(s, folded);
    for (int i = 0; i < N_HEADINGS; i++)
        if (strcmp(headings[i].heading, folded) == 0) return i;
    return NONE;
}

/* Does this row name the columns? */
static bool take_headings(table *t, const sj_grid_row *row) {
    int best_day = N_HEADINGS;
    t->day = t->amount = t->credit = t->debit = t->side = NONE;
    for (size_t i = 0; i < COLUMNS; i++) t->roles[i] = ROLE_TEXT;
    for (size_t i = 0; i < row->n && i < COLUMNS; i++) {
        int h = heading_of(text_of(row, (int)i));
        if (h == NONE) continue;
        t->roles[i] = headings[h].role;
        int *column = t->roles[i] == ROLE_AMOUNT   ? &t->amount
                      : t->roles[i] == ROLE_CREDIT ? &t->credit
                      : t->roles[i] == ROLE_DEBIT  ? &t->debit
                      : t->roles[i] == ROLE_SIDE   ? &t->side
                                                   : NULL;
        if (column && *column == NONE) *column = (int)i;
        if (t->roles[i] == ROLE_DAY && h < best_day) {
            best_day = h;
            t->day = (int)i;
        }
    }
    return t->day != NONE && (t->amount != NONE || t->credit != NONE);
}

static bool has_digit(sj_str s) {
    for (size_t i = 0; i < s.len; i++)
        if (isdigit((unsigned char)s.ptr[i])) return true;
    return false;
}

/* 04/16/2026, 4/16/26, 2026-04-16, 20260416, also with a time behind it. */
static bool read_day(sj_str s, sj_date *out) {
    char text[16];
    int month = 0, day = 0, year = 0, used = 0;
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] == ' ' || s.ptr[i] == 'T') s.len = i;
    if (sj_date_parse_iso(s, out) || sj_date_parse(s, out)) return true;
    if (!s.len || s.len >= sizeof text) return false;
    memcpy(text, s.ptr, s.len);
    text[s.len] = 0;
    if (sscanf(text, "%2d%*1[/-]%2d%*1[/-]%4d%n", &month, &day, &year, &used) != 3 || text[used])
        return false;
    if (year < 100) year += 2000;
    *out = year > 1999 ? sj_date_of(year, month, day) : SJ_NO_DATE;
    return *out != SJ_NO_DATE;
}

/* $1,234.56 and (1,234.56), 1234.56-, 1234.56 CR or DR. */
static bool read_amount(sj_str s, sj_money *out) {
    char digits[40];
    size_t n = 0;
    bool minus = false;
    if (s.len > 2 && (s.ptr[s.len - 1] == 'R' || s.ptr[s.len - 1] == 'r')) {
        char c = (char)toupper((unsigned char)s.ptr[s.len - 2]);
        if (c != 'C' && c != 'D') return false;
        minus = c == 'D';
        s.len -= 2;
    }
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (c == '(' || c == '-')
            minus = true;
        else if (isdigit((unsigned char)c) || c == '.') {
            if (n + 1 >= sizeof digits) return false;
            digits[n++] = c;
        } else if (!strchr("$,) +", c))
            return false;
    }
    if (!sj_money_parse((sj_str){digits, n}, out)) return false;
    if (minus) *out = -*out;
    return true;
}

static void broken(const table *t, const sj_grid_row *row, int column, const char *what) {
    char place[SJ_GRID_PLACE];
    sj_grid_place(row, (size_t)column, place);
    t->to->note(t->to->ctx, true, place, what);
}

static bool says_debit(sj_str s) {
    char folded[HEADING];
    fold_heading(s, folded);
    return strcmp(folded, "dr") == 0 || strcmp(folded, "d") == 0 || strstr(folded, "debit") ||
           strstr(folded, "withdrawal");
}

/* The row's amount, by its one column or its two; false when it has none that can be. */
static bool amount_of(const table *t, const sj_grid_row *row, sj_money *out) {
    sj_str amount = text_of(row, t->amount), credit = text_of(row, t->credit),
           debit = text_of(row, t->debit);
    bool one = amount.len > 0;
    int column = one ? t->amount : credit.len ? t->credit : t->debit;
    sj_str text = one ? amount : credit.len ? credit : debit;
    if (column == NONE || !text.len) {
        broken(t, row, t->amount != NONE ? t->amount : t->credit,
               "the row has a date and no amount");
        return false;
    }
    if (!read_amount(text, out)) {
        broken(t, row, column, "this is no amount; it should be as 1,234.56");
        return false;
    }
    if (one && *out > 0 && says_debit(text_of(row, t->side))) *out = -*out;
    if (!one && !credit.len && *out > 0) *out = -*out;
    return true;
}

/* All cells that are text, parted by bars. */
static sj_str gather(const table *t, const sj_grid_row *row, char buf[TEXT]) {
    size_t at = 0;
    buf[0] = 0;
    for (size_t i = 0; i < row->n && at < TEXT; i++) {
        sj_str s = text_of(row, (int)i);
        if (!s.len || (i < COLUMNS && t->roles[i] != ROLE_TEXT && t->roles[i] != ROLE_SIDE))
            continue;
        at += (size_t)snprintf(buf + at, TEXT - at, "%s%.*s", at ? " | " : "", SJ_FMT(s));
    }
    return sj_str_of(buf);
}

static sj_status take_row(void *ctx, const sj_grid_row *row, sj_err *err) {
    table *t = ctx;
    char text[TEXT], place[SJ_GRID_PLACE];
    sj_bank_row out = {.row = row->number, .day = SJ_NO_DATE};
    if (row->first) {
        t->found = false;
        t->looked = 0;
    }
    if (!t->found) {
        if (t->looked++ < HEAD_ROWS) t->found = take_headings(t, row);
        t->any = t->any || t->found;
        return SJ_OK;
    }
    sj_str day = text_of(row, t->day);
    sj_grid_place(row, (size_t)t->day, place);
    if (t->day < (int)row->n && row->cells[t->day].kind == SJ_XLSX_DATE)
        out.day = row->cells[t->day].date;
    else if (!has_digit(day)) {
        t->to->note(t->to->ctx, false, place, "a row without a date is passed over");
        return SJ_OK;
    } else if (!read_day(day, &out.day)) {
        broken(t, row, t->day, "this is no date; it should be as 04/16/2026");
        return SJ_OK;
    }
    if (!amount_of(t, row, &out.amount)) return SJ_OK;
    out.text = gather(t, row, text);
    return sj_bank_row_add(t->to, &out, place, err);
}

sj_status sj_bank_row_add(const sj_bank_reading *to, const sj_bank_row *row, const char *place,
                          sj_err *err) {
    if (row->day > to->today + FUTURE_DAYS) {
        to->note(to->ctx, true, place, "this day lies in the future");
        return SJ_OK;
    }
    return to->row(to->ctx, row) ? SJ_OK
                                 : sj_err_set(err, SJ_ENOMEM, "no memory for a bank's file");
}

sj_status sj_bank_file_read(const void *bytes, size_t len, const sj_bank_reading *to, sj_err *err) {
    if (sj_bank_is_ofx(bytes, len)) return sj_bank_ofx_read(bytes, len, to, err);
    if (sj_bank_is_bai(bytes, len)) return sj_bank_bai_read(bytes, len, to, err);
    table t = {.to = to};
    sj_status status = sj_grid_read(bytes, len, take_row, &t, err);
    if (status == SJ_OK && !t.any)
        status = sj_err_set(err, SJ_ETABLE,
                            "no row names the columns: there must be one with Date, and Amount or "
                            "Credit");
    return status;
}
