/* engine/pipeline/complaint.c - the codes of acknowledgments as sentences. */
#include "engine/pipeline/complaint.h"

#include "engine/pipeline/answer_words.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>

/* A text that grows in the caller's room; what does not fit is left out. */
typedef struct text {
    char *buf;
    size_t cap, n;
} text;

static void SJ_PRINTF(2, 3) add(text *t, const char *format, ...) {
    va_list args;
    if (t->n + 1 >= t->cap) return;
    va_start(args, format);
    int n = vsnprintf(t->buf + t->n, t->cap - t->n, format, args);
    va_end(args);
    if (n > 0) t->n += (size_t)n < t->cap - t->n ? (size_t)n : t->cap - t->n - 1;
}

static void begin(text *t, char *buf, size_t cap) {
    *t = (text){buf, cap, 0};
    buf[0] = 0;
}

/* A value in quotes, what is not printable as '?': it comes from a file. */
static void add_value(text *t, sj_str value) {
    add(t, "\"");
    for (size_t i = 0; i < value.len && i < 80; i++) {
        unsigned char c = (unsigned char)value.ptr[i];
        add(t, "%c", c < 0x20 || c == 0x7f ? '?' : c);
    }
    add(t, value.len > 80 ? "…\"" : "\"");
}

sj_complaint sj_complaint_of(const sj_finding_row *row) {
    return (sj_complaint){.source = row->source,
                          .code = row->code,
                          .tag = row->tag,
                          .label = row->name,
                          .named = row->value,
                          .sent = row->a,
                          .remark = row->b};
}

/* ---- 999 and 997 ---- */

/* What is said behind the label, and how to mend it. */
typedef struct wording {
    const char *code, *problem, *fix;
} wording;

static const wording segments[] = {
    {"1", "is a segment that the standard does not know",
     "A separator typed inside a text breaks a line in two: remove it from the claim's texts."},
    {"2", "is not expected at this place",
     "Move it to the loop where it belongs, or leave it out."},
    {"3", "is missing; it is required", "Add it."},
    {"4", "repeats a loop more often than is allowed", "Send fewer of them; split the claim."},
    {"5", "is there more often than is allowed", "Send fewer of them."},
    {"6", "does not belong in this kind of file", "Leave it out."},
    {"7", "is out of order", "Move it to its place."},
    {"8", "has wrong data", "Look at the values of the segment."},
    {"I4", "is not used in this kind of claim", "Leave it out."},
    {"I6", "is missing, though other data of the claim asks for it",
     "Add it, or correct what asks for it."},
    {"I7", "is there more rarely than required", "Add it."},
    {"I8", "is there more rarely than required", "Add it."},
    {"I9", "must not be there together with other data of the claim",
     "Leave it out, or correct what forbids it."},
};

static const wording elements[] = {
    {"1", "is missing; it is required", "Fill it in."},
    {"2", "is missing, though another value beside it asks for it",
     "Fill it in, or leave out the value that asks for it."},
    {"3", "stands behind the last value that is allowed there",
     "A separator typed inside a text does this: remove it from the claim's texts."},
    {"4", "is too short", "Give the value in full."},
    {"5", "is too long", "Shorten the value."},
    {"6", "has a character that is not allowed",
     "Use plain letters and digits: no accented letters, typographic quotes or other special "
     "characters; amounts without dollar sign and comma."},
    {"7", "is not a valid code", "Look the code up, valid on the date of service, and correct it."},
    {"8", "is not a valid date", "Correct the date."},
    {"9", "is not a valid time", "Correct the time."},
    {"10", "must not be there together with another value beside it", "Send only one of them."},
    {"11", "is repeated too rarely", "Add what is missing."},
    {"12", "has more values than are allowed", "Send fewer values."},
    {"13", "has more parts than are allowed",
     "A separator typed inside a text does this: remove it from the claim's texts."},
    {"I6", "is a code that is not used in this kind of claim",
     "Choose a code that the payer's guide allows there."},
    {"I9", "is missing, though other data of the claim asks for it",
     "Fill it in, or correct what asks for it."},
    {"I10", "must be empty in this kind of claim", "Leave it empty."},
    {"I11", "is repeated too rarely", "Add what is missing."},
    {"I12", "has not the form that is asked for",
     "Correct the value; NPI, tax id and phone numbers go without dashes and blanks."},
    {"I13", "must be empty, because of other data of the claim",
     "Leave it empty, or correct what forbids it."},
};

