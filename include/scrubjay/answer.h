/* scrubjay/answer.h - answers an interchange in the standard's own acknowledgments.
 *
 * Fed with the events of a parse and the findings of all boxes, in the order of the file, it writes
 *   TA1     when it is asked for in ISA14, or when the interchange is not accepted. One that is refused has
 *           no other answer: nothing in it counts as received
 *   999     for every functional group (005010X231A1); a 997 for one that the 999's guide has no code for
 *           (an invoice, a group without a version)
 *   277CA   for every 837 set that goes on (005010X214): not refused itself, nor its group
 *
 * Which finding stands where, each of them once:
 *   types 1 and 2      in the 999
 *   types 3 to 7       in the 277CA, at the claim, the line or the loop that they are about
 *   situational rules (types 3 to 7 whose row has an IK304 or IK403) in the 999 where no 277CA follows: in a
 *                      set that is refused, and in transactions that no 277CA answers (835, 277, 271 …). A set
 *                      that is not refused is then accepted with errors noted (E)
 * A warning of type 1 or 2 makes a 999 'E'; in the 277CA only errors reject.
 *
 * The answers satisfy their own guides whatever they answer: an id, number or date of the interchange that
 * may not stand in an answer is put into a form that may (a qualifier becomes ZZ, a control number gets or
 * loses digits, a date that is none becomes that of the answer); the note or code beside it says what was
 * wrong with it. */
#ifndef SCRUBJAY_ANSWER_H
#define SCRUBJAY_ANSWER_H

#include <scrubjay/claim.h>
#include <scrubjay/finding.h>
#include <scrubjay/walker.h>
#include <scrubjay/writer.h>

#ifdef __cplusplus
extern "C" {
#endif

/* How the 999 decides on a set and its group; whoever tells a set's `ack` elsewhere (JSON) asks the same. Fed with
 * findings and claims as sj_answer is, zeroed at the beginning of a group. */
typedef struct sj_ack_tally {
    uint32_t situational; /* findings of the set that only a 999 can tell of */
    uint32_t claims;      /* of the set */
    uint32_t noted;       /* sets of the group that the walker accepts and the 999 accepts with errors noted */
} sj_ack_tally;

/* At a set's begin; at each of its findings, severity being the one told; at each of its claims. True: a finding
 * of a situational rule that the 999 tells of, if no 277CA follows. */
void sj_ack_set_begin(sj_ack_tally *t);
bool sj_ack_finding(sj_ack_tally *t, const sj_finding_def *def, sj_severity severity);
void sj_ack_claim(sj_ack_tally *t);

/* Does a 277CA answer this set (once its end has come)? */
bool sj_ack_has_277ca(const sj_ack_tally *t, const sj_set *s);
/* IK501: A, E or R, once for each set at its end; and AK901: A, E, P or R. */
char sj_ack_of_set(sj_ack_tally *t, const sj_set *s);
char sj_ack_of_group(const sj_ack_tally *t, const sj_group *g);

typedef enum sj_answer_kind {
    SJ_ANSWER_TA1,
    SJ_ANSWER_999,
    SJ_ANSWER_277CA,
    SJ_ANSWER_997,
    SJ_ANSWER_KINDS
} sj_answer_kind;

typedef struct sj_answer_opts {
    const sj_catalog *catalog; /* must outlive the answer */
    /* Takes bytes of one kind of answer; whole interchanges follow one another in each. 0, or -1 when
     * they could not be written. */
    int (*write)(void *ctx, sj_answer_kind kind, const void *bytes, size_t len);
    /* Forget what was written of a kind behind its first `len` bytes: the end of a group or interchange showed
     * that it is refused as a whole. 0, or -1 when that cannot be done. NULL: what was written stays. */
    int (*take_back)(void *ctx, sj_answer_kind kind, uint64_t len);
    void *ctx;
    bool wanted[SJ_ANSWER_KINDS];
    uint32_t first_control;    /* ISA13, GS06 of the first interchange written, 1 to 999,999,999; then
                                * counted up */
    sj_date date;              /* of the answers */
    int time;                  /* HHMM as a number */
    const char *source_entity; /* who answers: "PR" payer, "AY" clearinghouse (NULL: AY) */
    size_t max_memory;         /* for one set's findings and claims; 0: 64 MiB */
} sj_answer_opts;

typedef struct sj_answer sj_answer;

sj_status sj_answer_new(sj_answer **out, const sj_answer_opts *opts, sj_err *err) SJ_MUST_USE;
void sj_answer_free(sj_answer *a);

/* The events, as they come. A claim comes after its findings; what is found later (by the set's end)
 * still counts, since a set is answered at its end. Slices are copied. */
void sj_answer_interchange_end(sj_answer *a, const sj_interchange *ic);
void sj_answer_group_begin(sj_answer *a, const sj_group *g);
void sj_answer_group_end(sj_answer *a, const sj_group *g);
void sj_answer_set_begin(sj_answer *a, const sj_set *s);
void sj_answer_set_end(sj_answer *a, const sj_set *s);
void sj_answer_finding(sj_answer *a, const sj_finding *f);
void sj_answer_claim(sj_answer *a, const sj_claim *c);

/* How many control numbers were used, from opts.first_control on. */
uint32_t sj_answer_used(const sj_answer *a);

/* SJ_OK, or the first thing that went wrong: SJ_ENOMEM, SJ_EIO. */
sj_status sj_answer_status(const sj_answer *a, sj_err *err);

#ifdef __cplusplus
}
#endif
#endif
