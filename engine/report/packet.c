/* The appeal and proof packet. */
#include "engine/report/packet.h"

#include "engine/followup/letter.h"
#include "engine/followup/words.h"
#include "engine/followup/worklist.h"
#include "engine/report/html.h"
#include "engine/report/packet_parts.h"
#include "engine/store/appeals.h"
#include "engine/store/batches.h"
#include "engine/store/decided.h"
#include "engine/store/submissions.h"

#include <stdlib.h>

enum { LIMIT = 64 << 20, TEXT = 512, TEMPLATE = 64 << 10, VALUES = 26 };

void sj_packet_hex(const uint8_t *digest, char out[2 * SJ_SHA256_SIZE + 1]) {
    for (size_t i = 0; i < SJ_SHA256_SIZE; i++) sprintf(out + 2 * i, "%02x", digest[i]);
}

/* ---- facts ---- */

static sj_str keep(sj_packet *p, sj_str s) {
    sj_str out = {NULL, 0};
    if (s.len && !sj_arena_copy(&p->arena, s, &out)) p->status = SJ_ENOMEM;
    return out;
}

static bool take_denial(void *ctx, const sj_ledger_denial *d) {
    sj_packet *p = ctx;
    p->found = true;
    p->d = *d;
    sj_ledger_denial *k = &p->d;
    sj_str *texts[] = {&k->row.group,     &k->row.carc,      &k->row.rarc,    &k->row.category,
                       &k->row.action,    &k->row.kind,      &k->account,     &k->payer,
                       &k->payer_name,    &k->provider,      &k->procedure,   &k->adjustments,
                       &k->payer_control, &k->claim_status,  &k->remarks,     &k->trace,
                       &k->file_name,     &k->claim_remarks, &k->last,        &k->first,
                       &k->member,        &k->filing,        &k->work.status, &k->work.plan,
                       &k->work.owner,    &k->work.note};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) *texts[i] = keep(p, *texts[i]);
    return false;
}

static bool take_claim(void *ctx, const sj_submission *s) {
    sj_packet *p = ctx;
    p->batch = s->batch;
    p->batch_set = s->batch_set;
    p->sent_usage = keep(p, s->type);
    return false;
}

static bool take_raw(void *ctx, const sj_claim_raw *raw) {
    sj_packet *p = ctx;
    p->status = sj_revision_read(&p->claim, p->opts->guides, p->sent_usage, raw, p->err);
    return false;
}

static bool take_batch(void *ctx, const sj_batch *b) {
    sj_packet *p = ctx;
    p->batch_name = keep(p, b->name);
    p->sent_at = b->made_at;
    sj_packet_hex(b->sha256, p->batch_sha256);
    return false;
}

static bool take_set(void *ctx, const sj_batch_set *t) {
    sj_packet *p = ctx;
    if (t->id == p->batch_set) p->batch_control = keep(p, t->control);
    return true;
}

static sj_status read_facts(sj_packet *p, int64_t denial) {
    sj_status status = sj_ledger_denials_by_id(p->store, &denial, 1, take_denial, p, p->err);
    if (status == SJ_OK && !p->found)
        status = sj_err_set(p->err, SJ_ENOTFOUND, "there is no such denial");
    const int64_t id = p->d.work.submission;
    if (status == SJ_OK) status = sj_submissions_by_id(p->store, &id, 1, take_claim, p, p->err);
    if (status == SJ_OK) status = sj_submissions_raw(p->store, &id, 1, take_raw, p, p->err);
    if (status == SJ_OK && p->batch)
        status = sj_batches_by_id(p->store, p->batch, take_batch, p, p->err);
    if (status == SJ_OK && p->batch)
        status = sj_batch_sets(p->store, p->batch, take_set, p, p->err);
    return status == SJ_OK ? p->status : status;
}

/* ---- the letter ---- */

/* Texts behind the placeholders. */
typedef struct letter {
    sj_packet *p;
    char line[16], charge[40], amount[40], paid[40], expected[40], allowed[40], paid_on[16],
        today[16], deadline[16], from[40], level[8];
    char codes[TEXT], reason[TEXT], procedure[TEXT], sent_on[32], address[TEXT], patient[TEXT];
    sj_letter_value values[VALUES];
} letter;

