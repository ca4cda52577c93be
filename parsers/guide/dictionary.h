/* parsers/guide/dictionary.h - what the base standard says of segments, composites and elements.
 *
 * Read once, with the first guide: all guides of a set rest on the same. */
#ifndef SJ_GUIDE_DICTIONARY_H
#define SJ_GUIDE_DICTIONARY_H

#include "parsers/guide/tree.h"

/* A data element. */
typedef struct sj_dict_de {
    const char *id, *name, *external;
    const char *codes; /* of the standard, as far as known; NULL: none known */
    char type;         /* as sj_guide_element.type */
    uint8_t decimals;
    uint16_t min, max;
    uint16_t number; /* the id's; 0 where it has letters */
    uint32_t packed; /* the id, at most four bytes */
} sj_dict_de;

typedef struct sj_dict_composite sj_dict_composite;

/* One place of a segment or composite: a data element or a composite. */
typedef struct sj_dict_place {
    const sj_dict_de *de;
    const sj_dict_composite *composite; /* NULL for a simple element */
    uint16_t repeat;
    bool mandatory;
} sj_dict_place;

struct sj_dict_composite {
    const char *id, *name;
    const sj_dict_place *places;
    unsigned n;
};

typedef struct sj_dict_segment {
    const char *tag, *name, *syntax; /* syntax: "" when there is none */
    const sj_dict_place *places;
    unsigned n;
} sj_dict_segment;

typedef struct sj_dictionary {
    sj_xml *doc; /* whose texts stand below; NULL: not read yet */
    sj_arena arena;
    sj_dict_de *des;
    sj_dict_composite *composites;
    sj_dict_segment *segments;
    unsigned n_des, n_composites, n_segments;
    const char *others; /* ids of further segments of the standard, blank-separated */
} sj_dictionary;

/* Out of the dictionary.xml that stands beside a guide's files. Closed where that fails. */
sj_status sj_dictionary_open(sj_dictionary *out, const sj_source *from, sj_err *err) SJ_MUST_USE;
void sj_dictionary_close(sj_dictionary *d);

/* NULL when there is none. */
const sj_dict_segment *sj_dictionary_segment(const sj_dictionary *d, const char *tag);

/* Split a type's name: "N2" is 'N' with two decimals. */
char sj_dictionary_type(const char *text, uint8_t *decimals);

#endif
