/* engine/report/sink_book.c - a report as an Excel workbook: Summary, a sheet for each section that
 * names one, Read me.
 *
 * A sheet is one typed table: its head in the first row, frozen and repeated on paper, filters,
 * totals. Texts are text cells and never formulas; amounts, counts and dates are numbers with a
 * format. Cells to be typed into are yellow; what the import needs stands in hidden columns. */
#include "engine/report/sink.h"

#include "parsers/base/alloc.h"
#include "parsers/base/utf8.h"

#include <xlsxwriter.h>

enum { BOOK_ROWS = 20000, MAX_SHEETS = 24, TEXT = 8192, SHEET_NAME = 32 };
static const sj_date EXCEL_EPOCH = 25569; /* 1970-01-01 as Excel counts days */

enum format_kind {
    F_TEXT,
    F_WIDE,
    F_MONEY,
    F_COUNT,
    F_DATE,
    F_RATE,
    F_TENTHS,
    F_HEAD,
    F_TITLE,
    F_ABOUT,
    F_EDIT,
    F_EDIT_DATE,
    F_RED,
    F_AMBER,
    F_TOTAL_MONEY,
    F_TOTAL_COUNT,
    N_FORMATS
};

typedef struct sheet {
    char name[SHEET_NAME];
    lxw_worksheet *ws;
    lxw_row_t next;             /* first free row */
    int widths[SJ_MAX_COLUMNS]; /* of the tables that stand in it so far */
} sheet;

typedef struct book_sink {
    sj_sink sink;
    lxw_workbook *book;
    lxw_format *formats[N_FORMATS];
    sheet sheets[MAX_SHEETS];
    size_t n_sheets, n_tables;
    sheet *at;      /* where the section at hand goes */
    lxw_row_t head; /* the row of its heading */
    uint64_t rows;  /* of it so far */
    bool failed;
} book_sink;

/* NUL-terminated, UTF-8, without what XML cannot hold; cut to what a cell may hold. */
static const char *clean(sj_str s, char buf[TEXT]) {
    size_t n = 0;
    for (size_t i = 0; i < s.len && n + 8 < TEXT;) {
        unsigned char c = (unsigned char)s.ptr[i];
        size_t len = c < 0x80 ? 1 : sj_utf8_sequence((const unsigned char *)s.ptr + i, s.len - i);
        bool bad = !len || (c < 0x20 && c != '\n' && c != '\t') || c == 0x7f;
        if (bad) {
            memcpy(buf + n, "\xef\xbf\xbd", 3);
            n += 3;
            i++;
            continue;
        }
        memcpy(buf + n, s.ptr + i, len);
        n += len;
        i += len;
    }
    buf[n] = 0;
    return buf;
}

static void check(book_sink *b, lxw_error code) {
    if (code != LXW_NO_ERROR) b->failed = true;
}

static void put_text(book_sink *b, lxw_worksheet *ws, lxw_row_t row, lxw_col_t col, sj_str s,
                     lxw_format *format) {
    char buf[TEXT];
    if (s.len)
        check(b, worksheet_write_string(ws, row, col, clean(s, buf), format));
    else
        check(b, worksheet_write_blank(ws, row, col, format));
}

static void put_textz(book_sink *b, lxw_worksheet *ws, lxw_row_t row, lxw_col_t col, const char *z,
                      enum format_kind kind) {
    put_text(b, ws, row, col, sj_str_of(z), b->formats[kind]);
}

static void make_formats(book_sink *b) {
    static const struct {
        const char *number;
        bool bold, wrap, right;
        int fill; /* 0: none */
        int color;
    } looks[N_FORMATS] = {
        [F_TEXT] = {"@", .wrap = false},
        [F_WIDE] = {"@", .wrap = true},
        [F_MONEY] = {"$#,##0.00;[Red]-$#,##0.00"},
        [F_COUNT] = {"#,##0"},
        [F_DATE] = {"mm/dd/yyyy"},
        [F_RATE] = {"0.0%"},
        [F_TENTHS] = {"0.0"},
        [F_HEAD] = {.bold = true, .wrap = true, .fill = 0x1D5C8F, .color = 0xFFFFFF},
        [F_TITLE] = {.bold = true},
        [F_ABOUT] = {.color = 0x566472},
        [F_EDIT] = {"@", .wrap = true, .fill = 0xFFF7C2},
        [F_EDIT_DATE] = {"mm/dd/yyyy", .fill = 0xFFF7C2},
        [F_RED] = {.fill = 0xFCEBEB, .color = 0xA3242B},
        [F_AMBER] = {.fill = 0xFDF3DE, .color = 0x825300},
        [F_TOTAL_MONEY] = {"$#,##0.00;[Red]-$#,##0.00", .bold = true},
        [F_TOTAL_COUNT] = {"#,##0", .bold = true},
    };
    for (int i = 0; i < N_FORMATS; i++) {
        lxw_format *f = b->formats[i] = workbook_add_format(b->book);
        if (!f) {
            b->failed = true;
            continue;
        }
        if (looks[i].number) format_set_num_format(f, looks[i].number);
        if (looks[i].bold) format_set_bold(f);
        if (looks[i].wrap) format_set_text_wrap(f);
        if (looks[i].fill) format_set_bg_color(f, (lxw_color_t)looks[i].fill);
        if (looks[i].color) format_set_font_color(f, (lxw_color_t)looks[i].color);
        if (i <= F_TENTHS || i == F_EDIT || i == F_EDIT_DATE)
            format_set_align(f, LXW_ALIGN_VERTICAL_TOP);
    }
    if (b->formats[F_TITLE]) format_set_font_size(b->formats[F_TITLE], 14);
}

