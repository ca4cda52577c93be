/* engine/cli/claim_view.c - one claim's life. */
#include "engine/cli/claim_view.h"

#include "engine/cli/reading.h"
#include "engine/pipeline/complaint.h"
#include "engine/pipeline/say.h"
#include "engine/store/batches.h"
#include "engine/store/events.h"
#include "engine/store/files.h"
#include "engine/store/findings.h"

#include <time.h>

enum { ROOM = 4096 };

/* Names of the file that a submission came in and of the batch that it went out in. */
typedef struct names {
    char file[256], batch[256];
} names;

static bool take_file(void *ctx, const sj_file *f) {
    names *n = ctx;
    snprintf(n->file, sizeof n->file, "%.*s", SJ_FMT(f->name));
    return false;
}

static bool take_batch(void *ctx, const sj_batch *b) {
    names *n = ctx;
    snprintf(n->batch, sizeof n->batch, "%.*s", SJ_FMT(b->name));
    return false;
}

static sj_status find_names(const sj_home *h, const sj_submission *s, names *n, sj_err *err) {
    n->file[0] = n->batch[0] = 0;
    sj_status status = sj_files_by_id(h->store, s->file, take_file, n, err);
    if (status == SJ_OK && s->batch)
        status = sj_batches_by_id(h->store, s->batch, take_batch, n, err);
    return status;
}

/* A row of the store back into a finding, so that the catalogue's texts can be filled. */
static sj_finding to_finding(const sj_finding_row *row, const sj_submission *s, char loop[8],
                             char name[128]) {
    sj_finding f = {.pos = row->pos, .value = row->value, .a = row->a, .b = row->b};
    f.account = s->account;
    f.form = s->type.len == 4 ? s->type.ptr[3] : 0; /* 837P */
    snprintf(loop, 8, "%.*s", SJ_FMT(row->loop));
    snprintf(name, 128, "%.*s", SJ_FMT(row->name));
    snprintf(f.tag, sizeof f.tag, "%.*s", SJ_FMT(row->tag));
    f.loop = row->loop.len ? loop : NULL;
    f.name = row->name.len ? name : NULL;
    return f;
}

/* The catalogue's row of one of our own findings; NULL for a partner's. */
static const sj_finding_def *definition(const sj_catalog *catalog, sj_str code) {
    sj_finding_id id;
    return sj_catalog_find(catalog, code, &id) ? sj_catalog_get(catalog, id) : NULL;
}

/* ---- for people ---- */

typedef struct event_printer {
    FILE *to;
    const char *batch; /* name of its file */
    bool is_decided;   /* by its payer: what becomes of its set is not its own state any more */
} event_printer;

static bool print_event(void *ctx, const sj_event *e) {
    event_printer *p = ctx;
    FILE *to = p->to;
    char clock[32];
    bool is_own = e->subject == SJ_SUBJECT_SUBMISSION;
    sj_cli_clock_text(e->at, clock);
    fprintf(to, "  %s", clock);
    p->is_decided |= is_own && sj_state_is_decided(e->to);
    if (e->from == e->to || (p->is_decided && !is_own))
        fprintf(to, "  %-22s", "(noted)");
    else
        fprintf(to, "  %-22s", sj_state_text(e->to));
    fprintf(to, "%.*s", SJ_FMT(e->what));
    if (e->codes.len) fprintf(to, " %.*s", SJ_FMT(e->codes));
    if (e->cause_name.len)
        fprintf(to, ", %.*s", SJ_FMT(e->cause_name));
    else if (e->subject == SJ_SUBJECT_BATCH)
        fprintf(to, ", %s", p->batch);
    if (e->segment) fprintf(to, ", segment %u", e->segment);
    fputc('\n', to);
    return true;
}

typedef struct finding_printer {
    const sj_catalog *catalog;
    FILE *to;
    const sj_submission *claim;
    uint32_t n;
    bool with_others; /* a partner refused what the claim stood in */
    bool by_itself;   /* a partner said something against the claim */
} finding_printer;

static void print_part(FILE *to, const char *label, const char *text, const sj_finding *f) {
    if (!text) return;
    fputs(label, to);
    sj_say_rendered(to, text, f);
    fputc('\n', to);
}

