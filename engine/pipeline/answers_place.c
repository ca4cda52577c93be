/* engine/pipeline/answers_place.c - an error of a 999 joined to the segment that we sent.
 *
 * It is placed by counting segments (IK302) in what we sent; where that does not fit, by the
 * account that the partner names, and the report says so. */
#include "engine/pipeline/answers_place.h"

#include "engine/pipeline/order.h"

enum { SHARE = 32 };

/* ---- where an error stands ---- */

typedef struct placing {
    sj_answers *a;
    int64_t batch_set;
    const sj_ack_error *error;
    sj_batched_claim claim; /* holds the segment, or is the first below it; submission 0: none */
    uint32_t last;          /* last segment of the set's last claim, where there is none */
    const sj_sent_segment *segment;
    sj_told *told;
    char misfit[200]; /* a sentence on what does not fit what we sent */
} placing;

static bool take_first(void *ctx, const sj_batched_claim *p) {
    ((placing *)ctx)->claim = *p;
    return false;
}

static bool take_last(void *ctx, const sj_batched_claim *p) {
    ((placing *)ctx)->last = p->at.last;
    return true;
}

static bool take_named(void *ctx, const sj_batched_claim *p) {
    placing *pl = ctx;
    if (!sj_str_eq(p->account, pl->error->account)) return true;
    pl->claim = *p;
    return false;
}

static sj_status claims_from(placing *p, uint32_t segment, sj_batched_claim_fn fn) {
    return sj_batch_claims_from(p->a->run->store, p->batch_set, segment, fn, p, p->a->err);
}

static bool is_in_header(const placing *p) {
    return p->error->number <= SJ_SENT_HEADER;
}

/* Does the code speak of a segment that is not there? Then its place is where it was missed. */
static bool is_missing(const sj_ack_error *e) {
    return sj_str_is(e->ik304, "3") || sj_str_is(e->ik304, "I6") || sj_str_is(e->ik304, "I7") ||
           sj_str_is(e->ik304, "I8");
}

static bool has_tag(const placing *p, const sj_sent_segment *seg, sj_str wanted) {
    char tag[4];
    sj_sent_tag(&p->a->looked.sent, seg, tag);
    return sj_str_is(wanted, tag);
}

/* IK303 has room for four characters: 2010 is any loop that begins so. */
static bool is_loop(sj_str loop, const char *id) {
    return sj_str_is(loop, id) || (loop.len == 4 && strlen(id) > 4 && memcmp(loop.ptr, id, 4) == 0);
}

/* The first segment of the claim with the tag and loop that the partner names. */
static const sj_sent_segment *by_name(const placing *p, sj_str tag, sj_str loop) {
    const sj_sent *s = &p->a->looked.sent;
    for (const sj_sent_segment *seg = s->v; seg < s->v + s->n; seg++)
        if (has_tag(p, seg, tag) && (!loop.len || is_loop(loop, sj_sent_loop(s, seg)))) return seg;
    return NULL;
}

/* The guide's row of a segment that is missing: the required one; SJ_NO_ROW where several could be
 * meant (a REF). */
static uint16_t row_of_missing(const placing *p) {
    const sj_guide *g = p->a->looked.sent.guide;
    uint16_t found = SJ_NO_ROW;
    bool several = false;
    for (uint16_t i = 0; i < g->n_segments; i++) {
        const sj_guide_segment *row = &g->segments[i];
        if (!sj_str_is(p->error->segment, row->id) ||
            !is_loop(p->error->loop, g->loops[row->loop].id))
            continue;
        int more = found == SJ_NO_ROW ? 1 : row->usage - g->segments[found].usage;
        if (more > 0)
            several = false, found = i;
        else if (more == 0)
            several |= strcmp(g->segments[found].name, row->name) != 0;
    }
    return several ? SJ_NO_ROW : found;
}

#define REMARK(p, ...) snprintf((p)->misfit, sizeof(p)->misfit, __VA_ARGS__)

/* What the partner points to is not what we sent there: look for it by the account that it names.
 */
static void place_by_account(placing *p, const char *found_there) {
    const sj_ack_error *e = p->error;
    REMARK(p, "The partner counts segment %u as %.*s; %s%s.", e->number, SJ_FMT(e->segment),
           found_there[0] ? "what we sent there is " : "the set that we sent has no such place",
           found_there);
    p->segment = NULL;
    sj_batched_claim counted = p->claim;
    p->claim.at.submission = 0;
    if (e->account.len) p->a->status = claims_from(p, 0, take_named);
    if (!p->claim.at.submission) p->claim = counted;
    if (!p->claim.at.submission || !sj_answers_look(p->a, p->claim.at.submission)) return;
    p->segment = by_name(p, e->segment, e->loop);
}

