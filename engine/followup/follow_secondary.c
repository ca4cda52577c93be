/* The claim to the next payer: the claim as it went to this one, with what this one decided (2320,
 * 2330, 2430), the next payer in its place (2000B, 2010BA, 2010BB), and the patient where that
 * payer knows him.
 *
 * Every amount is the remittance's own: group and reason codes as they came, line by line. */
#include "engine/followup/following.h"

#include <stdio.h>
#include <stdlib.h>

enum { CAS_PARTS = 6, MOST_REASONS = 64, TEXT = 16 << 10 };

/* Who pays next: from the claim's own 2320, or as it was given. */
typedef struct coverage {
    sj_str id, name, member, relationship, group, group_name, insurance, filing;
    sj_str last, first, middle, suffix, line1, line2, city, state, zip, born, sex;
} coverage;

/* Segments that are put together; joined by terminators. */
typedef struct text {
    sj_revision *d;
    size_t n;
    char *bytes;
} text;

static void add(text *t, sj_str segment) {
    if (!segment.len || t->n + segment.len + 1 > TEXT) {
        if (segment.len) t->d->status = SJ_ETOOBIG;
        return;
    }
    memcpy(t->bytes + t->n, segment.ptr, segment.len);
    t->n += segment.len;
    t->bytes[t->n++] = t->d->delims.terminator;
}

static text new_text(sj_revision *d) {
    text t = {.d = d, .bytes = sj_arena_alloc(&d->arena, TEXT)};
    if (!t.bytes) d->status = SJ_ENOMEM;
    return t;
}

/* Segments of a loop, as they stand: those with one of these tags. */
static void copy(text *t, const sj_revision *d, const char *loop, uint32_t other, const char *tag) {
    for (uint32_t i = 0; i < d->n; i++)
        if (sj_revision_is(d, i, loop, tag) && d->v[i].line == 0 &&
            (!other || d->v[i].other == other))
            add(t, d->v[i].text);
}

static sj_str money(sj_revision *d, sj_money m) {
    char buf[SJ_MONEY_SIZE];
    sj_str out = {NULL, 0};
    size_t n = sj_money_print_x12(m, buf);
    if (!sj_arena_copy(&d->arena, (sj_str){buf, n}, &out)) d->status = SJ_ENOMEM;
    return out;
}

static sj_str day(sj_revision *d, sj_date date) {
    char buf[SJ_DATE_SIZE];
    sj_str out = {NULL, 0};
    size_t n = sj_date_print_x12(date, buf);
    if (!sj_arena_copy(&d->arena, (sj_str){buf, n}, &out)) d->status = SJ_ENOMEM;
    return out;
}

/* ---- CAS ---- */

typedef struct reason {
    sj_str group, code, amount, quantity;
} reason;

/* 'CO-45:20.00 PR-3:20.00/1' into its parts. */
static uint32_t split_reasons(sj_str list, reason *out) {
    uint32_t n = 0;
    while (list.len && n < MOST_REASONS) {
        const char *end = memchr(list.ptr, ' ', list.len);
        sj_str one = {list.ptr, end ? (size_t)(end - list.ptr) : list.len};
        const char *dash = memchr(one.ptr, '-', one.len), *colon = memchr(one.ptr, ':', one.len);
        if (dash && colon && dash < colon) {
            const char *stop = one.ptr + one.len;
            const char *slash = memchr(colon, '/', (size_t)(stop - colon));
            out[n++] = (reason){{one.ptr, (size_t)(dash - one.ptr)},
                                {dash + 1, (size_t)(colon - dash - 1)},
                                {colon + 1, (size_t)((slash ? slash : stop) - colon - 1)},
                                {slash ? slash + 1 : stop, slash ? (size_t)(stop - slash - 1) : 0}};
        }
        size_t taken = one.len + (end ? 1 : 0);
        list = (sj_str){list.ptr + taken, list.len - taken};
    }
    return n;
}

