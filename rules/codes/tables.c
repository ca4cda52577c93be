/* rules/codes/tables.c - the tables in use, and what a code was on a day. */
#include "rules/codes/import.h"
#include "rules/codes/lists.h"
#include "rules/codes/pairs.h"

#include "parsers/base/alloc.h"

static const char *const kind_names[SJ_CODES_KINDS] = {
    [SJ_CODES_ICD10CM] = "icd10cm",
    [SJ_CODES_ICD10PCS] = "icd10pcs",
    [SJ_CODES_HCPCS] = "hcpcs",
    [SJ_CODES_CPT] = "cpt",
    [SJ_CODES_MODIFIER] = "modifier",
    [SJ_CODES_POS] = "pos",
    [SJ_CODES_REVENUE] = "revenue",
    [SJ_CODES_BILL_TYPE] = "bill_type",
    [SJ_CODES_CARC] = "carc",
    [SJ_CODES_RARC] = "rarc",
    [SJ_CODES_TAXONOMY] = "taxonomy",
    [SJ_CODES_ZIP] = "zip",
    [SJ_CODES_FEE] = "fee",
    [SJ_CODES_MCE] = "mce",
    [SJ_CODES_MUE_PRACTITIONER] = "mue_practitioner",
    [SJ_CODES_MUE_HOSPITAL] = "mue_hospital",
    [SJ_CODES_MUE_DME] = "mue_dme",
    [SJ_CODES_PTP_PRACTITIONER] = "ptp_practitioner",
    [SJ_CODES_PTP_HOSPITAL] = "ptp_hospital",
    [SJ_CODES_ADDON] = "addon",
    [SJ_CODES_STATE] = "state",
    [SJ_CODES_COUNTRY] = "country",
    [SJ_CODES_CURRENCY] = "currency",
    [SJ_CODES_FACILITY] = "facility",
    [SJ_CODES_FREQUENCY] = "frequency",
    [SJ_CODES_PATIENT_STATUS] = "patient_status",
    [SJ_CODES_ADMISSION_TYPE] = "admission_type",
    [SJ_CODES_ADMISSION_SOURCE] = "admission_source",
    [SJ_CODES_STATUS_CATEGORY] = "status_category",
    [SJ_CODES_STATUS] = "status",
    [SJ_CODES_ENTITY] = "entity",
    [SJ_CODES_SERVICE_TYPE] = "service_type",
    [SJ_CODES_CPT_MODIFIER] = "cpt_modifier",
};

const char *sj_code_kind_name(sj_code_kind kind) {
    return (unsigned)kind < SJ_CODES_KINDS ? kind_names[kind] : NULL;
}

sj_status sj_tables_new(sj_tables **out, sj_err *err) {
    *out = NULL;
    sj_tables *t = sj_calloc(1, sizeof *t);
    if (!t) return sj_err_set(err, SJ_ENOMEM, "out of memory");
    sj_status status = SJ_OK;
    size_t len;
    for (int i = 0; sj_list_files[i].name && status == SJ_OK; i++) {
        status = sj_list_build(&t->built_in[i], &len, &sj_list_files[i], err);
        if (status == SJ_OK) status = sj_tables_add(t, t->built_in[i], len, err);
    }
    if (status != SJ_OK) {
        sj_tables_free(t);
        return status;
    }
    *out = t;
    return SJ_OK;
}

void sj_tables_free(sj_tables *t) {
    if (!t) return;
    for (size_t i = 0; i < sizeof t->pairs / sizeof *t->pairs; i++) sj_pairs_close(&t->pairs[i]);
    for (int i = 0; i < SJ_CODES_KINDS; i++) sj_free(t->built_in[i]);
    sj_free(t);
}

static sj_status add_pairs(sj_tables *t, const void *bytes, size_t len, sj_err *err) {
    sj_pairs_view view;
    sj_status status = sj_pairs_open(&view, bytes, len, err);
    if (status != SJ_OK) return status;
    sj_pairs_view *place = &t->pairs[view.header->kind - SJ_CODES_PTP_PRACTITIONER];
    sj_pairs_close(place);
    *place = view;
    return SJ_OK;
}

sj_status sj_tables_add(sj_tables *t, const void *bytes, size_t len, sj_err *err) {
    t->changes++;
    if (bytes && sj_pairs_is(bytes, len)) return add_pairs(t, bytes, len, err);
    sj_table_view view;
    sj_status status = sj_table_open(&view, bytes, len, err);
    if (status == SJ_OK) t->views[view.header->kind] = view;
    return status;
}

const sj_table_view *sj_tables_view(const sj_tables *t, sj_code_kind kind) {
    if (!t || (unsigned)kind >= SJ_CODES_KINDS || !t->views[kind].header) return NULL;
    return &t->views[kind];
}

const sj_pairs_view *sj_tables_pairs(const sj_tables *t, sj_code_kind kind) {
    if (!t || !sj_kind_has_pairs(kind)) return NULL;
    const sj_pairs_view *v = &t->pairs[kind - SJ_CODES_PTP_PRACTITIONER];
    return v->header ? v : NULL;
}

bool sj_tables_has(const sj_tables *t, sj_code_kind kind) {
    return sj_tables_view(t, kind) || sj_tables_pairs(t, kind);
}

