/* The ladder and its evidence. Weights only order what the rungs let through: they make no match.
 */
#include "engine/followup/match.h"

#include <stdio.h>

enum { FOLDED = 40, SHORTEST = 4, LONGEST_PREFIX = 6, SHORTEST_CUT = 12 };

/* Points for each fact, by how it came out. */
static const int8_t weights[SJ_FACTS][4] = {
    /*                      -   same alike other */
    [SJ_FACT_ACCOUNT] = {0, 40, 28, -10}, [SJ_FACT_CONTROL] = {0, 40, 0, -4},
    [SJ_FACT_CHARGE] = {0, 20, 0, -35},   [SJ_FACT_DATES] = {0, 15, 8, -20},
    [SJ_FACT_MEMBER] = {0, 12, 0, -6},    [SJ_FACT_PERSON] = {0, 13, 0, -12},
    [SJ_FACT_SEQUENCE] = {0, 4, 0, -25},  [SJ_FACT_FREQUENCY] = {0, 2, 0, -2},
};

static const char *const fact_names[SJ_FACTS] = {
    "account", "payer control", "charge", "dates", "member id", "name", "payer order", "frequency"};
static const char *const result_names[] = {NULL, "same", "alike", "other"};

/* Letters and digits only, upper case. */
static size_t fold(sj_str s, char out[FOLDED]) {
    size_t n = 0;
    for (size_t i = 0; i < s.len && n < FOLDED; i++) {
        char c = s.ptr[i];
        if (c >= 'a' && c <= 'z') c = (char)(c - 'a' + 'A');
        if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z')) out[n++] = c;
    }
    return n;
}

static bool same_text(sj_str a, sj_str b) {
    a = sj_str_trim(a), b = sj_str_trim(b);
    if (a.len != b.len) return false;
    for (size_t i = 0; i < a.len; i++) {
        unsigned char x = (unsigned char)a.ptr[i], y = (unsigned char)b.ptr[i];
        if (x >= 'a' && x <= 'z') x = (unsigned char)(x - 32);
        if (y >= 'a' && y <= 'z') y = (unsigned char)(y - 32);
        if (x != y) return false;
    }
    return true;
}

static sj_str without_zeros(const char *text, size_t n) {
    while (n && *text == '0') text++, n--;
    return (sj_str){text, n};
}

sj_match_result sj_match_accounts(sj_str theirs, sj_str ours) {
    char t[FOLDED], o[FOLDED];
    size_t nt = fold(theirs, t), no = fold(ours, o);
    sj_str a = without_zeros(t, nt), b = without_zeros(o, no);
    if (!a.len || !b.len) return SJ_RESULT_UNKNOWN;
    if (same_text(theirs, ours)) return SJ_RESULT_SAME;
    if (sj_str_eq(a, b)) return SJ_RESULT_ALIKE;
    if (a.len >= SHORTEST_CUT && a.len < b.len && memcmp(a.ptr, b.ptr, a.len) == 0)
        return SJ_RESULT_ALIKE; /* cut off */
    if (b.len >= SHORTEST && a.len > b.len && a.len - b.len <= LONGEST_PREFIX &&
        memcmp(a.ptr + a.len - b.len, b.ptr, b.len) == 0)
        return SJ_RESULT_ALIKE; /* prefixed */
    return SJ_RESULT_OTHER;
}

static sj_match_result compare_texts(sj_str a, sj_str b) {
    if (!a.len || !b.len) return SJ_RESULT_UNKNOWN;
    return same_text(a, b) ? SJ_RESULT_SAME : SJ_RESULT_OTHER;
}

/* Same first and last day; alike when one span lies in the other (payers give the claim's span, or
 * only its first day). */
static sj_match_result compare_dates(const sj_match_probe *p, const sj_match_candidate *c) {
    if (p->from == SJ_NO_DATE || c->from == SJ_NO_DATE) return SJ_RESULT_UNKNOWN;
    sj_date p_to = p->to == SJ_NO_DATE ? p->from : p->to;
    sj_date c_to = c->to == SJ_NO_DATE ? c->from : c->to;
    if (p->from == c->from && p_to == c_to) return SJ_RESULT_SAME;
    bool inside = (p->from >= c->from && p_to <= c_to) || (c->from >= p->from && c_to <= p_to);
    return inside ? SJ_RESULT_ALIKE : SJ_RESULT_OTHER;
}

/* The payer's number, or that of the payment that this one corrects. */
static sj_match_result compare_controls(const sj_match_probe *p, const sj_match_candidate *c) {
    sj_match_result r = compare_texts(p->control, c->control);
    return r != SJ_RESULT_SAME && compare_texts(p->replaces, c->control) == SJ_RESULT_SAME
               ? SJ_RESULT_SAME
               : r;
}

