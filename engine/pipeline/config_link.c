/* engine/pipeline/config_link.c - how a partner is reached, by its own elements and, where these
 * say nothing, by its convention. */
#include "engine/pipeline/config_link.h"

#include "engine/transport/names.h"
#include "parsers/base/alloc.h"

#include <stdlib.h>

enum {
    CONNECT = 20,
    STALL = 60,
    ATTEMPTS = 3,
    WAIT = 2000,
    REST = 30,
    POLL = 300,
    DOWN_HOURS = 24,
    EVERY_DAY = 127
};

/* A partner's element and its convention's (NULL: none). */
typedef struct sources {
    const sj_xml_node *own, *common;
} sources;

static const char *text(const sources *s, const char *element, const char *name) {
    const sj_xml_node *of[] = {s->own, s->common};
    for (int i = 0; i < 2; i++) {
        const sj_xml_node *n = of[i] ? sj_xml_child(of[i], element) : NULL;
        const char *value = n ? sj_xml_attr(n, name) : NULL;
        if (value) return value;
    }
    return NULL;
}

static uint32_t number(const sources *s, const char *name, uint32_t otherwise) {
    const char *value = text(s, "connection", name);
    return value ? (uint32_t)strtoul(value, NULL, 10) : otherwise;
}

static sj_status fail(const sj_xml_node *n, const char *msg, const char *detail, sj_err *err) {
    sj_err_setf(err, SJ_ECONFIG, msg, "partner %s%s%s", sj_xml_attr(n, "name"), *detail ? ": " : "",
                detail);
    if (err) err->line = sj_xml_line(n);
    return SJ_ECONFIG;
}

static sj_status open_conventions(sj_xml **out, sj_err *err) {
    sj_str file = sj_config_file("conventions.xml");
    return sj_config_document(out, file.ptr, file.len, "conventions.xml", err);
}

static sj_status find_convention(sj_config *c, const sj_xml_node *n, const sj_xml_node **out,
                                 sj_err *err) {
    const char *name = sj_xml_attr(n, "convention");
    *out = NULL;
    if (!name) return SJ_OK;
    sj_status status = c->conventions ? SJ_OK : open_conventions(&c->conventions, err);
    if (status != SJ_OK) return status;
    const sj_xml_node *k = sj_xml_child(sj_xml_root(c->conventions), "convention");
    while (k && strcmp(sj_xml_attr(k, "name"), name) != 0) k = sj_xml_next(k, "convention");
    *out = k;
    if (k) return SJ_OK;
    return fail(n, "there is no such convention; 'scrubjay partners conventions' lists them", name,
                err);
}

sj_status sj_config_conventions(sj_convention_fn fn, void *ctx, sj_err *err) {
    sj_xml *doc = NULL;
    sj_status status = open_conventions(&doc, err);
    const sj_xml_node *k = status == SJ_OK ? sj_xml_child(sj_xml_root(doc), "convention") : NULL;
    for (bool more = true; k && more; k = sj_xml_next(k, "convention")) {
        const char *note = sj_xml_attr(k, "note");
        more = fn(ctx, sj_xml_attr(k, "name"), sj_xml_attr(k, "title"), note ? note : "");
    }
    sj_xml_free(doc);
    return status;
}

/* ---- the connection ---- */

static void read_endpoint(sj_endpoint *e, const sources *s) {
    e->host = text(s, "connection", "host");
    e->port = (uint16_t)number(s, "port", 0);
    e->user = text(s, "connection", "user");
    e->key_file = text(s, "connection", "key-file");
    e->certificate_file = text(s, "connection", "certificate-file");
    e->passphrase_file = text(s, "connection", "passphrase-file");
    e->password_file = text(s, "connection", "password-file");
    e->known_hosts = text(s, "connection", "known-hosts");
    e->host_key = text(s, "connection", "host-key");
    e->ca_file = text(s, "connection", "ca-file");
    e->connect_timeout = number(s, "connect-timeout", CONNECT);
    e->stall = number(s, "stall", STALL);
}