/* A user's CPT file may tell sex and ages: rules/codes/cpt.c puts them so. */
static void tell_cpt(sj_code_info *info) {
    static const char sexes[4] = {0, 'F', 'M', 0};
    info->min_age = (uint8_t)(info->attributes & 0xff);
    info->max_age = (uint8_t)(info->attributes >> 8 & 0xff);
    info->sex = sexes[info->attributes >> 16 & 3];
    uint32_t global = info->attributes >> 18 & 7;
    if (global) memcpy(info->global, sj_global_names[global - 1], sizeof info->global);
}

void sj_table_tell(sj_code_info *info, const sj_table_view *v, const sj_table_row *row) {
    *info = (sj_code_info){.effective = row->effective,
                           .terminated = row->terminated,
                           .attributes = row->attributes & SJ_ROW_MEANING,
                           .inferred = row->attributes & SJ_ROW_INFERRED,
                           .max_age = UINT8_MAX};
    info->text = sj_table_text(v, row, &info->successor);
    if (v->header->kind == SJ_CODES_CPT) tell_cpt(info);
}

static bool holds_on(const sj_table_row *row, sj_date on) {
    return row->effective <= on && (row->terminated == SJ_NO_DATE || on <= row->terminated);
}

/* The row that speaks for a day: the period that holds it; between periods the one before; else the
 * first. */
static const sj_table_row *row_on(const sj_table_view *v, const sj_table_row *first, sj_date on) {
    const sj_table_row *row = first, *end = sj_table_end(v);
    while (row + 1 < end && row[1].code == first->code && row[1].effective <= on) row++;
    return row;
}

/* A table of releases knows nothing of days that no release covers. A dated one does, from the
 * publisher's dates, except after its last day and where the end was only inferred. */
static bool is_known(const sj_table_view *v, const sj_table_row *row, sj_date on) {
    if (sj_covers(&v->coverage, on)) return true;
    if (!(v->header->flags & SJ_TABLE_DATED)) return false;
    if (row->attributes & SJ_ROW_INFERRED) return on < row->effective;
    bool open = row->terminated == SJ_NO_DATE || on <= row->terminated;
    return !(open && on > v->coverage.spans[v->coverage.n - 1].through);
}

sj_code_state sj_tables_lookup(const sj_tables *t, sj_code_kind kind, sj_str code, sj_date on,
                               sj_code_info *info) {
    const sj_table_view *v = sj_tables_view(t, kind);
    if (!v) return SJ_CODE_NO_TABLE;
    const sj_table_row *first = sj_table_find(v, sj_code_pack(code));
    if (!first) return sj_covers(&v->coverage, on) ? SJ_CODE_UNKNOWN : SJ_CODE_OUT_OF_RANGE;
    const sj_table_row *row = row_on(v, first, on);
    if (info) sj_table_tell(info, v, row);
    if (!is_known(v, row, on)) return SJ_CODE_OUT_OF_RANGE;
    if (on < row->effective) return SJ_CODE_NOT_YET;
    if (!holds_on(row, on)) return SJ_CODE_ENDED;
    return row->attributes & SJ_ROW_HEADING ? SJ_CODE_HEADER : SJ_CODE_VALID;
}

static void hex(char out[65], const uint8_t bytes[32]) {
    static const char digits[] = "0123456789abcdef";
    static const uint8_t none[32];
    out[0] = 0;
    if (memcmp(bytes, none, sizeof none) == 0) return;
    for (int i = 0; i < 32; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
    out[64] = 0;
}

static void describe(sj_table_info *out, sj_code_kind kind, const sj_table_release *releases,
                     uint32_t n, const sj_coverage *coverage) {
    const sj_table_release *newest = &releases[n - 1];
    *out = (sj_table_info){.kind = kind,
                           .rows = newest->rows,
                           .headings = newest->headings,
                           .releases = n,
                           .effective = coverage->spans[0].from,
                           .through = coverage->spans[coverage->n - 1].through};
    memcpy(out->release, newest->name, sizeof newest->name);
    hex(out->source_sha256, newest->sha256);
}

void sj_table_describe(sj_table_info *out, const sj_table_view *v) {
    describe(out, (sj_code_kind)v->header->kind, v->releases, v->header->releases, &v->coverage);
    out->partial = v->header->flags & SJ_TABLE_PARTIAL;
}

void sj_pairs_describe(sj_table_info *out, const sj_pairs_view *v) {
    describe(out, (sj_code_kind)v->header->kind, v->releases, v->header->releases, &v->coverage);
}

bool sj_tables_info(const sj_tables *t, sj_code_kind kind, sj_table_info *out) {
    const sj_table_view *v = sj_tables_view(t, kind);
    const sj_pairs_view *pairs = sj_tables_pairs(t, kind);
    if (v) sj_table_describe(out, v);
    if (pairs) sj_pairs_describe(out, pairs);
    return v || pairs;
}

bool sj_tables_at(const sj_tables *t, sj_code_kind kind, uint32_t i, sj_str *code,
                  sj_code_info *info, bool *heading) {
    const sj_table_view *v = sj_tables_view(t, kind);
    if (!v || i >= v->header->rows) return false;
    const sj_table_row *row = &v->rows[i];
    if (code) *code = sj_table_code(v, row);
    if (info) sj_table_tell(info, v, row);
    if (heading) *heading = row->attributes & SJ_ROW_HEADING;
    return true;
}