static sj_evidence compare(const sj_match_probe *p, const sj_match_candidate *c) {
    sj_match_result r[SJ_FACTS] = {
        [SJ_FACT_ACCOUNT] = sj_match_accounts(p->account, c->account),
        [SJ_FACT_CONTROL] = compare_controls(p, c),
        [SJ_FACT_CHARGE] = p->charge == c->charge ? SJ_RESULT_SAME : SJ_RESULT_OTHER,
        [SJ_FACT_DATES] = compare_dates(p, c),
        [SJ_FACT_MEMBER] = p->member ? c->member : SJ_RESULT_UNKNOWN,
        [SJ_FACT_PERSON] = p->person ? c->person : SJ_RESULT_UNKNOWN,
        [SJ_FACT_FREQUENCY] = compare_texts(p->frequency, c->frequency),
    };
    if (p->sequence && c->sequence)
        r[SJ_FACT_SEQUENCE] = p->sequence == c->sequence ? SJ_RESULT_SAME : SJ_RESULT_OTHER;
    sj_evidence e = 0;
    for (int f = 0; f < SJ_FACTS; f++) e |= (sj_evidence)r[f] << (2 * f);
    return e;
}

static int score_of(sj_evidence e, const sj_match_candidate *c) {
    int score = c->out ? 6 : 0;
    for (int f = 0; f < SJ_FACTS; f++) score += weights[f][sj_evidence_of(e, (sj_match_fact)f)];
    return score < 0 ? 0 : score;
}

static bool same(sj_evidence e, sj_match_fact f) {
    return sj_evidence_of(e, f) == SJ_RESULT_SAME;
}

static bool other(sj_evidence e, sj_match_fact f) {
    return sj_evidence_of(e, f) == SJ_RESULT_OTHER;
}

static bool dates_fit(sj_evidence e) {
    return same(e, SJ_FACT_DATES) || sj_evidence_of(e, SJ_FACT_DATES) == SJ_RESULT_ALIKE;
}

/* An account number that was used again for another patient or day must not take the payment. Names
 * are misspelt and ids change, but not both at once. */
static bool consistent(sj_evidence e) {
    bool person = same(e, SJ_FACT_PERSON) || same(e, SJ_FACT_MEMBER);
    if (other(e, SJ_FACT_PERSON) && other(e, SJ_FACT_MEMBER)) return false;
    /* One of them against it, the other not told, and the payer's number too. */
    if (!person && other(e, SJ_FACT_CONTROL) &&
        (other(e, SJ_FACT_PERSON) || other(e, SJ_FACT_MEMBER)))
        return false;
    if (!same(e, SJ_FACT_CHARGE)) return person && dates_fit(e);
    return !other(e, SJ_FACT_DATES) || person;
}

/* Who it is, by one of two marks, on that day and for that charge. Siblings share a member id,
 * strangers a name: the other mark and the account number may not both speak against it. */
static bool composite(sj_evidence e, sj_match_fact mark, sj_match_fact against) {
    return same(e, mark) && dates_fit(e) && same(e, SJ_FACT_CHARGE) &&
           !(other(e, against) && other(e, SJ_FACT_ACCOUNT));
}

static bool on_rung(sj_match_rung rung, sj_evidence e) {
    switch (rung) {
    case SJ_MATCH_ACCOUNT:
        return same(e, SJ_FACT_ACCOUNT) && consistent(e);
    case SJ_MATCH_CONTROL:
        return same(e, SJ_FACT_CONTROL) &&
               (same(e, SJ_FACT_CHARGE) || dates_fit(e) || same(e, SJ_FACT_PERSON));
    case SJ_MATCH_VARIANT:
        return sj_evidence_of(e, SJ_FACT_ACCOUNT) == SJ_RESULT_ALIKE && consistent(e) &&
               (dates_fit(e) || same(e, SJ_FACT_PERSON) || same(e, SJ_FACT_MEMBER));
    case SJ_MATCH_MEMBER:
        return composite(e, SJ_FACT_MEMBER, SJ_FACT_PERSON);
    case SJ_MATCH_PERSON:
        return composite(e, SJ_FACT_PERSON, SJ_FACT_MEMBER);
    case SJ_MATCH_NONE:
    case SJ_MATCH_HAND:
        break;
    }
    return false;
}

/* Two submissions of one claim: one follows the other, or they are the same bill sent again. */
static bool one_claim(const sj_match_candidate *a, const sj_match_candidate *b) {
    if (a->submission == b->submission) return true;
    if (a->previous == b->submission || b->previous == a->submission ||
        (a->previous && a->previous == b->previous))
        return true;
    return same_text(a->account, b->account) && a->charge == b->charge && a->from == b->from &&
           a->to == b->to && a->sequence == b->sequence;
}

typedef struct contest {
    const sj_match_candidate *candidates;
    int best, second; /* second: of another claim */
    int score, second_score;
} contest;

/* Among equals the later submission; a better one of another claim becomes the second. */
static void enter(contest *c, int i, int score) {
    if (c->best < 0) {
        c->best = i, c->score = score;
        return;
    }
    bool together = one_claim(&c->candidates[i], &c->candidates[c->best]);
    bool later = c->candidates[i].submission > c->candidates[c->best].submission;
    if (score > c->score || (score == c->score && later && together)) {
        if (!together) c->second = c->best, c->second_score = c->score;
        c->best = i, c->score = score;
    } else if (!together && (c->second < 0 || score > c->second_score)) {
        c->second = i, c->second_score = score;
    }
}