static bool print_finding(void *ctx, const sj_finding_row *row) {
    finding_printer *p = ctx;
    char loop[8], name[128];
    sj_finding f = to_finding(row, p->claim, loop, name);
    if (p->n++ == 0) fputs("  What is wrong:\n", p->to);
    const sj_finding_def *def = definition(p->catalog, row->code);
    fprintf(p->to, "    %.*s %.*s (%.*s): ", SJ_FMT(row->code), SJ_FMT(row->severity),
            SJ_FMT(row->source));
    if (def) {
        print_part(p->to, "", def->message, &f);
        print_part(p->to, "      Fix: ", def->fix, &f);
    } else {
        char text[SJ_COMPLAINT_TEXT];
        const sj_complaint c = sj_complaint_of(row);
        sj_complaint_problem(&c, text, sizeof text);
        fprintf(p->to, "%s\n", text);
        sj_complaint_fix(&c, text, sizeof text);
        if (text[0]) fprintf(p->to, "      Fix: %s\n", text);
        *(row->scope == SJ_SCOPE_SET ? &p->with_others : &p->by_itself) = true;
        if (row->scope == SJ_SCOPE_SET) return true;
    }
    if (!f.tag[0] || (def && !f.pos.segment)) return true;
    fprintf(p->to, "      Where: %s%s%s%s", f.loop ? "loop " : "", f.loop ? f.loop : "",
            f.loop ? ", " : "", f.tag);
    if (f.pos.element) fprintf(p->to, "%02u", f.pos.element);
    if (f.pos.component) fprintf(p->to, "-%u", f.pos.component);
    if (f.pos.segment) fprintf(p->to, ", segment %u of the set", f.pos.segment);
    fputc('\n', p->to);
    return true;
}

static void print_facts(FILE *to, const sj_submission *s) {
    char money[SJ_MONEY_SIZE + 8], day[SJ_DATE_SIZE] = "";
    if (s->first_service != SJ_NO_DATE) sj_date_print_people(s->first_service, day);
    fputs("Acct ", to);
    sj_say_value(to, s->account);
    fprintf(to, ": %s\n  ", sj_state_text(s->state));
    sj_say_value(to, s->type);
    fprintf(to, ", service %s, %s, payer ", day, sj_say_money(s->charge, money));
    sj_say_value(to, s->payer_name);
    fputs(" (", to);
    sj_say_value(to, s->payer);
    fputc(')', to);
    if (s->payer_control.len) fputs(", payer's claim number ", to);
    sj_say_value(to, s->payer_control);
}

sj_status sj_claim_view_text(const sj_home *h, const sj_catalog *catalog, const sj_submission *s,
                             FILE *to, sj_err *err) {
    names n;
    sj_status status = find_names(h, s, &n, err);
    if (status != SJ_OK) return status;
    print_facts(to, s);
    fprintf(to, "\n  Came in %s, claim %u, set %u, segment %u (byte %llu); checked: %.*s\n", n.file,
            s->ordinal, s->set_ordinal, s->segment, (unsigned long long)s->offset,
            SJ_FMT(s->verdict));
    if (s->batch)
        fprintf(to, "  Went out in %s, segments %u to %u of its set\n", n.batch, s->first_segment,
                s->last_segment);
    event_printer events = {to, n.batch, false};
    status = sj_events_of_submission(h->store, s->id, print_event, &events, err);
    finding_printer p = {catalog, to, s, 0, false, false};
    if (status == SJ_OK)
        status = sj_findings_of_submission(h->store, s->id, print_finding, &p, err);
    if (s->state == SJ_STATE_REJECTED && p.with_others && !p.by_itself)
        fputs("  Nothing is said against this claim itself: send it again unchanged.\n", to);
    return status;
}

/* ---- JSON ---- */

static void json_text(sj_json_out *j, const char *key, sj_str s) {
    sj_json_key(j, key);
    if (s.len)
        sj_json_str(j, s);
    else
        sj_json_null(j);
}

static void json_number(sj_json_out *j, const char *key, uint64_t n) {
    sj_json_key(j, key);
    if (n)
        sj_json_uint(j, n);
    else
        sj_json_null(j);
}

static void json_day(sj_json_out *j, const char *key, sj_date d) {
    char day[SJ_DATE_SIZE];
    json_text(j, key, (sj_str){day, sj_date_print_iso(d, day)});
}

