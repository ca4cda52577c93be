/* rules/codes/import.c - a published file and the table in use become the next table. */
#include "rules/codes/importers.h"

#include "parsers/base/alloc.h"

enum {
    MAX_FILE = 256 << 20, /* bytes of a published file */
    MAX_TEXTS = 16 << 20, /* bytes of texts that importers build */
    FEW_CODES = 200,      /* this many may end without a question */
    FEW_OF_A_LETTER = 10, /* a chapter with fewer codes may empty */
    SHARE = 20            /* more than one in so many: no release ends that many */
};

static sj_import_source source_of(const sj_code_file_bytes *file) {
    const char *slash = file->name ? strrchr(file->name, '/') : NULL;
    return (sj_import_source){
        .bytes = file->bytes, .len = file->len, .name = sj_str_of(slash ? slash + 1 : file->name)};
}

size_t sj_codes_kinds_in(const sj_code_file_bytes *file, sj_code_kind out[SJ_KINDS_OF_A_FILE]) {
    sj_import_source src = source_of(file);
    return sj_importer_kinds(&src, out, SJ_KINDS_OF_A_FILE);
}

unsigned sj_codes_rank(const sj_code_file_bytes *file, sj_code_kind kind) {
    sj_import_source src = source_of(file);
    const sj_importer *importer = sj_importer_for(&src, kind);
    return importer ? importer->rank : 0;
}

uint32_t sj_codes_release_key(const sj_code_file_bytes *file, sj_code_kind kind) {
    int year, month;
    sj_import_source src = source_of(file);
    const sj_importer *importer = sj_importer_for(&src, kind);
    if (!importer || !importer->parts) return 0;
    return sj_quarter_in_name(src.name, &year, &month) ? (uint32_t)(100 * year + month) : 1;
}

bool sj_codes_sniff(const void *bytes, size_t len, sj_code_kind *out) {
    sj_code_kind kinds[SJ_KINDS_OF_A_FILE];
    if (!sj_codes_kinds_in(&(sj_code_file_bytes){bytes, len, NULL}, kinds)) return false;
    *out = kinds[0];
    return true;
}

