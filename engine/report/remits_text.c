/* Remittances as text: a list, and one of them line by line with its balance. */
#include "engine/report/remits.h"

#include "engine/followup/decide.h"
#include "engine/followup/lines.h"
#include "engine/followup/match.h"
#include "engine/followup/words.h"
#include "engine/report/remit_lines.h"

enum { WORDS = 512 };

static const char *title_of(sj_str id) {
    const sj_finding_def *def = sj_remit_finding_of(id);
    return def ? def->title : "It cannot be read";
}

size_t sj_remit_why(const sj_ledger_remit *r, char *buf, size_t cap) {
    int n = 0;
    if (cap) buf[0] = 0;
    if (r->row.reason.len && r->row.reason_segment)
        n = snprintf(buf, cap, "%s (%.*s, segment %u)", title_of(r->row.reason),
                     SJ_FMT(r->row.reason), r->row.reason_segment);
    else if (r->row.reason.len)
        n = snprintf(buf, cap, "%s (%.*s)", title_of(r->row.reason), SJ_FMT(r->row.reason));
    else if (r->row.duplicate_of)
        n = snprintf(buf, cap, "Posted before%s",
                     r->row.differs ? ", but its content is not the same" : "");
    return n > 0 ? (size_t)n : 0;
}

/* The bytes of a text's first character. */
static int first_character(sj_str s) {
    size_t n = s.len ? 1 : 0;
    while (n && n < s.len && n < 4 && ((unsigned char)s.ptr[n] & 0xc0) == 0x80) n++;
    return (int)n;
}

size_t sj_patient_text(sj_detail detail, sj_str last, sj_str first, char *buf, size_t cap) {
    int n = 0;
    if (cap) buf[0] = 0;
    if (detail == SJ_DETAIL_LIMITED)
        n = snprintf(buf, cap, "%.*s%s%.*s%s", first_character(first), first.len ? first.ptr : "",
                     first.len ? "." : "", first_character(last), last.len ? last.ptr : "",
                     last.len ? "." : "");
    else if (detail == SJ_DETAIL_FULL)
        n = snprintf(buf, cap, "%.*s%s%.*s", SJ_FMT(last), first.len ? ", " : "", SJ_FMT(first));
    return n > 0 ? (size_t)n : 0;
}

typedef struct printer {
    sj_store *store;
    const sj_reasons *reasons;
    sj_remit_view *view;
    FILE *to;
    sj_err *err;
    sj_status status;
    sj_remit_lines lines;
    sj_money claims, adjustments; /* summed while printing: the balance is worked out, not copied */
} printer;

static const char *dollars(sj_money m, char buf[SJ_MONEY_SIZE + 8]) {
    sj_money_print_people(m, buf);
    return buf;
}

static const char *day(sj_date d, char buf[SJ_DATE_SIZE]) {
    sj_date_print_people(d, buf);
    return buf;
}

/* "Posted before; 2 not ours, 1 set aside": what somebody should look at. */
static void list_remarks(const sj_ledger_remit *r, FILE *to) {
    const struct {
        uint32_t n;
        const char *words;
    } counts[] = {{r->unmatched, "not ours"},
                  {r->suspended, "set aside"},
                  {r->repeated, "posted before"},
                  {r->reversals, "reversed"}};
    char why[WORDS];
    const char *before = "  ";
    if (sj_remit_why(r, why, sizeof why)) {
        fprintf(to, "  %s", why);
        before = "; ";
    }
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        if (!counts[i].n) continue;
        fprintf(to, "%s%u %s", before, counts[i].n, counts[i].words);
        before = ", ";
    }
    putc('\n', to);
}

static bool list_one(void *ctx, const sj_ledger_remit *r) {
    printer *p = ctx;
    char money[SJ_MONEY_SIZE + 8], denied[SJ_MONEY_SIZE + 8], date[SJ_DATE_SIZE];
    sj_str payer = r->row.payer_name;
    if (payer.len > 24) payer.len = 24;
    p->view->found++;
    fprintf(p->to, "%-10s  %-20.*s  %-24.*s  %14s  %6u  %12s  %-9.*s", day(r->row.paid_on, date),
            SJ_FMT(r->row.trace), SJ_FMT(payer), dollars(r->row.amount, money), r->row.claims,
            dollars(r->denied, denied), SJ_FMT(r->row.state));
    list_remarks(r, p->to);
    return true;
}