static void json_time(sj_json_out *j, const char *key, sj_instant at) {
    time_t seconds = at / 1000;
    struct tm day;
    char text[32];
    gmtime_r(&seconds, &day);
    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &day);
    json_text(j, key, sj_str_of(text));
}

static bool json_event(void *ctx, const sj_event *e) {
    sj_json_out *j = ctx;
    sj_json_object(j);
    json_time(j, "at", e->at);
    json_text(j, "what", e->what);
    json_text(j, "from", sj_str_of(sj_state_text(e->from)));
    json_text(j, "to", sj_str_of(sj_state_text(e->to)));
    json_text(j, "file", e->cause_name);
    json_number(j, "segment", e->segment);
    json_text(j, "codes", e->codes);
    sj_json_object_end(j);
    return true;
}

typedef struct finding_json {
    const sj_catalog *catalog;
    sj_json_out *j;
    const sj_submission *claim;
} finding_json;

static bool json_finding(void *ctx, const sj_finding_row *row) {
    finding_json *p = ctx;
    char loop[8], name[128], message[ROOM];
    sj_finding f = to_finding(row, p->claim, loop, name);
    const sj_finding_def *def = definition(p->catalog, row->code);
    sj_json_object(p->j);
    json_text(p->j, "id", row->code);
    json_text(p->j, "source", row->source);
    json_text(p->j, "severity", row->severity);
    json_text(p->j, "loop", row->loop);
    json_text(p->j, "tag", row->tag);
    json_number(p->j, "segment", row->pos.segment);
    json_number(p->j, "element", row->pos.element);
    json_number(p->j, "component", row->pos.component);
    json_text(p->j, "value", row->value);
    const sj_complaint c = sj_complaint_of(row);
    if (def)
        sj_finding_render(def->message, &f, message, sizeof message);
    else
        sj_complaint_problem(&c, message, sizeof message);
    json_text(p->j, "message", sj_str_of(message));
    if (!def)
        sj_complaint_fix(&c, message, sizeof message);
    else if (def->fix)
        sj_finding_render(def->fix, &f, message, sizeof message);
    else
        message[0] = 0;
    json_text(p->j, "fix", sj_str_of(message));
    if (!def) json_text(p->j, "sent", row->a);
    sj_json_object_end(p->j);
    return true;
}

void sj_claim_facts_json(const sj_submission *s, sj_json_out *j) {
    json_text(j, "account", s->account);
    json_text(j, "state", sj_str_of(sj_state_text(s->state)));
    json_text(j, "verdict", s->verdict);
    json_text(j, "type", s->type);
    json_text(j, "frequency", s->frequency);
    json_text(j, "payer", s->payer);
    json_text(j, "payer_name", s->payer_name);
    json_text(j, "payer_control", s->payer_control);
    json_text(j, "provider", s->provider);
    sj_json_key(j, "charge");
    sj_json_money(j, s->charge);
    json_day(j, "first_service", s->first_service);
    json_day(j, "last_service", s->last_service);
}

static void json_places(sj_json_out *j, const sj_submission *s, const names *n) {
    json_text(j, "file", sj_str_of(n->file));
    json_number(j, "ordinal", s->ordinal);
    json_number(j, "segment", s->segment);
    sj_json_key(j, "offset");
    sj_json_uint(j, s->offset);
    json_text(j, "batch", sj_str_of(n->batch));
    json_number(j, "batch_first_segment", s->first_segment);
    json_number(j, "batch_last_segment", s->last_segment);
}

sj_status sj_claim_view_json(const sj_home *h, const sj_catalog *catalog, const sj_submission *s,
                             sj_json_out *j, sj_err *err) {
    names n;
    sj_status status = find_names(h, s, &n, err);
    if (status != SJ_OK) return status;
    sj_json_object(j);
    sj_claim_facts_json(s, j);
    json_places(j, s, &n);
    sj_json_key(j, "events");
    sj_json_array(j);
    status = sj_events_of_submission(h->store, s->id, json_event, j, err);
    sj_json_array_end(j);
    sj_json_key(j, "findings");
    sj_json_array(j);
    finding_json p = {catalog, j, s};
    if (status == SJ_OK) status = sj_findings_of_submission(h->store, s->id, json_finding, &p, err);
    sj_json_array_end(j);
    sj_json_object_end(j);
    return status;
}
