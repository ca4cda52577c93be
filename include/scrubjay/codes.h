/* scrubjay/codes.h - code tables with effective and termination dates.
 *
 * A table is one block of memory in a format of our own (rules/codes/README.md): sorted, without
 * pointers, so that the engine can map a file and any number of processes share it. Nothing here
 * touches a disk: importers turn a publisher's bytes into a table's bytes, lookups read a view. */
#ifndef SCRUBJAY_CODES_H
#define SCRUBJAY_CODES_H

#include <scrubjay/date.h>
#include <scrubjay/finding.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum sj_code_kind {
    SJ_CODES_ICD10CM = 0,
    SJ_CODES_ICD10PCS,
    SJ_CODES_HCPCS,
    SJ_CODES_CPT,
    SJ_CODES_MODIFIER,
    SJ_CODES_POS,
    SJ_CODES_REVENUE,          /* four digits */
    SJ_CODES_BILL_TYPE,        /* three characters, without the leading zero */
    SJ_CODES_CARC,
    SJ_CODES_RARC,
    SJ_CODES_TAXONOMY,
    SJ_CODES_ZIP,              /* five digits, or the first three; sj_tables_zip_state */
    SJ_CODES_FEE,              /* PPRRVU; sj_tables_fee */
    SJ_CODES_MCE,              /* sj_tables_mce */
    SJ_CODES_MUE_PRACTITIONER, /* sj_tables_mue */
    SJ_CODES_MUE_HOSPITAL,
    SJ_CODES_MUE_DME,
    SJ_CODES_PTP_PRACTITIONER, /* pairs of codes: sj_tables_ptp */
    SJ_CODES_PTP_HOSPITAL,
    SJ_CODES_ADDON,            /* pairs too: sj_tables_addon */
    SJ_CODES_STATE,            /* from here on built in: state or province, two letters */
    SJ_CODES_COUNTRY,          /* ISO 3166-1, two letters */
    SJ_CODES_CURRENCY,         /* ISO 4217 */
    SJ_CODES_FACILITY,         /* a bill type's first two characters: CLM05-1 */
    SJ_CODES_FREQUENCY,        /* and its third: CLM05-3 */
    SJ_CODES_PATIENT_STATUS,   /* CL103 */
    SJ_CODES_ADMISSION_TYPE,   /* CL101 */
    SJ_CODES_ADMISSION_SOURCE, /* CL102 */
    SJ_CODES_STATUS_CATEGORY,  /* claim status: STC01-1 */
    SJ_CODES_STATUS,           /* STC01-2 */
    SJ_CODES_ENTITY,           /* STC01-3 */
    SJ_CODES_SERVICE_TYPE,     /* eligibility: EQ01, EB03 */
    SJ_CODES_CPT_MODIFIER,     /* modifiers of CPT: two digits, or a digit and P */
    SJ_CODES_KINDS             /* how many there are */
} sj_code_kind;

/* "icd10cm", "hcpcs" …; NULL beyond the last. */
const char *sj_code_kind_name(sj_code_kind kind);

/* The views in use: at most one table of each kind. Immutable once filled: any number of threads may
 * look up. The small public lists (rules/codes/lists) are built in and there from the start; another one
 * added takes its place. */
typedef struct sj_tables sj_tables;
sj_status sj_tables_new(sj_tables **out, sj_err *err) SJ_MUST_USE;
void sj_tables_free(sj_tables *t);

/* Take a view of a table. `bytes` must outlive `t` and be aligned to 8. SJ_ETABLE when it is cut, damaged
 * or of another version; the view held before then stays in use. */
sj_status sj_tables_add(sj_tables *t, const void *bytes, size_t len, sj_err *err) SJ_MUST_USE;

bool sj_tables_has(const sj_tables *t, sj_code_kind kind);

typedef enum sj_code_state {
    SJ_CODE_NO_TABLE = 0, /* the table is not loaded: nothing is known */
    SJ_CODE_UNKNOWN,      /* never a code */
    SJ_CODE_NOT_YET,      /* becomes valid later than the day asked for */
    SJ_CODE_ENDED,        /* was valid before the day asked for */
    SJ_CODE_HEADER,       /* a heading: more characters are needed */
    SJ_CODE_OUT_OF_RANGE, /* the day lies outside what the table's releases cover: nothing is known */
    SJ_CODE_VALID
} sj_code_state;

