/* engine/followup/patch.h - changed fields of a claim as a JSON patch (RFC 6902: add, replace,
 * remove, test).
 *
 * A path names a field of the model's catalogue (parsers/model/fields.def), its points as slashes;
 * lines, and what a claim has several of, are named by number or qualifier. README.md has the list.
 */
#ifndef SJ_FOLLOWUP_PATCH_H
#define SJ_FOLLOWUP_PATCH_H

#include "engine/followup/revision.h"
#include "parsers/base/json.h"

/* One thing that is different now; texts live in the draft's arena. */
typedef struct sj_revision_change {
    sj_str path;          /* "/line/1/modifier_1" */
    sj_str before, after; /* empty: was not there, is not there any more */
    const char *box;      /* "CMS-1500 Box 24D"; NULL: the form has none */
} sj_revision_change;

typedef struct sj_revision_changes {
    sj_revision_change *v;
    uint32_t n, cap;
} sj_revision_changes;

/* Note a change; nothing when both are the same. */
void sj_revision_note(sj_revision *d, sj_revision_changes *list, const char *path, sj_str before,
                      sj_str after, const char *box);

/* Lay a patch over the draft: all of it or, at the first operation that cannot be done, SJ_EARG
 * with its number from 1 in err->line and its path in err->detail; the draft is then of no use. */
sj_status sj_patch_apply(sj_revision *d, const sj_json *patch, sj_revision_changes *changes,
                         sj_err *err) SJ_MUST_USE;

#endif
