/* rules/codes/importers.c - which importer a file is for, and what importers share. */
#include "rules/codes/importers.h"

enum { LOOKED_AT = 64 << 10 }; /* bytes of a file that are enough to know it */

/* Asked in this order. */
static const sj_importer *const fixed[] = {&sj_import_icd10cm,
                                           &sj_import_icd10pcs,
                                           &sj_import_icd10cm_csv,
                                           &sj_import_icd10cm_codes,
                                           &sj_import_icd10pcs_codes,
                                           &sj_import_hcpcs,
                                           &sj_import_modifiers,
                                           &sj_import_hcpcs_codes,
                                           &sj_import_fee,
                                           &sj_import_mue[0],
                                           &sj_import_mue[1],
                                           &sj_import_mue[2],
                                           &sj_import_ptp[0],
                                           &sj_import_ptp[1],
                                           &sj_import_addon,
                                           &sj_import_mce,
                                           &sj_import_carc,
                                           &sj_import_rarc,
                                           &sj_import_taxonomy,
                                           &sj_import_zip,
                                           &sj_import_cpt};
enum { FIXED = sizeof fixed / sizeof *fixed };

static const sj_importer *importer_at(size_t i) {
    if (i < FIXED) return fixed[i];
    return i - FIXED < sj_import_n_lists ? &sj_import_lists[i - FIXED] : NULL;
}

static bool fits(const sj_importer *importer, const sj_import_source *file) {
    sj_import_source top = *file;
    if (top.len > LOOKED_AT) top.len = LOOKED_AT;
    top.kind = importer->kind;
    return top.len && importer->sniff(&top);
}

const sj_importer *sj_importer_for(const sj_import_source *file, sj_code_kind kind) {
    const sj_importer *best = NULL;
    for (size_t i = 0; importer_at(i); i++) {
        const sj_importer *importer = importer_at(i);
        bool better = importer->kind == kind && (!best || importer->rank > best->rank);
        if (better && fits(importer, file)) best = importer;
    }
    return best;
}

size_t sj_importer_kinds(const sj_import_source *file, sj_code_kind *out, size_t cap) {
    size_t n = 0;
    for (size_t i = 0; importer_at(i) && n < cap; i++) {
        const sj_importer *importer = importer_at(i);
        bool had = false;
        for (size_t k = 0; k < n; k++) had |= out[k] == importer->kind;
        if (!had && fits(importer, file)) out[n++] = importer->kind;
    }
    return n;
}

sj_status sj_import_fail(sj_err *err, uint32_t line, const char *msg) {
    sj_err_set(err, SJ_ETABLE, msg);
    if (err) err->line = line;
    return SJ_ETABLE;
}

sj_status sj_import_add(sj_import_draft *out, const sj_table_entry *e, sj_err *err) {
    out->release->rows++;
    return sj_draft_add(&out->table, e) ? SJ_OK : sj_err_set(err, SJ_ENOMEM, "out of memory");
}

sj_status sj_import_reaches_end(sj_import_draft *out, sj_err *err) {
    const sj_table_draft *d = &out->table;
    if (d->n == 0) return sj_import_fail(err, 0, "the file holds no codes");
    if (d->n <= SJ_WHOLE_FILE) return SJ_OK;
    for (size_t i = d->n; i-- > 0;)
        if (*(const char *)&d->entries[i].code >= 'K') return SJ_OK;
    return sj_import_fail(err, 0, "the file is cut short: its last sections are missing");
}

const char sj_global_names[SJ_GLOBALS][4] = {"000", "010", "090", "MMM", "XXX", "YYY", "ZZZ"};

bool sj_is_digits(sj_str s) {
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] < '0' || s.ptr[i] > '9') return false;
    return s.len > 0;
}

bool sj_is_capital(sj_str s) {
    for (size_t i = 0; i < s.len; i++)
        if (!(s.ptr[i] >= '0' && s.ptr[i] <= '9') && !(s.ptr[i] >= 'A' && s.ptr[i] <= 'Z'))
            return false;
    return s.len > 0;
}

bool sj_is_procedure(sj_str s) {
    int letters = 0;
    if (s.len != 5 || !sj_is_capital(s)) return false;
    for (size_t i = 0; i < s.len; i++) letters += s.ptr[i] > '9';
    return letters <= 1;
}
