/* engine/cli/ledger_export.c - `scrubjay ledger export`: EFT and cheque totals for the bank,
 * entries for the books, as CSV. Both are summed while they are written and must agree. */
#include "engine/cli/ledger_cli.h"
#include "engine/csv/csv.h"
#include "engine/files/folder.h"
#include "engine/pipeline/say.h"
#include "engine/store/entries.h"

typedef struct exporting {
    sj_csv csv;
    uint32_t rows, refused;
    sj_money booked;     /* by the bank's lines */
    sj_money in_journal; /* of the account `bank` in the journal */
    sj_money debits, credits;
} exporting;

static const char *method_words(sj_str method) {
    static const char *const words[][2] = {
        {"ACH", "EFT"}, {"CHK", "cheque"}, {"NON", "no money"}, {"FWT", "wire"}, {"BOP", "bank"}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (sj_str_is(method, words[i][0])) return words[i][1];
    return "";
}

static bool take_bank(void *ctx, const sj_bank_line *b) {
    exporting *x = ctx;
    const char *method = method_words(b->method);
    sj_csv_date(&x->csv, b->paid_on);
    if (*method)
        sj_csv_textz(&x->csv, method);
    else
        sj_csv_text(&x->csv, b->method);
    const sj_str texts[] = {b->trace,      b->originator, b->payer,
                            b->payer_name, b->payee,      b->payee_name};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) sj_csv_text(&x->csv, texts[i]);
    sj_csv_money(&x->csv, b->amount);
    sj_csv_money(&x->csv, b->booked);
    sj_csv_text(&x->csv, b->state);
    sj_csv_text(&x->csv, b->file_name);
    sj_csv_text(&x->csv, b->interchange);
    sj_csv_text(&x->csv, b->set_control);
    sj_csv_end(&x->csv);
    x->rows++;
    x->refused += sj_str_is(b->state, "refused");
    x->booked = sj_money_add(x->booked, b->booked);
    return true;
}

static void journal_side(exporting *x, const sj_entry_source *e, sj_account account, bool debit) {
    sj_csv *c = &x->csv;
    sj_csv_date(c, e->e.day);
    sj_csv_textz(c, sj_account_name(account));
    if (debit) {
        sj_csv_money(c, e->e.cents);
        sj_csv_none(c);
    } else {
        sj_csv_none(c);
        sj_csv_money(c, e->e.cents);
    }
    const sj_str texts[] = {e->payer,       e->payer_name,  e->payee,         e->trace,
                            e->our_account, e->account,     e->e.reason,      e->e.reference,
                            e->file_name,   e->interchange, e->group_control, e->set_control};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) sj_csv_text(c, texts[i]);
    sj_csv_number(c, e->e.segment);
    sj_csv_text(c, e->actor);
    sj_csv_end(c);
}

static bool take_entry(void *ctx, const sj_entry_source *e) {
    exporting *x = ctx;
    journal_side(x, e, e->e.debit, true);
    journal_side(x, e, e->e.credit, false);
    x->rows++;
    x->debits = sj_money_add(x->debits, e->e.cents);
    x->credits = sj_money_add(x->credits, e->e.cents);
    if (e->e.debit == SJ_ACCOUNT_BANK) x->in_journal = sj_money_add(x->in_journal, e->e.cents);
    if (e->e.credit == SJ_ACCOUNT_BANK) x->in_journal = sj_money_add(x->in_journal, -e->e.cents);
    return true;
}

static sj_status write_file(exporting *x, const char *path, const char *const *titles,
                            sj_status (*fill)(exporting *x, sj_home *home,
                                              const sj_ledger_options *o, sj_err *err),
                            sj_home *home, const sj_ledger_options *o, sj_err *err) {
    FILE *to;
    sj_status status = sj_file_create(&to, path, err);
    if (status != SJ_OK) return status;
    x->csv = (sj_csv){.to = to};
    x->rows = 0;
    sj_csv_heading(&x->csv, titles);
    status = fill(x, home, o, err);
    bool failed = ferror(to) != 0;
    if (fclose(to) != 0 || failed)
        if (status == SJ_OK)
            status = sj_err_setf(err, SJ_EIO, "a file cannot be written", "%s", path);
    return status;
}

static sj_status fill_bank(exporting *x, sj_home *home, const sj_ledger_options *o, sj_err *err) {
    return sj_ledger_bank(home->store, o->from, o->through, take_bank, x, err);
}

static sj_status fill_journal(exporting *x, sj_home *home, const sj_ledger_options *o,
                              sj_err *err) {
    return sj_entries_of_days(home->store, o->from, o->through, take_entry, x, err);
}

static const char *const bank_titles[] = {
    "Date",   "Method", "Trace", "Originator", "Payer",       "Payer name",  "Payee", "Payee name",
    "Amount", "Booked", "State", "File",       "Interchange", "Transaction", NULL};
static const char *const journal_titles[] = {
    "Date",  "Account",     "Debit",           "Credit", "Payer",     "Payer name", "Payee",
    "Trace", "Our account", "Payer's account", "Reason", "Reference", "File",       "Interchange",
    "Group", "Transaction", "Segment",         "By",     NULL};

int sj_ledger_export_cli(sj_home *home, const sj_ledger_options *o) {
    exporting x = {.rows = 0};
    sj_err err = {0};
    char a[SJ_MONEY_SIZE + 8], b[SJ_MONEY_SIZE + 8];
    sj_status status = SJ_OK;
    if (o->bank) {
        status = write_file(&x, o->bank, bank_titles, fill_bank, home, o, &err);
        if (status == SJ_OK)
            printf("bank: %u remittance%s, %s booked, %u refused and not booked\n", x.rows,
                   sj_say_s(x.rows), sj_say_money(x.booked, a), x.refused);
    }
    if (o->journal && status == SJ_OK) {
        status = write_file(&x, o->journal, journal_titles, fill_journal, home, o, &err);
        if (status == SJ_OK)
            printf("journal: %u entr%s, debits %s, credits %s\n", x.rows, x.rows == 1 ? "y" : "ies",
                   sj_say_money(x.debits, a), sj_say_money(x.credits, b));
    }
    if (status != SJ_OK) return sj_cli_fail(NULL, &err);
    if (!o->bank || !o->journal) return SJ_EXIT_OK;
    bool agree = x.booked == x.in_journal;
    printf("the bank's %s and the journal's %s %s\n", sj_say_money(x.booked, a),
           sj_say_money(x.in_journal, b), agree ? "agree" : "DO NOT AGREE");
    return agree ? SJ_EXIT_OK : SJ_EXIT_INTERNAL;
}
