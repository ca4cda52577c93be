/* engine/followup/bank.c - deposits and remittances, put together. */
#include "engine/followup/bank.h"

#include "engine/followup/index.h"
#include "parsers/base/alloc.h"
#include "parsers/base/hash.h"

#include <ctype.h>
#include <stdlib.h>

enum {
    LOOK_BACK = 180,    /* days in which a deposit still finds its remittance */
    TRACE_DAYS = 45,    /* between payment date and deposit, where the trace speaks */
    SHORT = 6,          /* traces of fewer characters say nothing where the amount differs */
    NAME = 12,          /* characters of a payer's name that a bank shows at least */
    MOST_ROWS = 1 << 20 /* of each side */
};
static const size_t LIMIT = (size_t)1 << 28;

typedef struct deposit {
    int64_t id;
    sj_date day;
    sj_money amount;
    sj_str payer, text;
    sj_str folded;  /* the text's letters and digits alone */
    uint32_t remit; /* index + 1; 0: none */
    const char *found_by;
} deposit;

typedef struct remit {
    int64_t id;
    sj_str trace, payer; /* trace: folded */
    sj_money amount;
    sj_date paid_on;
    bool cheque, found;
} remit;

typedef struct matching {
    sj_store *store;
    sj_arena arena;
    deposit *deposits;
    remit *remits;
    size_t n_deposits, n_remits, deposit_cap, remit_cap;
    sj_index by_trace;
    bool failed;
} matching;

static bool grow(void *rows, size_t n, size_t *cap, size_t size) {
    if (n < *cap) return true;
    size_t more = *cap ? 2 * *cap : 256;
    void *v = n < MOST_ROWS ? sj_realloc(*(void **)rows, more * size) : NULL;
    if (!v) return false;
    *(void **)rows = v;
    *cap = more;
    return true;
}

/* Letters and digits, letters large, without leading zeros where `number`. */
static sj_str fold(sj_arena *arena, sj_str s, bool number) {
    char *out = sj_arena_alloc(arena, s.len + 1);
    size_t n = 0;
    if (!out) return (sj_str){NULL, 0};
    for (size_t i = 0; i < s.len; i++) {
        if (!isalnum((unsigned char)s.ptr[i])) continue;
        if (number && !n && s.ptr[i] == '0') continue;
        out[n++] = (char)toupper((unsigned char)s.ptr[i]);
    }
    return (sj_str){out, n};
}

static bool take_deposit(void *ctx, const sj_bank_deposit *from) {
    matching *m = ctx;
    if (!grow(&m->deposits, m->n_deposits, &m->deposit_cap, sizeof *m->deposits)) {
        m->failed = true;
        return false;
    }
    deposit *d = &m->deposits[m->n_deposits++];
    *d = (deposit){.id = from->id, .day = from->day, .amount = from->amount, .found_by = ""};
    m->failed = m->failed || !sj_arena_copy(&m->arena, from->text, &d->text) ||
                !sj_arena_copy(&m->arena, from->payer, &d->payer);
    if (!m->failed) d->folded = fold(&m->arena, d->text, false);
    return !m->failed;
}

static bool take_remit(void *ctx, const sj_bank_remit *from) {
    matching *m = ctx;
    if (from->found) return true;
    if (!grow(&m->remits, m->n_remits, &m->remit_cap, sizeof *m->remits)) {
        m->failed = true;
        return false;
    }
    remit *r = &m->remits[m->n_remits++];
    *r = (remit){.id = from->id,
                 .amount = from->amount,
                 .paid_on = from->paid_on,
                 .cheque = sj_str_is(from->method, "CHK")};
    r->trace = fold(&m->arena, from->trace, true);
    m->failed = !r->trace.ptr || !sj_arena_copy(&m->arena, from->payer, &r->payer);
    return !m->failed;
}

/* The next word of a deposit's text, as banks part them: "TRN*1*12345*1512345678~". */
static bool next_word(sj_str *rest, sj_str *word) {
    static const char apart[] = " \t*~|,;:/\\\"'()#=";
    while (rest->len && memchr(apart, rest->ptr[0], sizeof apart - 1)) {
        rest->ptr++;
        rest->len--;
    }
    size_t n = 0;
    while (n < rest->len && !memchr(apart, rest->ptr[n], sizeof apart - 1)) n++;
    *word = (sj_str){rest->ptr, n};
    rest->ptr += n;
    rest->len -= n;
    return n > 0;
}

static bool has_word(sj_str text, sj_str word) {
    sj_str rest = text, w;
    while (word.len && next_word(&rest, &w))
        if (w.len == word.len && strncasecmp(w.ptr, word.ptr, w.len) == 0) return true;
    return false;
}

static bool contains(sj_str in, sj_str what) {
    return what.len && memmem(in.ptr, in.len, what.ptr, what.len);
}

/* Is it of this payer, by its id or as much of its name as a bank shows? */
static bool is_of(matching *m, const deposit *d, sj_str name, sj_str originator) {
    if (originator.len >= SHORT && has_word(d->text, originator)) return true;
    sj_str folded = fold(&m->arena, name, false);
    if (folded.len < NAME) return folded.len > 2 && has_word(d->text, name);
    folded.len = NAME;
    return contains(d->folded, folded);
}

static bool take_payer(void *ctx, sj_str id, sj_str name, sj_str originator) {
    matching *m = ctx;
    for (size_t i = 0; i < m->n_deposits; i++) {
        deposit *d = &m->deposits[i];
        if (d->payer.len && !sj_str_is(d->payer, "yes")) continue;
        if (is_of(m, d, name, originator) && !sj_arena_copy(&m->arena, id, &d->payer))
            m->failed = true;
    }
    return !m->failed;
}