typedef struct sj_code_info {
    sj_date effective, terminated; /* SJ_NO_DATE: open. Both days belong to the validity. */
    sj_str text;                   /* short description, inside the view */
    sj_str successor;              /* codes that the publisher names instead, blank-separated; empty */
    uint32_t attributes;           /* by kind: rules/codes/README.md */
    bool inferred;                 /* the last day is the one before a release that lacks the code */
    char sex;                      /* CPT where the user's file tells: 'F', 'M'; 0: either */
    uint8_t min_age, max_age;      /* CPT: in whole years; 0 and 255: no limit */
    char global[4];                /* CPT: "000", "010", "090", "MMM", "XXX", "YYY", "ZZZ"; empty: not told */
} sj_code_info;

/* What a code was on a day (of service, first of all). `info` may be NULL. */
sj_code_state sj_tables_lookup(const sj_tables *t, sj_code_kind kind, sj_str code, sj_date on,
                               sj_code_info *info);

/* The same, and days around `on`, *from to *through, on which the code is the same (on others it may be
 * too): for whoever remembers the answer. */
sj_code_state sj_tables_lookup_days(const sj_tables *t, sj_code_kind kind, sj_str code, sj_date on,
                                    sj_date *from, sj_date *through);

/* National Correct Coding Initiative: pairs of procedures (PTP). A pair stands in the published order,
 * column 1 (paid) and column 2 (not paid beside it), so both orders have to be asked. */
typedef struct sj_ptp_info {
    sj_date effective, deleted; /* first and last day in force; SJ_NO_DATE: since ever, still */
    char modifier;              /* '0': no modifier helps; '1': one of the NCCI modifiers does; '9': does
                                 * not apply, deny nothing */
    bool before_1996;           /* the pair is older than the program */
    sj_str rationale;           /* the publisher's words, inside the view */
} sj_ptp_info;

/* Is the pair in force on a day of service? `kind` is SJ_CODES_PTP_PRACTITIONER (physicians, ASC) or
 * SJ_CODES_PTP_HOSPITAL (outpatient). SJ_CODE_VALID: yes; ENDED, NOT_YET: `info` tells the period nearest
 * to the day; UNKNOWN: never a pair; OUT_OF_RANGE: the day is not covered, nothing is known; NO_TABLE:
 * not loaded or damaged, nothing is known. `info` may be NULL, and is filled for the first three. */
sj_code_state sj_tables_ptp(const sj_tables *t, sj_code_kind kind, sj_str column1, sj_str column2,
                            sj_date on, sj_ptp_info *info);

/* For claims of many lines: look a code up once, then ask for pairs by number. 0: no pair of this table
 * names the code. Numbers hold until the table is replaced. */
uint32_t sj_tables_pair_code(const sj_tables *t, sj_code_kind kind, sj_str code);
sj_code_state sj_tables_ptp_numbered(const sj_tables *t, sj_code_kind kind, uint32_t column1,
                                     uint32_t column2, sj_date on, sj_ptp_info *info);

/* Medically unlikely edits: the most units of a code. */
typedef struct sj_mue_info {
    uint32_t units;    /* whole units */
    uint8_t mai;       /* 1: each line by itself; 2: sum of the day, by policy, never overridden; 3: sum of
                        * the day, clinical, may be paid on appeal */
    sj_str rationale;  /* inside the view */
    sj_date effective; /* first day with this value that is known */
} sj_mue_info;

/* `kind` is one of SJ_CODES_MUE_*. SJ_CODE_VALID: `info` is filled. UNKNOWN: the published table has no
 * value for the code on that day (some values are confidential). Else as sj_tables_lookup. */
sj_code_state sj_tables_mue(const sj_tables *t, sj_code_kind kind, sj_str code, sj_date on,
                            sj_mue_info *info);

/* What a row of such a table (sj_tables_at) means. */
void sj_mue_of(sj_mue_info *out, const sj_code_info *info);

/* Walk the pairs of any table of pairs by their first code (column 1, add-on code), all periods: i = 0,
 * 1, …; false at the end. The attributes' lowest byte is the indicator, or the type. */
bool sj_tables_pair_at(const sj_tables *t, sj_code_kind kind, sj_str first, uint32_t i, sj_str *second,
                       sj_code_info *info);

/* Add-on codes: to be billed only beside a primary procedure. */
typedef struct sj_addon_info {
    sj_date effective, deleted; /* first and last day in force; SJ_NO_DATE: since ever, still */
    uint8_t type;               /* 1: only with a primary of the list; 2: no list, the contractor decides;
                                 * 3: a list, and the contractor's own */
    bool contractor;            /* a row that names no primary is in force: the contractor decides */
} sj_addon_info;

/* Is the code an add-on code on that day? SJ_CODE_VALID: yes, `info` tells its type. States as for
 * sj_tables_ptp. */
