/* engine/simulate/payer.h - what the payer knows: claims as they came, what it decided, what it
 * paid.
 *
 * Everything lives in the payer's arena until it is freed; text is NUL-terminated, never NULL, ""
 * for what was not sent. */
#ifndef SJ_SIMULATE_PAYER_H
#define SJ_SIMULATE_PAYER_H

#include "engine/simulate/random.h"
#include "engine/simulate/simulate.h"

#include <scrubjay/arena.h>

#include <stdio.h>

/* Sender and receiver of the batches: where answers go, and in whose name. */
typedef struct sj_sim_mailbox {
    const char *our_qualifier, *our_id, *their_qualifier, *their_id; /* ISA: we are the receiver */
    const char *our_code, *their_code;                               /* GS */
    char usage;
    unsigned index;
    struct sj_sim_mailbox *next;
} sj_sim_mailbox;

typedef struct sj_sim_payee {
    const char *name, *first; /* first "": an organisation */
    const char *npi, *tax_id;
    const char *street, *city, *state, *zip;
    unsigned index;
    struct sj_sim_payee *next;
} sj_sim_payee;

/* A payer whose mail the clearinghouse answers. */
typedef struct sj_sim_source {
    const char *name, *id;
    unsigned index;
    struct sj_sim_source *next;
} sj_sim_source;

/* A fault of form, for the 999. */
typedef struct sj_sim_fault {
    const char *tag, *loop, *ik304, *ik403, *value, *account;
    uint32_t segment;
    uint16_t element, component, repeat, de;
} sj_sim_fault;

enum { SJ_SIM_FAULTS = 20 };

typedef struct sj_sim_in_set {
    const char *control, *version, *transaction, *batch; /* batch: BHT03 */
    const char *submitter, *submitter_first, *submitter_id;
    char ack;
    const char *codes[5];
    unsigned n_faults;
    sj_sim_fault faults[SJ_SIM_FAULTS];
    size_t first_claim, n_claims; /* in sj_sim_payer.claims */
    struct sj_sim_in_set *next;
} sj_sim_in_set;

typedef struct sj_sim_in_group {
    const char *functional, *control, *version;
    char ack;
    uint32_t claimed, received, accepted;
    const char *codes[5];
    sj_sim_in_set *sets, **tail;
    struct sj_sim_in_group *next;
} sj_sim_in_group;

typedef struct sj_sim_in_interchange {
    const char *control, *date, *time, *note;
    char ta1;
    sj_sim_mailbox *mailbox;
    sj_sim_in_group *groups, **tail;
    struct sj_sim_in_interchange *next;
} sj_sim_in_interchange;

typedef struct sj_sim_line {
    const char *qualifier, *procedure, *modifiers[4], *revenue;
    sj_money charge;
    sj_money before;   /* settled by payers before this one */
    sj_money contract; /* what the contract pays for it; 0: it says nothing */
    sj_quantity units;
    sj_date from, to;
    const char *control; /* REF 6R */
    /* As the payer tells it, where it mangles (mangle.c): */
    const char *told_control; /* NULL: as it is */
    bool strange;             /* other modifiers */
    unsigned merged_into;     /* number of the line that it is told with; 0 */
} sj_sim_line;

/* One amount under a reason. */
typedef struct sj_sim_cas {
    const char *group, *reason;
    sj_money amount;
} sj_sim_cas;

enum { SJ_SIM_CAS = 6 };

/* What became of one line. charge = paid + the adjustments. */
typedef struct sj_sim_ruling {
    sj_money paid, allowed;
    sj_quantity units;     /* paid */
    const char *procedure; /* paid in place of the one submitted; NULL */
    const char *remark;    /* RARC; NULL */
    bool split;            /* comes as two services under one line control number */
    unsigned n;
    sj_sim_cas cas[SJ_SIM_CAS];
} sj_sim_ruling;

typedef struct sj_sim_claim sj_sim_claim;

