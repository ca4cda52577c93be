/* rules/edits/edits.h - what the edits share.
 *
 * A claim is prepared once (prepare.c): codes packed into numbers, table look-ups done, what kind
 * of claim it is. Then every edit whose needs are met looks at that and reports. An edit is one
 * function and one row in a table of its tier; it changes nothing but the list of findings. */
#ifndef SJ_EDITS_H
#define SJ_EDITS_H

#include <scrubjay/scrub.h>

#include "rules/edits/asked.h"
#include "rules/edits/days.h"
#include "rules/edits/known.h"
#include "rules/edits/needs.h"
#include "rules/packs/judge.h"

#include <scrubjay/arena.h>

enum sj_edits_row {
#define FINDING(name, ...) SJ_ED_##name,
#include "rules/edits/findings.def"
#undef FINDING
    SJ_ED_COUNT
};

/* Two characters as a number: MOD('2','5'). */
#define MOD(a, b) ((uint16_t)((unsigned)(a) << 8 | (unsigned)(b)))

enum {
    ACCOUNT_LENGTH = 20,    /* characters of an account number that payers keep */
    OLDEST_PATIENT = 54787, /* days: 150 years */
    MAX_LINES = 1000,       /* lines judged one by one: more than any claim may have (999) */
    MAX_DIAGNOSES = 32,     /* likewise (25) */
    MAX_PARTIES = 1024,     /* likewise (8 a line) */
    MAX_FOUND = 512,        /* findings of one claim */
    MAX_NOTES = 16384,      /* bytes of facts in their messages */
    FILES_BEFORE = 256 /* of one call that belong together; of more, what came first is forgotten */
};

/* What a procedure code looks like. */
typedef enum sj_shape {
    SHAPE_NONE, /* empty, or of a qualifier that is not judged */
    SHAPE_BAD,
    SHAPE_CPT,    /* five digits */
    SHAPE_CPT_II, /* four digits and F */
    SHAPE_CPT_X,  /* four digits and A, M, T, U */
    SHAPE_HCPCS,  /* a letter and four digits */
    SHAPE_CDT     /* D and four digits */
} sj_shape;

typedef struct line_facts {
    const sj_line *line;
    uint32_t number; /* of the code's digits: 99213; 425 of A0425 */
    char letter;     /* of the code: 'A' of A0425; 0 */
    uint8_t shape;   /* sj_shape */
    uint8_t state;   /* sj_code_state on the day of service */
    bool anesthesia;
    uint8_t n_modifiers, n_pointers;
    uint16_t revenue;       /* revenue code as a number: 450; 0 */
    uint16_t modifiers[4];  /* MOD; 0 where it is not two characters, or none */
    uint8_t pointers[4];    /* 0 where it is not a number from 1 to 99 */
    sj_date from, to;       /* of service; SJ_NO_DATE */
    procedure_answer asked; /* of the code on the first day of service */
    uint64_t code; /* its text as a number: of its first eight characters where it has more */
    uint64_t key;  /* what makes two lines the same (duplicates) */
    uint64_t day;  /* of the patient, payer, provider and day (across.c); 0: it is not compared */
} line_facts;

typedef struct dx_facts {
    const sj_diagnosis *dx;
    sj_date on;         /* the day on which it must be valid */
    uint8_t state;      /* sj_code_state */
    bool icd10, shaped; /* has ICD-10's qualifier; and its form */
    uint32_t lists;     /* of the code editor on that day: SJ_MCE_ bits */
} dx_facts;

/* A person or organization with an NM1 or an address of its own. */
enum role {
    ROLE_BILLING,
    ROLE_PAY_TO,
    ROLE_SUBSCRIBER,
    ROLE_PATIENT,
    ROLE_REFERRING,
    ROLE_RENDERING,
    ROLE_FACILITY,
    ROLE_SUPERVISING,
    ROLE_ORDERING,
    ROLE_PURCHASED,
    ROLE_PICK_UP,
    ROLE_DROP_OFF,
    ROLE_ATTENDING,
    ROLE_OPERATING,
    ROLE_OTHER_OPERATING
};

