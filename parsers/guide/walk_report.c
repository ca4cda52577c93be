/* Findings out: severity by profile, counted for the verdict, told of the claim they concern,
 * capped. */
#include "parsers/guide/walk.h"

enum { FINDINGS_AT_MOST = 10000 };

static const sj_finding_def *row_of(sj_finding_id id) {
    if (SJ_FINDING_BOX(id) == SJ_BOX_ENVELOPE)
        return &sj_envelope_findings()->rows[SJ_FINDING_ROW(id)];
    if (SJ_FINDING_BOX(id) == SJ_BOX_GUIDE) return &sj_guide_findings()->rows[SJ_FINDING_ROW(id)];
    return NULL;
}

static void add_code(const char *codes[5], uint8_t *n, const char *code) {
    for (uint8_t i = 0; i < *n; i++)
        if (!strcmp(codes[i], code)) return;
    if (*n < 5) codes[(*n)++] = code;
}

void sj_walk_group_code(sj_walker *w, const char *code) {
    add_code(w->group.codes, &w->n_group_codes, code);
}

void sj_walk_set_code(sj_walker *w, const char *code) {
    add_code(w->set.codes, &w->n_set_codes, code);
}

/* What a finding means for the three verdicts. Balances, codes and edits (types 3 and up) are
 * answered claim by claim and leave the transaction set standing. */
static void count(sj_walker *w, const sj_finding *f, const sj_finding_def *d) {
    if (f->severity == SJ_INFO) return;
    bool is_error = f->severity == SJ_ERROR;
    if (d->ta105) {
        if (is_error ? !w->interchange_failed : !w->interchange_failed && !w->interchange_warned)
            w->interchange.note = d->ta105;
        *(is_error ? &w->interchange_failed : &w->interchange_warned) = true;
    }
    if (d->ak905 && is_error) {
        w->group_failed = true;
        sj_walk_group_code(w, d->ak905);
    }
    if (w->level != SJ_AT_SET || d->snip > 2 || d->ta105 || d->ak905) return;
    if (is_error)
        w->set.errors++;
    else
        w->set.warnings++;
    if (d->ik502) {
        sj_walk_set_code(w, d->ik502);
    } else if (d->snip == 1) {
        w->set_has_type1 = true;
    } else {
        w->set_has_type2 = true;
    }
}

static void send(sj_walker *w, const sj_finding *f) {
    if (w->events->finding) w->events->finding(w->events->ctx, f);
}

/* May this one still be shown? Beyond the limit the first finding of each claim, and of each
 * stretch above the claims, is: otherwise a claim with a finding would look clean. */
static bool has_room(sj_walker *w) {
    unsigned limit = w->opts.max_findings_per_set ? w->opts.max_findings_per_set : FINDINGS_AT_MOST;
    if (w->level != SJ_AT_SET || w->set_findings < limit) {
        w->set_findings++;
        w->may_tell_more = false;
        return true;
    }
    if (!w->has_told_limit) {
        w->has_told_limit = true;
        sj_finding more = sj_walk_finding(w, SJ_IG(SJ_IG_LIMIT), NULL, w->body.number);
        more.claim = w->claim;
        more.account = (sj_str){w->account, w->account_len};
        send(w, &more);
    }
    bool may = w->may_tell_more;
    w->may_tell_more = false;
    return may;
}

void sj_walk_emit(sj_walker *w, sj_finding *f) {
    const sj_finding_def *d = row_of(f->id);
    bool is_of_guide = SJ_FINDING_BOX(f->id) == SJ_BOX_GUIDE && d->snip == 2;
    if (is_of_guide && w->opts.snip == 1) return;
    /* What only the guide forbids may be allowed by the version that has no guide here. */
    bool is_kindred = w->level == SJ_AT_SET && w->body.is_kindred;
    if (is_of_guide && is_kindred && f->severity == SJ_ERROR) f->severity = SJ_WARNING;
    if (!sj_profile_judge(w->opts.profile, f)) return;
    if (d) count(w, f, d);
    if (!has_room(w)) return;
    f->claim = w->claim;
    f->account = (sj_str){w->account, w->account_len};
    send(w, f);
}

sj_finding sj_walk_finding(sj_walker *w, sj_finding_id id, const sj_segment *seg, uint32_t number) {
    sj_finding f = {.id = id, .severity = row_of(id)->severity};
    f.pos.segment = number;
    f.pos.offset = w->offset;
    if (seg) {
        f.pos.offset = seg->offset;
        sj_tag_text(seg->tag, f.tag);
    }
    return f;
}

void sj_walker_report(sj_walker *w, sj_finding *f) {
    sj_walk_emit(w, f);
}

sj_str sj_walk_digits(char buf[SJ_WALK_DIGITS], uint32_t n) {
    char *p = buf + SJ_WALK_DIGITS;
    do *--p = (char)('0' + n % 10);
    while (n /= 10);
    return (sj_str){p, (size_t)(buf + SJ_WALK_DIGITS - p)};
}
