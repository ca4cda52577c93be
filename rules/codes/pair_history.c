/* rules/codes/pair_history.c - one more release of pairs, and what the table knew before.
 *
 * Publishers of pairs hand out the whole history each time, each pair with its own first and last
 * day. So the latest file's word on a pair is all there is to say; only a pair that it does not
 * hold at all is kept from before, ended by inference the day before that release. */
#include "rules/codes/pair_draft.h"

#include "parsers/base/alloc.h"

void sj_pair_walk_init(sj_pair_walk *w, const sj_pairs_view *v) {
    *w = (sj_pair_walk){.view = v};
}

bool sj_pair_walk_next(sj_pair_walk *w, sj_pair_entry *out) {
    if (!w->view) return false;
    while (w->i == w->n) {
        if (w->first == w->view->header->codes) return false;
        w->i = w->n = 0;
        if (!sj_pairs_group(w->view, ++w->first, &w->rows, &w->n)) return false;
    }
    const sj_pair_row *row = &w->rows[w->i++];
    w->terms = &w->view->terms[row->terms];
    *out = (sj_pair_entry){
        .key = sj_pair_key(sj_pairs_code(w->view, w->first), sj_pairs_code(w->view, row->second)),
        .effective = w->terms->effective,
        .deleted = w->terms->deleted,
        .attributes = w->terms->attributes};
    return true;
}

/* The releases of both, in order; *at is the new one's place. */
static sj_status place_release(sj_pair_draft *out, const sj_pairs_view *old,
                               const sj_table_release *fresh, uint32_t *at, sj_err *err) {
    uint32_t n = old ? old->header->releases : 0, k = 0;
    while (k < n && old->releases[k].from < fresh->from) k++;
    bool replaces = k < n && old->releases[k].from == fresh->from;
    if (n + !replaces > SJ_TABLE_MAX_RELEASES)
        return sj_err_set(err, SJ_ETABLE, "the table holds as many releases as it can");
    for (uint32_t i = 0; i < k; i++) out->releases[i] = old->releases[i];
    out->releases[k] = *fresh;
    for (uint32_t i = k + replaces, to = k + 1; i < n; i++) out->releases[to++] = old->releases[i];
    out->n_releases = n + !replaces;
    *at = k;
    return SJ_OK;
}

/* An earlier word counts up to the day before the later release. */
static bool keep(sj_pair_draft *out, sj_pair_entry e, sj_date limit) {
    if (e.effective >= limit) return true;
    if (e.deleted == SJ_NO_DATE || e.deleted >= limit) {
        e.deleted = limit - 1;
        e.attributes |= SJ_ROW_INFERRED;
    }
    return sj_pair_draft_add(out, &e);
}

/* The old table's words and the new file's, pair by pair; `newest`: the new file is the latest. */
typedef struct merge {
    sj_pair_draft *out;
    sj_pair_walk walk;
    sj_pair_entry old;
    bool has_old, newest;
    uint32_t texts[SJ_PAIRS_CODES]; /* by index of the old terms: 1 + number of their text */
} merge;

static void next_old(merge *m) {
    m->has_old = sj_pair_walk_next(&m->walk, &m->old);
}

/* The old row's reason as a number of the new table; only rows that are kept bring theirs. */
static sj_pair_entry with_text(merge *m) {
    sj_pair_entry e = m->old;
    uint32_t *text = &m->texts[m->walk.terms - m->walk.view->terms];
    if (!*text) *text = 1 + sj_pair_draft_text(m->out, sj_pairs_text(m->walk.view, m->walk.terms));
    e.text = *text - 1;
    return e;
}

static bool take_old(merge *m, bool known_to_fresh, sj_date limit) {
    uint64_t key = m->old.key;
    for (; m->has_old && m->old.key == key; next_old(m)) {
        if (m->newest && (known_to_fresh || m->old.effective >= limit)) continue;
        sj_pair_entry e = with_text(m);
        if (!(m->newest ? keep(m->out, e, limit) : sj_pair_draft_add(m->out, &e))) return false;
    }
    return true;
}

static bool merge_all(merge *m, const sj_pair_draft *fresh, uint32_t at) {
    sj_date limit = m->out->releases[m->newest ? at : at + 1].from;
    next_old(m);
    for (size_t i = 0; i < fresh->n;) {
        uint64_t key = fresh->entries[i].key;
        while (m->has_old && m->old.key < key)
            if (!take_old(m, false, limit)) return false;
        bool both = m->has_old && m->old.key == key;
        if (both && !take_old(m, true, limit)) return false;
        for (; i < fresh->n && fresh->entries[i].key == key; i++) {
            if (m->newest ? !sj_pair_draft_add(m->out, &fresh->entries[i])
                          : !both && !keep(m->out, fresh->entries[i], limit))
                return false;
        }
    }
    while (m->has_old)
        if (!take_old(m, false, limit)) return false;
    return true;
}

sj_status sj_pair_history_merge(sj_pair_draft *out, const sj_pairs_view *old, sj_pair_draft *fresh,
                                sj_err *err) {
    *out = (sj_pair_draft){.kind = fresh->kind, .flags = fresh->flags, .n_texts = fresh->n_texts};
    memcpy(out->texts, fresh->texts, sizeof out->texts);
    uint32_t at = 0;
    sj_status status = place_release(out, old, &fresh->releases[0], &at, err);
    if (status != SJ_OK) return status;
    if (old && !sj_pairs_verify(old))
        return sj_err_set(err, SJ_ETABLE,
                          "the table in use is damaged: its history cannot be kept");
    sj_pair_draft_sort(fresh);
    merge *m = sj_calloc(1, sizeof *m);
    if (!m) return sj_err_set(err, SJ_ENOMEM, "out of memory");
    m->out = out;
    m->newest = at + 1 == out->n_releases;
    if (!m->newest) out->flags = old->header->flags;
    sj_pair_walk_init(&m->walk, old);
    bool merged = merge_all(m, fresh, at);
    sj_free(m);
    if (merged) return SJ_OK;
    sj_pair_draft_dispose(out);
    return sj_err_set(err, SJ_ENOMEM, "out of memory");
}
