/* parsers/guide/overlay.h - a loaded overlay, shared by its files.
 *
 *     overlays.c      the set of overlays, the table of their rules
 *     overlay_load.c  XML → checks and limits by row of the guide, and edits of the guide
 *     overlay_bounds.c what one row of the overlay asks next to what the guide asks there
 *     overlay_edit.c  the guide with what is relaxed
 *     overlay_walk.c  a walk with an overlay: stands between the walker and its caller
 *     overlay_marks.c what it says at a row, for people
 *
 * The walker walks the guide with everything relaxed that the overlay allows; what the overlay asks
 * beyond that is looked at from the walker's own events, so that a walk without an overlay knows
 * nothing of all this. */
#ifndef SJ_GUIDE_OVERLAY_H
#define SJ_GUIDE_OVERLAY_H

#include <scrubjay/overlay.h>
#include <scrubjay/walker.h>

#include "parsers/base/xml.h"
#include "parsers/guide/guide_impl.h"
#include "parsers/guide/tree.h"

enum { SJ_OVERLAY_NONE = UINT16_MAX };

/* What a value must be, beyond the guide. */
typedef struct sj_overlay_check {
    uint16_t segment;           /* row */
    uint8_t element, component; /* component 0: the whole element */
    uint16_t row;               /* of the guide's elements */
    uint16_t rule;              /* of the overlay */
    bool required, not_used;
    uint16_t min, max;         /* characters; 0 and UINT16_MAX: no bound */
    uint16_t repeat;           /* UINT16_MAX: no bound */
    const sj_code_list *codes; /* NULL: any */
    uint16_t pattern;          /* row in patterns + 1; 0: none */
    const char *pattern_text;
    uint16_t next; /* check of the same segment */
} sj_overlay_check;

/* How often a segment or loop may or must stand, beyond the guide. */
typedef struct sj_overlay_limit {
    uint16_t row;   /* of segments, or of loops */
    uint16_t owner; /* the loop (or the whole set) in which it is counted */
    uint16_t rule;
    bool is_loop, required;
    uint32_t max;  /* 0: not at all; SJ_UNBOUNDED: no bound */
    uint16_t next; /* limit of the same row */
    uint16_t next_owned;
} sj_overlay_limit;

/* An attribute of the guide that is laid anew, or a situation that is added. */
typedef struct sj_guide_edit {
    uint16_t row; /* of segments, or of loops */
    bool is_loop;
    uint8_t element, component; /* 0: of the segment or loop itself, of the element itself */
    sj_node_attr attr;          /* SJ_ATTRS: a situation */
    const char *value;          /* NULL: taken away */
    const sj_node *situation;
} sj_guide_edit;

/* What an overlay changes in a guide; its situations name its rules. */
typedef struct sj_guide_changes {
    const sj_guide_edit *edits;
    uint16_t n_edits;
    const sj_finding_def *rules;
    uint16_t n_rules;
    uint32_t first_rule; /* row in SJ_BOX_OVERLAYS */
} sj_guide_changes;

struct sj_overlay {
    sj_arena arena;
    const char *id, *on, *title, *source;
    const sj_guide_impl *base;
    sj_guide_impl *relaxed; /* NULL: nothing is */
    sj_finding_def *rules;
    uint16_t n_rules;
    uint32_t first_rule; /* row of the set's table */
    sj_overlay_check *checks;
    sj_overlay_limit *limits;
    sj_guide_edit *edits;
    uint16_t n_checks, n_limits, n_edits;
    sj_pattern **patterns;
    uint16_t n_patterns;
    /* First of each chain; SJ_OVERLAY_NONE: none. */
    uint16_t *checks_at;      /* by segment */
    uint16_t *segment_limits; /* by segment */
    uint16_t *loop_limits;    /* by loop */
    uint16_t *owned;          /* by loop, the whole set last */
    uint32_t max_claims;      /* of a transaction set; 0: no bound */
    uint16_t claims_rule;
    const bool *allowed; /* by byte; NULL: any character */
    uint16_t characters_rule;
};

/* Most of each kind that one overlay may have. */
enum {
    SJ_OVERLAY_RULES = 1000,
    SJ_OVERLAY_CHECKS = 8000,
    SJ_OVERLAY_LIMITS = 2000,
    SJ_OVERLAY_EDITS = 8000,
    SJ_OVERLAY_PATTERNS = 200
};

/* Load from bytes; its rules will be rows of the set's table from `first_rule` on. Free with
 * sj_overlay_free. */
sj_status sj_overlay_load(sj_overlay **out, sj_guides *guides, uint32_t first_rule,
                          const void *bytes, size_t len, const char *name, sj_err *err) SJ_MUST_USE;
void sj_overlay_free(sj_overlay *o);

/* The tree of a guide with the edits applied; rows are counted as they will be in the guide. */
sj_status sj_guide_edit_tree(sj_node *tree, const sj_guide_edit *edits, uint16_t n, sj_arena *arena,
                             sj_err *err) SJ_MUST_USE;

/* --- loading --- */

typedef struct sj_overlay_loader {
    sj_overlay *o;
    const sj_xml *doc;
    sj_err *err;
} sj_overlay_loader;

/* What an <el> or <c> says. */
typedef struct sj_overlay_words {
    const sj_xml_node *xml;
    const char *use, *codes, *min, *max, *repeat, *pattern;
    uint16_t rule; /* SJ_OVERLAY_NONE: none */
} sj_overlay_words;

/* Lay it at one place: fills a check for what it forbids, edits for what it allows. *fires: the
 * rule can ever tell something. */
sj_status sj_overlay_lay_value(sj_overlay_loader *l, const sj_overlay_words *w, uint16_t segment,
                               unsigned element, unsigned component, bool *fires) SJ_MUST_USE;

/* The same for use and repetition of a segment or loop. */
sj_status sj_overlay_lay_limit(sj_overlay_loader *l, const sj_overlay_words *w, uint16_t row,
                               bool is_loop, bool *fires) SJ_MUST_USE;

/* --- walking --- */

typedef struct sj_overlay_walk sj_overlay_walk;

/* Stand between the walker and `events`; *between are the events to give the walker. */
sj_status sj_overlay_walk_new(sj_overlay_walk **out, sj_walker *w, const sj_profile *profile,
                              const sj_walk_events *events, const sj_walk_events **between,
                              sj_err *err) SJ_MUST_USE;
void sj_overlay_walk_free(sj_overlay_walk *o);

#endif
