/* scrubjay/packs.h - rule packs: edits that are data, written by offices, payers and ourselves.
 *
 * A pack is an XML text (rules/packs/README.md has its language): sets of codes, and rules with a
 * condition, texts and examples. It is checked whole when it is loaded: schema, conditions, texts, and
 * that every example comes out as it says. A pack with an error loads nothing of itself; the others work.
 *
 * Loaded packs are sealed into an index and are from then on immutable: any number of threads may judge
 * claims by them (sj_scrub_opts.packs), each with a scrubber of its own. */
#ifndef SCRUBJAY_PACKS_H
#define SCRUBJAY_PACKS_H

#include <scrubjay/claim.h>
#include <scrubjay/codes.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct sj_packs sj_packs;

/* No packs yet. Free with sj_packs_free, after everything that uses them. */
sj_status sj_packs_new(sj_packs **out, sj_err *err) SJ_MUST_USE;
void sj_packs_free(sj_packs *p);

/* Load a pack; `name` is what complaints call it (a file's name). Nothing of `bytes` is kept. SJ_EXML
 * with err->line, err->column (0 where it is not known), what was expected as the message, and in detail
 * the name, the rule and what was found. SJ_EARG when a pack of this id is there already, or the packs are
 * sealed. */
sj_status sj_packs_load(sj_packs *p, const void *bytes, size_t len, const char *name,
                        sj_err *err) SJ_MUST_USE;

/* The packs that come with the library: i = 0, 1, …; false at the end. */
typedef struct sj_shipped_pack {
    const char *id;   /* "BASE" */
    const char *name; /* "base.xml" */
    const void *bytes;
    size_t len;
    bool on; /* loaded unless somebody says otherwise */
} sj_shipped_pack;
bool sj_packs_shipped(size_t i, sj_shipped_pack *out);

/* Load those that are on. */
sj_status sj_packs_load_shipped(sj_packs *p, sj_err *err) SJ_MUST_USE;

/* No more packs: build the index. To be called once, before judging. */
sj_status sj_packs_seal(sj_packs *p, sj_err *err) SJ_MUST_USE;

/* The rows PACK:rule of all rules, for the catalogue; empty before sealing. Lives as long as the packs. */
const sj_finding_table *sj_packs_findings(const sj_packs *p);

/* What a pack says of itself; i = 0, 1, … in the order of loading, false at the end. Texts live as long
 * as the packs. */
typedef struct sj_pack_info {
    const char *id, *title, *version, *source;
    const char *about; /* "" when it says nothing */
    const char *name;  /* as it was loaded */
    uint32_t first_rule, rules, examples;
} sj_pack_info;
bool sj_packs_at(const sj_packs *p, size_t i, sj_pack_info *out);

/* One rule: i = 0, 1, … over all packs, false at the end. */
typedef struct sj_rule_info {
    const sj_finding_def *def; /* its row; id "PACK:rule" */
    const char *pack;          /* id */
    const char *scope;         /* "claim", "line", "diagnosis", "provider" */
    const char *when;          /* the condition as written */
    const char *applies;       /* the pack's, "" when it has none */
    const char *message, *effect, *fix; /* as written, with the names of fields */
    const char *payers, *partners;      /* blank-separated; "" for all */
    const char *claims;        /* "professional institutional dental" */
    sj_date from, to;          /* dates of service; SJ_NO_DATE: open */
    uint32_t line;             /* in its file */
    uint32_t examples;
} sj_rule_info;
bool sj_packs_rule_at(const sj_packs *p, size_t i, sj_rule_info *out);

/* The rule "PACK:rule"; false when there is none. */
bool sj_packs_find_rule(const sj_packs *p, sj_str id, size_t *out);

/* Example k of a rule, and how it comes out; false at the end. Every example of a loaded pack comes out as
 * it says. */
typedef struct sj_example_info {
    const char *text;
    bool trips; /* must it, and does it */
    uint32_t line;
} sj_example_info;
bool sj_packs_example_at(const sj_packs *p, size_t rule, size_t k, sj_example_info *out);

#ifdef __cplusplus
}
#endif
#endif
