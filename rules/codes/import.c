/* rules/codes/import.c - a published file and the table in use become the next table. */
#include "rules/codes/import.h"
#include "rules/codes/pairs.h"

#include "parsers/base/alloc.h"

enum {
    MAX_FILE = 256 << 20, /* bytes of a published file */
    MAX_TEXTS = 16 << 20, /* bytes of texts that importers build */
    FEW_CODES = 200,      /* this many may end without a question */
    FEW_OF_A_LETTER = 10, /* a chapter with fewer codes may empty */
    SHARE = 20            /* more than one in so many: no release ends that many */
};

static const struct kind {
    sj_code_kind kind;
    bool (*sniff)(const void *bytes, size_t len);
    sj_importer import;
    bool modifiers;
} kinds[] = {{SJ_CODES_ICD10CM, sj_sniff_icd10cm, sj_import_icd10cm, false},
             {SJ_CODES_HCPCS, sj_sniff_hcpcs, sj_import_hcpcs, true}};

sj_status sj_import_fail(sj_err *err, uint32_t line, const char *msg) {
    sj_err_set(err, SJ_ETABLE, msg);
    if (err) err->line = line;
    return SJ_ETABLE;
}

int sj_year_in_name(sj_str name) {
    for (size_t i = 0; i + 4 <= name.len; i++) {
        const char *p = name.ptr + i;
        if (p[0] != '2' || p[1] != '0') continue;
        if (p[2] < '0' || p[2] > '9' || p[3] < '0' || p[3] > '9') continue;
        return 2000 + 10 * (p[2] - '0') + (p[3] - '0');
    }
    return 0;
}

static const struct kind *kind_of(const void *bytes, size_t len) {
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (len && kinds[i].sniff(bytes, len)) return &kinds[i];
    return NULL;
}

bool sj_codes_sniff(const void *bytes, size_t len, sj_code_kind *out) {
    const struct kind *k = kind_of(bytes, len);
    if (k) *out = k->kind;
    return k != NULL;
}

bool sj_codes_has_modifiers(sj_code_kind kind) {
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (kinds[i].kind == kind) return kinds[i].modifiers;
    return false;
}

static int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

static sj_status read_sha256(uint8_t out[32], const char *text, sj_err *err) {
    if (!text) return SJ_OK;
    if (strlen(text) != 64) return sj_err_set(err, SJ_EARG, "a SHA-256 has 64 digits");
    for (int i = 0; i < 32; i++) {
        int high = hex_digit(text[2 * i]), low = hex_digit(text[2 * i + 1]);
        if (high < 0 || low < 0) return sj_err_set(err, SJ_EARG, "a SHA-256 has 64 digits");
        out[i] = (uint8_t)(16 * high + low);
    }
    return SJ_OK;
}

static sj_str base_name(const char *path) {
    const char *slash = path ? strrchr(path, '/') : NULL;
    return sj_str_of(slash ? slash + 1 : path);
}

/* The very file under another release's name: the year in the name must be wrong. */
static sj_status check_not_renamed(const sj_table_view *old, const sj_table_release *fresh,
                                   sj_err *err) {
    static const uint8_t none[32];
    if (!old || memcmp(fresh->sha256, none, sizeof none) == 0) return SJ_OK;
    for (uint32_t i = 0; i < old->header->releases; i++) {
        const sj_table_release *r = &old->releases[i];
        if (r->from != fresh->from && memcmp(r->sha256, fresh->sha256, 32) == 0)
            return sj_err_setf(err, SJ_ETABLE, "the same file is in use under another release",
                               "%s", r->name);
    }
    return SJ_OK;
}

static sj_status check_twins(sj_table_draft *d, sj_err *err) {
    sj_draft_sort(d);
    for (size_t i = 1; i < d->n; i++) {
        if (d->entries[i].code != d->entries[i - 1].code) continue;
        char buf[SJ_CODE_SIZE];
        sj_str code = sj_code_print(d->entries[i].code, buf);
        return sj_err_setf(err, SJ_ETABLE, "a code stands twice in the file", "%.*s", SJ_FMT(code));
    }
    return SJ_OK;
}

/* What changes, and how many codes end by their first character. */
typedef struct tally {
    sj_import_report *report;
    uint32_t ended[128];
} tally;

static void count_change(void *ctx, sj_code_change change, sj_str code, const sj_code_info *before,
                         const sj_code_info *after) {
    tally *t = ctx;
    (void)before;
    (void)after;
    switch (change) {
    case SJ_CODE_ADDED:
        t->report->added++;
        return;
    case SJ_CODE_CHANGED:
        t->report->changed++;
        return;
    case SJ_CODE_REMOVED:
        t->report->ended++;
        t->ended[code.ptr[0] & 127]++;
    }
}

