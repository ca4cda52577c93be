/* rules/edits/scrub.c - runs the edits over a claim and the frames above it.
 *
 * A frame shared by several claims is judged when its first claim comes; what came of it is kept
 * and added to the result of the others. */
#include "parsers/base/alloc.h"
#include "rules/edits/edits.h"

/* Of earlier claims: bytes of their words, and how many. */
enum { MOST_HISTORY = 32 << 20, MOST_EARLIER = 1 << 20 };

static const sj_edit *const tiers[] = {
    sj_edits_fmt,    sj_edits_parties, sj_edits_dem,       sj_edits_dates,     sj_edits_prv,
    sj_edits_dx,     sj_edits_mce,     sj_edits_proc,      sj_edits_modifiers, sj_edits_ncci,
    sj_edits_across, sj_edits_fee,     sj_edits_transport, sj_edits_equipment, sj_edits_kinds,
    sj_edits_bill,   sj_edits_revenue, sj_edits_dental,    sj_edits_cob,       sj_edits_his};

static bool is_planned(const sj_edit *e, int scope, int type, int snip) {
    const sj_finding_def *def = sj_scrub_edit(e->row, NULL);
    return (e->scope == scope || e->scope == SCOPE_PARTIES) && (e->types >> type & 1) &&
           !(snip && def->snip > snip);
}

static uint64_t tables_in_use(const sj_tables *t) {
    static const struct {
        sj_code_kind kind;
        uint64_t has;
    } kinds[] = {{SJ_CODES_PTP_PRACTITIONER, HAS_PTP | HAS_NCCI},
                 {SJ_CODES_PTP_HOSPITAL, HAS_PTP | HAS_NCCI},
                 {SJ_CODES_MUE_PRACTITIONER, HAS_MUE | HAS_NCCI},
                 {SJ_CODES_MUE_HOSPITAL, HAS_MUE | HAS_NCCI},
                 {SJ_CODES_MUE_DME, HAS_MUE | HAS_NCCI},
                 {SJ_CODES_ADDON, HAS_ADDONS | HAS_NCCI},
                 {SJ_CODES_FEE, HAS_FEES},
                 {SJ_CODES_MCE, HAS_MCE}};
    uint64_t has = 0;
    for (size_t i = 0; t && i < sizeof kinds / sizeof *kinds; i++)
        if (sj_tables_has(t, kinds[i].kind)) has |= kinds[i].has;
    return has;
}

static void add_edit(sj_plan *plan, sj_brief *brief, const sj_edit *e, uint64_t given) {
    const uint64_t needs = e->needs & ~given, rare = needs & ~HAS_OFTEN;
    if (!needs) {
        brief->always[brief->n_always++] = e->judge;
        return;
    }
    plan->edits[plan->n++] = (struct sj_planned){needs, e->judge};
    plan->asked |= needs;
    brief->rare |= rare ? rare & -rare : needs;
}

/* Which edits run for a type of claim in a scope: found once, so that a claim asks only its needs,
 * but for those that are given: the tables in use. */
static void make_plan(sj_plan *plan, sj_brief *brief, int scope, int type, int snip,
                      uint64_t given) {
    for (size_t i = 0; i < sizeof tiers / sizeof *tiers; i++)
        for (const sj_edit *e = tiers[i]; e->types; e++) {
            if (!is_planned(e, scope, type, snip)) continue;
            if (e->judge_party)
                plan->party_edits[plan->n_party++] =
                    (struct sj_planned_party){(unsigned)e->needs, e->judge_party};
            else
                add_edit(plan, brief, e, given);
        }
    brief->has_parties = plan->n_party > 0;
}

sj_status sj_scrub_new(sj_scrub **out, const sj_scrub_opts *opts, sj_err *err) {
    *out = NULL;
    if (opts->snip < 0 || opts->snip > 7) return sj_err_set(err, SJ_EARG, "SNIP types are 1 to 7");
    sj_scrub *s = sj_calloc(1, sizeof *s);
    if (!s || !sj_duplicates_new(&s->duplicates)) {
        sj_free(s);
        return sj_err_set(err, SJ_ENOMEM, "out of memory");
    }
    s->opts = *opts;
    s->changes = sj_tables_changes(opts->tables); /* nothing has been asked of earlier ones */
    sj_arena_init(&s->history, MOST_HISTORY);
    if (opts->packs) {
        const sj_pack_judge_opts judge = {.packs = opts->packs,
                                          .tables = opts->tables,
                                          .snip = opts->snip,
                                          .partner = opts->partner,
                                          .ctx = opts->ctx};
        sj_status status = sj_pack_judge_new(&s->judge, &judge, err);
        if (status != SJ_OK) {
            sj_scrub_free(s);
            return status;
        }
    }
    s->icd10_began = sj_date_of(2015, 10, 1);
    s->mbi_alone = sj_date_of(2020, 1, 1);
    s->tables = tables_in_use(opts->tables);
    for (unsigned r = 0; r < KNOWN_REVENUES; r++) s->known.revenues[r] = sj_revenue_kind(r);
    for (int type = SJ_CLAIM_837P; type <= SJ_CLAIM_837D; type++)
        for (int scope = 0; scope < SCOPES; scope++)
            make_plan(&s->plans[type][scope], &s->briefs[type][scope], scope, type, opts->snip,
                      s->tables & (HAS_MCE | HAS_NCCI));
    *out = s;
    return SJ_OK;
}

