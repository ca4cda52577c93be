/* engine/report/section.h - what a report is made of, as data: tiles, sections, columns, charts.
 *
 * One description drives the page, the workbook, the CSV files and the JSON. A section's rows come
 * from a question of the store (engine/store/queries/NAME.sql); a column takes a value of the row
 * as it is, or has a function that makes one of it. To add a report: a .sql file, its columns, a
 * section, and a row in reports.c. */
#ifndef SJ_REPORT_SECTION_H
#define SJ_REPORT_SECTION_H

#include "engine/followup/queue.h"
#include "engine/report/kpi_cells.h"
#include "engine/report/overdue.h"
#include "engine/report/report.h"
#include "engine/store/queries.h"

/* What a column holds; every output writes it as fits: right-aligned dollars on the page, a number
 * with a format in the workbook, 1234.56 in CSV, "1234.56" in JSON. */
typedef enum sj_column_kind {
    SJ_COL_TEXT = 0,
    SJ_COL_NUMBER, /* a number with its unit, written as text */
    SJ_COL_CODE,   /* a code or number that is never wrapped or reckoned with */
    SJ_COL_WIDE,   /* sentences */
    SJ_COL_MONEY,  /* cents */
    SJ_COL_COUNT,  /* how many */
    SJ_COL_DATE,   /* a day number */
    SJ_COL_LEFT,   /* days left until something is due; less than 0: past */
    SJ_COL_RATE,   /* thousandths, shown as a percentage with one decimal */
    SJ_COL_TENTHS, /* tenths, shown with one decimal */
    SJ_COL_YES,    /* 0 or 1 */
    SJ_COL_TIME    /* a moment */
} sj_column_kind;

enum sj_column_flag {
    SJ_COL_TOTAL = 1,    /* summed at the table's end */
    SJ_COL_SUB = 2,      /* on the page: small, below the cell before */
    SJ_COL_OFF_PAGE = 4, /* in the files only */
    SJ_COL_EDIT = 8,     /* to be typed into the workbook and read back */
    SJ_COL_HIDDEN = 16,  /* a hidden column of the workbook; also off the page */
    SJ_COL_LIMITED = 32, /* tells of a patient: not shown at level none */
    SJ_COL_FULL = 64,    /* shown at level full only */
    SJ_COL_PAGE_ONLY = 128
};

typedef struct sj_filling sj_filling;
typedef sj_sql_value (*sj_fill_fn)(sj_filling *f, const sj_sql_value *row);

typedef struct sj_column {
    const char *key;   /* heading in CSV, key in JSON */
    const char *title; /* heading for people */
    sj_column_kind kind;
    uint8_t width; /* of the workbook's column, in characters */
    uint8_t flags;
    uint8_t at;          /* column of the question's row */
    sj_fill_fn fill;     /* NULL: the value at `at` */
    const char *choices; /* EDIT: allowed words, comma-separated; NULL: anything */
} sj_column;

typedef enum sj_chart_kind {
    SJ_CHART_NONE = 0,
    SJ_CHART_BARS,   /* a horizontal bar for each row, its series one behind the other */
    SJ_CHART_COLUMNS /* an upright column for each row, left to right; the last series is a line
                        when it is a rate */
} sj_chart_kind;

typedef struct sj_chart {
    sj_chart_kind kind;
    uint8_t label;     /* index in the section's columns */
    uint8_t first, n;  /* its series: adjacent columns */
    uint8_t rows;      /* at the most */
    const char *title; /* says what is seen, and in what unit */
} sj_chart;

enum sj_outputs {
    SJ_OUT_PAGE = 1,
    SJ_OUT_BOOK = 2,
    SJ_OUT_CSV = 4,
    SJ_OUT_JSON = 8,
    SJ_OUT_TEXT = 16
};
#define SJ_OUT_ALL   (SJ_OUT_PAGE | SJ_OUT_BOOK | SJ_OUT_CSV | SJ_OUT_JSON)
#define SJ_OUT_FILES (SJ_OUT_BOOK | SJ_OUT_CSV | SJ_OUT_JSON)

