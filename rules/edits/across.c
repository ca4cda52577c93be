/* rules/edits/across.c - CLN: the NCCI's rules on the lines of several claims: of the same patient,
 * payer, provider and day, earlier in the file or in the history.
 *
 * The claim at hand is judged against those before it, then it is kept itself. What the later of
 * two claims lacks is told of that one, whichever of their codes is column 1. A replacement or void
 * is neither judged nor kept: it stands for a claim that is there already. */
#include "parsers/base/digits.h"
#include "parsers/base/hash.h"
#include "rules/edits/days.h"
#include "rules/edits/ncci.h"

static bool is_dated(const line_facts *l) {
    return l->from != SJ_NO_DATE && l->line->procedure.v.len && l->shape != SHAPE_NONE;
}

static uint64_t who_with(const sj_scrub *s, sj_str provider) {
    uint64_t h = fold(s->frame_hashes[FRAME_SUBSCRIBER] ^ 0x9FB21C651E98DF25u,
                      sj_text_hash(provider) ^ 0xA0761D6478BD642Fu);
    return s->c->patient ? fold(h, s->frame_hashes[FRAME_PATIENT] ^ 0x8EBC6AF09C88C6E3u) : h;
}

uint64_t sj_across_who(const sj_scrub *s) {
    return who_with(s, sj_ncci_provider_of(s, NULL));
}

uint64_t sj_across_key(const sj_scrub *s, const line_facts *l, uint64_t who) {
    if (!is_dated(l)) return 0;
    if (s->c->type != SJ_CLAIM_837I && l->line->rendering->id.v.len)
        who = who_with(s, l->line->rendering->id.v);
    uint64_t day = (uint64_t)(uint32_t)l->from << 2 | (uint64_t)s->c->type;
    uint64_t h = fold(who ^ 0xE7037ED1A0B428DBu, day ^ 0x9E3779B97F4A7C15u);
    return h ? h : 1;
}

static uint64_t code_of(sj_str code) {
    return sj_pack_8(code.ptr, code.len < sizeof(uint64_t) ? code.len : sizeof(uint64_t));
}

static sj_str text_of(const uint64_t *code) {
    return (sj_str){(const char *)code, strnlen((const char *)code, sizeof *code)};
}

/* "97110 of claim 3 of this file", "97110 of claim A100, received …". */
static sj_str name_line(sj_scrub *s, const sj_day_line *l, uint32_t claim) {
    sj_str earlier = sj_scrub_earlier(s, claim), code = text_of(&l->code);
    if (earlier.len) return sj_note(s, "%.*s of claim %.*s", SJ_FMT(code), SJ_FMT(earlier));
    return sj_note(s, "%.*s of claim %u of this file", SJ_FMT(code), (unsigned)(claim - s->base));
}

/* ---- pairs ---- */

/* The indicator of a pair in force, whichever of the codes is column 1; 0: they are none. */
static char indicator_of(sj_scrub *s, uint32_t a, uint32_t b, sj_date on) {
    char indicator = sj_ask_indicator(s, a, b, on);
    return indicator ? indicator : sj_ask_indicator(s, b, a, on);
}

/* True when it was told. */
static bool judge_pair(sj_scrub *s, const line_facts *l, const sj_day_line *before, uint32_t claim,
                       uint32_t number) {
    sj_code_kind kind = sj_ncci_pairs_of(s);
    uint32_t other = sj_tables_pair_code(s->opts.tables, kind, text_of(&before->code));
    char indicator = other ? indicator_of(s, number, other, l->from) : 0;
    bool never = indicator == '0';
    if (!never && (indicator != '1' || before->separate || sj_ncci_is_separate(l))) return false;
    sj_report_medicare(s, never ? SJ_ED_PTP_ACROSS : SJ_ED_PTP_MODIFIER_ACROSS,
                       l->line->procedure.at, sj_note_line(l), name_line(s, before, claim));
    return true;
}

static void pair_with(sj_scrub *s, const line_facts *l, const sj_day_visit *visit) {
    uint32_t number = l->asked.pair;
    bool told = !number;
    for (; visit && !told; visit = sj_days_older(&s->days, visit))
        for (uint32_t i = 0; i < visit->n_lines && !told; i++)
            told = judge_pair(s, l, &s->days.lines[visit->line + i], visit->claim, number);
}

/* ---- units ---- */

