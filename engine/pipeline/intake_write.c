/* engine/pipeline/intake_write.c - claims that were read and decided go into the store, and are
 * counted. */
#include "engine/pipeline/intake.h"

#include "engine/store/events.h"

void sj_intake_add_finding(sj_intake *in, const sj_kept_finding *k, int64_t submission) {
    if (in->status != SJ_OK) return;
    const sj_finding *f = &k->f;
    sj_pos pos = f->pos; /* in the file as it came */
    if (SJ_FINDING_BOX(f->id) != SJ_BOX_INTAKE)
        pos.offset = sj_repairs_original(in->repairs, pos.offset);
    const sj_finding_row row = {.id = k->id,
                                .source = SJ_STR("check"),
                                .scope = k->scope,
                                .file = in->taken->id,
                                .set_ordinal = in->set_ordinal,
                                .submission = submission,
                                .code = sj_str_of(k->def->id),
                                .severity = sj_str_of(sj_severity_text(f->severity)),
                                .loop = sj_str_of(f->loop),
                                .tag = sj_str_of(f->tag),
                                .name = sj_str_of(f->name),
                                .pos = pos,
                                .value = f->value,
                                .a = f->a,
                                .b = f->b};
    in->status = sj_findings_add(in->run->store, &row, 1, in->err);
}

static void add_event(sj_intake *in, const sj_before *s, sj_claim_state to, sj_str codes) {
    if (in->status != SJ_OK) return;
    const sj_event e = {.subject = SJ_SUBJECT_SUBMISSION,
                        .subject_id = s->id,
                        .from = s->state,
                        .to = to,
                        .what = SJ_STR("intake"),
                        .cause = in->taken->id,
                        .codes = codes};
    in->status = sj_events_add(in->run->store, &e, 1, in->err);
}

/* Each kind of error of a held claim once: its own, and those of loops above it that were told with
 * a claim before. */
static void count_causes(sj_intake *in, const sj_pending_claim *p) {
    for (const sj_kept_finding *k = p->findings; k; k = k->next) {
        const sj_kept_finding *same = p->findings;
        while (same->def != k->def) same = same->next;
        if (k->f.severity == SJ_ERROR && same == k)
            sj_causes_add(&in->causes, k->def, SJ_ERROR, p->sub.row.charge);
    }
    for (size_t i = 0; i < p->n_links && !p->findings; i++)
        for (size_t k = 0; k < in->n_shared; k++)
            if (in->shared[k].id == p->links[i] && in->shared[k].is_error)
                sj_causes_add(&in->causes, in->shared[k].def, SJ_ERROR, p->sub.row.charge);
}

static void count(sj_intake *in, const sj_pending_claim *p) {
    sj_file_result *r = &in->taken->result;
    r->claims++;
    r->charge += p->sub.row.charge;
    if (p->is_duplicate) {
        r->duplicates++;
    } else if (p->sub.row.state == SJ_STATE_HELD) {
        r->held++;
        count_causes(in, p);
    } else {
        r->ready++;
        r->warned += sj_str_is(p->sub.row.verdict, "warned");
        r->ready_charge += p->sub.row.charge;
    }
}

static void write_claim(sj_intake *in, sj_pending_claim *p) {
    int64_t id = p->sub.row.id;
    count(in, p);
    sj_intake_tell(in, p);
    if (p->is_duplicate) {
        add_event(in, &p->original, p->original.state, SJ_STR("received again, unchanged"));
        return;
    }
    bool is_planned = in->plan.id && !p->is_duplicate;
    /* What a later payer decides does not replace what this one did, nor do some lines all. */
    if (is_planned && !sj_str_is(in->plan.kind, "secondary") && !sj_str_is(in->plan.kind, "lines"))
        p->sub.row.previous = in->plan.parent;
    in->status = sj_submissions_add(in->run->store, &p->sub, 1, in->err);
    if (is_planned && in->status == SJ_OK)
        in->status = sj_follow_taken(in->run->store, &in->plan, id,
                                     p->sub.row.state == SJ_STATE_READY, in->taken->id, in->err);
    for (const sj_kept_finding *k = p->findings; k; k = k->next)
        sj_intake_add_finding(in, k, k->scope == SJ_SCOPE_CLAIM ? id : 0);
    for (size_t i = 0; i < p->n_links && in->status == SJ_OK; i++)
        in->status = sj_findings_link(in->run->store, p->links[i], id, in->err);
    if (p->repairs) {
        const sj_before here = {.id = id, .state = p->sub.row.state};
        add_event(in, &here, here.state, SJ_STR("values repaired before judging"));
    }
    static const sj_str replaced = {"replaced by a newer submission", 30};
    if (p->held.id) add_event(in, &p->held, SJ_STATE_CLOSED, replaced);
    if (p->live.state == SJ_STATE_REJECTED) add_event(in, &p->live, SJ_STATE_CLOSED, replaced);
}

void sj_intake_write(sj_intake *in) {
    if (in->status == SJ_OK && in->n) sj_intake_decide(in);
    for (size_t i = 0; i < in->n && in->status == SJ_OK; i++) write_claim(in, &in->pending[i]);
    in->n = 0;
    if (!in->own) sj_arena_reset(&in->arena);
}
