/* engine/pipeline/answers_told.c - what partners say is wrong: kept in the store, told in the
 * report. */
#include "engine/pipeline/answers.h"
#include "engine/pipeline/say.h"

#include <scrubjay/form.h>

enum { WIDTH = 100, RETOLD = 100 };

/* ---- the claim at hand ---- */

static void hold(char *buf, size_t cap, sj_str *text) {
    snprintf(buf, cap, "%.*s", SJ_FMT(*text));
    *text = sj_str_of(buf);
}

static bool take_row(void *ctx, const sj_submission *s) {
    sj_looked *l = ctx;
    l->id = s->id;
    l->row = *s;
    hold(l->account, sizeof l->account, &l->row.account);
    hold(l->payer, sizeof l->payer, &l->row.payer);
    hold(l->payer_name, sizeof l->payer_name, &l->row.payer_name);
    hold(l->type, sizeof l->type, &l->row.type);
    return false;
}

static bool take_raw(void *ctx, const sj_claim_raw *raw) {
    sj_answers *a = ctx;
    a->status = sj_sent_read(&a->looked.sent, a->run->guides, a->looked.row.type, raw, a->err);
    return false;
}

bool sj_answers_look(sj_answers *a, int64_t submission) {
    sj_store *store = a->run->store;
    if (a->status != SJ_OK || a->looked.id == submission) return a->status == SJ_OK;
    a->looked.id = 0;
    a->status = sj_submissions_by_id(store, &submission, 1, take_row, &a->looked, a->err);
    if (a->status != SJ_OK) return false;
    sj_status status = sj_submissions_raw(store, &submission, 1, take_raw, a, a->err);
    if (a->status == SJ_OK) a->status = status;
    return a->status == SJ_OK && a->looked.id;
}

/* ---- names ---- */

/* The first of the codes that tell a row of the guide from others: for what was not sent. */
static sj_str first_key(const sj_guide_segment *row) {
    if (!row->key_codes) return (sj_str){NULL, 0};
    return (sj_str){row->key_codes->text, strcspn(row->key_codes->text, " ")};
}

/* The parts of a label: what people call it, its box, its line; "" and NULL: none. */
typedef struct label_parts {
    char name[128], line[24];
    const char *box;
} label_parts;

static label_parts parts_of(const sj_answers *a, const sj_sent_segment *seg, uint16_t row,
                            unsigned element, unsigned component) {
    const sj_sent *sent = &a->looked.sent;
    label_parts p = {"", "", NULL};
    if (row != SJ_NO_ROW) {
        const sj_guide_segment *g = &sent->guide->segments[row];
        p.box = sj_form_box(&(sj_form_place){
            .type = a->looked.row.type,
            .loop = sj_str_of(sent->guide->loops[g->loop].id),
            .tag = sj_str_of(g->id),
            .qualifier = seg ? sj_sent_qualifier(sent, seg, element) : first_key(g),
            .element = element,
            .component = component});
        sj_sent_name(sent, row, element, component, p.name, sizeof p.name);
    }
    if (seg && seg->line) snprintf(p.line, sizeof p.line, "line %u", seg->line);
    return p;
}

void sj_answers_name(const sj_answers *a, const sj_sent_segment *seg, uint16_t row,
                     unsigned element, unsigned component, char *buf, size_t cap) {
    const label_parts p = parts_of(a, seg, row, element, component);
    snprintf(buf, cap, "%s%s%s%s%s%s", p.name, p.box ? " (" : "", p.box ? p.box : "",
             p.box ? ")" : "", p.line[0] && p.name[0] ? " on " : "", p.name[0] ? p.line : "");
}

void sj_answers_label(const sj_answers *a, sj_told *told, const sj_sent_segment *seg, uint16_t row,
                      unsigned element, unsigned component) {
    char *out = told->label;
    size_t cap = sizeof told->label;
    if (sj_str_is(told->what.source, "277CA")) {
        const label_parts p = parts_of(a, seg, row, element, component);
        snprintf(out, cap, "%s%s%s", p.box ? p.box : "", p.box && p.line[0] ? ", " : "", p.line);
    } else {
        sj_answers_name(a, seg, row, element, component, out, cap);
    }
    told->what.label = sj_str_of(out);
}

/* ---- keeping and telling ---- */

static void tell_place(sj_answers *a, const sj_told *told) {
    const sj_finding_row *r = &told->row;
    FILE *to = a->taken->body;
    fprintf(to, "      Where: %s", a->looked.id ? a->looked.type : "");
    if (r->loop.len) fprintf(to, " loop %.*s,", SJ_FMT(r->loop));
    if (r->tag.len) fprintf(to, " %.*s", SJ_FMT(r->tag));
    if (r->tag.len && r->pos.element) fprintf(to, "%02u", r->pos.element);
    if (r->tag.len && r->pos.component) fprintf(to, "-%u", r->pos.component);
    if (r->pos.segment) fprintf(to, ", segment %u of the set", r->pos.segment);
    fprintf(to, "; code %.*s\n", SJ_FMT(told->what.code));
}

