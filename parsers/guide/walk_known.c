/* Segments that go where their like went before: nearly all.
 *
 * Where a tag and its key lead from a loop does not change while the guide does not, only whether
 * that row is still free: so the way is remembered (sj_walk_memo) and only its position and count
 * are looked at. What mostly follows on a row is guessed first (sj_walk_guess). Whatever is not
 * remembered, or is not free any more, walk_place.c takes. */
#include "parsers/guide/walk_known.h"

/* --- keys --- */

static inline uint64_t read_code(const sj_segment *seg, unsigned element, unsigned component) {
    if (element > seg->n) return 0;
    if (component && seg->n_subs) {
        sj_str v = sj_segment_comp(seg, element, component);
        return sj_code_read(v.ptr, v.len);
    }
    if (component > 1) return 0;
    const char *from = seg->base + seg->marks[element - 1] + 1;
    return sj_code_read(from, (size_t)(seg->base + seg->marks[element] - from));
}

void sj_walk_read_codes(const sj_tag_rule *t, const sj_segment *seg,
                        uint64_t codes[SJ_GUIDE_MAX_KEYS]) {
    for (unsigned i = 0; i < SJ_GUIDE_MAX_KEYS; i++)
        codes[i] = i < t->n_keys ? read_code(seg, t->keys[i].element, t->keys[i].component) : 0;
}

/* --- memos --- */

static inline uint64_t way_of(uint32_t tag, uint16_t from) {
    return (uint64_t)tag << 16 | from;
}

static inline uint32_t slot_of(uint64_t way, uint64_t first, uint64_t second) {
    uint64_t h = (way * 0xC2B2AE3D27D4EB4Fu) ^ ((first ^ second << 7) * 0x9E3779B97F4A7C15u);
    return (uint32_t)(h >> (64 - SJ_WALK_MEMO_BITS));
}

static inline bool is_memo(const sj_walk_memo *m, uint64_t way, uint64_t first, uint64_t second) {
    return m->way == way && m->codes[0] == first && m->codes[1] == second;
}

/* May the glance begin behind the first element? Where that is the key, and no more than the codes
 * of this row are allowed there, being here says that it is right. */
static bool is_key_first(const sj_guide_impl *g, uint16_t row) {
    const sj_guide_segment *s = &g->guide.segments[row];
    if (s->key_element != 1 || s->key_component) return false;
    uint8_t kind = g->glances[s->first_element].kind;
    return kind == SJ_PLAIN_PAIR || kind == SJ_PLAIN_CODE || kind == SJ_PLAIN_LIST;
}

/* Each way has two places. */
void sj_walk_remember(sj_walk_body *b, const sj_choice *c, uint32_t tag,
                      const uint64_t codes[SJ_GUIDE_MAX_KEYS]) {
    if (c->n_chain > 1 || sj_walk_is_late_first(b, c)) return;
    uint64_t way = way_of(tag, b->frames[b->depth].loop);
    uint32_t slot = slot_of(way, codes[0], codes[1]);
    sj_walk_memo *m = &b->memos[slot];
    if (m->way && !is_memo(m, way, codes[0], codes[1])) m = &b->memos[slot ^ 1];
    *m = (sj_walk_memo){.way = way,
                        .codes = {codes[0], codes[1]},
                        .row = c->row,
                        .enter = c->n_chain ? c->chain[0] : SJ_NO_ROW,
                        .pops = (uint8_t)(b->depth - c->frame),
                        .passed = is_key_first(b->g, c->row)};
}

