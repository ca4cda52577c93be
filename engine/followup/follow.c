/* Which claim may follow, and making it. The rules are those of the life cycle: what was never
 * decided goes out as a new claim, what was decided is replaced by its number, where the payer
 * takes replacements; what is not finished waits. */
#include "engine/followup/following.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { FACTS = 8 << 20, MOST_ACCOUNTS = 99 };

const char *sj_refusal_text(sj_refusal r) {
    static const char *const words[SJ_REFUSALS] = {
        "",          "not-sent",   "not-decided", "not-final", "closed",
        "under-way", "no-control", "payer",       "guard",     "lines",
        "unchanged", "forwarded",  "no-payer",    "match",     "patch"};
    return words[r];
}

void sj_following_refuse(sj_following *f, sj_refusal why, const char *fmt, ...) {
    if (f->out->refusal) return;
    f->out->refusal = why;
    va_list args;
    va_start(args, fmt);
    vsnprintf(f->out->why, sizeof f->out->why, fmt, args);
    va_end(args);
}

bool sj_following_is_denied(const sj_payment_line_row *l) {
    return l->denied > 0 || sj_str_is(l->kind, "underpaid") || sj_str_is(l->kind, "bundled");
}

/* ---- may it be? ---- */

static void check_state(sj_following *f) {
    switch (f->state) {
    case SJ_STATE_RECEIVED:
    case SJ_STATE_READY:
    case SJ_STATE_BATCHED:
        sj_following_refuse(
            f, SJ_REFUSED_NOT_SENT,
            "it is %s and was not sent yet: mend it in the practice system before it goes out",
            sj_state_text(f->state));
        break;
    case SJ_STATE_SENT:
    case SJ_STATE_IN_DOUBT:
    case SJ_STATE_ACCEPTED:
        sj_following_refuse(
            f, SJ_REFUSED_NOT_DECIDED,
            "the payer has not decided it yet (%s): another claim now would be denied as a "
            "duplicate. Wait for the remittance, or ask the payer",
            sj_state_text(f->state));
        break;
    case SJ_STATE_PENDED:
        sj_following_refuse(f, SJ_REFUSED_NOT_DECIDED,
                            "the payer still waits for something (pended): send what it asks for");
        break;
    case SJ_STATE_CLOSED:
        sj_following_refuse(f, SJ_REFUSED_CLOSED,
                            "it is closed: a newer submission took its place");
        break;
    default:
        break;
    }
}

static bool never_decided(const sj_following *f) {
    return f->state == SJ_STATE_REJECTED || f->state == SJ_STATE_HELD;
}

static void check_chain(sj_following *f) {
    if (f->newest_state == SJ_STATE_NONE || f->wish->kind == SJ_FOLLOW_SECONDARY) return;
    sj_following_refuse(f, SJ_REFUSED_UNDER_WAY, "%.*s follows it already and is %s: %s",
                        SJ_FMT(f->newest), sj_state_text(f->newest_state),
                        sj_state_is_decided(f->newest_state) ? "go on from that one"
                                                             : "wait for its answer");
}

/* The lines that were denied, "2, 3". */
static void denied_lines(const sj_following *f, char *buf, size_t cap) {
    size_t n = 0;
    buf[0] = 0;
    for (uint32_t i = 0; i < f->n_lines; i++)
        if (f->lines[i].line && sj_following_is_denied(&f->lines[i]) && n < cap)
            n += (size_t)snprintf(buf + n, cap - n, "%s%u", n ? "," : "", f->lines[i].line);
}

/* '7' or '1': what the remarks ask for, else what the payer takes. */
static char wanted_frequency(const sj_following *f) {
    if (f->guards & SJ_GUARD_NEW_CLAIM) return '1';
    if (f->guards & SJ_GUARD_REPLACEMENT) return '7';
    if (f->voided) return '1';
    return f->out->terms.replacement;
}

static void check_guards(sj_following *f) {
    if (f->guards & SJ_GUARD_WAIT)
        sj_following_refuse(
            f, SJ_REFUSED_NOT_FINAL,
            "the payer says that the claim before is not finished (N779): wait until it is "
            "decided, then correct that one");
    if (f->guards & SJ_GUARD_APPEAL_EARLIER)
        sj_following_refuse(f, SJ_REFUSED_GUARD,
                            "the payer wants an appeal of the claim that it decided first (N368), "
                            "not another claim");
    if (f->guards & SJ_GUARD_NO_RESUBMIT)
        sj_following_refuse(f, SJ_REFUSED_GUARD,
                            "the remittance says that it must not be sent again");
    if ((f->guards & SJ_GUARD_VOID_NEW) && !f->voided && f->wish->kind != SJ_FOLLOW_VOID)
        sj_following_refuse(
            f, SJ_REFUSED_GUARD,
            "the payer wants this one void first (N798): 'scrubjay void', then a new claim");
}

