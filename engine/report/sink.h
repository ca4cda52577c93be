/* engine/report/sink.h - a form in which a report goes out: the page, the workbook, CSV, JSON.
 *
 * A new form is one more of these. Calls come in the order begin, then for each section that has
 * this output's bit section, row …, section_end; then end. */
#ifndef SJ_REPORT_SINK_H
#define SJ_REPORT_SINK_H

#include "engine/report/section.h"

enum { SJ_MAX_COLUMNS = 64 };

/* What a tile says. */
typedef struct sj_tile_values {
    const sj_tile *tile;
    int64_t n, amount, beside, beside_amount;
    int64_t mean; /* tenths */
    bool has_mean;
} sj_tile_values;

/* What stands above the sections. */
typedef struct sj_head {
    const sj_report *report;
    const sj_report_opts *opts;
    const sj_tile_values *tiles;
    size_t n_tiles;
    const char *sentence;
    bool quiet; /* nothing alarms */
    size_t carcs, rarcs;
} sj_head;

typedef struct sj_shown {
    const sj_section *section;
    const sj_column *columns[SJ_MAX_COLUMNS]; /* those of this level of detail */
    size_t n;
    uint64_t summed; /* at section_end: rows that the totals are of; less than rows where a section
                        wants only the first */
    uint64_t rows;   /* at section_end: how many there were */
    int64_t totals[SJ_MAX_COLUMNS]; /* at section_end: of TOTAL columns */
} sj_shown;

typedef struct sj_sink sj_sink;
typedef struct sj_sink_ops {
    unsigned output; /* its bit */
    sj_status (*begin)(sj_sink *s, const sj_head *head, sj_err *err);
    sj_status (*section)(sj_sink *s, const sj_shown *shown, sj_err *err);
    sj_status (*row)(sj_sink *s, const sj_shown *shown, const sj_sql_value *cells, sj_err *err);
    sj_status (*section_end)(sj_sink *s, const sj_shown *shown, sj_err *err);
    sj_status (*end)(sj_sink *s, sj_err *err);
    void (*free)(sj_sink *s);
} sj_sink_ops;

struct sj_sink {
    const sj_sink_ops *ops;
    const sj_head *head; /* from begin on */
};

/* Each is NULL without memory; free with ops->free. */
sj_sink *sj_sink_page(FILE *to);
sj_sink *sj_sink_book(const char *path);
sj_sink *sj_sink_csv(const sj_report_out *out);
sj_sink *sj_sink_json(FILE *to);
sj_sink *sj_sink_text(FILE *to);

#endif
