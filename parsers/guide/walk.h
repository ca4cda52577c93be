/* parsers/guide/walk.h - the walker's own state, shared by its files.
 *
 *     walk.c           the handle; hands segments to the envelope or the body
 *     walk_envelope.c  ISA, TA1, GS, ST, SE, GE, IEA: what is open, counts, control numbers,
 * verdicts walk_control.c   the elements of those walk_keys.c      control numbers seen
 *     walk_known.c     segments that go where their like went before
 *     walk_place.c     where a segment belongs: entering and leaving loops
 *     walk_recover.c   where a segment belongs that does not fit: the likeliest mistake
 *     walk_level.c     HL01, HL02, HL04
 *     walk_plain.c     segments that are right at a glance (walk_glance.h)
 *     walk_elements.c  elements, components, repetitions, relational notes
 *     walk_value.c     one value against its type
 *     walk_watch.c     what situational rules read, recorded
 *     walk_situations.c  those rules, judged when their loop is left
 *     walk_signs.c     which of them may hold at all
 *     walk_report.c    findings out, counted */
#ifndef SJ_GUIDE_WALK_H
#define SJ_GUIDE_WALK_H

#include <scrubjay/walker.h>

#include "parsers/base/apart.h"
#include "parsers/guide/findings.h"
#include "parsers/guide/guide_impl.h"
#include "parsers/guide/step.h"

enum {
    SJ_WALK_FRAMES = SJ_GUIDE_MAX_DEPTH + 2, /* the whole set, the loops, and one to spare */
    SJ_WALK_MEMO_BITS = 10,
    SJ_WALK_MEMOS = 1 << SJ_WALK_MEMO_BITS,
    SJ_WALK_GUESSES = 4, /* for each row */
    SJ_WALK_NO_GUESS = 1,
    SJ_WALK_PENDING = 16,
    SJ_WALK_ACCOUNT = 256 /* bytes kept of a claim's account; the standard allows 38 */
};

/* An open loop instance. Frame 0 is the whole set. */
typedef struct sj_walk_watch sj_walk_watch;

typedef struct sj_walk_frame {
    uint16_t loop;                       /* row */
    uint16_t pos;                        /* of what was placed last in it */
    const sj_requirement *next_required; /* the first that may still be missing */
    uint64_t stamp;                      /* this instance's (sj_walk_count) */
    uint32_t record;                     /* its own, in a watch */
    /* Loops that begin with HL; of others only id_len and child are set, to 0: */
    bool has_id;    /* HL01 is known (the HL was there) */
    bool has_child; /* a level has been opened below */
    uint8_t id_len;
    char id[16];
    char child;            /* HL04: '0', '1', or 0 when it was something else */
    uint32_t number;       /* the HL's place in the set */
    uint64_t child_offset; /* of HL04 in the input */
} sj_walk_frame;

/* Where a segment was placed once: the same tag and key in the same loop go there again. */
typedef struct sj_walk_memo {
    uint64_t way; /* tag, and the loop that was innermost; 0: free */
    uint64_t codes[SJ_GUIDE_MAX_KEYS];
    uint16_t row;   /* of segments */
    uint16_t enter; /* the loop that it begins, or SJ_NO_ROW */
    uint8_t pops;   /* frames to leave first */
    uint8_t passed; /* elements that are right because of the codes: 0, 1 */
} sj_walk_memo;

/* The same once more, by the row that was placed last and by how the segment's text begins: its id,
 * its key and the separators behind them, where these have room in eight bytes. Nearly always one
 * comparison says where the next segment goes. */
typedef struct sj_walk_guess {
    uint64_t begins, mask;   /* free: SJ_WALK_NO_GUESS, 0, which no text is like */
    uint64_t complete;       /* the elements that were all such a segment wants, the last time */
    const sj_glance *glance; /* of its first element */
    uint64_t unsure; /* elements that a glance is for: all but what is right because of the key */
    struct sj_walk_guess *next;   /* what mostly follows: SJ_WALK_GUESSES */
    const struct sj_watch *watch; /* what situations want to know of it; NULL: nothing */
    uint32_t tag;
    uint32_t limit; /* there is room below so many: of the loop that is entered, else of the row */
    uint16_t count; /* where that is counted (sj_walk_body.counts) */
    uint16_t pos;   /* its position */
    uint16_t row_pos; /* the row's */
    uint16_t row, enter;
    uint8_t pops;     /* as in a memo */
    uint8_t n;        /* elements of the segment that was complete */
    bool is_boundary; /* begins or ends a unit (reader.h) */
} sj_walk_guess;

