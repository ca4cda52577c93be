/* rules/edits/shapes.h - is a text a well-formed ZIP code, tax number, …? */
#ifndef SJ_EDITS_SHAPES_H
#define SJ_EDITS_SHAPES_H

#include <scrubjay/str.h>

bool sj_all_digits(sj_str s);

/* Five or nine digits, not 00000. */
bool sj_zip_valid(sj_str zip);
/* Nine digits whose last four are a delivery area: not 0000, not 9999. */
bool sj_zip4_valid(sj_str zip);

/* Nine digits that the IRS or the SSA could have given: `ssn` says which. */
bool sj_tax_id_valid(sj_str id, bool ssn);

/* Medicare Beneficiary Identifier: eleven places of digits and letters without S L O I B Z. */
bool sj_mbi_valid(sj_str id);

/* CLIA: two digits, D, seven digits. */
bool sj_clia_valid(sj_str id);

/* ICD-10-CM: letter, digit, then one to five letters or digits. */
bool sj_icd10_valid(sj_str code);

/* Ten digits among whatever else; nothing but digits and their usual punctuation. */
bool sj_phone_valid(sj_str phone);

/* "PO BOX 12", "P.O.Box", "POST OFFICE BOX", "LOCKBOX": no place where a provider is. */
bool sj_is_po_box(sj_str line);

/* A stand-in for a number that is not known: NONE, UNKNOWN, SELF, one character repeated. */
bool sj_is_placeholder(sj_str id);

#endif
