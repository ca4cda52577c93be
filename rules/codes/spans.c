/* rules/codes/spans.c - what a table says of a code changes on few days: where its releases begin
 * and end, and where the code's own rows do. */
#include "rules/codes/spans.h"

#include "rules/codes/pairs.h"

void sj_span_part(sj_day_span *io, sj_date on, int64_t day) {
    if (day <= on)
        io->from = day > io->from ? (sj_date)day : io->from;
    else
        io->to = day - 1 < io->to ? (sj_date)(day - 1) : io->to;
}

void sj_span_part_by_coverage(sj_day_span *io, sj_date on, const sj_coverage *c) {
    for (unsigned i = 0; i < c->n; i++) {
        sj_span_part(io, on, c->spans[i].from);
        sj_span_part(io, on, (int64_t)c->spans[i].through + 1);
    }
}

void sj_span_part_by_days(sj_day_span *io, sj_date on, sj_date first, sj_date last) {
    if (first != SJ_NO_DATE) sj_span_part(io, on, first);
    if (last != SJ_NO_DATE) sj_span_part(io, on, (int64_t)last + 1);
}

void sj_tables_narrow(sj_day_span *io, const sj_tables *t, sj_code_kind kind, sj_str code,
                      sj_date on) {
    const sj_table_view *v = sj_tables_view(t, kind);
    if (!v) return;
    sj_span_part_by_coverage(io, on, &v->coverage);
    const sj_table_row *first = sj_table_find(v, sj_code_pack(code)), *end = sj_table_end(v);
    for (const sj_table_row *row = first; row && row < end && row->code == first->code; row++)
        sj_span_part_by_days(io, on, row->effective, row->terminated);
}

sj_code_state sj_tables_lookup_days(const sj_tables *t, sj_code_kind kind, sj_str code, sj_date on,
                                    sj_date *from, sj_date *through) {
    sj_day_span days = SJ_ALL_DAYS;
    sj_tables_narrow(&days, t, kind, code, on);
    *from = days.from;
    *through = days.to;
    return sj_tables_lookup(t, kind, code, on, NULL);
}

uint32_t sj_tables_changes(const sj_tables *t) {
    return t ? t->changes : 0;
}
