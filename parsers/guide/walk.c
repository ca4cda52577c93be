/* The walker's handle: segments in, to the envelope. */
#include "parsers/guide/walk.h"

#include "parsers/base/alloc.h"
#include "parsers/guide/overlay.h"

sj_status sj_walker_new(sj_walker **out, sj_guides *guides, const sj_walk_events *events,
                        const sj_walker_opts *opts, sj_err *err) {
    *out = NULL;
    const sj_guide *envelope;
    sj_status status = sj_guides_get(guides, "ENVELOPE", &envelope, err);
    if (status) return status;
    sj_walker *w = sj_calloc(1, sizeof *w);
    if (!w) return sj_err_set(err, SJ_ENOMEM, "out of memory walking a guide");
    w->guides = guides;
    w->events = events;
    if (opts) w->opts = *opts;
    w->body.next = w->body.no_guesses;
    for (unsigned i = 0; i < SJ_WALK_GUESSES; i++) w->body.no_guesses[i].begins = SJ_WALK_NO_GUESS;
    w->envelope = sj_guide_impl_of(envelope);
    bool has_type7 = w->opts.snip == 0 || w->opts.snip >= 7;
    if (w->opts.profile && has_type7)
        status = sj_overlay_walk_new(&w->overlay, w, w->opts.profile, events, &w->events, err);
    if (status)
        sj_walker_free(w);
    else
        *out = w;
    return status;
}

void sj_walker_free(sj_walker *w) {
    if (!w) return;
    sj_overlay_walk_free(w->overlay);
    sj_walk_body_dispose(&w->body);
    sj_walk_watch_dispose(&w->body);
    sj_walk_keys_dispose(&w->isa_keys);
    sj_walk_keys_dispose(&w->gs_keys);
    sj_walk_keys_dispose(&w->st_keys);
    for (unsigned i = 0; i < sizeof w->texts / sizeof *w->texts; i++) sj_free(w->texts[i].bytes);
    sj_free(w);
}

SJ_APART sj_status sj_walk_push(sj_walker *w, enum sj_read_result what, const sj_segment *seg,
                                sj_err *err) {
    if (!w->status) {
        switch (what) {
        case SJ_READ_SEGMENT:
            sj_walk_segment(w, seg);
            break;
        case SJ_READ_JUNK:
            sj_walk_junk(w, seg);
            break;
        case SJ_READ_BAD_ISA:
            sj_walk_bad_isa(w, seg);
            break;
        case SJ_READ_END:
        case SJ_READ_FAILED:
            sj_walk_end(w);
            break;
        }
    }
    if (w->status && err) *err = w->err;
    return w->status;
}

uint32_t sj_walk_number(const sj_walker *w) {
    return w->body.number;
}

bool sj_walk_is_direct(const sj_walker *w) {
    return !w->overlay;
}

sj_status sj_walker_push(sj_walker *w, enum sj_read_result what, const sj_segment *seg,
                         sj_err *err) {
    uint16_t row = what == SJ_READ_SEGMENT ? sj_walk_known(w, seg) : SJ_NO_ROW;
    if (row == SJ_NO_ROW) return sj_walk_push(w, what, seg, err);
    if (w->events->segment) w->events->segment(w->events->ctx, &w->set, row, seg, w->body.number);
    return SJ_OK;
}