void sj_scrub_free(sj_scrub *s) {
    if (!s) return;
    sj_duplicates_free(s->duplicates);
    sj_days_dispose(&s->days);
    sj_arena_dispose(&s->history);
    sj_free(s->earlier);
    sj_pack_judge_free(s->judge);
    sj_free(s);
}

static void begin_file(sj_scrub *s) {
    memset(s->frames, 0, sizeof s->frames);
    memset(s->known.payers, 0, sizeof s->known.payers); /* the caller may know more by now */
    s->told = 0;
    s->ahead = NULL;
    s->ahead_asked = false;
    s->last_ordinal = 0;
}

void sj_scrub_begin_file(sj_scrub *s) {
    begin_file(s);
    s->n_before = s->base = 0;
    sj_duplicates_clear(s->duplicates);
    sj_days_clear(&s->days);
    sj_arena_reset(&s->history);
    s->n_earlier = 0;
}

void sj_scrub_next_file(sj_scrub *s, sj_str name) {
    const uint32_t base = s->base + s->last_ordinal;
    sj_str kept;
    if (s->n_before == FILES_BEFORE || base >= EARLIER ||
        !sj_arena_copy(&s->history, name, &kept)) {
        sj_scrub_begin_file(s);
        return;
    }
    begin_file(s);
    s->before[s->n_before++] = (struct sj_file_before){s->base, kept};
    s->base = base;
}

sj_str sj_scrub_earlier(sj_scrub *s, uint32_t claim) {
    uint32_t i = claim - EARLIER;
    if (claim >= EARLIER) return i < s->n_earlier ? s->earlier[i] : NO_FACT;
    if (claim > s->base) return NO_FACT;
    unsigned file = s->n_before;
    while (file && s->before[file - 1].first >= claim) file--;
    if (!file) return NO_FACT;
    const struct sj_file_before *b = &s->before[file - 1];
    return sj_note(s, "%u of %.*s", (unsigned)(claim - b->first), SJ_FMT(b->name));
}

/* Room for one more, within the numbers that claims of the history have. */
static bool make_room(sj_scrub *s) {
    if (s->n_earlier < s->earlier_cap) return true;
    uint32_t cap = s->earlier_cap ? 2 * s->earlier_cap : 256;
    if (cap > MOST_EARLIER) return false;
    sj_str *more = sj_realloc(s->earlier, cap * sizeof *more);
    if (!more) return false;
    s->earlier = more;
    s->earlier_cap = cap;
    return true;
}

/* The edits for claims that have all this; the last mixtures are remembered. */
static const sj_choice *choose(sj_plan *plan, uint64_t has) {
    sj_choice *choice = &plan->choices[has * 0x9E3779B97F4A7C15u >> 32 & (CHOICES - 1)];
    if (choice->is_made && choice->has == has) return choice;
    *choice = (sj_choice){.is_made = true, .has = has};
    for (unsigned i = 0; i < plan->n; i++)
        if (!(plan->edits[i].needs & ~has)) choice->edits[i / 64] |= 1ull << i % 64;
    return choice;
}

static void run_edits(sj_scrub *s, sj_plan *plan) {
    const sj_choice *choice = choose(plan, s->has & plan->asked);
    for (unsigned word = 0; word < CHOICE_WORDS; word++)
        for (uint64_t left = choice->edits[word]; left; left &= left - 1)
            plan->edits[64 * word + (unsigned)__builtin_ctzll(left)].judge(s);
}

static void run_party_edits(sj_scrub *s, const sj_plan *plan, enum scope scope) {
    sj_scrub_gather(s, scope);
    for (uint16_t k = 0; k < s->n_parties; k++) {
        const party_facts *p = &s->parties[k];
        for (unsigned i = 0; i < plan->n_party; i++)
            if (!(plan->party_edits[i].needs & ~(unsigned)p->has)) plan->party_edits[i].judge(s, p);
    }
}

