/* engine/pipeline/catalog.h - the findings of all boxes in one catalogue. */
#ifndef SJ_PIPELINE_CATALOG_H
#define SJ_PIPELINE_CATALOG_H

#include <scrubjay/overlay.h>
#include <scrubjay/packs.h>

/* Every kind of finding: those built in, and those of `overlays` and of sealed `packs` (NULL:
 * none), which must all be loaded and outlive the catalogue. Free with sj_catalog_free. */
sj_status sj_catalog_all(sj_catalog **out, const sj_overlays *overlays, const sj_packs *packs,
                         sj_err *err) SJ_MUST_USE;

#endif