static void check_lines(sj_following *f, char frequency) {
    char denied[256];
    denied_lines(f, denied, sizeof denied);
    bool lines = f->wish->kind == SJ_FOLLOW_LINES;
    bool partly = f->state == SJ_STATE_PARTLY_PAID || f->paid > 0;
    if (lines && frequency == '7')
        sj_following_refuse(
            f, SJ_REFUSED_LINES,
            "this payer takes replacements, and a replacement must hold every line: one with some "
            "lines only would take the others' payment back. Leave --line out");
    if (!lines && frequency == '1' && partly)
        sj_following_refuse(f, SJ_REFUSED_LINES,
                            "this payer takes no replacements, and a new claim would bill the paid "
                            "lines twice: name "
                            "the lines with --line%s%s",
                            denied[0] ? ". Denied are " : "", denied);
    for (uint32_t i = 0; lines && i < f->wish->n_lines; i++) {
        if (f->wish->lines[i] < 1 || f->wish->lines[i] > sj_revision_lines(&f->out->draft))
            sj_following_refuse(f, SJ_REFUSED_LINES, "the claim has no line %u", f->wish->lines[i]);
        for (uint32_t k = 0; k < f->n_lines; k++)
            if (f->lines[k].line == f->wish->lines[i] && !sj_following_is_denied(&f->lines[k]))
                sj_following_refuse(f, SJ_REFUSED_LINES,
                                    "line %u was not denied: sent again it would be a duplicate",
                                    f->wish->lines[i]);
    }
}

static void find_control(sj_following *f) {
    sj_str number = f->wish->control.len ? f->wish->control
                    : f->control.len     ? f->control
                                         : f->known_control;
    if (!number.len || sj_str_is(number, "0")) {
        sj_following_refuse(
            f, SJ_REFUSED_NO_CONTROL,
            "the payer's claim control number is not known (the remittance's CLP07 is empty), and "
            "a "
            "replacement or void needs it (REF F8): ask the payer and give it with --control");
        return;
    }
    snprintf(f->out->control, sizeof f->out->control, "%.*s", SJ_FMT(number));
}

static void decide_correction(sj_following *f) {
    bool patched = sj_json_count(f->wish->patch) > 0;
    bool lines = f->wish->kind == SJ_FOLLOW_LINES;
    check_state(f);
    check_chain(f);
    if (never_decided(f)) {
        /* The claim before does not exist for the payer. */
        snprintf(f->out->kind, sizeof f->out->kind, "resend");
        f->out->closes_parent = true;
        f->out->frequency[0] = f->frequency.len ? f->frequency.ptr[0] : '1';
        if (lines) sj_following_refuse(f, SJ_REFUSED_LINES, "it was never decided: send it whole");
        if (f->state == SJ_STATE_HELD && !patched)
            sj_following_refuse(f, SJ_REFUSED_UNCHANGED,
                                "our check holds it: say with --patch what is to be different");
        return;
    }
    snprintf(f->out->kind, sizeof f->out->kind, lines ? "lines" : "correct");
    check_guards(f);
    char frequency = wanted_frequency(f);
    f->out->frequency[0] = frequency;
    check_lines(f, frequency);
    if (frequency == '7') find_control(f);
    if (!patched)
        sj_following_refuse(f, SJ_REFUSED_UNCHANGED,
                            "nothing would be different, and the payer would decide the same: say "
                            "with --patch what "
                            "is to be changed");
    if (frequency == '1' && !(f->guards & SJ_GUARD_NEW_CLAIM) && !f->voided)
        snprintf(f->out->advice, sizeof f->out->advice,
                 "%.*s decided this claim: where the remittance gives appeal rights, a reopening "
                 "or an appeal may be "
                 "wanted in place of a new claim.",
                 SJ_FMT(f->out->terms.words));
}

static void decide_void(sj_following *f) {
    check_state(f);
    check_chain(f);
    snprintf(f->out->kind, sizeof f->out->kind, "void");
    f->out->frequency[0] = '8';
    if (never_decided(f))
        sj_following_refuse(f, SJ_REFUSED_NOT_DECIDED,
                            "the payer never decided it (%s): there is nothing to take back",
                            sj_state_text(f->state));
    if (f->voided) sj_following_refuse(f, SJ_REFUSED_UNDER_WAY, "it was made void already");
    if (f->guards & SJ_GUARD_NEW_CLAIM)
        sj_following_refuse(f, SJ_REFUSED_GUARD,
                            "the payer did not process it: there is nothing to take back");
    if (f->out->terms.replacement == '1')
        sj_following_refuse(
            f, SJ_REFUSED_PAYER,
            "%.*s takes no void (frequency 8): ask for a reopening, or return the payment",
            SJ_FMT(f->out->terms.words));
    find_control(f);
    if (sj_json_count(f->wish->patch))
        sj_following_refuse(f, SJ_REFUSED_PATCH,
                            "a void repeats the claim as it was: it takes no changes");
}

