/* parsers/model/fields.h - the field catalogue (fields.def) bound to the rows of a guide.
 *
 * The catalogue names places ("2300", CLM, element 5, component 3). Binding looks these up once per
 * guide and leaves, for each row of its segments, a short run of bindings: filling a segment is a
 * loop over that run, without comparing a string. */
#ifndef SJ_MODEL_FIELDS_H
#define SJ_MODEL_FIELDS_H

#include <scrubjay/guide.h>

/* The transaction sets that have a model. 837 stands for P, I and D. */
typedef enum sj_field_set {
    SJ_FIELDS_NONE = 0,
    SJ_FIELDS_837,
    SJ_FIELDS_835,
    SJ_FIELDS_999,
    SJ_FIELDS_277
} sj_field_set;

sj_field_set sj_field_set_of(const sj_guide *guide);

/* The structs that fields go to. */
typedef enum sj_subject {
    SJ_NO_SUBJECT = 0,
#define SUBJECT(id, type) SJ_SUBJECT_##id,
#include "parsers/model/fields.def"
    SJ_SUBJECTS
} sj_subject;

/* 277CA: what stands above a claim's status. */
typedef struct sj_status_context {
    sj_str entity, payer, payer_id; /* 2100A NM101, 03, 09 */
    sj_str batch;                   /* 2200B TRN02 */
    sj_str provider_id;             /* 2100C NM109 */
} sj_status_context;

/* What a field takes and makes. "Element" is the field's element, or its component. A value that
 * cannot be read as its kind leaves the field absent: the walker has said what is wrong with it. */
typedef enum sj_field_kind {
    SJ_FIELD_TEXT,                 /* sj_text: the element as sent */
    SJ_FIELD_AMOUNT,               /* sj_amount */
    SJ_FIELD_QUANTITY,             /* sj_number */
    SJ_FIELD_DAY,                  /* sj_day: CCYYMMDD */
    SJ_FIELD_FLAG,                 /* bool: the segment is there */
    SJ_FIELD_REFS,                 /* sj_refs: REF, element 1 and 2 */
    SJ_FIELD_DATES,                /* sj_date_list: DTP or DTM */
    SJ_FIELD_PERIOD,               /* sj_dates: one DTP */
    SJ_FIELD_DTP_DAY,              /* sj_day: first day of one DTP */
    SJ_FIELD_DTP_SPAN,             /* two sj_date: first and last day of one DTP */
    SJ_FIELD_DTM_SPAN,             /* two sj_date: DTM 472 both, 150 the first, 151 the last */
    SJ_FIELD_AMTS,                 /* sj_amts: AMT, element 1 and 2 */
    SJ_FIELD_ADJUSTMENTS,          /* sj_adjustments: CAS */
    SJ_FIELD_PROVIDER_ADJUSTMENTS, /* list of sj_provider_adjustment: PLB */
    SJ_FIELD_DIAGNOSES,            /* list of sj_diagnosis: HI, the elements that are diagnoses */
    SJ_FIELD_CODES,                /* list of sj_hi: HI, all other elements */
    SJ_FIELD_REMARK,               /* list of sj_text: the element is added */
    SJ_FIELD_PHONE,                /* sj_text: the first TE of PER */
    SJ_FIELD_STRING,               /* sj_str */
    SJ_FIELD_LETTER,               /* char: the first */
    SJ_FIELD_NUMBER,               /* uint16_t */
    SJ_FIELD_COUNT,                /* uint32_t */
    SJ_FIELD_MONEY,                /* sj_money */
    SJ_FIELD_DATE,                 /* sj_date: CCYYMMDD */
    SJ_FIELD_ACCOUNT,              /* sj_str: the value of CTX CLM01 */
    SJ_FIELD_TRIGGERS,             /* list of sj_ack_trigger: CTX of a situational trigger */
    SJ_FIELD_STATUSES              /* list of sj_status_code: STC */
} sj_field_kind;

/* A row of the catalogue. */
typedef struct sj_field {
    const char *name; /* "claim.frequency" */
    sj_field_set set;
    const char *loop, *tag, *key;
    uint8_t element, component; /* 0: the whole segment; the whole element */
    sj_field_kind kind;
    sj_subject subject;
    uint16_t offset; /* in the subject's struct */
} sj_field;

/* All rows, parties' fields not included: i = 0, 1, …; NULL at the end. */
const sj_field *sj_field_at(size_t i);

enum { SJ_IN_RECORD = UINT16_MAX };