sj_status sj_remits_list_text(sj_store *s, sj_remit_view *view, FILE *to, sj_err *err) {
    printer p = {.view = view, .to = to};
    fprintf(to, "%-10s  %-20s  %-24s  %14s  %6s  %12s  %-9s  %s\n", "Paid on", "Trace", "Payer",
            "Payment", "Claims", "Denied", "State", "To look at");
    return sj_ledger_remits(s, &(sj_ledger_filter){.trace = view->trace}, list_one, &p, err);
}

static void show_line(printer *p, const sj_payment_line_row *l) {
    char number[16], what[64] = "", charge[SJ_MONEY_SIZE + 8], paid[SJ_MONEY_SIZE + 8];
    if (l->ordinal) sj_words_procedure(l->procedure, what, sizeof what);
    if (!what[0] && l->revenue.len) snprintf(what, sizeof what, "rev %.*s", SJ_FMT(l->revenue));
    snprintf(number, sizeof number, l->line ? "line %u" : l->ordinal ? "line ?" : "claim", l->line);
    fprintf(p->to, "      %-8s %-14s %12s  %-34.*s %12s  %.*s", number, what,
            dollars(l->charge, charge), SJ_FMT(l->adjustments), dollars(l->paid, paid),
            SJ_FMT(l->kind));
    if (l->denied > 0) fprintf(p->to, " %s", dollars(l->denied, charge));
    if (l->remarks.len) fprintf(p->to, "  remarks %.*s", SJ_FMT(l->remarks));
    putc('\n', p->to);
}

static void show_match(printer *p, const sj_payment_row *r, sj_str our, sj_str runner) {
    char words[WORDS];
    sj_match_explain(r->evidence, words, sizeof words);
    if (r->rung)
        fprintf(p->to, "    our %.*s, by %s (%s; %u points)", SJ_FMT(our),
                sj_match_rung_text((sj_match_rung)r->rung), words, r->score);
    else if (our.len)
        fprintf(p->to, "    not matched; perhaps %.*s (%s; %u points)", SJ_FMT(our), words,
                r->score);
    else
        fputs("    not ours: no claim is like it", p->to);
    if (runner.len) fprintf(p->to, "; next best %.*s (%u points)", SJ_FMT(runner), r->runner_score);
    putc('\n', p->to);
}

static void show_notes(printer *p, const char *indent, uint32_t notes) {
    for (int i = 0; i < SJ_NOTES; i++)
        if (notes & 1u << i)
            fprintf(p->to, "%snote %s: %s\n", indent, sj_remit_findings()->rows[i].id,
                    sj_remit_findings()->rows[i].title);
}

static bool show_payment(void *ctx, const sj_payment_row *r, sj_str our, sj_str runner) {
    printer *p = ctx;
    char charge[SJ_MONEY_SIZE + 8], reasons[SJ_MONEY_SIZE + 8], paid[SJ_MONEY_SIZE + 8];
    char off[SJ_MONEY_SIZE + 8], date[SJ_DATE_SIZE], who[WORDS];
    sj_str status = sj_reasons_status(p->reasons, r->status);
    sj_patient_text(p->view->detail, r->last, r->first, who, sizeof who);
    p->claims = sj_money_add(p->claims, r->paid);
    fprintf(p->to, "\n  %u. %.*s  %s  %s  %.*s%s%.*s", r->ordinal, SJ_FMT(r->account), who,
            day(r->from, date), SJ_FMT(r->status), status.len ? " " : "", SJ_FMT(status));
    if (r->payer_control.len) fprintf(p->to, "  payer's number %.*s", SJ_FMT(r->payer_control));
    fprintf(p->to, "  segment %u\n", r->segment);
    sj_money adjusted = sj_money_add(sj_money_add(r->charge, -r->paid), -r->residual);
    fprintf(p->to, "    charge %s − adjustments %s = paid %s", dollars(r->charge, charge),
            dollars(adjusted, reasons), dollars(r->paid, paid));
    if (r->residual) fprintf(p->to, "  DOES NOT BALANCE by %s", dollars(r->residual, off));
    if (r->charge_residual)
        fprintf(p->to, "  LINES MISS %s of the charge", dollars(r->charge_residual, off));
    fprintf(p->to, "  [%.*s, %.*s]\n", SJ_FMT(r->state), SJ_FMT(r->kind));
    if (!sj_str_is(r->state, "repeated")) show_match(p, r, our, runner);
    if (r->remarks.len) fprintf(p->to, "    remarks %.*s\n", SJ_FMT(r->remarks));
    show_notes(p, "    ", r->notes);
    const sj_payment_line_row *line;
    while ((line = sj_remit_lines_next(&p->lines, r->id))) show_line(p, line);
    return true;
}

