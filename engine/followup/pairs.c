/* NCCI pairs as follow-up needs them. */
#include "engine/followup/pairs.h"

static bool is_pair(const sj_tables *codes, sj_code_kind kind, sj_str a, sj_str b, sj_date on) {
    sj_ptp_info info;
    return sj_tables_ptp(codes, kind, a, b, on, &info) == SJ_CODE_VALID && info.modifier == '0';
}

bool sj_never_parted(const sj_tables *codes, bool institutional, sj_str a, sj_str b, sj_date on) {
    sj_code_kind kind = institutional ? SJ_CODES_PTP_HOSPITAL : SJ_CODES_PTP_PRACTITIONER;
    if (!codes || on == SJ_NO_DATE || !a.len || !b.len || !sj_tables_has(codes, kind)) return false;
    return is_pair(codes, kind, a, b, on) || is_pair(codes, kind, b, a, on);
}

sj_str sj_procedure_code(sj_str procedure) {
    const char *code = procedure.len ? memchr(procedure.ptr, ':', procedure.len) : NULL;
    if (!code) return (sj_str){NULL, 0};
    sj_str out = {code + 1, procedure.len - (size_t)(code + 1 - procedure.ptr)};
    const char *end = memchr(out.ptr, ':', out.len);
    if (end) out.len = (size_t)(end - out.ptr);
    return out;
}
