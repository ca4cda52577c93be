/* What is kept of a claim payment until it is matched and written. */
#include "engine/followup/posting.h"

#include "engine/followup/underpaid.h"

#include <stdio.h>

static const size_t MONEY_AND_MORE = 2 * SJ_MONEY_SIZE + 8;

static sj_str keep(sj_posting *p, sj_str text) {
    sj_str out = {NULL, 0};
    if (text.len && !sj_arena_copy(&p->arena, text, &out)) sj_posting_fail(p, SJ_ENOMEM);
    return out;
}

static void append(char *buf, size_t *n, sj_str s) {
    if (s.len) memcpy(buf + *n, s.ptr, s.len);
    *n += s.len;
}

/* "CO-45:20.00 PR-3:20.00/1" */
static sj_str keep_adjustments(sj_posting *p, const sj_adjustments *list) {
    size_t room = 0, n = 0;
    for (size_t i = 0; i < list->n; i++)
        room += list->v[i].group.len + list->v[i].reason.len + MONEY_AND_MORE;
    char *buf = room ? sj_posting_room(p, room) : NULL;
    for (size_t i = 0; buf && i < list->n; i++) {
        const sj_adjustment *a = &list->v[i];
        if (n) buf[n++] = ' ';
        append(buf, &n, a->group);
        buf[n++] = '-';
        append(buf, &n, a->reason);
        buf[n++] = ':';
        n += sj_money_print(a->amount, buf + n);
        if (!a->quantity) continue;
        buf[n++] = '/';
        n += sj_quantity_print(a->quantity, buf + n);
    }
    return (sj_str){buf, n};
}

static sj_str keep_remarks(sj_posting *p, const sj_text *list, size_t count) {
    size_t room = 0, n = 0;
    for (size_t i = 0; i < count; i++) room += list[i].v.len + 1;
    char *buf = room ? sj_posting_room(p, room) : NULL;
    for (size_t i = 0; buf && i < count; i++) {
        if (n) buf[n++] = ' ';
        append(buf, &n, list[i].v);
    }
    return (sj_str){buf, n};
}

/* "HC:99213:25" */
static sj_str keep_procedure(sj_posting *p, sj_str qualifier, sj_str code,
                             const sj_text *modifiers) {
    if (!code.len) return (sj_str){NULL, 0};
    size_t room = qualifier.len + code.len + 1, n = 0;
    for (int i = 0; i < 4; i++) room += modifiers[i].v.len + 1;
    char *buf = sj_posting_room(p, room);
    if (!buf) return (sj_str){NULL, 0};
    append(buf, &n, qualifier);
    buf[n++] = ':';
    append(buf, &n, code);
    for (int i = 0; i < 4 && modifiers[i].v.len; i++) {
        buf[n++] = ':';
        append(buf, &n, modifiers[i].v);
    }
    return (sj_str){buf, n};
}

static void stage_amounts(sj_payment_line_row *row, const sj_decision *d) {
    row->charge = d->charge;
    row->paid = d->paid;
    row->kind = sj_str_of(sj_line_kind_text(d->kind));
    row->patient = d->patient;
    row->contractual = d->contractual;
    row->denied = d->denied;
}

static void stage_line(sj_posting *p, sj_payment_line_row *row, sj_payment_line *kept,
                       const sj_payment_line *line, const sj_decision *d) {
    stage_amounts(row, d);
    row->charge = line->charge.v;
    row->paid = line->paid.v;
    row->segment = line->at.segment;
    row->procedure = keep_procedure(p, line->qualifier.v, line->procedure.v, line->modifiers);
    row->submitted = keep_procedure(p, line->submitted_qualifier.v, line->submitted.v,
                                    line->submitted_modifiers);
    row->revenue = keep(p, line->revenue.v);
    row->units = SJ_HAS(line->units) ? line->units.v : 1000;
    row->from = line->from;
    row->to = line->to;
    row->control = keep(p, line->control.v);
    row->adjustments = keep_adjustments(p, &line->adjustments);
    row->remarks = keep_remarks(p, line->remarks.v, line->remarks.n);

    /* Matching reads codes, control, amounts and dates; the texts must be ours. */
    *kept = (sj_payment_line){
        .charge = line->charge, .units = line->units, .from = line->from, .to = line->to};
    kept->procedure = (sj_text){keep(p, line->procedure.v), line->procedure.at};
    kept->submitted = (sj_text){keep(p, line->submitted.v), line->submitted.at};
    kept->revenue.v = row->revenue;
    kept->control.v = row->control;
    for (int i = 0; i < 4; i++) {
        kept->modifiers[i].v = keep(p, line->modifiers[i].v);
        kept->submitted_modifiers[i].v = keep(p, line->submitted_modifiers[i].v);
    }
}

