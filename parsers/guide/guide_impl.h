/* parsers/guide/guide_impl.h - a loaded guide as the walker uses it.
 *
 * Behind each public sj_guide stand arrays of small fixed-size rows, in step with the public ones,
 * that hold only what the walker asks per segment and per element: a 16-byte check where the public
 * row has 70 bytes of names and texts. Everything lives in one arena and never changes after load.
 */
#ifndef SJ_GUIDE_IMPL_H
#define SJ_GUIDE_IMPL_H

#include <scrubjay/arena.h>
#include <scrubjay/guide.h>

#include "parsers/base/digits.h"
#include "parsers/base/embed.h"
#include "parsers/base/pattern.h"
#include "parsers/guide/situation.h"

enum {
    SJ_GUIDE_MAX_ELEMENTS = SJ_SEGMENT_PRESENT, /* of a segment: one 64-bit mask */
    SJ_GUIDE_MAX_COMPONENTS = 15,               /* of a composite: as bits too */
    SJ_GUIDE_MAX_KEYS = 2,  /* different places of the key among the rows of one tag */
    SJ_GUIDE_MAX_DEPTH = 15 /* of nested loops */
};

/* What a value must be. */
typedef enum sj_check_kind {
    SJ_CHECK_UNUSED = 0,
    SJ_CHECK_AN,
    SJ_CHECK_ID, /* AN with codes, or without where an outside list has them */
    SJ_CHECK_N,
    SJ_CHECK_R,
    SJ_CHECK_DT,
    SJ_CHECK_TM,
    SJ_CHECK_B,
    SJ_CHECK_PERIOD, /* DE 1251: as DE 1250 in the place before it says */
    SJ_CHECK_COMPOSITE
} sj_check_kind;

enum sj_check_flags {
    SJ_CHECK_REQUIRED = 1,
    SJ_CHECK_MANDATORY = 2, /* by the base standard too */
    SJ_CHECK_DOUBT = 4      /* findings are warnings */
};

/* In step with sj_guide.elements. */
typedef struct sj_check {
    uint8_t kind;  /* sj_check_kind */
    uint8_t flags; /* sj_check_flags */
    uint8_t n;     /* composites: components */
    uint16_t min, max;
    uint16_t repeat;
    uint16_t list;     /* row in lists + 1; 0: any code */
    uint16_t pattern;  /* row in patterns + 1; 0: none */
    uint16_t first;    /* composites: row of the first component */
    uint16_t required; /* composites: components, as bits (component 1 is bit 1) */
} sj_check;

/* How walk_plain.c can be sure of a value. */
typedef enum sj_plain_kind {
    SJ_PLAIN_NEVER = 0,
    SJ_PLAIN_TEXT,
    SJ_PLAIN_PAIR,   /* one of two codes, which may be the same */
    SJ_PLAIN_CODE,   /* one of a list that has a slot for each */
    SJ_PLAIN_LIST,   /* one of another list */
    SJ_PLAIN_DIGITS, /* N */
    SJ_PLAIN_NUMBER, /* R */
    SJ_PLAIN_DAY,    /* DT of eight digits */
    SJ_PLAIN_PERIOD, /* DE 1251 where DE 1250 is D8 */
    SJ_PLAIN_COMPOSITE
} sj_plain_kind;

/* What walk_plain.c asks of a value, and nothing else. In step with sj_check. */
typedef struct sj_glance {
    uint8_t kind;   /* sj_plain_kind */
    uint8_t n;      /* composites: components; SJ_PLAIN_CODE: the list's shift */
    uint16_t min;   /* as in sj_check */
    uint16_t range; /* max − min */
    uint16_t first; /* composites: row of the first component */
    union {
        uint64_t codes[2]; /* SJ_PLAIN_PAIR */
        struct {
            const uint64_t *slots;
            uint64_t multiplier;
        } index;                         /* SJ_PLAIN_CODE: the list's */
        const struct sj_list_rule *list; /* SJ_PLAIN_LIST */
        uint64_t required;               /* composites: components, as bits */
    };
} sj_glance;

/* A relational note, elements as bits (element 1 is bit 1). */
typedef struct sj_note_rule {
    char kind;
    uint8_t first;
    uint64_t all;
} sj_note_rule;

/* In step with sj_guide.segments. */
typedef struct sj_segment_rule {
    uint32_t tag;
    uint32_t max;
    uint16_t loop;
    uint16_t pos;
    uint16_t first_check;
    uint16_t first_note;
    uint8_t n_checks;
    uint8_t n_notes;
    bool doubt;
    bool required;
    uint64_t required_elements; /* as bits (element 1 is bit 1) */
} sj_segment_rule;

/* What must have come before a position of a loop is passed. Behind a loop's last stands one at
 * SJ_POS_END, which is never passed. */
enum { SJ_POS_END = UINT16_MAX };
typedef struct sj_requirement {
    uint16_t pos;
    uint16_t row; /* of segments, or of loops */
    bool is_loop;
    uint32_t count; /* where the walker counts it: rows of segments, behind them those of loops */
} sj_requirement;

/* In step with sj_guide.loops, and one more at the end: the whole set, whose children are the
 * outermost loops. */
typedef struct sj_loop_rule {
    uint16_t parent;
    uint16_t pos;
    uint32_t max;
    uint16_t first_segment, n_segments;
    uint16_t first_child, n_children; /* in sj_guide_impl.children */
    uint16_t first_requirement;
    bool unit;
    uint8_t unit_element;
    bool is_level; /* begins with HL */
} sj_loop_rule;