static void place(placing *p) {
    const sj_ack_error *e = p->error;
    char tag[4] = "";
    p->a->status = claims_from(p, e->number, take_first);
    if (p->a->status != SJ_OK) return;
    if (!p->claim.at.submission) p->a->status = claims_from(p, 0, take_last);
    bool is_trailer = !p->claim.at.submission && e->number == p->last + 1;
    if (is_trailer || (is_in_header(p) && !p->claim.before)) return;
    if (!p->claim.at.submission) {
        place_by_account(p, "");
        return;
    }
    if (!sj_answers_look(p->a, p->claim.at.submission)) return;
    p->segment = sj_sent_at(&p->a->looked.sent, (int64_t)e->number - p->claim.at.first);
    if (!p->segment || is_missing(e) || has_tag(p, p->segment, e->segment)) return;
    sj_sent_tag(&p->a->looked.sent, p->segment, tag);
    place_by_account(p, tag);
}

/* ---- the claims below a loop that they share ---- */

typedef struct below {
    const sj_sent *sent; /* of the first of them */
    sj_placed *out;
    bool same[SHARE];
    size_t asked;
} below;

static bool take_id(void *ctx, const sj_batched_claim *p) {
    sj_placed *out = ctx;
    out->claims[out->n++] = p->at.submission;
    return out->n < SJ_CLAIMS_BELOW;
}

/* One loop of a claim's raw text is the same as of the first claim, whatever its HL is numbered. */
static bool same_loop(const below *b, int level, sj_str loop, const sj_delimiters *d) {
    const sj_sent *s = b->sent;
    const uint32_t bounds[] = {0, s->subscriber, s->patient, s->claim};
    if (bounds[level] >= bounds[level + 1]) return !loop.len;
    const sj_sent_segment *last = &s->v[bounds[level + 1] - 1];
    const char *from = s->v[bounds[level]].text.ptr;
    sj_str own = {from, (size_t)(last->text.ptr + last->text.len - from)};
    own = sj_without_hl(own, &s->delims);
    loop = sj_without_hl(loop, d);
    return loop.len >= own.len && loop.len - own.len <= 3 &&
           memcmp(loop.ptr, own.ptr, own.len) == 0;
}

static bool take_raw(void *ctx, const sj_claim_raw *raw) {
    below *b = ctx;
    const sj_placed *out = b->out;
    for (size_t i = b->asked; i < out->n && i < b->asked + SHARE; i++) {
        if (out->claims[i] != raw->submission) continue;
        b->same[i - b->asked] =
            same_loop(b, 0, raw->provider, &raw->delims) &&
            (out->level < SJ_BELOW_SUBSCRIBER || same_loop(b, 1, raw->subscriber, &raw->delims)) &&
            (out->level < SJ_BELOW_PATIENT || same_loop(b, 2, raw->patient, &raw->delims));
    }
    return true;
}

/* Cut the list at the first claim that stands below another loop. */
static void keep_below(sj_answers *a, below *b) {
    sj_placed *out = b->out;
    for (; b->asked < out->n && a->status == SJ_OK; b->asked += SHARE) {
        size_t n = out->n - b->asked < SHARE ? out->n - b->asked : SHARE;
        memset(b->same, 0, sizeof b->same);
        a->status =
            sj_submissions_raw(a->run->store, out->claims + b->asked, n, take_raw, b, a->err);
        size_t kept = 0;
        while (kept < n && b->same[kept]) kept++;
        if (kept < n) out->n = b->asked + kept;
    }
}

static void list_below(placing *p, sj_placed *out) {
    const sj_sent *s = &p->a->looked.sent;
    uint32_t at = (uint32_t)(p->segment - s->v);
    below b = {.sent = s, .out = out};
    out->level = at < s->subscriber ? SJ_BELOW_PROVIDER
                 : at < s->patient  ? SJ_BELOW_SUBSCRIBER
                                    : SJ_BELOW_PATIENT;
    p->a->status = sj_batch_claims_from(p->a->run->store, p->batch_set, p->claim.at.first, take_id,
                                        out, p->a->err);
    keep_below(p->a, &b);
}

/* ---- what called for it ---- */

/* The segment that triggered: where the partner counts it, else the one that it names. */
static const sj_sent_segment *trigger_sent(const placing *p, const sj_ack_trigger *t) {
    const sj_sent_segment *seg =
        t->number ? sj_sent_at(&p->a->looked.sent, (int64_t)t->number - p->claim.at.first) : NULL;
    return seg && has_tag(p, seg, t->segment) ? seg : by_name(p, t->segment, t->loop);
}