/* How filling goes about a binding. */
enum sj_binding_way {
    SJ_BIND_TEXT,       /* a text that is an element */
    SJ_BIND_COMPONENTS, /* a run of texts that are components of one element */
    SJ_BIND_READABLE,   /* an AMT that no sum takes: only whether its amount is one */
    SJ_BIND_OTHER       /* another value, a second text from one element, a whole segment */
};

/* A member of a subject's struct, or of a party in it, under its full name. */
typedef struct sj_member {
    char name[48]; /* "claim.frequency", "line.rendering.id" */
    sj_field_set set;
    sj_field_kind kind;
    sj_subject subject;
    uint16_t party, offset; /* as in sj_binding */
} sj_member;

/* All of them: i = 0, 1, …; false at the end. What stands in several places (SV1, SV2, SV3) comes
 * several times. */
bool sj_member_at(size_t i, sj_member *out);

/* What stores the field of a binding in `member`, from the segment that is being filled. */
struct sj_fill;
struct sj_binding;
typedef void sj_fill_fn(struct sj_fill *f, const struct sj_binding *b, void *member);

typedef struct sj_binding {
    uint8_t kind, subject;
    uint8_t element; /* filled only where it holds something; 0: always */
    uint8_t component;
    uint16_t party;   /* offset in the record of the pointer to the party that has the field, or
                         SJ_IN_RECORD: the record has it itself */
    uint16_t offset;  /* in the record, or in that party */
    uint8_t way;      /* enum sj_binding_way */
    uint8_t run;      /* so many bindings from this one on are filled together; 0: not the first */
    uint8_t step;     /* from here to the next of the stretch that is filled; 0: there is none */
    uint32_t place;   /* element, component and repetition as they stand in a sj_at */
    sj_fill_fn *fill; /* NULL: a text that is an element */
} sj_binding;

enum { SJ_TEXT_ELEMENTS = 20 }; /* a text that is a later element is filled as other values are */

/* What is done with a segment of a row. */
enum sj_row_kind {
    SJ_ROW_PLAIN,
    SJ_ROW_MANY,     /* plain, but with further stretches */
    SJ_ROW_BOUNDARY, /* its tag ends a frame (frame.h) */
    SJ_ROW_IDLE      /* nothing is taken from it: for sums it need not even stand in its frame */
};

/* The bindings of a row that have one record or party; with the first such stretch, what else is
 * asked of a row for each segment. One line of the cache. */
typedef struct sj_plan_row {
    uint64_t texts;           /* the elements that are texts, as bits (element 1 is bit 1) */
    const sj_binding *others; /* the bindings that are no such texts; NULL: none */
    uint16_t party;
    uint8_t subject; /* SJ_NO_SUBJECT: there is nothing to fill */
    uint8_t kind;    /* enum sj_row_kind */
    uint8_t n_more;  /* further stretches: from sj_plan.more[sj_plan.first_more[row]] on */
    uint16_t loop;
    uint16_t offsets[SJ_TEXT_ELEMENTS]; /* by element: where its text goes */
} sj_plan_row;

/* What is asked of a loop when it is entered and left. */
typedef struct sj_plan_loop {
    uint16_t parent;
    uint8_t begins; /* the subject that entering it begins */
    bool is_told;   /* the model has something to do: it begins one, or is a unit */
} sj_plan_loop;

/* What a plan is for: all fields, or only what balances take. */
typedef enum sj_plan_use { SJ_PLAN_ALL, SJ_PLAN_SUMS } sj_plan_use;

/* A guide's rows bound to fields; immutable. */
typedef struct sj_plan {
    const sj_guide *guide;
    sj_field_set set;
    sj_plan_use use;
    uint32_t *first;   /* [n_segments + 1] bindings of row r: first[r] to first[r + 1] */
    sj_plan_row *rows; /* [n_segments], and behind them further stretches */
    sj_binding *bindings;
    sj_plan_row *more;    /* in `rows` */
    uint16_t *first_more; /* [n_segments] */
    void *memory;         /* of `rows` */
    sj_plan_loop *loops;  /* [n_loops] */
} sj_plan;

/* Bind a guide; a guide without a model gives a plan with SJ_FIELDS_NONE and no bindings. Free with
 * sj_plan_free. */
sj_status sj_plan_new(sj_plan **out, const sj_guide *guide, sj_err *err) SJ_MUST_USE;
sj_status sj_plan_new_for(sj_plan **out, const sj_guide *guide, sj_plan_use use,
                          sj_err *err) SJ_MUST_USE;
void sj_plan_free(sj_plan *p);

#endif