/* One segment for each group, six reasons at the most; amounts of nothing are left out. */
static void add_adjustments(text *t, sj_str list) {
    reason all[MOST_REASONS];
    bool done[MOST_REASONS] = {false};
    uint32_t n = split_reasons(list, all);
    for (uint32_t i = 0; i < n; i++) {
        char fmt[64] = "CAS*@";
        sj_str v[1 + 3 * CAS_PARTS] = {all[i].group};
        unsigned parts = 0;
        for (uint32_t k = i; k < n && parts < CAS_PARTS; k++) {
            sj_money m;
            if (done[k] || !sj_str_eq(all[k].group, all[i].group)) continue;
            done[k] = true;
            if (!sj_money_parse(all[k].amount, &m) || !m) continue;
            v[1 + 3 * parts] = all[k].code;
            v[2 + 3 * parts] = money(t->d, m);
            v[3 + 3 * parts] = all[k].quantity;
            parts++;
            strcat(fmt, "*@*@*@");
        }
        if (parts)
            add(t, sj_revision_text(t->d, fmt, v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8],
                                    v[9], v[10], v[11], v[12], v[13], v[14], v[15], v[16], v[17],
                                    v[18]));
    }
}

/* ---- the next payer ---- */

static sj_str member(const sj_json *v, const char *key) {
    return sj_json_text(sj_json_get(v, key));
}

static coverage told_coverage(const sj_json *v) {
    return (coverage){.id = member(v, "id"),
                      .name = member(v, "name"),
                      .member = member(v, "member"),
                      .relationship = member(v, "relationship"),
                      .group = member(v, "group"),
                      .group_name = member(v, "group_name"),
                      .insurance = member(v, "insurance_type"),
                      .filing = member(v, "filing"),
                      .last = member(v, "last"),
                      .first = member(v, "first"),
                      .middle = member(v, "middle"),
                      .suffix = member(v, "suffix"),
                      .line1 = member(v, "line1"),
                      .line2 = member(v, "line2"),
                      .city = member(v, "city"),
                      .state = member(v, "state"),
                      .zip = member(v, "zip"),
                      .born = member(v, "born"),
                      .sex = member(v, "sex")};
}

/* That other payer of the claim whose turn is next (SBR01); its place in *first. */
static bool claim_coverage(const sj_revision *d, char sequence, coverage *out, uint32_t *first) {
    const sj_revision_place sbr = {"2320", "SBR", NULL, 0, 0};
    for (uint32_t i = 0; (i = sj_revision_find(d, &sbr, i)) < d->n; i++) {
        if (!sj_str_eq(sj_revision_value(d, i, 1, 0), (sj_str){&sequence, 1})) continue;
        const sj_revision_place name = {"2330A", "NM1", NULL, 0, d->v[i].other};
        const sj_revision_place street = {"2330A", "N3", NULL, 0, d->v[i].other};
        const sj_revision_place city = {"2330A", "N4", NULL, 0, d->v[i].other};
        const sj_revision_place payer = {"2330B", "NM1", NULL, 0, d->v[i].other};
        uint32_t n = sj_revision_find(d, &name, i), p = sj_revision_find(d, &payer, i);
        uint32_t s = sj_revision_find(d, &street, i), c = sj_revision_find(d, &city, i);
        *first = i;
        *out = (coverage){.id = sj_revision_value(d, p, 9, 0),
                          .name = sj_revision_value(d, p, 3, 0),
                          .member = sj_revision_value(d, n, 9, 0),
                          .relationship = sj_revision_value(d, i, 2, 0),
                          .group = sj_revision_value(d, i, 3, 0),
                          .group_name = sj_revision_value(d, i, 4, 0),
                          .insurance = sj_revision_value(d, i, 5, 0),
                          .filing = sj_revision_value(d, i, 9, 0),
                          .last = sj_revision_value(d, n, 3, 0),
                          .first = sj_revision_value(d, n, 4, 0),
                          .middle = sj_revision_value(d, n, 5, 0),
                          .suffix = sj_revision_value(d, n, 7, 0),
                          .line1 = sj_revision_value(d, s, 1, 0),
                          .line2 = sj_revision_value(d, s, 2, 0),
                          .city = sj_revision_value(d, c, 1, 0),
                          .state = sj_revision_value(d, c, 2, 0),
                          .zip = sj_revision_value(d, c, 3, 0)};
        return out->id.len && out->member.len;
    }
    return false;
}

/* ---- what this payer decided: 2320, 2330, 2430 ---- */

static bool has_lines(const sj_following *f) {
    for (uint32_t i = 0; i < f->n_lines; i++)
        if (f->lines[i].ordinal) return true;
    return false;
}

