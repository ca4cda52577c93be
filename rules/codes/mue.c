/* rules/codes/mue.c - medically unlikely edits, as CMS publishes them each quarter (CSV).
 *
 *   a notice, in quotes over several lines
 *   HCPCS/CPT Code | Practitioner Services MUE Values | MUE Adjudication Indicator | MUE Rationale
 *   99213          | 1                                | 3 Date of Service Edit …   | Clinical: Data
 *
 * The heading of the values says for whom: practitioners, outpatient hospitals or DME suppliers; a
 * column of services may say it instead, or the name. The quarter is in the name. Attributes: units
 * (twenty bits), then the adjudication indicator (two bits). The text is the rationale. */
#include "rules/codes/import.h"
#include "rules/codes/pairs.h"
#include "rules/codes/sheet.h"

enum { CODE, UNITS, MAI, RATIONALE, SERVICE, COLUMNS };
enum { UNIT_BITS = 20, MAX_UNITS = (1 << UNIT_BITS) - 1 };

static const sj_heading headings[COLUMNS] = {
    [CODE] = {"hcpcs/cptcode|hcpcs_code|hcpcscode|hcpcs", true},
    [UNITS] = {"*muevalues|*muevalue|mue_units", true},
    [MAI] = {"mueadjudicationindicator|mue_mai|mai", true},
    [RATIONALE] = {"muerationale|mue_rationale", false},
    [SERVICE] = {"mue_service|service", false}};

static sj_code_kind kind_in(sj_str text) {
    if (sj_text_find(text, "dme") >= 0) return SJ_CODES_MUE_DME;
    if (sj_text_find(text, "hospital") >= 0) return SJ_CODES_MUE_HOSPITAL;
    if (sj_text_find(text, "practitioner") >= 0) return SJ_CODES_MUE_PRACTITIONER;
    return SJ_CODES_KINDS;
}

static bool sniff_kind(const sj_import_source *src, sj_code_kind wanted) {
    sj_sheet s;
    if (!sj_sheet_open(&s, src->bytes, src->len, headings, COLUMNS)) return false;
    sj_code_kind kind = kind_in(sj_sheet_cell(&s, UNITS));
    if (kind == SJ_CODES_KINDS && sj_sheet_next(&s)) kind = kind_in(sj_sheet_cell(&s, SERVICE));
    return (kind == SJ_CODES_KINDS ? kind_in(src->name) : kind) == wanted;
}
static bool sniff_practitioner(const sj_import_source *src) {
    return sniff_kind(src, SJ_CODES_MUE_PRACTITIONER);
}
static bool sniff_hospital(const sj_import_source *src) {
    return sniff_kind(src, SJ_CODES_MUE_HOSPITAL);
}
static bool sniff_dme(const sj_import_source *src) {
    return sniff_kind(src, SJ_CODES_MUE_DME);
}

static bool read_units(uint32_t *out, sj_str text) {
    *out = 0;
    if (text.len == 0 || text.len > 6 || !sj_is_digits(text)) return false;
    for (size_t i = 0; i < text.len; i++) *out = 10 * *out + (uint32_t)(text.ptr[i] - '0');
    return *out <= MAX_UNITS;
}

static sj_status read(sj_import_draft *out, const sj_import_source *src, sj_import_report *report,
                      sj_err *err) {
    sj_sheet s;
    if (!sj_sheet_open(&s, src->bytes, src->len, headings, COLUMNS))
        return sj_import_fail(err, 0, "the header row is missing");
    report->skipped += s.lines.number;
    sj_status status = sj_release_from_name(out->release, src->name, err);
    while (status == SJ_OK && sj_sheet_next(&s)) {
        sj_str code = sj_sheet_cell(&s, CODE), mai = sj_sheet_cell(&s, MAI);
        uint32_t units;
        if (!sj_is_procedure(code) || !read_units(&units, sj_sheet_cell(&s, UNITS)) || !mai.len ||
            mai.ptr[0] < '1' || mai.ptr[0] > '3')
            return sj_import_fail(err, s.lines.number,
                                  s.lines.terminated ? "this is no row of an MUE table"
                                                     : "the file is cut short in its last line");
        sj_table_entry e = {.code = sj_code_pack(code),
                            .effective = SJ_NO_DATE,
                            .terminated = SJ_NO_DATE,
                            .attributes = units | (uint32_t)(mai.ptr[0] - '0') << UNIT_BITS,
                            .text = sj_sheet_cell(&s, RATIONALE)};
        status = sj_import_add(out, &e, err);
    }
    report->lines += s.lines.number;
    return status;
}

void sj_mue_of(sj_mue_info *out, const sj_code_info *info) {
    *out = (sj_mue_info){.units = info->attributes & MAX_UNITS,
                         .mai = (uint8_t)(info->attributes >> UNIT_BITS & 3),
                         .rationale = info->text,
                         .effective = info->effective};
}

sj_code_state sj_tables_mue(const sj_tables *t, sj_code_kind kind, sj_str code, sj_date on,
                            sj_mue_info *info) {
    if (kind < SJ_CODES_MUE_PRACTITIONER || kind > SJ_CODES_MUE_DME) return SJ_CODE_NO_TABLE;
    sj_code_info found;
    sj_code_state state = sj_tables_lookup(t, kind, code, on, &found);
    if (state == SJ_CODE_ENDED || state == SJ_CODE_NOT_YET) return SJ_CODE_UNKNOWN;
    if (state == SJ_CODE_VALID && info) sj_mue_of(info, &found);
    return state;
}

const sj_importer sj_import_mue[3] = {{.kind = SJ_CODES_MUE_PRACTITIONER,
                                       .sniff = sniff_practitioner,
                                       .read = read,
                                       .finish = sj_import_reaches_end,
                                       .flags = SJ_TABLE_VALUED,
                                       .rank = 1},
                                      {.kind = SJ_CODES_MUE_HOSPITAL,
                                       .sniff = sniff_hospital,
                                       .read = read,
                                       .finish = sj_import_reaches_end,
                                       .flags = SJ_TABLE_VALUED,
                                       .rank = 1},
                                      {.kind = SJ_CODES_MUE_DME,
                                       .sniff = sniff_dme,
                                       .read = read,
                                       .finish = sj_import_reaches_end,
                                       .flags = SJ_TABLE_VALUED,
                                       .rank = 1}};