/* A segment or loop that is missing where the segment before this one stood. Told one segment
 * later: where that segment is the missing one, it is out of order and not missing. */
typedef struct sj_walk_missing {
    uint16_t row;
    bool is_loop;
    uint32_t number;
    uint64_t offset;
} sj_walk_missing;

/* What the walker knows inside a transaction set. */
typedef struct sj_walk_body {
    const sj_guide_impl *g; /* NULL: only counted */
    sj_walk_frame frames[SJ_WALK_FRAMES];
    bool is_kindred;                 /* the guide is that of a kindred version */
    unsigned depth;                  /* the innermost frame */
    uint64_t *counts;                /* of segments in the open instance of their loop, by row, and
                                        behind them of loops in that of their parent (sj_walk_count) */
    uint64_t stamp;                  /* of the instance entered last */
    const sj_guide_impl *counts_for; /* whose rows the array has */
    sj_walk_memo memos[SJ_WALK_MEMOS];
    sj_walk_guess (*guesses)[SJ_WALK_GUESSES]; /* by row, and one more for the set's first */
    sj_walk_guess kept;                        /* what was remembered and cannot be guessed */
    sj_walk_guess no_guesses[SJ_WALK_GUESSES];
    sj_walk_guess *next;  /* the guesses for what comes next: of the row placed last; none outside
                             of a set that a guide judges, and when the walk cannot go on */
    sj_delimiters delims; /* with which the guesses' texts were written */
    sj_walk_missing missing[SJ_WALK_PENDING];
    unsigned n_missing;
    uint32_t number;      /* of the segment at hand in its set */
    uint32_t level_count; /* HL segments so far, those that were missing included */
    uint32_t level_last;  /* the last HL01 */
    bool is_lost;         /* the last segment that had no place usually begins a loop */
    uint32_t no_place_at; /* the last segment that had none */
    sj_walk_watch *watch; /* for situational rules; NULL: none are judged */
    uint32_t recoveries;  /* segments that needed the slow path and were wrong */
} sj_walk_body;

/* 8-byte keys of control numbers seen; stops growing at a limit. */
typedef struct sj_walk_keys {
    uint64_t *slots;
    uint32_t size, count;
} sj_walk_keys;

typedef enum sj_walk_level {
    SJ_AT_NOTHING,
    SJ_AT_INTERCHANGE,
    SJ_AT_GROUP,
    SJ_AT_SET
} sj_walk_level;

/* The kept text of an envelope's first segment: its slices outlive the segment. */
typedef struct sj_walk_text {
    char *bytes;
    size_t cap;
} sj_walk_text;

struct sj_walker {
    sj_guides *guides;
    const sj_walk_events *events;
    sj_walker_opts opts;
    const sj_guide_impl *envelope;
    struct sj_overlay_walk *overlay; /* stands before `events`; NULL: none */

    sj_walk_level level;
    sj_interchange interchange;
    sj_group group;
    sj_set set;
    sj_walk_text texts[3]; /* of ISA, GS, ST */
    char set_type[8];
    bool group_is_known; /* some guide judges GS08 */
    bool group_is_told;  /* the info finding about its version has been given */
    uint8_t n_group_codes, n_set_codes;
    bool interchange_failed, interchange_warned; /* findings with a TA1 note: errors, warnings */
    bool group_failed;                           /* errors of the group itself */
    bool set_has_type1, set_has_type2;
    bool gs01_is_wrong;  /* and has been told */
    bool has_strayed[2]; /* in the interchange, in the group */
    bool is_astray;      /* text that belongs to no envelope has been told */
    bool is_cut;         /* everything open is being closed because the input ended */
    bool isa_is_bad;     /* of another length: not looked at further */
    bool has_ta1;        /* in the open interchange */
    /* How the open set's guide was found: */
    bool set_differs;  /* ST03 is not GS08 */
    bool set_is_alike; /* but both mean the same guide */
    sj_version_match set_match;
    uint32_t group_number;      /* of GS since ISA */
    uint64_t gs_version_offset; /* of GS08 */
    uint32_t sets_rejected, sets_with_errors;
    uint32_t number; /* of the segment at hand since ISA */
    uint64_t offset; /* of the segment at hand */
    sj_walk_keys isa_keys, gs_keys, st_keys;