typedef struct party_facts {
    const sj_party *party;
    uint8_t role; /* enum role */
    uint8_t has;  /* enum party_needs */
} party_facts;

/* Findings that are said once a file: bits of sj_scrub.told. Two bits for each kind of table
 * follow. */
enum { TOLD_NO_CONTROL = 1, TOLD_DUPLICATES = 2, TOLD_TABLES = 4 };

/* The text of notes, given back with the next claim. */
typedef struct notes {
    size_t used;
    char text[MAX_NOTES];
} notes;

typedef struct frame_key {
    uint64_t set;   /* offset of the set's ST */
    uint32_t first; /* first segment of the frame */
    uint32_t claim; /* ordinal of the first claim beneath, where the frame is empty */
} frame_key;

enum frame { FRAME_HEADER, FRAME_BILLING, FRAME_SUBSCRIBER, FRAME_PATIENT, FRAMES };

typedef struct sj_duplicates sj_duplicates;

/* One edit. */
typedef struct sj_edit {
    uint16_t row;   /* enum sj_edits_row */
    uint8_t scope;  /* enum scope */
    uint8_t types;  /* bits 1 << sj_claim_type */
    uint64_t needs; /* HAS_…, or enum party_needs: all of them */
    void (*judge)(sj_scrub *s);
    void (*judge_party)(sj_scrub *s, const party_facts *p); /* instead: each party of the scope */
} sj_edit;

/* What an edit judges: a frame, once, or each claim. The first four are numbered as the frames are.
 * An edit of SCOPE_PARTIES runs in all of them, on the parties that stand there. */
enum scope {
    SCOPE_HEADER,
    SCOPE_BILLING,
    SCOPE_SUBSCRIBER,
    SCOPE_PATIENT,
    SCOPE_CLAIM,
    SCOPES,
    SCOPE_PARTIES = SCOPES
};

/* Which edits of a plan a claim that has all this is judged by: found once for each of the few
 * mixtures that claims come in. */
enum { CHOICES = 64, CHOICE_WORDS = (SJ_ED_COUNT + 63) / 64 };
typedef struct sj_choice {
    bool is_made;
    uint64_t has;
    uint64_t edits[CHOICE_WORDS]; /* bits, by place in the plan */
} sj_choice;

/* The edits that run in one scope: those that judge the claim, and those that judge its parties. */
typedef struct sj_plan {
    unsigned n, n_party;
    uint64_t asked; /* all that any of them needs */
    struct sj_planned {
        uint64_t needs;
        void (*judge)(sj_scrub *s);
    } edits[SJ_ED_COUNT];
    struct sj_planned_party {
        unsigned needs;
        void (*judge)(sj_scrub *s, const party_facts *p);
    } party_edits[SJ_ED_COUNT];
    sj_choice choices[CHOICES]; /* each at the place that its `has` gives it */
} sj_plan;

/* What most claims need of a plan: to know that none of its edits has to run, or only those that
 * always do. */
typedef struct sj_brief {
    uint64_t rare; /* of the needs of each edit, one that most claims have not */
    unsigned n_always;
    bool has_parties;
    void (*always[SJ_ED_COUNT])(sj_scrub *s); /* a few */
} sj_brief;

