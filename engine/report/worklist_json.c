/* The worklist as JSON. */
#include "engine/report/worklist_json.h"

#include "engine/report/json_put.h"

static void sum(sj_json_out *o, const char *key, const sj_worklist_sum *s) {
    sj_json_key(o, key);
    sj_json_object(o);
    put_number(o, "lines", s->n);
    put_money(o, "amount", s->amount);
    sj_json_object_end(o);
}

/* Days until one, or null. */
static void left(sj_json_out *o, const char *key, sj_date day, sj_date as_of) {
    sj_json_key(o, key);
    if (day == SJ_NO_DATE)
        sj_json_null(o);
    else
        sj_json_int(o, day - as_of);
}

static void denial(sj_json_out *o, const sj_worklist *n, const sj_worklist_line *d) {
    sj_json_object(o);
    put_text(o, "account", d->account);
    put_text(o, "payer", d->payer);
    put_text(o, "payer_control", d->payer_control);
    put_text(o, "patient", d->patient);
    put_number(o, "line", d->line);
    put_text(o, "procedure", d->procedure);
    put_date(o, "from", d->from);
    put_date(o, "to", d->to);
    put_money(o, "charge", d->charge);
    put_money(o, "paid", d->paid);
    put_money(o, "amount", d->amount);
    put_bool(o, "denied", !d->underpaid);
    put_text(o, "group", d->group);
    put_text(o, "carc", d->carc);
    put_text(o, "rarc", d->rarc);
    put_text(o, "category", d->category);
    put_text(o, "reason", d->reason);
    put_text(o, "why", d->why);
    put_number(o, "rule", d->rule);
    put_text(o, "preventable",
             d->preventable == 'Y'   ? SJ_STR("yes")
             : d->preventable == 'P' ? SJ_STR("partly")
                                     : SJ_STR("no"));
    if (d->expected) {
        put_money(o, "expected", d->expected);
        put_money(o, "allowed", d->expected - d->amount);
        put_text(o, "expected_by", d->expected_by);
    }
    put_text(o, "action", d->action);
    put_text(o, "next", d->next);
    put_date(o, "due", d->due);
    left(o, "days_left", d->due, n->as_of);
    put_date(o, "appeal_by", d->appeal_by);
    left(o, "appeal_days_left", d->appeal_by, n->as_of);
    put_text(o, "trace", d->trace);
    put_date(o, "paid_on", d->paid_on);
    put_number(o, "id", (uint64_t)d->id);
    put_number(o, "version", (uint64_t)d->version);
    put_text(o, "status", d->status);
    put_text(o, "owner", d->owner);
    put_text(o, "plan", d->plan);
    put_date(o, "follow_up", d->follow_up);
    put_text(o, "note", d->note);
    put_text(o, "caught",
             sj_str_is(d->caught, "?")   ? SJ_STR("not tried")
             : sj_str_is(d->caught, "-") ? SJ_STR("no")
                                         : SJ_STR("yes"));
    put_text(o, "caught_by",
             sj_str_is(d->caught, "?") || sj_str_is(d->caught, "-") ? (sj_str){NULL, 0}
                                                                    : d->caught);
    put_date(o, "correct_by", d->correct_by);
    left(o, "correct_days_left", d->correct_by, n->as_of);
    put_date(o, "file_by", d->file_by);
    left(o, "file_days_left", d->file_by, n->as_of);
    sj_json_key(o, "usual_limits");
    sj_json_array(o);
    if (d->appeal_usual) sj_json_strz(o, "appeal_by");
    if (d->correct_usual) sj_json_strz(o, "correct_by");
    if (d->file_usual) sj_json_strz(o, "file_by");
    sj_json_array_end(o);
    sj_json_object_end(o);
}

void sj_worklist_json(const sj_worklist *n, sj_json_out *o) {
    sj_json_object(o);
    sj_json_key(o, "schema");
    sj_json_int(o, 1);
    put_date(o, "as_of", n->as_of);
    sj_json_key(o, "denials");
    sj_json_array(o);
    for (size_t i = 0; i < n->n; i++) denial(o, n, &n->lines[i]);
    sj_json_array_end(o);
    sj_json_key(o, "totals");
    sj_json_object(o);
    sum(o, "denied", &n->open);
    sum(o, "underpaid", &n->underpaid);
    sum(o, "due", &n->due);
    sum(o, "past_due", &n->past);
    sj_json_object_end(o);
    sj_json_object_end(o);
}