static void tell(sj_answers *a, const sj_told *told) {
    char text[SJ_COMPLAINT_TEXT];
    FILE *to = a->taken->body;
    sj_complaint_problem(&told->what, text, sizeof text);
    fprintf(to, "      %s\n", text);
    sj_complaint_fix(&told->what, text, sizeof text);
    if (text[0]) fprintf(to, "      Fix: %s\n", text);
    tell_place(a, told);
}

void sj_answers_tell(sj_answers *a, sj_told *told, const int64_t *others, size_t n, bool *is_new) {
    sj_store *store = a->run->store;
    sj_finding_row *r = &told->row;
    *is_new = false;
    if (a->status != SJ_OK) return;
    told->what.remark = sj_str_of(told->remark);
    r->id = sj_store_new_id(store);
    r->source = told->what.source;
    r->scope = n ? SJ_SCOPE_SHARED : r->submission ? SJ_SCOPE_CLAIM : SJ_SCOPE_SET;
    r->file = a->taken->id;
    r->code = told->what.code;
    r->name = told->what.label;
    r->value = told->what.named;
    r->a = told->what.sent;
    r->b = told->what.remark;
    a->status = sj_findings_note(store, r, is_new, a->err);
    for (size_t i = 0; i < n && *is_new && a->status == SJ_OK; i++)
        a->status = sj_findings_link(store, r->id, others[i], a->err);
    tell(a, told);
}

void sj_answers_rejected(sj_answers *a, sj_str account, const sj_told *told) {
    sj_taken *t = a->taken;
    char problem[SJ_COMPLAINT_TEXT] = "", fix[SJ_COMPLAINT_TEXT] = "";
    if (a->status != SJ_OK || t->result.n_rejections >= RETOLD) return;
    if (!t->rejections) {
        sj_arena_init(&t->told, 1 << 20);
        t->rejections = sj_arena_zalloc(&t->told, RETOLD * sizeof *t->rejections);
        if (!t->rejections) return; /* the report has them all the same */
        t->result.rejections = t->rejections;
    }
    if (told) {
        sj_complaint_problem(&told->what, problem, sizeof problem);
        sj_complaint_fix(&told->what, fix, sizeof fix);
    }
    sj_rejection *r = &t->rejections[t->result.n_rejections];
    sj_str copy[3] = {account, sj_str_of(problem), sj_str_of(fix)};
    for (int i = 0; i < 3; i++) {
        char *text = sj_arena_zalloc(&t->told, copy[i].len + 1);
        if (!text) return;
        if (copy[i].len) memcpy(text, copy[i].ptr, copy[i].len);
        copy[i].ptr = text;
    }
    *r = (sj_rejection){copy[0].ptr, copy[1].ptr, copy[2].ptr, !told, false};
    t->result.n_rejections++;
}

void sj_answers_rejected_late(sj_answers *a, sj_str account, sj_claim_state state) {
    char remark[160];
    sj_file_result *r = &a->taken->result;
    for (uint32_t i = 0; i < r->n_rejections; i++) /* by its batch, its provider, itself */
        if (r->rejections[i].late && sj_str_is(account, r->rejections[i].account)) return;
    r->late++;
    fprintf(a->taken->body,
            "  Acct %.*s is refused, but it is %s already: nothing was changed. Do not send it "
            "again; ask the payer.\n",
            SJ_FMT(account), sj_state_text(state));
    snprintf(remark, sizeof remark, "It is %s already; nothing was changed.", sj_state_text(state));
    const sj_told told = {.what = {.remark = sj_str_of(remark)}};
    uint32_t before = r->n_rejections;
    sj_answers_rejected(a, account, &told);
    if (r->n_rejections > before) a->taken->rejections[before].late = true;
}

/* ---- headings and lists ---- */

void sj_answers_heading(const sj_answers *a) {
    const sj_submission *s = &a->looked.row;
    FILE *to = a->taken->body;
    char money[SJ_MONEY_SIZE + 8], day[SJ_DATE_SIZE];
    fprintf(to, "    Acct %.*s", SJ_FMT(s->account));
    if (s->first_service != SJ_NO_DATE) {
        sj_date_print_people(s->first_service, day);
        fprintf(to, " \xc2\xb7 DOS %s", day);
    }
    fprintf(to, " \xc2\xb7 %.*s (%.*s) \xc2\xb7 %s\n", SJ_FMT(s->payer_name), SJ_FMT(s->payer),
            sj_say_money(s->charge, money));
}

void sj_answers_list(sj_answers *a, const char *heading, const sj_str *accounts, size_t n) {
    FILE *to = a->taken->body;
    size_t column = 4;
    if (!n) return;
    fprintf(to, "  %s (%zu):\n    ", heading, n);
    for (size_t i = 0; i < n; i++) {
        if (column > 4 && column + accounts[i].len + 2 > WIDTH) {
            fputs("\n    ", to);
            column = 4;
        }
        fprintf(to, "%.*s%s", SJ_FMT(accounts[i]), i + 1 < n ? ", " : "\n");
        column += accounts[i].len + 2;
    }
}
