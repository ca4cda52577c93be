/* Writes what sj_check tells as JSON. */
#include "engine/pipeline/check_json.h"

#include "engine/pipeline/finding_queue.h"

enum { MESSAGE_ROOM = 4096 };

/* ---- members ---- */

static void put_text(sj_json_out *o, const char *key, sj_str s) {
    sj_json_key(o, key);
    sj_json_str(o, s);
}

static void put_optional(sj_json_out *o, const char *key, sj_str s) {
    sj_json_key(o, key);
    if (s.len)
        sj_json_str(o, s);
    else
        sj_json_null(o);
}

static void put_z(sj_json_out *o, const char *key, const char *z) {
    sj_json_key(o, key);
    sj_json_strz(o, z);
}

static void put_uint(sj_json_out *o, const char *key, uint64_t n) {
    sj_json_key(o, key);
    sj_json_uint(o, n);
}

/* A number that counts from 1; 0 is none. */
static void put_place(sj_json_out *o, const char *key, uint64_t n) {
    sj_json_key(o, key);
    if (n)
        sj_json_uint(o, n);
    else
        sj_json_null(o);
}

static void put_letter(sj_json_out *o, const char *key, char c) {
    put_optional(o, key, (sj_str){&c, c != 0});
}

static void put_rendered(sj_json_out *o, const char *key, const char *text, const sj_finding *f) {
    char buf[MESSAGE_ROOM];
    size_t n = sj_finding_render(text, f, buf, sizeof buf);
    put_text(o, key, (sj_str){buf, n < sizeof buf ? n : sizeof buf - 1});
}

static void put_money(sj_json_out *o, const char *key, sj_money m) {
    sj_json_key(o, key);
    sj_json_money(o, m);
}

/* ---- arrays being gathered ---- */

static void restart(sj_json_out *o) {
    o->len = 0;
    o->depth = 0;
    o->has_item = 0;
    o->after_key = false;
    sj_json_array(o);
}

static void put_gathered(sj_json_out *to, const char *key, sj_json_out *array) {
    sj_json_array_end(array);
    if (array->status != SJ_OK && to->status == SJ_OK) to->status = array->status;
    sj_json_key(to, key);
    sj_json_raw(to, (sj_str){array->buf, array->len});
    restart(array);
}

/* A record begins: an item of its array, or a line that says what it is and where. */
static sj_json_out *begin_record(sj_check_json *j, sj_json_out *array, const char *record) {
    sj_json_out *o = j->lines ? &j->out : array;
    sj_json_object(o);
    if (!j->lines) return o;
    put_z(o, "record", record);
    put_z(o, "file", j->path);
    return o;
}

static void end_record(sj_check_json *j, sj_json_out *o) {
    sj_json_object_end(o);
    if (j->lines) sj_json_newline(o);
}

/* The envelopes that a record stands in, by their control numbers. */
static void put_interchange(const sj_check_json *j, sj_json_out *o) {
    put_optional(o, "interchange",
                 j->at.interchange ? j->at.interchange->control : (sj_str){NULL, 0});
}

static void put_group(const sj_check_json *j, sj_json_out *o) {
    put_interchange(j, o);
    put_optional(o, "group", j->at.group ? j->at.group->control : (sj_str){NULL, 0});
}

/* ---- events ---- */

static void file_begin(void *ctx, const char *path) {
    sj_check_json *j = ctx;
    j->path = path;
    j->at = (sj_check_place){NULL, NULL, NULL};
    if (j->lines) {
        sj_json_object(&j->out);
        put_z(&j->out, "record", "file");
        put_uint(&j->out, "schema", 1);
        put_z(&j->out, "file", path);
        end_record(j, &j->out);
        return;
    }
    sj_json_out *arrays[] = {&j->sets, &j->groups, &j->interchanges,
                             &j->ta1s, &j->claims, &j->findings};
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) restart(arrays[i]);
}