bool sj_codes_has_modifiers(sj_code_kind kind) {
    return kind == SJ_CODES_HCPCS;
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

/* The very file under another release's name: the year in the name must be wrong. */
static sj_status check_not_renamed(const sj_table_release *r, uint32_t n,
                                   const sj_table_release *fresh, sj_err *err) {
    static const uint8_t none[32];
    if (memcmp(fresh->sha256, none, sizeof none) == 0) return SJ_OK;
    for (uint32_t i = 0; i < n; i++)
        if (r[i].from != fresh->from && memcmp(r[i].sha256, fresh->sha256, 32) == 0)
            return sj_err_setf(err, SJ_ETABLE, "the same file is in use under another release",
                               "%s", r[i].name);
    return SJ_OK;
}

static sj_status check_twins(sj_table_draft *d, sj_err *err) {
    sj_draft_sort(d);
    for (size_t i = 1; i < d->n; i++) {
        const sj_table_entry *a = &d->entries[i - 1], *b = &d->entries[i];
        if (a->code != b->code) continue;
        char buf[SJ_CODE_SIZE];
        sj_str code = sj_code_print(b->code, buf);
        return sj_err_setf(err, SJ_ETABLE, "a code stands twice in the file", "%.*s", SJ_FMT(code));
    }
    return SJ_OK;
}

/* What changes. Lost: codes that end without their publisher's word, and how many by the first
 * character; open: those that could. */
typedef struct tally {
    sj_import_report *report;
    bool dated;
    uint32_t lost, open;
    uint32_t lost_by[128], open_by[128];
} tally;

static void count_change(void *ctx, sj_code_change change, sj_str code, const sj_code_info *before,
                         const sj_code_info *after) {
    tally *t = ctx;
    (void)before;
    switch (change) {
    case SJ_CODE_ADDED:
        t->report->added++;
        return;
    case SJ_CODE_CHANGED:
        t->report->changed++;
        return;
    case SJ_CODE_REMOVED:
        t->report->ended++;
        if (t->dated && after && !after->inferred) return;
        t->lost++;
        t->lost_by[code.ptr[0] & 127]++;
    }
}

static void count_open_codes(tally *t, const sj_table_view *v) {
    for (const sj_table_row *row = v->rows; row < sj_table_end(v); row++) {
        if (row->terminated != SJ_NO_DATE) continue;
        t->open_by[*sj_table_code(v, row).ptr & 127]++;
        t->open++;
    }
}

static void count_open_pairs(tally *t, const sj_pairs_view *v) {
    sj_pair_walk walk;
    sj_pair_entry e;
    sj_pair_walk_init(&walk, v);
    while (sj_pair_walk_next(&walk, &e)) {
        if (e.deleted != SJ_NO_DATE) continue;
        t->open_by[*sj_pairs_code(v, walk.first).ptr & 127]++;
        t->open++;
    }
}

/* Different pairs, whatever their periods. */
static uint32_t count_pairs(const sj_pairs_view *v) {
    sj_pair_walk walk;
    sj_pair_entry e;
    uint64_t last = 0;
    uint32_t n = 0;
    for (sj_pair_walk_init(&walk, v); sj_pair_walk_next(&walk, &e); last = e.key)
        n += e.key != last;
    return n;
}

/* A file that loses more than any release does is cut short, or of another kind. */
static sj_status check_losses(const tally *t, sj_err *err) {
    bool too_many = t->lost > FEW_CODES && t->lost > t->open / SHARE;
    for (int c = 0; c < 128 && t->open > SJ_WHOLE_FILE; c++)
        if (t->open_by[c] > FEW_OF_A_LETTER && t->lost_by[c] > t->open_by[c] / 2) too_many = true;
    if (!too_many) return SJ_OK;
    return sj_err_setf(err, SJ_ETABLE,
                       "the file would end more codes than a release does: is it cut short? "
                       "(--force takes it all the same)",
                       "%u of %u", t->lost, t->open);
}

/* What the new table `bytes` changes against the old one. */
static sj_status compare(const sj_import_opts *opts, sj_code_kind kind, const sj_tables *before,
                         const void *bytes, size_t len, sj_import_report *report, sj_err *err) {
    sj_tables after = {.views = {{.header = NULL}}};
    sj_status status = sj_tables_add(&after, bytes, len, err);
    if (status != SJ_OK) return status;
    const sj_table_view *codes = sj_tables_view(before, kind);
    const sj_pairs_view *pairs = sj_tables_pairs(before, kind);
    tally t = {.report = report};
    t.dated = pairs || (codes && codes->header->flags & SJ_TABLE_DATED);
    sj_codes_diff(before, &after, kind, count_change, &t);
    if (codes) count_open_codes(&t, codes);
    if (pairs) count_open_pairs(&t, pairs);
    (void)sj_tables_info(&after, kind, &report->table);
    const sj_table_view *built = sj_tables_view(&after, kind);
    uint32_t all = built ? built->header->codes : count_pairs(sj_tables_pairs(&after, kind));
    uint32_t touched = report->added + report->changed + report->ended;
    report->unchanged = all > touched ? all - touched : 0;
    report->same = opts->old && opts->old_len == len && memcmp(opts->old, bytes, len) == 0;
    if (built == NULL) sj_pairs_close(&after.pairs[kind - SJ_CODES_PTP_PRACTITIONER]);
    return opts->old && !opts->force ? check_losses(&t, err) : SJ_OK;
}

static sj_status build_codes(const sj_table_view *old, sj_table_draft *fresh, void **out,
                             size_t *out_len, sj_err *err) {
    if (old && (old->header->flags ^ fresh->flags) & SJ_TABLE_DATED)
        return sj_err_set(err, SJ_ETABLE,
                          "the table in use tells days and this file does not, or the other way "
                          "round: they do not go together");
    sj_table_draft merged;
    sj_status status = check_twins(fresh, err);
    if (status == SJ_OK)
        status = check_not_renamed(old ? old->releases : NULL, old ? old->header->releases : 0,
                                   &fresh->releases[0], err);
    if (status == SJ_OK) status = sj_history_merge(&merged, old, fresh, err);
    if (status != SJ_OK) return status;
    status = sj_draft_build(&merged, out, out_len, err);
    sj_draft_dispose(&merged);
    return status;
}

static sj_status build_pairs(const sj_pairs_view *old, sj_pair_draft *fresh, void **out,
                             size_t *out_len, sj_err *err) {
    sj_pair_draft merged;
    sj_status status = check_not_renamed(old ? old->releases : NULL,
                                         old ? old->header->releases : 0, &fresh->releases[0], err);
    if (status == SJ_OK) status = sj_pair_history_merge(&merged, old, fresh, err);
    if (status != SJ_OK) return status;
    status = sj_pair_draft_build(&merged, out, out_len, err);
    sj_pair_draft_dispose(&merged);
    return status;
}

static sj_status build(sj_import_draft *fresh, sj_code_kind kind, const sj_import_opts *opts,
                       void **out, size_t *out_len, sj_import_report *report, sj_err *err) {
    sj_tables old = {.views = {{.header = NULL}}};
    sj_status status = opts->old ? sj_tables_add(&old, opts->old, opts->old_len, err) : SJ_OK;
    if (status == SJ_OK && opts->old && !sj_tables_has(&old, kind))
        status = sj_err_set(err, SJ_EARG, "the old table is of another kind");
    if (status == SJ_OK)
        status = sj_kind_has_pairs(kind)
                     ? build_pairs(sj_tables_pairs(&old, kind), &fresh->pairs, out, out_len, err)
                     : build_codes(sj_tables_view(&old, kind), &fresh->table, out, out_len, err);
    if (status == SJ_OK) status = compare(opts, kind, &old, *out, *out_len, report, err);
    for (int i = 0; i < SJ_PAIR_KINDS; i++) sj_pairs_close(&old.pairs[i]);
    if (status == SJ_OK) return SJ_OK;
    sj_free(*out);
    *out = NULL;
    *out_len = 0;
    return status;
}

/* Read all parts into the draft. */
static sj_status read_files(sj_import_draft *fresh, const sj_code_file_bytes *files, size_t n,
                            sj_code_kind kind, const sj_import_opts *opts, sj_arena *arena,
                            sj_import_report *report, sj_err *err) {
    const sj_importer *importer = NULL;
    for (size_t i = 0; i < n; i++) {
        sj_import_source src = source_of(&files[i]);
        src.kind = kind;
        src.arena = arena;
        src.told = opts->told;
        if (src.len > MAX_FILE)
            return sj_err_set(err, SJ_ETABLE, "the file is larger than any code table");
        importer = sj_importer_for(&src, kind);
        if (!importer || (n > 1 && !importer->parts))
            return sj_err_set(err, SJ_ETABLE, "not a published code file that is known");
        fresh->table.flags = fresh->pairs.flags = importer->flags;
        sj_status status = importer->read(fresh, &src, report, err);
        if (status != SJ_OK) return status;
    }
    return importer && importer->finish ? importer->finish(fresh, err) : SJ_OK;
}

sj_status sj_codes_import_files(const sj_code_file_bytes *files, size_t n, sj_code_kind kind,
                                const sj_import_opts *opts, void **out, size_t *out_len,
                                sj_import_report *report, sj_err *err) {
    *out = NULL;
    *out_len = 0;
    *report = (sj_import_report){.lines = 0};
    sj_arena arena;
    sj_arena_init(&arena, MAX_TEXTS);
    sj_import_draft fresh = {.table = {.kind = kind, .n_releases = 1},
                             .pairs = {.kind = kind, .n_releases = 1}};
    bool pairs = sj_kind_has_pairs(kind);
    fresh.release = pairs ? &fresh.pairs.releases[0] : &fresh.table.releases[0];
    sj_status status = read_files(&fresh, files, n, kind, opts, &arena, report, err);
    if (status == SJ_OK && (pairs ? fresh.pairs.n : fresh.table.n) == 0)
        status = sj_import_fail(err, 0, "the file holds no codes");
    if (status == SJ_OK) status = read_sha256(fresh.release->sha256, opts->sha256, err);
    if (status == SJ_OK) status = build(&fresh, kind, opts, out, out_len, report, err);
    sj_draft_dispose(&fresh.table);
    sj_pair_draft_dispose(&fresh.pairs);
    sj_arena_dispose(&arena);
    return status;
}

sj_status sj_codes_import(const void *bytes, size_t len, const sj_import_opts *opts, void **out,
                          size_t *out_len, sj_import_report *report, sj_err *err) {
    sj_code_file_bytes file = {bytes, len, opts->name};
    sj_code_kind kinds[SJ_KINDS_OF_A_FILE];
    *out = NULL;
    *out_len = 0;
    *report = (sj_import_report){.lines = 0};
    size_t n = sj_codes_kinds_in(&file, kinds);
    if (n == 0 || (opts->modifiers && kinds[0] != SJ_CODES_HCPCS))
        return sj_err_set(err, SJ_ETABLE, "not a published code file that is known");
    return sj_codes_import_files(&file, 1, opts->modifiers ? SJ_CODES_MODIFIER : kinds[0], opts,
                                 out, out_len, report, err);
}