    sj_walk_body body;

    uint32_t claim;  /* ordinal of the open unit loop in the file; 0 outside */
    uint32_t claims; /* in the file */
    char account[SJ_WALK_ACCOUNT];
    size_t account_len;
    unsigned set_findings; /* given out for this set */
    bool has_told_limit;
    bool may_tell_more; /* beyond the limit: the first finding of each claim or shared loop */

    sj_status status; /* not SJ_OK: could not go on */
    sj_err err;
};

/* --- walk_keys.c --- */

/* Add a key; true when it was there already. When memory or the limit ends, new keys are not kept.
 */
bool sj_walk_keys_add(sj_walk_keys *k, uint64_t key);
void sj_walk_keys_clear(sj_walk_keys *k);
void sj_walk_keys_dispose(sj_walk_keys *k);

/* --- walk_report.c --- */

/* A finding of a row of ours; the rest of `f` is the caller's. */
void sj_walk_emit(sj_walker *w, sj_finding *f);

/* Start a finding: id, severity, tag and place of the segment. `seg` may be NULL. */
sj_finding sj_walk_finding(sj_walker *w, sj_finding_id id, const sj_segment *seg, uint32_t number);

/* A number as text, in `buf`: for the facts of a message. */
enum { SJ_WALK_DIGITS = 12 };
sj_str sj_walk_digits(char buf[SJ_WALK_DIGITS], uint32_t n);

/* --- walk_elements.c --- */

/* One thing wrong inside a segment. */
typedef struct sj_fault {
    uint16_t finding; /* row of the IG- table */
    uint8_t element;
    uint8_t component; /* 0: the whole element */
    uint16_t repeat;
    uint16_t row;     /* of the guide's elements; SJ_NO_ROW beyond the last */
    bool is_doubtful; /* a warning only */
    sj_str value;
    const char *at; /* where in the segment, for the offset */
    sj_str a, b;
} sj_fault;
typedef void (*sj_fault_fn)(void *ctx, const sj_segment *seg, const sj_fault *f);

/* Check a segment against a row of the guide; the number of faults of severity error. `fn` may be
 * NULL: only counted. */
unsigned sj_walk_elements(const sj_guide_impl *g, uint16_t row, const sj_segment *seg,
                          sj_fault_fn fn, void *ctx);

/* The same without a glance at first. */
unsigned sj_walk_closely(const sj_guide_impl *g, uint16_t row, const sj_segment *seg,
                         sj_fault_fn fn, void *ctx);

/* --- walk_plain.c --- */

/* Is the segment surely right? False where it is not, and where a closer look is needed. */
bool sj_walk_is_plain(const sj_guide_impl *g, uint16_t row, const sj_segment *seg);

/* Are the elements that hold something all that the row wants, the segment's last being one of
 * them, and is no byte odd? Where none is, the answer is the same for as many elements of which the
 * same hold something, so that it can be kept. Whether each value is right by itself says
 * sj_walk_glance (walk_glance.h). */
bool sj_walk_is_complete(const sj_guide_impl *g, uint16_t row, const sj_segment *seg);

/* --- walk_value.c --- */

/* A simple value against its check: 0, or the row of the finding + 1. `odd`: the reader saw bytes
 * outside the basic and extended sets in its segment. Codes and patterns included; not periods. */
unsigned sj_walk_value(const sj_guide_impl *g, const sj_check *c, sj_str v, bool odd);

/* A date or period (DE 1251) in the format that DE 1250 names: 0, or the row of the finding + 1. */
unsigned sj_walk_period(sj_str format, sj_str v);

