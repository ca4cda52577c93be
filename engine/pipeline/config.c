/* engine/pipeline/config.c - scrubjay.xml into a struct, checked by the embedded schema. */
#include "engine/pipeline/config_link.h"

#include "engine/files/read.h"
#include "parsers/base/alloc.h"
#include "parsers/base/embed.h"
#include "parsers/base/xml.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { LARGEST = 1 << 20, SETTLE = 10, GIVE_UP = 900, PER_SET = 500, PER_FILE = 10000 };

extern const sj_embedded sj_config_files[];

sj_str sj_config_file(const char *name) {
    const sj_embedded *f = sj_config_files;
    while (strcmp(f->name, name) != 0) f++;
    return (sj_str){(const char *)f->bytes, f->size};
}

sj_str sj_config_sample(void) {
    return sj_config_file("sample.xml");
}

static int64_t number(const sj_xml_node *n, const char *name, int64_t otherwise) {
    const char *text = n ? sj_xml_attr(n, name) : NULL;
    return text ? strtoll(text, NULL, 10) : otherwise;
}

static sj_status read_routes(sj_partner *p, const sj_xml_node *n, sj_err *err) {
    for (const sj_xml_node *r = sj_xml_child(n, "route"); r; r = sj_xml_next(r, "route"))
        p->n_payers++;
    if (!p->n_payers) return SJ_OK;
    p->payers = sj_calloc(p->n_payers, sizeof *p->payers);
    if (!p->payers) return sj_err_set(err, SJ_ENOMEM, "no memory for the configuration");
    size_t i = 0;
    for (const sj_xml_node *r = sj_xml_child(n, "route"); r; r = sj_xml_next(r, "route"))
        p->payers[i++] = sj_xml_attr(r, "payer");
    return SJ_OK;
}

static sj_status read_partner(sj_config *c, sj_partner *p, const sj_xml_node *n, sj_err *err) {
    const sj_xml_node *interchange = sj_xml_child(n, "interchange"),
                      *group = sj_xml_child(n, "group");
    const sj_xml_node *receiver = sj_xml_child(n, "receiver"), *batch = sj_xml_child(n, "batch");
    const char *acknowledge = sj_xml_attr(interchange, "acknowledge");
    *p = (sj_partner){.name = sj_xml_attr(n, "name"),
                      .usage = sj_xml_attr(n, "usage")[0],
                      .sender_qualifier = sj_xml_attr(interchange, "sender-qualifier"),
                      .sender = sj_xml_attr(interchange, "sender"),
                      .receiver_qualifier = sj_xml_attr(interchange, "receiver-qualifier"),
                      .receiver = sj_xml_attr(interchange, "receiver"),
                      .acknowledge = acknowledge && strcmp(acknowledge, "yes") == 0,
                      .group_sender = sj_xml_attr(group, "sender"),
                      .group_receiver = sj_xml_attr(group, "receiver"),
                      .receiver_id = sj_xml_attr(receiver, "id"),
                      .receiver_name = sj_xml_attr(receiver, "name"),
                      .claims_per_set = (uint32_t)number(batch, "claims-per-set", PER_SET),
                      .profile = sj_xml_child(n, "profile"),
                      .claims_per_file = (uint32_t)number(batch, "claims-per-file", PER_FILE)};
    sj_status status = read_routes(p, n, err);
    return status == SJ_OK ? sj_config_link(c, p, n, err) : status;
}

static sj_status read_partners(sj_config *c, const sj_xml_node *root, sj_err *err) {
    size_t n = 0;
    for (const sj_xml_node *p = sj_xml_child(root, "partner"); p; p = sj_xml_next(p, "partner"))
        n++;
    c->partners = sj_calloc(n, sizeof *c->partners);
    if (!c->partners) return sj_err_set(err, SJ_ENOMEM, "no memory for the configuration");
    sj_status status = SJ_OK;
    const sj_xml_node *p = sj_xml_child(root, "partner");
    for (; p && status == SJ_OK; p = sj_xml_next(p, "partner"))
        status = read_partner(c, &c->partners[c->n_partners++], p, err);
    return status;
}

/* Two partners with a route for one payer: nobody could say where its claims go. */
static sj_status check_routes(const sj_config *c, sj_err *err) {
    for (size_t i = 0; i < c->n_partners; i++)
        for (size_t k = 0; k < c->partners[i].n_payers; k++)
            if (sj_config_route(c, sj_str_of(c->partners[i].payers[k])) != &c->partners[i])
                return sj_err_setf(err, SJ_ECONFIG, "two partners have a route for the same payer",
                                   "payer %s", c->partners[i].payers[k]);
    return SJ_OK;
}

/* Who takes over must be there, be another, and take the same kind of claims. */
static sj_status check_failovers(const sj_config *c, sj_err *err) {
    for (size_t i = 0; i < c->n_partners; i++) {
        const sj_partner *p = &c->partners[i];
        const sj_partner *other = p->failover ? sj_config_partner(c, sj_str_of(p->failover)) : p;
        if (p->failover && (!other || other == p || other->usage != p->usage))
            return sj_err_setf(err, SJ_ECONFIG,
                               "a partner's failover must be another partner with the same usage",
                               "partner %s, failover %s", p->name, p->failover);
    }
    return SJ_OK;
}