/* One claim payment as it stands in an 835. */
typedef struct sj_sim_decision {
    const sj_sim_claim *claim;
    const char *status;   /* CLP02 */
    const char *control;  /* CLP07 */
    const char *replaces; /* REF F8: the payment that this one corrects; NULL */
    bool reversal;        /* all amounts with the opposite sign */
    bool whole;           /* decided as a whole: no lines, `cas` below */
    sj_money charge, paid, patient, interest;
    const char *remark; /* MOA; NULL */
    bool expired;       /* coverage had ended: DTM 036 is sent */
    sj_sim_cas cas;
    sj_sim_ruling *rulings;
} sj_sim_decision;

/* A denial as the truth file tells it; line 0: the claim as a whole. */
typedef struct sj_sim_denial {
    unsigned line;
    sj_sim_cas cas;
} sj_sim_denial;

/* Paid below the contract, as the truth file tells it. */
typedef struct sj_sim_short {
    unsigned line;
    sj_money expected, allowed;
} sj_sim_short;

/* A row of a contract: "payer,code,modifiers" and the price of one unit. */
typedef struct sj_sim_price {
    const char *key; /* NULL: a free place */
    sj_money unit;
} sj_sim_price;

enum { SJ_SIM_CLAIM_FILES = 6 };

struct sj_sim_claim {
    size_t serial; /* from 0, in the order of taking in */
    sj_sim_mailbox *mailbox;
    sj_sim_payee *payee;
    sj_sim_source *source;
    const char *account, *place, *frequency, *filing, *sequence;
    sj_money charge;
    const char *last, *first, *member;                   /* the patient */
    const char *insured_last, *insured_first;            /* "" where the patient is the insured */
    const char *render_last, *render_first, *render_npi; /* "" where nobody is named */
    const char *next_name, *next_id;                     /* payer that comes after this one; "" */
    const char *record;                                  /* REF EA; "" */
    sj_date from, to;
    unsigned n;
    sj_sim_line *lines;

    sj_sim_fate fate;
    bool by_payer;       /* rejected or silent at the payer's, not at the clearinghouse's */
    unsigned reject;     /* row of the reasons of rejection */
    bool late;           /* its remittance is the later one */
    const char *control; /* the payer's number for it */
    const char *told;    /* the account as the payer gives it back (CLP01) */
    bool unnumbered;     /* the 277CA does not give the payer's number */
    bool corrected;      /* the remittance gives another member id as the right one (NM1 74) */
    bool memberless;     /* the remittance does not give the member id */
    bool mangled, lost;  /* told mangled; its account number is not to be recognized */
    bool decidable;      /* what is told tells this claim and no other */
    const char *told_last, *told_first, *told_member;        /* NULL: as they are */
    unsigned *order;                                         /* of its lines as told: indexes */
    sj_sim_decision *first_decision, *reversal, *correction; /* NULL: none */
    sj_money truth_paid;
    unsigned n_denials;
    sj_sim_denial *denials;
    unsigned n_short;
    sj_sim_short *shorts;
    unsigned n_files;
    uint16_t files[SJ_SIM_CLAIM_FILES]; /* in sj_sim_payer.files */
};

struct sj_sim_payer {
    sj_sim_payer_opts opts;
    sj_arena arena;
    sj_status status; /* of keeping things: SJ_OK or SJ_ENOMEM */
    sj_catalog *catalog;
    sj_delimiters delims;
    sj_date day;
    uint32_t
        base; /* from the first batch's control number: makes ours differ from batch to batch */
    uint32_t control; /* the next interchange's */
    sj_sim_in_interchange *interchanges, **tail;
    sj_sim_mailbox *mailboxes;
    sj_sim_payee *payees;
    sj_sim_source *sources;
    sj_sim_claim **claims;
    size_t n_claims, cap_claims;
    sj_sim_price *prices; /* a hash; NULL: without contracts */
    size_t price_mask;
    const char *files[1024];
    unsigned n_files;
    /* While a batch is read. */
    sj_sim_in_interchange *interchange;
    sj_sim_in_group *group;
    sj_sim_in_set *set;
};

