/* Lines of a remittance in memory: rows of a query cannot be read side by side with another's. */
#include "engine/report/remit_lines.h"

static const size_t LIMIT = (size_t)1 << 30;

void sj_remit_lines_init(sj_remit_lines *l) {
    *l = (sj_remit_lines){.first = NULL};
    sj_arena_init(&l->arena, LIMIT);
}

void sj_remit_lines_dispose(sj_remit_lines *l) {
    sj_arena_dispose(&l->arena);
}

typedef struct keeping {
    sj_remit_lines *l;
    bool failed;
} keeping;

static bool keep(void *ctx, int64_t payment, const sj_payment_line_row *row) {
    keeping *k = ctx;
    sj_remit_line *line = sj_arena_zalloc(&k->l->arena, sizeof *line);
    k->failed = !line;
    if (!line) return false;
    line->payment = payment;
    line->row = *row;
    sj_str *texts[] = {&line->row.procedure, &line->row.submitted,   &line->row.revenue,
                       &line->row.control,   &line->row.adjustments, &line->row.remarks,
                       &line->row.kind};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (!sj_arena_copy(&k->l->arena, *texts[i], texts[i])) k->failed = true;
    *k->l->last = line;
    k->l->last = &line->next;
    return !k->failed;
}

sj_status sj_remit_lines_read(sj_remit_lines *l, sj_store *s, int64_t remit, sj_err *err) {
    keeping k = {.l = l};
    sj_arena_reset(&l->arena);
    l->first = NULL;
    l->last = &l->first;
    sj_status status = sj_ledger_lines(s, remit, keep, &k, err);
    if (status == SJ_OK && k.failed)
        status = sj_err_set(err, SJ_ENOMEM, "no memory for a remittance's lines");
    return status;
}

const sj_payment_line_row *sj_remit_lines_next(sj_remit_lines *l, int64_t payment) {
    if (!l->first || l->first->payment != payment) return NULL;
    const sj_remit_line *line = l->first;
    l->first = line->next;
    return &line->row;
}