sj_status sj_config_document(sj_xml **out, const void *bytes, size_t len, const char *name,
                             sj_err *err) {
    sj_str xsd = sj_config_file("config.xsd");
    sj_xml_schema *schema = NULL;
    sj_status status = sj_xml_parse(out, bytes, len, name, err);
    if (status == SJ_OK) status = sj_xml_schema_new(&schema, xsd.ptr, xsd.len, "config.xsd", err);
    if (status == SJ_OK) status = sj_xml_validate(schema, bytes, len, name, err);
    sj_xml_schema_free(schema);
    if (status == SJ_OK) return SJ_OK;
    sj_xml_free(*out);
    *out = NULL;
    return status;
}

static sj_status read_document(sj_config *c, const char *path, sj_err *err) {
    struct stat st;
    if (stat(path, &st) == 0 && (st.st_mode & S_IROTH))
        return sj_err_setf(err, SJ_ECONFIG,
                           "everybody on this machine may read the configuration; take that away "
                           "with 'chmod o-rwx'",
                           "%s", path);
    char *text;
    size_t n;
    sj_status status = sj_file_whole(&text, &n, path, LARGEST, err);
    if (status == SJ_OK) status = sj_config_document(&c->document, text, n, "scrubjay.xml", err);
    sj_free(text);
    return status;
}

sj_status sj_config_profile(sj_xml **out, const void *bytes, size_t len, const char *name,
                            sj_err *err) {
    sj_status status = sj_config_document(out, bytes, len, name, err);
    if (status != SJ_OK || strcmp(sj_xml_name(sj_xml_root(*out)), "profile") == 0) return status;
    status = sj_xml_fail(*out, sj_xml_root(*out), "not a partner's profile",
                         sj_xml_name(sj_xml_root(*out)), err);
    sj_xml_free(*out);
    *out = NULL;
    return status;
}

sj_status sj_config_read(sj_config *out, const char *path, sj_err *err) {
    *out = (sj_config){0};
    const char *slash = strrchr(path, '/');
    out->base = sj_strdup(slash ? (sj_str){path, (size_t)(slash - path)} : SJ_STR("."));
    if (!out->base) return sj_err_set(err, SJ_ENOMEM, "no memory for the configuration");
    sj_status status = read_document(out, path, err);
    if (status == SJ_OK) {
        const sj_xml_node *root = sj_xml_root(out->document);
        const sj_xml_node *submitter = sj_xml_child(root, "submitter"),
                          *intake = sj_xml_child(root, "intake");
        const sj_xml_node *practice = sj_xml_child(root, "practice");
        const char *code = sj_xml_attr(practice, "code");
        out->practice_code = code ? code : "main";
        out->practice = sj_xml_attr(practice, "name");
        out->submitter_id = sj_xml_attr(submitter, "id");
        out->submitter_name = sj_xml_attr(submitter, "name");
        out->contact = sj_xml_attr(submitter, "contact");
        out->phone = sj_xml_attr(submitter, "phone");
        const char *answers = intake ? sj_xml_attr(intake, "acknowledge") : NULL;
        out->acknowledge = answers && strcmp(answers, "yes") == 0;
        out->settle = number(intake, "settle", SETTLE);
        out->give_up = number(intake, "give-up", GIVE_UP);
        const sj_xml_node *repairs = sj_xml_child(root, "repairs");
        out->repairs = repairs ? sj_xml_attr(repairs, "use") : "";
        status = read_partners(out, root, err);
    }
    if (status == SJ_OK) status = check_routes(out, err);
    if (status == SJ_OK) status = sj_config_read_payers(out, sj_xml_root(out->document), err);
    if (status == SJ_OK) status = check_failovers(out, err);
    if (status != SJ_OK) sj_config_dispose(out);
    if (status == SJ_EXML && err) err->code = status = SJ_ECONFIG;
    return status;
}

void sj_config_dispose(sj_config *c) {
    for (size_t i = 0; i < c->n_partners; i++) {
        sj_free(c->partners[i].payers);
        sj_free(c->partners[i].schedules);
        sj_free(c->partners[i].expects);
        sj_free(c->partners[i].awaited);
    }
    sj_free(c->partners);
    sj_terms_free(c->terms);
    sj_free(c->payers);
    sj_free(c->base);
    sj_xml_free(c->conventions);
    sj_xml_free(c->document);
    *c = (sj_config){0};
}

bool sj_config_pack(const sj_config *c, const char *id, bool otherwise) {
    const sj_xml_node *packs = c->document ? sj_xml_child(sj_xml_root(c->document), "packs") : NULL;
    const sj_xml_node *p = packs ? sj_xml_child(packs, "pack") : NULL;
    for (; p; p = sj_xml_next(p, "pack"))
        if (strcmp(sj_xml_attr(p, "id"), id) == 0) return strcmp(sj_xml_attr(p, "use"), "yes") == 0;
    return otherwise;
}

const sj_partner *sj_config_partner(const sj_config *c, sj_str name) {
    for (size_t i = 0; i < c->n_partners; i++)
        if (sj_str_is(name, c->partners[i].name)) return &c->partners[i];
    return NULL;
}

const sj_partner *sj_config_route(const sj_config *c, sj_str payer) {
    const sj_partner *open = NULL;
    for (size_t i = 0; i < c->n_partners; i++) {
        const sj_partner *p = &c->partners[i];
        for (size_t k = 0; k < p->n_payers; k++)
            if (sj_str_is(payer, p->payers[k])) return p;
        if (!p->n_payers && !open) open = p;
    }
    return open;
}
