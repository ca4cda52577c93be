/* engine/pipeline/config_payers.c - <payers>: what payers hold to. */
#include "engine/pipeline/config.h"
#include "parsers/base/alloc.h"
#include "parsers/base/xml.h"

#include <scrubjay/money.h>

#include <stdlib.h>

static uint16_t days(const sj_xml_node *n, const char *name) {
    const char *text = sj_xml_attr(n, name);
    return text ? (uint16_t)strtoul(text, NULL, 10) : 0;
}

/* "0.50" dollars, or "1%": the schema lets nothing else through. */
static void read_tolerance(sj_terms *t, const char *text) {
    if (!text) return;
    sj_str s = sj_str_of(text);
    t->fee_told = true;
    if (s.ptr[s.len - 1] == '%')
        sj_quantity_parse((sj_str){s.ptr, s.len - 1}, &t->fee_permille);
    else
        sj_money_parse(s, &t->fee_cents);
}

static sj_terms read_payer(const sj_xml_node *n) {
    const sj_xml_node *to = sj_xml_child(n, "appeals");
    const char *replacement = sj_xml_attr(n, "replacement"),
               *levels = sj_xml_attr(n, "appeal-days");
    sj_terms t = {.id = sj_str_of(sj_xml_attr(n, "id")),
                  .kind = sj_str_of(sj_xml_attr(n, "terms")),
                  .replacement = replacement ? replacement[0] : 0,
                  .filing_days = days(n, "filing-days"),
                  .correction_days = days(n, "correction-days"),
                  .ack_days = days(n, "expect-999"),
                  .status_days = days(n, "expect-277ca"),
                  .remit_days = days(n, "expect-835"),
                  .fees = sj_str_of(sj_xml_attr(n, "fees"))};
    read_tolerance(&t, sj_xml_attr(n, "fee-tolerance"));
    char *end = (char *)levels;
    for (int i = 0; levels && *end && i < SJ_APPEAL_LEVELS; i++)
        t.appeal_days[i] = (uint16_t)strtoul(end, &end, 10);
    if (to)
        t.appeals = (sj_terms_address){.name = sj_xml_attr(to, "name"),
                                       .line1 = sj_xml_attr(to, "line1"),
                                       .line2 = sj_xml_attr(to, "line2"),
                                       .city = sj_xml_attr(to, "city"),
                                       .state = sj_xml_attr(to, "state"),
                                       .zip = sj_xml_attr(to, "zip"),
                                       .fax = sj_xml_attr(to, "fax")};
    return t;
}

sj_status sj_config_read_payers(sj_config *c, const sj_xml_node *root, sj_err *err) {
    const sj_xml_node *payers = sj_xml_child(root, "payers"), *first, *p;
    size_t n = 0;
    first = payers ? sj_xml_child(payers, "payer") : NULL;
    for (p = first; p; p = sj_xml_next(p, "payer")) n++;
    c->payers = n ? sj_calloc(n, sizeof *c->payers) : NULL;
    if (n && !c->payers) return sj_err_set(err, SJ_ENOMEM, "no memory for the configuration");
    for (p = first; p; p = sj_xml_next(p, "payer")) c->payers[c->n_payers++] = read_payer(p);
    sj_status status = sj_terms_new(&c->terms, c->payers, n, err);
    if (status == SJ_ETABLE && err) err->code = status = SJ_ECONFIG;
    return status;
}

sj_terms sj_config_terms(const sj_config *c, sj_str payer, sj_str filing) {
    return sj_terms_of(c->terms, payer, filing);
}

int sj_config_filing_days(void *config, sj_str payer) {
    const sj_config *c = config;
    for (size_t i = 0; i < c->n_payers; i++)
        if (sj_str_eq(c->payers[i].id, payer)) return c->payers[i].filing_days;
    return 0;
}