/* `also`: a rung above on which several claims stood; only these are still in the contest. */
static contest hold(const sj_match_probe *probe, const sj_match_candidate *candidates, size_t n,
                    sj_match_rung rung, sj_match_rung also) {
    contest c = {candidates, -1, -1, 0, 0};
    for (size_t i = 0; i < n; i++) {
        sj_evidence e = compare(probe, &candidates[i]);
        bool in = rung == SJ_MATCH_NONE || on_rung(rung, e);
        if (in && (also == SJ_MATCH_NONE || on_rung(also, e)))
            enter(&c, (int)i, score_of(e, &candidates[i]));
    }
    return c;
}

/* Is it the charge that we billed, for the days that we billed? */
static bool billed(const sj_match_probe *probe, const sj_match_candidate *c) {
    return probe->charge == c->charge && compare_dates(probe, c) != SJ_RESULT_OTHER;
}

/* Another claim of this patient and day has the very charge that the best one has not: nobody can
 * tell which of them is meant. */
static bool has_rival(const sj_match_probe *probe, const sj_match_candidate *candidates, size_t n,
                      int best) {
    for (size_t i = 0; i < n; i++) {
        sj_evidence e = compare(probe, &candidates[i]);
        bool person = same(e, SJ_FACT_PERSON) || same(e, SJ_FACT_MEMBER);
        if (person && dates_fit(e) && same(e, SJ_FACT_CHARGE) &&
            !one_claim(&candidates[i], &candidates[best]))
            return true;
    }
    return false;
}

void sj_match_judge(sj_match *out, const sj_match_probe *probe,
                    const sj_match_candidate *candidates, size_t n) {
    *out = (sj_match){.best = -1, .second = -1};
    contest won = {candidates, -1, -1, 0, 0};
    sj_match_rung tied = SJ_MATCH_NONE, doubtful = SJ_MATCH_NONE;
    for (int rung = SJ_MATCH_ACCOUNT; rung <= SJ_MATCH_PERSON; rung++) {
        contest c = hold(probe, candidates, n, (sj_match_rung)rung, tied);
        if (c.best < 0) continue;
        if (c.second >= 0 && c.second_score == c.score) {
            if (tied == SJ_MATCH_NONE) tied = (sj_match_rung)rung; /* a lower rung may decide */
            out->rung = SJ_MATCH_NONE; /* where one was doubtful, two others speak against it */
            continue;
        }
        if (doubtful && !billed(probe, &candidates[c.best])) continue; /* as doubtful */
        out->rung = (sj_match_rung)rung;
        won = c;
        if (doubtful || billed(probe, &candidates[c.best])) break;
        doubtful = out->rung;
    }
    if (doubtful && out->rung == doubtful && has_rival(probe, candidates, n, won.best)) {
        out->rung = SJ_MATCH_NONE;
        tied = doubtful;
    }
    out->ambiguous = out->rung == SJ_MATCH_NONE && tied != SJ_MATCH_NONE;
    if (out->rung == SJ_MATCH_NONE)
        won = hold(probe, candidates, n, SJ_MATCH_NONE, doubtful ? SJ_MATCH_NONE : tied);
    else if (won.second < 0) /* the runner-up may stand on no rung at all */
        for (size_t i = 0; i < n; i++) {
            int score = score_of(compare(probe, &candidates[i]), &candidates[i]);
            if (!one_claim(&candidates[i], &candidates[won.best]) && score > won.second_score)
                won.second = (int)i, won.second_score = score;
        }
    if (won.best < 0) return;
    out->best = won.best;
    out->second = won.second;
    out->score = (uint8_t)won.score;
    out->second_score = (uint8_t)won.second_score;
    out->evidence = compare(probe, &candidates[won.best]);
}

const char *sj_match_rung_text(sj_match_rung rung) {
    static const char *const names[] = {"",
                                        "account",
                                        "payer control",
                                        "account variant",
                                        "member, date and charge",
                                        "name, date and charge",
                                        "hand"};
    return (size_t)rung < sizeof names / sizeof *names ? names[rung] : "";
}

size_t sj_match_explain(sj_evidence e, char *buf, size_t cap) {
    size_t n = 0;
    if (cap) buf[0] = 0;
    for (int f = 0; f < SJ_FACTS; f++) {
        sj_match_result r = sj_evidence_of(e, (sj_match_fact)f);
        if (r == SJ_RESULT_UNKNOWN) continue;
        int k = snprintf(n < cap ? buf + n : NULL, n < cap ? cap - n : 0, "%s%s %s", n ? "; " : "",
                         fact_names[f], result_names[r]);
        n += k > 0 ? (size_t)k : 0;
    }
    return n;
}
