/* parsers/x12/isa.h - telling an ISA segment from text, and its delimiters. */
#ifndef SJ_X12_ISA_H
#define SJ_X12_ISA_H

#include <scrubjay/reader.h>

/* Bytes from "ISA" on that sj_isa_read wants to see, unless the input ends before. */
enum { SJ_ISA_LOOK = 256 };

enum sj_isa_verdict {
    SJ_ISA_GOOD,
    SJ_ISA_BAD, /* meant as an ISA, but its delimiters cannot be told */
    SJ_ISA_NONE /* three letters in some text */
};

/* Judge the `len` bytes at `text`, which begin with "ISA". */
enum sj_isa_verdict sj_isa_read(sj_delimiters *out, const char *text, size_t len);

#endif