sj_code_state sj_tables_addon(const sj_tables *t, sj_str addon, sj_date on, sj_addon_info *info);

/* May it stand beside this primary on that day? SJ_CODE_VALID: the list names the pair. */
sj_code_state sj_tables_addon_pair(const sj_tables *t, sj_str addon, sj_str primary, sj_date on,
                                   sj_addon_info *info);

/* Walk the primaries of an add-on code, all periods: i = 0, 1, …; false at the end. Texts lie in the
 * view; "CCCCC" stands for the contractor's choice. */
bool sj_tables_addon_at(const sj_tables *t, sj_str addon, uint32_t i, sj_str *primary,
                        sj_addon_info *info);

/* Medicare physician fee schedule (PPRRVU): what may be done with a code and modifier. Indicators are
 * the publisher's characters; ' ' where the file leaves one empty. */
typedef struct sj_fee_info {
    sj_date effective;        /* first day with these values that is known */
    char status;              /* A active, B bundled, C carrier priced, I not valid, N not covered … */
    char pctc;                /* professional/technical: 0 physician, 1 diagnostic (26 and TC), 2 … */
    char global[4];           /* "000", "010", "090", "MMM", "XXX", "YYY", "ZZZ" */
    char multiple;            /* multiple procedures (51) */
    char bilateral;           /* 0 no, 1 150 percent, 2 both sides in it, 3 each side whole, 9 no concept */
    char assistant;           /* 0 with documentation, 1 never, 2 paid, 9 no concept */
    char co_surgeons;         /* 0 no, 1 with documentation, 2 yes, 9 no concept */
    char team;                /* 0 no, 1 with documentation, 2 yes, 9 no concept */
    char supervision[3];      /* of diagnostic tests: "01", "09" … */
    char endo_base[6];        /* base code of an endoscopy; empty */
    int32_t work;             /* work RVU, hundredths */
    int32_t total_office, total_facility; /* total RVU, hundredths */
} sj_fee_info;

/* `modifier` is "26", "TC" or "53" for their rows, empty for the code as a whole. States as for
 * sj_tables_lookup; `info` is filled for SJ_CODE_VALID. */
sj_code_state sj_tables_fee(const sj_tables *t, sj_str code, sj_str modifier, sj_date on,
                            sj_fee_info *info);

/* Lists of the Medicare Code Editor, one bit each. Ages in whole years at admission. */
enum {
    SJ_MCE_NEWBORN = 1 << 0,       /* age 0 */
    SJ_MCE_PEDIATRIC = 1 << 1,     /* 0 to 17 */
    SJ_MCE_MATERNITY = 1 << 2,     /* 9 to 64 */
    SJ_MCE_ADULT = 1 << 3,         /* 15 to 124 */
    SJ_MCE_FEMALE = 1 << 4,
    SJ_MCE_MALE = 1 << 5,
    SJ_MCE_MANIFESTATION = 1 << 6, /* not as principal diagnosis */
    SJ_MCE_UNACCEPTABLE = 1 << 7,  /* as principal diagnosis */
    SJ_MCE_NEEDS_SECOND = 1 << 8,  /* as principal diagnosis only with another diagnosis */
    SJ_MCE_QUESTIONABLE = 1 << 9,  /* questionable admission */
    SJ_MCE_NOT_COVERED = 1 << 10,
    SJ_MCE_LIMITED = 1 << 11,      /* limited coverage */
    SJ_MCE_WRONG = 1 << 12,        /* wrong procedure performed */
    SJ_MCE_OVER_60 = 1 << 13,      /* not covered over 60 */
    SJ_MCE_LONG_STAY = 1 << 14,    /* only with a stay of more than 96 hours */
    SJ_MCE_UNSPECIFIED = 1 << 15   /* laterality can be told */
};

/* On which lists a code stands on that day; the code without its dot. `procedure`: ICD-10-PCS instead of
 * ICD-10-CM. SJ_CODE_VALID: *lists holds the bits, 0 for a code on none; OUT_OF_RANGE, NO_TABLE:
 * nothing is known and *lists is 0. */
sj_code_state sj_tables_mce(const sj_tables *t, bool procedure, sj_str code, sj_date on,
                            uint32_t *lists);

/* The states ("TX"; "MO KS" where it serves several) that a ZIP code of five or nine digits belongs to, from
 * its five or else its first three digits; empty when nothing is known. Inside the view. */
sj_str sj_tables_zip_state(const sj_tables *t, sj_str zip);

