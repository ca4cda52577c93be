/* engine/pipeline/remits.c - an 835 file: handed to posting (engine/followup), told in its report.
 */
#include "engine/files/read.h"
#include "engine/followup/bank.h"
#include "engine/followup/post.h"
#include "engine/pipeline/run.h"
#include "engine/pipeline/say.h"
#include "engine/store/followups.h"

static bool rewind_file(void *ctx) {
    return fseeko(ctx, 0, SEEK_SET) == 0;
}

static void tell(FILE *to, const sj_post_result *p) {
    char a[SJ_MONEY_SIZE + 8], b[SJ_MONEY_SIZE + 8];
    fprintf(to, "  Remittances      %u: %u posted, %u refused, %u posted before\n", p->remits,
            p->posted, p->refused, p->duplicates);
    fprintf(
        to, "  Claim payments   %u: %u matched to our claims, %u not matched (%s), %u suspended\n",
        p->payments, p->matched, p->unmatched, sj_say_money(p->unmatched_paid, a), p->suspended);
    fprintf(to, "  Paid             %s\n", sj_say_money(p->paid, a));
    fprintf(to, "  Denied           %s in %u line%s for the worklist\n", sj_say_money(p->denied, b),
            p->denials, sj_say_s(p->denials));
    if (p->underpayments)
        fprintf(to, "  Below contract   %s missing in %u line%s for the worklist\n",
                sj_say_money(p->underpaid, b), p->underpayments, sj_say_s(p->underpayments));
    if (p->repeated)
        fprintf(to, "  Posted before    %u claim payment%s: nothing was done\n", p->repeated,
                sj_say_s(p->repeated));
    if (p->reversals) fprintf(to, "  Reversals        %u of earlier payments\n", p->reversals);
    if (p->provider)
        fprintf(to, "  Provider-level adjustments (PLB): %s taken from the payment.\n",
                sj_say_money(p->provider, a));
    if (!p->refused) return;
    fprintf(to, "  The first one refused: %s at segment %u", p->reason, p->reason_segment);
    if (p->residual) fprintf(to, ", out of balance by %s", sj_say_money(p->residual, a));
    fputs(". Nothing of it was posted: ask the payer for a correct file.\n", to);
}

sj_status sj_intake_remits(sj_run *r, sj_taken *t, sj_err *err) {
    FILE *f;
    sj_status status = sj_taken_open(t, &f, err);
    if (status != SJ_OK) return status;
    sj_post_result posted = {0};
    const sj_fees *fees = NULL;
    status = sj_fee_cache_get(r->fees, r->store, &fees, err);
    const sj_post_input in = {.file = t->id,
                              .read = sj_file_read,
                              .rewind = rewind_file,
                              .ctx = f,
                              .fees = fees,
                              .terms = r->home->config.terms,
                              .codes = r->tables};
    if (status == SJ_OK)
        status = sj_post_file(r->store, r->home->keyed, r->guides, &in, &posted, err);
    fclose(f);
    if (status == SJ_OK) status = sj_followups_settle_lines(r->store, err);
    sj_bank_matched bank;
    if (status == SJ_OK) status = sj_bank_match(r->store, &bank, err);
    if (status != SJ_OK) return status;
    tell(t->body, &posted);
    t->result.remits = posted.remits;
    t->result.remit_duplicates = posted.duplicates;
    t->result.provider = posted.provider;
    t->result.payments = posted.payments;
    t->result.matched = posted.matched;
    t->result.unmatched = posted.unmatched;
    t->result.suspended = posted.suspended;
    t->result.refused = posted.refused;
    t->result.denials = posted.denials + posted.underpayments;
    t->result.paid = posted.paid;
    return SJ_OK;
}