/* Those that need something of the claim, or of its parties. */
static void run_needing(sj_scrub *s, enum scope scope) {
    const sj_brief *brief = &s->briefs[s->c->type][scope];
    sj_plan *plan = &s->plans[s->c->type][scope];
    if (s->has & brief->rare) run_edits(s, plan);
    const bool odd = scope == SCOPE_CLAIM ? s->odd_claim : s->odd_frames[scope];
    if (odd && brief->has_parties) run_party_edits(s, plan, scope);
}

static void run_always(sj_scrub *s, enum scope scope) {
    const sj_brief *brief = &s->briefs[s->c->type][scope];
    for (unsigned i = 0; i < brief->n_always; i++) brief->always[i](s);
}

static sj_scrub_result run_frame(sj_scrub *s, enum scope scope) {
    s->result = (sj_scrub_result){0, 0};
    s->shared = scope == SCOPE_HEADER || scope == SCOPE_BILLING;
    run_needing(s, scope);
    run_always(s, scope);
    return s->result;
}

static bool before(const sj_finding *a, const sj_finding *b) {
    if (a->pos.segment != b->pos.segment) return a->pos.segment < b->pos.segment;
    if (a->pos.element != b->pos.element) return a->pos.element < b->pos.element;
    if (a->pos.repeat != b->pos.repeat) return a->pos.repeat < b->pos.repeat;
    if (a->pos.component != b->pos.component) return a->pos.component < b->pos.component;
    return a->id < b->id;
}

static void sort_found(sj_scrub *s) {
    for (unsigned i = 1; i < s->n_found; i++) {
        sj_finding f = s->found[i];
        unsigned k = i;
        for (; k && before(&f, &s->found[k - 1]); k--) s->found[k] = s->found[k - 1];
        s->found[k] = f;
    }
}

static void on_rule(void *ctx, const sj_finding *f) {
    sj_report_rule(ctx, f);
}

/* The claim's own: edits, the packs' rules, and at last what is looked up among the lines of the
 * file: by then the memory that it is in has come. */
static sj_scrub_result run_claim(sj_scrub *s) {
    s->result = (sj_scrub_result){0, 0};
    s->shared = false;
    run_needing(s, SCOPE_CLAIM);
    if (s->judge) sj_pack_judge_claim(s->judge, s->c, on_rule, s);
    run_always(s, SCOPE_CLAIM);
    return s->result;
}

bool sj_scrub_remember(sj_scrub *s, const sj_claim *earlier, sj_str words) {
    if (!make_room(s) || !sj_arena_copy(&s->history, words, &s->earlier[s->n_earlier]))
        return false;
    s->c = earlier;
    memset(s->frames, 0, sizeof s->frames); /* frames of other files begin at the same places */
    sj_scrub_turn(s);
    sj_scrub_prepare(s);
    uint32_t number = EARLIER + s->n_earlier++;
    sj_scrub_keep_duplicates(s, number);
    if (s->tables & HAS_NCCI) sj_scrub_keep_days(s, number);
    memset(s->frames, 0, sizeof s->frames);
    return true;
}

void sj_scrub_foresee(sj_scrub *s, const sj_claim *c) {
    if (!(s->tables & HAS_ADDONS) || is_char(c->frequency, '8')) return;
    s->c = c;
    sj_scrub_turn(s);
    sj_scrub_prepare(s);
    sj_scrub_keep_days(s, c->ordinal % EARLIER);
}

sj_scrub_result sj_scrub_claim(sj_scrub *s, const sj_claim *c, sj_finding_fn found, void *ctx) {
    s->c = c;
    s->last_ordinal = c->ordinal;
    s->n_found = 0;
    s->notes.used = 0;
    const unsigned fresh = sj_scrub_turn(s);
    sj_scrub_prepare(s);
    sj_scrub_meet(s);
    for (unsigned left = fresh; left; left &= left - 1) { /* scopes are numbered as frames are */
        const int f = __builtin_ctz(left);
        s->frame_results[f] = run_frame(s, (enum scope)f);
    }
    sj_scrub_result total = run_claim(s);
    for (int f = 0; f < FRAMES; f++) {
        total.errors += s->frame_results[f].errors;
        total.warnings += s->frame_results[f].warnings;
    }
    sort_found(s);
    for (unsigned i = 0; i < s->n_found && found; i++) found(ctx, &s->found[i]);
    return total;
}
