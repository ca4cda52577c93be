/* What payers hold to: the embedded usual values, and the configuration's laid over them. */
#include "engine/followup/terms.h"

#include "engine/followup/tsv.h"
#include "parsers/base/alloc.h"
#include "parsers/base/embed.h"

extern const sj_embedded sj_followup_files[];

enum { MAX_KINDS = 16 };

struct sj_terms_table {
    sj_terms usual[MAX_KINDS];
    sj_str filings[MAX_KINDS];
    size_t n_usual;
    const sj_terms *payers;
    size_t n;
};

static bool number(sj_str s, uint16_t *out) {
    *out = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9' || *out > 999) return false;
        *out = (uint16_t)(*out * 10 + (s.ptr[i] - '0'));
    }
    return true;
}

static bool levels(sj_str list, uint16_t out[SJ_APPEAL_LEVELS]) {
    for (size_t i = 0; list.len; i++) {
        const char *end = memchr(list.ptr, ',', list.len);
        size_t n = end ? (size_t)(end - list.ptr) : list.len;
        if (i == SJ_APPEAL_LEVELS || !number((sj_str){list.ptr, n}, &out[i])) return false;
        size_t taken = end ? n + 1 : n;
        list = (sj_str){list.ptr + taken, list.len - taken};
    }
    return true;
}

static bool read_row(sj_terms_table *t, const sj_str *c) {
    if (t->n_usual == MAX_KINDS || c[3].len != 1) return false;
    t->filings[t->n_usual] = c[1];
    sj_terms *row = &t->usual[t->n_usual++];
    *row = (sj_terms){.kind = c[0], .words = c[2], .replacement = c[3].ptr[0]};
    return number(c[4], &row->filing_days) && number(c[5], &row->correction_days) &&
           levels(c[6], row->appeal_days) && number(c[7], &row->ack_days) &&
           number(c[8], &row->status_days) && number(c[9], &row->remit_days);
}

static sj_status load(sj_terms_table *t, sj_err *err) {
    const sj_embedded *e = sj_followup_files;
    while (strcmp(e->name, "terms.tsv") != 0) e++;
    sj_tsv tsv;
    sj_status st = sj_tsv_open(&tsv, (sj_str){(const char *)e->bytes, e->size},
                               "kind filings words replacement filing_days correction_days "
                               "appeal_days ack_days status_days remit_days",
                               e->name, err);
    while (st == SJ_OK && sj_tsv_next(&tsv))
        if (!read_row(t, tsv.cell))
            st = sj_err_setf(err, SJ_ETABLE, "a table's row cannot be used", "%s", e->name);
    if (st == SJ_OK && (tsv.rest.len || !t->n_usual || t->filings[t->n_usual - 1].len))
        st = sj_err_setf(err, SJ_ETABLE, "the last row must be everybody else's", "%s", e->name);
    return st;
}

static const sj_terms *usual_kind(const sj_terms_table *t, sj_str kind) {
    for (size_t i = 0; i < t->n_usual; i++)
        if (sj_str_eq(t->usual[i].kind, kind)) return &t->usual[i];
    return NULL;
}

sj_status sj_terms_new(sj_terms_table **out, const sj_terms *payers, size_t n, sj_err *err) {
    *out = NULL;
    sj_terms_table *t = sj_calloc(1, sizeof *t);
    if (!t) return sj_err_set(err, SJ_ENOMEM, "no memory for payers' terms");
    t->payers = payers;
    t->n = n;
    sj_status st = load(t, err);
    for (size_t i = 0; i < n && st == SJ_OK; i++)
        if (payers[i].kind.len && !usual_kind(t, payers[i].kind))
            st = sj_err_setf(err, SJ_ETABLE, "there are no such terms", "payer %.*s",
                             SJ_FMT(payers[i].id));
    if (st == SJ_OK)
        *out = t;
    else
        sj_terms_free(t);
    return st;
}

void sj_terms_free(sj_terms_table *t) {
    sj_free(t);
}

static const sj_terms *usual_of(const sj_terms_table *t, const sj_terms *told, sj_str filing) {
    if (told && told->kind.len) return usual_kind(t, told->kind);
    for (size_t i = 0; i + 1 < t->n_usual; i++)
        if (filing.len && sj_tsv_lists(t->filings[i], filing)) return &t->usual[i];
    return &t->usual[t->n_usual - 1];
}

sj_terms sj_terms_of(const sj_terms_table *t, sj_str payer, sj_str filing) {
    const sj_terms *told = NULL;
    for (size_t i = 0; i < t->n && !told; i++)
        if (sj_str_eq(t->payers[i].id, payer)) told = &t->payers[i];
    sj_terms out = *usual_of(t, told, filing);
    out.filing_usual = !told || !told->filing_days;
    out.correction_usual = !told || !told->correction_days;
    out.appeal_usual = !told || !told->appeal_days[0];
    out.remit_usual = !told || !told->remit_days;
    if (!told) return out;
    out.id = told->id;
    out.fees = told->fees;
    out.fee_cents = told->fee_cents;
    out.fee_permille = told->fee_permille;
    out.fee_told = told->fee_told;
    out.appeals = told->appeals;
    if (told->replacement) out.replacement = told->replacement;
    if (told->filing_days) out.filing_days = told->filing_days;
    if (told->correction_days) out.correction_days = told->correction_days;
    if (told->appeal_days[0]) memcpy(out.appeal_days, told->appeal_days, sizeof out.appeal_days);
    if (told->ack_days) out.ack_days = told->ack_days;
    if (told->status_days) out.status_days = told->status_days;
    if (told->remit_days) out.remit_days = told->remit_days;
    return out;
}

int64_t sj_terms_fee_tolerance(const sj_terms *t, int64_t expected) {
    enum { PER_CENT = 100000 };
    if (!t->fee_told) return 1;
    return t->fee_permille ? expected * t->fee_permille / PER_CENT : t->fee_cents;
}

sj_date sj_terms_appeal_by(const sj_terms *t, unsigned level, sj_date decided) {
    if (!level || level > SJ_APPEAL_LEVELS || decided == SJ_NO_DATE) return SJ_NO_DATE;
    uint16_t days = t->appeal_days[level - 1];
    return days ? decided + days : SJ_NO_DATE;
}
