/* Any bytes as a published code file of every kind, and as a table: taken or refused, and what is
 * taken answers. The name of the file comes from its size, so that all names meet all bytes. */
#include "tests/fuzz/fuzz.h"

#include <scrubjay/codes.h>

#include <stdlib.h>
#include <string.h>

static const char *const names[] = {"icd10cm_order_2026.txt", "icd10pcs_codes_2026_apr.txt",
                                    "HCPC2026_JUL_ANWEB.txt", "ccipra-v322r0-f1.txt",
                                    "ccioph_2026q3.txt",      "mue_v43_2026q3.csv",
                                    "nucc_taxonomy_251.csv",  "list"};

/* The kind of a table stands at the same place in both formats. Views of tables that are gone stay
 * in `t`, but are not asked any more. */
static void ask(const void *bytes, size_t len) {
    static sj_tables *t;
    if (!t && sj_tables_new(&t, NULL) != SJ_OK) abort();
    if (sj_tables_add(t, bytes, len, NULL) != SJ_OK) return;
    uint32_t kind;
    memcpy(&kind, (const char *)bytes + 12, sizeof kind);
    sj_str code;
    sj_code_info info;
    for (uint32_t i = 0; sj_tables_at(t, (sj_code_kind)kind, i, &code, &info, NULL); i++)
        if (sj_tables_lookup(t, (sj_code_kind)kind, code, info.effective, &info) == SJ_CODE_UNKNOWN)
            abort(); /* it stands there */
}

static void import(const sj_code_file_bytes *file, sj_code_kind kind, bool told) {
    sj_import_opts opts = {.told = told};
    sj_import_report report;
    void *table;
    size_t len;
    if (sj_codes_import_files(file, 1, kind, &opts, &table, &len, &report, NULL) != SJ_OK) return;
    ask(table, len);
    opts.old = table; /* the same once more changes nothing */
    opts.old_len = len;
    void *again;
    size_t again_len;
    if (sj_codes_import_files(file, 1, kind, &opts, &again, &again_len, &report, NULL) != SJ_OK ||
        !report.same)
        abort();
    free(again);
    free(table);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len) {
    const sj_code_file_bytes file = {bytes, len, names[len % (sizeof names / sizeof *names)]};
    sj_code_kind kinds[SJ_KINDS_OF_A_FILE];
    size_t n = sj_codes_kinds_in(&file, kinds);
    for (size_t i = 0; i < n; i++) import(&file, kinds[i], false);
    import(&file, (sj_code_kind)(len % SJ_CODES_KINDS), true);
    void *aligned = malloc(len + 8);
    if (!aligned) abort();
    memcpy(aligned, bytes, len);
    ask(aligned, len);
    free(aligned);
    return 0;
}
