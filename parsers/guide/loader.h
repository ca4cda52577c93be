/* parsers/guide/loader.h - what the steps of loading one guide share. */
#ifndef SJ_GUIDE_LOADER_H
#define SJ_GUIDE_LOADER_H

#include "parsers/guide/dictionary.h"
#include "parsers/guide/findings.h"
#include "parsers/guide/guide_impl.h"
#include "parsers/guide/tree.h"

enum {
    SJ_LOADER_TEXTS = 2048,
    SJ_LOADER_LISTS = 1024,
    SJ_LOADER_PATTERNS = 128,
    SJ_LOADER_KNOWN_BITS = 10
};

/* Where a list of codes stands, and the row that was made of it. */
typedef struct sj_known_list {
    const char *text; /* as it is written; NULL: none here */
    uint16_t row;     /* + 1 */
} sj_known_list;

/* A situation on its way: where it stands. */
typedef struct sj_pending_situation {
    const sj_node *node;
    uint16_t loop, segment;
} sj_pending_situation;

/* A data element's texts, in the guide's memory; NULL: not there yet. */
typedef struct sj_kept_de {
    const char *id, *name;
} sj_kept_de;

typedef struct sj_loader {
    sj_source source;
    const sj_dictionary *dictionary;
    sj_node *tree;
    sj_guide_impl *g;
    sj_err *err;
    const struct sj_guide_changes *changes; /* an overlay's; NULL: none */

    /* The arrays of `g` while they are being filled. */
    sj_guide_loop *loops;
    sj_guide_segment *segments;
    sj_guide_element *elements;
    sj_guide_note *notes;
    uint16_t *children;
    sj_check *checks;
    sj_note_rule *note_rules;
    sj_segment_rule *segment_rules;
    sj_loop_rule *loop_rules;
    sj_requirement *requirements;
    uint32_t n_loops, n_segments, n_elements, n_notes, n_children, n_requirements;

    sj_pending_situation *pending; /* as they were met; compiled when all rows are there */
    uint32_t n_pending, n_situations;

    sj_kept_de *des;    /* as those of the dictionary */
    const char **texts; /* hash of the texts kept so far, by content */
    uint32_t n_texts;
    sj_list_rule *lists;
    uint32_t n_lists;
    sj_known_list *known; /* hash by place: most lists are used again and again */
    uint32_t n_known;
    const char **pattern_texts;
    uint32_t n_patterns;
} sj_loader;

/* Room in the guide's arena; NULL, with the error set, when memory ends. */
void *sj_loader_room(sj_loader *l, size_t n, size_t size) SJ_MUST_USE;

/* The guide's own copy of a text, one for equal texts; *out is NULL for NULL. */
sj_status sj_loader_text(sj_loader *l, const char *text, const char **out) SJ_MUST_USE;

/* A copy with single blanks: texts may be written over several lines. *out is NULL for NULL. */
sj_status sj_loader_tidy(sj_loader *l, const char *text, const char **out) SJ_MUST_USE;

/* The code list of an element's node: *row is its row + 1, or 0 when any code will do. */
sj_status sj_loader_codes(sj_loader *l, const sj_node *n, uint16_t *row) SJ_MUST_USE;

/* The same for its pattern. */
sj_status sj_loader_pattern(sj_loader *l, const sj_node *n, uint16_t *row) SJ_MUST_USE;

/* The elements of a segment: fills rows and checks from the dictionary and the node's children. */
sj_status sj_loader_elements(sj_loader *l, const sj_node *n, const sj_dict_segment *d,
                             sj_guide_segment *row, sj_segment_rule *rule) SJ_MUST_USE;

/* Its relational notes. */
sj_status sj_loader_notes(sj_loader *l, const sj_node *n, const sj_dict_segment *d,
                          sj_guide_segment *row, sj_segment_rule *rule) SJ_MUST_USE;

/* The index of a list whose codes are packed. */
sj_status sj_loader_index(sj_loader *l, sj_list_rule *rule) SJ_MUST_USE;

/* The glances, from the checks. */
sj_status sj_loader_glances(sj_loader *l) SJ_MUST_USE;

/* The index of segment ids with the places of their keys, and the standard's other ids. */
sj_status sj_loader_tags(sj_loader *l) SJ_MUST_USE;

/* No two rows that stand side by side in a loop (or in the whole set) claim the same segment. */
sj_status sj_loader_siblings(sj_loader *l, const sj_loop_rule *r, const sj_node *where) SJ_MUST_USE;

/* --- load_situations.c --- */

/* Compile what is pending, and plan what arms it. */
sj_status sj_loader_situations(sj_loader *l) SJ_MUST_USE;

/* --- load_watch.c --- */

/* What is looked at as segments pass: `all` with its compiled situations, whose gates are asked
 * for, gets its plan. */
sj_status sj_loader_watches(sj_loader *l, sj_situations *all, sj_situation *situations) SJ_MUST_USE;

/* --- load_path.c --- */

/* Where a path is read from. */
typedef struct sj_path_place {
    const sj_guide_impl *g;
    uint16_t loop, segment; /* the situation's */
    const sj_scope *scopes; /* met so far */
    int inside;             /* row of scopes, or -1 */
} sj_path_place;

/* Resolve `REF[F8]02`, `2010BA.N403`, … (README.md). False with a constant message of what is wrong
 * with it. */
bool sj_path_resolve(const sj_path_place *from, sj_str path, sj_input *out, const char **why);

/* The same for what any/count go through. */
bool sj_path_scope(const sj_path_place *from, sj_str path, sj_scope *out, const char **why);

/* "CLM" as a number. */
static inline uint32_t sj_loader_tag(const char *tag) {
    return SJ_TAG(tag[0], tag[1], tag[2]);
}

#endif