static void fill_values(letter *l, const sj_packet_facts *facts, const sj_terms *t) {
    sj_packet *p = l->p;
    const sj_ledger_denial *d = &p->d;
    const sj_denial_codes codes = {d->row.group,    d->row.carc,   d->row.rarc,
                                   d->row.category, d->row.action, d->row.guards};
    const sj_terms_address *a = &t->appeals;
    char to[SJ_DATE_SIZE];
    sj_money_print_people(d->charge, l->charge);
    sj_money_print_people(d->row.amount, l->amount);
    sj_money_print_people(d->paid, l->paid);
    if (d->expected)
        sj_money_print_people(d->expected, l->expected);
    else
        snprintf(l->expected, sizeof l->expected, "more");
    sj_money_print_people(
        d->expected ? d->expected - d->row.amount : sj_money_add(d->paid, d->patient), l->allowed);
    sj_date_print_people(d->paid_on, l->paid_on);
    sj_date_print_people(p->opts->as_of, l->today);
    sj_date_print_people(facts->deadline, l->deadline);
    sj_date_print_people(d->from, l->from);
    sj_date_print_people(d->to, to);
    if (d->to != d->from && d->to != SJ_NO_DATE) strcat(strcat(l->from, " to "), to);
    snprintf(l->line, sizeof l->line, "%u", d->line);
    snprintf(l->level, sizeof l->level, "%u", facts->level);
    sj_words_codes(&codes, l->codes, sizeof l->codes);
    sj_words_reason(p->opts->reasons, &codes, l->reason, sizeof l->reason);
    sj_words_procedure(d->procedure, l->procedure, sizeof l->procedure);
    if (!l->procedure[0]) snprintf(l->procedure, sizeof l->procedure, "the services");
    if (p->sent_at) {
        p->opts->clock_text(p->sent_at, l->sent_on);
        l->sent_on[10] = 0; /* the day alone */
    }
    snprintf(l->patient, sizeof l->patient, "%.*s %.*s", SJ_FMT(d->first), SJ_FMT(d->last));
    const char *parts[] = {a->name, a->line1, a->line2, a->city, a->state, a->zip};
    for (size_t i = 0, n = 0; i < sizeof parts / sizeof *parts && n < sizeof l->address; i++)
        if (parts[i])
            n += (size_t)snprintf(l->address + n, sizeof l->address - n, "%s%s",
                                  n ? (i > 3 ? " " : "\n") : "", parts[i]);
    const sj_letter_value all[VALUES] = {{"practice", p->opts->practice},
                                         {"payer", d->payer_name},
                                         {"payer_address", sj_str_of(l->address)},
                                         {"today", sj_str_of(l->today)},
                                         {"account", d->account},
                                         {"payer_control", d->payer_control},
                                         {"patient", sj_str_of(l->patient)},
                                         {"member", d->member},
                                         {"service_dates", sj_str_of(l->from)},
                                         {"line", sj_str_of(l->line)},
                                         {"procedure", sj_str_of(l->procedure)},
                                         {"charge", sj_str_of(l->charge)},
                                         {"paid", sj_str_of(l->paid)},
                                         {"amount", sj_str_of(l->amount)},
                                         {"expected", sj_str_of(l->expected)},
                                         {"allowed", sj_str_of(l->allowed)},
                                         {"codes", sj_str_of(l->codes)},
                                         {"reason", sj_str_of(l->reason)},
                                         {"trace", d->trace},
                                         {"paid_on", sj_str_of(l->paid_on)},
                                         {"provider", d->provider},
                                         {"deadline", sj_str_of(l->deadline)},
                                         {"level", sj_str_of(l->level)},
                                         {"sent_on", sj_str_of(l->sent_on)},
                                         {NULL, {NULL, 0}}};
    memcpy(l->values, all, sizeof all);
}

