/* rules/edits/frames.c - which frames above a claim are other ones than those of the claim before,
 * and what is odd about them.
 *
 * Frames are told apart by where they begin. Their hashes say who was treated, by whom, for which
 * payer: what lines of different claims are compared by. */
#include "rules/edits/edits.h"
#include "rules/edits/shapes.h"

/* A text that is hashed and looked into at once. */
static uint64_t hash_of(sj_str s, text_ends ends) {
    return s.len > 16 ? sj_hash_str(s) : hash_ends(ends, s.len);
}

/* The hash of a person; *odd: an edit of parties may find something. */
static uint64_t read_person(const sj_party *p, sj_date born, bool *odd) {
    const text_ends last = ends_of(p->last.v), first = ends_of(p->first.v);
    const uint64_t digits = may_be_digit(last.first) | may_be_digit(last.last) |
                            may_be_digit(first.first) | may_be_digit(first.last);
    *odd = digits || p->last.v.len > 16 || p->first.v.len > 16 || sj_party_is_odd(p);
    return hash_of(p->last.v, last) * 3 + hash_of(p->first.v, first) * 5 + (uint64_t)born;
}

/* A member number that ends with a digit, and not as it begins, is no stand-in for one. */
static bool may_be_none(sj_str id) {
    const char last = id.ptr[id.len - 1];
    return last < '0' || last > '9' || last == id.ptr[0];
}

/* The day of sending; a service is not after it, nor after the file was made. Whether payment is
 * asked for. */
static void read_header(sj_scrub *s) {
    const sj_header *h = s->c->header;
    const sj_day *made = h ? &h->created : NULL;
    const bool dated = made && has_day(made);
    s->sent = s->opts.as_of != SJ_NO_DATE || !dated ? s->opts.as_of : made->v;
    s->latest = dated && (s->sent == SJ_NO_DATE || made->v < s->sent) ? made->v : s->sent;
    s->of_header = h && pair_of(h->transaction_use.v) == MOD('R', 'P') ? 0 : HAS_CHARGES;
}

static uint64_t read_billing(sj_scrub *s) {
    const sj_billing *b = s->c->billing;
    s->odd_frames[FRAME_BILLING] = sj_party_is_odd(&b->provider) || sj_party_is_odd(&b->pay_to);
    return sj_text_hash(b->provider.id.v) + sj_text_hash(b->tax_id.v) * 3;
}

static uint64_t of_filing(const sj_subscriber *sub) {
    const uint16_t filing = pair_of(sub->filing.v);
    if (filing != MOD('M', 'A') && filing != MOD('M', 'B')) return 0;
    const sj_str id = sub->name.id.v;
    return HAS_MEDICARE | (id.len && !sj_mbi_valid(id) ? HAS_ODD_MBI : 0);
}

static uint64_t read_subscriber(sj_scrub *s) {
    const sj_subscriber *sub = s->c->subscriber;
    const uint64_t person =
        read_person(&sub->name, sub->person.born.v, &s->odd_frames[FRAME_SUBSCRIBER]);
    const sj_str id = sub->name.id.v, payer = sub->payer.id.v, group = sub->group_number.v,
                 level = sub->sequence.v;
    const text_ends of_id = ends_of(id), of_payer = ends_of(payer), of_group = ends_of(group),
                    of_level = ends_of(level);
    const uint64_t lower = may_be_lower(of_id.first) | may_be_lower(of_id.last) |
                           may_be_lower(of_payer.first) | may_be_lower(of_payer.last) |
                           may_be_lower(of_group.first) | may_be_lower(of_group.last);
    const bool is_long = (id.len > 16) | (payer.len > 16) | (group.len > 16);
    s->of_member = (lower || is_long ? HAS_LOWER_MEMBER : 0) |
                   (id.len && may_be_none(id) ? HAS_ODD_MEMBER : 0) | of_filing(sub);
    return hash_of(id, of_id) + hash_of(payer, of_payer) * 7 + hash_of(level, of_level) * 11 +
           person;
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
    if (fresh & 1u << FRAME_HEADER) read_header(s);
    if (fresh & 1u << FRAME_BILLING) s->frame_hashes[FRAME_BILLING] = read_billing(s);
    if (fresh & 1u << FRAME_SUBSCRIBER) s->frame_hashes[FRAME_SUBSCRIBER] = read_subscriber(s);
    if (!c->patient) {
        s->frames[FRAME_PATIENT] = (frame_key){.set = 0};
        s->frame_results[FRAME_PATIENT] = (sj_scrub_result){0, 0};
        return fresh;
    }
    unsigned patient = turn(s, FRAME_PATIENT, &c->patient->frame, set);
    if (patient)
        s->frame_hashes[FRAME_PATIENT] = read_person(&c->patient->name, c->patient->person.born.v,
                                                     &s->odd_frames[FRAME_PATIENT]);
    return fresh | patient;
}
