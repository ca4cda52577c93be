/* For tests: one professional claim as Medicare wants it, changed in places, judged by an overlay.
 */
#ifndef SJ_TESTS_OVERLAY_WORLD_H
#define SJ_TESTS_OVERLAY_WORLD_H

#include "tests/unit/x12.h"

/* The numbers at the right are the segments' places in the set (ST = 1). */
static const char overlay_claim[] = "BHT*0019*00*B1*20260416*0930*CH~"           /* 2 */
                                    "NM1*41*2*MADE UP BILLING*****46*SENDER~"    /* 3 */
                                    "PER*IC*DESK*TE*5555550100~"                 /* 4 */
                                    "NM1*40*2*MADE UP PAYER*****46*RECEIVER~"    /* 5 */
                                    "HL*1**20*1~"                                /* 6 2000A */
                                    "PRV*BI*PXC*207Q00000X~"                     /* 7 */
                                    "NM1*85*2*MADE UP CLINIC*****XX*1234567893~" /* 8 2010AA */
                                    "N3*1 ANY ROAD~"                             /* 9 */
                                    "N4*ANYTOWN*IL*627010001~"                   /* 10 */
                                    "REF*EI*123456789~"                          /* 11 */
                                    "HL*2*1*22*0~"                               /* 12 2000B */
                                    "SBR*P*18*******MB~"                         /* 13 */
                                    "NM1*IL*1*TESTER*ANN****MI*1EG4TE5MK73~"     /* 14 2010BA */
                                    "N3*2 ANY ROAD~"                             /* 15 */
                                    "N4*OLDTOWN*IL*62701~"                       /* 16 */
                                    "DMG*D8*19400412*F~"                         /* 17 */
                                    "NM1*PR*2*MADE UP PAYER*****PI*12345~"       /* 18 2010BB */
                                    "CLM*A1*150***11:B:1*Y*A*Y*Y~"               /* 19 2300 */
                                    "REF*D9*TRACE1~"                             /* 20 */
                                    "HI*ABK:E119~"                               /* 21 */
                                    "NM1*DN*1*REFER*RITA****XX*1999901014~"      /* 22 2310A */
                                    "NM1*82*1*DOER*DAN****XX*1987654328~"        /* 23 2310B */
                                    "NM1*77*2*MADE UP PLACE*****XX*1234567893~"  /* 24 2310C */
                                    "N3*3 ANY ROAD~"                             /* 25 */
                                    "N4*NEWTOWN*IL*627010002~"                   /* 26 */
                                    "NM1*DQ*1*SUPER*SAM****XX*1999901022~"       /* 27 2310D */
                                    "LX*1~"                                      /* 28 2400 */
                                    "SV1*HC:99213*150*UN*1***1~"                 /* 29 */
                                    "DTP*472*D8*20260401~"                       /* 30 */
                                    "REF*6R*L1~"                                 /* 31 */
                                    "LIN**N4*12345678901~"                       /* 32 2410 */
                                    "CTP****1*UN~"                               /* 33 */
                                    "NM1*82*1*OTHER*OLA****XX*1999906005~"       /* 34 2420A */
                                    "NM1*77*2*OTHER PLACE*****XX*1234567893~"    /* 35 2420C */
                                    "N3*4 ANY ROAD~"                             /* 36 */
                                    "N4*FARTOWN*IL*627010003~"                   /* 37 */
                                    "NM1*DK*1*ORDER*ORI****XX*1999901006~";      /* 38 2420E */

/* The claim with the first `from` in it replaced; freed by the caller. */
static inline char *overlay_changed(const char *from, const char *to) {
    const char *at = from ? strstr(overlay_claim, from) : NULL;
    ck_assert_msg(!from || at, "the claim has no '%s'", from);
    size_t head = at ? (size_t)(at - overlay_claim) : 0;
    char *text = malloc(sizeof overlay_claim + (to ? strlen(to) : 0));
    ck_assert_ptr_nonnull(text);
    sprintf(text, "%.*s%s%s", (int)head, overlay_claim, at ? to : "",
            overlay_claim + head + (at ? strlen(from) : 0));
    return text;
}

