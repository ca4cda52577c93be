/* engine/cli/run_show.c - what a pass did, as lines for people and as JSON. */
#include "engine/cli/run_show.h"

#include "engine/cli/transfers.h"

#include "engine/pipeline/say.h"

#include <stdio.h>

/* ---- for people ---- */

/* An 835 without a claim payment: what the payer took or gave beside the claims, or no payment. */
static void print_bare_remits(const sj_file_result *f) {
    char a[SJ_MONEY_SIZE + 8];
    printf("%u remittance%s without claim payments", f->remits, sj_say_s(f->remits));
    if (f->remit_duplicates == f->remits) {
        fputs(", posted before: nothing done", stdout);
    } else if (f->provider) {
        bool takes = f->provider > 0;
        printf("; the payer %s %s beside claims (PLB)", takes ? "takes back" : "adds",
               sj_say_money(takes ? f->provider : -f->provider, a));
    }
}

static void print_counts(const sj_file_result *f) {
    char a[SJ_MONEY_SIZE + 8];
    if (f->claims) {
        printf("%u claim%s: %u ready, %u held", f->claims, sj_say_s(f->claims), f->ready, f->held);
        if (f->duplicates) printf(", %u received before", f->duplicates);
    } else if (f->payments || f->refused) {
        printf("%u payment%s, %s: %u matched, %u not matched, %u denial%s", f->payments,
               sj_say_s(f->payments), sj_say_money(f->paid, a), f->matched,
               f->unmatched + f->suspended, f->denials, sj_say_s(f->denials));
        if (f->refused) printf(", %u remittance%s refused", f->refused, sj_say_s(f->refused));
    } else if (f->remits) {
        print_bare_remits(f);
    } else if (f->answers || f->unknown) {
        printf("%u answer%s: %u claim%s accepted, %u rejected", f->answers, sj_say_s(f->answers),
               f->accepted, sj_say_s(f->accepted), f->rejected);
        if (f->unknown) printf(", %u about what is not ours", f->unknown);
    } else {
        fputs(f->reason[0] ? f->reason : "nothing in it to act on", stdout);
    }
}

/* What a partner refused: the first few in full, so that nobody has to open the report to see what
 * to do. */
static void print_rejections(const sj_file_result *f) {
    enum { SHOWN = 5, LISTED = 20 };
    uint32_t shown = 0, unchanged = 0, late = 0;
    for (uint32_t i = 0; i < f->n_rejections; i++) {
        const sj_rejection *r = &f->rejections[i];
        unchanged += r->unchanged;
        late += r->late;
        if (r->unchanged || r->late || shown++ >= SHOWN) continue;
        printf("        Acct %s: %s\n", r->account, r->problem);
        if (r->fix[0]) printf("          Fix: %s\n", r->fix);
    }
    if (shown > SHOWN) printf("        and %u more\n", shown - SHOWN);
    for (int as_is = 0; as_is < 2; as_is++) {
        uint32_t of = as_is ? unchanged : f->n_rejections - unchanged - late, n = 0;
        if (!of) continue;
        printf("        Send again %s:", as_is ? "unchanged" : "mended");
        for (uint32_t i = 0; i < f->n_rejections && n < LISTED; i++)
            if (f->rejections[i].unchanged == as_is && !f->rejections[i].late)
                printf("%s %s", n++ ? "," : "", f->rejections[i].account);
        if (of > n) printf(" and %u more", of - n);
        printf(" (%s)\n", f->report);
    }
    if (!late) return;
    fputs("        Refused although the payer has decided, nothing was changed:", stdout);
    for (uint32_t i = 0, n = 0; i < f->n_rejections && n < LISTED; i++)
        if (f->rejections[i].late) printf("%s %s", n++ ? "," : "", f->rejections[i].account);
    if (f->late > LISTED) printf(" and more, %u in all", f->late);
    puts("\n          Fix: Do not send these again; ask the payer, then 'claim ACCOUNT --settle' "
         "(claims --exceptions).");
}

/* Why claims are held: the kinds of most claims. */
static void print_causes(const sj_file_result *f) {
    char a[SJ_MONEY_SIZE + 8];
    for (uint32_t i = 0; i < f->n_causes; i++) {
        const sj_cause *c = &f->causes[i];
        printf("        held: %u claim%s, %s: %s %s\n", c->claims, sj_say_s(c->claims),
               sj_say_money(c->charge, a), c->id, c->title);
    }
}

static void print_file(void *ctx, const sj_file_result *f) {
    static const char *const words[] = {"read", "same", "FAILED", "waits"};
    (void)ctx;
    printf("%-7s %s%s%s%s", words[f->outcome], f->partner, f->partner[0] ? "/" : "", f->name,
           f->type[0] ? " (" : "");
    printf("%s%s: ", f->type, f->type[0] ? ")" : "");
    if (f->outcome == SJ_FILE_READ)
        print_counts(f);
    else
        fputs(f->reason, stdout);
    putchar('\n');
    print_causes(f);
    print_rejections(f);
}

/* While we stay, a file that waits would be told at every pass. */
static void print_news(void *ctx, const sj_file_result *f) {
    if (f->outcome != SJ_FILE_WAITING) print_file(ctx, f);
}

static void print_batch(void *ctx, const sj_batch_result *b) {
    char a[SJ_MONEY_SIZE + 8];
    (void)ctx;
    printf("%s %s/%s (%s): %u claim%s, %s\n", b->waits ? "batched" : "sent   ", b->partner, b->name,
           b->type, b->claims, sj_say_s(b->claims), sj_say_money(b->charge, a));
}

