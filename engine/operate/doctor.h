/* engine/operate/doctor.h - is all well with a home: what is wrong, what happens if it stays so,
 * what to do.
 *
 * Each check is a row of a table (doctor.c). None changes anything but the store's schema, which
 * opening brings up to date. */
#ifndef SJ_OPERATE_DOCTOR_H
#define SJ_OPERATE_DOCTOR_H

#include "engine/pipeline/home.h"

#include <scrubjay/date.h>

typedef enum sj_health_level {
    SJ_HEALTH_OK = 0,
    SJ_HEALTH_NOTE, /* worth knowing */
    SJ_HEALTH_WARN, /* will be trouble */
    SJ_HEALTH_FAIL  /* is trouble: claims are not sent, answers not read, or data may be lost */
} sj_health_level;

/* "ok", "note", "warn", "FAIL". */
const char *sj_health_text(sj_health_level level);

/* One thing that was found; texts are valid inside the callback. `fix` is "" when there is nothing
 * to do. */
typedef struct sj_health {
    const char *check; /* "store", "disk" … */
    sj_health_level level;
    const char *message, *fix;
} sj_health;
typedef void (*sj_health_fn)(void *ctx, const sj_health *h);

/* Look at the home in `dir` by all checks, in order; the worst level that was found. What keeps a
 * check from being made is itself a finding. `today`: for what has a last day; `offline`: partners
 * are not called. */
sj_health_level sj_doctor(const char *dir, sj_date today, bool offline, sj_health_fn fn, void *ctx);

#endif