static sj_status check_endpoint(const sj_endpoint *e, const sj_xml_node *n, sj_err *err) {
    if (e->kind == SJ_TRANSPORT_NONE || e->kind == SJ_TRANSPORT_FOLDER) return SJ_OK;
    if (!e->host) return fail(n, "<connection> needs a host", "", err);
    if (e->kind == SJ_TRANSPORT_HTTPS) return SJ_OK;
    if (!e->user) return fail(n, "<connection> needs a user", "", err);
    if (!e->key_file && !e->password_file)
        return fail(n, "<connection> needs a key-file or a password-file", "", err);
    if (!e->known_hosts && !e->host_key)
        return fail(n,
                    "<connection> needs known-hosts or host-key: without it nobody knows who "
                    "answers",
                    "", err);
    return SJ_OK;
}

static sj_transport_kind kind_of(const sj_xml_node *n) {
    const char *transport = sj_xml_attr(n, "transport");
    if (transport && strcmp(transport, "sftp") == 0) return SJ_TRANSPORT_SFTP;
    if (transport && strcmp(transport, "https") == 0) return SJ_TRANSPORT_HTTPS;
    return sj_xml_child(n, "folders") ? SJ_TRANSPORT_FOLDER : SJ_TRANSPORT_NONE;
}

/* ---- folders and names ---- */

static sj_after after_of(const char *word) {
    if (word && strcmp(word, "delete") == 0) return SJ_AFTER_DELETE;
    return word && strcmp(word, "move") == 0 ? SJ_AFTER_MOVE : SJ_AFTER_KEEP;
}

static bool is_absolute(const char *path) {
    return !path || *path == '/';
}

static sj_status read_folders(sj_partner *p, const sources *s, sj_err *err) {
    sj_link_config *l = &p->link;
    l->out = text(s, "folders", "out");
    l->in = text(s, "folders", "in");
    l->done = text(s, "folders", "done");
    l->after = after_of(text(s, "folders", "after"));
    if (l->endpoint.kind != SJ_TRANSPORT_NONE && !l->out && !l->in)
        return fail(s->own, "<folders> must say where files go (out) or come from (in)", "", err);
    if (l->after == SJ_AFTER_MOVE && !l->done)
        return fail(s->own, "<folders after=\"move\"> needs done=\"FOLDER\"", "", err);
    if (l->endpoint.kind == SJ_TRANSPORT_FOLDER &&
        (!is_absolute(l->out) || !is_absolute(l->in) || !is_absolute(l->done)))
        return fail(s->own, "a folder of this machine must begin with a slash", "", err);
    return SJ_OK;
}

static sj_status read_names(sj_partner *p, const sources *s, sj_err *err) {
    sj_link_config *l = &p->link;
    const char *mark = text(s, "files", "test");
    l->out_name = text(s, "files", "out");
    l->in_names = text(s, "files", "in");
    l->test_mark = mark && p->usage == 'T' ? mark : "";
    const sj_name_facts facts = {p->name, p->sender, l->test_mark, NULL, NULL, NULL, 0};
    sj_names *names = NULL;
    sj_status status = l->out_name ? sj_name_check(l->out_name, err) : SJ_OK;
    if (status == SJ_OK) status = sj_names_new(&names, l->in_names, &facts, err);
    sj_names_free(names);
    if (status != SJ_OK && err) err->line = sj_xml_line(s->own);
    return status;
}

/* ---- what is expected ---- */

static unsigned days_of(const char *words) {
    static const char names[] = "SunMonTueWedThuFriSat";
    unsigned days = 0;
    if (!words) return EVERY_DAY;
    for (int i = 0; i < 7; i++) {
        const char day[] = {names[3 * i], names[3 * i + 1], names[3 * i + 2], 0};
        if (strstr(words, day)) days |= 1u << i;
    }
    return days;
}