struct sj_scrub {
    const sj_claim *c; /* the claim at hand, and what was prepared of it: */
    uint64_t has;      /* HAS_… */
    uint16_t n_lines, n_dx;
    /* A party of the claim, or of a frame, is perhaps not as it should be: */
    bool odd_claim, odd_frames[FRAMES];
    bool shared;         /* the edits that run judge a frame, not the claim */
    bool limit_known;    /* the payer's; else filing_days is a usual one */
    sj_date first, last; /* first and last day of service; SJ_NO_DATE */
    sj_date sent;        /* the day on which it is sent: as_of, else BHT04 */
    sj_date latest;      /* the earlier of both: no service is after it */
    int days_left;       /* until the filing limit of filing_days; negative: since */
    int filing_days;     /* 0: neither can be told */
    uint64_t pointed;    /* bit n: a line points to diagnosis n */
    uint32_t claims;     /* prepared so far */
    uint64_t bill_key;   /* what makes two institutional bills the same; 0: they are not compared */
    unsigned n_found;
    sj_scrub_result result;                /* of the edits that ran */
    frame_key frames[FRAMES];              /* judged last, */
    sj_scrub_result frame_results[FRAMES]; /* with what came of it */
    uint64_t frame_hashes[FRAMES];
    uint64_t of_header, of_member; /* HAS_… of the header; of the subscriber and its numbers */
    sj_brief briefs[SJ_CLAIM_837D + 1][SCOPES];
    uint64_t told;   /* once-a-file findings that were said: bits */
    uint64_t tables; /* HAS_PTP …: which tables are in use */
    uint32_t base;   /* claims in the files before: what is added to a claim's ordinal */
    uint32_t last_ordinal;
    sj_duplicates *duplicates;
    sj_pack_judge *judge; /* of the packs; NULL: there are none */
    sj_scrub_opts opts;
    sj_date icd10_began, mbi_alone; /* 10/01/2015; 01/01/2020 */
    notes notes;
    known known;
    asked_pair pairs[1 << PAIR_BITS]; /* each at the place that its codes give it */
    uint32_t changes;                 /* of the tables, when all this was asked */
    dx_facts dx[MAX_DIAGNOSES];
    line_facts lines[MAX_LINES];
    uint16_t n_parties; /* of the scope at hand */
    party_facts parties[MAX_PARTIES];
    sj_finding found[MAX_FOUND]; /* in the order in which edits reported */
    sj_plan plans[SJ_CLAIM_837D + 1][SCOPES];
    const sj_scrub *ahead; /* has foreseen the file's claims; NULL: not asked for, or nobody has */
    bool ahead_asked;
    struct sj_file_before { /* files before this one that belong to it */
        uint32_t first;     /* number of its first claim, less 1 */
        sj_str name;
    } before[FILES_BEFORE];
    unsigned n_before;
    sj_days days;
    sj_arena history; /* the words of earlier claims */
    sj_str *earlier;  /* what people call them */
    uint32_t n_earlier, earlier_cap;
};

enum {
    TYPE_P = 1 << SJ_CLAIM_837P,
    TYPE_D = 1 << SJ_CLAIM_837D,
    TYPE_I = 1 << SJ_CLAIM_837I,
    TYPE_PD = TYPE_P | TYPE_D,
    TYPE_PI = TYPE_P | TYPE_I,
    TYPE_ALL = TYPE_PD | TYPE_I
};

/* The tables, by tier; an edit for no type of claim ends each. */
extern const sj_edit sj_edits_fmt[], sj_edits_parties[], sj_edits_dem[], sj_edits_dates[],
    sj_edits_prv[], sj_edits_dx[], sj_edits_mce[], sj_edits_proc[], sj_edits_modifiers[],
    sj_edits_ncci[], sj_edits_across[], sj_edits_fee[], sj_edits_cob[], sj_edits_his[],
    sj_edits_transport[], sj_edits_equipment[], sj_edits_kinds[], sj_edits_bill[],
    sj_edits_revenue[], sj_edits_dental[];

/* Fill the facts of s->c: of its lines, of its diagnoses (which need the lines'), of how late it
 * is. Who stands on it is looked at by sj_scrub_meet. */
void sj_scrub_prepare(sj_scrub *s);
void sj_scrub_prepare_lines(sj_scrub *s);
void sj_scrub_prepare_diagnoses(sj_scrub *s);
void sj_scrub_prepare_limit(sj_scrub *s);

/* Which frames are other ones than those of the claim before: bits 1 << enum frame. They are looked
 * at: s->frame_hashes, odd_frames, of_header with sent and latest, of_member. */
unsigned sj_scrub_turn(sj_scrub *s);

/* Look at the parties of the claim, when its lines are prepared: s->odd_claim, HAS_OWN_NPI. */
void sj_scrub_meet(sj_scrub *s);

/* May an edit of parties find something (but digits in a name)? */
bool sj_party_is_odd(const sj_party *p);

/* What the tiers need to know of a procedure code: HAS_… of a claim with such a line. Found once
 * for each code (known.c): `l` has its number, letter and shape. */