static void add_remarks(text *t, sj_str remarks) {
    sj_str v[5] = {{NULL, 0}};
    unsigned n = 0;
    while (remarks.len && n < 5) {
        const char *end = memchr(remarks.ptr, ' ', remarks.len);
        v[n].ptr = remarks.ptr;
        v[n++].len = end ? (size_t)(end - remarks.ptr) : remarks.len;
        size_t taken = v[n - 1].len + (end ? 1 : 0);
        remarks = (sj_str){remarks.ptr + taken, remarks.len - taken};
    }
    if (n) add(t, sj_revision_text(t->d, "MOA***@*@*@*@*@", v[0], v[1], v[2], v[3], v[4]));
}

/* 2320 and 2330A, 2330B of the payer that decided. */
static sj_str decided_payer(const sj_following *f) {
    sj_revision *d = &f->out->draft;
    const sj_revision_place place[] = {{"2000B", "SBR", NULL, 0, 0},
                                       {"2300", "CLM", NULL, 0, 0},
                                       {"2010BA", "NM1", NULL, 0, 0},
                                       {"2010BB", "NM1", NULL, 0, 0},
                                       {"2000C", "PAT", NULL, 0, 0}};
    uint32_t sbr = sj_revision_find(d, &place[0], 0), clm = sj_revision_find(d, &place[1], 0);
    uint32_t il = sj_revision_find(d, &place[2], 0), pr = sj_revision_find(d, &place[3], 0);
    uint32_t pat = sj_revision_find(d, &place[4], 0);
    text t = new_text(d);
    sj_str relationship =
        pat < d->n ? sj_revision_value(d, pat, 1, 0) : sj_revision_value(d, sbr, 2, 0);
    add(&t, sj_revision_text(d, "SBR*@*@*@*@*@****@", sj_revision_value(d, sbr, 1, 0), relationship,
                             sj_revision_value(d, sbr, 3, 0), sj_revision_value(d, sbr, 4, 0),
                             sj_revision_value(d, sbr, 5, 0), sj_revision_value(d, sbr, 9, 0)));
    for (uint32_t i = 0; i < f->n_lines; i++)
        if (!f->lines[i].ordinal) add_adjustments(&t, f->lines[i].adjustments);
    add(&t, sj_revision_text(d, "AMT*D*@", money(d, f->paid)));
    if (f->patient > 0) add(&t, sj_revision_text(d, "AMT*EAF*@", money(d, f->patient)));
    add(&t, sj_revision_text(d, "OI***@***@", sj_revision_value(d, clm, 8, 0),
                             sj_revision_value(d, clm, 9, 0)));
    add_remarks(&t, f->remarks);
    add(&t, d->v[il].text);
    copy(&t, d, "2010BA", 0, "N3");
    copy(&t, d, "2010BA", 0, "N4");
    add(&t, sj_revision_text(d, "NM1*PR*2*@*****@*@", sj_revision_value(d, pr, 3, 0),
                             sj_revision_value(d, pr, 8, 0), sj_revision_value(d, pr, 9, 0)));
    if (!has_lines(f)) add(&t, sj_revision_text(d, "DTP*573*D8*@", day(d, f->paid_on)));
    if (f->control.len) add(&t, sj_revision_text(d, "REF*F8*@", f->control));
    return (sj_str){t.bytes, t.n};
}

/* 2430 of one of our lines: each service that the payer made of it. */
static sj_str decided_line(const sj_following *f, uint32_t line) {
    sj_revision *d = &f->out->draft;
    text t = new_text(d);
    for (uint32_t i = 0; i < f->n_lines; i++) {
        const sj_payment_line_row *l = &f->lines[i];
        char units[SJ_MONEY_SIZE];
        if (!l->ordinal || l->line != line) continue;
        size_t n = sj_quantity_print(l->units ? l->units : 1000, units);
        add(&t, sj_revision_text(d, "SVD*@*@*&*@*@", f->payer, money(d, l->paid), l->procedure,
                                 l->revenue, (sj_str){units, n}));
        add_adjustments(&t, l->adjustments);
        add(&t, sj_revision_text(d, "DTP*573*D8*@", day(d, f->paid_on)));
    }
    return (sj_str){t.bytes, t.n};
}

