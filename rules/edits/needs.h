/* rules/edits/needs.h - what an edit needs of a claim, or of a party, as bits.
 *
 * An edit runs only on claims that have all of it. The claim is looked at once for all of them, so
 * that a good claim passes nearly all edits by: a need may be there where its edit then finds
 * nothing, and must be there where it finds something. */
#ifndef SJ_EDITS_NEEDS_H
#define SJ_EDITS_NEEDS_H

#define HAS(n)              (1ull << (n))
#define HAS_CHARGES         HAS(0)  /* sent for payment: BHT06 is not RP */
#define HAS_MEDICARE        HAS(1)  /* SBR09 MA or MB */
#define HAS_LONG_ACCOUNT    HAS(2)  /* an account number of more than 20 characters */
#define HAS_LOWER_REF       HAS(3)  /* small letters in a reference that payers compare */
#define HAS_OTHERS          HAS(4)  /* other payers */
#define HAS_ODD_BIRTH       HAS(5)  /* a birth after the service, or very long before */
#define HAS_DELAY_REASON    HAS(6)  /* CLM20 */
#define HAS_BILATERAL       HAS(7)  /* a modifier 50 */
#define HAS_OWN_NPI         HAS(8)  /* the billing provider's NPI stands for another one's */
#define HAS_SAME_CONTROL    HAS(9)  /* control numbers of lines that end alike */
#define HAS_NOT_NEW         HAS(10) /* CLM05-3 is not 1 */
#define HAS_NEAR_LIMIT      HAS(11) /* the filing limit has passed or is near */
#define HAS_FUTURE          HAS(12) /* a service after the day of sending */
#define HAS_ODD_MBI         HAS(13) /* Medicare's member number has not its form */
#define HAS_SAME_DX         HAS(14) /* diagnoses that may be the same */
#define HAS_ODD_CLIA        HAS(15) /* a CLIA number without its form */
#define HAS_ODD_CHARGE      HAS(16) /* a charge that is absent, zero, negative or huge */
#define HAS_OFFICE_VISIT    HAS(17) /* a line 99202 to 99215 */
#define HAS_ODD_DX          HAS(18) /* a diagnosis that is not valid, or not known to be */
#define HAS_PREGNANCY       HAS(19) /* a diagnosis of chapter O */
#define HAS_UNUSED_DX       HAS(20)
#define HAS_ODD_POINTER     HAS(21) /* a pointer beyond the diagnoses, or twice */
#define HAS_SEVERAL_LINES   HAS(22)
#define HAS_EXTERNAL_DX     HAS(23) /* the first diagnosis is an external cause */
#define HAS_ODD_UNITS       HAS(24) /* units that are absent, zero, negative or huge */
#define HAS_SEVERAL_UNITS   HAS(25) /* more than one of what mostly is one (OF_ONE_UNIT) */
#define HAS_MINUTES         HAS(26) /* SV103 MJ, of more than a day */
#define HAS_ODD_CODE        HAS(27) /* a procedure that is not valid, or not known to be */
#define HAS_ODD_MODIFIER    HAS(28) /* a modifier that is not valid, or not known to be */
#define HAS_MODIFIERS       HAS(29)
#define HAS_ODD_DRUG        HAS(30) /* an NDC without its form, or without quantity */
#define HAS_VISITS          HAS(31) /* a line 99202 to 99499 */
#define HAS_ANESTHESIA      HAS(32) /* a line 00100 to 01999 */
#define HAS_CHIRO           HAS(33) /* a line 98940 to 98942 */
#define HAS_AMBULANCE       HAS(34) /* a line A0425 to A0436 */
#define HAS_NO_CONTROL      HAS(35) /* a line without control number */
#define HAS_EQUIPMENT       HAS(36) /* a line of the E, K or L codes */
#define HAS_MODIFIER_PAIR   HAS(37) /* modifiers of a line that may not go together */
#define HAS_EXTRAS          HAS(38) /* a line 99100 to 99140: circumstances of anesthesia */
#define HAS_PHYSICAL_STATUS HAS(39) /* a modifier P1 to P6 on a line that is no anesthesia */
#define HAS_AGENCY_SERVICE  HAS(40) /* a line of a home health agency's staff */
#define HAS_OFFICE_VISITS   HAS(41) /* two or more lines 99202 to 99215 */
#define HAS_ODD_MEMBER      HAS(42) /* a member number that may be none */
#define HAS_LOWER_MEMBER    HAS(43) /* small letters in the insured's or the payer's numbers */
/* Institutional: */
#define HAS_STAY           HAS(44) /* a bill of a stay whose days are counted */
#define HAS_INTERIM        HAS(45) /* of a stay that goes on: CLM05-3 is 2 or 3 */
#define HAS_DEATH          HAS(46) /* CL103 says that the patient died */
#define HAS_NEWBORN        HAS(47) /* CL101 is 4 */
#define HAS_SPECIAL_BILL   HAS(48) /* of a kind that Medicare has rules of its own for */
#define HAS_NO_ROOM        HAS(49) /* an inpatient bill without a room */
#define HAS_ODD_REVENUE    HAS(50) /* a revenue code that goes with few types of bill */
#define HAS_UNCODED        HAS(51) /* a hospital's outpatient line without procedure */
#define HAS_OPERATING_ROOM HAS(52) /* on an inpatient bill */
#define HAS_OBSERVATION    HAS(53) /* a line G0378 or G0379 */
/* Dental: */
#define HAS_DENTURE       HAS(54) /* a line of dentures */
#define HAS_AREA_OF_TOOTH HAS(55) /* a line with area and tooth */
#define HAS_TOOTH_KIND    HAS(62) /* a code for primary or for permanent teeth only */
#define HAS_SAME_SURFACE  HAS(63) /* surfaces of a line that may be the same */

/* What a line has whose units an edit may count. */
#define OF_ONE_UNIT (HAS_VISITS | HAS_AMBULANCE | HAS_EQUIPMENT | HAS_BILATERAL)

/* Those that are no reason to look for an edit that has others beside them. */
#define HAS_OFTEN (HAS_CHARGES | HAS_MEDICARE | HAS_SEVERAL_LINES | HAS_VISITS | HAS_MODIFIERS)

/* What can be asked because a table is in use (sj_scrub.tables); of a claim the first four where
 * they may find something (prepare_tables.c). The last two are given to whoever needs them
 * (scrub.c): */
#define HAS_PTP    HAS(56)
#define HAS_MUE    HAS(57)
#define HAS_ADDONS HAS(58)
#define HAS_FEES   HAS(59)
#define HAS_MCE    HAS(60)
#define HAS_NCCI   HAS(61) /* pairs, units or add-on codes */

/* The same for an edit of parties. */
enum party_needs {
    PARTY_COUNTRY = 1,
    PARTY_PERSON = 2,
    PARTY_NPI = 4,
    PARTY_INSURED = 8 /* the subscriber or the patient */
};

#endif
