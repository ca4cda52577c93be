/* The envelope: what is open, counts, control numbers, and the verdicts for TA1 and 999.
 *
 *     ISA  [TA1 …]  { GS  { ST … SE }  GE }  IEA
 *
 * A segment that opens or closes something closes first what is still open inside, and says so. The
 * text of ISA, GS and ST is kept, because its slices are told again at the end of what it opened.
 */
#include <stdlib.h>

#include "parsers/base/alloc.h"
#include "parsers/base/hash.h"
#include "parsers/guide/walk.h"

enum { TEXT_ISA, TEXT_GS, TEXT_ST };
enum { ISA_LENGTH = 105 }; /* and its terminator */

/* --- findings --- */

static void tell(sj_walker *w, uint16_t row, const sj_segment *seg, unsigned element, sj_str a) {
    sj_finding f =
        sj_walk_finding(w, SJ_EN(row), seg, w->level == SJ_AT_SET ? w->body.number : w->number);
    if (element) {
        f.value = sj_segment_el(seg, element);
        f.pos.element = (uint16_t)element;
        f.pos.repeat = 1;
        const char *end = seg->base + seg->marks[seg->n];
        f.pos.offset = sj_segment_offset(seg, f.value.ptr ? f.value.ptr : end);
    }
    f.a = a;
    sj_walk_emit(w, &f);
}

/* A trailer that is not there, told where its absence was noticed. */
static void tell_no_trailer(sj_walker *w, uint16_t row, const char *tag, sj_str a) {
    sj_finding f =
        sj_walk_finding(w, SJ_EN(row), NULL, w->level == SJ_AT_SET ? w->body.number : w->number);
    memcpy(f.tag, tag, strlen(tag));
    f.a = a;
    sj_walk_emit(w, &f);
}

/* Text outside everything that may hold it: told once until the envelope goes on. */
static void tell_astray(sj_walker *w, const sj_segment *seg) {
    if (w->is_astray) return;
    w->is_astray = w->has_strayed[w->level == SJ_AT_GROUP] = true;
    sj_finding f = sj_walk_finding(w, SJ_EN(SJ_EN_CONTENT), seg, w->number);
    f.value = sj_segment_el(seg, 0);
    f.a = w->level == SJ_AT_GROUP ? SJ_STR("ST or GE") : SJ_STR("GS, TA1 or IEA");
    sj_walk_emit(w, &f);
}

/* --- texts --- */

/* Keep a segment's text; slices of the segment are then found in the copy by `kept`. */
static bool keep(sj_walker *w, unsigned which, const sj_segment *seg) {
    sj_walk_text *t = &w->texts[which];
    if (t->cap < seg->len + 1u) {
        char *bytes = sj_realloc(t->bytes, seg->len + 1u);
        if (!bytes) {
            w->status = sj_err_set(&w->err, SJ_ENOMEM, "out of memory walking a guide");
            return false;
        }
        t->bytes = bytes;
        t->cap = seg->len + 1u;
    }
    memcpy(t->bytes, seg->text, seg->len);
    return true;
}

static sj_str kept(const sj_walker *w, unsigned which, const sj_segment *seg, unsigned element) {
    sj_str v = sj_segment_el(seg, element);
    return v.ptr ? (sj_str){w->texts[which].bytes + (v.ptr - seg->text), v.len} : v;
}

static char first_char(sj_str v) {
    return v.len ? v.ptr[0] : 0;
}

/* Digits as a number; false for anything else. */
static bool read_number(sj_str v, uint32_t *out) {
    uint64_t n = 0;
    for (size_t i = 0; i < v.len; i++) {
        if (v.ptr[i] < '0' || v.ptr[i] > '9' || n > UINT32_MAX) return false;
        n = n * 10 + (uint64_t)(v.ptr[i] - '0');
    }
    *out = (uint32_t)n;
    return v.len && n <= UINT32_MAX;
}

/* --- closing --- */

static void end_set(sj_walker *w) {
    sj_set *s = &w->set;
    if (w->set_has_type1) sj_walk_set_code(w, "5");
    if (w->set_has_type2) sj_walk_set_code(w, "I5");
    bool is_rejected = s->errors || !s->guide || w->is_cut;
    if (is_rejected && !s->codes[0]) sj_walk_set_code(w, w->is_cut ? "2" : "1");
    s->ack = is_rejected ? 'R' : s->warnings ? 'E' : 'A';
    s->segments = w->body.number;
    if (is_rejected)
        w->sets_rejected++;
    else
        w->sets_with_errors += s->ack == 'E';
    w->group.sets_accepted += !is_rejected;
    if (w->events->set_end) w->events->set_end(w->events->ctx, s);
    w->level = SJ_AT_GROUP;
}