/* What came out: findings as ID@SEGMENT:LOOP/TAGee-c(r), "w" or "i" before what is no error; the
 * set's answer. */
typedef struct overlay_log {
    const sj_catalog *catalog;
    bool all; /* findings of types 1 to 3 too */
    char text[4096];
    char ack;
    uint32_t errors, warnings; /* of the last claim */
} overlay_log;

static inline void overlay_log_finding(void *ctx, const sj_finding *f) {
    overlay_log *l = ctx;
    const sj_finding_def *d = sj_catalog_get(l->catalog, f->id);
    if (d->snip != 7 && (!l->all || d->snip > 3)) return; /* situations have tests of their own */
    size_t n = strlen(l->text);
    n +=
        (size_t)snprintf(l->text + n, sizeof l->text - n, "%s%s%s@%u:%s%s%s", n ? " " : "",
                         f->severity == SJ_ERROR     ? ""
                         : f->severity == SJ_WARNING ? "w"
                                                     : "i",
                         d->id, f->pos.segment, f->loop ? f->loop : "", f->loop ? "/" : "", f->tag);
    if (f->pos.element)
        n += (size_t)snprintf(l->text + n, sizeof l->text - n, "%02u", f->pos.element);
    if (f->pos.component)
        n += (size_t)snprintf(l->text + n, sizeof l->text - n, "-%u", f->pos.component);
    if (f->pos.repeat > 1) snprintf(l->text + n, sizeof l->text - n, "(%u)", f->pos.repeat);
}

static inline void overlay_log_set(void *ctx, const sj_set *s) {
    ((overlay_log *)ctx)->ack = s->ack;
}

static inline void overlay_log_claim(void *ctx, const sj_claim *c) {
    overlay_log *l = ctx;
    l->errors = c->errors;
    l->warnings = c->warnings;
}

/* Guides, overlays, the catalogue that knows their rules. */
typedef struct overlay_world {
    sj_guides *guides;
    sj_overlays *overlays;
    sj_catalog *catalog;
    const sj_overlay *overlay;
    sj_profile *profile;
} overlay_world;

/* With the overlay of a text, or the built-in one of an id. */
static inline sj_status overlay_open(overlay_world *w, const char *text, const char *id,
                                     sj_err *err) {
    *w = (overlay_world){0};
    sj_status s = sj_guides_new(&w->guides, err);
    if (!s) s = sj_overlays_new(&w->overlays, w->guides, err);
    if (!s && text) s = sj_overlays_add(w->overlays, text, strlen(text), "o.xml", &w->overlay, err);
    if (!s && id) s = sj_overlays_get(w->overlays, id, &w->overlay, err);
    if (!s) s = sj_catalog_new(&w->catalog, err);
    if (!s) s = sj_catalog_add(w->catalog, sj_envelope_findings(), err);
    if (!s) s = sj_catalog_add(w->catalog, sj_guide_findings(), err);
    if (!s) s = sj_catalog_add(w->catalog, sj_model_findings(), err);
    if (!s) s = sj_catalog_add(w->catalog, sj_overlays_findings(w->overlays), err);
    if (!s) s = sj_profile_new(&w->profile, err);
    return s || !w->overlay ? s : sj_profile_use(w->profile, w->overlay, err);
}

static inline void overlay_close(overlay_world *w) {
    sj_profile_free(w->profile);
    sj_catalog_free(w->catalog);
    sj_overlays_free(w->overlays);
    sj_guides_free(w->guides);
}

/* Judge the segments of a set. */
static inline void overlay_judge(const overlay_world *w, const char *segments, int snip,
                                 overlay_log *l) {
    const sj_parse_events events = {.ctx = l,
                                    .finding = overlay_log_finding,
                                    .set_end = overlay_log_set,
                                    .claim = overlay_log_claim};
    const sj_parse_opts opts = {.snip = snip, .profile = w->profile};
    l->catalog = w->catalog;
    ck_assert_int_eq(x12_parse(&X12_837P, segments, &events, &opts), SJ_OK);
}

#endif