void sj_run_print_totals(const sj_run_totals *t, bool quiet) {
    bool moved = t->delivered || t->fetched || t->delayed || t->in_doubt || t->troubled;
    if (t->files == 0 && t->batches == 0 && !moved && !quiet) puts("nothing to do");
    if (t->unroutable)
        fprintf(stderr, "scrubjay: no partner takes %u ready claim%s as scrubjay.xml is now\n",
                t->unroutable, sj_say_s(t->unroutable));
}

sj_run_events sj_run_lines(bool news) {
    return (sj_run_events){.file = news ? print_news : print_file,
                           .batch = print_batch,
                           .transfer = sj_transfers_print,
                           .progress = sj_transfers_progress()};
}

/* ---- JSON: three arrays grow side by side, put together at the end ---- */

static void json_count(sj_json_out *j, const char *key, uint32_t n) {
    sj_json_key(j, key);
    sj_json_uint(j, n);
}

static void json_money(sj_json_out *j, const char *key, sj_money m) {
    sj_json_key(j, key);
    sj_json_money(j, m);
}

static void json_text(sj_json_out *j, const char *key, const char *text) {
    sj_json_key(j, key);
    sj_json_strz(j, text && *text ? text : NULL);
}

static void json_rejections(sj_json_out *j, const sj_file_result *f) {
    sj_json_key(j, "rejections");
    sj_json_array(j);
    for (uint32_t i = 0; i < f->n_rejections; i++) {
        const sj_rejection *r = &f->rejections[i];
        sj_json_object(j);
        json_text(j, "account", r->account);
        sj_json_key(j, "unchanged");
        sj_json_bool(j, r->unchanged);
        sj_json_key(j, "late");
        sj_json_bool(j, r->late);
        json_text(j, "problem", r->problem);
        json_text(j, "fix", r->fix);
        sj_json_object_end(j);
    }
    sj_json_array_end(j);
}

static void json_causes(sj_json_out *j, const sj_file_result *f) {
    sj_json_key(j, "causes");
    sj_json_array(j);
    for (uint32_t i = 0; i < f->n_causes; i++) {
        sj_json_object(j);
        json_text(j, "id", f->causes[i].id);
        json_text(j, "title", f->causes[i].title);
        json_count(j, "claims", f->causes[i].claims);
        json_money(j, "charge", f->causes[i].charge);
        sj_json_object_end(j);
    }
    sj_json_array_end(j);
}

static void json_file(void *ctx, const sj_file_result *f) {
    static const char *const words[] = {"read", "duplicate", "failed", "waiting"};
    sj_json_out *j = &((sj_run_json *)ctx)->files;
    sj_json_object(j);
    json_text(j, "name", f->name);
    json_text(j, "partner", f->partner);
    json_text(j, "type", f->type);
    json_text(j, "status", words[f->outcome]);
    json_text(j, "reason", f->reason);
    json_text(j, "report", f->report);
    json_count(j, "claims", f->claims);
    json_count(j, "ready", f->ready);
    json_count(j, "warned", f->warned);
    json_count(j, "held", f->held);
    json_count(j, "duplicates", f->duplicates);
    json_money(j, "charge", f->charge);
    json_causes(j, f);
    json_count(j, "answers", f->answers);
    json_count(j, "accepted", f->accepted);
    json_count(j, "rejected", f->rejected);
    json_count(j, "unknown", f->unknown);
    json_rejections(j, f);
    json_count(j, "remits", f->remits);
    json_count(j, "payments", f->payments);
    json_count(j, "matched", f->matched);
    json_count(j, "unmatched", f->unmatched);
    json_count(j, "suspended", f->suspended);
    json_count(j, "refused", f->refused);
    json_count(j, "denials", f->denials);
    json_money(j, "paid", f->paid);
    json_money(j, "provider", f->provider);
    sj_json_object_end(j);
}

static void json_batch(void *ctx, const sj_batch_result *b) {
    sj_json_out *j = &((sj_run_json *)ctx)->batches;
    sj_json_object(j);
    json_text(j, "name", b->name);
    json_text(j, "partner", b->partner);
    json_text(j, "type", b->type);
    json_count(j, "interchange", b->interchange);
    json_count(j, "claims", b->claims);
    json_money(j, "charge", b->charge);
    sj_json_key(j, "waits");
    sj_json_bool(j, b->waits);
    sj_json_object_end(j);
}

static void json_transfer(void *ctx, const sj_transfer_result *t) {
    sj_transfers_json(&((sj_run_json *)ctx)->transfers, t);
}

sj_run_events sj_run_json_begin(sj_run_json *j) {
    sj_json_init(&j->files, NULL, NULL);
    sj_json_init(&j->batches, NULL, NULL);
    sj_json_array(&j->files);
    sj_json_array(&j->batches);
    sj_json_init(&j->transfers, NULL, NULL);
    sj_json_array(&j->transfers);
    return (sj_run_events){
        .ctx = j, .file = json_file, .batch = json_batch, .transfer = json_transfer};
}

sj_status sj_run_json_end(sj_run_json *j) {
    sj_json_array_end(&j->files);
    sj_json_array_end(&j->batches);
    sj_json_array_end(&j->transfers);
    sj_status status = j->files.status != SJ_OK ? j->files.status : j->batches.status;
    if (status == SJ_OK) status = j->transfers.status;
    if (status == SJ_OK)
        printf("{\"schema\":1,\"files\":%.*s,\"batches\":%.*s,\"transfers\":%.*s}\n",
               (int)j->files.len, j->files.buf, (int)j->batches.len, j->batches.buf,
               (int)j->transfers.len, j->transfers.buf);
    sj_json_dispose(&j->files);
    sj_json_dispose(&j->batches);
    sj_json_dispose(&j->transfers);
    return status;
}
