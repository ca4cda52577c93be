/* engine/report/draft.c - a rule pack drafted from a pattern of denials. It says what was seen and
 * warns; what the payer wants is for a person to write in. */
#include "engine/followup/words.h"
#include "engine/report/html.h"
#include "engine/report/patterns.h"

enum { WORDS = 512, PARTS = 8 };

/* The procedure's code and modifiers: "HC:97110:GP:59". */
typedef struct service {
    sj_str parts[PARTS]; /* qualifier, code, modifiers */
    size_t n;
} service;

static bool is_plain(sj_str s) {
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (!((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))) return false;
    }
    return s.len > 0;
}

static bool split(service *out, sj_str procedure) {
    *out = (service){.n = 0};
    while (out->n < PARTS) {
        const char *colon = procedure.len ? memchr(procedure.ptr, ':', procedure.len) : NULL;
        size_t n = colon ? (size_t)(colon - procedure.ptr) : procedure.len;
        out->parts[out->n++] = (sj_str){procedure.ptr, n};
        if (!colon) break;
        procedure = (sj_str){colon + 1, procedure.len - n - 1};
    }
    for (size_t i = 0; i < out->n; i++)
        if (!is_plain(out->parts[i])) return false;
    return out->n >= 2 && (sj_str_is(out->parts[0], "HC") || sj_str_is(out->parts[0], "AD"));
}

/* A payer's id stands in an attribute that separates ids by blanks. */
static bool is_id(sj_str s) {
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] <= ' ' || strchr("\"'<>&,;", s.ptr[i])) return false;
    return s.len > 0 && s.len <= 40;
}

static const char *claims_of(sj_str type) {
    return sj_str_is(type, "837I")   ? "institutional"
           : sj_str_is(type, "837D") ? "dental"
                                     : "professional";
}

/* What must be missing for the line to be at fault, where the reason says so much. */
typedef struct lack {
    const char *carc, *when, *fill, *fix;
} lack;
static const lack *lack_of(sj_str carc) {
    static const lack lacks[] = {
        {"197", "missing(line.authorization)", "; ref G1 A1001",
         "Get the authorization and enter its number (Box 23)."},
        {"198", "missing(line.authorization)", "; ref G1 A1001",
         "Get an authorization that covers the service and enter its number (Box 23)."},
        {"15", "missing(line.authorization)", "; ref G1 A1001",
         "Enter the authorization number that the payer gave (Box 23)."},
    };
    for (size_t i = 0; i < sizeof lacks / sizeof *lacks; i++)
        if (sj_str_is(carc, lacks[i].carc)) return &lacks[i];
    return NULL;
}

static void example(FILE *to, bool trips, const service *s, const char *code, sj_str diagnosis,
                    const char *rest) {
    fprintf(to, "    <example trips=\"%s\">line ", trips ? "yes" : "no");
    if (code)
        fputs(code, to);
    else
        fprintf(to, "%.*s", SJ_FMT(s->parts[1]));
    for (size_t i = 2; i < s->n; i++) fprintf(to, " %.*s", SJ_FMT(s->parts[i]));
    if (diagnosis.len) fprintf(to, " dx %.*s", SJ_FMT(diagnosis));
    fprintf(to, "%s</example>\n", rest);
}

static void condition(FILE *to, const sj_pattern *p, const service *s, const lack *l) {
    fprintf(to, "    <when>line.procedure = '%.*s'", SJ_FMT(s->parts[1]));
    for (size_t i = 2; i < s->n; i++)
        fprintf(to, " and line.modifiers has '%.*s'", SJ_FMT(s->parts[i]));
    if (p->diagnosis.len) fprintf(to, " and line.diagnosis = '%.*s'", SJ_FMT(p->diagnosis));
    if (l) fprintf(to, " and %s", l->when);
    fputs("</when>\n", to);
}

static void texts(FILE *to, const sj_pattern *p, const sj_reasons *reasons, const lack *l) {
    const sj_denial_codes codes = {.group = p->group, .carc = p->carc, .rarc = p->rarc};
    char words[WORDS], code[64], money[SJ_MONEY_SIZE + 8];
    const sj_carc *carc = sj_reasons_carc(reasons, p->carc);
    sj_words_codes(&codes, code, sizeof code);
    sj_words_reason(reasons, &codes, words, sizeof words);
    sj_money_print_people(p->amount, money);
    fputs("    <message>Line {line.number}: ", to);
    sj_html_text(to, p->payer_name);
    fprintf(to, " denied %u of %u such lines (%s, %s): ", p->lines, p->decided, code, money);
    sj_html_textz(to, words);
    fputs(".</message>\n    <effect>The payer denies the line (CARC ", to);
    sj_html_text(to, p->carc);
    fputs(").</effect>\n    <fix>", to);
    if (l)
        fputs(l->fix, to);
    else if (carc && carc->step.len)
        sj_html_text(to, carc->step);
    else
        fputs("Check the payer’s policy for this procedure before it is sent.", to);
    fputs("</fix>\n", to);
}

sj_status sj_pattern_draft(const sj_pattern *p, const sj_reasons *reasons, sj_date since,
                           sj_date as_of, FILE *to, sj_err *err) {
    service s;
    char from[SJ_DATE_SIZE], until[SJ_DATE_SIZE];
    const lack *l = lack_of(p->carc);
    if (!split(&s, p->procedure) || !is_id(p->payer) ||
        (p->diagnosis.len && !is_plain(p->diagnosis)))
        return sj_err_set(err, SJ_EARG,
                          "the pattern has no procedure code or payer id that a rule could name");
    sj_date_print_iso(since, from);
    sj_date_print_iso(as_of, until);
    /* Another procedure, for the example that the rule lets pass. */
    const char *other = sj_str_is(s.parts[0], "AD")
                            ? (sj_str_is(s.parts[1], "D1110") ? "D0120" : "D1110")
                            : (sj_str_is(s.parts[1], "99213") ? "99214" : "99213");
    fprintf(
        to,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<!-- A draft from denials paid out %s to %s: read the payer's policy, say in the fix what "
        "it wants,\n     make warn hold when you are sure, and save it in packs/. -->\n"
        "<pack id=\"DRAFT%s\" title=\"Draft from pattern %s\" version=\"1\" claims=\"%s\"\n      "
        "source=\"our denials, %s to %s\">\n"
        "  <rule id=\"pattern-%c%c%c%c%c%c\" title=\"Lines like those that were denied\" "
        "severity=\"warn\" scope=\"line\"\n        payers=\"%.*s\">\n",
        from, until, p->key + 2, p->key, claims_of(p->type), from, until, p->key[2] | 0x20,
        p->key[3] | 0x20, p->key[4] | 0x20, p->key[5] | 0x20, p->key[6] | 0x20, p->key[7] | 0x20,
        SJ_FMT(p->payer));
    condition(to, p, &s, l);
    texts(to, p, reasons, l);
    example(to, true, &s, NULL, p->diagnosis, "");
    example(to, false, &s, other, p->diagnosis, "");
    if (l) example(to, false, &s, NULL, p->diagnosis, l->fill);
    fputs("  </rule>\n</pack>\n", to);
    return SJ_OK;
}
