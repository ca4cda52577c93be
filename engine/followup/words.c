/* Denials in words. The tables have the words; here they are put together. */
#include "engine/followup/words.h"

#include <stdio.h>

/* Text that grows in a buffer of fixed room, and remembers how long it would have been. */
typedef struct line {
    char *buf;
    size_t cap, n;
} line;

static void add(line *l, sj_str s) {
    size_t room = l->n < l->cap ? l->cap - l->n : 0, len = s.len < room ? s.len : room;
    if (len) memcpy(l->buf + l->n, s.ptr, len);
    l->n += s.len;
}

static void addz(line *l, const char *z) {
    add(l, sj_str_of(z));
}

static size_t end(line *l) {
    if (l->cap) l->buf[l->n < l->cap ? l->n : l->cap - 1] = 0;
    return l->n;
}

static void capital(char *buf) {
    if (buf[0] >= 'a' && buf[0] <= 'z') buf[0] = (char)(buf[0] - 'a' + 'A');
}

size_t sj_words_codes(const sj_denial_codes *d, char *buf, size_t cap) {
    line l = {buf, cap, 0};
    add(&l, d->group);
    addz(&l, "-");
    add(&l, d->carc);
    if (d->rarc.len) addz(&l, " ");
    add(&l, d->rarc);
    return end(&l);
}

/* The remark speaks for the reason when the reason says nothing by itself. */
static bool remark_speaks(const sj_carc *carc, const sj_rarc *rarc) {
    return rarc && rarc->words.len && !rarc->alert &&
           (!carc || (carc->flags & SJ_CARC_REMARK) || sj_str_is(carc->category->name, "OTHER"));
}

size_t sj_words_reason(const sj_reasons *r, const sj_denial_codes *d, char *buf, size_t cap) {
    const sj_carc *carc = sj_reasons_carc(r, d->carc);
    const sj_rarc *rarc = sj_reasons_rarc(r, d->rarc);
    line l = {buf, cap, 0};
    if (sj_str_is(d->category, "UNDERPAID")) {
        addz(&l, "less was allowed than the contract says");
    } else if (remark_speaks(carc, rarc)) {
        add(&l, rarc->words);
    } else if (carc) {
        add(&l, carc->words);
    } else {
        addz(&l, "code ");
        add(&l, d->carc);
        addz(&l, ", no text loaded");
    }
    size_t n = end(&l);
    if (cap) capital(buf);
    return n;
}

size_t sj_words_next(const sj_reasons *r, const sj_denial_codes *d, char *buf, size_t cap) {
    const sj_carc *carc = sj_reasons_carc(r, d->carc);
    const sj_category *category = sj_reasons_category(r, d->category);
    const sj_action *action = sj_reasons_action(r, d->action);
    bool own = carc && carc->step.len && carc->category == category;
    sj_str step = own ? carc->step : category ? category->step : (sj_str){NULL, 0};
    if (d->guards & SJ_GUARD_NO_MODIFIER) step.len = 0; /* it speaks of modifiers */
    line l = {buf, cap, 0};
    add(&l, step);
    if (action) {
        if (l.n) addz(&l, " ");
        add(&l, action->words);
    }
    for (int g = 0; g < SJ_GUARDS; g++)
        if (d->guards & 1u << g) {
            addz(&l, " ");
            add(&l, sj_reasons_guard(r, (enum sj_guard)(1 << g)));
        }
    return end(&l);
}

sj_str sj_words_action(const sj_reasons *r, const sj_denial_codes *d) {
    const sj_action *action = sj_reasons_action(r, d->action);
    return action ? action->brief : d->action;
}

char sj_words_preventable(const sj_reasons *r, const sj_denial_codes *d) {
    const sj_carc *carc = sj_reasons_carc(r, d->carc);
    return carc ? carc->preventable : 'N';
}

size_t sj_words_procedure(sj_str procedure, char *buf, size_t cap) {
    line l = {buf, cap, 0};
    const char *code = procedure.len ? memchr(procedure.ptr, ':', procedure.len) : NULL;
    if (code) code++;
    for (; code && code < procedure.ptr + procedure.len; code++)
        add(&l, *code == ':' ? SJ_STR("-") : (sj_str){code, 1});
    return end(&l);
}
