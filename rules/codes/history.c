/* rules/codes/history.c - one more release, and everything known before it.
 *
 * Two models. A table of releases (ICD-10-CM) says only which codes a release holds: what a code
 * was on a day is what the release in force that day said. Each code is spread out over the
 * releases, the new one is put in its place, and equal neighbours are joined again into periods;
 * releases may come in any order. Where a release also gives values (MUE units, fee indicators),
 * neighbours are equal only when the values are; else the newest word describes the code. A dated
 * table (HCPCS) bears the publisher's own days: the newer file's word replaces the older one's,
 * periods that ended before stay, and a code that the newer file no longer holds ended the day
 * before that release, which is marked as inferred. */
#include "rules/codes/draft.h"

/* What one release says of a code. */
typedef struct word {
    bool present;
    uint32_t attributes;
    sj_str text, successor;
} word;

/* A view of nothing, for the first import. */
static const sj_table_header no_header;
static const sj_table_view nothing = {.header = &no_header};

static sj_table_entry entry_of(const sj_table_view *v, const sj_table_row *row) {
    sj_table_entry e = {.code = row->code,
                        .effective = row->effective,
                        .terminated = row->terminated,
                        .attributes = row->attributes};
    e.text = sj_table_text(v, row, &e.successor);
    return e;
}

/* The releases of both, in order; *at is the new one's place. A release with the same first day is
 * replaced. */
static sj_status place_release(sj_table_draft *out, const sj_table_view *old,
                               const sj_table_release *fresh, uint32_t *at, bool *replaces,
                               sj_err *err) {
    uint32_t n = old->header->releases, k = 0;
    while (k < n && old->releases[k].from < fresh->from) k++;
    *replaces = k < n && old->releases[k].from == fresh->from;
    if (n + !*replaces > SJ_TABLE_MAX_RELEASES)
        return sj_err_set(err, SJ_ETABLE, "the table holds as many releases as it can");
    for (uint32_t i = 0; i < k; i++) out->releases[i] = old->releases[i];
    out->releases[k] = *fresh;
    for (uint32_t i = k + *replaces, to = k + 1; i < n; i++) out->releases[to++] = old->releases[i];
    out->n_releases = n + !*replaces;
    *at = k;
    return SJ_OK;
}

static word word_of(const sj_table_entry *e) {
    return (word){true, e->attributes, e->text, e->successor};
}

/* What the rows of one code say in each old release; `words` skips the new one's place. */
static void spread(word *words, const sj_table_view *old, const sj_table_row *row,
                   const sj_table_row *end, uint32_t at, bool replaces) {
    for (uint32_t i = 0; i < old->header->releases; i++) {
        sj_date day = old->releases[i].from;
        word *to = &words[i >= at && !replaces ? i + 1 : i];
        for (const sj_table_row *r = row; r < end; r++) {
            if (r->effective > day || (r->terminated != SJ_NO_DATE && day > r->terminated))
                continue;
            sj_table_entry e = entry_of(old, r);
            *to = word_of(&e);
        }
    }
}

/* As tables keep texts: cut at 255, what is not ASCII as '?'. */
static bool same_text(sj_str a, sj_str b) {
    enum { KEPT = 255 };
    if ((a.len < KEPT ? a.len : KEPT) != (b.len < KEPT ? b.len : KEPT)) return false;
    for (size_t i = 0; i < a.len && i < KEPT; i++) {
        bool plain_a = a.ptr[i] >= ' ' && a.ptr[i] < 127,
             plain_b = b.ptr[i] >= ' ' && b.ptr[i] < 127;
        if ((plain_a ? a.ptr[i] : '?') != (plain_b ? b.ptr[i] : '?')) return false;
    }
    return true;
}

static bool same_word(const word *a, const word *b, bool valued) {
    if (a->present != b->present || !a->present) return a->present == b->present;
    if (!valued) return !((a->attributes ^ b->attributes) & SJ_ROW_HEADING);
    return a->attributes == b->attributes && same_text(a->text, b->text) &&
           same_text(a->successor, b->successor);
}

/* Equal neighbours become one period. `e` tells what does not depend on the release. */
static bool join(sj_table_draft *out, const word *words, sj_table_entry e) {
    bool valued = out->flags & SJ_TABLE_VALUED;
    for (uint32_t i = 0; i < out->n_releases;) {
        const word *w = &words[i];
        uint32_t j = i + 1;
        while (j < out->n_releases && same_word(w, &words[j], valued)) j++;
        if (w->present) {
            e.effective = out->releases[i].from;
            e.terminated = j < out->n_releases ? out->releases[j].from - 1 : SJ_NO_DATE;
            e.attributes = (e.attributes & SJ_ROW_MEANING) | (w->attributes & SJ_ROW_HEADING);
            if (valued) e.attributes = w->attributes, e.text = w->text, e.successor = w->successor;
            if (!sj_draft_add(out, &e)) return false;
        }
        i = j;
    }
    return true;
}

static const sj_table_row *skip_code(const sj_table_row *row, const sj_table_row *end) {
    uint64_t code = row->code;
    while (row < end && row->code == code) row++;
    return row;
}

/* Walk the codes of both in order: the rows [row, next) of the old table, the entries [e, e_next)
 * of the new release; either stretch may be empty. */
