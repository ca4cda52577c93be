/* Denial detection: cases reasoned from the balance equations and the code lists' own rules.
 *
 * A claim payment is written as text: lines separated by ';', each "charge paid adjustments
 * remarks", adjustments as GROUP-REASON:amount. The claim level comes first: "status paid-on
 * adjustments remarks
 * |". What is expected is one word group per line: kind, denied amount, category, action. */
#include "engine/followup/decide.h"
#include "engine/followup/underpaid.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>

enum { MAX_LINES = 8, MAX_ITEMS = 6 };

typedef struct built_line {
    sj_adjustment adjustments[MAX_ITEMS];
    sj_text remarks[MAX_ITEMS];
    unsigned n_adjustments, n_remarks;
} built_line;

static sj_reasons *reasons;
static built_line claim_level, built[MAX_LINES];
static sj_payment_line lines[MAX_LINES];
static sj_remit remit;
static sj_payment payment;

static const sj_at somewhere = {.segment = 1};

static sj_money money(sj_str s) {
    sj_money m;
    ck_assert_msg(sj_money_parse(s, &m), "not an amount: %.*s", SJ_FMT(s));
    return m;
}

/* The next word, or an empty one before `end`. */
static sj_str word(const char **p, char end) {
    while (**p == ' ') (*p)++;
    const char *from = *p;
    while (**p && **p != ' ' && **p != end) (*p)++;
    return (sj_str){from, (size_t)(*p - from)};
}

static void read_items(built_line *b, const char **p, char end) {
    *b = (built_line){0};
    for (sj_str w = word(p, end); w.len; w = word(p, end)) {
        const char *dash = memchr(w.ptr, '-', w.len), *colon = memchr(w.ptr, ':', w.len);
        if (!dash || !colon) {
            b->remarks[b->n_remarks++] = (sj_text){w, somewhere};
            continue;
        }
        b->adjustments[b->n_adjustments++] = (sj_adjustment){
            .group = {w.ptr, (size_t)(dash - w.ptr)},
            .reason = {dash + 1, (size_t)(colon - dash - 1)},
            .amount = money((sj_str){colon + 1, (size_t)(w.ptr + w.len - colon - 1)}),
            .at = somewhere};
    }
    if (**p == end) (*p)++;
}

static sj_money sum(const built_line *b) {
    sj_money s = 0;
    for (unsigned i = 0; i < b->n_adjustments; i++) s += b->adjustments[i].amount;
    return s;
}

/* #CODE, or #PAID<SUBMITTED when the payer changed it, before the amounts. */
static void read_codes(sj_payment_line *line, const char **p) {
    const char *at = *p;
    sj_str w = word(&at, ';');
    if (w.len < 2 || w.ptr[0] != '#') return;
    const char *mark = memchr(w.ptr, '<', w.len);
    line->procedure =
        (sj_text){{w.ptr + 1, mark ? (size_t)(mark - w.ptr - 1) : w.len - 1}, somewhere};
    if (mark)
        line->submitted = (sj_text){{mark + 1, (size_t)(w.ptr + w.len - mark - 1)}, somewhere};
    *p = at;
}

static void build(const char *text) {
    payment = (sj_payment){.remit = &remit, .balanced = true};
    remit = (sj_remit){.paid_on = {sj_date_of(2026, 4, 16), somewhere}};
    payment.status = (sj_text){word(&text, '|'), somewhere};
    read_items(&claim_level, &text, '|');
    sj_money charge = 0, all = sum(&claim_level);
    unsigned n = 0;
    for (; *text; n++) {
        lines[n] = (sj_payment_line){.at = somewhere};
        read_codes(&lines[n], &text);
        lines[n].charge = (sj_amount){money(word(&text, ';')), somewhere};
        lines[n].paid = (sj_amount){money(word(&text, ';')), somewhere};
        read_items(&built[n], &text, ';');
        lines[n].adjustments.v = built[n].adjustments;
        lines[n].adjustments.n = (uint16_t)built[n].n_adjustments;
        lines[n].remarks.v = built[n].remarks;
        lines[n].remarks.n = (uint16_t)built[n].n_remarks;
        lines[n].residual = lines[n].charge.v - sum(&built[n]) - lines[n].paid.v;
        charge += lines[n].charge.v;
        all += sum(&built[n]);
    }
    payment.lines.v = lines;
    payment.lines.n = (uint16_t)n;
    payment.adjustments.v = claim_level.adjustments;
    payment.adjustments.n = (uint16_t)claim_level.n_adjustments;
    payment.remarks.v = claim_level.remarks;
    payment.remarks.n = (uint16_t)claim_level.n_remarks;
    payment.charge.v = n ? charge : sum(&claim_level);
    payment.paid.v = payment.charge.v - all;
    payment.residual = 0;
}

