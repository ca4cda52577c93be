/* engine/pipeline/intake_tell.c - an 837 file's report, claim by claim, in a biller's words. */
#include "engine/pipeline/intake.h"
#include "engine/pipeline/say.h"

static void say_part(FILE *to, const char *label, const char *text, const sj_finding *f) {
    if (!text) return;
    fputs(label, to);
    sj_say_rendered(to, text, f);
    fputc('\n', to);
}

void sj_intake_tell_finding(FILE *to, const sj_finding *f, const sj_finding_def *def) {
    fprintf(to, "    %s %s: ", def->id, sj_severity_text(f->severity));
    say_part(to, "", def->message, f);
    say_part(to, "      Fix: ", def->fix, f);
    if (f->severity == SJ_ERROR) say_part(to, "      If sent: ", def->effect, f);
    if (!f->pos.segment) return;
    fputs("      Where: ", to);
    if (f->loop) fprintf(to, "loop %s, ", f->loop);
    say_part(to, "", "{at}", f);
}

static void print_headline(FILE *to, const char *word, const sj_submission *s) {
    char money[SJ_MONEY_SIZE + 8], day[SJ_DATE_SIZE];
    fprintf(to, "%s  Acct ", word);
    sj_say_value(to, s->account);
    if (s->first_service != SJ_NO_DATE) {
        sj_date_print_people(s->first_service, day);
        fprintf(to, ", service %s", day);
    }
    fputs(", ", to);
    sj_say_value(to, s->payer_name);
    fputs(" (", to);
    sj_say_value(to, s->payer);
    fprintf(to, "), %s\n", sj_say_money(s->charge, money));
}

void sj_intake_tell(sj_intake *in, const sj_pending_claim *p) {
    FILE *to = in->taken->body;
    if (p->is_duplicate) {
        print_headline(to, "  SAME   ", &p->sub.row);
        fprintf(to,
                "    This claim was received before, with the same content, and is %s: nothing was "
                "done.\n\n",
                sj_state_text(p->original.state));
        return;
    }
    bool held = p->sub.row.state == SJ_STATE_HELD;
    if (!held && !p->findings) return;
    print_headline(to, held ? "  HELD   " : "  WARNED ", &p->sub.row);
    for (const sj_kept_finding *k = p->findings; k; k = k->next)
        sj_intake_tell_finding(to, &k->f, k->def);
    if (!p->findings)
        fputs(
            "    See what is wrong above it: it shares the billing provider, subscriber or patient "
            "of a claim told before.\n",
            to);
    fputc('\n', to);
}