static void end_group(sj_walker *w) {
    sj_group *g = &w->group;
    if (w->is_cut) sj_walk_group_code(w, "3");
    if (w->group_failed || w->is_cut || (g->sets && w->sets_rejected == g->sets))
        g->ack = 'R';
    else if (w->sets_rejected)
        g->ack = 'P';
    else
        g->ack = w->sets_with_errors ? 'E' : 'A';
    if (w->events->group_end) w->events->group_end(w->events->ctx, g);
    w->level = SJ_AT_INTERCHANGE;
}

static void end_interchange(sj_walker *w) {
    w->interchange.ta1 = w->interchange_failed ? 'R' : w->interchange_warned ? 'E' : 'A';
    if (w->events->interchange_end) w->events->interchange_end(w->events->ctx, &w->interchange);
    w->level = SJ_AT_NOTHING;
}

/* Close what is open down to `level`; each trailer that should have done it is told as missing. */
static void close_to(sj_walker *w, sj_walk_level level) {
    if (w->level == SJ_AT_SET && level < SJ_AT_SET) {
        sj_walk_body_end(w);
        tell_no_trailer(w, SJ_EN_NO_SE, "SE", w->set.control);
        end_set(w);
    }
    if (w->level == SJ_AT_GROUP && level < SJ_AT_GROUP) {
        tell_no_trailer(w, SJ_EN_NO_GE, "GE", w->group.control);
        end_group(w);
    }
}

/* The input ends, or another ISA comes: told once, and everything open is closed without a word on
 * what it lacks, because that was cut off. */
static void cut(sj_walker *w, uint16_t row, sj_str a) {
    if (w->level == SJ_AT_NOTHING) return;
    const char *tag = w->level == SJ_AT_SET ? "SE" : w->level == SJ_AT_GROUP ? "GE" : "IEA";
    tell_no_trailer(w, row, tag, a.len ? a : sj_str_of(tag));
    w->is_cut = true;
    if (w->level == SJ_AT_SET) {
        sj_walk_body_end(w);
        end_set(w);
    }
    if (w->level == SJ_AT_GROUP) end_group(w);
    end_interchange(w);
    w->is_cut = false;
}

/* --- interchange --- */

static void fill_interchange(sj_walker *w, const sj_segment *seg) {
    sj_interchange *ic = &w->interchange;
    *ic = (sj_interchange){
        .sender_qualifier = sj_str_trim(kept(w, TEXT_ISA, seg, 5)),
        .sender = sj_str_trim(kept(w, TEXT_ISA, seg, 6)),
        .receiver_qualifier = sj_str_trim(kept(w, TEXT_ISA, seg, 7)),
        .receiver = sj_str_trim(kept(w, TEXT_ISA, seg, 8)),
        .date = kept(w, TEXT_ISA, seg, 9),
        .time = kept(w, TEXT_ISA, seg, 10),
        .version = kept(w, TEXT_ISA, seg, 12),
        .control = kept(w, TEXT_ISA, seg, 13),
        .ack_requested = first_char(sj_segment_el(seg, 14)) == '1',
        .usage = first_char(sj_segment_el(seg, 15)),
        .delims = *seg->delims,
        .offset = seg->offset,
        .note = "000",
    };
}

/* What the elements alone do not tell: separators, and an interchange that came before. */
static void check_interchange(sj_walker *w, const sj_segment *seg) {
    const sj_interchange *ic = &w->interchange;
    char repetition = first_char(sj_segment_el(seg, 11));
    bool is_letter = (repetition | 32) >= 'a' && (repetition | 32) <= 'z';
    if ((is_letter && repetition != 'U') || (repetition >= '0' && repetition <= '9'))
        tell(w, SJ_EN_ISA11, seg, 11, (sj_str){0});
    else if (repetition == ic->delims.component)
        tell(w, SJ_EN_SEPARATORS, seg, 11, (sj_str){0});
    uint64_t key = sj_hash_str(ic->sender_qualifier) ^ sj_hash(ic->sender.ptr, ic->sender.len, 1) ^
                   sj_hash(ic->receiver_qualifier.ptr, ic->receiver_qualifier.len, 2) ^
                   sj_hash(ic->receiver.ptr, ic->receiver.len, 3) ^
                   sj_hash(ic->control.ptr, ic->control.len, 4);
    if (sj_walk_keys_add(&w->isa_keys, key)) tell(w, SJ_EN_DUPLICATE_ISA, seg, 13, (sj_str){0});
}

