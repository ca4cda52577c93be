/* engine/simulate/keep.c - the payer's memory. */
#include "engine/simulate/payer.h"

#include <string.h>

void *sj_sim_room(sj_sim_payer *p, size_t bytes) {
    void *room = sj_arena_zalloc(&p->arena, bytes);
    if (!room) p->status = SJ_ENOMEM;
    return room;
}

const char *sj_sim_keep(sj_sim_payer *p, sj_str s) {
    if (!s.len) return "";
    char *copy = sj_sim_room(p, s.len + 1);
    if (!copy) return "";
    memcpy(copy, s.ptr, s.len);
    return copy;
}
