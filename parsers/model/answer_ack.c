/* parsers/model/answer_ack.c - the one place that decides between A and E: what is accepted by form may
 * still break a situational rule, which the 999 notes where no 277CA can tell of it. */
#include "parsers/model/answer_private.h"

void sj_ack_set_begin(sj_ack_tally *t) {
    t->situational = t->claims = 0;
}

bool sj_ack_finding(sj_ack_tally *t, const sj_finding_def *def, sj_severity severity) {
    bool is_noted = def->snip > 2 && (def->ik304 || def->ik403) && severity == SJ_ERROR;
    t->situational += is_noted;
    return is_noted;
}

void sj_ack_claim(sj_ack_tally *t) {
    t->claims++;
}

bool sj_ack_has_277ca(const sj_ack_tally *t, const sj_set *s) {
    return s->guide && sj_str_is(s->transaction, "837") && s->ack != 'R' && t->claims;
}

char sj_ack_of_set(sj_ack_tally *t, const sj_set *s) {
    bool is_noted = s->ack == 'A' && t->situational && !sj_ack_has_277ca(t, s) &&
                    sj_answer_kind_for(s->group) == SJ_ANSWER_999;
    t->noted += is_noted;
    return is_noted ? 'E' : s->ack;
}

char sj_ack_of_group(const sj_ack_tally *t, const sj_group *g) {
    return g->ack == 'A' && t->noted ? 'E' : g->ack;
}