/* A segment id that occurs in the guide, and where the keys of its rows stand. */
typedef struct sj_tag_rule {
    uint32_t tag;
    uint8_t n_keys;
    struct {
        uint8_t element, component;
    } keys[SJ_GUIDE_MAX_KEYS];
    bool begins_loop; /* some loop begins with it */
} sj_tag_rule;

/* A code list with its index: open addressing, three of four slots or more 0, which is free. */
typedef struct sj_list_rule {
    sj_code_list list;
    const uint64_t *slots;
    uint64_t multiplier; /* the upper bits of code × multiplier are its slot */
    uint32_t mask;       /* of slots */
    uint8_t shift;
    bool is_direct; /* each code is in its own slot */
} sj_list_rule;

enum { SJ_TAG_SLOTS = 256 };

typedef struct sj_guide_impl {
    sj_guide guide;
    sj_arena arena;
    char st03; /* use of ST03: R, S, N */
    const sj_check *checks;
    const sj_glance *glances;
    const sj_note_rule *notes;
    const sj_segment_rule *segments;
    const sj_loop_rule *loops;
    const sj_requirement *requirements;
    const uint16_t *children;
    const sj_list_rule *lists;
    sj_pattern **patterns;
    uint16_t n_lists, n_patterns;
    sj_situations situations;
    sj_situations sums; /* of these only the ones of type 3, with inputs and scopes in common: all
                           that is judged where no higher type is asked for */
    sj_expr_set **sets; /* named lists that conditions use */
    uint16_t n_sets;
    sj_tag_rule tags[SJ_TAG_SLOTS]; /* open addressing, tag 0 is free */
    /* Segment ids of the standard, used here or not; ascending. */
    const uint32_t *known_tags;
    uint16_t n_known_tags;
} sj_guide_impl;

/* The whole set's row in sj_guide_impl.loops. */
static inline uint16_t sj_guide_root(const sj_guide_impl *g) {
    return g->guide.n_loops;
}

static inline const sj_guide_impl *sj_guide_impl_of(const sj_guide *g) {
    return (const sj_guide_impl *)(const void *)g;
}

static inline uint32_t sj_tag_slot(uint32_t tag) {
    return (tag * 0x9E3779B1u) >> 24;
}

/* The rule of a segment id; NULL when the guide has no row of it. */
static inline const sj_tag_rule *sj_guide_tag(const sj_guide_impl *g, uint32_t tag) {
    for (uint32_t i = sj_tag_slot(tag);; i = (i + 1) & (SJ_TAG_SLOTS - 1)) {
        if (g->tags[i].tag == tag) return tag ? &g->tags[i] : NULL;
        if (!g->tags[i].tag) return NULL;
    }
}

/* Is loop row `a` loop row `b`, or around it? SJ_NO_ROW is around all. */
static inline bool sj_loop_is_around(const sj_guide *g, uint16_t a, uint16_t b) {
    while (b != a && b != SJ_NO_ROW) b = g->loops[b].parent;
    return a == b;
}

/* Up to eight characters as one number; SJ_CODE_LONG for more, 0 for none. */
#define SJ_CODE_LONG UINT64_MAX
static inline uint64_t sj_code_pack(const char *p, size_t len) {
    if (len > 8) return SJ_CODE_LONG;
    uint64_t v = 0;
    for (size_t i = 0; i < len; i++) v = v << 8 | (unsigned char)p[i];
    return v;
}

/* The same for text of a segment, behind which eight bytes may be read (SJ_SEGMENT_SLACK). */
static inline uint64_t sj_code_read(const char *p, size_t len) {
    if (len - 1 > 7) return len ? SJ_CODE_LONG : 0;
    return sj_read_8(p) >> (64 - 8 * len);
}

static inline uint32_t sj_code_slot(const sj_list_rule *l, uint64_t code) {
    return (uint32_t)(code * l->multiplier >> l->shift);
}

/* Is a packed code in the list? */
static inline bool sj_list_has(const sj_list_rule *l, uint64_t code) {
    for (uint32_t i = sj_code_slot(l, code); l->slots[i]; i = (i + 1) & l->mask)
        if (l->slots[i] == code) return true;
    return false;
}

/* The same without the index. */
static inline bool sj_code_list_has_packed(const sj_code_list *l, uint64_t code) {
    for (uint16_t i = 0; i < l->count; i++)
        if (l->packed[i] == code) return true;
    return false;
}

/* Load a guide out of a table of files, changed by an overlay (NULL: not); *out is freed
 * with sj_guide_impl_free. The files' dictionary is read with the first guide. SJ_EXML with line.
 */
struct sj_guide_changes;
struct sj_dictionary;
sj_status sj_guide_load(sj_guide_impl **out, struct sj_dictionary *dictionary,
                        const sj_embedded *files, const char *file,
                        const struct sj_guide_changes *changes, sj_err *err) SJ_MUST_USE;
void sj_guide_impl_free(sj_guide_impl *g);

/* As sj_guides_match, with the reason where a guide could not be loaded. */
sj_status sj_guides_judge(sj_guides *g, sj_str transaction, sj_str version, sj_version_match *match,
                          const sj_guide **out, sj_err *err) SJ_MUST_USE;

/* One of the guides loaded once more, changed; the caller's own. */
sj_status sj_guides_load_changed(sj_guides *g, const char *id,
                                 const struct sj_guide_changes *changes, sj_guide_impl **out,
                                 sj_err *err) SJ_MUST_USE;

/* Is there any guide that judges this version, whatever the transaction? */
bool sj_guides_has_version(const sj_guides *g, sj_str version);

/* Guides out of other files than the built-in ones, for tests. `files` must outlive the guides. */
sj_status sj_guides_new_from(sj_guides **out, const sj_embedded *files, sj_err *err) SJ_MUST_USE;

#endif
