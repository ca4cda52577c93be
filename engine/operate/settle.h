/* engine/operate/settle.h - a restored home made safe to go on with. Private to engine/operate. */
#ifndef SJ_OPERATE_SETTLE_H
#define SJ_OPERATE_SETTLE_H

#include "engine/operate/backup.h"

/* As sj_backup_restore says, for the home in `dir`. */
sj_status sj_restore_settle(const char *dir, bool may_be_sent, sj_str actor, sj_restore_doubt *out,
                            sj_err *err) SJ_MUST_USE;

#endif
