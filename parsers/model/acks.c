/* 999, 997 and 277CA: loops and segments to acknowledgments. */
#include "parsers/model/model.h"

enum { FEW = 2, SOME = 8 };

static void no_records(sj_model *m) {
    memset(m->fill.record, 0, sizeof m->fill.record);
}

/* Fill from a copy of the segment in `a`. */
static void fill_copy(sj_model *m, sj_arena *a, uint16_t row, sj_segment *seg, uint32_t number,
                      uint64_t present) {
    if (row == SJ_NO_ROW) return;
    if (sj_segment_copy(a, seg))
        sj_fill_any(&m->fill, m->plan, row, seg, number, present);
    else
        m->fill.status = sj_arena_why_not(a, seg->len);
}

static void add_cleared(sj_model *m, sj_subject subject, void *list, size_t size, sj_subject item,
                        uint16_t first) {
    void *added = sj_model_add(m, subject, list, size, item, first);
    if (added) memset(added, 0, size);
}

/* ---- 999, 997 ---- */

static void ack_begin(sj_model *m) {
    sj_acks *a = &m->acks;
    sj_arena_reset(&a->own);
    a->ack = (sj_ack_999){.set = m->set};
    no_records(m);
    sj_model_direct(m, SJ_SUBJECT_ACK_999, &a->ack, &a->own);
}

static void ack_enter(sj_model *m, const sj_guide_loop *loop, sj_subject begins) {
    (void)loop;
    sj_ack_set *set = m->fill.record[SJ_SUBJECT_ACK_SET];
    if (begins == SJ_SUBJECT_ACK_SET)
        add_cleared(m, SJ_SUBJECT_ACK_999, &m->acks.ack.sets, sizeof *set, begins, SOME);
    else if (begins == SJ_SUBJECT_ACK_ERROR && set)
        add_cleared(m, SJ_SUBJECT_ACK_SET, &set->errors, sizeof *set->errors.v, begins, FEW);
}

static void ack_leave(sj_model *m, const sj_guide_loop *loop, sj_subject begun) {
    (void)loop;
    if (begun == SJ_SUBJECT_ACK_SET || begun == SJ_SUBJECT_ACK_ERROR) m->fill.record[begun] = NULL;
}

/* An IK3 (997: AK3) with several IK4 is as many errors, each with the IK3's own part. */
static void next_element_error(sj_model *m) {
    sj_ack_set *set = m->fill.record[SJ_SUBJECT_ACK_SET];
    const sj_ack_error *last = m->fill.record[SJ_SUBJECT_ACK_ERROR];
    if (!set || !last || (!last->element && !last->ik403.len)) return;
    sj_ack_error base = {.segment = last->segment,
                         .number = last->number,
                         .loop = last->loop,
                         .ik304 = last->ik304,
                         .account = last->account};
    sj_ack_error *e =
        sj_model_add(m, SJ_SUBJECT_ACK_SET, &set->errors, sizeof *e, SJ_SUBJECT_ACK_ERROR, FEW);
    if (e) *e = base;
}

static void ack_segment(sj_model *m, uint16_t row, sj_segment *seg, uint32_t number,
                        uint64_t present) {
    if (seg->tag == SJ_TAG('I', 'K', '4') || seg->tag == SJ_TAG('A', 'K', '4'))
        next_element_error(m);
    fill_copy(m, &m->acks.own, row, seg, number, present);
}

static void ack_end(sj_model *m) {
    sj_ack_999 *ack = &m->acks.ack;
    ack->effective = ack->code == 'R' && ack->accepted ? 'P' : ack->code;
    if (m->events->ack999) m->events->ack999(m->events->ctx, ack);
}

const sj_model_ops sj_ack999_ops = {ack_begin, ack_end, ack_enter, ack_leave, ack_segment};

/* ---- 277CA ---- */

/* Segments above the claims go to the context, in the arena of their level. */
static void open_context(sj_model *m, enum sj_level level) {
    sj_acks *a = &m->acks;
    sj_arena_reset(&a->levels[level]);
    a->open = &a->levels[level];
    no_records(m);
    sj_model_direct(m, SJ_SUBJECT_STATUS_CONTEXT, &a->context, a->open);
    if (level <= SJ_LEVEL_BILLING) a->context = (sj_status_context){.entity = {NULL, 0}};
    if (level <= SJ_LEVEL_SUBSCRIBER) a->context.batch = (sj_str){NULL, 0};
    if (level <= SJ_LEVEL_PATIENT) a->context.provider_id = (sj_str){NULL, 0};
}

static void status_begin(sj_model *m) {
    m->acks.in_record = false;
    open_context(m, SJ_LEVEL_SET);
}