static enum format_kind format_of(const sj_column *c) {
    if (c->flags & SJ_COL_EDIT) return c->kind == SJ_COL_DATE ? F_EDIT_DATE : F_EDIT;
    switch (c->kind) {
    case SJ_COL_WIDE:
        return F_WIDE;
    case SJ_COL_MONEY:
        return F_MONEY;
    case SJ_COL_COUNT:
    case SJ_COL_LEFT:
        return F_COUNT;
    case SJ_COL_DATE:
        return F_DATE;
    case SJ_COL_RATE:
        return F_RATE;
    case SJ_COL_TENTHS:
        return F_TENTHS;
    default:
        return F_TEXT;
    }
}

/* On paper: letter, landscape, as wide as the page, the head on every page. */
static void set_paper(book_sink *b, lxw_worksheet *ws, const char *name) {
    char header[200], footer[200], day[SJ_DATE_SIZE];
    const sj_head *head = b->sink.head;
    sj_date_print_people(head->opts->as_of, day);
    snprintf(header, sizeof header, "&L%s&C%s&RAs of %s", head->report->title, name, day);
    snprintf(footer, sizeof footer, "&L%s&RPage &P of &N",
             head->opts->detail == SJ_DETAIL_NONE ? "" : "Confidential: health information");
    worksheet_set_landscape(ws);
    worksheet_set_paper(ws, 1);
    worksheet_fit_to_pages(ws, 1, 0);
    worksheet_set_margins(ws, 0.4, 0.4, 0.6, 0.6);
    check(b, worksheet_set_header(ws, header));
    check(b, worksheet_set_footer(ws, footer));
}

static sheet *open_sheet(book_sink *b, const char *name) {
    for (size_t i = 0; i < b->n_sheets; i++)
        if (strcmp(b->sheets[i].name, name) == 0) return &b->sheets[i];
    if (b->n_sheets == MAX_SHEETS) return NULL;
    sheet *s = &b->sheets[b->n_sheets];
    snprintf(s->name, sizeof s->name, "%s", name);
    s->ws = workbook_add_worksheet(b->book, s->name);
    if (!s->ws) return NULL;
    b->n_sheets++;
    set_paper(b, s->ws, name);
    return s;
}

/* Tables stand below each other in Summary: a column is as wide as the widest of them wants. */
static void set_widths(book_sink *b, const sj_shown *shown) {
    for (size_t i = 0; i < shown->n; i++) {
        const sj_column *c = shown->columns[i];
        if (c->width > b->at->widths[i]) b->at->widths[i] = c->width;
        lxw_row_col_options hidden = {.hidden = (c->flags & SJ_COL_HIDDEN) != 0};
        check(b, worksheet_set_column_opt(b->at->ws, (lxw_col_t)i, (lxw_col_t)i,
                                          b->at->widths[i] ? b->at->widths[i] : 12, NULL, &hidden));
    }
}