static void begin_interchange(sj_walker *w, const sj_segment *seg) {
    cut(w, SJ_EN_NO_IEA, w->interchange.control);
    if (!keep(w, TEXT_ISA, seg)) return;
    w->level = SJ_AT_INTERCHANGE;
    w->interchange_failed = w->interchange_warned = w->is_astray = w->has_ta1 = false;
    w->has_strayed[0] = false;
    sj_walk_keys_clear(&w->gs_keys);
    fill_interchange(w, seg);
    if (w->events->interchange_begin) w->events->interchange_begin(w->events->ctx, &w->interchange);
    w->isa_is_bad = seg->len != ISA_LENGTH;
    if (w->isa_is_bad) {
        tell(w, SJ_EN_BAD_ISA, seg, 0, (sj_str){0});
        return;
    }
    sj_walk_control(w, seg);
    check_interchange(w, seg);
}

static void finish_interchange(sj_walker *w, const sj_segment *seg) {
    close_to(w, SJ_AT_INTERCHANGE);
    uint32_t wrong = sj_walk_control(w, seg), n;
    char buf[SJ_WALK_DIGITS];
    bool is_alone = w->has_ta1 && !w->interchange.groups;
    sj_str count = sj_segment_el(seg, 1);
    /* What strayed may have been a group: told already, as is the count then. */
    if (!(wrong & 1u << 1) && !w->has_strayed[0] && read_number(count, &n) &&
        n != w->interchange.groups && !(is_alone && n == 1))
        tell(w, SJ_EN_IEA01, seg, 1, sj_walk_digits(buf, w->interchange.groups));
    if (!(wrong & 1u << 2) && !w->isa_is_bad &&
        !sj_str_eq(sj_segment_el(seg, 2), w->interchange.control))
        tell(w, SJ_EN_IEA02, seg, 2, w->interchange.control);
    if (seg->flags & SJ_SEG_UNTERMINATED) tell(w, SJ_EN_NO_TERMINATOR, seg, 0, (sj_str){0});
    end_interchange(w);
}

static void acknowledgment(sj_walker *w, const sj_segment *seg) {
    w->has_ta1 = true;
    sj_walk_control(w, seg);
    if (w->events->ta1) w->events->ta1(w->events->ctx, &w->interchange, seg);
}

/* --- group --- */

static void begin_group(sj_walker *w, const sj_segment *seg) {
    close_to(w, SJ_AT_INTERCHANGE);
    if (!keep(w, TEXT_GS, seg)) return;
    w->level = SJ_AT_GROUP;
    w->interchange.groups++;
    w->group_failed = w->group_is_told = w->is_astray = w->has_strayed[1] = false;
    w->sets_rejected = w->sets_with_errors = 0;
    w->n_group_codes = 0;
    sj_walk_keys_clear(&w->st_keys);
    w->group = (sj_group){
        .interchange = &w->interchange,
        .functional = kept(w, TEXT_GS, seg, 1),
        .sender = kept(w, TEXT_GS, seg, 2),
        .receiver = kept(w, TEXT_GS, seg, 3),
        .date = kept(w, TEXT_GS, seg, 4),
        .time = kept(w, TEXT_GS, seg, 5),
        .control = kept(w, TEXT_GS, seg, 6),
        .version = kept(w, TEXT_GS, seg, 8),
        .offset = seg->offset,
    };
    sj_str version = sj_segment_el(seg, 8);
    w->group_number = w->number;
    w->gs_version_offset = version.ptr ? sj_segment_offset(seg, version.ptr) : seg->offset;
    if (w->events->group_begin) w->events->group_begin(w->events->ctx, &w->group);
    uint32_t wrong = sj_walk_control(w, seg);
    w->gs01_is_wrong = wrong & 1u << 1;
    w->group_is_known = sj_guides_has_version(w->guides, w->group.version);
    if (!w->group_is_known && !(wrong & 1u << 8)) tell(w, SJ_EN_VERSION, seg, 8, (sj_str){0});
    uint64_t key = sj_hash_str(w->group.control) ^
                   sj_hash(w->group.sender.ptr, w->group.sender.len, 1) ^
                   sj_hash(w->group.receiver.ptr, w->group.receiver.len, 2);
    if (sj_walk_keys_add(&w->gs_keys, key)) tell(w, SJ_EN_DUPLICATE_GS, seg, 6, (sj_str){0});
}

