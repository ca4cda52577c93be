/* engine/store/entries_read.c - asks the double entry: by trace, account, amount and day; balances,
 * open items, the bank. */
#include "engine/store/entries.h"
#include "engine/store/keys.h"
#include "engine/store/sql.h"

typedef struct reader {
    union {
        sj_entry_fn entry;
        sj_balance_fn balance;
        sj_ledger_item_fn item;
        sj_bank_fn bank;
    } fn;
    void *ctx;
} reader;

static sj_sql_value from_day(sj_date d) {
    return sj_sql_int(d == SJ_NO_DATE ? INT64_MIN : d);
}

static sj_sql_value to_day(sj_date d) {
    return sj_sql_int(d == SJ_NO_DATE ? INT64_MAX : d);
}

static bool read_entry(void *ctx, const sj_sql_value *v) {
    reader *r = ctx;
    sj_entry_source e = {.e = {.remit = v[0].i,
                               .payment = v[1].i,
                               .ordinal = (uint32_t)v[2].i,
                               .debit = (sj_account)v[3].i,
                               .credit = (sj_account)v[4].i,
                               .cents = v[5].i,
                               .line = (uint32_t)v[6].i,
                               .segment = (uint32_t)v[7].i,
                               .day = sj_sql_to_date(v[8]),
                               .reason = v[9].s,
                               .reference = v[10].s,
                               .act = v[11].i},
                         .file_name = v[12].s,
                         .interchange = v[13].s,
                         .group_control = v[14].s,
                         .set_control = v[15].s,
                         .trace = v[16].s,
                         .payer = v[17].s,
                         .payer_name = v[18].s,
                         .payee = v[19].s,
                         .account = v[20].s,
                         .payment_ordinal = (uint32_t)v[21].i,
                         .our_account = v[22].s,
                         .actor = v[23].s,
                         .act_note = v[24].s};
    return r->fn.entry(r->ctx, &e);
}

#define ENTRIES                                                                                    \
    "SELECT e.remit, e.payment, e.ordinal, e.debit, e.credit, e.cents, e.line, e.segment, e.day, " \
    "e.reason, e.reference, e.act, f.name, r.interchange, r.group_control, r.control, r.trace, "   \
    "r.payer, r.payer_name, r.payee, p.account, p.ordinal, o.account, a.actor, a.note "
#define SOURCES                                                                                    \
    "JOIN file f ON f.id = r.file LEFT JOIN payment p ON p.id = e.payment "                        \
    "LEFT JOIN submission o ON o.id = p.submission AND p.state = 'posted' "                        \
    "LEFT JOIN ledger_act a ON a.id = e.act "
#define IN_ORDER "ORDER BY e.remit, e.payment, e.ordinal"

sj_status sj_entries_of_trace(sj_store *s, sj_str trace, sj_entry_fn fn, void *ctx, sj_err *err) {
    static const char sql[] = ENTRIES "FROM remit r JOIN ledger_entry e ON e.remit = r.id " SOURCES
                                      "WHERE r.practice = $1 AND r.trace = $2 " IN_ORDER;
    reader r = {.fn.entry = fn, .ctx = ctx};
    return SJ_SQL_QUERY(s, err, sql, read_entry, &r, sj_sql_int(s->practice), sj_sql_text(trace));
}

sj_status sj_entries_of_account(sj_store *s, sj_str account, sj_entry_fn fn, void *ctx,
                                sj_err *err) {
    static const char sql[] = ENTRIES
        "FROM (SELECT x.id, x.remit FROM submission m JOIN payment x ON x.submission = m.id "
        "WHERE m.practice = $1 AND m.account_key = $2 UNION SELECT x.id, x.remit FROM payment x "
        "WHERE x.practice = $1 AND x.state IN ('unmatched', 'suspended') AND x.account = $3) AS w "
        "JOIN ledger_entry e ON e.remit = w.remit AND e.payment = w.id "
        "JOIN remit r ON r.id = e.remit " SOURCES IN_ORDER;
    char key[SJ_ACCOUNT_KEY];
    reader r = {.fn.entry = fn, .ctx = ctx};
    return SJ_SQL_QUERY(s, err, sql, read_entry, &r, sj_sql_int(s->practice),
                        sj_sql_text(sj_account_key(account, key)), sj_sql_text(account));
}

sj_status sj_entries_of_payment(sj_store *s, int64_t remit, int64_t payment, sj_entry_fn fn,
                                void *ctx, sj_err *err) {
    static const char sql[] =
        ENTRIES "FROM ledger_entry e JOIN remit r ON r.id = e.remit " SOURCES
                "WHERE r.practice = $1 AND e.remit = $2 AND e.payment = $3 " IN_ORDER;
    reader r = {.fn.entry = fn, .ctx = ctx};
    return SJ_SQL_QUERY(s, err, sql, read_entry, &r, sj_sql_int(s->practice), sj_sql_int(remit),
                        sj_sql_int(payment));
}

