/* engine/operate/ward.h - what the checks of the doctor share. Private to engine/operate. */
#ifndef SJ_OPERATE_WARD_H
#define SJ_OPERATE_WARD_H

#include "engine/operate/doctor.h"

typedef struct sj_ward {
    const char *dir;
    sj_date today;
    bool offline;
    const sj_config *config; /* NULL: it cannot be read */
    sj_home *home;           /* NULL: it cannot be opened */
    const char *check;       /* the one at work */
    sj_health_level worst;
    sj_health_fn fn;
    void *ctx;
} sj_ward;

/* Tell what was found; `fix` may be "". The message is formatted as by printf. */
void sj_ward_tell(sj_ward *w, sj_health_level level, const char *fix, const char *fmt, ...)
    SJ_PRINTF(4, 5);

/* The same for an error: its message, detail and line. */
void sj_ward_tell_err(sj_ward *w, sj_health_level level, const char *fix, const sj_err *err);

/* The checks. */
void sj_check_configuration(sj_ward *w);
void sj_check_permissions(sj_ward *w);
void sj_check_disk(sj_ward *w);
void sj_check_clock(sj_ward *w);
void sj_check_store(sj_ward *w);
void sj_check_books(sj_ward *w);
void sj_check_worklist(sj_ward *w);
void sj_check_audit(sj_ward *w);
void sj_check_tables(sj_ward *w);
void sj_check_packs(sj_ward *w);
void sj_check_keys(sj_ward *w);
void sj_check_partners(sj_ward *w);
void sj_check_expected(sj_ward *w);
void sj_check_files(sj_ward *w);

#endif