static void put_text(void *ctx, sj_str text) {
    sj_html_text(ctx, text);
}

/* The office's own: templates/appeal-CATEGORY.txt, else templates/appeal.txt. Its first line is the
 * subject, empty lines part paragraphs. */
static bool read_template(const sj_packet *p, const char *name, char *buf, char *where,
                          size_t cap) {
    char path[1024];
    snprintf(path, sizeof path, "%s/templates/%s", p->opts->home, name);
    FILE *f = fopen(path, "re");
    if (!f) return false;
    size_t n = fread(buf, 1, TEMPLATE - 1, f);
    fclose(f);
    buf[n] = 0;
    snprintf(where, cap, "templates/%s", name);
    return n > 0;
}

static sj_status put_paragraph(letter *l, sj_str text, const char *open, const char *close) {
    fputs(open, l->p->to);
    sj_status status = sj_letter_fill(text, l->values, put_text, l->p->to, l->p->err);
    fputs(close, l->p->to);
    return status;
}

static sj_status put_own(letter *l, char *text) {
    char *rest = text + strcspn(text, "\r\n");
    sj_status status = put_paragraph(l, (sj_str){text, (size_t)(rest - text)},
                                     "<p class=\"subject\">Subject: ", "</p>\n");
    while (status == SJ_OK && *rest) {
        rest += strspn(rest, "\r\n");
        char *end = strstr(rest, "\n\n");
        if (!end) end = rest + strlen(rest);
        if (end > rest)
            status = put_paragraph(l, (sj_str){rest, (size_t)(end - rest)}, "<p>", "</p>\n");
        rest = end;
    }
    return status;
}

static sj_status put_built_in(letter *l) {
    sj_str subject, body;
    sj_status status = sj_letter_default(l->p->d.row.category, &subject, &body, l->p->err);
    if (status == SJ_OK)
        status = put_paragraph(l, subject, "<p class=\"subject\">Subject: ", "</p>\n");
    while (status == SJ_OK && body.len) {
        const char *bar = memmem(body.ptr, body.len, " | ", 3);
        size_t n = bar ? (size_t)(bar - body.ptr) : body.len;
        status = put_paragraph(l, (sj_str){body.ptr, n}, "<p>", "</p>\n");
        n += bar ? 3 : 0;
        body = (sj_str){body.ptr + n, body.len - n};
    }
    return status;
}

static sj_status put_letter(sj_packet *p, sj_packet_facts *facts, const sj_terms *t) {
    letter *l = sj_arena_zalloc(&p->arena, sizeof *l);
    char *text = sj_arena_alloc(&p->arena, TEMPLATE), name[64];
    if (!l || !text) return sj_err_set(p->err, SJ_ENOMEM, "no memory for a letter");
    l->p = p;
    fill_values(l, facts, t);
    snprintf(name, sizeof name, "appeal-%.*s.txt", SJ_FMT(p->d.row.category));
    bool own = read_template(p, name, text, facts->letter, sizeof facts->letter) ||
               read_template(p, "appeal.txt", text, facts->letter, sizeof facts->letter);
    if (!own) snprintf(facts->letter, sizeof facts->letter, "built in");
    fputs("<section class=\"letter\">\n<p>", p->to);
    sj_html_text(p->to, p->opts->practice);
    fprintf(p->to, "<br>%s</p>\n<p class=\"address\">", l->today);
    sj_html_textz(p->to, l->address[0] ? l->address : "");
    if (!l->address[0]) sj_html_text(p->to, p->d.payer_name);
    static const char *const rows[][2] = {
        {"Patient", "{patient}"},
        {"Member id", "{member}"},
        {"Your claim number", "{payer_control}"},
        {"Our account", "{account}"},
        {"Date of service", "{service_dates}"},
        {"Service", "{procedure}, billed {charge}, paid {paid}, in dispute {amount}"},
        {"Your decision", "of {paid_on}, payment {trace}: {codes}"},
        {"Level of appeal", "{level}"}};
    fputs("</p>\n<table class=\"facts\"><tbody>\n", p->to);
    sj_status status = SJ_OK;
    for (size_t i = 0; i < sizeof rows / sizeof *rows && status == SJ_OK; i++) {
        fprintf(p->to, "<tr><th scope=\"row\">%s<td>", rows[i][0]);
        status = put_paragraph(l, sj_str_of(rows[i][1]), "", "\n");
    }
    fputs("</table>\n", p->to);
    if (status == SJ_OK) status = own ? put_own(l, text) : put_built_in(l);
    fputs("<p>Sincerely,</p>\n<p class=\"sign\">&nbsp;</p>\n<p>", p->to);
    sj_html_text(p->to, p->opts->practice);
    fputs("</p>\n<p class=\"small\">Enclosed: the claim as it was sent, its acknowledgments, your "
          "remittance.</p>\n"
          "</section>\n",
          p->to);
    return status;
}

