/* engine/pipeline/answer_words.c - the codes of acknowledgments in words. The codes that office
 * billing meets; the others are shown as they are. */
#include "engine/pipeline/answer_words.h"

#include <stdio.h>

typedef struct word {
    const char *code, *text;
} word;

static const char *find(const word *words, sj_str code) {
    while (words->code && !sj_str_is(code, words->code)) words++;
    return words->text;
}

static const word ta105[] = {
    {"001", "the control numbers at its beginning and end differ"},
    {"005", "the sender's qualifier is not valid"},
    {"006", "the sender's id is not known"},
    {"007", "the receiver's qualifier is not valid"},
    {"008", "the receiver's id is not valid"},
    {"009", "the receiver is not known"},
    {"010", "the authorization qualifier is not valid"},
    {"011", "the authorization is not valid"},
    {"012", "the security qualifier is not valid"},
    {"013", "the security information is not valid"},
    {"014", "its date is not valid"},
    {"015", "its time is not valid"},
    {"017", "its version is not supported"},
    {"018", "its control number is not valid"},
    {"020", "it is marked as test where production is wanted, or the other way round"},
    {"021", "the number of groups does not agree"},
    {"022", "its control structure is damaged"},
    {"023", "it ends too early"},
    {"024", "its content is not valid"},
    {"025", "its control number was used before"},
    {"026", "its element separator is not valid"},
    {"027", "its component separator is not valid"},
    {NULL, NULL}};

static const word ik502[] = {{"1", "this kind of file is not supported"},
                             {"2", "its end is missing"},
                             {"3", "the control numbers at its beginning and end differ"},
                             {"4", "the number of its segments does not agree"},
                             {"5", "one or more segments are wrong"},
                             {"6", "its kind is not valid"},
                             {"7", "its control number is missing or not valid"},
                             {"18", "it does not belong in its group"},
                             {"19", "its version is not valid"},
                             {"23", "its control number occurs twice"},
                             {"I5", "one or more segments break the guide's rules"},
                             {"I6", "its guide is not supported"},
                             {NULL, NULL}};

static const word ak905[] = {{"1", "this kind of group is not supported"},
                             {"2", "its version is not supported"},
                             {"3", "its end is missing"},
                             {"4", "the control numbers at its beginning and end differ"},
                             {"5", "the number of its sets does not agree"},
                             {"6", "its control number is not valid"},
                             {"19", "its control number was used before"},
                             {NULL, NULL}};

static const word categories[] = {{"A0", "passed on to another party"},
                                  {"A1", "received"},
                                  {"A2", "accepted for processing"},
                                  {"A3", "returned as not processable"},
                                  {"A4", "not found"},
                                  {"A5", "split into several claims"},
                                  {"A6", "rejected, information is missing"},
                                  {"A7", "rejected, information is not valid"},
                                  {"A8", "rejected, facts do not agree with each other"},
                                  {"D0", "search without result"},
                                  {"E0", "no answer possible, data in error"},
                                  {"E1", "no answer possible, system down"},
                                  {"E2", "the information holder does not answer"},
                                  {"E3", "correction needed, facts do not agree"},
                                  {"E4", "a partner's requirement is not met"},
                                  {NULL, NULL}};

static const word entities[] = {{"36", "employer"},
                                {"40", "receiver"},
                                {"41", "submitter"},
                                {"71", "attending provider"},
                                {"72", "operating provider"},
                                {"77", "service facility"},
                                {"82", "rendering provider"},
                                {"85", "billing provider"},
                                {"DK", "ordering provider"},
                                {"DN", "referring provider"},
                                {"DQ", "supervising provider"},
                                {"GB", "other insured"},
                                {"IL", "subscriber"},
                                {"PR", "payer"},
                                {"QC", "patient"},
                                {NULL, NULL}};

const char *sj_words_ta105(sj_str note) {
    return find(ta105, note);
}
const char *sj_words_ik502(sj_str code) {
    return find(ik502, code);
}

const char *sj_words_ak905(sj_str code) {
    return find(ak905, code);
}
const char *sj_words_entity(sj_str code) {
    return find(entities, code);
}

sj_str sj_words_cut(sj_str *rest, char stop) {
    const char *at = rest->len ? memchr(rest->ptr, stop, rest->len) : NULL;
    sj_str part = {rest->ptr, at ? (size_t)(at - rest->ptr) : rest->len};
    size_t taken = part.len + (at != NULL);
    rest->ptr += taken;
    rest->len -= taken;
    return part;
}

void sj_words_claim_status(sj_str codes, char *buf, size_t cap) {
    size_t used = 0;
    buf[0] = 0;
    while (codes.len && used < cap) {
        sj_str one = sj_words_cut(&codes, ' '), rest = one;
        sj_str category = sj_words_cut(&rest, ':'), status = sj_words_cut(&rest, ':');
        const char *what = find(categories, category), *of = sj_words_status(status);
        const char *sentence = of ? NULL : sj_words_status_sentence(status);
        /* "accepted: acceptance" says nothing more. */
        bool twice = what && category.len == 2 &&
                     (category.ptr[1] == '1' || category.ptr[1] == '2') &&
                     (sj_str_is(status, "19") || sj_str_is(status, "20"));
        if (twice) of = NULL;
        const char *whose = of ? find(entities, rest) : NULL;
        if (!of) of = sentence;
        used += (size_t)snprintf(buf + used, cap - used, "%s%s%s%s%s%s (%.*s)", used ? "; " : "",
                                 what ? what : "status", of ? ": " : "", of ? of : "",
                                 whose ? " of the " : "", whose ? whose : "", SJ_FMT(one));
    }
}

/* The first letter of a TA1, and of a 999's or 997's set. */
static const word ta104[] = {{"A", "the file was received without errors"},
                             {"E", "the file was received, with errors in its envelope"},
                             {"R", "the file was refused"},
                             {NULL, NULL}};
static const word ik501[] = {{"A", "the set with this claim was accepted"},
                             {"E", "the set with this claim was accepted, with errors noted"},
                             {"P", "part of the group was accepted"},
                             {"R", "the set with this claim was refused"},
                             {"M", "refused: the message could not be authenticated"},
                             {"W", "refused: assurance failed"},
                             {"X", "refused: it could not be deciphered"},
                             {NULL, NULL}};

static bool begins(sj_str s, const char *with) {
    size_t n = strlen(with);
    return s.len >= n && memcmp(s.ptr, with, n) == 0;
}

void sj_words_event(sj_str what, sj_str codes, char *buf, size_t cap) {
    buf[0] = 0;
    bool ta1 = sj_str_is(what, "TA1");
    if (begins(what, "277CA")) {
        sj_words_claim_status(codes, buf, cap);
        return;
    }
    if (!ta1 && !begins(what, "999") && !begins(what, "997")) return;
    sj_str letter = sj_words_cut(&codes, ' '), note = sj_words_cut(&codes, ' ');
    const char *says = find(ta1 ? ta104 : ik501, letter);
    const char *why = find(ta1 ? ta105 : ik502, note);
    if (says) snprintf(buf, cap, "%s%s%s", says, why ? ": " : "", why ? why : "");
}