static void interchange_begin(void *ctx, const sj_interchange *ic) {
    ((sj_check_json *)ctx)->at.interchange = ic;
}

static void group_begin(void *ctx, const sj_group *g) {
    ((sj_check_json *)ctx)->at.group = g;
}

static void forget_alike(sj_check_json *j) {
    sj_json_dispose(&j->head);
    sj_json_dispose(&j->middle);
}

static void set_end(void *ctx, const sj_set *s) {
    sj_check_json *j = ctx;
    forget_alike(j);
    sj_json_out *o = begin_record(j, &j->sets, "transaction");
    if (j->lines) put_group(j, o);
    put_text(o, "control", s->control);
    put_z(o, "type", s->type);
    put_letter(o, "ack", s->ack);
    put_uint(o, "segments", s->segments);
    put_uint(o, "claims", s->claims);
    end_record(j, o);
}

static void group_end(void *ctx, const sj_group *g) {
    sj_check_json *j = ctx;
    sj_json_out *o = begin_record(j, &j->groups, "group");
    if (j->lines) put_interchange(j, o);
    put_text(o, "control", g->control);
    put_text(o, "version", g->version);
    put_letter(o, "ack", g->ack);
    if (!j->lines) put_gathered(o, "transactions", &j->sets);
    end_record(j, o);
    j->at.group = NULL;
}

static void interchange_end(void *ctx, const sj_interchange *ic) {
    sj_check_json *j = ctx;
    sj_json_out *o = begin_record(j, &j->interchanges, "interchange");
    put_text(o, "control", ic->control);
    put_text(o, "sender", ic->sender);
    put_text(o, "receiver", ic->receiver);
    put_letter(o, "usage", ic->usage);
    put_letter(o, "ta1", ic->ta1);
    put_z(o, "ta1_note", ic->note);
    if (!j->lines) {
        put_gathered(o, "groups", &j->groups);
        put_gathered(o, "acknowledges", &j->ta1s);
    }
    end_record(j, o);
    j->at.interchange = NULL;
}

/* A TA1 that stands in the file: what it says of an interchange that we sent. */
static void ta1(void *ctx, const sj_interchange *ic, const sj_ta1 *t) {
    (void)ic;
    sj_check_json *j = ctx;
    sj_json_out *o = begin_record(j, &j->ta1s, "ta1");
    if (j->lines) put_interchange(j, o);
    put_z(o, "type", "TA1");
    put_text(o, "control", t->control);
    put_letter(o, "ack", t->code);
    put_text(o, "note", t->note);
    end_record(j, o);
}

/* What the claims of a set have in common, made at its first: all up to the ordinal, and from the
 * account's end to the charge. */
static void make_alike(sj_check_json *j, const sj_set *s) {
    sj_json_object(&j->head);
    if (j->lines) {
        put_z(&j->head, "record", "claim");
        put_z(&j->head, "file", j->path);
        put_group(j, &j->head);
    }
    sj_json_key(&j->head, "ordinal");
    sj_json_object(&j->middle);
    put_text(&j->middle, "transaction", s->control);
    sj_json_key(&j->middle, "charge");
    if (j->middle.len) j->middle.buf[0] = ',';
}

static inline char *copy(char *to, sj_str s) {
    return (char *)memcpy(to, s.ptr, s.len) + s.len;
}