static void open_batch(sj_model *m, const sj_guide_loop *loop) {
    sj_acks *a = &m->acks;
    sj_arena_reset(&a->own);
    a->batch = (sj_batch_status){.set = m->set, .level = loop->id[4]};
    a->action = 0;
    a->in_record = true;
    sj_model_direct(m, SJ_SUBJECT_BATCH, &a->batch, &a->own);
}

static void open_status(sj_model *m) {
    sj_acks *a = &m->acks;
    sj_arena_reset(&a->own);
    a->status = (sj_claim_status){.set = m->set,
                                  .payer = a->context.payer,
                                  .payer_id = a->context.payer_id,
                                  .from_clearinghouse = sj_str_is(a->context.entity, "AY"),
                                  .batch = a->context.batch,
                                  .decided = SJ_NO_DATE,
                                  .service_from = SJ_NO_DATE,
                                  .service_to = SJ_NO_DATE};
    a->action = 0;
    a->in_record = true;
    a->open = &a->own;
    no_records(m);
    sj_model_direct(m, SJ_SUBJECT_CLAIM_STATUS, &a->status, &a->own);
    a->status.at = sj_model_here(m);
}

/* 2000A, 2000B or 2000C */
static enum sj_level level_of(const sj_guide_loop *loop) {
    return SJ_LEVEL_BILLING + (enum sj_level)(loop->id[4] - 'A');
}

static void status_enter(sj_model *m, const sj_guide_loop *loop, sj_subject begins) {
    if (begins == SJ_SUBJECT_STATUS_CONTEXT)
        open_context(m, level_of(loop));
    else if (begins == SJ_SUBJECT_BATCH)
        open_batch(m, loop);
    else if (begins == SJ_SUBJECT_CLAIM_STATUS)
        open_status(m);
    else if (begins == SJ_SUBJECT_STATUS_LINE && m->fill.record[SJ_SUBJECT_CLAIM_STATUS])
        add_cleared(m, SJ_SUBJECT_CLAIM_STATUS, &m->acks.status.lines, sizeof(sj_claim_status_line),
                    begins, FEW);
}

/* Do these statuses accept? A0 to A2 and A5 do; any other category refuses; one that is not known
 * is read by the action, STC03. Nothing said is nothing accepted. */
static bool accepts(const sj_status_code *v, uint16_t n, char action) {
    for (uint16_t i = 0; i < n; i++) {
        sj_str c = v[i].category;
        bool known = c.len && (c.ptr[0] == 'A' || c.ptr[0] == 'D' || c.ptr[0] == 'E');
        bool good =
            sj_str_is(c, "A0") || sj_str_is(c, "A1") || sj_str_is(c, "A2") || sj_str_is(c, "A5");
        if (known ? !good : action != 'W') return false;
    }
    return n > 0;
}

static void finish_batch(sj_model *m) {
    sj_acks *a = &m->acks;
    a->batch.batch = a->context.batch;
    a->batch.provider_id = a->context.provider_id;
    a->batch.accepted = accepts(a->batch.statuses.v, a->batch.statuses.n, a->action);
    if (m->events->batch_status) m->events->batch_status(m->events->ctx, &a->batch);
}

static void finish_status(sj_model *m) {
    sj_acks *a = &m->acks;
    a->status.accepted = accepts(a->status.statuses.v, a->status.statuses.n, a->action);
    m->emitted = true;
    if (m->events->claim_status) m->events->claim_status(m->events->ctx, &a->status);
}

static void status_leave(sj_model *m, const sj_guide_loop *loop, sj_subject begun) {
    (void)loop;
    if (begun != SJ_SUBJECT_STATUS_CONTEXT) m->fill.record[begun] = NULL;
    if (begun == SJ_SUBJECT_BATCH && m->acks.in_record) finish_batch(m);
    if (begun == SJ_SUBJECT_CLAIM_STATUS && m->acks.in_record) finish_status(m);
    if (begun == SJ_SUBJECT_BATCH || begun == SJ_SUBJECT_CLAIM_STATUS) m->acks.in_record = false;
}

static void status_segment(sj_model *m, uint16_t row, sj_segment *seg, uint32_t number,
                           uint64_t present) {
    sj_acks *a = &m->acks;
    fill_copy(m, a->open, row, seg, number, present);
    sj_str action = sj_segment_el(seg, 3);
    if (seg->tag == SJ_TAG('S', 'T', 'C') && action.len && a->action != 'U' &&
        !m->fill.record[SJ_SUBJECT_STATUS_LINE])
        a->action = action.ptr[0];
}

static void status_end(sj_model *m) {
    m->acks.in_record = false;
}

const sj_model_ops sj_status_ops = {status_begin, status_end, status_enter, status_leave,
                                    status_segment};