static const struct {
    const char *why;
    const char *payment;
    const char *claim; /* kind and denied amount of the whole */
    const char *lines; /* "kind denied category action" per line; 0: of the claim level */
    unsigned notes;
    unsigned guards;
} cases[] = {
    {"paid with a contractual reduction and a copayment", "1|120 80 CO-45:20 PR-3:20", "paid 0.00",
     "paid 0.00", 0, 0},
    {"all of it is the deductible: the patient owes, nothing is denied",
     "1|150 0 CO-45:30 PR-1:120", "patient 0.00", "patient 0.00", 0, 0},
    {"denied as status 4", "4|75 0 CO-197:75 M62", "denied 75.00", "denied 75.00 AUTH appeal", 0,
     0},
    {"denied though the status says processed", "1|150 0 CO-16:150 N290", "denied 150.00",
     "denied 150.00 PROVIDER correct", 0, 0},
    {"nothing paid: a denial stays one beside a contractual part", "1|150 0 CO-45:50 CO-50:100",
     "denied 100.00", "denied 100.00 MEDNEC appeal", 0, 0},
    {"one line of two denied", "1|100 80 CO-45:20;60 0 CO-97:60", "partly_denied 60.00",
     "paid 0.00;bundled 60.00 BUNDLING correct", 0, 0},
    {"some units denied", "1|90 30 CO-151:60", "partly_denied 60.00",
     "partly_denied 60.00 MEDNEC appeal", 0, 0},
    {"sequestration and a withhold are contract", "1|100 70 CO-45:20 CO-253:2 CO-104:8",
     "paid 0.00", "paid 0.00", 0, 0},
    {"an earlier payer paid it all", "2|100 0 OA-23:100", "informational 0.00",
     "informational 0.00", 0, 0},
    {"pended during the grace period", "1|100 0 OA-257:100", "pended 0.00", "pended 0.00", 0, 0},
    {"predetermination", "25|100 0 CO-96:100 N130", "informational 0.00", "informational 0.00", 0,
     0},
    {"a reversal is no denial", "22|-100 -80 CO-45:-10 PR-2:-10", "reversal 0.00", "reversal 0.00",
     0, 0},
    {"the reversal of a denial is none either", "22|-75 0 CO-197:-75", "reversal 0.00",
     "reversal 0.00", 0, 0},

    /* Groups. */
    {"a denial reason under PR is a denial put on the patient", "1|80 0 PR-204:80", "denied 80.00",
     "denied 80.00 NONCOV bill_patient", SJ_NOTE_PATIENT_DENIAL, 0},
    {"the same under CO may not go to the patient", "1|80 0 CO-204:80", "denied 80.00",
     "denied 80.00 NONCOV write_off", 0, 0},
    {"a contract reason under PR: the patient pays the difference", "1|100 60 PR-45:40",
     "paid 0.00", "paid 0.00", 0, 0},
    {"a patient reason under CO is written off", "1|100 80 CO-2:20", "paid 0.00", "paid 0.00", 0,
     0},
    {"a duplicate", "1|80 0 OA-18:80", "denied 80.00", "denied 80.00 DUP call", 0, 0},
    {"a duplicate under a group that the list does not allow", "1|80 0 PR-18:80", "denied 80.00",
     "denied 80.00 DUP call", SJ_NOTE_GROUP | SJ_NOTE_PATIENT_DENIAL, 0},
    {"CR of older remits", "1|100 60 CR-45:40", "paid 0.00", "paid 0.00", SJ_NOTE_OLD_GROUP, 0},

    /* Remarks route and guard. */
    {"16 without a remark", "1|50 0 CO-16:50", "denied 50.00", "denied 50.00 DOC correct",
     SJ_NOTE_REMARK_MISSING, 0},
    {"an alert is no remark", "1|50 0 CO-16:50 N211", "denied 50.00", "denied 50.00 DOC correct",
     SJ_NOTE_REMARK_MISSING, SJ_GUARD_NO_APPEAL},
    {"the claim's remarks serve the line", "1 MA27|50 0 CO-16:50", "denied 50.00",
     "denied 50.00 ELIG correct", 0, 0},
    {"MA130: a new claim, no appeal", "1 MA130|50 0 CO-16:50 M76", "denied 50.00",
     "denied 50.00 CODING rebill", 0, SJ_GUARD_NEW_CLAIM | SJ_GUARD_NO_APPEAL},
    {"N211 forbids the appeal that 50 advises", "1|50 0 CO-50:50 N211", "denied 50.00",
     "denied 50.00 MEDNEC write_off", 0, SJ_GUARD_NO_APPEAL},
    {"N704 forbids it too, but allows a correction", "1|50 0 CO-50:50 N704", "denied 50.00",
     "denied 50.00 MEDNEC correct", 0, SJ_GUARD_NO_APPEAL},
    {"a remark does not change a reason that says enough", "1|50 0 CO-29:50 M76", "denied 50.00",
     "denied 50.00 TIMELY appeal", 0, 0},
    {"void first", "1|50 0 CO-16:50 N798", "denied 50.00", "denied 50.00 FORMAT void_rebill", 0,
     SJ_GUARD_VOID_NEW},
    {"wait before replacing", "1|50 0 CO-16:50 N779", "denied 50.00", "denied 50.00 FORMAT wait", 0,
     SJ_GUARD_WAIT},
    {"a QMB patient is not billed", "1|50 0 PR-96:50 N425 N781", "denied 50.00",
     "denied 50.00 NONCOV write_off", SJ_NOTE_PATIENT_DENIAL, SJ_GUARD_NO_PATIENT_BILL},
    {"forwarded: do not bill the next payer", "19 MA18|100 60 CO-22:40", "partly_denied 40.00",
     "partly_denied 40.00 COB wait", 0, SJ_GUARD_FORWARDED},
    {"A1 takes all from its remark", "1|50 0 CO-A1:50 N479", "denied 50.00",
     "denied 50.00 COB send_records", 0, 0},

    /* Bundling. */
    {"bundled into a line that pays for both",
     "1|#80050<80051 50 70 CO-94:-20;#80050<84443 30 0 CO-97:30", "paid 0.00",
     "paid 0.00;contractual 0.00", 0, 0},
    {"the same reason, but the other line pays only for itself",
     "1|#99213 50 40 CO-45:10;#36415 30 0 CO-97:30", "partly_denied 30.00",
     "paid 0.00;bundled 30.00 BUNDLING correct", 0, 0},
    {"unbundled: the parts carry no charge, and a negative 94",
     "1|#80051<80053 100 40 CO-45:60;#82947<80053 0 10 CO-94:-10", "paid 0.00",
     "paid 0.00;paid 0.00", 0, 0},

    /* Nothing paid without a denial reason. */
    {"45 for the whole charge", "1|100 0 CO-45:100", "underpaid 0.00",
     "underpaid 0.00 UNDERPAID call", SJ_NOTE_FULL_REDUCTION, 0},
    {"45 for a whole line of a claim that is paid: a case rate", "1|100 90 CO-45:10;40 0 CO-45:40",
     "paid 0.00", "paid 0.00;contractual 0.00", SJ_NOTE_FULL_REDUCTION, 0},
    {"capitation", "1|100 0 CO-24:100", "contractual 0.00", "contractual 0.00", 0, 0},
    {"a contract that does not pay it", "1|100 0 CO-256:100", "underpaid 0.00",
     "underpaid 0.00 UNDERPAID call", 0, 0},

    /* Codes. */
    {"a code that nobody knows is shown, not passed over", "1|100 0 CO-999:100", "denied 100.00",
     "denied 100.00 OTHER call", SJ_NOTE_UNKNOWN_REASON, 0},
    {"a code that has ended", "1|100 0 CO-62:100", "denied 100.00", "denied 100.00 AUTH correct",
     SJ_NOTE_ENDED_REASON, 0},
    {"133 belongs to lines", "1 OA-133:40|40 40", "pended 0.00", "paid 0.00", SJ_NOTE_NOT_HERE, 0},
    {"the largest denial leads", "1|100 0 CO-16:30 CO-50:70 M76", "denied 100.00",
     "denied 100.00 MEDNEC appeal", 0, 0},
    {"as large: the one that work can change leads", "1|100 0 CO-29:50 CO-4:50", "denied 100.00",
     "denied 100.00 CODING correct", 0, 0},

    /* Claim level. */
    {"no lines at all", "4 CO-29:200|", "denied 200.00", "0 denied 200.00 TIMELY appeal", 0, 0},
    {"a claim adjustment beside paid lines", "1 CO-197:30|100 100", "partly_denied 30.00",
     "0 partly_denied 30.00 AUTH appeal", 0, 0},
    {"lines that do not balance in a claim that does", "1|100 90 CO-45:20;50 0 CO-16:40 M76",
     "partly_denied 40.00", "0 partly_denied 40.00 CODING correct", SJ_NOTE_CLAIM_LEVEL, 0},
    {"a zero charge for reporting", "1|0 0 CO-246:0", "informational 0.00", "informational 0.00", 0,
     0},
};