static void finish_group(sj_walker *w, const sj_segment *seg) {
    close_to(w, SJ_AT_GROUP);
    uint32_t wrong = sj_walk_control(w, seg), n;
    char buf[SJ_WALK_DIGITS];
    if (!(wrong & 1u << 1) && read_number(sj_segment_el(seg, 1), &n)) {
        w->group.sets_claimed = n;
        if (n != w->group.sets && !w->has_strayed[1])
            tell(w, SJ_EN_GE01, seg, 1, sj_walk_digits(buf, w->group.sets));
    }
    if (!(wrong & 1u << 2) && !sj_str_eq(sj_segment_el(seg, 2), w->group.control))
        tell(w, SJ_EN_GE02, seg, 2, w->group.control);
    end_group(w);
}

/* --- transaction set --- */

/* Once per group: its version is judged by a guide of another name. */
static void tell_kindred(sj_walker *w, const sj_guide *guide, sj_str version) {
    if (w->group_is_told) return;
    w->group_is_told = true;
    sj_finding f = sj_walk_finding(w, SJ_EN(SJ_EN_KINDRED_VERSION), NULL, w->group_number);
    memcpy(f.tag, "GS", 3);
    f.pos.offset = w->gs_version_offset;
    f.pos.element = 8;
    f.pos.repeat = 1;
    f.value = version;
    f.a = sj_str_of(guide->title);
    sj_walk_emit(w, &f);
}

/* The guide that judges the set: ST03's, else GS08's. */
static void find_guide(sj_walker *w, const sj_segment *seg) {
    sj_set *s = &w->set;
    const sj_guide *by_group = NULL, *by_set = NULL;
    sj_version_match group_match, set_match = SJ_VERSION_UNKNOWN;
    sj_str st03 = sj_segment_el(seg, 3);
    if (!w->group_is_known) return;
    w->status = sj_guides_judge(w->guides, s->transaction, w->group.version, &group_match,
                                &by_group, &w->err);
    if (!w->status && st03.len)
        w->status = sj_guides_judge(w->guides, s->transaction, st03, &set_match, &by_set, &w->err);
    if (w->status) return;
    s->guide = by_set ? by_set : by_group;
    w->set_differs = st03.len && !sj_str_eq(st03, w->group.version);
    w->set_is_alike = by_set && by_set == by_group;
    w->set_match = by_set ? set_match : group_match;
    const sj_overlay *o = s->guide ? sj_profile_overlay(w->opts.profile, s->guide) : NULL;
    if (o) s->guide = sj_overlay_guide(o);
}

/* What is wrong with the choice of the guide. */
static void check_guide(sj_walker *w, const sj_segment *seg) {
    sj_set *s = &w->set;
    if (!w->group_is_known) return;
    if (!s->guide) {
        tell(w, SJ_EN_UNSUPPORTED_SET, seg, 1, s->version);
        return;
    }
    char st03 = sj_guide_impl_of(s->guide)->st03;
    bool has_st03 = sj_segment_el(seg, 3).len != 0;
    if (has_st03 && st03 == 'N') {
        tell(w, SJ_EN_ST03_NOT_USED, seg, 3, (sj_str){0});
    } else if (w->set_differs) {
        sj_finding f = sj_walk_finding(w, SJ_EN(SJ_EN_ST03), seg, w->body.number);
        if (w->set_is_alike) f.severity = SJ_WARNING;
        f.value = sj_segment_el(seg, 3);
        f.pos.offset = sj_segment_offset(seg, f.value.ptr);
        f.pos.element = 3;
        f.pos.repeat = 1;
        f.a = w->group.version;
        sj_walk_emit(w, &f);
    } else if (!has_st03 && st03 == 'R') {
        tell(w, SJ_EN_ST03_MISSING, seg, 3, w->group.version);
    }
    if (!w->gs01_is_wrong && !sj_str_is(w->group.functional, s->guide->functional))
        tell(w, SJ_EN_WRONG_GROUP, seg, 1, w->group.functional);
    if (w->set_match == SJ_VERSION_INFORMS) tell_kindred(w, s->guide, s->version);
}

