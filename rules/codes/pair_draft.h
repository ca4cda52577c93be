/* rules/codes/pair_draft.h - what importers of pairs fill, and how it becomes a table's bytes. */
#ifndef SJ_CODES_PAIR_DRAFT_H
#define SJ_CODES_PAIR_DRAFT_H

#include "rules/codes/pairs.h"

enum { SJ_PAIR_TEXTS = 255 }; /* different reasons that a table may give */

/* One period of a pair. */
typedef struct sj_pair_entry {
    uint64_t key; /* sj_pair_key */
    int32_t effective, deleted;
    uint32_t attributes;
    uint32_t text; /* index in the draft's texts */
} sj_pair_entry;

typedef struct sj_pair_draft {
    sj_code_kind kind;
    uint32_t flags; /* SJ_PAIRS_CUMULATIVE */
    sj_table_release releases[SJ_TABLE_MAX_RELEASES];
    uint32_t n_releases;
    sj_pair_entry *entries;
    size_t n, cap;
    sj_str texts[SJ_PAIR_TEXTS + 1]; /* [0] is empty; they point into the file or the old table */
    uint32_t n_texts;
} sj_pair_draft;

/* Two codes of five letters and digits as one number in the order of their texts; 0 for others. */
uint64_t sj_pair_key(sj_str first, sj_str second);
/* "11010 99213", in `buf`. */
enum { SJ_PAIR_NAME = 16 };
sj_str sj_pair_name(uint64_t key, char buf[SJ_PAIR_NAME]);

void sj_pair_draft_dispose(sj_pair_draft *d);
bool sj_pair_draft_add(sj_pair_draft *d, const sj_pair_entry *e) SJ_MUST_USE;

/* The number of a reason; the empty one when there are too many. */
uint32_t sj_pair_draft_text(sj_pair_draft *d, sj_str text);

/* By pair, then by first and last day. */
void sj_pair_draft_sort(sj_pair_draft *d);

/* The table's bytes, malloc'ed. Sorts the draft. */
sj_status sj_pair_draft_build(sj_pair_draft *d, void **out, size_t *out_len,
                              sj_err *err) SJ_MUST_USE;

/* Put what `old` (NULL: none) knew besides into `fresh`, whose one release becomes the newest or
 * takes its place among the others. SJ_ETABLE when there are too many releases or old rows are
 * damaged. */
sj_status sj_pair_history_merge(sj_pair_draft *out, const sj_pairs_view *old, sj_pair_draft *fresh,
                                sj_err *err) SJ_MUST_USE;

/* Walk a view's rows as entries, in order. False at the end, or where rows are damaged. */
typedef struct sj_pair_walk {
    const sj_pairs_view *view;
    uint32_t first; /* number of the first code */
    const sj_pair_row *rows;
    size_t n, i;
    const sj_pair_terms *terms; /* of the entry handed out last */
} sj_pair_walk;
void sj_pair_walk_init(sj_pair_walk *w, const sj_pairs_view *v);
bool sj_pair_walk_next(sj_pair_walk *w, sj_pair_entry *out);

#endif