static void stage_denial(sj_posting *p, sj_denial_row *row, uint32_t ordinal,
                         const sj_decision *d) {
    *row = (sj_denial_row){.ordinal = ordinal,
                           .state = SJ_STR("open"),
                           .kind = sj_str_of(sj_line_kind_text(d->kind)),
                           .amount = sj_decision_stake(d),
                           .group = keep(p, d->group),
                           .carc = keep(p, d->carc),
                           .rarc = keep(p, d->rarc),
                           .category = d->category->name,
                           .action = d->action->name,
                           .guards = d->guards,
                           .due = d->due,
                           .appeal_by = d->appeal_by,
                           .rule = d->rule->number};
}

/* Lines as rows; ordinal 0 first, where the claim level has something to say. */
static void stage_lines(sj_posting *p, sj_staged *s, const sj_payment *payment,
                        const sj_decision *lines) {
    size_t n = payment->lines.n;
    bool level = !n || payment->adjustments.n || (lines[0].notes & SJ_NOTE_CLAIM_LEVEL);
    s->first_line = level;
    s->n_theirs = (uint32_t)n;
    s->lines = sj_posting_room(p, (n + 1) * sizeof *s->lines);
    s->denials = sj_posting_room(p, (n + 1) * sizeof *s->denials);
    s->theirs = sj_posting_room(p, (n + 1) * sizeof *s->theirs);
    if (!s->lines || !s->denials || !s->theirs) return;
    if (level) {
        s->lines[0] = (sj_payment_line_row){
            .segment = s->row.segment, .units = 1000, .from = SJ_NO_DATE, .to = SJ_NO_DATE};
        stage_amounts(&s->lines[0], &lines[0]);
        s->lines[0].adjustments = keep_adjustments(p, &payment->adjustments);
    }
    for (size_t i = 0; i < n; i++) {
        sj_payment_line_row *row = &s->lines[level + i];
        *row = (sj_payment_line_row){.ordinal = (uint32_t)i + 1};
        stage_line(p, row, &s->theirs[i], &payment->lines.v[i], &lines[i + 1]);
    }
    s->row.lines = s->lines;
    s->row.n_lines = n + level;
    s->row.denials = s->denials;
    for (size_t i = 0; i <= n; i++)
        if (sj_decision_is_work(&lines[i]))
            stage_denial(p, &s->denials[s->row.n_denials++], (uint32_t)i, &lines[i]);
}

/* What a fee schedule may be held against, once the claim is known. */
static void stage_prices(sj_posting *p, sj_staged *s, const sj_payment *payment,
                         const sj_decision *lines, const sj_decision *claim) {
    size_t n = payment->lines.n;
    if (!p->fees || !sj_fees_schedules(p->fees) || !n) return;
    s->priced = sj_posting_room(p, n * sizeof *s->priced);
    for (size_t i = 1; s->priced && i <= n; i++) {
        sj_decision draft;
        sj_priced *to = &s->priced[i - 1];
        to->compares = sj_underpaid_compares(p->reasons, payment, lines, claim, i, &to->allowed);
        to->draft.ordinal = 0;
        if (to->compares && sj_underpaid_draft(&draft, p->reasons, payment, &lines[i], i))
            stage_denial(p, &to->draft, (uint32_t)i, &draft);
    }
}

static void widen(sj_date *from, sj_date *to, sj_date a, sj_date b) {
    if (a != SJ_NO_DATE && (*from == SJ_NO_DATE || a < *from)) *from = a;
    if (b == SJ_NO_DATE) b = a;
    if (b != SJ_NO_DATE && (*to == SJ_NO_DATE || b > *to)) *to = b;
}

/* The claim's own dates (DTM 232, 233), else its lines'. */
static void stage_dates(sj_payment_row *row, const sj_payment *payment) {
    const sj_dates *from = sj_dates_find(&payment->dates, "232");
    const sj_dates *to = sj_dates_find(&payment->dates, "233");
    row->from = row->to = SJ_NO_DATE;
    for (size_t i = 0; i < payment->lines.n; i++)
        widen(&row->from, &row->to, payment->lines.v[i].from, payment->lines.v[i].to);
    if (row->from != SJ_NO_DATE) return;
    widen(&row->from, &row->to, from ? from->from : SJ_NO_DATE, to ? to->from : SJ_NO_DATE);
}

static char sequence_of(sj_str status) {
    static const char *const told[][3] = {{"1", "19", "P"}, {"2", "20", "S"}, {"3", "21", "T"}};
    for (size_t i = 0; i < 3; i++)
        if (sj_str_is(status, told[i][0]) || sj_str_is(status, told[i][1])) return told[i][2][0];
    return 0;
}

static void stage_probe(sj_posting *p, sj_staged *s, const sj_payment *payment) {
    const sj_text *original = sj_refs_find(&payment->refs, "F8");
    const sj_payment_row *r = &s->row;
    bool turned = s->kind == SJ_LINE_REVERSAL && r->charge < 0;
    s->probe = (sj_match_probe){.account = r->account,
                                .control = r->payer_control,
                                .replaces = keep(p, original ? original->v : (sj_str){NULL, 0}),
                                .frequency = r->frequency,
                                .sequence = sequence_of(r->status),
                                .charge = turned ? -r->charge : r->charge,
                                .from = r->from,
                                .to = r->to,
                                .member = sj_key_member(p->keyed, r->member),
                                .person = sj_key_person(p->keyed, r->last, r->first)};
}

