/* engine/cli/reading.h - what commands share that show claims to a person: how much of the
 * patients, the note in the audit log, and the clock as text. */
#ifndef SJ_CLI_READING_H
#define SJ_CLI_READING_H

#include "engine/cli/home.h"
#include "engine/report/remits.h"
#include "engine/report/report.h"

/* The row of --patients for an option table. */
#define SJ_CLI_PATIENTS_OPTION(target)                                                             \
    { "patients", 0, SJ_OPTION_TEXT, target, "LEVEL", "limited (initials), full or none" }

/* "limited", "full", "none"; NULL is limited. False for anything else. */
bool sj_cli_detail(const char *word, sj_detail *out);

/* Note in the audit log who read what; `subject` is no patient's data. */
sj_status sj_cli_note(sj_home *h, const char *action, const char *subject, sj_err *err) SJ_MUST_USE;

/* The moment a day began, and a moment as "04/16/2026 18:30", both in local time. */
sj_instant sj_cli_day_start(sj_date d);
void sj_cli_clock_text(sj_instant at, char out[32]);

/* Fill what was not given of a report's period, whose usual length is `days` more than a day; false
 * when it ends before it begins. A period ends with its day. The work of the morning (days 0) is
 * all that there is: a day that is played through for another one (--as-of) counts what is in the
 * store. */
bool sj_cli_period(sj_report_opts *opts, int days);

/* The local zone's name: "CDT". */
void sj_cli_zone(char out[16]);

/* A JSON writer to standard output; end it, and say whether all went out. */
void sj_cli_json(sj_json_out *out);
int sj_cli_json_end(sj_json_out *out);

/* Remittances as one JSON object on standard output, the heads or everything; *code is the exit
 * code when all went well. */
sj_status sj_cli_remits_json(sj_home *h, sj_remit_view *view, bool whole, int *code,
                             sj_err *err) SJ_MUST_USE;

#endif
