/* scrubjay/form.h - where a value of an 837 stands on the paper form that billers know.
 *
 * CMS-1500 (02/12) for 837P, UB-04 for 837I, ADA (2019) for 837D. The places come from the forms'
 * own instructions held against the guides; a value that no form has (HL, a trace number) has no
 * box. */
#ifndef SCRUBJAY_FORM_H
#define SCRUBJAY_FORM_H

#include <scrubjay/str.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A place in a claim, as findings and the 999 name it. */
typedef struct sj_form_place {
    sj_str type;      /* "837P", "837I", "837D" */
    sj_str loop;      /* "2310B"; where only four characters are known, "2310" */
    sj_str tag;       /* "REF" */
    sj_str qualifier; /* what tells the segment from others of its tag: REF01, NM101, DTP01 …; of HI
                       * the first component of the element; empty where it has none */
    unsigned element, component; /* 0: the segment, the element as a whole */
} sj_form_place;

/* "CMS-1500 Box 24D", constant; NULL where the form has no box for it. The most exact row counts:
 * the component's, else the element's, else the segment's. */
const char *sj_form_box(const sj_form_place *place);

#ifdef __cplusplus
}
#endif
#endif