static void describe(const sj_decision *d, char *out, size_t cap) {
    char amount[SJ_MONEY_SIZE];
    sj_money_print(d->kind == SJ_LINE_REVERSAL || d->denied < 0 ? 0 : d->denied, amount);
    int n = snprintf(out, cap, "%s %s", sj_line_kind_text(d->kind), amount);
    if (sj_decision_is_work(d))
        snprintf(out + n, cap - (size_t)n, " %.*s %.*s", SJ_FMT(d->category->name),
                 SJ_FMT(d->action->name));
}

START_TEST(decides) {
    build(cases[_i].payment);
    sj_decision per_line[MAX_LINES + 1], claim;
    sj_decide(reasons, &payment, per_line, &claim);
    char text[512] = "", one[128], whole[128], amount[SJ_MONEY_SIZE];
    bool level = strncmp(cases[_i].lines, "0 ", 2) == 0;
    if (level) {
        describe(&per_line[0], one, sizeof one);
        snprintf(text, sizeof text, "0 %s", one);
    }
    for (unsigned i = 1; !level && i <= payment.lines.n; i++) {
        describe(&per_line[i], one, sizeof one);
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s", i > 1 ? ";" : "", one);
    }
    sj_money_print(
        claim.kind == SJ_LINE_REVERSAL || claim.kind == SJ_LINE_INFORMATIONAL ? 0 : claim.denied,
        amount);
    snprintf(whole, sizeof whole, "%s %s", sj_line_kind_text(claim.kind), amount);
    ck_assert_msg(strcmp(whole, cases[_i].claim) == 0, "%s: claim is '%s', not '%s'", cases[_i].why,
                  whole, cases[_i].claim);
    ck_assert_msg(strcmp(text, cases[_i].lines) == 0, "%s: lines are '%s', not '%s'", cases[_i].why,
                  text, cases[_i].lines);
    ck_assert_msg(claim.notes == cases[_i].notes, "%s: notes are %x, not %x", cases[_i].why,
                  claim.notes, cases[_i].notes);
    ck_assert_msg((claim.guards & cases[_i].guards) == cases[_i].guards, "%s: guards are %x",
                  cases[_i].why, claim.guards);
}
END_TEST

