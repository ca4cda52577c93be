/* engine/pipeline/intake_tell.c - an 837 file's report, claim by claim, in a biller's words. */
#include "engine/pipeline/intake.h"

enum { ROOM = 4096 };

/* A value from the data: control characters would act on whatever shows the report. */
static void print_value(FILE *to, sj_str s) {
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        fputc(c < 0x20 || c == 0x7f ? '?' : c, to);
    }
}

static void print_rendered(FILE *to, const char *label, const char *text, const sj_finding *f) {
    char buf[ROOM];
    if (!text) return;
    size_t n = sj_finding_render(text, f, buf, sizeof buf);
    fputs(label, to);
    print_value(to, (sj_str){buf, n < sizeof buf ? n : sizeof buf - 1});
    fputc('\n', to);
}

void sj_intake_tell_finding(FILE *to, const sj_finding *f, const sj_finding_def *def) {
    fprintf(to, "    %s %s: ", def->id, sj_severity_text(f->severity));
    print_rendered(to, "", def->message, f);
    print_rendered(to, "      Fix: ", def->fix, f);
    if (f->severity == SJ_ERROR) print_rendered(to, "      If sent: ", def->effect, f);
    if (!f->pos.segment) return;
    fputs("      Where: ", to);
    if (f->loop) fprintf(to, "loop %s, ", f->loop);
    print_rendered(to, "", "{at}", f);
}

static void print_headline(FILE *to, const char *word, const sj_submission *s) {
    char money[SJ_MONEY_SIZE + 8], day[SJ_DATE_SIZE];
    sj_money_print_people(s->charge, money);
    fprintf(to, "%s  Acct ", word);
    print_value(to, s->account);
    if (s->first_service != SJ_NO_DATE) {
        sj_date_print_people(s->first_service, day);
        fprintf(to, ", service %s", day);
    }
    fputs(", ", to);
    print_value(to, s->payer_name);
    fputs(" (", to);
    print_value(to, s->payer);
    fprintf(to, "), %s\n", money);
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
