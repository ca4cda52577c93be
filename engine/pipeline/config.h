/* engine/pipeline/config.h - what scrubjay.xml says (config.xsd is its schema). */
#ifndef SJ_PIPELINE_CONFIG_H
#define SJ_PIPELINE_CONFIG_H

#include "engine/followup/terms.h"
#include "engine/transport/transport.h"

/* A file that a partner gives on certain days: 'Tuesday's 835'. */
typedef struct sj_expect {
    const char *type; /* "835" */
    unsigned days;    /* bit n: on the n-th day of the week, Sunday is 0 */
    int by;           /* minutes after midnight, local time */
} sj_expect;

/* What must follow a batch, and how soon. */
typedef struct sj_awaited {
    const char *type; /* "999" */
    uint32_t hours;
} sj_awaited;

/* What becomes of a partner's file that was fetched. */
typedef enum sj_after { SJ_AFTER_KEEP = 0, SJ_AFTER_DELETE, SJ_AFTER_MOVE } sj_after;

/* How files go to and fro. What the partner's own elements do not say, its convention does. */
typedef struct sj_link_config {
    sj_endpoint endpoint;    /* kind SJ_TRANSPORT_NONE: outbox and inbox are the partner's own */
    const char *convention;  /* its name; NULL */
    uint32_t attempts, wait; /* in one pass; milliseconds before the second, doubled each time */
    uint32_t rest, poll;     /* seconds: after failed passes; between two questions */
    const char *out;         /* the partner's folder for what we send; NULL: sends nothing */
    const char *in;   /* those with what is for us, ';' between them; NULL: fetches nothing */
    const char *done; /* where SJ_AFTER_MOVE puts what was fetched */
    sj_after after;
    const char *out_name;  /* names.h; NULL: our own way */
    const char *in_names;  /* NULL: every file */
    const char *test_mark; /* what {test} stands for: "" unless usage is T */
} sj_link_config;

/* Hours at which a partner is called: bits of days (0 is Sunday), minutes after midnight. */
typedef struct sj_schedule {
    unsigned days;
    int from, to;
} sj_schedule;

/* Texts live as long as the configuration. */
typedef struct sj_partner {
    const char *name;                                                      /* also of its folder */
    char usage;                                                            /* 'T', 'P' */
    const char *sender_qualifier, *sender, *receiver_qualifier, *receiver; /* ISA05 to ISA08 */
    bool acknowledge;                                                      /* ISA14 */
    const char *group_sender, *group_receiver;                             /* GS02, GS03 */
    const char *receiver_id, *receiver_name;                               /* 1000B */
    uint32_t claims_per_set, claims_per_file;
    const char **payers; /* routes: ids of the payers whose claims go here */
    size_t n_payers;
    const struct sj_xml_node *profile; /* its <profile>; NULL: none here */
    sj_link_config link;
    sj_schedule *schedules; /* none: at any time */
    size_t n_schedules;
    sj_expect *expects;
    size_t n_expects;
    sj_awaited *awaited;
    size_t n_awaited;
    const char *failover;    /* the partner that takes waiting claims when this one is down; NULL */
    uint32_t failover_hours; /* how long it must have been down */
} sj_partner;

typedef struct sj_config {
    const char *practice_code; /* by which the store knows it; "main" */
    const char *practice;      /* its name */
    const char *submitter_id, *submitter_name, *contact, *phone; /* 1000A */
    bool acknowledge; /* 837 files that are taken in are answered */
    int64_t settle;   /* seconds that a file must have been left alone */
    int64_t give_up;  /* seconds after which a file without an end is an error */
    sj_partner *partners;
    size_t n_partners;
    sj_terms *payers; /* <payers>: what is told of each */
    size_t n_payers;
    sj_terms_table *terms; /* these, over the usual ones */
    const char *repairs;   /* <repairs use>: what to mend in claims that come in; "" for nothing */
    struct sj_xml *document, *conventions; /* NULL: no partner has one */
    char *base;                            /* the folder of scrubjay.xml */
} sj_config;

/* Read and check the configuration at `path`. SJ_ECONFIG, with the line, when it is wrong, or when
 * everybody may read it; SJ_ENOTFOUND when it is not there. Dispose with sj_config_dispose. */
sj_status sj_config_read(sj_config *out, const char *path, sj_err *err) SJ_MUST_USE;
void sj_config_dispose(sj_config *c);

/* The partner by name; NULL when there is none. */
const sj_partner *sj_config_partner(const sj_config *c, sj_str name);

/* The partner that takes a payer's claims: the one with a route for it, else the first without
 * routes; NULL when there is none. */
const sj_partner *sj_config_route(const sj_config *c, sj_str payer);

/* What a payer holds to, by its id and the claim filing indicator (SBR09, CLP06); may be empty. */
sj_terms sj_config_terms(const sj_config *c, sj_str payer, sj_str filing);

/* Days after the service in which a payer takes claims, as sj_scrub_opts asks (`config` is an
 * sj_config); 0 where scrubjay.xml says nothing of it. */
int sj_config_filing_days(void *config, sj_str payer);

/* Private to config.c: read <payers>. */
sj_status sj_config_read_payers(sj_config *c, const struct sj_xml_node *root,
                                sj_err *err) SJ_MUST_USE;

/* A file of `bytes` that holds nothing but a <profile>, checked; freed with sj_xml_free. `name` is
 * what messages call it. SJ_EXML with the line. */
sj_status sj_config_profile(struct sj_xml **out, const void *bytes, size_t len, const char *name,
                            sj_err *err) SJ_MUST_USE;

/* Is a rule pack in use? What <packs> says of it, else `otherwise`. */
bool sj_config_pack(const sj_config *c, const char *id, bool otherwise);

/* The conventions of partners that are known: name, title, note; false stops. SJ_ENOMEM. */
typedef bool (*sj_convention_fn)(void *ctx, const char *name, const char *title, const char *note);
sj_status sj_config_conventions(sj_convention_fn fn, void *ctx, sj_err *err) SJ_MUST_USE;

/* The text of a sample configuration. */
sj_str sj_config_sample(void);

#endif