static void decide_secondary(sj_following *f) {
    snprintf(f->out->kind, sizeof f->out->kind, "secondary");
    f->out->frequency[0] = '1';
    if (!f->decided) {
        check_state(f);
        sj_following_refuse(f, SJ_REFUSED_NOT_DECIDED,
                            "no payment or denial of this payer is posted for it");
    }
    static const char *const forwarded[] = {"19", "20", "21", "23"};
    for (size_t i = 0; i < sizeof forwarded / sizeof *forwarded; i++)
        if (sj_str_is(f->status, forwarded[i]))
            sj_following_refuse(f, SJ_REFUSED_FORWARDED,
                                "the payer passed it on by itself (claim status %s): the next "
                                "payer has it, and would "
                                "deny this one as a duplicate",
                                forwarded[i]);
    if (f->guards & SJ_GUARD_FORWARDED)
        sj_following_refuse(f, SJ_REFUSED_FORWARDED,
                            "the payer passed it on by itself (%.*s): the next payer has it, and "
                            "would deny this one "
                            "as a duplicate",
                            SJ_FMT(f->remarks));
    if (f->next_payers.len)
        sj_following_refuse(f, SJ_REFUSED_UNDER_WAY, "%.*s went to the next payer already",
                            SJ_FMT(f->next_payers));
    if (f->paid_on == SJ_NO_DATE)
        sj_following_refuse(f, SJ_REFUSED_MATCH, "the remittance has no date of the decision");
}

/* ---- making it ---- */

static bool take_any(void *ctx, const sj_submission *s) {
    (void)s;
    *(bool *)ctx = true;
    return false;
}

/* "ROOT-2", "ROOT-3" …: the first that is free. What is too long with it loses its end. */
static sj_status choose_account(sj_following *f) {
    sj_follow *out = f->out;
    for (uint32_t i = f->chain + 2; i < MOST_ACCOUNTS; i++) {
        char suffix[8];
        bool taken = false;
        int n = snprintf(suffix, sizeof suffix, "-%u", i);
        int most = SJ_ACCOUNT_MOST - n;
        int root = (int)f->root_account.len < most ? (int)f->root_account.len : most;
        snprintf(out->account, sizeof out->account, "%.*s%s", root, f->root_account.ptr, suffix);
        const sj_str account = sj_str_of(out->account);
        sj_status status =
            sj_submissions_by_account(f->store, &account, 1, take_any, &taken, f->err);
        if (status != SJ_OK || !taken) return status;
    }
    return sj_err_set(f->err, SJ_EARG, "the claim has too many successors");
}

/* The other forms have other boxes, and these few are named here. */
static const char *box(const sj_following *f, const char *cms1500) {
    return strcmp(f->out->type, "837P") == 0 ? cms1500 : NULL;
}

void sj_following_control(sj_following *f, sj_str number) {
    sj_revision *d = &f->out->draft;
    const sj_revision_place clm = {"2300", "CLM", NULL, 0, 0};
    sj_revision_place ref = {"2300", "REF", "F8", 0, 0};
    uint32_t first = sj_revision_find(d, &clm, 0), at = sj_revision_find(d, &ref, 0);
    sj_str before = at < d->n ? sj_revision_value(d, at, 2, 0) : (sj_str){NULL, 0};
    sj_revision_note(d, &f->out->changes, "/claim/refs/F8", before, number,
                     box(f, "CMS-1500 Box 22"));
    if (at < d->n) sj_revision_remove(d, at, 1);
    if (!number.len || first == d->n) return;
    uint16_t row = sj_guide_find_segment(d->guide, d->v[first].loop, "REF", "F8");
    if (row != SJ_NO_ROW)
        sj_revision_insert(d, sj_revision_room(d, first, row),
                           sj_revision_text(d, "REF*F8*@", number));
}

static void set_head(sj_following *f) {
    sj_follow *out = f->out;
    sj_revision *d = &out->draft;
    const sj_revision_place place = {"2300", "CLM", NULL, 0, 0};
    uint32_t clm = sj_revision_find(d, &place, 0);
    sj_revision_note(d, &out->changes, "/claim/account", sj_revision_value(d, clm, 1, 0),
                     sj_str_of(out->account), box(f, "CMS-1500 Box 26"));
    sj_revision_set(d, clm, 1, 0, sj_str_of(out->account));
    sj_revision_note(d, &out->changes, "/claim/frequency", sj_revision_value(d, clm, 5, 3),
                     sj_str_of(out->frequency), box(f, "CMS-1500 Box 22"));
    sj_revision_set(d, clm, 5, 3, sj_str_of(out->frequency));
    if (!out->closes_parent) sj_following_control(f, sj_str_of(out->control));
}