/* ---- the claim and the remittance ---- */

static void put_claim(sj_packet *p) {
    FILE *to = p->to;
    fputs("<section>\n<h2>The claim as it was sent</h2>\n<p>", to);
    if (p->batch) {
        char at[32];
        p->opts->clock_text(p->sent_at, at);
        fprintf(to, "Written on %s into the file ", at);
        sj_html_text(to, p->batch_name);
        fprintf(to, ". SHA-256 of the file: <span class=\"mono\">%s</span>.</p>\n",
                p->batch_sha256);
    } else {
        fputs("It did not go out in a file of ours.</p>\n", to);
    }
    fputs("<table><caption>Segment by segment</caption><thead><tr><th scope=\"col\">Part<th "
          "scope=\"col\">What it is"
          "<th scope=\"col\">As sent<tbody>\n",
          to);
    for (uint32_t i = 0; i < p->claim.n; i++) {
        const sj_revision_segment *s = &p->claim.v[i];
        const sj_guide *g = p->claim.guide;
        fputs("<tr><td>", to);
        if (s->loop != SJ_NO_ROW) sj_html_textz(to, g->loops[s->loop].name);
        if (s->line) fprintf(to, " %u", s->line);
        fputs("<td>", to);
        if (s->row != SJ_NO_ROW) sj_html_textz(to, g->segments[s->row].name);
        fputs("<td class=\"mono\">", to);
        sj_html_text(to, s->text);
        fputs("\n", to);
    }
    fputs("</table>\n</section>\n", to);
}

static bool put_line(void *ctx, const sj_payment_line_row *l) {
    sj_packet *p = ctx;
    char procedure[TEXT];
    sj_words_procedure(l->submitted.len ? l->submitted : l->procedure, procedure, sizeof procedure);
    fputs("<tr><td>", p->to);
    if (l->line)
        fprintf(p->to, "%u", l->line);
    else
        fputs("claim", p->to);
    fputs("<td>", p->to);
    sj_html_textz(p->to, procedure);
    fputs("<td class=\"money\">", p->to);
    sj_html_money(p->to, l->charge);
    fputs("<td class=\"money\">", p->to);
    sj_html_money(p->to, l->paid);
    fputs("<td>", p->to);
    sj_html_text(p->to, l->adjustments);
    fputs("<td>", p->to);
    sj_html_text(p->to, l->remarks);
    fputs("<td class=\"money\">", p->to);
    sj_html_money(p->to, l->denied);
    fputs("\n", p->to);
    return true;
}