/* Of all lines of the claim at hand that are alike; 0 where an earlier one of them was asked. */
static int64_t units_here(const sj_scrub *s, uint16_t line) {
    const line_facts *l = &s->lines[line];
    int64_t sum = 0;
    for (uint16_t i = 0; i < s->n_lines; i++) {
        const line_facts *other = &s->lines[i];
        if (other->day != l->day || !sj_str_eq(other->line->procedure.v, l->line->procedure.v))
            continue;
        if (i < line) return 0;
        sum += sj_ncci_units_of(other);
    }
    return sum;
}

static void add_units(sj_scrub *s, uint16_t line, const sj_day_visit *visit) {
    const line_facts *l = &s->lines[line];
    sj_mue_info limit;
    if (!sj_ncci_find_limit(s, l, &limit) || limit.mai == 1) return;
    uint64_t code = code_of(l->line->procedure.v);
    int64_t here = units_here(s, line) / 1000, before = 0;
    const sj_day_visit *last = NULL;
    for (; visit; visit = sj_days_older(&s->days, visit))
        for (uint32_t i = 0; i < visit->n_lines; i++) {
            const sj_day_line *d = &s->days.lines[visit->line + i];
            if (d->code != code || !d->units) continue;
            before += d->units;
            if (!last) last = visit;
        }
    if (!last || here == 0 || here > limit.units || here + before <= limit.units) return;
    const sj_day_line named = {.code = code};
    sj_str where = name_line(s, &named, last->claim);
    sj_report_medicare(s, limit.mai == 2 ? SJ_ED_MUE_ACROSS : SJ_ED_MUE_CLINICAL_ACROSS,
                       l->line->units.at, sj_note_line(l),
                       sj_note(s, "%lld units, with %.*s, of at most %u",
                               (long long)(here + before), SJ_FMT(where), limit.units));
}

/* ---- add-on codes ---- */

static bool is_primary_among(const sj_scrub *s, const sj_days *days, uint64_t key,
                             const line_facts *l) {
    const sj_day_visit *visit = sj_days_find(days, key);
    for (; visit; visit = sj_days_older(days, visit))
        for (uint32_t i = 0; i < visit->n_lines; i++)
            if (sj_tables_addon_pair(s->opts.tables, l->line->procedure.v,
                                     text_of(&days->lines[visit->line + i].code), l->from,
                                     NULL) == SJ_CODE_VALID)
                return true;
    return false;
}

bool sj_ncci_has_primary_elsewhere(sj_scrub *s, const line_facts *l) {
    const uint64_t key = l->day;
    if (is_primary_among(s, &s->days, key, l)) return true;
    if (!s->ahead_asked && s->opts.ahead) s->ahead = s->opts.ahead(s->opts.ahead_ctx);
    s->ahead_asked = true;
    return s->ahead && is_primary_among(s, &s->ahead->days, key, l);
}

/* ---- the claim ---- */

/* Lines of the same day and provider follow each other, mostly: one visit for each such stretch. */
static void keep(sj_scrub *s, uint32_t claim) {
    uint64_t last = 0;
    for (uint16_t i = 0; i < s->n_lines; i++) {
        const line_facts *l = &s->lines[i];
        if (!l->day) continue;
        if (l->day != last) sj_days_begin(&s->days, l->day, claim);
        last = l->day;
        const sj_day_line line = {.code = code_of(l->line->procedure.v),
                                  .units = (int32_t)(sj_ncci_units_of(l) / 1000),
                                  .separate = l->n_modifiers && sj_ncci_is_separate(l)};
        sj_days_put(&s->days, &line);
    }
}

void sj_scrub_keep_days(sj_scrub *s, uint32_t claim) {
    if (s->c->type != SJ_CLAIM_837D) keep(s, claim);
}

static void across(sj_scrub *s) {
    if (!sj_ncci_is_judged(s) || is_char(s->c->frequency, '7') || is_char(s->c->frequency, '8'))
        return;
    const sj_day_visit *visit = NULL; /* of the line before, most often of this one too */
    for (uint16_t i = 0; i < s->n_lines; i++) {
        const line_facts *l = &s->lines[i];
        if (!l->day) continue;
        if (!i || l->day != l[-1].day) visit = sj_days_find(&s->days, l->day);
        if (!visit) continue;
        pair_with(s, l, visit);
        add_units(s, i, visit);
    }
    keep(s, number_of(s));
    sj_finding_id id;
    const sj_finding_def *def = sj_scrub_edit(SJ_ED_DUPLICATE_CAP, &id);
    if (s->days.full)
        sj_report_once(s, id, def, TOLD_DUPLICATES, s->c->account.at, NO_FACT, NO_FACT);
}

const sj_edit sj_edits_across[] = {{SJ_ED_PTP_ACROSS, SCOPE_CLAIM, TYPE_PI, HAS_NCCI, across, NULL},
                                   {.types = 0}};