/* Rows that are no plain question: hand them to `fn`. */
typedef sj_status (*sj_rows_fn)(sj_filling *f, sj_sql_row_fn fn, void *ctx, sj_err *err);

typedef struct sj_section {
    const char *name;  /* of its CSV file and JSON member: "denials" */
    const char *title; /* "All open denials" */
    const char *about; /* a sentence below the title; NULL: none */
    const char *query; /* the question; NULL when `rows` makes them */
    sj_rows_fn rows;
    const sj_column *columns; /* a NULL key ends them */
    const char *none;         /* what there is none of, in the empty state */
    const char *sheet;        /* its sheet in the workbook; NULL: one of those in Summary */
    unsigned outputs;         /* enum sj_outputs */
    bool count;               /* on the page: the number of rows stands behind the title */
    uint32_t page_rows;       /* shown at the most on the page, and in the workbook; 0: a default */
    uint32_t book_rows;
    uint32_t fold_above; /* on the page: folded when there are more rows; 0: never */
    int64_t limit, a, b; /* for the question; limit 0: all */
    sj_chart chart;
} sj_section;

/* Count and money at a glance: a question of one row with n, cents, n and cents of something
 * beside it, and the mean n per 30 days in tenths (NULL where there is none). */
typedef struct sj_tile {
    const char *name, *color, *query;
    const char *beside;     /* "open": says what the second pair is; "!…": it is what alarms */
    const char *one, *many; /* in the head's sentence: "new denial"; NULL: not there */
    const char *nothing;    /* sentence when there is none; NULL: silence */
    int64_t a, b;
    bool overdue; /* n and cents are those of the claims whose answer is overdue */
} sj_tile;

struct sj_report {
    const char *name;     /* "nightly" */
    const char *title;    /* "Denial report" */
    const char *about;    /* one line for the help */
    const char *since;    /* words for the first day: "new since" */
    int days;             /* the period when no first day is given; 0: the day itself */
    const sj_tile *tiles; /* a NULL name ends them; NULL: none */
    const sj_section *const *sections; /* NULL ends them */
};

/* A file or an answer that should have come (report.h), kept while a report is made. */
typedef struct sj_missing_rows {
    sj_report_missing *v;
    size_t n, cap;
} sj_missing_rows;

/* A report being made: what fill functions may look at. */
struct sj_filling {
    const sj_report *report;
    const sj_section *section;
    const sj_report_opts *opts;
    sj_store *store;
    sj_reasons *reasons;
    sj_chances chances; /* that work brings its money, by category */
    sj_query_params params;
    sj_kpi_answers answers;  /* that key figures are made of */
    sj_overdues overdue;     /* claims whose answer is overdue, the longest first */
    sj_missing_rows missing; /* what should have come; its texts lie in `whole` */
    struct {
        int64_t deposits, deposited, remits, announced;
    } bank;              /* without the other side: how many, and how much */
    sj_arena whole;      /* of the whole report */
    sj_arena row;        /* texts of the row at hand */
    sj_arena kept;       /* what a section keeps while its rows are made */
    uint64_t more;       /* rows that there are beyond what the section wants (its limit) */
    uint64_t number;     /* of the row at hand in its section, from 0 */
    sj_sql_value beside; /* left by a fill function for that of a later column */
    bool failed;         /* no memory */
    sj_status status;    /* of what a fill function asked the store */
    sj_err *err;
};

/* A text that lives as long as the row. */
sj_sql_value sj_fill_text(sj_filling *f, const char *text);

/* The last day to file a claim of this first service, by the terms of its payer (id, filing
 * indicator); and the days left until a day. Null where it is not known. */
sj_sql_value sj_fill_file_by(const sj_filling *f, sj_sql_value service, sj_str payer,
                             sj_str filing);
sj_sql_value sj_fill_left(const sj_filling *f, sj_sql_value day);

/* "-12.5" of tenths, or of thousandths as a percentage. */
void sj_tenths_print(int64_t tenths, char buf[32]);

/* Is the column shown at this level of detail? */
bool sj_column_is_shown(const sj_column *c, sj_detail detail);

#endif
