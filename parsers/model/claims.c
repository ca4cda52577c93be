/* 837: loops and segments to claims and the frames above them. */
#include "parsers/model/model.h"

/* No guide allows more than 999 lines; a claim that holds more than this is cut. */
enum { MAX_LINES = 4096, LINES_AT_FIRST = 16, FEW = 2 };

const sj_party sj_no_party;

static const sj_billing no_billing;
static const sj_subscriber no_subscriber;
static const sj_claim no_claim = {.referring = &sj_no_party,
                                  .rendering = &sj_no_party,
                                  .facility = &sj_no_party,
                                  .supervising = &sj_no_party,
                                  .pick_up = &sj_no_party,
                                  .drop_off = &sj_no_party,
                                  .attending = &sj_no_party,
                                  .operating = &sj_no_party,
                                  .other_operating = &sj_no_party};
static const sj_other_payer no_other = {.subscriber = &sj_no_party, .payer = &sj_no_party};
static const sj_line no_line = {.rendering = &sj_no_party,
                                .ordering = &sj_no_party,
                                .referring = &sj_no_party,
                                .supervising = &sj_no_party,
                                .facility = &sj_no_party,
                                .purchased = &sj_no_party,
                                .pick_up = &sj_no_party,
                                .drop_off = &sj_no_party};

static void no_records(sj_model *m) {
    memset(m->fill.record, 0, sizeof m->fill.record);
}

static void begin_frame(sj_model *m, sj_frame_store *f) {
    sj_status status = sj_frame_begin(f, sj_model_here(m).segment);
    if (status != SJ_OK) m->fill.status = status;
}

static void open_level(sj_model *m, enum sj_level level, sj_subject subject, void *record) {
    sj_claims *c = &m->claims;
    begin_frame(m, &c->levels[level]);
    sj_model_open(m, m->is_heard ? &c->levels[level] : NULL, true); /* nothing there is summed */
    c->inside[level] = true;
    for (int i = level + 1; i < SJ_LEVELS; i++) c->inside[i] = false;
    no_records(m);
    sj_model_direct(m, subject, record, &c->levels[level].arena);
}

static sj_claim_type type_of(const sj_guide *g) {
    if (strcmp(g->id, "837I") == 0) return SJ_CLAIM_837I;
    if (strcmp(g->id, "837D") == 0) return SJ_CLAIM_837D;
    return SJ_CLAIM_837P;
}

static void set_begin(sj_model *m) {
    sj_claims *c = &m->claims;
    c->header = (sj_header){.set = m->set};
    c->type = type_of(m->plan->guide);
    c->in_claim = false;
    open_level(m, SJ_LEVEL_SET, SJ_SUBJECT_HEADER, &c->header);
}

static void open_claim(sj_model *m) {
    sj_claims *c = &m->claims;
    begin_frame(m, &c->own);
    sj_model_open(m, &c->own, false);
    c->in_claim = true;
    c->claim = no_claim;
    c->claim.type = c->type;
    c->claim.ordinal = m->units;
    c->claim.header = &c->header;
    c->claim.billing = c->inside[SJ_LEVEL_BILLING] ? &c->billing : &no_billing;
    c->claim.subscriber = c->inside[SJ_LEVEL_SUBSCRIBER] ? &c->subscriber : &no_subscriber;
    c->claim.patient = c->inside[SJ_LEVEL_PATIENT] ? &c->patient : NULL;
    c->claim.delims = m->set->group->interchange->delims;
    c->header.frame = c->levels[SJ_LEVEL_SET].frame;
    c->billing.frame = c->levels[SJ_LEVEL_BILLING].frame;
    c->subscriber.frame = c->levels[SJ_LEVEL_SUBSCRIBER].frame;
    c->patient.frame = c->levels[SJ_LEVEL_PATIENT].frame;
    no_records(m);
    m->fill.unreadable = m->fill.cut = m->fill.line_party = false;
    sj_model_direct(m, SJ_SUBJECT_CLAIM, &c->claim, &c->own.arena);
}