static const wording *find(const wording *list, size_t n, sj_str code) {
    for (size_t i = 0; i < n; i++)
        if (sj_str_is(code, list[i].code)) return &list[i];
    return NULL;
}
#define FIND(list, code) find(list, sizeof(list) / sizeof *(list), code)

/* "8/7" by its IK403, "3" by its IK304. */
static const wording *wording_of(sj_str code) {
    sj_str segment = sj_words_cut(&code, '/');
    return code.len ? FIND(elements, code) : FIND(segments, segment);
}

const char *sj_complaint_words(sj_str code) {
    const wording *w = wording_of(code);
    return w ? w->problem : NULL;
}

/* Mail and gateways change the case of letters; that is no other value. A copy may be cut. */
static bool is_same_value(sj_str named, sj_str sent) {
    if (named.len > sent.len || (named.len < sent.len && named.len < 99)) return false;
    for (size_t i = 0; i < named.len; i++)
        if (toupper((unsigned char)named.ptr[i]) != toupper((unsigned char)sent.ptr[i]))
            return false;
    return true;
}

static void add_values(text *t, const sj_complaint *c) {
    if (c->sent.len) {
        add(t, " We sent ");
        add_value(t, c->sent);
        add(t, ".");
    }
    if (c->named.len && !is_same_value(c->named, c->sent)) {
        add(t, c->sent.len ? " But the partner read " : " The partner read ");
        add_value(t, c->named);
        add(t, c->sent.len ? ": the value was changed on its way, or the answer is about another "
                             "claim."
                           : ".");
    }
    if (c->remark.len) add(t, " %.*s", SJ_FMT(c->remark));
}

static void set_problem(text *t, sj_str code) {
    bool any = false;
    add(t, "The partner refused the transaction set that the claim stood in");
    for (sj_words_cut(&code, ' '); code.len;) {
        sj_str one = sj_words_cut(&code, ' ');
        const char *why = sj_words_ik502(one);
        add(t, "%s %s", any ? ";" : ":", why ? why : "code");
        if (!why) add(t, " %.*s", SJ_FMT(one));
        any = true;
    }
    add(t, ".");
}

static void syntax_problem(text *t, const sj_complaint *c) {
    const wording *w = wording_of(c->code);
    if (sj_str_is(c->tag, "IK5")) {
        set_problem(t, c->code);
        return;
    }
    if (c->label.len)
        add(t, "%.*s ", SJ_FMT(c->label));
    else
        add(t, "Segment %.*s ", SJ_FMT(c->tag));
    if (w)
        add(t, "%s.", w->problem);
    else
        add(t, "is refused with code %.*s.", SJ_FMT(c->code));
    add_values(t, c);
}

/* ---- TA1 ---- */

static const wording envelopes[] = {
    {"005", NULL, "Correct the sender's qualifier of this partner in scrubjay.xml."},
    {"006", NULL, "Correct the sender's id of this partner in scrubjay.xml, or enroll with it."},
    {"007", NULL, "Correct the receiver's qualifier of this partner in scrubjay.xml."},
    {"008", NULL, "Correct the receiver's id of this partner in scrubjay.xml."},
    {"009", NULL, "Correct the receiver's id of this partner in scrubjay.xml."},
    {"020", NULL,
     "Correct `usage` of this partner in scrubjay.xml: T for tests, P for real claims."},
    {"025", NULL,
     "Ask the partner whether it has this file already: then its claims are there, and must not be "
     "sent again."},
};

/* ---- 277CA ---- */

typedef struct status_row {
    const char *code, *noun, *statement, *fix;
} status_row;

static const status_row statuses[] = {
#define STATUS(code, noun, statement, fix) {code, noun, statement, fix},
#include "engine/pipeline/status.def"
};

static const status_row *status_of(sj_str code) {
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++)
        if (sj_str_is(code, statuses[i].code)) return &statuses[i];
    return NULL;
}

const char *sj_words_status(sj_str code) {
    const status_row *s = status_of(code);
    return s ? s->noun : NULL;
}

const char *sj_words_status_sentence(sj_str code) {
    const status_row *s = status_of(code);
    return s ? s->statement : NULL;
}