/* A file has more of these lines than of all others. */
static void verdict(void *ctx, const sj_set *s, const sj_claim_row *row) {
    static const sj_str account = SJ_STR(",\"account\":"),
                        ends[] = {[SJ_VERDICT_CLEAN] = SJ_STR(",\"verdict\":\"clean\"}"),
                                  [SJ_VERDICT_WARNED] = SJ_STR(",\"verdict\":\"warned\"}"),
                                  [SJ_VERDICT_HELD] = SJ_STR(",\"verdict\":\"held\"}")};
    sj_check_json *j = ctx;
    sj_json_out *o = j->lines ? &j->out : &j->claims;
    if (!j->head.len) make_alike(j, s);
    const sj_str head = {j->head.buf, j->head.len}, middle = {j->middle.buf, j->middle.len};
    const sj_str end = ends[row->verdict];
    if (j->head.status != SJ_OK || j->middle.status != SJ_OK) {
        if (o->status == SJ_OK) o->status = SJ_ENOMEM;
        return;
    }
    char *p = sj_json_room(o, head.len + SJ_JSON_UINT_ROOM + account.len +
                                  SJ_JSON_STR_ROOM(row->account.len) + middle.len +
                                  SJ_JSON_MONEY_ROOM + end.len);
    if (!p) return;
    p = sj_json_write_uint(copy(p, head), row->ordinal);
    p = sj_json_write_str(copy(p, account), row->account);
    p = copy(p, middle);
    p = row->has_charge ? sj_json_write_money(p, row->charge) : copy(p, SJ_STR("null"));
    sj_json_wrote(o, copy(p, end));
    if (j->lines) sj_json_newline(o);
}

static void finding(void *ctx, const sj_check_place *at, const sj_finding *f,
                    const sj_finding_def *def, const sj_claim *claim) {
    (void)claim;
    sj_check_json *j = ctx;
    sj_json_out *o = begin_record(j, &j->findings, "finding");
    put_z(o, "id", def->id);
    put_z(o, "severity", sj_severity_text(f->severity));
    put_uint(o, "snip", def->snip);
    put_group(j, o);
    put_optional(o, "transaction", at->set ? at->set->control : (sj_str){NULL, 0});
    put_place(o, "claim", f->claim);
    put_optional(o, "account", f->claim ? f->account : (sj_str){NULL, 0});
    put_uint(o, "offset", f->pos.offset);
    put_place(o, "segment", f->pos.segment);
    put_z(o, "loop", f->loop);
    put_optional(o, "tag", sj_str_of(f->tag));
    put_place(o, "element", f->pos.element);
    put_place(o, "repeat", f->pos.repeat);
    put_place(o, "component", f->pos.component);
    put_optional(o, "name", sj_str_of(f->name));
    sj_str value = f->value;
    if (value.len > SJ_VALUE_TOLD) value.len = SJ_VALUE_TOLD;
    put_optional(o, "value", value);
    put_z(o, "ik304", def->ik304);
    put_z(o, "ik403", def->ik403);
    put_z(o, "stc", def->stc);
    put_z(o, "title", def->title);
    put_rendered(o, "message", def->message, f);
    put_rendered(o, "effect", def->effect, f);
    put_rendered(o, "fix", def->fix, f);
    end_record(j, o);
}

static void put_totals(sj_json_out *o, const sj_check_totals *t) {
    put_uint(o, "files", t->files);
    put_uint(o, "failed", t->failed);
    put_uint(o, "transactions", t->transactions);
    put_uint(o, "claims", t->claims);
    put_uint(o, "clean", t->clean);
    put_uint(o, "warned", t->warned);
    put_uint(o, "held", t->held);
    put_uint(o, "errors", t->errors);
    put_uint(o, "warnings", t->warnings);
    put_uint(o, "infos", t->infos);
}

static void put_charges(sj_json_out *o, const sj_check_totals *t) {
    put_money(o, "charge", t->clean_charge + t->warned_charge + t->held_charge);
    put_money(o, "clean_charge", t->clean_charge);
    put_money(o, "warned_charge", t->warned_charge);
    put_money(o, "held_charge", t->held_charge);
}

void sj_check_json_repairs(sj_check_json *j, const char *path, sj_repairs *repairs) {
    j->path = path;
    if (!j->lines) restart(&j->repairs);
    for (size_t i = 0; i < sj_repairs_count(repairs); i++) {
        const sj_repair_change *c = sj_repairs_at(repairs, i);
        char words[64];
        sj_repairs_text(c->kinds, words);
        sj_json_out *o = begin_record(j, &j->repairs, "repair");
        put_uint(o, "offset", c->from);
        put_z(o, "tag", c->tag);
        put_place(o, "element", c->element);
        put_place(o, "component", c->component);
        put_z(o, "kinds", words);
        put_text(o, "before", c->before);
        put_text(o, "after", c->after);
        end_record(j, o);
    }
}