static void open_line(sj_model *m) {
    sj_claim *claim = m->fill.record[SJ_SUBJECT_CLAIM];
    m->fill.record[SJ_SUBJECT_LINE] = m->fill.record[SJ_SUBJECT_DECISION] = NULL;
    if (!claim) return;
    if (claim->lines.n == MAX_LINES) {
        m->fill.cut = true;
        return;
    }
    sj_line *line = sj_model_add(m, SJ_SUBJECT_CLAIM, &claim->lines, sizeof *line, SJ_SUBJECT_LINE,
                                 LINES_AT_FIRST);
    if (!line) return;
    *line = no_line;
    line->at = sj_model_here(m);
}

static void open_other(sj_model *m) {
    sj_claim *claim = m->fill.record[SJ_SUBJECT_CLAIM];
    if (!claim) return;
    sj_other_payer *other =
        sj_model_add(m, SJ_SUBJECT_CLAIM, &claim->others, sizeof *other, SJ_SUBJECT_OTHER, FEW);
    if (!other) return;
    *other = no_other;
    other->at = sj_model_here(m);
}

static void open_decision(sj_model *m) {
    sj_line *line = m->fill.record[SJ_SUBJECT_LINE];
    if (!line) return;
    sj_line_payment *decision = sj_model_add(m, SJ_SUBJECT_LINE, &line->payments, sizeof *decision,
                                             SJ_SUBJECT_DECISION, FEW);
    if (decision) *decision = (sj_line_payment){.payer = {{NULL, 0}, {0}}};
}

static void enter(sj_model *m, const sj_guide_loop *loop, sj_subject begins) {
    (void)loop;
    sj_claims *c = &m->claims;
    switch (begins) {
    case SJ_SUBJECT_BILLING:
        c->billing = no_billing;
        open_level(m, SJ_LEVEL_BILLING, begins, &c->billing);
        break;
    case SJ_SUBJECT_SUBSCRIBER:
        c->subscriber = no_subscriber;
        open_level(m, SJ_LEVEL_SUBSCRIBER, begins, &c->subscriber);
        break;
    case SJ_SUBJECT_PATIENT:
        memset(&c->patient, 0, sizeof c->patient);
        open_level(m, SJ_LEVEL_PATIENT, begins, &c->patient);
        break;
    case SJ_SUBJECT_CLAIM:
        open_claim(m);
        break;
    case SJ_SUBJECT_LINE:
        open_line(m);
        break;
    case SJ_SUBJECT_OTHER:
        open_other(m);
        break;
    case SJ_SUBJECT_DECISION:
        open_decision(m);
        break;
    default:
        break;
    }
}

static void widen(sj_claim *c, const sj_dates *d) {
    if (!SJ_HAS(*d)) return;
    if (c->first_service == SJ_NO_DATE || d->from < c->first_service) c->first_service = d->from;
    if (c->last_service == SJ_NO_DATE || d->to > c->last_service) c->last_service = d->to;
}

/* From the lines, or the statement dates (DTP 434) where no line has any. */
static void service_dates(sj_claim *c) {
    c->first_service = c->last_service = SJ_NO_DATE;
    for (uint16_t i = 0; i < c->lines.n; i++) widen(c, &c->lines.v[i].service);
    /* Institutional: the statement's period. Dental: lines that have no date share the claim's. */
    const sj_dates *whole = sj_dates_find(&c->dates, "434");
    if (!whole && c->type == SJ_CLAIM_837D) whole = sj_dates_find(&c->dates, "472");
    if (c->first_service == SJ_NO_DATE && whole) widen(c, whole);
}