static sj_status put_remit(sj_packet *p) {
    char day[SJ_DATE_SIZE];
    FILE *to = p->to;
    sj_date_print_people(p->d.paid_on, day);
    fputs("<section>\n<h2>The remittance</h2>\n<p>", to);
    sj_html_text(to, p->d.payer_name);
    fprintf(to, ", %s, payment ", day);
    sj_html_text(to, p->d.trace);
    fputs(", claim number ", to);
    sj_html_text(to, p->d.payer_control);
    fputs(", status ", to);
    sj_html_text(to, p->d.claim_status);
    fputs(". File ", to);
    sj_html_text(to, p->d.file_name);
    fprintf(to, ", segment %u. Remarks of the claim: ", p->d.segment);
    if (p->d.claim_remarks.len)
        sj_html_text(to, p->d.claim_remarks);
    else
        fputs("none", to);
    fputs(".</p>\n<table><caption>Line by line</caption><thead><tr><th scope=\"col\">Line<th "
          "scope=\"col\">Service<th "
          "scope=\"col\">Charge<th scope=\"col\">Paid<th scope=\"col\">Adjustments<th "
          "scope=\"col\">Remarks<th "
          "scope=\"col\">Denied<tbody>\n",
          to);
    sj_status status = sj_decided_lines(p->store, p->d.payment, put_line, p, p->err);
    fputs("</table>\n</section>\n", to);
    return status;
}

/* ---- the page ---- */

static const char head[] =
    "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Appeal "
    "packet</title>\n<style>\n"
    "body{font:11pt/1.45 system-ui,sans-serif;color:#111;max-width:52rem;margin:2rem "
    "auto;padding:0 1rem}\n"
    "h2{font-size:1.15rem;border-bottom:1px solid #888}h3{font-size:1rem;margin-bottom:.2rem}\n"
    "table{border-collapse:collapse;width:100%;margin:.6rem "
    "0}caption{text-align:left;font-weight:600}\n"
    "th,td{border:1px solid #bbb;padding:.2rem "
    ".4rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}\n"
    "table.facts{width:auto}.short{white-space:nowrap;overflow-wrap:normal}"
    ".money{text-align:right;white-space:nowrap}.mono,pre{font:9pt/1.4 "
    "ui-monospace,monospace}\n"
    "pre{white-space:pre-wrap;overflow-wrap:anywhere;border:1px solid "
    "#bbb;padding:.4rem}.small{font-size:.85rem;color:#444}\n"
    ".address{white-space:pre-line}.subject{font-weight:600}.sign{height:2.5rem}\n"
    "@media "
    "print{@page{size:letter;margin:2cm}body{margin:0;max-width:none;padding:0}section{break-"
    "before:page}"
    "section.letter{break-before:auto}thead{display:table-header-group}tr{break-inside:avoid}}\n"
    "</style></head><body>\n";

static sj_status write_page(sj_packet *p, sj_packet_facts *facts, const sj_terms *t) {
    fputs(head, p->to);
    sj_status status = put_letter(p, facts, t);
    if (status != SJ_OK) return status;
    put_claim(p);
    fputs("<section>\n<h2>Acknowledgments</h2>\n", p->to);
    sj_packet_acks(p);
    fputs("</section>\n", p->to);
    status = p->status == SJ_OK ? put_remit(p) : p->status;
    fputs("</body></html>\n", p->to);
    return status;
}

sj_status sj_packet_write(sj_store *store, int64_t denial, const sj_packet_opts *opts, FILE *to,
                          sj_packet_facts *facts, sj_err *err) {
    sj_packet p = {.opts = opts, .store = store, .to = to, .err = err};
    *facts = (sj_packet_facts){.deadline = SJ_NO_DATE};
    sj_arena_init(&p.arena, LIMIT);
    sj_status status = read_facts(&p, denial);
    uint32_t before = 0;
    if (status == SJ_OK) status = sj_appeals_level(store, denial, &before, err);
    if (status == SJ_OK) {
        const sj_terms t = sj_terms_of(opts->terms, p.d.payer, p.d.filing);
        facts->forbids = sj_worklist_forbids(p.d.row.guards, SJ_STR("appeal"));
        facts->level = opts->level ? opts->level : before + 1;
        facts->deadline = sj_terms_appeal_by(&t, facts->level, p.d.paid_on);
        facts->has_level = facts->deadline != SJ_NO_DATE;
        if (facts->level == 1 && p.d.row.appeal_by != SJ_NO_DATE)
            facts->deadline = p.d.row.appeal_by;
        if (!facts->forbids) status = write_page(&p, facts, &t);
    }
    sj_revision_dispose(&p.claim);
    sj_arena_dispose(&p.arena);
    return status;
}