/* --- walk_place.c --- */

/* A segment of the set's body: place it, check it, tell of it. */
void sj_walk_body_segment(sj_walker *w, const sj_segment *seg);

/* Begin and end the body of a set. */
sj_status sj_walk_body_begin(sj_walker *w, const sj_guide *guide, sj_err *err) SJ_MUST_USE;
void sj_walk_body_end(sj_walker *w);
void sj_walk_body_dispose(sj_walk_body *b);

/* Do the codes name this row? */
bool sj_walk_matches(const sj_guide_impl *g, const sj_tag_rule *t,
                     const uint64_t codes[SJ_GUIDE_MAX_KEYS], uint16_t row);

/* Tell what is missing; leave all frames inside `frame`; enter a loop that has been counted, whose
 * row `first` the segment stands at (SJ_NO_ROW: its first row is missing). */
void sj_walk_flush_missing(sj_walker *w);
void sj_walk_leave_to(sj_walker *w, unsigned frame);
void sj_walk_open(sj_walker *w, uint16_t loop, const sj_segment *seg, uint16_t first);

/* What had to stand before this position is not there: noted, to be told later. */
void sj_walk_note_missing(sj_walker *w, const sj_requirement *r);

/* Element checks, except where the input ended inside the segment: what is missing there was cut.
 * The number of errors. */
unsigned sj_walk_check(sj_walker *w, const sj_segment *seg, uint16_t row);

/* A count stands on top of the stamp of the loop instance that it was made in. Stamps rise, so what
 * was counted in an older instance is less than the stamp of the open one: nothing is ever reset. A
 * count ends at SJ_WALK_COUNT_MAX, which is more than any limit of a guide. */
enum { SJ_WALK_COUNT_MAX = (1 << 24) - 1, SJ_WALK_STAMP = 1 << 24 };

/* Of a segment in its loop's frame; of a loop in its parent's. */
static inline uint32_t sj_walk_count(const sj_walk_body *b, const sj_walk_frame *f, uint32_t at) {
    uint64_t n = b->counts[at];
    return n > f->stamp ? (uint32_t)(n - f->stamp) : 0;
}

static inline void sj_walk_count_up(sj_walk_body *b, const sj_walk_frame *f, uint32_t at) {
    uint64_t n = b->counts[at] > f->stamp ? b->counts[at] : f->stamp;
    b->counts[at] = n + (n - f->stamp < SJ_WALK_COUNT_MAX);
}

/* Where loops of this row are counted: there are fewer rows than 2^16 of both. */
static inline uint16_t sj_walk_loop_at(const sj_guide_impl *g, uint16_t loop) {
    return (uint16_t)(g->guide.n_segments + loop);
}

static inline bool sj_walk_is_met(const sj_walk_body *b, const sj_walk_frame *f,
                                  const sj_requirement *r) {
    return b->counts[r->count] > f->stamp;
}

/* The frame's position goes up to `pos`, if that is further: what has to stand before it is there,
 * or noted as missing. */
static inline void sj_walk_advance(sj_walker *w, sj_walk_frame *f, uint16_t pos) {
    if (pos <= f->pos) return;
    f->pos = pos;
    const sj_requirement *r = f->next_required;
    for (; r->pos < pos; r++)
        if (!sj_walk_is_met(&w->body, f, r)) sj_walk_note_missing(w, r);
    f->next_required = r;
}

/* --- walk_recover.c --- */

typedef enum sj_choice_kind {
    SJ_FITS,      /* as it should be */
    SJ_WRONG_KEY, /* in place, but its key is no code of any row */
    SJ_IMPLIES,   /* in a loop whose first segment is missing */
    SJ_OUT_OF_ORDER,
    SJ_TOO_MANY,
    SJ_LOOP_OUT_OF_ORDER,
    SJ_LOOP_TOO_MANY,
    SJ_NO_PLACE
} sj_choice_kind;

enum { SJ_CHOICE_CHAIN = 4 };

/* Where a segment goes: leave all frames inside `frame`, enter the loops of the chain, stand at
 * `row`. */