uint64_t sj_proc_of_code(const line_facts *l);
uint64_t sj_kinds_of_code(const line_facts *l);
uint64_t sj_revenue_of_code(const line_facts *l);
uint64_t sj_dental_of_code(const line_facts *l);

/* Find out what a line's procedure, or a diagnosis, is on a day: `k`. */
const known_code *sj_learn_code(const sj_scrub *s, known_code *k, uint16_t qualifier, sj_str code,
                                sj_date on);
known_dx *sj_learn_dx(const sj_scrub *s, known_dx *k, bool icd10, sj_str code, sj_date on);

/* Find out what is pointed to: `k`. False: they are not all digits. */
bool sj_learn_pointers(known_pointers *k, uint64_t key);

/* The same, of those that are known already; what is too long to be remembered is asked anew. Valid
 * until the next is asked. */
static inline const known_code *find_code(sj_scrub *s, uint16_t qualifier, sj_str code,
                                          sj_date on) {
    const uint64_t key = key_of_code(code, qualifier, s->c->type);
    known_code *k = &s->known.codes[spread(key) >> (64 - KNOWN_BITS)];
    if (key && k->key == key && holds_on(k->from, k->through, on)) return k;
    return sj_learn_code(s, k, qualifier, code, on);
}

static inline known_dx *find_dx(sj_scrub *s, bool icd10, sj_str code, sj_date on) {
    const uint64_t key = key_of_dx(code, icd10);
    known_dx *k = &s->known.dx[spread(key | DX_ICD10) >> (64 - KNOWN_BITS)];
    if (key && k->key == key && holds_on(k->from, k->through, on)) return k;
    return sj_learn_dx(s, k, icd10, code, on);
}

/* HAS_… of a line's modifiers, which f->modifiers holds. */
uint64_t sj_modifiers_of_line(sj_scrub *s, const line_facts *f);

/* HAS_… of a claim's line, by its teeth; of an institution's claim, by the kinds of its revenue
 * codes (enum revenue_kind) and of those that lack a procedure. */
uint64_t sj_dental_of_line(const sj_line *l);
uint64_t sj_bill_of_claim(const sj_scrub *s, unsigned revenues, unsigned uncoded);

/* The kinds of revenue codes that edits ask for. */
enum revenue_kind {
    REVENUE_ROOM = 1, /* rooms, nurseries, days of leave */
    REVENUE_ODD = 2,  /* a total, a payment group, leave, a hospice's day, an ambulance */
    REVENUE_OPERATING_ROOM = 4,
    REVENUE_CODED = 8,          /* an outpatient line of it names a procedure, */
    REVENUE_CODED_MEDICARE = 16 /* for Medicare */
};
uint8_t sj_revenue_kind(unsigned revenue);

/* What the tables may find in the lines of s->c: which of HAS_PTP, HAS_MUE, HAS_ADDONS and HAS_FEES
 * the claim has. Fills their days, for the rules that look at the day. */
uint64_t sj_scrub_prepare_tables(sj_scrub *s);

/* Fill an answer from a code's row in the fee schedule. Which rules on modifiers a line falls
 * under: bits as in `refused`. */
void sj_fee_describe(procedure_answer *out, const sj_fee_info *fee);
unsigned sj_fee_rules_of(const line_facts *l);

/* Whose days the lines of the claim at hand are, of the claim's own provider; the key of a line's
 * day (0: it has none), where `who` is that. */
uint64_t sj_across_who(const sj_scrub *s);
uint64_t sj_across_key(const sj_scrub *s, const line_facts *l, uint64_t who);

/* Ask the tables of a procedure code of this shape; the span shrinks to days on which they say so.
 */
procedure_answer sj_ask_procedure(const sj_scrub *s, uint8_t shape, sj_str code, sj_date on,
                                  sj_day_span *days);

/* Two numbered codes on a day, `first` not above `second`; valid until the next is asked. */
const asked_pair *sj_ask_pair(sj_scrub *s, uint32_t first, uint32_t second, sj_date on);

