/* engine/store/entries.c - writes the double entry. Reading it stands in entries_read.c. */
#include "engine/store/entries.h"

#include "engine/store/sql.h"

static const struct {
    const char *name, *kind, *words;
} accounts[SJ_ACCOUNTS] = {
    {"", "", ""},
#define ACCOUNT(row, number, name, kind, words) [number] = {name, kind, words},
#include "engine/store/accounts.def"
#undef ACCOUNT
};

static bool is_account(sj_account a) {
    return (size_t)a < SJ_ACCOUNTS;
}

const char *sj_account_name(sj_account a) {
    return is_account(a) ? accounts[a].name : "";
}

const char *sj_account_kind(sj_account a) {
    return is_account(a) ? accounts[a].kind : "";
}

const char *sj_account_words(sj_account a) {
    return is_account(a) ? accounts[a].words : "";
}

sj_account sj_account_of(sj_str name) {
    for (int a = 1; a < SJ_ACCOUNTS; a++)
        if (sj_str_is(name, accounts[a].name)) return (sj_account)a;
    return SJ_ACCOUNT_NONE;
}

bool sj_account_is_open(sj_account a) {
    return sj_str_is(sj_str_of(sj_account_kind(a)), "open");
}

static sj_status last_ordinal(sj_store *s, const sj_entry *e, int64_t *out, sj_err *err) {
    static const char sql[] =
        "SELECT MAX(ordinal) FROM ledger_entry WHERE remit = $1 AND payment = $2";
    const sj_sql_value of[] = {sj_sql_int(e->remit), sj_sql_int(e->payment)};
    return sj_sql_number(s, sql, of, 2, 0, out, err);
}

sj_status sj_entries_add(sj_store *s, const sj_entry *rows, size_t n, sj_err *err) {
    static const char head[] =
        "INSERT INTO ledger_entry (remit, payment, ordinal, practice, debit, credit, cents, line, "
        "segment, day, reason, reference, act)";
    enum { COLUMNS = 13 };
    sj_sql_rows to;
    sj_sql_rows_begin(&to, s, head, COLUMNS);
    sj_status status = SJ_OK;
    for (size_t i = 0; i < n && status == SJ_OK; i++) {
        const sj_entry *e = &rows[i];
        int64_t ordinal = e->ordinal;
        if (!ordinal) { /* after all that are there, these included */
            status = sj_sql_rows_end(&to, err);
            if (status == SJ_OK) status = last_ordinal(s, e, &ordinal, err);
            ordinal++;
        }
        if (status == SJ_OK)
            status = SJ_SQL_ROW(&to, err, sj_sql_int(e->remit), sj_sql_int(e->payment),
                                sj_sql_int(ordinal), sj_sql_int(s->practice), sj_sql_int(e->debit),
                                sj_sql_int(e->credit), sj_sql_int(e->cents), sj_sql_int(e->line),
                                sj_sql_int(e->segment), sj_sql_date(e->day), sj_sql_text(e->reason),
                                sj_sql_opt(e->reference), sj_sql_id(e->act));
    }
    return status == SJ_OK ? sj_sql_rows_end(&to, err) : status;
}

sj_status sj_ledger_act_add(sj_store *s, const sj_ledger_act *a, sj_err *err) {
    static const char sql[] = "INSERT INTO ledger_act (id, practice, at, actor, what, remit, "
                              "payment, was, becomes, note) VALUES ($1, $2, $3, $4, $5, $6, $7, "
                              "$8, $9, $10)";
    return SJ_SQL(s, err, sql, sj_sql_int(a->id), sj_sql_int(s->practice), sj_sql_int(a->at),
                  sj_sql_text(a->actor), sj_sql_text(a->what), sj_sql_id(a->remit),
                  sj_sql_id(a->payment), sj_sql_id(a->was), sj_sql_id(a->becomes),
                  sj_sql_text(a->note));
}