/* A file under way. */
typedef struct sj_sim_file {
    FILE *to;
    sj_writer *w;
    char part[1024], whole[1024];
    uint16_t index;
    uint32_t control;
    sj_date day;
    int time;
    const sj_sim_mailbox *mailbox;
} sj_sim_file;

/* keep.c: text and cleared room in the arena; "" or NULL, and the payer's status, when memory ends.
 */
const char *sj_sim_keep(sj_sim_payer *p, sj_str s);

/* Spoil what the payer tells of a claim that is decided; and say of all claims whether what is told
 * still tells each. */
void sj_sim_mangle(sj_sim_payer *p, sj_sim_claim *c);
sj_status sj_sim_decidable(sj_sim_payer *p);
void *sj_sim_room(sj_sim_payer *p, size_t bytes);

/* contract.c: make the contracts' prices and note them with the lines; the price of one unit of a
 * procedure without modifiers, 0 where there is none. */
void sj_sim_contract_make(sj_sim_payer *p);
sj_money sj_sim_contract_price(sj_sim_payer *p, const sj_sim_claim *c, const char *procedure);

/* fate.c: give every claim its fate. */
void sj_sim_deal(sj_sim_payer *p);

/* decide.c: rulings that make a claim's fate true, and what the truth file says of it. */
void sj_sim_decide(sj_sim_payer *p, sj_sim_claim *c);

/* Can a part of it be denied while another part is paid? */
bool sj_sim_can_deny_part(const sj_sim_claim *c);

/* Has it a line that can be paid below its contract? */
bool sj_sim_can_pay_less(const sj_sim_claim *c);

/* denial.c: why things are refused. */
typedef struct sj_sim_reason {
    const char *group, *reason;
    const char *remark; /* RARC of the line; NULL */
    const char *moa;    /* RARC of the claim; NULL */
    bool whole;         /* concerns the claim, never one line of it */
} sj_sim_reason;
const sj_sim_reason *sj_sim_pick_reason(sj_sim_rng *rng, bool whole, bool co_only);

/* files.c: open DIR/.NAME.part with an interchange begun; close it whole under its name. */
sj_status sj_sim_file_open(sj_sim_payer *p, const char *dir, const char *type, sj_date day,
                           int time, const sj_sim_mailbox *m, sj_sim_file *f,
                           sj_err *err) SJ_MUST_USE;
void sj_sim_file_group(sj_sim_file *f, const char *functional, const char *version);
sj_status sj_sim_file_close(sj_sim_payer *p, sj_sim_file *f, sj_err *err) SJ_MUST_USE;
void sj_sim_file_holds(const sj_sim_file *f, sj_sim_claim *c);

/* acks.c, status.c, remit.c: the answers. */
sj_status sj_sim_write_acks(sj_sim_payer *p, const char *dir, sj_err *err) SJ_MUST_USE;
sj_status sj_sim_write_statuses(sj_sim_payer *p, const char *dir, sj_err *err) SJ_MUST_USE;
sj_status sj_sim_write_remits(sj_sim_payer *p, const char *dir, sj_err *err) SJ_MUST_USE;

/* PLB: one reason. */
typedef struct sj_sim_plb {
    const char *reason, *reference;
    sj_money amount; /* positive takes money back */
} sj_sim_plb;

/* One remittance: a set of an 835. */
typedef struct sj_sim_remit {
    const sj_sim_mailbox *mailbox;
    const sj_sim_source *source;
    const sj_sim_payee *payee;
    bool later, twice;
    sj_date paid_on;
    char trace[24];
    sj_money amount; /* BPR02, filled by sj_sim_remit_total */
    size_t n;
    sj_sim_decision **decisions;
    unsigned n_plb;
    sj_sim_plb *plb; /* room for one more than n_plb */
} sj_sim_remit;

/* remit_write.c: sum up, carry a negative sum forward, and write the set. */
void sj_sim_remit_total(sj_sim_remit *r);
void sj_sim_remit_write(sj_writer *w, const sj_sim_remit *r, uint32_t set);

#endif