/* The indicator of a pair in force, '0', '1', '9'; 0: it is none. */
static inline char sj_ask_indicator(sj_scrub *s, uint32_t column1, uint32_t column2, sj_date on) {
    return column1 <= column2 ? sj_ask_pair(s, column1, column2, on)->first
                              : sj_ask_pair(s, column2, column1, on)->second;
}

/* Forget what was asked where tables were put in use since. */
void sj_ask_anew(sj_scrub *s);

/* Fill s->parties with those of a scope. */
void sj_scrub_gather(sj_scrub *s, enum scope scope);

/* Report: what, where, and the facts {a} and {b} of its message (borrowed until the claim is done).
 */
void sj_report(sj_scrub *s, enum sj_edits_row row, sj_at at, sj_str a, sj_str b);
/* The same where Medicare's rule is followed by other payers with exceptions of their own: an error
 * for Medicare is a warning for them. */
void sj_report_medicare(sj_scrub *s, enum sj_edits_row row, sj_at at, sj_str a, sj_str b);
/* The same for a finding that is said once a file; {value} is the text at `at`. */
void sj_report_once(sj_scrub *s, sj_finding_id id, const sj_finding_def *def, uint64_t bit,
                    sj_at at, sj_str a, sj_str b);

/* Take over a finding of a pack's rule. */
void sj_report_rule(sj_scrub *s, const sj_finding *f);

/* Say once a file that a table is missing, or does not cover a day: `state` is what the look-up
 * gave. */
void sj_report_table(sj_scrub *s, sj_code_kind kind, uint8_t state, sj_at at);

/* Facts as text, in s->notes; empty when there is no room. */
sj_str sj_note(sj_scrub *s, const char *fmt, ...) SJ_PRINTF(2, 3);
sj_str sj_note_date(sj_scrub *s, sj_date d);
sj_str sj_note_money(sj_scrub *s, sj_money m);
sj_str sj_note_line(const line_facts *l); /* the line's own number */
/* A quantity without needless zeros: 2.5. */
sj_str sj_note_quantity(sj_scrub *s, sj_quantity q);

/* Report about the procedure of a line: {a} is the line's number. */
static inline void sj_report_line(sj_scrub *s, enum sj_edits_row row, const line_facts *l) {
    sj_report(s, row, l->line->procedure.at, sj_note_line(l), (sj_str){NULL, 0});
}

/* Claims of the history have numbers from here on, where a claim of the file has its ordinal,
 * counted on from the files before it. */
enum { EARLIER = 12 << 20 };

/* The number of the claim at hand. */
static inline uint32_t number_of(const sj_scrub *s) {
    return (s->base + s->c->ordinal) % EARLIER;
}

/* What people call a claim of the history or of a file before ("A100, received …", "3 of
 * monday.837"); empty for one of this file. */
sj_str sj_scrub_earlier(sj_scrub *s, uint32_t claim);

/* Keep the lines of the claim at hand, for the rules that look at the day (across.c). */
void sj_scrub_keep_days(sj_scrub *s, uint32_t claim);

/* Keep the claim at hand as one of the history (his.c). */
void sj_scrub_keep_duplicates(sj_scrub *s, uint32_t claim);

/* Set of the lines of a file, on 8-byte keys, of which those with the same lower bits lie side by
 * side. */
enum { DUPLICATES_BLOCK_BITS = 18 };
bool sj_duplicates_new(sj_duplicates **out);
void sj_duplicates_free(sj_duplicates *d);
void sj_duplicates_clear(sj_duplicates *d);
void sj_duplicates_prefetch(const sj_duplicates *d, uint64_t key);
/* The claim that holds the key already, or 0; then it is kept for `claim`. *full: there is no room.
 */
uint32_t sj_duplicates_put(sj_duplicates *d, uint64_t key, uint32_t claim, bool *full);

/* The bit of sj_scrub.told for a table that is missing, or does not cover a day. */
static inline uint64_t told_bit(sj_code_kind kind, uint8_t state) {
    return (uint64_t)TOLD_TABLES << (2 * (unsigned)kind + (state != SJ_CODE_NO_TABLE));
}