typedef struct sj_choice {
    sj_choice_kind kind;
    uint8_t frame;
    uint8_t n_chain;
    uint16_t chain[SJ_CHOICE_CHAIN];
    uint16_t row;
    unsigned cost;
} sj_choice;

/* Does the first segment of an open loop come now? That has been entered without it. */
static inline bool sj_walk_is_late_first(const sj_walk_body *b, const sj_choice *c) {
    return !c->n_chain && b->g->loops[b->frames[c->frame].loop].first_segment == c->row;
}

sj_choice sj_walk_recover(const sj_walk_body *b, const sj_tag_rule *t,
                          const uint64_t codes[SJ_GUIDE_MAX_KEYS], const sj_segment *seg);

/* --- walk_known.c --- */

/* The codes at the places of a tag's keys; 0 where there are fewer. */
void sj_walk_read_codes(const sj_tag_rule *t, const sj_segment *seg,
                        uint64_t codes[SJ_GUIDE_MAX_KEYS]);

/* Keep a choice of kind SJ_FITS for the segments that come from the same loop with the same codes.
 */
void sj_walk_remember(sj_walk_body *b, const sj_choice *c, uint32_t tag,
                      const uint64_t codes[SJ_GUIDE_MAX_KEYS]);

/* Stand at `row` of the innermost frame: counted, checked, told. */
void sj_walk_stand(sj_walker *w, const sj_segment *seg, uint16_t row);

/* --- walk_level.c --- */

/* An HL has been placed in the innermost frame (`is_clean`: nothing is wrong with its elements);
 * that frame was entered without one; it is left. */
void sj_walk_level_begin(sj_walker *w, const sj_segment *seg, bool is_clean);
void sj_walk_level_implied(sj_walker *w);
void sj_walk_level_end(sj_walker *w, unsigned frame);

/* --- walk_watch.c: only where body.watch is not NULL, unless said otherwise --- */

/* Begin a set's; body.watch stays NULL where there is nothing to judge. */
sj_status sj_walk_watch_begin(sj_walker *w, sj_err *err) SJ_MUST_USE;
void sj_walk_watch_dispose(sj_walk_body *b);

/* A segment has been placed at a row that has this watch, `present` being its elements that hold
 * something (element 1 is bit 1); a boundary segment (reader.h) nowhere. */
void sj_walk_watch_segment(sj_walker *w, const sj_segment *seg, const sj_watch *watch,
                           uint64_t present);
void sj_walk_watch_boundary(sj_walker *w, const sj_segment *seg);

/* A loop that has this watch has been entered (sj_walk_open); the one in the innermost frame is
 * left. */
void sj_walk_watch_enter(sj_walker *w, const sj_loop_watch *l, uint16_t loop, const sj_segment *seg,
                         uint16_t first);
void sj_walk_watch_leave(sj_walker *w, const sj_loop_watch *l);

/* The first segment of the innermost loop comes when that has been entered without it. */
void sj_walk_watch_late(sj_walker *w, const sj_segment *seg, uint16_t row);

/* An error of type 1 or 2 has been told about a row, or about all of its loop. May be called
 * without a watch. */
void sj_walk_watch_flaw(sj_walker *w, uint16_t row, bool whole_loop);
/* The same of one of its values; doubtful: told as a warning only, so that its other values still
 * count. */
void sj_walk_watch_value(sj_walker *w, uint16_t row, unsigned element, bool is_doubtful);

/* --- walk_envelope.c --- */

void sj_walk_segment(sj_walker *w, const sj_segment *seg);
void sj_walk_junk(sj_walker *w, const sj_segment *seg);
void sj_walk_bad_isa(sj_walker *w, const sj_segment *seg);
void sj_walk_end(sj_walker *w);

/* --- walk_control.c --- */

/* Check the elements of an envelope's segment; those that are wrong, as bits (element 1 is bit 1).
 */
uint32_t sj_walk_control(sj_walker *w, const sj_segment *seg);

/* The 999's codes of the open group and set, each once and at most five. */
void sj_walk_group_code(sj_walker *w, const char *code);
void sj_walk_set_code(sj_walker *w, const char *code);

#endif
