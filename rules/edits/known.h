/* rules/edits/known.h - what was found out of codes a moment ago: the same few procedures,
 * diagnoses and modifiers come all day.
 *
 * A code has one place that its text gives it; another one with that place takes it over. What a
 * table says of a code is known for the days on which it says the same. A code is compared whole,
 * with its length and its qualifier. */
#ifndef SJ_EDITS_KNOWN_H
#define SJ_EDITS_KNOWN_H

#include "rules/edits/asked.h"
#include "rules/edits/texts.h"

#include <scrubjay/date.h>

enum {
    KNOWN_BITS = 10,
    KNOWN_CODES = 1 << KNOWN_BITS,
    KNOWN_MODIFIERS = 64,
    KNOWN_PAYERS = 16,
    POINTER_BITS = 6,
    KNOWN_POINTERS = 1 << POINTER_BITS,
    KNOWN_REVENUES = 1024
};

/* A procedure of a line, with its qualifier and the type of its claim. */
typedef struct known_code {
    uint64_t key;          /* 0: the place is free */
    uint64_t has;          /* HAS_… of a claim with such a line */
    uint64_t silencer;     /* silencer_of what its table says */
    sj_date from, through; /* of service: days on which all this holds */
    uint32_t number;       /* as in line_facts */
    char letter;
    uint8_t shape;
    bool anesthesia;
    procedure_answer asked;
} known_code;

typedef struct known_dx {
    uint64_t key;
    uint64_t has;
    uint64_t silencer;
    sj_date from, through;
    uint32_t lists; /* as in dx_facts */
    uint8_t state;
    bool shaped;
    uint32_t claim; /* sj_scrub.claims when one had it last */
} known_dx;

typedef struct known_modifier {
    uint64_t has; /* HAS_… of a claim with it, HAS_ODD_MODIFIER where it is never right */
    uint64_t silencer;
    sj_date from, through; /* of service */
    uint16_t pair;         /* MOD; 0: the place is free */
    uint8_t state;
    bool of_cpt;    /* else it stands in HCPCS */
    bool is_route;  /* of an ambulance: then it stands in no table */
    bool is_paired; /* there are others that it cannot stand beside */
} known_modifier;

/* The diagnoses that a line points to, one digit each: the text that holds them. */
typedef struct known_pointers {
    uint64_t key; /* 0: the place is free */
    uint8_t numbers[4];
    uint16_t pointed; /* bit n: to diagnosis n; 0 points nowhere, the guide complains */
    bool twice;       /* to one of them */
} known_pointers;

/* How long a payer's claims may be filed, as the caller says. */
typedef struct known_payer {
    text_ends id;
    uint32_t len; /* of the id; 0: the place is free */
    int days;
} known_payer;

typedef struct known {
    known_code codes[KNOWN_CODES];
    known_dx dx[KNOWN_CODES];
    known_modifier modifiers[KNOWN_MODIFIERS];
    known_payer payers[KNOWN_PAYERS];
    known_pointers pointers[KNOWN_POINTERS];
    uint8_t revenues[KNOWN_REVENUES]; /* enum revenue_kind of each revenue code */
} known;

static inline bool holds_on(sj_date from, sj_date through, sj_date on) {
    return (from <= on) & (on <= through);
}

/* Codes of up to five characters, and diagnoses of up to seven, are known by a number. Of a code's
 * the bits from CODE_TEXT are its text and length. */
enum { CODE_TEXT = 20 };

static inline uint64_t key_of_code(sj_str code, uint16_t qualifier, sj_claim_type type) {
    return code.len > 5
               ? 0
               : short_text(code) | (code.len + 1) << CODE_TEXT | (uint64_t)type << 16 | qualifier;
}

/* Of a diagnosis's key; what it says has no part in its place. */
enum { DX_ICD10 = 16 };

static inline uint64_t key_of_dx(sj_str code, bool icd10) {
    return code.len > 7 ? 0 : short_text(code) | (code.len + 1) | (icd10 ? DX_ICD10 : 0);
}

/* Of one to four pointers, each a character and one that parts it from the next. */
static inline uint64_t key_of_pointers(const char *text, size_t n) {
    return load_8(text) << (8 * (9 - 2 * n)) | n;
}

/* Spreads over all upper bits. */
static inline uint64_t spread(uint64_t text) {
    return text * 0x9E3779B97F4A7C15u;
}

#endif