typedef struct pair {
    const sj_table_row *row, *next;
    const sj_table_entry *e, *e_next;
} pair;

static bool next_pair(pair *p, const sj_table_row *rows_end, const sj_table_entry *entries_end) {
    p->row = p->next;
    p->e = p->e_next;
    bool has_row = p->row < rows_end, has_entry = p->e < entries_end;
    if (!has_row && !has_entry) return false;
    uint64_t a = has_row ? sj_code_order(p->row->code) : UINT64_MAX;
    uint64_t b = has_entry ? sj_code_order(p->e->code) : UINT64_MAX;
    if (has_row && a <= b) p->next = skip_code(p->row, rows_end);
    if (has_entry && b <= a)
        while (p->e_next < entries_end && p->e_next->code == p->e->code) p->e_next++;
    return true;
}

/* What the file does not speak of stays as the release before has it. */
static void inherit(word *to, const word *near, const sj_table_draft *fresh, uint64_t code) {
    char buf[SJ_CODE_SIZE];
    if (!to->present && fresh->lacks_headings && near->attributes & SJ_ROW_HEADING) *to = *near;
    if (!fresh->is_excerpt || !near->present) return;
    uint32_t covered = fresh->covers[*sj_code_print(code, buf).ptr == 'P'];
    uint32_t kept = near->attributes & SJ_ROW_MEANING & ~covered;
    if (!kept) return;
    if (!to->present) *to = (word){true, 0, near->text, near->successor};
    to->attributes |= kept;
}

static bool merge_released(sj_table_draft *out, const sj_table_view *old, const pair *p,
                           uint32_t at, bool replaces, const sj_table_draft *fresh) {
    word words[SJ_TABLE_MAX_RELEASES];
    memset(words, 0, out->n_releases * sizeof *words);
    spread(words, old, p->row, p->next, at, replaces);
    bool in_new = p->e < p->e_next, in_old = p->row < p->next;
    words[at] = in_new ? word_of(p->e) : (word){.present = false};
    if (out->n_releases > 1)
        inherit(&words[at], &words[at ? at - 1 : at + 1], fresh,
                in_new ? p->e->code : p->row->code);
    bool newest = at + 1 == out->n_releases;
    sj_table_entry e = in_new && (newest || !in_old) ? *p->e : entry_of(old, p->next - 1);
    if (e.text.len == 0 && in_old) /* a file of mere codes takes no words away */
        e.text = sj_table_text(old, p->next - 1, &e.successor);
    return join(out, words, e);
}

/* The periods of `earlier` that the later word leaves: those before its own first day, and, of a
 * code that it lacks, those before its release. An end that no publisher named is marked as
 * inferred. */
static bool keep_earlier(sj_table_draft *out, const sj_table_entry *earlier, size_t n,
                         const sj_table_entry *later, sj_date later_from) {
    sj_date limit = later ? later->effective : later_from; /* SJ_NO_DATE: nothing is before it */
    for (size_t i = 0; i < n; i++) {
        sj_table_entry e = earlier[i];
        if (e.effective >= limit) continue;
        if (e.terminated == SJ_NO_DATE || e.terminated >= limit) {
            e.terminated = limit - 1;
            e.attributes |= SJ_ROW_INFERRED;
        }
        if (!sj_draft_add(out, &e)) return false;
    }
    return true;
}

static bool add_all(sj_table_draft *out, const sj_table_entry *e, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (!sj_draft_add(out, &e[i])) return false;
    return true;
}

enum { MAX_PERIODS = 64 };

static bool merge_dated(sj_table_draft *out, const sj_table_view *old, const pair *p, uint32_t at) {
    sj_table_entry rows[MAX_PERIODS];
    size_t n = 0, fresh = (size_t)(p->e_next - p->e);
    for (const sj_table_row *r = p->row; r < p->next && n < MAX_PERIODS; r++)
        rows[n++] = entry_of(old, r);
    if (at + 1 == out->n_releases) /* the new file is the latest word */
        return add_all(out, p->e, fresh) &&
               keep_earlier(out, rows, n, fresh ? p->e : NULL, out->releases[at].from);
    return add_all(out, rows, n) &&
           keep_earlier(out, p->e, fresh, n ? rows : NULL, out->releases[at + 1].from);
}

sj_status sj_history_merge(sj_table_draft *out, const sj_table_view *old, sj_table_draft *fresh,
                           sj_err *err) {
    if (!old) old = &nothing;
    *out = (sj_table_draft){.kind = fresh->kind, .flags = fresh->flags};
    uint32_t at = 0;
    bool replaces = false;
    sj_status status = place_release(out, old, &fresh->releases[0], &at, &replaces, err);
    if (status != SJ_OK) return status;
    sj_draft_sort(fresh);
    pair p = {.next = old->rows, .e_next = fresh->entries};
    while (next_pair(&p, sj_table_end(old), fresh->entries + fresh->n)) {
        bool ok = fresh->flags & SJ_TABLE_DATED ? merge_dated(out, old, &p, at)
                                                : merge_released(out, old, &p, at, replaces, fresh);
        if (!ok) {
            sj_draft_dispose(out);
            return sj_err_set(err, SJ_ENOMEM, "out of memory");
        }
    }
    return SJ_OK;
}