/* Deposits of health claims say so: CORE has a word for the entry, the addenda bear the trace. */
static void mark_health(matching *m) {
    for (size_t i = 0; i < m->n_deposits; i++) {
        deposit *d = &m->deposits[i];
        if (!d->payer.len &&
            (contains(d->folded, SJ_STR("HCCLAIMPMT")) || contains(d->text, SJ_STR("TRN*1*"))))
            d->payer = SJ_STR("yes");
    }
}

static void join(matching *m, deposit *d, remit *r, const char *found_by) {
    d->remit = (uint32_t)(r - m->remits) + 1;
    d->found_by = found_by;
    d->payer = r->payer;
    r->found = true;
}

static void by_trace(matching *m, bool same_amount) {
    for (size_t i = 0; i < m->n_deposits; i++) {
        deposit *d = &m->deposits[i];
        sj_str rest = d->text, word;
        while (!d->remit && d->amount > 0 && next_word(&rest, &word)) {
            sj_str trace = fold(&m->arena, word, true);
            const sj_index_entry *e =
                trace.len ? sj_index_first(&m->by_trace, sj_hash_str(trace)) : NULL;
            for (; e && !d->remit; e = sj_index_next(&m->by_trace, e)) {
                remit *r = &m->remits[e->value];
                bool fits = same_amount ? r->amount == d->amount : trace.len >= SHORT;
                if (fits && !r->found && sj_str_eq(r->trace, trace) &&
                    abs(d->day - r->paid_on) <= TRACE_DAYS)
                    join(m, d, r, "trace");
            }
        }
    }
}

static bool is_cheques(const deposit *d) {
    return contains(d->folded, SJ_STR("CHECK")) || contains(d->folded, SJ_STR("LOCKBOX")) ||
           contains(d->folded, SJ_STR("DEPOSIT"));
}

/* Could this deposit pay that remittance, by amount and day? */
static bool may_pay(const deposit *d, const remit *r, bool by_payer) {
    if (d->remit || r->found || d->amount != r->amount) return false;
    int32_t days = d->day - r->paid_on;
    if (days < -SJ_BANK_DAYS || days > (r->cheque ? SJ_BANK_CHEQUE_DAYS : SJ_BANK_DAYS))
        return false;
    if (by_payer) return sj_str_eq(d->payer, r->payer);
    return sj_str_is(d->payer, "yes") || (r->cheque && is_cheques(d));
}

/* Only where a deposit has one remittance and that one has no other deposit. */
static void by_amount(matching *m, bool by_payer) {
    for (size_t i = 0; i < m->n_deposits; i++) {
        size_t fits = 0, at = 0;
        for (size_t k = 0; k < m->n_remits && fits < 2; k++)
            if (may_pay(&m->deposits[i], &m->remits[k], by_payer)) {
                fits++;
                at = k;
            }
        for (size_t k = 0; k < m->n_deposits && fits == 1; k++)
            if (k != i && may_pay(&m->deposits[k], &m->remits[at], by_payer)) fits++;
        if (fits == 1) join(m, &m->deposits[i], &m->remits[at], by_payer ? "payer" : "amount");
    }
}

static sj_status write_all(matching *m, sj_bank_matched *out, sj_err *err) {
    sj_status status = SJ_OK;
    for (size_t i = 0; i < m->n_deposits && status == SJ_OK; i++) {
        const deposit *d = &m->deposits[i];
        const remit *r = d->remit ? &m->remits[d->remit - 1] : NULL;
        out->trace += *d->found_by == 't';
        out->payer += *d->found_by == 'p';
        out->amount += *d->found_by == 'a';
        out->differ += r && r->amount != d->amount;
        out->open += !r && d->payer.len;
        out->other += !r && !d->payer.len;
        if (d->payer.len)
            status =
                sj_bank_deposit_set(m->store, d->id, d->payer, r ? r->id : 0, d->found_by, err);
    }
    return status;
}

static sj_status read_both(matching *m, sj_date since, sj_err *err) {
    sj_status status = sj_bank_deposits_open(m->store, since, take_deposit, m, err);
    if (status == SJ_OK && !m->failed)
        status = sj_bank_remits(m->store, since - TRACE_DAYS, take_remit, m, err);
    if (status == SJ_OK && !m->failed) status = sj_bank_payers(m->store, take_payer, m, err);
    if (status == SJ_OK && !m->failed &&
        !sj_index_init(&m->by_trace, &m->arena, (uint32_t)m->n_remits))
        m->failed = true;
    if (status == SJ_OK && m->failed)
        status = sj_err_set(err, SJ_ENOMEM, "no memory to match deposits");
    return status;
}

sj_status sj_bank_match(sj_store *s, sj_bank_matched *out, sj_err *err) {
    matching m = {.store = s};
    sj_date since;
    *out = (sj_bank_matched){.trace = 0};
    sj_status status = sj_bank_open_since(s, LOOK_BACK, &since, err);
    if (status != SJ_OK || since == SJ_NO_DATE) return status;
    sj_arena_init(&m.arena, LIMIT);
    status = read_both(&m, since, err);
    if (status == SJ_OK) {
        for (size_t i = 0; i < m.n_remits; i++)
            if (m.remits[i].trace.len)
                sj_index_add(&m.by_trace, sj_hash_str(m.remits[i].trace), (uint32_t)i);
        mark_health(&m);
        by_trace(&m, true);
        by_trace(&m, false);
        by_amount(&m, true);
        by_amount(&m, false);
        status = write_all(&m, out, err);
    }
    sj_arena_dispose(&m.arena);
    sj_free(m.deposits);
    sj_free(m.remits);
    return status;
}