/* The fingerprint: TRN02, TRN03, BPR02, BPR16, payee, ordinal and content. The content's hash:
 * content and payer, wherever they stand. */
static void stage_fingerprint(sj_posting *p, sj_staged *s, const sj_payment *payment) {
    uint8_t content[SJ_SHA256_SIZE], digest[SJ_SHA256_SIZE];
    const sj_remit_row *r = &s->set->row;
    char head[96];
    int n = snprintf(head, sizeof head, "|%lld|%d|%u|", (long long)r->amount, r->paid_on,
                     payment->ordinal_in_set);
    sj_sha256_begin(p->hash);
    sj_checked_digest(p->hash, &payment->frame);
    sj_sha256_end(p->hash, content);
    const sj_str parts[] = {r->trace, SJ_STR("|"),       r->originator,
                            r->payee, {head, (size_t)n}, {(const char *)content, sizeof content}};
    sj_sha256_begin(p->hash);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        sj_sha256_add(p->hash, parts[i].ptr, parts[i].len);
    sj_sha256_end(p->hash, digest);
    uint8_t *kept = sj_posting_room(p, SJ_FINGERPRINT_SIZE);
    if (kept) memcpy(kept, digest, SJ_FINGERPRINT_SIZE);
    s->row.fingerprint = kept;
    uint64_t payer = 14695981039346656037u; /* FNV-1a: this is stored */
    for (size_t i = 0; i < r->payer.len; i++)
        payer = (payer ^ (unsigned char)r->payer.ptr[i]) * 1099511628211u;
    memcpy(&s->row.content, content, sizeof s->row.content);
    s->row.content ^= (int64_t)payer;
}

/* Only a reversal's amounts are less than nothing; a service is paid after it was given. */
static void stage_oddities(sj_staged *s, const sj_payment *payment) {
    sj_payment_row *r = &s->row;
    bool reversal = sj_str_is(payment->status.v, "22");
    bool below = r->charge < 0 || r->paid<0, above = r->charge> 0 || r->paid > 0;
    sj_date paid_on = sj_posting_day(s->set);
    if (reversal ? above : below) r->notes |= SJ_NOTE_SIGNS;
    if (r->from != SJ_NO_DATE && paid_on != SJ_NO_DATE && r->from > paid_on)
        r->notes |= SJ_NOTE_FUTURE_SERVICE;
}

void sj_posting_stage(sj_posting *p, const sj_payment *payment) {
    size_t n = payment->lines.n;
    sj_decision *lines = sj_posting_room(p, (n + 1) * sizeof *lines), claim;
    if (!lines) return;
    sj_decide(p->reasons, payment, lines, &claim);

    sj_staged *s = &p->staged[p->n];
    *s = (sj_staged){
        .set = &p->checked.sets[p->at], .kind = claim.kind, .match = {.best = -1, .second = -1}};
    sj_payment_row *r = &s->row;
    r->id = sj_store_new_id(p->store);
    r->remit = s->set->row.id;
    r->paid_on = s->set->row.paid_on;
    r->ordinal = payment->ordinal_in_set;
    r->segment = payment->frame.first;
    r->offset = payment->frame.n ? payment->frame.segs[0].offset : 0;
    r->account = keep(p, payment->account.v);
    r->status = keep(p, payment->status.v);
    r->charge = payment->charge.v;
    r->paid = payment->paid.v;
    r->patient = claim.patient;
    r->contractual = claim.contractual;
    r->denied = claim.kind == SJ_LINE_REVERSAL ? 0 : claim.denied;
    r->payer_control = keep(p, payment->payer_control.v);
    r->filing = keep(p, payment->filing.v);
    r->facility = keep(p, payment->facility.v);
    r->frequency = keep(p, payment->frequency.v);
    r->remarks = keep_remarks(p, payment->remarks.v, payment->remarks.n);
    r->kind = sj_str_of(sj_line_kind_text(claim.kind));
    r->notes = claim.notes;
    r->residual = payment->residual;
    r->charge_residual = payment->charge_residual;
    r->last = keep(p, payment->patient->last.v);
    r->first = keep(p, payment->patient->first.v);
    r->member =
        keep(p, payment->patient->id.v.len ? payment->patient->id.v : payment->insured->id.v);
    stage_dates(r, payment);
    stage_lines(p, s, payment, lines);
    stage_prices(p, s, payment, lines, &claim);
    stage_probe(p, s, payment);
    stage_fingerprint(p, s, payment);
    stage_oddities(s, payment);
    bool whole = !payment->residual && !payment->charge_residual && !payment->cut &&
                 !payment->unreadable && !(r->notes & SJ_NOTE_SIGNS);
    r->state = whole ? SJ_STR("posted") : SJ_STR("suspended");
    if (p->failed) return;
    sj_posting_draft(p, s, payment, !n || (lines[0].notes & SJ_NOTE_CLAIM_LEVEL));
    p->n++;
    p->n_lines += (uint32_t)n;
}
