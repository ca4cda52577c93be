/* Writes what sj_check tells as text. */
#include "engine/pipeline/check_text.h"

#include <inttypes.h>
#include <stdlib.h>

#include "engine/pipeline/say.h"
#include "parsers/base/alloc.h"

enum { KINDS = 1 << 16, TOLD_IN_FULL = 5, AS_ABOVE = 20 };

/* The place of a kind of finding in `told`: 16 boxes of 4096 rows. Packs with more rows than that
 * share places, and are told in full less often. */
#define KIND(id) ((SJ_FINDING_BOX(id) & 0xf) << 12 | (SJ_FINDING_ROW(id) & 0xfff))

#define DOT " \xc2\xb7 " /* a middle dot between facts of a line */

/* ---- words ---- */

static const char *paint(const sj_check_text *t, const char *color) {
    return t->color ? color : "";
}
#define RED(t)    paint(t, "\033[31m")
#define YELLOW(t) paint(t, "\033[33m")
#define GREEN(t)  paint(t, "\033[32m")
#define BOLD(t)   paint(t, "\033[1m")
#define PLAIN(t)  paint(t, "\033[0m")

static const char *severity_color(const sj_check_text *t, sj_severity s) {
    return s == SJ_ERROR ? RED(t) : s == SJ_WARNING ? YELLOW(t) : "";
}

/* Do the sets hold what we would send? Else it came to us. */
static bool is_claims(const sj_check_text *t) {
    return strncmp(t->type, "837", 3) == 0;
}

/* What a biller calls the units of a set: 835s hold payments. */
static const char *units(const sj_check_text *t, uint64_t n) {
    bool payments = strcmp(t->type, "835") == 0;
    if (payments) return n == 1 ? "claim payment" : "claim payments";
    return n == 1 ? "claim" : "claims";
}

static const char *plural(uint64_t n, const char *one, const char *many) {
    return n == 1 ? one : many;
}

static void print_money(FILE *to, sj_amount m) {
    char buf[SJ_MONEY_SIZE + 8];
    if (SJ_HAS(m)) fprintf(to, DOT "%s", sj_say_money(m.v, buf));
}

static void print_days(FILE *to, sj_date from, sj_date through) {
    char a[SJ_DATE_SIZE], b[SJ_DATE_SIZE];
    if (from == SJ_NO_DATE) return;
    sj_date_print_people(from, a);
    sj_date_print_people(through, b);
    fprintf(to, from == through ? DOT "DOS %s" : DOT "DOS %s to %s", a, b);
}

/* ---- findings ---- */

static void print_where(const sj_check_text *t, FILE *to, const sj_check_place *at,
                        const sj_finding *f) {
    fputs("    Where: ", to);
    if (at->set) fprintf(to, "%s ", at->set->type);
    if (f->loop) fprintf(to, "loop %s ", f->loop);
    sj_say_rendered(to, "{at}", f);
    if (f->name) fprintf(to, " (%s)", f->name);
    if (f->pos.segment) fprintf(to, DOT "segment %u", f->pos.segment);
    if (at->set) {
        fputs(DOT "set ", to);
        sj_say_value(to, at->set->control);
    }
    fprintf(to, DOT "file %s, byte %" PRIu64 "\n", t->path, f->pos.offset);
}

static void finding(void *ctx, const sj_check_place *at, const sj_finding *f,
                    const sj_finding_def *def, const sj_claim *claim) {
    (void)claim;
    sj_check_text *t = ctx;
    if (t->quiet || t->told[KIND(f->id)]++ >= TOLD_IN_FULL) return;
    FILE *to = f->claim ? t->text_stream : t->to;
    fprintf(to, "  %s%s %s%s" DOT "%s\n    ", severity_color(t, f->severity), def->id,
            sj_severity_text(f->severity), PLAIN(t), def->title);
    sj_say_rendered(to, def->message, f);
    if (def->effect) {
        fputs(is_claims(t) ? "\n    If sent: " : "\n    So: ", to);
        sj_say_rendered(to, def->effect, f);
    }
    if (def->fix) {
        fputs("\n    Fix: ", to);
        sj_say_rendered(to, def->fix, f);
    }
    fputc('\n', to);
    print_where(t, to, at, f);
    if (!f->claim) fputc('\n', to);
}

/* ---- claims ---- */

static void print_verdict(const sj_check_text *t, sj_verdict v, const char *held) {
    if (v == SJ_VERDICT_HELD)
        fprintf(t->to, "%s%s%s", RED(t), held, PLAIN(t));
    else if (v == SJ_VERDICT_WARNED)
        fprintf(t->to, "%sWARNED%s", YELLOW(t), PLAIN(t));
    else
        fprintf(t->to, "%sCLEAN%s", GREEN(t), PLAIN(t));
}