static void put_tiles(book_sink *b, sheet *s) {
    static const char *const heads[] = {"At a glance",       "Number", "Amount",
                                        "Of them or beside", "Number", "Amount"};
    const sj_head *head = b->sink.head;
    if (!head->n_tiles) return;
    for (lxw_col_t i = 0; i < 6; i++) put_textz(b, s->ws, s->next, i, heads[i], F_HEAD);
    s->next++;
    for (size_t i = 0; i < head->n_tiles; i++, s->next++) {
        const sj_tile_values *v = &head->tiles[i];
        put_textz(b, s->ws, s->next, 0, v->tile->name, F_TEXT);
        worksheet_write_number(s->ws, s->next, 1, (double)v->n, b->formats[F_COUNT]);
        worksheet_write_number(s->ws, s->next, 2, (double)v->amount / 100, b->formats[F_MONEY]);
        if (!v->tile->beside) continue;
        put_textz(b, s->ws, s->next, 3, v->tile->beside + (v->tile->beside[0] == '!'), F_TEXT);
        worksheet_write_number(s->ws, s->next, 4, (double)v->beside, b->formats[F_COUNT]);
        worksheet_write_number(s->ws, s->next, 5, (double)v->beside_amount / 100,
                               b->formats[F_MONEY]);
    }
    s->next++;
}

static sj_status state(const book_sink *b, sj_err *err) {
    if (!b->failed) return SJ_OK;
    return sj_err_set(err, SJ_ENOMEM, "no memory for a workbook");
}

static sj_status begin(sj_sink *sink, const sj_head *head, sj_err *err) {
    book_sink *b = (book_sink *)sink;
    char text[256], day[SJ_DATE_SIZE], since[SJ_DATE_SIZE];
    make_formats(b);
    sheet *s = open_sheet(b, "Summary");
    if (!s || b->failed) return sj_err_set(err, SJ_ENOMEM, "no memory for a workbook");
    lxw_doc_properties about = {.title = (char *)head->report->title};
    workbook_set_properties(b->book, &about);
    snprintf(text, sizeof text, "%s · %.*s", head->report->title, SJ_FMT(head->opts->practice));
    put_textz(b, s->ws, 0, 0, text, F_TITLE);
    sj_date_print_people(head->opts->as_of, day);
    sj_date_print_people(head->opts->since, since);
    snprintf(text, sizeof text, "As of %s, %s %s; made %.*s %.*s", day, head->report->since, since,
             SJ_FMT(head->opts->made_at), SJ_FMT(head->opts->zone));
    put_textz(b, s->ws, 1, 0, text, F_ABOUT);
    put_textz(b, s->ws, 2, 0, head->sentence, F_ABOUT);
    s->next = 4;
    put_tiles(b, s);
    return state(b, err);
}

static sj_status section(sj_sink *sink, const sj_shown *shown, sj_err *err) {
    book_sink *b = (book_sink *)sink;
    const sj_section *about = shown->section;
    b->at = open_sheet(b, about->sheet ? about->sheet : "Summary");
    if (!b->at) return sj_err_set(err, SJ_ENOMEM, "no memory for a workbook");
    b->rows = 0;
    set_widths(b, shown);
    if (!about->sheet) {
        put_textz(b, b->at->ws, b->at->next++, 0, about->title, F_TITLE);
        if (about->about) put_textz(b, b->at->ws, b->at->next++, 0, about->about, F_ABOUT);
    }
    b->head = b->at->next;
    for (size_t i = 0; i < shown->n; i++)
        put_textz(b, b->at->ws, b->head, (lxw_col_t)i, shown->columns[i]->title, F_HEAD);
    return state(b, err);
}

static void put_value(book_sink *b, lxw_row_t row, lxw_col_t col, const sj_column *c,
                      sj_sql_value v) {
    lxw_worksheet *ws = b->at->ws;
    lxw_format *format = b->formats[format_of(c)];
    char text[32] = "";
    if (v.type == SJ_SQL_NULL) {
        check(b, worksheet_write_blank(ws, row, col, format));
        return;
    }
    switch (c->kind) {
    case SJ_COL_TEXT:
    case SJ_COL_NUMBER:
    case SJ_COL_CODE:
    case SJ_COL_WIDE:
        put_text(b, ws, row, col, v.s, format);
        return;
    case SJ_COL_MONEY:
        check(b, worksheet_write_number(ws, row, col, (double)v.i / 100, format));
        return;
    case SJ_COL_DATE:
        check(b, worksheet_write_number(ws, row, col, (double)(v.i + EXCEL_EPOCH), format));
        return;
    case SJ_COL_COUNT:
    case SJ_COL_LEFT:
        check(b, worksheet_write_number(ws, row, col, (double)v.i, format));
        return;
    case SJ_COL_RATE:
        check(b, worksheet_write_number(ws, row, col, (double)v.i / 1000, format));
        return;
    case SJ_COL_TENTHS:
        check(b, worksheet_write_number(ws, row, col, (double)v.i / 10, format));
        return;
    case SJ_COL_YES:
        put_text(b, ws, row, col, v.i ? SJ_STR("yes") : SJ_STR("no"), format);
        return;
    case SJ_COL_TIME:
        if (b->sink.head->opts->clock_text) b->sink.head->opts->clock_text(v.i, text);
        put_text(b, ws, row, col, sj_str_of(text), format);
        return;
    }
}