sj_status sj_entries_of_amount(sj_store *s, sj_money cents, sj_entry_fn fn, void *ctx,
                               sj_err *err) {
    static const char sql[] = ENTRIES "FROM ledger_entry e JOIN remit r ON r.id = e.remit " SOURCES
                                      "WHERE e.practice = $1 AND e.cents = $2 " IN_ORDER;
    reader r = {.fn.entry = fn, .ctx = ctx};
    return SJ_SQL_QUERY(s, err, sql, read_entry, &r, sj_sql_int(s->practice), sj_sql_int(cents));
}

/* A remittance's own entries bear its day; those that a person made bear another. */
#define OF_DAYS                                                                                    \
    "FROM (SELECT e.* FROM remit r JOIN ledger_entry e ON e.remit = r.id AND e.act IS NULL "       \
    "WHERE r.practice = $1 AND COALESCE(r.paid_on, 0) BETWEEN $2 AND $3 UNION ALL "                \
    "SELECT e.* FROM (SELECT DISTINCT remit FROM ledger_act WHERE practice = $1) AS w "            \
    "JOIN ledger_entry e ON e.remit = w.remit AND e.act IS NOT NULL AND e.day "                    \
    "BETWEEN $2 AND $3) AS e JOIN remit r ON r.id = e.remit "

sj_status sj_entries_of_days(sj_store *s, sj_date from, sj_date to, sj_entry_fn fn, void *ctx,
                             sj_err *err) {
    static const char sql[] = ENTRIES OF_DAYS SOURCES IN_ORDER;
    reader r = {.fn.entry = fn, .ctx = ctx};
    return SJ_SQL_QUERY(s, err, sql, read_entry, &r, sj_sql_int(s->practice), from_day(from),
                        to_day(to));
}

static bool read_balance(void *ctx, const sj_sql_value *v) {
    reader *r = ctx;
    sj_balance b = {.payer = v[0].s,
                    .payer_name = v[1].s,
                    .payee = v[2].s,
                    .account = (sj_account)v[3].i,
                    .debit = v[4].i,
                    .credit = v[5].i};
    return r->fn.balance(r->ctx, &b);
}

sj_status sj_ledger_balances(sj_store *s, sj_date from, sj_date to, sj_balance_fn fn, void *ctx,
                             sj_err *err) {
    static const char sql[] =
        "SELECT payer, MAX(payer_name), payee, account, SUM(debit), SUM(credit) FROM ("
        "SELECT r.payer AS payer, MAX(r.payer_name) AS payer_name, r.payee AS payee, "
        "e.debit AS account, SUM(e.cents) AS debit, 0 AS credit " OF_DAYS
        "GROUP BY r.payer, r.payee, e.debit UNION ALL "
        "SELECT r.payer, MAX(r.payer_name), r.payee, e.credit, 0, SUM(e.cents) " OF_DAYS
        "GROUP BY r.payer, r.payee, e.credit) AS sides GROUP BY payer, payee, account "
        "ORDER BY payer, payee, account";
    reader r = {.fn.balance = fn, .ctx = ctx};
    return SJ_SQL_QUERY(s, err, sql, read_balance, &r, sj_sql_int(s->practice), from_day(from),
                        to_day(to));
}

static bool read_item(void *ctx, const sj_sql_value *v) {
    reader *r = ctx;
    sj_ledger_item i = {.payer = v[0].s,
                        .payer_name = v[1].s,
                        .payee = v[2].s,
                        .account = (sj_account)v[3].i,
                        .reference = v[4].s,
                        .taken = v[5].i,
                        .given = v[6].i,
                        .left = v[5].i - v[6].i,
                        .entries = (uint32_t)v[7].i,
                        .first = sj_sql_to_date(v[8]),
                        .last = sj_sql_to_date(v[9]),
                        .remit = v[10].i,
                        .balance = v[11].i};
    return r->fn.item(r->ctx, &i);
}

/* Payers write another reference, or none, when they take a forwarded balance back: it is one item.
 */
#define ITEM_SIDE(side, taken, given)                                                              \
    "SELECT r.payer AS payer, r.payer_name AS payer_name, r.payee AS payee, e." side               \
    " AS account, CASE WHEN e." side " = 11 THEN '' ELSE UPPER(COALESCE(e.reference, '')) END "    \
    "AS reference, " taken " AS taken, " given " AS given, e.day AS day, e.remit AS remit "        \
    "FROM remit r JOIN ledger_entry e ON e.remit = r.id AND e.payment = 0 "                        \
    "WHERE r.practice = $1 AND e." side " BETWEEN 10 AND 12"
