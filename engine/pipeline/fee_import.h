/* engine/pipeline/fee_import.h - the office's contracts into fee schedules: planned, shown,
 * written.
 *
 * What a file says of a code holds from its first day on: the price before ends the day before, and
 * stays for services of its time. A code that the schedule had and the file has no more ends
 * likewise; where many do, the import is refused unless it is forced. The same file twice changes
 * nothing. */
#ifndef SJ_PIPELINE_FEE_IMPORT_H
#define SJ_PIPELINE_FEE_IMPORT_H

#include "engine/pipeline/config.h"
#include "engine/pipeline/fee_rows.h"

enum { SJ_FEE_SCHEDULES = 64 };

typedef struct sj_fee_wish {
    const sj_config *config;
    sj_str payer;      /* of rows that name none; empty: they must */
    sj_date effective; /* of rows without a day; SJ_NO_DATE: from ever */
    bool force;        /* also where many codes would end */
    bool amend;        /* codes that the file does not name stay */
    const char *file;  /* its name */
    sj_fee_note_fn note;
    void *ctx;
} sj_fee_wish;

/* What happens to a row: `before` NULL: added; `after` NULL: ended or taken out. */
typedef struct sj_fee_change {
    const sj_fee *before, *after;
} sj_fee_change;

typedef struct sj_fee_plan {
    sj_str schedule;
    sj_fee *rows; /* all that it will have */
    size_t n;
    sj_fee_change *changes;
    size_t n_changes;
    uint32_t in_force; /* rows without an end, before */
    uint32_t added, changed, ended, same;
    uint32_t renewed; /* as before, but from another day on */
} sj_fee_plan;

/* Does it change anything? */
static inline bool sj_fee_plan_changes(const sj_fee_plan *p) {
    return p->n_changes || p->renewed;
}

typedef struct sj_fee_plans {
    sj_fee_rows read;
    sj_arena arena;
    sj_fee_plan v[SJ_FEE_SCHEDULES];
    size_t n;
    char refused[256]; /* why; "": it is not */
} sj_fee_plans;

/* Read a file and plan what it changes; nothing is planned when a cell is broken (read.broken), and
 * nothing is to be written when it is refused. SJ_ETABLE for the file's fault. Dispose in any case.
 */
sj_status sj_fee_plans_make(sj_fee_plans *out, sj_store *store, const void *bytes, size_t len,
                            const sj_fee_wish *wish, sj_err *err) SJ_MUST_USE;
void sj_fee_plans_dispose(sj_fee_plans *p);

/* Write what they change, in a transaction of its own, with a note in the audit log. */
sj_status sj_fee_plans_write(const sj_fee_plans *p, sj_store *store, const sj_fee_wish *wish,
                             const char *sha256, sj_str actor, sj_err *err) SJ_MUST_USE;

/* The schedule by which a payer's claims are priced: what scrubjay.xml says (fees="…"), else one of
 * the payer's own id. */
void sj_fee_schedule_of(const sj_config *config, sj_str payer, char out[SJ_FEE_SCHEDULE_NAME]);

#endif
