/* Goes through the probes of a row, and keeps the values that situations compare. */
#include "parsers/guide/walk_look.h"
#include "parsers/guide/walk_glance.h"

/* While a segment is looked at: its effects, and the components of one element's first repetition;
 * component 1 ends at ends[1], the last at ends[n]; ends[0] + 1 is where component 1 begins. */
typedef struct look {
    const sj_segment *seg;
    uint64_t *effects;
    uint8_t element, n; /* element 0: none */
    uint32_t ends[SJ_GUIDE_MAX_COMPONENTS + 1];
} look;

static void set(look *k, uint16_t word, uint64_t bits) {
    k->effects[2 * word + 1] |= bits;
}

/* What begins with none of the codes' first characters is ruled out at once. */
static void look_up(look *k, const sj_probe *p, const char *from, uint32_t len) {
    if (!(p->firsts >> (*from & 63) & 1) || !len || len < p->begins) return;
    uint64_t code = sj_code_read(from, p->begins ? p->begins : len);
    for (uint32_t i = sj_probe_slot_of(code, p->mask); p->slots[i].code; i = (i + 1) & p->mask)
        if (p->slots[i].code == code) set(k, p->slots[i].word, p->slots[i].bits);
}

static void split(look *k, unsigned element) {
    const sj_segment *seg = k->seg;
    uint32_t end = seg->marks[element], sub = 0, n = 0;
    k->element = (uint8_t)element;
    k->ends[0] = seg->marks[element - 1];
    while (sub < seg->n_subs && seg->subs[sub] < k->ends[0]) sub++;
    while (n < SJ_GUIDE_MAX_COMPONENTS) {
        bool is_last = sub == seg->n_subs || seg->subs[sub] >= end;
        uint32_t stop = k->ends[++n] = is_last ? end : seg->subs[sub++];
        if (is_last || seg->base[stop] != seg->delims->component) break;
    }
    k->n = (uint8_t)n;
}

/* From p->component to p->until: each looked up, or (no slots) asked whether one is there. */
static bool look_at_components(look *k, const sj_probe *p) {
    if (k->element != p->element) split(k, p->element);
    for (unsigned i = p->component; i <= p->until && i <= k->n; i++) {
        uint32_t from = k->ends[i - 1] + 1, len = k->ends[i] - from;
        if (p->slots)
            look_up(k, p, k->seg->base + from, len);
        else if (len)
            return true;
    }
    return false;
}

static void look_at_key(look *k, const sj_probe *p) {
    const uint32_t *mark = &k->seg->marks[p->element];
    if (p->component)
        look_at_components(k, p);
    else
        look_up(k, p, k->seg->base + mark[-1] + 1, mark[0] - mark[-1] - 1);
}

static void look_closely(const sj_situations *all, const sj_watch *s, const sj_segment *seg,
                         uint64_t present, uint64_t *effects) {
    const sj_probe *p = &all->probes[s->first_probe], *end = p + s->n_probes;
    look k = {.seg = seg, .effects = effects};
    for (uint16_t i = 0; i < s->n_words; i++) {
        effects[2 * i] = UINT64_MAX;
        effects[2 * i + 1] = 0;
    }
    for (; p < end; p++) {
        bool is_there = present >> p->element & 1;
        if (p->kind == SJ_PROBE_KEY) {
            if (is_there) look_at_key(&k, p);
            continue;
        }
        if (is_there && p->component) is_there = look_at_components(&k, p);
        if (p->kind == SJ_PROBE_SEGMENT || is_there == (p->kind == SJ_PROBE_PRESENT))
            set(&k, p->word, p->bits);
        else if (p->takes_back)
            effects[2 * p->word] &= ~p->bits;
    }
    const sj_veto *v = &all->vetoes[s->first_veto], *last = v + s->n_vetoes;
    for (; v < last; v++)
        if (((effects[2 * v->word + 1] & v->mask) != 0) == v->is_absent)
            effects[2 * v->arm_word + 1] &= ~v->arm;
}

/* --- what is remembered --- */