_Static_assert(SJ_ACCOUNT_TAKEBACK == 10 && SJ_ACCOUNT_FORWARD == 11 && SJ_ACCOUNT_ADJUSTMENT == 12,
               "the open accounts stand in ITEM_SIDE by number");

sj_status sj_ledger_items(sj_store *s, bool all, sj_ledger_item_fn fn, void *ctx, sj_err *err) {
    static const char sql[] =
        "SELECT * FROM (SELECT payer, MAX(payer_name), payee, account, reference, "
        "SUM(taken) AS taken, SUM(given) AS given, COUNT(*), MIN(day), MAX(day), MAX(remit), "
        "SUM(SUM(taken) - SUM(given)) OVER (PARTITION BY payer, payee) AS balance "
        "FROM (" ITEM_SIDE("debit", "e.cents", "0") " UNION ALL " ITEM_SIDE(
            "credit", "0",
            "e.cents") ") AS sides GROUP BY payer, payee, account, reference) AS items "
                       "WHERE $2 = 1 OR (taken <> given AND balance <> 0) "
                       "ORDER BY payer, payee, account, reference";
    reader r = {.fn.item = fn, .ctx = ctx};
    return SJ_SQL_QUERY(s, err, sql, read_item, &r, sj_sql_int(s->practice), sj_sql_int(all));
}

static bool read_bank(void *ctx, const sj_sql_value *v) {
    reader *r = ctx;
    sj_bank_line b = {.paid_on = sj_sql_to_date(v[0]),
                      .method = v[1].s,
                      .trace = v[2].s,
                      .originator = v[3].s,
                      .payer = v[4].s,
                      .payer_name = v[5].s,
                      .payee = v[6].s,
                      .payee_name = v[7].s,
                      .state = v[8].s,
                      .amount = v[9].i,
                      .booked = v[10].i,
                      .file_name = v[11].s,
                      .interchange = v[12].s,
                      .set_control = v[13].s};
    return r->fn.bank(r->ctx, &b);
}

sj_status sj_ledger_bank(sj_store *s, sj_date from, sj_date to, sj_bank_fn fn, void *ctx,
                         sj_err *err) {
    static const char sql[] =
        "SELECT r.paid_on, r.method, r.trace, r.originator, r.payer, r.payer_name, r.payee, "
        "r.payee_name, r.state, r.amount, COALESCE((SELECT SUM(CASE WHEN e.debit = 1 THEN e.cents "
        "ELSE 0 END - CASE WHEN e.credit = 1 THEN e.cents ELSE 0 END) FROM ledger_entry e "
        "WHERE e.remit = r.id AND e.payment = 0), 0), f.name, r.interchange, r.control "
        "FROM remit r JOIN file f ON f.id = r.file "
        "WHERE r.practice = $1 AND COALESCE(r.paid_on, 0) BETWEEN $2 AND $3 "
        "ORDER BY r.paid_on, r.trace, r.id";
    _Static_assert(SJ_ACCOUNT_BANK == 1, "the bank's account stands here by number");
    reader r = {.fn.bank = fn, .ctx = ctx};
    return SJ_SQL_QUERY(s, err, sql, read_bank, &r, sj_sql_int(s->practice), from_day(from),
                        to_day(to));
}

static bool read_books(void *ctx, const sj_sql_value *v) {
    sj_books *b = ctx;
    *b = (sj_books){(uint32_t)v[0].i, (uint32_t)v[2].i, v[1].i};
    return false;
}

sj_status sj_books_check(sj_store *s, sj_books *out, sj_err *err) {
    static const char sql[] =
        "SELECT COUNT(*), COALESCE(SUM(r.amount), 0), (SELECT COUNT(*) FROM (SELECT e.remit FROM "
        "ledger_entry e WHERE e.practice = $1 AND (e.debit = 2 OR e.credit = 2) GROUP BY e.remit "
        "HAVING SUM(CASE WHEN e.debit = 2 THEN e.cents ELSE -e.cents END) <> 0) AS off) FROM remit "
        "r WHERE r.practice = $1 AND r.state = 'posted' AND r.amount > 0 AND NOT EXISTS (SELECT 1 "
        "FROM ledger_entry e WHERE e.remit = r.id)";
    _Static_assert(SJ_ACCOUNT_REMITTANCE == 2, "the clearing account stands here by number");
    *out = (sj_books){.open = 0};
    return SJ_SQL_QUERY(s, err, sql, read_books, out, sj_sql_int(s->practice));
}
