/* engine/pipeline/stored_claims.c - a claim's text gets an envelope around it and is parsed once
 * more. What the parser finds wrong with that envelope, or with the claim, is not of interest here.
 */
#include "engine/pipeline/stored_claims.h"

#include "parsers/base/alloc.h"

#include <scrubjay/parse.h>
#include <stdio.h>

enum { HEAD = 512, SHARE = 32 };

typedef struct reading {
    sj_guides *guides;
    const char *types[SHARE]; /* guide of each submission of the share */
    const int64_t *ids;
    size_t n;
    sj_stored_claim_fn fn;
    void *ctx;
    int64_t submission; /* at hand */
    sj_status status;
    sj_err *err;
} reading;

static void on_claim(void *ctx, const sj_claim *c) {
    reading *r = ctx;
    r->fn(r->ctx, r->submission, c);
}

/* Everything above the billing provider; the delimiters are those of the claim's file. */
static size_t write_head(char out[HEAD], const char *version, const sj_delimiters *d) {
    static const char pattern[] =
        "ISA*00*          *00*          *ZZ*STORED         *ZZ*STORED         *260101*0000*^*00501*"
        "000000001*0*P*:~GS*HC*STORED*STORED*20260101*0000*1*X*%s~ST*837*0001*%s~BHT*0019*00*1*"
        "20260101*0000*CH~NM1*41*2*STORED*****46*STORED~PER*IC*STORED*TE*5555550100~"
        "NM1*40*2*STORED*****46*STORED~";
    int n = snprintf(out, HEAD, pattern, version, version);
    for (int i = 0; i < n; i++) {
        if (out[i] == '*')
            out[i] = d->element;
        else if (out[i] == '^')
            out[i] = d->repetition ? d->repetition : '^';
        else if (out[i] == ':')
            out[i] = d->component;
        else if (out[i] == '~')
            out[i] = d->terminator;
    }
    return (size_t)n;
}

static sj_status parse_one(reading *r, const sj_claim_raw *raw, const char *type) {
    const sj_guide *guide;
    sj_status s = sj_guides_get(r->guides, type, &guide, r->err);
    if (s != SJ_OK) return s;
    size_t body = raw->provider.len + raw->subscriber.len + raw->patient.len + raw->claim.len;
    char *text = sj_malloc(HEAD + body);
    if (!text) return sj_err_set(r->err, SJ_ENOMEM, "no memory for a claim");
    size_t n = write_head(text, guide->version, &raw->delims);
    const sj_str parts[] = {raw->provider, raw->subscriber, raw->patient, raw->claim};
    for (int i = 0; i < 4; i++) {
        if (parts[i].len) memcpy(text + n, parts[i].ptr, parts[i].len);
        n += parts[i].len;
    }
    const sj_parse_events events = {.ctx = r, .claim = on_claim};
    s = sj_parse_memory(r->guides, text, n, &events, NULL, NULL, r->err);
    sj_free(text);
    return s == SJ_ENOMEM ? s : SJ_OK;
}

static bool on_raw(void *ctx, const sj_claim_raw *raw) {
    reading *r = ctx;
    size_t i = 0;
    while (i < r->n && r->ids[i] != raw->submission) i++;
    if (i == r->n || !r->types[i]) return true;
    r->submission = raw->submission;
    r->status = parse_one(r, raw, r->types[i]);
    return r->status == SJ_OK;
}

static bool on_row(void *ctx, const sj_submission *s) {
    static const char *const types[] = {"837P", "837I", "837D"};
    reading *r = ctx;
    for (size_t i = 0; i < r->n; i++)
        for (int t = 0; r->ids[i] == s->id && t < 3; t++)
            if (sj_str_is(s->type, types[t])) r->types[i] = types[t];
    return true;
}

sj_status sj_stored_claims(sj_store *store, sj_guides *guides, const int64_t *ids, size_t n,
                           sj_stored_claim_fn fn, void *ctx, sj_err *err) {
    sj_status s = SJ_OK;
    for (size_t at = 0; at < n && s == SJ_OK; at += SHARE) {
        reading r = {.guides = guides,
                     .ids = ids + at,
                     .n = n - at < SHARE ? n - at : SHARE,
                     .fn = fn,
                     .ctx = ctx,
                     .err = err};
        s = sj_submissions_by_id(store, r.ids, r.n, on_row, &r, err);
        if (s == SJ_OK) s = sj_submissions_raw(store, r.ids, r.n, on_raw, &r, err);
        if (s == SJ_OK) s = r.status;
    }
    return s;
}
