/* rules/edits/cob.c - COB: the other payers of a patient, and what they decided. */
#include "rules/edits/edits.h"
#include "rules/edits/shapes.h"

/* Place in the order of payment: P 1, S 2, T 3, A 4 … H 11; 0 for U and what is none. */
static int rank_of(sj_str sequence) {
    static const char order[] = "PSTABCDEFGH";
    if (sequence.len != 1) return 0;
    const char *at = memchr(order, sequence.ptr[0], sizeof order - 1);
    return at ? (int)(at - order) + 1 : 0;
}

static sj_str rank_name(sj_str sequence) {
    switch (rank_of(sequence)) {
    case 1:
        return SJ_STR("primary");
    case 2:
        return SJ_STR("secondary");
    case 3:
        return SJ_STR("tertiary");
    default:
        return sequence;
    }
}

static void sequence_twice(sj_scrub *s) {
    unsigned seen = 1u << rank_of(s->c->subscriber->sequence.v);
    for (uint16_t i = 0; i < s->c->others.n; i++) {
        const sj_text *sequence = &s->c->others.v[i].sequence;
        unsigned bit = 1u << rank_of(sequence->v) & ~1u;
        if (seen & bit) sj_report(s, SJ_ED_SEQUENCE_TWICE, sequence->at, NO_FACT, NO_FACT);
        seen |= bit;
    }
}

static void sequence_gap(sj_scrub *s) {
    const sj_text *sequence = &s->c->subscriber->sequence;
    if (rank_of(sequence->v) < 2) return;
    for (uint16_t i = 0; i < s->c->others.n; i++)
        if (rank_of(s->c->others.v[i].sequence.v) == 1) return;
    sj_report(s, SJ_ED_SEQUENCE_GAP, sequence->at, rank_name(sequence->v), NO_FACT);
}

/* Is this one of the lines' decisions, by this payer? */
static bool is_by(const sj_line_payment *p, const sj_other_payer *o) {
    return sj_str_eq(p->payer.v, o->payer->id.v);
}

static bool decided_lines(const sj_scrub *s, const sj_other_payer *o, bool with_date) {
    for (uint16_t i = 0; i < s->n_lines; i++)
        for (uint16_t k = 0; k < s->lines[i].line->payments.n; k++) {
            const sj_line_payment *p = &s->lines[i].line->payments.v[k];
            if (is_by(p, o) && (!with_date || SJ_HAS(p->decided))) return true;
        }
    return false;
}

static void no_decision(sj_scrub *s) {
    int own = rank_of(s->c->subscriber->sequence.v);
    for (uint16_t i = 0; i < s->c->others.n; i++) {
        const sj_other_payer *o = &s->c->others.v[i];
        int rank = rank_of(o->sequence.v);
        bool before = rank && rank < own;
        if (before && !sj_amts_find(&o->amounts, "D") && !decided_lines(s, o, false))
            sj_report(s, SJ_ED_NO_DECISION, o->sequence.at, rank_name(o->sequence.v), NO_FACT);
    }
}

static void judge_adjustments(sj_scrub *s, const sj_adjustments *list) {
    for (uint16_t i = 0; i < list->n; i++) {
        const sj_adjustment *a = &list->v[i];
        if (a->reason.len && a->amount == 0)
            sj_report(s, SJ_ED_REASON_ZERO, a->at, NO_FACT, NO_FACT);
    }
}

static void line_payer(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_lines; i++)
        for (uint16_t k = 0; k < s->lines[i].line->payments.n; k++) {
            const sj_line_payment *p = &s->lines[i].line->payments.v[k];
            uint16_t o = 0;
            while (o < s->c->others.n && !is_by(p, &s->c->others.v[o])) o++;
            if (o == s->c->others.n)
                sj_report(s, SJ_ED_LINE_PAYER, p->payer.at, sj_note_line(&s->lines[i]), NO_FACT);
        }
}

static void judge_decided(sj_scrub *s, const sj_day *decided, sj_date service) {
    if (!SJ_HAS(*decided) || decided->v == SJ_NO_DATE || service == SJ_NO_DATE) return;
    if (decided->v < service || (s->sent != SJ_NO_DATE && decided->v > s->sent))
        sj_report(s, SJ_ED_DECIDED_DATE, decided->at, sj_note_date(s, service), NO_FACT);
}

static void decided_date(sj_scrub *s) {
    for (uint16_t i = 0; i < s->c->others.n; i++)
        judge_decided(s, &s->c->others.v[i].decided, s->first);
    for (uint16_t i = 0; i < s->n_lines; i++)
        for (uint16_t k = 0; k < s->lines[i].line->payments.n; k++)
            judge_decided(s, &s->lines[i].line->payments.v[k].decided, s->lines[i].from);
}

static void decided_missing(sj_scrub *s) {
    for (uint16_t i = 0; i < s->c->others.n; i++) {
        const sj_other_payer *o = &s->c->others.v[i];
        const sj_amount *paid = sj_amts_find(&o->amounts, "D");
        if (paid && !SJ_HAS(o->decided) && !decided_lines(s, o, true))
            sj_report(s, SJ_ED_DECIDED_MISSING, o->sequence.at, rank_name(o->sequence.v), NO_FACT);
    }
}

static void reasons(sj_scrub *s) {
    for (uint16_t i = 0; i < s->c->others.n; i++)
        judge_adjustments(s, &s->c->others.v[i].adjustments);
    for (uint16_t i = 0; i < s->n_lines; i++)
        for (uint16_t k = 0; k < s->lines[i].line->payments.n; k++)
            judge_adjustments(s, &s->lines[i].line->payments.v[k].adjustments);
}

static void medicare_second(sj_scrub *s) {
    const sj_subscriber *sub = s->c->subscriber;
    if (rank_of(sub->sequence.v) > 1 && sub->insurance_type.v.len == 0)
        sj_report(s, SJ_ED_MEDICARE_SECOND, sub->sequence.at, rank_name(sub->sequence.v), NO_FACT);
}

const sj_edit sj_edits_cob[] = {
    {SJ_ED_SEQUENCE_TWICE, SCOPE_CLAIM, TYPE_ALL, HAS_OTHERS, sequence_twice, NULL},
    {SJ_ED_SEQUENCE_GAP, SCOPE_CLAIM, TYPE_ALL, HAS_SECONDARY, sequence_gap, NULL},
    {SJ_ED_NO_DECISION, SCOPE_CLAIM, TYPE_ALL, HAS_OTHERS, no_decision, NULL},
    {SJ_ED_REASON_ZERO, SCOPE_CLAIM, TYPE_ALL, HAS_OTHERS, reasons, NULL},
    {SJ_ED_LINE_PAYER, SCOPE_CLAIM, TYPE_ALL, HAS_DECISIONS, line_payer, NULL},
    {SJ_ED_DECIDED_DATE, SCOPE_CLAIM, TYPE_ALL, HAS_OTHERS, decided_date, NULL},
    {SJ_ED_DECIDED_MISSING, SCOPE_CLAIM, TYPE_ALL, HAS_OTHERS, decided_missing, NULL},
    {SJ_ED_MEDICARE_SECOND, SCOPE_SUBSCRIBER, TYPE_ALL, HAS_MEDICARE, medicare_second, NULL},
    {.types = 0}};