static inline const sj_walk_memo *find_memo(const sj_walk_body *b, const sj_segment *seg) {
    const sj_tag_rule *t = sj_guide_tag(b->g, seg->tag);
    if (!t) return NULL;
    uint64_t first = 0, second = 0;
    if (t->n_keys) {
        first = read_code(seg, t->keys[0].element, t->keys[0].component);
        if (t->n_keys > 1) second = read_code(seg, t->keys[1].element, t->keys[1].component);
    }
    uint64_t way = way_of(seg->tag, b->frames[b->depth].loop);
    uint32_t slot = slot_of(way, first, second);
    const sj_walk_memo *m = &b->memos[slot];
    if (is_memo(m, way, first, second)) return m;
    m = &b->memos[slot ^ 1];
    return is_memo(m, way, first, second) ? m : NULL;
}

/* --- guesses --- */

/* So many bytes of the text decide where it goes: its id and what ends that, and its key with what
 * ends that; 0 where that is more than eight, or other places decide too. */
static unsigned deciding(const sj_tag_rule *t, const sj_segment *seg) {
    if (seg->flags || t->n_keys > 1 || !seg->n) return 0;
    uint32_t end = seg->marks[0];
    if (t->n_keys) {
        if (t->keys[0].element != 1 || t->keys[0].component > 1) return 0;
        end = seg->marks[1];
        bool is_part = t->keys[0].component && seg->n_subs && seg->subs[0] < end;
        if (is_part) end = seg->subs[0];
    }
    uint32_t len = end + 1 - (uint32_t)(seg->text - seg->base);
    return len > 8 ? 0 : len;
}

/* The newest stands first; NULL where the text's beginning does not say where it goes. */
static sj_walk_guess *room_for_guess(sj_walk_body *b, const sj_segment *seg) {
    unsigned len = deciding(sj_guide_tag(b->g, seg->tag), seg);
    if (!len) return NULL;
    sj_walk_guess *g = b->next;
    memmove(g + 1, g, (SJ_WALK_GUESSES - 1) * sizeof *g);
    g->mask = 0;
    memset(&g->mask, 0xFF, len);
    memcpy(&g->begins, seg->text, sizeof g->begins);
    g->begins &= g->mask;
    return g;
}

/* By a memo, which is guessed from now on. */
static sj_walk_guess *guess(sj_walk_body *b, const sj_segment *seg) {
    const sj_walk_memo *m = find_memo(b, seg);
    if (!m) return NULL;
    sj_walk_guess way = sj_walk_way(b, m->row), *g = room_for_guess(b, seg);
    if (m->enter != SJ_NO_ROW) {
        const sj_loop_rule *l = &b->g->loops[m->enter];
        way.enter = m->enter;
        way.pos = l->pos;
        way.limit = l->max < SJ_WALK_COUNT_MAX ? l->max : SJ_WALK_COUNT_MAX;
        way.count = sj_walk_loop_at(b->g, m->enter);
    }
    way.pops = m->pops;
    if (m->passed) way.unsure = ~UINT64_C(2);
    if (!g) g = &b->kept;
    way.begins = g->begins;
    way.mask = g->mask;
    *g = way;
    return g;
}

SJ_APART sj_walk_guess *sj_walk_find_way(sj_walker *w, const sj_segment *seg) {
    sj_walk_body *b = &w->body;
    if (b->next == b->no_guesses) return NULL;
    sj_walk_guess *m = seg->flags ? NULL : sj_walk_find_guess(b, seg->text);
    return m ? m : guess(b, seg);
}

/* --- standing --- */

void sj_walk_stand(sj_walker *w, const sj_segment *seg, uint16_t row) {
    sj_walk_body *b = &w->body;
    sj_walk_frame *f = &b->frames[b->depth];
    sj_walk_guess way = sj_walk_way(b, row);
    sj_walk_advance(w, f, way.pos);
    sj_walk_count_up(b, f, row);
    sj_walk_stand_at(w, seg, &way);
    if (w->events->segment) w->events->segment(w->events->ctx, &w->set, row, seg, w->body.number);
}

uint16_t sj_walk_known(sj_walker *w, const sj_segment *seg) {
    sj_walk_guess *m = sj_walk_find_way(w, seg);
    return m ? sj_walk_go(w, seg, m) : SJ_NO_ROW;
}