START_TEST(due_dates) {
    static const struct {
        const char *payment;
        const char *due, *appeal_by;
    } days[] = {
        {"1|50 0 CO-50:50", "2026-06-15", ""},                /* 60 days */
        {"1 MA01|50 0 CO-50:50", "2026-06-15", "2026-08-14"}, /* the queue's 60 come before 120 */
        {"1|50 0 CO-50:50 N887", "2026-06-15", "2026-06-15"},
        {"1|50 0 CO-4:50", "2026-05-16", ""},            /* 30 */
        {"1 MA01|50 0 CO-50:50 N211", "2026-06-15", ""}, /* no appeal, no appeal limit */
        {"1|50 0 CO-285:50", "", ""},                    /* nothing to follow up */
    };
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        build(days[i].payment);
        sj_decision per_line[MAX_LINES + 1], claim;
        sj_decide(reasons, &payment, per_line, &claim);
        char due[SJ_DATE_SIZE], by[SJ_DATE_SIZE];
        sj_date_print_iso(per_line[1].due, due);
        sj_date_print_iso(per_line[1].appeal_by, by);
        ck_assert_msg(strcmp(due, days[i].due) == 0, "%s: due %s", days[i].payment, due);
        ck_assert_msg(strcmp(by, days[i].appeal_by) == 0, "%s: appeal by %s", days[i].payment, by);
    }
}
END_TEST

