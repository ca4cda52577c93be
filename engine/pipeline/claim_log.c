/* Rows lie one behind the other: a fixed head, then the account's bytes. */
#include "engine/pipeline/claim_log.h"

#include "parsers/base/alloc.h"

enum { DEFAULT_LIMIT = 256 << 10, MAX_ACCOUNT = 256 };

typedef struct head {
    uint32_t ordinal;
    uint16_t account_len;
    uint8_t verdict;
    uint8_t has_charge;
    sj_money charge;
} head;

const char *sj_verdict_text(sj_verdict v) {
    static const char *const texts[] = {"clean", "warned", "held"};
    return texts[v];
}

void sj_claim_log_init(sj_claim_log *log, size_t limit) {
    *log = (sj_claim_log){.limit = limit ? limit : DEFAULT_LIMIT};
    if (log->limit < sizeof(head) + MAX_ACCOUNT) log->limit = sizeof(head) + MAX_ACCOUNT;
}

void sj_claim_log_dispose(sj_claim_log *log) {
    if (log->spill) fclose(log->spill);
    sj_free(log->buf);
    sj_claim_log_init(log, log->limit);
}

static sj_status spill(sj_claim_log *log, sj_err *err) {
    if (!log->spill) log->spill = tmpfile();
    if (!log->spill) return sj_err_set(err, SJ_EIO, "no temporary file could be made");
    if (fwrite(log->buf, 1, log->len, log->spill) != log->len)
        return sj_err_set(err, SJ_EIO, "a temporary file could not be written");
    log->len = 0;
    return SJ_OK;
}

sj_status sj_claim_log_add(sj_claim_log *log, const sj_claim_row *row, sj_err *err) {
    size_t account_len = row->account.len < MAX_ACCOUNT ? row->account.len : MAX_ACCOUNT;
    head h = {row->ordinal, (uint16_t)account_len, (uint8_t)row->verdict, row->has_charge,
              row->charge};
    if (!log->buf) log->buf = sj_malloc(log->limit);
    if (!log->buf) return sj_err_set(err, SJ_ENOMEM, "out of memory");
    if (log->limit - log->len < sizeof h + account_len) {
        sj_status s = spill(log, err);
        if (s != SJ_OK) return s;
    }
    memcpy(log->buf + log->len, &h, sizeof h);
    if (account_len) memcpy(log->buf + log->len + sizeof h, row->account.ptr, account_len);
    log->len += sizeof h + account_len;
    return SJ_OK;
}

static void hand_over(const head *h, const char *account, sj_claim_log_fn fn, void *ctx) {
    sj_claim_row row = {
        h->ordinal, h->has_charge, h->charge, (sj_verdict)h->verdict, {account, h->account_len}};
    fn(ctx, &row);
}

static sj_status drain_spill(sj_claim_log *log, sj_claim_log_fn fn, void *ctx, sj_err *err) {
    head h;
    char account[MAX_ACCOUNT];
    rewind(log->spill);
    while (fread(&h, sizeof h, 1, log->spill) == 1) {
        if (h.account_len > MAX_ACCOUNT ||
            fread(account, 1, h.account_len, log->spill) != h.account_len)
            return sj_err_set(err, SJ_EIO, "a temporary file could not be read back");
        hand_over(&h, account, fn, ctx);
    }
    if (ferror(log->spill))
        return sj_err_set(err, SJ_EIO, "a temporary file could not be read back");
    fclose(log->spill);
    log->spill = NULL;
    return SJ_OK;
}

sj_status sj_claim_log_drain(sj_claim_log *log, sj_claim_log_fn fn, void *ctx, sj_err *err) {
    if (log->spill) {
        sj_status s = drain_spill(log, fn, ctx, err);
        if (s != SJ_OK) return s;
    }
    head h;
    for (size_t at = 0; at < log->len; at += sizeof h + h.account_len) {
        memcpy(&h, log->buf + at, sizeof h);
        hand_over(&h, log->buf + at + sizeof h, fn, ctx);
    }
    log->len = 0;
    return SJ_OK;
}
