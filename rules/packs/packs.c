/* rules/packs/packs.c - packs loaded, sealed and listed: the public face of this box. */
#include "parsers/base/alloc.h"
#include "parsers/base/embed.h"
#include "rules/packs/pack.h"

extern const sj_embedded sj_pack_files[];

/* What the shipped files are, and whether they are in use unless somebody says otherwise. A pack
 * for one payer's habits is an example: it is off. */
static const struct shipped {
    const char *id, *name;
    bool on;
} shipped[] = {
    {"BASE", "base.xml", true},        {"MCRB", "medicare-b.xml", true},
    {"MCRA", "medicare-a.xml", true},  {"DENTAL", "dental.xml", true},
    {"COMM", "commercial.xml", false},
};

static const sj_finding_def limit_row = {
    .id = "PACKS:limit",
    .severity = SJ_WARNING,
    .snip = 7,
    .tier = "PAY",
    .title = "Rules took too long on this claim",
    .message = "The rules of the packs were stopped on this claim: one of them takes too long.",
    .effect = "Some rules have not judged the claim.",
    .fix = "Find the rule with 'scrubjay rules explain' and make it simpler.",
    .source = NULL};

static const sj_embedded *embedded(const char *name) {
    for (const sj_embedded *f = sj_pack_files; f->name; f++)
        if (strcmp(f->name, name) == 0) return f;
    return NULL;
}

/* Shipped packs satisfy the schema, and their examples come out as they say: a test asks it of each
 * of them, so that no start has to. */
static bool is_shipped(const void *bytes) {
    const sj_embedded *f = sj_pack_files;
    while (f->name && f->bytes != bytes) f++;
    return f->name != NULL;
}

static sj_status need_schema(sj_packs *p, sj_err *err) {
    const sj_embedded *xsd = embedded("packs.xsd");
    if (p->schema) return SJ_OK;
    return sj_xml_schema_new(&p->schema, xsd->bytes, xsd->size, xsd->name, err);
}

sj_status sj_packs_new(sj_packs **out, sj_err *err) {
    *out = NULL;
    sj_packs *p = sj_calloc(1, sizeof *p);
    if (!p) return sj_err_set(err, SJ_ENOMEM, "out of memory");
    p->table.box = SJ_BOX_PACKS;
    sj_status s = sj_fields_new(&p->fields, err);
    if (s == SJ_OK)
        *out = p;
    else
        sj_packs_free(p);
    return s;
}

void sj_packs_free(sj_packs *p) {
    if (!p) return;
    for (size_t i = 0; i < p->n_packs; i++) sj_pack_free(p->packs[i]);
    sj_free(p->packs);
    sj_free(p->rules);
    sj_free(p->rows);
    for (int type = SJ_CLAIM_837P; type <= SJ_CLAIM_837D; type++) {
        sj_sieve_free(p->sieve[type]);
        sj_index_free(p->index[type]);
    }
    sj_xml_schema_free(p->schema);
    sj_fields_free(p->fields);
    sj_free(p);
}

static sj_status add(sj_packs *p, sj_pack *pack, const char *name, sj_err *err) {
    for (size_t i = 0; i < p->n_packs; i++)
        if (strcmp(p->packs[i]->info.id, pack->info.id) == 0)
            return sj_err_setf(err, SJ_EARG, "a pack of this id is loaded already",
                               "%s: %s, from %s", name, pack->info.id, p->packs[i]->info.name);
    sj_pack **grown = sj_realloc(p->packs, (p->n_packs + 1) * sizeof *grown);
    if (!grown) return sj_err_set(err, SJ_ENOMEM, "no memory for a pack");
    p->packs = grown;
    pack->info.first_rule = p->n_rules;
    pack->number = (uint32_t)p->n_packs;
    p->packs[p->n_packs++] = pack;
    p->n_rules += pack->n_rules;
    return SJ_OK;
}