START_TEST(says_why) {
    char why[512];
    sj_decision per_line[MAX_LINES + 1], claim;
    build("1|150 0 CO-45:30 CO-16:120 N290");
    sj_decide(reasons, &payment, per_line, &claim);
    sj_decision_why(&per_line[1], why, sizeof why);
    ck_assert_str_eq(why,
                     "Because CO-16 N290 with $0.00 paid of $150.00: row 29, nothing was paid and "
                     "nothing is the patient's share; the reason denies, and its remark says more. "
                     "$30.00 is contractual: $120.00 is denied.");
    ck_assert_msg(sj_str_is(per_line[1].rarc, "N290"), "the remark that routed it");
}
END_TEST

/* What may be held against a fee schedule, and what was allowed for it: "-" for a line that may
 * not. Each that may not would be a false alarm. */
static const struct {
    const char *why, *payment, *allowed;
} compared[] = {
    {"paid and copayment", "1|#99213 120 80 CO-45:20 PR-3:20", "100.00"},
    {"processed and forwarded", "19|#99213 120 80 CO-45:20 PR-2:20", "100.00"},
    {"all of it is the deductible", "1|#99213 150 0 CO-45:30 PR-1:120", "120.00"},
    {"written off whole, while another is paid", "1|#99213 100 90 CO-45:10;#36415 40 0 CO-45:40",
     "90.00 0.00"},
    {"sequestration is no price", "1|#99213 100 70 CO-45:20 CO-253:2 PR-2:8", "80.00"},
    {"a withhold, a prompt-pay discount, a negotiated one",
     "1|#99213 100 70 CO-104:10 CO-44:5 CO-131:15", "100.00"},
    {"a reduction for several procedures", "1|#99213 100 35 CO-45:30 CO-59:35", "70.00"},
    {"an incentive is not the price", "1|#99213 100 84 CO-45:20 CO-144:-4", "80.00"},
    {"the patient pays above it", "1|#99213 100 60 PR-45:40", "100.00"},
    {"a lower code in place of ours", "1|#99213<99214 200 90 CO-45:110", "90.00"},
    {"claim-level copayment, sequestration", "1 PR-3:20 CO-253:1|#99213 120 100 CO-45:20",
     "100.00"},
    {"second payer", "2|#99213 120 20 OA-23:100", "-"},
    {"second payer that forwards", "20|#99213 120 80 CO-45:40", "-"},
    {"another payer settled a part", "1|#99213 120 20 OA-23:80 CO-45:20", "-"},
    {"and of another line", "1|#99213 120 80 CO-45:40;#36415 30 10 OA-23:20", "- -"},
    {"capitation", "1|#99213 100 0 CO-24:100", "-"},
    {"capitation of another line", "1|#99213 100 80 CO-45:20;#36415 30 0 CO-24:30", "- -"},
    {"reversal", "22|#99213 -100 -80 CO-45:-20", "-"},
    {"a price only", "25|#99213 100 80 CO-45:20", "-"},
    {"status denied, but paid", "4|#99213 100 80 CO-45:20", "-"},
    {"partly denied", "1|#99213 90 30 CO-151:60", "-"},
    {"denied", "1|#99213 90 0 CO-50:90", "-"},
    {"pended", "1|#99213 90 0 OA-133:90", "-"},
    {"bundled, and the line that pays for both",
     "1|#80050<80051 50 70 CO-94:-20;#80050<84443 30 0 CO-97:30", "- -"},
    {"unbundled", "1|#80051<80053 100 40 CO-45:60;#82947<80053 0 10 CO-94:-10", "- -"},
    {"bundled by itself", "1|#99213 50 40 CO-45:10;#36415 30 0 CO-97:30", "40.00 -"},
    {"a reduction of the claim, nobody knows of which line",
     "1 CO-45:20|#99213 100 100;#36415 30 30", "- -"},
    {"no procedure", "1|100 80 CO-45:20", "-"},
    {"lines that do not balance", "1|#99213 100 90 CO-45:20;#36415 50 40", "- -"},
};

START_TEST(compares) {
    char text[256] = "", money[SJ_MONEY_SIZE];
    sj_decision per_line[MAX_LINES + 1], claim;
    build(compared[_i].payment);
    sj_decide(reasons, &payment, per_line, &claim);
    for (size_t i = 1; i <= payment.lines.n; i++) {
        sj_money allowed;
        bool may = sj_underpaid_compares(reasons, &payment, per_line, &claim, i, &allowed);
        if (may) sj_money_print(allowed, money);
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s", i > 1 ? " " : "",
                 may ? money : "-");
    }
    ck_assert_msg(strcmp(text, compared[_i].allowed) == 0, "%s: '%s', not '%s'", compared[_i].why,
                  text, compared[_i].allowed);
}
END_TEST