/* What tells the segment from others; false where a value is too long. */
static bool read_way(const sj_watch *s, const sj_segment *seg, uint64_t present, uint64_t *way) {
    uint64_t lengths = 0, *to = way + 1;
    memset(way, 0, s->n_way * sizeof *way);
    for (const sj_watch_key *key = s->keys, *end = key + s->n_keys; key < end; key++) {
        bool is_there = present >> key->element & 1;
        sj_str v = is_there ? sj_segment_el(seg, key->element) : (sj_str){NULL, 0};
        if (v.len > (key->is_wide ? SJ_LOOK_WIDE : SJ_LOOK_NARROW)) return way[0] = 0, false;
        uint32_t len = (uint32_t)v.len, first = len < SJ_LOOK_NARROW ? len : SJ_LOOK_NARROW;
        if (first) to[0] = sj_look_bytes(v.ptr, first);
        if (len > first) to[1] = sj_look_bytes(v.ptr + first, len - first);
        lengths = lengths << SJ_LOOK_LENGTH | len;
        to += 1 + key->is_wide;
    }
    way[0] = present | lengths << SJ_LOOK_LENGTHS;
    return true;
}

SJ_APART const uint64_t *sj_look_afresh(sj_walk_watch *k, const sj_watch *s, const sj_segment *seg,
                                        uint64_t present, uint64_t *known) {
    bool is_kept = s->n_way && read_way(s, seg, present, known);
    uint64_t *effects = is_kept ? known + s->n_way : k->effects;
    look_closely(k->all, s, seg, present, effects);
    return effects;
}

/* --- values that are kept --- */

/* Of a period the first and the last day, of a day both times that. */
static inline void read_days(const char *p, uint32_t len, uint64_t out[2]) {
    bool is_period = len == 17 && p[8] == '-';
    if (len != 8 && !is_period) return;
    out[0] = sj_read_8(p);
    out[1] = is_period ? sj_read_8(p + 9) : out[0];
}

/* Equal only where the texts are. */
static uint64_t read_text(const sj_segment *seg, const char *p, uint32_t len) {
    bool is_short = len <= 8 && !(seg->flags & SJ_SEG_ODD_BYTES);
    return is_short ? sj_look_bytes(p, len) : SJ_VALUE_UNSURE;
}

static inline void read_value(const sj_watch_value *v, const sj_segment *seg, uint64_t present,
                              uint64_t out[2]) {
    out[0] = out[1] = SJ_VALUE_UNSURE;
    if (!(present >> v->element & 1)) return;
    const uint32_t *mark = &seg->marks[v->element];
    const char *p = seg->base + mark[-1] + 1;
    uint32_t len = mark[0] - mark[-1] - 1;
    if (v->is_text)
        out[0] = out[1] = read_text(seg, p, len);
    else
        read_days(p, len, out);
}

/* Those of all are compared with each other: only what is surely a day. */
static inline bool is_sure(sj_walk_watch *k, const sj_watch_value *v, uint64_t value) {
    if (v->is_text || value == k->day) return value != SJ_VALUE_UNSURE;
    if (!sj_look_is_day(value)) return false;
    k->day = value;
    return true;
}

static inline void keep_all(sj_walk_watch *k, const sj_watch_value *v, bool is_end,
                            uint64_t value) {
    if (v->all[is_end] == SJ_NO_INPUT) return;
    uint64_t *kept = &k->seen[v->all[is_end]];
    if (kept[0] == value && kept[1] == value) return; /* mostly lines are of one day */
    if (!kept[0]) kept[0] = kept[1] = value;
    if (!is_sure(k, v, value) || kept[0] == SJ_VALUE_UNSURE) {
        kept[0] = kept[1] = SJ_VALUE_UNSURE;
        return;
    }
    kept[0] = value < kept[0] ? value : kept[0];
    kept[1] = value > kept[1] ? value : kept[1];
}

/* Of a row only one is looked at: a second one must be looked at closely. */
SJ_APART void sj_look_values(sj_walk_watch *k, const sj_watch *s, const sj_segment *seg,
                             uint64_t present) {
    const sj_watch_value *v = &k->all->values[s->first_value], *end = v + s->n_values;
    for (; v < end; v++) {
        uint64_t value[2], *one = &k->seen[v->one];
        read_value(v, seg, present, value);
        if (one[0]) value[0] = value[1] = SJ_VALUE_UNSURE;
        one[0] = value[0];
        one[1] = value[1];
        keep_all(k, v, false, value[0]);
        keep_all(k, v, true, value[1]);
    }
}
