/* engine/pipeline/catalog.h - the findings of all boxes in one catalogue. */
#ifndef SJ_PIPELINE_CATALOG_H
#define SJ_PIPELINE_CATALOG_H

#include <scrubjay/finding.h>

/* Every built-in kind of finding. Free with sj_catalog_free. */
sj_status sj_catalog_all(sj_catalog **out, sj_err *err) SJ_MUST_USE;

#endif