/* The decision table: each row decides something, and says so. */
START_TEST(rows_are_named) {
    const sj_rule *rule;
    unsigned before = 0;
    for (size_t i = 0; (rule = sj_rules_at(reasons, i)); i++) {
        ck_assert_uint_gt(rule->number, before);
        before = rule->number;
        ck_assert_ptr_eq(sj_rules_find(reasons, rule->number), rule);
    }
    static const struct {
        const char *payment;
        unsigned row;
    } rows[] = {{"1|50 0 CO-999:50", 25},
                {"1 MA130|50 0 CO-16:50 M76", 26},
                {"1|80 0 PR-204:80", 27},
                {"1|80 0 OA-18:80", 28},
                {"1|150 0 CO-16:150 N290", 29},
                {"4|75 0 CO-29:75", 30},
                {"1|90 30 CO-151:60", 31},
                {"1|90 0 CO-151:60 PR-1:30", 32},
                {"1|100 0 CO-45:100", 41},
                {"1|100 0 CO-256:100", 42},
                {"1|100 90 CO-45:10;60 0 CO-97:60", 50}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        sj_decision per_line[MAX_LINES + 1], claim;
        build(rows[i].payment);
        sj_decide(reasons, &payment, per_line, &claim);
        ck_assert_msg(per_line[1].rule->number == rows[i].row, "%s: row %u", rows[i].payment,
                      per_line[1].rule->number);
    }
}
END_TEST

/* The tables as data: what the rules of the code lists say about themselves. */
START_TEST(tables_are_sound) {
    size_t denials = 0;
    const sj_carc *c;
    for (size_t i = 0; (c = sj_reasons_carc_at(reasons, i)); i++) {
        ck_assert_msg(strchr("YPN", c->preventable) != NULL, "%.*s", SJ_FMT(c->code));
        bool denial = c->category->kind == SJ_REASON_DENIAL;
        bool post = sj_str_is(c->action->name, "post");
        ck_assert_msg(!(denial && post), "a denial needs work: %.*s", SJ_FMT(c->code));
        ck_assert_msg(c->category->kind != SJ_REASON_PENDED || sj_str_is(c->action->name, "wait"),
                      "%.*s", SJ_FMT(c->code));
        ck_assert_msg(!denial || c->step.len || c->category->step.len, "%.*s", SJ_FMT(c->code));
        denials += denial;
    }
    ck_assert_uint_gt(denials, 200);
    static const char *const remark_required[] = {"16",  "96",  "129", "148", "201",
                                                  "226", "227", "234", "237", "250",
                                                  "251", "252", "267", "307", "A1"};
    for (size_t i = 0; i < sizeof remark_required / sizeof *remark_required; i++)
        ck_assert(sj_reasons_carc(reasons, sj_str_of(remark_required[i]))->flags & SJ_CARC_REMARK);
    const sj_rarc *r;
    for (size_t i = 0; (r = sj_reasons_rarc_at(reasons, i)); i++)
        ck_assert_msg(!r->alert || r->category->kind != SJ_REASON_DENIAL || r->action,
                      "an alert does not make a denial: %.*s", SJ_FMT(r->code));
    ck_assert_ptr_null(sj_reasons_carc(reasons, SJ_STR("243X")));
    ck_assert_ptr_null(sj_reasons_carc(reasons, SJ_STR("")));
    ck_assert(sj_reasons_takes_back(reasons, SJ_STR("WO")));
    ck_assert(!sj_reasons_takes_back(reasons, SJ_STR("L6")));
    for (int g = 0; g < SJ_GUARDS; g++)
        ck_assert(sj_reasons_guard(reasons, (enum sj_guard)(1 << g)).len != 0);
}
END_TEST

static void setup(void) {
    sj_err err;
    ck_assert_msg(sj_reasons_new(&reasons, &err) == SJ_OK, "%s %s:%u", err.msg, err.detail,
                  err.line);
}

static void teardown(void) {
    sj_reasons_free(reasons);
}

Suite *suite(void) {
    Suite *s = suite_create("decide");
    TCase *t = tcase_create("decide");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_loop_test(t, decides, 0, sizeof cases / sizeof *cases);
    tcase_add_loop_test(t, compares, 0, sizeof compared / sizeof *compared);
    tcase_add_test(t, rows_are_named);
    tcase_add_test(t, due_dates);
    tcase_add_test(t, says_why);
    tcase_add_test(t, tables_are_sound);
    suite_add_tcase(s, t);
    return s;
}
