/* rules/edits/report.c - findings of one claim, gathered and put in the order of their places. */
#include "rules/edits/edits.h"

#include <stdarg.h>
#include <stdio.h>

static const sj_finding_def rows[] = {
#define FINDING(name, ...) {__VA_ARGS__},
#include "rules/edits/findings.def"
#undef FINDING
};

const sj_finding_table *sj_edits_findings(void) {
    static const sj_finding_table table = {SJ_BOX_EDITS, SJ_ED_COUNT, rows};
    return &table;
}

const sj_finding_def *sj_scrub_edit(size_t i, sj_finding_id *id) {
    if (i >= SJ_ED_COUNT) return NULL;
    if (id) *id = SJ_FINDING_ID(SJ_BOX_EDITS, i);
    return &rows[i];
}

static void add(sj_scrub *s, sj_finding_id id, sj_severity severity, sj_at at, sj_str a, sj_str b,
                bool whole_file) {
    if (s->n_found == MAX_FOUND) return;
    sj_finding *f = &s->found[s->n_found++];
    *f = (sj_finding){.id = id, .severity = severity, .a = a, .b = b};
    sj_claim_place(s->c, at, f);
    f->claim = whole_file ? 0 : s->c->ordinal;
    f->account = whole_file ? NO_FACT : s->c->account.v;
}

static void count(sj_scrub *s, sj_severity severity) {
    s->result.errors += severity == SJ_ERROR;
    s->result.warnings += severity == SJ_WARNING;
}

void sj_report_rule(sj_scrub *s, const sj_finding *f) {
    sj_finding judged = *f;
    if (!sj_profile_judge(s->opts.profile, &judged)) return;
    count(s, judged.severity);
    if (s->n_found < MAX_FOUND - 1)
        s->found[s->n_found++] = judged;
    else
        add(s, SJ_FINDING_ID(SJ_BOX_EDITS, SJ_ED_MORE), rows[SJ_ED_MORE].severity, s->c->account.at,
            NO_FACT, NO_FACT, false);
}

static void tell(sj_scrub *s, enum sj_edits_row row, sj_severity severity, sj_at at, sj_str a,
                 sj_str b) {
    const sj_finding_def *def = &rows[row];
    if (s->opts.snip && def->snip > s->opts.snip) return;
    if (!sj_profile_severity(s->opts.profile, SJ_FINDING_ID(SJ_BOX_EDITS, row), &severity)) return;
    count(s, severity);
    if (s->n_found == MAX_FOUND - 1) { /* the last place is for saying so */
        row = SJ_ED_MORE;
        severity = rows[row].severity;
        at = s->c->account.at;
    }
    add(s, SJ_FINDING_ID(SJ_BOX_EDITS, row), severity, at, a, b, s->shared);
}

void sj_report(sj_scrub *s, enum sj_edits_row row, sj_at at, sj_str a, sj_str b) {
    tell(s, row, rows[row].severity, at, a, b);
}

void sj_report_medicare(sj_scrub *s, enum sj_edits_row row, sj_at at, sj_str a, sj_str b) {
    sj_severity severity = rows[row].severity;
    if (severity == SJ_ERROR && !(s->has & HAS_MEDICARE)) severity = SJ_WARNING;
    tell(s, row, severity, at, a, b);
}

void sj_report_once(sj_scrub *s, sj_finding_id id, const sj_finding_def *def, uint64_t bit,
                    sj_at at, sj_str a, sj_str b) {
    if (s->told & bit || (s->opts.snip && def->snip > s->opts.snip)) return;
    s->told |= bit;
    sj_severity severity = def->severity;
    if (!sj_profile_severity(s->opts.profile, id, &severity)) return;
    add(s, id, severity, at, a, b, true);
}

sj_str sj_note(sj_scrub *s, const char *fmt, ...) {
    char *to = s->notes.text + s->notes.used;
    size_t room = MAX_NOTES - s->notes.used;
    va_list args;
    va_start(args, fmt);
    int n = vsnprintf(to, room, fmt, args);
    va_end(args);
    if (n < 0 || (size_t)n >= room) return NO_FACT;
    s->notes.used += (size_t)n;
    return (sj_str){to, (size_t)n};
}

sj_str sj_note_date(sj_scrub *s, sj_date d) {
    char buf[SJ_DATE_SIZE];
    sj_date_print_people(d, buf);
    return sj_note(s, "%s", buf);
}

sj_str sj_note_money(sj_scrub *s, sj_money m) {
    char buf[SJ_MONEY_SIZE + 8];
    sj_money_print_people(m, buf);
    return sj_note(s, "%s", buf);
}

sj_str sj_note_line(const line_facts *l) {
    return l->line->number.v;
}

sj_str sj_note_quantity(sj_scrub *s, sj_quantity q) {
    char buf[SJ_MONEY_SIZE];
    sj_quantity_print(q, buf);
    return sj_note(s, "%s", buf);
}
