/* parsers/model/answer_private.h - what the answer's files share.
 *
 * Between a set's ST and SE its findings and claims are kept in one arena, since a 999 states the
 * verdict after, and a 277CA the totals before, the details. */
#ifndef SJ_ANSWER_PRIVATE_H
#define SJ_ANSWER_PRIVATE_H

#include <scrubjay/answer.h>
#include <scrubjay/arena.h>

/* A finding that is to be answered, its texts copied. */
typedef struct sj_kept_finding {
    struct sj_kept_finding *next;
    struct sj_kept_finding *next_situational;
    const sj_finding_def *def;
    uint32_t order; /* as it came */
    uint32_t segment;
    uint16_t element, component, repeat, de;
    char tag[4];
    const char *loop;
    sj_str value, account;
    sj_trigger trigger; /* its value is not kept */
} sj_kept_finding;

typedef struct sj_kept_list {
    sj_kept_finding *first, **end;
    uint32_t n;
} sj_kept_list;

/* A service line, for statuses at line level. */
typedef struct sj_kept_line {
    uint32_t first; /* segment of LX */
    sj_str qualifier, procedure, modifiers[4], control, revenue;
    sj_money charge;
    sj_quantity units;
    sj_date from, to;
} sj_kept_line;

typedef struct sj_kept_claim {
    struct sj_kept_claim *next;
    uint32_t first; /* segment of CLM */
    sj_str account, clearinghouse_control;
    sj_str last_name, first_name, middle_name, id_qualifier, id;
    sj_money charge;
    sj_date from, to;
    const sj_kept_line *lines;
    uint32_t n_lines;
    sj_kept_list own;                         /* in the claim itself */
    const sj_kept_list *subscriber, *patient; /* in the loops above it; NULL: none */
} sj_kept_claim;

/* The claims of one billing provider (one 2000A). */
typedef struct sj_kept_provider {
    struct sj_kept_provider *next;
    uint32_t frame; /* first segment of 2000A */
    sj_str type, last_name, first_name, id, tax_id;
    sj_kept_list own; /* findings in 2000A */
    sj_kept_claim *claims, **claims_end;
} sj_kept_provider;

struct sj_answer {
    sj_answer_opts opts;
    sj_writer *writers[SJ_ANSWER_KINDS];
    bool open[SJ_ANSWER_KINDS];        /* an interchange is open */
    uint64_t written[SJ_ANSWER_KINDS]; /* bytes */
    uint64_t before_interchange[SJ_ANSWER_KINDS], before_group;
    uint32_t control[SJ_ANSWER_KINDS]; /* its ISA13 and GS06 */
    struct sj_answer_sink {
        sj_answer *answer;
        sj_answer_kind kind;
    } sinks[SJ_ANSWER_KINDS];
    uint32_t next_control, n_controls;
    uint32_t sets_written[SJ_ANSWER_KINDS]; /* ST02 of the last, within the open group */
    uint32_t batches;                       /* 277CAs written: makes their BHT03 */
    sj_status status;
    sj_err err;
    /* the set being read */
    sj_arena arena;
    bool in_set;
    const sj_guide *guide; /* the set's; NULL: none */
    sj_answer_kind answers_group; /* SJ_ANSWER_999, SJ_ANSWER_997; SJ_ANSWER_KINDS: none can */
    sj_ack_tally tally;
    uint32_t n_findings;
    sj_kept_list syntax; /* types 1 and 2: the 999's */
    sj_kept_finding *situational,
        **situational_end; /* of types 3 to 7, also in `pending` or below; tally.situational of them */
    sj_kept_list pending; /* types 3 to 7 that no claim was given yet */
    sj_kept_list header;  /* of these, what stands above all providers */
    sj_kept_provider *providers, **providers_end, *provider;
    sj_kept_claim *last_claim;
    uint32_t subscriber_frame, patient_frame; /* first segments of the frames the lists belong to */
    sj_kept_list *subscriber, *patient;
    sj_str submitter_type, submitter_last, submitter_first, submitter_id; /* 1000A */
    sj_str receiver_name, receiver_id, batch;                             /* 1000B, BHT03 */
};

/* The writer of a kind, with an interchange and its group open towards the sender of `g`; NULL
 * where this kind is not wanted or something went wrong before. */
sj_writer *sj_answer_open(sj_answer *a, sj_answer_kind kind, const sj_group *g,
                          const char *functional, const char *version);

/* A value as it may be sent in an answer, cut to `max`; empty when it holds a byte that cannot. */
sj_str sj_answer_plain(sj_str value, size_t max);

/* Room for what stands in an envelope or a group's answer. */
enum { SJ_ANSWER_ID = 40 };

/* A value from an envelope as an answer may bear it: trimmed, cut to `max`, '?' for what cannot be
 * sent. */
sj_str sj_answer_id(char buf[SJ_ANSWER_ID], sj_str value, size_t max);

/* The same for a control number: digits alone, at least `min` and at most `max` of them. */
sj_str sj_answer_digits(char buf[SJ_ANSWER_ID], sj_str value, size_t min, size_t max);

void sj_answer_fail(sj_answer *a, sj_status status, const char *msg);

/* Which of the two can answer a group: the 999's guide lists the groups and wants their version, the
 * 997 answers any that has a name; SJ_ANSWER_KINDS: neither. */
sj_answer_kind sj_answer_kind_for(const sj_group *g);

/* AK1 and what follows it: answer_999.c. */
void sj_answer_begin_group(sj_answer *a, const sj_group *g);
void sj_answer_write_set(sj_answer *a, const sj_set *s, bool with_situational);
void sj_answer_end_group(sj_answer *a, const sj_group *g);

void sj_answer_write_277ca(sj_answer *a, const sj_set *s);

#endif