/* The elements of the partner itself; its convention's when it has none. */
static const sj_xml_node *first_of(const sources *s, const char *element) {
    const sj_xml_node *n = sj_xml_child(s->own, element);
    return n || !s->common ? n : sj_xml_child(s->common, element);
}

static size_t count(const sj_xml_node *n, const char *element) {
    size_t k = 0;
    for (; n; n = sj_xml_next(n, element)) k++;
    return k;
}

static int minutes(const sj_xml_node *n, const char *attribute) {
    const char *text = sj_xml_attr(n, attribute);
    return atoi(text) * 60 + atoi(text + 3);
}

static sj_status read_schedules(sj_partner *p, const sources *s, sj_err *err) {
    const sj_xml_node *n = first_of(s, "schedule");
    p->schedules = sj_calloc(count(n, "schedule") + 1, sizeof *p->schedules);
    if (!p->schedules) return sj_err_set(err, SJ_ENOMEM, "no memory for the configuration");
    for (; n; n = sj_xml_next(n, "schedule"))
        p->schedules[p->n_schedules++] =
            (sj_schedule){days_of(sj_xml_attr(n, "days")), minutes(n, "from"), minutes(n, "to")};
    return SJ_OK;
}

static sj_status read_expected(sj_partner *p, const sources *s, sj_err *err) {
    const sj_xml_node *expect = first_of(s, "expect"), *answer = first_of(s, "answer");
    p->expects = sj_calloc(count(expect, "expect") + 1, sizeof *p->expects);
    p->awaited = sj_calloc(count(answer, "answer") + 1, sizeof *p->awaited);
    if (!p->expects || !p->awaited)
        return sj_err_set(err, SJ_ENOMEM, "no memory for the configuration");
    for (; expect; expect = sj_xml_next(expect, "expect")) {
        p->expects[p->n_expects++] =
            (sj_expect){sj_xml_attr(expect, "type"), days_of(sj_xml_attr(expect, "days")),
                        minutes(expect, "by")};
    }
    for (; answer; answer = sj_xml_next(answer, "answer"))
        p->awaited[p->n_awaited++] = (sj_awaited){
            sj_xml_attr(answer, "type"), (uint32_t)strtoul(sj_xml_attr(answer, "hours"), NULL, 10)};
    return SJ_OK;
}

static void read_failover(sj_partner *p, const sj_xml_node *n) {
    const sj_xml_node *f = sj_xml_child(n, "failover");
    const char *hours = f ? sj_xml_attr(f, "hours") : NULL;
    p->failover = f ? sj_xml_attr(f, "partner") : NULL;
    p->failover_hours = hours ? (uint32_t)strtoul(hours, NULL, 10) : DOWN_HOURS;
}

sj_status sj_config_link(sj_config *c, sj_partner *p, const sj_xml_node *n, sj_err *err) {
    sources s = {.own = n};
    sj_status status = find_convention(c, n, &s.common, err);
    if (status != SJ_OK) return status;
    p->link.convention = sj_xml_attr(n, "convention");
    p->link.endpoint = (sj_endpoint){.kind = kind_of(n), .partner = p->name, .base = c->base};
    p->link.attempts = number(&s, "attempts", ATTEMPTS);
    p->link.wait = number(&s, "wait", WAIT);
    p->link.rest = number(&s, "rest", REST);
    p->link.poll = number(&s, "poll", POLL);
    read_endpoint(&p->link.endpoint, &s);
    read_failover(p, n);
    status = check_endpoint(&p->link.endpoint, n, err);
    if (status == SJ_OK) status = read_folders(p, &s, err);
    if (status == SJ_OK) status = read_names(p, &s, err);
    if (status == SJ_OK) status = read_schedules(p, &s, err);
    return status == SJ_OK ? read_expected(p, &s, err) : status;
}
