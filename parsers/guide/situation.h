/* parsers/guide/situation.h - situational rules as the walker uses them.
 *
 * A situation stands in a loop of a guide and is judged when that loop is left. Its paths have been
 * resolved to rows: `inputs` says where a value comes from, `scopes` what any/count go through. So
 * that a situation which cannot hold costs nothing, `probes` hang on the rows of segments: as a
 * segment is placed they look at it and set bits. One bit arms a situation; others, its signs, say
 * what else it wants that has been seen. Only where all signs allow it a condition is evaluated. */
#ifndef SJ_GUIDE_SITUATION_H
#define SJ_GUIDE_SITUATION_H

#include <scrubjay/finding.h>

#include "parsers/expr/expr.h"

enum {
    SJ_INPUT_CODES = 4, /* qualifiers named in a path */
    SJ_SCOPE_DEPTH = 3, /* any inside any */
    SJ_SUMS_SNIP = 3,   /* the type of what must add up */
    SJ_NO_INPUT = 0xffff,
    SJ_SITUATION_FACTS = 2,
    SJ_WATCH_KEYS = 8,
    SJ_WATCH_WORDS = 4,
    SJ_CACHE_LINE = 64,
    SJ_LOOP_WORDS = 4 /* those of a loop are so many at a time */
};

typedef enum sj_input_kind {
    SJ_INPUT_NOTHING, /* a place that this guide does not have: always missing */
    SJ_INPUT_LOOP,
    SJ_INPUT_SEGMENT,
    SJ_INPUT_ELEMENT
} sj_input_kind;

/* Which segment it is taken from. */
typedef enum sj_input_from {
    SJ_FROM_OPEN,   /* the one in the loops that are open, or below them where these occur once */
    SJ_FROM_OWN,    /* the occurrence that the situation stands in */
    SJ_FROM_SCOPE,  /* in the loop that any/count is at */
    SJ_FROM_MEMBER, /* the segment that any/count is at */
    SJ_FROM_ELEMENT /* the element that any/count is at */
} sj_input_from;

typedef struct sj_input {
    uint8_t kind, from;       /* sj_input_kind, sj_input_from */
    uint8_t type;             /* sj_expr_type */
    uint8_t element;          /* 0: the whole segment */
    uint8_t component, until; /* 0: the whole element; until > component: a list */
    bool is_end;              /* of a period its last day */
    uint8_t depth; /* SJ_FROM_SCOPE and the next two: which of the scopes inside each other */
    uint16_t row;  /* of segments, or of loops */
    uint16_t loop; /* that it stands in; of a loop: itself */
    uint16_t base; /* the innermost loop around it that is open; SJ_NO_ROW: the set */
    uint8_t key_element, key_component;
    uint8_t n_codes; /* 0: every segment of the row */
    uint64_t codes[SJ_INPUT_CODES];
} sj_input;

typedef struct sj_scope {
    sj_input place;    /* a loop or a segment */
    bool each_element; /* members are the segments' elements, from place.element on */
    int outer;         /* row of scopes, or -1 */
    uint8_t depth;
} sj_scope;

/* What a situation asks of a word: some of the mask's bits set, or (is_absent) all clear. Of a sign
 * and those that it goes on with, one is enough. */
typedef struct sj_sign {
    uint64_t mask;
    uint16_t word;
    bool is_absent, goes_on;
} sj_sign;

/* A comparison that a situation wants to be fulfilled, of values that were kept as they passed
 * (walk_look.h). is_none: of `a`, the least and the greatest of all members, none may fulfil it;
 * is_each: with `b` of one of other members, whose least and greatest stand there.
 * Of an order and those that it goes on with, one is enough. */
typedef struct sj_order {
    uint16_t a, b; /* words */
    uint8_t sign;  /* sj_expr_sign */
    bool is_none, is_each, is_text, goes_on;
} sj_order;

/* What stands against a situation, in step with the situations, so that those armed in vain need no
 * other look. It cannot hold where what it needs stands in the loop, nor where `is_seen` is what
 * the word says of the mask: two of its signs. Mask 0, is_seen true: this says nothing. */
typedef struct sj_hurdle {
    uint64_t mask[2];
    uint16_t word[2];
    bool is_seen[2];
    uint16_t needs; /* where the walker counts it (sj_walk_body.counts), or SJ_NO_ROW */
} sj_hurdle;

/* Situations of a loop that may hold only where something further out is seen, or (is_absent) is
 * not: they are armed by that when the loop begins. */
typedef struct sj_outer {
    uint64_t mask, arms; /* arms: in the loop's first word */
    uint16_t word;
    bool is_absent;
} sj_outer;

typedef struct sj_situation {
    sj_finding_id finding;
    const sj_finding_def *def;
    uint16_t loop;    /* when it is left the situation is judged */
    uint16_t segment; /* for each of these in it; SJ_NO_ROW: once */
    sj_expr *when;    /* NULL: always */
    uint16_t first_input, n_inputs;
    uint16_t first_scope, n_scopes;       /* that any/count in it go through */
    uint16_t needs, forbids, at, trigger; /* rows of inputs, or SJ_NO_INPUT */
    uint16_t facts[SJ_SITUATION_FACTS];   /* {a} and {b} of the message */
    uint16_t first_sign, n_signs;         /* in sj_situations.signs */
    uint16_t first_order, n_orders;       /* in sj_situations.orders */
} sj_situation;

