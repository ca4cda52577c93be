/* Rows of fee schedules: a sheet's heading, then a price or two in each row. */
#include "engine/pipeline/fee_rows.h"

#include "engine/pipeline/fee_cells.h"
#include "parsers/base/alloc.h"

#include <stdio.h>
#include <stdlib.h>

enum { HEADING_WITHIN = 30, MOST_ROWS = 2 << 20, TEXTS = 512 << 20, TEXT = 256 };

typedef struct table {
    sj_fee_rows *out;
    const sj_fee_reading *reading;
    sj_fee_heading heading;
    bool has_heading, any_heading;
    unsigned seen; /* rows of this sheet, before its heading */
    sj_err *err;
} table;

static void tell(const table *t, sj_fee_note_kind kind, const sj_grid_row *row, size_t column,
                 const char *what) {
    char place[SJ_GRID_PLACE];
    sj_grid_place(row, column, place);
    if (kind == SJ_FEE_BROKEN) t->out->broken++;
    if (kind == SJ_FEE_PASSED) t->out->passed++;
    t->reading->note(t->reading->ctx, &(sj_fee_note){kind, place, what});
}

static void take_heading(table *t, const sj_grid_row *row) {
    t->has_heading = sj_fee_heading_read(&t->heading, row);
    t->any_heading |= t->has_heading;
    for (int c = 0; c < SJ_FEE_COLUMNS && t->has_heading; c++)
        if (t->heading.at[c] != SIZE_MAX) {
            char what[TEXT];
            sj_str text = row->cells[t->heading.at[c]].text;
            snprintf(what, sizeof what, "'%.*s' is taken for: %s", SJ_FMT(text),
                     sj_fee_column_words((sj_fee_column)c));
            tell(t, SJ_FEE_COLUMN, row, t->heading.at[c], what);
        }
}

static const sj_xlsx_cell *cell_of(const table *t, const sj_grid_row *row, sj_fee_column c) {
    static const sj_xlsx_cell blank = {.date = SJ_NO_DATE};
    size_t at = t->heading.at[c];
    return at < row->n ? &row->cells[at] : &blank;
}

static bool is_filled(const table *t, const sj_grid_row *row, sj_fee_column c) {
    const sj_xlsx_cell *cell = cell_of(t, row, c);
    return cell->kind == SJ_XLSX_ERROR || sj_str_trim(cell->text).len;
}

/* One row being read: what is wrong with a cell is told, and the row goes no further. */
typedef struct line {
    table *t;
    const sj_grid_row *row;
    bool broken;
    char code[SJ_FEE_CODE], to[SJ_FEE_CODE], mods[SJ_FEE_MODS], place[4];
    char schedule[SJ_FEE_SCHEDULE_NAME];
    uint32_t units;
    sj_date from, until;
} line;

static void complain(line *r, sj_fee_column c, const char *wrong) {
    if (!wrong) return;
    r->broken = true;
    tell(r->t, SJ_FEE_BROKEN, r->row, r->t->heading.at[c], wrong);
}

/* False, after a word about it, when a spreadsheet's error stands there. */
static bool is_sound(line *r, sj_fee_column c) {
    if (cell_of(r->t, r->row, c)->kind != SJ_XLSX_ERROR) return true;
    complain(r, c, "the cell holds an error of the spreadsheet");
    return false;
}

static void read_schedule(line *r) {
    const sj_fee_reading *in = r->t->reading;
    sj_str contract = cell_of(r->t, r->row, SJ_FEE_COL_CONTRACT)->text;
    sj_str payer = sj_str_trim(cell_of(r->t, r->row, SJ_FEE_COL_PAYER)->text);
    sj_fee_schedule_name(contract, r->schedule);
    if (r->schedule[0]) return;
    if (payer.len) {
        if (!in->payer(in->ctx, payer, r->schedule))
            complain(r, SJ_FEE_COL_PAYER, "this is no payer's id");
        return;
    }
    snprintf(r->schedule, sizeof r->schedule, "%s", in->schedule);
    if (!r->schedule[0])
        complain(r, SJ_FEE_COL_CODE,
                 "whose price is it? The row names no contract and no payer: give --payer ID");
}

static void read_key(line *r) {
    if (is_sound(r, SJ_FEE_COL_CODE))
        complain(r, SJ_FEE_COL_CODE,
                 sj_fee_cell_code(cell_of(r->t, r->row, SJ_FEE_COL_CODE), r->code, r->to, r->mods));
    if (is_sound(r, SJ_FEE_COL_MODIFIER))
        complain(r, SJ_FEE_COL_MODIFIER,
                 sj_fee_cell_modifiers(cell_of(r->t, r->row, SJ_FEE_COL_MODIFIER), r->mods));
    if (is_sound(r, SJ_FEE_COL_PLACE))
        complain(r, SJ_FEE_COL_PLACE,
                 sj_fee_cell_place(cell_of(r->t, r->row, SJ_FEE_COL_PLACE), r->place));
    if (is_sound(r, SJ_FEE_COL_UNITS))
        complain(r, SJ_FEE_COL_UNITS,
                 sj_fee_cell_units(cell_of(r->t, r->row, SJ_FEE_COL_UNITS), &r->units));
    if (is_sound(r, SJ_FEE_COL_FROM))
        complain(r, SJ_FEE_COL_FROM,
                 sj_fee_cell_date(cell_of(r->t, r->row, SJ_FEE_COL_FROM), &r->from));
    if (is_sound(r, SJ_FEE_COL_TO))
        complain(r, SJ_FEE_COL_TO,
                 sj_fee_cell_date(cell_of(r->t, r->row, SJ_FEE_COL_TO), &r->until));
    if (r->from == SJ_NO_DATE) r->from = r->t->reading->effective;
    if (!r->broken && r->until != SJ_NO_DATE && r->from != SJ_NO_DATE && r->until < r->from)
        complain(r, SJ_FEE_COL_TO, "it ends before it begins");
}

