/* What an overlay says at one row of its guide, in words for people. */
#include <stdarg.h>
#include <stdio.h>

#include "parsers/guide/overlay.h"

typedef struct marker {
    const sj_overlay *o;
    sj_overlay_mark_fn fn;
    void *ctx;
} marker;

__attribute__((format(printf, 3, 4))) static void mark(const marker *m, uint16_t rule,
                                                       const char *format, ...) {
    char text[512];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    m->fn(m->ctx, text, rule == SJ_OVERLAY_NONE ? NULL : &m->o->rules[rule]);
}

static void mark_check(const marker *m, const sj_overlay_check *k) {
    if (k->required) mark(m, k->rule, "must be sent");
    if (k->not_used) mark(m, k->rule, "must not be sent");
    if (k->codes) mark(m, k->rule, "only: %s", k->codes->text);
    if (k->min) mark(m, k->rule, "at least %u characters", k->min);
    if (k->max != UINT16_MAX) mark(m, k->rule, "at most %u characters", k->max);
    if (k->repeat != UINT16_MAX) mark(m, k->rule, "at most %u values", k->repeat);
    if (k->pattern) mark(m, k->rule, "of the form %s", k->pattern_text);
}

static void mark_limit(const marker *m, const sj_overlay_limit *x) {
    if (x->required)
        mark(m, x->rule, "must be sent");
    else if (!x->max)
        mark(m, x->rule, "must not be sent");
    else
        mark(m, x->rule, "at most %u", x->max);
}

static void mark_situation(const marker *m, const sj_node *n) {
    const char *id = n->attr[SJ_ATTR_ID], *when = n->attr[SJ_ATTR_WHEN];
    const char *needs = n->attr[SJ_ATTR_NEEDS], *forbids = n->attr[SJ_ATTR_FORBIDS];
    uint16_t rule = 0;
    while (strcmp(m->o->rules[rule].id, id)) rule++;
    mark(m, rule, "%s%s%s%s%s%s", when ? "when " : "always", when ? when : "",
         needs ? ": needs " : "", needs ? needs : "", forbids ? ": not " : "",
         forbids ? forbids : "");
}

static void mark_edit(const marker *m, const sj_guide_edit *x) {
    if (x->attr == SJ_ATTRS) {
        mark_situation(m, x->situation);
        return;
    }
    const char *value = x->value ? x->value : "";
    switch (x->attr) {
    case SJ_ATTR_USE:
        mark(m, SJ_OVERLAY_NONE, "may be sent or left out");
        break;
    case SJ_ATTR_CODES:
        mark(m, SJ_OVERLAY_NONE, "also allowed: %s", value);
        break;
    case SJ_ATTR_PATTERN:
        mark(m, SJ_OVERLAY_NONE, "of any form");
        break;
    case SJ_ATTR_MIN:
        mark(m, SJ_OVERLAY_NONE, "from %s characters", value);
        break;
    default:
        mark(m, SJ_OVERLAY_NONE, "up to %s", value);
    }
}

void sj_overlay_marks(const sj_overlay *o, uint16_t loop, uint16_t segment, unsigned element,
                      unsigned component, sj_overlay_mark_fn fn, void *ctx) {
    const marker m = {o, fn, ctx};
    bool is_loop = segment == SJ_NO_ROW;
    uint16_t row = is_loop ? loop : segment;
    for (uint16_t i = 0; i < o->n_checks && element; i++)
        if (o->checks[i].segment == segment && o->checks[i].element == element &&
            o->checks[i].component == component)
            mark_check(&m, &o->checks[i]);
    for (uint16_t i = 0; i < o->n_limits && !element; i++)
        if (o->limits[i].row == row && o->limits[i].is_loop == is_loop)
            mark_limit(&m, &o->limits[i]);
    for (uint16_t i = 0; i < o->n_edits; i++)
        if (o->edits[i].row == row && o->edits[i].is_loop == is_loop &&
            o->edits[i].element == element && o->edits[i].component == component)
            mark_edit(&m, &o->edits[i]);
}