static void add_line_decisions(sj_following *f) {
    sj_revision *d = &f->out->draft;
    for (uint32_t line = 1; line <= sj_revision_lines(d) && d->status == SJ_OK; line++) {
        const sj_revision_place lx = {"2400", "LX", NULL, line, 0};
        uint32_t first = sj_revision_find(d, &lx, 0);
        sj_str decided = decided_line(f, line);
        uint16_t loop;
        uint32_t at = sj_revision_loop_room(d, first, "2430", &loop);
        if (!decided.len)
            sj_following_refuse(f, SJ_REFUSED_MATCH,
                                "the remittance says nothing of line %u, or of a line that could "
                                "not be told: the next "
                                "payer wants every line's decision",
                                line);
        else
            sj_revision_insert(d, at, decided);
    }
    for (uint32_t i = 0; i < f->n_lines; i++)
        if (f->lines[i].ordinal && !f->lines[i].line)
            sj_following_refuse(f, SJ_REFUSED_MATCH,
                                "a service in the remittance (%.*s) could not be told to be one of "
                                "the claim's lines",
                                SJ_FMT(f->lines[i].procedure));
}

/* ---- the head ---- */

static bool is_patient(const coverage *c) {
    return !c->relationship.len || sj_str_is(c->relationship, "18");
}

static sj_str next_head(const sj_following *f, const coverage *c, char sequence) {
    sj_revision *d = &f->out->draft;
    const sj_revision_place qc = {"2010CA", "NM1", NULL, 0, 0}, il = {"2010BA", "NM1", NULL, 0, 0};
    const char *from =
        sj_revision_find(d, &qc, 0) < d->n ? "2010CA" : "2010BA"; /* where the patient stands */
    uint32_t who = sj_revision_find(d, strcmp(from, "2010CA") == 0 ? &qc : &il, 0);
    bool same = is_patient(c);
    sj_str born = c->born, dmg;
    char compact[SJ_DATE_SIZE];
    sj_date date;
    text t = new_text(d);
    add(&t, sj_revision_text(d, same ? "HL*2*1*22*0" : "HL*2*1*22*1"));
    add(&t, sj_revision_text(d, "SBR*@*@*@*@*@****@", (sj_str){&sequence, 1},
                             same ? SJ_STR("18") : SJ_STR(""), c->group, c->group_name,
                             c->insurance, c->filing));
    sj_str last = same && !c->last.len ? sj_revision_value(d, who, 3, 0) : c->last;
    sj_str first = same && !c->first.len ? sj_revision_value(d, who, 4, 0) : c->first;
    add(&t, sj_revision_text(d, "NM1*IL*1*@*@*@**@*MI*@", last, first, c->middle, c->suffix,
                             c->member));
    if (same && !c->line1.len) {
        copy(&t, d, from, 0, "N3");
        copy(&t, d, from, 0, "N4");
    } else if (c->line1.len) {
        add(&t, sj_revision_text(d, "N3*@*@", c->line1, c->line2));
        add(&t, sj_revision_text(d, "N4*@*@*@", c->city, c->state, c->zip));
    }
    if (sj_date_parse_iso(born, &date)) {
        born = (sj_str){compact, sj_date_print_x12(date, compact)};
    }
    dmg = born.len ? sj_revision_text(d, "DMG*D8*@*@", born, c->sex.len ? c->sex : SJ_STR("U"))
                   : born;
    if (dmg.len)
        add(&t, dmg);
    else if (same)
        copy(&t, d, from, 0, "DMG");
    add(&t, sj_revision_text(d, "NM1*PR*2*@*****PI*@", c->name, c->id));
    if (same) return (sj_str){t.bytes, t.n};
    add(&t, sj_revision_text(d, "HL*3*2*23*0"));
    add(&t, sj_revision_text(d, "PAT*@", c->relationship));
    add(&t, sj_revision_text(d, "NM1*QC*1*@*@*@**@", sj_revision_value(d, who, 3, 0),
                             sj_revision_value(d, who, 4, 0), sj_revision_value(d, who, 5, 0),
                             sj_revision_value(d, who, 7, 0)));
    copy(&t, d, from, 0, "N3");
    copy(&t, d, from, 0, "N4");
    copy(&t, d, from, 0, "DMG");
    return (sj_str){t.bytes, t.n};
}