/* Why claims are held or warned: the five kinds of most claims. */
static void put_causes(sj_json_out *o, const sj_causes *causes) {
    sj_cause top[SJ_TOP_CAUSES];
    uint32_t n = sj_causes_top(causes, top);
    sj_json_key(o, "causes");
    sj_json_array(o);
    for (uint32_t i = 0; i < n; i++) {
        sj_json_object(o);
        put_z(o, "id", top[i].id);
        put_z(o, "severity", sj_severity_text(top[i].severity));
        put_z(o, "title", top[i].title);
        put_uint(o, "claims", top[i].claims);
        put_money(o, "charge", top[i].charge);
        sj_json_object_end(o);
    }
    sj_json_array_end(o);
}

static void file_end(void *ctx, const sj_check_result *r) {
    sj_check_json *j = ctx;
    sj_json_out *o = &j->out;
    sj_json_object(o);
    if (j->lines) put_z(o, "record", "end");
    put_z(o, j->lines ? "file" : "path", r->path);
    put_uint(o, "bytes", r->bytes);
    put_z(o, "status", r->failed ? "failed" : "read");
    if (r->failed) put_z(o, "error", r->err.msg ? r->err.msg : sj_status_text(r->err.code));
    put_optional(o, "sha256", sj_str_of(r->sha256));
    put_charges(o, &r->totals);
    put_causes(o, r->causes);
    if (!j->lines) {
        put_gathered(o, "interchanges", &j->interchanges);
        put_gathered(o, "claims", &j->claims);
        put_gathered(o, "findings", &j->findings);
        if (j->repairs.len) {
            put_gathered(o, "repairs", &j->repairs);
            j->repairs.len = 0;
        }
    }
    end_record(j, o);
}

void sj_check_json_init(sj_check_json *j, bool lines, sj_json_write_fn write, void *ctx) {
    *j = (sj_check_json){.lines = lines,
                         .events = {.file_begin = file_begin,
                                    .interchange_begin = interchange_begin,
                                    .interchange_end = interchange_end,
                                    .group_begin = group_begin,
                                    .group_end = group_end,
                                    .set_end = set_end,
                                    .finding = finding,
                                    .verdict = verdict,
                                    .ta1 = ta1,
                                    .file_end = file_end}};
    j->events.ctx = j;
    sj_json_init(&j->out, write, ctx);
    if (lines) return;
    sj_json_object(&j->out);
    put_uint(&j->out, "schema", 1);
    sj_json_key(&j->out, "files");
    sj_json_array(&j->out);
}

void sj_check_json_dispose(sj_check_json *j) {
    sj_json_out *all[] = {&j->out,          &j->head, &j->middle, &j->sets,     &j->groups,
                          &j->interchanges, &j->ta1s, &j->claims, &j->findings, &j->repairs};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) sj_json_dispose(all[i]);
}

sj_status sj_check_json_end(sj_check_json *j, const sj_check_totals *totals,
                            const sj_causes *causes) {
    sj_json_out *o = &j->out;
    if (j->lines) {
        sj_json_object(o);
        put_z(o, "record", "totals");
        put_totals(o, totals);
        put_charges(o, totals);
        put_causes(o, causes);
    } else {
        sj_json_array_end(o);
        sj_json_key(o, "totals");
        sj_json_object(o);
        put_totals(o, totals);
        put_charges(o, totals);
        put_causes(o, causes);
        sj_json_object_end(o);
    }
    sj_json_object_end(o);
    sj_json_newline(o);
    return sj_json_flush(o);
}