/* "Claim frequency (CMS-1500 Box 22), which is "7"" */
static void name_trigger(const placing *p, const sj_ack_trigger *t, char *buf, size_t cap) {
    const sj_sent *s = &p->a->looked.sent;
    const sj_sent_segment *seg = trigger_sent(p, t);
    char name[192] = "";
    sj_str value = {NULL, 0};
    if (seg) sj_answers_name(p->a, seg, seg->row, t->element, t->component, name, sizeof name);
    if (seg && t->element) value = sj_sent_value(s, seg, t->element, t->component, 0);
    if (!name[0]) {
        int n = snprintf(name, sizeof name, "%.*s", SJ_FMT(t->segment));
        if (t->element && n > 0)
            n += snprintf(name + n, sizeof name - (size_t)n, "%02u", t->element);
        if (t->component && n > 0) snprintf(name + n, sizeof name - (size_t)n, "-%u", t->component);
    }
    snprintf(buf, cap, "%s%s%.*s%s", name, value.len ? ", which we sent as \"" : "",
             value.len > 40 ? 40 : (int)value.len, value.ptr ? value.ptr : "",
             value.len ? "\"" : "");
}

/* What called for it, then what does not fit. */
static void tell_remark(const placing *p) {
    enum { NAMED = 3, ROOM = sizeof p->told->remark - sizeof p->misfit - 2 };
    const sj_ack_error *e = p->error;
    const bool is_placed = p->claim.at.submission && p->a->status == SJ_OK;
    char sentence[ROOM] = "", name[256];
    size_t n = 0;
    for (uint16_t i = 0; is_placed && i < e->triggers.n && i < NAMED && n < ROOM; i++) {
        name_trigger(p, &e->triggers.v[i], name, sizeof name);
        n += (size_t)snprintf(sentence + n, ROOM - n, "%s%s",
                              i ? "; and of " : "That is because of ", name);
    }
    if (n >= ROOM) n = 0; /* names that long are none */
    snprintf(p->told->remark, sizeof p->told->remark, "%s%s%s%s", n ? sentence : "", n ? "." : "",
             n && p->misfit[0] ? " " : "", p->misfit);
}

/* ---- one error ---- */

/* A name where the guide has none: "NM109", "Segment REF of loop 2300". */
static void name_plainly(const placing *p, bool is_header) {
    const sj_ack_error *e = p->error;
    sj_told *t = p->told;
    char element[16] = "";
    if (t->label[0]) return;
    if (e->element) snprintf(element, sizeof element, "%02u", e->element);
    snprintf(t->label, sizeof t->label, "%s%.*s%s%s%.*s%s", e->element ? "" : "Segment ",
             SJ_FMT(e->segment), element, e->loop.len ? " of loop " : "", SJ_FMT(e->loop),
             is_header ? " in the header of the set" : "");
    t->what.label = sj_str_of(t->label);
}

/* Is the error in what stands above all claims of the set? */
static bool fill(placing *p) {
    const sj_ack_error *e = p->error;
    sj_answers *a = p->a;
    sj_told *t = p->told;
    const sj_sent_segment *seg = p->segment;
    const sj_sent *s = &a->looked.sent;
    t->row.loop = e->loop;
    t->row.tag = e->segment;
    t->row.pos = (sj_pos){.segment = e->number,
                          .element = e->element,
                          .component = e->component,
                          .repeat = e->repeat};
    t->what.named = e->value;
    bool is_header = is_in_header(p) && !p->claim.before && !seg;
    if (is_header) {
        REMARK(p, "The header is made from scrubjay.xml: look at <submitter> and at this partner "
                  "there.");
    } else if (is_missing(e) && p->claim.at.submission) {
        sj_answers_label(a, t, NULL, row_of_missing(p), 0, 0);
    } else if (seg) {
        if (seg->row != SJ_NO_ROW) t->row.loop = sj_str_of(sj_sent_loop(s, seg));
        sj_answers_label(a, t, seg, seg->row, e->element, e->component);
        t->what.sent = e->element ? sj_sent_value(s, seg, e->element, e->component, e->repeat)
                                  : (sj_str){NULL, 0};
    }
    name_plainly(p, is_header);
    return is_header;
}

void sj_answers_place(sj_answers *a, int64_t batch_set, const sj_ack_error *e, sj_told *told,
                      sj_placed *out) {
    placing p = {.a = a, .batch_set = batch_set, .error = e, .told = told};
    out->n = 0;
    out->level = SJ_BELOW_NONE;
    place(&p);
    if (a->status != SJ_OK) return;
    bool is_header = fill(&p);
    tell_remark(&p);
    if (is_header || !p.claim.at.submission) return;
    if (p.segment && p.segment < a->looked.sent.v + a->looked.sent.claim) {
        list_below(&p, out);
        return;
    }
    told->row.submission = p.claim.at.submission;
    out->claims[out->n++] = p.claim.at.submission;
}
