/* What the builders share: plans, the open loop, counts of findings. */
#include "parsers/model/model.h"

#include "parsers/base/alloc.h"
#include "parsers/base/apart.h"
#include "parsers/guide/step.h"

/* Memory of one claim's records against its bytes: the densest list (HI: two bytes a code) takes
 * about 30 times its bytes, twice that while it grows. The least lets lists begin with some room.
 */
enum { RECORDS_PER_BYTE = 64, LEAST_LIMIT = 4 << 20 };

static const sj_model_ops *const all_ops[] = {
    [SJ_FIELDS_837] = &sj_claims_ops,
    [SJ_FIELDS_835] = &sj_remits_ops,
    [SJ_FIELDS_999] = &sj_ack999_ops,
    [SJ_FIELDS_277] = &sj_status_ops,
};

void sj_model_init(sj_model *m, const sj_parse_events *events, bool balances, size_t unit) {
    *m = (sj_model){.events = events, .balances = balances, .loop = SJ_NO_ROW};
    size_t limit = unit * RECORDS_PER_BYTE;
    if (limit < LEAST_LIMIT) limit = LEAST_LIMIT;
    for (int i = 0; i < SJ_LEVELS; i++) {
        sj_frame_init(&m->claims.levels[i], limit);
        sj_arena_init(&m->acks.levels[i], limit);
    }
    sj_frame_init(&m->claims.own, limit);
    sj_frame_init(&m->remits.header, limit);
    sj_frame_init(&m->remits.footer, limit);
    sj_frame_init(&m->remits.own, limit);
    sj_arena_init(&m->acks.own, limit);
}

void sj_model_dispose(sj_model *m) {
    for (int i = 0; i < SJ_LEVELS; i++) {
        sj_frame_dispose(&m->claims.levels[i]);
        sj_arena_dispose(&m->acks.levels[i]);
    }
    sj_frame_dispose(&m->claims.own);
    sj_frame_dispose(&m->remits.header);
    sj_frame_dispose(&m->remits.footer);
    sj_frame_dispose(&m->remits.own);
    sj_arena_dispose(&m->acks.own);
    for (unsigned i = 0; i < m->n_plans; i++) sj_plan_free(m->plans[i]);
    m->n_plans = 0;
}

/* Is somebody told of a set's records? */
static bool is_heard(const sj_model *m, const sj_guide *g) {
    const sj_parse_events *e = m->events;
    switch (sj_field_set_of(g)) {
    case SJ_FIELDS_837:
        return e->claim;
    case SJ_FIELDS_835:
        return (e->payment && !e->payments_in_brief) || e->remit_begin || e->remit_end;
    case SJ_FIELDS_999:
        return e->ack999;
    default:
        return e->claim_status || e->batch_status;
    }
}

/* Does the set balance? Then its records are filled for that alone, if for nobody else. */
static bool has_sums(sj_field_set set) {
    return set == SJ_FIELDS_837 || set == SJ_FIELDS_835;
}

static const sj_plan *plan_of(sj_model *m, const sj_guide *g) {
    for (unsigned i = 0; i < m->n_plans; i++)
        if (m->plans[i]->guide == g) return m->plans[i];
    if (m->n_plans == SJ_MAX_PLANS) {
        m->fill.status = SJ_EINTERNAL; /* more guides than there are */
        return NULL;
    }
    sj_plan *p = NULL;
    m->fill.status = sj_plan_new_for(&p, g, m->is_heard ? SJ_PLAN_ALL : SJ_PLAN_SUMS, NULL);
    if (m->fill.status != SJ_OK) return NULL;
    m->plans[m->n_plans++] = p;
    return p;
}

void sj_model_set_begin(sj_model *m, const sj_set *s) {
    m->set = s;
    m->loop = SJ_NO_ROW;
    sj_model_open(m, NULL, false);
    m->fill = (sj_fill){.status = SJ_OK};
    memset(m->level, 0, sizeof m->level);
    m->is_heard = s->guide && is_heard(m, s->guide);
    m->plan = s->guide ? plan_of(m, s->guide) : NULL;
    m->ops = m->plan && (m->is_heard || has_sums(m->plan->set)) ? all_ops[m->plan->set] : NULL;
    m->loops = m->ops ? m->plan->loops : NULL;
    if (m->ops) m->ops->set_begin(m);
}

void sj_model_set_end(sj_model *m, const sj_set *s) {
    (void)s;
    if (m->ops) m->ops->set_end(m);
    m->ops = NULL;
    m->loops = NULL;
    sj_model_open(m, NULL, false);
    m->set = NULL;
}