static sj_status add(line *r, const sj_fee *price, const char *base, const char *place,
                     sj_fee_column column) {
    sj_fee_rows *out = r->t->out;
    if (out->n == out->cap) {
        size_t cap = out->cap ? 2 * out->cap : 1024;
        sj_fee_row *v = cap <= MOST_ROWS ? sj_realloc(out->v, cap * sizeof *v) : NULL;
        if (!v) return sj_err_set(r->t->err, SJ_ENOMEM, "no memory for so many prices");
        out->v = v;
        out->cap = cap;
    }
    char at[SJ_GRID_PLACE], source[TEXT];
    sj_grid_place(r->row, r->t->heading.at[column], at);
    int n = snprintf(source, sizeof source, "%.120s %s", r->t->reading->file, at);
    size_t before = strlen(source) - strlen(at);
    sj_fee_row *to = &out->v[out->n];
    *to = (sj_fee_row){.fee = *price};
    to->fee.from = r->from;
    to->fee.to = r->until;
    to->fee.units = price->basis == SJ_FEE_AMOUNT ? r->units : 1;
    sj_str kept;
    if (n < 0 || !sj_arena_copy(&out->arena, (sj_str){source, strlen(source) + 1}, &kept) ||
        !sj_arena_copy(&out->arena, sj_str_of(r->schedule), &to->fee.schedule) ||
        !sj_arena_copy(&out->arena, sj_str_of(r->code), &to->fee.code) ||
        !sj_arena_copy(&out->arena, sj_str_of(r->to), &to->fee.code_to) ||
        !sj_arena_copy(&out->arena, sj_str_of(r->mods), &to->fee.modifiers) ||
        !sj_arena_copy(&out->arena, sj_str_of(place), &to->fee.place) ||
        !sj_arena_copy(&out->arena, sj_str_of(base), &to->fee.base))
        return sj_err_set(r->t->err, SJ_ENOMEM, "no memory for fee schedules");
    to->fee.source = (sj_str){kept.ptr, kept.len - 1};
    to->place = kept.ptr + before;
    out->n++;
    return SJ_OK;
}

/* The price in one column; nothing when the cell is empty. */
static sj_status take_price(line *r, sj_fee_column column, const char *place, bool *any) {
    char base[SJ_FEE_BASE] = "";
    const table *t = r->t;
    sj_fee price = {.basis = SJ_FEE_NONE};
    if (t->heading.at[column] == SIZE_MAX || !is_filled(t, r->row, column)) return SJ_OK;
    *any = true;
    const sj_xlsx_cell *cell = cell_of(t, r->row, column);
    const char *wrong = NULL;
    if (!is_sound(r, column)) return SJ_OK;
    if (column == SJ_FEE_COL_PERCENT) {
        sj_str of = sj_str_trim(cell_of(t, r->row, SJ_FEE_COL_BASE)->text);
        if (!of.len) of = sj_str_of(t->heading.text[SJ_FEE_COL_PERCENT]);
        wrong = sj_fee_cell_percent(cell, of, &price, base);
    } else {
        wrong = sj_fee_cell_price(cell, &price, base);
    }
    complain(r, column, wrong);
    return r->broken ? SJ_OK : add(r, &price, base, place, column);
}

static sj_status take_prices(line *r) {
    static const struct {
        sj_fee_column column;
        const char *place;
    } prices[] = {{SJ_FEE_COL_OFFICE, "N"}, {SJ_FEE_COL_FACILITY, "F"}};
    bool any = false;
    sj_status status = take_price(r, SJ_FEE_COL_AMOUNT, r->place, &any);
    for (size_t i = 0; i < 2 && status == SJ_OK; i++)
        status = take_price(r, prices[i].column, r->place[0] ? r->place : prices[i].place, &any);
    if (status == SJ_OK && !any) status = take_price(r, SJ_FEE_COL_PERCENT, r->place, &any);
    if (status == SJ_OK && !any) {
        int c = SJ_FEE_COL_AMOUNT;
        while (r->t->heading.at[c] == SIZE_MAX) c++;
        complain(r, (sj_fee_column)c, "the price is missing");
    }
    return status;
}

