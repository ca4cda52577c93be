/* rules/edits/tables_told.c - a code without its table is neither right nor wrong: said once a
 * file. */
#include "rules/codes/findings.h"
#include "rules/edits/edits.h"

static const char *const names[SJ_CODES_KINDS] = {
    [SJ_CODES_ICD10CM] = "ICD-10-CM diagnosis",
    [SJ_CODES_ICD10PCS] = "ICD-10-PCS procedure",
    [SJ_CODES_HCPCS] = "HCPCS procedure",
    [SJ_CODES_CPT] = "CPT procedure",
    [SJ_CODES_MODIFIER] = "HCPCS modifier",
    [SJ_CODES_POS] = "place of service",
    [SJ_CODES_REVENUE] = "revenue",
    [SJ_CODES_BILL_TYPE] = "type of bill",
    [SJ_CODES_CARC] = "claim adjustment reason",
    [SJ_CODES_RARC] = "remittance remark",
    [SJ_CODES_TAXONOMY] = "provider taxonomy",
    [SJ_CODES_ZIP] = "ZIP",
    [SJ_CODES_FEE] = "Medicare fee schedule",
    [SJ_CODES_MCE] = "Medicare Code Editor",
    [SJ_CODES_MUE_PRACTITIONER] = "practitioner MUE",
    [SJ_CODES_MUE_HOSPITAL] = "outpatient hospital MUE",
    [SJ_CODES_MUE_DME] = "DME supplier MUE",
    [SJ_CODES_PTP_PRACTITIONER] = "practitioner NCCI",
    [SJ_CODES_PTP_HOSPITAL] = "outpatient hospital NCCI",
    [SJ_CODES_ADDON] = "add-on",
};

void sj_report_table(sj_scrub *s, sj_code_kind kind, uint8_t state, sj_at at) {
    bool missing = state == SJ_CODE_NO_TABLE;
    uint64_t bit = told_bit(kind, state);
    if (s->told & bit) return;
    unsigned row = !missing               ? SJ_CD_OUT_OF_RANGE
                   : kind == SJ_CODES_CPT ? SJ_CD_NOT_SHIPPED
                                          : SJ_CD_NOT_LOADED;
    sj_str covered = NO_FACT;
    sj_table_info info;
    if (!missing && sj_tables_info(s->opts.tables, kind, &info)) {
        sj_str from = sj_note_date(s, info.effective), through = sj_note_date(s, info.through);
        covered = sj_note(s, "%.*s to %.*s", SJ_FMT(from), SJ_FMT(through));
    }
    sj_report_once(s, SJ_FINDING_ID(SJ_BOX_CODES, row), &sj_codes_findings()->rows[row], bit, at,
                   sj_str_of(names[kind]), covered);
}