static const char *verdict_of(sj_str category) {
    if (sj_str_is(category, "A6")) return "is missing";
    if (sj_str_is(category, "A7")) return "is not valid";
    if (sj_str_is(category, "A8")) return "does not agree with other data of the claim";
    return "is refused";
}

static void status_problem(text *t, const sj_complaint *c) {
    sj_str rest = c->code, category = sj_words_cut(&rest, ':'), status = sj_words_cut(&rest, ':');
    const status_row *s = status_of(status);
    const char *whose = sj_words_entity(rest);
    if (s && s->statement) {
        add(t, "%s", s->statement);
    } else if (s) {
        add(t, "%c%s", toupper((unsigned char)s->noun[0]), s->noun + 1);
        if (whose) add(t, " of the %s", whose);
        if (c->label.len) add(t, " (%.*s)", SJ_FMT(c->label));
        add(t, " %s.", verdict_of(category));
    } else {
        add(t, "The partner refused the claim with status %.*s%s%s.", SJ_FMT(status),
            whose ? " of the " : "", whose ? whose : "");
    }
    add_values(t, c);
}

/* ---- both ---- */

void sj_complaint_problem(const sj_complaint *c, char *buf, size_t cap) {
    text t;
    begin(&t, buf, cap);
    if (sj_str_is(c->source, "TA1")) {
        const char *why = sj_words_ta105(c->code);
        add(&t, "The partner refused the envelope of the file that the claim went out in: %s.",
            why ? why : "it gives no reason");
    } else if (sj_str_is(c->source, "277CA")) {
        status_problem(&t, c);
    } else {
        syntax_problem(&t, c);
    }
}

void sj_complaint_fix(const sj_complaint *c, char *buf, size_t cap) {
    const char *fix = NULL;
    text t;
    begin(&t, buf, cap);
    if (sj_str_is(c->source, "TA1")) {
        const wording *w = FIND(envelopes, c->code);
        fix = w ? w->fix : "Ask the partner, then send the claim again as it is.";
    } else if (sj_str_is(c->source, "277CA")) {
        sj_str rest = c->code;
        sj_words_cut(&rest, ':');
        const status_row *s = status_of(sj_words_cut(&rest, ':'));
        fix = s ? s->fix : "Ask the partner which value is meant.";
    } else if (!sj_str_is(c->tag, "IK5")) {
        const wording *w = wording_of(c->code);
        fix = w ? w->fix : "Ask the partner which value is meant.";
    }
    if (fix) add(&t, "%s", fix);
}

/* ---- places of statuses ---- */

static const struct value_row {
    const char *forms, *code;
    sj_status_place place;
} values[] = {
#define VALUE(forms, code, loops, tag, qualifiers, element, component)                             \
    {forms, code, {loops, tag, qualifiers, element, component}},
#include "engine/pipeline/status.def"
};

static const struct party_row {
    const char *forms, *entity, *loops;
} parties[] = {
#define PARTY(forms, entity, loops) {forms, entity, loops},
#include "engine/pipeline/status.def"
};

static const struct party_value_row {
    const char *code, *tag, *qualifiers;
    unsigned element;
} party_values[] = {
#define OF_PARTY(code, tag, qualifiers, element) {code, tag, qualifiers, element},
#include "engine/pipeline/status.def"
};

#define COUNT(list) (sizeof(list) / sizeof *(list))

static const char *loops_of(char form, sj_str entity) {
    for (size_t i = 0; i < COUNT(parties); i++)
        if (strchr(parties[i].forms, form) && sj_str_is(entity, parties[i].entity))
            return parties[i].loops;
    return NULL;
}

bool sj_status_place_of(char form, sj_str status, sj_str entity, sj_status_place *out) {
    const char *loops = form ? loops_of(form, entity) : NULL;
    for (size_t i = 0; loops && i < COUNT(party_values); i++) {
        const struct party_value_row *p = &party_values[i];
        if (!sj_str_is(status, p->code)) continue;
        /* The billing provider's taxonomy stands in front of its name. */
        if (strcmp(p->tag, "PRV") == 0 && sj_str_is(entity, "85")) loops = "2000A";
        *out = (sj_status_place){loops, p->tag, p->qualifiers, p->element, 0};
        return true;
    }
    for (size_t i = 0; form && i < COUNT(values); i++) {
        if (!strchr(values[i].forms, form) || !sj_str_is(status, values[i].code)) continue;
        *out = values[i].place;
        return true;
    }
    return false;
}
