/* rules/edits/fmt.c - FMT: account, amounts, units, frequency, control numbers. */
#include "rules/edits/edits.h"

enum { COMPARED_LINES = 64 /* each with those before it; a claim has 50 at the most */ };

static void account_long(sj_scrub *s) {
    if (s->c->account.v.len > ACCOUNT_LENGTH)
        sj_report(s, SJ_ED_ACCOUNT_LONG, s->c->account.at, NO_FACT, NO_FACT);
}

/* Does a number stand here that could not be taken? A number with too many decimals is absent in
 * the claim; what is no number at all, the guide complains about. */
static bool holds_number(const sj_scrub *s, sj_at at) {
    sj_finding f = {.id = 0};
    if (!sj_claim_place(s->c, at, &f) || f.value.len == 0) return false;
    for (size_t i = 0; i < f.value.len; i++)
        if (!f.value.ptr[i] || !strchr("0123456789.-", f.value.ptr[i])) return false;
    return true;
}

/* `at`: where it stands when it was sent at all. */
static void judge_amount(sj_scrub *s, const sj_amount *a, sj_at at) {
    bool wrong = SJ_HAS(*a) ? a->v > MOST_CHARGE || a->v < -MOST_CHARGE : holds_number(s, at);
    if (wrong) sj_report(s, SJ_ED_AMOUNT_SHAPE, at, NO_FACT, NO_FACT);
}

/* Element `element` of a line's SV1, SV2 or SV3 segment. */
static sj_at in_line(const line_facts *l, uint8_t element) {
    uint32_t segment = l->line->procedure.at.segment;
    return (sj_at){.segment = segment ? segment : l->line->revenue.at.segment, .element = element};
}

/* A total of zero over lines that have charges is out of balance, which the sums tell. */
static void charge_zero(sj_scrub *s) {
    const sj_amount *charge = &s->c->charge;
    sj_money lines = 0;
    for (uint16_t i = 0; i < s->n_lines; i++) lines += s->lines[i].line->charge.v;
    if (SJ_HAS(*charge) && charge->v == 0 && lines == 0)
        sj_report(s, SJ_ED_CHARGE_ZERO, charge->at, NO_FACT, NO_FACT);
}

static void charge_negative(sj_scrub *s) {
    if (s->c->charge.v < 0) sj_report(s, SJ_ED_CHARGE_NEGATIVE, s->c->charge.at, NO_FACT, NO_FACT);
    for (uint16_t i = 0; i < s->n_lines; i++)
        if (s->lines[i].line->charge.v < 0)
            sj_report(s, SJ_ED_CHARGE_NEGATIVE, s->lines[i].line->charge.at, NO_FACT, NO_FACT);
}

static void amount_shape(sj_scrub *s) {
    sj_at at = {.segment = s->c->account.at.segment, .element = 2};
    const uint8_t charge = s->c->type == SJ_CLAIM_837I ? 3 : 2; /* SV203; SV102, SV302 */
    judge_amount(s, &s->c->charge, at);
    for (uint16_t i = 0; i < s->n_lines; i++)
        judge_amount(s, &s->lines[i].line->charge, in_line(&s->lines[i], charge));
}

static void units_shape(sj_scrub *s) {
    for (uint16_t i = 0; i < s->n_lines; i++) {
        const line_facts *l = &s->lines[i];
        const sj_number *units = &l->line->units;
        bool wrong = SJ_HAS(*units) ? units->v <= 0 || units->v > MOST_UNITS
                                    : holds_number(s, in_line(l, 4));
        if (wrong) sj_report(s, SJ_ED_UNITS_SHAPE, in_line(l, 4), sj_note_line(l), NO_FACT);
    }
}

static void frequency(sj_scrub *s) {
    sj_text f = s->c->frequency;
    if (f.v.len && !is_char(f, '1') && !is_char(f, '7') && !is_char(f, '8'))
        sj_report(s, SJ_ED_FREQUENCY, f.at, NO_FACT, NO_FACT);
}

static void control_twice(sj_scrub *s) {
    for (uint16_t i = 1; i < s->n_lines && i < COMPARED_LINES; i++) {
        const sj_text *control = &s->lines[i].line->control;
        for (uint16_t k = 0; k < i && control->v.len; k++) {
            if (!sj_str_eq(s->lines[k].line->control.v, control->v)) continue;
            sj_report(s, SJ_ED_CONTROL_TWICE, control->at, sj_note_line(&s->lines[i]),
                      sj_note_line(&s->lines[k]));
            break;
        }
    }
}

static void no_control(sj_scrub *s) {
    sj_finding_id id;
    const sj_finding_def *def = sj_scrub_edit(SJ_ED_NO_CONTROL, &id);
    for (uint16_t i = 0; i < s->n_lines; i++)
        if (!s->lines[i].line->control.v.len) {
            sj_report_once(s, id, def, TOLD_NO_CONTROL, s->lines[i].line->at, NO_FACT, NO_FACT);
            return;
        }
}

const sj_edit sj_edits_fmt[] = {
    {SJ_ED_ACCOUNT_LONG, SCOPE_CLAIM, TYPE_ALL, HAS_LONG_ACCOUNT, account_long, NULL},
    {SJ_ED_CHARGE_ZERO, SCOPE_CLAIM, TYPE_ALL, HAS_CHARGES | HAS_ODD_CHARGE, charge_zero, NULL},
    {SJ_ED_CHARGE_NEGATIVE, SCOPE_CLAIM, TYPE_ALL, HAS_ODD_CHARGE, charge_negative, NULL},
    {SJ_ED_AMOUNT_SHAPE, SCOPE_CLAIM, TYPE_ALL, HAS_ODD_CHARGE, amount_shape, NULL},
    {SJ_ED_UNITS_SHAPE, SCOPE_CLAIM, TYPE_P, HAS_ODD_UNITS, units_shape, NULL},
    {SJ_ED_FREQUENCY, SCOPE_CLAIM, TYPE_PD, HAS_NOT_NEW, frequency, NULL},
    {SJ_ED_CONTROL_TWICE, SCOPE_CLAIM, TYPE_ALL, HAS_SAME_CONTROL, control_twice, NULL},
    {SJ_ED_NO_CONTROL, SCOPE_CLAIM, TYPE_ALL, HAS_NO_CONTROL, no_control, NULL},
    {.types = 0}};