void sj_model_enter(sj_model *m, uint16_t loop) {
    m->loop = loop;
    if (!m->ops) { /* a caller that wants to stop is asked all the same */
        m->emitted |= m->plan && m->plan->guide->loops[loop].unit;
        return;
    }
    const sj_guide_loop *l = &m->plan->guide->loops[loop];
    if (l->unit) m->units++;
    sj_subject begins = m->loops[loop].begins;
    if (begins) m->ops->enter(m, l, begins);
}

void sj_model_leave(sj_model *m, uint16_t loop) {
    const sj_guide_loop *l = &m->set->guide->loops[loop];
    sj_subject begun = m->ops ? m->loops[loop].begins : SJ_NO_SUBJECT;
    if (begun)
        m->ops->leave(m, l, begun);
    else if (!m->ops)
        m->emitted |= l->unit; /* nobody was told, but here is a place to stop */
    m->loop = l->parent;
}

void sj_model_take(sj_model *m, uint16_t row, sj_segment *seg, uint32_t number, uint64_t present) {
    sj_frame_store *f = m->open;
    if (!f) return;
    if (m->copies && !sj_segment_copy(&f->arena, seg)) {
        m->fill.status = sj_arena_why_not(&f->arena, seg->len);
        return;
    }
    uint16_t loop = row == SJ_NO_ROW ? m->loop : m->plan->rows[row].loop;
    sj_status status = sj_frame_add(f, seg, number, row, loop);
    if (status != SJ_OK)
        m->fill.status = status;
    else if (row != SJ_NO_ROW)
        sj_fill_any(&m->fill, m->plan, row, seg, number, present);
}

void sj_model_open(sj_model *m, sj_frame_store *f, bool copies) {
    m->open = f;
    m->rows = f ? m->plan->rows : NULL;
    m->copies = copies;
}

SJ_APART void sj_model_odd_segment(sj_model *m, uint16_t row, sj_segment *seg, uint32_t number,
                                   uint64_t present) {
    if (!m->ops || (row != SJ_NO_ROW && m->plan->rows[row].kind == SJ_ROW_IDLE)) return;
    if (!m->open || row == SJ_NO_ROW || m->plan->rows[row].kind == SJ_ROW_BOUNDARY)
        m->ops->segment(m, row, seg, number, present);
    else
        sj_model_take(m, row, seg, number, present);
}

sj_at sj_model_here(const sj_model *m) {
    return (sj_at){.segment = sj_walk_number(m->walker)};
}

/* The level above the claims that a loop belongs to. */
static enum sj_level level_of(const char *loop) {
    if (!loop || strlen(loop) < 5 || loop[0] != '2' || loop[1] != '0') return SJ_LEVEL_SET;
    switch (loop[4]) {
    case 'A':
        return SJ_LEVEL_BILLING;
    case 'B':
        return SJ_LEVEL_SUBSCRIBER;
    case 'C':
        return SJ_LEVEL_PATIENT;
    default:
        return SJ_LEVEL_SET;
    }
}

void sj_model_count(sj_model *m, const sj_finding *f) {
    if (f->claim && f->claim != m->counted) {
        m->counted = f->claim;
        m->unit = (sj_counts){0, 0};
    }
    sj_counts *c = f->claim ? &m->unit : &m->level[level_of(f->loop)];
    c->errors += f->severity == SJ_ERROR;
    c->warnings += f->severity == SJ_WARNING;
}

sj_counts sj_model_counts(const sj_model *m, uint32_t ordinal) {
    sj_counts sum = {0, 0};
    if (m->counted == ordinal) sum = m->unit;
    for (int i = 0; i < SJ_LEVELS; i++) {
        sum.errors += m->level[i].errors;
        sum.warnings += m->level[i].warnings;
    }
    return sum;
}

void sj_model_direct(sj_model *m, sj_subject subject, void *record, sj_arena *arena) {
    m->fill.record[subject] = record;
    m->fill.arena[subject] = arena;
}

void *sj_model_add(sj_model *m, sj_subject subject, void *list, size_t size, sj_subject item,
                   uint16_t first) {
    void *added = sj_fill_add(&m->fill, subject, list, size, first);
    sj_model_direct(m, item, added, m->fill.arena[subject]);
    return added;
}

sj_money sj_adjustments_sum(const sj_adjustments *list) {
    sj_money sum = 0;
    for (uint16_t i = 0; i < list->n; i++) sum = sj_sum(sum, list->v[i].amount);
    return sum;
}