/* What a table says of itself. */
typedef struct sj_table_info {
    sj_code_kind kind;
    char release[32];      /* "FY2026", "2026-07" */
    uint32_t rows;         /* codes of the newest release, as published; headings not counted */
    uint32_t headings;
    uint32_t releases;     /* how many releases its history is made of */
    bool partial;          /* it may lack codes that are valid: nothing certain follows from an absence */
    sj_date effective;     /* first and last day it covers */
    sj_date through;
    char source_sha256[65];/* of the newest imported file, hexadecimal; empty when not told */
} sj_table_info;
bool sj_tables_info(const sj_tables *t, sj_code_kind kind, sj_table_info *out);

/* Walk a table's rows in the order of their codes, headings included: i = 0, 1, …; false at the end. */
bool sj_tables_at(const sj_tables *t, sj_code_kind kind, uint32_t i, sj_str *code, sj_code_info *info,
                  bool *heading);

/* A published file, or one part of a release that comes in several. */
typedef struct sj_code_file_bytes {
    const void *bytes;
    size_t len;
    const char *name;      /* the file's name: releases are read from it where the content tells none */
} sj_code_file_bytes;

/* Which tables a file gives, told by its content (and its name where that tells nothing): their kinds in
 * `out`, how many; 0 when it is no published file that is known. HCPCS gives two, with its modifiers. */
enum { SJ_KINDS_OF_A_FILE = 4 };
size_t sj_codes_kinds_in(const sj_code_file_bytes *file, sj_code_kind out[SJ_KINDS_OF_A_FILE]);

/* How good a source of a kind a file is: of several in one ZIP the one with the highest rank is taken. */
unsigned sj_codes_rank(const sj_code_file_bytes *file, sj_code_kind kind);

/* Files with the same number (not 0) are parts of one release, to be imported together (PTP). */
uint32_t sj_codes_release_key(const sj_code_file_bytes *file, sj_code_kind kind);

/* The first of sj_codes_kinds_in; false when there is none. */
bool sj_codes_sniff(const void *bytes, size_t len, sj_code_kind *out);

/* True when a file of this kind holds a second table, its modifiers (HCPCS does). */
bool sj_codes_has_modifiers(sj_code_kind kind);

typedef struct sj_import_opts {
    const char *name;      /* the file's name: years are read from it where the content has none */
    const char *sha256;    /* of the bytes, 64 hexadecimal digits; NULL */
    const void *old;       /* the table in use before, whose history is kept; NULL */
    size_t old_len;
    bool modifiers;        /* of an HCPCS file: its modifiers instead of its procedures */
    bool force;            /* take a file that would end more codes than a release ever does */
    bool told;             /* the kind was told by a person, not by the content */
} sj_import_opts;

/* What an import changes against the old table. */
typedef struct sj_import_report {
    sj_table_info table;   /* the new one */
    uint32_t lines, skipped; /* of the file; skipped: blank lines and notices */
    uint32_t added, ended, changed, unchanged; /* codes, headings included */
    bool same;             /* the release was there already with the same content: nothing changes */
} sj_import_report;

/* Read the files of one release and build the next table of that kind. *out is malloc'ed; free it with
 * free(). SJ_ETABLE, with the line, when a file is cut short, not of its kind or of another year than its
 * name says, or when a part is missing; *out is then NULL. `opts->name` and `opts->modifiers` are not
 * looked at. */
sj_status sj_codes_import_files(const sj_code_file_bytes *files, size_t n, sj_code_kind kind,
                                const sj_import_opts *opts, void **out, size_t *out_len,
                                sj_import_report *report, sj_err *err) SJ_MUST_USE;

/* The same for a single file, whose kind its content tells. */
sj_status sj_codes_import(const void *bytes, size_t len, const sj_import_opts *opts, void **out,
                          size_t *out_len, sj_import_report *report, sj_err *err) SJ_MUST_USE;

/* How a code's row differs between two tables. */
typedef enum sj_code_change { SJ_CODE_ADDED, SJ_CODE_REMOVED, SJ_CODE_CHANGED } sj_code_change;

/* `before` is NULL for a code that the older table never held, `after` for one that the newer lacks. */
typedef void (*sj_code_diff_fn)(void *ctx, sj_code_change change, sj_str code,
                                const sj_code_info *before, const sj_code_info *after);

/* What stands in table `kind` of `newer` against `older`, code by code in order. A code that was open
 * and has got a last day counts as removed; `after` then tells the day. Either may lack the table. */
void sj_codes_diff(const sj_tables *older, const sj_tables *newer, sj_code_kind kind,
                   sj_code_diff_fn found, void *ctx);

/* The finding rows of code tables (CD-). */
const sj_finding_table *sj_codes_findings(void);

#ifdef __cplusplus
}
#endif
#endif