static void begin_set(sj_walker *w, const sj_segment *seg) {
    close_to(w, SJ_AT_GROUP);
    if (!keep(w, TEXT_ST, seg)) return;
    w->is_astray = false;
    w->set_has_type1 = w->set_has_type2 = w->has_told_limit = w->may_tell_more = false;
    w->set_findings = 0;
    w->n_set_codes = 0;
    w->group.sets++;
    w->set = (sj_set){
        .group = &w->group,
        .transaction = kept(w, TEXT_ST, seg, 1),
        .control = kept(w, TEXT_ST, seg, 2),
        .version = kept(w, TEXT_ST, seg, 3),
        .type = w->set_type,
        .offset = seg->offset,
    };
    sj_set *s = &w->set;
    if (!s->version.len) s->version = w->group.version;
    size_t len =
        s->transaction.len < sizeof w->set_type ? s->transaction.len : sizeof w->set_type - 1;
    if (len) memcpy(w->set_type, s->transaction.ptr, len);
    w->set_type[len] = 0;
    find_guide(w, seg);
    if (!w->status) w->status = sj_walk_body_begin(w, s->guide, &w->err);
    if (w->status) return;
    if (s->guide) s->type = s->guide->id;
    w->level = SJ_AT_SET;
    if (w->events->set_begin) w->events->set_begin(w->events->ctx, s);
    uint32_t wrong = sj_walk_control(w, seg);
    if (!(wrong & 1u << 1)) check_guide(w, seg);
    if (sj_walk_keys_add(&w->st_keys, sj_hash_str(s->control)))
        tell(w, SJ_EN_DUPLICATE_ST, seg, 2, (sj_str){0});
}

static void finish_set(sj_walker *w, const sj_segment *seg) {
    w->body.number++;
    sj_walk_body_end(w);
    char buf[SJ_WALK_DIGITS];
    sj_str count = sj_walk_digits(buf, w->body.number);
    uint32_t wrong = sj_walk_control(w, seg), n;
    if (!(wrong & 1u << 1) && read_number(sj_segment_el(seg, 1), &n) && n != w->body.number)
        tell(w, SJ_EN_SE01, seg, 1, count);
    if (!(wrong & 1u << 2) && !sj_str_eq(sj_segment_el(seg, 2), w->set.control))
        tell(w, SJ_EN_SE02, seg, 2, w->set.control);
    end_set(w);
}

/* --- what comes in --- */

void sj_walk_segment(sj_walker *w, const sj_segment *seg) {
    w->number = seg->number;
    w->offset = seg->offset;
    bool is_open = w->level != SJ_AT_NOTHING;
    switch (seg->tag) {
    case SJ_TAG('I', 'S', 'A'):
        begin_interchange(w, seg);
        break;
    case SJ_TAG('G', 'S', 0):
        if (is_open) begin_group(w, seg);
        break;
    case SJ_TAG('S', 'T', 0):
        if (w->level >= SJ_AT_GROUP)
            begin_set(w, seg);
        else if (is_open)
            tell_astray(w, seg);
        break;
    case SJ_TAG('S', 'E', 0):
        if (w->level == SJ_AT_SET)
            finish_set(w, seg);
        else if (is_open)
            tell_astray(w, seg);
        break;
    case SJ_TAG('G', 'E', 0):
        if (w->level >= SJ_AT_GROUP)
            finish_group(w, seg);
        else if (is_open)
            tell_astray(w, seg);
        break;
    case SJ_TAG('I', 'E', 'A'):
        if (is_open) finish_interchange(w, seg);
        break;
    case SJ_TAG('T', 'A', '1'):
        if (w->level == SJ_AT_INTERCHANGE) {
            acknowledgment(w, seg);
            break;
        }
        /* fall through */
    default:
        if (w->level == SJ_AT_SET)
            sj_walk_body_segment(w, seg);
        else if (is_open)
            tell_astray(w, seg);
    }
    w->offset = seg->offset + seg->len;
}

void sj_walk_junk(sj_walker *w, const sj_segment *seg) {
    w->number = 0;
    w->offset = seg->offset;
    tell(w, SJ_EN_JUNK, seg, 0, (sj_str){0});
}

void sj_walk_bad_isa(sj_walker *w, const sj_segment *seg) {
    w->offset = seg->offset;
    cut(w, SJ_EN_NO_IEA, w->interchange.control);
    w->number = 1;
    tell(w, SJ_EN_BAD_ISA, seg, 0, (sj_str){0});
}

void sj_walk_end(sj_walker *w) {
    cut(w, SJ_EN_CUT_OFF, (sj_str){0});
}
