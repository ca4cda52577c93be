/* Makes 837P files of small claims for tests: each claim is one patient's visit, without a fault
 * unless asked. */
#ifndef SJ_TESTS_UNIT_CLAIMS837_H
#define SJ_TESTS_UNIT_CLAIMS837_H

#include <stdio.h>
#include <string.h>

typedef struct small_claim {
    const char *account;   /* NULL ends a list */
    int charge;            /* dollars; 0: 100 */
    const char *frequency; /* NULL: 1 */
    const char *reference; /* REF F8; NULL: none */
    const char *sequence;  /* SBR01; NULL: P */
    const char *diagnosis; /* NULL: J029 */
    int off;               /* dollars that the lines do not add up by: an error of type 3 */
} small_claim;

static inline size_t write_claim837(char *at, size_t cap, const small_claim *c, int hl) {
    int charge = c->charge ? c->charge : 100;
    char f8[64] = "";
    if (c->reference) snprintf(f8, sizeof f8, "REF*F8*%s~\n", c->reference);
    return (size_t)snprintf(
        at, cap,
        "HL*%d*1*22*0~\nSBR*%s*18*GRP1******CI~\n"
        "NM1*IL*1*SAMPLE-WREN*AMBER****MI*W%d00200301~\nN3*1 EXAMPLE "
        "ROAD~\nN4*SPRINGFIELD*IL*627010011~\n"
        "DMG*D8*19810314*F~\nNM1*PR*2*EVERGREEN SAMPLE HEALTH*****PI*90001~\n"
        "CLM*%s*%d***11:B:%s*Y*A*Y*Y~\n%sHI*ABK:%s~\n"
        "NM1*82*1*TESTCASE-FINCH*HAZEL****XX*1999901014~\nPRV*PE*PXC*207Q00000X~\n"
        "LX*1~\nSV1*HC:99213*%d*UN*1***1~\nDTP*472*D8*20260416~\nREF*6R*%s-1~\n",
        hl, c->sequence ? c->sequence : "P", hl, c->account, charge,
        c->frequency ? c->frequency : "1", f8, c->diagnosis ? c->diagnosis : "J029",
        charge + c->off, c->account);
}

/* One interchange with one set of the claims up to the one without an account. `control` tells
 * files apart. */
static inline const char *make_837(const small_claim *claims, int control) {
    static char text[65536];
    size_t n = (size_t)snprintf(
        text, sizeof text,
        "ISA*00*          *00*          *ZZ*DEMOPRACTICE   *ZZ*SAMPLECH       "
        "*260504*0930*^*00501*%09d*0*T*:~\n"
        "GS*HC*DEMOPRACTICE*SAMPLECH*20260504*0930*%d*X*005010X222A1~\nST*837*0001*005010X222A1~\n"
        "BHT*0019*00*DEMO%d*20260504*0930*CH~\nNM1*41*2*DEMO BILLING*****46*DEMOPRACTICE~\n"
        "PER*IC*BILLING DESK*TE*2175550100~\nNM1*40*2*SAMPLE CLEARINGHOUSE*****46*SAMPLECH~\n"
        "HL*1**20*1~\nPRV*BI*PXC*207Q00000X~\nNM1*85*2*DEMO FAMILY MEDICINE*****XX*1999901006~\n"
        "N3*100 SAMPLE STREET~\nN4*SPRINGFIELD*IL*627010001~\nREF*EI*364417205~\n",
        control, control, control);
    for (int hl = 2; claims->account; claims++, hl++)
        n += write_claim837(text + n, sizeof text - n, claims, hl);
    size_t segments = 0;
    for (const char *at = strstr(text, "ST*"); (at = strchr(at, '~')) != NULL; at++) segments++;
    n += (size_t)snprintf(text + n, sizeof text - n, "SE*%zu*0001~\nGE*1*%d~\nIEA*1*%09d~\n",
                          segments + 1, control, control);
    return text;
}

#endif