/* Only the lines that were named; the claim's charge is theirs. */
static void keep_lines(sj_following *f) {
    sj_follow *out = f->out;
    sj_revision *d = &out->draft;
    const sj_revision_place clm = {"2300", "CLM", NULL, 0, 0};
    size_t n = (size_t)snprintf(out->lines, sizeof out->lines, ",");
    for (uint32_t line = sj_revision_lines(d); line >= 1; line--) {
        bool wanted = false;
        char path[32];
        for (uint32_t k = 0; k < f->wish->n_lines; k++) wanted |= f->wish->lines[k] == line;
        if (wanted) continue;
        uint32_t first = 0;
        while (first < d->n && d->v[first].line != line) first++;
        snprintf(path, sizeof path, "/line/%u", line);
        sj_revision_note(d, &out->changes, path, sj_revision_value(d, first + 1, 1, 0),
                         (sj_str){NULL, 0}, NULL);
        sj_revision_remove(d, first, sj_revision_end(d, first) - first);
    }
    for (uint32_t k = 0; k < f->wish->n_lines && n < sizeof out->lines; k++)
        n += (size_t)snprintf(out->lines + n, sizeof out->lines - n, "%u,", f->wish->lines[k]);
    sj_revision_number_lines(d);
    char total[SJ_MONEY_SIZE];
    uint32_t at = sj_revision_find(d, &clm, 0);
    sj_money_print_x12(sj_revision_charges(d), total);
    sj_revision_note(d, &out->changes, "/claim/charge", sj_revision_value(d, at, 2, 0),
                     sj_str_of(total), box(f, "CMS-1500 Box 28"));
    sj_revision_set(d, at, 2, 0, sj_str_of(total));
}

static sj_status make(sj_following *f) {
    sj_follow *out = f->out;
    sj_status status = choose_account(f);
    if (status != SJ_OK) return status;
    /* The patch names lines as they were: it comes first. */
    if (sj_json_count(f->wish->patch)) {
        sj_err wrong = {0};
        status = sj_patch_apply(&out->draft, f->wish->patch, &out->changes, &wrong);
        if (status == SJ_EARG) {
            sj_following_refuse(f, SJ_REFUSED_PATCH, "the patch cannot be applied: %s (%s)",
                                wrong.msg, wrong.detail);
            return SJ_OK;
        }
        if (status != SJ_OK) {
            if (f->err) *f->err = wrong;
            return status;
        }
        if (!out->changes.n && f->state != SJ_STATE_REJECTED)
            sj_following_refuse(f, SJ_REFUSED_UNCHANGED,
                                "the patch changes nothing: the claim holds these values already");
    }
    if (f->decided) sj_following_pairs(f);
    if (f->wish->kind == SJ_FOLLOW_LINES) keep_lines(f);
    if (f->wish->kind == SJ_FOLLOW_SECONDARY) sj_following_secondary(f);
    if (!out->refusal) set_head(f);
    if (out->draft.status != SJ_OK)
        return sj_err_set(f->err, out->draft.status, "the claim could not be put together");
    return SJ_OK;
}

static sj_str filing_of(const sj_following *f) {
    const sj_revision_place sbr = {"2000B", "SBR", NULL, 0, 0};
    return sj_revision_value(&f->out->draft, sj_revision_find(&f->out->draft, &sbr, 0), 9, 0);
}

sj_status sj_follow_make(sj_follow *out, sj_store *store, sj_guides *guides,
                         const sj_reasons *reasons, const sj_terms_table *terms,
                         const sj_follow_wish *wish, sj_err *err) {
    *out = (sj_follow){.refusal = SJ_REFUSED_NOT};
    sj_following f = {.out = out,
                      .wish = wish,
                      .store = store,
                      .reasons = reasons,
                      .table = terms,
                      .paid_on = SJ_NO_DATE,
                      .err = err};
    sj_arena_init(&f.arena, FACTS);
    sj_status status = sj_following_read(&f, guides);
    if (status == SJ_OK) {
        out->terms = sj_terms_of(terms, f.payer, filing_of(&f));
        if (wish->kind == SJ_FOLLOW_VOID)
            decide_void(&f);
        else if (wish->kind == SJ_FOLLOW_SECONDARY)
            decide_secondary(&f);
        else
            decide_correction(&f);
        if (!out->refusal) status = make(&f);
    }
    sj_arena_dispose(&f.arena);
    return status;
}

void sj_follow_dispose(sj_follow *f) {
    sj_revision_dispose(&f->draft);
}