typedef enum sj_probe_kind {
    SJ_PROBE_SEGMENT, /* the segment is there */
    SJ_PROBE_PRESENT,
    SJ_PROBE_ABSENT,
    SJ_PROBE_KEY
} sj_probe_kind;

/* Code to bits: open addressing, code 0 is free. A code may stand in several slots. */
typedef struct sj_probe_slot {
    uint64_t code, bits;
    uint16_t word;
} sj_probe_slot;

typedef struct sj_probe {
    uint8_t kind; /* sj_probe_kind */
    uint8_t element, component, until;
    uint8_t begins;  /* SJ_PROBE_KEY: so many first characters; 0: all */
    bool takes_back; /* SJ_PROBE_PRESENT: clears its bits where there is nothing */
    uint16_t word;   /* not SJ_PROBE_KEY: which of the watch's words has the bits that it sets */
    uint64_t bits;
    uint64_t firsts;            /* SJ_PROBE_KEY: first characters of the codes, modulo 64 */
    uint32_t mask;              /* of slots */
    const sj_probe_slot *slots; /* SJ_PROBE_KEY */
} sj_probe;

static inline uint32_t sj_probe_slot_of(uint64_t code, uint32_t mask) {
    return (uint32_t)((code * 0x9E3779B97F4A7C15u) >> 40) & mask;
}

/* A situation that a segment would arm in vain: what it wants besides shows in the same segment. It
 * is armed only where this is seen, or (is_absent) is not. */
typedef struct sj_veto {
    uint64_t arm, mask;
    uint16_t arm_word, word; /* of the watch's words */
    bool is_absent;
} sj_veto;

/* A value that is kept as its segment passes, in two words from `one` on: a day or period as its
 * first and last eight characters, a text twice. 0: none yet; SJ_VALUE_UNSURE: something that must
 * be looked at closely. `all` are words where, of all members of a loop, the least and the greatest
 * are kept: of the first of these days, of the last; SJ_NO_INPUT: nowhere. */
#define SJ_VALUE_UNSURE UINT64_MAX
typedef struct sj_watch_value {
    uint8_t element;
    bool is_text;
    uint16_t one, all[2];
} sj_watch_value;

/* An element whose value probes look at; wide: its components. */
typedef struct sj_watch_key {
    uint8_t element;
    bool is_wide;
} sj_watch_key;

/* What is done when a segment of a row is placed. What its probes come to depends on which of the
 * elements asked for hold something and on the values of its keys, and is remembered by these
 * (walk_look.h). */
typedef struct sj_watch {
    uint64_t asked;      /* the elements that probes look at, and bit 0 */
    uint32_t first_look; /* of what is remembered of the row */
    uint16_t row, loop;
    uint16_t words[SJ_WATCH_WORDS]; /* those that it sets; where they are more: */
    uint16_t first_word;            /* in sj_situations.words */
    uint16_t n_words, first_probe, n_probes, first_value, n_values, first_veto, n_vetoes;
    uint8_t n_way;     /* words that tell one from others; 0: nothing is remembered, at look 0 */
    uint8_t look_bits; /* 1 << look_bits are remembered */
    uint8_t n_keys;
    uint8_t n_hashed; /* keys that say which of these; they stand first */
    sj_watch_key keys[SJ_WATCH_KEYS];
    bool is_noted : 1;    /* its first record in a loop is found by the row */
    bool is_recorded : 1; /* some situation reads it, and its loop has not been recorded with it */
    bool is_boundary : 1; /* of the reader: text before the last of these is gone at the next; and
                             its loop, if that begins with it, does not know */
} sj_watch;

/* What is done when a loop is entered and left; one for each loop. */
typedef struct sj_loop_watch {
    uint16_t first_situation, n_situations;
    uint16_t first_word;    /* its situations' bits, which arm them; behind these, those of signs */
    uint16_t n_words;       /* all of them: they are what they were at first when it begins again */
    uint64_t own;           /* the situations' bits in the first word */
    uint64_t always;        /* those of them that are armed when it begins */
    const sj_outer *outers; /* what else is armed then */
    uint16_t n_outers;
    bool is_recorded;   /* it or something in it is read, or it has situations */
    bool is_kept;       /* read by a loop around it */
    bool is_boundary;   /* it begins with one of the reader's */
    bool leads_to_unit; /* is a claim, or has claims inside */
} sj_loop_watch;

/* Situations of a guide with the plan of what arms them. */
typedef struct sj_situations {
    const sj_situation *situations;
    const sj_input *inputs;
    const sj_scope *scopes;
    const sj_watch *const *watches; /* by row of segments; NULL: none */
    const sj_probe *probes;
    const uint16_t *words; /* that a watch's bits are in */
    const sj_sign *signs;
    const sj_hurdle *hurdles;
    const sj_order *orders;
    const sj_watch_value *values;
    const sj_veto *vetoes;
    const sj_loop_watch *loops; /* and one more: the whole set */
    const uint64_t *at_first;   /* the words when a loop begins: what is always armed */
    const uint64_t *late; /* situations that ask for a loop with claims inside: they are not judged
                             before the first of these */
    uint32_t n_looks;     /* room for what is remembered, in words */
    uint16_t n, n_inputs, n_scopes, n_words;
    uint8_t first_snip; /* the lowest type among them */
} sj_situations;

#endif