/* Codes by their first character, those that are open. */
static uint32_t count_open(uint32_t by_letter[128], const sj_table_view *v) {
    uint32_t n = 0;
    for (const sj_table_row *row = v->rows; row < sj_table_end(v); row++) {
        if (row->terminated != SJ_NO_DATE) continue;
        by_letter[*(const char *)&row->code & 127]++;
        n++;
    }
    return n;
}

/* A file that ends more than any release does is cut short, or of another kind. */
static sj_status check_losses(const tally *t, const sj_table_view *old, sj_err *err) {
    uint32_t by_letter[128] = {0}, open = count_open(by_letter, old), ended = t->report->ended;
    bool too_many = ended > FEW_CODES && ended > open / SHARE;
    for (int c = 0; c < 128 && open > SJ_WHOLE_FILE; c++)
        if (by_letter[c] > FEW_OF_A_LETTER && t->ended[c] > by_letter[c] / 2) too_many = true;
    if (!too_many) return SJ_OK;
    return sj_err_setf(err, SJ_ETABLE,
                       "the file would end more codes than a release does: is it cut short? "
                       "(--force takes it all the same)",
                       "%u of %u", ended, open);
}

static sj_status compare(const sj_import_opts *opts, const sj_table_view *old,
                         const sj_table_view *built, sj_import_report *report, sj_err *err) {
    sj_tables before = {.built_in = NULL}, after = {.built_in = NULL};
    sj_code_kind kind = built->header->kind;
    if (old) before.views[kind] = *old;
    after.views[kind] = *built;
    tally t = {.report = report};
    sj_codes_diff(&before, &after, kind, count_change, &t);
    report->unchanged = built->header->codes - report->added - report->changed;
    report->unchanged -= report->ended < report->unchanged ? report->ended : report->unchanged;
    sj_table_describe(&report->table, built);
    report->same = old && old->header->size == built->header->size &&
                   memcmp(old->header, built->header, built->header->size) == 0;
    return old && !opts->force ? check_losses(&t, old, err) : SJ_OK;
}

static sj_status build(const sj_import_opts *opts, const sj_table_view *old, sj_table_draft *fresh,
                       void **out, size_t *out_len, sj_import_report *report, sj_err *err) {
    sj_table_draft merged;
    sj_status status = sj_history_merge(&merged, old, fresh, err);
    if (status != SJ_OK) return status;
    status = sj_draft_build(&merged, out, out_len, err);
    sj_draft_dispose(&merged);
    sj_table_view built;
    if (status == SJ_OK) status = sj_table_open(&built, *out, *out_len, err);
    if (status == SJ_OK) status = compare(opts, old, &built, report, err);
    if (status == SJ_OK) return SJ_OK;
    sj_free(*out);
    *out = NULL;
    *out_len = 0;
    return status;
}

static sj_status read_file(sj_table_draft *fresh, const struct kind *k, const sj_import_source *src,
                           const sj_import_opts *opts, sj_import_report *report, sj_err *err) {
    sj_status status = k->import(fresh, src, report, err);
    if (status == SJ_OK) status = read_sha256(fresh->releases[0].sha256, opts->sha256, err);
    return status == SJ_OK ? check_twins(fresh, err) : status;
}

static sj_status open_old(sj_table_view *out, const sj_import_opts *opts, sj_code_kind kind,
                          sj_err *err) {
    sj_status status = sj_table_open(out, opts->old, opts->old_len, err);
    if (status == SJ_OK && out->header->kind != kind)
        return sj_err_set(err, SJ_EARG, "the old table is of another kind");
    return status;
}

sj_status sj_codes_import(const void *bytes, size_t len, const sj_import_opts *opts, void **out,
                          size_t *out_len, sj_import_report *report, sj_err *err) {
    *out = NULL;
    *out_len = 0;
    *report = (sj_import_report){.lines = 0};
    if (len > MAX_FILE) return sj_err_set(err, SJ_ETABLE, "the file is larger than any code table");
    const struct kind *k = kind_of(bytes, len);
    if (!k || (opts->modifiers && !k->modifiers))
        return sj_err_set(err, SJ_ETABLE, "not a published code file that is known");
    sj_arena arena;
    sj_arena_init(&arena, MAX_TEXTS);
    sj_table_draft fresh = {.n = 0};
    sj_import_source src = {.bytes = bytes,
                            .len = len,
                            .name = base_name(opts->name),
                            .arena = &arena,
                            .modifiers = opts->modifiers};
    sj_table_view old;
    sj_status status = read_file(&fresh, k, &src, opts, report, err);
    if (status == SJ_OK && opts->old) status = open_old(&old, opts, fresh.kind, err);
    if (status == SJ_OK)
        status = check_not_renamed(opts->old ? &old : NULL, &fresh.releases[0], err);
    if (status == SJ_OK)
        status = build(opts, opts->old ? &old : NULL, &fresh, out, out_len, report, err);
    sj_draft_dispose(&fresh);
    sj_arena_dispose(&arena);
    return status;
}
