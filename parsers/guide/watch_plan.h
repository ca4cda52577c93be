/* parsers/guide/watch_plan.h - what the steps of planning the watch share: load_watch.c chooses
 * what arms each situation, load_signs.c what else must have been seen, load_probes.c makes of both
 * what is looked at as segments pass. */
#ifndef SJ_GUIDE_WATCH_PLAN_H
#define SJ_GUIDE_WATCH_PLAN_H

#include "parsers/guide/loader.h"

enum {
    SJ_PLAN_HOOKS = 60000,
    SJ_PLAN_FACTS = 4096,
    SJ_PLAN_SIGNS = 8192,
    SJ_PLAN_KEYS = 4096,
    SJ_PLAN_KEPT = 512,
    SJ_PLAN_ORDERS = 1024,
    SJ_PLAN_VETOES = 2048
};

/* One test on the row of a segment, and what it sets. */
typedef struct sj_hook {
    uint16_t row;
    uint8_t kind, element, component, until, begins; /* as sj_probe; kind: sj_probe_kind */
    bool takes_back;
    uint64_t code;
    bool is_fact;
    uint16_t bit; /* until they are numbered: the row of a fact, or of the situation that it arms */
} sj_hook;

/* Something that has been seen since a loop began: one bit that hooks set. */
typedef struct sj_fact {
    uint16_t loop; /* whose beginning it is forgotten at; guide.n_loops: the set */
    bool is_last;  /* about the last segment of its row, not about all */
    uint32_t first_hook, n_hooks;
    uint16_t bit; /* among all bits */
} sj_fact;

/* sj_veto, before its words are known. */
typedef struct sj_planned_veto {
    uint16_t row;
    uint16_t situation, fact; /* until they are numbered: rows */
    bool is_absent;
} sj_planned_veto;

/* A value that is kept (sj_watch_value). */
typedef struct sj_kept {
    uint16_t loop; /* whose beginning it is forgotten at; guide.n_loops: the set */
    uint16_t row, word;
    uint16_t first; /* is_all: row of the one that says whether a segment is the first */
    uint8_t element;
    bool is_text, is_all, is_end;
} sj_kept;

typedef struct sj_planner {
    sj_loader *l;
    const sj_input *inputs;
    const sj_scope *scopes;
    sj_situations *all; /* those that are planned */
    sj_situation *situations;
    sj_loop_watch *loops;
    bool *always;    /* situations that are armed when their loop begins */
    uint16_t *outer; /* those that are armed then by one of their signs: that, else SJ_NO_ROW */
    bool *recorded;  /* rows of segments */
    bool *noted;     /* those of them whose first record is asked for by the row */
    sj_hook *hooks;
    sj_fact *facts;
    sj_sign *signs;
    sj_kept *kept;
    sj_order *orders; /* their words are rows of `kept`, times two and 1 more for the last day,
                         until these are numbered */
    sj_planned_veto *vetoes;
    uint32_t n_hooks, n_facts, n_signs, n_words, n_kept, n_orders, n_vetoes;
    const sj_situation *s; /* the one at hand */
} sj_planner;

/* The hooks of a gate, or of whether an input has a value (of made.kind, with what is set in
 * `made`); false when there are too many. */
bool sj_plan_gate(sj_planner *p, const sj_expr_gate *gate, bool is_fact, uint16_t bit);
bool sj_plan_input(sj_planner *p, const sj_input *in, sj_hook made);

/* Is the segment or loop that this input reads there whenever this loop around it is, by the guide;
 * has it a value then? */
bool sj_plan_is_usual(const sj_planner *p, const sj_input *in, uint16_t around);
bool sj_plan_is_required(const sj_planner *p, const sj_input *in, uint16_t around);

/* --- load_signs.c --- */

/* Does a fact say exactly whether the walker finds a value here? */
bool sj_plan_is_exact(const sj_planner *p, const sj_input *in);

/* Does the walker count this in the situation's loop itself? Where; SJ_NO_ROW: it does not. */
uint16_t sj_plan_counted(const sj_planner *p, const sj_situation *s, uint16_t input);

/* The signs of a situation, beyond the `n` gates that arm it. False when there are too many, or
 * (*never) it cannot hold. */
bool sj_plan_signs(sj_planner *p, sj_situation *s, const sj_expr_gate *gates, unsigned n,
                   bool *never);

/* The innermost loop around the input that is open when the situation is judged; n_loops: the set.
 */
uint16_t sj_plan_base(const sj_planner *p, const sj_input *in);

/* Bits for the situations and the facts and words for what is kept, by loop; into hooks, signs,
 * vetoes and orders. */
void sj_plan_number(sj_planner *p);

/* --- load_arming.c --- */

/* The sign of a situation by which it is armed when its loop begins; SJ_NO_ROW: it has none. */
uint16_t sj_plan_outer(const sj_planner *p, const sj_situation *s);

/* What a segment would arm in vain, from the hooks. False when there is too much. */
bool sj_plan_vetoes(sj_planner *p);

/* For each loop, after numbering: what arms its situations when it begins. */
sj_status sj_plan_outers(const sj_planner *p) SJ_MUST_USE;

/* --- load_orders.c --- */

/* Keep what a test compares, where that can be kept; *is_kept: so it was. False when there are too
 * many. */
bool sj_plan_orders(sj_planner *p, const sj_expr_order *orders, unsigned n, bool *is_kept);

/* The values of a row, those of all first; their number. */
uint32_t sj_plan_values(const sj_planner *p, uint16_t row, sj_watch_value *out);

/* --- load_probes.c --- */

/* Probes and watches from the hooks, whose bits are numbered. */
sj_status sj_plan_probes(sj_planner *p) SJ_MUST_USE;

#endif
