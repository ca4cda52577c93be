/* scrubjay/overlay.h - what a trading partner asks beyond a guide, and how hard it takes each finding.
 *
 * An overlay (SNIP type 7) is a file laid over one guide: it relaxes what the guide asks for, and
 * forbids what the guide allows. What it relaxes is not told (or as its rule's severity says); what
 * only it forbids is a finding of its own, OVERLAY:RULE, which holds the claim and leaves the 999
 * alone; what the guide itself forbids stays the guide's finding.
 *
 * A profile is what one partner uses: overlays, at most one for each guide, and severities of its own
 * for any kind of finding. Both are read once and never change while they are in use. */
#ifndef SCRUBJAY_OVERLAY_H
#define SCRUBJAY_OVERLAY_H

#include <scrubjay/finding.h>
#include <scrubjay/guide.h>

#ifdef __cplusplus
extern "C" {
#endif

/* --- overlays --- */

typedef struct sj_overlay sj_overlay;

/* Overlays that have been loaded, with one table of findings for all of them. */
typedef struct sj_overlays sj_overlays;

/* None loaded yet. `guides` must outlive them. Free after everything that uses them. */
sj_status sj_overlays_new(sj_overlays **out, sj_guides *guides, sj_err *err) SJ_MUST_USE;
void sj_overlays_free(sj_overlays *o);

/* Load one from its file's bytes; `name` is what messages call the file. *out belongs to the set. SJ_EXML with
 * line and column when it is wrong, and nothing of it stays; SJ_EARG when one of that id is loaded.
 * Load all before joining the table of findings to a catalogue. */
sj_status sj_overlays_add(sj_overlays *o, const void *bytes, size_t len, const char *name,
                          const sj_overlay **out, sj_err *err) SJ_MUST_USE;

/* The overlay by its id: one that is loaded, else one that is built in (loaded now). SJ_ENOTFOUND. */
sj_status sj_overlays_get(sj_overlays *o, const char *id, const sj_overlay **out,
                          sj_err *err) SJ_MUST_USE;

/* The id of the i-th overlay that is built in (i = 0, 1, …); false at the end. */
enum { SJ_OVERLAY_ID = 25 }; /* bytes of an id at the most, its NUL included */
bool sj_overlays_built_in(size_t i, char id[SJ_OVERLAY_ID]);

/* The i-th that is loaded; NULL at the end. */
const sj_overlay *sj_overlays_at(const sj_overlays *o, size_t i);

/* The rules of all loaded overlays as rows of SJ_BOX_OVERLAYS. */
const sj_finding_table *sj_overlays_findings(const sj_overlays *o);

const char *sj_overlay_id(const sj_overlay *o);     /* "MEDICARE-B" */
const char *sj_overlay_title(const sj_overlay *o);
const char *sj_overlay_source(const sj_overlay *o);
const char *sj_overlay_on(const sj_overlay *o);     /* the guide's id: "837P" */

/* The guide with what the overlay relaxes; its rows are numbered as the guide's own. */
const sj_guide *sj_overlay_guide(const sj_overlay *o);

/* The overlay's rules in the order of its file: i = 0, 1, …; NULL at the end. */
const sj_finding_def *sj_overlay_rule(const sj_overlay *o, size_t i);

/* What the overlay says at one row of its guide: calls `fn` with "must be sent", "codes: P S" … and the
 * rule that tells (NULL for what is merely relaxed). `element` 0: of the segment; `component` 0: of
 * the whole element. `segment` SJ_NO_ROW: of the loop. */
typedef void (*sj_overlay_mark_fn)(void *ctx, const char *text, const sj_finding_def *rule);
void sj_overlay_marks(const sj_overlay *o, uint16_t loop, uint16_t segment, unsigned element,
                      unsigned component, sj_overlay_mark_fn fn, void *ctx);

/* --- profiles --- */

typedef struct sj_profile sj_profile;

/* A profile that changes nothing yet. */
sj_status sj_profile_new(sj_profile **out, sj_err *err) SJ_MUST_USE;
void sj_profile_free(sj_profile *p);

/* Use an overlay, which must outlive the profile. SJ_EARG when there is one on the same guide. */
sj_status sj_profile_use(sj_profile *p, const sj_overlay *o, sj_err *err) SJ_MUST_USE;

/* Take findings of row `id` as `word` says: F, R, reject, hold: an error; W, warn: a warning; I, info: for
 * information; ignore: not told and not counted. SJ_EARG when there is no such row, or no such
 * word; also for an error of the envelope that would be made less (the receiver would refuse the
 * whole file), and for what intake decides (IN-). */
sj_status sj_profile_set(sj_profile *p, const sj_catalog *catalog, sj_str id, sj_str word,
                         sj_err *err) SJ_MUST_USE;

/* The overlay that the profile lays over a guide; NULL when there is none. NULL for p = NULL. */
const sj_overlay *sj_profile_overlay(const sj_profile *p, const sj_guide *guide);

/* Severity of `f` as the profile has it; false when it is not to be told. True for p = NULL. */
bool sj_profile_judge(const sj_profile *p, sj_finding *f);

/* The same where only a row and its severity are at hand. */
bool sj_profile_severity(const sj_profile *p, sj_finding_id id, sj_severity *severity);

#ifdef __cplusplus
}
#endif
#endif