/* The table that a shape's codes stand in; SJ_CODES_KINDS where none of ours could hold them. */
static inline sj_code_kind table_of_shape(uint8_t shape) {
    bool cpt = shape == SHAPE_CPT || shape == SHAPE_CPT_II || shape == SHAPE_CPT_X;
    return cpt ? SJ_CODES_CPT : shape == SHAPE_HCPCS ? SJ_CODES_HCPCS : SJ_CODES_KINDS;
}

/* The bit of sj_scrub.told that silences a look-up's answer: that nothing is known is said once. 0:
 * it is not silenced. */
static inline uint64_t silencer_of(sj_code_kind kind, uint8_t state) {
    return state == SJ_CODE_NO_TABLE || state == SJ_CODE_OUT_OF_RANGE ? told_bit(kind, state) : 0;
}

/* Is a look-up's answer something that an edit should see? */
static inline bool is_news(const sj_scrub *s, uint8_t state, uint64_t silencer) {
    return state != SJ_CODE_VALID && !(s->told & silencer);
}

/* Ten digits in cents; eight in thousandths. */
#define MOST_CHARGE 9999999999
#define MOST_UNITS  99999999999

#define DAY_OF_MINUTES (24 * 60 * 1000)

#define NO_FACT ((sj_str){NULL, 0})

static inline bool has_modifier(const line_facts *l, uint16_t m) {
    return (l->n_modifiers > 0 && l->modifiers[0] == m) ||
           (l->n_modifiers > 1 && l->modifiers[1] == m) ||
           (l->n_modifiers > 2 && l->modifiers[2] == m) ||
           (l->n_modifiers > 3 && l->modifiers[3] == m);
}

static inline bool has_day(const sj_day *d) {
    return SJ_HAS(*d) && d->v != SJ_NO_DATE;
}

/* After the first day of service, or very long before it. */
static inline bool is_odd_birth(const sj_day *born, sj_date first) {
    return has_day(born) && first != SJ_NO_DATE &&
           (born->v > first || first - born->v >= OLDEST_PATIENT);
}

/* A text of two characters as MOD; 0 for any other length. */
static inline uint16_t pair_of(sj_str s) {
    if (s.len != 2) return 0;
    uint16_t pair;
    memcpy(&pair, s.ptr, sizeof pair);
    return __builtin_bswap16(pair);
}

static inline bool is_char(sj_text t, char c) {
    return t.v.len == 1 && t.v.ptr[0] == c;
}

/* The claim's last reference of a kind that says something; NULL: there is none. */
static inline const sj_text *last_ref(const sj_claim *c, uint16_t kind) {
    for (uint16_t i = c->refs.n; i-- > 0;)
        if (pair_of(c->refs.v[i].qualifier) == kind && c->refs.v[i].value.v.len)
            return &c->refs.v[i].value;
    return NULL;
}

/* Facility and classification of an institution's bill, CLM05-1: MOD('1', '1') an inpatient
 * hospital's. */
static inline uint16_t bill_of(const sj_scrub *s) {
    return pair_of(s->c->place.v);
}

/* Evaluation and management, CPT 99202 to 99499. */
static inline bool is_visit(const line_facts *l) {
    return l->shape == SHAPE_CPT && l->number >= 99202 && l->number <= 99499;
}

/* New and established patients in the office. */
static inline bool is_office_visit(const line_facts *l) {
    return l->shape == SHAPE_CPT && l->number >= 99202 && l->number <= 99215;
}

/* Ambulance transports and their miles, A0425 to A0436. */
static inline bool is_transport(const line_facts *l) {
    return l->letter == 'A' && l->shape == SHAPE_HCPCS && l->number >= 425 && l->number <= 436;
}

static inline bool is_hcpcs(const line_facts *l, char letter, uint32_t from, uint32_t to) {
    return l->shape == SHAPE_HCPCS && l->letter == letter && l->number >= from && l->number <= to;
}

static inline bool is_cpt(const line_facts *l, uint32_t from, uint32_t to) {
    return l->shape == SHAPE_CPT && l->number >= from && l->number <= to;
}

/* Chiropractic adjustments, CPT 98940 to 98942. */
static inline bool is_adjustment(const line_facts *l) {
    return l->shape == SHAPE_CPT && l->number >= 98940 && l->number <= 98942;
}

#endif