/* The claim's findings were held back until here: its line comes first. A claim whose findings were
 * told before (in a loop that it shares, or often enough) gets its line alone, the first of them.
 */
static bool begin_claim(sj_check_text *t, sj_verdict v, const char *held, sj_str account) {
    fflush(t->text_stream);
    if (t->quiet) return false;
    if (ftello(t->text_stream) == 0 && (v == SJ_VERDICT_CLEAN || t->as_above++ >= AS_ABOVE))
        return false;
    print_verdict(t, v, held);
    fprintf(t->to, "  %sAcct ", BOLD(t));
    sj_say_value(t->to, account);
    fputs(PLAIN(t), t->to);
    return true;
}

static void end_claim(sj_check_text *t) {
    size_t len = (size_t)ftello(t->text_stream);
    fputs(len ? "\n" : DOT "as told above\n", t->to);
    fwrite(t->text, 1, len, t->to);
    if (len) fputc('\n', t->to);
    rewind(t->text_stream);
}

static void claim(void *ctx, const sj_claim *c, sj_verdict so_far) {
    sj_check_text *t = ctx;
    if (!begin_claim(t, so_far, "HELD", c->account.v)) return;
    print_days(t->to, c->first_service, c->last_service);
    if (SJ_HAS(c->subscriber->payer.last)) {
        fputs(DOT, t->to);
        sj_say_value(t->to, c->subscriber->payer.last.v);
        fputs(" (", t->to);
        sj_say_value(t->to, c->subscriber->payer.id.v);
        fputc(')', t->to);
    }
    print_money(t->to, c->charge);
    end_claim(t);
}

static void payment(void *ctx, const sj_payment *p, sj_verdict so_far) {
    sj_check_text *t = ctx;
    if (!begin_claim(t, so_far, "SUSPENDED", p->account.v)) return;
    fputs(DOT "payer's number ", t->to);
    sj_say_value(t->to, p->payer_control.v);
    print_money(t->to, p->charge);
    fputs(" charged", t->to);
    print_money(t->to, p->paid);
    fputs(" paid", t->to);
    end_claim(t);
}

/* Findings of a claim whose record never came. */
static void flush_claim(sj_check_text *t) {
    fflush(t->text_stream);
    if (ftello(t->text_stream) && begin_claim(t, SJ_VERDICT_HELD, "HELD", SJ_STR("not known")))
        end_claim(t);
}

static void set_begin(void *ctx, const sj_set *s) {
    sj_check_text *t = ctx;
    snprintf(t->type, sizeof t->type, "%s", s->type);
    t->set_claims = 0;
}

static void verdict(void *ctx, const sj_set *s, const sj_claim_row *row) {
    (void)s, (void)row;
    ((sj_check_text *)ctx)->set_claims++;
}

static void set_end(void *ctx, const sj_set *s) {
    sj_check_text *t = ctx;
    flush_claim(t);
    if (t->quiet || s->ack != 'R') return;
    fprintf(t->to, "%sSet ", BOLD(t));
    sj_say_value(t->to, s->control);
    fprintf(t->to, " would be rejected whole (999: R)%s: ", PLAIN(t));
    if (t->set_claims)
        fprintf(t->to, "its %" PRIu64 " %s %s held, those without a fault too.\n\n", t->set_claims,
                units(t, t->set_claims), plural(t->set_claims, "is", "are"));
    else
        fputs("it has an error of form.\n\n", t->to);
}

/* ---- files ---- */

static void file_begin(void *ctx, const char *path) {
    sj_check_text *t = ctx;
    t->path = path;
    t->type[0] = 0;
    t->as_above = 0;
    memset(t->told, 0, KINDS * sizeof *t->told);
}

/* How many more there were of the kinds that came often. */
static void print_rest(sj_check_text *t) {
    const sj_finding_def *def;
    sj_finding_id id;
    if (t->as_above > AS_ABOVE)
        fprintf(t->to, "%" PRIu64 " more %s with what is told above\n", t->as_above - AS_ABOVE,
                units(t, t->as_above - AS_ABOVE));
    for (size_t i = 0; (def = sj_catalog_at(t->catalog, i, &id)) != NULL; i++)
        if (t->told[KIND(id)] > TOLD_IN_FULL) {
            sj_severity severity = def->severity;
            sj_profile_severity(t->profile, id, &severity);
            fprintf(t->to, "%s %s" DOT "%s: %u more of this kind in this file\n", def->id,
                    sj_severity_text(severity), def->title, t->told[KIND(id)] - TOLD_IN_FULL);
        }
}

