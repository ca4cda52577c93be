/* A correction that only changes modifiers of two procedures which NCCI never lets be paid beside
 * each other: the payer would decide the same. */
#include "engine/followup/following.h"

#include "engine/followup/pairs.h"

#include <stdio.h>

/* Does the patch change this field of a line? `field` is "modifier" or "procedure". */
static bool is_changed(const sj_following *f, uint32_t line, const char *field) {
    char path[48];
    int n = snprintf(path, sizeof path, "/line/%u/%s", line, field);
    for (uint32_t i = 0; i < f->out->changes.n; i++) {
        sj_str told = f->out->changes.v[i].path;
        if (told.len >= (size_t)n && memcmp(told.ptr, path, (size_t)n) == 0) return true;
    }
    return false;
}

static sj_str code_of(const sj_payment_line_row *l) {
    return sj_procedure_code(l->submitted.len ? l->submitted : l->procedure);
}

static void judge(sj_following *f, const sj_payment_line_row *denied,
                  const sj_payment_line_row *other) {
    bool modifiers =
        is_changed(f, denied->line, "modifier") || is_changed(f, other->line, "modifier");
    bool procedures =
        is_changed(f, denied->line, "procedure") || is_changed(f, other->line, "procedure");
    sj_date on = denied->from;
    if (!modifiers || procedures || other->from != on) return;
    sj_str a = code_of(denied), b = code_of(other);
    if (!sj_never_parted(f->wish->codes, sj_str_is(sj_str_of(f->out->type), "837I"), a, b, on))
        return;
    sj_following_refuse(f, SJ_REFUSED_GUARD,
                        "NCCI never pays %.*s (line %u) beside %.*s (line %u): indicator 0, no "
                        "modifier parts them, and the payer would decide the same. Where the code "
                        "is right, write the line off",
                        SJ_FMT(a), denied->line, SJ_FMT(b), other->line);
}

void sj_following_pairs(sj_following *f) {
    for (uint32_t i = 0; f->wish->codes && i < f->n_lines; i++)
        for (uint32_t k = 0; k < f->n_lines && sj_str_is(f->lines[i].kind, "bundled"); k++)
            if (k != i && f->lines[i].line && f->lines[k].line)
                judge(f, &f->lines[i], &f->lines[k]);
}