static uint64_t most_rows(const sj_section *s) {
    return s->book_rows ? s->book_rows : BOOK_ROWS;
}

static sj_status row(sj_sink *sink, const sj_shown *shown, const sj_sql_value *cells, sj_err *err) {
    book_sink *b = (book_sink *)sink;
    if (b->rows == most_rows(shown->section)) return SJ_OK;
    b->rows++;
    for (size_t i = 0; i < shown->n; i++)
        put_value(b, b->head + (lxw_row_t)b->rows, (lxw_col_t)i, shown->columns[i], cells[i]);
    return state(b, err);
}

/* Amber up to two weeks before the day, red after it. */
static void mark_days(book_sink *b, lxw_col_t col) {
    lxw_conditional_format past = {.type = LXW_CONDITIONAL_TYPE_CELL,
                                   .criteria = LXW_CONDITIONAL_CRITERIA_LESS_THAN,
                                   .value = 0,
                                   .format = b->formats[F_RED]};
    lxw_conditional_format soon = {.type = LXW_CONDITIONAL_TYPE_CELL,
                                   .criteria = LXW_CONDITIONAL_CRITERIA_BETWEEN,
                                   .min_value = 0,
                                   .max_value = 14,
                                   .format = b->formats[F_AMBER]};
    lxw_conditional_format none = {.type = LXW_CONDITIONAL_TYPE_BLANKS, .stop_if_true = 1};
    lxw_row_t last = b->head + (lxw_row_t)b->rows;
    check(b, worksheet_conditional_format_range(b->at->ws, b->head + 1, col, last, col, &none));
    check(b, worksheet_conditional_format_range(b->at->ws, b->head + 1, col, last, col, &past));
    check(b, worksheet_conditional_format_range(b->at->ws, b->head + 1, col, last, col, &soon));
}

enum { MAX_CHOICES = 24 };

/* A list to choose from, or a date. */
static void validate(book_sink *b, lxw_col_t col, const sj_column *c) {
    char words[512], *list[MAX_CHOICES + 1], *rest = words;
    lxw_data_validation v = {.show_error = LXW_VALIDATION_ON, .show_input = LXW_VALIDATION_ON};
    size_t n = 0;
    if (c->choices) {
        snprintf(words, sizeof words, "%s", c->choices);
        for (char *word; n < MAX_CHOICES && (word = strsep(&rest, ",")) != NULL;) list[n++] = word;
        list[n] = NULL;
        v.validate = LXW_VALIDATION_TYPE_LIST;
        v.value_list = list;
        v.ignore_blank = LXW_VALIDATION_ON;
        v.dropdown = LXW_VALIDATION_ON;
        v.error_title = (char *)"Not one of the words";
        v.error_message = (char *)"Choose a word from the list.";
    } else if (c->kind == SJ_COL_DATE) {
        v.validate = LXW_VALIDATION_TYPE_DATE;
        v.criteria = LXW_VALIDATION_CRITERIA_GREATER_THAN;
        v.value_datetime = (lxw_datetime){.year = 2000, .month = 1, .day = 1};
        v.ignore_blank = LXW_VALIDATION_ON;
        v.error_title = (char *)"Not a date";
        v.error_message = (char *)"Type a date, as 12/31/2026.";
    } else {
        return;
    }
    check(b, worksheet_data_validation_range(b->at->ws, b->head + 1, col,
                                             b->head + (lxw_row_t)b->rows, col, &v));
}

