/* rules/edits/frames.c - which frames above a claim are other ones than those of the claim before.
 *
 * Frames are told apart by where they begin. Their hashes say who was treated, by whom, for which
 * payer: what lines of different claims are compared by. */
#include "rules/edits/edits.h"

static uint64_t hash_person(const sj_party *p, sj_date born) {
    return hash_text(p->last.v) * 3 + hash_text(p->first.v) * 5 + (uint64_t)born;
}

static uint64_t hash_billing(const sj_billing *b) {
    return hash_text(b->provider.id.v) + hash_text(b->tax_id.v) * 3;
}

static uint64_t hash_subscriber(const sj_subscriber *sub) {
    return hash_text(sub->name.id.v) + hash_text(sub->payer.id.v) * 7 +
           hash_text(sub->sequence.v) * 11 + hash_person(&sub->name, sub->person.born.v);
}

/* 1 << f where the frame is another one than before. */
static unsigned turn(sj_scrub *s, enum frame f, const sj_frame *frame, uint64_t set) {
    frame_key *last = &s->frames[f];
    const uint32_t claim = frame->first ? 0 : s->c->ordinal;
    if (set == last->set && frame->first == last->first && claim == last->claim) return 0;
    *last = (frame_key){.set = set, .first = frame->first, .claim = claim};
    return 1u << f;
}

unsigned sj_scrub_turn(sj_scrub *s) {
    static const sj_frame none;
    const sj_claim *c = s->c;
    const uint64_t set = c->header && c->header->set ? c->header->set->offset + 1 : 1;
    unsigned fresh = turn(s, FRAME_HEADER, c->header ? &c->header->frame : &none, set) |
                     turn(s, FRAME_BILLING, &c->billing->frame, set) |
                     turn(s, FRAME_SUBSCRIBER, &c->subscriber->frame, set);
    if (fresh & 1u << FRAME_BILLING) s->frame_hashes[FRAME_BILLING] = hash_billing(c->billing);
    if (fresh & 1u << FRAME_SUBSCRIBER)
        s->frame_hashes[FRAME_SUBSCRIBER] = hash_subscriber(c->subscriber);
    if (!c->patient) {
        s->frames[FRAME_PATIENT] = (frame_key){.set = 0};
        s->frame_results[FRAME_PATIENT] = (sj_scrub_result){0, 0};
        return fresh;
    }
    unsigned patient = turn(s, FRAME_PATIENT, &c->patient->frame, set);
    if (patient)
        s->frame_hashes[FRAME_PATIENT] = hash_person(&c->patient->name, c->patient->person.born.v);
    return fresh | patient;
}