/* Send the claim. `cut`: before its loop has ended. */
static void finish_claim(sj_model *m, bool cut) {
    sj_claims *c = &m->claims;
    sj_claim *claim = &c->claim;
    if (!c->in_claim) return;
    c->in_claim = false;
    sj_model_open(m, NULL, false);
    no_records(m);
    claim->frame = c->own.frame;
    claim->cut = cut || m->cut_off || m->fill.cut;
    claim->unreadable = m->fill.unreadable;
    claim->has_line_parties = m->fill.line_party;
    service_dates(claim);
    if (m->balances) sj_balance_claim(m, claim);
    sj_counts counts = sj_model_counts(m, claim->ordinal);
    claim->errors = counts.errors;
    claim->warnings = counts.warnings;
    m->emitted = true;
    m->n_claims++;
    if (m->events->claim) m->events->claim(m->events->ctx, claim);
}

static void leave_level(sj_model *m, enum sj_level level) {
    sj_claims *c = &m->claims;
    c->inside[level] = false;
    memset(&m->level[level], 0, sizeof m->level[level]);
    if (m->open == &c->levels[level]) sj_model_open(m, NULL, false);
}

static void leave(sj_model *m, const sj_guide_loop *loop, sj_subject begun) {
    (void)loop;
    switch (begun) {
    case SJ_SUBJECT_CLAIM:
        finish_claim(m, false);
        break;
    case SJ_SUBJECT_BILLING:
        leave_level(m, SJ_LEVEL_BILLING);
        break;
    case SJ_SUBJECT_SUBSCRIBER:
        leave_level(m, SJ_LEVEL_SUBSCRIBER);
        break;
    case SJ_SUBJECT_PATIENT:
        leave_level(m, SJ_LEVEL_PATIENT);
        break;
    case SJ_SUBJECT_LINE:
    case SJ_SUBJECT_OTHER:
    case SJ_SUBJECT_DECISION:
        m->fill.record[begun] = NULL;
        break;
    default:
        break;
    }
}

static void segment(sj_model *m, uint16_t row, sj_segment *seg, uint32_t number, uint64_t present) {
    if (m->open && m->open->frame.n && sj_is_boundary(seg->tag)) {
        finish_claim(m, true); /* its text is about to go */
        sj_model_open(m, NULL, false);
    }
    sj_model_take(m, row, seg, number, present);
}

static void set_end(sj_model *m) {
    finish_claim(m, false);
    sj_model_open(m, NULL, false);
}

const sj_model_ops sj_claims_ops = {set_begin, set_end, enter, leave, segment};

const sj_text *sj_refs_find(const sj_refs *refs, const char *qualifier) {
    for (uint16_t i = 0; i < refs->n; i++)
        if (sj_str_is(refs->v[i].qualifier, qualifier)) return &refs->v[i].value;
    return NULL;
}

const sj_dates *sj_dates_find(const sj_date_list *dates, const char *qualifier) {
    for (uint16_t i = 0; i < dates->n; i++)
        if (sj_str_is(dates->v[i].qualifier, qualifier)) return &dates->v[i];
    return NULL;
}

const sj_amount *sj_amts_find(const sj_amts *amounts, const char *qualifier) {
    for (uint16_t i = 0; i < amounts->n; i++)
        if (sj_str_is(amounts->v[i].qualifier, qualifier)) return &amounts->v[i].value;
    return NULL;
}

const sj_party *sj_claim_patient_name(const sj_claim *c) {
    return c->patient ? &c->patient->name : &c->subscriber->name;
}

const sj_person *sj_claim_patient_person(const sj_claim *c) {
    return c->patient ? &c->patient->person : &c->subscriber->person;
}

bool sj_claim_place(const sj_claim *c, sj_at at, sj_finding *f) {
    const sj_guide *guide = c->header->set->guide;
    const sj_frame *frames[] = {&c->frame, c->patient ? &c->patient->frame : NULL,
                                &c->subscriber->frame, &c->billing->frame, &c->header->frame};
    for (size_t i = 0; at.segment && i < sizeof frames / sizeof *frames; i++)
        if (frames[i] && sj_frame_place(frames[i], guide, &c->delims, at, f)) return true;
    (void)sj_frame_place(&c->frame, guide, &c->delims, (sj_at){.segment = c->frame.first}, f);
    return false;
}
