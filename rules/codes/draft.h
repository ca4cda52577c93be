/* rules/codes/draft.h - what importers fill, and how it becomes a table's bytes. */
#ifndef SJ_CODES_DRAFT_H
#define SJ_CODES_DRAFT_H

#include "rules/codes/table.h"

/* One period of a code. Texts point into the file or the old table. */
typedef struct sj_table_entry {
    uint64_t code;
    sj_date effective, terminated;
    uint32_t attributes;
    sj_str text, successor;
} sj_table_entry;

typedef struct sj_table_draft {
    sj_code_kind kind;
    uint32_t flags;      /* SJ_TABLE_DATED, SJ_TABLE_PARTIAL, SJ_TABLE_VALUED */
    bool lacks_headings; /* the file names no headings: those of the release before stay */
    /* The file holds only some of the lists that attributes stand for: which, of codes that begin
     * with D and with P. The others stay as they were. */
    bool is_excerpt;
    uint32_t covers[2];
    sj_table_release releases[SJ_TABLE_MAX_RELEASES];
    uint32_t n_releases;
    sj_table_entry *entries;
    size_t n, cap;
} sj_table_draft;

void sj_draft_dispose(sj_table_draft *d);

/* False when memory ends. */
bool sj_draft_add(sj_table_draft *d, const sj_table_entry *e) SJ_MUST_USE;

/* By code, then by first day. */
void sj_draft_sort(sj_table_draft *d);

/* The table's bytes, malloc'ed. Sorts the draft. SJ_ETABLE when a code has two periods that begin
 * on the same day. */
sj_status sj_draft_build(sj_table_draft *d, void **out, size_t *out_len, sj_err *err) SJ_MUST_USE;

/* Put the history of `old` (NULL: none) before, between and after the one release that `fresh`
 * holds. Two models of history, told by SJ_TABLE_DATED: history.c. SJ_ETABLE when there are too
 * many releases. */
sj_status sj_history_merge(sj_table_draft *out, const sj_table_view *old, sj_table_draft *fresh,
                           sj_err *err) SJ_MUST_USE;

/* What a view says of itself. */
void sj_table_describe(sj_table_info *out, const sj_table_view *v);

#endif
