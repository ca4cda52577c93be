/* parsers/x12/ids.h - segment ids: packing them, and what some mean to the reader itself. */
#ifndef SJ_X12_IDS_H
#define SJ_X12_IDS_H

#include <scrubjay/reader.h>

enum sj_role {
    SJ_ROLE_ORDINARY,
    SJ_ROLE_BOUNDARY, /* ends or begins a unit; so do ISA and IEA */
    SJ_ROLE_ISA,
    SJ_ROLE_IEA,
    SJ_ROLE_BINARY /* BIN, BDS: measured by a length of their own */
};

enum sj_role sj_role_of(uint32_t tag);

/* The packed id of `len` bytes; 0 when it is none. Four bytes must be readable. */
uint32_t sj_tag_of(const char *text, uint32_t len);

/* Two or three bytes packed like an id, whatever they are; 0 for another number of bytes. Four
 * bytes must be readable. */
static inline uint32_t sj_pack_id(const char *text, uint32_t len) {
    const unsigned char *p = (const unsigned char *)text;
    uint32_t four = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
    if (len - 2 > 1) return 0;
    return four >> 8 & ~((len - 3) & 0xff); /* without a branch: two and three come in no order */
}

/* A slot for a packed id in a table: no two of the ids that health care claims, payments and
 * acknowledgments use share one. */
enum { SJ_ID_SLOTS = 256 };
#define SJ_ID_SLOT(packed) ((uint32_t)((packed)*0xb36e1463u) >> 24)

#endif