sj_status sj_packs_load(sj_packs *p, const void *bytes, size_t len, const char *name, sj_err *err) {
    sj_pack *pack;
    if (p->sealed) return sj_err_setf(err, SJ_EARG, "the packs are sealed", "%s", name);
    bool known = is_shipped(bytes);
    sj_status s = known ? SJ_OK : need_schema(p, err);
    const sj_xml_schema *schema = known ? NULL : p->schema;
    if (s == SJ_OK) s = sj_pack_read(&pack, p->fields, schema, bytes, len, name, err);
    if (s != SJ_OK) return s;
    s = add(p, pack, name, err);
    if (s != SJ_OK) sj_pack_free(pack);
    return s;
}

bool sj_packs_shipped(size_t i, sj_shipped_pack *out) {
    if (i >= sizeof shipped / sizeof *shipped) return false;
    const sj_embedded *f = embedded(shipped[i].name);
    *out = (sj_shipped_pack){shipped[i].id, shipped[i].name, f->bytes, f->size, shipped[i].on};
    return true;
}

sj_status sj_packs_load_shipped(sj_packs *p, sj_err *err) {
    sj_shipped_pack s;
    sj_status status = SJ_OK;
    for (size_t i = 0; status == SJ_OK && sj_packs_shipped(i, &s); i++)
        if (s.on) status = sj_packs_load(p, s.bytes, s.len, s.name, err);
    return status;
}

sj_status sj_packs_seal(sj_packs *p, sj_err *err) {
    if (p->sealed) return SJ_OK;
    p->rules = sj_calloc(p->n_rules + 1u, sizeof *p->rules);
    p->rows = sj_calloc(p->n_rules + 1u, sizeof *p->rows);
    if (!p->rules || !p->rows) return sj_err_set(err, SJ_ENOMEM, "no memory for the rules");
    uint32_t n = 0;
    for (size_t i = 0; i < p->n_packs; i++)
        for (uint32_t k = 0; k < p->packs[i]->n_rules; k++, n++) {
            p->rules[n] = &p->packs[i]->rules[k];
            p->rows[n] = p->rules[n]->def;
        }
    p->rows[n] = limit_row;
    for (int type = SJ_CLAIM_837P; type <= SJ_CLAIM_837D; type++) {
        sj_status s = sj_sieve_new(&p->sieve[type], p, (sj_claim_type)type, err);
        if (s == SJ_OK) s = sj_index_new(&p->index[type], p, (sj_claim_type)type, err);
        if (s != SJ_OK) return s;
    }
    p->table = (sj_finding_table){SJ_BOX_PACKS, n + 1, p->rows};
    p->sealed = true;
    return SJ_OK;
}

const sj_finding_table *sj_packs_findings(const sj_packs *p) {
    return &p->table;
}

bool sj_packs_at(const sj_packs *p, size_t i, sj_pack_info *out) {
    if (i >= p->n_packs) return false;
    *out = p->packs[i]->info;
    return true;
}

static const sj_rule *rule_at(const sj_packs *p, size_t i) {
    for (size_t k = 0; k < p->n_packs; k++) {
        if (i < p->packs[k]->n_rules) return &p->packs[k]->rules[i];
        i -= p->packs[k]->n_rules;
    }
    return NULL;
}

bool sj_packs_rule_at(const sj_packs *p, size_t i, sj_rule_info *out) {
    const sj_rule *r = rule_at(p, i);
    if (r) *out = r->info;
    return r != NULL;
}

bool sj_packs_find_rule(const sj_packs *p, sj_str id, size_t *out) {
    for (size_t i = 0; i < p->n_rules; i++)
        if (sj_str_is(id, rule_at(p, i)->def.id)) return *out = i, true;
    return false;
}

bool sj_packs_example_at(const sj_packs *p, size_t rule, size_t k, sj_example_info *out) {
    const sj_rule *r = rule_at(p, rule);
    if (!r || k >= r->n_examples) return false;
    *out = (sj_example_info){r->examples[k].text, r->examples[k].trips, r->examples[k].line};
    return true;
}