/* From the second HL up to the claim. */
static void replace_head(sj_following *f, sj_str head) {
    sj_revision *d = &f->out->draft;
    const sj_revision_place level = {"2000B", "HL", NULL, 0, 0}, clm = {"2300", "CLM", NULL, 0, 0};
    uint32_t from = sj_revision_find(d, &level, 0), to = sj_revision_find(d, &clm, 0);
    if (from >= to || to == d->n) {
        d->status = SJ_EINTERNAL;
        return;
    }
    sj_revision_remove(d, from, to - from);
    sj_revision_insert(d, from, head);
}

/* Numbers that only the payer that decided knows. */
static void drop_numbers(sj_following *f) {
    static const char *const theirs[] = {"G1", "9F", "F8"};
    sj_revision *d = &f->out->draft;
    for (size_t i = 0; i < sizeof theirs / sizeof *theirs; i++) {
        const sj_revision_place ref = {"2300", "REF", theirs[i], 0, 0};
        char path[32];
        uint32_t at = sj_revision_find(d, &ref, 0);
        if (at == d->n) continue;
        snprintf(path, sizeof path, "/claim/refs/%s", theirs[i]);
        sj_revision_note(d, &f->out->changes, path, sj_revision_value(d, at, 2, 0),
                         (sj_str){NULL, 0}, NULL);
        sj_revision_remove(d, at, 1);
    }
}

static void note(sj_following *f, const char *path, sj_str before, sj_str after,
                 const char *cms1500) {
    const char *box = strcmp(f->out->type, "837P") == 0 ? cms1500 : NULL;
    sj_revision_note(&f->out->draft, &f->out->changes, path, before, after, box);
}

void sj_following_secondary(sj_following *f) {
    sj_revision *d = &f->out->draft;
    char sequence = sj_str_is(f->sequence, "P") ? 'S' : 'T';
    coverage c;
    uint32_t first = d->n;
    bool named = claim_coverage(d, sequence, &c, &first);
    if (f->wish->coverage) c = told_coverage(f->wish->coverage);
    if (f->wish->coverage ? !c.id.len || !c.member.len || !c.name.len : !named) {
        sj_following_refuse(
            f, SJ_REFUSED_NO_PAYER,
            f->wish->coverage
                ? "the next payer's file wants at least \"id\", \"name\" and \"member\""
                : "the claim names no payer that comes next (2320): give it as a file with "
                  "--payer");
        return;
    }
    const sj_revision_place pr = {"2010BB", "NM1", NULL, 0, 0}, il = {"2010BA", "NM1", NULL, 0, 0};
    uint32_t p = sj_revision_find(d, &pr, 0), s = sj_revision_find(d, &il, 0);
    sj_str old_payer = sj_revision_value(d, p, 9, 0), old_member = sj_revision_value(d, s, 9, 0);
    sj_str payer = decided_payer(f), head = next_head(f, &c, sequence);
    if (first < d->n) sj_revision_remove(d, first, sj_revision_end(d, first) - first);
    drop_numbers(f);
    const sj_revision_place clm = {"2300", "CLM", NULL, 0, 0};
    uint16_t loop;
    uint32_t at = sj_revision_loop_room(d, sj_revision_find(d, &clm, 0), "2320", &loop);
    sj_revision_insert(d, at, payer);
    if (has_lines(f)) add_line_decisions(f);
    replace_head(f, head);
    note(f, "/subscriber/sequence", f->sequence, (sj_str){&sequence, 1}, NULL);
    note(f, "/payer/id", old_payer, c.id, NULL);
    note(f, "/subscriber/id", old_member, c.member, "CMS-1500 Box 1a");
    note(f, "/other/payer/id", (sj_str){NULL, 0}, old_payer, "CMS-1500 Box 9d");
    char amount[SJ_MONEY_SIZE];
    sj_money_print(f->paid, amount);
    note(f, "/other/amounts/D", (sj_str){NULL, 0}, sj_str_of(amount), "CMS-1500 Box 29");
    snprintf(f->out->payer, sizeof f->out->payer, "%.*s", SJ_FMT(c.id));
    f->out->terms = sj_terms_of(f->table, c.id, c.filing);
}