static bool show_adjustment(void *ctx, const sj_provider_row *a) {
    printer *p = ctx;
    char money[SJ_MONEY_SIZE + 8];
    sj_str words = sj_reasons_provider(p->reasons, a->reason);
    if (a->ordinal == 1) fputs("\nProvider adjustments\n", p->to);
    p->adjustments = sj_money_add(p->adjustments, a->amount);
    fprintf(p->to, "  %.*s %-38.*s %-20.*s %14s  segment %u\n", SJ_FMT(a->reason), SJ_FMT(words),
            SJ_FMT(a->reference), dollars(-a->amount, money), a->segment);
    return true;
}

/* Worked out from what was printed where the remittance was posted; else from its own sums. */
static void show_balance(printer *p, const sj_ledger_remit *r) {
    bool posted = sj_str_is(r->row.state, "posted");
    sj_money claims = posted ? p->claims : r->row.paid;
    sj_money provider = posted ? p->adjustments : r->row.provider;
    sj_money off = sj_money_add(sj_money_add(r->row.amount, -claims), provider);
    char money[SJ_MONEY_SIZE + 8];
    fprintf(p->to, "\nBalance\n  claim payments       %14s\n", dollars(claims, money));
    fprintf(p->to, "  provider adjustments %14s\n", dollars(-provider, money));
    fprintf(p->to, "  payment              %14s\n", dollars(r->row.amount, money));
    fprintf(p->to, "  difference           %14s  %s\n\n", dollars(off, money),
            off ? "DOES NOT BALANCE" : "balances");
}

static void show_head(printer *p, const sj_ledger_remit *r) {
    char money[SJ_MONEY_SIZE + 8], date[SJ_DATE_SIZE], why[WORDS];
    sj_remit_why(r, why, sizeof why);
    fprintf(p->to, "Remittance %.*s: %s by %.*s on %s, %.*s\n", SJ_FMT(r->row.trace),
            dollars(r->row.amount, money), SJ_FMT(r->row.method), day(r->row.paid_on, date),
            SJ_FMT(r->row.state));
    if (why[0]) fprintf(p->to, "  %s\n", why);
    fprintf(p->to, "  from %.*s (%.*s) to %.*s (%.*s)\n", SJ_FMT(r->row.payer_name),
            SJ_FMT(r->row.payer), SJ_FMT(r->row.payee_name), SJ_FMT(r->row.payee));
    fprintf(p->to, "  file %.*s, transaction set %.*s, byte %llu; claim payments: %u\n",
            SJ_FMT(r->row.file_name), SJ_FMT(r->row.control), (unsigned long long)r->row.offset,
            r->row.claims);
    show_notes(p, "  ", r->row.notes);
}

static bool show_one(void *ctx, const sj_ledger_remit *r) {
    printer *p = ctx;
    p->view->found++;
    p->claims = p->adjustments = 0;
    show_head(p, r);
    p->status = sj_remit_lines_read(&p->lines, p->store, r->row.id, p->err);
    if (p->status == SJ_OK)
        p->status = sj_ledger_payments(p->store, r->row.id, show_payment, p, p->err);
    if (p->status == SJ_OK)
        p->status = sj_ledger_provider(p->store, r->row.id, show_adjustment, p, p->err);
    if (p->status == SJ_OK) show_balance(p, r);
    return p->status == SJ_OK;
}

sj_status sj_remits_show_text(sj_store *s, const sj_reasons *reasons, sj_remit_view *view, FILE *to,
                              sj_err *err) {
    printer p = {.store = s, .reasons = reasons, .view = view, .to = to, .err = err};
    sj_remit_lines_init(&p.lines);
    sj_status status =
        sj_ledger_remits(s, &(sj_ledger_filter){.trace = view->trace}, show_one, &p, err);
    sj_remit_lines_dispose(&p.lines);
    return status == SJ_OK ? p.status : status;
}