static void print_totals(sj_check_text *t, const sj_check_totals *n) {
    if (n->claims) {
        fprintf(t->to, "%" PRIu64 " %s: ", n->claims, units(t, n->claims));
        fprintf(t->to, "%s%" PRIu64 " clean%s, ", n->clean ? GREEN(t) : "", n->clean,
                n->clean ? PLAIN(t) : "");
        fprintf(t->to, "%s%" PRIu64 " with warnings%s, ", n->warned ? YELLOW(t) : "", n->warned,
                n->warned ? PLAIN(t) : "");
        fprintf(t->to, "%s%" PRIu64 " held%s; ", n->held ? RED(t) : "", n->held,
                n->held ? PLAIN(t) : "");
    }
    fprintf(t->to, "%" PRIu64 " %s, %" PRIu64 " %s\n", n->errors,
            plural(n->errors, "error", "errors"), n->warnings,
            plural(n->warnings, "warning", "warnings"));
}

/* Dollars by verdict, and what most claims have. */
static void print_causes(const sj_check_text *t, const sj_check_totals *n,
                         const sj_causes *causes) {
    char a[SJ_MONEY_SIZE + 8], b[SJ_MONEY_SIZE + 8], c[SJ_MONEY_SIZE + 8];
    sj_cause top[SJ_TOP_CAUSES];
    uint32_t many = sj_causes_top(causes, top);
    if (t->quiet || n->clean_charge + n->warned_charge + n->held_charge == 0) return;
    fprintf(t->to, "Charges: %s clean, %s with warnings, %s held\n",
            sj_say_money(n->clean_charge, a), sj_say_money(n->warned_charge, b),
            sj_say_money(n->held_charge, c));
    if (many) fputs("Most often:\n", t->to);
    for (uint32_t i = 0; i < many; i++)
        fprintf(t->to, "  %u %s, %s: %s%s %s%s" DOT "%s\n", top[i].claims,
                plural(top[i].claims, "claim", "claims"), sj_say_money(top[i].charge, a),
                severity_color(t, top[i].severity), top[i].id, sj_severity_text(top[i].severity),
                PLAIN(t), top[i].title);
}

static void file_end(void *ctx, const sj_check_result *r) {
    sj_check_text *t = ctx;
    flush_claim(t);
    if (r->failed && r->totals.transactions == 0) return; /* standard error has said it */
    if (t->as_above && !t->quiet) fputc('\n', t->to);
    if (!t->quiet) print_rest(t);
    fprintf(t->to, "%s%s%s: ", BOLD(t), r->path, PLAIN(t));
    if (r->failed)
        fprintf(t->to, "%sFAILED%s: %s; ", RED(t), PLAIN(t),
                r->err.msg ? r->err.msg : sj_status_text(r->err.code));
    else if (t->type[0])
        fprintf(t->to, "%s" DOT, t->type);
    print_totals(t, &r->totals);
    print_causes(t, &r->totals, r->causes);
    fflush(t->to);
}

sj_status sj_check_text_init(sj_check_text *t, FILE *to, const sj_catalog *catalog, bool color,
                             bool quiet, sj_err *err) {
    *t = (sj_check_text){.to = to,
                         .color = color,
                         .quiet = quiet,
                         .catalog = catalog,
                         .events = {.file_begin = file_begin,
                                    .set_begin = set_begin,
                                    .set_end = set_end,
                                    .finding = finding,
                                    .claim = claim,
                                    .payment = payment,
                                    .verdict = verdict,
                                    .file_end = file_end}};
    t->events.ctx = t;
    t->told = sj_calloc(KINDS, sizeof *t->told);
    t->text_stream = open_memstream(&t->text, &t->text_len);
    if (t->told && t->text_stream) return SJ_OK;
    sj_check_text_dispose(t);
    return sj_err_set(err, SJ_ENOMEM, "out of memory");
}

void sj_check_text_dispose(sj_check_text *t) {
    if (t->text_stream) fclose(t->text_stream);
    free(t->text); /* open_memstream's own */
    sj_free(t->told);
    *t = (sj_check_text){.to = NULL};
}

void sj_check_text_end(sj_check_text *t, const sj_check_totals *totals, const sj_causes *causes) {
    fprintf(t->to, "%s%u files%s", BOLD(t), totals->files, PLAIN(t));
    if (totals->failed) fprintf(t->to, ", %s%u failed%s", RED(t), totals->failed, PLAIN(t));
    fputs(": ", t->to);
    t->type[0] = 0;
    print_totals(t, totals);
    print_causes(t, totals, causes);
}