/* A table with filters; totals in a row of its own below it. */
static void make_table(book_sink *b, const sj_shown *shown) {
    lxw_table_column columns[SJ_MAX_COLUMNS] = {{0}}, *list[SJ_MAX_COLUMNS + 1];
    char name[40], total[48];
    bool any = false, whole = b->rows == shown->rows;
    for (size_t i = 0; i < shown->n; i++) {
        const sj_column *c = shown->columns[i];
        list[i] = &columns[i];
        columns[i].header = (char *)c->title;
        columns[i].header_format = b->formats[F_HEAD];
        if (!(c->flags & SJ_COL_TOTAL)) continue;
        any = true;
        columns[i].format = b->formats[c->kind == SJ_COL_MONEY ? F_TOTAL_MONEY : F_TOTAL_COUNT];
        columns[i].total_function = LXW_TABLE_FUNCTION_SUM;
        columns[i].total_value =
            c->kind == SJ_COL_MONEY ? (double)shown->totals[i] / 100 : (double)shown->totals[i];
    }
    list[shown->n] = NULL;
    any = any && whole; /* what is cut has no total of its own */
    snprintf(total, sizeof total, "Total");
    if (any && !(shown->columns[0]->flags & SJ_COL_TOTAL)) columns[0].total_string = total;
    snprintf(name, sizeof name, "T%zu_%s", ++b->n_tables, shown->section->name);
    for (char *p = name; *p; p++)
        if (*p == '-') *p = '_';
    lxw_table_options options = {.name = name,
                                 .columns = list,
                                 .total_row = any,
                                 .style_type = LXW_TABLE_STYLE_TYPE_LIGHT,
                                 .style_type_number = 1};
    check(b,
          worksheet_add_table(b->at->ws, b->head, 0, b->head + (lxw_row_t)b->rows + (any ? 1 : 0),
                              (lxw_col_t)(shown->n - 1), &options));
    b->at->next = b->head + (lxw_row_t)b->rows + (any ? 3 : 2);
}

static sj_status section_end(sj_sink *sink, const sj_shown *shown, sj_err *err) {
    book_sink *b = (book_sink *)sink;
    if (!b->rows) {
        char text[120];
        snprintf(text, sizeof text, "%s: none", shown->section->none);
        put_textz(b, b->at->ws, b->head + 1, 0, text, F_ABOUT);
        b->at->next = b->head + 3;
    } else {
        for (size_t i = 0; i < shown->n; i++) {
            const sj_column *c = shown->columns[i];
            if (c->kind == SJ_COL_LEFT) mark_days(b, (lxw_col_t)i);
            if (c->flags & SJ_COL_EDIT) validate(b, (lxw_col_t)i, c);
        }
        make_table(b, shown);
        if (shown->rows > b->rows) {
            char text[160];
            snprintf(text, sizeof text, "The first %llu of %llu rows; the CSV file has all",
                     (unsigned long long)b->rows, (unsigned long long)shown->rows);
            put_textz(b, b->at->ws, b->at->next, 0, text, F_ABOUT);
            b->at->next += 2;
        }
    }
    if (shown->section->sheet) {
        worksheet_freeze_panes(b->at->ws, b->head + 1, 1);
        check(b, worksheet_repeat_rows(b->at->ws, b->head, b->head));
    }
    return state(b, err);
}

static sj_status end(sj_sink *sink, sj_err *err) {
    static const char *const lines[] = {
        "This workbook was made by Scrubjay and needs nothing else: no macros, no links.",
        "Type only into the yellow columns: owner, status, action, follow-up date, note (it is "
        "added to "
        "those before) and, with the status done, outcome.",
        "Then close it and run: scrubjay denials import FILE.xlsx",
        "The import changes the rows that you changed, and tells of each row that somebody else "
        "changed in the meantime; it never overwrites those.",
        "Rows may be sorted, filtered and deleted. The hidden columns (row key, version) tell the "
        "import which row is which: leave them as they are.",
        "Amber: due within 14 days. Red: past due. The column beside it says the same in words.",
        "Amounts are dollars, dates are days of service, payment or follow-up as the heading says.",
    };
    book_sink *b = (book_sink *)sink;
    sheet *s = open_sheet(b, "Read me");
    if (!s) return sj_err_set(err, SJ_ENOMEM, "no memory for a workbook");
    check(b, worksheet_set_column(s->ws, 0, 0, 110, NULL));
    put_textz(b, s->ws, 0, 0, b->sink.head->report->title, F_TITLE);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        put_textz(b, s->ws, (lxw_row_t)i + 2, 0, lines[i], F_WIDE);
    sj_status status = state(b, err);
    lxw_error code = workbook_close(b->book);
    b->book = NULL;
    if (status == SJ_OK && code != LXW_NO_ERROR)
        status = sj_err_set(err, SJ_EIO, "the workbook could not be written");
    return status;
}

static void free_sink(sj_sink *sink) {
    book_sink *b = (book_sink *)sink;
    if (b->book) lxw_workbook_free(b->book);
    sj_free(b);
}

static const sj_sink_ops ops = {SJ_OUT_BOOK, begin, section, row, section_end, end, free_sink};

sj_sink *sj_sink_book(const char *path) {
    book_sink *b = sj_calloc(1, sizeof *b);
    if (!b) return NULL;
    b->sink.ops = &ops;
    b->book = workbook_new(path);
    if (b->book) return &b->sink;
    sj_free(b);
    return NULL;
}