/* A line of words below or between the prices: nothing but its first cell is filled, and that is no
 * code. */
static bool is_remark(const table *t, const sj_grid_row *row) {
    size_t filled = 0;
    for (size_t i = 0; i < row->n; i++) filled += sj_str_trim(row->cells[i].text).len != 0;
    return filled <= 1 && !is_filled(t, row, SJ_FEE_COL_AMOUNT) &&
           !is_filled(t, row, SJ_FEE_COL_PERCENT) &&
           sj_str_trim(cell_of(t, row, SJ_FEE_COL_CODE)->text).len != 5;
}

static sj_status take_row(void *ctx, const sj_grid_row *row, sj_err *err) {
    table *t = ctx;
    t->err = err;
    if (row->first) {
        t->has_heading = false;
        t->seen = 0;
    }
    if (!t->has_heading) {
        if (t->seen++ < HEADING_WITHIN) take_heading(t, row);
        return SJ_OK;
    }
    bool empty = true;
    for (size_t i = 0; i < row->n && empty; i++) empty = !sj_str_trim(row->cells[i].text).len;
    if (empty) return SJ_OK;
    if (is_remark(t, row)) {
        tell(t, SJ_FEE_PASSED, row, 0, "a line of words: passed over");
        return SJ_OK;
    }
    line r = {.t = t, .row = row, .units = 1, .until = SJ_NO_DATE};
    read_key(&r);
    if (!r.broken) read_schedule(&r);
    return take_prices(&r);
}

static int compare_texts(sj_str a, sj_str b) {
    size_t n = a.len < b.len ? a.len : b.len;
    int c = n ? memcmp(a.ptr, b.ptr, n) : 0;
    return c ? c : (a.len > b.len) - (a.len < b.len);
}

int sj_fee_compare(const sj_fee *a, const sj_fee *b) {
    const sj_str x[] = {a->schedule, a->code, a->code_to, a->modifiers, a->place};
    const sj_str y[] = {b->schedule, b->code, b->code_to, b->modifiers, b->place};
    for (size_t i = 0; i < sizeof x / sizeof *x; i++) {
        int c = compare_texts(x[i], y[i]);
        if (c) return c;
    }
    return 0;
}

static int by_key(const void *a, const void *b) {
    const sj_fee_row *x = a, *y = b;
    int c = sj_fee_compare(&x->fee, &y->fee);
    if (c) return c;
    return (x->fee.from > y->fee.from) - (x->fee.from < y->fee.from);
}

/* Two rows for one thing on one day: nobody can say which holds. The same said twice is said once.
 */
static void find_clashes(sj_fee_rows *rows, const sj_fee_reading *reading) {
    size_t n = 0;
    for (size_t i = 0; i < rows->n; i++) {
        sj_fee_row *row = &rows->v[i], *before = n ? &rows->v[n - 1] : NULL;
        bool same = before && sj_fee_compare(&before->fee, &row->fee) == 0;
        bool both = same && (before->fee.to == SJ_NO_DATE || row->fee.from == SJ_NO_DATE ||
                             row->fee.from <= before->fee.to);
        /* A later price ends an open one. */
        if (both && before->fee.to == SJ_NO_DATE && row->fee.from != SJ_NO_DATE &&
            row->fee.from > before->fee.from) {
            before->fee.to = row->fee.from - 1;
            both = false;
        }
        if (!both) {
            rows->v[n++] = *row;
            continue;
        }
        if (row->fee.basis == before->fee.basis && row->fee.value == before->fee.value &&
            row->fee.from == before->fee.from && row->fee.to == before->fee.to &&
            sj_str_eq(row->fee.base, before->fee.base))
            continue;
        char what[TEXT];
        snprintf(what, sizeof what, "%s says something else of the same code on the same day",
                 before->place);
        rows->broken++;
        reading->note(reading->ctx, &(sj_fee_note){SJ_FEE_BROKEN, row->place, what});
    }
    rows->n = n;
}

sj_status sj_fee_rows_read(sj_fee_rows *out, const void *bytes, size_t len,
                           const sj_fee_reading *reading, sj_err *err) {
    *out = (sj_fee_rows){.v = NULL};
    sj_arena_init(&out->arena, TEXTS);
    table t = {.out = out, .reading = reading};
    sj_status status = sj_grid_read(bytes, len, take_row, &t, err);
    if (status == SJ_OK && !t.any_heading)
        status = sj_err_set(err, SJ_ETABLE,
                            "no heading row is understood: a fee schedule has at least a column "
                            "for the procedure (CPT, HCPCS, code) and one for the price (amount, "
                            "fee, rate, allowed, percent)");
    if (status == SJ_OK && !out->n && !out->broken)
        status = sj_err_set(err, SJ_ETABLE, "the fee schedule has no price");
    if (status != SJ_OK) return status;
    if (out->n) qsort(out->v, out->n, sizeof *out->v, by_key);
    find_clashes(out, reading);
    return SJ_OK;
}

void sj_fee_rows_dispose(sj_fee_rows *rows) {
    sj_free(rows->v);
    sj_arena_dispose(&rows->arena);
}
